//! A rule, and how a list of rules is applied to a text.

use super::KEPT;
use regex::{Captures, Regex};
use unicode_script::{Script, UnicodeScript};

/// What a rule says in place of what its pattern found; `None` if it is not for this rule.
type Say = Box<dyn Fn(&Found) -> Option<String> + Send + Sync>;

/// A pattern, and what is said in place of what it finds.
pub struct Rule {
    pattern: Regex,
    say: Say,
}

impl Rule {
    /// A rule. The pattern is the program's own, and a test builds them all.
    #[allow(clippy::expect_used)]
    pub fn new(
        pattern: &str,
        say: impl Fn(&Found) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self {
            pattern: Regex::new(pattern).expect("a rule's pattern is sound"),
            say: Box::new(say),
        }
    }
}

/// What a pattern found, and where.
pub struct Found<'t> {
    captures: Captures<'t>,
    text: &'t str,
}

impl<'t> Found<'t> {
    /// A named part of what was found, if it is there.
    pub fn get(&self, name: &str) -> Option<&'t str> {
        self.captures.name(name).map(|found| found.as_str())
    }

    /// A named part; nothing if it is not there.
    pub fn part(&self, name: &str) -> &'t str {
        self.get(name).unwrap_or_default()
    }

    /// All that was found.
    pub fn all(&self) -> &'t str {
        self.captures.get_match().as_str()
    }

    /// The text before it.
    pub fn before(&self) -> &'t str {
        &self.text[..self.captures.get_match().start()]
    }

    /// The text after it.
    pub fn after(&self) -> &'t str {
        &self.text[self.captures.get_match().end()..]
    }

    /// The word before it, without blanks; nothing if there is other than letters.
    pub fn word_before(&self) -> &'t str {
        let before = self.before().trim_end();
        let word = before.trim_end_matches(|c: char| c.is_alphabetic() || c == '\'');
        &before[word.len()..]
    }

    /// The word after it.
    pub fn word_after(&self) -> &'t str {
        let after = self.after().trim_start();
        let rest = after.trim_start_matches(char::is_alphabetic);
        &after[..after.len() - rest.len()]
    }
}

/// The rules of a language, from the special to the general.
pub struct Rules {
    rules: Vec<Rule>,
    /// Whether words are parted by blanks.
    spaced: bool,
}

impl Rules {
    /// A list of rules; `spaced` if the language is written with blanks between words.
    pub fn new(rules: Vec<Rule>, spaced: bool) -> Self {
        Self { rules, spaced }
    }

    /// A text with what the rules say in place of what they find.
    pub fn apply(&self, text: &str) -> String {
        // Where each rule finds something next.
        let mut next: Vec<Option<Captures>> = Vec::with_capacity(self.rules.len());
        next.extend(self.rules.iter().map(|rule| rule.pattern.captures(text)));
        let mut out = String::with_capacity(text.len() * 2);
        let mut done = 0;
        loop {
            let starts = next.iter().enumerate();
            let first = starts
                .filter_map(|(i, found)| Some((found.as_ref()?.get_match().start(), i)))
                .min();
            let Some((start, i)) = first else { break };
            let Some(captures) = next[i].take() else {
                break;
            };
            let (end, rule) = (captures.get_match().end(), &self.rules[i]);
            let said = is_whole(text, start, end)
                .then(|| (rule.say)(&Found { captures, text }))
                .flatten();
            let Some(said) = said else {
                let step = text[start..].chars().next().map_or(1, char::len_utf8);
                next[i] = captures_from(&rule.pattern, text, start + step);
                continue;
            };
            out.push_str(&text[done..start]);
            self.join(&mut out, &said);
            done = end;
            if self.spaced && glues(said.chars().next_back()) && glues(text[end..].chars().next()) {
                out.push(' ');
            }
            for (j, next) in next.iter_mut().enumerate() {
                let is_cut = |found: &Captures| found.get_match().start() < end;
                if j == i || next.as_ref().is_some_and(is_cut) {
                    *next = captures_from(&self.rules[j].pattern, text, end);
                }
            }
        }
        out.push_str(&text[done..]);
        out
    }

    fn join(&self, out: &mut String, said: &str) {
        if self.spaced && glues(out.chars().next_back()) && glues(said.chars().next()) {
            out.push(' ');
        }
        out.push_str(said);
    }
}

fn captures_from<'t>(pattern: &Regex, text: &'t str, at: usize) -> Option<Captures<'t>> {
    if at > text.len() {
        return None;
    }
    pattern.captures_at(text, at)
}

fn glues(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_alphanumeric() || c == KEPT)
}

/// Whether no number and no word is cut.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let inside = &text[start..end];
    let cuts = |left: Option<char>, right: Option<char>| match (left, right) {
        (Some(a), Some(b)) => {
            (a.is_ascii_digit() && b.is_ascii_digit()) || (is_letter(a) && is_letter(b))
        }
        _ => false,
    };
    !inside.is_empty()
        && !cuts(text[..start].chars().next_back(), inside.chars().next())
        && !cuts(inside.chars().next_back(), text[end..].chars().next())
}

/// Whether a character is a letter of a script that writes words apart.
pub fn is_letter(c: char) -> bool {
    c == KEPT
        || c.is_alphabetic()
            && !matches!(
                c.script(),
                Script::Han | Script::Hiragana | Script::Katakana | Script::Common
            )
}
