//! From a source text to a [`Script`]: what is said, by whom, in which languages.
//!
//! The way of a text: its reader ([`readers`]) makes numbered lines of it ([`draft`]), and each step
//! after that ([`read_all`] has their order) marks the lines it understands:
//!
//! - what stands around the talk: [`rules`], [`wrappers`], [`mail`], [`chats`] and [`notices`],
//!   [`around`], [`participants`], [`fields`], [`show_notes`], [`contents`], [`closings`], [`pages`],
//!   [`line_numbers`], [`front`], [`footer`]; where the talk begins and ends, [`talk`] knows;
//! - times: [`stamp`], [`times`], [`timed_names`];
//! - languages: [`languages`], [`han`], [`alternating`], [`interleaved`], [`columns`], [`labels`], [`pinyin`];
//! - who speaks: [`speaker_line`] reads a line, `evidence` the whole text, `plays` those of plays, `headings` decides, `names` joins the
//!   spellings, [`speakers`] marks; [`set_apart`], [`dashes`] and [`turn_signs`] where nobody is named;
//! - chapters' headings and titles: [`sections`], [`titles`], [`second_title`], [`documents`];
//! - what is not said: [`notes`], [`footnotes`], [`stage_directions`], [`sound_cues`].
//!
//! What no step has claimed is speech. [`turns`] gathers it under who says it, [`pairing`] joins the lines of
//! the languages that say the same (`groups`, [`align`]; [`halves`], `answers` and [`order`] where one
//! language stands after the other), and [`chapters`] cuts the turns into chapters.
//! Because every line of the draft has exactly one [`draft::Part`], nothing can be lost.
//!
//! ```
//! use diglot::script::{read, Options};
//!
//! let text = "The Lamp\n\nAnn Reed:\nGood evening.\n安·里德:\n晚上好。\n";
//! let script = read(text.as_bytes(), "lamp.txt", &Options::default()).unwrap();
//! assert_eq!(script.chapters[0].turns.len(), 1);
//! assert_eq!(script.speakers[0].id, "ann-reed");
//! ```

pub mod align;
mod aligner;
pub mod alternating;
mod answers;
pub mod around;
pub mod certainty;
#[allow(dead_code)] // of the reader that is built beside the passes
mod chapter;
pub mod chapters;
pub mod chats;
#[allow(dead_code)] // of the reader that is built beside the passes
pub(crate) mod claims;
pub mod closings;
pub mod columns;
pub mod contents;
pub mod dashes;
pub mod dates;
pub mod direction;
#[allow(dead_code)] // read by the reader that is built beside the passes
pub(crate) mod document;
pub mod documents;
pub mod draft;
pub mod encoding;
mod error;
mod evidence;
#[allow(dead_code)] // of the reader that is built beside the passes
pub(crate) mod facts;
pub mod fields;
pub mod file;
pub mod footer;
pub mod footnotes;
pub mod front;
mod groups;
pub mod halves;
pub mod han;
mod headings;
pub mod interleaved;
pub mod json;
pub mod labels;
pub mod languages;
#[allow(dead_code)] // of the reader that is built beside the passes
pub(crate) mod lattice;
pub mod line_numbers;
pub mod mail;
pub mod name_shape;
mod names;
pub mod notes;
pub mod notices;
pub mod order;
pub mod pages;
pub mod pairing;
pub mod participants;
#[allow(dead_code)] // of the reader that is built beside the passes
mod people;
pub mod pinyin;
mod plays;
pub mod readers;
mod reading;
mod resolve;
pub mod rules;
pub mod second_title;
pub mod sections;
pub mod sentences;
pub mod set_apart;
pub mod show_notes;
pub mod sound_cues;
pub mod sources;
pub mod speaker_line;
pub mod speakers;
pub mod stage_directions;
pub mod stamp;
pub mod talk;
pub mod timed_names;
pub mod times;
pub mod titles;
pub(crate) mod tongues;
pub mod turn_signs;
pub mod turns;
pub mod wrappers;

pub use certainty::Certainty;
pub use direction::Direction;
pub use error::ScriptError;
pub use sources::SourceText;

use crate::language::{Language, Localized};
use serde::Serialize;

/// The id of the speaker of text that nobody is named for.
pub const NARRATOR: &str = "narrator";

/// What is said in a book, by whom, in which languages.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// The book's title in each language that the source gives it in.
    pub title: Localized,
    /// Line numbers of the title.
    pub title_at: Vec<usize>,
    /// The languages, in the order in which the text uses them: a translation's comes after.
    pub languages: Vec<Language>,
    /// What the script was made from.
    pub sources: Vec<Source>,
    /// Everyone who speaks, in order of first appearance.
    pub speakers: Vec<Speaker>,
    /// The chapters, in order.
    pub chapters: Vec<Chapter>,
    /// Facts about the text that are not spoken, as its date.
    pub metadata: Vec<Metadata>,
    /// Lines of the source that are not in the book, each with the reason.
    pub dropped: Vec<Dropped>,
    /// Where the reading is not sure, or has guessed.
    pub doubts: Vec<Doubt>,
    /// How sure the pairing of the languages is.
    pub certainty: Certainty,
}

/// A file that a script was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file's name, without its folder.
    pub file: String,
    /// BLAKE3 of the file's bytes, in hexadecimal.
    pub blake3: String,
    /// How many places (`at`) belong to the files before it: the third line of a file with 100 of
    /// them before it is place 103.
    pub before: usize,
}

/// Someone who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    /// A short name that turns refer to: `jane-doe`.
    pub id: String,
    /// The name in each language that the source gives it in.
    pub names: Localized,
    /// `female` or `male`, where a person has said so in the script.
    pub gender: Option<Gender>,
}

/// A voice's or a speaker's gender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// A woman's voice.
    Female,
    /// A man's voice.
    Male,
}

/// A chapter: a title and turns.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// The title in each language.
    pub title: Localized,
    /// Line numbers of the heading, empty where the title was made from a question.
    pub at: Vec<usize>,
    /// The turns, in order.
    pub turns: Vec<Turn>,
}

/// What one speaker says until another begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The speaker's id.
    pub speaker: String,
    /// Line numbers of the headings.
    pub at: Vec<usize>,
    /// The lines, in order.
    pub lines: Vec<Line>,
}

/// One line of a turn.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// Something said, in each language that it is there in.
    Speech {
        /// The text in each language.
        text: Localized,
        /// How it is spoken, if a person has said so.
        direction: Direction,
        /// Line numbers.
        at: Vec<usize>,
    },
    /// An editor's note, which is not spoken unless asked for.
    Note {
        /// The text.
        text: String,
        /// Its language.
        language: Language,
        /// Line numbers.
        at: Vec<usize>,
    },
}

/// A fact about the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Metadata {
    /// Line numbers.
    pub at: Vec<usize>,
    /// What kind of fact: `date`, `source`, `author`.
    pub key: String,
    /// The fact.
    pub text: String,
}

/// A line of the source that is not in the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dropped {
    /// Line numbers.
    pub at: Vec<usize>,
    /// The line.
    pub text: String,
    /// Why it was dropped.
    pub reason: String,
}

/// A place where the reading of the source is not sure, or has guessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// Line numbers.
    pub at: Vec<usize>,
    /// What it is about.
    pub text: String,
}

/// What makes a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pairs {
    /// A line or paragraph and its translation.
    #[default]
    Line,
    /// A sentence and its translation, where both sides have as many.
    Sentence,
}

/// What a person may decide about the reading of a text.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The text's languages; by default those that its writing shows.
    pub languages: Vec<Language>,
    /// Where chapters begin.
    pub chapters: chapters::Chapters,
    /// What makes a pair.
    pub pairs: Pairs,
}

impl Line {
    /// The line numbers.
    pub fn at(&self) -> &[usize] {
        match self {
            Self::Speech { at, .. } | Self::Note { at, .. } => at,
        }
    }
}

impl Line {
    /// A line of speech, spoken as the book has it.
    pub fn speech(text: Localized, at: Vec<usize>) -> Self {
        Self::Speech {
            text,
            direction: Direction::default(),
            at,
        }
    }

    /// How it is spoken, for a line of speech.
    pub fn direction(&self) -> Option<&Direction> {
        match self {
            Self::Speech { direction, .. } => Some(direction),
            Self::Note { .. } => None,
        }
    }
}

impl Script {
    /// All turns of all chapters, in order.
    pub fn turns(&self) -> impl Iterator<Item = &Turn> {
        self.chapters.iter().flat_map(|chapter| &chapter.turns)
    }

    /// The speaker of that id.
    pub fn speaker(&self, id: &str) -> Option<&Speaker> {
        self.speakers.iter().find(|speaker| speaker.id == id)
    }
}

/// Reads a source text. `file` is the name that errors and the script call it by.
///
/// # Errors
/// If the bytes are no text that diglot can read, or nothing in it can be spoken.
pub fn read(bytes: &[u8], file: &str, options: &Options) -> Result<Script, ScriptError> {
    let text = SourceText {
        bytes: bytes.to_vec(),
        file: file.into(),
        path: file.into(),
    };
    read_all(&[text], options)
}

/// Reads the source texts of one book: consecutive chapters, or one text in several languages.
///
/// # Errors
/// If one of them is no text that diglot can read, or nothing in them can be spoken.
pub fn read_all(texts: &[SourceText], options: &Options) -> Result<Script, ScriptError> {
    if std::env::var_os("DIGLOT_NEW").is_some() {
        return reading::read_all(texts, options);
    }
    let path = texts.first().map_or("", |text| text.path.as_str());
    let sources::Gathered {
        mut draft,
        sources,
        name,
    } = sources::gather(texts, &options.languages)?;
    rules::mark(&mut draft);
    wrappers::mark(&mut draft);
    mail::mark(&mut draft);
    chats::mark(&mut draft);
    notices::mark_under_names(&mut draft);
    notices::mark_beside_nicks(&mut draft);
    front::mark_way(&mut draft);
    turn_signs::mark(&mut draft);
    around::mark(&mut draft);
    sound_cues::mark(&mut draft);
    let mut participants = participants::mark(&mut draft);
    let talk = talk::Talk::find(&draft);
    sound_cues::mark_between_signs(&mut draft, &talk);
    contents::mark_timed(&mut draft, &talk);
    show_notes::mark(&mut draft, &talk);
    participants.extend(fields::mark(&mut draft, &talk));
    closings::mark(&mut draft, &talk);
    times::mark_words(&mut draft);
    let were_timed = timed_names::mark(&mut draft);
    let are_timed = times::mark(&mut draft) || were_timed;
    labels::mark(&mut draft);
    columns::split(&mut draft);
    pinyin::mark(&mut draft);
    contents::mark(&mut draft);
    han::mark(&mut draft);
    alternating::mark(&mut draft, &options.languages);
    interleaved::split(&mut draft, &options.languages);
    let languages = languages::mark(&mut draft, &options.languages);
    columns::mark(&mut draft);
    labels::mark_alone(&mut draft, languages.all());
    set_apart::mark(&mut draft);
    dashes::mark(&mut draft);
    sections::mark(&mut draft);
    let (speakers, mut doubts) = speakers::mark(&mut draft, &languages, &participants);
    documents::mark(&mut draft);
    let languages = languages.all();
    times::strip(&mut draft, are_timed);
    if speakers.len() > speakers::MOST_SPEAKERS {
        return Err(ScriptError::TooManySpeakers {
            file: path.into(),
            count: speakers.len(),
        });
    }
    footer::mark(&mut draft);
    front::mark(&mut draft);
    second_title::mark(&mut draft, languages);
    titles::split(&mut draft, languages);
    notes::mark(&mut draft, languages);
    footnotes::mark(&mut draft);
    stage_directions::mark(&mut draft);
    draft.drop_empty();
    let languages = &order::of(&draft, languages)[..];
    let (sections, mut findings) = turns::sections(&draft, languages);
    let sections = if turns::stand_apart(&draft, languages) {
        halves::fold(sections, languages, options.pairs, &mut findings)
    } else {
        let mut sections = sections;
        if options.pairs == Pairs::Sentence {
            pairing::split_sentences(&mut sections);
        }
        sections
    };
    let turns: Vec<&Turn> = sections.iter().flat_map(|section| &section.turns).collect();
    if !turns
        .iter()
        .flat_map(|turn| &turn.lines)
        .any(|line| matches!(line, Line::Speech { .. }))
    {
        return Err(ScriptError::NothingToSay { file: path.into() });
    }
    let used = used_languages(&turns, languages);
    let (without, alone) = pairing::without_partner(&turns, &used, &findings.doubts);
    let unsure = findings.doubts.len() + alone;
    findings.doubts.extend(without);
    let certainty = match used.len() {
        0 | 1 => Certainty::default(),
        _ => Certainty::of(&turns, findings.by_length, unsure),
    };
    doubts.append(&mut findings.doubts);
    doubts.sort_by(|a, b| a.at.cmp(&b.at));
    let (mut title, title_at) = draft.title(&name);
    let rank = |language: &Language| languages.iter().position(|l| l == language);
    let in_order = |a: &Language, _: &String, b: &Language, _: &String| rank(a).cmp(&rank(b));
    title.sort_by(in_order);
    let spoken: std::collections::HashSet<&str> =
        turns.iter().map(|turn| turn.speaker.as_str()).collect();
    let mut speakers: Vec<Speaker> = speakers
        .into_iter()
        .filter(|speaker| spoken.contains(speaker.id.as_str()))
        .collect();
    for speaker in &mut speakers {
        speaker.names.sort_by(in_order);
    }
    if spoken.contains(NARRATOR) {
        speakers.push(Speaker {
            id: NARRATOR.into(),
            names: Localized::new(),
            gender: None,
        });
    }
    Ok(Script {
        chapters: chapters::cut(sections, options.chapters, &title),
        title,
        title_at,
        languages: used,
        sources,
        speakers,
        metadata: draft.metadata(),
        dropped: draft.dropped(),
        doubts,
        certainty,
    })
}

/// The languages that something is really said in, in the order given, and then those that no step
/// has counted.
fn used_languages(turns: &[&Turn], order: &[Language]) -> Vec<Language> {
    let lines = || turns.iter().flat_map(|turn| &turn.lines);
    let is_said = |language: &&Language| {
        lines()
            .any(|line| matches!(line, Line::Speech { text, .. } if text.contains_key(*language)))
    };
    let mut used: Vec<Language> = order.iter().filter(is_said).cloned().collect();
    for line in lines() {
        if let Line::Speech { text, .. } = line {
            for language in text.keys() {
                if !used.contains(language) {
                    used.push(language.clone());
                }
            }
        }
    }
    used
}

/// A short name for files and ids: lower case, words joined by hyphens; letters of any script stay.
///
/// ```
/// assert_eq!(diglot::script::slug("The Night Ferry: 夜渡"), "the-night-ferry-夜渡");
/// ```
pub fn slug(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut slug = String::new();
    for c in text.nfkc().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if matches!(c, '\'' | '’') {
            // an apostrophe does not part a word
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_string()
}

#[cfg(test)]
mod tests;
