//! Advanced SubStation Alpha (`.ass`, `.ssa`): sections of lines, of which those of `[Events]` have
//! the fields that their `Format:` line names.

use super::super::ScriptError;
use super::super::document::{Document, Preset, SourceLine};
use super::super::name_shape::can_be_name;
use super::cues::{self, Cue, Piece};
use super::lined;
use super::subtitles::seconds;

/// The line that such a file begins with.
const BEGIN: &str = "[Script Info]";
/// The fields of an event where no line names them.
const FIELDS: &str = "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text";

/// Whether a text begins like one.
pub(crate) fn is_ass(text: &str) -> bool {
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    text.get(..BEGIN.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(BEGIN))
}

/// Reads such a file.
///
/// # Errors
/// If the bytes are no text.
pub(crate) fn read(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    let text = lined(bytes, file)?;
    let mut others: Vec<SourceLine> = Vec::new();
    let mut cues: Vec<Cue> = Vec::new();
    let mut format: Vec<String> = fields(FIELDS);
    let mut in_events = false;
    for (i, line) in text.split('\n').enumerate() {
        let (at, line) = (i + 1, line.trim().trim_start_matches('\u{FEFF}'));
        if line.is_empty() {
            continue;
        }
        if line.starts_with('[') {
            in_events = line.eq_ignore_ascii_case("[Events]");
        }
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        let mut drop = |reason| {
            others.push(SourceLine::preset(
                at,
                line,
                true,
                Preset::Dropped { reason },
            ));
        };
        match key {
            "Format" if in_events => {
                format = fields(value);
                drop("heading of the subtitles");
            }
            "Dialogue" if in_events => match cue(at, value, &format) {
                Some(cue) => cues.push(cue),
                None => drop("no subtitle: it has no times"),
            },
            "Comment" if in_events => drop("comment in the subtitles"),
            "Title" if !in_events && !value.trim().is_empty() => {
                let text = value.trim().to_string();
                let title = Preset::Title { text };
                others.push(SourceLine::preset(at, value, true, title));
            }
            _ => drop("heading of the subtitles"),
        }
    }
    // Each language may stand in a part of its own; what is shown at once belongs together.
    cues.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut pieces = vec![Piece::Other(others)];
    for cue in cues {
        match pieces.last_mut() {
            Some(Piece::Cue(last)) if last.goes_with(&cue) => last.add(cue),
            _ => pieces.push(Piece::Cue(cue)),
        }
    }
    cues::document(pieces, None, file)
}

/// The names of the fields of an event.
fn fields(line: &str) -> Vec<String> {
    line.split(',')
        .map(|field| field.trim().to_lowercase())
        .collect()
}

/// The cue of an event; the text is its last field, and may have commas.
fn cue<'a>(at: usize, event: &'a str, format: &[String]) -> Option<Cue<'a>> {
    let values: Vec<&str> = event.splitn(format.len(), ',').collect();
    let value = |name: &str| {
        let field = format.iter().position(|field| field == name)?;
        values.get(field).map(|value| value.trim())
    };
    let speaker = value("name").or_else(|| value("actor")).unwrap_or_default();
    Some(Cue {
        from: seconds(value("start")?)?,
        to: seconds(value("end")?)?,
        aside: Vec::new(),
        lines: vec![(at, without_overrides(value("text")?).into())],
        speaker: can_be_name(speaker).then(|| speaker.to_string()),
    })
}

/// A text without what says how it looks: `{\i1}`, and what is drawn.
fn without_overrides(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let mut is_drawn = false;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((tags, after)) = after.split_once('}') else {
            break;
        };
        if !is_drawn {
            out.push_str(before);
        }
        if let Some((_, scale)) = tags.rsplit_once("\\p")
            && scale.starts_with(|c: char| c.is_ascii_digit())
        {
            is_drawn = !scale.starts_with('0');
        }
        rest = after;
    }
    if !is_drawn {
        out.push_str(rest);
    }
    out.replace("\\h", " ")
}

#[cfg(test)]
mod tests {
    use crate::script::{Options, read};

    #[test]
    fn fields_are_read_by_their_names() {
        let text = "[Script Info]\nTitle: The Lamp\n\n[V4+ Styles]\nFormat: Name, Fontname\n\
                    Style: Default,Arial\n\n[Events]\nFormat: Start, End, Name, Text\n\
                    Dialogue: 0:00:03.00,0:00:05.00,Bo,{\\i1}I, too,{\\i0} was there.\n\
                    Comment: 0:00:03.00,0:00:05.00,,later\n\
                    Dialogue: 0:00:01.00,0:00:03.00,Ann,The lamp\\Nis lit.\n\
                    Dialogue: 0:00:01.00,0:00:03.00,Ann,灯亮了。\n\
                    Dialogue: 0:00:05.00,0:00:07.00,,{\\p1}m 0 0 l 9 9{\\p0}\n";
        let script = read(text.as_bytes(), "a.ass", &Options::default()).unwrap();
        assert_eq!(script.title.values().next().unwrap(), "The Lamp");
        let said: Vec<(String, Vec<String>)> = script
            .turns()
            .map(|turn| match &turn.lines[0] {
                crate::script::Line::Speech { text, .. } => {
                    (turn.speaker.clone(), text.values().cloned().collect())
                }
                crate::script::Line::Note { text, .. } => panic!("{text}"),
            })
            .collect();
        let expected = [
            ("ann".to_string(), vec!["The lamp is lit.", "灯亮了。"]),
            ("bo".to_string(), vec!["I, too, was there."]),
        ];
        let expected = expected.map(|(name, said)| {
            let said: Vec<String> = said.into_iter().map(String::from).collect();
            (name, said)
        });
        assert_eq!(said, expected);
    }
}
