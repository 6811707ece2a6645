//! A class list on a real database, from the file to the register.

use axum::http::{StatusCode, header};
use domain::import_batch::ImportBatchEvent;
use journal::Recorded;

use crate::access::Role;
use crate::app::App;
use crate::test_support::{Fresh, Tab, form_of, person, read};

const PATH: &str = "/schools/demo:test/pupils/list";
const LIST: &str =
    "Surname,Forename,DOB,Year,Sex,House\nExample,Ada,04/05/2016,4,F,Red\nNgāti,Bo,2016-11-30,4,M,Blue\n";

/// Sends a form; gives the status and where it leads, or what it says.
async fn send(tab: &Tab, fields: &[(String, String)], file: &str) -> (StatusCode, String) {
    let answer = tab.upload(PATH, fields, file.as_bytes()).await;
    match answer.headers().get(header::LOCATION) {
        Some(to) => (answer.status(), to.to_str().unwrap().to_owned()),
        None => read(answer).await,
    }
}

/// The page that shows what the list does.
async fn looked(tab: &Tab, file: &str) -> (StatusCode, String) {
    let (status, page) = tab.get(PATH).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    send(tab, &form_of(&page), file).await
}

fn with(mut form: Vec<(String, String)>, more: &[(&str, &str)]) -> Vec<(String, String)> {
    form.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    form.extend(more.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    form
}

const TAKE: (&str, &str) = ("step", "take");

/// The facts of these kinds that are stored.
async fn facts(app: &App, kind: &str) -> Vec<Recorded> {
    let page = app.journal().page(0, 1_000).await.unwrap();
    page.into_iter().filter(|fact| fact.event_type == kind).collect()
}

#[tokio::test]
async fn a_list_is_looked_at_taken_over_whole_and_adds_nobody_twice() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let lead = person(&app, Role::Lead, "demo:test").await;
    let (status, page) = looked(&lead, LIST).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("2 pupils are new") && page.contains("Nothing is stored yet"), "{page}");
    assert!(facts(&app, "pupil_registered").await.is_empty(), "looking stores nothing");
    let form = with(form_of(&page), &[TAKE, ("effective_on", "2025-09-03")]);
    let (status, to) = send(&lead, &form, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let (status, again) = send(&lead, &form, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "the same form twice: {again}");
    let (_, register) = lead.get(&to).await;
    assert!(register.contains("Ada Example") && register.contains("Bo Ngāti"), "{register}");

    let registered = facts(&app, "pupil_registered").await;
    let committed = facts(&app, "list_committed").await;
    assert_eq!((registered.len(), committed.len()), (2, 1));
    let ImportBatchEvent::ListCommitted(list) = serde_json::from_value(committed[0].payload.clone()).unwrap()
    else {
        panic!("{committed:?}")
    };
    assert_eq!((list.counts.rows, list.counts.added), (2, 2));
    for fact in &registered {
        assert_eq!(fact.payload["batch"], list.batch.to_string(), "each fact names the list");
        assert_eq!(fact.command_id, committed[0].command_id);
    }
    let stored = format!("{registered:?} {committed:?}");
    assert!(
        !["Ada Example", "Example", "Ngāti", "2016-05-04"].iter().any(|word| stored.contains(word)),
        "{stored}"
    );

    let (_, page) = looked(&lead, LIST).await;
    assert!(
        page.contains("2 pupils are known as the list says") && page.contains("nothing to take over"),
        "{page}"
    );
    let (status, _) = send(&lead, &with(form_of(&page), &[TAKE]), "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(facts(&app, "pupil_registered").await.len(), 2, "the same list again adds nobody");
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn a_list_with_problems_names_every_cell_keeps_what_was_chosen_and_stores_nothing() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let lead = person(&app, Role::Lead, "demo:test").await;
    let (status, page) = looked(&lead, "Kid,Came,Year\nAda Example,31/02/2016,four\nBo,2016-05-04,4\n").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Choose the column with the name"), "{page}");
    let chosen = with(form_of(&page), &[("column-A", "legal_name"), ("column-B", "birth_date")]);
    let (status, page) = send(&lead, &with(chosen.clone(), &[TAKE]), "").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in
        ["B2: write the date of birth", "C2: write a school year", "id=\"cell-B2\"", "href=\"#cell-C2\""]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("value=\"take\""), "it can't be taken over by half");
    assert!(facts(&app, "pupil_registered").await.is_empty());
    // The year is left out by hand, the date mended in the file; the school's columns are proposed the next time.
    let (_, page) = looked(&lead, "Kid,Came,Year\nAda Example,3/2/2016,four\nBo,2016-05-04,4\n").await;
    let chosen =
        with(form_of(&page), &[("column-A", "legal_name"), ("column-B", "birth_date"), ("column-C", "")]);
    let (_, page) = send(&lead, &chosen, "").await;
    let (status, to) = send(&lead, &with(form_of(&page), &[TAKE]), "").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let (status, page) = looked(&lead, "Kid,Came,Year\nCy New,2016-01-09,x\n").await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("1 pupil is new"), "{page}");
    let stored: String = sqlx::query_scalar("select string_agg(columns::text, ' ') from app.column_mapping")
        .fetch_one(app.pool())
        .await
        .unwrap();
    assert!(!stored.contains("Kid") && !stored.contains("legal_name"), "{stored}");
    let (status, page) = send(&lead, &form_of(&lead.get(PATH).await.1), "\u{0}").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("can&#39;t be read") || page.contains("can't be read"), "{page}");
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn a_known_pupil_is_revised_with_a_reason_and_what_changed_meanwhile_is_shown_first() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let lead = person(&app, Role::Lead, "demo:test").await;
    let (_, page) = looked(&lead, LIST).await;
    let (_, to) = send(&lead, &with(form_of(&page), &[TAKE]), "").await;
    drop(lead.get(&to).await);
    let next = "Name,DOB,Year\nAda Example,2016-05-04,5\nCy New,2016-01-09,4\n";
    let (_, page) = looked(&lead, next).await;
    assert!(page.contains("1 pupil is known, and something changes"), "{page}");
    let (status, refused) = send(&lead, &with(form_of(&page), &[TAKE]), "").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.contains("Choose why"), "{refused}");
    let ready = with(form_of(&refused), &[TAKE, ("reason", "data_entry_error")]);
    // Somebody else takes over a list with Cy in it.
    let (_, other) = looked(&lead, "Name,DOB\nCy New,2016-01-09\n").await;
    let (_, to) = send(&lead, &with(form_of(&other), &[TAKE]), "").await;
    drop(lead.get(&to).await);
    let (status, page) = send(&lead, &ready, "").await;
    assert_eq!(status, StatusCode::CONFLICT, "{page}");
    assert!(page.contains("Pupils were changed since you looked"), "{page}");
    let (status, to) = send(&lead, &with(form_of(&page), &[TAKE]), "").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "what was chosen was kept: {to}");
    assert_eq!(facts(&app, "pupil_registered").await.len(), 3);
    assert_eq!(facts(&app, "pupil_details_revised").await.len(), 2, "Ada's year, and Cy's");
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn two_people_who_take_over_one_list_at_once_add_each_pupil_once() {
    let fresh = Fresh::database().await;
    let (one, other) = (fresh.app().await, fresh.app().await);
    let lead = person(&one, Role::Lead, "demo:test").await;
    let head = person(&other, Role::Head, "demo:test").await;
    let (_, first) = looked(&lead, LIST).await;
    let (_, second) = looked(&head, LIST).await;
    let (first, second) = (with(form_of(&first), &[TAKE]), with(form_of(&second), &[TAKE]));
    let (first, second) = futures::join!(send(&lead, &first, ""), send(&head, &second, ""));
    assert_eq!([first.0, second.0], [StatusCode::SEE_OTHER; 2], "{} {}", first.1, second.1);
    assert_eq!(
        facts(&one, "pupil_registered").await.len(),
        2,
        "the second finds all of them on the register"
    );
    let teacher = person(&one, Role::Teacher, "demo:test").await;
    assert_eq!(teacher.get(PATH).await.0, StatusCode::FORBIDDEN);
    let elsewhere = person(&one, Role::Lead, "urn:125000").await;
    assert_eq!(elsewhere.get(PATH).await.0, StatusCode::NOT_FOUND);
    one.stop().await;
    other.stop().await;
    fresh.drop().await;
}
