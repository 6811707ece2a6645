//! The working behind a mark, and the pages that say how figures are worked out and what words mean.

use system::{Installation, Reader};

use crate::governors::everything;
use crate::people::{Demonstration, SCHOOL, cycle_in};
use crate::tables;

#[tokio::test]
async fn the_working_of_a_mark_has_the_mark_s_own_numbers_and_agrees_with_what_was_published() {
    let installation = Installation::fresh().await;
    let _ = tables::import(&installation, &tables::whole_table(), "2018/19", &[]).well();
    let portal = installation.serve();
    let reader = portal.reader();
    let chart = reader.get("/schools/900001/quadrant?year=2018-19").await.with_status(200);
    let links = chart.attributes("table a[href*='/how-sure']", "href");
    assert_eq!(links.len(), 3, "one for each subject: {links:?}");
    let mathematics = links.iter().find(|link| link.contains("subject=mathematics")).expect("mathematics");
    let page = reader.get(mathematics).await.with_status(200).text("main");
    // 50 pupils, all of them covered; the national spread of 2018/19 in mathematics is 5.38985717.
    for said in [
        "The progress score is +2.0.",
        "1.96 × 5.390 ÷ √50 = 1.49",
        "So the range is +0.5 to +3.5. The Department for Education published +0.5 to +3.5. The two can differ",
        "One pupil counts for 2.0 percent of this figure.",
        "the figure would move by 0.20",
        "more than 1.5 away from 0",
        "progress_interval@1",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let hidden = reader.get("/schools/900009/quadrant/how-sure?year=2018-19").await.with_status(200);
    assert!(hidden.text("main").contains("There is no progress score here"), "five pupils or fewer");
    let part = "/schools/900001/quadrant/how-sure?year=2018-19&group=boys";
    assert!(reader.get(part).await.with_status(200).text("main").contains("no progress score"));
    assert_eq!(reader.get("/schools/900001/quadrant/how-sure?year=2017-18").await.status, 404);
    assert_eq!(reader.get("/schools/900001/quadrant/how-sure?subject=astrology").await.status, 400);
    portal.stop();
}

#[tokio::test]
async fn a_year_without_a_stated_spread_shows_the_published_range_and_no_sum() {
    let installation = Installation::fresh().await;
    let _ = tables::import(&installation, &tables::whole_table(), "2022/23", &[]).well();
    let portal = installation.serve();
    let page = portal.reader().get("/schools/900001/quadrant/how-sure?year=2022-23").await.with_status(200);
    let text = page.text("main");
    assert!(text.contains("No one has published how far apart pupils were"), "{text}");
    assert!(text.contains("+0.5 to +3.5") && !text.contains('√'), "{text}");
    portal.stop();
}

#[tokio::test]
async fn every_method_stands_with_its_version_and_every_word_with_its_meaning() {
    let installation = Installation::fresh().await;
    let portal = installation.serve();
    let reader = portal.reader();
    let methods = reader.get("/methods").await.with_status(200).texts("tbody th");
    assert!(
        methods.contains(&"mean_t_interval@1".to_owned())
            && methods.contains(&"ks2_bands_2018_19@1".to_owned())
    );
    assert_eq!(methods.len(), measures::method::ALL.len() + measures::BandMethod::ALL.len());
    let words = reader.get("/glossary").await.with_status(200).texts("main dt");
    assert_eq!(words.len(), domain::GLOSSARY.len());
    let mut sorted = words.clone();
    sorted.sort_by_key(|word| word.to_lowercase());
    assert_eq!(words, sorted);
    portal.stop();
}

#[tokio::test]
async fn the_trend_shows_each_year_what_may_be_said_and_three_years_together() {
    let installation = Installation::fresh().await;
    for year in ["2016/17", "2017/18", "2018/19"] {
        let _ = tables::import(&installation, &tables::whole_table(), year, &[]).well();
    }
    let portal = installation.serve();
    let reader = portal.reader();
    let page = reader.get("/schools/900001/trend?subject=mathematics").await.with_status(200);
    assert_eq!(page.texts("table tbody th"), ["2016/17", "2017/18", "2018/19"]);
    let text = page.text("main");
    for said in [
        "In 3 years of figures there is no clear rise or fall",
        "Each year is about other pupils",
        "Sign in to see",
        // 50 pupils a year and +2.0 each time: 1.96 times the root of the sum of n·sd², over 150.
        "2016/17, 2017/18, 2018/19 together, with 150 pupils, come to +2.0 (+1.1 to +2.9). That is clearly above level.",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(page.attributes("svg[role=img]", "aria-label")[0].contains("2018/19: +2.0 (+0.5 to +3.5)"));
    assert_eq!(reader.get("/schools/900001/trend?subject=science").await.status, 400);
    portal.stop();
}

#[tokio::test]
async fn cycles_stand_on_the_trend_for_those_who_may_see_them() {
    let demonstration = Demonstration::start().await;
    let listed = async |reader: &Reader| {
        reader.get(&format!("{SCHOOL}/trend")).await.with_status(200).texts("main ol li")
    };
    assert!(listed(&demonstration.portal.reader()).await.is_empty(), "a stranger sees no cycle");
    let closed = listed(&demonstration.signed_in("governor").await).await;
    let all = listed(&demonstration.signed_in("lead").await).await;
    assert!(!closed.is_empty() && closed.len() < all.len(), "{closed:?} {all:?}");
    assert!(closed.iter().all(|cycle| all.contains(cycle)), "{closed:?} {all:?}");
    assert!(all.iter().any(|cycle| cycle.contains("Strateg")), "{all:?}");
    demonstration.portal.stop();
}

/// School years as programs and addresses have them, 2018-19. A day is none, nor is a part of a code.
fn years_of_programs(text: &str) -> Vec<&str> {
    let words = text.split(|sign: char| !(sign.is_ascii_alphanumeric() || "-_@".contains(sign)));
    let is_one = |word: &&str| {
        let parts: Vec<&str> = word.split('-').collect();
        let digits =
            |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
        matches!(parts[..], [first, second] if digits(first, 4) && digits(second, 2))
    };
    words.filter(is_one).collect()
}

/// Ranges that are not written as they should be: a difference with an end that has no sign, "−1.3 to 1.7", or with a hyphen for
/// a minus; and a score with a sign. What is no score by the words right before it ("End score 90.4 (range 86.0 to 94.9)") is a
/// difference.
fn ranges_with_wrong_signs(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let figure = |word: &str| word.trim_matches(|sign| "(),.;:”".contains(sign)).to_owned();
    let is_figure = |word: &str| word.contains('.') && word.chars().any(|one| one.is_ascii_digit());
    let has_sign = |word: &str| word.starts_with(['+', '−', '-']);
    let signed = |word: &str| word.starts_with(['+', '−']) || word == "0.0";
    let mut wrong = Vec::new();
    for at in 1..words.len().saturating_sub(1) {
        let (lower, upper) = (figure(words[at - 1]), figure(words[at + 1]));
        if words[at] != "to" || !is_figure(&lower) || !is_figure(&upper) {
            continue;
        }
        let is_score = match words[..at - 1] {
            [.., "End", "score", value, "(range"] => is_figure(value) && !has_sign(value),
            _ => false,
        };
        let is_right =
            if is_score { !has_sign(&lower) && !has_sign(&upper) } else { signed(&lower) && signed(&upper) };
        if !is_right {
            wrong.push(format!("{lower} to {upper}"));
        }
    }
    wrong
}

#[test]
fn a_year_of_programs_and_a_range_with_wrong_signs_are_found() {
    assert_eq!(years_of_programs("In 2018-19, on 2018-09-01, in 2018/19, by ks2-2018-19@1"), ["2018-19"]);
    let wrong = ranges_with_wrong_signs;
    assert_eq!(wrong("(−1.3 to 1.7) and −1.3 to +1.7, 0.0 to +1.0, 8 to 9"), ["−1.3 to 1.7"]);
    assert_eq!(wrong("from -1.3 to +1.7."), ["-1.3 to +1.7"]);
    let figures = "Gain +6.9 (range +4.8 to +8.9). End score 90.4 (range 86.0 to 94.9). 7 pupils.";
    assert_eq!(wrong(figures), Vec::<String>::new());
    assert_eq!(wrong(&figures.replace('+', "")), ["4.8 to 8.9"], "a difference without signs");
    assert_eq!(wrong(&figures.replace("86.0 to 94.9", "+86.0 to +94.9")), ["+86.0 to +94.9"], "a score with");
    assert_eq!(wrong("End score +90.4 (range 86.0 to 94.9)"), ["86.0 to 94.9"]);
}

#[tokio::test]
async fn years_and_ranges_are_written_in_one_way_wherever_people_read_them() {
    let demonstration = Demonstration::start().await;
    for year in ["2017/18", "2018/19"] {
        let _ = tables::import(&demonstration.installation, &tables::whole_table(), year, &[]).well();
    }
    demonstration.portal.ready().await;
    let governor = demonstration.signed_in("governor").await;
    let lead = demonstration.signed_in("lead").await;
    let closed = cycle_in(&lead, "closed").await;
    let mut pages = everything(&governor, &["/", SCHOOL, "/schools/900001"]).await;
    for path in [closed.clone(), format!("{closed}/history"), format!("{SCHOOL}/compare")] {
        let page = lead.get(&path).await.with_status(200);
        pages.push((path, page));
    }
    let (mut years, mut ranges, mut scores) = (0, 0, 0);
    for (path, page) in pages.iter().filter(|(path, _)| !path.starts_with("/api/")) {
        for text in std::iter::once(page.text("body")).chain(page.attributes("svg[role=img]", "aria-label")) {
            assert_eq!(years_of_programs(&text), Vec::<&str>::new(), "{path}");
            assert_eq!(ranges_with_wrong_signs(&text), Vec::<String>::new(), "{path}");
            scores += text.matches(" (range 8").count();
            years += text.matches("/19").count();
            ranges += text.matches(" to +").count();
        }
    }
    assert!(years > 10 && ranges > 10 && scores > 2, "{years} {ranges} {scores}");
    demonstration.portal.stop();
}
