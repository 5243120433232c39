//! How the files sound: loudness by name, channels, bits, speed, announcements, one file for all.

use crate::support::{Desk, LAMP, NIGHT_FERRY, loudness, says, wave};
use serde_json::Value;
use std::path::Path;

/// The mean and the peak level in dB that sox gives for a stretch of a file, in seconds.
fn levels(path: &Path, from: &str, length: &str) -> (f64, f64) {
    let output = std::process::Command::new("sox")
        .args([path.to_str().unwrap(), "-n", "trim", from, length, "stats"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let of = |label: &str| -> f64 {
        let line = text.lines().find(|l| l.starts_with(label)).unwrap();
        line[label.len()..]
            .split_whitespace()
            .next()
            .unwrap()
            .parse()
            .unwrap()
    };
    (of("RMS lev dB"), of("Pk lev dB"))
}

fn lines(desk: &Desk, kind: &str) -> Vec<Value> {
    let book = desk.json("book/book.json");
    let chapters = book["chapters"].as_array().unwrap().iter();
    let lines = chapters.flat_map(|c| c["lines"].as_array().unwrap().clone());
    lines.filter(|line| line["kind"] == kind).collect()
}

#[test]
fn loudness_goes_by_name_or_number() {
    let desk = Desk::new();
    for (name, target, peak) in [
        ("podcast", -19.0, -1.5),
        ("ebu", -23.0, -1.5),
        ("-16", -16.0, -1.5),
    ] {
        desk.ok(&["build", NIGHT_FERRY, "-o", "book", "-q", "--loudness", name]);
        for (path, _) in desk.chapters("book") {
            let (lufs, peaks) = loudness(&path);
            assert!((lufs - target).abs() < 1.0, "{name}: {lufs}");
            assert!(peaks <= peak, "{name}: {peaks}");
        }
        desk.ok(&["check", "book", "-q"]);
    }
    let run = desk.run(&["mix", "book", "--loudness", "loud"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("podcast, acx, ebu, none, or a number"),
        "{}",
        run.stderr
    );
}

#[test]
fn acx_files_are_as_the_shops_want_them() {
    let desk = Desk::new();
    desk.ok(&[
        "build",
        NIGHT_FERRY,
        "-o",
        "book",
        "-q",
        "--loudness",
        "acx",
        "--chapters",
        "questions:1",
    ]);
    for (path, _) in desk.chapters("book") {
        let seconds = wave(&path).3 as f64 / 44_100.0;
        let (rms, peak) = levels(&path, "0", &seconds.to_string());
        assert!((-23.0..=-18.0).contains(&rms), "{rms}");
        assert!(peak <= -3.0 && loudness(&path).1 <= -3.0, "{peak}");
        // Room tone: a noise, and a faint one.
        for (from, length) in [("0", "0.45"), ("-1.2", "1")] {
            let (noise, _) = levels(&path, from, length);
            assert!((-80.0..=-60.0).contains(&noise), "{from}: {noise}");
        }
    }
    let run = desk.ok(&["check", "book"]);
    assert!(run.stdout.contains("loudness acx"), "{}", run.stdout);
}

#[test]
fn two_channels_and_24_bits_on_request() {
    let desk = Desk::new();
    desk.ok(&["script", NIGHT_FERRY, "-o", "book"]);
    let settings = desk.read("book/book.toml");
    desk.write(
        "book/book.toml",
        settings
            .replace("channels = 1", "channels = 2")
            .replace("bits = 16", "bits = 24"),
    );
    desk.ok(&["build", "book", "-q"]);
    for (path, _) in desk.chapters("book") {
        let (channels, bytes, ..) = wave(&path);
        assert_eq!((channels, bytes), (2, 3));
        let (lufs, peak) = loudness(&path);
        assert!((lufs + 16.0).abs() < 1.0, "{lufs}");
        assert!(peak <= -1.5, "{peak}");
    }
    desk.ok(&["check", "book", "-q"]);
}

#[test]
fn a_title_that_is_the_files_name_is_not_announced() {
    let desk = Desk::new();
    let talk = "ANN: Did she sail?\n\nBO: She did, at nine.\n\nANN: And who was on board?\n\nBO: Nobody but \
                the cook.\n\nANN: Was it a long way?\n\nBO: Not for her.\n";
    desk.write("talky.txt", talk);
    desk.ok(&["build", "talky.txt", "-o", "book", "-q"]);
    assert_eq!(desk.json("book/book.json")["title"]["en"], "talky");
    assert!(lines(&desk, "title").is_empty());
    // One that a person gives is.
    let title = ["--title", "She Sails", "--rescript"];
    desk.ok(&[&["build", "talky.txt", "-o", "book", "-q"], &title[..]].concat());
    let titles = lines(&desk, "title");
    let said: Vec<&str> = titles.iter().map(|l| l["text"].as_str().unwrap()).collect();
    assert_eq!(said, ["She Sails"]);
}

#[test]
fn titles_and_speakers_are_announced_as_wanted() {
    let desk = Desk::new();
    desk.ok(&[
        "build",
        NIGHT_FERRY,
        "-o",
        "book",
        "-q",
        "--chapters",
        "questions:1",
    ]);
    // What diglot made of a question is for lists; it is said only if all titles are.
    let titles = lines(&desk, "title");
    let said: Vec<&str> = titles.iter().map(|l| l["text"].as_str().unwrap()).collect();
    assert_eq!(said, ["The Night Ferry"]);
    let settings = desk.read("book/book.toml");
    let all = settings.replace("titles = \"headings\"", "titles = \"all\"");
    assert_ne!(all, settings);
    desk.write("book/book.toml", all);
    desk.ok(&["build", "book", "-q"]);
    let titles = lines(&desk, "title");
    let said: Vec<(&str, &str)> = titles
        .iter()
        .map(|l| (l["language"].as_str().unwrap(), l["text"].as_str().unwrap()))
        .collect();
    assert_eq!(
        said,
        [
            ("en", "The Night Ferry"),
            ("en", "What was the crossing like on your very first night?"),
            ("zh", "你的第一个夜晚,航行是什么样的?"),
            (
                "en",
                "Which sound would you miss most if you went ashore for good?"
            ),
            ("zh", "如果你从此上岸,你最怀念的会是哪种声音?"),
        ]
    );
    assert!(titles.iter().all(|line| line["speaker"] == "narrator"));
    let first = &lines(&desk, "speech")[0];
    let pause = first["start"].as_u64().unwrap() - titles[2]["end"].as_u64().unwrap();
    assert_eq!(pause, 52_920); // 1.2 s

    let names = |speakers: &str| -> Vec<String> {
        let changed = settings
            .replace("titles = \"headings\"", "titles = \"none\"")
            .replace(
                "speakers = \"never\"",
                &format!("speakers = \"{speakers}\""),
            );
        desk.write("book/book.toml", changed);
        desk.ok(&["build", "book", "-q"]);
        let titles = lines(&desk, "title").into_iter();
        titles
            .map(|line| line["text"].as_str().unwrap().to_string())
            .collect()
    };
    assert!(names("never").is_empty());
    assert_eq!(
        names("first"),
        ["Mara Ellison", "Thomas Hale", "Mara Ellison", "Thomas Hale"]
    );
    assert_eq!(names("always").len(), 8);
    // No performer is called narrator.
    let sheet = desk.path("book/book.cue");
    let performers = says("cueprint", &["-t", "%p\\n", sheet.to_str().unwrap()]);
    assert_eq!(performers, "Mara Ellison, Thomas Hale\n".repeat(2));
}

#[test]
fn one_file_for_all_has_a_named_cue_point_a_chapter_and_stays_up_to_date() {
    let desk = Desk::new();
    let args = [
        "build",
        NIGHT_FERRY,
        "-o",
        "book",
        "--chapters",
        "questions:1",
    ];
    let run = desk.ok(&[&args[..], &["--single"]].concat());
    assert!(
        run.stdout.contains("The whole book is in 1 file as well"),
        "{}",
        run.stdout
    );
    let path = desk.path("book/book.wav");
    let book = desk.json("book/book.json");
    let lengths: Vec<u64> = book["chapters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["samples"].as_u64().unwrap())
        .collect();
    assert_eq!(wave(&path), (1, 2, 44100, lengths.iter().sum()));
    let chapters = says(
        "ffprobe",
        &[
            "-v",
            "error",
            "-show_entries",
            "chapter=start:chapter_tags=title",
            "-of",
            "csv=p=0",
            path.to_str().unwrap(),
        ],
    );
    assert_eq!(
        chapters,
        format!(
            "0,\"What was the crossing like on your very first night? / 你的第一个夜晚,航行是什么样的?\"\n\
             {},\"Which sound would you miss most if you went ashore for good? / 如果你从此上岸,你最怀念的会是哪种声音?\"\n",
            lengths[0]
        )
    );
    // The samples are those of the chapters.
    let script = "import sys, wave\nread = lambda p: (lambda w: w.readframes(w.getnframes()))(wave.open(p))\n\
                  print(read(sys.argv[1]) == b''.join(map(read, sys.argv[2:])))";
    let mut python = vec!["-c", script, path.to_str().unwrap()];
    let files = desk.chapters("book");
    python.extend(files.iter().map(|(path, _)| path.to_str().unwrap()));
    assert_eq!(says("python3", &python).trim(), "True");

    // Without the option it follows the chapters, and nothing is written twice.
    let written = std::fs::read(&path).unwrap();
    let before = std::fs::metadata(&path).unwrap().modified().unwrap();
    let run = desk.ok(&args);
    assert!(run.stdout.contains("Nothing has changed"), "{}", run.stdout);
    assert_eq!(
        std::fs::metadata(&path).unwrap().modified().unwrap(),
        before
    );
    let edited = desk
        .read("book/script.toml")
        .replace("Are we there?", "Have we arrived?");
    desk.write("book/script.toml", edited);
    desk.ok(&args);
    assert_ne!(std::fs::read(&path).unwrap(), written);
}

#[test]
fn a_language_is_slower_and_a_speaker_faster() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.ok(&["build", "lamp.txt", "-o", "book", "-q"]);
    let length = |line: &Value| line["end"].as_f64().unwrap() - line["start"].as_f64().unwrap();
    let before = lines(&desk, "speech");
    let settings = desk.read("book/book.toml");
    desk.write(
        "book/book.toml",
        settings.replace("[speed]\n", "[speed]\nzh = 0.8\nbo-lind = 1.3\n"),
    );
    desk.ok(&["build", "book", "-q"]);
    for (was, is) in before.iter().zip(lines(&desk, "speech")) {
        let mut speed = if is["language"] == "zh" { 0.8 } else { 1.0 };
        if is["speaker"] == "bo-lind" {
            speed *= 1.3;
        }
        let ratio = length(was) / length(&is);
        // espeak-ng's pace goes with its rate, not quite in proportion.
        assert!((ratio - speed).abs() < 0.12, "{ratio} {speed} {is}");
    }
    let run = desk.run(&["check", "book"]);
    assert_eq!(run.code, 0, "{}", run.stdout);

    desk.write(
        "book/book.toml",
        settings.replace("[speed]\n", "[speed]\nbo-lindt = 1.3\n"),
    );
    let run = desk.ok(&["build", "book"]);
    assert!(run.stderr.contains("bo-lindt"), "{}", run.stderr);
}
