//! The made-up schools of the demonstration: what each is, who works for it, and what its cycles are.

use std::collections::HashMap;

use domain::school::{
    AgeRange, Country, Phase, School, SchoolCommand, SchoolDetails, SchoolKind, SchoolProfile,
};
use domain::{Currency, SchoolId};
use journal::{Context, Receipt};
use uuid::Uuid;

use super::calendar::{self, Division};
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
    /// Where it is, whom it teaches, and how it divides its year.
    set_up: (Country, Phase, Division),
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
            set_up: (Country::England, Phase::Primary, Division::HalfTerms),
            currency: "GBP",
            scripts: cycles::all(),
        },
        MadeUp {
            id: "demo:northmoor",
            name: "Northmoor Secondary School (made up)",
            people: people::of_northmoor(),
            ages: (11, 16),
            set_up: (Country::England, Phase::Secondary, Division::Terms),
            currency: "GBP",
            scripts: northmoor::all(),
        },
        MadeUp {
            id: "demo:tui-flat",
            name: "Tui Flat School, New Zealand (made up)",
            people: people::of_tui_flat(),
            ages: (5, 13),
            set_up: (Country::NewZealand, Phase::Primary, Division::Four),
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
        2 + calendar::count()
            + register::count(&self.scripts)
            + self.scripts.iter().map(Script::steps).sum::<u64>()
    }

    /// The id of its last command: what the school says of its terms comes when everything else is there.
    pub(super) fn end(&self) -> Uuid {
        self.command(&format!("terms {}", calendar::count()))
    }

    /// The id of a command about the school itself.
    fn command(&self, key: &str) -> Uuid {
        Uuid::new_v5(&ROOT, format!("{key} of {}", self.id).as_bytes())
    }

    /// Makes what is missing of it; `step` hears of each command.
    pub(super) async fn make(&self, app: &App, step: &mut impl FnMut()) -> Result<(), DemoError> {
        if read::is_known(app.pool(), self.end()).await? {
            (0..self.steps()).for_each(|_| step());
            return Ok(());
        }
        let home = self.home(app).await?;
        self.register(app, &home, step).await?;
        register::pupils(app, &home, &self.scripts, step).await?;
        let catalogue = app.catalogue().await?;
        for script in &self.scripts {
            let maker = act::Maker::new(app, &catalogue, &home, script)?;
            maker.run(step).await?;
            maker.asides().await?;
        }
        self.set_terms(app, &home, step).await
    }

    /// Its id, its money and its people, whose accounts are made where they are missing.
    pub(super) async fn home(&self, app: &App) -> Result<Home, DemoError> {
        let school = read_word::<SchoolId>(self.id)?;
        let staff = people::accounts(app, &self.people, &school).await?;
        Ok(Home { currency: read_word(self.currency)?, staff, school })
    }

    /// Registers the school and says what it is. First, so that its pages have a past from its first record on.
    async fn register(&self, app: &App, home: &Home, step: &mut impl FnMut()) -> Result<(), DemoError> {
        self.send(app, home, &self.command("end"), self.registration(app, home)).await?;
        step();
        let set = SchoolCommand::SetProfile { today: app.today(), profile: self.profile()?, reason: None };
        self.send(app, home, &self.command("profile"), set).await?;
        step();
        Ok(())
    }

    /// Says when the school teaches. Last, so that it stands for the whole.
    async fn set_terms(&self, app: &App, home: &Home, step: &mut impl FnMut()) -> Result<(), DemoError> {
        let today = app.today();
        let years = calendar::years(today, self.profile()?.first_month, self.set_up.2)?;
        for (nth, (academic_year, terms)) in (1..).zip(years) {
            let set = SchoolCommand::SetTerms { today, academic_year, terms, reason: None };
            self.send(app, home, &self.command(&format!("terms {nth}")), set).await?;
            step();
        }
        Ok(())
    }

    /// What it says of itself.
    fn profile(&self) -> Result<SchoolProfile, DemoError> {
        let (country, phase, _) = self.set_up;
        let zone = country.time_zones().first().copied().unwrap_or_default();
        Ok(SchoolProfile {
            country,
            time_zone: read_word(zone)?,
            phase,
            first_month: calendar::first_month(country)?,
        })
    }

    fn registration(&self, app: &App, home: &Home) -> SchoolCommand {
        let (youngest, oldest) = self.ages;
        SchoolCommand::RegisterSchool {
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
        }
    }

    /// Sends a command about the school itself, as its administrator or, where there is none, its head.
    async fn send(
        &self,
        app: &App,
        home: &Home,
        id: &Uuid,
        command: SchoolCommand,
    ) -> Result<Receipt, DemoError> {
        let by = [Role::Administrator, Role::Head].into_iter().find(|role| home.staff.contains_key(role));
        let by = by.unwrap_or(Role::Head);
        let actor = home.staff.get(&by).map(ToString::to_string).unwrap_or_default();
        let context = Context::new(*id, &actor, by.name(), CLIENT);
        Ok(app.journal().execute::<School>(&home.school.to_string(), None, command, &context).await?)
    }
}
