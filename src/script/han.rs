//! Chinese beside Japanese. A line of Han characters alone may be either; in a text in which such
//! lines regularly stand beside lines with kana, and hold words that only Chinese has, they are
//! Chinese.

use super::draft::{Draft, DraftLine, Part};
use super::languages::script_of;
use crate::language::Language;
use unicode_script::Script as Writing;

/// From how many lines of each on a text is in both.
const FEWEST: usize = 2;
/// The smallest share of the lines of Han alone that hold a word that Japanese has not.
const TELLING: f64 = 0.5;
/// The smallest share of the lines that are in the other language than the one before.
const CHANGES: f64 = 0.6;
/// Characters of common Chinese words that Japanese does not write, or not without kana; and the
/// comma that it does not use.
const CHINESE: &str = "，你您妳他她它们們这這那哪吗嗎呢吧啊了没沒很么麼怎谁誰说說谢謝给給个個对對会會还還过過为為让讓吃喝找跟把被已";

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Kana,
    Han,
}

/// Marks the lines of Han alone as Chinese, if they are; and the others as Japanese.
pub fn mark(draft: &mut Draft) {
    let kinds: Vec<(usize, Kind)> = draft
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| is_eligible(line))
        .filter_map(|(i, line)| Some((i, kind(&line.text)?)))
        .collect();
    let han: Vec<usize> = kinds
        .iter()
        .filter(|(_, k)| *k == Kind::Han)
        .map(|(i, _)| *i)
        .collect();
    let kana = kinds.len() - han.len();
    if han.len() < FEWEST || kana < FEWEST {
        return;
    }
    let is_telling = |&&i: &&usize| draft.lines[i].text.contains(|c| CHINESE.contains(c));
    let telling = han.iter().filter(is_telling).count();
    let changes = kinds
        .windows(2)
        .filter(|pair| pair[0].1 != pair[1].1)
        .count();
    if (telling as f64) < TELLING * han.len() as f64
        || (changes as f64) < CHANGES * (kinds.len() - 1) as f64
    {
        return;
    }
    let mut before = None;
    for (n, &(i, kind)) in kinds.iter().enumerate() {
        // Japanese of Han alone stands where it is Japanese's turn.
        let next = kinds.get(n + 1);
        let is_turn = before == Some(Kind::Han) && next.is_some_and(|(_, next)| *next == Kind::Han);
        let own = if is_turn { Kind::Kana } else { kind };
        before = Some(own);
        let tag = if own == Kind::Han { "zh" } else { "ja" };
        draft.lines[i].marked.language = Some(Language::new(tag));
    }
}

/// Whether a line is said, and no name.
fn is_eligible(line: &DraftLine) -> bool {
    line.part == Part::Speech && line.marked.language.is_none() && !line.text.ends_with([':', '：'])
}

/// Whether a line is of Han alone, or has kana; neither if there is none of both.
fn kind(text: &str) -> Option<Kind> {
    let mut kind = None;
    for c in text.chars() {
        match script_of(c) {
            Writing::Hiragana | Writing::Katakana => return Some(Kind::Kana),
            Writing::Han => kind = Some(Kind::Han),
            // A line in another script with a Han word in it.
            Writing::Latin | Writing::Hangul if kind.is_none() => return None,
            _ => {}
        }
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(text: &str) -> String {
        let mut draft = Draft::new(text);
        mark(&mut draft);
        super::super::languages::mark(&mut draft, &[]);
        let tags: Vec<_> = draft.lines.iter().map(|line| line.language.tag()).collect();
        tags.join(" ")
    }

    #[test]
    fn chinese_that_takes_turns_with_japanese() {
        assert_eq!(
            tags(
                "灯台に誰がいますか。\n谁在灯塔里？\n\n私の弟です。\n是我弟弟，他住在那里。\n\n残念。\n可惜了。"
            ),
            "ja zh ja zh ja zh"
        );
        assert_eq!(
            tags(
                "Who is it?\n是谁呢？\nどなたですか。\n\nMy brother.\n我的弟弟，他来了。\n弟です。"
            ),
            "en zh ja en zh ja"
        );
    }

    #[test]
    fn japanese_names_and_short_lines_are_no_chinese() {
        assert_eq!(
            tags(
                "田中:\nこんばんは。\n佐藤:\n東京から来ました。\n田中:\n本当。\n佐藤:\nええ、本当です。"
            ),
            "ja ja ja ja ja ja ja ja"
        );
        assert_eq!(
            tags("第一章\nこんばんは。\n第二章\nさようなら。"),
            "ja ja ja ja"
        );
    }
}
