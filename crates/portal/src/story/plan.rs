//! Tells what a cycle was planned as, and how that changed.

use domain::catalogue::EntryKind;
use domain::cycle::{
    CyclePlanned, CycleRescheduled, CycleStaffChanged, CycleStarted, LearningCarriedForward, Tier, Wave,
};
use domain::{AccountId, StrategyCode};
use jiff::civil::Date;

use super::{Line, Teller};
use crate::term;
use crate::words::{Locale, Words};

impl Teller<'_> {
    pub(super) fn planned(&self, planned: &CyclePlanned) -> Vec<Line> {
        let (words, plan) = (self.words, &planned.plan);
        let mut lines = vec![
            self.said("story-subject", term::of(words, "subject-{}", &plan.subject)),
            self.said("story-programme", self.called_in_catalogue(EntryKind::Programme, &plan.programme)),
            self.said("story-kind", term::of(words, "cycle-kind-{}", &plan.kind)),
            self.said("field-tier", support(words, plan.tier, plan.wave)),
            self.said("story-dates", self.dates(plan.starts_on, plan.ends_on)),
            self.said("story-setting", term::of(words, "setting-{}", &plan.setting)),
            self.said("staff-post-teacher", self.account(plan.teacher.uuid())),
            self.said("staff-post-lead", self.account(plan.lead.uuid())),
        ];
        if let Some(mentor) = plan.mentor {
            lines.push(self.said("staff-post-mentor", self.account(mentor.uuid())));
        }
        lines.extend(self.text("story-need-statement", plan.need_statement.as_ref()));
        lines.extend(self.text("story-inquiry-question", plan.inquiry_question.as_ref()));
        lines.extend(self.text("story-class-link", plan.class_link.as_ref()));
        lines.extend(self.text("story-group-label", plan.group_label.as_ref()));
        lines
    }

    pub(super) fn dates(&self, from: Date, to: Date) -> String {
        let words = self.words;
        words.tell("cycles-dates", &[("from", words.date(from).into()), ("to", words.date(to).into())])
    }

    pub(super) fn started(&self, started: &CycleStarted) -> Vec<Line> {
        let overridden = started.size_override.as_ref();
        overridden
            .map(|_| self.said("story-group-size", self.words.say("story-size-overridden")))
            .into_iter()
            .collect()
    }

    pub(super) fn rescheduled(&self, moved: &CycleRescheduled) -> Vec<Line> {
        let before = self.dates(moved.before.starts_on, moved.before.ends_on);
        vec![self.changed("story-dates", before, self.dates(moved.after.starts_on, moved.after.ends_on))]
    }

    pub(super) fn carried(&self, carried: &LearningCarriedForward) -> Vec<Line> {
        let named = |codes: &[StrategyCode]| {
            let told = codes.iter().map(|code| self.called_in_catalogue(EntryKind::Strategy, code));
            told.collect::<Vec<_>>().join(", ")
        };
        let strategies = [
            ("story-kept", named(&carried.strategies_kept)),
            ("story-changed", named(&carried.strategies_changed)),
        ];
        let strategies = strategies.into_iter().filter(|(_, told)| !told.is_empty());
        let mut lines: Vec<Line> = strategies.map(|(label, told)| self.said(label, told)).collect();
        lines.push(self.said("story-finding", self.opened(&carried.finding)));
        lines
    }

    pub(super) fn staff_changed(&self, changed: &CycleStaffChanged) -> Vec<Line> {
        let name = |account: Option<AccountId>| {
            account.map_or_else(|| self.words.say("story-nobody"), |account| self.account(account.uuid()))
        };
        vec![Line::Changed {
            label: term::of(self.words, "staff-post-{}", &changed.role),
            before: name(changed.before),
            after: name(changed.after),
        }]
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
