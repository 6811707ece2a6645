//! What one fact of a cycle says, in words: what changed, from what to what, for whom, and why.
//!
//! The history page and the page for changes that met tell facts with this; neither judges them.

mod ending;
mod fact;
mod plain;
mod plan;
mod pupil;
mod score;
mod strategy;
mod week;

use std::collections::HashMap;

use domain::catalogue::EntryKind;
use domain::cycle::CycleEvent;
use domain::{Evidence, ParticipantId, Reason, Sealed, Sequence};
use jiff::civil::Date;
use journal::Recorded;
use uuid::Uuid;

pub use self::fact::{LEANT_ON, Records, effective_on, event, leans_on, people, pupils, reason};
pub(crate) use self::plain::{Beside, ids, named, plain};
pub use self::plan::support;
pub use self::pupil::{measured_by, placement_in_words};
use crate::entries::Catalogue;
use crate::sealed_text::Texts;
use crate::term;
use crate::words::Words;

/// One thing that a fact says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Something that is so from then on.
    Said {
        /// What it is.
        label: String,
        /// How it is.
        value: String,
    },
    /// Another entry of the same history.
    Entry {
        /// What it is to this one.
        label: String,
        /// Its place.
        sequence: u64,
    },
    /// Something that was otherwise before.
    Changed {
        /// What it is.
        label: String,
        /// How it was.
        before: String,
        /// How it is now.
        after: String,
    },
}

/// Why it was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The reason's words.
    pub reason: String,
    /// The fixed sentence that governors read for it.
    pub summary: String,
    /// The note, or what stands in its place; none if none was given.
    pub note: Option<String>,
    /// The facts of the same cycle that it rests on.
    pub evidence: Vec<u64>,
}

/// One fact, told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// Its place in the cycle's history.
    pub sequence: u64,
    /// What happened.
    pub title: String,
    /// The day from which it is so.
    pub effective_on: Option<Date>,
    /// What it says, line by line.
    pub lines: Vec<Line>,
    /// Why, where a reason was asked for.
    pub why: Option<Why>,
}

/// What it takes to tell a cycle's facts: the words, the opened texts, and what its pupils are called.
pub struct Teller<'a> {
    /// The reader's English.
    pub words: Words,
    /// The texts that the reader may read.
    pub texts: &'a Texts,
    /// What each pupil is called for this reader.
    pub pupils: HashMap<ParticipantId, String>,
    /// The names of accounts.
    pub accounts: HashMap<Uuid, String>,
    /// What later facts name by its number alone.
    pub records: Records,
    /// What programmes, strategies, tests and key concepts are called.
    pub catalogue: Catalogue,
}

impl Teller<'_> {
    /// What an entry of the catalogue is called.
    fn called_in_catalogue(&self, kind: EntryKind, code: &impl ToString) -> String {
        self.catalogue.name(self.words, kind, code)
    }

    /// Tells one fact. One that this program does not know is told as such.
    #[must_use]
    pub fn tell(&self, recorded: &Recorded) -> Story {
        let event = event(recorded);
        let cited: &[Sequence] = match &event {
            Some(CycleEvent::StrategyAdapted(adapted)) => &adapted.evidence,
            _ => &[],
        };
        Story {
            sequence: recorded.sequence,
            title: term::of(self.words, "event-{}", &recorded.event_type),
            effective_on: event.as_ref().map(effective_on),
            lines: event.as_ref().map_or_else(|| vec![self.unknown()], |event| self.lines(event)),
            why: event.as_ref().and_then(reason).map(|reason| self.why(reason, cited)),
        }
    }

    fn lines(&self, event: &CycleEvent) -> Vec<Line> {
        match event {
            CycleEvent::CyclePlanned(planned) => self.planned(planned),
            CycleEvent::CycleStarted(started) => self.started(started),
            CycleEvent::CycleRescheduled(moved) => self.rescheduled(moved),
            CycleEvent::CycleStaffChanged(changed) => self.staff_changed(changed),
            CycleEvent::LearningCarriedForward(carried) => self.carried(carried),
            CycleEvent::PupilPlaced(placed) => self.placed(placed),
            CycleEvent::PlacementChanged(changed) => self.placement_changed(changed),
            CycleEvent::PupilWithdrawn(withdrawn) => self.withdrawn(withdrawn),
            CycleEvent::WithdrawalCorrected(corrected) => self.withdrawal_corrected(corrected),
            CycleEvent::PlacementCorrected(corrected) => self.placement_corrected(corrected),
            CycleEvent::NeedAssessed(need) => self.need(need),
            CycleEvent::CurricularTargetSet(target) => self.target(target),
            CycleEvent::TargetRevised(revised) => self.target_revised(revised),
            CycleEvent::TargetJudged(judged) => self.target_judged(judged),
            CycleEvent::AssessmentRecorded(recorded) => self.assessed(recorded),
            CycleEvent::AssessmentMissed(missed) => self.missed(missed),
            CycleEvent::AssessmentCorrected(corrected) => self.corrected(corrected),
            CycleEvent::AssessmentVoided(voided) => self.voided(voided),
            CycleEvent::StrategyAdopted(adopted) => self.adopted(adopted),
            CycleEvent::StrategyAdapted(adapted) => self.adapted(adapted),
            CycleEvent::StrategyStopped(stopped) => self.stopped(stopped),
            CycleEvent::SessionDelivered(held) => self.session(&held.session),
            CycleEvent::SessionCorrected(corrected) => self.session_corrected(corrected),
            CycleEvent::FamilyContactRecorded(contact) => self.contact(contact),
            CycleEvent::MentoringRecorded(mentoring) => self.mentoring(mentoring),
            CycleEvent::InquiryReflected(reflection) => self.reflection(reflection),
            CycleEvent::CostRecorded(paid) => self.cost(&paid.cost),
            CycleEvent::CostCorrected(corrected) => self.cost_corrected(corrected),
            CycleEvent::CycleAssessed(assessed) => self.completed(assessed),
            CycleEvent::CycleOutcomeSealed(sealed) => self.outcome(sealed),
            CycleEvent::ImpactJudged(judged) => self.impact(judged),
            CycleEvent::BoardReportSubmitted(report) => self.report(report),
            CycleEvent::BoardReportAmended(amended) => self.report_amended(amended),
            CycleEvent::CycleReopeningAsked(asked) => self.reopening_asked(asked),
            CycleEvent::CycleReopened(reopened) => self.reopened(reopened),
            CycleEvent::CycleReopeningDeclined(declined) => self.reopening_declined(declined),
            CycleEvent::CycleClosed(_) | CycleEvent::CycleCancelled(_) => Vec::new(),
        }
    }

    fn why(&self, reason: &Reason, cited: &[Sequence]) -> Why {
        let in_reason = reason.evidence().iter().filter_map(|evidence| match evidence {
            Evidence::Event(sequence) => Some(sequence.number()),
            Evidence::Text(_) => None,
        });
        let mut evidence: Vec<u64> =
            cited.iter().map(|sequence| sequence.number()).chain(in_reason).collect();
        evidence.sort_unstable();
        evidence.dedup();
        Why {
            reason: term::of(self.words, "reason-{}", &reason.code()),
            summary: self.words.say(&reason.code().summary_key()),
            note: reason.note().map(|note| self.texts.of(note).tell(self.words)),
            evidence,
        }
    }

    fn said(&self, label: &str, value: impl Into<String>) -> Line {
        Line::Said { label: self.words.say(label), value: value.into() }
    }

    fn changed(&self, label: &str, before: String, after: String) -> Line {
        Line::Changed { label: self.words.say(label), before, after }
    }

    /// The line, if it says something else than before.
    fn if_changed(&self, label: &str, before: String, after: String) -> Option<Line> {
        (before != after).then(|| self.changed(label, before, after))
    }

    /// Another entry of the same history, by what it is to this one.
    fn entry(&self, label: &str, sequence: Sequence) -> Line {
        Line::Entry { label: self.words.say(label), sequence: sequence.number() }
    }

    fn unknown(&self) -> Line {
        self.said("history-what", self.words.say("history-unreadable"))
    }

    fn who(&self, participant: ParticipantId) -> Line {
        self.said("field-participant", self.called(participant))
    }

    fn called(&self, participant: ParticipantId) -> String {
        self.pupils.get(&participant).cloned().unwrap_or_else(|| self.words.say("history-removed"))
    }

    fn account(&self, id: Uuid) -> String {
        self.accounts.get(&id).cloned().unwrap_or_else(|| self.words.say("history-someone"))
    }

    fn opened(&self, sealed: &Sealed) -> String {
        self.texts.of(sealed).tell(self.words)
    }

    fn text(&self, label: &str, sealed: Option<&Sealed>) -> Option<Line> {
        sealed.map(|sealed| self.said(label, self.texts.of(sealed).tell(self.words)))
    }
}
