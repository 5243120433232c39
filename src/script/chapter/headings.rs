//! Chapters at headings. The highest level of headings begins chapters; a lower one too, where the higher only stands over
//! it (`Part One` over `Chapter 1`), or where its sections are as long as chapters are. What is lower still, the narrator
//! reads.

use super::{Cut, Section, chapter, questions, turn_seconds};
use crate::language::Localized;
use crate::script::{Chapter, Dropped, Line, NARRATOR, PartTitle, Turn};
use std::collections::HashMap;

/// How long the sections under a lower heading are on the average, at least, for it to begin chapters, in seconds.
const LONG: f64 = 150.0;

/// Why a heading is in no chapter.
const EMPTY: &str = "heading with nothing under it";

/// A chapter a section.
pub(super) fn cut(sections: Vec<Section>) -> Cut {
    let depths = depths(&sections);
    let lowest = depths.keys().copied().max().unwrap_or(1);
    let mut cut = Cut::default();
    // Headings that wait for what stands under them.
    let mut over: Vec<Section> = Vec::new();
    for section in sections {
        if section.level == 0 {
            if !section.turns.is_empty() {
                let title = questions::title(&section.turns);
                cut.chapters.push(Chapter {
                    at: section.at,
                    ..chapter(title, section.turns, false)
                });
            }
            continue;
        }
        if section.level > lowest {
            let turns = told_section(section);
            match (cut.chapters.last_mut(), over.pop()) {
                (_, Some(above)) => {
                    over.push(above);
                    push(&mut cut, &mut over, turns, &depths);
                }
                (Some(chapter), None) => chapter.turns.extend(turns),
                (None, None) => cut
                    .chapters
                    .push(chapter(questions::title(&turns), turns, false)),
            }
            continue;
        }
        // Only a lower heading stands under one that has no text of its own.
        while let Some(above) = over.pop_if(|above| above.level >= section.level) {
            cut.empty.extend(dropped(above));
        }
        let Section { turns, .. } = &section;
        let is_empty = turns.is_empty();
        let turns = turns.clone();
        over.push(Section {
            turns: Vec::new(),
            ..section
        });
        if !is_empty {
            push(&mut cut, &mut over, turns, &depths);
        }
    }
    cut.empty.extend(over.into_iter().flat_map(dropped));
    cut
}

/// Adds a chapter under all headings that wait: the deepest are its own, the others parts that begin with it.
fn push(cut: &mut Cut, over: &mut Vec<Section>, turns: Vec<Turn>, depths: &HashMap<u8, u8>) {
    let depth = |section: &Section| depths.get(&section.level).copied().unwrap_or(1);
    let level = over.last().map_or(1, depth);
    let mut chapter = Chapter {
        level,
        ..chapter(Localized::new(), turns, true)
    };
    for section in over.drain(..) {
        let own = depth(&section);
        if own < level {
            chapter.parts.push(PartTitle {
                title: section.title,
                level: own,
                at: section.at,
            });
            continue;
        }
        for (language, text) in section.title {
            let joined: &mut String = chapter.title.or_default(&language);
            if !joined.is_empty() {
                joined.push_str(match joined.contains([':', '：']) {
                    true => " – ",
                    false if language.is_unspaced() => "：",
                    false => ": ",
                });
            }
            joined.push_str(text.trim());
        }
        chapter.at.extend(section.at);
    }
    cut.chapters.push(chapter);
}

fn dropped(section: Section) -> Vec<Dropped> {
    let text = section.title.into_values().collect::<Vec<_>>().join(" / ");
    vec![Dropped {
        at: section.at,
        text,
        reason: EMPTY.into(),
    }]
}

/// The levels of headings that begin chapters, each with how deep it is. A second heading under each is no deeper:
/// `Chapter 1` and `The Pier` are one.
fn depths(sections: &[Section]) -> HashMap<u8, u8> {
    let mut levels: Vec<u8> = sections
        .iter()
        .map(|section| section.level)
        .filter(|level| *level > 0)
        .collect();
    levels.sort_unstable();
    levels.dedup();
    let mut depth = 1;
    let mut depths: HashMap<u8, u8> = levels
        .first()
        .map(|level| (*level, depth))
        .into_iter()
        .collect();
    for pair in levels.windows(2) {
        let (above, level) = (pair[0], pair[1]);
        let of = |level: u8| {
            sections
                .iter()
                .enumerate()
                .filter(move |(_, section)| section.level == level)
        };
        let highest = of(above).count();
        // How many of the higher headings have no text but what stands under lower ones.
        let parts = of(above).filter(|(i, section)| {
            section.turns.is_empty() && sections.get(i + 1).is_some_and(|next| next.level > above)
        });
        let count = of(level).count();
        let documents = of(level)
            .filter(|(_, section)| section.begins_document)
            .count();
        let seconds: f64 = of(level).map(|(i, _)| seconds_under(sections, i)).sum();
        let parts = parts.count();
        let begins = 2 * parts >= highest
            || highest == 1
            || 2 * documents > count
            || seconds / count as f64 >= LONG;
        if !begins {
            break;
        }
        depth += u8::from(highest == 1 || parts < highest || count != highest);
        depths.insert(level, depth);
    }
    depths
}

/// How long the text under a heading takes, with what stands under lower ones.
fn seconds_under(sections: &[Section], i: usize) -> f64 {
    let own = sections[i].level;
    let lower = sections[i + 1..]
        .iter()
        .take_while(|section| section.level > own);
    let all = std::iter::once(&sections[i]).chain(lower);
    all.flat_map(|section| &section.turns)
        .map(turn_seconds)
        .sum()
}

/// The turns of a section; its heading is read by the narrator.
fn told_section(section: Section) -> Vec<Turn> {
    let mut turns = section.turns;
    if section.level > 0 && !section.title.is_empty() {
        let heading = Turn {
            speaker: NARRATOR.into(),
            at: Vec::new(),
            lines: vec![Line::speech(section.title, section.at)],
        };
        turns.insert(0, heading);
    }
    turns
}

/// All turns; headings are read by the narrator.
pub(super) fn told(sections: Vec<Section>) -> Vec<Turn> {
    sections.into_iter().flat_map(told_section).collect()
}
