//! Many books in one run.

use super::{Worker, wait_until};
use crate::support::{Desk, LAMP, says};
use std::process::Stdio;

#[test]
fn lamps_are_lit_by_many_books_at_once() {
    let desk = Desk::new();
    let other = LAMP
        .replace("The Lamp", "The Wick")
        .replace("灯\n\n", "芯\n\n");
    desk.write("texts/lamp.txt", LAMP);
    desk.write("texts/wick.txt", &other);
    desk.write("texts/broken.docx", "PK\u{3}\u{4} this is no document");
    desk.write("texts/notes.xyz", "not a text");
    let run = desk.run(&["build", "--each", "texts"]);
    assert_eq!(run.code, 3, "{}\n{}", run.stdout, run.stderr);
    assert!(run.stderr.contains("1 of 3 books failed"), "{}", run.stderr);
    assert!(run.stderr.contains("broken.docx"), "{}", run.stderr);
    assert!(!run.stderr.contains("notes.xyz"), "{}", run.stderr);
    for book in ["the-lamp", "the-wick"] {
        let alone = format!("alone/{book}");
        let text = if book == "the-lamp" {
            "texts/lamp.txt"
        } else {
            "texts/wick.txt"
        };
        desk.ok(&["build", text, "-o", &alone, "-q"]);
        assert_eq!(desk.files(&format!("output/{book}")), desk.files(&alone));
    }
    // The same again goes on where it was: a list this time.
    std::fs::remove_file(desk.path("output/the-lamp/book.json")).unwrap();
    desk.write("list", "texts/lamp.txt\n\ntexts/wick.txt\n");
    let run = desk.ok(&["build", "--each", "@list"]);
    assert!(
        run.stderr.contains("The Wick") || run.stdout.contains("The Wick"),
        "{}",
        run.stderr
    );
    assert!(desk.path("output/the-lamp/book.json").is_file());
    let run = desk.run(&["build", "--each", "nowhere"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
}

#[test]
fn a_folder_that_is_watched_has_its_texts_built() {
    let desk = Desk::new();
    desk.write("in/lamp.txt", LAMP);
    let mut watching = desk.command(&["build", "--watch", "in"]);
    watching.stdout(Stdio::null()).stderr(Stdio::null());
    let mut watching = Worker(watching.spawn().unwrap());
    wait_until("the first book", || {
        desk.path("output/the-lamp/book.cue").is_file()
    });
    desk.write("in/wick.txt", LAMP.replace("The Lamp", "The Wick"));
    wait_until("the second book", || {
        desk.path("output/the-wick/book.cue").is_file()
    });
    desk.write(
        "in/lamp.txt",
        LAMP.replace("It was dark", "It was very dark"),
    );
    wait_until("the change", || {
        desk.read("output/the-lamp/script.toml")
            .contains("very dark")
    });
    says("kill", &["-TERM", &watching.0.id().to_string()]);
    assert!(matches!(watching.0.wait().unwrap().code(), Some(0)));
    assert!(desk.path("in/lamp.txt").is_file());
}
