//! Pupils as the register has them, still sealed.

use domain::{PupilId, SchoolId};
use jiff::civil::Date;
use sqlx::PgPool;
use uuid::Uuid;

use crate::page_error::PageError;
use crate::pupil_details;
use crate::sealed_text::Placed;

/// A pupil's line in the register.
#[derive(Debug, Clone, PartialEq)]
pub struct Pupil {
    /// Which pupil.
    pub id: PupilId,
    /// Where the pupil is now; none after leaving.
    pub school: Option<SchoolId>,
    /// The school whose register it is.
    pub kept_by: SchoolId,
    /// Who it is, sealed; none once the pupil was erased.
    pub details: Option<Placed>,
    /// The day of coming, or of leaving.
    pub since: Date,
    /// Since when erasing is asked for.
    pub erasure_asked_on: Option<Date>,
    /// The day of erasing.
    pub erased_on: Option<Date>,
    /// The last fact that the row knows of.
    pub sequence: u64,
}

/// Everyone on the school's register, those who left and those who were erased too.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn of_school(pool: &PgPool, school: &SchoolId) -> Result<Vec<Pupil>, PageError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select pupil_id, school_id, kept_by, details, details_command_id, since as "since: jiff_sqlx::Date",
                  erasure_asked_on as "erasure_asked_on: jiff_sqlx::Date",
                  erased_on as "erased_on: jiff_sqlx::Date", sequence
           from pupils where kept_by = $1 order by pupil_id"#,
        school.to_string()
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(Pupil::try_from).collect()
}

/// The pupil, if there is one.
///
/// # Errors
/// When the database does not answer, or the row can't be read.
pub async fn pupil(pool: &PgPool, id: PupilId) -> Result<Option<Pupil>, PageError> {
    let row = sqlx::query_as!(
        Row,
        r#"select pupil_id, school_id, kept_by, details, details_command_id, since as "since: jiff_sqlx::Date",
                  erasure_asked_on as "erasure_asked_on: jiff_sqlx::Date",
                  erased_on as "erased_on: jiff_sqlx::Date", sequence
           from pupils where pupil_id = $1"#,
        id.uuid()
    )
    .fetch_optional(pool)
    .await?;
    row.map(Pupil::try_from).transpose()
}

struct Row {
    pupil_id: Uuid,
    school_id: Option<String>,
    kept_by: String,
    details: Option<serde_json::Value>,
    details_command_id: Option<Uuid>,
    since: jiff_sqlx::Date,
    erasure_asked_on: Option<jiff_sqlx::Date>,
    erased_on: Option<jiff_sqlx::Date>,
    sequence: i64,
}

impl TryFrom<Row> for Pupil {
    type Error = PageError;

    fn try_from(row: Row) -> Result<Self, PageError> {
        let unfit = || PageError::Unfit(format!("the pupil {}", row.pupil_id));
        let details = match (row.details, row.details_command_id) {
            (Some(sealed), Some(command)) => {
                let sealed = serde_json::from_value(sealed).map_err(|_| unfit())?;
                Some(Placed::new(sealed, command, pupil_details::FIELD))
            }
            _ => None,
        };
        Ok(Self {
            id: PupilId::new(row.pupil_id),
            school: row.school_id.map(|id| id.parse()).transpose().map_err(|_| unfit())?,
            kept_by: row.kept_by.parse().map_err(|_| unfit())?,
            details,
            since: row.since.to_jiff(),
            erasure_asked_on: row.erasure_asked_on.map(jiff_sqlx::Date::to_jiff),
            erased_on: row.erased_on.map(jiff_sqlx::Date::to_jiff),
            sequence: row.sequence.cast_unsigned(),
        })
    }
}
