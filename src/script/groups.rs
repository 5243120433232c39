//! Which lines of a turn belong together: from its lines in order to the groups that say the same.
//!
//! In a block, lines of the languages take turns, or as many of the one follow those of the other.
//! Blocks of one language each pair with blocks of the other: one with the next, or several with as
//! many. Where a name in the other language parts them, all before it is what all after it is.

use super::align::deviation;
use super::draft::{Draft, DraftLine, Part};
use super::sentences;
use crate::language::Language;
use std::collections::HashMap;

/// How many blocks may be one in the other language.
const MOST: usize = 3;
/// Up to which deviation lengths show that several blocks are one, and by how much it must be less
/// than that of one block alone, in standard deviations.
const CLOSE: f64 = 1.0;

/// How long all is that is said in each language, in characters.
#[derive(Debug, Default)]
pub(super) struct Lengths<'a>(HashMap<&'a Language, usize>);

impl<'a> Lengths<'a> {
    /// Of all lines of a text.
    pub fn of(draft: &'a Draft) -> Self {
        let mut lengths = HashMap::new();
        for line in draft.lines.iter().filter(|line| line.part == Part::Speech) {
            let length = line.text.chars().filter(|c| !c.is_whitespace()).count();
            *lengths.entry(&line.language).or_default() += length;
        }
        Self(lengths)
    }

    fn ratio(&self, first: &Language, second: &Language) -> f64 {
        let length = |language| self.0.get(language).copied().unwrap_or(0).max(1) as f64;
        length(second) / length(first)
    }

    /// How far blocks are from the length that their translation would have.
    fn deviation(&self, first: &[Stretch], second: &[Stretch]) -> f64 {
        let ratio = self.ratio(first[0].run.language, second[0].run.language);
        deviation(texts(first), texts(second), ratio)
    }
}

/// Lines of one language that stand together.
pub(super) struct Run<'a> {
    /// Their language.
    pub language: &'a Language,
    /// The lines, one at least.
    pub lines: Vec<&'a DraftLine>,
}

/// A run, and how it stands after the one before.
pub(super) struct Stretch<'a> {
    /// The lines.
    pub run: Run<'a>,
    /// Whether a block begins with it.
    pub begins: bool,
    /// Whether it stands after the speaker's name in another language.
    pub is_named: bool,
}

/// What is to be paired, and how many stretches it was made of.
pub(super) struct Group<'a> {
    /// Runs that say the same; each of these is paired for itself.
    pub runs: Vec<Vec<Run<'a>>>,
    /// How many stretches it was made of.
    pub stretches: usize,
    /// Whether the lengths alone make one of several blocks.
    pub is_by_length: bool,
}

impl<'a> Stretch<'a> {
    /// Whether a line goes on with it, if no block begins between them.
    pub fn takes(&self, line: &DraftLine) -> bool {
        let row = line.marked.column.map(|_| line.at);
        self.run.language == &line.language && self.row() == row
    }

    /// The row of a table that it is a cell of.
    fn row(&self) -> Option<usize> {
        let line = self.run.lines.first()?;
        line.marked.column.map(|_| line.at)
    }
}

fn sentence_count(stretches: &[Stretch]) -> usize {
    texts(stretches)
        .map(|text| sentences::split(text).len())
        .sum()
}

fn texts<'s>(stretches: &'s [Stretch]) -> impl Iterator<Item = &'s str> {
    let lines = stretches.iter().flat_map(|s| &s.run.lines);
    lines.map(|line| line.text.as_str())
}

/// The groups of a turn's stretches, in order.
pub(super) fn of<'a>(
    stretches: Vec<Stretch<'a>>,
    languages: &[Language],
    lengths: &Lengths,
) -> Vec<Group<'a>> {
    let rank = |s: &Stretch| languages.iter().position(|l| l == s.run.language);
    let mut sizes: Vec<Size> = Vec::new();
    let mut first = 0;
    while first < stretches.len() {
        let size = next(&stretches[first..], rank, lengths);
        first += size.stretches();
        sizes.push(size);
    }
    let mut rest = stretches.into_iter().map(|stretch| stretch.run);
    sizes
        .into_iter()
        .map(|size| {
            let stretches = size.stretches();
            let is_by_length = matches!(size, Size::ByLength(..));
            let mut taken = |n: usize| rest.by_ref().take(n).collect::<Vec<_>>();
            let runs = match size {
                Size::Alone(n) => taken(n).into_iter().map(|run| vec![run]).collect(),
                Size::Together(n) => vec![taken(n)],
                Size::Each(n, times) => {
                    let mut runs: Vec<Vec<Run>> = taken(n).into_iter().map(|r| vec![r]).collect();
                    for _ in 1..times {
                        for (group, run) in runs.iter_mut().zip(taken(n)) {
                            group.push(run);
                        }
                    }
                    runs
                }
                Size::Sides(n, m) | Size::ByLength(n, m) => {
                    vec![vec![joined(taken(n)), joined(taken(m))]]
                }
            };
            Group {
                runs,
                stretches,
                is_by_length,
            }
        })
        .collect()
}

/// What the next stretches are.
enum Size {
    /// That many stretches without a translation.
    Alone(usize),
    /// That many that say the same.
    Together(usize),
    /// That many of one language, then as many of each other, that many languages in all.
    Each(usize, usize),
    /// That many of one language that say together what that many of the other do.
    Sides(usize, usize),
    /// The same, as nothing but their lengths shows.
    ByLength(usize, usize),
}

impl Size {
    fn stretches(&self) -> usize {
        match self {
            Self::Alone(n) | Self::Together(n) => *n,
            Self::Each(n, times) => n * times,
            Self::Sides(n, m) | Self::ByLength(n, m) => n + m,
        }
    }
}

/// What stands first among stretches, of which there is one at least.
fn next<'s, 'a>(
    stretches: &'s [Stretch<'a>],
    rank: impl Fn(&Stretch) -> Option<usize> + Copy,
    lengths: &Lengths,
) -> Size {
    if let Some(row) = stretches[0].row() {
        return Size::Together(alike(stretches, |s| s.row() == Some(row)));
    }
    let is_block = |s: &Stretch| s.begins && s.row().is_none();
    let same = |s: &Stretch, first: &Stretch| s.run.language == first.run.language;
    let more = &stretches[1..];
    let ours = 1 + alike(more, |s| {
        is_block(s) && !s.is_named && same(s, &stretches[0])
    });
    let Some(other) = stretches.get(ours).filter(|other| other.row().is_none()) else {
        return Size::Alone(ours);
    };
    if !other.begins {
        // In the block of the last of ours: they take turns there.
        return match ours {
            1 => Size::Together(taking_turns(stretches, rank)),
            _ => Size::Alone(ours - 1),
        };
    }
    // A translation stands after what it translates.
    if rank(other) <= rank(&stretches[0]) {
        return Size::Alone(ours);
    }
    let after = &stretches[ours + 1..];
    let theirs = 1 + alike(after, |s| is_block(s) && !s.is_named && same(s, other));
    if other.is_named {
        return match (ours, theirs) {
            (1, 1) => Size::Together(taking_turns(stretches, rank)),
            _ if ours == theirs => Size::Each(ours, 2),
            _ => Size::Sides(ours, theirs),
        };
    }
    if ours > 1 && ours == theirs {
        let mut times = 2;
        while let Some(block) = stretches.get(times * ours..(times + 1) * ours)
            && rank(&block[0]) > rank(&stretches[(times - 1) * ours])
            && block.iter().all(|s| is_block(s) && same(s, &block[0]))
        {
            times += 1;
        }
        return Size::Each(ours, times);
    }
    let (own, others) = (&stretches[..ours], &stretches[ours..ours + theirs]);
    // Several are one if they are as long, or as many sentences, and the one alone is not.
    let joined = |most: usize, side: &dyn Fn(usize) -> (&'s [Stretch<'a>], &'s [Stretch<'a>])| {
        let deviation = |k| lengths.deviation(side(k).0, side(k).1);
        let is_even = |k| sentence_count(side(k).0) == sentence_count(side(k).1);
        let alone = deviation(1);
        let best = (2..=most.min(MOST)).min_by(|a, b| deviation(*a).total_cmp(&deviation(*b)));
        best.filter(|best| {
            let own = deviation(*best);
            own < CLOSE.min(alone - CLOSE) || own < alone && is_even(*best) && !is_even(1)
        })
    };
    if ours == 1 {
        let theirs = joined(theirs, &|k| (own, &others[..k]));
        return match theirs {
            Some(theirs) => Size::ByLength(1, theirs),
            None => Size::Together(taking_turns(stretches, rank)),
        };
    }
    let last = (theirs == 1).then(|| joined(ours, &|k| (&own[ours - k..], others)));
    match last.flatten() {
        Some(last) if last == ours => Size::ByLength(ours, 1),
        Some(last) => Size::Alone(ours - last),
        None => Size::Alone(ours - 1),
    }
}

/// How many of the first stretches say the same in a language each; from one block to the next, in
/// the order of the languages and with as many lines.
fn taking_turns(stretches: &[Stretch], rank: impl Fn(&Stretch) -> Option<usize>) -> usize {
    let joins = |n: usize| {
        let (heard, next) = (&stretches[..n], &stretches[n]);
        let is_new = heard.iter().all(|s| s.run.language != next.run.language);
        let as_many = |s: &Stretch| s.run.lines.len() == next.run.lines.len();
        let fits = |s: &Stretch| rank(s) < rank(next) && (next.is_named || as_many(s));
        is_new && next.row().is_none() && (!next.begins || heard.iter().all(fits))
    };
    let count = (1..stretches.len()).take_while(|&n| joins(n)).count();
    count + 1
}

fn alike(stretches: &[Stretch], is: impl Fn(&Stretch) -> bool) -> usize {
    stretches.iter().take_while(|stretch| is(stretch)).count()
}

fn joined(runs: Vec<Run>) -> Run {
    let language = runs[0].language;
    let lines = runs.into_iter().flat_map(|run| run.lines).collect();
    Run { language, lines }
}

#[cfg(test)]
mod tests {
    use crate::script::turns::tests::paired;

    #[test]
    fn a_translation_may_stand_in_a_block_of_its_own() {
        assert_eq!(
            paired("Ann:\nOne.\n\n安:\n一。\n\nTwo.\n\n二。\n\nAnn:\nThree.\n\n安:\n三。"),
            ["One. | 一。", "Two. | 二。", "--", "Three. | 三。"]
        );
    }

    #[test]
    fn blocks_of_one_language_pair_with_as_many_of_the_other() {
        for between in ["", "安:\n"] {
            assert_eq!(
                paired(&format!(
                    "Ann:\nOne.\n安:\n一。\n\nAnn:\nOne.\n\nTwo.\n\n{between}一。\n\n二。\n\nAnn:\nThree.\n安:\n三。"
                ))[2..],
                ["One. | 一。", "Two. | 二。", "--", "Three. | 三。"]
            );
        }
        assert_eq!(
            paired(
                "It was dark.\n\nShe lit it.\n\n天黑了。\n\n她点了灯。\n\nNobody came.\n\n没人来。"
            ),
            [
                "It was dark. | 天黑了。",
                "--",
                "She lit it. | 她点了灯。",
                "--",
                "Nobody came. | 没人来。"
            ]
        );
    }

    #[test]
    fn a_cell_may_hold_several_lines() {
        let text = "| English | 中文 |\n|---|---|\n| One. | 一。 |\n| Two. | 二<br>和二。 |\n";
        let script = crate::script::read(text.as_bytes(), "t.md", &Default::default()).unwrap();
        let lines: Vec<_> = script.turns().flat_map(|turn| &turn.lines).collect();
        let crate::script::Line::Speech { text, .. } = lines[1] else {
            panic!("{lines:?}");
        };
        assert_eq!(text.values().collect::<Vec<_>>(), ["Two.", "二和二。"]);
    }

    #[test]
    fn a_name_in_the_other_language_parts_uneven_blocks() {
        assert_eq!(
            paired("Ann:\nOne.\n\nTwo.\n\n安:\n一和二。\n\nBo:\nYes.\n\n波:\n是。"),
            ["One. Two. | 一和二。", "--", "Yes. | 是。"]
        );
    }

    #[test]
    fn several_blocks_may_be_one_as_their_lengths_say() {
        let text = "The old keeper had lived on the island for thirty years.\n\n老守塔人在岛上住了三十年。\n\n\
                    He lit the lamp every evening at the same hour.\n\nNobody had ever asked him why he did it.\n\n\
                    他每天晚上在同一时间点亮灯，从来没有人问过他为什么这样做。\n\n\
                    One night somebody knocked at the door.\n\n一天晚上，有人敲门。\n";
        assert_eq!(
            paired(text)[2],
            "He lit the lamp every evening at the same hour. Nobody had ever asked him why he did it. | \
             他每天晚上在同一时间点亮灯，从来没有人问过他为什么这样做。"
        );
        let short = "It was dark.\n\n天黑了。\n\nShe lit it.\n\nShe sat down.\n\n她点了灯。她坐下了。\n\nNobody came.\n\n没有人来。\n";
        assert_eq!(
            paired(short)[2],
            "She lit it. She sat down. | 她点了灯。她坐下了。"
        );
        // One that is left out is not joined.
        let text = text.replace("，从来没有人问过他为什么这样做", "");
        assert_eq!(
            paired(&text)
                .iter()
                .filter(|line| !line.contains('|'))
                .count(),
            4
        );
    }

    #[test]
    fn what_has_no_translation_takes_none() {
        assert_eq!(
            paired("Ann:\nOne.\n\nTwo.\n\n二。\n\nAnn:\nYes.\n\n是。\n\n不。"),
            ["One.", "Two. | 二。", "--", "Yes. | 是。", "不。"]
        );
    }
}
