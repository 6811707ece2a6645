//! The table of costs, filled from facts in a real database, and what costs come to.

use domain::cycle::{CorrectCost, Cost, CostKind, CycleAct, LogCost};
use domain::{CostId, Currency, GivenReason, ReasonCode};
use jiff::civil::date;
use uuid::Uuid;

use super::projection::Costs;
use super::{read, totals};
use crate::test_support::{Facts, Fresh};

#[tokio::test]
async fn costs_stand_as_last_put_right_and_add_up_for_each_pupil() {
    let fresh = Fresh::database().await;
    let mut facts = Facts::with_pupils(1, 3);
    let cost = |minor_units| Cost {
        kind: CostKind::Cover,
        minor_units,
        currency: Currency::parse("GBP").unwrap(),
        hours: None,
    };
    let id = |number| CostId::new(Uuid::from_u128(number));
    for (number, pence) in [(1, 10_000), (2, 5_000)] {
        let log = LogCost { cost_id: id(number), cost: cost(pence) };
        facts.tell(date(2026, 1, 20), CycleAct::LogCost(log));
    }
    let corrects_seq = facts.state.record().unwrap().costs[&id(2)].live;
    let reason = GivenReason::of(ReasonCode::DataEntryError);
    let correct = CorrectCost { cost_id: id(2), corrects_seq, after: cost(5_050), reason };
    facts.tell(date(2026, 1, 21), CycleAct::CorrectCost(correct));
    fresh.project(&Costs, &facts).await;

    let costs = read::of_cycle(&fresh.pool, facts.cycle).await.unwrap();
    assert_eq!(costs.len(), 2);
    let sum = |pupils| {
        let total = totals(&costs, pupils)[0];
        (total.amount.to_string(), total.for_each.map(|each| each.to_string()))
    };
    assert_eq!(sum(3), ("150.50".to_owned(), Some("50.17".to_owned())));
    assert_eq!(sum(0).1, None, "nobody was taught");
    fresh.drop().await;
}
