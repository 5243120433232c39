//! Which lines name who speaks. What stands before a colon, before a time, in brackets, or alone on
//! a line is a heading if it can be a name and the text bears it out: the name comes again, a heading
//! in another language answers it in the same block, a list of participants has it, or most lines
//! of the text begin in that way.

use super::draft::{Draft, DraftLine, Part};
use super::evidence::Evidence;
use super::languages::Languages;
use super::name_shape::names_in;
use super::names::key;
use super::plays::in_capitals;
use super::speaker_line::{Form, SpeakerLine, parse};
use crate::language::Language;
use rayon::prelude::*;

/// A name as a line gives it.
pub(super) struct Name {
    /// Its language.
    pub language: Language,
    /// The name.
    pub text: String,
    /// The name for comparison ([`key`]).
    pub key: String,
}

/// A line of the draft that names a speaker.
pub(super) struct Heading {
    /// Which line of the draft.
    pub line: usize,
    /// The number of that line in the source.
    pub at: usize,
    /// The name; in several scripts, one in each.
    pub names: Vec<Name>,
    /// The language of the line.
    pub language: Language,
    /// What stands behind the name in brackets.
    pub also: Option<String>,
    /// What is said on the same line.
    pub said: String,
    /// In what way it names them.
    pub form: Form,
}

impl Heading {
    /// The names, for comparison.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| name.key.as_str())
    }

    /// Whether it is a name in capitals over what is said.
    pub fn is_in_capitals(&self) -> bool {
        self.form == Form::Bare && in_capitals(&self.names[0].text)
    }

    /// Whether the same person may be named by another heading.
    pub fn names_as(&self, other: &Self) -> bool {
        self.keys().any(|key| other.keys().any(|k| k == key))
    }
}

/// The lines of the draft that are headings.
pub(super) fn find(
    draft: &Draft,
    languages: &Languages,
    participants: &[Vec<String>],
) -> Vec<Heading> {
    let candidates = candidates(draft, languages);
    let answered = answered(&candidates, draft);
    let evidence = Evidence::gather(&candidates, draft, languages, participants);
    let is_heading: Vec<bool> = candidates
        .iter()
        .zip(answered)
        .map(|(heading, answered)| evidence.bears_out(heading, answered))
        .collect();
    let dashes_part = evidence.dashes_part_speech;
    candidates
        .into_iter()
        .zip(is_heading)
        .filter_map(|(mut heading, is)| {
            // `Ann Reed -- Harbour Master` says what she is, unless dashes part names from speech.
            let says_what = heading.form == Form::Titled && !dashes_part;
            if says_what || heading.form == Form::Described {
                heading.said.clear();
            }
            is.then_some(heading)
        })
        .collect()
}

/// The lines that may be headings.
fn candidates(draft: &Draft, languages: &Languages) -> Vec<Heading> {
    let may_name = |line: &DraftLine| {
        line.part == Part::Speech && line.marked.heading.is_none() && line.marked.speaker.is_none()
    };
    // Most of the time of a long text goes here.
    let read: Vec<Option<SpeakerLine>> = draft
        .lines
        .par_iter()
        .map(|line| may_name(line).then(|| named(line)).flatten())
        .collect();
    let mut before: Option<&str> = None;
    let mut candidates: Vec<Heading> = Vec::new();
    for (line, (drafted, read)) in draft.lines.iter().zip(read).enumerate() {
        if drafted.part != Part::Speech || drafted.marked.heading.is_some() {
            before = None;
            continue;
        }
        let found = match &drafted.marked.speaker {
            Some(name) => {
                let same = before == Some(name);
                before = Some(name);
                if same {
                    continue;
                }
                Some(SpeakerLine {
                    names: vec![name.clone()],
                    also: None,
                    said: drafted.text.clone(),
                    form: Form::Marked,
                })
            }
            None => read,
        };
        let Some(SpeakerLine {
            names,
            also,
            said,
            form,
        }) = found
        else {
            continue;
        };
        before = before.filter(|_| form == Form::Marked);
        let language = drafted.language.clone();
        let names = names
            .into_iter()
            .map(|text| Name {
                language: language_of_name(&text, &language, languages),
                key: key(&text),
                text,
            })
            .collect();
        candidates.push(Heading {
            line,
            at: drafted.at,
            names,
            language,
            also,
            said,
            form,
        });
    }
    candidates
}

/// Reads a line as one that names a speaker.
fn named(line: &DraftLine) -> Option<SpeakerLine> {
    match parse(&line.text) {
        None => led(line),
        Some(named) if matches!(named.form, Form::Bare | Form::Told | Form::Gapped) => {
            led(line).or(Some(named))
        }
        named => named,
    }
}

/// A line that begins with a name in bold type.
fn led(line: &DraftLine) -> Option<SpeakerLine> {
    let lead = line.marked.lead.as_deref()?;
    let said = line.text.strip_prefix(lead)?.trim_start();
    Some(SpeakerLine {
        names: names_in(lead)?,
        also: None,
        said: said.to_string(),
        form: Form::Led,
    })
}

/// Which of the headings alone on a line have one in another language beside them in their block.
fn answered(candidates: &[Heading], draft: &Draft) -> Vec<bool> {
    let colons: Vec<usize> = (0..candidates.len())
        .filter(|&i| candidates[i].form == Form::Colon)
        .collect();
    let mut answered = vec![false; candidates.len()];
    for pair in colons.windows(2) {
        let (a, b) = (&candidates[pair[0]], &candidates[pair[1]]);
        if a.language != b.language && b.line > a.line + 1 && same_block(draft, a.line, b.line) {
            answered[pair[0]] = true;
            answered[pair[1]] = true;
        }
    }
    answered
}

/// Whether no blank line parts two lines.
pub(super) fn same_block(draft: &Draft, from: usize, to: usize) -> bool {
    draft.lines[from + 1..=to].iter().all(|l| !l.after_blank)
}

/// The language that a name is a name in: that of its line if it is in that script, else the
/// language of the text that is.
fn language_of_name(name: &str, line: &Language, languages: &Languages) -> Language {
    let by_script = languages.of(name);
    match by_script {
        Some(other) if other != *line && !languages.share_script(name, line) => {
            if languages.all().contains(&other) {
                other
            } else {
                line.clone()
            }
        }
        _ => line.clone(),
    }
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    /// Who speaks the lines of a text.
    fn who(text: &str) -> Vec<String> {
        let lines = spoken(text).into_iter();
        lines
            .map(|line| line.split(':').next().unwrap_or_default().to_string())
            .collect()
    }

    #[test]
    fn what_comes_again_before_colons_is_who_speaks() {
        for label in [
            "Soldier #2",
            "ann_92",
            "1st Keeper",
            "The Man with the Lamp",
            "Voice on the pier",
        ] {
            let text = format!(
                "{label}: Is it you?\nTom: Who else?\n{label}: You are late.\nTom: I waved."
            );
            let people = who(&text);
            assert_eq!(people[0], people[2], "{label}");
            assert_eq!(
                [people[1].as_str(), people[3].as_str()],
                ["tom", "tom"],
                "{label}"
            );
            assert_ne!(people[0], "tom", "{label}");
        }
        // Of those who are only counted, each speaks.
        let text = "Keeper #1: Is it you?\nKeeper #2: No.\nTom: It is me.\nTom: Both of you?";
        assert_eq!(who(text), ["keeper-1", "keeper-2", "tom", "tom"]);
        let text = "《灯塔》：几点点灯？\n老李：六点。\n《灯塔》：为什么？\n老李：天黑了。";
        assert_eq!(who(text), ["灯塔", "老李", "灯塔", "老李"]);
    }

    #[test]
    fn what_stands_before_a_colon_in_prose_is_nobody() {
        for text in [
            "We need three things.\n\n1. Oil: buy it in town.\n2. Glass: clean it.\n3. Time: take it.",
            "The point is this: it burns.\n\nIt was late.\n\nThe point is this: it lasts.\n\nWe left.",
            "the oil: two litres\nthe wick: one yard\nthe glass: none",
        ] {
            let people = who(text);
            assert!(
                people.iter().all(|name| name == "narrator"),
                "{text}: {people:?}"
            );
        }
    }

    #[test]
    fn first_sentences_of_a_word_are_nobody() {
        let text = "Yes. It was late.\n\nThe lamp was out.\n\nNo. He had not seen it.\n\nYes. She had.\n\nThey went home.";
        assert!(who(text).iter().all(|name| name == "narrator"));
        let play = "Нора. Это ты?\n\nКарл. Кто же ещё?\n\nНора. Ты опоздал.\n\nКарл (тихо). Я махал.\n\nНора. Откуда?\n\nКарл. С берега.";
        assert_eq!(who(play)[..2], ["нора", "карл"]);
    }

    #[test]
    fn names_before_gaps_quotation_marks_and_signs() {
        for text in [
            "田中　雨ですね。\n佐藤　そうですね。\n田中　傘は？\n佐藤　ないです。",
            "田中「雨ですね」\n佐藤「そうですね」\n田中「傘は？」\n佐藤「ないです」",
            "田中> 雨ですね。\n佐藤> そうですね。\n田中> 傘は？\n佐藤> ないです。",
        ] {
            assert_eq!(who(text), ["田中", "佐藤", "田中", "佐藤"], "{text}");
        }
        let text = "MS. REED: Good evening.\n\nQ    When is it lit?\n\nMS. REED: At six.\n\nQ    Why?\n\nMS. REED: It is dark.";
        assert_eq!(who(text), ["ms-reed", "q", "ms-reed", "q", "ms-reed"]);
    }

    #[test]
    fn several_together_are_none_of_them() {
        let text = "Ann: Is it you?\nBo: Yes.\nAnn: Good.\nBo: Good.\nAnn and Bo: Good night!\nAnn/Bo: Night!";
        assert_eq!(who(text)[4..], ["ann-and-bo", "ann-bo"]);
    }

    #[test]
    fn initials_and_what_stands_in_brackets_are_the_same_person() {
        let text = "Ann Reed: Welcome.\nBo Lind: Thank you.\nAR: Who lit it?\nBL: I did.\nAR: When?\nBL: At six.";
        assert_eq!(who(text)[2..4], ["ann-reed", "bo-lind"]);
        let text = "Host (Ann): Welcome.\nGuest (Dr. Lind): Thank you.\nAnn: Who lit it?\nDr. Lind: I did.\nAnn: When?";
        let people = who(text);
        assert_eq!([&people[0], &people[1]], [&people[2], &people[3]]);
    }

    #[test]
    fn how_it_is_said_stands_behind_the_name() {
        let text = "Nora: (turning to the window) Is it you?\nCarl (sadly): Who else?\nNora: You are late.\nCarl: I waved (twice).";
        assert_eq!(
            spoken(text),
            [
                "nora: Is it you?",
                "carl: Who else?",
                "nora: You are late.",
                "carl: I waved (twice)."
            ]
        );
    }
}
