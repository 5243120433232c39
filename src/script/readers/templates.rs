//! Tags of the programs that make pages of texts: `{{ picture }}`, `{% log %}`, `{{% md %}}`, `{{< figure >}}`, `{: .wide }`.

use std::borrow::Cow;

/// How such tags begin and end; longer ones first.
const TAGS: &[(&str, &str)] = &[
    ("{{%", "%}}"),
    ("{{<", ">}}"),
    ("{{", "}}"),
    ("{%", "%}"),
    ("{:", "}"),
];

/// How many bytes a tag has at most.
const LONGEST: usize = 400;

/// A line without such tags.
pub(super) fn without_tags(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(begin) = rest.find('{') {
        let (before, tag) = rest.split_at(begin);
        let own = TAGS.iter().find(|(open, _)| tag.starts_with(open));
        let end = own.and_then(|(open, close)| {
            let inside = &tag[open.len()..];
            let inside = &inside[..inside.floor_char_boundary(LONGEST)];
            Some(open.len() + inside.find(close)? + close.len())
        });
        let shown = if end.is_some() { begin } else { begin + 1 };
        out.push_str(&rest[..shown]);
        rest = match end {
            // A space on both sides of what is gone is one.
            Some(end) if before.is_empty() || before.ends_with(' ') => tag[end..].trim_start(),
            Some(end) => &tag[end..],
            None => &tag[1..],
        };
    }
    if rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Whether a text ends inside of such a tag, which goes on below.
pub(super) fn is_open(text: &str) -> bool {
    let tag = text.trim_start();
    let own = TAGS.iter().find(|(open, _)| tag.starts_with(open));
    own.is_some_and(|(_, close)| tag.len() < LONGEST && !tag.contains(close))
}

#[cfg(test)]
mod tests {
    use super::{is_open, without_tags};

    #[test]
    fn tags_of_pages_are_no_text() {
        for (text, shown) in [
            ("{{ picture lamp.jpg }} The lamp", "The lamp"),
            ("The {% highlight %} lamp", "The lamp"),
            ("{{% md %}}Lamp{{< /md >}}", "Lamp"),
            ("The lamp\n{: .wide }", "The lamp\n"),
            ("{% log %}", ""),
            ("{12} lamps {and} a {{ship", "{12} lamps {and} a {{ship"),
        ] {
            assert_eq!(without_tags(text), shown);
        }
        assert!(is_open("{% include top.html") && is_open("{{ lamp"));
        assert!(!is_open("{% log %}") && !is_open("The {% lamp") && !is_open("{12} lamps"));
    }
}
