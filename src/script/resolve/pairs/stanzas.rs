//! Verse with its translation behind it or before it, stanza by stanza, in a text that is in one of both languages otherwise: an essay on
//! poems, or songs of which some are translated.

use super::super::turns::{Part, Unit};
use super::place_of;
use crate::language::Language;
use std::ops::Range;

/// The longest line of verse, in letters.
const LONGEST: usize = 100;
/// How many lines a stanza has at least; and one that is the only one of a text.
const LINES: usize = 2;
const LINES_ALONE: usize = 4;
/// How many times as long as the other one of both may be, in lines and in letters.
const LONGER: [usize; 2] = [2, 4];
/// The share of the language that must stand in such stanzas.
const SHARE: f64 = 0.6;
/// How much there is at least that is not translated in the other one, to what translates.
const REST: f64 = 1.0;
/// The share of stanzas that must end before a paragraph or with all that is in their language: a line more may belong to them.
const BOUND: f64 = 0.6;

/// Lines and those that translate them, by the numbers of all that is said.
type Stanza = [Range<usize>; 2];

/// For each thing said, in order, its group: a stanza with its translation, or what stands alone.
pub(super) fn of(parts: &[Part], languages: &[Language]) -> Option<Vec<usize>> {
    let stanzas = find(parts, languages)?;
    let mut groups = vec![0; units(parts).len()];
    for (nth, both) in stanzas.iter().enumerate() {
        for side in both {
            groups[side.clone()].fill(nth + 1);
        }
    }
    let alone = groups.iter_mut().filter(|group| **group == 0);
    for (nth, group) in alone.enumerate() {
        *group = stanzas.len() + 1 + nth;
    }
    Some(groups)
}

/// Puts the lines of stanzas in rows: each with the other's where both have as many, and all in one row where not.
pub(super) fn put_in_rows(parts: &mut [Part], languages: &[Language]) {
    let mut rows: Vec<(usize, usize)> = Vec::new();
    for [own, other] in find(parts, languages).unwrap_or_default() {
        let are_even = own.len() == other.len();
        let first = own.start.min(other.start);
        for side in [own, other] {
            let row = |(nth, line)| (line, if are_even { first + nth } else { first });
            rows.extend(side.enumerate().map(row));
        }
    }
    if rows.is_empty() {
        return;
    }
    let places: Vec<usize> = units(parts).iter().map(|own| place_of(own.unit)).collect();
    let turns = parts.iter_mut().flat_map(|part| &mut part.turns);
    let units = turns.flat_map(|turn| &mut turn.units);
    let mut said: Vec<&mut Unit> = units.filter(|unit| !unit.is_note).collect();
    for (nth, first) in rows {
        said[nth].row = Some(places[first]);
    }
}

/// Something said.
struct Own<'t> {
    unit: &'t Unit,
    part: usize,
    letters: usize,
    /// Whether it may be a line of verse.
    is_line: bool,
}

fn units(parts: &[Part]) -> Vec<Own<'_>> {
    let mut all = Vec::new();
    for (part, own) in parts.iter().enumerate() {
        for turn in &own.turns {
            for unit in turn.units.iter().filter(|unit| !unit.is_note) {
                let letters = unit.text.chars().filter(|c| c.is_alphabetic()).count();
                all.push(Own {
                    unit,
                    part,
                    letters,
                    is_line: letters <= LONGEST,
                });
            }
        }
    }
    all
}

/// The stanzas of the language that has less, each with its translation. What is in a third language is no verse: glosses, and names of
/// parts.
fn find(parts: &[Part], languages: &[Language]) -> Option<Vec<Stanza>> {
    let mut turns = parts.iter().flat_map(|part| &part.turns);
    if languages.len() < 2 || turns.any(|turn| turn.person.is_some()) {
        return None;
    }
    let all = units(parts);
    let letters = |language: &Language| -> usize {
        let own = all.iter().filter(|own| own.unit.language == *language);
        own.map(|own| own.letters).sum()
    };
    let lines_of = |language: &Language| {
        let own = all.iter().filter(|own| own.unit.language == *language);
        own.count()
    };
    let first = &languages[0];
    let second = { languages[1..].iter() }.max_by_key(|language| lines_of(language))?;
    let (guest, host) = match letters(first) < letters(second) {
        true => (first, second),
        false => (second, first),
    };
    let same = |a: &usize, b: &usize| {
        all[*a].part == all[*b].part && all[*a].unit.language == all[*b].unit.language
    };
    let numbers: Vec<usize> = (0..all.len()).collect();
    let runs = numbers.chunk_by(same);
    let runs: Vec<Range<usize>> = runs.map(|run| run[0]..run[0] + run.len()).collect();
    let is_in = |run: &Range<usize>, language: &Language| all[run.start].unit.language == *language;
    let found = |from: &Language, to: &Language, is_behind: bool| -> Vec<Stanza> {
        let two = runs.windows(2).filter_map(|two| {
            let (own, other) = match is_behind {
                true => (&two[0], &two[1]),
                false => (&two[1], &two[0]),
            };
            let may_be = is_in(own, from) && is_in(other, to);
            let may_be = may_be && all[own.start].part == all[other.start].part;
            let block = |nth: usize| all[nth].unit.block;
            let may_be = may_be && block(two[0].end - 1) != block(two[1].start);
            let other = may_be.then(|| translation(&all, own, other, is_behind))??;
            Some([own.clone(), other])
        });
        two.collect()
    };
    let lines = |stanzas: &[Stanza]| stanzas.iter().map(|both| both[0].len()).sum::<usize>();
    let (before, behind) = (found(guest, host, false), found(guest, host, true));
    let stanzas = match lines(&before) > lines(&behind) {
        true => before,
        false => behind,
    };
    let is_shown = match &stanzas[..] {
        [] => false,
        [only] => only[0].len() >= LINES_ALONE && only[0].len() == only[1].len(),
        _ => true,
    };
    let is_most = lines(&stanzas) as f64 >= SHARE * lines_of(guest) as f64;
    let translating = stanzas.iter().flat_map(|both| both[1].clone());
    let translating: usize = translating.map(|nth| all[nth].letters).sum();
    let is_bound = |both: &&Stanza| {
        let block = |nth: usize| all[nth].unit.block;
        let other = &both[1];
        let is_single = other
            .clone()
            .all(|nth| nth == other.start || block(nth) != block(nth - 1));
        let next = all.get(other.end).filter(|next| {
            let last = &all[other.end - 1];
            next.part == last.part && next.unit.language == last.unit.language
        });
        !is_single || next.is_none_or(|next| !next.is_line)
    };
    let bound = stanzas.iter().filter(is_bound).count() as f64;
    let has_rest = bound >= BOUND * stanzas.len() as f64
        && (letters(host) - translating) as f64 >= REST * translating as f64;
    // A third language that has stanzas, too, translates them.
    let mut others = languages.iter().filter(|own| *own != guest && *own != host);
    let has_scraps = languages.len() > 2
        && others.all(|own| {
            let is_often = lines_of(own) >= stanzas.len();
            let beside = |from| found(from, own, true).len() + found(from, own, false).len();
            is_often && beside(guest) + beside(host) < stanzas.len()
        });
    let is_apart = match languages.len() {
        2 => has_rest,
        _ => has_scraps,
    };
    (is_shown && is_most && is_apart).then_some(stanzas)
}

/// What translates a run of lines, in the run behind it or before it: as many blocks, behind one that leads to them at most.
fn translation(
    all: &[Own],
    own: &Range<usize>,
    other: &Range<usize>,
    is_behind: bool,
) -> Option<Range<usize>> {
    let blocks = |run: &Range<usize>| {
        let same = |a: &usize, b: &usize| all[*a].unit.block == all[*b].unit.block;
        let numbers: Vec<usize> = run.clone().collect();
        let blocks = numbers
            .chunk_by(same)
            .map(|block| block[0]..block[0] + block.len());
        blocks.collect::<Vec<_>>()
    };
    let (count, others) = (blocks(own).len(), blocks(other));
    let letters = |run: &Range<usize>| {
        all[run.clone()]
            .iter()
            .map(|own| own.letters)
            .sum::<usize>()
    };
    let are_lines = |run: &Range<usize>| all[run.clone()].iter().all(|own| own.is_line);
    let are_alike = |a: usize, b: usize, times: usize| a <= times * b && b <= times * a;
    let fits = |run: &Range<usize>| {
        are_lines(run)
            && are_alike(run.len(), own.len(), LONGER[0])
            && are_alike(letters(run), letters(own), LONGER[1])
    };
    if own.len() < LINES || !are_lines(own) {
        return None;
    }
    if own.len() == other.len() && fits(other) {
        return Some(other.clone());
    }
    let at = |skipped: usize| {
        let first = match is_behind {
            true => skipped,
            false => others.len().checked_sub(count + skipped)?,
        };
        let blocks = others.get(first..first + count)?;
        Some(blocks[0].start..blocks[count - 1].end)
    };
    [0, 1].into_iter().filter_map(at).find(fits)
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    const ESSAY: &str = "The first of these poems was written on a winter night by a keeper who had nothing else to do than to look at \
                         the sea. I read it first in a small book with a blue cover, which my aunt had left on the ferry.\n\n";
    const GERMAN: &str = "Das Licht geht aus am Meer,\nDer Turm steht still und leer,\nWer hat die Nacht gesehen,\nUnd kann sie nicht verstehen?\n\n";
    const ENGLISH: &str = "The light goes out at sea,\nThe tower can no longer be,\nWho ever saw the night,\nAnd could not bear the sight?\n\n";
    const REMARK: &str = "What I like most about it is how little happens in it, and that nobody says what the keeper was thinking of when he \
                          wrote it down. There are other poems of his, but none of them is as short as this one.\n\n";

    #[test]
    fn scraps_of_a_third_language_do_not_part_stanzas() {
        let (ja, zh) = (
            [
                "夜の海に灯りが消えて　波だけが歌っている",
                "誰がそれを見たのだろう",
                "僕はまだここで待っている",
                "君の船が帰るまで",
            ],
            [
                "夜晚的海上灯光熄灭，只有波浪在歌唱",
                "有谁曾经看见过它呢",
                "我仍然在这里等待着",
                "直到你的船回到港口",
            ],
        );
        let gloss =
            "消えて\nki-e-te\nvanish-NPFV-CONT\n\n歌っている\nuta-tte-iru\nsing-CONT-be\n\n";
        let stanza = |lines: &[&str]| lines.join("  \n") + "\n\n";
        let part = |name: &str, from: usize| {
            let (ja, zh): (Vec<&str>, Vec<&str>) = (0..4)
                .map(|nth| (ja[(nth + from) % 4], zh[(nth + from) % 4]))
                .unzip();
            format!(
                "### {name}\n\n{}{}Gloss\n\n{gloss}",
                stanza(&ja),
                stanza(&zh)
            )
        };
        let lines = spoken(&format!(
            "# 夜の海\n\n这是一首关于夜晚大海的歌，我把它翻译成了中文。\n\n{}{}{}",
            part("A1", 0),
            part("B1", 1),
            part("A2", 2)
        ));
        for (ja, zh) in ja.iter().zip(zh) {
            let both = format!("{ja} | {zh}");
            assert_eq!(
                lines.iter().filter(|line| line.ends_with(&both)).count(),
                3,
                "{lines:#?}"
            );
        }
    }

    #[test]
    fn poems_in_an_essay_are_beside_their_translations() {
        let quote = |stanza: &str| {
            stanza
                .trim()
                .lines()
                .map(|line| format!("> {line}\n>\n"))
                .collect::<String>()
                + "\n"
        };
        for (german, english) in [
            (GERMAN.to_string(), ENGLISH.to_string()),
            (quote(GERMAN), quote(ENGLISH)),
        ] {
            for (a, b) in [(&german, &english), (&english, &german)] {
                let lines = spoken(&format!("{ESSAY}{a}{b}{REMARK}"));
                let has = |words: &str| {
                    lines
                        .iter()
                        .any(|line| line.contains(words) && line.contains(" | "))
                };
                assert!(
                    has("Wer hat die Nacht") && has("Der Turm steht"),
                    "{lines:#?}"
                );
                assert!(
                    !has("a winter night by") && !has("how little happens"),
                    "{lines:#?}"
                );
            }
        }
    }
}
