//! Names between signs that no other form knows: `(ANN) Yes.`, `Ann—Yes.`, `[2.2] [ANN] Yes.`, `Ann => Yes.`, `◆Ann Yes.` No list has
//! all signs that people use; what shows a label is that the same few names come again between the same signs, at the head of
//! line after line.

use super::candidates;
use super::letters::is_upper;
use super::name::{can_be_name, trimmed};
use super::{Candidate, LineFacts};
use crate::script::document::SourceLine;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use unicode_normalization::char::is_combining_mark;

/// How many lines have a name that comes again between the same signs at least, which share of those with the signs, and which share
/// of all lines that may be said, also where the signs are round brackets.
const FEWEST: usize = 4;
const AGAIN: f64 = 0.7;
const LINES: f64 = 0.1;
const LINES_ROUND: f64 = 0.6;
/// How many names come again at least, and how many lines there are to each.
const PEOPLE: usize = 2;
const LINES_EACH: usize = 2;
/// The same share where only a sign before the name and a space behind it show a label.
const AGAIN_OPEN: f64 = 0.9;
/// The longest run of signs before a name, the longest name, and how far into a line that goes, in bytes.
const LONGEST_OPEN: usize = 16;
const LONGEST_NAME: usize = 40;
const REACH: usize = 72;
/// How many words such a name has at most.
const WORDS: usize = 4;

/// The signs next to a name; `None` before it where nothing is, and behind it where a space is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Frame {
    /// The last sign before the name.
    pub(crate) open: Option<char>,
    /// The first sign behind it.
    pub(crate) close: Option<char>,
}

impl std::fmt::Display for Frame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let open = self.open.map_or(String::new(), String::from);
        let close = self.close.unwrap_or(' ');
        write!(f, "{open}Name{close}…")
    }
}

/// A name between signs where it stands in its line, in bytes.
struct Framed {
    frame: Frame,
    name: Range<usize>,
    /// Where what is said begins.
    said: usize,
}

/// Adds labels to lines that begin with a name between signs.
pub(super) fn add(lines: &[SourceLine], facts: &mut [LineFacts]) {
    let is_read = |i: &usize| may_be_said(&lines[*i], &facts[*i]);
    let all = (0..lines.len()).into_par_iter().filter(is_read).count();
    let unnamed = (0..lines.len()).into_par_iter().filter(|i| {
        let mut own = facts[*i].candidates.iter();
        is_read(i) && !own.any(|one| is_sure(one, &lines[*i]))
    });
    let found = unnamed.filter_map(|i| {
        let found = framed(&lines[i])?;
        let name = &lines[i].text[found.name.clone()];
        let mut own = facts[i].candidates.iter();
        let is_new = !own.any(|one| one.name_in(&lines[i]) == name);
        is_new.then_some((i, found))
    });
    let mut frames: BTreeMap<Frame, Vec<(usize, Framed)>> = BTreeMap::new();
    for (i, found) in found.collect::<Vec<_>>() {
        frames.entry(found.frame).or_default().push((i, found));
    }
    for (frame, found) in frames {
        if !are_names(&frame, &found, lines, all) {
            continue;
        }
        for (i, found) in found {
            let said = found.said..lines[i].text.len();
            facts[i].add(candidates::framed(&lines[i], frame, found.name, said));
        }
    }
}

/// Whether the signs of a label are those of no other text. `12 Ann: Yes.` has the number in the name.
fn is_sure(one: &Candidate, line: &SourceLine) -> bool {
    let is_numbered = || one.name_in(line).starts_with(|c: char| c.is_ascii_digit());
    one.syntax.is_explicit() && !is_numbered()
}

/// Whether what stands between the same signs are names: a few that come again and again.
fn are_names(frame: &Frame, found: &[(usize, Framed)], lines: &[SourceLine], all: usize) -> bool {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for (i, found) in found {
        *times
            .entry(&lines[*i].text[found.name.clone()])
            .or_default() += 1;
    }
    let again: usize = times.values().filter(|times| **times > 1).sum();
    let people = times.values().filter(|times| **times > 1).count();
    let share = match frame.close {
        Some(_) => AGAIN,
        None => AGAIN_OPEN,
    };
    // What is done stands in round brackets, too: `(Laughter) He went on.`
    let of_all = match frame.open {
        Some('(' | '（') => LINES_ROUND,
        _ => LINES,
    };
    again >= FEWEST
        && people >= PEOPLE
        && again as f64 >= share * found.len() as f64
        && again as f64 >= of_all * all as f64
        && times.len() * LINES_EACH <= found.len()
}

/// Whether a line is text of the kind in which people speak.
fn may_be_said(line: &SourceLine, facts: &LineFacts) -> bool {
    let markup = &line.markup;
    let is_text = line.preset.is_none() && !markup.is_subtitle;
    is_text && markup.speaker.is_none() && markup.heading.is_none() && facts.class.may_be_said()
}

/// The name between signs, or in type of its own, that a line begins with.
fn framed(line: &SourceLine) -> Option<Framed> {
    let text = line.text.as_str();
    let markup = &line.markup;
    let set_off = [(markup.italics.first(), '_'), (markup.lead.as_ref(), '*')];
    for (piece, sign) in set_off {
        let Some(piece) = piece.filter(|piece| text.starts_with(&***piece)) else {
            continue;
        };
        let frame = Frame {
            open: Some(sign),
            close: Some(sign),
        };
        let rest = &text[piece.len()..];
        // `_Ann_ (looks up) Well.`
        let said = candidates::note_at_head(rest).map_or(rest, |note| &rest[note.end..]);
        return begins_sentence(said).then(|| between(text, frame, 0..piece.len(), piece.len()))?;
    }
    let head = &text[..text.floor_char_boundary(REACH)];
    let start = head.find(char::is_alphabetic)?;
    let open = head[..start].trim_end().chars().next_back();
    if start > LONGEST_OPEN || open.is_some_and(|open| QUOTES.contains(open)) {
        return None;
    }
    let open = open.filter(|open| !open.is_ascii_digit());
    // `店長 / New employee` names one in two languages.
    if text.len() <= REACH && candidates::is_name_in_two(text) {
        return None;
    }
    closed(text, open, start).or_else(|| opened(text, open, start))
}

/// A name with a sign behind it. `open`: the sign before it; `start`: where it begins.
fn closed(text: &str, open: Option<char>, start: usize) -> Option<Framed> {
    let end = start + name_end(&text[start..text.floor_char_boundary(REACH)])?;
    let bare = text[end..].trim_start_matches(' ');
    let close = bare.chars().next().filter(|c| is_sign(*c))?;
    // The signs behind a name end where a bracket or quotation mark opens.
    let goes_on = |c: &char| is_sign(*c) && !OPENING.contains(*c);
    let more = bare.chars().skip(1).take_while(goes_on);
    let signs = close.len_utf8() + more.map(char::len_utf8).sum::<usize>();
    let said = text.len() - bare.len() + signs;
    let frame = Frame {
        open,
        close: Some(close),
    };
    let is_label = shows_label((open, close), &text[said - signs..said], &text[..start]);
    is_label.then(|| between(text, frame, start..end, said))?
}

/// A word that only a sign before it shows to be a name.
fn opened(text: &str, open: Option<char>, start: usize) -> Option<Framed> {
    let end = start + text[start..].find(' ')?;
    let is_label = open.is_some_and(is_mark) && begins_sentence(&text[end..]);
    let frame = Frame { open, close: None };
    is_label.then(|| between(text, frame, start..end, end))?
}

/// Whether a text begins with a capital, or in a script that has none, behind spaces and signs.
fn begins_sentence(text: &str) -> bool {
    let first = text.chars().find(|c| c.is_alphanumeric());
    first.is_some_and(|c| !c.is_lowercase())
}

/// What stands between signs, if it can be a name.
fn between(text: &str, frame: Frame, range: Range<usize>, said: usize) -> Option<Framed> {
    let name = trimmed(text, range);
    let own = &text[name.clone()];
    let is_short = own.len() <= LONGEST_NAME && own.split_whitespace().count() <= WORDS;
    (is_short && can_be_name(own)).then_some(Framed { frame, name, said })
}

/// Signs that quote.
const QUOTES: &str = "\"'“”„‚‘’«»‹›「『";
/// Signs that open what is said or done.
const OPENING: &str = "\"'“„‚‘«‹「『([（【<¿¡";
/// Signs that open and close a name.
#[rustfmt::skip]
const BRACKETS: &[(char, char)] = &[
    ('(', ')'), ('（', '）'), ('[', ']'), ('【', '】'), ('〔', '〕'), ('{', '}'), ('<', '>'), ('〈', '〉'), ('《', '》'),
];
/// Dashes and bullets, which stand before whatever is said.
const BULLETS: &str = "-–—―•·*+▪‣>.";

fn is_sign(c: char) -> bool {
    !c.is_alphanumeric() && c != ' '
}

/// Whether a sign before a word shows by itself that it is something apart.
fn is_mark(c: char) -> bool {
    let is_bracket = BRACKETS
        .iter()
        .any(|(open, close)| c == *open || c == *close);
    is_sign(c) && !is_bracket && !QUOTES.contains(c) && !BULLETS.contains(c)
}

/// Whether signs can be those of a label, and are not those of sentences: `Yes, …`, `"Yes," …`, `– Yes – …`. `before`: all that
/// stands before the name.
fn shows_label((open, close): (Option<char>, char), signs: &str, before: &str) -> bool {
    for (opening, closing) in BRACKETS {
        let is_prompt = *closing == '>' && open.is_none(); // `ann> Yes.`
        if !is_prompt && (open == Some(*opening) || close == *closing) {
            return open == Some(*opening) && close == *closing;
        }
    }
    let is_bullet = open.is_some_and(|open| BULLETS.contains(open));
    match close {
        ':' | '：' => !before.is_empty(),
        '.' => signs[1..].starts_with(DASHES) || open.is_some_and(is_mark),
        ',' | ';' | '!' | '?' | '…' | '。' | '、' | '，' | '！' | '？' => false,
        '(' | '[' | '（' | '【' | '「' | '『' | '¿' | '¡' => false,
        close if DASHES.contains(&close) => {
            !is_bullet || before.contains(|c: char| c.is_ascii_digit())
        }
        '>' => true,
        // `s = a + b`
        '=' => signs.len() > 1,
        close => !QUOTES.contains(close),
    }
}

const DASHES: &[char] = &['-', '–', '—', '―'];

/// Where a name ends: at the first sign that names do not have.
fn name_end(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let is_part = match c {
            // `A. Reed`, `St.Ann`, but not `ANN.- Yes.`
            '.' => next.is_some_and(|next| next == ' ' || next.is_alphanumeric()),
            // `Anne-Marie`, but not `ANNE-Yes.`
            '-' => {
                let before = text[..i].rsplit(' ').next().unwrap_or_default();
                let after = text[i + 1..].split(|c: char| !c.is_alphanumeric());
                let after = after.into_iter().next().unwrap_or_default();
                let is_one = after.chars().nth(1).is_none();
                !before.is_empty()
                    && !after.is_empty()
                    && is_upper(before) == (is_upper(after) && !is_one)
            }
            ' ' => next != Some(' '),
            '\'' | '’' | '&' => true,
            '\u{a0}' => false,
            c => c.is_alphanumeric() || is_combining_mark(c),
        };
        if !is_part {
            return Some(i);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    const TALK: [(&str, &str); 8] = [
        ("Ann Reed", "Who lit the lamp last night?"),
        ("Bo Lind", "The keeper did, as he always does."),
        ("Ann Reed", "I never saw him on the stairs."),
        ("Mr. Moss", "Nobody sees him. He walks in socks."),
        (
            "Bo Lind",
            "That is true. I met him once and took him for the cat.",
        ),
        ("Mr. Moss", "The cat is larger."),
        ("Ann Reed", "Is there anybody who has spoken with him?"),
        ("Bo Lind", "My mother has."),
    ];

    #[test]
    fn names_between_any_signs() {
        let forms = [
            "(N) T",
            "(N): T",
            "{N} T",
            "《N》 T",
            "[@.1] [N] T",
            "[@] N: T",
            "(@) N: T",
            "#@ N: T",
            "N—T",
            "N.- T",
            "N => T",
            "N >> T",
            "N> T",
            "N | T",
            "N // T",
            "@ | N | T",
            "@ - N - T",
            "/N/ T",
            "$N: T",
            "- N: T",
            "◆N: T",
            "''N'': T",
        ];
        for form in forms {
            let mut text = String::new();
            for (nth, (name, said)) in TALK.into_iter().enumerate() {
                let line = form.replace('@', &(nth + 1).to_string());
                text += &line.replace('N', name).replace('T', said);
                text += "\n\n";
            }
            let expected: Vec<String> = TALK
                .into_iter()
                .map(|(name, said)| {
                    let id = name.replace(". ", "-").replace(' ', "-");
                    format!("{}: {said}", id.to_lowercase())
                })
                .collect();
            assert_eq!(spoken(&text), expected, "{form}");
        }
    }

    #[test]
    fn what_comes_again_between_signs_may_be_no_name() {
        let texts = [
            // Dialogue of a novel.
            "– Yes – said Ann.\n\n– Well – said Bo.\n\n– Yes – said Ann again.\n\n– Well – said Bo again.\n\n– Yes – she said.\n",
            // Words of a language.
            "lamp—a light\n\nkeeper—who lights it\n\nstairs—what leads up to it\n\nlamp—also a lantern\n\ncat—an animal\n",
            // Sums.
            "c = a + b\n\ns = c + r\n\nc = 2 a\n\ns = 2 c\n\nc = r\n\ns = r\n",
            // Directions.
            "(Laughter) He went on.\n\n(Pause) Nobody spoke.\n\nThen the lamp went out.\n\n(Laughter) We sat in the dark.\n\n(Pause) \
             It was late.\n\nThe cat came in.\n\nWe went home.\n",
        ];
        for text in texts {
            let lines = spoken(text);
            assert!(
                lines.iter().all(|line| line.starts_with("narrator")),
                "{lines:#?}"
            );
        }
    }
}
