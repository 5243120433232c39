//! Books that are spoken by workers, through a real nats-server of each test's own.
//!
//! `DIGLOT_FLEET_KILLS=100 DIGLOT_FLEET_RESTARTS=20 cargo test --test suite fleet` takes longer and kills more.

use crate::support::{Desk, LAMP, NIGHT_FERRY, Run, finish, says, wave};
use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A nats-server with JetStream, in a folder of its own, ended when this is dropped.
struct Server {
    folder: tempfile::TempDir,
    port: u16,
    process: Child,
}

/// A port that is free now.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

impl Server {
    /// A server with more in its configuration; none, loudly, if the program is not here.
    fn start(more: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let jetstream = match more.contains("jetstream") {
            true => String::new(),
            false => format!(
                "jetstream {{ store_dir: \"{}\" }}\n",
                folder.path().display()
            ),
        };
        let store = folder.path().display().to_string();
        let more = more.replace("STORE", &store);
        let config = format!("listen: 127.0.0.1:{port}\n{jetstream}{more}\n");
        std::fs::write(folder.path().join("nats.conf"), config).unwrap();
        let process = Self::spawn(folder.path())?;
        let server = Self {
            folder,
            port,
            process,
        };
        server.wait();
        Some(server)
    }

    fn spawn(folder: &Path) -> Option<Child> {
        let mut command = Command::new("nats-server");
        command.arg("-c").arg(folder.join("nats.conf"));
        command.arg("-l").arg(folder.join("log"));
        match command.stdout(Stdio::null()).stderr(Stdio::null()).spawn() {
            Ok(process) => Some(process),
            Err(error) => {
                eprintln!("SKIPPED: nats-server: {error}. `make test` installs it");
                None
            }
        }
    }

    fn wait(&self) {
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(30), "no nats-server");
            sleep(Duration::from_millis(20));
        }
    }

    fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    fn restart(&mut self) {
        self.kill();
        self.process = Self::spawn(self.folder.path()).unwrap();
        self.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A worker, killed when this is dropped.
struct Worker(Child);

impl Worker {
    /// A worker of a desk, with more arguments; ready when this returns.
    fn start(desk: &Desk, url: &str, more: &[&str]) -> Self {
        let worker = Self::start_only(desk, url, more);
        // Its consumers are made within a moment.
        sleep(Duration::from_millis(300));
        worker
    }

    fn start_only(desk: &Desk, url: &str, more: &[&str]) -> Self {
        let args = [&["worker", "--queue", url][..], more].concat();
        let mut command = desk.command(&args);
        let log = desk.path("worker.log");
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(log);
        command.stdout(Stdio::null()).stderr(log.unwrap());
        Self(command.spawn().unwrap())
    }

    fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A desk whose engine `mine` writes down what it is asked to say, and takes `seconds` for it.
fn desk(seconds: f64, queue: &str) -> Desk {
    let desk = Desk::new();
    says(
        "sox",
        &[
            "-n",
            "-r",
            "16000",
            "-b",
            "16",
            desk.path("tone.wav").to_str().unwrap(),
            "synth",
            "0.4",
            "sine",
            "440",
            "gain",
            "-6",
        ],
    );
    let folder = desk.path("").display().to_string();
    let program = desk.program(
        "speak",
        &format!(
            "text=$(cat)\nprintf '%s\\n' \"$text\" >> '{folder}spoken.log'\n\
             case $text in *poison*) echo 'these words do not pass my lips' >&2; exit 1;; esac\n\
             sleep {seconds}\ncat '{folder}tone.wav'"
        ),
    );
    desk.write(
        "diglot.toml",
        format!(
            "[queue]\nredeliver_seconds = 1\n{queue}\n\n[engine.mine]\nkind = \"command\"\nprogram = \"{}\"\n\
             check_length = false\nretries = 0\nconcurrency = 2\nvoices = {{ en = [\"ann\", \"bo\"] }}\n",
            program.display()
        ),
    );
    desk.write("spoken.log", "");
    desk
}

/// A text of so many lines, each of which is told from others by `word`.
fn text(word: &str, lines: usize) -> String {
    let mut text = format!("# The {word} book\n\n");
    for line in 0..lines {
        text += &format!("This is the {word} line of number {line}.\n\n");
    }
    text
}

fn spoken(desk: &Desk) -> Vec<String> {
    desk.read("spoken.log").lines().map(String::from).collect()
}

/// How often each line was spoken.
fn times(desk: &Desk) -> HashMap<String, usize> {
    let mut times = HashMap::new();
    for line in spoken(desk) {
        *times.entry(line).or_default() += 1;
    }
    times
}

fn build(desk: &Desk, url: &str, text: &str, book: &str, more: &[&str]) -> Command {
    let own = [
        "build", text, "-o", book, "--queue", url, "--engine", "mine",
    ];
    let mut command = desk.command(&[&own[..], more].concat());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn built(command: &mut Command) -> Run {
    finish(command.output().unwrap())
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(180), "{what}");
        sleep(Duration::from_millis(20));
    }
}

/// The files of a book and what is in them.
fn files(desk: &Desk, book: &str) -> Vec<(String, Vec<u8>)> {
    let root = desk.path(book);
    let list = says(
        "find",
        &[
            root.to_str().unwrap(),
            "-type",
            "f",
            "-not",
            "-path",
            "*/.diglot/*",
        ],
    );
    let mut files: Vec<(String, Vec<u8>)> = list
        .lines()
        .map(|path| {
            (
                path[root.to_str().unwrap().len()..].into(),
                std::fs::read(path).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

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
    let (one, other) = (files(&alone, "book"), files(&desk, "book"));
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
    let other = Worker::start(&desk, &server.url(), &["--engine", "mine"]);
    desk.write("diglot.toml", right);
    let mut building = build(&desk, &server.url(), "a.txt", "book", &[])
        .spawn()
        .unwrap();
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
    let _worker = Worker::start(&desk, &server.url(), &["--engine", "mine"]);
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
    let _worker = Worker::start(&desk, &server.url(), &["--engine", "mine"]);
    let run = built(&mut build(&desk, &server.url(), "a.txt", "book", &[]));
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
    let run = built(&mut build(&desk, &server.url(), "a.txt", "book", &[]));
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn two_coordinators_of_one_book_have_each_line_spoken_once() {
    let Some(server) = Server::start("") else {
        return;
    };
    let desk = desk(0.05, "");
    desk.write("a.txt", text("shared", 20));
    let _worker = Worker::start(&desk, &server.url(), &["--engine", "mine"]);
    let url = server.url();
    // As on two machines: each with a store of its own.
    let start = |book: &str| {
        build(&desk, &url, "a.txt", book, &["--cache", book])
            .spawn()
            .unwrap()
    };
    let (one, two) = (start("one"), start("two"));
    for run in [one, two] {
        let run = finish(run.wait_with_output().unwrap());
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    let times = times(&desk);
    assert!(
        times.len() >= 20 && times.values().all(|times| *times == 1),
        "{times:?}"
    );
    // A third, when all is done, finds the clips.
    assert_eq!(
        built(&mut build(
            &desk,
            &url,
            "a.txt",
            "three",
            &["--cache", "three"]
        ))
        .code,
        0
    );
    assert_eq!(spoken(&desk).len(), times.len());
    // Unless it is to be spoken anew.
    assert_eq!(
        built(&mut build(
            &desk,
            &url,
            "a.txt",
            "three",
            &["--cache", "three", "--force"]
        ))
        .code,
        0
    );
    let run = finish(
        desk.command(&[
            "speak", "three", "--queue", &url, "--force", "--cache", "three",
        ])
        .output()
        .unwrap(),
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(spoken(&desk).len(), 2 * times.len());
}

/// xorshift64, between 0 and 1.
fn random(seed: &mut u64) -> f64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed as f64 / u64::MAX as f64
}

fn from_environment(name: &str, usual: usize) -> usize {
    std::env::var(name).map_or(usual, |n| n.parse().unwrap())
}

/// SIGKILL to workers and to the coordinator at moments that a seed draws. A line is spoken once more for each kill that
/// can have hit it, and no more.
#[test]
fn nothing_is_lost_when_workers_and_coordinators_are_killed() {
    // Two are spoken at once; those before them may not be kept yet.
    const HELD: usize = 2 + 4;
    let Some(server) = Server::start("") else {
        return;
    };
    let kills = from_environment("DIGLOT_FLEET_KILLS", 4);
    let desk = desk(0.05, "deliveries = 50");
    let lines = 40 + kills * 10;
    desk.write("a.txt", text("mortal", lines));
    let start = || Worker::start_only(&desk, &server.url(), &["--engine", "mine"]);
    let mut workers: Vec<Worker> = (0..3).map(|_| start()).collect();
    let mut seed = 7;
    let building = || {
        build(&desk, &server.url(), "a.txt", "book", &["-q"])
            .spawn()
            .unwrap()
    };
    let mut coordinator = building();
    let mut killed_workers = 0;
    for kill in 0..kills {
        sleep(Duration::from_secs_f64(0.2 + random(&mut seed)));
        match (random(&mut seed) * 4.0) as usize {
            3 if coordinator.try_wait().unwrap().is_none() => {
                coordinator.kill().unwrap();
                coordinator.wait().unwrap();
                coordinator = building();
            }
            _ => {
                let which = kill % workers.len();
                workers[which] = start();
                killed_workers += 1;
            }
        }
    }
    let run = finish(coordinator.wait_with_output().unwrap());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let times = times(&desk);
    assert_eq!(times.len(), lines + 1);
    let more: usize = times.values().map(|times| times - 1).sum();
    assert!(
        more <= killed_workers * HELD,
        "{more} lines spoken again after {killed_workers} kills"
    );
    let chapter = &desk.chapters("book")[0].0;
    assert!(wave(chapter).3 > 0);
}

#[test]
fn nothing_is_lost_when_the_server_is_killed_and_comes_back() {
    let Some(mut server) = Server::start("") else {
        return;
    };
    let restarts = from_environment("DIGLOT_FLEET_RESTARTS", 2);
    let desk = desk(0.05, "deliveries = 50");
    let lines = 60 + restarts * 30;
    desk.write("a.txt", text("patient", lines));
    let url = server.url();
    let _workers: Vec<Worker> = (0..2)
        .map(|_| Worker::start(&desk, &url, &["--engine", "mine"]))
        .collect();
    let building = build(&desk, &url, "a.txt", "book", &["-q"])
        .spawn()
        .unwrap();
    let mut seed = 11;
    for _ in 0..restarts {
        sleep(Duration::from_secs_f64(0.3 + random(&mut seed)));
        server.restart();
    }
    let run = finish(building.wait_with_output().unwrap());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let times = times(&desk);
    assert_eq!(times.len(), lines + 1);
    let more: usize = times.values().map(|times| times - 1).sum();
    assert!(more <= restarts * 2 * 20, "{more} lines spoken again");
}

/// Passes connections on to a port, until they are cut.
struct Proxy {
    port: u16,
    open: Arc<Mutex<Vec<TcpStream>>>,
    ended: Arc<AtomicBool>,
    accepted: Arc<AtomicUsize>,
}

impl Proxy {
    fn start(to: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let open: Arc<Mutex<Vec<TcpStream>>> = Arc::default();
        let (ended, accepted) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicUsize::new(0)),
        );
        let (own, stop, count) = (open.clone(), ended.clone(), accepted.clone());
        std::thread::spawn(move || {
            for from in listener.incoming() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let (Ok(from), Ok(to)) = (from, TcpStream::connect(("127.0.0.1", to))) else {
                    continue;
                };
                count.fetch_add(1, Ordering::Relaxed);
                let pass = |mut from: TcpStream, mut to: TcpStream| {
                    std::thread::spawn(move || {
                        let _ = std::io::copy(&mut from, &mut to);
                        let _ = to.shutdown(std::net::Shutdown::Both);
                    });
                };
                pass(from.try_clone().unwrap(), to.try_clone().unwrap());
                pass(to.try_clone().unwrap(), from.try_clone().unwrap());
                own.lock().unwrap().extend([from, to]);
            }
        });
        Self {
            port,
            open,
            ended,
            accepted,
        }
    }

    fn cut(&self) {
        for stream in self.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(std::net::Shutdown::Both);
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        self.cut();
    }
}

#[test]
fn a_connection_that_is_cut_is_made_again() {
    let Some(server) = Server::start("") else {
        return;
    };
    let proxy = Proxy::start(server.port);
    let desk = desk(0.05, "deliveries = 50");
    desk.write("a.txt", text("torn", 60));
    let through = format!("nats://127.0.0.1:{}", proxy.port);
    let _worker = Worker::start(&desk, &through, &["--engine", "mine"]);
    let building = build(&desk, &through, "a.txt", "book", &["-q"])
        .spawn()
        .unwrap();
    for _ in 0..3 {
        sleep(Duration::from_millis(400));
        proxy.cut();
    }
    let run = finish(building.wait_with_output().unwrap());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(times(&desk).len(), 61);
    assert!(proxy.accepted.load(Ordering::Relaxed) > 2);
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
    let _worker = Worker::start(&desk, &server.url(), &["--engine", "mine"]);
    let url = server.url();
    let long = build(&desk, &url, "long.txt", "long", &["-q"])
        .spawn()
        .unwrap();
    wait_until("the long book has begun", || spoken(&desk).len() > 10);
    let short = build(&desk, &url, "short.txt", "short", &["-q"])
        .spawn()
        .unwrap();
    let first = build(&desk, &url, "first.txt", "first", &["-q", "--priority"])
        .spawn()
        .unwrap();
    for run in [short, first, long] {
        let run = finish(run.wait_with_output().unwrap());
        assert_eq!(run.code, 0, "{}", run.stderr);
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
    let run = built(&mut build(&desk, &server.url(), "a.txt", "book", &["-q"]));
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
    let building = build(&desk, &server.url(), "b.txt", "other", &["-q"])
        .spawn()
        .unwrap();
    wait_until("it has begun", || {
        spoken(&desk)
            .iter()
            .any(|line| line.contains("interrupted"))
    });
    says("kill", &["-TERM", &worker.0.id().to_string()]);
    assert_eq!(worker.0.wait().unwrap().code(), Some(0));
    let _other = Worker::start(&desk, &server.url(), &["--engine", "mine"]);
    assert_eq!(finish(building.wait_with_output().unwrap()).code, 0);
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
        let mut command = build(&desk, url, "a.txt", &cache, &["--cache", &cache]);
        built(command.env("QUEUE_PASSWORD", password))
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
    let _worker = Worker::start(&desk, &server.url(), &["--engine", "mine"]);
    let run = built(&mut build(&desk, &server.url(), "a.txt", "book", &[]));
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
    let run = built(&mut build(&desk, &server.url(), "a.txt", "book", &[]));
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
    let _worker = Worker::start(&desk, &server.url(), &["--engine", "mine"]);
    let run = built(&mut build(&desk, &server.url(), "a.txt", "book", &["-q"]));
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(times(&desk).len(), 31);
}

#[test]
fn lamps_are_lit_by_many_books_at_once() {
    let desk = Desk::new();
    let other = LAMP
        .replace("The Lamp", "The Wick")
        .replace("灯\n\n", "芯\n\n");
    desk.write("texts/lamp.txt", LAMP);
    desk.write("texts/wick.txt", &other);
    desk.write("texts/broken.docx", "PK\u{3}\u{4} this is no document");
    desk.write("texts/notes.xyz", "not a text");
    let run = desk.run(&["build", "--each", "texts"]);
    assert_eq!(run.code, 3, "{}\n{}", run.stdout, run.stderr);
    assert!(run.stderr.contains("1 of 3 books failed"), "{}", run.stderr);
    assert!(run.stderr.contains("broken.docx"), "{}", run.stderr);
    assert!(!run.stderr.contains("notes.xyz"), "{}", run.stderr);
    for book in ["the-lamp", "the-wick"] {
        let alone = format!("alone/{book}");
        let text = if book == "the-lamp" {
            "texts/lamp.txt"
        } else {
            "texts/wick.txt"
        };
        desk.ok(&["build", text, "-o", &alone, "-q"]);
        assert_eq!(
            files(&desk, &format!("output/{book}")),
            files(&desk, &alone)
        );
    }
    // The same again goes on where it was: a list this time.
    std::fs::remove_file(desk.path("output/the-lamp/book.json")).unwrap();
    desk.write("list", "texts/lamp.txt\n\ntexts/wick.txt\n");
    let run = desk.ok(&["build", "--each", "@list"]);
    assert!(
        run.stderr.contains("The Wick") || run.stdout.contains("The Wick"),
        "{}",
        run.stderr
    );
    assert!(desk.path("output/the-lamp/book.json").is_file());
    let run = desk.run(&["build", "--each", "nowhere"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
}

#[test]
fn a_folder_that_is_watched_has_its_texts_built() {
    let desk = Desk::new();
    desk.write("in/lamp.txt", LAMP);
    let mut watching = desk.command(&["build", "--watch", "in"]);
    watching.stdout(Stdio::null()).stderr(Stdio::null());
    let mut watching = Worker(watching.spawn().unwrap());
    wait_until("the first book", || {
        desk.path("output/the-lamp/book.cue").is_file()
    });
    desk.write("in/wick.txt", LAMP.replace("The Lamp", "The Wick"));
    wait_until("the second book", || {
        desk.path("output/the-wick/book.cue").is_file()
    });
    desk.write(
        "in/lamp.txt",
        LAMP.replace("It was dark", "It was very dark"),
    );
    wait_until("the change", || {
        desk.read("output/the-lamp/script.toml")
            .contains("very dark")
    });
    says("kill", &["-TERM", &watching.0.id().to_string()]);
    assert!(matches!(watching.0.wait().unwrap().code(), Some(0)));
    assert!(desk.path("in/lamp.txt").is_file());
}

/// Objects of S3 by their paths.
type Objects = Arc<Mutex<HashMap<String, Vec<u8>>>>;

/// A bucket of S3, as far as clips need one: objects by path, in memory. Its address.
fn bucket() -> (String, Objects) {
    use axum::body::Bytes;
    use axum::extract::State;
    use axum::http::{HeaderMap, Method, StatusCode, Uri};
    async fn answer(
        State(objects): State<Objects>,
        method: Method,
        uri: Uri,
        headers: HeaderMap,
        body: Bytes,
    ) -> (StatusCode, [(&'static str, String); 2], Vec<u8>) {
        let about = [
            ("etag", "\"1\"".to_string()),
            ("last-modified", "Thu, 01 Jan 2026 00:00:00 GMT".to_string()),
        ];
        let signed = headers
            .get("authorization")
            .and_then(|value| value.to_str().ok());
        if !signed.is_some_and(|value| value.contains("Credential=the-user/")) {
            return (StatusCode::FORBIDDEN, about, Vec::new());
        }
        let path = uri.path().to_string();
        let mut objects = objects.lock().unwrap();
        match method {
            Method::PUT => {
                objects.insert(path, body.to_vec());
                (StatusCode::OK, about, Vec::new())
            }
            _ => match objects.get(&path) {
                Some(object) => (StatusCode::OK, about, object.clone()),
                None => (StatusCode::NOT_FOUND, about, Vec::new()),
            },
        }
    }
    let objects = Objects::default();
    let app = axum::Router::new()
        .fallback(answer)
        .with_state(objects.clone());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    (address, objects)
}

#[test]
fn clips_may_go_through_s3() {
    let Some(server) = Server::start("") else {
        return;
    };
    let (address, objects) = bucket();
    let desk = desk(0.0, "clips = \"s3://shelf/of/clips\"");
    desk.write("a.txt", text("shelved", 5));
    let with_keys = |mut command: Command| {
        command
            .env("AWS_ENDPOINT", &address)
            .env("AWS_ALLOW_HTTP", "true")
            .env("AWS_REGION", "north-1")
            .env("AWS_ACCESS_KEY_ID", "the-user")
            .env("AWS_SECRET_ACCESS_KEY", "a-secret-of-the-bucket");
        command
    };
    let mut worker =
        with_keys(desk.command(&["worker", "--queue", &server.url(), "--engine", "mine"]));
    worker.stdout(Stdio::null()).stderr(Stdio::null());
    let _worker = Worker(worker.spawn().unwrap());
    let make = |book: &str| {
        let run = built(&mut with_keys(build(
            &desk,
            &server.url(),
            "a.txt",
            book,
            &["--cache", book],
        )));
        assert_eq!(run.code, 0, "{}", run.stderr);
    };
    make("one");
    let clips: Vec<String> = objects.lock().unwrap().keys().cloned().collect();
    assert_eq!(clips.len(), 6, "{clips:?}");
    assert!(
        clips
            .iter()
            .all(|path| path.starts_with("/shelf/of/clips/") && path.ends_with(".clip")),
        "{clips:?}"
    );
    // Another book finds them; one that is damaged there is spoken again.
    objects.lock().unwrap().get_mut(&clips[0]).unwrap()[50] ^= 1;
    make("two");
    assert_eq!(spoken(&desk).len(), 7);
}
