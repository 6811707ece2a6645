//! A made-up official table, as large as a test wants it. No line of it is of a real school.

use std::fmt::Write;
use std::path::PathBuf;

use tempfile::TempDir;

const COLUMNS: &str = "RECTYPE,LEA,ESTAB,URN,SCHNAME,NFTYPE,AGERANGE,TELIG,READPROG,READPROG_LOWER,READPROG_UPPER,\
                       READCOV,READ_AVERAGE,MATPROG,MATPROG_LOWER,MATPROG_UPPER,MATCOV,MAT_AVERAGE,PTMAT_EXP";
const ENGLAND: &str = "5, , , , , , ,600000, , , , ,104, , , , ,105,79%";
/// The first number (URN) of a made-up school.
const FIRST: usize = 900_000;

/// A file of its own, gone after the test.
pub(crate) struct Table {
    folder: TempDir,
    schools: usize,
}

impl Table {
    /// The table of `schools` schools.
    pub(crate) fn of(schools: usize) -> Self {
        let table = Self { folder: tempfile::tempdir().expect("a temporary folder"), schools };
        let mut text = format!("{COLUMNS}\r\n");
        for number in 0..schools {
            let (lower, upper) = (number % 7, number % 7 + 3);
            writeln!(
                text,
                "1,999,{},{},Made-up School {number},CY,4-11,40,{lower}.9,{lower}.1,{upper}.4,98%,105,{lower}.2,-0.{lower},{upper}.0,97%,106,80%\r",
                2_000 + number % 5_000,
                FIRST + number,
            )
            .expect("text grows");
        }
        writeln!(text, "{ENGLAND}\r").expect("text grows");
        std::fs::write(table.file(), text).expect("a table can be written");
        table
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("table.csv")
    }

    /// What the command line of an import says.
    pub(crate) fn import(&self) -> Vec<String> {
        let file = self.file().to_str().expect("a path in UTF-8").to_owned();
        ["import", "dfe-ks2", &file, "--year", "2018/19"].map(str::to_owned).to_vec()
    }

    /// The page of its last school's chart.
    pub(crate) fn last_page(&self) -> String {
        format!("/schools/{}/quadrant?year=2018-19", FIRST + self.schools - 1)
    }
}

/// Arguments as the program takes them.
pub(crate) fn arguments(owned: &[String]) -> Vec<&str> {
    owned.iter().map(String::as_str).collect()
}
