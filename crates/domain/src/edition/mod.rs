//! What governors read of a school's own figures: numbered editions, which stay as they were published.
//!
//! Whether a figure may be shown beside everything that was shown before is not decided here: the portal asks the gate
//! (`measures::disclosure`) and says in the command what came of it. What is decided here is that nothing disappears between
//! two editions, that what is said to stay does stay, and that two people can't publish the same edition.

mod event;
mod figure;
mod refusal;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::event::{EditionEvent, EditionPublished, EditionReplaced};
pub use self::figure::{EditionFigure, EditionKind, HeldBack, ShownFigure, Standing};
pub use self::refusal::EditionRefusal;
use crate::id::{AccountId, CycleId};
use crate::reason::{GivenReason, ReasonCode, ReasonFor};
use crate::{SchoolId, Sequence};

/// What can be asked about a school's editions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditionAct {
    /// Publish the next edition.
    PublishEdition {
        /// The school.
        school: SchoolId,
        /// Which of its figures.
        kind: EditionKind,
        /// The number that it is to have: one more than the last.
        number: u32,
        /// The school's limit for small numbers, in pupils.
        least: u32,
        /// What it says of each cycle, as the gate let it through.
        figures: Vec<EditionFigure>,
    },
    /// Take figures out of the last edition.
    ReplaceEdition {
        /// Which figures.
        kind: EditionKind,
        /// The edition that was read: the last one.
        number: u32,
        /// The cycles whose figures are taken out.
        without: BTreeSet<CycleId>,
        /// Why; without a note, because governors read it.
        reason: GivenReason,
    },
}

/// One thing asked, when and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionCommand {
    /// Today's date at the school.
    pub today: Date,
    /// Who asks.
    pub by: AccountId,
    /// What is asked.
    pub act: EditionAct,
}

/// The last edition of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastEdition {
    /// Its number.
    pub number: u32,
    /// The day on which it was published.
    pub published_on: Date,
    /// The limit for small numbers by which it was made.
    pub least: u32,
    /// What it says of each cycle.
    pub figures: BTreeMap<CycleId, EditionFigure>,
}

/// What was shown last of a cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastShown {
    /// The figures.
    pub figure: ShownFigure,
    /// The edition that said them first.
    pub since: u32,
}

/// What the facts about a school's editions add up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionRecord {
    /// The school.
    pub school: SchoolId,
    /// The last edition of each kind.
    pub last: BTreeMap<EditionKind, LastEdition>,
    /// Every figure that any edition ever showed: of which cycle, on its facts up to which.
    pub ever_shown: BTreeMap<CycleId, BTreeSet<Sequence>>,
    /// Of each cycle what was shown last, in whatever edition that was; nothing of one whose figures were taken out since.
    pub shown_last: BTreeMap<CycleId, LastShown>,
    /// The last event of the stream.
    pub sequence: Sequence,
}

/// The editions of a school's own figures.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edition {
    /// Nothing was published yet.
    #[default]
    None,
    /// Something was.
    Published(Box<EditionRecord>),
}

impl Edition {
    /// What its facts add up to, if there are any.
    #[must_use]
    pub fn record(&self) -> Option<&EditionRecord> {
        match self {
            Self::None => None,
            Self::Published(record) => Some(record),
        }
    }

    /// The last edition of a kind, if there is one.
    #[must_use]
    pub fn last(&self, kind: EditionKind) -> Option<&LastEdition> {
        self.record()?.last.get(&kind)
    }

    /// What follows from a command.
    ///
    /// # Errors
    /// The rule that says no.
    pub fn decide(&self, command: EditionCommand) -> Result<Vec<EditionEvent>, EditionRefusal> {
        let EditionCommand { today: effective_on, by, act } = command;
        match act {
            EditionAct::PublishEdition { school, kind, number, least, figures } => {
                self.check_next(kind, number, least, &figures)?;
                Ok(vec![EditionEvent::EditionPublished(EditionPublished {
                    effective_on,
                    school,
                    kind,
                    number,
                    least,
                    figures,
                    by,
                })])
            }
            EditionAct::ReplaceEdition { kind, number, without, reason } => {
                let record = self.record().ok_or(EditionRefusal::UnknownRecord)?;
                let reason = reason.accept(ReasonFor::ReplacingEdition, None, record.sequence)?;
                let last = record.last.get(&kind).ok_or(EditionRefusal::UnknownRecord)?;
                let figures = last.without(number, &without)?;
                let replaced = EditionReplaced { effective_on, kind, number, figures, by, reason };
                Ok(vec![EditionEvent::EditionReplaced(replaced)])
            }
        }
    }

    fn check_next(
        &self,
        kind: EditionKind,
        number: u32,
        limit: u32,
        figures: &[EditionFigure],
    ) -> Result<(), EditionRefusal> {
        let last = self.last(kind);
        let last_number = last.map_or(0, |last| last.number);
        if number != last_number.saturating_add(1) {
            return Err(EditionRefusal::StaleEdition { last: last_number });
        }
        if figures.is_empty() {
            return Err(EditionRefusal::NothingToPublish);
        }
        let before = |cycle: &CycleId| last.and_then(|last| last.figures.get(cycle));
        let mut seen = BTreeSet::new();
        for figure in figures {
            let cycle = figure.cycle;
            if !seen.insert(cycle) {
                return Err(EditionRefusal::FigureTwice { cycle });
            }
            if !stands(figure, self.record()) || !tells_of_corrections(&figure.standing) {
                return Err(EditionRefusal::StandingWrong { cycle });
            }
            let shown = figure.shown.iter().map(|shown| shown.pupils);
            let behind = figure.standing.reasons().map(|(_, behind)| behind);
            if shown.chain(behind).any(|pupils| u32::from(pupils) < limit) {
                return Err(EditionRefusal::TooFewToShow { cycle });
            }
        }
        let missing = last.and_then(|last| last.figures.keys().find(|cycle| !seen.contains(*cycle)));
        if let Some(cycle) = missing {
            return Err(EditionRefusal::FigureMissing { cycle: *cycle });
        }
        let is_old =
            |figure: &EditionFigure| before(&figure.cycle).is_some_and(|before| figure.says_as(before));
        if figures.iter().all(is_old) { Err(EditionRefusal::NothingNew) } else { Ok(()) }
    }
}

/// Whether a figure stands as it says to what was shown last of its cycle. That need not be in the last edition: while a higher
/// limit for small numbers held, nothing was shown there.
fn stands(figure: &EditionFigure, record: Option<&EditionRecord>) -> bool {
    let (cycle, shown) = (&figure.cycle, figure.shown.as_ref());
    let was_shown = record.is_some_and(|record| record.ever_shown.contains_key(cycle));
    let last = record.and_then(|record| record.shown_last.get(cycle));
    let is_last = last.is_some_and(|last| shown == Some(&last.figure));
    match &figure.standing {
        Standing::New => shown.is_some() && !was_shown,
        Standing::Unchanged { since } | Standing::Kept { since, .. } => {
            is_last && last.is_some_and(|last| last.since == *since)
        }
        Standing::Changed { .. } => shown.is_some() && was_shown && !is_last,
        Standing::Withheld { .. } => shown.is_none(),
    }
}

/// Whether the reasons that it tells are reasons of corrections, and it is said how many pupils stand behind them. Why a child
/// left, or was placed, is about that child.
fn tells_of_corrections(standing: &Standing) -> bool {
    const CORRECTING: [ReasonFor; 3] =
        [ReasonFor::CorrectingAssessment, ReasonFor::VoidingAssessment, ReasonFor::CorrectingPlacement];
    let (Standing::Changed { because, behind } | Standing::Kept { because, behind, .. }) = standing else {
        return true;
    };
    let is_of_one = |code: &ReasonCode| CORRECTING.iter().any(|act| act.codes().contains(code));
    because.is_empty() == behind.is_none() && because.iter().all(is_of_one)
}

impl LastEdition {
    /// What it says without the figures of these cycles.
    fn without(&self, number: u32, cycles: &BTreeSet<CycleId>) -> Result<Vec<EditionFigure>, EditionRefusal> {
        if number != self.number {
            return Err(EditionRefusal::StaleEdition { last: self.number });
        }
        if cycles.is_empty() {
            return Err(EditionRefusal::NothingTakenOut);
        }
        let is_shown = |cycle: &CycleId| self.figures.get(cycle).is_some_and(|one| one.shown.is_some());
        if let Some(cycle) = cycles.iter().find(|cycle| !is_shown(cycle)) {
            return Err(EditionRefusal::FigureMissing { cycle: *cycle });
        }
        let left = |figure: &EditionFigure| {
            if cycles.contains(&figure.cycle) {
                let standing = Standing::Withheld { why: HeldBack::TakenOut };
                EditionFigure { standing, shown: None, ..figure.clone() }
            } else {
                figure.clone()
            }
        };
        Ok(self.figures.values().map(left).collect())
    }
}

impl Aggregate for Edition {
    const TYPE: &'static str = "edition";
    type Command = EditionCommand;
    type Event = EditionEvent;
    type Error = EditionRefusal;
    type Services = ();

    async fn handle(
        &mut self,
        command: EditionCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), EditionRefusal> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: EditionEvent) {
        match event {
            EditionEvent::EditionPublished(published) => self.publish(published),
            EditionEvent::EditionReplaced(replaced) => {
                let Self::Published(record) = self else { return };
                record.sequence = record.sequence.next();
                for out in replaced.figures.iter().filter(|figure| figure.shown.is_none()) {
                    if out.standing.why() == Some(HeldBack::TakenOut) {
                        record.shown_last.remove(&out.cycle);
                    }
                }
                if let Some(last) = record.last.get_mut(&replaced.kind) {
                    last.figures = by_cycle(replaced.figures);
                }
            }
        }
    }
}

impl Edition {
    fn publish(&mut self, published: EditionPublished) {
        let EditionPublished { effective_on, school, kind, number, least, figures, by: _ } = published;
        if let Self::None = self {
            *self = Self::Published(Box::new(EditionRecord {
                school,
                last: BTreeMap::new(),
                ever_shown: BTreeMap::new(),
                shown_last: BTreeMap::new(),
                sequence: Sequence::NONE,
            }));
        }
        let Self::Published(record) = self else { return };
        record.sequence = record.sequence.next();
        for figure in &figures {
            if let Some(shown) = &figure.shown {
                record.ever_shown.entry(figure.cycle).or_default().insert(shown.stands_on);
                let since = figure.since(number).unwrap_or(number);
                record.shown_last.insert(figure.cycle, LastShown { figure: shown.clone(), since });
            }
        }
        let figures = by_cycle(figures);
        record.last.insert(kind, LastEdition { number, published_on: effective_on, least, figures });
    }
}

fn by_cycle(figures: Vec<EditionFigure>) -> BTreeMap<CycleId, EditionFigure> {
    figures.into_iter().map(|figure| (figure.cycle, figure)).collect()
}
