//! The demonstration's people, its school and its cycles, as a test reaches them.

use serde_json::Value;
use system::{Answer, Installation, Portal, Reader};

/// The made-up school.
pub(crate) const SCHOOL: &str = "/schools/demo:fernhill";

/// One person of the demonstration, as its command prints them.
#[derive(Debug)]
pub(crate) struct Person {
    /// What they sign in with.
    pub(crate) name: String,
    /// Their password.
    pub(crate) password: String,
    /// The name that pages show.
    pub(crate) shown: String,
    /// What they are to the school.
    pub(crate) role: String,
}

/// A portal with the demonstration in it.
#[derive(Debug)]
pub(crate) struct Demonstration {
    /// The running portal. Before the installation, so that it ends first.
    pub(crate) portal: Portal,
    /// Where it runs.
    pub(crate) installation: Installation,
    /// Who can sign in.
    pub(crate) people: Vec<Person>,
}

/// Makes the demonstration and reads the people that the command prints.
#[must_use]
pub(crate) fn made(installation: &Installation) -> Vec<Person> {
    printed_people(&installation.run(&["demo"]).well().printed)
}

/// The people that the command printed.
fn printed_people(printed: &str) -> Vec<Person> {
    let person = |line: &str| {
        let (rest, role) = line.trim().strip_suffix(')')?.rsplit_once(" (")?;
        let mut words = rest.split_whitespace();
        let (name, password) = (words.next()?.to_owned(), words.next()?.to_owned());
        Some(Person { name, password, shown: words.collect::<Vec<_>>().join(" "), role: role.to_owned() })
    };
    printed.lines().filter(|line| line.starts_with(' ')).filter_map(person).collect()
}

impl Demonstration {
    /// Makes it on a fresh installation and serves it.
    pub(crate) async fn start() -> Self {
        let (installation, printed) = Installation::demonstrated().await;
        let people = printed_people(&printed);
        let portal = installation.serve();
        Self { portal, installation, people }
    }

    /// The person in `role`.
    #[must_use]
    pub(crate) fn person(&self, role: &str) -> &Person {
        let found = self.people.iter().find(|person| person.role == role);
        found.unwrap_or_else(|| panic!("the demonstration has no {role}: {:?}", self.people))
    }

    /// The person in `role`, signed in.
    pub(crate) async fn signed_in(&self, role: &str) -> Reader {
        let person = self.person(role);
        let reader = self.portal.reader();
        reader.sign_in(&person.name, &person.password).await;
        reader
    }

    /// The person with this name to sign in with, signed in.
    pub(crate) async fn signed_in_as(&self, name: &str) -> Reader {
        let found = self.people.iter().find(|person| person.name == name);
        let person = found.unwrap_or_else(|| panic!("nobody signs in as {name}: {:?}", self.people));
        let reader = self.portal.reader();
        reader.sign_in(&person.name, &person.password).await;
        reader
    }

    /// Somebody of another school in `role`, signed in.
    pub(crate) async fn stranger(&self, role: &str) -> Reader {
        self.newcomer(&format!("other-{role}"), role, "900001").await
    }

    /// Somebody new of the made-up school in `role`, signed in. No cycle is theirs.
    pub(crate) async fn colleague(&self, role: &str) -> Reader {
        self.newcomer(&format!("new-{role}"), role, SCHOOL.trim_start_matches("/schools/")).await
    }

    async fn newcomer(&self, name: &str, role: &str, school: &str) -> Reader {
        let made = self
            .installation
            .command(&["account", "--sign-in-name", name, "--display-name", "Kim Elsewhere"])
            .args(["--role", role, "--school", school])
            .env("QUADRANT_PASSWORD", "correct horse battery")
            .output()
            .expect("the command runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let reader = self.portal.reader();
        reader.sign_in(name, "correct horse battery").await;
        reader
    }
}

/// The address of a cycle in this state, the newest first.
pub(crate) async fn cycle_in(reader: &Reader, state: &str) -> String {
    let cycles = cycles(reader).await;
    let found = cycles.iter().find(|cycle| cycle["state"] == state);
    let found = found.unwrap_or_else(|| panic!("no cycle is {state}: {cycles:?}"));
    format!("/cycles/{}", found["id"].as_str().expect("an id"))
}

/// Every cycle of the made-up school that the reader may see.
pub(crate) async fn cycles(reader: &Reader) -> Vec<Value> {
    let answer = reader.get_json(&format!("/api/v1{SCHOOL}/cycles")).await.with_status(200).json();
    answer["cycles"].as_array().expect("a list of cycles").clone()
}

/// Every event of a cycle, as programs read them.
pub(crate) async fn history(reader: &Reader, cycle: &str) -> Vec<Value> {
    let answer = reader.get_json(&format!("/api/v1{cycle}/history")).await.with_status(200).json();
    answer["events"].as_array().expect("a list of events").clone()
}

/// The first address on a page that `selector` names.
#[track_caller]
pub(crate) fn first(page: &Answer, selector: &str) -> String {
    let found = page.attributes(selector, "href").into_iter().next();
    found.unwrap_or_else(|| panic!("{} has no {selector}: {}", page.path, page.text("main")))
}
