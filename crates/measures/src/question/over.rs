//! One question asked of several cycles at once: the most pressing one stands for them, and the others are counted.

use super::{Finding, QuestionId, State, Unknown};

/// What one question found in several cycles.
#[derive(Debug, Clone, PartialEq)]
pub struct Over<L> {
    /// The finding that stands for all: the most pressing of those asked; else one with nothing unusual; else one that
    /// says why it can't be asked, by the first of these reasons in the order of [`Unknown`].
    pub finding: Finding,
    /// The cycles in which it is asked, with what was found there, the most pressing first.
    pub asked: Vec<(L, Finding)>,
    /// How many cycles could be looked at.
    pub looked_at: u32,
}

impl<L> Over<L> {
    /// Puts the findings of one question together.
    #[must_use]
    pub fn of(id: QuestionId, findings: Vec<(L, Finding)>) -> Self {
        let (mut asked, others): (Vec<_>, Vec<_>) =
            findings.into_iter().partition(|(_, finding)| finding.is_asked());
        asked.sort_by_key(|(_, finding)| std::cmp::Reverse(finding.weight));
        let quiet = |(_, finding): &&(L, Finding)| finding.state == State::NothingUnusual;
        let looked_at = asked.len() + others.iter().filter(quiet).count();
        let why = |(_, finding): &&(L, Finding)| match finding.state {
            State::NotKnown(why) => Some(why),
            State::Asked | State::NothingUnusual => None,
        };
        let unknown = || others.iter().min_by_key(why);
        let stands = asked.first().or_else(|| others.iter().find(quiet)).or_else(unknown);
        let finding =
            stands.map_or(Finding::not_known(id, Unknown::NoCycles), |(_, finding)| finding.clone());
        Self { finding, asked, looked_at: u32::try_from(looked_at).unwrap_or(u32::MAX) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::Figures;

    #[test]
    fn the_most_pressing_cycle_stands_for_all_and_quiet_ones_are_counted() {
        let id = QuestionId::Q13;
        let asked = |weight| Finding::asked(id, weight, Figures::None);
        let over = Over::of(
            id,
            vec![
                ("a", Finding::nothing(id, Figures::None)),
                ("b", asked(60)),
                ("c", Finding::not_known(id, Unknown::GoesOn)),
                ("d", asked(70)),
            ],
        );
        assert_eq!((over.finding.weight, over.looked_at), (70, 3));
        assert_eq!(over.asked.iter().map(|(label, _)| *label).collect::<Vec<_>>(), ["d", "b"]);
    }

    #[test]
    fn silence_is_good_news_only_where_somebody_looked() {
        let id = QuestionId::Q13;
        let goes_on = || ("a", Finding::not_known(id, Unknown::GoesOn));
        let quiet = Over::of(id, vec![goes_on(), ("b", Finding::nothing(id, Figures::None))]);
        assert_eq!((quiet.finding.state, quiet.looked_at), (State::NothingUnusual, 1));
        assert_eq!(Over::of(id, vec![goes_on()]).finding.state, State::NotKnown(Unknown::GoesOn));
        let unknown = [Unknown::NoCosts, Unknown::SomebodysPay].map(|why| ("c", Finding::not_known(id, why)));
        let told = Over::of(id, unknown.to_vec()).finding.state;
        assert_eq!(told, State::NotKnown(Unknown::SomebodysPay), "there are costs");
        let none: Vec<(&str, Finding)> = Vec::new();
        assert_eq!(Over::of(id, none).finding.state, State::NotKnown(Unknown::NoCycles));
    }
}
