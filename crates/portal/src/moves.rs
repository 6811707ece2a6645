//! How pupils moved between bands of scores, as pages and programs show it.
//!
//! Who reads the names and scores of a cycle's pupils sees every count. Everybody else sees what [`Moves::shown`] lets
//! through: all of them, three of them, or none.

use maud::{Markup, html};
use measures::{Directions, Moves, Policy, ScoreBand, ShownMoves};
use serde::Serialize;
use utoipa::ToSchema;

use crate::gains::Gains;
use crate::words::Words;

/// The moves of the pupils with both scores; nothing where the test has no norm.
#[must_use]
pub fn of(gains: &Gains) -> Option<Moves> {
    Moves::of(gains.pairs.values().copied(), &gains.reference)
}

/// What a reader sees of them.
#[must_use]
pub fn seen(moves: &Moves, reads_names: bool, policy: &Policy) -> ShownMoves {
    if reads_names && moves.pupils() > 0 { ShownMoves::Whole(moves.clone()) } else { moves.shown(policy) }
}

/// The part of a page about them, below `heading`; `about` says whose they are.
#[must_use]
pub fn section(words: Words, seen: &ShownMoves, about: &Markup) -> Markup {
    html! {
        h2 class="govuk-heading-m" { (words.say("moves-title")) }
        (about)
        @match seen {
            ShownMoves::Whole(moves) => {
                (told(words, moves.directions()))
                (table(words, moves))
            }
            ShownMoves::Directions(directions) => {
                (told(words, *directions))
                p class="govuk-body" { (words.say("moves-merged")) }
            }
            ShownMoves::TooFew => { p class="govuk-body" { (words.say("moves-few")) } }
        }
        @if *seen != ShownMoves::TooFew {
            p class="govuk-body" { (words.say("moves-about")) }
            p class="govuk-body" { (words.say("moves-chance")) }
        }
    }
}

fn told(words: Words, directions: Directions) -> Markup {
    let Directions { up, stayed, down } = directions;
    let values = [("pupils", up + stayed + down), ("up", up), ("stayed", stayed), ("down", down)];
    let values = values.map(|(name, count)| (name, count.into()));
    html! { p class="govuk-body" { (words.tell("moves-told", &values)) } }
}

/// A row for each band at the start, a column for each at the end.
fn table(words: Words, moves: &Moves) -> Markup {
    let (start, all) = (words.say("moves-start"), words.say("moves-all"));
    let end = |band: ScoreBand| words.tell("moves-end", &[("band", words.say(band.message_key()).into())]);
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" {
                (words.tell("moves-caption", &[("pupils", moves.pupils().into())]))
            }
            thead role="rowgroup" {
                tr role="row" {
                    th class="govuk-table__header" scope="col" role="columnheader" { (start) }
                    @for band in ScoreBand::ALL {
                        th class="govuk-table__header govuk-table__header--numeric" scope="col" role="columnheader" { (end(band)) }
                    }
                    th class="govuk-table__header govuk-table__header--numeric" scope="col" role="columnheader" { (all) }
                }
            }
            tbody role="rowgroup" {
                @for band in ScoreBand::ALL {
                    tr role="row" {
                        th class="govuk-table__header" scope="row" role="rowheader" { (words.say(band.message_key())) }
                        @for other in ScoreBand::ALL {
                            td class="govuk-table__cell govuk-table__cell--numeric" role="cell" data-label=(end(other)) {
                                (moves.count(band, other))
                            }
                        }
                        td class="govuk-table__cell govuk-table__cell--numeric" role="cell" data-label=(all) {
                            (moves.began_in(band))
                        }
                    }
                }
            }
        }
    }
}

/// The moves as programs read them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BandMoves)]
pub struct Record {
    /// The pupils with a start and an end score; none where nothing is shown.
    pupils: Option<u32>,
    /// In a higher band at the end.
    up: Option<u32>,
    /// In the same band.
    stayed: Option<u32>,
    /// In a lower band.
    down: Option<u32>,
    /// Each count that is not zero; none where only the three above are shown, or nothing.
    from_to: Vec<Cell>,
    /// `c` where too few pupils stand behind the counts.
    not_shown: Option<&'static str>,
}

/// How many pupils came from one band to another.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BandMove)]
struct Cell {
    /// `well_below`, `below`, `at` or `above`.
    #[schema(value_type = String)]
    start: ScoreBand,
    /// The same at the end.
    #[schema(value_type = String)]
    end: ScoreBand,
    pupils: u32,
}

impl Record {
    /// What a program is told.
    #[must_use]
    pub fn of(seen: &ShownMoves) -> Self {
        let (directions, from_to) = match seen {
            ShownMoves::Whole(moves) => {
                let cell = |(start, end, pupils)| Cell { start, end, pupils };
                (Some(moves.directions()), moves.counts().map(cell).collect())
            }
            ShownMoves::Directions(directions) => (Some(*directions), Vec::new()),
            ShownMoves::TooFew => (None, Vec::new()),
        };
        Self {
            pupils: directions.map(|told| told.up + told.stayed + told.down),
            up: directions.map(|told| told.up),
            stayed: directions.map(|told| told.stayed),
            down: directions.map(|told| told.down),
            from_to,
            not_shown: directions.is_none().then_some("c"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use measures::{PairedScore, Reference};

    /// The worked example of seven pupils.
    fn example() -> Moves {
        let start = [82.0, 84.0, 79.0, 88.0, 85.0, 81.0, 86.0];
        let end = [90.0, 91.0, 83.0, 95.0, 93.0, 85.0, 96.0];
        let pairs = start.into_iter().zip(end).map(|(start, end)| PairedScore { start, end });
        Moves::of(pairs, &Reference::STANDARDISED).unwrap()
    }

    #[test]
    fn who_reads_names_sees_every_count_and_others_none_of_seven_pupils() {
        let (words, policy) = (Words::default(), Policy::default());
        let page =
            |reads_names| section(words, &seen(&example(), reads_names, &policy), &html! {}).into_string();
        let whole = page(true);
        assert!(
            whole.contains("Of 7 pupils, 5 ended in a higher band, 2 in the same band and 0 in a lower one.")
        );
        insta::assert_snapshot!(whole.replace("><", ">\n<"));
        let others = page(false);
        assert!(!others.contains("<table") && !others.contains('7'), "{others}");
    }

    #[test]
    fn programs_read_what_the_page_shows() {
        let policy = Policy::default();
        let json =
            |reads_names| serde_json::to_value(Record::of(&seen(&example(), reads_names, &policy))).unwrap();
        let whole = json(true);
        assert_eq!((&whole["pupils"], &whole["up"]), (&7.into(), &5.into()));
        let first = serde_json::json!({"start": "well_below", "end": "well_below", "pupils": 1});
        assert_eq!(whole["from_to"][0], first);
        let hidden = json(false);
        assert_eq!((&hidden["pupils"], &hidden["not_shown"]), (&serde_json::Value::Null, &"c".into()));
    }
}
