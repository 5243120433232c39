//! Names over what is said in ideographs: `安娜` over a line. A few ideographs alone on a line are a name, a title or a line of a poem;
//! they may be names where most blocks of the text begin so and some come again, perhaps with a blank line below, or where they come
//! as often as the names of the text's other language, `ANNA`, do.

use super::candidates;
use super::letters::is_word_by_itself;
use super::{Capitals, Close, LineFacts};
use crate::script::document::SourceLine;
use std::collections::HashMap;

/// The longest such name, in characters.
const LONGEST: usize = 8;
/// How many lines under names each language has at least.
const FEWEST: usize = 4;
/// How far two names may differ in how often they come: one in so many.
const MISSING: usize = 5;
/// How many lines under names a text in one language has at least, and which share of its blocks has one.
const FEWEST_ALONE: usize = 3;
const SHARE: f64 = 0.6;

/// Adds labels to lines of ideographs that are names.
pub(super) fn add(lines: &[SourceLine], facts: &mut [LineFacts]) {
    let opens = |i: &usize| {
        let begins = *i == 0 || facts[*i].blank_before;
        begins && lines[*i].preset.is_none() && lines.get(i + 1).is_some()
    };
    let is_near = |i: &usize| !lines[i + 1].blank_before;
    let (mut cased, mut ideographs) = (
        HashMap::<&str, usize>::new(),
        HashMap::<&str, Vec<usize>>::new(),
    );
    for i in (0..lines.len()).filter(opens) {
        let text = lines[i].text.as_str();
        if is_ideographs(text) {
            ideographs.entry(text).or_default().push(i);
        } else if is_near(&i) && is_name(&facts[i]) {
            *cased.entry(text).or_default() += 1;
        }
    }
    if begin_blocks(lines, facts, ideographs.values()) {
        return name_all(lines, facts, ideographs.into_values().flatten());
    }
    for places in ideographs.values_mut() {
        places.retain(is_near);
    }
    ideographs.retain(|_, places| !places.is_empty());
    let mut often: Vec<usize> = cased.into_values().collect();
    let mut theirs: Vec<usize> = ideographs.values().map(Vec::len).collect();
    often.sort_unstable();
    theirs.sort_unstable();
    let is_like = |(a, b): (&usize, &usize)| a.abs_diff(*b) <= 1.max(a.max(b) / MISSING);
    let are_alike = often.len() == theirs.len() && often.iter().zip(&theirs).all(is_like);
    let are_many =
        |counts: &[usize]| counts.iter().sum::<usize>() >= FEWEST && counts.last() > Some(&1);
    if are_alike && are_many(&often) && are_many(&theirs) {
        name_all(lines, facts, ideographs.into_values().flatten());
    }
}

fn name_all(lines: &[SourceLine], facts: &mut [LineFacts], names: impl Iterator<Item = usize>) {
    for i in names {
        facts[i].add(candidates::name_alone(&lines[i]));
    }
}

/// Whether most blocks begin with one of these lines, which come again, and go on with a sentence.
fn begin_blocks<'a>(
    lines: &[SourceLine],
    facts: &[LineFacts],
    names: impl Iterator<Item = &'a Vec<usize>>,
) -> bool {
    let is_over = |i: &usize| facts[i + 1].ends_sentence;
    let (mut over, mut names_again, mut apart) = (0, 0, 0);
    for places in names {
        let places = places.iter().filter(|i| is_over(i));
        let n = places.clone().count();
        over += n;
        names_again += usize::from(n > 1);
        apart += places.filter(|i| lines[*i + 1].blank_before).count();
    }
    let opens =
        |(line, facts): &(&SourceLine, &LineFacts)| line.preset.is_none() && facts.blank_before;
    // A name with a blank line below and what is said there are one block.
    let blocks = lines.iter().zip(facts).filter(opens).count() - apart;
    let fewest = if apart > 0 { 2 } else { 1 };
    over >= FEWEST_ALONE && names_again >= fewest && over as f64 >= SHARE * blocks as f64
}

/// Whether a line is nothing but a few ideographs, and the point between the parts of a foreign name.
fn is_ideographs(text: &str) -> bool {
    let is_sign = |c: char| is_word_by_itself(c) || matches!(c, '·' | '・' | '．');
    text.chars().count() <= LONGEST && text.chars().all(is_sign)
}

/// Whether a line can be a name of a script with capitals, and nothing else.
fn is_name(facts: &LineFacts) -> bool {
    facts.candidates.iter().any(|candidate| {
        let form = &candidate.syntax;
        form.is_alone
            && form.close == Close::Nothing
            && matches!(candidate.capitals, Capitals::All | Capitals::Title)
            && candidate.never == 0.0
    })
}

#[cfg(test)]
mod tests {
    use crate::script::document::Document;
    use crate::script::facts;

    /// Which lines may be a name.
    fn names(text: &str) -> Vec<usize> {
        let document = Document::of_text(text);
        let facts = facts::of(&document);
        let is_named = |i: &usize| {
            let text = &document.lines[*i].text;
            text.chars().all(|c| !c.is_ascii()) && !facts[*i].candidates.is_empty()
        };
        (0..document.lines.len()).filter(is_named).collect()
    }

    #[test]
    fn names_of_one_language_show_those_of_the_other() {
        let turns = |names: [&str; 2], said: [&str; 2]| {
            let turn = |n: usize| format!("{}\n{}\n\n", names[n % 2], said[n % 2]);
            (0..4).map(turn).collect::<String>()
        };
        let english = turns(["ANNA", "BORIS"], ["Who lit it?", "Nobody did."]);
        let chinese = turns(["安娜", "鲍里斯"], ["谁点的灯？", "没有人。"]);
        assert_eq!(names(&format!("{english}{chinese}")), [8, 10, 12, 14]);
        // Alone they may be names, too, as they come again.
        assert_eq!(names(&chinese), [0, 2, 4, 6]);
        // Nor does a blank line below change this.
        let spread = chinese.replace('\n', "\n\n").replace("\n\n\n\n", "\n\n");
        assert_eq!(names(&spread), [0, 2, 4, 6]);
        // Titles come once each.
        let poems = "一\n天黑了。\n\n二\n灯亮了。\n\n三\n风停了。\n\n四\n船来了。";
        assert!(names(&format!("{english}{poems}")).is_empty() && names(poems).is_empty());
    }
}
