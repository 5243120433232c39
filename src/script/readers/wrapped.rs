//! Lines that were broken at the margin, in Markdown and plain text.

use super::super::broken::{self, columns, ends_unparted, is_full, is_over_before};
use super::super::document::{Document, SourceLine};
use super::super::facts::label::begins_turn;
use super::super::facts::vocabulary;
use super::super::stamp::leading_time;
use super::super::{claims, languages};
use crate::language::Language;
use crate::script::hyphens;
use crate::script::tongues::axis;
use crate::script::tongues::pieces::Said;

/// From which width on a line may have been broken at the margin, in columns.
pub(crate) const WRAPPED: usize = 50;
/// The same where words are divided, and how many make it so.
const NARROWEST: usize = 20;
const DIVIDED: usize = 2;
/// The widest margin of a plain text, in columns.
const WIDEST: usize = 120;
/// The share of the lines of an unspaced language that go on which must be full for them to have been broken.
const FULL: f64 = 0.8;
/// How far before the margin a full line ends at most where the next word may be short, in columns.
const SLACK: usize = 12;
/// From how many nats on a line that begins in the middle of a sentence is in another language than the one before it.
const SURE: f32 = 12.0;
/// How many lines show whether a text is in several languages.
const SAMPLE: usize = 200;
/// What parts the two edges of a page in a line that does not run on.
const GAP: &str = "     ";
/// How much of a text shows its language, in bytes.
const END: usize = 200;
/// How many broken lines there are to each line that stands wider than they do, at least.
const TO_ONE_WIDER: usize = 10;

/// Whether a line of Markdown that was broken at the margin goes on in the next.
pub(crate) fn goes_on(text: &str, next: &str) -> bool {
    // However short, a line before one that begins in the middle of a sentence goes on.
    let inside = next.chars().next().is_some_and(char::is_lowercase);
    (columns(text) >= WRAPPED || inside)
        && (!is_over_before(text, next) || ends_in_abbreviation(text, inside))
        && languages::of(text, &[]) == languages::of(next, &[])
        && !is_labelled(next)
}

/// Whether the full stop at the end of a line is that of a title, `thank you, Mr.`, or of letters, `the U.S.`, behind which a small
/// letter goes on. `is_small`: one does.
fn ends_in_abbreviation(text: &str, is_small: bool) -> bool {
    let word = text.trim_end().rsplit(char::is_whitespace).next();
    let word = word.unwrap_or_default();
    let are_letters = || {
        let letters = word.rsplit('-').next().unwrap_or_default();
        let mut signs = letters.chars().enumerate();
        letters.matches('.').count() > 1
            && signs.all(|(nth, c)| {
                if nth % 2 == 0 {
                    c.is_uppercase()
                } else {
                    c == '.'
                }
            })
    };
    // `Sig.` is a title, `SIG.` and `sig.` end sentences.
    let mut letters = word.trim_end_matches('.').chars();
    let is_big = letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase);
    let is_title = is_big && word.ends_with('.') && vocabulary().titles.has(word);
    is_title || is_small && are_letters()
}

/// Whether a line begins with a name and a time in brackets: `[Ann Reed] [0:04] …`
fn is_labelled(text: &str) -> bool {
    let inside = text.strip_prefix('[').and_then(|text| text.split_once(']'));
    inside.is_some_and(|(_, rest)| leading_time(rest.trim_start()).is_some())
}

/// Joins the lines of a plain text that was broken at a margin: those that the next word did not fit
/// into.
pub(crate) fn join(document: &mut Document) {
    let divided = document
        .lines
        .windows(2)
        .filter(|pair| is_divided(&pair[0], &pair[1]))
        .count();
    // Words that were divided show a margin, however narrow the text is.
    let least = if divided < DIVIDED {
        WRAPPED
    } else {
        NARROWEST
    };
    let margin = margin(document, least);
    let is_unparted_full = margin.is_some_and(|margin| are_full(document, margin));
    let is_double_spaced = margin.is_some_and(|margin| is_double_spaced(document, margin));
    let is_prose = margin.is_some_and(|margin| is_prose(document, margin));
    if margin.is_none() && divided == 0 {
        return;
    }
    let changes = changes(document);
    let mut lines: Vec<SourceLine> = Vec::with_capacity(document.lines.len());
    let mut last_width = 0;
    for (nth, mut line) in std::mem::take(&mut document.lines).into_iter().enumerate() {
        let is_other = changes.as_ref().is_some_and(|changes| changes[nth]);
        let width = columns(&line.text);
        let last = lines.last_mut();
        let is_divided = last.as_ref().is_some_and(|last| is_divided(last, &line));
        let before = last.filter(|before| {
            if is_other {
                return false;
            }
            if is_divided {
                return true;
            }
            let Some(margin) = margin else {
                return false;
            };
            let is_small = line.text.starts_with(char::is_lowercase);
            (!line.blank_before || is_double_spaced)
                && before.preset.is_none()
                && line.preset.is_none()
                && (last_width >= least || is_prose && is_small)
                && !before.text.contains(GAP)
                && (is_full(last_width, &line.text, margin)
                    || is_double_spaced && last_width + SLACK >= margin
                    || (4 * last_width > 3 * margin || is_prose) && is_small)
                && (!is_over_before(&before.text, &line.text)
                    || is_double_spaced && before.text.ends_with(['；', ';']))
                && (is_unparted_full || !ends_unparted(&before.text))
                && languages::of(end_of(&before.text), &[]) == languages::of(&line.text, &[])
        });
        let goes_on = before.is_some() && !is_divided && begins(&line.text);
        // To write to it takes memory, even if nothing changes.
        if goes_on {
            line.markup.goes_on = true;
        }
        let before = before.filter(|_| !goes_on);
        match before {
            Some(before) => append(before, &line),
            None => lines.push(line),
        }
        last_width = width;
    }
    document.lines = lines;
}

/// Whether each line is in another language than the one before it, where the text is in several: its lines may take turns, and none goes
/// on in another language. What begins in the middle of a sentence and is hardly in another language is in the same.
fn changes(document: &Document) -> Option<Vec<bool>> {
    let said = |line: &SourceLine| {
        let is_text = line.preset.is_none();
        let length = if is_text { line.text.len() } else { 0 };
        (0..length, line.blank_before)
    };
    let read = |lines: &[SourceLine], given: &[Language]| {
        let said = lines.iter().map(|line| {
            let (said, blank_before) = said(line);
            Said {
                text: &line.text,
                said,
                blank_before,
                ..Said::default()
            }
        });
        axis::read(said.collect(), given, false)
    };
    let few = document.lines.len().min(SAMPLE);
    let languages = read(&document.lines[..few], &[]).languages;
    if languages.len() < 2 {
        return None;
    }
    let mut of = vec![(None, None); document.lines.len()];
    let mut sure = vec![0.0_f32; document.lines.len()];
    for span in read(&document.lines, &languages).spans {
        sure[span.line] = sure[span.line].max(span.margin);
        let (first, last) = &mut of[span.line];
        first.get_or_insert_with(|| span.language.clone());
        *last = Some(span.language);
    }
    let lines = &document.lines;
    let changes = |nth: usize| nth > 0 && of[nth - 1].1 != of[nth].0;
    let is_inside = |nth: usize| lines[nth].text.starts_with(char::is_lowercase);
    let all = 0..lines.len();
    Some(
        all.map(|nth| changes(nth) && (sure[nth] >= SURE || !is_inside(nth)))
            .collect(),
    )
}

/// Whether a word of a line goes on in the next.
fn is_divided(line: &SourceLine, next: &SourceLine) -> bool {
    let is_text = |line: &SourceLine| line.preset.is_none();
    is_text(line) && is_text(next) && !next.blank_before && hyphens::divides(&line.text, &next.text)
}

/// The margin that a text was broken at, of at least `least` columns: its widest line shows it, unless that is a paragraph of its own, as a
/// title, among many that are not as wide. A text with wider lines has none.
fn margin(document: &Document, least: usize) -> Option<usize> {
    let text = |line: &&SourceLine| line.preset.is_none();
    let mut widest = 0;
    let mut widest_of_several = 0;
    let mut lone: Vec<usize> = Vec::new();
    let mut broken = 0;
    let mut lines = document.lines.iter().filter(text).peekable();
    while let Some(line) = lines.next() {
        let width = columns(&line.text);
        widest = widest.max(width);
        if line.blank_before && lines.peek().is_none_or(|next| next.blank_before) {
            lone.push(width);
        } else {
            widest_of_several = widest_of_several.max(width);
            broken += usize::from(width >= least);
        }
    }
    let wider = lone.iter().filter(|width| **width > widest_of_several);
    let margin = if wider.count() * TO_ONE_WIDER <= broken {
        widest_of_several
    } else {
        widest
    };
    (least..=WIDEST).contains(&margin).then_some(margin)
}

/// How many lines show how a text is set, and how many of ten of those that go on are full in prose.
const FEWEST: usize = 12;
const PROSE: usize = 8;

/// Whether nearly all lines that another of their paragraph follows are full, as of prose and never of verse.
fn is_prose(document: &Document, margin: usize) -> bool {
    let pairs = document.lines.windows(2);
    let going_on = pairs.filter(|pair| {
        let is_text = pair.iter().all(|line| line.preset.is_none());
        is_text && !pair[1].blank_before && !is_over_before(&pair[0].text, &pair[1].text)
    });
    let (mut full, mut all) = (0_usize, 0_usize);
    for pair in going_on {
        all += 1;
        full += usize::from(is_full(columns(&pair[0].text), &pair[1].text, margin));
    }
    all >= FEWEST && full * 10 >= all * PROSE
}

/// How many lines of a hundred stand apart in a text with a blank line between all, how many lines to a full one there are at
/// most, and how many of ten full ones do not end a sentence.
const APART: usize = 95;
const TO_ONE_FULL: usize = 4;
const OPEN: usize = 6;

/// Whether a text has a blank line between all lines, also where a sentence goes on: many lines are as wide as the margin, and most of
/// those end within a sentence.
fn is_double_spaced(document: &Document, margin: usize) -> bool {
    let pairs = document.lines.windows(2);
    let (mut all, mut apart, mut full, mut open) = (0_usize, 0_usize, 0_usize, 0_usize);
    for pair in pairs.filter(|pair| pair.iter().all(|line| line.preset.is_none())) {
        all += 1;
        apart += usize::from(pair[1].blank_before);
        let width = columns(&pair[0].text);
        if width + SLACK >= margin && is_full(width, &pair[1].text, margin) {
            full += 1;
            open += usize::from(!is_over_before(&pair[0].text, &pair[1].text));
        }
    }
    all >= FEWEST
        && apart * 100 >= all * APART
        && full * TO_ONE_FULL >= all
        && open * 10 >= full * OPEN
}

/// Whether nearly all lines of Thai, Lao, Khmer or Burmese that go on are full: these languages have no full stops, and only that shows
/// that their lines were broken.
fn are_full(document: &Document, margin: usize) -> bool {
    let pairs = document.lines.windows(2);
    let going_on = pairs.filter(|pair| {
        let is_text = pair.iter().all(|line| line.preset.is_none());
        is_text && !pair[1].blank_before && ends_unparted(&pair[0].text)
    });
    let (mut full, mut all) = (0_usize, 0_usize);
    for pair in going_on {
        all += 1;
        full += usize::from(is_full(columns(&pair[0].text), &pair[1].text, margin));
    }
    full as f64 >= FULL * all as f64
}

/// The end of what has been joined, which says what it goes on in: not all of it again for each line.
pub(crate) fn end_of(text: &str) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(END))..]
}

/// Puts what goes on in another line behind a line.
pub(crate) fn append(before: &mut SourceLine, line: &SourceLine) {
    if hyphens::divides(&before.text, &line.text) {
        hyphens::join(&mut before.text);
        before.text.push_str(&line.text);
    } else {
        let is_unspaced = languages::of(&line.text, &[]).is_some_and(|l| l.is_unspaced());
        broken::append(&mut before.text, &line.text, is_unspaced);
    }
    before.also_at.extend(line.places());
}

/// Whether a line begins something of its own, whatever stands before it.
pub(crate) fn begins(text: &str) -> bool {
    begins_turn(text)
        || text.contains(['\t', '|'])
        || text.starts_with(['-', '–', '—', '*', '•', '[', '(', '>', '|'])
        || leading_time(text).is_some()
        || claims::is_heading(text)
        || text.split_once(['.', ')']).is_some_and(|(number, rest)| {
            // `1998.` alone ends a sentence.
            number.bytes().all(|b| b.is_ascii_digit()) && !rest.is_empty()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> Vec<String> {
        let mut document = Document::of_text(text);
        join(&mut document);
        hyphens::settle(&mut document.lines);
        document.lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn prose_with_blank_lines_between_all_lines_and_short_lines_of_pages() {
        let words = "the keeper went down to the boats and sat on the oldest of them until the rain came over the wall of the harbor";
        let prose = format!("{words}, and {words}, and then {words}, as {words}.");
        let mut lines: Vec<String> = vec![String::new()];
        for word in prose.split(' ') {
            let last = lines.last_mut().unwrap();
            if last.len() + word.len() > 59 {
                lines.push(word.to_string());
            } else {
                last.push_str(if last.is_empty() { "" } else { " " });
                last.push_str(word);
            }
        }
        let paragraph = lines.join("\n\n");
        let page = format!("{paragraph}\n\nIt rained.\n\n{paragraph}");
        assert_eq!(joined(&page), [prose.as_str(), "It rained.", &prose]);
        // Lines of verse are of all lengths.
        let verse = "O lamp\n\nwho carried thee\n\ninto the night of all nights, over the wall of the harbor?\n\nNobody".repeat(4);
        assert_eq!(joined(&verse).len(), verse.split("\n\n").count());
        // The last line of a printed page may be short.
        let printed = format!(
            "{}\nwho he was, and\nnobody asked.",
            [lines.join("\n"), lines.join("\n")].join("\nHe said\n")
        );
        assert!(
            joined(&printed)
                .last()
                .unwrap()
                .ends_with("who he was, and nobody asked.")
        );
    }

    #[test]
    fn no_line_goes_on_in_another_language() {
        let text = "Ein Fährmann hatte eine alte Lampe in seinem Haus am Fluss, und\n\
                    A ferryman had an old lamp in his house beside the river, and\n\n\
                    niemand wusste, wer sie ihm gegeben hatte, denn er sprach nie\n\
                    nobody knew who had given it to him, because he never spoke\n\n\
                    mit den Leuten, die er am Abend über das dunkle Wasser brachte\n\
                    to the people whom he took across the dark water at evening";
        assert_eq!(joined(text).len(), 6);
    }

    #[test]
    fn lines_broken_at_a_margin_are_one() {
        assert_eq!(
            joined(
                "Ann: Good evening, and thank you for coming all the way down to\nthe harbour in this weather. I hope you did not get too wet on the\nway here.\nBo: No."
            ),
            [
                "Ann: Good evening, and thank you for coming all the way down to the harbour in this weather. I hope you did not get too wet on the way here.",
                "Bo: No."
            ]
        );
    }

    #[test]
    fn lines_that_end_before_the_margin_stay() {
        let text = "It was dark and the last ferry had left the harbour\nAnd she had seen it go\nAnd nobody else was there to see the lamp in the old window go out";
        assert_eq!(joined(text).len(), 3);
        let wide = format!("{}\nand on", "word ".repeat(60));
        assert_eq!(joined(&wide).len(), 2);
    }

    #[test]
    fn lines_of_thai_are_one_where_nearly_all_are_full() {
        let broken = "เมื่อคืนเรือลำสุดท้ายออกจากท่าไปแล้วและไม่มีใครเห็นมันเลย\nสักคนเดียวเด็กสาวยืนมองทะเลอยู่ที่หน้าต่างของบ้านหลังเก่า\nริมชายหาดจนตะเกียงบนหอคอยดับลง";
        let lines = [
            "เขาจุดตะเกียงดวงเก่าบนหอคอยทุกเย็น",
            "เด็กสาวยืนมองทะเลอยู่ที่หน้าต่างของบ้านหลังเก่าริมชายหาดในปี 416",
            "ลมพัดแรงขึ้นทุกที",
            "เด็กสาวยืนมองทะเลอยู่ที่หน้าต่างของบ้านหลังเก่าริมชายหาดทั้งคืน",
            "แล้วตะเกียงก็ดับลง",
        ];
        assert_eq!(joined(broken), [broken.replace('\n', "")]);
        assert_eq!(joined(&lines.join("\n")), lines);
    }

    #[test]
    fn speech_in_corner_brackets_ends_its_line() {
        let lines = [
            "「むかし、兄とよくこの古い灯台まで歩いてきたのです」と彼女は静かに言った。「船が出る前に」",
            "彼女は五十クローネを机の上に置いて、何も買わずに雨の中を帰っていった。",
            "トマスはお金を二度数えた。",
        ];
        assert_eq!(joined(&lines.join("\n")), lines);
        let broken = "「むかし、兄とよくこの古い灯台まで歩いてきたのです、まだ雨の降る朝に船が出る前に」\nと彼女は静かに言った。";
        assert_eq!(joined(broken), [broken.replace('\n', "")]);
    }

    #[test]
    fn a_wide_title_shows_no_margin() {
        let title = "The Lamp of the Harbour ".repeat(6);
        let line = "it was dark and the last ferry had left the harbour of the\n";
        let text = format!("{title}\n\n{}old town.", line.repeat(12));
        assert_eq!(joined(&text).len(), 2);
        let paragraphs = format!("{}\n\n", "word ".repeat(60)).repeat(4);
        let few =
            format!("It was dark and the last ferry had left the harbour of\nLund\n\n{paragraphs}");
        assert_eq!(joined(&few).len(), 6);
    }

    #[test]
    fn a_word_divided_at_the_end_is_one() {
        let long =
            "It was dark and the last ferry had left the old har-\nbour of the town.\nIt rained.";
        let narrow = "The last ferry of the eve-\nning had left a little\nbefore ten from the har-\nbour.\n\nIt rained.";
        for (text, expected) in [
            (
                long,
                "It was dark and the last ferry had left the old harbour of the town.",
            ),
            (
                narrow,
                "The last ferry of the evening had left a little before ten from the harbour.",
            ),
        ] {
            assert_eq!(joined(text), [expected, "It rained."]);
        }
    }
}
