//! The lists with which a reader chooses what a chart shows: which year, which subject, and so on. A form of them is sent
//! with GET, so that each view has an address to keep and to share.

use domain::{AcademicYear, Subject};
use maud::{Markup, html};

use crate::published;
use crate::words::Words;

/// What an address calls a school's own cycles among the marks that can be shown. They have a page of their own.
pub const CYCLES: &str = "cycles";

/// The list of what a mark can be; a school's own cycles only for those who may see them.
#[must_use]
pub fn marks(words: Words, chosen: &str, has_cycles: bool) -> Markup {
    let all =
        ["subjects", "groups", "years", CYCLES].into_iter().filter(|name| has_cycles || *name != CYCLES);
    let one = |name: &str| (name.to_owned(), words.say(&format!("show-{name}")), name == chosen);
    list(words, "show", "choice-show", all.map(one).collect())
}

/// The list of years.
#[must_use]
pub fn year(words: Words, years: &[AcademicYear], chosen: AcademicYear) -> Markup {
    let options = years.iter().map(|year| (year.to_string(), year.written(), *year == chosen)).collect();
    list(words, "year", "choice-year", options)
}

/// The list of subjects.
#[must_use]
pub fn subject(words: Words, chosen: Subject) -> Markup {
    let one =
        |subject: Subject| (subject.to_string(), words.say(&format!("subject-{subject}")), subject == chosen);
    list(words, "subject", "choice-subject", published::SUBJECTS.map(one).to_vec())
}

/// A list to choose from: of each option its value, its words, and whether it is chosen. Its label is the message `label`.
#[must_use]
pub fn list(words: Words, name: &str, label: &str, options: Vec<(String, String, bool)>) -> Markup {
    html! {
        div class="govuk-form-group" {
            label class="govuk-label" for=(name) { (words.say(label)) }
            select class="govuk-select" id=(name) name=(name) {
                @for (value, text, chosen) in options { option value=(value) selected[chosen] { (text) } }
            }
        }
    }
}

/// What sends the form.
#[must_use]
pub fn go(words: Words) -> Markup {
    html! {
        button type="submit" class="govuk-button govuk-button--secondary" { (words.say("choice-go")) }
    }
}
