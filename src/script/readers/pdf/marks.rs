//! The marks of notes: `1`, `*` before a note at the foot of a page, and raised in the text above. They lead a reader's
//! eye; a listener hears the note behind the paragraph.

use super::super::raised;
use super::layout::Paragraph;

/// How many letters stand before the mark of a note at least: `m²` is no mark.
const LETTERS: usize = 3;
/// The highest number of a note.
const MOST: usize = 9999;
const SIGNS: [char; 3] = ['*', '†', '‡'];

/// The mark that a note begins with.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    Number(usize),
    Signs(String),
}

/// The mark at the beginning of a line, as a note has it.
pub(super) fn leading(text: &str) -> Option<Mark> {
    let end = |is: &dyn Fn(char) -> bool| text.find(|c| !is(c)).unwrap_or(text.len());
    let signs = end(&|c| SIGNS.contains(&c));
    if signs > 0 {
        return Some(Mark::Signs(text[..signs].to_string()));
    }
    let digit = |c: char| c.to_digit(10).or_else(|| raised::digit(c));
    let number = &text[..end(&|c| digit(c).is_some())];
    let digits = number.chars().filter_map(digit);
    let number = digits.fold(0, |number: usize, digit| {
        number.saturating_mul(10).saturating_add(digit as usize)
    });
    (1..=MOST).contains(&number).then_some(Mark::Number(number))
}

/// The notes of a page.
#[derive(Default)]
pub(super) struct Notes(Vec<Mark>);

impl Notes {
    /// Whether a line with that mark begins the next note, rather than going on one that has a number in it.
    pub(super) fn follows(&self, mark: &Mark) -> bool {
        match (self.0.last(), mark) {
            (Some(Mark::Number(last)), Mark::Number(number)) => *number == last + 1,
            (last, Mark::Signs(_)) => last.is_some(),
            _ => false,
        }
    }

    /// Adds a note; its text without the mark.
    pub(super) fn add<'a>(&mut self, mark: Mark, text: &'a str) -> &'a str {
        let is_mark = |c: char| c.is_ascii_digit() || raised::digit(c).is_some();
        let bare = match &mark {
            Mark::Number(_) => text
                .trim_start_matches(is_mark)
                .trim_start_matches(['.', ')']),
            Mark::Signs(signs) => text.strip_prefix(signs.as_str()).unwrap_or(text),
        };
        let bare = bare.trim_start();
        self.0.push(mark);
        match bare.contains(char::is_alphanumeric) {
            true => bare,
            false => text,
        }
    }

    /// Takes the marks of these notes out of the text that calls them, each where it stands first.
    pub(super) fn unmark(&self, paragraphs: &mut [Paragraph]) {
        for mark in &self.0 {
            let wanted: String = match mark {
                Mark::Number(number) => raised::number(*number),
                Mark::Signs(signs) => signs.clone(),
            };
            let text = paragraphs
                .iter_mut()
                .filter(|p| !p.is_note && p.reason.is_none());
            for paragraph in text {
                let is_call = |at: &usize| calls(&paragraph.text, *at, wanted.len());
                let found = paragraph.text.match_indices(&wanted).map(|(at, _)| at);
                if let Some(at) = { found }.find(is_call) {
                    paragraph.text.replace_range(at..at + wanted.len(), "");
                    break;
                }
            }
        }
    }
}

/// Whether a mark at a place of a text calls a note: behind a word or the end of a sentence, and not within a number.
fn calls(text: &str, at: usize, length: usize) -> bool {
    let (before, after) = (&text[..at], &text[at + length..]);
    let is_mark = |c: char| raised::digit(c).is_some() || SIGNS.contains(&c);
    let letters = before.chars().rev().take_while(|c| c.is_alphabetic());
    let is_behind = match before.chars().next_back() {
        Some(c) if c.is_alphabetic() => letters.take(LETTERS).count() == LETTERS || c >= '\u{2E80}',
        Some(c) => !c.is_whitespace() && !c.is_numeric() && !is_mark(c),
        None => false,
    };
    is_behind && !after.starts_with(|c: char| is_mark(c) || c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(text: &str) -> Paragraph {
        Paragraph {
            text: text.into(),
            ..Paragraph::default()
        }
    }

    #[test]
    fn marks_of_notes_go_and_powers_stay() {
        let mut notes = Notes::default();
        assert_eq!(
            notes.add(Mark::Number(2), "2 The old mill."),
            "The old mill."
        );
        assert_eq!(notes.add(Mark::Signs("*".into()), "*Of oak."), "Of oak.");
        assert!(notes.follows(&Mark::Signs("**".into())));
        let mut text = [
            paragraph("It had 20 m² and 10² boards, by the mill² and the oar*."),
            paragraph("He said: “Row!”² and rowed."),
        ];
        notes.unmark(&mut text);
        assert_eq!(
            text[0].text,
            "It had 20 m² and 10² boards, by the mill and the oar."
        );
        assert_eq!(text[1].text, "He said: “Row!”² and rowed.");
    }

    #[test]
    fn a_number_in_a_note_begins_none() {
        let mut notes = Notes::default();
        notes.add(Mark::Number(3), "3 The bridge of");
        assert_eq!(leading("1914 was rebuilt."), Some(Mark::Number(1914)));
        assert!(!notes.follows(&Mark::Number(1914)));
        assert!(notes.follows(&leading("4The mill.").unwrap()));
        assert_eq!(
            (leading("The mill."), leading("⁵ Ott")),
            (None, Some(Mark::Number(5)))
        );
    }
}
