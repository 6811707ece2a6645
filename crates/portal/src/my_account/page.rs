//! The pages of one's own account.

use maud::{Markup, html};

use super::Overview;
use super::form::TOKEN_DAYS;
use super::token::Listed as Token;
use crate::access::Visitor;
use crate::fields::{Draft, Field, error_summary, hidden, submit};
use crate::groups;
use crate::layout::Page;
use crate::people::recovery_links;
use crate::policy::{Grant, Scope};
use crate::sign_in::second_factor::{Offer, Standing};
use crate::sign_in::session::Listed;
use crate::term;
use crate::words::Words;

pub(super) fn overview(visitor: &Visitor, draft: &Draft, shown: &Overview<'_>) -> Markup {
    let words = visitor.words;
    let title = words.say("account-title");
    let factor = match &shown.second_factor {
        Some(standing) => {
            words.tell("account-second-factor-on", &[("day", term::moment(words, standing.since).into())])
        }
        None => words.say("account-second-factor-off"),
    };
    let main = html! {
        (error_summary(words, draft))
        h1 class="govuk-heading-l" { (title) }
        @if let Some(done) = shown.done {
            div class="govuk-inset-text" role="status" { (words.say(done)) }
        }
        dl class="govuk-summary-list" {
            (line(&words.say("account-name"), &shown.person.display_name, None))
            (line(&words.say("field-sign-in-name"), &shown.sign_in_name, None))
            (line(&words.say("field-password"), &words.say("account-password-kept"),
                Some(("/account/password", words.say("account-change-password")))))
            (line(&words.say("account-second-factor"), &factor,
                Some(("/account/second-factor", words.say("account-change-second-factor")))))
        }
        p class="govuk-body" { a class="govuk-link" href="/account/tokens" { (words.say("tokens-title")) } }
        (roles(words, draft, shown))
        (sessions(words, shown))
        (recovery_links(words, &shown.links))
    };
    framed(visitor, draft, &title, Vec::new(), main)
}

fn line(key: &str, text: &str, change: Option<(&str, String)>) -> Markup {
    html! {
        div class="govuk-summary-list__row" {
            dt class="govuk-summary-list__key" { (key) }
            dd class="govuk-summary-list__value" { (text) }
            @if let Some((address, said)) = change {
                dd class="govuk-summary-list__actions" { a class="govuk-link" href=(address) { (said) } }
            }
        }
    }
}

/// A role with what it is for: head, Fernhill Primary School.
fn role(words: Words, shown: &Overview<'_>, grant: &Grant) -> String {
    let role = term::of(words, "account-role-{}", &grant.role);
    let scope = match &grant.scope {
        Scope::School(school) => shown.schools.get(school).cloned().unwrap_or_else(|| school.to_string()),
        Scope::Authority(code) => words.tell("account-scope-authority", &[("code", code.to_string().into())]),
        Scope::Group(group) => groups::name_of(words, &shown.groups, group),
        Scope::Installation => words.say("account-scope-installation"),
    };
    words.tell("account-role-for", &[("role", role.into()), ("scope", scope.into())])
}

/// What the person is, and by which role they act now, if they have several.
fn roles(words: Words, draft: &Draft, shown: &Overview<'_>) -> Markup {
    let person = shown.person;
    let acting = person.acting.id.to_string();
    let filled =
        if draft.text("acting").is_empty() { draft.clone().with("acting", acting) } else { draft.clone() };
    let choices: Vec<(String, String)> =
        person.grants.iter().map(|grant| (grant.id.to_string(), role(words, shown, grant))).collect();
    html! {
        h2 class="govuk-heading-m" { (words.say("account-roles")) }
        @if person.grants.len() > 1 {
            p class="govuk-body" { (words.say("account-roles-several")) }
            form method="post" action="/account/role" novalidate {
                (Field::of(words, "acting").select(words, &filled, &choices))
                (submit(&words.say("account-act")))
            }
        } @else {
            ul class="govuk-list" { @for (_, said) in &choices { li { (said) } } }
        }
    }
}

fn sessions(words: Words, shown: &Overview<'_>) -> Markup {
    let columns =
        ["account-device", "account-since", "account-last-seen", "account-end"].map(|id| words.say(id));
    let [_, since, last, end] = &columns;
    html! {
        h2 class="govuk-heading-m" { (words.say("account-sessions")) }
        p class="govuk-body" { (words.say("account-sessions-about")) }
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-visually-hidden" { (words.say("account-sessions")) }
            thead class="govuk-table__head" role="rowgroup" { tr class="govuk-table__row" role="row" {
                @for column in &columns { th class="govuk-table__header" scope="col" role="columnheader" { (column) } }
            } }
            tbody class="govuk-table__body" role="rowgroup" { @for one in &shown.sessions {
                tr class="govuk-table__row" role="row" {
                    th class="govuk-table__header" scope="row" role="rowheader" { (device(words, one)) }
                    td class="govuk-table__cell" role="cell" data-label=(since) { (term::moment(words, one.since)) }
                    td class="govuk-table__cell" role="cell" data-label=(last) { (term::moment(words, one.last_seen)) }
                    td class="govuk-table__cell" role="cell" data-label=(end) {
                        @if one.id == shown.person.session { (words.say("account-this-session")) }
                        @else { (end_form(words, &one.id.to_string(), &words.tell("account-end-session", &[("device", device(words, one).into())]))) }
                    }
                }
            } }
        }
        @if shown.sessions.len() > 1 { (end_form(words, "others", &words.say("account-end-others"))) }
    }
}

fn device(words: Words, one: &Listed) -> String {
    if one.device.is_empty() { words.say("account-device-unknown") } else { one.device.clone() }
}

fn end_form(words: Words, session: &str, label: &str) -> Markup {
    html! {
        form method="post" action="/account/sessions/end" {
            (hidden("session", session))
            @if session == "others" {
                button type="submit" class="govuk-button govuk-button--secondary" { (label) }
            } @else {
                button type="submit" class="q-link-button" aria-label=(label) { (words.say("account-end")) }
            }
        }
    }
}

pub(super) fn password(visitor: &Visitor, draft: &Draft, sign_in_name: &str) -> Markup {
    let words = visitor.words;
    let fields = html! {
        p class="govuk-body" { (words.say("account-password-about")) }
        form method="post" action="/account/password" novalidate {
            // For password managers, which keep a password under a name.
            input type="hidden" name="username" autocomplete="username" value=(sign_in_name);
            (Field::labelled(words, "password", "account-password-now").input(words, draft, "password", "govuk-input--width-20"))
            (Field::of(words, "new_password").input(words, draft, "password", "govuk-input--width-20"))
            (Field::of(words, "new_password_again").input(words, draft, "password", "govuk-input--width-20"))
            (submit(&words.say("account-change-password")))
        }
    };
    narrow(visitor, draft, &words.say("account-change-password"), &fields)
}

pub(super) fn offer(visitor: &Visitor, draft: &Draft, offer: &Offer) -> Markup {
    let words = visitor.words;
    let groups: Vec<String> =
        offer.secret.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
    let fields = html! {
        p class="govuk-body" { (words.say("second-factor-about")) }
        ol class="govuk-list govuk-list--number" {
            li { (words.say("second-factor-step-app")) }
            li { (words.say("second-factor-step-secret")) }
            li { (words.say("second-factor-step-code")) }
        }
        dl class="govuk-summary-list" {
            (line(&words.say("second-factor-secret"), &groups.join(" "), None))
            div class="govuk-summary-list__row" {
                dt class="govuk-summary-list__key" { (words.say("second-factor-link")) }
                dd class="govuk-summary-list__value" { a class="govuk-link" href=(offer.link) { (offer.link) } }
            }
        }
        form method="post" action="/account/second-factor" novalidate {
            (hidden("offer", &offer.carried))
            (Field::labelled(words, "password", "account-password-now").input(words, draft, "password", "govuk-input--width-20"))
            (Field::labelled(words, "code", "field-first-code").input(words, draft, "text", "govuk-input--width-10"))
            (submit(&words.say("second-factor-begin")))
        }
    };
    narrow(visitor, draft, &words.say("account-second-factor"), &fields)
}

pub(super) fn second_factor(visitor: &Visitor, draft: &Draft, standing: &Standing) -> Markup {
    let words = visitor.words;
    let left = u32::try_from(standing.recovery_codes).unwrap_or(0);
    let fields = html! {
        p class="govuk-body" {
            (words.tell("account-second-factor-on", &[("day", term::moment(words, standing.since).into())]))
        }
        p class="govuk-body" { (words.tell("second-factor-codes-left", &[("count", left.into())])) }
        p class="govuk-body" { (words.say("second-factor-end-about")) }
        form method="post" action="/account/second-factor/end" novalidate {
            (Field::labelled(words, "password", "account-password-now").input(words, draft, "password", "govuk-input--width-20"))
            (submit(&words.say("second-factor-end")))
        }
    };
    narrow(visitor, draft, &words.say("account-second-factor"), &fields)
}

pub(super) fn recovery_codes(visitor: &Visitor, codes: &[String]) -> Markup {
    let words = visitor.words;
    let fields = html! {
        p class="govuk-body" { (words.say("recovery-about")) }
        ul class="govuk-list govuk-list--bullet" { @for code in codes { li { code { (code) } } } }
        p class="govuk-body" { a class="govuk-link" href="/account" { (words.say("account-back")) } }
    };
    narrow(visitor, &Draft::default(), &words.say("recovery-title"), &fields)
}

pub(super) fn tokens(visitor: &Visitor, draft: &Draft, listed: &[Token]) -> Markup {
    let words = visitor.words;
    let scopes =
        ["read", "record"].map(|scope| (scope.to_owned(), words.say(&format!("access-token-scope-{scope}"))));
    let days = TOKEN_DAYS.map(|days| {
        (days.to_string(), words.tell("access-token-days", &[("count", days.unsigned_abs().into())]))
    });
    let fields = html! {
        p class="govuk-body" { (words.say("tokens-about")) }
        @for one in listed { (token(words, one)) }
        h2 class="govuk-heading-m" { (words.say("access-token-new")) }
        form method="post" action="/account/tokens" novalidate {
            (Field::of(words, "token_name").input(words, draft, "text", "govuk-input--width-20"))
            (Field::of(words, "token_scope").select(words, draft, &scopes))
            (Field::of(words, "token_days").select(words, draft, &days))
            (submit(&words.say("access-token-make")))
        }
    };
    narrow(visitor, draft, &words.say("tokens-title"), &fields)
}

fn token(words: Words, one: &Token) -> Markup {
    let scope =
        words.say(if one.may_record { "access-token-scope-record" } else { "access-token-scope-read" });
    let used = one.last_used_at.map_or_else(
        || words.say("access-token-never-used"),
        |at| words.tell("access-token-last-used", &[("day", term::moment(words, at).into())]),
    );
    html! {
        h2 class="govuk-heading-s" { (one.name) }
        p class="govuk-body" {
            (scope) ". " (words.tell("access-token-until", &[("day", term::moment(words, one.expires_at).into())])) " " (used)
        }
        form method="post" action="/account/tokens/revoke" {
            (hidden("token", &one.id.to_string()))
            button type="submit" class="govuk-button govuk-button--secondary" {
                (words.tell("access-token-revoke", &[("name", (&one.name).into())]))
            }
        }
    }
}

pub(super) fn token_made(visitor: &Visitor, token: &str) -> Markup {
    let words = visitor.words;
    let fields = html! {
        p class="govuk-body" { (words.say("access-token-made-about")) }
        p class="govuk-body q-seal" { code { (token) } }
        p class="govuk-body" { a class="govuk-link" href="/account/tokens" { (words.say("tokens-title")) } }
    };
    narrow(visitor, &Draft::default(), &words.say("access-token-made"), &fields)
}

/// A page of one column, with the way back to the account.
fn narrow(visitor: &Visitor, draft: &Draft, title: &str, fields: &Markup) -> Markup {
    let words = visitor.words;
    let main = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (error_summary(words, draft))
                h1 class="govuk-heading-l" { (title) }
                (fields)
            }
        }
    };
    framed(visitor, draft, title, vec![("/account".to_owned(), words.say("account-title"))], main)
}

fn framed(
    visitor: &Visitor,
    draft: &Draft,
    title: &str,
    trail: Vec<(String, String)>,
    main: Markup,
) -> Markup {
    let prefix = if draft.problems().is_empty() {
        String::new()
    } else {
        format!("{} ", visitor.words.say("form-error-prefix"))
    };
    Page { title: format!("{prefix}{title}"), trail, main, visitor }.render()
}
