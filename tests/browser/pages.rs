//! Every page in every state, on a laptop and at 320 pixels: axe clean, no sideways scrolling, nothing refused by the
//! content security policy, no error, no request to anybody else. Each leaves a picture in `target/screenshots`.

use system::{Browser, Reader, Tab, WIDE};

use crate::look::{look, look_at, none};
use crate::people::{self, Demonstration, SCHOOL};
use crate::tables;

/// A demonstration with two years of a made-up official table beside it.
pub(crate) async fn portal() -> Demonstration {
    let demonstration = Demonstration::start().await;
    for year in ["2017/18", "2018/19"] {
        let _ = tables::import(&demonstration.installation, &tables::whole_table(), year, &[]).well();
    }
    demonstration.portal.ready().await;
    demonstration
}

/// Signs in by the form.
pub(crate) async fn sign_in(tab: &Tab, demonstration: &Demonstration, role: &str) {
    let person = demonstration.person(role);
    tab.go("/sign-in").await;
    tab.type_into("[name=sign_in_name]", &person.name).await;
    tab.type_into("[name=password]", &person.password).await;
    tab.follow(SEND).await;
}

/// The button that sends the page's form.
pub(crate) const SEND: &str = "main form[method=post] button[type=submit]:not([formaction])";

fn named(pages: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    pages.iter().map(|(name, path)| (*name, (*path).to_owned())).collect()
}

#[tokio::test]
async fn the_pages_of_everybody_and_of_governors_are_sound() {
    let demonstration = portal().await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    let public = [
        ("home", "/"),
        ("sign-in", "/sign-in"),
        ("schools", "/schools"),
        ("interface", "/api"),
        ("schools-searched", "/schools?q=ash"),
        ("schools-none", "/schools?q=zzzz"),
        ("school", "/schools/900001"),
        ("quadrant-subjects", "/schools/900001/quadrant"),
        ("quadrant-groups", "/schools/900001/quadrant?show=groups"),
        ("quadrant-years", "/schools/900001/quadrant?show=years"),
        ("quadrant-suppressed", "/schools/900009/quadrant?year=2018-19"),
        ("quadrant-without-results", "/schools/900013/quadrant"),
        ("quadrant-of-no-year", "/schools/900001/quadrant?year=2011-12"),
        ("authority", "/authorities/999/quadrant"),
        ("all-schools", "/all-schools/quadrant"),
        ("similar", "/schools/900001/similar"),
        ("similar-none", "/schools/900013/similar"),
        ("help", "/help"),
        ("glossary", "/glossary"),
        ("not-found", "/nowhere"),
        ("unreadable", "/schools/900001/quadrant?year=soon"),
    ];
    let mut faults = look_at(&tab, &named(&public)).await;
    tab.go("/sign-in").await;
    tab.follow(SEND).await;
    faults.extend(look(&tab, "sign-in-problems").await);

    sign_in(&tab, &demonstration, "governor").await;
    let governor = demonstration.signed_in("governor").await;
    let closed = people::cycle_in(&governor, "closed").await;
    let running = people::cycle_in(&demonstration.signed_in("lead").await, "running").await;
    let agenda = governor.get_json(&format!("/api/v1{SCHOOL}/agenda")).await.with_status(200).json();
    let question = agenda["waiting_for_governors"][0]["id"].as_str().expect("a question that is answered");
    let question = format!("/enquiries/{question}");
    let pages = [
        ("governor-school", SCHOOL.to_owned()),
        ("governor-cycles", format!("{SCHOOL}/cycles")),
        ("governor-cycle", closed),
        ("governor-agenda", format!("{SCHOOL}/agenda")),
        ("governor-meeting-new", format!("{SCHOOL}/meetings/new")),
        ("governor-questions", format!("{SCHOOL}/enquiries")),
        ("governor-tracking", format!("{SCHOOL}/tracking")),
        ("governor-feedback", format!("{SCHOOL}/feedback/new?about=question-q5")),
        ("governor-all-questions", format!("{SCHOOL}/questions")),
        ("governor-question", question.clone()),
        ("governor-question-accept", format!("{question}/accept")),
        ("governor-question-return", format!("{question}/return")),
        ("governor-question-new", format!("{SCHOOL}/enquiries/new?question=q2")),
        ("governor-packs", format!("{SCHOOL}/packs")),
        ("governor-pack", format!("{SCHOOL}/packs/1")),
        ("governor-pack-as-it-was", format!("{SCHOOL}/packs/1-1")),
        ("forbidden", format!("{running}/history")),
    ];
    faults.extend(look_at(&tab, &pages).await);
    none(&faults);
    browser.close().await;
    demonstration.portal.stop();
}

/// Every form of a running cycle, by the links of its page.
async fn forms(lead: &Reader, cycle: &str) -> Vec<(&'static str, String)> {
    let page = lead.get(cycle).await.with_status(200);
    let link = |(name, selector): (&'static str, &str)| (name, people::first(&page, selector));
    [
        ("form-assessment", "a[href$='/assessments/new']"),
        ("grid", "a[href$='/scores/end']"),
        ("form-missing", "a[href$='/assessments/missing']"),
        ("form-correct", "a[href$='/correct']"),
        ("form-placement", "a[href*='/participants/'][href$='/change']"),
        ("form-withdraw", "a[href$='/withdraw']"),
        ("form-adopt", "a[href$='/strategies/new']"),
        ("form-adapt", "a[href$='/adapt']"),
        ("form-stop", "a[href$='/stop']"),
        ("form-session", "a[href$='/sessions/new']"),
        ("form-contact", "a[href$='/contacts/new']"),
        ("form-reflection", "a[href$='/reflections/new']"),
        ("form-mentoring", "a[href$='/mentoring/new']"),
        ("form-cost", "a[href$='/costs/new']"),
    ]
    .into_iter()
    .map(link)
    .collect()
}

/// Two closed cycles of one subject, as an address names them.
async fn two_closed(lead: &Reader) -> String {
    let cycles = people::cycles(lead).await;
    let wanted = cycles.iter().filter(|one| one["state"] == "closed" && one["subject"] == "mathematics");
    let pairs: Vec<String> =
        wanted.filter_map(|one| Some(format!("cycle={}", one["id"].as_str()?))).take(2).collect();
    pairs.join("&")
}

/// The pages that the lead reads.
async fn staff_pages(lead: &Reader, cycle: &str, closed: &str) -> Vec<(&'static str, String)> {
    vec![
        ("account", "/account".to_owned()),
        ("account-password", "/account/password".to_owned()),
        ("account-second-factor", "/account/second-factor".to_owned()),
        ("cycles", format!("{SCHOOL}/cycles")),
        ("cycle-planned", people::cycle_in(lead, "planned").await),
        ("cycle-running", cycle.to_owned()),
        ("cycle-closed", closed.to_owned()),
        ("sessions", format!("{cycle}/sessions")),
        ("inquiry", format!("{cycle}/inquiry")),
        ("costs", format!("{cycle}/costs")),
        ("board", format!("{cycle}/board")),
        ("proposals", format!("{cycle}/proposals")),
        ("my-cycles", "/my-cycles".to_owned()),
        ("compare", format!("{SCHOOL}/compare?{}", two_closed(lead).await)),
        ("timeline", people::first(&lead.get(&format!("{cycle}/board")).await, "main tbody a")),
        ("history", format!("{cycle}/history")),
        ("history-older", format!("{closed}/history?before=26")),
        ("history-entry", format!("{cycle}/history/1")),
        ("history-narrowed", format!("{closed}/history?kind=assessment_corrected")),
        ("school-history", format!("{SCHOOL}/history?reason=data_entry_error")),
        ("corrections", format!("{SCHOOL}/corrections")),
        ("catalogue", "/catalogue".to_owned()),
        ("catalogue-concepts", "/catalogue/concept".to_owned()),
        ("catalogue-entry", "/catalogue/instrument/number-test".to_owned()),
        ("school-years", "/school-years".to_owned()),
        ("current-tracking", format!("{SCHOOL}/tracking")),
        ("feedback", format!("{SCHOOL}/feedback")),
    ]
}

#[tokio::test]
async fn the_pages_of_staff_and_of_auditors_are_sound() {
    let demonstration = portal().await;
    let lead = demonstration.signed_in("lead").await;
    let cycle = people::cycle_in(&lead, "running").await;
    let closed = people::cycle_in(&lead, "closed").await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    sign_in(&tab, &demonstration, "lead").await;
    let mut pages = staff_pages(&lead, &cycle, &closed).await;
    pages.extend(forms(&lead, &cycle).await);
    let mut faults = look_at(&tab, &pages).await;
    tab.go(&format!("{cycle}/assessments/new")).await;
    tab.follow(SEND).await;
    faults.extend(look(&tab, "form-assessment-problems").await);
    tab.go(&format!("{cycle}/scores/interim?instrument=quick-facts@1")).await;
    tab.type_into("[data-grid] input[type=text]", "34/50").await;
    tab.follow(SEND).await;
    faults.extend(look(&tab, "grid-problems").await);
    faults.extend(conflict(&tab, &demonstration, &lead, &cycle).await);

    let pupil = people::first(&lead.get(&format!("{SCHOOL}/pupils")).await, "a[href^='/pupils/']");
    let lists = [("class-list", format!("{SCHOOL}/pupils/list")), ("tracking", format!("{cycle}/tracking"))];
    faults.extend(look_at(&tab, &lists).await);
    for (name, path) in [("class-list-problem", &lists[0].1), ("tracking-problem", &lists[1].1)] {
        tab.go(path).await;
        tab.follow(SEND).await;
        faults.extend(look(&tab, name).await);
    }
    sign_in(&tab, &demonstration, "head").await;
    let pages = [("erasure-ask", format!("{pupil}/erasure")), ("pack-new", format!("{SCHOOL}/packs/new"))];
    faults.extend(look_at(&tab, &pages).await);
    let head = demonstration.signed_in("head").await;
    let form = head.get(&format!("{pupil}/erasure")).await.form("main form[method=post]");
    let asked = head.submit(&form.set("basis", "retention_ended").set("reason", "policy")).await;
    drop(head.follow(asked.with_status(303)).await);
    faults.extend(
        look_at(&tab, &[("erasure-asked", format!("{pupil}/erasure")), ("pupil-asked", pupil.clone())]).await,
    );
    sign_in(&tab, &demonstration, "administrator").await;
    let confirm = pupil.replace("/pupils/", "/erasures/");
    faults
        .extend(look_at(&tab, &[("erasures", "/erasures".to_owned()), ("erasures-confirm", confirm)]).await);
    sign_in(&tab, &demonstration, "head").await;
    let head = demonstration.signed_in("head").await;
    let teacher = people::first(&head.get("/people").await, "tbody a[href^='/people/']");
    let pages = [
        ("people", "/people".to_owned()),
        ("people-invite", "/people/invite".to_owned()),
        ("person", teacher.clone()),
        ("person-role", format!("{teacher}/roles/new")),
        ("named-reads", format!("{SCHOOL}/named-reads")),
        ("retention", format!("{SCHOOL}/retention")),
        ("retention-review", format!("{SCHOOL}/retention/review")),
        ("account-tokens", "/account/tokens".to_owned()),
    ];
    faults.extend(look_at(&tab, &pages).await);
    sign_in(&tab, &demonstration, "administrator").await;
    for (name, path) in [
        ("form-new-programme", "/catalogue/programme/new"),
        ("form-new-strategy", "/catalogue/strategy/new"),
        ("form-new-test", "/catalogue/instrument/new"),
        ("form-new-concept", "/catalogue/concept/new"),
        ("form-retire", "/catalogue/strategy/maths-talk/retire"),
    ] {
        tab.go(path).await;
        tab.follow(SEND).await;
        faults.extend(look(&tab, name).await);
    }

    sign_in(&tab, &demonstration, "auditor").await;
    let pages = [
        ("auditor-cycle", cycle.clone()),
        ("auditor-history", format!("{cycle}/history")),
        ("auditor-school-history", format!("{SCHOOL}/history")),
    ];
    faults.extend(look_at(&tab, &pages).await);
    none(&faults);
    browser.close().await;
    demonstration.portal.stop();
}

/// A form that is sent after somebody else changed the cycle.
async fn conflict(tab: &Tab, demonstration: &Demonstration, lead: &Reader, cycle: &str) -> Vec<String> {
    let adapt = people::first(&lead.get(cycle).await, "a[href$='/adapt']");
    tab.go(&adapt).await;
    tab.tick("input[name^='evidence-']").await;
    tab.choose("[name=reason]", "mentor_advice").await;
    tab.type_into("[name=expected_effect]", " And says it aloud.").await;
    tab.type_into("[name=note]", "Talked over with the mentor.").await;
    let teacher = demonstration.signed_in("teacher").await;
    let correct = people::first(&teacher.get(cycle).await, "a[href$='/correct']");
    let form = teacher.get(&correct).await.form("main form[method=post]");
    let form = form.set("score", "89").set("reason", "data_entry_error");
    assert_eq!(teacher.submit(&form).await.status, 303);
    tab.follow(SEND).await;
    assert!(!tab.text(".govuk-notification-banner").await.is_empty(), "{}", tab.text("main").await);
    look(tab, "form-conflict").await
}

/// The cycle in mathematics that is planned. The demonstration has none: so it is what a test has planned.
pub(crate) async fn planned_in_mathematics(reader: &Reader) -> String {
    let cycles = people::cycles(reader).await;
    let found = cycles.iter().find(|one| one["state"] == "planned" && one["subject"] == "mathematics");
    format!("/cycles/{}", found.expect("a cycle was planned")["id"].as_str().expect("its id"))
}

/// A cycle that follows a whole class, planned today.
async fn followed_class(lead: &Reader, demonstration: &Demonstration) -> String {
    let form =
        lead.get(&format!("{SCHOOL}/cycles/new")).await.with_status(200).form("main form[method=post]");
    let today = portal::app::today().to_string();
    let form = form.set("programme", "class-tracking@1").set("starts_on", &today);
    drop(lead.submit(&form).await.with_status(303));
    demonstration.portal.ready().await;
    planned_in_mathematics(lead).await
}

#[tokio::test]
async fn lists_are_shown_soundly_before_they_are_taken_over() {
    let demonstration = portal().await;
    let lead = demonstration.signed_in("lead").await;
    let cycle = followed_class(&lead, &demonstration).await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    sign_in(&tab, &demonstration, "lead").await;
    let pupils = "Name,Date of birth,Year\nAda Fennel,2017-03-01,5\nBrand New,2016-05-04,5\n";
    let scores = "Name,Score\nAda Fennel,88\nBilal Thorne,absent\n";
    let lists = [
        ("class-list-shown", format!("{SCHOOL}/pupils/list"), pupils.to_owned()),
        ("class-list-wrong", format!("{SCHOOL}/pupils/list"), pupils.replace("2017-03", "2017-13")),
        ("tracking-shown", format!("{cycle}/tracking"), scores.to_owned()),
        ("tracking-wrong", format!("{cycle}/tracking"), scores.replace("88", "none")),
    ];
    let mut faults = Vec::new();
    for (name, path, list) in lists {
        let file = demonstration.installation.folder().join(format!("{name}.csv"));
        std::fs::write(&file, list).unwrap();
        tab.go(&path).await;
        tab.attach("main input[type=file]", &file).await;
        tab.follow(SEND).await;
        assert!(tab.text("main").await.contains("Ada Fennel"), "{}", tab.text("main").await);
        assert_eq!(tab.text(".govuk-error-summary").await.is_empty(), name.ends_with("shown"), "{name}");
        faults.extend(look(&tab, name).await);
    }
    none(&faults);
    browser.close().await;
    demonstration.portal.stop();
}
