//! The side of a machine that speaks: takes jobs of the models that are its own, speaks them, keeps the clips.

use super::super::SpeechError;
use super::super::desk::{Desk, Job as Line, Listener, RetryPolicy, Turns, lock};
use super::super::engine::Engine;
use super::super::key::{ClipKey, Identity};
use super::super::pace::Limits;
use super::super::purse::Purse;
use super::connection::{Connection, Tell};
use super::job::{Job, Level, Outcome, model};
use super::metrics::{Counts, Metrics};
use async_nats::connection::State;
use async_nats::jetstream::consumer::PullConsumer;
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::{AckKind, Message};
use futures_util::StreamExt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// For how long the server keeps a request for jobs in mind when there are none.
const PULL: Duration = Duration::from_secs(20);
/// A worker has so much work at hand beside what it does, so that it need not wait for the server.
const AHEAD: Duration = Duration::from_millis(250);
/// The most lines ahead.
const MOST_AHEAD: usize = 256;
/// For how long an engine takes no lines that failed many times in a row.
const PAUSE: Duration = Duration::from_secs(30);
/// The longest wait before a line that failed is tried again, here or elsewhere.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// An engine that a worker has.
pub struct Speaker {
    /// What the worker calls it.
    pub name: String,
    /// The engine.
    pub engine: Arc<dyn Engine>,
    /// The models that it speaks with.
    pub models: Vec<Identity>,
    /// How many lines it may be asked for at once.
    pub concurrency: usize,
    /// How much it may be asked for in a minute.
    pub limits: Limits,
    /// How often what may pass is tried again.
    pub retry: RetryPolicy,
}

/// Speaks for others until `stop`; then what is being spoken is finished, for as long as `grace`, and the rest given
/// back.
///
/// # Errors
/// If the server will not have us.
pub async fn work(
    connection: Connection,
    speakers: Vec<Speaker>,
    listener: Arc<dyn Listener>,
    metrics: Arc<Metrics>,
    tell: Tell,
    stop: CancellationToken,
    grace: Duration,
) -> Result<(), SpeechError> {
    let connection = Arc::new(connection);
    let halt = CancellationToken::new();
    let mut lanes = JoinSet::new();
    for speaker in speakers {
        let counts = metrics.of(&speaker.name);
        let desk = Desk::new(
            speaker.name.clone(),
            speaker.engine.clone(),
            Arc::new(Turns::new(speaker.concurrency, speaker.limits)),
            speaker.retry,
            listener.clone(),
            Arc::new(Purse::new(None)),
            halt.clone(),
        );
        let bench = Arc::new(Bench {
            name: speaker.name,
            engine: speaker.engine,
            desk,
            concurrency: speaker.concurrency,
            turns: Semaphore::new(speaker.concurrency),
            counts,
            changed: Notify::new(),
            per_line: AtomicU64::new(AHEAD.as_micros() as u64),
            paused: Mutex::new(Instant::now()),
            connection: connection.clone(),
            tell: tell.clone(),
            stop: stop.clone(),
        });
        for identity in &speaker.models {
            let pressing = Arc::new(AtomicBool::new(false));
            for level in Level::ALL {
                let model = model(identity);
                let lane = Lane {
                    bench: bench.clone(),
                    consumer: connection.consumer(&model, level).await?,
                    model,
                    level,
                    pressing: pressing.clone(),
                };
                lanes.spawn(lane.run());
            }
        }
    }
    let is_reached = || connection.client.connection_state() == State::Connected;
    while !stop.is_cancelled() {
        metrics.ready.store(is_reached(), Ordering::Relaxed);
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(Duration::from_millis(500)) => {}
        }
    }
    metrics.ready.store(false, Ordering::Relaxed);
    let finish = async { while lanes.join_next().await.is_some() {} };
    let in_time = tokio::time::timeout(grace, finish).await.is_ok();
    if !in_time {
        halt.cancel();
        let last = async { while lanes.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(Duration::from_secs(2), last).await;
    }
    let _ = tokio::time::timeout(Duration::from_secs(2), connection.client.flush()).await;
    Ok(())
}

/// An engine at work.
struct Bench {
    name: String,
    engine: Arc<dyn Engine>,
    desk: Desk,
    concurrency: usize,
    /// As many as are spoken at once; others in hand wait.
    turns: Semaphore,
    counts: Arc<Counts>,
    /// A line was finished.
    changed: Notify,
    /// What a line takes, in microseconds, as a mean of the last ones.
    per_line: AtomicU64,
    /// Until when no lines are taken.
    paused: Mutex<Instant>,
    connection: Arc<Connection>,
    tell: Tell,
    stop: CancellationToken,
}

/// The jobs of one model and level.
struct Lane {
    bench: Arc<Bench>,
    consumer: PullConsumer,
    model: String,
    level: Level,
    /// Whether jobs of the first level wait.
    pressing: Arc<AtomicBool>,
}

impl Lane {
    /// Takes jobs until the worker is to stop; ends when all are finished or given back.
    async fn run(mut self) {
        let beat = self.consumer.cached_info().config.ack_wait / 3;
        let bench = self.bench.clone();
        let mut lines = JoinSet::new();
        loop {
            let room = tokio::select! {
                () = bench.stop.cancelled() => break,
                room = self.room() => room,
            };
            let taken = tokio::select! {
                () = bench.stop.cancelled() => break,
                () = bench.connection.reached.notified() => continue,
                taken = self.take(room, &mut lines, beat) => taken,
            };
            while lines.try_join_next().is_some() {}
            if taken == 0 && self.level == Level::First {
                self.pressing.store(false, Ordering::Relaxed);
            }
        }
        while lines.join_next().await.is_some() {}
    }

    /// Waits until lines may be taken: how many.
    async fn room(&self) -> usize {
        let bench = &self.bench;
        loop {
            let until = *lock(&bench.paused);
            tokio::time::sleep_until(until).await;
            let is_behind = self.level == Level::Usual && self.pressing.load(Ordering::Relaxed);
            let room = bench
                .wanted()
                .saturating_sub(bench.counts.held.load(Ordering::Relaxed));
            if room > 0 && !is_behind {
                return room;
            }
            // Not for ever: a line may have been finished between the two.
            let soon = tokio::time::sleep(Duration::from_millis(50));
            tokio::select! {
                () = bench.changed.notified() => {}
                () = soon => {}
            }
        }
    }

    /// Asks for so many jobs, and begins with those that come: how many did. Waits if there are none.
    async fn take(&mut self, room: usize, lines: &mut JoinSet<()>, beat: Duration) -> usize {
        let asked = Instant::now();
        let pull = self.consumer.fetch().max_messages(room).expires(PULL);
        let (mut taken, mut is_well) = (0, false);
        if let Ok(mut messages) = pull.messages().await {
            is_well = true;
            while let Some(message) = messages.next().await {
                let Ok(message) = message else {
                    is_well = false;
                    break;
                };
                if self.level == Level::First
                    && let Ok(info) = message.info()
                {
                    self.pressing.store(info.pending > 0, Ordering::Relaxed);
                }
                taken += 1;
                // Counted at once, so that no other lane takes for the same room.
                let held = Held::new(self.bench.clone());
                lines.spawn(async move { held.0.clone().handle(message, beat).await });
            }
        }
        if !is_well {
            let connection = &self.bench.connection;
            connection.restore().await;
            if let Ok(consumer) = connection.consumer(&self.model, self.level).await {
                self.consumer = consumer;
            }
        }
        // Somebody else is waiting for the same, or the server is away.
        if taken == 0 && asked.elapsed() < Duration::from_millis(100) {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        taken
    }
}

/// A line in hand.
struct Held(Arc<Bench>);

impl Held {
    fn new(bench: Arc<Bench>) -> Self {
        bench.counts.held.fetch_add(1, Ordering::Relaxed);
        Self(bench)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.counts.held.fetch_sub(1, Ordering::Relaxed);
        self.0.changed.notify_waiters();
    }
}

/// What came of a delivery.
enum Came {
    /// The clip is there.
    Spoken,
    /// It is not, and here and now there is no more to be done: after a while, here or elsewhere.
    Back(Duration),
    /// It is given up, for this reason.
    Dead(String),
}

impl Bench {
    /// How many lines are to be in hand: those that are spoken, and as many as will be spoken while others are on their
    /// way.
    fn wanted(&self) -> usize {
        let per_line = self.per_line.load(Ordering::Relaxed).max(1);
        let ahead = AHEAD.as_micros() as u64 * self.concurrency as u64 / per_line;
        self.concurrency + (ahead as usize).min(MOST_AHEAD)
    }

    /// Does a job, and says so.
    async fn handle(&self, message: Message, beat: Duration) {
        let Ok(info) = message.info() else {
            return;
        };
        let (number, delivered) = (info.stream_sequence, info.delivered);
        let published = SystemTime::from(info.published);
        let age = SystemTime::now()
            .duration_since(published)
            .unwrap_or_default();
        self.counts
            .age
            .store(age.as_millis() as u64, Ordering::Relaxed);
        let Ok(job) = serde_json::from_slice::<Job>(&message.payload) else {
            let what = "a job in the queue cannot be read, and is removed: another version of diglot put it there?";
            (self.tell)(what, true);
            let _ = message.ack_with(AckKind::Term).await;
            return;
        };
        let doing = self.attempt(&job, delivered);
        tokio::pin!(doing);
        let came = loop {
            tokio::select! {
                came = &mut doing => break came,
                () = tokio::time::sleep(beat) => {
                    let _ = message.ack_with(AckKind::Progress).await;
                }
            }
        };
        let ack = match came {
            Came::Spoken => {
                self.say(self.connection.subjects.spoken(&job.key), number)
                    .await;
                AckKind::Ack
            }
            Came::Back(wait) => AckKind::Nak(Some(wait)),
            Came::Dead(why) => {
                self.counts.given_up.fetch_add(1, Ordering::Relaxed);
                (self.tell)(&format!("{}: a line is given up: {why}", self.name), true);
                match self.bury(&job.key, number, why).await {
                    Ok(()) => AckKind::Term,
                    Err(_) => {
                        self.connection.restore().await;
                        AckKind::Nak(Some(LONGEST_WAIT))
                    }
                }
            }
        };
        // If it is lost on the way, the job comes again, and its clip is found.
        let _ = message.ack_with(ack).await;
    }

    /// Says that the clip of a job is there.
    async fn say(&self, subject: String, job: u64) {
        let outcome = Outcome { job, why: None };
        let payload = serde_json::to_vec(&outcome).unwrap_or_default();
        let _ = self
            .connection
            .client
            .publish(subject, payload.into())
            .await;
    }

    /// Keeps why a job is given up.
    async fn bury(&self, key: &str, job: u64, why: String) -> Result<(), SpeechError> {
        let outcome = Outcome {
            job,
            why: Some(why),
        };
        let payload = serde_json::to_vec(&outcome).unwrap_or_default();
        let message = PublishMessage::build().payload(payload.into());
        let subject = self.connection.subjects.dead(key);
        self.connection.publish(subject, message).await.map(drop)
    }

    async fn attempt(&self, job: &Job, delivered: i64) -> Came {
        let utterance = job.utterance(&self.name);
        let identity = self.engine.identity_of(&utterance.voice.id);
        let key = ClipKey::of(&identity, &utterance);
        if key.as_str() != job.key {
            return self.back_or_dead(
                job,
                delivered,
                format!(
                    "a worker's {} has another voice {} than the machine that makes the book, or another \
                     version of diglot",
                    self.name, job.voice
                ),
            );
        }
        if delivered > job.deliveries {
            return Came::Dead(format!(
                "{} workers in a row were lost while they spoke it",
                job.deliveries
            ));
        }
        if !job.anew && self.connection.clips.has(&job.key).await == Ok(true) {
            self.counts.found.fetch_add(1, Ordering::Relaxed);
            return Came::Spoken;
        }
        let turn = tokio::select! {
            biased;
            () = self.stop.cancelled() => return Came::Back(Duration::ZERO),
            turn = self.turns.acquire() => turn,
        };
        let begun = Instant::now();
        let line = Line {
            key,
            utterance,
            around: job.around(),
            anew: job.anew,
            cost: 0.0,
        };
        let sound = self.desk.ask(&line, None).await;
        drop(turn);
        match sound {
            Ok(sound) => {
                self.desk.count(true);
                self.learn(begun.elapsed());
                self.keep(job, &sound).await
            }
            Err(SpeechError::Interrupted) => Came::Back(Duration::ZERO),
            Err(error) => self.failed(job, delivered, &error),
        }
    }

    async fn keep(&self, job: &Job, sound: &[u8]) -> Came {
        let clips = &self.connection.clips;
        let mut kept = clips.put(&job.key, sound).await;
        if kept.is_err() {
            self.connection.restore().await;
            kept = clips.put(&job.key, sound).await;
        }
        match kept {
            Ok(()) => {
                self.counts.lines.fetch_add(1, Ordering::Relaxed);
                Came::Spoken
            }
            Err(what) => {
                self.counts.failed.fetch_add(1, Ordering::Relaxed);
                (self.tell)(&format!("a clip could not be kept: {what}"), true);
                *lock(&self.paused) = Instant::now() + PAUSE / 6;
                Came::Back(PAUSE / 6)
            }
        }
    }

    fn failed(&self, job: &Job, delivered: i64, error: &SpeechError) -> Came {
        self.counts.failed.fetch_add(1, Ordering::Relaxed);
        self.desk.count(false);
        if error.ends_run() && !matches!(error, SpeechError::UnknownVoice { .. })
            || self.desk.down().is_some()
        {
            let seconds = PAUSE.as_secs();
            (self.tell)(
                &format!("{}: {error}. It takes no lines for {seconds} s", self.name),
                true,
            );
            *lock(&self.paused) = Instant::now() + PAUSE;
            self.desk.give_another_chance();
        }
        match error {
            // It may have been paid for twice.
            SpeechError::Doubtful(what) => Came::Dead(what.clone()),
            SpeechError::UnknownVoice { .. } => Came::Dead(error.to_string()),
            _ => self.back_or_dead(job, delivered, error.to_string()),
        }
    }

    fn back_or_dead(&self, job: &Job, delivered: i64, why: String) -> Came {
        if delivered >= job.deliveries {
            return Came::Dead(why);
        }
        (self.tell)(
            &format!("{}: {why}; it goes back into the queue", self.name),
            false,
        );
        let doublings = u32::try_from(delivered - 1).unwrap_or(0).min(5);
        Came::Back(Duration::from_secs(1 << doublings).min(LONGEST_WAIT))
    }

    fn learn(&self, took: Duration) {
        let took = took.as_micros() as u64;
        let mean = self.per_line.load(Ordering::Relaxed);
        self.per_line
            .store((mean * 7 + took) / 8, Ordering::Relaxed);
    }
}
