//! How people come in and stay in: guessing is slowed, a second proof, one's sessions, and a form that came too late.

use std::time::SystemTime;

use sqlx::PgConnection;
use system::{Answer, Reader};
use totp_rs::{Builder, Secret, Totp};

use crate::people::{Demonstration, SCHOOL, cycle_in, first, history};

/// Tries to sign in and gives the answer.
async fn attempt(reader: &Reader, name: &str, password: &str) -> Answer {
    reader.post("/sign-in", &[("sign_in_name", name), ("password", password)]).await
}

async fn database(demonstration: &Demonstration) -> PgConnection {
    demonstration.installation.database().unwrap().connect().await
}

async fn run(demonstration: &Demonstration, sql: &str) -> u64 {
    sqlx::query(sql).execute(&mut database(demonstration).await).await.unwrap().rows_affected()
}

/// Whether the reader is signed in.
async fn is_in(reader: &Reader) -> bool {
    reader.get("/account").await.status == 200
}

#[tokio::test]
async fn guessing_is_slowed_for_strangers_and_never_for_ever() {
    let demonstration = Demonstration::start().await;
    let teacher = demonstration.person("teacher");
    let at_home = demonstration.signed_in("teacher").await;
    let stranger = demonstration.portal.reader();
    for name in [teacher.name.as_str(), "nobody-has-this"] {
        for _ in 0..5 {
            assert_eq!(attempt(&stranger, name, "a guess of mine").await.status, 422);
        }
        let slowed = attempt(&stranger, name, &teacher.password).await.with_status(429);
        let said = slowed.text(".govuk-error-summary");
        assert!(said.contains("Wait") && said.contains("seconds"), "{said}");
        assert_eq!(slowed.form("form[action='/sign-in']").value("sign_in_name"), Some(name), "kept");
    }
    // The person is not kept out by it in the browser that they use, nor others anywhere.
    assert_eq!(attempt(&at_home, &teacher.name, &teacher.password).await.status, 303);
    let lead = demonstration.person("lead");
    assert_eq!(attempt(&stranger, &lead.name, &lead.password).await.status, 303);
    // Elsewhere they wait; asking again meanwhile does not make it longer.
    let elsewhere = demonstration.portal.reader();
    assert_eq!(attempt(&elsewhere, &teacher.name, &teacher.password).await.status, 429);
    run(&demonstration, "update app.sign_in_try set at = at - interval '16 seconds'").await;
    assert_eq!(attempt(&elsewhere, &teacher.name, &teacher.password).await.status, 303);
    let left = run(&demonstration, "update app.sign_in_try set at = at").await;
    assert_eq!(left, 5, "a success forgets the failures of its name, and no others");
    demonstration.portal.stop();
}

fn app_on_the_phone(secret: &str) -> Totp {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    Builder::new().with_secret(secret).with_account_name("lead").build().unwrap()
}

fn code(phone: &Totp, seconds_from_now: u64) -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    phone.generate(now + seconds_from_now).to_string()
}

/// Sets the second factor up and gives the app on the phone, the code that was used, and the codes for a lost phone.
async fn set_up(reader: &Reader, password: &str) -> (Totp, String, Vec<String>) {
    let page = reader.get("/account/second-factor").await.with_status(200);
    let secret = page.text("dl.govuk-summary-list dd");
    let link = page.attributes("dd a", "href").remove(0);
    assert!(link.starts_with("otpauth://totp/"), "{link}");
    assert!(link.contains(&secret.replace(' ', "")), "{link} for {secret}");
    let form = page.form("main form[method=post]");
    let refused = reader.submit(&form).await.with_status(422);
    assert_eq!(refused.attributes(".govuk-error-summary a", "href"), ["#password", "#code"]);
    let wrong = form.clone().set("password", "not mine at all").set("code", "000000");
    let refused = reader.submit(&wrong).await.with_status(422);
    assert_eq!(
        refused.attributes(".govuk-error-summary a", "href"),
        ["#password"],
        "an open browser is not enough"
    );
    let form = form.set("password", password);
    let refused = reader.submit(&form.set("code", "000000")).await.with_status(422);
    assert_eq!(refused.text("dl.govuk-summary-list dd"), secret, "the same secret is offered again");
    let phone = app_on_the_phone(&secret);
    let used = code(&phone, 0);
    let form = refused.form("main form[method=post]").set("password", password).set("code", &used);
    let done = reader.submit(&form).await.with_status(200);
    let codes = done.texts("main code");
    assert_eq!(codes.len(), 10, "{}", done.text("main"));
    (phone, used, codes)
}

#[tokio::test]
async fn a_second_factor_is_asked_for_once_it_is_set_up_and_no_code_counts_twice() {
    let demonstration = Demonstration::start().await;
    let lead = demonstration.person("lead");
    let reader = demonstration.signed_in("lead").await;
    let elsewhere = demonstration.signed_in("lead").await;
    let (phone, used, codes) = set_up(&reader, &lead.password).await;
    assert!(is_in(&reader).await && !is_in(&elsewhere).await, "whoever was in without a code is out");

    let asked = attempt(&elsewhere, &lead.name, &lead.password).await.with_status(200);
    assert!(!is_in(&elsewhere).await, "the password alone opens nothing");
    let form = asked.form("form[action='/sign-in/code']");
    for wrong in ["", used.as_str(), "000000", "soon"] {
        assert_eq!(elsewhere.submit(&form.clone().set("code", wrong)).await.status, 422, "{wrong:?}");
    }
    assert_eq!(elsewhere.submit(&form.clone().set("code", &code(&phone, 30))).await.status, 303);
    assert!(is_in(&elsewhere).await);

    let without_phone = demonstration.portal.reader();
    for again in [303, 422] {
        let asked = attempt(&without_phone, &lead.name, &lead.password).await.with_status(200);
        let form = asked.form("form[action='/sign-in/code']").set("code", &codes[0].to_uppercase());
        assert_eq!(without_phone.submit(&form).await.status, again, "a code for a lost phone works once");
    }
    let mut rows = database(&demonstration).await;
    let stored: Vec<String> = sqlx::query_scalar(
        "select t::text from app.second_factor t union all select t::text from app.recovery_code t",
    )
    .fetch_all(&mut rows)
    .await
    .unwrap();
    let secret = phone.secret().to_base32();
    assert_eq!(stored.len(), 10);
    assert!(stored.iter().all(|row| !row.contains(&secret) && codes.iter().all(|code| !row.contains(code))));

    let page = reader.get("/account/second-factor").await.form("main form[method=post]");
    assert_eq!(reader.submit(&page.clone().set("password", "not mine at all")).await.status, 422);
    assert_eq!(reader.submit(&page.set("password", &lead.password)).await.status, 303);
    assert_eq!(attempt(&demonstration.portal.reader(), &lead.name, &lead.password).await.status, 303);
    demonstration.portal.stop();
}

#[tokio::test]
async fn codes_can_t_be_guessed_by_whoever_knows_the_password() {
    let demonstration = Demonstration::start().await;
    let lead = demonstration.person("lead");
    let (phone, _, _) = set_up(&demonstration.signed_in("lead").await, &lead.password).await;
    let guesser = demonstration.portal.reader();
    for _ in 0..5 {
        let form = attempt(&guesser, &lead.name, &lead.password).await.form("form[action='/sign-in/code']");
        assert_eq!(guesser.submit(&form.set("code", "123456")).await.status, 422);
    }
    let form = attempt(&guesser, &lead.name, &lead.password).await.form("form[action='/sign-in/code']");
    assert_eq!(guesser.submit(&form.set("code", &code(&phone, 30))).await.status, 429);
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_person_sees_where_they_are_signed_in_ends_that_and_changes_the_password() {
    let demonstration = Demonstration::start().await;
    let teacher = demonstration.person("teacher");
    let [here, there, elsewhere] = [
        demonstration.signed_in("teacher").await,
        demonstration.signed_in("teacher").await,
        demonstration.signed_in("teacher").await,
    ];
    let page = here.get("/account").await.with_status(200);
    assert_eq!(page.texts("tbody tr").len(), 3, "{}", page.text("main"));
    // Somebody else's session is no business of mine, whatever number I send.
    let lead = demonstration.signed_in("lead").await;
    let theirs = page.attributes("input[name=session]", "value");
    for session in &theirs {
        assert_eq!(lead.post("/account/sessions/end", &[("session", session)]).await.status, 303);
    }
    assert!(is_in(&there).await && is_in(&elsewhere).await);
    let one = here.post("/account/sessions/end", &[("session", &theirs[0])]).await.with_status(303);
    assert!(here.follow(one).await.text("[role=status]").contains("signed out"));
    assert_eq!([is_in(&there).await, is_in(&elsewhere).await].iter().filter(|is_in| **is_in).count(), 1);

    let form = here.get("/account/password").await.form("main form[method=post]");
    let filled = form.set("new_password", "three quiet words").set("new_password_again", "three quiet words");
    let wrong = here.submit(&filled.clone().set("password", "not it").set("new_password_again", "x")).await;
    assert_eq!(
        wrong.with_status(422).texts(".govuk-error-summary li").len(),
        1,
        "what is wrong with the new one first"
    );
    assert_eq!(here.submit(&filled.clone().set("password", "not it")).await.status, 422);
    assert_eq!(here.submit(&filled.set("password", &teacher.password)).await.status, 303);
    assert!(is_in(&here).await && !is_in(&there).await && !is_in(&elsewhere).await);
    assert_eq!(attempt(&there, &teacher.name, &teacher.password).await.status, 422);
    assert_eq!(attempt(&there, &teacher.name, "three quiet words").await.status, 303);
    demonstration.portal.stop();
}

const NOTE: &str = "Typed for a quarter of an hour before the bell.";

#[tokio::test]
async fn a_form_sent_after_the_session_ended_comes_back_to_its_own_person() {
    let demonstration = Demonstration::start().await;
    let (lead, teacher) = (demonstration.person("lead"), demonstration.person("teacher"));
    let reader = demonstration.signed_in("lead").await;
    let cycle = cycle_in(&reader, "running").await;
    let before = history(&reader, &cycle).await.len();
    let page = reader.get(&cycle).await;
    let form = reader.get(&first(&page, "a[href*='/assessments/'][href$='/correct']")).await;
    let form =
        form.form("main form[method=post]").set("score", "99").set("reason", "remark").set("note", NOTE);
    run(&demonstration, "update app.session set last_seen_at = last_seen_at - interval '3 hours'").await;
    let asked = reader.submit(&form).await.with_status(401);
    assert!(asked.text("main").contains("comes back"), "{}", asked.text("main"));
    assert!(!asked.body.contains(NOTE), "it is sealed");
    let sign_in = asked.form("form[action='/sign-in']");
    let other = sign_in.clone().set("sign_in_name", &teacher.name).set("password", &teacher.password);
    let answer = demonstration.portal.reader().submit(&other).await.with_status(303);
    assert!(!answer.body.contains(NOTE), "nobody else gets it");

    let mistyped = sign_in.set("sign_in_name", &lead.name).set("password", "a slip of the hand");
    let sign_in = reader.submit(&mistyped).await.with_status(422).form("form[action='/sign-in']");
    let back = reader.submit(&sign_in.set("password", &lead.password)).await.with_status(200);
    assert!(back.text("dd").contains(NOTE), "{}", back.text("main"));
    assert_eq!(history(&reader, &cycle).await.len(), before, "nothing was done yet");
    let again = back.form("main form[method=post]");
    assert_eq!((&again.action, again.value("score")), (&form.action, Some("99")));
    // Without its reason the form itself opens again, with everything that was typed.
    let opened = reader.submit(&again.clone().set("reason", "")).await.with_status(422);
    assert_eq!(opened.form("main form[method=post]").value("note"), Some(NOTE));
    let done = reader.submit(&again).await.with_status(303);
    assert!(reader.follow(done).await.status == 200);
    assert_eq!(history(&reader, &cycle).await.len(), before + 1);
    // What nobody was signed in for is not kept.
    let stranger = demonstration.portal.reader();
    assert_eq!(
        stranger.submit(&form).await.with_status(303).header("location").split('?').next(),
        Some("/sign-in")
    );
    assert_eq!(reader.get(&format!("{SCHOOL}/cycles")).await.status, 200);
    demonstration.portal.stop();
}
