//! The sections of a pack that stand on published results: the headline with its chart, the tables, the years, and how sure
//! all of it is.

use domain::cohort_result::{Figure, FigureKind, FigureToken, Group};
use domain::pack::{
    Basis, Block, Cell, ChartFigures, ChartOf, ClearBy, MarkFigures, Section, SectionName, Symbol, TableName,
};
use domain::{Score, Subject, VariantArray};
use measures::{Certainty, Comparison, Interval, Mark, OfficialFigures, Token, Why, chance, method};

use super::gather::{Sources, section};
use super::{norms, table};
use crate::chart::{Axes, Chart, ChartMark};
use crate::published::{self, GROUPS, SUBJECTS};
use crate::results::read::YearResults;
use crate::sealed_text::Text;
use crate::words::Words;
use crate::{term, trend};

/// The words of the trade that a pack uses.
const TERMS: [&str; 11] = [
    "quadrant",
    "results",
    "progress",
    "interval",
    "ledger",
    "chance",
    "national-average",
    "scaled-score",
    "disadvantaged",
    "suppressed",
    "benchmark-set",
];

/// The chart that these figures make, by the rule that they were kept with.
#[must_use]
pub(super) fn chart(figures: &ChartFigures) -> Chart {
    let (axes, mark): (Axes, fn(&MarkFigures) -> Mark) = match (figures.of, figures.clear_by) {
        (ChartOf::Results, _) => (Axes::official(), published_mark),
        (ChartOf::Cycles, ClearBy::Range) => (Axes::cycles(), own_mark_by_range),
        (ChartOf::Cycles, ClearBy::Chance) => (Axes::cycles(), own_mark_by_chance),
    };
    let mark = |one: &MarkFigures| ChartMark {
        id: one.id.clone(),
        label: one.label.clone(),
        mark: mark(one),
        href: None,
        working: None,
        note: None,
    };
    Chart {
        prefix: "pack".to_owned(),
        title: figures.title.clone(),
        caption: figures.title.clone(),
        kind: figures.label.clone(),
        axes,
        marks: figures.marks.iter().map(mark).collect(),
        notes: figures.notes.clone(),
    }
}

fn published_mark(one: &MarkFigures) -> Mark {
    Mark::official(&OfficialFigures {
        average: one.average.as_ref().map(published::figure),
        national: one.national.map(published::number),
        progress: published::figure(&one.progress),
        progress_lower: published::figure(&one.lower),
        progress_upper: published::figure(&one.upper),
        pupils: one.pupils,
    })
}

/// The mark of a cycle whose gain is clear where it is more than chance alone may give.
fn own_mark_by_chance(one: &MarkFigures) -> Mark {
    let (results, gain) = own_comparisons(one);
    Mark::of_cycle(results, gain, one.pupils)
}

/// The mark of a cycle whose gain is clear where its whole range is above the line.
fn own_mark_by_range(one: &MarkFigures) -> Mark {
    let (results, gain) = own_comparisons(one);
    Mark::new(results, gain, one.pupils)
}

/// The means of a cycle against what is to be expected of its test: across and up.
fn own_comparisons(one: &MarkFigures) -> (Comparison, Comparison) {
    let ends = one.lower.value().zip(one.upper.value());
    let average = one.average.as_ref().and_then(Figure::value);
    let results = own_comparison(average, one.average_range, one.national, Why::NoNorm);
    let gain = own_comparison(one.progress.value(), ends, one.expected, Why::ScaleNotLinked);
    (results, gain)
}

fn own_comparison(
    value: Option<Score>,
    ends: Option<(Score, Score)>,
    against: Option<Score>,
    why: Why,
) -> Comparison {
    let Some((value, against)) = value.zip(against) else { return Comparison::absent_because(why) };
    let (value, against) = (published::number(value), published::number(against));
    let interval = ends.and_then(|(lower, upper)| {
        Interval::new(published::number(lower) - against, published::number(upper) - against)
    });
    Comparison::new(value, against, interval)
}

/// A figure of the table; where it has none of the kind, the sign for "not published".
fn figure(results: &YearResults, (subject, group): (Subject, Group), kind: FigureKind) -> Figure {
    let not_published = || FigureToken::parse("NP").unwrap_or_else(|_| FigureToken::blank());
    results.figures.get(subject, group, kind).cloned().unwrap_or_else(|| Figure::Token(not_published()))
}

fn average(results: &YearResults, (subject, group): (Subject, Group)) -> Option<Figure> {
    (subject != Subject::Writing).then(|| figure(results, (subject, group), FigureKind::Average))
}

fn subjects(words: Words, results: &YearResults) -> ChartFigures {
    let national = results.norms.national.as_ref();
    let mark = |subject: Subject| {
        let of = (subject, Group::All);
        MarkFigures {
            id: subject.to_string(),
            label: words.say(&format!("subject-{subject}")),
            average: average(results, of),
            average_range: None,
            expected: None,
            national: national.and_then(|norms| norms.value(subject, Group::All, FigureKind::Average)),
            progress: figure(results, of, FigureKind::Progress),
            lower: figure(results, of, FigureKind::Lower),
            upper: figure(results, of, FigureKind::Upper),
            pupils: published::pupils(&results.figures, subject, Group::All),
        }
    };
    ChartFigures {
        of: ChartOf::Results,
        clear_by: ClearBy::Range,
        title: words.tell("chart-title-subjects", &[("year", results.year.written().into())]),
        label: words.say("kind-subject"),
        marks: SUBJECTS.map(mark).to_vec(),
        notes: vec![results.norms.source.clone()],
    }
}

/// The headline, with the chart and what it says.
pub(super) fn headline(sources: &Sources<'_>) -> Section<Text> {
    let words = sources.words();
    let Some(results) = sources.results.first() else {
        let none = Block::Sentence(words.say("pack-headline-none-about"));
        return section(SectionName::Headline, words.say("pack-headline-none"), vec![none]);
    };
    let figures = subjects(words, results);
    let chart = chart(&figures);
    let mut blocks = vec![Block::Sentence(chart.reading(words))];
    if sources.school.is_junior() {
        blocks.push(Block::Sentence(words.say("junior-school-note")));
    }
    blocks.push(Block::Chart(figures));
    section(SectionName::Headline, chart.headline(words), blocks)
}

/// Which sign of ours stands for a sign of the tables.
fn symbol(token: Token) -> Symbol {
    match token {
        Token::Suppressed | Token::Confidential => Symbol::Confidential,
        Token::NotApplicable | Token::SymbolNotApplicable | Token::NoEntries => Symbol::NotApplicable,
        Token::RoundsToZero => Symbol::RoundsToZero,
        Token::LowReliability => Symbol::LowReliability,
        Token::LowCoverage
        | Token::NewSchool
        | Token::NotPublished
        | Token::Sp
        | Token::Re
        | Token::Empty
        | Token::Space
        | Token::SymbolNotAvailable => Symbol::NotAvailable,
    }
}

fn cell(figure: &Figure, number: fn(Score) -> Cell<Text>) -> Cell<Text> {
    match (figure, published::figure(figure)) {
        (Figure::Value(value), _) => number(*value),
        (Figure::Token(_), measures::Figure::Missing(token)) => Cell::Missing(symbol(token)),
        (Figure::Token(_), measures::Figure::Value(_)) => Cell::Missing(Symbol::NotAvailable),
    }
}

fn pupils(count: Option<u32>) -> Cell<Text> {
    count.map_or(Cell::Missing(Symbol::NotAvailable), Cell::Count)
}

/// The published progress of some pupils, with its range and whether that is clear.
fn progress(words: Words, results: &YearResults, of: (Subject, Group)) -> [Cell<Text>; 4] {
    let [value, lower, upper] = [FigureKind::Progress, FigureKind::Lower, FigureKind::Upper]
        .map(|kind| cell(&figure(results, of, kind), Cell::Points));
    [value, lower, upper, clear(words, &published::mark(results, of.0, of.1))]
}

fn clear(words: Words, mark: &Mark) -> Cell<Text> {
    if mark.progress().difference().is_none() {
        return Cell::Text(words.say("no-figure"));
    }
    Cell::Text(words.say(match mark.progress().certainty() {
        Certainty::ClearlyAbove => "trend-clear-above",
        Certainty::ClearlyBelow => "trend-clear-below",
        Certainty::TooCloseToCall => "trend-clear-not",
        Certainty::NotStated => "how-sure-not-stated",
    }))
}

/// The tables of the latest results; nothing without any.
pub(super) fn results(sources: &Sources<'_>) -> Option<Section<Text>> {
    let words = sources.words();
    let results = sources.results.first()?;
    let year = [("year", results.year.written().into())];
    let average_cell = |of| {
        average(results, of)
            .map_or(Cell::Missing(Symbol::NotApplicable), |figure| cell(&figure, Cell::Number))
    };
    let by_subject = |subject: Subject| {
        let of = (subject, Group::All);
        let national = results.norms.national.as_ref();
        let national = national.and_then(|norms| norms.value(subject, Group::All, FigureKind::Average));
        let national = national.filter(|_| subject != Subject::Writing);
        let mut row = vec![
            Cell::Text(words.say(&format!("subject-{subject}"))),
            pupils(published::pupils(&results.figures, subject, Group::All)),
            average_cell(of),
            national.map_or(Cell::Missing(Symbol::NotApplicable), Cell::Number),
        ];
        row.extend(progress(words, results, of));
        row
    };
    // A row of a group that the table says nothing of would be signs alone.
    let is_told = |group: Group| published::pupils(&results.figures, Subject::Reading, group).is_some();
    let of_group = |group: Group| {
        SUBJECTS.map(|subject| {
            let of = (subject, group);
            let mut row = vec![
                Cell::Text(term::of(words, "group-{}", &group)),
                Cell::Text(words.say(&format!("subject-{subject}"))),
                pupils(published::pupils(&results.figures, subject, group)),
                average_cell(of),
            ];
            row.extend(progress(words, results, of));
            row
        })
    };
    let figures = ["chart-column-progress", "pack-column-from", "pack-column-to", "trend-column-clear"];
    let subjects = ["kind-subject", "chart-column-pupils", "pack-column-average", "pack-column-national"];
    let groups = ["pack-column-group", "kind-subject", "chart-column-pupils", "pack-column-average"];
    let blocks = vec![
        table(
            words,
            TableName::Results,
            words.tell("chart-title-subjects", &year),
            &[subjects, figures].concat(),
            SUBJECTS.map(by_subject).to_vec(),
        ),
        Block::Sentence(words.say("note-groups")),
        Block::Sentence(words.say("pack-pupils-published")),
        table(
            words,
            TableName::Groups,
            words.tell("pack-groups", &year),
            &[groups, figures].concat(),
            GROUPS
                .into_iter()
                .filter(|group| *group != Group::All && is_told(*group))
                .flat_map(of_group)
                .collect(),
        ),
    ];
    Some(section(SectionName::Results, words.tell("pack-results", &year), blocks))
}

/// Progress over the years; nothing without results.
pub(super) fn trend(sources: &Sources<'_>) -> Option<Section<Text>> {
    let words = sources.words();
    if sources.results.is_empty() {
        return None;
    }
    let (mut said, mut rows) = (Vec::new(), Vec::new());
    for subject in SUBJECTS {
        let short = trend::in_short(words, &sources.results, subject);
        let name = words.say(&format!("subject-{subject}"));
        said.push(format!("{name}: {}", short.sentences.join(" ")));
        for results in short.years {
            let of = (subject, Group::All);
            let mut row = vec![
                Cell::Text(name.clone()),
                Cell::Text(results.year.written()),
                pupils(published::pupils(&results.figures, subject, Group::All)),
            ];
            row.extend(progress(words, &results, of));
            rows.push(row);
        }
    }
    let columns = [
        "kind-subject",
        "kind-year",
        "chart-column-pupils",
        "chart-column-progress",
        "pack-column-from",
        "pack-column-to",
        "trend-column-clear",
    ];
    let title = words.say("pack-trend");
    let blocks = vec![
        Block::List(said),
        Block::Sentence(words.say("trend-other-pupils")),
        table(words, TableName::Years, title.clone(), &columns, rows),
    ];
    Some(section(SectionName::Trend, title, blocks))
}

/// How sure the figures are, and how they were worked out.
pub(super) fn sure(sources: &Sources<'_>, basis: &Basis) -> Section<Text> {
    let words = sources.words();
    let mut said = vec![words.say("how-sure-size")];
    let mut used = vec![method::SMALL_NUMBERS];
    if let Some(results) = sources.results.first() {
        let marks = u32::try_from(SUBJECTS.len() * GROUPS.len()).unwrap_or(u32::MAX);
        let alarms = format!("{:.1}", chance::expected_false_alarms(marks));
        said.push(words.tell("pack-sure-alarms", &[("marks", marks.into()), ("alarms", alarms.into())]));
        said.push(words.say("how-sure-results"));
        said.push(format!("{}. {}", norms(words, basis), results.norms.source));
        used.extend([
            method::PUBLISHED_INTERVAL,
            method::QUADRANT_STANDING,
            method::POOLED_YEARS,
            method::TREND,
        ]);
    }
    let least = sources.settings.policy.threshold();
    said.push(words.tell("pack-sure-own", &[("least", least.into())]));
    let methods = used
        .iter()
        .map(|one| (super::method(words, one.name(), one.version()), words.say(&one.message_key())));
    let methods = methods.collect();
    section(SectionName::Sure, words.say("how-sure-title"), vec![Block::List(said), Block::Terms(methods)])
}

/// What the signs and words of a pack mean.
pub(super) fn words(words: Words) -> Section<Text> {
    let signs = Symbol::VARIANTS
        .iter()
        .map(|symbol| (symbol.to_string(), words.say(&format!("token-{symbol}"))))
        .collect();
    let mut terms: Vec<(String, String)> = TERMS
        .iter()
        .map(|key| (words.say(&format!("term-{key}")), words.say(&format!("term-{key}-meaning"))))
        .collect();
    terms.sort();
    let blocks = vec![Block::Sentence(words.say("pack-signs")), Block::Terms(signs), Block::Terms(terms)];
    section(SectionName::Words, words.say("pack-words"), blocks)
}
