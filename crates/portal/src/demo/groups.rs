//! The made-up groups of schools: a trust that runs two of them, and a kāhui ako that the third belongs to.

use domain::school_group::{GroupKind, SchoolGroup, SchoolGroupAct, SchoolGroupCommand};
use domain::{GroupId, SchoolId};
use jiff::ToSpan;
use journal::{Context, Receipt};
use uuid::Uuid;

use super::people::{self, SignIn};
use super::{CLIENT, DemoError, ROOT, SCHOOL, read, read_word};
use crate::access::Role;
use crate::app::App;
use crate::policy::Scope;

/// How many days ago the groups began: before the first cycle.
const BEGAN_DAYS_AGO: i32 = 4 * 365;

/// A made-up group of schools.
pub struct MadeUpGroup {
    /// Its name, which says that it is made up.
    pub name: &'static str,
    kind: GroupKind,
    /// The ids of its schools.
    members: &'static [&'static str],
    /// Who can sign in for the group.
    pub people: Vec<SignIn>,
}

/// All of them, in the order in which they are made.
#[must_use]
pub fn all() -> Vec<MadeUpGroup> {
    vec![
        MadeUpGroup {
            name: "Fern and Moor Schools Trust (made up)",
            kind: GroupKind::Trust,
            members: &[SCHOOL, "demo:northmoor"],
            people: people::of_trust(),
        },
        MadeUpGroup {
            name: "Kāhui Ako of the Flats (made up)",
            kind: GroupKind::KahuiAko,
            members: &["demo:tui-flat"],
            people: people::of_kahui_ako(),
        },
    ]
}

impl MadeUpGroup {
    /// How many commands make it.
    pub(super) fn steps(&self) -> u64 {
        1 + self.members.len() as u64
    }

    /// The id of its last command.
    pub(super) fn end(&self) -> Uuid {
        self.command(self.members.last().copied().unwrap_or_default())
    }

    /// The id of the command that takes in this school.
    fn command(&self, school: &str) -> Uuid {
        Uuid::new_v5(&self.id().uuid(), school.as_bytes())
    }

    fn id(&self) -> GroupId {
        GroupId::new(Uuid::new_v5(&ROOT, format!("group {}", self.name).as_bytes()))
    }

    /// Makes what is missing of it, with its people; `step` hears of each command. The last command's receipt.
    pub(super) async fn make(&self, app: &App, step: &mut impl FnMut()) -> Result<Receipt, DemoError> {
        let group = self.id();
        let began_on = app.today().saturating_sub(BEGAN_DAYS_AGO.days());
        let (name, kind) = (self.name.to_owned(), self.kind);
        let form = SchoolGroupAct::FormGroup { group, name, kind, formed_on: began_on };
        let mut receipt = self.send(app, self.command("formed"), form).await?;
        step();
        for member in self.members {
            let school = read_word::<SchoolId>(member)?;
            let add = SchoolGroupAct::AddSchool { school, joined_on: began_on };
            receipt = self.send(app, self.command(member), add).await?;
            step();
        }
        for person in &self.people {
            people::account(app, person, Scope::Group(group)).await?;
        }
        Ok(receipt)
    }

    /// Sends a command as the administrator.
    async fn send(&self, app: &App, id: Uuid, act: SchoolGroupAct) -> Result<Receipt, DemoError> {
        let actor = read::account(app.pool(), "administrator").await?.unwrap_or_default();
        let context = Context::new(id, &actor.to_string(), Role::Administrator.name(), CLIENT);
        let command = SchoolGroupCommand { today: app.today(), act };
        Ok(app.journal().execute::<SchoolGroup>(&self.id().to_string(), None, command, &context).await?)
    }
}
