//! The history of a school: everything that was recorded of it, the latest first, whatever it is about.
//!
//! No sealed text is opened here, so that nobody reads names in passing: pupils are numbers, and a link leads to each entry's
//! own page, where whoever may reads them. Official norms belong to no school and have pages of their own.

mod page;
mod read;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use cqrs_es::Aggregate as _;
use domain::account::Account;
use domain::{CycleId, ParticipantId, PupilId, SchoolId};
use journal::{Address, Recorded};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::fields::Draft;
use crate::history::page::At;
use crate::history::read::Row;
use crate::history::{self, Entry, EventAnswer, form};
use crate::page_error::PageError;
use crate::route::Route;
use crate::sealed_text::{self, Texts};
use crate::seals::Seals;
use crate::sign_in::account;
use crate::story::{self, Beside, Records, Story, Teller};
use crate::{cycles, pupils, schools};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let see = Action::SeeSchoolHistory;
    vec![
        Route::get("/schools/{school}/history", see, list),
        Route::get("/schools/{school}/history/{position}", see, show),
        Route::get("/api/v1/schools/{school}/history", see, list).answering::<SchoolHistoryAnswer>(),
        Route::get("/api/v1/schools/{school}/history/{position}", see, show).answering::<EventAnswer>(),
        Route::get("/pupils/{pupil}/history", see, of_pupil),
        Route::get("/api/v1/pupils/{pupil}/history", see, of_pupil).answering::<PupilHistoryAnswer>(),
    ]
}

/// A page of a history.
struct Listed {
    school: SchoolId,
    /// Whose history it is, in words.
    title: String,
    /// Where the list is.
    address: String,
    entries: Vec<(Entry, At)>,
    draft: Draft,
    /// The kinds that can be asked for.
    kinds: Vec<&'static str>,
    /// Everybody who recorded something of it.
    people: Vec<(String, String)>,
    /// The place below which the next page begins, if there is one.
    older: Option<u64>,
}

async fn list(
    State(app): State<App>,
    Path(school): Path<String>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    visitor.in_school(&school)?;
    let mut draft = form::typed(query.as_deref());
    let filter = form::filter(visitor.words, &mut draft);
    let status = history::status(filter.as_ref());
    let mut rows = match &filter {
        Some(filter) => history::read::of_school(app.pool(), &school, filter).await?,
        None => Vec::new(),
    };
    let older = history::beyond(&mut rows);
    let address = format!("/schools/{school}/history");
    let told = Told::read(&app, &visitor, &school, &rows).await?;
    if visitor.format == Format::Json {
        let older = older.map(|place| form::older(&format!("/api/v1{address}"), &draft, place));
        let events = told.answers(&rows);
        let answer = SchoolHistoryAnswer { school: school.to_string(), events, older };
        return Ok((status, Json(answer)).into_response());
    }
    let name = schools::read::school(app.pool(), &school).await?;
    let name = name.map_or_else(|| school.to_string(), |school| school.name);
    let actors = history::read::people(app.pool(), &school).await?;
    let listed = Listed {
        title: visitor.words.tell("school-history-title", &[("school", name.into())]),
        address,
        entries: told.entries(&visitor, rows),
        draft,
        kinds: history::kinds().collect(),
        people: history::names(account::display_names(app.pool(), &actors).await?),
        older,
        school,
    };
    Ok((status, page::list(&visitor, &listed)).into_response())
}

async fn show(
    State(app): State<App>,
    Path((school, position)): Path<(String, u64)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    visitor.in_school(&school)?;
    let row = history::read::at(app.pool(), &school, position).await?.ok_or(PageError::NotFound)?;
    let told = Told::read(&app, &visitor, &school, std::slice::from_ref(&row)).await?;
    if visitor.format == Format::Json {
        let answer = told.answers(&[row]).into_iter().next().ok_or(PageError::NotFound)?;
        return Ok(Json(answer).into_response());
    }
    let (entry, at) = told.entries(&visitor, vec![row]).into_iter().next().ok_or(PageError::NotFound)?;
    let act = history::act_of(&app, &entry.recorded).await?;
    Ok(page::one(&visitor, &school, (&entry, &at), act).into_response())
}

async fn of_pupil(
    State(app): State<App>,
    Path(pupil): Path<String>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let id: PupilId = pupil.parse().map_err(|_| PageError::NotFound)?;
    let pupil = pupils::read::pupil(app.pool(), id).await?.ok_or(PageError::NotFound)?;
    visitor.in_school(&pupil.kept_by)?;
    let mut draft = form::typed(query.as_deref());
    let filter = form::filter(visitor.words, &mut draft);
    let status = history::status(filter.as_ref());
    let stream = id.to_string();
    let stretch = history::stretch(&app, ("pupil", stream.as_str())).await?;
    let mut rows = history::wanted(&app, ("pupil", stream.as_str()), stretch, filter.as_ref()).await?;
    let older = history::beyond(&mut rows);
    let told = Told::read(&app, &visitor, &pupil.kept_by, &rows).await?;
    let address = format!("/pupils/{id}/history");
    if visitor.format == Format::Json {
        let older = older.map(|place| form::older(&format!("/api/v1{address}"), &draft, place));
        let events = told.answers(&rows);
        let answer = PupilHistoryAnswer { pupil: id.to_string(), events, older };
        return Ok((status, Json(answer)).into_response());
    }
    let actors = history::people_of(&app, ("pupil", stream.as_str())).await?;
    let listed = Listed {
        title: visitor.words.say("pupil-history-title"),
        address,
        entries: told.entries(&visitor, rows),
        draft,
        kinds: <domain::pupil::PupilEvent as strum::VariantNames>::VARIANTS.to_vec(),
        people: history::names(account::display_names(app.pool(), &actors).await?),
        older,
        school: pupil.kept_by,
    };
    Ok((status, page::list(&visitor, &listed)).into_response())
}

/// What it takes to tell facts of a school without opening a text.
pub(crate) struct Told {
    school: SchoolId,
    facts: HashMap<Address, Recorded>,
    /// What the pupils of each cycle are called: by their numbers.
    pupils: HashMap<CycleId, HashMap<ParticipantId, String>>,
    /// Whose each score is, for the cycles of which a score was put right.
    records: HashMap<CycleId, Records>,
    /// What the cycles are called.
    cycles: HashMap<CycleId, String>,
    accounts: HashMap<Uuid, String>,
    /// What facts that are about no cycle name, and whose texts are gone.
    beside: Beside,
    /// No text is opened; of some it is known that nobody can.
    texts: Texts,
    /// Whether each fact is still as it was sealed.
    seals: Seals,
}

impl Told {
    /// Reads the facts of these rows, and what they name by numbers alone.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn read(
        app: &App,
        visitor: &Visitor,
        school: &SchoolId,
        rows: &[Row],
    ) -> Result<Self, PageError> {
        let words = visitor.words;
        let addresses: Vec<Address> = rows.iter().map(|row| row.address.clone()).collect();
        let facts = app.journal().at(&addresses).await?;
        let mut ids: Vec<CycleId> = rows.iter().filter_map(|row| cycle_of(&row.address)).collect();
        ids.sort_unstable();
        ids.dedup();
        let uuids: Vec<Uuid> = ids.iter().map(|cycle| cycle.uuid()).collect();
        let mut pupils: HashMap<CycleId, HashMap<ParticipantId, String>> = HashMap::new();
        for (cycle, participant, place) in history::read::places(app.pool(), &uuids).await? {
            let called = words.tell("pupil-number", &[("place", place.to_string().into())]);
            pupils.entry(CycleId::new(cycle)).or_default().insert(ParticipantId::new(participant), called);
        }
        let mut known = HashMap::new();
        for row in read::cycles(app.pool(), &uuids).await? {
            known.insert(row.id, cycles::label_of(words, row.plan.subject, row.plan.starts_on));
        }
        let mut people: Vec<Uuid> = facts.iter().filter_map(history::actor).collect();
        people.extend(facts.iter().flat_map(story::named));
        let told_of = facts.iter().filter_map(story::event).flat_map(|event| story::people(&event));
        people.extend(told_of.map(domain::AccountId::uuid));
        let accounts = account::display_names(app.pool(), &people).await?;
        let records = scores(app, &facts).await?;
        let seals = Seals::of_each(app, &facts.iter().collect::<Vec<_>>()).await?;
        let roles = roles(app, &facts).await?;
        let texts = Texts::closed(app.vault(), &sealed_text::in_stream(&facts)).await?;
        let mut names = read::named(app.pool(), words, facts.iter().flat_map(story::ids)).await?;
        names.extend(accounts.iter().map(|(id, name)| (id.to_string(), name.clone())));
        let beside = Beside { names, roles, gone: texts.gone().clone() };
        let address = |fact: &Recorded| Address {
            aggregate_type: fact.aggregate_type.clone(),
            aggregate_id: fact.aggregate_id.clone(),
            sequence: fact.sequence,
        };
        let facts = facts.into_iter().map(|fact| (address(&fact), fact)).collect();
        Ok(Self {
            school: school.clone(),
            facts,
            pupils,
            records,
            cycles: known,
            accounts,
            beside,
            texts,
            seals,
        })
    }

    /// The entries of these rows, each with where its links lead.
    pub(crate) fn entries(&self, visitor: &Visitor, rows: Vec<Row>) -> Vec<(Entry, At)> {
        let words = visitor.words;
        let entry = |row: Row| {
            let recorded = self.facts.get(&row.address)?.clone();
            let actor = history::actor(&recorded).and_then(|id| self.accounts.get(&id).cloned());
            let at = self.at(visitor, &row);
            let (story, actor) =
                (self.story(visitor, &recorded), actor.unwrap_or_else(|| words.say("history-program")));
            let as_sealed = self.seals.of(&recorded);
            Some((Entry { recorded, story, actor, row: Some(row), as_sealed }, at))
        };
        rows.into_iter().filter_map(entry).collect()
    }

    fn answers(&self, rows: &[Row]) -> Vec<EventAnswer> {
        let facts = rows.iter().filter_map(|row| Some((self.facts.get(&row.address)?, row)));
        facts.map(|(fact, row)| EventAnswer::of(fact, Some(row)).found(self.seals.of(fact))).collect()
    }

    fn story(&self, visitor: &Visitor, recorded: &Recorded) -> Story {
        let cycle: Option<CycleId> =
            recorded.aggregate_id.parse().ok().filter(|_| recorded.aggregate_type == "cycle");
        let Some(cycle) = cycle else { return story::plain(visitor.words, &self.beside, recorded) };
        let teller = Teller {
            words: visitor.words,
            texts: &self.texts,
            pupils: self.pupils.get(&cycle).cloned().unwrap_or_default(),
            accounts: self.accounts.clone(),
            records: self.records.get(&cycle).cloned().unwrap_or_default(),
            catalogue: visitor.catalogue.clone(),
        };
        teller.tell(recorded)
    }

    /// The end of the address of the version of a pack that this fact issued.
    fn version_of(&self, row: &Row) -> String {
        let fact = self.facts.get(&row.address);
        let number = |name: &str| fact.and_then(|fact| fact.payload.get(name)?.as_u64());
        number("number")
            .map_or_else(String::new, |pack| format!("/{pack}-{}", number("version").unwrap_or(1)))
    }

    /// Where an entry stands: one of a cycle in the cycle's own history, where whoever may reads its texts.
    fn at(&self, visitor: &Visitor, row: &Row) -> At {
        let words = visitor.words;
        let Address { aggregate_type, aggregate_id, sequence } = &row.address;
        let position =
            |place: u64| words.tell("school-history-number", &[("place", place.to_string().into())]);
        let number = words.tell("history-number", &[("sequence", sequence.to_string().into())]);
        let named = |id: &str| words.say(id);
        let school = &self.school;
        let own = format!("/schools/{school}/history/{}", row.place);
        let at = |record, address: Option<String>| At {
            address: own.clone(),
            label: position(row.place),
            entries: None,
            record: Some((address, record)),
        };
        match aggregate_type.as_str() {
            "cycle" => {
                let entries = format!("/cycles/{aggregate_id}/history/");
                let called = cycle_of(&row.address).and_then(|cycle| self.cycles.get(&cycle).cloned());
                At {
                    address: format!("{entries}{sequence}"),
                    label: number,
                    entries: Some(entries),
                    record: Some((
                        Some(format!("/cycles/{aggregate_id}")),
                        called.unwrap_or_else(|| named("record-cycle")),
                    )),
                }
            }
            "pupil" => {
                let address = format!("/pupils/{aggregate_id}/history");
                At {
                    address: format!("{address}?from={sequence}&to={sequence}"),
                    label: number,
                    entries: None,
                    record: Some((Some(address), named("record-pupil"))),
                }
            }
            "enquiry" => at(named("record-enquiry"), Some(format!("/enquiries/{aggregate_id}"))),
            "edition" => at(named("record-edition"), Some(format!("/schools/{school}/editions"))),
            "pack" => {
                at(named("record-pack"), Some(format!("/schools/{school}/packs{}", self.version_of(row))))
            }
            "cohort_result" => at(named("record-cohort-result"), None),
            "import_batch" => at(named("record-import-batch"), None),
            "account" => {
                let address = format!("/people/{aggregate_id}");
                at(named("record-account"), visitor.may(Action::SeePeople).then_some(address))
            }
            "school_group" => at(named("record-school-group"), Some(format!("/groups/{aggregate_id}"))),
            _ => at(named("record-school"), None),
        }
    }
}

/// The roles that the accounts of these facts were given, where one of them is about a role, by what gave them.
async fn roles(app: &App, facts: &[Recorded]) -> Result<HashMap<String, String>, PageError> {
    let about = facts.iter().filter(|fact| fact.payload.get("grant").is_some());
    let accounts: BTreeSet<String> = about.map(|fact| fact.aggregate_id.clone()).collect();
    let accounts: Vec<String> = accounts.into_iter().collect();
    let given = app.journal().of_kinds(Account::TYPE, &accounts, &["role_granted"]).await?;
    let text = |fact: &Recorded, name: &str| fact.payload.get(name)?.as_str().map(str::to_owned);
    Ok(given.iter().filter_map(|fact| text(fact, "grant").zip(text(fact, "role"))).collect())
}

/// The cycle whose fact stands here, if it is one of a cycle.
fn cycle_of(address: &Address) -> Option<CycleId> {
    address.aggregate_id.parse().ok().filter(|_| address.aggregate_type == "cycle")
}

/// Whose each score is, in the cycles of which these facts put one right: there they say only which.
async fn scores(app: &App, facts: &[Recorded]) -> Result<HashMap<CycleId, Records>, PageError> {
    let mut by_cycle: HashMap<CycleId, Vec<Recorded>> = HashMap::new();
    for fact in history::leant_on(app, facts).await? {
        if let Ok(cycle) = fact.aggregate_id.parse() {
            by_cycle.entry(cycle).or_default().push(fact);
        }
    }
    Ok(by_cycle.into_iter().map(|(cycle, facts)| (cycle, Records::of(&facts))).collect())
}

/// A page of a school's history as programs read it, the latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SchoolHistory)]
struct SchoolHistoryAnswer {
    school: String,
    events: Vec<EventAnswer>,
    /// Where the next page is, if there is one.
    older: Option<String>,
}

/// A page of the history of a pupil's record as programs read it, the latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PupilHistory)]
struct PupilHistoryAnswer {
    pupil: String,
    events: Vec<EventAnswer>,
    /// Where the next page is, if there is one.
    older: Option<String>,
}
