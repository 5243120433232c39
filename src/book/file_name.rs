//! Names for files that every system takes.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// The longest title in a file's name, in bytes: a name may have 255 on Linux, less on others.
const LONGEST: usize = 120;

/// The file of a chapter, from the book's folder on: `chapters/03-What-changed-first.wav`. Letters
/// of all scripts stay; what Windows, macOS or a shell would trip over goes.
///
/// ```
/// use diglot::book::file_name::chapter;
/// assert_eq!(chapter(3, 12, "What: \"changed\" first?"), "chapters/03-What-changed-first.wav");
/// assert_eq!(chapter(4, 120, "港口为什么变了？"), "chapters/004-港口为什么变了.wav");
/// ```
pub fn chapter(number: usize, of: usize, title: &str) -> String {
    let width = of.to_string().len().max(2);
    let title = safe(title);
    if title.is_empty() {
        format!("chapters/{number:0width$}.wav")
    } else {
        format!("chapters/{number:0width$}-{title}.wav")
    }
}

/// A title as a file's name, or as its beginning: letters, digits, `-`, `_`, `,` and `.` inside. What
/// Windows takes for a device, whatever follows after a point, gets a `_`: `nul_.txt`.
///
/// ```
/// use diglot::book::file_name::safe;
/// assert_eq!(safe("Who's there..."), "Whos-there");
/// assert_eq!(safe("Con"), "Con_");
/// ```
pub fn safe(title: &str) -> String {
    let mut name = String::new();
    for c in crate::characters::spoken(title).nfc() {
        let keep = c.is_alphanumeric()
            || matches!(c, '_' | ',' | '.' | '+' | '，' | '、' | '《' | '》' | '·');
        if keep || is_combining_mark(c) {
            name.push(c);
        } else if !matches!(c, '\'' | '’' | '?' | '？' | '!' | '！' | '"' | '“' | '”')
            && !name.ends_with('-')
        {
            name.push('-');
        }
        // A character more than may stay, with its marks, shows where the last whole one ends.
        if name.len() > 2 * LONGEST {
            break;
        }
    }
    let letters = name.grapheme_indices(true);
    let ends = letters.map(|(at, letter)| at + letter.len());
    let end = ends.take_while(|end| *end <= LONGEST).last().unwrap_or(0);
    let is_sign = |c: char| !c.is_alphanumeric() && !is_combining_mark(c);
    let name = name[..end]
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .trim_end_matches(is_sign);
    let (stem, rest) = name.split_at(name.find('.').unwrap_or(name.len()));
    match is_device(stem) {
        true => format!("{stem}_{rest}"),
        false => name.to_string(),
    }
}

/// Whether Windows takes a name for a device (learn.microsoft.com, "Naming Files, Paths, and
/// Namespaces").
pub fn is_device(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let numbered = |rest: &str| matches!(rest.chars().next(), Some('0'..='9' | '¹' | '²' | '³'));
    match name.split_at_checked(3) {
        Some(("con" | "prn" | "aux" | "nul", "")) => true,
        Some(("com" | "lpt", rest)) => rest.chars().count() == 1 && numbered(rest),
        Some(("con", "in$" | "out$")) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_name_is_a_device_or_ends_in_a_point() {
        for (title, name) in [
            ("nul", "nul_"),
            ("CON.", "CON_"),
            ("Aux.backup.old", "Aux_.backup.old"),
            ("COM1", "COM1_"),
            ("lpt³", "lpt³_"),
            ("Conrad", "Conrad"),
            ("com10", "com10"),
            ("Wait. . .", "Wait"),
            ("नमस्ते", "नमस्ते"),
        ] {
            assert_eq!(safe(title), name, "{title}");
        }
        // Cut between characters, not inside of one.
        assert_eq!(safe(&"x\u{323}\u{302}".repeat(80)).chars().count() % 3, 0);
    }

    proptest! {
        #[test]
        fn any_title_gives_a_name_that_every_system_takes(title in "\\PC{0,300}") {
            let file = chapter(1, 1, &title);
            let name = file.strip_prefix("chapters/").unwrap();
            prop_assert!(name.len() <= 130);
            prop_assert!(!name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|', '\0']));
            prop_assert!(name.starts_with("01") && name.ends_with(".wav"));
            prop_assert!(!name.trim_end_matches(".wav").ends_with(['.', ' ']));
        }
    }
}
