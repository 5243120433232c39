//! `script.toml`: the script as a file that a person may edit.
//!
//! The file reads like a script: a turn is a speaker and a list of lines, one line of the file
//! each. Written, read and written again, it is the same, byte for byte.

mod line;

use super::{Certainty, Chapter, Gender, Script, ScriptError, Source, Speaker, Turn};
use crate::disk::Places;
use crate::language::{Language, Localized};
use crate::mistake;
use crate::spelling::closest;
use serde::Deserialize;
use std::fmt::Write;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;

/// The version of the format.
const SCHEMA: u32 = 1;

/// What a person can write into it, where it begins.
const HEAD: &str = "\
# What is said, by whom. Edit it and build the book's folder again: this file is yours then.
# A line can say how it is spoken, between its braces and after a comma:
#   say = { en = \"Doctor Ott\" }    what is spoken in place of the text that is shown
#   pause = 1.5                     seconds of silence before it
#   voice = \"espeak:en-gb+f5\"       a voice for this line alone
#   skip = true                     it stays here and is not spoken
";

/// Writes a script as the text of `script.toml`.
pub fn render(script: &Script) -> String {
    let mut out = String::from(HEAD);
    let _ = writeln!(out, "schema = {SCHEMA}");
    let _ = writeln!(out, "title = {}", table(&script.title));
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
        let _ = write!(out, "\n[[chapter]]\ntitle = {}\n", table(&chapter.title));
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
    let file: File = toml::from_str(text).map_err(|error| {
        let (at, what) = mistake::explain(text, &error);
        fail(at..at, what)
    })?;
    if *file.schema.get_ref() != SCHEMA {
        return Err(fail(
            file.schema.span(),
            format!("this diglot reads schema {SCHEMA}; a newer one may have written the file"),
        ));
    }
    let languages = file.languages;
    let mut speakers: Vec<Speaker> = Vec::new();
    for entry in file.speaker {
        let id = entry.id.get_ref();
        if speakers.iter().any(|speaker| speaker.id == *id) {
            return Err(fail(
                entry.id.span(),
                format!("the speaker `{id}` is there twice; give one of them another id"),
            ));
        }
        speakers.push(Speaker {
            id: entry.id.into_inner(),
            names: entry.names,
            gender: entry.gender,
        });
    }
    if file.chapter.is_empty() {
        let what = "there is no chapter in it. A chapter begins with [[chapter]], and each of its \
                    turns with [[chapter.turn]]";
        return Err(fail(file.schema.span(), what.into()));
    }
    let mut chapters = Vec::new();
    for chapter in file.chapter {
        let span = chapter.span();
        let chapter = chapter.into_inner();
        if chapter.turn.is_empty() {
            let what = "this chapter has no turns. Add one, which begins with [[chapter.turn]], or \
                        take the chapter out";
            return Err(fail(span, what.into()));
        }
        let mut turns = Vec::new();
        for turn in chapter.turn {
            let span = turn.speaker.span();
            let speaker = turn.speaker.into_inner();
            if speaker != super::NARRATOR && !speakers.iter().any(|s| s.id == speaker) {
                let hint = closest(&speaker, speakers.iter().map(|s| s.id.as_str()))
                    .map_or_else(String::new, |id| format!(" Did you mean `{id}`?"));
                return Err(fail(
                    span,
                    format!("no [[speaker]] has the id `{speaker}`.{hint}"),
                ));
            }
            let at = vec![places.of(span.start).0];
            let mut lines = Vec::new();
            for line in turn.lines {
                let span = line.span();
                let at = vec![places.of(span.start).0];
                let line = line::read(line.into_inner(), span, at, &languages);
                lines.push(line.map_err(|(span, what)| fail(span, what))?);
            }
            turns.push(Turn { speaker, at, lines });
        }
        chapters.push(Chapter {
            title: chapter.title,
            at: Vec::new(),
            turns,
        });
    }
    if chapters
        .iter()
        .any(|c| c.turns.iter().any(|t| t.speaker == super::NARRATOR))
        && !speakers.iter().any(|s| s.id == super::NARRATOR)
    {
        speakers.push(Speaker {
            id: super::NARRATOR.into(),
            names: Localized::new(),
            gender: None,
        });
    }
    Ok(Script {
        title: file.title,
        title_at: Vec::new(),
        languages,
        sources: file.source.map_or_else(Vec::new, SourceEntries::sources),
        speakers,
        chapters,
        metadata: Vec::new(),
        dropped: Vec::new(),
        doubts: Vec::new(),
        certainty: Certainty::default(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: Spanned<u32>,
    title: Localized,
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
    #[serde(default)]
    turn: Vec<TurnEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TurnEntry {
    speaker: Spanned<String>,
    lines: Vec<Spanned<line::Entries>>,
}

#[cfg(test)]
mod tests;
