//! The made-up data packs: one for each school, and that of the primary school once more, because its governors wanted
//! the last answer to their questions in it.

use std::time::Duration;

use domain::pack::{Pack, PackAct, PackCommand, PackContent};
use domain::{AccountId, GivenReason, ReasonCode, SchoolId, Sealed};
use journal::{Context, Notary, Receipt};
use uuid::Uuid;

use super::people::SignIn;
use super::schools::{self, MadeUp};
use super::{CLIENT, DemoError, ROOT, SCHOOL, read, read_word};
use crate::access::Role;
use crate::app::App;
use crate::packs::read::of_school;
use crate::paper::{self, Before};
use crate::words::Words;

/// How long the read tables may take to show what was recorded before.
const PATIENCE: Duration = Duration::from_mins(2);

/// How many commands make them all.
pub(super) fn steps() -> u64 {
    schools::all().len() as u64 + 1
}

/// The id of the last command.
pub(super) fn end() -> Uuid {
    command(SCHOOL, "amendment")
}

fn command(school: &str, which: &str) -> Uuid {
    Uuid::new_v5(&ROOT, format!("pack {which} of {school}").as_bytes())
}

/// Issues what is missing, each school's first pack; `step` hears of each command. `last` is what was recorded before.
pub(super) async fn issue(
    app: &App,
    last: Option<&Receipt>,
    step: &mut impl FnMut(),
) -> Result<(), DemoError> {
    wait_for(app, last).await?;
    for school in schools::all() {
        let id: SchoolId = read_word(school.id)?;
        if of_school(app.journal(), &id).await?.is_empty() {
            let content = content(app, &id, command(school.id, "first")).await?;
            let act = PackAct::IssuePack { school: id.clone(), number: 1, content: Box::new(content) };
            let _ = send(app, &school, (&id, "first"), act).await?;
        }
        step();
    }
    Ok(())
}

/// Amends the pack of the primary school, if that is missing; the last command's receipt.
pub(super) async fn amend(
    app: &App,
    last: Option<&Receipt>,
    step: &mut impl FnMut(),
) -> Result<Receipt, DemoError> {
    wait_for(app, last).await?;
    let id: SchoolId = read_word(SCHOOL)?;
    let school = schools::all().into_iter().find(|school| school.id == SCHOOL);
    let school = school.ok_or_else(|| DemoError::Script(SCHOOL.to_owned()))?;
    let known = of_school(app.journal(), &id).await?;
    let content = match known.iter().find(|issue| issue.command_id == end()) {
        Some(issue) => issue.content.clone(),
        None => content(app, &id, end()).await?,
    };
    let reason = GivenReason::of(ReasonCode::EvidenceWanted);
    let act = PackAct::AmendPack { number: 1, read: 1, content: Box::new(content), reason };
    let receipt = send(app, &school, (&id, "amendment"), act).await?;
    step();
    Ok(receipt)
}

pub(super) async fn wait_for(app: &App, last: Option<&Receipt>) -> Result<(), DemoError> {
    if let Some(token) = last.and_then(|last| last.token.as_ref()) {
        let _ = app.running().wait_for(token, PATIENCE).await?;
    }
    Ok(())
}

/// What the first pack of a school says today, its words sealed for `command_id`.
async fn content(app: &App, id: &SchoolId, command_id: Uuid) -> Result<PackContent<Sealed>, DemoError> {
    let none: Option<Before<'_>> = None;
    let school = crate::schools::read::school(app.pool(), id).await?;
    let school = school.ok_or_else(|| DemoError::Script(id.to_string()))?;
    let mut paper = paper::gather(app, Words::default(), &school, none).await?;
    paper::sign(&notary(app), &mut paper).await;
    Ok(paper::seal(app, id, command_id, paper).await?)
}

/// Who signs for the ledger, at each pack anew: three years pass in less than the minute that lies between two checkpoints.
pub(super) fn notary(app: &App) -> Notary {
    app.notary().clone().with_pace(Duration::ZERO)
}

/// Sends it as the school's head.
async fn send(
    app: &App,
    school: &MadeUp,
    (id, which): (&SchoolId, &str),
    act: PackAct,
) -> Result<Receipt, DemoError> {
    let head = school.people.iter().find(|person: &&SignIn| person.role == Role::Head);
    let head = match head {
        Some(head) => read::account(app.pool(), head.sign_in_name).await?.unwrap_or_default(),
        None => Uuid::nil(),
    };
    let context = Context::new(command(school.id, which), &head.to_string(), Role::Head.name(), CLIENT);
    let command = PackCommand { today: app.today(), by: AccountId::new(head), act };
    Ok(app.journal().execute::<Pack>(&id.to_string(), None, command, &context).await?)
}
