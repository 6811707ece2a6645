//! Small made-up tables in the Department's layout: no line here is of a real school, and every figure is ours.

use std::path::PathBuf;

use system::{Finished, Installation};

/// The columns that these tables have, in their order.
pub(crate) const COLUMNS: &[&str] = &[
    "RECTYPE",
    "LEA",
    "ESTAB",
    "URN",
    "SCHNAME",
    "NFTYPE",
    "AGERANGE",
    "TELIG",
    "READPROG",
    "READPROG_LOWER",
    "READPROG_UPPER",
    "READCOV",
    "READ_AVERAGE",
    "WRITPROG",
    "WRITPROG_LOWER",
    "WRITPROG_UPPER",
    "WRITCOV",
    "MATPROG",
    "MATPROG_LOWER",
    "MATPROG_UPPER",
    "MATCOV",
    "MAT_AVERAGE",
    "BELIG",
    "MATPROG_B",
    "MATPROG_B_LOWER",
    "MATPROG_B_UPPER",
    "MAT_AVERAGE_B",
    "TKS1AVERAGE",
    "TFSM6CLA1A",
];

/// The authority of all made-up schools but one.
pub(crate) const AUTHORITY: &str = "999";
/// England, state-funded: 104 in mathematics and 105 in reading.
pub(crate) const ENGLAND: &str = "5, ,, , ,,,600000,,,,,105,,,,,,,,,104,300000,-0.3,0,0,104";

/// The line of a school: number, name, and in mathematics its average and its progress with both ends.
#[must_use]
pub(crate) fn school(
    urn: u32,
    name: &str,
    authority: &str,
    [average, progress, lower, upper]: [&str; 4],
) -> String {
    format!(
        "1,{authority},2001,{urn},\"{name}\",CY,4-11,50,1.2,-0.4,2.8,98%,106,-0.6,-2.1,0.9,100%,{progress},{lower},\
         {upper},100%,{average},5,SUPP,SUPP,SUPP,SUPP,16.0,10"
    )
}

/// Every kind of mark once at least, and three schools that have none. The counts in `contract.rs` are made by hand from
/// this list.
#[must_use]
pub(crate) fn schools() -> Vec<String> {
    let of_999 = |urn, name: &str, mathematics| school(urn, name, AUTHORITY, mathematics);
    vec![
        of_999(900_001, "Alder, Ash and Aspen School", ["107", "2.0", "0.5", "3.5"]),
        of_999(900_002, "Birch School", ["104", "2.0", "0.5", "3.5"]),
        of_999(900_003, "Cedar School", ["101", "1.0", "-0.5", "2.5"]),
        of_999(900_004, "Dogwood School", ["106", "0.0", "-1.5", "1.5"]),
        of_999(900_005, "Elder School", ["100", "0", "-1.5", "1.5"]),
        of_999(900_006, "Fir School", ["108", "-1.0", "-2.5", "0.5"]),
        of_999(900_007, "Guelder School", ["104", "-2.0", "-3.5", "-0.5"]),
        of_999(900_008, "Hazel School", ["99", "-3.0", "-4.5", "-1.5"]),
        of_999(900_009, "Ivy School", ["SUPP", "SUPP", "SUPP", "SUPP"]),
        of_999(900_010, "Juniper School", ["103", "LOWCOV", "LOWCOV", "LOWCOV"]),
        of_999(900_011, "Larch School", ["NE", "1.0", "0.2", "1.8"]),
        // An end that is exactly nought is inside the range.
        of_999(900_012, "Maple School", ["107", "1.5", "0.0", "3.0"]),
        // A line that ends early is a school without results.
        "1,999,2013,900013,Nutmeg School,CY,4-11".to_owned(),
        school(900_020, "Oak School", "998", ["107", "2.0", "0.5", "3.5"]),
    ]
}

/// The text of a table with these lines under the names of its columns.
#[must_use]
pub(crate) fn table(lines: &[String]) -> String {
    let head = COLUMNS.join(",");
    std::iter::once(head.as_str()).chain(lines.iter().map(String::as_str)).collect::<Vec<_>>().join("\r\n")
}

/// All made-up schools, and England.
#[must_use]
pub(crate) fn whole_table() -> String {
    let mut lines = schools();
    lines.push(ENGLAND.to_owned());
    table(&lines)
}

/// The table with one school's figures changed: Cedar's average from 101 to 102, its progress from 1.0 to 1.1.
pub(crate) fn corrected() -> String {
    let changed = whole_table().replace(",1.0,-0.5,2.5,100%,101,", ",1.1,-0.4,2.6,100%,102,");
    assert_ne!(changed, whole_table());
    changed
}

/// Writes `text` to a file beside the data folder's own.
#[must_use]
pub(crate) fn file(installation: &Installation, name: &str, text: &str) -> PathBuf {
    let path = installation.folder().join(name);
    std::fs::write(&path, text).expect("a file in the data folder");
    path
}

/// Imports `text` as the table of `year`.
#[must_use]
pub(crate) fn import(installation: &Installation, text: &str, year: &str, more: &[&str]) -> Finished {
    let path = file(installation, "made-up.csv", text);
    let mut arguments = vec!["import", "dfe-ks2", path.to_str().expect("a path in UTF-8"), "--year", year];
    arguments.extend(more);
    installation.run(&arguments)
}

/// How many events are recorded.
pub(crate) async fn events(installation: &Installation) -> i64 {
    let mut database = installation.database().expect("a database of the run").connect().await;
    sqlx::query_scalar("select count(*) from es.events").fetch_one(&mut database).await.expect("a count")
}
