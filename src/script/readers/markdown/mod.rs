//! Markdown: CommonMark with tables, footnotes and front matter, lines with their places.

mod cells;
mod code;
mod components;
mod containers;
mod html_tables;
mod inline_html;
mod lines;
mod marks;
mod navigation;
mod speaking_elements;

use super::super::ScriptError;
use super::super::document::{Document, Preset, SourceLine};
use super::{bounded, html, in_one_line, lined, spelt_times, without_breaks};
use crate::script::claims::names_title;
use crate::script::hyphens;
use lines::Reader;
use pulldown_cmark::{Options, Parser};
use std::borrow::Cow;

/// Reads a Markdown text.
///
/// # Errors
/// If the bytes are no text.
pub(crate) fn read(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    let text = without_breaks(lined(bytes, file)?);
    document(&spaced_headings(text), file)
}

/// A text with a space behind the signs of headings that lack one: `##Lamps`, `#灯`. `#lamps` may be a word that the text is
/// found by.
fn spaced_headings(text: String) -> String {
    let lacks = |line: &str| {
        let title = line.trim_start_matches('#');
        let level = line.len() - title.len();
        let begins =
            |c: char| c.is_alphanumeric() && (level > 1 || !c.is_ascii() && !title.contains('#'));
        (1..=6).contains(&level) && title.starts_with(begins)
    };
    if !text.lines().any(lacks) {
        return text;
    }
    let spaced = text.split('\n').map(|line| {
        let level = line.len() - line.trim_start_matches('#').len();
        if lacks(line) {
            format!("{} {}", &line[..level], &line[level..])
        } else {
            line.to_string()
        }
    });
    spaced.collect::<Vec<_>>().join("\n")
}

/// Whether a text of unknown kind shows headings or tables of Markdown.
pub(crate) fn is_markdown(text: &str) -> bool {
    let mut is_first = true;
    text.lines().take(400).any(|line| {
        let heading = line.trim_start_matches('#');
        let level = line.len() - heading.len();
        let is_rule = line.contains("|-") || line.contains("| -") || line.contains("|:-");
        let front = std::mem::take(&mut is_first) && matches!(line.trim_end(), "---" | "+++");
        front
            || ((1..=6).contains(&level) && heading.starts_with(' ') && heading.trim().len() > 1)
            || (is_rule && line.chars().all(|c| "|-: \t".contains(c)))
    })
}

fn document(source: &str, file: &str) -> Result<Document, ScriptError> {
    let source_text = components::without_tags(source);
    let source_text = speaking_elements::labelled(&source_text);
    let source_text = speaking_elements::labelled_templates(&source_text);
    let source_text = html_tables::without_blanks(&source_text);
    let text = &*containers::without_signs(&source_text);
    let text = &*without_blank_targets(text);
    let (front, body) = front_matter(text);
    let mut reader = Reader::new(text);
    let is_all = text[body..].trim().is_empty();
    let mut block = None;
    for &(line, at) in &front {
        let inside = block.filter(|_| is_all && line.starts_with([' ', '\t']));
        reader.out.push(match inside {
            Some(before) => SourceLine::new(at, line.trim(), at != before + 1),
            None => fact(line, at),
        });
        let key = line.split(':').next().unwrap_or_default();
        let begins = BLOCKS.iter().any(|sign| line.ends_with(sign)) && !ABOUT.contains(&key);
        block = (begins || inside.is_some()).then_some(at);
    }
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    for (event, range) in Parser::new_ext(&text[body..], options).into_offset_iter() {
        bounded(reader.count(), file)?;
        reader.event(event, range.start + body..range.end + body);
    }
    reader.end_line();
    let mut lines = reader.out;
    lines.append(&mut html::fragments(&reader.html, &lines, file)?);
    lines.sort_by_key(|line| line.at);
    cells::settle(text, &mut lines);
    navigation::settle(&mut lines, &reader.alone);
    spelt_times::settle(&mut lines);
    hyphens::settle(&mut lines);
    in_one_line::part_bold(&mut lines);
    Ok(with_markup(source, lines))
}

/// The text with no blanks in the tags that targets of links and pictures begin with, which are as long as before:
/// `![]({{ site.url }}/lamp.jpg)`. With blanks, they would be none.
fn without_blank_targets(text: &str) -> Cow<'_, str> {
    const TARGETS: [&str; 2] = ["]({{", "]({%"];
    if !TARGETS.iter().any(|begin| text.contains(begin)) {
        return text.into();
    }
    let mut parts = text.split("]({");
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let line = part.find('\n').unwrap_or(part.len());
        let is_tag = part.starts_with(['{', '%']);
        let end = part[..line].find('}').filter(|_| is_tag).unwrap_or(0);
        out.push_str("]({");
        out.push_str(&part[..end].replace(' ', "_"));
        out.push_str(&part[end..]);
    }
    out.into()
}

/// How a key of YAML ends whose value is the lines below it (YAML 1.2, 8.1). Where a file has nothing but its head, they are the text.
const BLOCKS: &[&str] = &[": |", ": |-", ": |+", ": >", ": >-", ": >+"];

/// Keys of what is said about a text.
#[rustfmt::skip]
const ABOUT: &[&str] = &[
    "note", "notes", "bio", "about", "description", "summary", "abstract", "excerpt", "credits", "comment",
];

/// The lines of YAML between `---`, or of TOML between `+++`, at the top, with their numbers, and where the text begins.
fn front_matter(text: &str) -> (Vec<(&str, usize)>, usize) {
    let mut place = 0;
    let mut lines = Vec::new();
    let mut is_toml = false;
    let mut blank = None;
    for (at, line) in text.split_inclusive('\n').enumerate() {
        place += line.len();
        let bare = line.trim_end().trim_start_matches('\u{FEFF}');
        if blank.is_none() && bare.is_empty() {
            continue;
        }
        let i = at - *blank.get_or_insert(at);
        match (i, bare) {
            (0, "---" | "+++") => {
                is_toml = bare == "+++";
                lines.push((bare, at + 1));
            }
            (0, _) => break,
            (_, "---" | "...") if !is_toml => {
                lines.push((bare, at + 1));
                return (lines, place);
            }
            (_, "+++") if is_toml => {
                lines.push((bare, at + 1));
                return (lines, place);
            }
            // A rule at the top of a text is followed by text, not by `key: value`.
            (1, _) if is_toml && !bare.contains('=') && !bare.starts_with(['#', '[']) => break,
            (1, _) if !is_toml && !bare.contains(':') && !bare.starts_with('#') => break,
            (_, "") => {}
            _ => lines.push((bare, at + 1)),
        }
    }
    (Vec::new(), 0)
}

/// What stands between double quotes, without the signs before what they escape: `\"`, `\\`, and `\_` for a space that does not break
/// (YAML 1.2, 5.7).
fn without_escapes(quoted: &str) -> Cow<'_, str> {
    if !quoted.contains('\\') {
        return quoted.into();
    }
    let mut out = String::with_capacity(quoted.len());
    let mut signs = quoted.chars().peekable();
    while let Some(sign) = signs.next() {
        let escaped =
            signs.next_if(|next| sign == '\\' && matches!(next, '"' | '\\' | '/' | '_' | ' '));
        out.push(match escaped {
            Some('_') => ' ',
            Some(escaped) => escaped,
            None => sign,
        });
    }
    out.into()
}

fn fact(line: &str, at: usize) -> SourceLine {
    if matches!(line, "---" | "..." | "+++") {
        let reason = "rule around the front matter";
        return SourceLine::preset(at, line, true, Preset::Dropped { reason });
    }
    // `title: Lamps` of YAML, `title = "Lamps"` of TOML
    let (key, value) = line.split_once([':', '=']).unwrap_or(("", line));
    let value = value.trim();
    let quoted = value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'));
    let unescaped = quoted.map(without_escapes);
    let bare = unescaped
        .as_deref()
        .or_else(|| value.strip_prefix('\'').and_then(|v| v.strip_suffix('\'')))
        .unwrap_or(value);
    let key = match key.trim().to_lowercase().as_str() {
        key if names_title(key) && !bare.is_empty() => {
            let text = bare.to_string();
            return SourceLine::preset(at, bare, true, Preset::Title { text });
        }
        "author" | "authors" | "by" => "author",
        "date" | "published" => "date",
        "lang" | "language" => "language",
        "source" | "url" | "link" => "source",
        "description" | "summary" | "subtitle" => "description",
        _ => {
            return SourceLine::preset(
                at,
                line,
                true,
                Preset::Metadata {
                    key: "front matter",
                },
            );
        }
    };
    let text = if bare.is_empty() { line } else { bare };
    SourceLine::preset(at, text, true, Preset::Metadata { key })
}

/// Adds what of the source is markup alone (rules, fences, the line under a heading), so that every
/// line is accounted for.
fn with_markup(text: &str, lines: Vec<SourceLine>) -> Document {
    let mut out: Vec<SourceLine> = Vec::with_capacity(lines.len());
    let count = text.split('\n').count();
    let mut seen = vec![false; count + 2];
    for line in &lines {
        for at in line.places() {
            seen[at] = true;
        }
    }
    let mut lines = lines.into_iter().peekable();
    for (i, source) in text.split('\n').enumerate() {
        let at = i + 1;
        while lines.peek().is_some_and(|line| line.at <= at) {
            out.extend(lines.next());
        }
        let markup = SourceLine::preset(at, source, true, Preset::Dropped { reason: "markup" });
        if seen[at] || markup.text.is_empty() {
            continue;
        }
        // The rule of a heading or table belongs to the line over it.
        let is_rule = source.chars().all(|c| "=-|: \t".contains(c));
        match out
            .last_mut()
            .filter(|last| is_rule && last.places().last() == Some(&(at - 1)))
        {
            Some(last) => last.also_at.push(at),
            None => out.push(markup),
        }
    }
    out.extend(lines);
    Document { lines: out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_told_and_the_source_of_a_picture_is_not() {
        let text = "Start it:\n\n```sh\nlamp --on [now]\n```\n\n```mermaid\nA --> B\n```\n\n```\nAnn: It is on.\n```\n\n```\nget https://example.org/lamp\n```\n\n\
                    ```\n// The lamp must not burn by day!\nclass Lamp {\n    boolean burns; // by night.\n}\n```\n\n```\nThe lamp = a light; it burns.\nNobody slept.\n```\n";
        let lines = document(text, "a.md").unwrap().lines.into_iter();
        let lines: Vec<_> = lines.map(|line| (line.text, line.preset)).collect();
        let of = |text: &str| {
            let line = lines.iter().find(|(known, _)| known == text);
            line.and_then(|(_, preset)| preset.clone())
        };
        assert_eq!(of("lamp --on [now]"), Some(Preset::Code));
        assert_eq!(of("Ann: It is on."), None);
        assert_eq!(of("get https://example.org/lamp"), Some(Preset::Code));
        assert_eq!(of("boolean burns; // by night."), Some(Preset::Code));
        assert_eq!(of("Nobody slept."), None);
        let reason = "source of a picture";
        assert_eq!(of("A --> B"), Some(Preset::Dropped { reason }));
    }

    #[test]
    fn two_breaks_part_as_a_blank_line_does() {
        let text =
            "> **The Jetty**<br><br>\n> A boat lies in the bay,<br>\n> and nobody calls it.\n";
        let lines = document(text, "a.md").unwrap().lines;
        let begins: Vec<bool> = lines.iter().map(|line| line.blank_before).collect();
        assert_eq!(begins, [true, true, false]);
    }

    #[test]
    fn names_within_a_paragraph_begin_lines() {
        let text = "ann: who lit the lamp\nbo: my sister, on the night when\nnobody slept\nann: and then\nbo: it burned\n\n\
                    Q. Who put it out, on the night when nobody in the house slept,\nA. The wind, of which there is much here in the winter months, and\nBo saw it.\nQ. Was it dark, on the night when nobody in the old house slept,\nA. No\n\n\
                    [00:01] *Ann Reed:* Who lit the lamp, the one that stood in the window,\n[00:04] *Bo Lind:* My sister\n";
        let said: Vec<String> = document(text, "a.md")
            .unwrap()
            .lines
            .into_iter()
            .map(|line| line.text)
            .collect();
        assert_eq!(
            said,
            [
                "ann: who lit the lamp",
                "bo: my sister, on the night when nobody slept",
                "ann: and then",
                "bo: it burned",
                "Q. Who put it out, on the night when nobody in the house slept,",
                "A. The wind, of which there is much here in the winter months, and Bo saw it.",
                "Q. Was it dark, on the night when nobody in the old house slept,",
                "A. No",
                "[00:01] Ann Reed: Who lit the lamp, the one that stood in the window,",
                "[00:04] Bo Lind: My sister"
            ]
        );
    }

    #[test]
    fn text_in_html_is_text() {
        let text = "灯亮了。\n\n<details>\n<summary>Show</summary>\n\n<p class=\"english\">The lamp is on.</p>\n</details>\n\n<details><summary>Show</summary>\n<p>It burns.</p></details>\n\n<p><span class=\"chinese\">灯</span> <span class=\"english\">The lamp</span></p>\n";
        let lines = document(text, "a.md").unwrap().lines.into_iter();
        let said: Vec<_> = lines
            .filter(|line| line.preset.is_none())
            .map(|line| (line.at, line.text, line.markup.language.clone()))
            .collect();
        let line = |at, text: &str, language: Option<&str>| {
            (
                at,
                text.to_string(),
                language.map(crate::language::Language::new),
            )
        };
        assert_eq!(
            said,
            [
                line(1, "灯亮了。", None),
                line(6, "The lamp is on.", Some("en")),
                line(10, "It burns.", None),
                line(12, "灯", Some("zh")),
                line(12, "The lamp", Some("en")),
            ]
        );
    }

    #[test]
    fn escapes_in_quoted_titles() {
        let text = "---\ntitle: \"The \\\"Lamp\\\" of\\_Oslo\"\n---\n\nIt burns.\n";
        let lines = document(text, "a.md").unwrap().lines;
        let title = Preset::Title {
            text: "The \"Lamp\" of Oslo".into(),
        };
        assert!(lines.iter().any(|line| line.preset == Some(title.clone())));
    }

    #[test]
    fn lines_broken_at_an_abbreviation_go_on() {
        let text = "Good evening, and thank you for coming all the way down to the\nU.S. harbour tonight.  Nobody here forgets what you did, Mr.\n\
                    Lind.  The lamp was lit by all of the people who work for the U.S.\ngovernment.\n";
        let lines = document(text, "a.md").unwrap().lines;
        assert_eq!(lines.len(), 1, "{lines:#?}");
        let over = "The order of the keys must be that of the words, and so comes the local SIG.\nThen we light the lamp.\n";
        assert_eq!(document(over, "a.md").unwrap().lines.len(), 2);
    }

    #[test]
    fn marks_of_notebooks() {
        let lines = document("It is ==quite== [[Lamps|old]].\n\n> [!note] Lamps\n> They burn oil.\n\nIs a == b?\n\n> [sic]\n", "a.md").unwrap().lines;
        let of = |preset: Option<Preset>| -> Vec<&str> {
            let lines = lines.iter().filter(|line| line.preset == preset);
            lines.map(|line| line.text.as_str()).collect()
        };
        assert_eq!(of(None), ["It is quite old.", "Is a == b?", "[sic]"]);
        let stray = document("**A)\n\nIt is **old**.\n", "a.md").unwrap();
        assert_eq!(stray.lines[0].text, "A)");
        assert_eq!(of(Some(Preset::Note)), ["They burn oil."]);
    }
}
