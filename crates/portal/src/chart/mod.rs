//! The quadrant chart: each mark shows a group's results against others and its progress, and how sure both are.
//!
//! One [`Chart`] value makes the drawing, the table, the sentences, the JSON and the CSV rows, so that they cannot
//! show different figures. It judges nothing: whether a mark is clear, and what may be said of it, comes from
//! [`measures`]. It reads no database and no clock.

mod binned;
mod course;
mod cross;
mod dense;
mod drawing;
mod export;
mod figure;
mod labels;
mod lettering;
mod narrow;
mod palette;
mod phrase;
mod plotted;
mod push;
mod reading;
mod rect;
mod scale;
mod sentence;
mod table;
#[cfg(test)]
mod tests;
mod wide;
mod years;

use maud::Markup;
use measures::Mark;

pub use course::{Course, Line, Taken, Turn, week};
pub use export::{MarkRecord, Missing, ProgressRecord, Reason, ResultsRecord};
pub use phrase::{comparison, range, signed, tick};
pub use years::{Span, YearPoint, Years};

use crate::words::Words;

/// From this many marks on, only the first can be reached with the Tab key: the arrow keys and the table lead to the others.
pub const ONE_STOP_FROM: usize = 16;

/// From this many marks on the drawing, a chart has small dots, names for the furthest only, and the table as the way in.
pub const DENSE_FROM: usize = 41;

/// The same from this many marks in all, those without a place on the drawing counted too: the stylesheet knows so many.
const LISTED_FROM: usize = 61;

/// From this many marks on, a chart shows how many marks lie where, and none of them for itself.
pub const BINNED_FROM: usize = 601;

/// What one direction of the chart measures, and against what. It chooses the words of ticks and sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Yardstick {
    /// Average scaled score, less the national average; in scaled score points.
    ResultsAgainstNational,
    /// Average scaled score, less the average of all schools of the nation, private ones too; in scaled score points.
    ResultsAgainstAllSchools,
    /// Average scaled score, less the average of the local authority's schools; in scaled score points.
    ResultsAgainstAuthority,
    /// Published progress score: against pupils nationally with the same start; in scaled score points.
    ProgressAgainstSameStart,
    /// Mean score of a standardised test, less the norm of that test; in standardised score points.
    ResultsAgainstNorm,
    /// Mean gain, less the gain that the norms lead one to expect; in standardised score points.
    GainAgainstExpected,
}

/// One direction of the chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Direction {
    /// What is measured, and against what.
    pub yardstick: Yardstick,
    /// The sentence beside the axis; the yardstick's own if `None`.
    pub sentence: Option<String>,
    /// The furthest value drawn on either side of level, where charts must be comparable; chosen from the marks if
    /// `None`. Marks beyond it stand at the edge with an arrow.
    pub reach: Option<f64>,
    /// The words that the norms have for values along the axis, each with how far from level it is; points in words where
    /// there are none.
    pub words: Vec<(f64, String)>,
}

impl Direction {
    /// A direction with the yardstick's own sentence and a reach chosen from the marks.
    #[must_use]
    pub fn of(yardstick: Yardstick) -> Self {
        Self { yardstick, sentence: None, reach: None, words: Vec::new() }
    }
}

/// Both directions.
#[derive(Debug, Clone, PartialEq)]
pub struct Axes {
    /// Across.
    pub results: Direction,
    /// Up.
    pub progress: Direction,
}

impl Axes {
    /// The axes of official key stage 2 figures.
    #[must_use]
    pub fn official() -> Self {
        Self {
            results: Direction::of(Yardstick::ResultsAgainstNational),
            progress: Direction::of(Yardstick::ProgressAgainstSameStart),
        }
    }

    /// The axes of a school's own intervention cycles.
    #[must_use]
    pub fn cycles() -> Self {
        Self {
            results: Direction::of(Yardstick::ResultsAgainstNorm),
            progress: Direction::of(Yardstick::GainAgainstExpected),
        }
    }
}

/// One mark of the chart and row of its table.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartMark {
    /// What its row is called in addresses: unique in the chart, letters, digits and hyphens only.
    pub id: String,
    /// Its name, as readers see it.
    pub label: String,
    /// Its figures, already judged; the number of pupils is in it.
    pub mark: Mark,
    /// Where its name in the table leads, if anywhere.
    pub href: Option<String>,
    /// Where the working behind it stands, if there is a page of it.
    pub working: Option<String>,
    /// A sentence to read beside it, such as why a junior school's progress is low.
    pub note: Option<String>,
}

/// A quadrant chart: the one source of the drawing, the table, the words and the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// The beginning of every id of this chart: different for each chart on a page.
    pub prefix: String,
    /// What the chart shows, of whom and when; stands above the drawing.
    pub title: String,
    /// The heading of the table.
    pub caption: String,
    /// What a mark is: the heading of the table's first column ("Subject", "School", "Cycle").
    pub kind: String,
    /// What the two directions measure.
    pub axes: Axes,
    /// The marks, in the order of the table.
    pub marks: Vec<ChartMark>,
    /// Sentences to print under the chart, such as the source of the figures.
    pub notes: Vec<String>,
}

/// A chart in words and drawn, for a page: the same for each of its readers.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// [`Chart::headline`].
    pub headline: String,
    /// [`Chart::reading`].
    pub reading: String,
    /// [`Chart::figure`].
    pub figure: Markup,
    /// [`Chart::table`].
    pub table: Markup,
    /// How many marks it has.
    pub marks: usize,
}

impl Drawn {
    /// How many bytes it has.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let Self { headline, reading, figure, table, marks: _ } = self;
        headline.len() + reading.len() + figure.0.len() + table.0.len()
    }
}

impl Chart {
    /// All that a page shows of it.
    #[must_use]
    pub fn drawn(&self, words: Words) -> Drawn {
        Drawn {
            headline: self.headline(words),
            reading: self.reading(words),
            figure: self.figure(words),
            table: self.table(words),
            marks: self.marks.len(),
        }
    }

    /// The figure: way past it, title, key, both drawings, the panel for the mark pointed at, and the notes.
    #[must_use]
    pub fn figure(&self, words: Words) -> Markup {
        figure::figure(self, words)
    }

    /// The table with the same figures. Its id is [`Chart::table_id`].
    #[must_use]
    pub fn table(&self, words: Words) -> Markup {
        table::table(self, words)
    }

    /// A part of the table: up to `count` rows, after the first `skipped`.
    #[must_use]
    pub fn part_of_table(&self, words: Words, skipped: usize, count: usize) -> Markup {
        table::part(self, words, skipped, count)
    }

    /// The id of the table, for links to it.
    #[must_use]
    pub fn table_id(&self) -> String {
        format!("{}-table", self.prefix)
    }

    /// The id of a mark's row in the table.
    #[must_use]
    pub fn row_id(&self, mark: &ChartMark) -> String {
        format!("{}-row-{}", self.prefix, mark.id)
    }

    /// One heading that says what the marks allow, and no more.
    #[must_use]
    pub fn headline(&self, words: Words) -> String {
        reading::headline(self, words)
    }

    /// One paragraph that reads the chart out.
    #[must_use]
    pub fn reading(&self, words: Words) -> String {
        reading::paragraph(self, words)
    }

    /// What a reader who cannot see the drawing is told of it: how many marks lie where.
    #[must_use]
    pub fn alternative(&self, words: Words) -> String {
        reading::alternative(self, words)
    }

    /// The full sentence of one mark.
    #[must_use]
    pub fn sentence(&self, mark: &ChartMark, words: Words) -> String {
        sentence::whole(self, mark, words)
    }

    /// The figures as values for JSON, one for each mark, in the order of the table.
    #[must_use]
    pub fn records(&self, words: Words) -> Vec<MarkRecord> {
        self.marks.iter().map(|mark| MarkRecord::of(mark, words)).collect()
    }

    /// The figures as rows for CSV, the names of the columns first.
    #[must_use]
    pub fn csv(&self, words: Words) -> Vec<Vec<String>> {
        export::csv(self, words)
    }

    /// Whether there are too many marks for names and links on the drawing.
    #[must_use]
    pub fn is_dense(&self) -> bool {
        self.marks.len() >= LISTED_FROM || self.plottable() >= DENSE_FROM
    }

    /// Whether there are too many marks to draw each.
    #[must_use]
    pub fn is_binned(&self) -> bool {
        self.marks.len() >= BINNED_FROM
    }

    /// Whether the marks on a drawing are one stop for the Tab key.
    fn is_one_stop(&self) -> bool {
        self.plottable() >= ONE_STOP_FROM
    }

    /// How many marks have a place on the drawing.
    fn plottable(&self) -> usize {
        self.marks.iter().filter(|mark| mark.mark.is_plottable()).count()
    }

    /// The letter that stands for a mark where its name has no room: A to Z, then AA and so on.
    fn letter(index: usize) -> String {
        let own = u8::try_from(index % 26).map_or('?', |place| char::from(b'A' + place));
        match index / 26 {
            0 => own.to_string(),
            before => format!("{}{own}", Self::letter(before - 1)),
        }
    }
}
