//! What a person writes into script.toml and book.toml is heard, and changes nothing else.

use crate::support::{Desk, LAMP, levels, wave};
use serde_json::Value;

/// The lamp's book, built once, without announcements.
fn lamp() -> Desk {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.untitled("lamp.txt", "book", &[]);
    desk.ok(&["build", "book"]);
    desk
}

/// Replaces a piece of a file of the book.
fn edit(desk: &Desk, file: &str, from: &str, to: &str) {
    let old = desk.read(&format!("book/{file}"));
    let new = old.replacen(from, to, 1);
    assert_ne!(old, new, "{from}");
    desk.write(&format!("book/{file}"), new);
}

/// Builds again and says what was done, from the notes of `-v`.
fn build(desk: &Desk) -> String {
    desk.ok(&["build", "book", "-v"]).stderr
}

/// The lines of speech of the book's one chapter.
fn lines(desk: &Desk) -> Vec<Value> {
    let json = desk.json("book/book.json");
    let lines = json["chapters"][0]["lines"].as_array().unwrap().iter();
    lines.filter(|l| l["kind"] == "speech").cloned().collect()
}

fn find<'a>(lines: &'a [Value], text: &str) -> &'a Value {
    let found = lines.iter().find(|line| line["text"] == text);
    found.unwrap_or_else(|| panic!("{text}"))
}

const DARK: &str = "en = \"I did. It was dark.\", zh = \"是我。天黑了。\"";

#[test]
fn what_a_line_says_to_speak_is_spoken_and_its_text_is_shown() {
    let desk = lamp();
    let before = lines(&desk);
    let say = format!(
        "{DARK}, say = {{ en = \"I did, because it was so very dark out there in the harbour.\" }}"
    );
    edit(&desk, "script.toml", DARK, &say);
    assert!(build(&desk).contains("1 clips spoken"));
    let after = lines(&desk);
    for (old, new) in before.iter().zip(&after) {
        assert_eq!(old["text"], new["text"]);
        let is_edited = new["text"] == "I did. It was dark.";
        assert_eq!(old["clip"] != new["clip"], is_edited, "{new}");
    }
    let length = |line: &Value| line["end"].as_u64().unwrap() - line["start"].as_u64().unwrap();
    let (old, new) = (&before[2], &after[2]);
    assert!(length(new) > length(old) + 10_000, "{old} {new}");
}

#[test]
fn a_skipped_line_is_silent_and_stays_in_the_script() {
    let desk = lamp();
    let before = lines(&desk);
    edit(&desk, "script.toml", DARK, &format!("{DARK}, skip = true"));
    assert!(build(&desk).contains("0 clips spoken, 1 chapters written"));
    let after = lines(&desk);
    assert_eq!(after.len(), before.len() - 2);
    assert!(desk.read("book/script.toml").contains(DARK));
    // What is in the file is what is in the sheet: the rest, and between it silence.
    let (path, _) = &desk.chapters("book")[0];
    let gap = (
        after[1]["end"].as_u64().unwrap() + 4410,
        after[2]["start"].as_u64().unwrap() - 4410,
    );
    assert!(levels(path, &[gap])[0] < -60.0);
    let json = desk.json("book/book.json");
    assert_eq!(
        wave(path).3,
        json["chapters"][0]["samples"].as_u64().unwrap()
    );
}

#[test]
fn a_pause_is_as_long_as_it_says() {
    let desk = lamp();
    edit(&desk, "script.toml", DARK, &format!("{DARK}, pause = 2.5"));
    edit(
        &desk,
        "script.toml",
        "en = \"Good evening. Who lit the lamp?\"",
        "pause = 0, en = \"Good evening. Who lit the lamp?\"",
    );
    assert!(build(&desk).contains("0 clips spoken, 1 chapters written"));
    let lines = lines(&desk);
    let gap = |i: usize| {
        let end = if i == 0 {
            0
        } else {
            lines[i - 1]["end"].as_u64().unwrap()
        };
        lines[i]["start"].as_u64().unwrap() - end
    };
    let rate = 44_100.0;
    // At the head the speech stands after no more than its own fade-in.
    assert!(gap(0) < 900, "{}", gap(0));
    assert_eq!(gap(2), 110_250);
    // The line's other language keeps the pause of book.toml.
    assert_eq!(gap(3), (0.4 * rate) as u64);
    // As Python finds it in the file: no sound but what fades out and in.
    let (path, _) = &desk.chapters("book")[0];
    let (from, to) = (
        lines[1]["end"].as_u64().unwrap(),
        lines[2]["start"].as_u64().unwrap(),
    );
    let heard = levels(path, &[(from + 4410, to - 4410), (to, to + 22_050)]);
    assert!(heard[0] < -60.0 && heard[1] > -40.0, "{heard:?}");
}

#[test]
fn a_line_may_have_a_voice_of_its_own() {
    let desk = lamp();
    let before = lines(&desk);
    let voiced = format!("{DARK}, voice = \"espeak:en-gb+f5\"");
    edit(&desk, "script.toml", DARK, &voiced);
    let said = build(&desk);
    // In Chinese, the same voice's Chinese name.
    for voice in [
        "espeak:en-gb+f5",
        "espeak:cmn-latn-pinyin+f5",
        "2 clips spoken",
    ] {
        assert!(said.contains(voice), "{said}");
    }
    let after = lines(&desk);
    for (old, new) in before.iter().zip(&after) {
        let is_edited = new["text"] == "I did. It was dark.";
        assert_eq!(
            old["clip"] != new["clip"],
            is_edited || new["text"] == "是我。天黑了。"
        );
    }
    // A sample of a speaker's voice is not of that line.
    let samples = desk.ok(&["cast", "book", "--sample"]);
    assert!(
        samples.stdout.contains("samples/bo-lind-en.wav"),
        "{}",
        samples.stdout
    );
}

#[test]
fn a_line_may_be_spoken_by_another_engine() {
    let desk = lamp();
    desk.program("other", "exec espeak-ng \"$@\"");
    desk.write(
        "diglot.toml",
        "[engine.other]\nkind = \"espeak\"\nprogram = \"./other\"\n",
    );
    let voiced = format!("{DARK}, voice = {{ zh = \"other:cmn-latn-pinyin+f4\" }}");
    edit(&desk, "script.toml", DARK, &voiced);
    let said = build(&desk);
    assert!(said.contains("1 clips spoken"), "{said}");
    assert!(said.contains("other:cmn-latn-pinyin+f4"), "{said}");
    // Nobody else has moved there.
    assert!(!desk.read("book/book.toml").contains("other:"));
    // With one engine asked for, that one speaks all.
    let said = desk
        .ok(&["build", "book", "-v", "--engine", "espeak"])
        .stderr;
    assert!(
        !said.contains("other:") || said.contains("0 clips spoken"),
        "{said}"
    );
}

#[test]
fn a_voice_that_is_not_there_is_shown_with_its_line() {
    let desk = lamp();
    let script = desk.read("book/script.toml");
    let at = 1 + script.lines().position(|line| line.contains(DARK)).unwrap();
    for (voice, word) in [
        ("espeak:en-us+f22", "no voice `en-us+f22`"),
        ("espaek:en-us", "there is no engine `espaek`"),
    ] {
        let voiced = format!("{DARK}, voice = {{ en = \"{voice}\" }}");
        desk.write("book/script.toml", script.replacen(DARK, &voiced, 1));
        let run = desk.run(&["build", "book"]);
        assert_eq!(run.code, 1);
        let place = format!("error: book/script.toml:{at}: ");
        assert!(run.stderr.starts_with(&place), "{}", run.stderr);
        assert!(run.stderr.contains(word), "{}", run.stderr);
    }
}

#[test]
fn a_lexicon_is_heard_in_the_lines_that_it_touches_alone() {
    let desk = lamp();
    let before = lines(&desk);
    let first = desk.read("book/book.toml");
    edit(
        &desk,
        "book.toml",
        "[lexicon.en]\n",
        "[lexicon.en]\nlamp = \"lantern light\"\n",
    );
    assert!(build(&desk).contains("1 clips spoken"));
    let after = lines(&desk);
    for (old, new) in before.iter().zip(&after) {
        assert_eq!(old["text"], new["text"]);
        let is_touched = new["text"].as_str().unwrap().contains("lamp");
        assert_eq!(old["clip"] != new["clip"], is_touched, "{new}");
    }
    // `say` goes through it too; other words, other languages and parts of words do not.
    edit(
        &desk,
        "book.toml",
        "[lexicon.en]\n",
        "[lexicon.en]\nWelcome = \"x\"\nwel = \"x\"\nIT = \"I T\"\n[lexicon.zh]\n客气 = \"客七\"\n[lexicon.en-gb]\n",
    );
    let run = desk.run(&["build", "book"]);
    assert!(
        run.stderr.contains("Put it in quotation marks: \"客气\""),
        "{}",
        run.stderr
    );
    edit(&desk, "book.toml", "客气", "\"客气\"");
    assert!(build(&desk).contains("1 clips spoken"));
    let zh = find(&lines(&desk), "不客气。").clone();
    assert_ne!(zh["clip"], find(&after, "不客气。")["clip"]);

    // Taken out again, everything is as it was, and nothing is spoken.
    desk.write("book/book.toml", first);
    assert!(build(&desk).contains("0 clips spoken"));
    assert_eq!(lines(&desk), before);
}

#[test]
fn a_pls_file_is_read_and_what_it_cannot_do_is_said() {
    let desk = lamp();
    let names = "<lexicon version=\"1.0\" xmlns=\"http://www.w3.org/2005/01/pronunciation-lexicon\" \
                 alphabet=\"ipa\" xml:lang=\"en-US\">\n\
                 <lexeme><grapheme>lamp</grapheme><alias>lantern light</alias></lexeme>\n\
                 <lexeme><grapheme>dark</grapheme><phoneme>dɑɹk</phoneme></lexeme>\n</lexicon>\n";
    desk.write("book/names.pls", names);
    edit(&desk, "book.toml", "# files = ", "files = ");
    let said = build(&desk);
    assert!(said.contains("1 clips spoken"), "{said}");
    assert!(
        said.contains("names.pls: words given in phonemes alone") && said.contains("1 (dark)"),
        "{said}"
    );

    desk.write("book/names.pls", names.replace("</alias>", ""));
    let run = desk.run(&["build", "book"]);
    assert!(
        run.stderr.starts_with("error: book/names.pls:2:"),
        "{}",
        run.stderr
    );
    std::fs::remove_file(desk.path("book/names.pls")).unwrap();
    let run = desk.run(&["build", "book"]);
    assert!(
        run.stderr.starts_with("error: book/book.toml:"),
        "{}",
        run.stderr
    );
    let what = ":10: book/names.pls: there is no such file";
    assert!(run.stderr.contains(what), "{}", run.stderr);
}

#[test]
fn comments_stay_whatever_is_written() {
    let desk = lamp();
    let script = desk
        .read("book/script.toml")
        .replacen("lines = [", "lines = [ # mine", 1);
    let settings = desk
        .read("book/book.toml")
        .replacen("[cast]", "[cast] # mine too", 1);
    let settings = settings.replacen("bo-lind = ", "# was someone else\nbo-lind = ", 1);
    desk.write("book/script.toml", &script);
    desk.write("book/book.toml", &settings);
    for args in [
        &["build", "lamp.txt", "-o", "book", "--force"][..],
        &["build", "book"],
        &["cast", "book"],
        &["speak", "book"],
        &["mix", "book"],
        &["script", "lamp.txt", "-o", "book"],
    ] {
        desk.ok(args);
        assert_eq!(desk.read("book/script.toml"), script, "{args:?}");
        assert_eq!(desk.read("book/book.toml"), settings, "{args:?}");
    }
    // Each new reading keeps the edited script that it takes the place of.
    desk.ok(&["script", "lamp.txt", "-o", "book", "--rescript"]);
    assert_eq!(desk.read("book/script.backup-1.toml"), script);
    let other = desk.read("book/script.toml") + "# mine again\n";
    desk.write("book/script.toml", &other);
    desk.ok(&["script", "lamp.txt", "-o", "book", "--rescript"]);
    assert_eq!(desk.read("book/script.backup-1.toml"), script);
    assert_eq!(desk.read("book/script.backup-2.toml"), other);
    assert_eq!(desk.read("book/book.toml"), settings);
}

#[test]
fn nobody_is_announced_who_is_not_heard() {
    let desk = lamp();
    let announced = |name: &str| {
        let lines = desk.json("book/book.json")["chapters"][0]["lines"].clone();
        let lines = lines.as_array().unwrap().iter();
        lines
            .filter(|l| l["kind"] == "title" && l["text"] == name)
            .count()
    };
    let (from, to) = ("\nspeakers = \"never\"", "\nspeakers = \"always\"");
    edit(&desk, "book.toml", from, to);
    build(&desk);
    assert_eq!((announced("Ann Reed"), announced("Bo Lind")), (2, 2));
    edit(&desk, "script.toml", DARK, &format!("{DARK}, skip = true"));
    build(&desk);
    // What Ann says goes on over the line that is left out.
    assert_eq!((announced("Ann Reed"), announced("Bo Lind")), (1, 1));
}
