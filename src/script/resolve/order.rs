//! Which of two languages translates the other, where a text begins and ends in one: behind a preface in the second language, or
//! before an afterword in the first.

use super::pairs::groups;
use super::turns::{Part, Spoken, Unit};
use crate::language::Language;

/// How many runs of lines of one language show how they stand, where the languages take turns.
const FEWEST: usize = 5;
/// How much longer the half in the language of a preface is.
const LONGER: f64 = 1.25;

/// What is said on end in one language.
struct Run<'a> {
    language: &'a Language,
    /// Whether a blank line stands before it.
    begins_block: bool,
    /// Whether someone else speaks before it.
    is_another: bool,
    /// Whether a person says it.
    is_named: bool,
    chars: usize,
}

/// Cuts a preface in the second of two languages off, which translates nothing, and puts the other first.
pub(crate) fn cut_preface(
    parts: &mut [Part],
    languages: &mut [Language],
    are_halves: bool,
) -> Option<Vec<Spoken>> {
    if languages.len() != 2 || groups::begin(parts, languages) {
        return None;
    }
    let runs = runs(parts);
    let [first, rest @ ..] = &runs[..] else {
        return None;
    };
    // All others are said by people.
    let is_told = rest.iter().all(|run| run.is_named);
    let fits = if are_halves || runs.len() == 3 {
        runs.len() == 3 && LONGER * first.chars as f64 <= runs[2].chars as f64
    } else {
        runs.len() >= FEWEST
            && runs.len() % 2 == 1
            && (is_told || parting(rest) < parting(&runs[..runs.len() - 1]))
    };
    let has_preface = fits && !first.is_named;
    if !has_preface {
        return None;
    }
    let own = first.language.clone();
    if languages[0] == own {
        languages.swap(0, 1);
    }
    let is_other = |unit: &Unit| !unit.is_note && unit.language != own;
    let has_other = |turn: &Spoken| turn.units.iter().any(is_other);
    let part = parts.iter_mut().find(|part| !part.turns.is_empty())?;
    let nth = part.turns.iter().position(has_other)?;
    if !part.title.is_empty() {
        return None;
    }
    let turn = &mut part.turns[nth];
    let rest = turn.units.iter().position(is_other)?;
    let ahead = turn.cut(rest);
    let mut preface: Vec<Spoken> = part.turns.drain(..nth).collect();
    preface.extend(Some(ahead).filter(|turn| !turn.units.is_empty()));
    Some(preface)
}

fn runs(parts: &[Part]) -> Vec<Run<'_>> {
    let mut runs: Vec<Run> = Vec::new();
    let mut before = None;
    for turn in parts.iter().flat_map(|part| &part.turns) {
        for unit in turn.units.iter().filter(|unit| !unit.is_note) {
            let chars = unit.text.chars().count();
            let last = runs.last_mut();
            match last.filter(|run| *run.language == unit.language) {
                Some(run) => run.chars += chars,
                None => runs.push(Run {
                    language: &unit.language,
                    begins_block: unit.begins_block,
                    is_another: before != Some(turn.person),
                    is_named: turn.person.is_some(),
                    chars,
                }),
            }
            before = Some(turn.person);
        }
    }
    runs
}

/// How badly runs fit as pairs of two: how often a blank line or another speaker parts the two, and how much their lengths differ.
fn parting(runs: &[Run]) -> (usize, f64) {
    let pairs = || runs.chunks_exact(2);
    let parted =
        pairs().map(|two| usize::from(two[1].begins_block) + usize::from(two[1].is_another));
    let ratios = pairs().map(|two| (two[0].chars as f64 / two[1].chars as f64).ln());
    let ratios: Vec<f64> = ratios.collect();
    let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
    let spread = ratios.iter().map(|ratio| (ratio - mean).powi(2)).sum();
    (parted.sum(), spread)
}

#[cfg(test)]
mod tests {
    use crate::script::{Line, Options, Script, read};

    fn read_text(text: &str) -> Script {
        read(text.as_bytes(), "weir.txt", &Options::default()).unwrap()
    }

    /// How many lines are said in both languages, and how many in one.
    fn paired(script: &Script) -> [usize; 2] {
        let lines = script.turns().flat_map(|turn| &turn.lines);
        let languages = lines.filter_map(|line| match line {
            Line::Speech { text, .. } => Some(text.len()),
            Line::Note { .. } => None,
        });
        let counts: Vec<usize> = languages.collect();
        [2, 1].map(|n| counts.iter().filter(|count| **count == n).count())
    }

    const TALK: &str = "Ann: Who keeps the key of the weir?\n安：谁拿着水坝的钥匙？\n\nBo: I do, since the flood.\n波：我拿着，从洪水以来。\n\n\
                        Ann: And where is it now?\n安：现在在哪里？\n\nBo: In the river.\n波：在河里。\n";

    #[test]
    fn a_preface_in_the_second_language_translates_nothing() {
        let script = read_text(TALK);
        assert_eq!(paired(&script), [4, 0]);
        let script = read_text(&format!("这段话是在水坝旁边录下的，略有删节。\n\n{TALK}"));
        assert_eq!(paired(&script), [4, 1]);
        assert_eq!(script.languages[0].tag(), "en");
    }

    #[test]
    fn nor_does_one_before_both_halves() {
        let half = |from: usize| -> String {
            let blocks = TALK
                .split("\n\n")
                .map(|block| block.lines().nth(from).unwrap());
            blocks.collect::<Vec<_>>().join("\n")
        };
        let halves = format!("{}\n\n{}\n", half(0), half(1));
        assert_eq!(paired(&read_text(&halves)), [4, 0]);
        let script = read_text(&format!("水坝旁边的谈话。\n\n{halves}"));
        assert_eq!(paired(&script)[0], 4, "{script:?}");
    }

    #[test]
    fn an_introduction_in_the_language_of_the_second_half_is_none_of_it() {
        let text = "这是灯塔看守人 1930 年在里昂的一次讲话，录音保存在港口博物馆里。\n\n\
                    Good evening to all of you who have come down to the harbour on such a night.\n\
                    I have kept the lamp for thirty years.\nTonight I shall tell you why it went out in 1911.\n\
                    It was not the wind, and it was not the oil.\n\n讲话译文：\n\n\
                    各位在这样的夜里来到港口，晚上好。\n我看守这盏灯三十年了。\n\
                    今晚我要告诉大家 1911 年它为什么灭了。\n不是因为风，也不是因为油。\n";
        assert_eq!(paired(&read_text(text)), [4, 1]);
        let titled = format!("The Keeper of the Lamp\n\n{text}");
        assert_eq!(paired(&read_text(&titled)), [4, 1]);
    }
}
