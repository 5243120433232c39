//! The script as JSON, for other programs: what `diglot script --json` prints.

use super::direction::LineVoice;
use super::{Certainty, Direction, Line, Script};
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
        "unsure": script.doubts,
    });
    let certainty = &script.certainty;
    if *certainty != Certainty::default() {
        whole["pairing"] = json!({
            "sure": (certainty.sure() * 1000.0).floor() / 1000.0,
            "by_layout": certainty.by_layout,
            "by_length": certainty.by_length,
            "alone": certainty.alone,
            "unsure": certainty.unsure,
        });
    }
    if script.sources.len() > 1 {
        let sources = script.sources.iter();
        let sources = sources.map(|source| json!({ "file": source.file, "before": source.before }));
        whole["source"] = sources.collect();
    }
    whole
}

fn line(line: &Line) -> Value {
    match line {
        Line::Speech {
            text,
            direction,
            at,
        } => {
            let mut object = localized(text);
            directions(direction, &mut object);
            object.insert("at".into(), json!(at));
            Value::Object(object)
        }
        Line::Note { text, language, at } => {
            json!({ "note": text, "language": language, "at": at })
        }
    }
}

/// What is said of how a line is spoken, if anything is.
fn directions(direction: &Direction, object: &mut Map<String, Value>) {
    if !direction.say.is_empty() {
        object.insert("say".into(), json!(direction.say));
    }
    match &direction.voice {
        Some(LineVoice::All(voice)) => {
            object.insert("voice".into(), json!(voice.to_string()));
        }
        Some(LineVoice::Each(voices)) => {
            let voices = voices.iter();
            let voices: Map<String, Value> = voices
                .map(|(language, voice)| (language.tag().into(), json!(voice.to_string())))
                .collect();
            object.insert("voice".into(), json!(voices));
        }
        None => {}
    }
    if let Some(pause) = direction.pause {
        object.insert("pause".into(), json!(pause));
    }
    if direction.skip {
        object.insert("skip".into(), json!(true));
    }
}

fn localized(text: &Localized) -> Map<String, Value> {
    text.iter()
        .map(|(language, text)| (language.tag().to_string(), json!(text)))
        .collect()
}
