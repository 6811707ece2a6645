//! Given what was published, when somebody asks, then this follows.

use super::*;
use crate::ReasonCode;
use jiff::civil::date;
use uuid::Uuid;

const TODAY: Date = date(2026, 7, 2);

#[test]
fn the_stored_shape_stays() {
    crate::golden::check::<Edition>(include_str!("golden.jsonl"), &[]);
}

fn cycle(number: u128) -> CycleId {
    CycleId::new(Uuid::from_u128(number))
}

fn head() -> AccountId {
    AccountId::new(Uuid::from_u128(0xB))
}

/// A figure of seven pupils with this gain, on the facts up to `stands_on`.
fn shown(stands_on: u64, gain: &str) -> ShownFigure {
    ShownFigure {
        stands_on: Sequence::new(stands_on),
        outcome: Sequence::new(39),
        pupils: 7,
        scale: "number-standardised".parse().unwrap(),
        gain: gain.parse().unwrap(),
        gain_lower: None,
        gain_upper: None,
        end: None,
        end_lower: None,
        end_upper: None,
        norm: None,
        expected_gain: None,
        method: "cycle-outcome@1".parse().unwrap(),
        benchmark_set: None,
    }
}

fn figure(of: u128, standing: Standing, shown: Option<ShownFigure>) -> EditionFigure {
    EditionFigure { cycle: cycle(of), upto: Sequence::new(50), standing, shown }
}

fn new(of: u128) -> EditionFigure {
    figure(of, Standing::New, Some(shown(41, "6.9")))
}

fn kept(of: u128, since: u32) -> EditionFigure {
    kept_because(of, since, &[ReasonCode::Remark], Some(6))
}

/// Kept for these reasons, of which at least so many pupils stand behind each.
fn kept_because(of: u128, since: u32, codes: &[ReasonCode], behind: Option<u16>) -> EditionFigure {
    let because = codes.iter().copied().collect();
    let standing = Standing::Kept { since, because, behind, why: HeldBack::WorkedOut };
    figure(of, standing, Some(shown(41, "6.9")))
}

fn changed() -> Standing {
    Standing::Changed { because: BTreeSet::from([ReasonCode::Remark]), behind: Some(7) }
}

fn withheld(of: u128, why: HeldBack) -> EditionFigure {
    figure(of, Standing::Withheld { why }, None)
}

fn publish(number: u32, figures: Vec<EditionFigure>) -> EditionCommand {
    let school = "urn:125000".parse().unwrap();
    let act = EditionAct::PublishEdition { school, kind: EditionKind::Cycles, number, least: 6, figures };
    EditionCommand { today: TODAY, by: head(), act }
}

fn take_out(number: u32, cycles: &[u128], code: ReasonCode) -> EditionCommand {
    let without = cycles.iter().map(|number| cycle(*number)).collect();
    let reason = GivenReason::of(code);
    let act = EditionAct::ReplaceEdition { kind: EditionKind::Cycles, number, without, reason };
    EditionCommand { today: TODAY, by: head(), act }
}

/// What stands after these commands, all of which are accepted.
fn given(commands: Vec<EditionCommand>) -> Edition {
    commands.into_iter().fold(Edition::None, |mut edition, command| {
        edition.decide(command).unwrap().into_iter().for_each(|event| edition.apply(event));
        edition
    })
}

fn refused(given: &Edition, command: EditionCommand) -> EditionRefusal {
    given.decide(command).unwrap_err()
}

#[test]
fn the_first_edition_is_number_one_and_the_next_one_says_what_stays() {
    let one = publish(1, vec![new(1), withheld(2, HeldBack::TooFew), new(4)]);
    let first = given(vec![one.clone()]);
    let last = first.last(EditionKind::Cycles).unwrap();
    assert_eq!((last.number, last.published_on, last.figures.len()), (1, TODAY, 3));
    let next = vec![kept(1, 1), new(2), new(3), figure(4, changed(), Some(shown(52, "5.1")))];
    let second = given(vec![one, publish(2, next)]);
    let record = second.record().unwrap();
    assert_eq!(record.last[&EditionKind::Cycles].figures[&cycle(1)].since(2), Some(1));
    let ever: Vec<Vec<u64>> =
        record.ever_shown.values().map(|at| at.iter().map(|one| one.number()).collect()).collect();
    assert_eq!(ever, [vec![41], vec![41], vec![41], vec![41, 52]]);
}

#[test]
fn what_was_shown_before_a_higher_limit_is_shown_again_as_it_was_and_never_as_new() {
    let hidden = vec![
        publish(1, vec![new(1)]),
        publish(2, vec![kept(1, 1)]),
        publish(3, vec![withheld(1, HeldBack::TooFew)]),
    ];
    let hidden = given(hidden);
    let unchanged = |since| figure(1, Standing::Unchanged { since }, Some(shown(41, "6.9")));
    for back in [kept(1, 1), unchanged(1), figure(1, changed(), Some(shown(60, "5.9")))] {
        assert!(hidden.decide(publish(4, vec![back])).is_ok());
    }
    let other = figure(1, Standing::Unchanged { since: 1 }, Some(shown(41, "6.8")));
    for wrong in [new(1), kept(1, 2), unchanged(3), other, figure(1, changed(), Some(shown(41, "6.9")))] {
        let refusal = EditionRefusal::StandingWrong { cycle: cycle(1) };
        assert_eq!(refused(&hidden, publish(4, vec![wrong.clone()])), refusal, "{wrong:?}");
    }
}

#[test]
fn a_reason_is_told_only_of_a_correction_and_only_with_enough_pupils_behind_it() {
    let first = given(vec![publish(1, vec![new(1)])]);
    let code = ReasonCode::Remark;
    let wrong = EditionRefusal::StandingWrong { cycle: cycle(1) };
    for (codes, behind, refusal) in [
        (&[code][..], Some(5), EditionRefusal::TooFewToShow { cycle: cycle(1) }),
        (&[code], None, wrong.clone()),
        (&[], Some(6), wrong.clone()),
        (&[code, ReasonCode::MovedSchool], Some(6), wrong),
    ] {
        assert_eq!(refused(&first, publish(2, vec![kept_because(1, 1, codes, behind)])), refusal);
    }
    assert!(first.decide(publish(2, vec![kept_because(1, 1, &[], None)])).is_ok());
}

#[test]
fn no_pupil_and_too_few_are_told_alike() {
    let first = given(vec![publish(1, vec![withheld(1, HeldBack::NoScores)])]);
    let few = publish(2, vec![withheld(1, HeldBack::TooFew)]);
    assert_eq!(refused(&first, few), EditionRefusal::NothingNew);
    assert_eq!(withheld(1, HeldBack::NoScores).standing.why(), Some(HeldBack::TooFew));
    assert_eq!(withheld(1, HeldBack::WorkedOut).standing.why(), Some(HeldBack::WorkedOut));
    let held = |why| Standing::Kept { since: 1, because: BTreeSet::new(), behind: None, why };
    for why in [HeldBack::NoScores, HeldBack::WorkedOut, HeldBack::TooFew] {
        assert_eq!(held(why).why(), Some(HeldBack::TooFew), "how many are left is not told");
    }
}

#[test]
fn an_edition_is_refused_whose_number_or_figures_do_not_follow_from_the_last() {
    use EditionRefusal as R;
    let none = Edition::None;
    let first = given(vec![publish(1, vec![new(1)])]);
    let unchanged = |since| figure(1, Standing::Unchanged { since }, Some(shown(41, "6.9")));
    let wrong = R::StandingWrong { cycle: cycle(1) };
    let few = ShownFigure { pupils: 5, ..shown(41, "6.9") };
    for (given, command, refusal) in [
        (&none, publish(2, vec![new(1)]), R::StaleEdition { last: 0 }),
        (&first, publish(1, vec![new(1)]), R::StaleEdition { last: 1 }),
        (&none, publish(1, vec![]), R::NothingToPublish),
        (&none, publish(1, vec![new(1), new(1)]), R::FigureTwice { cycle: cycle(1) }),
        (&first, publish(2, vec![new(2)]), R::FigureMissing { cycle: cycle(1) }),
        (&first, publish(2, vec![unchanged(1)]), R::NothingNew),
        (&first, publish(2, vec![unchanged(2), new(2)]), wrong.clone()),
        (&first, publish(2, vec![new(1)]), wrong.clone()),
        (
            &first,
            publish(2, vec![figure(1, Standing::Unchanged { since: 1 }, Some(shown(41, "6.8")))]),
            wrong.clone(),
        ),
        (&first, publish(2, vec![figure(1, Standing::Unchanged { since: 1 }, None)]), wrong.clone()),
        (&none, publish(1, vec![kept(1, 1)]), wrong.clone()),
        (
            &none,
            publish(1, vec![figure(1, Standing::Withheld { why: HeldBack::TooFew }, Some(shown(1, "1")))]),
            wrong,
        ),
        (&none, publish(1, vec![figure(1, Standing::New, Some(few))]), R::TooFewToShow { cycle: cycle(1) }),
    ] {
        assert_eq!(refused(given, command.clone()), refusal, "{command:?}");
    }
    assert!(first.decide(publish(2, vec![kept(1, 1)])).is_ok(), "that it was corrected since is news");
}

#[test]
fn a_figure_that_is_wrong_and_must_stay_can_be_taken_out_with_a_reason() {
    use EditionRefusal as R;
    let code = ReasonCode::DataEntryError;
    let published = || vec![publish(1, vec![new(1), new(2)])];
    let first = given(published());
    assert_eq!(refused(&Edition::None, take_out(1, &[1], code)), R::UnknownRecord);
    assert_eq!(refused(&first, take_out(2, &[1], code)), R::StaleEdition { last: 1 });
    assert_eq!(refused(&first, take_out(1, &[], code)), R::NothingTakenOut);
    assert_eq!(refused(&first, take_out(1, &[3], code)), R::FigureMissing { cycle: cycle(3) });
    assert!(matches!(refused(&first, take_out(1, &[1], ReasonCode::Other)), R::Reason(_)));

    let replaced = given([published(), vec![take_out(1, &[1], code)]].concat());
    let last = replaced.last(EditionKind::Cycles).unwrap();
    assert_eq!(last.number, 1, "it keeps its number");
    assert_eq!(last.figures[&cycle(1)].shown, None);
    assert_eq!(last.figures[&cycle(2)], new(2));
    assert!(replaced.record().unwrap().ever_shown.contains_key(&cycle(1)), "what was read was read");
    assert_eq!(refused(&replaced, take_out(1, &[1], code)), R::FigureMissing { cycle: cycle(1) });
    let unchanged = figure(2, Standing::Unchanged { since: 1 }, Some(shown(41, "6.9")));
    let back = |standing| vec![figure(1, standing, Some(shown(60, "5.9"))), unchanged.clone()];
    assert!(replaced.decide(publish(2, back(changed()))).is_ok());
    let same = vec![figure(1, Standing::Unchanged { since: 1 }, Some(shown(41, "6.9"))), unchanged.clone()];
    let wrong = R::StandingWrong { cycle: cycle(1) };
    assert_eq!(refused(&replaced, publish(2, same)), wrong, "what was taken out is not put in again");
}
