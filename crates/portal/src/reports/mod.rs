//! What is said of a closed cycle: the report to the board in four parts, what was changed in it since, and how good the
//! school judges the cycle.
//!
//! Teachers and leads work on a draft, which is kept between them and is no part of the record; a mentor comments on it; the
//! head submits the report, and both are deleted.
//! Each part begins with a text made of the cycle's own facts. What it says of the gain is the one sentence that the board
//! sees beside the published figures, so that no report promises more than they do. No part may name a pupil.

mod form;
mod page;
pub mod read;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::cycle::{
    AmendReport, Cycle, CycleAct, JudgeImpact, Live, Outcome, ReportPart, Stage, SubmitReport,
};
use domain::{AccountId, CycleId, Sealed, Sequence};
use journal::Checkpoint;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use self::form::Written;
use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::change::{self, Asked, FormPage, OpenCycle, Posted, Shown};
use crate::cycles;
use crate::fields::{Draft, in_row};
use crate::gains::Fixed;
use crate::page_error::PageError;
use crate::paper::files;
use crate::pupil_names;
use crate::refusal::PAGE;
use crate::report_drafts::{self, Comment, ReportDraft, TakenBack};
use crate::route::Route;
use crate::schools::read::{self as schools, Settings};
use crate::sealed_text::Texts;
use crate::sent::Sent;
use crate::sign_in::account;
use crate::worth::{ForEach, Spent};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let write = Action::SubmitReport;
    vec![
        Route::get("/cycles/{cycle}/report", Action::SeeReport, show).with_days(),
        Route::get("/cycles/{cycle}/report/tables.xlsx", Action::SeeReport, workbook),
        Route::get("/cycles/{cycle}/report/tables/{table}", Action::SeeReport, table),
        Route::get("/cycles/{cycle}/report/draft", Action::DraftReport, new_draft),
        Route::post("/cycles/{cycle}/report/draft", Action::DraftReport, keep_draft),
        Route::get("/cycles/{cycle}/report/comments", Action::CommentOnReport, new_comment),
        Route::post("/cycles/{cycle}/report/comments", Action::CommentOnReport, comment)
            .asking(&form::COMMENT_FIELDS)
            .telling::<Commented>(StatusCode::CREATED),
        Route::post(
            "/cycles/{cycle}/report/comments/{comment}/take-back",
            Action::CommentOnReport,
            take_comment_back,
        )
        .asking(&form::TAKE_BACK_FIELDS)
        .telling::<Commented>(StatusCode::OK),
        Route::get("/cycles/{cycle}/report/new", write, new),
        Route::post("/cycles/{cycle}/report/new", write, submit).asking(&form::REPORT_FIELDS),
        Route::get("/cycles/{cycle}/report/{part}/amend", write, new_amendment),
        Route::post("/cycles/{cycle}/report/{part}/amend", write, amend).asking(&form::AMEND_FIELDS),
        Route::get("/cycles/{cycle}/judge", Action::JudgeImpact, new_judgement),
        Route::post("/cycles/{cycle}/judge", Action::JudgeImpact, judge).asking(&form::JUDGE_FIELDS),
    ]
}

const SUBMIT: FormPage = FormPage { draw: page::submit, fields: &form::REPORT_FIELDS };
const DRAFT: FormPage = FormPage { draw: page::draft, fields: &form::REPORT_FIELDS };
const COMMENT: FormPage = FormPage { draw: page::comment, fields: &form::COMMENT_FIELDS };
const AMEND: FormPage = FormPage { draw: page::amend, fields: &form::AMEND_FIELDS };
const JUDGE: FormPage = FormPage { draw: page::judge, fields: &form::JUDGE_FIELDS };

/// A report with all that its pages and files say.
struct Reading {
    cycle: cycles::read::Cycle,
    school_name: String,
    school: Settings,
    told: read::Told,
    texts: Texts,
    names: HashMap<Uuid, String>,
    cost: Option<ForEach>,
    checkpoint: Option<Checkpoint>,
    signing_stopped: bool,
}

impl Reading {
    async fn read(app: &App, visitor: &Visitor, cycle: &str) -> Result<Self, PageError> {
        let id: CycleId = cycle.parse().map_err(|_| PageError::NotFound)?;
        let cycle = cycles::read::cycle(app.pool(), id).await?.ok_or(PageError::NotFound)?;
        visitor.in_cycle(&cycle.plan)?;
        if visitor.sees_published_only() && !cycle.is_for_board() {
            return Err(PageError::NotFound);
        }
        let stream = app.journal().stream("cycle", &id.to_string()).await?;
        let told = read::of_stream(&stream);
        let texts = Texts::open_report(app.vault(), visitor, &cycle.plan, &told.placed(&stream)).await?;
        let names = account::display_names(app.pool(), &told.people()).await?;
        let school = app.settings_of(&cycle.plan.school).await?;
        let of_school = schools::school(app.pool(), &cycle.plan.school).await?;
        let school_name = of_school.map_or_else(String::new, |school| school.name);
        let spent = Spent::read(app.pool(), id).await?;
        let both = cycle.board_figure().map(|figure| figure.pupils.into());
        let cost = spent.for_board(visitor, &cycle.plan, both, &school.policy);
        let last = app.last_checkpoint().await;
        let (signing_stopped, last) = (last.is_err(), last.ok().flatten());
        let checkpoint = last.map(|signed| signed.checkpoint());
        Ok(Self { cycle, school_name, school, told, texts, names, cost, checkpoint, signing_stopped })
    }

    fn sheet<'a>(&'a self, visitor: &'a Visitor) -> page::Sheet<'a> {
        page::Sheet {
            visitor,
            cycle: &self.cycle,
            school_name: &self.school_name,
            school: &self.school,
            told: &self.told,
            texts: &self.texts,
            names: &self.names,
            cost: self.cost.as_ref(),
            checkpoint: self.checkpoint.as_ref(),
            signing_stopped: self.signing_stopped,
        }
    }

    /// What the names of its files begin with.
    fn file_name(&self) -> String {
        format!("report-{}", self.cycle.id)
    }
}

async fn show(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let reading = Reading::read(&app, &visitor, &cycle).await?;
    Ok(page::report(&reading.sheet(&visitor)).into_response())
}

async fn workbook(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let reading = Reading::read(&app, &visitor, &cycle).await?;
    let sheet = reading.sheet(&visitor);
    let tables: Vec<files::Sheet> = page::tables(&sheet).into_iter().map(|(_, table)| table).collect();
    let bytes = files::book(visitor.words, page::about(&sheet), &tables)?;
    Ok(files::download(files::XLSX, &format!("{}.xlsx", reading.file_name()), bytes))
}

async fn table(
    State(app): State<App>,
    Path((cycle, table)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let reading = Reading::read(&app, &visitor, &cycle).await?;
    let wanted = table.strip_suffix(".csv").ok_or(PageError::NotFound)?;
    let found = page::tables(&reading.sheet(&visitor)).into_iter().find(|(name, _)| *name == wanted);
    let (name, table) = found.ok_or(PageError::NotFound)?;
    let bytes = files::csv(&table.rows())?;
    Ok(files::download(files::CSV, &format!("{}-{name}.csv", reading.file_name()), bytes))
}

/// What may be said to the board of the gain: the sentence of the last edition's figures.
async fn gain(app: &App, visitor: &Visitor, cycle: &OpenCycle) -> Result<String, PageError> {
    let row = cycles::read::cycle(app.pool(), cycle.id).await?;
    let figure = row.as_ref().and_then(cycles::read::Cycle::board_figure);
    let told = figure.map(|figure| Fixed::published(figure).told(visitor.words, &cycle.school.policy));
    Ok(told.unwrap_or_else(|| visitor.words.say("report-gain-not-published")))
}

/// What came of the cycle at its last closing, for those who judge it.
async fn sealed_gain(app: &App, visitor: &Visitor, cycle: &OpenCycle) -> Result<String, PageError> {
    let told = read::of_stream(&app.journal().stream("cycle", &cycle.id.to_string()).await?);
    let sentence = |outcome: &Outcome| {
        Fixed::sealed(&visitor.catalogue, outcome).told(visitor.words, &cycle.school.policy)
    };
    Ok(told.outcome.as_ref().map(sentence).unwrap_or_default())
}

/// What the cycle cost for each pupil, beside which its value is judged.
async fn cost(app: &App, visitor: &Visitor, cycle: &OpenCycle) -> Result<String, PageError> {
    let spent = Spent::read(app.pool(), cycle.id).await?;
    let cost = spent.for_each(visitor, &cycle.record.plan, None, &cycle.school.policy);
    Ok(cost.map(|cost| cost.tell(visitor.words)).unwrap_or_default())
}

/// What was written so far, if anything was since the closing.
async fn written(app: &App, cycle: &OpenCycle) -> Result<Option<ReportDraft>, PageError> {
    let Some(closing) = cycle.record.outcome_in else { return Ok(None) };
    Ok(report_drafts::of(app.pool(), app.vault(), cycle.id, closing).await?)
}

/// Who kept what was written so far, and when.
async fn kept(app: &App, visitor: &Visitor, known: &ReportDraft) -> Result<String, PageError> {
    let names = account::display_names(app.pool(), &[known.kept_by]).await?;
    let name = names.get(&known.kept_by).cloned();
    let name = name.unwrap_or_else(|| visitor.words.say("history-someone"));
    let day = visitor.words.date(known.kept_on);
    Ok(visitor.words.tell("report-draft-kept", &[("name", name.into()), ("day", day.into())]))
}

/// The form as it begins: with what was written so far, or with texts made of the cycle's facts.
async fn begun(app: &App, visitor: &Visitor, cycle: &OpenCycle) -> Result<Draft, PageError> {
    let gain = gain(app, visitor, cycle).await?;
    let draft = match written(app, cycle).await? {
        Some(known) => {
            let kept = kept(app, visitor, &known).await?;
            let draft = Draft::default().with("over", known.draft_id.to_string()).with("kept", kept);
            form::PARTS
                .iter()
                .zip(known.parts)
                .fold(draft, |draft, ((_, field), text)| draft.with(field, text))
        }
        None => form::suggested(visitor, cycle, &gain),
    };
    let draft = draft.with("gain", gain).with("effective_on", cycle.school.today.to_string());
    with_comments(app, visitor, cycle, draft).await
}

/// The draft with what was said of it, for those who write it.
async fn with_comments(
    app: &App,
    visitor: &Visitor,
    cycle: &OpenCycle,
    draft: Draft,
) -> Result<Draft, PageError> {
    let now = written(app, cycle).await?.map(|known| known.draft_id);
    with_each(app, visitor, now, comments(app, cycle).await?, draft).await
}

/// What was said of the draft, the oldest first.
async fn comments(app: &App, cycle: &OpenCycle) -> Result<Vec<Comment>, PageError> {
    let Some(closing) = cycle.record.outcome_in else { return Ok(Vec::new()) };
    Ok(report_drafts::comments(app.pool(), app.vault(), cycle.id, closing).await?)
}

/// The draft with these comments, each with who said it, when, and whether of the draft `now`.
async fn with_each(
    app: &App,
    visitor: &Visitor,
    now: Option<Uuid>,
    comments: Vec<Comment>,
    draft: Draft,
) -> Result<Draft, PageError> {
    let people: Vec<Uuid> = comments.iter().map(|one| one.said_by).collect();
    let names = account::display_names(app.pool(), &people).await?;
    let told = |draft: Draft, (place, one): (usize, Comment)| {
        let name = names.get(&one.said_by).cloned();
        let name = name.unwrap_or_else(|| visitor.words.say("history-someone"));
        let day = visitor.words.date(one.said_on);
        let is_of_now = now == Some(one.draft_id);
        let id = if is_of_now { "report-comment-by" } else { "report-comment-by-before" };
        let said = visitor.words.tell(id, &[("name", name.into()), ("day", day.into())]);
        let row = row(place);
        draft.with(&in_row("remark", &row), one.text).with(&in_row("remarked", &row), said)
    };
    Ok(comments.into_iter().enumerate().fold(draft, told))
}

/// The name of a row. Rows stand in the order of their names.
fn row(place: usize) -> String {
    format!("{place:04}")
}

/// What a program is told of a comment that was said or taken back.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportComment)]
struct Commented {
    /// Its id: the `Idempotency-Key` under which it was said.
    #[schema(value_type = String)]
    comment: Uuid,
}

/// The draft as a mentor reads it, under what the mentor types, with the mentor's own comments marked. A mentor knows first
/// letters of names: a text that has a name in it, as one may from before that was refused, is not shown.
async fn read_by_mentor(
    app: &App,
    visitor: &Visitor,
    cycle: &OpenCycle,
    draft: Draft,
) -> Result<Draft, PageError> {
    let Some(known) = written(app, cycle).await? else { return Ok(draft) };
    let names = pupil_names::of_cycle(app, cycle).await?;
    let told = |text: String| match pupil_names::found(&text, &names) {
        Some(_) => visitor.words.say("report-text-names"),
        None => text,
    };
    let kept = kept(app, visitor, &known).await?;
    let draft = draft.with("over", known.draft_id.to_string()).with("kept", kept);
    let parts = form::PARTS.iter().zip(known.parts);
    let mut draft = parts.fold(draft, |draft, ((_, field), text)| draft.with(field, told(text)));
    let (by, mut comments) = (visitor.person()?.id, comments(app, cycle).await?);
    for (place, one) in comments.iter_mut().enumerate() {
        if one.said_by == by {
            draft = draft.with(&in_row("own", &row(place)), one.comment_id.to_string());
        } else {
            one.text = told(std::mem::take(&mut one.text));
        }
    }
    with_each(app, visitor, Some(known.draft_id), comments, draft).await
}

/// Deletes what was written and said of a report that is submitted by now: at its submission, and after a draft or a comment
/// that came at the same time.
async fn forget_if_submitted(app: &App, cycle: CycleId) -> Result<(), PageError> {
    let now = app.journal().load::<Cycle>(&cycle.to_string()).await?.state.stage();
    if now == Stage::Reported {
        report_drafts::forget(app.pool(), cycle).await?;
    }
    Ok(())
}

async fn new_comment(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let draft = read_by_mentor(&app, &visitor, &cycle, Draft::default()).await?;
    Ok(page::comment(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn comment(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let read = posted.draft.text("over").parse::<Uuid>().ok();
    let names = pupil_names::of_cycle(&app, &cycle).await?;
    let text = form::comment(visitor.words, &mut posted.draft, &names);
    let closing = cycle.record.outcome_in.filter(|_| cycle.stage == Stage::Closed);
    let known = written(&app, &cycle).await?;
    let (Some(text), Some(closing), Some(known)) = (text, closing, &known) else {
        if closing.is_none() || known.is_none() {
            let is_over = cycle.stage == Stage::Reported;
            let why = if is_over { "report-is-submitted" } else { "report-comments-no-draft" };
            posted.draft.refuse(visitor.words, PAGE, why, &[]);
        }
        posted.draft = read_by_mentor(&app, &visitor, &cycle, posted.draft).await?;
        return Ok(change::again(&visitor, &cycle, &posted, COMMENT));
    };
    let new = Comment {
        comment_id: posted.command_id,
        draft_id: read.unwrap_or(known.draft_id),
        text,
        said_by: visitor.person()?.id,
        said_on: cycle.school.today,
    };
    if !report_drafts::say(app.pool(), app.vault(), (cycle.id, closing), &new).await? {
        return Ok(change::reused(&visitor));
    }
    forget_if_submitted(&app, cycle.id).await?;
    Ok(commented(&visitor, &cycle, StatusCode::CREATED, new.comment_id))
}

/// Back to the comments.
fn commented(visitor: &Visitor, cycle: &OpenCycle, status: StatusCode, comment: Uuid) -> Response {
    match visitor.format {
        Format::Page => Redirect::to(&format!("{}/report/comments", cycle.address())).into_response(),
        Format::Json => (status, Json(Commented { comment })).into_response(),
    }
}

async fn take_comment_back(
    State(app): State<App>,
    Path((cycle, comment)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let comment = comment.parse().map_err(|_| PageError::NotFound)?;
    Posted::of(sent)?;
    match report_drafts::take_back(app.pool(), cycle.id, comment, visitor.person()?.id).await? {
        TakenBack::Gone => Ok(commented(&visitor, &cycle, StatusCode::OK, comment)),
        TakenBack::OfAnother => Err(PageError::NotFound),
    }
}

async fn new_draft(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let draft = begun(&app, &visitor, &cycle).await?;
    Ok(page::draft(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn keep_draft(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let gain = gain(&app, &visitor, &cycle).await?;
    let draft = posted.draft.with("gain", gain).with("kept", "");
    posted.draft = with_comments(&app, &visitor, &cycle, draft).await?;
    let parts =
        form::unfinished(visitor.words, &mut posted.draft, &pupil_names::of_cycle(&app, &cycle).await?);
    let closing = cycle.record.outcome_in.filter(|_| cycle.stage == Stage::Closed);
    let (Some(parts), Some(closing)) = (parts, closing) else {
        return Ok(change::again(&visitor, &cycle, &posted, DRAFT));
    };
    let new = ReportDraft {
        draft_id: posted.command_id,
        parts,
        kept_by: visitor.person()?.id,
        kept_on: cycle.school.today,
    };
    let over = posted.draft.text("over").parse().ok();
    if report_drafts::keep(app.pool(), app.vault(), (cycle.id, closing), &new, over).await? {
        forget_if_submitted(&app, cycle.id).await?;
        return Ok(Redirect::to(&format!("{}/report/draft", cycle.address())).into_response());
    }
    if let Some(known) = written(&app, &cycle).await? {
        let kept = kept(&app, &visitor, &known).await?;
        posted.draft = form::met(visitor.words, posted.draft, &known, kept);
    }
    Ok(change::again(&visitor, &cycle, &posted, DRAFT))
}

async fn new(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let draft = begun(&app, &visitor, &cycle).await?;
    Ok(page::submit(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn submit(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let asked =
        match form::report(visitor.words, &mut posted.draft, &pupil_names::of_cycle(&app, &cycle).await?) {
            Some(written) => {
                let effective_on = written.effective_on;
                let act = CycleAct::SubmitReport(Box::new(sealed(&app, &cycle, &posted, written).await?));
                Some(Asked { effective_on, act })
            }
            None => None,
        };
    let gain = gain(&app, &visitor, &cycle).await?;
    let draft = posted.draft.with("gain", gain);
    posted.draft = with_comments(&app, &visitor, &cycle, draft).await?;
    let id = cycle.id;
    let answer = change::submit(&app, &visitor, cycle, posted, asked, SUBMIT).await?;
    forget_if_submitted(&app, id).await?;
    Ok(answer)
}

/// The report with its parts sealed under the key of the cycle.
async fn sealed(
    app: &App,
    cycle: &OpenCycle,
    posted: &Posted,
    written: Written,
) -> Result<SubmitReport, PageError> {
    let stream = change::stream(cycle);
    let mut parts = [None, None, None, None];
    for ((slot, text), (_, field)) in parts.iter_mut().zip(written.texts).zip(form::PARTS) {
        *slot = Some(app.vault().seal(cycle.id.uuid(), posted.place(&stream, field), &text).await?);
    }
    let [need, impact, practice_change, next_steps] = parts;
    let upto_seq = Sequence::new(posted.expected.unwrap_or(cycle.sequence));
    let school_year = cycle.school.year_code_of(cycle.record.plan.starts_on).parse().ok();
    Ok(SubmitReport { need, impact, practice_change, next_steps, upto_seq, school_year })
}

/// The part that an address names.
fn named(part: &str) -> Result<ReportPart, PageError> {
    part.parse().map_err(|_| PageError::NotFound)
}

/// A part of the report as it stands; none if the cycle has no report now.
fn live(cycle: &OpenCycle, part: ReportPart) -> Option<&Live<Sealed>> {
    cycle.record.report.as_ref()?.parts.get(&part)
}

async fn new_amendment(
    State(app): State<App>,
    Path((cycle, part)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let part = named(&part)?;
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let text = live(&cycle, part).and_then(|now| cycle.texts.of(&now.is).open().map(str::to_owned));
    let draft = Draft::default()
        .with("part", part.to_string())
        .with("after", text.unwrap_or_default())
        .with("effective_on", cycle.school.today.to_string());
    Ok(page::amend(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn amend(
    State(app): State<App>,
    Path((cycle, part)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let part = named(&part)?;
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let entry = form::amend(visitor.words, &mut posted.draft, &pupil_names::of_cycle(&app, &cycle).await?);
    posted.draft = posted.draft.with("part", part.to_string());
    let asked = match entry {
        Some(entry) => {
            let stream = change::stream(&cycle);
            // A text that stays the same stays the very same sealed text, so that the rule sees that nothing changes.
            let same = live(&cycle, part)
                .filter(|now| cycle.texts.of(&now.is).open() == Some(&entry.after))
                .map(|now| now.is.clone());
            let after = match same {
                Some(sealed) => sealed,
                None => {
                    app.vault().seal(cycle.id.uuid(), posted.place(&stream, "after"), &entry.after).await?
                }
            };
            let place = posted.place(&stream, "note");
            let reason = entry.reason.seal(app.vault(), cycle.id.into(), place, Vec::new()).await?;
            let act = AmendReport { part, amends_seq: Sequence::new(entry.amends), after, reason };
            Some(Asked { effective_on: entry.effective_on, act: CycleAct::AmendReport(act) })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, AMEND).await
}

async fn new_judgement(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let own = cycle.record.impact.get(&AccountId::new(visitor.person()?.id));
    let gain = sealed_gain(&app, &visitor, &cycle).await?;
    let cost = cost(&app, &visitor, &cycle).await?;
    let today = cycle.school.today.to_string();
    let mut draft = Draft::default().with("gain", gain).with("cost", cost).with("effective_on", today);
    if let Some(own) = own {
        draft = draft
            .with("impact", own.impact.to_string())
            .with("value", own.value.to_string())
            .with("leadership", own.leadership.to_string());
    }
    Ok(page::judge(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn judge(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let judge = AccountId::new(visitor.person()?.id);
    let mut posted = Posted::of(sent)?;
    let asked = match form::judge(visitor.words, &mut posted.draft) {
        Some(entry) => {
            let stream = change::stream(&cycle);
            let place = posted.place(&stream, "note");
            let reason = entry.reason.seal(app.vault(), cycle.id.into(), place, Vec::new()).await?;
            let [impact, value, leadership] = entry.ratings;
            let act = CycleAct::JudgeImpact(JudgeImpact { impact, value, leadership, judge, reason });
            Some(Asked { effective_on: entry.effective_on, act })
        }
        None => None,
    };
    let gain = sealed_gain(&app, &visitor, &cycle).await?;
    let cost = cost(&app, &visitor, &cycle).await?;
    posted.draft = posted.draft.with("gain", gain).with("cost", cost);
    change::submit(&app, &visitor, cycle, posted, asked, JUDGE).await
}
