//! Puts every made-up pupil of the scripts on the made-up schools' registers, once, whatever the number of cycles.

use std::collections::BTreeMap;

use domain::pupil::{Pupil, PupilAct, PupilCommand};
use domain::{PupilId, YearLevel};
use jiff::ToSpan;
use journal::Context;
use uuid::Uuid;

use super::act::first_day;
use super::schools::Home;
use super::script::Script;
use super::{CLIENT, DemoError, ROOT};
use crate::access::Role;
use crate::app::App;
use crate::pupil_details::{Details, InYear};
use crate::pupils;

/// Days before the first cycle on which a pupil came to the school.
const CAME_BEFORE: i32 = 60;

/// Every pupil of the scripts by name, with the first script that has the pupil.
fn all(scripts: &[Script]) -> BTreeMap<&'static str, &Script> {
    let mut first = BTreeMap::new();
    for script in scripts {
        for pupil in script.pupils {
            first.entry(pupil.0).or_insert(script);
        }
    }
    first
}

/// How many pupils there are.
pub(super) fn count(scripts: &[Script]) -> u64 {
    all(scripts).len() as u64
}

/// The pupil of this name.
pub(super) fn pupil_id(name: &str) -> PupilId {
    PupilId::new(Uuid::new_v5(&ROOT, format!("pupil {name}").as_bytes()))
}

/// Registers everyone; `step` hears of each.
pub(super) async fn pupils(
    app: &App,
    home: &Home,
    scripts: &[Script],
    step: &mut impl FnMut(),
) -> Result<(), DemoError> {
    let actor = home.staff.get(&Role::Lead).map(ToString::to_string).unwrap_or_default();
    for (name, script) in all(scripts) {
        let pupil = pupil_id(name);
        let context =
            Context::new(Uuid::new_v5(&pupil.uuid(), b"register"), &actor, Role::Lead.name(), CLIENT);
        let level = YearLevel::new(script.year_level).map_err(|_| DemoError::Script("a year".to_owned()))?;
        let first_day = first_day(script, app.today());
        let details = Details {
            legal_name: name.to_owned(),
            known_name: None,
            national_number: None,
            birth_date: None,
            in_year: Some(InYear { level, on: first_day }),
            characteristics: Vec::new(),
        };
        let details = pupils::seal(app.vault(), pupil, context.command_id, &details).await?;
        let act = PupilAct::RegisterPupil { pupil, school: home.school.clone(), details, batch: None };
        let effective_on = first_day.saturating_sub(CAME_BEFORE.days()).min(app.today());
        let command = PupilCommand { today: app.today(), effective_on, act };
        app.journal().execute::<Pupil>(&pupil.to_string(), None, command, &context).await?;
        step();
    }
    Ok(())
}
