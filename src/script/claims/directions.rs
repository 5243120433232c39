//! Stage directions, and what is heard beside a talk: `(laughs)`, `[Goes out.]`, `Exit Pell`, `FADE IN:`, `SFX: Thunder.`
//!
//! What stands in brackets is a direction by its words, or by where it stands: at the head of a speech, behind the end of
//! a sentence, alone on a line. How much the place says is learnt from the text: where brackets stand inside of sentences,
//! or under every line as its translation, they are said.

use super::ClaimRole::{Direction, Narration, NoLabel, Note, Speech};
use super::text::{Line, Text, words_in};
use super::words::{self, Directions, Headings};
use super::{Claim, Claims, headings, notes, participants};
use crate::script::document::Emphasis;
use crate::script::facts::letters::is_upper;
use crate::script::facts::{Candidate, Capitals, Class, Close, Kind};
use crate::script::stamp::is_time;
use std::ops::Range;

/// The brackets that directions stand in.
const BRACKETS: &[(char, char)] = &[
    ('(', ')'),
    ('[', ']'),
    ('（', '）'),
    ('【', '】'),
    ('［', '］'),
];
/// The signs that a line of a broadcast's script stands between, and how many it takes on each side.
const SIGNS: &[(char, char, usize)] = &[
    ('*', '*', 3),
    ('=', '=', 2),
    ('~', '~', 2),
    ('-', '-', 2),
    ('#', '#', 2),
    ('<', '>', 2),
    ('«', '»', 2),
];
/// The longest direction inside of a line, in words.
const LONGEST: usize = 40;
/// The longest that says in what manner something is said, in words.
const MANNER: usize = 8;
/// What it says against a direction, in nats, that someone speaks of himself in it, or to another.
const SAID: f64 = 14.0;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("directions");
    let usage = Usage::of(text);
    for (i, line) in text.lines.iter().enumerate() {
        if line.source.preset.is_some() || line.lower.is_empty() {
            continue;
        }
        if is_bracketed_whole(text, i) {
            let nats = usage.alone(text, i);
            if notes::worded(&line.lower).is_some_and(|nats| nats > 10.0) {
                continue; // a note
            }
            claims.line(i, Direction, nats);
            claims.line(i, NoLabel, nats.min(8.0));
            claims.line(i, Speech, -nats);
            continue;
        }
        // What stands in brackets may be the name.
        let names = |span: &Range<usize>| {
            let mut candidates = text.facts[i].candidates.iter().filter(|_| line.label > 0.1);
            candidates.any(|c| {
                c.name
                    .as_ref()
                    .is_some_and(|name| name.start < span.end && span.start < name.end)
            })
        };
        for span in bracketed(line.text()).filter(|span| !names(span)) {
            let (role, nats) = usage.inside(text, i, &span);
            claims.span(i, span, role, nats);
        }
        if let Some(span) = starred(text, i) {
            claims.span(i, span, Direction, 8.0);
        }
        if line.is_free && line.heading().is_none() {
            unbracketed(text, i, &mut claims);
        }
    }
    present(text, &mut claims);
    scenes(text, &mut claims);
    claims.found
}

/// Within how many lines someone who is in a scene speaks.
const SCENE: usize = 60;

/// Who is in a scene, right under its heading: `MADAME BONNEAU, LUCIEN`.
fn present(text: &Text, claims: &mut Claims) {
    // One of them says something in it.
    let speaks = |i: usize, name: &str| {
        let scene = text.lines.iter().skip(i + 1).take(SCENE);
        name.len() > 2 && scene.map(Line::text).any(|other| other.starts_with(name))
    };
    for i in 1..text.len() {
        let line = &text.lines[i];
        let is_list = line.opens && line.closes && line.text().contains(", ") && !line.is_over;
        if is_list
            && is_upper(line.text())
            && headings::level(text.lines[i - 1].text()).is_some()
            && line.text().split(", ").any(|name| speaks(i, name))
        {
            claims.line(i, Direction, 12.0);
            claims.line(i, NoLabel, 16.0);
        }
    }
}

/// What stands between the heading of a scene and the first who speaks in it is told: `A mill by the river.`
fn scenes(text: &Text, claims: &mut Claims) {
    if text.labels() < 2.0 {
        return;
    }
    for (i, line) in text.free() {
        let is_scene = Headings::get().stage.words.is(&line.bare)
            || line.text().len() < 100
                && text.facts[i].class == Class::HeadingWord
                && headings::level(line.text()).is_some_and(|(level, _)| level > 1);
        if !is_scene {
            continue;
        }
        let under = (i + 1..text.len()).take(4).take_while(|&j| {
            let next = &text.lines[j];
            let mut candidates = text.facts[j].candidates.iter();
            let names = |c: &Candidate| {
                c.capitals == Capitals::All
                    || !matches!(c.syntax.close, Close::Stop | Close::Nothing | Close::Dash)
                    || c.syntax.mark.kind != Kind::Plain
            };
            next.is_free
                && next.label < 0.2
                && !candidates.any(names)
                && text.facts[j].class != Class::HeadingWord
                && next.heading().is_none()
        });
        for j in under.filter(|&j| !Headings::get().stage.words.is(&text.lines[j].bare)) {
            claims.line(j, Narration, 8.0);
            claims.line(j, NoLabel, 8.0);
        }
    }
}

/// How the text uses brackets.
struct Usage {
    /// For square and round ones, how many stand where a direction can, and how many inside of sentences.
    apart: [f64; 2],
    within: [f64; 2],
    /// How many lines in round brackets there are to each labelled line, up to 1, if their words do not say that they are
    /// directions.
    beside: f64,
    /// How many lines name someone in square brackets.
    square_names: usize,
    /// How surely people are named: from 0 to 1.
    dialogue: f64,
}

impl Usage {
    fn of(text: &Text) -> Self {
        let dialogue = (text.labels() / 4.0).min(1.0);
        let mut usage = Self {
            apart: [0.0; 2],
            within: [0.0; 2],
            beside: 0.0,
            square_names: 0,
            dialogue,
        };
        let (mut alone, mut known_alone) = (0.0, 0.0);
        for (i, line) in text
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.source.preset.is_none())
        {
            if is_bracketed_whole(text, i) {
                let is_round = f64::from(u8::from(!is_square(line.text())));
                let first = inner(line.text())
                    .split_whitespace()
                    .next()
                    .unwrap_or_default();
                alone += is_round;
                known_alone += if is_known_word(first) { is_round } else { 0.0 };
                usage.square_names += usize::from(line.label > 0.4 && is_square(line.text()));
                continue;
            }
            for span in bracketed(line.text()).filter(|span| is_wordy(&line.text()[span.clone()])) {
                let kind = usize::from(!is_square(&line.text()[span.clone()]));
                let place = if stands(text, i, &span) == Place::Within {
                    &mut usage.within
                } else {
                    &mut usage.apart
                };
                place[kind] += 1.0;
            }
        }
        // One alone is no habit.
        let unknown = if known_alone * 4.0 >= alone || alone < 2.0 {
            0.0
        } else {
            alone
        };
        usage.beside = (unknown / text.labels().max(1.0)).min(1.0);
        usage
    }

    /// How surely a line in brackets is a direction.
    fn alone(&self, text: &Text, i: usize) -> f64 {
        let line = &text.lines[i];
        let own = line.text();
        let inside = inner(own);
        if participants::is_full_name(inside) && is_square(own) || line.label > 0.4 {
            return 0.0;
        }
        let known = known(inside);
        let first = inside.split_whitespace().next().unwrap_or_default();
        if self.square_names > 1 && is_square(own) && known == 0.0 && words_in(inside) <= 4 {
            return 0.0; // one who speaks once, where others are named so
        }
        let mut nats = known + if is_square(own) { 6.0 } else { 3.0 };
        nats += 4.0 * self.dialogue
            - if self.dialogue < 0.5 && !is_square(own) {
                4.0
            } else {
                0.0
            };
        // `[Optional]` in a manual, where nobody talks.
        if self.dialogue < 0.1 && known == 0.0 && words_in(inside) <= 2 {
            nats -= 3.0;
        }
        // Behind a name alone it may be what is said; in small letters, as of a screenplay, it says how.
        let under_name =
            i > 0 && !line.opens && text.lines[i - 1].label > 0.4 && !is_said_on_line(text, i - 1);
        if under_name {
            nats += if inside.starts_with(char::is_lowercase) {
                3.0
            } else {
                -4.0
            };
        }
        if is_known_word(first) {
            nats += 4.0;
        }
        if line.markup().is_subtitle && !is_square(own) {
            nats -= 2.0;
        }
        if known <= 8.0 && run(text, i).any(|j| is_said(text.lines[j].text())) {
            nats -= SAID;
        }
        // Under most lines in brackets stands a translation.
        if !is_square(own) && self.beside > 0.4 && known == 0.0 {
            nats -= 16.0 * self.beside;
        }
        nats
    }

    /// What a part of a line in brackets is, and how surely.
    fn inside(&self, text: &Text, i: usize, span: &Range<usize>) -> (super::ClaimRole, f64) {
        let line = &text.lines[i];
        let own = &line.text()[span.clone()];
        let inside = inner(own);
        if notes::worded(&inside.to_lowercase()).is_some_and(|nats| nats > 10.0) {
            return (Note, 12.0);
        }
        let known = known(inside);
        if known > 8.0 {
            return (Direction, known);
        }
        let words = words_in(inside);
        if !is_wordy(own) || words > LONGEST || is_time(inside) {
            return (Direction, 0.0);
        }
        let square = is_square(own);
        let place = stands(text, i, span);
        let kind = usize::from(!square);
        // What the text shows of such brackets, with one of each kind before anything is seen.
        let learnt = ((1.0 + self.apart[kind]) / (1.0 + self.within[kind])).ln();
        let mut nats = known
            + if square { 2.0 } else { -1.0 }
            + 1.5 * learnt.clamp(-2.0, 2.0)
            + 2.0 * self.dialogue;
        match place {
            Place::Head if words <= MANNER && is_manner(inside) => nats += 5.0,
            Place::Head => nats += if square { 3.0 } else { 1.0 },
            Place::Behind => nats += if square { 2.0 } else { 0.0 },
            Place::Within => nats -= 6.0,
        }
        if ends_inside(inside) {
            nats += if place == Place::Within { 2.0 } else { 1.0 };
        }
        if other_script(inside, line.text()) {
            nats -= 10.0; // a translation
        }
        if is_said(inside) {
            nats -= SAID;
        }
        if place == Place::Behind && !square && self.dialogue < 0.5 {
            nats -= 3.0;
        }
        (Direction, nats)
    }
}

/// Where in its line a bracket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the first word of a speech.
    Head,
    /// Behind the end of a sentence, or at the end of the line.
    Behind,
    /// Inside of a sentence.
    Within,
}

fn stands(text: &Text, i: usize, span: &Range<usize>) -> Place {
    let line = &text.lines[i];
    let (before, after) = (&line.text()[..span.start], &line.text()[span.end..]);
    let said_from =
        |at: usize| !line.text()[at.min(span.start)..span.start].contains(char::is_alphanumeric);
    let named_before = i > 0 && text.lines[i - 1].label > 0.2 && !is_said_on_line(text, i - 1);
    let behind_label = text.facts[i].candidates.iter().any(|candidate| {
        let begins = candidate.said.start <= span.end + 2
            && candidate
                .name
                .as_ref()
                .is_some_and(|name| name.end <= span.start);
        let between = candidate.name.as_ref().map_or("", |name| {
            &line.text()[name.end.min(span.start)..span.start]
        });
        line.label > 0.1 && begins && !between.contains(char::is_alphanumeric)
    });
    let marked = line.markup().speaker.is_some();
    if behind_label
        || (named_before || marked) && said_from(0) && after.contains(char::is_alphanumeric)
    {
        return Place::Head;
    }
    let stops = |c: char| ".?!…。？！”\"’»—–-:".contains(c);
    let is_last = !after.contains(char::is_alphanumeric);
    let is_first = !before.contains(char::is_alphanumeric);
    if is_first
        || before.trim_end().ends_with(stops) && (is_last || !starts_small(after))
        || is_last && ends_inside(inner(&line.text()[span.clone()]))
    {
        Place::Behind
    } else {
        Place::Within
    }
}

fn starts_small(text: &str) -> bool {
    text.trim_start()
        .starts_with(|c: char| c.is_lowercase() || ",;.:".contains(c))
}

/// Whether what stands in brackets is a sentence of its own.
fn ends_inside(inside: &str) -> bool {
    inside
        .trim_end_matches(['_', '*'])
        .ends_with(['.', '!', '。', '！', '…'])
}

/// Whether something is said on the line that names who says it.
fn is_said_on_line(text: &Text, i: usize) -> bool {
    text.facts[i]
        .candidates
        .iter()
        .any(|candidate| !candidate.said.is_empty())
}

/// Whether all of a line stands in brackets, or it is one of several that a bracket goes over.
fn is_bracketed_whole(text: &Text, i: usize) -> bool {
    let own = text.lines[i].text();
    let opens = own.starts_with(is_opening);
    let whole = || {
        let bare = own.trim_end_matches([' ', '.', ';', ',']);
        let mut depth = 0_usize;
        let mut ends = bare.char_indices().filter_map(|(at, c)| {
            depth += usize::from(is_opening(c));
            let closes = BRACKETS.iter().any(|(_, close)| *close == c);
            depth = depth.saturating_sub(usize::from(closes));
            (closes && depth == 0).then_some(at + c.len_utf8())
        });
        ends.next() == Some(bare.len())
    };
    text.facts[i].class == Class::Bracket && is_wordy(own) || opens && whole() && is_wordy(own)
}

/// Whether a bracket opens with this sign.
fn is_opening(c: char) -> bool {
    BRACKETS.iter().any(|(open, _)| *open == c)
}

/// The lines of one bracket that goes over several, of which this is one.
fn run(text: &Text, i: usize) -> Range<usize> {
    let is_in = |j: &usize| text.facts[*j].class == Class::Bracket;
    let opens = |j: &usize| text.lines[*j].text().starts_with(is_opening);
    if !is_in(&i) {
        return i..i + 1;
    }
    let from = (0..=i).rev().take_while(is_in).find(opens).unwrap_or(i);
    let end = (i + 1..text.len()).find(|j| !is_in(j) || opens(j));
    from..end.unwrap_or(text.len())
}

/// Whether someone speaks in these words: `I`, `your`, `我`.
fn is_said(words: &str) -> bool {
    Directions::get().said.words.stand_in(&words.to_lowercase())
}

fn is_wordy(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).take(2).count()
        > usize::from(!text.contains(words::is_unspaced))
}

fn is_square(text: &str) -> bool {
    text.starts_with(['[', '【', '［'])
}

/// What stands in the outer brackets of a text, without signs of emphasis.
fn inner(text: &str) -> &str {
    let signs: &[char] = &[
        ' ', '_', '*', '(', ')', '[', ']', '（', '）', '【', '】', '［', '］',
    ];
    text.trim_matches(signs)
}

/// The pairs of brackets in a text; of brackets within others, the outer ones. At most a few.
fn bracketed(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut found = Vec::new();
    let mut open: Vec<(usize, char)> = Vec::new();
    if text.contains(is_opening) {
        for (at, c) in text.char_indices() {
            if let Some((_, close)) = BRACKETS.iter().find(|(open, _)| *open == c) {
                open.push((at, *close));
            } else if open.last().is_some_and(|(_, close)| *close == c) {
                let (start, _) = open.pop().unwrap_or((at, c));
                if open.is_empty() {
                    found.push(start..at + c.len_utf8());
                }
            }
        }
    }
    found.into_iter().take(64)
}

/// Whether a text is what is done or heard, by its words alone: `laughs`.
pub(in crate::script) fn is_known(inside: &str) -> bool {
    known(inside) > 3.0
}

/// How surely what stands in brackets is a direction by its words.
fn known(inside: &str) -> f64 {
    let table = &Directions::get().done;
    let lower = inside.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    if table.words.is(bare) {
        return 12.0;
    }
    let trimmed = |word: &str| {
        word.trim_matches(|c: char| !c.is_alphanumeric() && c != ':')
            .to_string()
    };
    let words: Vec<String> = bare
        .split_whitespace()
        .map(trimmed)
        .filter(|word| !word.is_empty())
        .collect();
    let is_known = |word: &String| table.words.is(word);
    let all = words
        .iter()
        .all(|word| is_known(word) || table.beside.is(word) || is_time(word));
    if all && words.iter().any(is_known) {
        return 11.0;
    }
    let first_two = words.get(..2).map(|two| two.join(" "));
    let begins =
        words.first().is_some_and(is_known) || first_two.is_some_and(|two| table.words.is(&two));
    match words.len() {
        2..=6 if begins => 5.0,
        7..=20 if begins => 3.0,
        _ => 0.0,
    }
}

fn is_known_word(word: &str) -> bool {
    let lower = word.to_lowercase();
    Directions::get()
        .done
        .words
        .is(lower.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// Whether what stands in brackets before speech says how it is said: few words, and no question.
fn is_manner(inside: &str) -> bool {
    inside.contains(char::is_alphabetic) && !inside.ends_with(['?', '？', ',', '，', ':'])
}

/// Whether a text in brackets is in other letters than what stands around it.
fn other_script(inside: &str, whole: &str) -> bool {
    let unspaced = |text: &str| {
        let letters = || text.chars().filter(|c| c.is_alphabetic());
        letters().filter(|c| words::is_unspaced(*c)).count() * 2 > letters().count()
    };
    let around = whole.replacen(inside, "", 1);
    around.contains(char::is_alphabetic) && unspaced(inside) != unspaced(&around)
}

/// `*sighs*` or `<laughs>` at the head of what is said.
fn starred(text: &Text, i: usize) -> Option<Range<usize>> {
    let own = text.lines[i].text();
    let mut heads = text.facts[i]
        .candidates
        .iter()
        .filter(|_| text.lines[i].label > 0.1)
        .map(|c| c.said.start);
    let from = heads.next().unwrap_or(0);
    let rest = own.get(from..)?;
    let from = own.len() - rest.trim_start().len();
    let rest = rest.trim_start();
    let close = match rest.chars().next()? {
        '*' => '*',
        '<' => '>',
        _ => return None,
    };
    let (inside, after) = rest[1..].split_once(close)?;
    let fits = inside.starts_with(char::is_lowercase)
        && words_in(inside) <= 4
        && !inside.contains(['=', '/', '"'])
        && !after.starts_with('*')
        && (after.contains(char::is_alphanumeric) || from > 0);
    fits.then(|| from..own.len() - after.len())
}

/// What is a direction without brackets.
fn unbracketed(text: &Text, i: usize, claims: &mut Claims) {
    let line = &text.lines[i];
    let own = line.text();
    if own.len() > 300 {
        return;
    }
    let table = Directions::get();
    let dialogue = (text.labels() / 4.0).min(1.0);
    if let Some((key, value)) = line.pair {
        let sure = table.sound.sure.is(&key.to_lowercase());
        if (sure || table.sound.capitals.contains(key)) && !value.is_empty() {
            claims.line(i, Direction, 12.0);
            claims.line(i, NoLabel, 12.0);
        }
    }
    let bare = line.bare.as_str();
    let shouts = is_upper(own);
    // Who asks next, in a record: `BY MR. LIND:`
    if shouts && own.starts_with("BY ") && own.ends_with(':') && text.labels() > 2.0 {
        claims.line(i, Direction, 9.0);
        claims.line(i, NoLabel, 9.0);
        // `CROSS-EXAMINATION` above it
        if let Some(above) = i
            .checked_sub(1)
            .filter(|above| is_upper(text.lines[*above].text()))
        {
            claims.line(above, Narration, 9.0);
            claims.line(above, NoLabel, 9.0);
        }
    }
    if table.cuts.words.is(bare) && (shouts || own.ends_with(':')) {
        claims.line(i, Direction, 7.0 + 3.0 * dialogue);
        claims.line(i, NoLabel, 9.0);
    }
    if Headings::get().stage.words.is(bare) && own.len() < 60 && !own.ends_with(['?', '!']) {
        claims.line(
            i,
            Direction,
            if shouts { 5.0 } else { 1.0 } + 4.0 * dialogue,
        );
        claims.line(i, NoLabel, 6.0);
    }
    if let Some(inside) = between_signs(own).filter(|inside| headings::level(inside).is_none()) {
        claims.line(
            i,
            Direction,
            3.0 + 5.0 * dialogue
                - if inside.contains("START OF") {
                    8.0
                } else {
                    0.0
                },
        );
        claims.line(i, NoLabel, 6.0);
    }
    let nats = enters(line, dialogue);
    claims.line(i, Direction, nats);
    claims.line(i, NoLabel, nats);
}

/// How surely a line says who comes and goes: `Exit Pell`, `Enter TORVALD, with a lamp.`
fn enters(line: &Line, dialogue: f64) -> f64 {
    let own = line.text().trim_start_matches(['_', '*', ' ']);
    let Some(end) = Directions::get().stage.begins.begin(&line.bare) else {
        return 0.0;
    };
    let words = words_in(own);
    if !own.starts_with(char::is_uppercase) || words > 30 || own.ends_with(['?', '!', ',', ':']) {
        return 0.0;
    }
    let rest = line.bare[end..].trim();
    let written = &own[own.len().min(end)..];
    let latin = [
        "exeunt", "exit", "re-enter", "manet", "manent", "alarum", "sennet",
    ]
    .iter()
    .any(|w| line.bare.starts_with(w));
    let mut nats = if latin { 5.0 } else { 2.0 - 6.0 * line.label } + 4.0 * dialogue;
    nats += match written.trim_start().chars().next() {
        None => 2.0,
        Some(c) if c.is_uppercase() => 2.0,
        Some(_) if rest.starts_with("the ") || rest.starts_with("a ") => 0.0,
        Some(_) => -2.0,
    };
    if line.markup().emphasis == Some(Emphasis::Light) || line.text().starts_with('_') {
        nats += 4.0;
    }
    // `Enter TORVALD`: a name in capitals, as over speeches.
    let shouted = written
        .split(|c: char| !c.is_alphabetic())
        .any(|word| word.chars().count() > 1 && is_upper(word));
    nats += if shouted && !is_upper(own) { 4.0 } else { 0.0 };
    nats - if words > 12 { 3.0 } else { 0.0 } - if dialogue < 0.5 { 3.0 } else { 0.0 }
}

/// What stands between signs that a line begins and ends with: `*** BREAK ***`.
fn between_signs(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    let (open, close, least) = SIGNS.iter().find(|(open, ..)| *open == first)?;
    let rest = text.trim_start_matches(*open);
    let inside = rest.trim_end_matches(*close);
    let enough = text.len() - rest.len() >= least * open.len_utf8()
        && rest.len() - inside.len() >= least * close.len_utf8();
    // Who is cut off, and goes on: `--Yes, the... what--`
    let (bare, inside) = (inside, inside.trim());
    let is_cut_off = first == '-' && bare == inside && !is_upper(inside) && !is_known(inside);
    (enough && !is_cut_off && inside.contains(char::is_alphanumeric) && words_in(inside) <= 10)
        .then_some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_is_known_by_its_words() {
        for text in [
            "laughs",
            "Applause",
            "laughter and applause",
            "inaudible 00:12:03",
            "笑",
            "смеётся",
            "rires",
        ] {
            assert!(known(text) > 8.0, "{text}");
        }
        for text in ["laughs at Bo", "Beifall bei der SPD", "Enter Pell"] {
            assert!(known(text) > 2.0, "{text}");
        }
        for text in [
            "the captain",
            "music theory of the east and west",
            "1",
            "an old one",
        ] {
            assert!(known(text) < 6.0, "{text}");
        }
    }

    #[test]
    fn brackets_are_found_whole() {
        let spans: Vec<_> = bracketed("Yes (Zuruf des Abg. Krug [CDU]) and [so] on.").collect();
        assert_eq!(spans.len(), 2);
        assert_eq!(between_signs("*** BREAK ***"), Some("BREAK"));
        assert_eq!(between_signs("**never**"), None);
        assert_eq!(between_signs("--laughter--"), Some("laughter"));
        assert_eq!(between_signs("--No, but... the--"), None);
    }
}
