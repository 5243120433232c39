//! What a line may say of who speaks: `Ann Reed:`, `Ann Reed: Good evening.`, `[00:01:23] Ann:`,
//! `Ann Reed -- Harbour Master`, `Ann Reed 安·里德：`. Whether it does, the whole text decides
//! ([`super::speakers`]).

use super::name_shape::{
    LONGEST_NAME, can_be_label, can_be_name, is_particle, names_in, other_script, spaced,
};
use super::plays::{in_capitals, is_of_stage, staged, told};
use super::stamp::{is_stamp, leading_time};
use std::borrow::Cow;

/// The longest title or company after a name, in characters.
const LONGEST_TITLE: usize = 100;
/// The longest name, in characters, in a script without spaces that no colon ends.
const LONGEST_UNSPACED: usize = 8;
/// The longest name with a title, a role and the name in another script, in bytes.
const REACH_OF_NAME: usize = 400;
/// How far into a line a name with all that may stand around it goes, in bytes.
pub(super) const REACH: usize = 640;

/// Words that say who asks and who answers, alone or with a number.
#[rustfmt::skip]
pub(super) const COUNTED: &[&str] = &[
    "q", "a", "ｑ", "ａ", "question", "answer", "frage", "antwort", "réponse", "pregunta", "respuesta",
    "domanda", "risposta", "问", "答", "問", "问题", "回答",
];

/// In what way a line names a speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// `Ann Reed:` alone.
    Colon,
    /// `Ann Reed: Good evening.`
    Inline,
    /// A name and a time, without a colon: `Ann Reed (00:01:23)`.
    Timed,
    /// A name and what its bearer is, or says: `Ann Reed -- Harbour Master`.
    Titled,
    /// A name, a comma and what its bearer is, alone on a line: `Ann Reed, Harbour Master`.
    Described,
    /// A name, a dash and speech: `Ann — Good evening.`
    Dashed,
    /// `[Ann] Good evening.`
    Bracketed,
    /// `ANN. Good evening.`, as in plays; `Q. …`, as in court.
    Stage,
    /// `Nora. Good evening.`, as in plays of other lands.
    Told,
    /// A name, a gap and speech: `ANN    Good evening.`, `田中　こんばんは。`
    Gapped,
    /// A name and speech in quotation marks: `田中「こんばんは」`
    Quoted,
    /// A name, a sign and speech: `Ann> Good evening.`
    Angled,
    /// A number, a name, a colon and speech: `12. ANN: Good evening.`
    Numbered,
    /// What can be no name by itself, before a colon: `Soldier #2: Good evening.`
    Label,
    /// Nothing but what can be a name.
    Bare,
}

/// A line that may name a speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SpeakerLine {
    /// The name; in two scripts, both.
    pub names: Vec<String>,
    /// What stands behind the name in brackets: how it is said, what its bearer is, another name.
    pub also: Option<String>,
    /// What is said on the same line.
    pub said: String,
    /// In what way.
    pub form: Form,
}

/// Reads a line as one that names a speaker, if it can be one.
pub(crate) fn parse(text: &str) -> Option<SpeakerLine> {
    let text = without_mark(text);
    let bold = ["**", "__", "*", "_"].iter().find(|mark| {
        let inside = text.strip_prefix(**mark);
        inside.is_some_and(|text| text.starts_with(char::is_alphabetic) && text.contains(**mark))
    });
    let unmarked = bold.map(|mark| text.replacen(mark, "", 2));
    let text = unmarked.as_deref().unwrap_or(text);
    let (timed, rest) = match leading_time(text) {
        Some((_, rest)) => (true, without_mark(rest)),
        None => (false, text),
    };
    let line = |name: &str, said: &str, form| {
        if name.len() > REACH_OF_NAME {
            return None;
        }
        let (name, also) = without_role(name);
        Some(SpeakerLine {
            names: names_in(name)?,
            also: also.map(str::to_string),
            said: said.trim().to_string(),
            form,
        })
    };
    let as_it_is = |name: &str, said: &str, form| SpeakerLine {
        names: vec![spaced(name)],
        also: None,
        said: said.trim().to_string(),
        form,
    };
    if let Some((name, said)) = asked(rest) {
        return line(name, said, Form::Gapped);
    }
    if let Some((name, said)) = split_colon(rest) {
        let (name, _) = without_time(name);
        let form = if said.trim().is_empty() {
            Form::Colon
        } else {
            Form::Inline
        };
        let bare = if name.len() > REACH_OF_NAME {
            ""
        } else {
            without_number(name)
        };
        let titled = without_title(bare).and_then(|bare| line(bare, said, form));
        if let Some(line) = titled.or_else(|| line(bare, said, form)) {
            return Some(line);
        }
        if let Some((name, manner)) = with_manner(bare)
            && let Some(named) = line(name, said, form)
        {
            let also = Some(manner.to_string());
            return Some(SpeakerLine { also, ..named });
        }
        let counted = without_count(bare).and_then(|bare| line(bare, said, Form::Numbered));
        if counted.is_some() {
            return counted;
        }
        if can_be_label(bare) {
            return Some(as_it_is(bare, said, Form::Label));
        }
    }
    if let Some((name, said)) = bracketed(rest) {
        // People call themselves in chats as they like.
        return Some(as_it_is(&name, said, Form::Bracketed));
    }
    if let Some((name, said)) = angled(rest) {
        return Some(as_it_is(name, said, Form::Angled));
    }
    if is_of_stage(rest) {
        return None;
    }
    let counted = without_count(rest).and_then(staged);
    if let Some((name, said)) = counted.or_else(|| staged(rest)) {
        let (bare, manner) = name.split_once(',').unwrap_or((name, ""));
        let staged = line(bare, said, Form::Stage)?;
        let manner = Some(manner.trim().to_string()).filter(|manner| !manner.is_empty());
        return Some(SpeakerLine {
            also: staged.also.or(manner),
            ..staged
        });
    }
    let (name, timed_after) = without_time(rest);
    if timed || timed_after {
        let (name, _) = without_role(name);
        let turned = turned(name);
        return line(turned.as_deref().unwrap_or(name), "", Form::Timed);
    }
    if let Some((name, title)) = titled(text) {
        return line(name, title, Form::Titled);
    }
    if let Some((name, what)) = described(text) {
        return line(name, what, Form::Described);
    }
    if let Some((name, said)) = dashed(text) {
        return line(name, said, Form::Dashed);
    }
    if let Some((name, said)) = gapped(text) {
        return Some(as_it_is(&name, said, Form::Gapped));
    }
    if let Some((name, said)) = quoted(text) {
        return Some(as_it_is(name, said, Form::Quoted));
    }
    let bare = match text {
        _ if text.len() > REACH || text.contains([':', '：']) => None,
        _ => line(text, "", Form::Bare),
    };
    bare.or_else(|| {
        let (name, said) = told(text)?;
        line(name, said, Form::Told)
    })
}

/// A line without the marks of another's turn before it: `>> Ann: …`, `- Ann: …`.
fn without_mark(text: &str) -> &str {
    text.trim_start_matches([
        '>', '-', '–', '—', '•', '▶', '►', '◆', '◇', '■', '□', '●', '○', ' ', '\u{3000}',
    ])
}

/// `Ann Reed` of `Ann Reed, Harbour Master`, or of the same with a dash.
fn without_title(name: &str) -> Option<&str> {
    let (bare, title) = name.split_once(", ").or_else(|| dashed(name))?;
    let has_case = |c: char| c.is_uppercase() || c.is_lowercase();
    let begins = title.chars().next()?;
    let is_title =
        title.chars().count() <= LONGEST_TITLE && begins.is_alphabetic() && !begins.is_lowercase();
    let is_full = bare.split_whitespace().count() > 1 || !bare.contains(has_case);
    (is_title && is_full).then_some(bare)
}

/// `Ann` and `laughing` of `Ann, laughing`.
fn with_manner(name: &str) -> Option<(&str, &str)> {
    let (name, manner) = name.split_once(", ")?;
    let fits = manner.starts_with(char::is_lowercase)
        && manner.split_whitespace().count() < 5
        && can_be_label(manner);
    fits.then_some((name, manner))
}

/// `ANN` of `12. ANN`, `12 ANN`.
pub(super) fn without_count(name: &str) -> Option<&str> {
    let rest = name.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = name.len() - rest.len();
    let bare = rest.trim_start_matches(['.', ')']);
    ((1..=4).contains(&digits) && bare.starts_with(char::is_whitespace)).then(|| bare.trim_start())
}

/// `Ann Reed` of `Reed, Ann`.
pub(crate) fn turned(name: &str) -> Option<String> {
    let (last, first) = name.split_once(", ")?;
    let words = |name: &str| name.split_whitespace().count();
    let shouts = |name: &str| !name.contains(char::is_lowercase);
    let whole = format!("{first} {last}");
    let fits = words(last) < 4 && words(first) < 3 && !shouts(last) && !shouts(first);
    (fits && can_be_name(&whole)).then_some(whole)
}

/// A full name, a comma and what its bearer is, in words with capitals: `Ann Reed, Head of Pumps`.
fn described(text: &str) -> Option<(&str, &str)> {
    if text.chars().nth(LONGEST_TITLE).is_some() {
        return None;
    }
    let (name, what) = text.split_once(", ")?;
    let is_title = |word: &str| is_particle(word) || !word.starts_with(char::is_lowercase);
    let fits = name.split_whitespace().count() > 1
        && what.split_whitespace().all(is_title)
        && !what.contains(char::is_numeric)
        && !what.ends_with(['.', '?', '!', ',', ':', ';', '…', '"', '”']);
    fits.then_some((name, what))
}

/// `Q` of `Q1`, `Question` of `Question 12`.
fn without_number(name: &str) -> &str {
    let bare = name.trim_end_matches(|c: char| c.is_numeric() || " .#".contains(c));
    if COUNTED.contains(&bare.to_lowercase().as_str()) {
        bare
    } else {
        name
    }
}

/// `[Ann] Good evening.`, `[Ann]: Good evening.`, `[Speaker:0] Good evening.`
fn bracketed(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let open = text.chars().next()?;
    let close = match open {
        '[' => ']',
        '【' => '】',
        '<' => '>',
        _ => return None,
    };
    let (name, said) = text[open.len_utf8()..].split_once(close)?;
    let said = said.trim_start();
    let said = said.strip_prefix([':', '：']).unwrap_or(said).trim();
    let name = match name.split_once(':') {
        Some((word, number)) if is_number(number) => format!("{word} {number}").into(),
        _ => Cow::from(name.trim()),
    };
    // The sign before a nick says what it may do.
    let name = match name {
        Cow::Borrowed(name) if open == '<' => {
            name.trim_start_matches(['@', '+', '%', '&', '~']).into()
        }
        name => name,
    };
    let nick = open == '<' && name.len() < 24 && !name.contains(['/', ' ', '=', '"']);
    let is_said = !said.is_empty() && !is_stamp(said);
    (is_said && !name.is_empty() && (nick || can_be_name(&name))).then_some((name, said))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// `Q   Did you hear it?`, as in depositions.
fn asked(text: &str) -> Option<(&str, &str)> {
    let (name, said) = text.split_at_checked(1)?;
    let is_apart = said.starts_with("  ") || said.starts_with('\t');
    (matches!(name, "Q" | "A") && is_apart && !said.trim().is_empty()).then_some((name, said))
}

/// A name and what is said, parted by a gap wider than a space.
fn gapped(text: &str) -> Option<(String, &str)> {
    const WIDE: char = '\u{3000}';
    let at = text
        .find([WIDE, '\t'])
        .into_iter()
        .chain(text.find("  "))
        .min()?;
    let (name, said) = text.split_at(at);
    let said = said.trim_start();
    let gap = text.len() - name.len() - said.len();
    let name = name.trim_end();
    let has_case = name.contains(|c: char| c.is_lowercase() || c.is_uppercase());
    if has_case {
        let letter = name.chars().count() == 1;
        let fits = (in_capitals(name) || letter || gap > 2) && can_be_name(name);
        return fits.then(|| (name.to_string(), said));
    }
    // `张　伟　`: a short name is widened.
    let (name, said) = match said.split_once(WIDE) {
        Some((second, rest)) if name.chars().count() == 1 && second.chars().count() == 1 => {
            (format!("{name}{second}"), rest.trim_start())
        }
        _ => (name.to_string(), said),
    };
    let fits = name.chars().count() <= LONGEST_UNSPACED && can_be_name(&name) && !said.is_empty();
    fits.then_some((name, said))
}

/// A short name right before what it says in quotation marks.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let open = text.find(['「', '『'])?;
    let (name, said) = text.split_at(open);
    let fits = name.chars().count() <= LONGEST_UNSPACED
        && can_be_name(name.trim())
        && said.ends_with(['」', '』']);
    let inside = &said['「'.len_utf8()..];
    let is_one = !inside.contains(['「', '『']);
    let said = if is_one {
        inside.trim_end_matches(['」', '』'])
    } else {
        said
    };
    fits.then_some((name.trim(), said))
}

/// `Ann> Good evening.`, `А. Рид― Добрый вечер.`
fn angled(text: &str) -> Option<(&str, &str)> {
    let (name, said) = split_within(text, "> ").or_else(|| split_within(text, "― "))?;
    let fits = can_be_name(name.trim()) && !said.trim().is_empty();
    fits.then_some((name.trim(), said))
}

/// Parts a text at a mark near its beginning.
fn split_within<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let head = &text[..text.floor_char_boundary(REACH)];
    let at = head.find(mark)?;
    Some((&text[..at], &text[at + mark.len()..]))
}

const DASHES: &[&str] = &[" -- ", " — ", " – ", " - ", "——"];

/// The first kind of dash near the beginning of a text, and what stands on its sides.
fn at_dash(text: &str) -> Option<(&str, &str)> {
    let head = &text[..text.floor_char_boundary(REACH)];
    // Most lines have none.
    if !head.contains(['-', '–', '—']) {
        return None;
    }
    DASHES.iter().find_map(|dash| split_within(text, dash))
}

/// A name, a dash, and what is said.
fn dashed(text: &str) -> Option<(&str, &str)> {
    let (name, said) = at_dash(text)?;
    (!said.trim().is_empty()).then_some((name.trim(), said.trim()))
}

/// A name and what its bearer is, parted by a dash between spaces.
pub(crate) fn titled(text: &str) -> Option<(&str, &str)> {
    if text.len() > REACH {
        return None;
    }
    let (name, title) = at_dash(text)?;
    let fits = title.chars().count() <= LONGEST_TITLE
        && !title.ends_with(['.', '。', '?', '？', '!', '！', ',', '，', ':', '：']);
    (fits && !title.trim().is_empty()).then_some((name.trim(), title.trim()))
}

/// The first colon that is no part of a time, a ratio or an address.
fn split_colon(text: &str) -> Option<(&str, &str)> {
    let within = text.char_indices().take_while(|(at, _)| *at < REACH);
    let (at, colon) = within.into_iter().find(|(_, c)| matches!(c, ':' | '：'))?;
    let (before, after) = (&text[..at], &text[at + colon.len_utf8()..]);
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    if after.starts_with("//") || digit(before.chars().next_back()) && digit(after.chars().next()) {
        // `Ann (00:01:23): …` has its colon after the time
        let end = text.find([')', ']', '）', '】'])?;
        let rest = &text[end..];
        let colon = rest.find([':', '：'])?;
        let mark = rest[colon..].chars().next()?.len_utf8();
        let close = rest.chars().next()?.len_utf8();
        return (rest[close..colon].trim().is_empty())
            .then(|| (&text[..end + close], &rest[colon + mark..]));
    }
    // `The harbour (see the map: page 3)` has its colon inside of brackets.
    let inside = before.matches(['(', '（', '[', '【']).count()
        > before.matches([')', '）', ']', '】']).count();
    (!inside).then(|| (before.trim_end(), after))
}

/// A name without a time at its end, and whether there was one.
fn without_time(text: &str) -> (&str, bool) {
    let text = text.trim();
    if text.len() > REACH {
        return (text, false);
    }
    let may_be = text.ends_with(|c: char| c.is_ascii_digit() || ")]）】mM".contains(c));
    if !may_be && !text.ends_with("m.") || !text.contains(':') {
        return (text, false);
    }
    const AROUND: &[char] = &[
        '(', ')', '[', ']', '（', '）', '【', '】', ' ', '\t', '-', '–', '—', '|', '·', '•', ',',
    ];
    for (at, _) in text.match_indices([' ', '\t', '(', '[', '（', '【']) {
        if at > 4 * LONGEST_NAME {
            break;
        }
        if is_stamp(text[at..].trim_matches(AROUND)) {
            let name = text[..at].trim_end_matches(|c| AROUND.contains(&c) && !is_closing(c));
            // `[Ann Reed, 00:03]` has both in one pair of brackets.
            let opened = name.strip_prefix(['[', '【']);
            let opened = opened.filter(|name| !name.contains([']', '】']));
            let name = opened.or_else(|| in_brackets(name)).unwrap_or(name);
            return (name, true);
        }
    }
    (text, false)
}

fn is_closing(c: char) -> bool {
    matches!(c, ')' | ']' | '）' | '】')
}

/// What stands in square brackets that are all of a text.
fn in_brackets(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('[')?.strip_suffix(']')?;
    (!inside.contains(['[', ']'])).then_some(inside)
}

/// A name and what stands behind it in brackets, unless that is the name in another script.
pub(super) fn without_role(name: &str) -> (&str, Option<&str>) {
    let name = name.trim();
    let Some(open) = name.find(['(', '（', '[']).filter(|open| *open > 0) else {
        return (name, None);
    };
    let (bare, also) = name.split_at(open);
    if !name.ends_with([')', '）', ']']) || other_script(bare, also).is_some() {
        return (name, None);
    }
    let also = also.trim_matches(['(', ')', '（', '）', '[', ']', ' ']);
    (bare.trim_end(), Some(also).filter(|also| !also.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Option<(Vec<String>, String, Form)> {
        parse(text).map(|line| (line.names, line.said, line.form))
    }

    #[test]
    fn lines_in_the_wild() {
        use Form::*;
        for (text, names, said, form) in [
            ("Ann Reed:", &["Ann Reed"][..], "", Colon),
            ("安·里德：", &["安·里德"], "", Colon),
            ("Marie : Bonsoir.", &["Marie"], "Bonsoir.", Inline),
            ("MARA: It is 10:30.", &["MARA"], "It is 10:30.", Inline),
            ("**Ann:** Hello.", &["Ann"], "Hello.", Inline),
            ("**Ann**: Hello.", &["Ann"], "Hello.", Inline),
            ("[00:01:23] Ann Reed: Yes.", &["Ann Reed"], "Yes.", Inline),
            ("(1:23) Ann: Yes.", &["Ann"], "Yes.", Inline),
            ("00:01:23 Ann:", &["Ann"], "", Colon),
            ("Ann Reed (00:01:23): Yes.", &["Ann Reed"], "Yes.", Inline),
            ("Ann Reed (00:01:23)", &["Ann Reed"], "", Timed),
            ("Ann Reed  1:23", &["Ann Reed"], "", Timed),
            ("[00:01:23] Ann Reed", &["Ann Reed"], "", Timed),
            ("[Ann Reed, 00:01:23]", &["Ann Reed"], "", Timed),
            (
                "Ann Reed -- Harbour Master, Port of Lund",
                &["Ann Reed"],
                "Harbour Master, Port of Lund",
                Titled,
            ),
            ("Ann — Did you hear?", &["Ann"], "Did you hear?", Dashed),
            ("[Ann] Did you hear?", &["Ann"], "Did you hear?", Bracketed),
            ("ANN. He said: yes.", &["ANN"], "He said: yes.", Stage),
            ("Q   Mr. Lind: who?", &["Q"], "Mr. Lind: who?", Gapped),
            (">> Ann: Yes.", &["Ann"], "Yes.", Inline),
            ("Q12: Who lit it?", &["Q"], "Who lit it?", Inline),
            ("[12/03/2024, 18:02:11] Ann: Yes.", &["Ann"], "Yes.", Inline),
            (
                "12/03/24, 6:02 PM - Ann: At 19:30.",
                &["Ann"],
                "At 19:30.",
                Inline,
            ),
            ("Ann Reed  10:32 AM", &["Ann Reed"], "", Timed),
            ("Ann Reed, [12.03.2026 10:15]", &["Ann Reed"], "", Timed),
            ("Ann — Yesterday at 10:15 AM", &["Ann"], "", Timed),
            (
                "Ann Reed (Harbour Post): Yes.",
                &["Ann Reed"],
                "Yes.",
                Inline,
            ),
            ("Ann Reed 安·里德:", &["Ann Reed", "安·里德"], "", Colon),
            (
                "安·里德（Ann Reed）：晚上好。",
                &["安·里德", "Ann Reed"],
                "晚上好。",
                Inline,
            ),
            ("Ann Reed / 安·里德:", &["Ann Reed", "安·里德"], "", Colon),
            ("Speaker 2: Yes.", &["Speaker 2"], "Yes.", Inline),
            ("Q: Who lit it?", &["Q"], "Who lit it?", Inline),
            ("问：谁点的灯?", &["问"], "谁点的灯?", Inline),
            ("接线员：下一位。", &["接线员"], "下一位。", Inline),
            ("*Ann*: Hello.", &["Ann"], "Hello.", Inline),
            ("SPEAKER_00: Yes.", &["SPEAKER_00"], "Yes.", Inline),
            ("Reed, Ann   0:03", &["Ann Reed"], "", Timed),
            (
                "van der Meulen, Jan  0:03",
                &["Jan van der Meulen"],
                "",
                Timed,
            ),
            (
                "Ann Reed, Head of Pumps",
                &["Ann Reed"],
                "Head of Pumps",
                Described,
            ),
            (
                "Prof. Dr. h.c. Jean d'Arc: Yes.",
                &["Prof. Dr. h.c. Jean d'Arc"],
                "Yes.",
                Inline,
            ),
            (
                "Mr. SMITH. Mr. Speaker, I yield.",
                &["Mr. SMITH"],
                "Mr. Speaker, I yield.",
                Stage,
            ),
            ("Ann, laughing: Yes.", &["Ann"], "Yes.", Inline),
            ("MRS. HALE. Who else?", &["MRS. HALE"], "Who else?", Stage),
            (
                "Ms. REED of Maine. I rise.",
                &["Ms. REED of Maine"],
                "I rise.",
                Stage,
            ),
            (
                "Mr. Blake. Thank you, Senator.",
                &["Mr. Blake"],
                "Thank you, Senator.",
                Told,
            ),
            ("NORA.—Is it you?", &["NORA"], "Is it you?", Stage),
            ("1. Q. Who made it?", &["Q"], "Who made it?", Stage),
            ("12. ANN: Is it you?", &["ANN"], "Is it you?", Numbered),
            ("Q    Who made it?", &["Q"], "Who made it?", Gapped),
            ("田中　はい。", &["田中"], "はい。", Gapped),
            ("张　伟　是的。", &["张伟"], "是的。", Gapped),
            ("田中「はい」", &["田中"], "はい", Quoted),
            ("◇ 김현정> 네.", &["김현정"], "네.", Angled),
            ("《人物》：几点？", &["《人物》"], "几点？", Label),
            (
                "Soldier #2: Is it you?",
                &["Soldier #2"],
                "Is it you?",
                Label,
            ),
            ("钱进 - 投资者关系总监：", &["钱进"], "", Colon),
            ("היו\"ר דוד כהן: כן.", &["היו\"ר דוד כהן"], "כן.", Inline),
            ("Dr. J. R. van Aken:", &["Dr. J. R. van Aken"], "", Colon),
        ] {
            let names: Vec<String> = names.iter().map(ToString::to_string).collect();
            assert_eq!(line(text), Some((names, said.into(), form)), "{text}");
        }
    }

    #[test]
    fn what_is_no_speaker() {
        for text in [
            "Note: the door was open.",
            "At 10:30: the bell.",
            "You see, it answers this question:",
            "He put it this way:",
            "Harbour Corporation (LSE: HRB) Annual Report",
            "See https://example.org/a",
            "https://example.org/a",
            "The ratio is 3:1",
            "Re: the lamp",
            "Chapter 3: The Lamp",
            "他说：不。",
            "<lamp] It was dark.",
            "他这样回答问题：",
            "the rest of it:",
            "10:30",
            "The end of the story:",
            "Ann, he said: no.",
        ] {
            let form = parse(text).map(|line| line.form);
            assert!(
                !matches!(form, Some(Form::Colon | Form::Inline | Form::Timed)),
                "{text}: {form:?}"
            );
        }
    }
}
