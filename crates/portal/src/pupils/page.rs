//! The pages of the register: the list, a pupil, and the forms.

use domain::{ReasonFor, VariantArray};
use maud::{Markup, html};

use super::{Listed, Named, Shown, TookPart, form};
use crate::access::{Action, Visitor};
use crate::fields::{Field, error_summary, hidden, submit};
use crate::layout::Page;
use crate::pupil_details::{Details, NumberKind, characteristics};
use crate::schools::read::Settings;
use crate::words::Words;
use crate::{cycles, reason_form, term};

pub(super) fn list(visitor: &Visitor, listed: &Listed) -> Markup {
    let words = visitor.words;
    let title = words.tell("pupils-title", &[("school", (&listed.name).into())]);
    let here: Vec<&Named> = listed.pupils.iter().filter(|one| one.is_here()).collect();
    let left: Vec<&Named> =
        listed.pupils.iter().filter(|one| one.details.is_some() && !one.is_here()).collect();
    let erased = listed.pupils.len() - here.len() - left.len();
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("pupils-about")) }
        @if visitor.may_in(Action::KeepPupils, &listed.school) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("/schools/{}/pupils/new", listed.school)) { (words.say("pupils-register")) }
            }
            p class="govuk-body" {
                a class="govuk-link" href=(format!("/schools/{}/pupils/list", listed.school)) { (words.say("lists-link")) }
            }
        }
        (search_form(visitor, listed))
        @if listed.pupils.is_empty() && listed.searched.is_none() {
            p class="govuk-body" { (words.say("pupils-none")) }
        } @else {
            (table(words, "pupils-caption", &here, &listed.settings))
            @if !left.is_empty() { (table(words, "pupils-left-caption", &left, &listed.settings)) }
            @if erased > 0 {
                p class="govuk-body" { (words.tell("pupils-erased-count", &[("count", erased.into())])) }
            }
        }
    };
    Page { title, trail: Vec::new(), main, visitor }.render()
}

fn search_form(visitor: &Visitor, listed: &Listed) -> Markup {
    let words = visitor.words;
    let draft = crate::fields::Draft::default().with("search", listed.searched.clone().unwrap_or_default());
    html! {
        form method="post" action=(format!("/schools/{}/pupils/search", listed.school)) role="search" {
            (Field::of(words, "search").input(words, &draft, "search", "govuk-input--width-20"))
            (submit(&words.say("search-button")))
        }
        @match &listed.searched {
            Some(text) => p class="govuk-body" role="status" {
                (words.tell("pupils-found", &[("count", listed.pupils.len().into()), ("text", text.into())])) " "
                a class="govuk-link" href=(format!("/schools/{}/pupils", listed.school)) { (words.say("pupils-show-all")) }
            },
            None => p class="govuk-body" {
                (words.tell("pupils-count", &[("count", listed.pupils.iter().filter(|one| one.is_here()).count().into())]))
            },
        }
    }
}

fn table(words: Words, caption: &str, pupils: &[&Named], settings: &Settings) -> Markup {
    let columns = ["pupils-column-name", "story-year-level", "pupils-column-since"].map(|id| words.say(id));
    let [_, year, since] = &columns;
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" { (words.say(caption)) }
            thead class="govuk-table__head" role="rowgroup" { tr class="govuk-table__row" role="row" {
                @for column in &columns { th class="govuk-table__header" scope="col" role="columnheader" { (column) } }
            } }
            tbody class="govuk-table__body" role="rowgroup" {
                @for one in pupils {
                    @if let Some(details) = &one.details {
                        tr class="govuk-table__row" role="row" {
                            th class="govuk-table__header" scope="row" role="rowheader" {
                                a class="govuk-link" href=(format!("/pupils/{}", one.pupil.id)) { (details.called()) }
                            }
                            td class="govuk-table__cell" role="cell" data-label=(year) { (year_of(words, details, settings)) }
                            td class="govuk-table__cell" role="cell" data-label=(since) { (words.date(one.pupil.since)) }
                        }
                    }
                }
            }
        }
    }
}

fn year_of(words: Words, details: &Details, settings: &Settings) -> String {
    let level = details.year_on(settings.today, settings.first_month);
    level.map_or_else(|| words.say("pupils-year-unknown"), |level| level.to_string())
}

pub(super) fn show(visitor: &Visitor, named: &Named, parts: &[TookPart], settings: &Settings) -> Markup {
    let words = visitor.words;
    let pupil = &named.pupil;
    let title = match &named.details {
        Some(details) => details.called().to_owned(),
        None => words.say("pupil-erased-title"),
    };
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        @match &named.details {
            Some(details) => {
                @if let Some(asked) = &named.asked {
                    div class="govuk-inset-text" {
                        p class="govuk-body" { (asked.tell(words)) }
                    }
                }
                (known(words, named, details, settings))
                @if visitor.may_in(Action::KeepPupils, &pupil.kept_by) { (changes(visitor, named)) }
                (took_part(words, parts))
                (to_history(visitor, named))
            },
            None => {
                p class="govuk-body" {
                    @match pupil.erased_on {
                        Some(day) => (words.tell("pupil-erased-about", &[("day", words.date(day).into())])),
                        // The key went, and the fact that says when is not here: an older copy of the records was brought back.
                        None => (words.say("pupil-erased-unknown")),
                    }
                }
                (to_history(visitor, named))
            },
        }
    };
    Page { title, trail: trail(words, named), main, visitor }.render()
}

fn trail(words: Words, named: &Named) -> Vec<(String, String)> {
    vec![(format!("/schools/{}/pupils", named.pupil.kept_by), words.say("pupil-back"))]
}

fn to_history(visitor: &Visitor, named: &Named) -> Markup {
    html! {
        @if visitor.may_in(Action::SeeSchoolHistory, &named.pupil.kept_by) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("/pupils/{}/history", named.pupil.id)) { (visitor.words.say("pupil-history-title")) }
            }
        }
    }
}

/// The cycles that the pupil was in.
fn took_part(words: Words, parts: &[TookPart]) -> Markup {
    let columns = ["cycles-column-cycle", "story-entry-band", "cycles-column-dates", "pupil-part-state"]
        .map(|id| words.say(id));
    let [_, band, dates, state] = &columns;
    html! {
        h2 class="govuk-heading-m" { (words.say("pupil-cycles")) }
        @if parts.is_empty() {
            p class="govuk-body" { (words.say("pupil-cycles-none")) }
        } @else {
            table class="govuk-table q-rows" role="table" {
                caption class="govuk-table__caption govuk-visually-hidden" { (words.say("pupil-cycles")) }
                thead class="govuk-table__head" role="rowgroup" { tr class="govuk-table__row" role="row" {
                    @for column in &columns { th class="govuk-table__header" scope="col" role="columnheader" { (column) } }
                } }
                tbody class="govuk-table__body" role="rowgroup" { @for one in parts {
                    tr class="govuk-table__row" role="row" {
                        th class="govuk-table__header" scope="row" role="rowheader" {
                            a class="govuk-link" href=(format!("/cycles/{}", one.cycle.id)) { (cycles::label(words, &one.cycle)) }
                        }
                        td class="govuk-table__cell" role="cell" data-label=(band) { (term::of(words, "entry-band-{}", &one.part.entry_band)) }
                        td class="govuk-table__cell" role="cell" data-label=(dates) { (days(words, one)) }
                        td class="govuk-table__cell" role="cell" data-label=(state) { (state_of(words, one)) }
                    }
                } }
            }
        }
    }
}

/// From the placing to the end of the part, or to the end of the cycle.
fn days(words: Words, one: &TookPart) -> String {
    let until = one.part.withdrawal.as_ref().map_or(one.cycle.ends_on, |withdrawal| withdrawal.on);
    let dates = [("from", words.date(one.part.placed_on).into()), ("to", words.date(until).into())];
    words.tell("cycles-dates", &dates)
}

/// How the part ended, or where the cycle stands.
fn state_of(words: Words, one: &TookPart) -> String {
    match &one.part.withdrawal {
        Some(withdrawal) => term::of(words, "exit-status-{}", &withdrawal.exit_status),
        None => term::of(words, "state-{}", &one.cycle.state),
    }
}

/// The forms that change a pupil.
fn changes(visitor: &Visitor, named: &Named) -> Markup {
    let words = visitor.words;
    let leaves = if named.is_here() { "pupil-leave-title" } else { "pupil-return-title" };
    let erasing = if named.asked.is_some() { "erasure-withdraw-submit" } else { "erasure-link" };
    let address = format!("/pupils/{}", named.pupil.id);
    html! {
        ul class="govuk-list" {
            li { a class="govuk-link" href=(format!("{address}/revise")) { (words.say("pupil-revise-title")) } }
            li { a class="govuk-link" href=(format!("{address}/move")) { (words.say(leaves)) } }
            @if visitor.may_in(Action::ApproveErasure, &named.pupil.kept_by) {
                li { a class="govuk-link" href=(format!("{address}/erasure")) { (words.say(erasing)) } }
            }
        }
    }
}

/// What is known of a pupil, a line each.
fn known(words: Words, named: &Named, details: &Details, settings: &Settings) -> Markup {
    let since = [("day", words.date(named.pupil.since).into())];
    let state = if named.is_here() { "pupil-here-since" } else { "pupil-left-on" };
    let traits: Vec<String> =
        details.characteristics.iter().map(|one| term::of(words, "characteristic-{}", one)).collect();
    let lines = [
        ("field-legal-name", Some(details.legal_name.clone())),
        ("field-known-name", details.known_name.clone()),
        ("field-national-number", details.national_number.as_ref().map(ToString::to_string)),
        ("field-birth-date", details.birth_date.map(|date| words.date(date))),
        ("field-year-level", Some(year_of(words, details, settings))),
        ("field-characteristics", (!traits.is_empty()).then(|| traits.join(", "))),
        ("pupil-state", Some(words.tell(state, &since))),
    ];
    html! {
        dl class="govuk-summary-list" {
            @for (id, text) in lines {
                @if let Some(text) = text {
                    div class="govuk-summary-list__row" {
                        dt class="govuk-summary-list__key" { (words.say(id)) }
                        dd class="govuk-summary-list__value" { (text) }
                    }
                }
            }
        }
    }
}

pub(super) fn register(shown: &Shown<'_>) -> Markup {
    let action = format!("/schools/{}/pupils/new", shown.school);
    framed(shown, ["pupil-register-title", "pupil-register-submit"], &action, &who(shown))
}

pub(super) fn revise(shown: &Shown<'_>) -> Markup {
    let fields = html! {
        (who(shown))
        (reason_form::fields(shown.visitor.words, shown.draft, ReasonFor::RevisingPupil))
    };
    framed(shown, ["pupil-revise-title", "pupil-revise-submit"], &own(shown, "revise"), &fields)
}

pub(super) fn go(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let leaves = shown.pupil.is_some_and(Named::is_here);
    let fields = html! {
        @if !leaves { (hidden("coming", "on")) }
        (Field::of(words, "effective_on").input(words, draft, "date", "govuk-input--width-10"))
        (reason_form::fields(words, draft, ReasonFor::MovingPupil))
    };
    let said = if leaves {
        ["pupil-leave-title", "pupil-leave-submit"]
    } else {
        ["pupil-return-title", "pupil-return-submit"]
    };
    framed(shown, said, &own(shown, "move"), &fields)
}

/// The address of a form of this pupil.
fn own(shown: &Shown<'_>, form: &str) -> String {
    shown.pupil.map(|named| format!("/pupils/{}/{form}", named.pupil.id)).unwrap_or_default()
}

/// The fields that say who a pupil is.
fn who(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let kinds = term::choices(words, "number-kind-{}", NumberKind::VARIANTS);
    let traits: Vec<(String, String)> = characteristics()
        .iter()
        .map(|one| (form::box_name(*one), term::of(words, "characteristic-{}", one)))
        .collect();
    html! {
        (Field::of(words, "legal_name").input(words, draft, "text", "govuk-input--width-20"))
        (Field::of(words, "known_name").input(words, draft, "text", "govuk-input--width-20"))
        (Field::of(words, "number_kind").select(words, draft, &kinds))
        (Field::of(words, "national_number").input(words, draft, "text", "govuk-input--width-20"))
        (Field::of(words, "birth_date").input(words, draft, "date", "govuk-input--width-10"))
        (Field::of(words, "year_level").input(words, draft, "text", "govuk-input--width-3"))
        (Field::of(words, "characteristics").checkboxes(words, draft, &traits))
        (Field::of(words, "effective_on").input(words, draft, "date", "govuk-input--width-10"))
    }
}

/// A form's page: what is wrong, what others changed, the heading, and the fields.
fn framed(shown: &Shown<'_>, [title, button]: [&str; 2], action: &str, fields: &Markup) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let title = words.say(title);
    let expected = shown.pupil.map_or(0, |named| named.pupil.sequence);
    let main = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (error_summary(words, draft))
                @if shown.meanwhile { (meanwhile(shown)) }
                h1 class="govuk-heading-l" { (title) }
                @if let Some(details) = shown.pupil.and_then(|named| named.details.as_ref()) {
                    p class="govuk-body" { (details.called()) }
                }
                form method="post" action=(action) novalidate {
                    (hidden("command_id", &shown.command_id.to_string()))
                    (hidden("expected", &expected.to_string()))
                    (fields)
                    (submit(&words.say(button)))
                }
            }
        }
    };
    let prefix = if draft.problems().is_empty() {
        String::new()
    } else {
        format!("{} ", words.say("form-error-prefix"))
    };
    let trail = match shown.pupil {
        Some(named) => vec![(format!("/pupils/{}", named.pupil.id), words.say("pupil-back-to"))],
        None => vec![(format!("/schools/{}/pupils", shown.school), words.say("pupil-back"))],
    };
    Page { title: format!("{prefix}{title}"), trail, main, visitor: shown.visitor }.render()
}

/// What others changed since the form was opened.
fn meanwhile(shown: &Shown<'_>) -> Markup {
    let words = shown.visitor.words;
    html! {
        div class="govuk-inset-text" role="alert" {
            p class="govuk-body" { (words.say("pupil-meanwhile")) }
            @if let Some(named) = shown.pupil {
                @if let Some(details) = &named.details {
                    h2 class="govuk-heading-s" { (words.say("pupil-now")) }
                    (known(words, named, details, &Settings::usual(named.pupil.since)))
                }
            }
        }
    }
}
