//! Names that stand within what is set apart: `**Q: Were you afraid?**`, over `A: Never.`; or only where two begin to talk, as
//! magazines name them, and nowhere below.

use super::{Label, Layout, Role};
use crate::script::document::Document;
use crate::script::facts::initials_of;
use std::collections::HashMap;
use std::ops::Range;

/// How long such a name is at most, in characters and in words.
const LONGEST: usize = 32;
const WORDS: usize = 4;
/// How many letters a word within a name has at most that begins small.
const PARTICLE: usize = 3;

/// How many different names are looked at for initials at most.
const MOST: usize = 100;

/// A name at the beginning of what is said, as bytes of its line.
#[derive(Debug, Clone)]
struct Named<'a> {
    line: usize,
    text: &'a str,
    at: Range<usize>,
    said: Range<usize>,
}

/// What one of two says whom nothing names.
#[derive(Debug, Default)]
struct Side<'a> {
    /// How many turns there are.
    turns: usize,
    /// The names at the beginnings of turns.
    named: Vec<Named<'a>>,
    /// The names at the beginnings of further lines.
    further: Vec<Named<'a>>,
    /// Whether the first turn has one.
    first: bool,
}

/// Gives the turns of a layout in which nobody is named the names that stand within them.
pub(super) fn name(layout: &mut Layout, document: &Document) {
    if !layout.start.is_some_and(|start| start.is_unnamed()) {
        return;
    }
    let is_unnamed = |label: &Label| label.at.is_none() && label.syntax.is_unnamed();
    let mut sides: Vec<Side> = Vec::new();
    sides.resize_with(layout.names.len(), Side::default);
    for (line, who) in layout.speakers().into_iter().enumerate() {
        let Some(side) = who.and_then(|who| sides.get_mut(who)) else {
            continue;
        };
        let text = document.lines[line].text.as_str();
        match &layout.labels[line] {
            Some(label) if !is_unnamed(label) => {}
            Some(label) => {
                let named = named(line, text, label.said.clone());
                side.first |= side.turns == 0 && named.is_some();
                side.turns += 1;
                side.named.extend(named);
            }
            None => side.further.extend(named(line, text, 0..text.len())),
        }
    }
    let are_named: Vec<bool> = sides.iter().map(|side| is_named(&side.named)).collect();
    let mut all = sides.iter().filter(|side| side.turns > 0);
    let begins = all.clone().count() == 2 && all.all(|side| side.first);
    let mut count = layout.names.len();
    for (who, side) in sides.into_iter().enumerate() {
        // Where both begin with one, each is named once.
        if are_named[who] || begins && side.named.len() == 1 {
            count = rename(layout, who, side, count);
        }
    }
}

/// The name that a part of a line begins with.
fn named(line: usize, text: &str, said: Range<usize>) -> Option<Named<'_>> {
    let part = text.get(said.clone())?;
    let reach = part
        .char_indices()
        .nth(LONGEST)
        .map_or(part.len(), |(at, _)| at);
    let sign = part[..reach].find([':', '：'])?;
    let width = part[sign..].chars().next()?.len_utf8();
    let name = part[..sign].trim();
    let rest = part[sign + width..].trim_start();
    let is_name = name.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
        && name.split_whitespace().count() <= WORDS
        // `van` may stand in it, `did` may not.
        && name.split_whitespace().all(|word| word.chars().count() <= PARTICLE || !word.starts_with(char::is_lowercase))
        && !name.contains(|c: char| c.is_ascii_digit() || ",;?!。，？！\"“”«»".contains(c))
        && rest.chars().any(char::is_alphanumeric)
        && !rest.starts_with("//");
    let begin = said.start + part.find(name)?;
    let end = said.start + part.len();
    is_name.then(|| Named {
        line,
        text: &text[begin..begin + name.len()],
        at: begin..begin + name.len(),
        said: end - rest.len()..end,
    })
}

/// How often each name stands.
fn times<'a>(named: &[Named<'a>]) -> HashMap<&'a str, usize> {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for one in named {
        *times.entry(one.text).or_default() += 1;
    }
    times
}

/// Of some names, whose initials each is.
fn full_names<'a>(names: &HashMap<&'a str, usize>) -> HashMap<&'a str, &'a str> {
    if names.len() > MOST {
        return HashMap::new();
    }
    let whose = |short: &&'a str| -> Option<(&'a str, &'a str)> {
        let long = names
            .keys()
            .filter(|long| initials_of(short, long).is_some());
        Some((*short, *long.min()?))
    };
    names.keys().filter_map(whose).collect()
}

/// Whether names come again in the turns of one side, few of them and often.
fn is_named(named: &[Named]) -> bool {
    let times = times(named);
    let full = full_names(&times);
    let again: usize = times.values().filter(|times| **times > 1).sum();
    let short = named
        .iter()
        .filter(|one| full.contains_key(one.text))
        .count();
    again.max(short) > 1 && 2 * times.len() <= named.len() + 1
}

/// Gives one side its names; returns how many there are now in the layout.
fn rename(layout: &mut Layout, who: usize, mut side: Side, mut count: usize) -> usize {
    // A name that begins further lines comes again, too: a translation may begin with it.
    let (own, further) = (times(&side.named), times(&side.further));
    let again = |one: &Named| own.contains_key(one.text) || further[one.text] > 1;
    let mut all: Vec<Named> = side
        .further
        .iter()
        .filter(|one| again(one))
        .cloned()
        .collect();
    all.append(&mut side.named);
    all.sort_by_key(|one| one.line);
    let long = full_names(&times(&all));
    let full = |one: &Named| -> String { (*long.get(one.text).unwrap_or(&one.text)).to_string() };
    let names: Vec<String> = all.iter().map(full).collect();
    // The first takes the place of whom nothing named.
    let mut places: HashMap<&str, usize> = HashMap::new();
    for name in &names {
        let next = if places.is_empty() { who } else { count };
        if *places.entry(name).or_insert(next) == count {
            count += 1;
            layout.names.push((name.clone(), 0));
        }
    }
    if let Some(first) = names.first() {
        layout.names[who].0.clone_from(first);
    }
    let mut of_line: HashMap<usize, (&Named, &String)> = HashMap::new();
    of_line.extend(
        all.iter()
            .zip(&names)
            .map(|(one, name)| (one.line, (one, name))),
    );
    let syntax = layout
        .labels
        .iter()
        .flatten()
        .find(|label| label.who == who);
    let Some(syntax) = syntax.map(|label| label.syntax) else {
        return count;
    };
    let mut last = who;
    for line in 0..layout.labels.len() {
        let is_own = layout.labels[line]
            .as_ref()
            .is_some_and(|label| label.who == who);
        let found = of_line.get(&line);
        if let Some((one, name)) = found {
            last = places[name.as_str()];
            layout.roles[line] = Role::LabelInline;
            layout.labels[line] = Some(Box::new(Label {
                name: name.as_str().into(),
                who: last,
                at: Some(one.at.clone()),
                said: one.said.clone(),
                notes: Vec::new(),
                syntax,
            }));
        } else if let Some(label) = layout.labels[line].as_mut().filter(|_| is_own) {
            label.who = last;
            label.name = layout.names[last].0.as_str().into();
        }
        if (is_own || found.is_some()) && last != who {
            layout.names[who].1 = layout.names[who].1.saturating_sub(usize::from(is_own));
            layout.names[last].1 += 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    #[test]
    fn names_within_questions_in_italics_and_their_answers() {
        let text = "_Q: Who lit the lamp?_\n\nA: My sister did, I think.\n\n_Q: Were you there?_\n\nA: Never. Well, once.\n\n\
                    _Q: And now?_\n\nA: Now I sleep until noon.\n";
        assert_eq!(
            spoken(text),
            [
                "q: Who lit the lamp?",
                "a: My sister did, I think.",
                "q: Were you there?",
                "a: Never. Well, once.",
                "q: And now?",
                "a: Now I sleep until noon."
            ]
        );
    }

    #[test]
    fn two_are_named_where_they_begin_and_by_initials() {
        for (text, expected) in [
            (
                "**Harbor Post: Who lit the lamp?**\n\n**Oda Falk:** My sister did, I think.\n\n**Were you there?**\n\nNever. Well, once.\n\n\
                 **And now?**\n\nNow I sleep until noon.\n",
                [
                    "harbor-post",
                    "oda-falk",
                    "harbor-post",
                    "oda-falk",
                    "harbor-post",
                    "oda-falk",
                ],
            ),
            (
                "**Ann Reed: Who lit the lamp?**\n\nOda Falk: My sister did, I think.\n\n**AR: Were you there?**\n\nOF: Never. Well, once.\n\n\
                 **AR: And now?**\n\nOF: Now I sleep until noon.\n",
                [
                    "ann-reed", "oda-falk", "ann-reed", "oda-falk", "ann-reed", "oda-falk",
                ],
            ),
            (
                "**Who lights that lamp: you?**\n\nMy younger sister: she lit it.\n\n**Were you there?**\n\nNever. Well, once.\n\n\
                 **And now?**\n\nNow I sleep until noon.\n",
                [
                    "interviewer",
                    "guest",
                    "interviewer",
                    "guest",
                    "interviewer",
                    "guest",
                ],
            ),
        ] {
            let lines = spoken(text);
            let who: Vec<&str> = lines
                .iter()
                .filter_map(|line| Some(line.split_once(": ")?.0))
                .collect();
            assert_eq!(who, expected, "{lines:?}");
        }
    }
}
