//! The sections of a pack about what was asked and answered, and about what changed since the pack before it.

use std::collections::HashMap;

use cqrs_es::Aggregate as _;
use domain::EnquiryId;
use domain::Fact;
use domain::enquiry::{Enquiry, EnquiryEvent, EnquiryStage};
use domain::pack::{Basis, Block, Cell, Said, Section, SectionName, SpokenOf, TableName};
use jiff::civil::Date;
use journal::Recorded;

use super::gather::{Sources, section};
use super::own::Own;
use super::{said, table};
use crate::enquiries::{self, Asked, stream_of};
use crate::facts;
use crate::page_error::PageError;
use crate::sealed_text::Text;
use crate::term;
use crate::vault::Place;
use crate::words::Words;

/// The field in which a question's and an answer's words are sealed in their own stream.
const WORDS: &str = "words";
/// So many questions stand on the first page.
const FIRST: usize = 3;

/// A question with the answer that holds.
pub(super) struct Answered {
    asked: Asked,
    answer: Option<(Date, Text)>,
}

impl Answered {
    fn is_open(&self) -> bool {
        !self.asked.row.stage.is_settled()
    }

    fn of(&self) -> SpokenOf {
        SpokenOf::Enquiry(self.asked.row.id)
    }
}

/// The questions that are open, and those that changed since the last pack; taken back ones are left out. Open ones first,
/// the longest open on top.
pub(super) async fn read(sources: &Sources<'_>) -> Result<Vec<Answered>, PageError> {
    let (app, board) = (sources.app, &sources.board);
    let mut asked = enquiries::of_school(app, board, &sources.school.id).await?;
    asked.retain(|one| {
        let is_new = sources.since().is_none_or(|since| one.row.changed_on >= since);
        one.row.stage != EnquiryStage::Withdrawn && (is_new || !one.row.stage.is_settled())
    });
    let ids: Vec<EnquiryId> = asked.iter().map(|one| one.row.id).collect();
    let mut answers = answers_to(sources, &ids).await?;
    let mut all: Vec<Answered> =
        asked.into_iter().map(|asked| Answered { answer: answers.remove(&asked.row.id), asked }).collect();
    all.sort_by_key(|one| (!one.is_open(), one.asked.row.raised_on));
    Ok(all)
}

/// The last answer to each of these questions that has one.
async fn answers_to(
    sources: &Sources<'_>,
    ids: &[EnquiryId],
) -> Result<HashMap<EnquiryId, (Date, Text)>, PageError> {
    let keys = sources.app.vault().keys(&ids.iter().map(|id| id.uuid()).collect::<Vec<_>>()).await?;
    let mut answers = HashMap::new();
    for id in ids {
        let facts = sources.app.journal().stream(Enquiry::TYPE, &id.to_string()).await?;
        let Some((recorded, answered)) = facts.iter().rev().find_map(answer) else { continue };
        let stream = stream_of(*id);
        let command_id = recorded.command_id.unwrap_or_default();
        let place = Place { stream: &stream, command_id, field: WORDS };
        let text = keys.open(&answered.words, place)?.map_or(Text::Removed, Text::Open);
        answers.insert(*id, (answered.effective_on, text));
    }
    Ok(answers)
}

fn answer(recorded: &Recorded) -> Option<(&Recorded, domain::enquiry::QuestionAnswered)> {
    let Ok(Fact::Enquiry(EnquiryEvent::QuestionAnswered(answered))) = facts::of(recorded) else {
        return None;
    };
    Some((recorded, answered))
}

/// What is open, on the first page.
pub(super) fn open(sources: &Sources<'_>, all: &[Answered]) -> Section<Text> {
    let words = sources.words();
    let at = |is_one: fn(EnquiryStage) -> bool| all.iter().filter(|one| is_one(one.asked.row.stage)).count();
    let counts = words.tell(
        "pack-open-counts",
        &[
            ("school", at(EnquiryStage::waits_for_school).into()),
            ("governors", at(|stage| stage == EnquiryStage::Answered).into()),
            ("settled", at(EnquiryStage::is_settled).into()),
        ],
    );
    let mut blocks = vec![Block::Sentence(counts)];
    let is_open: Vec<&Answered> = all.iter().filter(|one| one.is_open()).collect();
    blocks.extend(is_open.iter().take(FIRST).map(|one| in_short(words, one)));
    let more = is_open.len().saturating_sub(FIRST);
    if more > 0 {
        blocks.push(Block::Sentence(words.tell("pack-open-more", &[("count", more.into())])));
    }
    section(SectionName::Open, words.say("pack-open"), blocks)
}

fn in_short(words: Words, one: &Answered) -> Block<Text> {
    let stage = term::of(words, "enquiry-stage-{}", &one.asked.row.stage);
    let day = words.date(one.asked.row.raised_on);
    let lead = words.tell("pack-open-one", &[("stage", stage.into()), ("day", day.into())]);
    match &one.asked.text {
        text @ Text::Open(_) => Block::Said { lead, said: Said { of: one.of(), words: text.clone() } },
        Text::Removed | Text::Hidden => Block::Sentence(format!("{lead} {}", words.say("pack-erased"))),
    }
}

/// Questions and answers in full.
pub(super) fn answers(sources: &Sources<'_>, all: &[Answered]) -> Section<Text> {
    let words = sources.words();
    let row = |one: &Answered| {
        let answer = one.answer.clone();
        vec![
            said(words, one.of(), one.asked.text.clone()),
            Cell::Text(words.date(one.asked.row.raised_on)),
            Cell::Text(term::of(words, "enquiry-stage-{}", &one.asked.row.stage)),
            answer.map_or_else(
                || Cell::Text(words.say("pack-no-answer")),
                |(_, text)| said(words, one.of(), text),
            ),
            Cell::Text(match &one.answer {
                Some((day, _)) => words.date(*day),
                None => words.say("pack-not-yet"),
            }),
        ]
    };
    let columns = [
        "enquiry-column-question",
        "enquiry-column-raised",
        "enquiry-column-stage",
        "pack-column-answer",
        "pack-column-answered",
    ];
    let title = words.say("enquiries-title");
    let blocks = if all.is_empty() {
        let id = if sources.before.is_some() { "pack-nothing-asked" } else { "pack-nothing-asked-yet" };
        vec![Block::Sentence(words.say(id))]
    } else {
        vec![table(words, TableName::Enquiries, title.clone(), &columns, all.iter().map(row).collect())]
    };
    section(SectionName::Answers, title, blocks)
}

/// What changed since the pack before this one, on the first page.
pub(super) fn changed(
    sources: &Sources<'_>,
    (basis, own): (&Basis, &Own),
    all: &[Answered],
    reports: usize,
) -> Section<Text> {
    let words = sources.words();
    let Some(before) = sources.before else {
        let first = Block::Sentence(words.say("pack-is-first"));
        return section(SectionName::Changed, words.say("pack-changed"), vec![first]);
    };
    let values = [("number", before.number.to_string().into()), ("day", words.date(before.on).into())];
    let mut said = official(words, &before.content.basis, basis);
    said.extend(own.changed(words, before.content.basis.edition));
    let answered = all.iter().filter(|one| one.answer.as_ref().is_some_and(|(day, _)| *day >= before.on));
    let counts = [
        ("pack-changed-answers", answered.count()),
        ("pack-changed-questions", all.iter().filter(|one| one.asked.row.raised_on >= before.on).count()),
        ("pack-changed-reports", reports),
    ];
    said.extend(
        counts
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(id, count)| words.tell(id, &[("count", count.into())])),
    );
    if said.is_empty() {
        said.push(words.say("pack-changed-nothing"));
    }
    let blocks = vec![Block::Sentence(words.tell("pack-changed-since", &values)), Block::List(said)];
    section(SectionName::Changed, words.say("pack-changed"), blocks)
}

/// Which official results are new, and which were corrected.
fn official(words: Words, before: &Basis, now: &Basis) -> Vec<String> {
    now.official
        .iter()
        .filter_map(|one| {
            let known =
                before.official.iter().find(|known| (known.stage, known.year) == (one.stage, one.year));
            let id = match known {
                None => "pack-changed-results-new",
                Some(known) if known.sequence != one.sequence => "pack-changed-results-corrected",
                Some(_) => return None,
            };
            Some(words.tell(id, &[("year", one.year.written().into())]))
        })
        .collect()
}
