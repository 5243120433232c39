//! What a text says of itself before its beginning and after its end: whose it is, how it was made, where there is more,
//! who wrote it down, that it is over. Nobody who speaks says it.

use super::ClaimRole::{Dropped, Metadata, Narration, NoLabel};
use super::text::{Line, Text};
use super::words::Closing;
use super::{Claim, Claims};
use crate::script::facts::times::tail_start;

/// The longest such line, in characters.
const LONGEST: usize = 260;
/// How many words a line has at most that is short.
const FEW: usize = 8;
/// And one that says where a talk can be heard.
const PLATFORM_WORDS: usize = 30;
/// And one that calls on whoever hears it, or says that a session is over.
const CALL_WORDS: usize = 16;

/// Why it is not in the book.
const REASON: &str = "about the text";
/// Why a line that says so is not.
const OVER: &str = "says that the text is over";

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("closings");
    let mut sure = vec![0.0_f64; text.len()];
    for (i, line) in text
        .free()
        .filter(|(_, line)| line.label < 0.4 && !line.lower.is_empty())
    {
        let goes_on = i > 0 && !line.opens && sure[i - 1] < SURE && is_open(text, i - 1);
        if goes_on {
            continue; // a sentence goes on in it
        }
        let (role, nats) = about(line, text, i);
        sure[i] = nats;
        if nats > 6.0 && line.text().ends_with([':', '：']) {
            links(text, i, &mut claims);
        }
        claims.line(i, role, nats);
        claims.line(i, NoLabel, nats.min(8.0));
    }
    around(text, &sure, &mut claims);
    recordings(text, &mut claims);
    claims.found
}

/// How sure a line is about the text that no sentence of the talk is, in nats.
const SURE: f64 = 5.0;

/// Whether a sentence that begins on a line is not over at its end.
fn is_open(text: &Text, i: usize) -> bool {
    !text.lines[i].is_over && text.lines[i].words() > 4
}

/// What is listed under a line of the page: `Read more:`.
fn links(text: &Text, i: usize, claims: &mut Claims) {
    let is_item = |j: &usize| {
        let line = &text.lines[*j];
        line.text().starts_with(['•', '-', '–', '*', '·', '▪']) && line.is_scrap()
    };
    for j in (i + 1..text.len()).take_while(is_item) {
        claims.line(j, Dropped(REASON), 12.0);
        claims.line(j, NoLabel, 8.0);
    }
}

/// What a line says of the text, and how surely.
fn about(line: &Line, text: &Text, i: usize) -> (super::ClaimRole, f64) {
    let table = Closing::get();
    let chars = line.chars();
    // `END   10:19 A.M.`
    let bare = tail_start(&line.bare).map_or(line.bare.as_str(), |end| &line.bare[..end]);
    let edge = text.edge(i);
    // The title or a heading may be of the same words.
    let heads = if line.heading().is_some() || i == 0 && text.len() > 1 {
        -3.0
    } else {
        0.0
    };
    if chars <= 80
        && (table.over.words.is(bare) || table.over.begins.begins(bare) && line.words() <= 4)
    {
        let shown = if line.text().len() > bare.len() + 1 {
            2.0
        } else {
            0.0
        };
        return (Dropped(OVER), 5.0 + shown + text.tail(i) + heads);
    }
    if chars > LONGEST {
        return (Dropped(REASON), 0.0);
    }
    let is_apart = if line.opens && line.closes { 1.0 } else { 0.0 };
    if table.about.contains.stand_in(&line.lower) {
        return (Dropped(REASON), 9.0 + edge + is_apart);
    }
    if table.transcriber.begins.begins(bare) && chars <= 160 {
        return (Metadata("transcriber"), 9.0 + edge.max(-3.0));
    }
    if table.about.begins.begins(bare)
        || line
            .text()
            .trim_start_matches(['(', '[', '（', ' '])
            .starts_with(['©', 'ⓒ'])
    {
        return (Dropped(REASON), 6.0 + edge + is_apart + heads);
    }
    if is_tags(line) {
        let beside_heading = i > 0 && text.lines[i - 1].heading().is_some();
        let nats = if beside_heading { TAGS + 6.0 } else { TAGS };
        return (Dropped(REASON), nats + is_apart);
    }
    if table.more.begins.begins(bare) {
        let address = ["@", "www.", "http", ".com", ".org", ".net"]
            .iter()
            .any(|sign| line.lower.contains(sign));
        let short = line.words() <= FEW;
        let nats = 3.0
            + edge
            + if address { 3.0 } else { 0.0 }
            + if short { 2.0 } else { 0.0 }
            + is_apart
            + heads;
        return (Dropped(REASON), nats);
    }
    let named = named_platforms(line);
    if named > 0.0 {
        return (Dropped(REASON), named + edge + is_apart);
    }
    let tail = text.tail(i);
    if tail > 0.0 && line.opens && line.label == 0.0 && line.words() <= CALL_WORDS {
        let lower = &line.lower;
        if table.calls.verbs.stand_in(lower) && table.calls.things.stand_in(lower) {
            return (Dropped(REASON), 5.0 + tail);
        }
        let is_told = line.closes && line.is_over && !lower.starts_with(['(', '[', '（']);
        if is_told && table.session.words.stand_in(lower) {
            return (Narration, 5.0 + tail);
        }
    }
    if table.credit.begins.begins(bare) && line.words() < 30 {
        // A credit names someone, and is no sentence.
        let names = line
            .text()
            .split_whitespace()
            .skip(1)
            .any(|word| word.starts_with(char::is_uppercase))
            || line.text().contains(super::words::is_unspaced);
        return (
            Metadata("credit"),
            4.0 + edge + is_apart + heads + if names { 2.0 } else { -2.0 },
        );
    }
    (Dropped(REASON), 0.0)
}

/// How surely words behind `#` alone are no text, in nats: `#harbor #lamps`.
const TAGS: f64 = 7.0;

/// Whether a line is nothing but words that it can be found by.
fn is_tags(line: &Line) -> bool {
    let mut words = line.text().split_whitespace();
    let is_tag = |word: &str| {
        let name = word.strip_prefix('#');
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        name.is_some_and(|name| name.starts_with(char::is_alphabetic) && name.chars().all(is_part))
    };
    line.heading().is_none() && words.clone().next().is_some() && words.all(is_tag)
}

/// How surely a line says where there is more, by the places that it names: `Kuuntele: Spotify | Apple Podcasts`.
fn named_platforms(line: &Line) -> f64 {
    let platforms = &Closing::get().platforms;
    let named = platforms.words.count(&line.lower);
    let has_handle = line
        .lower
        .split_whitespace()
        .any(|word| word.len() > 2 && word.starts_with('@'));
    let shown = named + usize::from(has_handle);
    let is_short = line.words() < PLATFORM_WORDS && !line.text().ends_with(['?', '？']);
    if named == 0 || shown < 2 || !is_short || platforms.except.stand_in(&line.lower) {
        return 0.0;
    }
    3.0 + shown.min(4) as f64
}

/// Short lines after or between those that are about the text are too, and the word over them.
fn around(text: &Text, sure: &[f64], claims: &mut Claims) {
    let mut nats = 0.0_f64;
    for (i, (line, sure)) in text.lines.iter().zip(sure).enumerate() {
        let announces = *sure >= 5.0 && line.text().ends_with([':', '：']);
        if (*sure >= 8.0 || announces) && text.tail(i) > 0.0 {
            nats = 5.0;
        } else if nats > 0.0 && line.is_free {
            if line.is_scrap() && text.tail(i) > 0.0 {
                claims.line(i, Dropped(REASON), nats + text.tail(i) / 2.0);
                claims.line(i, NoLabel, nats);
            } else {
                nats -= 4.0;
            }
        }
    }
    for i in 0..text.len().saturating_sub(1) {
        let line = &text.lines[i];
        let is_over =
            sure[i + 1] >= 8.0 && sure[i] < 4.0 && line.is_free && line.opens && text.tail(i) > 0.0;
        let is_word =
            line.is_scrap() && line.words() < 4 && (!line.closes || line.heading().is_some());
        if is_over && is_word {
            claims.instead(i, Dropped(REASON), 6.0);
        }
    }
}

/// The recording that a talk was written down from: its file's name, and the words over it.
fn recordings(text: &Text, claims: &mut Claims) {
    let table = &Closing::get().recording;
    for (i, line) in text
        .free()
        .filter(|(_, line)| line.text().len() <= LONGEST && line.words() <= 6)
    {
        let ending = line.lower.rsplit_once('.').map_or("", |(_, ending)| ending);
        if !table.endings.is(ending) || line.label > 0.4 {
            continue;
        }
        claims.line(i, Metadata("source"), 8.0 + text.edge(i));
        claims.line(i, NoLabel, 8.0);
        if let Some(over) = i
            .checked_sub(1)
            .filter(|&over| table.words.is(&text.lines[over].bare))
        {
            claims.line(over, Metadata("source"), 8.0 + text.edge(i));
        }
    }
}
