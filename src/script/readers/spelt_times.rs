//! Transcripts of calls that were copied from a screen with what is read out of it: `Ann Reed`, `1 minute 16 seconds1:16`, and over each
//! part of what she says `Ann Reed 1 minute 20 seconds` (Microsoft Teams).

use super::super::document::{Preset, SourceLine};
use super::super::stamp::{TIME, is_stamp};

/// How many turns show it.
const FEWEST: usize = 3;
/// Why a name is no line of its own.
const NAME: &str = "name of who speaks";
/// How many letters stand for a picture of who speaks, at most.
const INITIALS: usize = 3;
/// How the names of hours, minutes and seconds begin.
const UNITS: [&[&str]; 3] = [
    &[
        "hour", "stunde", "heure", "hora", "ora", "ore", "uur", "godz", "час", "timm", "tim",
    ],
    &["minut", "минут"],
    &["second", "sekund", "segund", "секунд"],
];

/// Says who speaks, and drops names and times.
pub(super) fn settle(lines: &mut [SourceLine]) {
    let begins = |line: &SourceLine| {
        line.is_text()
            && spelt(&line.text).is_some_and(|(name, is_stamped)| name.is_empty() && is_stamped)
    };
    if lines.iter().filter(|line| begins(line)).count() < FEWEST {
        return;
    }
    let mut speaker: Option<String> = None;
    for i in 0..lines.len() {
        if !lines[i].is_text() {
            continue;
        }
        if begins(&lines[i]) {
            speaker = head(&mut lines[..i]);
            drop(&mut lines[i], TIME);
        } else if spelt(&lines[i].text).is_some() {
            drop(&mut lines[i], TIME);
        } else if let Some(name) = speaker.take() {
            lines[i].markup.speaker = Some(name);
        }
    }
}

/// Drops the name that stands right above, and the letters that stand for a picture; the name.
fn head(above: &mut [SourceLine]) -> Option<String> {
    let mut above = above.iter_mut().rev().filter(|line| line.is_text());
    let name = above.next()?;
    let own = name.text.clone();
    drop(name, NAME);
    let is_picture = |line: &&mut SourceLine| {
        let letters = line.text.chars();
        line.text.chars().count() <= INITIALS && letters.into_iter().all(char::is_uppercase)
    };
    if let Some(picture) = above.next().filter(is_picture) {
        drop(picture, NAME);
    }
    Some(own)
}

fn drop(line: &mut SourceLine, reason: &'static str) {
    line.preset = Some(Preset::Dropped { reason });
}

/// What stands before a time in words, and whether its digits stand behind it: `Ann 1 hour 2 minutes 3 seconds`, `2 minutes 3 seconds2:03`.
fn spelt(text: &str) -> Option<(&str, bool)> {
    if text.len() > 120 || !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let end = text.rfind(char::is_alphabetic)?;
    let end = end + text[end..].chars().next()?.len_utf8();
    let digits = text[end..].trim();
    if !digits.is_empty() && !is_stamp(digits) {
        return None;
    }
    let mut rest = text[..end].trim_end();
    let mut found = 0_usize;
    for units in UNITS.iter().rev() {
        if let Some(before) = before_unit(rest, units) {
            rest = before;
            found += 1;
        }
    }
    (found >= 2).then_some((rest, !digits.is_empty()))
}

/// What stands before a number and a unit that a text ends with.
fn before_unit<'a>(text: &'a str, units: &[&str]) -> Option<&'a str> {
    let (before, unit) = text.rsplit_once(' ')?;
    let lower = unit.to_lowercase();
    units.iter().find(|begin| lower.starts_with(**begin))?;
    let (rest, number) = before.rsplit_once(' ').unwrap_or(("", before));
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(rest.trim_end())
}

#[cfg(test)]
mod tests {
    use super::spelt;
    use crate::script::tests::spoken;

    #[test]
    fn times_in_words() {
        for (text, expected) in [
            ("Ann Reed 1 minute 16 seconds", Some(("Ann Reed", false))),
            ("0 minutes 3 seconds0:03", Some(("", true))),
            ("Bo 1 Stunde 2 Minuten 3 Sekunden", Some(("Bo", false))),
            ("It took 3 minutes", None),
            ("3 seconds", None),
        ] {
            assert_eq!(spelt(text), expected, "{text}");
        }
    }

    #[test]
    fn a_call_that_was_copied_from_a_screen() {
        let text = "Ann Reed\n0 minutes 3 seconds0:03\nAnn Reed 0 minutes 3 seconds\nWho lit the lamp?\nAnn Reed 0 minutes 9 seconds\nWas it you?\n\
                    H\nSpeaker 1 (Tower)\n0 minutes 12 seconds0:12\n@1 0 minutes 12 seconds\nIt was me, last night.\n\
                    AR\nAnn Reed\n0 minutes 20 seconds0:20\nAnn Reed 0 minutes 20 seconds\nThank you.\n";
        assert_eq!(
            spoken(text),
            [
                "ann-reed: Who lit the lamp?",
                "ann-reed: Was it you?",
                "speaker-1-tower: It was me, last night.",
                "ann-reed: Thank you.",
            ]
        );
    }
}
