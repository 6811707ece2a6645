//! The section of a pack about reports to the board: the four parts of each that was submitted since the pack before.

use domain::pack::{Block, Cell, Section, SectionName, SpokenOf, Symbol, TableName};

use super::gather::{Sources, section};
use super::{said, table};
use crate::access::Action;
use crate::page_error::PageError;
use crate::reports::read;
use crate::sealed_text::{Text, Texts};
use crate::{cycles, term};

/// The rows of the table of reports.
pub(super) struct Reports {
    /// How many there are.
    pub(super) count: usize,
    /// The fewest pupils behind one of them.
    fewest: Option<u32>,
    rows: Vec<Vec<Cell<Text>>>,
}

/// Every report that holds and was submitted since the last pack, as governors read it: a part that has figures is hidden
/// where the last edition shows none of its cycle, or some of too few pupils.
pub(super) async fn read(sources: &Sources<'_>) -> Result<Reports, PageError> {
    let (app, board, words) = (sources.app, &sources.board, sources.words());
    let mut reports = Reports { count: 0, fewest: None, rows: Vec::new() };
    for cycle in cycles::read::of_school(app.pool(), &sources.school.id).await? {
        if !(cycle.is_for_board() && board.may_on(Action::SeeReport, &cycle.plan)) {
            continue;
        }
        let stream = app.journal().stream("cycle", &cycle.id.to_string()).await?;
        let told = read::of_stream(&stream);
        let Some(report) = &told.report else { continue };
        if sources.since().is_some_and(|since| report.submitted_on < since) {
            continue;
        }
        let texts = Texts::open_report(app.vault(), board, &cycle.plan, &told.placed(&stream)).await?;
        let pupils = cycle.pupils_published();
        reports.count += 1;
        for part in &report.parts {
            let Some(now) = part.versions.last() else { continue };
            let text = texts.of(&now.text);
            let has_figures = text.open().is_some_and(|text| text.contains(char::is_numeric));
            let is_kept =
                text.open().is_some_and(|text| cycle.keeps_from_board(text, &sources.settings.policy));
            if has_figures && !is_kept {
                reports.fewest = Some(reports.fewest.map_or(pupils, |fewest| fewest.min(pupils)));
            }
            let told = if is_kept {
                Cell::Missing(Symbol::Confidential)
            } else {
                said(words, SpokenOf::Cycle(cycle.id), text)
            };
            let label = cycles::label(words, &cycle);
            let name = term::of(words, "report-part-{}", &part.part);
            reports.rows.push(vec![Cell::Text(label), Cell::Text(name), told]);
        }
    }
    Ok(reports)
}

/// The section.
pub(super) fn section_of(sources: &Sources<'_>, reports: Reports) -> Section<Text> {
    let words = sources.words();
    let title = words.say("pack-reports");
    let columns = ["cycles-column-cycle", "pack-column-part", "pack-column-says"];
    let block = if reports.rows.is_empty() {
        let id = if sources.before.is_some() { "pack-reports-none" } else { "pack-reports-none-yet" };
        Block::Sentence(words.say(id))
    } else {
        table(words, TableName::Reports, title.clone(), &columns, reports.rows)
    };
    Section { fewest: reports.fewest, ..section(SectionName::Reports, title, vec![block]) }
}
