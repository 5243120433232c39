//! Titles and headings that stand in two languages on one line: `The Lamp 灯`, `Part One | 第一部分`,
//! `Steel（钢）`.

use super::draft::{Draft, DraftLine, Part};
use super::languages::{self, script_of};
use crate::language::Language;
use unicode_script::Script as Writing;

/// Signs that part the two.
const SIGNS: [char; 12] = [
    '/', '|', '｜', '／', '–', '—', '-', '·', '•', '~', '～', '―',
];
/// Brackets that one of the two may stand in.
const BRACKETS: [(char, char); 5] = [
    ('(', ')'),
    ('（', '）'),
    ('[', ']'),
    ('【', '】'),
    ('〔', '〕'),
];
/// What no title begins with in Chinese: the line goes on after a foreign word.
const PARTICLES: [char; 12] = [
    '的', '和', '与', '與', '及', '是', '之', '中', '里', '上', '在', '等',
];

/// Parts the titles and headings of a text in several languages.
pub fn split(draft: &mut Draft, languages: &[Language]) {
    if languages.len() < 2 {
        return;
    }
    let parted: Vec<Option<Parted>> = draft
        .lines
        .iter()
        .map(|line| parted(title_of(line)?, languages))
        .collect();
    let several = parted.iter().flatten().count() > 1;
    if parted.iter().all(Option::is_none) {
        return;
    }
    let mut lines = Vec::with_capacity(draft.lines.len());
    for (line, parted) in std::mem::take(&mut draft.lines).into_iter().zip(parted) {
        match parted.filter(|parted| parted.is_certain || several) {
            Some(Parted { parts, .. }) => {
                for (i, (language, text)) in parts.into_iter().enumerate() {
                    lines.push(of_part(&line, language, text, i == 0));
                }
            }
            None => lines.push(line),
        }
    }
    draft.lines = lines;
}

/// The title or heading that a line is.
fn title_of(line: &DraftLine) -> Option<&str> {
    match &line.part {
        Part::Title { text, .. } => Some(text),
        Part::Chapter { .. } => Some(&line.text),
        Part::Speech if line.marked.heading.is_some() => Some(&line.text),
        _ => None,
    }
}

fn of_part(line: &DraftLine, language: Language, text: String, is_first: bool) -> DraftLine {
    let part = match &line.part {
        Part::Title { date, .. } => Part::Title {
            text: text.clone(),
            date: date.clone().filter(|_| is_first),
        },
        part => part.clone(),
    };
    DraftLine {
        text,
        language,
        part,
        after_blank: line.after_blank && is_first,
        ..line.clone()
    }
}

/// A title in two languages.
struct Parted {
    parts: [(Language, String); 2],
    /// Whether this title alone shows that it is.
    is_certain: bool,
}

fn parted(text: &str, languages: &[Language]) -> Option<Parted> {
    let is_letter = |c: char| {
        !matches!(
            script_of(c),
            Writing::Common | Writing::Inherited | Writing::Unknown
        )
    };
    let kind = |c: char| match script_of(c) {
        Writing::Hiragana | Writing::Katakana => Writing::Han,
        writing => writing,
    };
    let mut letters = text
        .char_indices()
        .filter(|(_, c)| is_letter(*c))
        .peekable();
    let (_, first) = *letters.peek()?;
    if letters.clone().all(|(_, c)| kind(c) == kind(first)) {
        return in_one_script(text, languages);
    }
    // Where the first writing ends and the second begins; no third part.
    let (mut end, mut begin) = (0, None);
    for (at, c) in letters {
        match (kind(c) == kind(first), begin) {
            (true, None) => end = at + c.len_utf8(),
            (false, None) => begin = Some((at, kind(c))),
            (false, Some((_, second))) if kind(c) == second => {}
            _ => return None,
        }
    }
    let (begin, _) = begin?;
    let between = &text[end..begin];
    let parts = |c: char| c.is_whitespace() || SIGNS.contains(&c);
    let opens = |c: char| BRACKETS.iter().any(|(open, _)| *open == c);
    let cut = end + between.rfind(|c: char| parts(c) || opens(c))?;
    let is_signed = between.contains(SIGNS) || between.contains(opens);
    let (ours, mut theirs) = text.split_at(cut);
    let ours = ours.trim_end_matches(parts);
    theirs = theirs.trim_start_matches(parts);
    for (open, close) in BRACKETS {
        let inner = theirs
            .strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close));
        theirs = inner.unwrap_or(theirs);
    }
    let of = |text: &str| languages::of(text, languages).filter(|l| languages.contains(l));
    let (a, b) = (of(ours)?, of(theirs)?);
    let is_long = |text: &str, language: &Language| {
        language.is_unspaced() || text.split_whitespace().count() > 1
    };
    let is_own = !ours.starts_with(PARTICLES) && !theirs.starts_with(PARTICLES);
    let is_certain = is_signed || is_long(ours, &a) && is_long(theirs, &b);
    (a != b && (is_signed || is_own) && !ours.is_empty() && !theirs.is_empty()).then(|| Parted {
        parts: [(a, ours.to_string()), (b, theirs.to_string())],
        is_certain,
    })
}

/// A title whose two languages share a script: only a sign parts them.
fn in_one_script(text: &str, languages: &[Language]) -> Option<Parted> {
    let mut sides = text.split(
        [" / ", " | "]
            .into_iter()
            .find(|sign| text.contains(sign))?,
    );
    let (ours, theirs) = (sides.next()?.trim(), sides.next()?.trim());
    let of = |text: &str| languages::of_all(text, languages).filter(|l| languages.contains(l));
    let (a, b) = (of(ours)?, of(theirs)?);
    let is_long = |text: &str| text.contains(' ');
    (sides.next().is_none() && a != b).then(|| Parted {
        is_certain: is_long(ours) && is_long(theirs),
        parts: [(a, ours.to_string()), (b, theirs.to_string())],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::{Options, read};

    fn both(text: &str) -> Option<(String, String)> {
        let languages = [Language::new("en"), Language::new("zh")];
        let parted = parted(text, &languages)?;
        let [(_, a), (_, b)] = parted.parts;
        Some((a, b))
    }

    #[test]
    fn titles_in_two_languages() {
        for (text, ours, theirs) in [
            (
                "A Talk about Lamps 关于灯的谈话",
                "A Talk about Lamps",
                "关于灯的谈话",
            ),
            ("The Lamp / 灯", "The Lamp", "灯"),
            (
                "Part One: Oil | 第一部分：油",
                "Part One: Oil",
                "第一部分：油",
            ),
            ("灯 – The Lamp", "灯", "The Lamp"),
            ("Oil（油）", "Oil", "油"),
            ("Chapter 2 第二章", "Chapter 2", "第二章"),
            ("The Lamp 《灯》", "The Lamp", "《灯》"),
        ] {
            assert_eq!(both(text), Some((ours.into(), theirs.into())), "{text}");
        }
    }

    #[test]
    fn a_foreign_word_in_a_title_is_no_second_title() {
        for text in [
            "Lamp 的历史",
            "我的 Lamp 故事",
            "The Lamp",
            "灯",
            "Oil灯",
            "The 灯 Lamp",
        ] {
            assert_eq!(both(text), None, "{text}");
        }
    }

    #[test]
    fn titles_in_one_script() {
        let languages = [Language::new("en"), Language::new("es")];
        let parted = |text| parted(text, &languages).map(|parted| parted.parts.map(|(l, _)| l));
        assert_eq!(
            parted("La lámpara de la isla / The lamp of the island"),
            Some([Language::new("es"), Language::new("en")])
        );
        assert!(parted("The lamp and the sea").is_none());
        assert!(parted("The lamp / The sea / The island").is_none());
    }

    #[test]
    fn a_title_and_chapters() {
        let text = "# The Lamp 灯\n\n## Oil 油\n\n**Ann:** Good evening.\n**安：** 晚上好。\n\n\
                    ## Sea 海\n\n**Ann:** Who is it?\n**安：** 是谁？\n";
        let script = read(text.as_bytes(), "t.md", &Options::default()).unwrap();
        assert_eq!(script.title.len(), 2);
        assert_eq!(script.chapters.len(), 2);
        assert!(
            script
                .chapters
                .iter()
                .all(|chapter| chapter.title.len() == 2)
        );
        assert_eq!(script.languages[0].tag(), "en");
    }
}
