//! The averages in a table: whether they are stored already, are new, or correct stored ones.
//!
//! The norms of one table are a set of their own, named by its year and, where all its schools are in one authority, by
//! that authority: the files of two authorities don't correct each other. A row keeps the set that it was read against for
//! as long as that set says the same as the file.

use std::collections::BTreeMap;

use domain::benchmark_set::{BenchmarkSet, BenchmarkSetCommand, Norms};
use domain::cohort_result::Figures;
use domain::{AuthorityCode, BenchmarkSetCode, BenchmarkVersion, MethodVersion, Stage};
use journal::{Change, Journal, Loaded};
use measures::{BandMethod, SchoolYear};

use super::dfe_ks2::Table;
use super::{Import, ImportError};

/// The publisher and the licence of the tables.
///
/// # Source
///
/// Department for Education, *Compare school and college performance in England*: download files.
const SOURCE: &str = "Department for Education, key stage 2 performance tables, Open Government Licence v3.0";

/// The norms of the table, and where they stand among the stored ones.
pub(super) struct Benchmark {
    /// The version that rows of this table are read against.
    pub(super) version: BenchmarkVersion,
    norms: Norms,
    /// The stored version before it, when that says something else.
    replaces: Option<(BenchmarkVersion, Loaded<BenchmarkSet>)>,
    is_stored: bool,
}

impl Benchmark {
    /// Finds the place of the table's norms.
    pub(super) async fn of(journal: &Journal, table: &Table) -> Result<Self, ImportError> {
        let read = norms(table);
        let code = BenchmarkSetCode::parse(&code(table))?;
        let mut version = code.clone().at(1);
        let mut before = None;
        loop {
            let loaded = journal.load::<BenchmarkSet>(&version.to_string()).await?;
            match &loaded.state {
                BenchmarkSet::NotPublished => {
                    return Ok(Self { version, norms: read, replaces: before, is_stored: false });
                }
                BenchmarkSet::Superseded { by, .. } => version = by.clone(),
                BenchmarkSet::Published { norms, .. } if covers(norms, &read, read.authorities.keys()) => {
                    return Ok(Self { version, norms: read, replaces: None, is_stored: true });
                }
                BenchmarkSet::Published { norms, .. } => {
                    let merged = merged(norms, &read);
                    let next = code.clone().at(version.version() + 1);
                    before = Some((version, loaded));
                    return Ok(Self { version: next, norms: merged, replaces: before, is_stored: false });
                }
            }
        }
    }

    /// Whether a row of `authority` that was read against `stored` can keep it.
    pub(super) fn agrees_with(&self, stored: &BenchmarkSet, authority: Option<AuthorityCode>) -> bool {
        match stored {
            BenchmarkSet::Published { norms, .. } => {
                let own = authority.filter(|code| self.norms.authorities.contains_key(code));
                covers(norms, &self.norms, own.iter())
            }
            BenchmarkSet::NotPublished | BenchmarkSet::Superseded { .. } => false,
        }
    }

    /// Whether stored norms are corrected, which asks for a reason.
    pub(super) fn corrects(&self) -> bool {
        self.replaces.is_some()
    }

    /// What is to be stored of the norms, before the rows that are read against them.
    pub(super) fn changes(&self, import: &Import<'_>) -> Result<Vec<Change>, ImportError> {
        let (today, effective_on, batch) = (import.today, import.today, Some(import.batch));
        let mut changes = Vec::new();
        if !self.is_stored {
            let publish = BenchmarkSetCommand::PublishBenchmarkSet {
                today,
                effective_on,
                benchmark: self.version.clone(),
                norms: Box::new(self.norms.clone()),
                batch,
            };
            let events = BenchmarkSet::default().decide(publish)?;
            changes.push(Change::new::<BenchmarkSet>(&self.version.to_string(), 0, &events)?);
        }
        if let (Some((version, loaded)), Some(reason)) = (&self.replaces, &import.reason) {
            let by = self.version.clone();
            let reason = reason.clone();
            let supersede =
                BenchmarkSetCommand::SupersedeBenchmarkSet { today, effective_on, by, batch, reason };
            let events = loaded.state.decide(supersede)?;
            changes.push(Change::new::<BenchmarkSet>(&version.to_string(), loaded.sequence, &events)?);
        }
        Ok(changes)
    }
}

/// The name of the table's set: `dfe-ks2-2018-19-936`, or `dfe-ks2-2018-19` where the table has several authorities.
fn code(table: &Table) -> String {
    let mut authorities = table.schools.iter().filter_map(|row| row.details.authority);
    let first = authorities.next();
    match first.filter(|first| authorities.all(|other| other == *first)) {
        Some(only) => format!("dfe-ks2-{}-{only}", table.year),
        None => format!("dfe-ks2-{}", table.year),
    }
}

fn norms(table: &Table) -> Norms {
    Norms {
        stage: Stage::Ks2,
        year: table.year,
        source: SOURCE.to_owned(),
        national: table.national.clone(),
        all_schools: table.all_schools.clone(),
        authorities: table.authorities.clone(),
        progress_sd: BTreeMap::new(),
        band_method: band_method(table),
        axis_words: Vec::new(),
    }
}

/// The rule by which the bands of that year were chosen, where it is known.
fn band_method(table: &Table) -> Option<MethodVersion> {
    let year = SchoolYear::starting(table.year.start_year()).filter(|_| table.has_bands)?;
    let method = BandMethod::ks2(year)?.method_id();
    MethodVersion::parse(&format!("{}@{}", method.name(), method.version())).ok()
}

/// Whether `stored` has all that `read` says of the nation and of these authorities. What a file does not say changes
/// nothing.
fn covers<'a>(
    stored: &Norms,
    read: &Norms,
    mut authorities: impl Iterator<Item = &'a AuthorityCode>,
) -> bool {
    says(stored.national.as_ref(), read.national.as_ref())
        && says(stored.all_schools.as_ref(), read.all_schools.as_ref())
        && authorities.all(|code| says(authority(stored, *code), authority(read, *code)))
}

fn authority(norms: &Norms, code: AuthorityCode) -> Option<&Figures> {
    norms.authorities.get(&code).map(|norms| &norms.figures)
}

fn says(stored: Option<&Figures>, read: Option<&Figures>) -> bool {
    match (stored, read) {
        (_, None) => true,
        (Some(stored), Some(read)) => stored.changes_to(read).is_empty(),
        (None, Some(_)) => false,
    }
}

/// What is stored, corrected by what was read.
fn merged(stored: &Norms, read: &Norms) -> Norms {
    let mut merged = stored.clone();
    merged.source.clone_from(&read.source);
    merged.national = read.national.clone().or(merged.national);
    merged.all_schools = read.all_schools.clone().or(merged.all_schools);
    merged.band_method = read.band_method.clone().or(merged.band_method);
    merged.authorities.extend(read.authorities.clone());
    merged
}
