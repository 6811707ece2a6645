//! Figures as a person reads them: medians, percentiles, and tables that are both printed and kept as Markdown.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

/// Tables under one name, printed as they come and written to `target/bench/<name>.md` at the end.
pub(crate) struct Report {
    name: &'static str,
    text: String,
}

impl Report {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, text: String::new() }
    }

    /// A sentence.
    pub(crate) fn line(&mut self, line: &str) {
        println!("{line}");
        writeln!(self.text, "{line}\n").expect("text grows");
    }

    /// A table with a heading; every row has as many cells as the first, which names the columns.
    pub(crate) fn table(&mut self, heading: &str, rows: &[Vec<String>]) {
        println!("\n{heading}");
        writeln!(self.text, "### {heading}\n").expect("text grows");
        let columns = rows.first().map_or(0, Vec::len);
        let width = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (number, row) in rows.iter().enumerate() {
            let padded = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
            let line = padded.collect::<Vec<_>>().join(" | ");
            println!("  {line}");
            writeln!(self.text, "| {line} |").expect("text grows");
            if number == 0 {
                writeln!(self.text, "|{}", "---|".repeat(columns)).expect("text grows");
            }
        }
        self.text.push('\n');
    }

    /// Keeps everything in a file.
    pub(crate) fn write(&self) {
        let folder =
            Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find(|folder| folder.join("ops").is_dir());
        let folder = folder.expect("the bench is inside the repository").join("target/bench");
        std::fs::create_dir_all(&folder).expect("target/bench can be made");
        let file = folder.join(format!("{}.md", self.name));
        std::fs::write(&file, &self.text).expect("the figures can be kept");
        println!("\nkept in {}", file.display());
    }
}

/// One row of a table.
pub(crate) fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// The middle of some figures; of an even number, the upper one of the two in the middle.
pub(crate) fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The waiting time that `share` (of 1) of all are below or at.
pub(crate) fn percentile(times: &mut [Duration], share: f64) -> Duration {
    times.sort_unstable();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank within a list in memory"
    )]
    let rank = (times.len().saturating_sub(1) as f64 * share).round() as usize;
    times.get(rank).copied().unwrap_or_default()
}

/// `p50 / p99` in milliseconds.
pub(crate) fn p50_p99(times: &mut [Duration]) -> String {
    format!("{} / {}", milliseconds(percentile(times, 0.5)), milliseconds(percentile(times, 0.99)))
}

pub(crate) fn milliseconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1_000.0)
}

/// A rate without digits that mean nothing.
pub(crate) fn rate(per_second: f64) -> String {
    if per_second < 10_000.0 { format!("{per_second:.0}") } else { format!("{:.1} k", per_second / 1_000.0) }
}

pub(crate) fn ratio(ratio: f64) -> String {
    if ratio < 10.0 { format!("{ratio:.2}") } else { format!("{ratio:.0}") }
}
