use super::*;
use crate::speech::Utterance;
use crate::speech::engine::Limit;
use crate::speech::key::Identity;
use crate::voice::VoiceId;
use async_trait::async_trait;
use std::collections::HashMap;

/// Answers as the first word of the text says: `ok`, `busy` (fails twice, then works), `bad`,
/// `key`, `never`, `down` …
struct Actor {
    asked: Mutex<HashMap<String, usize>>,
    limit: Limit,
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

    fn limit(&self) -> Limit {
        self.limit
    }

    async fn prepare(&self, _: &[VoiceId], _: usize) -> Result<(), SpeechError> {
        Ok(())
    }

    async fn speak(&self, utterance: &Utterance, around: &Around) -> Result<Vec<u8>, SpeechError> {
        let times = {
            let mut asked = lock(&self.asked);
            let times = asked.entry(utterance.text.clone()).or_default();
            *times += 1;
            *times
        };
        match utterance.text.split(' ').next().unwrap() {
            "busy" if times < 3 => Err(SpeechError::passing("busy")),
            "wait" if times < 3 => Err(SpeechError::Passing {
                what: "too many".into(),
                wait: Some(Duration::from_secs(10)),
            }),
            "tomorrow" => Err(SpeechError::Passing {
                what: "too many".into(),
                wait: Some(Duration::from_secs(36_000)),
            }),
            "loading" if times < 30 || utterance.text.ends_with("ever") => {
                Err(SpeechError::Passing {
                    what: "the model is loading".into(),
                    wait: Some(Duration::ZERO),
                })
            }
            "unknown" => Err(SpeechError::Unknown("no such page".into())),
            "bad" => Err(SpeechError::Line("cannot say this".into())),
            "down" => Err(SpeechError::passing("no answer")),
            "key" => Err(SpeechError::Refused("wrong key".into())),
            "never" => std::future::pending().await,
            "noise" if times > 1 && utterance.text.ends_with("once") => Ok(b"better".to_vec()),
            "noise" => Ok(b"noise".to_vec()),
            _ => Ok(format!("[{:?} {}]", around.before, utterance.text).into_bytes()),
        }
    }
}

#[derive(Default)]
struct Ear;

impl Listener for Ear {
    fn inspect(
        &self,
        _: Option<&ClipKey>,
        _: &Utterance,
        sound: &[u8],
        _: bool,
    ) -> Result<(), SpeechError> {
        match sound {
            b"noise" => Err(SpeechError::Doubtful("this is no sound".into())),
            _ => Ok(()),
        }
    }

    fn join(&self, parts: &[Vec<u8>]) -> Result<Vec<u8>, SpeechError> {
        Ok(parts.concat())
    }

    fn done(&self, _: &ClipKey, _: bool) {}

    fn say(&self, _: &str, _: bool) {}
}

fn job(text: &str) -> Job {
    let utterance = Utterance {
        text: text.into(),
        voice: crate::voice::Voice {
            id: "actor:x".parse().unwrap(),
            settings: Default::default(),
        },
    };
    let identity = Identity {
        kind: "actor",
        address: None,
        model: None,
    };
    Job {
        key: ClipKey::of(&identity, &utterance),
        utterance,
        around: Around::default(),
        anew: false,
        cost: 0.01,
    }
}

/// A stage with an actor and a store.
struct Stage {
    _folder: tempfile::TempDir,
    store: ClipStore,
    actor: Arc<Actor>,
    stop: CancellationToken,
    purse: Arc<Purse>,
}

impl Stage {
    fn new(limit: Limit, most: Option<f64>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            store: ClipStore::new(folder.path()),
            _folder: folder,
            actor: Arc::new(Actor {
                asked: Mutex::default(),
                limit,
            }),
            stop: CancellationToken::new(),
            purse: Arc::new(Purse::new(most)),
        }
    }

    async fn run(&self, texts: &[&str], concurrency: usize) -> Result<Outcome, SpeechError> {
        let queue = Queue {
            name: "the actor".into(),
            engine: self.actor.clone(),
            turns: Arc::new(Turns::new(concurrency, Limits::default())),
            retry: RetryPolicy {
                retries: 3,
                first_wait: Duration::from_millis(1),
                longest_wait: Duration::from_millis(2),
                patience: Duration::from_millis(100),
            },
            jobs: Box::new(
                texts
                    .iter()
                    .map(|text| job(text))
                    .collect::<Vec<_>>()
                    .into_iter(),
            ),
        };
        let (ear, purse) = (Arc::new(Ear), self.purse.clone());
        speak(vec![queue], &self.store, ear, purse, &self.stop).await
    }

    fn has(&self, text: &str) -> bool {
        self.store.has(&job(text).key)
    }

    fn asked(&self, text: &str) -> usize {
        lock(&self.actor.asked).get(text).copied().unwrap_or(0)
    }
}

fn reasons(outcome: &Outcome) -> Vec<String> {
    let mut failed: Vec<String> = outcome.failed.iter().map(|(_, e)| e.to_string()).collect();
    failed.sort();
    failed
}

#[tokio::test]
async fn what_may_pass_is_tried_again_and_what_cannot_is_not() {
    let stage = Stage::new(Limit::None, None);
    let texts = ["ok 1", "busy", "bad", "ok 2", "noise", "noise once", "down"];
    let outcome = stage.run(&texts, 3).await.unwrap();
    assert_eq!(outcome.spoken, 4);
    assert_eq!(
        reasons(&outcome),
        ["cannot say this", "no answer", "this is no sound"]
    );
    let kept: Vec<bool> = texts.iter().map(|text| stage.has(text)).collect();
    assert_eq!(kept, [true, true, false, true, false, true, false]);
    let asked: Vec<usize> = texts.iter().map(|text| stage.asked(text)).collect();
    assert_eq!(asked, [1, 3, 1, 1, 2, 2, 4]);
}

#[tokio::test(start_paused = true)]
async fn all_wait_when_the_engine_asks_to() {
    let stage = Stage::new(Limit::None, None);
    let start = tokio::time::Instant::now();
    let outcome = stage.run(&["wait", "ok 1", "ok 2"], 1).await.unwrap();
    assert_eq!((outcome.spoken, stage.asked("wait")), (3, 3));
    assert!((20..30).contains(&start.elapsed().as_secs()));
    let error = stage.run(&["tomorrow"], 1).await.unwrap_err();
    assert!(error.to_string().contains("in 600 minutes"), "{error}");
}

#[tokio::test]
async fn an_engine_that_is_down_is_left_alone() {
    let stage = Stage::new(Limit::None, None);
    let texts: Vec<String> = (0..40).map(|n| format!("down {n}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let outcome = stage.run(&texts, 1).await.unwrap();
    assert_eq!(outcome.failed.len(), 40);
    let tried = texts.iter().filter(|text| stage.asked(text) > 0).count();
    assert_eq!(tried, 5);
    let last = reasons(&outcome).pop().unwrap();
    assert_eq!(last, "not tried, because the actor failed 5 times in a row");
}

#[tokio::test]
async fn a_long_text_is_spoken_in_parts_and_parts_that_are_there_are_not_asked_for_again() {
    let stage = Stage::new(Limit::Characters(12), None);
    let text = "One is! tomorrow is! Two is!";
    assert!(stage.run(&[text], 1).await.is_err());
    assert_eq!((stage.asked("One is!"), stage.has(text)), (1, false));
    // Now the second part is another, and the first is not asked for again.
    let key = job(text).key;
    let part = key.of_part(1, "tomorrow is!");
    stage.store.put(&part, b"[mended]").unwrap();
    let outcome = stage.run(&[text], 1).await.unwrap();
    assert_eq!((outcome.spoken, stage.asked("One is!")), (1, 1));
    let whole = stage.store.get(&key).unwrap().unwrap();
    assert_eq!(
        String::from_utf8(whole).unwrap(),
        "[None One is!][mended][Some(\"tomorrow is!\") Two is!]"
    );
    assert_eq!(stage.store.list().unwrap().len(), 1);
}

#[tokio::test]
async fn no_more_is_spent_than_is_allowed() {
    let stage = Stage::new(Limit::None, Some(0.03));
    let texts = ["busy", "ok 1", "noise", "ok 2", "ok 3"];
    let error = stage.run(&texts, 1).await.unwrap_err();
    assert!(matches!(error, SpeechError::Costs(_)), "{error}");
    // What came and was no sound is paid for; what did not come is not.
    assert_eq!((stage.asked("noise"), stage.asked("ok 2")), (1, 0));
    assert!(stage.has("busy") && stage.has("ok 1"));
}

#[tokio::test]
async fn a_clip_that_another_run_has_made_or_makes_is_not_asked_for() {
    let stage = Stage::new(Limit::None, None);
    stage.store.put(&job("ok 1").key, b"theirs").unwrap();
    let claim = stage.store.claim(&job("ok 2").key).unwrap().unwrap();
    let (store, key) = (stage.store.clone(), job("ok 2").key);
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(30)).await;
        store.put(&key, b"theirs").unwrap();
        drop(claim);
    });
    let outcome = stage.run(&["ok 1", "ok 2", "ok 3"], 2).await.unwrap();
    assert_eq!((outcome.spoken, outcome.failed.len()), (1, 0));
    assert_eq!((stage.asked("ok 1"), stage.asked("ok 2")), (0, 0));
}

#[tokio::test]
async fn a_refusal_ends_the_run_unless_lines_were_spoken_before() {
    let stage = Stage::new(Limit::None, None);
    let result = stage.run(&["key", "ok 1"], 1).await;
    assert!(matches!(result, Err(SpeechError::Refused(_))), "{result:?}");
    assert_eq!(stage.asked("key"), 1);
    for (first, text) in [("ok 2", "key 2"), ("ok 3", "unknown 2")] {
        let outcome = stage.run(&[first, text, "ok 4"], 1).await.unwrap();
        assert_eq!((outcome.failed.len(), stage.asked(text)), (1, 4));
        assert!(stage.has("ok 4"));
    }
    let result = stage.run(&["ok 5", "tomorrow", "never"], 1).await;
    assert!(matches!(result, Err(SpeechError::Spent(_))), "{result:?}");
    assert!(stage.has("ok 5"));
}

#[tokio::test]
async fn an_engine_that_is_not_ready_is_waited_for_and_not_for_ever() {
    let stage = Stage::new(Limit::None, None);
    let outcome = stage.run(&["loading", "ok 1"], 1).await.unwrap();
    assert_eq!((outcome.spoken, stage.asked("loading")), (2, 30));
    let outcome = stage
        .run(&["loading for ever", "loading for ever and ever"], 1)
        .await
        .unwrap();
    let reasons = reasons(&outcome);
    assert!(
        reasons[0].starts_with("the model is loading. It was waited for"),
        "{reasons:?}"
    );
    // The second line has not the patience of the first again.
    assert!(stage.asked("loading for ever and ever") <= 2);
}

#[tokio::test]
async fn an_interruption_ends_the_run() {
    let stage = Stage::new(Limit::None, None);
    let later = stage.stop.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(50)).await;
        later.cancel();
    });
    let result = stage.run(&["ok 1", "never"], 1).await;
    assert!(
        matches!(result, Err(SpeechError::Interrupted)),
        "{result:?}"
    );
    assert!(stage.has("ok 1"));
}
