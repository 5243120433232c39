//! `book.toml`: how a book is said. A person edits it; diglot writes it once and after that only
//! adds voices for speakers who have none.

use super::about::{About, Podcast, Subtitles, date_parts};
use super::formats;
use super::lexicon::LexiconSettings;
use super::loudness::Loudness;
use super::pattern::{Pattern, PatternError};
use crate::cast::Role;
use crate::disk::place;
use crate::language::Language;
use crate::mistake;
use crate::voice::{Settings, VoiceId};
use indexmap::IndexMap;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use thiserror::Error;
use toml::Spanned;
use toml_edit::{DocumentMut, InlineTable, Item, Table, Value};

/// How a book is said.
#[derive(Debug, Clone, PartialEq)]
pub struct BookSettings {
    /// The languages to speak, in the order in which those of a line are spoken.
    pub languages: Vec<Language>,
    /// The languages that a pattern may name, in the book's order.
    pub known: Vec<Language>,
    /// What happens to editors' notes.
    pub notes: Notes,
    /// The engine that gives voices to speakers who have none.
    pub engine: Engines,
    /// What is made of the book beside the chapters, by the names of the formats.
    pub formats: Vec<String>,
    /// How subtitles show several languages.
    pub subtitles: Subtitles,
    /// The order of listening, if it is another than line by line in the order of `languages`.
    pub pattern: Option<Pattern>,
    /// Silence between things.
    pub pauses: Pauses,
    /// The sound of the files.
    pub sound: SoundSettings,
    /// What the narrator announces.
    pub announce: Announce,
    /// How much faster than its own pace each speaker or language is spoken.
    pub speed: IndexMap<String, f64>,
    /// Facts about the book.
    pub about: About,
    /// The podcast feed.
    pub podcast: Podcast,
    /// How words are said.
    pub lexicon: LexiconSettings,
    /// The voices that are settled.
    pub cast: Vec<CastEntry>,
}

/// What happens to editors' notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Notes {
    /// They are not spoken.
    #[default]
    Skip,
    /// The narrator reads them.
    Read,
}

/// Silence between things, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pauses {
    /// Between the languages of a line.
    pub pair: f64,
    /// Between the lines of a turn.
    pub line: f64,
    /// Between turns.
    pub turn: f64,
    /// After a title that is announced.
    pub title: f64,
    /// Before the first line of a chapter.
    pub head: f64,
    /// After the last line of a chapter.
    pub tail: f64,
}

impl Default for Pauses {
    fn default() -> Self {
        Self {
            pair: 0.4,
            line: 0.7,
            turn: 1.0,
            title: 1.2,
            head: 0.5,
            tail: 1.5,
        }
    }
}

/// The sound of the files.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SoundSettings {
    /// Samples a second, in Hz.
    pub sample_rate: u32,
    /// Channels: 1, or 2 that are the same, for players that want them.
    pub channels: u16,
    /// Bits of a sample: 16 or 24.
    pub bits: u16,
    /// The loudness of every voice over the book.
    pub loudness: Loudness,
    /// Whether the whole book is written in one file as well.
    pub single: bool,
}

impl Default for SoundSettings {
    fn default() -> Self {
        Self {
            sample_rate: 44_100,
            channels: 1,
            bits: 16,
            loudness: Loudness::Podcast,
            single: false,
        }
    }
}

/// What the narrator announces.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Announce {
    /// The book's title and each chapter's.
    pub titles: bool,
    /// Who speaks next.
    pub speakers: AnnounceSpeakers,
}

impl Default for Announce {
    fn default() -> Self {
        Self {
            titles: true,
            speakers: AnnounceSpeakers::Never,
        }
    }
}

impl Announce {
    /// Whether there is anything for the narrator to say.
    pub fn anything(&self) -> bool {
        self.titles || self.speakers != AnnounceSpeakers::Never
    }
}

/// When the narrator says who speaks next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AnnounceSpeakers {
    /// Never: the voices tell.
    #[default]
    Never,
    /// Before the first turn of each speaker in a chapter.
    First,
    /// Before every turn.
    Always,
}

/// The engine that gives voices: one, or one for each language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Engines {
    /// For all languages.
    One(String),
    /// For each.
    Each(IndexMap<Language, String>),
}

/// A settled voice.
#[derive(Debug, Clone, PartialEq)]
pub struct CastEntry {
    /// The speaker's id.
    pub speaker: String,
    /// The language.
    pub language: Language,
    /// The voice.
    pub voice: VoiceId,
    /// Settings that go before those of the catalog.
    pub settings: Settings,
    /// The line of `book.toml`, from 1.
    pub line: usize,
}

/// What is wrong in `book.toml`.
#[derive(Debug, Error)]
#[error("{}:{line}:{column}: {what}", file.display())]
pub struct SettingsError {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong and how to put it right.
    pub what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    languages: Option<Spanned<Vec<Language>>>,
    #[serde(default)]
    notes: Notes,
    #[serde(default)]
    engine: Engines,
    #[serde(default)]
    formats: Vec<Spanned<String>>,
    #[serde(default)]
    subtitles: Subtitles,
    #[serde(default)]
    pattern: Option<Spanned<String>>,
    #[serde(default)]
    book: Option<Spanned<About>>,
    #[serde(default)]
    podcast: Option<Spanned<Podcast>>,
    #[serde(default)]
    pauses: Option<Spanned<Pauses>>,
    #[serde(default)]
    sound: Option<Spanned<SoundSettings>>,
    #[serde(default)]
    announce: Announce,
    #[serde(default)]
    speed: IndexMap<Spanned<String>, Spanned<f64>>,
    #[serde(default)]
    lexicon: LexiconSettings,
    #[serde(default)]
    cast: IndexMap<Spanned<String>, IndexMap<Language, Spanned<VoiceEntry>>>,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a voice is written \"engine:voice\", or with settings { voice = \"engine:voice\", pitch = 40 }"
)]
enum VoiceEntry {
    Name(String),
    Full {
        voice: String,
        #[serde(flatten)]
        settings: Settings,
    },
}

impl Default for Engines {
    fn default() -> Self {
        Self::One("espeak".into())
    }
}

impl Engines {
    /// The engine for a language; espeak for one that is not named.
    pub fn of(&self, language: &Language) -> &str {
        match self {
            Self::One(engine) => engine,
            Self::Each(engines) => engines.get(language).map_or("espeak", String::as_str),
        }
    }
}

/// The text of a new `book.toml`, without a cast.
pub fn template(languages: &[Language], engine: &str) -> String {
    let tags: Vec<String> = languages.iter().map(|l| format!("\"{l}\"")).collect();
    let (pauses, sound) = (Pauses::default(), SoundSettings::default());
    let english = languages.iter().find(|language| language.base() == "en");
    let example = english.or(languages.first());
    format!(
        "\
# How this book is said. Edit it and run diglot again; diglot itself only adds to [cast].

# The languages to speak, in the order in which those of a line are spoken.
languages = [{languages}]
# Editors' notes: \"skip\", or \"read\" for the narrator to read them.
notes = \"skip\"
# The engine for speakers without a voice under [cast]; or {{ en = \"home\", zh = \"espeak\" }}.
engine = {engine}
# What else to make of the book: m4b, mp3, flac, opus, vtt, srt, lrc, epub, html, feed, stems.
formats = []

# Silence, in seconds.
[pauses]
pair = {pair:?} # between the languages of a line
line = {line:?} # between the lines of a turn
turn = {turn:?} # between turns
title = {title:?} # after a title that is announced
head = {head:?} # before a chapter's first line
tail = {tail:?} # after a chapter's last line

[sound]
sample_rate = {rate} # Hz
channels = {channels} # or 2, which are the same
bits = {bits} # or 24
# Of every voice over the whole book: \"podcast\" (-19 LUFS, in two channels -16), \"acx\", \"ebu\",
# \"none\", or a number of LUFS.
loudness = \"{loudness}\"
single = {single} # or true, for book.wav with a cue point a chapter

# What the narrator says: titles, and who speaks (speakers = \"never\", \"first\" in a chapter, \"always\").
[announce]
titles = {titles}
speakers = \"never\"

# How fast, by language or speaker: zh = 0.9 is a tenth slower.
[speed]

# How words are said, by language; what is shown stays as it is. An entry stands for whole words, in
# Chinese and Japanese for the longest run of characters. Case counts, but an entry without capitals
# stands also for the word with a capital at its beginning, unless that has an entry of its own.
[lexicon]
# files = [\"names.pls\"] # lexicons in W3C's format (PLS 1.0)
[lexicon.{example}]
# \"Dr.\" = \"Doctor\"
# nginx = \"engine x\"

# Who speaks with which voice: \"engine:voice\", or with settings of the engine
# {{ voice = \"espeak:en-us+m3\", pitch = 40, rate = 160 }}. `diglot voices` lists voices.
[cast]
",
        languages = tags.join(", "),
        example = example.map_or("en", Language::tag),
        engine = Value::from(engine),
        pair = pauses.pair,
        line = pauses.line,
        turn = pauses.turn,
        title = pauses.title,
        head = pauses.head,
        tail = pauses.tail,
        rate = sound.sample_rate,
        channels = sound.channels,
        bits = sound.bits,
        loudness = sound.loudness,
        single = sound.single,
        titles = Announce::default().titles,
    )
}

/// Adds to a new `book.toml` what the source tells of itself: its date, its author.
pub fn add_facts(mut text: String, facts: &[(String, String)]) -> String {
    let fact = |key: &str| {
        facts
            .iter()
            .find(|(own, _)| own == key)
            .map(|(_, text)| text.as_str())
    };
    let date = fact("date").map(|date| date.replace(['/', '.'], "-"));
    let date = date
        .filter(|date| date_parts(date).is_some())
        .unwrap_or_default();
    let authors: Vec<String> = fact("author")
        .map(|name| Value::from(name).to_string())
        .into_iter()
        .collect();
    let facts = format!(
        "\
# Facts about the book, for players. Also: publisher, rights, and cover = \"cover.jpg\".
[book]
authors = [{}] # if nobody is named, those who speak
date = {} # as 2024, 2024-05 or 2024-05-31
description = \"\"

",
        authors.join(", "),
        Value::from(date),
    );
    match text.find("# Silence, in seconds.") {
        Some(at) => text.insert_str(at, &facts),
        None => text += &facts,
    }
    text
}

/// Reads a `book.toml`. `known` are the languages of the script.
///
/// # Errors
/// With line and column of what is wrong.
pub fn parse(text: &str, path: &Path, known: &[Language]) -> Result<BookSettings, SettingsError> {
    let fail = |at: usize, what: String| {
        let (line, column) = place(text, at);
        let file = path.to_path_buf();
        SettingsError {
            file,
            line,
            column,
            what,
        }
    };
    let file: File = toml::from_str(text).map_err(|error| {
        let (at, what) = mistake::explain(text, &error);
        fail(at, what)
    })?;
    let languages = match file.languages {
        Some(languages) => {
            let at = languages.span().start;
            let languages = languages.into_inner();
            if let Some(other) = languages.iter().find(|l| !known.contains(l)) {
                let tags: Vec<&str> = known.iter().map(Language::tag).collect();
                let what = format!(
                    "the script has no language `{other}`; it has {}",
                    tags.join(", ")
                );
                return Err(fail(at, what));
            }
            if languages.is_empty() {
                return Err(fail(at, "name at least one language to speak".into()));
            }
            languages
        }
        None => known.to_vec(),
    };
    let mut pauses = Pauses::default();
    if let Some(given) = file.pauses {
        let at = given.span().start;
        pauses = given.into_inner();
        let all = [
            pauses.pair,
            pauses.line,
            pauses.turn,
            pauses.title,
            pauses.head,
            pauses.tail,
        ];
        if all.iter().any(|pause| !(0.0..=60.0).contains(pause)) {
            return Err(fail(at, "a pause is between 0 and 60 seconds".into()));
        }
    }
    let mut sound = SoundSettings::default();
    if let Some(given) = file.sound {
        let at = given.span().start;
        sound = given.into_inner();
        if !(8_000..=192_000).contains(&sound.sample_rate) {
            return Err(fail(at, "sample_rate is between 8000 and 192000 Hz".into()));
        }
        if !matches!(sound.channels, 1 | 2) {
            return Err(fail(at, "channels is 1, or 2 that are the same".into()));
        }
        if !matches!(sound.bits, 16 | 24) {
            return Err(fail(at, "bits is 16 or 24".into()));
        }
    }
    let mut speed = IndexMap::new();
    for (who, factor) in file.speed {
        if !(0.25..=4.0).contains(factor.get_ref()) {
            let what = "a speed is between 0.25 and 4; 1 is the voice's own";
            return Err(fail(factor.span().start, what.into()));
        }
        speed.insert(who.into_inner(), factor.into_inner());
    }
    let pattern_at = file
        .pattern
        .as_ref()
        .map_or(0, |pattern| pattern.span().start);
    let pattern = file.pattern.map(Spanned::into_inner);
    let formats: Vec<String> = file
        .formats
        .into_iter()
        .map(|format| match formats::named(format.get_ref()) {
            Ok(known) => Ok(known.name().to_string()),
            Err(error) => Err(fail(format.span().start, error.to_string())),
        })
        .collect::<Result<_, _>>()?;
    let (about, podcast) = (file.book, file.podcast);
    let at = about.as_ref().map_or(0, |table| table.span().start);
    let about = about.map(Spanned::into_inner).unwrap_or_default();
    if let Some(mistake) = about.mistake() {
        return Err(fail(at, mistake));
    }
    let at = podcast.as_ref().map_or(0, |table| table.span().start);
    let podcast = podcast.map(Spanned::into_inner).unwrap_or_default();
    if let Some(mistake) = podcast.mistake() {
        return Err(fail(at, mistake));
    }
    if let Some((at, what)) = file.lexicon.mistake(known) {
        return Err(fail(at, what));
    }
    let mut cast = Vec::new();
    for (speaker, voices) in file.cast {
        for (language, voice) in voices {
            let at = voice.span().start;
            let (name, settings) = match voice.into_inner() {
                VoiceEntry::Name(name) => (name, Settings::new()),
                VoiceEntry::Full { voice, settings } => (voice, settings),
            };
            cast.push(CastEntry {
                speaker: speaker.get_ref().clone(),
                language,
                voice: name
                    .parse()
                    .map_err(|e: crate::voice::VoiceFormError| fail(at, e.to_string()))?,
                settings,
                line: place(text, at).0,
            });
        }
    }
    let mut settings = BookSettings {
        known: languages.clone(),
        languages,
        notes: file.notes,
        engine: file.engine,
        formats,
        subtitles: file.subtitles,
        pattern: None,
        pauses,
        sound,
        announce: file.announce,
        speed,
        about,
        podcast,
        lexicon: file.lexicon,
        cast,
    };
    if let Some(pattern) = pattern {
        settings
            .set_pattern(&pattern)
            .map_err(|error| fail(pattern_at, error.to_string()))?;
    }
    Ok(settings)
}

/// Adds roles to the `[cast]` of a `book.toml`, keeping all that stands there.
///
/// # Errors
/// If the text is no TOML, in toml_edit's words.
pub fn add_roles(text: &str, roles: &[Role]) -> Result<String, toml_edit::TomlError> {
    let mut document: DocumentMut = text.parse()?;
    let cast = document.entry("cast").or_insert(Item::Table(Table::new()));
    for role in roles {
        let Some(cast) = cast.as_table_like_mut() else {
            break;
        };
        let voice = Value::from(role.voice.id.to_string());
        let language = role.language.tag();
        match cast
            .get_mut(&role.speaker)
            .and_then(Item::as_table_like_mut)
        {
            Some(voices) => {
                voices.insert(language, Item::Value(voice));
            }
            None => {
                let mut voices = InlineTable::new();
                voices.insert(language, voice);
                cast.insert(&role.speaker, Item::Value(voices.into()));
            }
        }
        if let Some(voices) = cast
            .get_mut(&role.speaker)
            .and_then(Item::as_inline_table_mut)
        {
            voices.fmt();
        }
    }
    Ok(document.to_string())
}

impl BookSettings {
    /// Has the book spoken by a pattern; languages that are not in it are not spoken.
    ///
    /// # Errors
    /// With what is wrong in the pattern.
    pub fn set_pattern(&mut self, pattern: &str) -> Result<(), PatternError> {
        let pattern = Pattern::parse(pattern, &self.known)?;
        self.languages = pattern.languages();
        self.pattern = Some(pattern);
        Ok(())
    }
}

impl Pauses {
    /// A pause in samples.
    pub fn samples(seconds: f64, rate: u32) -> u64 {
        (seconds * f64::from(rate)).round() as u64
    }
}

impl BookSettings {
    /// How much faster than its own pace a speaker is spoken in a language.
    pub fn speed(&self, speaker: &str, language: &Language) -> f64 {
        let of = |who: &str| self.speed.get(who).copied().unwrap_or(1.0);
        (of(speaker) * of(language.tag())).clamp(0.25, 4.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::{Setting, Voice};
    use snapbox::{IntoData, assert_data_eq, str};

    fn languages() -> Vec<Language> {
        vec![Language::new("en"), Language::new("zh")]
    }

    fn read(text: &str) -> Result<BookSettings, String> {
        parse(text, Path::new("book.toml"), &languages()).map_err(|e| e.to_string())
    }

    #[test]
    fn the_template_says_the_defaults() {
        let settings = read(&template(&languages(), "espeak")).unwrap();
        assert_eq!(settings, read("").unwrap());
        assert_eq!(settings.pauses, Pauses::default());
    }

    #[test]
    fn roles_are_added_and_all_else_stays() {
        let text = template(&languages(), "espeak") + "ann = { en = \"espeak:en-gb+f3\" } # mine\n";
        let role = |speaker: &str, language: &str, voice: &str| Role {
            speaker: speaker.into(),
            language: Language::new(language),
            voice: Voice {
                id: voice.parse().unwrap(),
                settings: Settings::new(),
            },
        };
        let added = add_roles(
            &text,
            &[
                role("ann", "zh", "espeak:cmn-latn-pinyin+f3"),
                role("李波", "en", "espeak:en-us+m3"),
                role("李波", "zh", "espeak:cmn-latn-pinyin+m3"),
            ],
        )
        .unwrap();
        let end = added.split("[cast]\n").nth(1).unwrap();
        assert_eq!(
            end,
            "ann = { en = \"espeak:en-gb+f3\", zh = \"espeak:cmn-latn-pinyin+f3\" } # mine\n\
             \"李波\" = { en = \"espeak:en-us+m3\", zh = \"espeak:cmn-latn-pinyin+m3\" }\n"
        );
        assert!(added.starts_with(text.split("ann = ").next().unwrap()));
        let cast = read(&added).unwrap().cast;
        assert_eq!(cast.len(), 4);
        assert_eq!(cast[3].voice.name, "cmn-latn-pinyin+m3");
    }

    #[test]
    fn each_language_may_have_its_engine() {
        let engines = |text: &str| read(text).unwrap().engine;
        let (en, zh) = (Language::new("en"), Language::new("zh"));
        assert_eq!(engines("engine = \"home\"").of(&zh), "home");
        let each = engines("engine = { zh = \"cloud\" }");
        assert_eq!((each.of(&en), each.of(&zh)), ("espeak", "cloud"));
    }

    #[test]
    fn a_voice_may_have_settings() {
        let cast = read("[cast]\nann = { en = { voice = \"espeak:en-us\", pitch = 40 } }")
            .unwrap()
            .cast;
        assert_eq!(cast[0].settings["pitch"], Setting::Whole(40));
        assert_eq!(cast[0].line, 2);
    }

    #[test]
    fn a_lexicon_is_words_and_files() {
        let text = "[lexicon]\nfiles = [\"a.pls\"]\n[lexicon.en]\nOtt = \"Aht\"\n\"Dr.\" = \"\"\n";
        let lexicon = read(text).unwrap().lexicon;
        assert_eq!(lexicon.files[0].get_ref(), "a.pls");
        let (language, words) = &lexicon.words[0];
        assert_eq!(language.get_ref().tag(), "en");
        let words: Vec<_> = words
            .iter()
            .map(|(w, s)| (w.get_ref().as_str(), s.as_str()))
            .collect();
        assert_eq!(words, [("Ott", "Aht"), ("Dr.", "")]);
        let files = read("lexicon = [\"a.pls\", \"b.pls\"]")
            .unwrap()
            .lexicon
            .files;
        assert_eq!(files.len(), 2);
    }

    #[test]
    fn mistakes_are_shown_with_their_place_and_their_cure() {
        let all: String = [
            "languages = [\"fr\"]",
            "languages = []",
            "languages = \"en\"",
            "languages = [",
            "note = \"skip\"",
            "notes = \"loud\"",
            "notes = \"reed\"",
            "[pauses]\npair = -1.0",
            "[pauses]\nlines = 1.0",
            "[pauses]\npair = \"1.0\"",
            "[pauses]\npair = 0,5",
            "[pauses]\n[pauses]",
            "[pause]",
            "[sound]\nloudness = 3.0",
            "[sound]\nsample_rate = 7",
            "[cast]\nann = { en = \"en-us\" }",
            "[cast]\nann = \"espeak:en-us\"",
            "[cast]\nann = { en = 3 }",
            "[lexicon]\nfile = [\"a.pls\"]",
            "[lexicon]\nfiles = \"a.pls\"",
            "[lexicon]\nOtt = \"Aht\"",
            "[lexicon.fr]\neau = \"o\"",
            "[lexicon.en]\nOtt = 3",
            "[lexicon.en]\nDr. Ott = \"Doctor Ott\"",
            "[lexicon.en]\nDr Ott = \"Doctor Ott\"",
            "[lexicon.en]\nOtt = \"Aht\"\nOtt = \"Ott\"",
            "[lexicon.en]\n\" \" = \"x\"",
            "[lexicon.zh]\n重庆 = \"虫庆\"",
            "lexicon = \"a.pls\"",
            "formats = [\"m4a\"]",
            "pattern = \"fr\"",
            "[book]\ndate = \"May\"",
            "[podcast]\nurl = \"example.org\"",
            "[sound]\nbits = 12",
            "[speed]\nzh = 9.0",
            "[announce]\nspeakers = true",
        ]
        .map(|text| format!("{}\n", read(text).unwrap_err()))
        .concat();
        assert_data_eq!(all, str![[r#"
book.toml:1:13: the script has no language `fr`; it has en, zh
book.toml:1:13: name at least one language to speak
book.toml:1:13: the text "en" stands where a list belongs, as [ … ]
book.toml:1:14: unclosed array, expected `]`. Each [ needs its ], and each { its }
book.toml:1:1: unknown field `note`, expected one of `languages`, `notes`, `engine`, `formats`, `subtitles`, `pattern`, `book`, `podcast`, `pauses`, `sound`, `announce`, `speed`, `lexicon`, `cast`. Did you mean `notes`?
book.toml:1:9: unknown variant `loud`, expected `skip` or `read`
book.toml:1:9: unknown variant `reed`, expected `skip` or `read`. Did you mean `read`?
book.toml:1:1: a pause is between 0 and 60 seconds
book.toml:2:1: unknown field `lines`, expected one of `pair`, `line`, `turn`, `title`, `head`, `tail`. Did you mean `line`?
book.toml:2:8: the text "1.0" stands where a number belongs, as 0.7. Take the quotation marks off: 1.0
book.toml:2:9: unexpected key or value, expected newline, `#`. A number is written with a point, as 0.7
book.toml:2:2: `pauses` is there twice. Take one of them out
book.toml:1:2: unknown field `pause`, expected one of `languages`, `notes`, `engine`, `formats`, `subtitles`, `pattern`, `book`, `podcast`, `pauses`, `sound`, `announce`, `speed`, `lexicon`, `cast`. Did you mean `pauses`?
book.toml:2:12: loudness is podcast, acx, ebu, none, or a number of LUFS between -40 and -9; -19 is usual for one channel
book.toml:1:1: sample_rate is between 8000 and 192000 Hz
book.toml:2:14: `en-us` is no voice: write engine:voice, as in "espeak:en-us+m3"
book.toml:2:7: the text "espeak:en-us" stands where a table belongs, as { en = "…" }
book.toml:2:14: a voice is written "engine:voice", or with settings { voice = "engine:voice", pitch = 40 }
book.toml:2:1: `file` is neither `files` nor a language. Did you mean `files`?
book.toml:2:9: the text "a.pls" stands where a list belongs, as [ … ]
book.toml:2:7: the text "Aht" stands where a table belongs, as { en = "…" }
book.toml:1:10: the script has no language `fr`; it has en, zh. Words stand under [lexicon.en] or the like
book.toml:2:7: the number 3 stands where a text in quotation marks belongs
book.toml:2:1: a table stands where a text in quotation marks belongs. A key with a point in it goes in quotation marks, as "Dr. Ott" = …
book.toml:2:4: key with no value, expected `=`. Write key = value; a key of several words goes in quotation marks, as "Dr Ott" = …
book.toml:3:1: `Ott` is there twice. Take one of them out
book.toml:2:1: there is no word in this entry
book.toml:2:1: invalid unquoted key, expected letters, numbers, `-`, `_`. Put it in quotation marks: "重庆" = …
book.toml:1:11: the text "a.pls" stands where [lexicon.en] with words, or a list of files, as lexicon = ["names.pls"] belongs
book.toml:1:12: there is no format `m4a`; there are m4b, mp3, flac, opus, vtt, srt, lrc, epub, html, feed, stems
book.toml:1:11: `fr` is no language of this book; it has en, zh. A pattern is written as "en, pause 1.5x, zh@0.8", or is one of bilingual, learn, shadow, en-only
book.toml:1:1: `May` is no date: write it as 2024, 2024-05 or 2024-05-31
book.toml:1:1: `example.org` is no address: it begins with https://
book.toml:1:1: bits is 16 or 24
book.toml:2:6: a speed is between 0.25 and 4; 1 is the voice's own
book.toml:2:12: wanted string or table

"#]].raw());
    }
}
