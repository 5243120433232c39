//! How busy the pool keeps a server: 2000 lines, 8 at once, a server that takes 200 ms for each.
//!
//! ```sh
//! cargo bench --bench pool          # or, without the long optimisation: cargo test --bench pool
//! ```
//!
//! The ideal is 2000 / 8 * 0.2 s = 50 s. Prints the share of it, and the memory after a fifth of the
//! lines and at the end. Fewer lines: `POOL_LINES=200`.

use axum::{Router, routing::post};
use diglot::speech::config::{Common, Web};
use diglot::speech::engine::{Around, Engine, openai};
use diglot::speech::key::ClipKey;
use diglot::speech::pool::{self, Job, Limits, Listener, Queue, RetryPolicy, Turns};
use diglot::speech::purse::Purse;
use diglot::speech::store::ClipStore;
use diglot::speech::{SpeechError, Utterance};
use diglot::voice::Voice;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const CONCURRENCY: usize = 8;
const LATENCY: Duration = Duration::from_millis(200);
/// About what ten seconds of a paragraph are: 24 kHz, 16 bits.
const SOUND: usize = 480_000;

struct Ear {
    done: AtomicUsize,
    early: AtomicUsize,
    after: usize,
}

impl Listener for Ear {
    fn inspect(
        &self,
        _: Option<&ClipKey>,
        _: &Utterance,
        sound: &[u8],
        _: bool,
    ) -> Result<(), SpeechError> {
        assert_eq!(sound.len(), SOUND);
        Ok(())
    }

    fn join(&self, parts: &[Vec<u8>]) -> Result<Vec<u8>, SpeechError> {
        Ok(parts.concat())
    }

    fn done(&self, _: &ClipKey, well: bool) {
        assert!(well);
        if self.done.fetch_add(1, Ordering::Relaxed) + 1 == self.after {
            self.early.store(memory(), Ordering::Relaxed);
        }
    }

    fn say(&self, text: &str, _: bool) {
        println!("{text}");
    }
}

/// The memory in use, in kB (Linux; 0 elsewhere).
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    number.unwrap_or(0)
}

#[tokio::main]
async fn main() {
    let lines: usize = std::env::var("POOL_LINES").map_or(2000, |n| n.parse().unwrap());
    let sound = bytes::Bytes::from(vec![1u8; SOUND]);
    let speak = move || {
        let sound = sound.clone();
        async move {
            tokio::time::sleep(LATENCY).await;
            sound
        }
    };
    let app = Router::new().route("/v1/audio/speech", post(speak));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });

    let settings = openai::Settings {
        url,
        model: "m".into(),
        response_format: None,
    };
    let engine = openai::OpenAi::new(&settings, &Web::default(), &Common::default()).unwrap();
    let job = |n: usize| {
        let utterance = Utterance {
            text: format!("This is line {n} of the book."),
            voice: Voice {
                id: "home:ann".parse().unwrap(),
                settings: Default::default(),
            },
        };
        Job {
            key: ClipKey::of(&engine.identity(), &utterance),
            utterance,
            around: Around::default(),
            anew: false,
            cost: 0.0,
        }
    };
    let jobs: Vec<Job> = (0..lines).map(job).collect();
    let queue = Queue {
        name: "home".into(),
        engine: Arc::new(engine),
        turns: Arc::new(Turns::new(CONCURRENCY, Limits::default())),
        retry: RetryPolicy::default(),
        jobs: Box::new(jobs.into_iter()),
    };
    let folder = tempfile::tempdir().unwrap();
    let ear = Arc::new(Ear {
        done: AtomicUsize::new(0),
        early: AtomicUsize::new(0),
        after: lines / 5,
    });
    let begun = Instant::now();
    let stop = CancellationToken::new();
    let store = ClipStore::new(folder.path());
    let purse = Arc::new(Purse::new(None));
    let outcome = pool::speak(vec![queue], &store, ear.clone(), purse, &stop).await;
    let took = begun.elapsed().as_secs_f64();
    assert_eq!(outcome.unwrap().spoken, lines);
    let ideal = lines.div_ceil(CONCURRENCY) as f64 * LATENCY.as_secs_f64();
    println!(
        "{lines} lines in {took:.2} s, ideal {ideal:.2} s: {:.1} %; memory {} kB, then {} kB",
        100.0 * ideal / took,
        ear.early.load(Ordering::Relaxed),
        memory()
    );
}
