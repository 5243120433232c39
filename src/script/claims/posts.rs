//! Posts of a forum, and comments under a page: a name, what the page says of who wrote (`Junior Member`, `Joined: Mar 2019`,
//! `#3 · 12 Jan 2021`, `3 years ago`), what they write, and what can be pressed (`Like · Quote · Reply`).
//!
//! Names alone are weak evidence, and the facts below them look like names themselves. What shows such a page is that a short line with
//! a fact about the post right under it comes again.

use super::ClaimRole::{Dropped, Label};
use super::dates::moment;
use super::mail::claim_quotes;
use super::text::{Text, words_in};
use super::words::Posts;
use super::{Claim, Claims};
use crate::script::document::Preset;
use crate::script::rules;

/// Why such a line is not in the book.
const REASON: &str = "beside a post";
/// The longest line that says something of a post, and the longest name, in characters.
const LONGEST: usize = 90;
const NAME: usize = 32;
/// How many words a name has at most, and how surely what stands beside a post is that, in nats.
const WORDS: usize = 3;
const SURE: f64 = 14.0;
/// How many posts show a page of them.
const FEWEST: usize = 2;
/// How many lines a signature has at most.
const SIGNATURE: usize = 4;
/// How surely a line over facts about a post is who wrote it, in nats.
const NAMED: f64 = 10.0;

/// What a page says beside a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    /// What pages of posts have: its number, how long ago, a fact about who wrote it, what can be pressed.
    Telling,
    /// A day, as others have it, too.
    Day,
    /// Nothing but signs.
    Signs,
}

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("posts");
    let beside: Vec<Option<Beside>> = (0..text.len()).map(|i| beside(text, i)).collect();
    let is_head: Vec<bool> = (0..text.len()).map(|i| is_head(text, i, &beside)).collect();
    let heads = is_head.iter().filter(|is_head| **is_head).count();
    let Some(first) = is_head.iter().position(|is_head| *is_head) else {
        return claims.found;
    };
    let telling = beside
        .iter()
        .filter(|beside| **beside == Some(Beside::Telling));
    if heads < FEWEST || telling.count() < heads {
        return claims.found;
    }
    let mut left_of_signature = 0;
    let mut quotes = false;
    // The number of a post may stand over the name.
    for i in first.saturating_sub(1)..text.len() {
        let line = &text.lines[i];
        if is_underscored(line.text()) {
            left_of_signature = SIGNATURE;
        }
        if !line.is_free {
            continue;
        }
        if is_head[i] {
            claims.span(i, 0..line.text().len(), Label, NAMED);
            left_of_signature = 0;
            continue;
        }
        let reason = match () {
            () if beside[i].is_some() => REASON,
            () if names_quoted(text, i) => "quoted again",
            () if left_of_signature > 0 => "signature",
            () => continue,
        };
        quotes |= reason == "quoted again";
        left_of_signature = left_of_signature.saturating_sub(1);
        claims.instead(i, Dropped(reason), SURE);
    }
    if quotes {
        claim_quotes(text, &mut claims);
    }
    claims.found
}

/// Whether a line is who wrote a post: a short one with facts about it right below.
fn is_head(text: &Text, i: usize, beside: &[Option<Beside>]) -> bool {
    let line = &text.lines[i];
    let is_name = line.is_free
        && beside[i].is_none()
        && line.chars() <= NAME
        && words_in(line.text()) <= WORDS
        && !line.is_over
        && !line.text().ends_with([':', ',', ';'])
        && line.text().contains(char::is_alphabetic);
    let below = || beside[i + 1..].iter().map_while(|beside| *beside);
    is_name && below().any(|beside| beside != Beside::Signs)
}

/// Whether a line says when a post was written, and may say who wrote it.
pub(super) fn is_dated(text: &Text, i: usize) -> bool {
    let is_fact = text.lines[i].source.preset == Some(Preset::Metadata { key: "date" });
    is_fact || beside(text, i).is_some_and(|beside| beside != Beside::Signs)
}

/// What a line says beside a post, if it does.
fn beside(text: &Text, i: usize) -> Option<Beside> {
    let line = &text.lines[i];
    let table = Posts::get();
    if !line.is_free || line.chars() > LONGEST {
        return None;
    }
    if !line.text().contains(char::is_alphanumeric) {
        return (!rules::is_rule(line.text())).then_some(Beside::Signs);
    }
    let is_fact = line
        .pair
        .is_some_and(|(key, value)| !value.is_empty() && table.keys.is(&key.to_lowercase()));
    let tells = is_fact
        || table.ranks.is(&line.bare)
        || table.edited.begins(&line.bare)
        || line.lower.starts_with("r/") && line.words() == 1
        || can_be_pressed(&line.lower);
    if tells {
        return Some(Beside::Telling);
    }
    when(&line.lower)
}

/// When a post was written, if a line in lower case says that or its number: `#3 · 12 Jan 2021, 09:14`, `op · 3 yr. ago`.
fn when(lower: &str) -> Option<Beside> {
    if !lower.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let is_number = |word: &&str| {
        let digits = word.strip_prefix('#').unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    };
    let words = lower.split(|c: char| c.is_whitespace() || "·•|,()".contains(c));
    let words = words.map(|word| word.trim_end_matches('.'));
    let words = words.filter(|word| !word.is_empty() && !Posts::get().ranks.is(word));
    let (numbers, words): (Vec<&str>, Vec<&str>) = words.partition(is_number);
    let is_day = || moment(&words.join(" ")).is_some();
    match () {
        () if is_ago(&words) => Some(Beside::Telling),
        () if !numbers.is_empty() && (words.is_empty() || is_day()) => Some(Beside::Telling),
        () if numbers.is_empty() && is_day() => Some(Beside::Day),
        () => None,
    }
}

/// How many words say how long ago something was, at most.
const AGO: usize = 6;

/// Whether words say how long ago something was: `3 yr ago`, `vor 2 Tagen`, `3年前`.
fn is_ago(words: &[&str]) -> bool {
    let ago = &Posts::get().ago;
    let digits = |word: &&str| word.bytes().any(|b| b.is_ascii_digit());
    if let [word] = words {
        let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
        return digits(word) && ago.unspaced.is(unit);
    }
    let all = words.join(" ");
    let beside =
        |word: &&&str| digits(word) || ago.units.begins(word) || matches!(**word, "a" | "an");
    let others = words.iter().filter(|word| !beside(word)).count();
    (2..=AGO).contains(&words.len())
        && others <= 2
        && words.iter().any(|word| ago.units.begins(word))
        && (ago.words.begins(&all) || ago.words.ends(&all))
}

/// Whether all of a line can be pressed: `Like · Quote · Reply`, `▲ 88 ▼ Reply Share`.
pub(super) fn can_be_pressed(lower: &str) -> bool {
    let table = Posts::get();
    let words = lower
        .split(|c: char| !c.is_alphanumeric() && !"'’-".contains(c))
        .filter(|word| !word.is_empty());
    let is_count = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let mut any = false;
    let all = words.into_iter().all(|word| {
        let is_button = table.buttons.is(word);
        let counts = is_count(word) || table.among.is(word);
        any |= is_button || is_count(word) && lower.contains(char::is_alphabetic);
        is_button || counts
    });
    all && any
}

/// Whether a line says whose words are quoted below it: `Ann wrote:`.
fn names_quoted(text: &Text, i: usize) -> bool {
    let below = text.lines.get(i + 1);
    below.is_some_and(|below| below.text().starts_with('>'))
        && Posts::get().quotes.ends(&text.lines[i].lower)
}

/// Whether a line is the rule over a signature.
fn is_underscored(text: &str) -> bool {
    text.len() > 4 && text.bytes().all(|byte| byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_a_post() {
        for text in [
            "#1 · 12 jan 2021, 09:14",
            "op · 3 yr. ago",
            "3 years ago",
            "vor 2 tagen",
            "il y a 3 ans",
            "3年前",
            "#14",
        ] {
            assert_eq!(when(text), Some(Beside::Telling), "{text}");
        }
        assert_eq!(when("12 jan 2021, 09:14"), Some(Beside::Day));
        for text in ["it was 3 years ago that she left", "ago", "14", "years"] {
            assert_eq!(when(text), None, "{text}");
        }
        for text in [
            "like · quote · reply",
            "▲ 88 ▼ reply share",
            "412 points · 96 comments",
        ] {
            assert!(can_be_pressed(text), "{text}");
        }
        for text in ["i like it", "reply to me soon", "88"] {
            assert!(!can_be_pressed(text), "{text}");
        }
    }
}
