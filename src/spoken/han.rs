//! Numbers in Han characters, as Chinese and Japanese say them.

use super::number::{Number, groups};
use super::rule::{Found, Rule};

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const TENS: [&str; 4] = ["", "十", "百", "千"];
const SCALES: [&str; 5] = ["", "万", "亿", "兆", "京"];
const SCALES_JA: [&str; 5] = ["", "万", "億", "兆", "京"];

/// A digit.
pub fn digit(c: char) -> char {
    DIGITS[c.to_digit(10).unwrap_or(0) as usize]
}

/// Digits one by one.
pub fn one_by_one(digits: &str) -> String {
    digits
        .chars()
        .filter(char::is_ascii_digit)
        .map(digit)
        .collect()
}

/// A cardinal of Chinese, below 10^16 (兆 and more are said as 万亿); longer ones digit by digit.
///
/// Where places between others are empty, one 零 is said. Ten to nineteen begin with 十 at the head of a
/// number and of each myriad. Two thousands and more are 两千, 两万, 两亿; but 二百 and 二十.
pub fn chinese(digits: &str) -> String {
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return "零".into();
    }
    if digits.len() > 16 {
        return one_by_one(digits);
    }
    if digits.len() > 12 {
        // 万亿: as many myriads of 亿.
        let (high, low) = digits.split_at(digits.len() - 8);
        let rest = low.trim_start_matches('0');
        let gap = if rest.is_empty() || rest.len() == 8 {
            ""
        } else {
            "零"
        };
        let low = if rest.is_empty() {
            String::new()
        } else {
            chinese_part(rest, true)
        };
        return format!("{}亿{gap}{low}", chinese(high));
    }
    chinese_part(digits, false)
}

fn chinese_part(digits: &str, is_inner: bool) -> String {
    let mut out = String::new();
    let mut last_power = None;
    for (value, power) in groups(digits, 4) {
        let is_first = last_power.is_none() && !is_inner;
        let skipped = last_power.is_some_and(|last| last > power + 1);
        if last_power.is_some() && (skipped || value < 1000) {
            out.push('零');
        }
        last_power = Some(power);
        out.push_str(&myriad(value, is_first || power > 0, power > 0));
        out.push_str(SCALES[power]);
    }
    out
}

/// A number below ten thousand. `is_head`: ten is 十, not 一十; `is_many`: a lone two is 两.
fn myriad(value: usize, is_head: bool, is_many: bool) -> String {
    if value == 2 && is_many {
        return "两".into();
    }
    let mut out = String::new();
    let mut gap = false;
    for place in (0..4).rev() {
        let digit = value / 10_usize.pow(place) % 10;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        match (place, digit) {
            (1, 1) if out.is_empty() && is_head => {}
            (3, 2) => out.push('两'),
            _ => out.push(DIGITS[digit]),
        }
        out.push_str(TENS[place as usize]);
    }
    out
}

/// A cardinal of Japanese, below 10^20; longer ones digit by digit. One is not said before 十, 百 and 千, but
/// for a thousand myriads (一千万).
pub fn japanese(digits: &str) -> String {
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return "零".into();
    }
    if digits.len() > 20 {
        return one_by_one(digits);
    }
    let mut out = String::new();
    for (value, power) in groups(digits, 4) {
        for place in (0..4).rev() {
            let digit = value / 10_usize.pow(place) % 10;
            let is_said = match (digit, place) {
                (0, _) => continue,
                (1, 1 | 2) => false,
                (1, 3) => power > 0,
                _ => true,
            };
            if is_said {
                out.push(DIGITS[digit]);
            }
            out.push_str(TENS[place as usize]);
        }
        out.push_str(SCALES_JA[power]);
    }
    out
}

/// A number as it is written.
pub const NUMBER: &str = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)";

/// A number with all its parts: `minus` before a negative one, `whole` says what stands before the point.
pub fn number(text: &str, minus: &str, whole: fn(&str) -> String) -> String {
    let number = Number::read(text, '.');
    let minus = if number.negative { minus } else { "" };
    let whole = whole(&number.whole);
    match &number.fraction {
        None => format!("{minus}{whole}"),
        Some(fraction) => format!("{minus}{whole}点{}", one_by_one(fraction)),
    }
}

/// `minus` if there is a minus before the number, not a hyphen.
pub fn sign(found: &Found, minus: &'static str) -> &'static str {
    let before = found.before().trim_end().chars().next_back();
    let adjoins =
        !found.before().ends_with(' ') && before.is_some_and(|c| c.is_ascii_alphanumeric());
    if found.part("minus").is_empty() || adjoins {
        ""
    } else {
        minus
    }
}

/// A telephone number, digit by digit, `between` its parts. One digit is said by another name.
pub fn telephone(found: &Found, plus: &str, between: &str, other: (char, &str)) -> String {
    let all = found.all();
    let plus = if all.starts_with('+') { plus } else { "" };
    let parts = all
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty());
    let parts: Vec<String> = parts
        .map(|part| one_by_one(part).replace(other.0, other.1))
        .collect();
    format!("{plus}{}", parts.join(between))
}

/// Whether a term of a sum stands before a sign, and behind it.
pub fn terms(found: &Found) -> (bool, bool) {
    let is_term = |c: Option<char>| {
        c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '(' | ')' | '√'))
    };
    (
        is_term(found.before().trim_end().chars().next_back()),
        is_term(found.after().trim_start().chars().next()),
    )
}

/// `3:1`, a score or a ratio.
pub fn ratio(versus: &'static str, say: fn(&str) -> String) -> Rule {
    Rule::new(
        r"(?P<a>[0-9]{1,3}) ?[:：] ?(?P<b>[0-9]{1,3})",
        move |found| {
            let (a, b) = (say(found.part("a")), say(found.part("b")));
            Some(format!("{a}{versus}{b}"))
        },
    )
}

/// `1.2.3`, a version, each of whose parts is said as `say` does.
pub fn version(say: fn(&str) -> String) -> Rule {
    Rule::new(r"[0-9]{1,3}(?:\.[0-9]{1,3}){2,}", move |found| {
        let parts: Vec<String> = found.all().split('.').map(say).collect();
        Some(parts.join("点"))
    })
}

/// The words of a sum: less, times, divided by, is.
pub struct Sum {
    /// `-`
    pub less: &'static str,
    /// `*`
    pub times: &'static str,
    /// `/`
    pub over: &'static str,
    /// `=`
    pub is: &'static str,
}

/// `3 - 1 =`
pub fn sum(words: Sum, say: fn(&str) -> String) -> Rule {
    Rule::new(
        r"(?P<a>[0-9]+) ?(?P<sign>[-*/]) ?(?P<b>[0-9]+)(?P<equals> ?= ?)",
        move |found| {
            let sign = match found.part("sign") {
                "-" => words.less,
                "*" => words.times,
                _ => words.over,
            };
            let (a, b) = (say(found.part("a")), say(found.part("b")));
            Some(format!("{a}{sign}{b}{}", words.is))
        },
    )
}

/// `&` that stands between no Latin letters.
pub fn and(word: &'static str) -> Rule {
    Rule::new(r" ?& ?", move |found| {
        let before = found.before().chars().next_back();
        before
            .is_some_and(|c| !c.is_ascii_alphabetic())
            .then(|| word.into())
    })
}
