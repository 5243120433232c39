//! Times that a transcript puts beside what is said: on lines of their own, or before each line.
//! They are not spoken, and what they part in the middle of a sentence is joined again.

use super::draft::{Draft, DraftLine, Part};
use super::sections;
use super::sentences::is_over;
use super::stamp::{dated, is_time, leading_time, without_day};

/// From which share of the lines on times part a text as captions do, and not as it is spoken.
const SHARE: f64 = 0.3;
/// The largest share of lines that end a sentence in a text that is parted so.
const ENDING: f64 = 0.5;
/// From which share of the lines on times before what is said stand in the text throughout.
const THROUGHOUT: f64 = 0.6;
/// The longest line that pieces are joined to, in characters, where no sentence ends.
const LONGEST: usize = 400;

/// The longest line with a name and a time, in bytes.
const LONGEST_NAMED: usize = 100;

/// Why a time is not in the book.
pub(super) const REASON: &str = "time of what is said";

/// Drops the words that say the time which stands alone above them, as programs write them.
pub fn mark_words(draft: &mut Draft) {
    for i in 1..draft.lines.len() {
        let [before, line] = &mut draft.lines[i - 1..=i] else {
            continue;
        };
        if line.is_text() && says_time(&line.text, &before.text) {
            line.part = Part::Dropped { reason: REASON };
        }
    }
}

/// Takes times that stand alone on a line out of the text, if it has several. Returns whether most
/// of its lines have one, so that the others are not said either.
pub fn mark(draft: &mut Draft) -> bool {
    let is_text = |line: &DraftLine| line.part == Part::Speech && line.marked.column.is_none();
    let is_alone = |line: &DraftLine| {
        is_text(line)
            && line.marked.speaker.is_none()
            && leading_time(without_day(&line.text)).is_some_and(|(_, rest)| rest.is_empty())
    };
    let alone: Vec<usize> = (0..draft.lines.len())
        .filter(|&i| is_alone(&draft.lines[i]))
        .collect();
    let texts = draft.lines.iter().filter(|line| is_text(line));
    let count = texts.clone().count();
    let begins =
        |line: &&DraftLine| leading_time(&line.text).is_some_and(|(_, rest)| !rest.is_empty());
    let timed = texts.filter(begins).count();
    let is_throughout = timed > 2 && timed as f64 >= THROUGHOUT * count as f64;
    // One alone is a time where others stand beside names, and nobody says hours, minutes and seconds.
    let has_others = |i: usize| {
        let beside = |line: &&DraftLine| {
            line.marked.speaker.is_some()
                || line.part == (Part::Dropped { reason: REASON })
                || is_text(line) && is_beside(&line.text)
        };
        let text = draft.lines[i].text.as_str();
        if dated(text) {
            return false; // of the talk as a whole
        }
        text.matches(':').count() == 2 || draft.lines.iter().filter(beside).count() > 2
    };
    if alone.len() < 2 && !alone.iter().copied().any(has_others) {
        return is_throughout;
    }
    for i in alone {
        draft.lines[i].part = Part::Dropped { reason: REASON };
        let is_after_time = |i: usize| {
            let part = &draft.lines[i].part;
            *part == Part::Dropped { reason: REASON }
        };
        // What stands over a time and under none, is the heading of what follows.
        if i > 1 && !is_after_time(i - 2) && sections::is_heading(&draft.lines[i - 1].text) {
            draft.lines[i - 1].after_blank = true;
        }
        // The line under it begins a block if the time does.
        let begins = draft.lines[i].after_blank;
        if let Some(next) = draft.lines.get_mut(i + 1) {
            next.after_blank |= begins;
        }
    }
    is_throughout
}

/// Whether a line says in words the time that stands alone on the one before: `1 minute, 5 seconds`
/// under `1:05`.
fn says_time(text: &str, before: &str) -> bool {
    const LONGEST_TIME: usize = 60;
    if text.len() > LONGEST_TIME
        || !text.starts_with(|c: char| c.is_ascii_digit())
        || !is_time(before)
    {
        return false;
    }
    let numbers = |text: &str, sign: fn(char) -> bool| -> Vec<u32> {
        let numbers = text.split(sign).filter_map(|part| part.parse().ok());
        numbers.filter(|number| *number > 0).collect()
    };
    let words = text
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .count();
    let said = numbers(text, |c| !c.is_ascii_digit());
    !said.is_empty()
        && words <= 2 * said.len() + 2
        && !text.contains(':')
        && text.contains(char::is_alphabetic)
        && said == numbers(before, |c| c == ':')
}

/// Whether a short line has a time in it, as one with a name has.
fn is_beside(text: &str) -> bool {
    let between = |c: char| c.is_whitespace() || "[]()（）【】<>".contains(c);
    text.len() <= LONGEST_NAMED
        && text.contains(':')
        && text
            .split(between)
            .any(|word| is_time(word.trim_end_matches([',', ':'])))
}

/// Takes times before what is said out of the lines, if several have one, and joins the pieces of
/// sentences that times part.
/// `is_throughout` says that most lines had one, those with names too.
pub fn strip(draft: &mut Draft, is_throughout: bool) {
    let has_time = |i: usize| {
        let line = &draft.lines[i];
        // What follows a name on its line is said.
        let named = i > 0 && {
            let before = &draft.lines[i - 1];
            matches!(before.part, Part::Heading { .. }) && before.at == line.at
        };
        line.part == Part::Speech
            && line.marked.column.is_none()
            && !named
            && leading_time(&line.text).is_some_and(|(_, rest)| !rest.is_empty())
    };
    let mut timed: Vec<bool> = (0..draft.lines.len()).map(has_time).collect();
    let before = timed.iter().filter(|timed| **timed).count();
    let speech = draft.lines.iter().filter(|line| line.part == Part::Speech);
    let all = speech.clone().count();
    if is_throughout || before > 1 && before as f64 >= SHARE * all as f64 {
        let lines = draft.lines.iter_mut().zip(&timed);
        for (line, _) in lines.filter(|(_, timed)| **timed) {
            if let Some((_, rest)) = leading_time(&line.text) {
                line.text = rest.to_string();
            }
        }
    } else {
        timed.fill(false);
    }
    let is_time = |line: &DraftLine| line.part == (Part::Dropped { reason: REASON });
    let alone = draft.lines.iter().filter(|line| is_time(line)).count();
    let ending = draft
        .lines
        .iter()
        .filter(|line| line.part == Part::Speech && is_over(&line.text))
        .count();
    if before + alone < 2 || ((before + alone) as f64) < SHARE * all as f64 {
        return;
    }
    let in_pieces = ending as f64 <= ENDING * all as f64;
    let mut lines: Vec<DraftLine> = Vec::with_capacity(draft.lines.len());
    // Where the line is that a piece may be joined to, and the times since.
    let mut open: Option<usize> = None;
    let mut times: Vec<DraftLine> = Vec::new();
    for (line, timed) in std::mem::take(&mut draft.lines).into_iter().zip(timed) {
        if is_time(&line) {
            times.push(line);
            continue;
        }
        let joins = open.filter(|&at| {
            let before: &DraftLine = &lines[at];
            line.part == Part::Speech
                && (timed || !times.is_empty())
                && (in_pieces || line.text.starts_with(char::is_lowercase))
                && line.language == before.language
                && line.marked == before.marked
                && !is_over(&before.text)
                && before.text.chars().count() < LONGEST
                && !line.text.starts_with(['[', '(', '（', '【', '♪'])
        });
        match joins {
            Some(at) => {
                let before = &mut lines[at];
                if !before.language.is_unspaced() {
                    before.text.push(' ');
                }
                before.text.push_str(&line.text);
                let places = times.drain(..).flat_map(|time| time.places());
                before.also_at.extend(places);
                before.also_at.extend(line.places());
            }
            None => {
                lines.append(&mut times);
                open = (line.part == Part::Speech).then_some(lines.len());
                lines.push(line);
            }
        }
    }
    lines.append(&mut times);
    draft.lines = lines;
}

#[cfg(test)]
mod tests {
    use super::says_time;
    use crate::script::tests::spoken as lines;

    #[test]
    fn captions_copied_with_their_times() {
        let joined = ["narrator: hi everybody and welcome today we bake bread"];
        assert_eq!(
            lines("0:00\nhi everybody\n0:03\nand welcome\n0:07\ntoday we bake bread"),
            joined
        );
        assert_eq!(
            lines(
                "0:00\nHi everybody. Welcome.\n0:03\nToday we bake\n0:07\nbread of rye.\n0:09\nYes."
            )[1],
            "narrator: Today we bake bread of rye."
        );
        assert_eq!(
            lines("0:00 hi everybody\n0:03 and welcome\n0:07 today we bake bread"),
            joined
        );
    }

    #[test]
    fn times_that_are_said_in_words_too() {
        assert_eq!(
            lines(
                "Transcript\n0:02\n2 seconds\nthe lamp is\n1:05\n1 minute, 5 seconds\nlit again\n1:09\n1 minute, 9 seconds\nby her"
            ),
            ["narrator: the lamp is lit again by her"]
        );
        assert!(!says_time("2 ferries", "0:05") && !says_time("5 ferries and a pier", "0:05"));
    }

    #[test]
    fn times_under_names() {
        assert_eq!(
            lines(
                "Speaker 1\n00:00\n\nWelcome back.\n\nSpeaker 2\n00:07\n\nThank you.\n\nSpeaker 1\n00:09\n\nWhy?"
            ),
            [
                "speaker-1: Welcome back.",
                "speaker-2: Thank you.",
                "speaker-1: Why?"
            ]
        );
    }

    #[test]
    fn one_time_among_others() {
        assert_eq!(
            lines("00:03 Ann: Who lit it?\n00:08 Bo: I did.\n00:15 It was dark.\n00:17 Ann: When?"),
            [
                "ann: Who lit it?",
                "bo: I did.",
                "bo: It was dark.",
                "ann: When?"
            ]
        );
        assert_eq!(
            lines("Ann Reed: Who lit it?\n\n00:05:00\n\nBo Lind: I did.\n\nAnn Reed: When?"),
            [
                "ann-reed: Who lit it?",
                "bo-lind: I did.",
                "ann-reed: When?"
            ]
        );
        assert_eq!(
            lines("Ann: When does it leave?\n\nBo:\n10:30\n\nAnn: Thank you.")[1],
            "bo: 10:30"
        );
    }

    #[test]
    fn a_time_that_is_spoken_stays() {
        assert_eq!(
            lines("It was late.\n\n10:30 was the hour.\n\nNobody came."),
            [
                "narrator: It was late.",
                "narrator: 10:30 was the hour.",
                "narrator: Nobody came."
            ]
        );
        let text = "At 10:30 the bell rang.\n\nAt 10:45 the ferry came.\n\n10:50 was the hour.\n\nAt 11:00 they left.";
        assert_eq!(lines(text)[2], "narrator: 10:50 was the hour.");
    }
}
