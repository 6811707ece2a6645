//! What teachers propose: that a pupil is placed, takes part in another way or leaves. The school's lead or head takes it up,
//! or sets it aside with a sentence that the teacher reads.
//!
//! Nothing of it is a fact. A teacher fills the very form with which a lead acts, and [`instead`] keeps it where the policy
//! lets them propose and not act. Whoever takes it up opens that form as the teacher filled it, sends it as their own act,
//! by all rules of that day, and [`taken_up`] settles the proposal with it. What changed on both sides meanwhile is told there.
//!
//! One that can't be done any more has lapsed: nobody is asked to settle it, and the list says why.

mod form;
mod kept;
mod page;
pub mod read;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::cycle::{CycleRefusal, Plan};
use domain::{CycleId, ParticipantId, PupilId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use self::kept::{New, Settlement};
use self::read::{How, Kind, Lapse, Proposal, lapses, typed_of};
use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::change::{self, FormPage, OpenCycle, Posted, Shown};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::participations;
use crate::refusal::{self, PAGE};
use crate::route::Route;
use crate::sealed_text::{Text, Texts};
use crate::sent::Sent;
use crate::shape::Shape;
use crate::sign_in::account;
use crate::vault::{Place, VaultError};

pub use self::form::PROPOSAL;
pub use self::kept::Kept;
pub use self::page::{notice, on_form, submit_id};
pub use self::read::waiting;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (propose, answer) = (Action::ProposeChange, Action::AnswerProposal);
    vec![
        Route::get("/cycles/{cycle}/proposals", propose, list),
        Route::get("/cycles/{cycle}/proposals/{proposal}/set-aside", answer, new_answer),
        Route::post("/cycles/{cycle}/proposals/{proposal}/set-aside", answer, set_aside)
            .asking(&form::SET_ASIDE_FIELDS)
            .telling::<Told>(StatusCode::CREATED),
        Route::post("/cycles/{cycle}/proposals/{proposal}/take-back", propose, take_back)
            .asking(&form::TAKE_BACK_FIELDS)
            .telling::<Told>(StatusCode::CREATED),
    ]
}

const SET_ASIDE: FormPage = FormPage { draw: page::set_aside, fields: &form::SET_ASIDE_FIELDS };

/// A form that can be proposed, with whom it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The one that places this pupil.
    Place(PupilId),
    /// The one that changes how this participant takes part.
    Change(ParticipantId),
    /// The one that ends the part of this participant.
    Withdraw(ParticipantId),
}

impl Form {
    fn kind(self) -> Kind {
        match self {
            Self::Place(_) => Kind::Place,
            Self::Change(_) => Kind::Change,
            Self::Withdraw(_) => Kind::Withdraw,
        }
    }

    /// Where the form is.
    fn address(self, cycle: CycleId) -> String {
        match self {
            Self::Place(pupil) => format!("/cycles/{cycle}/candidates/{pupil}"),
            Self::Change(participant) => format!("/cycles/{cycle}/participants/{participant}/change"),
            Self::Withdraw(participant) => format!("/cycles/{cycle}/participants/{participant}/withdraw"),
        }
    }

    fn act(self) -> &'static str {
        match self {
            Self::Place(_) => "place-pupil",
            Self::Change(_) => "change-placement",
            Self::Withdraw(_) => "withdraw-pupil",
        }
    }
}

/// What a program is told of a proposal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Proposal)]
pub struct Told {
    /// Its id: the `Idempotency-Key` under which it was made.
    #[schema(value_type = String)]
    proposal: Uuid,
    /// What became of it; none while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    settled_as: Option<String>,
}

/// What is sealed of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Typed {
    /// Whom it is about, as the proposer's page called the pupil.
    who: String,
    /// The pupil who is to be placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pupil: Option<PupilId>,
    /// The form's fields, as they were typed.
    fields: Vec<(String, String)>,
    /// What the form said when the proposer opened it; none where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opened: Option<Vec<(String, String)>>,
}

/// A proposal as its readers see it.
#[derive(Debug)]
pub struct Opened {
    is: Proposal,
    /// What was typed; none once the pupil was erased.
    typed: Option<Typed>,
    /// Why it was set aside.
    answer: Option<Text>,
    /// Why it can't be done any more, unless it was settled.
    lapse: Option<Lapse>,
}

impl Opened {
    /// Whether somebody is to settle it.
    fn waits(&self) -> bool {
        self.is.settled.is_none() && self.lapse.is_none()
    }

    /// The form that was filled, as far as it can still be read.
    fn form(&self) -> Option<Form> {
        let participant = self.is.participant();
        match self.is.kind {
            Kind::Place => Some(Form::Place(self.typed.as_ref()?.pupil?)),
            Kind::Change => self.typed.as_ref().map(|_| Form::Change(participant)),
            Kind::Withdraw => self.typed.as_ref().map(|_| Form::Withdraw(participant)),
        }
    }

    fn field(&self, name: &str) -> &str {
        let fields = self.typed.as_ref().map(|typed| &typed.fields[..]).unwrap_or_default();
        fields.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text)
    }
}

/// The proposals of a cycle, opened for their reader, with the names of the people who made and settled them.
#[derive(Debug, Default)]
pub struct Proposals {
    all: Vec<Opened>,
    names: HashMap<Uuid, String>,
}

impl Proposals {
    fn waiting(&self) -> impl Iterator<Item = &Opened> {
        self.all.iter().filter(|one| one.waits())
    }

    fn find(&self, id: &str) -> Option<&Opened> {
        self.all.iter().find(|one| one.is.id.to_string() == id)
    }
}

/// The proposals of a cycle that is in the stage of this name; none for a visitor who neither proposes nor answers.
///
/// # Errors
/// When the database does not answer, or a sealed text was altered.
pub async fn of_cycle(
    app: &App,
    visitor: &Visitor,
    plan: &Plan,
    stage: &str,
) -> Result<Proposals, PageError> {
    if !visitor.may_on(Action::ProposeChange, plan) {
        return Ok(Proposals::default());
    }
    let proposals = read::of_cycle(app.pool(), plan.cycle).await?;
    let placed: Vec<_> = proposals.iter().flat_map(Proposal::sealed).collect();
    let texts = Texts::open(app.vault(), visitor, plan, &placed).await?;
    let settled = |one: &Proposal| one.settled.as_ref().map(|settled| settled.by);
    let people: Vec<Uuid> = proposals.iter().flat_map(|one| [Some(one.by), settled(one)]).flatten().collect();
    let names = account::display_names(app.pool(), &people).await?;
    let read = |is: Proposal| {
        let typed = texts.of(&is.typed.sealed).open().map(|text| typed_of(&is, text)).transpose()?;
        Ok((is, typed))
    };
    let read = proposals.into_iter().map(read).collect::<Result<Vec<_>, PageError>>()?;
    let lapses = lapses(app, &plan.school, stage, &read).await?;
    let opened = |((is, typed), lapse): ((Proposal, Option<Typed>), Option<Lapse>)| {
        let answer = is.settled.as_ref().and_then(|settled| settled.answer.as_ref());
        Opened { answer: answer.map(|answer| texts.of(&answer.sealed)), lapse, typed, is }
    };
    Ok(Proposals { all: read.into_iter().zip(lapses).map(opened).collect(), names })
}

async fn of_open(app: &App, visitor: &Visitor, cycle: &OpenCycle) -> Result<Proposals, PageError> {
    of_cycle(app, visitor, &cycle.record.plan, cycle.stage.name()).await
}

/// Keeps what was typed as a proposal, if this visitor may propose it and not do it; `who` is whom it is about. For one who
/// may do it nothing is kept, and only what the form says of a proposal is looked at: it must be of this very form.
///
/// # Errors
/// When the pupil was erased, or the database does not answer.
pub async fn instead(
    app: &App,
    visitor: &Visitor,
    cycle: &OpenCycle,
    posted: &mut Posted,
    (form, who): (Form, String),
    page: FormPage,
) -> Result<Option<Response>, PageError> {
    if !visitor.proposes(&cycle.record.plan) {
        let named = posted.draft.text(PROPOSAL.name);
        if named.is_empty() {
            return Ok(None);
        }
        let known = of_open(app, visitor, cycle).await?;
        let one = known.find(named).filter(|one| one.form() == Some(form));
        let by_another = |one: &Opened| {
            one.is.settled.as_ref().is_some_and(|settled| settled.command_id != posted.command_id)
        };
        let wrong = match one {
            Some(one) if by_another(one) => "proposal-is-settled",
            Some(_) => return Ok(None),
            None => "proposal-of-another-form",
        };
        posted.draft = std::mem::take(&mut posted.draft).with(PROPOSAL.name, "");
        posted.draft.refuse(visitor.words, PAGE, wrong, &[]);
        return Ok(Some(change::again(visitor, cycle, posted, page)));
    }
    let fields = form::typed(&posted.draft, page.fields);
    let opened = form::as_opened(&posted.draft, page.fields);
    let (id, by) = (posted.command_id, visitor.person()?.id);
    let made = Made { id, by, on: cycle.school.today, who, fields, opened };
    if !is_same(&of_open(app, visitor, cycle).await?, form, &made) {
        if let Some(refusal) = impossible(cycle, form) {
            refusal::note(visitor.words, &mut posted.draft, &refusal, page.fields);
            return Ok(Some(change::again(visitor, cycle, posted, page)));
        }
        match propose(app, cycle.id, form, &made).await? {
            Kept::New => {}
            Kept::Waits(first) => {
                posted.draft = std::mem::take(&mut posted.draft).with("first", first.to_string());
                posted.draft.refuse(visitor.words, PAGE, "proposal-waits-already", &[]);
                return Ok(Some(change::again(visitor, cycle, posted, page)));
            }
            // The same form again at the same time, or another one under an id that was used.
            Kept::Before if is_same(&of_open(app, visitor, cycle).await?, form, &made) => {}
            Kept::Before => return Ok(Some(change::reused(visitor))),
        }
    }
    Ok(Some(match visitor.format {
        Format::Page => Redirect::to(&format!("{}/proposals", cycle.address())).into_response(),
        Format::Json => {
            let told = Told { proposal: made.id, settled_as: None };
            (StatusCode::ACCEPTED, Json(told)).into_response()
        }
    }))
}

/// Whether this very proposal was made before.
fn is_same(known: &Proposals, form: Form, made: &Made) -> bool {
    known.find(&made.id.to_string()).is_some_and(|one| {
        one.is.by == made.by
            && one.form() == Some(form)
            && one.typed.as_ref().is_some_and(|typed| typed.fields == made.fields)
    })
}

/// Why nobody could do it, if so: it would lapse as soon as it is made.
fn impossible(cycle: &OpenCycle, form: Form) -> Option<CycleRefusal> {
    let takes_part = |is_one: &dyn Fn(ParticipantId) -> bool| {
        cycle.record.participants.iter().any(|(id, known)| known.left.is_none() && is_one(*id))
    };
    match form {
        _ if !form.kind().can_be_sent_in(cycle.stage.name()) => {
            Some(CycleRefusal::WrongState { stage: cycle.stage.name(), act: form.act() })
        }
        Form::Place(pupil) => {
            takes_part(&|id| cycle.pupil(id) == Some(pupil)).then_some(CycleRefusal::AlreadyPlaced)
        }
        Form::Change(about) | Form::Withdraw(about) => {
            (!takes_part(&|id| id == about)).then_some(CycleRefusal::NotPlaced)
        }
    }
}

/// A proposal as it is made.
pub struct Made {
    /// The command that makes it.
    pub id: Uuid,
    /// Who proposes: the account.
    pub by: Uuid,
    /// On which day, by the school's clock.
    pub on: Date,
    /// Whom it is about, as the proposer calls the pupil.
    pub who: String,
    /// What was typed, by field.
    pub fields: Vec<(String, String)>,
    /// What the form said when the proposer opened it, by field; none where that is not known.
    pub opened: Option<Vec<(String, String)>>,
}

/// Keeps a proposal, sealed under the key of the participant, unless it is there already.
///
/// # Errors
/// When the pupil was erased, or the database does not answer.
pub async fn propose(app: &App, cycle: CycleId, form: Form, made: &Made) -> Result<Kept, PageError> {
    let (participant, pupil) = match form {
        Form::Place(pupil) => {
            let foreseen = participations::foresee(app, pupil, cycle, made.id).await;
            (foreseen.map_err(unless_erased)?, Some(pupil))
        }
        Form::Change(participant) | Form::Withdraw(participant) => (participant, None),
    };
    let typed =
        Typed { who: made.who.clone(), pupil, fields: made.fields.clone(), opened: made.opened.clone() };
    let text = serde_json::json!(typed).to_string();
    let typed = sealed(app, cycle, (participant, made.id, kept::TYPED), &text).await?;
    let new = New { id: made.id, cycle, kind: form.kind(), typed: &typed, by: made.by, on: made.on };
    Ok(kept::keep(app.pool(), new).await?)
}

/// A text about a participant, sealed for a field of a proposal.
async fn sealed(
    app: &App,
    cycle: CycleId,
    (participant, command_id, field): (ParticipantId, Uuid, &str),
    text: &str,
) -> Result<domain::Sealed, PageError> {
    let stream = crate::sealed_text::stream_of(cycle);
    let place = Place { stream: &stream, command_id, field };
    app.vault().seal(participant.uuid(), place, text).await.map_err(unless_erased)
}

/// To people a pupil who was erased is not there.
fn unless_erased(error: VaultError) -> PageError {
    if matches!(error, VaultError::Destroyed) { PageError::NotFound } else { error.into() }
}

/// What an address of a form says beside the form: which proposal it is to be filled with.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    proposal: Option<String>,
}

/// The form as it was proposed, for one who may do it: as it is now, with what the proposer changed in it. `draft` as it is
/// where the address names no proposal; for one who proposes, with what it says now, to be carried along.
///
/// # Errors
/// When this form was not proposed like that, or the database does not answer.
pub async fn filled(
    app: &App,
    visitor: &Visitor,
    cycle: &OpenCycle,
    (form, asked): (Form, &Asked),
    (draft, fields): (Draft, &Shape),
) -> Result<Draft, PageError> {
    if visitor.proposes(&cycle.record.plan) {
        let opened = form::opened(&draft, fields);
        return Ok(draft.with(form::OPENED, opened));
    }
    let Some(named) = asked.proposal.as_deref() else { return Ok(draft) };
    let known = of_open(app, visitor, cycle).await?;
    let one = known.find(named).filter(|one| one.form() == Some(form)).ok_or(PageError::NotFound)?;
    let words = visitor.words;
    let Some(typed) = one.typed.as_ref().filter(|_| one.waits()) else {
        let why = if one.is.settled.is_some() {
            words.say("proposal-is-settled")
        } else {
            page::became(words, &known, one)
        };
        return Ok(draft.with("proposed", why));
    };
    let (draft, differences) = form::laid_over(draft, &typed.fields, typed.opened.as_deref());
    let differs: Vec<String> = differences.iter().map(|one| page::differs(words, one)).collect();
    let told = page::proposed(words, &known.names, one);
    Ok(draft.with(PROPOSAL.name, named).with("proposed", told).with("differs", differs.join("\n")))
}

/// The list, for an address that names a proposal whose form is not there any more, as where the pupil to be placed is in the
/// cycle: the list says what became of it.
///
/// # Errors
/// When there is no such proposal for this visitor, or the database does not answer.
pub async fn in_place_of_form(
    app: &App,
    visitor: &Visitor,
    cycle: &OpenCycle,
    asked: &Asked,
) -> Result<Response, PageError> {
    let known = of_open(app, visitor, cycle).await?;
    let one = asked.proposal.as_deref().and_then(|named| known.find(named)).ok_or(PageError::NotFound)?;
    Ok(Redirect::to(&page::in_list(&cycle.address(), one.is.id)).into_response())
}

/// Settles the proposal that a form was filled with, because what the form asks was done a moment ago.
///
/// # Errors
/// When the database does not answer.
pub async fn taken_up(
    app: &App,
    visitor: &Visitor,
    cycle: &OpenCycle,
    posted: &Posted,
) -> Result<(), PageError> {
    let plan = &cycle.record.plan;
    // Only the forms that can be proposed carry one; others say nothing of proposals, whatever was sent with them.
    let does = visitor.action.and_then(Action::proposes).is_some_and(|act| visitor.may_on(act, plan));
    let Some(proposal) = posted.draft.text(PROPOSAL.name).parse().ok().filter(|_| does) else {
        return Ok(());
    };
    let settlement = Settlement {
        how: How::TakenUp,
        command_id: posted.command_id,
        by: visitor.person()?.id,
        on: cycle.school.today,
        answer: None,
    };
    // Somebody may have settled it meanwhile: then that stands.
    kept::settle(app.pool(), (cycle.id, proposal), settlement).await?;
    Ok(())
}

async fn list(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let known = of_open(&app, &visitor, &cycle).await?;
    let draft = Draft::default();
    Ok(page::list(&Shown::new(&visitor, &cycle, &draft), &known).into_response())
}

/// What the form that sets a proposal aside says above it.
fn about(visitor: &Visitor, draft: Draft, known: &Proposals, proposal: &str) -> Result<Draft, PageError> {
    let one = known.find(proposal).ok_or(PageError::NotFound)?;
    let draft = draft
        .with("aside", proposal)
        .with("about", page::what(visitor.words, one))
        .with("made", page::proposed(visitor.words, &known.names, one));
    Ok(if one.waits() { draft } else { draft.with("settled", page::became(visitor.words, known, one)) })
}

async fn new_answer(
    State(app): State<App>,
    Path((cycle, proposal)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let known = of_open(&app, &visitor, &cycle).await?;
    let draft = about(&visitor, Draft::default(), &known, &proposal)?;
    Ok(page::set_aside(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn set_aside(
    State(app): State<App>,
    Path((cycle, proposal)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let mut known = of_open(&app, &visitor, &cycle).await?;
    let one = known.find(&proposal).ok_or(PageError::NotFound)?;
    if let Some(answer) = form::answer(visitor.words, &mut posted.draft) {
        let by = (How::SetAside, visitor.person()?.id);
        match settle(&app, &visitor, &cycle, one, by, &posted, Some(&answer)).await? {
            Ok(response) => return Ok(response),
            Err(now) => known = now,
        }
        posted.draft.refuse(visitor.words, PAGE, "proposal-is-settled", &[]);
    }
    posted.draft = about(&visitor, posted.draft, &known, &proposal)?;
    Ok(change::again(&visitor, &cycle, &posted, SET_ASIDE))
}

async fn take_back(
    State(app): State<App>,
    Path((cycle, proposal)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let mut known = of_open(&app, &visitor, &cycle).await?;
    let one = known.find(&proposal).ok_or(PageError::NotFound)?;
    let by = visitor.person()?.id;
    let mut why = "proposal-of-another";
    if one.is.by == by {
        match settle(&app, &visitor, &cycle, one, (How::TakenBack, by), &posted, None).await? {
            Ok(response) => return Ok(response),
            Err(now) => known = now,
        }
        why = "proposal-is-settled";
    }
    posted.draft.refuse(visitor.words, PAGE, why, &[]);
    let (status, fields) = (StatusCode::UNPROCESSABLE_ENTITY, &form::TAKE_BACK_FIELDS);
    Ok(change::refused(status, &visitor, &posted.draft, fields, || {
        page::list(&Shown::new(&visitor, &cycle, &posted.draft), &known)
    }))
}

/// Settles a proposal, with the words of whoever sets it aside, and leads back to the list. The same command again does so
/// too; where it was settled in another way, the proposals as they are now.
async fn settle(
    app: &App,
    visitor: &Visitor,
    cycle: &OpenCycle,
    one: &Opened,
    (how, by): (How, Uuid),
    posted: &Posted,
    words: Option<&str>,
) -> Result<Result<Response, Proposals>, PageError> {
    let (id, command_id) = (one.is.id, posted.command_id);
    let answer = match words {
        Some(words) => {
            let place = (one.is.participant(), command_id, kept::ANSWER);
            Some(sealed(app, cycle.id, place, words).await?)
        }
        None => None,
    };
    let settlement = Settlement { how, command_id, by, on: cycle.school.today, answer: answer.as_ref() };
    if kept::settle(app.pool(), (cycle.id, id), settlement).await? {
        return Ok(Ok(settled(visitor, cycle, id, how)));
    }
    let known = of_open(app, visitor, cycle).await?;
    let is_this = |one: &Opened| {
        let was = one.is.settled.as_ref().map(|was| (was.how, was.command_id, was.by));
        was == Some((how, command_id, by)) && one.answer.as_ref().and_then(Text::open) == words
    };
    let is_done = known.find(&id.to_string()).is_some_and(is_this);
    Ok(if is_done { Ok(settled(visitor, cycle, id, how)) } else { Err(known) })
}

/// Back to the list, which tells what became of the proposal.
fn settled(visitor: &Visitor, cycle: &OpenCycle, proposal: Uuid, how: How) -> Response {
    match visitor.format {
        Format::Page => Redirect::to(&format!("{}/proposals", cycle.address())).into_response(),
        Format::Json => {
            let told = Told { proposal, settled_as: Some(how.to_string()) };
            (StatusCode::CREATED, Json(told)).into_response()
        }
    }
}
