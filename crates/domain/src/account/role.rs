//! What a person is to a school, and which schools that is for.

use std::fmt;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::ValueError;
use crate::id::GroupId;
use crate::school::{AuthorityCode, SchoolId};

/// What a person is to a school. The names are stored, in facts and in what is known of each fact's author.
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
#[strum(serialize_all = "snake_case", parse_err_ty = ValueError, parse_err_fn = unlisted)]
pub enum Role {
    /// Teaches cycles, and answers for those.
    Teacher,
    /// Leads intervention in the school.
    Lead,
    /// Is the head or another leader of the school.
    Head,
    /// Advises those who teach a cycle, from inside or outside the school.
    Mentor,
    /// Governs the school: sees figures, never pupils.
    Governor,
    /// Reads and verifies everything, writes nothing.
    Auditor,
    /// Works for an authority or a ministry: sees figures of its schools, never pupils.
    Officer,
    /// Keeps accounts and imports; sees no pupil.
    Administrator,
}

fn unlisted(_: &str) -> ValueError {
    ValueError::expecting("a role: teacher, lead, head, mentor, governor, auditor, officer or administrator")
}

impl Role {
    /// Every role, in the order in which pages list them.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The stored name: `teacher`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whether a role can be given for this much: keeping the installation is for the whole of it and nothing else is;
    /// who teaches or leads does so in one school; for a group of schools there are leaders and officers, who read.
    #[must_use]
    pub fn fits(self, scope: &Scope) -> bool {
        match (self, scope) {
            (Self::Administrator, Scope::Installation) => true,
            (Self::Administrator, Scope::School(_) | Scope::Authority(_) | Scope::Group(_))
            | (Self::Teacher | Self::Lead, Scope::Authority(_) | Scope::Group(_))
            | (Self::Mentor | Self::Governor | Self::Auditor, Scope::Group(_)) => false,
            (
                Self::Teacher
                | Self::Lead
                | Self::Head
                | Self::Mentor
                | Self::Governor
                | Self::Auditor
                | Self::Officer,
                scope,
            ) => *scope != Scope::Installation,
        }
    }
}

/// Which schools a role is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// One school.
    School(SchoolId),
    /// Every school of an authority, as the registers say it on the day.
    Authority(AuthorityCode),
    /// Every school of a group, as its facts say it on the day.
    Group(GroupId),
    /// The whole installation.
    Installation,
}

impl Scope {
    /// Reads what [`Scope`] writes as text: `school/urn:125000`, `authority/936`, `group/` and its id,
    /// `installation`.
    ///
    /// # Errors
    /// When the text has none of these forms.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        match text.split_once('/') {
            Some(("school", id)) => SchoolId::parse(id).map(Self::School),
            Some(("authority", code)) => AuthorityCode::parse(code).map(Self::Authority),
            Some(("group", id)) => GroupId::parse(id).map(Self::Group),
            None if text == "installation" => Ok(Self::Installation),
            Some(_) | None => {
                Err(ValueError::expecting("a school, an authority, a group, or the whole installation"))
            }
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::School(school) => write!(f, "school/{school}"),
            Self::Authority(code) => write!(f, "authority/{code}"),
            Self::Group(group) => write!(f, "group/{group}"),
            Self::Installation => f.write_str("installation"),
        }
    }
}

impl std::str::FromStr for Scope {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
