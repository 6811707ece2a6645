//! What a pack would say today: every section in its order, and what it all stands on.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::pack::{
    Basis, Block, Cell, Checkpoint, OfficialBasis, PackContent, Section, SectionName, TableName,
};
use domain::school::SmallestGroup;
use domain::{CohortResultId, Sealed, Sequence};
use jiff::civil::Date;
use journal::{Notary, SignedCheckpoint};

use super::own::Own;
use super::{Paper, board, language, official, own, reported, since, table};
use crate::access::Visitor;
use crate::app::App;
use crate::asked::Asked;
use crate::official_facts::Official;
use crate::page_error::PageError;
use crate::questions::Questions;
use crate::results::STAGE;
use crate::results::read::{self as results, YearResults};
use crate::schools::read::{School, Settings};
use crate::sealed_text::Text;
use crate::words::Words;

/// The pack before this one: what is new is new since then.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// Its number.
    pub number: u32,
    /// The day on which it was issued.
    pub on: Date,
    /// What it says.
    pub content: &'a PackContent<Sealed>,
}

/// What the sections are made from.
pub(super) struct Sources<'a> {
    pub(super) app: &'a App,
    /// A governor of the school.
    pub(super) board: Visitor,
    pub(super) school: &'a School,
    pub(super) settings: Settings,
    /// Official results, newest first.
    pub(super) results: Vec<YearResults>,
    pub(super) before: Option<Before<'a>>,
}

impl Sources<'_> {
    pub(super) fn words(&self) -> Words {
        self.board.words
    }

    /// The day since which something is new; none where there is no earlier pack.
    pub(super) fn since(&self) -> Option<Date> {
        self.before.map(|before| before.on)
    }
}

/// What a pack of this school would say today, in these words.
///
/// # Errors
/// When the database does not answer, or a stored text can't be opened.
pub async fn gather(
    app: &App,
    words: Words,
    school: &School,
    before: Option<Before<'_>>,
) -> Result<Paper, PageError> {
    let sources = Sources {
        app,
        board: board(app, words, &school.id).await?,
        settings: app.settings_of(&school.id).await?,
        results: results::of_school(app.pool(), &school.id, STAGE).await?,
        school,
        before,
    };
    let own = own::read(&sources).await?;
    let basis = basis(&sources, own.number()).await?;
    let latest = sources.results.first();
    let official = latest.map(|latest| Arc::new(Official::of(&sources.results, latest)));
    let asked = Questions::about(app, &sources.board, school, official).await?.first(&sources.board);
    let said = since::read(&sources).await?;
    let reports = reported::read(&sources).await?;
    let mut sections = vec![
        headline(&sources, &own),
        first_questions(&sources, &asked),
        since::open(&sources, &said),
        since::changed(&sources, (&basis, &own), &said, reports.count),
    ];
    sections.extend(official::results(&sources));
    sections.extend(official::trend(&sources));
    sections.push(own::section_of(&sources, &own));
    sections.push(all_of_questions(&sources, &asked));
    sections.push(since::answers(&sources, &said));
    sections.push(reported::section_of(&sources, reports));
    sections.push(official::sure(&sources, &basis));
    sections.push(official::words(words));
    let school_name = Some(school.name.clone());
    Ok(PackContent { language: language(words), school_name, basis, sections })
}

/// The first page's headline: of the official results, or of the cycles of the last edition where there are none.
fn headline(sources: &Sources<'_>, own: &Own) -> Section<Text> {
    let of_cycles = || own.headline(sources.words());
    let of_cycles = if sources.results.is_empty() { of_cycles() } else { None };
    of_cycles.unwrap_or_else(|| official::headline(sources))
}

async fn basis(sources: &Sources<'_>, edition: Option<u32>) -> Result<Basis, PageError> {
    let mut official = Vec::new();
    for results in &sources.results {
        let id = CohortResultId::new(sources.school.id.clone(), STAGE, results.year);
        let stream = sources.app.journal().stream("cohort_result", &id.to_string()).await?;
        let last = stream.last();
        let unfit = |_| PageError::Unfit(format!("the norms {}", results.benchmark));
        official.push(OfficialBasis {
            stage: STAGE,
            year: results.year,
            benchmark: results.benchmark.parse().map_err(unfit)?,
            sequence: last.map_or(Sequence::NONE, |last| Sequence::new(last.sequence)),
            position: last.and_then(|last| last.position),
        });
    }
    let signed = sources.app.last_checkpoint().await;
    let (checkpoint, signing_stopped) =
        (quoted(signed.as_ref().ok().and_then(Option::as_ref)), signed.is_err());
    let least = u8::try_from(sources.settings.policy.threshold()).ok();
    let smallest_group = least.and_then(|least| SmallestGroup::try_from(least).ok()).unwrap_or_default();
    Ok(Basis { edition, smallest_group, official, checkpoint, signing_stopped })
}

/// Has a checkpoint signed for a pack, which quotes it. Where none can be signed the log says why, and the pack says so: the board
/// gets its pack all the same.
pub async fn sign(notary: &Notary, paper: &mut Paper) {
    let signed = notary.issue().await;
    paper.basis.signing_stopped = signed.is_err();
    paper.basis.checkpoint = quoted(signed.unwrap_or_default().as_ref());
}

/// A signed checkpoint as a pack quotes it: how many facts it covers, and the root over them.
fn quoted(signed: Option<&SignedCheckpoint>) -> Option<Checkpoint> {
    let known = signed?.checkpoint();
    Some(Checkpoint { position: known.position, root: hex::encode(known.root) })
}

/// A section of our own sentences.
pub(super) fn section(name: SectionName, title: String, blocks: Vec<Block<Text>>) -> Section<Text> {
    Section { name, title, fewest: None, blocks }
}

/// The five questions of the first page.
fn first_questions(sources: &Sources<'_>, asked: &[Asked]) -> Section<Text> {
    let blocks = asked
        .iter()
        .map(|one| Block::Question { question: one.question.clone(), answer: one.answer.clone() })
        .collect();
    let title = sources.words().say("questions-title");
    Section { fewest: fewest(sources, asked), ..section(SectionName::Asked, title, blocks) }
}

/// The fewest pupils behind what cycles say in these questions: it passed the gate by the limit of today, and would not by a
/// higher one. None where no cycle says anything.
fn fewest(sources: &Sources<'_>, asked: &[Asked]) -> Option<u32> {
    asked.iter().any(|one| !one.cycles.is_empty()).then(|| sources.settings.policy.threshold())
}

/// A text that begins a cell.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The same with what each comes from.
fn all_of_questions(sources: &Sources<'_>, asked: &[Asked]) -> Section<Text> {
    let words = sources.words();
    let row = |one: &Asked| {
        let in_cycles = one.cycles.iter().map(|cycle| format!("{}: {}", cycle.label, cycle.because));
        let because: BTreeSet<String> =
            std::iter::once(one.because.clone()).chain(in_cycles).filter(|text| !text.is_empty()).collect();
        let because: Vec<String> = because.iter().map(|text| capital(text)).collect();
        [one.question.clone(), one.answer.clone(), because.join(" ")].map(Cell::Text).to_vec()
    };
    let columns = ["enquiry-column-question", "pack-column-answer", "pack-column-because"];
    let title = words.say("pack-questions");
    let rows = asked.iter().map(row).collect();
    let table = table(words, TableName::Questions, title.clone(), &columns, rows);
    let blocks = vec![Block::Sentence(words.say("questions-about")), table];
    Section { fewest: fewest(sources, asked), ..section(SectionName::Questions, title, blocks) }
}
