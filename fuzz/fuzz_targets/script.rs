//! Any bytes under any name, through all steps to a script. Every line of a plain text must be in
//! the script, and the script's file must come back as it was.
#![no_main]

use diglot::language::Language;
use diglot::script::chapter::Chapters;
use diglot::script::{Line, Options, Pairs, Script, file, json, read};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeSet;
use std::path::Path;

const NAMES: &[&str] = &[
    "a.txt", "a.txt", "a.md", "a.html", "a.srt", "a.vtt", "a", "a.epub",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((&choice, bytes)) = bytes.split_first() else {
        return;
    };
    let name = NAMES[usize::from(choice & 7)];
    let options = Options {
        // One language a script: the detector, whose models take long to load, is not needed.
        languages: ["en", "zh", "ru", "ja"].map(Language::new).to_vec(),
        chapters: [
            Chapters::Auto,
            Chapters::Questions(1.0),
            Chapters::Minutes(0.5),
        ][usize::from(choice >> 3) % 3],
        pairs: if choice & 0x80 == 0 {
            Pairs::Line
        } else {
            Pairs::Sentence
        },
        ..Options::default()
    };
    let Ok(script) = read(bytes, name, &options) else {
        return;
    };
    serde_json::to_writer(std::io::sink(), &json::AsJson(&script)).expect("JSON");
    let written = file::render(&script);
    let again = file::parse(&written, Path::new("script.toml")).expect("our own file");
    assert_eq!(file::render(&again), written);
    if name == "a.txt"
        && let Ok(text) = std::str::from_utf8(bytes)
        && !text.trim_start().starts_with("WEBVTT")
        && !text.contains("-->")
        && !text.contains(['<', '\0', '\u{FEFF}'])
    {
        // A line of signs alone may be there or not.
        let there = accounted(&script);
        let with_words = written_lines(text, |line| line.chars().any(char::is_alphanumeric));
        let not_blank = written_lines(text, |line| !line.trim().is_empty());
        assert!(with_words.is_subset(&there), "{text:?}");
        assert!(there.is_subset(&not_blank), "{text:?}");
    }
});

/// The numbers of the lines that are so.
fn written_lines(text: &str, so: impl Fn(&str) -> bool) -> BTreeSet<usize> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines = text.split('\n').enumerate();
    lines
        .filter(|(_, line)| so(line))
        .map(|(i, _)| i + 1)
        .collect()
}

/// The numbers of the lines that the script holds.
fn accounted(script: &Script) -> BTreeSet<usize> {
    let mut at: BTreeSet<usize> = script.title_at.iter().copied().collect();
    at.extend(script.metadata.iter().flat_map(|m| &m.at));
    at.extend(script.dropped.iter().flat_map(|d| &d.at));
    for chapter in &script.chapters {
        at.extend(&chapter.at);
        at.extend(chapter.parts.iter().flat_map(|part| &part.at));
        for turn in &chapter.turns {
            at.extend(&turn.at);
            at.extend(turn.lines.iter().flat_map(Line::at));
        }
    }
    at
}
