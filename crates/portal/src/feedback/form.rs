//! What somebody says of a chart or a question: understood, or every problem at once.

use std::fmt;
use std::str::FromStr;

use measures::question::QuestionId;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::enquiries::is_unnamed;
use crate::fields::{Draft, is_unseen};
use crate::pupil_names::PupilName;
use crate::schools::read::School;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The most letters of a sentence.
const MOST: usize = 300;

/// The fields of the form.
pub(super) const FIELDS: Shape = Shape(&[
    Part::one_of("about", abouts),
    Part::word::<Clear>("clear"),
    Part::text("feedback_words", MOST).optional(),
]);

/// Every name of something that can be clear or not.
fn abouts() -> Vec<String> {
    About::all().map(|about| about.to_string()).collect()
}

/// A chart, or a page of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Shows {
    /// The quadrant chart of official results.
    Quadrant,
    /// The trend over the years.
    Trend,
    /// The chart of a school's cycles.
    Cycles,
    /// This year's scores beside the official results.
    Tracking,
    /// A chart on which each school is a mark: of an authority, of a group, of all schools.
    Schools,
    /// A school beside those that are like it.
    Similar,
    /// Cycles side by side.
    Compare,
    /// The chart of one edition's figures.
    Editions,
    /// One cycle's figures, and the course of a pupil in it.
    Cycle,
}

/// What somebody speaks of. Written `chart-quadrant` or `question-q5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A chart.
    Chart(Shows),
    /// A question of the catalogue.
    Question(QuestionId),
}

impl About {
    /// Everything that can be clear or not: the charts, then the questions.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let charts = Shows::VARIANTS.iter().copied().map(Self::Chart);
        charts.chain(QuestionId::ALL.into_iter().map(Self::Question))
    }

    /// What it is called.
    #[must_use]
    pub fn tell(self, words: Words) -> String {
        match self {
            Self::Chart(shows) => words.say(&format!("feedback-chart-{shows}")),
            Self::Question(id) => words.say(&format!("question-{}", id.code().to_lowercase())),
        }
    }

    /// Where it stands, or the list that leads to it, for somebody of this school.
    #[must_use]
    pub fn address(self, school: &School) -> String {
        let own = school.address();
        match self {
            Self::Chart(Shows::Schools) => match &school.authority {
                Some(code) => format!("/authorities/{code}/quadrant"),
                None => "/all-schools/quadrant".to_owned(),
            },
            Self::Chart(Shows::Cycle) => format!("{own}/{}", Shows::Cycles),
            Self::Chart(shows) => format!("{own}/{shows}"),
            Self::Question(id) => format!("{own}/questions#{}", id.code().to_lowercase()),
        }
    }
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chart(shows) => write!(f, "chart-{shows}"),
            Self::Question(id) => write!(f, "question-{}", id.code().to_lowercase()),
        }
    }
}

/// It is nothing that can be clear or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("neither a chart nor a question")]
pub struct NothingOfOurs;

impl FromStr for About {
    type Err = NothingOfOurs;

    fn from_str(text: &str) -> Result<Self, NothingOfOurs> {
        match text.split_once('-').ok_or(NothingOfOurs)? {
            ("chart", shows) => shows.parse().map(Self::Chart).map_err(|_| NothingOfOurs),
            ("question", code) => code.to_uppercase().parse().map(Self::Question).map_err(|_| NothingOfOurs),
            (_, _) => Err(NothingOfOurs),
        }
    }
}

/// Whether it was clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Clear {
    /// It was.
    Yes,
    /// Some of it was.
    Partly,
    /// It was not.
    No,
}

/// What was said.
#[derive(Debug, PartialEq)]
pub(super) struct Given {
    pub(super) about: About,
    pub(super) clear: Clear,
    pub(super) words: Option<String>,
}

pub(super) fn given(words: Words, draft: &mut Draft, names: &[PupilName]) -> Option<Given> {
    let about = draft.read(words, "about", "form-feedback-about", |text| text.parse().ok());
    let clear = draft.read(words, "clear", "form-feedback-clear", |text| text.parse().ok());
    let text = draft.text("feedback_words").to_owned();
    let said = text.chars().any(|sign| !sign.is_whitespace() && !is_unseen(sign));
    let mut fits = true;
    if text.chars().count() > MOST {
        let most = [("most", MOST.to_string().into())];
        draft.refuse(words, "feedback_words", "refusal-enquiry-words-too-long", &most);
        fits = false;
    } else if said {
        fits = is_unnamed(words, draft, "feedback_words", names);
    }
    let (about, clear) = (about?, clear?);
    fits.then_some(Given { about, clear, words: said.then_some(text) })
}
