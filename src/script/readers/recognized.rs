//! What speech recognition writes for programs: tables with times in milliseconds, and JSON with a
//! list of what is said.

use super::super::document::{Document, Preset, SourceLine};
use super::super::{ScriptError, encoding};
use super::cues::{self, Cue, Piece};
use super::lined;
use super::subtitles::seconds;
use super::units;
use crate::language::Language;
use crate::script::tongues::named::language_named;
use serde_json::{Map, Value};
use std::collections::VecDeque;

/// What the fields of something said may be called.
const TEXT: &[&str] = &["text", "transcript", "content"];
const SPEAKER: &[&str] = &["speaker", "speaker_name", "speaker_label", "name", "role"];
const FROM: &[&str] = &["start", "start_time", "from", "begin"];
const TO: &[&str] = &["end", "end_time", "to"];
/// Fields that hold times.
const TIMES: &[&str] = &["timestamps", "offsets"];
/// The most values in JSON, and the most lists and objects: what is kept of each has many times its length.
const MOST_VALUES: usize = 8_000_000;
const MOST_INNER: usize = 1_200_000;
/// From which length on what is said takes thousandths and not seconds.
const LONGEST: f64 = 100.0;

/// The sign that parts the columns `start`, `end` and `text`, in that order.
pub(crate) fn sign_of(text: &str) -> Option<u8> {
    let first = text.trim_start_matches('\u{FEFF}').lines().next()?;
    [b'\t', b',', b';'].into_iter().find(|sign| {
        let mut columns = first.trim().split(char::from(*sign));
        let bare = |column: &str| column.trim_matches(['"', ' ']).to_lowercase();
        ["start", "end", "text"]
            .iter()
            .all(|name| columns.next().map(bare).as_deref() == Some(name))
            && columns.next().is_none()
    })
}

/// Reads a table of that kind.
///
/// # Errors
/// If the bytes are no text.
pub(crate) fn read_table(bytes: &[u8], file: &str, sign: u8) -> Result<Document, ScriptError> {
    let text = lined(bytes, file)?;
    let mut pieces = Vec::new();
    let mut times: Vec<Option<(f64, f64)>> = Vec::new();
    for (i, line) in text.split('\n').enumerate() {
        let line = line.trim().trim_start_matches('\u{FEFF}');
        let mut columns = line.splitn(3, char::from(sign));
        let mut number = || columns.next()?.trim().parse::<f64>().ok();
        let time = number().zip(number());
        match (time, columns.next()) {
            _ if line.is_empty() => continue,
            (Some(_), Some(said)) => {
                let said = said.trim();
                let quoted = said.strip_prefix('"').and_then(|s| s.strip_suffix('"'));
                let said = quoted.map_or(said.to_string(), |said| said.replace("\"\"", "\""));
                times.push(time);
                pieces.push(Piece::Cue(Cue {
                    from: 0.0,
                    to: 0.0,
                    aside: Vec::new(),
                    lines: vec![(i + 1, said.into())],
                    speaker: None,
                }));
            }
            _ => {
                let reason = if i == 0 {
                    "heading of a table's column"
                } else {
                    "no subtitle: it has no times"
                };
                let part = Preset::Dropped { reason };
                pieces.push(Piece::Other(vec![SourceLine::preset(
                    i + 1,
                    line,
                    true,
                    part,
                )]));
            }
        }
    }
    time(&mut pieces, times);
    cues::document(pieces, None, file)
}

/// Whether a text begins as JSON does.
pub(crate) fn is_json(text: &str) -> bool {
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    let inside = text.strip_prefix(['{', '[']).map(str::trim_start);
    inside.is_some_and(|inside| inside.starts_with(if text.starts_with('{') { '"' } else { '{' }))
}

/// Reads JSON, also with a value a line. What is said is the first list, the outermost, whose entries have a text each, and
/// a time or a speaker, or a text in each of two languages. Its entries are counted as lines.
///
/// # Errors
/// If the bytes are no JSON, or it has no such list.
pub(crate) fn read_json(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    let text = encoding::decode(bytes, file)?;
    let fail = |what: String| ScriptError::NoTranscript {
        file: file.into(),
        what,
    };
    let count = |signs: &[u8]| text.bytes().filter(|b| signs.contains(b)).count();
    if count(b",") > MOST_VALUES || count(b"[{") > MOST_INNER {
        return Err(ScriptError::TooLarge {
            file: file.into(),
            what: format!(
                "it has more than {MOST_VALUES} values, or more than {MOST_INNER} lists and objects. Read it in parts"
            ),
        });
    }
    let json = parse(text.trim_start_matches('\u{FEFF}'))
        .map_err(|error| fail(format!("it is not valid JSON: {error}")))?;
    let speaker = |entry: &Map<String, Value>| field(entry, SPEAKER).and_then(name);
    if let Some(units) = list(&json, |entries| units::of_entries(entries, speaker)) {
        return Ok(units::document(units, Vec::new()));
    }
    let said = list(&json, what_is_said).ok_or_else(|| {
        fail(
            "there is no list in it whose entries have a `text` and a `start` or a `speaker`, or \
             a text in each of two languages (`en`, `de`)"
                .into(),
        )
    })?;
    let mut times: Vec<Option<(f64, f64)>> = Vec::new();
    let mut pieces: Vec<Piece> = Vec::new();
    for (i, entry) in said.iter().enumerate() {
        let text = field(entry, TEXT)
            .and_then(Value::as_str)
            .unwrap_or_default();
        times.push(moment(entry, FROM).map(|from| (from, moment(entry, TO).unwrap_or(from))));
        pieces.push(Piece::Cue(Cue {
            from: 0.0,
            to: 0.0,
            aside: Vec::new(),
            lines: vec![(i + 1, text.trim().into())],
            speaker: speaker(entry),
        }));
    }
    time(&mut pieces, times);
    let language = json.get("language").and_then(Value::as_str);
    let language = language.and_then(|name| {
        let tag = || Language::is_tag(name).then(|| Language::new(name));
        language_named(name).or_else(tag)
    });
    cues::document(pieces, language, file)
}

/// One value, or a list of those that stand on a line each.
fn parse(text: &str) -> serde_json::Result<Value> {
    serde_json::from_str(text).or_else(|error| {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let values: serde_json::Result<Vec<Value>> = lines.map(serde_json::from_str).collect();
        values.map(Value::Array).map_err(|_| error)
    })
}

/// What `of` makes of the outermost list of objects of which it makes anything.
fn list<'a, T>(json: &'a Value, of: impl Fn(&[&'a Map<String, Value>]) -> Option<T>) -> Option<T> {
    let mut waiting = VecDeque::from([json]);
    while let Some(value) = waiting.pop_front() {
        match value {
            Value::Array(entries) => {
                let said: Option<Vec<_>> = entries.iter().map(Value::as_object).collect();
                if let Some(found) = said.and_then(|said| of(&said)) {
                    return Some(found);
                }
                waiting.extend(entries);
            }
            // Single words stand beside what they make up.
            Value::Object(fields) => {
                let others = fields.iter().filter(|(name, _)| *name != "words");
                waiting.extend(others.map(|(_, value)| value));
            }
            _ => {}
        }
    }
    None
}

fn what_is_said<'a>(entries: &[&'a Map<String, Value>]) -> Option<Vec<&'a Map<String, Value>>> {
    let is_text = |entry: &&Map<String, Value>| field(entry, TEXT).is_some_and(Value::is_string);
    let stands = |entry: &&Map<String, Value>| {
        moment(entry, FROM).is_some()
            || field(entry, SPEAKER).is_some_and(|who| name(who).is_some())
    };
    let are_said = !entries.is_empty() && entries.iter().all(is_text) && entries.iter().any(stands);
    are_said.then(|| entries.to_vec())
}

fn field<'a>(entry: &'a Map<String, Value>, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| entry.get(*name))
}

/// When something is said: a number, or `00:01:23.450`; perhaps one level down.
fn moment(entry: &Map<String, Value>, names: &[&str]) -> Option<f64> {
    let inner = || {
        let inner = field(entry, TIMES)?.as_object()?;
        field(inner, names)
    };
    match field(entry, names).or_else(inner)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok().or_else(|| seconds(text)),
        _ => None,
    }
}

/// Who speaks, by name or by number.
fn name(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => Some(name.trim().to_string()).filter(|name| !name.is_empty()),
        Value::Number(number) => Some(format!("Speaker {number}")),
        Value::Object(fields) => name(field(fields, SPEAKER)?),
        _ => None,
    }
}

/// Gives the cues their times, which may be in thousandths.
fn time(pieces: &mut [Piece], times: Vec<Option<(f64, f64)>>) {
    let known = || times.iter().flatten();
    let count = known().count();
    let length: f64 = known().map(|(from, to)| to - from).sum();
    let scale = if length > LONGEST * count as f64 {
        1000.0
    } else {
        1.0
    };
    let cues = pieces.iter_mut().filter_map(|piece| match piece {
        Piece::Cue(cue) => Some(cue),
        Piece::Other(_) => None,
    });
    let mut last = 0.0;
    for (cue, time) in cues.zip(times) {
        let (from, to) = time.map_or((last, last), |(from, to)| (from / scale, to / scale));
        (cue.from, cue.to) = (from, to);
        last = to;
    }
}

#[cfg(test)]
mod tests {
    use crate::script::{Line, Options, ScriptError, read};

    fn spoken(text: &str, file: &str) -> Result<Vec<String>, ScriptError> {
        let script = read(text.as_bytes(), file, &Options::default())?;
        let mut out = Vec::new();
        for turn in script.turns() {
            for line in &turn.lines {
                if let Line::Speech { text, .. } = line {
                    let said: Vec<&str> = text.values().map(String::as_str).collect();
                    out.push(format!("{}: {}", turn.speaker, said.join(" | ")));
                }
            }
        }
        Ok(out)
    }

    #[test]
    fn tables_in_thousandths() {
        let rows =
            "0,2000,The lamp was lit, and\n2000,3000,\"nobody \"\"saw\"\" it.\"\n3100,4000,Who?";
        for text in [
            format!("start,end,text\n{rows}"),
            "start\tend\ttext\n0\t2000\tThe lamp was lit, and\n2000\t3000\tnobody \"saw\" it.\n3100\t4000\tWho?".into(),
        ] {
            assert_eq!(
                spoken(&text, "a.tsv").unwrap(),
                [
                    "narrator: The lamp was lit, and nobody \"saw\" it.",
                    "narrator: Who?"
                ]
            );
        }
    }

    #[test]
    fn lists_of_what_is_said() {
        for text in [
            r#"{"text": " The lamp. Who?", "segments": [
                {"start": 0.0, "end": 2.0, "text": " The lamp was", "speaker": "A"},
                {"start": 2.0, "end": 3.0, "text": " lit.", "speaker": "A"},
                {"start": 3.0, "end": 4.0, "text": " Who?", "speaker": "B"}], "language": "english"}"#,
            r#"[{"speaker": "A", "text": "The lamp was lit."}, {"speaker": "B", "text": "Who?"}]"#,
        ] {
            assert_eq!(
                spoken(text, "a.json").unwrap(),
                ["a: The lamp was lit.", "b: Who?"]
            );
        }
        let recognized = r#"{"results": {"channels": [{"alternatives": [{"transcript": "all of it"}]}],
            "utterances": [{"start": 1.0, "transcript": "The lamp.", "speaker": 0},
            {"start": 2.0, "transcript": "Who?", "speaker": 1}]}}"#;
        assert_eq!(
            spoken(recognized, "a").unwrap(),
            ["speaker-0: The lamp.", "speaker-1: Who?"]
        );
    }

    #[test]
    fn other_json_is_refused() {
        for text in [
            r#"{"name": "lamp", "list": [{"text": "lit"}]}"#,
            "{\"a\": ",
            "[]",
        ] {
            let error = spoken(text, "a.json").unwrap_err().to_string();
            assert!(error.contains("SRT"), "{error}");
        }
        assert_eq!(
            spoken("{\"The lamp is lit\", she said.}", "a.txt")
                .unwrap()
                .len(),
            1
        );
    }
}
