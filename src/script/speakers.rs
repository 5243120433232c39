//! Who speaks: which lines are headings (`headings`), and which names stand for one person
//! (`names`).

use super::draft::{Draft, DraftLine, Part, speaker_id};
use super::headings::{self, Heading};
use super::languages::Languages;
use super::names::Names;
use super::speaker_line::Form;
use super::stage_directions::is_known as is_known_direction;
use super::{Doubt, NARRATOR, Speaker};
use crate::language::{Language, Localized};
use std::collections::{HashMap, HashSet};

/// How many people a text may have who speak; more are no people, but a table or a word list.
pub const MOST_SPEAKERS: usize = 1000;
/// How many names they may have, in all languages and spellings.
const MOST_NAMES: usize = 2 * MOST_SPEAKERS;

/// Marks the headings of the draft (`headings`), and parts those that have speech on the same line.
/// `participants` are the names that the text lists ([`super::participants`]). Returns the speakers in order of first appearance, and the guesses at who is whom.
pub fn mark(
    draft: &mut Draft,
    languages: &Languages,
    participants: &[Vec<String>],
) -> (Vec<Speaker>, Vec<Doubt>) {
    let headings = headings::find(draft, languages, participants);
    let different: HashSet<&str> = headings.iter().flat_map(Heading::keys).collect();
    if different.len() > MOST_NAMES {
        // No people: what they are called does not matter.
        let nobody = |name: &str| Speaker {
            id: name.into(),
            names: Localized::new(),
            gender: None,
        };
        return (different.into_iter().map(nobody).collect(), Vec::new());
    }
    let mut names = Names::new(participants);
    for heading in &headings {
        names.add(&heading.names);
    }
    names.join_answers(&headings, draft);
    names.join_bracketed(&headings);
    let doubts = names.join_spellings(&headings);
    let mut speakers: Vec<Speaker> = Vec::new();
    let mut place: HashMap<usize, usize> = HashMap::new();
    let mut taken: HashSet<String> = HashSet::from([NARRATOR.to_string()]);
    let mut ids: Vec<(usize, String)> = Vec::new();
    for heading in &headings {
        let person = names.person(&heading.names[0]);
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

/// Marks the headings, and parts from them what is said on the same line.
fn split(
    draft: &mut Draft,
    headings: &[Heading],
    ids: Vec<(usize, String)>,
    languages: &Languages,
) {
    // A name that is the same in both languages is named in that of what is said under it.
    let in_what_is_said = |n: usize| {
        let near = [n.checked_sub(1), Some(n + 1)].into_iter().flatten();
        near.filter_map(|other| headings.get(other))
            .any(|other| other.names_as(&headings[n]))
    };
    let said_under: Vec<Option<Language>> = headings
        .iter()
        .enumerate()
        .map(|(n, heading)| {
            let line = heading.line + 1;
            let under = draft.lines.get(line).filter(|under| {
                under.part == Part::Speech
                    && !under.after_blank
                    && headings.get(n + 1).is_none_or(|next| next.line != line)
            });
            under
                .filter(|_| in_what_is_said(n))
                .map(|under| under.language.clone())
        })
        .collect();
    let mut next = headings
        .iter()
        .zip(ids)
        .zip(said_under)
        .enumerate()
        .peekable();
    // In a play, what stands in brackets is done, not said.
    let is_play = headings.iter().any(|heading| heading.form == Form::Stage)
        || headings
            .iter()
            .filter(|heading| heading.is_in_capitals())
            .count()
            > 1;
    // And what stands between the heading of a scene and the first name says what is seen; in a
    // screenplay also every block that begins without a name.
    let of_scene = |line: &DraftLine| line.part == Part::Speech && is_of_scene(&line.text);
    let is_screenplay = is_play && draft.lines.iter().any(of_scene);
    let mut in_setting = false;
    // Where what is said stands in quotation marks, the rest is told.
    let in_quotes = headings.iter().any(|heading| heading.form == Form::Quoted);
    let is_said = |line: &DraftLine| line.text.starts_with(['「', '『', '（', '―', '—']);
    let mut lines: Vec<DraftLine> = Vec::with_capacity(draft.lines.len() + headings.len());
    for (i, mut line) in std::mem::take(&mut draft.lines).into_iter().enumerate() {
        let Some((n, ((heading, (_, speaker)), said_under))) =
            next.next_if(|(_, ((heading, _), _))| heading.line == i)
        else {
            let is_done = bracketed(&line.text) == Some(line.text.len());
            if is_play && is_done && line.part == Part::Speech {
                line.part = Part::Direction;
            }
            in_setting |= is_play && matches!(line.part, Part::Chapter { .. })
                || is_screenplay && line.after_blank && line.part == Part::Speech;
            line.is_told |=
                (in_setting || in_quotes && !is_said(&line)) && line.part == Part::Speech;
            if line.marked.begins_turn && line.part == Part::Speech {
                // Another speaks, whom nothing names.
                let mut nobody = line.clone();
                nobody.also_at.clear();
                nobody.part = Part::Heading {
                    speaker: NARRATOR.into(),
                };
                line.after_blank = false;
                lines.push(nobody);
            }
            lines.push(line);
            continue;
        };
        in_setting = false;
        let manner = heading
            .also
            .as_deref()
            .filter(|also| is_manner(also))
            .map(|also| DraftLine {
                text: format!("({also})"),
                part: Part::Direction,
                after_blank: false,
                also_at: Vec::new(),
                ..line.clone()
            });
        if heading.said.is_empty() {
            line.part = Part::Heading { speaker };
            line.language = said_under.unwrap_or(line.language);
            lines.push(line);
            lines.extend(manner);
            continue;
        }
        let mut named = line.clone();
        named.text = heading.names[0].text.clone();
        named.language = heading.names[0].language.clone();
        named.also_at.clear();
        named.part = Part::Heading { speaker };
        line.text = heading.said.clone();
        line.after_blank = false;
        if heading.form != Form::Marked
            && line.marked.language.is_none()
            && let Some(language) = languages.of(&line.text)
        {
            line.language = language;
        }
        if in_what_is_said(n) {
            named.language = line.language.clone();
        }
        lines.push(named);
        lines.extend(manner);
        if let Some(end) = bracketed(&line.text).filter(|_| heading.form == Form::Stage) {
            let mut done = line.clone();
            done.text.truncate(end);
            done.part = Part::Direction;
            line.text = line.text[end..].trim_start().to_string();
            lines.push(done);
        }
        if !line.text.is_empty() {
            lines.push(line);
        }
    }
    draft.lines = lines;
}

/// Whether a line is the heading of a screenplay's scene, or says how one ends: `INT. PIER - NIGHT`.
fn is_of_scene(text: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "INT.",
        "EXT.",
        "INT ",
        "EXT ",
        "I/E.",
        "INT/",
        "EXT/",
        "FADE ",
        "CUT TO",
        "DISSOLVE TO",
    ];
    BEGINNINGS.iter().any(|begin| text.starts_with(begin)) && !text.contains(char::is_lowercase)
}

/// Whether what stands behind a name in brackets says how its bearer speaks, and not who it is:
/// `sadly`, `without turning`.
fn is_manner(also: &str) -> bool {
    also.starts_with(char::is_lowercase) || is_known_direction(also)
}

/// Where the brackets end that a text begins with.
fn bracketed(text: &str) -> Option<usize> {
    text.strip_prefix('(')?;
    text.find(')').map(|end| end + 1)
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
        let participants = super::super::participants::mark(&mut draft);
        let (speakers, _) = mark(&mut draft, &languages, &participants);
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
