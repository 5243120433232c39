//! From a text to a book: texts that the page has sent, what was read in them, and the book that is made of them.

use super::desk::Desk;
use super::library::Library;
use super::trouble::Trouble;
use crate::book::file_name;
use crate::book::settings::{Choices, ReadingSettings};
use crate::language::{Localized, preferred};
use crate::pipeline::{Book, Workshop, doubts, source};
use crate::script::chapter::estimate_seconds;
use crate::script::sources::place_in_words;
use crate::script::{Line, Script, Turn, readers};
use axum::body::Body;
use axum::http::StatusCode;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::AsyncWriteExt;

/// How many texts may wait to be read.
const MOST: usize = 64;
/// How many lines of each kind the page is shown.
const SHOWN: usize = 200;
/// How many lines of a text are shown to see whether it was read well.
const FIRST: usize = 12;

/// Texts that the page has sent, until the studio ends.
pub struct Texts {
    folder: tempfile::TempDir,
    all: Mutex<Vec<Text>>,
}

/// A text.
#[derive(Debug, Clone, Serialize)]
pub struct Text {
    /// Its number.
    id: usize,
    /// The name of its file.
    name: String,
    #[serde(skip)]
    path: PathBuf,
}

/// What is to be made of texts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The numbers of the texts, in order.
    texts: Vec<usize>,
    /// How they are read.
    #[serde(default)]
    reading: ReadingSettings,
    /// The engine for all voices.
    engine: Option<String>,
    /// What is made of the book.
    #[serde(default)]
    formats: Vec<String>,
}

impl Texts {
    /// No texts.
    ///
    /// # Errors
    /// If there is no room for temporary files.
    pub fn new() -> Result<Self, std::io::Error> {
        let folder = tempfile::tempdir()?;
        let all = Mutex::default();
        Ok(Self { folder, all })
    }

    /// Takes a file of this machine that was named on the command line.
    pub fn add(&self, path: &Path) -> Text {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        self.keep(name.into_owned(), path.into())
    }

    fn keep(&self, name: String, path: PathBuf) -> Text {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let id = all.len();
        let text = Text { id, name, path };
        all.push(text.clone());
        text
    }

    /// All texts.
    pub fn list(&self) -> Vec<Text> {
        self.all
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Takes a text that comes as the body of a request.
    ///
    /// # Errors
    /// If it is too large, or cannot be kept.
    pub async fn receive(&self, name: &str, body: Body) -> Result<Text, Trouble> {
        let number = self.list().len();
        if number >= MOST {
            let what = format!("{MOST} texts are here already; begin anew");
            return Err(Trouble::new(StatusCode::PAYLOAD_TOO_LARGE, what));
        }
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let ending = Path::new(name).extension().and_then(|e| e.to_str());
        let ending = ending.map_or_else(String::new, |e| format!(".{}", file_name::safe(e)));
        // A folder each, so that the file has the name that a person knows it by.
        let stem = name.strip_suffix(&ending).unwrap_or(name);
        let own = self.folder.path().join(number.to_string());
        let path = own.join(file_name::safe(stem) + &ending);
        let failed = |error: std::io::Error| Trouble::file(Path::new(name), &error);
        tokio::fs::create_dir_all(&own).await.map_err(failed)?;
        let mut file = tokio::fs::File::create(&path).await.map_err(failed)?;
        let (mut parts, mut length) = (body.into_data_stream(), 0);
        while let Some(part) = parts.next().await {
            let part = part.map_err(|error| {
                Trouble::new(
                    StatusCode::BAD_REQUEST,
                    format!("{name} did not arrive: {error}"),
                )
            })?;
            length += part.len();
            if length > readers::LARGEST {
                drop(file);
                let _ = tokio::fs::remove_dir_all(&own).await;
                let most = readers::LARGEST >> 20;
                let what = format!("{name} is larger than {most} MiB, and no text is");
                return Err(Trouble::new(StatusCode::PAYLOAD_TOO_LARGE, what));
            }
            file.write_all(&part).await.map_err(failed)?;
        }
        file.flush().await.map_err(failed)?;
        Ok(self.keep(name.into(), path))
    }

    fn paths(&self, order: &Order) -> Result<Vec<PathBuf>, Trouble> {
        let all = self.list();
        let path = |id: &usize| all.get(*id).map(|text| text.path.clone());
        let paths: Option<Vec<PathBuf>> = order.texts.iter().map(path).collect();
        paths
            .filter(|paths| !paths.is_empty())
            .ok_or_else(|| Trouble::missing("that text is not here; give it again"))
    }

    /// What was read in texts. Nothing is written.
    ///
    /// # Errors
    /// If they cannot be read, in the words of the command line.
    pub fn read(&self, order: &Order, workshop: &Workshop) -> Result<Value, Trouble> {
        let (script, _) = self.script(order, workshop)?;
        Ok(report(&script))
    }

    fn script(&self, order: &Order, workshop: &Workshop) -> Result<(Script, PathBuf), Trouble> {
        if let Some((_, what)) = order.reading.mistake() {
            return Err(Trouble::unfit(what));
        }
        let mut workshop = workshop.with(workshop.progress.clone(), workshop.stop.clone());
        workshop.chosen = chosen(order);
        Ok(source::read_as_chosen(
            &self.paths(order)?,
            None.into(),
            &workshop,
        )?)
    }

    /// Makes a new book of texts; another of that name stays.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn make(
        &self,
        order: &Order,
        library: &Library,
        workshop: &Workshop,
    ) -> Result<Arc<Desk>, Trouble> {
        let mut workshop = workshop.with(workshop.progress.clone(), workshop.stop.clone());
        workshop.chosen = chosen(order);
        let (script, folder) = self.script(order, &workshop)?;
        let folder = library.root().join(folder);
        let folder = (1..)
            .map(|n| match n {
                1 => folder.clone(),
                n => folder.with_file_name(format!(
                    "{}-{n}",
                    folder.file_name().unwrap_or_default().to_string_lossy()
                )),
            })
            .find(|folder| !folder.exists())
            .unwrap_or(folder);
        source::write(&script, &folder, false, workshop.progress.as_ref())?;
        Book::open(&folder, &workshop)?;
        library.add(&folder)
    }
}

fn chosen(order: &Order) -> Choices {
    Choices {
        engine: order.engine.clone(),
        formats: order.formats.clone(),
        reading: order.reading.clone(),
        ..Choices::default()
    }
}

/// What was read: who speaks, chapters, pairs, what was left out, and what is doubtful.
fn report(script: &Script) -> Value {
    let mut whole = 0;
    let mut alone = 0;
    let mut notes = 0;
    let mut seconds = 0.0;
    let lines = || {
        script
            .turns()
            .flat_map(|turn| turn.lines.iter().map(move |l| (turn, l)))
    };
    for (_, line) in lines() {
        match line {
            Line::Note { .. } => notes += 1,
            Line::Speech { text, .. } => {
                seconds += text
                    .values()
                    .map(|text| estimate_seconds(text))
                    .sum::<f64>();
                match text.len() == script.languages.len() {
                    true => whole += 1,
                    false => alone += 1,
                }
            }
        }
    }
    let speakers = script.speakers.iter().map(|speaker| {
        let own = script.turns().filter(|turn| turn.speaker == speaker.id);
        let (turns, lines) = own.fold((0, 0), |(t, l), turn| (t + 1, l + turn.lines.len()));
        json!({ "id": speaker.id, "names": speaker.names, "turns": turns, "lines": lines })
    });
    let chapters = script.chapters.iter().map(|chapter| {
        let lines: usize = chapter.turns.iter().map(|turn| turn.lines.len()).sum();
        json!({ "title": chapter.title, "lines": lines })
    });
    let shown = |(turn, line): &(&Turn, &Line)| match line {
        Line::Speech { text, .. } => json!({ "speaker": turn.speaker, "text": text }),
        Line::Note { text, language, .. } => {
            json!({ "speaker": turn.speaker, "note": text, "language": language })
        }
    };
    let all: Vec<(&Turn, &Line)> = lines().collect();
    let first = all.iter().take(FIRST).map(shown);
    let dropped = script.dropped.iter().take(SHOWN).map(|dropped| {
        let place = place_in_words(&dropped.at, script);
        json!({ "place": place, "text": dropped.text, "reason": dropped.reason })
    });
    let doubts = script.doubts.iter().zip(doubts::lines(script));
    let doubts = doubts.take(SHOWN).map(|(doubt, line)| {
        let place = place_in_words(&doubt.at, script);
        // The line with the one before and the one after.
        let around = line.map_or(&[][..], |i| &all[i.saturating_sub(1)..(i + 2).min(all.len())]);
        let lines: Vec<Value> = around.iter().map(shown).collect();
        json!({ "place": place, "text": doubt.text, "lines": lines, "line": line.map(|i| i.min(1)) })
    });
    json!({
        "title": script.title,
        "name": preferred(&script.title, &script.languages),
        "languages": script.languages,
        "speakers": speakers.collect::<Vec<_>>(),
        "chapters": chapters.collect::<Vec<_>>(),
        "pairs": whole, "alone": alone, "notes": notes, "seconds": seconds,
        "first": first.collect::<Vec<_>>(),
        "dropped": dropped.collect::<Vec<_>>(), "dropped_in_all": script.dropped.len(),
        "doubts": doubts.collect::<Vec<_>>(), "doubts_in_all": script.doubts.len(),
        "sources": script.sources.iter().map(|source| &source.file).collect::<Vec<_>>(),
    })
}

/// A title as the page shows it.
pub fn title(title: &Localized) -> String {
    title.values().cloned().collect::<Vec<_>>().join(" / ")
}
