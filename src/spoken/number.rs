//! Numbers as they are written.

/// A number with its parts, as `-1,250.40`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Whether there is a minus before it.
    pub negative: bool,
    /// The digits of the whole, as written but for marks between them; nothing in `.5`.
    pub whole: String,
    /// The digits after the point or comma.
    pub fraction: Option<String>,
}

impl Number {
    /// Reads a number whose decimal mark is `mark`; other marks and blanks part thousands.
    pub fn read(text: &str, mark: char) -> Self {
        let negative = text.starts_with(['-', '−']);
        let (whole, fraction) = match text.rsplit_once(mark) {
            Some((whole, fraction)) => (whole, Some(digits(fraction))),
            None => (text, None),
        };
        Self {
            negative,
            whole: digits(whole),
            fraction: fraction.filter(|fraction| !fraction.is_empty()),
        }
    }

    /// The value of the whole, if it is no fraction and of at most 18 digits.
    pub fn value(&self) -> Option<u64> {
        match &self.fraction {
            Some(_) => None,
            None => value(&self.whole),
        }
    }

    /// Whether it is one, and nothing less or more.
    pub fn is_one(&self) -> bool {
        self.value() == Some(1)
    }
}

/// The value of digits, of at most 18 that count.
pub fn value(digits: &str) -> Option<u64> {
    let digits = digits.trim_start_matches('0');
    match digits.len() {
        0 => Some(0),
        1..=18 => digits.parse().ok(),
        _ => None,
    }
}

/// The digits of a text alone.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The groups of so many digits that a number is said in, the highest first: the value of each, and how many
/// groups follow. Groups of nothing are left out.
pub fn groups(digits: &str, size: usize) -> Vec<(usize, usize)> {
    let digits = digits.trim_start_matches('0').as_bytes();
    let count = digits.len().div_ceil(size);
    let value = |group: &[u8]| {
        group
            .iter()
            .fold(0, |sum, b| sum * 10 + usize::from(b - b'0'))
    };
    let groups = (0..count).map(|i| {
        let end = digits.len() - i * size;
        (value(&digits[end.saturating_sub(size)..end]), i)
    });
    let mut groups: Vec<_> = groups.filter(|(value, _)| *value > 0).collect();
    groups.reverse();
    groups
}

/// Words with blanks between them, without those that are empty.
pub fn joined<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> String {
    let mut out = String::new();
    for word in words {
        let word = word.as_ref();
        if !out.is_empty() && !word.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
