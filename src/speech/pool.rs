//! Speaking many utterances at once.
//!
//! Each engine has as many workers as it may be asked for at once. A worker takes the next job,
//! asks its engine, tries again what may pass, has the answer looked at, and keeps the clip.

use super::engine::Engine;
use super::key::ClipKey;
use super::store::ClipStore;
use super::{SpeechError, Utterance};
use backon::{ExponentialBuilder, Retryable};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// A clip to be made.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its key.
    pub key: ClipKey,
    /// What is to be said.
    pub utterance: Utterance,
}

/// An engine with what it is to do.
pub struct Queue {
    /// The engine.
    pub engine: Arc<dyn Engine>,
    /// How many utterances it may be asked for at once.
    pub concurrency: usize,
    /// How often what may pass is tried again.
    pub retry: RetryPolicy,
    /// What is to be made, in order.
    pub jobs: Vec<Job>,
}

/// How often and after what waits something is tried again. The waits double from `first_wait`
/// and are drawn at random between nothing and that (full jitter), unless a server says how long.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// How many times more it is tried.
    pub retries: usize,
    /// The longest first wait.
    pub first_wait: Duration,
    /// The longest wait of all.
    pub longest_wait: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            retries: 4,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(60),
        }
    }
}

/// Looks at an answer before it is kept; says what is wrong with it.
pub type Inspect = Arc<dyn Fn(&ClipKey, &[u8]) -> Result<(), String> + Send + Sync>;

/// Is told of every job that is done, with whether it succeeded.
pub type Tell = Arc<dyn Fn(&ClipKey, bool) + Send + Sync>;

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
    inspect: Inspect,
    tell: Tell,
    stop: &CancellationToken,
) -> Result<Outcome, SpeechError> {
    let outcome = Arc::new(Mutex::new(Outcome::default()));
    // One worker's fatal error stops the others, without stopping what comes after this call.
    let halt = stop.child_token();
    let mut workers = JoinSet::new();
    for queue in queues {
        let count = queue.concurrency.min(queue.jobs.len());
        let jobs = Arc::new(Mutex::new(VecDeque::from(queue.jobs)));
        for _ in 0..count {
            let worker = Worker {
                engine: queue.engine.clone(),
                store: store.clone(),
                inspect: inspect.clone(),
                retry: queue.retry,
            };
            let (jobs, tell, outcome, halt) =
                (jobs.clone(), tell.clone(), outcome.clone(), halt.clone());
            workers.spawn(async move {
                loop {
                    let Some(job) = lock(&jobs).pop_front() else {
                        return Ok(());
                    };
                    let done = tokio::select! {
                        biased;
                        () = halt.cancelled() => return Err(SpeechError::Interrupted),
                        done = worker.make(&job) => done,
                    };
                    tell(&job.key, done.is_ok());
                    match done {
                        Ok(()) => lock(&outcome).spoken += 1,
                        Err(error) if error.ends_run() => {
                            halt.cancel();
                            return Err(error);
                        }
                        Err(error) => lock(&outcome).failed.push((job.key, error)),
                    }
                }
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

struct Worker {
    engine: Arc<dyn Engine>,
    store: ClipStore,
    inspect: Inspect,
    retry: RetryPolicy,
}

impl Worker {
    async fn make(&self, job: &Job) -> Result<(), SpeechError> {
        let waits = ExponentialBuilder::default()
            .with_min_delay(self.retry.first_wait)
            .with_max_delay(self.retry.longest_wait)
            .with_max_times(self.retry.retries)
            .with_jitter();
        (|| self.try_once(job))
            .retry(waits)
            .when(SpeechError::may_pass)
            .adjust(|error, wait| match (error, wait) {
                (
                    SpeechError::Passing {
                        wait: Some(asked), ..
                    },
                    Some(own),
                ) => Some(own.max(*asked)),
                (_, wait) => wait,
            })
            .await
    }

    async fn try_once(&self, job: &Job) -> Result<(), SpeechError> {
        let bytes = self.engine.speak(&job.utterance).await?;
        let (key, store, inspect) = (job.key.clone(), self.store.clone(), self.inspect.clone());
        let kept = tokio::task::spawn_blocking(move || {
            inspect(&key, &bytes).map_err(|what| SpeechError::Passing { what, wait: None })?;
            store.put(&key, &bytes)
        });
        match kept.await {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::key::Identity;
    use crate::voice::VoiceId;
    use async_trait::async_trait;
    use std::collections::HashMap;

    /// Answers as the text says: `ok`, `busy` (fails twice, then works), `bad`, `wrong key`.
    #[derive(Default)]
    struct Actor {
        asked: Mutex<HashMap<String, usize>>,
    }

    #[async_trait]
    impl Engine for Actor {
        fn identity(&self) -> Identity {
            Identity {
                kind: "actor",
                address: None,
                model: None,
            }
        }

        async fn prepare(&self, _: &[VoiceId], _: usize) -> Result<(), SpeechError> {
            Ok(())
        }

        async fn speak(&self, utterance: &Utterance) -> Result<Vec<u8>, SpeechError> {
            let times = {
                let mut asked = lock(&self.asked);
                let times = asked.entry(utterance.text.clone()).or_default();
                *times += 1;
                *times
            };
            match utterance.text.split(' ').next().unwrap() {
                "busy" if times < 3 => Err(SpeechError::Passing {
                    what: "busy".into(),
                    wait: None,
                }),
                "bad" => Err(SpeechError::Line("cannot say this".into())),
                "key" => Err(SpeechError::Refused("wrong key".into())),
                "never" => std::future::pending().await,
                _ => Ok(utterance.text.clone().into_bytes()),
            }
        }
    }

    fn job(text: &str) -> Job {
        let utterance = Utterance {
            text: text.into(),
            voice: crate::voice::Voice {
                id: "actor:x".parse().unwrap(),
                settings: Default::default(),
            },
        };
        let key = ClipKey::of(&Actor::default().identity(), &utterance);
        Job { key, utterance }
    }

    async fn run(
        texts: &[&str],
        concurrency: usize,
        stop: &CancellationToken,
    ) -> (
        Result<Outcome, SpeechError>,
        Vec<bool>,
        HashMap<String, usize>,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let store = ClipStore::new(folder.path());
        let actor = Arc::new(Actor::default());
        let queue = Queue {
            engine: actor.clone(),
            concurrency,
            retry: RetryPolicy {
                retries: 3,
                first_wait: Duration::from_millis(1),
                longest_wait: Duration::from_millis(2),
            },
            jobs: texts.iter().map(|text| job(text)).collect(),
        };
        let inspect: Inspect = Arc::new(|_, bytes| match bytes {
            b"noise" => Err("this is no sound".into()),
            _ => Ok(()),
        });
        let tell: Tell = Arc::new(|_, _| {});
        let result = speak(vec![queue], &store, inspect, tell, stop).await;
        let kept = texts.iter().map(|text| store.has(&job(text).key)).collect();
        let asked = lock(&actor.asked).clone();
        (result, kept, asked)
    }

    #[tokio::test]
    async fn what_may_pass_is_tried_again_and_what_cannot_is_not() {
        let stop = CancellationToken::new();
        let (result, kept, asked) = run(&["ok 1", "busy", "bad", "ok 2", "noise"], 3, &stop).await;
        let outcome = result.unwrap();
        assert_eq!(outcome.spoken, 3);
        let mut failed: Vec<String> = outcome.failed.iter().map(|(_, e)| e.to_string()).collect();
        failed.sort();
        assert_eq!(failed, ["cannot say this", "this is no sound"]);
        assert_eq!(kept, [true, true, false, true, false]);
        assert_eq!((asked["busy"], asked["bad"], asked["noise"]), (3, 1, 4));
    }

    #[tokio::test]
    async fn a_refusal_ends_the_run_and_keeps_what_is_done() {
        let stop = CancellationToken::new();
        let (result, kept, _) = run(&["ok 1", "key", "never"], 1, &stop).await;
        assert!(matches!(result, Err(SpeechError::Refused(_))), "{result:?}");
        assert!(kept[0]);
    }

    #[tokio::test]
    async fn an_interruption_ends_the_run() {
        let stop = CancellationToken::new();
        let later = stop.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            later.cancel();
        });
        let (result, kept, _) = run(&["ok 1", "never"], 1, &stop).await;
        assert!(
            matches!(result, Err(SpeechError::Interrupted)),
            "{result:?}"
        );
        assert!(kept[0]);
    }
}
