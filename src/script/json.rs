//! The script as JSON, for other programs: what `diglot script --json` prints.

use super::{Line, Script};
use crate::language::Localized;
use serde_json::{Map, Value, json};

/// The script with source line numbers (`at`) and what was not taken from the source. With several
/// sources, the lines are counted through all of them, and `source` says how many are `before` each.
pub fn to_json(script: &Script) -> Value {
    let mut whole = json!({
        "title": script.title,
        "at": script.title_at,
        "languages": script.languages,
        "speaker": script.speakers.iter().map(|speaker| json!({
            "id": speaker.id,
            "names": speaker.names,
        })).collect::<Vec<_>>(),
        "chapter": script.chapters.iter().map(|chapter| json!({
            "title": chapter.title,
            "at": chapter.at,
            "turn": chapter.turns.iter().map(|turn| json!({
                "speaker": turn.speaker,
                "at": turn.at,
                "lines": turn.lines.iter().map(line).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "metadata": script.metadata,
        "dropped": script.dropped,
    });
    if script.sources.len() > 1 {
        let sources = script.sources.iter();
        let sources = sources.map(|source| json!({ "file": source.file, "before": source.before }));
        whole["source"] = sources.collect();
    }
    whole
}

fn line(line: &Line) -> Value {
    match line {
        Line::Speech { text, at } => {
            let mut object = localized(text);
            object.insert("at".into(), json!(at));
            Value::Object(object)
        }
        Line::Note { text, language, at } => {
            json!({ "note": text, "language": language, "at": at })
        }
    }
}

fn localized(text: &Localized) -> Map<String, Value> {
    text.iter()
        .map(|(language, text)| (language.tag().to_string(), json!(text)))
        .collect()
}
