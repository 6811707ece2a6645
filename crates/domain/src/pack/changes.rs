//! What one version of a pack says otherwise than another, part by part: found out from the two alone, as they are read.
//!
//! It is not kept. Whoever reads less of a pack is told less of what changed, because the two are compared as that reader
//! sees them; of a part that is hidden from them in either version it is only said that it can't be compared.

use std::collections::BTreeSet;

use serde::Serialize;

use super::content::{Block, Cell, ChartFigures, PackContent, Section, SectionName, Table};

/// Which rows of a part's tables are others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct RowsChanged {
    /// So many were not there.
    pub new: usize,
    /// So many were there and say something else.
    pub otherwise: usize,
    /// So many are not there any more.
    pub gone: usize,
}

/// How a part differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PartChange {
    /// It was not there.
    New,
    /// It is not there any more.
    LeftOut,
    /// It is hidden from the reader in one version or in both, so that nobody can tell them whether it changed.
    Hidden,
    /// It was and is there.
    Otherwise {
        /// Its words are others, those of its headings among them.
        words: bool,
        /// Its chart has other figures or words.
        chart: bool,
        /// The rows of its tables.
        rows: RowsChanged,
    },
}

/// A part that is not as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Which part.
    pub part: SectionName,
    /// How it differs.
    pub how: PartChange,
}

/// What is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Changes {
    /// The school has another name.
    pub is_renamed: bool,
    /// The parts, in their order; what was left out stands after them, what is hidden last.
    pub parts: Vec<Change>,
}

impl Changes {
    /// The same for a reader from whom these parts are hidden, in one version or in both.
    #[must_use]
    pub fn without(mut self, hidden: &BTreeSet<SectionName>) -> Self {
        self.parts.retain(|one| !hidden.contains(&one.part));
        self.parts.extend(hidden.iter().map(|part| Change { part: *part, how: PartChange::Hidden }));
        self
    }
}

impl<W: PartialEq> PackContent<W> {
    /// What it says otherwise than `before`. What either stands on is not compared: that moves with every fact.
    #[must_use]
    pub fn changes_since(&self, before: &Self) -> Changes {
        let now = self.sections.iter().filter_map(|now| {
            let known = before.section(now.name);
            let how = known.map_or(Some(PartChange::New), |known| now.change_since(known))?;
            Some(Change { part: now.name, how })
        });
        let gone = before.sections.iter().filter(|known| self.section(known.name).is_none());
        let gone = gone.map(|known| Change { part: known.name, how: PartChange::LeftOut });
        let names = self.school_name.as_ref().zip(before.school_name.as_ref());
        Changes {
            is_renamed: names.is_some_and(|(now, known)| now != known),
            parts: now.chain(gone).collect(),
        }
    }

    fn section(&self, name: SectionName) -> Option<&Section<W>> {
        self.sections.iter().find(|one| one.name == name)
    }
}

impl<W: PartialEq> Section<W> {
    /// How it differs from what it was; none where it says the same.
    fn change_since(&self, before: &Self) -> Option<PartChange> {
        let mut rows = RowsChanged::default();
        let mut words = self.title != before.title || !self.words().eq(before.words());
        for table in self.tables() {
            let known = before.tables().find(|known| known.name == table.name);
            words |= known
                .is_some_and(|known| (&known.caption, &known.columns) != (&table.caption, &table.columns));
            rows.add(known.map(|known| known.rows.as_slice()).unwrap_or_default(), &table.rows);
        }
        let is_gone = |known: &&Table<W>| !self.tables().any(|table| table.name == known.name);
        before.tables().filter(is_gone).for_each(|known| rows.add(&known.rows, &[]));
        let chart = !self.charts().eq(before.charts());
        let is_same = !words && !chart && rows == RowsChanged::default();
        (!is_same).then_some(PartChange::Otherwise { words, chart, rows })
    }

    /// What stands in it beside charts and tables.
    fn words(&self) -> impl Iterator<Item = &Block<W>> {
        self.blocks.iter().filter(|block| !matches!(block, Block::Chart(_) | Block::Table(_)))
    }

    fn charts(&self) -> impl Iterator<Item = &ChartFigures> {
        self.blocks
            .iter()
            .filter_map(|block| if let Block::Chart(chart) = block { Some(chart) } else { None })
    }

    fn tables(&self) -> impl Iterator<Item = &Table<W>> {
        self.blocks
            .iter()
            .filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None })
    }
}

impl RowsChanged {
    /// Counts what is other in `now`: a row is known again by its first cell, and of several by what else is the same.
    fn add<W: PartialEq>(&mut self, before: &[Vec<Cell<W>>], now: &[Vec<Cell<W>>]) {
        let mut known: Vec<&Vec<Cell<W>>> = before.iter().collect();
        let mut others = Vec::new();
        for row in now {
            match known.iter().position(|one| *one == row) {
                Some(place) => {
                    let _ = known.swap_remove(place);
                }
                None => others.push(row),
            }
        }
        for row in others {
            let alike = |one: &[Cell<W>]| one.iter().zip(row).filter(|(known, now)| known == now).count();
            let is_of_it = |one: &Vec<Cell<W>>| !one.is_empty() && one.first() == row.first();
            let nearest = known.iter().enumerate().filter(|(_, one)| is_of_it(one));
            match nearest.max_by_key(|(_, one)| alike(one)).map(|(place, _)| place) {
                Some(place) => {
                    let _ = known.swap_remove(place);
                    self.otherwise += 1;
                }
                None => self.new += 1,
            }
        }
        self.gone += known.len();
    }
}
