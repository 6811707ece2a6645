//! Every trap of the official tables, each as a small made-up table. No line here is of a real school.

use domain::cohort_result::{Figure, FigureKind, Group};
use domain::{AcademicYear, Subject};
use proptest::prelude::*;

use super::{Table, parse};
use crate::imports::problems::{MOST_KEPT, Problem, Problems, Trouble};
use crate::words::Words;

const HEADER: &str = "RECTYPE,LEA,ESTAB,URN,SCHNAME,NFTYPE,AGERANGE,TELIG,MATPROG,MATPROG_LOWER,MATPROG_UPPER,MATCOV,\
                      MAT_AVERAGE,PTMAT_EXP,MATPROG_B,MATPROG_B_LOWER,MATPROG_B_UPPER,MATPROG_18,MAT_AVERAGE_17,MATPROG_DESCR";
const SCHOOL: &str = "1,999,2001,900001,\"Ash, Elm and Oak School\",CY,4-11,40,1.5,0.1,2.9,98%,105,80%,SUPP,SUPP,SUPP,-3.3,101,2";
const AUTHORITY: &str = "3,999, , ,Made-up County, , ,4000,0.2,0.1,0.3,97%,104,77%,0.1,0,0.2, ,103,3";
const ENGLAND: &str = "5, , , , , , ,600000, , , , ,105,79%,-0.3,0,0, , , ";

fn year(text: &str) -> AcademicYear {
    AcademicYear::parse(text).unwrap()
}

fn read(lines: &[&str]) -> Result<Table, Problems> {
    parse(lines.join("\r\n").as_bytes(), year("2018/19"))
}

/// The problems of a table of these lines under the usual names.
fn problems(lines: &[&str]) -> Vec<Problem> {
    let lines: Vec<&str> = [HEADER].iter().chain(lines).copied().collect();
    read(&lines).unwrap_err().kept().to_vec()
}

/// The one trouble of a table with one changed school.
fn trouble(from: &str, to: &str) -> Trouble {
    assert!(SCHOOL.contains(from), "{from}");
    let problems = problems(&[&SCHOOL.replacen(from, to, 1)]);
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.into_iter().next().unwrap().trouble
}

fn printed(table: &Table, subject: Subject, group: Group, kind: FigureKind) -> Option<String> {
    table.schools.first()?.figures.get(subject, group, kind).map(ToString::to_string)
}

#[test]
fn a_byte_order_mark_and_a_missing_last_line_end_are_nothing_special() {
    let with_mark = format!("\u{FEFF}{HEADER}\r\n{SCHOOL}");
    let table = parse(with_mark.as_bytes(), year("2018/19")).unwrap();
    assert_eq!(table, read(&[HEADER, SCHOOL]).unwrap());
    assert_eq!(table, parse(format!("{HEADER}\n{SCHOOL}\n").as_bytes(), year("2018/19")).unwrap());
    let school = table.schools.first().unwrap();
    assert_eq!(school.details.name, "Ash, Elm and Oak School");
    assert_eq!(school.details.ages.unwrap().oldest, 11);
    assert_eq!(school.line, 2);
}

#[test]
fn columns_are_found_by_name_whatever_their_order_and_case() {
    let header =
        "urn,SchName,matprog_upper,MATPROG,lea,Matprog_Lower,TELIG,rectype,MAT_AVERAGE,matprog_NotFSM6CLA1A";
    let table = read(&[header, "900001,Oak School,2.9,1.5,999,0.1,40,2,105,NA"]).unwrap();
    assert_eq!(printed(&table, Subject::Mathematics, Group::All, FigureKind::Lower).as_deref(), Some("0.1"));
    assert_eq!(
        printed(&table, Subject::Mathematics, Group::Other, FigureKind::Progress).as_deref(),
        Some("NA")
    );
    assert_eq!(printed(&table, Subject::Reading, Group::All, FigureKind::Progress), None, "not in the table");
    assert!(!table.has_bands);
}

#[test]
fn earlier_years_are_not_taken_for_this_one() {
    let without = SCHOOL.replace("1.5,0.1,2.9", ",,").replace(",105,", ",,").replace("101,2", "101,");
    let table = read(&[HEADER, &without]).unwrap();
    let mathematics = |kind| printed(&table, Subject::Mathematics, Group::All, kind);
    assert_eq!(mathematics(FigureKind::Progress).as_deref(), Some("blank"), "-3.3 was a year before");
    assert_eq!(mathematics(FigureKind::Average).as_deref(), Some("blank"), "101 was two years before");
}

#[test]
fn figures_and_marks_are_kept_as_published() {
    let table = read(&[HEADER, SCHOOL, AUTHORITY, ENGLAND]).unwrap();
    let mathematics = |group, kind| printed(&table, Subject::Mathematics, group, kind);
    assert_eq!(mathematics(Group::All, FigureKind::Coverage).as_deref(), Some("98"));
    assert_eq!(mathematics(Group::All, FigureKind::Band).as_deref(), Some("2"));
    assert_eq!(mathematics(Group::Boys, FigureKind::Upper).as_deref(), Some("SUPP"));
    assert_eq!(
        printed(&table, Subject::AllSubjects, Group::All, FigureKind::Pupils).as_deref(),
        Some("40"),
        "the cohort"
    );
}

#[test]
fn the_lines_of_an_authority_and_of_england_are_averages_and_not_schools() {
    let table = read(&[HEADER, SCHOOL, AUTHORITY, ENGLAND, &ENGLAND.replacen('5', "4", 1)]).unwrap();
    assert_eq!((table.schools.len(), table.authorities.len(), table.lines), (1, 1, 4));
    let authority = table.authorities.values().next().unwrap();
    assert_eq!(authority.name.as_deref(), Some("Made-up County"));
    let national = table.national.unwrap();
    let figure = |group, kind| national.get(Subject::Mathematics, group, kind).map(Figure::to_string);
    assert_eq!(figure(Group::All, FigureKind::Average).as_deref(), Some("105"));
    assert_eq!(figure(Group::All, FigureKind::Progress).as_deref(), Some("space"), "nought by construction");
    assert_eq!(figure(Group::Boys, FigureKind::Progress).as_deref(), Some("-0.3"));
    assert_eq!(figure(Group::Boys, FigureKind::Lower), None, "the noughts are no interval");
    assert!(table.all_schools.is_some());
}

#[test]
fn a_school_line_that_ends_early_is_a_school_without_results() {
    let table = read(&[HEADER, SCHOOL, "1,999,2002,900002,Beech School,ACC,4-11"]).unwrap();
    let beech = table.schools.last().unwrap();
    assert_eq!(beech.figures.get(Subject::Mathematics, Group::All, FigureKind::Progress), Some(&blank()));
    assert_eq!(beech.figures.value(Subject::AllSubjects, Group::All, FigureKind::Pupils), None);
}

#[test]
fn a_line_that_ends_after_this_year_s_figures_is_whole() {
    let header = HEADER.replace(",MATPROG_DESCR", "");
    let line = SCHOOL.rsplitn(4, ',').last().unwrap();
    let table = read(&[&header, line]).unwrap();
    assert_eq!(printed(&table, Subject::Mathematics, Group::All, FigureKind::Upper).as_deref(), Some("2.9"));
}

#[test]
fn a_line_without_progress_needs_no_band_at_its_end() {
    let line = SCHOOL.replace("1.5,0.1,2.9", "SUPP,SUPP,SUPP").rsplit_once(',').unwrap().0.to_owned();
    assert!(read(&[HEADER, &line]).is_ok());
}

#[test]
fn a_line_that_ends_within_the_figures_of_a_school_with_results_is_cut_off() {
    for cells in [9, 10, 13, 14, 15, 19] {
        let line: Vec<&str> = SCHOOL.splitn(3, '"').collect();
        let figures = line.last().unwrap().split(',').take(cells - 4).collect::<Vec<_>>().join(",");
        let line = format!("{}\"{}\"{figures}", line.first().unwrap(), line.get(1).unwrap());
        let found = problems(&[&line]);
        assert_eq!(found.len(), 1, "{cells}: {found:?}");
        assert_eq!(found.first().map(|problem| &problem.trouble), Some(&Trouble::RowCutShort), "{cells}");
        assert_eq!(
            found.first().and_then(|problem| problem.column.as_ref()).map(|c| c.number),
            Some(cells),
            "{line}"
        );
    }
}

#[test]
fn a_name_with_a_comma_and_no_quotation_marks_is_found() {
    let unquoted = SCHOOL.replace('"', "");
    assert!(matches!(
        problems(&[&unquoted]).first().unwrap().trouble,
        Trouble::RowTooLong { cells: 21, columns: 20 }
    ));
    let blank_cells = format!("{SCHOOL},,,");
    assert!(read(&[HEADER, &blank_cells, ",,,,,,"]).is_ok(), "empty cells at the end are a spreadsheet's");
}

#[test]
fn a_quotation_mark_that_is_not_closed_is_found_at_its_line() {
    let open = SCHOOL.replacen("School\"", "School", 1);
    let found = problems(&[SCHOOL, &open, &SCHOOL.replace("900001", "900003")]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        found.first().map(|problem| (problem.line, &problem.trouble)),
        Some((Some(3), &Trouble::QuoteNotClosed))
    );
}

#[test]
fn an_address_on_two_lines_is_one_cell() {
    let two = SCHOOL.replacen("Ash, Elm", "Ash,\r\nElm", 1);
    let second = SCHOOL.replace("900001", "900002").replace("40,", "4O,");
    let problem = problems(&[&two, &second]);
    assert_eq!(
        problem.iter().map(|problem| problem.line).collect::<Vec<_>>(),
        [Some(4)],
        "lines count as an editor does"
    );
}

#[test]
fn a_figure_that_breaks_a_law_is_found() {
    assert_eq!(trouble(",1.5,", ",abc,"), Trouble::NotANumber);
    assert_eq!(trouble(",40,", ",forty,"), Trouble::NotACount);
    assert_eq!(trouble("98%", "98 percent"), Trouble::NotAPercentage);
    assert_eq!(trouble("105", "1050"), Trouble::OutOfRange { least: 80, most: 120 });
    assert_eq!(trouble("1.5,0.1,2.9", "1.5,1.6,2.9"), Trouble::IntervalOutOfOrder);
    assert_eq!(trouble("1.5,0.1,2.9", "1.5,2.9,0.1"), Trouble::IntervalOutOfOrder);
    assert_eq!(trouble("1.5,0.1,2.9", "1.5,SUPP,2.9"), Trouble::IntervalMissing);
    assert_eq!(trouble("1.5,0.1,2.9", "1.5,,"), Trouble::IntervalMissing);
    assert_eq!(trouble("1.5,0.1,2.9", "SUPP,0.1,2.9"), Trouble::ProgressMissing);
    assert_eq!(trouble("SUPP,SUPP,SUPP", "0.3,SUPP,SUPP"), Trouble::IntervalMissing);
    assert_eq!(trouble("101,2", "101,4"), Trouble::BandContradicted);
    assert_eq!(trouble("101,2", "101,nine"), Trouble::NotABand);
}

#[test]
fn a_band_of_one_is_well_above_and_never_below() {
    let below = SCHOOL.replace("1.5,0.1,2.9", "-1.5,-2.9,-0.1");
    let found = problems(&[&below.replace("101,2", "101,1")]);
    assert_eq!(found.first().map(|problem| &problem.trouble), Some(&Trouble::BandContradicted));
    assert!(read(&[HEADER, &below.replace("101,2", "101,5")]).is_ok());
    assert!(read(&[HEADER, &SCHOOL.replace("101,2", "101,3")]).is_ok(), "3 may touch nought after rounding");
}

#[test]
fn a_line_that_is_about_nobody_is_found() {
    assert_eq!(trouble("1,999", "7,999"), Trouble::RecordTypeUnknown);
    assert_eq!(trouble("900001", "90 0001"), Trouble::UrnUnreadable);
    assert_eq!(trouble("1,999", "1,99"), Trouble::AuthorityUnreadable);
    assert_eq!(trouble("\"Ash, Elm and Oak School\"", " "), Trouble::NameMissing);
    assert_eq!(trouble("\"Ash, Elm and Oak School\"", "\"Ash\0Elm\""), Trouble::NameUnprintable);
    assert_eq!(problems(&[SCHOOL, SCHOOL]).first().unwrap().trouble, Trouble::UrnTwice { first_line: 2 });
    assert_eq!(
        problems(&[SCHOOL, ENGLAND, ENGLAND]).first().unwrap().trouble,
        Trouble::AreaTwice { first_line: 3 }
    );
    assert_eq!(
        problems(&[SCHOOL, AUTHORITY, AUTHORITY]).first().unwrap().trouble,
        Trouble::AreaTwice { first_line: 3 }
    );
    assert_eq!(problems(&[ENGLAND]).first().unwrap().trouble, Trouble::NoSchools);
}

#[test]
fn text_that_is_not_utf_8_is_found() {
    let mut bytes = format!("{HEADER}\r\n{SCHOOL}").into_bytes();
    let place = bytes.windows(3).position(|window| window == b"Elm").unwrap();
    *bytes.get_mut(place).unwrap() = 0xE9;
    let problems = parse(&bytes, year("2018/19")).unwrap_err();
    assert_eq!(problems.kept().first().unwrap().trouble, Trouble::NotUtf8);
}

#[test]
fn a_table_of_another_year_is_turned_away() {
    let told = |text: &str| parse(format!("{HEADER}\n{SCHOOL}").as_bytes(), year(text));
    assert!(told("2018/19").is_ok());
    for wrong in ["2016/17", "2017/18", "2019/20"] {
        let problems = told(wrong).unwrap_err();
        let file = "2018-19".to_owned();
        assert_eq!(
            problems.kept().first().unwrap().trouble,
            Trouble::YearContradicted { told: year(wrong).to_string(), file }
        );
    }
    let no_earlier = HEADER.replace("MATPROG_18", "SOMETHING").replace("MAT_AVERAGE_17", "ELSE");
    assert!(
        parse(format!("{no_earlier}\n{SCHOOL}").as_bytes(), year("2022/23")).is_ok(),
        "nothing contradicts"
    );
}

#[test]
fn a_table_without_a_column_that_is_needed_is_turned_away() {
    let header = HEADER.replace("URN,", "UNR,").replace("MATPROG_LOWER", "LOW").replace("TELIG", "ELIG");
    let missing: Vec<String> =
        read(&[&header, SCHOOL]).unwrap_err().kept().iter().map(|problem| problem.found.clone()).collect();
    assert_eq!(missing, ["URN", "TELIG", "MATPROG_LOWER"]);
    let twice = HEADER.replace("ESTAB", "Telig");
    let found = read(&[&twice, SCHOOL]).unwrap_err();
    assert!(found.kept().iter().any(|problem| problem.trouble == Trouble::ColumnTwice));
}

#[test]
fn every_problem_is_given_at_once_in_the_order_of_the_lines() {
    let second =
        SCHOOL.replace("900001", "900002").replace("1.5,0.1,2.9", "x1,0.1,2.9").replace("105", "many");
    let third = SCHOOL.replace("1,999", "9,999");
    let found = problems(&[SCHOOL, &second, &third, SCHOOL]);
    let places: Vec<_> = found
        .iter()
        .map(|problem| (problem.line.unwrap(), problem.column.as_ref().unwrap().name.as_str()))
        .collect();
    assert_eq!(places, [(3, "MATPROG"), (3, "MAT_AVERAGE"), (4, "RECTYPE"), (5, "URN")]);
    let sentence = found.get(1).unwrap().tell(Words::default());
    assert_eq!(
        sentence,
        "Line 3, column MAT_AVERAGE (number 13), found \"many\": This is neither a number nor a mark such as SUPP. Correct it."
    );
}

#[test]
fn a_file_wrong_everywhere_is_still_one_screen_of_problems_and_a_count() {
    let wrong = SCHOOL.replace("1.5", "one");
    let lines: Vec<&str> = std::iter::repeat_n(wrong.as_str(), MOST_KEPT + 10).collect();
    let problems = read(&[&[HEADER][..], &lines].concat()).unwrap_err();
    assert_eq!(problems.kept().len(), MOST_KEPT);
    assert!(problems.total() > MOST_KEPT);
    assert!(problems.to_string().ends_with("more problems.\n"));
}

fn blank() -> Figure {
    Figure::parse("").unwrap()
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = parse(&bytes, year("2018/19"));
    }

    #[test]
    fn no_damage_to_a_table_makes_the_reader_panic(
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 0..12),
        end in any::<prop::sample::Index>(),
    ) {
        let mut bytes = format!("\u{FEFF}{HEADER}\r\n{SCHOOL}\r\n{AUTHORITY}\r\n{ENGLAND}").into_bytes();
        for (at, byte, replace) in cuts {
            let at = at.index(bytes.len());
            if replace { bytes[at] = byte } else { bytes.insert(at, byte) }
        }
        bytes.truncate(end.index(bytes.len()) + 1);
        if let Err(problems) = parse(&bytes, year("2018/19")) {
            prop_assert!(!problems.is_empty());
            prop_assert!(problems.kept().iter().all(|problem| !problem.tell(Words::default()).starts_with("import-")));
        }
    }

    #[test]
    fn a_figure_comes_through_any_order_of_columns(order in Just((0..20).collect::<Vec<usize>>()).prop_shuffle()) {
        let shuffled = |line: &str| {
            let line = line.replace("Ash, Elm", "Ash Elm").replace('"', "");
            let cells: Vec<&str> = line.split(',').map(str::trim).collect();
            order.iter().map(|index| cells[*index]).collect::<Vec<_>>().join(",")
        };
        let table = read(&[&shuffled(HEADER), &shuffled(SCHOOL)]).unwrap();
        prop_assert_eq!(printed(&table, Subject::Mathematics, Group::All, FigureKind::Average), Some("105".to_owned()));
        prop_assert_eq!(printed(&table, Subject::Mathematics, Group::All, FigureKind::Progress), Some("1.5".to_owned()));
    }
}
