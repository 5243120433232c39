//! Who sends a mail, as its head says, or the line over what is quoted of it: `From: Ann Reed <ann@example.org>`,
//! `On Monday, March 4, Ann Reed wrote:`.

use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;

/// The longest such line, in bytes.
const LONGEST: usize = 240;
/// The longest name of who wrote what is quoted, in bytes.
const NAME: usize = 60;

/// See `words/senders.toml`.
#[derive(Debug, Deserialize)]
struct Senders {
    from: Vec<String>,
    wrote: Vec<String>,
    verbs: Vec<String>,
}

fn senders() -> &'static Senders {
    static SENDERS: LazyLock<Senders> = LazyLock::new(|| {
        toml::from_str(include_str!("../words/senders.toml"))
            .expect("words/senders.toml is lists of words")
    });
    &SENDERS
}

/// Where the name stands of who sends a mail.
pub(super) fn sender(text: &str) -> Option<Range<usize>> {
    if text.len() > LONGEST || !text.contains([':', '：']) {
        return None;
    }
    let (key, value) = text.split_once([':', '：'])?;
    if senders().from.contains(&key.trim().to_lowercase()) {
        return within(text, text.len() - value.len()..text.len());
    }
    if text.ends_with([':', '：']) {
        quoted(text)
    } else {
        None
    }
}

/// Who wrote what is quoted below: `On Mon, Mar 4, 2024 at 10:02 AM Ann Reed <ann@example.org> wrote:`.
fn quoted(text: &str) -> Option<Range<usize>> {
    let lower = text.to_lowercase();
    if lower.len() != text.len() || !text.contains(|c: char| c.is_ascii_digit() || c == '@') {
        return None;
    }
    let mut verbs = senders().verbs.iter();
    if let Some(from) = verbs.find_map(|verb| Some(lower.find(verb.as_str())? + verb.len())) {
        return within(text, from..text.len() - 1);
    }
    if !senders()
        .wrote
        .iter()
        .any(|end| lower.ends_with(end.as_str()))
    {
        return None;
    }
    let address = text.find(['<', '(']);
    let before = match address {
        Some(at) => &text[..at],
        // Without an address, the name is what stands before the last word, which says that it was written.
        None => text.trim_end_matches([':', '：', ' ']).rsplit_once(' ')?.0,
    };
    let mut begin = before.trim_end().len();
    let end = begin;
    for word in before.split_whitespace().rev() {
        let is_time = word.contains(|c: char| c.is_ascii_digit())
            || matches!(
                word,
                "AM" | "PM" | "um" | "Uhr" | "at" | "à" | "a" | "hat" | "ha"
            );
        if is_time
            || word.ends_with(',')
            || !word.starts_with(char::is_uppercase) && word.is_ascii()
        {
            break;
        }
        begin = word.as_ptr() as usize - text.as_ptr() as usize;
    }
    if begin < end && end - begin <= NAME {
        return Some(begin..end);
    }
    within(text, address? + 1..text.len())
}

/// `Ann Reed` of `"Ann Reed" <ann@example.org>`; without a name, what stands before the `@`.
fn within(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let value = &text[range];
    let end = value.find(['<', '[', '(']).unwrap_or(value.len());
    let around = |c: char| c.is_whitespace() || "\"',;".contains(c);
    let name = value[..end].trim_matches(around);
    let name = if name.is_empty() || name.contains('@') {
        let address = value.trim_matches(|c: char| !c.is_alphanumeric());
        address.split('@').next().unwrap_or_default()
    } else {
        name
    };
    let begin = name.as_ptr() as usize - text.as_ptr() as usize;
    (!name.is_empty()).then_some(begin..begin + name.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_sends_a_mail() {
        for (text, name) in [
            (
                "On Mon, Mar 4, 2024 at 10:02 AM Ann Reed <ann@example.org> wrote:",
                Some("Ann Reed"),
            ),
            (
                "Am 4. März 2024 um 10:02 schrieb Ann Reed <ann@example.org>:",
                Some("Ann Reed"),
            ),
            ("Op 4 maart 2024 schreef Bo Lind:", Some("Bo Lind")),
            ("On 4 March 2024, Bo Lind wrote:", Some("Bo Lind")),
            ("2024-03-04 10:02 <bo@example.org> wrote:", Some("bo")),
            ("From: \"Ann Reed\" <ann@example.org>", Some("Ann Reed")),
            ("Von: Reed, Ann", Some("Reed, Ann")),
            ("This is what she wrote:", None),
            ("Ann: Yes.", None),
        ] {
            assert_eq!(sender(text).map(|at| &text[at]), name, "{text}");
        }
    }
}
