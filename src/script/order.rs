//! In which order the languages of a text stand: what is said comes before its translation.
//!
//! A title or a credit in the other language stands above many a text, so the first line alone does
//! not tell. Turns and blocks that hold several languages do: most of them begin with the first.
//! Where each paragraph is a block of its own, the lengths and numbers of neighbours tell.

use super::align::misfit;
use super::draft::{Draft, DraftLine, Part};
use crate::language::Language;

/// By how much the neighbours must go together better in one order than in the other, in nats.
const CLEAR: f64 = 3.0;
/// From which share of the paragraphs on that are in another language than the one before a text
/// takes turns by paragraphs.
const TURNS: f64 = 0.8;

/// The languages in the order in which the text uses them, of those that it is known to have.
pub fn of(draft: &Draft, languages: &[Language]) -> Vec<Language> {
    let mut order: Vec<Language> = Vec::new();
    let said = || draft.lines.iter().filter(|line| line.part == Part::Speech);
    for line in said() {
        if !order.contains(&line.language) {
            order.push(line.language.clone());
            if order.len() == languages.len() {
                break;
            }
        }
    }
    if order.len() > 1 {
        let units = units(draft);
        let begins = |language: &Language| units.iter().filter(|u| u[0] == language).count();
        let counts: Vec<usize> = order.iter().map(begins).collect();
        if units.is_empty() {
            if let [first, second] = &order[..]
                && goes_better(said(), second, first)
            {
                order.swap(0, 1);
            }
        } else if let Some(most) = counts.iter().max()
            && let Some(first) = counts.iter().position(|count| count == most)
        {
            order[..=first].rotate_right(1);
        }
    }
    let unsaid = languages.iter().filter(|l| !order.contains(l)).cloned();
    let unsaid: Vec<Language> = unsaid.collect();
    order.extend(unsaid);
    order
}

/// The languages of each turn and each block that holds several, in order.
fn units(draft: &Draft) -> Vec<Vec<&Language>> {
    let has_headings = draft.lines.iter().any(is_heading);
    let mut units: Vec<Vec<&Language>> = Vec::new();
    let mut speaker: Option<&str> = None;
    let mut begins = true;
    for line in &draft.lines {
        match &line.part {
            Part::Heading { speaker: named } => {
                begins |= speaker != Some(named);
                speaker = Some(named);
            }
            Part::Chapter { .. } => {
                begins = true;
                speaker = None;
            }
            Part::Speech => {
                begins |= !has_headings && line.after_blank;
                match units.last_mut() {
                    Some(unit) if !begins => {
                        if !unit.contains(&&line.language) {
                            unit.push(&line.language);
                        }
                    }
                    _ => units.push(vec![&line.language]),
                }
                begins = false;
            }
            _ => {}
        }
    }
    units.retain(|unit| unit.len() > 1);
    units
}

fn is_heading(line: &DraftLine) -> bool {
    matches!(line.part, Part::Heading { .. })
}

/// Whether paragraphs that take turns go together better if those of `first` are translated by
/// those of `second` that follow them.
fn goes_better<'a>(
    lines: impl Iterator<Item = &'a DraftLine>,
    first: &Language,
    second: &Language,
) -> bool {
    let lines: Vec<&DraftLine> = lines.collect();
    let pairs = || lines.windows(2).map(|pair| (pair[0], pair[1]));
    let changes = pairs().filter(|(a, b)| a.language != b.language).count();
    if (changes as f64) < TURNS * lines.len().saturating_sub(1) as f64 {
        return false;
    }
    let of = |one: &Language, other: &Language| -> Vec<(&str, &str)> {
        pairs()
            .filter(|(a, b)| a.language == *one && b.language == *other)
            .map(|(a, b)| (a.text.as_str(), b.text.as_str()))
            .collect()
    };
    let (ours, theirs) = (of(first, second), of(second, first));
    let count = ours.len().min(theirs.len()) as f64;
    match (misfit(&ours), misfit(&theirs)) {
        (Some(ours), Some(theirs)) => (theirs - ours) * count > CLEAR,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::script::{Options, read};

    fn languages(text: &str) -> String {
        let script = read(text.as_bytes(), "t.txt", &Options::default()).unwrap();
        let tags: Vec<&str> = script.languages.iter().map(|l| l.tag()).collect();
        tags.join(" ")
    }

    #[test]
    fn a_title_in_the_other_language_is_no_beginning() {
        let talk = "Ann:\nOne.\n一。\n\nBo:\nTwo.\n二。\n\nAnn:\nThree.\n三。";
        assert_eq!(languages(&format!("港口的灯\n\n{talk}")), "en zh");
        assert_eq!(
            languages(&format!("# The Lamp 港口的灯\n\n{talk}")),
            "en zh"
        );
    }

    #[test]
    fn most_turns_say_what_comes_first() {
        assert_eq!(
            languages(
                "安:\n你好。\n\nAnn:\nOne.\n一。\n\nBo:\nTwo.\n二。\n\nAnn:\nThree.\n三。\n\nBo:\nFour.\n四。"
            ),
            "en zh"
        );
    }

    #[test]
    fn neighbours_of_the_same_length_tell_the_order_of_paragraphs() {
        let pairs = "In 1987 the old harbour burned for three days and nobody could put it out.\n\n\
                     1987年，老港口烧了三天，没有人能把火扑灭。\n\nNo.\n\n不。\n\n\
                     It was built again in 1991 by the people who had once lived in the streets around it.\n\n\
                     1991年，曾经住在周围街道上的人们把它重新建了起来。\n\nYes, it was.\n\n是的。";
        assert_eq!(languages(pairs), "en zh");
        let before = "这一段话没有翻译，它只是站在前面，说明下面的文字是从哪里来的。\n\n";
        assert_eq!(languages(&format!("{before}{pairs}")), "en zh");
        let reversed: Vec<&str> = pairs.split("\n\n").collect();
        let reversed: Vec<String> = reversed
            .chunks(2)
            .map(|pair| format!("{}\n\n{}", pair[1], pair[0]))
            .collect();
        assert_eq!(languages(&reversed.join("\n\n")), "zh en");
    }
}
