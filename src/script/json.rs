//! The script as JSON, for other programs: what `diglot script --json` prints.

use super::direction::LineVoice;
use super::sources::place;
use super::{Certainty, Chapter, Direction, Doubt, Line, PartTitle, Script, Source, Speaker, Turn};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value, json};

/// The script with source line numbers (`at`) and what was not taken from the source. With several
/// sources, the lines are counted through all of them, and `source` says how many are `before` each.
pub struct AsJson<'a>(pub &'a Script);

/// A part of a script.
struct Entry<'a, T>(&'a T);

/// The chapters, each after the parts that begin with it.
struct Chapters<'a>(&'a [Chapter]);

/// Parts of a script, one after the other.
struct List<'a, T>(&'a [T]);

impl<'a, T> Serialize for List<'a, T>
where
    Entry<'a, T>: Serialize,
{
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.iter().map(Entry))
    }
}

impl Serialize for AsJson<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let script = self.0;
        let mut whole = to.serialize_map(None)?;
        whole.serialize_entry("title", &script.title)?;
        whole.serialize_entry("at", &script.title_at)?;
        whole.serialize_entry("languages", &script.languages)?;
        whole.serialize_entry("speaker", &List(&script.speakers))?;
        whole.serialize_entry("chapter", &Chapters(&script.chapters))?;
        whole.serialize_entry("metadata", &script.metadata)?;
        whole.serialize_entry("dropped", &script.dropped)?;
        let unsure = script
            .doubts
            .iter()
            .map(|doubt| unsure(doubt, &script.sources));
        whole.serialize_entry("unsure", &unsure.collect::<Value>())?;
        let certainty = &script.certainty;
        if *certainty != Certainty::default() {
            let pairing = json!({
                "sure": (certainty.sure() * 1000.0).floor() / 1000.0,
                "by_layout": certainty.by_layout,
                "by_length": certainty.by_length,
                "alone": certainty.alone,
                "unsure": certainty.unsure,
            });
            whole.serialize_entry("pairing", &pairing)?;
        }
        if script.sources.len() > 1 {
            let sources = script.sources.iter();
            let sources =
                sources.map(|source| json!({ "file": source.file, "before": source.before }));
            whole.serialize_entry("source", &sources.collect::<Value>())?;
        }
        whole.end()
    }
}

/// A doubt; with several sources, also which lines of which file it is about.
fn unsure(doubt: &Doubt, sources: &[Source]) -> Value {
    let mut whole = json!({ "at": doubt.at, "text": doubt.text });
    if sources.len() > 1 {
        let mut files: Map<String, Value> = Map::new();
        for (source, line) in doubt.at.iter().filter_map(|at| place(sources, *at)) {
            let lines = files.entry(source.file.as_str()).or_insert(json!([]));
            lines
                .as_array_mut()
                .into_iter()
                .for_each(|lines| lines.push(json!(line)));
        }
        whole["in"] = Value::Object(files);
    }
    whole
}

impl Serialize for Entry<'_, Speaker> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut speaker = to.serialize_map(None)?;
        speaker.serialize_entry("id", &self.0.id)?;
        speaker.serialize_entry("names", &self.0.names)?;
        speaker.end()
    }
}

impl Serialize for Chapters<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut all = to.serialize_seq(None)?;
        for chapter in self.0 {
            for part in &chapter.parts {
                all.serialize_element(&Entry(part))?;
            }
            all.serialize_element(&Entry(chapter))?;
        }
        all.end()
    }
}

impl Serialize for Entry<'_, PartTitle> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut part = to.serialize_map(None)?;
        part.serialize_entry("title", &self.0.title)?;
        part.serialize_entry("level", &self.0.level)?;
        part.serialize_entry("at", &self.0.at)?;
        part.serialize_entry("turn", &[(); 0])?;
        part.end()
    }
}

impl Serialize for Entry<'_, Chapter> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut chapter = to.serialize_map(None)?;
        chapter.serialize_entry("title", &self.0.title)?;
        if self.0.level > 1 {
            chapter.serialize_entry("level", &self.0.level)?;
        }
        if !self.0.is_heading {
            chapter.serialize_entry("heading", &false)?;
        }
        chapter.serialize_entry("at", &self.0.at)?;
        chapter.serialize_entry("turn", &List(&self.0.turns))?;
        chapter.end()
    }
}

impl Serialize for Entry<'_, Turn> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut turn = to.serialize_map(None)?;
        turn.serialize_entry("speaker", &self.0.speaker)?;
        turn.serialize_entry("at", &self.0.at)?;
        turn.serialize_entry("lines", &List(&self.0.lines))?;
        turn.end()
    }
}

impl Serialize for Entry<'_, Line> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut line = to.serialize_map(None)?;
        match self.0 {
            Line::Speech {
                text, direction, ..
            } => {
                for (language, text) in text {
                    line.serialize_entry(language.tag(), text)?;
                }
                for (key, value) in directions(direction) {
                    line.serialize_entry(&key, &value)?;
                }
            }
            Line::Note { text, language, .. } => {
                line.serialize_entry("note", text)?;
                line.serialize_entry("language", language)?;
            }
        }
        line.serialize_entry("at", self.0.at())?;
        line.end()
    }
}

/// What is said of how a line is spoken, if anything is.
fn directions(direction: &Direction) -> Map<String, Value> {
    let mut object = Map::new();
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
    if !direction.take.is_empty() {
        object.insert("take".into(), json!(direction.take));
    }
    if let Some(pause) = direction.pause {
        object.insert("pause".into(), json!(pause));
    }
    if direction.skip {
        object.insert("skip".into(), json!(true));
    }
    object
}
