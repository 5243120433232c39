//! Speaking many utterances at once.
//!
//! Each engine has workers, some more than it may be asked for at once, so that it is asked while
//! others look at answers and keep clips. A worker takes the next job, claims its clip against other
//! runs, cuts a text that is too long for its engine, waits for its turn, asks, tries again what may
//! pass, has the answer looked at, and keeps the clip.

use super::SpeechError;
use super::cut::cut;
use super::desk::{Desk, blocking, lock};
pub use super::desk::{Job, LONGEST_ASKED, Listener, RetryPolicy, Turns};
use super::engine::{Around, Engine};
use super::key::ClipKey;
pub use super::pace::Limits;
use super::purse::Purse;
use super::store::{Claim, ClipStore};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// An engine with what it is to do.
pub struct Queue {
    /// What a person calls it.
    pub name: String,
    /// The engine.
    pub engine: Arc<dyn Engine>,
    /// How much it may be asked for, by this and by others.
    pub turns: Arc<Turns>,
    /// How often what may pass is tried again.
    pub retry: RetryPolicy,
    /// What is to be made, in order.
    pub jobs: Jobs,
}

/// Jobs, each of which is made when it is to be done: of a long book they would take more memory than the book.
pub type Jobs = Box<dyn ExactSizeIterator<Item = Job> + Send>;

/// The jobs of an engine that are left.
struct Left {
    jobs: Jobs,
    /// Those that another run was speaking when their turn came.
    elsewhere: VecDeque<Job>,
}

impl Left {
    fn next(&mut self) -> Option<Job> {
        self.jobs.next().or_else(|| self.elsewhere.pop_front())
    }
}

/// For so many requests at once there is one worker beside, to look at an answer meanwhile.
const BESIDE: usize = 4;
/// How long a worker waits when all that is left is being spoken by another run.
const OTHERS: Duration = Duration::from_millis(100);

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
        let at_once = queue.turns.concurrency;
        let count = at_once + at_once.div_ceil(BESIDE);
        let count = count.min(queue.jobs.len());
        let jobs = Arc::new(Mutex::new(Left {
            jobs: queue.jobs,
            elsewhere: VecDeque::new(),
        }));
        let worker = Arc::new(Worker {
            desk: Desk::new(
                queue.name,
                queue.engine,
                queue.turns,
                queue.retry,
                listener.clone(),
                purse.clone(),
                halt.clone(),
            ),
            store: store.clone(),
        });
        for _ in 0..count {
            let (worker, jobs, outcome) = (worker.clone(), jobs.clone(), outcome.clone());
            workers.spawn(async move {
                let worked = worker.work(&jobs, &outcome).await;
                if worked.is_err() {
                    worker.desk.halt.cancel();
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

/// What came of a job.
enum Made {
    /// The clip was spoken.
    Spoken,
    /// Another run has spoken it in the meantime.
    Found,
    /// Another run is speaking it.
    Elsewhere,
}

/// Does the jobs of one engine.
struct Worker {
    desk: Desk,
    store: ClipStore,
}

impl Worker {
    /// Does jobs until there are none.
    async fn work(&self, jobs: &Mutex<Left>, outcome: &Mutex<Outcome>) -> Result<(), SpeechError> {
        loop {
            let Some(job) = lock(jobs).next() else {
                return Ok(());
            };
            if self.desk.halt.is_cancelled() {
                return Err(SpeechError::Interrupted);
            }
            let made = self.make(&job).await;
            if matches!(made, Ok(Made::Elsewhere)) {
                lock(jobs).elsewhere.push_back(job);
                tokio::time::sleep(OTHERS).await;
                continue;
            }
            self.desk.listener.done(&job.key, made.is_ok());
            match made {
                Ok(made) => {
                    self.desk.count(true);
                    lock(outcome).spoken += usize::from(matches!(made, Made::Spoken));
                }
                Err(error) if error.ends_run() => return Err(error),
                Err(error) => {
                    lock(outcome).failed.push((job.key, error));
                    self.desk.count(false);
                }
            }
        }
    }

    async fn make(&self, job: &Job) -> Result<Made, SpeechError> {
        let claim = self.store.claim(&job.key)?;
        let Some(claim) = claim else {
            return Ok(Made::Elsewhere);
        };
        if !job.anew && self.store.has(&job.key) {
            let found = self.store.get(&job.key);
            if let Ok(Some(sound)) = found
                && self
                    .desk
                    .inspect(job, Some(&job.key), sound, true)
                    .await
                    .is_ok()
            {
                return Ok(Made::Found);
            }
        }
        let parts = cut(&job.utterance.text, self.desk.engine.limit());
        if parts.len() < 2 {
            let sound = self.desk.ask(job, Some(&job.key)).await?;
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
                ..Around::default()
            };
            let key = job.key.of_part(i, text);
            let sound = match self.store.get(&key) {
                Ok(Some(sound)) => sound,
                _ => {
                    let sound = self.desk.ask(&part, None).await?;
                    let (store, key) = (self.store.clone(), key.clone());
                    blocking(move || store.put(&key, &sound).map(|()| sound)).await?
                }
            };
            sounds.push(sound);
            keys.push(key);
        }
        let listener = self.desk.listener.clone();
        let whole = blocking(move || listener.join(&sounds)).await?;
        let whole = self.desk.inspect(job, Some(&job.key), whole, true).await?;
        blocking(move || claim.keep(&whole)).await?;
        keys.iter().try_for_each(|key| self.store.remove(key))
    }
}

#[cfg(test)]
#[path = "pool_tests.rs"]
mod tests;
