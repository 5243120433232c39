//! A text into a book that other programs can read.

use crate::support::{Desk, LAMP, NIGHT_FERRY, levels, loudness, says, wave};
use std::collections::HashSet;

#[test]
fn the_demo_is_a_book_that_other_tools_read() {
    let desk = Desk::new();
    let run = desk.ok(&["build", NIGHT_FERRY, "--chapters", "questions:1"]);
    assert!(
        run.stdout
            .starts_with("The Night Ferry: 2 chapters, 2 min "),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .contains("in output/the-night-ferry\nTo listen: "),
        "{}",
        run.stdout
    );

    let book = desk.json("output/the-night-ferry/book.json");
    assert_eq!(book["title"]["en"], "The Night Ferry");
    let mut spoken = Vec::new();
    for chapter in book["chapters"].as_array().unwrap() {
        let path = desk
            .path("output/the-night-ferry")
            .join(chapter["file"].as_str().unwrap());
        let samples = chapter["samples"].as_u64().unwrap();
        assert_eq!(wave(&path), (1, 2, 44100, samples));
        let seconds = says(
            "ffprobe",
            &[
                "-v",
                "error",
                "-show_entries",
                "format=duration",
                "-of",
                "csv=p=0",
                path.to_str().unwrap(),
            ],
        );
        let seconds: f64 = seconds.trim().parse().unwrap();
        assert!((seconds - samples as f64 / 44100.0).abs() < 0.001);

        // Every line is heard where book.json says, and nothing is heard between.
        let mut speech = Vec::new();
        let mut pauses = Vec::new();
        let mut last = 0;
        for line in chapter["lines"].as_array().unwrap() {
            let (start, end) = (
                line["start"].as_u64().unwrap(),
                line["end"].as_u64().unwrap(),
            );
            assert!(last < start && start < end && end <= samples, "{line}");
            speech.push((start, end));
            // What is kept around the speech, 25 ms before and 60 ms after, may be soft, not loud.
            pauses.push((last, start));
            last = end;
            if line["kind"] == "speech" {
                spoken.push((
                    line["language"].as_str().unwrap().to_string(),
                    line["text"].clone(),
                ));
            }
        }
        pauses.push((last, samples));
        for level in levels(&path, &speech) {
            assert!((-32.0..-10.0).contains(&level), "speech at {level} dB");
        }
        for level in levels(&path, &pauses) {
            assert!(level < -55.0, "a pause at {level} dB");
        }
    }
    assert_eq!(spoken.len(), 24);
    assert!(
        spoken
            .chunks(2)
            .all(|pair| pair[0].0 == "en" && pair[1].0 == "zh")
    );

    let sheet = desk.path("output/the-night-ferry/book.cue");
    let tracks = says("cueprint", &["-t", "%n|%t|%p\\n", sheet.to_str().unwrap()]);
    let tracks: Vec<&str> = tracks.lines().collect();
    assert_eq!(
        tracks,
        [
            "1|What was the crossing like on your very first night? / 你的第一个夜晚,航行是什么样的?|Mara Ellison, Thomas Hale",
            "2|Which sound would you miss most if you went ashore for good? / 如果你从此上岸,你最怀念的会是哪种声音?|Mara Ellison, Thomas Hale",
        ]
    );
}

/// The loudness of each chapter, as ffmpeg's own meter has it.
#[test]
fn chapters_are_as_loud_as_they_should_be_and_not_clipped() {
    let desk = Desk::new();
    desk.ok(&["build", NIGHT_FERRY, "-o", "book", "-q"]);
    for (path, _) in desk.chapters("book") {
        let (lufs, peak) = loudness(&path);
        assert!((lufs + 19.0).abs() < 1.0, "{lufs}");
        assert!(peak <= -1.5, "{peak}");
    }
}

#[test]
fn the_same_bytes_whatever_the_number_of_jobs() {
    let (one, four) = (Desk::new(), Desk::new());
    one.ok(&["build", NIGHT_FERRY, "-o", "book", "-q", "-j", "1"]);
    four.ok(&["build", NIGHT_FERRY, "-o", "book", "-q", "-j", "4"]);
    for name in [
        "book.json",
        "book.cue",
        "script.toml",
        "book.toml",
        ".diglot/state.json",
    ] {
        assert_eq!(
            one.read(&format!("book/{name}")),
            four.read(&format!("book/{name}")),
            "{name}"
        );
    }
    for ((a, _), (b, _)) in one.chapters("book").iter().zip(four.chapters("book")) {
        assert!(
            std::fs::read(a).unwrap() == std::fs::read(b).unwrap(),
            "{}",
            a.display()
        );
    }
}

#[test]
fn voices_differ_by_speaker_and_can_be_changed() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.ok(&["script", "lamp.txt", "-o", "book"]);
    let cast: serde_json::Value =
        serde_json::from_str(&desk.ok(&["cast", "book", "--json"]).stdout).unwrap();
    let voices: HashSet<&str> = cast
        .as_array()
        .unwrap()
        .iter()
        .map(|role| role["voice"].as_str().unwrap())
        .collect();
    // Two speakers and the narrator, in two languages.
    assert_eq!(voices.len(), 6);

    let settings = desk.read("book/book.toml");
    let changed = settings.replace("espeak:en-us+f2", "espeak:en-gb+f4");
    assert_ne!(settings, changed);
    desk.write("book/book.toml", &changed);
    desk.ok(&["speak", "book", "-q"]);
    desk.ok(&["mix", "book", "-q"]);
    assert_eq!(desk.read("book/book.toml"), changed);
    assert_eq!(
        desk.json("book/book.json")["speakers"][0]["voices"]["en"],
        "espeak:en-gb+f4"
    );
}

#[test]
fn samples_are_short_files_a_voice_each() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.ok(&["script", "lamp.txt", "-o", "book"]);
    let run = desk.ok(&["cast", "book", "--sample", "-q"]);
    for name in ["ann-reed-en", "ann-reed-zh", "bo-lind-en", "bo-lind-zh"] {
        let path = desk.path(&format!("book/samples/{name}.wav"));
        let (channels, _, rate, frames) = wave(&path);
        assert_eq!((channels, rate), (1, 44100));
        assert!((22050..441_000).contains(&frames), "{frames}");
        assert!(run.stdout.contains(&format!("{name}.wav")));
    }
}

#[test]
fn notes_are_read_by_the_narrator_if_asked_for_and_order_and_pauses_are_the_books() {
    let desk = Desk::new();
    desk.ok(&["script", NIGHT_FERRY, "-o", "book"]);
    let settings = desk.read("book/book.toml");
    let changed = settings
        .replace(
            "languages = [\"en\", \"zh\"]",
            "languages = [\"zh\", \"en\"]",
        )
        .replace("notes = \"skip\"", "notes = \"read\"")
        .replace("pair = 0.4", "pair = 2.0");
    desk.write("book/book.toml", changed);
    desk.ok(&["build", "book", "-q"]);
    let book = desk.json("book/book.json");
    let lines = book["chapters"][0]["lines"].as_array().unwrap();
    let titles = lines.iter().filter(|line| line["kind"] == "title").count();
    let lines = &lines[titles..];
    assert_eq!(lines[0]["language"], "zh");
    let gap = lines[1]["start"].as_u64().unwrap() - lines[0]["end"].as_u64().unwrap();
    assert_eq!(gap, 88200);
    let note = lines.iter().find(|line| line["kind"] == "note").unwrap();
    assert_eq!(
        (note["speaker"].as_str(), note["language"].as_str()),
        (Some("narrator"), Some("zh"))
    );
    assert!(desk.read("book/book.toml").contains("narrator = { "));
}
