//! Texts that are marked as headings from the first to the last line: the name of who speaks as a heading, and each sentence
//! as one below it; or each line of notes. The headings that hold the sentences, or that are the most, are the text.

use super::super::document::SourceLine;
use super::super::sentences::is_over;

/// How many lines a text has at least.
const FEWEST: usize = 4;
/// Of how many lines one at most is no heading.
const HEADINGS_TO_EACH: usize = 10;
/// The share of the lowest headings that end as sentences do.
const SENTENCES: f64 = 0.6;

/// Makes text of the lowest headings of a text that has no other.
pub(super) fn settle(lines: &mut [SourceLine]) {
    let text = || lines.iter().filter(|line| line.preset.is_none());
    let headings = || text().filter_map(|line| Some((line.markup.heading?, line)));
    let (all, headed) = (text().count(), headings().count());
    let Some(lowest) = headings().map(|(level, _)| level).max() else {
        return;
    };
    if headed < FEWEST || (all - headed) * HEADINGS_TO_EACH > headed {
        return;
    }
    let of = |level: u8| headings().filter(move |(own, _)| *own == level);
    let sentences = of(lowest).filter(|(_, line)| is_over(&line.text)).count();
    let count = of(lowest).count();
    let are_sentences = sentences as f64 >= SENTENCES * count as f64 && count * 2 >= headed;
    let body = match () {
        () if are_sentences => lowest,
        // Where nothing else could be read, it is what most of them are.
        () if all == headed => (1..=lowest)
            .max_by_key(|level| of(*level).count())
            .unwrap_or(lowest),
        () => return,
    };
    for line in lines
        .iter_mut()
        .filter(|line| line.markup.heading >= Some(body))
    {
        line.markup.heading = None;
    }
}
