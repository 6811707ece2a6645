//! A pack as markup: the first page, the sections behind it, and what it stands on. On a screen it is one long page; on paper
//! the first page is one sheet.

use domain::VariantArray;
use domain::pack::{Block, Cell, Section, SectionName, SpokenOf, Symbol, Table, TableName};
use maud::{Markup, html};

use super::official::chart;
use super::{Paper, edition, norms_of, words_of};
use crate::came_to::row;
use crate::chart;
use crate::enquiries::short;
use crate::published::number;
use crate::sealed_text::Text;
use crate::words::Words;

/// Everything that a pack says, below a caption that says which one it is. `notice` is what stands above, on the same sheet:
/// that it reads otherwise by now, or did before.
#[must_use]
pub fn whole(paper: &Paper, caption: &str, notice: &Markup) -> Markup {
    sheets(paper, caption, Some(notice))
}

/// The same inside of another page, which has its own heading.
#[must_use]
pub fn preview(paper: &Paper, caption: &str) -> Markup {
    sheets(paper, caption, None)
}

/// `notice` is there where the pack is a page of its own.
fn sheets(paper: &Paper, caption: &str, notice: Option<&Markup>) -> Markup {
    let words = words_of(paper.language);
    let of = |first: bool| paper.sections.iter().filter(move |one| one.name.is_on_first_page() == first);
    let marks: Vec<String> = paper.sections.iter().flat_map(|one| &one.blocks).flat_map(rows).collect();
    html! {
        article class="q-paper" lang=(words.locale().tag()) {
            div class="q-first" {
                @if let Some(notice) = notice { (notice) }
                @for one in of(true) {
                    section class=(class(one)) {
                        @if one.name == SectionName::Headline {
                            span class="govuk-caption-l" { (caption) }
                            @if notice.is_some() { h1 class="govuk-heading-l" { (one.title) } }
                            @else { h2 class="govuk-heading-l" { (one.title) } }
                        } @else {
                            h2 class="govuk-heading-m" { (one.title) }
                        }
                        @for block in &one.blocks { (drawn(words, block, (&one.title, &[]))) }
                    }
                }
            }
            @for one in of(false) {
                section class="q-section" {
                    h2 class="govuk-heading-m" { (one.title) }
                    @for block in &one.blocks { (drawn(words, block, (&one.title, &marks))) }
                }
            }
        }
    }
}

/// The class of a part of the first page.
fn class(section: &Section<Text>) -> &'static str {
    match section.name {
        SectionName::Headline => "q-first__headline",
        SectionName::Asked => "q-first__asked",
        SectionName::Open
        | SectionName::Changed
        | SectionName::Results
        | SectionName::Trend
        | SectionName::Cycles
        | SectionName::Questions
        | SectionName::Answers
        | SectionName::Reports
        | SectionName::Sure
        | SectionName::Words => "q-first__beside",
    }
}

/// The ids of the rows to which a chart's marks lead.
fn rows(block: &Block<Text>) -> Vec<String> {
    match block {
        Block::Chart(figures) => {
            let chart = chart(figures);
            chart.marks.iter().map(|mark| chart.row_id(mark)).collect()
        }
        Block::Sentence(_)
        | Block::List(_)
        | Block::Question { .. }
        | Block::Said { .. }
        | Block::Terms(_)
        | Block::Table(_) => Vec::new(),
    }
}

/// A block below this heading; `marks` are the ids of the rows that the chart leads to.
fn drawn(words: Words, block: &Block<Text>, (title, marks): (&str, &[String])) -> Markup {
    match block {
        Block::Sentence(text) => html! { p class="govuk-body" { (text) } },
        Block::List(texts) => html! {
            ul class="govuk-list govuk-list--bullet" { @for text in texts { li { (text) } } }
        },
        Block::Question { question, answer } => html! {
            div class="q-question" {
                h3 class="govuk-heading-s" { (question) }
                p class="govuk-body" { (answer) }
            }
        },
        Block::Said { lead, said } => html! {
            p class="govuk-body" {
                (lead) " "
                bdi { a class="govuk-link" href=(address(said.of)) { (short(&told(words, &said.words))) } }
            }
        },
        Block::Terms(terms) => html! {
            dl class="govuk-summary-list" { @for (term, meaning) in terms { (row(term, meaning)) } }
        },
        Block::Chart(figures) => chart(figures).figure(words),
        Block::Table(table) => drawn_table(words, table, (title, marks)),
    }
}

/// The page of what somebody's words speak of.
fn address(of: SpokenOf) -> String {
    match of {
        SpokenOf::Enquiry(enquiry) => format!("/enquiries/{enquiry}"),
        SpokenOf::Cycle(cycle) => format!("/cycles/{cycle}/report"),
    }
}

/// Words, or that they were erased.
fn told(words: Words, text: &Text) -> String {
    text.open().map_or_else(|| words.say("pack-erased"), str::to_owned)
}

fn drawn_table(words: Words, table: &Table<Text>, (title, marks): (&str, &[String])) -> Markup {
    // A caption that repeats the heading is there for who hears the page.
    let hidden = if table.caption == title { " govuk-visually-hidden" } else { "" };
    let is_results = table.name == TableName::Results;
    let id = format!("pack-{}", if is_results { "table".to_owned() } else { table.name.to_string() });
    html! {
        table class="govuk-table q-rows q-paper__table" role="table" id=(id) {
            caption class={ "govuk-table__caption" (hidden) } { (table.caption) }
            thead role="rowgroup" { tr role="row" {
                @for column in &table.columns {
                    th class="govuk-table__header" scope="col" role="columnheader" { (column) }
                }
            } }
            tbody role="rowgroup" {
                @for (place, cells) in table.rows.iter().enumerate() {
                    tr role="row" id=[marks.get(place).filter(|_| is_results)] {
                        @for (column, cell) in cells.iter().enumerate() {
                            @if column == 0 {
                                th class="govuk-table__header" scope="row" role="rowheader" { (value(words, cell)) }
                            } @else {
                                td class="govuk-table__cell" role="cell" data-label=[table.columns.get(column)] {
                                    (value(words, cell))
                                }
                            }
                        }
                    }
                }
            }
        }
        (signs(words, table))
    }
}

/// What the signs of a table mean; nothing below one that has none.
fn signs(words: Words, table: &Table<Text>) -> Markup {
    let stands = |sign: &&Symbol| table.rows.iter().flatten().any(|cell| *cell == Cell::Missing(**sign));
    let signs: Vec<&Symbol> = Symbol::VARIANTS.iter().filter(stands).collect();
    html! {
        @if !signs.is_empty() {
            ul class="govuk-list q-signs" {
                @for sign in signs { li { "[" (sign) "] " (words.say(&format!("token-{sign}"))) } }
            }
        }
    }
}

/// A cell as it is read.
fn value(words: Words, cell: &Cell<Text>) -> Markup {
    match cell {
        Cell::Text(text) => html! { (text) },
        Cell::Count(count) => html! { (count) },
        Cell::Number(figure) => html! { (figure) },
        Cell::Points(points) => html! { (chart::signed(number(*points))) },
        Cell::Missing(symbol) => sign(words, *symbol),
        Cell::Said(said) => html! {
            @for line in told(words, &said.words).lines().filter(|line| !line.trim().is_empty()) {
                p class="govuk-body-s" { (line) }
            }
        },
    }
}

/// A sign, and to whoever hears the page what it means.
fn sign(words: Words, symbol: Symbol) -> Markup {
    html! {
        span aria-hidden="true" { "[" (symbol) "]" }
        span class="govuk-visually-hidden" { (words.say(&format!("token-{symbol}"))) }
    }
}

/// What a pack stands on, with the whole root of the ledger. `today` is what the school is called now.
#[must_use]
pub fn stands_on(words: Words, paper: &Paper, today: &str) -> Markup {
    let basis = &paper.basis;
    let school = match &paper.school_name {
        Some(name) => name.clone(),
        None => words.tell("pack-school-of-today", &[("name", today.into())]),
    };
    html! {
        dl class="govuk-summary-list" {
            (row(&words.say("pack-school"), &school))
            (row(&words.say("pack-edition-title"), &edition(words, basis)))
            (row(&words.say("pack-limit"), &words.tell("pack-limit-pupils", &[("least", u32::from(basis.smallest_group.pupils()).into())])))
            @for one in &basis.official {
                @let fact = one.position.map_or_else(|| words.say("history-hash-waiting"), |position| {
                    words.tell("pack-fact", &[("position", position.to_string().into())])
                });
                (row(
                    &words.tell("enquiry-offer-results", &[("year", one.year.written().into())]),
                    &words.tell("pack-official", &[("norms", norms_of(words, one).into()), ("fact", fact.into())]),
                ))
            }
            @match &basis.checkpoint {
                Some(checkpoint) => {
                    @let short = super::ledger_in_short(words, Some((checkpoint.position, &checkpoint.root)), false);
                    (row(&words.say("pack-ledger-position"), &checkpoint.position.to_string()))
                    (row(&words.say("ledger-root-short"), &short))
                    div class="govuk-summary-list__row" {
                        dt class="govuk-summary-list__key" { (words.say("pack-ledger-root")) }
                        dd class="govuk-summary-list__value q-seal" { code { (checkpoint.root) } }
                    }
                }
                None => (row(&words.say("pack-ledger-position"), &super::unsigned(words, basis.signing_stopped))),
            }
        }
        p class="govuk-body q-elsewhere" {
            a class="govuk-link" href="/ledger" { (words.say("pack-ledger-link")) }
        }
    }
}
