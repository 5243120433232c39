//! Mails: their headers, who writes, and what is quoted of a mail that is there already.

use super::ClaimRole::{Dropped, Label, Metadata, NoLabel, Title};
use super::text::{Text, key_value};
use super::words::Messages;
use super::{Claim, Claims};
use crate::script::facts::Close;
use std::collections::HashSet;
use std::ops::Range;

/// How surely the line that names who sends a mail states it, in nats: less than what is surely no label.
const SENDER: f64 = 11.5;
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
    for (i, line) in text.free() {
        let Some(name) = sender(text, i) else {
            continue;
        };
        let header = headers.partition_point(|header| header.end <= i);
        if headers
            .get(header)
            .is_some_and(|header| header.contains(&i))
        {
            continue;
        }
        let (above, _) = depth(line.text());
        // Lines with nothing but the sign may stand between.
        let below = (i + 1..text.len()).find(|&j| !depth(text.lines[j].text()).1.is_empty());
        let is_over = below
            .is_some_and(|below| is_quoted(below) && depth(text.lines[below].text()).0 > above);
        quotes |= is_over;
        claims.line(
            i,
            Metadata("participant"),
            if is_over { SENDER } else { 4.0 },
        );
        claims.span(i, name, Label, if is_over { 10.0 } else { 3.0 });
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
        if sender(text, i).is_some() {
            return line.pair.map(|_| "from");
        }
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

/// Where the name stands of who sends a mail.
fn sender(text: &Text, i: usize) -> Option<Range<usize>> {
    let mut candidates = text.facts[i].candidates.iter();
    let sent = candidates.find(|candidate| candidate.syntax.close == Close::Sent);
    sent?.name.clone()
}

fn claim_header(text: &Text, header: Range<usize>, claims: &mut Claims) {
    let is_first = (0..header.start).all(|i| !text.lines[i].is_free);
    for i in header {
        let own = text.lines[i].text();
        let Some((key, value)) = key_value(own) else {
            continue;
        };
        if let Some(name) = sender(text, i) {
            claims.span(i, name, Label, 10.0);
            claims.line(i, Metadata("participant"), SENDER);
            continue;
        }
        let key = match Messages::get().header.meaning(&key.to_lowercase()) {
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
        claims.instead(i, Metadata(key), 14.0);
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
pub(super) fn claim_quotes(text: &Text, claims: &mut Claims) {
    let mut before = String::new();
    let mut lines_before: HashSet<String> = HashSet::new();
    let mut work = 0;
    let mut in_signature = false;
    for (i, line) in text.free() {
        if text.copies.iter().any(|copy| copy.at == i) {
            before.clear();
            lines_before.clear();
        }
        let (depth, rest) = depth(line.text());
        let is_header = line.pair.is_some_and(|(key, _)| {
            Messages::get()
                .header
                .meaning(&key.to_lowercase())
                .is_some()
        }) || sender(text, i).is_some();
        in_signature = (in_signature || rest == "--") && depth == 0 && !is_header;
        if in_signature {
            claims.line(i, Dropped("signature"), 12.0);
            continue;
        }
        let said = letters(rest);
        if depth > 0 {
            if sender(text, i).is_none() && text.facts[i].apart.is_none() {
                claims.line(i, NoLabel, 14.0);
            }
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
    fn subjects_and_quotes() {
        assert_eq!(subject("Re: AW: The lamp"), "The lamp");
        assert_eq!(depth(">> > Yes."), (3, "Yes."));
    }
}
