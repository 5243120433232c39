//! What was made of a book, to be taken along. Only files that diglot itself has made are given out.

use super::desk::Desk;
use super::trouble::Trouble;
use crate::book::formats;
use crate::disk;
use crate::pipeline::Workshop;
use crate::pipeline::ledger::State;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tokio::io::{AsyncReadExt, AsyncSeekExt};

/// How much of a file is read at a time, in bytes.
const PIECE: usize = 1 << 16;

/// The files of a finished book, by format, and the formats that there are.
///
/// # Errors
/// If the book cannot be opened.
pub fn list(desk: &Desk, workshop: &Workshop) -> Result<Value, Trouble> {
    let book = desk.book(workshop)?;
    let state = State::load(&desk.folder);
    let file = |name: &String, format: &str| {
        let bytes = std::fs::metadata(desk.folder.join(name)).ok()?.len();
        Some(json!({ "name": name, "format": format, "bytes": bytes }))
    };
    let chapters = state.chapters.keys().filter_map(|name| file(name, "wav"));
    let published = state.published.iter();
    let published = published.filter_map(|(name, made)| file(name, &made.format));
    let kinds = formats::ALL.map(|format| {
        let why = format.foresee(&desk.folder, &book.settings).err();
        json!({
            "name": format.name(), "about": format.about(),
            "missing": why.map(|why| crate::pipeline::in_words(&why)),
            "chosen": book.settings.formats.iter().any(|name| name == format.name()),
        })
    });
    Ok(json!({
        "files": published.chain(chapters).collect::<Vec<_>>(), "formats": kinds,
        "seconds": state.finished.map(|finished| finished.seconds()),
    }))
}

/// The path of a file that diglot has made of a book.
///
/// # Errors
/// If it is none of them, or leads out of the book's folder.
pub fn path(desk: &Desk, name: &str) -> Result<PathBuf, Trouble> {
    let gone = || Trouble::missing("there is no such file");
    let state = State::load(&desk.folder);
    if !state.published.contains_key(name) && !state.chapters.contains_key(name) {
        return Err(gone());
    }
    let path = disk::inside(&desk.folder, name).ok_or_else(gone)?;
    let whole = path.canonicalize().map_err(|_| gone())?;
    let folder = desk.folder.canonicalize().map_err(|_| gone())?;
    match whole.starts_with(folder) {
        true => Ok(whole),
        false => Err(gone()),
    }
}

/// Sends a file, or the part of it that a player asks for, piece by piece.
///
/// # Errors
/// If it cannot be read.
pub async fn send(path: &Path, headers: &HeaderMap) -> Result<Response, Trouble> {
    let failed = |error: std::io::Error| Trouble::file(path, &error);
    let mut file = tokio::fs::File::open(path).await.map_err(failed)?;
    let length = file.metadata().await.map_err(failed)?.len();
    let asked = headers
        .get(header::RANGE)
        .and_then(|range| range.to_str().ok());
    let part = asked.and_then(|range| part(range, length));
    let (begin, end) = part.unwrap_or((0, length));
    file.seek(std::io::SeekFrom::Start(begin))
        .await
        .map_err(failed)?;
    let pieces = unfold((file, end - begin), |(mut file, left)| async move {
        let mut piece = vec![0; PIECE.min(usize::try_from(left).unwrap_or(PIECE))];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(read) => {
                piece.truncate(read);
                Some((Ok(piece), (file, left - read as u64)))
            }
            Err(error) => Some((Err(error), (file, 0))),
        }
    });
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let coded = percent_encoding::utf8_percent_encode(&name, percent_encoding::NON_ALPHANUMERIC);
    let headers = [
        (header::CONTENT_TYPE, kind(path).to_string()),
        (header::CONTENT_LENGTH, (end - begin).to_string()),
        (header::ACCEPT_RANGES, "bytes".into()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{coded}"),
        ),
    ];
    let mut response = (headers, Body::from_stream(pieces)).into_response();
    if part.is_some() {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        let range = format!("bytes {begin}-{}/{length}", end - 1);
        if let Ok(range) = range.parse() {
            response.headers_mut().insert(header::CONTENT_RANGE, range);
        }
    }
    Ok(response)
}

/// The bytes that a range means (RFC 9110, 14.2), from and up to; `None` if it is none that is understood.
fn part(range: &str, length: u64) -> Option<(u64, u64)> {
    let (begin, end) = range.strip_prefix("bytes=")?.split_once('-')?;
    let (begin, end) = match (begin.parse::<u64>(), end.parse::<u64>()) {
        (Ok(begin), Ok(last)) => (begin, last.saturating_add(1).min(length)),
        (Ok(begin), Err(_)) if end.is_empty() => (begin, length),
        (Err(_), Ok(last)) if begin.is_empty() => (length.saturating_sub(last), length),
        _ => return None,
    };
    (begin < end).then_some((begin, end))
}

/// What kind of file it is: sounds can be heard in the page, all else is only taken along.
fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()) {
        Some("wav") => "audio/wav",
        Some("mp3") => "audio/mpeg",
        Some("m4b") => "audio/mp4",
        Some("flac") => "audio/flac",
        Some("opus") => "audio/ogg",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_within_the_file() {
        assert_eq!(part("bytes=0-", 10), Some((0, 10)));
        assert_eq!(part("bytes=2-4", 10), Some((2, 5)));
        assert_eq!(part("bytes=2-400", 10), Some((2, 10)));
        assert_eq!(part("bytes=-3", 10), Some((7, 10)));
        for bad in [
            "bytes=10-",
            "bytes=5-2",
            "bytes=a-b",
            "lines=0-1",
            "bytes=-",
        ] {
            assert_eq!(part(bad, 10), None, "{bad}");
        }
    }
}
