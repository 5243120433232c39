//! Units of a text with their translations: what translators' programs keep (gettext's PO, TMX, XLIFF) and what collections of
//! translations hold (JSON whose entries have a text in each of two languages).

use super::super::ScriptError;
use super::super::document::{Document, Preset, SourceLine};
use super::lined;
use super::xml;
use crate::language::Language;
use crate::script::tongues::named::language_named;
use roxmltree::Node;
use serde_json::{Map, Value};

/// Why what translators say to each other is not in the book.
const COMMENT: &str = "comment of translators";
/// Elements that hold the codes of another format and no text (TMX 1.4b, XLIFF 1.2 and 2.1).
const CODES: &[&str] = &["ph", "bpt", "ept", "it", "ut", "x", "bx", "ex", "sc", "ec"];
/// What the two texts of an entry may be called, if not by their languages.
const ORIGINAL: &[&str] = &["source", "original", "src"];
const TRANSLATION: &[&str] = &["target", "translation", "translated", "tgt"];
/// What may hold the texts of an entry.
const HOLDERS: &[&str] = &["translation", "translations", "text", "texts"];

/// A text in its languages. Of some it is not said which they are.
#[derive(Debug, Default)]
pub(crate) struct Unit {
    /// The line where it begins.
    pub at: usize,
    /// Who says it.
    pub speaker: Option<String>,
    /// Each text with its language.
    pub texts: Vec<(Option<Language>, String)>,
}

/// The lines that units are: each is a row, and each language a column.
pub(crate) fn document(units: Vec<Unit>, others: Vec<SourceLine>) -> Document {
    let mut columns: Vec<Option<Language>> = Vec::new();
    let mut lines = others;
    for unit in units {
        let mut begins = true;
        for (place, (language, text)) in unit.texts.into_iter().enumerate() {
            let text: Vec<&str> = text.split_whitespace().collect();
            if text.is_empty() {
                continue;
            }
            let mut line = SourceLine::new(unit.at, &text.join(" "), begins);
            begins = false;
            let column = match &language {
                None => place,
                Some(_) => columns
                    .iter()
                    .position(|known| *known == language)
                    .unwrap_or_else(|| {
                        columns.push(language.clone());
                        columns.len() - 1
                    }),
            };
            line.markup.column = Some(column);
            line.markup.language = language;
            line.markup.speaker.clone_from(&unit.speaker);
            lines.push(line);
        }
    }
    lines.sort_by_key(|line| line.at);
    Document { lines }
}

/// Whether a text begins as gettext's translations do.
pub(crate) fn is_po(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{FEFF}').lines().map(str::trim);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    let quoted = |line: &str| line.trim().starts_with('"');
    let begins = |word: &str| {
        first
            .and_then(|line| line.strip_prefix(word))
            .is_some_and(quoted)
    };
    begins("msgid ") || begins("msgctxt ")
}

/// What a string of a PO file belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Original,
    Translation,
    Aside,
}

/// Reads gettext's translations (GNU gettext, "The Format of PO Files"). Of a plural, the first form is read.
///
/// # Errors
/// If the bytes are no text.
pub(crate) fn read_po(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    let text = lined(bytes, file)?;
    let mut units: Vec<Unit> = Vec::new();
    let mut others = Vec::new();
    let mut field = Field::Aside;
    let mut dropped = |at: usize, line: &str, reason: &'static str| {
        others.push(SourceLine::preset(
            at,
            line,
            true,
            Preset::Dropped { reason },
        ));
    };
    for (i, line) in text.split('\n').enumerate() {
        let line = line.trim().trim_start_matches('\u{FEFF}');
        let at = i + 1;
        if line.is_empty() {
            continue;
        }
        let (word, value) = match line.find('"') {
            Some(quote) => line.split_at(quote),
            None => (line, ""),
        };
        match word.trim() {
            _ if line.starts_with('#') => {
                dropped(at, line, COMMENT);
                continue;
            }
            "" => {}
            "msgid" => {
                field = Field::Original;
                let texts = vec![(None, String::new()); 2];
                units.push(Unit {
                    at,
                    speaker: None,
                    texts,
                });
            }
            "msgstr" | "msgstr[0]" => field = Field::Translation,
            _ => field = Field::Aside,
        }
        let place = match field {
            Field::Aside => {
                dropped(at, line, "beside what is translated");
                continue;
            }
            Field::Original => 0,
            Field::Translation => 1,
        };
        if let Some(unit) = units.last_mut() {
            unit.texts[place].1.push_str(&unquoted(value));
        }
    }
    let mut language = None;
    // What translates nothing is the file's head.
    units.retain_mut(|unit| {
        let is_head = unit.texts[0].1.is_empty();
        if is_head {
            let head = &unit.texts[1].1;
            let stated = head.lines().find_map(|line| line.strip_prefix("Language:"));
            language = stated
                .map(str::trim)
                .filter(|tag| is_language(tag))
                .map(Language::new);
            let reason = "head of the file";
            others.push(SourceLine::preset(
                unit.at,
                head,
                true,
                Preset::Dropped { reason },
            ));
        }
        !is_head
    });
    // Programs are translated from English, unless it is what they are translated into.
    let english = Language::new("en");
    let original = language
        .as_ref()
        .filter(|tag| tag.base() != "en")
        .map(|_| english);
    for unit in &mut units {
        unit.texts[0].0.clone_from(&original);
        unit.texts[1].0.clone_from(&language);
    }
    Ok(document(units, others))
}

/// The text of a string in quotes, with what stands for signs replaced.
fn unquoted(value: &str) -> String {
    let value = value.strip_prefix('"').unwrap_or(value);
    let value = value.strip_suffix('"').unwrap_or(value);
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next() {
                Some('n' | 'r') => '\n',
                Some('t') => ' ',
                Some(c) => c,
                None => break,
            },
            c => c,
        });
    }
    out
}

/// Reads a translation memory (TMX 1.4b) or a translator's document (XLIFF 1.2, 2.1).
///
/// # Errors
/// If it is no text, or no XML.
pub(crate) fn read_xml(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    let text = xml::decode(bytes, file)?;
    let tree = xml::parse(&text, file, file)?;
    let starts: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
    let line_of = |node: &Node| 1 + starts.partition_point(|start| *start <= node.range().start);
    let mut units = Vec::new();
    let mut others = Vec::new();
    for node in tree.descendants().filter(Node::is_element) {
        let at = line_of(&node);
        match node.tag_name().name() {
            "tu" => units.push(Unit {
                at,
                speaker: None,
                texts: node
                    .children()
                    .filter(|child| child.has_tag_name("tuv"))
                    .map(|tuv| (stated(&tuv, &["lang"]), said(&tuv, "seg")))
                    .collect(),
            }),
            "trans-unit" | "segment" => units.push(Unit {
                at,
                speaker: None,
                texts: vec![
                    (
                        of_outer(&node, &["source-language", "srcLang"]),
                        said(&node, "source"),
                    ),
                    (
                        of_outer(&node, &["target-language", "trgLang"]),
                        said(&node, "target"),
                    ),
                ],
            }),
            "note" => {
                let part = Preset::Dropped { reason: COMMENT };
                others.push(SourceLine::preset(at, &words(&node), true, part));
            }
            _ => {}
        }
    }
    others.retain(|line| !line.text.is_empty());
    Ok(document(units, others))
}

/// The language that one of an element's attributes names.
fn stated(node: &Node, names: &[&str]) -> Option<Language> {
    let mut attributes = node.attributes();
    let tag = attributes
        .find(|attribute| names.contains(&attribute.name()))?
        .value();
    is_language(tag).then(|| Language::new(tag))
}

fn of_outer(node: &Node, names: &[&str]) -> Option<Language> {
    node.ancestors().find_map(|outer| stated(&outer, names))
}

/// What a child of that name says.
fn said(node: &Node, name: &str) -> String {
    let child = node
        .children()
        .find(|child| child.tag_name().name() == name);
    child.map(|child| words(&child)).unwrap_or_default()
}

/// The text in an element, without the codes of other formats in it.
fn words(node: &Node) -> String {
    let is_code = |inner: &Node| {
        let outer = inner.ancestors().take_while(|outer| outer != node);
        let mut names = outer.map(|outer| outer.tag_name().name());
        names.any(|name| CODES.contains(&name))
    };
    let texts = node
        .descendants()
        .filter(|inner| inner.is_text() && !is_code(inner));
    texts.filter_map(|text| text.text()).collect()
}

/// The units that the entries of a list are; `None` if half of them have no text in two languages.
pub(crate) fn of_entries(
    entries: &[&Map<String, Value>],
    speaker: impl Fn(&Map<String, Value>) -> Option<String>,
) -> Option<Vec<Unit>> {
    let unit = |(i, entry): (usize, &&Map<String, Value>)| Unit {
        at: i + 1,
        speaker: speaker(entry),
        texts: texts(entry),
    };
    let units: Vec<Unit> = entries.iter().enumerate().map(unit).collect();
    let whole = units.iter().filter(|unit| unit.texts.len() > 1).count();
    let all = units.iter().all(|unit| !unit.texts.is_empty());
    (all && whole > 0 && whole * 2 >= units.len()).then_some(units)
}

/// The texts of an entry: those that are called by their languages, else those that are called original and translation.
fn texts(entry: &Map<String, Value>) -> Vec<(Option<Language>, String)> {
    let inside = HOLDERS
        .iter()
        .find_map(|name| entry.get(*name)?.as_object());
    let entry = inside.unwrap_or(entry);
    let text = |value: &Value| {
        let text = value.as_str()?;
        text.contains(char::is_alphabetic).then(|| text.to_string())
    };
    let named = entry
        .iter()
        .filter_map(|(key, value)| Some((Some(of_key(key)?), text(value)?)));
    let named: Vec<_> = named.collect();
    if !named.is_empty() {
        return named;
    }
    let of = |names: &[&str]| names.iter().find_map(|name| text(entry.get(*name)?));
    let both = of(ORIGINAL).zip(of(TRANSLATION));
    both.map_or(Vec::new(), |(original, translation)| {
        vec![(None, original), (None, translation)]
    })
}

/// The language that a key names: `en`, `zh-CN`, `english`, `text_en`.
fn of_key(key: &str) -> Option<Language> {
    let key = ["text_", "sentence_", "translation_"]
        .iter()
        .find_map(|before| key.strip_prefix(before))
        .unwrap_or(key);
    language_named(key).or_else(|| is_language(key).then(|| Language::new(key)))
}

/// Whether a tag is one, and its language exists.
fn is_language(tag: &str) -> bool {
    let tag = Language::new(tag);
    let known = match tag.base().len() {
        2 => isolang::Language::from_639_1(tag.base()),
        _ => isolang::Language::from_639_3(tag.base()),
    };
    Language::is_tag(tag.tag()) && known.is_some()
}

#[cfg(test)]
mod tests {
    use crate::script::{Line, Options, read};

    /// Of each line, who says it and what, by languages.
    fn spoken(text: &str, file: &str) -> Vec<String> {
        let script = read(text.as_bytes(), file, &Options::default()).unwrap();
        let mut out = Vec::new();
        for turn in script.turns() {
            for line in &turn.lines {
                if let Line::Speech { text, .. } = line {
                    let said = text
                        .iter()
                        .map(|(language, text)| format!("{language}: {text}"));
                    out.push(format!(
                        "{} {}",
                        turn.speaker,
                        said.collect::<Vec<_>>().join(" | ")
                    ));
                }
            }
        }
        out
    }

    const UNITS: [(&str, &str); 3] = [
        ("The lamp was lit at noon.", "Die Lampe brannte am Mittag."),
        ("Nobody came to see it.", "Niemand kam, um sie zu sehen."),
        ("Then the wind put it out.", "Dann blies der Wind sie aus."),
    ];

    fn pairs() -> Vec<String> {
        UNITS
            .iter()
            .map(|(en, de)| format!("narrator en: {en} | de: {de}"))
            .collect()
    }

    #[test]
    fn gettext() {
        let head = "# Lamps\nmsgid \"\"\nmsgstr \"\"\n\"Language: de\\n\"\n\"X-Maker: hand\\n\"\n";
        let units = UNITS.map(|(en, de)| {
            let (begin, end) = de.split_at(6);
            format!("\n#: lamp.c:1\nmsgid \"{en}\"\nmsgstr \"\"\n\"{begin}\"\n\"{end}\\n\"\n")
        });
        let text = format!("{head}{}", units.concat());
        assert_eq!(spoken(&text, "a.po"), pairs());
        assert_eq!(spoken(&text, "a.txt"), pairs());
    }

    #[test]
    fn memories_and_documents_of_translators() {
        let units = UNITS.map(|(en, de)| {
            format!("<tu><tuv xml:lang='en-GB'><seg>{en}</seg></tuv>\n<tuv lang='de'><seg><ph>{{b}}</ph>{de}</seg></tuv></tu>\n")
        });
        let text = format!(
            "<?xml version='1.0'?>\n<tmx version='1.4'><body>{}</body></tmx>",
            units.concat()
        );
        let british: Vec<String> = pairs()
            .iter()
            .map(|pair| pair.replace(" en:", " en-gb:"))
            .collect();
        assert_eq!(spoken(&text, "a.tmx"), british);
        let units = UNITS.map(|(en, de)| {
            format!("<unit><notes><note>bright</note></notes><segment><source>{en}</source><target><pc>{de}</pc></target></segment></unit>\n")
        });
        let text = format!(
            "<?xml version='1.0'?>\n<xliff version='2.0' srcLang='en' trgLang='de'><file>{}</file></xliff>",
            units.concat()
        );
        assert_eq!(spoken(&text, "a.xlf"), pairs());
    }

    #[test]
    fn entries_with_a_text_in_each_language() {
        let entry = |(en, de)| {
            format!("{{\"id\": 7, \"translation\": {{\"en\": \"{en}\", \"de\": \"{de}\"}}}}")
        };
        let entries = UNITS.map(entry);
        assert_eq!(spoken(&entries.join("\n"), "a.jsonl"), pairs());
        assert_eq!(spoken(&entries.join("\n"), "a.txt"), pairs());
        assert_eq!(
            spoken(&format!("[{}]", entries.join(",")), "a.json"),
            pairs()
        );
        let who = ["Ann", "Bo", "Ann"];
        let said: Vec<String> = UNITS
            .iter()
            .zip(who)
            .map(|((en, de), who)| {
                format!("{{\"speaker\": \"{who}\", \"source\": \"{en}\", \"target\": \"{de}\"}}")
            })
            .collect();
        let named: Vec<String> = pairs()
            .iter()
            .zip(["ann", "bo", "ann"])
            .map(|(pair, who)| pair.replace("narrator", who))
            .collect();
        assert_eq!(spoken(&format!("[{}]", said.join(",")), "a.json"), named);
    }
}
