//! What one fact of a cycle says, in words: what changed, from what to what, for whom, and why.
//!
//! The history page and the page for changes that met tell facts with this; neither judges them.

use std::collections::HashMap;

use domain::cycle::{
    AssessmentCorrected, AssessmentMissed, AssessmentPoint, AssessmentRecorded, CurricularTargetSet,
    CycleAssessed, CycleEvent, CycleOutcomeSealed, CyclePlanned, CycleRescheduled, CycleStarted,
    NeedAssessed, Placement, PlacementChanged, Practice, PupilPlaced, PupilWithdrawn, Reach, Reading,
    StrategyAdapted, StrategyAdopted, StrategyStopped, Tier, Wave,
};
use domain::{AssessmentId, Evidence, Fact, ParticipantId, Reason, Sealed, Sequence};
use jiff::civil::Date;
use journal::Recorded;
use uuid::Uuid;

use crate::sealed_text::{Text, Texts};
use crate::term;
use crate::words::{Locale, Words};

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
    /// Whose each score is, and at which point: a correction names only the score.
    pub scores: HashMap<AssessmentId, (ParticipantId, AssessmentPoint)>,
}

/// Whose each score of a cycle is, and at which point, from its facts.
#[must_use]
pub fn scores(stream: &[Recorded]) -> HashMap<AssessmentId, (ParticipantId, AssessmentPoint)> {
    let score = |recorded: &Recorded| {
        let Some(CycleEvent::AssessmentRecorded(one)) = event(recorded) else { return None };
        Some((one.assessment_id, (one.participant, one.point)))
    };
    stream.iter().filter_map(score).collect()
}

/// What the pupils of a cycle are called, from its facts: by name for those who may read it, else by number.
#[must_use]
pub fn pupils(stream: &[Recorded], words: Words, texts: &Texts) -> HashMap<ParticipantId, String> {
    let mut called = HashMap::new();
    for recorded in stream {
        if let Some(CycleEvent::PupilPlaced(placed)) = event(recorded) {
            let place = called.len() + 1;
            called.entry(placed.participant).or_insert_with(|| match texts.name(&placed.identity) {
                Text::Open(name) => name,
                Text::Removed => words.tell("pupil-removed", &[("place", place.to_string().into())]),
                Text::Hidden => words.tell("pupil-number", &[("place", place.to_string().into())]),
            });
        }
    }
    called
}

/// The cycle's fact in a record; nothing for one that this program does not know.
#[must_use]
pub fn event(recorded: &Recorded) -> Option<CycleEvent> {
    match crate::facts::of(recorded).ok()? {
        Fact::Cycle(event) => Some(event),
        Fact::School(_) | Fact::CohortResult(_) | Fact::BenchmarkSet(_) | Fact::ImportBatch(_) => None,
    }
}

/// The day from which a fact is so.
#[must_use]
pub fn effective_on(event: &CycleEvent) -> Date {
    match event {
        CycleEvent::CyclePlanned(one) => one.effective_on,
        CycleEvent::CycleStarted(one) => one.effective_on,
        CycleEvent::CycleRescheduled(one) => one.effective_on,
        CycleEvent::PupilPlaced(one) => one.effective_on,
        CycleEvent::PlacementChanged(one) => one.effective_on,
        CycleEvent::PupilWithdrawn(one) => one.effective_on,
        CycleEvent::NeedAssessed(one) => one.effective_on,
        CycleEvent::CurricularTargetSet(one) => one.effective_on,
        CycleEvent::AssessmentRecorded(one) => one.effective_on,
        CycleEvent::AssessmentMissed(one) => one.effective_on,
        CycleEvent::AssessmentCorrected(one) => one.effective_on,
        CycleEvent::StrategyAdopted(one) => one.effective_on,
        CycleEvent::StrategyAdapted(one) => one.effective_on,
        CycleEvent::StrategyStopped(one) => one.effective_on,
        CycleEvent::CycleAssessed(one) => one.effective_on,
        CycleEvent::CycleClosed(one) => one.effective_on,
        CycleEvent::CycleOutcomeSealed(one) => one.effective_on,
    }
}

/// Why a fact came about, where a reason was asked for.
#[must_use]
pub fn reason(event: &CycleEvent) -> Option<&Reason> {
    match event {
        CycleEvent::CycleStarted(one) => one.size_override.as_ref(),
        CycleEvent::CycleRescheduled(one) => Some(&one.reason),
        CycleEvent::PupilPlaced(one) => Some(&one.reason),
        CycleEvent::PlacementChanged(one) => Some(&one.reason),
        CycleEvent::PupilWithdrawn(one) => Some(&one.reason),
        CycleEvent::AssessmentMissed(one) => Some(&one.reason),
        CycleEvent::AssessmentCorrected(one) => Some(&one.reason),
        CycleEvent::StrategyAdopted(one) => Some(&one.reason),
        CycleEvent::StrategyAdapted(one) => Some(&one.reason),
        CycleEvent::StrategyStopped(one) => Some(&one.reason),
        CycleEvent::CyclePlanned(_)
        | CycleEvent::NeedAssessed(_)
        | CycleEvent::CurricularTargetSet(_)
        | CycleEvent::AssessmentRecorded(_)
        | CycleEvent::CycleAssessed(_)
        | CycleEvent::CycleClosed(_)
        | CycleEvent::CycleOutcomeSealed(_) => None,
    }
}

impl Teller<'_> {
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
            CycleEvent::PupilPlaced(placed) => self.placed(placed),
            CycleEvent::PlacementChanged(changed) => self.placement_changed(changed),
            CycleEvent::PupilWithdrawn(withdrawn) => self.withdrawn(withdrawn),
            CycleEvent::NeedAssessed(need) => self.need(need),
            CycleEvent::CurricularTargetSet(target) => self.target(target),
            CycleEvent::AssessmentRecorded(recorded) => self.assessed(recorded),
            CycleEvent::AssessmentMissed(missed) => self.missed(missed),
            CycleEvent::AssessmentCorrected(corrected) => self.corrected(corrected),
            CycleEvent::StrategyAdopted(adopted) => self.adopted(adopted),
            CycleEvent::StrategyAdapted(adapted) => self.adapted(adapted),
            CycleEvent::StrategyStopped(stopped) => self.stopped(stopped),
            CycleEvent::CycleAssessed(assessed) => self.completed(assessed),
            CycleEvent::CycleClosed(_) => Vec::new(),
            CycleEvent::CycleOutcomeSealed(sealed) => self.outcome(sealed),
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

    fn text(&self, label: &str, sealed: Option<&Sealed>) -> Option<Line> {
        sealed.map(|sealed| self.said(label, self.texts.of(sealed).tell(self.words)))
    }

    fn planned(&self, planned: &CyclePlanned) -> Vec<Line> {
        let (words, plan) = (self.words, &planned.plan);
        let mut lines = vec![
            self.said("story-subject", term::of(words, "subject-{}", &plan.subject)),
            self.said("story-programme", term::coded(words, "programme-{}", &plan.programme)),
            self.said("story-kind", term::of(words, "cycle-kind-{}", &plan.kind)),
            self.said("field-tier", support(words, plan.tier, plan.wave)),
            self.said("story-dates", self.dates(plan.starts_on, plan.ends_on)),
            self.said("story-setting", term::of(words, "setting-{}", &plan.setting)),
            self.said("story-teacher", self.account(plan.teacher.uuid())),
            self.said("story-lead", self.account(plan.lead.uuid())),
        ];
        lines.extend(self.text("story-need-statement", plan.need_statement.as_ref()));
        lines.extend(self.text("story-inquiry-question", plan.inquiry_question.as_ref()));
        lines.extend(self.text("story-class-link", plan.class_link.as_ref()));
        lines.extend(self.text("story-group-label", plan.group_label.as_ref()));
        lines
    }

    fn dates(&self, from: Date, to: Date) -> String {
        let words = self.words;
        words.tell("cycles-dates", &[("from", words.date(from).into()), ("to", words.date(to).into())])
    }

    fn started(&self, started: &CycleStarted) -> Vec<Line> {
        let overridden = started.size_override.as_ref();
        overridden
            .map(|_| self.said("story-group-size", self.words.say("story-size-overridden")))
            .into_iter()
            .collect()
    }

    fn rescheduled(&self, moved: &CycleRescheduled) -> Vec<Line> {
        let before = self.dates(moved.before.starts_on, moved.before.ends_on);
        vec![self.changed("story-dates", before, self.dates(moved.after.starts_on, moved.after.ends_on))]
    }

    fn placed(&self, placed: &PupilPlaced) -> Vec<Line> {
        let words = self.words;
        let mut lines = vec![
            self.who(placed.participant),
            self.said("story-year-level", placed.year_level.to_string()),
            self.said("story-entry-band", term::of(words, "entry-band-{}", &placed.entry_band)),
            self.said("story-weeks", placed.weeks_of_schooling.to_string()),
            self.said("story-takes-part", self.placement(&placed.placement)),
        ];
        lines.extend(self.text("story-potential", placed.potential_evidence.as_ref()));
        if let Some(reason) = &placed.size_override {
            let why = term::of(words, "reason-{}", &reason.code());
            lines.push(self.said("story-group-size", why));
        }
        lines
    }

    /// How a pupil takes part, on one line.
    #[must_use]
    pub fn placement(&self, placement: &Placement) -> String {
        let words = self.words;
        let group = placement.group.as_ref().map(|group| self.texts.of(group).tell(words));
        placement_in_words(
            words,
            &term::of(words, "role-in-cycle-{}", &placement.role),
            &term::of(words, "tier-{}", &placement.tier),
            placement.share_of_sessions_percent.into(),
            group.as_deref(),
        )
    }

    fn placement_changed(&self, changed: &PlacementChanged) -> Vec<Line> {
        let (before, after) = (self.placement(&changed.before), self.placement(&changed.after));
        vec![self.who(changed.participant), self.changed("story-takes-part", before, after)]
    }

    fn withdrawn(&self, withdrawn: &PupilWithdrawn) -> Vec<Line> {
        vec![
            self.who(withdrawn.participant),
            self.said("field-exit-status", term::of(self.words, "exit-status-{}", &withdrawn.exit_status)),
            self.said("field-next-support", term::of(self.words, "next-support-{}", &withdrawn.next_support)),
        ]
    }

    fn need(&self, need: &NeedAssessed) -> Vec<Line> {
        vec![
            self.who(need.participant),
            self.said("field-concept", term::coded(self.words, "concept-{}", &need.concept)),
            self.said("story-can-do", self.texts.of(&need.can_do).tell(self.words)),
            self.said("story-not-yet", self.texts.of(&need.not_yet).tell(self.words)),
            self.said("story-seen-in", term::of(self.words, "need-source-{}", &need.source)),
        ]
    }

    fn target(&self, target: &CurricularTargetSet) -> Vec<Line> {
        let words = self.words;
        let measure = term::of(words, "target-measure-{}", &target.measure);
        let value = target.value.map_or_else(String::new, |value| format!("{value} "));
        vec![
            self.who(target.participant),
            self.said("field-concept", term::coded(words, "concept-{}", &target.concept)),
            self.said("story-target", self.texts.of(&target.statement).tell(words)),
            self.said("story-measured-by", format!("{value}{measure}")),
            self.said("story-due", words.date(target.due_on)),
        ]
    }

    fn assessed(&self, recorded: &AssessmentRecorded) -> Vec<Line> {
        let words = self.words;
        vec![
            self.who(recorded.participant),
            self.said("field-point", term::of(words, "point-{}", &recorded.point)),
            self.said("field-instrument", term::coded(words, "instrument-{}", &recorded.instrument)),
            self.said("field-score", self.reading(&recorded.reading)),
        ]
    }

    /// A score with its day and paper, on one line.
    fn reading(&self, reading: &Reading) -> String {
        let words = self.words;
        let day = words.date(reading.taken_on);
        let score = reading.score.to_string();
        match &reading.form {
            Some(form) => {
                let form = term::coded(words, "test-form-{}", form);
                words.tell(
                    "story-reading-form",
                    &[("score", score.into()), ("day", day.into()), ("form", form.into())],
                )
            }
            None => words.tell("story-reading", &[("score", score.into()), ("day", day.into())]),
        }
    }

    fn missed(&self, missed: &AssessmentMissed) -> Vec<Line> {
        vec![
            self.who(missed.participant),
            self.said("field-point", term::of(self.words, "point-{}", &missed.point)),
        ]
    }

    fn corrected(&self, corrected: &AssessmentCorrected) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some((participant, point)) = self.scores.get(&corrected.assessment_id) {
            lines.push(self.who(*participant));
            lines.push(self.said("field-point", term::of(self.words, "point-{}", point)));
        }
        let (label, sequence) = (self.words.say("story-corrects"), corrected.corrects_seq.number());
        lines.push(Line::Entry { label, sequence });
        lines.push(self.changed(
            "field-score",
            self.reading(&corrected.before),
            self.reading(&corrected.after),
        ));
        lines
    }

    fn adopted(&self, adopted: &StrategyAdopted) -> Vec<Line> {
        let practice = &adopted.practice;
        vec![
            self.said("field-strategy", term::coded(self.words, "strategy-{}", &adopted.strategy)),
            self.said("field-lever", term::of(self.words, "lever-{}", &practice.lever)),
            self.said("story-used", self.practice(practice)),
            self.said("field-expected-effect", self.texts.of(&practice.expected_effect).tell(self.words)),
        ]
    }

    /// How a strategy is used, on one line.
    #[must_use]
    pub fn practice(&self, practice: &Practice) -> String {
        let words = self.words;
        let part = term::of(words, "lesson-part-{}", &practice.lesson_part);
        let reach = match &practice.participants {
            Reach::All => words.say("story-everyone"),
            Reach::Only(named) => {
                named.iter().map(|participant| self.called(*participant)).collect::<Vec<_>>().join(", ")
            }
        };
        match &practice.concept {
            Some(concept) => {
                let concept = term::coded(words, "concept-{}", concept);
                let values = [("part", part.into()), ("concept", concept.into()), ("who", reach.into())];
                words.tell("story-practice-concept", &values)
            }
            None => words.tell("story-practice", &[("part", part.into()), ("who", reach.into())]),
        }
    }

    fn adapted(&self, adapted: &StrategyAdapted) -> Vec<Line> {
        let words = self.words;
        let (before, after) = (&adapted.before, &adapted.after);
        let mut lines =
            vec![self.said("field-strategy", term::coded(words, "strategy-{}", &adapted.strategy))];
        if before.lever != after.lever {
            let lever = |practice: &Practice| term::of(words, "lever-{}", &practice.lever);
            lines.push(self.changed("field-lever", lever(before), lever(after)));
        }
        lines.push(self.changed("story-used", self.practice(before), self.practice(after)));
        if before.expected_effect != after.expected_effect {
            let expected = |practice: &Practice| self.texts.of(&practice.expected_effect).tell(words);
            lines.push(self.changed("field-expected-effect", expected(before), expected(after)));
        }
        lines
    }

    fn stopped(&self, stopped: &StrategyStopped) -> Vec<Line> {
        vec![
            self.said("field-strategy", term::coded(self.words, "strategy-{}", &stopped.strategy)),
            self.said(
                "field-judged-effect",
                term::of(self.words, "judged-effect-{}", &stopped.judged_effect),
            ),
        ]
    }

    fn completed(&self, assessed: &CycleAssessed) -> Vec<Line> {
        let completeness = &assessed.completeness;
        vec![
            self.said("story-with-end-score", completeness.with_end_score.to_string()),
            self.said("story-missed", completeness.missed.to_string()),
            self.said("story-withdrawn", completeness.withdrawn.to_string()),
            self.said("story-outstanding", completeness.outstanding.to_string()),
        ]
    }

    fn outcome(&self, sealed: &CycleOutcomeSealed) -> Vec<Line> {
        let outcome = &sealed.outcome;
        let mut lines = vec![self.said("story-with-both", outcome.n_complete.to_string())];
        let figure =
            |value: Option<domain::Score>| value.map(|value| value.decimal().round_dp(1).to_string());
        if let Some(mean) = figure(outcome.mean) {
            let range = figure(outcome.ci_lower).zip(figure(outcome.ci_upper));
            let value = match range {
                Some((lower, upper)) => self.words.tell(
                    "cycles-range",
                    &[("value", mean.into()), ("lower", lower.into()), ("upper", upper.into())],
                ),
                None => mean,
            };
            lines.push(self.said("story-mean-gain", value));
        }
        lines.push(self.said("story-up-to", sealed.upto_sequence.to_string()));
        lines.push(self.said("story-method", outcome.method.to_string()));
        lines
    }
}

/// How far the support goes, in the word of the reader's country: waves in England, tiers elsewhere.
#[must_use]
pub fn support(words: Words, tier: Tier, wave: Wave) -> String {
    match words.locale() {
        Locale::Britain => term::of(words, "wave-{}", &wave),
        Locale::NewZealand | Locale::UnitedStates => term::of(words, "tier-{}", &tier),
    }
}

/// How a pupil takes part, on one line: role, kind of support, share of the sessions, and the smaller group if any.
#[must_use]
pub fn placement_in_words(words: Words, role: &str, tier: &str, share: u32, group: Option<&str>) -> String {
    let mut values = vec![("role", role.into()), ("tier", tier.into()), ("share", share.to_string().into())];
    match group {
        Some(group) => {
            values.push(("group", group.into()));
            words.tell("story-placement-group", &values)
        }
        None => words.tell("story-placement", &values),
    }
}
