//! Two columns side by side on all pages of a document: where they come near each other, poppler takes what stands in both for one
//! line.

use super::lines::{Line, Page};
use std::collections::HashMap;

/// From how many lines on, and in which share of them, the second column begins at one place.
const FEWEST: usize = 20;
const SHARE: f32 = 0.3;
/// In which share of the lines that begin before it nothing reaches into it.
const CLEAR: f32 = 0.75;
/// How near to that place the first word of the second column begins, as a share of its height.
const NEAR: f32 = 0.1;
/// Between which shares of the width of the text it is.
const MIDDLE: std::ops::Range<f32> = 0.3..0.7;

/// Parts the lines that stand in both columns, if the pages have two.
pub(super) fn part(pages: &mut [Page]) {
    let Some(second) = second_column(pages) else {
        return;
    };
    for page in pages {
        let blocks = std::mem::take(&mut page.blocks);
        for block in blocks {
            let is_both = block.iter().any(|line| place(line, second).is_some());
            if !is_both {
                page.blocks.push(block);
                continue;
            }
            let (mut left, mut right) = (Vec::new(), Vec::new());
            for mut line in block {
                match place(&line, second) {
                    Some(nth) => {
                        right.push(take_behind(&mut line, nth));
                        left.push(line);
                    }
                    None if line.left < second - NEAR * line.size => left.push(line),
                    None => right.push(line),
                }
            }
            page.blocks
                .extend([left, right].into_iter().filter(|block| !block.is_empty()));
        }
    }
}

/// Where the second column begins, in points from the left.
fn second_column(pages: &[Page]) -> Option<f32> {
    let lines = || pages.iter().flat_map(|page| page.blocks.iter().flatten());
    let all = lines().count();
    let left = lines().map(|line| line.left).fold(f32::MAX, f32::min);
    let right = lines().map(|line| line.right).fold(0.0, f32::max);
    let mut begin: HashMap<i32, usize> = HashMap::new();
    let is_in_middle = |x: f32| MIDDLE.contains(&((x - left) / (right - left).max(1.0)));
    for line in lines().filter(|line| is_in_middle(line.left)) {
        *begin.entry(line.left.round() as i32).or_default() += 1;
    }
    let (place, times) = begin.into_iter().max_by_key(|(x, times)| (*times, -*x))?;
    if times < FEWEST || (times as f32) < SHARE * all as f32 {
        return None;
    }
    let at: Vec<f32> = lines()
        .map(|line| line.left)
        .filter(|x| x.round() as i32 == place)
        .collect();
    let second = at.iter().sum::<f32>() / at.len() as f32;
    let before = || lines().filter(|line| line.left < second - 1.0);
    let clear = before().filter(|line| line.right <= second).count();
    (clear as f32 >= CLEAR * before().count() as f32 && clear > 0).then_some(second)
}

/// The word of a line with which the second column begins, if the line stands in both.
fn place(line: &Line, second: f32) -> Option<usize> {
    if line.left >= second || line.right <= second {
        return None;
    }
    let is_first = |word: &super::lines::Begin| {
        (word.left - second).abs() < NEAR * line.size && word.before < word.left
    };
    line.words.iter().position(is_first)
}

/// Takes a word and what stands behind it out of a line.
fn take_behind(line: &mut Line, nth: usize) -> Line {
    let first = line.words[nth];
    let words = line.words.split_off(nth);
    let mut behind = line.clone();
    behind.text = line.text.split_off(first.byte);
    behind.left = first.left;
    behind.words = words[1..].to_vec();
    behind
        .words
        .iter_mut()
        .for_each(|word| word.byte -= first.byte);
    line.text.truncate(line.text.trim_end().len());
    line.right = first.before;
    behind
}

#[cfg(test)]
mod tests {
    use super::super::lines::Begin;
    use super::*;

    fn line(left: f32, right: f32, text: &str) -> Line {
        Line {
            left,
            right,
            top: 0.0,
            bottom: 11.0,
            size: 11.0,
            text: text.into(),
            words: Vec::new(),
        }
    }

    #[test]
    fn columns_that_come_near_each_other_are_parted() {
        let mut blocks: Vec<Vec<Line>> = Vec::new();
        for _ in 0..30 {
            blocks.push(vec![line(40.0, 180.0, "Nobody saw it.")]);
            blocks.push(vec![line(200.0, 330.0, "Niemand sah es.")]);
        }
        let mut both = line(40.0, 320.0, "The lamp burned. Die Lampe brannte.");
        both.words = vec![
            Begin {
                byte: 4,
                left: 70.0,
                before: 66.0,
            },
            Begin {
                byte: 9,
                left: 110.0,
                before: 106.0,
            },
            Begin {
                byte: 17,
                left: 200.3,
                before: 197.0,
            },
            Begin {
                byte: 21,
                left: 225.0,
                before: 221.0,
            },
            Begin {
                byte: 27,
                left: 270.0,
                before: 266.0,
            },
        ];
        let title = line(40.0, 320.0, "The Lamp and the Weir");
        blocks.push(vec![both, line(200.0, 300.0, "Es war kalt.")]);
        blocks.push(vec![title.clone()]);
        let mut pages = vec![Page {
            height: 600.0,
            blocks,
        }];
        part(&mut pages);
        let texts = |block: &Vec<Line>| -> Vec<String> {
            block.iter().map(|line| line.text.clone()).collect()
        };
        let blocks = &pages[0].blocks;
        assert_eq!(texts(&blocks[60]), ["The lamp burned."]);
        assert_eq!(texts(&blocks[61]), ["Die Lampe brannte.", "Es war kalt."]);
        assert_eq!(blocks[61][0].words[1].byte, 10);
        assert_eq!(blocks[62], [title]);
        // Words of one column that begin there by chance stay.
        let mut one = vec![Page {
            height: 600.0,
            blocks: vec![vec![line(40.0, 330.0, "It was dark."); 60]],
        }];
        part(&mut one);
        assert_eq!(one[0].blocks.len(), 1);
    }
}
