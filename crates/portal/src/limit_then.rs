//! The limit for small numbers by which the past is told: the one that was in force then, so that the same is said for ever; and
//! today's where that is stricter, because it hides what it hides wherever it was recorded.

use cqrs_es::Aggregate as _;
use domain::school::{School, SchoolEvent};
use domain::{Fact, SchoolId};
use journal::Recorded;
use measures::Policy;

use crate::access::Visitor;
use crate::app::App;
use crate::facts;
use crate::page_error::PageError;

/// The limits that a school has set, and the one that is in force today.
pub struct Limits {
    /// Each with its place among all facts, in their order.
    set: Vec<(Option<u64>, Policy)>,
    today: Policy,
}

impl Limits {
    /// The limits of a school.
    ///
    /// # Errors
    /// When the database does not answer, or a fact of the school can't be read.
    pub async fn of_school(app: &App, visitor: &Visitor, school: &SchoolId) -> Result<Self, PageError> {
        let today = match &visitor.past {
            Some(look) => look.limit,
            None => app.settings_of(school).await?.policy,
        };
        let stream = app.journal().stream(School::TYPE, &school.to_string()).await?;
        Ok(Self { set: set_in(&stream)?, today })
    }

    /// The limit by which the school's figures are told as of the fact at the place `until`; as of now where it has no place yet.
    #[must_use]
    pub fn at(&self, until: Option<u64>) -> Policy {
        let was_known =
            |place: Option<u64>| until.is_none_or(|until| place.is_some_and(|place| place <= until));
        let then = self.set.iter().rfind(|(place, _)| was_known(*place)).map(|(_, limit)| *limit);
        stricter(then.unwrap_or_default(), self.today)
    }
}

/// The limits that a school's facts set, each with its place.
fn set_in(stream: &[Recorded]) -> Result<Vec<(Option<u64>, Policy)>, PageError> {
    let mut limits = Vec::new();
    for fact in stream {
        let unfit = || PageError::Unfit(format!("fact {} of {}", fact.sequence, fact.aggregate_id));
        let Fact::School(event) = facts::of(fact).map_err(|_| unfit())? else { return Err(unfit()) };
        if let SchoolEvent::DisclosurePolicySet(set) = event {
            let limit = Policy::with_threshold(set.after.pupils().into()).map_err(|_| unfit())?;
            limits.push((fact.position, limit));
        }
    }
    Ok(limits)
}

fn stricter(one: Policy, other: Policy) -> Policy {
    if other.threshold() > one.threshold() { other } else { one }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::time::Duration;

    use axum::http::StatusCode;
    use domain::cycle::AssessmentPoint;
    use jiff::civil::date;
    use serde_json::{Value, json};

    use super::*;
    use crate::policy::Role;
    use crate::test_support::{Facts, Fresh, person};

    const SCHOOL: &str = "demo:test";

    /// What the school recorded of itself: that it is there, and then these limits, each with the one before it.
    pub(crate) fn of_school(limits: &[(u8, u8)]) -> Vec<Recorded> {
        let registered = json!({
            "type": "school_registered", "effective_on": "2025-12-13", "school": SCHOOL,
            "details": {"name": "Made-up School", "kind": "other"},
        });
        let (asks, agrees) = ("00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b");
        let sets = limits.iter().map(|(before, after)| {
            json!({
                "type": "disclosure_policy_set", "effective_on": "2026-03-03", "school": SCHOOL, "before": before,
                "after": after, "requested_by": asks, "approved_by": agrees, "reason": {"code": "policy"},
            })
        });
        recorded(std::iter::once(registered).chain(sets))
    }

    /// These facts of the school, in their order.
    pub(crate) fn recorded(facts: impl IntoIterator<Item = Value>) -> Vec<Recorded> {
        let any = Facts::planned(1).recorded.remove(0);
        let recorded = |(place, payload): (usize, Value)| Recorded {
            aggregate_type: School::TYPE.to_owned(),
            aggregate_id: SCHOOL.to_owned(),
            sequence: place as u64 + 1,
            event_type: payload["type"].as_str().unwrap().to_owned(),
            payload,
            ..any.clone()
        };
        facts.into_iter().enumerate().map(recorded).collect()
    }

    #[test]
    fn the_limit_of_then_counts_and_that_of_today_where_it_is_stricter() {
        let mut stream = of_school(&[(6, 8), (8, 6), (6, 11)]);
        for (fact, position) in stream.iter_mut().zip([4, 7, 20, 30]) {
            fact.position = Some(position);
        }
        let limit = |until, today| {
            let today = Policy::with_threshold(today).unwrap();
            Limits { set: set_in(&stream).unwrap(), today }.at(until).threshold()
        };
        for (until, then) in [
            (Some(3), 6),
            (Some(6), 6),
            (Some(7), 8),
            (Some(19), 8),
            (Some(20), 6),
            (Some(30), 11),
            (None, 11),
        ] {
            assert_eq!(limit(until, 6), then, "{until:?}");
            assert_eq!(limit(until, 8), then.max(8), "{until:?}");
        }
    }

    /// Seven pupils with both scores.
    fn seven() -> Facts {
        let mut facts = Facts::with_pupils(1, 7);
        for (point, day) in
            [(AssessmentPoint::Baseline, date(2026, 1, 9)), (AssessmentPoint::End, date(2026, 3, 26))]
        {
            for pupil in 1..=7 {
                let score = if point == AssessmentPoint::End { 85 + 2 * pupil } else { 80 + pupil };
                facts.score(pupil, point, i32::from(score), day);
            }
        }
        facts
    }

    #[tokio::test]
    async fn what_an_entry_moved_is_told_by_the_limit_of_then_and_hidden_by_a_stricter_one_of_today() {
        let fresh = Fresh::database().await;
        let app = fresh.app().await;
        let school = of_school(&[(6, 8), (8, 6), (6, 11)]);
        let store = async |recorded: &[Recorded]| {
            let token = fresh.store(&Facts { recorded: recorded.to_vec(), ..seven() }).await;
            assert!(app.running().wait_for(&token, Duration::from_secs(30)).await.unwrap());
        };
        let mut facts = seven();
        let last = facts.recorded.pop().unwrap();
        store(&facts.recorded).await;
        // The limit is 8 when the last score is recorded, and 6 when nothing more is.
        store(&school[..2]).await;
        store(std::slice::from_ref(&last)).await;
        let cycle = facts.cycle;
        let lead = person(&app, Role::Lead, SCHOOL).await;
        let read = async |path: &str| {
            let (status, body) = lead.get(path).await;
            assert_eq!(status, StatusCode::OK, "{body}");
            body
        };
        let entry = format!("/cycles/{cycle}/history/{}", last.sequence);
        let position = async || {
            let event: Value = serde_json::from_str(&read(&format!("/api/v1{entry}")).await).unwrap();
            event["position"].as_u64().unwrap()
        };
        let gain = async |to: &str| -> Value {
            let path = format!("/api/v1/cycles/{cycle}/difference?to={to}");
            serde_json::from_str::<Value>(&read(&path).await).unwrap()["after"]["mean_gain"].clone()
        };
        let of_entry = position().await.to_string();
        let told = read(&entry).await;
        assert!(!told.contains("Mean gain"), "{told}");
        assert_eq!(gain(&of_entry).await, Value::Null);
        store(&school[2..3]).await;
        let told = read(&entry).await;
        assert!(!told.contains("Mean gain"), "it says the same as before");
        assert_eq!(gain(&of_entry).await, Value::Null);
        assert_eq!(gain("").await, json!(9.0), "and the limit of now shows what is so now");
        let now = app.journal().newest_moment().await.unwrap().unwrap().position.to_string();
        assert_eq!(gain(&now).await, json!(9.0));
        store(&school[3..]).await;
        assert_eq!(gain(&now).await, Value::Null, "11 pupils are asked for today");
        let then = read(&format!("/as-of/{now}{entry}")).await;
        assert!(!then.contains("Mean gain"), "{then}");
        app.stop().await;
        fresh.drop().await;
    }
}
