//! Headings of chapters: those that the source marks as such, and lines like `Chapter 3`, `第三章`,
//! `Part II`.

/// The longest line that can be a chapter's heading, in characters.
const LONGEST: usize = 90;

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

fn counts(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十百千零〇两０１２３４５６７８９".contains(c)
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
