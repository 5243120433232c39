//! Which languages files of one text are in: by their names, or by what most of each is in.

use super::stem;
use crate::language::Language;
use crate::script::document::{Document, Preset, SourceLine};
use crate::script::facts::letters::{without_accents, word_hash, words};
use crate::script::tongues::pieces::Said;
use crate::script::tongues::{axis, ngrams};
use std::collections::{HashMap, HashSet};

/// The share of a file that must be in one language for the file to be a translation.
const MOSTLY: f64 = 0.8;
/// How many words a line has at least that one file leaves untranslated.
const LONG: usize = 4;

/// The languages that the files' names end in, if they differ in nothing else: `talk.en.txt`,
/// `talk.zh.txt`.
pub(super) fn tags(names: &[&str]) -> Option<Vec<Language>> {
    // Those that are told apart by n-grams, and those that their script tells.
    const BY_SCRIPT: &str = "ar el fa he hi hy ja ka ko ta te th yue zh cmn cn jp no";
    let mut beginning: Option<&str> = None;
    let mut found: Vec<Language> = Vec::new();
    for name in names {
        let (begin, tag) = stem(name).rsplit_once(['.', '_', '-', ' '])?;
        let tag = match tag.to_lowercase().as_str() {
            "cn" => "zh".to_string(),
            "jp" => "ja".to_string(),
            tag => tag.to_string(),
        };
        let is_known = ngrams::tags().contains(&&*tag)
            || BY_SCRIPT.split_whitespace().any(|known| known == tag);
        let language = Language::new(&tag);
        if !is_known || beginning.is_some_and(|b| b != begin) || found.contains(&language) {
            return None;
        }
        beginning = Some(begin);
        found.push(language);
    }
    Some(found)
}

/// The languages of two files, if each is mostly in one and they are not the same; and whether one of them leaves lines
/// untranslated, which then do not count: their words stand in the other file.
pub(super) fn main_languages(
    documents: &[Document],
    given: &[Language],
) -> Option<(Vec<Language>, bool)> {
    let [first, second] = documents else {
        return None;
    };
    let both = |sizes: &[HashMap<Language, usize>; 2]| {
        let [one, other] = sizes.each_ref().map(main_language);
        let (one, other) = (one?, other?);
        (one != other).then(|| vec![one, other])
    };
    let all = [first, second].map(|document| sizes(document, given, |_| true));
    if let Some(found) = both(&all) {
        return Some((found, false));
    }
    // One of them is in one language, and the other in two.
    if all.iter().all(|sizes| main_language(sizes).is_none())
        || all.iter().all(|sizes| sizes.len() < 2)
    {
        return None;
    }
    let [ours, theirs] = [first, second].map(|document| {
        let lines = document.lines.iter();
        let words = lines.flat_map(|line| plain_words(&line.text));
        words.collect::<HashSet<u64>>()
    });
    let own = [(first, theirs), (second, ours)].map(|(document, others)| {
        sizes(document, given, |line| {
            let words = plain_words(&line.text);
            let same = words.iter().filter(|word| others.contains(word)).count();
            words.len() < LONG || (same as f64) < MOSTLY * words.len() as f64
        })
    });
    Some((both(&own)?, true))
}

/// How many bytes of those lines of a file are in each language.
fn sizes(
    document: &Document,
    given: &[Language],
    counts: impl Fn(&SourceLine) -> bool,
) -> HashMap<Language, usize> {
    let is_spoken = |line: &&SourceLine| {
        !matches!(
            line.preset,
            Some(Preset::Dropped { .. } | Preset::Metadata { .. })
        ) && counts(line)
    };
    let said = document.lines.iter().filter(is_spoken).map(|line| Said {
        text: &line.text,
        said: 0..line.text.len(),
        blank_before: line.blank_before,
        file: 0,
        column: line.markup.column,
        language: line.markup.language.clone(),
        is_named_by_file: false,
        explained_to: None,
    });
    let mut sizes: HashMap<Language, usize> = HashMap::new();
    for span in axis::read(said.collect(), given, false).spans {
        *sizes.entry(span.language).or_default() += span.bytes.len();
    }
    sizes
}

/// The language that most is in, if that is nearly all.
fn main_language(sizes: &HashMap<Language, usize>) -> Option<Language> {
    let all: usize = sizes.values().sum();
    let (language, most) = { sizes.iter() }.max_by_key(|(language, n)| (*n, *language))?;
    (*most as f64 >= MOSTLY * all as f64).then(|| language.clone())
}

/// The numbers of a line's words without their accents.
fn plain_words(text: &str) -> Vec<u64> {
    words(&without_accents(text)).map(word_hash).collect()
}
