//! Names beside times, whatever the names look like: `話者 1 00:05`, `+44 … 1234   0:12`,
//! `annreed — Today at 10:09`, `Ann Reed [00:00:03] Good evening.`, or each on a line of its own. A
//! text that gives times so does it again and again, and with the same names.

use super::draft::{Draft, DraftLine, Part};
use super::name_shape::can_be_name;
use super::notices;
use super::speaker_line::{Form, parse, turned, without_role};
use super::stamp::{dated, leading_time, may_hold_time, without_day};
use std::collections::{HashMap, HashSet};

/// The longest name, in characters and in words.
const LONGEST_NAME: usize = 48;
const MOST_WORDS: usize = 5;
/// From how many lines with a name and a time on they may be how the text names who speaks.
const FEWEST: usize = 3;
/// From which share of the lines on names with times before what is said are that.
const SHARE: f64 = 0.4;
/// Which share of the names with times must have something under it that has none.
const OVER: f64 = 0.75;
/// From which share of the times on that have a name beside them all names are that.
const THROUGHOUT: f64 = 0.9;

/// Marks who speaks by the names beside times that [`super::speakers`] would not know. Returns whether
/// names and times stood before what is said, throughout.
pub fn mark(draft: &mut Draft) -> bool {
    let beside: Vec<Option<Beside>> = draft
        .lines
        .iter()
        .map(|line| {
            let may_be = line.is_text() && may_hold_time(&line.text);
            may_be.then(|| beside(&line.text)).flatten()
        })
        .collect();
    if mark_before(draft, &beside) {
        return true;
    }
    if !mark_over(draft, &beside) {
        mark_apart(draft);
    }
    false
}

/// A name, the time after it, and what is said on the same line.
struct Beside {
    name: String,
    said: String,
    /// Whether a date stands with the time.
    is_dated: bool,
    /// Whether it cannot be a time of day after a word, as in a sentence.
    is_sure: bool,
}

fn beside(text: &str) -> Option<Beside> {
    if let Some((stamp, rest)) = leading_time(text) {
        let name = without_number(rest);
        return is_short(name).then(|| Beside {
            name: name.to_string(),
            said: String::new(),
            is_dated: dated(stamp),
            is_sure: true,
        });
    }
    let spaces = text.char_indices().filter(|(_, c)| c.is_whitespace());
    for (words, (at, _)) in spaces.take(2 * MOST_WORDS + 8).enumerate() {
        let (head, rest) = (&text[..at], text[at..].trim_start());
        let rest = without_day(rest.trim_start_matches(AROUND));
        let Some((stamp, said)) = leading_time(rest) else {
            if words > 0 && rest.is_empty() {
                return None;
            }
            continue;
        };
        let name = head.trim_end_matches(AROUND).trim();
        let name = name
            .strip_prefix('[')
            .and_then(|name| name.strip_suffix(']'))
            .unwrap_or(name);
        return is_short(name).then(|| Beside {
            name: name.to_string(),
            said: said.to_string(),
            is_dated: dated(stamp),
            is_sure: !stamp.starts_with(|c: char| c.is_ascii_digit())
                || stamp.matches(':').count() > 1
                || name.contains(' ') && !said.starts_with(char::is_lowercase),
        });
    }
    None
}

/// A name without its bearer's rank, number or address: `【…】Ann(1234)`.
fn without_number(name: &str) -> &str {
    let name = match name
        .strip_prefix('【')
        .and_then(|name| name.split_once('】'))
    {
        Some((_, name)) if !name.is_empty() => name,
        _ => name,
    };
    let bare = name
        .strip_suffix([')', '>'])
        .and_then(|name| name.rsplit_once(['(', '<']));
    match bare {
        Some((bare, number))
            if number.bytes().all(|b| b.is_ascii_digit()) || number.contains('@') =>
        {
            if bare.trim().is_empty() {
                number
            } else {
                bare.trim()
            }
        }
        _ => name,
    }
}

const AROUND: &[char] = &[' ', '\t', '-', '–', '—', '|', '·', '•', ','];

/// Whether a text is short enough for a name, and no sentence, list or time.
fn is_short(name: &str) -> bool {
    !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && name.split_whitespace().count() <= MOST_WORDS
        && !name.ends_with(['.', '!', '?', ';', '。', '！', '？', '…', '"', '”'])
        && !name.contains([':', '：', '，', '。', '→', '='])
        && leading_time(name).is_none()
}

/// A name without its number: those that are counted are of one kind.
fn kind(name: &str) -> &str {
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || " #_".contains(c));
    if bare.is_empty() { name } else { bare }
}

/// How often names of each kind come, if most of them come again.
fn recurring<'a>(names: impl Iterator<Item = &'a str>) -> Option<HashMap<&'a str, usize>> {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for name in names {
        *times.entry(kind(name)).or_default() += 1;
    }
    let all: usize = times.values().sum();
    let again: usize = times.values().filter(|times| **times > 1).sum();
    (all >= FEWEST && again * 2 >= all).then_some(times)
}

/// `Ann Reed [00:00:03] Good evening.`
fn mark_before(draft: &mut Draft, beside: &[Option<Beside>]) -> bool {
    let own = || {
        let all = beside.iter().flatten();
        all.filter(|line| !line.said.is_empty() && line.is_sure)
    };
    let count = own().count();
    let texts = draft.lines.iter().filter(|line| line.is_text()).count();
    if (count as f64) < SHARE * texts as f64 {
        return false;
    }
    let Some(times) = recurring(own().map(|line| line.name.as_str())) else {
        return false;
    };
    for (line, found) in draft.lines.iter_mut().zip(beside) {
        if let Some(Beside {
            name,
            said,
            is_sure,
            ..
        }) = found
            && *is_sure
            && !said.is_empty()
            && (times[kind(name)] > 1 || can_be_name(name))
        {
            line.text.clone_from(said);
            line.after_blank = true;
            line.marked.speaker = Some(whole_name(name));
        }
    }
    true
}

/// `Ann Reed   0:03` over what is said.
fn mark_over(draft: &mut Draft, beside: &[Option<Beside>]) -> bool {
    let is_over = |i: usize| beside[i].as_ref().is_some_and(|line| line.said.is_empty());
    let all: Vec<usize> = (0..beside.len()).filter(|&i| is_over(i)).collect();
    let known: HashMap<usize, Vec<String>> = all
        .iter()
        .filter_map(|&i| Some((i, parse(&draft.lines[i].text)?)))
        .filter(|(_, line)| line.form == Form::Timed)
        .map(|(i, line)| (i, line.names))
        .collect();
    let unknown = all.len() - known.len();
    let over = all.iter().filter(|&&i| {
        let under = draft.lines.get(i + 1);
        under.is_some_and(|line| {
            line.is_text() && beside[i + 1].is_none() && leading_time(&line.text).is_none()
        })
    });
    if all.len() < FEWEST || (over.count() as f64) < OVER * all.len() as f64 {
        return false;
    }
    let is_dated = |i: &&usize| beside[**i].as_ref().is_some_and(|line| line.is_dated);
    if all.iter().filter(is_dated).count() * 2 > all.len() {
        // The log of a chat begins with what it is the log of.
        for line in draft.lines[..all[0]].iter_mut().skip(1) {
            if line.is_text() && notices::is_fact(&line.text) {
                let reason = notices::REASON;
                line.part = Part::Dropped { reason };
            }
        }
    }
    if unknown == 0 {
        return false;
    }
    let names = all.iter().filter_map(|&i| beside[i].as_ref());
    let times = recurring(names.map(|line| line.name.as_str()));
    if times.is_none() && unknown * 2 > all.len() {
        return false;
    }
    let comes_again = |name: &str| times.as_ref().is_some_and(|times| times[kind(name)] > 1);
    let mut heads: HashMap<usize, String> = HashMap::new();
    for i in all {
        let Some(Beside { name, .. }) = &beside[i] else {
            continue;
        };
        match known.get(&i).map(Vec::as_slice) {
            Some([name]) => {
                heads.insert(i, name.clone());
            }
            None if comes_again(name) || is_number(name) || can_be_name(name) => {
                heads.insert(i, whole_name(name));
            }
            _ => {}
        }
    }
    name_lines(draft, heads);
    true
}

/// Whether it is the number of a phone, of which some digits may be hidden, or an address.
fn is_number(name: &str) -> bool {
    name.contains(|c: char| c.is_ascii_digit()) && !name.contains(char::is_alphabetic)
        || name.contains('@') && !name.contains(char::is_whitespace)
}

/// Names and times on lines of their own, the one or the other above.
fn mark_apart(draft: &mut Draft) {
    let is_time = |line: &DraftLine| line.is_text() && is_alone(&line.text);
    let times: Vec<usize> = (0..draft.lines.len())
        .filter(|&i| is_time(&draft.lines[i]))
        .collect();
    if times.len() < FEWEST {
        return;
    }
    let name = |i: usize| {
        let line = draft.lines.get(i)?;
        (line.is_text() && is_short(&line.text)).then_some(line.text.as_str())
    };
    let is_said = |i: usize| {
        let line = draft.lines.get(i);
        line.is_some_and(|line| line.is_text() && !is_time(line))
    };
    let above = times.iter().filter_map(|&i| {
        let mut before = i.checked_sub(1)?;
        if !draft.lines[before].text.contains(char::is_alphanumeric) {
            before = before.checked_sub(1)?; // a dash
        }
        // What stands between times is said.
        let begins = before == 0 || !is_time(&draft.lines[before - 1]);
        let is_over = begins && is_said(i + 1) && !draft.lines[i].after_blank;
        Some((before, name(before).filter(|_| is_over)?))
    });
    let below = times.iter().filter_map(|&i| {
        let reach = draft.lines.len().min(i + 4);
        let under = (i + 1..reach).find(|&n| draft.lines[n].is_text())?;
        let follows = is_said(under + 1) && !draft.lines[under].after_blank;
        Some((under, name(under).filter(|_| follows)?))
    });
    let (above, below): (Vec<_>, Vec<_>) = (above.collect(), below.collect());
    // Where names stand over the times, what is under a time may be as short as one.
    let heads = if above.len() >= below.len() {
        above
    } else {
        below
    };
    let Some(counted) = recurring(heads.iter().map(|(_, name)| *name)) else {
        return;
    };
    let different = heads.iter().map(|(_, name)| *name).collect::<HashSet<_>>();
    if different.len() < 2 || heads.len() * 3 < times.len() {
        return;
    }
    // If nearly every time has one, whatever they look like.
    let are_all = heads.len() as f64 >= THROUGHOUT * times.len() as f64;
    let is_name = |name: &str| {
        are_all || counted[kind(name)] > 1 || can_be_name(name) || turned(name).is_some()
    };
    let heads = heads.iter().filter(|(_, name)| is_name(name));
    let heads = heads.map(|(i, name)| (*i, whole_name(name)));
    let heads: HashMap<usize, String> = heads.collect();
    name_lines(draft, heads);
}

/// Whether a line is a time, perhaps with the sign of a mood before it: `:sun:  10:12 AM`.
fn is_alone(text: &str) -> bool {
    let bare = match text.strip_prefix(':').and_then(|text| text.split_once(':')) {
        Some((sign, rest)) if !sign.contains(char::is_whitespace) => rest.trim_start(),
        _ => text,
    };
    leading_time(without_day(bare)).is_some_and(|(_, rest)| rest.is_empty())
}

/// `Ann Reed` of `Reed, Ann`, and of `Ann Reed (Guest)`.
fn whole_name(name: &str) -> String {
    let (bare, _) = without_role(name);
    let name = if can_be_name(bare) { bare } else { name };
    turned(name).unwrap_or_else(|| name.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Takes the lines of names out of the text, and marks with them what stands under them. Times
/// between are dropped.
fn name_lines(draft: &mut Draft, mut heads: HashMap<usize, String>) {
    let mut lines: Vec<DraftLine> = Vec::with_capacity(draft.lines.len());
    let mut open: Option<(String, DraftLine)> = None;
    for (i, mut line) in std::mem::take(&mut draft.lines).into_iter().enumerate() {
        if let Some(name) = heads.remove(&i) {
            if let Some((_, unsaid)) = open.replace((name, line)) {
                lines.push(unsaid);
            }
            continue;
        }
        let is_sign = is_alone(&line.text) || !line.text.contains(char::is_alphanumeric);
        if line.is_text() && !is_sign {
            if let Some((name, head)) = open.take() {
                line.also_at.extend(head.places());
                line.after_blank = true;
                line.marked.speaker = Some(name);
            }
        } else if line.is_text() && open.is_some() {
            // its time, or a dash before that
            let reason = super::times::REASON;
            line.part = Part::Dropped { reason };
        }
        lines.push(line);
    }
    lines.extend(open.map(|(_, unsaid)| unsaid));
    draft.lines = lines;
    notices::drop_notices(draft, |_| false);
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    #[test]
    fn any_name_that_comes_again_over_what_is_said() {
        for names in [
            ["Hablante 1", "Hablante 2"],
            ["話者 1", "話者 2"],
            ["annr", "bo_l"],
        ] {
            let [a, b] = names;
            let text = format!(
                "{a} 00:05\nThe lamp is lit.\n\n{b} 00:09\nWho lit it?\n\n{a} 00:12\nI did.\n\n{b} 00:15\nWhen?"
            );
            let said = spoken(&text);
            let ids = [a, b].map(super::super::slug);
            assert_eq!(said[0], format!("{}: The lamp is lit.", ids[0]));
            assert_eq!(said[3], format!("{}: When?", ids[1]));
        }
        assert_eq!(
            spoken(
                "March 4, 2024, 10:02AM\n14m 22s\n\nAnn Reed   0:03\nShall we begin?\n\n+44 ***1234   0:12\nHello?\n\nAnn Reed   0:20\nYes.\n\nLind, Bo (Guest)   0:24\nYes."
            ),
            [
                "ann-reed: Shall we begin?",
                "44-1234: Hello?",
                "ann-reed: Yes.",
                "bo-lind: Yes."
            ]
        );
    }

    #[test]
    fn names_and_times_before_what_is_said() {
        for (open, close) in [("[", "]"), ("", "")] {
            let line =
                |name: &str, time: &str, said: &str| format!("{name} {open}{time}{close} {said}\n");
            let text = line("Ann Reed", "00:00:03", "Who lit it?")
                + &line("Bo", "00:00:08", "I did.")
                + "(00:00:11): At dusk.\n"
                + &line("Ann Reed", "00:00:15", "When?");
            assert_eq!(
                spoken(&text),
                [
                    "ann-reed: Who lit it?",
                    "bo: I did.",
                    "bo: At dusk.",
                    "ann-reed: When?"
                ]
            );
        }
    }

    #[test]
    fn names_and_times_on_lines_of_their_own() {
        let said = [
            "ann-reed: Who lit it?",
            "bo: I did.",
            "ann-reed: When?",
            "ann-reed: And why?",
        ];
        assert_eq!(
            spoken(
                "00:02\nAnn Reed\nWho lit it?\n\n00:06\nBo\nI did.\n\n00:09\nAnn Reed\nWhen?\nAnd why?"
            ),
            said
        );
        assert_eq!(
            spoken(
                "Ann Reed\n(00:00:02)\nWho lit it?\nBo\n(00:00:06)\nI did.\nAnn Reed\n(00:00:09)\nWhen?\n(00:00:20)\nAnd why?"
            ),
            said
        );
    }

    #[test]
    fn nicks_and_numbers_over_times() {
        for [a, b] in [["nora_l", "perd"], ["Locuteur 1", "Locuteur 2"]] {
            let text = format!(
                "{a}\n — \nToday at 10:02 AM\nwho lit it\n{b}\n — \nToday at 10:04 AM\nI did\n{a}\n — \nToday at 10:05 AM\nwhen"
            );
            let ids = [a, b].map(super::super::slug);
            for text in [text.replace(" — \n", ""), text] {
                let said = spoken(&text);
                assert_eq!(said[0], format!("{}: who lit it", ids[0]), "{text}");
                assert_eq!(said[1], format!("{}: I did", ids[1]), "{text}");
            }
        }
        assert_eq!(
            spoken(
                "0:00\nla la la\n0:03\nla la la\n0:07\nla la la\n0:09\nthe lamp\n0:12\nla la la"
            )
            .iter()
            .filter(|line| !line.starts_with("narrator"))
            .count(),
            0
        );
    }

    #[test]
    fn a_timetable_names_nobody() {
        for text in [
            "At 10:30 the bell rang.\nAt 10:45 the ferry came in.\nAt 11:00 they left.\nBy 12:00 Ann slept.",
            "[00:00] Welcome\n[01:12] How it came to the island\n[05:40] The first storm of all that winter\nIt was long.",
            "Ferry 1 10:05\nFerry 2 10:15\nFerry 1 10:25\nFerry 2 10:35\n\nShe read it twice.",
            "The lamp was lit at 10:05\nNobody saw it.\nThe ferry left at 10:15\nShe waved.\nThe pier was empty at 10:30\nIt rained.",
        ] {
            assert!(
                spoken(text).iter().all(|line| line.starts_with("narrator")),
                "{text}"
            );
        }
    }
}
