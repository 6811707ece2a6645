//! The ordinary life of the private server: first start, stop, second start; its settings; its end noticed.

use std::io::Write;
use std::sync::mpsc::channel;

use embedded::{DURABLE, Options};
use rustix::process::{Signal, kill_process};

use crate::program::{Program, postmaster, processes_in, room};
use crate::rows::{ask, try_ask};

#[test]
fn a_second_start_finds_the_data_of_the_first() {
    let room = room();
    let directory = room.path().join("data");
    let server = embedded::start(&directory, &Options::from_environment()).unwrap();
    ask(&server.url(), "create table kept as select 'é' as word");
    assert_eq!(
        ask(
            &server.url(),
            "select datcollate || ' ' || pg_encoding_to_char(encoding) from pg_database limit 1"
        ),
        "C UTF8"
    );
    server.stop().unwrap();
    assert_eq!(processes_in(&directory.join("cluster")), []);
    let server = embedded::start(&directory, &Options::from_environment()).unwrap();
    assert_eq!(ask(&server.url(), "select word from kept"), "é");
    assert_eq!(ask(&server.url(), "show server_version_num").len(), 6);
    assert!(server.died().is_none());
    server.stop().unwrap();
}

#[test]
fn no_configuration_file_can_turn_durability_off() {
    let room = room();
    let directory = room.path().join("data");
    embedded::start(&directory, &Options::from_environment()).unwrap().stop().unwrap();
    for name in ["postgresql.conf", "postgresql.auto.conf"] {
        let path = directory.join("cluster").join(name);
        let mut file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
        for setting in DURABLE {
            writeln!(file, "{setting} = off").unwrap();
        }
        writeln!(file, "listen_addresses = '*'").unwrap();
    }
    let server = embedded::start(&directory, &Options::from_environment()).unwrap();
    for setting in DURABLE {
        assert_eq!(ask(&server.url(), &format!("show {setting}")), "on", "{setting}");
    }
    assert_eq!(ask(&server.url(), "show listen_addresses"), "");
}

#[test]
fn only_the_owner_can_reach_the_socket() {
    use std::os::unix::fs::PermissionsExt;
    let room = room();
    let directory = room.path().join("data");
    let server = embedded::start(&directory, &Options::from_environment()).unwrap();
    for path in ["socket", "cluster"] {
        assert_eq!(
            std::fs::metadata(directory.join(path)).unwrap().permissions().mode() & 0o777,
            0o700,
            "{path}"
        );
    }
    server.stop().unwrap();
}

#[test]
fn the_end_of_the_server_is_told_at_once_and_to_latecomers() {
    let room = room();
    let directory = room.path().join("data");
    let server = embedded::start(&directory, &Options::from_environment()).unwrap();
    let (tell, told) = channel();
    let late = tell.clone();
    server.when_it_dies(move |how| tell.send(how.to_owned()).unwrap());
    kill_process(postmaster(&directory.join("cluster")), Signal::KILL).unwrap();
    let how = told.recv().unwrap();
    assert!(how.contains("SIGKILL") && how.contains("postgres.log"), "{how}");
    assert_eq!(server.died().as_ref(), Some(&how));
    server.when_it_dies(move |how| late.send(how.to_owned()).unwrap());
    assert_eq!(told.recv().unwrap(), how);
    assert!(server.stop().is_err(), "a killed server did not stop cleanly");
}

#[test]
fn a_wanted_stop_tells_nobody() {
    let room = room();
    let server = embedded::start(&room.path().join("data"), &Options::from_environment()).unwrap();
    let (tell, told) = channel();
    server.when_it_dies(move |how| tell.send(how.to_owned()).unwrap());
    server.stop().unwrap();
    assert!(told.recv().is_err(), "the callback is dropped uncalled");
}

#[test]
fn the_server_outlives_the_thread_that_started_it() {
    let room = room();
    let directory = room.path().join("data");
    let start = move || embedded::start(&directory, &Options::from_environment()).unwrap();
    let server = std::thread::spawn(start).join().unwrap();
    assert_eq!(ask(&server.url(), "select 1"), "1");
    server.stop().unwrap();
}

#[test]
fn dropping_a_server_stops_it() {
    let room = room();
    let directory = room.path().join("data");
    let server = embedded::start(&directory, &Options::from_environment()).unwrap();
    drop(server);
    assert_eq!(processes_in(&directory.join("cluster")), []);
}

#[test]
fn the_end_of_its_input_stops_the_example() {
    let room = room();
    let program = Program::start(&room.path().join("data"));
    let cluster = program.cluster();
    assert!(program.hang_up().success());
    assert_eq!(processes_in(&cluster), []);
}

#[test]
fn what_people_typed_stays_out_of_the_log_and_old_logs_go() {
    let room = room();
    let directory = room.path().join("data");
    for _ in 0..7 {
        let server = embedded::start(&directory, &Options::from_environment()).unwrap();
        ask(
            &server.url(),
            "create table if not exists kept (word text primary key check (length(word) < 20))",
        );
        for word in ["Aroha Ngata", "Aroha Ngata", "Aroha Ngata of Te Awamutu"] {
            drop(try_ask(&server.url(), &format!("insert into kept values ('{word}')")));
        }
        let log = std::fs::read_to_string(server.log()).unwrap();
        assert!(log.contains("violates check constraint"), "{log}");
        assert!(!log.contains("Aroha"), "{log}");
        server.stop().unwrap();
    }
    assert_eq!(std::fs::read_dir(directory.join("log")).unwrap().count(), 6);
}
