//! Stage directions: what stands in brackets to say how something is said, or what is heard beside
//! it. `(laughs)`, `[applause]`, `（笑）`.

use super::draft::{Draft, DraftLine, Part};
use super::name_shape::can_be_name;
use super::notes::is_worded;
use super::stamp::is_time;

/// What is done or heard, in the languages that talks are often written down in.
#[rustfmt::skip]
const DIRECTIONS: &[&str] = &[
    // English
    "laugh", "laughs", "laughing", "laughter", "applause", "applauds", "applauding", "clapping",
    "claps", "cheers", "cheering", "sigh", "sighs", "sighing", "pause", "pauses", "silence",
    "music", "crosstalk", "cross talk", "cross-talk", "overlapping", "inaudible", "unintelligible",
    "indistinct", "indiscernible", "chuckle", "chuckles", "chuckling", "giggles", "giggling",
    "cough", "coughs", "coughing", "sniffs", "sneezes", "whispers", "whispering", "shouting",
    "shouts", "smiles", "smiling", "grins", "nods", "nodding", "shrugs", "crying", "cries", "sobs",
    "sobbing", "gasps", "groans", "scoffs", "sings", "singing", "clears throat",
    "clears his throat", "clears her throat", "foreign language", "off mic", "off-mic", "phonetic",
    "ph", "beat", "long pause", "no response", "no audible response", "operator instructions",
    "enter", "enters", "re-enter", "exit", "exits", "exeunt", "aside", "within", "off", "offstage",
    "technical difficulty", "technical difficulties", "video plays", "video playing",
    "audio cuts out", "background noise", "simultaneous speech", "break", "phone rings",
    // Chinese
    "笑", "笑声", "笑聲", "大笑", "微笑", "众笑", "眾笑", "全场笑", "全場笑", "哄堂大笑", "掌声",
    "掌聲", "鼓掌", "热烈掌声", "熱烈掌聲", "欢呼", "歡呼", "叹气", "嘆氣", "停顿", "停頓", "沉默",
    "音乐", "音樂", "听不清", "聽不清", "串音", "咳嗽", "点头", "點頭", "摇头", "搖頭", "哭",
    "苦笑", "轻笑", "笑着", "笑著",
    // Japanese, Korean
    "拍手", "一同笑", "会場笑", "沈黙", "音楽", "웃음", "웃음소리", "박수", "침묵", "음악", "한숨",
    // French, German, Spanish, Italian, Portuguese, Dutch
    "rires", "rire", "rit", "applaudissements", "musique", "soupir", "soupire", "lacht", "lachen",
    "gelächter", "applaus", "beifall", "musik", "seufzt", "unverständlich", "ríe", "risas", "risa",
    "se ríe", "aplausos", "música", "silencio", "suspira", "inaudible", "risate", "ridono",
    "applausi", "musica", "sospira", "risos", "ri", "silêncio", "gelach", "muziek",
    // Russian, Polish, Arabic, Hebrew
    "смех", "смеётся", "смеется", "смеются", "аплодисменты", "музыка", "пауза", "вздыхает",
    "неразборчиво", "śmiech", "śmieje się", "oklaski", "muzyka", "ضحك", "يضحك", "تضحك", "تصفيق",
    "موسيقى", "צחוק", "צוחק", "צוחקת", "מחיאות כפיים",
];
/// Words that may stand beside them.
const BESIDE: &[&str] = &[
    "and", "both", "all", "they", "everyone", "audience", "quietly", "softly", "loudly", "briefly",
    "again", "brief", "long", "short", "loud", "soft", "et", "und", "y", "e",
];
const BRACKETS: &[(char, char)] = &[
    ('(', ')'),
    ('[', ']'),
    ('（', '）'),
    ('【', '】'),
    ('［', '］'),
];
/// The longest direction that stands alone on a line in square brackets, in words.
const LONGEST: usize = 12;

/// The same in characters.
const LONGEST_ALONE: usize = 100;

/// What a part of a line is.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Said(&'a str),
    Direction(&'a str),
    Time(&'a str),
}

/// Makes notes of the stage directions of a draft. One inside of a sentence stands before or after
/// what is said, whichever it is nearer to, so that the sentence stays one line.
pub fn mark(draft: &mut Draft) {
    let opens = |c: char| BRACKETS.iter().any(|(open, _)| *open == c);
    mark_alone(draft);
    let mut lines: Vec<DraftLine> = Vec::with_capacity(draft.lines.len());
    for line in std::mem::take(&mut draft.lines) {
        if line.part != Part::Speech || !line.text.contains(opens) {
            lines.push(line);
            continue;
        }
        // Right behind the name, brackets say how it is said: `Ann: (turning) Is it you?`
        let opens_turn = lines.last().is_some_and(|before| {
            matches!(before.part, Part::Heading { .. }) && !line.marked.is_subtitle
        });
        let pieces = pieces(&line.text, opens_turn);
        if let [Piece::Said(_)] = pieces[..] {
            lines.push(line);
            continue;
        }
        let aside = |text: &str, part: Part| DraftLine {
            text: text.to_string(),
            part,
            after_blank: false,
            ..line.clone()
        };
        let said = said(&pieces);
        let is_said = said.chars().any(char::is_alphanumeric);
        let mut before = true;
        let begin = lines.len();
        for piece in &pieces {
            match piece {
                Piece::Said(text) => {
                    if before && is_said && text.chars().any(char::is_alphanumeric) {
                        before = false;
                        lines.push(DraftLine {
                            text: said.clone(),
                            ..line.clone()
                        });
                    }
                }
                Piece::Direction(text) => lines.push(aside(text, Part::Direction)),
                Piece::Time(text) => {
                    let reason = "time in the text";
                    lines.push(aside(text, Part::Dropped { reason }));
                }
            }
        }
        if !is_said && let Some(first) = lines.get_mut(begin) {
            first.after_blank = line.after_blank;
        }
    }
    draft.lines = lines;
}

/// Whether a text is a direction that many texts have, in whatever language: `laughs`.
pub(super) fn is_known(text: &str) -> bool {
    DIRECTIONS.contains(
        &text
            .to_lowercase()
            .trim_matches([' ', ',', ';', '.', '，', '、']),
    )
}

/// In a dialogue, makes notes of the lines that stand in brackets as a whole and between what is said:
/// `(BEGIN VIDEO CLIP)`. Behind a name they may be said.
fn mark_alone(draft: &mut Draft) {
    let mut speakers = draft.lines.iter().filter_map(|line| match &line.part {
        Part::Heading { speaker } => Some(speaker),
        _ => None,
    });
    let first = speakers.next();
    let mut named = usize::from(first.is_some());
    let several = speakers.fold(false, |several, speaker| {
        named += 1;
        several || Some(speaker) != first
    });
    let mut behind_name = false;
    let mut alone: Vec<usize> = Vec::new();
    for (i, line) in draft.lines.iter().enumerate() {
        let is_named = matches!(line.part, Part::Heading { .. });
        let behind = std::mem::replace(&mut behind_name, is_named);
        if !behind && is_alone(line) {
            alone.push(i);
        }
    }
    // Where most of what is said has one under it, it is what is said, in another language.
    if !several || alone.len() * 2 > named + 1 {
        return;
    }
    for i in alone {
        draft.lines[i].part = Part::Direction;
    }
}

/// Whether the whole of a line stands in brackets, and may say what is heard.
fn is_alone(line: &DraftLine) -> bool {
    line.part == Part::Speech
        && !line.marked.is_subtitle
        && line.marked.heading.is_none()
        && line.text.starts_with(['(', '[', '（', '［'])
        && line.text.split_whitespace().count() <= LONGEST
        && line.text.chars().count() <= LONGEST_ALONE
        && bracketed(&line.text, 0) == Some((0, line.text.len()))
        && inner(&line.text)
            .chars()
            .filter(|c| c.is_alphabetic())
            .count()
            > 1
        && !can_be_name_of_one(inner(&line.text))
}

/// What is said, without the directions in it.
fn said(pieces: &[Piece]) -> String {
    let mut said = String::new();
    for piece in pieces {
        let Piece::Said(text) = piece else { continue };
        if said.is_empty() {
            said.push_str(text.trim_start());
            continue;
        }
        // The space on one side of the brackets goes with them.
        let closes = text.starts_with(|c: char| ".,;:!?…。，、；：！？)）”»\"'’".contains(c));
        if closes {
            said.truncate(said.trim_end().len());
        }
        let spaced = said.ends_with(char::is_whitespace);
        said.push_str(if spaced { text.trim_start() } else { text });
    }
    said.truncate(said.trim_end().len());
    said
}

/// The parts of a line, which perhaps begins a turn; one that is all said is one part.
fn pieces(text: &str, opens_turn: bool) -> Vec<Piece<'_>> {
    let text = text.trim();
    let mut pieces = Vec::new();
    let mut begin = 0;
    let mut from = 0;
    if let Some(end) = between_signs(text).filter(|_| opens_turn) {
        pieces.push(Piece::Direction(&text[..end]));
        (begin, from) = (end, end);
    }
    while let Some((start, end)) = bracketed(text, from) {
        from = end;
        let inside = &text[start..end];
        let (before, after) = (text[..start].trim(), text[end..].trim());
        let stands = Stands {
            alone: !has_words(before) && !has_words(after),
            inside: has_words(before) && has_words(after),
            opens_turn: opens_turn && start == 0 && has_words(after),
        };
        let piece = if is_direction(inside, &stands) {
            Piece::Direction(inside)
        } else if is_time(inner(inside)) {
            Piece::Time(inside)
        } else {
            continue;
        };
        if has_words(&text[begin..start]) || (begin > 0 && begin < start) {
            pieces.push(Piece::Said(&text[begin..start]));
        }
        pieces.push(piece);
        begin = end;
    }
    if begin < text.len() || pieces.is_empty() {
        pieces.push(Piece::Said(&text[begin..]));
    }
    pieces
}

/// Where `*laughs*` or `<laughs>` ends that a text begins with.
fn between_signs(text: &str) -> Option<usize> {
    const FEW: usize = 4;
    let (close, rest) = match text.strip_prefix('*') {
        Some(rest) => ('*', rest),
        None => ('>', text.strip_prefix('<')?),
    };
    let (inside, after) = rest.split_once(close)?;
    let fits = inside.starts_with(char::is_lowercase)
        && inside.split_whitespace().count() <= FEW
        && !inside.contains(['=', '/', '"'])
        && has_words(after)
        && !after.starts_with('*');
    fits.then_some(text.len() - after.len())
}

fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Where a bracket stands in its line.
struct Stands {
    alone: bool,
    inside: bool,
    /// Before the first word of a turn.
    opens_turn: bool,
}

/// The next pair of brackets at or after a place, without others in it.
fn bracketed(text: &str, from: usize) -> Option<(usize, usize)> {
    let mut open: Option<(usize, char)> = None;
    for (i, c) in text[from..].char_indices() {
        if let Some((_, close)) = BRACKETS.iter().find(|(open, _)| *open == c) {
            open = Some((from + i, *close));
        } else if let Some((start, close)) = open
            && c == close
        {
            return Some((start, from + i + c.len_utf8()));
        }
    }
    None
}

fn inner(bracketed: &str) -> &str {
    let mut chars = bracketed.chars();
    chars.next();
    chars.next_back();
    chars.as_str().trim_matches([' ', '_', '*'])
}

/// Whether what stands in brackets says what is done or heard, wherever it stands: `laughs`.
pub fn is_done(inside: &str) -> bool {
    let stands = Stands {
        alone: false,
        inside: false,
        opens_turn: false,
    };
    is_direction(&format!("({inside})"), &stands)
}

fn is_direction(bracketed: &str, stands: &Stands) -> bool {
    let inside = inner(bracketed);
    // `（译注：…）`
    if is_worded(inside) {
        return true;
    }
    let is_square = bracketed.starts_with(['[', '【', '［']);
    let lower = inside
        .trim_matches('_')
        .trim_end_matches(['.', '。', '!', '！', '…'])
        .to_lowercase();
    let known =
        |part: &str| DIRECTIONS.contains(&part.trim_matches([' ', ',', ';', '.', '，', '、']));
    if known(&lower) {
        return true;
    }
    let words: Vec<&str> = lower.split_whitespace().collect();
    let Some(first) = words.first() else {
        return false;
    };
    if stands.opens_turn && is_manner(inside, words.len()) {
        return true;
    }
    // `[laughter and applause]`, `[inaudible 00:12:03]`
    let all = words
        .iter()
        .all(|w| known(w) || BESIDE.contains(w) || is_time(w));
    if all && words.iter().any(|w| known(w)) {
        return true;
    }
    if is_square && known(first) && words.len() <= 6 {
        return true;
    }
    // At the end of a line: `(laughs at Bo)`; alone on one, whatever is in square brackets.
    !stands.inside && known(first) && words.len() <= 4
        || stands.alone
            && is_square
            && words.len() <= LONGEST
            && inside.chars().filter(|c| c.is_alphabetic()).count() > 1
            && !can_be_name_of_one(inside)
}

/// Whether what stands in brackets before speech says how it is said: few words, and no sentence.
fn is_manner(inside: &str, words: usize) -> bool {
    const FEW: usize = 8;
    let letters = || inside.chars().filter(|c| c.is_alphabetic());
    let has_case = letters().any(|c| c.is_lowercase() || c.is_uppercase());
    let is_short = if has_case {
        words <= FEW
    } else {
        letters().count() <= FEW
    };
    let begins = inside.starts_with(char::is_lowercase)
        || !inside.contains(char::is_lowercase)
        || words < 4 && inside.starts_with(char::is_uppercase);
    letters().next().is_some()
        && is_short
        && begins
        && !inside.ends_with(['?', '？', '!', '！', ',', '，', ':'])
}

/// `[Ann Reed]` alone on a line may be who speaks.
fn can_be_name_of_one(inside: &str) -> bool {
    inside.starts_with(char::is_uppercase)
        && inside.chars().any(char::is_lowercase)
        && inside.split_whitespace().count() > 1
        && inside
            .split_whitespace()
            .all(|word| word.starts_with(char::is_uppercase))
        && can_be_name(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said, and the directions.
    fn parted(text: &str) -> (String, Vec<&str>) {
        let pieces = pieces(text, false);
        let directions = pieces.iter().filter_map(|piece| match piece {
            Piece::Direction(text) => Some(*text),
            _ => None,
        });
        let directions = directions.collect();
        (said(&pieces), directions)
    }

    #[test]
    fn directions_are_taken_out_wherever_they_stand() {
        for (text, rest, directions) in [
            (
                "(laughs) Yes. [Applause]",
                "Yes.",
                &["(laughs)", "[Applause]"][..],
            ),
            ("I said (laughs) no.", "I said no.", &["(laughs)"]),
            (
                "It is late (laughs), isn't it?",
                "It is late, isn't it?",
                &["(laughs)"],
            ),
            ("是的（笑）。", "是的。", &["（笑）"]),
            ("是的。（笑）", "是的。", &["（笑）"]),
            ("Никогда. (смеётся)", "Никогда.", &["(смеётся)"]),
            (
                "C'est non (rires) et non.",
                "C'est non et non.",
                &["(rires)"],
            ),
            (
                "Yes [laughter and applause] and no [music].",
                "Yes and no.",
                &["[laughter and applause]", "[music]"],
            ),
            (
                "[Operator Instructions] Our first question.",
                "Our first question.",
                &["[Operator Instructions]"],
            ),
            ("[door slams]", "", &["[door slams]"]),
            (
                "[inaudible 00:12:03] it is.",
                "it is.",
                &["[inaudible 00:12:03]"],
            ),
            ("Good [00:12:03] evening.", "Good evening.", &[]),
            (
                "在桥上。（译注：1940年倒塌。）",
                "在桥上。",
                &["（译注：1940年倒塌。）"],
            ),
        ] {
            assert_eq!(
                parted(text),
                (rest.to_string(), directions.to_vec()),
                "{text}"
            );
        }
    }

    #[test]
    fn lines_in_brackets_between_what_is_said_are_notes() {
        let text = "ANN: Is it you?\n\n(BEGIN VIDEO CLIP)\n\nTOM: (It is.)\n\n(SOUNDBITE OF \"LAMP SONG\")\n\nANN: So.\n\nTOM:\n(Quite so.)\n\nANN: Yes.";
        let said = crate::script::tests::spoken(text);
        assert_eq!(
            said,
            [
                "ann: Is it you?",
                "tom: (It is.)",
                "ann: So.",
                "tom: (Quite so.)",
                "ann: Yes."
            ]
        );
        let translated = "ANA: Hola.\n(Hello.)\nLUIS: Un café.\n(A coffee.)\nANA: ¿Algo más?\n(Anything else?)\nLUIS: No.\n(No.)";
        let said = crate::script::tests::spoken(translated).join(" ");
        for line in [
            "Hola",
            "Hello",
            "Un café",
            "A coffee",
            "¿Algo más?",
            "Anything else?",
        ] {
            assert!(said.contains(line), "{said}");
        }
        let told = "It was dark.\n\n(Nobody had lit the lamp.)\n\nShe came home.";
        assert_eq!(crate::script::tests::spoken(told).len(), 3);
    }

    #[test]
    fn ordinary_brackets_stay() {
        for text in [
            "The lamp (an old one).",
            "(In the harbour it was dark.)",
            "See [1]",
            "He (the captain) knew [the] way.",
            "He studied (music theory) there.",
            "他（船长）知道。",
            "[Ann Reed]",
            "a) one, b) two",
        ] {
            assert_eq!(parted(text), (text.to_string(), vec![]), "{text}");
        }
    }
}
