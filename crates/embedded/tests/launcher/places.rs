//! Unusual directories: strange names, names too long for a socket, closed to others, not to be written; and users.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use embedded::{Options, StartError};

use crate::program::{Program, executable, is_root, private_room, room};
use crate::rows::ask;

const NOBODY: u32 = 65_534;

#[test]
fn a_directory_may_have_any_name() {
    let room = room();
    for name in ["with a space", "it's", "é and ü", "a \"quoted\" one, with a comma", "50% #?&@:="] {
        works(&room.path().join(name));
    }
}

#[test]
fn a_path_too_long_for_a_socket_works() {
    let room = room();
    let directory = room.path().join("long".repeat(50)).join("data");
    works(&directory);
    let server = embedded::start(&directory, &Options::from_environment()).unwrap();
    assert!(server.url().contains("quadrant-"), "{}", server.url());
    assert!(!directory.join("socket").exists());
    server.stop().unwrap();
}

#[test]
fn a_link_to_a_directory_works() {
    let room = room();
    std::os::unix::fs::symlink("real", room.path().join("link")).unwrap();
    std::fs::create_dir(room.path().join("real")).unwrap();
    works(&room.path().join("link"));
    assert!(room.path().join("real/cluster/PG_VERSION").exists());
}

/// As an ordinary user this is the usual home; as root it takes a user namespace, and where there is none, a sentence.
#[test]
fn a_home_closed_to_others_works_or_says_why_not() {
    let room = private_room();
    let directory = room.path().join("data");
    if is_root() && !has_namespaces() {
        let refused = embedded::start(&directory, &Options::from_environment()).unwrap_err();
        return assert!(says_who_was_tried(&refused), "{refused}");
    }
    works(&directory);
    let owner = std::fs::metadata(directory.join("cluster")).unwrap().uid();
    assert_eq!(owner, rustix::process::geteuid().as_raw());
}

#[test]
fn as_root_a_cluster_that_its_owner_cannot_reach_is_refused_with_the_ways_out() {
    let room = private_room();
    let cluster = room.path().join("data/cluster");
    std::fs::create_dir_all(&cluster).unwrap();
    let postgres = Options::from_environment();
    std::fs::write(cluster.join("PG_VERSION"), major(&postgres)).unwrap();
    if is_root() {
        std::os::unix::fs::chown(&cluster, Some(NOBODY), None).unwrap();
        let refused = embedded::start(&room.path().join("data"), &postgres).unwrap_err();
        assert!(says_who_was_tried(&refused), "{refused}");
    } else {
        let refused = embedded::start(Path::new("/proc/data"), &postgres).unwrap_err();
        assert!(refused.to_string().contains("cannot create /proc/data"), "{refused}");
    }
}

#[test]
fn a_directory_that_cannot_be_written_is_named() {
    let room = room();
    let directory = room.path().join("data");
    std::fs::create_dir(&directory).unwrap();
    std::fs::set_permissions(&directory, std::fs::Permissions::from_mode(0o555)).unwrap();
    let Err(refused) = Program::try_start(&directory, as_user(room.path())) else {
        panic!("a read-only directory was used");
    };
    let wanted = format!("cannot write {}", directory.join("lock").display());
    assert!(refused.said.contains(&wanted) && refused.said.contains("Permission denied"), "{refused:?}");
    assert_eq!(refused.status.code(), Some(1));
    let refused = embedded::start(Path::new("/proc/data"), &Options::from_environment()).unwrap_err();
    assert!(refused.to_string().contains("cannot create /proc/data"), "{refused}");
}

#[test]
fn an_ordinary_user_can_run_it() {
    let room = room();
    let directory = room.path().join("data");
    std::fs::create_dir(&directory).unwrap();
    if is_root() {
        std::os::unix::fs::chown(&directory, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    for _ in 0..2 {
        let program = Program::try_start(&directory, as_user(room.path())).unwrap();
        assert_eq!(ask(&program.url, "show fsync"), "on");
        program.stop();
    }
    let owner = std::fs::metadata(directory.join("cluster")).unwrap().uid();
    assert_eq!(owner, std::fs::metadata(&directory).unwrap().uid());
    works(&directory);
}

#[test]
fn an_ordinary_user_is_told_whose_the_cluster_is() {
    let room = room();
    let cluster = room.path().join("data/cluster");
    std::fs::create_dir_all(&cluster).unwrap();
    std::fs::write(cluster.join("PG_VERSION"), major(&Options::from_environment())).unwrap();
    std::fs::set_permissions(room.path().join("data"), std::fs::Permissions::from_mode(0o777)).unwrap();
    let started = Program::try_start(&room.path().join("data"), as_user(room.path()));
    if is_root() {
        let said = started.err().expect("it must be refused").said;
        assert!(said.contains("belongs to the user with id 0; run as that user"), "{said}");
    } else {
        let said = started.err().expect("an empty cluster does not start").said;
        assert!(said.contains("postgres failed"), "{said}");
    }
}

fn works(directory: &Path) {
    let server = embedded::start(directory, &Options::from_environment()).unwrap();
    assert_eq!(ask(&server.url(), "show full_page_writes"), "on", "{}", server.url());
    server.stop().unwrap();
}

/// The program as somebody who is not root, from a place that this somebody can reach.
fn as_user(room: &Path) -> Command {
    let copy: PathBuf = room.join("program");
    std::fs::copy(executable(), &copy).unwrap();
    let mut command = Command::new(copy);
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

fn has_namespaces() -> bool {
    Command::new("unshare")
        .args(["--user", "--map-user=1000", "true"])
        .status()
        .is_ok_and(|status| status.success())
}

fn says_who_was_tried(refused: &StartError) -> bool {
    let said = refused.to_string();
    matches!(refused, StartError::NoPrivileges { .. })
        && ["PostgreSQL refuses to run as root", "--data-dir", "DATABASE_URL"]
            .iter()
            .all(|part| said.contains(part))
}

/// The major version that a start would choose.
fn major(options: &Options) -> String {
    let room = room();
    let server = embedded::start(&room.path().join("data"), options).unwrap();
    let major = server.major();
    server.stop().unwrap();
    format!("{major}\n")
}
