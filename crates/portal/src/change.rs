//! One change of a cycle, from the posted form to the page after it.
//!
//! Every form that changes a cycle goes this way: the cycle as it is, what was typed, the command, and then one of four
//! answers. It was done, and the cycle's page waits until it shows it. A rule said no. Somebody else changed the cycle
//! meanwhile. Or the form was sent before.

use std::collections::{BTreeMap, HashMap};

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::cycle::{Cycle, CycleAct, CycleCommand, CycleRecord, CycleRefusal, Stage};
use domain::{CycleId, ParticipantId, PupilId};
use jiff::civil::Date;
use journal::{Context, ExecuteError, Fingerprint, Loaded, Receipt};
use maud::{Markup, html};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Action, Format, Role, Visitor};
use crate::app::{self, App};
use crate::assessments::read::Entry;
use crate::fields::{Draft, error_summary, hidden};
use crate::history::History;
use crate::layout::{self, Page};
use crate::page_error::PageError;
use crate::placements::read::Participant;
use crate::planning::read::Person;
use crate::policy::On;
use crate::problem::Problem;
use crate::route::API;
use crate::sealed_text::{Placed, Texts};
use crate::sent::Sent;
use crate::shape::Shape;
use crate::story::{Records, Story, Teller};
use crate::strategies::read::{Change, Step};
use crate::vault::Place;
use crate::words::Words;
use crate::{assessments, placements, planning, proposals, refusal, schools, sealed_text, strategies};

/// A cycle with all that its forms show.
pub struct OpenCycle {
    /// Which cycle.
    pub id: CycleId,
    /// What its facts add up to, up to the last one.
    pub record: CycleRecord,
    /// Whether it is closed.
    pub closed: bool,
    /// What holds in its school: the day there, and the limit for small numbers.
    pub school: schools::read::Settings,
    /// The stage that it is in.
    pub stage: Stage,
    /// The last fact's number; a form sends it back.
    pub sequence: u64,
    /// Who is or was in it.
    pub people: Vec<Participant>,
    /// What was tried.
    pub strategies: Vec<Change>,
    /// The scores, and the notes that one will not come; none for most forms.
    pub scores: Vec<Entry>,
    /// Who has a role for the school, once for each role; nobody for most forms.
    pub staff: Vec<Person>,
    /// The texts that the visitor may read.
    pub texts: Texts,
    /// How much of it is here.
    pub extent: Extent,
}

/// How much of a cycle is loaded for a form beside its facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Who takes part, and what is tried.
    Usual,
    /// Also the scores, the people of the school, and every text that was ever written.
    Whole,
}

impl OpenCycle {
    /// Loads the cycle, if it is one of the visitor's school.
    ///
    /// # Errors
    /// When there is no such cycle for this visitor, or the database does not answer.
    pub async fn load(app: &App, visitor: &Visitor, cycle: &str) -> Result<Self, PageError> {
        Self::load_with(app, visitor, cycle, Extent::Usual).await
    }

    /// Loads the cycle with all that hangs on it, if it is one of the visitor's school.
    ///
    /// # Errors
    /// When there is no such cycle for this visitor, or the database does not answer.
    pub async fn load_whole(app: &App, visitor: &Visitor, cycle: &str) -> Result<Self, PageError> {
        Self::load_with(app, visitor, cycle, Extent::Whole).await
    }

    async fn load_with(app: &App, visitor: &Visitor, cycle: &str, extent: Extent) -> Result<Self, PageError> {
        let id: CycleId = cycle.parse().map_err(|_| PageError::NotFound)?;
        let Loaded { state, sequence } = app.cycle(id).await?;
        let record = state.record().ok_or(PageError::NotFound)?.clone();
        visitor.in_cycle(&record.plan)?;
        let school = app.settings_of(&record.plan.school).await?;
        let people = placements::read::of_cycle(app.pool(), id).await?;
        let strategies = strategies::read::of_cycle(app.pool(), id).await?;
        let expected = strategies.iter().filter_map(|change| match &change.step {
            Step::Used { expected, .. } => Some(expected.clone()),
            Step::Stopped { .. } => None,
        });
        let mut placed: Vec<Placed> = people.iter().flat_map(Participant::sealed).chain(expected).collect();
        let (mut scores, mut staff) = (Vec::new(), Vec::new());
        if extent == Extent::Whole {
            scores = assessments::read::of_cycle(app.pool(), id).await?;
            staff = planning::read::people(app.pool(), &record.plan.school, app.today()).await?;
            placed = sealed_text::in_stream(&app.journal().stream("cycle", &id.to_string()).await?);
        }
        let texts = Texts::open(app.vault(), visitor, &record.plan, &placed).await?;
        let (stage, closed) = (state.stage(), state.stage().is_closed());
        Ok(Self {
            id,
            record,
            closed,
            school,
            stage,
            sequence,
            people,
            strategies,
            scores,
            staff,
            texts,
            extent,
        })
    }

    /// The pupils who take part now, in the order of placing, each as this reader knows the pupil.
    #[must_use]
    pub fn taking_part(&self, words: Words) -> Vec<(ParticipantId, String)> {
        let taking_part = self.people.iter().filter(|person| person.withdrawal.is_none());
        taking_part.map(|person| (person.id, person.called(words, &self.texts))).collect()
    }

    /// The same as choices.
    #[must_use]
    pub fn pupils(&self, words: Words) -> Vec<(String, String)> {
        self.taking_part(words).into_iter().map(|(id, called)| (id.to_string(), called)).collect()
    }

    /// The message that says why a form has no place now: `otherwise`, if the cycle was not given up.
    #[must_use]
    pub fn why_not(&self, otherwise: &'static str) -> &'static str {
        if self.stage == Stage::Cancelled { "change-given-up" } else { otherwise }
    }

    /// Who has one of these roles for the school, as choices, each once.
    #[must_use]
    pub fn in_roles(&self, is_one: impl Fn(Role) -> bool) -> Vec<(String, String)> {
        planning::in_roles(&self.staff, is_one)
    }

    /// The participant `id`, if there is one.
    #[must_use]
    pub fn person(&self, id: &str) -> Option<&Participant> {
        self.people.iter().find(|person| person.id.to_string() == id)
    }

    /// Whose part this is; nothing where that is not known, or not for this visitor.
    #[must_use]
    pub fn pupil(&self, id: ParticipantId) -> Option<PupilId> {
        let person = self.people.iter().find(|person| person.id == id)?;
        self.texts.pupil(&person.identity.sealed)
    }

    /// The address of the cycle's page.
    #[must_use]
    pub fn address(&self) -> String {
        format!("/cycles/{}", self.id)
    }
}

/// What a form sent: what was typed, and what it carried along unseen.
pub struct Posted {
    /// What was typed.
    pub draft: Draft,
    /// The command's own id, made when the form was shown: the same form twice acts once.
    pub command_id: Uuid,
    /// The last fact when the form was shown; none where a program did not say which it has seen.
    pub expected: Option<u64>,
    fingerprint: Fingerprint,
}

impl Posted {
    /// Reads the pairs of a posted form.
    ///
    /// # Errors
    /// When the form does not carry what ours do.
    pub fn of(sent: Sent) -> Result<Self, PageError> {
        let Sent { pairs, by_program } = sent;
        let fingerprint = fingerprint(&pairs);
        let draft = Draft::of(pairs);
        let unreadable = || PageError::Unreadable("error-unreadable-help");
        let command_id = draft.text("command_id").parse().map_err(|_| unreadable())?;
        let expected = match draft.text("expected") {
            "" if by_program => None,
            text => Some(text.parse().map_err(|_| unreadable())?),
        };
        Ok(Self { draft, command_id, expected, fingerprint })
    }

    /// Whether the form was shown before what is at `sequence` now came to be.
    #[must_use]
    pub fn is_older_than(&self, sequence: u64) -> bool {
        self.expected.is_some_and(|expected| expected != sequence)
    }

    /// The command of this form, as `visitor` sends it.
    #[must_use]
    pub fn context(&self, visitor: &Visitor) -> Context {
        let (actor, role) = visitor
            .account
            .as_ref()
            .map_or_else(Default::default, |person| (person.id.to_string(), person.role().name()));
        Context::new(self.command_id, &actor, role, "portal").with_fingerprint(self.fingerprint)
    }

    /// Where a text of this form is sealed for.
    #[must_use]
    pub fn place<'a>(&self, stream: &'a str, field: &'a str) -> Place<'a> {
        Place { stream, command_id: self.command_id, field }
    }
}

/// A hash of what was typed, so that the same command id with other words is noticed.
fn fingerprint(pairs: &[(String, String)]) -> Fingerprint {
    let sorted: BTreeMap<&str, &str> = pairs
        .iter()
        .filter(|(name, _)| name != "expected")
        .map(|(name, text)| (name.as_str(), text.trim()))
        .collect();
    let mut hash = Sha256::new();
    for (name, text) in sorted {
        for part in [name, text] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    hash.finalize().into()
}

/// A form as it is shown: empty, or with what was typed and what is wrong with it.
pub struct Shown<'a> {
    /// Who reads it.
    pub visitor: &'a Visitor,
    /// The cycle as it is now.
    pub cycle: &'a OpenCycle,
    /// What stands in the fields.
    pub draft: &'a Draft,
    /// What others changed since the form was opened.
    pub meanwhile: &'a [Story],
    command_id: Uuid,
}

impl<'a> Shown<'a> {
    /// A form that has not been sent yet.
    #[must_use]
    pub fn new(visitor: &'a Visitor, cycle: &'a OpenCycle, draft: &'a Draft) -> Self {
        Self { visitor, cycle, draft, meanwhile: &[], command_id: app::new_id() }
    }

    /// What tells facts of this cycle to this reader.
    #[must_use]
    pub fn teller(&self) -> Teller<'_> {
        let words = self.visitor.words;
        let called = |one: &Participant| (one.id, one.called(words, &self.cycle.texts));
        Teller {
            words,
            texts: &self.cycle.texts,
            pupils: self.cycle.people.iter().map(called).collect(),
            accounts: HashMap::new(),
            records: Records::default(),
            catalogue: self.visitor.catalogue.clone(),
        }
    }

    /// The form's page: problems, what others changed, the heading, what is so now, and the fields.
    #[must_use]
    pub fn page(
        &self,
        title: &str,
        action: &str,
        submit_id: &str,
        about: &Markup,
        fields: &Markup,
    ) -> Markup {
        let form = html! {
            (about)
            form method="post" action=(action) novalidate {
                (proposals::on_form(self))
                (self.unseen())
                (fields)
                (crate::fields::submit(&self.visitor.words.say(proposals::submit_id(self, submit_id))))
            }
        };
        self.without_form(title, &form)
    }

    /// What every form carries along unseen: the command's id, and the last fact that the page knows of.
    #[must_use]
    pub fn unseen(&self) -> Markup {
        html! {
            (hidden("command_id", &self.command_id.to_string()))
            (hidden("expected", &self.cycle.sequence.to_string()))
        }
    }

    /// The same page where the form would be refused: what is so now, and why.
    #[must_use]
    pub fn without_form(&self, title: &str, about: &Markup) -> Markup {
        let words = self.visitor.words;
        let main = html! {
            div class="govuk-grid-row" {
                div class="govuk-grid-column-two-thirds" {
                    (error_summary(words, self.draft))
                    (meanwhile(words, self.cycle, self.meanwhile))
                    h1 class="govuk-heading-l" { (title) }
                    (about)
                    p class="govuk-body" {
                        a class="govuk-link" href=(self.cycle.address()) { (words.say("conflict-leave")) }
                    }
                }
            }
        };
        let prefix = if self.draft.problems().is_empty() {
            String::new()
        } else {
            format!("{} ", words.say("form-error-prefix"))
        };
        let trail = vec![(self.cycle.address(), words.say("history-back"))];
        Page { title: format!("{prefix}{title}"), trail, main, visitor: self.visitor }.render()
    }
}

/// What others changed since the form was opened, and that nothing typed is lost.
fn meanwhile(words: Words, cycle: &OpenCycle, changes: &[Story]) -> Markup {
    html! {
        @if !changes.is_empty() {
            div class="govuk-notification-banner" role="alert" aria-labelledby="meanwhile" {
                div class="govuk-notification-banner__header" {
                    h2 class="govuk-notification-banner__title" id="meanwhile" { (words.say("conflict-title")) }
                }
                div class="govuk-notification-banner__content" {
                    p class="govuk-body" { (words.say("conflict-about")) }
                    @for change in changes {
                        h3 class="govuk-heading-s" {
                            a class="govuk-link" href=(format!("{}/history/{}", cycle.address(), change.sequence)) {
                                (change.title)
                            }
                        }
                        (crate::history::told(words, cycle.id, &change.lines))
                    }
                }
            }
        }
    }
}

/// What a form asks for, once understood.
pub struct Asked {
    /// The day from which it is so.
    pub effective_on: Date,
    /// What is asked.
    pub act: CycleAct,
}

/// A form's own part in its page: how it is drawn, and which fields it has.
#[derive(Clone, Copy)]
pub struct FormPage {
    /// Draws it.
    pub draw: fn(&Shown<'_>) -> Markup,
    /// What it asks for; a refusal that is about none of it is told at the first.
    pub fields: &'static Shape,
}

/// Sends `asked` to the journal (nothing if the form could not be understood) and answers.
///
/// # Errors
/// When the database does not answer.
pub async fn submit(
    app: &App,
    visitor: &Visitor,
    cycle: OpenCycle,
    posted: Posted,
    asked: Option<Asked>,
    form: FormPage,
) -> Result<Response, PageError> {
    submit_all(app, visitor, cycle, posted, asked.map(|one| vec![one]), form).await
}

/// Sends all that a form with several rows asks, whole or not at all, and answers.
///
/// # Errors
/// When the visitor may not do what is asked, or the database does not answer.
pub async fn submit_all(
    app: &App,
    visitor: &Visitor,
    cycle: OpenCycle,
    posted: Posted,
    asked: Option<Vec<Asked>>,
    form: FormPage,
) -> Result<Response, PageError> {
    let Some(asked) = asked else { return Ok(again(visitor, &cycle, &posted, form)) };
    // Asked again of the command itself: a route that says less than its command does must not let more through.
    for one in &asked {
        visitor.allowed(Action::of_command(&one.act, cycle.closed), On::Cycle(&cycle.record.plan))?;
    }
    let done = execute(app, visitor, &cycle, &posted, asked).await;
    answer(app, visitor, cycle, posted, done, form).await
}

/// The form again as it was typed, with its problems.
#[must_use]
pub fn again(visitor: &Visitor, cycle: &OpenCycle, posted: &Posted, form: FormPage) -> Response {
    drawn(StatusCode::UNPROCESSABLE_ENTITY, visitor, cycle, posted, &[], form)
}

/// A form that was refused, again as it was typed; to a program, everything that is wrong with it.
#[must_use]
pub fn refused(
    status: StatusCode,
    visitor: &Visitor,
    draft: &Draft,
    shape: &Shape,
    page: impl FnOnce() -> Markup,
) -> Response {
    match visitor.format {
        Format::Page => (status, page()).into_response(),
        Format::Json => Problem::refused(visitor.words, draft, shape).into_response(),
    }
}

/// What was asked is done: on to the page at `address`, which waits until it shows it. A program is told where that is,
/// which fact was the last, and the token to wait with.
#[must_use]
pub fn stored(visitor: &Visitor, address: &str, receipt: &Receipt) -> Response {
    let token = receipt.token.as_ref().map(ToString::to_string);
    match visitor.format {
        Format::Page => {
            let seen = token.map(|token| format!("?seen={token}")).unwrap_or_default();
            Redirect::to(&format!("{address}{seen}")).into_response()
        }
        Format::Json => {
            let is_new = receipt.token.is_some();
            let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
            let at = [
                (header::LOCATION, format!("{API}{address}")),
                (header::ETAG, format!("\"{}\"", receipt.sequence)),
            ];
            let body = Stored { sequence: receipt.sequence, token, events: receipt.appended };
            (status, at, Json(body)).into_response()
        }
    }
}

/// What a program is told when something was done.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Stored {
    /// The last fact of the stream; send it as `If-Match` with the next change.
    pub sequence: u64,
    /// Ask for a page with `?seen=` and this to read it only once it shows the change. None where nothing was new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// How many facts were stored.
    pub events: usize,
}

/// The command's id was used for another command.
#[must_use]
pub fn reused(visitor: &Visitor) -> Response {
    let words = visitor.words;
    match visitor.format {
        Format::Page => {
            let (title, help) = (words.say("conflict-reused"), words.say("conflict-reused-help"));
            (StatusCode::CONFLICT, layout::message_page(visitor, &title, &help)).into_response()
        }
        Format::Json => Problem::reused(words).into_response(),
    }
}

/// What becomes of a form whose command was sent: on to the cycle's page, or the form again with what stopped it.
///
/// # Errors
/// When the database does not answer.
pub async fn answer(
    app: &App,
    visitor: &Visitor,
    cycle: OpenCycle,
    mut posted: Posted,
    done: Result<Receipt, ExecuteError<CycleRefusal>>,
    form: FormPage,
) -> Result<Response, PageError> {
    match done {
        Ok(receipt) => {
            proposals::taken_up(app, visitor, &cycle, &posted).await?;
            Ok(stored(visitor, &cycle.address(), &receipt))
        }
        Err(ExecuteError::Refused(refusal)) => {
            if let CycleRefusal::ScoresRefused { rows } = &refusal {
                refusal::note_rows(visitor.words, &mut posted.draft, rows, &cycle);
            } else {
                refusal::note(visitor.words, &mut posted.draft, &refusal, form.fields);
            }
            Ok(again(visitor, &cycle, &posted, form))
        }
        Err(ExecuteError::Conflict { actual, .. }) if visitor.format == Format::Json => {
            Ok(Problem::overtaken(visitor.words, actual).into_response())
        }
        Err(ExecuteError::Conflict { .. }) => conflict(app, visitor, &cycle, posted, form).await,
        Err(ExecuteError::DuplicateCommand { .. }) => Ok(reused(visitor)),
        Err(ExecuteError::Unusable(error)) => Err(error.into()),
    }
}

async fn execute(
    app: &App,
    visitor: &Visitor,
    cycle: &OpenCycle,
    posted: &Posted,
    asked: Vec<Asked>,
) -> Result<Receipt, ExecuteError<CycleRefusal>> {
    let today = cycle.school.today;
    let command = |one: Asked| CycleCommand { today, effective_on: one.effective_on, act: one.act };
    let commands: Vec<CycleCommand> = asked.into_iter().map(command).collect();
    app.journal()
        .execute_all::<Cycle>(&cycle.id.to_string(), posted.expected, &commands, &posted.context(visitor))
        .await
}

/// Back to the cycle's page, where what was asked is so already.
#[must_use]
pub fn to_cycle(cycle: &OpenCycle) -> Response {
    Redirect::to(&cycle.address()).into_response()
}

/// The form, with what was typed.
fn drawn(
    status: StatusCode,
    visitor: &Visitor,
    cycle: &OpenCycle,
    posted: &Posted,
    meanwhile: &[Story],
    form: FormPage,
) -> Response {
    let shown = Shown { visitor, cycle, draft: &posted.draft, meanwhile, command_id: posted.command_id };
    refused(status, visitor, &posted.draft, form.fields, || (form.draw)(&shown))
}

/// The form again on the cycle as it is now, with what others changed since the form was opened.
async fn conflict(
    app: &App,
    visitor: &Visitor,
    cycle: &OpenCycle,
    posted: Posted,
    form: FormPage,
) -> Result<Response, PageError> {
    let fresh = OpenCycle::load_with(app, visitor, &cycle.id.to_string(), cycle.extent).await?;
    let history = History::read(app, visitor, cycle.id).await?;
    let entries = history.entries(visitor, |recorded| Some(recorded.sequence) > posted.expected);
    let changes: Vec<Story> = entries.into_iter().map(|entry| entry.story).collect();
    Ok(drawn(StatusCode::CONFLICT, visitor, &fresh, &posted, &changes, form))
}

/// The stream that the cycle's texts are sealed for.
#[must_use]
pub fn stream(cycle: &OpenCycle) -> String {
    sealed_text::stream_of(cycle.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(score: &str, expected: &str) -> Vec<(String, String)> {
        [("command_id", "00000000-0000-0000-0000-000000000001"), ("expected", expected), ("score", score)]
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .to_vec()
    }

    #[test]
    fn the_same_form_has_the_same_fingerprint_and_another_score_another() {
        assert_eq!(fingerprint(&pairs("88", "3")), fingerprint(&pairs(" 88 ", "4")));
        assert_ne!(fingerprint(&pairs("88", "3")), fingerprint(&pairs("89", "3")));
    }

    #[test]
    fn a_form_without_its_hidden_values_is_not_ours() {
        let of = |pairs| Posted::of(Sent::by_page(pairs));
        assert_eq!(of(pairs("88", "3")).unwrap().expected, Some(3));
        assert!(of(pairs("88", "soon")).is_err());
        assert!(of(pairs("88", "")).is_err());
        assert!(of(Vec::new()).is_err());
    }
}
