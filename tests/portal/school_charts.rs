//! Charts on which a school is one mark: those of a group, all schools, and a school beside those that are like it.

use jiff::ToSpan;
use reqwest::Method;
use serde_json::json;
use system::{Answer, Installation, Portal, Reader, official_tables};

use crate::interface::send;
use crate::people::Demonstration;
use crate::tables;

/// A demonstration with the made-up table of one year beside it.
async fn with_table() -> Demonstration {
    let demonstration = Demonstration::start().await;
    let _ = tables::import(&demonstration.installation, &tables::whole_table(), "2018/19", &[]).well();
    demonstration.portal.ready().await;
    demonstration
}

/// A group of these schools, formed by the administrator.
async fn group_of(demonstration: &Demonstration, keeper: &Reader, schools: &[&str]) -> String {
    let began = portal::app::today().saturating_sub(30.days()).to_string();
    let form = json!({"group_name": "Four Woods", "group_kind": "trust", "formed_on": began});
    let made = send(keeper, "/api/v1/groups/new", &form, &[]).await.with_status(201);
    let door = made.header("location").to_owned();
    for school in schools {
        let join = json!({"school": school, "joined_on": began});
        let _ = send(keeper, &format!("{door}/schools/new"), &join, &[]).await.with_status(201);
    }
    demonstration.portal.ready().await;
    door.trim_start_matches("/api/v1").to_owned()
}

/// The differences that a table of a page shows, by the name of the school: as printed, results then progress.
fn printed(page: &Answer) -> Vec<(String, Vec<String>)> {
    let ids = page.attributes(".chart-row", "id");
    let row = |id: &String| {
        let name = page.text(&format!("#{id} th a"));
        (name, page.texts(&format!("#{id} data")))
    };
    ids.iter().map(row).collect()
}

/// The differences of a file, by the name of the school, as a page prints them.
fn filed(csv: &str) -> Vec<(String, Vec<String>)> {
    let mut lines = csv.lines();
    let head: Vec<&str> = lines.next().expect("the names of the columns").split(',').collect();
    let place = |name: &str| head.iter().position(|column| *column == name).expect("a column");
    let (label, results, progress) =
        (place("label"), place("results_difference"), place("progress_difference"));
    let figure = |cell: &str| cell.parse::<f64>().ok().map(signed);
    lines
        .map(|line| {
            let cells = cells(line);
            let figures = [&cells[results], &cells[progress]].into_iter().filter_map(|cell| figure(cell));
            (cells[label].clone(), figures.collect())
        })
        .collect()
}

fn signed(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    let sign = if rounded > 0.0 {
        "+"
    } else if rounded < 0.0 {
        "−"
    } else {
        ""
    };
    format!("{sign}{:.1}", rounded.abs())
}

fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cells.last_mut().expect("a cell").push(other),
        }
    }
    cells
}

#[tokio::test]
async fn a_group_s_schools_are_marks_and_page_and_file_show_the_published_figures() {
    let demonstration = with_table().await;
    let keeper = demonstration.signed_in("administrator").await;
    let schools = ["900001", "900008", "900009", "900010", "demo:fernhill"];
    let group = group_of(&demonstration, &keeper, &schools).await;
    let page = keeper.get(&group).await.with_status(200);
    let chart = format!("{group}/quadrant");
    assert!(page.attributes("main a", "href").contains(&chart), "the group's page leads to its chart");

    let page = keeper.get(&chart).await.with_status(200);
    assert_eq!(
        page.text("h1"),
        "Clearly faster progress: Alder, Ash and Aspen School. Clearly slower: Hazel School"
    );
    let expected = |name: &str, figures: &[&str]| {
        (name.to_owned(), figures.iter().map(|figure| (*figure).to_owned()).collect::<Vec<_>>())
    };
    let fernhill = "Fernhill Primary School (made up)";
    let figures = [
        expected("Alder, Ash and Aspen School", &["+3.0", "+2.0"]),
        expected(fernhill, &[]),
        expected("Hazel School", &["−5.0", "−3.0"]),
        expected("Ivy School", &[]),
        expected("Juniper School", &["−1.0"]),
    ];
    assert_eq!(printed(&page), figures);
    let file =
        keeper.get(&format!("{chart}/table.csv?subject=mathematics&year=2018-19")).await.with_status(200);
    assert!(file.header("content-type").starts_with("text/csv"), "{}", file.header("content-type"));
    assert_eq!(filed(&file.body), figures, "{}", file.body);
    let without = page.texts("main ul.govuk-list--bullet li");
    let about = |name: &str| {
        without.iter().find(|said| said.starts_with(name)).unwrap_or_else(|| panic!("{name}: {without:?}"))
    };
    assert!(about("Ivy School").contains("Results, progress. It is hidden"), "{without:?}");
    assert!(about("Juniper School").contains("Progress. Fewer than half of the pupils"), "{without:?}");
    assert!(about(fernhill).contains("There are no results of this school"), "{without:?}");
    let links = page.attributes("svg.chart-wide a.chart-mark", "href");
    assert_eq!(links.len(), 2, "{links:?}");

    let reading = keeper.get(&format!("{chart}?subject=reading")).await.with_status(200);
    // Of some schools there is no figure, so it is not said that all are too close to call.
    assert!(reading.text("h1").contains("No progress figure is clear"), "{}", reading.text("h1"));
    assert_eq!(keeper.get(&format!("{chart}?subject=astrology")).await.status, 400);
    let stranger = demonstration.signed_in("governor").await;
    for path in [chart.clone(), format!("{chart}/table.csv")] {
        assert!([403, 404].contains(&stranger.get(&path).await.status), "{path}");
    }
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_group_without_official_results_says_so() {
    let demonstration = Demonstration::start().await;
    let leader = demonstration.signed_in_as("trust-lead").await;
    let group = leader.get("/groups").await.with_status(200).attributes("tbody th a", "href")[0].clone();
    let page = leader.get(&format!("{group}/quadrant")).await.with_status(200);
    assert!(page.text("main").contains("No school of this group has official results here."));
    demonstration.portal.stop();
}

async fn public(text: &str) -> (Portal, Installation) {
    let installation = Installation::fresh().await;
    let _ = tables::import(&installation, text, "2018/19", &[]).well();
    (installation.serve(), installation)
}

#[tokio::test]
async fn all_schools_and_similar_ones_are_open_to_everybody_unless_the_portal_is_private() {
    let (portal, installation) = public(&tables::whole_table()).await;
    let reader = portal.reader();
    assert!(reader.get("/").await.attributes("main a", "href").contains(&"/all-schools/quadrant".to_owned()));
    let all = reader.get("/all-schools/quadrant").await.with_status(200);
    assert_eq!(printed(&all).len(), 14);
    let file = reader.get("/all-schools/quadrant/table.csv").await.with_status(200);
    assert_eq!(filed(&file.body), printed(&all));
    assert_eq!(reader.get("/all-schools/quadrant?year=2011-12").await.status, 404);
    assert_eq!(reader.get("/all-schools/quadrant?group=girls").await.status, 400);
    let past = reader.get("/all-schools/quadrant?page=9").await.with_status(200);
    assert!(printed(&past).is_empty());

    // A corrected table is seen at once, although all schools are kept at hand.
    let corrected = tables::whole_table().replace("Birch School\",CY,4-11,50", "Birch Academy\",CY,4-11,50");
    let _ = tables::import(&installation, &corrected, "2018/19", &["--reason", "later_table"]).well();
    portal.ready().await;
    let names: Vec<String> =
        printed(&reader.get("/all-schools/quadrant").await).into_iter().map(|row| row.0).collect();
    assert!(names.contains(&"Birch Academy".to_owned()), "{names:?}");
    portal.stop();

    let private = installation.serve_with(&["--private"]);
    for path in ["/all-schools/quadrant", "/all-schools/quadrant/table.csv", "/schools/900001/similar"] {
        assert!([303, 401].contains(&private.reader().get(path).await.status), "{path}");
    }
    private.stop();
}

#[tokio::test]
async fn a_chart_of_many_schools_opens_on_the_newest_year_with_marks_and_says_so() {
    let demonstration = with_table().await;
    // In the year after, one school has a row, and its figures are hidden.
    let figures = ["SUPP", "SUPP", "SUPP", "SUPP"];
    let hidden = vec![tables::school(900_002, "Birch School", tables::AUTHORITY, figures)];
    let newer = tables::table(&[hidden, vec![tables::ENGLAND.to_owned()]].concat());
    let _ = tables::import(&demonstration.installation, &newer, "2022/23", &[]).well();
    demonstration.portal.ready().await;
    let governor = demonstration.signed_in("governor").await;
    for chart in ["/authorities/999/quadrant", "/all-schools/quadrant"] {
        let page = governor.get(chart).await.with_status(200);
        let said = page.text("main");
        assert!(said.contains("2018/19 is the newest year with marks in this subject."), "{chart}: {said}");
        assert!(said.contains("no school with a place on the chart: 2022/23."), "{chart}: {said}");
        assert!(!page.texts("svg.chart-wide").is_empty(), "{chart}");
        let way = page.attributes("main a[href*='/feedback/new']", "href");
        assert_eq!(way, ["/schools/demo:fernhill/feedback/new?about=chart-schools"]);
        assert!(
            governor.get(&way[0]).await.with_status(200).text("main").contains("The chart of many schools")
        );
        let asked = governor.get(&format!("{chart}?year=2022-23")).await.with_status(200);
        assert!(!asked.text("main").contains("newest year with marks"), "{chart}: a year that was asked for");
        assert!(asked.texts("svg.chart-wide").is_empty());
    }
    let own = governor.get("/schools/900002/quadrant?show=groups").await.with_status(200).text("main");
    assert!(own.contains("2018/19 is the newest year with a place on this chart."), "{own}");
    assert!(own.contains("lack the figures for it: 2022/23.") && own.contains("104 against"), "{own}");
    let asked =
        governor.get("/schools/900002/quadrant?show=groups&year=2022-23").await.with_status(200).text("main");
    assert!(!asked.contains("is the newest year"), "{asked}");
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_school_stands_beside_similar_ones_without_a_place_in_an_order() {
    let (portal, _installation) = public(&tables::whole_table()).await;
    let reader = portal.reader();
    let school = reader.get("/schools/900001/quadrant").await.with_status(200);
    let link = school.attributes("main a[href*='/similar']", "href");
    let page = reader.get(&link[0]).await.with_status(200);
    let main = page.text("main");
    assert_eq!(page.text("h1"), "Mathematics: progress is clearly faster than in 3 of 10 similar schools");
    // All made-up schools have the same intake: 12 others of 50 pupils, of whom 2 have no progress figure.
    for said in [
        "These are the 12 schools most like this one. 12 of 12 schools of its kind were near enough.",
        "began with between 16.0 and 16.0 points",
        "20 to 20 percent of their pupils",
        "50 to 50 pupils",
        "This school's progress is +2.0. It could be +0.5 to +3.5.",
        "(this school)",
    ] {
        assert!(main.contains(said), "{said}: {main}");
    }
    // +2.0 ± 1.5 beside −1.0 and −2.0 and −3.0 ± 1.5 is clear; beside 0.0 ± 1.5 it is not.
    assert!(main.contains("3 similar schools are clearly slower."), "{main}");
    assert!(main.contains("No similar school is clearly faster."), "{main}");
    assert!(main.contains("7 are too close to call."), "{main}");
    let rows = printed(&page);
    assert_eq!(rows[0].0, "Alder, Ash and Aspen School (this school)");
    let others: Vec<&String> = rows[1..].iter().map(|(name, _)| name).collect();
    assert!(others.is_sorted(), "by name, which says nothing of them: {others:?}");
    assert_eq!(page.attributes(".chart-row th a[href*='/quadrant?year=2018-19']", "href").len(), rows.len());
    let file = reader.get(&link[0].replace("/similar?", "/similar/table.csv?")).await.with_status(200);
    assert_eq!(filed(&file.body), rows);

    let alone = reader.get("/schools/900013/similar").await.with_status(200).text("main");
    assert!(alone.contains("does not say where this school's pupils began"), "{alone}");
    assert_eq!(
        reader.get("/schools/900001/similar?year=2011-12").await.with_status(200).texts("table").len(),
        0
    );
    assert_eq!(reader.get("/schools/999999/similar").await.status, 404);
    portal.stop();
}

#[tokio::test]
async fn results_can_be_compared_with_another_average_that_the_tables_have() {
    let mut lines = tables::schools();
    lines.push(tables::ENGLAND.to_owned());
    // All schools of England, and those of the authority: 103 and 109 in mathematics.
    lines.push(tables::ENGLAND.replacen("5,", "4,", 1).replace(",104,300000", ",103,300000"));
    lines.push("3,999,, , Woods,,,600,,,,,105,,,,,,,,,109".to_owned());
    let (portal, _installation) = public(&tables::table(&lines)).await;
    let reader = portal.reader();
    let page = reader.get("/schools/900001/quadrant").await.with_status(200);
    let offered = page.attributes("select[name=against] option", "value");
    assert_eq!(offered, ["national", "all-schools", "authority"]);
    let mathematics = |page: &Answer| page.text("#official-row-mathematics .chart-figures");
    assert!(mathematics(&page).contains("107 against 104"), "{}", mathematics(&page));
    for (against, said, phrase) in [
        ("all-schools", "107 against 103", "above the average of all schools"),
        ("authority", "107 against 109", "below the local authority average"),
    ] {
        let page = reader.get(&format!("/schools/900001/quadrant?against={against}")).await.with_status(200);
        assert!(mathematics(&page).contains(said), "{}", mathematics(&page));
        assert!(
            page.text("#official-row-mathematics").contains(phrase),
            "{}",
            page.text("#official-row-mathematics")
        );
        assert!(page.text("svg.chart-wide .chart-axes").contains("compared with the"), "{against}");
    }
    assert_eq!(reader.get("/schools/900001/quadrant?against=nobody@1").await.status, 400);
    portal.stop();
}

#[tokio::test]
async fn a_chart_that_was_drawn_for_another_reader_says_nothing_of_them_and_is_never_an_old_one() {
    let demonstration = with_table().await;
    let addresses = [
        "/schools/900003/quadrant",
        "/authorities/999/quadrant",
        "/all-schools/quadrant?subject=mathematics",
    ];
    let (governor, teacher) =
        (demonstration.signed_in("governor").await, demonstration.signed_in("teacher").await);
    let stranger = demonstration.portal.reader();
    let figure = |page: &Answer| page.text("svg.chart-wide");
    for address in addresses {
        // Twice each, so that each is shown what was drawn for another before.
        for _ in 0..2 {
            let (board, class, nobody) =
                (governor.get(address).await, teacher.get(address).await, stranger.get(address).await);
            let who = |page: &Answer| page.text(".q-header__person");
            assert_eq!(who(&board), demonstration.person("governor").shown, "{address}");
            assert_eq!(who(&class), demonstration.person("teacher").shown, "{address}");
            assert_eq!(who(&nobody), "", "{address}");
            assert!(figure(&board) == figure(&class) && !figure(&board).is_empty(), "{address}");
            assert_eq!(figure(&board), figure(&nobody), "{address}");
            assert!(board.text("main").contains("101 against"), "{address}: {}", board.text("main"));
        }
    }
    let revised = ["--reason", "later_table", "--note", "The table came again."];
    let _ = tables::import(&demonstration.installation, &tables::corrected(), "2018/19", &revised).well();
    demonstration.portal.ready().await;
    for reader in [&governor, &teacher, &stranger] {
        for address in addresses {
            let page = reader.get(address).await.with_status(200).text("main");
            assert!(page.contains("102 against") && !page.contains("101 against"), "{address}: {page}");
        }
    }
    demonstration.portal.stop();
}

#[tokio::test]
async fn what_is_asked_for_without_its_body_is_kept_under_its_own_address() {
    let demonstration = with_table().await;
    let stranger = demonstration.portal.reader();
    let (plain, reading) = ("/all-schools/quadrant", "/all-schools/quadrant?subject=reading");
    let head = stranger.send(stranger.request(Method::HEAD, reading)).await.with_status(200);
    assert!(head.body.is_empty());
    for (address, subject) in [(plain, "Mathematics"), (reading, "Reading")] {
        let page = stranger.get(address).await.with_status(200).text("main");
        assert!(
            page.contains(&format!("{subject}: results and progress of each school")),
            "{address}: {page}"
        );
    }
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_school_s_cycles_are_one_of_the_choices_for_those_who_may_see_them() {
    let demonstration = with_table().await;
    let governor = demonstration.signed_in("governor").await;
    let cycles = governor.get("/schools/demo:fernhill/quadrant?show=cycles").await;
    assert_eq!(cycles.redirect().as_deref(), Some("/schools/demo:fernhill/cycles"));
    let offered = |page: &Answer| page.attributes("select[name=show] option", "value");
    let elsewhere = governor.get("/schools/900001/quadrant").await.with_status(200);
    assert_eq!(
        offered(&elsewhere),
        ["subjects", "groups", "years"],
        "another school's cycles are nobody's choice"
    );
    demonstration.portal.stop();
}

/// Every school of a real authority in one year: who is similar is of its kind, and the counts add up.
#[tokio::test]
async fn official_tables_give_most_schools_similar_ones() {
    let installation = Installation::fresh().await;
    let file = official_tables().join("2018-936-ks2.csv");
    let _ = installation.run(&["import", "dfe-ks2", file.to_str().unwrap()]).well();
    let portal = installation.serve();
    let reader = portal.reader();
    let all = filed(&reader.get("/all-schools/quadrant/table.csv").await.with_status(200).body);
    assert!(all.len() > 200);
    let links = reader.get("/all-schools/quadrant?page=2").await.attributes(".chart-row th a", "href");
    let (mut compared, mut looked) = (0, 0);
    for link in links.iter().step_by(5) {
        let address = link.replace("/quadrant?", "/similar?");
        let page = reader.get(&address).await.with_status(200);
        looked += 1;
        if page.texts(".chart-row").is_empty() {
            continue;
        }
        compared += 1;
        assert!((6..=21).contains(&printed(&page).len()), "{address}");
    }
    assert!(compared * 4 >= looked * 3, "{compared} of {looked}");
    portal.stop();
}
