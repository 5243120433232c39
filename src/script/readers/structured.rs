//! reStructuredText, in a plain text that is written so: links, roles and escapes within lines, titles over a row of signs,
//! and what begins with two dots (Docutils, "reStructuredText Markup Specification").

use super::super::broken::columns;
use super::super::document::{Document, Preset, SourceLine};
use super::super::rules;
use super::super::sentences::is_over;
use super::wrapped;
use std::collections::{HashMap, HashSet};

/// How many of its signs show that a text is written so.
const FEWEST: usize = 2;
/// How long what stands between two signs within lines may be, in bytes.
const LONGEST: usize = 1000;
/// The longest name of a role, a field or a mark of a note, in bytes.
const LONGEST_NAME: usize = 40;
/// How many signs are a row of them at least.
const FEWEST_SIGNS: usize = 3;
/// Directives whose whole block is no text, and why it is not in the book.
const NO_TEXT: &[(&[&str], &str)] = &[
    (&["image", "figure"], "description of a picture"),
    (&["graphviz", "mermaid", "uml"], "source of a picture"),
    (&["contents", "toctree"], "table of contents"),
    (&["include", "index", "meta", "raw"], "markup"),
];
/// Directives whose block is a program's.
const CODE: &[&str] = &["code", "code-block", "sourcecode", "math"];
/// Directives whose argument is text.
#[rustfmt::skip]
const SPEAKING: &[&str] = &[
    "admonition", "attention", "caution", "centered", "danger", "epigraph", "error", "highlights", "hint",
    "important", "note", "pull-quote", "rubric", "seealso", "sidebar", "tip", "topic", "warning",
];

/// What the signs say of a line.
#[derive(Debug, Clone, PartialEq)]
enum Mark {
    Preset(Preset),
    Heading(u8),
    /// It goes on with the paragraph of the line before it.
    GoesOn,
}

impl Mark {
    fn dropped(reason: &'static str) -> Self {
        Self::Preset(Preset::Dropped { reason })
    }
}

/// What the signs say of the lines of a text, by their numbers.
pub(super) struct Marks(HashMap<usize, Mark>);

/// A text without the signs, and what they say; `None` if it is not written so.
pub(super) fn read(text: &str) -> Option<(String, Marks)> {
    let explicit = text.lines().filter(|line| is_explicit(line));
    let signs = text.matches(">`_").chain(explicit);
    (signs.take(FEWEST).count() == FEWEST).then(|| {
        let bare = without_signs(text);
        let mut reader = Reader::default();
        for (line, bare) in text.split('\n').zip(bare.split('\n')) {
            reader.line(line, bare);
        }
        (reader.out, Marks(reader.marks))
    })
}

/// Whether a line begins with two dots and what nobody would write else: `.. _lamp:`, `.. note::`
fn is_explicit(line: &str) -> bool {
    let rest = line.trim_start().strip_prefix(".. ").map(str::trim);
    rest.is_some_and(|rest| {
        rest.starts_with('_') && rest.contains(':') || directive(rest).is_some()
    })
}

/// The name of a directive, and its argument: `code-block:: python`
fn directive(rest: &str) -> Option<(&str, &str)> {
    let (name, argument) = rest.split_once("::")?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-_:.+".contains(c);
    (!name.is_empty() && name.chars().all(is_name)).then_some((name, argument.trim()))
}

/// Gives a document's lines what the signs say of them, and joins its paragraphs.
pub(super) fn settle(document: &mut Document, marks: &Marks) {
    let mut lines: Vec<SourceLine> = Vec::with_capacity(document.lines.len());
    for mut line in std::mem::take(&mut document.lines) {
        match marks.0.get(&line.at) {
            None => {}
            Some(Mark::Preset(preset)) => line.preset = Some(preset.clone()),
            Some(Mark::Heading(level)) => line.markup.heading = Some(*level),
            // The rest of an address may stand between.
            Some(Mark::GoesOn) => match lines.iter_mut().rev().find(|line| line.preset.is_none()) {
                Some(before) if !wrapped::begins(&line.text) => {
                    wrapped::append(before, &line);
                    continue;
                }
                Some(before) => line.markup.goes_on = !is_over(&before.text),
                None => {}
            },
        }
        lines.push(line);
    }
    document.lines = lines;
}

/// A text without the signs within its lines; each line stays a line.
fn without_signs(text: &str) -> String {
    let targets: HashSet<String> = text.lines().filter_map(target).collect();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['`', '\\', '[', '_']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = match rest.as_bytes()[0] {
            b'`' => interpreted(rest, &mut out),
            b'\\' => escaped(rest, &mut out),
            b'[' => mark_of_note(rest).inspect(|_| out.truncate(out.trim_end_matches(' ').len())),
            _ => reference(rest, &out, &targets),
        };
        let length = taken.unwrap_or_else(|| {
            out.push_str(&rest[..1]);
            1
        });
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// The name that a line gives to an address or a place, in lower case: `.. _Lamp: https://…`
fn target(line: &str) -> Option<String> {
    let (name, _) = line.trim().strip_prefix(".. _")?.split_once(':')?;
    Some(name.to_lowercase())
}

/// How much of a text the sign of a reference takes, behind a word that the text has an address for: `lamp_`
fn reference(rest: &str, before: &str, targets: &HashSet<String>) -> Option<usize> {
    let length = rest.bytes().take(3).take_while(|b| *b == b'_').count();
    let behind = &rest[length..];
    let is_word = |c: char| c.is_alphanumeric() || "-.".contains(c);
    let ends = length <= 2 && !behind.starts_with(char::is_alphanumeric);
    let start = before.trim_end_matches(is_word).len();
    let known = ends && !targets.is_empty() && targets.contains(&before[start..].to_lowercase());
    known.then_some(length)
}

/// How much of a text an escaped sign takes: `\*` is a star, `\ ` is nothing.
fn escaped(rest: &str, out: &mut String) -> Option<usize> {
    let sign = rest[1..].chars().next()?;
    match sign {
        ' ' => {}
        sign if sign.is_ascii_punctuation() => out.push(sign),
        _ => return None,
    }
    Some(1 + sign.len_utf8())
}

/// How much of a text the mark of a note takes: `[1]_`, `[#lamp]_`
fn mark_of_note(rest: &str) -> Option<usize> {
    let glance = &rest[..rest.floor_char_boundary(LONGEST_NAME)];
    let (inside, _) = glance.split_once("]_")?;
    let is_mark = inside.len() > 1 && !inside.contains(|c: char| c.is_whitespace() || c == ']');
    is_mark.then_some(inside.len() + 2)
}

/// How much of a text what stands between such signs takes: ``` ``lamp`` ```, `` :ref:`the lamp <lamp>` ``,
/// `` `the lamp <https://…>`__ ``.
fn interpreted(rest: &str, out: &mut String) -> Option<usize> {
    let sign = if rest.starts_with("``") { "``" } else { "`" };
    let begin = sign.len();
    let glance = &rest[begin..rest.floor_char_boundary(LONGEST + begin)];
    let inside = &glance[..glance.find(sign)?];
    let is_text = inside.starts_with(|c: char| !c.is_whitespace())
        && inside.ends_with(|c: char| !c.is_whitespace())
        && !inside.contains("\n\n");
    if !is_text {
        return None;
    }
    let mut length = inside.len() + 2 * begin;
    if begin == 2 {
        out.push_str(inside);
        return Some(length);
    }
    let behind = &rest[length..];
    length += ["__", "_"]
        .iter()
        .find(|sign| behind.starts_with(**sign))
        .map_or(0, |sign| sign.len());
    if let Some(role) = out.strip_suffix(':').and_then(role_at_end) {
        out.truncate(role);
    }
    let leads = inside
        .strip_suffix('>')
        .and_then(|inside| inside.split_once('<'));
    let said = match leads {
        Some((text, address)) if text.trim().is_empty() => address,
        Some((text, _)) => text.trim_end(),
        None => inside,
    };
    out.push_str(said);
    // Lines that the address took are lines still.
    let breaks = |text: &str| text.matches('\n').count();
    let lost = breaks(inside) - breaks(said);
    out.extend(std::iter::repeat_n('\n', lost));
    Some(length)
}

/// Where the name of a role begins at the end of a text: `:ref`
fn role_at_end(text: &str) -> Option<usize> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-_:+".contains(c);
    let start = text.trim_end_matches(is_name).len();
    let name = text[start..].strip_prefix(':')?;
    (!name.is_empty() && name.len() <= LONGEST_NAME).then_some(start)
}

/// The line before the one that is read.
#[derive(Default)]
struct Last {
    number: usize,
    /// How far in what goes on with it stands; `None` if nothing does.
    within: Option<usize>,
    /// Its text, if it can be a title.
    title: Option<String>,
    /// The row of signs that it is.
    row: Option<char>,
}

#[derive(Default)]
struct Reader {
    out: String,
    marks: HashMap<usize, Mark>,
    number: usize,
    last: Option<Last>,
    /// The block under a directive, of which something is known: how far in it begins, and what it is.
    block: Option<(usize, Mark)>,
    /// How far in the options of a directive stand more than.
    options: Option<usize>,
    /// The kinds of titles, in the order in which they come first.
    titles: Vec<(char, bool)>,
}

impl Reader {
    fn line(&mut self, line: &str, bare: &str) {
        self.number += 1;
        if self.number > 1 {
            self.out.push('\n');
        }
        if line.trim().is_empty() {
            (self.last, self.options) = (None, None);
            return;
        }
        let own = line.trim_start();
        let indent = line.len() - own.len();
        if self.options.is_some_and(|at| indent > at && is_option(own)) {
            return self.mark(line, Mark::dropped("markup"));
        }
        self.options = None;
        match self.block.take() {
            Some((base, mark)) if indent > base => {
                self.block = Some((base, mark.clone()));
                let text = if mark == Mark::Preset(Preset::Code) {
                    line
                } else {
                    bare
                };
                return self.mark(text, mark);
            }
            _ => {}
        }
        if bare.trim().is_empty() {
            self.out.push_str(line);
            self.marks.insert(self.number, Mark::dropped("address"));
            return; // what stands before it goes on below
        }
        if let Some(rest) = own.strip_prefix("..")
            && (rest.is_empty() || rest.starts_with(' '))
        {
            let rest = bare.trim_start().trim_start_matches('.').trim();
            return self.explicit(line, indent, rest);
        }
        if own.starts_with("__ ") {
            return self.mark(line, Mark::dropped("address"));
        }
        match row(own.trim_end()) {
            Some(sign) => self.row(line, sign),
            None => self.text(bare, indent),
        }
    }

    /// Writes a line of which something is known; nothing goes on with it.
    fn mark(&mut self, text: &str, mark: Mark) {
        self.out.push_str(text);
        self.marks.insert(self.number, mark);
        self.last = None;
    }

    /// What stands behind two dots: a directive, a note, an address, or what is no text.
    fn explicit(&mut self, line: &str, indent: usize, rest: &str) {
        if rest.starts_with('_') {
            return self.mark(line, Mark::dropped("address"));
        }
        if let Some((_, note)) = rest
            .strip_prefix('[')
            .and_then(|rest| rest.split_once("] "))
        {
            self.block = Some((indent, Mark::Preset(Preset::Note)));
            return self.mark(note, Mark::Preset(Preset::Note));
        }
        let Some((name, argument)) = directive(rest) else {
            self.block = Some((indent, Mark::dropped("markup")));
            return self.mark(line, Mark::dropped("markup"));
        };
        self.options = Some(indent);
        let is_one_of = |names: &[&str]| names.contains(&name);
        if let Some((_, reason)) = NO_TEXT.iter().find(|(names, _)| is_one_of(names)) {
            self.block = Some((indent, Mark::dropped(reason)));
            return self.mark(line, Mark::dropped(reason));
        }
        if is_one_of(CODE) {
            self.block = Some((indent, Mark::Preset(Preset::Code)));
        }
        if argument.is_empty() || !is_one_of(SPEAKING) {
            return self.mark(line, Mark::dropped("markup"));
        }
        self.out.push_str(argument);
        self.last = Some(Last {
            number: self.number,
            within: Some(indent + 3),
            ..Last::default()
        });
    }

    /// A row of signs: under a title, over one, or between parts.
    fn row(&mut self, line: &str, sign: char) {
        let width = columns(line.trim_end());
        let last = self.last.take();
        let title = last
            .as_ref()
            .and_then(|last| Some((last.number, last.title.as_ref()?)));
        if let Some((number, text)) = title
            && columns(text) <= width.max(2 * FEWEST_SIGNS)
        {
            let over = last.as_ref().is_some_and(|last| last.row == Some(sign));
            let kind = (sign, over);
            let level = self.titles.iter().position(|one| *one == kind);
            let level = level.unwrap_or_else(|| {
                self.titles.push(kind);
                self.titles.len() - 1
            });
            let level = u8::try_from(level + 1).unwrap_or(6).min(6);
            self.marks.insert(number, Mark::Heading(level));
        }
        self.mark(line, Mark::dropped(rules::REASON));
        self.last = Some(Last {
            number: self.number,
            row: Some(sign),
            ..Last::default()
        });
    }

    fn text(&mut self, bare: &str, indent: usize) {
        let mut text = bare.trim();
        let mut within = Some(indent + before_item(text));
        if let Some(verse) = text.strip_prefix("| ").filter(|_| !text.ends_with('|')) {
            (text, within) = (verse, None);
        } else if let Some(field) = text.strip_prefix(':').filter(|_| is_option(text)) {
            (text, within) = (field, None);
        } else if text != "::" && text.ends_with("::") {
            text = &text[..text.len() - 1];
        }
        let last = self.last.take();
        let goes_on = last
            .as_ref()
            .is_some_and(|last| last.within == Some(indent));
        if text == "::" {
            return self.mark(text, Mark::dropped("markup"));
        }
        self.out.push_str(text);
        if goes_on {
            self.marks.insert(self.number, Mark::GoesOn);
        }
        let over = last.as_ref().and_then(|last| last.row);
        self.last = Some(Last {
            number: self.number,
            within,
            title: (last.is_none() || over.is_some()).then(|| text.to_string()),
            row: over,
        });
    }
}

/// Whether a line is an option or a field: `:width: 3`
fn is_option(text: &str) -> bool {
    let name = text.strip_prefix(':').and_then(|rest| rest.split_once(':'));
    name.is_some_and(|(name, rest)| {
        let is_name = !name.is_empty() && name.len() <= LONGEST_NAME && !name.starts_with(' ');
        is_name && (rest.is_empty() || rest.starts_with(' '))
    })
}

/// The sign that a row is drawn with.
fn row(text: &str) -> Option<char> {
    let sign = text.chars().next().filter(char::is_ascii_punctuation)?;
    let is_row = text.len() >= FEWEST_SIGNS && text.chars().all(|c| c == sign);
    // Dots are silence, and what is said stands behind colons.
    (is_row && !".:".contains(sign)).then_some(sign)
}

/// How much stands before the text of an item of a list: `- `, `2. `, `#. `
fn before_item(text: &str) -> usize {
    let Some((sign, rest)) = text.split_once(' ') else {
        return 0;
    };
    let number = sign.strip_suffix(['.', ')']).unwrap_or_default();
    let is_number =
        number == "#" || !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    if is_number || ["-", "*", "+", "•"].contains(&sign) {
        return sign.len() + 1 + rest.len() - rest.trim_start().len();
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(String, Option<u8>, Option<Preset>)> {
        let (text, marks) = read(text).unwrap();
        let mut document = Document::of_text(&text);
        settle(&mut document, &marks);
        let lines = document.lines.into_iter();
        lines
            .map(|line| (line.text, line.markup.heading, line.preset))
            .collect()
    }

    #[test]
    fn what_stands_in_lines_and_over_several() {
        let found = lines(
            "I read `the\nlog <http://a.example>`__ and\n`<http://b.example>`_, \\ `建硕 <http://c.example>`__\\ 来。\nSee :ref:`oil <x>`, ``a_b``, Lamp_ and :doc:`wick` [#n]_.\n\n.. _Lamp: http://d.example\n",
        );
        assert_eq!(
            found[0].0,
            "I read the log and http://b.example, 建硕来。 See oil, a_b, Lamp and wick."
        );
        assert_eq!(found[1].2, Some(Preset::Dropped { reason: "address" }));
        assert_eq!(found.len(), 2);
        // An address alone on its line takes no line away.
        let text =
            ".. _a: x\n\nThe `log\n<http://a.example>`__\nis long, `too\n<http://b.example>`_";
        let found = lines(text);
        assert_eq!(found[1].0, "The log is long, too");
        assert_eq!(found.len(), 4);
    }

    #[test]
    fn titles_directives_and_lists() {
        let found = lines(
            "====\nRope\n====\n\nOne\n---\n\n.. note:: It is\n   late.\n.. image:: a.png\n   :alt: A\n\n   A lamp.\n\n.. tip::\n\n   Go home.\n\n- a rope that\n  holds\n- a lamp\n\n| One\n| Two\n\nANN: Go.\nBO: Never, I\nsay.\n\nTwo\n---\n\n.. gone\n   for good\n",
        );
        let said = found.iter().filter(|line| line.2.is_none());
        let said: Vec<_> = said.map(|line| (line.0.as_str(), line.1)).collect();
        assert_eq!(
            said,
            [
                ("Rope", Some(1)),
                ("One", Some(2)),
                ("It is late.", None),
                ("Go home.", None),
                ("- a rope that holds", None),
                ("- a lamp", None),
                ("One", None),
                ("Two", None),
                ("ANN: Go.", None),
                ("BO: Never, I say.", None),
                ("Two", Some(2)),
            ]
        );
        for text in [
            "Ann: She said `hello' and `good day'.\nBo: .. and then?",
            "Rope\n====\n\nA `word` or two_",
        ] {
            assert!(read(text).is_none());
        }
    }
}
