//! Books that are spoken by workers, through a real nats-server of each test's own.
//!
//! `DIGLOT_FLEET_KILLS=100 DIGLOT_FLEET_RESTARTS=20 cargo test --test suite fleet` takes longer and kills more.

mod access;
mod deaths;
mod jobs;
mod many;
mod s3;

use crate::support::{Desk, Run, finish, says, skipped};
use std::collections::HashMap;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What has a worker speak with the engine of [`desk`] alone.
const MINE: &[&str] = &["--engine", "mine"];

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
                skipped(&format!("nats-server: {error}. `make test` installs it"));
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

/// `diglot build` of a text into a book, spoken by way of a queue.
fn command(desk: &Desk, url: &str, text: &str, book: &str, more: &[&str]) -> Command {
    let own = [
        "build", text, "-o", book, "--queue", url, "--engine", "mine",
    ];
    let mut command = desk.command(&[&own[..], more].concat());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Begins with that.
fn begin(desk: &Desk, url: &str, text: &str, book: &str, more: &[&str]) -> Child {
    command(desk, url, text, book, more).spawn().unwrap()
}

/// Does it.
fn build(desk: &Desk, url: &str, text: &str, book: &str, more: &[&str]) -> Run {
    finish(command(desk, url, text, book, more).output().unwrap())
}

/// Waits for what was begun, which is to end well.
fn ended_well(begun: Child) {
    let run = finish(begun.wait_with_output().unwrap());
    assert_eq!(run.code, 0, "{}", run.stderr);
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(180), "{what}");
        sleep(Duration::from_millis(20));
    }
}
