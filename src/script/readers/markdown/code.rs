//! Blocks of code: which are told, which are the source of a picture, and which are text that somebody set so.

use crate::script::document::{Preset, SourceLine};
use crate::script::sentences;
use pulldown_cmark::CodeBlockKind;

/// What a block of code is. One that says in which language it is written is told, or the source of a picture. Any other
/// is text as it would be in plain text: people set letters, poems and whole transcripts so.
pub(super) fn of_code(kind: &CodeBlockKind) -> Option<Preset> {
    const PICTURES: &[&str] = &["mermaid", "plantuml", "puml", "dot", "graphviz", "svg"];
    const TEXT: &[&str] = &["text", "txt", "plain", "plaintext", "markdown", "md"];
    let CodeBlockKind::Fenced(info) = kind else {
        return None;
    };
    match info_of(info)?.as_str() {
        language if PICTURES.contains(&language) => Some(Preset::Dropped {
            reason: "source of a picture",
        }),
        language if TEXT.contains(&language) => None,
        _ => Some(Preset::Code),
    }
}

/// The language that a fence says its block is in: `md` of `` ```{.md} ``.
pub(super) fn info_of(info: &str) -> Option<String> {
    let signs = |c: char| c.is_whitespace() || ",.{}".contains(c);
    let language = info.split(signs).find(|word| !word.is_empty())?;
    Some(language.to_ascii_lowercase())
}

/// How many lines of a block without a full stop are verses at least, of how many words, and of how many characters at most.
const VERSES: usize = 4;
const WORDS: usize = 3;
const LONGEST_VERSE: usize = 80;

/// Says of a block of code that does not say what it is that it is told, if most of it looks so, or no sentence ends in it, no
/// name stands there, and it is no song.
pub(super) fn tell_code(lines: &mut [SourceLine]) {
    let is_talk = |line: &SourceLine| {
        sentences::is_over(&line.text) || line.text.contains(": ") || line.text.contains('：')
    };
    let is_song = || {
        let verses = lines.iter().filter(|line| is_verse(&line.text)).count();
        verses >= VERSES && verses * 2 > lines.len()
    };
    let of_program = lines.iter().filter(|line| looks_like_code(&line.text));
    if of_program.count() * 2 >= lines.len() || !lines.iter().any(is_talk) && !is_song() {
        for line in lines.iter_mut().filter(|line| line.preset.is_none()) {
            line.preset = Some(Preset::Code);
        }
    }
}

/// Whether a line is nothing but words, as programs do not write them: in other letters than those of programs, or several that
/// begin with a capital letter.
fn is_verse(text: &str) -> bool {
    let is_part = |c: char| {
        c.is_alphabetic() || c.is_whitespace() || ",.!?'’‘“”\"-—–…~，。！？、（）()".contains(c)
    };
    let is_foreign = text.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
    let begins = text.starts_with(char::is_uppercase) && text.split_whitespace().count() >= WORDS;
    text.chars().all(is_part) && (is_foreign || begins) && text.chars().count() <= LONGEST_VERSE
}

/// Whether a line has what programs have and people do not write: a brace or a semicolon at its end, a comment, a call.
fn looks_like_code(text: &str) -> bool {
    const BEGINS: &[&str] = &[
        "//", "/*", "*/", "* @", "#include", "#!", "@", "</", "}", "$ ",
    ];
    const ENDS: &[char] = &['{', '}', ';'];
    const HAS: &[&str] = &[
        "();", "==", "!=", "=>", "->", "&&", "||", "</", "/>", "+=", " := ",
    ];
    let text = text.trim();
    let assigns = text.split_once(" = ").is_some_and(|(name, _)| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || "_.[]<>:, ".contains(c);
        let is_whole = text.ends_with([';', '(', '[', '{', ',']) || !name.contains(' ');
        is_whole && name.split(' ').count() < 5 && name.chars().all(is_part)
    });
    text.ends_with(ENDS)
        || BEGINS.iter().any(|sign| text.starts_with(sign))
        || HAS.iter().any(|sign| text.contains(sign))
        || assigns
}
