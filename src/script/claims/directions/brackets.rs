//! What stands in brackets: a direction, or said.

mod calls;
mod inside;
mod places;
mod translations;

use super::{KNOWN, inner, is_heard, is_known_word, is_said, known};
use crate::script::claims::ClaimRole::{self, Direction, Note, Speech};
use crate::script::claims::text::{Line, Text, words_in};
use crate::script::claims::words::Directions;
use crate::script::claims::{notes, participants, words};
use crate::script::facts::Close;
use crate::script::facts::letters::name_hash;
use crate::script::facts::times::behind_head;
use crate::script::stamp::is_time;
use calls::is_call;
use inside::*;
use places::{are_nicks, is_square, is_wordy, runs};
pub(super) use places::{bracketed, is_bracketed_whole, left_open};
use std::collections::HashSet;
use std::ops::Range;
use translations::translates;

/// The longest direction inside of a line, in words.
const LONGEST: usize = 40;
/// The longest that says in what manner something is said, in words.
const MANNER: usize = 8;
/// How sure a label is behind which that counts.
const NAMED: f64 = 0.3;
/// How many brackets before what is said show that directions stand in them.
const FEWEST_HEADS: usize = 2;
/// How many words of a direction behind what is said need nothing else to show it.
const FEW: usize = 2;
/// What it says against a direction, in nats, that someone speaks of himself in it, or to another.
const SAID: f64 = 14.0;

/// How many lines in brackets in other letters than those above them make translations of them, and how surely, in nats.
const FEWEST: usize = 2;
const TRANSLATES: f64 = 12.0;
/// What of that is left where nobody is named.
const TOLD: f64 = 0.25;
/// How surely what stands in square brackets and in italics is a direction, in nats; and in round ones.
const IN_ITALICS: f64 = 14.0;
const IN_ROUND: f64 = 6.0;
/// How surely what stands between a name and its colon is not said, in nats.
const IN_LABEL: f64 = 12.0;
/// How much surer a bracket is a direction that begins with one who speaks, or `he`, where people are named, in nats.
const OF_PERSON: f64 = 8.0;
/// How surely what ends in a colon says how to say what stands behind it, `(aloud:) Who is there?`, in nats.
const BEFORE: f64 = 9.0;
/// How surely a bracket that is part of a sentence is said, in nats.
const PART: f64 = 12.0;

/// How the text uses brackets.
pub(super) struct Usage {
    /// For square and round ones, how many stand where a direction can, and how many inside of sentences.
    apart: [f64; 2],
    within: [f64; 2],
    /// How many round brackets stand before what is said, and how many of them no word shows to be directions.
    heads: [usize; 2],
    /// How many lines in round brackets there are to each other line of text, up to 1, if their words do not say that they
    /// are directions.
    beside: f64,
    /// Whether round brackets stand in few lines: in one of three at most. Where most have them, they translate.
    is_seldom: bool,
    /// How many lines in round brackets are in other letters than the line above.
    translations: usize,
    /// Whether square brackets translate most lines, and round ones.
    translate: [bool; 2],
    /// How many lines name someone in square brackets.
    square_names: usize,
    /// What stands in square brackets inside of sentences, in small letters.
    placeholders: HashSet<String>,
    /// The lines of each bracket that goes over several.
    runs: Vec<Range<usize>>,
    /// The names of who speaks, and their first words.
    people: HashSet<u64>,
    /// Whether people write to one another, `<ann> (or not)`: what they put in brackets they say.
    is_written: bool,
    /// How surely people are named: from 0 to 1.
    pub(super) dialogue: f64,
}

impl Usage {
    pub(super) fn of(text: &Text) -> Self {
        let dialogue = (text.labels() / 4.0).min(1.0);
        let mut usage = Self {
            apart: [0.0; 2],
            within: [0.0; 2],
            heads: [0; 2],
            beside: 0.0,
            is_seldom: true,
            translations: 0,
            translate: translations::translate(text),
            square_names: 0,
            placeholders: HashSet::new(),
            runs: runs(text),
            people: people(text),
            is_written: are_nicks(text),
            dialogue,
        };
        let (mut alone, mut known_alone, mut others) = (0.0, 0.0, 0.0_f64);
        for (i, line) in text
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.source.preset.is_none())
        {
            if is_bracketed_whole(text, i) {
                let own = behind_head(line.text());
                let is_round = f64::from(u8::from(!is_square(own)));
                let first = inner(own).split_whitespace().next().unwrap_or_default();
                alone += is_round;
                known_alone += if is_known_word(first) { is_round } else { 0.0 };
                usage.square_names += usize::from(line.label > 0.4 && is_square(own));
                usage.translations += usize::from(translates(text, i));
                continue;
            }
            let names_only = line.label > 0.4 && !is_said_on_line(text, i);
            others += if names_only { 0.0 } else { 1.0 };
            let spans = bracketed(line.text()).filter(|span| is_wordy(&line.text()[span.clone()]));
            for span in spans {
                let own = inner(&line.text()[span.clone()]);
                let is_in_label = is_in_label(text, i, &span);
                if !is_square(&line.text()[span.clone()])
                    && (is_in_label || stands(text, i, &span) == Place::Head)
                    && is_manner(own)
                    && !is_said(own)
                {
                    usage.heads[0] += 1;
                    usage.heads[1] += usize::from(known(own) <= KNOWN);
                }
                if is_in_label {
                    continue;
                }
                let kind = usize::from(!is_square(&line.text()[span.clone()]));
                let own = &line.text()[span.clone()];
                // What tells of a person may be said or done: the other brackets show it.
                if usage.tells_of_person(inner(own)) {
                    continue;
                }
                let shows_itself = is_heard(inner(own)) || is_in_italics(line, own);
                let place = if stands(text, i, &span) == Place::Within && !shows_itself {
                    if is_square(own) {
                        usage.placeholders.insert(inner(own).to_lowercase());
                    }
                    &mut usage.within
                } else {
                    &mut usage.apart
                };
                place[kind] += 1.0;
            }
        }
        // One alone is no habit.
        let unknown = if known_alone * 4.0 >= alone || alone < 2.0 {
            0.0
        } else {
            alone
        };
        usage.is_seldom = usage.apart[1] * 3.0 <= others;
        usage.beside = (unknown / others.max(1.0)).min(1.0);
        usage
    }

    /// The lines of one bracket that goes over several, of which this is one.
    fn run(&self, i: usize) -> Range<usize> {
        let at = self.runs.partition_point(|run| run.end <= i);
        let run = self.runs.get(at).filter(|run| run.contains(&i));
        run.map_or(i..i + 1, Range::clone)
    }

    /// How surely a line in brackets is a direction: as surely as the first line of its bracket.
    pub(super) fn alone(&self, text: &Text, i: usize) -> f64 {
        let run = self.run(i);
        let i = run.start;
        let line = &text.lines[i];
        let own = behind_head(line.text());
        let inside = inner(own);
        let known = known(inside);
        if known <= KNOWN && self.translate[usize::from(!is_square(own))] {
            return -TRANSLATES * self.dialogue.max(TOLD);
        }
        // `[Music]` comes again as names do.
        let is_label = line.label > 0.4 && line.markup().speaker.is_none();
        let names = participants::is_full_name(inside) && is_square(own) || is_label;
        if names && known <= KNOWN {
            return 0.0;
        }
        let first = inside.split_whitespace().next().unwrap_or_default();
        if self.square_names > 1 && is_square(own) && known == 0.0 && words_in(inside) <= 4 {
            return 0.0; // one who speaks once, where others are named so
        }
        let mut nats = known + if is_square(own) { 6.0 } else { 3.0 };
        nats += 4.0 * self.dialogue
            - if self.dialogue < 0.5 && !is_square(own) {
                4.0
            } else {
                0.0
            };
        // `[Optional]` in a manual, where nobody talks.
        if self.dialogue < 0.1 && known == 0.0 && words_in(inside) <= 2 {
            nats -= 3.0;
        }
        // Behind a name alone it may be what is said; in small letters, as of a screenplay, it says how.
        let under_name =
            i > 0 && !line.opens && text.lines[i - 1].label > 0.4 && !is_said_on_line(text, i - 1);
        if under_name {
            nats += if inside.starts_with(char::is_lowercase) {
                3.0
            } else {
                -4.0
            };
        }
        if is_known_word(first) {
            nats += 4.0;
        } else if self.tells_of_person(inside) && words_in(inside) > 1 {
            nats += OF_PERSON / 2.0 * self.dialogue;
        }
        if line.markup().is_subtitle && !is_square(own) {
            nats -= 2.0;
        }
        if is_call(inside) {
            nats += CALL;
        } else if known <= KNOWN && run.clone().any(|j| says(text.lines[j].text())) {
            nats -= SAID;
        }
        // Under most lines in brackets stands a translation.
        if !is_square(own) && self.beside > 0.4 && known == 0.0 {
            nats -= 16.0 * self.beside;
        }
        if known == 0.0 && self.translations >= FEWEST && translates(text, i) {
            nats = nats.min(-TRANSLATES);
        }
        nats
    }

    /// Whether what stands in brackets begins with one who speaks, or with a word for one.
    fn tells_of_person(&self, inside: &str) -> bool {
        let first = inside.split_whitespace().next().unwrap_or_default();
        self.people.contains(&name_hash(first))
            || Directions::get().told.words.is(&first.to_lowercase())
    }

    /// Whether what stands in brackets takes the place of a word: `[redacted], you asked.`, `[Name] has it.`
    fn is_part_of_sentence(&self, line: &str, span: &Range<usize>) -> bool {
        let own = &line[span.clone()];
        let (after, lower) = (&line[span.end..], inner(own).to_lowercase());
        let known = &Directions::get().placeholders.words;
        // `T(姓)`: of whom, and which name
        let is_mask = || {
            let mut parts = lower.split(['(', ')', '（', '）', '・', '·', ' ']);
            let is_letter = |part: &str| part.len() == 1 && part.is_ascii();
            lower.contains(['(', '（', '・'])
                && parts.all(|part| part.is_empty() || is_letter(part) || known.is(part))
        };
        let stands_for = self.placeholders.contains(&lower) || known.is(&lower) || is_mask();
        let goes_on =
            after.starts_with([',', ';', '\'', '’', '，', '、']) || starts_small(after) || {
                let rest = after.trim_start();
                rest.starts_with(words::is_unspaced)
            };
        is_square(own) && goes_on && (stands_for || after.starts_with(['\'', '’']))
    }

    /// What a part of a line in brackets is, and how surely.
    pub(super) fn inside(&self, text: &Text, i: usize, span: &Range<usize>) -> (ClaimRole, f64) {
        let line = &text.lines[i];
        let own = &line.text()[span.clone()];
        let inside = inner(own);
        if notes::worded(&inside.to_lowercase()).is_some_and(|nats| nats > 10.0) {
            return (Note, 12.0);
        }
        if is_in_label(text, i, span) {
            return (Direction, IN_LABEL);
        }
        let known = known(inside);
        let begins = known == 0.0
            && begins_sentence(inside, &line.text()[span.end..])
            && stands(text, i, span) == Place::Head;
        if begins || self.is_part_of_sentence(line.text(), span) {
            return (Speech, PART);
        } else if known > KNOWN {
            return (Direction, known);
        }
        let mut candidates = text.facts[i].candidates.iter();
        let names = |name: &Range<usize>| name.start < span.end && span.start < name.end;
        if inside.ends_with([':', '：'])
            && begins_after(&line.text()[span.end..])
            && !candidates.any(|one| one.name.as_ref().is_some_and(names))
        {
            return (Direction, BEFORE);
        }
        let kind = usize::from(!is_square(own));
        if self.translate[kind] || self.is_written && known < 5.0 {
            return (Speech, PART);
        }
        let in_italics = if !is_in_italics(line, own) {
            0.0
        } else if is_square(own) {
            return (Direction, IN_ITALICS);
        } else {
            IN_ROUND
        };
        let words = words_in(inside);
        if !is_wordy(own) || words > LONGEST || is_time(inside) {
            return (Direction, 0.0);
        }
        let square = is_square(own);
        let place = stands(text, i, span);
        // What the text shows of such brackets, with one of each kind before anything is seen.
        let learnt = ((1.0 + self.apart[kind]) / (1.0 + self.within[kind])).ln();
        let mut nats = known
            + in_italics
            + if square { 2.0 } else { -1.0 }
            + 1.5 * learnt.clamp(-2.0, 2.0)
            + 2.0 * self.dialogue;
        match place {
            Place::Head if words <= MANNER && is_manner(inside) => nats += 5.0,
            Place::Head => nats += if square { 3.0 } else { 1.0 },
            Place::Behind if square => nats += 2.0,
            // `Yes. (Gülüyor)`: a few words that are no sentence, where people talk
            Place::Behind
                if self.is_seldom && words <= FEW && !ends_inside(inside) && is_manner(inside) =>
            {
                nats += 2.5 * self.dialogue;
            }
            // Others that say how stand before what is said.
            Place::Behind
                if line.label > NAMED
                    && self.heads[0] >= FEWEST_HEADS
                    && self.heads[1] > 0
                    && is_done(inside) =>
            {
                nats += 2.5 * self.dialogue;
            }
            Place::Behind => {}
            Place::Within => nats -= 6.0,
        }
        if ends_inside(inside) {
            nats += if place == Place::Within { 2.0 } else { 1.0 };
        }
        if other_script(inside, line.text()) {
            nats -= 10.0; // a translation
        }
        if says(inside) {
            nats -= SAID;
        }
        if words > 1 && self.tells_of_person(inside) {
            nats += OF_PERSON * self.dialogue * (learnt / 2.0).clamp(0.0, 1.0);
        }
        if place == Place::Behind && !square && self.dialogue < 0.5 {
            nats -= 3.0;
        }
        (Direction, nats)
    }
}

/// How surely what someone calls between is no part of a speech, in nats.
const CALL: f64 = 8.0;

/// Whether a bracket stands between a name and the colon behind it: `Ann [chat]: Yes.`
fn is_in_label(text: &Text, i: usize, span: &Range<usize>) -> bool {
    let after = text.lines[i].text()[span.end..].trim_start();
    let mut candidates = text.facts[i].candidates.iter();
    after.starts_with([':', '：'])
        && candidates.any(|one| {
            let is_behind = one.name.as_ref().is_some_and(|name| name.end <= span.start);
            is_behind && one.syntax.close == Close::Colon && one.notes.contains(span)
        })
}

/// Where in its line a bracket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the first word of a speech.
    Head,
    /// Behind the end of a sentence, or at the end of the line.
    Behind,
    /// Inside of a sentence.
    Within,
}

fn stands(text: &Text, i: usize, span: &Range<usize>) -> Place {
    let line = &text.lines[i];
    let (before, after) = (&line.text()[..span.start], &line.text()[span.end..]);
    let said_from =
        |at: usize| !line.text()[at.min(span.start)..span.start].contains(char::is_alphanumeric);
    let named_before = i > 0 && text.lines[i - 1].label > 0.2 && !is_said_on_line(text, i - 1);
    let behind_label = text.facts[i].candidates.iter().any(|candidate| {
        let said = candidate.said.start.max(span.end);
        let begins = !line.text()[span.end..said].contains(char::is_alphanumeric)
            && candidate
                .name
                .as_ref()
                .is_some_and(|name| name.end <= span.start);
        let between = candidate.name.as_ref().map_or("", |name| {
            &line.text()[name.end.min(span.start)..span.start]
        });
        line.label > 0.1 && begins && !between.contains(char::is_alphanumeric)
    });
    let marked = line.markup().speaker.is_some();
    if behind_label
        || (named_before || marked) && said_from(0) && after.contains(char::is_alphanumeric)
    {
        return Place::Head;
    }
    let stops = |c: char| ".?!…。？！”\"’»—–-:，".contains(c);
    let is_last = !after.contains(char::is_alphanumeric);
    let is_first = !before.contains(char::is_alphanumeric);
    if is_first
        || before.trim_end().ends_with(stops)
            && (is_last || !starts_small(after) || after.starts_with(". "))
        || is_last && ends_inside(inner(&line.text()[span.clone()]))
    {
        Place::Behind
    } else {
        Place::Within
    }
}

/// Whether a line has in italics just what stands in brackets.
fn is_in_italics(line: &Line, bracket: &str) -> bool {
    let inside = inner(bracket);
    line.markup()
        .italics
        .iter()
        .any(|piece| inner(piece) == inside)
}

/// Whether something is said on the line that names who says it.
fn is_said_on_line(text: &Text, i: usize) -> bool {
    text.facts[i]
        .candidates
        .iter()
        .any(|candidate| !candidate.said.is_empty())
}

/// The names that come again as labels, and the first word of each.
fn people(text: &Text) -> HashSet<u64> {
    let mut people = HashSet::new();
    for (line, facts) in text.lines.iter().zip(text.facts) {
        for one in facts.candidates.iter().filter(|_| line.label > 0.3) {
            let name = one.name_in(line.source);
            let first = name.split_whitespace().next().unwrap_or_default();
            people.extend([one.key, name_hash(first)]);
        }
    }
    people
}

#[cfg(test)]
mod tests {

    #[test]
    fn directions_that_nothing_closes_and_words_that_are_not_given() {
        use crate::script::tests::spoken;
        let said = |line: &str| {
            let talk =
                "Ann Reed: Who lit the lamp?\n\nBo Lind: My sister did, I think.\n\n".repeat(3);
            let lines = spoken(&format!("{talk}Ann Reed: {line}\n\n{talk}"));
            lines[6].clone()
        };
        for (line, expected) in [
            ("It went out ((laughs).", "It went out."),
            ("It went out (laughs.", "It went out"),
            (
                "[redacted], you saw it, I guess.",
                "[redacted], you saw it, I guess.",
            ),
            (
                "[redacted] has the key to it.",
                "[redacted] has the key to it.",
            ),
            (
                "[Name]'s brother has the key.",
                "[Name]'s brother has the key.",
            ),
            (
                "[B(Name)] has the key to it.",
                "[B(Name)] has the key to it.",
            ),
            ("[laughs] And then it went out.", "And then it went out."),
        ] {
            let found = said(line);
            assert_eq!(
                found.trim_end_matches(' '),
                format!("ann-reed: {expected}"),
                "{line}"
            );
        }
    }
}
