//! What a line may say of who speaks: `Ann Reed:`, `Ann Reed: Good evening.`, `[00:01:23] Ann:`,
//! `Ann Reed -- Harbour Master`, `Ann Reed 安·里德：`. Whether it does, the whole text decides
//! ([`super::speakers`]).

use super::languages::script_of;
use super::stamp::{is_stamp, leading_time};
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;
use unicode_script::Script as Writing;

/// The longest name, in characters.
const LONGEST_NAME: usize = 48;
/// The longest title or company after a name, in characters.
const LONGEST_TITLE: usize = 100;
/// How far into a line a name with all that may stand around it goes, in bytes.
const REACH: usize = 640;

/// Words before a colon that announce something else than a speaker.
#[rustfmt::skip]
static NOT_NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| HashSet::from([
    "note", "notes", "q&a", "q & a", "re", "fw", "fwd", "ps", "p.s", "source", "date", "warning", "caution",
    "example", "summary", "update", "edit", "tags", "tip", "fact", "hint", "see", "first", "second",
    "third", "finally", "subject", "from", "to", "cc", "url", "http", "https", "author", "by",
    "title", "published", "updated", "translator", "photo", "image", "figure", "table", "abstract",
    "keywords", "contents", "conclusion", "introduction", "background", "also", "however", "but",
    "and", "so", "then", "again", "remember", "imagine", "result", "results", "total", "注", "注意",
    "cut to", "smash cut to", "dissolve to", "fade in", "fade out", "fade to",
    "备注", "来源", "例如", "比如", "摘要", "更新", "首先", "其次", "最后", "总之", "日期", "时间",
    "作者", "译者", "出处", "原文", "标题", "主题", "目录", "结论", "提示",
]));

/// First words of a name that may end in a number.
#[rustfmt::skip]
const NUMBERED: &[&str] = &[
    "speaker", "participant", "person", "guest", "host", "voice", "interviewer", "interviewee",
    "man", "woman", "male", "female", "student", "analyst", "发言人", "说话人", "嘉宾", "讲者",
    "主持人", "学生",
];

/// In what way a line names a speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
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
    /// `ANN. Good evening.`, as in plays.
    Stage,
    /// Nothing but what can be a name.
    Bare,
    /// The source's markup names the speaker.
    Marked,
}

/// A line that may name a speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeakerLine {
    /// The name; in two scripts, both.
    pub names: Vec<String>,
    /// What is said on the same line.
    pub said: String,
    /// In what way.
    pub form: Form,
}

/// Reads a line as one that names a speaker, if it can be one.
pub fn parse(text: &str) -> Option<SpeakerLine> {
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
        Some(SpeakerLine {
            names: names_in(without_role(name))?,
            said: said.trim().to_string(),
            form,
        })
    };
    if let Some((name, said)) = split_colon(rest) {
        let (name, _) = without_time(name);
        let form = if said.trim().is_empty() {
            Form::Colon
        } else {
            Form::Inline
        };
        let bare = without_number(name);
        if let Some(line) =
            line(bare, said, form).or_else(|| line(without_title(bare)?, said, form))
        {
            return Some(line);
        }
    }
    if let Some((name, said)) = bracketed(rest) {
        // People call themselves in chats as they like.
        return Some(SpeakerLine {
            names: vec![spaced(&name)],
            said: said.trim().to_string(),
            form: Form::Bracketed,
        });
    }
    if let Some((name, said)) = staged(rest) {
        return line(name, said, Form::Stage);
    }
    let (name, timed_after) = without_time(rest);
    if timed || timed_after {
        let name = without_role(name);
        let turned = turned(name);
        return line(turned.as_deref().unwrap_or(name), "", Form::Timed);
    }
    if let Some((name, title)) = titled(text) {
        return line(name, title, Form::Titled);
    }
    if let Some((name, what)) = described(text) {
        return line(name, what, Form::Described);
    }
    match dashed(text) {
        Some((name, said)) => line(name, said, Form::Dashed),
        None if text.len() > REACH || text.contains([':', '：']) => None,
        None => line(text, "", Form::Bare),
    }
}

/// A line without the marks of another's turn before it: `>> Ann: …`, `- Ann: …`.
fn without_mark(text: &str) -> &str {
    text.trim_start_matches(['>', '-', '–', '—', '•', ' ', '\u{3000}'])
}

/// `Ann Reed` of `Ann Reed, Harbour Master`, or of the same with a dash.
fn without_title(name: &str) -> Option<&str> {
    let (bare, title) = name.split_once(", ").or_else(|| dashed(name))?;
    let is_title = title.chars().count() <= LONGEST_TITLE
        && title.starts_with(|c: char| c.is_uppercase() || !c.is_lowercase() && c.is_alphabetic());
    (is_title && bare.split_whitespace().count() > 1).then_some(bare)
}

/// `Ann Reed` of `Reed, Ann`.
pub fn turned(name: &str) -> Option<String> {
    let (last, first) = name.split_once(", ")?;
    let words = |name: &str| name.split_whitespace().count();
    let shouts = |name: &str| !name.contains(char::is_lowercase);
    let whole = format!("{first} {last}");
    let fits = words(last) < 4 && words(first) < 3 && !shouts(last) && !shouts(first);
    (fits && can_be_name(&whole)).then_some(whole)
}

/// A full name, a comma and what its bearer is, in words with capitals: `Ann Reed, Head of Pumps`.
fn described(text: &str) -> Option<(&str, &str)> {
    if text.chars().count() > LONGEST_TITLE {
        return None;
    }
    let (name, what) = text.split_once(", ")?;
    let is_title = |word: &str| is_particle(word) || !word.starts_with(char::is_lowercase);
    let fits = name.split_whitespace().count() > 1
        && what.split_whitespace().all(is_title)
        && !what.ends_with(['.', '?', '!', ',', ':', ';', '…', '"', '”']);
    fits.then_some((name, what))
}

/// `Q` of `Q1`, `Question` of `Question 12`.
fn without_number(name: &str) -> &str {
    #[rustfmt::skip]
    const COUNTED: &[&str] = &[
        "q", "a", "question", "answer", "frage", "antwort", "réponse", "pregunta", "respuesta",
        "domanda", "risposta", "问", "答", "問", "问题", "回答",
    ];
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || " .#".contains(c));
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

/// `ANN. Good evening.`, `ANN (aside). Good evening.`
fn staged(text: &str) -> Option<(&str, &str)> {
    let (name, said) = split_within(text, ". ")?;
    let bare = name.split('(').next().unwrap_or_default().trim();
    let capitals = bare.chars().filter(|c| c.is_uppercase()).count();
    let is_asked = matches!(bare, "Q" | "A");
    ((capitals > 1 || is_asked) && !bare.chars().any(char::is_lowercase)).then_some((bare, said))
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
pub fn titled(text: &str) -> Option<(&str, &str)> {
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
    let may_be = text.ends_with(|c: char| c.is_ascii_digit() || ")]）】mM.".contains(c));
    if !may_be || !text.contains(':') {
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
            return (in_brackets(name).unwrap_or(name), true);
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

/// A name without what stands behind it in brackets, unless that is the name in another script.
fn without_role(name: &str) -> &str {
    let name = name.trim();
    if !name.ends_with([')', '）', ']']) {
        return name;
    }
    match name.find(['(', '（', '[']) {
        Some(open) if open > 0 && other_script(&name[..open], &name[open..]).is_none() => {
            name[..open].trim_end()
        }
        _ => name,
    }
}

fn other_script<'a>(a: &str, b: &'a str) -> Option<&'a str> {
    let (x, y) = (writing(a)?, writing(b)?);
    (x != y).then_some(b)
}

/// The script of a text's first letter.
fn writing(text: &str) -> Option<Writing> {
    text.chars().find_map(writing_of)
}

/// The script of a letter; those of Japanese count as one with Han.
fn writing_of(c: char) -> Option<Writing> {
    let is_letter = c.is_alphabetic();
    is_letter.then(|| match script_of(c) {
        Writing::Hiragana | Writing::Katakana => Writing::Han,
        other => other,
    })
}

/// The names that a heading gives: one, or one in each of two scripts.
pub fn names_in(text: &str) -> Option<Vec<String>> {
    let text = text.trim();
    // Two names, and what stands between them.
    if text.chars().nth(2 * LONGEST_NAME + 8).is_some() {
        return None;
    }
    if let Some((a, b)) = two_scripts(text)
        && can_be_name(a)
        && can_be_name(b)
    {
        return Some(vec![spaced(a), spaced(b)]);
    }
    can_be_name(text).then(|| vec![spaced(text)])
}

/// Parts `Ann Reed 安·里德`, `Ann Reed / 安·里德`, `安·里德（Ann Reed）` where the script changes once.
fn two_scripts(text: &str) -> Option<(&str, &str)> {
    let first = writing(text)?;
    let differs = |c: char| writing_of(c).is_some_and(|writing| writing != first);
    let (a, b) = text.split_at(text.find(differs)?);
    let second = writing(b)?;
    let pure = b
        .chars()
        .filter_map(writing_of)
        .all(|writing| writing == second);
    let edge = |c: char| c.is_whitespace() || "()（）[]/|·-–—、".contains(c);
    let parted = a.ends_with(edge);
    (pure && parted).then(|| (a.trim_matches(edge), b.trim_matches(edge)))
}

fn spaced(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text can be a speaker's name.
pub fn can_be_name(name: &str) -> bool {
    let mut letters = name.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else {
        return false;
    };
    if name.chars().count() > LONGEST_NAME
        || name.contains(is_no_part_of_a_name)
        || NOT_NAMES.contains(name.to_lowercase().as_str())
        || !number_fits(name)
    {
        return false;
    }
    if first.is_uppercase() || first.is_lowercase() {
        // Latin and other scripts with case: few words, each with a capital but for particles.
        let words: Vec<&str> = name.split_whitespace().collect();
        words.len() <= 5
            && (first.is_uppercase() || is_elided(name))
            && words.iter().all(|word| {
                is_particle(word) || is_elided(word) || !word.starts_with(char::is_lowercase)
            })
            && !is_particle(&words[words.len() - 1].to_lowercase())
            // a full stop ends a sentence, unless it ends an initial or a title: `J.`, `Dr.`
            && words.iter().all(|word| match word.find('.') {
                Some(dot) => dot <= 4,
                None => true,
            })
    } else {
        // Scripts without case: short, and no clause about saying.
        let pronoun = name.starts_with(['他', '她', '它', '我', '你', '这', '那', '您', '咱']);
        let saying = name.ends_with(['说', '道', '问', '答', '写', '是', '题', '下']);
        let alone = name.chars().count() == 1;
        let words = name.split_whitespace().count();
        name.chars().count() <= 16 && words <= 4 && (alone || !pronoun && !saying)
    }
}

#[rustfmt::skip]
fn is_no_part_of_a_name(c: char) -> bool {
    matches!(
        c,
        ',' | '，' | '、' | '。' | '!' | '！' | '?' | '？' | ';' | '；' | ':' | '：' | '"' | '“' | '”'
            | '《' | '》' | '…' | '/' | '=' | '<' | '>' | '|' | '#' | '*' | '@' | '%' | '+' | '[' | ']'
            | '{' | '}'
    )
}

/// `d’Arc`, `l'Hôpital`: a particle that has lost its vowel, and a name.
fn is_elided(word: &str) -> bool {
    word.strip_prefix(['d', 'l'])
        .and_then(|rest| rest.strip_prefix(['’', '\'']))
        .is_some_and(|rest| rest.starts_with(char::is_uppercase))
}

/// A number belongs only to what is counted: `Speaker 2`.
fn number_fits(name: &str) -> bool {
    !name.chars().any(char::is_numeric) || is_numbered(name)
}

/// Whether a name is a word with a number, as `Speaker 2`.
pub fn is_numbered(name: &str) -> bool {
    let word = name.trim_end_matches(|c: char| c.is_numeric() || " #_".contains(c));
    word.len() < name.trim_end().len()
        && !word.chars().any(char::is_numeric)
        && NUMBERED.contains(&word.trim().to_lowercase().as_str())
}

fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "de" | "da"
            | "di"
            | "do"
            | "del"
            | "della"
            | "der"
            | "den"
            | "van"
            | "von"
            | "zu"
            | "la"
            | "le"
            | "el"
            | "al"
            | "bin"
            | "h.c."
            | "ibn"
            | "of"
            | "the"
            | "and"
            | "y"
            | "e"
            | "du"
            | "des"
    )
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
            (
                "Ann Reed -- Harbour Master, Port of Lund",
                &["Ann Reed"],
                "Harbour Master, Port of Lund",
                Titled,
            ),
            ("Ann — Did you hear?", &["Ann"], "Did you hear?", Dashed),
            ("[Ann] Did you hear?", &["Ann"], "Did you hear?", Bracketed),
            ("ANN. He said: yes.", &["ANN"], "He said: yes.", Stage),
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
        ] {
            let form = parse(text).map(|line| line.form);
            assert!(
                !matches!(form, Some(Form::Colon | Form::Inline | Form::Timed)),
                "{text}: {form:?}"
            );
        }
    }
}
