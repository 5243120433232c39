//! Chats: what the messenger itself says (`Ann added Bo`, `<Media omitted>`, `-!- cleo has joined`), days between the
//! messages, and remarks behind them (`(edited)`).

use super::ClaimRole::{Dropped, Label, NoLabel};
use super::text::{Text, words_in};
use super::words::Messages;
use super::{Claim, Claims};
use crate::script::facts::{Candidate, Close, Kind, TimeAt};
use crate::script::stamp::{dated, is_day, is_stamp, leading_time};
use std::ops::Range;

/// Why such a line is not in the book.
const REASON: &str = "notice of the messenger";
/// The longest notice without a time, in characters.
const LONGEST: usize = 120;
/// The longest word for what is no text, in characters: `[Sticker]`.
const LONGEST_WORD: usize = 12;

/// How a line of a log stands to the messages of the text.
struct Log {
    /// How many messages have a name and a day, a name and a time, a name in angle brackets.
    dated: usize,
    timed: usize,
    nicks: usize,
    /// How many have a form that only programs of messages write.
    sent: usize,
}

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("messages");
    let log = Log::of(text);
    if log.dated + log.timed + log.nicks + log.sent < 2 {
        return claims.found;
    }
    // The more messages, the surer the log is one.
    let sure = |messages: usize| 6.0 * (messages as f64 / 3.0).min(1.0);
    let mut is_front = true;
    let mut after_reaction = false;
    let mut is_quoted = false;
    for (i, line) in text.lines.iter().enumerate() {
        if line.source.preset.is_some() || line.markup().is_subtitle || line.lower.is_empty() {
            continue;
        }
        let own = line.text();
        let time = leading_time(own);
        let has_day = time.is_some_and(|(stamp, _)| dated(stamp));
        let rest = time.map_or(own, |(_, rest)| rest);
        let message = said(text, i);
        let nats = match message {
            Some(said) => {
                is_front = false;
                let said = without_remark(said);
                let is_reserved = is_notice(&said.to_lowercase(), said) || is_placeholder(said);
                if is_reserved && !said.is_empty() {
                    14.0
                } else {
                    0.0
                }
            }
            // A day and no name: the messenger speaks.
            None if has_day && log.dated > 1 && (log.dated > 2 || i > 0) => 8.0 + sure(log.dated),
            None if tabbed_notice(own) => 12.0,
            None if is_mark(rest) && log.nicks > 1 => 8.0 + sure(log.nicks),
            None if line.chars() > LONGEST => 0.0,
            None if is_day(own) => 8.0 + sure(log.dated + log.timed),
            None if is_front
                && i > 0
                && i < 6
                && log.dated + log.timed > 2
                && line.pair.is_some()
                && !line.is_over =>
            {
                7.0
            }
            None if Messages::get()
                .notice
                .events
                .ends(line.lower.trim_end_matches(['.', '。'])) =>
            {
                12.0
            }
            None if after_reaction && own.bytes().all(|b| b.is_ascii_digit()) => 14.0,
            None if is_front && Messages::get().notice.heads.begins(&line.lower) => 12.0,
            None if !is_front && is_notice(&line.lower, own) => 12.0,
            None => 0.0,
        };
        after_reaction =
            is_reaction(own) || after_reaction && own.bytes().all(|b| b.is_ascii_digit());
        // Who sends it stands where only programs write a name.
        let names = sent_by(text, i).filter(|_| message.is_some() && log.sent > 1);
        if let Some(name) = names.or_else(|| phone_number(text, i)) {
            claims.span(i, name, Label, 8.0);
        }
        // A message of several lines stands in quotes.
        let quotes = own.matches('"').count();
        let closes = is_quoted && message.is_none() && quotes == 1 && own.ends_with('"');
        if closes {
            claims.span(i, own.len() - 1..own.len(), Dropped(REASON), 14.0);
        }
        is_quoted = if message.is_some() {
            own.contains("\t\"") && quotes == 1
        } else {
            is_quoted && !closes
        };
        claims.line(i, Dropped(REASON), nats);
        claims.line(i, NoLabel, if message.is_none() { nats } else { 0.0 });
        if nats == 0.0 {
            let kept = without_remark(own);
            if !kept.is_empty() && kept.len() < own.len() {
                claims.span(i, kept.len()..own.len(), Dropped(REASON), 14.0);
            }
        }
    }
    claims.found
}

impl Log {
    fn of(text: &Text) -> Self {
        let (mut dated_ones, mut timed, mut nicks) = (0, 0, 0);
        let sent = (0..text.len()).filter(|&i| sent_by(text, i).is_some());
        for (line, facts) in text.lines.iter().zip(text.facts) {
            let Some(candidate) = facts.candidates.iter().find(|_| line.label > 0.2) else {
                continue;
            };
            let own = line.text();
            let has_day = leading_time(own).is_some_and(|(stamp, _)| dated(stamp));
            dated_ones += usize::from(has_day);
            timed += usize::from(!has_day && candidate.syntax.time != TimeAt::Nowhere);
            nicks += usize::from(candidate.syntax.mark.kind == Kind::Angle);
        }
        Self {
            dated: dated_ones,
            timed,
            nicks,
            sent: sent.count(),
        }
    }
}

/// Where the name stands of who sends a message, in a form that only programs write: `10:02 <@ann> Yes.`,
/// `[Ann] [10:02 AM] Yes.`, `10:02<tab>Ann<tab>Yes.`, `12/03/2026, 10:02 - Ann: Yes.`, `10:02:11 From Ann to Bo: Yes.`,
/// `ann — Today at 10:02 AM`.
fn sent_by(text: &Text, i: usize) -> Option<Range<usize>> {
    let own = text.lines[i].text();
    let facts = &text.facts[i];
    let (stamp, rest) = leading_time(own).unwrap_or(("", own));
    facts.candidates.iter().find_map(|candidate| {
        let name = candidate.name.clone()?;
        let syntax = candidate.syntax;
        // A time of the day, not of a recording.
        let is_by_day = || {
            let behind = own[name.end..candidate.said.start.max(name.end)]
                .trim_matches(|c: char| !c.is_alphanumeric());
            is_stamp(behind) && behind.contains(' ')
        };
        let is_sent = match (syntax.mark.kind, syntax.time, syntax.close) {
            (Kind::Angle | Kind::Column(_), TimeAt::Before, _) => true,
            (Kind::Square, TimeAt::Behind, _) => is_by_day(),
            (Kind::Plain, TimeAt::Behind, Close::Nothing) => syntax.is_alone && is_by_day(),
            (Kind::Plain, TimeAt::Before, Close::Colon) => {
                dated(stamp) || name.start > own.len() - rest.len()
            }
            (Kind::Plain, TimeAt::Before, Close::Nothing) => is_over_message(text, i, candidate),
            _ => false,
        };
        is_sent.then_some(name)
    })
}

/// `2026-03-12 20:11:02 Ann`, over what she sends.
fn is_over_message(text: &Text, i: usize, candidate: &Candidate) -> bool {
    let has_day = |i: usize| leading_time(text.lines[i].text()).is_some_and(|(at, _)| dated(at));
    let is_alone = candidate.syntax.is_alone && candidate.syntax.close == Close::Nothing;
    is_alone && !text.lines[i].closes && has_day(i) && !has_day(i + 1)
}

/// The same of who is known by a number only.
fn phone_number(text: &Text, i: usize) -> Option<Range<usize>> {
    let candidates = text.facts[i].candidates.iter();
    let mut names = candidates.filter(|candidate| candidate.syntax.time != TimeAt::Nowhere);
    names.find_map(|candidate| {
        candidate
            .name
            .clone()
            .filter(|name| text.lines[i].text()[name.clone()].starts_with('+'))
    })
}

/// What is said on a line that names who says it.
fn said<'a>(text: &'a Text, i: usize) -> Option<&'a str> {
    let line = &text.lines[i];
    if line.markup().speaker.is_some() {
        return Some(line.text());
    }
    // `12/03/2026, 10:26 - Cleo: …` is sent, though she says nothing else.
    let is_sent = |candidate: &&Candidate| {
        let Candidate { syntax, odd, .. } = candidate;
        let is_dated = || leading_time(line.text()).is_some_and(|(stamp, _)| dated(stamp));
        line.label > 0.1
            || *odd < 3.0 && is_over_message(text, i, candidate)
            || syntax.close == Close::Colon
                && syntax.time == TimeAt::Before
                && (*odd < 3.0 || phone_number(text, i).is_some())
                && is_dated()
    };
    let mut candidates = text.facts[i].candidates.iter().filter(is_sent);
    let candidate = candidates
        .find(|candidate| !candidate.said.is_empty() || candidate.syntax.time != TimeAt::Nowhere)?;
    Some(line.text()[candidate.said.clone()].trim())
}

/// Whether a message is the messenger's. Programs put a mark that shows nothing before their own words.
fn is_notice(lower: &str, own: &str) -> bool {
    let table = &Messages::get().notice;
    let bare = lower.trim().trim_end_matches(['.', '。']);
    own.starts_with('\u{200E}')
        || bare.starts_with('<') && bare.ends_with('>') && bare.len() > 2
        || table.begins.begins(bare)
        || table.ends.ends(bare)
        || table
            .words
            .is(bare.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' '))
        || is_reaction(own)
}

/// Whether a message stands for what is no text: `[Sticker]`, and nothing else.
fn is_placeholder(said: &str) -> bool {
    let inside = said
        .strip_prefix('[')
        .and_then(|said| said.strip_suffix(']'));
    inside.is_some_and(|inside| {
        inside.chars().count() <= LONGEST_WORD && inside.chars().all(char::is_alphanumeric)
    })
}

/// `:+1: 2`: what others thought of a message.
fn is_reaction(text: &str) -> bool {
    let is_sign = |word: &str| word.len() > 2 && word.starts_with(':') && word.ends_with(':');
    text.starts_with(':')
        && text.len() < 80
        && text
            .split_whitespace()
            .all(|word| is_sign(word) || word.bytes().all(|b| b.is_ascii_digit()))
}

/// `* bo nods`, `-!- cleo has joined`
fn is_mark(rest: &str) -> bool {
    Messages::get()
        .notice
        .marks
        .iter()
        .any(|mark| rest.starts_with(mark.as_str()))
}

/// A time, no name, and text, parted by tabs.
fn tabbed_notice(text: &str) -> bool {
    let mut cells = text.splitn(3, '\t');
    let time = cells.next().unwrap_or_default();
    let is_time = leading_time(time).is_some_and(|(_, rest)| rest.is_empty());
    is_time && cells.next().is_some_and(|name| name.trim().is_empty())
}

/// A message without the messenger's remark behind it.
fn without_remark(said: &str) -> &str {
    let said = said.trim_end();
    if let Some((before, _)) = said
        .rsplit_once("\u{200E}<")
        .filter(|(before, _)| !before.is_empty())
    {
        return before.trim_end();
    }
    // `… <Diese Nachricht wurde bearbeitet.>`
    if let Some((before, remark)) = said
        .strip_suffix('>')
        .and_then(|said| said.rsplit_once(" <"))
        && words_in(remark) > 2
        && !remark.contains(['/', '@', '='])
    {
        return before.trim_end();
    }
    let is_remark = |remark: &&String| {
        let from = said.len().checked_sub(remark.len());
        from.and_then(|from| said.get(from..))
            .is_some_and(|end| end.to_lowercase() == **remark)
    };
    let remark = Messages::get().notice.remarks.iter().find(is_remark);
    remark.map_or(said, |remark| said[..said.len() - remark.len()].trim_end())
}
