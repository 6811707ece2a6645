//! Every form that changes a cycle: what it refuses and keeps, what it does and where that is told, that sending it twice
//! does it once, and what two people who change one cycle at a time are told.

use system::{Answer, Form, Reader};

use crate::people::{Demonstration, Person, cycle_in, first, history};

const NOTE: &str = "Seen in Tuesday's lesson and talked over with the class teacher afterwards.";

/// One form: who sends it, what is typed into it, and what must come of it.
struct Act {
    /// The fact that it records.
    event: &'static str,
    /// Where the form is.
    path: String,
    /// What is typed, rightly.
    typed: Vec<(String, String)>,
    /// What the history must tell of it.
    told: Vec<String>,
}

fn typed(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn words(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| (*part).to_owned()).collect()
}

fn fill(form: Form, typed: &[(String, String)]) -> Form {
    typed.iter().fold(form, |form, (name, text)| form.set(name, text))
}

const FORM: &str = "main form[method=post]";

/// The second entry of a list: the first that is not "choose".
fn chosen(page: &Answer, list: &str) -> (String, String) {
    let options = format!("select#{list} option");
    let (values, names) = (page.attributes(&options, "value"), page.texts(&options));
    (values[1].clone(), names[1].clone())
}

/// Every kind of change of a running cycle, on links and lists that its pages offer.
async fn acts(lead: &Reader, cycle: &str) -> Vec<Act> {
    let page = lead.get(cycle).await.with_status(200);
    let record = lead.get(&format!("{cycle}/assessments/new")).await.with_status(200);
    let pupils = record.attributes("select#participant option", "value");
    let names = record.texts("select#participant option");
    let (one, other) = (pupils[2].as_str(), pupils[3].as_str());
    let placements = page.attributes("a[href*='/participants/'][href$='/change']", "href");
    let withdrawals = page.attributes("a[href*='/participants/'][href$='/withdraw']", "href");
    let adapt = first(&page, "a[href$='/adapt']");
    let evidence = lead.get(&adapt).await.with_status(200).attributes("input[name^=evidence-]", "name");
    let correct = first(&page, "a[href*='/assessments/'][href$='/correct']");
    let was = lead.get(&correct).await.form(FORM).value("score").unwrap().to_owned();
    let stop = page.attributes("a[href$='/stop']", "href").pop().unwrap();
    let new = |event, path: String, pairs: &[(&str, &str)], told: &[&str]| Act {
        event,
        path,
        typed: typed(pairs),
        told: words(told),
    };
    let effect = "Each pupil builds the number first and then says it.";
    vec![
        new(
            "assessment_recorded",
            format!("{cycle}/assessments/new"),
            &[
                ("participant", one),
                ("point", "transfer"),
                ("instrument", "number-test@1"),
                ("test_form", "a"),
                ("score", "93"),
            ],
            &[&names[2], "93", "Paper A", "In class lessons"],
        ),
        new("assessment_corrected", correct, &[("score", "97")], &["before", "after", &was, "97"]),
        new(
            "assessment_missed",
            format!("{cycle}/assessments/missing"),
            &[("participant", other), ("point", "end")],
            &[&names[3], "End"],
        ),
        new(
            "placement_changed",
            placements[0].clone(),
            &[("share_of_sessions", "60"), ("group", "Oak")],
            &["before", "100 percent", "after", "60 percent", "Oak"],
        ),
        new(
            "strategy_adopted",
            format!("{cycle}/strategies/new"),
            &[
                ("strategy", "worked-examples"),
                ("lever", "pedagogy"),
                ("lesson_part", "launch"),
                ("expected_effect", effect),
            ],
            &["Worked examples", effect],
        ),
        new(
            "strategy_adapted",
            adapt,
            &[("expected_effect", effect), (&evidence[0], "on"), (&evidence[1], "on")],
            &["before", "after", effect, "Rests on"],
        ),
        new("strategy_stopped", stop, &[("judged_effect", "some_gain")], &["Some pupils gained"]),
        new(
            "pupil_withdrawn",
            withdrawals.last().unwrap().clone(),
            &[("exit_status", "need_met"), ("next_support", "class_teaching")],
            &["The need is met", "Class teaching alone"],
        ),
    ]
}

/// What is sent is wrong in every field: each problem has its sentence at the top with a link to its field, and nothing
/// of what was typed is lost.
async fn refuses(reader: &Reader, act: &Act, count: usize, cycle: &str) {
    let page = reader.get(&act.path).await.with_status(200);
    let mut form = page.form(FORM);
    for (name, text) in &mut form.fields {
        if !["command_id", "expected", "corrects"].contains(&name.as_str()) {
            text.clear();
        }
    }
    let scrap = "half a note";
    let form = if form.value("note").is_some() { form.set("note", scrap) } else { form.set("score", scrap) };
    let refused = reader.submit(&form).await.with_status(422);
    assert!(refused.text("title").starts_with("Error"), "{}: {}", act.event, refused.text("title"));
    let links = refused.attributes(".govuk-error-summary a", "href");
    assert!(links.len() >= 2, "{}: every problem at once: {links:?}", act.event);
    for link in &links {
        let field = link.trim_start_matches('#');
        assert!(!refused.texts(&format!("[id='{field}']")).is_empty(), "{}: {link} leads nowhere", act.event);
    }
    assert_eq!(refused.texts(".govuk-error-message").len(), links.len(), "{}: at each field too", act.event);
    let again = refused.form(FORM);
    assert!(again.fields.iter().any(|(_, text)| text == scrap), "{}: what was typed is kept", act.event);
    assert_eq!(again.value("command_id"), form.value("command_id"), "{}", act.event);
    assert_eq!(history(reader, cycle).await.len(), count, "{}: nothing was recorded", act.event);
}

/// What is sent is right: it is done once, the page after it shows it, and the history tells who, what, when and why.
async fn acts_once(reader: &Reader, person: &Person, act: &Act, cycle: &str) {
    let before = history(reader, cycle).await.len();
    let page = reader.get(&act.path).await.with_status(200);
    let mut form = fill(page.form(FORM), &act.typed);
    let mut told = act.told.clone();
    if !page.attributes("select#reason", "id").is_empty() {
        let (code, reason) = chosen(&page, "reason");
        form = form.set("reason", &code).set("note", NOTE);
        told.extend([reason, NOTE.to_owned()]);
    }
    told.extend([person.shown.clone(), format!(", {}", person.role)]);
    let done = reader.submit(&form).await;
    assert_eq!(done.status, 303, "{}: {}", act.event, done.text("main"));
    let after = reader.follow(done).await.with_status(200);
    assert_eq!(after.path, cycle, "{}", act.event);
    assert!(
        !after.text("main").contains("does not show it yet"),
        "{}: the page waits for the change",
        act.event
    );

    let events = history(reader, cycle).await;
    assert_eq!(events.len(), before + 1, "{}", act.event);
    let event = events.last().unwrap();
    assert_eq!((&event["type"], &event["role"]), (&act.event.into(), &person.role.as_str().into()));
    if form.value("reason").is_some() {
        assert_eq!(event["reason"]["code"].as_str(), form.value("reason"), "{event}");
        assert!(!event.to_string().contains(NOTE), "the note is sealed: {event}");
    }
    let entry = reader.get(&format!("{cycle}/history")).await.with_status(200);
    let newest = entry.text("main article");
    for part in &told {
        assert!(newest.contains(part.as_str()), "{}: {part:?} is missing from: {newest}", act.event);
    }

    let again = reader.submit(&form).await;
    assert_eq!(again.status, 303, "{}: sent twice is harmless: {}", act.event, again.text("main"));
    assert_eq!(history(reader, cycle).await.len(), before + 1, "{}: sent twice", act.event);
}

#[tokio::test]
async fn every_form_refuses_acts_once_and_is_told_in_the_history() {
    let demonstration = Demonstration::start().await;
    let lead = demonstration.signed_in("lead").await;
    let cycle = cycle_in(&lead, "running").await;
    for act in acts(&lead, &cycle).await {
        let count = history(&lead, &cycle).await.len();
        refuses(&lead, &act, count, &cycle).await;
        acts_once(&lead, demonstration.person("lead"), &act, &cycle).await;
    }
    is_whole(&history(&lead, &cycle).await);
    demonstration.portal.stop();
}

/// The history as programs read it: numbered without a gap, in the order of all records, each with its seal.
fn is_whole(events: &[serde_json::Value]) {
    let mut last = 0;
    for (place, event) in events.iter().enumerate() {
        assert_eq!(event["sequence"], place + 1, "{event}");
        let position = event["position"].as_u64().unwrap_or_else(|| panic!("sealed by now: {event}"));
        assert!(position > last, "{event}");
        last = position;
        let hash = event["hash"].as_str().unwrap_or_default();
        assert!(hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{event}");
        assert_eq!(event["version"], "1", "{event}");
        assert!(
            event["recorded_at"].as_str().is_some_and(|at| at.contains('T') && at.ends_with('Z')),
            "{event}"
        );
        let day = event["effective_on"].as_str().unwrap_or_default();
        assert_eq!((day.len(), day.matches('-').count()), (10, 2), "{event}");
        assert_eq!(event["payload"]["type"], event["type"], "{event}");
        assert_eq!(event["actor"].as_str().map(str::len), Some(36), "an account's id, never a name: {event}");
        assert!(event["role"].is_string() && event.get("reason").is_some(), "{event}");
    }
}

#[tokio::test]
async fn of_two_people_the_second_hears_what_changed_and_can_go_on() {
    let demonstration = Demonstration::start().await;
    let (teacher, lead) = (demonstration.signed_in("teacher").await, demonstration.signed_in("lead").await);
    let cycle = cycle_in(&lead, "running").await;
    let page = teacher.get(&cycle).await.with_status(200);
    let adapt = first(&page, "a[href$='/adapt']");
    let correct = first(&page, "a[href*='/assessments/'][href$='/correct']");
    let open = teacher.get(&correct).await.with_status(200);
    let (code, _) = chosen(&open, "reason");
    let correction = open.form(FORM).set("score", "98").set("reason", &code).set("note", NOTE);
    let open = lead.get(&adapt).await.with_status(200);
    let evidence = open.attributes("input[name^=evidence-]", "name").remove(0);
    let (code, _) = chosen(&open, "reason");
    let effect = "A new sentence that must not be lost.";
    let change = open
        .form(FORM)
        .set("expected_effect", effect)
        .set(&evidence, "on")
        .set("reason", &code)
        .set("note", NOTE);

    let count = history(&lead, &cycle).await.len();
    assert_eq!(teacher.submit(&correction).await.status, 303);
    let conflict = lead.submit(&change).await.with_status(409);
    assert_eq!(history(&lead, &cycle).await.len(), count + 1, "the second change is not made");
    let banner = conflict.text(".govuk-notification-banner");
    for part in ["Someone else", "A score was corrected", "before", "98"] {
        assert!(banner.contains(part), "{part:?} is missing from: {banner}");
    }
    let again = conflict.form(FORM);
    for (name, text) in [("expected_effect", effect), ("note", NOTE), (&evidence, "on"), ("reason", &code)] {
        assert_eq!(again.value(name), Some(text), "{name} is kept");
    }
    assert_eq!(lead.submit(&again).await.status, 303, "going on is one press");
    let events = history(&lead, &cycle).await;
    assert_eq!(events.len(), count + 2);
    assert_eq!(events.last().unwrap()["type"], "strategy_adapted");

    // The same form with other words is not the same form.
    let reused = lead.submit(&again.clone().set("expected_effect", "Other words.")).await.with_status(409);
    assert!(reused.text("main").contains("sent before"), "{}", reused.text("main"));
    assert_eq!(history(&lead, &cycle).await.len(), count + 2);
    let unreadable = lead.post(&adapt, &[("command_id", "x")]).await;
    assert_eq!(unreadable.status, 400, "what no form of ours sends");
    demonstration.portal.stop();
}

#[tokio::test]
async fn the_scores_of_a_closed_cycle_are_corrected_by_the_head_alone() {
    let demonstration = Demonstration::start().await;
    let (lead, head) = (demonstration.signed_in("lead").await, demonstration.signed_in("head").await);
    let cycle = cycle_in(&head, "closed").await;
    let correct = first(&head.get(&cycle).await, "a[href*='/assessments/'][href$='/correct']");
    let offered = lead.get(&cycle).await.with_status(200).attributes("main a[href$='/correct']", "href");
    assert_eq!(offered, Vec::<String>::new(), "nothing is offered that would be refused");
    assert_eq!(lead.get(&correct).await.status, 403);
    let open = head.get(&correct).await.with_status(200);
    let form = open.form(FORM).set("score", "92").set("reason", "remark").set("note", NOTE);
    let (before, sealed) = (history(&lead, &cycle).await.len(), summary(&demonstration, &cycle).await);
    assert_eq!(lead.submit(&form).await.status, 403);
    assert_eq!(history(&lead, &cycle).await.len(), before);
    assert_eq!(head.submit(&form).await.status, 303);
    assert_eq!(history(&lead, &cycle).await.len(), before + 1);
    assert_eq!(
        summary(&demonstration, &cycle).await,
        sealed,
        "what was sealed at the closing stands for governors"
    );
    demonstration.portal.stop();
}

/// What governors read of a closed cycle.
async fn summary(demonstration: &Demonstration, cycle: &str) -> String {
    demonstration.signed_in("governor").await.get(cycle).await.with_status(200).text("main dl")
}
