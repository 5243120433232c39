//! Having many sounds heard at once. What may pass is tried again; each answer is kept as it comes, so that a run
//! that is stopped goes on from there.

use super::kept::Kept;
use super::recogniser::{Hearing, Recogniser};
use crate::language::Language;
use crate::speech::SpeechError;
use crate::speech::pace::Gate;
use crate::speech::pool::{Limits, RetryPolicy};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// After so many sounds in a row that could not be heard, the recogniser counts as down.
const DOWN: usize = 5;

/// A sound to be heard.
#[derive(Debug, Clone)]
pub struct Job<P> {
    /// The key that what is heard is kept under.
    pub key: String,
    /// Its language.
    pub language: Language,
    /// Where the sound is.
    pub place: P,
}

/// How a recogniser is asked.
pub struct Asking {
    /// The recogniser.
    pub recogniser: Arc<dyn Recogniser>,
    /// How many sounds it may be asked for at once.
    pub concurrency: usize,
    /// How much it may be asked for in a minute.
    pub limits: Limits,
    /// How often what may pass is tried again.
    pub retry: RetryPolicy,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What was heard, by its key.
    pub heard: HashMap<String, Hearing>,
    /// What could not be heard, and why.
    pub failed: Vec<(String, SpeechError)>,
    in_a_row: usize,
}

/// Has sounds heard. `load` brings the sound of a place as a WAV file, `done` is called after each.
///
/// # Errors
/// What ends the run: a recogniser that is not there or refuses us, a full disk, an interruption. What was heard
/// until then is kept.
pub async fn hear<P: Send + Sync + 'static>(
    jobs: Vec<Job<P>>,
    asking: Asking,
    kept: &Kept,
    load: impl Fn(&P) -> Result<Vec<u8>, SpeechError> + Send + Sync + 'static,
    done: impl Fn() + Send + Sync + 'static,
    stop: &CancellationToken,
) -> Result<Outcome, SpeechError> {
    let workers = asking.concurrency.min(jobs.len());
    let gate = Gate::new(asking.limits);
    let jobs = Mutex::new(VecDeque::from(jobs));
    let halt = stop.child_token();
    let outcome = Mutex::new(Outcome::default());
    let shared = Arc::new((jobs, outcome, asking, gate, load, done, kept.clone(), halt));
    let mut all = JoinSet::new();
    for _ in 0..workers {
        let shared = shared.clone();
        all.spawn(async move {
            let (jobs, outcome, asking, gate, load, done, kept, halt) = &*shared;
            loop {
                let job = lock(jobs).pop_front();
                let Some(job) = job else { return Ok(()) };
                let asked = async {
                    let sound = load(&job.place)?;
                    ask(asking, gate, &sound, &job.language).await
                };
                let heard = tokio::select! {
                    biased;
                    () = halt.cancelled() => return Err(SpeechError::Interrupted),
                    heard = asked => heard,
                };
                done();
                let mut outcome = lock(outcome);
                match heard {
                    Ok(hearing) => {
                        kept.put(&job.key, &hearing)
                            .map_err(|error| SpeechError::store("what was heard", &error))?;
                        outcome.in_a_row = 0;
                        outcome.heard.insert(job.key, hearing);
                    }
                    Err(error) => {
                        outcome.in_a_row += 1;
                        if error.ends_run() || outcome.in_a_row >= DOWN {
                            halt.cancel();
                            return Err(error);
                        }
                        outcome.failed.push((job.key, error));
                    }
                }
            }
        });
    }
    let mut ended = None;
    while let Some(worker) = all.join_next().await {
        match worker {
            Ok(Ok(())) => {}
            // The error that stopped the others says more than their being stopped.
            Ok(Err(SpeechError::Interrupted)) if ended.is_some() => {}
            Ok(Err(error)) => ended = Some(error),
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        }
    }
    match ended {
        Some(_) if stop.is_cancelled() => Err(SpeechError::Interrupted),
        Some(error) => Err(error),
        None => Ok(std::mem::take(&mut lock(&shared.1))),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Asks until there is an answer, or it is no use.
async fn ask(
    asking: &Asking,
    gate: &Gate,
    sound: &[u8],
    language: &Language,
) -> Result<Hearing, SpeechError> {
    let mut tries = 0;
    loop {
        gate.pass(0).await;
        match asking.recogniser.hear(sound, language).await {
            Err(SpeechError::Passing { wait, .. }) if tries < asking.retry.retries => {
                tries += 1;
                let wait = wait.filter(|wait| !wait.is_zero());
                match wait {
                    Some(wait) => gate.close_for(wait),
                    None => tokio::time::sleep(asking.retry.wait(tries)).await,
                }
            }
            heard => return heard,
        }
    }
}
