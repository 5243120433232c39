//! What is not spoken and may have to be: most of a text that is notes, sentences that are left out, and what is in letters that nothing
//! spoken has.

use super::{Doubt, about};
use crate::language::Language;
use crate::script::sentences::is_over;
use crate::script::tongues::pieces::size;
use crate::script::tongues::writing::{script_of, writing_of};
use crate::script::{Line, Script};
use std::cell::LazyCell;
use std::ops::Deref;
use unicode_script::Script as Writing;

/// How many notes there are at least, and the share of all letters from which on it is odd that they are notes.
const NOTES: usize = 6;
const MOSTLY: f64 = 0.45;
/// The fewest letters of a sentence.
const LONG: usize = 20;
/// How many sentences are left out for one reason at least, and which share of all that is spoken they have, for it to be odd.
const LEFT_OUT: usize = 2;
const SHARE: f64 = 0.02;
/// How many letters of a script are left out that is spoken nowhere, at least, for it to be odd.
const LETTERS: usize = 40;
/// Reasons that the form of a line gives, or another line that says the same, or that its words give in full.
#[rustfmt::skip]
const CLEAR: &[&str] = &[
    "markup", "style", "script", "pronunciation", "pronunciation of another line",
    "said again beside its translation", "title repeated", "quoted from the text", "before the proceedings",
    "after the proceedings", "table of contents", "description of a picture", "caption of a picture",
    "source of a picture", "deleted, in tracked changes", "characters that are no text", "advertisement",
];

/// Where a line stands in the source, and its text.
type Place<'a> = (&'a [usize], &'a str);

/// What is odd in what a script leaves unsaid.
pub(super) fn of(script: &Script) -> Vec<Doubt> {
    let lines = script.turns().flat_map(|turn| &turn.lines);
    let notes = lines.filter_map(|line| match line {
        Line::Note { text, at, .. } => Some((&at[..], text.as_str())),
        Line::Speech { .. } => None,
    });
    let notes: Vec<Place> = notes.collect();
    // Of most scripts nobody asks how much is spoken.
    let letters = LazyCell::new(|| spoken(script).map(size).sum());
    let mut doubts: Vec<Doubt> = mostly_notes(&notes, &letters).into_iter().collect();
    doubts.extend(sentences(script, &letters));
    doubts.extend(in_other_letters(script, &notes));
    doubts
}

/// What is spoken, in all languages.
fn spoken(script: &Script) -> impl Iterator<Item = &str> {
    let lines = script.turns().flat_map(|turn| &turn.lines);
    let texts = lines.filter_map(|line| match line {
        Line::Speech { text, .. } => Some(text.values()),
        Line::Note { .. } => None,
    });
    texts.flatten().map(String::as_str)
}

/// A text most of which is notes. `spoken`: how many letters are spoken.
fn mostly_notes(notes: &[Place], spoken: &impl Deref<Target = usize>) -> Option<Doubt> {
    let own: usize = notes.iter().map(|(_, text)| size(text)).sum();
    let is_odd = notes.len() >= NOTES && own as f64 > MOSTLY * (own + **spoken) as f64;
    let why = "much of the text is read as notes, which are not spoken: is it said";
    is_odd.then(|| doubt(why, notes))
}

/// Sentences that are left out, by why they are. `spoken`: how many letters are spoken.
fn sentences(script: &Script, spoken: &impl Deref<Target = usize>) -> Vec<Doubt> {
    let mut reasons: Vec<(&str, Vec<Place>)> = Vec::new();
    for dropped in &script.dropped {
        let is_sentence = is_over(&dropped.text) && size(&dropped.text) >= LONG;
        if !is_sentence || CLEAR.contains(&dropped.reason.as_str()) {
            continue;
        }
        let own = (&dropped.at[..], dropped.text.as_str());
        let known = reasons
            .iter_mut()
            .find(|(reason, _)| *reason == dropped.reason);
        match known {
            // What stands there again and again is a page's.
            Some((_, lines)) if lines.iter().any(|(_, text)| *text == own.1) => {}
            Some((_, lines)) => lines.push(own),
            None => reasons.push((&dropped.reason, vec![own])),
        }
    }
    let share = |lines: &[Place]| {
        lines.iter().map(|(_, text)| size(text)).sum::<usize>() as f64 / (**spoken).max(1) as f64
    };
    let odd = reasons
        .iter()
        .filter(|(_, lines)| lines.len() >= LEFT_OUT && share(lines) >= SHARE);
    odd.map(|(reason, lines)| {
        let why = format!(
            "{} sentences are left out as “{reason}”: is it said",
            lines.len()
        );
        doubt(&why, lines)
    })
    .collect()
}

/// What is left unsaid in letters that hardly anything spoken has, as of a language that was not found.
fn in_other_letters(script: &Script, notes: &[Place]) -> Option<Doubt> {
    let dropped = script
        .dropped
        .iter()
        .filter(|dropped| dropped.reason != "markup");
    let dropped = dropped.map(|dropped| (&dropped.at[..], dropped.text.as_str()));
    let unsaid: Vec<Place> = notes.iter().copied().chain(dropped).collect();
    let of =
        |writing: Writing, text: &str| text.chars().filter(|c| script_of(*c) == writing).count();
    let is_named = |writing: Writing| {
        let own = |language: &Language| writing_of(language) == writing;
        script.languages.iter().any(own)
    };
    let candidates = [
        Writing::Hangul,
        Writing::Hiragana,
        Writing::Han,
        Writing::Cyrillic,
        Writing::Arabic,
        Writing::Hebrew,
        Writing::Greek,
        Writing::Devanagari,
        Writing::Thai,
    ];
    candidates
        .into_iter()
        .filter(|writing| !is_named(*writing))
        .find_map(|writing| {
            let lines = unsaid.iter().filter(|(_, text)| of(writing, text) > 0);
            let lines: Vec<Place> = lines.copied().collect();
            let letters: usize = lines.iter().map(|(_, text)| of(writing, text)).sum();
            let is_letter = |c: &char| c.is_alphabetic() && script_of(*c) == writing;
            let said = || spoken(script).flat_map(str::chars).filter(is_letter);
            let is_odd = letters >= LETTERS && said().count() < letters;
            let why = format!(
                "nothing in these letters ({}) is spoken: is it a language of the text",
                writing.full_name()
            );
            is_odd.then(|| doubt(&why, &lines))
        })
}

/// One doubt about some lines, the first of which is shown.
fn doubt(why: &str, lines: &[Place]) -> Doubt {
    let mut at: Vec<usize> = lines
        .iter()
        .flat_map(|(at, _)| at.iter().copied())
        .collect();
    at.sort_unstable();
    at.dedup();
    let first = lines.first().map_or("", |(_, text)| text);
    Doubt {
        at,
        text: about(why, first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::{Dropped, Options, read};

    /// A script in English of one line that is spoken, and some that are not.
    fn script(notes: &[&str], dropped: &[(&str, &str)]) -> Script {
        let mut script =
            read(b"The keeper lit the lamp.", "lamp.txt", &Options::default()).unwrap();
        let notes = notes.iter().map(|text| Line::Note {
            text: (*text).into(),
            language: Language::new("en"),
            at: vec![2],
        });
        script.chapters[0].turns[0].lines.extend(notes);
        let dropped = dropped.iter().map(|(text, reason)| Dropped {
            at: vec![3],
            text: (*text).into(),
            reason: (*reason).into(),
        });
        script.dropped.extend(dropped);
        script
    }

    fn count(notes: &[&str], dropped: &[(&str, &str)]) -> usize {
        of(&script(notes, dropped)).len()
    }

    #[test]
    fn what_is_mostly_notes_shows() {
        let note = "The lamp burned all night.";
        assert_eq!(count(&[note; 6], &[]), 1);
        assert_eq!(count(&[note; 2], &[]), 0);
    }

    #[test]
    fn sentences_that_are_left_out_show() {
        let sentence = "Nobody in the house had seen the ship.";
        let other = "The harbour was empty until the morning.";
        let both = |reason| [(sentence, reason), (other, reason)];
        assert_eq!(count(&[], &both("page furniture")), 1);
        assert_eq!(count(&[], &[(sentence, "page furniture"); 4]), 0);
        assert_eq!(count(&[], &both("style")), 0);
        assert_eq!(count(&[], &[("Next page", "page furniture"); 4]), 0);
    }

    #[test]
    fn a_script_that_is_not_spoken_shows() {
        let korean = "등대지기가 밤새도록 불을 켜 두었다";
        assert_eq!(count(&[korean; 4], &[]), 1);
        assert_eq!(count(&[korean; 1], &[]), 0);
    }
}
