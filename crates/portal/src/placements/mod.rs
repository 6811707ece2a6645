//! How a pupil takes part in a cycle: changing it, ending it, and putting right how it ended and what was said of the pupil at
//! the start, each with a reason.

mod form;
mod page;
pub mod projection;
pub mod read;
#[cfg(test)]
mod tests;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::cycle::{
    ChangePlacement, CorrectPlacement, CorrectWithdrawal, CycleAct, EntryFacts, Leaving, Placement,
    WithdrawPupil,
};
use domain::{ParticipantId, Sealed, Sequence};

use crate::access::{Action, Visitor};
use crate::app::App;
use crate::change::{self, Asked, FormPage, OpenCycle, Posted, Shown};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::participations;
use crate::policy::On;
use crate::proposals::{self, Asked as Proposed, Form, Told};
use crate::route::Route;
use crate::sent::Sent;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (action, correcting) = (Action::ChangePlacement, Action::CorrectRecord);
    let propose = Action::ProposeChange;
    vec![
        Route::get("/cycles/{cycle}/participants/{participant}/change", propose, new_change),
        Route::post("/cycles/{cycle}/participants/{participant}/change", propose, make_change)
            .asking(&form::CHANGE_FIELDS)
            .telling::<Told>(StatusCode::ACCEPTED),
        Route::get("/cycles/{cycle}/participants/{participant}/withdraw", propose, new_withdrawal),
        Route::post("/cycles/{cycle}/participants/{participant}/withdraw", propose, withdraw)
            .asking(&form::WITHDRAW_FIELDS)
            .telling::<Told>(StatusCode::ACCEPTED),
        Route::get("/cycles/{cycle}/participants/{participant}/withdrawal", action, new_mending),
        Route::post("/cycles/{cycle}/participants/{participant}/withdrawal", action, mend)
            .asking(&form::WITHDRAWAL_FIELDS),
        Route::get("/cycles/{cycle}/participants/{participant}/correct", correcting, new_correction),
        Route::post("/cycles/{cycle}/participants/{participant}/correct", correcting, correct)
            .asking(&form::CORRECT_FIELDS),
    ]
}

const CHANGE: FormPage = FormPage { draw: page::change, fields: &form::CHANGE_FIELDS };
const WITHDRAW: FormPage = FormPage { draw: page::withdraw, fields: &form::WITHDRAW_FIELDS };

const MEND: FormPage = FormPage { draw: page::withdrawal, fields: &form::WITHDRAWAL_FIELDS };
const CORRECT: FormPage = FormPage { draw: page::correct, fields: &form::CORRECT_FIELDS };

/// The participant of a form, with the placement as it is now.
struct Subject {
    id: ParticipantId,
    now: Placement,
    group: String,
}

impl Subject {
    fn of(cycle: &OpenCycle, participant: &str) -> Result<Self, PageError> {
        let id: ParticipantId = participant.parse().map_err(|_| PageError::NotFound)?;
        let known = cycle.record.participants.get(&id).ok_or(PageError::NotFound)?;
        let group =
            known.placement.group.as_ref().and_then(|group| cycle.texts.of(group).open().map(str::to_owned));
        Ok(Self { id, now: known.placement.clone(), group: group.unwrap_or_default() })
    }

    /// Whom a proposal is about.
    fn called(&self, visitor: &Visitor, cycle: &OpenCycle) -> String {
        let person = cycle.person(&self.id.to_string());
        person.map(|person| person.called(visitor.words, &cycle.texts)).unwrap_or_default()
    }
}

async fn new_change(
    State(app): State<App>,
    Path((cycle, participant)): Path<(String, String)>,
    Query(proposed): Query<Proposed>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let subject = Subject::of(&cycle, &participant)?;
    let draft = Draft::default()
        .with("participant", participant)
        .with("tier", subject.now.tier.to_string())
        .with("share_of_sessions", subject.now.share_of_sessions_percent.to_string())
        .with("group", subject.group)
        .with("effective_on", cycle.school.today.to_string());
    let form = (Form::Change(subject.id), &proposed);
    let draft = proposals::filled(&app, &visitor, &cycle, form, (draft, CHANGE.fields)).await?;
    Ok(page::change(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn make_change(
    State(app): State<App>,
    Path((cycle, participant)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let subject = Subject::of(&cycle, &participant)?;
    let mut posted = Posted::of(sent)?;
    let entry = form::change(visitor.words, &mut posted.draft);
    posted.draft = posted.draft.with("participant", participant);
    let asked = match entry {
        Some(entry) => {
            let proposal = (Form::Change(subject.id), subject.called(&visitor, &cycle));
            if let Some(kept) =
                proposals::instead(&app, &visitor, &cycle, &mut posted, proposal, CHANGE).await?
            {
                return Ok(kept);
            }
            let stream = change::stream(&cycle);
            let group = seal_group(&app, &subject, &posted, &stream, &entry.group).await?;
            let place = posted.place(&stream, "note");
            let reason = entry.reason.seal(app.vault(), subject.id.into(), place, Vec::new()).await?;
            let after = Placement {
                group,
                tier: entry.tier,
                share_of_sessions_percent: entry.share,
                role: subject.now.role,
            };
            let act = ChangePlacement { participant: subject.id, after, reason };
            Some(Asked { effective_on: entry.effective_on, act: CycleAct::ChangePlacement(act) })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, CHANGE).await
}

/// The group's name, sealed. One that stays the same stays the very same sealed text.
async fn seal_group(
    app: &App,
    subject: &Subject,
    posted: &Posted,
    stream: &str,
    typed: &str,
) -> Result<Option<Sealed>, PageError> {
    if typed == subject.group {
        return Ok(subject.now.group.clone());
    }
    if typed.is_empty() {
        return Ok(None);
    }
    Ok(Some(app.vault().seal(subject.id.uuid(), posted.place(stream, "group"), typed).await?))
}

async fn new_withdrawal(
    State(app): State<App>,
    Path((cycle, participant)): Path<(String, String)>,
    Query(proposed): Query<Proposed>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let subject = Subject::of(&cycle, &participant)?;
    let draft = Draft::default()
        .with("participant", participant)
        .with("effective_on", cycle.school.today.to_string());
    let form = (Form::Withdraw(subject.id), &proposed);
    let draft = proposals::filled(&app, &visitor, &cycle, form, (draft, WITHDRAW.fields)).await?;
    Ok(page::withdraw(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn withdraw(
    State(app): State<App>,
    Path((cycle, participant)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let subject = Subject::of(&cycle, &participant)?;
    let mut posted = Posted::of(sent)?;
    let entry = form::withdraw(visitor.words, &mut posted.draft);
    posted.draft = posted.draft.with("participant", participant);
    let asked = match entry {
        Some(entry) => {
            let proposal = (Form::Withdraw(subject.id), subject.called(&visitor, &cycle));
            if let Some(kept) =
                proposals::instead(&app, &visitor, &cycle, &mut posted, proposal, WITHDRAW).await?
            {
                return Ok(kept);
            }
            let stream = change::stream(&cycle);
            let place = posted.place(&stream, "note");
            let reason = entry.reason.seal(app.vault(), subject.id.into(), place, Vec::new()).await?;
            let act = WithdrawPupil {
                participant: subject.id,
                exit_status: entry.exit_status,
                next_support: entry.next_support,
                reason,
            };
            Some(Asked { effective_on: entry.effective_on, act: CycleAct::WithdrawPupil(act) })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, WITHDRAW).await
}

/// How the participant's part ended, if it has and the visitor may put that right.
fn ending(visitor: &Visitor, cycle: &OpenCycle, id: ParticipantId) -> Result<Option<Leaving>, PageError> {
    if cycle.closed {
        visitor.allowed(Action::CorrectAfterClosing, On::Cycle(&cycle.record.plan))?;
    }
    Ok(cycle.record.participants.get(&id).and_then(|known| known.left.as_ref()).map(|left| left.is))
}

async fn new_mending(
    State(app): State<App>,
    Path((cycle, participant)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let subject = Subject::of(&cycle, &participant)?;
    let mut draft = Draft::default().with("participant", participant);
    if let Some(left) = ending(&visitor, &cycle, subject.id)? {
        draft = draft
            .with("correction", form::OTHERWISE)
            .with("exit_status", left.exit_status.to_string())
            .with("next_support", left.next_support.to_string())
            .with("left_on", left.left_on.to_string());
    }
    Ok(page::withdrawal(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn mend(
    State(app): State<App>,
    Path((cycle, participant)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let subject = Subject::of(&cycle, &participant)?;
    ending(&visitor, &cycle, subject.id)?;
    let mut posted = Posted::of(sent)?;
    let typed = form::withdrawal(visitor.words, &mut posted.draft);
    posted.draft = posted.draft.with("participant", participant);
    let Some(typed) = typed else { return Ok(change::again(&visitor, &cycle, &posted, MEND)) };
    let stream = change::stream(&cycle);
    let place = posted.place(&stream, "note");
    let reason = typed.reason.seal(app.vault(), subject.id.into(), place, Vec::new()).await?;
    let act = CorrectWithdrawal {
        limits: visitor.catalogue.limits(&cycle.record.plan.programme),
        participant: subject.id,
        corrects_seq: Sequence::new(typed.corrects),
        after: typed.after,
        overlapping_cycles: 0,
        reason,
    };
    if act.after.is_some() {
        let act = CycleAct::CorrectWithdrawal(Box::new(act));
        let asked = Asked { effective_on: cycle.school.today, act };
        return change::submit(&app, &visitor, cycle, posted, Some(asked), MEND).await;
    }
    let back = participations::Back {
        pupil: cycle.pupil(subject.id),
        cycle: cycle.id,
        expected: posted.expected,
        today: cycle.school.today,
    };
    let done = participations::take_back(&app, back, act, &posted.context(&visitor)).await;
    let done = participations::answered(done)?;
    change::answer(&app, &visitor, cycle, posted, done, MEND).await
}

/// What was said of the participant at the start, as it stands now, and what shows that the pupil can catch up.
fn entry(visitor: &Visitor, cycle: &OpenCycle, id: ParticipantId) -> Result<(EntryFacts, String), PageError> {
    // Once a cycle is closed its figures have been shown: only the head puts a record right then.
    if cycle.closed {
        visitor.allowed(Action::CorrectAfterClosing, On::Cycle(&cycle.record.plan))?;
    }
    let known = cycle.record.participants.get(&id).ok_or(PageError::NotFound)?;
    let entry = known.entry.is.clone();
    let evidence = entry.potential_evidence.as_ref();
    let text = evidence.and_then(|text| cycle.texts.of(text).open().map(str::to_owned)).unwrap_or_default();
    Ok((entry, text))
}

async fn new_correction(
    State(app): State<App>,
    Path((cycle, participant)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let subject = Subject::of(&cycle, &participant)?;
    let (entry, evidence) = entry(&visitor, &cycle, subject.id)?;
    let draft = Draft::default()
        .with("participant", participant)
        .with("placed_on", entry.placed_on.to_string())
        .with("year_level", entry.year_level.to_string())
        .with("weeks", entry.weeks_of_schooling.to_string())
        .with("entry_band", entry.entry_band.to_string())
        .with("potential_evidence", evidence);
    Ok(page::correct(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn correct(
    State(app): State<App>,
    Path((cycle, participant)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let subject = Subject::of(&cycle, &participant)?;
    let (known, evidence) = entry(&visitor, &cycle, subject.id)?;
    let mut posted = Posted::of(sent)?;
    let typed = form::correct(visitor.words, &mut posted.draft);
    posted.draft = posted.draft.with("participant", participant);
    let asked = match typed {
        Some(typed) => {
            let stream = change::stream(&cycle);
            let potential_evidence = if typed.potential_evidence == evidence {
                known.potential_evidence
            } else if typed.potential_evidence.is_empty() {
                None
            } else {
                let place = posted.place(&stream, "potential_evidence");
                Some(app.vault().seal(subject.id.uuid(), place, &typed.potential_evidence).await?)
            };
            let place = posted.place(&stream, "note");
            let reason = typed.reason.seal(app.vault(), subject.id.into(), place, Vec::new()).await?;
            let act = CorrectPlacement {
                limits: visitor.catalogue.limits(&cycle.record.plan.programme),
                participant: subject.id,
                corrects_seq: Sequence::new(typed.corrects),
                after: EntryFacts {
                    placed_on: typed.placed_on,
                    year_level: typed.year_level,
                    weeks_of_schooling: typed.weeks,
                    entry_band: typed.entry_band,
                    potential_evidence,
                },
                reason,
            };
            Some(Asked { effective_on: cycle.school.today, act: CycleAct::CorrectPlacement(Box::new(act)) })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, CORRECT).await
}
