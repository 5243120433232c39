//! The pieces of what is said, each of them in one language: cells, brackets, what stands behind a dash or
//! a stroke, sentences; and where each of them stands.

use super::glosses;
use super::named::in_language;
use super::parted;
use super::writing::script_of;
use crate::language::Language;
use crate::script::sentences::{FULL_STOPS, OTHER_STOPS, goes_on};
use std::ops::Range;
use unicode_script::Script as Writing;

/// What is said on one line of the source, without its label, times and directions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said<'a> {
    /// The whole line.
    pub(crate) text: &'a str,
    /// The bytes of it that are said.
    pub(crate) said: Range<usize>,
    /// A blank line, or the start of the text, comes before it.
    pub(crate) blank_before: bool,
    /// The file that it is in, from 0.
    pub(crate) file: usize,
    /// The column of a table that it stands in, from 0.
    pub(crate) column: Option<usize>,
    /// The language that the source's markup or a label such as `EN:` names.
    pub(crate) language: Option<Language>,
    /// Whether the name of its file says that language.
    pub(crate) is_named_by_file: bool,
    /// Where a colon stands up to which it is a word that the rest explains.
    pub(crate) explained_to: Option<usize>,
}

/// Where a piece stands beside the piece before it. How often the language changes is counted for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// On the next line.
    Line,
    /// After a blank line.
    Blank,
    /// In the second, third, or a later cell or column.
    Cell(u8),
    /// In brackets.
    Bracket,
    /// After brackets on the same line.
    AfterBracket,
    /// Behind a dash, a stroke or an equals sign.
    Behind,
    /// The next sentence of the line.
    Sentence,
    /// The first of a file.
    File,
}

impl Place {
    pub(crate) const COUNT: usize = 10;

    pub(crate) fn index(self) -> usize {
        match self {
            Self::Line => 0,
            Self::Blank => 1,
            Self::Bracket => 2,
            Self::AfterBracket => 3,
            Self::Behind => 4,
            Self::Sentence => 5,
            Self::File => 6,
            Self::Cell(n) => 6 + n.clamp(1, 3) as usize,
        }
    }
}

/// A part of a line.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    /// The line's index.
    pub(crate) line: usize,
    /// The bytes of the line's text, without brackets and signs around them.
    pub(crate) bytes: Range<usize>,
    pub(crate) place: Place,
}

const BRACKETS: [(char, char); 4] = [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')];
/// Signs that a translation may stand behind.
pub(super) const SIGNS: [&str; 8] = [" – ", " — ", " - ", " / ", " = ", " → ", " · ", " • "];
/// What parts columns that are set with spaces.
const GAP: &str = "    ";
/// From how many bytes on nothing in a line is looked for again.
const LONG: usize = 1000;
/// How many times as long as all that stands in brackets a line is at least whose brackets only explain words.
const GLOSS: usize = 4;
/// A sentence is a piece of its own only if it, and what is left, have as many letters.
const SENTENCE: usize = 15;
/// The same where lines are known to hold sentences in two languages.
const SHORT: usize = 2;

/// Which sentences are pieces of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sentences {
    /// None: looking for them takes time.
    None,
    /// Those that are long enough to tell a language.
    Long,
    /// Short ones too.
    Short,
}

/// The pieces of some lines.
pub(crate) fn pieces(lines: &[Said], some: Range<usize>, sentences: Sentences) -> Vec<Piece> {
    let mut all = Vec::new();
    let mut file = None;
    let parting = parted::sign(lines);
    for (line, said) in some.clone().zip(&lines[some]) {
        let first = match said.column {
            _ if file != Some(said.file) => Place::File,
            Some(column) if column > 0 => Place::Cell(column.min(3) as u8),
            _ if said.blank_before => Place::Blank,
            _ => Place::Line,
        };
        let mut cut = Cut {
            text: said.text,
            line,
            sentences,
            explained_to: said.explained_to,
            lines,
            parting,
            pieces: &mut all,
            first: Some(first),
        };
        match said.is_named_by_file {
            // Its translation stands in another file.
            true => cut.piece(said.said.clone(), Place::Line),
            false => cut.cells(said.said.clone()),
        }
        if cut.first.is_none() {
            file = Some(said.file);
        }
    }
    all
}

struct Cut<'a> {
    text: &'a str,
    line: usize,
    sentences: Sentences,
    explained_to: Option<usize>,
    lines: &'a [Said<'a>],
    /// The sign that parts nearly all lines.
    parting: Option<&'a str>,
    pieces: &'a mut Vec<Piece>,
    /// The place of the line's first piece, until there is one.
    first: Option<Place>,
}

impl Cut<'_> {
    fn cells(&mut self, bytes: Range<usize>) {
        let text = &self.text[bytes.clone()];
        if let Some(sign) = self.parting.and_then(|sign| parted::parts(text, sign)) {
            let (at, end) = (bytes.start + sign.start, bytes.start + sign.end);
            self.piece(bytes.start..at, Place::Line);
            return self.piece(end..bytes.end, Place::Cell(1));
        }
        if !text.bytes().any(|byte| matches!(byte, b'\t' | b'|')) {
            return self.brackets(bytes, Place::Line);
        }
        let signs = text
            .match_indices(['\t', '|'])
            .filter_map(|(at, sign)| match sign {
                "\t" => Some((at, 1)),
                _ => (text[..at].ends_with(' ') && text[at + 1..].starts_with(' '))
                    .then(|| (at - 1, 3)),
            });
        let (mut start, mut place) = (bytes.start, Place::Line);
        for (n, (at, length)) in signs.enumerate() {
            let end = (bytes.start + at).max(start);
            self.brackets(start..end, place);
            (start, place) = (bytes.start + at + length, Place::Cell((n + 1).min(3) as u8));
        }
        self.brackets(start.min(bytes.end)..bytes.end, place);
    }

    fn brackets(&mut self, bytes: Range<usize>, place: Place) {
        let text = &self.text[bytes.clone()];
        // The other two begin with these bytes.
        let mut bytes_of = text.bytes();
        let may_have = bytes_of.any(|byte| matches!(byte, b'(' | b'[' | 0xE3 | 0xEF));
        if !may_have || !text.contains(['(', '（', '[', '【']) {
            return self.signs(bytes, place);
        }
        let (mut start, mut place) = (bytes.start, place);
        let are_glosses = in_brackets(text) * GLOSS < size(text);
        // Where an open bracket begins, where what is in it does, and what closes it.
        let mut open: Option<(usize, usize, char)> = None;
        for (at, c) in text.char_indices() {
            let at = bytes.start + at;
            match open {
                None => {
                    if let Some((_, close)) = BRACKETS.iter().find(|(own, _)| *own == c) {
                        open = Some((at, at + c.len_utf8(), *close));
                    }
                }
                Some((begin, inner, close)) if c == close => {
                    open = None;
                    let inside = inner..at;
                    // A number in brackets, as that of an item or a height, is in the language of what stands beside it; an address,
                    // too.
                    let own = &self.text[inside.clone()];
                    if (is_number(own) || is_address(own)) && has_letters(text) {
                        continue;
                    }
                    let behind = at + c.len_utf8();
                    let (before, after) = (&self.text[start..begin], &self.text[behind..bytes.end]);
                    // `Listen: [THAI: …] This means “I”.`
                    let is_named = || in_language(&self.text[begin..behind]).is_some();
                    let is_gloss = are_glosses && is_within_sentence(before, after)
                        || (are_glosses || has_letters(after)) && is_named();
                    if is_gloss || is_blank(text, &self.text[begin..behind], after) {
                        continue;
                    }
                    self.signs(start..begin, place);
                    self.piece(inside, Place::Bracket);
                    start = at + c.len_utf8();
                    place = Place::AfterBracket;
                }
                Some(_) => {}
            }
        }
        self.signs(start..bytes.end, place);
    }

    /// Cuts at the only sign of a kind that has words on both sides, or at the first of a kind that parts the lines around.
    fn signs(&mut self, bytes: Range<usize>, place: Place) {
        if let Some(at) = self.explained_to.filter(|at| bytes.contains(at)) {
            self.sentences(bytes.start..at, place);
            let sign = self.text[at..].chars().next().map_or(0, char::len_utf8);
            return self.sentences(at + sign..bytes.end, Place::Behind);
        }
        let text = &self.text[bytes.clone()];
        let may_have = text
            .bytes()
            .any(|b| matches!(b, b'-' | b'/' | b'=' | 0xE2 | 0xC2));
        let facts = SIGNS.iter().filter(|_| may_have);
        if let Some([key, value, last]) = { facts }.find_map(|sign| fact_in_two(text, sign)) {
            self.piece(bytes.start..bytes.start + key.start, place);
            self.piece(
                bytes.start + key.end..bytes.start + value.start + 1,
                Place::Behind,
            );
            self.piece(
                bytes.start + value.end..bytes.start + last.start,
                Place::Behind,
            );
            return self.piece(bytes.start + last.end..bytes.end, Place::Behind);
        }
        let only = SIGNS.iter().filter(|_| may_have).find_map(|sign| {
            let (before, after) = text.split_once(sign)?;
            let is_first =
                || !after.contains(sign) || glosses::parts_neighbours(self.lines, self.line, sign);
            let is_whole = has_letters(before) && has_letters(after) && is_first();
            is_whole.then_some((before.len(), sign.len()))
        });
        match only {
            Some((at, length)) => {
                self.sentences(bytes.start..bytes.start + at, place);
                self.sentences(bytes.start + at + length..bytes.end, Place::Behind);
            }
            None => self.sentences(bytes, place),
        }
    }

    fn sentences(&mut self, bytes: Range<usize>, place: Place) {
        let least = match self.sentences {
            Sentences::None => return self.piece(bytes, place),
            Sentences::Long => SENTENCE,
            Sentences::Short => SHORT,
        };
        let text = &self.text[bytes.clone()];
        if let Some((end, begin)) = in_scripts(text) {
            self.sentences(bytes.start..bytes.start + end, place);
            return self.sentences(bytes.start + begin..bytes.end, Place::Sentence);
        }
        let (mut start, mut place) = (0, place);
        // The letters of the sentence, and those from its start to the end of the text.
        let (mut own, mut left) = (0, size(text));
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if !is_stop(c) {
                own += weight(c);
                continue;
            }
            let mut end = at + c.len_utf8();
            while let Some((at, c)) =
                chars.next_if(|(_, c)| is_stop(*c) || "\"'”’»«“)」』）".contains(*c))
            {
                end = at + c.len_utf8();
            }
            let is_space = text[end..].starts_with(char::is_whitespace) && !is_initial(&text[..at]);
            if self.sentences == Sentences::Short
                && (text[end..].trim_start().starts_with('.') || goes_on(&text[start..end]))
            {
                continue;
            }
            let is_glued = text[..at].ends_with(|c: char| c.is_lowercase() || c.is_whitespace())
                && text[end..].starts_with(char::is_uppercase);
            let is_end = !c.is_ascii() && c != '…' || is_space || is_glued;
            let is_before_gap = text[end..].starts_with(GAP);
            let is_whole = own >= least && left - own >= least;
            if is_end
                && (is_whole || is_before_gap || is_other_writing(&text[start..end], &text[end..]))
            {
                self.piece(bytes.start + start..bytes.start + end, place);
                (start, place) = (end, Place::Sentence);
                left -= own;
                own = 0;
            }
        }
        self.piece(bytes.start + start..bytes.end, place);
    }

    /// Adds a piece, if it has letters or digits.
    fn piece(&mut self, bytes: Range<usize>, place: Place) {
        let text = &self.text[bytes.clone()];
        if !text.contains(char::is_alphanumeric) {
            return;
        }
        // A dash behind brackets parts what they explain from what it means: `灯 (dēng) — lamp`.
        let is_sign = |c: char| place == Place::AfterBracket && "–—=:：".contains(c);
        let begin = text.trim_start_matches(|c: char| c.is_whitespace() || is_sign(c));
        let start = bytes.start + text.len() - begin.len();
        let end = bytes.start + text.trim_end().len();
        let place = match self.first.take() {
            // a line in brackets, or a cell after an empty one, stays what it is
            Some(first @ Place::File) => first,
            Some(_) if matches!(place, Place::Bracket | Place::Cell(_)) => place,
            Some(first) => first,
            None => place,
        };
        let line = self.line;
        self.pieces.push(Piece {
            line,
            bytes: start..end,
            place,
        });
    }
}

/// The longest name of a fact that stands in two languages, in bytes.
const LONGEST_KEY: usize = 60;

/// The signs of a fact of which both its name and what it says stand in two languages, `Dauer - Duration: zwei Stunden - two hours`:
/// between the names, behind them, and between what is said.
fn fact_in_two(text: &str, sign: &str) -> Option<[Range<usize>; 3]> {
    let (first, rest) = text.split_once(sign)?;
    let (second, rest) = rest.split_once(": ")?;
    let (third, last) = rest.split_once(sign)?;
    let all = [first, second, third, last];
    let are_short = first.len().max(second.len()) <= LONGEST_KEY;
    let is_one = all[1..].iter().all(|part| !part.contains(sign)) && !first.contains(':');
    (are_short && is_one && all.iter().all(|part| has_letters(part))).then(|| {
        let names = first.len()..first.len() + sign.len();
        let colon = names.end + second.len()..names.end + second.len() + 2;
        let said = colon.end + third.len()..colon.end + third.len() + sign.len();
        [names, colon, said]
    })
}

/// How many letters of a text stand in brackets.
fn in_brackets(text: &str) -> usize {
    let mut depth = 0_usize;
    let letters = text.chars().map(|c| {
        depth += usize::from(BRACKETS.iter().any(|(open, _)| *open == c));
        let closes = BRACKETS.iter().any(|(_, close)| *close == c);
        depth = depth.saturating_sub(usize::from(closes));
        if depth > 0 { weight(c) } else { 0 }
    });
    letters.sum()
}

/// Whether a sentence goes on behind a bracket: what is explained there, `the noon meal (обед) was late`, belongs to it.
fn is_within_sentence(before: &str, after: &str) -> bool {
    let before = before.trim_end();
    let goes_on = after.trim_start().starts_with(char::is_alphanumeric);
    has_letters(before) && goes_on && !before.ends_with(|c| is_stop(c) || matches!(c, ':' | '：'))
}

/// Whether a sign ends a sentence.
fn is_stop(c: char) -> bool {
    FULL_STOPS.contains(&c) || OTHER_STOPS.contains(&c)
}

/// Whether something in square brackets is left open to be filled in: it stands in both languages of its line, or within a word:
/// `Benim adım [name] (My name is [name])`, `[ülke]'denim`.
fn is_blank(text: &str, bracket: &str, after: &str) -> bool {
    let goes_on = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’');
    let is_spaced = |c: char| !matches!(weight(c), 2 | 3);
    let is_within_word = after.starts_with(goes_on) && after.starts_with(is_spaced);
    bracket.starts_with('[')
        && (is_within_word || text.len() <= LONG && text.matches(bracket).count() > 1)
}

/// The script of a letter; those that one language mixes are one.
fn writing_of(c: char) -> Writing {
    match script_of(c) {
        Writing::Hiragana | Writing::Katakana | Writing::Hangul => Writing::Han,
        writing => writing,
    }
}

/// Whether what ends here and what begins are in scripts that no language mixes.
fn is_other_writing(before: &str, after: &str) -> bool {
    let is_letter = |c: &char| c.is_alphabetic();
    match (
        before.chars().rfind(is_letter),
        after.chars().find(is_letter),
    ) {
        (Some(last), Some(first)) => writing_of(last) != writing_of(first),
        _ => false,
    }
}

/// How many times as long as the other one of two parts in two scripts is at most.
const LONGER: usize = 2;

/// Where the first part of a text ends and the other begins, if it is written in one script up to a space and in another behind it,
/// and neither part is much longer than the other.
fn in_scripts(text: &str) -> Option<(usize, usize)> {
    if text.is_ascii() {
        return None;
    }
    let letters = text.char_indices().filter(|(_, c)| c.is_alphabetic());
    let mut writings = letters.map(|(at, c)| (at, writing_of(c)));
    let (_, first) = writings.next()?;
    let (at, second) = writings.find(|(_, own)| *own != first)?;
    if writings.any(|(_, own)| own != second && own != Writing::Common) {
        return None;
    }
    let begin = text[..at]
        .trim_end_matches(|c: char| !c.is_whitespace())
        .len();
    let one = text[..begin].trim_end_matches(|c: char| c.is_whitespace() || "/|–—-=".contains(c));
    let other = &text[begin..];
    // `我爱看 Star Wars`: names are of any language.
    let is_name = |part: &str| {
        let mut words = part.split_whitespace().filter(|word| has_letters(word));
        words.all(|word| word.starts_with(char::is_uppercase))
    };
    let (a, b) = (size(one), size(other));
    let are_parts = !has_letters(&text[begin..at]) && a.max(b) <= LONGER * a.min(b);
    (are_parts && !is_name(one) && !is_name(other)).then_some((one.len(), begin))
}

/// Whether a text ends in the first letter of a name: `K. Ott`.
fn is_initial(text: &str) -> bool {
    let mut chars = text.chars().rev();
    let is_capital = chars.next().is_some_and(char::is_uppercase);
    is_capital && !chars.next().is_some_and(char::is_alphanumeric)
}

/// Whether a text is an address on the net.
fn is_address(text: &str) -> bool {
    let has_scheme = ["http://", "https://", "www."].iter();
    { has_scheme }.any(|scheme| text.starts_with(scheme)) && !text.contains(char::is_whitespace)
}

/// Whether a text is a number, with its unit at most: it has more digits than letters.
fn is_number(text: &str) -> bool {
    let digits = text
        .chars()
        .filter(|c| c.is_numeric() && !c.is_alphabetic());
    digits.count() > size(text)
}

pub(super) fn has_letters(text: &str) -> bool {
    text.contains(char::is_alphabetic)
}

/// How many letters a text has, those of East Asia thrice.
pub(crate) fn size(text: &str) -> usize {
    text.chars().map(weight).sum()
}

fn weight(c: char) -> usize {
    match script_of(c) {
        Writing::Han | Writing::Hangul => 3,
        Writing::Hiragana | Writing::Katakana => 2,
        _ => usize::from(c.is_alphabetic()),
    }
}

#[cfg(test)]
mod tests;
