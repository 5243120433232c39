//! Orders of listening: what is heard when, and that a repeat is spoken once.

use crate::support::{Desk, LAMP, says};

fn lines(desk: &Desk) -> Vec<serde_json::Value> {
    desk.json("book/book.json")["chapters"][0]["lines"]
        .as_array()
        .unwrap()
        .clone()
}

fn languages(desk: &Desk) -> Vec<String> {
    let lines = lines(desk);
    lines
        .iter()
        .map(|line| line["language"].as_str().unwrap().to_string())
        .collect()
}

#[test]
fn a_learner_hears_a_line_has_time_and_hears_it_slowly_and_again() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    let pattern = "en, pause 1.5x, zh@0.7, zh";
    desk.untitled("lamp.txt", "book", &[]);
    let run = desk.ok(&["build", "book", "-v", "--pattern", pattern]);
    assert!(run.stderr.contains("12 clips spoken"), "{}", run.stderr);
    let lines = lines(&desk);
    assert_eq!(lines.len(), 12);
    for three in lines.chunks(3) {
        let at = |i: usize, what: &str| three[i][what].as_u64().unwrap();
        let length = |i: usize| (at(i, "end") - at(i, "start")) as f64;
        let tags: Vec<&str> = three
            .iter()
            .map(|line| line["language"].as_str().unwrap())
            .collect();
        assert_eq!(tags, ["en", "zh", "zh"]);
        assert!(three.iter().all(|line| line["pair"] == three[0]["pair"]));
        let silence = (at(1, "start") - at(0, "end")) as f64;
        assert!(
            (silence - 1.5 * length(0)).abs() < 2.0,
            "{silence} after {}",
            length(0)
        );
        let slower = length(1) / length(2);
        assert!((1.2..1.7).contains(&slower), "{slower}");
    }
    // Subtitles and the read-along book tell the same.
    desk.ok(&[
        "publish",
        "book",
        "--format",
        "srt,epub",
        "-q",
        "--pattern",
        pattern,
    ]);
    assert_eq!(desk.read("book/The-Lamp.srt").matches(" --> ").count(), 12);
    let check = "\
import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
print(z.read('EPUB/chapter-001.smil').decode().count('<par '), z.read('EPUB/chapter-001.xhtml').decode().count(' id=\"l'))";
    let epub = desk.path("book/The-Lamp.epub");
    assert_eq!(
        says("python3", &["-c", check, epub.to_str().unwrap()]),
        "12 8\n"
    );
}

#[test]
fn what_is_heard_three_times_is_spoken_once() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.untitled("lamp.txt", "book", &[]);
    let run = desk.ok(&["build", "book", "-v", "--pattern", "en*3"]);
    assert!(run.stderr.contains("4 clips spoken"), "{}", run.stderr);
    assert_eq!(languages(&desk), ["en"; 12]);
    assert_eq!(
        desk.json("book/book.json")["languages"],
        serde_json::json!(["en"])
    );
    let again = desk.ok(&["build", "book", "-v", "--pattern", "turn: en, zh"]);
    assert!(again.stderr.contains("4 clips spoken"), "{}", again.stderr);
}

#[test]
fn a_pattern_goes_by_chapter_and_a_long_silence_ends_the_book() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.untitled("lamp.txt", "book", &[]);
    let settings = desk.read("book/book.toml");
    desk.write(
        "book/book.toml",
        format!("pattern = \"chapter: zh, pause 3s, en, pause 4s\"\n{settings}"),
    );
    desk.ok(&["build", "book", "-q"]);
    assert_eq!(
        languages(&desk),
        ["zh", "zh", "zh", "zh", "en", "en", "en", "en"]
    );
    let lines = lines(&desk);
    let silence = lines[4]["start"].as_u64().unwrap() - lines[3]["end"].as_u64().unwrap();
    assert_eq!(silence, 3 * 44100);
    let chapter = &desk.json("book/book.json")["chapters"][0];
    let tail = chapter["samples"].as_u64().unwrap() - lines[7]["end"].as_u64().unwrap();
    assert_eq!(tail, 4 * 44100);

    desk.write(
        "book/book.toml",
        format!("pattern = \"fr-only\"\n{settings}"),
    );
    let run = desk.run(&["build", "book"]);
    assert!(
        run.stderr
            .contains("book.toml:1:11: `fr` is no language of this book"),
        "{}",
        run.stderr
    );
}

#[test]
fn manual_pages_are_written() {
    let desk = Desk::new();
    desk.ok(&["man", "pages"]);
    let page = desk.read("pages/diglot-publish.1");
    assert!(
        page.starts_with(".ie") && page.contains("\\-\\-format"),
        "{page}"
    );
}
