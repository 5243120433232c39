//! A second run does only what is missing, and loses nothing that a person or a run has made.

use crate::support::{Desk, NIGHT_FERRY, finish};
use std::process::Stdio;
use std::time::{Duration, Instant};

const TWO_CHAPTERS: [&str; 2] = ["--chapters", "questions:1"];

fn build(desk: &Desk) {
    let run = desk.ok(&[&["build", NIGHT_FERRY, "-o", "book"], &TWO_CHAPTERS[..]].concat());
    assert!(run.stdout.contains("2 chapters"), "{}", run.stdout);
}

/// All files below a folder, with when they were last written.
fn times(desk: &Desk, folder: &str) -> Vec<(std::path::PathBuf, std::time::SystemTime)> {
    let mut found = Vec::new();
    let mut folders = vec![desk.path(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                found.push((entry.path(), entry.metadata().unwrap().modified().unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_second_build_touches_nothing_and_needs_no_engine() {
    let desk = Desk::new();
    build(&desk);
    let before = (times(&desk, "book"), times(&desk, "cache"));
    let args = [&["build", NIGHT_FERRY, "-o", "book"], &TWO_CHAPTERS[..]].concat();
    let run = finish(desk.command(&args).env("PATH", "").output().unwrap());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("Nothing has changed"), "{}", run.stdout);
    assert_eq!((times(&desk, "book"), times(&desk, "cache")), before);

    // Nor does a finished book need its clips.
    std::fs::remove_dir_all(desk.path("cache")).unwrap();
    let run = finish(desk.command(&args).env("PATH", "").output().unwrap());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(times(&desk, "book"), before.0);
}

#[test]
fn an_edited_line_is_spoken_and_changes_its_chapter_alone() {
    let desk = Desk::new();
    build(&desk);
    let chapters = desk.chapters("book");
    let script = desk.read("book/script.toml");
    let edited = script.replace("Are we there?", "Have we arrived?");
    assert_ne!(script, edited);
    desk.write("book/script.toml", &edited);
    let args = [
        &["build", NIGHT_FERRY, "-v", "-o", "book"],
        &TWO_CHAPTERS[..],
    ]
    .concat();
    let run = desk.ok(&args);
    assert!(
        run.stderr.contains("1 clips spoken, 1 chapters written"),
        "{}",
        run.stderr
    );
    assert_eq!(desk.read("book/script.toml"), edited);
    let after = desk.chapters("book");
    assert_eq!(after[0], chapters[0]);
    assert_ne!(after[1].1, chapters[1].1);
    let lines = desk.json("book/book.json")["chapters"][1]["lines"].clone();
    assert!(
        lines
            .as_array()
            .unwrap()
            .iter()
            .any(|line| line["text"] == "Have we arrived?")
    );
}

/// A chapter that changes takes over what stays from its file of before, and is the same as one that
/// is made anew; also where that file was damaged.
#[test]
fn an_edited_chapter_is_that_of_a_build_from_nothing() {
    let desk = Desk::new();
    build(&desk);
    let args = [&["build", "book"], &TWO_CHAPTERS[..]].concat();
    let anew = [&args[..], &["--force"]].concat();
    for (old, new, damaged) in [
        ("Are we there?", "Have we arrived at last?", false),
        ("Have we arrived at last?", "There?", true),
    ] {
        let edited = desk.read("book/script.toml").replace(old, new);
        desk.write("book/script.toml", &edited);
        if damaged {
            let chapter = &desk.chapters("book")[1].0;
            let mut bytes = std::fs::read(chapter).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle..middle + 20_000].fill(0x55);
            std::fs::write(chapter, bytes).unwrap();
        }
        let contents = || -> Vec<Vec<u8>> {
            let chapters = desk.chapters("book");
            let read = |(path, _): &(std::path::PathBuf, _)| std::fs::read(path).unwrap();
            chapters.iter().map(read).collect()
        };
        let before = contents();
        desk.ok(&args);
        let after = contents();
        assert!(before[0] == after[0] && before[1] != after[1], "{new}");
        desk.ok(&anew);
        assert!(contents() == after, "{new}");
    }
}

#[test]
fn an_edited_script_is_kept_until_rescript_which_keeps_a_backup() {
    let desk = Desk::new();
    let source = std::fs::read_to_string(NIGHT_FERRY).unwrap();
    desk.write("ferry.txt", &source);
    desk.ok(&["script", "ferry.txt", "-o", "book"]);

    // Not edited, it follows the text.
    desk.write("ferry.txt", source.replace("Wet.", "Soaked."));
    desk.ok(&["script", "ferry.txt", "-o", "book"]);
    assert!(desk.read("book/script.toml").contains("Soaked."));

    let edited = desk
        .read("book/script.toml")
        .replace("Soaked.", "Drenched.");
    desk.write("book/script.toml", &edited);
    desk.write("ferry.txt", source.replace("Wet.", "Wet through."));
    let run = desk.ok(&["script", "ferry.txt", "-o", "book"]);
    assert!(
        run.stderr.contains("was edited, so it is kept"),
        "{}",
        run.stderr
    );
    assert_eq!(desk.read("book/script.toml"), edited);

    desk.ok(&["script", "ferry.txt", "-o", "book", "--rescript"]);
    assert!(desk.read("book/script.toml").contains("Wet through."));
    assert_eq!(desk.read("book/script.backup-1.toml"), edited);
}

#[test]
fn chapters_that_are_in_the_book_no_longer_go() {
    let desk = Desk::new();
    build(&desk);
    desk.ok(&[
        "build",
        NIGHT_FERRY,
        "-o",
        "book",
        "--chapters",
        "questions:30",
    ]);
    assert_eq!(
        std::fs::read_dir(desk.path("book/chapters"))
            .unwrap()
            .count(),
        1
    );
}

#[test]
fn a_damaged_clip_is_spoken_again_with_a_word() {
    let desk = Desk::new();
    build(&desk);
    let book = desk.read("book/book.json");
    let clip = desk.json("book/book.json")["chapters"][0]["lines"][0]["clip"].clone();
    let clip = clip.as_str().unwrap();
    desk.write(
        &format!("cache/diglot/clips/{}/{clip}.clip", &clip[..2]),
        "no sound",
    );
    let run = desk.ok(&["build", "book", "--force"]);
    assert!(
        run.stderr
            .contains("a kept clip is damaged and is spoken again"),
        "{}",
        run.stderr
    );
    assert_eq!(desk.read("book/book.json"), book);
}

#[test]
fn ctrl_c_stops_cleanly_and_the_next_run_goes_on() {
    let desk = Desk::new();
    desk.program(
        "slow",
        "case \"$1\" in --v*) exec espeak-ng \"$@\";; esac\nsleep 0.2\nexec espeak-ng \"$@\"",
    );
    desk.write(
        "diglot.toml",
        "[engine.espeak]\nkind = \"espeak\"\nprogram = \"./slow\"\n",
    );
    let mut child = desk
        .command(&["build", NIGHT_FERRY, "-o", "book", "-j", "1"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let clips = desk.path("cache/diglot/clips");
    let waited = Instant::now();
    // Beside the folders of clips there is one for claims.
    while std::fs::read_dir(&clips).map_or(0, |folder| folder.count()) < 6 {
        assert!(waited.elapsed() < Duration::from_secs(60), "no clip came");
        std::thread::sleep(Duration::from_millis(20));
    }
    let id = child.id().to_string();
    crate::support::says("kill", &["-INT", &id]);
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(130));
    assert!(!desk.path("book/book.json").exists());

    std::fs::remove_file(desk.path("diglot.toml")).unwrap();
    let kept = times(&desk, "cache");
    let run = desk.ok(&["build", NIGHT_FERRY, "-o", "book", "-v"]);
    assert!(
        kept.len() >= 4 && !run.stderr.contains("24 clips spoken"),
        "{}",
        run.stderr
    );
    for clip in kept {
        assert!(
            times(&desk, "cache").contains(&clip),
            "spoken twice: {}",
            clip.0.display()
        );
    }
    // No half-written file is left.
    let names = times(&desk, "book")
        .into_iter()
        .chain(times(&desk, "cache"));
    assert!(
        names
            .into_iter()
            .all(|(path, _)| path.extension().is_none_or(|e| e != "part"))
    );
}
