//! The questions that a governor can ask about a school: those worth asking now on top, and what became of all the others.
//!
//! The rules are in [`measures::question`] and the sentences in [`crate::asked`]; here the facts are put together. Where
//! nothing stands out, or a question can't be asked, the page says that too, so that silence is never taken for good news.
//! No question names a pupil or implies one. Who sees closed cycles only is asked about those alone.

pub mod page;
mod read;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::cycle::{CycleKind, JudgedEffect};
use domain::edition::{HeldBack, Standing};
use domain::{AcademicYear, CycleId, ParticipantId, SchoolId, Stage};
use jiff::civil::Date;
use measures::Subject;
use measures::question::{
    self, Action as Calls, Afterwards, Corrections, Cost, Dose, Finding, InCycles, Judged, Over, QuestionId,
    Start, State as Became, StrategyUse, Tracking, Unknown,
};
use serde::Deserialize;

use self::read::{OnRecord, Which};
use crate::access::{Action, Format, Visitor};
use crate::api::SchoolQuestions;
use crate::app::App;
use crate::asked::InCycle;
pub use crate::asked::{Acted, Asked, Telling};
use crate::cycles;
use crate::cycles::read::Cycle;
use crate::gains::{Fixed, Gains};
use crate::official_facts::{self, Official};
use crate::page_error::PageError;
use crate::results::read as results;
use crate::route::Route;
use crate::schools::read::{self as schools, School, Settings};
use crate::{assessments, participations};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let action = Action::SeeOfficialFigures;
    vec![
        Route::get("/schools/{school}/questions", action, show).with_past(),
        Route::get("/api/v1/schools/{school}/questions", action, show)
            .with_past()
            .answering::<SchoolQuestions>(),
    ]
}

/// The questions that are asked of cycles, one by one.
const OF_A_CYCLE: [QuestionId; 11] = [
    QuestionId::Q12,
    QuestionId::Q13,
    QuestionId::Q14,
    QuestionId::Q15,
    QuestionId::Q16,
    QuestionId::Q17,
    QuestionId::Q18,
    QuestionId::Q19,
    QuestionId::Q21,
    QuestionId::Q22,
    QuestionId::Q23,
];

/// What stands behind the question mark of the address.
#[derive(Debug, Default, Deserialize)]
struct AboutYear {
    year: Option<String>,
}

/// A cycle with what it has on record.
struct Known {
    cycle: Cycle,
    on_record: OnRecord,
    /// The reader may open it: it is theirs to see, and closed for those who see closed ones only. What is not open is
    /// counted among what the school did, and asked about in no other way.
    open: bool,
}

/// What was done in a subject.
struct Done {
    /// Cycles of extra teaching in each subject that has published progress.
    by_subject: Vec<(Subject, u32)>,
    /// Those of these that are open to the reader, the latest first.
    open: Vec<Acted>,
    /// Some of these are not open to the reader.
    some_closed_off: bool,
    /// The latest score in any of these subjects.
    scored_on: Option<Date>,
}

/// Every question about a school, with what became of it.
pub struct Questions {
    /// The findings, in the order of the catalogue.
    overs: Vec<Over<InCycle>>,
    /// What the tables say, if they have the school.
    official: Option<Arc<Official>>,
    /// The address of the school, for those who may see its cycles.
    record: Option<String>,
    /// Its cycles of extra teaching that are open to the reader, the latest first.
    acted: Vec<Acted>,
    /// Some of its cycles are not open to the reader.
    some_closed_off: bool,
}

impl Questions {
    /// Finds out about `school`, and what the tables say of it where they have it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn about(
        app: &App,
        visitor: &Visitor,
        school: &School,
        official: Option<Arc<Official>>,
    ) -> Result<Self, PageError> {
        let settings = app.settings_of(&school.id).await?;
        let known = if visitor.may_in(Action::SeeCycleFigures, &school.id) {
            Some(known(app, visitor, &school.id, None).await?)
        } else {
            None
        };
        let same = match &known {
            // Which pupils never gained would change with each corrected score, and stands in no edition.
            _ if visitor.sees_published_only() => Finding::not_known(QuestionId::Q20, Unknown::OwnRecord),
            Some(known) => same_pupils(app, visitor, &school.id, known, &settings).await?,
            None => Finding::not_known(QuestionId::Q20, Unknown::OwnRecord),
        };
        let done = known.as_deref().map(|known| Done::of(visitor, known));
        let mut overs = of_results(official.as_deref(), done.as_ref(), &settings);
        overs.extend(of_cycles(visitor, known.as_deref(), &settings));
        overs.push(alone(same));
        overs.push(alone(
            known.as_deref().map_or(Finding::not_known(QuestionId::Q26, Unknown::OwnRecord), |known| {
                question::spread(&uses(known))
            }),
        ));
        overs.push(alone(question::open_actions(None)));
        overs.sort_by_key(|over| over.finding.id);
        let record = known.map(|_| school.address());
        let (acted, some_closed_off) = done.map(|done| (done.open, done.some_closed_off)).unwrap_or_default();
        Ok(Self { overs, official, record, acted, some_closed_off })
    }

    fn telling<'a>(&'a self, visitor: &'a Visitor) -> Telling<'a> {
        Telling {
            words: visitor.words,
            catalogue: &visitor.catalogue,
            official: self.official.as_deref(),
            record: self.record.as_deref(),
            acted: &self.acted,
            some_closed_off: self.some_closed_off,
        }
    }

    /// The first of a page, in words.
    #[must_use]
    pub fn first(&self, visitor: &Visitor) -> Vec<Asked> {
        let findings: Vec<Finding> = self.overs.iter().map(|over| over.finding.clone()).collect();
        let first: Vec<QuestionId> = question::first(&findings).iter().map(|finding| finding.id).collect();
        let telling = self.telling(visitor);
        let found = |id: &QuestionId| self.overs.iter().find(|over| over.finding.id == *id);
        first.iter().filter_map(found).map(|over| telling.tell(over)).collect()
    }

    /// All of them in words, in the order of a page.
    fn all(&self, visitor: &Visitor) -> Vec<(&Over<InCycle>, Asked)> {
        let mut order: Vec<Finding> = self.overs.iter().map(|over| over.finding.clone()).collect();
        question::in_order(&mut order);
        let telling = self.telling(visitor);
        order
            .iter()
            .filter_map(|finding| self.overs.iter().find(|over| over.finding.id == finding.id))
            .map(|over| (over, telling.tell(over)))
            .collect()
    }
}

/// The first questions about one closed cycle, from what was published of it.
///
/// # Errors
/// When the database does not answer.
pub async fn of_cycle(app: &App, visitor: &Visitor, cycle: &Cycle) -> Result<Vec<Asked>, PageError> {
    let settings = app.settings_of(&cycle.plan.school).await?;
    let known = known(app, visitor, &cycle.plan.school, Some(cycle.id)).await?;
    let asked_of = |one: &Known| one.open && one.is_asked_of();
    let Some(known) = known.into_iter().find(asked_of) else { return Ok(Vec::new()) };
    let findings = known.findings(visitor, &settings);
    let currency = known.currency();
    let (words, catalogue) = (visitor.words, &visitor.catalogue);
    let telling =
        Telling { words, catalogue, official: None, record: None, acted: &[], some_closed_off: false };
    Ok(question::first(&findings).into_iter().map(|finding| telling.one(finding, currency)).collect())
}

/// The school's cycles with what they have on record, those given up left out.
async fn known(
    app: &App,
    visitor: &Visitor,
    school: &SchoolId,
    only: Option<CycleId>,
) -> Result<Vec<Known>, PageError> {
    let mut on_record = read::on_record(app.pool(), Which { school, only }).await?;
    let rows = cycles::read::of_school(app.pool(), school).await?;
    let open = |cycle: &Cycle| {
        let far_enough = cycle.is_closed() || !visitor.sees_published_only();
        far_enough && visitor.may_on(Action::SeeCycleFigures, &cycle.plan)
    };
    let one =
        |cycle: Cycle| Some(Known { on_record: on_record.remove(&cycle.id)?, open: open(&cycle), cycle });
    Ok(rows.into_iter().filter_map(one).collect())
}

fn alone(finding: Finding) -> Over<InCycle> {
    Over { finding, asked: Vec::new(), looked_at: 0 }
}

/// What is asked of published results, and of what the school did about them.
fn of_results(official: Option<&Official>, done: Option<&Done>, settings: &Settings) -> Vec<Over<InCycle>> {
    let Some(official) = official else {
        let of_results = QuestionId::ALL.into_iter().filter(|id| id.is_of_results());
        return of_results.map(|id| alone(Finding::not_known(id, Unknown::NoResults))).collect();
    };
    let marks = &official.marks[..];
    let (gap, trend) = (question::subject_gap(marks), question::trend(&official.series));
    let cycles = done.map(|done| &done.by_subject[..]);
    let calls = Calls { marks, gap: &gap, trend: &trend, cycles };
    let of_all: Vec<measures::Mark> = marks.iter().map(|one| one.mark).collect();
    let latest = done.and_then(|done| done.scored_on);
    let findings = vec![
        question::consistency(marks),
        question::action(&calls),
        question::tracking(Tracking {
            has_results: true,
            of_this_year: AcademicYear::of_day(settings.today).is_ok_and(|year| year == official.year),
            visible: done.is_some(),
            days_old: latest.map(|day| u32::try_from(days(day, settings.today)).unwrap_or_default()),
        }),
        question::reliability(marks),
        question::hidden(&of_all, &official.groups),
        question::coverage(&official.coverage),
        question::high_but_slow(marks),
        question::catching_up(marks),
        question::groups(&official.gaps, &settings.policy),
        question::comparable_years(&official.norms),
        gap,
        trend,
    ];
    findings.into_iter().map(alone).collect()
}

impl Done {
    /// What the school did in the subjects that have published progress: all of it, whoever asks, because a cycle that the
    /// reader may not open is done nonetheless. Following a class is no extra teaching, and its scores are scores.
    fn of(visitor: &Visitor, known: &[Known]) -> Self {
        let published: Vec<(Subject, &Known)> = known
            .iter()
            .filter_map(|one| Some((official_facts::subject(one.cycle.plan.subject)?, one)))
            .collect();
        let mut counts: BTreeMap<Subject, u32> = BTreeMap::new();
        for (subject, _) in published.iter().filter(|(_, one)| one.is_asked_of()) {
            *counts.entry(*subject).or_default() += 1;
        }
        let open = published.iter().filter(|(_, one)| one.is_asked_of() && one.open);
        let mut open: Vec<Acted> = open
            .map(|(subject, one)| Acted {
                subject: *subject,
                cycle: one.cycle.id,
                label: cycles::label(visitor.words, &one.cycle),
                from: one.cycle.starts_on,
                to: one.cycle.ends_on,
            })
            .collect();
        open.sort_by_key(|one| std::cmp::Reverse((one.from, one.cycle)));
        Self {
            by_subject: counts.into_iter().collect(),
            open,
            some_closed_off: published.iter().any(|(_, one)| one.is_asked_of() && !one.open),
            scored_on: published.iter().flat_map(|(_, one)| &one.on_record.scored_on).max().copied(),
        }
    }
}

/// What is asked of each cycle, put together by question.
fn of_cycles(visitor: &Visitor, known: Option<&[Known]>, settings: &Settings) -> Vec<Over<InCycle>> {
    let Some(known) = known else {
        return OF_A_CYCLE.map(|id| alone(Finding::not_known(id, Unknown::OwnRecord))).to_vec();
    };
    let mut by_question: BTreeMap<QuestionId, Vec<(InCycle, Finding)>> = BTreeMap::new();
    for one in known.iter().filter(|one| one.open && one.is_asked_of()) {
        let named = InCycle {
            id: one.cycle.id,
            label: cycles::label(visitor.words, &one.cycle),
            currency: one.currency(),
        };
        for finding in one.findings(visitor, settings) {
            by_question.entry(finding.id).or_default().push((named.clone(), finding));
        }
    }
    OF_A_CYCLE.map(|id| Over::of(id, by_question.remove(&id).unwrap_or_default())).to_vec()
}

impl Known {
    /// Whether questions are asked of it: of support for a group, not of following a whole class.
    fn is_asked_of(&self) -> bool {
        self.cycle.plan.kind == CycleKind::Intervention
    }

    fn currency(&self) -> Option<domain::Currency> {
        self.on_record.costs.first().map(|(currency, _)| *currency)
    }

    /// What each of [`OF_A_CYCLE`] finds.
    fn findings(&self, visitor: &Visitor, settings: &Settings) -> Vec<Finding> {
        let (plan, on) = (&self.cycle.plan, &self.on_record);
        let policy = &settings.policy;
        let mark = self.cycle.board_figure().map(|figure| Fixed::published(figure).mark(policy));
        let judged = Judged { mark: mark.as_ref(), policy };
        let day = |day: Date| days(self.cycle.starts_on, day);
        let scored: Vec<i32> = on.scored_on.iter().map(|on| day(*on)).collect();
        let changed: Vec<i32> = self.changed_on().into_iter().map(day).collect();
        let days_of_change = u32::try_from(changed.iter().collect::<BTreeSet<_>>().len()).unwrap_or(u32::MAX);
        let ended_on = on.last_lesson_on.unwrap_or(self.cycle.ends_on);
        let after = Afterwards {
            closed: self.cycle.is_closed(),
            days_since_end: days(ended_on, settings.today),
            looked_back_after: on.looked_back_on.map(|day| days(ended_on, day)),
            class_evidence: on.class_evidence,
        };
        let mut findings = vec![
            question::start(
                Start {
                    need_stated: plan.need_statement.is_some(),
                    pupils: on.taught,
                    with_need: on.with_need,
                },
                policy,
            ),
            question::dose(Dose {
                ended: !matches!(self.cycle.state.as_str(), "planned" | "running"),
                planned_minutes: plan.planned_minutes,
                delivered_minutes: on.minutes,
            }),
            question::gain(&judged),
            self.comparison(mark.as_ref(), settings),
            question::lasting(after),
            question::transfer(after),
            question::changes_without_evidence(&changed, &scored),
            question::no_change(days_of_change, &judged),
            question::families(on.contacts, policy),
            self.value(visitor, &judged),
            question::corrections(
                Corrections { scores: on.scores, corrected: on.corrected, after_report: on.corrected_since },
                policy,
            ),
        ];
        if mark.is_none() && self.cycle.is_closed() {
            for finding in &mut findings {
                self.await_edition(finding);
            }
        }
        if visitor.sees_published_only() {
            for finding in &mut findings {
                self.as_published(finding);
            }
        }
        findings
    }

    /// The days on which something was changed on the way: what was taken up at first and what ended with the cycle is
    /// no change.
    fn changed_on(&self) -> Vec<Date> {
        let changes = &self.on_record.changes;
        let first = changes.iter().filter(|one| one.adopted).map(|one| one.on).min();
        let on_the_way = changes
            .iter()
            .filter(|one| one.on < self.cycle.ends_on && !(one.adopted && Some(one.on) == first));
        on_the_way.map(|one| one.on).collect()
    }

    /// Q15, once there is a gain to be set against something.
    fn comparison(&self, mark: Option<&measures::Mark>, settings: &Settings) -> Finding {
        let Some(mark) = mark else { return Finding::not_known(QuestionId::Q15, Unknown::GoesOn) };
        let norm = mark.progress().reference().is_some();
        // What was hidden for its few pupils says nothing of its test.
        let hidden = mark.progress().absent().is_some_and(|why| matches!(why, measures::Why::Token(_)));
        if hidden {
            return Finding::not_known(QuestionId::Q15, Unknown::TooFewPupils);
        }
        question::comparison(norm, measures::disclosure::shown(self.on_record.compared, &settings.policy))
    }

    /// Q22. Who may not see single costs is told of the cost for each pupil unless somebody's pay is in it, and not of how
    /// many pupils it is: the same as on the cycle's page.
    fn value(&self, visitor: &Visitor, judged: &Judged<'_>) -> Finding {
        let (plan, on) = (&self.cycle.plan, &self.on_record);
        let sees_each = visitor.may_on(Action::SeeCosts, plan);
        if sees_each || (visitor.may_on(Action::SeeCostForEach, plan) && !on.has_pay) {
            return question::value(self.cost(), (on.ever_taught, sees_each), judged);
        }
        Finding::not_known(QuestionId::Q22, Unknown::SomebodysPay)
    }

    /// What rests on the gain of a closed cycle can't be asked before an edition has it, or where it may not be shown.
    fn await_edition(&self, finding: &mut Finding) {
        let held_back = self.cycle.edition.as_ref().and_then(|edition| edition.figure.standing.why());
        let why = match held_back {
            Some(HeldBack::TooFew | HeldBack::WorkedOut) => Unknown::TooFewPupils,
            Some(_) | None => Unknown::NotPublished,
        };
        if finding.state == Became::NotKnown(Unknown::GoesOn) {
            *finding = Finding::not_known(finding.id, why);
        }
    }

    /// How many scores were corrected stands in no edition. Those who read editions alone are asked of corrections where the
    /// last one says that there were some, and never before.
    fn as_published(&self, finding: &mut Finding) {
        if finding.id != QuestionId::Q23 {
            return;
        }
        let standing = self.cycle.edition.as_ref().map(|edition| &edition.figure.standing);
        let told = matches!(standing, Some(Standing::Kept { .. } | Standing::Changed { .. }));
        *finding = match standing {
            Some(_) => question::published_corrections(told),
            None => Finding::not_known(QuestionId::Q23, Unknown::NotPublished),
        };
    }

    fn cost(&self) -> Cost {
        match &self.on_record.costs[..] {
            [] => Cost::None,
            [(_, minor_units)] => Cost::MinorUnits(*minor_units),
            [_, ..] => Cost::Mixed,
        }
    }
}

/// Who uses which strategy, and what it was judged to do in the cycles that the reader may open. Whoever else uses it counts
/// wherever that is, so that nobody is said to be alone who is not.
fn uses(known: &[Known]) -> Vec<StrategyUse> {
    let mut uses: BTreeMap<&str, (Option<bool>, BTreeSet<domain::AccountId>)> = BTreeMap::new();
    for one in known {
        for change in &one.on_record.changes {
            let (worked, teachers) = uses.entry(&change.strategy).or_default();
            teachers.insert(one.cycle.plan.teacher);
            let judged = match change.judged.filter(|_| one.open) {
                Some(JudgedEffect::ClearGain | JudgedEffect::SomeGain) => Some(true),
                Some(JudgedEffect::NoChange | JudgedEffect::Worse) => Some(false),
                Some(JudgedEffect::NotJudged) | None => None,
            };
            *worked = (*worked).max(judged);
        }
    }
    let in_open = |code: &str| {
        let mut changes = known.iter().filter(|one| one.open).flat_map(|one| &one.on_record.changes);
        changes.any(|change| change.strategy == code)
    };
    uses.retain(|code, _| in_open(code));
    let one = |(code, (worked, teachers)): (&str, (Option<bool>, BTreeSet<_>))| StrategyUse {
        code: code.to_owned(),
        worked,
        teachers: u32::try_from(teachers.len()).unwrap_or(u32::MAX),
    };
    uses.into_iter().map(one).collect()
}

/// Q20: which pupils were in several cycles is found out from the school's register, and forgotten again; what is told has
/// passed the gate.
async fn same_pupils(
    app: &App,
    visitor: &Visitor,
    school: &SchoolId,
    known: &[Known],
    settings: &Settings,
) -> Result<Finding, PageError> {
    let closed: BTreeSet<CycleId> = known
        .iter()
        .filter(|one| one.is_asked_of() && one.cycle.is_closed())
        .map(|one| one.cycle.id)
        .collect();
    if u32::try_from(closed.len()).unwrap_or(u32::MAX) < question::CYCLES_WITHOUT {
        return Ok(Finding::not_known(QuestionId::Q20, Unknown::TooFewCycles));
    }
    let gained = gained(app, visitor, school, &closed).await?;
    let pupils = read::pupils(app.pool(), school).await?;
    let parts = participations::parts(app.pool(), app.vault(), &pupils).await?;
    let in_cycles: Vec<InCycles> = parts
        .values()
        .map(|parts| {
            let gains: Vec<bool> =
                parts.iter().filter_map(|part| gained.get(&part.participant).copied()).collect();
            InCycles { cycles: u32::try_from(gains.len()).unwrap_or(u32::MAX), gained: gains.contains(&true) }
        })
        .filter(|one| one.cycles > 0)
        .collect();
    Ok(question::same_pupils(&in_cycles, &settings.policy))
}

/// Whether each participant with both scores gained more than expected.
async fn gained(
    app: &App,
    visitor: &Visitor,
    school: &SchoolId,
    closed: &BTreeSet<CycleId>,
) -> Result<HashMap<ParticipantId, bool>, PageError> {
    let mut by_cycle: BTreeMap<CycleId, Vec<assessments::read::Entry>> = BTreeMap::new();
    for entry in assessments::read::of_school(app.pool(), school).await? {
        if closed.contains(&entry.cycle) {
            by_cycle.entry(entry.cycle).or_default().push(entry);
        }
    }
    let mut gained = HashMap::new();
    for entries in by_cycle.values() {
        let taking_part: BTreeSet<ParticipantId> = entries.iter().map(|entry| entry.participant).collect();
        let Some(gains) = Gains::of_entries(&visitor.catalogue, entries, &taking_part) else { continue };
        let Some(expected) = gains.reference.expected_gain else { continue };
        gained.extend(gains.pairs.iter().map(|(id, pair)| (*id, pair.gain() > expected)));
    }
    Ok(gained)
}

fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// All questions about a school: the page, or the JSON.
async fn show(
    State(app): State<App>,
    Path(school): Path<String>,
    Query(query): Query<AboutYear>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let id: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    let school = schools::school(app.pool(), &id).await?.ok_or(PageError::NotFound)?;
    let asked: Option<AcademicYear> =
        query.year.map(|year| year.parse().map_err(|_| PageError::NotFound)).transpose()?;
    let all = results::of_school(app.pool(), &id, Stage::Ks2).await?;
    let of_year = |wanted: AcademicYear| all.iter().find(|results| results.year == wanted);
    let results = match asked {
        Some(wanted) => Some(of_year(wanted).ok_or(PageError::NotFound)?),
        None => all.first(),
    };
    let official = results.map(|results| Arc::new(Official::of(&all, results)));
    let questions = Questions::about(&app, &visitor, &school, official).await?;
    let told = questions.all(&visitor);
    Ok(match visitor.format {
        Format::Page => {
            let told: Vec<Asked> = told.into_iter().map(|(_, asked)| asked).collect();
            page::all(&visitor, &school, results.map(|results| results.year), &told).into_response()
        }
        Format::Json => {
            Json(SchoolQuestions::of(&school, results.map(|results| results.year), told)).into_response()
        }
    })
}
