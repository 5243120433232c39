//! The numbers that a line names, however they are written: digits, words, Han numerals.

use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Number words of a language, as `numbers.toml` lists them.
#[derive(Deserialize)]
struct Listed {
    units: String,
    tens: String,
    times: String,
}

/// What a number word stands for.
#[derive(Clone, Copy)]
enum Word {
    /// A number by itself.
    Unit(u64),
    /// A ten, which a unit may follow.
    Ten(u64),
    /// A hundred or a thousand, which a unit may stand before.
    Times(u64),
}

static WORDS: LazyLock<HashMap<String, HashMap<String, Word>>> = LazyLock::new(|| {
    let listed: HashMap<String, Listed> =
        toml::from_str(include_str!("numbers.toml")).unwrap_or_default();
    let words = |listed: Listed| {
        let units = listed.units.split(' ').zip(0..).map(|(word, n)| match n {
            20 => (word.to_string(), Word::Ten(20)),
            n => (word.to_string(), Word::Unit(n)),
        });
        let tens = listed.tens.split(' ').zip((30..).step_by(10));
        let tens = tens.map(|(word, n)| (word.to_string(), Word::Ten(n)));
        let times = listed.times.split(' ').zip([100, 1000]);
        let times = times.map(|(word, n)| (word.to_string(), Word::Times(n)));
        units
            .chain(tens)
            .chain(times)
            .filter(|(word, _)| word != "-")
            .collect()
    };
    listed
        .into_iter()
        .map(|(tag, listed)| (tag, words(listed)))
        .collect()
});

/// The numbers in a line of a language, each as digits. Words for nought and one say too little to be
/// among them.
pub(super) fn numbers(text: &str, language: &str) -> Vec<String> {
    let mut found = in_digits(text);
    if let Some(words) = WORDS.get(language) {
        found.extend(in_words(text, words));
    }
    let runs = text.split(|c| !is_numeral(c)).filter(|run| !run.is_empty());
    found.extend(runs.map(han).filter(|n| *n > 1).map(|n| n.to_string()));
    found
}

/// Numbers in digits: marks between thousands go, a decimal comma becomes a point.
fn in_digits(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().map(plain_digit).collect();
    let digits_from = |at: usize| {
        chars[at..]
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .count()
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let count = digits_from(at);
        if count == 0 {
            at += 1;
            continue;
        }
        let mut number: String = chars[at..at + count].iter().collect();
        at += count;
        while at < chars.len() && matches!(chars[at], '.' | ',') {
            let more = digits_from(at + 1);
            if more == 0 {
                break;
            }
            if more != 3 {
                number.push('.');
            }
            number.extend(&chars[at + 1..=at + more]);
            at += 1 + more;
            if more != 3 {
                break;
            }
        }
        found.push(number);
    }
    found
}

/// A digit of full width is the plain one.
fn plain_digit(c: char) -> char {
    match c {
        '０'..='９' => char::from(b'0' + (u32::from(c) - u32::from('０')) as u8),
        c => c,
    }
}

fn in_words(text: &str, words: &HashMap<String, Word>) -> Vec<String> {
    let lower = text.to_lowercase();
    let said: Vec<&str> = lower
        .split(|c: char| !c.is_alphabetic() && c != '\'')
        .filter(|word| !word.is_empty())
        .collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < said.len() {
        let next = said.get(at + 1).and_then(|word| words.get(*word));
        let (number, taken) = match (words.get(said[at]), next) {
            (Some(Word::Ten(n)), Some(Word::Unit(unit @ 1..=9))) => (n + unit, 2),
            (Some(Word::Unit(n) | Word::Ten(n)), Some(Word::Times(times))) => (n * times, 2),
            (Some(Word::Unit(n) | Word::Ten(n) | Word::Times(n)), _) => (*n, 1),
            (None, _) => (0, 1),
        };
        if number > 1 {
            found.push(number.to_string());
        }
        at += taken;
    }
    found
}

/// The value of a Han digit; `None` for other characters.
fn han_digit(c: char) -> Option<u64> {
    let digit = match c {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' | '兩' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    };
    Some(digit)
}

/// What a Han sign multiplies by.
fn han_times(c: char) -> Option<u64> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        '万' | '萬' => Some(10_000),
        _ => None,
    }
}

fn is_numeral(c: char) -> bool {
    han_digit(c).is_some() || han_times(c).is_some()
}

/// The value of a run of Han numerals: digit by digit, or with tens, hundreds, thousands.
fn han(run: &str) -> u64 {
    if run.chars().all(|c| han_digit(c).is_some()) {
        let digits = run.chars().filter_map(han_digit).take(18);
        return digits.fold(0, |sum, digit| sum * 10 + digit);
    }
    let (mut sum, mut below, mut digit) = (0u64, 0u64, 0u64);
    for c in run.chars() {
        match (han_digit(c), han_times(c)) {
            (Some(own), _) => digit = own,
            (None, Some(10_000)) => {
                sum = sum.saturating_add((below + digit).saturating_mul(10_000));
                (below, digit) = (0, 0);
            }
            (None, Some(times)) => {
                below += digit.max(1) * times;
                digit = 0;
            }
            (None, None) => {}
        }
    }
    sum.saturating_add(below + digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_in_all_spellings() {
        assert_eq!(numbers("In 1,250 days", "en"), ["1250"]);
        assert_eq!(numbers("1.250 Tage, 3,5 Meter", "de"), ["1250", "3.5"]);
        assert_eq!(numbers("１２５０天", "zh"), ["1250"]);
        assert_eq!(
            numbers("twenty-one lamps, two hundred ships", "en"),
            ["21", "200"]
        );
        assert_eq!(
            numbers("二十一盏灯，两百条船，一九八四年", "zh"),
            ["21", "200", "1984"]
        );
        assert_eq!(numbers("三万五千", "zh"), ["35000"]);
        assert_eq!(numbers("двадцать пять", "ru"), ["25"]);
    }

    #[test]
    fn the_list_of_words_can_be_read() {
        assert!(WORDS.len() > 15);
        for words in WORDS.values() {
            assert!(words.len() > 20);
        }
    }
}
