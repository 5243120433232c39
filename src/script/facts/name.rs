//! What can be a name: the text before a closing sign, without the notes and times that stand with it.

use super::Close;
use super::letters::{Capitals, count_words, is_upper, is_word_by_itself, words};
use super::place::is_place_of_script;
use super::{times, vocabulary};
use crate::script::name_shape::is_shortened_in_hebrew;
use crate::spoken::roman;
use serde::Deserialize;
use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;

/// The longest name, in characters.
const LONGEST: usize = 48;
/// How many letters initials have.
pub(super) const INITIALS: RangeInclusive<usize> = 2..=3;

/// How many words may say behind a comma how a name speaks, and from how many on they are said if they begin with `and`.
const LONGEST_MANNER: usize = 10;
const SHORTEST_SAID: usize = 3;
/// How many small letters a word has at least that a full stop behind it does not shorten.
const WORD_BEFORE_STOP: usize = 4;

/// A name where it stands in its line, in bytes, and what stands with it.
pub(super) struct Named {
    pub(super) name: Range<usize>,
    /// `(aside)`, `, to Ann`: from left to right.
    pub(super) notes: Vec<Range<usize>>,
    pub(super) is_timed: bool,
}

/// The range without white space at its ends.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    start..(start + part.trim().len())
}

/// What stands before a closing sign as a name; `None` if it cannot be one.
pub(super) fn named(text: &str, range: Range<usize>, close: Close) -> Option<Named> {
    let mut head = trimmed(text, range);
    let (mut notes, mut is_timed) = (Vec::new(), false);
    loop {
        let part = &text[head.clone()];
        if let Some(end) = times::tail_start(part) {
            is_timed = true;
            head.end = head.start + end;
        } else if let Some(note) = bracket_at_end(part).or_else(|| italics_at_end(part)) {
            let bare = part[note.clone()].trim_matches(['(', ')', '[', ']', '.', ' ']);
            if !vocabulary().cues.has(bare) {
                notes.insert(0, head.start + note.start..head.start + note.end);
            }
            head = trimmed(text, head.start..head.start + note.start);
        } else {
            break;
        }
    }
    let part = &text[head.clone()];
    // `Reed, Ann   0:18`: lists of calls have the surname first.
    let is_listed = is_timed && close == Close::Nothing || close == Close::Sent;
    let is_turned = is_listed && is_surname_first(part);
    let comma = part.find(',');
    if let Some(comma) = comma.filter(|_| !is_turned && !ends_with_generation(part)) {
        let (first, after) = (&part[..comma], &part[comma + 1..]);
        let is_set_off = close != Close::Nothing || is_upper(first);
        let counts = vocabulary().said.has(first) || vocabulary().headings.has(first); // `First, it rained.`
        // `Mr. Reed, and may it please the court:`, `Mr. Reed, I don't -- I don't think so.` are said to him.
        let joins = words(after)
            .next()
            .is_some_and(|word| vocabulary().conjunctions.has(word));
        let most = if joins { SHORTEST_SAID } else { LONGEST_MANNER };
        let speaks = || words(after).any(|word| vocabulary().persons.has(word));
        let has_sentence = after.match_indices(". ").any(|(at, _)| {
            let letters = after[..at].chars().rev().take_while(|c| c.is_lowercase());
            close == Close::Colon && letters.count() >= WORD_BEFORE_STOP
        });
        let is_said = has_sentence
            || !is_upper(first)
                && (count_words(after, most + 1) > most || after.contains("--") || speaks());
        if after.contains(|c: char| c.is_numeric()) || !is_set_off || counts || is_said {
            return None;
        }
        if first.chars().count() > 1 {
            notes.insert(0, trimmed(text, head.start + comma + 1..head.end));
            head.end = head.start + comma;
        }
    }
    if text[head.clone()].contains([':', '：']) {
        return None;
    }
    let is_over = close == Close::Colon && text[head.end..].trim_matches(AROUND_COLON).is_empty();
    let name = tidy(text, head);
    let own = &text[name.clone()];
    let is_member = close == Close::Colon && is_member(own);
    // `JR: At nine, I think.`, of Jonas Rook.
    let is_title = close == Close::Colon && is_title_in_capitals(own);
    let is_name = is_turned || is_title || is_member || can_be_name(own);
    (is_name || is_over && is_office(own)).then_some(Named {
        name,
        notes,
        is_timed,
    })
}

/// Signs around a colon that ends a line.
const AROUND_COLON: &[char] = &[':', '：', '*', '_', ' '];
/// The longest office with a name, in characters and in words; and how many of its words need no capital: one in so many.
const LONGEST_OFFICE: usize = 85;
const WORDS_OF_OFFICE: usize = 11;
const SMALL: usize = 3;

/// `Ann Reed | Lamps`, `Ann Reed @ Lamps`: a name and whom it is a member of, as people write themselves in calls.
pub(crate) fn is_member(name: &str) -> bool {
    let parts = [" | ", " @ "].iter().find_map(|sign| name.split_once(sign));
    parts.is_some_and(|(name, of)| {
        let is_short = |part: &str| count_words(part, 4) < 4;
        is_short(name) && is_short(of) && can_be_name(name.trim()) && can_be_name(of.trim())
    })
}

/// A title that may be initials: `JR`, `MR`, `MS`.
fn is_title_in_capitals(name: &str) -> bool {
    let is_short = INITIALS.contains(&name.len()) && name.bytes().all(|b| b.is_ascii_uppercase());
    is_short && vocabulary().titles.has(name)
}

/// `Reed, Ann`
fn is_surname_first(name: &str) -> bool {
    let Some((surname, first)) = name.split_once(", ") else {
        return false;
    };
    let is_name = |part: &str| {
        count_words(part, 4) < 4 && Capitals::of(part) == Capitals::Title && can_be_name(part)
    };
    is_name(surname) && is_name(first)
}

/// An office and who holds it, longer than a name is: `Podsekretarz Stanu w Ministerstwie Infrastruktury Jan Kos`.
fn is_office(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_big = |word: &str| word.starts_with(char::is_uppercase);
    let small = words.iter().filter(|word| !is_big(word)).count();
    let mut ends = words.iter().rev().take(2);
    text.chars().count() <= LONGEST_OFFICE
        && (4..=WORDS_OF_OFFICE).contains(&words.len())
        && is_big(text)
        && ends.all(|word| is_big(word))
        && small * SMALL <= words.len()
        && !has_odd_signs(text)
}

/// Who says what follows in an old Chinese play: `正末` of `正末云`, of `冲末扮張員外上云` him whom he plays, of `夫人慌云` her alone. `旁白`
/// and `小云` are whole names.
pub(crate) fn sayer(inside: &str) -> Option<Range<usize>> {
    const SAYS: &[char] = &['云', '雲', '唱', '白', '開'];
    const ROLES: &[char] = &[
        '末', '旦', '净', '淨', '丑', '外', '孤', '生', '儿', '兒', '人',
    ];
    const DOES: &[char] = &[
        '上', '引', '做', '同', '慌', '怒', '笑', '悲', '背', '驚', '惊', '哭', '嘆', '歎', '拜',
        '鼓', '領', '再', '詩', '詞', '科', '見', '与', '與', '扶',
    ];
    let who = inside
        .strip_suffix(SAYS)
        .filter(|who| who.len() <= LONGEST_SAYER)?;
    let start = who.rfind('扮').map_or(0, |at| at + '扮'.len_utf8());
    let does = who[start..].find(DOES).map(|at| start + at);
    let is_role = start > 0 || does.is_some() || who.ends_with(ROLES);
    let end = does.unwrap_or(who.len());
    let is_one = is_role && start < end && who.chars().all(is_word_by_itself);
    is_one.then_some(start..end)
}

/// How long what says so is at most, in bytes.
const LONGEST_SAYER: usize = 36;

/// `(aside)` at the end of a text, behind something else.
fn bracket_at_end(text: &str) -> Option<Range<usize>> {
    let bare = text.strip_suffix('.').unwrap_or(text);
    let close = bare.chars().next_back()?;
    let open = match close {
        ')' => '(',
        ']' => '[',
        '）' => '（',
        _ => return None,
    };
    let inside = &bare[..bare.len() - close.len_utf8()];
    let start = inside.rfind(open)?;
    let is_flat = !inside[start + open.len_utf8()..].contains(close);
    (is_flat && !text[..start].trim().is_empty()).then_some(start..bare.len())
}

/// `_aside_` at the end of a text, behind something else.
fn italics_at_end(text: &str) -> Option<Range<usize>> {
    let inside = text.strip_suffix('_')?;
    let start = inside.rfind('_')?;
    let before = &text[..start];
    let is_apart = before.ends_with(char::is_whitespace) && !before.trim().is_empty();
    (is_apart && start + 1 < inside.len()).then_some(start..text.len())
}

/// Whether a name ends with `, Jr.` or the like.
fn ends_with_generation(name: &str) -> bool {
    let bare = name.strip_suffix('.').unwrap_or(name);
    [", Jr", ", Sr", ", II", ", III"]
        .iter()
        .any(|end| bare.ends_with(end))
}

/// A name without the signs and spaces at its ends.
fn tidy(text: &str, range: Range<usize>) -> Range<usize> {
    const BEFORE: &[char] = &['*', '_', '"', '“', '~'];
    const BEHIND: &[char] = &[
        '.', ':', '：', ',', ';', '–', '—', '*', '_', '^', '"', '”', '-',
    ];
    let part = &text[range.clone()];
    let start = part.trim_start_matches(|c: char| c.is_whitespace() || BEFORE.contains(&c));
    // `○위원장 박무진`, but not `○○氏`, whose name is kept back.
    let shape = start.strip_prefix(|c| matches!(c, '\u{25A0}'..='\u{25FF}'));
    let is_open = |rest: &&str| rest.trim_start().chars().take(2).all(char::is_alphabetic);
    let start = shape.filter(is_open).map_or(start, str::trim_start);
    let name = start.trim_end_matches(|c: char| c.is_whitespace() || BEHIND.contains(&c));
    // `Орлова А. П.:`
    let stop = start[name.len()..].starts_with('.') && ends_in_initial(name);
    let start = range.start + part.len() - start.len();
    start..start + name.len() + usize::from(stop)
}

/// Whether a letter that shortens a name stands at its end, behind another or behind a word: `А. П`, `Reed A`.
fn ends_in_initial(name: &str) -> bool {
    let mut last = name.chars().rev();
    last.next().is_some_and(char::is_uppercase) && last.next().is_some_and(|c| ". ".contains(c))
}

/// Whether a string can be a name at all.
pub(crate) fn can_be_name(name: &str) -> bool {
    let Some(first) = name.chars().next() else {
        return false;
    };
    if is_phone_number(name) {
        return true;
    }
    if "-–—'’.([（【「『《〈".contains(first) || name.chars().nth(LONGEST).is_some() {
        return false;
    }
    if !name.contains(char::is_alphabetic) || is_place_of_script(name) || has_odd_signs(name) {
        return false;
    }
    let begins_with = |word: &str| {
        name.split(' ')
            .next()
            .is_some_and(|first| first.eq_ignore_ascii_case(word))
    };
    if name.chars().nth(1).is_some() && vocabulary().titles.has(name) || begins_with("by") {
        return false; // `BY MR. REED:` says who asks next
    }
    let has_ideographs = name.contains(is_word_by_itself);
    if count_words(name, 15) > if has_ideographs { 10 } else { 7 } {
        return false;
    }
    let count = |c: char| name.matches(c).count();
    count('(') == count(')')
        && count('[') == count(']')
        && count('“') == count('”')
        && (count('"') % 2 == 0 || is_shortened_in_hebrew(name))
}

/// `+34 ***1234`: who sends messages, and is in no address book.
fn is_phone_number(name: &str) -> bool {
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let is_part = |c: char| c.is_ascii_digit() || " -().*•\u{A0}".contains(c);
    name.strip_prefix('+')
        .is_some_and(|rest| rest.chars().all(is_part))
        && (4..=15).contains(&digits)
}

/// Signs that names do not have, or stops within.
fn has_odd_signs(name: &str) -> bool {
    const SIGNS: &[char] = &[
        ':', '：', '{', '}', '=', '<', '>', '|', '`', '\\', '@', '#', '$', '%', ';', '!', '?',
        '？', '！', '。', '，', '、', '…', '»', '«', '*',
    ];
    // `GUARD #2`
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let name = match bare.strip_suffix('#') {
        Some(before) if bare.len() < name.len() && before.ends_with(' ') => before,
        _ => name,
    };
    // `Ann_Reed_|_Harbour_Ltd` in calls
    let parted = || name.split("_|_").any(|part| part.contains(SIGNS));
    if name.contains(SIGNS) && parted()
        || name.contains("). ")
        || name.contains("..")
        || name.contains("http")
    {
        return true;
    }
    if !name.contains(['.', ',']) {
        return false;
    }
    // `Ann. yes`, `sure. Ann`: a stop or comma between words, but not in `Ann Reed, Jr.` or `St. Ann`
    let mut run = 0; // lower-case letters in a row
    for (i, c) in name.char_indices() {
        let rest = &name[i + c.len_utf8()..];
        let before = &name[..i];
        let is_generation = |text: &str| {
            let text = text.strip_prefix(' ').unwrap_or(text);
            ["Jr", "Sr"].iter().any(|word| {
                text.strip_prefix(word).is_some_and(|rest| {
                    let rest = rest.strip_prefix('.').unwrap_or(rest);
                    rest.is_empty() || rest.starts_with(' ')
                })
            })
        };
        if matches!(c, '.' | ',') && rest.starts_with(' ') {
            let last = before.rsplit(' ').next().unwrap_or_default();
            // `M. le président`
            let is_part = c == ',' && is_generation(rest)
                || c == '.' && !last.is_empty() && vocabulary().titles.has(last);
            let next = rest[1..].chars().next();
            if !is_part && (run >= 4 || next.is_some_and(char::is_lowercase)) {
                return true;
            }
        }
        run = if c.is_lowercase() { run + 1 } else { 0 };
    }
    false
}

/// See `costs/names.toml`.
#[derive(Debug, Deserialize)]
struct Odds {
    words: Vec<f64>,
    capitals: CapitalOdds,
    kinds: KindOdds,
    never: NeverOdds,
}

#[derive(Debug, Deserialize)]
struct CapitalOdds {
    all: f64,
    title: f64,
    letter: f64,
    none: f64,
    mixed: f64,
    lower: f64,
}

#[derive(Debug, Deserialize)]
struct NeverOdds {
    fact: f64,
    said: f64,
    camera: f64,
}

#[derive(Debug, Deserialize)]
struct KindOdds {
    role: f64,
    fact: f64,
    heading: f64,
}

/// See `costs/names.toml`.
fn odds() -> &'static Odds {
    static ODDS: LazyLock<Odds> = LazyLock::new(|| {
        toml::from_str(include_str!("../costs/names.toml"))
            .expect("costs/names.toml is as its type says")
    });
    &ODDS
}

/// How much less likely a string is as a name than as words of the text, in nats of each mention, however often it comes.
pub(super) fn never(name: &str) -> f64 {
    let (vocabulary, never) = (vocabulary(), &odds().never);
    let parts = || name.split_whitespace();
    if name.chars().nth(1).is_none() {
        return 0.0; // `A`, though a word too
    }
    let ends = [parts().next(), parts().next_back()];
    let whole =
        |list: &super::vocabulary::Words| list.has(name) || parts().all(|word| list.has(word));
    match () {
        () if whole(&vocabulary.facts) || is_title_in_capitals(name) || is_year(name) => never.fact,
        () if is_choice(name) => never.fact,
        () if whole(&vocabulary.said) => never.said,
        () if ends
            .into_iter()
            .flatten()
            .any(|word| vocabulary.camera.has(word)) =>
        {
            never.camera
        }
        () => 0.0,
    }
}

/// Whether a name counts what can be chosen: `Option 2`, `Вариант Б`.
fn is_choice(name: &str) -> bool {
    let Some((word, number)) = name.rsplit_once(' ') else {
        return false;
    };
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number || number.chars().nth(1).is_none()) && vocabulary().choices.has(word)
}

/// Whether a name is a year in numerals, as title pages have it: `MCMIX`.
fn is_year(name: &str) -> bool {
    name.len() >= 4 && roman::in_capitals(name).is_some_and(|year| (1400..2100).contains(&year))
}

/// How much less likely a string is as a name than as words of the text, in nats.
pub(super) fn odd(name: &str, capitals: Capitals) -> f64 {
    let odds = odds();
    let parts = || name.split_whitespace();
    let n = parts().count();
    let mut nats = odds.words[(n - 1).min(odds.words.len() - 1)];
    nats += match capitals {
        Capitals::All => odds.capitals.all,
        Capitals::Title => odds.capitals.title,
        Capitals::Letter => odds.capitals.letter,
        Capitals::None => odds.capitals.none,
        Capitals::Mixed => odds.capitals.mixed,
        Capitals::Lower => odds.capitals.lower,
    };
    let (first, last) = (
        parts().next().unwrap_or_default(),
        parts().next_back().unwrap_or_default(),
    );
    let words = vocabulary();
    let is_number = |word: &str| {
        let bare = word.trim_matches(['.', ',']);
        !bare.is_empty()
            && (bare.bytes().all(|b| b.is_ascii_digit())
                || bare.chars().all(|c| "ivxlcIVXLC".contains(c)))
    };
    if words.roles.has(first) && (n < 2 || is_number(last)) {
        nats += odds.kinds.role;
    }
    if words.facts.has(first) || words.facts.has(last) {
        nats += odds.kinds.fact;
    }
    if words.divisions.has(first) || n > 1 && words.headings.has(first) && is_number(last) {
        nats += odds.kinds.heading;
    }
    nats
}

#[cfg(test)]
mod tests {
    use super::{is_choice, is_year};

    #[test]
    fn who_says_it_in_an_old_play() {
        let name = |inside: &'static str| super::sayer(inside).map(|who| &inside[who]);
        for (inside, who) in [
            ("正末云", Some("正末")),
            ("夫人慌云", Some("夫人")),
            ("冲末扮張員外上云", Some("張員外")),
            ("旁白", None),
            ("小云", None),
        ] {
            assert_eq!(name(inside), who, "{inside}");
        }
    }

    #[test]
    fn choices_of_tales_that_branch() {
        assert!(is_choice("Option 2") && is_choice("ВАРИАНТ 1") && is_choice("Choix A"));
        assert!(!is_choice("Speaker 2") && !is_choice("Option") && !is_choice("Option Trader"));
    }

    #[test]
    fn years_of_title_pages() {
        assert!(is_year("MCMIX") && is_year("MDCCCXL"));
        assert!(!is_year("LIV") && !is_year("CIVIC") && !is_year("MILL"));
    }
}
