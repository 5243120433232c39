//! The document type of a page: what it declares is no text, and the entities that it declares are put in
//! their places (XML 1.0, sections 2.8 and 4.4).

use std::borrow::Cow;
use std::collections::HashMap;

/// The longest document type, in bytes.
const LONGEST: usize = 1 << 16;
/// How much longer than the page all entities together may make it, in bytes.
const MOST_ADDED: usize = 1 << 20;

/// The page without what its document type declares. Line ends stay, so that places do.
pub(crate) fn without_declarations(text: &str) -> Cow<'_, str> {
    let Some((begin, end)) = declarations(text) else {
        return text.into();
    };
    let entities = entities(&text[begin..end]);
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..begin]);
    out.extend(text[begin..end].chars().filter(|c| *c == '\n'));
    let mut left = MOST_ADDED;
    let mut rest = &text[end..];
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let named = after.split_once(';').and_then(|(name, behind)| {
            let value = *entities.get(name)?;
            (value.len() <= left).then_some((value, behind))
        });
        match named {
            Some((value, behind)) => {
                left -= value.len();
                out.push_str(value);
                rest = behind;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out.into()
}

/// Where the declarations stand: `[` to `]` in `<!DOCTYPE html [ … ]>`.
fn declarations(text: &str) -> Option<(usize, usize)> {
    let glance = &text[..text.floor_char_boundary(text.len().min(LONGEST))];
    let kind = glance.to_ascii_lowercase().find("<!doctype")?;
    let begin = kind + glance[kind..].find(['[', '>'])?;
    if !glance[begin..].starts_with('[') {
        return None;
    }
    // Signs inside of quotation marks and comments end nothing.
    let mut rest = &glance[begin + 1..];
    loop {
        let at = rest.find(['"', '\'', ']', '<'])?;
        let quoted = match rest.as_bytes()[at] {
            b']' => {
                let end = glance.len() - rest.len() + at + 1;
                return Some((begin, end));
            }
            b'<' if rest[at..].starts_with("<!--") => rest[at..].find("-->").map(|end| end + 3)?,
            b'<' => 1,
            quote => rest[at + 1..].find(char::from(quote)).map(|end| end + 2)?,
        };
        rest = &rest[at + quoted..];
    }
}

/// The entities that are declared with a text, by name.
fn entities(declarations: &str) -> HashMap<&str, &str> {
    let mut entities = HashMap::new();
    for declared in declarations.split("<!ENTITY").skip(1) {
        let Some((name, rest)) = declared.trim_start().split_once(char::is_whitespace) else {
            continue;
        };
        let rest = rest.trim_start();
        let value = rest
            .strip_prefix('"')
            .and_then(|rest| rest.split_once('"'))
            .or_else(|| {
                rest.strip_prefix('\'')
                    .and_then(|rest| rest.split_once('\''))
            });
        // One that holds another is not followed, nor one from outside.
        let is_plain = |value: &str| !value.contains('<') && !value.replace("&#", "").contains('&');
        if let Some((value, _)) = value.filter(|(value, _)| is_plain(value)) {
            entities.entry(name).or_insert(value);
        }
    }
    entities
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_go_and_entities_are_put_in() {
        let page = "<!DOCTYPE html PUBLIC \"-//X\" \"x.dtd\" [<!ENTITY dash \"&#x2014;\">\n<!ENTITY b ']>'>\n]><p>No &dash; it &amp; &b; &c;</p>";
        let expected =
            "<!DOCTYPE html PUBLIC \"-//X\" \"x.dtd\" \n\n><p>No &#x2014; it &amp; ]> &c;</p>";
        assert_eq!(without_declarations(page), expected);
        for page in [
            "<!DOCTYPE html><p>[1]</p>",
            "<p>[a]</p>",
            "<!doctype html [",
            "<!DOCTYPE a [\"]",
        ] {
            assert_eq!(without_declarations(page), page);
        }
    }

    #[test]
    fn entities_cannot_make_a_page_long() {
        let value = "x".repeat(10_000);
        let page = format!(
            "<!DOCTYPE html [<!ENTITY a '{value}'>]>{}",
            "&a;".repeat(10_000)
        );
        assert!(without_declarations(&page).len() < page.len() + MOST_ADDED);
    }
}
