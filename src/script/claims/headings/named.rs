//! Headings that are the names of who speaks: `### Ann`, `### Bo`, `### Ann`. What comes again under each heading of a higher level, as
//! `### Words` does under each lesson, or always over a list or a table, names nobody.

use super::super::text::Text;
use std::collections::{HashMap, HashSet};

/// A heading that may be a name.
struct Named<'a> {
    level: u8,
    name: &'a str,
    /// The heading of a higher level over it.
    section: Option<usize>,
    is_over_list: bool,
}

/// What a heading is that may be a name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Is {
    /// A name, as surely as this, from 0 to 1: headings that are the same few names again and again are who speaks, and no chapters.
    Name(f64),
    /// A part that comes again, and no name.
    Part,
}

/// What the headings are that may be names, by their level and what they say.
pub(super) fn names<'a>(text: &'a Text) -> HashMap<(u8, &'a str), Is> {
    let mut all: HashMap<u8, usize> = HashMap::new();
    let mut found: Vec<Named> = Vec::new();
    let mut over: Vec<(u8, usize)> = Vec::new();
    for (i, line) in text.free() {
        let Some(level) = line.heading() else {
            continue;
        };
        *all.entry(level).or_default() += 1;
        over.retain(|(own, _)| *own < level);
        let section = over.last().map(|(_, at)| *at);
        over.push((level, i));
        if !text.facts[i].candidates.is_empty() {
            let next = text.lines.get(i + 1).map(|next| next.markup());
            found.push(Named {
                level,
                name: line.text(),
                section,
                is_over_list: next.is_some_and(|next| next.begins_item || next.column.is_some()),
            });
        }
    }
    let talks: HashSet<(u8, &str)> = { found.iter() }
        .filter(|own| !own.is_over_list)
        .map(|own| (own.level, own.name))
        .collect();
    let mut times: HashMap<(u8, &'a str), usize> = HashMap::new();
    for own in &found {
        *times.entry((own.level, own.name)).or_default() += 1;
    }
    let mut again: HashMap<u8, (usize, usize)> = HashMap::new();
    let speaking = times.iter().filter(|(own, _)| talks.contains(*own));
    for ((level, _), n) in speaking.filter(|(_, n)| **n > 1) {
        let (people, lines) = again.entry(*level).or_default();
        *people += 1;
        *lines += n;
    }
    let parts: HashMap<u8, bool> = { all.keys() }
        .map(|level| (*level, are_parts(&found, *level)))
        .collect();
    let is_name = |(own, n): (&(u8, &'a str), &usize)| {
        let (people, lines) = again.get(&own.0).copied().unwrap_or_default();
        let share = lines as f64 / all[&own.0] as f64;
        let is_part = !talks.contains(own) || parts[&own.0];
        let sure = match (*n > 1 && is_part, people > 1 && !is_part) {
            (true, _) => Is::Part,
            (_, true) => Is::Name((2.0 * share).min(1.0)),
            _ => Is::Name(0.0),
        };
        (*own, sure)
    };
    times.iter().map(is_name).collect()
}

/// Whether the headings of a level that come again are parts of what headings of a higher level head: each once under each.
fn are_parts(found: &[Named], level: u8) -> bool {
    let own = || found.iter().filter(|own| own.level == level);
    let mut once = HashSet::new();
    let sections: HashSet<usize> = own().filter_map(|own| own.section).collect();
    sections.len() > 1
        && own().all(|own| own.section.is_some() && once.insert((own.section, own.name)))
}

#[cfg(test)]
mod tests {
    use crate::script::tests::speakers_in;

    /// Two who talk, and a part that ends each of four lessons; with who presents it.
    fn lessons(part: &str, talk: &str) -> String {
        let lesson = |nth: usize| {
            format!("## Lesson {nth}\n\nTeacher: Ann Reed (ARD)\n\n{talk}\n\n{part}\n\n")
        };
        (1..5).map(lesson).collect()
    }

    #[test]
    fn parts_that_come_again_name_nobody() {
        let talk = "ARD: Who lit the lamp in the tower?\n\nBLD: I lit it when the fog came in.\n\nARD: Did you see the ship?";
        for part in [
            "### Words\n\n- lamp\n- fog\n- tower\n\n### Questions\n\n- Who lit it?\n- Why?",
            "### Summary\n\nThe keeper lit the lamp himself.\n\nHe saw no ship at all that night.",
        ] {
            assert_eq!(
                speakers_in(&lessons(part, talk), "talk.md"),
                ["ard", "bld", "narrator"],
                "{part}"
            );
        }
    }

    #[test]
    fn names_that_come_again_speak() {
        let talk = "### Ann Reed\n\nWho lit the lamp in the tower?\n\n### Bo Lind\n\nI lit it when the fog came in.\n\n### Ann Reed\n\nDid you see the ship?";
        let text = format!("## Morning\n\n{talk}\n\n## Evening\n\n{talk}\n");
        assert_eq!(speakers_in(&text, "talk.md"), ["ann-reed", "bo-lind"]);
    }
}
