//! What was put right after the board had read it: a report and a data pack say that a group's gain could be chance. Then it
//! comes out that every end score was read from the table of the wrong paper, and the head corrects them, one by one. The next
//! edition gives another figure, and so does the next version of the pack; what was said before stays as it was.

use domain::ReasonCode;
use domain::cycle::AssessmentPoint;
use uuid::Uuid;

use super::act::{Maker, cycle_id};
use super::editions::edition;
use super::script::Why;
use super::{DemoError, SCHOOL, schools};
use crate::access::Role;
use crate::app::App;

/// The cycle that it is about, among the scripts of the primary school.
const CYCLE: &str = "reading-clues";
/// What its commands are called.
const KEY: &str = "late";
/// The right end score of each pupil, in the order of the script. The last pupil has none.
const RIGHT: [i32; 7] = [94, 87, 87, 92, 96, 84, 97];
const WHY: Why = Why(
    ReasonCode::WrongInstrument,
    "The pupils sat paper B. Their scores were read from the table for paper A.",
);

/// How many commands make it: the corrections, and the edition.
pub(super) fn steps() -> u64 {
    RIGHT.len() as u64 + 1
}

/// The id of the last command.
pub(super) fn end() -> Uuid {
    edition(cycle_id(CYCLE), KEY)
}

/// Corrects what is to be corrected, and publishes; `step` hears of each command.
pub(super) async fn put_right(app: &App, step: &mut impl FnMut()) -> Result<(), DemoError> {
    let missing = || DemoError::Script(CYCLE.to_owned());
    let school = schools::all().into_iter().find(|school| school.id == SCHOOL).ok_or_else(missing)?;
    let script = school.scripts.iter().find(|script| script.key == CYCLE).ok_or_else(missing)?;
    let (home, catalogue, today) = (school.home(app).await?, app.catalogue().await?, app.today());
    let maker = Maker::new(app, &catalogue, &home, script)?;
    let mut last = None;
    for (place, score) in RIGHT.into_iter().enumerate() {
        let key = format!("{KEY}-{place}");
        let act = maker.correct(&key, place, AssessmentPoint::End, score, WHY).await?;
        last = Some(maker.send_for_receipt(&key, Role::Head, today, act).await?);
        step();
    }
    maker.publish(KEY, today, &last.ok_or_else(missing)?).await?;
    step();
    Ok(())
}
