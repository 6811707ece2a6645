//! Governor data packs: what a school's governors could know on one day, on one page and the rest behind it, to read, to
//! print and to take away.
//!
//! A head reads beforehand what a pack would say, and issues it. From then on it says that, whatever is recorded since; it is
//! amended whole, with a reason, and what it said stays under its own address (`/packs/3-1` is the first version of pack 3).
//! What stands in one is in [`crate::paper`].

mod form;
mod page;
pub mod read;

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::pack::{
    Basis, Changes, Pack, PackAct, PackCommand, PackContent, PackRefusal, SectionName, TableName,
};
use domain::{AccountId, SchoolId};
use jiff::civil::Date;
use journal::{ExecuteError, Receipt};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use self::read::Issue;
use crate::access::{Action, Format, Visitor};
use crate::app::{self, App};
use crate::change::{self, Posted};
use crate::enquiries::school_of;
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::paper::{self, Before, Paper, files};
use crate::problem::Problem;
use crate::refusal;
use crate::route::Route;
use crate::schools::read::School;
use crate::sent::Sent;
use crate::shape::Shape;
use crate::sign_in::account;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (see, issues) = (Action::SeePacks, Action::IssuePack);
    vec![
        Route::get("/schools/{school}/packs", see, list).with_past(),
        Route::get("/api/v1/schools/{school}/packs", see, list).with_past().answering::<ListAnswer>(),
        Route::get("/schools/{school}/packs/new", issues, new),
        Route::get("/api/v1/schools/{school}/packs/new", issues, new).answering::<PreviewAnswer>(),
        Route::post("/schools/{school}/packs/new", issues, issue).asking(&form::ISSUE_FIELDS),
        Route::get("/schools/{school}/packs/{number}", see, show).with_past(),
        Route::get("/api/v1/schools/{school}/packs/{number}", see, show)
            .with_past()
            .answering::<PackAnswer>(),
        Route::get("/schools/{school}/packs/{number}/tables.xlsx", see, workbook).with_past(),
        Route::get("/schools/{school}/packs/{number}/tables/{table}", see, table).with_past(),
        Route::get("/schools/{school}/packs/{number}/amend", issues, new_amendment),
        Route::post("/schools/{school}/packs/{number}/amend", issues, amend).asking(&form::AMEND_FIELDS),
    ]
}

/// The packs of a school, every version of each, in the order in which they were issued and amended.
struct File {
    school: School,
    today: Date,
    issues: Vec<Issue>,
}

impl File {
    async fn read(app: &App, visitor: &Visitor, school: &str) -> Result<Self, PageError> {
        let id: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
        let school = school_of(app, visitor, &id).await?;
        let today = app.settings_of(&id).await?.today;
        let issues = read::of_school(app.journal(), &id).await?;
        Ok(Self { school, today, issues })
    }

    /// The last fact of the stream.
    fn sequence(&self) -> u64 {
        self.issues.last().map_or(0, |issue| issue.sequence)
    }

    /// What an address asks for: `3` as it holds, `3-1` the first version of it.
    fn find(&self, number: &str) -> Option<&Issue> {
        let (number, version) = match number.split_once('-') {
            Some((number, version)) => (number.parse().ok()?, Some(version.parse::<u32>().ok()?)),
            None => (number.parse::<u32>().ok()?, None),
        };
        let of_number = |issue: &&Issue| issue.number == number;
        match version {
            Some(version) => self.issues.iter().filter(of_number).find(|issue| issue.version == version),
            None => self.issues.iter().rfind(of_number),
        }
    }

    /// What holds of the pack before this one; of the last one, if there is no such pack yet.
    fn before(&self, number: u32) -> Option<Before<'_>> {
        let before = self.issues.iter().rfind(|issue| issue.number < number)?;
        let first = self.issues.iter().find(|issue| issue.number == before.number)?;
        Some(Before { number: before.number, on: first.on, content: &before.content })
    }

    /// The number that the next pack gets.
    fn next(&self) -> u32 {
        self.issues.iter().map(|issue| issue.number).max().unwrap_or_default() + 1
    }

    fn address(&self) -> String {
        format!("{}/packs", self.school.address())
    }

    /// The version before this one of the same pack.
    fn version_before(&self, issue: &Issue) -> Option<&Issue> {
        self.issues.iter().find(|one| one.number == issue.number && one.version + 1 == issue.version)
    }

    /// What the school was called when this was issued; what it is called today, where that was not kept.
    fn school_name<'a>(&'a self, paper: &'a Paper) -> &'a str {
        paper.school_name.as_deref().unwrap_or(&self.school.name)
    }

    /// What the pack of this number would say today.
    async fn preview(&self, app: &App, visitor: &Visitor, number: u32) -> Result<Preview, PageError> {
        let paper = paper::gather(app, visitor.words, &self.school, self.before(number)).await?;
        Ok(Preview { number, seen: digest(self, number, &paper)?, paper })
    }
}

/// What a pack would say, before it is issued.
struct Preview {
    number: u32,
    /// Stands for all of it: whoever issues it sends it back, so that nobody issues what they have not seen.
    seen: String,
    paper: Paper,
}

/// A hash over a pack's number, the school's name and what it says; what it stands on moves with every fact, and is left out.
fn digest(file: &File, number: u32, paper: &Paper) -> Result<String, PageError> {
    let opened = opened(paper.clone());
    let bytes = serde_json::to_vec(&(file.school_name(paper), &opened.sections));
    let bytes = bytes.map_err(|error| PageError::Unfit(error.to_string()))?;
    let hash = Sha256::new().chain_update(number.to_be_bytes()).chain_update(bytes);
    Ok(hex::encode(hash.finalize()))
}

/// What a pack says with people's words as texts; none where a key was destroyed.
fn opened(paper: Paper) -> PackContent<Option<String>> {
    let words = |said: domain::pack::Said<crate::sealed_text::Text>| {
        Ok::<_, std::convert::Infallible>(said.words.open().map(str::to_owned))
    };
    let Ok(opened) = paper.try_map(words);
    opened
}

/// A version of a pack as somebody may read it.
struct Opened {
    paper: Paper,
    /// The parts of it that are hidden from them.
    hidden: BTreeSet<SectionName>,
}

impl Opened {
    /// What it says otherwise than this version before it. A part that is hidden in either is not compared: what the hiding
    /// does would be told as what the school did.
    fn changes_since(&self, before: &Self) -> Changes {
        let hidden: BTreeSet<SectionName> = self.hidden.union(&before.hidden).copied().collect();
        self.paper.changes_since(&before.paper).without(&hidden)
    }
}

/// A version of a pack as this visitor may read it.
async fn opened_for(app: &App, visitor: &Visitor, file: &File, issue: &Issue) -> Result<Opened, PageError> {
    let school = &file.school.id;
    let mut paper = paper::open(app, school, issue.command_id, issue.content.clone()).await?;
    let least = app.settings_of(school).await?.policy.threshold();
    // Whoever reads no report finds none here.
    if !visitor.may_in(Action::SeeReport, school) {
        paper.sections.retain(|section| section.name != SectionName::Reports);
    }
    // What stands on too few pupils by a limit that was raised since is hidden from whoever sees published figures alone, as it
    // is on their other pages.
    let hidden = if visitor.sees_published_only() {
        paper::hide_fewer_than(&mut paper, least)
    } else {
        BTreeSet::new()
    };
    Ok(Opened { paper, hidden })
}

async fn list(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let file = File::read(&app, &visitor, &school).await?;
    Ok(match visitor.format {
        Format::Page => {
            let people: Vec<Uuid> = file.issues.iter().map(|issue| issue.by.uuid()).collect();
            let names = account::display_names(app.pool(), &people).await?;
            page::list(&visitor, &file, &names).into_response()
        }
        Format::Json => Json(ListAnswer::of(&file)).into_response(),
    })
}

async fn show(
    State(app): State<App>,
    Path((school, number)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let file = File::read(&app, &visitor, &school).await?;
    let issue = file.find(&number).ok_or(PageError::NotFound)?;
    let opened = opened_for(&app, &visitor, &file, issue).await?;
    let changes = match file.version_before(issue) {
        Some(before) => Some(opened.changes_since(&opened_for(&app, &visitor, &file, before).await?)),
        None => None,
    };
    let paper = opened.paper;
    Ok(match visitor.format {
        Format::Page => {
            let names = account::display_names(app.pool(), &[issue.by.uuid()]).await?;
            let who = names.get(&issue.by.uuid());
            let read = page::Read { issue, paper: &paper, changes: changes.as_ref(), who };
            page::show(&visitor, &file, &read).into_response()
        }
        Format::Json => Json(PackAnswer::of(&file, issue, paper, changes)?).into_response(),
    })
}

async fn workbook(
    State(app): State<App>,
    Path((school, number)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let file = File::read(&app, &visitor, &school).await?;
    let issue = file.find(&number).ok_or(PageError::NotFound)?;
    let paper = opened_for(&app, &visitor, &file, issue).await?.paper;
    let words = paper::words_of(paper.language);
    let title = format!("{}, {}", file.school_name(&paper), page::name(words, issue));
    let bytes = files::workbook(&paper, &title, &words.date(issue.on))?;
    Ok(files::download(files::XLSX, &format!("{}.xlsx", file_name(&file, issue)), bytes))
}

async fn table(
    State(app): State<App>,
    Path((school, number, table)): Path<(String, String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let file = File::read(&app, &visitor, &school).await?;
    let issue = file.find(&number).ok_or(PageError::NotFound)?;
    let wanted = table.strip_suffix(".csv").and_then(|name| name.parse::<TableName>().ok());
    let wanted = wanted.ok_or(PageError::NotFound)?;
    let paper = opened_for(&app, &visitor, &file, issue).await?.paper;
    let table = paper.tables().find(|table| table.name == wanted).ok_or(PageError::NotFound)?;
    let bytes = files::csv(&files::sheet(paper::words_of(paper.language), table).rows())?;
    Ok(files::download(files::CSV, &format!("{}-{wanted}.csv", file_name(&file, issue)), bytes))
}

fn file_name(file: &File, issue: &Issue) -> String {
    format!("pack-{}-{}", file.school.number(), issue.path())
}

/// A form of this slice: what it would make, and what was typed.
struct Shown<'a> {
    visitor: &'a Visitor,
    file: &'a File,
    preview: &'a Preview,
    /// What is amended; none for a new pack.
    amends: Option<&'a Amends<'a>>,
    draft: &'a Draft,
    command_id: Uuid,
}

impl Shown<'_> {
    fn fields(&self) -> &'static Shape {
        if self.amends.is_some() { &form::AMEND_FIELDS } else { &form::ISSUE_FIELDS }
    }
}

/// A version that is to be amended.
struct Amends<'a> {
    issue: &'a Issue,
    /// What would change.
    changes: Changes,
    /// Nothing would.
    is_same: bool,
}

impl<'a> Amends<'a> {
    async fn read(app: &App, file: &File, issue: &'a Issue, preview: &Preview) -> Result<Self, PageError> {
        let known = paper::open(app, &file.school.id, issue.command_id, issue.content.clone()).await?;
        let is_same = digest(file, issue.number, &known)? == preview.seen;
        Ok(Self { issue, changes: preview.paper.changes_since(&known), is_same })
    }
}

async fn new(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let file = File::read(&app, &visitor, &school).await?;
    let preview = file.preview(&app, &visitor, file.next()).await?;
    Ok(match visitor.format {
        Format::Page => {
            let (draft, command_id) = (&Draft::default(), app::new_id());
            let (visitor, file, preview) = (&visitor, &file, &preview);
            let shown = Shown { visitor, file, preview, amends: None, draft, command_id };
            page::form(&shown).into_response()
        }
        Format::Json => Json(PreviewAnswer::of(preview)?).into_response(),
    })
}

async fn issue(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let file = File::read(&app, &visitor, &school).await?;
    send(&app, &visitor, &file, None, Posted::of(sent)?).await
}

/// The version that holds of a pack, which can be amended.
fn amendable<'a>(file: &'a File, number: &str) -> Result<&'a Issue, PageError> {
    let issue = file.find(number).ok_or(PageError::NotFound)?;
    file.find(&issue.number.to_string()).ok_or(PageError::NotFound)
}

async fn new_amendment(
    State(app): State<App>,
    Path((school, number)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let file = File::read(&app, &visitor, &school).await?;
    let issue = amendable(&file, &number)?;
    let preview = file.preview(&app, &visitor, issue.number).await?;
    let amends = Amends::read(&app, &file, issue, &preview).await?;
    let (draft, command_id) = (&Draft::default(), app::new_id());
    let (visitor, file, preview) = (&visitor, &file, &preview);
    let shown = Shown { visitor, file, preview, amends: Some(&amends), draft, command_id };
    Ok(page::form(&shown).into_response())
}

async fn amend(
    State(app): State<App>,
    Path((school, number)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let file = File::read(&app, &visitor, &school).await?;
    let amends = amendable(&file, &number)?;
    send(&app, &visitor, &file, Some(amends), Posted::of(sent)?).await
}

/// Issues or amends what was seen, and leads to it; or shows the form again with what stopped it.
async fn send(
    app: &App,
    visitor: &Visitor,
    file: &File,
    amends: Option<&Issue>,
    mut posted: Posted,
) -> Result<Response, PageError> {
    let known = file.issues.iter().find(|issue| issue.command_id == posted.command_id);
    let number = amends.map_or_else(|| file.next(), |issue| issue.number);
    let reason = match amends {
        Some(_) => form::reason(visitor.words, &mut posted.draft),
        None => None,
    };
    let preview = file.preview(app, visitor, number).await?;
    let amends = match amends {
        Some(issue) => Some(Amends::read(app, file, issue, &preview).await?),
        None => None,
    };
    // The form that was sent already is answered by the journal, whatever the pack would say by now.
    let stated = amends.is_none().then_some(number);
    let seen = known.is_some() || form::seen(visitor.words, &mut posted.draft, &preview.seen, stated);
    if known.is_none() && amends.as_ref().is_some_and(|amends| amends.is_same) {
        posted.draft.refuse(visitor.words, refusal::PAGE, "refusal-pack-same", &[]);
    }
    let again = |posted: &Posted, status| {
        let (draft, command_id, preview) = (&posted.draft, posted.command_id, &preview);
        let shown = Shown { visitor, file, preview, amends: amends.as_ref(), draft, command_id };
        change::refused(status, visitor, draft, shown.fields(), || page::form(&shown))
    };
    if !seen || !posted.draft.problems().is_empty() {
        return Ok(again(&posted, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let school = file.school.id.clone();
    let content = if let Some(known) = known {
        known.content.clone()
    } else {
        let mut paper = preview.paper.clone();
        // Within a minute of the last one that is the last one: the pack says how many facts it covers.
        paper::sign(app.notary(), &mut paper).await;
        paper::seal(app, &school, posted.command_id, paper).await?
    };
    let content = Box::new(content);
    let number = known.map_or(number, |known| known.number);
    let act = match (&amends, reason) {
        (Some(Amends { issue, .. }), Some(reason)) => {
            PackAct::AmendPack { number: issue.number, read: issue.version, content, reason }
        }
        _ => PackAct::IssuePack { school: school.clone(), number, content },
    };
    let by = AccountId::new(visitor.person()?.id);
    let command = PackCommand { today: file.today, by, act };
    match execute(app, visitor, &school, &posted, command).await {
        Ok(receipt) => Ok(change::stored(visitor, &format!("{}/{number}", file.address()), &receipt)),
        Err(ExecuteError::Refused(refused)) => {
            let fields = if amends.is_some() { &form::AMEND_FIELDS } else { &form::ISSUE_FIELDS };
            refusal::note_pack(visitor.words, &mut posted.draft, &refused, fields);
            Ok(again(&posted, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(ExecuteError::Conflict { actual, .. }) if visitor.format == Format::Json => {
            Ok(Problem::overtaken(visitor.words, actual).into_response())
        }
        Err(ExecuteError::Conflict { .. }) => {
            posted.draft.refuse(visitor.words, form::SEEN, "form-pack-changed", &[]);
            Ok(again(&posted, StatusCode::CONFLICT))
        }
        Err(ExecuteError::DuplicateCommand { .. }) => Ok(change::reused(visitor)),
        Err(ExecuteError::Unusable(error)) => Err(error.into()),
    }
}

async fn execute(
    app: &App,
    visitor: &Visitor,
    school: &SchoolId,
    posted: &Posted,
    command: PackCommand,
) -> Result<Receipt, ExecuteError<PackRefusal>> {
    let (stream, context) = (school.to_string(), posted.context(visitor));
    app.journal().execute::<Pack>(&stream, posted.expected, command, &context).await
}

/// The packs of a school as programs read them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SchoolPacks)]
struct ListAnswer {
    school: String,
    packs: Vec<ListedAnswer>,
}

/// One version of a pack. A field here is never renamed or removed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListedPack)]
struct ListedAnswer {
    number: u32,
    version: u32,
    #[schema(value_type = String, format = Date)]
    issued_on: Date,
    /// Why it was amended; none for a first version.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    reason: Option<domain::ReasonCode>,
    sequence: u64,
}

impl ListedAnswer {
    fn of(issue: &Issue) -> Self {
        let Issue { number, version, on: issued_on, reason, sequence, .. } = *issue;
        Self { number, version, issued_on, reason, sequence }
    }
}

impl ListAnswer {
    fn of(file: &File) -> Self {
        let packs = file.issues.iter().map(ListedAnswer::of).collect();
        Self { school: file.school.id.to_string(), packs }
    }
}

/// A version of a pack with all that it says. A field here is never renamed or removed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Pack)]
struct PackAnswer {
    school: String,
    #[serde(flatten)]
    listed: ListedAnswer,
    /// The English of its sentences.
    #[schema(value_type = String)]
    language: domain::pack::Language,
    /// What the school was called on that day; left out in packs from before that was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    school_name: Option<String>,
    /// What reads otherwise than in the version before; left out for a first version.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    changes: Option<Changes>,
    /// The edition, the official results with their norms, and the ledger's checkpoint.
    #[schema(value_type = Object)]
    basis: Basis,
    /// What it says, section by section; people's words are null where nobody can read them any more.
    #[schema(value_type = Vec<Object>)]
    sections: Value,
}

fn sections(paper: Paper) -> Result<Value, PageError> {
    serde_json::to_value(opened(paper).sections).map_err(|error| PageError::Unfit(error.to_string()))
}

impl PackAnswer {
    fn of(file: &File, issue: &Issue, paper: Paper, changes: Option<Changes>) -> Result<Self, PageError> {
        Ok(Self {
            school: file.school.id.to_string(),
            listed: ListedAnswer::of(issue),
            language: paper.language,
            school_name: paper.school_name.clone(),
            changes,
            basis: paper.basis.clone(),
            sections: sections(paper)?,
        })
    }
}

/// What a pack would say if it was issued now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PackPreview)]
struct PreviewAnswer {
    /// Send it back with `seen`.
    number: u32,
    /// Send it back to issue exactly this.
    seen: String,
    /// What it says, section by section.
    #[schema(value_type = Vec<Object>)]
    sections: Value,
}

impl PreviewAnswer {
    fn of(preview: Preview) -> Result<Self, PageError> {
        Ok(Self { number: preview.number, seen: preview.seen, sections: sections(preview.paper)? })
    }
}
