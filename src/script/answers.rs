//! Which names of a translation are whose, where it stands after what it translates: a talk, or a
//! scene of it, in one language and then in the other.
//!
//! The turns are aligned by their lengths and numbers first, and the names go by the majority of
//! the pairs: the translation may part a turn in two, or leave one out.

use super::align::{Said, align_said};
use super::draft::{Draft, Part};
use super::headings::Heading;
use crate::language::Language;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// How many turns of a stretch are looked at.
const GLANCE: usize = 1000;
/// The share of the turns that must stand in stretches with a translation as long.
const SHARE: f64 = 0.7;

/// Turns of one language that stand together.
struct Stretch<'a> {
    language: &'a Language,
    turns: Vec<Said>,
}

/// Who is who: a person of a translation, and their language and number in the original.
pub(super) type Same = (usize, usize, Language);

/// Who is who, if a text stands so; `person` is the number that a heading's name has so far.
pub(super) fn by_stretch(
    headings: &[Heading],
    draft: &Draft,
    person: impl Fn(&Heading) -> usize,
) -> Option<Vec<Same>> {
    let stretches = stretches(headings, draft, person);
    let all: usize = stretches.iter().map(|stretch| stretch.turns.len()).sum();
    if stretches.len() < 2 || stretches.len() * 2 > all + 1 {
        return None;
    }
    let first = stretches[0].language;
    let mut pairs: Vec<(&Stretch, &Stretch)> = Vec::new();
    let mut ours: Option<&Stretch> = None;
    for stretch in &stretches {
        if stretch.language == first {
            ours = Some(stretch);
        } else if let Some(ours) = ours {
            let (n, m) = (ours.turns.len(), stretch.turns.len());
            if n <= 2 * m && m <= 2 * n {
                pairs.push((ours, stretch));
            }
        }
    }
    let theirs: usize = pairs.iter().map(|(_, theirs)| theirs.turns.len()).sum();
    let others = stretches.iter().filter(|s| s.language != first);
    let others: usize = others.map(|stretch| stretch.turns.len()).sum();
    if (theirs as f64) < SHARE * others as f64 || others < 2 {
        return None;
    }
    let mut same = Vec::new();
    let mut seen: Vec<&Language> = Vec::new();
    for (_, stretch) in &pairs {
        if seen.contains(&stretch.language) {
            continue;
        }
        seen.push(stretch.language);
        let own = pairs.iter().filter(|(_, s)| s.language == stretch.language);
        let own: Vec<(&[Said], &[Said])> = own.map(|(a, b)| (glance(a), glance(b))).collect();
        let found = in_language(&own);
        same.extend(
            found
                .into_iter()
                .map(|(q, p)| (q, p, stretch.language.clone())),
        );
    }
    Some(same)
}

fn glance<'a>(stretch: &'a Stretch) -> &'a [Said] {
    &stretch.turns[..stretch.turns.len().min(GLANCE)]
}

/// The turns of the headings; what one says under several is one.
fn stretches<'a>(
    headings: &'a [Heading],
    draft: &Draft,
    person: impl Fn(&Heading) -> usize,
) -> Vec<Stretch<'a>> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for (n, heading) in headings.iter().enumerate() {
        let speaker = Some(person(heading));
        let end = headings
            .get(n + 1)
            .map_or(draft.lines.len(), |next| next.line);
        let under = draft.lines.get(heading.line + 1..end).unwrap_or_default();
        let mut text = heading.said.clone();
        for line in under.iter().filter(|line| line.part == Part::Speech) {
            text.push(' ');
            text.push_str(&line.text);
        }
        let said = Said { text, speaker };
        match stretches.last_mut() {
            Some(last) if *last.language == heading.language => match last.turns.last_mut() {
                Some(turn) if turn.speaker == speaker => {
                    turn.text.push(' ');
                    turn.text.push_str(&said.text);
                }
                _ => last.turns.push(said),
            },
            _ => stretches.push(Stretch {
                language: &heading.language,
                turns: vec![said],
            }),
        }
    }
    stretches
}

/// Whom each person of the translation is, by that person's number.
type Whose = BTreeMap<usize, usize>;

/// Who is who in the stretches of a language and what they translate. Of two guesses, by the pairs
/// that the lengths make and by the order in which people begin to speak, the one under which the
/// turns go together better; then the pairs that it makes tell once more.
fn in_language(pairs: &[(&[Said], &[Said])]) -> Whose {
    let speakers = |side: &[Said]| {
        side.iter()
            .filter_map(|said| said.speaker)
            .collect::<Vec<_>>()
    };
    let ours: BTreeSet<usize> = pairs.iter().flat_map(|(a, _)| speakers(a)).collect();
    let known: Whose = pairs
        .iter()
        .flat_map(|(_, b)| speakers(b))
        .filter(|q| ours.contains(q))
        .map(|q| (q, q))
        .collect();
    let in_order = |side: &[Said]| {
        let mut order: Vec<usize> = Vec::new();
        for speaker in speakers(side) {
            if !order.contains(&speaker) && !known.contains_key(&speaker) {
                order.push(speaker);
            }
        }
        order
    };
    let mut votes: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (a, b) in pairs {
        for (p, q) in in_order(a).into_iter().zip(in_order(b)) {
            *votes.entry((p, q)).or_default() += 1;
        }
    }
    let by_order = elect(votes, &known);
    let (votes, _) = aligned(pairs, None);
    let by_length = elect(votes, &known);
    let mut best: Option<(f64, Whose)> = None;
    for guess in [by_order, by_length] {
        let (votes, misfit) = aligned(pairs, Some(&guess));
        let refined = elect(votes, &known);
        let (_, after) = aligned(pairs, Some(&refined));
        for (misfit, whose) in [(misfit, guess), (after, refined)] {
            if best.as_ref().is_none_or(|(least, _)| misfit < *least) {
                best = Some((misfit, whose));
            }
        }
    }
    let mut whose = best.map(|(_, whose)| whose).unwrap_or_default();
    whose.retain(|q, p| q != p);
    whose
}

/// How often who stands beside whom, and how badly the turns go together.
fn aligned(
    pairs: &[(&[Said], &[Said])],
    whose: Option<&Whose>,
) -> (BTreeMap<(usize, usize), usize>, f64) {
    let mut votes: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut misfit = 0.0;
    for (a, b) in pairs {
        let named = |side: &[Said], is_translation: bool| -> Vec<Said> {
            let name = |said: &Said| {
                let own = said.speaker.filter(|_| whose.is_some());
                let speaker = match whose {
                    // Who is nobody there differs from all.
                    Some(whose) if is_translation => {
                        own.map(|q| whose.get(&q).copied().unwrap_or(usize::MAX - 1 - q))
                    }
                    _ => own,
                };
                Said {
                    text: said.text.clone(),
                    speaker,
                }
            };
            side.iter().map(name).collect()
        };
        let (beads, cost) = align_said(&named(a, false), &named(b, true));
        misfit += cost;
        for bead in beads
            .iter()
            .filter(|b| b.first.len() == 1 && b.second.len() == 1)
        {
            let (ours, theirs) = (&a[bead.first.start], &b[bead.second.start]);
            if let (Some(p), Some(q)) = (ours.speaker, theirs.speaker) {
                *votes.entry((p, q)).or_default() += 1;
            }
        }
    }
    (votes, misfit)
}

/// The pairs seen most often, each person once.
fn elect(votes: BTreeMap<(usize, usize), usize>, known: &Whose) -> Whose {
    let mut votes: Vec<((usize, usize), usize)> = votes.into_iter().collect();
    votes.sort_by_key(|&(pair, times)| (Reverse(times), pair));
    let mut whose = known.clone();
    let mut given: BTreeSet<usize> = known.values().copied().collect();
    for ((p, q), _) in votes {
        if !whose.contains_key(&q) && given.insert(p) {
            whose.insert(q, p);
        }
    }
    whose
}

#[cfg(test)]
mod tests {
    use crate::script::{Options, SourceText, read_all};

    /// Two files, each turn `speaker: en | zh`.
    fn turns(en: &str, zh: &str) -> Vec<String> {
        let text = |file: &str, text: &str| SourceText {
            bytes: text.as_bytes().to_vec(),
            file: file.into(),
            path: file.into(),
        };
        let texts = [text("talk.en.txt", en), text("talk.zh.txt", zh)];
        let script = read_all(&texts, &Options::default()).unwrap();
        script
            .turns()
            .flat_map(|turn| {
                let lines = turn.lines.iter();
                lines.map(|line| match line {
                    crate::script::Line::Speech { text, .. } => format!(
                        "{}: {}",
                        turn.speaker,
                        text.values().cloned().collect::<Vec<_>>().join(" | ")
                    ),
                    crate::script::Line::Note { .. } => String::new(),
                })
            })
            .collect()
    }

    const EN: &str = "Ann: Good evening, and welcome to the harbour.\n\
                      Bo: Thank you. It is cold here.\n\
                      Ann: Who lit the lamp last night?\n\
                      Bo: I did.\n\
                      Ann: And the night before, when the storm came in?\n\
                      Bo: My brother, until 4 in the morning.\n";

    #[test]
    fn a_turn_that_the_translation_parts_shifts_no_name() {
        let zh = "安：晚上好，欢迎来到港口。\n波：谢谢。\n波：这里很冷。\n安：昨晚是谁点的灯？\n\
                  波：是我。\n安：那前一天晚上呢，暴风雨来的时候？\n波：是我弟弟，一直到早上4点。\n";
        let turns = turns(EN, zh);
        assert_eq!(
            turns[1],
            "bo: Thank you. It is cold here. | 谢谢。这里很冷。"
        );
        assert_eq!(
            turns[2],
            "ann: Who lit the lamp last night? | 昨晚是谁点的灯？"
        );
        assert_eq!(turns.len(), 6);
    }

    #[test]
    fn a_turn_that_is_left_out_shifts_no_name() {
        let zh = "波：谢谢。这里很冷。\n安：昨晚是谁点的灯？\n波：是我。\n\
                  安：那前一天晚上呢，暴风雨来的时候？\n波：是我弟弟，一直到早上4点。\n";
        let turns = turns(EN, zh);
        assert_eq!(turns[0], "ann: Good evening, and welcome to the harbour.");
        assert_eq!(turns[3], "bo: I did. | 是我。");
    }
}
