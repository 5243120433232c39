//! Roman numerals.

/// How many letters a numeral has at most: MMMDCCCLXXXVIII.
const LONGEST: usize = 15;

/// The value of a numeral that is written in capitals.
pub fn in_capitals(numeral: &str) -> Option<u64> {
    let is_capital = numeral.bytes().all(|byte| byte.is_ascii_uppercase());
    value(numeral).filter(|_| is_capital)
}

/// The value of a numeral as it is properly written, up to 3999.
pub fn value(numeral: &str) -> Option<u64> {
    if numeral.len() > LONGEST {
        return None;
    }
    let numeral = numeral.to_ascii_uppercase();
    let digit = |c: char| {
        Some(match c {
            'I' => 1,
            'V' => 5,
            'X' => 10,
            'L' => 50,
            'C' => 100,
            'D' => 500,
            'M' => 1000,
            _ => return None,
        })
    };
    let digits: Option<Vec<i64>> = numeral.chars().map(digit).collect();
    let digits = digits?;
    let signed = digits
        .iter()
        .enumerate()
        .map(|(i, digit)| match digits.get(i + 1) {
            Some(next) if next > digit => -digit,
            _ => *digit,
        });
    let sum = u64::try_from(signed.sum::<i64>()).ok()?;
    (sum > 0 && written(sum) == numeral).then_some(sum)
}

/// A number as a numeral.
fn written(mut number: u64) -> String {
    #[rustfmt::skip]
    const SIGNS: [(u64, &str); 13] = [
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
        (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ];
    let mut out = String::new();
    if number > 3999 {
        return out;
    }
    for (value, sign) in SIGNS {
        while number >= value {
            out.push_str(sign);
            number -= value;
        }
    }
    out
}
