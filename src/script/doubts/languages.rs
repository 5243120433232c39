//! Where it is not sure in which language something is said.

use super::{Doubt, about};
use crate::script::document::Document;
use crate::script::resolve::pieces::{Is, Pieces};
use crate::script::tongues::axis::{Span, Tongues};
use crate::script::tongues::pieces::{Place, size};

/// From how many letters on something in a language of its own is no greeting or name.
const LONG: usize = 30;
/// How much dearer another language must be for the one that is taken to be sure, in nats.
const SURE: f32 = 1.5;

/// What is spoken in one of the text's languages and seems to be in none of them, or as likely in another.
pub(super) fn of(document: &Document, tongues: &Tongues, pieces: &Pieces) -> Vec<Doubt> {
    let is_spoken = |span: &&Span| {
        let spoken = pieces
            .of(span.line)
            .iter()
            .filter(|piece| matches!(piece.is, Is::Said | Is::Told));
        let mut spoken = spoken.filter(|piece| piece.bytes.start < span.bytes.end);
        spoken.any(|piece| piece.bytes.end > span.bytes.start)
    };
    let is_line = |span: &Span| matches!(span.place, Place::Line | Place::Blank | Place::File);
    let spans = tongues.spans.iter().filter(|span| is_line(span));
    let long =
        spans.filter(|span| size(&document.lines[span.line].text[span.bytes.clone()]) >= LONG);
    let doubt = |span: &Span| {
        let line = &document.lines[span.line];
        let own = &span.language;
        let why = match &span.guest {
            Some(guest) if !guest.is_kin_of(own) => {
                format!("this seems to be in `{guest}`, and is read as `{own}`")
            }
            None if span.margin < SURE => format!("it is not sure that this is in `{own}`"),
            _ => return None,
        };
        Some(Doubt {
            at: line.places(),
            text: about(&why, &line.text[span.bytes.clone()]),
        })
    };
    long.filter(is_spoken).filter_map(doubt).collect()
}

#[cfg(test)]
mod tests {
    use crate::script::{Options, read};

    #[test]
    fn a_line_in_a_third_language_shows() {
        let talk = "Der Wärter zündete die Lampe an.\nThe keeper lit the lamp.\n\
                    Niemand sah das Schiff im Nebel.\nNobody saw the ship in the fog.\n";
        let doubts = |text: &str| -> Vec<String> {
            let script = read(text.as_bytes(), "lamp.txt", &Options::default()).unwrap();
            script.doubts.into_iter().map(|doubt| doubt.text).collect()
        };
        let seems = |text: &str| {
            doubts(text)
                .iter()
                .any(|doubt| doubt.contains("this seems to be in `fr`"))
        };
        let french = "Le gardien monta l'escalier et personne ne l'entendit.\n";
        assert!(!seems(&talk.repeat(4)));
        let text = format!("{talk}{french}{}", talk.repeat(3));
        assert!(seems(&text), "{:?}", doubts(&text));
    }
}
