//! Looks at pages and says how long each took: anew, when its tables of the past are not filled yet, and again.

use std::time::{Duration, Instant};

use system::Reader;

use crate::report::{milliseconds, p50_p99, percentile, ratio};

/// How long one page is asked for again and again, and how often at most.
#[derive(Clone, Copy)]
pub(crate) struct Extent {
    pub(crate) each: Duration,
    pub(crate) most: usize,
    /// A page that takes long is asked for at least as often.
    pub(crate) least: usize,
}

/// What is measured of one page.
pub(crate) struct Looked {
    pub(crate) name: String,
    pub(crate) goal: Option<Duration>,
    times: Vec<Duration>,
    /// How many looks were told first how far the tables are.
    told: usize,
    bytes: usize,
}

/// Somebody who looks.
pub(crate) struct Desk<'d> {
    pub(crate) reader: &'d Reader,
    pub(crate) extent: Extent,
}

impl Desk<'_> {
    /// The page at what `path` says, of the look of this number.
    pub(crate) async fn look(
        &self,
        name: &str,
        goal: Option<Duration>,
        path: impl Fn(usize) -> String,
    ) -> Looked {
        let mut looked = Looked { name: name.to_owned(), goal, times: vec![], told: 0, bytes: 0 };
        let Extent { each, most, least } = self.extent;
        let began = Instant::now();
        // The first look is not counted: prepared statements and the like.
        for number in 0..=most {
            let (took, told, bytes) = self.once(&path(number)).await;
            looked.bytes = bytes;
            if number > 0 {
                looked.times.push(took);
                looked.told += usize::from(told);
            }
            if number >= least && began.elapsed() > each {
                break;
            }
        }
        println!("    {}: {} ms, n {}", looked.name, p50_p99(&mut looked.times.clone()), looked.times.len());
        looked
    }

    /// One look: how long it took until the page was there, whether another page told first how far it is, and its length.
    async fn once(&self, path: &str) -> (Duration, bool, usize) {
        let began = Instant::now();
        let mut told = false;
        loop {
            let answer = self.reader.get(path).await.with_status(200);
            if answer.header("refresh").is_empty() {
                return (began.elapsed(), told, answer.body.len());
            }
            // A browser would wait a second; the server answers as soon as it can, so asking at once shows how long it takes.
            told = true;
        }
    }
}

impl Looked {
    /// The cells of its row, beside a page that does little.
    pub(crate) fn row(mut self, facts: usize, minimal: Duration) -> Vec<String> {
        let middle = percentile(&mut self.times, 0.5);
        let goal = self.goal.map_or_else(String::new, |goal| {
            let is_met = percentile(&mut self.times, 0.99) < goal;
            format!("{} ms: {}", goal.as_millis(), if is_met { "yes" } else { "no" })
        });
        vec![
            facts.to_string(),
            self.name,
            format!("{:.1}", self.bytes as f64 / 1e3),
            self.times.len().to_string(),
            p50_p99(&mut self.times),
            ratio(middle.as_secs_f64() / minimal.as_secs_f64()),
            self.told.to_string(),
            goal,
        ]
    }

    pub(crate) fn median(&self) -> Duration {
        percentile(&mut self.times.clone(), 0.5)
    }
}

/// A duration in the table.
pub(crate) fn seconds(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        format!("{} ms", milliseconds(time))
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}
