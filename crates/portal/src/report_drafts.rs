//! The report to the board while it is being written: kept between the people who write it, and no part of the record.
//!
//! A teacher begins, the lead goes over it, the head submits; only the submitting is a fact. A draft belongs to one closing
//! of its cycle, and so do the comments of a mentor who read it. All are sealed under the cycle's key, and all are deleted
//! once the report is submitted.

use domain::{CycleId, Sealed, Sequence};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgPool;
use uuid::Uuid;

use crate::vault::{Place, Vault, VaultError};

const STREAM: &str = "report-draft";
const FIELD: &str = "parts";
const COMMENT_FIELD: &str = "comment";

/// What has been written so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportDraft {
    /// The command that kept it: who keeps another says by this which one they saw.
    pub draft_id: Uuid,
    /// The four parts, in the order of the report; empty where nothing is written yet.
    pub parts: [String; 4],
    /// Whose words were kept last: the account.
    pub kept_by: Uuid,
    /// On which day, by the school's clock.
    pub kept_on: Date,
}

/// What the cycle's people have written since the closing whose outcome stands at `closing`; none if nothing is kept.
///
/// # Errors
/// When the database does not answer, or what is stored was altered.
pub async fn of(
    pool: &PgPool,
    vault: &Vault,
    cycle: CycleId,
    closing: Sequence,
) -> Result<Option<ReportDraft>, VaultError> {
    let row = sqlx::query!(
        r#"select draft_id, parts, kept_by, kept_on as "kept_on: jiff_sqlx::Date"
           from app.report_draft where cycle_id = $1 and closing = $2"#,
        cycle.uuid(),
        closing.number().cast_signed()
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let sealed: Sealed = serde_json::from_value(row.parts).map_err(|_| VaultError::DoesNotOpen)?;
    let place = Place { stream: STREAM, command_id: row.draft_id, field: FIELD };
    let Some(text) = vault.keys(&[cycle.uuid()]).await?.open(&sealed, place)? else { return Ok(None) };
    let parts = serde_json::from_str(&text).map_err(|_| VaultError::DoesNotOpen)?;
    let (draft_id, kept_by, kept_on) = (row.draft_id, row.kept_by, row.kept_on.to_jiff());
    Ok(Some(ReportDraft { draft_id, parts, kept_by, kept_on }))
}

/// Keeps a draft in place of the draft `over`, or as the first one. Answers whether they are kept: they are not when
/// somebody else kept others meanwhile. The same draft twice is kept once.
///
/// # Errors
/// When the database does not answer, or the vault can't seal.
pub async fn keep(
    pool: &PgPool,
    vault: &Vault,
    (cycle, closing): (CycleId, Sequence),
    draft: &ReportDraft,
    over: Option<Uuid>,
) -> Result<bool, VaultError> {
    let place = Place { stream: STREAM, command_id: draft.draft_id, field: FIELD };
    let sealed = vault.seal(cycle.uuid(), place, &serde_json::json!(draft.parts).to_string()).await?;
    let kept = sqlx::query!(
        "insert into app.report_draft as known (cycle_id, draft_id, closing, parts, kept_by, kept_on)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (cycle_id) do update set draft_id = excluded.draft_id, closing = excluded.closing,
           parts = excluded.parts, kept_by = excluded.kept_by, kept_on = excluded.kept_on
         where known.closing < excluded.closing or known.draft_id in ($2, $7)",
        cycle.uuid(),
        draft.draft_id,
        closing.number().cast_signed(),
        serde_json::json!(sealed),
        draft.kept_by,
        draft.kept_on.to_sqlx() as _,
        over
    )
    .execute(pool)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// What a mentor said of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The command that said it.
    pub comment_id: Uuid,
    /// What the draft was when the mentor read it.
    pub draft_id: Uuid,
    /// The words.
    pub text: String,
    /// Who said it: the account.
    pub said_by: Uuid,
    /// On which day, by the school's clock.
    pub said_on: Date,
}

/// What was said of the drafts since the closing whose outcome stands at `closing`, the oldest first.
///
/// # Errors
/// When the database does not answer, or what is stored was altered.
pub async fn comments(
    pool: &PgPool,
    vault: &Vault,
    cycle: CycleId,
    closing: Sequence,
) -> Result<Vec<Comment>, VaultError> {
    let rows = sqlx::query!(
        r#"select comment_id, draft_id, comment, said_by, said_on as "said_on: jiff_sqlx::Date"
           from app.report_comment where cycle_id = $1 and closing = $2 order by said_at, comment_id"#,
        cycle.uuid(),
        closing.number().cast_signed()
    )
    .fetch_all(pool)
    .await?;
    let keys = vault.keys(&[cycle.uuid()]).await?;
    let mut comments = Vec::new();
    for row in rows {
        let sealed: Sealed = serde_json::from_value(row.comment).map_err(|_| VaultError::DoesNotOpen)?;
        let place = Place { stream: STREAM, command_id: row.comment_id, field: COMMENT_FIELD };
        if let Some(text) = keys.open(&sealed, place)? {
            let (comment_id, draft_id, said_by) = (row.comment_id, row.draft_id, row.said_by);
            comments.push(Comment { comment_id, draft_id, text, said_by, said_on: row.said_on.to_jiff() });
        }
    }
    Ok(comments)
}

/// Keeps a comment. Answers whether it is kept: it is not where another one has its id. The same comment twice is kept once.
///
/// # Errors
/// When the database does not answer, or the vault can't seal.
pub async fn say(
    pool: &PgPool,
    vault: &Vault,
    (cycle, closing): (CycleId, Sequence),
    comment: &Comment,
) -> Result<bool, VaultError> {
    let place = Place { stream: STREAM, command_id: comment.comment_id, field: COMMENT_FIELD };
    let sealed = vault.seal(cycle.uuid(), place, &comment.text).await?;
    let kept = sqlx::query!(
        "insert into app.report_comment (comment_id, cycle_id, closing, draft_id, comment, said_by, said_on)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (comment_id) do nothing",
        comment.comment_id,
        cycle.uuid(),
        closing.number().cast_signed(),
        comment.draft_id,
        serde_json::json!(sealed),
        comment.said_by,
        comment.said_on.to_sqlx() as _
    )
    .execute(pool)
    .await?;
    if kept.rows_affected() == 1 {
        return Ok(true);
    }
    let same = |one: &Comment| {
        (one.comment_id, one.said_by, &one.text) == (comment.comment_id, comment.said_by, &comment.text)
    };
    Ok(comments(pool, vault, cycle, closing).await?.iter().any(same))
}

/// What became of a comment that somebody takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenBack {
    /// It is there no more, whether this took it away or it was gone before.
    Gone,
    /// Somebody else said it, and it stays.
    OfAnother,
}

/// Deletes the comment `comment` on the report of `cycle`, if `by` said it.
///
/// # Errors
/// When the database does not answer.
pub async fn take_back(
    pool: &PgPool,
    cycle: CycleId,
    comment: Uuid,
    by: Uuid,
) -> Result<TakenBack, VaultError> {
    sqlx::query!(
        "delete from app.report_comment where comment_id = $1 and cycle_id = $2 and said_by = $3",
        comment,
        cycle.uuid(),
        by
    )
    .execute(pool)
    .await?;
    let stays = sqlx::query_scalar!(
        r#"select exists (select from app.report_comment where comment_id = $1 and cycle_id = $2) as "stays!""#,
        comment,
        cycle.uuid()
    )
    .fetch_one(pool)
    .await?;
    Ok(if stays { TakenBack::OfAnother } else { TakenBack::Gone })
}

/// Deletes what was written before the report of `cycle` was submitted, and what was said of it.
///
/// # Errors
/// When the database does not answer.
pub async fn forget(pool: &PgPool, cycle: CycleId) -> Result<(), VaultError> {
    sqlx::query!("delete from app.report_draft where cycle_id = $1", cycle.uuid()).execute(pool).await?;
    sqlx::query!("delete from app.report_comment where cycle_id = $1", cycle.uuid()).execute(pool).await?;
    Ok(())
}
