//! Tells sessions, contacts with families, mentoring, looking back, and costs.

use domain::ParticipantId;
use domain::catalogue::EntryKind;
use domain::cycle::{
    Cost, CostCorrected, FamilyContactRecorded, InquiryReflected, MentoringRecorded, Session,
    SessionCorrected,
};

use super::{Line, Teller};
use crate::term;

impl Teller<'_> {
    pub(super) fn session(&self, session: &Session) -> Vec<Line> {
        let told = self.of_session(session).into_iter();
        told.filter(|(_, told)| !told.is_empty()).map(|(label, told)| self.said(label, told)).collect()
    }

    /// What a session says, each thing with its label; nothing where there is nothing to say.
    fn of_session(&self, session: &Session) -> [(&'static str, String); 4] {
        let strategies =
            session.strategies.iter().map(|code| self.called_in_catalogue(EntryKind::Strategy, code));
        [
            ("story-minutes", session.minutes.to_string()),
            ("story-present", self.names(&session.present)),
            ("story-absent", self.names(&session.absent)),
            ("story-strategies", strategies.collect::<Vec<_>>().join(", ")),
        ]
    }

    fn names(&self, participants: &[ParticipantId]) -> String {
        participants.iter().map(|participant| self.called(*participant)).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn session_corrected(&self, corrected: &SessionCorrected) -> Vec<Line> {
        let (before, after) = (&corrected.before, &corrected.after);
        let day = |held_on| self.words.date(held_on);
        let mut lines = vec![self.entry("story-corrects", corrected.corrects_seq)];
        lines.extend(self.if_changed("story-held-on", day(before.held_on), day(after.held_on)));
        let both = self.of_session(&before.session).into_iter().zip(self.of_session(&after.session));
        lines.extend(both.filter_map(|((label, was), (_, now))| {
            self.if_changed(label, self.or_nothing(was), self.or_nothing(now))
        }));
        lines
    }

    fn or_nothing(&self, told: String) -> String {
        if told.is_empty() { self.words.say("story-nothing") } else { told }
    }

    pub(super) fn contact(&self, contact: &FamilyContactRecorded) -> Vec<Line> {
        let words = self.words;
        let everyone = || self.said("field-participant", words.say("story-everyone"));
        vec![
            contact.participant.map_or_else(everyone, |participant| self.who(participant)),
            self.said("story-contact-kind", term::of(words, "contact-kind-{}", &contact.kind)),
            self.said("story-contact-from", term::of(words, "contact-direction-{}", &contact.direction)),
            self.said("story-contact-note", self.opened(&contact.note)),
        ]
    }

    pub(super) fn mentoring(&self, mentoring: &MentoringRecorded) -> Vec<Line> {
        let mut lines = vec![
            self.said("staff-post-mentor", self.account(mentoring.mentor.uuid())),
            self.said("story-focus", self.opened(&mentoring.focus)),
        ];
        lines.extend(self.text("story-shared-practice", mentoring.shared_practice.as_ref()));
        lines
    }

    pub(super) fn reflection(&self, reflection: &InquiryReflected) -> Vec<Line> {
        vec![
            self.said("story-stage", term::of(self.words, "inquiry-stage-{}", &reflection.stage)),
            self.said("story-finding", self.opened(&reflection.finding)),
            self.said("story-decision", self.opened(&reflection.decision)),
        ]
    }

    pub(super) fn cost(&self, cost: &Cost) -> Vec<Line> {
        let told = self.of_cost(cost).into_iter();
        told.filter(|(_, told)| !told.is_empty()).map(|(label, told)| self.said(label, told)).collect()
    }

    /// What a cost says, each thing with its label.
    fn of_cost(&self, cost: &Cost) -> [(&'static str, String); 3] {
        let amount = cost.currency.in_units(cost.minor_units);
        [
            ("story-cost-kind", term::of(self.words, "cost-kind-{}", &cost.kind)),
            ("story-amount", format!("{amount} {}", cost.currency)),
            ("story-hours", cost.hours.map_or_else(String::new, |hours| hours.to_string())),
        ]
    }

    pub(super) fn cost_corrected(&self, corrected: &CostCorrected) -> Vec<Line> {
        let mut lines = vec![self.entry("story-corrects", corrected.corrects_seq)];
        let both = self.of_cost(&corrected.before).into_iter().zip(self.of_cost(&corrected.after));
        lines.extend(both.filter_map(|((label, was), (_, now))| {
            self.if_changed(label, self.or_nothing(was), self.or_nothing(now))
        }));
        lines
    }
}
