//! Schools for the list and for every page about one.

use domain::SchoolId;
use domain::school::{Country, Month, SchoolKind, SchoolYear, TermCalendar, When};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use measures::Policy;
use sqlx::PgPool;

use super::Search;
use crate::app;
use crate::page_error::PageError;
use crate::pupil_details::FIRST_MONTH;

/// How many schools one page of the list shows.
pub const PAGE: u32 = 50;

/// A school as pages show it.
#[derive(Debug, Clone, PartialEq)]
pub struct School {
    /// Which school.
    pub id: SchoolId,
    /// Its public name.
    pub name: String,
    /// The code of its local authority.
    pub authority: Option<String>,
    /// What kind of school it is.
    pub kind: SchoolKind,
    /// The youngest age it teaches.
    pub youngest: Option<i16>,
}

impl School {
    /// A school as its row has it.
    ///
    /// # Errors
    /// When the id or the kind can't be read.
    pub fn of(
        id: &str,
        name: String,
        authority: Option<String>,
        kind: &str,
        youngest: Option<i16>,
    ) -> Result<Self, PageError> {
        let unfit = |what: &str| PageError::Unfit(format!("{what} of a school"));
        Ok(Self {
            id: id.parse().map_err(|_| unfit("the id"))?,
            kind: kind.parse().map_err(|_| unfit("the kind"))?,
            name,
            authority,
            youngest,
        })
    }

    /// The number by which people know it: the URN in England, else the whole id.
    #[must_use]
    pub fn number(&self) -> String {
        self.id.urn().map_or_else(|| self.id.to_string(), |urn| urn.to_string())
    }

    /// The address of its page.
    #[must_use]
    pub fn address(&self) -> String {
        format!("/schools/{}", self.number())
    }

    /// Whether another school set the starting point of its pupils' progress.
    #[must_use]
    pub fn is_junior(&self) -> bool {
        self.youngest.is_some_and(|age| age >= 7)
    }
}

/// Some of the schools that were looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// One page of them, by name.
    pub schools: Vec<School>,
    /// How many there are in all.
    pub total: i64,
    /// The authorities that there are schools of.
    pub authorities: Vec<String>,
}

/// How much there is to see.
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    /// Schools.
    pub schools: i64,
    /// Tables' rows: one school in one year.
    pub results: i64,
    /// Authorities with schools.
    pub authorities: Vec<String>,
}

/// The school, if it is known.
///
/// # Errors
/// When the database does not answer.
pub async fn school(pool: &PgPool, id: &SchoolId) -> Result<Option<School>, PageError> {
    let row = sqlx::query_as!(
        Row,
        r#"select school_id, name, authority, kind, youngest from schools where school_id = $1"#,
        id.to_string()
    )
    .fetch_optional(pool)
    .await?;
    row.map(School::try_from).transpose()
}

/// What a school's own settings come to on its pages now.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Today, by the school's clock.
    pub today: Date,
    /// The time zone of that clock.
    pub zone: TimeZone,
    /// Where it is, if it said so.
    pub country: Option<Country>,
    /// The month with which its school year begins, January being 1.
    pub first_month: i8,
    /// How few pupils may stand behind a figure.
    pub policy: Policy,
    /// When it teaches, as far as it said so.
    pub terms: TermCalendar,
}

impl Settings {
    /// What holds for a school that chose nothing, on this day.
    #[must_use]
    pub fn usual(today: Date) -> Self {
        let terms = TermCalendar::default();
        let zone = app::london();
        Self { today, zone, country: None, first_month: FIRST_MONTH, policy: Policy::default(), terms }
    }

    /// Where a day lies in the school's year.
    #[must_use]
    pub fn when(&self, day: Date) -> When {
        Month::new(self.first_month).map_or(When::Unknown, |month| self.terms.when(day, month))
    }

    /// The school year that a day lies in, as people of the school write it: 2025/26, or 2026.
    #[must_use]
    pub fn year_of(&self, day: Date) -> String {
        let year = Month::new(self.first_month).and_then(|month| SchoolYear::of_day(day, month));
        year.map(|year| year.label(self.country)).unwrap_or_default()
    }

    /// The same as programs read it, who know it by a stroke of its own: 2025-26, or 2026.
    #[must_use]
    pub fn year_code_of(&self, day: Date) -> String {
        self.year_of(day).replace('/', "-")
    }

    /// Whether a day is known to be in a holiday.
    #[must_use]
    pub fn is_holiday(&self, day: Date) -> bool {
        matches!(self.when(day), When::Holiday { .. })
    }
}

/// What holds in a school, and which day it is there `now`; the usual where it chose nothing.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn settings(pool: &PgPool, id: &SchoolId, now: Timestamp) -> Result<Settings, PageError> {
    let row = sqlx::query!(
        r#"select country, time_zone, first_month, smallest_group, terms from schools where school_id = $1"#,
        id.to_string()
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(Settings::usual(app::day(now))) };
    let unfit = |what: &str| PageError::Unfit(format!("{what} of {id}"));
    let zone = match row.time_zone {
        Some(zone) => TimeZone::get(&zone).map_err(|_| unfit("the time zone"))?,
        None => app::london(),
    };
    let country = row.country.map(|country| country.parse::<Country>()).transpose();
    let first_month = row.first_month.map_or(Ok(FIRST_MONTH), i8::try_from);
    let policy = row.smallest_group.map_or(Ok(Policy::default()), |least| {
        u32::try_from(least).ok().and_then(|least| Policy::with_threshold(least).ok()).ok_or(())
    });
    let terms = row.terms.map_or_else(|| Ok(TermCalendar::default()), serde_json::from_value);
    Ok(Settings {
        today: now.to_zoned(zone.clone()).date(),
        zone,
        country: country.map_err(|_| unfit("the country"))?,
        first_month: first_month.map_err(|_| unfit("the first month"))?,
        policy: policy.map_err(|()| unfit("the smallest group"))?,
        terms: terms.map_err(|_| unfit("the terms"))?,
    })
}

/// One page of the schools whose name or number has what was searched for.
///
/// # Errors
/// When the database does not answer.
pub async fn search(pool: &PgPool, search: &Search) -> Result<Found, PageError> {
    let pattern = format!("%{}%", like(&search.q.trim().to_lowercase()));
    let authority = Some(search.authority.trim()).filter(|code| !code.is_empty());
    let skip = i64::from(search.page.max(1) - 1) * i64::from(PAGE);
    let rows = sqlx::query_as!(
        Row,
        r#"select school_id, name, authority, kind, youngest from schools
           where (lower(name) like $1 or school_id like $1) and ($2::text is null or authority = $2)
           order by lower(name) collate "C", school_id limit $3 offset $4"#,
        pattern,
        authority,
        i64::from(PAGE),
        skip
    )
    .fetch_all(pool)
    .await?;
    let total = sqlx::query_scalar!(
        r#"select count(*) as "count!" from schools
           where (lower(name) like $1 or school_id like $1) and ($2::text is null or authority = $2)"#,
        pattern,
        authority
    )
    .fetch_one(pool)
    .await?;
    let schools = rows.into_iter().map(School::try_from).collect::<Result<_, _>>()?;
    Ok(Found { schools, total, authorities: authorities(pool).await? })
}

/// How many schools and results there are.
///
/// # Errors
/// When the database does not answer.
pub async fn counts(pool: &PgPool) -> Result<Counts, PageError> {
    let row = sqlx::query!(
        r#"select (select count(*) from schools) as "schools!", (select count(*) from official_results) as "results!""#
    )
    .fetch_one(pool)
    .await?;
    Ok(Counts { schools: row.schools, results: row.results, authorities: authorities(pool).await? })
}

async fn authorities(pool: &PgPool) -> Result<Vec<String>, PageError> {
    Ok(sqlx::query_scalar!(
        r#"select distinct authority as "authority!" from schools where authority is not null order by 1"#
    )
    .fetch_all(pool)
    .await?)
}

/// `text` with the signs that a LIKE pattern gives a meaning to taken literally.
fn like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

struct Row {
    school_id: String,
    name: String,
    authority: Option<String>,
    kind: String,
    youngest: Option<i16>,
}

impl TryFrom<Row> for School {
    type Error = PageError;

    fn try_from(row: Row) -> Result<Self, PageError> {
        Self::of(&row.school_id, row.name, row.authority, &row.kind, row.youngest)
    }
}
