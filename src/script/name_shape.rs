//! What can be the name of someone who speaks: a few words with capitals, `Speaker 2`, a short one in
//! a script without case; and what only a text that uses it again and again can make one.

use super::languages::script_of;
use std::collections::HashSet;
use std::sync::LazyLock;
use unicode_script::Script as Writing;

/// The longest name, in characters.
pub(super) const LONGEST_NAME: usize = 48;

/// Words before a colon that announce something else than a speaker.
#[rustfmt::skip]
static NOT_NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| HashSet::from([
    "note", "notes", "q&a", "q & a", "re", "fw", "fwd", "ps", "p.s", "source", "date", "warning", "caution",
    "example", "summary", "update", "edit", "tags", "tip", "fact", "hint", "see", "first", "second",
    "third", "finally", "subject", "from", "to", "cc", "url", "http", "https", "author", "by",
    "title", "published", "updated", "translator", "photo", "image", "figure", "table", "abstract",
    "keywords", "contents", "conclusion", "introduction", "background", "also", "however", "but",
    "and", "so", "then", "again", "remember", "imagine", "result", "results", "total", "注", "注意",
    "cut to", "smash cut to", "dissolve to", "fade in", "fade out", "fade to",
    "备注", "来源", "例如", "比如", "摘要", "更新", "首先", "其次", "最后", "总之", "日期", "时间",
    "作者", "译者", "出处", "原文", "标题", "主题", "目录", "结论", "提示",
]));

/// The longest of them, in bytes.
const LONGEST_NOT_NAME: usize = 16;

/// First words of a name that may end in a number.
#[rustfmt::skip]
const NUMBERED: &[&str] = &[
    "speaker", "participant", "person", "guest", "host", "voice", "interviewer", "interviewee",
    "man", "woman", "male", "female", "student", "analyst", "发言人", "说话人", "嘉宾", "讲者",
    "主持人", "学生",
];

/// The script of a text's first letter.
fn writing(text: &str) -> Option<Writing> {
    text.chars().find_map(writing_of)
}

/// The script of a letter; those of Japanese count as one with Han.
fn writing_of(c: char) -> Option<Writing> {
    let is_letter = c.is_alphabetic();
    is_letter.then(|| match script_of(c) {
        Writing::Hiragana | Writing::Katakana => Writing::Han,
        other => other,
    })
}

/// The names that a heading gives: one, or one in each of two scripts.
pub(crate) fn names_in(text: &str) -> Option<Vec<String>> {
    let text = text.trim();
    // Two names, and what stands between them.
    if text.chars().nth(2 * LONGEST_NAME + 8).is_some() {
        return None;
    }
    if let Some((a, b)) = two_scripts(text)
        && can_be_name(a)
        && can_be_name(b)
    {
        return Some(vec![spaced(a), spaced(b)]);
    }
    can_be_name(text).then(|| vec![spaced(text)])
}

/// Parts `Ann Reed 安·里德`, `Ann Reed / 安·里德`, `安·里德（Ann Reed）` where the script changes once.
fn two_scripts(text: &str) -> Option<(&str, &str)> {
    let first = writing(text)?;
    let differs = |c: char| writing_of(c).is_some_and(|writing| writing != first);
    let (a, b) = text.split_at(text.find(differs)?);
    let second = writing(b)?;
    let pure = b
        .chars()
        .filter_map(writing_of)
        .all(|writing| writing == second);
    let edge = |c: char| c.is_whitespace() || "()（）[]/|·-–—、".contains(c);
    let parted = a.ends_with(edge);
    (pure && parted).then(|| (a.trim_matches(edge), b.trim_matches(edge)))
}

/// A name with single spaces; one of two characters that was widened to the length of others, as
/// `张　伟`, without.
pub(super) fn spaced(name: &str) -> String {
    let is_bare = |c: char| !c.is_whitespace() || c == ' ';
    if name.chars().all(is_bare) && !name.contains("  ") && name.trim().len() == name.len() {
        return name.to_string();
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_wide = name.contains('\u{3000}') && words.iter().all(|word| word.chars().count() == 1);
    words.join(if is_wide { "" } else { " " })
}

/// Whether a text can be a speaker's name.
pub(crate) fn can_be_name(name: &str) -> bool {
    let mut letters = name.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else {
        return false;
    };
    if name.chars().count() > LONGEST_NAME
        || name.contains(|c| is_no_part_of_a_name(c) && !(c == '"' && is_shortened_in_hebrew(name)))
        || name.len() <= LONGEST_NOT_NAME && NOT_NAMES.contains(name.to_lowercase().as_str())
        || !number_fits(name)
    {
        return false;
    }
    if first.is_uppercase() || first.is_lowercase() {
        // Latin and other scripts with case: few words, each with a capital but for particles.
        let words: Vec<&str> = name.split_whitespace().collect();
        words.len() <= 5
            && (first.is_uppercase() || is_elided(name))
            && words.iter().all(|word| {
                is_particle(word) || is_elided(word) || !word.starts_with(char::is_lowercase)
            })
            && !is_particle(&words[words.len() - 1].to_lowercase())
            // a full stop ends a sentence, unless it ends an initial or a title: `J.`, `Dr.`
            && words.iter().all(|word| word.chars().take_while(|c| *c != '.').count() <= 4 || !word.contains('.'))
    } else {
        // Scripts without case: short, and no clause about saying.
        let pronoun = name.starts_with(['他', '她', '它', '我', '你', '这', '那', '您', '咱']);
        let saying = name.ends_with(['说', '道', '问', '答', '写', '是', '题', '下']);
        let alone = name.chars().count() == 1;
        let words = name.split_whitespace().count();
        name.chars().count() <= 16 && words <= 4 && (alone || !pronoun && !saying)
    }
}

#[rustfmt::skip]
fn is_no_part_of_a_name(c: char) -> bool {
    matches!(
        c,
        ',' | '，' | '、' | '。' | '!' | '！' | '?' | '？' | ';' | '；' | ':' | '：' | '"' | '“' | '”'
            | '《' | '》' | '…' | '/' | '=' | '<' | '>' | '|' | '#' | '*' | '@' | '%' | '+' | '[' | ']'
            | '{' | '}'
    )
}

/// `ד"ר`: in Hebrew, a quotation mark before the last letter shortens a word.
pub(crate) fn is_shortened_in_hebrew(name: &str) -> bool {
    let is_hebrew = |c: char| script_of(c) == Writing::Hebrew;
    let mut parts = name.split('"');
    parts.next().is_some_and(|first| first.ends_with(is_hebrew))
        && name.contains('"')
        && parts.all(|rest| rest.starts_with(is_hebrew))
}

/// `d’Arc`, `l'Hôpital`: a particle that has lost its vowel, and a name.
fn is_elided(word: &str) -> bool {
    word.strip_prefix(['d', 'l'])
        .and_then(|rest| rest.strip_prefix(['’', '\'']))
        .is_some_and(|rest| rest.starts_with(char::is_uppercase))
}

/// A number belongs only to what is counted: `Speaker 2`.
fn number_fits(name: &str) -> bool {
    !name.chars().any(char::is_numeric) || is_numbered(name)
}

/// Whether a name is a word with a number, as `Speaker 2`.
pub(crate) fn is_numbered(name: &str) -> bool {
    let word = name.trim_end_matches(|c: char| c.is_numeric() || " #_".contains(c));
    word.len() < name.trim_end().len()
        && !word.chars().any(char::is_numeric)
        && NUMBERED.contains(&word.trim().to_lowercase().as_str())
}

/// Whether a word of a name has no capital: `van`.
#[rustfmt::skip]
pub(super) fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "de" | "da" | "di" | "do" | "del" | "della" | "der" | "den" | "van" | "von" | "zu" | "la" | "le" | "el" | "al" | "bin" | "h.c."
            | "ibn" | "of" | "the" | "and" | "y" | "e" | "du" | "des"
    )
}
