//! Labels that a sign closes, or that stand alone: `Ann: Yes.`, `ANN. Yes.`, `Ann – Yes.`, `Ann`.

use super::columns::row_number;
use super::{Parser, Shape, reach};
use crate::script::facts::letters::{Capitals, STROKES, count_words, is_upper, is_word_by_itself};
use crate::script::facts::surface::ends_with_sign;
use crate::script::facts::{Close, TimeAt, times, vocabulary};
use crate::script::sentences::is_ordinal;
use crate::script::stamp::is_stamp;
use std::ops::Range;

/// The longest line that can be a name and nothing else, in bytes.
const LONGEST_ALONE: usize = 200;
/// How many stops are looked at.
const STOPS: usize = 4;
/// The longest name that a semicolon may close, in bytes.
const SHORTEST: usize = 2;
/// The longest name before a bracket that stays open, in bytes.
const LONGEST_OPEN: usize = 41;
/// The longest name in ideographs behind one in letters, in characters.
const LONGEST_OTHER: usize = 10;
/// The longest name before corner brackets, with what stands in brackets behind it, in characters.
const LONGEST_QUOTED: usize = 16;
/// How many words a name before quotation marks has at most.
const MOST_IN_MARKS: usize = 2;

impl Parser<'_> {
    pub(super) fn plain(&mut self, range: Range<usize>, begins_item: bool) {
        let part = &self.text[range.clone()];
        let head = &part[..reach(part)];
        let place = |i: usize| range.start + i;
        self.colon(head, &range);
        let (mut tries, mut shorter) = (0, None);
        let closing = |(_, c): &(usize, char)| matches!(c, '.' | ')' | ']');
        for (i, c) in head.char_indices().filter(closing) {
            let next = part[i + c.len_utf8()..].chars().next();
            // Spanish plays have a dash behind the stop: `ROSA.- Sí.`
            let dash = part[i + c.len_utf8()..].trim_start_matches(['-', '–', '—']);
            let is_dashed =
                c == '.' && matches!(next, Some('-' | '–' | '—')) && are_upper(&head[..i]);
            // A stop behind a space, as in texts parted into words, closes no name.
            let is_stop = c == '.'
                && !head[..i].ends_with(char::is_whitespace)
                && (next.is_none_or(char::is_whitespace) || is_dashed);
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
            // `M. le président`
            let is_title = || starts_small(&part[i + 1..]) && vocabulary().titles.has(inner);
            let goes_on = || {
                ends_in_initial(inner) || is_ordinal(&head[..i + 1], &part[i + 1..]) || is_title()
            };
            let is_no_name = || goes_on() || ends_korean(inner);
            if !is_balanced(inner) || is_stop && is_no_name() {
                continue;
            }
            let rest = if is_dashed {
                range.end - dash.len()..range.end
            } else {
                place(said)..range.end
            };
            if is_stop {
                let is_alone = self.text[rest.clone()].trim().is_empty();
                // `ANN REED, at the window.`
                let manner = inner.split_once(',').filter(|(name, _)| is_upper(name));
                let name = manner.map_or(inner, |(name, _)| name);
                if !is_alone || count_words(name, 5) <= 4 {
                    let before = self.out.len();
                    // `ЛИС Н.В. Да.`: the stop is the initial's, too.
                    let mut last = name.chars().rev();
                    let is_initial =
                        last.next().is_some_and(char::is_uppercase) && last.next() == Some('.');
                    let name =
                        place(row_number(head).unwrap_or(0))..place(end + usize::from(is_initial));
                    self.add(Close::Stop, name, rest, Shape::Capitals);
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
        self.quoted(&range);
        self.described(&range);
        if let Some((i, dash)) = part.char_indices().take(46).find_map(|(i, c)| {
            let dash = c
                .is_whitespace()
                .then(|| part[i + c.len_utf8()..].chars().next())
                .flatten()?;
            let behind = part[i + c.len_utf8() + dash.len_utf8()..].chars().next();
            (i > 0 && matches!(dash, '–' | '—' | '-') && behind.is_some_and(char::is_whitespace))
                .then_some((i, i + c.len_utf8() + dash.len_utf8()))
        }) && !part[dash..].trim().is_empty()
            && !is_stamp(part[dash..].trim())
        {
            self.add(
                Close::Dash,
                place(numbered(&part[..i]))..place(i),
                place(dash)..range.end,
                Shape::Capitals,
            );
        }
        // What someone is is no part of the name: `Ann Reed -- Pilot`.
        let mut found = self.out.iter();
        let is_described =
            found.any(|one| one.syntax.close == Close::Described) && part.contains(" -- ");
        // A list of things has each over what it is.
        let is_thing = begins_item && !times::has_time(part);
        if part.len() >= LONGEST_ALONE || ends_with_sign(part) || is_thing || is_described {
            return;
        }
        let has_ideographs = part.contains(is_word_by_itself);
        let is_short = count_words(part, 10) <= 9 || has_ideographs && part.chars().count() < 24;
        let is_timed = || self.time == TimeAt::Before || times::has_time(part);
        if is_short && (!has_ideographs || is_timed() || is_name_in_two(part)) {
            self.add(
                Close::Nothing,
                range.clone(),
                range.end..range.end,
                Shape::Capitals,
            );
        }
    }

    /// `Ann: Yes.`
    pub(super) fn colon(&mut self, head: &str, range: &Range<usize>) {
        let part = &self.text[range.clone()];
        for (i, sign) in head.match_indices([':', '：', ';', '·', '\u{387}']) {
            // `Διάκονος· Ναί.`: the Greek sign for a colon.
            let is_greek = || {
                let letter = head[..i].chars().rfind(|c| c.is_alphabetic());
                letter.is_some_and(|c| ('\u{370}'..='\u{3FF}').contains(&c))
                    && part[i + sign.len()..].starts_with(char::is_whitespace)
            };
            if matches!(sign, "·" | "\u{387}") && !is_greek() {
                continue;
            }
            // `M; Yes.`: mistyped behind a letter or two.
            if sign == ";" && !(1..=SHORTEST).contains(&head[..i].trim().len()) {
                continue;
            }
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
            let said = after.trim_start_matches([':', '：', '.']);
            // `O Sr. Presidente: — Está aberta a sessão.`
            let dashed = said.trim_start().strip_prefix(['–', '—']);
            let dashed = dashed.filter(|rest| rest.starts_with(' ') && !rest.contains(['–', '—']));
            let said = dashed.unwrap_or(said).len();
            let name = match addressed(&head[..i]).filter(|_| self.time == TimeAt::Before) {
                Some(name) => range.start + name.start..range.start + name.end,
                None => range.start + numbered(&head[..i])..range.start + i,
            };
            let behind = behind_number(&self.text[name.clone()]).unwrap_or(0);
            let name = name.start + behind..name.end;
            self.add(Close::Colon, name, range.end - said..range.end, Shape::Any);
            return;
        }
    }

    /// `ANN (turning to the` with the direction going on in the next line.
    fn open_bracket(&mut self, range: &Range<usize>) {
        let part = &self.text[range.clone()];
        let head = &part[..part.floor_char_boundary(LONGEST_OPEN + 1)];
        let Some(open) = head.find(['[', '(']) else {
            return;
        };
        let name = &part[..open];
        let is_closed = part[open + 1..].contains([']', ')']);
        if !is_closed
            && name.ends_with(' ')
            && (3..=LONGEST_OPEN).contains(&name.len())
            && is_upper(name)
        {
            self.add(
                Close::Bracket,
                range.start..range.start + open,
                range.start + open..range.end,
                Shape::Capitals,
            );
        }
    }

    /// `Ken "Yes."`, `A „Ja.“`: a name of a word or two in capitals, and all that follows in quotation marks.
    fn in_marks(&mut self, range: &Range<usize>) {
        let part = &self.text[range.clone()];
        let marks = [('"', '"'), ('“', '”'), ('„', '“'), ('„', '”'), ('«', '»')];
        let found = marks.iter().find_map(|(open, close)| {
            let (name, inside) = part.strip_suffix(*close)?.split_once(*open)?;
            let words = name.trim_end().split(' ');
            let is_name = words.clone().count() <= MOST_IN_MARKS
                && words
                    .clone()
                    .all(|word| word.starts_with(char::is_uppercase));
            let is_one = name.ends_with(' ') && !inside.contains([*open, *close]);
            (is_name && is_one).then(|| (name.len(), open.len_utf8(), close.len_utf8()))
        });
        if let Some((name, open, close)) = found {
            let start = range.start + name;
            self.add(
                Close::Quote,
                range.start..start - 1,
                start + open..range.end - close,
                Shape::Any,
            );
        }
    }

    /// `田中「はい。」`: a short name, and all that follows in corner brackets.
    fn quoted(&mut self, range: &Range<usize>) {
        self.in_marks(range);
        let part = &self.text[range.clone()];
        for (open, close) in [('「', '」'), ('『', '』')] {
            let Some((name, said)) = part
                .ends_with(close)
                .then(|| part.split_once(open))
                .flatten()
            else {
                continue;
            };
            // `みんなが『どうぞ』`: in a sentence, a particle stands between.
            let is_in_sentence =
                name.chars().nth(1).is_some() && name.ends_with(['が', 'は', 'を']);
            if is_in_sentence {
                continue;
            }
            let is_short = (1..=LONGEST_QUOTED).contains(&name.chars().count());
            let Some(inside) = said.strip_suffix(close).filter(|_| is_short) else {
                continue;
            };
            // Brackets around several parts stay.
            let start = range.start + name.len();
            let said = match inside.contains(close) {
                true => start..range.end,
                false => start + open.len_utf8()..range.end - close.len_utf8(),
            };
            self.add(Close::Quote, range.start..start, said, Shape::Any);
        }
    }

    /// `Ann Reed, Head of Pumps`, `Ann Reed -- Pilot`: a full name and what someone is, over what is said.
    fn described(&mut self, range: &Range<usize>) {
        let part = &self.text[range.clone()];
        if part.len() >= LONGEST_ALONE || ends_with_sign(part) {
            return;
        }
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
        if is_full && Capitals::of(what) == Capitals::Title && count_words(what, 10) < 10 {
            let name = range.start..range.start + end;
            self.add(
                Close::Described,
                name,
                range.end..range.end,
                Shape::Capitals,
            );
        }
    }
}

fn starts_small(text: &str) -> bool {
    text.trim_start().starts_with(char::is_lowercase)
}

/// Whether a name is in capitals, or several with a word between them: `ANN y BO`.
fn are_upper(names: &str) -> bool {
    let joins = |word: &str| vocabulary().conjunctions.has(word);
    let mut words = names.split_whitespace().filter(|word| !joins(word));
    is_upper(names) || words.clone().next().is_some() && words.all(is_upper)
}

/// Whether a name goes on behind the stop of an initial: `Ann R` of `Ann R. Lind says so.`
fn ends_in_initial(name: &str) -> bool {
    let (before, last) = name.rsplit_once(' ').unwrap_or_default();
    // `Mr W. Have you?`
    last.chars().count() == 1
        && before.contains(char::is_lowercase)
        && !vocabulary().titles.has(before)
}

/// Whether a text ends as Korean sentences do, and no name: `알겠습니다`, `그래요`.
fn ends_korean(text: &str) -> bool {
    const ENDS: &[&str] = &[
        "니다", "어요", "아요", "에요", "예요", "래요", "지요", "네요", "니까", "지만",
    ];
    ENDS.iter().any(|end| text.trim_end().ends_with(end))
}

/// Who sends a message in a call: `From Ann Reed to Everyone`.
fn addressed(head: &str) -> Option<Range<usize>> {
    #[rustfmt::skip]
    const WORDS: &[(&str, &str)] = &[
        ("From ", " to "), ("Von ", " an "), ("De ", " à "), ("De ", " a "), ("De ", " para "), ("Da ", " a "),
        ("从 ", " 到 "), ("從 ", " 到 "), ("開始 ", " 宛先 "),
    ];
    WORDS.iter().find_map(|(from, to)| {
        let name = head.strip_prefix(from)?.split(to).next()?;
        Some(from.len()..from.len() + name.len())
    })
}

/// Where a name begins behind the number of a question, `12. Mr. Reed`, in bytes; 0 without one.
fn numbered(head: &str) -> usize {
    let digits = head.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &head[digits..];
    match rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") ")) {
        Some(name) if (1..=3).contains(&digits) => head.len() - name.trim_start().len(),
        // `12   THE COURT`: the number of a line
        _ => row_number(head).unwrap_or(0),
    }
}

/// Where a name begins behind a word and the number of a speech, `Anf. 12 ANN REED`, `発言3 安`, in bytes.
fn behind_number(head: &str) -> Option<usize> {
    let is_digit = |c: char| c.is_ascii_digit();
    let number = head.find(is_digit)?;
    let is_word = head[..number].ends_with(|c| c == ' ' || is_word_by_itself(c));
    let rest = head[number..].trim_start_matches(is_digit);
    let name = rest.trim_start_matches(['.', ')']).strip_prefix(' ')?;
    let is_name = name.starts_with(|c: char| c.is_uppercase() || is_word_by_itself(c));
    let is_one = is_word && is_name && head.starts_with(char::is_alphabetic);
    (is_one && count_words(&head[..number], 5) <= 4).then(|| head.len() - name.len())
}

/// Whether a text is a name in letters and in ideographs: `Ann Reed 安·里德`, `安·里德 / Ann Reed`.
pub(in crate::script::facts) fn is_name_in_two(text: &str) -> bool {
    let is_one = |c: char| is_word_by_itself(c) || matches!(c, '·' | '・');
    let is_between = |c: char| c.is_whitespace() || STROKES.contains(&c);
    let (first, second) = match text.starts_with(is_word_by_itself) {
        true => text.split_at(text.find(|c| !is_one(c)).unwrap_or(text.len())),
        false => text.split_at(text.find(is_word_by_itself).unwrap_or(text.len())),
    };
    if !first.ends_with(is_between) && !second.starts_with(is_between) {
        return false;
    }
    let parts = [first, second].map(|part| part.trim_matches(is_between));
    let [latin, other] = match parts[0].contains(is_word_by_itself) {
        true => [parts[1], parts[0]],
        false => parts,
    };
    count_words(latin, 5) <= 4
        && matches!(Capitals::of(latin), Capitals::Title | Capitals::Mixed)
        && !other.is_empty()
        && other.chars().all(is_one)
        && other.chars().count() <= LONGEST_OTHER
}

/// Whether every bracket that opens closes.
fn is_balanced(text: &str) -> bool {
    let count = |c: char| text.matches(c).count();
    count('(') == count(')') && count('[') == count(']')
}
