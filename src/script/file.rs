//! `script.toml`: the script as a file that a person may edit.
//!
//! The file reads like a script: a turn is a speaker and a list of lines, one line of the file
//! each. Written, read and written again, it is the same, byte for byte.

use super::{Chapter, Gender, Line, Script, ScriptError, Source, Speaker, Turn};
use crate::disk::place;
use crate::language::{Language, Localized};
use crate::spelling::closest;
use indexmap::IndexMap;
use serde::Deserialize;
use std::fmt::Write;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;

/// The version of the format.
const SCHEMA: u32 = 1;

/// Writes a script as the text of `script.toml`.
pub fn render(script: &Script) -> String {
    let mut out = String::new();
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
                let _ = match line {
                    Line::Speech { text, .. } => writeln!(out, "  {},", table(text)),
                    Line::Note { text, language, .. } => writeln!(
                        out,
                        "  {{ note = {}, language = {} }},",
                        quote(text),
                        quote(language.tag())
                    ),
                };
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
    let fail = |span: Range<usize>, what: String| {
        let (line, column) = place(text, span.start);
        let file = path.to_path_buf();
        ScriptError::File {
            file,
            line,
            column,
            what,
        }
    };
    let file: File = toml::from_str(text).map_err(|error| {
        let what = error.message().to_string();
        fail(error.span().unwrap_or(0..0), with_hint(what))
    })?;
    if *file.schema.get_ref() != SCHEMA {
        return Err(fail(
            file.schema.span(),
            format!("this diglot reads schema {SCHEMA}; a newer one may have written the file"),
        ));
    }
    let languages = file.languages;
    let known = |language: &Language, span: Range<usize>| {
        if languages.contains(language) {
            Ok(())
        } else {
            let listed: Vec<&str> = languages.iter().map(Language::tag).collect();
            Err(fail(
                span,
                format!(
                    "`{language}` is not among the languages at the top of the file ({}); \
                     add it there, or is it a slip?",
                    listed.join(", ")
                ),
            ))
        }
    };
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
    let mut chapters = Vec::new();
    for chapter in file.chapter {
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
            let at = vec![place(text, span.start).0];
            let mut lines = Vec::new();
            for line in turn.lines {
                let span = line.span();
                let at = vec![place(text, span.start).0];
                let line = read_line(line.into_inner(), at).map_err(|e| fail(span.clone(), e))?;
                if let Line::Speech { text, .. } = &line {
                    for language in text.keys() {
                        known(language, span.clone())?;
                    }
                }
                lines.push(line);
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
    chapter: Vec<ChapterEntry>,
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
    lines: Vec<Spanned<IndexMap<String, String>>>,
}

fn read_line(mut entries: IndexMap<String, String>, at: Vec<usize>) -> Result<Line, String> {
    if let Some(text) = entries.shift_remove("note") {
        let language = entries.shift_remove("language").ok_or(
            "a note needs its language, as { note = \"…\", language = \"en\" }".to_string(),
        )?;
        if let Some(key) = entries.keys().next() {
            return Err(format!(
                "a note has `note` and `language` only, not `{key}`"
            ));
        }
        let language = Language::new(&language);
        return Ok(Line::Note { text, language, at });
    }
    let mut text = Localized::new();
    for (key, words) in entries {
        if !Language::is_tag(&key) {
            return Err(format!(
                "`{key}` is neither a language nor `note`; a line looks like {{ en = \"…\" }}"
            ));
        }
        text.insert(Language::new(&key), words);
    }
    if text.values().all(|words| words.trim().is_empty()) {
        return Err("this line says nothing; write its text, or take the line out".into());
    }
    Ok(Line::Speech { text, at })
}

/// Adds to a TOML parser's message what usually is the cause.
fn with_hint(message: String) -> String {
    let message = message.trim().replace('\n', "; ");
    if message.contains("string") && !message.contains("invalid type") {
        format!("{message} (a quotation mark inside a text is written \\\")")
    } else {
        message
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"schema = 1
title = { en = "The Lamp", zh = "灯" }
languages = ["en", "zh"]
source = { file = "lamp.txt", blake3 = "00" }

[[speaker]]
id = "ann-reed"
names = { en = "Ann Reed", zh = "安·里德" }
gender = "female"

[[chapter]]
title = { en = "Who lit it?" }

[[chapter.turn]]
speaker = "ann-reed"
lines = [
  { en = "Good evening.", zh = "晚上好。" },
  { en = 'They said: "No."' },
  { note = "旁注", language = "zh" },
]
"#;

    fn error(from: &str, to: &str) -> String {
        let text = FILE.replace(from, to);
        assert_ne!(text, FILE);
        parse(&text, Path::new("script.toml"))
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn it_reads_what_it_writes() {
        let script = parse(FILE, Path::new("script.toml")).unwrap();
        assert_eq!(render(&script), FILE);
        let Line::Speech { at, .. } = &script.chapters[0].turns[0].lines[1] else {
            panic!("a line of speech");
        };
        assert_eq!(at, &[18]);
    }

    #[test]
    fn mistakes_are_shown_with_their_place() {
        for (from, to, place, word) in [
            (
                "speaker = \"ann-reed\"",
                "speaker = \"ann-red\"",
                "15:11",
                "Did you mean `ann-reed`?",
            ),
            (
                "zh = \"晚上好。\"",
                "fr = \"Bonsoir\"",
                "17:3",
                "`fr` is not among",
            ),
            (
                "language = \"zh\"",
                "voice = \"x\"",
                "19:3",
                "a note needs its language",
            ),
            ("schema = 1", "schema = 9", "1:10", "schema 1"),
            (
                "en = \"Good evening.\", zh",
                "en = \"Good evening., zh",
                "17",
                "",
            ),
            (
                "{ en = 'They",
                "{ text = 'They",
                "18:3",
                "`text` is neither a language",
            ),
        ] {
            let message = error(from, to);
            assert!(
                message.starts_with(&format!("script.toml:{place}")),
                "{message}"
            );
            assert!(message.contains(word), "{message}");
        }
    }
}
