//! Who reads names of pupils is noted at every page; auditors read them while a head lets them; programs come with tokens.

use reqwest::Method;
use sqlx::PgConnection;
use system::{Answer, Reader};

use crate::governors::AboutPupils;
use crate::people::{Demonstration, SCHOOL, cycle_in, first, history};
use crate::policy::Places;
use crate::tables;

async fn database(demonstration: &Demonstration) -> PgConnection {
    demonstration.installation.database().unwrap().connect().await
}

/// The doors through which names were read since the last time.
async fn doors_since(database: &mut PgConnection, seen: &mut i64) -> Vec<String> {
    let rows: Vec<(i64, String)> =
        sqlx::query_as("select read_id, door from app.named_read where read_id > $1 order by read_id")
            .bind(*seen)
            .fetch_all(database)
            .await
            .unwrap();
    *seen = rows.last().map_or(*seen, |(id, _)| *id);
    rows.into_iter().map(|(_, door)| door).collect()
}

#[tokio::test]
async fn every_page_that_shows_a_name_is_noted_with_its_door() {
    let demonstration = Demonstration::start().await;
    let _ = tables::import(&demonstration.installation, &tables::whole_table(), "2018/19", &[]).well();
    let places = Places::of(&demonstration).await;
    let head = demonstration.signed_in("head").await;
    let names = AboutPupils::read(&head).await.names;
    let mut rows = database(&demonstration).await;
    let (mut seen, mut with_names) = (0, 0);
    let _ = doors_since(&mut rows, &mut seen).await;
    for route in portal::routes().into_iter().filter(|route| route.method == Method::GET) {
        let page = head.get(&places.fill(&route, None)).await;
        let noted = doors_since(&mut rows, &mut seen).await;
        if names.iter().any(|name| page.body.contains(name.as_str())) {
            // A page as it was is noted as such, with the door that it has today.
            let past = route.path.strip_suffix("/{*page}");
            assert!(
                noted
                    .iter()
                    .any(|door| *door == route.path || past.is_some_and(|past| door.starts_with(past))),
                "{} shows names and is not noted: {noted:?}",
                route.path
            );
            with_names += 1;
        }
    }
    assert!(with_names > 8, "{with_names}");
    let found =
        head.post(&format!("{SCHOOL}/pupils/search"), &[("search", names.iter().next().unwrap())]).await;
    assert_eq!(found.status, 200);
    assert_eq!(doors_since(&mut rows, &mut seen).await, ["/schools/{school}/pupils/search"]);
    for sql in
        ["delete from app.named_read", "update app.named_read set door = ''", "truncate app.named_read"]
    {
        assert!(sqlx::query(sql).execute(&mut rows).await.is_err(), "{sql}");
    }
    let asked = "select has_table_privilege(es.serving_role(), 'app.named_read', 'INSERT'),
                        has_table_privilege(es.serving_role(), 'app.named_read', 'UPDATE, DELETE, TRUNCATE')";
    let may: (bool, bool) =
        sqlx::query_as(asked).fetch_one(&mut rows).await.expect("the rights of who serves");
    assert_eq!(may, (true, false), "it is added to, and never changed");
    let register = head.get(&format!("{SCHOOL}/named-reads")).await.with_status(200);
    assert_eq!(register.texts("tbody tr").len(), usize::try_from(seen.min(50)).unwrap());
    assert_eq!(register.attributes("tbody td[data-door]", "data-door")[0], "/schools/{school}/pupils/search");
    let said = register.text("tbody");
    assert!(said.contains("The list of the school’s pupils") && !said.contains("/schools/"), "{said}");
    assert!(names.iter().all(|name| !register.body.contains(name.as_str())), "no name is in the register");
    assert_eq!(demonstration.stranger("head").await.get(&format!("{SCHOOL}/named-reads")).await.status, 404);
    demonstration.portal.stop();
}

#[tokio::test]
async fn an_auditor_reads_names_while_a_head_lets_them_and_is_noted() {
    let demonstration = Demonstration::start().await;
    let head = demonstration.signed_in("head").await;
    let auditor = demonstration.signed_in("auditor").await;
    let cycle = cycle_in(&head, "running").await;
    let names = AboutPupils::read(&head).await.names;
    let shows = |page: &Answer| names.iter().any(|name| page.body.contains(name.as_str()));
    assert!(!shows(&auditor.get(&cycle).await.with_status(200)));

    let people = head.get("/people").await;
    let place =
        people.texts("tbody th a").iter().position(|name| *name == demonstration.person("auditor").shown);
    let address = people.attributes("tbody th a", "href").remove(place.unwrap());
    let form =
        head.get(&first(&head.get(&address).await, "a[href$='/names']")).await.form("main form[method=post]");
    let today = day_in(&mut database(&demonstration).await, 0).await;
    let late = day_in(&mut database(&demonstration).await, 40).await;
    let form = form.set("reason", "inspection");
    assert_eq!(head.submit(&form.clone().set("until_on", &late)).await.status, 422, "a month at most");
    let elsewhere = form.clone().set("until_on", &today).set("school", "900001");
    assert_eq!(head.submit(&elsewhere).await.status, 422, "of one's own school alone");
    assert_eq!(head.submit(&form.set("until_on", &today)).await.status, 303);
    assert!(shows(&auditor.get(&cycle).await.with_status(200)), "at the next request");
    let register = auditor.get(&format!("{SCHOOL}/named-reads")).await.with_status(200);
    assert!(register.text("tbody tr").contains("auditor"), "{}", register.text("tbody tr"));

    let told = head.get(&address).await.with_status(200);
    assert!(
        told.text("main").contains("May read names") && told.text("main").contains("Morag Penn"),
        "{}",
        told.text("main")
    );
    let listed = head.get(&format!("{SCHOOL}/named-reads")).await.with_status(200);
    assert!(listed.text("main").contains("as Morag Penn allowed"), "{}", listed.text("main"));
    let stop = first(&told, "main a[href$='/names/revoke']");
    assert_eq!(demonstration.signed_in("lead").await.get(&stop).await.status, 403);
    let page = head.get(&stop).await.with_status(200).form("main form[method=post]");
    let refused = head.submit(&page).await.with_status(422);
    assert_eq!(refused.attributes(".govuk-error-summary a", "href"), ["#reason"]);
    let revoke = refused.form("main form[method=post]").set("reason", "inspection");
    assert_eq!(head.submit(&revoke).await.status, 303);
    assert!(!shows(&auditor.get(&cycle).await.with_status(200)), "taken back at once");
    assert_eq!(head.submit(&revoke).await.status, 303, "sent twice it is done once");
    let again = head.get(&stop).await.form("main form[method=post]").set("reason", "inspection");
    assert_eq!(head.submit(&again).await.status, 422, "there is nothing to take back");
    let form =
        head.get(&first(&head.get(&address).await, "a[href$='/names']")).await.form("main form[method=post]");
    let form = form.set("reason", "inspection").set("until_on", &today);
    assert_eq!(head.submit(&form).await.status, 303, "and can be given anew");
    assert!(shows(&auditor.get(&cycle).await.with_status(200)));

    let mut rows = database(&demonstration).await;
    sqlx::query("update read.named_accesses set from_on = from_on - 9, until_on = until_on - 9")
        .execute(&mut rows)
        .await
        .unwrap();
    assert!(!shows(&auditor.get(&cycle).await.with_status(200)), "and no longer than that");
    demonstration.portal.stop();
}

/// The day in so many days, as forms write it.
async fn day_in(database: &mut PgConnection, days: i32) -> String {
    sqlx::query_scalar("select ((now() at time zone 'Europe/London')::date + $1)::text")
        .bind(days)
        .fetch_one(database)
        .await
        .unwrap()
}

/// Makes a token on the person's own page.
pub(crate) async fn token(reader: &Reader, scope: &str) -> String {
    let form = reader.get("/account/tokens").await.with_status(200).form("form[action='/account/tokens']");
    assert_eq!(reader.submit(&form).await.with_status(422).texts(".govuk-error-summary li").len(), 3);
    let form = form.set("token_name", "Timetable").set("token_scope", scope).set("token_days", "30");
    reader.submit(&form).await.with_status(200).text("main code")
}

#[tokio::test]
async fn a_token_reads_or_records_for_its_person_until_it_is_revoked() {
    let demonstration = Demonstration::start().await;
    let lead = demonstration.signed_in("lead").await;
    let cycle = cycle_in(&lead, "running").await;
    let before = history(&lead, &cycle).await.len();
    let correct = first(&lead.get(&cycle).await, "a[href*='/assessments/'][href$='/correct']");
    let form = lead.get(&correct).await.form("main form[method=post]");
    let form = form.set("score", "88").set("reason", "data_entry_error");
    let program = demonstration.portal.reader();
    let (reads, records) = (token(&lead, "read").await, token(&lead, "record").await);
    let ask = async |token: &str, method: Method, path: &str| {
        // As a program, or a page of another site, sends it.
        let request = program
            .request_from("cross-site", method.clone(), path)
            .header("Origin", "https://other.example");
        let request =
            request.header("Authorization", format!("Bearer {token}")).header("Accept", "application/json");
        let request = if method == Method::POST { request.form(&form.fields) } else { request };
        program.send(request).await.status
    };
    let api = format!("/api/v1{SCHOOL}/cycles");
    assert_eq!(
        (ask(&reads, Method::GET, &api).await, ask("quadrant_no", Method::GET, &api).await),
        (200, 401)
    );
    assert_eq!(ask(&reads, Method::POST, &correct).await, 403, "who reads changes nothing");
    assert_eq!(history(&lead, &cycle).await.len(), before);
    assert_eq!(ask(&records, Method::POST, &correct).await, 201);
    assert_eq!(history(&lead, &cycle).await.len(), before + 1);
    for path in ["/account", "/account/password", "/account/tokens"] {
        assert_eq!(ask(&records, Method::GET, path).await, 403, "{path} is for people");
    }
    // The cookie of a browser is not looked at beside a token.
    let both = lead.request(Method::GET, &api).header("Authorization", "Bearer quadrant_no");
    assert_eq!(lead.send(both).await.status, 401);

    let page = lead.get("/account/tokens").await.with_status(200);
    assert!(page.text("main").contains("last used on"), "{}", page.text("main"));
    let theirs = page.attributes("input[name=token]", "value");
    let teacher = demonstration.signed_in("teacher").await;
    for one in &theirs {
        assert_eq!(teacher.post("/account/tokens/revoke", &[("token", one)]).await.status, 303);
    }
    assert_eq!(ask(&reads, Method::GET, &api).await, 200, "nobody else revokes it");
    for one in &theirs {
        assert_eq!(lead.post("/account/tokens/revoke", &[("token", one)]).await.status, 303);
    }
    assert_eq!(ask(&reads, Method::GET, &api).await, 401);
    let another = token(&lead, "read").await;
    assert_eq!(ask(&another, Method::GET, &api).await, 200);
    let form = lead.get("/account/password").await.with_status(200).form("main form[method=post]");
    let form = form.set("password", &demonstration.person("lead").password);
    let form = form.set("new_password", "three quiet words").set("new_password_again", "three quiet words");
    assert_eq!(lead.submit(&form).await.status, 303);
    assert_eq!(ask(&another, Method::GET, &api).await, 401, "a new password ends the tokens");
    let stored: Vec<String> = sqlx::query_scalar("select t::text from app.access_token t")
        .fetch_all(&mut database(&demonstration).await)
        .await
        .unwrap();
    assert!(stored.iter().all(|row| !row.contains(&reads) && !row.contains(&records)));
    demonstration.portal.stop();
}
