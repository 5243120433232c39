//! A document's outline, as `pdftohtml -xml` says it: `<item page="3">The Rope</item>`, and `<outline>` around
//! what stands below.

use super::super::epub::contents::Entry;
use quick_xml::escape::unescape;

/// The deepest level that is kept.
const DEEPEST: u8 = 9;
/// The most entries that are kept.
const MOST: usize = 10_000;

/// Reads line by line.
#[derive(Default)]
pub(crate) struct Reader {
    pub entries: Vec<Entry>,
    level: usize,
}

impl Reader {
    pub(crate) fn line(&mut self, line: &str) {
        let line = line.trim();
        if line.starts_with("<outline") {
            self.level += 1;
        } else if line.starts_with("</outline") {
            self.level = self.level.saturating_sub(1);
        } else if let Some((attributes, rest)) = line
            .strip_prefix("<item")
            .and_then(|rest| rest.split_once('>'))
        {
            let page = attributes
                .split_once("page=\"")
                .and_then(|(_, page)| page.split('"').next());
            let page = page.and_then(|page| page.parse::<usize>().ok());
            let title = rest.strip_suffix("</item>").unwrap_or(rest);
            let title = unescape(title).map_or_else(|_| title.into(), |title| title.into_owned());
            let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
            let is_title = title.contains(char::is_alphanumeric) && self.entries.len() < MOST;
            if let Some(page) = page.filter(|_| is_title) {
                self.entries.push(Entry {
                    document: page.saturating_sub(1).to_string(),
                    place: Some(place(&title)),
                    title,
                    level: self.level.clamp(1, usize::from(DEEPEST)) as u8,
                });
            }
        }
    }
}

/// What a title is found by on its page.
pub(crate) fn place(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).take(200).collect()
}
