//! What one cycle takes from the closed one that it follows: the strategies that are used again, those that are used in
//! another way, and what was found out.
//!
//! It is asked of a cycle whose plan names an earlier one, once, before its teaching is over.

mod form;
mod page;
#[cfg(test)]
mod tests;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::StrategyCode;
use domain::cycle::{CarryForward, Cycle, CycleAct, Predecessor};
use journal::Loaded;

use crate::access::{Action, Visitor};
use crate::app::App;
use crate::change::{self, Asked, FormPage, OpenCycle, Posted, Shown};
use crate::cycles;
use crate::fields::Draft;
use crate::gains::Fixed;
use crate::page_error::PageError;
use crate::route::Route;
use crate::sent::Sent;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/cycles/{cycle}/learning", Action::Reflect, new),
        Route::post("/cycles/{cycle}/learning", Action::Reflect, carry).asking(&form::FIELDS),
    ]
}

const CARRY: FormPage = FormPage { draw: page::carry, fields: &form::FIELDS };

/// The cycle that another one follows, as far as its form shows it.
struct Earlier {
    known: Predecessor,
    /// What was tried in it, whether to its end or not.
    strategies: Vec<StrategyCode>,
    label: String,
    gain: String,
}

impl Earlier {
    /// The cycle that the plan names, if it names one.
    async fn of(app: &App, visitor: &Visitor, cycle: &OpenCycle) -> Result<Option<Self>, PageError> {
        let Some(id) = cycle.record.plan.predecessor else { return Ok(None) };
        let Loaded { state, .. } = app.journal().load::<Cycle>(&id.to_string()).await?;
        let record = state.record().ok_or(PageError::NotFound)?;
        let (words, plan) = (visitor.words, &record.plan);
        let closed = state.stage().is_closed();
        let sealed = cycles::read::cycle(app.pool(), id).await?.and_then(|row| row.outcome);
        let told = |outcome| Fixed::sealed(&visitor.catalogue, &outcome).told(words, &cycle.school.policy);
        let gain = sealed.map(told);
        Ok(Some(Self {
            known: Predecessor { cycle: id, school: plan.school.clone(), closed },
            strategies: record.strategies_changed_on.keys().cloned().collect(),
            label: cycles::label_of(words, plan.subject, plan.starts_on),
            gain: gain.unwrap_or_default(),
        }))
    }

    /// The same draft with what the page says of the earlier cycle.
    fn told_in(&self, draft: Draft) -> Draft {
        let codes: Vec<&str> = self.strategies.iter().map(StrategyCode::as_str).collect();
        draft
            .with("earlier", self.known.cycle.to_string())
            .with("label", self.label.clone())
            .with("gain", self.gain.clone())
            .with("strategies", codes.join(" "))
    }
}

async fn new(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let mut draft = Draft::default().with("effective_on", cycle.school.today.to_string());
    if let Some(earlier) = Earlier::of(&app, &visitor, &cycle).await? {
        draft = earlier.told_in(draft);
    }
    Ok(page::carry(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn carry(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let Some(earlier) = Earlier::of(&app, &visitor, &cycle).await? else {
        return Ok(change::again(&visitor, &cycle, &posted, CARRY));
    };
    let entry = form::carry(visitor.words, &mut posted.draft, &earlier.strategies);
    posted.draft = earlier.told_in(posted.draft);
    let asked = match entry {
        Some(entry) => {
            let stream = change::stream(&cycle);
            let place = posted.place(&stream, "finding");
            let finding = app.vault().seal(cycle.id.uuid(), place, &entry.finding).await?;
            let act = CycleAct::CarryForward(CarryForward {
                from: earlier.known,
                strategies_kept: entry.kept,
                strategies_changed: entry.changed,
                finding,
            });
            Some(Asked { effective_on: entry.effective_on, act })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, CARRY).await
}
