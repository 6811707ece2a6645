//! Many pupils at once, from a list that the school has: looked at first, with every problem at its cell, then taken over
//! whole or not at all.
//!
//! Nothing is stored before it is taken over, not even the file: the page that shows it carries it along. Pupils who are
//! known are recognised, so the same list twice adds nobody.

pub mod form;
mod page;
pub mod read;
#[cfg(test)]
mod tests;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::import_batch::{ImportBatch, ImportBatchCommand, ListCommitted, ListCounts, ListKind};
use domain::pupil::{Pupil, PupilAct, PupilCommand, PupilEvent, PupilRefusal};
use domain::{ImportBatchId, PupilId, ReasonFor, SchoolId, Sealed};
use jiff::civil::Date;
use journal::{Change, JournalError, Loaded, Receipt};
use sha2::Digest;

use self::form::{Column, Entry, Outcome};
use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::change::{self, Posted};
use crate::column_mappings::{self, Columns, LookedAt, RowLookedAt};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::problem::Problem;
use crate::pupil_details::{self, Details};
use crate::pupils::{self, Named};
use crate::reason_form::{self, Typed};
use crate::route::Route;
use crate::schools::read::Settings;
use crate::sent::Sent;
use crate::shape::{Part, Shape};
use crate::sheet::{self, Sheet};
use crate::uploads::Upload;
use crate::vault::Place;
use crate::{refusal, schools};

/// What a program sends: the list, and what is done with it. What a page carries along unseen is not among it.
const FIELDS: Shape = Shape(&[
    Part::table(column_mappings::ROWS).optional(),
    Part::text(column_mappings::CSV, sheet::MOST_BYTES).optional(),
    Part::each::<Column>("columns", "column").optional(),
    Part::one_of("step", column_mappings::steps).optional(),
    Part::text("seen", 64).optional(),
    Part::day("effective_on").optional(),
    Part::reason(ReasonFor::RevisingPupil).optional(),
    Part::note("note"),
]);

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/schools/{school}/pupils/list", Action::KeepPupils, new),
        Route::post("/schools/{school}/pupils/list", Action::KeepPupils, receive)
            .asking(&FIELDS)
            .telling::<LookedAt>(StatusCode::OK),
    ]
}

/// The kind under which the school's columns are remembered.
const KIND: &str = "class_list";
/// How often a list waits half a second for the read tables to show it.
const WAITS: usize = 20;

/// A school and the form about its list.
struct Shown<'a> {
    visitor: &'a Visitor,
    school: &'a SchoolId,
    name: &'a str,
    posted: &'a Posted,
}

/// A list as it was understood, against the register as it is.
struct Preview {
    sheet: Sheet,
    columns: Columns<Column>,
    entries: Vec<Entry>,
    counts: ListCounts,
    /// What tells this understanding from another, so that what is taken over is what was seen.
    seen: String,
    /// The register is another than the one that was seen.
    meanwhile: bool,
}

impl Preview {
    fn changes_somebody(&self) -> bool {
        self.counts.revised > 0
    }
}

async fn new(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let (school, name) = school_of(&app, &visitor, &school).await?;
    let posted = empty()?;
    let shown = Shown { visitor: &visitor, school: &school, name: &name, posted: &posted };
    Ok(page::upload(&shown).into_response())
}

/// A form that nobody has filled.
fn empty() -> Result<Posted, PageError> {
    Posted::of(Sent::fresh(crate::app::new_id()))
}

async fn school_of(app: &App, visitor: &Visitor, school: &str) -> Result<(SchoolId, String), PageError> {
    let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    visitor.in_school(&school)?;
    let known = schools::read::school(app.pool(), &school).await?;
    let name = known.map_or_else(|| school.to_string(), |known| known.name);
    Ok((school, name))
}

/// A file that was chosen, or a list that was looked at: columns chosen anew, or taken over.
async fn receive(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
    upload: Result<Upload, Response>,
) -> Result<Response, PageError> {
    let (school, name) = school_of(&app, &visitor, &school).await?;
    let upload = match upload {
        Ok(upload) => upload,
        Err(unread) => return Ok(unread),
    };
    let remembers =
        upload.file.is_some() || (upload.sent.by_program && !column_mappings::are_chosen(&upload.sent));
    let mut posted = Posted::of(upload.sent)?;
    let sheet = column_mappings::sheet_of(visitor.words, &mut posted.draft, upload.file.as_ref());
    let Some(sheet) = sheet else {
        let shown = Shown { visitor: &visitor, school: &school, name: &name, posted: &posted };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(change::refused(status, &visitor, &posted.draft, &FIELDS, || page::upload(&shown)));
    };
    let settings = app.settings_of(&school).await?;
    if posted.draft.text("effective_on").is_empty() && (remembers || visitor.format == Format::Json) {
        posted.draft = posted.draft.with("effective_on", settings.today.to_string());
    }
    let columns = if remembers {
        let known = column_mappings::known(app.pool(), app.vault(), &school, KIND).await?;
        let columns = Columns::remembered(&sheet.heading, &known);
        let draft = std::mem::take(&mut posted.draft);
        posted.draft = columns.into_draft(draft.with("sheet", sheet.to_text()));
        columns
    } else {
        Columns::chosen(visitor.words, &mut posted.draft, sheet.heading.cells.len())
    };
    if upload.file.is_none() && posted.draft.text("step") == "take" {
        return take_over(&app, &visitor, (&school, &name), posted, sheet, columns).await;
    }
    let register = pupils::register_of(&app, &visitor, &school).await?;
    let preview = preview(&visitor, &mut posted.draft, sheet, columns, &register, &settings);
    Ok(shown_again(&visitor, (&school, &name), &posted, &preview, StatusCode::OK))
}

/// The list as it is understood, with its problems.
fn shown_again(
    visitor: &Visitor,
    (school, name): (&SchoolId, &str),
    posted: &Posted,
    preview: &Preview,
    status: StatusCode,
) -> Response {
    let shown = Shown { visitor, school, name, posted };
    let wrong = status == StatusCode::OK && !posted.draft.problems().is_empty();
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { status };
    match visitor.format {
        Format::Page => (status, page::preview(&shown, preview)).into_response(),
        Format::Json if preview.meanwhile => {
            let mut draft = posted.draft.clone();
            draft.refuse(visitor.words, "seen", "list-meanwhile-program", &[]);
            Problem::refused(visitor.words, &draft, &FIELDS).into_response()
        }
        Format::Json if wrong => Problem::refused(visitor.words, &posted.draft, &FIELDS).into_response(),
        Format::Json => Json(looked_at(preview)).into_response(),
    }
}

/// The list as programs read that it is understood.
fn looked_at(preview: &Preview) -> LookedAt {
    let outcome = |entry: &Entry| {
        let outcome = match entry.outcome {
            Outcome::New(_) => "new",
            Outcome::Revised(..) => "revised",
            Outcome::Same(_) => "same",
        };
        RowLookedAt { row: entry.row, outcome }
    };
    let outcomes = preview.entries.iter().map(outcome).collect();
    LookedAt::of(&preview.seen, preview.counts, &preview.columns, outcomes)
}

/// What the list does to the register.
fn preview(
    visitor: &Visitor,
    draft: &mut Draft,
    sheet: Sheet,
    columns: Columns<Column>,
    register: &[Named],
    settings: &Settings,
) -> Preview {
    let words = visitor.words;
    let entries = if form::names_somebody(&columns) {
        form::entries(words, draft, &sheet, &columns, register, (settings.today, settings.first_month))
    } else {
        draft.refuse_row(words, "column", &sheet::letters(0), "list-no-name", &[]);
        Vec::new()
    };
    let count = |fits: fn(&Outcome) -> bool| {
        u32::try_from(entries.iter().filter(|entry| fits(&entry.outcome)).count()).unwrap_or(u32::MAX)
    };
    let counts = ListCounts {
        rows: u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX),
        added: count(|outcome| matches!(outcome, Outcome::New(_))),
        revised: count(|outcome| matches!(outcome, Outcome::Revised(..))),
        unchanged: count(|outcome| matches!(outcome, Outcome::Same(_))),
    };
    let seen = hex::encode(sha2::Sha256::digest(format!("{entries:?}")));
    Preview { sheet, columns, entries, counts, seen, meanwhile: false }
}

/// Takes the list over, if it is still what was looked at.
async fn take_over(
    app: &App,
    visitor: &Visitor,
    (school, name): (&SchoolId, &str),
    mut posted: Posted,
    sheet: Sheet,
    columns: Columns<Column>,
) -> Result<Response, PageError> {
    let batch = ImportBatchId::new(posted.command_id);
    let alone = read::alone_with(app.pool(), school).await?;
    let address = format!("/schools/{school}/pupils");
    if let Some(done) = was_taken_over(app, visitor, &address, &posted, batch).await? {
        return Ok(done);
    }
    let register = pupils::register_of(app, visitor, school).await?;
    let settings = app.settings_of(school).await?;
    let mut preview = preview(visitor, &mut posted.draft, sheet, columns, &register, &settings);
    let nothing_new = preview.counts.added + preview.counts.revised == 0;
    if nothing_new && posted.draft.problems().is_empty() {
        return Ok(match visitor.format {
            Format::Page => Redirect::to(&address).into_response(),
            Format::Json => Json(looked_at(&preview)).into_response(),
        });
    }
    let day = posted.draft.day(visitor.words, "effective_on");
    let reason = if preview.changes_somebody() {
        reason_form::parse(visitor.words, &mut posted.draft, ReasonFor::RevisingPupil)
    } else {
        None
    };
    let (Some(day), true) = (day, posted.draft.problems().is_empty()) else {
        return Ok(shown_again(visitor, (school, name), &posted, &preview, StatusCode::OK));
    };
    if posted.draft.text("seen") != preview.seen {
        preview.meanwhile = true;
        return Ok(shown_again(visitor, (school, name), &posted, &preview, StatusCode::CONFLICT));
    }
    let remembered = (&preview.sheet.heading, &preview.columns);
    column_mappings::remember(app.pool(), app.vault(), school, KIND, remembered).await?;
    let taking = Taking { app, school, posted: &posted, batch, today: settings.today, day };
    let changes = match taking.changes(&preview, reason.as_ref()).await? {
        Ok(changes) => changes,
        Err(refusal) => {
            refusal::note_pupil(visitor.words, &mut posted.draft, &refusal, &FIELDS);
            return Ok(shown_again(visitor, (school, name), &posted, &preview, StatusCode::OK));
        }
    };
    match app.journal().append_many(&changes, &posted.context(visitor), |_| {}).await {
        Ok(receipt) => {
            // Whoever comes next must find these on the register: the lock is held until they do.
            until_seen(app, &receipt).await?;
            alone.commit().await?;
            Ok(change::stored(visitor, &address, &receipt))
        }
        Err(JournalError::Moved { .. }) => {
            preview.meanwhile = true;
            Ok(shown_again(visitor, (school, name), &posted, &preview, StatusCode::CONFLICT))
        }
        Err(JournalError::CommandReused(_)) => Ok(change::reused(visitor)),
        Err(error) => Err(error.into()),
    }
}

/// Waits until the read tables show what was stored, ten seconds at most.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn until_seen(app: &App, receipt: &Receipt) -> Result<(), PageError> {
    let Some(token) = &receipt.token else { return Ok(()) };
    for _ in 0..WAITS {
        if app.has_seen(token).await? {
            break;
        }
    }
    Ok(())
}

/// The answer to a form that was sent before: the same as the first time, to the page at `address`.
///
/// # Errors
/// When the journal can't be used.
pub(crate) async fn was_taken_over(
    app: &App,
    visitor: &Visitor,
    address: &str,
    posted: &Posted,
    batch: ImportBatchId,
) -> Result<Option<Response>, PageError> {
    let loaded = app.journal().load::<ImportBatch>(&batch.to_string()).await?;
    let ImportBatch::ListCommitted(known) = loaded.state else { return Ok(None) };
    // Whether it is the very same form is the journal's to say: this stores nothing, because the command is known.
    let event = domain::import_batch::ImportBatchEvent::ListCommitted(known);
    let again = [Change::new::<ImportBatch>(&batch.to_string(), 0, &[event])?];
    Ok(Some(match app.journal().append_many(&again, &posted.context(visitor), |_| {}).await {
        Ok(receipt) => change::stored(visitor, address, &receipt),
        Err(JournalError::CommandReused(_)) => change::reused(visitor),
        Err(error) => return Err(error.into()),
    }))
}

/// A list on its way into the journal.
struct Taking<'a> {
    app: &'a App,
    school: &'a SchoolId,
    posted: &'a Posted,
    batch: ImportBatchId,
    /// Today, by the school's clock.
    today: Date,
    day: Date,
}

impl Taking<'_> {
    /// Every fact that the list brings, the one about the list first.
    async fn changes(
        &self,
        preview: &Preview,
        reason: Option<&Typed>,
    ) -> Result<Result<Vec<Change>, PupilRefusal>, PageError> {
        let today = self.today;
        let commit = Box::new(ListCommitted {
            effective_on: self.day.min(today),
            batch: self.batch,
            school: self.school.clone(),
            kind: ListKind::ClassList,
            cycle: None,
            file: sealed_hash(self.app, self.batch, self.posted, &preview.sheet).await?,
            counts: preview.counts,
        });
        let list = ImportBatch::default()
            .decide(ImportBatchCommand::CommitList { today, commit })
            .map_err(|refusal| PageError::Unfit(refusal.to_string()))?;
        let mut changes = vec![Change::new::<ImportBatch>(&self.batch.to_string(), 0, &list)?];
        for entry in &preview.entries {
            let (pupil, decided) = match &entry.outcome {
                Outcome::New(details) => {
                    let pupil = PupilId::new(crate::app::new_id());
                    (pupil, self.register(pupil, details).await?)
                }
                Outcome::Revised(pupil, details) => (*pupil, self.revise(*pupil, details, reason).await?),
                Outcome::Same(_) => continue,
            };
            match decided {
                Ok((expected, events)) => {
                    changes.push(Change::new::<Pupil>(&pupil.to_string(), expected, &events)?);
                }
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        Ok(Ok(changes))
    }

    async fn register(&self, pupil: PupilId, details: &Details) -> Result<Decided, PageError> {
        let details = pupils::seal(self.app.vault(), pupil, self.posted.command_id, details).await?;
        let (school, batch) = (self.school.clone(), Some(self.batch));
        let act = PupilAct::RegisterPupil { pupil, school, details, batch };
        Ok(Pupil::default().decide(self.command(act)).map(|events| (0, events)))
    }

    async fn revise(
        &self,
        pupil: PupilId,
        details: &Details,
        reason: Option<&Typed>,
    ) -> Result<Decided, PageError> {
        let vault = self.app.vault();
        let Some(reason) = reason.cloned() else { return Ok(Ok((0, Vec::new()))) };
        let details = pupils::seal(vault, pupil, self.posted.command_id, details).await?;
        let stream = pupil_details::stream_of(pupil);
        let reason = reason.seal_with(vault, pupil.into(), self.posted.place(&stream, "note")).await?;
        let act = PupilAct::ReviseDetails { details, reason, batch: Some(self.batch) };
        let Loaded { state, sequence } = self.app.journal().load::<Pupil>(&pupil.to_string()).await?;
        Ok(state.decide(self.command(act)).map(|events| (sequence, events)))
    }

    fn command(&self, act: PupilAct) -> PupilCommand {
        PupilCommand { today: self.today, effective_on: self.day, act }
    }
}

/// What follows for one pupil: the sequence that it was decided on, and the facts.
type Decided = Result<(u64, Vec<PupilEvent>), PupilRefusal>;

/// The hash of what was in the list, under the import's own key: of a short list it would tell who is on it.
///
/// # Errors
/// When the vault can't seal.
pub(crate) async fn sealed_hash(
    app: &App,
    batch: ImportBatchId,
    posted: &Posted,
    sheet: &Sheet,
) -> Result<Sealed, PageError> {
    let stream = format!("import_batch/{batch}");
    let place = Place { stream: &stream, command_id: posted.command_id, field: "file" };
    let hash = hex::encode(sha2::Sha256::digest(sheet.to_text()));
    Ok(app.vault().seal(batch.uuid(), place, &hash).await?)
}
