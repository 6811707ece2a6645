//! A table against what is stored, a thousand schools at a time: what is new, what is the same, what differs.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use domain::benchmark_set::BenchmarkSet;
use domain::cohort_result::{CohortResult, CohortResultCommand, FigureChange};
use domain::import_batch::ImportCounts;
use domain::school::{School, SchoolCommand};
use domain::{
    AcademicYear, AuthorityCode, BenchmarkVersion, CohortResultId, GivenReason, ReasonCode, SchoolId,
    SchoolUrn, Stage,
};
use journal::{Change, Journal, Loaded};

use super::benchmark::Benchmark;
use super::dfe_ks2::{SchoolRow, Table};
use super::{Difference, Import, ImportError, ImportOutcome, Progress};

/// How many schools are compared at a time: enough for one question to the database, and little enough to hold.
const AT_A_TIME: usize = 1_000;
/// The most differing figures that are kept to be shown; later ones are only counted.
const MOST_SHOWN: usize = 20;

/// What was found so far.
pub(super) struct Comparison<'a> {
    import: &'a Import<'a>,
    year: AcademicYear,
    benchmark: Benchmark,
    has_national: bool,
    pinned: HashMap<String, BenchmarkSet>,
    kept: HashMap<(String, Option<AuthorityCode>), bool>,
    described_later: HashSet<SchoolUrn>,
    changes: Vec<Change>,
    counts: ImportCounts,
    differences: Vec<Difference>,
    figures_differing: usize,
    uses_benchmark: bool,
}

/// What is stored of some schools, by the id of the stream.
struct Stored {
    schools: HashMap<String, Loaded<School>>,
    results: HashMap<String, Loaded<CohortResult>>,
}

impl<'a> Comparison<'a> {
    /// Compares the whole table. The rows are let go as they are compared.
    pub(super) async fn of(
        journal: &Journal,
        import: &'a Import<'a>,
        mut table: Table,
        progress: &mut (impl FnMut(Progress) + Send),
    ) -> Result<Self, ImportError> {
        let of = table.schools.len();
        let mut found = Self {
            import,
            year: table.year,
            benchmark: Benchmark::of(journal, &table).await?,
            has_national: table.national.is_some(),
            pinned: HashMap::new(),
            kept: HashMap::new(),
            described_later: described_later(journal, table.year).await?,
            changes: Vec::new(),
            counts: ImportCounts {
                other_rows: table.lines.saturating_sub(u32::try_from(of).unwrap_or(u32::MAX)),
                ..ImportCounts::default()
            },
            differences: Vec::new(),
            figures_differing: 0,
            uses_benchmark: false,
        };
        let mut rows = std::mem::take(&mut table.schools).into_iter();
        let mut schools = 0;
        loop {
            let some: Vec<SchoolRow> = rows.by_ref().take(AT_A_TIME).collect();
            if some.is_empty() {
                return Ok(found);
            }
            schools += some.len();
            found.compare(journal, some).await?;
            progress(Progress::Compared { schools, of });
        }
    }

    async fn compare(&mut self, journal: &Journal, rows: Vec<SchoolRow>) -> Result<(), ImportError> {
        let ids: Vec<String> = rows.iter().map(|row| SchoolId::from(row.school).to_string()).collect();
        let results: Vec<String> = rows.iter().map(|row| self.id(row).to_string()).collect();
        let stored =
            Stored { schools: journal.load_many(&ids).await?, results: journal.load_many(&results).await? };
        for loaded in stored.results.values() {
            if let CohortResult::Entered { benchmark, .. } = &loaded.state {
                self.know(journal, benchmark).await?;
            }
        }
        for row in rows {
            let before = self.changed();
            self.school(&row, &stored)?;
            self.result(row, &stored)?;
            if self.changed() == before {
                self.counts.unchanged += 1;
            }
        }
        Ok(())
    }

    /// Loads a set of norms that stored rows are read against, once.
    async fn know(&mut self, journal: &Journal, pinned: &BenchmarkVersion) -> Result<(), ImportError> {
        if let Entry::Vacant(place) = self.pinned.entry(pinned.to_string()) {
            let id = place.key().clone();
            place.insert(journal.load(&id).await?.state);
        }
        Ok(())
    }

    /// What the table says of the school itself. An older table does not correct a newer one.
    fn school(&mut self, row: &SchoolRow, stored: &Stored) -> Result<(), ImportError> {
        let (today, effective_on, batch) = (self.import.today, self.import.today, Some(self.import.batch));
        let school = SchoolId::from(row.school);
        let id = school.to_string();
        let details = row.details.clone();
        let unknown = Loaded { state: School::Unknown, sequence: 0 };
        let loaded = stored.schools.get(&id).unwrap_or(&unknown);
        let command = match &loaded.state {
            School::Unknown => {
                self.counts.schools_registered += 1;
                SchoolCommand::RegisterSchool { today, effective_on, school, details, batch }
            }
            School::Known { details: known, .. } if *known == details => return Ok(()),
            School::Known { .. } if self.described_later.contains(&row.school) => return Ok(()),
            School::Known { .. } => {
                self.counts.schools_revised += 1;
                let reason =
                    self.import.reason.clone().unwrap_or_else(|| GivenReason::of(ReasonCode::LaterTable));
                SchoolCommand::ReviseDetails { today, effective_on, details, batch, reason }
            }
        };
        let events = loaded.state.decide(command)?;
        self.changes.push(Change::new::<School>(&id, loaded.sequence, &events)?);
        Ok(())
    }

    /// The figures of the row.
    fn result(&mut self, row: SchoolRow, stored: &Stored) -> Result<(), ImportError> {
        let (today, effective_on, batch) = (self.import.today, self.import.today, self.import.batch);
        let id = self.id(&row);
        let stream = id.to_string();
        let own = self.benchmark.version.clone();
        let nothing = Loaded { state: CohortResult::NotEntered, sequence: 0 };
        let loaded = stored.results.get(&stream).unwrap_or(&nothing);
        let command = match &loaded.state {
            CohortResult::NotEntered => {
                self.counts.results_entered += 1;
                self.uses_benchmark = true;
                let figures = row.figures;
                CohortResultCommand::EnterCohortResult {
                    today,
                    effective_on,
                    id,
                    benchmark: own,
                    batch,
                    figures,
                }
            }
            CohortResult::Entered { benchmark: pinned, figures, .. } => {
                let differing = figures.changes_to(&row.figures);
                let keeps = self.keeps(pinned, &row);
                if differing.is_empty() && keeps {
                    return Ok(());
                }
                self.counts.results_revised += 1;
                self.uses_benchmark |= !keeps;
                self.note(&row, differing);
                let benchmark = if keeps { pinned.clone() } else { own };
                let Some(reason) = self.import.reason.clone() else { return Ok(()) };
                let figures = row.figures;
                CohortResultCommand::ReviseCohortResult {
                    today,
                    effective_on,
                    benchmark,
                    batch,
                    figures,
                    reason,
                }
            }
        };
        let events = loaded.state.decide(command)?;
        self.changes.push(Change::new::<CohortResult>(&stream, loaded.sequence, &events)?);
        Ok(())
    }

    /// Whether the norms that a stored row is read against still say what the file says.
    fn keeps(&mut self, pinned: &BenchmarkVersion, row: &SchoolRow) -> bool {
        let (pinned, authority) = (pinned.to_string(), row.details.authority);
        let agrees =
            || self.pinned.get(&pinned).is_some_and(|set| self.benchmark.agrees_with(set, authority));
        *self.kept.entry((pinned.clone(), authority)).or_insert_with(agrees)
    }

    fn note(&mut self, row: &SchoolRow, differing: Vec<FigureChange>) {
        self.figures_differing += differing.len();
        let room = MOST_SHOWN.saturating_sub(self.differences.len());
        self.differences.extend(differing.into_iter().take(room).map(|change| Difference {
            line: row.line,
            school: row.school,
            name: row.details.name.clone(),
            change,
        }));
    }

    fn id(&self, row: &SchoolRow) -> CohortResultId {
        CohortResultId::new(SchoolId::from(row.school), Stage::Ks2, self.year)
    }

    fn changed(&self) -> u32 {
        let counts = &self.counts;
        counts.schools_registered + counts.schools_revised + counts.results_entered + counts.results_revised
    }

    /// Whether everything in the file is stored already.
    pub(super) fn is_nothing(&self) -> bool {
        self.changed() == 0
    }

    /// Whether stored figures or norms would change and nobody says why.
    pub(super) fn needs_reason(&self) -> bool {
        let corrects = self.counts.results_revised > 0 || self.uses_benchmark && self.benchmark.corrects();
        corrects && self.import.reason.is_none()
    }

    /// What was found, for a reader.
    pub(super) fn outcome(&self, year: AcademicYear, dry_run: bool) -> ImportOutcome {
        ImportOutcome {
            year,
            dry_run,
            counts: self.counts,
            benchmark: self.uses_benchmark.then(|| self.benchmark.version.clone()),
            has_national: self.has_national,
            differences: self.differences.clone(),
            figures_differing: self.figures_differing,
            stored: 0,
            token: None,
        }
    }

    /// What is to be stored: the norms, then the schools with their results.
    ///
    /// # Errors
    ///
    /// When a rule says no to the norms.
    pub(super) fn into_changes(self) -> Result<Vec<Change>, ImportError> {
        let mut changes = if self.uses_benchmark { self.benchmark.changes(self.import)? } else { Vec::new() };
        changes.extend(self.changes);
        Ok(changes)
    }
}

/// The schools that have results of a later year than `year`.
async fn described_later(journal: &Journal, year: AcademicYear) -> Result<HashSet<SchoolUrn>, ImportError> {
    let ids = journal.stream_ids::<CohortResult>().await?;
    let later = ids.iter().filter_map(|id| CohortResultId::parse(id).ok()).filter(|id| id.year() > year);
    Ok(later.filter_map(|id| id.school().urn()).collect())
}
