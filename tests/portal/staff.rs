//! The people of a school: invitations, roles given and taken, accounts ended, and what nobody may do.

use sqlx::PgConnection;
use system::{Answer, Reader};

use crate::people::{Demonstration, SCHOOL, first};

pub(crate) const PASSWORD: &str = "four words of my own";

/// A person's account, a role of it, and the tokens of an invitation and of a recovery link, for those who walk all doors.
pub(crate) async fn places(demonstration: &Demonstration) -> [String; 4] {
    let keeper = demonstration.signed_in("administrator").await;
    let person = person(&keeper, &demonstration.person("teacher").shown).await;
    let page = keeper.get(&person).await.with_status(200);
    let revoke = first(&page, "a[href$='/revoke']");
    let grant = revoke.split('/').nth(4).expect("the number of a role").to_owned();
    let link = invite(&keeper, "governor", SCHOOL.trim_start_matches("/schools/")).await;
    let token = link.trim_start_matches("/invitations/").to_owned();
    let recovery = recovery(&keeper, &person, "password", "forgotten_password").await;
    let recovery = recovery.trim_start_matches("/recovery/").to_owned();
    [person.trim_start_matches("/people/").to_owned(), grant, token, recovery]
}

/// The address of somebody on the list of people.
async fn person(reader: &Reader, shown: &str) -> String {
    let page = reader.get("/people").await.with_status(200);
    let names = page.texts("tbody th a");
    let place = names.iter().position(|name| name == shown);
    let place = place.unwrap_or_else(|| panic!("{shown} is not among {names:?}"));
    page.attributes("tbody th a", "href").remove(place)
}

async fn offer(reader: &Reader, role: &str, school: &str) -> Answer {
    let form = reader.get("/people/invite").await.with_status(200).form("main form[method=post]");
    reader.submit(&form.set("role", role).set("school", school)).await
}

/// Makes an invitation and gives the path of its link.
async fn invite(reader: &Reader, role: &str, school: &str) -> String {
    let made = offer(reader, role, school).await.with_status(200);
    let link = made.text("main code");
    format!("/invitations/{}", link.rsplit('/').next().unwrap_or_default())
}

/// Takes an invitation up as somebody new.
pub(crate) async fn join(reader: &Reader, link: &str, name: &str) -> Answer {
    let form = reader.get(link).await.with_status(200).form("main form[method=post]");
    let form = form.set("display_name", "Noor Newcomer").set("sign_in_name", name);
    reader.submit(&form.set("new_password", PASSWORD).set("new_password_again", PASSWORD)).await
}

async fn database(demonstration: &Demonstration) -> PgConnection {
    demonstration.installation.database().unwrap().connect().await
}

const HERE: &str = "demo:fernhill";

#[tokio::test]
async fn a_head_invites_a_teacher_who_joins_once_and_can_sign_in_at_once() {
    let demonstration = Demonstration::start().await;
    let head = demonstration.signed_in("head").await;
    let link = invite(&head, "teacher", HERE).await;
    let newcomer = demonstration.portal.reader();
    let form = newcomer.get(&link).await.with_status(200).form("main form[method=post]");
    let taken = form.set("sign_in_name", "lead").set("new_password", "short").set("display_name", "Noor");
    let again = newcomer.submit(&taken).await.with_status(422);
    assert_eq!(again.form("main form[method=post]").value("display_name"), Some("Noor"), "kept");
    assert_eq!(
        join(&newcomer, &link, "lead").await.with_status(422).texts(".govuk-error-summary li").len(),
        1
    );
    assert_eq!(join(&newcomer, &link, "noor").await.status, 303);
    newcomer.sign_in("noor", PASSWORD).await;
    assert_eq!(newcomer.get(&format!("{SCHOOL}/cycles")).await.status, 200);
    assert_eq!(newcomer.get("/people").await.status, 403);
    assert_eq!(newcomer.get(&link).await.status, 404, "the link works once");
    assert!(person(&head, "Noor Newcomer").await.starts_with("/people/"));

    let mut rows = database(&demonstration).await;
    let (actor, role): (String, String) = sqlx::query_as(
        "select metadata::json->>'actor', metadata::json->>'role' from es.events
         where event_type = 'role_granted' order by ident desc limit 1",
    )
    .fetch_one(&mut rows)
    .await
    .unwrap();
    let by: String = sqlx::query_scalar("select display_name from app.account where account_id::text = $1")
        .bind(actor)
        .fetch_one(&mut rows)
        .await
        .unwrap();
    assert_eq!((by, role.as_str()), (demonstration.person("head").shown.clone(), "head"));
    demonstration.portal.stop();
}

#[tokio::test]
async fn an_invitation_ends_by_itself_when_it_is_taken_back_and_when_its_maker_may_give_it_no_more() {
    let demonstration = Demonstration::start().await;
    let head = demonstration.signed_in("head").await;
    let keeper = demonstration.signed_in("administrator").await;
    let [old, withdrawn, orphaned] = [
        invite(&head, "lead", HERE).await,
        invite(&head, "mentor", HERE).await,
        invite(&head, "governor", HERE).await,
    ];
    let visitor = demonstration.portal.reader();
    let mut rows = database(&demonstration).await;
    let sql =
        "update app.invitation set expires_at = clock_timestamp() - interval '1 second' where role = 'lead'";
    assert_eq!(sqlx::query(sql).execute(&mut rows).await.unwrap().rows_affected(), 1);
    assert!(visitor.get(&old).await.with_status(404).text("main").contains("can't be used"));

    let page = head.get("/people").await;
    let forms = page.attributes("form[action='/people/take-back'] input[name=invitation]", "value");
    assert_eq!(forms.len(), 2, "{forms:?}");
    for one in &forms[1..] {
        assert_eq!(head.post("/people/take-back", &[("invitation", one)]).await.status, 303);
    }
    assert_eq!(visitor.get(&withdrawn).await.status, 404);
    assert_eq!(visitor.get(&orphaned).await.status, 200);
    let head_s = person(&keeper, &demonstration.person("head").shown).await;
    let revoke = first(&keeper.get(&head_s).await, "a[href$='/revoke']");
    let form = keeper.get(&revoke).await.form("main form[method=post]");
    assert_eq!(
        keeper
            .submit(&form.set("reason", "duty_changed").set("note", "Another head begins today."))
            .await
            .status,
        303
    );
    assert_eq!(visitor.get(&orphaned).await.status, 404);
    assert_eq!(head.get("/people").await.status, 303, "and the head is nobody here any more");
    demonstration.portal.stop();
}

#[tokio::test]
async fn nobody_gives_or_takes_more_than_they_may() {
    let demonstration = Demonstration::start().await;
    let head = demonstration.signed_in("head").await;
    for (role, school) in
        [("head", HERE), ("auditor", HERE), ("administrator", ""), ("teacher", "900001"), ("officer", HERE)]
    {
        let refused = offer(&head, role, school).await;
        assert_eq!(refused.status, 422, "{role} {school}");
        assert_eq!(refused.form("main form[method=post]").value("school"), Some(school), "kept");
    }
    let page = head.get("/people").await.with_status(200);
    for shown in ["head", "auditor", "officer"].map(|role| &demonstration.person(role).shown) {
        let address = person(&head, shown).await;
        let page = head.get(&address).await.with_status(200);
        assert_eq!(
            page.attributes("a[href$='/revoke'], a[href$='/end']", "href"),
            Vec::<String>::new(),
            "{shown}"
        );
        assert_eq!(head.get(&format!("{address}/end")).await.status, 403);
    }
    let keeper = &demonstration.person("administrator").shown;
    assert!(!page.text("main").contains(keeper.as_str()), "who keeps the server is no one of the school");
    // Another school's head sees nobody of this one.
    let stranger = demonstration.stranger("head").await;
    let teacher = person(&head, &demonstration.person("teacher").shown).await;
    for path in ["", "/roles/new", "/end"] {
        assert_eq!(stranger.get(&format!("{teacher}{path}")).await.status, 404, "{path}");
    }
    assert_eq!(stranger.get(&format!("{SCHOOL}/people")).await.status, 404);
    let auditor = demonstration.signed_in("auditor").await;
    assert_eq!(auditor.get(&teacher).await.status, 200, "an auditor sees and changes nothing");
    assert_eq!(auditor.get(&format!("{teacher}/roles/new")).await.status, 403);
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_role_is_given_once_with_a_reason_counts_at_once_and_ends_with_the_account() {
    let demonstration = Demonstration::start().await;
    let head = demonstration.signed_in("head").await;
    let teacher = demonstration.signed_in("teacher").await;
    let address = person(&head, &demonstration.person("teacher").shown).await;
    let form = head.get(&format!("{address}/roles/new")).await.form("main form[method=post]");
    let refused =
        head.submit(&form.clone().set("role", "lead").set("until_on", "2020-01-01")).await.with_status(422);
    assert_eq!(
        refused.texts(".govuk-error-summary li").len(),
        2,
        "the day and the missing reason, both at once"
    );
    let form = form.set("role", "lead").set("reason", "duty_changed");
    for _ in 0..2 {
        assert_eq!(head.submit(&form).await.status, 303, "sent twice it is given once");
    }
    assert_eq!(head.get(&address).await.texts("tbody tr").len(), 2);
    let choice = teacher.get("/account").await.form("form[action='/account/role']");
    let page = teacher.get("/account").await;
    let lead = page
        .attributes("option", "value")
        .into_iter()
        .rfind(|value| Some(value.as_str()) != choice.value("acting"));
    assert_eq!(teacher.submit(&choice.set("acting", &lead.unwrap())).await.status, 303);
    assert_eq!(teacher.get(&format!("{SCHOOL}/pupils")).await.status, 200, "a lead sees the register");

    let end = head.get(&format!("{address}/end")).await.form("main form[method=post]");
    assert_eq!(head.submit(&end.clone().set("reason", "")).await.status, 422);
    assert_eq!(head.submit(&end.set("reason", "left")).await.status, 303);
    assert_eq!(teacher.get(&format!("{SCHOOL}/pupils")).await.status, 303, "signed out at once");
    let person = demonstration.person("teacher");
    let fields = [("sign_in_name", person.name.as_str()), ("password", &person.password)];
    assert_eq!(teacher.post("/sign-in", &fields).await.status, 422);
    demonstration.portal.stop();
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let demonstration = Demonstration::start().await;
    let keeper = demonstration.signed_in("administrator").await;
    let me = person(&keeper, &demonstration.person("administrator").shown).await;
    let revoke = first(&keeper.get(&me).await, "a[href$='/revoke']");
    let end = format!("{me}/end");
    for path in [&revoke, &end] {
        let form = keeper.get(path).await.form("main form[method=post]").set("reason", "left");
        let refused = keeper.submit(&form).await.with_status(422);
        assert!(refused.text(".govuk-error-summary").contains("look after this server"));
    }
    let link = invite(&keeper, "administrator", "").await;
    assert_eq!(join(&demonstration.portal.reader(), &link, "noor").await.status, 303);
    let form = keeper.get(&revoke).await.form("main form[method=post]").set("reason", "left");
    assert_eq!(keeper.submit(&form).await.status, 303);
    assert_eq!(keeper.get("/people").await.status, 303);
    let noor = demonstration.portal.reader();
    noor.sign_in("noor", PASSWORD).await;
    assert_eq!(noor.get("/people").await.status, 200);
    demonstration.portal.stop();
}

/// Makes a recovery link for `whose` page, and gives its path.
async fn recovery(keeper: &Reader, whose: &str, restores: &str, reason: &str) -> String {
    let form = keeper.get(&format!("{whose}/recovery")).await.with_status(200).form("main form[method=post]");
    let made = keeper.submit(&form.set("restores", restores).set("reason", reason)).await.with_status(200);
    format!("/recovery/{}", made.text("main code").rsplit('/').next().unwrap_or_default())
}

#[tokio::test]
async fn who_has_forgotten_a_password_comes_in_again_by_a_link_that_works_once_and_ends_what_was_open() {
    let demonstration = Demonstration::start().await;
    let (keeper, teacher) =
        (demonstration.signed_in("administrator").await, demonstration.signed_in("teacher").await);
    let known = demonstration.person("teacher");
    let whose = person(&keeper, &known.shown).await;
    let empty = keeper.get(&format!("{whose}/recovery")).await.form("main form[method=post]");
    assert_eq!(keeper.submit(&empty).await.with_status(422).texts(".govuk-error-summary li").len(), 2);
    let first = recovery(&keeper, &whose, "password", "forgotten_password").await;
    let link = recovery(&keeper, &whose, "password", "forgotten_password").await;

    let visitor = demonstration.portal.reader();
    assert_eq!(visitor.get(&first).await.status, 404, "a later link takes its place");
    let form = visitor.get(&link).await.with_status(200).form("main form[method=post]");
    let short = form.set("new_password", "short").set("new_password_again", "short");
    let form = visitor.submit(&short).await.with_status(422).form("main form[method=post]");
    assert_eq!(teacher.get("/account").await.status, 200, "nothing is done yet");
    let done = visitor.submit(&form.set("new_password", PASSWORD).set("new_password_again", PASSWORD)).await;
    assert_eq!(done.with_status(303).header("location"), "/sign-in?joined=again");
    assert_eq!(visitor.get(&link).await.status, 404, "it works once");
    assert_eq!(teacher.get("/account").await.status, 303, "sessions from before have ended");
    visitor.sign_in(&known.name, PASSWORD).await;
    let own = visitor.get("/account").await.with_status(200).text("main");
    assert!(own.contains(&demonstration.person("administrator").shown) && own.contains("Used "), "{own}");

    let keeper_s = person(&keeper, &demonstration.person("administrator").shown).await;
    let form = keeper.get(&format!("{keeper_s}/recovery")).await.form("main form[method=post]");
    let own = keeper.submit(&form.set("restores", "both").set("reason", "lost_device")).await;
    assert!(own.with_status(422).text("main").contains("No one does this for themselves"));
    demonstration.portal.stop();
}

#[tokio::test]
async fn who_made_a_recovery_link_when_and_why_is_told_to_its_person_and_to_all_who_see_people() {
    let demonstration = Demonstration::start().await;
    let keeper = demonstration.signed_in("administrator").await;
    let known = demonstration.person("teacher");
    let whose = person(&keeper, &known.shown).await;
    let note = "The telephone was left on a bus, and a new one comes on Monday at noon.";
    let form = keeper.get(&format!("{whose}/recovery")).await.with_status(200).form("main form[method=post]");
    let form = form.set("restores", "second_factor").set("reason", "other").set("note", note);
    let _ = keeper.submit(&form).await.with_status(200);
    let run = ["recovery-link", "--sign-in-name", &known.name];
    let _ = demonstration.installation.run(&run).well();
    let made_by = &demonstration.person("administrator").shown;
    let own = demonstration.signed_in("teacher").await.get("/account").await.with_status(200);
    let mut pages = vec![own];
    for role in ["administrator", "head", "auditor"] {
        pages.push(demonstration.signed_in(role).await.get(&whose).await.with_status(200));
    }
    for page in &pages {
        let links: Vec<String> =
            page.texts("main li").into_iter().filter(|one| one.contains("Why: ")).collect();
        assert_eq!(links.len(), 2, "{}: {}", page.path, page.text("main"));
        assert!(links[0].contains("someone at the server itself"), "{links:?}");
        assert!(links[1].contains(made_by.as_str()) && links[1].contains(note), "{links:?}");
    }
    let refused = demonstration.signed_in("lead").await.get(&whose).await;
    assert_eq!(refused.status, 403, "a colleague reads none of it");

    // Who works at the school no more is still on its list of old; how they come in again is theirs.
    let revoke = first(&keeper.get(&whose).await, "a[href$='/revoke']");
    let form = keeper.get(&revoke).await.form("main form[method=post]");
    let form = form.set("reason", "duty_changed").set("note", "She teaches at another school from today on.");
    assert_eq!(keeper.submit(&form).await.status, 303);
    demonstration.portal.ready().await;
    for (role, reads) in [("head", false), ("auditor", false), ("administrator", true)] {
        let page = demonstration.signed_in(role).await.get(&whose).await.with_status(200);
        assert_eq!(page.text("main").contains(note), reads, "{role}: {}", page.text("main"));
    }
    demonstration.portal.stop();
}

#[tokio::test]
async fn an_account_at_risk_is_shut_until_its_person_comes_in_by_the_link() {
    let demonstration = Demonstration::start().await;
    let (keeper, lead) =
        (demonstration.signed_in("administrator").await, demonstration.signed_in("lead").await);
    let known = demonstration.person("lead");
    let whose = person(&keeper, &known.shown).await;
    let link = recovery(&keeper, &whose, "both", "account_at_risk").await;
    assert_eq!(lead.get("/account").await.status, 303, "no session is left");
    let visitor = demonstration.portal.reader();
    let old = [("sign_in_name", known.name.as_str()), ("password", &known.password)];
    assert_eq!(visitor.post("/sign-in", &old).await.status, 422, "and the old password opens nothing");
    let form = visitor.get(&link).await.with_status(200).form("main form[method=post]");
    let typed = form.set("new_password", PASSWORD).set("new_password_again", PASSWORD);
    assert_eq!(visitor.submit(&typed).await.status, 303);
    visitor.sign_in(&known.name, PASSWORD).await;
    let form = keeper.get(&format!("{whose}/recovery")).await.form("main form[method=post]");
    let form = form.set("restores", "both").set("reason", "account_at_risk");
    let made = keeper.submit(&form).await.with_status(200).text("main code");
    let link = format!("/recovery/{}", made.rsplit('/').next().unwrap_or_default());
    let chosen = visitor.get(&link).await.with_status(200).form("main form[method=post]");
    let typed = chosen.set("new_password", PASSWORD).set("new_password_again", PASSWORD);
    assert_eq!(visitor.submit(&typed).await.status, 303);
    let again = keeper.submit(&form).await.with_status(409).text("main");
    assert!(again.contains("This link was made already"), "{again}");
    visitor.sign_in(&known.name, PASSWORD).await;
    assert_eq!(visitor.get("/account").await.status, 200, "sent again it shuts nobody out again");
    let codes = keeper.get(&format!("{whose}/recovery")).await.form("main form[method=post]");
    let codes = codes.set("restores", "second_factor").set("reason", "account_at_risk");
    let refused = keeper.submit(&codes).await.with_status(422).text("main");
    assert!(refused.contains("the password must change too"), "{refused}");
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_link_for_codes_takes_the_password_and_counts_no_more_once_its_maker_or_its_account_is_gone() {
    let demonstration = Demonstration::start().await;
    let keeper = demonstration.signed_in("administrator").await;
    let known = demonstration.person("teacher");
    let whose = person(&keeper, &known.shown).await;
    let link = recovery(&keeper, &whose, "second_factor", "lost_device").await;
    let mut rows = database(&demonstration).await;
    let account = whose.trim_start_matches("/people/");
    let secret = "insert into app.second_factor (account_id, sealed_by, secret, last_step) values ($1::uuid, $1::uuid, '{}', 0)";
    sqlx::query(secret).bind(account).execute(&mut rows).await.unwrap();
    let visitor = demonstration.portal.reader();
    let form = visitor.get(&link).await.with_status(200).form("main form[method=post]");
    let wrong = visitor.submit(&form.set("password", "not this one")).await.with_status(422);
    let form = wrong.form("main form[method=post]");
    assert_eq!(visitor.submit(&form.set("password", &known.password)).await.status, 303);
    visitor.sign_in(&known.name, &known.password).await;

    let link = recovery(&keeper, &whose, "password", "forgotten_password").await;
    let run = ["recovery-link", "--sign-in-name", &known.name];
    let printed = demonstration.installation.run(&run).well().printed;
    assert_eq!(visitor.get(&link).await.status, 404, "one from the terminal takes its place");
    assert_eq!(visitor.get(printed.trim()).await.status, 200);
    let nobody = demonstration.installation.run(&["recovery-link", "--sign-in-name", "nobody"]);
    assert_ne!(nobody.status, 0);
    assert!(nobody.said.contains("nobody signs in as 'nobody'"), "{}", nobody.said);
    let link = recovery(&keeper, &whose, "password", "forgotten_password").await;
    sqlx::query("delete from read.grants where role = 'administrator'").execute(&mut rows).await.unwrap();
    assert_eq!(visitor.get(&link).await.status, 404, "its maker may make none any more");
    demonstration.portal.stop();
}
