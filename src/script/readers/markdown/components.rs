//! Tags of components, as MDX sets them among Markdown: `<Picture` over several lines up to `/>`, `<Gallery images={[…]} />`. Their names
//! begin with a capital letter; what stands in them are settings of a page, and no text.

use std::borrow::Cow;

/// How many lines such a tag goes over at most.
const LONGEST: usize = 400;

/// The text with such tags made empty, line by line as it was. Tags on one line without braces are HTML to any parser.
pub(super) fn without_tags(text: &str) -> Cow<'_, str> {
    if !text.lines().any(|line| opened(line).is_some()) {
        return text.into();
    }
    let lines: Vec<&str> = text.split('\n').collect();
    let mut out: Vec<&str> = Vec::with_capacity(lines.len());
    let mut fence = false;
    while let Some(line) = lines.get(out.len()) {
        fence ^= line.trim_start().starts_with("```");
        let rest = &lines[out.len()..];
        let length = opened(line).filter(|_| !fence).and_then(|_| length(rest));
        match length {
            Some(length) if length > 1 || line.contains('{') => {
                out.extend(std::iter::repeat_n("", length));
            }
            _ => out.push(line),
        }
    }
    out.join("\n").into()
}

/// What follows the name of a component at the head of a line.
fn opened(line: &str) -> Option<&str> {
    let tag = line.trim_start().strip_prefix('<')?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let end = tag.find(|c: char| !is_part(c)).unwrap_or(tag.len());
    let (name, rest) = tag.split_at(end);
    let is_component = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.contains(|c: char| c.is_ascii_lowercase());
    // `<Ann Reed> Yes.` names who speaks: settings have a `=`, or stand on lines below.
    let is_set = rest.trim().is_empty() || rest.trim_start().contains('=');
    (is_component && is_set && !rest.starts_with('>')).then_some(rest)
}

/// How many lines a tag takes that the first of these opens; nothing if it does not close at the end of one.
fn length(lines: &[&str]) -> Option<usize> {
    let mut quote = None;
    let mut depth = 0_usize;
    for (nth, line) in lines.iter().take(LONGEST).enumerate() {
        let head = if nth == 0 { line.find('<')? + 1 } else { 0 };
        for (at, sign) in line.char_indices().filter(|(at, _)| *at >= head) {
            match (quote, sign) {
                (Some(open), _) if open == sign => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'' | '`') => quote = Some(sign),
                (None, '{') => depth += 1,
                (None, '}') => depth = depth.checked_sub(1)?,
                (None, '>') if depth == 0 => {
                    return line[at + 1..].trim().is_empty().then_some(nth + 1);
                }
                (None, '<') if depth == 0 => return None,
                (None, _) => {}
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken_in;

    #[test]
    fn components_are_no_text() {
        let text = "**Ann:** Who lit the lamp?\n\n**Bo:** I did.\n\n<RemotePicture\n  alt={`A lamp > a candle`}\n  size=\"wide\"\n\
                    \n  loading=\"data:image/jpeg;base64,AAAA\"\n/>\n\n**Ann:** Last night?\n\n\
                    <Gallery images={[{ small: 'https://lamp.example/a.jpg' }]} />\n\n**Bo:** Every night.\n\n\
                    <Box\n  wide\n>\n\n**Ann:** And who does it now?\n\n</Box>\n\n**Bo:** My daughter.\n";
        assert_eq!(
            spoken_in(text, "lamp.md"),
            [
                "ann: Who lit the lamp?",
                "bo: I did.",
                "ann: Last night?",
                "bo: Every night.",
                "ann: And who does it now?",
                "bo: My daughter.",
            ]
        );
    }

    #[test]
    fn what_only_looks_like_a_component_is_text() {
        let text =
            "<Ann Reed> Who lit it?\n\n<Bo> I did.\n\n<Ann Reed> Is 3 <Bo= 4?\n\n<Bo> It is.\n";
        let lines = spoken_in(text, "lamp.md");
        assert_eq!(lines.len(), 4, "{lines:#?}");
        let open = super::without_tags("<Picture\n  alt=\"lamp\"\n\nIt burns.");
        assert!(open.contains("It burns."));
    }
}
