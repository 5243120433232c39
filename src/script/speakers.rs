//! Who speaks: which lines are headings (`Ann Reed:`, `安·里德: 晚上好。`), and which names stand for
//! one person.

use super::draft::{Draft, DraftLine, Part, speaker_id};
use super::languages::Languages;
use super::names::{Names, key};
use super::speaker_line::{Form, SpeakerLine, parse};
use super::{Doubt, NARRATOR, Speaker, participants};
use crate::language::{Language, Localized};
use std::collections::{HashMap, HashSet};

/// Names that are nobody's but those of people who speak.
const ROLES: &[&str] = &[
    "operator",
    "moderator",
    "host",
    "interviewer",
    "interviewee",
    "narrator",
    "announcer",
    "presenter",
    "translator",
    "interpreter",
    "接线员",
    "主持人",
    "记者",
    "采访者",
    "受访者",
    "旁白",
    "翻译",
    "司会",
    "사회자",
];
/// How many people a text may have who speak; more are no people, but a table or a word list.
pub const MOST_SPEAKERS: usize = 1000;
/// From which share of the lines on names before a colon are how the text names its speakers, so
/// that one that comes once counts too.
const INLINE_SHARE: f64 = 0.4;

/// Marks the headings of the draft, and parts those that have speech on the same line. Returns the
/// speakers in order of first appearance, and the guesses at who is whom.
///
/// What stands before a colon, before a time, or alone on a line is a heading if it can be a name
/// and the text bears it out: the name comes again, a heading in another language answers it in the
/// same block, a list of participants has it, or most lines of the text begin in that way.
pub fn mark(draft: &mut Draft, languages: &Languages) -> (Vec<Speaker>, Vec<Doubt>) {
    let participants = participants::mark(draft);
    let headings = headings(draft, languages, &participants);
    let mut names = Names::new(&participants);
    for heading in &headings {
        names.add(&heading.names);
    }
    names.join_answers(&headings, draft);
    let mut doubts = Vec::new();
    if names.count() <= MOST_SPEAKERS {
        doubts = names.join_spellings(&headings);
    }
    let mut speakers: Vec<Speaker> = Vec::new();
    let mut place: HashMap<usize, usize> = HashMap::new();
    let mut taken: HashSet<String> = HashSet::from([NARRATOR.to_string()]);
    let mut ids: Vec<(usize, String)> = Vec::new();
    for heading in &headings {
        let person = names.person(&heading.names[0].1);
        let at = *place.entry(person).or_insert_with(|| {
            let mut all = Localized::new();
            for language in languages.all() {
                if let Some(name) = names.spelled(person, language) {
                    all.insert(language.clone(), name);
                }
            }
            let spelled = all
                .values()
                .find(|name| name.is_ascii())
                .or_else(|| all.values().next());
            let id = speaker_id(spelled.map_or("", String::as_str));
            speakers.push(Speaker {
                id: unused(id, &mut taken),
                names: all,
                gender: None,
            });
            speakers.len() - 1
        });
        ids.push((heading.line, speakers[at].id.clone()));
    }
    split(draft, &headings, ids, languages);
    (speakers, doubts)
}

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
    said: String,
    form: Form,
}

/// The lines of the draft that are headings.
fn headings(draft: &Draft, languages: &Languages, participants: &[Vec<String>]) -> Vec<Heading> {
    let mut before: Option<&str> = None;
    let mut candidates: Vec<Heading> = Vec::new();
    let mut all = 0;
    for (line, drafted) in draft.lines.iter().enumerate() {
        if drafted.part != Part::Speech || drafted.marked.heading.is_some() {
            before = None;
            continue;
        }
        all += 1;
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
    let answered = answered(&candidates, draft);
    let known: HashSet<String> = participants
        .iter()
        .flatten()
        .map(|name| key(name))
        .collect();
    let mut count: HashMap<String, usize> = HashMap::new();
    let mut bare: HashMap<String, usize> = HashMap::new();
    for heading in &candidates {
        let counted = match heading.form {
            Form::Bare if begins_block(draft, heading.line) => &mut bare,
            Form::Bare => continue,
            _ => &mut count,
        };
        for (_, name) in &heading.names {
            *counted.entry(key(name)).or_default() += 1;
        }
    }
    let of = |form: Form| candidates.iter().filter(|h| h.form == form).count();
    let colons = of(Form::Colon) + of(Form::Inline);
    let mostly_inline = colons as f64 >= INLINE_SHARE * all as f64 && colons > 1;
    let several = |form: Form| of(form) > 1;
    let (timed, titled) = (several(Form::Timed), several(Form::Titled));
    // Names alone on a line, over what is said, are headings if the text goes on like that.
    let blocks = draft.lines.iter().filter(|l| l.after_blank).count();
    let often: usize = bare.values().filter(|n| **n > 1).sum();
    let mostly_bare = bare.values().filter(|n| **n > 1).count() > 1
        && often as f64 >= INLINE_SHARE * blocks as f64;
    let others_inline = candidates
        .iter()
        .any(|h| h.form == Form::Inline && count.get(&key(&h.names[0].1)).is_some_and(|n| *n > 1));
    let one_language = languages.all().len() == 1;
    let is_heading = |heading: &Heading, answered: bool| {
        let keys: Vec<String> = heading.names.iter().map(|(_, name)| key(name)).collect();
        let times = keys.iter().filter_map(|k| count.get(k)).max().copied();
        let again = times.unwrap_or(0) > 1;
        let listed = keys
            .iter()
            .any(|k| known.contains(k) || ROLES.contains(&k.as_str()));
        let (_, name) = &heading.names[0];
        match heading.form {
            Form::Marked => true,
            Form::Colon => {
                let alone = (one_language || mostly_inline) && has_form_of_name(name);
                again || listed || answered || alone || heading.names.len() > 1
            }
            // On the first line it may be a title: `The Lamp: a talk`.
            Form::Inline => {
                let ends = ['.', '?', '!', '。', '？', '！', '…', '"', '”'];
                let is_speech = heading.line > 0 || heading.said.ends_with(ends);
                // Where others are named so, a full name at the head of a paragraph is one more.
                let full = name.split_whitespace().count() > 1 || name.contains(['·', '・']);
                let one_more = others_inline && full && draft.lines[heading.line].after_blank;
                again || listed || (mostly_inline || one_more) && is_speech
            }
            Form::Timed => again || listed || timed,
            Form::Titled => again || listed || titled && draft.lines[heading.line].after_blank,
            Form::Bare => {
                let repeated = keys.iter().any(|k| bare.get(k).is_some_and(|n| *n > 1));
                begins_block(draft, heading.line) && (listed || again || mostly_bare && repeated)
            }
        }
    };
    candidates
        .into_iter()
        .zip(answered)
        .filter(|(heading, answered)| is_heading(heading, *answered))
        .map(|(heading, _)| heading)
        .collect()
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
fn begins_block(draft: &Draft, line: usize) -> bool {
    let next = draft.lines.get(line + 1);
    draft.lines[line].after_blank && next.is_some_and(|next| !next.after_blank)
}

/// A full name by its form alone: what a single heading in a text of one language must have.
fn has_form_of_name(name: &str) -> bool {
    if name.chars().any(char::is_lowercase) {
        name.split_whitespace().count() <= 4
    } else {
        name.chars().count() <= 4 || name.contains(['·', '・'])
    }
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

/// Marks the headings, and parts from them what is said on the same line.
fn split(
    draft: &mut Draft,
    headings: &[Heading],
    ids: Vec<(usize, String)>,
    languages: &Languages,
) {
    let mut next = headings.iter().zip(ids).peekable();
    let mut lines: Vec<DraftLine> = Vec::with_capacity(draft.lines.len() + headings.len());
    for (i, mut line) in std::mem::take(&mut draft.lines).into_iter().enumerate() {
        let Some((heading, (_, speaker))) = next.next_if(|(heading, _)| heading.line == i) else {
            lines.push(line);
            continue;
        };
        if heading.said.is_empty() {
            line.part = Part::Heading { speaker };
            lines.push(line);
            continue;
        }
        let mut named = line.clone();
        named.text = heading.names[0].1.clone();
        named.language = heading.names[0].0.clone();
        named.also_at.clear();
        named.part = Part::Heading { speaker };
        line.text = heading.said.clone();
        line.after_blank = false;
        if heading.form == Form::Inline
            && let Some(language) = languages.of(&line.text)
        {
            line.language = language;
        }
        lines.extend([named, line]);
    }
    draft.lines = lines;
}

fn unused(id: String, taken: &mut HashSet<String>) -> String {
    let mut tried = id.clone();
    let mut n = 2;
    while !taken.insert(tried.clone()) {
        tried = format!("{id}-{n}");
        n += 1;
    }
    tried
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speakers(text: &str) -> Vec<(String, Vec<String>)> {
        let mut draft = Draft::new(text);
        let languages = super::super::languages::mark(&mut draft, &[]);
        let (speakers, _) = mark(&mut draft, &languages);
        speakers
            .into_iter()
            .map(|s| (s.id, s.names.into_values().collect()))
            .collect()
    }

    #[test]
    fn names_that_answer_each_other_are_one_speaker() {
        let text = "Ann Reed:\nOne.\n安·里德:\n一。\n\nBo Li:\nTwo.\n李波：\n二。\n\nAnn Reed:\nThree.\n安·里德:\n三。";
        assert_eq!(
            speakers(text),
            [
                ("ann-reed".into(), vec!["Ann Reed".into(), "安·里德".into()]),
                ("bo-li".into(), vec!["Bo Li".into(), "李波".into()]),
            ]
        );
    }

    #[test]
    fn a_sentence_that_ends_in_a_colon_is_no_speaker() {
        let text = "Ann:\nShe asked:\n安:\n她问:\n\nHe put it like this:\n他这样回答问题:\n\nBo:\nYes.\n波:\n是的。";
        let ids: Vec<String> = speakers(text).into_iter().map(|(id, _)| id).collect();
        assert_eq!(ids, ["ann", "bo"]);
    }

    #[test]
    fn names_and_speech_on_one_line() {
        let text = "Ann Reed: Good evening.\n安·里德：晚上好。\nBo: Hello.\n波：你好。\nAnn Reed: Who lit the lamp?\n安·里德：谁点的灯？";
        assert_eq!(
            speakers(text),
            [
                ("ann-reed".into(), vec!["Ann Reed".into(), "安·里德".into()]),
                ("bo".into(), vec!["Bo".into(), "波".into()]),
            ]
        );
    }

    #[test]
    fn both_names_in_one_heading() {
        let text = "Ann Reed 安·里德:\nGood evening.\n晚上好。\n\nBo Lind 博·林德:\nHello.\n你好。";
        assert_eq!(
            speakers(text),
            [
                ("ann-reed".into(), vec!["Ann Reed".into(), "安·里德".into()]),
                ("bo-lind".into(), vec!["Bo Lind".into(), "博·林德".into()]),
            ]
        );
    }

    #[test]
    fn spellings_of_one_person_are_one_where_that_is_safe() {
        let text = "Ann Reed: One.\n\nBO LIND: Two.\n\nAnn: Three.\n\nB. Lind: Four.\n\nA. Reed: Five.\n\nBo Lind: Six.";
        let ids: Vec<String> = speakers(text).into_iter().map(|(id, _)| id).collect();
        assert_eq!(ids, ["ann-reed", "bo-lind"]);
        // Two Reeds: nobody knows which one `Reed` is.
        let text = "Ann Reed: One.\n\nTom Reed: Two.\n\nReed: Three.\n\nAnn Reed: Four.\n\nTom Reed: Five.\n\nReed: Six.";
        assert_eq!(speakers(text).len(), 3);
    }

    #[test]
    fn names_alone_on_a_line() {
        let listed = "Participants\n\nAnn Reed - Harbour Master\nBo Lind - Pilot\n\nAnn Reed\nGood evening.\n\nBo Lind\nHello.";
        assert_eq!(speakers(listed).len(), 2);
        let timed = "Ann Reed (00:01)\nGood evening.\n\nBo Lind (00:05)\nHello.";
        assert_eq!(speakers(timed).len(), 2);
        let titled = "Ann Reed -- Harbour Master\nGood evening.\n\nBo Lind -- Pilot\nHello.";
        assert_eq!(speakers(titled).len(), 2);
        let bare = "Ann Reed\nOne.\n\nBo Lind\nTwo.\n\nAnn Reed\nThree.\n\nBo Lind\nFour.";
        assert_eq!(speakers(bare).len(), 2);
        assert!(speakers("Good Evening\nIt was dark.\n\nThe Lamp\nShe lit it.").is_empty());
    }

    #[test]
    fn a_word_seen_once_before_a_colon_is_no_speaker() {
        let text = "It was dark.\n\nLantern: a lamp that is carried.\n\nShe lit it and went out.\n\nNobody came.";
        assert!(speakers(text).is_empty());
    }
}
