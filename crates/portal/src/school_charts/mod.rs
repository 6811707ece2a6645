//! Charts on which a school is one mark: the schools of an authority, of a group, and all schools that the tables have.
//!
//! They show published figures alone, which pass as published.

mod form;
mod page;
pub mod read;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::cohort_result::Group as Pupils;
use domain::{AcademicYear, SchoolId, Subject};
use measures::similar::Intake;
use measures::tally::Tally;
use measures::{Comparison, Mark, Why};
use sqlx::PgPool;

use self::form::Asked;
pub use self::page::Around;
use self::page::Shown;
use self::read::Which;
use crate::access::{Action, Format, Visitor};
use crate::api::{AuthorityQuadrant, Counts, MarkAnswer, SchoolName};
use crate::app::App;
use crate::chart::{Axes, Chart, ChartMark};
use crate::groups::Group;
use crate::kept::Moment;
use crate::page_error::PageError;
use crate::paper::files;
use crate::published;
use crate::results::{self, Choice};
use crate::route::Route;
use crate::schools::read::School;
use crate::words::Words;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/authorities/{authority}/quadrant", Action::SeeOfficialFigures, of_authority),
        Route::get(
            "/authorities/{authority}/quadrant/table.csv",
            Action::SeeOfficialFigures,
            file_of_authority,
        ),
        Route::get("/api/v1/quadrants", Action::SeeOfficialFigures, of_asked_authority)
            .answering::<AuthorityQuadrant>(),
        Route::get("/groups/{group}/quadrant", Action::SeeGroups, of_group),
        Route::get("/groups/{group}/quadrant/table.csv", Action::SeeGroups, file_of_group),
        Route::get("/all-schools/quadrant", Action::SeeOfficialFigures, of_all),
        Route::get("/all-schools/quadrant/table.csv", Action::SeeOfficialFigures, file_of_all),
    ]
}

/// One school of all that the tables have in a year.
#[derive(Debug, Clone)]
pub struct Known {
    /// Which school.
    pub school: School,
    /// The marks of all its pupils, in the order of [`published::SUBJECTS`].
    marks: [Mark; 3],
    /// Whom it had to teach, where the table says so.
    pub intake: Option<Intake>,
}

impl Known {
    /// A school with the marks of all its pupils, in the order of [`published::SUBJECTS`].
    #[must_use]
    pub fn new(school: School, marks: [Mark; 3], intake: Option<Intake>) -> Self {
        Self { school, marks, intake }
    }

    /// The mark of all its pupils in a subject; none in one without progress scores.
    #[must_use]
    pub fn mark(&self, subject: Subject) -> Option<&Mark> {
        let place = published::SUBJECTS.iter().position(|one| *one == subject)?;
        self.marks.get(place)
    }
}

/// All schools that the tables have in one year, by their names.
#[derive(Debug, Clone)]
pub struct Nation {
    /// Which year.
    pub year: AcademicYear,
    /// The schools.
    pub schools: Vec<Known>,
}

/// What was read of all schools. It holds until a fact about a school or its results comes.
#[derive(Debug, Default)]
pub struct Nations {
    position: i64,
    years: Vec<AcademicYear>,
    of: BTreeMap<AcademicYear, Arc<Nation>>,
}

impl Nations {
    /// The years that the tables have, newest first, and all schools of one of them: of the newest where none is named.
    /// Nothing if they have no such year. Whatever is not known yet is read.
    ///
    /// # Errors
    /// When the database does not answer, or a row can't be read.
    pub async fn get(
        nations: &tokio::sync::RwLock<Self>,
        pool: &PgPool,
        year: Option<AcademicYear>,
    ) -> Result<Option<(Vec<AcademicYear>, Arc<Nation>)>, PageError> {
        let position = read::position(pool).await?;
        if let Some(known) = nations.read().await.at(position, year) {
            return Ok(Some(known));
        }
        // One reader reads them; the others wait for it.
        let mut kept = nations.write().await;
        if kept.position != position || kept.years.is_empty() {
            *kept = Self { position, years: read::years(pool, &Which::All).await?, of: BTreeMap::new() };
        }
        let Some(year) =
            year.or_else(|| kept.years.first().copied()).filter(|year| kept.years.contains(year))
        else {
            return Ok(None);
        };
        if let Entry::Vacant(place) = kept.of.entry(year) {
            let schools = read::nation(pool, results::STAGE, year).await?;
            place.insert(Arc::new(Nation { year, schools }));
        }
        Ok(kept.at(position, Some(year)))
    }

    fn at(&self, position: i64, year: Option<AcademicYear>) -> Option<(Vec<AcademicYear>, Arc<Nation>)> {
        let year = year.or_else(|| self.years.first().copied())?;
        let nation = self.of.get(&year).filter(|_| self.position == position)?;
        Some((self.years.clone(), Arc::clone(nation)))
    }
}

/// The schools of a chart with their marks, by name, and what was asked for.
struct Schools {
    year: AcademicYear,
    /// The years that any of them has results of, newest first.
    years: Vec<AcademicYear>,
    /// Newer years in which none of them has a place on the chart, so that it opens on this one; none where a year was asked
    /// for.
    passed_over: Vec<AcademicYear>,
    choice: Choice,
    marks: Vec<(School, Mark)>,
}

impl Schools {
    /// Some schools in the year that was asked for, or else in the newest in which one has a place on the chart, or in their
    /// newest; nothing if they have no results at all.
    async fn read(app: &App, which: &Which<'_>, choice: Choice) -> Result<Option<Self>, PageError> {
        let years = read::years(app.pool(), which).await?;
        let Some(newest) = choice.year.or_else(|| years.first().copied()) else { return Ok(None) };
        let found = Self::of_year(app, which, choice, (&years, newest)).await?;
        if choice.year.is_some() || found.has_any_drawn() {
            return Ok(Some(found));
        }
        for year in years.iter().skip(1) {
            let earlier = Self::of_year(app, which, choice, (&years, *year)).await?;
            if earlier.has_any_drawn() {
                return Ok(Some(earlier));
            }
        }
        Ok(Some(found))
    }

    async fn of_year(
        app: &App,
        which: &Which<'_>,
        choice: Choice,
        (years, year): (&[AcademicYear], AcademicYear),
    ) -> Result<Self, PageError> {
        let asked = (choice.subject, choice.group);
        let schools = read::schools(app.pool(), which, choice.stage, year, asked).await?;
        let none = || Comparison::absent_because(Why::NoResults);
        let marks = schools.into_iter().map(|(school, results)| {
            let mark = results.map_or_else(
                || Mark::new(none(), none(), None),
                |results| published::mark(&results, choice.subject, choice.group),
            );
            (school, mark)
        });
        let passed_over = passed_over(years, year, choice);
        Ok(Self { year, years: years.to_vec(), passed_over, choice, marks: marks.collect() })
    }

    async fn of_authority(app: &App, authority: &str, asked: &Asked) -> Result<Self, PageError> {
        let mut schools = Self::read(app, &Which::Authority(authority), asked.choice()?)
            .await?
            .ok_or(PageError::NotFound)?;
        // A school without a row in the table of that year may have closed, or not have opened yet.
        schools.marks.retain(|(_, mark)| mark.progress().absent() != Some(Why::NoResults));
        if schools.marks.is_empty() { Err(PageError::NotFound) } else { Ok(schools) }
    }

    async fn of_group(app: &App, group: &Group, asked: &Asked) -> Result<Option<Self>, PageError> {
        let members: Vec<SchoolId> = group.members_today().cloned().collect();
        Self::read(app, &Which::These(&members), asked.choice()?).await
    }

    async fn of_all(app: &App, asked: &Asked) -> Result<Self, PageError> {
        let choice = asked.choice()?;
        if choice.group != Pupils::All {
            return Err(PageError::Unreadable("error-group"));
        }
        let (years, nation) = app.nation(choice.year).await?.ok_or(PageError::NotFound)?;
        let nation = if choice.year.is_some() {
            nation
        } else {
            drawn(app, &years, choice.subject).await?.unwrap_or(nation)
        };
        let of = |known: &Known| Some((known.school.clone(), *known.mark(choice.subject)?));
        let marks = nation.schools.iter().filter_map(of).collect();
        let passed_over = passed_over(&years, nation.year, choice);
        Ok(Self { year: nation.year, years, passed_over, choice, marks })
    }

    fn tally(&self) -> Tally {
        Tally::of(self.marks.iter().map(|(_, mark)| mark))
    }

    /// Whether any of them has a place on the chart.
    fn has_any_drawn(&self) -> bool {
        self.marks.iter().any(|(_, mark)| mark.is_plottable())
    }

    /// How many have a progress figure and no results figure: the headline counts them, the chart can't draw them.
    fn with_progress_alone(&self) -> usize {
        let is_alone = |mark: &Mark| mark.progress().side().is_some() && mark.results().side().is_none();
        self.marks.iter().filter(|(_, mark)| is_alone(mark)).count()
    }

    /// The chart with this title.
    fn chart(&self, words: Words, prefix: &str, title: String) -> Chart {
        let marks = self.marks.iter().map(|(school, mark)| chart_mark(words, school, *mark, self.year));
        Chart {
            prefix: prefix.to_owned(),
            caption: title.clone(),
            title,
            kind: words.say("kind-school"),
            axes: Axes::official(),
            marks: marks.collect(),
            notes: vec![words.say("note-national"), words.say("note-small-schools")],
        }
    }

    /// "Mathematics: results and progress of each school, 2018/19".
    fn title(&self, words: Words) -> String {
        let subject = words.say(&format!("subject-{}", self.choice.subject));
        let values = [("year", self.year.written().into()), ("subject", subject.into())];
        words.tell("chart-title-schools", &values)
    }

    /// The name of their file.
    fn file_name(&self, of: &str) -> String {
        format!("{of}-{}-{}.csv", self.choice.subject, self.year)
    }
}

/// The years newer than the one that a chart opens on, where nobody asked for one.
fn passed_over(years: &[AcademicYear], year: AcademicYear, choice: Choice) -> Vec<AcademicYear> {
    let newer = years.iter().copied().filter(|one| one.start_year() > year.start_year());
    if choice.year.is_none() { newer.collect() } else { Vec::new() }
}

/// All schools of the latest year in which any of them has a place on the chart of a subject; nothing where no year has one.
async fn drawn(
    app: &App,
    years: &[AcademicYear],
    subject: Subject,
) -> Result<Option<Arc<Nation>>, PageError> {
    for year in years {
        let Some((_, nation)) = app.nation(Some(*year)).await? else { continue };
        if nation.schools.iter().filter_map(|known| known.mark(subject)).any(Mark::is_plottable) {
            return Ok(Some(nation));
        }
    }
    Ok(None)
}

/// A school as a mark; its name leads to its own chart of that year.
#[must_use]
pub fn chart_mark(words: Words, school: &School, mark: Mark, year: AcademicYear) -> ChartMark {
    ChartMark {
        id: school.number().replace(|letter: char| !letter.is_ascii_alphanumeric(), "-"),
        label: school.name.clone(),
        mark,
        href: Some(format!("{}/quadrant?year={year}", school.address())),
        working: None,
        note: school.is_junior().then(|| words.say("junior-school-note")),
    }
}

async fn of_authority(
    State(app): State<App>,
    Path(authority): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    authority_answer(&app, &visitor, &authority, &asked).await
}

async fn of_asked_authority(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let authority = asked.authority.clone().ok_or(PageError::Unreadable("error-authority-missing"))?;
    authority_answer(&app, &visitor, &authority, &asked).await
}

async fn authority_answer(
    app: &App,
    visitor: &Visitor,
    authority: &str,
    asked: &Asked,
) -> Result<Response, PageError> {
    if visitor.format == Format::Json {
        let schools = Schools::of_authority(app, authority, asked).await?;
        return Ok(Json(AuthorityQuadrant {
            authority: authority.to_owned(),
            counts: Counts { tally: schools.tally(), schools: schools.marks.len() },
            marks: schools.marks.iter().map(|(school, mark)| json(visitor, school, mark, &schools)).collect(),
        })
        .into_response());
    }
    let shown = Shown {
        name: visitor.words.tell("authority-title", &[("code", authority.into())]),
        address: format!("/authorities/{authority}/quadrant"),
        trail: ("/schools", "nav-schools"),
        part: asked.part(),
    };
    kept(app, visitor, async {
        let schools = Schools::of_authority(app, authority, asked).await?;
        Ok(Around::of(visitor.words, &shown, &schools, "authority"))
    })
    .await
}

/// The page whose address was asked for: kept ([`crate::kept`]), or as it is drawn now.
async fn kept(
    app: &App,
    visitor: &Visitor,
    draw: impl Future<Output = Result<Around, PageError>>,
) -> Result<Response, PageError> {
    let key = (visitor.asked_for.clone(), visitor.words.locale());
    let moment = Moment::now(app).await?;
    if let Some(around) = app.kept_charts().find(&key, moment) {
        return Ok(around.page(visitor).into_response());
    }
    let around = Arc::new(draw.await?);
    let bytes = key.0.len() + around.bytes();
    app.kept_charts().keep(key, moment, Arc::clone(&around), bytes);
    Ok(around.page(visitor).into_response())
}

fn json(visitor: &Visitor, school: &School, mark: &Mark, schools: &Schools) -> MarkAnswer {
    let (year, choice) = (schools.year, schools.choice);
    let name = SchoolName { urn: school.number(), name: school.name.clone() };
    let named = (Some(name), year.to_string(), choice.subject.to_string(), choice.group.to_string());
    MarkAnswer::of(mark, named, |id| visitor.words.say(id))
}

async fn file_of_authority(
    State(app): State<App>,
    Path(authority): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let schools = Schools::of_authority(&app, &authority, &asked).await?;
    file(visitor.words, &schools, &format!("authority-{authority}"))
}

async fn of_group(
    State(app): State<App>,
    Path(group): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let group = Group::read(&app, &visitor, &group).await?;
    let address = format!("{}/quadrant", group.address());
    let shown = Shown {
        name: group.record.name.clone(),
        address,
        trail: ("/groups", "groups-title"),
        part: asked.part(),
    };
    Ok(match Schools::of_group(&app, &group, &asked).await? {
        Some(schools) => Around::of(visitor.words, &shown, &schools, "group").page(&visitor).into_response(),
        None => page::nothing(&visitor, &shown).into_response(),
    })
}

async fn file_of_group(
    State(app): State<App>,
    Path(group): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let group = Group::read(&app, &visitor, &group).await?;
    match Schools::of_group(&app, &group, &asked).await? {
        Some(schools) => file(visitor.words, &schools, "group"),
        None => Ok(files::download(files::CSV, "group.csv", files::csv(&[])?)),
    }
}

async fn of_all(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let name = visitor.words.say("all-schools-title");
    let address = "/all-schools/quadrant".to_owned();
    let shown = Shown { name, address, trail: ("/schools", "nav-schools"), part: asked.part() };
    kept(&app, &visitor, async {
        let schools = Schools::of_all(&app, &asked).await?;
        Ok(Around::of(visitor.words, &shown, &schools, "all"))
    })
    .await
}

async fn file_of_all(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    file(visitor.words, &Schools::of_all(&app, &asked).await?, "all-schools")
}

/// The table of a chart, whole, as a file.
fn file(words: Words, schools: &Schools, of: &str) -> Result<Response, PageError> {
    let rows = schools.chart(words, "file", String::new()).csv(words);
    Ok(files::download(files::CSV, &schools.file_name(of), files::csv(&rows)?))
}
