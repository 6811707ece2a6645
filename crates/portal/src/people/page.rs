//! The pages of people: the list, one person, and the forms.

use domain::account::{Restores, Role, Scope};
use domain::{ReasonCode, ReasonFor, SchoolId};
use maud::{Markup, html};
use strum::VariantArray;

use super::invitation::Invitation;
use super::read::{Held, Person};
use super::recovery::{Link, Listed as RecoveryListed, Now, Why};
use super::{Listed, Shown};
use crate::access::{Account, Action, Visitor};
use crate::accounts::read::NamedAccess;
use crate::fields::{Draft, Field, error_summary, hidden, submit};
use crate::groups::{self, Names};
use crate::layout::Page;
use crate::policy;
use crate::words::Words;
use crate::{reason_form, term};

fn role_name(words: Words, role: Role) -> String {
    term::of(words, "account-role-{}", &role)
}

/// What a role is for: a school by its name or, where nobody knows that, by its number; a group by its name.
fn scope_name(words: Words, groups: &Names, scope: &Scope, school: Option<&String>) -> String {
    match scope {
        Scope::School(id) => {
            school.cloned().or_else(|| id.urn().map(|urn| urn.to_string())).unwrap_or_else(|| id.to_string())
        }
        Scope::Authority(code) => words.tell("account-scope-authority", &[("code", code.to_string().into())]),
        Scope::Group(group) => groups::name_of(words, groups, group),
        Scope::Installation => words.say("account-scope-installation"),
    }
}

fn until(words: Words, held: &Held) -> String {
    held.until_on.map_or_else(|| words.say("people-no-end"), |day| words.date(day))
}

fn may_change(visitor: &Visitor) -> bool {
    visitor.may(Action::ChangePeople)
}

fn lets_to_names(visitor: &Visitor) -> bool {
    visitor.may(Action::LetAuditorToNames)
}

fn may_give(visitor: &Visitor, role: Role, scope: &Scope) -> bool {
    visitor.account.as_ref().is_some_and(|person| policy::may_give(&person.acting, role, scope))
}

fn head(columns: &[String]) -> Markup {
    html! {
        thead class="govuk-table__head" role="rowgroup" { tr class="govuk-table__row" role="row" {
            @for column in columns { th class="govuk-table__header" scope="col" role="columnheader" { (column) } }
        } }
    }
}

pub(super) fn list(visitor: &Visitor, listed: &Listed) -> Markup {
    let words = visitor.words;
    let title = match &listed.school {
        Some((_, name)) => words.tell("people-of-school", &[("school", name.into())]),
        None => words.say("people-title"),
    };
    let columns =
        ["people-name", "people-role", "people-for", "people-from", "people-until"].map(|id| words.say(id));
    let [_, role, scope, from, until_label] = &columns;
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        @if may_change(visitor) {
            p class="govuk-body" { a class="govuk-link" href="/people/invite" { (words.say("people-invite")) } }
        }
        @if let Some(school) = readings(visitor, listed) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("/schools/{school}/named-reads")) { (words.say("people-named-reads")) }
            }
            p class="govuk-body" {
                a class="govuk-link" href=(format!("/schools/{school}/export")) { (words.say("people-export")) }
            }
        }
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-visually-hidden" { (title) }
            (head(&columns))
            tbody class="govuk-table__body" role="rowgroup" { @for person in &listed.people { @for held in &person.held {
                tr class="govuk-table__row" role="row" {
                    th class="govuk-table__header" scope="row" role="rowheader" {
                        a class="govuk-link" href=(format!("/people/{}", person.account)) { (person.name) }
                    }
                    td class="govuk-table__cell" role="cell" data-label=(role) { (role_name(words, held.role)) }
                    td class="govuk-table__cell" role="cell" data-label=(scope) { (scope_name(words, &listed.groups, &held.scope, held.school.as_ref())) }
                    td class="govuk-table__cell" role="cell" data-label=(from) { (words.date(held.from_on)) }
                    td class="govuk-table__cell" role="cell" data-label=(until_label) { (until(words, held)) }
                }
            } } }
        }
        @if !listed.waiting.is_empty() { (waiting(visitor, listed)) }
    };
    Page { title, trail: Vec::new(), main, visitor }.render()
}

/// The school whose readings of names the visitor may see from here.
fn readings<'a>(visitor: &'a Visitor, listed: &'a Listed) -> Option<&'a SchoolId> {
    let own = visitor.account.as_ref().and_then(Account::school);
    let school = listed.school.as_ref().map(|(school, _)| school).or(own);
    school.filter(|school| visitor.may_in(Action::SeeNamedReads, school))
}

/// Invitations that nobody has taken up yet.
fn waiting(visitor: &Visitor, listed: &Listed) -> Markup {
    let words = visitor.words;
    html! {
        h2 class="govuk-heading-m" { (words.say("people-waiting")) }
        ul class="govuk-list" { @for one in &listed.waiting {
            @let said = offered(words, &listed.groups, one);
            li {
                (said) ". " (words.tell("people-waiting-until", &[("day", term::moment(words, one.expires_at).into())]))
                @if may_give(visitor, one.offer.role, &one.offer.scope) {
                    form method="post" action="/people/take-back" {
                        (hidden("invitation", &one.id.to_string()))
                        button type="submit" class="q-link-button" { (words.tell("people-take-back", &[("offer", (&said).into())])) }
                    }
                }
            }
        } }
    }
}

fn offered(words: Words, groups: &Names, invitation: &Invitation) -> String {
    let offer = &invitation.offer;
    let scope = scope_name(words, groups, &offer.scope, invitation.school.as_ref());
    let values = [("role", role_name(words, offer.role).into()), ("scope", scope.into())];
    words.tell("account-role-for", &values)
}

/// Of which schools an auditor may read names, until when, and who allowed it.
fn names(visitor: &Visitor, person: &Person, accesses: &[NamedAccess], groups: &Names) -> Markup {
    let words = visitor.words;
    let school = |one: &NamedAccess| {
        scope_name(words, groups, &Scope::School(one.school.clone()), one.school_name.as_ref())
    };
    html! {
        @if !accesses.is_empty() {
            h2 class="govuk-heading-m" { (words.say("person-reads-names")) }
            ul class="govuk-list" { @for one in accesses {
                li {
                    (words.tell("person-reads-names-of", &[
                        ("school", school(one).into()),
                        ("day", words.date(one.until_on).into()),
                        ("who", one.given_by.clone().unwrap_or_else(|| words.say("history-someone")).into()),
                    ]))
                    @if visitor.may_in(Action::LetAuditorToNames, &one.school) {
                        " " a class="govuk-link" href=(format!("/people/{}/names/revoke", person.account)) {
                            (words.say("person-names-revoke"))
                        }
                    }
                }
            } }
        }
    }
}

pub(super) fn show(
    visitor: &Visitor,
    person: &Person,
    (accesses, groups, links): (&[NamedAccess], &Names, &[RecoveryListed]),
    may_end: bool,
) -> Markup {
    let words = visitor.words;
    let address = format!("/people/{}", person.account);
    let columns =
        ["people-role", "people-for", "people-from", "people-until", "people-change"].map(|id| words.say(id));
    let [_, scope, from, until_label, change] = &columns;
    let takes = |held: &Held| !held.is_over && may_give(visitor, held.role, &held.scope);
    let changes = person.held.iter().any(|held| held.is_over || takes(held));
    let main = html! {
        h1 class="govuk-heading-l" { (person.name) }
        @if person.ended { p class="govuk-body" { (words.say("person-ended")) } }
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" { (words.say("person-roles")) }
            (head(columns.get(..if changes { 5 } else { 4 }).unwrap_or(&columns)))
            tbody class="govuk-table__body" role="rowgroup" { @for held in &person.held {
                tr class="govuk-table__row" role="row" {
                    th class="govuk-table__header" scope="row" role="rowheader" { (role_name(words, held.role)) }
                    td class="govuk-table__cell" role="cell" data-label=(scope) { (scope_name(words, groups, &held.scope, held.school.as_ref())) }
                    td class="govuk-table__cell" role="cell" data-label=(from) { (words.date(held.from_on)) }
                    td class="govuk-table__cell" role="cell" data-label=(until_label) { (until(words, held)) }
                    @if changes {
                        td class="govuk-table__cell" role="cell" data-label=(change) {
                            @if held.is_over { (words.say("person-role-over")) }
                            @else if takes(held) {
                                a class="govuk-link" href=(format!("{address}/roles/{}/revoke", held.grant)) {
                                    (words.tell("person-take-role", &[("role", role_name(words, held.role).into())]))
                                }
                            }
                        }
                    }
                }
            } }
        }
        (names(visitor, person, accesses, groups))
        (recovery_links(words, links))
        @if may_change(visitor) && !person.ended {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{address}/roles/new")) { (words.say("person-give-role")) }
            }
        }
        @if lets_to_names(visitor) && person.held.iter().any(|held| held.role == Role::Auditor && !held.is_over) {
            p class="govuk-body" { a class="govuk-link" href=(format!("{address}/names")) { (words.say("person-names")) } }
        }
        @if visitor.may(Action::IssueRecoveryLink) && !person.ended {
            p class="govuk-body" { a class="govuk-link" href=(format!("{address}/recovery")) { (words.say("person-recovery")) } }
        }
        @if may_end {
            p class="govuk-body" { a class="govuk-link" href=(format!("{address}/end")) { (words.say("person-end")) } }
        }
    };
    Page { title: person.name.clone(), trail: trail(words), main, visitor }.render()
}

fn trail(words: Words) -> Vec<(String, String)> {
    vec![("/people".to_owned(), words.say("people-title"))]
}

/// The fields that say which role, for what and until when.
fn offer_fields(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let giver = shown.visitor.account.as_ref();
    let roles =
        Role::ALL.iter().filter(|role| giver.is_some_and(|giver| policy::gives(giver.role(), **role)));
    let roles = term::choices(words, "account-role-{}", roles);
    let everywhere = giver.is_some_and(|giver| giver.acting.scope == Scope::Installation);
    html! {
        (Field::labelled(words, "role", "field-person-role").select(words, draft, &roles))
        (Field::labelled(words, "school", "field-person-school").input(words, draft, "text", "govuk-input--width-10"))
        @if everywhere {
            (Field::of(words, "authority").input(words, draft, "text", "govuk-input--width-5"))
            @if !shown.groups.is_empty() {
                (Field::labelled(words, "group", "field-person-group").select(words, draft, &groups::choices(shown.groups)))
            }
        }
        (Field::of(words, "until_on").input(words, draft, "date", "govuk-input--width-10"))
    }
}

pub(super) fn invite(shown: &Shown<'_>) -> Markup {
    let words = shown.visitor.words;
    let fields = html! {
        p class="govuk-body" { (words.say("invite-about")) }
        form method="post" action="/people/invite" novalidate {
            (hidden("command_id", &shown.command_id.to_string()))
            (hidden("expected", "0"))
            (offer_fields(shown))
            (submit(&words.say("invite-submit")))
        }
    };
    framed(shown.visitor, shown.draft, &words.say("people-invite"), trail(words), &fields)
}

pub(super) fn invitation_made(
    visitor: &Visitor,
    (invitation, groups): (&Invitation, &Names),
    link: &str,
) -> Markup {
    let words = visitor.words;
    let offer = offered(words, groups, invitation);
    let fields = html! {
        p class="govuk-body" { (words.tell("invite-made-about", &[("offer", offer.into())])) }
        p class="govuk-body q-seal" { code { (link) } }
        p class="govuk-body" { a class="govuk-link" href="/people" { (words.say("people-title")) } }
    };
    framed(visitor, &Draft::default(), &words.say("invite-made"), trail(words), &fields)
}

pub(super) fn give(shown: &Shown<'_>) -> Markup {
    let fields = html! {
        (offer_fields(shown))
        (reason_form::fields(shown.visitor.words, shown.draft, ReasonFor::GrantingRole))
    };
    about(shown, "roles/new", ["person-give-role", "person-give-submit"], &fields)
}

pub(super) fn revoke(shown: &Shown<'_>) -> Markup {
    let words = shown.visitor.words;
    let grant = shown.held.map(|held| held.grant.to_string()).unwrap_or_default();
    let fields = html! {
        @if let Some(held) = shown.held {
            p class="govuk-body" {
                (words.tell("account-role-for", &[
                    ("role", role_name(words, held.role).into()),
                    ("scope", scope_name(words, shown.groups, &held.scope, held.school.as_ref()).into()),
                ]))
            }
        }
        (reason_form::fields(words, shown.draft, ReasonFor::RevokingRole))
    };
    about(shown, &format!("roles/{grant}/revoke"), ["person-revoke", "person-revoke-submit"], &fields)
}

pub(super) fn let_to_names(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let fields = html! {
        p class="govuk-body" { (words.say("person-names-about")) }
        (Field::labelled(words, "school", "field-person-school").input(words, draft, "text", "govuk-input--width-10"))
        (Field::labelled(words, "until_on", "field-names-until").input(words, draft, "date", "govuk-input--width-10"))
        (reason_form::fields(words, draft, ReasonFor::GrantingNamedAccess))
    };
    about(shown, "names", ["person-names", "person-names-submit"], &fields)
}

pub(super) fn revoke_names(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let fields = html! {
        p class="govuk-body" { (words.say("person-names-revoke-about")) }
        (Field::labelled(words, "school", "field-person-school").input(words, draft, "text", "govuk-input--width-10"))
        (reason_form::fields(words, draft, ReasonFor::RevokingNamedAccess))
    };
    about(shown, "names/revoke", ["person-names-revoke", "person-names-revoke-submit"], &fields)
}

pub(super) fn recovery(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let choices = term::choices(words, "recovery-restores-{}", Restores::VARIANTS);
    let fields = html! {
        p class="govuk-body" { (words.say("recovery-link-about")) }
        (Field::of(words, "restores").select(words, draft, &choices))
        (reason_form::fields(words, draft, ReasonFor::IssuingRecoveryLink))
    };
    about(shown, "recovery", ["person-recovery", "recovery-submit"], &fields)
}

pub(super) fn recovery_made(visitor: &Visitor, person: &Person, link: &str) -> Markup {
    let words = visitor.words;
    let own = format!("/people/{}", person.account);
    let fields = html! {
        p class="govuk-body" { (words.tell("recovery-made-about", &[("name", person.name.as_str().into())])) }
        p class="govuk-body q-seal" { code { (link) } }
        p class="govuk-body" { a class="govuk-link" href=(own) { (person.name) } }
    };
    framed(
        visitor,
        &Draft::default(),
        &words.say("invite-made"),
        vec![(own.clone(), person.name.clone())],
        &fields,
    )
}

/// The page that a recovery link opens.
pub(super) fn recover(visitor: &Visitor, draft: &Draft, link: &Link, token: &str) -> Markup {
    let words = visitor.words;
    let fields = html! {
        p class="govuk-body" {
            (words.tell("recover-about", &[
                ("name", link.display_name.as_str().into()),
                ("signs", link.sign_in_name.as_str().into()),
            ]))
        }
        @if link.restores.second_factor() { p class="govuk-body" { (words.say("recover-second-factor")) } }
        form method="post" action=(format!("/recovery/{token}")) novalidate {
            @if link.restores.password() {
                (Field::of(words, "new_password").input(words, draft, "password", "govuk-input--width-20"))
                (Field::of(words, "new_password_again").input(words, draft, "password", "govuk-input--width-20"))
            } @else {
                (Field::of(words, "password").input(words, draft, "password", "govuk-input--width-20"))
            }
            (submit(&words.say("recover-submit")))
        }
    };
    framed(visitor, draft, &words.say("recover-title"), Vec::new(), &fields)
}

/// The links that were made for somebody to come in again by, and what came of each.
#[must_use]
pub fn recovery_links(words: Words, links: &[RecoveryListed]) -> Markup {
    html! {
        @if !links.is_empty() {
            h2 class="govuk-heading-m" { (words.say("recovery-links")) }
            ul class="govuk-list" { @for one in links {
                li {
                    (words.tell("recovery-link-made", &[
                        ("what", term::of(words, "recovery-restores-{}", &one.restores).into()),
                        ("moment", term::moment(words, one.made_at).into()),
                        ("who", one.made_by.clone().unwrap_or_else(|| words.say("recovery-by-program")).into()),
                    ]))
                    @if let Some(why) = &one.why { " " (told(words, why)) }
                    " "
                    @match one.now {
                        Now::Used(at) => (words.tell("recovery-link-used", &[("moment", term::moment(words, at).into())])),
                        Now::Open(until) => (words.tell("recovery-link-open", &[("moment", term::moment(words, until).into())])),
                        Now::Over => (words.say("recovery-link-over")),
                    }
                }
            } }
        }
    }
}

/// Why a link was made, with what whoever made it added.
fn told(words: Words, why: &Why) -> String {
    let code = term::of(words, "reason-{}", &why.code).into();
    match &why.note {
        Some(note) if why.code == ReasonCode::Other => {
            words.tell("recovery-link-why-other", &[("note", note.into())])
        }
        Some(note) => words.tell("recovery-link-why-note", &[("why", code), ("note", note.into())]),
        None => words.tell("recovery-link-why", &[("why", code)]),
    }
}

pub(super) fn end(shown: &Shown<'_>) -> Markup {
    let words = shown.visitor.words;
    let fields = html! {
        p class="govuk-body" { (words.say("person-end-about")) }
        (reason_form::fields(words, shown.draft, ReasonFor::EndingAccount))
    };
    about(shown, "end", ["person-end", "person-end-submit"], &fields)
}

/// A form about somebody.
fn about(shown: &Shown<'_>, address: &str, [title, button]: [&str; 2], fields: &Markup) -> Markup {
    let words = shown.visitor.words;
    let own = shown.person.map(|person| format!("/people/{}", person.account)).unwrap_or_default();
    let form = html! {
        @if let Some(person) = shown.person { p class="govuk-body" { (person.name) } }
        form method="post" action=(format!("{own}/{address}")) novalidate {
            (hidden("command_id", &shown.command_id.to_string()))
            (hidden("expected", "0"))
            (fields)
            (submit(&words.say(button)))
        }
    };
    let trail = match shown.person {
        Some(person) => vec![(own, person.name.clone())],
        None => trail(words),
    };
    framed(shown.visitor, shown.draft, &words.say(title), trail, &form)
}

pub(super) fn invited(
    visitor: &Visitor,
    draft: &Draft,
    (invitation, groups): (&Invitation, &Names),
    token: &str,
) -> Markup {
    let words = visitor.words;
    let fields = html! {
        p class="govuk-body" {
            (words.tell("invited-about", &[("offer", offered(words, groups, invitation).into())]))
        }
        form method="post" action=(format!("/invitations/{token}")) novalidate {
            (Field::of(words, "display_name").input(words, draft, "text", "govuk-input--width-20"))
            (Field::labelled(words, "sign_in_name", "field-chosen-sign-in-name").input(words, draft, "text", "govuk-input--width-20"))
            (Field::of(words, "new_password").input(words, draft, "password", "govuk-input--width-20"))
            (Field::of(words, "new_password_again").input(words, draft, "password", "govuk-input--width-20"))
            (submit(&words.say("invited-submit")))
        }
    };
    framed(visitor, draft, &words.say("invited-title"), Vec::new(), &fields)
}

fn framed(
    visitor: &Visitor,
    draft: &Draft,
    title: &str,
    trail: Vec<(String, String)>,
    fields: &Markup,
) -> Markup {
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
    let prefix = if draft.problems().is_empty() {
        String::new()
    } else {
        format!("{} ", words.say("form-error-prefix"))
    };
    Page { title: format!("{prefix}{title}"), trail, main, visitor }.render()
}
