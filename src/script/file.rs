//! `script.toml`: the script as a file that a person may edit.
//!
//! The file reads like a script: a turn is a speaker and a list of lines, one line of the file
//! each. Written, read and written again, it is the same, byte for byte.

mod line;
mod plain;

use super::{Certainty, Chapter, Gender, PartTitle, Script, ScriptError, Source, Speaker, Turn};
use crate::disk::Places;
use crate::language::{Language, Localized};
use crate::mistake;
use crate::spelling::closest;
use rayon::prelude::*;
use serde::Deserialize;
use std::collections::HashSet;
use std::fmt::Write;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;

/// The version of the format.
const SCHEMA: u32 = 1;
/// How deep chapters may stand in parts.
const DEEPEST: u8 = 9;

/// What a person can write into it, where it begins.
const HEAD: &str = "\
# What is said, by whom. Edit it and build the book's folder again: this file is yours then.
# A line can say how it is spoken, between its braces and after a comma:
#   say = { en = \"Doctor Ott\" }    what is spoken in place of the text that is shown
#   pause = 1.5                     seconds of silence before it
#   voice = \"espeak:en-gb+f5\"       a voice for this line alone
#   take = 2                        another take, of an engine that speaks differently each time
#   skip = true                     it stays here and is not spoken
";

/// Writes a script as the text of `script.toml`.
pub fn render(script: &Script) -> String {
    let mut out = String::from(HEAD);
    let _ = writeln!(out, "schema = {SCHEMA}");
    let _ = writeln!(out, "title = {}", table(&script.title));
    if !script.is_titled {
        out.push_str("heading = false\n");
    }
    let languages: Vec<String> = script.languages.iter().map(|l| quote(l.tag())).collect();
    let _ = writeln!(out, "languages = [{}]", languages.join(", "));
    let sources: Vec<String> = script.sources.iter().map(source).collect();
    let _ = match &sources[..] {
        [] => Ok(()),
        [source] => writeln!(out, "source = {source}"),
        sources => writeln!(out, "source = [\n  {},\n]", sources.join(",\n  ")),
    };
    for speaker in &script.speakers {
        let _ = write!(out, "\n[[speaker]]\nid = {}\n", quote(&speaker.id));
        if !speaker.names.is_empty() {
            let _ = writeln!(out, "names = {}", table(&speaker.names));
        }
        match speaker.gender {
            Some(Gender::Female) => out.push_str("gender = \"female\"\n"),
            Some(Gender::Male) => out.push_str("gender = \"male\"\n"),
            None => {}
        }
    }
    for chapter in &script.chapters {
        for part in &chapter.parts {
            heading(&mut out, &part.title, part.level);
        }
        heading(&mut out, &chapter.title, chapter.level);
        if !chapter.is_heading {
            out.push_str("heading = false\n");
        }
        for turn in &chapter.turns {
            let speaker = quote(&turn.speaker);
            let _ = write!(out, "\n[[chapter.turn]]\nspeaker = {speaker}\nlines = [\n");
            for line in &turn.lines {
                let _ = writeln!(out, "  {},", line::render(line));
            }
            out.push_str("]\n");
        }
    }
    out
}

fn heading(out: &mut String, title: &Localized, level: u8) {
    let _ = write!(out, "\n[[chapter]]\ntitle = {}\n", table(title));
    if level > 1 {
        let _ = writeln!(out, "level = {level}");
    }
}

fn source(source: &Source) -> String {
    let (file, hash) = (quote(&source.file), quote(&source.blake3));
    format!("{{ file = {file}, blake3 = {hash} }}")
}

fn table(text: &Localized) -> String {
    if text.is_empty() {
        return "{}".into();
    }
    let entries: Vec<String> = text
        .iter()
        .map(|(language, text)| format!("{language} = {}", quote(text)))
        .collect();
    format!("{{ {} }}", entries.join(", "))
}

/// A string as TOML writes it on one line.
fn quote(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

/// Reads the text of a `script.toml`. The line numbers (`at`) of what it gives are lines of that
/// file. `path` is what errors call it.
///
/// # Errors
/// With line, column and a hint if the text is no TOML or no script.
pub fn parse(text: &str, path: &Path) -> Result<Script, ScriptError> {
    let places = Places::new(text);
    let fail = |span: Range<usize>, what: String| {
        let (line, column) = places.of(span.start);
        let file = path.to_path_buf();
        ScriptError::File {
            file,
            line,
            column,
            what,
        }
    };
    match read_in_parts(text, &places) {
        Some(script) => Ok(script),
        None => read_whole(text, &places).map_err(|(span, what)| fail(span, what)),
    }
}

/// Reads a script as TOML, from its first to its last line.
fn read_whole(text: &str, places: &Places) -> Result<Script, Mistake> {
    let mut file: File = toml::from_str(text).map_err(|error| {
        let (at, what) = mistake::explain(text, &error);
        (at..at, what)
    })?;
    if let Some((at, what)) = mistake::no_text(text) {
        return Err((at..at, what));
    }
    let entries = std::mem::take(&mut file.chapter);
    let speakers = file.speakers()?;
    if entries.is_empty() {
        let what = "there is no chapter in it. A chapter begins with [[chapter]], and each of its \
                    turns with [[chapter.turn]]";
        return Err((file.schema.span(), what.into()));
    }
    let chapters = entries
        .into_iter()
        .map(|entry| read_chapter(entry, &speakers, &file.languages, &|at| places.of(at).0));
    let chapters = in_parts(chapters.collect::<Result<_, _>>()?)?;
    Ok(file.script(speakers, chapters))
}

/// Reads a script chapter by chapter, all cores at once, so that a long one takes little time and
/// memory. None if it is not one that can be read so: the whole then tells what is wrong, or that
/// nothing is.
fn read_in_parts(text: &str, places: &Places) -> Option<Script> {
    let begins: Vec<usize> = text
        .match_indices("\n[[chapter]]")
        .map(|(at, _)| at + 1)
        .collect();
    let head = &text[..*begins.first()?];
    let file: File = toml::from_str(head).ok()?;
    if mistake::no_text(head).is_some() {
        return None;
    }
    let speakers = file.speakers().ok()?;
    let parts = begins.par_iter().enumerate().map(|(i, &begin)| {
        let end = begins.get(i + 1).copied().unwrap_or(text.len());
        let line = |at: usize| places.of(begin + at).0;
        let mut part = &text[begin..end];
        let mut turns = Vec::new();
        if let Some(at) = part.find("\n[[chapter.turn]]").map(|at| at + 1)
            && let Some(read) = plain::turns(&part[at..], line(at), &speakers, &file.languages)
        {
            (part, turns) = (&part[..at], read);
        }
        let entries: Part = toml::from_str(part).ok()?;
        if mistake::no_text(part).is_some() {
            return None;
        }
        let entry = entries.chapter.into_iter().next()?;
        let (span, mut chapter) = read_chapter(entry, &speakers, &file.languages, &line).ok()?;
        if chapter.turns.is_empty() {
            chapter.turns = turns;
        } else if !turns.is_empty() {
            return None;
        }
        Some((span, chapter))
    });
    let chapters = in_parts(parts.collect::<Option<_>>()?).ok()?;
    Some(file.script(speakers, chapters))
}

/// What is wrong, and where.
type Mistake = (Range<usize>, String);

/// Gives the titles of parts, which are chapters without turns, to the chapters that they stand before. Each
/// chapter comes with its place in the file.
fn in_parts(entries: Vec<(Range<usize>, Chapter)>) -> Result<Vec<Chapter>, Mistake> {
    let mut chapters = Vec::with_capacity(entries.len());
    let mut parts: Vec<PartTitle> = Vec::new();
    let mut entries = entries.into_iter().peekable();
    while let Some((span, mut chapter)) = entries.next() {
        if !chapter.turns.is_empty() {
            chapter.parts = std::mem::take(&mut parts);
            chapters.push(chapter);
            continue;
        }
        if entries
            .peek()
            .is_none_or(|(_, next)| next.level <= chapter.level)
        {
            let what = "this chapter has no turns. Add one, which begins with [[chapter.turn]], or take \
                        the chapter out; if it is a part of the book, give the chapters in it a higher \
                        level, as level = 2";
            return Err((span, what.into()));
        }
        parts.push(PartTitle {
            title: chapter.title,
            level: chapter.level,
            at: Vec::new(),
        });
    }
    Ok(chapters)
}

/// Reads a chapter, and says where it stands. `line` tells in which line of the file a byte is.
fn read_chapter(
    entry: Spanned<ChapterEntry>,
    speakers: &[Speaker],
    languages: &[Language],
    line: &dyn Fn(usize) -> usize,
) -> Result<(Range<usize>, Chapter), Mistake> {
    let span = entry.span();
    let entry = entry.into_inner();
    let level = *entry.level.get_ref();
    if !(1..=DEEPEST).contains(&level) {
        let what = format!("a level is a number from 1, the highest, to {DEEPEST}");
        return Err((entry.level.span(), what));
    }
    let mut turns = Vec::with_capacity(entry.turn.len());
    for turn in entry.turn {
        let span = turn.speaker.span();
        let speaker = turn.speaker.into_inner();
        if speaker != super::NARRATOR && !speakers.iter().any(|s| s.id == speaker) {
            let hint = closest(&speaker, speakers.iter().map(|s| s.id.as_str()))
                .map_or_else(String::new, |id| format!(" Did you mean `{id}`?"));
            let what = format!("no [[speaker]] has the id `{speaker}`.{hint}");
            return Err((span, what));
        }
        let at = vec![line(span.start)];
        let lines = turn.lines.into_iter().map(|entry| {
            let span = entry.span();
            let at = vec![line(span.start)];
            line::read(entry.into_inner(), span, at, languages)
        });
        let lines = lines.collect::<Result<_, _>>()?;
        turns.push(Turn { speaker, at, lines });
    }
    let chapter = Chapter {
        title: entry.title,
        level,
        parts: Vec::new(),
        is_heading: entry.heading,
        at: Vec::new(),
        turns,
    };
    Ok((span, chapter))
}

impl File {
    /// Those who speak.
    fn speakers(&self) -> Result<Vec<Speaker>, Mistake> {
        if *self.schema.get_ref() != SCHEMA {
            let what =
                format!("this diglot reads schema {SCHEMA}; a newer one may have written the file");
            return Err((self.schema.span(), what));
        }
        let mut ids = HashSet::new();
        let mut speakers = Vec::new();
        for entry in &self.speaker {
            let id = entry.id.get_ref();
            if !ids.insert(id) {
                let what =
                    format!("the speaker `{id}` is there twice; give one of them another id");
                return Err((entry.id.span(), what));
            }
            speakers.push(Speaker {
                id: id.clone(),
                names: entry.names.clone(),
                gender: entry.gender,
            });
        }
        Ok(speakers)
    }

    /// The script of these speakers and chapters.
    fn script(self, mut speakers: Vec<Speaker>, chapters: Vec<Chapter>) -> Script {
        let mut turns = chapters.iter().flat_map(|chapter| &chapter.turns);
        if turns.any(|turn| turn.speaker == super::NARRATOR)
            && !speakers.iter().any(|s| s.id == super::NARRATOR)
        {
            speakers.push(Speaker {
                id: super::NARRATOR.into(),
                names: Localized::new(),
                gender: None,
            });
        }
        Script {
            title: self.title,
            title_at: Vec::new(),
            is_titled: self.heading,
            languages: self.languages,
            sources: self.source.map_or_else(Vec::new, SourceEntries::sources),
            speakers,
            chapters,
            metadata: Vec::new(),
            dropped: Vec::new(),
            doubts: Vec::new(),
            certainty: Certainty::default(),
        }
    }
}

/// A chapter alone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    chapter: Vec<Spanned<ChapterEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: Spanned<u32>,
    title: Localized,
    #[serde(default = "yes")]
    heading: bool,
    languages: Vec<Language>,
    source: Option<SourceEntries>,
    #[serde(default)]
    speaker: Vec<SpeakerEntry>,
    #[serde(default)]
    chapter: Vec<Spanned<ChapterEntry>>,
}

/// One file, or several.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "`source` is { file = \"…\", blake3 = \"…\" }, or a list of these"
)]
enum SourceEntries {
    One(SourceEntry),
    Several(Vec<SourceEntry>),
}

impl SourceEntries {
    fn sources(self) -> Vec<Source> {
        let entries = match self {
            Self::One(entry) => vec![entry],
            Self::Several(entries) => entries,
        };
        let source = |SourceEntry { file, blake3 }| Source {
            file,
            blake3,
            before: 0,
        };
        entries.into_iter().map(source).collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceEntry {
    file: String,
    blake3: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpeakerEntry {
    id: Spanned<String>,
    #[serde(default)]
    names: Localized,
    gender: Option<Gender>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChapterEntry {
    #[serde(default)]
    title: Localized,
    #[serde(default = "highest")]
    level: Spanned<u8>,
    #[serde(default = "yes")]
    heading: bool,
    #[serde(default)]
    turn: Vec<TurnEntry>,
}

fn highest() -> Spanned<u8> {
    Spanned::new(0..0, 1)
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TurnEntry {
    speaker: Spanned<String>,
    lines: Vec<Spanned<line::Entries>>,
}

#[cfg(test)]
mod tests;
