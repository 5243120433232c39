//! HTML within the lines of Markdown: `<b>Ann</b> Yes.`, `<br>`, and names that look like it, `<Ann> Yes.`

use super::lines::Reader;
use super::navigation;
use crate::script::document::{Emphasis, Preset, SourceLine};
use crate::script::readers::html::tags;

impl Reader<'_> {
    pub(super) fn html(&mut self, html: &str, at: usize) {
        if self.is_name(html) {
            self.words(html, at);
            return;
        }
        let bare = html.trim().to_ascii_lowercase();
        let name = bare.trim_start_matches(['<', '/']);
        let name = &name[..name
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(name.len())];
        if let Some(emphasis) = tags::emphasis(name) {
            let deep = match emphasis {
                Emphasis::Strong => &mut self.strong,
                Emphasis::Light => &mut self.light,
            };
            *deep = match bare.starts_with("</") {
                true => deep.saturating_sub(1),
                false => *deep + 1,
            };
        }
        if bare.starts_with("<br") {
            // Two breaks part as a blank line does.
            self.begins |= self.text.trim().is_empty();
            self.end_line();
            return;
        }
        if bare.starts_with("<a ") {
            self.anchor = Some(self.text.len());
        } else if bare.starts_with("</a")
            && let Some(begin) = self.anchor.take()
            && self
                .text
                .get(begin..)
                .is_some_and(navigation::is_sign_of_place)
        {
            self.text.truncate(begin);
        }
        for (i, line) in html.split('\n').enumerate() {
            if !line.trim().is_empty() {
                let part = Preset::Dropped { reason: "markup" };
                self.aside
                    .push(SourceLine::preset(at + i, line, true, part));
            }
        }
        if self.text.trim().is_empty() {
            self.out.append(&mut self.aside);
        }
    }

    /// Whether what looks like a tag is a name at the head of a line: no element of HTML is called so, and nothing closes it.
    fn is_name(&self, html: &str) -> bool {
        let inside = html
            .strip_prefix('<')
            .and_then(|html| html.strip_suffix('>'));
        let is_head = self.text.trim().is_empty();
        inside.filter(|_| is_head).is_some_and(|inside| {
            let is_part = |c: char| c.is_alphanumeric() || c == ' ' || c == '.';
            let tag = inside.split(' ').next().unwrap_or_default();
            inside.chars().all(is_part)
                && !tags::is_element(&tag.to_ascii_lowercase())
                && !self.source.contains(&format!("</{tag}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken_in;

    #[test]
    fn names_in_the_signs_of_html() {
        for (open, close) in [("<b>", "</b>"), ("<em>", "</em>"), ("<", ">")] {
            let talk = [
                ("Ann Reed", "Who lit the lamp?"),
                ("Bo", "I did."),
                ("Ann Reed", "Last night?"),
                ("Bo", "Every night, for thirty years."),
                ("Ann Reed", "And who will do it now?"),
                ("Bo", "My daughter."),
            ];
            let turn = |(name, said): &(&str, &str)| format!("{open}{name}{close} {said}\n\n");
            let text: String = talk.iter().map(turn).collect();
            let lines = spoken_in(&text, "lamp.md");
            assert_eq!(lines.len(), talk.len(), "{text}{lines:#?}");
            assert_eq!(lines[0], "ann-reed: Who lit the lamp?", "{text}");
            assert_eq!(lines[5], "bo: My daughter.", "{text}");
        }
    }

    #[test]
    fn bold_type_that_nothing_closes_ends_with_its_block() {
        let text = "Ann: <b>Who lit it?\n\nBo: I did.\n\nAnn: When?\n\nBo: At night.\n";
        let lines = spoken_in(text, "lamp.md");
        assert_eq!(
            lines,
            [
                "ann: Who lit it?",
                "bo: I did.",
                "ann: When?",
                "bo: At night."
            ]
        );
    }
}
