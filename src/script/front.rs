//! What stands before a text: its title and facts about it.

use super::dates::{is_date, is_duration, is_moment, split_date};
use super::draft::{Draft, DraftLine, Part};
use super::footer::is_transcriber;
use super::name_shape::can_be_name;
use super::names::key;
use super::sentences::is_over;
use super::speaker_line::{Form, parse};
use super::stamp::is_stamp;

/// What stands over a list of what a talk is about.
const KEYWORDS: &[&str] = &["summary keywords", "keywords", "关键词", "關鍵詞"];

/// Among how many lines the way to a page is looked for.
const FRONT: usize = 5;

/// The longest line that can be a title, in characters.
pub(super) const LONGEST_TITLE: usize = 160;

/// Marks the title, its repetitions, and facts about the text that stand before it.
pub fn mark(draft: &mut Draft) {
    let begins = |line: &DraftLine| match line.part {
        Part::Heading { .. } | Part::Chapter { .. } => true,
        Part::Speech => parse(&line.text).is_some_and(|line| line.form == Form::Colon),
        _ => false,
    };
    let text_begins = draft.lines.iter().position(begins);
    let of_text: Vec<usize> = (0..draft.lines.len())
        .filter(|&i| draft.lines[i].part == Part::Speech)
        .collect();
    let first_heading = text_begins.map(|begin| of_text.iter().take_while(|&&i| i < begin).count());
    let first_block = of_text
        .iter()
        .skip(1)
        .position(|&i| draft.lines[i].after_blank)
        .map_or(of_text.len(), |n| n + 1);
    // Without headings only the first block can be told from the text itself.
    let front = first_heading.unwrap_or(first_block.min(2));
    if first_block == of_text.len() && first_heading.is_none() {
        return; // one block: there is nothing that it could be the title of
    }
    let mut titles: Vec<(usize, String)> = draft
        .lines
        .iter()
        .enumerate()
        .filter_map(|(i, line)| match &line.part {
            Part::Title { text, .. } => Some((i, text.clone())),
            _ => None,
        })
        .collect();
    let is_like_others = like_others(draft);
    // Nor is a question that stands right over what is said, or over nothing but text.
    let is_title = |draft: &Draft, i: usize, text: &str| {
        let line = &draft.lines[i];
        let over_text = draft.lines.get(i + 1).is_none_or(|next| !next.after_blank);
        !line.marked.is_subtitle
            && !line.is_told
            && may_be_title(text)
            && (text_begins.is_some() && !over_text || !text.ends_with(['?', '？', '!', '！']))
            && !(text_begins.is_some() && is_bracketed(text))
            && !goes_on(draft, i)
            && !is_like_others(line)
    };
    let mut text_has_begun = false;
    let mut in_keywords = false;
    // Facts may stand in blocks of their own under the title.
    let is_alone = |n: usize| {
        of_text
            .get(n + 1)
            .is_none_or(|&next| draft.lines[next].after_blank)
    };
    let is_credit = |n: &usize| is_alone(*n) && is_credit(&draft.lines[of_text[*n]].text);
    let facts = (front..of_text.len()).take_while(is_credit).count();
    for &i in &of_text[..front + facts] {
        let line = &draft.lines[i];
        let (date, text) = split_date(&line.text);
        in_keywords = KEYWORDS.contains(&bare(text).as_str()) || in_keywords && !line.after_blank;
        let known = titles
            .iter()
            .any(|(_, title)| bare(title) == bare(&line.text));
        let part = if known {
            Part::Dropped {
                reason: "title repeated",
            }
        } else if in_keywords {
            Part::Metadata { key: "keywords" }
        } else if text.is_empty()
            || is_date(text)
            || is_moment(text) && !is_duration(text)
            || date.is_some() && is_stamp(text)
        {
            Part::Metadata { key: "date" }
        } else if is_duration(text) {
            Part::Metadata { key: "duration" }
        } else if let Some(key) = fact(&line.text).or_else(|| credits(&line.text)) {
            Part::Metadata { key }
        } else if !titles.is_empty() && is_byline_with_more(&line.text) {
            Part::Metadata { key: "author" }
        } else if !text_has_begun
            && is_title(draft, i, text)
            && titles
                .iter()
                .all(|(t, _)| draft.lines[*t].language != line.language)
        {
            titles.push((i, line.text.clone()));
            Part::Title {
                text: text.to_string(),
                date: date.map(str::to_string),
            }
        } else {
            text_has_begun = true;
            continue;
        };
        draft.lines[i].part = part;
    }
    // Repetitions further down, as a page's heading over the text.
    let after_front = of_text[front..]
        .iter()
        .take_while(|_| first_heading.is_none())
        .take(4);
    for &i in after_front {
        let text = bare(&draft.lines[i].text);
        if titles.iter().any(|(_, title)| bare(title) == text) {
            draft.lines[i].part = Part::Dropped {
                reason: "title repeated",
            };
        }
    }
}

/// Whether the sentence of a line goes on in the next, in the middle of a paragraph.
fn goes_on(draft: &Draft, line: usize) -> bool {
    let next = draft.lines.get(line + 1);
    next.is_some_and(|next| {
        !next.after_blank
            && next.part == Part::Speech
            && next.text.starts_with(char::is_lowercase)
            && !is_over(&draft.lines[line].text)
    })
}

/// Whether a line has the form in which the text says things: a dash before it as others have, or a
/// name in capitals as others have before a colon.
fn like_others(draft: &Draft) -> impl Fn(&DraftLine) -> bool + use<> {
    let is_dashed = |line: &DraftLine| {
        let rest = line.text.trim_start_matches(['-', '–', '—', '―']);
        rest.len() < line.text.len() && line.part == Part::Speech
    };
    let dashed = draft
        .lines
        .iter()
        .filter(|line| is_dashed(line))
        .take(2)
        .count()
        > 1;
    let shouts =
        |name: &str| name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase);
    let mut names = draft
        .lines
        .iter()
        .filter(|line| matches!(line.part, Part::Heading { .. }));
    let in_capitals = names.any(|line| shouts(&line.text));
    move |line| {
        let named = in_capitals
            && parse(&line.text).is_some_and(|line| {
                line.form == Form::Inline && shouts(&line.names[0]) && is_over(&line.said)
            });
        dashed && is_dashed(line) || named
    }
}

fn may_be_title(text: &str) -> bool {
    text.chars().count() <= LONGEST_TITLE
        && text.chars().any(char::is_alphanumeric)
        && !text.ends_with(['.', '。', ',', '，', ';', '；', ':', '：'])
}

/// Whether the whole of a line stands in brackets, as what is heard does in a dialogue.
fn is_bracketed(text: &str) -> bool {
    text.starts_with(['[', '(', '（', '［']) && text.ends_with([']', ')', '）', '］'])
}

/// A byline, perhaps with the date and what else stands beside it: `By Ann Reed · June 3, 2024`.
fn is_byline_with_more(text: &str) -> bool {
    let mut has_byline = false;
    let mut parts = text.split(['·', '|', '•', '—']).map(str::trim);
    parts.all(|part| {
        let dated = part.split_once(", ").filter(|(_, date)| is_moment(date));
        let is_byline = is_byline(dated.map_or(part, |(name, _)| name));
        has_byline |= is_byline;
        is_byline || is_moment(part) || is_date(part)
    }) && has_byline
}

/// Whether a line under a title says who wrote the text: `By Ann Reed`, or a name with an address.
fn is_byline(text: &str) -> bool {
    const BY: &[&str] = &["by", "von", "par", "por", "di", "door", "av", "af"];
    if text.chars().count() > LONGEST_TITLE / 2 {
        return false;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_address = |word: &&str| {
        let ends = word
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        ends && word.len() > 5
    };
    if words.len() <= 6 && words.last().is_some_and(is_address) {
        return true;
    }
    let Some((first, name)) = words.split_first() else {
        return false;
    };
    let capital = |word: &&&str| word.starts_with(char::is_uppercase);
    BY.contains(&first.to_lowercase().as_str())
        && (2..=6).contains(&name.len())
        && name
            .first()
            .is_some_and(|word| word.starts_with(char::is_uppercase))
        && name.iter().filter(capital).count() > 1
        && can_be_name(name.join(" ").split(" and ").next().unwrap_or_default())
}

/// What kind of fact a line like `Source: …` or `来源：…` states.
fn fact(text: &str) -> Option<&'static str> {
    if is_transcriber(text) {
        return Some("transcriber");
    }
    let (label, value) = text.split_once([':', '：'])?;
    if value.trim().is_empty() {
        return None;
    }
    match label.trim().to_lowercase().as_str() {
        "date" | "published" | "updated" | "日期" | "时间" | "发布时间" => Some("date"),
        "source" | "from" | "url" | "refer to" | "来源" | "出处" | "原文" => Some("source"),
        "author" | "by" | "作者" | "文" | "撰文" | "记者" => Some("author"),
        "editor" | "edited by" | "编辑" | "責任編輯" | "责任编辑" | "责编" => {
            Some("editor")
        }
        "translator" | "translated by" | "译者" | "翻译" => Some("translator"),
        _ => None,
    }
}

/// Drops the way to the page among the lines that a page begins with.
pub fn mark_way(draft: &mut Draft) {
    let text = draft.lines.iter_mut().filter(|line| line.is_text());
    // Under a name it is said.
    let before = text
        .take(FRONT)
        .take_while(|line| !line.text.ends_with([':', '：']));
    for line in before.filter(|line| is_way(&line.text)) {
        line.part = Part::Dropped {
            reason: "way to the page",
        };
    }
}

/// Whether a line is the way to a page on its site: `Home > News > Harbour`.
fn is_way(text: &str) -> bool {
    ['>', '›', '»'].iter().any(|sign| {
        let steps = text.split(*sign).map(str::trim);
        let is_step =
            |step: &str| (1..=30).contains(&step.chars().count()) && !step.contains([':', '：']);
        let is_sentence = text.ends_with(['.', '!', '?', '。', '！', '？']);
        !is_sentence && steps.clone().count() > 2 && steps.into_iter().all(is_step)
    })
}

/// Whether a line that stands alone states facts about the text, and nothing else.
fn is_credit(text: &str) -> bool {
    is_date(text)
        || split_date(text).1.is_empty()
        || fact(text).is_some()
        || credits(text).is_some()
        || is_byline(text)
}

/// What kind of fact a line of several states: `2023-05-12 来源：… 作者：…`, `Source: … | Author: …`; the
/// whole may stand in brackets.
pub(super) fn credits(text: &str) -> Option<&'static str> {
    let inner = [('（', '）'), ('(', ')'), ('[', ']'), ('【', '】')]
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close));
    let text = inner.unwrap_or(text);
    if text.chars().count() > LONGEST_TITLE || !text.contains([':', '：']) {
        return None;
    }
    let (date, rest) = split_date(text);
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':' || c == ' ');
    let mut keys = Vec::new();
    for piece in rest.split(['|', '｜', '丨', ' ', '\u{3000}', '\t']) {
        // The value may stand after a space.
        match fact(&format!("{piece}-")) {
            Some(key) => keys.push(key),
            None if piece.contains([':', '：']) => return None,
            None => {}
        }
    }
    let is_one = keys.len() == 1 && (date.is_some() || inner.is_some());
    keys.first().copied().filter(|_| keys.len() > 1 || is_one)
}

/// A line for comparison: lower case, one space between words, no bullet, no colon at its end.
pub(super) fn bare(text: &str) -> String {
    key(text.trim_matches(|c: char| c.is_whitespace() || "•·*-–—#|:：".contains(c)))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::script::footer;

    pub(in crate::script) fn parts(text: &str) -> Vec<Part> {
        let mut draft = Draft::new(text);
        let languages = crate::script::languages::mark(&mut draft, &[]);
        crate::script::speakers::mark(&mut draft, &languages, &[]);
        footer::mark(&mut draft);
        mark(&mut draft);
        draft.lines.into_iter().map(|line| line.part).collect()
    }

    #[test]
    fn what_programs_write_around_a_talk() {
        let around = parts(
            "The Pier\n\nThu, Mar 12, 2026 10:15AM • 24:31\n24m 31s\n\nAnn:\nIt took 24m 31s.\n\nTranscribed by Cleo Stone",
        );
        assert_eq!(
            around[1..3],
            [
                Part::Metadata { key: "date" },
                Part::Metadata { key: "duration" }
            ]
        );
        assert_eq!(
            around[4..],
            [Part::Speech, Part::Metadata { key: "transcriber" }]
        );
    }

    fn title(text: &str) -> Part {
        Part::Title {
            text: text.into(),
            date: None,
        }
    }

    #[test]
    fn a_title_in_two_languages_stands_twice() {
        let repeated = Part::Dropped {
            reason: "title repeated",
        };
        assert_eq!(
            parts("The Lamp\n灯\n\nThe  LAMP\n灯\n\nAnn:\nGood evening.")[..4],
            [title("The Lamp"), title("灯"), repeated.clone(), repeated]
        );
    }

    #[test]
    fn a_date_before_the_title_is_metadata() {
        assert_eq!(
            parts("2021-06 The Lamp\n\nAnn:\nHi.")[0],
            Part::Title {
                text: "The Lamp".into(),
                date: Some("2021-06".into())
            }
        );
        assert_eq!(parts("2001: A Walk\n\nAnn:\nHi.")[0], title("2001: A Walk"));
        assert_eq!(
            parts("The Lamp\n\n2021年6月\n\nSource: The Harbour Post\n\nAnn:\nHi.")[1..3],
            [
                Part::Metadata { key: "date" },
                Part::Metadata { key: "source" }
            ]
        );
    }

    #[test]
    fn credits_are_facts_wherever_they_stand_alone() {
        let line = "2021-06-04 来源：港口晚报 作者：安明";
        assert_eq!(
            parts(&format!(
                "港口的灯\n\n{line}\n\n天黑了。\n\n她点了灯。\n\n（责任编辑：李波）"
            ))[1..],
            [
                Part::Metadata { key: "source" },
                Part::Speech,
                Part::Speech,
                Part::Metadata { key: "editor" }
            ]
        );
        assert_eq!(
            credits("Source: The Harbour Post | Author: Ann Reed"),
            Some("source")
        );
        assert!(
            is_way("Home > News > Harbour")
                && !is_way("Open Menu > Lamp > Glass.")
                && !is_way("2 > 1")
                && !is_way(">> Good >> evening")
        );
        assert_eq!(credits("作者说：灯亮了"), None);
        assert_eq!(credits("（她说：灯亮了）"), None);
    }

    #[test]
    fn a_byline_under_the_title_is_metadata() {
        let author = Part::Metadata { key: "author" };
        for by in [
            "By Sam Wood, June 3, 2024",
            "By Sam Wood · Published on June 3, 2024 · 8 min read",
            "By Sam Wood",
            "by T. Blake",
            "Sam Wood sam@example.org",
        ] {
            assert_eq!(parts(&format!("The Lamp\n\n{by}\n\nAnn:\nHi."))[1], author);
        }
        let told = parts("The Lamp\n\nBy Sam Wood\n\nIt was dark.\n\nShe lit it.");
        assert_eq!(told[1..3], [author.clone(), Part::Speech]);
        for text in ["By the River", "By then it was dark"] {
            assert_ne!(
                parts(&format!("The Lamp\n\n{text}\n\nAnn:\nHi."))[1],
                author
            );
        }
    }

    #[test]
    fn a_text_without_title_keeps_its_first_line() {
        assert_eq!(parts("Ann:\nGood evening.")[1], Part::Speech);
        assert_eq!(parts("Just one paragraph"), [Part::Speech]);
        assert_eq!(parts("It was dark.\n\nShe lit the lamp.")[0], Part::Speech);
    }

    #[test]
    fn what_is_said_first_is_no_title() {
        for text in [
            "It rained when Nora came home, and nobody lit\nthe lamp.\n\nIn the morning it was dry.",
            "- Who lit the lamp?\n- I did.\n\nPV: When?\nNam: At dusk.\nPV: Why?\nNam: It was dark.",
            "SOCRATES: Is it a light?\n\nSOC. Yes.\n\nPHAED. No.\n\nSOC. Why?\n\nPHAED. It is dark.",
            "[Door opens]\nANN: Hi.\nTOM: Hi.\nANN: So.\nTOM: No.",
            "Who is it?\nANN: Hi.\nTOM: Hi.\nANN: So.\nTOM: No.",
        ] {
            assert_eq!(parts(text)[0], Part::Speech, "{text}");
        }
        for text in [
            "What Is a Lamp?\n\nANN: Hi.\nTOM: Hi.\nANN: So.\nTOM: No.",
            "LAMPS: A TALK\n\nANN: Hi.\nTOM: Hi.\nANN: So.",
        ] {
            assert!(matches!(parts(text)[0], Part::Title { .. }), "{text}");
        }
    }
}
