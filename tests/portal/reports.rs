//! What is said of a closed cycle: judged by the school, reported to the board, changed in the open, and taken over by the
//! next cycle.

use system::{Form, Reader};

use crate::people::{Demonstration, SCHOOL, cycle_in, first, history};

const FORM: &str = "main form[method=post]";
const NEXT: &str = "We will use short jumps from the first week on.";

async fn done(reader: &Reader, form: &Form) {
    let answer = reader.submit(form).await;
    assert_eq!(answer.status, 303, "{}: {}", form.action, answer.text("main"));
}

fn problems(answer: &system::Answer) -> Vec<String> {
    answer.attributes(".govuk-error-summary a", "href")
}

#[tokio::test]
async fn the_board_reads_a_report_of_four_parts_and_what_was_changed_in_it_since() {
    let demonstration = Demonstration::start().await;
    let (head, lead) = (demonstration.signed_in("head").await, demonstration.signed_in("lead").await);
    let governor = demonstration.signed_in("governor").await;
    let cycle = cycle_in(&head, "closed").await;
    let none = governor.get(&format!("{cycle}/report")).await.with_status(200);
    assert!(none.text("main").contains("no report on this cycle yet"), "{}", none.text("main"));
    assert!(none.texts("main form").is_empty() && none.texts("main a[href$='/report/new']").is_empty());
    let address = first(&head.get(&cycle).await.with_status(200), "main a[href$='/report/new']");
    assert_eq!(lead.get(&address).await.status, 403);
    assert_eq!(demonstration.stranger("head").await.get(&address).await.status, 404);

    let page = head.get(&address).await.with_status(200);
    let shown = governor.get(&cycle).await.with_status(200).text("main");
    let impact = page.form(FORM).value("impact").unwrap().to_owned();
    let claim = impact.split(" Pupils who are picked").next().unwrap();
    assert!(shown.contains(claim.trim()), "the report begins with what the board sees: {impact}\n{shown}");
    let pupil = head.get(&cycle).await.texts("table caption#scores ~ tbody th").remove(0);
    let given = pupil.split(' ').next().unwrap();

    let named = page.form(FORM).set("practice_change", &format!("{given}'s group jumps on a line."));
    let refused = head.submit(&named.set("next_steps", "")).await.with_status(422);
    assert_eq!(problems(&refused), ["#practice_change", "#next_steps"], "{}", refused.text("main"));
    let form = refused.form(FORM);
    assert_eq!(form.value("impact"), Some(impact.as_str()), "what was typed is kept");
    let form = form.set("practice_change", "Groups jump on a line.").set("next_steps", NEXT);
    let count = history(&head, &cycle).await.len();
    done(&head, &form).await;
    done(&head, &form).await;
    let events = history(&head, &cycle).await;
    assert_eq!((events.len(), &events[count]["type"]), (count + 1, &"board_report_submitted".into()));
    assert!(!events[count].to_string().contains(NEXT), "every part is sealed");

    demonstration.portal.ready().await;
    let to_report = first(&governor.get(&cycle).await.with_status(200), "main a[href$='/report']");
    let read = governor.get(&to_report).await.with_status(200).text("main");
    for told in [NEXT, claim.trim(), "Morag Penn", "Groups jump on a line."] {
        assert!(read.contains(told), "{told:?} is missing from: {read}");
    }

    let amend = head.get(&format!("{cycle}/report/next_steps/amend")).await.with_status(200);
    let same = amend.form(FORM).set("reason", "data_entry_error");
    let refused = head.submit(&same).await.with_status(422);
    assert_eq!(problems(&refused), ["#main"], "nothing would change: {}", refused.text("main"));
    done(&head, &refused.form(FORM).set("after", "We will use short jumps from week two on.")).await;
    demonstration.portal.ready().await;
    let read = governor.get(&to_report).await.with_status(200);
    let files = read.attributes("details a[href*='/report/tables']", "href");
    assert_eq!(
        files.len(),
        3,
        "all tables, the parts and the figures, and no judgements for the board: {files:?}"
    );
    let elsewhere = demonstration.stranger("governor").await;
    for file in &files {
        assert_eq!(elsewhere.get(file).await.status, 404, "{file}");
    }
    let parts = governor.get(&format!("{cycle}/report/tables/parts.csv")).await.with_status(200);
    assert!(parts.header("content-disposition").contains("-parts.csv"));
    for told in [NEXT, "from week two on", "A slip in typing was put right."] {
        assert!(parts.body.contains(told), "{told:?} is missing from: {}", parts.body);
    }
    let figures = governor.get(&format!("{cycle}/report/tables/figures.csv")).await.with_status(200);
    assert!(figures.body.contains("Mean gain,"), "{}", figures.body);
    assert_eq!(governor.get(&format!("{cycle}/report/tables/judgements.csv")).await.status, 404);
    let text = read.text("main");
    for told in [NEXT, "from week two on", "A slip in typing was put right."] {
        assert!(text.contains(told), "{told:?} is missing from: {text}");
    }
    assert!(
        read.texts("main a[href*='/history/']").is_empty() && read.texts("main a[href$='/amend']").is_empty()
    );
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_teacher_begins_the_report_others_go_on_and_only_the_submitted_one_is_a_fact() {
    let demonstration = Demonstration::start().await;
    let (head, lead) = (demonstration.signed_in("head").await, demonstration.signed_in("lead").await);
    let teacher = demonstration.signed_in("teacher").await;
    let cycle = cycle_in(&teacher, "closed").await;
    let address = format!("{cycle}/report/draft");
    assert_eq!(demonstration.signed_in("mentor").await.get(&address).await.status, 403);
    assert_eq!(demonstration.stranger("lead").await.get(&address).await.status, 404);
    let count = history(&head, &cycle).await.len();

    let page = teacher.get(&address).await.with_status(200);
    let also = lead.get(&address).await.with_status(200).form(FORM);
    let form = page.form(FORM).set("need", "They lost the tens.").set("next_steps", "");
    done(&teacher, &form).await;
    done(&teacher, &form).await;
    let page = lead.get(&address).await.with_status(200);
    assert_eq!(page.form(FORM).value("need"), Some("They lost the tens."));
    assert!(page.text("main").contains("Kept by Rowan Hale on"), "{}", page.text("main"));

    let met = lead.submit(&also.set("need", "They counted in ones.")).await.with_status(422);
    assert_eq!(problems(&met), ["#need", "#next_steps"], "{}", met.text("main"));
    assert!(met.text("main").contains("“They lost the tens.”"), "{}", met.text("main"));
    assert_eq!(met.form(FORM).value("need"), Some("They counted in ones."), "what was typed is kept");
    done(&lead, &met.form(FORM)).await;

    let page = head.get(&format!("{cycle}/report/new")).await.with_status(200);
    assert_eq!(page.form(FORM).value("need"), Some("They counted in ones."));
    assert_eq!(history(&head, &cycle).await.len(), count, "a draft is no fact");
    done(&head, &page.form(FORM)).await;
    assert_eq!(history(&head, &cycle).await.len(), count + 1);
    let late = teacher.get(&address).await.with_status(200);
    assert!(
        late.texts(FORM).is_empty() && late.text("main").contains("has a report"),
        "{}",
        late.text("main")
    );
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_mentor_reads_the_draft_and_comments_and_the_writers_read_that_beneath_it_until_it_is_submitted() {
    let demonstration = Demonstration::start().await;
    let (head, lead) = (demonstration.signed_in("head").await, demonstration.signed_in("lead").await);
    let (mentor, teacher) =
        (demonstration.signed_in("mentor").await, demonstration.signed_in("teacher").await);
    let cycle = cycle_in(&mentor, "closed").await;
    let address = first(&mentor.get(&cycle).await.with_status(200), "main a[href$='/report/comments']");
    for reader in [&teacher, &lead, &demonstration.signed_in("governor").await] {
        assert_eq!(reader.get(&address).await.status, 403);
    }
    for reader in [demonstration.stranger("mentor").await, demonstration.colleague("mentor").await] {
        assert_eq!(reader.get(&address).await.status, 404);
    }
    let none = mentor.get(&address).await.with_status(200);
    assert!(none.texts(FORM).is_empty() && none.text("main").contains("Nobody has kept a draft"));

    let draft = format!("{cycle}/report/draft");
    let page = teacher.get(&draft).await.with_status(200);
    done(&teacher, &page.form(FORM).set("need", "They lost the tens.").set("next_steps", "")).await;
    let count = history(&head, &cycle).await.len();
    let page = mentor.get(&address).await.with_status(200);
    let text = page.text("main");
    assert!(text.contains("They lost the tens.") && text.contains("Kept by Rowan Hale"), "{text}");
    assert!(text.contains("Nothing is written here yet"), "{text}");
    let refused = mentor.submit(&page.form(FORM)).await.with_status(422);
    assert_eq!(problems(&refused), ["#comment"]);
    let long = mentor.submit(&refused.form(FORM).set("comment", &"so ".repeat(400))).await.with_status(422);
    assert_eq!(problems(&long), ["#comment"]);
    assert!(long.form(FORM).value("comment").unwrap().starts_with("so so"), "what was typed is kept");
    assert!(long.text("main").contains("They lost the tens."), "and the draft is there to read");
    let comment = refused.form(FORM).set("comment", "Say which tens: in numbers above a hundred.");
    done(&mentor, &comment).await;
    done(&mentor, &comment).await;
    assert_eq!(mentor.submit(&comment.set("comment", "Another.")).await.status, 409, "under one id");
    assert_eq!(history(&head, &cycle).await.len(), count, "a comment is no fact");

    for (reader, path) in [(&teacher, &draft), (&lead, &draft), (&head, &format!("{cycle}/report/new"))] {
        let text = reader.get(path).await.with_status(200).text("main");
        assert_eq!(text.matches("Say which tens").count(), 1, "{path}: {text}");
        assert!(text.contains("Tariq Vale on") && !text.contains("before the draft was changed"), "{text}");
    }
    let form = lead.get(&draft).await.form(FORM).set("need", "They lost the tens above a hundred.");
    done(&lead, &form).await;
    let later = teacher.get(&draft).await.with_status(200).text("main");
    assert!(later.contains("before the draft was changed last"), "{later}");

    done(&head, &head.get(&format!("{cycle}/report/new")).await.form(FORM).set("next_steps", NEXT)).await;
    demonstration.portal.ready().await;
    for (reader, path) in [(&teacher, &draft), (&mentor, &address), (&head, &format!("{cycle}/report"))] {
        let page = reader.get(path).await.with_status(200);
        assert!(!page.text("main").contains("Say which tens"), "{path}: {}", page.text("main"));
    }
    assert!(mentor.get(&address).await.texts(FORM).is_empty());
    demonstration.portal.stop();
}

/// How many drafts of the report of a cycle, and comments on it, are kept.
async fn unfinished(demonstration: &Demonstration, cycle: &str) -> i64 {
    let mut rows = demonstration.installation.database().unwrap().connect().await;
    let id: uuid::Uuid = cycle.trim_start_matches("/cycles/").parse().unwrap();
    let kept = "select (select count(*) from app.report_draft where cycle_id = $1)
                     + (select count(*) from app.report_comment where cycle_id = $1)";
    sqlx::query_scalar(kept).bind(id).fetch_one(&mut rows).await.unwrap()
}

#[tokio::test]
async fn no_name_reaches_the_mentor_in_a_draft_and_a_comment_goes_when_it_is_taken_back_or_the_report_is_submitted()
 {
    let demonstration = Demonstration::start().await;
    let (head, lead) = (demonstration.signed_in("head").await, demonstration.signed_in("lead").await);
    let (mentor, teacher) =
        (demonstration.signed_in("mentor").await, demonstration.signed_in("teacher").await);
    let cycle = cycle_in(&mentor, "closed").await;
    let (draft, comments) = (format!("{cycle}/report/draft"), format!("{cycle}/report/comments"));
    let pupil = head.get(&cycle).await.texts("table caption#scores ~ tbody th").remove(0);
    let given = pupil.split(' ').next().unwrap();

    let form = teacher.get(&draft).await.with_status(200).form(FORM);
    let named = form.set("need", &format!("Who lost the tens\n{given}\nand two more"));
    let named = named.set("impact", "They Zigzag now.");
    let refused =
        teacher.submit(&named.set("next_steps", &format!("More for {pupil}."))).await.with_status(422);
    assert_eq!(problems(&refused), ["#need", "#next_steps"], "all at once");
    let form = refused.form(FORM);
    assert!(form.value("need").is_some_and(|need| need.contains(given)), "and kept");
    done(&teacher, &form.set("need", "They lost the tens.").set("next_steps", "")).await;

    let page = mentor.get(&comments).await.with_status(200);
    assert!(page.text("main").contains("They Zigzag now."), "{}", page.text("main"));
    let typed = format!("Say what {given} does with numbers above a hundred.");
    let refused = mentor.submit(&page.form(FORM).set("comment", &typed)).await.with_status(422);
    assert_eq!(problems(&refused), ["#comment"]);
    assert_eq!(refused.form(FORM).value("comment"), Some(typed.as_str()));
    let field = "main form[action$='/comments']";
    done(&mentor, &refused.form(field).set("comment", "What does Zigzag mean?")).await;
    done(&mentor, &mentor.get(&comments).await.form(field).set("comment", "Say which tens.")).await;

    // From now on it is a name: the pupil is called so. What was kept before is kept from the mentor.
    let register = head.get(&format!("{SCHOOL}/pupils")).await.with_status(200);
    let listed = register.texts("main a[href^='/pupils/']").iter().position(|name| name.contains(given));
    let one = register.attributes("main a[href^='/pupils/']", "href").remove(listed.unwrap());
    let correct = head.get(&format!("{one}/revise")).await.with_status(200).form(FORM);
    done(&head, &correct.set("known_name", "Zigzag").set("reason", "data_entry_error")).await;
    demonstration.portal.ready().await;
    let page = mentor.get(&comments).await.with_status(200);
    let text = page.text("main");
    assert!(!text.contains("They Zigzag now.") && text.contains("so you can't read it yet"), "{text}");
    assert!(text.contains("What does Zigzag mean?"), "their own words they know: {text}");
    let late = page.form(field);
    let written = teacher.get(&draft).await.with_status(200).form(FORM);
    assert_eq!(problems(&teacher.submit(&written).await.with_status(422)), ["#impact"]);

    let backs = page.attributes("main form[action$='/take-back']", "action");
    let fields = page.form("main form[action$='/take-back']").fields;
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(backs.len(), 2);
    for other in [&lead, &teacher] {
        assert_eq!(other.post(&backs[0], &fields).await.status, 403);
    }
    for other in [demonstration.stranger("mentor").await, demonstration.colleague("mentor").await] {
        assert_eq!(other.post(&backs[0], &fields).await.status, 404);
    }
    for _ in 0..2 {
        assert_eq!(mentor.post(&backs[0], &fields).await.status, 303, "twice is once");
    }
    let text = lead.get(&draft).await.with_status(200).text("main");
    assert!(text.contains("Say which tens.") && !text.contains("What does Zigzag mean?"), "{text}");

    assert_eq!(unfinished(&demonstration, &cycle).await, 2);
    let submit =
        head.get(&format!("{cycle}/report/new")).await.form(FORM).set("impact", "They say more now.");
    done(&head, &submit.set("next_steps", NEXT)).await;
    assert_eq!(unfinished(&demonstration, &cycle).await, 0, "nothing is left of the writing");
    assert_eq!(mentor.post(&backs[1], &fields).await.status, 303, "it is gone already");
    let late = mentor.submit(&late.set("comment", "And one thing more.")).await.with_status(422);
    let text = late.text("main");
    assert!(text.contains("has been submitted") && !text.contains("Nobody has kept a draft"), "{text}");
    let late = teacher.submit(&written.set("impact", "They say more now.")).await.with_status(422);
    assert!(late.text("main").contains("The board has a report"), "nor is a draft kept");
    assert_eq!(unfinished(&demonstration, &cycle).await, 0, "nor a comment");
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_closed_cycle_is_judged_in_three_ways_and_the_board_does_not_read_it() {
    let demonstration = Demonstration::start().await;
    let (lead, teacher) = (demonstration.signed_in("lead").await, demonstration.signed_in("teacher").await);
    let cycle = cycle_in(&lead, "closed").await;
    let address = first(&lead.get(&cycle).await.with_status(200), "main a[href$='/judge']");
    assert_eq!(teacher.get(&address).await.status, 403);
    let page = lead.get(&address).await.with_status(200);
    let refused = lead.submit(&page.form(FORM).set("impact", "2")).await.with_status(422);
    assert_eq!(problems(&refused), ["#value", "#leadership", "#reason"]);
    let form = refused.form(FORM).set("value", "3").set("leadership", "1");
    done(&lead, &form.set("reason", "evidence_from_assessment").set("note", "The range is above no gain."))
        .await;
    let events = history(&lead, &cycle).await;
    let judged = &events.last().unwrap()["payload"];
    assert_eq!(
        (&judged["impact"], &judged["value"], &judged["leadership"]),
        (&2.into(), &3.into(), &1.into())
    );
    demonstration.portal.ready().await;
    let staff = teacher.get(&format!("{cycle}/report")).await.with_status(200).text("main");
    assert!(staff.contains("Good (2)") && staff.contains("Imani Brook"), "{staff}");
    let board = demonstration.signed_in("governor").await.get(&format!("{cycle}/report")).await;
    assert!(!board.text("main").contains("Good (2)"), "{}", board.text("main"));
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_cycle_says_once_what_it_takes_from_the_closed_one_that_it_follows() {
    let demonstration = Demonstration::start().await;
    let (lead, auditor) = (demonstration.signed_in("lead").await, demonstration.signed_in("auditor").await);
    let earlier = cycle_in(&lead, "closed").await;
    let plan = lead.get(&first(&lead.get(&earlier).await, "main a[href*='cycles/new?after=']")).await;
    let plan = plan.with_status(200).form(FORM).set("need_statement", "They still lose the tens.");
    let plan =
        plan.set("inquiry_question", "Are short jumps enough?").set("class_link", "The class adds too.");
    let answer = lead.submit(&plan).await;
    assert_eq!(answer.status, 303, "{}", answer.text("main"));
    demonstration.portal.ready().await;
    let cycle = lead.follow(lead.submit(&plan).await).await.with_status(200);

    let address = first(&cycle, "main a[href$='/learning']");
    assert_eq!(auditor.get(&address).await.status, 403);
    let page = lead.get(&address).await.with_status(200);
    let rows = page.attributes("main select", "name");
    assert!(!rows.is_empty(), "a row for each strategy that was tried: {}", page.text("main"));
    assert_eq!(first(&page, "main form ~ p a, main p a[href*='/cycles/']"), earlier);
    let kept = page.form(FORM).set(&rows[0], "kept");
    let refused = lead.submit(&kept).await.with_status(422);
    assert_eq!(problems(&refused), ["#finding"]);
    assert_eq!(refused.form(FORM).value(&rows[0]), Some("kept"), "what was chosen is kept");
    let form = refused.form(FORM).set("finding", "Short jumps helped more than long ones.");
    done(&lead, &form).await;
    done(&lead, &form).await;
    let events = history(&lead, &cycle.path).await;
    assert_eq!((events.len(), &events[1]["type"]), (2, &"learning_carried_forward".into()));
    assert_eq!(events[1]["payload"]["strategies_kept"][0], rows[0].trim_start_matches("use-"));
    let again = lead.get(&address).await.with_status(200);
    assert!(
        again.texts(FORM).is_empty() && again.text("main").contains("on record"),
        "{}",
        again.text("main")
    );
    demonstration.portal.stop();
}
