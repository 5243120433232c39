//! Running heads that a saved record has at the beginning of its paragraphs: `12 The Lamp Committee 4 March 2024` on the left page,
//! `4 March 2024 The Lamp Committee 13` on the right one.

use super::counts_pages;
use crate::script::claims::text::Text;
use std::collections::HashMap;
use std::ops::Range;

/// How many words a head has at least and at most, with the number of the page.
const FEWEST_WORDS: usize = 5;
const MOST_WORDS: usize = 20;
/// How long a paragraph is at least that one may stand in, in bytes.
const SHORTEST: usize = 120;
/// On how many pages it stands at least, and how many of them may be missing between two.
const FEWEST: usize = 3;
const MISSING: u32 = 12;

/// A head: the line, its bytes, its page, and whether the number stands before it.
struct Head {
    line: usize,
    bytes: Range<usize>,
    page: u32,
    is_left: bool,
}

/// The heads at the beginning of paragraphs, with their lines.
pub(super) fn heads(text: &Text) -> Vec<(usize, Range<usize>)> {
    let mut alike: HashMap<Vec<&str>, Vec<Head>> = HashMap::new();
    for (i, line) in text.free() {
        let own = line.text();
        if own.len() < SHORTEST {
            continue;
        }
        let begin = own.as_ptr() as usize;
        let words = own.split_whitespace().take(MOST_WORDS + 1);
        let words: Vec<&str> = words.collect();
        let end = |n: usize| words[n - 1].as_ptr() as usize - begin + words[n - 1].len();
        let counts = |word: &str| word.parse::<u32>().ok().filter(|page| *page < 10_000);
        let mut add = |n: usize, page: u32, is_left: bool| {
            let beside = if is_left { 1..n } else { 0..n - 1 };
            let mut beside = words[beside].to_vec();
            let is_head = |word: &&&str| word.chars().filter(|c| c.is_alphabetic()).count() > 2;
            if beside.iter().filter(is_head).count() > 1 {
                beside.sort_unstable();
                let bytes = 0..end(n);
                let head = Head {
                    line: i,
                    bytes,
                    page,
                    is_left,
                };
                alike.entry(beside).or_default().push(head);
            }
        };
        let counted = words.len().min(MOST_WORDS + 1) - 1;
        if let Some(page) = words.first().and_then(|word| counts(word)) {
            (FEWEST_WORDS..=counted).for_each(|n| add(n, page, true));
        }
        for n in FEWEST_WORDS..=counted {
            if let Some(page) = counts(words[n - 1]) {
                add(n, page, false);
            }
        }
    }
    let mut found: Vec<Option<Range<usize>>> = vec![None; text.len()];
    for heads in alike
        .into_values()
        .filter(|heads| are_of_pages(text, heads))
    {
        for head in heads {
            let longest = found[head.line]
                .take()
                .filter(|own| own.end > head.bytes.end);
            found[head.line] = Some(longest.unwrap_or(head.bytes));
        }
    }
    let found = found.into_iter().enumerate();
    found.filter_map(|(i, head)| Some((i, head?))).collect()
}

/// Whether what stands on several pages counts them: on left and right ones, or where a sentence goes on behind them.
fn are_of_pages(text: &Text, heads: &[Head]) -> bool {
    let goes_up = |pair: &[Head]| {
        let step = pair[1].page.checked_sub(pair[0].page);
        pair[0].line < pair[1].line && step.is_some_and(|step| (1..=MISSING).contains(&step))
    };
    let left = heads.iter().filter(|head| head.is_left).count();
    let has_both = left > 0 && left < heads.len();
    let is_at_break = |head: &&Head| {
        let before = head.line.checked_sub(1).map(|before| &text.lines[before]);
        before.is_some_and(|line| !line.is_over || counts_pages(&line.lower).is_some())
    };
    heads.len() >= FEWEST
        && heads.windows(2).all(goes_up)
        && (has_both || heads.iter().filter(is_at_break).count() * 2 > heads.len())
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    /// A record whose pages begin in mid-sentence.
    fn record(heads: [&str; 4]) -> String {
        let text = "The keeper told the committee that the lamp had burned all winter and that nobody had paid for the oil, which the";
        let rest = "harbour had promised to bring before the ice came and the road to the town was closed.";
        let pages = heads.map(|head| format!("{head} {rest} {text}"));
        format!("{text}\n\n{}\n\n", pages.join("\n\n"))
    }

    #[test]
    fn heads_of_pages_at_the_beginning_of_paragraphs() {
        let heads = [
            "4 March 2024 The Lamp Committee 13",
            "14 The Lamp Committee 4 March 2024",
            "4 March 2024 The Lamp Committee 15",
            "16 The Lamp Committee 4 March 2024",
        ];
        let lines = spoken(&record(heads));
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(
            !lines[0].contains("Committee 1") && lines[0].contains("oil, which the harbour had")
        );
        // Sentences that begin alike are of the text.
        let own = [
            "In the winter of the year 1913",
            "In the winter of the year 1911",
            "In the winter of the year 1919",
            "In the winter of the year 1912",
        ];
        assert!(spoken(&record(own)).concat().contains("1919"));
    }
}
