//! The pages about a school's own settings.

use domain::school::{Country, DisclosureRequest, Phase, SmallestGroup};
use domain::{ReasonFor, VariantArray};
use maud::{Markup, html};

use super::{Known, Shown};
use crate::fields::{Field, error_summary, hidden, submit};
use crate::layout::Page;
use crate::term;
use crate::words::Words;

/// The head's page: where the school is and how its year goes.
pub(super) fn profile(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let countries = term::choices(words, "country-{}", Country::VARIANTS);
    let zones: Vec<(String, String)> = Country::VARIANTS
        .iter()
        .flat_map(|country| country.time_zones())
        .map(|zone| ((*zone).to_owned(), zone_name(words, zone)))
        .collect();
    let phases = term::choices(words, "phase-{}", Phase::VARIANTS);
    let months: Vec<(String, String)> =
        (1..=12).map(|month| (month.to_string(), words.say(&format!("month-{month}")))).collect();
    let body = html! {
        p class="govuk-body" { (words.say("profile-about")) }
        form method="post" action=(format!("{}/profile", shown.known.address())) novalidate {
            (carried(shown))
            (Field::of(words, "country").select(words, draft, &countries))
            (Field::of(words, "time_zone").select(words, draft, &zones))
            (Field::of(words, "phase").select(words, draft, &phases))
            (Field::of(words, "first_month").select(words, draft, &months))
            @if shown.known.settings.profile.is_some() { (reason(shown, ReasonFor::ChangingSchool)) }
            (submit(&words.say("profile-submit")))
        }
    };
    framed(shown, "profile-title", &body)
}

/// The name that readers see for a time zone.
fn zone_name(words: Words, zone: &str) -> String {
    words.say(&format!("zone-{}", zone.to_lowercase().replace(['/', '_'], "-")))
}

/// The administrator's page: the limit that holds, and the form that asks for another.
pub(super) fn limit(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let groups: Vec<(String, String)> = SmallestGroup::ALL
        .iter()
        .map(|group| (group.to_string(), words.tell("limit-choice", &[("pupils", pupils(*group).into())])))
        .collect();
    let body = html! {
        (now(words, shown.known))
        @if let Some(request) = &shown.known.settings.requested {
            div class="govuk-inset-text" {
                (asked(words, shown.known, request))
                p class="govuk-body" { (words.say("limit-waits")) }
            }
        }
        form method="post" action=(format!("{}/small-numbers", shown.known.address())) novalidate {
            (carried(shown))
            (Field::of(words, "smallest_group").select(words, draft, &groups))
            (reason(shown, ReasonFor::SettingDisclosure))
            (submit(&words.say("limit-submit")))
        }
    };
    framed(shown, "limit-title", &body)
}

/// The head's page: what is asked for, and the answer. Nobody answers their own request.
pub(super) fn answer(shown: &Shown<'_>) -> Markup {
    let (words, known) = (shown.visitor.words, shown.known);
    let own = |request: &DisclosureRequest| {
        shown.visitor.account.as_ref().is_some_and(|person| person.id == request.by.uuid())
    };
    let answers = ["agree", "decline"].map(|one| (one.to_owned(), term::of(words, "limit-{}", &one)));
    let body = html! {
        (now(words, known))
        @match &known.settings.requested {
            None => p class="govuk-body" { (words.say("limit-nothing-asked")) },
            Some(request) if own(request) => {
                (asked(words, known, request))
                p class="govuk-body" { (words.say("limit-own-request")) }
            },
            Some(request) => {
                (asked(words, known, request))
                form method="post" action=(format!("{}/small-numbers/answer", known.address())) novalidate {
                    (carried(shown))
                    (Field::labelled(words, "answer", "field-limit-answer").select(words, shown.draft, &answers))
                    (Field::labelled(words, "reason", "field-reason-to-decline").select(
                        words, shown.draft, &reasons(words, ReasonFor::SettingDisclosure)))
                    (submit(&words.say("limit-answer-submit")))
                }
            },
        }
    };
    framed(shown, "limit-title", &body)
}

/// The limit that holds, and what it does.
fn now(words: Words, known: &Known) -> Markup {
    let values = [("pupils", pupils(known.settings.smallest_group).into())];
    html! {
        p class="govuk-body" { (words.tell("limit-now", &values)) }
        p class="govuk-body" { (words.say("limit-about")) }
    }
}

/// What is asked for, by whom, when and why.
fn asked(words: Words, known: &Known, request: &DisclosureRequest) -> Markup {
    let values = [
        ("name", (&known.asked_by).into()),
        ("day", words.date(request.requested_on).into()),
        ("pupils", pupils(request.smallest_group).into()),
        ("reason", term::of(words, "reason-{}", &request.reason.code()).into()),
    ];
    html! { p class="govuk-body" { (words.tell("limit-asked", &values)) } }
}

fn pupils(group: SmallestGroup) -> u32 {
    u32::from(group.pupils())
}

fn reasons(words: Words, act: ReasonFor) -> Vec<(String, String)> {
    term::choices(words, "reason-{}", act.codes())
}

fn reason(shown: &Shown<'_>, act: ReasonFor) -> Markup {
    let words = shown.visitor.words;
    Field::of(words, "reason").select(words, shown.draft, &reasons(words, act))
}

fn carried(shown: &Shown<'_>) -> Markup {
    html! {
        (hidden("command_id", &shown.command_id.to_string()))
        (hidden("expected", &shown.known.sequence.to_string()))
    }
}

fn framed(shown: &Shown<'_>, title_id: &str, body: &Markup) -> Markup {
    let words = shown.visitor.words;
    let title = words.say(title_id);
    let main = html! {
        div class="govuk-grid-row" { div class="govuk-grid-column-two-thirds" {
            (error_summary(words, shown.draft))
            @if shown.meanwhile {
                div class="govuk-inset-text" role="alert" {
                    p class="govuk-body" { (words.say("settings-meanwhile")) }
                }
            }
            h1 class="govuk-heading-l" { (title) }
            (body)
        } }
    };
    let prefix = if shown.draft.problems().is_empty() {
        String::new()
    } else {
        format!("{} ", words.say("form-error-prefix"))
    };
    let trail = vec![(shown.known.address(), shown.known.name.clone())];
    Page { title: format!("{prefix}{title}"), trail, main, visitor: shown.visitor }.render()
}
