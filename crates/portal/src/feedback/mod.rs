//! Was this clear? Beside each chart and each question, whoever reads it for the school says so, with a sentence if they like;
//! leads and heads read the answers by chart and by question.
//!
//! It is no fact and no question to the school: nobody answers it. Who said it is shown to nobody. One person's word on one
//! thing counts once a day, the last one; after two years it is forgotten.

mod form;
mod kept;
mod page;
#[cfg(test)]
mod tests;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{SchoolId, Sealed};
use jiff::civil::Date;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub use self::form::{About, Clear, Shows};
use self::kept::{Kept, Row};
use crate::access::{Account, Action, Format, Visitor};
use crate::app::{self, App};
use crate::change::{self, Posted};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::pupil_names;
use crate::route::Route;
use crate::schools::read::{self as schools, School};
use crate::sent::Sent;
use crate::vault::Place;
use crate::words::Words;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (gives, sees) = (Action::GiveFeedback, Action::SeeFeedback);
    vec![
        Route::get("/schools/{school}/feedback", sees, list),
        Route::get("/api/v1/schools/{school}/feedback", sees, list).answering::<Answer>(),
        Route::get("/schools/{school}/feedback/new", gives, new),
        Route::post("/schools/{school}/feedback/new", gives, give)
            .asking(&form::FIELDS)
            .telling::<Told>(StatusCode::CREATED),
    ]
}

/// The stream that a sentence is sealed for.
const STREAM: &str = "feedback";
/// And the field.
const FIELD: &str = "words";

/// The way to say whether something was clear, for one who may; small, because it stands beside everything.
#[must_use]
pub fn link(visitor: &Visitor, school: &SchoolId, about: About) -> Markup {
    let words = visitor.words;
    html! {
        @if visitor.may_in(Action::GiveFeedback, school) {
            p class="govuk-body-s q-elsewhere" {
                a class="govuk-link" href=(format!("/schools/{school}/feedback/new?about={about}")) {
                    (words.say("feedback-link"))
                    span class="govuk-visually-hidden" {
                        (words.tell("feedback-link-to", &[("about", about.tell(words).into())]))
                    }
                }
            }
        }
    }
}

/// The same beside what is about no one school, for those who belong to one: the leaders of their school read it.
#[must_use]
pub fn link_of_own(visitor: &Visitor, about: About) -> Markup {
    let school = visitor.account.as_ref().and_then(Account::school);
    html! { @if let Some(school) = school { (link(visitor, school, about)) } }
}

/// Whose key a person's sentences are under: one for this alone, so that it says nothing of the person's other texts.
fn key_of(account: Uuid) -> Uuid {
    Uuid::new_v5(&account, b"feedback")
}

async fn school_of(app: &App, visitor: &Visitor, school: &str) -> Result<School, PageError> {
    let id: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    visitor.in_school(&id)?;
    schools::school(app.pool(), &id).await?.ok_or(PageError::NotFound)
}

/// What the address of the form carries.
#[derive(Debug, Deserialize)]
struct Of {
    #[serde(default)]
    about: String,
    /// It was said a moment ago.
    #[serde(default)]
    said: String,
}

/// The form with what was typed.
struct Shown<'a> {
    visitor: &'a Visitor,
    school: &'a School,
    draft: &'a Draft,
    command_id: Uuid,
}

async fn new(
    State(app): State<App>,
    Path(school): Path<String>,
    Query(of): Query<Of>,
    visitor: Visitor,
) -> Result<Markup, PageError> {
    let school = school_of(&app, &visitor, &school).await?;
    if let (Ok(about), "yes") = (of.about.parse(), of.said.as_str()) {
        return Ok(page::thanks(&visitor, &school, about));
    }
    let draft = Draft::default().with("about", of.about);
    Ok(page::form(&Shown { visitor: &visitor, school: &school, draft: &draft, command_id: app::new_id() }))
}

async fn give(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let school = school_of(&app, &visitor, &school).await?;
    let names = pupil_names::of_school(&app, &school.id).await?;
    let mut posted = Posted::of(sent)?;
    let Some(given) = form::given(visitor.words, &mut posted.draft, &names) else {
        let (draft, command_id) = (&posted.draft, posted.command_id);
        let shown = Shown { visitor: &visitor, school: &school, draft, command_id };
        let page = || page::form(&shown);
        return Ok(change::refused(StatusCode::UNPROCESSABLE_ENTITY, &visitor, draft, &form::FIELDS, page));
    };
    let by = visitor.person()?.id;
    let words: Option<Sealed> = match &given.words {
        Some(text) => Some(app.vault().seal(key_of(by), posted.place(STREAM, FIELD), text).await?),
        None => None,
    };
    let (command_id, on) = (posted.command_id, app.settings_of(&school.id).await?.today);
    let kept = Kept { about: given.about, by, on, command_id, clear: given.clear, words: words.as_ref() };
    kept::keep(app.pool(), &school.id, kept).await?;
    Ok(match visitor.format {
        Format::Page => {
            let back = format!("{}/feedback/new?about={}&said=yes", school.address(), given.about);
            Redirect::to(&back).into_response()
        }
        Format::Json => {
            let told = Told { about: given.about.to_string(), said_on: on };
            (StatusCode::CREATED, Json(told)).into_response()
        }
    })
}

/// What a program is told when something was said.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FeedbackKept)]
struct Told {
    about: String,
    #[schema(value_type = String, format = Date)]
    said_on: Date,
}

/// A sentence on something.
struct Said {
    on: Date,
    clear: Clear,
    /// None if only the choice was given.
    words: Option<String>,
}

/// What was said of one thing, the latest first.
struct Heard {
    about: About,
    said: Vec<Said>,
}

impl Heard {
    fn count(&self, clear: Clear) -> usize {
        self.said.iter().filter(|said| said.clear == clear).count()
    }

    fn sentences(&self) -> impl Iterator<Item = (&Said, &str)> {
        self.said.iter().filter_map(|said| Some((said, said.words.as_deref()?)))
    }
}

/// Everything that was said in a school, by what it is about; what was said of last comes first.
async fn said_in(app: &App, school: &SchoolId) -> Result<Vec<Heard>, PageError> {
    let rows = kept::of_school(app.pool(), school).await?;
    let subjects: Vec<Uuid> = rows.iter().map(|row| key_of(row.by)).collect();
    let keys = app.vault().keys(&subjects).await?;
    let mut all: Vec<Heard> = Vec::new();
    for Row { about, on, command_id, clear, words, .. } in rows {
        let place = Place { stream: STREAM, command_id, field: FIELD };
        let words = match &words {
            Some(sealed) => keys.open(sealed, place)?,
            None => None,
        };
        let said = Said { on, clear, words };
        match all.iter_mut().find(|one| one.about == about) {
            Some(one) => one.said.push(said),
            None => all.push(Heard { about, said: vec![said] }),
        }
    }
    Ok(all)
}

async fn list(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let school = school_of(&app, &visitor, &school).await?;
    let said = said_in(&app, &school.id).await?;
    Ok(match visitor.format {
        Format::Page => page::list(&visitor, &school, &said).into_response(),
        Format::Json => Json(Answer::of(visitor.words, &school, &said)).into_response(),
    })
}

/// What was said of the charts and questions of a school, as programs read it. A field here is never renamed or removed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SchoolFeedback)]
struct Answer {
    school: String,
    feedback: Vec<AboutAnswer>,
}

/// What was said of one thing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FeedbackAbout)]
struct AboutAnswer {
    about: String,
    name: String,
    yes: usize,
    partly: usize,
    no: usize,
    /// The latest first; nobody is named.
    sentences: Vec<SentenceAnswer>,
}

/// A sentence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FeedbackSentence)]
struct SentenceAnswer {
    #[schema(value_type = String, format = Date)]
    said_on: Date,
    /// `yes`, `partly` or `no`.
    clear: String,
    words: String,
}

impl Answer {
    fn of(words: Words, school: &School, said: &[Heard]) -> Self {
        let sentence = |(said, text): (&Said, &str)| SentenceAnswer {
            said_on: said.on,
            clear: said.clear.to_string(),
            words: text.to_owned(),
        };
        let one = |of: &Heard| AboutAnswer {
            about: of.about.to_string(),
            name: of.about.tell(words),
            yes: of.count(Clear::Yes),
            partly: of.count(Clear::Partly),
            no: of.count(Clear::No),
            sentences: of.sentences().map(sentence).collect(),
        };
        Self { school: school.number(), feedback: said.iter().map(one).collect() }
    }
}
