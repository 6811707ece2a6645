//! The import of a country's table through the real program with its own database.

use std::path::Path;
use std::str::FromStr;
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Executor};
use system::{Installation, Portal};
use tokio::runtime::Runtime;

use crate::Extent;
use crate::country::Country;
use crate::report::{Report, median, rate, ratio, row};

/// What one import took, in seconds.
struct Took {
    import: f64,
    floor: f64,
    visible: f64,
    rebuild: f64,
    facts: usize,
}

/// Measures and answers the last installation, with everything in it.
pub(crate) fn measure(
    country: &Country,
    extent: &Extent,
    runtime: &Runtime,
    report: &mut Report,
) -> Installation {
    let file = tempfile::Builder::new().suffix(".csv").tempfile().expect("a temporary file");
    std::fs::write(file.path(), &country.text).expect("the table can be written");
    let mut rounds = vec![];
    let mut last = None;
    for _ in 0..extent.imports {
        let installation = Installation::embedded();
        rounds.push(once(&installation, file.path(), runtime));
        last = Some(installation);
    }
    let middle = |of: fn(&Took) -> f64| median(&rounds.iter().map(of).collect::<Vec<_>>());
    let facts = rounds.first().map_or(0, |took| took.facts) as f64;
    let rows = [
        row([
            "import",
            "goal",
            "floor: the same rows copied in the database",
            "import : floor",
            "then in the read tables",
            "rebuild of all read tables",
            "rebuild, facts/s",
        ]),
        vec![
            seconds(middle(|took| took.import)),
            "under 20 s".to_owned(),
            seconds(middle(|took| took.floor)),
            ratio(middle(|took| took.import / took.floor)),
            seconds(middle(|took| took.visible)),
            seconds(middle(|took| took.rebuild)),
            rate(facts / middle(|took| took.rebuild)),
        ],
    ];
    let heading = format!(
        "A table of {} made-up schools in {} authorities ({:.1} MB, {facts} facts)",
        country.schools,
        country.authorities,
        country.text.len() as f64 / 1e6,
    );
    report.table(&heading, &rows);
    last.expect("at least one import")
}

fn seconds(seconds: f64) -> String {
    format!("{seconds:.1} s")
}

fn once(installation: &Installation, file: &Path, runtime: &Runtime) -> Took {
    // The first command makes the database and its tables; an import into an installation that is there is measured.
    drop(installation.run(&["rebuild"]).well());
    let file = file.to_str().expect("a path in UTF-8");
    let began = Instant::now();
    drop(installation.run(&["import", "dfe-ks2", file, "--year", "2018/19"]).well());
    let import = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let portal = installation.serve();
    runtime.block_on(until_in_step(&portal));
    let visible = began.elapsed().as_secs_f64();
    let (facts, floor) = runtime.block_on(copied(installation.folder()));
    let began = Instant::now();
    drop(installation.run(&["rebuild"]).well());
    let rebuild = began.elapsed().as_secs_f64();
    portal.stop();
    Took { import, floor, visible, rebuild, facts }
}

/// Waits until every fact has its place and is in every read table.
pub(crate) async fn until_in_step(portal: &Portal) {
    let reader = portal.reader();
    loop {
        let health = reader.get("/health/ready").await.json();
        let behind = health["lag"].as_array().map(|tables| tables.iter().any(|table| table["events"] != 0));
        if health["ready"] == true && health["position"] != 0 && behind == Some(false) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await; // another look soon; what is waited for can't tell
    }
}

/// The least that the import could take: its rows, copied to a table of the same shape. And how many there are.
async fn copied(folder: &Path) -> (usize, f64) {
    let address = embedded::url_of_running(folder);
    let options =
        PgConnectOptions::from_str(&address).expect("an address of PostgreSQL").database("quadrant");
    let mut connection = options.connect().await.expect("the private server answers");
    connection.execute("CREATE TABLE es.floor (LIKE es.events INCLUDING ALL)").await.expect("a table");
    let began = Instant::now();
    let copied = connection.execute("INSERT INTO es.floor SELECT * FROM es.events").await.expect("a copy");
    let took = began.elapsed().as_secs_f64();
    connection.execute("DROP TABLE es.floor").await.expect("the table goes");
    (usize::try_from(copied.rows_affected()).expect("a count"), took)
}
