//! What a cycle costs: noting a cost, putting one right, and what it comes to for each pupil.
//!
//! Leads, heads and auditors see each cost. A teacher sees what the cycle costs in all: the lines would show colleagues'
//! pay. Governors see none of it here.

mod form;
mod page;
pub mod projection;
pub mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::cycle::{CorrectCost, Cost, CycleAct, CycleRecord, Live, LogCost, Role};
use domain::{CostId, Currency, Sequence};
use rust_decimal::{Decimal, RoundingStrategy};

pub use self::page::money;
use self::read::Paid;
use crate::access::{Action, Visitor};
use crate::app::App;
use crate::change::{self, Asked, FormPage, OpenCycle, Posted, Shown};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::policy::{On, Reach};
use crate::route::Route;
use crate::sent::Sent;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let action = Action::RecordCost;
    vec![
        Route::get("/cycles/{cycle}/costs", Action::SeeCosts, list).with_days(),
        Route::get("/cycles/{cycle}/costs/new", action, new),
        Route::post("/cycles/{cycle}/costs/new", action, record).asking(&form::RECORD_FIELDS),
        Route::get("/cycles/{cycle}/costs/{cost}/correct", action, new_correction),
        Route::post("/cycles/{cycle}/costs/{cost}/correct", action, correct).asking(&form::CORRECT_FIELDS),
    ]
}

const RECORD: FormPage = FormPage { draw: page::record, fields: &form::RECORD_FIELDS };
const CORRECT: FormPage = FormPage { draw: page::correct, fields: &form::CORRECT_FIELDS };

/// What costs come to in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// The currency.
    pub currency: Currency,
    /// All of it, in whole units such as pounds.
    pub amount: Decimal,
    /// For each pupil who was taught in the cycle; nothing if nobody was.
    pub for_each: Option<Decimal>,
}

/// The totals of these costs, one for each currency.
#[must_use]
pub fn totals(costs: &[Paid], pupils: usize) -> Vec<Total> {
    let mut sums: BTreeMap<Currency, u64> = BTreeMap::new();
    for Paid { cost, .. } in costs {
        let sum = sums.entry(cost.currency).or_default();
        *sum = sum.saturating_add(cost.minor_units);
    }
    let total = |(currency, minor_units): (Currency, u64)| {
        let amount = currency.in_units(minor_units);
        let for_each = amount.checked_div(Decimal::from(pupils)).map(|each| {
            let digits = u32::from(currency.digits());
            let mut each = each.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
            each.rescale(digits);
            each
        });
        Total { currency, amount, for_each }
    };
    sums.into_iter().map(total).collect()
}

/// How many pupils were ever taught in the cycle: what was spent was spent on them.
fn taught(record: &CycleRecord) -> usize {
    record.participants.values().filter(|one| one.placement.role == Role::Target).count()
}

/// Whether the visitor sees each cost, and not the total alone.
fn sees_each(visitor: &Visitor) -> bool {
    let role = visitor.account.as_ref().map(crate::access::Account::role);
    role.is_some_and(|role| Action::SeeCosts.reach(role) == Reach::Scope)
}

async fn list(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let costs = read::of_cycle(app.pool(), cycle.id).await?;
    let totals = totals(&costs, taught(&cycle.record));
    let each = if sees_each(&visitor) { &costs[..] } else { &[] };
    Ok(page::list(&visitor, &cycle, &totals, each).into_response())
}

async fn new(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let draft = Draft::default().with("effective_on", cycle.school.today.to_string());
    Ok(page::record(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn record(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    // The command's own id names the cost too: a form posted twice notes one.
    let cost_id = CostId::new(posted.command_id);
    let asked = form::record(visitor.words, &mut posted.draft).map(|(effective_on, cost)| Asked {
        effective_on,
        act: CycleAct::LogCost(LogCost { cost_id, cost }),
    });
    change::submit(&app, &visitor, cycle, posted, asked, RECORD).await
}

async fn new_correction(
    State(app): State<App>,
    Path((cycle, cost)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let (_, known) = corrected(&visitor, &cycle, &cost)?;
    let draft = form::as_it_is(&known.is).with("cost", cost);
    Ok(page::correct(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn correct(
    State(app): State<App>,
    Path((cycle, cost)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let (cost_id, known) = corrected(&visitor, &cycle, &cost)?;
    let mut posted = Posted::of(sent)?;
    let number = |text: &str| text.parse::<u64>().ok();
    let corrects = posted.draft.read(visitor.words, "corrects", "form-corrects-missing", number);
    let entry = form::correct(visitor.words, &mut posted.draft, known.is.currency);
    posted.draft = posted.draft.with("cost", cost);
    let asked = match corrects.zip(entry) {
        Some((corrects, (after, reason))) => {
            let stream = change::stream(&cycle);
            let place = posted.place(&stream, "note");
            let reason = reason.seal(app.vault(), cycle.id.into(), place, Vec::new()).await?;
            let act = CorrectCost { cost_id, corrects_seq: Sequence::new(corrects), after, reason };
            Some(Asked { effective_on: cycle.school.today, act: CycleAct::CorrectCost(act) })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, CORRECT).await
}

/// The cost that is to be put right, as it stands now.
fn corrected<'a>(
    visitor: &Visitor,
    cycle: &'a OpenCycle,
    cost: &str,
) -> Result<(CostId, &'a Live<Cost>), PageError> {
    if cycle.closed {
        visitor.allowed(Action::CorrectAfterClosing, On::Cycle(&cycle.record.plan))?;
    }
    let id: CostId = cost.parse().map_err(|_| PageError::NotFound)?;
    cycle.record.costs.get(&id).map(|known| (id, known)).ok_or(PageError::NotFound)
}
