//! What the form about an earlier cycle posts, understood or every problem at once.

use domain::StrategyCode;
use jiff::civil::Date;

use crate::fields::Draft;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields of the form; `use` stands in a row for each strategy.
pub(super) const FIELDS: Shape = Shape(&[
    Part::text("finding", MOST),
    Part::day("effective_on"),
    Part::rows("strategies", &[Part::one_of("use", uses).optional()]).optional(),
]);
/// The field of a strategy's row.
pub(super) const USE: &str = "use";
/// The strategy is used again as it was.
pub(super) const KEPT: &str = "kept";
/// The strategy is used in another way.
pub(super) const CHANGED: &str = "changed";
/// The most characters of what was found out.
const MOST: usize = 1_000;

/// How a strategy can be taken over.
fn uses() -> Vec<String> {
    [KEPT, CHANGED].map(str::to_owned).to_vec()
}

/// What is taken from the earlier cycle.
#[derive(Debug)]
pub(super) struct Carried {
    pub(super) kept: Vec<StrategyCode>,
    pub(super) changed: Vec<StrategyCode>,
    pub(super) finding: String,
    pub(super) effective_on: Date,
}

/// `tried` are the strategies of the earlier cycle: a row for each.
pub(super) fn carry(words: Words, draft: &mut Draft, tried: &[StrategyCode]) -> Option<Carried> {
    let chosen = |how: &str| {
        let is_chosen = |code: &&StrategyCode| draft.in_row(USE, code.as_str()) == how;
        tried.iter().filter(is_chosen).cloned().collect::<Vec<_>>()
    };
    let (kept, changed) = (chosen(KEPT), chosen(CHANGED));
    let finding = draft.read(words, "finding", "carry-finding-missing", |text| {
        (!text.is_empty() && text.chars().count() <= MOST).then(|| text.to_owned())
    });
    let effective_on = draft.day(words, "effective_on");
    Some(Carried { kept, changed, finding: finding?, effective_on: effective_on? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::in_row;

    #[test]
    fn strategies_are_sorted_into_kept_and_changed_and_one_that_was_not_tried_is_left_out() {
        let tried: Vec<StrategyCode> =
            ["number-line-jumps", "maths-talk"].iter().map(|code| code.parse().unwrap()).collect();
        let mut draft = Draft::default()
            .with(&in_row(USE, "number-line-jumps"), CHANGED)
            .with(&in_row(USE, "maths-talk"), "")
            .with(&in_row(USE, "worked-examples"), KEPT)
            .with("finding", "Short jumps helped more.")
            .with("effective_on", "2026-05-04");
        let entry = carry(Words::default(), &mut draft, &tried).unwrap();
        assert_eq!((entry.kept, entry.changed), (Vec::new(), vec![tried[0].clone()]));
    }

    #[test]
    fn what_was_found_out_is_asked_for_beside_the_day() {
        let mut draft = Draft::default().with("finding", " ").with("effective_on", "May");
        assert!(carry(Words::default(), &mut draft, &[]).is_none());
        let fields: Vec<&str> = draft.problems().iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["finding", "effective_on"]);
    }
}
