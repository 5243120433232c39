//! Stage directions, and what is heard beside a talk: `(laughs)`, `[Goes out.]`, `Exit Pell`, `FADE IN:`, `SFX: Thunder.`
//!
//! What stands in brackets is a direction by its words, or by where it stands: at the head of a speech, behind the end of
//! a sentence, alone on a line. How much the place says is learnt from the text: where brackets stand inside of sentences,
//! or under every line as its translation, they are said.

mod bare;
mod brackets;
mod scenes;
mod written;

use super::ClaimRole::{Direction, Dropped, NoLabel, Speech};
use super::text::{Line, Text, words_in};
use super::words::{self, Directions};
use super::{Claim, Claims, notes};
use crate::script::stamp::is_time;
use crate::script::tongues::named::in_language;
pub(super) use bare::is_sound_in_column;
use brackets::{Usage, bracketed, is_bracketed_whole, left_open};
use std::ops::Range;

/// How surely nobody has a name that is what is heard, in nats.
const HEARD: f64 = 24.0;
/// How surely a known direction is one that no bracket closes, or that stands between other signs, in nats.
const LEFT_OPEN: f64 = 10.0;
/// How surely what stands in brackets behind the name of a language is said in it, in nats; and why the name is not.
const IN_LANGUAGE: f64 = 16.0;
const LANGUAGE: &str = "name of the language";

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("directions");
    let usage = Usage::of(text);
    let is_hashed = |line: &&Line| hashed(line.text()).next().is_some();
    let has_hashed = text.lines.iter().filter(is_hashed).count() >= HASHED;
    for (i, line) in text.lines.iter().enumerate() {
        if line.source.preset.is_some() {
            continue;
        }
        let is_long = line.lower.is_empty();
        let whole = !is_long && is_bracketed_whole(text, i);
        if whole && in_language(line.text()).is_some() {
            claims.line(i, Speech, IN_LANGUAGE);
            claims.line(i, NoLabel, IN_LANGUAGE);
        } else if whole {
            let is_sound = line.pair.is_some_and(|(key, _)| bare::is_sound(key));
            let nats = usage.alone(text, i) + if is_sound { 12.0 } else { 0.0 };
            if notes::worded(&line.lower).is_some_and(|nats| nats > 10.0) {
                continue; // a note
            }
            claims.line(i, Direction, nats);
            // `[Music]` comes again as names do.
            let heard = is_heard(inner(line.text()));
            // Who speaks here by the markup is no name in the brackets.
            let is_marked = line.markup().speaker.is_some();
            let no_label = match (heard, is_marked) {
                (true, _) => HEARD,
                (_, true) => 2.0 * nats,
                _ => nats.min(8.0),
            };
            claims.line(i, NoLabel, no_label);
            claims.line(i, Speech, -nats);
            continue;
        }
        // What stands in brackets may be the name.
        let names = |span: &Range<usize>| {
            let mut candidates = text.facts[i].candidates.iter().filter(|_| line.label > 0.1);
            candidates.any(|c| {
                c.name
                    .as_ref()
                    .is_some_and(|name| name.start < span.end && span.start < name.end)
            })
        };
        for span in bracketed(line.text()).filter(|span| !names(span)) {
            let own = &line.text()[span.clone()];
            if let Some(said) = in_language(own) {
                // `(German: Wahrheit)` may explain a word.
                let close = own.chars().next_back().map_or(0, char::len_utf8);
                let parts = [span.start..span.start + said, span.end - close..span.end];
                for part in parts.into_iter().filter(|_| !own.starts_with(['(', '（'])) {
                    claims.span(i, part, Dropped(LANGUAGE), IN_LANGUAGE);
                }
                continue;
            }
            let (role, nats) = usage.inside(text, i, &span);
            claims.span(i, with_stop(line.text(), span), role, nats);
        }
        if is_long {
            continue;
        }
        if let Some(span) = left_open(line.text()).filter(|span| !names(span))
            && is_heard(inner(&line.text()[span.clone()]))
        {
            claims.span(i, span, Direction, LEFT_OPEN);
        }
        for span in hashed(line.text()) {
            if has_hashed || is_heard(line.text()[span.clone()].trim_matches('#')) {
                claims.span(i, span, Direction, LEFT_OPEN);
            }
        }
        if let Some(span) = starred(text, i) {
            claims.span(i, span, Direction, 8.0);
        }
        if line.is_free && line.heading().is_none() {
            bare::claims(text, i, &mut claims);
        }
    }
    scenes::present(text, &mut claims);
    scenes::scenes(text, &mut claims);
    scenes::done(text, &mut claims);
    scenes::unquoted(text, &mut claims);
    written::claims(text, &mut claims);
    claims.found
}

/// Whether someone speaks in these words: `I`, `your`, `我`. In small letters, `i` is a word of other languages.
fn is_said(words: &str) -> bool {
    let is_small = |word: &&str| word.trim_matches(|c: char| !c.is_alphanumeric()) != "i";
    let lower = match words.contains('i') {
        true => words
            .split_whitespace()
            .filter(is_small)
            .collect::<Vec<_>>()
            .join(" "),
        false => words.to_string(),
    }
    .to_lowercase();
    Directions::get().said.words.stand_in(&lower)
}

/// A bracket with the full stop behind it, if that ends no sentence: `Sit down. [He sits]. Now tell me.`
fn with_stop(text: &str, mut span: Range<usize>) -> Range<usize> {
    let before = text[..span.start].trim_end();
    let is_over = before.is_empty() || before.ends_with(['.', '!', '?', '…', '—', '-', ':']);
    let after = &text[span.end..];
    if is_over && after.starts_with('.') && !after.starts_with("..") {
        span.end += 1;
    }
    span
}

/// What stands in the outer brackets of a text, without signs of emphasis.
fn inner(text: &str) -> &str {
    let signs: &[char] = &[
        ' ', '_', '*', '(', ')', '[', ']', '（', '）', '【', '】', '［', '］', '〔', '〕',
    ];
    text.trim_matches(signs)
}

/// Whether a text is what is done or heard, by its words alone: `laughs`.
pub(in crate::script) fn is_known(inside: &str) -> bool {
    known(inside) > 3.0
}

/// How many characters of a script without spaces end at most in a word for what is heard.
const MOST_UNSPACED: usize = 10;
/// How many words stand at most in a list of what is heard.
const MOST_HEARD: usize = 8;

/// How surely what stands in brackets is a direction by its words.
fn known(inside: &str) -> f64 {
    let table = &Directions::get().done;
    let lower = inside.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    if table.words.is(bare) {
        return 12.0;
    }
    let trimmed = |word: &str| {
        word.trim_matches(|c: char| !c.is_alphanumeric() && c != ':')
            .to_string()
    };
    let words: Vec<String> = bare
        .split_whitespace()
        .map(trimmed)
        .filter(|word| !word.is_empty())
        .collect();
    let is_known = |word: &String| table.words.is(word);
    let all = words
        .iter()
        .all(|word| is_known(word) || table.beside.is(word) || is_time(word));
    if all && words.iter().any(is_known) {
        return 11.0;
    }
    // `(Movement in the room, applause)`
    let mut parts = bare.split([',', ';', '，', '、']).map(str::trim);
    if words.len() <= MOST_HEARD && parts.any(|part| table.words.is(part)) && !is_said(inside) {
        return 9.0;
    }
    // `旁听席笑声`: whose laughter it is stands before the word, without a space.
    let is_short = bare.chars().count() <= MOST_UNSPACED
        && bare.chars().all(|c| words::is_unspaced(c) || c == ' ')
        && !bare.ends_with(['上', '下']);
    if is_short && table.words.ends(bare) && !is_said(inside) {
        return 9.0;
    }
    let first_two = words.get(..2).map(|two| two.join(" "));
    let begins =
        words.first().is_some_and(is_known) || first_two.is_some_and(|two| table.words.is(&two));
    match words.len() {
        2..=6 if begins => 5.0,
        7..=20 if begins => 3.0,
        _ => 0.0,
    }
}

/// Above how many nats all that a bracket holds is known as what is done or heard.
const KNOWN: f64 = 8.0;

/// Whether all of a text says what is done or heard, and nothing else.
fn is_heard(inside: &str) -> bool {
    known(inside) > KNOWN
}

fn is_known_word(word: &str) -> bool {
    let lower = word.to_lowercase();
    Directions::get()
        .done
        .words
        .is(lower.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// How many lines of a text have a direction between two `#` at least, and how many words such a one has at most.
const HASHED: usize = 2;
const FEW_HASHED: usize = 4;

/// `#laughs#`, as corpora write what is heard.
fn hashed(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut signs = text.match_indices('#').map(|(at, _)| at);
    std::iter::from_fn(move || {
        loop {
            let (open, close) = (signs.next()?, signs.next()?);
            let inside = &text[open + 1..close];
            let is_word =
                |c: char| c.is_lowercase() || words::is_unspaced(c) || c == ' ' || c == '-';
            let is_tight = inside.trim() == inside && inside.chars().nth(1).is_some();
            if is_tight && inside.chars().all(is_word) && words_in(inside) <= FEW_HASHED {
                return Some(open..close + 1);
            }
        }
    })
}

/// `*sighs*` or `<laughs>` at the head of what is said.
fn starred(text: &Text, i: usize) -> Option<Range<usize>> {
    let own = text.lines[i].text();
    let mut heads = text.facts[i]
        .candidates
        .iter()
        .filter(|_| text.lines[i].label > 0.1)
        .map(|c| c.said.start);
    let from = heads.next().unwrap_or(0);
    let rest = own.get(from..)?;
    let from = own.len() - rest.trim_start().len();
    let rest = rest.trim_start();
    let close = match rest.chars().next()? {
        '*' => '*',
        '<' => '>',
        _ => return None,
    };
    let (inside, after) = rest[1..].split_once(close)?;
    let fits = inside.starts_with(char::is_lowercase)
        && words_in(inside) <= 4
        && !inside.contains(['=', '/', '"'])
        && !after.starts_with('*')
        && (after.contains(char::is_alphanumeric) || from > 0);
    fits.then(|| from..own.len() - after.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_brackets_and_italics_is_done() {
        use crate::script::tests::spoken;
        let text = "ANN: [_to Bo_] You be careful. [_Bo nods_]. Now tell me.\n\nBO: I will [_he turns to the door_].\n\n\
                    ANN: [_to Bo_] And you took [the] key?\n\nBO: I did.\n";
        assert_eq!(
            spoken(text),
            [
                "ann: You be careful.",
                "ann: Now tell me.",
                "bo: I will.",
                "ann: And you took [the] key?",
                "bo: I did."
            ]
        );
    }

    #[test]
    fn what_ends_in_a_colon_says_how() {
        use crate::script::tests::spoken;
        let text = "The lamp is lit at six in the evening.\n\n(say it aloud:) May it burn all night.\n\n\
                    Nobody sleeps (on feast days only:) and nobody sings.\n\nThe ship (or what is left of it:) is gone, and (so they say:), the bell.\n";
        let spoken = spoken(text);
        assert_eq!(spoken[1], "narrator: May it burn all night.");
        assert!(
            spoken
                .last()
                .is_some_and(|last| last.contains("(so they say:)"))
        );
    }

    #[test]
    fn what_is_heard_between_signs() {
        let spans = |text: &str| {
            hashed(text)
                .map(|span| text[span].to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            spans("yes #laughs# and then #смеётся#"),
            ["#laughs#", "#смеётся#"]
        );
        for text in ["# Heading #", "#1 and #2", "C# and F#", "#One#"] {
            assert!(spans(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_is_done_is_known_by_its_words() {
        for text in [
            "laughs",
            "Applause",
            "laughter and applause",
            "inaudible 00:12:03",
            "笑",
            "смеётся",
            "rires",
        ] {
            assert!(is_heard(text), "{text}");
        }
        for text in ["laughs at Bo", "Beifall bei der SPD", "Enter Pell"] {
            assert!(known(text) > 2.0, "{text}");
        }
        for text in [
            "the captain",
            "music theory of the east and west",
            "1",
            "an old one",
        ] {
            assert!(known(text) < 6.0, "{text}");
        }
    }
}
