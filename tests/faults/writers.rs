//! People who correct scores through the real forms, one after the other as fast as they are answered, and remember what
//! the server told them was done.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use reqwest::Method;
use system::{Portal, Reader};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::records::Records;
use crate::school::Person;

/// One page with the form that corrects a score.
#[derive(Debug, Clone)]
pub(crate) struct Score {
    cycle: String,
    assessment: String,
}

impl Score {
    /// The number of its cycle.
    pub(crate) fn cycle(&self) -> &str {
        &self.cycle
    }

    /// The page with the form.
    pub(crate) fn form(&self) -> String {
        format!("/cycles/{}/assessments/{}/correct", self.cycle, self.assessment)
    }
}

/// Scores to correct, one in each cycle, so that no two writers are in each other's way.
pub(crate) async fn scores(records: &mut Records) -> Vec<Score> {
    let scores = records.scores().await;
    assert!(scores.len() > 1, "the demonstration has cycles with scores: {scores:?}");
    scores.into_iter().map(|(cycle, assessment)| Score { cycle, assessment }).collect()
}

/// Writers at work.
pub(crate) struct Writers {
    tasks: JoinSet<Vec<Uuid>>,
    done: Arc<AtomicUsize>,
    enough: Arc<AtomicBool>,
}

impl Writers {
    /// Begins to write, one writer a score, until there is no answer any more or [`Writers::stop`].
    pub(crate) async fn begin(portal: &Portal, person: &Person, scores: &[Score]) -> Self {
        let reader = portal.reader();
        reader.sign_in(&person.name, &person.password).await;
        let (done, enough) = (Arc::<AtomicUsize>::default(), Arc::<AtomicBool>::default());
        let mut tasks = JoinSet::new();
        for score in scores {
            let (reader, score, done, enough) = (reader.clone(), score.clone(), done.clone(), enough.clone());
            tasks.spawn(async move {
                let mut acknowledged = vec![];
                while !enough.load(Ordering::Relaxed) {
                    match correct(&reader, &score).await {
                        Some(Some(command)) => {
                            acknowledged.push(command);
                            done.fetch_add(1, Ordering::Relaxed);
                        }
                        Some(None) => {}
                        None => break,
                    }
                }
                acknowledged
            });
        }
        Self { tasks, done, enough }
    }

    /// Waits until so many changes were acknowledged.
    pub(crate) async fn until(&self, changes: usize) {
        let enough = async {
            while self.done.load(Ordering::Relaxed) < changes {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(system::PATIENCE, enough).await.expect("the server acknowledges changes");
    }

    /// Lets every writer finish what it is at. The commands that were acknowledged.
    pub(crate) async fn stop(self) -> Vec<Uuid> {
        self.enough.store(true, Ordering::Relaxed);
        self.fell_silent().await
    }

    /// Waits until the server answers nobody any more. The commands that were acknowledged.
    pub(crate) async fn fell_silent(self) -> Vec<Uuid> {
        self.tasks.join_all().await.concat()
    }
}

/// Corrects a score once, by the page's own form. The command if it was done; nothing inside if it was not, for a reason
/// that the server gave; nothing at all when the server does not answer.
async fn correct(reader: &Reader, score: &Score) -> Option<Option<Uuid>> {
    let page = reader.request(Method::GET, &score.form()).send().await.ok()?;
    let path = page.url().path().to_owned();
    let (status, headers) = (page.status().as_u16(), page.headers().clone());
    let page = system::Answer { status, path, headers, body: page.text().await.ok()? };
    if status != 200 {
        return Some(None);
    }
    let form = page.form("main form");
    let score =
        form.value("score").and_then(|score| score.parse::<u32>().ok()).expect("the form shows the score");
    // Back and forth between two neighbours, so that each form changes something and none leaves the scale.
    let form = form.set("score", &(score ^ 1).to_string()).set("reason", "data_entry_error");
    let command =
        form.value("command_id").and_then(|id| id.parse().ok()).expect("a form carries its command's id");
    let request = reader.request(Method::POST, &form.action).form(&form.fields);
    let answer = request.send().await.ok()?;
    match answer.status().as_u16() {
        303 => Some(Some(command)),
        // A server that is about to stop, or a database that is gone.
        409 | 500..=599 => Some(None),
        other => panic!("{} answered {other}: {}", form.action, answer.text().await.unwrap_or_default()),
    }
}
