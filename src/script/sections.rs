//! Headings of chapters: those that the source marks as such, and lines like `Chapter 3`, `第三章`,
//! `Part II`.

use super::draft::{Draft, DraftLine, Part};
use super::name_shape::names_in;
use crate::language::Language;
use std::collections::HashMap;

/// The longest line that can be a chapter's heading, in characters.
const LONGEST: usize = 90;
/// The deepest level of headings that can be a chapter's: deeper ones stand inside of one.
const DEEPEST: u8 = 6;
/// The first words of headings that chapters stand under, and of those.
const PARTS: &[&str] = &[
    "part",
    "book",
    "act",
    "teil",
    "buch",
    "partie",
    "livre",
    "acte",
    "parte",
    "libro",
    "livro",
    "acto",
    "ato",
    "atto",
    "deel",
    "boek",
    "część",
    "księga",
    "akt",
    "часть",
    "книга",
    "действие",
    "частина",
    "книга",
];
const CHAPTERS: &[&str] = &[
    "chapter",
    "scene",
    "kapitel",
    "chapitre",
    "scène",
    "capítulo",
    "capitulo",
    "escena",
    "cena",
    "capitolo",
    "scena",
    "hoofdstuk",
    "rozdział",
    "глава",
    "сцена",
    "розділ",
    "chương",
];
/// Words before a number that make a heading.
const WORDS: &[&str] = &[
    "chapter",
    "part",
    "book",
    "section",
    "act",
    "scene",
    "episode",
    "lesson",
    "unit",
    "kapitel",
    "teil",
    "chapitre",
    "partie",
    "capítulo",
    "capitulo",
    "parte",
    "capitolo",
    "hoofdstuk",
    "deel",
    "rozdział",
    "глава",
    "часть",
    "розділ",
    "частина",
    "chương",
];
/// Headings without a number.
const ALONE: &[&str] = &[
    "question-and-answer session",
    "question and answer session",
    "questions and answers",
    "prepared remarks",
    "presentation",
    "问答环节",
    "問答環節",
    "prologue",
    "epilogue",
    "preface",
    "foreword",
    "afterword",
    "introduction",
    "prolog",
    "epilog",
    "vorwort",
    "nachwort",
    "préface",
    "épilogue",
    "prólogo",
    "epílogo",
    "序",
    "序章",
    "序言",
    "前言",
    "引子",
    "楔子",
    "尾声",
    "后记",
    "終章",
    "终章",
];
const NUMBERS: &[&str] = &[
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// Marks the headings of chapters, and the title if the source's markup shows it: a heading at the
/// very beginning, above all others.
pub fn mark(draft: &mut Draft) {
    mark_title(draft);
    mark_names(draft);
    let depths = depths(draft);
    let has_both = has_parts_and_chapters(draft);
    let only = only_heading(draft);
    // The language of the heading right above, whose translation may stand under it.
    let mut above: Option<Language> = None;
    for (i, line) in draft.lines.iter_mut().enumerate() {
        let under = above.take().is_some_and(|above| above != line.language);
        if line.part != Part::Speech {
            continue;
        }
        let own = match line.marked.heading {
            Some(own) => depths.get(&own).copied(),
            None if line.marked.is_subtitle => None,
            None => ((line.after_blank || under) && is_heading(&line.text))
                .then(|| 1 + u8::from(has_both && !is_part(&line.text))),
        };
        if let Some(level) = own.filter(|_| only != Some(i)) {
            above = Some(line.language.clone());
            line.part = Part::Chapter { level };
        }
    }
}

/// The levels of headings that chapters begin at, each with how deep it is: below a level of which most
/// headings have no text of their own, or over others that call themselves chapters, stands another. A second
/// heading under each is no deeper: `Chapter 1` and `The Lamp` are one.
fn depths(draft: &Draft) -> HashMap<u8, u8> {
    let is_read = |line: &&DraftLine| {
        line.part == Part::Speech && line.marked.heading.is_none_or(|level| level <= DEEPEST)
    };
    let lines: Vec<&DraftLine> = draft.lines.iter().filter(is_read).collect();
    let mut levels: Vec<u8> = lines
        .iter()
        .filter_map(|line| line.marked.heading)
        .collect();
    levels.sort_unstable();
    levels.dedup();
    let mut depths = HashMap::new();
    let mut depth = 1;
    for (i, level) in levels.iter().enumerate() {
        depths.insert(*level, depth);
        let Some(next) = levels.get(i + 1) else { break };
        let of = |wanted: u8| {
            let all = lines.iter();
            all.filter(move |line| line.marked.heading == Some(wanted))
        };
        // From the back: whether what follows is a heading below it.
        let (mut parts, mut is_followed) = (0, false);
        for line in lines.iter().rev() {
            match line.marked.heading {
                Some(own) if own == *level => parts += usize::from(is_followed),
                own => is_followed = own.is_some_and(|own| own > *level),
            }
        }
        let (all, below) = (of(*level).count(), of(*next).count());
        let chapters = of(*next).filter(|line| is_heading(&line.text)).count();
        if parts * 2 < all && chapters * 2 < below {
            break;
        }
        let is_one = all > 1 && parts == all && below == all;
        depth += u8::from(!is_one);
    }
    depths
}

/// Whether what calls itself a part stands beside what calls itself a chapter.
fn has_parts_and_chapters(draft: &Draft) -> bool {
    let is_unmarked = |line: &&DraftLine| {
        line.part == Part::Speech
            && line.marked.heading.is_none()
            && line.after_blank
            && is_heading(&line.text)
    };
    let mut headings = draft.lines.iter().filter(is_unmarked).peekable();
    let begins = headings.peek().is_some_and(|line| is_part(&line.text));
    begins && headings.any(|line| is_chapter(&line.text))
}

/// Whether a heading is that of a part, in which chapters may stand.
fn is_part(heading: &str) -> bool {
    let counted = heading.trim_start_matches(|c: char| c == '第' || counts(c));
    PARTS.contains(&first_word(heading).as_str())
        || heading.starts_with('第') && counted.starts_with(['部', '卷', '篇', '幕'])
}

/// Whether a heading is that of a chapter, which may stand in a part.
fn is_chapter(heading: &str) -> bool {
    let counted = heading.trim_start_matches(|c: char| c == '第' || counts(c));
    CHAPTERS.contains(&first_word(heading).as_str())
        || heading.starts_with('第') && counted.starts_with(['章', '回', '节', '節', '話', '话'])
}

fn first_word(text: &str) -> String {
    text.split(' ').next().unwrap_or_default().to_lowercase()
}

fn counts(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十百千零〇两０１２３４５６７８９".contains(c)
}

/// Headings that are the same few names again and again are who speaks, and not chapters.
fn mark_names(draft: &mut Draft) {
    let mut times: HashMap<(u8, &str), usize> = HashMap::new();
    let mut all: HashMap<u8, usize> = HashMap::new();
    for line in draft.lines.iter().filter(|line| line.part == Part::Speech) {
        if let Some(level) = line.marked.heading {
            *all.entry(level).or_default() += 1;
            if names_in(line.text.trim_end_matches([':', '：'])).is_some() {
                *times.entry((level, &line.text)).or_default() += 1;
            }
        }
    }
    let mut levels: HashMap<u8, (usize, usize)> = HashMap::new();
    for ((level, _), n) in times.iter().filter(|(_, n)| **n > 1) {
        let (people, again) = levels.entry(*level).or_default();
        *people += 1;
        *again += n;
    }
    levels.retain(|level, (people, again)| *people > 1 && *again * 2 > all[level]);
    let is_name: Vec<bool> = draft
        .lines
        .iter()
        .map(|line| {
            let level = line
                .marked
                .heading
                .filter(|level| levels.contains_key(level));
            level.is_some_and(|level| times.contains_key(&(level, line.text.as_str())))
        })
        .collect();
    for (line, is_name) in draft.lines.iter_mut().zip(is_name) {
        if is_name {
            line.marked.heading = None;
        }
    }
}

/// The one heading of an unmarked text, if it is the first line: `Episode 41: The Lamp` names the whole.
fn only_heading(draft: &Draft) -> Option<usize> {
    let text = || {
        let lines = draft.lines.iter().enumerate();
        lines.filter(|(_, line)| line.part == Part::Speech)
    };
    if text().any(|(_, line)| line.marked.heading.is_some()) {
        return None;
    }
    let (first, _) = text().next()?;
    let mut headings = text().filter(|(_, line)| line.after_blank && is_heading(&line.text));
    let (heading, _) = headings.next()?;
    (heading == first && headings.next().is_none()).then_some(first)
}

/// The headings at the very beginning are the title if no other is as high.
fn mark_title(draft: &mut Draft) {
    let titles: Vec<String> = draft
        .lines
        .iter()
        .filter_map(|line| match &line.part {
            Part::Title { text, .. } => Some(text.to_lowercase()),
            _ => None,
        })
        .collect();
    if !titles.is_empty() {
        // The source states its title; the heading that says it again is no chapter's.
        for line in &mut draft.lines {
            let is_heading = line.part == Part::Speech && line.marked.heading.is_some();
            if is_heading && titles.contains(&line.text.to_lowercase()) {
                line.part = Part::Title {
                    text: line.text.clone(),
                    date: None,
                };
            }
        }
        return;
    }
    let text: Vec<usize> = (0..draft.lines.len())
        .filter(|&i| draft.lines[i].part == Part::Speech)
        .collect();
    let level = |i: &usize| draft.lines[*i].marked.heading;
    let Some(first) = text.first().and_then(level) else {
        return;
    };
    let begin = text.iter().take_while(|i| level(i) == Some(first)).count();
    let all = text.iter().filter(|i| level(i) == Some(first)).count();
    let highest = text.iter().filter_map(level).min();
    let mut languages: Vec<_> = text[..begin]
        .iter()
        .map(|&i| &draft.lines[i].language)
        .collect();
    languages.sort();
    languages.dedup();
    if all != begin
        || languages.len() != begin
        || highest != Some(first)
        || is_heading(&draft.lines[text[0]].text)
    {
        return;
    }
    for &i in &text[..begin] {
        let line = &mut draft.lines[i];
        line.part = Part::Title {
            text: line.text.clone(),
            date: None,
        };
    }
}

/// `Chapter 3`, `CHAPTER III. The Lamp`, `Part Two: …`, `第三章 灯`, `Prologue`.
pub(super) fn is_heading(text: &str) -> bool {
    if text.chars().count() > LONGEST {
        return false;
    }
    if let Some(rest) = text.strip_prefix('第') {
        let count = rest.find(|c| !counts(c)).unwrap_or(0);
        let unit = rest[count..].trim_start().chars().next();
        let ends_as_sentence = text.ends_with(['。', '，', '？', '！', '：']);
        return count > 0
            && unit.is_some_and(|c| "章节回部卷篇幕集讲课話话節巻".contains(c))
            && !ends_as_sentence;
    }
    let lower = text.to_lowercase();
    if ALONE.contains(&lower.trim_end_matches(['.', ':'])) {
        return true;
    }
    let Some((word, rest)) = lower.split_once(' ') else {
        return false;
    };
    let number = rest
        .trim_start()
        .split(|c: char| c.is_whitespace() || ".:：-–—,".contains(c))
        .next();
    let after = number.map_or("", |n| rest.trim_start()[n.len()..].trim());
    let roman = |n: &str| !n.is_empty() && n.chars().all(|c| "ivxlc".contains(c));
    let is_number = |n: &str| {
        n.bytes().all(|b| b.is_ascii_digit()) && !n.is_empty() || roman(n) || NUMBERS.contains(&n)
    };
    // `Part two of it was lost.` is a sentence: a title begins after a mark, or with a capital.
    let title = after.is_empty()
        || after.starts_with(['.', ':', '：', '-', '–', '—'])
        || text[text.len() - after.len().min(text.len())..]
            .chars()
            .next()
            .is_some_and(char::is_uppercase);
    // `SCENE II. The beach.`
    let shouted = text
        .split(' ')
        .next()
        .is_some_and(|word| word.chars().all(char::is_uppercase))
        && after.starts_with(['.', ':', '-', '–', '—']);
    let sentence = after.len() > 1 && after.ends_with(['.', ',', ';', ':']) && !shouted;
    WORDS.contains(&word) && number.is_some_and(is_number) && title && !sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_what_only_looks_like_one() {
        for heading in [
            "Chapter 3",
            "CHAPTER III",
            "Chapter 3: The Lamp",
            "Part Two",
            "Part II. Home",
            "Chapter 12 The Long Way",
            "SCENE II. The beach.",
            "第三章",
            "第十二章 灯",
            "第3回",
            "Kapitel 4",
            "Глава 2",
            "Prologue",
        ] {
            assert!(is_heading(heading), "{heading}");
        }
        for speech in [
            "Part two of it was lost.",
            "Chapter and verse.",
            "第一次见到他的时候。",
            "第三章讲的是灯，",
            "Chapter 3 is the best one.",
            "Parting",
            "Scene ii. was cut, and nobody missed it.",
            "I",
        ] {
            assert!(!is_heading(speech), "{speech}");
        }
    }
}
