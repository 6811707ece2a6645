//! Tells who took part and how, what each needed, and what each was to be able to do.

use domain::catalogue::EntryKind;
use domain::cycle::{
    Aim, CurricularTargetSet, EntryFacts, Leaving, NeedAssessed, Placement, PlacementChanged,
    PlacementCorrected, PupilPlaced, PupilWithdrawn, TargetJudged, TargetMeasure, TargetRevised,
    WithdrawalCorrected,
};
use domain::{Evidence, TargetId};

use super::{Line, Teller};
use crate::term;
use crate::words::Words;

/// How a target is measured, with the value to reach where there is one: "Points on the test: 101".
#[must_use]
pub fn measured_by<V: ToString>(words: Words, measure: TargetMeasure, value: Option<V>) -> String {
    let measure = term::of(words, "target-measure-{}", &measure);
    match value {
        Some(value) => {
            words.tell("story-measure", &[("measure", measure.into()), ("value", value.to_string().into())])
        }
        None => measure,
    }
}

impl Teller<'_> {
    pub(super) fn placed(&self, placed: &PupilPlaced) -> Vec<Line> {
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
        if let Some(reason) = &placed.overlap_override {
            let why = term::of(words, "reason-{}", &reason.code());
            lines.push(self.said("story-overlap", why));
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

    pub(super) fn placement_changed(&self, changed: &PlacementChanged) -> Vec<Line> {
        let (before, after) = (self.placement(&changed.before), self.placement(&changed.after));
        vec![self.who(changed.participant), self.changed("story-takes-part", before, after)]
    }

    pub(super) fn withdrawn(&self, withdrawn: &PupilWithdrawn) -> Vec<Line> {
        vec![
            self.who(withdrawn.participant),
            self.said("field-exit-status", term::of(self.words, "exit-status-{}", &withdrawn.exit_status)),
            self.said("field-next-support", term::of(self.words, "next-support-{}", &withdrawn.next_support)),
        ]
    }

    pub(super) fn withdrawal_corrected(&self, corrected: &WithdrawalCorrected) -> Vec<Line> {
        let (words, before) = (self.words, &corrected.before);
        let mut lines =
            vec![self.who(corrected.participant), self.entry("story-corrects", corrected.corrects_seq)];
        let Some(after) = &corrected.after else {
            let (was, now) = (words.date(before.left_on), words.say("story-goes-on"));
            lines.push(self.changed("story-left-on", was, now));
            return lines;
        };
        let both = |tell: &dyn Fn(&Leaving) -> String| (tell(before), tell(after));
        let told = [
            ("story-left-on", both(&|leaving| words.date(leaving.left_on))),
            ("field-exit-status", both(&|leaving| term::of(words, "exit-status-{}", &leaving.exit_status))),
            (
                "field-next-support",
                both(&|leaving| term::of(words, "next-support-{}", &leaving.next_support)),
            ),
        ];
        lines.extend(told.into_iter().filter_map(|(label, (was, now))| self.if_changed(label, was, now)));
        lines
    }

    pub(super) fn need(&self, need: &NeedAssessed) -> Vec<Line> {
        vec![
            self.who(need.participant),
            self.said("field-concept", self.called_in_catalogue(EntryKind::Concept, &need.concept)),
            self.said("story-can-do", self.texts.of(&need.can_do).tell(self.words)),
            self.said("story-not-yet", self.texts.of(&need.not_yet).tell(self.words)),
            self.said("story-seen-in", term::of(self.words, "need-source-{}", &need.source)),
        ]
    }

    pub(super) fn target(&self, set: &CurricularTargetSet) -> Vec<Line> {
        let aim = &set.aim;
        vec![
            self.who(set.participant),
            self.said("field-concept", self.called_in_catalogue(EntryKind::Concept, &aim.concept)),
            self.said("story-target", self.opened(&aim.statement)),
            self.said("story-measured-by", self.measured_by(aim)),
            self.said("story-due", self.words.date(aim.due_on)),
        ]
    }

    fn measured_by(&self, aim: &Aim) -> String {
        measured_by(self.words, aim.measure, aim.value)
    }

    pub(super) fn target_revised(&self, revised: &TargetRevised) -> Vec<Line> {
        let words = self.words;
        let (before, after) = (&revised.before, &revised.after);
        let concept = |aim: &Aim| self.called_in_catalogue(EntryKind::Concept, &aim.concept);
        let mut lines = self.whose_target(revised.target_id);
        lines.push(self.entry("story-changes", revised.revises_seq));
        lines.extend(self.if_changed("field-concept", concept(before), concept(after)));
        if before.statement != after.statement {
            let (was, now) = (self.opened(&before.statement), self.opened(&after.statement));
            lines.push(self.changed("story-target", was, now));
        }
        lines.extend(self.if_changed("story-measured-by", self.measured_by(before), self.measured_by(after)));
        lines.extend(self.if_changed("story-due", words.date(before.due_on), words.date(after.due_on)));
        lines
    }

    pub(super) fn target_judged(&self, judged: &TargetJudged) -> Vec<Line> {
        let mut lines = self.whose_target(judged.target_id);
        lines.push(self.said("story-judged", term::of(self.words, "judgement-{}", &judged.judgement)));
        lines.extend(judged.evidence.iter().map(|evidence| match evidence {
            Evidence::Event(sequence) => self.entry("history-evidence", *sequence),
            Evidence::Text(text) => self.said("history-evidence", self.opened(text)),
        }));
        lines
    }

    fn whose_target(&self, target: TargetId) -> Vec<Line> {
        self.records.targets.get(&target).map(|participant| self.who(*participant)).into_iter().collect()
    }

    pub(super) fn placement_corrected(&self, corrected: &PlacementCorrected) -> Vec<Line> {
        let words = self.words;
        let (before, after) = (&corrected.before, &corrected.after);
        let both = |tell: &dyn Fn(&EntryFacts) -> String| (tell(before), tell(after));
        let told = [
            ("story-first-day", both(&|entry| words.date(entry.placed_on))),
            ("story-year-level", both(&|entry| entry.year_level.to_string())),
            ("story-entry-band", both(&|entry| term::of(words, "entry-band-{}", &entry.entry_band))),
            ("story-weeks", both(&|entry| entry.weeks_of_schooling.to_string())),
        ];
        let mut lines = vec![self.who(corrected.participant)];
        lines.push(self.entry("story-corrects", corrected.corrects_seq));
        lines.extend(told.into_iter().filter_map(|(label, (was, now))| self.if_changed(label, was, now)));
        if before.potential_evidence != after.potential_evidence {
            let (was, now) = both(&|entry| {
                let evidence = entry.potential_evidence.as_ref();
                evidence.map_or_else(|| words.say("story-nothing"), |text| self.opened(text))
            });
            lines.push(self.changed("story-potential", was, now));
        }
        lines
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
