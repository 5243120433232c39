//! Headings of scripts without spaces between words.

use super::super::words::{self, Headings};

/// What sentences of such a script end with, or their parts.
const STOPS: &[char] = &['。', '，', '？', '！', '.'];

/// The level of a heading of a script without spaces: `第三章 灯`, `제3장`.
pub(super) fn level(text: &str) -> Option<u8> {
    let table = &Headings::get().unspaced;
    // `对话一 (Dialogue 1):`
    if let Some(rest) = table.named.iter().find_map(|word| text.strip_prefix(word)) {
        let rest = rest.trim_start();
        let after = rest.trim_start_matches(|c| table.digits.contains(c));
        let is_one = after.len() < rest.len() && !after.starts_with(words::is_unspaced);
        let says = after.trim_end_matches([':', '：']).contains([':', '：']);
        return (is_one && !says && !after.ends_with(STOPS)).then_some(3);
    }
    let rest = table
        .before
        .iter()
        .find_map(|before| text.strip_prefix(before.as_str()))?;
    let count = rest
        .find(|c| !table.digits.contains(c))
        .filter(|count| *count > 0)?;
    let unit = rest[count..].trim_start();
    let level = table
        .units
        .iter()
        .position(|units| units.iter().any(|word| unit.starts_with(word.as_str())))?;
    let ends_as_sentence = text.ends_with('：') || text.ends_with(STOPS);
    // `第三章讲的是灯` goes on without a space.
    let after = unit.chars().nth(1);
    let parted = after.is_none_or(|c| c.is_whitespace() || "：:·．.、（(—-《「".contains(c))
        || text.chars().count() <= 12;
    (!ends_as_sentence && parted).then_some(u8::try_from(level).unwrap_or(2) + 1)
}
