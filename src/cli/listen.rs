//! What a recogniser heard, as a person reads it: marked by words, without colour.

use super::check::clock;
use super::{count, length};
use crate::book::timeline::Timeline;
use crate::hearing::compare::Piece;
use crate::hearing::report::{HeardLine, Listening};
use crate::hearing::verdict::Verdict;

/// How many findings are listed; all are in the JSON and in the page.
const MOST: usize = 50;

/// What came of it as a whole.
pub fn summary(listening: &Listening) -> Vec<String> {
    let heard = count(listening.lines.len(), "line", "lines");
    let mut lines = vec![format!(
        "{heard} of {} heard by {}, {} of them just now: {} wrong, {} unsure.",
        length(listening.seconds),
        listening.recogniser,
        listening.heard_now,
        listening.count(Verdict::Wrong),
        listening.count(Verdict::Unsure),
    )];
    for share in &listening.voices {
        lines.push(format!(
            "  {} ({}): {}, {:.1} % of the words heard otherwise, {} wrong, {} unsure",
            share.voice,
            share.language,
            count(share.lines, "line", "lines"),
            share.error * 100.0,
            share.wrong,
            share.unsure
        ));
    }
    for (sign, number) in &listening.signs {
        lines.push(format!(
            "  {}: {}",
            sign.means(),
            count(*number, "line", "lines")
        ));
    }
    for failed in &listening.failed {
        lines.push(format!("  could not be heard: {failed}"));
    }
    lines
}

/// The lines that are not right, the worst first: where, what is wrong, and what was heard against what is
/// written. What is only in one of the two stands in brackets.
pub fn findings(timeline: &Timeline, listening: &Listening) -> Vec<String> {
    let mut lines = Vec::new();
    let mut shown = 0;
    for line in listening.findings().take(MOST) {
        lines.extend(finding(timeline, line));
        shown += 1;
    }
    let more = listening.findings().count() - shown;
    if more > 0 {
        lines.push(format!(
            "{more} more; --json and --report have all of them."
        ));
    }
    lines
}

fn finding(timeline: &Timeline, line: &HeardLine) -> Vec<String> {
    let verdict = match line.verdict {
        Verdict::Wrong => "Wrong",
        _ => "Unsure",
    };
    let at = line
        .at
        .map_or(String::new(), |at| format!(", script.toml:{at}"));
    let mut lines = vec![
        format!(
            "{verdict}: {} at {}{at}, {} ({}): {}",
            line.file,
            clock(line.start),
            timeline.name_of(&line.speaker),
            line.language,
            line.means()
        ),
        format!("  written: {}", marked(&line.written_pieces)),
    ];
    lines.push(match line.heard.text.is_empty() {
        true => "  heard: nothing".into(),
        false => format!("  heard: {}", marked(&line.heard_pieces)),
    });
    lines
}

/// A text in which what is not in the other stands in brackets.
pub fn marked(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for piece in pieces {
        let inner = piece.text.trim_end();
        match piece.only {
            true => text += &format!("[{inner}]{}", &piece.text[inner.len()..]),
            false => text += &piece.text,
        }
    }
    text.trim().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_one_alone_stands_in_brackets() {
        let piece = |text: &str, only| Piece {
            text: text.into(),
            only,
        };
        let pieces = [
            piece("We waited ", false),
            piece("two hours ", true),
            piece("there.", false),
        ];
        assert_eq!(marked(&pieces), "We waited [two hours] there.");
        assert_eq!(
            marked(&[piece("灯", false), piece("灭了。", true)]),
            "灯[灭了。]"
        );
        assert_eq!(marked(&[]), "");
    }
}
