//! What stands around a text: its title, facts about it, and the furniture of the page that it
//! was copied from.

use super::draft::{Draft, DraftLine, Part};
use super::speaker_line::{Form, parse};
use super::stamp::{is_clock, is_stamp, is_time};

/// Lines that begin the part of a web page after the text, whatever follows.
const FOOTER: &[&str] = &[
    "article comments update",
    "related articles",
    "related posts",
    "related reading",
    "you may also like",
    "leave a reply",
    "leave a comment",
    "热门标签",
    "相关文章",
    "相关阅读",
    "推荐阅读",
    "延伸阅读",
    "猜你喜欢",
    "发表评论",
    "版权声明",
];

/// Lines that begin it only if one of the others comes later.
const PERHAPS_FOOTER: &[&str] = &[
    "comments",
    "tags",
    "share",
    "share this",
    "share this article",
    "popular tags",
    "previous article",
    "next article",
    "newsletter",
    "read more",
    "评论",
    "标签",
    "分享",
    "上一篇",
    "下一篇",
];

/// What stands over a list of what a talk is about.
const KEYWORDS: &[&str] = &["summary keywords", "keywords", "关键词", "關鍵詞"];

/// The longest line that can begin that part, in bytes.
const LONGEST_MARK: usize = 120;

/// Among how many lines the way to a page is looked for.
const FRONT: usize = 5;

/// The longest line that can be a title, in characters.
const LONGEST_TITLE: usize = 160;

/// Drops the page's furniture after the text: from the first line that says that the text is over,
/// if nobody of the text speaks after it.
pub fn mark_footer(draft: &mut Draft) {
    mark_transcriber(draft);
    drop_footer(draft);
    mark_transcriber(draft);
}

fn drop_footer(draft: &mut Draft) {
    let is = |i: usize, words: &[&str]| {
        let line = &draft.lines[i];
        let is_short = line.text.len() <= LONGEST_MARK;
        is_short && !line.marked.is_subtitle && words.contains(&bare(&line.text).as_str())
    };
    let count = draft.lines.len();
    let Some(last_sure) = (0..count).rev().find(|&i| is(i, FOOTER)) else {
        return;
    };
    // Only the run of marks after the last heading of someone who was there before counts.
    let mut seen = std::collections::HashSet::new();
    let mut talk_ends = 0;
    for (i, line) in draft.lines.iter().enumerate() {
        if let Part::Heading { speaker } = &line.part
            && !seen.insert(speaker)
        {
            talk_ends = i + 1;
        }
    }
    let first = (talk_ends..=last_sure)
        .find(|&i| draft.lines[i].after_blank && (is(i, FOOTER) || is(i, PERHAPS_FOOTER)));
    for line in first.into_iter().flat_map(|first| first..count) {
        let part = &mut draft.lines[line].part;
        if !matches!(part, Part::Metadata { .. } | Part::Dropped { .. }) {
            *part = Part::Dropped {
                reason: "page furniture after the text",
            };
        }
    }
}

/// Marks who wrote the talk down, in the last line.
fn mark_transcriber(draft: &mut Draft) {
    let last = draft
        .lines
        .iter_mut()
        .rfind(|line| line.part == Part::Speech);
    if let Some(line) = last.filter(|line| line.after_blank) {
        if is_transcriber(&line.text) {
            line.part = Part::Metadata { key: "transcriber" };
        } else if line.text.ends_with(['）', ')', '】', ']'])
            && let Some(key) = credits(&line.text)
        {
            line.part = Part::Metadata { key };
        }
    }
}

/// Marks the title, its repetitions, and facts about the text that stand before it.
pub fn mark_front(draft: &mut Draft) {
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
    // Nor is a question that stands over nothing but text.
    let is_title = |line: &DraftLine, text: &str| {
        !line.marked.is_subtitle
            && !line.is_told
            && may_be_title(text)
            && (text_begins.is_some() || !text.ends_with(['?', '？', '!', '！']))
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
        } else if text.is_empty() || is_date(text) || date.is_some() && is_stamp(text) {
            Part::Metadata { key: "date" }
        } else if is_duration(text) {
            Part::Metadata { key: "duration" }
        } else if let Some(key) = fact(&line.text).or_else(|| credits(&line.text)) {
            Part::Metadata { key }
        } else if !text_has_begun
            && is_title(line, text)
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

fn may_be_title(text: &str) -> bool {
    text.chars().count() <= LONGEST_TITLE
        && text.chars().any(char::is_alphanumeric)
        && !text.ends_with(['.', '。', ',', '，', ';', '；', ':', '：'])
}

/// A date that a line begins with (`2023-03`, `2023-03-21`, `2023/3`, `2023年3月`), and the rest.
fn split_date(text: &str) -> (Option<&str>, &str) {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || "-/.年月日".contains(c)))
        .unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    let parts: Vec<&str> = date
        .split(['-', '/', '.', '年', '月', '日'])
        .filter(|part| !part.is_empty())
        .collect();
    let is_date = (2..=3).contains(&parts.len())
        && parts[0].len() == 4
        && parts[1..].iter().all(|part| part.len() <= 2)
        && (rest.is_empty() || rest.starts_with(char::is_whitespace));
    if is_date {
        (Some(date), rest.trim_start())
    } else {
        (None, text)
    }
}

/// Whether a line is a date in words: `May 3, 2021`, `3. Mai 2021`.
fn is_date(text: &str) -> bool {
    #[rustfmt::skip]
    const MONTHS: &[&str] = &[
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "janv",
        "fév", "mär", "mars", "avr", "mai", "juin", "juil", "août", "okt", "dez", "déc", "ene", "abr",
        "ago", "dic", "gen", "mag", "giu", "lug", "set", "ott",
    ];
    /// What may stand beside a date.
    const BESIDE: &[&str] = &[
        "de",
        "of",
        "on",
        "at",
        "am",
        "pm",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split([' ', ',', '•', '·', '|'])
        .map(|w| w.trim_end_matches('.'))
        .filter(|w| !w.is_empty() && !is_time(w) && !is_clock(w))
        .collect();
    let is_year = |w: &&str| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit());
    let is_month = |w: &&str| MONTHS.iter().any(|month| w.starts_with(month));
    let is_day = |w: &&str| w.starts_with(|c: char| c.is_ascii_digit()) && w.len() <= 4;
    (2..=5).contains(&words.len())
        && words.iter().any(is_year)
        && words.iter().any(is_month)
        && words
            .iter()
            .all(|w| is_year(w) || is_month(w) || is_day(w) || BESIDE.contains(w))
}

/// Whether a line says how long a talk is: `24m 31s`, `1 h 2 min`.
fn is_duration(text: &str) -> bool {
    const UNITS: &[&str] = &["h", "m", "s", "hr", "hrs", "min", "mins", "sec", "secs"];
    let is_number = |c: char| c.is_ascii_digit() || c == ' ';
    let mut units = text
        .split(is_number)
        .filter(|unit| !unit.is_empty())
        .peekable();
    text.starts_with(|c: char| c.is_ascii_digit())
        && units.peek().is_some()
        && units.all(|unit| UNITS.contains(&unit))
}

/// Who wrote the talk down, as programs and people say it before or after: `Transcribed by …`.
fn is_transcriber(text: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "transcribed by ",
        "transcript by ",
        "transcription by ",
        "transcript provided by ",
        "subtitles by ",
        "captions by ",
        "captioned by ",
        "subtitled by ",
        "transkribiert von ",
        "untertitel von ",
        "transcrit par ",
        "sous-titres par ",
        "transcrito por ",
    ];
    let lower = text.to_lowercase();
    text.chars().count() <= LONGEST_TITLE && BEGINNINGS.iter().any(|begin| lower.starts_with(begin))
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
    for line in text.take(FRONT).filter(|line| is_way(&line.text)) {
        line.part = Part::Dropped {
            reason: "way to the page",
        };
    }
}

/// Whether a line is the way to a page on its site: `Home > News > Harbour`.
fn is_way(text: &str) -> bool {
    ['>', '›', '»'].iter().any(|sign| {
        let steps = text.split(*sign).map(str::trim);
        let is_step = |step: &str| (1..=30).contains(&step.chars().count());
        steps.clone().count() > 2 && steps.into_iter().all(is_step)
    })
}

/// Whether a line that stands alone states facts about the text, and nothing else.
fn is_credit(text: &str) -> bool {
    is_date(text)
        || split_date(text).1.is_empty()
        || fact(text).is_some()
        || credits(text).is_some()
}

/// What kind of fact a line of several states: `2023-05-12 来源：… 作者：…`, `Source: … | Author: …`; the
/// whole may stand in brackets.
fn credits(text: &str) -> Option<&'static str> {
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
fn bare(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || "•·*-–—#|:：".contains(c))
        .to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<Part> {
        let mut draft = Draft::new(text);
        let languages = crate::script::languages::mark(&mut draft, &[]);
        crate::script::speakers::mark(&mut draft, &languages, &[]);
        mark_footer(&mut draft);
        mark_front(&mut draft);
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
            is_way("Home > News > Harbour") && !is_way("2 > 1") && !is_way(">> Good >> evening")
        );
        assert_eq!(credits("作者说：灯亮了"), None);
        assert_eq!(credits("（她说：灯亮了）"), None);
    }

    #[test]
    fn a_text_without_title_keeps_its_first_line() {
        assert_eq!(parts("Ann:\nGood evening.")[1], Part::Speech);
        assert_eq!(parts("Just one paragraph"), [Part::Speech]);
        assert_eq!(parts("It was dark.\n\nShe lit the lamp.")[0], Part::Speech);
    }

    #[test]
    fn furniture_goes_only_if_nobody_speaks_after_it() {
        let talk = "Ann:\nOne.\n\nBo:\nTwo.\n\nAnn:\nThree.\n\n";
        let with_footer = parts(&format!("{talk}  • Related Articles\n\nFour"));
        assert_eq!(
            with_footer
                .iter()
                .filter(|p| matches!(p, Part::Dropped { .. }))
                .count(),
            2
        );
        let spoken = parts(&format!("{talk}Related articles\n\nAnn:\nFour"));
        let is_dropped = |p: &Part| matches!(p, Part::Dropped { .. });
        assert!(!spoken.iter().any(is_dropped));
        let comments = parts(&format!("{talk}Comments\n\nAre closed."));
        assert!(!comments.iter().any(is_dropped));
    }
}
