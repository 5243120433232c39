//! Spoken forms: what an engine is sent, and what is shown.

use super::support::{Desk, finish};
use std::io::Write;
use std::process::Stdio;

const TEXT: &str = "Ann Reed:\nThe ferry left at 7:45 pm on May 3, 1994.\n\nBo Lind:\nWe paid $4.50 to Otto.\n\n\
                    Ann Reed:\nIt was GPT-7 then.\n";

/// A book spoken by a program that notes what it is sent; `forms` is a setting of the engine.
fn book(desk: &Desk, forms: &str) {
    desk.program(
        "reader",
        "cat > line.txt; cat line.txt >> sent.txt; echo >> sent.txt; espeak-ng --stdout -f line.txt",
    );
    let engine = format!(
        "[engine.reader]\nkind = \"command\"\nprogram = \"./reader\"\nconcurrency = 1\n\
         voices = {{ en = [\"a\", \"b\", \"c\"] }}\n{forms}\n"
    );
    desk.write("diglot.toml", engine);
    desk.write("talk.txt", TEXT);
    if !desk.path("book").exists() {
        desk.untitled(
            "talk.txt",
            "book",
            &["--engine", "reader", "--languages", "en"],
        );
    }
}

/// Adds an entry to the book's lexicon.
fn add_word(desk: &Desk, entry: &str) {
    let settings = desk.read("book/book.toml");
    let (before, after) = settings.split_once("[lexicon.en]\n").unwrap();
    desk.write(
        "book/book.toml",
        format!("{before}[lexicon.en]\n{entry}\n{after}"),
    );
}

/// The lines that the program was sent since it was last asked, in alphabetical order.
fn sent(desk: &Desk) -> Vec<String> {
    let sent = std::fs::read_to_string(desk.path("sent.txt")).unwrap_or_default();
    let _ = std::fs::remove_file(desk.path("sent.txt"));
    let lines = sent.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut lines: Vec<String> = lines.map(String::from).collect();
    lines.sort();
    lines
}

#[test]
fn engines_are_sent_words_and_readers_see_figures() {
    let desk = Desk::new();
    book(&desk, "spoken_forms = true");
    desk.ok(&["build", "book", "-q", "--format", "srt"]);
    assert_eq!(
        sent(&desk),
        [
            "It was G P T-seven then.",
            "The ferry left at seven forty five PM on May third, nineteen ninety four.",
            "We paid four dollars fifty cents to Otto.",
        ]
    );
    let shown = desk.read("book/book.json");
    assert!(shown.contains("at 7:45 pm on May 3, 1994.") && !shown.contains("nineteen"));
    assert!(
        desk.read("book/script.toml")
            .contains("We paid $4.50 to Otto.")
    );

    // An entry of the lexicon and `say` of a line go before; what they do not touch is not spoken again.
    add_word(&desk, "GPT = \"Model 5\"");
    let script = desk.read("book/script.toml");
    let paid = "{ en = \"We paid $4.50 to Otto.\" }";
    assert!(script.contains(paid), "{script}");
    let says = "{ en = \"We paid $4.50 to Otto.\", say = { en = \"We paid 4-and-a-half.\" } }";
    desk.write("book/script.toml", script.replace(paid, says));
    desk.ok(&["build", "book", "-q"]);
    assert_eq!(
        sent(&desk),
        ["It was Model 5-seven then.", "We paid 4-and-a-half."]
    );
}

#[test]
fn another_choice_of_forms_speaks_only_what_it_changes() {
    let desk = Desk::new();
    book(&desk, "");
    desk.ok(&["build", "book", "-q"]);
    let as_written = sent(&desk);
    assert!(
        as_written.contains(&"We paid $4.50 to Otto.".to_string()),
        "{as_written:?}"
    );
    // A new form is a new clip; with the old one the old clips are there.
    book(&desk, "spoken_forms = true");
    desk.ok(&["build", "book", "-q"]);
    assert_eq!(sent(&desk).len(), 3);
    book(&desk, "spoken_forms = false");
    desk.ok(&["build", "book", "-q"]);
    assert_eq!(sent(&desk), [""; 0]);
}

#[test]
fn lines_in_lines_out() {
    let desk = Desk::new();
    let mut command = desk.command(&["spoken", "--language", "en"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let lines = "See Chapter IX.\n\nIt is 5 km away.\n";
    child
        .stdin
        .take()
        .unwrap()
        .write_all(lines.as_bytes())
        .unwrap();
    let run = finish(child.wait_with_output().unwrap());
    assert_eq!(
        run.stdout,
        "See Chapter nine.\n\nIt is five kilometers away.\n"
    );
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));

    let run = desk.ok(&["spoken", "--language", "zh", "第3章", "涨了5%"]);
    assert_eq!(run.stdout, "第三章\n涨了百分之五\n");

    book(&desk, "");
    add_word(&desk, "Otto = \"Ah-toe\"");
    let run = desk.ok(&[
        "spoken",
        "--language",
        "en-gb",
        "--book",
        "book",
        "Otto, 3/4/1999",
    ]);
    assert_eq!(
        run.stdout,
        "Ah-toe, the third of April nineteen ninety nine\n"
    );

    let run = desk.ok(&["spoken", "--language", "fi", "5 km"]);
    assert_eq!(run.stdout, "5 km\n");
    assert!(
        run.stderr.contains("no spoken forms for `fi`"),
        "{}",
        run.stderr
    );
    assert_eq!(desk.run(&["spoken", "5 km"]).code, 2);
}
