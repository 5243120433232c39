//! One line of a turn in `script.toml`: a text in each language, and how it is spoken.

use super::{Mistake, quote, table};
use crate::language::{Language, Localized};
use crate::script::Line;
use crate::script::direction::{Direction, Directions, LONGEST_PAUSE, LineVoice, MOST_TAKES};
use crate::spelling::closest;
use crate::voice::VoiceId;
use indexmap::IndexMap;
use std::ops::Range;
use toml::{Spanned, Value};

/// A line as the parser gives it.
pub(super) type Entries = IndexMap<Spanned<String>, Spanned<Value>>;

/// The fields of a line that are no language.
pub(super) const FIELDS: [&str; 5] = ["say", "voice", "take", "pause", "skip"];

/// A line as the file has it.
pub(super) fn render(line: &Line) -> String {
    match line {
        Line::Speech {
            text, direction, ..
        } => {
            let mut entries: Vec<String> = text
                .iter()
                .map(|(language, text)| format!("{language} = {}", quote(text)))
                .collect();
            entries.extend(directions(text, direction));
            if entries.is_empty() {
                return "{}".into();
            }
            format!("{{ {} }}", entries.join(", "))
        }
        Line::Note { text, language, .. } => format!(
            "{{ note = {}, language = {} }}",
            quote(text),
            quote(language.tag())
        ),
    }
}

fn directions(text: &Localized, direction: &Direction) -> Vec<String> {
    // A line in one language needs no table to say which.
    let for_each = |entries: &Localized| match entries.values().next() {
        Some(only) if text.len() == 1 => quote(only),
        _ => table(entries),
    };
    let mut entries = Vec::new();
    if !direction.say.is_empty() {
        entries.push(format!("say = {}", for_each(&direction.say)));
    }
    match &direction.voice {
        Some(LineVoice::All(voice)) => {
            entries.push(format!("voice = {}", quote(&voice.to_string())));
        }
        Some(LineVoice::Each(voices)) => {
            let voices = voices.iter().map(|(l, v)| (l.clone(), v.to_string()));
            entries.push(format!("voice = {}", for_each(&voices.collect())));
        }
        None => {}
    }
    match direction.take.first() {
        Some((_, only)) if text.len() == 1 => entries.push(format!("take = {only}")),
        Some(_) => {
            let takes = direction.take.iter();
            let takes: Vec<String> = takes.map(|(l, take)| format!("{l} = {take}")).collect();
            entries.push(format!("take = {{ {} }}", takes.join(", ")));
        }
        None => {}
    }
    if let Some(pause) = direction.pause {
        entries.push(format!("pause = {pause:?}"));
    }
    if direction.skip {
        entries.push("skip = true".into());
    }
    entries
}

/// Reads a line. `span` is where it stands, `at` its line numbers, `languages` the script's.
pub(super) fn read(
    entries: Entries,
    span: Range<usize>,
    at: Vec<usize>,
    languages: &[Language],
) -> Result<Line, Mistake> {
    if entries.keys().any(|key| key.get_ref() == "note") {
        return read_note(entries, span, at);
    }
    let (own, rest): (Vec<_>, Vec<_>) = entries
        .into_iter()
        .partition(|(key, _)| FIELDS.contains(&key.get_ref().as_str()));
    let mut text = Localized::new();
    for (key, words) in rest {
        let language = language(&key, languages, &FIELDS)?;
        let words = string(&words, || {
            format!("a text goes in quotation marks: {language} = \"…\"")
        })?;
        text.insert(language, words);
    }
    if text.values().all(|words| words.trim().is_empty()) {
        let what = "this line says nothing; write its text, or take the line out";
        return Err((span, what.into()));
    }
    let mut direction = Directions::default();
    for (key, value) in own {
        match key.get_ref().as_str() {
            "say" => direction.say = read_say(value, &text)?,
            "voice" => direction.voice = Some(read_voice(value, &text)?),
            "take" => direction.take = read_take(&value, &text)?,
            "pause" => direction.pause = Some(read_pause(&value)?),
            _ => direction.skip = read_skip(&value)?,
        }
    }
    Ok(Line::Speech {
        text,
        direction: direction.into(),
        at,
    })
}

fn read_note(entries: Entries, span: Range<usize>, at: Vec<usize>) -> Result<Line, Mistake> {
    let (mut text, mut language) = (String::new(), None);
    for (key, value) in entries {
        match key.get_ref().as_str() {
            "note" => {
                text = string(&value, || {
                    "a note goes in quotation marks: note = \"…\"".into()
                })?;
            }
            "language" => {
                let tag = string(&value, || "write language = \"en\" or the like".into())?;
                language = Some(Language::new(&tag));
            }
            other => {
                let like = closest(other, ["language"].into_iter());
                let hint = like.map_or_else(
                    || "; `book.toml` says whether notes are read".into(),
                    |like| format!(". Did you mean `{like}`?"),
                );
                let what = format!("a note has `note` and `language` only, not `{other}`{hint}");
                return Err((key.span(), what));
            }
        }
    }
    match language {
        Some(language) => Ok(Line::Note { text, language, at }),
        None => Err((
            span,
            "a note needs its language, as { note = \"…\", language = \"en\" }".into(),
        )),
    }
}

/// A key that names one of the script's languages. `others` are what else may stand there.
fn language(
    key: &Spanned<String>,
    languages: &[Language],
    others: &[&str],
) -> Result<Language, Mistake> {
    let name = key.get_ref();
    let own = Language::new(name);
    // A copy of the script's own shares its tag.
    if let Some(known) = languages.iter().find(|known| **known == own) {
        return Ok(known.clone());
    }
    let listed: Vec<&str> = languages.iter().map(Language::tag).collect();
    let like = closest(name, others.iter().copied().chain(["note"]))
        .map(|like| format!("Did you mean `{like}`?"));
    let what = if Language::is_tag(name) {
        format!(
            "`{name}` is not among the languages at the top of the file ({}). {}",
            listed.join(", "),
            like.unwrap_or_else(|| "Add it there, or is it a slip?".into())
        )
    } else {
        format!(
            "`{name}` is neither a language nor {}. {}",
            ["`note`"]
                .into_iter()
                .map(String::from)
                .chain(others.iter().map(|other| format!("`{other}`")))
                .collect::<Vec<_>>()
                .join(", "),
            like.unwrap_or_else(|| "A line looks like { en = \"…\" }".into())
        )
    };
    Err((key.span(), what))
}

fn string(value: &Spanned<Value>, what: impl Fn() -> String) -> Result<String, Mistake> {
    match value.get_ref() {
        Value::String(text) => Ok(text.clone()),
        _ => Err((value.span(), what())),
    }
}

/// A text for a line's one language, or a table of texts by language; the languages are the
/// line's. `Err` is what is wrong with it.
fn by_language(value: &Value, text: &Localized, field: &str) -> Result<Localized, String> {
    let listed: Vec<&str> = text.keys().map(Language::tag).collect();
    let (first, listed) = (listed[0], listed.join(" and "));
    match value {
        Value::String(words) => {
            let only = text.keys().next().cloned();
            Ok(only.map(|l| (l, words.clone())).into_iter().collect())
        }
        Value::Table(entries) => {
            let mut each = Localized::new();
            for (key, words) in entries {
                let language = Language::new(key);
                if !text.contains_key(&language) {
                    return Err(format!("this line has no `{key}`; it has {listed}"));
                }
                let Value::String(words) = words else {
                    return Err(format!("write {field} = {{ {key} = \"…\" }}"));
                };
                each.insert(language, words.clone());
            }
            Ok(each)
        }
        _ => Err(format!(
            "write {field} = \"…\" or {field} = {{ {first} = \"…\" }}"
        )),
    }
}

fn read_say(value: Spanned<Value>, text: &Localized) -> Result<Localized, Mistake> {
    let fail = |what: String| (value.span(), what);
    if text.len() > 1 && value.get_ref().is_str() {
        let tags: Vec<&str> = text.keys().map(Language::tag).collect();
        let what = format!(
            "this line has {}; say which is meant: say = {{ {} = \"…\" }}",
            tags.join(" and "),
            tags[0]
        );
        return Err(fail(what));
    }
    let say = by_language(value.get_ref(), text, "say").map_err(fail)?;
    if say.values().any(|words| words.trim().is_empty()) {
        let what = "there is nothing to say in it; to leave the line unspoken, write skip = true";
        return Err(fail(what.into()));
    }
    Ok(say)
}

fn read_voice(value: Spanned<Value>, text: &Localized) -> Result<LineVoice, Mistake> {
    let parse = |name: &str| {
        name.parse::<VoiceId>()
            .map_err(|error| (value.span(), error.to_string()))
    };
    match value.get_ref() {
        Value::String(name) if text.len() > 1 => Ok(LineVoice::All(parse(name)?)),
        other => {
            let voices = by_language(other, text, "voice").map_err(|what| (value.span(), what))?;
            let voices = voices.iter().map(|(l, v)| Ok((l.clone(), parse(v)?)));
            Ok(LineVoice::Each(voices.collect::<Result<_, _>>()?))
        }
    }
}

/// A number for all languages of a line, or for some.
fn read_take(value: &Spanned<Value>, text: &Localized) -> Result<IndexMap<Language, u32>, Mistake> {
    let fail = || {
        let what = format!("a take is a number from 1 to {MOST_TAKES}, as take = 2");
        (value.span(), what)
    };
    let number = |value: &Value| {
        let number = value.as_integer().and_then(|n| u32::try_from(n).ok());
        let number = number.filter(|n| (1..=MOST_TAKES).contains(n));
        number.ok_or_else(fail)
    };
    match value.get_ref() {
        Value::Table(each) => {
            let each = each.iter().map(|(key, take)| {
                let Some((language, _)) = text.get_key_value(&Language::new(key)) else {
                    return Err((value.span(), format!("this line has no `{key}`")));
                };
                Ok((language.clone(), number(take)?))
            });
            each.collect()
        }
        all => {
            let take = number(all)?;
            Ok(text.keys().map(|l| (l.clone(), take)).collect())
        }
    }
}

fn read_pause(value: &Spanned<Value>) -> Result<f64, Mistake> {
    let seconds = match value.get_ref() {
        Value::Integer(seconds) => Some(*seconds as f64),
        Value::Float(seconds) => Some(*seconds),
        _ => None,
    };
    seconds
        .filter(|seconds| (0.0..=LONGEST_PAUSE).contains(seconds))
        .ok_or_else(|| {
            let what = "a pause is a number of seconds from 0 to 60, as pause = 2.0";
            (value.span(), what.into())
        })
}

fn read_skip(value: &Spanned<Value>) -> Result<bool, Mistake> {
    value
        .get_ref()
        .as_bool()
        .ok_or_else(|| (value.span(), "write skip = true, or take it out".into()))
}
