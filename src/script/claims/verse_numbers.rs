//! Numbers of verses on lines of their own, as editions of plays set them beside the verse: each verse's, or every fifth verse's; and of
//! stanzas, before their first verse. They count on at an even pace with as many lines between. And those of examples, `(1)` alone on a
//! line, and of verses at their ends, `॥ २ ॥`.

use super::ClaimRole::Dropped;
use super::text::Text;
use super::{Claim, Claims};
use std::collections::HashMap;

const REASON: &str = "number of a verse";
/// How many numbers show it.
const FEWEST: usize = 12;
/// How many numbers in brackets do.
const FEWEST_BRACKETED: usize = 4;
/// The widest step from one to the next.
const WIDEST: u32 = 10;
/// How many lines more than verses may stand between two, as names and directions do.
const MORE: u32 = 2;
/// How surely such a number is one, in nats.
const NATS: f64 = 14.0;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("verse numbers");
    // A number, its line, and how many lines of text stand before it: alone, and before a verse.
    let mut alone: Vec<Counted> = Vec::new();
    let mut heads: Vec<Counted> = Vec::new();
    let mut bracketed: Vec<(u32, usize)> = Vec::new();
    let mut before = 0;
    let lines = text.lines.iter().enumerate();
    for (line, own) in lines.filter(|(_, line)| line.source.preset.is_none()) {
        if let Some(number) = number(own.text()) {
            alone.push(Counted {
                number,
                line,
                before,
            });
            continue;
        }
        if let Some(number) = own.text().strip_suffix(')') {
            let number = number.trim_start_matches('(');
            bracketed.extend(self::number(number).map(|number| (number, line)));
        }
        if let Some(start) = at_end(own.text()) {
            match start {
                0 => claims.instead(line, Dropped(REASON), NATS),
                _ => claims.span(line, start..own.text().len(), Dropped(REASON), NATS),
            }
        }
        let head = own
            .text()
            .split_once(' ')
            .and_then(|(head, _)| number(head));
        if let Some(number) = head {
            heads.push(Counted {
                number,
                line,
                before,
            });
        }
        before += 1;
    }
    let on = bracketed.windows(2).filter(|two| two[0].0 + 1 == two[1].0);
    let on = on.count() + 1;
    if on >= FEWEST_BRACKETED && on * 4 >= bracketed.len() * 3 {
        for (_, line) in bracketed {
            claims.instead(line, Dropped(REASON), NATS);
        }
    }
    if are_even(&alone, true) {
        for counted in alone {
            claims.instead(counted.line, Dropped(REASON), NATS);
        }
    }
    if are_even(&heads, false) {
        for Counted { line, .. } in heads {
            let end = text.lines[line].text().find(' ').unwrap_or_default();
            claims.span(line, 0..end, Dropped(REASON), NATS);
        }
    }
    claims.found
}

struct Counted {
    number: u32,
    line: usize,
    before: u32,
}

/// Whether numbers count on at an even pace: each of so many verses, or each of stanzas that are as long as each other.
fn are_even(numbers: &[Counted], of_verses: bool) -> bool {
    if numbers.len() < FEWEST {
        return false;
    }
    let steps = numbers.windows(2).map(|pair| {
        let step = pair[1].number.checked_sub(pair[0].number)?;
        Some((step, pair[1].before - pair[0].before))
    });
    let steps: Vec<Option<(u32, u32)>> = steps.collect();
    let mut times: HashMap<(u32, u32), usize> = HashMap::new();
    for (step, between) in steps.iter().flatten() {
        *times
            .entry((*step, if of_verses { 0 } else { *between }))
            .or_default() += 1;
    }
    let Some(((step, between), _)) = times.into_iter().max_by_key(|(_, times)| *times) else {
        return false;
    };
    let is_even = |(own, lines): &(u32, u32)| match of_verses {
        true => *own == step && (step..=step + MORE).contains(lines),
        false => *own == step && *lines == between && between > 1,
    };
    let even = steps.iter().flatten().filter(|step| is_even(step)).count();
    (1..=WIDEST).contains(&step) && even * 4 >= steps.len() * 3
}

/// Where the number at the end of a verse begins: `॥ २ ॥`, of which the first sign stays as a stop, or `|| 2 ||`.
fn at_end(text: &str) -> Option<usize> {
    let rest = text.strip_suffix('॥').or_else(|| text.strip_suffix("||"))?;
    let rest = rest.trim_end();
    let own = rest.trim_end_matches(|c: char| c.is_numeric() || ".-".contains(c));
    let before = own.trim_end();
    let start = match before.strip_suffix("||") {
        Some(before) => before.len(),
        None if before.ends_with('॥') => own.len(),
        None => return None,
    };
    (own.len() < rest.len()).then_some(start)
}

fn number(text: &str) -> Option<u32> {
    let is_number = (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    #[test]
    fn numbers_at_the_ends_of_verses_and_over_examples_are_not_said() {
        let verse = "दीपः समुद्रे ज्वलति ॥ १ ॥\n\nनौका गृहं गच्छति ॥ २ ॥\n\nरात्रिः शान्ता भवति ॥ ३ ॥\n";
        assert!(
            spoken(verse)
                .iter()
                .all(|line| line.ends_with('॥') && !line.contains(['१', '२', '३']))
        );
        let examples: String = (1..=5)
            .map(|nth| format!("{nth})\n\nThe lamp burns on the hill until the morning comes.\n\nNobody has seen the keeper since then.\n\n"))
            .collect();
        assert!(
            spoken(&examples).iter().all(|line| !line.contains(')')),
            "{:#?}",
            spoken(&examples)
        );
    }

    fn verses(numbered: impl Fn(usize) -> Option<String>) -> String {
        let verse = |i: usize| {
            let name = match i % 12 {
                0 => "ANN\n",
                6 => "BO\n",
                _ => "",
            };
            let number = numbered(i).map_or(String::new(), |number| number + "\n");
            format!(
                "{name}{number}And lamp by lamp the harbour {}\n",
                ["burns", "turns", "learns"][i % 3]
            )
        };
        (0..36).map(verse).collect()
    }

    #[test]
    fn verses_are_said_without_their_numbers() {
        let every = verses(|i| Some((i + 1).to_string()));
        let fifth = verses(|i| ((i + 1) % 5 == 0).then(|| (i + 1).to_string()));
        for text in [every, fifth.repeat(3)] {
            let lines = spoken(&text);
            let is_number = |line: &String| line.ends_with(|c: char| c.is_ascii_digit());
            assert!(!lines.iter().any(is_number), "{lines:#?}");
        }
    }

    #[test]
    fn stanzas_are_said_without_their_numbers() {
        let stanza = |i: usize| {
            format!(
                "{} The lamp goes out,\nand then the moon,\nand then the day is here.\n",
                i + 1
            )
        };
        let text: String = (0..14).map(stanza).collect();
        let lines = spoken(&text);
        assert!(
            !lines
                .iter()
                .any(|line| line.contains(|c: char| c.is_ascii_digit())),
            "{lines:#?}"
        );
        let year = |i: usize| {
            format!(
                "{} The lamp goes out,\nand then the moon,\nand then the day is here.\n",
                1900 + i * i
            )
        };
        let text: String = (0..14).map(year).collect();
        assert!(spoken(&text).iter().any(|line| line.contains("1904")));
    }

    #[test]
    fn numbers_that_are_said_stay() {
        let text = verses(|i| Some((7 * i % 36).to_string()));
        let said = spoken(&text).join(" ");
        assert!(said.contains("21"), "{said}");
    }
}
