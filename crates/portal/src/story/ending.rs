//! Tells how a cycle ended, and what came of it.

use domain::cycle::{CycleAssessed, CycleOutcomeSealed};

use super::{Line, Teller};

impl Teller<'_> {
    pub(super) fn completed(&self, assessed: &CycleAssessed) -> Vec<Line> {
        let completeness = &assessed.completeness;
        vec![
            self.said("story-with-end-score", completeness.with_end_score.to_string()),
            self.said("story-missed", completeness.missed.to_string()),
            self.said("story-withdrawn", completeness.withdrawn.to_string()),
            self.said("story-outstanding", completeness.outstanding.to_string()),
        ]
    }

    pub(super) fn outcome(&self, sealed: &CycleOutcomeSealed) -> Vec<Line> {
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
