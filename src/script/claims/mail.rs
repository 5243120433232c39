//! Mails: their headers, who writes, and what is quoted of a mail that is there already.

use super::ClaimRole::{Dropped, Label, Metadata, NoLabel, Title};
use super::text::{Text, key_value};
use super::words::Messages;
use super::{Claim, Claims};
use std::collections::HashSet;
use std::ops::Range;

/// The longest line over a quoted mail, in bytes.
const LONGEST: usize = 240;
/// How much work the search for quotes inside of lines may be: letters times lines.
const MOST_WORK: usize = 200_000_000;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("mail");
    let headers = headers(text);
    for header in &headers {
        claim_header(text, header.clone(), &mut claims);
    }
    let is_quoted = |i: usize| {
        text.lines
            .get(i)
            .is_some_and(|line| line.is_free && line.text().starts_with('>'))
    };
    let mut quotes = false;
    for i in 0..text.len() {
        let own = text.lines[i].text();
        let (above, rest) = depth(own);
        let Some(author) = author_of_quote(rest).filter(|_| text.lines[i].is_free) else {
            continue;
        };
        let is_over = is_quoted(i + 1) && depth(text.lines[i + 1].text()).0 > above;
        quotes |= is_over;
        let from = own.len() - rest.len();
        claims.line(i, Metadata("participant"), if is_over { 12.0 } else { 4.0 });
        claims.span(
            i,
            from + author.start..from + author.end,
            Label,
            if is_over { 10.0 } else { 3.0 },
        );
    }
    if quotes || !headers.is_empty() {
        claim_quotes(text, &mut claims);
    }
    claims.found
}

/// The blocks of lines that are a mail's header.
fn headers(text: &Text) -> Vec<Range<usize>> {
    let meaning = |i: usize| {
        let line = text.lines.get(i).filter(|line| line.is_free)?;
        let (key, value) = line.pair?;
        Messages::get()
            .header
            .meaning(&key.to_lowercase())
            .filter(|_| !value.is_empty())
    };
    let mut found = Vec::new();
    let mut i = 0;
    while i < text.len() {
        let begin = i;
        let mut keys: Vec<&str> = Vec::new();
        while let Some(key) = meaning(i).filter(|_| i == begin || !text.lines[i].opens) {
            keys.push(key);
            i += 1;
        }
        let has_address = || (begin..i).any(|line| text.lines[line].text().contains('@'));
        if keys.len() > 1 && keys.contains(&"from") && (keys.contains(&"subject") || has_address())
        {
            found.push(begin..i);
        }
        i = i.max(begin + 1);
    }
    found
}

fn claim_header(text: &Text, header: Range<usize>, claims: &mut Claims) {
    let is_first = (0..header.start).all(|i| !text.lines[i].is_free);
    for i in header {
        let own = text.lines[i].text();
        let Some((key, value)) = key_value(own) else {
            continue;
        };
        let at = value.as_ptr() as usize - own.as_ptr() as usize;
        let key = match Messages::get().header.meaning(&key.to_lowercase()) {
            Some("from") => {
                let name = sender(value);
                claims.span(i, at + name.start..at + name.end, Label, 10.0);
                "participant"
            }
            Some("date") => "date",
            Some("subject") => {
                let subject = subject(value);
                if is_first && !subject.is_empty() {
                    claims.span(i, own.len() - subject.len()..own.len(), Title, 10.0);
                }
                "topic"
            }
            _ => "participant",
        };
        claims.line(i, Metadata(key), 14.0);
        claims.line(i, NoLabel, if key == "participant" { 4.0 } else { 14.0 });
    }
}

/// A subject without `Re:` and the like.
fn subject(value: &str) -> &str {
    match value.split_once([':', '：']) {
        Some((word, rest))
            if Messages::get()
                .quoted
                .answer
                .is(&word.trim().to_lowercase()) =>
        {
            subject(rest)
        }
        _ => value.trim_start(),
    }
}

/// `Ann Reed` of `"Ann Reed" <ann@example.org>`; without a name, what stands before the `@`.
fn sender(value: &str) -> Range<usize> {
    let end = value.find(['<', '[', '(']).unwrap_or(value.len());
    let around = |c: char| c.is_whitespace() || "\"',;".contains(c);
    let name = value[..end].trim_matches(around);
    let name = if name.is_empty() || name.contains('@') {
        let address = value.trim_matches(|c: char| !c.is_alphanumeric());
        address.split('@').next().unwrap_or_default()
    } else {
        name
    };
    let begin = name.as_ptr() as usize - value.as_ptr() as usize;
    begin..begin + name.len()
}

/// Who wrote what is quoted below: `On Mon, Mar 4, 2024 at 10:02 AM Ann Reed <ann@example.org> wrote:`.
fn author_of_quote(text: &str) -> Option<Range<usize>> {
    if text.len() > LONGEST || !text.contains(|c: char| c.is_ascii_digit() || c == '@') {
        return None;
    }
    let lower = text.to_lowercase();
    if lower.len() != text.len() || !Messages::get().quoted.wrote.ends(&lower) {
        return None;
    }
    let address = text.find(['<', '(']);
    let before = match address {
        Some(at) => &text[..at],
        // Without an address, the name is what stands before the last word, which says that it was written.
        None => text.trim_end_matches([':', '：', ' ']).rsplit_once(' ')?.0,
    };
    let mut begin = before.trim_end().len();
    let end = begin;
    for word in before.split_whitespace().rev() {
        let is_time = word.contains(|c: char| c.is_ascii_digit())
            || matches!(
                word,
                "AM" | "PM" | "um" | "Uhr" | "at" | "à" | "a" | "hat" | "ha"
            );
        if is_time
            || word.ends_with(',')
            || !word.starts_with(char::is_uppercase) && word.is_ascii()
        {
            break;
        }
        begin = word.as_ptr() as usize - text.as_ptr() as usize;
    }
    if begin < end && end - begin <= 60 {
        return Some(begin..end);
    }
    let at = address? + 1;
    let name = sender(&text[at..]);
    (!name.is_empty()).then(|| at + name.start..at + name.end)
}

/// How many times over a line is quoted, and the line without the signs.
fn depth(text: &str) -> (usize, &str) {
    let mut depth = 0;
    let mut rest = text;
    while let Some(next) = rest.strip_prefix('>') {
        depth += 1;
        rest = next.trim_start();
    }
    (depth, rest)
}

/// The letters and digits of a text, in lower case.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Signs of quotes, what is quoted again, and signatures.
fn claim_quotes(text: &Text, claims: &mut Claims) {
    let mut before = String::new();
    let mut lines_before: HashSet<String> = HashSet::new();
    let mut work = 0;
    let mut in_signature = false;
    for (i, line) in text.free() {
        let (depth, rest) = depth(line.text());
        let is_header = line.pair.is_some_and(|(key, _)| {
            Messages::get()
                .header
                .meaning(&key.to_lowercase())
                .is_some()
        });
        in_signature = (in_signature || rest == "--") && depth == 0 && !is_header;
        if in_signature {
            claims.line(i, Dropped("signature"), 12.0);
            continue;
        }
        let said = letters(rest);
        if depth > 0 {
            work += before.len();
            let is_known =
                || lines_before.contains(&said) || work < MOST_WORK && before.contains(&said);
            if said.is_empty() {
                claims.line(i, Dropped("sign of a quote"), 14.0);
            } else if is_known() {
                claims.line(i, Dropped("quoted again"), 14.0);
            } else {
                claims.span(
                    i,
                    0..line.text().len() - rest.len(),
                    Dropped("sign of a quote"),
                    14.0,
                );
            }
        }
        before.push_str(&said);
        lines_before.insert(said);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_wrote_what_is_quoted() {
        for (text, name) in [
            (
                "On Mon, Mar 4, 2024 at 10:02 AM Ann Reed <ann@example.org> wrote:",
                Some("Ann Reed"),
            ),
            (
                "Am 4. März 2024 um 10:02 schrieb Ann Reed <ann@example.org>:",
                None,
            ),
            ("On 4 March 2024, Bo Lind wrote:", Some("Bo Lind")),
            ("2024-03-04 10:02 <bo@example.org> wrote:", Some("bo")),
            ("This is what she wrote:", None),
        ] {
            assert_eq!(author_of_quote(text).map(|at| &text[at]), name, "{text}");
        }
        assert_eq!(
            &"\"Ann Reed\" <ann@example.org>"[sender("\"Ann Reed\" <ann@example.org>")],
            "Ann Reed"
        );
        assert_eq!(subject("Re: AW: The lamp"), "The lamp");
    }
}
