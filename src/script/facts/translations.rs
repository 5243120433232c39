//! Translations in brackets and in italics under the lines that they translate: they are said, and no directions.

use super::{Apart, Class, LineFacts};
use crate::script::document::SourceLine;
use crate::script::tongues::which::Sample;
use std::collections::HashSet;

/// How many lines in brackets are translations, and to how many other lines.
const FEWEST_TRANSLATIONS: usize = 3;
const TRANSLATED: f64 = 0.6;
const TRANSLATED_IN_ITALICS: f64 = 0.9;
/// The same where they are surely in another language.
const IN_ANOTHER_LANGUAGE: f64 = 0.4;
/// One in so many of the other lines, at most, may be of somebody who is never translated.
const FEW_NEVER: usize = 3;

/// Of how many lines set apart by type that have their translation below at most one has an answer, too.
const ANSWERED: usize = 10;

pub(super) fn find(lines: &[SourceLine], facts: &mut [LineFacts]) {
    translations(lines, facts, Class::Bracket, TRANSLATED);
    translations(lines, facts, Class::Italic, TRANSLATED_IN_ITALICS);
    unanswered(lines, facts);
}

/// What is set apart by type, with its translation right below and then nothing that answers, asks nobody: it is a list of phrases.
fn unanswered(lines: &[SourceLine], facts: &mut [LineFacts]) {
    let is_apart = |i: usize| {
        let by_type =
            |apart: &Apart| matches!(apart, Apart::Bold | Apart::Italic | Apart::Heading(_));
        facts[i]
            .apart
            .as_ref()
            .is_some_and(|(apart, _)| by_type(apart))
    };
    let is_other = |i: usize| {
        let line = &lines[i];
        line.is_text() && line.markup.heading.is_none() && !is_apart(i)
    };
    let over = (1..lines.len()).map(|below| below - 1);
    let over: Vec<usize> = over.filter(|&i| is_apart(i) && is_other(i + 1)).collect();
    let answered = over
        .iter()
        .filter(|&&i| i + 2 < lines.len() && is_other(i + 2))
        .count();
    if over.len() < FEWEST_TRANSLATIONS || answered * ANSWERED > over.len() {
        return;
    }
    let (mut phrases, mut below) = (Sample::default(), Sample::default());
    for &i in &over {
        phrases.add(&lines[i].text);
        below.add(&lines[i + 1].text);
    }
    if phrases.is_translated_by(&below) {
        for i in over {
            facts[i].apart = None;
        }
    }
}

/// Where a sentence in brackets, or in italics, stands under most lines, it translates them, and is said.
fn translations(lines: &[SourceLine], facts: &mut [LineFacts], class: Class, share: f64) {
    let is_sentence = |i: usize| {
        let inside = lines[i]
            .text
            .trim_end_matches([')', '）', ']', '】', '*', '_']);
        let opens = class == Class::Italic || lines[i].text.starts_with(['(', '（', '[', '【']);
        facts[i].class == class && opens && inside.ends_with(['.', '?', '!', '…', '。', '？', '！'])
    };
    let translations: Vec<usize> = (1..lines.len())
        .filter(|i| is_sentence(*i) && facts[i - 1].class != class)
        .collect();
    let (Some(first), Some(last)) = (translations.first(), translations.last()) else {
        return;
    };
    // A preface needs none, nor do questions in bold type.
    let is_asked = |facts: &LineFacts| {
        class == Class::Italic && matches!(facts.apart, Some((Apart::Bold | Apart::Heading(_), _)))
    };
    let in_items = lines[first - 1].markup.begins_item;
    let is_other = |(line, facts): &(&SourceLine, &LineFacts)| {
        let is_text = line.preset.is_none() && line.markup.column.is_none();
        let is_titled = matches!(facts.class, Class::Rule | Class::Heading);
        // `💡 Tip: …` is no line of the talk.
        let is_signed = line
            .text
            .starts_with(|c| matches!(c, '☀'..='➿' | '🌀'..='🫿'));
        let is_listed = class == Class::Italic && line.markup.begins_item && !in_items;
        let is_beside = is_titled || is_signed || is_listed;
        is_text && !is_beside && facts.class != class && !is_asked(facts)
    };
    // Whoever has no line translated is no one of the talk: `Grammar: …`.
    let key = |i: usize| facts[i].candidates.first().map(|candidate| candidate.key);
    let translated: HashSet<u64> = translations.iter().filter_map(|i| key(i - 1)).collect();
    let is_never = |i: usize| key(i).is_some_and(|key| !translated.contains(&key));
    let among = first - 1..=*last;
    let others = lines[among.clone()].iter().zip(&facts[among.clone()]);
    let others = others.filter(is_other).count();
    let never = among
        .filter(|&i| is_other(&(&lines[i], &facts[i])) && is_never(i))
        .count();
    let others = if class == Class::Italic && never * FEW_NEVER <= others {
        others - never
    } else {
        others
    };
    // What asks under what does not is no translation of it: `_And now?_`
    let is_other_sentence = |i: &&usize| facts[**i].asks && !facts[**i - 1].asks;
    let asked = translations.iter().filter(is_other_sentence).count();
    let are_most = |share: f64| translations.len() as f64 >= share * others as f64;
    let samples = || {
        let (mut over, mut under) = (Sample::default(), Sample::default());
        for i in &translations {
            over.add(&lines[i - 1].text);
            under.add(&lines[*i].text);
        }
        (over, under)
    };
    // Two who speak one language, one of them in italics, take turns, too.
    let are_translated = || {
        let (over, under) = samples();
        match are_most(share) {
            true => !over.is_like(&under),
            false => over.is_translated_by(&under),
        }
    };
    if translations.len() >= FEWEST_TRANSLATIONS
        && 2 * asked < translations.len()
        && are_most(share.min(IN_ANOTHER_LANGUAGE))
        && are_translated()
    {
        for i in translations {
            facts[i].class = Class::Plain;
            facts[i].apart = None;
        }
    }
}
