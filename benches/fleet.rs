//! What a queue carries: a book, one server, workers with an engine that does nothing but wait.
//!
//! ```sh
//! cargo bench --bench fleet -- speed       # 1, 2, 4, 8 workers, 200 ms a line
//! cargo bench --bench fleet -- lines       # lines a second with clips of 100 kB
//! cargo bench --bench fleet -- memory      # memory of a book of 1,000,000 lines
//! ```
//!
//! A worker is a process of its own: this program again, with `worker`. `FLEET_LINES=N` for fewer lines. Needs nats-server.

use async_trait::async_trait;
use diglot::speech::config::Config;
use diglot::speech::desk::Turns;
use diglot::speech::engine::{Around, Engine};
use diglot::speech::key::{ClipKey, Identity};
use diglot::speech::pool::{self, Job, Limits, Listener, Queue, RetryPolicy};
use diglot::speech::purse::Purse;
use diglot::speech::queue::connection::{Connection, Tell};
use diglot::speech::queue::coordinator::Coordinator;
use diglot::speech::queue::engine::Queued;
use diglot::speech::queue::job::Level;
use diglot::speech::queue::metrics::Metrics;
use diglot::speech::queue::settings::Settings;
use diglot::speech::queue::worker::{self, Speaker};
use diglot::speech::store::ClipStore;
use diglot::speech::{SpeechError, Utterance};
use diglot::voice::{Voice, VoiceId};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// Waits, and says so many bytes.
struct Waits {
    wait: Duration,
    bytes: usize,
}

#[async_trait]
impl Engine for Waits {
    fn identity(&self) -> Identity {
        Identity {
            kind: "waits",
            address: None,
            model: None,
        }
    }

    async fn prepare(&self, _: &[VoiceId], _: usize) -> Result<(), SpeechError> {
        Ok(())
    }

    async fn speak(&self, utterance: &Utterance, _: &Around) -> Result<Vec<u8>, SpeechError> {
        if !self.wait.is_zero() {
            tokio::time::sleep(self.wait).await;
        }
        let mut sound = vec![0; self.bytes];
        let text = utterance.text.as_bytes();
        sound[..text.len()].copy_from_slice(text);
        Ok(sound)
    }
}

struct Deaf;

impl Listener for Deaf {
    fn inspect(
        &self,
        _: Option<&ClipKey>,
        _: &Utterance,
        _: &[u8],
        _: bool,
    ) -> Result<(), SpeechError> {
        Ok(())
    }

    fn join(&self, parts: &[Vec<u8>]) -> Result<Vec<u8>, SpeechError> {
        Ok(parts.concat())
    }

    fn done(&self, _: &ClipKey, well: bool) {
        assert!(well);
    }

    fn say(&self, text: &str, _: bool) {
        println!("{text}");
    }
}

struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn settings(url: &str) -> Settings {
    Settings::default().at(Some(url)).unwrap()
}

fn tell() -> Tell {
    Arc::new(|text, important| {
        if important {
            println!("{text}");
        }
    })
}

/// A worker, until it is killed.
async fn work(url: &str, wait: Duration, bytes: usize, concurrency: usize) {
    let connection = Connection::new(settings(url), tell()).await.unwrap();
    let engine = Arc::new(Waits { wait, bytes });
    let speaker = Speaker {
        name: "waits".into(),
        models: vec![engine.identity()],
        engine,
        concurrency,
        limits: Limits::default(),
        retry: RetryPolicy::default(),
    };
    let (metrics, stop) = (Arc::new(Metrics::default()), CancellationToken::new());
    worker::work(
        connection,
        vec![speaker],
        Arc::new(Deaf),
        metrics,
        tell(),
        stop,
        Duration::ZERO,
    )
    .await
    .unwrap();
}

/// How long a book of so many lines takes, and the most memory in kB that this process has had.
async fn book(url: &str, lines: usize, store: &ClipStore) -> Duration {
    let coordinator = Arc::new(Coordinator::new(settings(url), Level::Usual, tell()));
    let config = Config::default().engine("espeak").unwrap();
    let waits = Arc::new(Waits {
        wait: Duration::ZERO,
        bytes: 0,
    });
    let (queued, config) = Queued::new("waits", waits, &config, coordinator);
    queued.prepare(&[], lines).await.unwrap();
    let identity = queued.identity();
    let run = fastrand::u32(..);
    let job = move |line: usize| {
        let utterance = Utterance {
            text: format!(
                "This is line {line} of the book of run {run}, about as long as lines are in talks."
            ),
            voice: Voice {
                id: "waits:ann".parse().unwrap(),
                settings: Default::default(),
            },
        };
        Job {
            key: ClipKey::of(&identity, &utterance),
            utterance,
            around: Around::default(),
            anew: false,
            cost: 0.0,
        }
    };
    let queue = Queue {
        name: "waits".into(),
        engine: Arc::new(queued),
        turns: Arc::new(Turns::new(config.concurrency(1), config.limits())),
        retry: RetryPolicy::default(),
        jobs: Box::new((0..lines).map(job)),
    };
    let begun = Instant::now();
    let (purse, stop) = (Arc::new(Purse::new(None)), CancellationToken::new());
    let outcome = pool::speak(vec![queue], store, Arc::new(Deaf), purse, &stop)
        .await
        .unwrap();
    assert_eq!((outcome.spoken, outcome.failed.len()), (lines, 0));
    begun.elapsed()
}

/// The most memory in kB that this process has had (Linux; 0 elsewhere).
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0)
}

fn workers(url: &str, count: usize, wait: u64, bytes: usize, concurrency: usize) -> Vec<Ended> {
    let numbers = [wait as usize, bytes, concurrency].map(|n| n.to_string());
    let start = |_| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("worker").arg(url).args(&numbers);
        Ended(command.spawn().unwrap())
    };
    let workers = (0..count).map(start).collect();
    std::thread::sleep(Duration::from_secs(1));
    workers
}

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    let number = |at: usize| args.get(at).and_then(|n| n.parse::<usize>().ok()).unwrap();
    let what = args.first().map(String::as_str);
    if what == Some("worker") {
        let wait = Duration::from_millis(number(2) as u64);
        return work(&args[1], wait, number(3), number(4)).await;
    }
    let lines = |usual: usize| std::env::var("FLEET_LINES").map_or(usual, |n| n.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let mut server = Command::new("nats-server");
    server
        .args(["-js", "-a", "127.0.0.1", "-p", &port.to_string(), "-sd"])
        .arg(folder.path().join("js"));
    let server = server.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let Ok(server) = server else {
        return println!("nats-server is not here: make setup-fleet");
    };
    let _server = Ended(server);
    std::thread::sleep(Duration::from_secs(1));
    let url = format!("nats://127.0.0.1:{port}");
    let store = ClipStore::new(folder.path().join("clips"));
    if matches!(what, None | Some("speed")) {
        for count in [1, 2, 4, 8] {
            let _workers = workers(&url, count, 200, 20_000, 2);
            let lines = lines(100 * count);
            let took = book(&url, lines, &store).await.as_secs_f64();
            let ideal = lines as f64 * 0.2 / (count * 2) as f64;
            let share = 100.0 * ideal / took;
            println!(
                "{count} workers of 2 lines at once: {lines} lines in {took:.2} s, {share:.1} % of ideal"
            );
        }
    }
    if matches!(what, None | Some("lines")) {
        let _workers = workers(&url, 2, 0, 100_000, 16);
        let lines = lines(10_000);
        let took = book(&url, lines, &store).await.as_secs_f64();
        println!(
            "{lines} lines of 100 kB in {took:.1} s: {:.0} a second",
            lines as f64 / took
        );
    }
    if matches!(what, Some("memory")) {
        let _workers = workers(&url, 2, 0, 100, 64);
        let lines = lines(1_000_000);
        let before = memory();
        let took = book(&url, lines, &store).await.as_secs_f64();
        println!(
            "{lines} lines in {took:.0} s; at most {} MB, {} MB before",
            memory() / 1024,
            before / 1024
        );
    }
}
