//! Numbers of verses on lines of their own, as editions of plays set them beside the verse: each verse's, or every fifth verse's. They
//! count on at an even pace with as many lines between.

use super::ClaimRole::{Dropped, NoLabel};
use super::text::Text;
use super::{Claim, Claims};

const REASON: &str = "number of a verse";
/// How many numbers show it.
const FEWEST: usize = 12;
/// The widest step from one to the next.
const WIDEST: u32 = 10;
/// How many lines more than verses may stand between two, as names and directions do.
const MORE: u32 = 2;
/// How surely such a number is one, in nats.
const NATS: f64 = 14.0;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("verse numbers");
    // A number, its line, and how many lines of text stand before it.
    let mut numbers: Vec<(u32, usize, u32)> = Vec::new();
    let mut before = 0;
    let lines = text.lines.iter().enumerate();
    for (i, line) in lines.filter(|(_, line)| line.source.preset.is_none()) {
        match number(line.text()) {
            Some(number) => numbers.push((number, i, before)),
            None => before += 1,
        }
    }
    if numbers.len() < FEWEST {
        return claims.found;
    }
    let step_of = |pair: &[(u32, usize, u32)]| pair[1].0.checked_sub(pair[0].0);
    let mut times = [0_usize; WIDEST as usize + 1];
    for step in numbers.windows(2).filter_map(step_of) {
        if let Some(times) = times.get_mut(step as usize) {
            *times += 1;
        }
    }
    let common = (1..=WIDEST).max_by_key(|step| times[*step as usize]);
    let Some(step) = common else {
        return claims.found;
    };
    let fits = |pair: &[(u32, usize, u32)]| {
        let between = pair[1].2 - pair[0].2;
        step_of(pair) == Some(step) && (step..=step + MORE).contains(&between)
    };
    let even = numbers.windows(2).filter(|pair| fits(pair)).count();
    if even * 4 >= (numbers.len() - 1) * 3 {
        for (_, i, _) in numbers {
            claims.line(i, Dropped(REASON), NATS);
            claims.line(i, NoLabel, NATS);
        }
    }
    claims.found
}

fn number(text: &str) -> Option<u32> {
    let is_number = (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

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
    fn numbers_that_are_said_stay() {
        let text = verses(|i| Some((7 * i % 36).to_string()));
        let said = spoken(&text).join(" ");
        assert!(said.contains("21"), "{said}");
    }
}
