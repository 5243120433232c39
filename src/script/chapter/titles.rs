//! Titles and headings that stand in two languages on one line: `The Lamp 灯`, `Part One | 第一部分`, `Steel（钢）`; and
//! what a book is called by its file.

use crate::language::Language;
use crate::script::languages::script_of;
use unicode_script::Script as Writing;

/// Signs that part the two.
const SIGNS: [char; 12] = [
    '/', '|', '｜', '／', '–', '—', '-', '·', '•', '~', '～', '―',
];
/// Brackets that one of the two may stand in.
const BRACKETS: [(char, char); 5] = [
    ('(', ')'),
    ('（', '）'),
    ('[', ']'),
    ('【', '】'),
    ('〔', '〕'),
];
/// What no title begins with in Chinese: the line goes on after a foreign word.
const PARTICLES: [char; 12] = [
    '的', '和', '与', '與', '及', '是', '之', '中', '里', '上', '在', '等',
];

/// A title in two languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InTwo {
    /// Each language's part, in the order of the line.
    pub(crate) parts: [(Language, String); 2],
    /// Whether this title alone shows that it is in two; else others of the text must, too.
    pub(crate) is_certain: bool,
}

/// Parts a title that stands in two of the text's languages. `of` says which language a text is in.
pub(crate) fn in_two(text: &str, of: impl Fn(&str) -> Option<Language>) -> Option<InTwo> {
    let is_letter = |c: char| {
        !matches!(
            script_of(c),
            Writing::Common | Writing::Inherited | Writing::Unknown
        )
    };
    let kind = |c: char| match script_of(c) {
        Writing::Hiragana | Writing::Katakana => Writing::Han,
        writing => writing,
    };
    let mut letters = text
        .char_indices()
        .filter(|(_, c)| is_letter(*c))
        .peekable();
    let (_, first) = *letters.peek()?;
    if letters.clone().all(|(_, c)| kind(c) == kind(first)) {
        return in_one_script(text, of);
    }
    // Where the first writing ends and the second begins; no third part.
    let (mut end, mut begin) = (0, None);
    for (at, c) in letters {
        match (kind(c) == kind(first), begin) {
            (true, None) => end = at + c.len_utf8(),
            (false, None) => begin = Some((at, kind(c))),
            (false, Some((_, second))) if kind(c) == second => {}
            _ => return None,
        }
    }
    let (begin, _) = begin?;
    let between = &text[end..begin];
    let parts = |c: char| c.is_whitespace() || SIGNS.contains(&c);
    let opens = |c: char| BRACKETS.iter().any(|(open, _)| *open == c);
    let cut = end + between.rfind(|c: char| parts(c) || opens(c))?;
    let is_signed = between.contains(SIGNS) || between.contains(opens);
    let (ours, theirs) = text.split_at(cut);
    let ours = ours.trim_end_matches(parts);
    let mut theirs = theirs.trim_start_matches(parts);
    for (open, close) in BRACKETS {
        let inner = theirs
            .strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close));
        theirs = inner.unwrap_or(theirs);
    }
    let (a, b) = (of(ours)?, of(theirs)?);
    let is_long = |text: &str, language: &Language| {
        language.is_unspaced() || text.split_whitespace().count() > 1
    };
    let is_own = !ours.starts_with(PARTICLES) && !theirs.starts_with(PARTICLES);
    let is_certain = is_signed || is_long(ours, &a) && is_long(theirs, &b);
    let fits = a != b && (is_signed || is_own) && !ours.is_empty() && !theirs.is_empty();
    fits.then(|| InTwo {
        parts: [(a, ours.to_string()), (b, theirs.to_string())],
        is_certain,
    })
}

/// A title whose two languages share a script: only a sign parts them.
fn in_one_script(text: &str, of: impl Fn(&str) -> Option<Language>) -> Option<InTwo> {
    let mut sides = text.split(
        [" / ", " | "]
            .into_iter()
            .find(|sign| text.contains(sign))?,
    );
    let (ours, theirs) = (sides.next()?.trim(), sides.next()?.trim());
    let (a, b) = (of(ours)?, of(theirs)?);
    let is_certain = ours.contains(' ') && theirs.contains(' ');
    let fits = sides.next().is_none() && a != b;
    fits.then(|| InTwo {
        parts: [(a, ours.to_string()), (b, theirs.to_string())],
        is_certain,
    })
}

/// What a book is called by the name of its file, if nothing in it says so: without ending, with spaces between words.
pub(crate) fn of_file(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.replace(['_', '-'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_in_two_languages() {
        let of = |text: &str| {
            let han = text.contains(|c: char| ('\u{4E00}'..'\u{9FFF}').contains(&c));
            let german = text.contains("Die ");
            Some(Language::new(if han {
                "zh"
            } else if german {
                "de"
            } else {
                "en"
            }))
        };
        let parted = |text: &str| {
            let found = in_two(text, of)?;
            let [(_, a), (_, b)] = found.parts;
            Some((a, b, found.is_certain))
        };
        let two = |a: &str, b: &str, sure| Some((a.to_string(), b.to_string(), sure));
        assert_eq!(parted("The Old Lamp 灯"), two("The Old Lamp", "灯", true));
        assert_eq!(
            parted("Part One | 第一部分"),
            two("Part One", "第一部分", true)
        );
        assert_eq!(parted("Steel（钢）"), two("Steel", "钢", true));
        assert_eq!(
            parted("The old lamp / Die alte Lampe"),
            two("The old lamp", "Die alte Lampe", true)
        );
        assert_eq!(parted("USB 的历史"), None);
        assert_eq!(parted("The Lamp"), None);
        assert_eq!(of_file("night_ferry-2.txt"), "night ferry 2");
    }
}
