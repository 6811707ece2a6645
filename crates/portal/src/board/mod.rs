//! The group on one board: where each pupil stands against what was expected, what is being tried with whom, and what is
//! missing.

mod page;

use crate::entries::Catalogue;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::cycle::{AssessmentPoint, CycleRecord, LiveAssessment, Reach};
use domain::{ParticipantId, Sequence};
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use crate::access::{Action, Visitor};
use crate::app::App;
use crate::change::OpenCycle;
use crate::due::{self, Missing};
use crate::page_error::PageError;
use crate::placements::read::Participant;
use crate::proposals;
use crate::route::Route;
use crate::sessions::Attendance;
use crate::sessions::read::{self as sessions, Session};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![Route::get("/cycles/{cycle}/board", Action::SeeCycle, show).with_days()]
}

/// The last score of a pupil.
#[derive(Debug, Clone, PartialEq)]
pub struct Latest {
    /// At which point.
    pub point: AssessmentPoint,
    /// The score.
    pub score: Decimal,
    /// How far it is above (or below, if less than 0) the score of a typical pupil with the same start on the same test.
    pub above_expected: Option<Decimal>,
}

impl Latest {
    /// The last score of `pupil`, if there is one.
    #[must_use]
    pub fn of(catalogue: &Catalogue, record: &CycleRecord, pupil: ParticipantId) -> Option<Self> {
        let of_pupil = || record.assessments.values().filter(|one| one.participant == pupil);
        let order = |one: &&LiveAssessment| -> (Date, AssessmentPoint, Sequence) {
            (one.reading.taken_on, one.point, one.live)
        };
        let last = of_pupil().max_by_key(order)?;
        let start = of_pupil()
            .find(|one| one.point == AssessmentPoint::Baseline && one.instrument == last.instrument)
            .filter(|_| last.point != AssessmentPoint::Baseline);
        let rise = catalogue.reference(last.scale.as_str()).expected_gain.and_then(Decimal::from_f64);
        let above_expected = start.zip(rise).map(|(start, rise)| {
            // What a typical pupil gains over the cycle is taken as gained evenly until then.
            let whole = days(record.plan.starts_on, record.plan.ends_on).max(1);
            let so_far = days(record.plan.starts_on, last.reading.taken_on).clamp(0, whole);
            let share = Decimal::from(so_far) / Decimal::from(whole);
            last.reading.score.decimal() - start.reading.score.decimal() - (rise * share).round_dp(1)
        });
        Some(Self { point: last.point, score: last.reading.score.decimal(), above_expected })
    }
}

fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// One pupil on the board.
struct Row<'a> {
    person: &'a Participant,
    latest: Option<Latest>,
    /// The value on a test that the pupil is to reach, as the last target says.
    target: Option<Decimal>,
    /// The codes of the strategies in use with this pupil.
    strategies: Vec<String>,
    attendance: Attendance,
    missing: Vec<Missing>,
}

/// A row for each pupil who takes part now.
fn rows<'a>(catalogue: &Catalogue, cycle: &'a OpenCycle, sessions: &[Session], today: Date) -> Vec<Row<'a>> {
    let record = &cycle.record;
    let row = |person: &'a Participant| {
        let pupil = record.participants.get(&person.id).filter(|one| one.is_active())?;
        let reaches = |reach: &Reach| match reach {
            Reach::All => pupil.is_active_target(),
            Reach::Only(named) => named.contains(&person.id),
        };
        let in_use = record.strategies.iter().filter(|(_, practice)| reaches(&practice.participants));
        let targets = record.targets.values().filter(|one| one.participant == person.id);
        let last_target = targets.max_by_key(|one| one.aim.live);
        Some(Row {
            person,
            latest: Latest::of(catalogue, record, person.id),
            target: last_target.and_then(|one| {
                one.aim.is.instrument.as_ref()?;
                one.aim.is.value.map(domain::Score::decimal)
            }),
            strategies: in_use.map(|(code, _)| code.to_string()).collect(),
            attendance: Attendance::of(sessions, person.id),
            missing: due::missing(record, cycle.stage, today, person.id, pupil),
        })
    };
    cycle.people.iter().filter_map(row).collect()
}

async fn show(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let sessions = sessions::of_cycle(app.pool(), cycle.id).await?;
    let rows = rows(&visitor.catalogue, &cycle, &sessions, cycle.school.today);
    let proposals = proposals::of_cycle(&app, &visitor, &cycle.record.plan, cycle.stage.name()).await?;
    Ok(page::board(&visitor, &cycle, &rows, &proposals).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposals::Proposals;
    use crate::test_support::{Facts, catalogue, open_cycle, participant, visitor};
    use jiff::civil::date;

    /// Two pupils, of whom the second has no score; the first gained four points by the middle.
    fn given() -> OpenCycle {
        let mut facts = Facts::with_pupils(1, 2);
        facts.score(1, AssessmentPoint::Baseline, 84, date(2026, 1, 9));
        facts.score(1, AssessmentPoint::Interim, 88, date(2026, 2, 20));
        open_cycle(&facts)
    }

    #[test]
    fn the_last_score_stands_against_a_typical_pupil_with_the_same_start() {
        let cycle = given();
        let latest = Latest::of(&catalogue(), &cycle.record, participant(1)).unwrap();
        assert_eq!((latest.point, latest.above_expected), (AssessmentPoint::Interim, Some(Decimal::from(4))));
        assert_eq!(Latest::of(&catalogue(), &cycle.record, participant(2)), None);
    }

    #[test]
    fn the_board_says_what_is_missing_of_whom() {
        let cycle = given();
        let rows = rows(&catalogue(), &cycle, &[], date(2026, 2, 20));
        let missing: Vec<&[Missing]> = rows.iter().map(|row| &row.missing[..]).collect();
        assert_eq!(missing, [&[][..], &[Missing::Baseline]]);
        let proposals = Proposals::default();
        let page =
            page::board(&visitor(crate::access::Role::Auditor), &cycle, &rows, &proposals).into_string();
        assert!(page.contains("4 above") && page.contains("Score at the start"), "{page}");
    }
}
