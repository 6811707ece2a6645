//! People who correct scores through the real forms, one after the other as fast as they are answered, and remember what
//! the server told them was done.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use system::{Answer, Portal, Reader};
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
    failed: Arc<AtomicUsize>,
    enough: Arc<AtomicBool>,
}

/// What became of one form.
enum Sent {
    /// The change was acknowledged.
    Done(Uuid),
    /// Somebody else was faster, and the form came back.
    Conflict,
    /// The server said that it can't, now.
    Failed,
    /// There was no answer.
    Silence,
}

impl Writers {
    /// Begins to write, one writer a score, until there is no answer any more or [`Writers::stop`].
    pub(crate) async fn begin(portal: &Portal, person: &Person, scores: &[Score]) -> Self {
        let reader = portal.reader();
        reader.sign_in(&person.name, &person.password).await;
        let (done, failed) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let enough = Arc::<AtomicBool>::default();
        let mut tasks = JoinSet::new();
        for score in scores {
            let (reader, score, enough) = (reader.clone(), score.clone(), enough.clone());
            let (done, failed) = (done.clone(), failed.clone());
            tasks.spawn(async move {
                let mut acknowledged = vec![];
                while !enough.load(Ordering::Relaxed) {
                    match correct(&reader, &score).await {
                        Sent::Done(command) => {
                            acknowledged.push(command);
                            done.fetch_add(1, Ordering::Relaxed);
                        }
                        Sent::Failed => {
                            failed.fetch_add(1, Ordering::Relaxed);
                        }
                        Sent::Conflict => {}
                        Sent::Silence => break,
                    }
                }
                acknowledged
            });
        }
        Self { tasks, done, failed, enough }
    }

    /// Waits until so many changes were acknowledged since the writers began.
    pub(crate) async fn until(&self, changes: usize) {
        reached(&self.done, changes).await;
    }

    /// Waits until so many more changes are acknowledged.
    pub(crate) async fn until_more(&self, changes: usize) {
        reached(&self.done, self.done.load(Ordering::Relaxed) + changes).await;
    }

    /// Waits until the server has said so often that it can't.
    pub(crate) async fn until_failed(&self, times: usize) {
        reached(&self.failed, times).await;
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

async fn reached(count: &AtomicUsize, goal: usize) {
    let enough = async {
        while count.load(Ordering::Relaxed) < goal {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(system::PATIENCE, enough).await.expect("the server answers often enough");
}

/// Corrects a score once, by the page's own form.
async fn correct(reader: &Reader, score: &Score) -> Sent {
    let Some((status, body)) = read(reader.request(Method::GET, &score.form())).await else {
        return Sent::Silence;
    };
    if status >= 500 {
        return Sent::Failed;
    }
    let page = Answer { status, path: score.form(), headers: HeaderMap::new(), body };
    let form = page.with_status(200).form("main form");
    let score =
        form.value("score").and_then(|score| score.parse::<u32>().ok()).expect("the form shows the score");
    // Back and forth between two neighbours, so that each form changes something and none leaves the scale.
    let form = form.set("score", &(score ^ 1).to_string()).set("reason", "data_entry_error");
    let command = form.value("command_id").and_then(|id| id.parse().ok());
    match read(reader.request(Method::POST, &form.action).form(&form.fields)).await {
        Some((303, _)) => Sent::Done(command.expect("a form carries its command's id")),
        Some((409, _)) => Sent::Conflict,
        Some((500..=599, _)) => Sent::Failed,
        Some((status, body)) => panic!("{} answered {status}: {body}", form.action),
        None => Sent::Silence,
    }
}

/// Status and body, if they come.
async fn read(request: RequestBuilder) -> Option<(u16, String)> {
    let answer = request.send().await.ok()?;
    Some((answer.status().as_u16(), answer.text().await.ok()?))
}
