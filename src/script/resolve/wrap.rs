//! Lines that were broken at a margin, and are one.
//!
//! A writer who breaks lines at a margin breaks where the next word no longer fits. So a text shows its margin: of the
//! lines that are followed by another of their paragraph, nearly all are so wide that the next line's first word did not
//! fit. Verse and lines of a talk do not have that.

use crate::language::Language;
use crate::script::broken::{columns, is_full, is_over_before};
use crate::script::document::{Document, SourceLine};
use crate::script::facts::times;
use crate::script::stamp::{dated, leading_time, may_hold_time};

/// The narrowest margin that a text can have been broken at, in columns.
const NARROWEST: usize = 30;
/// The widest.
const WIDEST: usize = 130;
/// The share of the lines that go on which must be full for the text to have a margin.
const FULL: f64 = 0.8;
/// How many lines must go on before that says anything.
const FEWEST: usize = 4;
/// From how many lines on, and which share of them, ends of sentences show that each line is a sentence or more.
const MANY: usize = 20;
const SENTENCES: f64 = 0.8;

/// Where lines of a document go on in the next. A file in another language has its own margin.
#[derive(Debug)]
pub(crate) struct Margins {
    /// By the language that the source names; most name none.
    of: Vec<(Option<Language>, Margin)>,
    /// Whether the lines are messages with their days: whoever sends one breaks it where she likes.
    are_chat: bool,
}

/// Where the lines of one language go on.
#[derive(Debug)]
struct Margin {
    /// The margin that the text was broken at, in columns; `None` if it was not.
    columns: Option<usize>,
    /// Whether sentences that stop at the end of a line mostly go on in the next.
    breaks_sentences: bool,
    /// Whether each line is a sentence or more: what ends otherwise, a caption or an item of a list, ends there too.
    holds_sentences: bool,
}

impl Margins {
    /// Finds the margins of a document.
    pub(crate) fn of(document: &Document) -> Self {
        let mut languages: Vec<&Option<Language>> = Vec::new();
        for line in &document.lines {
            if !languages.contains(&&line.markup.language) {
                languages.push(&line.markup.language);
            }
        }
        let of = languages.into_iter().map(|language| {
            let pairs = document.lines.windows(2).filter(|pair| {
                is_text(&pair[0])
                    && is_text(&pair[1])
                    && !pair[1].blank_before
                    && pair.iter().all(|line| line.markup.language == *language)
            });
            let pairs: Vec<(&SourceLine, &SourceLine)> =
                pairs.map(|pair| (&pair[0], &pair[1])).collect();
            (language.clone(), Margin::of(&pairs))
        });
        let days = document.lines.iter().filter(|line| has_day(&line.text));
        Self {
            of: of.collect(),
            are_chat: days.take(2).count() > 1,
        }
    }

    /// Whether what stands on a line goes on on the next, which has no blank line before it. Both are said by one person,
    /// in one language.
    pub(crate) fn goes_on(&self, line: &SourceLine, next: &SourceLine) -> bool {
        // `**Duration:** two hours`
        let lead = next.markup.lead.as_deref();
        let begins = lead.is_some_and(|lead| lead.trim_end().ends_with([':', '：']));
        if !is_text(line) || !is_text(next) || next.blank_before || begins {
            return false;
        }
        let own = self
            .of
            .iter()
            .find(|(language, _)| *language == line.markup.language);
        let Some((_, margin)) = own else {
            return false;
        };
        let in_sentence = !self.are_chat && !margin.holds_sentences && is_unfinished(line, next);
        let is_full = margin
            .columns
            .is_some_and(|margin| is_full(columns(&line.text), &next.text, margin));
        let is_broken = margin.breaks_sentences && !self.are_chat && breaks_off(line, next);
        in_sentence || is_full || is_broken
    }
}

impl Margin {
    /// Of lines with those that follow them in their paragraph.
    fn of(pairs: &[(&SourceLine, &SourceLine)]) -> Self {
        let mut widths: Vec<usize> = pairs.iter().map(|(line, _)| columns(&line.text)).collect();
        widths.sort_unstable();
        let widest = widths
            .get(widths.len().saturating_sub(1 + widths.len() / 50))
            .copied()
            .filter(|margin| (NARROWEST..=WIDEST).contains(margin));
        let are_full = |pairs: &[(&SourceLine, &SourceLine)], margin: usize| {
            let full = pairs
                .iter()
                .filter(|(line, next)| is_full(columns(&line.text), &next.text, margin));
            full.count() as f64 >= FULL * pairs.len() as f64
        };
        let columns = widest.filter(|margin| pairs.len() >= FEWEST && are_full(pairs, *margin));
        let (mut lower, mut upper) = (0, 0);
        for (_, next) in pairs.iter().filter(|(line, next)| breaks_off(line, next)) {
            match next.text.chars().next() {
                Some(c) if c.is_lowercase() => lower += 1,
                Some(c) if c.is_uppercase() => upper += 1,
                _ => {}
            }
        }
        let breaks_sentences = lower >= FEWEST && lower >= 2 * upper;
        // Where some lines only are broken, those are as wide as any.
        let mut unfinished = pairs.to_vec();
        unfinished.retain(|(line, next)| is_unfinished(line, next));
        let over = pairs
            .iter()
            .filter(|(line, next)| stops(&line.text, &next.text));
        let are_sentences =
            pairs.len() >= MANY && over.count() as f64 >= SENTENCES * pairs.len() as f64;
        let is_broken = widest.is_some_and(|margin| are_full(&unfinished, margin));
        Self {
            columns,
            breaks_sentences,
            holds_sentences: are_sentences && !breaks_sentences && !is_broken,
        }
    }
}

/// Whether a line ends as a sentence does. Behind a semicolon the next may begin with a small letter though nobody broke it.
fn stops(text: &str, next: &str) -> bool {
    is_over_before(text, next) || text.ends_with([';', '；'])
}

/// Whether a line ends in mid sentence, and the next begins as one that goes on.
fn is_unfinished(line: &SourceLine, next: &SourceLine) -> bool {
    let goes_on = |c: char| c.is_lowercase() || c.is_ascii_digit();
    !stops(&line.text, &next.text) && next.text.starts_with(goes_on)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::document::Document;

    /// Which lines go on in the next.
    fn going_on(text: &str) -> Vec<bool> {
        let document = Document::of_text(text);
        let margins = Margins::of(&document);
        document
            .lines
            .windows(2)
            .map(|pair| margins.goes_on(&pair[0], &pair[1]))
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

    /// So many lines of one sentence or two, of all lengths.
    fn sentences(count: usize) -> Vec<&'static str> {
        let said = [
            "The lamp was lit at four.",
            "Nobody had asked for it, and nobody had paid the man who carried the oil up to the gallery every evening of that year, whatever the weather was.",
            "Why?",
            "The keeper's book says nothing of it.",
        ];
        said.into_iter().cycle().take(count).collect()
    }

    #[test]
    fn where_each_line_is_a_sentence_a_caption_ends_too() {
        let mut lines = sentences(24);
        lines.splice(
            8..8,
            [
                "View of the lower lamp",
                "2 - Photo Aare Press",
                "oil on board",
            ],
        );
        assert!(going_on(&lines.join("\n")).iter().all(|on| !on));
        // Of a few lines, nothing can be said.
        assert!(going_on("View of the lamp\n2 by night")[0]);
        // What was broken at a margin goes on, though most lines end before it.
        let short = "The keeper lit the lamp at four.\n".repeat(24);
        let text = format!("{short}The keeper lit the lamp at four, and it\nburned all night.");
        assert!(going_on(&text)[24]);
    }

    #[test]
    fn a_file_in_another_language_has_its_own_margin() {
        let wrapped = "Good evening, and thank you for coming all the way down to\nThe Harbour. \
                       I hope that you did not get too wet on the way.\nHere is the lamp that they lit when I was a child, and\n\
                       there is the clock, which stopped on the day when she\nLeft for Oslo.";
        let other = sentences(20).join("\n");
        let mut document = Document::of_text(&format!("{wrapped}\n\n{other}"));
        let margins = |document: &Document| {
            let margins = Margins::of(document);
            let pairs = document.lines.windows(2).take(4);
            pairs
                .map(|pair| margins.goes_on(&pair[0], &pair[1]))
                .collect::<Vec<_>>()
        };
        assert!(margins(&document).contains(&false));
        for (i, line) in document.lines.iter_mut().enumerate() {
            line.markup.language = Some(Language::new(if i < 5 { "en" } else { "de" }));
        }
        assert_eq!(margins(&document), [true; 4]);
    }

    #[test]
    fn a_line_of_thai_ends_where_the_next_one_would_have_fitted() {
        let lines = [
            "เขาจุดตะเกียงดวงเก่าบนหอคอยทุกเย็น",
            "ไม่มีใครตอบเขาเลยสักคนในคืนนั้น",
            "เรือลำสุดท้ายออกจากท่าไปแล้ว",
            "เด็กสาวยืนมองทะเลอยู่ที่หน้าต่างของบ้านหลังเก่าริมชายหาด",
            "ลมพัดแรงขึ้นทุกที",
            "แล้วตะเกียงก็ดับลง",
        ];
        assert!(going_on(&lines.join("\n")).iter().all(|on| !on));
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
