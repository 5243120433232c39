//! Where and when the scenes of a film are: `3. 图书馆 日 内`, `○ 漁港（早朝）`, `#2. 등대 안 (밤)`, `KITCHEN - NIGHT`, `INT. MILL`.

use crate::script::claims::text::{Line, Text};
use crate::script::claims::words::{Headings, Scenes, is_unspaced};
use crate::script::facts::letters::is_upper;
use crate::script::facts::{Class, is_place_of_script, vocabulary};

/// How many scenes a script has at least, if they are not named as `INT. MILL` is, and how many people are named in it at least.
const FEWEST: usize = 2;
const PEOPLE: f64 = 2.0;
/// How sure a label a line carries that is no head.
const NAMED: f64 = 0.4;
/// The longest head of a scene, in characters, and how many words it has at most.
const LONGEST: usize = 48;
const WORDS: usize = 10;
/// Signs before a head, and between its parts.
const BEFORE: &[char] = &['○', '〇', '◯', '◎', '●', '■', '#', '＃', '△', '▲'];
const BETWEEN: &[char] = &[
    '、', '，', ',', '/', '／', '-', '–', '—', '－', '・', '·', '|', '｜', '（', '）', '(', ')',
    ':', '：', '.', '．', '。', '[', ']', '【', '】', ';',
];

/// What a line is as the head of a scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    /// It says where the scene is.
    Place,
    /// It counts, as `第三场` does.
    Counted,
}

/// The heads of the scenes of a text, in order; none if too few show that they are some.
pub(super) fn heads(text: &Text) -> Vec<(usize, Head)> {
    let is_head = |(i, line): (usize, &Line)| {
        let is_free = line.label < NAMED && text.facts[i].class != Class::Time;
        Some((i, head(line.text()).filter(|_| is_free)?))
    };
    let mut heads: Vec<(usize, Head)> = text.free().filter_map(is_head).collect();
    let has_place = heads
        .iter()
        .any(|(i, _)| is_place_of_script(text.lines[*i].text()));
    if !has_place && (heads.len() < FEWEST || text.labels() < PEOPLE) {
        return Vec::new();
    }
    // `○ 駅`, among `○ 漁港（早朝）`
    let sign = |i: usize| text.lines[i].text().chars().next();
    let signs: Vec<Option<char>> = heads.iter().map(|(i, _)| sign(*i)).collect();
    let is_signed = |i: usize| {
        let line = &text.lines[i];
        let sign = sign(i).filter(|sign| BEFORE[..6].contains(sign));
        sign.is_some()
            && signs.contains(&sign)
            && head(line.text()).is_none()
            && line.chars() <= LONGEST
            && !ends_as_sentence(line.text())
    };
    let free = text.free().map(|(i, _)| i);
    heads.extend(free.filter(|i| is_signed(*i)).map(|i| (i, Head::Place)));
    heads.sort_unstable_by_key(|(i, _)| *i);
    heads
}

fn ends_as_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['*', '_']);
    text.ends_with([
        '。', '？', '！', '?', '!', '…', ':', '：', '，', ',', '」', '”',
    ])
}

/// What a line is as the head of a scene, by itself.
fn head(text: &str) -> Option<Head> {
    if is_place_of_script(text) {
        return Some(Head::Place);
    }
    let text = text.trim_matches(['*', '_', ' ', '【', '】', '[', ']']);
    if text.chars().nth(LONGEST).is_some() || ends_as_sentence(text) {
        return None;
    }
    // `오후 3:20`
    let clock = |at: usize| text[..at].ends_with(|c: char| c.is_ascii_digit());
    if text.match_indices([':', '：']).any(|(at, _)| clock(at)) {
        return None;
    }
    if is_counted(text) {
        return Some(Head::Counted);
    }
    if text.chars().any(is_unspaced) {
        let is_between = |c: char| c.is_whitespace() || BETWEEN.contains(&c);
        let words = text.trim_start_matches(BEFORE).split(is_between);
        // `日2019.3`
        let words = words.map(|word| word.trim_matches(|c: char| c.is_ascii_digit()));
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let tells_when = |word: &&str| Scenes::get().unspaced.words.is(word);
        let (when, others): (Vec<&str>, Vec<&str>) = words.into_iter().partition(tells_when);
        let is_one = !when.is_empty() && !others.is_empty() && when.len() + others.len() <= WORDS;
        return is_one.then_some(Head::Place);
    }
    // `KITCHEN - NIGHT`
    let signs = ['-', '–', '—', '/', '.', ','];
    let (place, when) = text.rsplit_once(signs).filter(|_| is_upper(text))?;
    let when = when.trim().to_lowercase();
    // `MR. DAY`
    let is_place = place.contains(char::is_alphabetic) && !vocabulary().titles.has(place);
    let is_one = is_place && Scenes::get().capitals.words.is(&when);
    is_one.then_some(Head::Place)
}

/// `场景三：教室`, `씬 2`: a word for a scene and its number.
fn is_counted(text: &str) -> bool {
    let Some(end) = Scenes::get().numbered.words.begin(text) else {
        return false;
    };
    let rest = text[end..].trim_start();
    let digits = &Headings::get().unspaced.digits;
    let number = rest.find(|c| !digits.contains(c)).unwrap_or(rest.len());
    number > 0 && !rest[number..].starts_with(is_unspaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_say_where_and_when() {
        for text in [
            "3、图书馆 日 2019.1.4",
            "实验室 日2019.3",
            "1-2 书店 黄昏 外",
            "○ 漁港（早朝）",
            "#2. 등대 안 (밤)",
            "KITCHEN - NIGHT",
            "3. КУХНЯ – УТРО",
            "12. INT. MILL - DAY",
            "**场景2 操场 外 日**",
        ] {
            assert!(head(text).is_some(), "{text}");
        }
        assert_eq!(head("场景三：车站 夜"), Some(Head::Counted));
        for text in [
            "日",
            "今天夜里下雨。",
            "ST. CRISPIN'S DAY",
            "Kitchen at night",
            "场景很美",
            "GOOD NIGHT",
            "MR. DAY",
        ] {
            assert_eq!(head(text), None, "{text}");
        }
    }
}
