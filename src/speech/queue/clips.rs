//! Where clips lie between a worker that spoke them and the book: by key, with a checksum that both sides look at.

use super::super::SpeechError;
use super::super::store::{sealed, unsealed};
use async_nats::jetstream::object_store::{InfoErrorKind, ObjectInfo, ObjectMetadata, ObjectStore};
use async_nats::jetstream::stream::{DirectGetErrorKind, Stream};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{Error as S3Error, ObjectStoreExt};
use std::sync::Arc;

/// A store of clips.
#[derive(Clone)]
pub enum Clips {
    /// An object store of JetStream.
    Bucket(Box<Bucket>),
    /// A bucket of S3, and what the names in it begin with.
    S3(Arc<AmazonS3>, Path),
}

/// An object store of JetStream, and the stream that it is.
#[derive(Clone)]
pub struct Bucket {
    /// The store.
    pub store: ObjectStore,
    /// Its stream.
    pub stream: Stream,
    /// How long a message of its server may be, in bytes.
    pub longest: usize,
}

impl Bucket {
    /// What is known of the clip of a key; `None` if it is not there.
    async fn info(&self, key: &str) -> Result<Option<ObjectInfo>, String> {
        match self.store.info(key).await {
            Ok(info) => Ok(Some(info).filter(|info| !info.deleted)),
            Err(error) if error.kind() == InfoErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    /// The bytes of the clip of a key, piece by piece; `None` if it or a piece is gone. The client would have the server make
    /// a consumer for each object that it reads; each stays for half a minute, and thousands of them slow the server down.
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, String> {
        let Some(info) = self.info(key).await? else {
            return Ok(None);
        };
        // The subject of an object's pieces, by ADR-20 of NATS.
        let pieces = format!("$O.{}.C.{}", info.bucket, info.nuid);
        let (mut bytes, mut after) = (Vec::new(), 0);
        for _ in 0..info.chunks {
            let next = self
                .stream
                .direct_get_next_for_subject(&pieces, Some(after + 1));
            match next.await {
                Ok(piece) => {
                    after = piece.sequence;
                    bytes.extend_from_slice(&piece.payload);
                }
                Err(error) if error.kind() == DirectGetErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error.to_string()),
            }
        }
        Ok(Some(bytes))
    }
}

/// The largest piece of a clip in one message: what clients of JetStream usually send.
const PIECE: usize = 128 * 1024;
/// Room for a message's headers.
const HEADERS: usize = 1024;

/// The name of a clip in a bucket of S3: in folders by the beginning of its key, as in the store of clips.
fn path(prefix: &Path, key: &str) -> Path {
    let folder = prefix.clone().join(&key[..2.min(key.len())]);
    folder.join(format!("{key}.clip"))
}

impl Clips {
    /// A bucket at `s3://BUCKET/PREFIX`. Where it is and who we are there say the variables that Amazon's tools know:
    /// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT …
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if that is no address of a bucket.
    pub fn at(address: &str) -> Result<Self, SpeechError> {
        let wrong = |what: &str| {
            SpeechError::Setup(format!(
                "clips = \"{address}\" under [queue] in diglot.toml: {what}"
            ))
        };
        let place = address
            .strip_prefix("s3://")
            .ok_or_else(|| wrong("write s3://BUCKET/PREFIX"))?;
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        if bucket.is_empty() {
            return Err(wrong("write s3://BUCKET/PREFIX"));
        }
        // Errors of this client hold no keys. That it is there already is no error.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let s3 = AmazonS3Builder::from_env().with_bucket_name(bucket).build();
        let s3 = s3.map_err(|error| wrong(&error.to_string()))?;
        Ok(Self::S3(Arc::new(s3), Path::from(prefix)))
    }

    /// Whether the clip of a key is there.
    ///
    /// # Errors
    /// In words, if the store cannot be asked.
    pub async fn has(&self, key: &str) -> Result<bool, String> {
        match self {
            Self::Bucket(bucket) => Ok(bucket.info(key).await?.is_some()),
            Self::S3(s3, prefix) => match s3.head(&path(prefix, key)).await {
                Ok(_) => Ok(true),
                Err(S3Error::NotFound { .. }) => Ok(false),
                Err(error) => Err(error.to_string()),
            },
        }
    }

    /// The clip of a key, whose checksum is right; `None` if it is not there, or not whole.
    ///
    /// # Errors
    /// In words, if the store cannot be asked.
    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, String> {
        let bytes = match self {
            Self::S3(s3, prefix) => {
                let got = match s3.get(&path(prefix, key)).await {
                    Ok(got) => got.bytes().await,
                    Err(S3Error::NotFound { .. }) => return Ok(None),
                    Err(error) => Err(error),
                };
                got.map_err(|error| error.to_string())?.into()
            }
            Self::Bucket(bucket) => match bucket.get(key).await? {
                Some(bytes) => bytes,
                None => return Ok(None),
            },
        };
        Ok(unsealed(bytes))
    }

    /// Keeps a clip.
    ///
    /// # Errors
    /// In words, if it cannot be kept.
    pub async fn put(&self, key: &str, sound: &[u8]) -> Result<(), String> {
        let bytes = sealed(sound);
        match self {
            Self::Bucket(bucket) => {
                let longest = bucket.longest.saturating_sub(HEADERS);
                let about = ObjectMetadata {
                    name: key.into(),
                    chunk_size: Some(PIECE.min(longest).max(1)),
                    ..ObjectMetadata::default()
                };
                let put = bucket.store.put(about, &mut &bytes[..]).await;
                put.map(drop).map_err(|error| error.to_string())
            }
            Self::S3(s3, prefix) => {
                let put = s3.put(&path(prefix, key), bytes.into()).await;
                put.map(drop).map_err(|error| error.to_string())
            }
        }
    }
}
