//! Where in a text the talk is, as far as names that come again tell: what stands before it and
//! after it is about it.

use super::draft::{Draft, DraftLine, Part};
use super::evidence;
use super::fields;
use super::names::key;
use super::sentences::is_over;
use super::speaker_line::{Form, parse};
use std::collections::HashMap;

/// From which share of what is said on named lines ends a sentence the talk is punctuated.
const PUNCTUATED: f64 = 0.8;

/// How many lines at each end of a text show where its talk begins and ends.
const AT_AN_END: usize = 2000;

/// The talk in a text.
#[derive(Debug, Clone, Default)]
pub struct Talk {
    /// The line that names the first who speaks; past the end if no name comes again.
    pub begin: usize,
    /// The line that names the last who speaks.
    pub last: usize,
    /// Whether nearly all that is said on named lines ends a sentence.
    pub is_punctuated: bool,
    /// Whether the names stand before what is said, and not over it.
    pub is_before_what_is_said: bool,
    /// How often each name comes, by its key.
    named: HashMap<String, usize>,
}

impl Talk {
    /// Finds the talk: it begins with the first line that names someone who is named again, and
    /// states no fact.
    pub fn find(draft: &Draft) -> Self {
        let mut before: Vec<(usize, String, bool)> = Vec::new();
        let mut over: Vec<(usize, String, bool)> = Vec::new();
        let last = draft.lines.len().saturating_sub(AT_AN_END);
        for (i, line) in draft.lines.iter().enumerate() {
            // What stands in the middle of a long text is neither before nor after its talk.
            let is_near = i < AT_AN_END || i >= last;
            if !is_near || line.part != Part::Speech {
                continue;
            }
            if let Some(name) = &line.marked.speaker {
                before.push((i, key(name), is_over(&line.text)));
            }
            let may_name = line.marked.speaker.is_none() && !line.marked.is_subtitle;
            let Some(found) = may_name.then(|| parse(&line.text)).flatten() else {
                continue;
            };
            let names = match found.form {
                Form::Bare if !evidence::over(draft, i) => continue,
                Form::Bare | Form::Titled | Form::Dashed | Form::Described => &mut over,
                _ => &mut before,
            };
            let ends = found.said.is_empty() || is_over(&found.said);
            names.extend(found.names.iter().map(|name| (i, key(name), ends)));
        }
        let count = |names: &[(usize, String, bool)]| {
            let mut times: HashMap<String, usize> = HashMap::new();
            for (_, name, _) in names {
                *times.entry(name.clone()).or_default() += 1;
            }
            times.retain(|_, times| *times > 1);
            times
        };
        let mut named = count(&before);
        let is_before_what_is_said = !named.is_empty();
        if named.is_empty() {
            named = count(&over);
            before = over;
        }
        let again: Vec<&(usize, String, bool)> = before
            .iter()
            .filter(|(_, name, _)| named.contains_key(name))
            .collect();
        let states = |line: &DraftLine| fields::may_be_fact(&line.text, &named);
        let begins = again.iter().find(|(i, ..)| !states(&draft.lines[*i]));
        let ending = again.iter().filter(|(.., ends)| *ends).count();
        Self {
            begin: begins.map_or(draft.lines.len(), |(i, ..)| *i),
            last: again.last().map_or(0, |(i, ..)| *i),
            is_punctuated: ending as f64 >= PUNCTUATED * again.len() as f64,
            is_before_what_is_said,
            named,
        }
    }

    /// Whether a name comes again in the text.
    pub fn names(&self, name: &str) -> bool {
        self.named.contains_key(&key(name))
    }

    /// The names that come again, by their keys.
    pub fn named(&self) -> &HashMap<String, usize> {
        &self.named
    }

    /// Whether anyone is named again.
    pub fn is_there(&self) -> bool {
        !self.named.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(text: &str) -> (usize, usize) {
        let talk = Talk::find(&Draft::new(text));
        (talk.begin, talk.last)
    }

    #[test]
    fn a_talk_is_where_names_come_again() {
        let fields = "Host: Ann Reed\nGuest: Tom Blake\n\nHost: Welcome.\nGuest: Thank you.\nHost: When was it?";
        assert_eq!(bounds(fields), (2, 4));
        assert_eq!(bounds("Host: Welcome.\nGuest: Hi.\nHost: So."), (0, 2));
        assert_eq!(bounds("It was dark.\n\nNote: It rained."), (2, 0));
        assert_eq!(
            bounds("The Lamp\n\nAnn Reed\nHi.\n\nBo Lind\nHi.\n\nAnn Reed\nSo."),
            (1, 5)
        );
    }
}
