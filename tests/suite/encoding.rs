//! How often sound is encoded: ffmpeg is started as seldom as can be, and gives the same bytes.
#![cfg(unix)]

use crate::support::{Desk, says};
use std::os::unix::fs::PermissionsExt;
use std::process::Output;

/// Publishes with an ffmpeg that counts how often it is started, and refuses what has `refuse` in it, a
/// pattern of the shell. Whether it is there may be asked at will.
fn counted(desk: &Desk, args: &[&str], refuse: &str) -> (Output, usize) {
    let found = says("sh", &["-c", "command -v ffmpeg"]);
    let log = desk.path("starts");
    let script = format!(
        "#!/bin/sh\ncase \"$*\" in -version) ;; *) echo >> '{}';; esac\n\
         case \"$*\" in {refuse}) exit 1;; esac\nexec {} \"$@\"\n",
        log.display(),
        found.trim()
    );
    desk.write("bin/ffmpeg", script);
    let program = desk.path("bin/ffmpeg");
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::write(&log, "").unwrap();
    let path = format!(
        "{}:{}",
        desk.path("bin").display(),
        std::env::var("PATH").unwrap()
    );
    let output = desk.command(args).env("PATH", path).output().unwrap();
    let starts = std::fs::read_to_string(&log).unwrap().lines().count();
    (output, starts)
}

fn ferry(evenings: usize, book: &str) -> Desk {
    let desk = Desk::new();
    let chapter = |i| format!("## Evening {i}\n\nAnn: The ferry leaves at {i}.\n\n");
    let text: String = (1..=evenings).map(chapter).collect();
    desk.write("ferry.md", format!("# The Ferry\n\n{text}"));
    desk.untitled("ferry.md", book, &[]);
    desk.ok(&["build", book, "-q"]);
    desk
}

#[test]
fn short_chapters_are_encoded_several_at_a_time_to_the_same_bytes() {
    // A folder's name is no protocol.
    let book = "Ann: a book";
    let desk = ferry(16, book);
    let publish = |jobs: &str, refuse: &str| {
        let args = ["publish", book, "--format", "html", "--force", "-j", jobs];
        let (output, starts) = counted(&desk, &args, refuse);
        let sounds = desk.path(book).join("player/sound");
        let sound = |i| std::fs::read(sounds.join(format!("{i:03}.mp3"))).unwrap();
        let sounds: Vec<Vec<u8>> = (1..=16).map(sound).collect();
        (output, sounds, starts)
    };
    let (_, alone, starts) = publish("16", "none");
    assert_eq!(starts, 16);
    let (output, together, starts) = publish("1", "none");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(starts, 2);
    assert!(alone == together);
    // A chapter that cannot be encoded is named: those that were to be encoded with it are tried one by one.
    let (output, rest, starts) = publish("1", "*'Chapter(4)'*");
    assert_eq!((output.status.code(), starts), (Some(1), 1 + 5));
    assert!(rest == together);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("player/sound/005.mp3"), "{said}");
}

#[test]
fn sound_that_an_earlier_run_encoded_is_not_encoded_again() {
    let desk = ferry(2, "book");
    let settings = desk.read("book/book.toml");
    let podcast = "[podcast]\nurl = \"https://example.org/ferry/\"\n";
    desk.write("book/book.toml", settings.replace("[podcast]\n", podcast));
    let publish = |formats: &str| {
        let (output, starts) = counted(&desk, &["publish", "book", "--format", formats], "none");
        assert!(output.status.success(), "{output:?}");
        starts
    };
    // Two chapters and the whole.
    assert_eq!(publish("mp3"), 3);
    assert_eq!(publish("m4b"), 1);
    let m4b = std::fs::read(desk.path("book/The-Ferry.m4b")).unwrap();
    // Other formats hold the same sound.
    assert_eq!(publish("html,feed"), 0);
    let track = desk.path("book/mp3/01-Evening-1.mp3");
    let sound = desk.path("book/player/sound/001.mp3");
    let episode = desk.path("book/podcast/01-Evening-1.mp3");
    let sound_of = |path| {
        let path: &std::path::Path = path;
        let path = path.to_str().unwrap();
        says(
            "ffmpeg",
            &["-v", "error", "-i", path, "-map", "0:a", "-f", "md5", "-"],
        )
    };
    assert_eq!(sound_of(&track), sound_of(&sound));
    assert_eq!(sound_of(&episode), sound_of(&sound));
    // An author changes the tags, not the sound.
    let before = std::fs::read(&track).unwrap();
    let settings = desk.read("book/book.toml");
    let author = settings.replace("authors = []", "authors = [\"Ann Reed\"]");
    assert_ne!(author, settings);
    desk.write("book/book.toml", author);
    assert_eq!(publish("mp3,html,feed"), 0);
    let tagged = std::fs::read(&track).unwrap();
    assert_ne!(tagged, before);
    let artist = ["-v", "error", "-show_entries", "format_tags=artist"];
    let artist = says(
        "ffprobe",
        &[&artist[..], &[track.to_str().unwrap()]].concat(),
    );
    assert!(artist.contains("TAG:artist=Ann Reed"), "{artist}");
    assert_eq!(sound_of(&track), sound_of(&sound));
    // An audiobook with the sound of an older one is as if it had been encoded.
    let book = desk.path("book/The-Ferry.m4b");
    let chapters = || {
        let show = [
            "-v",
            "error",
            "-show_chapters",
            "-show_entries",
            "format_tags",
        ];
        let chapters = says("ffprobe", &[&show[..], &[book.to_str().unwrap()]].concat());
        (chapters, sound_of(&book))
    };
    assert_eq!(publish("m4b"), 1);
    assert_ne!(std::fs::read(&book).unwrap(), m4b);
    let of_older = chapters();
    desk.ok(&["publish", "book", "--format", "m4b", "--force"]);
    assert_eq!(of_older, chapters());
    // What somebody has changed is not taken.
    let whole = std::fs::read(&sound).unwrap();
    for path in [&track, &sound, &episode] {
        let mut bytes = std::fs::read(path).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        std::fs::write(path, bytes).unwrap();
    }
    std::fs::remove_file(desk.path("book/player/sound/002.mp3")).unwrap();
    std::fs::rename(&sound, desk.path("elsewhere")).unwrap();
    assert_eq!(publish("html"), 1);
    assert_eq!(std::fs::read(&sound).unwrap(), whole);
    // Another rate is another sound.
    let settings = desk.read("book/book.toml");
    desk.write(
        "book/book.toml",
        settings.replace("[bit_rates]\n", "[bit_rates]\nhtml = 96\n"),
    );
    assert_eq!(publish("html"), 2);
}
