//! Numbers and what they count: 三百 is サンビャク, 六本 ロッポン, 一人 ヒトリ, 四時 ヨジ. The dictionary reads each
//! sign by itself; here a number is read as a whole, with the word behind it.

use super::super::pieces;
use super::dictionary::{Kind, Word};
use super::kana;
use crate::spoken::han;

/// How single signs are said.
const SIGNS: &[(char, &str)] = &[
    ('〇', "ゼロ"),
    ('零', "レー"),
    ('一', "イチ"),
    ('二', "ニ"),
    ('三', "サン"),
    ('四', "ヨン"),
    ('五', "ゴ"),
    ('六', "ロク"),
    ('七', "ナナ"),
    ('八', "ハチ"),
    ('九', "キュー"),
    ('十', "ジュー"),
    ('百', "ヒャク"),
    ('千', "セン"),
    ('万', "マン"),
    ('億', "オク"),
    ('兆', "チョー"),
];
/// Numbers with what they count that have a reading of their own. The number is the whole one.
const WHOLE: &[(&str, &str, &str)] = &[
    ("一", "人", "ヒトリ"),
    ("二", "人", "フタリ"),
    ("二十", "歳", "ハタチ"),
    ("二十", "才", "ハタチ"),
    ("一", "つ", "ヒトツ"),
    ("二", "つ", "フタツ"),
    ("三", "つ", "ミッツ"),
    ("四", "つ", "ヨッツ"),
    ("五", "つ", "イツツ"),
    ("六", "つ", "ムッツ"),
    ("七", "つ", "ナナツ"),
    ("八", "つ", "ヤッツ"),
    ("九", "つ", "ココノツ"),
    ("二", "日", "フツカ"),
    ("三", "日", "ミッカ"),
    ("四", "日", "ヨッカ"),
    ("五", "日", "イツカ"),
    ("六", "日", "ムイカ"),
    ("七", "日", "ナノカ"),
    ("八", "日", "ヨーカ"),
    ("九", "日", "ココノカ"),
    ("十", "日", "トオカ"),
    ("十四", "日", "ジューヨッカ"),
    ("二十", "日", "ハツカ"),
    ("二十四", "日", "ニジューヨッカ"),
];
/// The last digits 4, 7 and 9 before some counters: how they are said where it is not as usual.
const LAST: &[(&str, [&str; 3])] = &[
    ("時", ["ヨ", "シチ", "ク"]),
    ("時間", ["ヨ", "シチ", "ク"]),
    ("月", ["シ", "シチ", "ク"]),
    ("日", ["ヨン", "シチ", "ク"]),
    ("年", ["ヨ", "ナナ", "キュー"]),
    ("年間", ["ヨ", "ナナ", "キュー"]),
    ("年生", ["ヨ", "ナナ", "キュー"]),
    ("人", ["ヨ", "ナナ", "キュー"]),
    ("円", ["ヨ", "ナナ", "キュー"]),
];
/// Counters in h that are said with p behind 3 and 1000, where others have b.
const P_BEHIND_THREE: &[&str] = &["フン", "ハク", "ハツ", "ヘン", "ヒョー"];
/// Counters that are voiced behind 3: 三階 サンガイ.
const VOICED_BEHIND_THREE: &[&str] = &["階", "軒", "足"];

/// A sign of a number.
pub fn is_number(c: char) -> bool {
    SIGNS.iter().any(|(own, _)| *own == c)
}

/// A text with its digits in characters: 1,204 as 千二百四, 3.5 as 三点五.
pub fn written(text: &str) -> String {
    let text: Vec<char> = text.chars().map(narrow).collect();
    let mut out = String::new();
    let mut at = 0;
    while at < text.len() {
        let run = |from: usize| {
            text[from..]
                .iter()
                .take_while(|c| c.is_ascii_digit())
                .count()
        };
        let mut whole: String = text[at..at + run(at)].iter().collect();
        if whole.is_empty() {
            out.push(text[at]);
            at += 1;
            continue;
        }
        at += whole.len();
        while text.get(at) == Some(&',') && run(at + 1) == 3 {
            whole.extend(&text[at + 1..at + 4]);
            at += 4;
        }
        out.push_str(&counted(&whole));
        if text.get(at) == Some(&'.') && at + 1 < text.len() && run(at + 1) > 0 {
            let end = at + 1 + run(at + 1);
            out.push('点');
            out.extend(text[at + 1..end].iter().map(|c| digit(*c)));
            at = end;
        }
    }
    out
}

/// Digits and the signs within numbers of the width of kanji, as ASCII has them.
fn narrow(c: char) -> char {
    match c {
        '．' => '.',
        '，' => ',',
        _ => pieces::narrow(c),
    }
}

fn digit(c: char) -> char {
    let at = c.to_digit(10).unwrap_or(0) as usize;
    "〇一二三四五六七八九".chars().nth(at).unwrap_or(c)
}

/// Digits as a number; those of more than sixteen, or with a zero before them, one by one.
fn counted(digits: &str) -> String {
    if digits.len() > 16 || (digits.starts_with('0') && digits.len() > 1) {
        return digits.chars().map(digit).collect();
    }
    han::japanese(digits)
}

/// Puts the words of numbers together and reads them with what they count.
pub fn read(words: Vec<Word>) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::with_capacity(words.len());
    let mut rest = words.into_iter().peekable();
    while let Some(word) = rest.next() {
        if !(word.kind == Kind::Number && word.written.chars().all(is_number)) {
            out.push(word);
            continue;
        }
        let mut number = word.written;
        let more = |next: &Word| next.kind == Kind::Number && next.written.chars().all(is_number);
        while let Some(next) = rest.next_if(more) {
            number.push_str(&next.written);
        }
        let is_after_month = out.last().is_some_and(|last| last.written.ends_with('月'));
        let counter = rest.next_if(|next| {
            next.kind == Kind::Counter || LAST.iter().any(|(own, _)| *own == next.written)
        });
        let said = match &counter {
            Some(counter) if number == "一" && counter.written == "日" && is_after_month => {
                "ツイタチ".into()
            }
            Some(counter) => with_counter(&number, counter),
            None => said(&number),
        };
        out.push(Word {
            written: number
                + counter
                    .as_ref()
                    .map_or("", |counter| counter.written.as_str()),
            said,
            kind: Kind::Noun,
        });
    }
    out
}

/// How a number is said.
fn said(number: &str) -> String {
    let signs: Vec<char> = number.chars().collect();
    let is_by_digit =
        signs.len() > 1 && signs.iter().all(|c| "〇零一二三四五六七八九".contains(*c));
    let mut out = String::new();
    for (i, sign) in signs.iter().enumerate() {
        let own = SIGNS
            .iter()
            .find(|(own, _)| own == sign)
            .map_or("", |(_, said)| said);
        let before = i.checked_sub(1).map(|i| signs[i]).filter(|_| !is_by_digit);
        let (change, own) = match (before, sign) {
            (Some('三'), '百') => (None, "ビャク"),
            (Some('六'), '百') => (Some(("ロク", "ロッ")), "ピャク"),
            (Some('八'), '百') => (Some(("ハチ", "ハッ")), "ピャク"),
            (Some('三'), '千') => (None, "ゼン"),
            (Some('一'), '千' | '兆') => (Some(("イチ", "イッ")), own),
            (Some('八'), '千' | '兆') => (Some(("ハチ", "ハッ")), own),
            (Some('十'), '兆') => (Some(("ジュー", "ジュッ")), own),
            _ => (None, own),
        };
        change_end(&mut out, change);
        out.push_str(own);
        // Long numbers are said in parts.
        if "千万億兆".contains(*sign) && signs.len() > i + 1 && !"万億兆".contains(signs[i + 1])
        {
            out.push(' ');
        }
    }
    out
}

/// Changes the end of what was said, if it is the one that is meant.
fn change_end(said: &mut String, change: Option<(&str, &str)>) {
    if let Some((end, other)) = change
        && said.ends_with(end)
    {
        said.truncate(said.len() - end.len());
        said.push_str(other);
    }
}

/// How a number is said with what it counts.
fn with_counter(number: &str, counter: &Word) -> String {
    let own = WHOLE
        .iter()
        .find(|(whole, what, _)| *whole == number && *what == counter.written);
    if let Some((_, _, said)) = own {
        return (*said).into();
    }
    let mut begin = said(number);
    let last = number.chars().last().unwrap_or_default();
    if let Some((_, ways)) = LAST.iter().find(|(own, _)| *own == counter.written) {
        let usual = [("四", "ヨン"), ("七", "ナナ"), ("九", "キュー")];
        let at = usual.iter().position(|(digit, _)| digit.starts_with(last));
        change_end(&mut begin, at.map(|at| (usual[at].1, ways[at])));
    }
    let (change, end) = joint(last, counter);
    change_end(&mut begin, change);
    begin + &end
}

/// How the end of a number and the beginning of what it counts change each other: what of the number, and
/// how the counter is said.
fn joint(last: char, counter: &Word) -> (Option<(&'static str, &'static str)>, String) {
    let mut rest = counter.said.chars();
    let first = rest.next().unwrap_or_default();
    let begun_by = |first: char| format!("{first}{}", rest.as_str());
    let is_foreign = counter.written.starts_with(kana::is_katakana);
    let h = "ハヒフヘホ".contains(first) && !is_foreign;
    let (k, p) = ("カキクケコ".contains(first), "パピプペポ".contains(first));
    let is_hard = k || h || p || "サシスセソタチツテト".contains(first);
    let change = match last {
        '一' if is_hard => Some(("イチ", "イッ")),
        '六' if k || h => Some(("ロク", "ロッ")),
        '八' if is_hard => Some(("ハチ", "ハッ")),
        '十' if is_hard => Some(("ジュー", "ジュッ")),
        '百' if k || h || p => Some(("ヒャク", "ヒャッ")),
        _ => None,
    };
    let has_p = P_BEHIND_THREE.contains(&counter.said.as_str());
    let is_voiced = VOICED_BEHIND_THREE.contains(&counter.written.as_str());
    let end = match last {
        '一' | '六' | '八' | '十' | '百' if h => begun_by(kana::with_p(first)),
        '三' | '千' | '万' if h && has_p => begun_by(kana::with_p(first)),
        '四' if counter.said == "フン" => begun_by(kana::with_p(first)),
        '三' | '千' | '万' if h => begun_by(kana::voiced(first)),
        '三' if is_voiced => begun_by(kana::voiced(first)),
        _ => counter.said.clone(),
    };
    (change, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(written: &str, said: &str, kind: Kind) -> Word {
        Word {
            written: written.into(),
            said: said.into(),
            kind,
        }
    }

    fn read_with(number: &str, counter: &str, said: &str) -> String {
        let mut words: Vec<Word> = number
            .chars()
            .map(|c| word(&c.to_string(), "", Kind::Number))
            .collect();
        if !counter.is_empty() {
            words.push(word(counter, said, Kind::Counter));
        }
        let read = read(words);
        assert_eq!(read.len(), 1);
        read[0].said.clone()
    }

    #[test]
    fn numbers_are_read_as_a_whole() {
        for (number, wanted) in [
            ("三百", "サンビャク"),
            ("六百八十", "ロッピャクハチジュー"),
            ("八千", "ハッセン"),
            ("一万三千", "イチマン サンゼン"),
            ("二千二十四", "ニセン ニジューヨン"),
            ("〇三", "ゼロサン"),
            ("一〇一", "イチゼロイチ"),
            ("十兆", "ジュッチョー"),
        ] {
            assert_eq!(read_with(number, "", ""), wanted, "{number}");
        }
    }

    #[test]
    fn what_is_counted_changes_with_its_number() {
        for (number, counter, said, wanted) in [
            ("一", "人", "ニン", "ヒトリ"),
            ("十二", "人", "ニン", "ジューニニン"),
            ("四", "人", "ニン", "ヨニン"),
            ("四", "時", "ジ", "ヨジ"),
            ("九", "時", "ジ", "クジ"),
            ("十五", "分", "フン", "ジューゴフン"),
            ("十", "分", "フン", "ジュップン"),
            ("三", "分", "フン", "サンプン"),
            ("四", "分", "フン", "ヨンプン"),
            ("一", "冊", "サツ", "イッサツ"),
            ("六", "本", "ホン", "ロッポン"),
            ("三", "本", "ホン", "サンボン"),
            ("八", "匹", "ヒキ", "ハッピキ"),
            ("千", "本", "ホン", "センボン"),
            ("三", "階", "カイ", "サンガイ"),
            ("六", "回", "カイ", "ロッカイ"),
            ("二十", "歳", "サイ", "ハタチ"),
            ("八", "歳", "サイ", "ハッサイ"),
            ("七", "月", "ガツ", "シチガツ"),
            ("二十四", "日", "ニチ", "ニジューヨッカ"),
            ("十九", "日", "ニチ", "ジュークニチ"),
            ("一", "ページ", "ページ", "イッページ"),
            ("五", "枚", "マイ", "ゴマイ"),
        ] {
            assert_eq!(
                read_with(number, counter, said),
                wanted,
                "{number}{counter}"
            );
        }
    }

    #[test]
    fn the_first_of_a_month_has_a_name() {
        let words = vec![
            word("四", "ヨン", Kind::Number),
            word("月", "ガツ", Kind::Counter),
            word("一", "イチ", Kind::Number),
            word("日", "ニチ", Kind::Counter),
        ];
        let said: Vec<String> = read(words).into_iter().map(|word| word.said).collect();
        assert_eq!(said, ["シガツ", "ツイタチ"]);
    }

    #[test]
    fn digits_are_written_in_characters() {
        for (text, wanted) in [
            ("1,204人", "千二百四人"),
            ("3.5", "三点五"),
            ("２０２４年", "二千二十四年"),
            ("100万", "百万"),
            ("10000000", "一千万"),
            ("10000", "一万"),
            ("100000000", "一億"),
            ("03-5", "〇三-五"),
            ("0", "零"),
        ] {
            assert_eq!(written(text), wanted);
        }
    }
}
