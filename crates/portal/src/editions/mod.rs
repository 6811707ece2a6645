//! Editions of a school's own figures: what its governors read of its cycles, numbered, each as it was published.
//!
//! A head looks at what the next edition would say beside the last one, and publishes it. What it may say is not decided by
//! the head, nor here: each figure goes through the gate, with everything that was ever shown ([`crate::edition_figures`]).
//! A figure that is wrong and may not change can be taken out, with a reason.

mod form;
pub mod page;
pub mod projection;
pub mod read;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use cqrs_es::Aggregate as _;
use domain::cycle::Cycle as CycleAggregate;
use domain::edition::{
    Edition, EditionAct, EditionCommand, EditionFigure, EditionKind, EditionRefusal, LastEdition,
};
use domain::{AccountId, CycleId, ParticipantId, PupilId, SchoolId, Sequence};
use jiff::civil::Date;
use journal::{Context, ExecuteError, Loaded, Receipt, Recorded};
use measures::Policy;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use uuid::Uuid;

use self::form::LookedAt;
use self::read::Published;
use crate::access::{Action, Format, Visitor};
use crate::app::{self, App};
use crate::change::{self, Posted};
use crate::cycles::read::{Cycle, NewestFirst};
use crate::edition_answers::{EditionAnswer, ListAnswer, NextAnswer};
use crate::edition_figures::{self, History, Material};
use crate::entries::Catalogue;
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::problem::Problem;
use crate::refusal;
use crate::route::Route;
use crate::schools::read::{School, Settings};
use crate::sealed_text::{self, Identity};
use crate::sent::Sent;
use crate::sign_in::account;
use crate::vault::Place;
use crate::{cycles, participations, schools, story};

/// Whoever publishes holds one connection and needs a second.
static PUBLISHING: Semaphore = Semaphore::const_new(1);

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (see, publishes) = (Action::SeeEditions, Action::PublishEdition);
    vec![
        Route::get("/schools/{school}/editions", see, list).with_past(),
        Route::get("/api/v1/schools/{school}/editions", see, list).with_past().answering::<ListAnswer>(),
        Route::get("/schools/{school}/editions/next", publishes, preview),
        Route::get("/api/v1/schools/{school}/editions/next", publishes, preview).answering::<NextAnswer>(),
        Route::post("/schools/{school}/editions/next", publishes, publish).asking(&form::PUBLISH_FIELDS),
        Route::get("/schools/{school}/editions/{number}", see, show).with_past(),
        Route::get("/api/v1/schools/{school}/editions/{number}", see, show)
            .with_past()
            .answering::<EditionAnswer>(),
        Route::get("/schools/{school}/editions/{number}/replace", publishes, new_replacing),
        Route::post("/schools/{school}/editions/{number}/replace", publishes, replace)
            .asking(&form::REPLACE_FIELDS),
    ]
}

/// A school with its editions, for one who may read them.
pub struct Known {
    /// The school.
    pub school: School,
    /// What holds in it: how few pupils may stand behind a figure.
    pub settings: Settings,
    /// Its editions, the last one first.
    pub editions: Vec<Published>,
    /// Its cycles.
    pub cycles: BTreeMap<CycleId, Cycle>,
    /// Whoever published or put right, by the name to show.
    pub people: HashMap<Uuid, String>,
}

impl Known {
    async fn read(app: &App, visitor: &Visitor, school: &str) -> Result<Self, PageError> {
        let id: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
        visitor.in_school(&id)?;
        let school = schools::read::school(app.pool(), &id).await?.ok_or(PageError::NotFound)?;
        let mut editions = read::of_school(app.pool(), &id).await?;
        let rows = cycles::read::of_school(app.pool(), &id).await?;
        let cycles: BTreeMap<CycleId, Cycle> = rows.into_iter().map(|cycle| (cycle.id, cycle)).collect();
        for edition in &mut editions {
            edition.figures.sort_by_key(|figure| cycles.get(&figure.cycle).map(Cycle::newest_first));
        }
        let replaced = editions.iter().flat_map(|one| one.replaced.iter().map(|replaced| replaced.by.uuid()));
        let people: Vec<Uuid> = editions.iter().map(|one| one.by.uuid()).chain(replaced).collect();
        Ok(Self {
            school,
            settings: app.settings_of(&id).await?,
            editions,
            cycles,
            people: account::display_names(app.pool(), &people).await?,
        })
    }

    /// The edition of this number, and the one before it.
    fn edition(&self, number: &str) -> Result<(&Published, Option<&Published>), PageError> {
        let number: u32 = number.parse().map_err(|_| PageError::NotFound)?;
        let of = |wanted: u32| self.editions.iter().find(|one| one.number == wanted);
        Ok((of(number).ok_or(PageError::NotFound)?, number.checked_sub(1).and_then(of)))
    }

    /// The cycles that are closed, and of which no edition says anything yet.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.cycles.values().filter(|cycle| cycle.is_closed() && cycle.edition.is_none()).count()
    }

    /// The address of the list.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}/editions", self.school.address())
    }
}

/// What the next edition would say.
struct Next {
    /// The last edition, as the facts have it.
    last: Option<LastEdition>,
    /// The last fact about the school's editions.
    sequence: u64,
    number: u32,
    /// The school's limit for small numbers.
    least: u32,
    figures: Vec<EditionFigure>,
}

impl Next {
    async fn of(
        app: &App,
        catalogue: &Catalogue,
        school: &SchoolId,
        policy: Policy,
    ) -> Result<Self, PageError> {
        let Loaded { state, sequence } = app.journal().load::<Edition>(&school.to_string()).await?;
        let gathered = Gathered::of(app, school, &state).await?;
        let last = state.last(EditionKind::Cycles);
        let mut figures = edition_figures::next(&Material {
            catalogue,
            policy,
            last,
            ever_shown: &gathered.ever_shown,
            shown_last: state.record().map_or(&BTreeMap::new(), |record| &record.shown_last),
            cycles: &gathered.cycles,
            children: &gathered.children,
        });
        figures.sort_by_key(|figure| gathered.newest_first.get(&figure.cycle).copied());
        let number = last.map_or(0, |last| last.number).saturating_add(1);
        Ok(Self { last: last.cloned(), sequence, number, least: policy.threshold(), figures })
    }

    /// To publish it as edition `number`, the one that was looked at.
    fn published_as(&self, school: &SchoolId, number: u32) -> EditionAct {
        EditionAct::PublishEdition {
            school: school.clone(),
            kind: EditionKind::Cycles,
            number,
            least: self.least,
            figures: self.figures.clone(),
        }
    }

    /// Whether it would say anything that the last edition does not.
    fn is_news(&self) -> bool {
        let before = |cycle: &CycleId| self.last.as_ref().and_then(|last| last.figures.get(cycle));
        !self.figures.iter().all(|one| before(&one.cycle).is_some_and(|before| one.says_as(before)))
    }

    /// What it says as a hash: what is published is what was looked at. Facts that change nothing of it change no hash.
    fn basis(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.number.to_be_bytes());
        for figure in &self.figures {
            let said = serde_json::json!([figure.cycle, figure.standing, figure.shown]).to_string();
            hash.update((said.len() as u64).to_be_bytes());
            hash.update(said);
        }
        hex::encode(hash.finalize())
    }
}

/// The facts that an edition is made of.
struct Gathered {
    ever_shown: BTreeMap<CycleId, BTreeSet<Sequence>>,
    /// The oldest first: what was shown of a cycle is not taken back for the sake of a later one.
    cycles: Vec<History>,
    children: HashMap<ParticipantId, PupilId>,
    /// Where each cycle of the school stands in a list.
    newest_first: BTreeMap<CycleId, NewestFirst>,
}

impl Gathered {
    /// The school's cycles (whether each is closed, its own facts tell), and those of other schools that were shown and that its
    /// pupils were in.
    async fn of(app: &App, school: &SchoolId, edition: &Edition) -> Result<Self, PageError> {
        let ever_shown = edition.record().map(|record| record.ever_shown.clone()).unwrap_or_default();
        let mut rows = cycles::read::of_school(app.pool(), school).await?;
        let newest_first = rows.iter().map(|row| (row.id, row.newest_first())).collect();
        let mut gathered = Self { ever_shown, cycles: Vec::new(), children: HashMap::new(), newest_first };
        rows.sort_by_key(|row| (row.starts_on, row.id));
        for row in &rows {
            gathered.add(app, row.id, true).await?;
        }
        // Each cycle found brings children of its own, who were in others.
        let mut looked_at: BTreeSet<CycleId> = BTreeSet::new();
        loop {
            let mut elsewhere = gathered.elsewhere(app).await?;
            elsewhere.retain(|cycle| looked_at.insert(*cycle));
            if elsewhere.is_empty() {
                return Ok(gathered);
            }
            gathered.add_shown(app, elsewhere).await?;
        }
    }

    /// Those of these cycles, of other schools, that were ever shown.
    async fn add_shown(&mut self, app: &App, cycles: BTreeSet<CycleId>) -> Result<(), PageError> {
        for cycle in cycles {
            let loaded = app.journal().load::<CycleAggregate>(&cycle.to_string()).await?;
            let Some(record) = loaded.state.record() else { continue };
            let theirs = app.journal().load::<Edition>(&record.plan.school.to_string()).await?.state;
            let shown = theirs.record().and_then(|record| record.ever_shown.get(&cycle).cloned());
            if let Some(shown) = shown {
                self.ever_shown.insert(cycle, shown);
                self.add(app, cycle, false).await?;
            }
        }
        Ok(())
    }

    async fn add(&mut self, app: &App, cycle: CycleId, own: bool) -> Result<(), PageError> {
        let stream = app.journal().stream(CycleAggregate::TYPE, &cycle.to_string()).await?;
        self.children.extend(children(app, cycle, &stream).await?);
        let fact = |recorded: &Recorded| Some((Sequence::new(recorded.sequence), story::event(recorded)?));
        self.cycles.push(History { cycle, own, facts: stream.iter().filter_map(fact).collect() });
        Ok(())
    }

    /// The other cycles that the same children were ever in.
    async fn elsewhere(&self, app: &App) -> Result<BTreeSet<CycleId>, PageError> {
        let pupils: BTreeSet<PupilId> = self.children.values().copied().collect();
        let pupils: Vec<PupilId> = pupils.into_iter().collect();
        let parts = participations::parts(app.pool(), app.vault(), &pupils).await?;
        let all = parts.values().flatten().map(|part| part.cycle);
        Ok(all.filter(|cycle| !self.cycles.iter().any(|known| known.cycle == *cycle)).collect())
    }
}

/// Whose part each is in a cycle. No name is shown, and none is kept; of erased children nothing opens.
async fn children(
    app: &App,
    cycle: CycleId,
    stream: &[Recorded],
) -> Result<HashMap<ParticipantId, PupilId>, PageError> {
    let mut identities = sealed_text::in_stream(stream);
    identities.retain(|placed| placed.field == "identity");
    let subjects: Vec<Uuid> = identities.iter().map(|placed| placed.sealed.subject().uuid()).collect();
    let keys = app.vault().keys(&subjects).await?;
    let address = sealed_text::stream_of(cycle);
    let mut children = HashMap::new();
    for placed in &identities {
        let place = Place { stream: &address, command_id: placed.command_id, field: &placed.field };
        let Some(text) = keys.open(&placed.sealed, place)? else { continue };
        let known = serde_json::from_str::<Identity>(&text).ok().and_then(|identity| identity.pupil);
        if let Some(pupil) = known {
            children.insert(ParticipantId::new(placed.sealed.subject().uuid()), pupil);
        }
    }
    Ok(children)
}

async fn list(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let known = Known::read(&app, &visitor, &school).await?;
    Ok(match visitor.format {
        Format::Page => page::list(&visitor, &known).into_response(),
        Format::Json => {
            Json(ListAnswer::of(&known.school.id, known.waiting(), &known.editions)).into_response()
        }
    })
}

async fn show(
    State(app): State<App>,
    Path((school, number)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let known = Known::read(&app, &visitor, &school).await?;
    let (edition, before) = known.edition(&number)?;
    Ok(match visitor.format {
        Format::Page => page::one(&visitor, &known, edition, before).into_response(),
        Format::Json => {
            Json(EditionAnswer::of(&known.school.id, &known.settings.policy, edition)).into_response()
        }
    })
}

/// A form of this slice with what was typed.
struct Shown<'a> {
    visitor: &'a Visitor,
    known: &'a Known,
    draft: &'a Draft,
    command_id: Uuid,
    /// Something changed since the form was opened.
    meanwhile: bool,
}

async fn preview(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let known = Known::read(&app, &visitor, &school).await?;
    let next = Next::of(&app, &visitor.catalogue, &known.school.id, known.settings.policy).await?;
    Ok(match visitor.format {
        Format::Page => {
            let (draft, command_id) = (&Draft::default(), app::new_id());
            let shown = Shown { visitor: &visitor, known: &known, draft, command_id, meanwhile: false };
            page::preview(&shown, &next).into_response()
        }
        Format::Json => {
            let seen = [(header::ETAG, format!("\"{}\"", next.sequence))];
            let (at, news) = ((next.number, next.sequence), (next.is_news(), next.basis()));
            (seen, Json(NextAnswer::of(&known.school.id, at, news, &next.figures))).into_response()
        }
    })
}

async fn publish(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let known = Known::read(&app, &visitor, &school).await?;
    let mut posted = Posted::of(sent)?;
    let looked_at = form::publish(visitor.words, &mut posted.draft);
    let _alone_here = PUBLISHING.acquire().await;
    let alone = read::alone(app.pool()).await?;
    let next = Next::of(&app, &visitor.catalogue, &known.school.id, known.settings.policy).await?;
    let again = |status: StatusCode, next: &Next, posted: &Posted| {
        let meanwhile = status == StatusCode::CONFLICT;
        let (draft, command_id) = (&posted.draft, posted.command_id);
        let shown = Shown { visitor: &visitor, known: &known, draft, command_id, meanwhile };
        change::refused(status, &visitor, draft, &form::PUBLISH_FIELDS, || page::preview(&shown, next))
    };
    let Some(LookedAt { number, basis }) = looked_at else {
        return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, &next, &posted));
    };
    // A form that was sent twice finds its own edition published: then the number tells, and the journal answers as before.
    if number == next.number && basis != next.basis() {
        return Ok(match visitor.format {
            Format::Json => Problem::overtaken(visitor.words, next.sequence).into_response(),
            Format::Page => again(StatusCode::CONFLICT, &next, &posted),
        });
    }
    let act = next.published_as(&known.school.id, number);
    let done = execute(&app, &visitor, &known, &posted, act).await?;
    drop(alone);
    match done {
        Ok(receipt) => Ok(change::stored(&visitor, &format!("{}/{number}", known.address()), &receipt)),
        Err(ExecuteError::Refused(refused)) => {
            refusal::note_edition(visitor.words, &mut posted.draft, &refused, &form::PUBLISH_FIELDS);
            Ok(again(StatusCode::UNPROCESSABLE_ENTITY, &next, &posted))
        }
        Err(ExecuteError::Conflict { actual, .. }) if visitor.format == Format::Json => {
            Ok(Problem::overtaken(visitor.words, actual).into_response())
        }
        Err(ExecuteError::Conflict { .. }) => Ok(again(StatusCode::CONFLICT, &next, &posted)),
        Err(ExecuteError::DuplicateCommand { .. }) => Ok(change::reused(&visitor)),
        Err(ExecuteError::Unusable(error)) => Err(error.into()),
    }
}

/// Who publishes an edition of a school, and when.
#[derive(Debug, Clone, Copy)]
pub struct Publishing<'a> {
    /// The school.
    pub school: &'a SchoolId,
    /// Who publishes.
    pub by: AccountId,
    /// The day.
    pub today: Date,
}

/// Publishes the next edition of a school's figures as it comes out now, without anybody looking at it first.
///
/// # Errors
/// When the database does not answer. What the journal says is inside.
pub async fn publish_next(
    app: &App,
    catalogue: &Catalogue,
    publishing: Publishing<'_>,
    context: &Context,
) -> Result<Result<Receipt, ExecuteError<EditionRefusal>>, PageError> {
    let Publishing { school, by, today } = publishing;
    let _alone_here = PUBLISHING.acquire().await;
    let alone = read::alone(app.pool()).await?;
    let policy = app.settings_of(school).await?.policy;
    let next = Next::of(app, catalogue, school, policy).await?;
    let command = EditionCommand { today, by, act: next.published_as(school, next.number) };
    let done = app.journal().execute::<Edition>(&school.to_string(), None, command, context).await;
    drop(alone);
    Ok(done)
}

async fn execute(
    app: &App,
    visitor: &Visitor,
    known: &Known,
    posted: &Posted,
    act: EditionAct,
) -> Result<Result<Receipt, ExecuteError<EditionRefusal>>, PageError> {
    let today: Date = known.settings.today;
    let command = EditionCommand { today, by: AccountId::new(visitor.person()?.id), act };
    let (stream, context) = (known.school.id.to_string(), posted.context(visitor));
    Ok(app.journal().execute::<Edition>(&stream, posted.expected, command, &context).await)
}

/// The last edition, in the form that takes figures out of it.
struct Replacing {
    number: u32,
    sequence: u64,
    last: Option<LastEdition>,
}

impl Replacing {
    async fn of(app: &App, known: &Known, number: &str) -> Result<Self, PageError> {
        let (edition, _) = known.edition(number)?;
        let stream = known.school.id.to_string();
        let Loaded { state, sequence } = app.journal().load::<Edition>(&stream).await?;
        let last = state.last(EditionKind::Cycles).filter(|last| last.number == edition.number);
        Ok(Self { number: edition.number, sequence, last: last.cloned() })
    }
}

async fn new_replacing(
    State(app): State<App>,
    Path((school, number)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let known = Known::read(&app, &visitor, &school).await?;
    let replacing = Replacing::of(&app, &known, &number).await?;
    let (draft, command_id) = (&Draft::default(), app::new_id());
    let shown = Shown { visitor: &visitor, known: &known, draft, command_id, meanwhile: false };
    Ok(page::replace(&shown, &replacing).into_response())
}

async fn replace(
    State(app): State<App>,
    Path((school, number)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let known = Known::read(&app, &visitor, &school).await?;
    let replacing = Replacing::of(&app, &known, &number).await?;
    let mut posted = Posted::of(sent)?;
    let again = |status: StatusCode, replacing: &Replacing, posted: &Posted| {
        let meanwhile = status == StatusCode::CONFLICT;
        let (draft, command_id) = (&posted.draft, posted.command_id);
        let shown = Shown { visitor: &visitor, known: &known, draft, command_id, meanwhile };
        change::refused(status, &visitor, draft, &form::REPLACE_FIELDS, || page::replace(&shown, replacing))
    };
    let Some((without, reason)) = form::replace(visitor.words, &mut posted.draft) else {
        return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, &replacing, &posted));
    };
    let (kind, number) = (EditionKind::Cycles, replacing.number);
    let act = EditionAct::ReplaceEdition { kind, number, without, reason };
    match execute(&app, &visitor, &known, &posted, act).await? {
        Ok(receipt) => Ok(change::stored(&visitor, &format!("{}/{number}", known.address()), &receipt)),
        Err(ExecuteError::Refused(refused)) => {
            refusal::note_edition(visitor.words, &mut posted.draft, &refused, &form::REPLACE_FIELDS);
            Ok(again(StatusCode::UNPROCESSABLE_ENTITY, &replacing, &posted))
        }
        Err(ExecuteError::Conflict { actual, .. }) if visitor.format == Format::Json => {
            Ok(Problem::overtaken(visitor.words, actual).into_response())
        }
        Err(ExecuteError::Conflict { .. }) => {
            let fresh = Replacing::of(&app, &known, &number.to_string()).await?;
            Ok(again(StatusCode::CONFLICT, &fresh, &posted))
        }
        Err(ExecuteError::DuplicateCommand { .. }) => Ok(change::reused(&visitor)),
        Err(ExecuteError::Unusable(error)) => Err(error.into()),
    }
}
