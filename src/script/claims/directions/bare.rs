//! Directions without brackets: `Exit Pell`, `SFX: Thunder.`, `*** BREAK ***`, `FADE IN:`.

use super::{is_heard, is_known};
use crate::script::claims::ClaimRole::{Direction, Narration, NoLabel};
use crate::script::claims::text::{Line, Text, key_value, words_in};
use crate::script::claims::words::Directions;
use crate::script::claims::{Claims, headings};
use crate::script::document::Emphasis;
use crate::script::facts::letters::is_upper;
use crate::script::facts::times::behind_head;

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

/// What stands before who comes and goes.
const ARTICLES: &[&str] = &[
    "the ", "a ", "il ", "la ", "lo ", "l'", "l’", "i ", "gli ", "le ", "les ", "el ", "los ",
    "las ", "o ", "os ", "as ", "der ", "die ", "das ",
];

/// What is a direction without brackets.
pub(super) fn claims(text: &Text, i: usize, claims: &mut Claims) {
    let line = &text.lines[i];
    let own = line.text();
    if own.len() > 300 {
        return;
    }
    let table = Directions::get();
    let dialogue = (text.labels() / 4.0).min(1.0);
    // `12. SOUND: A DOOR.`
    let numbered = own
        .split_once(". ")
        .filter(|(n, _)| n.parse::<u16>().is_ok());
    let pair = line.pair.or_else(|| key_value(numbered?.1));
    let says_sound = pair.is_some_and(|(key, value)| is_sound(key) && !value.is_empty());
    if says_sound || is_sound_in_column(own) {
        claims.instead(i, Direction, 12.0);
    }
    let bare = line.bare.as_str();
    let shouts = is_upper(own);
    // Who asks next, in a record: `BY MR. LIND:`
    if shouts && own.starts_with("BY ") && own.ends_with(':') && text.labels() > 2.0 {
        claims.instead(i, Direction, 9.0);
        // `CROSS-EXAMINATION`, `DIRECT EXAMINATION (Continued)` above it
        let is_heading = |above: &usize| {
            let own = text.lines[*above].text();
            is_upper(own.split_once('(').map_or(own, |(heading, _)| heading))
        };
        if let Some(above) = i.checked_sub(1).filter(is_heading) {
            claims.line(above, Narration, 12.0);
            claims.line(above, NoLabel, 9.0);
        }
    }
    if table.cuts.words.is(bare) && (shouts || own.ends_with(':')) {
        claims.line(i, Direction, 7.0 + 3.0 * dialogue);
        claims.line(i, NoLabel, 9.0);
    }
    if headings::is_of_stage(bare) && own.len() < 60 && !own.ends_with(['?', '!']) {
        let shown = if headings::is_picture(bare) {
            6.0
        } else if shouts {
            5.0
        } else {
            1.0
        };
        claims.line(i, Direction, shown + 4.0 * dialogue);
        claims.line(i, NoLabel, 6.0);
    }
    if let Some(inside) =
        between_signs(behind_head(own)).filter(|inside| headings::level(inside).is_none())
    {
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
    // `Risos.`, alone between the turns of a record
    let is_between = || text.lines.get(i + 1).is_some_and(|next| next.label > 0.3);
    let is_alone = line.opens && line.closes && line.label == 0.0;
    if is_alone && own.ends_with('.') && is_heard(own) && is_between() {
        claims.instead(i, Direction, 4.0 + 5.0 * dialogue);
    }
    let nats = enters(line, dialogue);
    claims.instead(i, Direction, nats);
}

/// Whether what stands behind such a word is heard: `SFX`, `MUSIC`.
pub(super) fn is_sound(key: &str) -> bool {
    let sound = &Directions::get().sound;
    sound.sure.is(&key.to_lowercase()) || sound.capitals.contains(key)
}

/// `SE　波の音`: what is heard, behind a wide space.
pub(in crate::script::claims) fn is_sound_in_column(text: &str) -> bool {
    let parts = text.split_once('\u{3000}');
    parts.is_some_and(|(key, heard)| {
        Directions::get().sound.wide.contains(key) && !heard.trim().is_empty()
    })
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
    let written = written.trim_start_matches(|c: char| !c.is_alphanumeric());
    nats += match written.chars().next() {
        None => 4.0,
        Some(c) if c.is_uppercase() => 2.0,
        Some(_) if ARTICLES.iter().any(|article| rest.starts_with(article)) => 0.0,
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
    fn lines_between_signs() {
        assert_eq!(between_signs("*** BREAK ***"), Some("BREAK"));
        assert_eq!(between_signs("**never**"), None);
        assert_eq!(between_signs("--laughter--"), Some("laughter"));
        assert_eq!(between_signs("--No, but... the--"), None);
    }
}
