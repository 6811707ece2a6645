//! Tells how a cycle ended, what came of it, and what was said of it afterwards.

use domain::cycle::{
    BoardReportAmended, BoardReportSubmitted, CycleAssessed, CycleOutcomeSealed, CycleReopened,
    CycleReopeningAsked, CycleReopeningDeclined, ImpactJudged, Rating, ReportPart,
};

use measures::Interval;
use rust_decimal::prelude::ToPrimitive;

use super::{Line, Teller};
use crate::{chart, paper, term};

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
        let figure = |value: Option<domain::Score>| value.and_then(|value| value.decimal().to_f64());
        if let Some(mean) = figure(outcome.mean).map(chart::signed) {
            let ends = figure(outcome.ci_lower).zip(figure(outcome.ci_upper));
            let value = match ends.and_then(|(lower, upper)| Interval::new(lower, upper)) {
                Some(interval) => self.words.tell(
                    "cycle-figure-range",
                    &[("value", mean.into()), ("range", chart::range(self.words, interval).into())],
                ),
                None => mean,
            };
            lines.push(self.said("story-mean-gain", value));
        }
        if let Some(percent) = outcome.confidence_percent {
            lines.push(self.said("story-confidence", percent.to_string()));
        }
        lines.push(self.said("story-up-to", sealed.upto_sequence.to_string()));
        let method = &outcome.method;
        let method = paper::method(self.words, &method.code().to_string(), method.version());
        lines.push(self.said("story-method", method));
        lines
    }

    pub(super) fn impact(&self, judged: &ImpactJudged) -> Vec<Line> {
        let rated = |rating: Rating| term::of(self.words, "rating-{}", &rating);
        vec![
            self.said("story-impact", rated(judged.impact)),
            self.said("story-value", rated(judged.value)),
            self.said("story-leadership", rated(judged.leadership)),
            self.said("story-judge", self.account(judged.judge.uuid())),
        ]
    }

    pub(super) fn report(&self, report: &BoardReportSubmitted) -> Vec<Line> {
        let parts = [
            (ReportPart::Need, &report.need),
            (ReportPart::Impact, &report.impact),
            (ReportPart::PracticeChange, &report.practice_change),
            (ReportPart::NextSteps, &report.next_steps),
        ];
        let told = |(part, text)| Line::Said { label: self.part(part), value: self.opened(text) };
        let mut lines: Vec<Line> = parts.into_iter().map(told).collect();
        lines.push(self.entry("story-report-up-to", report.upto_seq));
        lines
    }

    fn part(&self, part: ReportPart) -> String {
        term::of(self.words, "report-part-{}", &part)
    }

    pub(super) fn report_amended(&self, amended: &BoardReportAmended) -> Vec<Line> {
        let (before, after) = (self.opened(&amended.before), self.opened(&amended.after));
        vec![
            self.entry("story-changes", amended.amends_seq),
            Line::Changed { label: self.part(amended.part), before, after },
        ]
    }

    pub(super) fn reopening_asked(&self, asked: &CycleReopeningAsked) -> Vec<Line> {
        vec![self.said("story-asked-by", self.account(asked.by.uuid()))]
    }

    pub(super) fn reopening_declined(&self, declined: &CycleReopeningDeclined) -> Vec<Line> {
        vec![
            self.said("story-asked-by", self.account(declined.asked_by.uuid())),
            self.said("story-declined-by", self.account(declined.declined_by.uuid())),
        ]
    }

    pub(super) fn reopened(&self, reopened: &CycleReopened) -> Vec<Line> {
        vec![self.said("story-approver", self.account(reopened.approver.uuid()))]
    }
}
