//! The marks of Markdown that people write in plain text too: `## Chapter`, `**never**`, `_must_`, `*sighs*`; and the tags of
//! games and forums: `{i}never{/i}`, `[b]must[/b]`, `<i>never</i>`.

use super::super::document::Emphasis;
use super::super::document::SourceLine;
use super::actions;
use super::emphasis::EmphasisSoFar;
use std::ops::Range;

/// Reads the marks of a text's lines.
pub(crate) fn read(lines: &mut [SourceLine]) {
    over_lines(lines);
    for line in lines.iter_mut().filter(|line| line.preset.is_none()) {
        if let Some(text) = without_tags(&line.text) {
            line.text = text;
        }
        if line.blank_before
            && let Some((level, title)) = heading(&line.text)
        {
            line.text = title.to_string();
            line.markup.heading = Some(level);
        }
        emphasis(line);
    }
}

/// The level and the text of a heading.
fn heading(text: &str) -> Option<(u8, &str)> {
    let title = text.trim_start_matches('#');
    let level = text.len() - title.len();
    let bare = title.trim().trim_end_matches('#').trim_end();
    // `##Lamps`, but not `#lamps`
    let is_tight = level > 1 && title.starts_with(char::is_alphanumeric);
    let is_title = (1..=6).contains(&level) && (title.starts_with(' ') || is_tight);
    (is_title && bare.contains(char::is_alphabetic)).then_some((level as u8, bare))
}

/// The longest name of a tag, in bytes, and what may stand behind it: `{color=#f00}`, `[url=…]`.
const LONGEST_NAME: usize = 12;
const LONGEST_TAG: usize = 120;

/// A tag: what it begins with, its name in small letters, whether it closes.
type Tag = (char, String, bool);

/// The text without tags that are closed on the same line; `None` if it has none.
fn without_tags(text: &str) -> Option<String> {
    if !["{/", "[/", "</"].iter().any(|close| text.contains(close)) {
        return None;
    }
    // The tags that are open, and the bytes of those that are closed.
    let mut open: Vec<(Tag, Range<usize>)> = Vec::new();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(['{', '[', '<']) {
        let begin = at + next;
        let Some((tag, length)) = tag(&text[begin..]) else {
            at = begin + 1;
            continue;
        };
        let bytes = begin..begin + length;
        at = bytes.end;
        if !tag.2 {
            open.push((tag, bytes));
        } else if let Some(((sign, name, _), _)) = open.last()
            && (*sign, name) == (tag.0, &tag.1)
        {
            found.extend(open.pop().map(|(_, bytes)| bytes));
            found.push(bytes);
        }
    }
    found.sort_by_key(|bytes| bytes.start);
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for bytes in &found {
        out.push_str(&text[from..bytes.start]);
        from = bytes.end;
    }
    out.push_str(&text[from..]);
    (!found.is_empty()).then(|| out.trim().to_string())
}

/// The tag that a text begins with, and its length in bytes.
fn tag(text: &str) -> Option<(Tag, usize)> {
    let sign = text.chars().next()?;
    let close = match sign {
        '{' => '}',
        '[' => ']',
        _ => '>',
    };
    let glance = &text[1..text.floor_char_boundary(LONGEST_TAG)];
    let (inside, _) = glance.split_once(close)?;
    let (is_closing, inside) = match inside.strip_prefix('/') {
        Some(name) => (true, name),
        None => (false, inside),
    };
    let end = inside.find(['=', ' ']).filter(|_| !is_closing);
    let name = &inside[..end.unwrap_or(inside.len())];
    let is_name = !name.is_empty()
        && name.len() <= LONGEST_NAME
        && name.bytes().all(|b| b.is_ascii_alphanumeric());
    let length = 1 + usize::from(is_closing) + inside.len() + 1;
    is_name.then(|| ((sign, name.to_ascii_lowercase(), is_closing), length))
}

/// How many lines what `_` opens goes over at most.
const OVER: usize = 80;

/// Closes `_` at the end of each line where what it opens goes over several: `_The lamp is out.`, `Nobody is there._`
fn over_lines(lines: &mut [SourceLine]) {
    let signs = |line: &SourceLine| line.text.bytes().filter(|byte| *byte == b'_').count();
    let opened = |line: &SourceLine| {
        let (before, after) = line.text.rsplit_once('_')?;
        (signs(line) % 2 == 1 && opens(before, "_", after)).then_some(())
    };
    let closed = |line: &SourceLine| {
        let (inside, behind) = line.text.split_once('_')?;
        let next = behind.chars().next();
        let is_end = inside.ends_with(|c: char| !c.is_whitespace());
        (signs(line) % 2 == 1 && is_end && next.is_none_or(|c| is_outside(c, "_"))).then_some(())
    };
    let mut at = 0;
    while at < lines.len() {
        let begin = at;
        at += 1;
        if lines[begin].preset.is_some() || opened(&lines[begin]).is_none() {
            continue;
        }
        let reach = lines.len().min(begin + OVER);
        let next = (begin + 1..reach).find(|&i| signs(&lines[i]) > 0);
        let Some(end) = next.filter(|&end| closed(&lines[end]).is_some()) else {
            continue;
        };
        for (i, line) in lines.iter_mut().enumerate().take(end + 1).skip(begin) {
            let before = if i > begin { "_" } else { "" };
            let after = if i < end { "_" } else { "" };
            line.text = format!("{before}{}{after}", line.text);
        }
        at = end;
    }
}

/// Takes the marks of emphasis out of a line.
fn emphasis(line: &mut SourceLine) {
    if let Some((mut text, so_far)) = without_emphasis(&line.text) {
        actions::bracket(&mut text, so_far.light());
        so_far.mark(&mut line.markup);
        line.text = text.trim().to_string();
    }
}

/// A text without the marks of emphasis, and how it is emphasised; `None` if it has none.
pub(crate) fn without_emphasis(text: &str) -> Option<(String, EmphasisSoFar)> {
    if !text.contains(['*', '_']) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut so_far = EmphasisSoFar::default();
    let mut rest = text;
    let mut found = false;
    // Signs that nothing closes are not asked about again.
    let mut open: Vec<&str> = Vec::new();
    while let Some(at) = rest.find(['*', '_']) {
        let before = &rest[..at];
        out.push_str(before);
        so_far.add(before, None);
        rest = &rest[at..];
        let length = rest.find(|c| !rest.starts_with(c)).unwrap_or(rest.len());
        let sign = &rest[..length];
        let closed = (length <= 3 && !open.contains(&sign) && opens(&out, sign, &rest[length..]))
            .then(|| close(&rest[length..], sign));
        match closed {
            Some(Some(end)) => {
                let inside = &rest[length..length + end];
                let kind = if length > 1 {
                    Emphasis::Strong
                } else {
                    Emphasis::Light
                };
                so_far.add(inside, Some(kind));
                out.push_str(inside);
                rest = &rest[2 * length + end..];
                found = true;
            }
            closed => {
                open.extend(closed.map(|_| sign));
                out.push_str(sign);
                so_far.add(sign, None);
                rest = &rest[length..];
            }
        }
    }
    out.push_str(rest);
    so_far.add(rest, None);
    found.then_some((out, so_far))
}

/// Whether a sign may open emphasis between two texts.
fn opens(before: &str, sign: &str, after: &str) -> bool {
    let last = before.chars().next_back();
    last.is_none_or(|c| is_outside(c, sign)) && after.starts_with(|c: char| !c.is_whitespace())
}

/// Where a sign closes in a text.
fn close(text: &str, sign: &str) -> Option<usize> {
    let (end, _) = text.match_indices(sign).find(|(end, _)| {
        let behind = &text[end + sign.len()..];
        let is_whole = !behind.starts_with(&sign[..1]) && !text[..*end].ends_with(&sign[..1]);
        let next = behind.chars().next();
        is_whole
            && text[..*end].ends_with(|c: char| !c.is_whitespace())
            && next.is_none_or(|c| is_outside(c, sign))
    })?;
    text[..end].contains(char::is_alphanumeric).then_some(end)
}

/// Whether a character may stand beside emphasis: `2*3*4` and `snake_case` have none.
fn is_outside(c: char, sign: &str) -> bool {
    let is_word = c.is_ascii_alphanumeric() || (sign.starts_with('_') && c.is_alphanumeric());
    !is_word
}

#[cfg(test)]
mod tests {
    use super::super::super::document::Document;
    use super::*;

    fn lines(text: &str) -> Vec<SourceLine> {
        let mut document = Document::of_text(text);
        read(&mut document.lines);
        document.lines
    }

    #[test]
    fn marks_of_emphasis_are_not_text() {
        for (text, expected) in [
            ("TOM: I will **never** go.", "TOM: I will never go."),
            ("You _must_ see it; *really*.", "You must see it; really."),
            ("灯**绝不**会灭。", "灯绝不会灭。"),
            ("TOM: *shrugs* It is late.", "TOM: (shrugs) It is late."),
            ("***All*** of it.", "All of it."),
            (
                "2*3*4 is 24, 5 * 3 is 15 * 1",
                "2*3*4 is 24, 5 * 3 is 15 * 1",
            ),
            ("a snake_case_name", "a snake_case_name"),
            (
                "It was late*, they say. *By the clock.",
                "It was late*, they say. *By the clock.",
            ),
        ] {
            assert_eq!(lines(text)[0].text, expected);
        }
        let line = &lines("**Tom:** It is late.")[0];
        assert_eq!(line.markup.lead.as_deref(), Some("Tom:"));
    }

    #[test]
    fn emphasis_goes_over_lines() {
        let found = lines(
            "_The lamp is out.\n\nNobody is there._\n\nANN _never\ncomes_ home.\n\nsnake_\n\n_open\n\nend",
        );
        let texts: Vec<&str> = found.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "The lamp is out.",
                "Nobody is there.",
                "ANN never",
                "comes home.",
                "snake_",
                "_open",
                "end"
            ]
        );
        let is_light = |line: &SourceLine| line.markup.emphasis == Some(Emphasis::Light);
        assert!(is_light(&found[0]) && is_light(&found[1]) && !is_light(&found[2]));
    }

    #[test]
    fn tags_are_not_text() {
        for (text, expected) in [
            ("{i}It is late.{/i}", "It is late."),
            ("{b}{i}What was that?{/i}{/b}", "What was that?"),
            (
                "ANN: [b]Never[/b] say [url=https://lamp.example]that[/url].",
                "ANN: Never say that.",
            ),
            ("It is <i>quite</i> late.", "It is quite late."),
            ("{color=#f00}灯亮了。{/color}", "灯亮了。"),
            ("[Ann] It is late. [laughs]", "[Ann] It is late. [laughs]"),
            ("{i}It is late.", "{i}It is late."),
            ("a < b, c > d [/x]", "a < b, c > d [/x]"),
            ("{b}One{/i} two{/b}", "One{/i} two"),
        ] {
            assert_eq!(lines(text)[0].text, expected);
        }
    }

    #[test]
    fn marks_of_headings_are_headings() {
        let lines = lines("# The Oar\n\n## One ##\n\nIt broke.\n# 2 of us rowed\n\n#3 is late");
        let found: Vec<_> = lines
            .iter()
            .map(|l| (l.text.as_str(), l.markup.heading))
            .collect();
        assert_eq!(found[..2], [("The Oar", Some(1)), ("One", Some(2))]);
        assert!(found[2..].iter().all(|(_, heading)| heading.is_none()));
    }
}
