//! What becomes of lines in the queue: who takes them, in which order, how often, and what is said.

use super::{
    MINE, Server, Worker, begin, build, command, desk, ended_well, free_port, spoken, text, times,
    wait_until,
};
use crate::support::{Desk, NIGHT_FERRY, finish, says};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Stdio;

#[test]
fn three_workers_make_the_book_that_one_machine_makes() {
    let Some(server) = Server::start("") else {
        return;
    };
    let alone = Desk::new();
    alone.ok(&["build", NIGHT_FERRY, "-o", "book", "-q"]);
    let desk = Desk::new();
    let workers: Vec<Worker> = (0..3)
        .map(|_| Worker::start(&desk, &server.url(), &[]))
        .collect();
    desk.ok(&[
        "build",
        NIGHT_FERRY,
        "-o",
        "book",
        "-q",
        "--queue",
        &server.url(),
    ]);
    let (one, other) = (alone.files("book"), desk.files("book"));
    assert!(one.len() >= 4);
    for (one, other) in one.iter().zip(&other) {
        assert!(one == other, "{} is not {}", one.0, other.0);
    }
    assert_eq!(one.len(), other.len());
    drop(workers);
}

#[test]
fn a_worker_with_another_model_gets_none_of_the_lines() {
    let Some(server) = Server::start("") else {
        return;
    };
    let desk = desk(0.0, "");
    desk.write("a.txt", text("first", 3));
    let right = desk.read("diglot.toml");
    desk.write(
        "diglot.toml",
        right.replace("retries", "args = [\"--new\"]\nretries"),
    );
    let other = Worker::start(&desk, &server.url(), MINE);
    desk.write("diglot.toml", right);
    let mut building = begin(&desk, &server.url(), "a.txt", "book", &[]);
    let mut said = String::new();
    let mut stderr = building.stderr.take().unwrap();
    let mut byte = [0];
    while !said.contains("no worker asks for those of mine") && stderr.read(&mut byte).unwrap() > 0
    {
        said.push(byte[0] as char);
    }
    assert!(said.contains("no worker asks for those of mine"), "{said}");
    assert_eq!(spoken(&desk).len(), 0);
    // A worker that has it, and the book goes on.
    let _worker = Worker::start(&desk, &server.url(), MINE);
    assert!(building.wait().unwrap().success());
    assert_eq!(times(&desk).len(), 4);
    drop(other);
}

#[test]
fn a_poison_line_comes_back_as_a_gap_with_the_engines_words() {
    let Some(server) = Server::start("") else {
        return;
    };
    let desk = desk(0.0, "deliveries = 2");
    desk.write("a.txt", text("good", 4).replace("number 2", "poison"));
    let _worker = Worker::start(&desk, &server.url(), MINE);
    let run = build(&desk, &server.url(), "a.txt", "book", &[]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(
        run.stderr.contains("1 line could not be spoken"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("do not pass my lips"), "{}", run.stderr);
    let times = times(&desk);
    assert_eq!(times["This is the good line of poison."], 2, "{times:?}");
    assert_eq!(times["This is the good line of number 1."], 1);
    // The same again, though the queue knows the line still, once the engine will say it.
    let program = desk.read("speak").replace("poison", "venom");
    desk.program("speak", program.strip_prefix("#!/bin/sh\n").unwrap());
    let run = build(&desk, &server.url(), "a.txt", "book", &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn two_coordinators_of_one_book_have_each_line_spoken_once() {
    let Some(server) = Server::start("") else {
        return;
    };
    let desk = desk(0.05, "");
    desk.write("a.txt", text("shared", 20));
    let _worker = Worker::start(&desk, &server.url(), MINE);
    let url = server.url();
    // As on two machines: each with a store of its own.
    let start = |book: &str| begin(&desk, &url, "a.txt", book, &["--cache", book]);
    let (one, two) = (start("one"), start("two"));
    for run in [one, two] {
        ended_well(run);
    }
    let times = times(&desk);
    assert!(
        times.len() >= 20 && times.values().all(|times| *times == 1),
        "{times:?}"
    );
    // A third, when all is done, finds the clips.
    let third = |more: &[&str]| {
        let more = [&["--cache", "three"][..], more].concat();
        build(&desk, &url, "a.txt", "three", &more)
    };
    assert_eq!(third(&[]).code, 0);
    assert_eq!(spoken(&desk).len(), times.len());
    // Unless it is to be spoken anew.
    assert_eq!(third(&["--force"]).code, 0);
    desk.ok(&[
        "speak", "three", "--queue", &url, "--force", "--cache", "three",
    ]);
    assert_eq!(spoken(&desk).len(), 2 * times.len());
}

#[test]
fn a_short_book_is_not_behind_a_long_one() {
    let Some(server) = Server::start("") else {
        return;
    };
    let desk = desk(0.03, "in_flight = 8");
    desk.write("long.txt", text("long", 150));
    desk.write("short.txt", text("short", 5));
    desk.write("first.txt", text("pressing", 20));
    let _worker = Worker::start(&desk, &server.url(), MINE);
    let url = server.url();
    let long = begin(&desk, &url, "long.txt", "long", &["-q"]);
    wait_until("the long book has begun", || spoken(&desk).len() > 10);
    let short = begin(&desk, &url, "short.txt", "short", &["-q"]);
    let first = begin(&desk, &url, "first.txt", "first", &["-q", "--priority"]);
    for run in [short, first, long] {
        ended_well(run);
    }
    let spoken = spoken(&desk);
    let last = |word: &str| spoken.iter().rposition(|line| line.contains(word)).unwrap();
    assert!(last("short") < last("long") && last("pressing") < last("long"));
    // While lines of the first level wait, hardly any other is begun: those that were in hand, and those that came while a
    // book asked for the next.
    let begin = spoken
        .iter()
        .position(|line| line.contains("pressing"))
        .unwrap();
    let between = spoken[begin..last("pressing")]
        .iter()
        .filter(|line| line.contains("long"))
        .count();
    assert!(
        between <= 40,
        "{between} lines between those of a book with --priority"
    );
}

#[test]
fn a_worker_says_how_it_is_and_stops_when_asked() {
    let Some(server) = Server::start("") else {
        return;
    };
    let desk = desk(0.2, "");
    desk.write("a.txt", text("measured", 6));
    let port = free_port().to_string();
    let address = format!("127.0.0.1:{port}");
    let mut worker = Worker::start(
        &desk,
        &server.url(),
        &["--engine", "mine", "--health", &address],
    );
    let ask = |path: &str| {
        let mut stream = TcpStream::connect(&address).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    wait_until("the worker is ready", || ask("/ready").contains(" 200 "));
    assert!(ask("/live").contains(" 200 "));
    let run = build(&desk, &server.url(), "a.txt", "book", &["-q"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let metrics = ask("/metrics");
    assert!(
        metrics.contains("diglot_worker_lines_total{engine=\"mine\"} 7\n"),
        "{metrics}"
    );
    assert!(
        metrics.contains("# TYPE diglot_worker_queue_age_seconds gauge"),
        "{metrics}"
    );
    // Asked to stop in the middle, it finishes what it speaks and gives back the rest, which another takes at once.
    desk.write("b.txt", text("interrupted", 12));
    let building = begin(&desk, &server.url(), "b.txt", "other", &["-q"]);
    wait_until("it has begun", || {
        spoken(&desk)
            .iter()
            .any(|line| line.contains("interrupted"))
    });
    says("kill", &["-TERM", &worker.0.id().to_string()]);
    assert_eq!(worker.0.wait().unwrap().code(), Some(0));
    let _other = Worker::start(&desk, &server.url(), MINE);
    ended_well(building);
    assert!(
        times(&desk).values().all(|times| *times == 1),
        "{:?}",
        times(&desk)
    );
}

#[test]
fn what_is_wrong_with_the_queue_is_said_in_words() {
    let secret = "pa55-w0rd-0f-the-queue";
    let users = format!("authorization {{ users: [ {{ user: ann, password: \"{secret}\" }} ] }}");
    let Some(server) = Server::start(&users) else {
        return;
    };
    let desk = desk(0.0, "user = \"ann\"\npassword_env = \"QUEUE_PASSWORD\"");
    desk.write("a.txt", text("shy", 2));
    let with = |password: &str, url: &str| {
        // Each time as if nothing had been spoken before.
        let cache = format!("cache-{}", url.rsplit(':').next().unwrap());
        let mut command = command(&desk, url, "a.txt", &cache, &["--cache", &cache]);
        finish(command.env("QUEUE_PASSWORD", password).output().unwrap())
    };
    let run = with("another-password-altogether", &server.url());
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("does not let us in"), "{}", run.stderr);
    assert!(!run.stderr.contains("another-password"), "{}", run.stderr);
    let run = with(secret, &format!("nats://127.0.0.1:{}", free_port()));
    assert!(
        run.code == 1 && run.stderr.contains("cannot be reached"),
        "{}",
        run.stderr
    );
    let run = with(secret, "http://queue");
    assert!(run.stderr.contains("nats://HOST:4222"), "{}", run.stderr);
    let mut worker = desk.command(&["worker", "--queue", &server.url(), "--engine", "mine"]);
    worker
        .env("QUEUE_PASSWORD", secret)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let _worker = Worker(worker.spawn().unwrap());
    let run = with(secret, &server.url());
    assert_eq!(run.code, 0, "{}", run.stderr);

    let Some(off) = Server::start("# no jetstream") else {
        return;
    };
    let run = with(secret, &off.url());
    assert!(
        run.code == 1 && run.stderr.contains("start it with -js"),
        "{}",
        run.stderr
    );
    let small = "jetstream { store_dir: \"STORE\", max_file_store: 1MB }";
    let Some(small) = Server::start(small) else {
        return;
    };
    let run = with(secret, &small.url());
    assert!(
        run.code == 1 && run.stderr.contains("max_bytes"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_line_that_is_too_long_for_the_server_is_a_gap() {
    let Some(server) = Server::start("max_payload: 4096") else {
        return;
    };
    let desk = desk(0.0, "");
    let long = "very ".repeat(1200);
    desk.write(
        "a.txt",
        text("plain", 3).replace("number 1", &format!("{long}long")),
    );
    let _worker = Worker::start(&desk, &server.url(), MINE);
    let run = build(&desk, &server.url(), "a.txt", "book", &[]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(
        run.stderr.contains("too long for the queue"),
        "{}",
        run.stderr
    );
    assert_eq!(spoken(&desk).len(), 3);
}

#[test]
fn a_stream_of_that_name_that_is_no_queue_is_refused() {
    let Some(server) = Server::start("") else {
        return;
    };
    let desk = desk(0.0, "");
    desk.write("a.txt", text("stray", 1));
    // What any client sends to make a stream of that name, as the protocol has it.
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    let config = r#"{"name":"diglot-jobs","subjects":["diglot.jobs.*.*"],"retention":"limits","storage":"file","num_replicas":1,"max_msgs":-1,"max_bytes":-1,"max_consumers":-1,"discard":"old"}"#;
    write!(
        stream,
        "CONNECT {{\"verbose\":false}}\r\nSUB in 1\r\nPUB $JS.API.STREAM.CREATE.diglot-jobs in {}\r\n{config}\r\nPING\r\n",
        config.len()
    )
    .unwrap();
    let mut answer = [0; 4096];
    let mut said = String::new();
    while !said.contains("\"config\"") {
        let n = stream.read(&mut answer).unwrap();
        said += &String::from_utf8_lossy(&answer[..n]);
    }
    let run = build(&desk, &server.url(), "a.txt", "book", &[]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr
            .contains("diglot cannot use: its retention is Limits"),
        "{}",
        run.stderr
    );
}

#[test]
fn old_clips_go_when_the_store_is_full_and_the_book_is_whole() {
    let Some(server) = Server::start("") else {
        return;
    };
    // A clip takes 13 kB.
    let desk = desk(0.0, "max_bytes = 100000");
    desk.write("a.txt", text("crowded", 30));
    let _worker = Worker::start(&desk, &server.url(), MINE);
    let run = build(&desk, &server.url(), "a.txt", "book", &["-q"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(times(&desk).len(), 31);
}
