//! What a person sees when something is wrong: what, where, and what to do.

use crate::support::{Desk, LAMP, finish};
use snapbox::{assert_data_eq, str};

/// What a failing run says on standard error.
fn error(desk: &Desk, args: &[&str]) -> String {
    let run = desk.run(args);
    assert_eq!(run.code, 1, "{}\n{}", run.stdout, run.stderr);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.ends_with('\n'));
    run.stderr.trim_end().to_string()
}

#[test]
fn a_text_that_cannot_be_read() {
    let desk = Desk::new();
    desk.write(
        "wrong.txt",
        b"Ann:\nGood \xFF\xFEevening \x81\x8D\x8F\x90\x9D\n",
    );
    desk.write("talk.png", b"\x89PNG\r\n\x1a\n0000");
    desk.write("empty.txt", b"\n \n");
    desk.write("folder/notes.txt", b"x");
    assert_data_eq!(
        error(&desk, &["build", "missing.txt"]),
        str!["error: missing.txt: there is no such file or folder"]
    );
    assert_data_eq!(
        error(&desk, &["build", "wrong.txt"]),
        str![
            "error: wrong.txt:2: byte 10 is not UTF-8, and the file does not read as UTF-16, GB18030, Big5, Shift-JIS, EUC-KR or Windows-1252 either. Save it as UTF-8 and try again"
        ]
    );
    assert_data_eq!(
        error(&desk, &["build", "talk.png"]),
        str![
            "error: talk.png: this is not a text (it is a picture). diglot reads plain text, Markdown, HTML, EPUB, FB2, Word (DOCX), OpenDocument, RTF, PDF, subtitles (SRT, WebVTT, ASS) and the JSON of speech recognition"
        ]
    );
    assert_data_eq!(
        error(&desk, &["build", "empty.txt"]),
        str!["error: empty.txt: there is nothing to speak in it. Is it the right file?"]
    );
    assert_data_eq!(
        error(&desk, &["build", "folder"]),
        str![
            "error: folder: this is a folder. Name a text, or the folder of a book (with script.toml in it)"
        ]
    );
    assert_data_eq!(
        error(&desk, &["speak", "folder"]),
        str![
            "error: folder: there is no book here (no script.toml). Make one with `diglot build TEXT` or `diglot script TEXT`"
        ]
    );
}

#[test]
fn a_file_that_a_person_has_edited_wrongly() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.ok(&["script", "lamp.txt", "-o", "book"]);
    let script = desk.read("book/script.toml");
    let settings = desk.read("book/book.toml");

    // Each edit, where it is pointed at, and what is said.
    let wrongs = [
        (
            "script.toml",
            ["speaker = \"bo-lind\"", "speaker = \"bo-lindt\""],
            11,
            "no [[speaker]] has the id `bo-lindt`. Did you mean `bo-lind`?",
        ),
        ("script.toml", ["{ en = \"Thank", "{ en \"Thank"], 8, ""),
        (
            "book.toml",
            ["espeak:en-us+f2", "espeak:en-us+f22"],
            14,
            "espeak-ng has no voice `en-us+f22`. It does not know the variant `f22`. Did you mean `f2`? `diglot \
             voices` lists what it has, and book.toml, under [cast], says who speaks with what",
        ),
        (
            "book.toml",
            ["espeak:en-us+f2", "espaek:en-us+f2"],
            14,
            "there is no engine `espaek`",
        ),
        (
            "book.toml",
            ["line = 0.7", "lines = 0.7"],
            1,
            "unknown field `lines`",
        ),
    ];
    for (file, [from, to], column, said) in wrongs {
        let whole = if file == "script.toml" {
            &script
        } else {
            &settings
        };
        let line = 1 + whole.lines().position(|line| line.contains(from)).unwrap();
        let file = format!("book/{file}");
        desk.write(&file, whole.replacen(from, to, 1));
        let is = error(&desk, &["build", "book"]);
        let expected = format!("error: {file}:{line}:{column}: {said}");
        assert!(is.starts_with(&expected), "{expected}\n{is}");
        desk.write(&file, whole);
    }
}

#[test]
fn espeak_missing_says_how_to_get_it() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    let run = finish(
        desk.command(&["build", "lamp.txt"])
            .env("PATH", "/nowhere")
            .output()
            .unwrap(),
    );
    assert_eq!(run.code, 1);
    assert_data_eq!(
        run.stderr,
        str![[r#"
voices: espeak-ng, as no model is on this machine for en and zh. `diglot get kokoro` brings voices that sound like people
error: espeak-ng is not installed, and it is what speaks here.
Get it with one of:
  apt install espeak-ng      (Debian, Ubuntu)
  dnf install espeak-ng      (Fedora)
  pacman -S espeak-ng        (Arch)
  brew install espeak-ng     (macOS)
or run `make setup` in diglot's folder; then run the same command again.

"#]]
    );
}

#[test]
fn wrong_usage_is_2() {
    let desk = Desk::new();
    for args in [
        &["bulid"][..],
        &["build"],
        &["build", "a.txt", "--chapters", "x"],
        &["build", "a.txt", "-j", "0"],
    ] {
        assert_eq!(desk.run(args).code, 2, "{args:?}");
    }
}

/// On a disk of its own that is too small, if this user may make one.
#[test]
fn a_full_disk_is_named_and_the_clips_are_kept() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    std::fs::create_dir(desk.path("small")).unwrap();
    let script =
        "mount -t tmpfs -o size=600k tmpfs small && exec \"$0\" build lamp.txt -o small/book";
    let run = |script: &str| {
        let diglot = env!("CARGO_BIN_EXE_diglot");
        let mut command = desk.command(&[]);
        let envs: Vec<_> = command
            .get_envs()
            .map(|(k, v)| (k.to_owned(), v.map(Into::into)))
            .collect();
        command = std::process::Command::new("unshare");
        command
            .args(["-rm", "sh", "-c", script, diglot])
            .current_dir(desk.path(""));
        for (key, value) in envs {
            let value: Option<std::ffi::OsString> = value;
            match value {
                Some(value) => command.env(key, value),
                None => command.env_remove(key),
            };
        }
        finish(command.output().unwrap())
    };
    if run("mount -t tmpfs -o size=600k tmpfs small").code != 0 {
        eprintln!("left out: this user may not mount");
        return;
    }
    let run = run(script);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("the disk is full. Free some space"),
        "{}",
        run.stderr
    );
    // With room, nothing is spoken again.
    let again = desk.ok(&["build", "lamp.txt", "-o", "book", "-v"]);
    assert!(again.stderr.contains("0 clips spoken"), "{}", again.stderr);
}
