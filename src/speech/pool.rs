//! Speaking many utterances at once.
//!
//! Each engine has workers, some more than it may be asked for at once, so that it is asked while
//! others look at answers and keep clips. A worker takes the next job, claims its clip against other
//! runs, cuts a text that is too long for its engine, waits for its turn, asks, tries again what may
//! pass, has the answer looked at, and keeps the clip.
//!
//! What may pass is tried again after exponential waits with full jitter ("Exponential Backoff And
//! Jitter", AWS Architecture Blog). When an engine asks us to wait, the whole pool of that engine does.
//! Two things keep us from going on against a server that is down: a budget of retries, and a halt
//! after many lines in a row that failed.

use super::cut::cut;
use super::engine::{Around, Engine};
use super::key::ClipKey;
use super::pace::Gate;
pub use super::pace::Limits;
use super::purse::Purse;
use super::store::{Claim, ClipStore};
use super::{SpeechError, Utterance};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
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

/// An engine with what it is to do.
pub struct Queue {
    /// What a person calls it.
    pub name: String,
    /// The engine.
    pub engine: Arc<dyn Engine>,
    /// How many utterances it may be asked for at once.
    pub concurrency: usize,
    /// How much it may be asked for in a minute.
    pub limits: Limits,
    /// How often what may pass is tried again.
    pub retry: RetryPolicy,
    /// What is to be made, in order.
    pub jobs: Vec<Job>,
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
/// For so many requests at once there is one worker beside, to look at an answer meanwhile.
const BESIDE: usize = 4;
/// How long a worker waits when all that is left is being spoken by another run.
const OTHERS: Duration = Duration::from_millis(100);

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

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many clips were made.
    pub spoken: usize,
    /// What could not be spoken, and why.
    pub failed: Vec<(ClipKey, SpeechError)>,
}

/// Speaks all jobs and keeps the clips. Every clip that was made stays, whatever happens later.
///
/// # Errors
/// What ends the run: an engine that is not there or refuses us, a full disk, an interruption.
pub async fn speak(
    queues: Vec<Queue>,
    store: &ClipStore,
    listener: Arc<dyn Listener>,
    purse: Arc<Purse>,
    stop: &CancellationToken,
) -> Result<Outcome, SpeechError> {
    let outcome = Arc::new(Mutex::new(Outcome::default()));
    // One worker's fatal error stops the others, without stopping what comes after this call.
    let halt = stop.child_token();
    let mut workers = JoinSet::new();
    for queue in queues {
        let count = queue.concurrency + queue.concurrency.div_ceil(BESIDE);
        let count = count.min(queue.jobs.len());
        let jobs = Arc::new(Mutex::new(VecDeque::from(queue.jobs)));
        let desk = Arc::new(Desk {
            name: queue.name,
            engine: queue.engine,
            turns: Semaphore::new(queue.concurrency),
            gate: Gate::new(queue.limits),
            retry: queue.retry,
            store: store.clone(),
            listener: listener.clone(),
            purse: purse.clone(),
            budget: AtomicI64::new(BUDGET.0),
            spoken: AtomicUsize::new(0),
            answered: AtomicBool::new(false),
            failed_in_a_row: AtomicUsize::new(0),
            waiting: Mutex::default(),
            halt: halt.clone(),
        });
        for _ in 0..count {
            let (desk, jobs, outcome) = (desk.clone(), jobs.clone(), outcome.clone());
            workers.spawn(async move {
                let worked = desk.work(&jobs, &outcome).await;
                if worked.is_err() {
                    desk.halt.cancel();
                }
                worked
            });
        }
    }
    let mut ended: Option<SpeechError> = None;
    while let Some(worker) = workers.join_next().await {
        let error = match worker {
            Ok(Ok(())) => continue,
            Ok(Err(error)) => error,
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        };
        // The error that stopped the others says more than their being stopped.
        if ended
            .as_ref()
            .is_none_or(|e| matches!(e, SpeechError::Interrupted))
        {
            ended = Some(error);
        }
    }
    match ended {
        Some(_) if stop.is_cancelled() => Err(SpeechError::Interrupted),
        Some(error) => Err(error),
        None => Ok(std::mem::take(&mut lock(&outcome))),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// What came of a job.
enum Made {
    /// The clip was spoken.
    Spoken,
    /// Another run has spoken it in the meantime.
    Found,
    /// Another run is speaking it.
    Elsewhere,
}

/// What the workers of one engine share.
struct Desk {
    name: String,
    engine: Arc<dyn Engine>,
    /// As many as the engine may be asked for at once.
    turns: Semaphore,
    gate: Gate,
    retry: RetryPolicy,
    store: ClipStore,
    listener: Arc<dyn Listener>,
    purse: Arc<Purse>,
    budget: AtomicI64,
    spoken: AtomicUsize,
    /// Whether the engine has sent a sound.
    answered: AtomicBool,
    failed_in_a_row: AtomicUsize,
    /// Since when the engine is waited for, if it is, and whether a person was told.
    waiting: Mutex<Option<(Instant, bool)>>,
    /// Ends the asking. An answer that has come is looked at and kept all the same.
    halt: CancellationToken,
}

impl Desk {
    /// Does jobs until there are none.
    async fn work(
        &self,
        jobs: &Mutex<VecDeque<Job>>,
        outcome: &Mutex<Outcome>,
    ) -> Result<(), SpeechError> {
        loop {
            let Some(job) = lock(jobs).pop_front() else {
                return Ok(());
            };
            if self.halt.is_cancelled() {
                return Err(SpeechError::Interrupted);
            }
            let made = self.make(&job).await;
            if matches!(made, Ok(Made::Elsewhere)) {
                lock(jobs).push_back(job);
                tokio::time::sleep(OTHERS).await;
                continue;
            }
            self.listener.done(&job.key, made.is_ok());
            match made {
                Ok(made) => {
                    self.budget.fetch_add(BUDGET.1, Ordering::Relaxed);
                    self.spoken.fetch_add(1, Ordering::Relaxed);
                    self.failed_in_a_row.store(0, Ordering::Relaxed);
                    *lock(&self.waiting) = None;
                    lock(outcome).spoken += usize::from(matches!(made, Made::Spoken));
                }
                Err(error) if error.ends_run() => return Err(error),
                Err(error) => {
                    lock(outcome).failed.push((job.key, error));
                    if self.down().is_none() {
                        self.failed_in_a_row.fetch_add(1, Ordering::Relaxed);
                    }
                }
            }
        }
    }

    /// Why the engine counts as down, if it does.
    fn down(&self) -> Option<SpeechError> {
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

    async fn make(&self, job: &Job) -> Result<Made, SpeechError> {
        let claim = self.store.claim(&job.key)?;
        let Some(claim) = claim else {
            return Ok(Made::Elsewhere);
        };
        if !job.anew && self.store.has(&job.key) {
            let found = self.store.get(&job.key);
            if let Ok(Some(sound)) = found
                && self.inspect(job, Some(&job.key), sound, true).await.is_ok()
            {
                return Ok(Made::Found);
            }
        }
        let parts = cut(&job.utterance.text, self.engine.limit());
        if parts.len() < 2 {
            let sound = self.ask(job, Some(&job.key)).await?;
            blocking(move || claim.keep(&sound)).await?;
        } else {
            self.make_of_parts(job, &parts, claim).await?;
        }
        Ok(Made::Spoken)
    }

    /// Speaks a text part by part. Each part is kept until the whole is, so that a run that is cut off
    /// pays for none twice.
    async fn make_of_parts(
        &self,
        job: &Job,
        parts: &[&str],
        claim: Claim,
    ) -> Result<(), SpeechError> {
        let all: usize = parts.iter().map(|part| part.chars().count()).sum();
        let mut sounds = Vec::new();
        let mut keys = Vec::new();
        for (i, text) in parts.iter().enumerate() {
            let neighbour = |at: Option<usize>| Some(String::from(*parts.get(at?)?));
            let mut part = job.clone();
            part.utterance.text = (*text).to_string();
            part.cost = job.cost * text.chars().count() as f64 / all.max(1) as f64;
            part.around = Around {
                before: neighbour(i.checked_sub(1)).or(job.around.before.clone()),
                after: neighbour(Some(i + 1)).or(job.around.after.clone()),
            };
            let key = job.key.of_part(i, text);
            let sound = match self.store.get(&key) {
                Ok(Some(sound)) => sound,
                _ => {
                    let sound = self.ask(&part, None).await?;
                    let (store, key) = (self.store.clone(), key.clone());
                    blocking(move || store.put(&key, &sound).map(|()| sound)).await?
                }
            };
            sounds.push(sound);
            keys.push(key);
        }
        let listener = self.listener.clone();
        let whole = blocking(move || listener.join(&sounds)).await?;
        let whole = self.inspect(job, Some(&job.key), whole, true).await?;
        blocking(move || claim.keep(&whole)).await?;
        keys.iter().try_for_each(|key| self.store.remove(key))
    }

    async fn inspect(
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
    async fn ask(&self, job: &Job, key: Option<&ClipKey>) -> Result<Vec<u8>, SpeechError> {
        let (mut tries, mut waits, mut doubts) = (0, 0, 0);
        let mut turn = None;
        let characters = job.utterance.text.chars().count();
        loop {
            let asking = async {
                // Kept while what passes is waited for: a server in trouble is not asked more.
                if turn.is_none() {
                    turn = self.turns.acquire().await.ok();
                    if let Some(down) = self.down() {
                        return Err(down);
                    }
                }
                self.gate.pass(characters).await;
                self.purse.take(job.cost)?;
                Ok(self.engine.speak(&job.utterance, &job.around).await)
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
                    self.gate.close_for(wait);
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

/// Does something that takes a while without holding up the others.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SpeechError> + Send + 'static,
) -> Result<T, SpeechError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}

#[cfg(test)]
#[path = "pool_tests.rs"]
mod tests;
