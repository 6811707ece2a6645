//! Which column of a school's list holds what: guessed from the heading, chosen by hand, and remembered for the next list.
//!
//! What a school chose is kept sealed under a key of the school's own, because a list without a heading has a name there.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Display;
use std::hash::Hash;
use std::str::FromStr;

use domain::import_batch::ListCounts;
use domain::{SchoolId, Sealed, VariantArray};
use maud::{Markup, html};
use serde::Serialize;
use sqlx::PgPool;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::fields::{Draft, Field};
use crate::sent::Sent;
use crate::sheet::{self, Row, Sheet, SheetError, letters};
use crate::term;
use crate::uploads::File;
use crate::vault::{Place, Vault, VaultError};
use crate::words::Words;

/// The member in which a program sends a list as the text of a CSV file.
pub const CSV: &str = "csv";
/// The member in which a program sends a list as rows of cells.
pub const ROWS: &str = "rows";
/// The two things that are done with a list.
const STEPS: [&str; 2] = ["look", "take"];

/// What can be done with a list: look at it, or take it over as it was seen.
#[must_use]
pub fn steps() -> Vec<String> {
    STEPS.map(str::to_owned).to_vec()
}

/// What a list would do, as programs read it. Nothing of it is stored yet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListLookedAt)]
pub struct LookedAt {
    /// Send this as `seen` to take the list over as it is understood here.
    seen: String,
    /// How many rows it has under its heading.
    rows: u32,
    /// How many of them bring something new.
    added: u32,
    /// How many change what is on record.
    revised: u32,
    /// How many are on record already.
    unchanged: u32,
    /// What each column holds, by its letter; the others are not used.
    columns: BTreeMap<String, String>,
    /// What becomes of each row.
    outcomes: Vec<RowLookedAt>,
}

/// What becomes of a row of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowLookedAt {
    /// Its number, the heading counted.
    pub row: u32,
    /// `new`, `revised` or `same`.
    pub outcome: &'static str,
}

impl LookedAt {
    /// A list that was looked at.
    #[must_use]
    pub fn of<M: Meaning>(
        seen: &str,
        counts: ListCounts,
        columns: &Columns<M>,
        outcomes: Vec<RowLookedAt>,
    ) -> Self {
        let used = columns.0.iter().enumerate();
        let used = used.filter_map(|(place, meaning)| Some((letters(place), (*meaning)?.to_string())));
        Self {
            seen: seen.to_owned(),
            rows: counts.rows,
            added: counts.added,
            revised: counts.revised,
            unchanged: counts.unchanged,
            columns: used.collect(),
            outcomes,
        }
    }
}

/// Whether whoever sent a list says what its columns hold.
#[must_use]
pub fn are_chosen(sent: &Sent) -> bool {
    sent.pairs.iter().any(|(name, _)| name.starts_with("column-"))
}

/// What a column can mean.
pub trait Meaning: Copy + Eq + Hash + Display + FromStr + VariantArray + 'static {
    /// What headings are called by people, in small letters without blanks and signs.
    fn called(self) -> &'static [&'static str];
}

/// The meaning of each column, in order; none for one that is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns<M>(Vec<Option<M>>);

impl<M: Meaning> Columns<M> {
    /// What the heading seems to say.
    #[must_use]
    pub fn guessed(heading: &Row) -> Self {
        Self::by(heading, |text| {
            M::VARIANTS.iter().copied().find(|one| one.called().contains(&plain(text).as_str()))
        })
    }

    /// What the school chose for headings of these words, and what the others seem to say.
    #[must_use]
    pub fn remembered(heading: &Row, known: &BTreeMap<String, String>) -> Self {
        let guessed = Self::guessed(heading);
        let chosen: Vec<Option<&String>> = heading.cells.iter().map(|cell| known.get(cell)).collect();
        let taken: HashSet<&str> = chosen.iter().flatten().map(|text| text.as_str()).collect();
        let meaning = |(place, chosen): (usize, Option<&String>)| match chosen {
            Some(text) => text.parse().ok(),
            None => guessed
                .0
                .get(place)
                .copied()
                .flatten()
                .filter(|one| !taken.contains(one.to_string().as_str())),
        };
        Self(chosen.iter().copied().enumerate().map(meaning).collect())
    }

    /// What was chosen in the form, each meaning at most once. A second one is noted at its field.
    pub fn chosen(words: Words, draft: &mut Draft, width: usize) -> Self {
        let mut seen = HashSet::new();
        let mut columns = Vec::new();
        for place in 0..width {
            let letter = letters(place);
            let meaning: Option<M> = draft.in_row("column", &letter).parse().ok();
            if let Some(meaning) = meaning
                && !seen.insert(meaning)
            {
                draft.refuse_row(
                    words,
                    "column",
                    &letter,
                    "list-column-twice",
                    &[("column", letter.as_str().into())],
                );
            }
            columns.push(meaning);
        }
        Self(columns)
    }

    fn by(heading: &Row, meaning: impl Fn(&str) -> Option<M>) -> Self {
        let mut seen = HashSet::new();
        Self(heading.cells.iter().map(|cell| meaning(cell).filter(|one| seen.insert(*one))).collect())
    }

    /// Where the column of this meaning stands.
    #[must_use]
    pub fn place(&self, meaning: M) -> Option<usize> {
        self.0.iter().position(|one| *one == Some(meaning))
    }

    /// The choices of the form, as they are now.
    #[must_use]
    pub fn into_draft(&self, draft: Draft) -> Draft {
        self.0.iter().enumerate().fold(draft, |draft, (place, meaning)| {
            draft.with(
                &crate::fields::in_row("column", &letters(place)),
                meaning.map(|meaning| meaning.to_string()).unwrap_or_default(),
            )
        })
    }

    /// The heading's words with what was chosen for each.
    fn words_of(&self, heading: &Row) -> BTreeMap<String, String> {
        let said = |(cell, meaning): (&String, &Option<M>)| {
            (cell.clone(), meaning.map(|meaning| meaning.to_string()).unwrap_or_default())
        };
        heading.cells.iter().zip(&self.0).filter(|(cell, _)| !cell.is_empty()).map(said).collect()
    }
}

/// The fields that choose, one for each column. The words of a meaning are the message `pattern`.
#[must_use]
pub fn fields<M: Meaning>(words: Words, draft: &Draft, heading: &Row, pattern: &str) -> Markup {
    let choices = term::choices(words, pattern, M::VARIANTS.iter().copied());
    html! {
        fieldset class="govuk-fieldset" {
            legend class="govuk-fieldset__legend govuk-fieldset__legend--m" { (words.say("list-columns")) }
            @for (place, cell) in heading.cells.iter().enumerate() {
                (Field {
                    name: "column",
                    row: Some(letters(place)),
                    label: words.tell("list-column", &[("letter", letters(place).into()), ("heading", cell.into())]),
                    hint: None,
                }.select(words, draft, &choices))
            }
        }
    }
}

/// A heading's words without case, blanks and signs.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The key's subject of a school: always the same, and of no pupil.
fn subject(school: &SchoolId) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("quadrant:columns:{school}").as_bytes())
}

const STREAM: &str = "column_mapping";
const FIELD: &str = "columns";

/// What the school chose last for lists of this kind.
///
/// # Errors
/// When the database does not answer, or what is stored was altered.
pub async fn known(
    pool: &PgPool,
    vault: &Vault,
    school: &SchoolId,
    kind: &str,
) -> Result<BTreeMap<String, String>, VaultError> {
    let row = sqlx::query!(
        "select mapping_id, columns from app.column_mapping where school_id = $1 and kind = $2",
        school.to_string(),
        kind
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(BTreeMap::new()) };
    let sealed: Sealed = serde_json::from_value(row.columns).map_err(|_| VaultError::DoesNotOpen)?;
    let place = Place { stream: STREAM, command_id: row.mapping_id, field: FIELD };
    let text = vault.keys(&[subject(school)]).await?.open(&sealed, place)?;
    text.map_or(Ok(BTreeMap::new()), |text| serde_json::from_str(&text).map_err(|_| VaultError::DoesNotOpen))
}

/// Remembers what the school chose.
///
/// # Errors
/// When the database does not answer, or the vault can't seal.
pub async fn remember<M: Meaning>(
    pool: &PgPool,
    vault: &Vault,
    school: &SchoolId,
    kind: &str,
    (heading, columns): (&Row, &Columns<M>),
) -> Result<(), VaultError> {
    let mut all = known(pool, vault, school, kind).await?;
    all.extend(columns.words_of(heading));
    let mapping_id = crate::app::new_id();
    let place = Place { stream: STREAM, command_id: mapping_id, field: FIELD };
    let sealed = vault.seal(subject(school), place, &serde_json::json!(all).to_string()).await?;
    sqlx::query!(
        "insert into app.column_mapping (school_id, kind, mapping_id, columns) values ($1, $2, $3, $4)
         on conflict (school_id, kind) do update set mapping_id = excluded.mapping_id, columns = excluded.columns",
        school.to_string(),
        kind,
        mapping_id,
        serde_json::json!(sealed)
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// The field for the file.
#[must_use]
pub fn file_field(words: Words, draft: &Draft) -> Markup {
    let error = draft.problem("file");
    let described = if error.is_some() { "file-hint file-error" } else { "file-hint" };
    html! {
        div class=(if error.is_some() { "govuk-form-group govuk-form-group--error" } else { "govuk-form-group" }) {
            label class="govuk-label govuk-label--s" for="file" { (words.say("field-file")) }
            div class="govuk-hint" id="file-hint" { (words.say("field-file-hint")) }
            @if let Some(error) = error {
                p class="govuk-error-message" id="file-error" {
                    span class="govuk-visually-hidden" { (words.say("form-error-prefix")) " " } (error)
                }
            }
            input class="govuk-input" id="file" name="file" type="file" accept=".csv,.txt,.tsv,.xlsx"
                aria-describedby=(described);
        }
    }
}

/// A cell of the list, marked if something is wrong with it.
fn cell(draft: &Draft, row: &Row, place: usize, label: &str) -> Markup {
    let anchor = crate::fields::in_row("cell", &row.address(place).to_string());
    let error = draft.problem(&anchor);
    html! {
        td class="govuk-table__cell" role="cell" data-label=(label) id=[error.map(|_| anchor.as_str())] {
            (row.cell(place))
            @if let Some(error) = error { p class="govuk-error-message" { (error) } }
        }
    }
}

/// Every row of a list: its number, what becomes of it, and the cells of the columns that are used, each with its name.
#[must_use]
pub fn rows(
    words: Words,
    draft: &Draft,
    sheet: &Sheet,
    used: &[(usize, String)],
    becomes: impl Fn(&Row) -> Markup,
) -> Markup {
    let (number, outcome) = (words.say("list-row"), words.say("list-outcome"));
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" { (words.say("list-rows")) }
            thead class="govuk-table__head" role="rowgroup" { tr class="govuk-table__row" role="row" {
                th class="govuk-table__header" scope="col" role="columnheader" { (number) }
                th class="govuk-table__header" scope="col" role="columnheader" { (outcome) }
                @for (_, label) in used {
                    th class="govuk-table__header" scope="col" role="columnheader" { (label) }
                }
            } }
            tbody class="govuk-table__body" role="rowgroup" { @for row in &sheet.rows {
                tr class="govuk-table__row" role="row" {
                    th class="govuk-table__header" scope="row" role="rowheader" data-label=(number) {
                        (row.number)
                    }
                    td class="govuk-table__cell" role="cell" data-label=(outcome) { (becomes(row)) }
                    @for (place, label) in used { (cell(draft, row, *place, label)) }
                }
            } }
        }
    }
}

/// The list of a form: the file that was chosen, what the form carried along, or what a program sent. What is wrong with it is noted.
pub fn sheet_of(words: Words, draft: &mut Draft, file: Option<&File>) -> Option<Sheet> {
    let sheet = match file {
        Some(File::Bytes(bytes)) => sheet::read(bytes),
        Some(File::TooLarge) => Err(SheetError::TooLarge),
        None if !draft.text("sheet").is_empty() => Sheet::from_text(draft.text("sheet")),
        None if !draft.text(ROWS).is_empty() => Sheet::from_text(draft.text(ROWS)),
        None if !draft.text(CSV).is_empty() => sheet::read(draft.text(CSV).as_bytes()),
        None => {
            draft.refuse(words, "file", "sheet-missing", &[]);
            return None;
        }
    };
    match sheet {
        Ok(sheet) => Some(sheet),
        Err(error) => {
            draft.refuse(words, "file", error.message(), &[("cell", error.cell().into())]);
            None
        }
    }
}
