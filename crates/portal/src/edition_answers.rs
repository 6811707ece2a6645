//! The editions of a school's own figures as programs read them. A field here is never renamed or removed.

use domain::SchoolId;
use domain::edition::{EditionFigure, ShownFigure, Standing};
use jiff::civil::Date;
use measures::{Policy, disclosure};
use serde::Serialize;
use utoipa::ToSchema;

use crate::editions::{page, read::Published};

/// Every edition of a school.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SchoolEditions)]
pub struct ListAnswer {
    school: String,
    /// Cycles that are closed, and of which no edition says anything yet.
    waiting: usize,
    /// The last one first.
    editions: Vec<ListedAnswer>,
}

/// One edition of the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListedEdition)]
struct ListedAnswer {
    number: u32,
    #[schema(value_type = String, format = Date)]
    published_on: Date,
    /// How many cycles it says anything of.
    cycles: usize,
    /// How many of them have figures in it.
    shown: usize,
    #[schema(value_type = Option<String>, format = Date)]
    replaced_on: Option<Date>,
}

impl ListAnswer {
    /// The list.
    #[must_use]
    pub fn of(school: &SchoolId, waiting: usize, editions: &[Published]) -> Self {
        let one = |edition: &Published| ListedAnswer {
            number: edition.number,
            published_on: edition.published_on,
            cycles: edition.figures.len(),
            shown: edition.shown(),
            replaced_on: edition.replaced.last().map(|replaced| replaced.on),
        };
        Self { school: school.to_string(), waiting, editions: editions.iter().map(one).collect() }
    }
}

/// One edition, as it reads now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Edition)]
pub struct EditionAnswer {
    school: String,
    number: u32,
    #[schema(value_type = String, format = Date)]
    published_on: Date,
    /// The limit for small numbers by which it was made.
    least: u32,
    #[schema(value_type = Option<String>, format = Date)]
    replaced_on: Option<Date>,
    /// Why it was put right last.
    replaced_because: Option<String>,
    figures: Vec<FigureAnswer>,
}

impl EditionAnswer {
    /// The edition, with the figures that the school's limit lets through today.
    #[must_use]
    pub fn of(school: &SchoolId, policy: &Policy, edition: &Published) -> Self {
        let figure = |figure: &EditionFigure| FigureAnswer::of(figure, edition.number, policy);
        let replaced = edition.replaced.last();
        Self {
            school: school.to_string(),
            number: edition.number,
            published_on: edition.published_on,
            least: edition.least,
            replaced_on: replaced.map(|replaced| replaced.on),
            replaced_because: replaced.map(|replaced| replaced.reason.to_string()),
            figures: edition.figures.iter().map(figure).collect(),
        }
    }
}

/// What the next edition would say.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NextEdition)]
pub struct NextAnswer {
    school: String,
    /// The number that it would have; send it back as `edition`.
    number: u32,
    /// Send it back, so that what is published is what was read.
    basis: String,
    /// Whether it would say anything that the last edition does not.
    is_news: bool,
    /// The last fact about the school's editions.
    sequence: u64,
    figures: Vec<FigureAnswer>,
}

impl NextAnswer {
    /// What would be published after fact `sequence`, and whether that is news.
    #[must_use]
    pub fn of(
        school: &SchoolId,
        (number, sequence): (u32, u64),
        (is_news, basis): (bool, String),
        figures: &[EditionFigure],
    ) -> Self {
        // They have passed the school's limit a moment ago.
        let policy = Policy::default();
        let figure = |figure: &EditionFigure| FigureAnswer::of(figure, number, &policy);
        Self {
            school: school.to_string(),
            number,
            basis,
            is_news,
            sequence,
            figures: figures.iter().map(figure).collect(),
        }
    }
}

/// What an edition says of one cycle.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EditionFigure)]
pub struct FigureAnswer {
    cycle: String,
    /// `new`, `unchanged`, `changed`, `kept` or `withheld`.
    standing: &'static str,
    /// The edition that said these figures first.
    since: Option<u32>,
    /// Why records were corrected, each reason once, where enough pupils stand behind it.
    because: Vec<String>,
    /// Why it is withheld: `too_few` (or none), `worked_out`, `too_many_to_check`, `open_again` or `taken_out`. Why it is kept:
    /// `too_few` (pupils stand behind a new figure, or changed), `too_many_to_check` or `open_again`.
    why: Option<String>,
    figures: Option<ShownAnswer>,
}

/// The figures, in the units of the scale.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EditionFigures)]
struct ShownAnswer {
    pupils: u16,
    scale: String,
    gain: String,
    gain_lower: Option<String>,
    gain_upper: Option<String>,
    end: Option<String>,
    end_lower: Option<String>,
    end_upper: Option<String>,
    norm: Option<String>,
    expected_gain: Option<String>,
    method: String,
    benchmark_set: Option<String>,
}

impl FigureAnswer {
    /// What edition `number` says, if the limit of `policy` lets it through today.
    #[must_use]
    pub fn of(figure: &EditionFigure, number: u32, policy: &Policy) -> Self {
        let standing = match &figure.standing {
            Standing::New => "new",
            Standing::Unchanged { .. } => "unchanged",
            Standing::Changed { .. } => "changed",
            Standing::Kept { .. } => "kept",
            Standing::Withheld { .. } => "withheld",
        };
        let shown = figure.shown.as_ref().filter(|shown| disclosure::shown(shown.pupils.into(), policy));
        Self {
            cycle: figure.cycle.to_string(),
            standing,
            since: figure.since(number),
            because: page::reasons(&figure.standing, policy).iter().map(ToString::to_string).collect(),
            why: figure.standing.why().map(|why| why.to_string()),
            figures: shown.map(ShownAnswer::of),
        }
    }
}

impl ShownAnswer {
    fn of(shown: &ShownFigure) -> Self {
        let text = |score: &Option<domain::Score>| score.map(|score| score.to_string());
        Self {
            pupils: shown.pupils,
            scale: shown.scale.to_string(),
            gain: shown.gain.to_string(),
            gain_lower: text(&shown.gain_lower),
            gain_upper: text(&shown.gain_upper),
            end: text(&shown.end),
            end_lower: text(&shown.end_lower),
            end_upper: text(&shown.end_upper),
            norm: text(&shown.norm),
            expected_gain: text(&shown.expected_gain),
            method: shown.method.to_string(),
            benchmark_set: shown.benchmark_set.as_ref().map(ToString::to_string),
        }
    }
}
