//! The real official tables, read beside the project: they are not in it, because they are not ours.
//!
//! `QUADRANT_OFFICIAL_TABLES` names their folder; otherwise it is `shared/data/dfe-ks2` beside the project's own folder.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed expectation is how a test fails")]

use std::path::{Path, PathBuf};

use domain::cohort_result::{Figure, FigureKind, Figures, Group};
use domain::{AcademicYear, AuthorityCode, SchoolUrn, Subject};
use portal::imports::dfe_ks2::{Table, parse};

const FOLDER: &str = "QUADRANT_OFFICIAL_TABLES";

fn bytes(name: &str) -> Vec<u8> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/dfe-ks2");
    let folder = std::env::var_os(FOLDER).map_or(beside, PathBuf::from);
    std::fs::read(folder.join(name)).unwrap_or_else(|error| {
        panic!(
            "{name} is not in {}: {error}. Set {FOLDER} to the folder of the official tables.",
            folder.display()
        )
    })
}

fn table(name: &str, year: &str) -> Table {
    let year = AcademicYear::parse(year).unwrap();
    parse(&bytes(name), year).unwrap_or_else(|problems| panic!("{name}: {problems}"))
}

fn school(table: &Table, urn: &str) -> Figures {
    let urn = SchoolUrn::parse(urn).unwrap();
    table.schools.iter().find(|row| row.school == urn).unwrap().figures.clone()
}

fn printed(figures: &Figures, subject: Subject, group: Group, kinds: &[FigureKind]) -> Vec<String> {
    let cell =
        |kind| figures.get(subject, group, kind).map_or("not in the table".to_owned(), Figure::to_string);
    kinds.iter().map(|kind| cell(*kind)).collect()
}

/// How many schools have a number for each of two figures of the whole cohort in mathematics.
fn with_numbers(table: &Table, kinds: &[FigureKind]) -> usize {
    let has = |row: &&portal::imports::dfe_ks2::SchoolRow| {
        kinds.iter().all(|kind| row.figures.value(Subject::Mathematics, Group::All, *kind).is_some())
    };
    table.schools.iter().filter(has).count()
}

const PROGRESS: [FigureKind; 3] = [FigureKind::Progress, FigureKind::Lower, FigureKind::Upper];
const BOTH: [FigureKind; 2] = [FigureKind::Progress, FigureKind::Average];

#[test]
fn every_year_is_read_whole() {
    for (name, year, schools, lines, progress, plotted) in [
        ("2016-936-ks2.csv", "2016/17", 232, 235, 217, 210),
        ("2017-936-ks2.csv", "2017/18", 235, 238, 221, 214),
        ("2018-936-ks2.csv", "2018-19", 239, 242, 224, 215),
    ] {
        let table = table(name, year);
        assert_eq!((table.schools.len(), table.lines), (schools, lines), "{name}");
        assert_eq!(with_numbers(&table, &[FigureKind::Progress]), progress, "{name}");
        assert_eq!(with_numbers(&table, &BOTH), plotted, "{name}");
        assert!(table.national.is_some() && table.all_schools.is_some());
        let authority = table.authorities.get(&AuthorityCode::parse("936").unwrap()).unwrap();
        assert_eq!(authority.name.as_deref(), Some("Surrey"));
        assert_eq!(table.has_bands, name != "2016-936-ks2.csv");
    }
}

#[test]
fn the_national_averages_are_those_of_state_funded_schools() {
    for (name, year, reading, mathematics, expected) in [
        ("2016-936-ks2.csv", "2016-17", "104", "104", "75"),
        ("2017-936-ks2.csv", "2017-18", "105", "104", "75"),
        ("2018-936-ks2.csv", "2018-19", "104", "105", "79"),
    ] {
        let national = table(name, year).national.unwrap();
        let figure = |subject, kind| printed(&national, subject, Group::All, &[kind]).concat();
        assert_eq!(figure(Subject::Reading, FigureKind::Average), reading, "{name}");
        assert_eq!(figure(Subject::Mathematics, FigureKind::Average), mathematics, "{name}");
        assert_eq!(figure(Subject::Mathematics, FigureKind::Expected), expected, "{name}");
        assert_eq!(figure(Subject::Mathematics, FigureKind::Progress), "space", "nought by construction");
    }
    let surrey = table("2018-936-ks2.csv", "2018-19");
    let pupils = |figures: Option<Figures>| {
        printed(&figures.unwrap(), Subject::AllSubjects, Group::All, &[FigureKind::Pupils])
    };
    assert_eq!(pupils(surrey.national), ["644967"]);
    assert_eq!(pupils(surrey.all_schools), ["649249"]);
}

#[test]
fn figures_are_those_printed_in_the_table() {
    let table = table("2018-936-ks2.csv", "2018-19");
    let wyke = school(&table, "145543");
    assert_eq!(printed(&wyke, Subject::Mathematics, Group::All, &PROGRESS), ["2", "-0.2", "4.1"]);
    assert_eq!(printed(&wyke, Subject::Reading, Group::Boys, &PROGRESS), ["1.7", "-1.3", "4.8"]);
    assert_eq!(printed(&wyke, Subject::Reading, Group::LowStarters, &PROGRESS), ["SUPP"; 3]);
    assert_eq!(printed(&wyke, Subject::Mathematics, Group::LowStarters, &PROGRESS), ["NA"; 3]);
    let rest = [FigureKind::Average, FigureKind::Coverage, FigureKind::Expected];
    assert_eq!(printed(&wyke, Subject::Mathematics, Group::All, &rest), ["108", "89", "89"]);
    assert_eq!(printed(&wyke, Subject::AllSubjects, Group::Girls, &[FigureKind::Pupils]), ["11"]);
    assert_eq!(printed(&wyke, Subject::Writing, Group::All, &[FigureKind::Average]), ["not in the table"]);
}

#[test]
fn schools_without_results_are_there_without_figures() {
    let table = table("2018-936-ks2.csv", "2018-19");
    let numberless = |row: &&portal::imports::dfe_ks2::SchoolRow| {
        row.figures.iter().all(|(.., figure)| figure.value().is_none())
    };
    assert_eq!(table.schools.iter().filter(numberless).count(), 12);
}

#[test]
fn a_table_with_fewer_columns_and_no_national_line_is_read() {
    let table = table("2022-919-ks2-excerpt.csv", "2022/23");
    assert_eq!(table.schools.len(), 9);
    assert!(table.national.is_none() && table.authorities.is_empty() && table.has_bands);
    let ashwell = school(&table, "117084");
    assert_eq!(printed(&ashwell, Subject::Reading, Group::All, &PROGRESS), ["3", "0.7", "5.2"]);
    assert_eq!(printed(&ashwell, Subject::Reading, Group::All, &[FigureKind::Band]), ["2"]);
}

#[test]
fn a_table_of_another_year_is_turned_away_by_its_own_columns() {
    let bytes = bytes("2018-936-ks2.csv");
    for wrong in ["2016-17", "2017-18", "2021-22"] {
        let problems = parse(&bytes, AcademicYear::parse(wrong).unwrap()).unwrap_err();
        assert_eq!(problems.total(), 1);
        assert!(problems.to_string().contains("2018-19"), "{problems}");
    }
}

#[test]
fn a_key_stage_4_table_is_called_by_its_name() {
    let problems =
        parse(&bytes("../dfe-ks4/2018-2019_936_ks4final.csv"), AcademicYear::parse("2018-19").unwrap());
    assert!(problems.unwrap_err().to_string().starts_with("This is a key stage 4 table."));
}

#[test]
fn the_description_of_the_columns_is_called_by_its_name() {
    for folder in ["2016-2017", "2018-2019"] {
        let problems =
            parse(&bytes(&format!("ref/{folder}/ks2_meta.csv")), AcademicYear::parse("2018-19").unwrap());
        assert!(problems.unwrap_err().to_string().starts_with("This file describes the columns"));
    }
}
