//! What a text says, as a whole, of how it names who speaks: whether a name comes again, whether most
//! lines begin in the same way, whether a list has it.

use super::draft::{Draft, Part};
use super::headings::Heading;
use super::languages::Languages;
use super::name_shape::{is_numbered, is_odd};
use super::names::key;
use super::plays::in_capitals;
use super::speaker_line::Form;
use super::times;
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

/// The forms that a text has throughout or not at all.
const THROUGHOUT: [Form; 9] = [
    Form::Led,
    Form::Bracketed,
    Form::Stage,
    Form::Told,
    Form::Dashed,
    Form::Gapped,
    Form::Quoted,
    Form::Angled,
    Form::Numbered,
];
/// The share of the lines for names that look like a sentence's first word.
const TOLD_SHARE: f64 = 0.6;

/// What a text says, as a whole, of how it names who speaks.
pub(super) struct Evidence<'a> {
    draft: &'a Draft,
    /// The names of a list of participants, as keys.
    listed: HashSet<String>,
    /// How often each name comes before a colon, before a time, with a title.
    named: HashMap<&'a str, usize>,
    /// How often each comes alone on a line over what is said.
    over: HashMap<&'a str, usize>,
    /// How often each comes in a paragraph of its own.
    alone: HashMap<&'a str, usize>,
    /// How often each comes in the forms that a text has throughout or not at all.
    throughout: HashMap<(Form, &'a str), usize>,
    /// How often each label comes, but for its number.
    labels: HashMap<&'a str, usize>,
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
    /// Questions and answers begin with `Q.` and `A.`, whatever others say between them.
    questions_answered: bool,
    /// A dash parts a name from speech, and not from what its bearer is.
    pub dashes_part_speech: bool,
}

impl<'a> Evidence<'a> {
    /// Looks through a text and the lines of it that may be headings.
    pub fn gather(
        candidates: &'a [Heading],
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
            labels: HashMap::new(),
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
            questions_answered: false,
            dashes_part_speech: false,
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
                    Form::Titled => {
                        *evidence.throughout.entry((Form::Dashed, name)).or_default() += 1;
                        evidence.named.entry(name)
                    }
                    Form::Label => evidence.labels.entry(without_number(name)),
                    form if THROUGHOUT.contains(&form) => {
                        *evidence.throughout.entry((form, name)).or_default() += 1;
                        continue;
                    }
                    _ => evidence.named.entry(name),
                };
                *count.or_default() += 1;
            }
        }
        let is_used = |h: &&Heading| h.form == Form::Label && evidence.is_label(h);
        let labelled = candidates.iter().filter(is_used).count();
        let colons = of(Form::Colon) + of(Form::Inline) + labelled;
        evidence.mostly_inline = colons as f64 >= INLINE_SHARE * all as f64 && colons > 1;
        let comes_again = |form: Form| {
            let again = |k: &str| evidence.named.get(k).is_some_and(|n| *n > 1);
            let mut headings = candidates.iter().filter(|h| h.form == form);
            headings.any(|h| h.keys().any(again))
        };
        let others = [Form::Inline, Form::Described, Form::Colon].map(comes_again);
        [
            evidence.others_inline,
            evidence.others_described,
            evidence.others_alone,
        ] = others;
        let again = |names: &HashMap<&str, usize>| -> (usize, usize) {
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
            .filter(|h| {
                h.form == Form::Bare && over(draft, h.line) && in_capitals(&h.names[0].text)
            })
            .collect();
        let people: HashSet<&str> = capitals.iter().flat_map(|h| h.keys()).collect();
        evidence.in_capitals = people.len() > 1
            && people.len() < capitals.len()
            && capitals.len() as f64 >= ALONE_SHARE * blocks as f64;
        let marked = of(Form::Marked) > 0;
        for form in THROUGHOUT {
            let names = evidence.throughout.iter().filter(|((f, _), _)| *f == form);
            let times: usize = names.clone().map(|(_, n)| *n).sum();
            let again = names.clone().any(|(_, n)| *n > 1);
            // In some interviews, only those who answer are named.
            let people = names.count() + usize::from(marked && form != Form::Told);
            // Sentences of a word, as `Yes.`, begin lines too.
            let (often, share) = match form {
                Form::Told => (2 * people + 1, TOLD_SHARE),
                _ => (people + 1, INLINE_SHARE),
            };
            let (people, times) = match form {
                // `Q    Who lit it?` between `MS. REED: I did.`
                Form::Gapped => (people + evidence.named.len().min(1), times + colons),
                _ => (people, times),
            };
            if again && people > 1 && times >= often && times as f64 >= share * all as f64 {
                evidence.forms.insert(form);
            }
        }
        evidence.questions_answered = [Form::Stage, Form::Gapped].into_iter().any(|form| {
            let again = |name| evidence.throughout.get(&(form, name)) > Some(&1);
            again("q") && again("a")
        });
        // A title stays the same; what is said does not.
        let mut said: HashMap<&str, HashSet<&str>> = HashMap::new();
        for heading in candidates
            .iter()
            .filter(|h| matches!(h.form, Form::Titled | Form::Dashed))
        {
            said.entry(&heading.names[0].key)
                .or_default()
                .insert(&heading.said);
        }
        evidence.dashes_part_speech =
            evidence.forms.contains(&Form::Dashed) && said.values().any(|said| said.len() > 1);
        evidence
    }

    /// Whether what no name looks like comes often enough to be one, but for its number.
    fn is_label(&self, heading: &Heading) -> bool {
        let Some(key) = heading.keys().next() else {
            return false;
        };
        let named = |part: &str| self.named.contains_key(part.trim());
        let several = key.contains('/') && key.split('/').all(named);
        let times = self.labels.get(without_number(key)).copied().unwrap_or(0);
        let begins = |c: char| c.is_uppercase() || !c.is_lowercase() && c.is_alphabetic();
        let often = match heading.names[0].text.starts_with(begins) || is_odd(key) {
            true => 2,
            false => 3,
        };
        self.listed.contains(key) || several || times >= often
    }

    /// Whether a line that may be a heading is one.
    pub fn bears_out(&self, heading: &Heading, answered: bool) -> bool {
        let comes = |names: &HashMap<&str, usize>| {
            heading
                .keys()
                .filter_map(|k| names.get(k))
                .max()
                .copied()
                .unwrap_or(0)
        };
        let again = comes(&self.named) > 1;
        let listed = heading
            .keys()
            .any(|k| self.listed.contains(k) || ROLES.contains(&k) || is_numbered(k));
        let name = &heading.names[0].text;
        match heading.form {
            Form::Marked => true,
            Form::Colon => {
                let alone = (self.one_language || self.mostly_inline) && has_form_of_name(name);
                // Where others are named so, a full name over what is said is one more.
                let full = name.split_whitespace().count() > 1;
                let is_over = full && has_form_of_name(name) && over(self.draft, heading.line);
                let one_more = self.others_alone && is_over;
                let by_last = full && self.named.contains_key(last_word(&heading.names[0].key));
                again
                    || listed
                    || answered
                    || alone
                    || one_more
                    || by_last
                    || heading.names.len() > 1
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
                // Between questions and answers, others are named in capitals.
                let in_court = self.questions_answered && in_capitals(name);
                again || listed || (self.mostly_inline || one_more || in_court) && is_speech
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
            Form::Stage | Form::Gapped
                if self.questions_answered && matches!(name.as_str(), "Q" | "A") =>
            {
                true
            }
            Form::Label => self.mostly_inline && self.is_label(heading),
            Form::Bracketed
            | Form::Stage
            | Form::Told
            | Form::Gapped
            | Form::Quoted
            | Form::Angled
            | Form::Led
            | Form::Numbered => {
                // On the first line it may be a title.
                let again = |key| self.throughout.get(&(heading.form, key)) > Some(&1);
                self.forms.contains(&heading.form)
                    && (heading.line > 0 || heading.keys().any(again))
            }
            Form::Bare if over(self.draft, heading.line) => {
                let often = self.mostly_over && comes(&self.over) > 1;
                let timed = self.draft.lines[heading.line + 1].part
                    == (Part::Dropped {
                        reason: times::REASON,
                    });
                listed || again || often || timed || self.in_capitals && in_capitals(name)
            }
            Form::Bare if alone(self.draft, heading.line) => {
                listed || again || self.mostly_alone && comes(&self.alone) > 1
            }
            Form::Bare => false,
        }
    }
}

/// Whether a line stands over others: after a blank line, and with the next one right under it.
pub(super) fn over(draft: &Draft, line: usize) -> bool {
    let next = draft.lines.get(line + 1);
    draft.lines[line].after_blank && next.is_some_and(|next| !next.after_blank)
}

/// Whether a line is a paragraph of its own, with another after it.
fn alone(draft: &Draft, line: usize) -> bool {
    let next = draft.lines.get(line + 1);
    draft.lines[line].after_blank && next.is_some_and(|next| next.after_blank)
}

/// `soldier` of `soldier #2`.
fn without_number(label: &str) -> &str {
    label.trim_end_matches(|c: char| c.is_numeric() || " #".contains(c))
}

fn last_word(name: &str) -> &str {
    name.rsplit(' ').next().unwrap_or_default()
}

/// A full name by its form alone: what a single heading in a text of one language must have.
fn has_form_of_name(name: &str) -> bool {
    if name.chars().any(char::is_lowercase) {
        name.split_whitespace().count() <= 4
    } else {
        name.chars().count() <= 4 || name.contains(['·', '・'])
    }
}
