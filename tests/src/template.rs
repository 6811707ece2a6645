//! What many tests begin with is made once for a run, and copied for each: the demonstration.
//!
//! Making it takes seconds, copying its database and its folder a fraction of one. The copy is a test's own like any other.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use sqlx::{Connection, Executor, PgConnection};

use crate::database::server;
use crate::installation::{new_folder, program};
use crate::{Database, Installation};

/// What the names of all templates begin with.
const PREFIX: &str = "template_";
/// What the command printed, in the template's folder; it stands there once the template is whole.
const PRINTED: &str = "demonstration.txt";

/// A made demonstration: a database that nobody is connected to, and its folder.
struct Template {
    name: String,
    folder: PathBuf,
}

impl Template {
    /// The template of this program on this day; the demonstration is made from the day on which it is.
    fn of_today() -> Self {
        let program = program();
        let built = program.metadata().and_then(|file| file.modified()).expect("the program's own date");
        let today = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .expect("a day after 1970")
            .as_secs()
            / (24 * 60 * 60);
        let mut hash = DefaultHasher::new();
        (&program, built, today, server()).hash(&mut hash);
        let name = format!("{PREFIX}{:016x}", hash.finish());
        let folder = std::env::temp_dir().join(format!("quadrant {name}"));
        Self { name, folder }
    }

    /// Makes it, unless it is there. Tests that come at the same time wait for the first.
    async fn ready(&self, connection: &mut PgConnection) {
        let lock = "SELECT pg_advisory_lock(hashtext('templates of tests'))";
        connection.execute(lock).await.expect("only one makes it");
        let known: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(&self.name)
            .fetch_one(&mut *connection)
            .await
            .expect("the list of databases");
        if !(known && self.folder.join(PRINTED).is_file()) {
            self.make(connection).await;
        }
        let unlock = "SELECT pg_advisory_unlock(hashtext('templates of tests'))";
        connection.execute(unlock).await.expect("the next may look");
    }

    async fn make(&self, connection: &mut PgConnection) {
        forget(connection).await;
        let making = Installation::fresh().await;
        let printed = making.run(&["demo"]).well().printed;
        age(making.database().expect("it is not a private one")).await;
        drop(std::fs::remove_dir_all(&self.folder));
        std::fs::create_dir_all(&self.folder).expect("the template's folder");
        copy(making.folder(), &self.folder);
        let made = making.database().expect("it is not a private one").name();
        let create = format!("CREATE DATABASE {} TEMPLATE {made}", self.name);
        connection.execute(create.as_str()).await.expect("nobody is connected to what was made");
        std::fs::write(self.folder.join(PRINTED), printed).expect("the template is whole");
    }
}

/// Makes the checkpoints that the demonstration signed older: tests come soon after, and within a minute of one nobody gets another.
async fn age(made: &Database) {
    let mut superuser = made.connect().await;
    for statement in [
        "ALTER TABLE es.checkpoint DISABLE TRIGGER ALL",
        "UPDATE es.checkpoint SET at = at - interval '2 hours'",
        "ALTER TABLE es.checkpoint ENABLE TRIGGER ALL",
    ] {
        superuser.execute(statement).await.expect("a superuser can");
    }
    superuser.close().await.expect("nobody is connected to what was made");
}

/// Drops the templates of other programs and other days.
async fn forget(connection: &mut PgConnection) {
    let names: Vec<String> = sqlx::query_scalar("SELECT datname FROM pg_database WHERE datname LIKE $1")
        .bind(format!("{PREFIX}%"))
        .fetch_all(&mut *connection)
        .await
        .expect("the list of databases");
    for name in names {
        // Another run may be copying it just now: then it stays until the next day.
        drop(connection.execute(format!("DROP DATABASE {name}").as_str()).await);
        drop(std::fs::remove_dir_all(std::env::temp_dir().join(format!("quadrant {name}"))));
    }
}

/// Copies the files of a folder that has no running server in it.
fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry of the folder");
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().expect("its kind").is_dir() {
            std::fs::create_dir_all(&to).expect("a folder like it");
            copy(&from, &to);
        } else {
            std::fs::copy(&from, &to).expect("a copied file");
        }
    }
}

impl Installation {
    /// A new installation with the demonstration in it, and what the command printed.
    ///
    /// # Panics
    /// When the demonstration can't be made or copied.
    pub async fn demonstrated() -> (Self, String) {
        let template = Template::of_today();
        let mut connection = PgConnection::connect(&server()).await.expect("the test server answers");
        template.ready(&mut connection).await;
        let database = Database::copy_of(&mut connection, &template.name).await;
        connection.close().await.expect("the connection closes");
        let folder = new_folder();
        copy(&template.folder, folder.path());
        let printed = std::fs::read_to_string(template.folder.join(PRINTED)).expect("what was printed");
        (Self::of(folder, database), printed)
    }
}
