//! What the forms about people post, understood or refused.

use domain::account::{Restores, Role, Scope};
use domain::{ReasonFor, SchoolId};
use jiff::civil::Date;
use secrecy::SecretString;
use strum::VariantArray;

use super::invitation::Offer;
use crate::fields::{self, Draft};
use crate::groups::Names;
use crate::policy::{self, Grant};
use crate::reason_form::{self, Typed};
use crate::shape::{Part, Shape};
use crate::sign_in::form as sign_in_form;
use crate::words::Words;

/// The longest name of a person, in characters.
const NAME_MAX: usize = 100;

const ROLE: Part = Part::one_of("role", roles);
/// A role is for a school, for an authority or for a group of schools; an administrator's is for none of them.
const SCHOOL: Part = Part::text("school", 80).optional();
const AUTHORITY: Part = Part::text("authority", 80).optional();
const GROUP: Part = Part::id("group").optional();
const UNTIL: Part = Part::day("until_on").optional();

fn roles() -> Vec<String> {
    Role::ALL.iter().map(|role| role.name().to_owned()).collect()
}

/// The fields of an invitation.
pub(super) const INVITE_FIELDS: Shape = Shape(&[ROLE, SCHOOL, AUTHORITY, GROUP, UNTIL]);
/// The one field of the button that takes an invitation back.
pub(super) const TAKE_BACK_FIELDS: Shape = Shape(&[Part::id("invitation")]);
/// The fields in which a role is given.
pub(super) const OFFER_FIELDS: Shape = Shape(&[
    ROLE,
    SCHOOL,
    AUTHORITY,
    GROUP,
    UNTIL,
    Part::reason(ReasonFor::GrantingRole),
    Part::note("note"),
]);
/// The fields of the form that takes a role away.
pub(super) const REVOKE_FIELDS: Shape = Shape(&[Part::reason(ReasonFor::RevokingRole), Part::note("note")]);
/// The fields of the form that makes a recovery link.
pub(super) const RECOVERY_FIELDS: Shape = Shape(&[
    Part::one_of("restores", restorable),
    Part::reason(ReasonFor::IssuingRecoveryLink),
    Part::note("note"),
]);

fn restorable() -> Vec<String> {
    Restores::VARIANTS.iter().map(ToString::to_string).collect()
}

/// The fields of the form that ends an account.
pub(super) const END_FIELDS: Shape = Shape(&[Part::reason(ReasonFor::EndingAccount), Part::note("note")]);

/// A role that whoever acts by `giver` may give.
pub(super) fn offer(
    words: Words,
    draft: &mut Draft,
    (giver, groups): (&Grant, &Names),
    today: Date,
) -> Option<Offer> {
    let role: Option<Role> = draft.read(words, "role", "person-role-missing", |text| text.parse().ok());
    let scope = scope(words, draft, groups, role);
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

/// The school, the authority or the group, or the whole installation where none was typed and the role is an administrator's.
/// What is one too many is told at its field.
fn scope(words: Words, draft: &mut Draft, groups: &Names, role: Option<Role>) -> Option<Scope> {
    let mut filled =
        ["school", "authority", "group"].into_iter().filter(|field| !draft.text(field).is_empty());
    let (for_what, more) = (filled.next(), filled.next());
    if let Some(field) = more {
        draft.refuse(words, field, "person-for-one-alone", &[]);
        return None;
    }
    if for_what == Some("group") {
        return draft.read(words, "group", "form-choice-unknown", |text| {
            text.parse().ok().filter(|group| groups.contains_key(group)).map(Scope::Group)
        });
    }
    if for_what == Some("authority") {
        return draft.read(words, "authority", "person-authority-wrong", |text| {
            text.parse().map(Scope::Authority).ok()
        });
    }
    if for_what.is_none() && role == Some(Role::Administrator) {
        return Some(Scope::Installation);
    }
    draft.read(words, "school", "person-school-wrong", |text| text.parse().map(Scope::School).ok())
}

/// A role that is given, and why.
pub(super) fn grant(
    words: Words,
    draft: &mut Draft,
    giver: (&Grant, &Names),
    today: Date,
) -> Option<(Offer, Typed)> {
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

/// What a person is to set anew by a link, and why.
pub(super) fn recovery(words: Words, draft: &mut Draft) -> Option<(Restores, Typed)> {
    let restores = draft.read(words, "restores", "recovery-restores-missing", |text| text.parse().ok());
    let reason = reason_form::parse(words, draft, ReasonFor::IssuingRecoveryLink);
    Some((restores?, reason?))
}

/// What somebody typed who came by a recovery link.
pub(super) enum Recovered {
    /// A new password.
    New(SecretString),
    /// The one that they have, which they keep.
    Known(SecretString),
}

pub(super) fn recovered(words: Words, draft: &mut Draft, restores: Restores) -> Option<Recovered> {
    if restores.password() {
        sign_in_form::new_password(words, draft).map(Recovered::New)
    } else {
        sign_in_form::own_password(words, draft).map(Recovered::Known)
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{GrantId, GroupId};
    use jiff::civil::date;
    use uuid::Uuid;

    const GROUP: GroupId = GroupId::new(Uuid::nil());

    /// An administrator who offers the role of an officer, with this typed into the fields.
    fn offered(typed: &[(&str, &str)]) -> (Option<Offer>, Draft) {
        let id = GrantId::new(Uuid::nil());
        let scope = Scope::Installation;
        let giver = Grant { id, role: Role::Administrator, scope, schools: Vec::new() };
        let groups = Names::from([(GROUP, "Two Hills".to_owned())]);
        let typed = typed.iter().fold(Draft::default(), |draft, (field, text)| draft.with(field, *text));
        let mut draft = typed.with("role", "officer");
        let offer = offer(Words::default(), &mut draft, (&giver, &groups), date(2026, 3, 2));
        (offer, draft)
    }

    #[test]
    fn a_role_is_for_a_group_that_there_is() {
        let (offer, _) = offered(&[("group", &GROUP.to_string())]);
        assert_eq!(offer.map(|offer| offer.scope), Some(Scope::Group(GROUP)));
        let (offer, draft) = offered(&[("group", "00000000-0000-4000-8000-000000000000")]);
        assert_eq!((offer, draft.problems()[0].code.as_str()), (None, "form-choice-unknown"));
    }

    #[test]
    fn a_role_is_for_one_thing_and_what_is_one_too_many_is_told_at_its_field() {
        let (school, authority) = (("school", "125000"), ("authority", "999"));
        let group = ("group", &*GROUP.to_string());
        for (typed, field) in [
            (vec![school, authority], "authority"),
            (vec![school, group], "group"),
            (vec![authority, group], "group"),
            (vec![school, authority, group], "authority"),
        ] {
            let (offer, draft) = offered(&typed);
            let problems: Vec<_> =
                draft.problems().iter().map(|one| (one.field, one.code.as_str())).collect();
            assert_eq!((offer, problems), (None, vec![(field, "person-for-one-alone")]), "{typed:?}");
        }
    }
}
