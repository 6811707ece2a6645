//! Finding a school: the first page, the list with its search, and the page of one school.

mod page;
pub mod projection;
pub mod read;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::SchoolId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::page_error::PageError;
use crate::route::Route;
use crate::school_charts::read::Which;
use crate::schools::read::School;
use crate::{agenda, groups, my_cycles, results, school_charts};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/", Action::UseTheFrontDoor, home),
        Route::get("/schools", Action::SeeOfficialFigures, list),
        Route::get("/schools/{school}", Action::SeeOfficialFigures, show).with_past(),
        Route::get("/api/v1/schools", Action::SeeOfficialFigures, list).answering::<FoundSchools>(),
    ]
}

/// What was searched for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Search {
    /// Part of a name, or a number (URN).
    #[serde(default)]
    pub q: String,
    /// Only schools of this authority.
    #[serde(default)]
    pub authority: String,
    /// Which page of the list, from 1.
    #[serde(default)]
    pub page: u32,
}

async fn home(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let open = visitor.account.is_some() || !app.settings().private;
    let counts = if open { Some(read::counts(app.pool()).await?) } else { None };
    let mine = match my_cycles::section(&app, &visitor).await? {
        Some(mine) => Some(mine),
        None => agenda::section(&app, &visitor).await?,
    };
    let own = own_school(&app, &visitor).await?;
    Ok(page::home(&visitor, counts.as_ref(), own.as_ref(), mine.as_ref()).into_response())
}

/// The school that the visitor works for.
struct Own {
    school: School,
    /// It has official results, so there is a chart of them.
    has_results: bool,
}

/// The school of the visitor's role, if it is for one.
async fn own_school(app: &App, visitor: &Visitor) -> Result<Option<Own>, PageError> {
    let Some(id) = visitor.account.as_ref().and_then(|account| account.school()) else { return Ok(None) };
    let Some(school) = read::school(app.pool(), id).await? else { return Ok(None) };
    let years = school_charts::read::years(app.pool(), &Which::These(std::slice::from_ref(id))).await?;
    Ok(Some(Own { school, has_results: !years.is_empty() }))
}

async fn list(
    State(app): State<App>,
    Query(search): Query<Search>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let found = read::search(app.pool(), &search).await?;
    Ok(match visitor.format {
        Format::Page => page::list(&visitor, &search, &found).into_response(),
        Format::Json => {
            let schools = found.schools.iter().map(SchoolAnswer::of).collect();
            Json(FoundSchools { schools, total: found.total }).into_response()
        }
    })
}

/// The schools that a search found, as programs read them.
#[derive(Debug, Serialize, ToSchema)]
struct FoundSchools {
    schools: Vec<SchoolAnswer>,
    /// How many there are, with those that are not in the answer.
    total: i64,
}

/// One school.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = School)]
struct SchoolAnswer {
    urn: String,
    name: String,
    authority: Option<String>,
}

impl SchoolAnswer {
    fn of(school: &School) -> Self {
        Self { urn: school.number(), name: school.name.clone(), authority: school.authority.clone() }
    }
}

async fn show(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    let school = read::school(app.pool(), &school).await?.ok_or(PageError::NotFound)?;
    let years = results::read::years(app.pool(), &school.id).await?;
    let groups = groups::of_school(&app, &visitor, &school.id).await?;
    Ok(match visitor.format {
        Format::Page => page::show(&visitor, &school, &years, &groups).into_response(),
        Format::Json => Json(json!({
            "school": SchoolAnswer::of(&school),
            "years": years.iter().map(ToString::to_string).collect::<Vec<_>>(),
        }))
        .into_response(),
    })
}
