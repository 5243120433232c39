//! Subtitles, SRT and WebVTT: cues joined into sentences.
//!
//! The format of WebVTT is <https://www.w3.org/TR/webvtt1/>, section 4; SRT has no standard, and
//! is read as players do: a number (or none), a line with `-->`, lines of text.

use super::super::draft::{Draft, DraftLine, Part, unify_line_ends};
use super::super::name_shape::can_be_name;
use super::super::{ScriptError, encoding, languages, sentences};
use crate::language::Language;
use std::collections::HashMap;

/// A silence after which a new paragraph begins, in seconds.
const PARAGRAPH: f64 = 2.0;
/// The longest line that cues are joined to, in characters, for subtitles without full stops.
const LONGEST: usize = 400;

/// The smallest share of the lines that end a sentence in a language that shows where they end.
const ENDING: f64 = 0.15;

/// Reads subtitles.
///
/// # Errors
/// If the bytes are no text.
pub fn read(bytes: &[u8], file: &str) -> Result<Draft, ScriptError> {
    let text = encoding::decode(bytes, file)?;
    Ok(draft(&unify_line_ends(&text)))
}

/// Whether a text begins like subtitles.
pub fn is_subtitles(text: &str) -> bool {
    let text = text.trim_start_matches('\u{FEFF}');
    if text
        .strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
    {
        return true;
    }
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let time = if first.bytes().all(|b| b.is_ascii_digit()) {
        lines.next()
    } else {
        Some(first)
    };
    time.is_some_and(|line| times(line).is_some())
}

/// Beginning and end of a cue in seconds, from a line like `00:00:01,000 --> 00:00:03,500`.
pub(super) fn times(line: &str) -> Option<(f64, f64)> {
    let (from, to) = line.split_once("-->")?;
    Some((
        seconds(from.trim())?,
        seconds(to.split_whitespace().next()?)?,
    ))
}

fn seconds(text: &str) -> Option<f64> {
    let mut all = 0.0;
    let parts: Vec<&str> = text.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    for part in parts {
        let part: f64 = part
            .replace(',', ".")
            .parse()
            .ok()
            .filter(|n: &f64| n.is_finite() && *n >= 0.0)?;
        all = all * 60.0 + part;
    }
    Some(all)
}

/// The languages in which lines end with a full stop, and not with nothing where a question would
/// have its sign.
fn ending(lines: &[&str]) -> Vec<Language> {
    let mut counts: HashMap<Language, (usize, usize)> = HashMap::new();
    let is_text = |line: &&&str| !line.is_empty() && !is_number(line) && times(line).is_none();
    for line in lines.iter().filter(is_text) {
        let line_text = clean(line);
        let bare = line_text.trim_end_matches(['"', '”', '’', '」', '』', ')', '）', '♪']);
        let language = lang(line).or_else(|| languages::of(bare, &[]));
        if let Some(language) = language.filter(|_| !bare.ends_with(['?', '？', '!', '！'])) {
            let (over, all) = counts.entry(language).or_default();
            *over += usize::from(sentences::is_over(bare));
            *all += 1;
        }
    }
    counts.retain(|_, (over, all)| *over > 0 && *over as f64 >= ENDING * *all as f64);
    counts.into_keys().collect()
}

/// What stands for a line of spaces in a cue: no text, but not the cue's end.
const SPACES: &str = "\u{A0}";

/// Whether the first of a cue's lines is who speaks, as some programs write it: a name in every cue,
/// and the same ones again.
pub(super) fn names_first(lines: &[&str]) -> bool {
    let cues = (0..lines.len().saturating_sub(2)).filter(|&i| times(lines[i]).is_some());
    let mut names: HashMap<&str, usize> = HashMap::new();
    let mut count = 0;
    for i in cues {
        let (name, said) = (lines[i + 1], lines[i + 2]);
        if said.is_empty() || times(said).is_some() || !can_be_name(name) {
            return false;
        }
        count += 1;
        *names.entry(name).or_default() += 1;
    }
    count > 2 && names.len() > 1 && names.len() < count
}

/// A line of a cue.
struct Said<'a> {
    at: usize,
    text: &'a str,
    speaker: Option<String>,
    language: Option<Language>,
    /// Whether it begins with a dash or arrows, which show another speaker.
    turns: bool,
}

pub(super) fn draft(text: &str) -> Draft {
    let mut lines: Vec<&str> = text.split('\n').collect();
    // A line of spaces right under the times is a line of the cue, as captions that roll have them.
    for i in 1..lines.len() {
        let is_blank = lines[i].trim().is_empty();
        if is_blank && !lines[i].is_empty() && times(lines[i - 1].trim()).is_some() {
            lines[i] = SPACES;
        } else {
            lines[i] = lines[i].trim();
        }
    }
    lines[0] = lines[0].trim();
    let mut joiner = Joiner {
        names_first: names_first(&lines),
        ending: ending(&lines),
        ..Joiner::default()
    };
    let mut i = 0;
    let mut is_header = lines[0]
        .trim_start_matches('\u{FEFF}')
        .starts_with("WEBVTT");
    while i < lines.len() {
        if lines[i].is_empty() {
            is_header = false;
            i += 1;
            continue;
        }
        // A cue's times stand in its first or second line.
        let timed = (i..lines.len().min(i + 2))
            .find(|&n| !lines[n].is_empty() && times(lines[n]).is_some());
        match timed.filter(|_| !is_header) {
            Some(time) => i = joiner.cue(&lines, i, time),
            None => {
                let end = (i..lines.len())
                    .find(|&n| lines[n].is_empty())
                    .unwrap_or(lines.len());
                // Without a blank line, the next cue's number and times end what is no cue.
                let next = (i + 1..end).find(|&n| times(lines[n]).is_some());
                let end = match next {
                    Some(n) if n > i + 1 && is_number(lines[n - 1]) => n - 1,
                    Some(n) => n,
                    None => end,
                };
                joiner.no_cue(&lines, i..end, is_header);
                is_header = false;
                i = end;
            }
        }
    }
    joiner.finish()
}

pub(super) fn is_number(line: &str) -> bool {
    !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit())
}

#[derive(Default)]
struct Joiner {
    out: Vec<DraftLine>,
    /// The sentences that are not over yet, one a language.
    open: Vec<DraftLine>,
    language: Option<Language>,
    end: f64,
    last: Option<String>,
    speaker: Option<String>,
    /// Times and numbers of cues without text.
    silent: Vec<usize>,
    /// The next line begins a paragraph.
    begins: bool,
    /// The first line of every cue is who speaks.
    names_first: bool,
    /// What is said next goes on with what is open, in every language.
    waits: bool,
    /// The languages that show where a sentence ends.
    ending: Vec<Language>,
}

impl Said<'_> {
    fn language(&self) -> Option<Language> {
        let marked = self.language.clone();
        marked.or_else(|| languages::of(self.text, &[]))
    }
}

impl Joiner {
    /// Reads the cue whose first line is `begin` and whose times are in `time`; returns the line
    /// after it.
    fn cue(&mut self, lines: &[&str], begin: usize, time: usize) -> usize {
        let mut end = time + 1;
        while end < lines.len() && !lines[end].is_empty() {
            let is_next = times(lines[end]).is_some()
                || (is_number(lines[end])
                    && lines.get(end + 1).is_some_and(|l| times(l).is_some()));
            if is_next {
                break;
            }
            end += 1;
        }
        let (from, to) = times(lines[time]).unwrap_or_default();
        let mut aside: Vec<usize> = (begin + 1..=time + 1).collect();
        let texts: Vec<String> = lines[time + 1..end].iter().map(|l| clean(l)).collect();
        let mut speaker = None;
        let mut said = Vec::new();
        for (n, text) in texts.iter().enumerate() {
            let at = time + 2 + n;
            let raw = lines[at - 1];
            if n == 0 && self.names_first {
                speaker = Some(text.clone());
                aside.push(at);
                continue;
            }
            if let Some(name) = voice(raw) {
                speaker = Some(name);
            }
            let bare = text
                .trim_start_matches(['-', '–', '—', '>', '‐'])
                .trim_start();
            let turns = bare.len() < text.len() && !bare.is_empty();
            let text = if bare.is_empty() { text.as_str() } else { bare };
            // Captions that roll repeat the line above.
            let rolls = n == 0
                && (texts.len() > 1 || to - from < 0.1)
                && self.last.as_deref() == Some(text)
                && from - self.end < 0.1;
            if text.is_empty() || rolls {
                aside.push(at);
                continue;
            }
            said.push(Said {
                at,
                text,
                speaker: speaker.clone(),
                language: lang(raw),
                turns,
            });
        }
        if let Some(text) = texts.iter().rev().find(|t| !t.is_empty()) {
            self.last = Some(text.clone());
        }
        if from - self.end >= PARAGRAPH {
            self.flush();
            self.begins = true;
        }
        self.end = to;
        let several = said.len() > 1 && {
            let tags: Vec<_> = said.iter().filter_map(Said::language).collect();
            tags.windows(2).any(|pair| pair[0] != pair[1])
        };
        // The languages wait for each other, those that show where a sentence ends.
        self.waits =
            several && self.open.len() > 1 && self.open.iter().any(|line| self.is_open(line));
        if several && self.open.len() > 1 && !self.waits {
            self.flush();
        }
        if said.is_empty() {
            self.silent.append(&mut aside);
            return end;
        }
        self.silent.append(&mut aside);
        for line in said {
            self.say(line, several);
        }
        end
    }

    fn say(&mut self, said: Said, several: bool) {
        let language = said.language();
        if said.speaker != self.speaker || said.turns {
            self.flush();
            self.begins = true;
            self.speaker.clone_from(&said.speaker);
        }
        if !several && self.open.len() > 1 {
            // one language alone again
            let is_open = |line: &DraftLine| {
                line.language.tag() == language.as_ref().map_or("", Language::tag)
            };
            if !self.open.iter().any(is_open) {
                self.flush();
            }
        }
        let tag = language.unwrap_or_else(|| Language::new("und"));
        let known = self.open.iter().position(|line| line.language == tag);
        let silent = std::mem::take(&mut self.silent);
        match known {
            Some(n)
                if (self.waits || !is_over(&self.open[n].text)) && !names_speaker(said.text) =>
            {
                let line = &mut self.open[n];
                let glue = if tag.is_unspaced() { "" } else { " " };
                line.text.push_str(glue);
                line.text.push_str(said.text);
                line.also_at.push(said.at);
                line.also_at.extend(silent);
            }
            _ => {
                let all_over = self.open.iter().all(|line| is_over(&line.text));
                if known.is_some() || !several || (all_over && self.open.len() > 1) {
                    self.flush();
                }
                let mut line = DraftLine::new(said.at, said.text, self.begins);
                self.begins = false;
                line.language = tag;
                line.marked.is_subtitle = true;
                line.marked.speaker = said.speaker;
                line.marked.language = said.language.or_else(|| self.language.clone());
                line.also_at = silent;
                if is_bracketed(said.text) {
                    line.part = Part::Direction;
                }
                self.open.push(line);
            }
        }
    }

    /// Whether a sentence is still to be ended, in a language whose cues show that.
    fn is_open(&self, line: &DraftLine) -> bool {
        self.ending.contains(&line.language) && !is_over(&line.text)
    }

    fn no_cue(&mut self, lines: &[&str], range: std::ops::Range<usize>, is_header: bool) {
        self.flush();
        let first = lines[range.start].trim_start_matches('\u{FEFF}');
        let reason = match first.split_whitespace().next() {
            _ if is_header => "heading of the subtitles",
            Some("NOTE") => "comment in the subtitles",
            Some("STYLE") => "style of the subtitles",
            Some("REGION") => "place of the subtitles",
            _ => "no subtitle: it has no times",
        };
        for at in range {
            let text = lines[at];
            let fact = text.split_once(':').filter(|_| is_header);
            let part = match fact {
                Some((key, value)) if key.eq_ignore_ascii_case("language") => {
                    let tag = value.trim().split(['-', '_']).next().unwrap_or_default();
                    self.language = Some(tag).filter(|t| Language::is_tag(t)).map(Language::new);
                    Part::Metadata { key: "language" }
                }
                Some((key, _)) if key.eq_ignore_ascii_case("kind") => {
                    Part::Metadata { key: "kind" }
                }
                _ => Part::Dropped { reason },
            };
            self.out.push(DraftLine::preset(at + 1, text, true, part));
        }
        self.begins = true;
    }

    fn flush(&mut self) {
        self.out.append(&mut self.open);
    }

    fn finish(mut self) -> Draft {
        self.flush();
        if !self.silent.is_empty() {
            let reason = "subtitle without text";
            let mut line = DraftLine::preset(self.silent[0], "-->", true, Part::Dropped { reason });
            line.also_at = self.silent.split_off(1);
            self.out.push(line);
        }
        for line in &mut self.out {
            line.language = Language::new("und");
        }
        Draft { lines: self.out }
    }
}

/// Whether a sentence is over, a line is long enough, or it is a sound.
fn is_over(text: &str) -> bool {
    sentences::is_over(text) || is_bracketed(text) || text.chars().count() > LONGEST
}

/// Whether a line stands in brackets as a whole: `[door creaks]`, `(music)`, `♪ … ♪`.
fn is_bracketed(text: &str) -> bool {
    let closes = |open: char| match open {
        '(' => ')',
        '[' => ']',
        '（' => '）',
        '【' => '】',
        sign => sign,
    };
    let mut chars = text.chars();
    let first = chars.next().filter(|c| "([（【♪♫".contains(*c));
    let last = chars.next_back();
    first.is_some_and(|open| last == Some(closes(open)))
        && !chars.as_str().contains(['(', '[', '（', '【'])
}

/// Whether a line begins with a speaker's name and a colon, or is a stage direction.
pub(super) fn names_speaker(text: &str) -> bool {
    let name = text
        .split([':', '：'])
        .next()
        .filter(|name| name.len() < text.len());
    let shows = |c: char| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase());
    text.starts_with(['[', '(', '（', '【', '♪'])
        || name.is_some_and(|name| {
            name.chars().count() <= 30
                && name.starts_with(shows)
                && !name.contains([',', '，', '.', '。'])
        })
}

/// The name in `<v Name>` or `<v.loud Name>`.
fn voice(line: &str) -> Option<String> {
    let (_, after) = line
        .split_once("<v")
        .filter(|(_, after)| after.starts_with([' ', '.', '\t']))?;
    let (tag, _) = after.split_once('>')?;
    let name = tag.split_once(char::is_whitespace)?.1.trim();
    (!name.is_empty()).then(|| unescape(name))
}

/// The language in `<lang en>`, if the line begins with it.
fn lang(line: &str) -> Option<Language> {
    let (before, after) = line.split_once("<lang ")?;
    let tag = after.split_once('>')?.0.trim().split(['-', '_']).next()?;
    (clean(before).is_empty() && Language::is_tag(tag)).then(|| Language::new(tag))
}

/// A line without tags (`<i>`, `<c.loud>`, `<00:00:01.000>`, `{\an8}`), its entities decoded.
fn clean(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(begin) = rest.find(['<', '{']) {
        out.push_str(&rest[..begin]);
        let tag = &rest[begin..];
        let close = if tag.starts_with('<') { '>' } else { '}' };
        let is_tag = tag[1..].starts_with(|c: char| {
            if close == '}' {
                c == '\\'
            } else {
                c.is_ascii_alphanumeric() || c == '/'
            }
        });
        match tag.find(close).filter(|_| is_tag) {
            Some(end) => rest = &tag[end + 1..],
            None => {
                out.push_str(&tag[..1]);
                rest = &tag[1..];
            }
        }
    }
    out.push_str(rest);
    unescape(&out)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_string();
    }
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&lrm;", ""),
        ("&rlm;", ""),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_string(), |text, (entity, c)| {
        text.replace(entity, c)
    })
}
