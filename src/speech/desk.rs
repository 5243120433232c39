//! Asking one engine for many utterances: in turn, not faster than it may be asked, and again where that may help.
//!
//! What may pass is tried again after exponential waits with full jitter ("Exponential Backoff And
//! Jitter", AWS Architecture Blog). When an engine asks us to wait, all that ask it do. Two things keep us from going on
//! against a server that is down: a budget of retries, and a halt after many lines in a row that failed.

use super::engine::{Around, Engine};
use super::key::ClipKey;
use super::pace::{Gate, Limits};
use super::purse::Purse;
use super::{SpeechError, Utterance};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// A clip to be made.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its key.
    pub key: ClipKey,
    /// What is to be said.
    pub utterance: Utterance,
    /// What stands before and after it.
    pub around: Around,
    /// Whether it is made though it is there.
    pub anew: bool,
    /// What it costs, in US dollars.
    pub cost: f64,
}

/// How often and after what waits something is tried again. The waits double from `first_wait` and
/// are drawn at random between nothing and that (full jitter), unless a server says how long.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// How many times more it is tried.
    pub retries: usize,
    /// The longest first wait.
    pub first_wait: Duration,
    /// The longest wait of all.
    pub longest_wait: Duration,
    /// For how long an engine is waited for that is not ready and does not say when it will be.
    pub patience: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            retries: 5,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(60),
            patience: Duration::from_secs(300),
        }
    }
}

impl RetryPolicy {
    /// A wait before the try after `tries` that failed.
    pub(crate) fn wait(&self, tries: usize) -> Duration {
        let doublings = u32::try_from(tries.saturating_sub(1)).unwrap_or(31).min(20);
        let longest = self.first_wait.saturating_mul(1 << doublings);
        longest.min(self.longest_wait).mul_f64(fastrand::f64())
    }
}

/// How often in a row a line waits because the engine is asked too much, beside its retries.
const WAITS: usize = 20;
/// The longest time between two looks at an engine that is not ready.
const LONGEST_LOOK: Duration = Duration::from_secs(10);
/// An engine that asks for a longer wait will not serve us today.
pub const LONGEST_ASKED: Duration = Duration::from_secs(15 * 60);
/// A wait that a person should know of.
const LONG_WAIT: Duration = Duration::from_secs(5);
/// Retries that an engine has at first, and for each line that was spoken.
const BUDGET: (i64, i64) = (50, 2);
/// After so many lines in a row that failed an engine counts as down: if it has never spoken, and
/// if it has.
const DOWN: (usize, usize) = (5, 20);

/// Who listens to what engines send, and hears how things go.
pub trait Listener: Send + Sync {
    /// Looks at the sound of an utterance before it is kept: of a whole clip if a key is given,
    /// else of a part of one. `again` says that an earlier answer was found wanting.
    ///
    /// # Errors
    /// [`SpeechError::Doubtful`] with what is wrong with it; others if it could not be looked at.
    fn inspect(
        &self,
        key: Option<&ClipKey>,
        utterance: &Utterance,
        sound: &[u8],
        again: bool,
    ) -> Result<(), SpeechError>;

    /// Joins the sounds of the parts of a text into one, without a gap.
    ///
    /// # Errors
    /// If they do not go together.
    fn join(&self, parts: &[Vec<u8>]) -> Result<Vec<u8>, SpeechError>;

    /// A job is done, for better or worse.
    fn done(&self, key: &ClipKey, well: bool);

    /// Something that a person should know, if `important`, or may want to know.
    fn say(&self, text: &str, important: bool);
}

/// How much an engine may be asked for, by all that ask it.
#[derive(Debug)]
pub struct Turns {
    /// As many as it may be asked for at once.
    at_once: Semaphore,
    /// How many that are.
    pub concurrency: usize,
    gate: Gate,
}

impl Turns {
    /// So many at once, and so much in a minute.
    pub fn new(concurrency: usize, limits: Limits) -> Self {
        Self {
            at_once: Semaphore::new(concurrency),
            concurrency,
            gate: Gate::new(limits),
        }
    }
}

/// What the workers of one engine share.
pub struct Desk {
    name: String,
    pub(super) engine: Arc<dyn Engine>,
    turns: Arc<Turns>,
    retry: RetryPolicy,
    pub(super) listener: Arc<dyn Listener>,
    purse: Arc<Purse>,
    budget: AtomicI64,
    spoken: AtomicUsize,
    /// Whether the engine has sent a sound.
    answered: AtomicBool,
    failed_in_a_row: AtomicUsize,
    /// Since when the engine is waited for, if it is, and whether a person was told.
    waiting: Mutex<Option<(Instant, bool)>>,
    /// Ends the asking. An answer that has come is looked at and kept all the same.
    pub(super) halt: CancellationToken,
}

impl Desk {
    /// The desk of an engine that a person calls `name`.
    pub fn new(
        name: String,
        engine: Arc<dyn Engine>,
        turns: Arc<Turns>,
        retry: RetryPolicy,
        listener: Arc<dyn Listener>,
        purse: Arc<Purse>,
        halt: CancellationToken,
    ) -> Self {
        Self {
            name,
            engine,
            turns,
            retry,
            listener,
            purse,
            budget: AtomicI64::new(BUDGET.0),
            spoken: AtomicUsize::new(0),
            answered: AtomicBool::new(false),
            failed_in_a_row: AtomicUsize::new(0),
            waiting: Mutex::default(),
            halt,
        }
    }

    /// Counts what came of a line.
    pub fn count(&self, well: bool) {
        if well {
            self.budget.fetch_add(BUDGET.1, Ordering::Relaxed);
            self.spoken.fetch_add(1, Ordering::Relaxed);
            self.failed_in_a_row.store(0, Ordering::Relaxed);
            *lock(&self.waiting) = None;
        } else if self.down().is_none() {
            self.failed_in_a_row.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Has an engine that counts as down asked for one more line.
    pub fn give_another_chance(&self) {
        self.failed_in_a_row.store(DOWN.0 - 1, Ordering::Relaxed);
    }

    /// Why the engine counts as down, if it does.
    pub fn down(&self) -> Option<SpeechError> {
        let failed = self.failed_in_a_row.load(Ordering::Relaxed);
        let never = self.spoken.load(Ordering::Relaxed) == 0;
        let most = if never { DOWN.0 } else { DOWN.1 };
        (failed >= most).then(|| {
            SpeechError::Line(format!(
                "not tried, because {} failed {failed} times in a row",
                self.name
            ))
        })
    }

    /// Has a sound looked at.
    ///
    /// # Errors
    /// As [`Listener::inspect`].
    pub async fn inspect(
        &self,
        job: &Job,
        key: Option<&ClipKey>,
        sound: Vec<u8>,
        again: bool,
    ) -> Result<Vec<u8>, SpeechError> {
        let (key, utterance) = (key.cloned(), job.utterance.clone());
        let listener = self.listener.clone();
        blocking(move || {
            listener.inspect(key.as_ref(), &utterance, &sound, again)?;
            Ok(sound)
        })
        .await
    }

    /// Waits for something, unless the run is to end.
    async fn unless_halted<T>(&self, wait: impl Future<Output = T>) -> Result<T, SpeechError> {
        tokio::select! {
            biased;
            () = self.halt.cancelled() => Err(SpeechError::Interrupted),
            done = wait => Ok(done),
        }
    }

    /// Says that the engine is waited for.
    ///
    /// # Errors
    /// If it was waited for long enough.
    fn wait_for(&self, what: &str, asked: Duration, wait: Duration) -> Result<(), SpeechError> {
        let mut waiting = lock(&self.waiting);
        let (since, told) = waiting.get_or_insert((Instant::now(), false));
        let patience = self.retry.patience;
        let so_far = since.elapsed();
        if asked.is_zero() && so_far + wait > patience {
            let seconds = patience.as_secs_f64();
            return Err(SpeechError::Line(format!(
                "{what}. It was waited for, for {seconds:.0} s; set patience for this engine in \
                 diglot.toml if it needs longer"
            )));
        }
        let is_long = so_far + wait >= LONG_WAIT && !*told || wait >= LONG_WAIT && !asked.is_zero();
        *told |= is_long;
        let say = match asked.is_zero() {
            true => format!(
                "{what}; waiting for it, for {:.0} s at most",
                patience.as_secs_f64()
            ),
            false => format!("{what}; going on in {:.0} s", wait.as_secs_f64()),
        };
        self.listener.say(&say, is_long);
        Ok(())
    }

    /// Asks the engine until it has answered well or there is no more hope.
    ///
    /// # Errors
    /// With why there is no more hope.
    pub async fn ask(&self, job: &Job, key: Option<&ClipKey>) -> Result<Vec<u8>, SpeechError> {
        let (mut tries, mut waits, mut doubts) = (0, 0, 0);
        let mut turn = None;
        let characters = job.utterance.text.chars().count();
        loop {
            let asking = async {
                // Kept while what passes is waited for: a server in trouble is not asked more.
                if turn.is_none() {
                    turn = self.turns.at_once.acquire().await.ok();
                    if let Some(down) = self.down() {
                        return Err(down);
                    }
                }
                self.turns.gate.pass(characters).await;
                self.purse.take(job.cost)?;
                let around = Around {
                    anew: job.anew || doubts > 0,
                    ..job.around.clone()
                };
                Ok(self.engine.speak(&job.utterance, &around).await)
            };
            let error = match self.unless_halted(asking).await?? {
                Ok(sound) => {
                    self.answered.store(true, Ordering::Relaxed);
                    turn = None;
                    match self.inspect(job, key, sound, doubts > 0).await {
                        Ok(sound) => return Ok(sound),
                        Err(error) => error,
                    }
                }
                Err(error) => error,
            };
            if !matches!(error, SpeechError::Doubtful(_)) {
                // No sound came, so nothing is asked for it.
                self.purse.put_back(job.cost);
            }
            match &error {
                SpeechError::Passing {
                    what,
                    wait: Some(asked),
                } => {
                    waits += 1;
                    if *asked > LONGEST_ASKED {
                        let minutes = asked.as_secs() / 60;
                        return Err(SpeechError::Spent(format!(
                            "{what}\nIt asks us to come back in {minutes} minutes. What is finished \
                             is kept: run the same command then."
                        )));
                    }
                    if waits > WAITS && !asked.is_zero() {
                        return Err(error);
                    }
                    let wait = match asked.is_zero() {
                        true => self.retry.wait(waits).min(LONGEST_LOOK),
                        false => (*asked).max(self.retry.wait(waits)),
                    };
                    self.wait_for(what, *asked, wait)?;
                    self.turns.gate.close_for(wait);
                }
                // An engine that has spoken for us refuses this line, and not us.
                SpeechError::Refused(_) | SpeechError::Unknown(_)
                    if !self.answered.load(Ordering::Relaxed) =>
                {
                    return Err(error);
                }
                SpeechError::Passing { what, .. }
                | SpeechError::Refused(what)
                | SpeechError::Unknown(what) => {
                    tries += 1;
                    let left = self.budget.fetch_sub(1, Ordering::Relaxed);
                    if tries > self.retry.retries || left <= 0 {
                        return Err(SpeechError::Line(what.clone()));
                    }
                    self.listener.say(&format!("{what}; trying again"), false);
                    let wait = tokio::time::sleep(self.retry.wait(tries));
                    self.unless_halted(wait).await?;
                }
                SpeechError::Doubtful(what) => {
                    doubts += 1;
                    if doubts > 1 {
                        return Err(error);
                    }
                    self.listener.say(&format!("{what}; asking again"), false);
                }
                _ => return Err(error),
            }
        }
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Does something that takes a while without holding up the others.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SpeechError> + Send + 'static,
) -> Result<T, SpeechError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}
