//! The pages that staff look at every day: their own cycles, the group on one board, one pupil's course, and cycles side by
//! side.

use crate::people::{Demonstration, SCHOOL, cycle_in, cycles, first};

#[tokio::test]
async fn a_teacher_s_first_page_says_what_each_of_their_cycles_waits_for() {
    let demonstration = Demonstration::start().await;
    let (lead, teacher) = (demonstration.signed_in("lead").await, demonstration.signed_in("teacher").await);
    let cycle = cycle_in(&lead, "planned").await;
    let home = teacher.get("/").await.with_status(200);
    let mine = teacher.get(&first(&home, "header a[href='/my-cycles']")).await.with_status(200);
    for page in [&home, &mine] {
        let text = page.text("main");
        assert!(text.contains("My cycles") && text.contains("no score at the start"), "{text}");
    }
    let score = first(&mine, &format!("main a[href='{cycle}/scores/baseline']"));
    assert_eq!(teacher.get(&score).await.status, 200, "the link leads to where it is done");
    let rows = mine.texts("main table tbody tr");
    let (closed, open): (Vec<&String>, Vec<&String>) =
        rows.iter().partition(|row| row.contains("The board has no report"));
    assert_eq!(open.len(), 2, "{rows:?}");
    assert!(!closed.is_empty() && closed.iter().all(|row| row.contains("Closed")), "{rows:?}");

    let colleague = demonstration.colleague("teacher").await;
    let none = colleague.get("/my-cycles").await.with_status(200).text("main");
    assert!(none.contains("No cycle of yours"), "{none}");
    let governor = demonstration.signed_in("governor").await;
    assert_eq!(governor.get("/my-cycles").await.status, 403);
    let home = governor.get("/").await.with_status(200);
    assert!(!home.text("main").contains("My cycles") && home.texts("header a[href='/my-cycles']").is_empty());
    demonstration.portal.stop();
}

#[tokio::test]
async fn the_board_shows_where_each_pupil_stands_and_leads_to_the_pupil_s_own_page() {
    let demonstration = Demonstration::start().await;
    let teacher = demonstration.signed_in("teacher").await;
    let cycle = cycle_in(&teacher, "running").await;
    let page = teacher.get(&cycle).await.with_status(200);
    let board = teacher.get(&first(&page, "main a[href$='/board']")).await.with_status(200);
    let rows = board.texts("main tbody tr");
    assert_eq!(rows.len(), 7);
    let of = |name: &str| rows.iter().find(|row| row.contains(name)).cloned().unwrap_or_default();
    let frank = of("Frank Oakes");
    assert!(frank.contains("77 (Midway)") && frank.contains("1 below"), "{frank}");
    assert!(of("Elif Marlow").contains("4 above") && of("Kit Saddler").contains("75 percent"), "{rows:?}");

    let selector = "main tbody tr:nth-child(2) a";
    let pupil = teacher.get(&first(&board, selector)).await.with_status(200);
    let text = pupil.text("main");
    for told in ["Frank Oakes", "78", "77", "Can do", "3 in 37", "coins at home", "Changed: Jumps"] {
        assert!(text.contains(told), "{told:?} is missing from: {text}");
    }
    let spoken = pupil.attributes("figure svg[role=img]", "aria-label");
    let table = pupil.text("main table");
    for value in ["78, ", "77, "] {
        assert!(
            spoken.iter().all(|said| said.contains(value)) && table.contains(value),
            "{spoken:?} {table}"
        );
    }
    let mentor = demonstration.signed_in("mentor").await;
    let mentors = mentor.get(&pupil.path).await.with_status(200).text("main");
    assert!(mentors.contains("F. O.") && !mentors.contains("Frank"), "{mentors}");
    assert!(!mentors.contains("coins at home"), "what a family said is for staff: {mentors}");
    let governor = demonstration.signed_in("governor").await;
    for path in [&board.path, &pupil.path] {
        assert_eq!(governor.get(path).await.status, 403, "{path}");
    }
    let nobody = format!("{cycle}/pupils/00000000-0000-4000-8000-000000000000");
    assert_eq!(teacher.get(&nobody).await.status, 404);
    demonstration.portal.stop();
}

#[tokio::test]
async fn leaders_compare_cycles_by_their_weeks_and_are_told_where_that_makes_no_sense() {
    let demonstration = Demonstration::start().await;
    let lead = demonstration.signed_in("lead").await;
    let list = lead.get(&format!("{SCHOOL}/cycles")).await.with_status(200);
    let compare = first(&list, "main a[href$='/compare']");
    let form = lead.get(&compare).await.with_status(200);
    assert_eq!(form.texts("main form input[name=cycle]").len(), 6);

    let all = cycles(&lead).await;
    let ids = |subject: &str, state: &str| -> Vec<String> {
        let wanted = |cycle: &&serde_json::Value| cycle["subject"] == subject && cycle["state"] == state;
        all.iter().filter(wanted).filter_map(|cycle| Some(cycle["id"].as_str()?.to_owned())).collect()
    };
    let (maths, reading) = (ids("mathematics", "closed"), ids("reading", "reported"));
    let query = |ids: &[&String]| {
        let pairs: Vec<String> = ids.iter().map(|id| format!("cycle={id}")).collect();
        format!("{compare}?{}", pairs.join("&"))
    };
    let page = lead.get(&query(&[&maths[0], &maths[1]])).await.with_status(200);
    let text = page.text("main");
    for told in [
        "Mean gain",
        "range",
        "of 1,800 planned",
        "Bar models",
        "does not show that one cycle worked better",
        "Week 10",
    ] {
        assert!(text.contains(told), "{told:?} is missing from: {text}");
    }
    let apart = lead.get(&query(&[&maths[0], &reading[0]])).await.with_status(200).text("main");
    assert!(apart.contains("different scales") && !apart.contains("Mean gain"), "{apart}");
    let planned = ids("reading", "planned");
    let early = lead.get(&query(&[&planned[0], &reading[0]])).await.with_status(200).text("main");
    assert!(early.contains("no scores yet"), "{early}");
    let nowhere = "00000000-0000-4000-8000-000000000000".to_owned();
    assert_eq!(lead.get(&query(&[&maths[0], &nowhere])).await.status, 404);

    let stranger = demonstration.stranger("lead").await;
    assert_eq!(stranger.get(&query(&[&maths[0], &maths[1]])).await.status, 404);
    for role in ["teacher", "governor"] {
        assert_eq!(demonstration.signed_in(role).await.get(&compare).await.status, 403, "{role}");
    }
    demonstration.portal.stop();
}
