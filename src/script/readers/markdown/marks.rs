//! Signs that the parser leaves in a line's text.

/// A line without the marks of notebooks' Markdown: `==markup==`, `[[linked]]`, `[[linked|text]]`.
pub(super) fn without_marks(text: String) -> String {
    let text = unmarked(text, "==", "==");
    unmarked(text, "[[", "]]")
}

/// A line without the sign of bold type that nothing closes: `**Ann said`, `Ann**`.
pub(super) fn without_stray(text: &str) -> &str {
    let is_stray = text.matches("**").count() == 1 && !text.contains("***");
    let inside = text.strip_prefix("**").or_else(|| text.strip_suffix("**"));
    inside.filter(|_| is_stray).unwrap_or(text)
}

fn unmarked(text: String, open: &str, close: &str) -> String {
    if !text.contains(open) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once(open) {
        let Some((inside, behind)) = after.split_once(close) else {
            break;
        };
        let edge = |c: char| !c.is_whitespace() && c != '=';
        let is_marked = inside.starts_with(edge)
            && inside.ends_with(edge)
            && inside.contains(char::is_alphanumeric);
        out.push_str(before);
        if is_marked {
            let shown = inside.split_once('|').filter(|_| open == "[[");
            out.push_str(shown.map_or(inside, |(_, shown)| shown));
            rest = behind;
        } else {
            out.push_str(open);
            rest = after;
        }
    }
    out.push_str(rest);
    out
}
