//! What a school's cycles have on record, as far as the questions need it: counts and days, nothing that tells a pupil.

use std::collections::HashMap;

use domain::cycle::JudgedEffect;
use domain::{Currency, CycleId, PupilId, SchoolId};
use jiff::civil::Date;
use sqlx::PgPool;

use crate::page_error::PageError;

/// What one cycle has on record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct OnRecord {
    /// Pupils who are taught in it now.
    pub(super) taught: u32,
    /// Pupils who ever were: what was spent was spent on them.
    pub(super) ever_taught: u32,
    /// Pupils who are assessed beside them and not taught.
    pub(super) compared: u32,
    /// Of those taught now, how many have a recorded need.
    pub(super) with_need: u32,
    /// The minutes of teaching that were held for a pupil, on average.
    pub(super) minutes: u32,
    /// Talks with families.
    pub(super) contacts: u32,
    /// Scores.
    pub(super) scores: u32,
    /// Those that were put right.
    pub(super) corrected: u32,
    /// Scores that were put right or taken out after the report to the board.
    pub(super) corrected_since: u32,
    /// The day of the last lesson that was held.
    pub(super) last_lesson_on: Option<Date>,
    /// The latest score to look back.
    pub(super) looked_back_on: Option<Date>,
    /// A score was taken in ordinary lessons.
    pub(super) class_evidence: bool,
    /// The days on which scores were taken.
    pub(super) scored_on: Vec<Date>,
    /// What was done with strategies, in order.
    pub(super) changes: Vec<StrategyChange>,
    /// What it cost, by currency, in the smaller unit.
    pub(super) costs: Vec<(Currency, u64)>,
    /// Somebody's pay is among it.
    pub(super) has_pay: bool,
}

/// One thing that was done with a strategy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StrategyChange {
    /// The strategy's code, without its edition.
    pub(super) strategy: String,
    /// It was taken up, and neither changed nor stopped.
    pub(super) adopted: bool,
    /// The day.
    pub(super) on: Date,
    /// What it did, as judged when it was stopped.
    pub(super) judged: Option<JudgedEffect>,
}

/// Which cycles are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Which<'a> {
    /// Of this school.
    pub(super) school: &'a SchoolId,
    /// This one alone.
    pub(super) only: Option<CycleId>,
}

/// What the cycles have on record, those given up left out.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub(super) async fn on_record(
    pool: &PgPool,
    which: Which<'_>,
) -> Result<HashMap<CycleId, OnRecord>, PageError> {
    let mut all = counts(pool, which).await?;
    let (school, only) = (which.school.to_string(), which.only.map(CycleId::uuid));
    let days = sqlx::query!(
        r#"select distinct s.cycle_id, s.taken_on as "taken_on!: jiff_sqlx::Date"
           from scores s join cycles c using (cycle_id)
           where c.school_id = $1 and s.score is not null and ($2::uuid is null or c.cycle_id = $2)
           order by 2"#,
        school,
        only
    )
    .fetch_all(pool)
    .await?;
    for row in days {
        if let Some(one) = all.get_mut(&CycleId::new(row.cycle_id)) {
            one.scored_on.push(row.taken_on.to_jiff());
        }
    }
    strategy_changes(pool, which, &mut all).await?;
    costs(pool, which, &mut all).await?;
    Ok(all)
}

async fn counts(pool: &PgPool, which: Which<'_>) -> Result<HashMap<CycleId, OnRecord>, PageError> {
    let rows = sqlx::query!(
        r#"with chosen as (
             select cycle_id, corrected_since from cycles
             where school_id = $1 and state <> 'cancelled' and ($2::uuid is null or cycle_id = $2)),
           pupils as (
             select p.cycle_id,
                    count(*) filter (where role = 'target' and withdrawn_on is null) as taught,
                    count(*) filter (where role = 'target') as ever_taught,
                    count(*) filter (where role = 'comparison' and withdrawn_on is null) as compared,
                    count(*) filter (where role = 'target' and withdrawn_on is null and exists (
                      select 1 from needs n
                      where n.cycle_id = p.cycle_id and n.participant_id = p.participant_id)) as with_need
             from participants p join chosen using (cycle_id) group by 1),
           taken as (
             select s.cycle_id, count(*) as scores, count(*) filter (where corrections > 0) as corrected,
                    max(taken_on) filter (where point = 'follow_up') as looked_back_on,
                    bool_or(point = 'transfer') as class_evidence
             from scores s join chosen using (cycle_id) where s.score is not null group by 1),
           held as (
             select s.cycle_id, sum((held ->> 'minutes')::bigint * one.pupils) as pupil_minutes,
                    max(s.held_on) as last_on
             from sessions s join chosen using (cycle_id)
             cross join lateral (select jsonb_array_length(held -> 'present')
               + coalesce(jsonb_array_length(held -> 'absent'), 0) as pupils) one
             group by 1),
           named as (
             select s.cycle_id, count(distinct pupil) as pupils
             from sessions s join chosen using (cycle_id)
             cross join lateral jsonb_array_elements_text(
               (held -> 'present') || coalesce(held -> 'absent', '[]'::jsonb)) pupil
             group by 1),
           talks as (
             select i.cycle_id, count(*) as contacts
             from inquiry i join chosen using (cycle_id) where i.kind = 'contact' group by 1)
           select c.cycle_id as "cycle_id!", c.corrected_since as "corrected_since!",
                  coalesce(p.taught, 0) as "taught!", coalesce(p.ever_taught, 0) as "ever_taught!",
                  coalesce(p.compared, 0) as "compared!", coalesce(p.with_need, 0) as "with_need!",
                  coalesce(t.scores, 0) as "scores!", coalesce(t.corrected, 0) as "corrected!",
                  t.looked_back_on as "looked_back_on: jiff_sqlx::Date",
                  coalesce(t.class_evidence, false) as "class_evidence!",
                  coalesce((h.pupil_minutes / nullif(n.pupils, 0))::bigint, 0) as "minutes!",
                  coalesce(k.contacts, 0) as "contacts!", h.last_on as "last_lesson_on: jiff_sqlx::Date"
           from chosen c left join pupils p using (cycle_id) left join taken t using (cycle_id)
           left join held h using (cycle_id) left join named n using (cycle_id) left join talks k using (cycle_id)"#,
        which.school.to_string(),
        which.only.map(CycleId::uuid)
    )
    .fetch_all(pool)
    .await?;
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(rows
        .into_iter()
        .map(|row| {
            let on_record = OnRecord {
                taught: count(row.taught),
                ever_taught: count(row.ever_taught),
                compared: count(row.compared),
                with_need: count(row.with_need),
                minutes: count(row.minutes),
                contacts: count(row.contacts),
                scores: count(row.scores),
                corrected: count(row.corrected),
                corrected_since: count(row.corrected_since.into()),
                last_lesson_on: row.last_lesson_on.map(jiff_sqlx::Date::to_jiff),
                looked_back_on: row.looked_back_on.map(jiff_sqlx::Date::to_jiff),
                class_evidence: row.class_evidence,
                ..OnRecord::default()
            };
            (CycleId::new(row.cycle_id), on_record)
        })
        .collect())
}

async fn strategy_changes(
    pool: &PgPool,
    which: Which<'_>,
    all: &mut HashMap<CycleId, OnRecord>,
) -> Result<(), PageError> {
    let rows = sqlx::query!(
        r#"select s.cycle_id, s.strategy, s.change, s.effective_on as "effective_on: jiff_sqlx::Date", s.judged_effect
           from strategy_changes s join cycles c using (cycle_id)
           where c.school_id = $1 and ($2::uuid is null or c.cycle_id = $2) order by s.cycle_id, s.sequence"#,
        which.school.to_string(),
        which.only.map(CycleId::uuid)
    )
    .fetch_all(pool)
    .await?;
    for row in rows {
        let judged = row.judged_effect.map(|effect| effect.parse()).transpose();
        let change = StrategyChange {
            strategy: row.strategy.split('@').next().unwrap_or(&row.strategy).to_owned(),
            adopted: row.change == "adopted",
            on: row.effective_on.to_jiff(),
            judged: judged.map_err(|_| PageError::Unfit("what a strategy did".to_owned()))?,
        };
        if let Some(one) = all.get_mut(&CycleId::new(row.cycle_id)) {
            one.changes.push(change);
        }
    }
    Ok(())
}

async fn costs(
    pool: &PgPool,
    which: Which<'_>,
    all: &mut HashMap<CycleId, OnRecord>,
) -> Result<(), PageError> {
    let rows = sqlx::query!(
        r#"select p.cycle_id, p.cost ->> 'currency' as "currency!",
                  sum((p.cost ->> 'minor_units')::bigint)::bigint as "minor_units!",
                  bool_or(p.cost ->> 'kind' in ('staff_time', 'cover') and (p.cost ->> 'minor_units')::bigint > 0) as "has_pay!"
           from costs p join cycles c using (cycle_id)
           where c.school_id = $1 and ($2::uuid is null or c.cycle_id = $2) group by 1, 2 order by 1, 2"#,
        which.school.to_string(),
        which.only.map(CycleId::uuid)
    )
    .fetch_all(pool)
    .await?;
    for row in rows {
        let unfit = || PageError::Unfit(format!("a cost of {}", row.cycle_id));
        let currency = Currency::parse(&row.currency).map_err(|_| unfit())?;
        let minor_units = u64::try_from(row.minor_units).map_err(|_| unfit())?;
        if let Some(one) = all.get_mut(&CycleId::new(row.cycle_id)) {
            one.costs.push((currency, minor_units));
            one.has_pay |= row.has_pay;
        }
    }
    Ok(())
}

/// The pupils in a school's register who were not erased, whether or not they are there still.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn pupils(pool: &PgPool, school: &SchoolId) -> Result<Vec<PupilId>, PageError> {
    let ids = sqlx::query_scalar!(
        "select pupil_id from pupils where kept_by = $1 and erased_on is null order by pupil_id",
        school.to_string()
    )
    .fetch_all(pool)
    .await?;
    Ok(ids.into_iter().map(PupilId::new).collect())
}
