//! Mails: who writes them stands in `From:`, or before `wrote:` over what is quoted. What is quoted of
//! a mail that is there already is not read again.

use super::draft::{Draft, DraftLine, Part};
use super::fields::key_value;
use super::name_shape::can_be_name;
use super::talk::Talk;
use std::collections::HashSet;

/// The longest line over a quoted mail, in bytes.
const LONGEST: usize = 240;
/// How much work the search for quotes inside of lines may be: letters times lines.
const MOST_WORK: usize = 200_000_000;

/// What a line of a mail's header states.
#[rustfmt::skip]
const KEYS: &[(&str, &[&str])] = &[
    ("from", &["from", "von", "de", "da", "от", "od", "发件人", "寄件者", "差出人", "보낸 사람"]),
    ("to", &["to", "cc", "bcc", "an", "à", "para", "a", "кому", "do", "收件人", "抄送", "收件者", "宛先", "받는 사람"]),
    ("date", &["date", "sent", "gesendet", "datum", "envoyé", "enviado", "inviato", "data", "дата", "发送时间", "日期", "送信日時"]),
    ("subject", &["subject", "betreff", "objet", "asunto", "oggetto", "assunto", "тема", "temat", "主题", "主旨", "件名", "제목"]),
];
/// How a line over a quoted mail ends.
#[rustfmt::skip]
const WROTE: &[&str] = &[
    "wrote:", "schrieb:", "a écrit :", "a écrit:", "escribió:", "ha scritto:", "escreveu:", "написал:", "написала:", "пишет:",
    "napisał:", "napisała:", "napisał(a):", "schreef:", "写道：", "写道:", "寫道：",
];

/// Marks who writes each mail of a text.
pub fn mark(draft: &mut Draft) {
    let headers = headers(draft);
    let is_quoted = |line: &DraftLine| line.is_text() && line.text.starts_with('>');
    let quotes = draft.lines.windows(2).any(|pair| {
        let over = author_of_quote(depth(&pair[0].text).1);
        over.is_some() && is_quoted(&pair[1]) && depth(&pair[1].text).0 > depth(&pair[0].text).0
    });
    if headers.is_empty() && !quotes {
        return;
    }
    let mut senders: Vec<Option<String>> = vec![None; draft.lines.len()];
    let mut titled = draft
        .lines
        .iter()
        .any(|line| matches!(line.part, Part::Title { .. }));
    for (begin, end) in headers {
        for line in begin..end {
            let Some((key, value)) = key_value(&draft.lines[line].text) else {
                continue;
            };
            let part = match (key_named(key), subject(value)) {
                (Some("from"), _) => {
                    senders[end - 1] = Some(sender(value));
                    Part::Metadata { key: "participant" }
                }
                (Some("subject"), subject) if !titled && !subject.is_empty() => {
                    titled = true;
                    let text = subject.to_string();
                    Part::Title { text, date: None }
                }
                (Some("date"), _) => Part::Metadata { key: "date" },
                (Some("subject"), _) => Part::Metadata { key: "topic" },
                _ => Part::Metadata { key: "participant" },
            };
            draft.lines[line].part = part;
        }
        if let Some(next) = draft.lines.get_mut(end) {
            next.after_blank = true;
        }
    }
    // A mail may bring a talk in which others are named.
    if !Talk::find(draft).is_before_what_is_said {
        mark_authors(draft, senders);
    }
}

/// The blocks of lines that are a mail's header.
fn headers(draft: &Draft) -> Vec<(usize, usize)> {
    let key = |line: &DraftLine| {
        let (key, value) = key_value(&line.text).filter(|_| line.is_text())?;
        key_named(key).filter(|_| !value.is_empty())
    };
    let mut found = Vec::new();
    let mut i = 0;
    while i < draft.lines.len() {
        let begin = i;
        let mut keys: Vec<&str> = Vec::new();
        while let Some(key) = draft.lines.get(i).and_then(key)
            && (i == begin || !draft.lines[i].after_blank)
        {
            keys.push(key);
            i += 1;
        }
        let has_address = || {
            draft.lines[begin..i]
                .iter()
                .any(|line| line.text.contains('@'))
        };
        if keys.len() > 1 && keys.contains(&"from") && (keys.contains(&"subject") || has_address())
        {
            found.push((begin, i));
        }
        i = i.max(begin + 1);
    }
    found
}

fn key_named(key: &str) -> Option<&'static str> {
    let key = key.to_lowercase();
    KEYS.iter()
        .find(|(_, keys)| keys.contains(&key.as_str()))
        .map(|(name, _)| *name)
}

/// A subject without `Re:` and the like.
fn subject(value: &str) -> &str {
    match value.split_once([':', '：']) {
        Some((word, rest))
            if matches!(
                word.trim().to_lowercase().as_str(),
                "re" | "aw" | "fw" | "fwd" | "wg" | "sv" | "回复" | "答复" | "转发"
            ) =>
        {
            subject(rest)
        }
        _ => value.trim(),
    }
}

/// `Ann Reed` of `"Ann Reed" <ann@example.org>`.
fn sender(value: &str) -> String {
    let end = value.find(['<', '[', '(']).unwrap_or(value.len());
    let name = value[..end].trim_matches(|c: char| c.is_whitespace() || "\"',;".contains(c));
    if name.is_empty() || name.contains('@') {
        let address = value.trim_matches(|c: char| !c.is_alphanumeric());
        return address.split('@').next().unwrap_or_default().to_string();
    }
    name.to_string()
}

/// Who wrote what is quoted below: `On Mon, Mar 4, 2024 at 10:02 AM Ann Reed <ann@example.org> wrote:`.
fn author_of_quote(text: &str) -> Option<String> {
    if text.len() > LONGEST || !WROTE.iter().any(|wrote| text.ends_with(wrote)) {
        return None;
    }
    if !text.contains(|c: char| c.is_ascii_digit()) && !text.contains('@') {
        return None;
    }
    let end = WROTE.iter().find_map(|wrote| text.strip_suffix(wrote))?;
    let address = end.find(['<', '(']).unwrap_or(end.len());
    let mut name: Vec<&str> = Vec::new();
    for word in end[..address].split_whitespace().rev() {
        let is_time = word.contains(|c: char| c.is_ascii_digit())
            || matches!(word, "AM" | "PM" | "um" | "Uhr" | "at");
        if is_time || word.ends_with(',') || !word.starts_with(char::is_alphabetic) {
            break;
        }
        name.insert(0, word);
    }
    let name = name.join(" ");
    if can_be_name(&name) {
        return Some(name);
    }
    let address = end.split('<').nth(1)?;
    Some(sender(address)).filter(|name| !name.is_empty())
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
fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Says of each line who wrote it. `senders` are those of the mails, by the last line of the header.
fn mark_authors(draft: &mut Draft, senders: Vec<Option<String>>) {
    let mut authors: Vec<Option<String>> = vec![None];
    let mut before = String::new();
    let mut lines_before: HashSet<String> = HashSet::new();
    let mut work = 0;
    let mut in_signature = false;
    for (line, sender) in draft.lines.iter_mut().zip(senders) {
        if let Some(sender) = sender {
            authors = vec![Some(sender)];
            in_signature = false;
            continue;
        }
        if !line.is_text() || line.marked.speaker.is_some() {
            continue;
        }
        let (depth, rest) = depth(&line.text);
        let rest = rest.to_string();
        if let Some(author) = author_of_quote(&rest) {
            authors.truncate(depth + 1);
            authors.resize(depth + 1, None);
            authors.push(Some(author));
            line.part = Part::Metadata { key: "participant" };
            in_signature = false;
            continue;
        }
        in_signature = (in_signature || rest == "--") && depth == 0;
        let drop = |reason| Part::Dropped { reason };
        if in_signature {
            line.part = drop("signature");
            continue;
        }
        let said = bare(&rest);
        if depth > 0 {
            work += before.len();
            let is_known =
                lines_before.contains(&said) || work < MOST_WORK && before.contains(&said);
            if said.is_empty() {
                line.part = drop("sign of a quote");
                continue;
            } else if is_known {
                line.part = drop("quoted again");
                continue;
            }
            line.text = rest;
        }
        before.push_str(&said);
        lines_before.insert(said);
        line.marked.speaker = authors.get(depth).or(authors.last()).cloned().flatten();
    }
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;
    use crate::script::{Options, read};

    #[test]
    fn a_thread_of_mails() {
        let text = "From: Ann Reed <ann@example.org>\nTo: Tom Blake <tom@example.org>\nDate: Mon, 4 Mar 2024\nSubject: The key\n\n\
                    Dear Tom,\n\nHave you seen the key? It is not in the drawer.\n\n-- \nAnn Reed\nArchive\n\n\
                    From: tom@example.org\nTo: ann@example.org\nSubject: Re: The key\n\nI have it.\n\n> Have you seen the key?\n> It is not in the drawer.";
        assert_eq!(
            spoken(text),
            [
                "ann-reed: Dear Tom,",
                "ann-reed: Have you seen the key? It is not in the drawer.",
                "tom: I have it."
            ]
        );
        let script = read(text.as_bytes(), "t.txt", &Options::default()).unwrap();
        assert_eq!(script.title.values().next().unwrap(), "The key");
    }

    #[test]
    fn quoted_mails() {
        assert_eq!(
            spoken(
                "It is here.\n\nOn Mon, Mar 4, 2024 at 10:02 AM Ann Reed <ann@example.org> wrote:\n\n> Have you seen the key?\n>\n\
                 > On Sun, Mar 3, 2024 at 9:00 PM Tom Blake <tom@example.org> wrote:\n>\n>> I am back on Monday."
            ),
            [
                "narrator: It is here.",
                "ann-reed: Have you seen the key?",
                "tom-blake: I am back on Monday."
            ]
        );
    }

    #[test]
    fn what_is_no_mail() {
        let text = "From: the sea\nTo: the shore\n\nIt came.\n\nHe wrote:\n\nNothing.";
        assert!(spoken(text).iter().all(|line| line.starts_with("narrator")));
        let talk = "From: Ann Reed <ann@example.org>\nSubject: Our talk\n\nBo: Hi.\nCy: Hi.\nBo: So.\nCy: No.";
        assert!(
            spoken(talk)
                .iter()
                .all(|line| line.starts_with("bo") || line.starts_with("cy"))
        );
    }
}
