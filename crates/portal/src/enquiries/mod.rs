//! Questions about a school: their list, one with everything that was said to it, and the form to raise one. Governors raise
//! questions, and officers.
//!
//! What stands here is people's own words; no figure is shown that is not shown elsewhere by its own rules. No word may name
//! a pupil, and a link leads only where its reader may go. How a question is answered, and the answer judged, is in
//! [`crate::answers`]; when governors meet in [`crate::agenda`].

mod form;
mod page;
pub mod projection;
pub mod read;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use cqrs_es::Aggregate as _;
use domain::enquiry::{
    Enquiry, EnquiryAct, EnquiryCommand, EnquiryRecord, EnquiryRefusal, Link, QuestionCode, Topic,
};
use domain::{AccountId, EnquiryId, Note, SchoolId, Sealed};
use journal::{ExecuteError, Receipt};
use maud::Markup;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub(crate) use self::form::{is_unnamed, said as said_in};
pub use self::page::{said, table, trail};
use self::read::{Entry, Row};
use crate::access::{Action, Format, Visitor};
use crate::app::{self, App};
use crate::change::{self, Posted};
use crate::enquiry_links::{self, Offer};
use crate::fields::{Draft, is_unseen};
use crate::page_error::PageError;
use crate::policy::On;
use crate::problem::Problem;
use crate::route::Route;
use crate::schools::read::{School, Settings};
use crate::sealed_text::{Placed, Text};
use crate::sent::Sent;
use crate::sign_in::account;
use crate::vault::{Keys, Place};
use crate::words::Words;
use crate::{pupil_names, refusal, schools};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (see, raises) = (Action::SeeEnquiries, Action::RaiseQuestion);
    vec![
        Route::get("/schools/{school}/enquiries", see, list).with_past(),
        Route::get("/api/v1/schools/{school}/enquiries", see, list).with_past().answering::<ListAnswer>(),
        Route::get("/schools/{school}/enquiries/new", raises, new),
        Route::post("/schools/{school}/enquiries/new", raises, raise).asking(&form::RAISE_FIELDS),
        Route::get("/enquiries/{enquiry}", see, show).with_past(),
        Route::get("/api/v1/enquiries/{enquiry}", see, show).with_past().answering::<EnquiryAnswer>(),
    ]
}

/// How many letters of a question stand where it is named.
const SHORT: usize = 90;

/// A question of a school's list, with its words.
#[derive(Debug, Clone)]
pub struct Asked {
    /// As the list knows it.
    pub row: Row,
    /// The question.
    pub text: Text,
}

impl Asked {
    /// The question as it is named in a list.
    #[must_use]
    pub fn short(&self, words: Words) -> String {
        short(&self.text.tell(words))
    }

    /// The address of its page.
    #[must_use]
    pub fn address(&self) -> String {
        format!("/enquiries/{}", self.row.id)
    }
}

/// The beginning of a text, up to a word's end, in one line and without signs that nobody sees: one that turns the direction
/// of writing would turn what stands beside it.
#[must_use]
pub fn short(text: &str) -> String {
    let seen = text.chars().map(|sign| if sign.is_whitespace() { ' ' } else { sign });
    let text: String = seen.filter(|sign| !is_unseen(*sign)).collect();
    let text = text.trim();
    if text.chars().count() <= SHORT {
        return text.to_owned();
    }
    let start: String = text.chars().take(SHORT).collect();
    let whole = start.rsplit_once(char::is_whitespace).map_or(start.as_str(), |(whole, _)| whole);
    format!("{}…", whole.trim_end())
}

/// Every question about a school with its words, the latest first, for one who may see them.
///
/// # Errors
/// When the school is not the visitor's, or the database does not answer.
pub async fn of_school(app: &App, visitor: &Visitor, school: &SchoolId) -> Result<Vec<Asked>, PageError> {
    visitor.allowed(Action::SeeEnquiries, On::School(school))?;
    let rows = read::of_school(app.pool(), school).await?;
    let keys = app.vault().keys(&rows.iter().map(|row| row.id.uuid()).collect::<Vec<_>>()).await?;
    rows.into_iter().map(|row| Ok(Asked { text: opened(&keys, row.id, &row.words)?, row })).collect()
}

/// The stream that an enquiry's texts are sealed for.
#[must_use]
pub fn stream_of(enquiry: EnquiryId) -> String {
    format!("{}/{enquiry}", Enquiry::TYPE)
}

fn opened(keys: &Keys, enquiry: EnquiryId, text: &Placed) -> Result<Text, PageError> {
    let stream = stream_of(enquiry);
    let place = Place { stream: &stream, command_id: text.command_id, field: &text.field };
    Ok(keys.open(&text.sealed, place)?.map_or(Text::Removed, Text::Open))
}

/// A school, if it is the visitor's in what the route is.
///
/// # Errors
/// When there is no such school for this visitor, or the database does not answer.
pub async fn school_of(app: &App, visitor: &Visitor, school: &SchoolId) -> Result<School, PageError> {
    visitor.in_school(school)?;
    let known = schools::read::school(app.pool(), school).await?;
    known.ok_or(PageError::NotFound)
}

/// One question with everything that was said to it.
pub struct Known {
    /// What its facts add up to.
    pub record: EnquiryRecord,
    /// The last fact of its stream.
    pub sequence: u64,
    /// The school that it is about.
    pub school: School,
    /// What holds in the school.
    pub settings: Settings,
    /// What was said and done, in its order.
    entries: Vec<Entry>,
    /// The words of each entry that has some.
    texts: HashMap<u64, Text>,
    /// Whoever said something, by the name to show.
    people: HashMap<Uuid, String>,
    /// Where the visitor may go of what an answer can point to.
    pub offers: Vec<Offer>,
}

impl Known {
    /// The question, if it is about one of the visitor's schools.
    ///
    /// # Errors
    /// When there is no such question for this visitor, or the database does not answer.
    pub async fn read(app: &App, visitor: &Visitor, enquiry: &str) -> Result<Self, PageError> {
        let id: EnquiryId = enquiry.parse().map_err(|_| PageError::NotFound)?;
        let stream = app.journal().stream(Enquiry::TYPE, &id.to_string()).await?;
        let mut state = Enquiry::default();
        read::events(&stream).for_each(|(_, event)| state.apply(event));
        let record = state.record().ok_or(PageError::NotFound)?.clone();
        let school = school_of(app, visitor, &record.school).await?;
        let entries = read::entries(&stream);
        let keys = app.vault().keys(&[id.uuid()]).await?;
        let mut texts = HashMap::new();
        for entry in &entries {
            if let Some(words) = &entry.words {
                texts.insert(entry.sequence, opened(&keys, id, words)?);
            }
        }
        let people: Vec<Uuid> = entries.iter().map(|entry| entry.by.uuid()).collect();
        let people = account::display_names(app.pool(), &people).await?;
        let settings = app.settings_of(&record.school).await?;
        let offers = enquiry_links::of_school(app, visitor, &school).await?;
        let sequence = stream.len() as u64;
        Ok(Self { record, sequence, school, settings, entries, texts, people, offers })
    }

    /// The address of its page.
    #[must_use]
    pub fn address(&self) -> String {
        format!("/enquiries/{}", self.record.enquiry)
    }

    /// The words of an entry, or what stands in their place; empty for one without words.
    #[must_use]
    pub fn said(&self, words: Words, sequence: u64) -> String {
        self.texts.get(&sequence).map(|text| text.tell(words)).unwrap_or_default()
    }
}

async fn list(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let id: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    let school = school_of(&app, &visitor, &id).await?;
    let asked = of_school(&app, &visitor, &id).await?;
    Ok(match visitor.format {
        Format::Page => page::list(&visitor, &school, &asked).into_response(),
        Format::Json => Json(ListAnswer::of(&id, &asked)).into_response(),
    })
}

async fn show(
    State(app): State<App>,
    Path(enquiry): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let known = Known::read(&app, &visitor, &enquiry).await?;
    Ok(match visitor.format {
        Format::Page => page::one(&visitor, &known)?.into_response(),
        Format::Json => {
            let seen = [(header::ETAG, format!("\"{}\"", known.sequence))];
            (seen, Json(EnquiryAnswer::of(&known))).into_response()
        }
    })
}

/// What the address of the form for a new question carries, so that a chart can lead to it.
#[derive(Debug, Deserialize)]
struct Suggested {
    #[serde(default)]
    question: String,
    #[serde(default)]
    topic: String,
    #[serde(default)]
    topic_subject: String,
    #[serde(default)]
    topic_group: String,
}

/// The sentence of a suggested question, if there is one that stands by itself.
fn sentence(words: Words, question: QuestionCode) -> Option<String> {
    let id = format!("question-{question}");
    words.has(&id).then(|| words.say(&id)).filter(|text| !text.contains('{'))
}

/// A new question with what was typed.
struct ShownNew<'a> {
    visitor: &'a Visitor,
    school: &'a School,
    offers: &'a [Offer],
    draft: &'a Draft,
    command_id: Uuid,
}

async fn new(
    State(app): State<App>,
    Path(school): Path<String>,
    Query(suggested): Query<Suggested>,
    visitor: Visitor,
) -> Result<Markup, PageError> {
    let id: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    let school = school_of(&app, &visitor, &id).await?;
    let offers = enquiry_links::of_school(&app, &visitor, &school).await?;
    let question = suggested.question.parse().unwrap_or(QuestionCode::Own);
    let draft = Draft::default()
        .with("question", question.to_string())
        .with("question_words", sentence(visitor.words, question).unwrap_or_default())
        .with("topic", suggested.topic)
        .with("topic_subject", suggested.topic_subject)
        .with("topic_group", suggested.topic_group);
    let command_id = app::new_id();
    let (school, offers) = (&school, &offers);
    Ok(page::new(&ShownNew { visitor: &visitor, school, offers, draft: &draft, command_id }))
}

async fn raise(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let id: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    let school = school_of(&app, &visitor, &id).await?;
    let offers = enquiry_links::of_school(&app, &visitor, &school).await?;
    let names = pupil_names::of_school(&app, &id).await?;
    let mut posted = Posted::of(sent)?;
    // The same form sent twice raises the same question, and the second time finds it raised.
    let enquiry = EnquiryId::new(Uuid::new_v5(&posted.command_id, b"enquiry"));
    let again = |posted: &Posted| {
        let (draft, command_id, fields) = (&posted.draft, posted.command_id, &form::RAISE_FIELDS);
        let (visitor, school, offers) = (&visitor, &school, &offers);
        change::refused(StatusCode::UNPROCESSABLE_ENTITY, visitor, draft, fields, || {
            page::new(&ShownNew { visitor, school, offers, draft, command_id })
        })
    };
    let Some(raised) = form::raise(visitor.words, &mut posted.draft, &names, &offers) else {
        return Ok(again(&posted));
    };
    let words = sealed(&app, enquiry, &posted, &raised.words).await?;
    let (question, about) = (raised.question, raised.about);
    let act = EnquiryAct::RaiseQuestion { enquiry, school: id.clone(), question, about, words };
    let today = app.settings_of(&id).await?.today;
    match execute(&app, &visitor, enquiry, today, &posted, act).await? {
        Ok(receipt) => Ok(change::stored(&visitor, &format!("/enquiries/{enquiry}"), &receipt)),
        Err(ExecuteError::Refused(refused)) => {
            refusal::note_enquiry(visitor.words, &mut posted.draft, &refused, &form::RAISE_FIELDS);
            Ok(again(&posted))
        }
        Err(ExecuteError::Conflict { actual, .. }) if visitor.format == Format::Json => {
            Ok(Problem::overtaken(visitor.words, actual).into_response())
        }
        Err(ExecuteError::Conflict { .. } | ExecuteError::DuplicateCommand { .. }) => {
            Ok(change::reused(&visitor))
        }
        Err(ExecuteError::Unusable(error)) => Err(error.into()),
    }
}

/// Words sealed under the enquiry's key, with their length.
///
/// # Errors
/// When they can't be sealed.
pub async fn sealed(app: &App, enquiry: EnquiryId, posted: &Posted, text: &str) -> Result<Note, PageError> {
    let stream = stream_of(enquiry);
    let sealed: Sealed = app.vault().seal(enquiry.uuid(), posted.place(&stream, read::WORDS), text).await?;
    Ok(Note { text: sealed, length: u32::try_from(text.chars().count()).unwrap_or(u32::MAX) })
}

/// Sends what is asked to the journal.
///
/// # Errors
/// When nobody is signed in. What the journal says is inside.
pub async fn execute(
    app: &App,
    visitor: &Visitor,
    enquiry: EnquiryId,
    today: jiff::civil::Date,
    posted: &Posted,
    act: EnquiryAct,
) -> Result<Result<Receipt, ExecuteError<EnquiryRefusal>>, PageError> {
    let command = EnquiryCommand { today, by: AccountId::new(visitor.person()?.id), act };
    let (stream, context) = (enquiry.to_string(), posted.context(visitor));
    Ok(app.journal().execute::<Enquiry>(&stream, posted.expected, command, &context).await)
}

/// The questions about a school as programs read them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SchoolEnquiries)]
struct ListAnswer {
    school: String,
    enquiries: Vec<ListedAnswer>,
}

impl ListAnswer {
    fn of(school: &SchoolId, asked: &[Asked]) -> Self {
        Self { school: school.to_string(), enquiries: asked.iter().map(ListedAnswer::of).collect() }
    }
}

/// One question of a list. A field here is never renamed or removed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListedEnquiry)]
pub struct ListedAnswer {
    id: String,
    /// `asked`, `answered`, `returned`, `accepted` or `withdrawn`.
    stage: String,
    /// `q1` to `q26`, or `own`.
    question: String,
    /// None if nobody can read them any more.
    words: Option<String>,
    #[schema(value_type = String, format = Date)]
    raised_on: jiff::civil::Date,
    sequence: u64,
}

impl ListedAnswer {
    /// The question as programs read it.
    #[must_use]
    pub fn of(asked: &Asked) -> Self {
        Self {
            id: asked.row.id.to_string(),
            stage: asked.row.stage.to_string(),
            question: asked.row.question.to_string(),
            words: asked.text.open().map(str::to_owned),
            raised_on: asked.row.raised_on,
            sequence: asked.row.sequence,
        }
    }
}

/// One question with everything that was said to it. A field here is never renamed or removed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Enquiry)]
struct EnquiryAnswer {
    id: String,
    school: String,
    stage: String,
    question: String,
    /// What it is about: official results, or a cycle.
    #[schema(value_type = Option<Object>)]
    about: Option<Topic>,
    sequence: u64,
    entries: Vec<EntryAnswer>,
}

/// One thing that was said or done.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EnquiryEntry)]
struct EntryAnswer {
    /// Its place among all facts; none until it is sealed.
    position: Option<u64>,
    sequence: u64,
    #[serde(rename = "type")]
    kind: String,
    #[schema(value_type = String, format = Date)]
    effective_on: jiff::civil::Date,
    #[schema(value_type = String, format = DateTime)]
    recorded_at: jiff::Timestamp,
    by: String,
    role: String,
    /// The question or the answer; or the note of a reason.
    words: Option<String>,
    /// Where an answer points to, as far as the reader may go there: `cycle/`, `results/` or `enquiry/` and what it is.
    links: Vec<String>,
    reason: Option<String>,
    /// Its leaf in the tree of all facts; none until it is sealed.
    hash: Option<String>,
}

impl EnquiryAnswer {
    fn of(known: &Known) -> Self {
        let record = &known.record;
        let is_open = |link: &&Link| known.offers.iter().any(|offer| offer.link == **link);
        let entry = |entry: &Entry| EntryAnswer {
            position: entry.position,
            sequence: entry.sequence,
            kind: entry.kind.clone(),
            effective_on: entry.on,
            recorded_at: entry.recorded_at,
            by: entry.by.to_string(),
            role: entry.role.clone(),
            words: known.texts.get(&entry.sequence).and_then(|text| text.open().map(str::to_owned)),
            links: entry.links.iter().filter(is_open).map(ToString::to_string).collect(),
            reason: entry.why.map(|code| code.to_string()),
            hash: entry.hash.map(hex::encode),
        };
        let about = record.about.clone().filter(|about| match about {
            Topic::Results { .. } => true,
            Topic::Cycle { cycle } => is_open(&&Link::Cycle { cycle: *cycle }),
        });
        Self {
            id: record.enquiry.to_string(),
            school: record.school.to_string(),
            stage: record.stage.to_string(),
            question: record.question.to_string(),
            about,
            sequence: known.sequence,
            entries: known.entries.iter().map(entry).collect(),
        }
    }
}
