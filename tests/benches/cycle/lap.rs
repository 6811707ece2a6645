//! One stretch of measuring: cycles of one length, so many writers, and what each command waited for.

use std::sync::Arc;
use std::time::{Duration, Instant};

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use domain::cycle::Cycle;
use journal::{Change, Journal, Running, Token, start};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::course::{Course, context};
use crate::place::Place;
use crate::report::{median, p50_p99, percentile, ratio};

/// How much is measured.
pub(crate) struct Extent {
    pub(crate) rounds: usize,
    /// Commands of each way in a round.
    pub(crate) commands: usize,
}

/// Commands that one cycle is given by each way in a round: its stream grows by not much more.
const EACH: usize = 5;
/// How long a fact may take to the read tables before the bench gives up.
const LONGEST: Duration = Duration::from_mins(15);

/// Cycles of one length, and how many people write at once.
pub(crate) struct Lap {
    pub(crate) length: usize,
    pub(crate) writers: usize,
}

/// One way to record a session.
#[derive(Clone, Copy)]
enum Way {
    /// One INSERT of the same bytes that commits: nothing is loaded, decided or checked.
    Floor,
    /// As a server does that gave the cycle its last command: it kept the state.
    Kept,
    /// As any other server does: it loads the cycle first.
    Unseen,
    /// As `Kept`, and the sender waits until the read tables of the pages have it.
    Shown,
}

const WAYS: [Way; 4] = [Way::Floor, Way::Kept, Way::Unseen, Way::Shown];

/// A journal and the tasks that keep its read tables.
#[derive(Clone)]
struct Serving {
    journal: Journal,
    running: Arc<Running>,
}

impl Lap {
    pub(crate) async fn run(&self, place: &Place, extent: &Extent) -> Vec<String> {
        place.settle().await;
        let serving = Serving::start(place, self.writers + 6).await;
        let mut all = WAYS.map(|_| vec![]);
        // The first round warms the pool and the server's own caches, and is not counted.
        for round in 0..=extent.rounds {
            let courses = serving.courses(self.length, extent.commands.div_ceil(EACH)).await;
            for course in &courses {
                serving.session(course).await;
            }
            for (way, times) in WAYS.into_iter().zip(&mut all) {
                let waited = self.write(way, &serving, &courses).await;
                if round > 0 {
                    times.push(waited);
                }
            }
        }
        serving.stop().await;
        self.row(all)
    }

    /// The writers share the courses out among themselves, and each gives its own the same number of commands. Ends when
    /// the read tables have all of it, so that the next way begins on even ground.
    async fn write(&self, way: Way, serving: &Serving, courses: &[Arc<Course>]) -> Vec<Duration> {
        let mut hands = JoinSet::new();
        for own in courses.chunks(courses.len().div_ceil(self.writers)) {
            let (own, serving) = (own.to_vec(), serving.clone());
            hands.spawn(async move {
                let mut waited = vec![];
                for course in (0..EACH).flat_map(|_| &own) {
                    let began = Instant::now();
                    serving.give(way, course).await;
                    waited.push(began.elapsed());
                }
                waited
            });
        }
        let waited = hands.join_all().await.into_iter().flatten().collect();
        if let Some(course) = courses.first() {
            serving.shown(serving.session(course).await).await;
        }
        waited
    }

    fn row(&self, ways: [Vec<Vec<Duration>>; 4]) -> Vec<String> {
        let [floor, kept, unseen, shown] = ways;
        let mut cells = vec![self.length.to_string(), self.writers.to_string(), waited(&floor)];
        for way in [kept, unseen, shown] {
            cells.extend([waited(&way), compared(&way, &floor)]);
        }
        cells
    }
}

fn waited(rounds: &[Vec<Duration>]) -> String {
    p50_p99(&mut rounds.concat())
}

/// How many times as long as the floor's the median wait is; the median of what each round says.
fn compared(one: &[Vec<Duration>], floor: &[Vec<Duration>]) -> String {
    let middle = |round: &Vec<Duration>| percentile(&mut round.clone(), 0.5).as_secs_f64();
    let ratios = one.iter().zip(floor).map(|(one, floor)| middle(one) / middle(floor));
    ratio(median(&ratios.collect::<Vec<_>>()))
}

/// How long it takes to load a cycle of some length, and to decide on it.
pub(crate) async fn parts(place: &Place, extent: &Extent, length: usize) -> Vec<String> {
    let serving = Serving::start(place, 8).await;
    let courses = serving.courses(length, extent.commands.div_ceil(EACH)).await;
    let (mut load, mut decide) = (vec![], vec![]);
    for course in courses.iter().cycle().take(extent.commands) {
        let began = Instant::now();
        let loaded = serving.journal.load::<Cycle>(&course.stream()).await.expect("a cycle can be loaded");
        load.push(began.elapsed());
        let (mut cycle, sink, command) = (loaded.state, EventSink::default(), course.session());
        let began = Instant::now();
        cycle.handle(command, &(), &sink).await.expect("a made-up session is allowed");
        decide.push(began.elapsed());
    }
    serving.stop().await;
    vec![length.to_string(), p50_p99(&mut load), p50_p99(&mut decide)]
}

impl Serving {
    async fn start(place: &Place, connections: usize) -> Self {
        let journal = place.journal(connections).await.with_upcasters(domain::upcasters());
        let running = start(journal.clone(), portal::read_set::all(), CancellationToken::new()).await;
        Self { journal, running: Arc::new(running.expect("the read tables can be kept")) }
    }

    async fn stop(self) {
        if let Ok(running) = Arc::try_unwrap(self.running) {
            running.stop().await;
        }
        self.journal.pool().close().await;
    }

    /// New cycles of one length, stored and in the read tables.
    async fn courses(&self, length: usize, count: usize) -> Vec<Arc<Course>> {
        let (mut courses, mut changes) = (vec![], vec![]);
        for _ in 0..count {
            let (course, facts) = Course::of(length).await;
            changes.push(Change::new::<Cycle>(&course.stream(), 0, &facts).expect("facts are JSON"));
            courses.push(Arc::new(course));
        }
        let stored = self.journal.append_many(&changes, &context(), |_| {}).await;
        self.shown(stored.expect("new cycles can be stored").token.expect("facts were stored")).await;
        courses
    }

    async fn give(&self, way: Way, course: &Course) {
        match way {
            Way::Floor => self.insert(course).await,
            Way::Kept => {
                self.session(course).await;
            }
            Way::Unseen => {
                // The same journal with nothing kept.
                let journal = self.journal.clone().with_upcasters(domain::upcasters());
                Self { journal, running: self.running.clone() }.session(course).await;
            }
            Way::Shown => self.shown(self.session(course).await).await,
        }
    }

    async fn session(&self, course: &Course) -> Token {
        let stored =
            self.journal.execute::<Cycle>(&course.stream(), None, course.session(), &context()).await;
        stored.expect("the journal stores").token.expect("a fact was stored")
    }

    async fn shown(&self, token: Token) {
        let is_shown = self.running.wait_for(&token, LONGEST).await.expect("the tables can be asked");
        assert!(is_shown, "a fact is in the read tables within a quarter of an hour");
    }

    async fn insert(&self, course: &Course) {
        let command_id = context().command_id;
        sqlx::query(
            "INSERT INTO floor.events (aggregate_type, aggregate_id, sequence, event_type, event_version,
                                       payload, metadata, command_id)
             VALUES ('cycle', $1, 1, 'session_delivered', '1', $2::text::json, $3::text::json, $4)",
        )
        .bind(command_id.to_string())
        .bind(course.payload())
        .bind(Course::metadata(command_id))
        .bind(command_id)
        .execute(self.journal.pool())
        .await
        .expect("the floor stores");
    }
}
