//! What a script of a broadcast writes of what is heard beside the talk: `SFX: Thunder.`,
//! `*** COMMERCIAL BREAK ***`, `<<MUSIC UP>>`. These are notes; nobody says them.

use super::draft::{Draft, DraftLine, Part};
use super::fields::key_value;
use super::sections;
use super::talk::Talk;

/// The longest of them between signs, in words.
const LONGEST: usize = 10;
/// What stands before a colon only where something is heard.
#[rustfmt::skip]
const SURE: &[&str] = &[
    "sfx", "fx", "sound effect", "sound effects", "sound cue", "music cue", "音效", "配乐", "背景音乐", "効果音", "효과음",
    "soundeffekt", "bruitage", "effet sonore", "efecto de sonido", "effetto sonoro",
];
/// The same in capitals; else it may be what is talked of.
#[rustfmt::skip]
const IN_CAPITALS: &[&str] = &[
    "SOUND", "SOUNDS", "MUSIC", "AUDIO", "THEME", "THEME MUSIC", "AMBIENCE", "MUSIK", "TON", "GERÄUSCH", "MUSIQUE", "SON",
    "MÚSICA", "SONIDO", "MUSICA", "SUONO", "МУЗЫКА", "ЗВУК",
];
/// The signs that such lines stand between, and how many it takes on each side: two asterisks are
/// bold type.
const SIGNS: &[(char, char, usize)] = &[
    ('*', '*', 3),
    ('=', '=', 2),
    ('~', '~', 2),
    ('-', '-', 2),
    ('#', '#', 2),
    ('<', '>', 2),
    ('«', '»', 2),
];

/// Marks the lines that say before a colon that something is heard.
pub fn mark(draft: &mut Draft) {
    let is_cue = |line: &DraftLine| {
        line.is_text()
            && line.marked.heading.is_none()
            && key_value(&line.text).is_some_and(|(key, value)| {
                let sure = SURE.contains(&key.to_lowercase().as_str());
                (sure || IN_CAPITALS.contains(&key)) && !value.is_empty()
            })
    };
    for line in draft.lines.iter_mut().filter(|line| is_cue(line)) {
        line.part = Part::Direction;
    }
}

/// Marks the lines between signs in a text in which people are named.
pub fn mark_between_signs(draft: &mut Draft, talk: &Talk) {
    if !talk.is_there() {
        return;
    }
    for line in draft.lines.iter_mut().filter(|line| line.is_text()) {
        let heading = line.marked.heading.is_some();
        if !heading && between_signs(&line.text).is_some_and(|inside| !sections::is_heading(inside))
        {
            line.part = Part::Direction;
        }
    }
}

/// What stands between signs that a line begins and ends with.
fn between_signs(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    let (open, close, least) = SIGNS.iter().find(|(open, ..)| *open == first)?;
    let rest = text.trim_start_matches(*open);
    let inside = rest.trim_end_matches(*close);
    let enough = text.len() - rest.len() >= least * open.len_utf8()
        && rest.len() - inside.len() >= least * close.len_utf8();
    let inside = inside.trim();
    let fits =
        inside.chars().any(char::is_alphanumeric) && inside.split_whitespace().count() <= LONGEST;
    (enough && fits).then_some(inside)
}

#[cfg(test)]
mod tests {
    use crate::script::{Line, Options, read};

    /// Who says what; notes in brackets.
    fn lines(text: &str) -> Vec<String> {
        let script = read(text.as_bytes(), "t.txt", &Options::default()).unwrap();
        let of = |turn: &crate::script::Turn| {
            let lines = turn.lines.iter().map(|line| match line {
                Line::Speech { text, .. } => {
                    format!("{}: {}", turn.speaker, text.values().next().unwrap())
                }
                Line::Note { text, .. } => format!("({text})"),
            });
            lines.collect::<Vec<_>>()
        };
        script.turns().flat_map(of).collect()
    }

    #[test]
    fn what_is_heard_is_a_note() {
        assert_eq!(
            lines(
                "SFX: Waves.\n\nANN: Is it you?\n\nMUSIC: Theme.\n\nTOM: Yes.\n\n*** BREAK ***\n\nANN: So.\n\n<<MUSIC UP>>\n\nTOM: No.\n\nSFX: A gull."
            ),
            [
                "(SFX: Waves.)",
                "ann: Is it you?",
                "(MUSIC: Theme.)",
                "tom: Yes.",
                "(*** BREAK ***)",
                "ann: So.",
                "(<<MUSIC UP>>)",
                "tom: No.",
                "(SFX: A gull.)"
            ]
        );
    }

    #[test]
    fn what_is_said_of_it_is_said() {
        assert_eq!(
            lines("Ann: What do you like?\nTom: Music.\nAnn: Music: what kind?\nTom: **Loud.**")
                .len(),
            4
        );
        let text = "It was dark.\n\n*** The next day ***\n\nThe sun rose.";
        assert_eq!(lines(text).len(), 3);
    }
}
