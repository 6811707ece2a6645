//! Rows written through psql, and which of them the server acknowledged.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;

/// Runs SQL and gives what it answers, or what psql complained of.
pub(crate) fn try_ask(url: &str, sql: &str) -> Result<String, String> {
    let output = psql(url).args(["-c", sql]).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().trim().to_owned();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

pub(crate) fn ask(url: &str, sql: &str) -> String {
    try_ask(url, sql).unwrap()
}

/// The client, bare: no settings of a person, no alignment.
pub(crate) fn psql(url: &str) -> Command {
    let mut command = Command::new("psql");
    command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", url]);
    command
}

/// Makes the table that the writers fill.
pub(crate) fn make_table(url: &str) {
    ask(url, "create table if not exists kept (n bigint primary key, padding text not null)");
}

/// Every row there is.
pub(crate) fn stored(url: &str) -> BTreeSet<i64> {
    ask(url, "select n from kept order by n").lines().map(|line| line.parse().unwrap()).collect()
}

/// Several clients that each write one row after another, until the server goes away.
pub(crate) struct Writers {
    clients: Vec<(Child, JoinHandle<BTreeSet<i64>>)>,
    news: Receiver<()>,
}

impl Writers {
    /// Starts four of them; rows are numbered from `first` on.
    pub(crate) fn start(url: &str, first: i64) -> Self {
        let (tell, news) = channel();
        let clients = (0..4).map(|writer| {
            let mut command = psql(url);
            let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
            let mut client = command.spawn().unwrap();
            let (mut input, output) = (client.stdin.take().unwrap(), client.stdout.take().unwrap());
            let tell = tell.clone();
            let write = move || {
                let mut acknowledged = BTreeSet::new();
                let mut answers = BufReader::new(output).lines();
                for n in (first + writer..).step_by(4) {
                    let sql = format!("insert into kept values ({n}, repeat('x', 400)) returning n;\n");
                    if input.write_all(sql.as_bytes()).is_err() {
                        break;
                    }
                    let Some(Ok(answer)) = answers.next() else { break };
                    assert_eq!(answer, n.to_string());
                    acknowledged.insert(n);
                    let _ = tell.send(());
                }
                acknowledged
            };
            (client, std::thread::spawn(write))
        });
        Self { clients: clients.collect(), news }
    }

    /// Waits until so many rows have been acknowledged.
    pub(crate) fn wait_for(&self, rows: usize) {
        assert_eq!(self.news.iter().take(rows).count(), rows, "the writers stopped too early");
    }

    /// Gives every row that was acknowledged, once the server is gone.
    pub(crate) fn acknowledged(self) -> BTreeSet<i64> {
        let mut rows = BTreeSet::new();
        for (mut client, writer) in self.clients {
            rows.append(&mut writer.join().unwrap());
            client.wait().unwrap();
        }
        rows
    }
}
