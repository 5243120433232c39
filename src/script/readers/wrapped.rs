//! Lines that were broken at the margin, in Markdown and plain text.

use super::super::draft::{Draft, DraftLine};
use super::super::sentences::is_over;
use super::super::speaker_line::{Form, parse};
use super::super::stamp::leading_time;
use super::super::{languages, sections};

/// From which width on a line may have been broken at the margin, in columns.
const WRAPPED: usize = 50;
/// The widest margin of a plain text, in columns.
const WIDEST: usize = 120;

/// Whether a line of Markdown that was broken at the margin goes on in the next.
pub fn goes_on(text: &str, next: &str) -> bool {
    // However short, a line before one that begins in the middle of a sentence goes on.
    let inside = next.chars().next().is_some_and(char::is_lowercase);
    (columns(text) >= WRAPPED || inside)
        && !is_over(text)
        && languages::of(text, &[]) == languages::of(next, &[])
}

/// Joins the lines of a plain text that was broken at a margin: those that the next word did not fit
/// into. Which margin, the widest line shows; a text with wider lines has none.
pub fn join(draft: &mut Draft) {
    let Some(margin) = draft.lines.iter().map(|line| columns(&line.text)).max() else {
        return;
    };
    if !(WRAPPED..=WIDEST).contains(&margin) {
        return;
    }
    let mut lines: Vec<DraftLine> = Vec::with_capacity(draft.lines.len());
    let mut last_width = 0;
    for line in std::mem::take(&mut draft.lines) {
        let width = columns(&line.text);
        let first_word = line.text.split_whitespace().next().unwrap_or_default();
        let before = lines.last_mut().filter(|before| {
            !line.after_blank
                && last_width + 1 + columns(first_word) > margin
                && last_width >= WRAPPED
                && !is_over(&before.text)
                && languages::of(&before.text, &[]) == languages::of(&line.text, &[])
                && !begins(&line.text)
        });
        match before {
            Some(before) => {
                let language = languages::of(&line.text, &[]);
                if !language.is_some_and(|language| language.is_unspaced()) {
                    before.text.push(' ');
                }
                before.text.push_str(&line.text);
                before.also_at.extend(line.places());
            }
            None => lines.push(line),
        }
        last_width = width;
    }
    draft.lines = lines;
}

/// Whether a line begins something of its own, whatever stands before it.
fn begins(text: &str) -> bool {
    let named = parse(text).is_some_and(|line| {
        !matches!(
            line.form,
            Form::Bare | Form::Dashed | Form::Label | Form::Told
        )
    });
    named
        || text.contains(['\t', '|'])
        || text.starts_with(['-', '–', '—', '*', '•', '[', '(', '>', '|'])
        || leading_time(text).is_some()
        || sections::is_heading(text)
        || text
            .split_once(['.', ')'])
            .is_some_and(|(number, _)| number.bytes().all(|b| b.is_ascii_digit()))
}

/// The width of a text where a Han character is as wide as two letters.
fn columns(text: &str) -> usize {
    text.chars()
        .map(|c| if c >= '\u{2E80}' { 2 } else { 1 })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> Vec<String> {
        let mut draft = Draft::new(text);
        join(&mut draft);
        draft.lines.into_iter().map(|line| line.text).collect()
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
}
