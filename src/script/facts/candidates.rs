//! The one parser of labels: every way in which a line can name who speaks.

use super::letters::{
    Capitals, count_words, ends_sentence, is_upper, is_word_by_itself, name_hash, words,
};
use super::name::{self, trimmed};
use super::surface::{ends_with_sign, heading_signs, is_table_row, quoted_cells};
use super::{Apart, Candidate, Close, Kind, Mark, Syntax, TimeAt, times};
use crate::script::document::Emphasis;
use crate::script::document::SourceLine;
use crate::script::stamp::is_stamp;
use std::ops::Range;

/// How far into a line a label goes, in characters.
const REACH: usize = 90;
/// The highest level of headings that can be questions; those above are chapters.
const HIGHEST_QUESTION: u8 = 3;
/// The longest line that can be a name and nothing else, in bytes.
const LONGEST_ALONE: usize = 200;
/// How many stops are looked at.
const STOPS: usize = 4;
/// The longest cell that can hold a name, in bytes.
const CELL: usize = 40;

/// Every label that a line could carry. `goes_on`: more cells of its row follow.
pub(super) fn of(line: &SourceLine, goes_on: bool) -> Vec<Candidate> {
    let mut parser = Parser {
        text: &line.text,
        mark: Mark::default(),
        time: TimeAt::Nowhere,
        out: Vec::new(),
    };
    parser.line(line, goes_on);
    parser.out
}

struct Parser<'a> {
    text: &'a str,
    mark: Mark,
    time: TimeAt,
    out: Vec<Candidate>,
}

/// What a label must be like to count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A name before a sign that shows one.
    Any,
    /// Without such a sign, its capitals must be those of names.
    Capitals,
}

/// The longest name in ideographs behind one in letters, in characters.
const LONGEST_OTHER: usize = 10;

impl Parser<'_> {
    fn line(&mut self, line: &SourceLine, goes_on: bool) {
        let markup = &line.markup;
        if let Some(speaker) = &markup.speaker {
            self.by_markup(speaker);
            return;
        }
        let all = 0..self.text.len();
        if let Some(column) = markup.column {
            if goes_on && self.text.len() < CELL {
                self.mark.kind = Kind::Column(column.min(99) as u8);
                let name = self.text.trim_end_matches([':', '：']).len();
                self.add(Close::Nothing, 0..name, all.end..all.end, Shape::Any);
            }
            return;
        }
        if is_table_row(self.text) {
            self.row();
            return;
        }
        if self.log() {
            return;
        }
        let mut rest = all;
        if let Some(inside) = self
            .text
            .strip_prefix("> ")
            .or_else(|| self.text.strip_prefix('>'))
        {
            self.mark.is_quoted = true;
            rest = trimmed(self.text, self.text.len() - inside.len()..rest.end);
        }
        if let Some(end) = times::head_end(&self.text[rest.clone()]).filter(|end| *end < rest.len())
        {
            self.time = TimeAt::Before;
            rest = trimmed(self.text, rest.start + end..rest.end);
        }
        let signs = heading_signs(&self.text[rest.clone()]);
        if let Some((level, start)) = markup.heading.map(|level| (level, 0)).or(signs) {
            self.heading(level, rest.start + start..rest.end);
        } else if self.text[rest.clone()].starts_with("<v") && self.voice(rest.clone()) {
        } else if let Some((is_bold, inside, after)) = self.emphasis(line, &rest) {
            self.emphasised(is_bold, inside, after);
        } else if !self.bracketed(rest.clone()) {
            self.plain(rest);
        }
    }

    /// The source's markup names who speaks.
    fn by_markup(&mut self, speaker: &str) {
        let capitals = Capitals::of(speaker);
        self.out.push(Candidate {
            syntax: Syntax {
                mark: Mark {
                    kind: Kind::Voice,
                    is_quoted: false,
                },
                time: TimeAt::Nowhere,
                close: Close::Nothing,
                is_alone: false,
            },
            capitals,
            name: None,
            key: name_hash(speaker),
            said: 0..self.text.len(),
            notes: Vec::new(),
            words: count_words(speaker, 4) as u8,
            odd: 0.0,
            never: 0.0,
            shorter: None,
        });
    }

    fn heading(&mut self, level: u8, range: Range<usize>) {
        let part = &self.text[range.clone()];
        let start = part.trim_start_matches(['*', '_', ' ']);
        let body = start.trim_end_matches(['*', '_', ' ']);
        let start = range.start + part.len() - start.len();
        let generation = body.ends_with(" Jr.") || body.ends_with(" Sr.");
        if ends_sentence(body) && !generation {
            return;
        }
        self.mark.kind = Kind::Heading(level);
        let name = body.trim_end_matches(':').len();
        let close = if name < body.len() {
            Close::Colon
        } else {
            Close::Nothing
        };
        self.add(close, start..start + name, range.end..range.end, Shape::Any);
    }

    /// `<v.loud Ann Reed>Yes.`
    fn voice(&mut self, range: Range<usize>) -> bool {
        let part = &self.text[range.clone()];
        let Some(close) = part.find('>') else {
            return false;
        };
        let Some(space) = part[..close]
            .find(' ')
            .filter(|i| part[2..*i].is_empty() || part[2..].starts_with('.'))
        else {
            return false;
        };
        self.mark.kind = Kind::Voice;
        let rest = &part[close + 1..];
        let said = rest.strip_suffix("</v>").unwrap_or(rest).len();
        let start = range.start + close + 1;
        self.add(
            Close::Nothing,
            range.start + space..range.start + close,
            start..start + said,
            Shape::Any,
        );
        true
    }

    /// What stands in bold or italic type at the head of a line: whether it is bold, what is in it, what is behind.
    fn emphasis(
        &self,
        line: &SourceLine,
        rest: &Range<usize>,
    ) -> Option<(bool, Range<usize>, Range<usize>)> {
        let inside = |start: usize, end: usize| {
            trimmed(self.text, start.max(rest.start)..end.max(rest.start))
        };
        if let Some(emphasis) = line.markup.emphasis {
            return Some((
                emphasis == Emphasis::Strong,
                inside(0, rest.end),
                rest.end..rest.end,
            ));
        }
        if let Some(lead) = line.markup.lead.as_deref() {
            let end = lead.len();
            if end > rest.start && self.text.starts_with(lead) {
                return Some((true, inside(0, end), end..rest.end));
            }
        }
        let part = &self.text[rest.clone()];
        ["***", "**", "__", "*", "_"].into_iter().find_map(|sign| {
            let after = part
                .strip_prefix(sign)
                .filter(|after| !after.starts_with(char::is_whitespace))?;
            let first = after.chars().next()?.len_utf8();
            let mut from = first;
            loop {
                let end = from + after.get(from..)?.find(sign)?;
                if !after[..end].ends_with(char::is_whitespace) {
                    let start = rest.start + sign.len();
                    let behind = start + end + sign.len();
                    return Some((
                        sign.len() > 1,
                        trimmed(self.text, start..start + end),
                        behind..rest.end,
                    ));
                }
                from = end + sign.len();
            }
        })
    }

    fn emphasised(&mut self, is_bold: bool, inside: Range<usize>, after: Range<usize>) {
        self.mark.kind = if is_bold { Kind::Bold } else { Kind::Italic };
        let (name, rest) = (&self.text[inside.clone()], &self.text[after.clone()]);
        let Some(last) = name.chars().next_back() else {
            return;
        };
        let cut = |by: usize| inside.start..inside.end - by;
        if matches!(last, ':' | '：') {
            self.add(Close::Colon, cut(last.len_utf8()), after, Shape::Any);
        } else if let Some(sign) = rest.chars().next().filter(|c| matches!(c, ':' | '：')) {
            self.add(
                Close::Colon,
                inside,
                after.start + sign.len_utf8()..after.end,
                Shape::Any,
            );
        } else if last == '.' {
            self.add(Close::Stop, cut(1), after, Shape::Capitals);
        } else if is_description(rest) {
            self.add(
                Close::Nothing,
                inside,
                after.end..after.end,
                Shape::Capitals,
            );
        } else if let Some(said) = behind_dash(rest) {
            self.add(
                Close::Dash,
                inside,
                after.end - said.len()..after.end,
                Shape::Capitals,
            );
        } else if rest.trim().is_empty() {
            self.add(
                Close::Nothing,
                inside,
                after.end..after.end,
                Shape::Capitals,
            );
        } else if times::is_alone(rest.trim()) {
            self.time = TimeAt::Behind;
            self.add(
                Close::Nothing,
                inside,
                after.end..after.end,
                Shape::Capitals,
            );
        } else if rest.starts_with('.') {
            self.add(
                Close::Stop,
                inside,
                after.start + 1..after.end,
                Shape::Capitals,
            );
        }
    }

    /// `[Ann] Yes.`, `<Ann> Yes.`, `[Ann]: Yes.` Returns whether the line begins so.
    fn bracketed(&mut self, range: Range<usize>) -> bool {
        let part = &self.text[range.clone()];
        let (kind, open, close) = match part.chars().next() {
            Some('[') => (Kind::Square, '[', ']'),
            Some('<') => (Kind::Angle, '<', '>'),
            _ => return false,
        };
        let Some(end) = part.find(close) else {
            return false;
        };
        let inside = &part[1..end];
        if inside.is_empty() || inside.contains(open) || times::is_alone(part) {
            return false;
        }
        self.mark.kind = kind;
        let rest = part[end + 1..].trim_start();
        let said = rest.strip_prefix([':', '：']);
        let sign = if said.is_some() {
            Close::Colon
        } else {
            Close::Nothing
        };
        let said = said.unwrap_or(rest).len();
        let mut name = range.start + 1..range.start + end;
        if kind == Kind::Angle {
            // `<@ann>`, `< ann>`: her rank in the channel
            let nick = inside.trim_start_matches(['@', '+', '%', '&', '~', ' ']);
            name.start = name.end - nick.len();
        }
        self.add(sign, name, range.end - said..range.end, Shape::Any);
        true
    }

    fn plain(&mut self, range: Range<usize>) {
        let part = &self.text[range.clone()];
        let reach = part
            .char_indices()
            .nth(REACH)
            .map_or(part.len(), |(i, _)| i);
        let head = &part[..reach];
        let place = |i: usize| range.start + i;
        self.colon(head, &range);
        let (mut tries, mut shorter) = (0, None);
        for (i, c) in head.char_indices() {
            let next = part[i + c.len_utf8()..].chars().next();
            let is_stop = c == '.' && next.is_none_or(char::is_whitespace);
            let is_closed = matches!(c, ')' | ']') && next.is_some_and(char::is_whitespace);
            // A bracket closes the name before it: the label ends behind it.
            let (end, said) = if is_stop {
                (i, i + 1)
            } else if is_closed {
                (i + 1, i + 1)
            } else {
                continue;
            };
            let inner = &head[..end];
            if !is_balanced(inner) || is_stop && ends_in_initial(inner) {
                continue;
            }
            let rest = place(said)..range.end;
            if is_stop {
                let is_alone = self.text[rest.clone()].trim().is_empty();
                if !is_alone || count_words(inner, 5) <= 4 {
                    let before = self.out.len();
                    self.add(Close::Stop, place(0)..place(end), rest, Shape::Capitals);
                    if self.out.len() > before {
                        self.out[before].shorter = shorter.replace(before as u8);
                    }
                }
            } else {
                let name = inner.split(['(', '[']).next().unwrap_or_default();
                if is_upper(name.trim()) {
                    let said = self.text[rest.clone()].trim_start_matches([' ', '.']).len();
                    self.add(
                        Close::Bracket,
                        place(0)..place(end),
                        range.end - said..range.end,
                        Shape::Capitals,
                    );
                }
            }
            tries += 1;
            if tries == STOPS {
                break;
            }
        }
        self.open_bracket(&range);
        self.gap(head, &range);
        self.described(&range);
        if let Some((i, dash)) = part.char_indices().take(46).find_map(|(i, c)| {
            let dash = c
                .is_whitespace()
                .then(|| part[i + c.len_utf8()..].chars().next())
                .flatten()?;
            let behind = part[i + c.len_utf8() + dash.len_utf8()..].chars().next();
            (i > 0 && matches!(dash, '–' | '—') && behind.is_some_and(char::is_whitespace))
                .then_some((i, i + c.len_utf8() + dash.len_utf8()))
        }) && !part[dash..].trim().is_empty()
            && !is_stamp(part[dash..].trim())
        {
            self.add(
                Close::Dash,
                place(0)..place(i),
                place(dash)..range.end,
                Shape::Capitals,
            );
        }
        if part.len() >= LONGEST_ALONE || ends_with_sign(part) {
            return;
        }
        let has_ideographs = part.contains(is_word_by_itself);
        let is_short = count_words(part, 10) <= 9 || has_ideographs && part.chars().count() < 24;
        if is_short && (!has_ideographs || times::has_time(part) || is_name_in_two(part)) {
            self.add(
                Close::Nothing,
                range.clone(),
                range.end..range.end,
                Shape::Capitals,
            );
        }
    }

    /// `Ann: Yes.`
    fn colon(&mut self, head: &str, range: &Range<usize>) {
        let part = &self.text[range.clone()];
        for (i, sign) in head.match_indices([':', '：']) {
            let after = &part[i + sign.len()..];
            let is_digit = |c: char| c.is_ascii_digit();
            if after.starts_with("//")
                || after.starts_with(is_digit) && head[..i].ends_with(is_digit)
            {
                continue;
            }
            if !is_balanced(&head[..i]) {
                continue;
            }
            let said = after.trim_start_matches([':', '.']).len();
            let name = match addressed(&head[..i]).filter(|_| self.time == TimeAt::Before) {
                Some(name) => range.start + name.start..range.start + name.end,
                None => range.start..range.start + i,
            };
            self.add(Close::Colon, name, range.end - said..range.end, Shape::Any);
            return;
        }
    }

    /// `ANN (turning to the` with the direction going on in the next line.
    fn open_bracket(&mut self, range: &Range<usize>) {
        let part = &self.text[range.clone()];
        let Some(open) = part.find(['[', '(']) else {
            return;
        };
        let name = &part[..open];
        let is_closed = part[open + 1..].contains([']', ')']);
        if !is_closed && name.ends_with(' ') && (3..=41).contains(&name.len()) && is_upper(name) {
            self.add(
                Close::Bracket,
                range.start..range.start + open,
                range.start + open..range.end,
                Shape::Capitals,
            );
        }
    }

    /// `Q   Who lit it?`: a name before a gap, where no other column follows.
    fn gap(&mut self, head: &str, range: &Range<usize>) {
        let part = &self.text[range.clone()];
        let is_gap = |text: &str| text.starts_with("  ") || text.starts_with('\t');
        let Some(end) = head
            .char_indices()
            .map(|(i, _)| i)
            .find(|i| is_gap(&part[*i..]))
        else {
            return;
        };
        let said = part[end..].trim_start();
        if is_stamp(said) {
            return;
        }
        let has_columns = said.contains('\t')
            || said
                .match_indices("  ")
                .any(|(i, _)| said[..i].ends_with(char::is_alphanumeric));
        if !part[..end].ends_with([':', '：', '.']) && !has_columns {
            let name = range.start..range.start + end;
            self.add(
                Close::Gap,
                name,
                range.end - said.len()..range.end,
                Shape::Capitals,
            );
        }
    }

    /// `Ann Reed, Head of Pumps`, `Ann Reed -- Pilot`: a full name and what someone is, over what is said.
    fn described(&mut self, range: &Range<usize>) {
        let part = &self.text[range.clone()];
        let signs = [", ", " -- ", " - ", " – ", " — "];
        let Some((end, sign)) = signs
            .iter()
            .filter_map(|sign| Some((part.find(sign)?, sign)))
            .min()
        else {
            return;
        };
        let what = &part[end + sign.len()..];
        let is_full =
            count_words(&part[..end], 5) > 1 && Capitals::of(&part[..end]) == Capitals::Title;
        if part.len() < LONGEST_ALONE
            && is_full
            && !ends_with_sign(part)
            && Capitals::of(what) == Capitals::Title
            && count_words(what, 10) < 10
        {
            let name = range.start..range.start + end;
            self.add(
                Close::Described,
                name,
                range.end..range.end,
                Shape::Capitals,
            );
        }
    }

    /// A message of a log: time, name and text, parted by tabs. Returns whether the line is one.
    fn log(&mut self) -> bool {
        let mut cells = self.text.splitn(3, '\t');
        let (Some(time), Some(name), Some(said)) = (cells.next(), cells.next(), cells.next())
        else {
            return false;
        };
        if said.contains('\t') || !is_stamp(time.trim()) {
            return false;
        }
        self.mark.kind = Kind::Column(1);
        self.time = TimeAt::Before;
        let start = time.len() + 1;
        let all = self.text.len();
        // A message of several lines stands in quotes.
        let opens = usize::from(said.starts_with('"') && said.matches('"').count() == 1);
        self.add(
            Close::Nothing,
            start..start + name.len(),
            all - said.len() + opens..all,
            Shape::Any,
        );
        true
    }

    /// A row of a table in plain text: a short cell names who says the longest.
    fn row(&mut self) {
        let cells = quoted_cells(self.text).unwrap_or_else(|| {
            let mut cells = Vec::new();
            let inside = self.text.trim_matches('|');
            let mut at = self.text.len() - self.text.trim_start_matches('|').len();
            for cell in inside.split('|') {
                cells.push(trimmed(self.text, at..at + cell.len()));
                at += cell.len() + 1;
            }
            cells
        });
        let longest = |(i, cell): &(usize, &Range<usize>)| (cell.len(), usize::MAX - i);
        let Some((longest, said)) = cells.iter().enumerate().max_by_key(longest) else {
            return;
        };
        for (i, cell) in cells
            .iter()
            .enumerate()
            .filter(|(i, cell)| *i != longest && cell.len() < CELL)
        {
            self.mark.kind = Kind::Column(i.min(99) as u8);
            let name = self.text[cell.clone()].trim_end_matches(':').len();
            self.add(
                Close::Nothing,
                cell.start..cell.start + name,
                said.clone(),
                Shape::Any,
            );
        }
    }

    /// Adds a label if it can be one.
    fn add(&mut self, close: Close, head: Range<usize>, said: Range<usize>, shape: Shape) {
        let Some(named) = name::named(self.text, head, close) else {
            return;
        };
        let name = &self.text[named.name.clone()];
        let capitals = Capitals::of(name);
        let mut is_timed = named.is_timed;
        let is_bare = self.mark == Mark::default() && !is_timed && self.time != TimeAt::Before;
        if capitals == Capitals::Lower && is_bare && (close != Close::Colon || name.contains(' ')) {
            return;
        }
        let is_short = || name.split_whitespace().nth(3).is_none();
        let is_cased = match capitals {
            _ if name.starts_with('+') => true,
            // `annreed — Today at 10:02 AM`
            Capitals::Lower => is_timed && close == Close::Nothing && !name.contains(' '),
            Capitals::Mixed => is_short() && (close == Close::Stop || self.mark.kind == Kind::Bold),
            _ => true,
        };
        if shape == Shape::Capitals && !is_cased {
            return;
        }
        let mut said = trimmed(self.text, said);
        let is_alone = said.is_empty();
        let first = self.text[said.clone()]
            .split_whitespace()
            .next()
            .unwrap_or_default();
        if first.len() == said.len()
            && (first.contains("http://") || first.contains("https://") || first.contains("www."))
        {
            return;
        }
        let is_silent = || words(&self.text[said.clone()]).next().is_none();
        if !is_alone
            && is_silent()
            && !self.text[said.clone()].contains(['?', '!', '.', '…', '–', '—', '-'])
        {
            return;
        }
        let mut notes = named.notes;
        while let Some(note) = note_at_head(&self.text[said.clone()]) {
            let bracket = said.start + note.start..said.start + note.end;
            if bracket.end == said.end {
                break;
            }
            if times::is_bracketed_time(&self.text[bracket.clone()]) {
                is_timed = true;
            } else {
                notes.push(bracket.clone());
            }
            let rest = self.text[bracket.end..said.end]
                .trim_start()
                .trim_start_matches([' ', '.']);
            said.start = said.end - rest.len();
        }
        let time = if is_timed { TimeAt::Behind } else { self.time };
        let syntax = Syntax {
            mark: self.mark,
            time,
            close,
            is_alone,
        };
        if self.out.iter().any(|c| {
            c.syntax == syntax
                && c.name
                    .as_ref()
                    .is_some_and(|n| self.text[n.clone()] == *name)
        }) {
            return;
        }
        self.out.push(Candidate {
            syntax,
            capitals,
            key: name_hash(name),
            words: count_words(name, 4) as u8,
            odd: name::odd(name, capitals),
            never: name::never(name),
            name: Some(named.name),
            said,
            notes,
            shorter: None,
        });
    }
}

/// Whether a name goes on behind the stop of an initial: `Ann R` of `Ann R. Lind says so.`
fn ends_in_initial(name: &str) -> bool {
    let (before, last) = name.rsplit_once(' ').unwrap_or_default();
    last.chars().count() == 1 && before.contains(char::is_lowercase)
}

/// What is said without a name, and set apart as a whole: `**Who lit it?**`, `— Who lit it?`
pub(super) fn apart(line: &SourceLine) -> Option<(Apart, Range<usize>)> {
    let (text, markup) = (line.text.as_str(), &line.markup);
    if markup.speaker.is_some()
        || markup.column.is_some()
        || markup.is_subtitle
        || line.preset.is_some()
    {
        return None;
    }
    if !ends_sentence(text) && !text.ends_with(['*', '_']) {
        return None;
    }
    let all = 0..text.len();
    let (apart, said) = if let Some((level, start)) = markup
        .heading
        .map(|level| (level, 0))
        .or(heading_signs(text))
    {
        (level >= HIGHEST_QUESTION).then_some((Apart::Heading(level), start..all.end))?
    } else if let Some((is_bold, inside)) = emphasised_whole(line) {
        (if is_bold { Apart::Bold } else { Apart::Italic }, inside)
    } else {
        let sign = text.chars().next()?;
        let rest = text.trim_start_matches(sign).trim_start();
        let apart = match sign {
            '―' | '—' | '─' if text[sign.len_utf8()..].starts_with(sign) => Apart::LongDash,
            '—' | '―' | '–' | '─' | '-' => Apart::Dash,
            '▶' | '►' | '■' | '□' | '◆' | '◇' | '●' | '○' | '▲' | '△' | '▼' | '▽' | '*' | '•' => {
                Apart::Sign(sign)
            }
            _ => return None,
        };
        let begins = |c: char| c.is_alphanumeric() || "\"“„«¿¡「『'‘".contains(c);
        // `— Who lit it? — asked Ann.` is told.
        let is_told =
            apart == Apart::Dash && [" —", " –", "— "].iter().any(|dash| rest.contains(dash));
        (rest.starts_with(begins) && !is_told).then_some((apart, all.end - rest.len()..all.end))?
    };
    let words = &text[said.clone()];
    (ends_sentence(words) && count_words(words, 2) > 1).then_some((apart, said))
}

/// Whether a line that is emphasised as a whole is bold, and what of it is text.
fn emphasised_whole(line: &SourceLine) -> Option<(bool, Range<usize>)> {
    if let Some(emphasis) = line.markup.emphasis {
        return Some((emphasis == Emphasis::Strong, 0..line.text.len()));
    }
    ["**", "__", "*", "_"].into_iter().find_map(|sign| {
        let inside = line.text.strip_prefix(sign)?.strip_suffix(sign)?;
        let is_whole = !inside.is_empty() && !inside.contains(sign) && !inside.starts_with(' ');
        is_whole.then_some((sign.len() > 1, sign.len()..line.text.len() - sign.len()))
    })
}

/// Who sends a message in a call: `From Ann Reed to Everyone`.
fn addressed(head: &str) -> Option<Range<usize>> {
    const WORDS: &[(&str, &str)] = &[
        ("From ", " to "),
        ("Von ", " an "),
        ("De ", " à "),
        ("De ", " a "),
        ("De ", " para "),
        ("Da ", " a "),
        ("从 ", " 到 "),
        ("從 ", " 到 "),
        ("開始 ", " 宛先 "),
    ];
    WORDS.iter().find_map(|(from, to)| {
        let name = head.strip_prefix(from)?.split(to).next()?;
        Some(from.len()..from.len() + name.len())
    })
}

/// What stands behind ` – ` or ` -- `.
fn behind_dash(text: &str) -> Option<&str> {
    let bare = text.trim_start();
    let rest = bare
        .strip_prefix("--")
        .or_else(|| bare.strip_prefix(['–', '—', '-']))?;
    rest.starts_with(char::is_whitespace)
        .then(|| rest.trim_start())
}

/// What someone is, behind a name in bold type: `-- *Chief Executive*`.
fn is_description(text: &str) -> bool {
    let Some(what) = behind_dash(text).or_else(|| text.trim_start().strip_prefix(',')) else {
        return false;
    };
    let bare = what.trim_matches(['*', '_', ' ']);
    let is_set_off = bare.len() < what.trim().len() || text.trim_start().starts_with("--");
    is_set_off && !ends_with_sign(bare) && Capitals::of(bare) == Capitals::Title
}

/// Whether a text is a name in letters and in ideographs: `Ann Reed 安·里德`.
fn is_name_in_two(text: &str) -> bool {
    let Some(at) = text.find(is_word_by_itself).filter(|at| *at > 0) else {
        return false;
    };
    let (latin, other) = text.split_at(at);
    let is_one = |c: char| is_word_by_itself(c) || matches!(c, '·' | '・');
    latin.ends_with(char::is_whitespace)
        && count_words(latin, 5) <= 4
        && Capitals::of(latin) == Capitals::Title
        && other.chars().all(is_one)
        && other.chars().count() <= LONGEST_OTHER
}

/// Whether every bracket that opens closes.
fn is_balanced(text: &str) -> bool {
    let count = |c: char| text.matches(c).count();
    count('(') == count(')') && count('[') == count(']')
}

/// A direction in brackets at the head of what is said.
fn note_at_head(text: &str) -> Option<Range<usize>> {
    let bare = text.trim_start();
    let start = text.len() - bare.len();
    for (open, close) in [
        ("*(", ")*"),
        ("_(", ")_"),
        ("(", ")"),
        ("[", "]"),
        ("（", "）"),
        ("【", "】"),
    ] {
        let Some(inside) = bare.strip_prefix(open) else {
            continue;
        };
        let end = inside.find(close)?;
        let first = open.chars().next_back()?;
        return (!inside[..end].contains(first))
            .then_some(start..start + open.len() + end + close.len());
    }
    None
}
