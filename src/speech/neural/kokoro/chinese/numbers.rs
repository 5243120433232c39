//! Numbers in digits, as Mandarin says them.

use super::super::pieces::narrow;

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const PLACES: [&str; 4] = ["", "十", "百", "千"];
const MYRIADS: [&str; 4] = ["", "万", "亿", "万亿"];
/// Measures before which 2 is 两.
const MEASURES: &str = "个位次本张条只种天名件块里家小分年周";
/// Numbers of more digits are said digit by digit, as those of telephones.
const LONGEST: usize = 12;

/// A text with its numbers in characters.
pub fn written(text: &str) -> String {
    let text: Vec<char> = text.chars().map(narrow).collect();
    let mut out = String::new();
    let mut at = 0;
    while at < text.len() {
        if !text[at].is_ascii_digit() {
            out.push(text[at]);
            at += 1;
            continue;
        }
        let (end, whole) = whole_number(&text, at);
        let after = |i: usize| text.get(i).copied();
        let digits = |from: usize| -> String {
            let rest = text[from.min(text.len())..].iter();
            rest.take_while(|c| c.is_ascii_digit()).collect()
        };
        let fraction = digits(end + 1);
        at = end;
        match after(end) {
            Some('年') if whole.len() == 4 => out.push_str(&by_digit(&whole)),
            Some('.') if !fraction.is_empty() => {
                at = end + 1 + fraction.len();
                let number = format!("{}点{}", counted(&whole), by_digit(&fraction));
                at += percent(after(at), &number, &mut out);
            }
            Some(':' | '：') if fraction.len() == 2 && whole.len() <= 2 => {
                at = end + 3;
                let minutes = match fraction.as_str() {
                    "00" => "整".into(),
                    _ if fraction.starts_with('0') => format!("零{}分", counted(&fraction[1..])),
                    _ => format!("{}分", counted(&fraction)),
                };
                let hour = if whole == "2" {
                    "两".into()
                } else {
                    counted(&whole)
                };
                out.push_str(&format!("{hour}点{minutes}"));
            }
            Some('-' | '–' | '~' | '～') if !fraction.is_empty() && out_is_free(&out) => {
                let is_year = whole.len() == 4 && fraction.len() == 4;
                out.push_str(&if is_year {
                    by_digit(&whole)
                } else {
                    counted(&whole)
                });
                out.push('到');
                at = end + 1;
                if is_year {
                    out.push_str(&by_digit(&fraction));
                    at += 4;
                }
            }
            Some(measure) if whole == "2" && MEASURES.contains(measure) => out.push('两'),
            next => at += percent(next, &counted(&whole), &mut out),
        }
    }
    out
}

/// Whether a number that comes now is none of a name, as in `GPT-4-1`.
fn out_is_free(out: &str) -> bool {
    !out.ends_with(|c: char| c == '-' || c.is_ascii_alphabetic())
}

/// Writes a number, with 百分之 if a sign of per cent follows; how many signs that are.
fn percent(next: Option<char>, number: &str, out: &mut String) -> usize {
    let is_percent = matches!(next, Some('%' | '％'));
    if is_percent {
        out.push_str("百分之");
    }
    out.push_str(number);
    usize::from(is_percent)
}

/// Where a number ends that begins at `at`, and its digits without commas between thousands.
fn whole_number(text: &[char], at: usize) -> (usize, String) {
    let mut digits = String::new();
    let mut end = at;
    loop {
        match text.get(end) {
            Some(c) if c.is_ascii_digit() => digits.push(*c),
            Some(',') => {
                let next: Vec<_> = text[end + 1..].iter().take(4).collect();
                let three = next.len() >= 3 && next[..3].iter().all(|c| c.is_ascii_digit());
                if !three || next.get(3).is_some_and(|c| c.is_ascii_digit()) {
                    break;
                }
            }
            _ => break,
        }
        end += 1;
    }
    (end, digits)
}

/// 2012 as 二零一二.
fn by_digit(digits: &str) -> String {
    let digit = |c: char| DIGITS[c.to_digit(10).unwrap_or(0) as usize];
    digits.chars().map(digit).collect()
}

/// 2012 as 二千零一十二.
fn counted(digits: &str) -> String {
    if digits.len() > LONGEST || (digits.len() > 1 && digits.starts_with('0')) {
        return by_digit(digits);
    }
    let values: Vec<usize> = digits
        .chars()
        .filter_map(|c| c.to_digit(10))
        .map(|d| d as usize)
        .collect();
    let mut out = String::new();
    let mut is_gap = false;
    let mut in_myriad = false;
    for (i, digit) in values.iter().enumerate() {
        let place = values.len() - 1 - i;
        if *digit > 0 {
            if is_gap && !out.is_empty() {
                out.push('零');
            }
            is_gap = false;
            in_myriad = true;
            // 10 to 19 begin with 十.
            if !(*digit == 1 && place % 4 == 1 && out.is_empty()) {
                out.push(DIGITS[*digit]);
            }
            out.push_str(PLACES[place % 4]);
        } else {
            is_gap = true;
        }
        if place.is_multiple_of(4) {
            if in_myriad {
                out.push_str(MYRIADS[place / 4]);
            }
            in_myriad = false;
        }
    }
    match out.is_empty() {
        true => "零".into(),
        false => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_in_mandarin() {
        for (text, wanted) in [
            ("0", "零"),
            ("7号", "七号"),
            ("10", "十"),
            ("12", "十二"),
            ("20", "二十"),
            ("105", "一百零五"),
            ("110", "一百一十"),
            ("2012年", "二零一二年"),
            ("1,200人", "一千二百人"),
            ("10000", "一万"),
            ("10500", "一万零五百"),
            ("300000000", "三亿"),
            ("100020000", "一亿零二万"),
            ("3.14", "三点一四"),
            ("25%的", "百分之二十五的"),
            ("2.5％", "百分之二点五"),
            ("9:30", "九点三十分"),
            ("2:05", "两点零五分"),
            ("8：00", "八点整"),
            ("2个", "两个"),
            ("2月", "二月"),
            ("2002-2003年", "二零零二到二零零三年"),
            ("5-6米", "五到六米"),
            ("GPT-4", "GPT-四"),
            ("007", "零零七"),
            ("１２", "十二"),
            ("没有", "没有"),
        ] {
            assert_eq!(written(text), wanted, "{text}");
        }
    }
}
