//! Neural voices. What needs models runs where `DIGLOT_MODELS` names their folder, and says so where it does not.

use crate::support::{Desk, wave};
use std::path::PathBuf;

const TALK: &str =
    "The Lamp\n\nAnn Reed:\nGood evening. Who lit the lamp?\n\nBo Lind:\nI did. It was dark.\n";

/// Where the models are, if they can be had.
fn models(engine: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("DIGLOT_MODELS").map(PathBuf::from);
    let folder = folder
        .map(|folder| folder.join(engine))
        .filter(|folder| folder.is_dir());
    if folder.is_none() {
        eprintln!("SKIPPED: no models of {engine}; DIGLOT_MODELS names the folder of models");
    }
    folder
}

/// A desk whose engine has its models there.
fn desk(engine: &str, folder: &std::path::Path) -> Desk {
    let desk = Desk::new();
    desk.write(
        "diglot.toml",
        format!(
            "[engine.{engine}]\nkind = \"{engine}\"\nfolder = \"{}\"\n",
            folder.display()
        ),
    );
    desk.write("talk.txt", TALK);
    desk
}

#[test]
fn what_is_missing_is_said_with_where_to_get_it() {
    for (engine, file) in [("kokoro", "kokoro-v1.0.int8.onnx"), ("piper", "onnx.json")] {
        let desk = desk(engine, std::path::Path::new("/nonexistent"));
        let run = desk.run(&["build", "talk.txt", "--engine", engine, "-o", "book"]);
        assert_ne!(run.code, 0);
        let said = &run.stderr;
        assert!(said.contains("diglot get") && said.contains(file), "{said}");
    }
}

#[test]
fn a_book_is_spoken_and_sounds_the_same_again() {
    for (engine, rate) in [("piper", 22_050), ("kokoro", 24_000)] {
        let Some(folder) = models(engine) else {
            continue;
        };
        let clips = |jobs: &str| -> Vec<Vec<u8>> {
            let desk = desk(engine, &folder);
            desk.ok(&[
                "build", "talk.txt", "--engine", engine, "-o", "book", "-j", jobs,
            ]);
            let book = desk.json("book/book.json");
            let lines = book["chapters"][0]["lines"].as_array().unwrap();
            let sounds = lines.iter().map(|line| {
                let key = line["clip"].as_str().unwrap();
                let clip = desk.path(&format!("cache/diglot/clips/{}/{key}.clip", &key[..2]));
                let wav = desk.write("clip.wav", std::fs::read(clip).unwrap());
                let (_, _, own, frames) = wave(&wav);
                assert_eq!(own, rate);
                assert!(frames > u64::from(rate) / 2, "{frames}");
                std::fs::read(wav).unwrap()
            });
            sounds.collect()
        };
        let first = clips("1");
        assert!(first.len() >= 2);
        assert!(
            first == clips("2"),
            "{engine} sounds otherwise when it is asked for two lines at once"
        );
    }
}
