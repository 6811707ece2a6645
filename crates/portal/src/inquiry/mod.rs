//! Talks with families, the work of mentors and what the teacher learnt by looking back: three short forms and the page
//! that shows it all.
//!
//! What was said about a pupil is sealed under the pupil's key, all else under the cycle's.

mod form;
mod page;
pub mod projection;
pub mod read;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::cycle::{CycleAct, LogContact, LogMentoring, LogReflection};
use domain::{AccountId, ContactId};
use serde::Deserialize;
use uuid::Uuid;

use self::read::{Note, Noted};
use crate::access::{Action, Role, Visitor};
use crate::app::App;
use crate::change::{self, Asked, FormPage, OpenCycle, Posted, Shown};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::route::Route;
use crate::sealed_text::{Placed, Texts};
use crate::sent::Sent;
use crate::sign_in::account;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/cycles/{cycle}/inquiry", Action::SeeCycle, list).with_days(),
        Route::get("/cycles/{cycle}/contacts/new", Action::LogContact, new_contact),
        Route::post("/cycles/{cycle}/contacts/new", Action::LogContact, log_contact)
            .asking(&form::CONTACT_FIELDS),
        Route::get("/cycles/{cycle}/mentoring/new", Action::LogMentoring, new_mentoring),
        Route::post("/cycles/{cycle}/mentoring/new", Action::LogMentoring, log_mentoring)
            .asking(&form::MENTORING_FIELDS),
        Route::get("/cycles/{cycle}/reflections/new", Action::Reflect, new_reflection),
        Route::post("/cycles/{cycle}/reflections/new", Action::Reflect, log_reflection)
            .asking(&form::REFLECTION_FIELDS),
    ]
}

const CONTACT: FormPage = FormPage { draw: page::contact, fields: &form::CONTACT_FIELDS };
const MENTORING: FormPage = FormPage { draw: page::mentoring, fields: &form::MENTORING_FIELDS };
const REFLECTION: FormPage = FormPage { draw: page::reflection, fields: &form::REFLECTION_FIELDS };

/// All that was noted in a cycle, with the texts that the visitor may read.
pub struct Listed {
    /// The notes, newest first.
    pub notes: Vec<Note>,
    /// Their texts.
    pub texts: Texts,
    /// The names of those who mentored.
    pub accounts: HashMap<Uuid, String>,
}

impl Listed {
    /// Reads what was noted in `cycle`.
    ///
    /// # Errors
    /// When the database does not answer, or a row can't be read.
    pub async fn read(app: &App, visitor: &Visitor, cycle: &OpenCycle) -> Result<Self, PageError> {
        let notes = read::of_cycle(app.pool(), cycle.id).await?;
        let sealed: Vec<Placed> = notes.iter().flat_map(Note::sealed).collect();
        let texts = Texts::open(app.vault(), visitor, &cycle.record.plan, &sealed).await?;
        let mentors: Vec<Uuid> = notes
            .iter()
            .filter_map(|note| match &note.noted {
                Noted::Mentoring(one) => Some(one.mentor.uuid()),
                Noted::Contact(_) | Noted::Reflection(_) => None,
            })
            .collect();
        let accounts = account::display_names(app.pool(), &mentors).await?;
        Ok(Self { notes, texts, accounts })
    }
}

async fn list(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let listed = Listed::read(&app, &visitor, &cycle).await?;
    Ok(page::list(&visitor, &cycle, &listed).into_response())
}

/// What a link to the form fills in.
#[derive(Debug, Default, Deserialize)]
struct Suggested {
    participant: Option<String>,
}

async fn new_contact(
    State(app): State<App>,
    Path(cycle): Path<String>,
    Query(suggested): Query<Suggested>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let draft = today(&cycle).with("participant", suggested.participant.unwrap_or_default());
    Ok(page::contact(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

/// An empty form of today.
fn today(cycle: &OpenCycle) -> Draft {
    Draft::default().with("effective_on", cycle.school.today.to_string())
}

async fn log_contact(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let asked = match form::contact(visitor.words, &mut posted.draft) {
        Some(entry) => {
            let stream = change::stream(&cycle);
            let key = entry.participant.map_or(cycle.id.uuid(), domain::ParticipantId::uuid);
            let act = LogContact {
                contact_id: ContactId::new(posted.command_id),
                participant: entry.participant,
                kind: entry.kind,
                direction: entry.direction,
                note: app.vault().seal(key, posted.place(&stream, "note"), &entry.note).await?,
            };
            Some(Asked { effective_on: entry.effective_on, act: CycleAct::LogContact(act) })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, CONTACT).await
}

async fn new_mentoring(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    Ok(page::mentoring(&Shown::new(&visitor, &cycle, &today(&cycle))).into_response())
}

async fn log_mentoring(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let asked = match form::mentoring(visitor.words, &mut posted.draft) {
        Some(entry) => {
            let (stream, key) = (change::stream(&cycle), cycle.id.uuid());
            let shared_practice = match entry.shared_practice {
                Some(text) => {
                    Some(app.vault().seal(key, posted.place(&stream, "shared_practice"), &text).await?)
                }
                None => None,
            };
            let act = LogMentoring {
                mentor: mentor(&visitor, &cycle)?,
                focus: app.vault().seal(key, posted.place(&stream, "focus"), &entry.focus).await?,
                shared_practice,
            };
            Some(Asked { effective_on: entry.effective_on, act: CycleAct::LogMentoring(act) })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, MENTORING).await
}

/// Who mentored: the cycle's mentor; in a cycle without one, or when a mentor writes, whoever notes it.
fn mentor(visitor: &Visitor, cycle: &OpenCycle) -> Result<AccountId, PageError> {
    let person = visitor.person()?;
    let own = AccountId::new(person.id);
    Ok(if person.role() == Role::Mentor { own } else { cycle.record.plan.mentor.unwrap_or(own) })
}

async fn new_reflection(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    Ok(page::reflection(&Shown::new(&visitor, &cycle, &today(&cycle))).into_response())
}

async fn log_reflection(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let asked = match form::reflection(visitor.words, &mut posted.draft) {
        Some(entry) => {
            let (stream, key) = (change::stream(&cycle), cycle.id.uuid());
            let act = LogReflection {
                stage: entry.stage,
                finding: app.vault().seal(key, posted.place(&stream, "finding"), &entry.finding).await?,
                decision: app.vault().seal(key, posted.place(&stream, "decision"), &entry.decision).await?,
            };
            Some(Asked { effective_on: entry.effective_on, act: CycleAct::LogReflection(act) })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, REFLECTION).await
}
