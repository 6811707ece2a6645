//! Packs as files: every text stays a text, every number a number. And their charts: each by the rule that it was kept with.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use domain::EnquiryId;
use domain::pack::{
    Basis, Block, Cell, ChartFigures, Language, PackContent, Said, Section, SectionName, SpokenOf, Symbol,
    Table, TableName,
};
use domain::school::SmallestGroup;
use measures::Certainty;
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Paper, files};
use crate::sealed_text::Text;
use crate::words::Words;

/// What a spreadsheet program would begin to work out, also one that splits the text at semicolons or tabs.
fn would_run(text: &str) -> bool {
    let is_skipped = |sign: char| sign.is_whitespace() || crate::fields::is_unseen(sign);
    let runs = |seen: &str| seen.starts_with(['=', '+', '-', '@']);
    let is_skipped_in_part = |sign: char| sign == '"' || is_skipped(sign);
    let mut parts = text.split([';', '\t']).skip(1);
    runs(text.trim_start_matches(is_skipped))
        || text.starts_with(['\t', '\r', '\n'])
        || parts.any(|part| runs(part.trim_start_matches(is_skipped_in_part)))
}

/// A pack with one table of these texts, written by us and by somebody else, beside a number, a difference and a sign.
fn paper(texts: &[String]) -> Paper {
    let of = SpokenOf::Enquiry(EnquiryId::new(Uuid::from_u128(1)));
    let row = |text: &String| {
        vec![
            Cell::Text(text.clone()),
            Cell::Said(Said { of, words: Text::Open(text.clone()) }),
            Cell::Count(28),
            Cell::Points("-0.6".parse().unwrap()),
            Cell::Missing(Symbol::Confidential),
            Cell::Said(Said { of, words: Text::Removed }),
        ]
    };
    let columns = ["=A1", "B", "C", "D", "E", "F"].map(str::to_owned).to_vec();
    let rows = texts.iter().map(row).collect();
    let table = Table { name: TableName::Enquiries, caption: "Asked".to_owned(), columns, rows };
    let blocks = vec![Block::Table(table)];
    let section = Section { name: SectionName::Answers, title: "Asked".to_owned(), fewest: None, blocks };
    let basis = Basis {
        edition: Some(2),
        smallest_group: SmallestGroup::default(),
        official: Vec::new(),
        checkpoint: None,
        signing_stopped: false,
    };
    PackContent { language: Language::EnGb, school_name: None, basis, sections: vec![section] }
}

fn read_csv(paper: &Paper) -> Vec<Vec<String>> {
    let table = paper.tables().next().unwrap();
    let bytes = files::csv(&files::sheet(Words::default(), table).rows()).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn read_xlsx(paper: &Paper) -> (Vec<Vec<Data>>, usize) {
    let bytes = files::workbook(paper, "=Data pack", "-1 January 2026").unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    assert_eq!(names, ["About", "Asked and answered"]);
    let formulas = names.iter().map(|name| book.worksheet_formula(name).unwrap().used_cells().count()).sum();
    let about = book.worksheet_range("About").unwrap();
    assert_eq!(about.get_value((0, 1)), Some(&Data::String("'=Data pack".to_owned())));
    assert_eq!(about.get_value((1, 1)), Some(&Data::String("'-1 January 2026".to_owned())));
    let sheet = book.worksheet_range("Asked and answered").unwrap();
    (sheet.rows().map(<[Data]>::to_vec).collect(), formulas)
}

#[test]
fn numbers_are_numbers_signs_are_signs_and_what_was_erased_says_so() {
    let one = paper(&["Why?".to_owned()]);
    let erased = Words::default().say("pack-erased");
    assert_eq!(read_csv(&one)[1], ["Why?", "Why?", "28", "-0.6", "c", &erased]);
    let (rows, _) = read_xlsx(&one);
    let text = |text: &str| Data::String(text.to_owned());
    let expected =
        [text("Why?"), text("Why?"), Data::Float(28.0), Data::Float(-0.6), text("c"), text(&erased)];
    assert_eq!(rows[1], expected);
}

#[test]
fn a_section_on_fewer_pupils_than_the_limit_of_today_is_hidden_and_others_stay() {
    let mut paper = paper(&["Why?".to_owned()]);
    paper.sections[0].fewest = Some(7);
    let before = paper.clone();
    assert!(super::hide_fewer_than(&mut paper, 7).is_empty());
    assert_eq!(paper, before);
    assert_eq!(Vec::from_iter(super::hide_fewer_than(&mut paper, 8)), [SectionName::Answers]);
    assert_eq!((paper.tables().count(), paper.said().len()), (0, 0));
    paper.sections[0].fewest = None;
    assert!(super::hide_fewer_than(&mut paper, 11).is_empty());
    assert_eq!(paper.sections.len(), 1);
}

#[test]
fn what_looks_like_a_formula_is_a_text_in_every_file() {
    let bad = [
        "\u{202e}=1+1",
        "\u{feff} =1",
        "\u{200b}@A1",
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "  =HYPERLINK(\"x\")",
        "＝1",
        "\n=1",
        "'=1",
        "ok;=1+1",
        "ok; \u{200b}@A1",
        "ok;\"=1+1;",
        "ok\t+1",
        " \t=1;-1",
    ];
    let paper = paper(&bad.map(str::to_owned));
    let written = read_csv(&paper);
    let (rows, formulas) = read_xlsx(&paper);
    assert_eq!(formulas, 0);
    assert_eq!((written[0][0].as_str(), &rows[0][0]), ("'=A1", &Data::String("'=A1".to_owned())));
    for (place, bad) in bad.iter().enumerate() {
        for cell in [0, 1] {
            assert!(!would_run(&written[place + 1][cell]), "{bad:?} in CSV");
            assert!(
                matches!(&rows[place + 1][cell], Data::String(text) if !would_run(text)),
                "{bad:?} in XLSX"
            );
        }
    }
}

#[test]
fn a_chart_is_drawn_by_the_rule_that_it_was_kept_with() {
    let mark = json!({
        "id": "one", "label": "Counting on", "average": "90.4", "average_range": ["85.9", "95.0"],
        "national": "100", "progress": "6.9", "lower": "4.8", "upper": "8.9", "expected": "0", "pupils": 7
    });
    let mut kept = json!({"of": "cycles", "title": "Cycles", "label": "Cycle", "marks": [mark]});
    let certainty = |kept: &Value| {
        let figures: ChartFigures = serde_json::from_value(kept.clone()).unwrap();
        let chart = super::official::chart(&figures);
        chart.marks[0].mark.progress().certainty()
    };
    assert_eq!(certainty(&kept), Certainty::ClearlyAbove, "from before there was another rule");
    kept["clear_by"] = json!("chance");
    assert_eq!(certainty(&kept), Certainty::TooCloseToCall, "4.8 is less than chance alone may give");
}

#[test]
fn a_guard_stands_only_where_a_formula_would_begin() {
    for (text, guarded) in [
        ("Why?", "Why?"),
        ("", ""),
        ("a = b; c - d", "a = b; c - d"),
        ("=1", "'=1"),
        ("ok;=1+1", "ok;'=1+1"),
        ("; \"=1;-1", ";' \"=1;'-1"),
        ("one\t=1", "one\t'=1"),
    ] {
        assert_eq!(files::safe(text), guarded);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_text_becomes_a_formula_and_none_is_lost(
        texts in proptest::collection::vec("[=+@\\-\t\r '\"a-zA-Zé,;0-9\n]{0,12}", 1..5)
    ) {
        let paper = paper(&texts);
        let written = read_csv(&paper);
        let (rows, formulas) = read_xlsx(&paper);
        prop_assert_eq!(formulas, 0);
        prop_assert_eq!(written.len(), texts.len() + 1);
        for (place, text) in texts.iter().enumerate() {
            let cell = &written[place + 1][0];
            prop_assert!(!would_run(cell), "{:?} {:?}", text, cell);
            prop_assert_eq!(cell.replace('\'', ""), text.replace('\'', ""), "nothing but the guard is added");
            if let Data::String(cell) = &rows[place + 1][0] {
                prop_assert!(!would_run(cell), "{:?}", cell);
            }
        }
    }
}
