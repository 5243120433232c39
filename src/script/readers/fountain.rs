//! Fountain (fountain.io, "Syntax", 1.1): screenplays as plain text, in `.fountain` and `.spmd`. Its grammar says of each line
//! what it is, so that nothing is left to be guessed.

use super::super::ScriptError;
use super::super::claims::is_transition;
use super::super::document::{Document, Preset, SourceLine};
use super::super::facts::is_place_of_script;
use super::super::facts::letters::is_upper;
use super::super::rules;
use super::{lined, plain, plain_marks};
use crate::script::claims::names_title;
use std::ops::Range;

/// Why what an author has cut out is not in the book.
const CUT: &str = "cut out by the author";
/// Why a sign alone is not.
const MARKUP: &str = "markup";
/// A line that keeps a blank line within what is said.
const KEPT_BLANK: &str = "  ";
/// The longest key of a title page, in bytes.
const LONGEST_KEY: usize = 40;
/// How many marks of emphasis stand in one another at most: `_***never***_`.
const NESTED: usize = 3;
/// The deepest level of a section.
const LOWEST: usize = 6;

/// Reads a screenplay. One without a single name over what is said follows other habits, and is read as plain text.
///
/// # Errors
/// If the bytes are no text.
pub(crate) fn read(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    let text = lined(bytes, file)?;
    let lines = lines(text.trim_start_matches('\u{FEFF}'));
    let mut reader = Reader::default();
    let body = reader.title_page(&lines);
    reader.body(&lines[body..]);
    if !reader.out.iter().any(|line| line.markup.is_cue) {
        return plain::read(bytes, file);
    }
    Ok(Document { lines: reader.out })
}

/// A line of the source.
struct Line {
    at: usize,
    /// What is left of it without notes and what is cut out.
    text: String,
    /// These, in order.
    asides: Vec<SourceLine>,
}

impl Line {
    /// Whether nothing is left of it. It is no blank line then.
    fn is_gone(&self) -> bool {
        !self.asides.is_empty() && self.text.trim().is_empty()
    }

    fn is_blank(&self) -> bool {
        self.asides.is_empty() && self.text.trim().is_empty()
    }
}

/// The lines of a text, without notes (`[[ ]]`) and what is cut out (`/* */`), which may go over several.
fn lines(text: &str) -> Vec<Line> {
    let cuts = cuts(text);
    let mut cuts = &cuts[..];
    let mut begin = 0;
    let lines = text.split('\n').enumerate().map(|(i, source)| {
        let at = i + 1;
        let (from, to) = (begin, begin + source.len());
        begin = to + 1;
        let mut line = Line {
            at,
            text: String::new(),
            asides: Vec::new(),
        };
        let mut end = from;
        while let Some((cut, preset)) = cuts.first().filter(|(cut, _)| cut.start < to) {
            let own = cut.start.max(from)..cut.end.min(to);
            line.keep(&text[end..own.start]);
            end = own.end;
            let aside = text[own].trim();
            let bare = aside.trim_start_matches("[[").trim_end_matches("]]").trim();
            let is_note = *preset == Preset::Note && !bare.is_empty();
            let (aside, preset) = match preset {
                Preset::Note if !is_note => (aside, Preset::Dropped { reason: MARKUP }),
                Preset::Note => (bare, Preset::Note),
                other => (aside, other.clone()),
            };
            if !aside.is_empty() {
                line.asides
                    .push(SourceLine::preset(at, aside, true, preset));
            }
            if cut.end > to {
                break;
            }
            cuts = &cuts[1..];
        }
        line.keep(&text[end..to]);
        line
    });
    lines.collect()
}

impl Line {
    /// Adds a part of it. A note between two words leaves one space.
    fn keep(&mut self, part: &str) {
        let part = match self.text.ends_with(char::is_whitespace) {
            true => part.trim_start(),
            false => part,
        };
        self.text.push_str(part);
    }
}

/// The bytes of notes and of what is cut out, and what each is. A note ends before the next blank line.
fn cuts(text: &str) -> Vec<(Range<usize>, Preset)> {
    let mut cuts = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(['[', '/']) {
        let begin = at + next;
        let rest = &text[begin..];
        at = begin + 1;
        if rest.starts_with("[[") {
            let reach = rest.find("\n\n").unwrap_or(rest.len());
            match rest[..reach].find("]]") {
                Some(close) => {
                    at = begin + close + 2;
                    cuts.push((begin..at, Preset::Note));
                }
                // Nor does anything close those that follow.
                None => at = begin + reach,
            }
        } else if rest.starts_with("/*")
            && let Some(close) = rest[2..].find("*/")
        {
            at = begin + 2 + close + 2;
            cuts.push((begin..at, Preset::Dropped { reason: CUT }));
        }
    }
    cuts
}

/// A key of the title page, where it stands, and its values with their places.
struct Fact<'a> {
    at: usize,
    key: String,
    values: Vec<(usize, &'a str)>,
}

#[derive(Default)]
struct Reader {
    out: Vec<SourceLine>,
    /// Who has the word.
    speaker: Option<String>,
    /// Whether a direction in brackets goes on.
    in_brackets: bool,
    /// Whether a blank line, or what stands for one, is the last that was read.
    blank: bool,
}

impl Reader {
    /// Reads the title page, and says how many lines it has: keys with values, which may stand below their key, up to a blank line.
    fn title_page(&mut self, lines: &[Line]) -> usize {
        let mut end = 0;
        loop {
            let begin = end
                + lines[end..]
                    .iter()
                    .take_while(|line| line.is_blank())
                    .count();
            let block = &lines[begin..];
            let block = &block[..block.iter().take_while(|line| !line.is_blank()).count()];
            let keys = || block.iter().filter_map(|line| key(&line.text));
            let begins = block.first().is_some_and(|line| key(&line.text).is_some());
            if !begins || !keys().any(|(key, _)| kind(&key).is_some()) {
                return end;
            }
            self.keys(block);
            end = begin + block.len();
        }
    }

    /// Reads a block of the title page.
    fn keys(&mut self, block: &[Line]) {
        let mut facts: Vec<Fact> = Vec::new();
        for line in block {
            let (at, text) = (line.at, line.text.trim());
            match (key(&line.text), facts.last_mut()) {
                (Some((key, value)), _) => {
                    let values = Vec::from_iter(Some((at, value)).filter(|_| !value.is_empty()));
                    facts.push(Fact { at, key, values });
                }
                (None, Some(fact)) if !text.is_empty() => fact.values.push((at, text)),
                _ => {}
            }
            self.out.extend(line.asides.iter().cloned());
        }
        for fact in facts {
            let first = self.out.len();
            match kind(&fact.key) {
                Some("title") => self.title(&fact.values),
                known => {
                    for &(at, value) in &fact.values {
                        let value = bare(value);
                        let (text, key) = match known {
                            Some(known) => (value, known),
                            None => (format!("{}: {value}", fact.key), "fact"),
                        };
                        self.preset(at, &text, Preset::Metadata { key });
                    }
                }
            }
            // A key over its values belongs to the first of them.
            match self.out.get_mut(first) {
                Some(value) if value.at != fact.at => value.also_at.push(fact.at),
                Some(_) => {}
                None => self.preset(fact.at, &fact.key, Preset::Dropped { reason: MARKUP }),
            }
        }
        self.out.sort_by_key(|line| line.at);
    }

    /// A title of several lines is one as long as they are set alike; what is set otherwise below it is its subtitle.
    fn title(&mut self, values: &[(usize, &str)]) {
        let Some(((at, first), others)) = values.split_first() else {
            return;
        };
        let set = |text: &str| (text.starts_with(['*', '_']), is_upper(text));
        let is_alike = |(_, text): &&(usize, &str)| set(text) == set(first);
        let more = others.iter().take_while(is_alike).count();
        let (more, below) = others.split_at(more);
        let lines = std::iter::once(first).chain(more.iter().map(|(_, text)| text));
        let text = lines.map(|line| bare(line)).collect::<Vec<_>>().join(" ");
        let mut title = SourceLine::preset(*at, &text, true, Preset::Title { text: text.clone() });
        title.also_at = more.iter().map(|(at, _)| *at).collect();
        self.out.push(title);
        for (at, line) in below {
            self.preset(*at, &bare(line), Preset::Metadata { key: "subtitle" });
        }
    }

    fn body(&mut self, lines: &[Line]) {
        self.blank = true;
        for (i, line) in lines.iter().enumerate() {
            if !line.is_gone() {
                let next = lines[i + 1..].iter().find(|line| !line.is_gone());
                self.line(line, next.is_none_or(Line::is_blank));
            }
            self.out.extend(line.asides.iter().cloned());
        }
    }

    /// Reads a line. `closes`: a blank line follows it.
    fn line(&mut self, line: &Line, closes: bool) {
        let (at, text) = (line.at, line.text.trim());
        if text.is_empty() {
            if line.text != KEPT_BLANK || self.speaker.is_none() {
                self.end();
            }
            self.blank = true;
            return;
        }
        if text.len() > 2 && text.bytes().all(|byte| byte == b'=') {
            self.end();
            self.preset(
                at,
                text,
                Preset::Dropped {
                    reason: rules::REASON,
                },
            );
            self.blank = true;
            return;
        }
        if text.len() == 1 && "!>~=#@.".contains(text) {
            self.preset(at, text, Preset::Dropped { reason: MARKUP });
            return;
        }
        let centred = text
            .strip_prefix('>')
            .and_then(|text| text.strip_suffix('<'));
        if let Some(centred) = centred.filter(|text| !text.trim().is_empty()) {
            self.end();
            self.told(at, centred);
        } else if let Some(action) = text.strip_prefix('!') {
            self.end();
            self.told(at, action);
        } else if self.speaker.is_some() {
            self.said(at, text);
        } else {
            self.outside(at, text, closes);
        }
    }

    /// Nobody has the word any more.
    fn end(&mut self) {
        self.speaker = None;
        self.in_brackets = false;
    }

    /// Reads a line of what somebody says.
    fn said(&mut self, at: usize, text: &str) {
        let mut said = text.strip_prefix('~').unwrap_or(text);
        let opens = self.in_brackets || said.starts_with('(');
        if opens {
            let close = said.find(')');
            let end = close.map_or(said.len(), |close| close + 1);
            let direction = bare(&said[..end]);
            match self.out.last_mut().filter(|_| self.in_brackets) {
                Some(begun) => {
                    begun.text = format!("{} {direction}", begun.text);
                    begun.also_at.push(at);
                }
                None => self.preset(at, &direction, Preset::Direction),
            }
            self.in_brackets = close.is_none();
            said = said[end..].trim_start();
        }
        let text = bare(said);
        if !text.is_empty() {
            let mut line = SourceLine::new(at, &text, std::mem::take(&mut self.blank) && !opens);
            line.markup.speaker.clone_from(&self.speaker);
            self.out.push(line);
        }
        self.blank = false;
    }

    /// Reads a line that nobody says.
    fn outside(&mut self, at: usize, text: &str, closes: bool) {
        let plain = bare(text);
        let first = text.chars().next().unwrap_or_default();
        let rest = text[first.len_utf8()..].trim();
        let forces = |c: char| first == c && rest.starts_with(char::is_alphanumeric);
        match first {
            '#' => {
                let title = bare(text.trim_start_matches('#').trim());
                let level = (text.len() - text.trim_start_matches('#').len()).min(LOWEST) as u8;
                if title.is_empty() {
                    self.preset(at, text, Preset::Dropped { reason: MARKUP });
                } else {
                    self.preset(at, &title, Preset::Chapter { level });
                    if let Some(line) = self.out.last_mut() {
                        line.markup.heading = Some(level);
                    }
                }
                self.blank = true;
            }
            '=' => {
                self.preset(at, &bare(rest), Preset::Note);
                self.blank = true;
            }
            '>' => {
                self.preset(at, &bare(rest), Preset::Direction);
                self.blank = true;
            }
            '~' => self.told(at, rest),
            _ if forces('.') => self.scene(at, &plain[1..]),
            _ if self.blank && is_scene(&plain) => self.scene(at, &plain),
            _ if is_transition(&plain) => {
                self.preset(at, &plain, Preset::Direction);
                self.blank = true;
            }
            _ if forces('@') && !closes => self.cue(at, &bare(rest)),
            _ if self.blank && !closes && is_name(&plain) => self.cue(at, &plain),
            _ => self.told(at, text),
        }
    }

    /// Where a scene is, without its number: `INT. MILL - NIGHT #12#`
    fn scene(&mut self, at: usize, text: &str) {
        let numbered = text
            .trim_end()
            .strip_suffix('#')
            .and_then(|text| text.rsplit_once('#'));
        let number = |number: &str| !number.is_empty() && !number.contains(char::is_whitespace);
        let place = numbered.filter(|(place, own)| number(own) && !place.trim().is_empty());
        self.told(at, place.map_or(text, |(place, _)| place));
        self.blank = true;
    }

    /// Who speaks below: `ANN (V.O.)`, `ANN ^` where two speak at once.
    fn cue(&mut self, at: usize, text: &str) {
        let text = text.trim_end_matches(['^', ' ']);
        let name = text.split('(').next().unwrap_or_default();
        let name = name.trim().trim_end_matches([':', '：']).trim_end();
        let mut line = SourceLine::new(at, text, true);
        line.markup.speaker = Some(name.to_string());
        line.markup.is_cue = true;
        self.out.push(line);
        self.speaker = Some(name.to_string());
        self.blank = false;
    }

    fn told(&mut self, at: usize, text: &str) {
        let blank = std::mem::take(&mut self.blank);
        self.out
            .push(SourceLine::preset(at, &bare(text), blank, Preset::Told));
    }

    fn preset(&mut self, at: usize, text: &str, preset: Preset) {
        self.out.push(SourceLine::preset(at, text, true, preset));
    }
}

/// The key and the value of a line of a title page: `Draft date: 1/2/2034`.
fn key(line: &str) -> Option<(String, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_key = key.len() <= LONGEST_KEY
        && key.starts_with(char::is_alphabetic)
        && key.chars().all(|c| c.is_alphabetic() || c == ' ');
    is_key.then(|| (key.trim().to_string(), value.trim()))
}

/// What kind of fact a key of a title page names.
fn kind(key: &str) -> Option<&'static str> {
    let key = key.to_lowercase();
    Some(match key.as_str() {
        key if names_title(key) => "title",
        "author" | "authors" | "writer" | "writers" => "author",
        "credit" => "credit",
        "source" => "source",
        "draft date" | "date" | "revision" => "date",
        "contact" => "contact",
        "notes" => "note",
        "copyright" => "copyright",
        _ => return None,
    })
}

/// Whether a line says where a scene is, in capitals or not: `INT. MILL - NIGHT`, `int. mill - night`.
fn is_scene(text: &str) -> bool {
    is_place_of_script(text)
        || ["int. ", "ext. ", "est. ", "int./ext", "int/ext", "i/e. "]
            .iter()
            .any(|begin| {
                let own = text.get(..begin.len());
                own.is_some_and(|own| own.eq_ignore_ascii_case(begin))
            })
}

/// Whether a line is a name over what is said: in capitals, but for what stands in brackets behind it.
fn is_name(text: &str) -> bool {
    let name = text.split('(').next().unwrap_or_default().trim();
    let is_closed = !text.contains('(') || text.trim_end_matches(['^', ' ']).ends_with(')');
    is_upper(name) && is_closed && !name.ends_with(['!', '?', '…']) && !name.ends_with("--")
}

/// A text without the marks of emphasis, which may stand in one another; signs behind `\` are none.
fn bare(text: &str) -> String {
    const ESCAPED: [(&str, &str, &str); 2] = [("\\*", "\u{E000}", "*"), ("\\_", "\u{E001}", "_")];
    let mut text = text.trim().to_string();
    let is_escaped = text.contains('\\');
    for (escape, stand_in, _) in ESCAPED.iter().filter(|_| is_escaped) {
        text = text.replace(escape, stand_in);
    }
    for _ in 0..NESTED {
        match plain_marks::without_emphasis(&text) {
            Some((inside, _)) => text = inside,
            None => break,
        }
    }
    for (_, stand_in, sign) in ESCAPED.iter().filter(|_| is_escaped) {
        text = text.replace(stand_in, sign);
    }
    text
}
