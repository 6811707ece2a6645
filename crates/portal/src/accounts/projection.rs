//! Roles and auditors' access to names, as they stand now: what the policy reads at every request.

use async_trait::async_trait;
use domain::Fact;
use domain::account::{
    Account, AccountEnded, AccountEvent, NamedPupilAccessGranted, NamedPupilAccessRevoked, RoleGranted,
    RoleRevoked,
};
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::facts;

/// Keeps the table `grants`.
pub struct Grants;

/// Keeps the table `named_accesses`.
pub struct NamedAccesses;

#[async_trait]
impl Projection for Grants {
    fn name(&self) -> &'static str {
        "grants"
    }

    fn version(&self) -> i32 {
        1
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "account"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        for recorded in events {
            let Some((account, event)) = of(recorded)? else { continue };
            match event {
                AccountEvent::RoleGranted(granted) => grant(connection, account, &granted).await?,
                AccountEvent::RoleRevoked(revoked) => revoke(connection, &revoked).await?,
                AccountEvent::AccountEnded(ended) => end(connection, account, &ended).await?,
                AccountEvent::AccountOpened(_)
                | AccountEvent::RecoveryLinkIssued(_)
                | AccountEvent::NamedPupilAccessGranted(_)
                | AccountEvent::NamedPupilAccessRevoked(_) => {}
            }
        }
        Ok(())
    }
}

#[async_trait]
impl Projection for NamedAccesses {
    fn name(&self) -> &'static str {
        "named_accesses"
    }

    fn version(&self) -> i32 {
        1
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "account"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        for recorded in events {
            let Some((account, event)) = of(recorded)? else { continue };
            match event {
                AccountEvent::NamedPupilAccessGranted(granted) => {
                    let_to_names(connection, account, recorded, &granted).await?;
                }
                AccountEvent::NamedPupilAccessRevoked(revoked) => {
                    take_back_names(connection, account, &revoked).await?;
                }
                AccountEvent::AccountOpened(_)
                | AccountEvent::RecoveryLinkIssued(_)
                | AccountEvent::RoleGranted(_)
                | AccountEvent::RoleRevoked(_)
                | AccountEvent::AccountEnded(_) => {}
            }
        }
        Ok(())
    }
}

/// The account and what happened to it, if the fact is one of an account.
fn of(recorded: &Recorded) -> Result<Option<(Uuid, AccountEvent)>, ProjectionError> {
    if recorded.aggregate_type != <Account as cqrs_es::Aggregate>::TYPE {
        return Ok(None);
    }
    match facts::of(recorded)? {
        Fact::Account(event) => {
            let account = recorded.aggregate_id.parse();
            let account = account.map_err(|error| ProjectionError::Unreadable(Box::new(error)))?;
            Ok(Some((account, event)))
        }
        Fact::Cycle(_)
        | Fact::School(_)
        | Fact::SchoolGroup(_)
        | Fact::CohortResult(_)
        | Fact::BenchmarkSet(_)
        | Fact::ImportBatch(_)
        | Fact::Pupil(_)
        | Fact::Catalogue(_)
        | Fact::Enquiry(_)
        | Fact::Edition(_)
        | Fact::Ledger(_)
        | Fact::Pack(_) => Ok(None),
    }
}

async fn grant(
    connection: &mut PgConnection,
    account: Uuid,
    granted: &RoleGranted,
) -> Result<(), ProjectionError> {
    sqlx::query!(
        "insert into grants (grant_id, account_id, role, scope, from_on, until_on) values ($1, $2, $3, $4, $5, $6)",
        granted.grant.uuid(),
        account,
        granted.role.name(),
        granted.scope.to_string(),
        granted.effective_on.to_sqlx() as _,
        granted.until_on.map(ToSqlx::to_sqlx) as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn revoke(connection: &mut PgConnection, revoked: &RoleRevoked) -> Result<(), ProjectionError> {
    sqlx::query!(
        "update grants set revoked_on = $2, revoked_for = $3 where grant_id = $1",
        revoked.grant.uuid(),
        revoked.effective_on.to_sqlx() as _,
        revoked.reason.code().to_string(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn end(
    connection: &mut PgConnection,
    account: Uuid,
    ended: &AccountEnded,
) -> Result<(), ProjectionError> {
    sqlx::query!(
        "update grants set revoked_on = $2, revoked_for = $3 where account_id = $1 and revoked_on is null",
        account,
        ended.effective_on.to_sqlx() as _,
        ended.reason.code().to_string(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn let_to_names(
    connection: &mut PgConnection,
    account: Uuid,
    recorded: &Recorded,
    granted: &NamedPupilAccessGranted,
) -> Result<(), ProjectionError> {
    sqlx::query!(
        "insert into named_accesses (account_id, sequence, school_id, from_on, until_on, given_by)
         values ($1, $2, $3, $4, $5, $6)",
        account,
        recorded.sequence.cast_signed(),
        granted.school.to_string(),
        granted.effective_on.to_sqlx() as _,
        granted.until_on.to_sqlx() as _,
        recorded.metadata.get("actor").and_then(|actor| actor.parse::<Uuid>().ok()),
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn take_back_names(
    connection: &mut PgConnection,
    account: Uuid,
    revoked: &NamedPupilAccessRevoked,
) -> Result<(), ProjectionError> {
    sqlx::query!(
        "update named_accesses set until_on = least(until_on, $3::date - 1) where account_id = $1 and school_id = $2",
        account,
        revoked.school.to_string(),
        revoked.effective_on.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}
