//! Paragraphs in italics that are no directions: what someone reads out, or what was moved, is a text of its own. It has items,
//! and paragraphs that end within a sentence; or what someone says leads to it with a colon.

use crate::script::claims::ClaimRole::NoDirection;
use crate::script::claims::Claims;
use crate::script::claims::text::Text;
use crate::script::facts::Class;

/// How surely a run of paragraphs with such a one is no direction, and how surely one that is led to, in nats.
const WRITTEN: f64 = 11.0;
const LED_TO: f64 = 8.0;
/// How many words lead to what is read out, at least: `Ann (singing):` leads to what is done.
const LEADING: usize = 5;

pub(super) fn claims(text: &Text, claims: &mut Claims) {
    let is_italic = |i: usize| text.facts[i].class == Class::Italic && text.lines[i].is_free;
    let mut runs: Vec<(std::ops::Range<usize>, f64)> = Vec::new();
    let mut first = 0;
    for run in text.facts.chunk_by(|a, b| a.class == b.class) {
        let lines = first..first + run.len();
        first = lines.end;
        if !is_italic(lines.start) {
            continue;
        }
        let is_led_to = lines.start.checked_sub(1).is_some_and(|above| {
            let above = &text.lines[above];
            above.text().ends_with([':', '：']) && above.words() >= LEADING
        });
        let is_written = lines.clone().any(|i| is_item(text, i) || is_cut(text, i));
        let led = if is_led_to { LED_TO } else { 0.0 };
        runs.push((lines, if is_written { WRITTEN } else { led }));
    }
    // Where most of what is in italics is written, all of it may be.
    let length = |least: f64| -> f64 {
        let own = runs.iter().filter(|(_, nats)| *nats >= least);
        own.map(|(lines, _)| lines.len() as f64).sum()
    };
    let (all, written) = (length(0.0), length(WRITTEN));
    let usual = 2.0 * ((written + 1.0) / (all - written + 1.0)).ln();
    for (lines, nats) in runs {
        for i in lines {
            claims.line(i, NoDirection, nats + usual);
        }
    }
}

/// Whether a paragraph is an item of a list: `(a) The gate;`, `2. That the gate be shut.`
fn is_item(text: &Text, i: usize) -> bool {
    let line = &text.lines[i];
    let own = line.text().trim_start_matches(['_', '*']);
    let (head, rest) = own.split_once(char::is_whitespace).unwrap_or((own, ""));
    let number = head.trim_start_matches('(').trim_end_matches(['.', ')']);
    let is_number = number.bytes().all(|b| b.is_ascii_digit())
        || number.len() == 1 && number.bytes().all(|b| b.is_ascii_lowercase())
        || number.bytes().all(|b| b"ivx".contains(&b));
    let is_counted = head.ends_with(['.', ')']) && matches!(number.len(), 1..=3) && is_number;
    let is_item = is_counted || matches!(head, "-" | "–" | "•" | "*" | "·");
    line.opens && (line.markup().begins_item || is_item && !rest.is_empty())
}

/// Whether a paragraph ends within a sentence.
fn is_cut(text: &Text, i: usize) -> bool {
    let own = text.lines[i].text().trim_end_matches(['_', '*']);
    text.lines[i].closes
        && text.lines[i].words() >= LEADING
        && own.ends_with([',', ';', '，', '；', '、'])
}
