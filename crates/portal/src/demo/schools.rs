//! The made-up schools of the demonstration: what each is, who works for it, and what its cycles are.

use std::collections::HashMap;

use domain::school::{AgeRange, School, SchoolCommand, SchoolDetails, SchoolKind};
use domain::{Currency, SchoolId};
use journal::{Context, Receipt};
use uuid::Uuid;

use super::people::{self, SignIn};
use super::script::Script;
use super::{CLIENT, DemoError, ROOT, SCHOOL, act, cycles, northmoor, read, read_word, register, tui_flat};
use crate::access::Role;
use crate::app::App;

/// A made-up school.
pub struct MadeUp {
    /// Its id, in a register that is no country's.
    pub id: &'static str,
    /// Its name, which says that it is made up.
    pub name: &'static str,
    /// Who can sign in there.
    pub people: Vec<SignIn>,
    /// The youngest and the oldest age taught, in years.
    ages: (u8, u8),
    /// The money that its costs are in.
    currency: &'static str,
    /// Its cycles, the oldest first.
    pub(super) scripts: Vec<Script>,
}

/// All of them, in the order in which they are made.
#[must_use]
pub fn all() -> Vec<MadeUp> {
    vec![
        MadeUp {
            id: SCHOOL,
            name: "Fernhill Primary School (made up)",
            people: people::sign_ins(),
            ages: (4, 11),
            currency: "GBP",
            scripts: cycles::all(),
        },
        MadeUp {
            id: "demo:northmoor",
            name: "Northmoor Secondary School (made up)",
            people: people::of_northmoor(),
            ages: (11, 16),
            currency: "GBP",
            scripts: northmoor::all(),
        },
        MadeUp {
            id: "demo:tui-flat",
            name: "Tui Flat School, New Zealand (made up)",
            people: people::of_tui_flat(),
            ages: (5, 13),
            currency: "NZD",
            scripts: tui_flat::all(),
        },
    ]
}

/// What the cycles of a school share.
pub(super) struct Home {
    pub(super) school: SchoolId,
    pub(super) currency: Currency,
    pub(super) staff: HashMap<Role, Uuid>,
}

impl MadeUp {
    /// How many commands make it.
    pub(super) fn steps(&self) -> u64 {
        1 + register::count(&self.scripts) + self.scripts.iter().map(Script::steps).sum::<u64>()
    }

    /// The id of its last command: the school is registered when everything else is there.
    pub(super) fn end(&self) -> Uuid {
        if self.id == SCHOOL {
            return Uuid::new_v5(&ROOT, b"end");
        }
        Uuid::new_v5(&ROOT, format!("end of {}", self.id).as_bytes())
    }

    /// Makes what is missing of it; `step` hears of each command.
    pub(super) async fn make(&self, app: &App, step: &mut impl FnMut()) -> Result<(), DemoError> {
        if read::is_known(app.pool(), self.end()).await? {
            (0..self.steps()).for_each(|_| step());
            return Ok(());
        }
        let home = self.home(app).await?;
        register::pupils(app, &home, &self.scripts, step).await?;
        let catalogue = app.catalogue().await?;
        for script in &self.scripts {
            act::Maker::new(app, &catalogue, &home, script)?.run(step).await?;
        }
        self.register(app, &home).await?;
        step();
        Ok(())
    }

    /// Its id, its money and its people, whose accounts are made where they are missing.
    pub(super) async fn home(&self, app: &App) -> Result<Home, DemoError> {
        let school = read_word::<SchoolId>(self.id)?;
        let staff = people::accounts(app, &self.people, &school).await?;
        Ok(Home { currency: read_word(self.currency)?, staff, school })
    }

    /// Registers the school. Last, so that it stands for the whole.
    pub(super) async fn register(&self, app: &App, home: &Home) -> Result<Receipt, DemoError> {
        let by = [Role::Administrator, Role::Head].into_iter().find(|role| home.staff.contains_key(role));
        let by = by.unwrap_or(Role::Head);
        let actor = home.staff.get(&by).map(ToString::to_string).unwrap_or_default();
        let context = Context::new(self.end(), &actor, by.name(), CLIENT);
        let (youngest, oldest) = self.ages;
        let command = SchoolCommand::RegisterSchool {
            today: app.today(),
            effective_on: app.today(),
            school: home.school.clone(),
            details: SchoolDetails {
                name: self.name.to_owned(),
                authority: None,
                kind: SchoolKind::Mainstream,
                governance: None,
                ages: Some(AgeRange { youngest, oldest }),
            },
            batch: None,
        };
        Ok(app.journal().execute::<School>(&home.school.to_string(), None, command, &context).await?)
    }
}
