//! Interviews that name nobody: the questions are set apart in bold or italic type, or as small
//! headings, and what stands between them is the answer.

use super::draft::{Draft, DraftLine, Emphasis, Part};
use super::names::key;
use super::sentences::is_over;
use super::speaker_line::{Form, parse};
use crate::language::Language;
use std::collections::HashSet;

/// From how many questions on a text is such an interview.
const FEWEST: usize = 3;
/// The highest level of headings that can be questions; those above are chapters.
const HIGHEST: u8 = 3;
/// Who asks, and who answers.
const ASKING: &str = "Interviewer";
const ANSWERING: &str = "Guest";

/// How a line is set apart from the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Emphasis(Emphasis),
    Heading(u8),
}

/// What a line is in such an interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Question,
    Answer,
    /// Set apart, and no question: a title, or a note at the end. The narrator reads it.
    Aside,
}

/// Marks who asks and who answers, if no one is named and most of what is set apart asks.
pub fn mark(draft: &mut Draft) {
    let manners = [
        Manner::Emphasis(Emphasis::Strong),
        Manner::Emphasis(Emphasis::Light),
        Manner::Heading(HIGHEST),
        Manner::Heading(HIGHEST + 1),
    ];
    let Some((manner, roles)) = manners
        .into_iter()
        .find_map(|manner| Some((manner, roles(draft, manner)?)))
    else {
        return;
    };
    if has_names(draft) {
        return;
    }
    // The language of the question right above, whose translation may stand under it.
    let mut above: Option<Language> = None;
    for (line, role) in draft.lines.iter_mut().zip(roles) {
        let over = above.take();
        let Some(role) = role else { continue };
        line.text = bare(line).to_string();
        match role {
            Role::Question => {
                line.after_blank &= over.is_none_or(|over| over == line.language);
                above = Some(line.language.clone());
                line.marked.heading = None;
                line.marked.speaker = Some(ASKING.into());
            }
            Role::Answer => line.marked.speaker = Some(ANSWERING.into()),
            Role::Aside => line.is_told = matches!(manner, Manner::Emphasis(_)),
        }
    }
}

/// Whether someone is named before a colon more than once.
fn has_names(draft: &Draft) -> bool {
    let mut seen: HashSet<String> = HashSet::new();
    for line in draft.lines.iter().filter(|line| line.part == Part::Speech) {
        if line.marked.speaker.is_some() || line.marked.is_subtitle {
            return true;
        }
        let named = parse(&line.text)
            .filter(|line| matches!(line.form, Form::Colon | Form::Inline | Form::Timed));
        if let Some(named) = named {
            let mut keys: Vec<String> = named.names.iter().map(|name| key(name)).collect();
            keys.dedup();
            if keys.into_iter().any(|key| !seen.insert(key)) {
                return true;
            }
        }
    }
    false
}

/// What each line is if what is set apart in a manner are questions.
fn roles(draft: &Draft, manner: Manner) -> Option<Vec<Option<Role>>> {
    let lines = &draft.lines;
    let is_speech = |i: usize| lines[i].part == Part::Speech && lines[i].marked.column.is_none();
    let is_apart = |i: usize| is_speech(i) && manner_of(&lines[i]) == Some(manner);
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for i in (0..lines.len()).filter(|&i| is_apart(i)) {
        match runs.last_mut() {
            Some((_, end)) if *end == i => *end = i + 1,
            _ => runs.push((i, i + 1)),
        }
    }
    let asks = |&&(from, to): &&(usize, usize)| (from..to).any(|i| is_question(bare(&lines[i])));
    let answers = |i: usize| is_speech(i) && !is_apart(i) && lines[i].marked.heading.is_none();
    let answered = |&&(_, to): &&(usize, usize)| to < lines.len() && answers(to);
    let asked = runs.iter().filter(asks).filter(answered).count();
    if asked < FEWEST || asked * 2 <= runs.len() {
        return None;
    }
    let &(first, _) = runs.iter().find(asks)?;
    let is_plain = |i: usize| !matches!(manner_of(&lines[i]), Some(Manner::Emphasis(_)));
    let last = (first..lines.len()).rfind(|&i| answers(i) && is_plain(i))?;
    let mut roles = vec![None; lines.len()];
    for i in (first..lines.len()).rev().filter(|&i| is_speech(i)) {
        // A question may have several lines.
        let goes_on = lines.get(i + 1).is_some_and(|next| !next.after_blank);
        let next = roles.get(i + 1).copied().flatten();
        roles[i] = match () {
            () if i > last && !is_plain(i) => Some(Role::Aside),
            () if answers(i) => Some(Role::Answer),
            () if !is_apart(i) => None,
            () if is_over(bare(&lines[i])) || goes_on && next == Some(Role::Question) => {
                Some(Role::Question)
            }
            () => Some(Role::Aside),
        };
    }
    Some(roles)
}

fn manner_of(line: &DraftLine) -> Option<Manner> {
    match line.marked.heading {
        Some(level) => Some(Manner::Heading(level)),
        None => match line.marked.emphasis {
            Some(emphasis) => Some(Manner::Emphasis(emphasis)),
            None => in_signs(&line.text).map(|(emphasis, _)| Manner::Emphasis(emphasis)),
        },
    }
}

/// A line without the signs that emphasise the whole of it in a plain text: `**Who lit it?**`.
fn bare(line: &DraftLine) -> &str {
    in_signs(&line.text).map_or(line.text.as_str(), |(_, bare)| bare)
}

fn in_signs(text: &str) -> Option<(Emphasis, &str)> {
    let signs = [
        ("**", Emphasis::Strong),
        ("__", Emphasis::Strong),
        ("*", Emphasis::Light),
        ("_", Emphasis::Light),
    ];
    signs.into_iter().find_map(|(sign, emphasis)| {
        let inside = text.strip_prefix(sign)?.strip_suffix(sign)?;
        (!inside.is_empty() && !inside.contains(sign)).then_some((emphasis, inside))
    })
}

fn is_question(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '’', '»', '」', ')', '）', ' '])
        .ends_with(['?', '？', '؟'])
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    #[test]
    fn questions_in_a_type_of_their_own_are_the_interviewers() {
        for sign in ["**", "_"] {
            let asked = |text: &str| format!("{sign}{text}{sign}");
            let text = [
                "We met at the pier.".into(),
                asked("How did you start?"),
                "By chance.\n\nI was ten.".into(),
                asked("Tell me of the storm."),
                "It was long.".into(),
                asked("Were you afraid?"),
                "Once.".into(),
                asked("And now?"),
                "Now there is a timer.".into(),
                asked("This talk has been shortened."),
            ];
            assert_eq!(
                spoken(&text.join("\n\n")),
                [
                    "narrator: We met at the pier.",
                    "interviewer: How did you start?",
                    "guest: By chance.",
                    "guest: I was ten.",
                    "interviewer: Tell me of the storm.",
                    "guest: It was long.",
                    "interviewer: Were you afraid?",
                    "guest: Once.",
                    "interviewer: And now?",
                    "guest: Now there is a timer.",
                    "narrator: This talk has been shortened.",
                ]
            );
        }
    }

    #[test]
    fn emphasis_alone_makes_no_interview() {
        let text = "**Who is it?**\n\nNobody.\n\n**The Lamp**\n\nIt burnt.\n\n**The Pier**\n\nIt was wet.\n\n**The End**\n\nThey left.";
        assert!(spoken(text).iter().all(|line| line.starts_with("narrator")));
    }
}
