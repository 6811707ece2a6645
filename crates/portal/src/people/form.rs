//! What the forms about people post, understood or refused.

use domain::account::{Role, Scope};
use domain::{ReasonFor, SchoolId};
use jiff::civil::Date;
use secrecy::SecretString;

use super::invitation::Offer;
use crate::fields::{self, Draft};
use crate::policy::{self, Grant};
use crate::reason_form::{self, Typed};
use crate::shape::{Part, Shape};
use crate::sign_in::form as sign_in_form;
use crate::words::Words;

/// The longest name of a person, in characters.
const NAME_MAX: usize = 100;

const ROLE: Part = Part::one_of("role", roles);
/// A role is for a school or for an authority; an administrator's is for neither.
const SCHOOL: Part = Part::text("school", 80).optional();
const AUTHORITY: Part = Part::text("authority", 80).optional();
const UNTIL: Part = Part::day("until_on").optional();

fn roles() -> Vec<String> {
    Role::ALL.iter().map(|role| role.name().to_owned()).collect()
}

/// The fields of an invitation.
pub(super) const INVITE_FIELDS: Shape = Shape(&[ROLE, SCHOOL, AUTHORITY, UNTIL]);
/// The one field of the button that takes an invitation back.
pub(super) const TAKE_BACK_FIELDS: Shape = Shape(&[Part::id("invitation")]);
/// The fields in which a role is given.
pub(super) const OFFER_FIELDS: Shape =
    Shape(&[ROLE, SCHOOL, AUTHORITY, UNTIL, Part::reason(ReasonFor::GrantingRole), Part::note("note")]);
/// The fields of the form that takes a role away.
pub(super) const REVOKE_FIELDS: Shape = Shape(&[Part::reason(ReasonFor::RevokingRole), Part::note("note")]);
/// The fields of the form that ends an account.
pub(super) const END_FIELDS: Shape = Shape(&[Part::reason(ReasonFor::EndingAccount), Part::note("note")]);

/// A role that whoever acts by `giver` may give.
pub(super) fn offer(words: Words, draft: &mut Draft, giver: &Grant, today: Date) -> Option<Offer> {
    let role: Option<Role> = draft.read(words, "role", "person-role-missing", |text| text.parse().ok());
    let scope = scope(words, draft, role);
    let until_on = if draft.text("until_on").is_empty() {
        Some(None)
    } else {
        draft.read(words, "until_on", "person-until-wrong", |text| {
            fields::day(text).filter(|day| *day >= today).map(Some)
        })
    };
    let (role, scope, until_on) = (role?, scope?, until_on?);
    if !role.fits(&scope) {
        draft.refuse(words, "school", "refusal-account-scope-not-for-role", &[]);
        return None;
    }
    if !policy::may_give(giver, role, &scope) {
        draft.refuse(words, "role", "person-not-yours-to-give", &[]);
        return None;
    }
    Some(Offer { role, scope, until_on })
}

/// The school, or the authority, or the whole installation where neither was typed and the role is an administrator's.
fn scope(words: Words, draft: &mut Draft, role: Option<Role>) -> Option<Scope> {
    let (school, authority) = (draft.text("school").to_owned(), draft.text("authority").to_owned());
    if !authority.is_empty() {
        return draft.read(words, "authority", "person-authority-wrong", |text| {
            text.parse().map(Scope::Authority).ok()
        });
    }
    if school.is_empty() && role == Some(Role::Administrator) {
        return Some(Scope::Installation);
    }
    draft.read(words, "school", "person-school-wrong", |text| text.parse().map(Scope::School).ok())
}

/// A role that is given, and why.
pub(super) fn grant(words: Words, draft: &mut Draft, giver: &Grant, today: Date) -> Option<(Offer, Typed)> {
    let offer = offer(words, draft, giver, today);
    let reason = reason_form::parse(words, draft, ReasonFor::GrantingRole);
    Some((offer?, reason?))
}

/// The fields of a form that lets an auditor to names.
pub(super) const NAMES_FIELDS: Shape = Shape(&[
    Part::day("until_on"),
    Part::text("school", 80),
    Part::reason(ReasonFor::GrantingNamedAccess),
    Part::note("note"),
]);

/// The fields of a form that ends this.
pub(super) const NAMES_REVOCATION_FIELDS: Shape =
    Shape(&[Part::text("school", 80), Part::reason(ReasonFor::RevokingNamedAccess), Part::note("note")]);

/// Which school's names an auditor may read no more, and why.
pub(super) fn names_revocation(words: Words, draft: &mut Draft, giver: &Grant) -> Option<(SchoolId, Typed)> {
    let school = own_school(words, draft, giver);
    let reason = reason_form::parse(words, draft, ReasonFor::RevokingNamedAccess);
    Some((school?, reason?))
}

/// A school that whoever acts by `giver` has the role for.
fn own_school(words: Words, draft: &mut Draft, giver: &Grant) -> Option<SchoolId> {
    draft.read(words, "school", "person-school-wrong", |text| {
        text.parse().ok().filter(|school| giver.covers(school))
    })
}

/// Which school's names an auditor may read, until when and why.
pub(super) struct NamedAccess {
    pub(super) school: SchoolId,
    pub(super) until_on: Date,
    pub(super) reason: Typed,
}

pub(super) fn named_access(words: Words, draft: &mut Draft, giver: &Grant) -> Option<NamedAccess> {
    let school = own_school(words, draft, giver);
    let until_on = draft.read(words, "until_on", "person-until-missing", fields::day);
    let reason = reason_form::parse(words, draft, ReasonFor::GrantingNamedAccess);
    Some(NamedAccess { school: school?, until_on: until_on?, reason: reason? })
}

/// Who takes up an invitation.
pub(super) struct Newcomer {
    pub(super) display_name: String,
    pub(super) sign_in_name: String,
    pub(super) password: SecretString,
}

pub(super) fn newcomer(words: Words, draft: &mut Draft) -> Option<Newcomer> {
    let short = |text: &str| (!text.is_empty() && text.chars().count() <= NAME_MAX).then(|| text.to_owned());
    let display_name = draft.read(words, "display_name", "person-name-wrong", |text| {
        short(text).filter(|name| !name.contains(fields::is_unseen))
    });
    let sign_in_name = draft.read(words, "sign_in_name", "person-sign-in-name-wrong", |text| {
        let fits = |letter: char| letter.is_ascii_alphanumeric() || ".-_@+".contains(letter);
        short(text).filter(|name| name.chars().all(fits)).map(|name| name.to_lowercase())
    });
    let password = sign_in_form::new_password(words, draft);
    Some(Newcomer { display_name: display_name?, sign_in_name: sign_in_name?, password: password? })
}
