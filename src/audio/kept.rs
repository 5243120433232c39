//! The clips that a finished chapter holds: a chapter that changes takes over what stays the same.
//!
//! What a clip sounds like does not depend on its place, so its bytes can be carried to another. They
//! are taken only if they still have the checksum that they were written with.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Where the bytes of a clip lie in a chapter's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// All that they depend on, as a hash.
    pub recipe: String,
    /// Their place, in bytes from the beginning of the file.
    pub at: u64,
    /// How many there are.
    pub bytes: u64,
    /// BLAKE3 of them, in hexadecimal.
    pub sum: String,
}

/// A chapter's file of an earlier run.
pub struct Kept {
    file: Mutex<File>,
    pieces: HashMap<String, Piece>,
}

impl Kept {
    /// Opens a chapter's file in which those pieces are said to be; `None` if it cannot be read.
    pub fn open(path: &Path, pieces: Vec<Piece>) -> Option<Self> {
        let file = Mutex::new(File::open(path).ok()?);
        let pieces = pieces
            .into_iter()
            .map(|piece| (piece.recipe.clone(), piece));
        let pieces = pieces.collect();
        Some(Self { file, pieces })
    }

    /// The bytes of a clip, if the file holds them, and where they lie in it.
    pub fn get(&self, recipe: &str) -> Option<(Vec<u8>, &Piece)> {
        let piece = self.pieces.get(recipe)?;
        let mut bytes = Vec::new();
        {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(piece.at)).ok()?;
            (&mut *file)
                .take(piece.bytes)
                .read_to_end(&mut bytes)
                .ok()?;
        }
        (sum(&bytes) == piece.sum).then_some((bytes, piece))
    }
}

impl Piece {
    /// The piece that bytes become which are written at a place.
    pub fn of(recipe: String, at: u64, bytes: &[u8]) -> Self {
        Self {
            recipe,
            at,
            bytes: bytes.len() as u64,
            sum: sum(bytes),
        }
    }
}

fn sum(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}
