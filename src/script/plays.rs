//! Names as plays have them: before a full stop, in capitals (`NORA. Is it you?`) or, in some
//! languages, not (`Нора. Это ты?`).

use super::speaker_line::{COUNTED, REACH, without_count};

/// First words of a play's lines that are no names.
#[rustfmt::skip]
const OF_STAGE: &[&str] = &[
    "scene", "act", "curtain", "enter", "exit", "exeunt", "scène", "acte", "rideau", "szene", "akt",
    "aufzug", "auftritt", "vorhang", "escena", "acto", "atto", "scena", "fin", "end", "finis", "int", "ext",
    "chapter", "part", "note", "действие", "явление", "сцена", "занавес",
];

/// `ANN. Good evening.`, `ANN (aside). Good evening.`, `MRS. HALE. Good evening.`, `P.— Who is it?`
pub(super) fn staged(text: &str) -> Option<(&str, &str)> {
    let of_place = |next: &str| in_capitals(next.split(" of ").next().unwrap_or_default());
    let (name, said) = at_stop(text, of_place)?;
    let bare = name.split(['(', '[', ',']).next()?.trim();
    let bare = bare.strip_prefix("The ").unwrap_or(bare);
    let (bare, _) = bare.split_once(" of ").unwrap_or((bare, ""));
    let words = bare.split_whitespace();
    let capitals = words
        .clone()
        .all(|word| !word.contains(char::is_lowercase) || is_abbreviated(word));
    let one_letter = bare.chars().count() == 1 && bare.chars().all(char::is_alphabetic);
    let is_asked = one_letter || COUNTED.contains(&bare.to_lowercase().as_str());
    let fits = capitals && words.into_iter().any(in_capitals) || is_asked;
    let said = if is_asked {
        without_count(said).unwrap_or(said)
    } else {
        said
    };
    fits.then_some((name, said))
}

/// `Nora. Good evening.`, `Mr. Hale (rising). Good evening.`
pub(super) fn told(text: &str) -> Option<(&str, &str)> {
    let (name, said) = at_stop(text, |next| next.starts_with(char::is_uppercase))?;
    let bare = name.split(['(', '[']).next()?;
    (bare.split_whitespace().count() < 3 && !is_abbreviated(bare)).then_some((name, said))
}

/// Parts a text at the full stop behind a name: the first that neither stands in brackets nor, as
/// `MR.` and `J.` do, before what is the rest of the name.
fn at_stop(text: &str, is_rest: impl Fn(&str) -> bool) -> Option<(&str, &str)> {
    let head = &text[..text.floor_char_boundary(REACH)];
    let end = head.match_indices('.').map(|(at, _)| at).find(|&stop| {
        let before = &head[..stop];
        let is_open = before.contains(['(', '[']) && !before.contains([')', ']']);
        let next = head[stop + 1..].split(['.', '(', '[', ',']).next();
        let goes_on = is_abbreviated(before) && next.is_some_and(|next| is_rest(next.trim()));
        !is_open && !goes_on
    })?;
    let (name, after) = (&text[..end], &text[end + 1..]);
    let said = after.trim_start_matches([' ', '\u{A0}', '-', '–', '—', '―']);
    (said.len() < after.len() && !said.is_empty()).then_some((name, said))
}

/// Whether a line says something of the play: `SCENE II. A pier`, `INT. PIER - NIGHT`.
pub(super) fn is_of_stage(text: &str) -> bool {
    let word = text
        .split(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or_default();
    let in_capitals = in_capitals(word) || text.chars().all(|c| !c.is_lowercase());
    in_capitals && OF_STAGE.contains(&word.to_lowercase().as_str())
}

/// Whether several letters, all capitals.
pub(super) fn in_capitals(text: &str) -> bool {
    text.chars().filter(|c| c.is_uppercase()).count() > 1 && !text.contains(char::is_lowercase)
}

/// Whether a text ends in a word that a full stop shortens: `Mr`, `DR`, or an initial.
fn is_abbreviated(text: &str) -> bool {
    const TITLES: &[&str] = &[
        "mr", "mrs", "ms", "dr", "prof", "st", "rev", "capt", "sgt", "lt", "col", "gen", "hon",
        "m", "mme", "mlle", "sr", "sra", "fr", "hr", "no",
    ];
    let text = text.trim_end_matches('.');
    let word = text.rsplit([' ', '.']).next().unwrap_or_default();
    word.chars().count() == 1 || word.len() < 5 && TITLES.contains(&word.to_lowercase().as_str())
}
