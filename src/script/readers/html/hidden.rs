//! What a page hides until somebody presses a button: by its own style (`.hide { display: none }` and `<div class="hide">`), or by
//! an element's (`<div style="display: none">`). What is much of the page's text is text.

use super::block::Block;
use super::tags::{self, Attributes};
use crate::script::facts::letters::ends_sentence;
use std::collections::HashSet;

/// Why it is not in the book.
const HIDDEN: &str = "hidden by the page's style";
/// In how many places a page hides something besides its text at most, and which part of the text that is: what a lesson hides under
/// each of its lines is a translation, and what is hidden of tabs is most of the text.
const PLACES: usize = 3;
const PART: usize = 3;
/// How long a text is that is more than a button's or a name, in bytes.
const LONG: usize = 60;

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

/// Whether what is not read for that reason is hidden, and else would be read.
pub(super) fn is_hidden(reason: Option<&str>) -> bool {
    matches!(reason, Some(HIDDEN | tags::HIDDEN))
}

/// Reads what is hidden after all, if it is much of the page's text, `beside` of which (in bytes) stands in no block, or what the
/// style hides stands in many places. What single elements hide is text where it has sentences.
pub(super) fn settle(blocks: &mut [Block], beside: usize) {
    if !blocks.iter().any(|block| is_hidden(block.reason)) {
        return;
    }
    let by_style = |block: &Block| block.reason == Some(HIDDEN);
    let shown = blocks.iter().filter(|block| block.reason.is_none());
    let shown: HashSet<String> = shown.map(|block| block.text.clone()).collect();
    let is_text = |block: &Block| {
        let is_said = block.text.len() >= LONG || ends_sentence(&block.text);
        by_style(block) || block.reason == Some(tags::HIDDEN) && is_said
    };
    // The same for a narrow screen is not said twice.
    let is_new = |run: &[Block]| {
        let mut texts = run.iter().filter(|block| is_text(block));
        is_hidden(run[0].reason) && texts.any(|block| !shown.contains(&block.text))
    };
    let runs = || blocks.chunk_by(|a, b| is_hidden(a.reason) == is_hidden(b.reason));
    let new = runs().filter(|run| is_new(run)).flatten();
    let new: usize = new
        .filter(|block| is_text(block))
        .map(|block| block.text.len())
        .sum();
    let read = blocks.iter().filter(|block| block.reason.is_none());
    let is_much = PART * new > beside + read.map(|block| block.text.len()).sum::<usize>();
    let places = blocks.chunk_by(|a, b| by_style(a) == by_style(b));
    let is_often = places.filter(|run| by_style(&run[0])).count() > PLACES;
    for run in blocks.chunk_by_mut(|a, b| is_hidden(a.reason) == is_hidden(b.reason)) {
        let all = is_much && is_new(run);
        let hidden = run.iter_mut().filter(|block| is_hidden(block.reason));
        for block in hidden.filter(|block| all || is_often && by_style(block)) {
            block.reason = None;
        }
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
    fn what_buttons_turn_is_text() {
        let part = |n: usize, style: &str| {
            format!(
                "<div class='part' style='{style}'><h2>Part {n}</h2><p>Ann: Is lamp {n} lit?</p><p>Bo: Not as long as it is day.</p></div>"
            )
        };
        let parts = [
            part(1, ""),
            part(2, "display: none;"),
            part(3, "DISPLAY:none"),
        ]
        .concat();
        let page = |parts: &str| {
            let around = "<div id='cookie-box' style='display:none'><p>We would like to keep what you do here, for ever and a day.</p></div>\
                          <ul style='display:none'><li>Home</li><li>About us</li></ul>";
            format!("<html><body>{around}<button>Next</button>{parts}</body></html>")
        };
        let lines = spoken_in(&page(&parts), "lamp.html");
        assert_eq!(lines.len(), 6, "{lines:?}");
        let text: String = (1..6).map(|n| part(n, "")).collect();
        let mostly = format!("{text}<p style='display:none'>Thank you for your message.</p>");
        assert_eq!(spoken_in(&page(&mostly), "lamp.html").len(), 10);
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
