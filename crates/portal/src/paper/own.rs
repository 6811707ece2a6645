//! The section of a pack about the school's own cycles: what the last edition says of each, and how that stands to the edition
//! before. Nothing here looks past the edition, and what it shows goes through the limit for small numbers of today: that may be
//! higher than the one by which the edition was made.

use std::collections::BTreeMap;

use domain::cohort_result::{Figure, FigureToken};
use domain::edition::{EditionFigure, ShownFigure, Standing};
use domain::pack::{
    Block, Cell, ChartFigures, ChartOf, ClearBy, MarkFigures, Section, SectionName, Symbol, TableName,
};
use domain::{CycleId, Score};
use measures::{Policy, disclosure};

use super::gather::{Sources, section};
use super::official::chart;
use super::table;
use crate::cycles;
use crate::cycles::read::Cycle;
use crate::editions;
use crate::editions::read::Published;
use crate::gains::Fixed;
use crate::page_error::PageError;
use crate::sealed_text::Text;
use crate::words::Words;

/// The last edition with the cycles that it speaks of.
pub(super) struct Own {
    edition: Option<Published>,
    cycles: BTreeMap<CycleId, Cycle>,
    /// The limit for small numbers of today.
    policy: Policy,
}

pub(super) async fn read(sources: &Sources<'_>) -> Result<Own, PageError> {
    let pool = sources.app.pool();
    let edition = editions::read::last(pool, &sources.school.id).await?;
    let cycles = cycles::read::of_school(pool, &sources.school.id).await?;
    let cycles = cycles.into_iter().map(|cycle| (cycle.id, cycle)).collect();
    Ok(Own { edition, cycles, policy: sources.settings.policy })
}

impl Own {
    /// The number of the edition; none before the first.
    pub(super) fn number(&self) -> Option<u32> {
        self.edition.as_ref().map(|edition| edition.number)
    }

    /// What the edition says, each with its cycle, the newest cycle first.
    fn figures(&self) -> Vec<(&Cycle, &EditionFigure)> {
        let figures = self.edition.iter().flat_map(|edition| &edition.figures);
        let mut known: Vec<_> =
            figures.filter_map(|figure| Some((self.cycles.get(&figure.cycle)?, figure))).collect();
        known.sort_by_key(|(cycle, _)| cycle.newest_first());
        known
    }

    /// What an edition shows of a cycle, if the limit of today lets it through.
    fn let_through<'a>(&self, figure: &'a EditionFigure) -> Option<&'a ShownFigure> {
        figure.shown.as_ref().filter(|shown| disclosure::shown(shown.pupils.into(), &self.policy))
    }

    fn shown(&self) -> Vec<(&Cycle, &ShownFigure)> {
        self.figures()
            .into_iter()
            .filter_map(|(cycle, figure)| Some((cycle, self.let_through(figure)?)))
            .collect()
    }

    /// The fewest pupils behind a figure or a reason that the section tells.
    fn fewest(&self) -> Option<u32> {
        let shown = self.shown().into_iter().map(|(_, shown)| shown.pupils);
        let behind = self.figures().into_iter().filter_map(|(_, figure)| Some(figure.standing.reasons()?.1));
        let told = behind.filter(|behind| disclosure::shown((*behind).into(), &self.policy));
        shown.chain(told).map(u32::from).min()
    }

    /// The chart of the cycles; none where the edition shows none that has a place on it.
    fn chart(&self, words: Words) -> Option<ChartFigures> {
        let not_published = || FigureToken::parse("NP").unwrap_or_else(|_| FigureToken::blank());
        let or_none =
            |value: Option<Score>| value.map_or_else(|| Figure::Token(not_published()), Figure::Value);
        let mark = |(cycle, shown): (&Cycle, &ShownFigure)| MarkFigures {
            id: cycle.id.to_string(),
            label: cycles::label(words, cycle),
            average: Some(or_none(shown.end)),
            average_range: shown.end_lower.zip(shown.end_upper),
            national: shown.norm,
            expected: shown.expected_gain,
            progress: Figure::Value(shown.gain),
            lower: or_none(shown.gain_lower),
            upper: or_none(shown.gain_upper),
            pupils: Some(shown.pupils.into()),
        };
        let is_placed =
            |(_, shown): &(&Cycle, &ShownFigure)| shown.norm.is_some() && shown.expected_gain.is_some();
        let marks: Vec<MarkFigures> = self.shown().into_iter().filter(is_placed).map(mark).collect();
        (!marks.is_empty()).then(|| ChartFigures {
            of: ChartOf::Cycles,
            clear_by: ClearBy::Chance,
            title: words.say("cycles-chart-heading"),
            label: words.say("cycles-column-cycle"),
            marks,
            notes: vec![words.say("cycles-how-sure-chance")],
        })
    }

    /// The first page's headline from the cycles, where there are no official results.
    pub(super) fn headline(&self, words: Words) -> Option<Section<Text>> {
        let figures = self.chart(words)?;
        let chart = chart(&figures);
        let blocks = vec![Block::Sentence(chart.reading(words)), Block::Chart(figures)];
        Some(Section {
            fewest: self.fewest(),
            ..section(SectionName::Headline, chart.headline(words), blocks)
        })
    }

    /// What is new in the edition since the one of the last pack.
    pub(super) fn changed(&self, words: Words, before: Option<u32>) -> Vec<String> {
        let Some(number) = self.number().filter(|number| Some(*number) != before) else { return Vec::new() };
        let mut said = vec![words.tell("pack-changed-edition", &[("number", number.to_string().into())])];
        let stands = |is_one: fn(&Standing) -> bool| {
            self.figures().iter().filter(|(_, one)| is_one(&one.standing)).count()
        };
        let counts = [
            ("pack-changed-cycles-new", stands(|one| matches!(one, Standing::New))),
            ("pack-changed-cycles-changed", stands(|one| matches!(one, Standing::Changed { .. }))),
            ("pack-changed-cycles-kept", stands(|one| matches!(one, Standing::Kept { .. }))),
        ];
        let told = counts.into_iter().filter(|(_, count)| *count > 0);
        said.extend(told.map(|(id, count)| words.tell(id, &[("count", count.into())])));
        said
    }
}

/// The section with the table of the edition.
pub(super) fn section_of(sources: &Sources<'_>, own: &Own) -> Section<Text> {
    let words = sources.words();
    let title = words.say("cycles-list-caption");
    let Some(edition) = &own.edition else {
        return section(SectionName::Cycles, title, vec![Block::Sentence(words.say("pack-cycles-none"))]);
    };
    let policy = &sources.settings.policy;
    let hidden = || Cell::Missing(Symbol::Confidential);
    let points = |value: Option<Score>| value.map_or(Cell::Missing(Symbol::NotAvailable), Cell::Points);
    let row = |(cycle, figure): (&Cycle, &EditionFigure)| {
        let label = Cell::Text(cycles::label(words, cycle));
        let mut row = vec![label];
        match own.let_through(figure) {
            Some(shown) => row.extend([
                Cell::Count(shown.pupils.into()),
                Cell::Points(shown.gain),
                points(shown.gain_lower),
                points(shown.gain_upper),
                points(shown.expected_gain),
                Cell::Text(Fixed::published(shown).told(words, policy)),
            ]),
            None => row.extend([
                hidden(),
                hidden(),
                hidden(),
                hidden(),
                hidden(),
                Cell::Text(words.say("no-figure")),
            ]),
        }
        row.push(Cell::Text(editions::page::told(words, figure, edition.number, policy)));
        row
    };
    let columns = [
        "cycles-column-cycle",
        "chart-column-pupils",
        "pack-column-gain",
        "pack-column-from",
        "pack-column-to",
        "pack-column-expected",
        "pack-column-allows",
        "pack-column-standing",
    ];
    let rows = own.figures().into_iter().map(row).collect();
    let caption = words.tell("pack-edition", &[("number", edition.number.to_string().into())]);
    let blocks = vec![
        Block::Sentence(words.say("cycles-how-sure-chance")),
        table(words, TableName::Cycles, caption, &columns, rows),
    ];
    Section { fewest: own.fewest(), ..section(SectionName::Cycles, title, blocks) }
}
