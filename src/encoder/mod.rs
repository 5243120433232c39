//! What sentences mean, as vectors: Universal Sentence Encoder, multilingual, version 3, run in this process.
//!
//! Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval", ACL 2020: sentences of its 15
//! languages that mean the same have vectors that point the same way. Pieces of words, as SentencePiece cuts
//! them, go through an embedding and convolutions of two, three and five pieces ([`network`]); what comes out is
//! summed over the sentence, and a small head makes the vector of the sum.
//!
//! Because it is a sum, lines are encoded once, and the vector of several lines together costs no more than the
//! head: [`Encoder::lines`], then [`Encoder::vectors`].
//!
//! ```no_run
//! use diglot::encoder::Encoder;
//! let encoder = Encoder::load(std::path::Path::new("aligner"))?;
//! let lines = encoder.lines(&["The lamp is lit.", "Die Lampe brennt."]);
//! let vectors = encoder.vectors(&lines, &[0..1, 1..2]);
//! assert!(diglot::encoder::dot(&vectors[0], &vectors[1]) > 0.7);
//! # Ok::<(), diglot::encoder::EncoderError>(())
//! ```

mod network;
mod numpy;

use crate::disk;
use crate::language::Language;
use kitoken::{Definition, Kitoken};
use network::{EDGES, Network};
use rayon::prelude::*;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The numbers of a vector.
pub const SIZE: usize = 512;
/// What a sentence means: a vector of length one.
pub type Vector = [f32; SIZE];

/// The folder of its files among a person's models.
pub const FOLDER: &str = "aligner";
/// The languages that it was trained on.
const LANGUAGES: [&str; 15] = [
    "ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh",
];
/// SentencePiece's model.
const PIECES: &str = "sp.model";
/// The weights, in NumPy's format.
const WEIGHTS: &str = "weights.npz";
/// The piece before a sentence, and the one behind it.
const BEGIN: u32 = 1;
const END: u32 = 2;
/// The piece that stands for what it does not know.
const UNKNOWN: u32 = 0;
/// How many pieces of a line are looked at.
const MOST_PIECES: usize = 600;
/// How many pieces go through the network at once: enough to read the weights rarely, few enough for the cache.
const AT_ONCE: usize = 384;

/// Why there is no encoder.
#[derive(Debug, thiserror::Error)]
pub enum EncoderError {
    /// A file cannot be read.
    #[error("{}: {}", file.display(), disk::explain(error))]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file is not what it should be.
    #[error("{}: {why}; `diglot get aligner --force` brings it again", file.display())]
    Broken {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

/// Universal Sentence Encoder.
pub struct Encoder {
    pieces: Kitoken,
    network: Network,
}

/// Lines that are encoded: what their vectors, and those of several of them together, are made of.
pub struct Lines {
    /// For each line: the sum of its pieces, the piece before it and the piece behind it.
    sums: Vec<[Box<Vector>; 3]>,
    /// How many pieces there are before each line; one more than lines.
    pieces: Vec<usize>,
}

impl Encoder {
    /// Whether its files lie in a folder.
    pub fn is_in(folder: &Path) -> bool {
        [PIECES, WEIGHTS]
            .iter()
            .all(|file| folder.join(file).is_file())
    }

    /// Loads it from a folder.
    ///
    /// # Errors
    /// If a file is not there or not what it should be.
    pub fn load(folder: &Path) -> Result<Self, EncoderError> {
        let read = |name: &str| {
            let file = folder.join(name);
            match std::fs::read(&file) {
                Ok(bytes) => Ok((file, bytes)),
                Err(error) => Err(EncoderError::Unreadable { file, error }),
            }
        };
        let (file, bytes) = read(PIECES)?;
        let broken = |file: PathBuf, why: String| EncoderError::Broken { file, why };
        let pieces = Definition::from_sentencepiece_slice(&bytes)
            .map_err(|error| error.to_string())
            .and_then(|mut definition| {
                // Signs that are unknown count one by one, as in the reference.
                definition.config.processing.clear();
                Kitoken::from_definition(definition).map_err(|error| error.to_string())
            })
            .map_err(|why| broken(file, why))?;
        let (file, bytes) = read(WEIGHTS)?;
        let network = Network::read(&bytes).map_err(|why| broken(file, why))?;
        Ok(Self { pieces, network })
    }

    /// The pieces of a line, with those before and behind it.
    fn pieces_of(&self, line: &str) -> Vec<u32> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut pieces = vec![BEGIN];
        pieces.extend(
            self.pieces
                .encode(words.join(" "), false)
                .unwrap_or_default(),
        );
        if pieces.len() == 1 {
            pieces.push(UNKNOWN);
        }
        pieces.truncate(MOST_PIECES - 1);
        pieces.push(END);
        pieces
    }

    /// Encodes lines.
    pub fn lines(&self, lines: &[&str]) -> Lines {
        let cut: Vec<Vec<u32>> = lines.par_iter().map(|line| self.pieces_of(line)).collect();
        let mut batches: Vec<Range<usize>> = Vec::new();
        let mut size = 0;
        for (at, line) in cut.iter().enumerate() {
            match batches.last_mut().filter(|_| size + line.len() <= AT_ONCE) {
                Some(batch) => batch.end += 1,
                None => {
                    size = 0;
                    batches.push(at..at + 1);
                }
            }
            size += line.len();
        }
        let sums = batches
            .into_par_iter()
            .flat_map_iter(|batch| self.network.sums(&cut[batch]))
            .collect();
        let mut before = 0;
        let pieces = std::iter::once(0).chain(cut.iter().map(|line| {
            before += line.len() - EDGES;
            before
        }));
        Lines {
            pieces: pieces.collect(),
            sums,
        }
    }

    /// The vectors of lines, or of several of them together.
    pub fn vectors(&self, lines: &Lines, blocks: &[Range<usize>]) -> Vec<Vector> {
        let mut means: Vec<Vector> = Vec::with_capacity(blocks.len());
        for block in blocks {
            let mut mean = [0.0; SIZE];
            let last = block.end - 1;
            let edges = [&lines.sums[block.start][1], &lines.sums[last][2]];
            let bodies = lines.sums[block.clone()].iter().map(|line| &line[0]);
            for sum in bodies.chain(edges) {
                mean.iter_mut()
                    .zip(sum.iter())
                    .for_each(|(mean, sum)| *mean += sum);
            }
            let pieces = lines.pieces[block.end] - lines.pieces[block.start] + EDGES;
            let root = 1.0 / (pieces as f32).sqrt();
            mean.iter_mut().for_each(|mean| *mean *= root);
            means.push(mean);
        }
        self.network.head(&mut means);
        means
    }
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoder").finish_non_exhaustive()
    }
}

/// Whether it was trained on a language.
pub fn knows(language: &Language) -> bool {
    LANGUAGES.contains(&language.base())
}

/// The cosine of two vectors.
pub fn dot(a: &Vector, b: &Vector) -> f32 {
    let mut sums = [0.0f32; 16];
    for (a, b) in a.chunks_exact(16).zip(b.chunks_exact(16)) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

/// An encoder in a folder, loaded when it is asked for first.
#[derive(Debug)]
pub struct Shelved {
    folder: PathBuf,
    loaded: OnceLock<Result<Encoder, EncoderError>>,
}

impl Shelved {
    /// That of a folder, if its files lie there.
    pub fn find(folder: PathBuf) -> Option<Self> {
        Encoder::is_in(&folder).then(|| Self {
            folder,
            loaded: OnceLock::new(),
        })
    }

    /// The encoder, if it knows these languages and can be loaded.
    pub fn for_languages<const N: usize>(&self, languages: [&Language; N]) -> Option<&Encoder> {
        languages
            .into_iter()
            .all(knows)
            .then(|| self.load().ok())
            .flatten()
    }

    /// Why it could not be loaded, if it was asked for and could not.
    pub fn failure(&self) -> Option<&EncoderError> {
        self.loaded.get()?.as_ref().err()
    }

    /// The encoder.
    ///
    /// # Errors
    /// If a file is not what it should be.
    pub fn load(&self) -> Result<&Encoder, &EncoderError> {
        self.loaded
            .get_or_init(|| Encoder::load(&self.folder))
            .as_ref()
    }
}
