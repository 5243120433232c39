//! The head of a web page that a text was copied from: the site's name over a row of its sections, the section that
//! the text stands in, and the way to the page (`News > Harbour`).

use super::ClaimRole::Dropped;
use super::addresses::is_way;
use super::text::{Line, Text};
use super::{Claim, Claims};
use crate::script::sentences::is_over;

/// Within how many lines it begins, and how many lines below a section's name may stand alone.
const FIRST: usize = 3;
const BELOW: usize = 6;
/// How many sections a row has at least, and how many words one has at most.
const FEWEST: usize = 4;
const WORDS: usize = 3;
/// How surely it is one, in nats.
const NATS: f64 = 14.0;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("masthead");
    for i in lines(text) {
        claims.instead(i, Dropped("page header"), NATS);
    }
    claims.found
}

/// The lines that belong to it.
pub(super) fn lines(text: &Text) -> Vec<usize> {
    let mut found = Vec::new();
    let is_short = |line: &Line| line.is_free && line.text().len() <= 200 && line.label < 0.4;
    if text
        .lines
        .first()
        .is_some_and(|line| is_short(line) && line.closes && is_short_way(line.text()))
    {
        found.push(0);
    }
    let first = text.len().min(FIRST);
    let row = (0..first).find_map(|i| Some((i, sections(&text.lines[i])?)));
    let Some((row, sections)) = row else {
        return found;
    };
    // What stands over the row in one block is the site's name.
    found.extend(
        text.block(row)
            .filter(|&i| i <= row && is_short(&text.lines[i])),
    );
    let below = row + 1..text.len().min(row + 1 + BELOW);
    let is_section =
        |&i: &usize| sections.contains(&text.lines[i].bare) && is_short(&text.lines[i]);
    found.extend(below.filter(is_section));
    found
}

/// The names in a row of sections: `News | Culture | Boats`.
fn sections(line: &Line) -> Option<Vec<String>> {
    let own = line.lower.as_str();
    if !line.is_free || own.is_empty() || own.len() > 200 {
        return None;
    }
    let sign = ['|', '·', '•']
        .into_iter()
        .find(|sign| own.matches(*sign).count() + 1 >= FEWEST)?;
    let names: Vec<String> = own
        .split(sign)
        .map(|name| name.trim().to_string())
        .collect();
    let is_name = |name: &String| {
        name.contains(char::is_alphabetic)
            && !name.contains(|c: char| c.is_numeric())
            && name.split_whitespace().count() <= WORDS
            && name.chars().count() <= 24
    };
    (names.iter().all(is_name) && !own.starts_with(sign)).then_some(names)
}

/// Whether a line is the way to a page on its site, in two steps or more: `People > Talks`.
fn is_short_way(text: &str) -> bool {
    let mut steps = [" > ", " › ", " » "]
        .iter()
        .filter_map(|sign| text.split_once(sign));
    let is_step =
        |step: &str| step.chars().filter(|c| c.is_alphabetic()).count() > 1 && !is_over(step);
    is_way(text) && !text.contains('/') || steps.any(|(one, other)| is_step(one) && is_step(other))
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_text;
    use super::*;

    #[test]
    fn a_site_over_its_sections() {
        let found = |text: &str| with_text(text, lines);
        assert_eq!(
            found(
                "THE TERN\nNews | Birds | Boats | Shop\n\nBirds\n\nAn owl in the chapel\n\nIt sat there."
            ),
            [0, 1, 2]
        );
        assert_eq!(found("人物 > 访谈\n\n守灯人\n\n他七十岁了。"), [0]);
        assert_eq!(found("2 > 1\n\nSo we were taught."), [] as [usize; 0]);
        assert!(found("The Lamp\nBy Ann Reed | 3 May | Lund | Photos\n\nIt burns.").is_empty());
        assert_eq!(
            found("The Lamp | 灯\n\nIt was lit at nine."),
            [] as [usize; 0]
        );
    }
}
