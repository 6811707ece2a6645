//! What the control asks for: a moment that has been, and a page that has a past.

use jiff::Timestamp;

use super::Choice;
use crate::past::{Asked, When};
use crate::past_links::Doors;

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

/// Reads a choice.
pub(super) fn chosen(doors: &Doors, choice: &Choice, now: Timestamp) -> Chosen {
    if choice.at.is_empty() && choice.page.is_empty() {
        return Chosen::Nothing;
    }
    let path = choice.page.split(['?', '#']).next().unwrap_or_default();
    if !doors.find(path).is_some_and(|found| found.has_past) {
        return Chosen::Wrong("as-of-no-past");
    }
    match choice.at.trim().parse::<When>().map(|when| (when.asked(), when)) {
        Err(()) => Chosen::Wrong("error-as-of"),
        Ok((Asked::Instant(at), _)) if at > now => Chosen::Wrong("error-as-of-future"),
        Ok((_, when)) => Chosen::Page(when),
    }
}
