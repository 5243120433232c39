//! What is in a line of a cue: tags, entities, dashes, brackets.

use crate::language::Language;
use crate::script::tongues::writing::script_of_first_letter;
use unicode_script::Script as Writing;

/// What stands behind the dashes of a line, and whether one does: `- Yes. - No.` are two.
pub(super) fn dashed(text: &str) -> Vec<(&str, bool)> {
    const DASHES: [char; 5] = ['-', '–', '—', '>', '‐'];
    let bare = text.trim_start_matches(DASHES).trim_start();
    if bare.is_empty() || bare.len() == text.len() {
        return vec![(text, false)];
    }
    let begins = |text: &str| text.starts_with(|c: char| c.is_alphanumeric() && !c.is_lowercase());
    let two = [" - ", " – ", " — "].into_iter().find_map(|dash| {
        let (a, b) = bare.split_once(dash)?;
        (text.starts_with(dash.trim()) && begins(b) && !b.contains(dash)).then_some((a, b))
    });
    match two {
        Some((a, b)) => vec![(a, true), (b, true)],
        // Before a small letter it is a dash within a sentence.
        None => {
            let is_arrow = text.trim_start().starts_with(">>");
            vec![(bare, is_arrow || !bare.starts_with(char::is_lowercase))]
        }
    }
}

/// Whether a line stands in brackets as a whole: `[door creaks]`, `(music)`, `♪ … ♪`.
pub(super) fn is_bracketed(text: &str) -> bool {
    let closes = |open: char| match open {
        '(' => ')',
        '[' => ']',
        '（' => '）',
        '【' => '】',
        sign => sign,
    };
    let mut chars = text.chars();
    let first = chars.next().filter(|c| "([（【♪♫".contains(*c));
    let last = chars.next_back();
    let is_flat = || !chars.as_str().contains(['(', '[', '（', '【']);
    first.is_some_and(|open| last == Some(closes(open)) && ("♪♫".contains(open) || is_flat()))
}

/// A name without what follows it behind a comma: `Bo Lind, Jr.`
fn without_generation(name: &str) -> &str {
    const BEHIND: &[&str] = &[
        "Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV", "Esq.", "MD", "M.D.", "PhD", "Ph.D.",
    ];
    let parted = name.trim_end().rsplit_once(", ");
    parted.map_or(name, |(before, after)| {
        if BEHIND.contains(&after) {
            before
        } else {
            name
        }
    })
}

/// Whether a line begins with a speaker's name and a colon, or is a stage direction.
pub(super) fn names_speaker(text: &str) -> bool {
    let name = text
        .split([':', '：'])
        .next()
        .filter(|name| name.len() < text.len())
        .map(without_generation);
    let shows = |c: char| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase());
    text.starts_with(['[', '(', '（', '【', '♪'])
        || name.is_some_and(|name| {
            name.chars().count() <= 30
                && name.starts_with(shows)
                && !name.contains([',', '，', '。'])
            // `Byron R. White`, `Mr. Reed`, but no sentence
            && name.split('.').rev().skip(1).all(|part| part.split(' ').next_back().is_some_and(|word| word.len() < 4))
        })
}

/// The name in `<v Name>` or `<v.loud Name>`.
pub(super) fn voice(line: &str) -> Option<String> {
    let (_, after) = line
        .split_once("<v")
        .filter(|(_, after)| after.starts_with([' ', '.', '\t']))?;
    let (tag, _) = after.split_once('>')?;
    let name = tag.split_once(char::is_whitespace)?.1.trim();
    (!name.is_empty()).then(|| unescape(name))
}

/// The language in `<lang en>`, if the line begins with it.
pub(super) fn lang(line: &str) -> Option<Language> {
    let (before, after) = line.split_once("<lang ")?;
    let tag = after.split_once('>')?.0.trim().split(['-', '_']).next()?;
    (clean(before).is_empty() && Language::is_tag(tag)).then(|| Language::new(tag))
}

/// A line without tags (`<i>`, `<c.loud>`, `<00:00:01.000>`, `{\an8}`), its entities decoded.
pub(super) fn clean(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(begin) = rest.find(['<', '{']) {
        out.push_str(&rest[..begin]);
        let tag = &rest[begin..];
        let close = if tag.starts_with('<') { '>' } else { '}' };
        let is_tag = tag[1..].starts_with(|c: char| {
            if close == '}' {
                c == '\\'
            } else {
                c.is_ascii_alphanumeric() || c == '/'
            }
        });
        match tag.find(close).filter(|_| is_tag) {
            Some(end) => rest = &tag[end + 1..],
            None => {
                out.push_str(&tag[..1]);
                rest = &tag[1..];
            }
        }
    }
    out.push_str(rest);
    let words = unescape(&out);
    let words: Vec<&str> = words.split_whitespace().collect();
    from_right_to_left(words.join(" "))
}

/// Signs that end a sentence or a part of it, in languages that are written from right to left.
const ENDS: &[char] = &['.', '!', '?', '؟', '،', '؛', ',', ';', ':'];

/// A line of Arabic or Hebrew with the sign of its end at its end. Many programs show such a line from left to right, and who writes
/// with them sets the sign before its first word, where the end is then seen.
fn from_right_to_left(line: String) -> String {
    let bare = line.trim_start_matches(ENDS);
    let signs = &line[..line.len() - bare.len()];
    let writing = script_of_first_letter(bare);
    let is_so = matches!(writing, Some(Writing::Arabic | Writing::Hebrew))
        && bare.starts_with(char::is_alphabetic)
        && !line.ends_with(ENDS)
        && signs.chars().count() == 1;
    match is_so {
        true => format!("{bare}{signs}"),
        false => line,
    }
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_string();
    }
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&lrm;", ""),
        ("&rlm;", ""),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_string(), |text, (entity, c)| {
        text.replace(entity, c)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_that_stand_before_the_first_word() {
        assert_eq!(clean(".أشعل الحارس المصباح"), "أشعل الحارس المصباح.");
        assert_eq!(clean("<i>؟من هناك</i>"), "من هناك؟");
        assert_eq!(clean("...وبعد ذلك"), "...وبعد ذلك");
        assert_eq!(clean(".נכון."), ".נכון.");
        assert_eq!(clean(".txt"), ".txt");
    }

    #[test]
    fn names_with_what_follows_them() {
        for text in [
            "Bo Lind: Yes.",
            "Bo G. Lind, Jr.: Yes.",
            "Ann Reed, MD: No.",
        ] {
            assert!(names_speaker(text), "{text}");
        }
        assert!(!names_speaker("Yes, sir: No."));
    }

    #[test]
    fn a_dash_within_a_sentence_is_no_turn() {
        assert_eq!(dashed("- of course"), [("of course", false)]);
        assert_eq!(
            dashed("- Of course. - No."),
            [("Of course.", true), ("No.", true)]
        );
    }
}
