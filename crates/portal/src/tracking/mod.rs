//! The scores of a whole class from a list, for a cycle that follows the class: looked at first, with every problem at its
//! cell, then taken over whole or not at all.
//!
//! Pupils are found on the register by number or name, and placed in the cycle where they are not in it yet. The scores
//! become facts of the cycle like any other, with the import's number; a wrong one is put right like any other too.

mod form;
mod page;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use cqrs_es::Aggregate as _;
use domain::cycle::{
    AssessmentPoint, Cycle, CycleAct, CycleCommand, CycleEvent, CycleRefusal, PlacePupil, Placement,
    RecordScores, Role, ScoreEntry, ScoreRow,
};
use domain::import_batch::{ImportBatch, ImportBatchCommand, ListCommitted, ListCounts, ListKind};
use domain::{AccountId, AssessmentId, ImportBatchId, KeySubject, ParticipantId, PupilId};
use jiff::civil::Date;
use journal::{Change, JournalError};
use sha2::Digest;

use self::form::{Arrival, Column, Entry, Settings, Wanted};
use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::change::{self, OpenCycle, Posted};
use crate::class_lists;
use crate::column_mappings::{self, Columns, LookedAt, RowLookedAt};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::participations::{self, Part};
use crate::policy::On;
use crate::problem::Problem;
use crate::pupils;
use crate::reason_form::{self, Typed};
use crate::refusal;
use crate::route::Route;
use crate::sent::Sent;
use crate::sheet::Sheet;
use crate::uploads::Upload;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/cycles/{cycle}/tracking", Action::PlacePupil, new),
        Route::post("/cycles/{cycle}/tracking", Action::PlacePupil, receive)
            .asking(&form::FIELDS)
            .telling::<LookedAt>(StatusCode::OK),
    ]
}

/// The kind under which the school's columns are remembered.
const KIND: &str = "tracking";

/// A cycle and the form about a list of its scores.
struct Shown<'a> {
    visitor: &'a Visitor,
    cycle: &'a OpenCycle,
    posted: &'a Posted,
}

/// What a row comes to in the cycle as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It is new, and the pupil is in the cycle.
    New(ParticipantId),
    /// It is new, and the pupil comes into the cycle with it.
    Arrives,
    /// It is on record.
    Same,
}

/// A list as it was understood, against the register and the cycle as they are.
struct Preview {
    sheet: Sheet,
    columns: Columns<Column>,
    settings: Option<Settings>,
    entries: Vec<(Entry, Outcome)>,
    counts: ListCounts,
    /// What tells this understanding from another, so that what is taken over is what was seen.
    seen: String,
    /// Something changed since it was looked at.
    meanwhile: bool,
}

impl Preview {
    fn arrivals(&self) -> usize {
        self.entries.iter().filter(|(_, outcome)| *outcome == Outcome::Arrives).count()
    }

    fn misses_somebody(&self) -> bool {
        self.entries
            .iter()
            .any(|(entry, outcome)| entry.wanted == Wanted::NotTaken && *outcome != Outcome::Same)
    }
}

async fn new(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let posted = Posted::of(Sent::fresh(crate::app::new_id()))?;
    Ok(page::upload(&Shown { visitor: &visitor, cycle: &cycle, posted: &posted }).into_response())
}

/// A file that was chosen, or a list that was looked at: columns chosen anew, or taken over.
async fn receive(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    upload: Result<Upload, Response>,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    for action in [Action::PlacePupil, Action::RecordAssessment] {
        visitor.allowed(action, On::Cycle(&cycle.record.plan))?;
    }
    let upload = match upload {
        Ok(upload) => upload,
        Err(unread) => return Ok(unread),
    };
    let by_program = upload.sent.by_program;
    let remembers = upload.file.is_some() || (by_program && !column_mappings::are_chosen(&upload.sent));
    let mut posted = Posted::of(upload.sent)?;
    let sheet = column_mappings::sheet_of(visitor.words, &mut posted.draft, upload.file.as_ref());
    let Some(sheet) = sheet else {
        if by_program {
            let _ = form::settings(&visitor, &mut posted.draft);
        }
        let shown = Shown { visitor: &visitor, cycle: &cycle, posted: &posted };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(change::refused(status, &visitor, &posted.draft, &form::FIELDS, || page::upload(&shown)));
    };
    let columns = if remembers {
        let school = &cycle.record.plan.school;
        let known = column_mappings::known(app.pool(), app.vault(), school, KIND).await?;
        let columns = Columns::remembered(&sheet.heading, &known);
        let mut draft = std::mem::take(&mut posted.draft);
        if !by_program {
            draft = suggested(&visitor, draft, &cycle, cycle.school.today);
        }
        posted.draft = columns.into_draft(draft.with("sheet", sheet.to_text()));
        columns
    } else {
        Columns::chosen(visitor.words, &mut posted.draft, sheet.heading.cells.len())
    };
    if upload.file.is_none() && posted.draft.text("step") == "take" {
        return take_over(&app, &visitor, cycle, posted, sheet, columns).await;
    }
    let preview = preview(&app, &visitor, &cycle, &mut posted.draft, sheet, columns).await?;
    Ok(shown_again(&visitor, &cycle, &posted, &preview, StatusCode::OK))
}

/// What stands in the fields that all rows share before anybody types.
fn suggested(visitor: &Visitor, draft: Draft, cycle: &OpenCycle, today: Date) -> Draft {
    let instrument = visitor.catalogue.tests_of(&cycle.record).into_iter().next();
    let draft = draft
        .with("point", AssessmentPoint::Interim.to_string())
        .with("instrument", instrument.map(|one| one.version.clone()).unwrap_or_default())
        .with(
            "test_form",
            instrument.and_then(|one| one.is.forms.first().map(ToString::to_string)).unwrap_or_default(),
        )
        .with("missing_reason", domain::ReasonCode::Absence.to_string())
        .with("reason", domain::ReasonCode::Policy.to_string());
    draft.with("taken_on", today.to_string())
}

/// The list as it is understood, with its problems.
fn shown_again(
    visitor: &Visitor,
    cycle: &OpenCycle,
    posted: &Posted,
    preview: &Preview,
    status: StatusCode,
) -> Response {
    let wrong = status == StatusCode::OK && !posted.draft.problems().is_empty();
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { status };
    match visitor.format {
        Format::Page => (status, page::preview(&Shown { visitor, cycle, posted }, preview)).into_response(),
        Format::Json if preview.meanwhile => {
            let mut draft = posted.draft.clone();
            draft.refuse(visitor.words, "seen", "list-meanwhile-program", &[]);
            Problem::refused(visitor.words, &draft, &form::FIELDS).into_response()
        }
        Format::Json if wrong => {
            Problem::refused(visitor.words, &posted.draft, &form::FIELDS).into_response()
        }
        Format::Json => Json(looked_at(preview)).into_response(),
    }
}

/// The list as programs read that it is understood.
fn looked_at(preview: &Preview) -> LookedAt {
    let outcome = |(entry, outcome): &(Entry, Outcome)| {
        let outcome = if *outcome == Outcome::Same { "same" } else { "new" };
        RowLookedAt { row: entry.row, outcome }
    };
    let outcomes = preview.entries.iter().map(outcome).collect();
    LookedAt::of(&preview.seen, preview.counts, &preview.columns, outcomes)
}

/// What the list does to the cycle.
async fn preview(
    app: &App,
    visitor: &Visitor,
    cycle: &OpenCycle,
    draft: &mut Draft,
    sheet: Sheet,
    columns: Columns<Column>,
) -> Result<Preview, PageError> {
    let words = visitor.words;
    let register = pupils::register_of(app, visitor, &cycle.record.plan.school).await?;
    let settings = form::settings(visitor, draft);
    let enough = form::says_enough(words, draft, &columns);
    let read = match &settings {
        Some(settings) if enough => form::entries(
            words,
            draft,
            &sheet,
            &columns,
            settings,
            &register,
            (cycle.school.today, cycle.school.first_month),
        ),
        _ => Vec::new(),
    };
    let ids: Vec<PupilId> = read.iter().map(|entry| entry.pupil).collect();
    let links = participations::parts(app.pool(), app.vault(), &ids).await?;
    let mut entries = Vec::new();
    for entry in read {
        let here = links.get(&entry.pupil).into_iter().flatten().find(|part| {
            part.cycle == cycle.id
                && cycle
                    .record
                    .participants
                    .get(&part.participant)
                    .is_some_and(domain::cycle::Participant::is_active)
        });
        let participant = here.map(|part| part.participant);
        if let Some(settings) = &settings
            && let Some(outcome) = outcome(words, draft, cycle, settings, &entry, participant)
        {
            entries.push((entry, outcome));
        }
    }
    let count = |fits: fn(Outcome) -> bool| {
        u32::try_from(entries.iter().filter(|(_, outcome)| fits(*outcome)).count()).unwrap_or(u32::MAX)
    };
    let counts = ListCounts {
        rows: u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX),
        added: count(|outcome| outcome != Outcome::Same),
        revised: 0,
        unchanged: count(|outcome| outcome == Outcome::Same),
    };
    // Not the day, the paper and the test of the fields above the list: whoever types them sees them.
    let of_row = |(entry, outcome): &(Entry, Outcome)| format!("{} {} {outcome:?}", entry.row, entry.pupil);
    let seen: Vec<String> = entries.iter().map(of_row).collect();
    let seen = hex::encode(sha2::Sha256::digest(seen.join("\n")));
    Ok(Preview { sheet, columns, settings, entries, counts, seen, meanwhile: false })
}

/// What a row comes to; nothing if it is refused, which is noted at its cell.
fn outcome(
    words: crate::words::Words,
    draft: &mut Draft,
    cycle: &OpenCycle,
    settings: &Settings,
    entry: &Entry,
    participant: Option<ParticipantId>,
) -> Option<Outcome> {
    let cell = [("cell", entry.cell.as_str().into())];
    let Some(participant) = participant else {
        if cycle.record.is_intervention() {
            draft.refuse_row(words, "cell", &entry.cell, "tracking-not-in-cycle", &cell);
            return None;
        }
        if entry.level.is_none() {
            draft.refuse_row(words, "cell", &entry.cell, "tracking-no-year", &cell);
            return None;
        }
        return Some(Outcome::Arrives);
    };
    let on_record = cycle.record.assessments.values().find(|one| {
        one.participant == participant
            && one.point == settings.point
            && one.instrument.to_string() == settings.instrument.version
    });
    let missed =
        cycle.record.participants.get(&participant).is_some_and(|one| one.missed.contains(&settings.point));
    match (&entry.wanted, on_record) {
        (Wanted::Score(reading), Some(known)) if known.reading == *reading => Some(Outcome::Same),
        (_, Some(known)) => {
            let score = known.reading.score.to_string();
            let values = [("cell", entry.cell.as_str().into()), ("score", score.as_str().into())];
            draft.refuse_row(words, "cell", &entry.cell, "tracking-on-record", &values);
            None
        }
        (Wanted::NotTaken, None) if missed => Some(Outcome::Same),
        (Wanted::Score(_) | Wanted::NotTaken, None) => Some(Outcome::New(participant)),
    }
}

/// Takes the list over, if it is still what was looked at.
async fn take_over(
    app: &App,
    visitor: &Visitor,
    cycle: OpenCycle,
    mut posted: Posted,
    sheet: Sheet,
    columns: Columns<Column>,
) -> Result<Response, PageError> {
    let words = visitor.words;
    let batch = ImportBatchId::new(posted.command_id);
    let school = cycle.record.plan.school.clone();
    let alone = class_lists::read::alone_with(app.pool(), &school).await?;
    let address = cycle.address();
    if let Some(done) = class_lists::was_taken_over(app, visitor, &address, &posted, batch).await? {
        return Ok(done);
    }
    let mut preview = preview(app, visitor, &cycle, &mut posted.draft, sheet, columns).await?;
    let arrival = if preview.arrivals() > 0 { form::arrival(words, &mut posted.draft) } else { None };
    let missing = if preview.misses_somebody() {
        reason_form::parse_of(words, &mut posted.draft, form::MISSING)
    } else {
        None
    };
    if !posted.draft.problems().is_empty() {
        return Ok(shown_again(visitor, &cycle, &posted, &preview, StatusCode::OK));
    }
    if posted.draft.text("seen") != preview.seen {
        preview.meanwhile = true;
        return Ok(shown_again(visitor, &cycle, &posted, &preview, StatusCode::CONFLICT));
    }
    let remembered = (&preview.sheet.heading, &preview.columns);
    column_mappings::remember(app.pool(), app.vault(), &school, KIND, remembered).await?;
    let Some(settings) = preview.settings.as_ref() else { return Err(PageError::NotFound) };
    if preview.counts.added == 0 {
        return Ok(match visitor.format {
            Format::Page => Redirect::to(&address).into_response(),
            Format::Json => Json(looked_at(&preview)).into_response(),
        });
    }
    let arriving: Vec<PupilId> = preview
        .entries
        .iter()
        .filter(|(_, outcome)| *outcome == Outcome::Arrives)
        .map(|(entry, _)| entry.pupil)
        .collect();
    let nobody_else = participations::alone_with_all(app.pool(), &arriving).await?;
    let taking = Taking { app, visitor, cycle: &cycle, posted: &posted, batch, settings };
    let (events, links) = match taking.events(&preview, arrival.as_ref(), missing.as_ref()).await? {
        Ok(decided) => decided,
        Err(refused) => {
            for (cell, refused) in refused {
                let sentence = refusal::sentence(words, &refused);
                let values = [("cell", cell.as_str().into()), ("sentence", sentence.as_str().into())];
                posted.draft.refuse_row(words, "cell", &cell, "tracking-refused", &values);
            }
            return Ok(shown_again(visitor, &cycle, &posted, &preview, StatusCode::OK));
        }
    };
    let changes = taking.changes(&preview, &events).await?;
    // Before the facts and not with them: what is interrupted leaves rows that say nothing, never a part without one.
    let noted = participations::note_all(app, &links).await?;
    let done = app.journal().append_many(&changes, &posted.context(visitor), |_| {}).await;
    if matches!(done, Err(JournalError::Moved { .. } | JournalError::CommandReused(_))) {
        participations::forget_all(app, &noted).await?;
    }
    nobody_else.commit().await?;
    match done {
        Ok(receipt) => {
            class_lists::until_seen(app, &receipt).await?;
            alone.commit().await?;
            Ok(change::stored(visitor, &address, &receipt))
        }
        Err(JournalError::Moved { .. }) => {
            preview.meanwhile = true;
            Ok(shown_again(visitor, &cycle, &posted, &preview, StatusCode::CONFLICT))
        }
        Err(JournalError::CommandReused(_)) => Ok(change::reused(visitor)),
        Err(error) => Err(error.into()),
    }
}

/// A list on its way into the journal.
struct Taking<'a> {
    app: &'a App,
    visitor: &'a Visitor,
    cycle: &'a OpenCycle,
    posted: &'a Posted,
    batch: ImportBatchId,
    settings: &'a Settings,
}

/// What follows in the cycle, and whose the new parts are; or what is refused, by cell.
type Decided = Result<(Vec<CycleEvent>, Vec<(PupilId, Part)>), Vec<(String, CycleRefusal)>>;

impl Taking<'_> {
    async fn events(
        &self,
        preview: &Preview,
        arrival: Option<&Arrival>,
        missing: Option<&Typed>,
    ) -> Result<Decided, PageError> {
        let loaded = self.app.journal().load::<Cycle>(&self.cycle.id.to_string()).await?;
        let mut cycle = loaded.state;
        let (mut events, mut links, mut refused) = (Vec::new(), Vec::new(), Vec::new());
        let mut rows: BTreeMap<ParticipantId, &Entry> = BTreeMap::new();
        for (entry, outcome) in &preview.entries {
            match outcome {
                Outcome::Same => {}
                Outcome::New(participant) => drop(rows.insert(*participant, entry)),
                Outcome::Arrives => {
                    let participant = ParticipantId::new(crate::app::new_id());
                    links.push((entry.pupil, Part { cycle: self.cycle.id, participant }));
                    rows.insert(participant, entry);
                }
            }
        }
        // In the order of random numbers, not of the list: the order of facts must not say whose they are.
        for (participant, entry) in &rows {
            let Some((pupil, part)) = links.iter().find(|(_, part)| part.participant == *participant) else {
                continue;
            };
            let Some(place) = self.place(*pupil, *part, entry, arrival).await? else { continue };
            match cycle.decide(self.command(self.placed_on(preview), CycleAct::PlacePupil(Box::new(place)))) {
                Ok(follows) => {
                    for event in follows {
                        cycle.apply(event.clone());
                        events.push(event);
                    }
                }
                Err(refusal) => refused.push((entry.cell.clone(), refusal)),
            }
        }
        if !refused.is_empty() {
            return Ok(Err(refused));
        }
        let Some(scores) = self.scores(&rows, missing).await? else { return Ok(Ok((events, links))) };
        match cycle.decide(self.command(self.cycle.school.today, CycleAct::RecordScores(scores))) {
            Ok(follows) => events.extend(follows),
            Err(CycleRefusal::ScoresRefused { rows: bad }) => {
                let cell = |row: &domain::cycle::RowRefusal| {
                    rows.get(&row.participant).map(|entry| entry.cell.clone())
                };
                refused.extend(bad.iter().filter_map(|row| Some((cell(row)?, row.refusal.clone()))));
            }
            Err(refusal) => refused.extend(rows.values().next().map(|entry| (entry.cell.clone(), refusal))),
        }
        Ok(if refused.is_empty() { Ok((events, links)) } else { Err(refused) })
    }

    /// From when those who arrive take part: from the start of the cycle, or the first test if that was earlier.
    fn placed_on(&self, preview: &Preview) -> Date {
        let tests = preview.entries.iter().filter_map(|(entry, _)| match &entry.wanted {
            Wanted::Score(reading) => Some(reading.taken_on),
            Wanted::NotTaken => None,
        });
        let first = tests.min().unwrap_or(self.cycle.record.plan.starts_on);
        first.min(self.cycle.record.plan.starts_on).min(self.cycle.school.today)
    }

    fn command(&self, effective_on: Date, act: CycleAct) -> CycleCommand {
        CycleCommand { today: self.cycle.school.today, effective_on, act }
    }

    async fn place(
        &self,
        pupil: PupilId,
        part: Part,
        entry: &Entry,
        arrival: Option<&Arrival>,
    ) -> Result<Option<PlacePupil>, PageError> {
        let (Some(arrival), Some(year_level)) = (arrival, entry.level) else { return Ok(None) };
        let (vault, command) = (self.app.vault(), self.posted.command_id);
        let stream = change::stream(self.cycle);
        let subject = KeySubject::from(part.participant);
        let plan = &self.cycle.record.plan;
        Ok(Some(PlacePupil {
            limits: self.visitor.catalogue.limits(&plan.programme),
            participant: part.participant,
            identity: participations::identity(vault, part, command, pupil, &entry.name).await?,
            year_level,
            weeks_of_schooling: arrival.weeks,
            entry_band: arrival.band,
            potential_evidence: None,
            placement: Placement {
                group: None,
                tier: plan.tier,
                share_of_sessions_percent: 100,
                role: Role::Target,
            },
            size_override: None,
            overlapping_cycles: 0,
            overlap_override: None,
            reason: arrival
                .reason
                .clone()
                .seal_with(vault, subject, self.posted.place(&stream, "note"))
                .await?,
        }))
    }

    /// The one command of all scores; none if every row is on record.
    async fn scores(
        &self,
        entries: &BTreeMap<ParticipantId, &Entry>,
        missing: Option<&Typed>,
    ) -> Result<Option<RecordScores>, PageError> {
        let instrument = self.settings.instrument.limits();
        let stream = change::stream(self.cycle);
        let mut rows = Vec::new();
        for (participant, entry) in entries {
            let entry = match &entry.wanted {
                Wanted::Score(reading) => ScoreEntry::New {
                    assessment_id: AssessmentId::new(crate::app::new_id()),
                    reading: reading.clone(),
                },
                Wanted::NotTaken => {
                    let Some(reason) = missing.cloned() else { continue };
                    let place = self.posted.place(&stream, "missing_note");
                    let vault = self.app.vault();
                    ScoreEntry::Missing {
                        reason: reason.seal_with(vault, KeySubject::from(*participant), place).await?,
                    }
                }
            };
            rows.push(ScoreRow { participant: *participant, entry });
        }
        Ok(Some(RecordScores {
            instrument,
            windows: self.settings.instrument.windows(),
            point: self.settings.point,
            marker: self.visitor.account.as_ref().map(|person| AccountId::new(person.id)),
            batch: Some(self.batch),
            rows,
        }))
    }

    /// The fact about the list, and those of the cycle.
    async fn changes(&self, preview: &Preview, events: &[CycleEvent]) -> Result<Vec<Change>, PageError> {
        let today = self.cycle.school.today;
        let file = class_lists::sealed_hash(self.app, self.batch, self.posted, &preview.sheet).await?;
        let commit = Box::new(ListCommitted {
            effective_on: today,
            batch: self.batch,
            school: self.cycle.record.plan.school.clone(),
            kind: ListKind::Tracking,
            cycle: Some(self.cycle.id),
            file,
            counts: preview.counts,
        });
        let list = ImportBatch::default()
            .decide(ImportBatchCommand::CommitList { today, commit })
            .map_err(|refusal| PageError::Unfit(refusal.to_string()))?;
        Ok(vec![
            Change::new::<ImportBatch>(&self.batch.to_string(), 0, &list)?,
            Change::new::<Cycle>(&self.cycle.id.to_string(), self.cycle.sequence, events)?,
        ])
    }
}
