//! A connection to the queue's server, with the streams and the store that the queue is made of.

use super::super::secret::Secrets;
use super::super::{SpeechError, in_full};
use super::clips::{Bucket, Clips};
use super::job::{Level, Outcome, Subjects};
use super::settings::Settings;
use async_nats::jetstream::consumer::{AckPolicy, PullConsumer, pull};
use async_nats::jetstream::context::PublishErrorKind;
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::stream::{
    Config, DiscardPolicy, LastRawMessageErrorKind, RetentionPolicy, StorageType, Stream,
};
use async_nats::jetstream::{self, Context};
use async_nats::{Client, ConnectErrorKind, Event};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Notify};
use tokio::time::Instant;

/// Tells a person something, which they should know if it is `true`, and may want to know otherwise.
pub type Tell = Arc<dyn Fn(&str, bool) + Send + Sync>;

/// For how long a job is known by its id, so that it is put into the queue once.
const DUPLICATES: Duration = Duration::from_secs(120);
/// For how long a job waits for a worker before it goes. Books put it there again as long as they want it.
const JOBS: Duration = Duration::from_secs(7 * 24 * 3600);
/// For how long it is known why a job was given up.
const DEAD: Duration = Duration::from_secs(24 * 3600);
/// How many bytes of that.
const DEAD_BYTES: i64 = 64 << 20;
/// After how long without a request the server forgets a consumer. The jobs stay.
const FORGOTTEN: Duration = Duration::from_secs(24 * 3600);
/// How often it is looked whether the queue's streams are still there, when something does not work.
const LOOK: Duration = Duration::from_secs(2);
/// A server that has just removed a stream may still be removing its files, and would take those of a new one with them.
const SETTLED: Duration = Duration::from_secs(2);
/// As many workers of one model may wait for jobs at once.
const WAITING: i64 = 16_384;

/// A connection to a queue.
pub struct Connection {
    /// The client.
    pub client: Client,
    /// Its JetStream.
    pub jetstream: Context,
    /// The stream of jobs.
    pub jobs: Stream,
    /// The stream of jobs that were given up.
    pub dead: Stream,
    /// The store of clips.
    pub clips: Clips,
    /// The subjects.
    pub subjects: Subjects,
    /// The settings.
    pub settings: Settings,
    /// The server is reached again: what was asked of it before, it has forgotten.
    pub reached: Arc<Notify>,
    /// When it was last looked whether all is there.
    looked: Mutex<Instant>,
    secrets: Secrets,
}

impl Connection {
    /// Connects, and makes what is missing there.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] and [`SpeechError::Refused`] with what is wrong and what to do.
    pub async fn new(settings: Settings, tell: Tell) -> Result<Self, SpeechError> {
        let shown = settings.shown();
        let subjects = Subjects::new(settings.name()?);
        let mut secrets = Secrets::default();
        let options = settings.options(&mut secrets).await?;
        let server = shown.clone();
        let reached = Arc::new(Notify::new());
        let again = reached.clone();
        let options = options.event_callback(move |event| {
            match event {
                Event::Disconnected => tell(
                    &format!("the queue at {server} is not to be reached; waiting for it"),
                    true,
                ),
                Event::Connected => {
                    tell(&format!("the queue at {server} is reached"), false);
                    again.notify_waiters();
                }
                Event::ServerError(error) => tell(&format!("the queue at {server}: {error}"), true),
                _ => {}
            }
            std::future::ready(())
        });
        let servers: Vec<async_nats::ServerAddr> = settings
            .servers()?
            .into_iter()
            .filter_map(|url| async_nats::ServerAddr::from_url(url).ok())
            .collect();
        let client = options.connect(servers).await.map_err(|error| {
            let what = secrets.redact(&in_full(&error));
            match error.kind() {
                ConnectErrorKind::AuthorizationViolation | ConnectErrorKind::Authentication => {
                    SpeechError::Refused(format!(
                        "the queue at {shown} does not let us in: {what}. Who we are stands under [queue] in \
                         diglot.toml (user, token_env, nkey_file, creds_file), or in NATS_USER and \
                         NATS_PASSWORD, NATS_TOKEN, NATS_NKEY, NATS_CREDS"
                    ))
                }
                _ => {
                    let hint = reach_hint(&what);
                    SpeechError::Refused(format!(
                        "the queue at {shown} cannot be reached: {what}. {hint}"
                    ))
                }
            }
        })?;
        let jetstream = jetstream::new(client.clone());
        let setup = Setup {
            jetstream: &jetstream,
            settings: &settings,
            subjects: &subjects,
        };
        let (jobs, dead) = (setup.jobs().await?, setup.dead().await?);
        let clips = setup.clips().await?;
        Ok(Self {
            client,
            jetstream,
            jobs,
            dead,
            clips,
            subjects,
            settings,
            reached,
            looked: Mutex::new(Instant::now()),
            secrets,
        })
    }

    /// Makes again what is missing of the queue: somebody may have removed it, or a server may have lost it. Whoever meets
    /// trouble may ask for this; the server is asked now and then.
    pub async fn restore(&self) {
        let mut looked = self.looked.lock().await;
        if looked.elapsed() < LOOK {
            return;
        }
        tokio::time::sleep(SETTLED).await;
        let setup = Setup {
            jetstream: &self.jetstream,
            settings: &self.settings,
            subjects: &self.subjects,
        };
        // What cannot be made now is missed again, and said then.
        let _ = setup.jobs().await;
        let _ = setup.dead().await;
        let _ = setup.clips().await;
        *looked = Instant::now();
    }

    /// Puts a message into a stream: its number there, and whether it was there already.
    ///
    /// # Errors
    /// [`SpeechError::Line`] if it is too long, [`SpeechError::Passing`] for what may work later.
    pub async fn publish(
        &self,
        subject: String,
        message: PublishMessage,
    ) -> Result<(u64, bool), SpeechError> {
        let failed = |error: jetstream::context::PublishError| {
            let what = self.words(&error);
            match error.kind() {
                PublishErrorKind::MaxPayloadExceeded => SpeechError::Line(format!(
                    "the line is too long for the queue: {what}. Raise max_payload in the server's \
                     configuration, or set longest_text for the engine in diglot.toml"
                )),
                _ => SpeechError::passing(what),
            }
        };
        let sent = self.jetstream.send_publish(subject, message).await;
        let ack = sent.map_err(failed)?.await.map_err(failed)?;
        Ok((ack.sequence, ack.duplicate))
    }

    /// The consumer of a model's jobs, which all its workers share. It is made if nobody has.
    ///
    /// # Errors
    /// [`SpeechError::Passing`] if the server does not.
    pub async fn consumer(&self, model: &str, level: Level) -> Result<PullConsumer, SpeechError> {
        let name = format!("{model}-{}", level.name());
        let config = pull::Config {
            durable_name: Some(name.clone()),
            filter_subject: self.subjects.jobs(model, level),
            ack_policy: AckPolicy::Explicit,
            ack_wait: self.settings.redeliver(),
            max_ack_pending: -1,
            max_waiting: WAITING,
            inactive_threshold: FORGOTTEN,
            ..pull::Config::default()
        };
        let made = self.jobs.get_or_create_consumer(&name, config).await;
        made.map_err(|error| SpeechError::passing(self.words(&error)))
    }

    /// Whether a job is still in the queue, waiting or in somebody's hands.
    ///
    /// # Errors
    /// [`SpeechError::Passing`] if the server does not say.
    pub async fn holds(&self, job: u64) -> Result<bool, SpeechError> {
        match self.jobs.get_raw_message(job).await {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(false),
            Err(error) => Err(SpeechError::passing(self.words(&error))),
        }
    }

    /// Why the job of a clip was given up the last time, if it was.
    ///
    /// # Errors
    /// [`SpeechError::Passing`] if the server does not say.
    pub async fn given_up(&self, key: &str) -> Result<Option<Outcome>, SpeechError> {
        let subject = self.subjects.dead(key);
        match self.dead.get_last_raw_message_by_subject(&subject).await {
            Ok(message) => Ok(serde_json::from_slice(&message.payload).ok()),
            Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(None),
            Err(error) => Err(SpeechError::passing(self.words(&error))),
        }
    }

    /// What an error says, without secrets.
    pub fn words(&self, error: &dyn std::error::Error) -> String {
        let what = self.secrets.redact(&in_full(error));
        format!("the queue at {}: {what}", self.settings.shown())
    }
}

/// What to do about a server that cannot be reached, by what the client says of it.
fn reach_hint(what: &str) -> &'static str {
    match what {
        // As rustls has it.
        what if what.contains("invalid peer certificate") => {
            "Trust who signed the server's certificate with ca_file under [queue] in diglot.toml"
        }
        what if what.contains("alert") && what.contains("Certificate") => {
            "The server wants to see a certificate that it trusts: certificate_file and certificate_key_file under \
             [queue] in diglot.toml"
        }
        _ => "Does nats-server run there, with JetStream (nats-server -js)?",
    }
}

/// Makes what a queue is made of, where it is missing.
struct Setup<'a> {
    jetstream: &'a Context,
    settings: &'a Settings,
    subjects: &'a Subjects,
}

impl Setup<'_> {
    async fn jobs(&self) -> Result<Stream, SpeechError> {
        self.stream(Config {
            name: self.subjects.stream("jobs"),
            description: Some("lines to be spoken".into()),
            subjects: vec![self.subjects.all_jobs()],
            retention: RetentionPolicy::WorkQueue,
            max_age: JOBS,
            duplicate_window: DUPLICATES,
            ..Config::default()
        })
        .await
    }

    async fn dead(&self) -> Result<Stream, SpeechError> {
        self.stream(Config {
            name: self.subjects.stream("dead"),
            description: Some("lines that no worker could speak, and why".into()),
            subjects: vec![self.subjects.dead("*")],
            max_messages_per_subject: 1,
            max_age: DEAD,
            max_bytes: DEAD_BYTES,
            allow_direct: true,
            ..Config::default()
        })
        .await
    }

    /// The store of clips. It is a stream as the client makes them for a bucket, but for one thing: when it is full, the
    /// oldest clips go, so that new ones can be put there.
    async fn clips(&self) -> Result<Clips, SpeechError> {
        if let Some(address) = &self.settings.clips {
            return Clips::at(address);
        }
        let bucket = self.subjects.stream("clips");
        let stream = self
            .stream(Config {
                name: format!("OBJ_{bucket}"),
                description: Some("spoken lines, by key".into()),
                subjects: vec![format!("$O.{bucket}.C.>"), format!("$O.{bucket}.M.>")],
                max_age: self.settings.keep(),
                max_bytes: self.settings.max_bytes(),
                discard: DiscardPolicy::Old,
                allow_rollup: true,
                allow_direct: true,
                ..Config::default()
            })
            .await?;
        let store = self.jetstream.get_object_store(&bucket).await;
        Ok(Clips::Bucket(Box::new(Bucket {
            store: store.map_err(|error| self.failed(&in_full(&error)))?,
            stream,
            longest: self.jetstream.client().max_payload(),
        })))
    }

    fn failed(&self, what: &str) -> SpeechError {
        SpeechError::Setup(format!("the queue at {}: {what}", self.settings.shown()))
    }

    /// A stream as it is there; made as wanted if it is not.
    async fn stream(&self, wanted: Config) -> Result<Stream, SpeechError> {
        let name = wanted.name.clone();
        let wanted = Config {
            storage: StorageType::File,
            num_replicas: self.settings.replicas.unwrap_or(1),
            ..wanted
        };
        let made = self.jetstream.get_or_create_stream(wanted.clone()).await;
        let stream = made.map_err(|error| {
            let what = in_full(&error);
            let hint = match &what {
                what if what.contains("10039") || what.contains("10076") || what.contains("no responders") || what.contains("unavailable") => {
                    "JetStream is off on this server: start it with -js"
                }
                what if what.contains("10047") || what.contains("10023") => {
                    "The server has less room than the queue asks for: give it more (max_file_store), or ask for \
                     less, with max_bytes under [queue] in diglot.toml"
                }
                what if what.contains("10074") => {
                    "Replicas need a cluster of as many servers: set replicas under [queue] in diglot.toml"
                }
                _ => "Is whoever we are there allowed to make streams?",
            };
            self.failed(&format!("the stream {name} cannot be made: {what}. {hint}"))
        })?;
        let is = &stream.cached_info().config;
        let misses = |subject: &&String| !is.subjects.contains(subject);
        let wrong = if is.retention != wanted.retention {
            Some(format!(
                "its retention is {:?}, not {:?}",
                is.retention, wanted.retention
            ))
        } else if let Some(subject) = wanted.subjects.iter().find(misses) {
            Some(format!("it does not take {subject}"))
        } else if self
            .settings
            .replicas
            .is_some_and(|wanted| wanted != is.num_replicas)
        {
            Some(format!(
                "it has {} replicas, and diglot.toml says {}",
                is.num_replicas, wanted.num_replicas
            ))
        } else {
            None
        };
        match wrong {
            None => Ok(stream),
            Some(wrong) => Err(self.failed(&format!(
                "there is a stream {name} that diglot cannot use: {wrong}. Change or remove it there \
                 (nats stream edit {name}), or give the queue another name, with name = \"…\" under [queue] in \
                 diglot.toml"
            ))),
        }
    }
}
