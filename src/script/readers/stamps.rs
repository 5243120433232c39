//! Chats that were copied from a screen: the time stands on a line of its own under the name, behind a dash. One line of
//! both is what an export would have.

use super::super::document::{Document, SourceLine};
use super::super::sentences::is_over;
use super::super::stamp::is_stamp;

/// The longest name, in bytes.
const LONGEST: usize = 60;
/// What a messenger writes under the name of a program.
const PROGRAMS: &[&str] = &["APP", "BOT", "App", "Bot"];

/// Joins names and the times under them.
pub(super) fn join(document: &mut Document) {
    let lines = &document.lines;
    if !lines.iter().any(|line| is_under_name(&line.text)) {
        return;
    }
    let mut joined: Vec<SourceLine> = Vec::with_capacity(lines.len());
    for line in std::mem::take(&mut document.lines) {
        if !line.blank_before && is_under_name(&line.text) {
            let mark = joined
                .pop_if(|above| PROGRAMS.contains(&above.text.as_str()) && !above.blank_before);
            if let Some(name) = joined.last_mut().filter(|above| is_name(above)) {
                name.text = format!("{} {}", name.text, line.text);
                name.also_at
                    .extend(mark.into_iter().flat_map(|mark| mark.places()));
                name.also_at.extend(line.places());
                continue;
            }
            joined.extend(mark);
        }
        joined.push(line);
    }
    document.lines = joined;
}

/// `— 08/11/2024 20:14`
fn is_under_name(text: &str) -> bool {
    let stamp = text.trim_start_matches(['—', '–', '-', '•', '·']);
    stamp.len() < text.len() && is_stamp(stamp.trim())
}

fn is_name(line: &SourceLine) -> bool {
    line.is_text() && line.text.len() <= LONGEST && !is_over(&line.text) && !is_stamp(&line.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_over_their_times() {
        let mut document = Document::of_text(
            "ann\n — 08/11/2024 20:14\nIs it open?\nKeeper\nAPP\n — 08/11/2024 20:15\nNo.",
        );
        join(&mut document);
        assert_eq!(
            document.texts(),
            [
                "ann — 08/11/2024 20:14",
                "Is it open?",
                "Keeper — 08/11/2024 20:15",
                "No."
            ]
        );
        assert_eq!(document.lines[2].places(), [4, 5, 6]);
    }
}
