//! Killed under load in each way there is, and started again at once: nothing acknowledged is lost, nothing is left.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::process::{Pid, Signal, kill_process};

use crate::program::{Program, executable, launch, postmaster, private_room, processes_in, room};
use crate::rows::{Writers, ask, make_table, stored};

const ROUNDS: i64 = 6;

#[derive(Clone, Copy)]
enum Kill {
    Program,
    Postmaster,
    Everything,
}

#[test]
fn nothing_is_lost_when_the_program_alone_is_killed() {
    survive(room().path(), Kill::Program);
}

#[test]
fn nothing_is_lost_when_the_program_alone_is_killed_under_a_private_home() {
    survive(private_room().path(), Kill::Program);
}

#[test]
fn nothing_is_lost_when_the_postmaster_alone_is_killed() {
    survive(room().path(), Kill::Postmaster);
}

#[test]
fn nothing_is_lost_when_everything_is_killed() {
    survive(room().path(), Kill::Everything);
}

#[test]
fn nothing_is_lost_when_everything_is_killed_under_a_private_home() {
    survive(private_room().path(), Kill::Everything);
}

#[test]
fn ctrl_c_in_the_terminal_stops_the_program_first_and_cleanly() {
    stop_under_load(|program| program.signal_group(Signal::INT));
}

#[test]
fn sigterm_under_load_stops_cleanly() {
    stop_under_load(|program| program.signal(Signal::TERM));
}

#[test]
fn a_first_start_that_is_killed_at_any_moment_is_followed_by_a_normal_one() {
    let room = room();
    let directory = room.path().join("data");
    for round in 0..10 {
        let mut child = launch(&mut Command::new(executable()), &directory);
        // A random moment between the first system call and the finished cluster.
        std::thread::sleep(Duration::from_millis(random_below(130) * (round + 1)));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let program = Program::start(&directory);
    assert_eq!(ask(&program.url, "select 1"), "1");
    assert!(!directory.join("cluster.new").exists());
    program.stop();
}

fn survive(room: &Path, kill: Kill) {
    let directory = room.join("data");
    let mut kept = BTreeSet::new();
    for round in 0..ROUNDS {
        let program = Program::start(&directory);
        make_table(&program.url);
        check(&kept, &program.url);
        let writers = Writers::start(&program.url, round * 1_000_000);
        writers.wait_for(20 + usize::try_from(random_below(300)).unwrap());
        strike(program, kill);
        kept.append(&mut writers.acknowledged());
    }
    let program = Program::start(&directory);
    check(&kept, &program.url);
    assert!(kept.len() >= 20 * usize::try_from(ROUNDS).unwrap());
    program.stop();
}

fn strike(program: Program, kill: Kill) {
    let cluster = program.cluster();
    match kill {
        Kill::Program => {
            program.signal(Signal::KILL);
            drop(program.ended());
        }
        Kill::Postmaster => {
            kill_process(postmaster(&cluster), Signal::KILL).unwrap();
            let end = program.ended();
            assert_eq!(end.status.code(), Some(1), "{end:?}");
            assert!(end.said.contains("ended unasked (signal: 9 (SIGKILL))"), "{end:?}");
        }
        Kill::Everything => {
            program.signal(Signal::KILL);
            for pid in processes_in(&cluster) {
                // It may have gone with the others.
                let _ = kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL);
            }
            drop(program.ended());
        }
    }
}

fn check(kept: &BTreeSet<i64>, url: &str) {
    let stored = stored(url);
    let lost: Vec<_> = kept.difference(&stored).collect();
    assert!(lost.is_empty(), "{} acknowledged rows are lost: {lost:?}", lost.len());
}

fn stop_under_load(tell: impl FnOnce(&Program)) {
    let room = room();
    let directory = room.path().join("data");
    let program = Program::start(&directory);
    make_table(&program.url);
    let cluster = program.cluster();
    let writers = Writers::start(&program.url, 0);
    writers.wait_for(200);
    tell(&program);
    let end = program.ended();
    assert!(end.status.success(), "{end:?}");
    assert_eq!(processes_in(&cluster), [], "no server is left running");
    let log = std::fs::read_to_string(directory.join("log/postgres.log")).unwrap();
    assert!(log.trim_end().ends_with("database system is shut down"), "{log}");
    let program = Program::start(&directory);
    check(&writers.acknowledged(), &program.url);
    program.stop();
}

/// A number that differs from run to run; which one it is does not matter.
fn random_below(limit: u32) -> u64 {
    u64::from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos() / 100 % limit)
}
