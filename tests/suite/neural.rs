//! Neural voices. What needs models runs where `DIGLOT_MODELS` names their folder, and says so where it does not.

use crate::support::{Desk, LAMP, skipped, wave};
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
        skipped(&format!(
            "no models of {engine}; DIGLOT_MODELS names the folder of models"
        ));
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

/// Puts files where Kokoro's model and voices lie; they need not sound to be cast.
fn seem_to_have_kokoro(desk: &Desk, voices: &[&str]) {
    desk.write("data/diglot/models/kokoro/kokoro-v1.0.int8.onnx", "");
    for voice in voices {
        desk.write(
            format!("data/diglot/models/kokoro/voices/{voice}.bin").as_str(),
            "",
        );
    }
}

/// Who speaks with which voice in the cast of a new book, and what was said when it was made.
fn new_book(desk: &Desk, text: &str, book: &str) -> (String, String) {
    desk.write("talk.txt", text);
    let said = desk.ok(&["script", "talk.txt", "-o", book]).stderr;
    (desk.ok(&["cast", book]).stdout, said)
}

#[test]
fn a_new_book_has_the_best_voices_that_are_here_and_keeps_them() {
    let desk = Desk::new();
    let (cast, said) = new_book(&desk, LAMP, "old");
    assert!(
        cast.contains("en: espeak:") && cast.contains("zh: espeak:"),
        "{cast}"
    );
    assert!(said.contains("`diglot get kokoro`"), "{said}");

    // English alone: Chinese is espeak-ng's.
    seem_to_have_kokoro(&desk, &["af_heart", "am_michael", "am_puck"]);
    let (cast, said) = new_book(&desk, LAMP, "half");
    assert!(
        cast.contains("en: kokoro:") && cast.contains("zh: espeak:"),
        "{cast}"
    );
    assert!(
        said.contains("voices: en kokoro, zh espeak, the best for en and zh"),
        "{said}"
    );

    // A voice that two would have to share is not the best.
    seem_to_have_kokoro(&desk, &["zf_xiaoxiao"]);
    assert!(new_book(&desk, LAMP, "one").0.contains("zh: espeak:"));
    seem_to_have_kokoro(&desk, &["zm_yunxi"]);
    let (cast, said) = new_book(&desk, LAMP, "new");
    assert!(
        cast.contains("en: kokoro:") && cast.contains("zh: kokoro:"),
        "{cast}"
    );
    assert!(said.contains("voices: kokoro, the best"), "{said}");
    assert!(desk.read("new/book.toml").contains("\nengine = \"auto\"\n"));

    // What is made stays as it is, whoever else comes to speak in it.
    for (book, before) in [("old", "espeak:"), ("half", "espeak:"), ("new", "kokoro:")] {
        let script = desk.read(&format!("{book}/script.toml"));
        let third = "[[speaker]]\nid = \"cy\"\nnames = { en = \"Cy\", zh = \"赛\" }\n\n[[speaker]]";
        desk.write(
            &format!("{book}/script.toml"),
            script.replacen("[[speaker]]", third, 1),
        );
        let run = desk.ok(&["cast", book]);
        let chinese: Vec<&str> = run
            .stdout
            .lines()
            .filter(|l| l.contains(", zh: "))
            .collect();
        assert!(
            chinese.len() >= 3 && chinese.iter().all(|l| l.contains(before)),
            "{}",
            run.stdout
        );
        assert!(!run.stderr.contains("voices:"), "{}", run.stderr);
    }
    // For one run it may be otherwise.
    let run = desk.ok(&["cast", "new", "--engine", "espeak"]);
    assert!(
        !run.stdout.contains("kokoro:") && run.stderr.contains("for this run only"),
        "{}",
        run.stderr
    );
    seem_to_have_kokoro(&desk, &["zm_yunyang"]);
    let run = desk.ok(&["cast", "old", "--engine", "auto"]);
    assert!(!run.stdout.contains("espeak:"), "{}", run.stdout);
}

const JAPANESE: &str = "灯台の話\n\n灯子：\n灯りは四時十五分に点きました。三百段の階段を、父は一人で登ったんです。\n\n\
                        海斗：\nええ、Lamp Streetから見えましたよ。何時までですか。\n";

#[test]
fn japanese_voices_need_a_dictionary_and_say_so() {
    let desk = Desk::new();
    seem_to_have_kokoro(&desk, &["af_heart", "jf_alpha", "jm_kumo", "jf_nezumi"]);
    let (cast, said) = new_book(&desk, JAPANESE, "without");
    assert!(cast.contains("ja: espeak:"), "{cast}");
    assert!(said.contains("`diglot get japanese`"), "{said}");
    let refused = |book: &str, word: &str| {
        let run = desk.run(&["build", "talk.txt", "--engine", "kokoro", "-o", book]);
        assert_ne!(run.code, 0);
        assert!(run.stderr.contains(word), "{}", run.stderr);
    };
    refused("told", "`diglot get japanese`");

    for file in ["base", "check", "tid_map", "tid", "tid_pos", "cc"] {
        desk.write(
            format!("data/diglot/models/kokoro/japanese/{file}.dat.gz").as_str(),
            "",
        );
    }
    let (cast, _) = new_book(&desk, JAPANESE, "with");
    assert!(cast.contains("ja: kokoro:"), "{cast}");
    for voice in ["jf_alpha", "jm_kumo", "jf_nezumi"] {
        let name = format!("data/diglot/models/kokoro/voices/{voice}.bin");
        desk.write(&name, [0; 510 * 256 * 4]);
    }
    // It is there, but it is none.
    refused("broken", "diglot get japanese --force");
}

#[test]
fn japanese_is_spoken_with_its_dictionary() {
    let Some(folder) = models("kokoro").filter(|folder| folder.join("japanese").is_dir()) else {
        skipped("no dictionary of Japanese; `diglot get japanese` brings it");
        return;
    };
    let desk = desk("kokoro", &folder);
    desk.write("talk.txt", JAPANESE);
    desk.ok(&["build", "talk.txt", "--engine", "kokoro", "-o", "book"]);
    let book = desk.json("book/book.json");
    let lines = book["chapters"][0]["lines"].as_array().unwrap();
    let seconds = |line: &serde_json::Value| {
        (line["end"].as_f64().unwrap() - line["start"].as_f64().unwrap()) / 44_100.0
    };
    let spoken: f64 = lines.iter().map(seconds).sum();
    // Some 70 syllables, of which a voice says six to nine in a second.
    assert!((6.0..16.0).contains(&spoken), "{spoken} s: {lines:?}");
}
