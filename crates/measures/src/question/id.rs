//! The catalogue: every question by the code under which it is known for ever, with where it comes from.

use std::{fmt, str::FromStr};

use serde::{Serialize, Serializer};

/// A question of the catalogue. Its code is stored with what people asked, and is never given to another question.
///
/// # Source
/// Q1 to Q5: East Sussex, scrutiny review of key stage 2 mathematics (2010), recommendation 7, the five sample questions.
/// The others are our own, after what governors are told to ask: each says from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QuestionId {
    /// Do pupils do about as well in every subject? (East Sussex)
    Q1,
    /// Do two subjects differ by more than chance? (East Sussex)
    Q2,
    /// Is the trend up or down? (East Sussex)
    Q3,
    /// What did the school do about it? (East Sussex)
    Q4,
    /// Does this year's tracking agree with the results? (East Sussex)
    Q5,
    /// How many pupils is this, and what would one of them change? (East Sussex, on reliability by size of group)
    Q6,
    /// What is hidden, and who has looked at it for us? (Governors Wales, on small schools)
    Q7,
    /// Who is missing from the figure? (Department for Education, technical guide, coverage)
    Q8,
    /// Do high results hide slow progress? (National Governance Association, knowing your school)
    Q9,
    /// Where pupils catch up, what works, and will it last? (Education Review Office, New Zealand)
    Q10,
    /// Is a gap between groups closing, and which of them moved? (National Governance Association)
    Q11,
    /// Why these pupils, and why now? (Education Review Office, trustees' booklet)
    Q12,
    /// Did the planned teaching happen? (our own; teaching time is most of what a cycle is)
    Q13,
    /// Is the gain more than pupils make anyway? (regression to the mean; see [`crate::cycle::GainVerdict`])
    Q14,
    /// Against what is it judged? (Department for Education, understanding your data)
    Q15,
    /// Did it last? (Secondary National Strategy, Liverpool 2006, on what inspectors found)
    Q16,
    /// Is it used in ordinary lessons? (Secondary National Strategy, Liverpool 2006)
    Q17,
    /// What told the teacher to change? (All Learners Network, evidence before a change)
    Q18,
    /// What did the teacher adapt? (Accelerating Learning in Mathematics, cycles of inquiry)
    Q19,
    /// Is it still the right support for pupils who come again? (Accelerating Learning in Mathematics, tiers)
    Q20,
    /// How are families part of it? (Accelerating Learning in Mathematics, partnership)
    Q21,
    /// What did a place cost, and would we buy it again? (Secondary National Strategy, value for money)
    Q22,
    /// What was corrected, and did it change the message? (our own)
    Q23,
    /// What came of what was agreed? (East Sussex, improvement partners' visits)
    Q24,
    /// Can these years be compared? (Department for Education, technical guide)
    Q25,
    /// How does what works reach other classes? (Accelerating Learning in Mathematics, effective practice)
    Q26,
}

impl QuestionId {
    /// Every question, in the order of the catalogue.
    pub const ALL: [Self; 26] = [
        Self::Q1,
        Self::Q2,
        Self::Q3,
        Self::Q4,
        Self::Q5,
        Self::Q6,
        Self::Q7,
        Self::Q8,
        Self::Q9,
        Self::Q10,
        Self::Q11,
        Self::Q12,
        Self::Q13,
        Self::Q14,
        Self::Q15,
        Self::Q16,
        Self::Q17,
        Self::Q18,
        Self::Q19,
        Self::Q20,
        Self::Q21,
        Self::Q22,
        Self::Q23,
        Self::Q24,
        Self::Q25,
        Self::Q26,
    ];

    /// Its code, as stored and shown: `Q1`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Q1 => "Q1",
            Self::Q2 => "Q2",
            Self::Q3 => "Q3",
            Self::Q4 => "Q4",
            Self::Q5 => "Q5",
            Self::Q6 => "Q6",
            Self::Q7 => "Q7",
            Self::Q8 => "Q8",
            Self::Q9 => "Q9",
            Self::Q10 => "Q10",
            Self::Q11 => "Q11",
            Self::Q12 => "Q12",
            Self::Q13 => "Q13",
            Self::Q14 => "Q14",
            Self::Q15 => "Q15",
            Self::Q16 => "Q16",
            Self::Q17 => "Q17",
            Self::Q18 => "Q18",
            Self::Q19 => "Q19",
            Self::Q20 => "Q20",
            Self::Q21 => "Q21",
            Self::Q22 => "Q22",
            Self::Q23 => "Q23",
            Self::Q24 => "Q24",
            Self::Q25 => "Q25",
            Self::Q26 => "Q26",
        }
    }

    /// Whether it is asked of published results, and not of cycles or of what a school has on record.
    #[must_use]
    pub const fn is_of_results(self) -> bool {
        matches!(
            self,
            Self::Q1
                | Self::Q2
                | Self::Q3
                | Self::Q4
                | Self::Q5
                | Self::Q6
                | Self::Q7
                | Self::Q8
                | Self::Q9
                | Self::Q10
                | Self::Q11
                | Self::Q25
        )
    }

    /// Whether it is one of the five that the source asked for: these always have an answer.
    #[must_use]
    pub const fn is_of_the_source(self) -> bool {
        matches!(self, Self::Q1 | Self::Q2 | Self::Q3 | Self::Q4 | Self::Q5)
    }
}

impl fmt::Display for QuestionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Text that is no code of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no question of the catalogue has this code")]
pub struct NotAQuestion;

impl FromStr for QuestionId {
    type Err = NotAQuestion;

    /// Reads a code such as `Q1`.
    ///
    /// # Errors
    /// When no question has it.
    fn from_str(text: &str) -> Result<Self, NotAQuestion> {
        Self::ALL.into_iter().find(|id| id.code() == text).ok_or(NotAQuestion)
    }
}

impl Serialize for QuestionId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_back_and_they_count_from_one() {
        for (number, id) in (1..).zip(QuestionId::ALL) {
            assert_eq!(id.code(), format!("Q{number}"));
            assert_eq!(id.code().parse(), Ok(id));
        }
        assert_eq!("Q27".parse::<QuestionId>(), Err(NotAQuestion));
        assert_eq!("q1".parse::<QuestionId>(), Err(NotAQuestion));
    }
}
