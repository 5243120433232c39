//! A finished book with all that its formats need to know.

use super::cover::{self, Cover};
use super::sounds::Sounds;
use super::{FormatError, Product};
use crate::book::about::{About, Subtitles};
use crate::book::file_name;
use crate::book::podcast::Podcast;
use crate::book::settings::BitRates;
use crate::book::timeline::{Timeline, TimelineChapter};
use crate::disk::Scratch;
use crate::language::{Language, Localized, preferred};
use rayon::prelude::*;
use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use tokio_util::sync::CancellationToken;

/// A finished book with all that its formats need to know.
pub struct Edition<'a> {
    /// The book's folder.
    pub folder: &'a Path,
    /// What lies where.
    pub timeline: &'a Timeline,
    /// Facts about the book.
    pub about: &'a About,
    /// The podcast feed.
    pub podcast: &'a Podcast,
    /// How subtitles show several languages.
    pub subtitles: Subtitles,
    /// How many bits a second the formats take, as far as that is said.
    bit_rates: BitRates,
    /// The name of each speaker as it is shown, with its language.
    names: HashMap<&'a str, (Option<&'a Language>, String)>,
    /// The cover, once it is wanted.
    cover: OnceLock<Cover>,
    /// All that the cover's bytes depend on.
    cover_recipe: String,
    /// What podcast directories will not like about it.
    directories_say: OnceLock<Option<String>>,
    /// All that each chapter says and sounds like, as a hash.
    recipes: Vec<String>,
    /// All that concerns every file, as a hash.
    common: String,
    /// Sound that several formats share, gone when the edition is.
    pub(super) scratch: Scratch,
    /// Who holds it may draw the cover, or write it.
    drawing: Mutex<()>,
    /// What is known of its sound as it is encoded.
    pub(super) sounds: Sounds,
    /// Each chapter's title in a flat list.
    flat_titles: Vec<Localized>,
    stop: CancellationToken,
}

/// A chapter, several, or the whole book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A chapter, by its index from 0.
    Chapter(usize),
    /// Chapters from an index up to, not with, another.
    Run(usize, usize),
    /// All chapters, one after another.
    Whole,
}

impl Part {
    /// The indices of its chapters, in a book of so many.
    pub(super) fn range(self, chapters: usize) -> Range<usize> {
        match self {
            Self::Chapter(chapter) => chapter..chapter + 1,
            Self::Run(from, to) => from..to,
            Self::Whole => 0..chapters,
        }
    }
}

impl<'a> Edition<'a> {
    /// Prepares an edition. `sounds` says for each chapter what its file was made from.
    ///
    /// # Errors
    /// If there is no room for temporary files.
    pub fn new(
        folder: &'a Path,
        timeline: &'a Timeline,
        settings: &'a crate::book::settings::BookSettings,
        sounds: Vec<String>,
        stop: CancellationToken,
    ) -> Result<Self, FormatError> {
        let about = &settings.about;
        let hidden = folder.join(".diglot");
        let scratch = Scratch::new(&hidden).map_err(|error| FormatError::file(&hidden, &error))?;
        let recipes = timeline
            .chapters
            .par_iter()
            .zip(&sounds)
            .map(|(chapter, sound)| {
                let text = serde_json::to_string(&(chapter, sound)).unwrap_or_default();
                hash(text.as_bytes())
            });
        let form = (
            timeline.sample_rate,
            timeline.channels,
            timeline.chapters.len(),
        );
        let flat_titles = timeline.flat_titles();
        let titles = (&timeline.title, &flat_titles);
        let whose = (titles, &timeline.languages, &timeline.speakers);
        let common = (
            form,
            whose,
            about,
            &settings.podcast,
            env!("CARGO_PKG_VERSION"),
        );
        let common = hash(format!("{common:?}").as_bytes());
        let mut edition = Self {
            folder,
            timeline,
            about,
            podcast: &settings.podcast,
            subtitles: settings.subtitles,
            bit_rates: settings.bit_rates,
            names: timeline
                .speakers
                .iter()
                .filter_map(|s| Some((s.id.as_str(), timeline.shown_name(&s.id)?)))
                .collect(),
            cover: OnceLock::new(),
            cover_recipe: String::new(),
            directories_say: OnceLock::new(),
            drawing: Mutex::new(()),
            recipes: recipes.collect(),
            common,
            scratch,
            sounds: Sounds::new(sounds),
            flat_titles,
            stop,
        };
        // A cover that cannot be read is said of those formats that need one.
        edition.cover_recipe = match cover::given(folder, about).unwrap_or_default() {
            Some(bytes) => {
                let recipe = hash(&bytes);
                let _ = edition.cover.set(Cover { bytes, note: None });
                recipe
            }
            None => cover::recipe(&edition),
        };
        Ok(edition)
    }

    /// The cover, a PNG or JPEG: the one that `book.toml` names, or one that is drawn when it is
    /// asked for first.
    ///
    /// # Errors
    /// If it cannot be drawn.
    pub(super) fn cover(&self) -> Result<&[u8], FormatError> {
        if let Some(cover) = self.cover.get() {
            return Ok(&cover.bytes);
        }
        let _one_at_a_time = self.drawing.lock().unwrap_or_else(PoisonError::into_inner);
        if self.cover.get().is_none() {
            // What was named and is no picture is not drawn over.
            cover::given(self.folder, self.about)?;
            let _ = self.cover.set(cover::draw(self)?);
        }
        Ok(self.cover.get().map_or(&[], |cover| &cover.bytes))
    }

    /// What a person should know of the cover.
    pub fn note(&self) -> Option<&str> {
        let drawn = self.cover.get().and_then(|cover| cover.note.as_deref());
        drawn.or_else(|| self.directories_say.get()?.as_deref())
    }

    /// Remembers what podcast directories will not like about the cover that `book.toml` names.
    pub(super) fn warn_of_cover(&self) {
        if let Some(cover) = self.cover.get().filter(|_| !self.about.cover.is_empty()) {
            let said = cover::not_for_directories(&cover.bytes);
            let said = said.map(|what| format!("{}: {what}", self.about.cover));
            let _ = self.directories_say.set(said);
        }
    }

    /// The book's title in all languages.
    pub fn title(&self) -> String {
        match self.timeline.full_title(&self.timeline.title) {
            title if title.is_empty() => self.short_title().into(),
            title => title,
        }
    }

    /// A speaker's name as it is shown; none of a narrator without one.
    pub fn name(&self, speaker: &str) -> Option<&str> {
        Some(self.named(speaker)?.1)
    }

    /// A speaker's name as it is shown, with its language if it is not an id.
    pub fn named(&self, speaker: &str) -> Option<(Option<&'a Language>, &str)> {
        let (language, name) = self.names.get(speaker)?;
        Some((*language, name))
    }

    /// The book's title in its first language.
    pub fn short_title(&self) -> &str {
        preferred(&self.timeline.title, &self.timeline.languages).unwrap_or("book")
    }

    /// The name of a file that holds the whole book, without an ending.
    pub fn file_name(&self) -> String {
        let name = file_name::safe(self.short_title());
        if name.is_empty() { "book".into() } else { name }
    }

    /// The name of a chapter's file, without folder and ending: `01-The-lamp`.
    pub fn chapter_name(&self, chapter: usize) -> &str {
        let file = &self.timeline.chapters[chapter].file;
        let name = file.rsplit('/').next().unwrap_or(file);
        name.strip_suffix(".wav").unwrap_or(name)
    }

    /// A part's name as part of a file's name.
    pub fn part_name(&self, part: Part) -> String {
        match part {
            Part::Chapter(chapter) => self.chapter_name(chapter).to_string(),
            Part::Run(from, _) => format!("{}-from-{}", self.file_name(), from + 1),
            Part::Whole => self.file_name(),
        }
    }

    /// A chapter's title in a flat list, in each language.
    pub fn flat_title<'b>(&'b self, chapter: &'b TimelineChapter) -> &'b Localized {
        let flat = self.flat_titles.get(chapter.number.saturating_sub(1));
        flat.unwrap_or(&chapter.title)
    }

    /// A chapter's title in a flat list, in all languages: after those of the parts that it is in. Else
    /// its number.
    pub fn chapter_title(&self, chapter: &TimelineChapter) -> String {
        match self.timeline.full_title(self.flat_title(chapter)) {
            title if title.is_empty() => chapter.number.to_string(),
            title => title,
        }
    }

    /// Who wrote the book; if nobody is named, who speaks in it.
    pub fn authors(&self) -> Vec<String> {
        let authors = self.about.authors.iter();
        let named: Vec<String> = authors.filter(|a| !a.trim().is_empty()).cloned().collect();
        if named.is_empty() {
            return self.speakers();
        }
        named
    }

    /// The names of those who speak, without a nameless narrator.
    pub fn speakers(&self) -> Vec<String> {
        let speakers = self.timeline.speakers.iter();
        speakers
            .filter_map(|speaker| self.name(&speaker.id))
            .map(String::from)
            .collect()
    }

    /// The chapters of a part.
    pub fn chapters(&self, part: Part) -> &[TimelineChapter] {
        let chapters = &self.timeline.chapters;
        &chapters[part.range(chapters.len())]
    }

    /// The chapters of a part with where each begins in it, in samples.
    pub fn starts(&self, part: Part) -> Vec<(u64, &TimelineChapter)> {
        let mut at = 0;
        let chapters = self.chapters(part).iter();
        chapters
            .map(|chapter| {
                let start = at;
                at += chapter.samples;
                (start, chapter)
            })
            .collect()
    }

    /// A position in samples as seconds.
    pub fn seconds(&self, samples: u64) -> f64 {
        samples as f64 / f64::from(self.timeline.sample_rate)
    }

    /// A position in samples as milliseconds, rounded.
    pub fn milliseconds(&self, samples: u64) -> u64 {
        let rate = u64::from(self.timeline.sample_rate);
        (samples * 1000 + rate / 2) / rate
    }

    /// The length of a part in samples.
    pub fn samples(&self, part: Part) -> u64 {
        self.chapters(part)
            .iter()
            .map(|chapter| chapter.samples)
            .sum()
    }

    /// All parts: each chapter, then the whole.
    pub fn parts(&self) -> Vec<Part> {
        let chapters = (0..self.timeline.chapters.len()).map(Part::Chapter);
        chapters.chain([Part::Whole]).collect()
    }

    /// The book in files of at most so many chapters: the whole, if it has no more.
    pub fn runs(&self, most: usize) -> Vec<Part> {
        let chapters = self.timeline.chapters.len();
        if chapters <= most {
            return vec![Part::Whole];
        }
        let files = chapters.div_ceil(most);
        let from = |file: usize| chapters * file / files;
        (0..files)
            .map(|file| Part::Run(from(file), from(file + 1)))
            .collect()
    }

    /// All that a file of a part can depend on, as a hash: its sound, its texts, the facts about
    /// the book, the cover, and `more`.
    pub fn recipe(&self, part: Part, more: &str) -> String {
        let chapters = &self.recipes[part.range(self.recipes.len())];
        let all = [
            chapters,
            &[self.common.clone(), self.cover_recipe.clone(), more.into()],
        ];
        hash(all.concat().join("\n").as_bytes())
    }

    /// A name for the book that stays the same as long as its title does, as a UUID of the form 8
    /// of RFC 9562.
    pub fn uuid(&self) -> String {
        let title = serde_json::to_string(&self.timeline.title).unwrap_or_default();
        let hash = blake3::hash(format!("diglot book {title}").as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.as_bytes()[..16]);
        uuid::Uuid::new_v8(bytes).to_string()
    }

    /// The ending of the cover's file and its media type.
    pub fn cover_type(&self) -> (&'static str, &'static str) {
        let given = self.cover.get().and_then(|cover| cover::kind(&cover.bytes));
        given.unwrap_or(("png", "image/png"))
    }

    /// The cover as a file in a folder of the book: `player/cover.png`.
    pub(super) fn cover_product(&self, folder: &str) -> Product<'_> {
        let file = format!("{folder}/cover.{}", self.cover_type().0);
        Product::made(file, format!("cover {}", self.cover_recipe), move |path| {
            let cover = self.cover()?;
            std::fs::write(path, cover).map_err(|error| FormatError::file(path, &error))
        })
    }

    /// The cover as a file, for programs that read it.
    pub(super) fn cover_file(&self) -> Result<PathBuf, FormatError> {
        let path = self
            .scratch
            .path()
            .join(format!("cover.{}", self.cover_type().0));
        let cover = self.cover()?;
        let _one_at_a_time = self.drawing.lock().unwrap_or_else(PoisonError::into_inner);
        if !path.exists() {
            std::fs::write(&path, cover).map_err(|error| FormatError::file(&path, &error))?;
        }
        Ok(path)
    }

    /// The bit rate of a format, in kbit/s.
    pub(super) fn bit_rate(&self, format: &str) -> u16 {
        let timeline = self.timeline;
        self.bit_rates
            .of(format, timeline.channels, timeline.loudness)
    }

    /// A new temporary file of that ending.
    pub(super) fn scratch(&self, ending: &str) -> Result<tempfile::NamedTempFile, FormatError> {
        let mut builder = tempfile::Builder::new();
        let made = builder.suffix(ending).tempfile_in(self.scratch.path());
        made.map_err(|error| FormatError::file(self.scratch.path(), &error))
    }

    /// Whether a person stopped the run.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// The languages that are heard, with the primary one first.
    pub fn languages(&self) -> &[Language] {
        &self.timeline.languages
    }
}

/// A hash as it stands in the ledger.
pub(super) fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..40].to_string()
}
