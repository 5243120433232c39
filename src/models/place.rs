//! Putting a file in its place: it appears under its name only when it is whole and its sum is right.

use super::ModelError;
use super::catalog::Wanted;
use crate::disk;
use ring::digest::{Context, SHA256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

/// How much is read at a time, in bytes.
pub const PIECE: usize = 1 << 18;

/// What a file of known length and sum is written to.
pub struct Sink<'a> {
    file: File,
    sum: Context,
    written: u64,
    wanted: &'a Wanted,
    told: &'a mut dyn FnMut(u64),
}

impl Sink<'_> {
    /// Writes all that can be read. Never more than is wanted, whatever there is.
    ///
    /// # Errors
    /// What the system says, or that there is more than is wanted.
    pub fn take(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let mut piece = vec![0; PIECE];
        loop {
            let read = from.read(&mut piece)?;
            if read == 0 {
                return Ok(());
            }
            self.written += read as u64;
            if self.written > self.wanted.bytes {
                return Err(io::Error::other("it is longer than the catalog says"));
            }
            self.file.write_all(&piece[..read])?;
            self.sum.update(&piece[..read]);
            (self.told)(self.written);
        }
    }
}

/// Why a file was not put in its place.
pub enum Refused {
    /// It is another file, or cannot be read: in words.
    Source(String),
    /// It cannot be written.
    Here(ModelError),
}

/// Writes a file through a temporary one beside it, and puts it in its place if it is what is wanted. `told` hears
/// how much is written.
///
/// # Errors
/// If it is not, or cannot be read or written; what was in the place stays there then.
pub fn place(
    path: &Path,
    wanted: &Wanted,
    told: &mut dyn FnMut(u64),
    write: impl FnOnce(&mut Sink) -> io::Result<()>,
) -> Result<(), Refused> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let here = |error| Refused::Here(ModelError::at(path)(error));
    std::fs::create_dir_all(folder).map_err(here)?;
    let temporary = disk::temporary(folder).map_err(here)?;
    let mut sink = Sink {
        file: temporary.as_file().try_clone().map_err(here)?,
        sum: Context::new(&SHA256),
        written: 0,
        wanted,
        told,
    };
    write(&mut sink).map_err(|error| match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => here(error),
        _ => Refused::Source(error.to_string()),
    })?;
    if sink.written < wanted.bytes {
        return Err(Refused::Source(format!(
            "it has {} bytes and not {}",
            sink.written, wanted.bytes
        )));
    }
    let sum = hex(sink.sum.finish().as_ref());
    if !sum.eq_ignore_ascii_case(&wanted.sha256) {
        return Err(Refused::Source(wrong_sum(&sum, wanted)));
    }
    temporary.as_file().sync_all().map_err(here)?;
    temporary.persist(path).map_err(|error| here(error.error))?;
    Ok(())
}

/// What is said of a file with another sum.
pub fn wrong_sum(sum: &str, wanted: &Wanted) -> String {
    format!(
        "its SHA-256 sum is {sum}, and the catalog has {}: this is another file, or it was altered on the way",
        wanted.sha256
    )
}

/// The SHA-256 sum of a file, in hexadecimal.
///
/// # Errors
/// What the system says.
pub fn sum_of(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut sum = Context::new(&SHA256);
    let mut piece = vec![0; PIECE];
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok(hex(sum.finish().as_ref()));
        }
        sum.update(&piece[..read]);
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
