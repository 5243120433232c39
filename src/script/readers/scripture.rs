//! The marks of scripture: USFM (Unified Standard Format Markers, 3.0) and its likes, in which `\c 3` begins a chapter, `\v 7` a
//! verse and `\q1` a line of verse; and those that are spelled out, `\chapter 3`, `\verse 7`.

use super::super::document::{Preset, SourceLine};
use super::wrapped;

/// How many lines that begin with a chapter or verse show that a text has such marks.
const FEWEST: usize = 3;
/// Levels of headings: of books, parts, chapters and sections.
const BOOK: u8 = 1;
const PART: u8 = 2;
const CHAPTER: u8 = 2;
const SECTION: u8 = 3;

const MARKUP: &str = "markup";
const REFERENCE: &str = "reference to another passage";
const PICTURE: &str = "description of a picture";

/// Reads the marks of a text, and says whether it has them. What they part is no more broken at a margin then.
pub(super) fn read(lines: &mut Vec<SourceLine>) -> bool {
    let is_numbered = |line: &&SourceLine| {
        mark(&line.text).is_some_and(|mark| {
            let is_one = matches!(mark.name, "c" | "v" | "chapter" | "verse");
            is_one && number(mark.rest).is_some()
        })
    };
    if lines.iter().filter(is_numbered).take(FEWEST).count() < FEWEST {
        return false;
    }
    let mut reader = Reader::default();
    for line in std::mem::take(lines) {
        match line.preset {
            Some(_) => reader.out.push(line),
            None => reader.line(line),
        }
    }
    *lines = reader.out;
    true
}

/// A mark at the beginning of a text: its name, and what is behind it.
struct Mark<'a> {
    name: &'a str,
    /// Whether it is the end of what another one began: `\f*`.
    closes: bool,
    rest: &'a str,
}

fn mark(text: &str) -> Option<Mark<'_>> {
    let inside = text.strip_prefix('\\')?;
    let inside = inside.strip_prefix('+').unwrap_or(inside);
    let end = inside
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(inside.len());
    let (name, rest) = inside.split_at(end);
    let closes = rest.starts_with('*');
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase());
    let is_whole = closes || rest.is_empty() || rest.starts_with([' ', '\t', '\\']);
    (is_name && is_whole).then(|| Mark {
        name,
        closes,
        rest: match closes {
            true => &rest[1..],
            false => rest.strip_prefix([' ', '\t']).unwrap_or(rest),
        },
    })
}

/// The number at the beginning of a text, and what is behind it: `3`, `3a`, `3-4`.
fn number(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let end = text
        .find(|c: char| c.is_whitespace() || c == '\\')
        .unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    number
        .starts_with(|c: char| c.is_ascii_digit())
        .then(|| (number, rest.trim_start()))
}

#[derive(Default)]
struct Reader {
    out: Vec<SourceLine>,
    is_titled: bool,
    /// The chapter that has begun, and has no text yet.
    chapter: Option<String>,
    /// Whether a mark parts the next line from what stands before.
    begins: bool,
    /// Whether the last text stands behind a mark, and may go on in lines without one.
    is_open: bool,
    /// What stands beside the text that is gathered.
    asides: Vec<SourceLine>,
}

impl Reader {
    /// Reads a line: its marks, and what stands between them.
    fn line(&mut self, line: SourceLine) {
        self.begins |= line.blank_before;
        if !line.text.contains('\\') {
            self.unmarked(line);
            return;
        }
        let mut rest = line.text.as_str();
        let mut text = String::new();
        let from = self.out.len();
        while let Some(at) = rest.find('\\') {
            text.push_str(&rest[..at]);
            let Some(mark) = mark(&rest[at..]) else {
                text.push('\\');
                rest = &rest[at + 1..];
                continue;
            };
            rest = mark.rest;
            let name = mark.name;
            if mark.closes {
                continue;
            }
            if let Some(preset) = beside(name) {
                rest = self.aside(&line, rest, name, preset);
            } else if let Some(preset) = whole(name) {
                self.text(&line, &mut text);
                let own = bare(rest);
                let preset = match preset {
                    Preset::Chapter { level: BOOK }
                        if !std::mem::replace(&mut self.is_titled, true) =>
                    {
                        Preset::Title { text: own.clone() }
                    }
                    preset => preset,
                };
                self.put(&line, &own, preset);
                rest = "";
            } else if matches!(name, "c" | "chapter" | "v" | "verse") {
                self.text(&line, &mut text);
                if let Some((own, behind)) = number(rest) {
                    rest = behind;
                    if name.starts_with('c') {
                        self.chapter(&line, name, own);
                    }
                }
            } else if matches!(name, "w" | "rb" | "jmp") {
                // A word, and what is said of it.
                let end = rest.find('\\').unwrap_or(rest.len());
                text.push_str(rest[..end].split('|').next().unwrap_or_default());
                rest = &rest[end..];
            } else if is_paragraph(name) {
                self.text(&line, &mut text);
                self.begins |= !name.starts_with('q');
            }
        }
        text.push_str(rest);
        self.text(&line, &mut text);
        if self.out.len() == from {
            self.out.push(SourceLine {
                preset: Some(Preset::Dropped { reason: MARKUP }),
                ..line
            });
        }
    }

    /// A line without marks may go on with what a line with marks has begun.
    fn unmarked(&mut self, mut line: SourceLine) {
        self.chapter = None;
        line.blank_before = std::mem::take(&mut self.begins);
        let is_part = self.is_open && !line.blank_before;
        let mut before = self.out.iter_mut().rev().filter(|_| is_part);
        let before = before.find(|before| before.preset.is_none());
        match before.filter(|before| wrapped::goes_on(&before.text, &line.text)) {
            Some(before) => {
                before.text = format!("{} {}", before.text, line.text);
                before.also_at.push(line.at);
            }
            None => {
                self.is_open = false;
                self.out.push(line);
            }
        }
    }

    /// Adds what was gathered of a line.
    fn text(&mut self, line: &SourceLine, text: &mut String) {
        let own = std::mem::take(text);
        let own = own.replace('~', " ");
        let own = own.trim();
        if !own.is_empty() {
            self.chapter = None;
            self.is_open = true;
            let mut part = SourceLine::new(line.at, own, std::mem::take(&mut self.begins));
            part.markup = line.markup.clone();
            self.out.push(part);
        }
        self.out.append(&mut self.asides);
    }

    fn put(&mut self, line: &SourceLine, text: &str, preset: Preset) {
        let preset = match text.is_empty() {
            true => Preset::Dropped { reason: MARKUP },
            false => preset,
        };
        let text = if text.is_empty() { &line.text } else { text };
        self.out
            .push(SourceLine::preset(line.at, text, true, preset));
        self.begins = true;
        self.is_open = false;
    }

    /// Begins a chapter. The mark of one may stand once for each language.
    fn chapter(&mut self, line: &SourceLine, name: &str, number: &str) {
        let title = match name {
            "chapter" => format!("Chapter {number}"),
            _ => number.to_string(),
        };
        let preset = match self.chapter.as_ref() == Some(&title) {
            true => Preset::Dropped { reason: MARKUP },
            false => Preset::Chapter { level: CHAPTER },
        };
        self.put(line, &title, preset);
        self.chapter = Some(title);
    }

    /// Reads what stands beside the text up to the end of the mark, and says what is behind it.
    fn aside<'a>(
        &mut self,
        line: &SourceLine,
        rest: &'a str,
        name: &str,
        preset: Preset,
    ) -> &'a str {
        let close = format!("\\{name}*");
        let (inside, behind) = rest.split_once(&close).unwrap_or((rest, ""));
        let inside = inside.trim_start_matches(['+', '-', ' ']);
        let aside = bare(inside.split('|').next().unwrap_or_default());
        if !aside.is_empty() {
            self.asides
                .push(SourceLine::preset(line.at, &aside, false, preset));
        }
        behind
    }
}

/// What stands beside the text up to the end of the mark.
fn beside(name: &str) -> Option<Preset> {
    Some(match name {
        "f" | "fe" | "ef" => Preset::Note,
        "x" | "ex" => Preset::Dropped { reason: REFERENCE },
        "fig" => Preset::Dropped { reason: PICTURE },
        "ca" | "va" | "vp" | "rq" | "pro" => Preset::Dropped { reason: MARKUP },
        _ => return None,
    })
}

/// What a mark makes of all that stands behind it on its line.
fn whole(name: &str) -> Option<Preset> {
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit());
    Some(match bare {
        "mt" if name.ends_with(['2', '3', '4']) => Preset::Metadata { key: "subtitle" },
        "mt" | "imt" => Preset::Chapter { level: BOOK },
        "ms" => Preset::Chapter { level: PART },
        "s" | "is" => Preset::Chapter { level: SECTION },
        "r" | "mr" | "sr" => Preset::Dropped { reason: REFERENCE },
        "rem" | "sts" => Preset::Dropped { reason: MARKUP },
        "id" | "ide" | "usfm" | "h" | "toc" | "toca" | "cl" | "cp" | "cd" => Preset::Metadata {
            key: "front matter",
        },
        _ => return None,
    })
}

/// Whether a mark begins a paragraph or a line of verse.
fn is_paragraph(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "p", "m", "po", "pr", "cls", "pmo", "pm", "pmc", "pmr", "pi", "mi", "nb", "pc", "ph", "b",
        "q", "qr", "qc", "qa", "qm", "qd", "lh", "li", "lf", "lim", "d", "sp", "sd", "ip", "ipi",
        "im", "io", "iot", "iex", "tr", "mte",
    ];
    NAMES.contains(&name.trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// A text without the marks in it, and the places that notes name.
fn bare(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = match mark(&rest[at..]) {
            Some(mark) if matches!(mark.name, "fr" | "xo") && !mark.closes => {
                mark.rest.find('\\').map_or("", |end| &mark.rest[end..])
            }
            Some(mark) => mark.rest,
            None => {
                out.push('\\');
                &rest[at + 1..]
            }
        };
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::super::document::Document;
    use super::*;

    /// Of each line: what is known of it, and its text.
    fn lines(text: &str) -> Vec<String> {
        let mut document = Document::of_text(text);
        read(&mut document.lines);
        let show = |line: &SourceLine| match &line.preset {
            None if line.blank_before => format!("+ {}", line.text),
            None => format!("- {}", line.text),
            Some(Preset::Chapter { level }) => format!("{level} {}", line.text),
            Some(Preset::Title { .. }) => format!("title {}", line.text),
            Some(Preset::Note) => format!("note {}", line.text),
            Some(Preset::Metadata { .. }) => format!("fact {}", line.text),
            Some(_) => format!("out {}", line.text),
        };
        document.lines.iter().map(show).collect()
    }

    #[test]
    fn marks_of_scripture_are_no_text() {
        let text = "\\id LAM The lamp\n\\h Lamps\n\\mt2 The book of\n\\mt1 Lamps\n\\c 1\n\\s The oil\n\\p\n\\v 1 It was \\nd dark\\nd*.\\f + \\fr 1:1 \\ft Or \\fqa grey\\f* Nobody\n\
                    slept. \\v 2 They \\w lit|lemma=\"light\"\\w* it.\\x - \\xo 1:2 \\xt Oil 3:4\\x*\n\\q1 \\v 3 And it burned,\n\\q2 all night.\n\\b\n\\c 2\n\\p \\v 1-2 Then: 5 \\ 3.";
        assert_eq!(
            lines(text),
            [
                "fact LAM The lamp",
                "fact Lamps",
                "fact The book of",
                "title Lamps",
                "2 1",
                "3 The oil",
                "out \\p",
                "+ It was dark. Nobody",
                "note Or grey",
                "- slept.",
                "- They lit it.",
                "out Oil 3:4",
                "- And it burned,",
                "- all night.",
                "out \\b",
                "2 2",
                "+ Then: 5 \\ 3."
            ]
        );
    }

    #[test]
    fn marks_that_are_spelled_out() {
        let text = "The Lamp\n\n\\chapter 1\n\\chapter 1\n\n\\verse 1 It is lit.\n\\verse 1 Sie brennt.\n\n\\verse 2 Good.\n\\verse 2 Gut.";
        assert_eq!(
            lines(text),
            [
                "+ The Lamp",
                "2 Chapter 1",
                "out Chapter 1",
                "+ It is lit.",
                "- Sie brennt.",
                "+ Good.",
                "- Gut."
            ]
        );
        let other = "\\chapter{One}\n\n\\section{Two}\n\n\\begin{verse}\n\nC:\\v 1\n";
        assert!(lines(other).iter().all(|line| line.contains(['{', ':'])));
    }
}
