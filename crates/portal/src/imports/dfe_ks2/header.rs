//! The first line of a table: which column is where. The official tables change the number, the order and the case of
//! their columns every year, so a column is only ever found by its name.

use std::collections::HashMap;

use csv::ByteRecord;

use crate::imports::problems::{Column, Problem, Trouble};

/// The most columns that are read; the widest official table of key stage 2 has 326.
const MOST_COLUMNS: usize = 2_000;

/// The names of the columns and where they stand.
pub(super) struct Header {
    written: Vec<String>,
    capitals: Vec<String>,
    places: HashMap<String, usize>,
}

impl Header {
    /// Reads the first line.
    ///
    /// # Errors
    ///
    /// When it has more columns than any table.
    pub(super) fn read(record: &ByteRecord) -> Result<Self, Problem> {
        if record.len() > MOST_COLUMNS {
            return Err(Problem::of_file(Trouble::TooLong { most: MOST_COLUMNS }));
        }
        let written: Vec<String> =
            record.iter().map(|name| String::from_utf8_lossy(name.trim_ascii()).into_owned()).collect();
        let capitals: Vec<String> = written.iter().map(|name| name.to_ascii_uppercase()).collect();
        let mut places = HashMap::with_capacity(capitals.len());
        for (index, name) in capitals.iter().enumerate() {
            places.entry(name.clone()).or_insert(index);
        }
        Ok(Self { written, capitals, places })
    }

    /// The names in capitals, in their order.
    pub(super) fn names(&self) -> &[String] {
        &self.capitals
    }

    /// How many columns there are.
    pub(super) fn len(&self) -> usize {
        self.written.len()
    }

    /// Where the column `name` stands, counted from 0; `name` in capitals.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// The column at `index`, for a message.
    pub(super) fn column(&self, index: usize) -> Column {
        Column { name: self.written.get(index).cloned().unwrap_or_default(), number: index + 1 }
    }

    /// The name at the head of the column, in capitals.
    pub(super) fn name(&self, index: usize) -> &str {
        self.capitals.get(index).map_or("", String::as_str)
    }

    /// The columns whose name stands a second time.
    pub(super) fn repeated(&self) -> impl Iterator<Item = usize> + '_ {
        self.capitals
            .iter()
            .enumerate()
            .filter(|(index, name)| !name.is_empty() && self.find(name) != Some(*index))
            .map(|(index, _)| index)
    }

    /// The calendar year in which the newest of the *earlier* years in the table ended: `READPROG_18` gives 2018. None
    /// when the table speaks of one year only.
    pub(super) fn newest_earlier_year(&self) -> Option<u16> {
        self.capitals.iter().filter_map(|name| earlier_year(name)).max()
    }
}

/// The year in the ending of a column's name.
fn earlier_year(name: &str) -> Option<u16> {
    let (stem, digits) = name.rsplit_once('_')?;
    if stem.is_empty() || digits.len() != 2 {
        return None;
    }
    digits.parse::<u8>().ok().filter(|year| (10..90).contains(year)).map(|year| 2000 + u16::from(year))
}

/// The calendar years in which the year of a table may have ended, when the newest earlier year in it ended in `newest`:
/// first and last.
///
/// A table carries the years that were published before it. None was published for 2019/20 and 2020/21, and none has
/// progress for 2023/24 and 2024/25, whose tables repeat 2022/23.
///
/// # Source
///
/// Department for Education, *Primary school accountability*: no key stage 2 tables for 2020 and 2021, no progress for
/// 2024 and 2025.
pub(super) fn possible_years(newest: u16) -> (u16, u16) {
    match newest {
        2019 => (2022, 2022),
        2023 => (2024, 2025),
        year => (year + 1, year + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(line: &str) -> Header {
        Header::read(&ByteRecord::from(line.split(',').collect::<Vec<_>>())).unwrap()
    }

    #[test]
    fn a_column_is_found_whatever_its_case_and_place() {
        let header = header("urn, SchName ,READPROG_NotFSM6CLA1A");
        assert_eq!(header.find("SCHNAME"), Some(1));
        assert_eq!(header.find("READPROG_NOTFSM6CLA1A"), Some(2));
        assert_eq!(header.column(2), Column { name: "READPROG_NotFSM6CLA1A".to_owned(), number: 3 });
    }

    #[test]
    fn the_endings_of_earlier_years_tell_the_year_of_the_table() {
        let earlier = |line: &str| header(line).newest_earlier_year();
        assert_eq!(earlier("URN,READPROG_17,READPROG_LOWER_18,TELIG_3YR"), Some(2018));
        assert_eq!(earlier("URN,TAB15,TAB1618,READPROG,ADMPOL_2017"), None);
        assert_eq!(possible_years(2016), (2017, 2017));
        assert_eq!(possible_years(2019), (2022, 2022));
        assert_eq!(possible_years(2023), (2024, 2025));
    }

    #[test]
    fn a_name_that_stands_twice_is_found_the_second_time() {
        assert_eq!(header("URN,TELIG,Telig").repeated().collect::<Vec<_>>(), [2]);
    }
}
