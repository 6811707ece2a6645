//! The made-up people of the demonstration who can sign in.

use std::collections::HashMap;

use domain::SchoolId;
use secrecy::SecretString;
use uuid::Uuid;

use super::{DemoError, read};
use crate::accounts::{self, NewAccount};
use crate::app::App;
use crate::policy::{Role, Scope};

/// How one made-up person signs in. The passwords are known to everyone: they open made-up people only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// What to type as the name.
    pub sign_in_name: &'static str,
    /// What to type as the password.
    pub password: &'static str,
    /// The name to show.
    pub display_name: &'static str,
    /// What the person is to the school.
    pub role: Role,
}

fn person(
    role: Role,
    sign_in_name: &'static str,
    password: &'static str,
    display_name: &'static str,
) -> SignIn {
    SignIn { sign_in_name, password, display_name, role }
}

/// Everyone who can sign in at the primary school: one person in each role.
#[must_use]
pub fn sign_ins() -> Vec<SignIn> {
    vec![
        person(Role::Teacher, "teacher", "fern-in-the-rain", "Rowan Hale"),
        person(Role::Lead, "lead", "lamp-on-the-hill", "Imani Brook"),
        person(Role::Head, "head", "harbour-at-dawn", "Morag Penn"),
        person(Role::Mentor, "mentor", "moss-by-the-wall", "Tariq Vale"),
        person(Role::Governor, "governor", "gate-by-the-river", "Piotr Marsh"),
        person(Role::Auditor, "auditor", "apple-in-autumn", "Leila Stone"),
        person(Role::Officer, "officer", "otter-in-the-reeds", "Ingrid Leigh"),
        person(Role::Administrator, "administrator", "acorn-under-oak", "Sam Field"),
    ]
}

/// Who runs the cycles of the secondary school.
pub(super) fn of_northmoor() -> Vec<SignIn> {
    vec![
        person(Role::Teacher, "northmoor-teacher", "nettle-by-the-gate", "Callum Thrift"),
        person(Role::Lead, "northmoor-lead", "lantern-in-the-hall", "Beatrix Soames"),
        person(Role::Head, "northmoor-head", "heather-on-the-moor", "Yasmin Croyle"),
        person(Role::Mentor, "northmoor-mentor", "mallow-on-the-path", "Gareth Plume"),
    ]
}

/// Who runs the cycles of the school in New Zealand.
pub(super) fn of_tui_flat() -> Vec<SignIn> {
    vec![
        person(Role::Teacher, "tuiflat-teacher", "tui-in-the-flax", "Anahera Poole"),
        person(Role::Lead, "tuiflat-lead", "lake-under-cloud", "Wiremu Dace"),
        person(Role::Head, "tuiflat-head", "heron-on-the-sand", "Losa Fielding"),
        person(Role::Mentor, "tuiflat-mentor", "manuka-in-flower", "Graham Inlet"),
    ]
}

/// Who leads the trust.
pub(super) fn of_trust() -> Vec<SignIn> {
    vec![person(Role::Head, "trust-lead", "thistle-by-the-road", "Hester Vaughan")]
}

/// Who works for the kāhui ako.
pub(super) fn of_kahui_ako() -> Vec<SignIn> {
    vec![person(Role::Officer, "kahui-officer", "kauri-after-rain", "Ripeka Strand")]
}

/// The accounts of these people of a school, made where they are missing.
pub(super) async fn accounts(
    app: &App,
    people: &[SignIn],
    school: &SchoolId,
) -> Result<HashMap<Role, Uuid>, DemoError> {
    let mut accounts = HashMap::new();
    for person in people {
        let scope = match person.role {
            Role::Administrator => Scope::Installation,
            Role::Teacher
            | Role::Lead
            | Role::Head
            | Role::Mentor
            | Role::Governor
            | Role::Auditor
            | Role::Officer => Scope::School(school.clone()),
        };
        accounts.insert(person.role, account(app, person, scope).await?);
    }
    Ok(accounts)
}

/// The account of this person, made where it is missing.
pub(super) async fn account(app: &App, person: &SignIn, scope: Scope) -> Result<Uuid, DemoError> {
    if let Some(id) = read::account(app.pool(), person.sign_in_name).await? {
        return Ok(id);
    }
    let new = NewAccount {
        sign_in_name: person.sign_in_name.to_owned(),
        display_name: person.display_name.to_owned(),
        password: SecretString::from(person.password),
        role: person.role,
        scope,
        made_up: true,
    };
    Ok(accounts::add(app, new).await?)
}
