//! Speaking on many machines: a queue on NATS JetStream that books put lines into and workers take them from.
//!
//! A book's side is an [`Engine`](super::engine::Engine) like any other ([`engine::Queued`]): asked for an utterance, it
//! puts a [`job::Job`] into a work-queue stream and waits for the clip. A [`worker`] takes jobs of the models that are
//! exactly its own, has its engines speak them, puts the clip into a store of objects under the clip's key, and says so.
//!
//! Who takes what, what is tried again when a worker dies, and what is kept how long, is JetStream's to decide:
//!
//! | name | what it is |
//! |---|---|
//! | `diglot-jobs` | a stream with work-queue retention; subjects `diglot.jobs.MODEL.first` and `.usual` |
//! | `MODEL-first`, `MODEL-usual` | the pull consumers of a model, which all its workers share |
//! | `diglot-clips` | the object store of clips, by key, for some hours |
//! | `diglot.spoken.KEY` | said (not kept) when a clip is there |
//! | `diglot-dead` | a stream of jobs that are given up, `diglot.dead.KEY`, with the engine's words |
//!
//! `MODEL` is a hash of an engine's [`Identity`](super::key::Identity): a worker with another model never sees the jobs.

pub mod clips;
pub mod connection;
pub mod coordinator;
pub mod engine;
pub mod health;
pub mod job;
pub mod metrics;
pub mod settings;
pub mod worker;
