//! Elements that name who speaks: `<interviewer>Who lit it?</interviewer>`, `## <guest>I did.</guest>`. HTML has none of that name,
//! several of them take turns, and each stands around whole paragraphs. Their names become labels. So do names in tags of templates:
//! `{% bubble Ann %}`.

use super::super::html::tags;
use crate::script::name_shape::can_be_name;
use std::borrow::Cow;
use std::collections::HashMap;

/// How many such elements there are at least, each so often.
const ELEMENTS: usize = 2;
const TIMES: usize = 2;
/// Signs that may stand before an element in its line.
const BEFORE: &[char] = &[' ', '\t', '#', '>', '*', '-', '+'];

/// Tags of templates that open around what somebody says, and how they close: `{% bubble Ann %}` up to `{% endbubble %}`
/// (Liquid), `{{< say "Ann" >}}` up to `{{< /say >}}` (Hugo).
const TEMPLATES: [(&str, &str, &str); 3] = [
    ("{% ", " %}", "end"),
    ("{{< ", " >}}", "/"),
    ("{{% ", " %}}", "/"),
];

/// The text with labels in place of tags of templates that name who speaks, line by line as it was.
pub(super) fn labelled_templates(text: &str) -> Cow<'_, str> {
    let mut times: HashMap<(&str, &str), usize> = HashMap::new();
    for found in text.lines().filter_map(template) {
        *times.entry(found).or_default() += 1;
    }
    let is_closed = |tag: &str| {
        let mut lines = text.lines();
        lines.any(|line| closes(line) == Some(tag))
    };
    let mut tags: HashMap<&str, usize> = HashMap::new();
    for ((tag, _), _) in times.iter().filter(|(_, times)| **times >= TIMES) {
        *tags.entry(tag).or_default() += 1;
    }
    tags.retain(|tag, names| *names >= ELEMENTS && is_closed(tag));
    if tags.is_empty() {
        return text.into();
    }
    let lines = text.split('\n').map(|line| match template(line) {
        Some((tag, name)) if tags.contains_key(tag) => format!("{name}:").into(),
        _ if closes(line).is_some_and(|tag| tags.contains_key(tag)) => Cow::Borrowed(""),
        _ => Cow::Borrowed(line),
    });
    lines.collect::<Vec<_>>().join("\n").into()
}

/// The tag that a line is, and the name in it.
fn template(line: &str) -> Option<(&str, &str)> {
    let inside = inside_template(line)?;
    let (tag, name) = inside.split_once(' ')?;
    let name = name.trim().trim_matches(['"', '\'']);
    let is_name =
        name.contains(char::is_alphabetic) && !name.contains(['=', '"', '.', '/', '|', ':']);
    (is_word(tag) && is_name && can_be_name(name)).then_some((tag, name))
}

/// The tag that a line closes.
fn closes(line: &str) -> Option<&str> {
    let inside = inside_template(line)?;
    let mut signs = TEMPLATES.iter();
    signs
        .find_map(|(.., sign)| inside.strip_prefix(sign))
        .map(str::trim)
}

fn inside_template(line: &str) -> Option<&str> {
    let line = line.trim();
    let mut templates = TEMPLATES.iter();
    templates
        .find_map(|(open, close, _)| Some(line.strip_prefix(open)?.strip_suffix(close)?.trim()))
}

fn is_word(text: &str) -> bool {
    text.starts_with(char::is_alphabetic)
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

/// The text with labels in place of such elements, line by line as it was.
pub(super) fn labelled(text: &str) -> Cow<'_, str> {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for (_, name, _) in text.lines().filter_map(opened) {
        *times.entry(name).or_default() += 1;
    }
    let is_closed = |name: &str| {
        let close = format!("</{name}>");
        let ends = |line: &str| line.trim_end().ends_with(&close);
        text.lines().filter(|line| ends(line)).count() == times[name]
    };
    let names: Vec<&str> = times
        .keys()
        .copied()
        .filter(|name| times[name] >= TIMES && is_closed(name))
        .collect();
    if names.len() < ELEMENTS {
        return text.into();
    }
    let closing: Vec<String> = names.iter().map(|name| format!("</{name}>")).collect();
    // Where somebody is named inside, all of the element is theirs.
    let inside = |name: &str| {
        let own = text.lines().filter_map(opened);
        let mut named = own.filter(|(_, own, _)| *own == name);
        named.find_map(|(_, _, rest)| Some(named_in(rest)?.0.to_string()))
    };
    let labels: HashMap<&str, String> = names
        .iter()
        .map(|name| (*name, inside(name).unwrap_or_else(|| capitalized(name))))
        .collect();
    let lines = text.split('\n').map(|line| {
        let own = opened(line).and_then(|(before, name, rest)| {
            let said = named_in(rest).map_or(rest, |(_, said)| said);
            // What somebody says is no heading.
            let before = before.trim_start_matches(['#', ' ']);
            Some((
                format!("{before}{}: ", labels.get(name)?),
                said.trim_start(),
            ))
        });
        let (head, rest) = own.unwrap_or((String::new(), line));
        let end = rest.trim_end();
        let rest = closing
            .iter()
            .find_map(|close| end.strip_suffix(close.as_str()));
        head + rest.unwrap_or(end)
    });
    lines.collect::<Vec<_>>().join("\n").into()
}

/// What stands before an element that begins a line, its name, and what stands behind.
fn opened(line: &str) -> Option<(&str, &str, &str)> {
    let tag = line.trim_start_matches(BEFORE);
    let before = &line[..line.len() - tag.len()];
    let (name, rest) = tag.strip_prefix('<')?.split_once('>')?;
    let is_name = name
        .chars()
        .all(|c| c.is_alphanumeric() || "_-".contains(c))
        && name.starts_with(char::is_alphabetic);
    (is_name && !tags::is_element(&name.to_lowercase())).then_some((before, name, rest))
}

/// A name in bold type and a colon that a text begins with, and what stands behind: `**Ann**: Yes.`, `**Ann:** Yes.`
fn named_in(text: &str) -> Option<(&str, &str)> {
    const COLONS: &[char] = &[':', '：'];
    let (name, rest) = text.trim_start().strip_prefix("**")?.split_once("**")?;
    let bare = name.trim_end_matches(COLONS);
    let said = rest.trim_start_matches(COLONS);
    (bare.len() < name.len() || said.len() < rest.len()).then_some((bare, said))
}

fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::labelled;
    use crate::script::tests::spoken_in;

    #[test]
    fn elements_that_take_turns_name_who_speaks() {
        let text = "# The Lamp\n\n<interviewer>**Ann**: Who lit the lamp?</interviewer>\n\n<guest>I did.\n\nEvery night.</guest>\n\n\
                    ## <interviewer>And who will do it now?</interviewer>\n\n<guest>My daughter.</guest>\n";
        assert_eq!(
            spoken_in(text, "lamp.md"),
            [
                "ann: Who lit the lamp?",
                "guest: I did.",
                "guest: Every night.",
                "ann: And who will do it now?",
                "guest: My daughter.",
            ]
        );
    }

    #[test]
    fn tags_of_templates_that_take_turns_name_who_speaks() {
        for (open, close) in [
            ("{% bubble NAME %}", "{% endbubble %}"),
            ("{{< say \"NAME\" >}}", "{{< /say >}}"),
        ] {
            let turn = |name: &str, said: &str| {
                format!("{}\n{said}\n{close}\n\n", open.replace("NAME", name))
            };
            let text = [
                turn("Ann", "Who lit the lamp?"),
                turn("Bo", "I did.\n\nEvery night."),
                turn("Ann", "And who will do it now?"),
                turn("Bo", "My daughter."),
            ];
            assert_eq!(
                spoken_in(&format!("# The Lamp\n\n{}", text.concat()), "lamp.md"),
                [
                    "ann: Who lit the lamp?",
                    "bo: I did.",
                    "bo: Every night.",
                    "ann: And who will do it now?",
                    "bo: My daughter.",
                ]
            );
        }
        let text = "{% include top %}\n{% include foot %}\n{% include top %}\n{% include foot %}\n";
        assert_eq!(super::labelled_templates(text), text);
    }

    #[test]
    fn other_elements_stay() {
        for text in [
            "<Ann Reed> Who lit it?\n\n<Bo> I did.\n",
            "<b>Ann</b>\n\n<i>Bo</i>\n\n<b>Ann</b>\n\n<i>Bo</i>\n",
            "<lamp>It burns.</lamp>\n\n<lamp>It went out.</lamp>\n",
        ] {
            assert_eq!(labelled(text), text);
        }
    }
}
