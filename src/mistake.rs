//! What a person sees of a mistake in a TOML file: the parser's word, in plain words where it is
//! none, and what usually is the cause.

use crate::characters;
use crate::spelling::closest;
use std::fmt::Write;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The byte that a parser's error points at, and what to say of it: what is wrong, then what to
/// do. `text` is the file's.
///
/// ```
/// let text = "pause = 0,7\n";
/// let error = toml::from_str::<toml::Table>(text).unwrap_err();
/// let (at, what) = diglot::mistake::explain(text, &error);
/// assert_eq!((at, what.contains("0.7")), (9, true));
/// ```
pub fn explain(text: &str, error: &toml::de::Error) -> (usize, String) {
    let span = error.span().unwrap_or(0..0);
    let at = text.floor_char_boundary(span.start.min(text.len()));
    let here = text.get(span).unwrap_or_default();
    let message = error.message().trim().replace('\n', "; ");
    let what = plain(&message, here).unwrap_or(message.clone());
    let hint = typed(text, at).or_else(|| hint(&message, text, at, here));
    (
        at,
        match hint {
            Some(hint) => format!("{what}. {hint}"),
            None => what,
        },
    )
}

/// The first string of a TOML file that holds a character that is no text, which no file of a book may
/// hold: its byte, and what to say of it.
pub fn no_text(text: &str) -> Option<(usize, String)> {
    // The parser refuses most of them, but for those that are written as escapes.
    let may_hold = |c| c == '\\' || !characters::is_text(c);
    if !text.contains(may_hold) {
        return None;
    }
    let (at, c) = no_text_in(text, &DeTable::parse(text).ok()?)?;
    let what = format!(
        "here is the character {}, which is no text and can be in no book; take it out",
        characters::number(c)
    );
    Some((at, what))
}

fn no_text_in(text: &str, table: &Spanned<DeTable>) -> Option<(usize, char)> {
    table.get_ref().iter().find_map(|(key, value)| {
        in_string(text, key.span(), key.get_ref()).or_else(|| in_value(text, value))
    })
}

fn in_value(text: &str, value: &Spanned<DeValue>) -> Option<(usize, char)> {
    match value.get_ref() {
        DeValue::String(string) => in_string(text, value.span(), string),
        DeValue::Array(all) => all.iter().find_map(|value| in_value(text, value)),
        DeValue::Table(table) => table.iter().find_map(|(key, value)| {
            in_string(text, key.span(), key.get_ref()).or_else(|| in_value(text, value))
        }),
        _ => None,
    }
}

/// The first character of a string that is no text, and where it or its escape stands.
fn in_string(text: &str, span: Range<usize>, string: &str) -> Option<(usize, char)> {
    let c = string.chars().find(|c| !characters::is_text(*c))?;
    let written = text.get(span.clone()).unwrap_or_default();
    let code = u32::from(c);
    let mut forms = vec![c.to_string()];
    for code in [format!("{code:x}"), format!("{code:X}")] {
        forms.push(format!("\\u{code:0>4}"));
        forms.push(format!("\\U{code:0>8}"));
        forms.push(format!("\\x{code:0>2}"));
    }
    forms.extend(
        [('\x08', "\\b"), ('\x0C', "\\f"), ('\x1B', "\\e")]
            .iter()
            .filter(|(own, _)| *own == c)
            .map(|(_, form)| form.to_string()),
    );
    let within = forms
        .iter()
        .filter_map(|form| written.find(form.as_str()))
        .min();
    Some((span.start + within.unwrap_or(0), c))
}

/// The byte at which a key of a TOML file stands, by its path: `["podcast", "url"]`. If it is not
/// there, that of the last key on the way to it; 0 if the file cannot be read.
///
/// ```
/// let text = "[podcast]\nurl = \"x\"\n";
/// assert_eq!(diglot::mistake::key_at(text, &["podcast", "url"]), 10);
/// assert_eq!(diglot::mistake::key_at(text, &["podcast", "link"]), 1);
/// ```
pub fn key_at(text: &str, path: &[&str]) -> usize {
    let Ok(file) = DeTable::parse(text) else {
        return 0;
    };
    let mut at = 0;
    let mut table = file.get_ref();
    for key in path {
        let Some((key, value)) = table.iter().find(|(known, _)| known.get_ref() == key) else {
            break;
        };
        at = key.span().start;
        match value.get_ref() {
            DeValue::Table(inner) => table = inner,
            _ => break,
        }
    }
    at
}

/// The names in backquotes in a parser's message.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}

/// A message in plain words, where the parser speaks of its own types.
fn plain(message: &str, here: &str) -> Option<String> {
    if message == "duplicate key" {
        return Some(format!("`{here}` is there twice"));
    }
    if let Some(name) = message.strip_prefix("missing field ") {
        return Some(format!("{name} is missing here"));
    }
    if message == "wanted string or table" {
        return Some(format!(
            "`{here}` stands where a text in quotation marks belongs"
        ));
    }
    if message.starts_with("string values must be quoted") {
        return Some("a value is missing its quotation marks, or is not there".into());
    }
    let (found, expected) = message
        .strip_prefix("invalid type: ")
        .or(message.strip_prefix("invalid value: "))?
        .split_once(", expected ")?;
    let figure = |kind: &str| {
        Some(format!(
            "the number {}",
            found.strip_prefix(kind)?.trim_matches('`')
        ))
    };
    let found = match found {
        "map" => "a table".into(),
        "sequence" => "a list".into(),
        other => figure("integer ")
            .or_else(|| figure("floating point "))
            .or_else(|| Some(format!("the text {}", other.strip_prefix("string ")?)))
            .or_else(|| Some(other.strip_prefix("boolean ")?.trim_matches('`').into()))
            .unwrap_or_else(|| other.into()),
    };
    let (expected, example) = match expected {
        "a map" => ("a table", ", as { en = \"…\" }"),
        "a sequence" => ("a list", ", as [ … ]"),
        "a string" => ("a text in quotation marks", ""),
        "a boolean" => ("true or false", ""),
        "f64" => ("a number", ", as 0.7"),
        "u16" | "u32" | "u64" | "usize" | "i64" => ("a whole number", ""),
        other => (other, ""),
    };
    Some(format!("{found} stands where {expected} belongs{example}"))
}

/// What to do about a sign that an input method or a word processor has put in place of TOML's.
fn typed(text: &str, at: usize) -> Option<String> {
    let c = text[at..].chars().next()?;
    let plain = match c {
        '“' | '”' | '„' | '«' | '»' | '「' | '」' | '＂' => '"',
        '‘' | '’' => '\'',
        '，' | '、' => ',',
        '＝' => '=',
        '｛' => '{',
        '｝' => '}',
        '［' | '【' => '[',
        '］' | '】' => ']',
        '＃' => '#',
        '\u{A0}' | '\u{3000}' => {
            return Some("Here is a blank of another kind; type a plain one".into());
        }
        _ => return None,
    };
    Some(format!("Type a plain {plain} in place of {c}"))
}

fn hint(message: &str, text: &str, at: usize, here: &str) -> Option<String> {
    let next = text[at..].trim_start_matches([' ', '\t']).chars().next();
    let before = text[..at].chars().next_back();
    let starts = |what: &str| message.starts_with(what);
    if starts("unknown field") || starts("unknown variant") {
        let mut names = quoted(message);
        let wanted = names.next()?;
        let like = closest(wanted, names)?;
        return Some(format!("Did you mean `{like}`?"));
    }
    if starts("duplicate key") {
        return Some("Take one of them out".into());
    }
    let syntax = [
        "missing comma",
        "key with no value",
        "unexpected key",
        "invalid unquoted",
    ];
    let gap = &text[text[..at].trim_end().len()..at];
    if syntax.iter().any(|what| starts(what)) {
        let last_line = at - text[..at].rsplit('\n').next().unwrap_or_default().len();
        if ends_in_text(text, last_line.saturating_sub(1)) {
            return Some(
                "The text in the line before does not end there; a text stands on one line, \
                 between two quotation marks"
                    .into(),
            );
        }
    }
    if starts("missing comma") {
        return Some(
            match next {
                _ if gap.contains('\n') => "The line before ends without a comma",
                Some(c) if c.is_alphanumeric() && (before == Some('"') || ends_in_text(text, at)) => {
                    "A quotation mark inside a text is written \\\"; and does each text end with one?"
                }
                _ => "Put a comma here",
            }
            .into(),
        );
    }
    if starts("string values must be quoted") {
        let word = here.trim();
        return Some(match word {
            "" => "Write the value after the =".into(),
            word => format!("Write \"{word}\""),
        });
    }
    if starts("missing escaped value") {
        return Some("A backslash in a text is written \\\\".into());
    }
    let colon = text[..at].trim_end().ends_with(':');
    if starts("missing assignment") && (colon || next == Some(':')) {
        return Some("Write = in place of the colon".into());
    }
    if starts("unexpected key or value") {
        return Some(match (before, next) {
            (Some(c), Some(',')) if c.is_ascii_digit() => {
                "A number is written with a point, as 0.7".into()
            }
            (Some('\''), _) => "A text with an apostrophe in it goes between \" and \"".into(),
            (_, Some(',')) => "No comma ends a line outside of [ ] and { }".into(),
            _ => "Each `key = value` has a line of its own; a quotation mark inside a text is \
                 written \\\""
                .into(),
        });
    }
    if starts("invalid mantissa") {
        return Some("A number has a figure before its point, as 0.7".into());
    }
    if starts("key with no value") {
        return Some(
            "Write key = value; a key of several words goes in quotation marks, as \"Dr Ott\" = …"
                .into(),
        );
    }
    if starts("invalid unquoted key") {
        return Some(format!("Put it in quotation marks: \"{here}\" = …"));
    }
    if starts("unclosed") {
        return Some("Each [ needs its ], and each { its }".into());
    }
    if starts("invalid type: map, expected a sequence") && here.starts_with('[') {
        let name = here.trim_matches(['[', ']']);
        return Some(format!("Write [[{name}]], with two brackets"));
    }
    if starts("missing field") {
        return missing(quoted(message).next()?);
    }
    if starts("invalid type: map, expected a string") {
        return Some("A key with a point in it goes in quotation marks, as \"Dr. Ott\" = …".into());
    }
    if starts("invalid type: string") && number_in_quotes(message, here) {
        let mut hint = String::from("Take the quotation marks off");
        let _ = write!(hint, ": {}", here.trim_matches(['"', '\'']));
        return Some(hint);
    }
    None
}

fn missing(field: &str) -> Option<String> {
    Some(
        match field {
            "lines" => "A turn has its lines, as lines = [ { en = \"…\" } ]",
            "speaker" => "A turn says who speaks, as speaker = \"ann-reed\"",
            "id" => "A speaker has an id that turns name, as id = \"ann-reed\"",
            "schema" => "The file begins with schema = 1",
            "title" => "The file has a title, as title = { en = \"…\" }",
            "languages" => "The file lists its languages, as languages = [\"en\", \"zh\"]",
            _ => return None,
        }
        .into(),
    )
}

fn number_in_quotes(message: &str, here: &str) -> bool {
    let wants_number = ["f64", "u16", "u32", "u64"]
        .iter()
        .any(|number| message.ends_with(number));
    wants_number && here.trim_matches(['"', '\'']).parse::<f64>().is_ok()
}

/// Whether a text that was begun in this line of the file is still open at a byte.
fn ends_in_text(text: &str, at: usize) -> bool {
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    let mut quotes = 0;
    let mut escaped = false;
    for c in line.chars() {
        if c == '"' && !escaped {
            quotes += 1;
        }
        escaped = c == '\\' && !escaped;
    }
    quotes % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::explain;
    use crate::disk::place;
    use snapbox::{IntoData, assert_data_eq, str};

    /// Line, column and word of the first mistake.
    fn said(text: &str) -> String {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "only its errors are looked at")]
        struct File {
            pause: Option<f64>,
            skip: Option<bool>,
            word: Option<String>,
            count: Option<u32>,
            #[serde(default)]
            turn: Vec<Turn>,
        }
        #[derive(Debug, serde::Deserialize)]
        #[expect(dead_code, reason = "only its errors are looked at")]
        struct Turn {
            lines: Vec<toml::Table>,
        }
        let error = toml::from_str::<File>(text).unwrap_err();
        let (at, what) = explain(text, &error);
        let (line, column) = place(text, at);
        format!("{line}:{column}: {what}\n")
    }

    #[test]
    fn each_mistake_has_its_place_and_its_cure() {
        let all: String = [
            "pauze = 1.0",
            "pause = \"1.5\"",
            "pause = 0,7",
            "pause = .7",
            "pause =",
            "pause",
            "pause = 1.0\npause = 2.0",
            "skip = 1",
            "skip = yes",
            "count = 1.5",
            "word = 5",
            "word = “Ott”",
            "word = Ott",
            "word = 'it's'",
            "word = \"a \\p\"",
            "word = \"one\ntwo\"",
            "word ＝ \"a\"",
            "word\u{A0}= \"a\"",
            "黄 = \"a\"",
            "Dr Ott = \"a\"",
            "word.x = \"a\"",
            "[turn]\nlines = []",
            "[[turn]]",
            "[[turn]]\nlines = \"x\"",
            "[[turn]]\nlines = [\"x\"]",
            "[[turn]]\nlines = [\n  { en = \"a\" }\n  { en = \"b\" },\n]",
            "[[turn]]\nlines = [{ en = \"a\" zh = \"b\" }]",
            "[[turn]]\nlines = [{ en = \"a\"， zh = \"b\" }]",
            "[[turn]]\nlines = [{ en = \"They said \"no\".\" }]",
            "[[turn]]\nlines = [{ en = \"a, zh = \"b\" }]",
            "[[turn]]\nlines = [{ en = \"a\n  b\" }]",
            "[[turn]]\nlines = [{ en: \"a\" }]",
            "[[turn]]\nlines = [{ en = \"a\", en = \"b\" }]",
            "[[turn]]\nlines = [{ en = \"a\" },\n",
            "[turn",
        ]
        .map(said)
        .concat();
        assert_data_eq!(all, str![[r#"
1:1: unknown field `pauze`, expected one of `pause`, `skip`, `word`, `count`, `turn`. Did you mean `pause`?
1:9: the text "1.5" stands where a number belongs, as 0.7. Take the quotation marks off: 1.5
1:10: unexpected key or value, expected newline, `#`. A number is written with a point, as 0.7
1:9: invalid mantissa, expected digits. A number has a figure before its point, as 0.7
1:8: a value is missing its quotation marks, or is not there. Write the value after the =
1:6: key with no value, expected `=`. Write key = value; a key of several words goes in quotation marks, as "Dr Ott" = …
2:1: `pause` is there twice. Take one of them out
1:8: the number 1 stands where true or false belongs
1:8: a value is missing its quotation marks, or is not there. Write "yes"
1:9: the number 1.5 stands where a whole number belongs
1:8: the number 5 stands where a text in quotation marks belongs
1:8: a value is missing its quotation marks, or is not there. Type a plain " in place of “
1:8: a value is missing its quotation marks, or is not there. Write "Ott"
1:12: unexpected key or value, expected newline, `#`. A text with an apostrophe in it goes between " and "
1:12: missing escaped value, expected `b`, `e`, `f`, `n`, `r`, `\`, `"`, `x`, `u`, `U`. A backslash in a text is written \\
2:5: key with no value, expected `=`. The text in the line before does not end there; a text stands on one line, between two quotation marks
1:6: key with no value, expected `=`. Type a plain = in place of ＝
1:5: invalid unquoted key, expected letters, numbers, `-`, `_`. Here is a blank of another kind; type a plain one
1:1: invalid unquoted key, expected letters, numbers, `-`, `_`. Put it in quotation marks: "黄" = …
1:4: key with no value, expected `=`. Write key = value; a key of several words goes in quotation marks, as "Dr Ott" = …
1:1: a table stands where a text in quotation marks belongs. A key with a point in it goes in quotation marks, as "Dr. Ott" = …
1:1: a table stands where a list belongs, as [ … ]. Write [[turn]], with two brackets
1:1: `lines` is missing here. A turn has its lines, as lines = [ { en = "…" } ]
2:9: the text "x" stands where a list belongs, as [ … ]
2:10: the text "x" stands where a table belongs, as { en = "…" }
4:3: missing comma between array elements, expected `,`. The line before ends without a comma
2:21: missing comma between key-value pairs, expected `,`. Put a comma here
2:20: missing comma between key-value pairs, expected `,`. Type a plain , in place of ，
2:29: missing comma between key-value pairs, expected `,`. A quotation mark inside a text is written \"; and does each text end with one?
2:27: missing comma between key-value pairs, expected `,`. A quotation mark inside a text is written \"; and does each text end with one?
3:3: missing comma between key-value pairs, expected `,`. The text in the line before does not end there; a text stands on one line, between two quotation marks
2:16: missing assignment between key-value pairs, expected `=`. Write = in place of the colon
2:22: `en` is there twice. Take one of them out
2:23: unclosed array, expected `]`. Each [ needs its ], and each { its }
1:6: unclosed table, expected `]`. Each [ needs its ], and each { its }

"#]].raw());
    }
}
