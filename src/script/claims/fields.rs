//! Facts about a text as `key: value`: `Guest: Tom Blake`, `Duration: 12:31`, `会议时间：…`. They look like someone who
//! speaks, and are none: the key is known, or the value is no sentence and facts stand around it.

use super::ClaimRole::{Metadata, NoLabel, Title};
use super::addresses::is_address;
use super::dates::{Moment, moment};
use super::participants::{is_full_name, people};
use super::text::{Line, Text, key_value, words_in};
use super::words;
use super::{Claim, Claims};
use crate::script::facts::letters::lower;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// The longest value of a fact, in characters.
const LONGEST: usize = 240;
/// How many words a value has at most that is no sentence.
const FEW: usize = 14;
/// How surely a line of several facts states them, in nats.
const SEVERAL: f64 = 12.0;
/// How often a list names people under the same key, at most.
const LISTED: u32 = 2;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("fields");
    let known = Known::of(text);
    let lines = (0..text.len()).into_par_iter();
    let mut evidence: Vec<f64> = lines.map(|i| known.evidence(text, i)).collect();
    in_lists(text, &mut evidence);
    for (i, line) in text.free().filter(|(_, line)| line.heading().is_none()) {
        if let Some(key) = several(line.text()).or_else(|| credit_in_brackets(line.text())) {
            claims.line(i, Metadata(key), SEVERAL + text.edge(i));
            claims.line(i, NoLabel, SEVERAL);
            continue;
        }
        if let Some((key, nats)) = beside_bar(line.text()) {
            claims.line(i, Metadata(key), nats + text.edge(i).max(0.0));
            continue;
        }
        let Some((key, value)) = line.pair else {
            continue;
        };
        if is_title(key, value) && text.labels_before(i) < 1.0 {
            claims.line(i, NoLabel, NAMES_TALK);
            continue;
        }
        let meaning = words::facts().meaning(&lower(key));
        // Facts stand together, so that one speaks for the next.
        let beside = |j: Option<usize>| {
            let j = j.filter(|&j| j < text.len());
            j.map_or(0.0, |j| (evidence[j] / 2.0).clamp(-1.0, 3.0))
        };
        let around = beside(i.checked_sub(1)) + beside(Some(i + 1));
        let nats = evidence[i] + around + text.edge(i).max(-2.0);
        // Where nobody is named, what stands further down is the text itself.
        let is_text = text.labels() < 2.0 && i > 5;
        let is_odd = (evidence[i] < 0.0 || around <= 1.0) && !is_moment_or_address(value);
        if meaning.is_none() && (is_text || is_odd) {
            continue;
        }
        let role = match meaning {
            Some("date")
                if moment(&lower(value)) == Some(Moment::Duration)
                    && value.matches(':').count() == 2 =>
            {
                "duration"
            }
            Some(meaning) => meaning,
            None if is_address(value) => "source",
            None => "fact",
        };
        claims.instead(i, Metadata(role), nats);
        if role == "title" && !value.is_empty() {
            let at = value.as_ptr() as usize - line.text().as_ptr() as usize;
            claims.span(i, at..at + value.len(), Title, nats + 2.0);
        }
    }
    title_page(text, &mut claims);
    head_block(text, &mut claims);
    claims.found
}

/// The items of a list all state facts, or none does.
fn in_lists(text: &Text, evidence: &mut [f64]) {
    let free = text.free().filter(|(_, line)| line.markup().begins_item);
    let is_own = |(i, line): (usize, &Line)| (line.pair.is_some() && line.label < 0.4).then_some(i);
    let items: Vec<usize> = free.filter_map(is_own).collect();
    for list in items.chunk_by(|a, b| a + 1 == *b) {
        let mean = list.iter().map(|i| evidence[*i]).sum::<f64>() / list.len() as f64;
        list.iter().for_each(|i| evidence[*i] = mean);
    }
}

/// What the whole text shows of keys and names.
struct Known {
    /// How often each key stands before a colon, and how often before a sentence.
    keys: HashMap<String, (u32, u32)>,
    /// Names of those who are named again, and their first words, in lower case.
    names: HashSet<String>,
}

impl Known {
    fn of(text: &Text) -> Self {
        let mut known = Self {
            keys: HashMap::new(),
            names: HashSet::new(),
        };
        for (line, facts) in text.lines.iter().zip(text.facts) {
            if let Some((key, value)) = line.pair {
                let (times, sentences) = known.keys.entry(lower(key).into_owned()).or_default();
                *times += 1;
                *sentences += u32::from(is_sentence(value));
            }
            let is_fact = line
                .pair
                .is_some_and(|(key, _)| words::facts().meaning(&lower(key)).is_some());
            if line.label > 0.4 && !is_fact && known.names.len() < 1000 {
                for candidate in &facts.candidates {
                    let name = candidate.name_in(line.source).to_lowercase();
                    known
                        .names
                        .extend(name.split_whitespace().next().map(str::to_string));
                    known.names.insert(name);
                }
            }
        }
        known
    }

    /// How strongly a line states a fact, by itself.
    fn evidence(&self, text: &Text, i: usize) -> f64 {
        let line = &text.lines[i];
        let Some((key, value)) = line.pair.filter(|_| line.is_free) else {
            // A moment alone stands among facts.
            return if line.is_free && moment(&line.lower).is_some() {
                4.0
            } else {
                -2.0
            };
        };
        let key = lower(key);
        let meaning = words::facts().meaning(&key);
        let (times, sentences) = self.keys.get(key.as_ref()).copied().unwrap_or_default();
        let mut nats = match meaning {
            Some("participant") => 1.0,
            Some(_) => 6.0,
            None => 0.0,
        };
        if value.is_empty() {
            return nats - 2.0;
        }
        let is_said = is_sentence(value);
        if is_moment_or_address(value) {
            nats += 5.0;
        } else if is_said {
            nats -= match meaning {
                Some("participant") => 8.0,
                _ => 4.0,
            };
        } else if value.chars().count() > LONGEST {
            nats -= 6.0;
        } else if line.chars() < 120 {
            nats += 1.0;
        }
        let are_people = || {
            people(value)
                .any(|name| is_full_name(name) || self.names.contains(&name.to_lowercase()))
        };
        if !is_said && are_people() {
            nats += match meaning {
                Some("participant") => 8.0,
                _ => 2.0,
            };
        }
        // Who says sentence after sentence speaks, whatever they are called; and more often than people are listed.
        if times > 1 && sentences * 2 > times && (times > LISTED || !are_people()) {
            nats -= 10.0;
        }
        nats - meaning.map_or(6.0 * line.label, |_| 0.0)
    }
}

/// How surely what a title says of its text speaks nothing, in nats.
const NAMES_TALK: f64 = 9.0;
/// The longest name of a person in ideographs, in characters.
const LONGEST_HAN: usize = 4;

/// Whether a key and its value are a title that says what the text is: `采访：守塔人的四十年`. Before a name it says who was asked.
pub(super) fn is_title(key: &str, value: &str) -> bool {
    let is_person = |name: &str| {
        let is_han = name.chars().any(words::is_unspaced);
        is_full_name(name) && (!is_han || name.contains('·') || name.chars().count() <= LONGEST_HAN)
    };
    let is_short = value.chars().all(words::is_unspaced) && value.chars().count() <= LONGEST_HAN;
    let known = &words::Front::get().talk.words;
    let key = lower(key);
    (known.is(&key) || key.split_whitespace().any(|word| known.is(word)))
        && words_in(value) > 1
        && !is_short
        && !people(value).any(is_person)
        && !is_moment_or_address(value)
        && !is_sentence(value)
}

fn is_moment_or_address(value: &str) -> bool {
    is_address(value) || moment(&lower(value)).is_some()
}

/// Whether a value is said: it ends as a sentence of several words does, asks, calls, or is long.
fn is_sentence(value: &str) -> bool {
    let bare = value.trim_end_matches(['"', '”', '’', '\'', ')', '）', '」', '»', '*', '_']);
    // `Ann Reed (1903-1950).` says of somebody when they lived.
    let is_life = value.trim_end_matches('.').ends_with(')')
        && value
            .trim_end_matches(['.', ')'])
            .ends_with(|c: char| c.is_ascii_digit());
    let asks = bare.ends_with(['?', '!', '？', '！', '؟']);
    let words = if asks { 0 } else { words_in(value) };
    // `Anna Kos, ur. 1931 r.`: the stop shortens a word.
    let last = bare.trim_end_matches('.').rsplit([' ', '.']).next();
    let is_short = last.is_some_and(|word| word.chars().nth(1).is_none());
    let stops =
        words > 3 && bare.ends_with(['.', '。', '…', '।', ';', '；']) && !is_life && !is_short;
    asks || stops || words > 2 * FEW
}

/// What stands between credits on a line.
const STOPS: &[&str] = &[". ", "。"];

/// What kind of facts a line states that has several beside each other: `2023-05-12 来源：… 作者：…`,
/// `Source: … | Author: …`.
fn several(text: &str) -> Option<&'static str> {
    if text.len() > 4 * LONGEST || !text.contains([':', '：']) {
        return None;
    }
    let known =
        |piece: &str| key_value(piece).and_then(|(key, _)| words::facts().meaning(&lower(key)));
    let is_bar = |c: char| matches!(c, '|' | '｜' | '丨' | '·' | '•' | '\t' | '\u{3000}');
    let mut first = None;
    let (mut stated, mut keys, mut all) = (0, 0, 0);
    // `Photo: Bo Lind, 2020. Sound: Ann Reed.`
    let has_bar = text.contains(is_bar);
    let has_stop = STOPS.iter().any(|stop| text.contains(stop));
    let is_credits = !has_bar && has_stop && text.matches([':', '：']).count() > 1;
    let pieces: Vec<&str> = match is_credits {
        true => STOPS.iter().fold(vec![text], |pieces, stop| {
            pieces.iter().flat_map(|piece| piece.split(stop)).collect()
        }),
        false => text.split(|c| is_bar(c) || !has_bar && c == ' ').collect(),
    };
    let has_bar = has_bar || is_credits;
    for piece in pieces
        .into_iter()
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
    {
        all += 1;
        match known(piece) {
            Some(key) => {
                first = first.or(Some(key));
                stated += 1;
                keys += 1;
            }
            None if moment(&lower(piece)).is_some()
                || super::dates::leading_date(piece).is_some() =>
            {
                stated += 1
            }
            None if piece.contains([':', '：']) && moment(&format!("{piece} min")).is_none() => {
                return None;
            }
            None => {}
        }
    }
    // Without bars, values may be names of several words: every key must be known, and there must be two.
    let enough = if has_bar {
        stated * 2 > all
    } else {
        stated > 1 && stated * 3 >= all
    };
    // `[0:27] HOST: Fair enough.` is said.
    let may_speak = |key: &&str| *key == "participant" && keys == 1 && !has_bar;
    first.filter(|key| stated > 1 && enough && !may_speak(key))
}

/// `（责任编辑：周岸）`
fn credit_in_brackets(text: &str) -> Option<&'static str> {
    const BRACKETS: &[(char, char)] = &[('（', '）'), ('(', ')'), ('[', ']'), ('【', '】')];
    let inner = BRACKETS
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))?;
    let (key, value) = key_value(inner)?;
    let meaning = words::facts().meaning(&lower(key))?;
    (meaning != "participant"
        && !value.is_empty()
        && !is_sentence(value)
        && value.chars().count() < 60)
        .then_some(meaning)
}

/// `编辑｜何舟`, whose key must be known.
fn beside_bar(text: &str) -> Option<(&'static str, f64)> {
    let (key, value) = text.split_once(['｜', '丨', '|', '/', '／'])?;
    let (key, value) = (key.trim(), value.trim());
    let fits = key.chars().count() <= 16 && !value.is_empty() && value.chars().count() < 24;
    let is_unspaced = !key.is_empty() && key.chars().all(words::is_unspaced);
    let meaning = words::facts()
        .meaning(key)
        .filter(|_| fits && is_unspaced)?;
    Some((meaning, 7.0))
}

/// How many lines of a block at the head of a text state facts, at least, and how many of them by a key that is known.
const STATED: usize = 3;
const KNOWN: usize = 2;
/// Within how many lines such a block stands.
const HEAD: usize = 12;
/// How surely another key of such a block is one who takes part: `审判长：宋岚` under `时间：…` and `地点：…`.
const AMONG: f64 = 16.0;

/// A block at the head of a text in which every line is a key and a value that is no sentence: who they name takes part, though they
/// may speak further down.
fn head_block(text: &Text, claims: &mut Claims) {
    let stated = |i: usize| {
        let line = &text.lines[i];
        line.pair
            .filter(|(_, value)| line.is_free && !value.is_empty() && !is_sentence(value))
    };
    let is_known = |i: &usize| {
        let key = stated(*i).map_or(String::new(), |(key, _)| key.to_lowercase());
        // `Дата запису`, `Place of recording`
        let first = key.split(' ').next().unwrap_or_default();
        let mut meanings = [&key, first]
            .into_iter()
            .filter_map(|key| words::facts().meaning(key));
        meanings.any(|meaning| meaning != "participant")
    };
    // What its reader knows, as a head before the text proper, takes no place.
    let mut i = text
        .lines
        .iter()
        .take_while(|line| line.source.preset.is_some())
        .count();
    let head = text.len().min(i + HEAD);
    while i < head {
        let block = text.block(i);
        i = block.end.max(i + 1);
        let known = block.clone().filter(is_known).count();
        if block.len() < STATED || known < KNOWN || !block.clone().all(|i| stated(i).is_some()) {
            continue;
        }
        for line in block.filter(|line| !is_known(line)) {
            claims.instead(line, Metadata("participant"), AMONG);
        }
    }
}

/// The first block of a text, if its lines are keys and values: a value may stand on lines of its own.
fn title_page(text: &Text, claims: &mut Claims) {
    if text.len() == 0 {
        return;
    }
    let block = text.block(0);
    let meaning = |i: usize| {
        let (key, value) = text.lines[i].pair?;
        Some((words::facts().meaning(&lower(key))?, value))
    };
    let stated = block.clone().filter(|&i| meaning(i).is_some()).count();
    let scraps = block.clone().filter(|&i| text.lines[i].is_scrap()).count();
    if stated < 2 || meaning(0).is_none() || scraps < block.len() || block.len() == text.len() {
        return;
    }
    let mut open = None;
    for i in block {
        match meaning(i) {
            Some((key, value)) => open = value.is_empty().then_some(key),
            None => {
                let key = open.unwrap_or("fact");
                if key == "title" {
                    claims.line(i, Title, 12.0);
                } else {
                    // An address is one of the facts, too.
                    claims.line(i, Metadata(key), 18.0);
                }
                claims.line(i, NoLabel, 10.0);
                continue;
            }
        }
        if open.is_some() {
            claims.instead(i, Metadata(open.unwrap_or("fact")), 8.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_have_keys_in_many_languages() {
        for (meaning, keys) in [
            (
                "date",
                "hora de inicio|hora de término|heure de début|startzeit|ora di fine|время начала|开始时间|終了時刻|시작 시간",
            ),
            (
                "place",
                "localização|ubicación|lieu|veranstaltungsort|luogo|место проведения|会议|会場|행사",
            ),
            (
                "topic",
                "tópico|asunto|sujet|thema|argomento|тема|主题|話題|주제",
            ),
            (
                "transcriber",
                "transcript completed by|transcrito por|transcription par|transkript von|trascrizione di|расшифровка|听写|文字起こし|녹취",
            ),
            (
                "translator",
                "traducido por|traduzido por|traduit par|übersetzt von|tradotto da|перевёл|译者|翻訳者|번역자",
            ),
        ] {
            for key in keys.split('|') {
                assert_eq!(words::facts().meaning(key), Some(meaning), "{key}");
            }
        }
    }

    #[test]
    fn several_facts_on_a_line() {
        for (text, key) in [
            ("2021-06-04 来源：港口晚报 作者：安明", Some("source")),
            ("2023-05-12 09:00 来源：海报 作者：周小舟", Some("source")),
            (
                "Source: The Harbour Post | Author: Ann Reed",
                Some("source"),
            ),
            (
                "Photo: Bo Lind at the gate, 2020. Sound: Ann Reed.",
                Some("photographer"),
            ),
            ("摄影：何舟。剪辑：石莫拉。", Some("photographer")),
            ("Ann: I came. Time: it was late.", None),
            ("作者说：灯亮了", None),
            ("[00:00:27] HOST: Fair enough.", None),
            ("Ann: I was there: at night", None),
        ] {
            assert_eq!(several(text), key, "{text}");
        }
        assert_eq!(credit_in_brackets("（责任编辑：周岸）"), Some("editor"));
        assert_eq!(credit_in_brackets("（她说：灯亮了）"), None);
        assert_eq!(beside_bar("编辑｜何舟").map(|(key, _)| key), Some("editor"));
    }

    #[test]
    fn titles_that_say_what_the_text_is() {
        assert!(is_title("采访", "守塔人的四十年"));
        assert!(is_title("Interview", "Forty years on the tower"));
        for (key, value) in [
            ("采访", "陈晓"),
            ("采访", "港口报记者，陈晓"),
            ("Interview", "Ann Reed"),
            ("Interview", "4 May 2013"),
            ("Place", "Forty years on the tower"),
        ] {
            assert!(!is_title(key, value), "{key}: {value}");
        }
    }
}
