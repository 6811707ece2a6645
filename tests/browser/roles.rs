//! What the others have to do, each at the keyboard: who keeps the people, who joins, who keeps the catalogue, who answers
//! for the school, and who looks over its shoulder.

use std::time::SystemTime;

use system::{Browser, WIDE};
use totp_rs::{Builder, Secret, Totp};

use crate::hands::Hands;
use crate::look::look;
use crate::pages::portal;
use crate::people::{self, SCHOOL};

const NEWCOMER: &str = "noor-new";
const PASSWORD: &str = "three quiet words";

/// The app on a phone that was given the secret of a page.
fn phone(secret: &str) -> Totp {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    Builder::new().with_secret(secret).with_account_name(NEWCOMER).build().unwrap()
}

fn code(phone: &Totp, seconds_from_now: u64) -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    phone.generate(now + seconds_from_now).to_string()
}

/// The administrator invites a governor, and gives the link.
async fn invites(hands: &Hands<'_>) -> String {
    hands.follow_in_frame("header a[href='/people']").await;
    hands.follow("main a[href='/people/invite']").await;
    hands.past_the_frame("[name=role]").await;
    hands.send_in_vain("role").await;
    hands.choose("[name=role]", "governor").await;
    hands.fill("[name=school]", SCHOOL.trim_start_matches("/schools/")).await;
    hands.send().await;
    hands.look("invitation-made").await;
    let link = hands.tab.text("main code").await;
    hands.reads(&["Fernhill Primary School", "governor"]).await;
    hands.follow("main a[href='/people']").await;
    hands.reads(&["Invitations that wait"]).await;
    hands.look("people-with-invitation").await;
    hands.sign_out().await;
    format!("/invitations/{}", link.rsplit('/').next().unwrap_or_default())
}

/// The invited person follows the link, joins and signs in.
async fn joins(hands: &Hands<'_>, link: &str) {
    hands.tab.go(link).await;
    hands.look("invitation").await;
    hands.past_the_frame("[name=display_name]").await;
    hands.send_in_vain("display_name").await;
    hands.look("invitation-refused").await;
    hands.write("Noor Newcomer").await;
    hands.fill("[name=sign_in_name]", NEWCOMER).await;
    hands.fill("[name=new_password]", PASSWORD).await;
    hands.fill("[name=new_password_again]", PASSWORD).await;
    hands.send().await;
    hands.reads(&["You have joined"]).await;
    hands.past_the_frame("[name=sign_in_name]").await;
    hands.write(NEWCOMER).await;
    hands.fill("[name=password]", PASSWORD).await;
    hands.send().await;
}

/// Sets up a code for each sign-in, and signs in with one.
async fn takes_a_second_factor(hands: &Hands<'_>) {
    hands.follow_in_frame("header a[href='/account']").await;
    hands.follow("main a[href='/account/second-factor']").await;
    let phone = phone(&hands.tab.text("dl.govuk-summary-list dd").await);
    hands.past_the_frame("[name=password]").await;
    hands.send_in_vain("password").await;
    hands.write(PASSWORD).await;
    hands.fill("[name=code]", &code(&phone, 0)).await;
    hands.send().await;
    hands.reads(&["Keep these codes"]).await;
    hands.look("recovery-codes").await;
    hands.sign_out().await;
    hands.sign_in_as(NEWCOMER, PASSWORD).await;
    hands.look("sign-in-code").await;
    hands.past_the_frame("[name=code]").await;
    hands.send_in_vain("code").await;
    hands.write(&code(&phone, 30)).await;
    hands.send().await;
}

#[tokio::test]
async fn somebody_invited_joins_by_keyboard_alone_and_sees_exactly_their_part() {
    let demonstration = portal().await;
    let lead = demonstration.signed_in("lead").await;
    let running = people::cycle_in(&lead, "running").await;
    let closed = people::cycle_in(&lead, "closed").await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    let hands = Hands::on(&tab);
    hands.sign_in(&demonstration, "administrator").await;
    let link = invites(&hands).await;
    joins(&hands, &link).await;
    takes_a_second_factor(&hands).await;
    let frame = tab.text("body > header").await;
    for shown in ["Noor Newcomer", "Cycles", "Catalogue"] {
        assert!(frame.contains(shown), "{shown} is missing from: {frame}");
    }
    for hidden in ["Pupils", "People", "My cycles", "Records to erase"] {
        assert!(!frame.contains(hidden), "{hidden} is in: {frame}");
    }
    hands.follow_in_frame("header a[href$='/cycles']").await;
    hands.follow(&format!("main table a[href='{closed}']")).await;
    hands.reads(&["You see closed cycles only"]).await;
    assert_eq!(tab.ask("document.querySelectorAll('main form, main a[href*=\"/history\"]').length").await, 0);
    tab.go(&running).await;
    assert!(!hands.main().await.contains("Scores"), "{}", hands.main().await);
    tab.go(&link).await;
    hands.reads(&["used"]).await;
    hands.look("invitation-over").await;
    hands.none();
    browser.close().await;
    demonstration.portal.stop();
}

#[tokio::test]
async fn an_officer_keeps_the_catalogue_and_a_head_answers_for_the_school_by_keyboard_alone() {
    let demonstration = portal().await;
    let cycle = people::cycle_in(&demonstration.signed_in("lead").await, "closed").await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    let hands = Hands::on(&tab);

    hands.sign_in(&demonstration, "officer").await;
    hands.follow_in_frame("header a[href='/catalogue']").await;
    hands.follow("main a[href='/catalogue/strategy']").await;
    hands.follow("main a[href='/catalogue/strategy/new']").await;
    hands.past_the_frame("[name=name]").await;
    hands.send_in_vain("name").await;
    hands.write("Talk partners").await;
    hands.fill("[name=about]", "Two pupils explain.").await;
    hands.choose_first("[name=lever]").await;
    hands.tick("[name=part-launch]").await;
    hands.send().await;
    hands.reads(&["Talk partners", "Edition 1: added"]).await;
    hands.follow("main a[href$='/retire']").await;
    hands.past_the_frame("[name=reason]").await;
    hands.choose_first("[name=reason]").await;
    hands.send().await;
    hands.follow_in_frame("header a[href$='/cycles']").await;
    hands.follow(&format!("main table a[href='{cycle}']")).await;
    hands.reads(&["You see closed cycles only"]).await;
    hands.look("officer-cycle").await;
    hands.sign_out().await;

    hands.sign_in(&demonstration, "administrator").await;
    hands.follow_in_frame("header a[href='/schools']").await;
    hands.follow(&format!("main a[href='{SCHOOL}']")).await;
    hands.follow("main a[href$='/small-numbers']").await;
    hands.past_the_frame("[name=smallest_group]").await;
    hands.send_in_vain("smallest_group").await;
    hands.look("small-numbers-refused").await;
    hands.choose("[name=smallest_group]", "11").await;
    hands.choose_first("[name=reason]").await;
    hands.send().await;
    hands.sign_out().await;

    hands.sign_in(&demonstration, "head").await;
    hands.follow_in_frame("header a[href='/schools']").await;
    hands.follow(&format!("main a[href='{SCHOOL}']")).await;
    hands.follow("main a[href$='/small-numbers/answer']").await;
    hands.past_the_frame("[name=answer]").await;
    hands.look("small-numbers-answer").await;
    hands.choose_first("[name=answer]").await;
    hands.send().await;
    hands.reads(&["groups of 11 pupils or more"]).await;
    hands.follow(&format!("nav a[href='{SCHOOL}']")).await;
    hands.follow("main a[href$='/profile']").await;
    hands.past_the_frame("[name=country]").await;
    hands.choose("[name=country]", "Choose").await;
    hands.send_in_vain("country").await;
    hands.look("profile-refused").await;
    hands.none();
    browser.close().await;
    demonstration.portal.stop();
}

#[tokio::test]
async fn an_auditor_reads_names_once_a_head_lets_them_and_every_reading_is_listed() {
    let demonstration = portal().await;
    let cycle = people::cycle_in(&demonstration.signed_in("lead").await, "closed").await;
    let head = demonstration.signed_in("head").await;
    let page = head.get("/people").await;
    let place =
        page.texts("tbody th a").iter().position(|name| *name == demonstration.person("auditor").shown);
    let auditor = page.attributes("tbody th a", "href").remove(place.unwrap());
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    let hands = Hands::on(&tab);

    hands.sign_in(&demonstration, "head").await;
    hands.follow_in_frame("header a[href='/people']").await;
    hands.follow(&format!("main a[href='{auditor}']")).await;
    hands.follow("main a[href$='/names']").await;
    hands.past_the_frame("[name=until_on]").await;
    hands.send_in_vain("until_on").await;
    hands.look("names-refused").await;
    hands.day("[name=until_on]", portal::app::today()).await;
    hands.choose("[name=reason]", "An inspection").await;
    hands.send().await;
    hands.sign_out().await;

    hands.sign_in(&demonstration, "auditor").await;
    hands.follow_in_frame("header a[href$='/cycles']").await;
    hands.follow(&format!("main table a[href='{cycle}']")).await;
    let pupil = head.get(&cycle).await.texts("table caption#scores ~ tbody th").remove(0);
    hands.reads(&[&pupil]).await;
    hands.follow("main a[href$='/history']").await;
    hands.follow("main article a[href*='/history/']").await;
    hands.look("auditor-entry").await;
    hands.follow_in_frame("header a[href='/people']").await;
    hands.follow("main a[href$='/named-reads']").await;
    hands.reads(&["Leila Stone"]).await;
    let dead = "document.querySelectorAll(\"main a[href^='/pupils/']\").length";
    assert_eq!(tab.ask(dead).await, 0, "no link to a page that is not for auditors");
    let faults = look(&tab, "journey-named-reads").await;
    assert_eq!(faults, Vec::<String>::new());
    hands.none();
    browser.close().await;
    demonstration.portal.stop();
}
