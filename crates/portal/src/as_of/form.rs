//! What the controls ask for: a moment or a day that has been, and a page that can be looked at so.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Choice;
use crate::app;
use crate::past::{Asked, When};
use crate::past_links::{Doors, Found};

/// What a choice comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Chosen {
    /// Nothing was chosen yet.
    Nothing,
    /// The page, as of this.
    Page(When),
    /// The message that says what is wrong.
    Wrong(&'static str),
}

/// Reads a choice of somebody who goes by this clock.
pub(super) fn chosen(doors: &Doors, choice: &Choice, now: Timestamp, clock: &TimeZone) -> Chosen {
    if choice.is_empty() {
        return Chosen::Nothing;
    }
    let when = match when(choice, now, clock) {
        Ok(when) => when,
        Err(problem) => return Chosen::Wrong(problem),
    };
    if page(doors, &choice.page).is_some_and(|found| found.looks.offer(&when)) {
        Chosen::Page(when)
    } else {
        Chosen::Wrong(if choice.on.is_some() { "true-on-no-past" } else { "as-of-no-past" })
    }
}

/// The page at an address with its query.
pub(super) fn page(doors: &Doors, address: &str) -> Option<Found> {
    // An address has no control characters; a header that leads to one would not stand.
    let is_address = !address.chars().any(char::is_control);
    doors.find(address.split(['?', '#']).next().unwrap_or_default()).filter(|_| is_address)
}

fn when(choice: &Choice, now: Timestamp, clock: &TimeZone) -> Result<When, &'static str> {
    if let Some(on) = &choice.on {
        return match day(on)? {
            day if day > last_day(now) => Err("error-true-on-future"),
            day => Ok(When::held_on(day)),
        };
    }
    let when = When::typed(choice.at.trim(), clock).ok_or("error-as-of")?;
    match when.asked() {
        Asked::Instant(at) if at > now => Err("error-as-of-future"),
        Asked::Instant(_) | Asked::Fact(_) | Asked::Day(_) => Ok(when),
    }
}

/// Reads a day.
///
/// # Errors
/// The message that says that it is none.
pub(super) fn day(text: &str) -> Result<Date, &'static str> {
    text.trim().parse().map_err(|_| "error-true-on")
}

/// The last day that has begun for a school somewhere; the page itself asks by its own school's clock.
fn last_day(now: Timestamp) -> Date {
    app::day(now).tomorrow().unwrap_or(Date::MAX)
}
