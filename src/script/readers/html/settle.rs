//! What can be said of a page's blocks only when all of them are known.

use super::super::super::name_shape::names_in;
use super::super::super::sentences;
use super::super::super::tongues::{Detector, ngrams, pieces::size};
use super::block::{Block, CellPlace};
use crate::language::Language;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Why a name is no line of its own.
const NAME: &str = "name of who speaks";
/// The longest of a name that is no name of a person, in bytes.
const SHORT: usize = 40;
/// Why what is quoted from the text is not read again.
const QUOTED: &str = "quoted from the text";
/// The shortest text that can be such a quote, in bytes of its letters.
const SHORTEST: usize = 8;
/// How much work the search for quotes may be: bytes times quotes.
const MOST_WORK: usize = 200_000_000;

/// Says of the blocks after a name that its element marks as one who speaks. A page that marks one
/// name only, or what is no name, may mean something else: there, name and text are one line again.
pub(crate) fn names(blocks: &mut Vec<Block>) {
    let is_name = |block: &Block| {
        let bare = block.text.trim_end_matches([':', '：', ' ']);
        block.is_name && block.reason.is_none() && !block.is_note && names_in(bare).is_some()
    };
    let all = || blocks.iter().filter(|block| is_name(block));
    let different: HashSet<String> = all().map(|block| block.text.to_lowercase()).collect();
    // Names on a page may be of people who do not speak; those who do come again.
    let speak = all().any(|block| block.is_speaker) || all().count() > different.len();
    if different.len() > 1 && speak {
        let mut speaker: Option<String> = None;
        let (mut begins, mut is_first) = (false, false);
        for block in blocks.iter_mut() {
            if block.is_unnamed {
                speaker = None;
            }
            // `<b class="name">The keeper's mother</b>`, where others have names, and it has none of theirs in it.
            let is_other = || {
                let own = block.text.to_lowercase();
                let is_short = block.is_name && block.reason.is_none() && own.len() < SHORT;
                is_short && !different.iter().any(|name| own.contains(name.as_str()))
            };
            if is_name(block) || is_other() {
                let bare = block.text.trim_end_matches([':', '：', ' ']);
                speaker = Some(bare.trim().to_string());
                block.reason = Some(NAME);
                (begins, is_first) = (block.begins, true);
            } else if block.heading.is_some() {
                speaker = None;
            } else if block.reason.is_none() && !block.is_note && !block.is_title {
                // `Ann_Reed: Yes.` names somebody by itself.
                if !is_first && names_another(&block.text) {
                    speaker = None;
                }
                // The number of a verse says nothing.
                if block.text.contains(char::is_alphabetic) {
                    // `<b class="name">Ann</b>: Yes.`
                    if let Some(said) = block.text.strip_prefix([':', '：']).filter(|_| is_first) {
                        block.text = said.trim_start().to_string();
                    }
                    block.speaker.clone_from(&speaker);
                    block.says_more = !std::mem::take(&mut is_first);
                }
                block.begins |= std::mem::take(&mut begins);
            }
        }
        return;
    }
    blocks.iter_mut().for_each(|block| block.is_unnamed = false);
    faces(blocks);
    let mut joined: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in std::mem::take(blocks) {
        match joined.last_mut() {
            Some(name) if name.is_name && !block.begins && name.reason == block.reason => {
                name.text.push(' ');
                name.text.push_str(&block.text);
                name.at.extend(block.at);
                name.at.dedup();
                name.is_name = block.is_name;
                name.emphasis.join(&block.emphasis);
                name.link = None;
            }
            _ => joined.push(block),
        }
    }
    *blocks = joined;
}

/// How many texts with a picture that comes again before them there are at least, and which share of them, of the texts behind a
/// picture, ends a sentence.
const FEWEST_FACES: usize = 6;
const FACES: f64 = 0.8;
/// How many different faces there are at most.
const MOST_FACES: usize = 12;

/// Says of the blocks behind a picture of who speaks whose they are, where nothing else says so: two pictures or more come again
/// and again, take turns, and somebody asks.
fn faces(blocks: &mut [Block]) {
    let is_read = |block: &Block| block.reason.is_none() && !block.is_note && !block.is_title;
    let is_shown = |block: &&Block| block.face.is_some() && is_read(block);
    let is_said = |block: &&Block| block.heading.is_none() && sentences::is_over(&block.text);
    let shown: Vec<&Block> = blocks.iter().filter(is_shown).collect();
    let mut times: HashMap<&str, usize> = HashMap::new();
    for face in shown.iter().filter_map(|block| block.face.as_deref()) {
        *times.entry(face).or_default() += 1;
    }
    times.retain(|_, times| *times > 1);
    let is_known = |block: &&Block| {
        block
            .face
            .as_ref()
            .is_some_and(|face| times.contains_key(face.as_str()))
    };
    let talk: Vec<&Block> = shown.iter().copied().filter(is_known).collect();
    let turns = talk
        .windows(2)
        .filter(|two| two[0].face != two[1].face)
        .count();
    let said = talk.iter().copied().filter(|block| is_said(block)).count();
    let is_talk = (2..=MOST_FACES).contains(&times.len())
        && talk.len() >= FEWEST_FACES
        && said as f64 >= FACES * shown.len() as f64
        && turns * 2 >= talk.len()
        && talk.iter().any(|block| block.text.ends_with(['?', '？']));
    if !is_talk {
        return;
    }
    let mut names: HashMap<String, String> = HashMap::new();
    for face in talk.iter().filter_map(|block| block.face.clone()) {
        let number = names.len() + 1;
        names
            .entry(face)
            .or_insert_with_key(|face| match names_in(face) {
                Some(_) => face.clone(),
                None => format!("Speaker {number}"),
            });
    }
    let mut speaker: Option<String> = None;
    for block in blocks.iter_mut().filter(|block| is_read(block)) {
        let face = block.face.as_ref().and_then(|face| names.get(face));
        match face {
            _ if block.heading.is_some() => speaker = None,
            Some(name) => speaker = Some(name.clone()),
            None => block.says_more = speaker.is_some(),
        }
        block.speaker.clone_from(&speaker);
    }
}

/// Whether a text begins with a name before a colon, or between angle brackets.
fn names_another(text: &str) -> bool {
    if text.starts_with('<') && text.contains('>') {
        return true;
    }
    let name = text.split_once([':', '：']).map(|(name, _)| name);
    name.is_some_and(|name| {
        let is_handle = !name.contains(char::is_whitespace) && name.starts_with(char::is_uppercase);
        is_handle && name.chars().count() > 1 || names_in(name).is_some()
    })
}

/// From how many bytes on a sentence in a page's header is of the text.
const LEAD: usize = 100;

/// The header of a page that holds its only heading of the first level, and whole sentences under it, is that of the text: these are read.
pub(crate) fn headers(blocks: &mut [Block]) {
    let is_header = |block: &Block| block.reason == Some("page header");
    let is_first = |block: &Block| block.heading == Some(1) && !block.is_title;
    let mut firsts = (0..blocks.len())
        .filter(|&i| is_first(&blocks[i]) && (is_header(&blocks[i]) || blocks[i].reason.is_none()));
    let Some(first) = firsts.next().filter(|&i| is_header(&blocks[i])) else {
        return;
    };
    let is_lead = |block: &Block| {
        block.link.is_none() && block.text.len() >= LEAD && sentences::is_over(&block.text)
    };
    let end = (first..blocks.len()).find(|&i| !is_header(&blocks[i]));
    let end = end.unwrap_or(blocks.len());
    if blocks[first..end].iter().any(is_lead) && !firsts.any(|i| i >= end) {
        for block in blocks[first..end].iter_mut() {
            if is_first(block) || is_lead(block) {
                block.reason = None;
            }
        }
    }
}

/// How many rows two columns have at least.
const FEWEST_ROWS: usize = 4;
/// How much of a column shows its language, in bytes, and how surely, in nats.
const SHOWN: usize = 4000;
const SURE: f32 = 20.0;
/// How many times as long as its translation a column may be.
const LONGER: usize = 3;

/// Elements of one class that hold two others each, in two languages, are the rows of a table:
/// `<div class="pair"><div class="source">…</div><div class="target">…</div></div>`.
pub(crate) fn columns(blocks: &mut [Block]) {
    let is_read = |block: &Block| block.reason.is_none() && !block.is_title && block.cell.is_none();
    // The text of each cell of each row, by the class of the rows.
    let mut tables: BTreeMap<usize, BTreeMap<usize, BTreeMap<usize, String>>> = BTreeMap::new();
    for block in blocks.iter().filter(|block| is_read(block)) {
        if let Some(place) = block.beside {
            let row = tables
                .entry(place.table)
                .or_default()
                .entry(place.row)
                .or_default();
            let text = row.entry(place.column).or_default();
            text.push(' ');
            text.push_str(&block.text);
        }
    }
    let known: HashMap<usize, [Language; 2]> = tables
        .iter()
        .filter_map(|(table, rows)| Some((*table, in_two(rows)?)))
        .collect();
    if known.is_empty() {
        return;
    }
    let first = blocks
        .iter()
        .filter_map(|block| block.cell)
        .map(|cell| cell.table)
        .max();
    for block in blocks.iter_mut() {
        let Some(place) = block
            .beside
            .filter(|place| known.contains_key(&place.table))
        else {
            continue;
        };
        if is_read(block) && place.column < 2 {
            let table = first.unwrap_or(0) + place.table;
            block.cell = Some(CellPlace { table, ..place });
            // The words tell more than the name of a class.
            block.language = Some(known[&place.table][place.column].clone());
        }
    }
}

/// The languages of the two columns of some rows, if all have two, as long as each other, in two languages.
fn in_two(rows: &BTreeMap<usize, BTreeMap<usize, String>>) -> Option<[Language; 2]> {
    let are_two = |row: &BTreeMap<usize, String>| {
        row.len() == 2 && row.contains_key(&0) && row.contains_key(&1)
    };
    if rows.len() < FEWEST_ROWS || !rows.values().all(are_two) {
        return None;
    }
    let columns = [0, 1].map(|column| {
        let cells: Vec<&str> = rows.values().map(|row| row[&column].trim()).collect();
        cells.join(" ")
    });
    let sizes = columns.each_ref().map(|text| size(text));
    if sizes[0] > LONGER * sizes[1] || sizes[1] > LONGER * sizes[0] {
        return None;
    }
    let all: Vec<Language> = ngrams::tags()
        .iter()
        .map(|tag| Language::new(tag))
        .collect();
    let detector = Detector::new(&all);
    let [first, second] = columns.map(|text| {
        let shown = &text[..text.floor_char_boundary(SHOWN)];
        let (language, sure) = detector.likeliest(shown)?;
        (sure >= SURE).then(|| all[language].clone())
    });
    let pair = [first?, second?];
    (pair[0] != pair[1]).then_some(pair)
}

/// Drops what opens something hidden, if the same words do so again: they are a button and no text.
pub(crate) fn summaries(blocks: &mut [Block]) {
    let is_one = |block: &Block| block.is_summary && block.reason.is_none();
    let mut times: HashMap<String, usize> = HashMap::new();
    for block in blocks.iter().filter(|block| is_one(block)) {
        *times.entry(block.text.to_lowercase()).or_default() += 1;
    }
    for block in blocks.iter_mut().filter(|block| is_one(block)) {
        if times[&block.text.to_lowercase()] > 1 {
            block.reason = Some("page furniture");
        }
    }
}

/// Drops what is quoted from the page's own text, or from the text that the blocks stand in.
pub(crate) fn quotes<'a>(blocks: &mut [Block], text: impl Iterator<Item = &'a str>) {
    let bare = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let is_quote = |block: &Block| block.is_quote && block.reason.is_none() && !block.is_note;
    let count = blocks.iter().filter(|block| is_quote(block)).count();
    let length: usize = blocks.iter().map(|block| block.text.len()).sum();
    if count == 0 || count.saturating_mul(length) > MOST_WORK {
        return;
    }
    let others: Vec<String> = blocks
        .iter()
        .filter(|block| !block.is_quote && block.reason.is_none() && !block.is_title)
        .map(|block| bare(&block.text))
        .chain(text.map(bare))
        .collect();
    let mut is_under_quote = false;
    for block in blocks.iter_mut() {
        let is_own = is_quote(block);
        let quote = if is_own {
            bare(&block.text)
        } else {
            String::new()
        };
        let is_from_text =
            quote.len() >= SHORTEST && others.iter().any(|other| other.contains(&quote));
        // Who says it stands under it: `— Ann Reed, Keeper`.
        let is_credit = is_own && is_under_quote && block.text.starts_with(['–', '—', '―', '-']);
        if is_from_text || is_credit {
            block.reason = Some(QUOTED);
        }
        is_under_quote = is_from_text;
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocks;
    use crate::script::{Options, read};

    fn said(body: &str) -> Vec<String> {
        let page = format!("<html><body><h1>Rope</h1>{body}</body></html>");
        let script = read(page.as_bytes(), "t.html", &Options::default()).unwrap();
        let of = |turn: &crate::script::Turn| {
            let speech = turn.lines.iter().filter_map(|line| match line {
                crate::script::Line::Speech { text, .. } => {
                    Some(format!("{}: {}", turn.speaker, text.values().next()?))
                }
                crate::script::Line::Note { .. } => None,
            });
            speech.collect::<Vec<_>>()
        };
        script.turns().flat_map(of).collect()
    }

    #[test]
    fn elements_that_name_who_speaks() {
        let line = |name, time, text| {
            format!(
                "<div><span class='speaker'>{name}</span><span class='time'>{time}</span><span>{text}</span></div>"
            )
        };
        assert_eq!(
            said(&(line("Ann", "00:12", "Who tied it?") + &line("Bo", "00:15", "I did."))),
            ["ann: Who tied it?", "bo: I did."]
        );
        assert_eq!(
            said(
                "<p class='play__speaker'>ANN</p><p class='play__line'>Who tied it?</p><p class='play__speaker'>BO</p><p>I did.</p>"
            ),
            ["ann: Who tied it?", "bo: I did."]
        );
        assert_eq!(
            said(
                "<div class='speaker'>Ann Reed</div><div class='timestamp'>00:12</div><p>Who tied it?</p><div class='speaker'>Bo Lind</div><p>I did.</p>"
            ),
            ["ann-reed: Who tied it?", "bo-lind: I did."]
        );
        assert_eq!(
            said(
                "<p><span class='name'>Ann</span> tied it at noon.</p><p>The <span class='name'>Rope</span> held.</p>"
            ),
            ["narrator: Ann tied it at noon.", "narrator: The Rope held."]
        );
        assert_eq!(
            said(
                "<li><span class='name'>Ann Reed</span> Editor</li><li><span class='name'>Bo Lind</span> Pilot</li>"
            ),
            ["narrator: Ann Reed Editor", "narrator: Bo Lind Pilot"]
        );
    }

    #[test]
    fn a_header_over_the_text() {
        let lead = "Ann Reed has kept the harbour's oldest rope for forty years. We asked her why nobody has ever bought it.";
        let page = |head: &str, body: &str| {
            let page = format!(
                "<html><body><header><p>Harbour News</p>{head}<p>{lead}</p></header>{body}<p>It held.</p></body></html>"
            );
            let script = read(page.as_bytes(), "t.html", &Options::default()).unwrap();
            script.turns().flat_map(|turn| &turn.lines).count()
        };
        assert_eq!(page("<h1>Rope</h1>", ""), 2);
        assert_eq!(page("<h1>Harbour News</h1>", "<h1>Rope</h1>"), 1);
        assert_eq!(page("<p>Rope</p>", "<h1>Rope</h1>"), 1);
    }

    #[test]
    fn elements_side_by_side_in_two_languages_are_columns() {
        let rows = [
            (
                "The lamp was lit at nine.",
                "Die Lampe wurde um neun angezündet.",
            ),
            (
                "Nobody had seen the keeper.",
                "Niemand hatte den Wärter gesehen.",
            ),
            ("The wind came from the sea.", "Der Wind kam vom Meer."),
            ("It was cold in the house.", "Es war kalt im Haus."),
            ("Then the door was opened.", "Dann wurde die Tür geöffnet."),
        ];
        let columns = |rows: &[(&str, &str)]| -> Vec<Option<usize>> {
            let row = |(left, right): &(&str, &str)| {
                format!(
                    "<div class='row'><div class='left'>{left}</div><div class='right'>{right}</div></div>"
                )
            };
            let body: String = rows.iter().map(row).collect();
            let mut blocks = blocks::split(&body, false).blocks;
            super::columns(&mut blocks);
            let cells = blocks.iter().map(|block| block.cell);
            cells.map(|cell| cell.map(|cell| cell.column)).collect()
        };
        assert_eq!(columns(&rows), [Some(0), Some(1)].repeat(rows.len()));
        // Who speaks and what is said, or two texts in one language, are none.
        let named = rows.map(|(en, _)| ("Ann Reed", en));
        assert_eq!(columns(&named), [None].repeat(2 * rows.len()));
        let same = rows.map(|(en, _)| (en, "The house was dark and nobody slept."));
        assert_eq!(columns(&same), [None].repeat(2 * rows.len()));
    }

    #[test]
    fn quotes_from_the_text_are_not_read_twice() {
        assert_eq!(
            said(
                "<p>It held for a day. Then it broke.</p><blockquote>“Then it broke.”</blockquote><blockquote>A rope is a promise.</blockquote>"
            ),
            [
                "narrator: It held for a day. Then it broke.",
                "narrator: A rope is a promise."
            ]
        );
    }
}
