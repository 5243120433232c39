//! Signs in spoken lines that nobody says: marks of Markdown and HTML, half a bracket, code.

use super::super::Doubt;
use super::{Place, Spoken, doubt};
use rayon::prelude::*;

/// How many lines look like code, at least.
const CODE: usize = 3;
/// From how many characters on a bracket that is left open may be a slip of the source.
const LONG_PARAGRAPH: usize = 200;

/// How many bytes a tag of HTML has at most, and a character's name (`quot;`).
const TAG: usize = 400;
const ENTITY: usize = 9;

/// What is odd, in the order of [`of`].
const WHY: [&str; 4] = [
    "this holds a sign that nobody says",
    "this begins with a sign that belongs to something before it",
    "a bracket has no other half here",
    "this looks like code",
];

/// Lines with signs that nobody says: marks of Markdown and HTML, brackets without their other half, code.
pub(super) fn of(lines: &[Spoken]) -> Vec<Doubt> {
    let [mut signs, mut begins, mut brackets, mut code]: [Vec<Place>; 4] = Default::default();
    let odd = |line: &Spoken| {
        // Most lines have no such sign at all.
        let has_signs = line.text.bytes().any(may_be_odd);
        let why = match line.text {
            text if has_signs && has_sign(text) => Some(0),
            text if begins_odd(text) => Some(1),
            text if has_signs && has_half_a_bracket(text) => Some(2),
            _ => None,
        };
        (why, has_signs && is_code(line.text))
    };
    let odd: Vec<(Option<u8>, bool)> = lines.par_iter().map(odd).collect();
    for (line, (why, is_code)) in lines.iter().zip(odd) {
        match why {
            Some(0) => signs.push(line.place()),
            Some(1) => begins.push(line.place()),
            Some(_) => brackets.push(line.place()),
            None => {}
        }
        if is_code {
            code.push(line.place());
        }
    }
    if code.len() < CODE {
        code.clear();
    }
    let odd = WHY.iter().zip([signs, begins, brackets, code]);
    odd.filter_map(|(why, lines)| doubt(why, lines)).collect()
}

/// Whether a byte is one of the signs that are looked for, or begins one: `（` and `【`.
fn may_be_odd(byte: u8) -> bool {
    const ODD: [bool; 256] = {
        let (mut odd, signs) = ([false; 256], br"\*_#]{}|`<&=~()[>/+%$@^");
        let mut i = 0;
        while i < signs.len() {
            odd[signs[i] as usize] = true;
            i += 1;
        }
        odd[0xE3] = true;
        odd[0xEF] = true;
        odd
    };
    ODD[usize::from(byte)]
}

/// Whether a text holds a mark of Markdown or HTML, a time in brackets, or a gap to fill in.
pub(super) fn has_sign(text: &str) -> bool {
    let signs = b"\\*_#]{}|`<&=~";
    let bytes = text.as_bytes();
    let is_letter = |at: usize| {
        text.get(at..)
            .and_then(|rest| rest.chars().next())
            .is_some_and(char::is_alphabetic)
    };
    let near = |at: usize, most: usize| &bytes[at + 1..bytes.len().min(at + 1 + most)];
    let places = bytes.iter().enumerate();
    let mut places = places.filter(|(_, byte)| signs.contains(byte));
    places.any(|(i, byte)| {
        let next = bytes.get(i + 1);
        match byte {
            b'\\' | b'{' | b'}' | b'|' | b'`' => true,
            b'*' | b'_' | b'=' | b'~' => next == Some(byte),
            b'#' => (i == 0 || bytes[i - 1] == b' ') && (next == Some(&b'#') || is_letter(i + 1)),
            b']' => {
                next == Some(&b'(')
                    || i > 2 && bytes[i - 3] == b':' && bytes[i - 1].is_ascii_digit()
            }
            b'<' => {
                next.is_some_and(|next| next.is_ascii_alphabetic() || *next == b'/')
                    && near(i, TAG).contains(&b'>')
            }
            b'&' => {
                let mut parts = near(i, ENTITY).splitn(2, |b| *b == b';');
                let name = parts.next().unwrap_or_default();
                let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'#';
                parts.next().is_some() && name.len() > 1 && name.iter().all(is_name)
            }
            _ => false,
        }
    })
}

/// Whether a text begins with a sign that stands behind or between other words.
fn begins_odd(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with([
        ':', ',', ';', ')', ']', '/', '=', '>', '*', '：', '，', '、', '。', '；', '）', '】',
    ]) || text.starts_with('.') && !text.starts_with("..")
}

/// Whether a round or square bracket has no other half. Faces and the brackets of `a)` are none, and in a long paragraph it may be a slip
/// of the source, unless the paragraph begins or ends with it.
pub(super) fn has_half_a_bracket(text: &str) -> bool {
    const PAIRS: [(char, char); 4] = [('(', ')'), ('[', ']'), ('（', '）'), ('【', '】')];
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut odd = None;
    let mut before = (None, ' ');
    for (i, c) in text.char_indices() {
        let is_face = matches!(before.1, ':' | ';' | '=' | '-' | '^') || before.1 == c;
        let is_item = c == ')'
            && before.0.is_none_or(|c: char| !c.is_alphanumeric())
            && before.1.is_alphanumeric();
        if let Some((_, close)) = PAIRS.iter().find(|pair| pair.0 == c).filter(|_| !is_face) {
            open.push((i, *close));
        } else if PAIRS.iter().any(|pair| pair.1 == c) {
            match open.last() {
                Some((_, close)) if *close == c => drop(open.pop()),
                _ if is_face || is_item => {}
                _ => odd = odd.or(Some(i)),
            }
        }
        before = (Some(before.1), c);
    }
    let Some(odd) = odd.or(open.first().map(|(i, _)| *i)) else {
        return false;
    };
    odd == 0 || odd + 3 >= text.len() || text.chars().count() <= LONG_PARAGRAPH
}

/// Whether a line looks like code: it ends or goes on as no sentence does, or many of its characters are signs.
fn is_code(text: &str) -> bool {
    let text = text.trim_end();
    let is_sign = |c: char| r"=(){}[]<>|_/\+*&%$@^~".contains(c);
    let (mut signs, mut all) = (0, 0);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        all += 1;
        signs += usize::from(is_sign(c));
    }
    signs > 2 && 7 * signs > all
        || text.ends_with(['{', '}'])
        || text.ends_with(");")
        || ["=>", "->", "() ", "();", " := "]
            .iter()
            .any(|code| text.contains(code))
}

#[cfg(test)]
mod tests {
    use super::{begins_odd, has_half_a_bracket, has_sign, is_code};
    use crate::script::{Options, read};

    #[test]
    fn signs_that_nobody_says() {
        let odd = [
            "He saw the ship\\ and went down.",
            "The __ of the lamp.",
            "The lamp | the ship.",
            "He wrote &quot;lamp&quot; there.",
            "[Tid 0:00:35] He came.",
            "Come <b>here</b>.",
            "#lamp",
        ];
        for line in odd {
            assert!(has_sign(line), "{line}");
        }
        let said = [
            "The lamp & the ship; that was all.",
            "Seven < eight, said he.",
            "It was ship #671.",
            "Rock * roll at https://lamp.example/ship.",
        ];
        for line in said {
            assert!(!has_sign(line), "{line}");
        }
        assert!(begins_odd(", the keeper, enters.") && begins_odd("> BLACKOUT."));
        assert!(!begins_odd("... and so he went.") && !begins_odd("— Yes."));
    }

    #[test]
    fn brackets_without_their_half() {
        assert!(has_half_a_bracket("He went down [and the lamp went out."));
        assert!(has_half_a_bracket("The lamp went out) and he went down."));
        let whole = [
            "He went down (slowly) that night.",
            "The lamp went out :)",
            "That is a) a ship, b) a lamp.",
        ];
        for line in whole {
            assert!(!has_half_a_bracket(line), "{line}");
        }
    }

    #[test]
    fn code_is_said_once() {
        for line in [
            "ship.see(lamp);",
            "case Lamp() => light",
            "while (fog) { wait(); }",
        ] {
            assert!(is_code(line), "{line}");
        }
        for line in [
            "-- No... That was my sister.",
            "“Go,” he said; “(and soon).”",
        ] {
            assert!(!is_code(line), "{line}");
        }
        let told = "The keeper lit the lamp before it was dark.\n\n".repeat(6);
        let odd = |code: &str| {
            let text = format!("{told}{}{told}", format!("{code}\n\n").repeat(3));
            let script = read(text.as_bytes(), "lamp.txt", &Options::default()).unwrap();
            let doubts = script.doubts.into_iter();
            doubts
                .filter(|doubt| doubt.text.contains("looks like code"))
                .count()
        };
        assert_eq!(odd("ship.see(lamp, keeper);"), 1);
        assert_eq!(odd("Nobody saw the ship in the fog."), 0);
    }
}
