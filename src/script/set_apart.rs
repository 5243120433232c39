//! Interviews that do not name everyone: the questions are set apart in bold or italic type, as small
//! headings or by a sign before them, or only who asks is named; what stands between them is the
//! answer.

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
/// Which share must ask of what only one who is named says, or of what has a sign before it.
const ASKING_SHARE: f64 = 0.7;
/// Signs before a question.
const SIGNS: &[char] = &[
    '—', '―', '–', '─', '-', '▶', '►', '■', '□', '◆', '◇', '●', '○', '▲', '△', '▼', '▽', '*', '•',
];
/// Who asks, and who answers.
pub(super) const ASKING: &str = "Interviewer";
pub(super) const ANSWERING: &str = "Guest";

/// How a line is set apart from the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Emphasis(Emphasis),
    Heading(u8),
    Sign(char),
}

/// What a line is in such an interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Question,
    Answer,
    /// Set apart, and no question: a title, or a note at the end. The narrator reads it.
    Aside,
}

/// Marks who asks and who answers, if no one is named and most of what is set apart asks, or if only
/// who asks is named.
pub fn mark(draft: &mut Draft) {
    if mark_answers(draft) {
        return;
    }
    let mut manners = vec![
        Manner::Emphasis(Emphasis::Strong),
        Manner::Emphasis(Emphasis::Light),
        Manner::Heading(HIGHEST),
        Manner::Heading(HIGHEST + 1),
    ];
    let signs = draft
        .lines
        .iter()
        .filter_map(|line| line.text.chars().next());
    let signs: HashSet<char> = signs.filter(|c| SIGNS.contains(c)).collect();
    manners.extend(
        SIGNS
            .iter()
            .filter(|c| signs.contains(c))
            .map(|c| Manner::Sign(*c)),
    );
    let apart = manners
        .into_iter()
        .find_map(|manner| Some((manner, roles(draft, manner)?)));
    let after_dashes = draft.lines.iter().any(|line| after_dashes(line).is_some());
    if apart.is_none() && !after_dashes {
        return;
    }
    if has_names(draft) {
        mark_between_names(draft);
        return;
    }
    let Some((manner, roles)) = apart else {
        return;
    };
    // The first to ask and the first to answer may be named.
    let named = |role: Role| {
        let first = roles.iter().position(|r| *r == Some(role))?;
        let line = parse(bare(&draft.lines[first])).filter(|line| line.form == Form::Inline)?;
        Some((first, line.names.into_iter().next()?, line.said))
    };
    let (asking, answering) = (named(Role::Question), named(Role::Answer));
    let name = |named: &Option<(usize, String, String)>, otherwise: &str| {
        named
            .as_ref()
            .map_or(otherwise.to_string(), |(_, name, _)| name.clone())
    };
    let (asks, answers) = (name(&asking, ASKING), name(&answering, ANSWERING));
    // The language of the question right above, whose translation may stand under it.
    let mut above: Option<Language> = None;
    for (line, role) in draft.lines.iter_mut().zip(&roles) {
        let over = above.take();
        let Some(role) = role else { continue };
        line.text = bare(line).to_string();
        match role {
            Role::Question => {
                line.after_blank &= over.is_none_or(|over| over == line.language);
                above = Some(line.language.clone());
                line.marked.heading = None;
                line.marked.speaker = Some(asks.clone());
            }
            Role::Answer => line.marked.speaker = Some(answers.clone()),
            Role::Aside => line.is_told = matches!(manner, Manner::Emphasis(_)),
        }
    }
    for (first, _, said) in [asking, answering].into_iter().flatten() {
        draft.lines[first].text = said;
    }
}

/// Where the only one who is named asks, and unnamed paragraphs follow, these are answers: `Q: Who lit
/// it?` and under it `I did.` Returns whether it is so.
fn mark_answers(draft: &mut Draft) -> bool {
    /// How far into a line a name may go, in bytes.
    const REACH: usize = 120;
    let mut asker: Option<String> = None;
    let mut asked: Vec<(usize, String)> = Vec::new();
    for (i, line) in draft.lines.iter().enumerate() {
        if line.marked.speaker.is_some() || line.marked.is_subtitle || line.marked.column.is_some()
        {
            return false;
        }
        let head = &line.text[..line.text.floor_char_boundary(REACH)];
        let is_text = line.part == Part::Speech && line.marked.heading.is_none();
        if !is_text || !head.contains([':', '：']) {
            continue;
        }
        let named = parse(bare(line));
        let Some(named) = named.filter(|l| matches!(l.form, Form::Colon | Form::Inline)) else {
            continue;
        };
        let key = key(&named.names[0]);
        if asker.get_or_insert_with(|| key.clone()) != &key {
            return false;
        }
        asked.push((i, named.said));
    }
    let lines = &draft.lines;
    let is_answer = |i: usize| lines.get(i).is_some_and(DraftLine::is_text);
    let questions = asked.iter().filter(|(_, said)| is_question(said)).count();
    let answered = asked
        .windows(2)
        .filter(|pair| pair[0].0 + 1 < pair[1].0)
        .count();
    if asked.len() < FEWEST
        || (questions as f64) < ASKING_SHARE * asked.len() as f64
        || answered + 1 < asked.len()
        || !asked.iter().all(|(i, _)| is_answer(i + 1))
    {
        return false;
    }
    let first = asked[0].0;
    let asked: HashSet<usize> = asked.into_iter().map(|(i, _)| i).collect();
    for i in first..draft.lines.len() {
        let line = &mut draft.lines[i];
        if line.is_text() && line.marked.heading.is_none() && !asked.contains(&i) {
            line.marked.speaker = Some(ANSWERING.into());
        }
    }
    true
}

/// Where those who answer are named, what stands behind a long dash is asked by someone else.
fn mark_between_names(draft: &mut Draft) {
    for line in &mut draft.lines {
        if let Some(asked) = after_dashes(line) {
            line.text = asked.to_string();
            line.marked.speaker = Some(ASKING.into());
        }
    }
}

/// What stands behind the long dash of Chinese and Japanese, if it is a sentence.
fn after_dashes(line: &DraftLine) -> Option<&str> {
    let text = bare_of_emphasis(line);
    let asked = ["――", "——", "──"]
        .iter()
        .find_map(|dash| text.strip_prefix(dash))?;
    let asked = asked.trim_start();
    let is_said = line.is_text() && is_over(asked) && asked.starts_with(char::is_alphanumeric);
    is_said.then_some(asked)
}

/// Whether someone is named before a colon more than once.
fn has_names(draft: &Draft) -> bool {
    let mut seen: HashSet<String> = HashSet::new();
    for line in draft.lines.iter().filter(|line| line.part == Part::Speech) {
        if line.marked.speaker.is_some() || line.marked.is_subtitle {
            return true;
        }
        let named = parse(&line.text).filter(|line| {
            matches!(
                line.form,
                Form::Colon
                    | Form::Inline
                    | Form::Timed
                    | Form::Gapped
                    | Form::Quoted
                    | Form::Angled
            )
        });
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
    let is_apart = |i: usize| {
        let has_sign = || matches!(manner, Manner::Sign(sign) if sign_of(&lines[i]) == Some(sign));
        is_speech(i) && (manner_of(&lines[i]) == Some(manner) || has_sign())
    };
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for i in (0..lines.len()).filter(|&i| is_apart(i)) {
        match runs.last_mut() {
            Some((_, end)) if *end == i => *end = i + 1,
            _ => runs.push((i, i + 1)),
        }
    }
    // In a novel, a dash is before what anyone says: only where nothing but a question has one do
    // they part an interview.
    let has_sign = matches!(manner, Manner::Sign(_));
    let asks = |&&(from, to): &&(usize, usize)| match has_sign {
        true => {
            to - from < 3
                && (is_question(bare(&lines[to - 1])) || after_dashes(&lines[from]).is_some())
        }
        false => (from..to).any(|i| is_question(bare(&lines[i]))),
    };
    let answers = |i: usize| is_speech(i) && !is_apart(i) && lines[i].marked.heading.is_none();
    let answered = |&&(_, to): &&(usize, usize)| to < lines.len() && answers(to);
    let asked = runs.iter().filter(asks).filter(answered).count();
    // Whole sentences over answers may ask without a question mark: `Tell me of the storm.`
    let says = |&&(from, to): &&(usize, usize)| (from..to).all(|i| is_over(bare(&lines[i])));
    let said = runs.iter().filter(says).filter(answered).count();
    let is_talk = said == runs.len() && said >= FEWEST && asked > 1 && asked * 4 > said;
    let share = if has_sign { ASKING_SHARE } else { 0.5 };
    let is_asked = asked >= FEWEST && asked as f64 > share * runs.len() as f64;
    if !is_asked && (has_sign || !is_talk) {
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

/// The sign before a line's first word.
fn sign_of(line: &DraftLine) -> Option<char> {
    let sign = line.text.chars().next().filter(|c| SIGNS.contains(c))?;
    let rest = line
        .text
        .trim_start_matches([sign, ' ', '\u{3000}', '\u{A0}']);
    let begins = |c: char| c.is_alphanumeric() || "\"“„«¿¡「『'‘".contains(c);
    rest.starts_with(begins).then_some(sign)
}

/// A line without the signs that set it apart in a plain text: `**Who lit it?**`, `— Who lit it?`
fn bare(line: &DraftLine) -> &str {
    let text = bare_of_emphasis(line);
    match sign_of(line) {
        Some(sign) => text.trim_start_matches([sign, ' ', '\u{3000}', '\u{A0}']),
        None => text.trim_start_matches(['―', '—']),
    }
}

/// A line without the signs that emphasise the whole of it.
fn bare_of_emphasis(line: &DraftLine) -> &str {
    in_signs(&line.text).map_or(line.text.as_str(), |(_, bare)| bare)
}

fn in_signs(text: &str) -> Option<(Emphasis, &str)> {
    if !text.starts_with(['*', '_']) {
        return None;
    }
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

/// Whether a text ends in a question mark.
pub(super) fn is_question(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '’', '»', '」', ')', '）', ' '])
        .ends_with(['?', '？', '؟', '\u{37E}'])
        || text.ends_with("か。")
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
    fn questions_behind_a_sign_are_the_interviewers() {
        for sign in ["— ", "――", "▶ ", "* "] {
            let text = format!(
                "{sign}Who lit it?\n\nI did.\n\n{sign}And when?\n\nAt dusk.\n\nEvery day.\n\n{sign}Why?\n\nFor the ships."
            );
            assert_eq!(
                spoken(&text)[..4],
                [
                    "interviewer: Who lit it?",
                    "guest: I did.",
                    "interviewer: And when?",
                    "guest: At dusk."
                ],
                "{sign}"
            );
        }
    }

    #[test]
    fn who_is_not_named_answers_the_only_one_who_is() {
        let text = "Q: Who lit it?\n\nI did.\n\nQ: And when?\n\nAt dusk.\n\nEvery day.\n\nQ: Why?\n\nFor the ships.";
        assert_eq!(
            spoken(text)[..5],
            [
                "q: Who lit it?",
                "guest: I did.",
                "q: And when?",
                "guest: At dusk.",
                "guest: Every day."
            ]
        );
        // One who tells and does not ask has several paragraphs.
        let text = "Ann: It was late.\n\nThe lamp burnt.\n\nAnn: I went up.\n\nIt was dark.\n\nAnn: Then I saw it.\n\nA ship.";
        assert!(spoken(text).iter().all(|line| line.starts_with("ann: ")));
    }

    #[test]
    fn between_those_who_are_named_a_long_dash_asks() {
        let text = "――灯台はいつから？\n田中：十年前です。\n――お二人は？\n佐藤：五年です。\n田中：長いですね。\n佐藤：そうですね。";
        let said = spoken(text);
        assert_eq!(said[2], "interviewer: お二人は？");
        assert_eq!(said[3], "佐藤: 五年です。");
    }

    #[test]
    fn emphasis_alone_makes_no_interview() {
        let text = "**Who is it?**\n\nNobody.\n\n**The Lamp**\n\nIt burnt.\n\n**The Pier**\n\nIt was wet.\n\n**The End**\n\nThey left.";
        assert!(spoken(text).iter().all(|line| line.starts_with("narrator")));
    }
}
