//! Groups of schools: trusts, authorities, kāhui ako and other clusters, and which schools belong to them when.
//!
//! An administrator forms groups, takes schools in and lets them go. Whoever leads a group compares its cycles, an officer of
//! it sees figures under the rule for small numbers; nobody of a group sees a pupil or records anything at a school. A role
//! for a group is given where all roles are ([`crate::people`]).

mod form;
mod page;
pub mod projection;
pub mod read;

use std::collections::{BTreeMap, HashMap};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::school_group::{
    Membership, SchoolGroup, SchoolGroupAct, SchoolGroupCommand, SchoolGroupRecord, SchoolGroupRefusal,
};
use domain::{GroupId, SchoolId};
use jiff::civil::Date;
use journal::{ExecuteError, Receipt};
use maud::Markup;
use measures::{Policy, disclosure};
use uuid::Uuid;

use crate::access::{Action, Format, Visitor};
use crate::app::{self, App};
use crate::change::{self, Posted};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::policy::On;
use crate::problem::Problem;
use crate::refusal;
use crate::route::Route;
use crate::sent::Sent;
use crate::shape::Shape;
use crate::words::Words;
use crate::{cycles, schools};

/// The names of groups.
pub type Names = BTreeMap<GroupId, String>;

/// The name of a group; what it is where the name is not known here.
#[must_use]
pub fn name_of(words: Words, names: &Names, group: &GroupId) -> String {
    names.get(group).cloned().unwrap_or_else(|| words.say("group-one"))
}

/// Groups as choices: the id, and the name.
#[must_use]
pub fn choices(names: &Names) -> Vec<(String, String)> {
    let mut choices: Vec<_> = names.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    choices.sort_by_key(|(_, name)| name.to_lowercase());
    choices
}

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (see, change) = (Action::SeeGroups, Action::ChangeGroups);
    vec![
        Route::get("/groups", see, list),
        Route::get("/groups/new", change, new),
        Route::post("/groups/new", change, form_group).asking(&form::NEW_FIELDS),
        Route::get("/groups/{group}", see, show),
        Route::get("/groups/{group}/rename", change, new_name),
        Route::post("/groups/{group}/rename", change, rename).asking(&form::RENAME_FIELDS),
        Route::get("/groups/{group}/schools/new", change, new_school),
        Route::post("/groups/{group}/schools/new", change, add_school).asking(&form::JOIN_FIELDS),
        Route::get("/groups/{group}/schools/{school}/leave", change, new_leaving),
        Route::post("/groups/{group}/schools/{school}/leave", change, remove_school)
            .asking(&form::LEAVE_FIELDS),
    ]
}

/// A group with its schools, if it is one of the visitor's.
pub struct Group {
    /// What its facts add up to.
    pub record: SchoolGroupRecord,
    sequence: u64,
    today: Date,
    names: HashMap<SchoolId, String>,
}

impl Group {
    /// The group, if the visitor may do with it what the route is.
    ///
    /// # Errors
    /// When there is no such group for this visitor, or the database does not answer.
    pub async fn read(app: &App, visitor: &Visitor, group: &str) -> Result<Self, PageError> {
        let id: GroupId = group.parse().map_err(|_| PageError::NotFound)?;
        let loaded = app.journal().load::<SchoolGroup>(&id.to_string()).await?;
        let record = loaded.state.record().ok_or(PageError::NotFound)?.clone();
        let mut group = Self { record, sequence: loaded.sequence, today: app.today(), names: HashMap::new() };
        let members: Vec<SchoolId> = group.members_today().cloned().collect();
        // Whatever the route is: who does not see the group has none of it.
        visitor.allowed(Action::SeeGroups, On::Group(&id, &members))?;
        for school in group.record.members.keys() {
            if let Some(known) = schools::read::school(app.pool(), school).await? {
                group.names.insert(school.clone(), known.name);
            }
        }
        Ok(group)
    }

    /// The address of its page.
    #[must_use]
    pub fn address(&self) -> String {
        format!("/groups/{}", self.record.group)
    }

    /// The schools that belong to it today.
    pub fn members_today(&self) -> impl Iterator<Item = &SchoolId> {
        let today = self.today;
        let is_member = move |times: &[Membership]| times.iter().any(|time| time.holds_on(today));
        self.record.members.iter().filter(move |(_, times)| is_member(times)).map(|(school, _)| school)
    }

    /// The public name of one of its schools.
    #[must_use]
    pub fn name_of<'a>(&'a self, school: &'a SchoolId) -> &'a str {
        self.names.get(school).map_or("–", String::as_str)
    }
}

/// What a visitor may see of a school's closed cycles, through the gate for small numbers.
struct Figures<'a> {
    school: &'a SchoolId,
    /// How few pupils may stand behind a figure there.
    policy: Policy,
    /// Its closed cycles.
    closed: Vec<cycles::read::Cycle>,
    /// Those of them whose figures are in the last edition, with enough pupils to be shown.
    shown: usize,
    /// The pupils with both scores in these; nobody of the others, so that nothing can be taken off.
    pupils: u32,
}

impl<'a> Figures<'a> {
    async fn read(app: &App, visitor: &Visitor, group: &'a Group) -> Result<Vec<Self>, PageError> {
        let mut all = Vec::new();
        for school in group.members_today().filter(|school| visitor.may_in(Action::SeeCycleFigures, school)) {
            let policy = app.settings_of(school).await?.policy;
            let mut closed = cycles::read::of_school(app.pool(), school).await?;
            closed.retain(cycles::read::Cycle::is_for_board);
            // What stands in the last edition of each school, and nothing that is not published yet.
            let published = closed.iter().map(cycles::read::Cycle::pupils_published);
            let enough = published.filter(|pupils| disclosure::shown(*pupils, &policy));
            let (shown, pupils) = enough.fold((0, 0), |(shown, sum), pupils| (shown + 1, sum + pupils));
            all.push(Self { school, policy, closed, shown, pupils });
        }
        Ok(all)
    }
}

/// The groups that the visitor may see and that this school belongs to today.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn of_school(
    app: &App,
    visitor: &Visitor,
    school: &SchoolId,
) -> Result<Vec<read::Listed>, PageError> {
    let mut groups = seen(app, visitor).await?;
    groups.retain(|group| group.schools.contains(school));
    Ok(groups)
}

/// Every group that the visitor may see.
async fn seen(app: &App, visitor: &Visitor) -> Result<Vec<read::Listed>, PageError> {
    if !visitor.may(Action::SeeGroups) {
        return Ok(Vec::new());
    }
    let mut groups = read::groups(app.pool(), app.today()).await?;
    groups.retain(|group| visitor.allowed(Action::SeeGroups, On::Group(&group.id, &group.schools)).is_ok());
    Ok(groups)
}

async fn list(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let groups = seen(&app, &visitor).await?;
    Ok(page::list(&visitor, &groups).into_response())
}

async fn show(
    State(app): State<App>,
    Path(group): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let group = Group::read(&app, &visitor, &group).await?;
    let figures = Figures::read(&app, &visitor, &group).await?;
    Ok(page::show(&visitor, &group, &figures).into_response())
}

/// A form of this slice with what was typed.
struct Shown<'a> {
    visitor: &'a Visitor,
    /// The group; none for a new one.
    group: Option<&'a Group>,
    /// The school that the form is about.
    school: Option<&'a SchoolId>,
    draft: &'a Draft,
    command_id: Uuid,
    /// Somebody else changed the group since the form was opened.
    meanwhile: bool,
}

impl<'a> Shown<'a> {
    fn new(visitor: &'a Visitor, group: Option<&'a Group>, draft: &'a Draft) -> Self {
        let command_id = app::new_id();
        Self { visitor, group, school: None, draft, command_id, meanwhile: false }
    }
}

/// A form's own part: how it is drawn, and its fields.
#[derive(Clone, Copy)]
struct FormPage {
    draw: fn(&Shown<'_>) -> Markup,
    fields: &'static Shape,
}

const NEW: FormPage = FormPage { draw: page::new, fields: &form::NEW_FIELDS };
const RENAME: FormPage = FormPage { draw: page::rename, fields: &form::RENAME_FIELDS };
const JOIN: FormPage = FormPage { draw: page::join, fields: &form::JOIN_FIELDS };
const LEAVE: FormPage = FormPage { draw: page::leave, fields: &form::LEAVE_FIELDS };

/// A form that was sent, and what it is about.
struct Posting<'a> {
    app: &'a App,
    visitor: &'a Visitor,
    group: Option<&'a Group>,
    school: Option<&'a SchoolId>,
    form: FormPage,
}

impl Posting<'_> {
    fn again(&self, status: StatusCode, group: Option<&Group>, posted: &Posted) -> Response {
        let shown = Shown {
            visitor: self.visitor,
            group,
            school: self.school,
            draft: &posted.draft,
            command_id: posted.command_id,
            meanwhile: status == StatusCode::CONFLICT,
        };
        change::refused(status, self.visitor, &posted.draft, self.form.fields, || (self.form.draw)(&shown))
    }

    /// Sends what was understood (none if the form could not be), and leads to the group or back to the form.
    async fn send(
        self,
        group: GroupId,
        mut posted: Posted,
        act: Option<SchoolGroupAct>,
    ) -> Result<Response, PageError> {
        let (app, visitor) = (self.app, self.visitor);
        let Some(act) = act else {
            return Ok(self.again(StatusCode::UNPROCESSABLE_ENTITY, self.group, &posted));
        };
        match execute(app, visitor, group, &posted, act).await {
            Ok(receipt) => Ok(change::stored(visitor, &format!("/groups/{group}"), &receipt)),
            Err(ExecuteError::Refused(refused)) => {
                refusal::note_group(visitor.words, &mut posted.draft, &refused, self.form.fields);
                Ok(self.again(StatusCode::UNPROCESSABLE_ENTITY, self.group, &posted))
            }
            Err(ExecuteError::Conflict { actual, .. }) if visitor.format == Format::Json => {
                Ok(Problem::overtaken(visitor.words, actual).into_response())
            }
            Err(ExecuteError::Conflict { .. }) if self.group.is_some() => {
                let fresh = Group::read(app, visitor, &group.to_string()).await?;
                Ok(self.again(StatusCode::CONFLICT, Some(&fresh), &posted))
            }
            Err(ExecuteError::Conflict { .. } | ExecuteError::DuplicateCommand { .. }) => {
                Ok(change::reused(visitor))
            }
            Err(ExecuteError::Unusable(error)) => Err(error.into()),
        }
    }
}

async fn execute(
    app: &App,
    visitor: &Visitor,
    group: GroupId,
    posted: &Posted,
    act: SchoolGroupAct,
) -> Result<Receipt, ExecuteError<SchoolGroupRefusal>> {
    let command = SchoolGroupCommand { today: app.today(), act };
    let (stream, context) = (group.to_string(), posted.context(visitor));
    app.journal().execute::<SchoolGroup>(&stream, posted.expected, command, &context).await
}

async fn new(State(app): State<App>, visitor: Visitor) -> Response {
    let draft = Draft::default().with("formed_on", app.today().to_string());
    page::new(&Shown::new(&visitor, None, &draft)).into_response()
}

async fn form_group(State(app): State<App>, visitor: Visitor, sent: Sent) -> Result<Response, PageError> {
    let mut posted = Posted::of(sent)?;
    // The same form sent twice forms the same group, and the second time finds it formed.
    let group = GroupId::new(Uuid::new_v5(&posted.command_id, b"group"));
    let act = form::group(visitor.words, &mut posted.draft, group);
    let posting = Posting { app: &app, visitor: &visitor, group: None, school: None, form: NEW };
    posting.send(group, posted, act).await
}

async fn new_name(
    State(app): State<App>,
    Path(group): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let group = Group::read(&app, &visitor, &group).await?;
    let draft = Draft::default().with("group_name", &group.record.name);
    Ok(page::rename(&Shown::new(&visitor, Some(&group), &draft)).into_response())
}

async fn rename(
    State(app): State<App>,
    Path(group): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let group = Group::read(&app, &visitor, &group).await?;
    let mut posted = Posted::of(sent)?;
    let act = form::name(visitor.words, &mut posted.draft);
    let posting = Posting { app: &app, visitor: &visitor, group: Some(&group), school: None, form: RENAME };
    posting.send(group.record.group, posted, act).await
}

async fn new_school(
    State(app): State<App>,
    Path(group): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let group = Group::read(&app, &visitor, &group).await?;
    let draft = Draft::default().with("joined_on", app.today().to_string());
    Ok(page::join(&Shown::new(&visitor, Some(&group), &draft)).into_response())
}

async fn add_school(
    State(app): State<App>,
    Path(group): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let group = Group::read(&app, &visitor, &group).await?;
    let mut posted = Posted::of(sent)?;
    let mut known = None;
    if let Ok(school) = posted.draft.text("school").parse::<SchoolId>() {
        known = schools::read::school(app.pool(), &school).await?.map(|school| school.id);
    }
    let act = form::joining(visitor.words, &mut posted.draft, known);
    let posting = Posting { app: &app, visitor: &visitor, group: Some(&group), school: None, form: JOIN };
    posting.send(group.record.group, posted, act).await
}

/// A school that is in the group, or was.
fn member(group: &Group, school: &str) -> Result<SchoolId, PageError> {
    let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    if group.record.members.contains_key(&school) { Ok(school) } else { Err(PageError::NotFound) }
}

async fn new_leaving(
    State(app): State<App>,
    Path((group, school)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let group = Group::read(&app, &visitor, &group).await?;
    let school = member(&group, &school)?;
    let draft = Draft::default().with("left_on", app.today().to_string());
    let shown = Shown { school: Some(&school), ..Shown::new(&visitor, Some(&group), &draft) };
    Ok(page::leave(&shown).into_response())
}

async fn remove_school(
    State(app): State<App>,
    Path((group, school)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let group = Group::read(&app, &visitor, &group).await?;
    let school = member(&group, &school)?;
    let mut posted = Posted::of(sent)?;
    let act = form::leaving(visitor.words, &mut posted.draft, school.clone());
    let posting =
        Posting { app: &app, visitor: &visitor, group: Some(&group), school: Some(&school), form: LEAVE };
    posting.send(group.record.group, posted, act).await
}
