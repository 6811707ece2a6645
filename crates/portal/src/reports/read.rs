//! The report of a cycle as it was submitted, and what was changed in it since, from the recorded facts themselves.

use std::collections::BTreeSet;

use cqrs_es::Aggregate as _;
use domain::cycle::{BoardReportSubmitted, Cycle, CycleEvent, ImpactJudged, Outcome, ReportPart};
use domain::school::SchoolYear;
use domain::{AccountId, ReasonCode, Sealed};
use jiff::civil::Date;
use journal::Recorded;
use uuid::Uuid;

use crate::sealed_text::{self, Placed};
use crate::story;

/// All that was said of a cycle since it was closed last.
#[derive(Debug, Default)]
pub struct Told {
    /// The outcome that was sealed then; none if the cycle is not closed.
    pub outcome: Option<Outcome>,
    /// The report, if the board has one that holds.
    pub report: Option<Report>,
    /// How many reports no longer hold, because the cycle was opened again.
    pub earlier: usize,
    /// How good each judge finds the cycle.
    pub judged: Vec<ImpactJudged>,
}

/// A report to the board.
#[derive(Debug)]
pub struct Report {
    /// The day.
    pub submitted_on: Date,
    /// Who submitted it.
    pub by: Option<Uuid>,
    /// The school year of the cycle, as the school counted it then; none where that was not kept.
    pub school_year: Option<SchoolYear>,
    /// Its parts in their order.
    pub parts: Vec<Part>,
    /// Why scores were corrected or taken out after it was submitted, each reason once.
    pub corrected: BTreeSet<ReasonCode>,
}

/// One part of a report.
#[derive(Debug)]
pub struct Part {
    /// Which.
    pub part: ReportPart,
    /// What it said and says, the submitted text first, the one that holds last.
    pub versions: Vec<Version>,
}

/// What a part says from a day on.
#[derive(Debug)]
pub struct Version {
    /// The text.
    pub text: Sealed,
    /// Since when.
    pub on: Date,
    /// Why it was changed; none for the submitted one.
    pub why: Option<ReasonCode>,
    /// The fact that holds it.
    pub sequence: u64,
}

impl Told {
    /// The sealed texts of the report in the places where they first stood.
    #[must_use]
    pub fn placed(&self, stream: &[Recorded]) -> Vec<Placed> {
        let parts = self.report.iter().flat_map(|report| &report.parts);
        let texts: BTreeSet<&str> =
            parts.flat_map(|part| &part.versions).map(|version| version.text.nonce()).collect();
        let mut placed = sealed_text::in_stream(stream);
        placed.retain(|one| texts.contains(one.sealed.nonce()));
        placed
    }

    /// Whom it names: who submitted the report, and who judged.
    #[must_use]
    pub fn people(&self) -> Vec<Uuid> {
        let judges = self.judged.iter().map(|judged| AccountId::uuid(judged.judge));
        self.report.iter().filter_map(|report| report.by).chain(judges).collect()
    }
}

/// What the facts of a cycle say of it since it was closed last.
#[must_use]
pub fn of_stream(stream: &[Recorded]) -> Told {
    let (mut told, mut cycle) = (Told::default(), Cycle::default());
    for recorded in stream {
        let Some(event) = story::event(recorded) else { continue };
        follow(&mut told, recorded, &event);
        cycle.apply(event);
    }
    told.judged = cycle.record().map(|record| record.impact.values().cloned().collect()).unwrap_or_default();
    told
}

fn follow(told: &mut Told, recorded: &Recorded, event: &CycleEvent) {
    let why = story::reason(event).map(domain::Reason::code);
    if let CycleEvent::CycleOutcomeSealed(sealed) = event {
        told.outcome = Some(sealed.outcome.clone());
    } else if let CycleEvent::BoardReportSubmitted(submitted) = event {
        told.report = Some(submitted_as(recorded, submitted));
    } else if let CycleEvent::CycleReopened(_) = event {
        told.earlier += usize::from(told.report.take().is_some());
        told.outcome = None;
    } else if let (CycleEvent::BoardReportAmended(amended), Some(report)) = (event, &mut told.report) {
        if let Some(part) = report.parts.iter_mut().find(|part| part.part == amended.part) {
            let (text, on) = (amended.after.clone(), amended.effective_on);
            part.versions.push(Version { text, on, why, sequence: recorded.sequence });
        }
    } else if let CycleEvent::AssessmentCorrected(_) | CycleEvent::AssessmentVoided(_) = event
        && let (Some(report), Some(code)) = (&mut told.report, why)
    {
        report.corrected.insert(code);
    }
}

fn submitted_as(recorded: &Recorded, submitted: &BoardReportSubmitted) -> Report {
    let on = submitted.effective_on;
    let part = |part, text: &Sealed| Part {
        part,
        versions: vec![Version { text: text.clone(), on, why: None, sequence: recorded.sequence }],
    };
    Report {
        submitted_on: on,
        by: recorded.metadata.get("actor").and_then(|actor| actor.parse().ok()),
        school_year: submitted.school_year,
        parts: vec![
            part(ReportPart::Need, &submitted.need),
            part(ReportPart::Impact, &submitted.impact),
            part(ReportPart::PracticeChange, &submitted.practice_change),
            part(ReportPart::NextSteps, &submitted.next_steps),
        ],
        corrected: BTreeSet::new(),
    }
}
