//! Headings that count: `3. Report of the Harbor Master`, `IX. A Visit`, `IV` or `4.` alone, `三、灯`, each apart from the text and
//! with the number after the last.

use super::SHORT;
use crate::script::claims::text::{Line, Text};
use crate::spoken::roman;

/// How many counted headings show that they are some; of numerals, two do.
const FEWEST: usize = 3;
const FEWEST_NUMERALS: usize = 2;
/// The highest number.
const HIGHEST: u64 = 200;

/// In what a heading counts, and whether a title stands behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Form {
    signs: Signs,
    has_title: bool,
}

/// The signs of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signs {
    Digits,
    Numerals,
    Ideographs,
}

/// The lines that are such headings.
pub(in crate::script::claims) fn headings(text: &Text) -> Vec<usize> {
    let mut runs: Vec<(Form, u64, Vec<usize>)> = Vec::new();
    for (i, line) in text.free() {
        let is_apart = line.opens && line.closes && line.chars() <= SHORT && line.label < 0.4;
        let Some((form, number)) = Some(line).filter(|_| is_apart).and_then(number) else {
            continue;
        };
        let last = runs.iter_mut().rev().find(|(own, _, _)| *own == form);
        match last {
            Some((_, count, lines)) if number == *count + 1 || number == *count => {
                *count = number;
                lines.push(i);
            }
            _ => runs.push((form, number, vec![i])),
        }
    }
    let runs = runs
        .into_iter()
        .filter(|(form, _, lines)| counts(text, *form, lines));
    let mut found: Vec<usize> = runs.flat_map(|(_, _, lines)| lines).collect();
    found.sort_unstable();
    found
}

/// Whether lines that count on are headings: text stands under each of them, and none stands within a sentence.
fn counts(text: &Text, form: Form, lines: &[usize]) -> bool {
    let number_of = |i: usize| number(&text.lines[i]).map(|(_, number)| number);
    let (Some(&first), Some(&last)) = (lines.first(), lines.last()) else {
        return false;
    };
    let different = match (number_of(first), number_of(last)) {
        (Some(first), Some(last)) => (last - first + 1) as usize,
        _ => 0,
    };
    let fewest = match form.signs {
        Signs::Numerals => FEWEST_NUMERALS,
        Signs::Digits | Signs::Ideographs => FEWEST,
    };
    let begins = form.signs == Signs::Numerals || number_of(first) == Some(1);
    // In two languages each may stand twice.
    let is_again = |pair: &[usize]| number_of(pair[0]) == number_of(pair[1]);
    let has_text = lines
        .windows(2)
        .all(|pair| pair[1] > pair[0] + 1 || is_again(pair));
    let is_within = |&i: &usize| {
        let before = i.checked_sub(1).map(|before| &text.lines[before]);
        let after = text.lines.get(i + 1);
        before.is_some_and(|line| line.text().ends_with([',', ';', '，', '、', '-']))
            || after.is_some_and(|line| line.text().starts_with(char::is_lowercase))
    };
    different >= fewest && begins && has_text && !lines.iter().any(is_within)
}

/// The form and the number of a heading that counts.
fn number(line: &Line) -> Option<(Form, u64)> {
    let own = line.text();
    let end = own.find(|c: char| {
        !c.is_alphanumeric()
            || IDEOGRAPHS.contains(c) != own.starts_with(|c| IDEOGRAPHS.contains(c))
    });
    let (head, rest) = own.split_at(end.unwrap_or(own.len()));
    let (signs, number) = match head.chars().next()? {
        c if c.is_ascii_digit() => (Signs::Digits, head.parse().ok()?),
        c if IDEOGRAPHS.contains(c) => (Signs::Ideographs, ideographs(head)?),
        c if c.is_ascii_uppercase() => (Signs::Numerals, roman::in_capitals(head)?),
        _ => return None,
    };
    let title = rest.trim_start_matches([
        '.', ')', ':', '、', '．', '：', '—', '–', '-', ' ', '\u{3000}',
    ]);
    let between = &rest[..rest.len() - title.len()];
    let has_title = !title.is_empty();
    let form = Form { signs, has_title };
    let is_title = !has_title
        || !title.starts_with(|c: char| c.is_lowercase() || !c.is_alphabetic())
            && between.contains(|c: char| !c.is_alphanumeric() && c != ' ')
            && match signs {
                // `1. Who lit it?` is asked.
                Signs::Digits => {
                    line.is_scrap()
                        && !title.ends_with(['.', ':', '?', '!', ',', ';', '。', '？', '：'])
                }
                Signs::Numerals => !title.ends_with([':', ',', ';']),
                Signs::Ideographs => !title.ends_with(['。', '？', '：', '，', '；']),
            };
    // `4` alone may be a page's number.
    let is_marked = has_title || signs != Signs::Digits || between.starts_with('.');
    (number <= HIGHEST && is_title && is_marked).then_some((form, number))
}

/// The digits that a number of up to 99 is written with in Chinese and Japanese, by their values from 1.
const IDEOGRAPHS: &str = "一二三四五六七八九十";

/// The value of such a number: `十二`, `二十`, `三`.
fn ideographs(number: &str) -> Option<u64> {
    let digit = |c: char| {
        let at = IDEOGRAPHS.chars().position(|own| own == c)?;
        u64::try_from(at + 1).ok()
    };
    let (tens, ones) = match number.split_once('十') {
        None => ("", number),
        Some(("", ones)) => ("一", ones),
        Some(parts) => parts,
    };
    let value = |part: &str| {
        let mut digits = part.chars();
        match (digits.next(), digits.next()) {
            (None, _) => Some(0),
            (Some(c), None) => digit(c),
            _ => None,
        }
    };
    Some(10 * value(tens)? + value(ones)?).filter(|value| *value > 0)
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::with_text;
    use super::*;

    #[test]
    fn headings_count_and_have_text_under_them() {
        for (text, expected) in [
            (
                "1. Call to Order\n\nIt began at seven.\n\n2. Moorings\n\nEleven were lost.\n\n3. Dinghies\n\nNone was found.",
                &[0, 2, 4][..],
            ),
            ("I\n\nIt was dark.\n\nII\n\nNobody came.", &[0, 2]),
            (
                "VIII. Le bateau.\n\nIl faisait nuit.\n\nIX. Qui est là?\n\nPersonne.",
                &[0, 2],
            ),
            (
                "1.\n\nIt was dark.\n\n2.\n\nNobody came.\n\n3.\n\nIt rained.",
                &[0, 2, 4],
            ),
            (
                "一\n\n天黑了。\n\n二\n\n没有人来。\n\n三\n\n下雨了。",
                &[0, 2, 4],
            ),
            (
                "一、灯\n\n天黑了。\n\n二、船\n\n没有人来。\n\n三、雨\n\n下雨了。",
                &[0, 2, 4],
            ),
            // In two languages each stands twice.
            (
                "I\n\nI\n\nIt was dark.\n\nII\n\nII\n\nNobody came.",
                &[0, 1, 3, 4],
            ),
        ] {
            assert_eq!(with_text(text, headings), expected, "{text}");
        }
    }

    #[test]
    fn lists_questions_and_numbers_of_pages_are_none() {
        for text in [
            "1. Rope\n\n2. Tar\n\n3. Oil\n\nThat is all.",
            "1. Who lit it?\n\nI did.\n\n2. And then?\n\nNothing.\n\n3. Why?\n\nIt was cold.",
            "It was dark, and the\n\nI.\n\nkeeper slept.\n\nII.\n\nNobody came.",
            "It was dark.\n\n1\n\nNobody came.\n\n2\n\nIt rained.\n\n3\n\nThe end of it.",
            "I\n\nIt was dark.\n\nIV\n\nNobody came.",
        ] {
            assert!(with_text(text, headings).is_empty(), "{text}");
        }
    }

    #[test]
    fn numbers_in_ideographs() {
        for (number, value) in [
            ("三", Some(3)),
            ("十", Some(10)),
            ("十二", Some(12)),
            ("二十", Some(20)),
            ("四十五", Some(45)),
            ("三四", None),
        ] {
            assert_eq!(ideographs(number), value, "{number}");
        }
    }
}
