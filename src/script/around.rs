//! What programs write around a talk that they wrote down: what the text is, how it came about, when
//! it ended. `Transcript`, `This transcript was generated automatically and may contain errors.`

use super::draft::{Draft, DraftLine, Part};
use super::speaker_line::{Form, parse};
use super::stamp::{is_stamp, leading_time};

/// How many lines from either end programs write on.
const NEAR: usize = 6;
/// How many lines under the heading of a transcript show that it is that.
const UNDER: usize = 3;
/// The longest remark, in characters.
const LONGEST: usize = 300;
/// Why such a line is not in the book.
const REASON: &str = "written by the program that wrote the talk down";

/// What stands over a talk that was written down.
#[rustfmt::skip]
const HEADINGS: &[&str] = &[
    "transcript", "full transcript", "show transcript", "transcription", "transkript", "transkription",
    "transcripción", "trascrizione", "transcrição", "文字记录", "文字記錄", "文字稿", "逐字稿", "转写结果",
    "文字起こし", "스크립트", "расшифровка",
];
/// Beginnings of words for what was written down.
#[rustfmt::skip]
const WRITTEN: &[&str] = &[
    "transcri", "transkri", "trascri", "subtitl", "caption", "untertitel", "sous-titr", "subtítulo",
    "转写", "字幕", "文字记录", "文字記錄", "逐字稿", "纪要", "紀要", "文字起こし", "자막", "расшифровк",
];
/// Words for how.
#[rustfmt::skip]
const HOW: &[&str] = &[
    "automatic", "automated", "generated", "contain errors", "automatisch", "automatique",
    "automátic", "automatica", "自动", "自動", "生成", "자동", "автоматическ",
];
/// Words of people, who may speak of the same.
const OF_PEOPLE: &[&str] = &[
    "i", "we", "our", "my", "me", "us", "you", "ich", "wir", "je", "nous", "我", "我们",
];

/// Drops what programs write around a talk.
pub fn mark(draft: &mut Draft) {
    let count = draft.lines.len();
    for i in 0..count {
        let is_near = i < NEAR || i + NEAR >= count;
        let line = &draft.lines[i];
        if line.part != Part::Speech || line.marked.is_subtitle || line.marked.column.is_some() {
            continue;
        }
        let next = &draft.lines[i + 1..count.min(i + 1 + UNDER)];
        let is_said_by_program = line.marked.speaker.is_none()
            && (is_heading(line, i == 0, next)
                || is_near && (is_remark(&line.text) || is_end(&line.text)));
        if is_said_by_program {
            let begins = line.after_blank;
            draft.lines[i].part = Part::Dropped { reason: REASON };
            if let Some(next) = draft.lines.get_mut(i + 1) {
                next.after_blank |= begins;
            }
        }
    }
}

/// `Transcript` over a talk, with something before it, or a name or a time under it; else it is the
/// title.
fn is_heading(line: &DraftLine, is_first: bool, next: &[DraftLine]) -> bool {
    const LONGEST_HEADING: usize = 60;
    if line.text.len() > LONGEST_HEADING || line.marked.heading.is_some() {
        return false;
    }
    let bare = line
        .text
        .trim_matches(|c: char| !c.is_alphabetic())
        .to_lowercase();
    let begins = |line: &DraftLine| {
        let named = || {
            let forms = [Form::Inline, Form::Colon, Form::Timed, Form::Bracketed];
            parse(&line.text).is_some_and(|line| forms.contains(&line.form))
        };
        leading_time(&line.text).is_some() || named()
    };
    HEADINGS.contains(&bare.as_str())
        && line
            .text
            .ends_with(|c: char| c.is_alphabetic() || matches!(c, ':' | '：'))
        && !next.is_empty()
        && (!is_first || next.iter().any(begins))
}

/// Whether a line says how a transcript came about.
fn is_remark(text: &str) -> bool {
    if text.len() > 4 * LONGEST || text.chars().count() > LONGEST {
        return false;
    }
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let of_people = || {
        let mut words = lower.split(|c: char| !c.is_alphabetic());
        words.any(|word| OF_PEOPLE.contains(&word))
    };
    let named =
        || parse(text).is_some_and(|line| matches!(line.form, Form::Inline | Form::Bracketed));
    has(WRITTEN) && has(HOW) && !of_people() && !named()
}

/// `Meeting ended after 00:14:22`
fn is_end(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "ended after ",
        "ended at ",
        "endete nach ",
        "terminée après ",
    ];
    WORDS.iter().any(|words| {
        text.split_once(words).is_some_and(|(before, after)| {
            let time = after.trim_matches(|c: char| !c.is_alphanumeric());
            before.split_whitespace().count() < 4 && is_stamp(time)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::tests::spoken;

    #[test]
    fn a_talk_alone_is_left() {
        assert_eq!(
            spoken(
                "Harbour meeting\n\nTranscript\n\nAnn Reed: Who lit it?\n\nBo Lind: I did.\n\nAnn Reed: When?\n\n\
                 Meeting ended after 00:14:22 👋\n\nThis editable transcript was computer generated and might contain errors."
            ),
            [
                "ann-reed: Who lit it?",
                "bo-lind: I did.",
                "ann-reed: When?"
            ]
        );
    }

    #[test]
    fn what_people_say_of_it_stays() {
        for text in [
            "Ann: Our transcripts are generated by hand.",
            "We make the captions automatic here.",
            "The ferry ended after the storm.",
            "The lamp was lit automatically.",
        ] {
            assert!(!is_remark(text) && !is_end(text), "{text}");
        }
        assert!(is_remark("此文字记录由 AI 自动生成。"));
    }
}
