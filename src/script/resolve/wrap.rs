//! Lines that were broken at a margin, and are one.
//!
//! A writer who breaks lines at a margin breaks where the next word no longer fits. So a text shows its margin: of the
//! lines that are followed by another of their paragraph, nearly all are so wide that the next line's first word did not
//! fit. Verse and lines of a talk do not have that.

use crate::script::document::{Document, SourceLine};
use crate::script::facts::times;
use crate::script::sentences::is_over;
use crate::script::stamp::{dated, leading_time, may_hold_time};

/// The narrowest margin that a text can have been broken at, in columns.
const NARROWEST: usize = 30;
/// The widest.
const WIDEST: usize = 130;
/// The share of the lines that go on which must be full for the text to have a margin.
const FULL: f64 = 0.8;
/// How many lines must go on before that says anything.
const FEWEST: usize = 4;
/// How far before the margin a line may end though the next word fits, in columns.
const SLACK: usize = 3;

/// Where lines of a document go on in the next.
#[derive(Debug)]
pub(crate) struct Margin {
    /// The margin that the text was broken at, in columns; `None` if it was not.
    columns: Option<usize>,
    /// Whether sentences that stop at the end of a line mostly go on in the next.
    breaks_sentences: bool,
    /// Whether the lines are messages with their days: whoever sends one breaks it where she likes.
    is_chat: bool,
}

impl Margin {
    /// Finds the margin of a document.
    pub(crate) fn of(document: &Document) -> Self {
        let follows: Vec<(usize, usize)> = document
            .lines
            .windows(2)
            .filter(|pair| is_text(&pair[0]) && is_text(&pair[1]) && !pair[1].blank_before)
            .map(|pair| (columns(&pair[0].text), columns(first_word(&pair[1].text))))
            .collect();
        let mut widths: Vec<usize> = follows.iter().map(|(width, _)| *width).collect();
        widths.sort_unstable();
        let widest = widths
            .get(widths.len().saturating_sub(1 + widths.len() / 50))
            .copied();
        let is_margin = |margin: usize| {
            let full = |(width, next): &&(usize, usize)| width + 1 + next + SLACK > margin;
            let full = follows.iter().filter(full).count();
            follows.len() >= FEWEST && full as f64 >= FULL * follows.len() as f64
        };
        let columns =
            widest.filter(|margin| (NARROWEST..=WIDEST).contains(margin) && is_margin(*margin));
        let (mut lower, mut upper) = (0, 0);
        for pair in document.lines.windows(2) {
            if is_text(&pair[0]) && breaks_off(&pair[0], &pair[1]) {
                match pair[1].text.chars().next() {
                    Some(c) if c.is_lowercase() => lower += 1,
                    Some(c) if c.is_uppercase() => upper += 1,
                    _ => {}
                }
            }
        }
        let days = document.lines.iter().filter(|line| has_day(&line.text));
        Self {
            columns,
            breaks_sentences: lower >= FEWEST && lower >= 2 * upper,
            is_chat: days.take(2).count() > 1,
        }
    }

    /// Whether what stands on a line goes on on the next, which has no blank line before it. Both are said by one person,
    /// in one language.
    pub(crate) fn goes_on(&self, line: &SourceLine, next: &SourceLine) -> bool {
        if !is_text(line) || !is_text(next) || next.blank_before {
            return false;
        }
        let opens = next.text.chars().next();
        let goes_on = |c: char| c.is_lowercase() || c.is_ascii_digit();
        // Behind a semicolon a line may begin with a small letter though nobody broke it.
        let stops = is_over(&line.text) || line.text.ends_with(';');
        let in_sentence = !self.is_chat && !stops && opens.is_some_and(goes_on);
        let is_full = self.columns.is_some_and(|margin| {
            columns(&line.text) + 1 + columns(first_word(&next.text)) + SLACK > margin
        });
        let is_broken = self.breaks_sentences && !self.is_chat && breaks_off(line, next);
        in_sentence || is_full || is_broken
    }
}

/// Whether a line of some width stops in mid sentence, right above the next.
fn breaks_off(line: &SourceLine, next: &SourceLine) -> bool {
    !next.blank_before
        && columns(&line.text) >= NARROWEST
        && line
            .text
            .ends_with(|c: char| c.is_alphanumeric() || c == ',')
}

/// Whether a day and a time stand at an end of a line, as with messages: `12/03/24, 6:02 PM - Ann: …`
fn has_day(text: &str) -> bool {
    if !may_hold_time(text) {
        return false;
    }
    let behind = || times::tail_start(text).map(|end| &text[end..]);
    leading_time(text)
        .map(|(stamp, _)| stamp)
        .or_else(behind)
        .is_some_and(dated)
}

/// Whether a line is running text, and no heading.
fn is_text(line: &SourceLine) -> bool {
    line.is_text() && line.markup.heading.is_none()
}

/// Puts a line's text behind what it continues.
pub(crate) fn append(before: &mut String, text: &str, is_unspaced: bool) {
    // A hyphen at the end of a line parts a word, or belongs to it.
    let in_word = before
        .strip_suffix('-')
        .is_some_and(|word| word.ends_with(char::is_alphabetic))
        && text.starts_with(char::is_lowercase);
    if !in_word && !is_unspaced {
        before.push(' ');
    }
    before.push_str(text);
}

/// What must fit on a line, or stands on the next: a word, or a sign of a language that is written without spaces.
fn first_word(text: &str) -> &str {
    let word = text.split_whitespace().next().unwrap_or_default();
    match word.chars().next() {
        Some(sign) if is_wide(sign) => &word[..sign.len_utf8()],
        _ => word,
    }
}

/// The width of a text where a Han character is as wide as two letters.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// Whether a sign is as wide as two letters: Han characters, kana and their like.
fn is_wide(sign: char) -> bool {
    sign >= '\u{2E80}'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::document::Document;

    /// Which lines go on in the next.
    fn going_on(text: &str) -> Vec<bool> {
        let document = Document::of_text(text);
        let margin = Margin::of(&document);
        document
            .lines
            .windows(2)
            .map(|pair| margin.goes_on(&pair[0], &pair[1]))
            .collect()
    }

    #[test]
    fn a_text_shows_its_margin() {
        let text = "Good evening, and thank you for coming all the way down to\nthe harbour. \
                    I hope that you did not get too wet on the way.\nHere is the lamp that they lit when I was a child, and\n\
                    there is the clock, which stopped on the day when she\nleft for Oslo.\n\nNo.";
        assert_eq!(going_on(text), [true, true, true, true, false]);
    }

    #[test]
    fn verse_and_short_lines_stay_apart() {
        let text = "It was dark and the ferry had left\nAnd she had seen it go\nAnd nobody was there\n\
                    To see the lamp in the old window\nGo out at four\nThe rain fell on";
        assert!(going_on(text).iter().all(|on| !on));
    }

    #[test]
    fn a_sentence_goes_on_in_lower_case() {
        assert_eq!(
            going_on("She lit it and\nleft for the harbour.\nHe did not."),
            [true, false]
        );
        // A sentence a line may end with a semicolon.
        assert_eq!(going_on("She lit it;\nhe left for the harbour."), [false]);
    }
}
