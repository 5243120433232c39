//! What a page's own style hides: `.hide { display: none }` and `<div class="hide">`, until somebody presses a button.

use super::block::Block;
use super::tags::Attributes;
use std::collections::HashSet;

/// Why it is not in the book.
const HIDDEN: &str = "hidden by the page's style";
/// In how many places a page hides something besides its text at most, and which part of the text that is: what a lesson hides under
/// each of its lines is a translation, and what is hidden of tabs is most of the text.
const PLACES: usize = 3;
const PART: usize = 3;

/// The classes (`.hide`) and names (`#info`) of elements that are hidden.
#[derive(Debug, Default)]
pub(super) struct Hidden(HashSet<String>);

impl Hidden {
    /// By the styles of a page.
    pub(super) fn of(page: &str) -> Self {
        let mut found = HashSet::new();
        let mut rest = page;
        while let Some((_, after)) = rest.split_once("<style") {
            let (sheet, after) = after.split_once("</style").unwrap_or((after, ""));
            let sheet = sheet.split_once('>').map_or("", |(_, sheet)| sheet);
            rules(sheet, &mut found);
            rest = after;
        }
        Self(found)
    }

    /// Why an element is not read, if it is hidden.
    pub(super) fn reason(&self, attributes: &Attributes) -> Option<&'static str> {
        if self.0.is_empty() {
            return None;
        }
        let classes = attributes.class.unwrap_or_default().split_whitespace();
        let is_hidden = classes.map(|class| format!(".{class}"));
        let id = attributes.id.map(|id| format!("#{id}"));
        is_hidden
            .chain(id)
            .any(|own| self.0.contains(&own))
            .then_some(HIDDEN)
    }
}

/// Adds what the rules of a sheet hide that hold for the whole page, and for nothing but a class or a name.
fn rules(sheet: &str, found: &mut HashSet<String>) {
    let mut depth = 0;
    let mut begin = 0;
    let mut selectors = "";
    for (at, sign) in sheet.match_indices(['{', '}']) {
        if sign == "{" {
            if depth == 0 {
                selectors = sheet[begin..at].trim();
            }
            depth += 1;
        } else {
            let own = sheet[begin..at].split(';');
            let hides = |own: &str| {
                let own: String = own.split_whitespace().collect();
                own.trim_end_matches("!important") == "display:none"
            };
            if depth == 1 && !selectors.starts_with('@') && own.into_iter().any(hides) {
                let plain = |own: &&str| {
                    let name = own.strip_prefix(['.', '#']);
                    name.is_some_and(|name| {
                        name.chars()
                            .all(|c| c.is_alphanumeric() || "-_".contains(c))
                    })
                };
                let own = selectors.split(',').map(str::trim).filter(plain);
                found.extend(own.map(String::from));
            }
            depth = usize::saturating_sub(depth, 1);
        }
        begin = at + 1;
    }
}

/// Reads what is hidden after all, if it is much of the page's text or stands in many places.
pub(super) fn settle(blocks: &mut [Block]) {
    let is_hidden = |block: &Block| block.reason == Some(HIDDEN);
    let length = |own: &dyn Fn(&Block) -> bool| -> usize {
        let own = blocks.iter().filter(|block| own(block));
        own.map(|block| block.text.len()).sum()
    };
    let hidden = length(&is_hidden);
    let places = blocks.chunk_by(|a, b| is_hidden(a) == is_hidden(b));
    let places = places.filter(|run| is_hidden(&run[0])).count();
    if places <= PLACES && PART * hidden <= length(&|block| block.reason.is_none()) {
        return;
    }
    for block in blocks.iter_mut().filter(|block| is_hidden(block)) {
        block.reason = None;
    }
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken_in;

    const PAGE: &str = "<html><head><style>body { color: red } @media print { .note { display: none } } .hide, #box { display: none !important; }
        .open .part { display: none }</style></head><body>";

    #[test]
    fn what_the_style_hides_is_not_read() {
        let text = "<p>The keeper lit the lamp when the fog came in.</p><p class='note'>It was the last night of the year.</p>\
                    <p>Nobody saw the ship behind the rocks.</p><p class='part'>The bell rang three times.</p>";
        let page = format!(
            "{PAGE}<div class='big hide'><p>Press here for help.</p></div>{text}<p id='box'>Buy me a tea.</p></body></html>"
        );
        assert_eq!(spoken_in(&page, "lamp.html").len(), 4);
    }

    #[test]
    fn what_is_hidden_again_and_again_is_text() {
        let row = |n: usize| {
            format!(
                "<p>The lamp number {n} is burning in the tower.</p><p class='hide'>Die Lampe Nummer {n} brennt im Turm.</p>"
            )
        };
        let rows: String = (1..6).map(row).collect();
        let page = format!("{PAGE}{rows}</body></html>");
        let lines = spoken_in(&page, "lamp.html");
        assert!(lines.concat().contains("Lampe"), "{lines:?}");
    }
}
