//! From what the parser sees, one after the other, to lines with their places.

use super::super::emphasis::EmphasisSoFar;
use super::super::table::{self, Cell};
use super::super::templates::{is_open, without_tags};
use super::super::{actions, wrapped};
use super::code::{of_code, tell_code};
use super::marks::{
    take_notes, without_attributes, without_broken_links, without_marks, without_spans,
    without_stray,
};
use super::navigation;
use crate::script::document::{Emphasis, Preset, SourceLine};
use crate::script::hyphens;
use crate::script::languages;
use crate::script::stamp::leading_time;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// The longest name at the beginning of a line, in characters.
const LONGEST_HEAD: usize = 40;
/// The shortest bold type that a line of its own was made of, in bytes, with its signs.
const SHORTEST_GLUED: usize = 10;

/// Whether a line in a quote says what the quote is: `[!note]`.
fn is_callout(text: &str) -> bool {
    let inside = text.trim_start().strip_prefix("[!");
    let word = inside.and_then(|inside| inside.split_once(']'));
    word.is_some_and(|(word, _)| !word.is_empty() && word.chars().all(char::is_alphanumeric))
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
    // `U.S. ships` goes on.
    let mut behind = line[end..].chars().skip(1);
    let is_acronym = line[end..].starts_with('.')
        && behind.next().is_some_and(char::is_uppercase)
        && behind.next() == Some('.');
    let is_head = !line[end..].starts_with('.') || is_short();
    (!head.is_empty() && is_head && !is_acronym).then_some(head)
}

/// Reads what the parser sees, and makes lines of it.
pub(super) struct Reader<'a> {
    /// The lines that are made.
    pub(super) out: Vec<SourceLine>,
    /// How many lines begin with each of what may be names.
    heads: HashMap<&'a str, usize>,
    /// Where each line of the source begins.
    starts: Vec<usize>,
    pub(super) source: &'a str,
    /// The line that is being gathered, and the source lines it is from.
    pub(super) text: String,
    at: Vec<usize>,
    pub(super) begins: bool,
    begins_item: bool,
    heading: Option<u8>,
    /// How deep in bold type and in italics the reading is.
    pub(super) strong: usize,
    pub(super) light: usize,
    emphasis: EmphasisSoFar,
    /// What the block of code that is read is, where it says so.
    code: Option<Preset>,
    /// Which of the lines is the first of it.
    code_begins: usize,
    is_note: usize,
    is_code: bool,
    /// The blocks of HTML, and the line where each begins.
    pub(super) html: Vec<(usize, String)>,
    /// How deep in quotes the reading is, and in which of them notes are.
    quotes: usize,
    noted: Option<usize>,
    image: Option<(String, usize)>,
    /// Where in the line the text of a link in HTML begins.
    pub(super) anchor: Option<usize>,
    /// Where in the line the text of a link begins, and where it leads to.
    link: Option<(usize, String)>,
    /// What the links of the line show, and which lines are nothing but links.
    links: navigation::Links,
    pub(super) alone: HashMap<usize, navigation::Alone>,
    pub(super) aside: Vec<SourceLine>,
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
    pub(super) fn new(source: &'a str) -> Self {
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
            begins_item: false,
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
            anchor: None,
            link: None,
            links: navigation::Links::default(),
            alone: HashMap::new(),
            aside: Vec::new(),
            made: 0,
            table: None,
        }
    }

    /// How many lines there are so far.
    pub(super) fn count(&self) -> usize {
        self.made + self.aside.len()
    }

    fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    pub(super) fn event(&mut self, event: Event, range: Range<usize>) {
        let at = self.line_of(range.start);
        match event {
            Event::Start(tag) => {
                if matches!(tag, Tag::Strong) && self.is_glued(&range) {
                    self.end_block();
                }
                self.start(&tag, at);
            }
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

    /// Whether bold type that runs to the end of a line begins right behind a sentence, as where a break was lost:
    /// `“I lit it.”**Why?**`
    fn is_glued(&self, bold: &Range<usize>) -> bool {
        let rest = self.source[bold.end..].split('\n').next();
        self.text.ends_with(['.', '!', '?', '”', '»', '"'])
            && self.strong == 0
            && bold.len() >= SHORTEST_GLUED
            && rest.is_none_or(|rest| rest.trim().is_empty())
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
            Tag::Link { dest_url, .. } => self.link = Some((self.text.len(), dest_url.to_string())),
            Tag::Image { .. } => self.image = Some((String::new(), at)),
            Tag::BlockQuote(_) => {
                self.end_block();
                self.quotes += 1;
            }
            Tag::HtmlBlock => {
                self.end_block();
                self.html.push((at, String::new()));
            }
            Tag::Paragraph | Tag::List(_) | Tag::DefinitionList => self.end_block(),
            Tag::DefinitionListDefinition => self.end_line(),
            Tag::Item => {
                self.end_block();
                self.begins_item = true;
            }
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
            TagEnd::Link => self.end_link(),
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
            TagEnd::Paragraph
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::HtmlBlock
            | TagEnd::DefinitionListDefinition => {
                self.end_block();
            }
            _ => {}
        }
    }

    /// A whole sentence that is a link between others stands in brackets, as what is shown to those who were there does:
    /// `It went out. [Points at the chart.](…) Then we lit it.`
    fn end_link(&mut self) {
        let Some((begin, target)) = self.link.take() else {
            return;
        };
        let (Some(before), Some(inside)) = (self.text.get(..begin), self.text.get(begin..)) else {
            return;
        };
        if navigation::is_sign_of_place(inside) || navigation::is_note(before, inside, &target) {
            self.text.truncate(begin);
            return;
        }
        self.links.add(before, inside, &target, self.begins_item);
        let is_sentence =
            inside.starts_with(char::is_uppercase) && inside.ends_with('.') && inside.contains(' ');
        if is_sentence && before.trim_end().ends_with(['.', '!', '?', '…']) {
            self.text.insert(begin, '[');
            self.text.push(']');
        }
    }

    pub(super) fn words(&mut self, text: &str, at: usize) {
        if let Some((alt, _)) = &mut self.image {
            alt.push_str(text);
            return;
        }
        let lines: Vec<&str> = text.split('\n').collect();
        for (i, part) in lines.iter().enumerate() {
            if i > 0 && self.is_code {
                self.end_line();
            }
            self.text.push_str(part);
            let emphasis = match (self.strong, self.light) {
                (0, 0) => None,
                (0, _) => Some(Emphasis::Light),
                _ => Some(Emphasis::Strong),
            };
            self.emphasis.add(part, emphasis);
            if part.trim().is_empty() {
                continue;
            }
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
        let next = self.source[next..end].trim();
        // `**Duration:** two hours`
        let is_key = next.strip_prefix("**").is_some_and(|next| {
            let key = next.split_once("**");
            key.is_some_and(|(key, _)| key.ends_with([':', '：']))
        });
        let next = next.trim_start_matches(['>', '*', '_', ' ']);
        // What a link says goes on as text does.
        let linked = next.strip_prefix('[');
        let next = linked
            .filter(|linked| linked.contains("](") || linked.contains("]["))
            .unwrap_or(next);
        if hyphens::divides(self.text.trim_end(), next) {
            self.text.truncate(self.text.trim_end().len());
            hyphens::join(&mut self.text);
        } else if self.heading.is_some()
            || is_open(&self.text)
            || !is_key && wrapped::goes_on(&self.text, next) && !self.begins_turn(next)
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

    pub(super) fn end_line(&mut self) {
        let mut text = std::mem::take(&mut self.text);
        if !self.is_code {
            text = without_spans(without_broken_links(without_marks(text)));
            let at = self.at.last().copied().unwrap_or_default();
            let notes = take_notes(&mut text).into_iter();
            let notes = notes.filter(|note| !note.is_empty());
            self.aside
                .extend(notes.map(|note| SourceLine::preset(at, &note, false, Preset::Note)));
        }
        if self.heading.is_some() {
            text = without_attributes(text);
        }
        let mut is_tag = false;
        if !self.is_code
            && let Cow::Owned(untagged) = without_tags(&text)
        {
            is_tag = untagged.is_empty();
            if !is_tag {
                text = untagged;
            }
        }
        (self.link, self.anchor) = (None, None);
        let links = std::mem::take(&mut self.links);
        let emphasis = std::mem::take(&mut self.emphasis);
        if self.heading.is_none() {
            actions::bracket(&mut text, emphasis.light());
        }
        let mut at = std::mem::take(&mut self.at).into_iter();
        if let Some(first) = at.next() {
            self.made += 1;
            let shown = match self.is_code {
                true => &text,
                false => without_stray(&text),
            };
            let mut line = SourceLine::new(first, shown, self.begins);
            line.also_at = at.collect();
            line.markup.heading = self.heading;
            line.markup.begins_item = std::mem::take(&mut self.begins_item);
            emphasis.mark(&mut line.markup);
            if self.quotes > 0 && self.noted.is_none() && is_callout(&line.text) {
                // What stands in a quote under `[!note]` is one.
                self.noted = Some(self.quotes);
                self.is_note += 1;
                line.preset = Some(Preset::Dropped { reason: "markup" });
            } else if is_tag {
                line.preset = Some(Preset::Dropped { reason: "markup" });
            } else if links.lead(&text) {
                let reason = navigation::REASON;
                line.preset = Some(Preset::Dropped { reason });
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
                None => {
                    self.alone
                        .extend(links.alone(&text).map(|alone| (line.at, alone)));
                    self.out.push(line);
                }
            }
        }
        if self.table.is_none() {
            self.out.append(&mut self.aside);
        }
    }

    fn end_block(&mut self) {
        self.end_line();
        self.begins = true;
        // Nothing is in bold type or in italics beyond its block, whether HTML closes it or not.
        (self.strong, self.light) = (0, 0);
    }
}
