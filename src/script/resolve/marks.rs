//! Marks that name a language: `EN:` before a line, `[中文]` over a block.

use crate::language::Language;
use crate::script::document::{Document, SourceLine};
use crate::script::facts::LineFacts;
use crate::script::tongues::named::{
    head, is_original, named, named_over, spells_below, translates_below,
};
use crate::script::tongues::writing::{script_of, writing_of};
use crate::script::tongues::{Detector, ngrams};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use unicode_script::Script;

/// How many languages must be named for their names to be marks: one alone may be anybody's name, unless brackets or a flag set
/// it off.
const FEWEST: usize = 2;
/// A mark has at most so many characters.
const LONGEST: usize = 24;

/// The marks of a text.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// The language that is named for each line.
    pub(crate) languages: Vec<Option<Language>>,
    /// The bytes of each line that are the mark; of a mark that stands alone, the whole line.
    pub(crate) bytes: Vec<Option<Range<usize>>>,
}

/// Finds the marks, and takes the labels that they look like out of the facts.
pub(crate) fn find(document: &Document, facts: &mut [LineFacts]) -> Marks {
    let n = document.lines.len();
    let mut marks = Marks {
        languages: vec![None; n],
        bytes: vec![None; n],
    };
    let lines = document.lines.par_iter();
    let is_free = |line: &SourceLine| line.preset.is_none() && !is_lone_heading(line);
    let mut found: Vec<Option<Mark>> = lines
        .map(|line| mark(&line.text).filter(|_| is_free(line)))
        .collect();
    set_phrases(document, &mut found);
    set_fields(document, &mut found);
    set_spellings(document, &mut found);
    let found = fitting(document, found);
    let languages: HashSet<&Language> = found
        .iter()
        .flatten()
        .filter_map(|mark| mark.language.as_ref())
        .collect();
    // A translation that is named without its language is in another.
    let has_translation = found.iter().zip(&document.lines).any(|(mark, line)| {
        let is_unnamed = mark.as_ref().is_some_and(|mark| mark.language.is_none());
        is_unnamed && translates_below(&line.text)
    });
    let are_named = languages.len() >= FEWEST || is_often(document, &found);
    let are_many = are_named || has_translation && !languages.is_empty();
    let elsewhere = over_another(document, &found);
    let mut under = Under::default();
    for (i, found) in found.into_iter().enumerate() {
        let column = document.lines[i].markup.column;
        match found.filter(|mark| are_many || mark.is_set_off) {
            Some(mark) => {
                facts[i].keep_behind(mark.bytes.end);
                let is_alone = mark.bytes.end == document.lines[i].text.len();
                // A heading that names the one language need not stand over all that follows.
                let language = mark.language.filter(|_| are_named || mark.is_set_off);
                let language = language.filter(|_| !elsewhere.contains(&i));
                under.set(column, language.clone().filter(|_| is_alone));
                under.level = document.lines[i].markup.heading;
                marks.languages[i] = language;
                marks.bytes[i] = Some(mark.bytes);
            }
            None => {
                // A heading that names a language stands over what is below it up to the next one of its level.
                let level = document.lines[i].markup.heading;
                if level.is_some() && under.level.is_some() && level <= under.level {
                    under = Under::default();
                }
                let named = under.at(column);
                let text = &document.lines[i].text;
                marks.languages[i] = named.filter(|language| can_be_in(text, language));
            }
        }
    }
    marks
}

/// Whether a line is a heading by the source's markup, with a word that would be a mark elsewhere: a chapter called `Translation`.
fn is_lone_heading(line: &SourceLine) -> bool {
    line.markup.heading.is_some()
        && !line.text.ends_with([':', '：'])
        && translates_below(&line.text)
}

/// Whether a text may be in a language by its letters: what has many others is not in it. A character of East Asia is as much
/// as a word.
fn can_be_in(text: &str, language: &Language) -> bool {
    let own = writing_of(language);
    let is_own =
        |writing: Script| writing == own || own != Script::Latin && writing != Script::Latin;
    let (mut fitting, mut all) = (0, 0);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        let writing = script_of(c);
        let weight = if writing == Script::Han { WORD } else { 1 };
        all += weight;
        fitting += if is_own(writing) { weight } else { 0 };
    }
    fitting * 4 >= all * 3
}

/// How many letters a word has.
const WORD: usize = 5;

/// How often the name of one language makes it a mark, over what is in that language.
const OFTEN: usize = 3;

/// Whether the one language that is named stands often before what is in it, right under what is in another: `FR: Bonsoir.`
fn is_often(document: &Document, found: &[Option<Mark>]) -> bool {
    let lines = document.lines.iter().zip(found);
    let marked: Vec<(&str, &Mark)> = lines
        .filter_map(|(line, mark)| Some((line, mark.as_ref()?)))
        .filter(|(line, mark)| {
            let is_under = !line.blank_before || line.markup.begins_item;
            is_under && mark.bytes.end < line.text.len()
        })
        .map(|(line, mark)| (&line.text[mark.bytes.end..], mark))
        .collect();
    let Some(named) = marked.first().and_then(|(_, mark)| mark.language.as_ref()) else {
        return false;
    };
    if marked.len() < OFTEN || marked.len() < found.iter().flatten().count() {
        return false;
    }
    let said: Vec<&str> = marked.iter().map(|(said, _)| *said).collect();
    let detector = of_all();
    let likeliest = detector.likeliest(&said.join(" "));
    likeliest.is_some_and(|(nth, _)| detector.language(nth) == named)
}

/// Marks the fields that pairs stand in: `Translation: …`, again and again, and what stands before the line above each, if that is always
/// the same: `Phrase: …`.
fn set_fields(document: &Document, found: &mut [Option<Mark>]) {
    let lines = &document.lines;
    let field = |i: usize| field(&lines[i].text).filter(|_| lines[i].is_text());
    let translated: Vec<usize> = (1..lines.len())
        .filter(|&i| found[i].is_none())
        .filter(|&i| field(i).is_some_and(|(key, _)| translates_below(key)))
        .collect();
    if translated.len() < OFTEN {
        return;
    }
    let mut over: Vec<&str> = Vec::new();
    for &i in &translated {
        over.extend(field(i - 1).map(|(key, _)| key));
    }
    let first = over.first().copied().unwrap_or_default();
    let is_same = over.len() == translated.len() && over.iter().all(|key| *key == first);
    for (i, found) in found.iter_mut().enumerate() {
        let Some((key, bytes)) = field(i) else {
            continue;
        };
        if found.is_none() && (translates_below(key) || is_same && key == first) {
            *found = Some(Mark {
                language: None,
                bytes,
                is_set_off: true,
            });
        }
    }
}

/// Marks `Transliteration` over lines in Latin letters, again and again, under lines in others, and `Original text` beside it.
fn set_spellings(document: &Document, found: &mut [Option<Mark>]) {
    let lines = &document.lines;
    let is_latin = |text: &str| {
        let mut letters = text.chars().filter(|c| c.is_alphabetic());
        letters.all(|c| {
            matches!(
                script_of(c),
                Script::Latin | Script::Inherited | Script::Common
            )
        })
    };
    let spells = |i: &usize| {
        let (over, under) = (i.checked_sub(1).map(|over| &lines[over]), lines.get(i + 1));
        spells_below(&lines[*i].text)
            && over.is_some_and(|over| !is_latin(&over.text))
            && under.is_some_and(|under| is_latin(&under.text))
    };
    let spelt: Vec<usize> = (0..lines.len()).filter(spells).collect();
    if spelt.len() < FEWEST {
        return;
    }
    let originals = (0..lines.len()).filter(|i| is_original(&lines[*i].text));
    for i in originals.chain(spelt.iter().copied()) {
        found[i] = Some(Mark {
            language: None,
            bytes: 0..lines[i].text.len(),
            is_set_off: true,
        });
    }
}

/// What stands before the first colon of a line, and where it stands with the colon; there is text behind it.
fn field(text: &str) -> Option<(&str, Range<usize>)> {
    let head = &text[..text.floor_char_boundary(2 * LONGEST)];
    let at = head.find([':', '：'])?;
    let key = text[..at].trim_matches(['*', '_', ' ', '\u{A0}', '\u{202F}']);
    let said = text[at..].trim_start_matches([':', '：', '*', '_', ' ', '\t']);
    (!key.is_empty() && !said.is_empty()).then(|| (key, 0..text.len() - said.len()))
}

/// Marks the lines that begin with one phrase in brackets and a colon, `(in Italian): …`, each right under a line in another language.
fn set_phrases(document: &Document, found: &mut [Option<Mark>]) {
    for open in OPENING {
        set_phrase(document, *open, found);
    }
}

/// The brackets that such a phrase may stand in: names stand in others beside it.
const OPENING: &[char] = &['(', '（', '[', '【'];

fn set_phrase(document: &Document, open: char, found: &mut [Option<Mark>]) {
    let lines = &document.lines;
    let phrase = |text: &str| phrase(text).filter(|_| text.starts_with(open));
    let phrases: Vec<(usize, Range<usize>)> = (0..lines.len())
        .filter_map(|i| Some((i, phrase(&lines[i].text)?)))
        .filter(|(i, _)| found[*i].is_none() && lines[*i].is_text())
        .collect();
    let Some((first, mark)) = phrases.first() else {
        return;
    };
    let own = &lines[*first].text[mark.clone()];
    let is_under = |(i, mark): &(usize, Range<usize>)| {
        let line = &lines[*i];
        let over = i.checked_sub(1).filter(|_| !line.blank_before);
        line.text[mark.clone()] == *own
            && over.is_some_and(|over| phrase(&lines[over].text).is_none())
    };
    if phrases.len() < OFTEN || !phrases.iter().all(is_under) {
        return;
    }
    let detector = of_all();
    let language = |texts: Vec<&str>| {
        let (nth, _) = detector.likeliest(&texts.join(" "))?;
        Some(detector.language(nth).clone())
    };
    let over = phrases.iter().map(|(i, _)| &lines[i - 1].text[..]);
    let under = phrases.iter().map(|(i, mark)| &lines[*i].text[mark.end..]);
    let (over, under) = (language(over.collect()), language(under.collect()));
    if under.is_none() || over == under {
        return;
    }
    for (i, bytes) in phrases {
        found[i] = Some(Mark {
            language: under.clone(),
            bytes,
            is_set_off: true,
        });
    }
}

/// How many marks alone on a line may be links to the other half of a text at most, and how much is looked at below each, in bytes.
const MOST_LINKS: usize = 6;
const LOOKED_AT: usize = 600;
/// By how many nats what stands below must be in another language.
const ANOTHER: f32 = 20.0;
/// How many of the lines below are looked at one by one, by how many nats each must be in another language, and of how many bytes one may be.
const SOME: usize = 60;
const CLEARLY: f32 = 6.0;
const MIXED: usize = 4;

/// The marks alone on a line over what is clearly in another language: `(Français)` over the English half links to the French one.
fn over_another(document: &Document, found: &[Option<Mark>]) -> HashSet<usize> {
    let lines = &document.lines;
    let is_alone = |i: &usize| {
        let mark = found[*i].as_ref();
        let is_whole = mark.is_some_and(|mark| mark.bytes.end == lines[*i].text.len());
        is_whole && lines[*i].markup.column.is_none()
    };
    let named = |i: &usize| {
        found[*i]
            .as_ref()
            .is_some_and(|mark| mark.language.is_some())
    };
    let alone: Vec<usize> = (0..lines.len()).filter(is_alone).filter(named).collect();
    if alone.is_empty() || alone.len() > MOST_LINKS {
        return HashSet::new();
    }
    let detector = of_all();
    let is_over_another = |i: &usize| {
        let Some(language) = found[*i].as_ref().and_then(|mark| mark.language.as_ref()) else {
            return false;
        };
        let is_other = |text: &str, least: f32| {
            nats_of_another(&detector, language, text).is_some_and(|nats| nats > least)
        };
        let below = lines.iter().zip(found).skip(i + 1);
        let below = below.take_while(|(_, mark)| mark.is_none());
        let below: Vec<&str> = below
            .filter(|(line, _)| line.is_text())
            .map(|(line, _)| &line.text[..])
            .collect();
        let mut head = String::new();
        for text in &below {
            head = head + text + " ";
            if head.len() > LOOKED_AT {
                break;
            }
        }
        // `English translation` on a title page stands over both languages.
        let some = below.iter().step_by(below.len().div_ceil(SOME).max(1));
        let (mut all, mut others) = (0, 0);
        for text in some {
            all += text.len();
            others += if is_other(text, CLEARLY) {
                text.len()
            } else {
                0
            };
        }
        is_other(&head, ANOTHER) || others > all / MIXED
    };
    alone.into_iter().filter(is_over_another).collect()
}

/// A detector of all languages that are known.
fn of_all() -> Detector {
    let tags = ngrams::tags().iter();
    let all: Vec<Language> = tags.map(|tag| Language::new(tag)).collect();
    Detector::new(&all)
}

/// By how many nats a text is likelier in another language than in this one or its kin.
fn nats_of_another(detector: &Detector, language: &Language, text: &str) -> Option<f32> {
    let is_own = |own: &Language| own.is_kin_of(language) || language.is_kin_of(own);
    let costs = detector.reader().costs(text)?;
    let least = |is_of: bool| {
        let own = (0..costs.len()).filter(|l| is_own(detector.language(*l)) == is_of);
        own.map(|l| costs[l]).fold(f32::INFINITY, f32::min)
    };
    Some(least(true) - least(false))
}

/// Which share of what stands behind initials is in another language than the one with that code, at least, and how many lines.
const OTHERS: f64 = 0.3;
const FEWEST_OTHERS: usize = 2;

/// The codes of languages that are somebody's initials, as what they say is in other languages: `ES: I agree.`
fn initials<'l>(document: &Document, found: &'l [Option<Mark>]) -> HashSet<&'l Language> {
    let mut said: HashMap<&Language, Vec<&str>> = HashMap::new();
    for (line, mark) in document.lines.iter().zip(found) {
        let Some(mark) = mark.as_ref().filter(|mark| !mark.is_set_off) else {
            continue;
        };
        let behind = &line.text[mark.bytes.end..];
        if let Some(language) = mark.language.as_ref().filter(|_| !behind.is_empty()) {
            said.entry(language).or_default().push(behind);
        }
    }
    said.retain(|language, _| ngrams::tags().contains(&language.tag()));
    if said.is_empty() {
        return HashSet::new();
    }
    let detector = of_all();
    said.retain(|language, lines| {
        let some = lines.iter().step_by(lines.len().div_ceil(SOME).max(1));
        let nats: Vec<Option<f32>> = some
            .map(|line| nats_of_another(&detector, language, line))
            .collect();
        let others = nats.iter().flatten().filter(|nats| **nats > CLEARLY);
        let others = others.count();
        others >= FEWEST_OTHERS && others as f64 >= OTHERS * nats.len() as f64
    });
    said.into_keys().collect()
}

/// Where a phrase in brackets with a colon behind it stands at the head of a text: `(in Italian): `.
fn phrase(text: &str) -> Option<Range<usize>> {
    let inside = text.strip_prefix(OPENING)?;
    let close = inside.find([')', '）', ']', '】'])?;
    let rest = inside[close..].trim_start_matches([')', '）', ']', '】', '*', '_', ' ']);
    let said = rest.strip_prefix([':', '：'])?.trim_start();
    let is_short = (1..=LONGEST).contains(&inside[..close].chars().count());
    (is_short && !said.is_empty()).then(|| 0..text.len() - said.len())
}

/// The language that was named last for what follows: over a column, for that column.
#[derive(Default)]
struct Under {
    text: Option<Language>,
    /// The level of the heading that names it, if one does.
    level: Option<u8>,
    columns: HashMap<usize, Option<Language>>,
}

impl Under {
    fn set(&mut self, column: Option<usize>, language: Option<Language>) {
        match column {
            Some(column) => {
                self.columns.insert(column, language);
            }
            None => self.text = language,
        }
    }

    fn at(&self, column: Option<usize>) -> Option<Language> {
        let over = column.and_then(|column| self.columns.get(&column));
        over.unwrap_or(&self.text).clone()
    }
}

/// Without the marks of languages that nothing of what follows them is written in: `KK: Hello.` is someone's initials.
fn fitting(document: &Document, mut found: Vec<Option<Mark>>) -> Vec<Option<Mark>> {
    let mut letters: HashMap<Language, [usize; 2]> = HashMap::new();
    let mut under = Under::default();
    for (line, mark) in document.lines.iter().zip(&found) {
        let column = line.markup.column;
        let mut said = &line.text[..];
        let mut named = under.at(column);
        if let Some(mark) = mark {
            said = &said[mark.bytes.end..];
            named.clone_from(&mark.language);
            under.set(column, named.clone().filter(|_| said.is_empty()));
        }
        if let Some(language) = named.as_ref().filter(|language| can_be_in(said, language)) {
            let own = writing_of(language);
            let counts = letters.entry(language.clone()).or_default();
            for c in said.chars().filter(|c| c.is_alphabetic()) {
                counts[usize::from(script_of(c) == own)] += 1;
            }
        }
    }
    let initials: HashSet<Language> = initials(document, &found).into_iter().cloned().collect();
    for mark in &mut found {
        let named = mark.as_ref().and_then(|mark| mark.language.as_ref());
        let counts = named.and_then(|language| letters.get(language));
        let is_other = counts.is_some_and(|[others, own]| own < others);
        if is_other || named.is_some_and(|language| initials.contains(language)) {
            *mark = None;
        }
    }
    found
}

/// A mark of a language at the beginning of a line.
struct Mark {
    /// The language; a flag alone names a country.
    language: Option<Language>,
    bytes: Range<usize>,
    /// Whether brackets or a flag set it off, so that it is nobody's name.
    is_set_off: bool,
}

/// Whether a line is nothing but the names of languages: `NL | EN`.
fn are_names(text: &str) -> bool {
    let names = || text.split(['|', '/', '\t', '–', '—']).map(str::trim);
    text.len() <= 2 * LONGEST
        && names().nth(1).is_some()
        && names().all(|name| named(name).is_some())
}

fn mark(text: &str) -> Option<Mark> {
    let head = head(text);
    let bare = &text[head.flag..];
    let has_flag = head.flag > 0;
    let is_bracketed = bare.starts_with(['(', '（', '[', '【']);
    match head.named {
        Some((language, end)) => Some(Mark {
            language: Some(language),
            bytes: 0..end,
            is_set_off: is_bracketed && !bare.starts_with('[') || has_flag,
        }),
        // `NL | EN` over columns, `译文：` over what is translated
        None if are_names(bare) || translates_below(bare) => Some(Mark {
            language: None,
            bytes: 0..text.len(),
            is_set_off: true,
        }),
        None if bare.len() <= 2 * LONGEST && named_over(bare).is_some() => Some(Mark {
            language: named_over(bare),
            bytes: 0..text.len(),
            is_set_off: true,
        }),
        None if has_flag && !bare.is_empty() => Some(Mark {
            language: None,
            bytes: 0..head.flag,
            is_set_off: true,
        }),
        None => None,
    }
}
