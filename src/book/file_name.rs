//! Names for files that every system takes.

use unicode_normalization::UnicodeNormalization;

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

/// A title as part of a file's name: letters, digits, `-`, `_`, `,` and `.` inside.
pub fn safe(title: &str) -> String {
    let mut name = String::new();
    for c in crate::characters::spoken(title).nfc() {
        let keep = c.is_alphanumeric()
            || matches!(c, '_' | ',' | '.' | '+' | '，' | '、' | '《' | '》' | '·');
        if keep || unicode_normalization::char::is_combining_mark(c) {
            name.push(c);
        } else if !matches!(c, '\'' | '’' | '?' | '？' | '!' | '！' | '"' | '“' | '”')
            && !name.ends_with('-')
        {
            name.push('-');
        }
        if name.len() > LONGEST {
            break;
        }
    }
    while name.len() > LONGEST {
        name.pop();
    }
    name.trim_matches(|c: char| !c.is_alphanumeric())
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
