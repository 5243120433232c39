//! Every reader: any bytes are read or refused, and nothing of the text is lost.

use super::read;
use crate::script::document::{Document, Preset};
use crate::script::tests::cases;
use proptest::prelude::*;
use std::io::Write;
use zip::write::SimpleFileOptions;

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An EPUB of one document.
fn epub(document: &[u8]) -> Vec<u8> {
    archive(&[
        (
            "META-INF/container.xml",
            b"<container><rootfiles><rootfile full-path='b.opf'/></rootfiles></container>",
        ),
        (
            "b.opf",
            b"<package><metadata/><manifest><item id='a' href='a.xhtml'/></manifest>\
              <spine><itemref idref='a'/></spine></package>",
        ),
        ("a.xhtml", document),
    ])
}

fn docx(document: &[u8]) -> Vec<u8> {
    archive(&[("word/document.xml", document)])
}

/// The numbers of the non-blank lines of a text that are nowhere in a got.
fn lost(text: &str, got: &Document) -> Vec<usize> {
    let mut seen = vec![false; text.split('\n').count() + 1];
    for at in got.lines.iter().flat_map(|line| line.places()) {
        seen[at] = true;
    }
    let lines = text.split('\n').enumerate();
    let lines = lines.filter(|(_, line)| line.chars().any(char::is_alphanumeric));
    lines.map(|(i, _)| i + 1).filter(|at| !seen[*at]).collect()
}

/// The words of a got, in order.
fn words(got: &Document) -> Vec<String> {
    let texts = got.texts().into_iter();
    texts
        .flat_map(str::split_whitespace)
        .map(String::from)
        .collect()
}

fn markdown() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Z][a-z]{1,8}( [a-z]{1,8}){0,12}[.?:]?",
        2 => "[\u{4E00}-\u{4E40}]{1,20}[。？]",
        2 => Just(String::new()),
        1 => "#{1,6} [A-Z][a-z]{1,8}",
        1 => "\\*\\*[A-Z][a-z]{1,8}:\\*\\* [a-z]{1,8}",
        8 => marked(),
        2 => "[ -~]{0,30}",
    ]
}

/// Lines with the marks of Markdown.
fn marked() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => "> [a-z]{1,8}",
        1 => "[-*] [a-z]{1,8}",
        1 => "\\| [a-z]{1,8} \\| [\u{4E00}-\u{4E40}]{1,5} \\|",
        1 => Just("|---|---|".to_string()),
        1 => prop::sample::select(vec!["---", "```"]).prop_map(String::from),
        1 => "\\[[a-z]{1,3}\\]: [a-z]{1,8}",
        1 => "\\[\\^1\\]:? [a-z]{1,8}",
        1 => "</?[a-z]{1,5}>[a-z]{0,5}",
        1 => "!\\[[a-z]{0,5}\\]\\([a-z]{1,5}\\)",
    ]
}

fn subtitles() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => "[1-9][0-9]{0,2}",
        3 => "00:0[0-9]:[0-5][0-9][,.][0-9]{3} --> 00:0[0-9]:[0-5][0-9][,.][0-9]{3}",
        4 => "[A-Z]?[a-z]{1,8}( [a-z]{1,8}){0,5}[.?]?",
        3 => "[\u{4E00}-\u{4E40}]{1,9}[。？]?",
        1 => "- [a-z]{1,8}",
        1 => "<v [A-Z][a-z]{1,5}>[a-z]{1,8}(</v>)?",
        1 => "(Ann|BO|\\[Ann\\]|\\(Bo\\)|（安）)[:：]? [a-z]{1,8}",
        1 => "\\[00:0[0-9]\\.000 --> 00:0[0-9]\\.900\\] [a-z]{1,8}",
        5 => prop::sample::select(vec!["WEBVTT", "NOTE a word", "", "", ""]).prop_map(String::from),
        1 => "[ -~]{0,20}",
    ]
}

/// Lines of subtitles with fields, of lyrics, and of tables with times.
fn other_cues() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => Just("[Script Info]".to_string()),
        2 => Just("[Events]".to_string()),
        1 => Just("Format: Start, End, Name, Text".to_string()),
        4 => "Dialogue: 0:00:0[0-9]\\.00,0:00:0[0-9]\\.00,(Ann)?,(\\{\\\\i1\\})?[a-z]{1,8}",
        1 => "Comment: 0:00:01\\.00,0:00:02\\.00,,[a-z]{1,8}",
        1 => "\\[(ti|ar|zz):[a-z]{0,5}\\]",
        4 => "\\[00:0[0-9]\\.[0-9]{2}\\][a-z]{0,8}",
        4 => "[0-9]{1,4}\t[0-9]{1,4}\t[a-z]{1,8}",
        1 => "[ -~]{0,20}",
        1 => Just(String::new()),
    ]
}

/// Pieces of a page whose words are all text, or in elements that are named with a reason.
fn html() -> impl Strategy<Value = String> {
    let tag = "(p|div|li|ul|td|tr|table|h1|h2|span|b|em|blockquote|section|main|article|nav|aside|ruby|rt|dt|dd|pre)";
    prop_oneof![
        4 => "[a-z]{1,8}( [a-z]{1,8}){0,5}\n?",
        2 => "[\u{4E00}-\u{4E40}]{1,9}",
        6 => prop::string::string_regex(&format!("</?{tag}>")).unwrap(),
        1 => Just("<br>".to_string()),
        1 => Just("<p lang=fr>".to_string()),
        1 => Just("<p hidden>".to_string()),
        1 => Just(" \n ".to_string()),
    ]
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for name in ["a.txt", "a.md", "a.html", "a.srt", "a.vtt", "a.ass", "a.lrc", "a.json", "a.tsv", "a"] {
            let _ = read(&bytes, name);
        }
        let _ = read(&epub(&bytes), "a.epub");
        let _ = read(&docx(&bytes), "a.docx");
        let _ = read(&[b"PK\x03\x04".as_slice(), &bytes].concat(), "a.zip");
    }

    #[test]
    fn a_damaged_archive_is_refused_or_read(
        at in 0usize..600, byte in any::<u8>(), cut in 0usize..900
    ) {
        let mut bytes = epub(b"<p>word</p>");
        let length = bytes.len();
        bytes[at % length] = byte;
        bytes.truncate(length.saturating_sub(cut / 2));
        let _ = read(&bytes, "a.epub");
    }

    #[test]
    fn no_line_of_markdown_is_lost(pieces in prop::collection::vec(markdown(), 1..30)) {
        let text = pieces.join("\n");
        let got = read(text.as_bytes(), "a.md").unwrap();
        prop_assert!(lost(&text, &got).is_empty(), "{:?} {:?}", text, got.lines);
    }

    #[test]
    fn no_line_of_subtitles_is_lost(pieces in prop::collection::vec(subtitles(), 1..30)) {
        let text = pieces.join("\n");
        for name in ["a.srt", "a.vtt"] {
            let got = read(text.as_bytes(), name).unwrap();
            prop_assert!(lost(&text, &got).is_empty(), "{:?} {:?}", text, got.lines);
        }
    }

    #[test]
    fn no_line_of_other_cues_is_lost(pieces in prop::collection::vec(other_cues(), 1..30)) {
        let text = pieces.join("\n");
        for name in ["a.ass", "a.lrc"] {
            let got = read(text.as_bytes(), name).unwrap();
            prop_assert!(lost(&text, &got).is_empty(), "{:?} {:?}", text, got.lines);
        }
        let table = format!("start\tend\ttext\n{text}");
        let got = read(table.as_bytes(), "a.tsv").unwrap();
        prop_assert!(lost(&table, &got).is_empty(), "{:?} {:?}", table, got.lines);
    }

    #[test]
    fn no_word_of_a_page_is_lost(pieces in prop::collection::vec(html(), 1..40)) {
        let text = pieces.concat();
        let mut bare = String::new();
        let mut rest = text.as_str();
        while let Some((before, tag)) = rest.split_once('<') {
            bare.push_str(before);
            rest = tag.split_once('>').unwrap().1;
        }
        bare.push_str(rest);
        let letters = |words: Vec<String>| {
            // What is done and not said goes into brackets.
            let words = words.concat().replace(['(', ')'], "");
            let mut letters: Vec<char> = words.chars().collect();
            letters.sort_unstable();
            letters
        };
        let source = bare.split_whitespace().map(String::from).collect();
        let source = letters(source);
        let got = read(text.as_bytes(), "a.html").unwrap();
        prop_assert_eq!(letters(words(&got)), source.clone());
        let got = read(&epub(text.as_bytes()), "a.epub").unwrap();
        prop_assert_eq!(letters(words(&got)), source);
    }

    #[test]
    fn no_word_of_a_document_is_lost(
        paragraphs in prop::collection::vec("[a-z]{1,6}( [a-z]{1,6}){0,4}", 1..12),
        wrap in prop::collection::vec(0usize..5, 12),
    ) {
        let body: String = paragraphs.iter().zip(&wrap).map(|(text, wrap)| {
            let run = format!("<w:r><w:t>{text}</w:t></w:r>");
            match wrap {
                0 => format!("<w:p><w:del>{run}</w:del></w:p>"),
                1 => format!("<w:p><w:ins>{run}</w:ins></w:p>"),
                2 => format!("<w:tbl><w:tr><w:tc><w:p>{run}</w:p></w:tc></w:tr></w:tbl>"),
                3 => format!("<w:sdt><w:sdtContent><w:p>{run}</w:p></w:sdtContent></w:sdt>"),
                _ => format!("<w:p>{run}</w:p>"),
            }
        }).collect();
        let document = format!("<w:document xmlns:w='w'><w:body>{body}</w:body></w:document>");
        let got = read(&docx(document.as_bytes()), "a.docx").unwrap();
        let source: Vec<String> =
            paragraphs.iter().flat_map(|p| p.split_whitespace()).map(String::from).collect();
        prop_assert_eq!(words(&got), source);
        let dropped = got.lines.iter().filter(|l| matches!(l.preset, Some(Preset::Dropped { .. }))).count();
        prop_assert_eq!(dropped, wrap.iter().take(paragraphs.len()).filter(|w| **w == 0).count());
    }
}

#[test]
fn deep_nesting_is_bounded() {
    let deep = format!(
        "{}word{}",
        "<div>".repeat(100_000),
        "</div>".repeat(100_000)
    );
    let got = read(deep.as_bytes(), "a.html").unwrap();
    assert_eq!(words(&got), ["word"]);
    let tables = "<w:tbl><w:tr><w:tc>".repeat(5_000);
    let ends = "</w:tc></w:tr></w:tbl>".repeat(5_000);
    let body = format!(
        "<w:document xmlns:w='w'><w:body>{tables}<w:p><w:r><w:t>word</w:t></w:r></w:p>{ends}</w:body></w:document>"
    );
    match read(&docx(body.as_bytes()), "a.docx") {
        Ok(got) => assert_eq!(words(&got), ["word"]),
        Err(error) => assert!(error.to_string().contains("damaged"), "{error}"),
    }
}

/// What is read of an EPUB of such documents, each line with what it is.
fn book(documents: &[(&str, &str)]) -> crate::script::Script {
    let items: String = documents
        .iter()
        .map(|(name, _)| format!("<item id='{name}' href='{name}.xhtml'/>"))
        .collect();
    let spine: String = documents
        .iter()
        .map(|(name, _)| format!("<itemref idref='{name}'/>"))
        .collect();
    let package = format!(
        "<package><metadata><title>The Knot</title><creator>Ann Reed</creator></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    );
    let pages: Vec<(String, String)> = documents
        .iter()
        .map(|(name, body)| {
            (
                format!("{name}.xhtml"),
                format!("<html><body>{body}</body></html>"),
            )
        })
        .collect();
    let mut files: Vec<(&str, &[u8])> = vec![
        (
            "META-INF/container.xml",
            b"<container><rootfiles><rootfile full-path='b.opf'/></rootfiles></container>",
        ),
        ("b.opf", package.as_bytes()),
    ];
    files.extend(
        pages
            .iter()
            .map(|(name, body)| (name.as_str(), body.as_bytes())),
    );
    crate::script::read(&archive(&files), "knot.epub", &Default::default()).unwrap()
}

#[test]
fn what_stands_around_the_text_of_a_book() {
    let script = book(&[
        ("t", "<h1>The Knot</h1><p>Ann Reed</p>"),
        (
            "r",
            "<p>Copyright 2023 Ann Reed</p><p>All rights reserved.</p>",
        ),
        (
            "c",
            "<p><a href='a.xhtml'>Chapter One: The Rope</a></p><p><a href='b.xhtml#p'>The River</a></p>",
        ),
        (
            "a",
            "<p>Chapter One</p><p>The Rope</p><p>Bo: It held.<sup><a href='n.xhtml#n1'>1</a></sup></p><p>Cy: How long?</p><p>Bo: A day.</p>",
        ),
        ("b", "<p id='p'>The River</p><p>It was loud.</p>"),
        ("n", "<h1>Notes</h1><p id='n1'>1. Until noon.</p>"),
    ]);
    let titles = script
        .chapters
        .iter()
        .map(|c| c.title.values().next().unwrap().as_str());
    assert_eq!(
        titles.collect::<Vec<_>>(),
        ["Chapter One: The Rope", "The River"]
    );
    let said: Vec<String> = script
        .turns()
        .flat_map(|turn| turn.lines.iter().map(move |line| (turn, line)))
        .map(|(turn, line)| match line {
            crate::script::Line::Speech { text, .. } => {
                format!("{}: {}", turn.speaker, text.values().next().unwrap())
            }
            crate::script::Line::Note { text, .. } => format!("({text})"),
        })
        .collect();
    assert_eq!(
        said,
        [
            "bo: It held.",
            "cy: How long?",
            "bo: A day.",
            "narrator: It was loud.",
            "(1. Until noon.)"
        ]
    );
}

#[test]
fn a_part_of_a_page_is_read_as_one() {
    let part =
        "<div>\n<p>Ann lit the lamp.</p>\n<p>It <b>burned</b>.</p>\n<p>Nobody slept.</p>\n</div>\n";
    let texts = |text: &str| -> Vec<String> {
        let lines = read(text.as_bytes(), "a.txt").unwrap().lines.into_iter();
        lines.map(|line| line.text).collect()
    };
    assert_eq!(
        texts(part),
        ["Ann lit the lamp.", "It burned.", "Nobody slept."]
    );
    let talk = "<Ann> Who lit the lamp?\n<Bo> I did.\n<Ann> When?\n<Bo> At nine.\n";
    assert_eq!(texts(talk)[0], "<Ann> Who lit the lamp?");
}
