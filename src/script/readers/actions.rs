//! What scripts set in italics, or between asterisks, for it is done and not said: `*sighs* Then go home.` It
//! goes into brackets, as stage directions are written elsewhere.

use super::super::claims::directions;

/// The most words of what is done, where nothing tells it but its place.
const MOST_WORDS: usize = 4;

/// Puts what is done and not said into brackets. `spans` are the texts in italics, in order.
pub(crate) fn bracket(text: &mut String, spans: &[String]) {
    let mut from = 0;
    for span in spans {
        let bare = span.trim();
        let Some(at) = text.get(from..).and_then(|rest| rest.find(bare)) else {
            continue;
        };
        let (begin, end) = (from + at, from + at + bare.len());
        from = end;
        if !bare.is_empty() && is_action(&text[..begin], bare, &text[end..]) {
            text.insert(end, ')');
            text.insert(begin, '(');
            from += 2;
        }
    }
}

/// Whether what is emphasised between two texts is an action. It stands between sentences, and begins as the
/// middle of one does.
fn is_action(before: &str, span: &str, after: &str) -> bool {
    let (before, next) = (before.trim_end(), after.trim_start());
    let is_apart = (before.is_empty() || before.ends_with(ends_sentence))
        && next
            .chars()
            .next()
            .is_none_or(|c| !c.is_lowercase() && !",;:：".contains(c));
    let is_phrase = span.starts_with(char::is_lowercase)
        && span.split_whitespace().count() <= MOST_WORDS
        && !span.ends_with(['!', '?', ':', ',']);
    // What is all in italics may be a translation, or told.
    let is_all = before.is_empty() && next.is_empty();
    let is_bracketed = span.starts_with(['(', '[']) && span.ends_with([')', ']']);
    // `lamp – lámpara` explains a word.
    let is_explained = before.is_empty() && next.starts_with(['–', '—', '-', ':', '：', '=']);
    // `A voice shouts: Bravo!` names who speaks.
    let is_label = before.is_empty() && !next.is_empty() && span.ends_with([':', '：']);
    is_apart
        && !is_explained
        && !is_label
        && !is_bracketed
        && (is_phrase && !is_all || directions::is_known(span))
}

fn ends_sentence(c: char) -> bool {
    ".!?…:—–)]\"”»。！？：）】」』".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bracketed(text: &str, spans: &[&str]) -> String {
        let mut text = text.to_string();
        let spans: Vec<String> = spans.iter().map(|span| (*span).to_string()).collect();
        bracket(&mut text, &spans);
        text
    }

    #[test]
    fn what_is_done_stands_in_brackets() {
        for (text, span, expected) in [
            (
                "MIA: sighs Put it out.",
                "sighs",
                "MIA: (sighs) Put it out.",
            ),
            ("Mia: looks away", "looks away", "Mia: (looks away)"),
            ("laughs", "laughs", "(laughs)"),
            (
                "Voices laugh: Bravo!",
                "Voices laugh:",
                "Voices laugh: Bravo!",
            ),
            ("lamp – lámpara", "lamp", "lamp – lámpara"),
            ("later that night", "later that night", "later that night"),
            (
                "No. shrugs It is late.",
                "shrugs",
                "No. (shrugs) It is late.",
            ),
            ("笑 你来晚了。", "笑", "(笑) 你来晚了。"),
            ("It is never late.", "never", "It is never late."),
            ("never again", "never", "never again"),
            ("Mia: never! Not once.", "never!", "Mia: never! Not once."),
            ("天黑了", "天黑了", "天黑了"),
        ] {
            assert_eq!(bracketed(text, &[span]), expected);
        }
    }
}
