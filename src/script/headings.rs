//! Which lines name who speaks. What stands before a colon, before a time, in brackets, or alone on
//! a line is a heading if it can be a name and the text bears it out: the name comes again, a heading
//! in another language answers it in the same block, a list of participants has it, or most lines
//! of the text begin in that way.

use super::draft::{Draft, Part};
use super::languages::Languages;
use super::names::key;
use super::speaker_line::{Form, SpeakerLine, is_numbered, parse};
use super::times;
use crate::language::Language;
use std::collections::{HashMap, HashSet};

/// Names that are nobody's but those of people who speak.
#[rustfmt::skip]
const ROLES: &[&str] = &[
    "operator", "moderator", "host", "interviewer", "interviewee", "narrator", "announcer",
    "presenter", "translator", "interpreter", "unidentified analyst", "unidentified company representative",
    "接线员", "主持人", "记者", "采访者", "受访者", "旁白", "翻译", "司会", "사회자", "運營商", "接線員", "記者",
    "採訪者", "受訪者", "翻譯",
];
/// From which share of the lines on names before a colon are how the text names its speakers, so
/// that one that comes once counts too.
const INLINE_SHARE: f64 = 0.4;
/// The same for names alone in a paragraph of their own: what is said may have many paragraphs.
const ALONE_SHARE: f64 = 0.2;

/// A line of the draft that names a speaker.
pub(super) struct Heading {
    /// Which line of the draft.
    pub line: usize,
    /// The number of that line in the source.
    pub at: usize,
    /// The names, each with its language.
    pub names: Vec<(Language, String)>,
    /// The language of the line.
    pub language: Language,
    /// What is said on the same line.
    pub said: String,
    /// In what way it names them.
    pub form: Form,
}

impl Heading {
    /// The names, for comparison.
    pub fn keys(&self) -> impl Iterator<Item = String> + '_ {
        self.names.iter().map(|(_, name)| key(name))
    }

    /// Whether it is a name in capitals over what is said.
    pub fn is_in_capitals(&self) -> bool {
        self.form == Form::Bare && shouts(&self.names[0].1)
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
    let mut before: Option<&str> = None;
    let mut candidates: Vec<Heading> = Vec::new();
    for (line, drafted) in draft.lines.iter().enumerate() {
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
                    said: drafted.text.clone(),
                    form: Form::Marked,
                })
            }
            None => parse(&drafted.text),
        };
        let Some(SpeakerLine { names, said, form }) = found else {
            continue;
        };
        let language = drafted.language.clone();
        let names = names
            .into_iter()
            .map(|name| (language_of_name(&name, &language, languages), name))
            .collect();
        candidates.push(Heading {
            line,
            at: drafted.at,
            names,
            language,
            said,
            form,
        });
    }
    candidates
}

/// What a text says, as a whole, of how it names who speaks.
struct Evidence<'a> {
    draft: &'a Draft,
    /// The names of a list of participants, as keys.
    listed: HashSet<String>,
    /// How often each name comes before a colon, before a time, with a title.
    named: HashMap<String, usize>,
    /// How often each comes alone on a line over what is said.
    over: HashMap<String, usize>,
    /// How often each comes in a paragraph of its own.
    alone: HashMap<String, usize>,
    /// How often each comes in the forms that a text has throughout or not at all.
    throughout: HashMap<(Form, String), usize>,
    /// The lines that may be headings because of a time.
    timed: HashSet<usize>,
    /// The lines with a name, a comma and what its bearer is.
    described: HashSet<usize>,
    /// The forms that a text has throughout.
    forms: HashSet<Form>,
    mostly_inline: bool,
    others_inline: bool,
    others_alone: bool,
    mostly_over: bool,
    mostly_alone: bool,
    in_capitals: bool,
    several_titled: bool,
    others_described: bool,
    one_language: bool,
    dashes_part_speech: bool,
    /// Questions and answers begin with `Q.` and `A.`, whatever others say between them.
    questions_answered: bool,
}

impl<'a> Evidence<'a> {
    fn gather(
        candidates: &[Heading],
        draft: &'a Draft,
        languages: &Languages,
        participants: &[Vec<String>],
    ) -> Self {
        let lines = draft.lines.iter().filter(|line| {
            line.part == Part::Speech && line.marked.heading.is_none()
                || matches!(line.part, Part::Heading { .. })
        });
        // Parts of one line of the source count as one.
        let mut before = 0;
        let begins = |at: &usize| std::mem::replace(&mut before, *at) != *at;
        let all = lines.clone().map(|line| line.at).filter(begins).count();
        let blocks = lines.filter(|line| line.after_blank).count();
        let of = |form: Form| candidates.iter().filter(|h| h.form == form).count();
        let mut evidence = Self {
            draft,
            listed: participants
                .iter()
                .flatten()
                .map(|name| key(name))
                .collect(),
            named: HashMap::new(),
            over: HashMap::new(),
            alone: HashMap::new(),
            throughout: HashMap::new(),
            timed: HashSet::new(),
            described: HashSet::new(),
            forms: HashSet::new(),
            mostly_inline: false,
            others_inline: false,
            others_alone: false,
            mostly_over: false,
            mostly_alone: false,
            in_capitals: false,
            several_titled: of(Form::Titled) > 1,
            others_described: false,
            one_language: languages.all().len() == 1,
            dashes_part_speech: false,
            questions_answered: false,
        };
        for heading in candidates {
            if heading.form == Form::Timed {
                evidence.timed.insert(heading.line);
            }
            if heading.form == Form::Described {
                evidence.described.insert(heading.line);
            }
            for name in heading.keys() {
                let count = match heading.form {
                    Form::Bare if over(draft, heading.line) => evidence.over.entry(name),
                    Form::Bare if alone(draft, heading.line) => evidence.alone.entry(name),
                    Form::Bare => continue,
                    form @ (Form::Bracketed | Form::Stage | Form::Dashed | Form::Titled) => {
                        let form = if form == Form::Titled {
                            Form::Dashed
                        } else {
                            form
                        };
                        *evidence.throughout.entry((form, name.clone())).or_default() += 1;
                        match heading.form {
                            Form::Titled => evidence.named.entry(name),
                            _ => continue,
                        }
                    }
                    _ => evidence.named.entry(name),
                };
                *count.or_default() += 1;
            }
        }
        let colons = of(Form::Colon) + of(Form::Inline);
        evidence.mostly_inline = colons as f64 >= INLINE_SHARE * all as f64 && colons > 1;
        let comes_again = |form: Form| {
            let again = |k: String| evidence.named.get(&k).is_some_and(|n| *n > 1);
            let mut headings = candidates.iter().filter(|h| h.form == form);
            headings.any(|h| h.keys().any(again))
        };
        let others = [Form::Inline, Form::Described, Form::Colon].map(comes_again);
        [
            evidence.others_inline,
            evidence.others_described,
            evidence.others_alone,
        ] = others;
        let again = |names: &HashMap<String, usize>| -> (usize, usize) {
            let again = names.values().filter(|n| **n > 1);
            (again.clone().count(), again.sum())
        };
        // Names alone on a line are headings if the text goes on like that.
        let (people, often) = again(&evidence.over);
        evidence.mostly_over = people > 1 && often as f64 >= INLINE_SHARE * blocks as f64;
        let (people, often) = again(&evidence.alone);
        evidence.mostly_alone = people > 1 && often as f64 >= ALONE_SHARE * blocks as f64;
        let capitals: Vec<&Heading> = candidates
            .iter()
            .filter(|h| h.form == Form::Bare && over(draft, h.line) && shouts(&h.names[0].1))
            .collect();
        let people: HashSet<String> = capitals.iter().flat_map(|h| h.keys()).collect();
        evidence.in_capitals = people.len() > 1
            && people.len() < capitals.len()
            && capitals.len() as f64 >= ALONE_SHARE * blocks as f64;
        for form in [Form::Bracketed, Form::Stage, Form::Dashed] {
            let names = evidence.throughout.iter().filter(|((f, _), _)| *f == form);
            let times: usize = names.clone().map(|(_, n)| *n).sum();
            let again = names.clone().any(|(_, n)| *n > 1);
            let people = names.count();
            if again && people > 1 && times > people && times as f64 >= INLINE_SHARE * all as f64 {
                evidence.forms.insert(form);
            }
        }
        evidence.questions_answered = ["q", "a"].iter().all(|name| {
            let times = evidence.throughout.get(&(Form::Stage, name.to_string()));
            times.is_some_and(|n| *n > 1)
        });
        // A title stays the same; what is said does not.
        let mut said: HashMap<String, HashSet<&str>> = HashMap::new();
        for heading in candidates
            .iter()
            .filter(|h| matches!(h.form, Form::Titled | Form::Dashed))
        {
            said.entry(key(&heading.names[0].1))
                .or_default()
                .insert(&heading.said);
        }
        evidence.dashes_part_speech =
            evidence.forms.contains(&Form::Dashed) && said.values().any(|said| said.len() > 1);
        evidence
    }

    /// Whether a line that may be a heading is one.
    fn bears_out(&self, heading: &Heading, answered: bool) -> bool {
        let comes = |names: &HashMap<String, usize>| {
            heading
                .keys()
                .filter_map(|k| names.get(&k))
                .max()
                .copied()
                .unwrap_or(0)
        };
        let again = comes(&self.named) > 1;
        let listed = heading
            .keys()
            .any(|k| self.listed.contains(&k) || ROLES.contains(&k.as_str()) || is_numbered(&k));
        let (_, name) = &heading.names[0];
        match heading.form {
            Form::Marked => true,
            Form::Colon => {
                let alone = (self.one_language || self.mostly_inline) && has_form_of_name(name);
                // Where others are named so, a full name over what is said is one more.
                let full = name.split_whitespace().count() > 1 && has_form_of_name(name);
                let one_more = self.others_alone && full && over(self.draft, heading.line);
                again || listed || answered || alone || one_more || heading.names.len() > 1
            }
            // On the first line it may be a title: `The Lamp: a talk`.
            Form::Inline => {
                let ends = ['.', '?', '!', '。', '？', '！', '…', '"', '”'];
                let is_speech = heading.line > 0 || heading.said.ends_with(ends);
                // Where others are named so, a full name at the head of a paragraph is one more.
                let full = name.split_whitespace().count() > 1 || name.contains(['·', '・']);
                let begins = self.draft.lines[heading.line].after_blank;
                let letter = name.chars().count() == 1;
                let one_more = self.others_inline && (full && begins || letter);
                again || listed || (self.mostly_inline || one_more) && is_speech
            }
            Form::Timed => {
                // What is said stands under it, not another line with a time.
                let is_over = heading.line + 1 < self.draft.lines.len()
                    && !self.timed.contains(&(heading.line + 1));
                again || listed || self.timed.len() > 1 && is_over
            }
            Form::Described => {
                // A list has another under it, and not what is said.
                let is_over = over(self.draft, heading.line) || alone(self.draft, heading.line);
                let lists = self.described.contains(&(heading.line + 1));
                is_over && !lists && (again || listed || self.others_described)
            }
            Form::Titled if self.dashes_part_speech => true,
            Form::Titled => {
                let begins = self.draft.lines[heading.line].after_blank;
                again || listed || self.several_titled && begins
            }
            Form::Dashed => self.dashes_part_speech,
            Form::Stage if self.questions_answered && matches!(name.as_str(), "Q" | "A") => true,
            Form::Bracketed | Form::Stage => self.forms.contains(&heading.form),
            Form::Bare if over(self.draft, heading.line) => {
                let often = self.mostly_over && comes(&self.over) > 1;
                let timed = self.draft.lines[heading.line + 1].part
                    == (Part::Dropped {
                        reason: times::REASON,
                    });
                listed || again || often || timed || self.in_capitals && shouts(name)
            }
            Form::Bare if alone(self.draft, heading.line) => {
                listed || again || self.mostly_alone && comes(&self.alone) > 1
            }
            Form::Bare => false,
        }
    }
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

/// Whether a line stands over others: after a blank line, and with the next one right under it.
fn over(draft: &Draft, line: usize) -> bool {
    let next = draft.lines.get(line + 1);
    draft.lines[line].after_blank && next.is_some_and(|next| !next.after_blank)
}

/// Whether a line is a paragraph of its own, with another after it.
fn alone(draft: &Draft, line: usize) -> bool {
    let next = draft.lines.get(line + 1);
    draft.lines[line].after_blank && next.is_some_and(|next| next.after_blank)
}

/// A full name by its form alone: what a single heading in a text of one language must have.
fn has_form_of_name(name: &str) -> bool {
    if name.chars().any(char::is_lowercase) {
        name.split_whitespace().count() <= 4
    } else {
        name.chars().count() <= 4 || name.contains(['·', '・'])
    }
}

/// Whether a name is written in capitals.
fn shouts(name: &str) -> bool {
    name.chars().filter(|c| c.is_uppercase()).count() > 1 && !name.chars().any(char::is_lowercase)
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
