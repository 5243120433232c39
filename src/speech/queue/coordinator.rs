//! The side of a book: puts jobs into the queue and waits for their clips.

use super::super::SpeechError;
use super::super::desk::lock;
use super::connection::{Connection, Tell};
use super::job::{Job, Level, Outcome};
use super::settings::Settings;
use async_nats::jetstream::message::PublishMessage;
use futures_util::StreamExt;
use std::collections::HashSet;
use std::sync::Mutex;
use std::time::Duration;
use tokio::sync::OnceCell;
use tokio::time::Instant;

/// How often it is looked whether a job is still there, beside waiting for news of it.
const LOOK: Duration = Duration::from_secs(10);
/// When it is looked for the first time, so that a person soon hears that there are no workers.
const FIRST_LOOK: Duration = Duration::from_secs(3);
/// For how long a server is waited for that is gone.
const PATIENCE: Duration = Duration::from_secs(15 * 60);
/// How often a person hears of trouble.
const TROUBLE: Duration = Duration::from_secs(60);
/// The longest wait between two tries.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// How often a clip is looked for that was just put there: on a cluster it may come a little later to the server that we
/// ask.
const LOOKS: u32 = 6;

/// Puts jobs into a queue and waits for their clips.
pub struct Coordinator {
    settings: Settings,
    level: Level,
    tell: Tell,
    connection: OnceCell<Connection>,
    /// The models whose consumers are there.
    known: Mutex<HashSet<String>>,
    /// The models of which a person was told that nobody speaks with them.
    told: Mutex<HashSet<String>>,
    /// When a person was last told of trouble.
    troubled: Mutex<Option<Instant>>,
}

/// What a job is for.
pub struct Order {
    /// The engine, as a person calls it.
    pub engine: String,
    /// The model, as subjects name it.
    pub model: String,
    /// The job.
    pub job: Job,
}

impl Coordinator {
    /// Of a queue. It is connected to when something is first to be spoken.
    pub fn new(settings: Settings, level: Level, tell: Tell) -> Self {
        Self {
            settings,
            level,
            tell,
            connection: OnceCell::new(),
            known: Mutex::default(),
            told: Mutex::default(),
            troubled: Mutex::default(),
        }
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The connection.
    ///
    /// # Errors
    /// As [`Connection::new`].
    pub async fn connection(&self) -> Result<&Connection, SpeechError> {
        let connect = || Connection::new(self.settings.clone(), self.tell.clone());
        self.connection.get_or_try_init(connect).await
    }

    /// Has a job done: the clip.
    ///
    /// # Errors
    /// [`SpeechError::Line`] with the words of the engine if it is given up; others as [`Connection::new`].
    pub async fn have_spoken(&self, order: &Order) -> Result<Vec<u8>, SpeechError> {
        let mut lost_since: Option<Instant> = None;
        let mut wait = Duration::from_millis(100);
        loop {
            let error = match self.try_once(order).await {
                Err(SpeechError::Passing { what, .. }) => what,
                done => return done,
            };
            // A server that is gone comes back; the client connects again by itself.
            let since = *lost_since.get_or_insert_with(Instant::now);
            if since.elapsed() > PATIENCE {
                let minutes = PATIENCE.as_secs() / 60;
                return Err(SpeechError::Spent(format!(
                    "{error}. It was waited for, for {minutes} minutes. What is finished is kept: run the \
                     same command again to go on"
                )));
            }
            self.say_trouble(&error);
            if let Some(connection) = self.connection.get() {
                connection.restore().await;
                lock(&self.known).clear();
            }
            tokio::time::sleep(wait.mul_f64(0.5 + fastrand::f64())).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// Tells a person of trouble, which many lines may have at once: as of something to be known only now and then.
    fn say_trouble(&self, what: &str) {
        let mut last = lock(&self.troubled);
        let is_news = last.is_none_or(|last| last.elapsed() > TROUBLE);
        if is_news {
            *last = Some(Instant::now());
        }
        (self.tell)(&format!("{what}; trying again"), is_news);
    }

    async fn try_once(&self, order: &Order) -> Result<Vec<u8>, SpeechError> {
        let connection = self.connection().await?;
        let Job { key, anew, .. } = &order.job;
        let passing = |what: String| SpeechError::passing(what);
        // So that whoever starts workers where lines wait can see them wait.
        if !lock(&self.known).contains(&order.model) {
            connection.consumer(&order.model, self.level).await?;
            lock(&self.known).insert(order.model.clone());
        }
        // Before the job is put there, so that no news is missed.
        let news = connection
            .client
            .subscribe(connection.subjects.news(key))
            .await;
        let mut news = news.map_err(|error| passing(connection.words(&error)))?;
        if !anew && let Some(sound) = connection.clips.get(key).await.map_err(passing)? {
            return Ok(sound);
        }
        let mut wanted = order.job.clone();
        // A job that is wanted anew is another one than that of the clip that is there.
        let mut id = match anew {
            true => format!("{key}.{:016x}", fastrand::u64(..)),
            false => key.clone(),
        };
        loop {
            let (job, is_there) = self.put(connection, order, &wanted, &id).await?;
            if is_there && let Some(sound) = self.wait(connection, order, job, &mut news).await? {
                return Ok(sound);
            }
            if !anew && let Some(sound) = connection.clips.get(key).await.map_err(passing)? {
                return Ok(sound);
            }
            // That job is no longer in the queue, and there is no clip, or none that is whole: another, which whoever else
            // wants the clip calls as we do.
            wanted.anew = true;
            id = format!("{key}.{job}");
        }
    }

    /// Puts a job into the queue, unless it is there: its number, and whether it is there now. It is not if it was there
    /// lately, and was done or given up since.
    async fn put(
        &self,
        connection: &Connection,
        order: &Order,
        job: &Job,
        id: &str,
    ) -> Result<(u64, bool), SpeechError> {
        let payload = serde_json::to_vec(job).unwrap_or_default();
        let message = PublishMessage::build()
            .payload(payload.into())
            .message_id(id);
        let subject = connection.subjects.jobs(&order.model, self.level);
        let (job, was_there) = connection.publish(subject, message).await?;
        Ok((job, !was_there || connection.holds(job).await?))
    }

    /// Waits for the clip of a job; nothing if the job is gone and there is no clip.
    async fn wait(
        &self,
        connection: &Connection,
        order: &Order,
        job: u64,
        news: &mut async_nats::Subscriber,
    ) -> Result<Option<Vec<u8>>, SpeechError> {
        let Job { key, anew, .. } = &order.job;
        let mut look = FIRST_LOOK;
        loop {
            let said = tokio::select! {
                said = news.next() => said,
                () = connection.reached.notified() => None,
                () = tokio::time::sleep(look) => None,
            };
            look = LOOK;
            if let Some(message) = &said
                && let Ok(outcome) = serde_json::from_slice::<Outcome>(&message.payload)
            {
                match outcome.why {
                    Some(why) if outcome.job == job => return Err(SpeechError::Line(why)),
                    Some(_) => continue,
                    None if *anew && outcome.job != job => continue,
                    None => {}
                }
                for look in 0..LOOKS {
                    let clip = connection.clips.get(key).await;
                    if let Some(sound) = clip.map_err(SpeechError::passing)? {
                        return Ok(Some(sound));
                    }
                    tokio::time::sleep(Duration::from_millis(20 << look)).await;
                }
            }
            if connection.holds(job).await? {
                self.look_for_workers(connection, order).await;
                continue;
            }
            return match connection.given_up(key).await? {
                Some(Outcome {
                    job: own,
                    why: Some(why),
                }) if own == job => Err(SpeechError::Line(why)),
                _ => connection
                    .clips
                    .get(key)
                    .await
                    .map_err(SpeechError::passing),
            };
        }
    }

    /// Tells a person, once, if no worker asks for the jobs of a model.
    async fn look_for_workers(&self, connection: &Connection, order: &Order) {
        for level in Level::ALL {
            let consumer = connection.consumer(&order.model, level).await;
            let is_busy = consumer.is_ok_and(|consumer| {
                let info = consumer.cached_info();
                info.num_waiting > 0 || info.num_ack_pending > 0
            });
            if is_busy {
                return;
            }
        }
        if lock(&self.told).insert(order.model.clone()) {
            let (engine, kind, model) = (&order.engine, &order.job.kind, &order.model);
            (self.tell)(
                &format!(
                    "lines wait in the queue, and no worker asks for those of {engine}: a {kind} with the \
                     model {model}. `diglot worker` says of which models it takes lines; it has to have the \
                     same engine, address and model as this diglot.toml"
                ),
                true,
            );
        }
    }
}
