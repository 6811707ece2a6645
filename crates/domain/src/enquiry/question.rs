//! Which question it is, what it is about, and what an answer points to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::cohort_result::Group;
use crate::id::{CycleId, EnquiryId};
use crate::{AcademicYear, Stage, Subject, ValueError};

/// A question of the guidance catalogue, or one in somebody's own words. Stored as `q1` to `q26`, or `own`.
///
/// What was asked stands in the words of the enquiry; the code says which suggestion they came from.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", parse_err_ty = ValueError, parse_err_fn = no_question)]
pub enum QuestionCode {
    /// In the person's own words.
    Own,
    /// Consistency across subjects.
    Q1,
    /// A gap between two subjects.
    Q2,
    /// The trend.
    Q3,
    /// What the school did.
    Q4,
    /// How it relates to current tracking.
    Q5,
    /// How sure a figure is.
    Q6,
    /// A figure that is hidden.
    Q7,
    /// Who is missing from a figure.
    Q8,
    /// High results with slow progress.
    Q9,
    /// Lower results with fast progress.
    Q10,
    /// Gaps between groups.
    Q11,
    /// Why these pupils, and why now.
    Q12,
    /// Whether the teaching that was planned happened.
    Q13,
    /// Whether the gain is more than to be expected.
    Q14,
    /// What it is judged against.
    Q15,
    /// Whether it lasted.
    Q16,
    /// Whether pupils use it in ordinary lessons.
    Q17,
    /// What a change of strategy rested on.
    Q18,
    /// What was adapted.
    Q19,
    /// The same pupils again.
    Q20,
    /// How families take part.
    Q21,
    /// Value for money.
    Q22,
    /// What was corrected.
    Q23,
    /// What became of agreed actions.
    Q24,
    /// Whether years can be compared.
    Q25,
    /// How it reaches other classes.
    Q26,
}

fn no_question(_: &str) -> ValueError {
    ValueError::expecting("a question of the catalogue, q1 to q26, or own")
}

/// What a question is about; none where it is about the school as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Topic {
    /// Official results of one year.
    Results {
        /// At the end of which stage.
        stage: Stage,
        /// In which year.
        year: AcademicYear,
        /// In which subject, if in one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subject: Option<Subject>,
        /// Of which group of pupils, if of one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<Group>,
    },
    /// One cycle.
    Cycle {
        /// Which cycle.
        cycle: CycleId,
    },
}

/// Where an answer points to. Written `cycle/…`, `results/ks2/2018-19` or `enquiry/…` outside of events.
///
/// The results are those of the school that the question is about. Whether there is such a cycle or enquiry of that school
/// is not known here: whoever sends the command looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Link {
    /// A cycle, with its scores and strategies.
    Cycle {
        /// Which cycle.
        cycle: CycleId,
    },
    /// The official results of one year.
    Results {
        /// At the end of which stage.
        stage: Stage,
        /// In which year.
        year: AcademicYear,
    },
    /// An earlier question.
    Enquiry {
        /// Which question.
        enquiry: EnquiryId,
    },
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cycle { cycle } => write!(f, "cycle/{cycle}"),
            Self::Results { stage, year } => write!(f, "results/{stage}/{year}"),
            Self::Enquiry { enquiry } => write!(f, "enquiry/{enquiry}"),
        }
    }
}

impl FromStr for Link {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let wrong = ValueError::expecting("cycle/ and an id, results/ks2/2018-19, or enquiry/ and an id");
        match text.split_once('/').ok_or(wrong)? {
            ("cycle", id) => Ok(Self::Cycle { cycle: id.parse()? }),
            ("enquiry", id) => Ok(Self::Enquiry { enquiry: id.parse()? }),
            ("results", of) => {
                let (stage, year) = of.split_once('/').ok_or(wrong)?;
                Ok(Self::Results { stage: stage.parse()?, year: year.parse()? })
            }
            (_, _) => Err(wrong),
        }
    }
}
