//! Sessions of a cycle: logging one for the whole group, putting one right, and how much was taught so far.
//!
//! Everyone is there unless somebody says otherwise, so that a usual day takes one button.

mod form;
mod page;
pub mod projection;
pub mod read;
#[cfg(test)]
mod tests;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::cycle::{CorrectSession, CycleAct, HeldSession, Live, LogSession};
use domain::{ParticipantId, Sequence, SessionId};
use jiff::civil::Date;

use self::read::Session;
use crate::access::{Action, Visitor};
use crate::app::App;
use crate::change::{self, Asked, FormPage, OpenCycle, Posted, Shown};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::policy::On;
use crate::route::Route;
use crate::sent::Sent;

pub use page::{grouped, taught};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (log_it, mend) = (Action::LogSession, Action::CorrectRecord);
    vec![
        Route::get("/cycles/{cycle}/sessions", Action::SeeCycle, list).with_days(),
        Route::get("/cycles/{cycle}/sessions/new", log_it, new),
        Route::post("/cycles/{cycle}/sessions/new", log_it, log).asking(&form::LOG_FIELDS),
        Route::get("/cycles/{cycle}/sessions/{session}/correct", mend, new_correction),
        Route::post("/cycles/{cycle}/sessions/{session}/correct", mend, correct)
            .asking(&form::CORRECT_FIELDS),
    ]
}

const LOG: FormPage = FormPage { draw: page::log, fields: &form::LOG_FIELDS };
const CORRECT: FormPage = FormPage { draw: page::correct, fields: &form::CORRECT_FIELDS };

/// How much was taught, against what was planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dose {
    /// How many sessions were held.
    pub sessions: usize,
    /// How long they were together, in minutes: what a pupil had who never missed one.
    pub minutes: u32,
    /// How often a pupil was there.
    pub present: usize,
    /// How often a pupil should have been there.
    pub expected: usize,
    /// The minutes that pupils were there, all of them together.
    pub pupil_minutes: u32,
    /// How many pupils were named in a session at all.
    pub pupils: usize,
}

impl Dose {
    /// What these sessions come to.
    #[must_use]
    pub fn of(sessions: &[Session]) -> Self {
        let mut pupils: Vec<ParticipantId> = Vec::new();
        let mut dose = Self { sessions: sessions.len(), ..Self::default() };
        for HeldSession { session, .. } in sessions.iter().map(|one| &one.held) {
            let minutes = u32::from(session.minutes);
            dose.minutes += minutes;
            dose.present += session.present.len();
            dose.expected += session.present.len() + session.absent.len();
            dose.pupil_minutes += minutes * u32::try_from(session.present.len()).unwrap_or_default();
            pupils.extend(session.present.iter().chain(&session.absent));
        }
        pupils.sort_unstable();
        pupils.dedup();
        Self { pupils: pupils.len(), ..dose }
    }

    /// The minutes of teaching that a pupil had on average; nothing before the first session.
    #[must_use]
    pub fn mean_minutes(self) -> Option<u32> {
        let pupils = u32::try_from(self.pupils).ok().filter(|pupils| *pupils > 0)?;
        self.pupil_minutes.saturating_add(pupils / 2).checked_div(pupils)
    }
}

/// How often one pupil was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attendance {
    /// Sessions that the pupil was at.
    pub present: usize,
    /// Sessions that the pupil was or should have been at.
    pub expected: usize,
    /// The minutes that the pupil was there.
    pub minutes: u32,
}

impl Attendance {
    /// The pupil's part in these sessions.
    #[must_use]
    pub fn of(sessions: &[Session], pupil: ParticipantId) -> Self {
        let mut attendance = Self::default();
        for HeldSession { session, .. } in sessions.iter().map(|one| &one.held) {
            if session.present.contains(&pupil) {
                attendance.present += 1;
                attendance.expected += 1;
                attendance.minutes += u32::from(session.minutes);
            } else if session.absent.contains(&pupil) {
                attendance.expected += 1;
            }
        }
        attendance
    }
}

async fn list(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let sessions = read::of_cycle(app.pool(), cycle.id).await?;
    Ok(page::list(&visitor, &cycle, &sessions).into_response())
}

async fn new(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let draft = suggested(&cycle, cycle.school.today);
    Ok(page::log(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

/// A session today, as long as the last one, with every strategy that is in use.
fn suggested(cycle: &OpenCycle, today: Date) -> Draft {
    let day = today.min(cycle.record.plan.ends_on);
    let last = cycle.record.sessions.values().max_by_key(|one| (one.is.held_on, one.live));
    let draft = Draft::default()
        .with("held_on", day.to_string())
        .with("minutes", last.map(|one| one.is.session.minutes.to_string()).unwrap_or_default());
    let in_use = form::in_use(cycle, Some(day));
    in_use.iter().fold(draft, |draft, code| draft.with(&form::strategy_field(code), "on"))
}

async fn log(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let everybody = sent.by_program && !form::lists_somebody(&sent);
    let mut posted = Posted::of(sent)?;
    if everybody {
        posted.draft = form::listing_everybody(posted.draft, &cycle, None);
    }
    // The command's own id names the session too: a form posted twice logs one.
    let session_id = SessionId::new(posted.command_id);
    let asked = form::held(visitor.words, &mut posted.draft, &cycle, None).map(|held| Asked {
        effective_on: held.held_on,
        act: CycleAct::LogSession(LogSession { session_id, session: held.session }),
    });
    change::submit(&app, &visitor, cycle, posted, asked, LOG).await
}

async fn new_correction(
    State(app): State<App>,
    Path((cycle, session)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let (_, known) = corrected(&visitor, &cycle, &session)?;
    let draft = form::as_it_is(&cycle, &known.is).with("session", session);
    Ok(page::correct(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn correct(
    State(app): State<App>,
    Path((cycle, session)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let (session_id, known) = corrected(&visitor, &cycle, &session)?;
    let everybody = sent.by_program && !form::lists_somebody(&sent);
    let mut posted = Posted::of(sent)?;
    if everybody {
        posted.draft = form::listing_everybody(posted.draft, &cycle, Some(&known.is));
    }
    let number = |text: &str| text.parse::<u64>().ok();
    let corrects = posted.draft.read(visitor.words, "corrects", "form-corrects-missing", number);
    let entry = form::correct(visitor.words, &mut posted.draft, &cycle, &known.is);
    posted.draft = posted.draft.with("session", session);
    let asked = match corrects.zip(entry) {
        Some((corrects, (after, reason))) => {
            let stream = change::stream(&cycle);
            let place = posted.place(&stream, "note");
            let reason = reason.seal(app.vault(), cycle.id.into(), place, Vec::new()).await?;
            let corrects_seq = Sequence::new(corrects);
            let act = CorrectSession { session_id, corrects_seq, after, reason };
            Some(Asked { effective_on: cycle.school.today, act: CycleAct::CorrectSession(Box::new(act)) })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, CORRECT).await
}

/// The session that is to be put right, as it stands now.
fn corrected<'a>(
    visitor: &Visitor,
    cycle: &'a OpenCycle,
    session: &str,
) -> Result<(SessionId, &'a Live<HeldSession>), PageError> {
    if cycle.closed {
        visitor.allowed(Action::CorrectAfterClosing, On::Cycle(&cycle.record.plan))?;
    }
    let id: SessionId = session.parse().map_err(|_| PageError::NotFound)?;
    cycle.record.sessions.get(&id).map(|known| (id, known)).ok_or(PageError::NotFound)
}
