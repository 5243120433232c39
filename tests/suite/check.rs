//! A finished book is checked; a damaged one fails.

use crate::support::{Desk, NIGHT_FERRY, loudness, says};
use std::path::PathBuf;

fn built(desk: &Desk) {
    desk.ok(&[
        "build",
        NIGHT_FERRY,
        "-o",
        "book",
        "-q",
        "--chapters",
        "questions:1",
    ]);
}

/// Changes the samples of a chapter of 16 bits in one channel, by a line of Python over the list `a`
/// and the list `lines` of places.
fn edit(desk: &Desk, chapter: usize, change: &str) {
    let script = format!(
        "\
import array, json, sys, wave
book = json.load(open(sys.argv[1] + '/book.json'))
chapter = book['chapters'][{chapter}]
lines = [(l['start'], l['end']) for l in chapter['lines']]
path = sys.argv[1] + '/' + chapter['file']
w = wave.open(path, 'rb')
params = w.getparams()
a = array.array('h')
a.frombytes(w.readframes(w.getnframes()))
w.close()
{change}
w = wave.open(path, 'wb')
w.setparams(params)
w.writeframes(a.tobytes())
w.close()"
    );
    says(
        "python3",
        &["-c", &script, desk.path("book").to_str().unwrap()],
    );
}

fn chapter(desk: &Desk, i: usize) -> PathBuf {
    desk.chapters("book")[i].0.clone()
}

#[test]
fn a_whole_book_passes_and_is_left_alone() {
    let desk = Desk::new();
    built(&desk);
    let before = desk.chapters("book");
    let run = desk.ok(&["check", "book"]);
    assert!(
        run.stdout.starts_with("The Night Ferry: 2 min "),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .contains("\nNothing is wrong in what was looked at. ")
            && run
                .stdout
                .contains(" cannot be told for narrator (en): too little is said"),
        "{}",
        run.stdout
    );
    let run = desk.ok(&["check", "book", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["problems"].as_array().unwrap().len(), 0);
    assert_eq!(report["voices"].as_array().unwrap().len(), 5);
    // The loudness is that of another meter.
    for (i, (path, _)) in before.iter().enumerate() {
        let (lufs, peak) = loudness(path);
        let ours = |key: &str| report["chapters"][i][key].as_f64().unwrap();
        assert!((ours("loudness") - lufs).abs() <= 0.11, "{lufs}");
        assert!((ours("true_peak") - peak).abs() <= 0.2, "{peak}");
    }
    assert_eq!(desk.chapters("book"), before);
}

/// Each way of damaging a book, and what must be said of it.
#[test]
fn every_damage_is_found() {
    type Damage = fn(&Desk);
    let ways: [(Damage, &str); 14] = [
        (
            |d| std::fs::remove_file(chapter(d, 1)).unwrap(),
            "there is no such file",
        ),
        (
            |d| {
                let bytes = std::fs::read(chapter(d, 0)).unwrap();
                std::fs::write(chapter(d, 0), &bytes[..bytes.len() - 50_000]).unwrap();
            },
            "book.json says",
        ),
        (
            |d| edit(d, 0, "s, e = lines[4]\nfor i in range(s, e): a[i] = 0"),
            "a line is not heard",
        ),
        (
            |d| {
                edit(
                    d,
                    0,
                    "s, e = lines[5]\nfor i in range((s + e) // 2, (s + e) // 2 + 2000): a[i] = 0",
                )
            },
            "a hole in a line",
        ),
        (
            |d| edit(d, 0, "a[(lines[3][1] + lines[4][0]) // 2] = 9000"),
            "a click",
        ),
        (
            |d| {
                edit(
                    d,
                    0,
                    "s, e = lines[6]\nm = (s + e) // 2\nfor i in range(m, m + 3): a[i] = 30000 if a[i] < 0 else -30000",
                )
            },
            "a click",
        ),
        (
            |d| {
                edit(
                    d,
                    0,
                    "a = array.array('h', (max(-32768, min(32767, x * 2)) for x in a))",
                )
            },
            "its loudness is",
        ),
        (
            |d| {
                edit(
                    d,
                    0,
                    "s, e = lines[4]\nfor i in range(s, s + 50): a[i] = 32767 if i % 2 else -32768",
                )
            },
            "its peaks reach",
        ),
        (
            |d| {
                for chapter in 0..2 {
                    let who = "speakers = [l['speaker'] for l in chapter['lines']]\n\
                               for (s, e), who in zip(lines, speakers):\n  if who == 'mara-ellison':\n    \
                               for i in range(s, e): a[i] = a[i] // 2";
                    edit(d, chapter, who);
                }
            },
            "the voice of mara-ellison in en",
        ),
        (
            |d| {
                edit(
                    d,
                    1,
                    "for i in range(lines[2][1] + 5000, lines[3][0] - 5000): a[i] = (i * 7919 % 601) - 300",
                )
            },
            "something is heard in a pause",
        ),
        (
            |d| edit(d, 1, "a = a[22050:] + array.array('h', [0] * 22050)"),
            "nothing is heard where a line ends",
        ),
        (
            |d| {
                let cue =
                    d.read("book/book.cue")
                        .replacen("FILE \"chapters/01", "FILE \"chapters/1", 1);
                d.write("book/book.cue", cue);
            },
            "and chapter 1 is chapters/01-",
        ),
        (
            |d| {
                let script = d
                    .read("book/script.toml")
                    .replace("Are we there?", "Have we arrived?");
                d.write("book/script.toml", script);
            },
            "a line is not in the book: (en) Have we arrived?",
        ),
        (
            |d| {
                let json = d
                    .read("book/book.json")
                    .replace("\"Are we there?\"", "\"Wet.\"");
                d.write("book/book.json", json);
            },
            "a line is in the book that is not in the script, or not here: (en) Wet.",
        ),
    ];
    let whole = Desk::new();
    built(&whole);
    for (i, (damage, said)) in ways.into_iter().enumerate() {
        let desk = Desk::new();
        says(
            "cp",
            &[
                "-r",
                whole.path("book").to_str().unwrap(),
                desk.path("book").to_str().unwrap(),
            ],
        );
        damage(&desk);
        let run = desk.run(&["check", "book"]);
        assert_eq!(run.code, 1, "{i}: {}{}", run.stdout, run.stderr);
        assert!(run.stdout.contains(said), "{i}, {said}: {}", run.stdout);
        let run = desk.run(&["check", "book", "--json"]);
        assert_eq!(run.code, 1);
        let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert!(!report["problems"].as_array().unwrap().is_empty());
    }
}

#[test]
fn a_book_that_is_not_finished_says_how_to_finish_it() {
    let desk = Desk::new();
    desk.ok(&["script", NIGHT_FERRY, "-o", "book"]);
    let run = desk.run(&["check", "book"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("Finish it first: diglot build book"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_page_stands_alone_and_names_every_speaker() {
    let desk = Desk::new();
    built(&desk);
    edit(&desk, 0, "a[(lines[3][1] + lines[4][0]) // 2] = 9000");
    let run = desk.run(&["check", "book", "--report", "report.html"]);
    assert!(
        run.stdout.ends_with("The page is report.html\n"),
        "{}",
        run.stdout
    );
    let page = desk.read("report.html");
    for there in [
        "One thing is wrong",
        "Mara Ellison</text>",
        "Thomas Hale</text>",
        "pauses</text>",
        "target -19.0",
        "class=\"wrong\"",
    ] {
        assert!(page.contains(there), "{there}");
    }
    for gone in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!page.contains(gone), "{gone}");
    }
    let script = "import sys, html.parser\nclass P(html.parser.HTMLParser):\n  n = 0\n  \
                  def handle_starttag(self, tag, attrs):\n    self.n += dict(attrs).get('class') == 'said'\n\
                  p = P(); p.feed(open(sys.argv[1]).read()); print(p.n)";
    let bars = says(
        "python3",
        &["-c", script, desk.path("report.html").to_str().unwrap()],
    );
    assert_eq!(bars.trim(), "25");
}

/// Mastering gives a voice one gain: of two who share it, one is softer, and that is right.
#[test]
fn two_people_who_share_a_voice_are_judged_together() {
    let desk = Desk::new();
    let tone = desk.program(
        "tone",
        "exec python3 -c \"
import math, struct, sys, wave
text = sys.stdin.read()
loud = 2000 if 'quietly' in text else 6000
w = wave.open(sys.stdout.buffer, 'wb'); w.setparams((1, 2, 16000, 16000, 'NONE', ''))
w.writeframes(b''.join(struct.pack('<h', int(loud * math.sin(i / 4))) for i in range(16000)))\"",
    );
    let tone = tone.display();
    desk.write(
        "diglot.toml",
        format!("[engine.tone]\nkind = \"command\"\nprogram = \"{tone}\"\nvoices = {{ en = [\"a\"] }}\ncheck_length = false\n"),
    );
    let turns: String = (0..12)
        .map(|i| match i % 2 {
            0 => format!("Ann Reed: This is line {i}.\n\n"),
            _ => format!("Bo Lind: I say line {i} quietly.\n\n"),
        })
        .collect();
    desk.write("talk.txt", turns);
    desk.ok(&["build", "talk.txt", "-o", "book", "-q", "--engine", "tone"]);
    let run = desk.ok(&["check", "book", "--engine", "tone"]);
    // Sounds of this engine may be of any length, so nobody's pace is judged.
    assert!(
        run.stdout
            .contains("\nNothing is wrong in what was looked at. "),
        "{}",
        run.stdout
    );
    let run = desk.ok(&["check", "book", "--engine", "tone", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let loudness: Vec<f64> = report["voices"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|voice| voice["speaker"] != "narrator")
        .map(|voice| voice["loudness"].as_f64().unwrap())
        .collect();
    assert!((loudness[0] - loudness[1]).abs() > 5.0, "{loudness:?}");
}
