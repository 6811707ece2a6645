//! A table of a made-up country: the real schools of one authority again and again, under made-up names and numbers,
//! each time as another authority.

use std::fmt::Write;
use std::path::PathBuf;

use system::root;

/// The first number (URN) that is given to a made-up school; real ones of today are below 160,000.
const FIRST_URN: usize = 800_000;
/// The first authority's number.
const FIRST_AUTHORITY: usize = 201;

/// The table as a file would hold it.
pub(crate) struct Country {
    pub(crate) text: String,
    pub(crate) schools: usize,
    pub(crate) authorities: usize,
}

/// The real table of Surrey for 2018/19, if the folder of official tables is there.
pub(crate) fn real_table() -> Option<String> {
    let given = std::env::var_os("QUADRANT_OFFICIAL_TABLES").map(PathBuf::from);
    let folder = given.unwrap_or_else(|| root().join("../shared/data/dfe-ks2"));
    std::fs::read_to_string(folder.join("2018-936-ks2.csv")).ok()
}

impl Country {
    /// `schools` made-up schools with the figures of the `real` ones.
    pub(crate) fn like(real: &str, schools: usize) -> Self {
        let mut lines = real.lines();
        let header = lines.next().expect("a table begins with its columns");
        let columns: Vec<&str> = header.trim_start_matches('\u{feff}').split(',').collect();
        let place = |name| columns.iter().position(|column| *column == name).expect("a column of the table");
        let places = Places { authority: place("LEA"), number: place("URN"), name: place("SCHNAME") };
        let (real_schools, rest): (Vec<&str>, Vec<&str>) =
            lines.partition(|line| line.starts_with("1,") || line.starts_with("2,"));
        let mut text = format!("{header}\r\n");
        let mut authority = FIRST_AUTHORITY;
        for number in 0..schools {
            authority = FIRST_AUTHORITY + number / real_schools.len();
            let line = real_schools.get(number % real_schools.len()).expect("a school of the table");
            writeln!(text, "{}\r", places.made_up(line, authority, Some(number))).expect("text grows");
        }
        for line in rest {
            if line.starts_with("3,") {
                for authority in FIRST_AUTHORITY..=authority {
                    writeln!(text, "{}\r", places.made_up(line, authority, None)).expect("text grows");
                }
            } else {
                writeln!(text, "{line}\r").expect("text grows");
            }
        }
        Self { text, schools, authorities: authority + 1 - FIRST_AUTHORITY }
    }

    /// The number (URN) of a school, from 0.
    pub(crate) fn urn(number: usize) -> usize {
        FIRST_URN + number
    }

    /// The number of an authority, from 0.
    pub(crate) fn authority(number: usize) -> usize {
        FIRST_AUTHORITY + number
    }
}

/// Where the cells stand that are made up.
struct Places {
    authority: usize,
    number: usize,
    name: usize,
}

impl Places {
    fn made_up(&self, line: &str, authority: usize, school: Option<usize>) -> String {
        let cells = cells(line).into_iter().enumerate().map(|(place, cell)| match school {
            _ if place == self.authority => authority.to_string(),
            None if place == self.name => format!("Authority {authority}"),
            Some(number) if place == self.number => Country::urn(number).to_string(),
            Some(number) if place == self.name => format!("Made-up Primary School {number}"),
            _ => cell.to_owned(),
        });
        cells.collect::<Vec<_>>().join(",")
    }
}

/// The cells of a line; a comma between quotes divides none.
fn cells(line: &str) -> Vec<&str> {
    let mut quoted = false;
    let divides = |letter: char| {
        quoted ^= letter == '"';
        letter == ',' && !quoted
    };
    line.trim_end_matches('\r').split(divides).collect()
}
