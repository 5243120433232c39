//! Turns in the form in which diglot itself writes them: lines that say a text in each language and
//! nothing else. They are most of a long script, and reading them needs no parser of all of TOML.

use super::line::FIELDS;
use crate::characters::is_text;
use crate::language::{Language, Localized};
use crate::script::{Direction, Line, NARRATOR, Speaker, Turn};

/// Reads turns; `first` is the number of the text's first line. None if anything in them is of another
/// form: TOML's parser then reads them, and says what is wrong if something is.
pub(super) fn turns(
    text: &str,
    first: usize,
    speakers: &[Speaker],
    languages: &[Language],
) -> Option<Vec<Turn>> {
    let is_key = |language: &Language| {
        let tag = language.tag();
        Language::is_tag(tag) && Language::new(tag) == *language && !FIELDS.contains(&tag)
    };
    if !languages.iter().all(is_key) {
        return None;
    }
    let mut turns = Vec::new();
    let lines = text.split('\n').zip(first..);
    let mut lines = lines.filter(|(line, _)| !line.is_empty());
    while let Some((begin, _)) = lines.next() {
        let (speaker, at) = lines.next()?;
        let (speaker, rest) = string(speaker.strip_prefix("speaker = ")?)?;
        let is_known = speaker == NARRATOR || speakers.iter().any(|s| s.id == speaker);
        if begin != "[[chapter.turn]]" || !rest.is_empty() || !is_known {
            return None;
        }
        let mut turn = Turn {
            speaker: speaker.into(),
            at: vec![at],
            lines: Vec::new(),
        };
        if lines.next()?.0 != "lines = [" {
            return None;
        }
        loop {
            match lines.next()? {
                ("]", _) => break,
                (line, at) => turn.lines.push(speech(line, at, languages)?),
            }
        }
        // Most turns are short, and there are many.
        turn.lines.shrink_to_fit();
        turns.push(turn);
    }
    turns.shrink_to_fit();
    Some(turns)
}

/// A line as `  { en = "Good evening.", zh = "晚上好。" },`.
fn speech(line: &str, at: usize, languages: &[Language]) -> Option<Line> {
    let mut rest = line.strip_prefix("  { ")?.strip_suffix(" },")?;
    let mut text = Localized::new();
    loop {
        let (key, words) = rest.split_once(" = ")?;
        let language = languages.iter().find(|language| language.tag() == key)?;
        let (words, after) = string(words)?;
        if text.insert(language.clone(), words.into()).is_some() {
            return None;
        }
        if after.is_empty() {
            break;
        }
        rest = after.strip_prefix(", ")?;
    }
    let says_something = text.values().any(|words| !words.trim().is_empty());
    says_something.then(|| Line::Speech {
        text,
        direction: Direction::default(),
        at: vec![at],
    })
}

/// A string at the beginning of a text that means what is written, and what follows it.
fn string(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (string, rest) = text[1..].split_once(quote)?;
    let is_meant = |c: char| is_text(c) && !c.is_control() && (c != '\\' || quote == '\'');
    string.chars().all(is_meant).then_some((string, rest))
}
