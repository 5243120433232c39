//! What a recogniser heard, as a part of the page: a table of the lines that are not right, each with a player.
//! What is only in one of the two texts is marked up as deleted or inserted, and stands in brackets, so that nothing
//! hangs on colour.

use super::html::{clock, escape};
use crate::book::timeline::Timeline;
use crate::hearing::compare::Piece;
use crate::hearing::report::{HeardLine, Listening};
use crate::hearing::verdict::Verdict;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::fmt::Write;

/// What is not written as it is in an address of a file.
const IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?');

/// The part of the page. `book` is the way from the page to the book's folder, with `/` at its end.
pub fn section(timeline: &Timeline, listening: &Listening, book: &str) -> String {
    let mut html = String::new();
    let wrong = listening.count(Verdict::Wrong);
    let unsure = listening.count(Verdict::Unsure);
    let _ = write!(
        html,
        "<h2 id=\"heard\">What was heard</h2>\n<p>{} lines were heard by {}: {wrong} wrong, {unsure} unsure. What is \
         only written or only heard stands in brackets.</p>\n",
        listening.lines.len(),
        escape(&listening.recogniser)
    );
    html += "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Voices as they were heard\"><table><caption>Voices \
             as they were heard</caption><thead><tr><th scope=\"col\">Voice<th scope=\"col\">Language<th scope=\"col\">Lines\
             <th scope=\"col\">Words heard otherwise, %<th scope=\"col\">Wrong<th scope=\"col\">Unsure</tr></thead><tbody>\n";
    for share in &listening.voices {
        let _ = writeln!(
            html,
            "<tr><th scope=\"row\">{}<td>{}<td>{}<td>{:.1}<td>{}<td>{}</tr>",
            escape(&share.voice),
            share.language,
            share.lines,
            share.error * 100.0,
            share.wrong,
            share.unsure
        );
    }
    html += "</tbody></table></div>\n";
    if wrong + unsure > 0 {
        html += "<ol class=\"heard\">\n";
        listening
            .findings()
            .for_each(|line| html += &finding(timeline, line, book));
        html += "</ol>\n";
    }
    html
}

fn finding(timeline: &Timeline, line: &HeardLine, book: &str) -> String {
    let verdict = match line.verdict {
        Verdict::Wrong => "Wrong",
        _ => "Unsure",
    };
    let name = escape(&timeline.name_of(&line.speaker));
    let heard = match line.heard.text.is_empty() {
        true => "nothing".into(),
        false => format!(
            "<span lang=\"{}\">{}</span>",
            line.language,
            marked(&line.heard_pieces, "ins")
        ),
    };
    format!(
        "<li><p><strong>{verdict}</strong>: {}. {name} ({}), {} at {}</p>\n<p>Written: <span lang=\"{}\">{}</span></p>\n\
         <p>Heard: {heard}</p>\n<audio controls preload=\"none\" aria-label=\"{name}, at {}\" src=\"{}{}#t={:.2},{:.2}\">\
         </audio></li>\n",
        line.means(),
        line.language,
        escape(&line.file),
        clock(line.start),
        line.language,
        marked(&line.written_pieces, "del"),
        clock(line.start),
        utf8_percent_encode(book, IN_PATH),
        utf8_percent_encode(&line.file, IN_PATH),
        line.start,
        line.end
    )
}

/// A text in which what is not in the other is an element, and in brackets.
fn marked(pieces: &[Piece], element: &str) -> String {
    let mut html = String::new();
    for piece in pieces {
        let inner = piece.text.trim_end();
        let rest = &piece.text[inner.len()..];
        let inner = escape(inner);
        html += &match piece.only {
            true => format!("<{element}>[{inner}]</{element}>{rest}"),
            false => inner + rest,
        };
    }
    html
}
