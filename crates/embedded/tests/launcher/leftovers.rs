//! What a crash leaves behind does not stand in the way of the next start, and what is alive is ended first.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use embedded::Options;
use rustix::process::{Signal, kill_process};

use crate::program::{Program, postmaster, processes_in, room};
use crate::rows::{ask, psql};

#[test]
fn a_lock_file_with_the_number_of_an_unrelated_live_process_does_not_stop_a_start() {
    let room = room();
    let directory = room.path().join("data");
    let cluster = directory.join("cluster");
    embedded::start(&directory, &Options::from_environment()).unwrap().stop().unwrap();
    let mut stranger = as_owner_of(&cluster, Path::new("/bin/sleep")).arg("600").spawn().unwrap();
    let text = format!("{}\n{}\n1700000000\n5432\n", stranger.id(), cluster.display());
    std::fs::write(cluster.join("postmaster.pid"), &text).unwrap();
    std::fs::write(directory.join("socket/.s.PGSQL.5432.lock"), &text).unwrap();
    let server = embedded::start(&directory, &Options::from_environment()).unwrap();
    assert_eq!(ask(&server.url(), "select 1"), "1");
    assert!(stranger.try_wait().unwrap().is_none(), "the stranger is left alone");
    server.stop().unwrap();
    stranger.kill().unwrap();
    stranger.wait().unwrap();
}

#[test]
fn a_server_left_running_is_ended_before_the_next_one_starts() {
    let room = room();
    let directory = room.path().join("data");
    let cluster = directory.join("cluster");
    let server = embedded::start(&directory, &Options::from_environment()).unwrap();
    ask(&server.url(), "create table kept as select 1 as n");
    let (url, postgres) = (server.url(), server.bin_dir().join("postgres"));
    server.stop().unwrap();
    let mut orphan = orphan(&cluster, &directory.join("socket"), &postgres);
    while psql(&url)
        .args(["-c", "insert into kept values (2)"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| !s.success())
    {
        assert!(orphan.try_wait().unwrap().is_none());
    }
    let server = embedded::start(&directory, &Options::from_environment()).unwrap();
    assert!(orphan.wait().unwrap().success(), "it was shut down, not killed");
    assert_eq!(ask(&server.url(), "select count(*) from kept"), "2");
    server.stop().unwrap();
}

#[test]
fn a_busy_backend_that_outlives_its_postmaster_is_ended_too() {
    let room = room();
    let directory = room.path().join("data");
    let program = Program::start(&directory);
    let cluster = program.cluster();
    let mut query = psql(&program.url);
    query
        .args(["-c", "set application_name = 'busy'; select count(*) from generate_series(1, 100000000000)"]);
    let mut client = query.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let is_busy =
        "select count(*) from pg_stat_activity where application_name = 'busy' and state = 'active'";
    while ask(&program.url, is_busy) != "1" {}
    kill_process(postmaster(&cluster), Signal::KILL).unwrap();
    assert_eq!(program.ended().status.code(), Some(1));
    assert_ne!(processes_in(&cluster), [], "the backend works on");
    let program = Program::start(&directory);
    assert!(!client.wait().unwrap().success());
    program.stop();
}

#[test]
fn half_a_cluster_is_thrown_away() {
    let room = room();
    let directory = room.path().join("data");
    std::fs::create_dir_all(directory.join("cluster.new/base")).unwrap();
    std::fs::write(directory.join("cluster.new/PG_VERSION"), "15\n").unwrap();
    let server = embedded::start(&directory, &Options::from_environment()).unwrap();
    assert!(!directory.join("cluster.new").exists());
    server.stop().unwrap();
}

/// A server that no program of ours started and none will stop.
fn orphan(cluster: &Path, sockets: &Path, postgres: &Path) -> Child {
    let mut command = as_owner_of(cluster, postgres);
    command.arg("-D").arg(cluster).arg("-k").arg(sockets).args(["-c", "listen_addresses="]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn as_owner_of(path: &Path, program: &Path) -> Command {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    let owner = std::fs::metadata(path).unwrap();
    let mut command = Command::new(program);
    if owner.uid() != rustix::process::geteuid().as_raw() {
        command.uid(owner.uid()).gid(owner.gid());
    }
    command
}
