//! What someone meets who follows the documents: what is chosen stays, what does nothing is said, and
//! nothing that a person has made is lost.

use crate::support::{Desk, LAMP, finish, levels, says};
use std::process::Command;

/// The lamp's book, read and not yet spoken.
fn lamp() -> Desk {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.ok(&["script", "lamp.txt", "-o", "book", "-q"]);
    desk
}

/// Replaces a piece of the book's book.toml, and says at which line the new piece stands.
fn set(desk: &Desk, from: &str, to: &str) -> usize {
    let old = desk.read("book/book.toml");
    let new = old.replacen(from, to, 1);
    assert_ne!(old, new, "{from}");
    desk.write("book/book.toml", &new);
    1 + new[..new.find(to).unwrap()].matches('\n').count()
}

#[test]
fn what_is_chosen_when_a_book_is_made_is_what_later_commands_go_by() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    let chosen = [
        "--pattern",
        "learn",
        "--loudness",
        "-21",
        "--format",
        "txt,lrc",
        "--chapters",
        "none",
        "--title",
        "My Lamp / 我的灯",
    ];
    let run = desk.ok(&[&["build", "lamp.txt"][..], &chosen].concat());
    assert_eq!(run.stderr.matches("for this run only").count(), 0);
    let book = "output/my-lamp";
    let settings = desk.read(&format!("{book}/book.toml"));
    for line in [
        "pattern = \"learn\"",
        "loudness = -21.0",
        "formats = [\"txt\", \"lrc\"]",
        "chapters = \"none\"",
    ] {
        assert!(settings.contains(&format!("\n{line}")), "{settings}");
    }
    // Nothing of it has to be said again.
    let checked = desk.ok(&["check", book]);
    assert!(
        checked.stdout.contains("loudness -21.0 LUFS"),
        "{}",
        checked.stdout
    );
    let again = desk.ok(&["build", book]);
    assert!(
        again.stdout.contains("Nothing has changed"),
        "{}",
        again.stdout
    );
    assert!(again.stdout.contains("txt: output/my-lamp/My-Lamp.txt"));
    let published = desk.ok(&["publish", book]);
    assert_eq!(published.stderr.matches("warning").count(), 0);
    // The text read again is read as it was, also by its title.
    let text = LAMP.replace("I did. It was dark.", "I did. It was very dark.");
    desk.write("lamp.txt", text);
    desk.ok(&["build", "lamp.txt", "-o", book]);
    let script = desk.read(&format!("{book}/script.toml"));
    assert!(
        script.contains("title = { en = \"My Lamp\", zh = \"我的灯\" }"),
        "{script}"
    );
    assert!(script.contains("very dark"));
}

#[test]
fn what_is_chosen_for_one_run_is_said_and_checked() {
    let desk = lamp();
    desk.ok(&["build", "book"]);
    let settings = desk.read("book/book.toml");
    let run = desk.ok(&["build", "book", "--pattern", "zh-only"]);
    let word = "--pattern \"zh-only\" for this run only: later ones go by book/book.toml";
    assert!(run.stderr.contains(word), "{}", run.stderr);
    assert_eq!(desk.read("book/book.toml"), settings);
    desk.ok(&["check", "book"]);
    let published = desk.ok(&["publish", "book", "--format", "txt"]);
    assert_eq!(published.stderr.matches("warning").count(), 0);
    // What book.toml says now counts again as soon as it says something else.
    set(&desk, "# pattern = \"learn\"", "pattern = \"en-only\"");
    let published = desk.ok(&["publish", "book", "--format", "txt"]);
    assert!(
        published.stderr.contains("not what they were"),
        "{}",
        published.stderr
    );
}

#[test]
fn a_new_engine_chooses_the_voices_anew_that_diglot_had_chosen() {
    let desk = lamp();
    desk.write(
        "diglot.toml",
        "[engine.other]\nkind = \"espeak\"\nprogram = \"espeak-ng\"\n",
    );
    let own = "{ en = \"espeak:en-gb+f5\", zh = \"espeak:cmn-latn-pinyin+f2\" }";
    let voices = desk.read("book/book.toml");
    let line = voices
        .lines()
        .find(|line| line.starts_with("ann-reed = "))
        .unwrap();
    set(&desk, line, &format!("ann-reed = {own} # mine"));
    let at = set(&desk, "engine = \"auto\"", "engine = \"other\"");
    let run = desk.ok(&["cast", "book"]);
    let said = format!("book/book.toml:{at}:1: the engine is `other` now");
    assert!(run.stderr.contains(&said), "{}", run.stderr);
    let settings = desk.read("book/book.toml");
    assert!(settings.contains("bo-lind = { en = \"other:en-us+m3\", zh = \"other:"));
    // A voice that a person has written stays, and so does what stands beside it.
    assert!(
        settings.contains("en = \"espeak:en-gb+f5\", zh = \"other:"),
        "{settings}"
    );
    assert!(settings.contains("# mine"));

    // Where every voice is a person's own, it is said that the engine does nothing.
    let settings = settings.replace("other:", "espeak:");
    let settings = settings.replace("engine = \"other\"", "engine = \"third\"");
    desk.write(
        "book/book.toml",
        settings
            .replace("+m3\"", "+m4\"")
            .replace("+f2\"", "+f4\"")
            .replace("+Lee\"", "+m7\""),
    );
    desk.write(
        "diglot.toml",
        "[engine.third]\nkind = \"espeak\"\nprogram = \"espeak-ng\"\n",
    );
    let run = desk.ok(&["cast", "book"]);
    let said = format!("warning: book/book.toml:{at}:1: `third` speaks nothing in en and zh");
    assert!(run.stderr.contains(&said), "{}", run.stderr);
}

#[test]
fn what_a_setting_cannot_do_is_said_at_its_place() {
    let desk = lamp();
    let first = desk.read("book/book.toml");
    let cases = [
        (
            "\nbo-lind = ",
            "\nbo-lindt = ",
            1,
            "nobody has the id `bo-lindt`. Did you mean `bo-lind`?",
        ),
        (
            "[speed]\n",
            "[speed]\nann-red = 2.0\n",
            1,
            "Did you mean `ann-reed`?",
        ),
        (
            "[speed]\n",
            "[speed]\nzh = 4.0\nbo-lind = 2.0\n",
            2,
            "this comes to 8.00",
        ),
        (
            "# hosts = [\"mara-ellison\"]",
            "hosts = [\"ann-red\"]",
            0,
            "Did you mean `ann-reed`?",
        ),
    ];
    for (from, to, below, word) in cases {
        desk.write("book/book.toml", &first);
        let line = set(&desk, from, to) + below;
        let run = desk.ok(&["speak", "book", "--dry-run"]);
        let place = format!("warning: book/book.toml:{line}:1: ");
        let said = run.stderr.lines().find(|said| said.starts_with(&place));
        let said = said.unwrap_or_else(|| panic!("{place}\n{}", run.stderr));
        assert!(said.contains(word), "{said}");
    }
    let voice = "{ voice = \"espeak:en-us+f2\", ";
    for (setting, word) in [
        (
            "rate = 900",
            "`rate` is a whole number from 80 to 450, not 900",
        ),
        ("rate = \"fast\"", "not \"fast\""),
        ("pitch = 500", "from 0 to 99, not 500"),
        ("pich = 50", "Did you mean `pitch`?"),
    ] {
        desk.write("book/book.toml", &first);
        let new = format!("{voice}{setting} }}");
        let line = set(&desk, "\"espeak:en-us+f2\"", &new);
        let run = desk.run(&["build", "book"]);
        let place = format!("error: book/book.toml:{line}:48: ");
        assert_eq!(run.code, 1);
        assert!(run.stderr.starts_with(&place), "{}", run.stderr);
        assert!(run.stderr.contains(word), "{}", run.stderr);
    }
}

#[test]
fn speakers_who_share_a_voice_are_named() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.write(
        "diglot.toml",
        "[engine.small]\nkind = \"command\"\nprogram = \"espeak-ng\"\n\
         args = [\"-v\", \"{voice}\", \"--stdout\", \"{text}\"]\n\
         voices = { en = [\"en-us\", \"en-gb\"], zh = [\"cmn-latn-pinyin\"] }\n",
    );
    let run = desk.ok(&["script", "lamp.txt", "-o", "book", "--engine", "small"]);
    let said = "Ann Reed, Bo Lind and narrator have one voice in zh, small:cmn-latn-pinyin";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    // It is said when they are given it, and whenever one looks.
    let cast = desk.ok(&["cast", "book"]);
    assert!(!cast.stderr.contains("have one voice"));
    assert!(
        cast.stdout.contains("which is also that of Bo Lind"),
        "{}",
        cast.stdout
    );
}

#[test]
fn a_loudness_that_is_not_reached_is_said_with_what_is() {
    let desk = lamp();
    let line = set(&desk, "loudness = \"podcast\"", "loudness = -9");
    let run = desk.ok(&["build", "book"]);
    let place = format!("warning: book/book.toml:{line}:1: chapters/01-");
    let said = run.stderr.lines().find(|said| said.starts_with(&place));
    let said = said.unwrap_or_else(|| panic!("{}", run.stderr));
    let is = said.split(" comes to ").nth(1).unwrap();
    let is: f64 = is.split(' ').next().unwrap().parse().unwrap();
    let (path, _) = &desk.chapters("book")[0];
    assert!(
        (crate::support::loudness(path).0 - is).abs() < 0.2,
        "{said}"
    );
    let checked = desk.ok(&["check", "book"]).stdout;
    assert!(
        checked.contains("as loud as peaks under -1.5 dBTP let it be"),
        "{checked}"
    );
    set(&desk, "loudness = -9", "loudness = -18");
    assert!(!desk.ok(&["build", "book"]).stderr.contains("warning"));
    let checked = desk.ok(&["check", "book"]).stdout;
    assert!(!checked.contains("as loud as peaks"), "{checked}");
}

#[test]
fn a_speed_that_the_engine_does_not_reach_is_reached_all_the_same() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.untitled("lamp.txt", "book", &[]);
    let first = desk.read("book/book.toml");
    let length = |speed: f64| {
        let settings = first.replacen("[speed]\n", &format!("[speed]\nen = {speed:?}\n"), 1);
        desk.write("book/book.toml", settings);
        desk.ok(&["build", "book", "-q"]);
        let json = desk.json("book/book.json");
        let lines = json["chapters"][0]["lines"].as_array().unwrap().iter();
        let own = lines.filter(|line| line["language"] == "en");
        let samples = own.map(|l| l["end"].as_u64().unwrap() - l["start"].as_u64().unwrap());
        samples.sum::<u64>() as f64
    };
    let usual = length(1.0);
    for speed in [4.0, 0.25] {
        let is = usual / length(speed);
        assert!((is / speed - 1.0).abs() < 0.15, "{speed}: {is}");
    }
}

#[test]
fn a_chapter_that_was_altered_is_seen_and_what_was_there_is_kept() {
    let desk = lamp();
    desk.ok(&["build", "book"]);
    let (path, _) = desk.chapters("book")[0].clone();
    let whole = std::fs::read(&path).unwrap();
    let mut bytes = whole.clone();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4000].fill(7);
    std::fs::write(&path, &bytes).unwrap();
    let published = desk.run(&["publish", "book", "--format", "txt"]);
    assert_eq!(published.code, 1);
    let word = "this is not the chapter that diglot wrote";
    assert!(published.stderr.contains(word), "{}", published.stderr);
    assert_eq!(desk.run(&["check", "book"]).code, 1);
    let mixed = desk.ok(&["mix", "book"]);
    assert!(
        mixed.stderr.contains("is written again"),
        "{}",
        mixed.stderr
    );
    assert_eq!(std::fs::read(&path).unwrap(), whole);
    assert_eq!(
        std::fs::read(path.with_extension("kept-1.wav")).unwrap(),
        bytes
    );
    desk.ok(&["publish", "book", "--format", "txt"]);

    // A copy of the book, whose files are all younger, is whole.
    let copied = Command::new("cp")
        .args(["-r", "book", "copy"])
        .current_dir(desk.path(""))
        .status();
    assert!(copied.unwrap().success());
    let again = desk.ok(&["mix", "copy"]);
    assert!(
        again.stdout.contains("Nothing has changed"),
        "{}",
        again.stdout
    );
    desk.ok(&["publish", "copy", "--format", "txt"]);
}

#[test]
fn speaking_by_force_speaks_all_again() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    let count = desk.path("count");
    let program = format!("echo >> {}\nexec espeak-ng \"$@\"", count.display());
    let program = desk.program("teller", &program);
    desk.write(
        "diglot.toml",
        format!(
            "[engine.teller]\nkind = \"command\"\nprogram = \"{}\"\n\
             args = [\"-v\", \"{{voice}}\", \"--stdout\", \"{{text}}\"]\n\
             voices = {{ en = [\"en-us\", \"en-gb\"], zh = [\"cmn-latn-pinyin\"] }}\n",
            program.display()
        ),
    );
    desk.ok(&[
        "script", "lamp.txt", "-o", "book", "-q", "--engine", "teller",
    ]);
    let said = |args: &[&str]| {
        let run = desk.ok(args);
        (run.stdout, desk.read("count").lines().count())
    };
    let (_, first) = said(&["speak", "book"]);
    assert_eq!(said(&["speak", "book"]).1, first);
    let dry = desk.ok(&["speak", "book", "--force", "--dry-run"]).stdout;
    assert!(dry.contains(&format!("{first} lines to speak")), "{dry}");
    let (words, second) = said(&["speak", "book", "--force"]);
    assert_eq!(second, 2 * first);
    assert!(
        words.starts_with(&format!("{first} lines spoken now, 0 were")),
        "{words}"
    );
    desk.ok(&["build", "book"]);
    assert_eq!(desk.read("count").lines().count(), second);
}

#[test]
fn another_engine_stands_in_for_a_program_that_is_not_there() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    let engine = "[engine.gone]\nkind = \"command\"\nprogram = \"no-such-program\"\nargs = [\"{voice}\"]\n\
                  voices = { en = [\"ann\", \"bo\"], zh = [\"li\", \"wu\"] }\n";
    desk.write("diglot.toml", engine);
    let run = desk.run(&["build", "lamp.txt", "-o", "alone", "--engine", "gone"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("no-such-program is not installed"),
        "{}",
        run.stderr
    );
    desk.write("diglot.toml", format!("{engine}fallback = \"espeak\"\n"));
    let run = desk.ok(&["build", "lamp.txt", "-o", "book", "--engine", "gone"]);
    assert!(
        run.stderr
            .contains("spoken by espeak, because gone could not"),
        "{}",
        run.stderr
    );
    desk.ok(&["check", "book"]);
}

#[test]
fn a_file_in_place_of_a_book_is_understood_or_explained() {
    let desk = lamp();
    for command in ["check", "cast", "speak", "mix", "publish"] {
        let run = desk.run(&[command, "lamp.txt"]);
        assert_eq!(run.code, 1);
        let word = "lamp.txt: this is a file, and a book is a folder";
        assert!(run.stderr.contains(word), "{command}: {}", run.stderr);
    }
    desk.ok(&["build", "book/script.toml"]);
    desk.ok(&["check", "book/book.toml"]);
    assert!(!desk.path("output").exists());
}

#[test]
fn a_quiet_run_prints_nothing_when_all_is_well() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    for args in [
        &["script", "lamp.txt", "-o", "book", "-q"][..],
        &["build", "book", "-q"],
        &["-q", "speak", "book"],
        &["mix", "book", "-q"],
        &["publish", "book", "--format", "txt", "-q"],
        &["check", "book", "-q"],
    ] {
        let run = desk.ok(args);
        assert_eq!(
            (run.stdout.as_str(), run.stderr.as_str()),
            ("", ""),
            "{args:?}"
        );
    }
    // What one asks for by name is given.
    assert!(!desk.ok(&["cast", "book", "-q"]).stdout.is_empty());
    assert!(!desk.ok(&["voices", "-q", "--offline"]).stdout.is_empty());
    let (path, _) = desk.chapters("book")[0].clone();
    std::fs::write(&path, b"RIFF").unwrap();
    let run = desk.run(&["check", "book", "-q"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stdout.starts_with("1 thing is wrong:"),
        "{}",
        run.stdout
    );
}

/// A book with a note in each language after a line.
fn noted() -> Desk {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.untitled("lamp.txt", "book", &[]);
    set(&desk, "notes = \"skip\"", "notes = \"read\"");
    let script = desk.read("book/script.toml");
    let line = script
        .lines()
        .find(|line| line.contains("It was dark."))
        .unwrap();
    let notes = format!(
        "{line}\n  {{ note = \"She points at the pier.\", language = \"en\" }},\n  \
         {{ note = \"她指着码头。\", language = \"zh\" }},"
    );
    desk.write("book/script.toml", script.replacen(line, &notes, 1));
    desk
}

#[test]
fn a_note_is_read_after_what_it_stands_beside_in_its_own_language() {
    let desk = noted();
    desk.ok(&["build", "book", "--format", "txt,html"]);
    let heard = |from: usize| -> Vec<String> {
        let json = desk.json("book/book.json");
        let lines = json["chapters"][0]["lines"].as_array().unwrap().clone();
        let lines = lines.iter().skip(from).take(4);
        lines
            .map(|l| l["text"].as_str().unwrap().to_string())
            .collect()
    };
    let both = [
        "I did. It was dark.",
        "She points at the pier.",
        "是我。天黑了。",
        "她指着码头。",
    ];
    assert_eq!(heard(2), both);
    // In the text the line and its translation stand together all the same.
    let text = desk.read("book/The-Lamp.txt");
    assert!(
        text.contains("I did. It was dark.\n是我。天黑了。\n\n[She"),
        "{text}"
    );
    desk.ok(&["check", "book"]);
    desk.ok(&["build", "book", "--pattern", "zh, en"]);
    assert_eq!(heard(2), [both[2], both[3], both[0], both[1]]);
    // A note in a language that is not heard is not heard either.
    desk.ok(&["build", "book", "--pattern", "en-only"]);
    assert_eq!(heard(1)[..2], [both[0], both[1]]);
    desk.ok(&["check", "book"]);
}

#[test]
fn subtitles_of_each_language_stay_until_the_next_line() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.untitled("lamp.txt", "book", &[]);
    set(&desk, "# subtitles = \"both\"", "subtitles = \"each\"");
    desk.ok(&["build", "book", "--format", "srt"]);
    let lines = desk.json("book/book.json")["chapters"][0]["lines"].clone();
    let lines = lines.as_array().unwrap();
    let rate = 44.1;
    let spans: Vec<(f64, f64)> = lines
        .chunks(2)
        .map(|pair| {
            let at = |line: &serde_json::Value, key: &str| line[key].as_f64().unwrap() / rate;
            (at(&pair[0], "start"), at(&pair[1], "end"))
        })
        .collect();
    for language in ["en", "zh"] {
        let text = desk.read(&format!("book/The-Lamp.{language}.srt"));
        let times: Vec<f64> = text
            .lines()
            .filter(|line| line.contains(" --> "))
            .flat_map(|line| line.split(" --> "))
            .map(|time| {
                let parts: Vec<f64> = time
                    .split([':', ','])
                    .map(|part| part.parse().unwrap())
                    .collect();
                ((parts[0] * 60.0 + parts[1]) * 60.0 + parts[2]) * 1000.0 + parts[3]
            })
            .collect();
        // A cue a line, from where its first language begins to where the last ends.
        assert_eq!(times.len(), 2 * spans.len(), "{text}");
        for (cue, (start, end)) in times.chunks(2).zip(&spans) {
            assert!(
                (cue[0] - start).abs() < 2.0 && (cue[1] - end).abs() < 2.0,
                "{text}"
            );
        }
    }
}

#[test]
fn bit_rates_are_as_said_and_for_shops_as_they_ask() {
    let desk = lamp();
    desk.ok(&["build", "book", "-q"]);
    let rate = |file: &str| {
        let path = desk.path(&format!("book/{file}"));
        let args = [
            "-v",
            "error",
            "-show_entries",
            "stream=bit_rate",
            "-select_streams",
            "a:0",
            "-of",
            "csv=p=0",
        ];
        let said = says("ffprobe", &[&args[..], &[path.to_str().unwrap()]].concat());
        said.trim().trim_end_matches(',').parse::<u64>().unwrap()
    };
    desk.ok(&["publish", "book", "--format", "mp3", "-q"]);
    assert_eq!(rate("The-Lamp.mp3"), 64_000);
    set(&desk, "# mp3 = 128", "mp3 = 128");
    desk.ok(&["publish", "book", "--format", "mp3", "-q"]);
    assert_eq!(rate("The-Lamp.mp3"), 128_000);
    set(&desk, "mp3 = 128", "# mp3 = 128");
    desk.ok(&["mix", "book", "--loudness", "acx", "-q"]);
    desk.ok(&["publish", "book", "--format", "mp3,lrc,txt", "-q"]);
    assert_eq!(rate("The-Lamp.mp3"), 192_000);
    // Lyrics lie where players of the MP3 look for them.
    let mut names: Vec<String> = std::fs::read_dir(desk.path("book/mp3"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let stem = |name: &String| name.rsplit_once('.').unwrap().0.to_string();
    assert_eq!(names.len(), 2);
    assert_eq!(stem(&names[0]), stem(&names[1]));
}

#[test]
fn the_feed_names_the_host_and_the_category_in_its_own() {
    let desk = lamp();
    set(
        &desk,
        "# url = \"https://example.org/ferry/\"",
        "url = \"https://example.org/ferry/\"",
    );
    set(
        &desk,
        "# category = \"Arts\"",
        "category = \"Language Learning\"",
    );
    desk.write("book/cover.png", {
        let args = [
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "color=size=300x200",
            "-frames:v",
            "1",
            "cover.png",
        ];
        let made = Command::new("ffmpeg")
            .args(args)
            .current_dir(desk.path(""))
            .status();
        assert!(made.unwrap().success());
        std::fs::read(desk.path("cover.png")).unwrap()
    });
    set(
        &desk,
        "description = \"\"",
        "description = \"\"\ncover = \"cover.png\"",
    );
    let run = desk.ok(&["build", "book", "--format", "feed"]);
    assert!(run.stderr.contains("300 × 200 pixels"), "{}", run.stderr);
    let feed = desk.read("book/podcast/feed.xml");
    let feed: String = feed.split_whitespace().collect::<Vec<_>>().join(" ");
    for piece in [
        "<itunes:category text=\"Education\"> <itunes:category text=\"Language Learning\"/> </itunes:category>",
        "role=\"host\">Ann Reed<",
        "role=\"guest\">Bo Lind<",
    ] {
        assert!(feed.contains(piece), "{piece}\n{feed}");
    }
}

#[test]
fn voices_are_heard_before_there_is_a_book() {
    let desk = Desk::new();
    desk.write(
        "diglot.toml",
        "[engine.small]\nkind = \"command\"\nprogram = \"espeak-ng\"\n\
         args = [\"-v\", \"{voice}\", \"--stdout\", \"{text}\"]\n\
         voices = { en = [\"en-us\", \"en-gb\"] }\n",
    );
    let run = desk.ok(&[
        "voices",
        "--engine",
        "small",
        "--language",
        "en",
        "--sample",
    ]);
    let files: Vec<&str> = run
        .stdout
        .lines()
        .map(|l| l.split(": ").nth(1).unwrap())
        .collect();
    assert_eq!(files.len(), 2, "{}", run.stdout);
    for file in files {
        let path = desk.path(file);
        let rate = 44_100;
        assert!(levels(&path, &[(rate / 2, 2 * rate)])[0] > -40.0, "{file}");
    }
    // Nothing else is left.
    assert_eq!(
        std::fs::read_dir(desk.path("output/voices"))
            .unwrap()
            .count(),
        2
    );
    assert_eq!(
        finish(desk.command(&["voices", "--sample"]).output().unwrap()).code,
        2
    );
}
