//! Scales of tests, and the links between them that somebody published: which tests score on a scale, and how a score on it
//! reads on another.
//!
//! A link belongs to a test and is part of what its edition says, so that publishing, changing and retiring one is another
//! edition of the test, with its reason. Nobody works a link out here: who publishes one says where it stands.

mod form;
mod page;
#[cfg(test)]
mod tests;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ScaleId;
use domain::catalogue::{
    Body, CatalogueAct, CatalogueEntry, Edition, EntryId, EntryKind, Instrument, PublishedEntry, ScaleLink,
};
use domain::code::Code;
use journal::{ExecuteError, Loaded};
use maud::Markup;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Action, Format, Visitor};
use crate::app::{self, App};
use crate::catalogue;
use crate::change::{self, Posted};
use crate::entries::Catalogue;
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::problem::Problem;
use crate::refusal;
use crate::route::Route;
use crate::sent::Sent;
use crate::shape::Shape;

pub use self::page::{links, said};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (see, keep) = (Action::SeeCatalogue, Action::ChangeCatalogue);
    vec![
        Route::get("/catalogue/scales/{scale}", see, show).with_past(),
        Route::get("/api/v1/catalogue/scales/{scale}", see, show).with_past().answering::<ScaleAnswer>(),
        Route::get("/catalogue/instrument/{code}/links/new", keep, new),
        Route::post("/catalogue/instrument/{code}/links/new", keep, publish).asking(&form::NEW_FIELDS),
        Route::get("/catalogue/instrument/{code}/links/{scale}/revise", keep, new_revision),
        Route::post("/catalogue/instrument/{code}/links/{scale}/revise", keep, revise)
            .asking(&form::REVISE_FIELDS),
        Route::get("/catalogue/instrument/{code}/links/{scale}/retire", keep, new_retirement),
        Route::post("/catalogue/instrument/{code}/links/{scale}/retire", keep, retire)
            .asking(&form::RETIRE_FIELDS),
    ]
}

/// A scale with the tests on it, in their newest editions.
struct Scale {
    id: ScaleId,
    /// The tests that score on it: the code and what the edition says.
    tests: Vec<(String, Instrument)>,
    /// The links that lead to it: from which scale, by which test, and how.
    to_it: Vec<(String, ScaleLink)>,
}

impl Scale {
    /// The scale, if a test is on it or leads to it.
    fn of(catalogue: &Catalogue, id: &str) -> Option<Self> {
        let id = ScaleId::parse(id).ok()?;
        let newest = || catalogue.instruments().filter(|one| one.is_newest);
        let tests = newest().filter(|one| one.is.scale == id);
        let tests: Vec<_> = tests.map(|one| (one.code.to_string(), one.is.clone())).collect();
        let links = newest().flat_map(|one| one.is.links.iter().map(|link| (one.code.to_string(), link)));
        let to_it: Vec<_> =
            links.filter(|(_, link)| link.to == id).map(|(code, link)| (code, link.clone())).collect();
        (!tests.is_empty() || !to_it.is_empty()).then_some(Self { id, tests, to_it })
    }
}

/// A scale as programs read it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Scale)]
struct ScaleAnswer {
    scale: String,
    /// The tests that score on it.
    tests: Vec<String>,
    /// How its scores read on other scales, as somebody published it.
    links: Vec<LinkAnswer>,
    /// How scores of other scales read on it.
    links_to_it: Vec<LinkAnswer>,
}

/// How a score reads on another scale: `factor` times the score plus `offset`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ScaleLink)]
struct LinkAnswer {
    /// The test whose edition says so.
    instrument: String,
    to: String,
    factor: String,
    offset: String,
    /// The lowest score that it holds for.
    holds_from: Option<String>,
    /// The highest score that it holds for.
    holds_to: Option<String>,
    /// Who published it, and where.
    published_in: Option<String>,
}

impl LinkAnswer {
    fn of(instrument: &str, link: &ScaleLink) -> Self {
        Self {
            instrument: instrument.to_owned(),
            to: link.to.to_string(),
            factor: link.factor.to_string(),
            offset: link.offset.to_string(),
            holds_from: link.holds_for.map(|bounds| bounds.least.to_string()),
            holds_to: link.holds_for.map(|bounds| bounds.most.to_string()),
            published_in: link.source.clone(),
        }
    }
}

impl ScaleAnswer {
    fn of(scale: &Scale) -> Self {
        let own = |(code, is): &(String, Instrument)| {
            is.links.iter().map(|link| LinkAnswer::of(code, link)).collect::<Vec<_>>()
        };
        Self {
            scale: scale.id.to_string(),
            tests: scale.tests.iter().map(|(code, _)| code.clone()).collect(),
            links: scale.tests.iter().flat_map(own).collect(),
            links_to_it: scale.to_it.iter().map(|(code, link)| LinkAnswer::of(code, link)).collect(),
        }
    }
}

async fn show(Path(scale): Path<String>, visitor: Visitor) -> Result<Response, PageError> {
    let scale = Scale::of(&visitor.catalogue, &scale).ok_or(PageError::NotFound)?;
    Ok(match visitor.format {
        Format::Page => page::show(&visitor, &scale).into_response(),
        Format::Json => Json(ScaleAnswer::of(&scale)).into_response(),
    })
}

/// A test whose links are kept.
struct Opened {
    entry: PublishedEntry,
    is: Instrument,
    sequence: u64,
}

impl Opened {
    async fn load(app: &App, code: &str) -> Result<Self, PageError> {
        let code = Code::parse(code).map_err(|_| PageError::NotFound)?;
        let id = EntryId::new(EntryKind::Instrument, code).to_string();
        let Loaded { state, sequence } = app.journal().load::<CatalogueEntry>(&id).await?;
        let entry = state.published().ok_or(PageError::NotFound)?.clone();
        match entry.says.body.clone() {
            Body::Instrument(is) => Ok(Self { entry, is, sequence }),
            Body::Programme(_) | Body::Strategy(_) | Body::Concept(_) => Err(PageError::NotFound),
        }
    }

    fn address(&self) -> String {
        format!("/catalogue/instrument/{}", self.entry.entry.code())
    }

    /// The link to this scale.
    fn link(&self, to: &str) -> Result<&ScaleLink, PageError> {
        self.is.links.iter().find(|link| link.to.as_str() == to).ok_or(PageError::NotFound)
    }

    /// The next edition, with these links.
    fn with(&self, links: Vec<ScaleLink>) -> Edition {
        let is = Instrument { links, ..self.is.clone() };
        Edition { words: self.entry.says.words.clone(), body: Body::Instrument(is) }
    }

    /// Every link but the one to this scale.
    fn others(&self, to: &ScaleId) -> Vec<ScaleLink> {
        self.is.links.iter().filter(|link| link.to != *to).cloned().collect()
    }
}

/// A form about a link as it is shown.
struct Shown<'a> {
    visitor: &'a Visitor,
    opened: &'a Opened,
    /// The link that the form is about; none for a new one.
    link: Option<&'a ScaleLink>,
    draft: &'a Draft,
    command_id: Uuid,
}

/// A form's own part: how it is drawn, and its fields.
#[derive(Clone, Copy)]
struct FormPage {
    draw: fn(&Shown<'_>) -> Markup,
    fields: &'static Shape,
}

const NEW: FormPage = FormPage { draw: page::publish, fields: &form::NEW_FIELDS };
const REVISE: FormPage = FormPage { draw: page::revise, fields: &form::REVISE_FIELDS };
const RETIRE: FormPage = FormPage { draw: page::retire, fields: &form::RETIRE_FIELDS };

impl FormPage {
    fn fresh(self, visitor: &Visitor, opened: &Opened, link: Option<&ScaleLink>, draft: &Draft) -> Response {
        (self.draw)(&Shown { visitor, opened, link, draft, command_id: app::new_id() }).into_response()
    }

    /// Sends the next edition of the test (nothing if the form could not be understood) and answers.
    async fn send(
        self,
        app: &App,
        visitor: &Visitor,
        opened: &Opened,
        link: Option<&ScaleLink>,
        mut posted: Posted,
        act: Option<CatalogueAct>,
    ) -> Result<Response, PageError> {
        let mut status = StatusCode::UNPROCESSABLE_ENTITY;
        if let Some(act) = act {
            let entry = &opened.entry.entry;
            match catalogue::send(app, visitor, &posted, entry, posted.expected, act).await? {
                Ok(receipt) => return Ok(change::stored(visitor, &opened.address(), &receipt)),
                Err(ExecuteError::Refused(refusal)) => {
                    form::note(visitor.words, &mut posted.draft, &refusal);
                }
                Err(ExecuteError::Conflict { actual, .. }) if visitor.format == Format::Json => {
                    return Ok(Problem::overtaken(visitor.words, actual).into_response());
                }
                Err(ExecuteError::Conflict { .. }) => {
                    status = StatusCode::CONFLICT;
                    posted.draft.refuse(visitor.words, refusal::PAGE, "entry-changed-meanwhile", &[]);
                }
                Err(ExecuteError::DuplicateCommand { .. }) => return Ok(change::reused(visitor)),
                Err(ExecuteError::Unusable(error)) => return Err(error.into()),
            }
        }
        let command_id = posted.command_id;
        let shown = Shown { visitor, opened, link, draft: &posted.draft, command_id };
        Ok(change::refused(status, visitor, &posted.draft, self.fields, || (self.draw)(&shown)))
    }
}

async fn new(
    State(app): State<App>,
    Path(code): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let opened = Opened::load(&app, &code).await?;
    Ok(NEW.fresh(&visitor, &opened, None, &form::suggested(&opened.is)))
}

async fn publish(
    State(app): State<App>,
    Path(code): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let opened = Opened::load(&app, &code).await?;
    let mut posted = Posted::of(sent)?;
    let act = form::publish(visitor.words, &mut posted.draft, &opened.is).map(|(link, reason)| {
        // The same link again is no second one: the form was sent before.
        let mut links = opened.others(&link.to);
        links.push(link);
        CatalogueAct::ReviseEntry { after: opened.with(links), reason }
    });
    NEW.send(&app, &visitor, &opened, None, posted, act).await
}

async fn new_revision(
    State(app): State<App>,
    Path((code, scale)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let opened = Opened::load(&app, &code).await?;
    let link = opened.link(&scale)?;
    Ok(REVISE.fresh(&visitor, &opened, Some(link), &form::draft_of(link)))
}

async fn revise(
    State(app): State<App>,
    Path((code, scale)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let opened = Opened::load(&app, &code).await?;
    let link = opened.link(&scale)?;
    let mut posted = Posted::of(sent)?;
    let act = form::revise(visitor.words, &mut posted.draft, link).map(|(after, reason)| {
        let one = |link: &ScaleLink| if link.to == after.to { after.clone() } else { link.clone() };
        let links = opened.is.links.iter().map(one).collect();
        CatalogueAct::ReviseEntry { after: opened.with(links), reason }
    });
    REVISE.send(&app, &visitor, &opened, Some(link), posted, act).await
}

async fn new_retirement(
    State(app): State<App>,
    Path((code, scale)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let opened = Opened::load(&app, &code).await?;
    let link = opened.link(&scale)?;
    Ok(RETIRE.fresh(&visitor, &opened, Some(link), &Draft::default()))
}

async fn retire(
    State(app): State<App>,
    Path((code, scale)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let opened = Opened::load(&app, &code).await?;
    let to = ScaleId::parse(&scale).map_err(|_| PageError::NotFound)?;
    let link = opened.link(&scale)?;
    let mut posted = Posted::of(sent)?;
    let act = form::reason(visitor.words, &mut posted.draft)
        .map(|reason| CatalogueAct::ReviseEntry { after: opened.with(opened.others(&to)), reason });
    RETIRE.send(&app, &visitor, &opened, Some(link), posted, act).await
}
