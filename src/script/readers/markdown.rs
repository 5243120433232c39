//! Markdown: CommonMark with tables, footnotes and front matter, lines with their places.

use super::super::document::Emphasis;
use super::super::document::{Document, Preset, SourceLine};
use super::super::stamp::leading_time;
use super::super::{ScriptError, languages, sentences};
use super::emphasis::EmphasisSoFar;
use super::table::{self, Cell};
use super::{actions, bounded, html, hyphens, lined, wrapped};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::collections::HashMap;
use std::ops::Range;

/// The longest name at the beginning of a line, in characters.
const LONGEST_HEAD: usize = 40;

/// Reads a Markdown text.
///
/// # Errors
/// If the bytes are no text.
pub(crate) fn read(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    document(&lined(bytes, file)?, file)
}

/// Whether a text of unknown kind shows headings or tables of Markdown.
pub(crate) fn is_markdown(text: &str) -> bool {
    let mut is_first = true;
    text.lines().take(400).any(|line| {
        let heading = line.trim_start_matches('#');
        let level = line.len() - heading.len();
        let is_rule = line.contains("|-") || line.contains("| -") || line.contains("|:-");
        let front = std::mem::take(&mut is_first) && line.trim_end() == "---";
        front
            || ((1..=6).contains(&level) && heading.starts_with(' ') && heading.trim().len() > 1)
            || (is_rule && line.chars().all(|c| "|-: \t".contains(c)))
    })
}

fn document(text: &str, file: &str) -> Result<Document, ScriptError> {
    let (front, body) = front_matter(text);
    let mut reader = Reader::new(text);
    for (line, at) in &front {
        reader.out.push(fact(line, *at));
    }
    let mut options = Options::empty();
    options
        .insert(Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH);
    for (event, range) in Parser::new_ext(&text[body..], options).into_offset_iter() {
        bounded(reader.made + reader.aside.len(), file)?;
        reader.event(event, range.start + body..range.end + body);
    }
    reader.end_line();
    let mut lines = reader.out;
    lines.append(&mut html::fragments(&reader.html, file)?);
    lines.sort_by_key(|line| line.at);
    hyphens::settle(&mut lines);
    Ok(with_markup(text, lines))
}

/// The lines of YAML between `---` at the top, with their numbers, and where the text begins.
fn front_matter(text: &str) -> (Vec<(&str, usize)>, usize) {
    let mut place = 0;
    let mut lines = Vec::new();
    for (i, line) in text.split_inclusive('\n').enumerate() {
        place += line.len();
        let bare = line.trim_end().trim_start_matches('\u{FEFF}');
        match (i, bare) {
            (0, "---") => lines.push((bare, 1)),
            (0, _) => break,
            (_, "---" | "...") => {
                lines.push((bare, i + 1));
                return (lines, place);
            }
            // A rule at the top of a text is followed by text, not by `key: value`.
            (1, _) if !bare.contains(':') && !bare.starts_with('#') => break,
            (_, "") => {}
            _ => lines.push((bare, i + 1)),
        }
    }
    (Vec::new(), 0)
}

fn fact(line: &str, at: usize) -> SourceLine {
    if matches!(line, "---" | "...") {
        let reason = "rule around the front matter";
        return SourceLine::preset(at, line, true, Preset::Dropped { reason });
    }
    let (key, value) = line.split_once(':').unwrap_or(("", line));
    let value = value.trim();
    let bare = value
        .strip_prefix('"')
        .and_then(|v| v.strip_suffix('"'))
        .or_else(|| value.strip_prefix('\'').and_then(|v| v.strip_suffix('\'')))
        .unwrap_or(value);
    let key = match key.trim().to_lowercase().as_str() {
        "title" if !bare.is_empty() => {
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

/// Whether a line in a quote says what the quote is: `[!note]`.
fn is_callout(text: &str) -> bool {
    let inside = text.trim_start().strip_prefix("[!");
    let word = inside.and_then(|inside| inside.split_once(']'));
    word.is_some_and(|(word, _)| !word.is_empty() && word.chars().all(char::is_alphanumeric))
}

/// What a block of code is. One that says in which language it is written is told, or the source of a picture. Any other
/// is text as it would be in plain text: people set letters, poems and whole transcripts so.
fn of_code(kind: &CodeBlockKind) -> Option<Preset> {
    const PICTURES: &[&str] = &["mermaid", "plantuml", "puml", "dot", "graphviz", "svg"];
    const TEXT: &[&str] = &["text", "txt", "plain", "plaintext", "markdown", "md"];
    let CodeBlockKind::Fenced(info) = kind else {
        return None;
    };
    let signs = |c: char| c.is_whitespace() || ",.{}".contains(c);
    let language = info.split(signs).find(|word| !word.is_empty())?;
    let language = language.to_ascii_lowercase();
    match language.as_str() {
        language if PICTURES.contains(&language) => Some(Preset::Dropped {
            reason: "source of a picture",
        }),
        language if TEXT.contains(&language) => None,
        _ => Some(Preset::Told),
    }
}

/// Says of a block of code that does not say what it is that it is told, if no sentence ends in it and no name stands there.
fn tell_code(lines: &mut [SourceLine]) {
    let is_talk = |line: &SourceLine| {
        sentences::is_over(&line.text) || line.text.contains(": ") || line.text.contains('：')
    };
    if !lines.iter().any(is_talk) {
        for line in lines.iter_mut().filter(|line| line.preset.is_none()) {
            line.preset = Some(Preset::Told);
        }
    }
}

/// A line without the marks of notebooks' Markdown: `==markup==`, `[[linked]]`, `[[linked|text]]`.
fn without_marks(text: String) -> String {
    let text = unmarked(text, "==", "==");
    unmarked(text, "[[", "]]")
}

fn unmarked(text: String, open: &str, close: &str) -> String {
    if !text.contains(open) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once(open) {
        let Some((inside, behind)) = after.split_once(close) else {
            break;
        };
        let edge = |c: char| !c.is_whitespace() && c != '=';
        let is_marked = inside.starts_with(edge)
            && inside.ends_with(edge)
            && inside.contains(char::is_alphanumeric);
        out.push_str(before);
        if is_marked {
            let shown = inside.split_once('|').filter(|_| open == "[[");
            out.push_str(shown.map_or(inside, |(_, shown)| shown));
            rest = behind;
        } else {
            out.push_str(open);
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// What may be a name at the beginning of a line: `Ann:`, `**Ann**:`, `[0:04] Ann:`, `Q.`
fn head(line: &str) -> Option<&str> {
    let signs = |c: char| c.is_whitespace() || "*_>-".contains(c);
    let line = line.trim_start_matches(signs);
    let line = leading_time(line).map_or(line, |(_, rest)| rest.trim_start_matches(signs));
    let reach = line
        .char_indices()
        .nth(LONGEST_HEAD)
        .map_or(line.len(), |(end, _)| end);
    let end = line[..reach].find([':', '：', '.'])?;
    let is_short = || line[..end].chars().all(|c| c.is_uppercase() || c == ' ');
    let head = line[..end].trim_end_matches(signs);
    (!head.is_empty() && (!line[end..].starts_with('.') || is_short())).then_some(head)
}

struct Reader<'a> {
    out: Vec<SourceLine>,
    /// How many lines begin with each of what may be names.
    heads: HashMap<&'a str, usize>,
    /// Where each line of the source begins.
    starts: Vec<usize>,
    source: &'a str,
    /// The line that is being gathered, and the source lines it is from.
    text: String,
    at: Vec<usize>,
    begins: bool,
    heading: Option<u8>,
    /// How deep in bold type and in italics the reading is.
    strong: usize,
    light: usize,
    emphasis: EmphasisSoFar,
    /// What the block of code that is read is, where it says so.
    code: Option<Preset>,
    /// Which of the lines is the first of it.
    code_begins: usize,
    is_note: usize,
    is_code: bool,
    /// The blocks of HTML, and the line where each begins.
    html: Vec<(usize, String)>,
    /// How deep in quotes the reading is, and in which of them notes are.
    quotes: usize,
    noted: Option<usize>,
    image: Option<(String, usize)>,
    aside: Vec<SourceLine>,
    /// How many lines there are, also in tables.
    made: usize,
    table: Option<Table>,
}

#[derive(Default)]
struct Table {
    rows: Vec<Vec<Cell>>,
    column: usize,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str) -> Self {
        let breaks = source.match_indices('\n').map(|(i, _)| i + 1);
        let mut heads = HashMap::new();
        for head in source.split('\n').filter_map(head) {
            *heads.entry(head).or_default() += 1;
        }
        Self {
            out: Vec::new(),
            heads,
            starts: std::iter::once(0).chain(breaks).collect(),
            source,
            text: String::new(),
            at: Vec::new(),
            begins: true,
            heading: None,
            strong: 0,
            light: 0,
            emphasis: EmphasisSoFar::default(),
            code: None,
            code_begins: 0,
            is_note: 0,
            is_code: false,
            html: Vec::new(),
            quotes: 0,
            noted: None,
            image: None,
            aside: Vec::new(),
            made: 0,
            table: None,
        }
    }

    fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    fn event(&mut self, event: Event, range: Range<usize>) {
        let at = self.line_of(range.start);
        match event {
            Event::Start(tag) => self.start(&tag, at),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.words(&text, at),
            Event::SoftBreak => self.soft_break(range.end),
            Event::HardBreak => self.end_line(),
            Event::Rule => self.end_block(),
            Event::Html(html) => self.block_of_html(&html, at),
            Event::InlineHtml(html) => self.html(&html, at),
            Event::FootnoteReference(label) => {
                let reason = "mark of a note";
                self.aside.push(SourceLine::preset(
                    at,
                    &label,
                    false,
                    Preset::Dropped { reason },
                ));
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.words(&text, at),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag, at: usize) {
        match tag {
            Tag::Heading { level, .. } => {
                self.end_block();
                self.heading = Some(*level as u8);
            }
            Tag::CodeBlock(kind) => {
                self.end_block();
                self.is_code = true;
                self.code = of_code(kind);
                self.code_begins = self.out.len();
            }
            Tag::FootnoteDefinition(_) => {
                self.end_block();
                self.is_note += 1;
            }
            Tag::Table(_) => {
                self.end_block();
                self.table = Some(Table::default());
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                    table.column = 0;
                }
            }
            Tag::Strong => self.strong += 1,
            Tag::Emphasis => self.light += 1,
            Tag::Image { .. } => self.image = Some((String::new(), at)),
            Tag::BlockQuote(_) => {
                self.end_block();
                self.quotes += 1;
            }
            Tag::HtmlBlock => {
                self.end_block();
                self.html.push((at, String::new()));
            }
            Tag::Paragraph | Tag::List(_) | Tag::Item => self.end_block(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Emphasis => self.light = self.light.saturating_sub(1),
            TagEnd::Heading(_) => {
                self.end_block();
                self.heading = None;
            }
            TagEnd::CodeBlock => {
                self.end_block();
                self.is_code = false;
                if self.code.take().is_none() {
                    tell_code(&mut self.out[self.code_begins..]);
                }
            }
            TagEnd::FootnoteDefinition => {
                self.end_block();
                self.is_note = self.is_note.saturating_sub(1);
            }
            TagEnd::TableCell => {
                self.end_line();
                if let Some(table) = &mut self.table {
                    table.column += 1;
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.out.append(&mut table::headed_lines(table.rows));
                }
                self.end_block();
            }
            TagEnd::Image => {
                if let Some((text, at)) = self.image.take() {
                    let reason = "description of a picture";
                    if !text.trim().is_empty() {
                        self.aside.push(SourceLine::preset(
                            at,
                            &text,
                            true,
                            Preset::Dropped { reason },
                        ));
                    }
                }
            }
            TagEnd::BlockQuote(_) => {
                self.end_block();
                if self.noted == Some(self.quotes) {
                    self.noted = None;
                    self.is_note = self.is_note.saturating_sub(1);
                }
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::Paragraph | TagEnd::List(_) | TagEnd::Item | TagEnd::HtmlBlock => {
                self.end_block();
            }
            _ => {}
        }
    }

    fn words(&mut self, text: &str, at: usize) {
        if let Some((alt, _)) = &mut self.image {
            alt.push_str(text);
            return;
        }
        let lines: Vec<&str> = text.split('\n').collect();
        for (i, part) in lines.iter().enumerate() {
            if i > 0 && self.is_code {
                self.end_line();
            }
            if part.trim().is_empty() {
                self.text.push_str(part);
                continue;
            }
            self.text.push_str(part);
            let emphasis = match (self.strong, self.light) {
                (0, 0) => None,
                (0, _) => Some(Emphasis::Light),
                _ => Some(Emphasis::Strong),
            };
            self.emphasis.add(part, emphasis);
            if self.at.last() != Some(&(at + i)) {
                self.at.push(at + i);
            }
        }
    }

    /// A line's end in a paragraph: the sentence may go on in the next line.
    fn soft_break(&mut self, next: usize) {
        if let Some((alt, _)) = &mut self.image {
            alt.push(' ');
            return;
        }
        let end = self
            .starts
            .get(self.line_of(next))
            .copied()
            .unwrap_or(self.source.len());
        let next = self.source[next..end]
            .trim()
            .trim_start_matches(['>', '*', '_', ' ']);
        if hyphens::divides(self.text.trim_end(), next) {
            self.text.truncate(self.text.trim_end().len());
            hyphens::join(&mut self.text);
        } else if self.heading.is_some()
            || wrapped::goes_on(&self.text, next) && !self.begins_turn(next)
        {
            if !languages::of(next, &[]).is_some_and(|l| l.is_unspaced()) {
                self.text.push(' ');
            }
        } else {
            self.end_line();
        }
    }

    /// Whether a line within a paragraph begins with a name that begins several lines, or with a time as the one before.
    fn begins_turn(&self, next: &str) -> bool {
        let is_timed = |text: &str| leading_time(text).is_some();
        head(next).is_some_and(|head| self.heads.get(head).is_some_and(|times| *times > 1))
            || is_timed(next) && is_timed(&self.text)
    }

    /// Takes in a line of a block of HTML.
    fn block_of_html(&mut self, html: &str, at: usize) {
        if let Some((first, block)) = self.html.last_mut() {
            let lines = *first + block.matches('\n').count();
            block.extend(std::iter::repeat_n('\n', at.saturating_sub(lines)));
            block.push_str(html);
        }
    }

    fn html(&mut self, html: &str, at: usize) {
        let bare = html.trim().to_ascii_lowercase();
        if bare.starts_with("<br") {
            self.end_line();
            return;
        }
        for (i, line) in html.split('\n').enumerate() {
            if !line.trim().is_empty() {
                let part = Preset::Dropped { reason: "markup" };
                self.aside
                    .push(SourceLine::preset(at + i, line, true, part));
            }
        }
        if self.text.trim().is_empty() {
            self.out.append(&mut self.aside);
        }
    }

    fn end_line(&mut self) {
        let mut text = without_marks(std::mem::take(&mut self.text));
        let emphasis = std::mem::take(&mut self.emphasis);
        if self.heading.is_none() {
            actions::bracket(&mut text, emphasis.light());
        }
        let mut at = std::mem::take(&mut self.at).into_iter();
        if let Some(first) = at.next() {
            self.made += 1;
            let mut line = SourceLine::new(first, &text, self.begins);
            line.also_at = at.collect();
            line.markup.heading = self.heading;
            emphasis.mark(&mut line.markup);
            if self.quotes > 0 && self.noted.is_none() && is_callout(&line.text) {
                // What stands in a quote under `[!note]` is one.
                self.noted = Some(self.quotes);
                self.is_note += 1;
                line.preset = Some(Preset::Dropped { reason: "markup" });
            } else if let Some(code) = &self.code {
                line.preset = Some(code.clone());
            } else if self.is_note > 0 {
                line.preset = Some(Preset::Note);
            }
            self.begins = false;
            match &mut self.table {
                Some(table) => {
                    let column = table.column;
                    if let Some(row) = table.rows.last_mut() {
                        match row.last_mut().filter(|cell| cell.column == column) {
                            Some(cell) => cell.lines.push(line),
                            None => row.push(Cell {
                                column,
                                lines: vec![line],
                            }),
                        }
                    }
                }
                None => self.out.push(line),
            }
        }
        if self.table.is_none() {
            self.out.append(&mut self.aside);
        }
    }

    fn end_block(&mut self) {
        self.end_line();
        self.begins = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_told_and_the_source_of_a_picture_is_not() {
        let text = "Start it:\n\n```sh\nlamp --on [now]\n```\n\n```mermaid\nA --> B\n```\n\n```\nAnn: It is on.\n```\n\n```\nget https://example.org/lamp\n```\n";
        let lines = document(text, "a.md").unwrap().lines.into_iter();
        let lines: Vec<_> = lines.map(|line| (line.text, line.preset)).collect();
        let of = |text: &str| {
            let line = lines.iter().find(|(known, _)| known == text);
            line.and_then(|(_, preset)| preset.clone())
        };
        assert_eq!(of("lamp --on [now]"), Some(Preset::Told));
        assert_eq!(of("Ann: It is on."), None);
        assert_eq!(of("get https://example.org/lamp"), Some(Preset::Told));
        let reason = "source of a picture";
        assert_eq!(of("A --> B"), Some(Preset::Dropped { reason }));
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
            .map(|line| (line.at, line.text, line.markup.language))
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
    fn marks_of_notebooks() {
        let lines = document("It is ==quite== [[Lamps|old]].\n\n> [!note] Lamps\n> They burn oil.\n\nIs a == b?\n\n> [sic]\n", "a.md").unwrap().lines;
        let of = |preset: Option<Preset>| -> Vec<&str> {
            let lines = lines.iter().filter(|line| line.preset == preset);
            lines.map(|line| line.text.as_str()).collect()
        };
        assert_eq!(of(None), ["It is quite old.", "Is a == b?", "[sic]"]);
        assert_eq!(of(Some(Preset::Note)), ["They burn oil."]);
    }
}
