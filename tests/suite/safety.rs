//! Hostile texts, programs and books: nothing of a person's is lost, and nothing grows without end.

use crate::support::{Desk, Run, finish, says};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// A tone as a WAV file on standard output, of a length that goes with the text in `$text`.
const TONE: &str = r#"python3 -c '
import math, struct, sys, wave
text = sys.argv[1]
out = wave.open(sys.argv[2] if len(sys.argv) > 2 else sys.stdout.buffer, "wb")
out.setparams((1, 2, 8000, 0, "NONE", ""))
out.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(i / 3))) for i in range(600 * len(text))))
out.close()' "#;

/// A book of one speaker, spoken by a program `voice.sh` that is set up with `more`.
fn book(lines: &[&str], script: &str, more: &str) -> Desk {
    let desk = Desk::new();
    desk.program("voice.sh", script);
    desk.write(
        "diglot.toml",
        format!("[engine.x]\nkind = \"command\"\nvoices = {{ en = [\"a\"] }}\n{more}"),
    );
    let lines: String = lines
        .iter()
        .map(|line| format!("  {{ en = {} }},\n", serde_json::Value::from(*line)))
        .collect();
    desk.write(
        "book/script.toml",
        format!(
            "schema = 1\ntitle = {{ en = \"T\" }}\nlanguages = [\"en\"]\n[[speaker]]\nid = \"narrator\"\n\
             [[chapter]]\ntitle = {{ en = \"c\" }}\n[[chapter.turn]]\nspeaker = \"narrator\"\nlines = [\n{lines}]\n"
        ),
    );
    desk.write(
        "book/book.toml",
        "engine = \"x\"\n[announce]\ntitles = false\n[cast]\nnarrator = { en = \"x:a\" }\n",
    );
    desk
}

#[test]
fn a_line_that_names_a_file_costs_nobody_that_file() {
    // It prints what it was told, as many programs do, and then the path of the sound.
    let echoes = format!(
        "while read -r text; do echo \"$text\"; {TONE} \"$text\" \"$1/out.wav\"; echo \"$1/out.wav\"; done"
    );
    let precious = tempfile::tempdir().unwrap();
    let file = precious.path().join("precious.txt");
    std::fs::write(&file, "mine").unwrap();
    let link = "while read -r text; do ln -sf \"$text\" \"$1/link\"; echo link; done";
    for (script, code) in [(echoes.as_str(), 0), (link, 3)] {
        let desk = book(
            &[file.to_str().unwrap(), "Good evening."],
            script,
            "program = \"./voice.sh\"\nargs = [\"{folder}\"]\nstays = true\nretries = 0\n\
             timeout_seconds = 2.0\ncheck_length = false\n",
        );
        let run = desk.run(&["speak", "book"]);
        assert_eq!(
            std::fs::read_to_string(&file).unwrap(),
            "mine",
            "{}",
            run.stderr
        );
        if code == 0 {
            assert_eq!(run.code, 0, "{}", run.stderr);
        }
    }
}

#[test]
fn a_file_elsewhere_is_not_taken_and_it_is_said_why() {
    let desk = book(
        &["Good evening."],
        "while read -r text; do echo /etc/hostname; echo /etc/passwd; done",
        "program = \"./voice.sh\"\nargs = [\"{folder}\"]\nstays = true\nretries = 0\ntimeout_seconds = 0.5\n",
    );
    let run = desk.run(&["speak", "book"]);
    assert!(
        run.stderr.contains("named a file outside of {folder}"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_books_own_notes_lead_out_of_no_folder() {
    let desk = book(
        &["Good evening."],
        &format!("text=$(cat); {TONE} \"$text\""),
        "program = \"./voice.sh\"\n",
    );
    desk.ok(&["build", "book"]);
    desk.write("precious.wav", "mine");
    desk.write("precious.json", "mine");
    let state = desk.read("book/.diglot/state.json");
    let here = desk.path("precious.wav");
    for name in [
        "../precious.wav",
        here.to_str().unwrap(),
        "chapters/../../precious.wav",
    ] {
        let mut state: serde_json::Value = serde_json::from_str(&state).unwrap();
        let entry = serde_json::json!({ "key": "0", "bytes": 4 });
        state["chapters"][name] = entry.clone();
        state["single"] = serde_json::json!({ name: entry });
        state["published"] =
            serde_json::json!({ name: { "format": "srt", "key": "", "bytes": 4 } });
        desk.write("book/.diglot/state.json", state.to_string());
        desk.ok(&["build", "book", "--force", "--single"]);
        desk.ok(&["publish", "book", "--format", "srt"]);
        assert_eq!(
            (desk.read("precious.wav"), desk.read("precious.json")),
            ("mine".into(), "mine".into())
        );
    }
    let json = desk
        .read("book/book.json")
        .replace("chapters/01-c.wav", "../precious.wav");
    desk.write("book/book.json", json);
    let run = desk.run(&["publish", "book", "--format", "srt"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("outside of the book's folder"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_text_is_no_option_of_a_program() {
    let desk = book(
        &["-o precious.txt", "Good evening."],
        &format!("case $1 in -*) echo lost > precious.txt;; esac; {TONE} \"$1\""),
        "program = \"./voice.sh\"\nargs = [\"{text}\"]\n",
    );
    desk.write("precious.txt", "mine");
    desk.ok(&["speak", "book"]);
    assert_eq!(desk.read("precious.txt"), "mine");
}

#[test]
fn a_program_that_writes_without_end_is_ended_with_all_that_it_started() {
    for script in ["exec yes", "yes >&2", "sh -c 'yes'; echo", "cat /dev/zero"] {
        let desk = book(
            &["Good evening."],
            script,
            "program = \"./voice.sh\"\nretries = 0\ntimeout_seconds = 60.0\n",
        );
        let begun = Instant::now();
        // A gigabyte of addresses is far less than it would write until its time limit.
        let run = limited(&desk, 1500, &["speak", "book"]);
        assert_eq!(run.code, 3, "{script}: {}", run.stderr);
        assert!(
            run.stderr.contains("MiB for one line and was killed"),
            "{script}: {}",
            run.stderr
        );
        assert!(begun.elapsed() < Duration::from_secs(50));
    }
}

#[test]
fn a_process_that_stays_and_talks_without_end_takes_no_memory() {
    let desk = book(
        &["Good evening."],
        "yes no >&2 & cat /dev/zero",
        "program = \"./voice.sh\"\nargs = [\"{folder}\"]\nstays = true\nretries = 0\ntimeout_seconds = 1.5\n",
    );
    let run = limited(&desk, 1500, &["speak", "book"]);
    assert!(
        run.stderr.contains("gave no answer within 1.5 s"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_small_file_of_a_long_sound_is_not_decoded_to_its_end() {
    let desk = book(
        &["Good evening."],
        "exec cat long.flac",
        "program = \"./voice.sh\"\nretries = 0\n",
    );
    // Six hours that are a megabyte or so.
    let flac = desk.path("long.flac");
    let silence = "anullsrc=r=48000:cl=mono";
    says(
        "ffmpeg",
        &[
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            silence,
            "-t",
            "21600",
            flac.to_str().unwrap(),
        ],
    );
    let run = limited(&desk, 1200, &["speak", "book"]);
    assert!(
        run.stderr.contains("the sound is longer than"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_program_learns_no_key_of_others() {
    let script = format!("env > seen.txt; text=$(cat); {TONE} \"$text\"");
    let desk = book(
        &["Good evening."],
        &script,
        "program = \"./voice.sh\"\nenv = [\"VOICE_HOME\"]\n",
    );
    let mut command = desk.command(&["speak", "book"]);
    let command = command
        .env("OPENAI_API_KEY", "sk-canary-11")
        .env("OTHER_TOKEN", "canary-22")
        .env("VOICE_HOME", "/opt/voices");
    assert_eq!(finish(command.output().unwrap()).code, 0);
    let seen = desk.read("seen.txt");
    assert!(!seen.contains("canary"), "{seen}");
    assert!(
        seen.contains("VOICE_HOME=/opt/voices") && seen.contains("PATH=") && seen.contains("HOME=")
    );
}

#[test]
fn what_is_not_heard_is_not_sent_and_is_shown() {
    let script = format!("text=$(cat); printf '%s\\n' \"$text\" >> seen.txt; {TONE} \"$text\"");
    let desk = book(
        &[
            "Light\u{AD}houses are zero\u{200B}width.",
            "An o\u{FB03}ce.",
        ],
        &script,
        "program = \"./voice.sh\"\n",
    );
    desk.ok(&["build", "book", "-j", "1"]);
    // Two workers take the lines; who asks first is open.
    let seen = desk.read("seen.txt");
    let mut seen: Vec<_> = seen.lines().collect();
    seen.sort_unstable();
    assert_eq!(seen, ["An office.", "Lighthouses are zerowidth."]);
    let book = desk.json("book/book.json");
    assert_eq!(
        book["chapters"][0]["lines"][0]["text"],
        "Light\u{AD}houses are zero\u{200B}width."
    );
}

#[test]
fn control_characters_are_left_out_of_a_book_and_that_is_said() {
    let desk = Desk::new();
    let text = "Ann:\nThe clock\u{7} struck,\u{B} twice.\n\nBo:\nI \u{1B}[31mheard\u{1B}[0m it\0.\n\nAnn:\nSo did \u{FEFF}I.\n";
    desk.write("talk.txt", text);
    desk.write(
        "talk.html",
        "<html><body><p><b>Ann:</b> The clock&#7; struck&#11; twice.</p><p><b>Bo:</b> It did.</p></body></html>",
    );
    let script: serde_json::Value =
        serde_json::from_str(&desk.ok(&["script", "talk.txt", "--json"]).stdout).unwrap();
    let lines: Vec<&str> = script["chapter"][0]["turn"]
        .as_array()
        .unwrap()
        .iter()
        .map(|turn| turn["lines"][0]["en"].as_str().unwrap())
        .collect();
    assert_eq!(
        lines,
        ["The clock struck, twice.", "I heard it.", "So did I."]
    );
    let dropped = script["dropped"].as_array().unwrap();
    let odd = dropped
        .iter()
        .find(|d| d["reason"] == "characters that are no text")
        .unwrap();
    assert_eq!(odd["at"], serde_json::json!([2, 5, 8]));
    assert!(
        odd["text"]
            .as_str()
            .unwrap()
            .starts_with("U+0000, U+0007, U+000B, U+001B")
    );
    let page = desk.ok(&["script", "talk.html", "--json"]).stdout;
    assert!(
        page.contains("The clock struck twice.") && page.contains("U+0007"),
        "{page}"
    );
    desk.ok(&[
        "build",
        "talk.txt",
        "-o",
        "book",
        "--format",
        "epub,html,srt",
    ]);
    let check = "import sys, zipfile, xml.dom.minidom as dom\nz = zipfile.ZipFile(sys.argv[1])\n\
                 [dom.parseString(z.read(n)) for n in z.namelist() if n.endswith(('ml', 'opf'))]";
    let epub = says(
        "find",
        &[desk.path("book").to_str().unwrap(), "-name", "*.epub"],
    );
    says("python3", &["-c", check, epub.trim()]);
}

#[test]
fn no_control_character_reaches_a_terminal() {
    let desk = book(
        &["Good evening."],
        "printf 'no \\033]0;title\\007 \\033[2Jvoice' >&2; exit 1",
        "program = \"./voice.sh\"\n",
    );
    desk.write("bad\u{1B}[2J.txt", "\u{1}");
    for args in [
        &["speak", "book", "-v"][..],
        &["script", "bad\u{1B}[2J.txt"],
        &["script", "none\u{1B}[2J.txt"],
        &["check", "book\u{7}"],
    ] {
        let run = desk.run(args);
        assert_ne!(run.code, 0, "{args:?}");
        for said in [run.stderr, run.stdout] {
            let raw = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
            assert!(!said.contains(raw), "{args:?}: {said:?}");
        }
    }
}

#[test]
fn a_publication_that_is_killed_leaves_nothing_behind() {
    let desk = Desk::new();
    let line = "We had been out for two hours when the lamp went dark, and nobody said a word. ";
    let talk: String = (0..12)
        .map(|_| format!("Ann:\n{}\n\nBo:\n{line}\n\n", line.repeat(3)))
        .collect();
    desk.write("talk.txt", talk);
    desk.ok(&["build", "talk.txt", "-o", "book"]);
    let litter = |desk: &Desk| {
        let folder = desk.path("book");
        says("find", &[folder.to_str().unwrap(), "-name", ".diglot-*"])
    };
    for signal in ["-KILL", "-HUP"] {
        let mut command = desk.command(&["publish", "book", "--format", "m4b,mp3,opus", "--force"]);
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        while litter(&desk).is_empty() && begun.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(2));
        }
        std::thread::sleep(Duration::from_millis(60));
        let running = says("ps", &["-eo", "ppid=,pid=,comm="]);
        says("kill", &[signal, &child.id().to_string()]);
        let status = child.wait().unwrap();
        if signal == "-HUP" {
            assert_eq!(status.code(), Some(130));
            assert_eq!(litter(&desk), "");
        }
        std::thread::sleep(Duration::from_secs(1));
        let own = child.id().to_string();
        let words = running
            .lines()
            .map(|line| line.split_whitespace().collect());
        for ffmpeg in words.filter(|words: &Vec<&str>| words[0] == own && words[2] == "ffmpeg") {
            let pid = ffmpeg[1];
            let is_alive = Path::new("/proc").join(pid).join("exe").exists();
            assert!(!is_alive, "{ffmpeg:?} outlives diglot");
        }
    }
    desk.ok(&["check", "book"]);
    assert_eq!(litter(&desk), "");
}

#[test]
fn a_command_that_is_busy_with_something_else_stops_when_it_is_told_to() {
    let desk = Desk::new();
    for signal in ["-TERM", "-INT", "-HUP"] {
        // It waits for the rest of a text that never comes.
        let mut command = desk.command(&["script", "-", "-o", "book"]);
        let mut child = command
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut text = child.stdin.take().unwrap();
        std::io::Write::write_all(&mut text, b"Ann: Good evening.\n").unwrap();
        // The program listens for signals as soon as it has begun.
        let status = format!("/proc/{}/status", child.id());
        let listens = |status: &str| {
            let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
            let caught = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
            caught.is_some_and(|mask| mask & 1 << 14 != 0)
        };
        while !std::fs::read_to_string(&status).is_ok_and(|status| listens(&status)) {
            std::thread::sleep(Duration::from_millis(5));
        }
        says("kill", &[signal, &child.id().to_string()]);
        let run = finish(child.wait_with_output().unwrap());
        drop(text);
        assert_eq!(run.code, 130, "{}", run.stderr);
        assert!(run.stderr.contains("interrupted"), "{}", run.stderr);
        assert!(!desk.path("book").exists());
    }
}

/// A person may put their text into the book's folder, and it may be called as the book is.
#[test]
fn a_text_beside_the_book_outlives_a_format_of_its_name() {
    let desk = Desk::new();
    let text = "Ann: Good evening.\n\nBo: It is late.\n";
    desk.write("talk.txt", text);
    let run = desk.ok(&["build", "talk.txt", "-o", ".", "--format", "txt"]);
    assert_eq!(desk.read("talk.kept-1.txt"), text);
    assert!(
        run.stderr.contains("it is kept as ./talk.kept-1.txt"),
        "{}",
        run.stderr
    );
    assert!(desk.read("talk.txt").contains("Ann:"));
    // Its own files are written over, also if it has forgotten that they are.
    std::fs::remove_dir_all(desk.path(".diglot")).unwrap();
    desk.ok(&["build", ".", "--force"]);
    assert!(!desk.path("talk.kept-2.txt").exists());
}

#[test]
fn files_with_the_names_of_a_books_own_outlive_its_first_build() {
    let desk = Desk::new();
    desk.write("talk.txt", "Ann: Good evening.\n\nBo: It is late.\n");
    let mine = ["book.cue", "book-1.cue", "book.json", "book.wav"];
    for name in mine {
        desk.write(name, format!("my own {name}"));
    }
    let run = desk.ok(&["build", "talk.txt", "-o", ".", "--single"]);
    for name in mine {
        let (stem, ending) = name.split_once('.').unwrap();
        let kept = format!("{stem}.kept-1.{ending}");
        assert_eq!(desk.read(&kept), format!("my own {name}"));
        assert!(run.stderr.contains(&kept), "{}", run.stderr);
    }
    // Its own are written over.
    std::fs::remove_dir_all(desk.path(".diglot")).unwrap();
    desk.ok(&["build", ".", "--force"]);
    assert!(!desk.path("book.kept-2.json").exists());
}

/// Runs diglot with so many megabytes of memory.
fn limited(desk: &Desk, megabytes: usize, args: &[&str]) -> Run {
    let diglot = desk.command(args);
    let mut shell = std::process::Command::new("sh");
    shell.args([
        "-c",
        &format!("ulimit -v {}; exec \"$0\" \"$@\"", megabytes * 1024),
    ]);
    shell.arg(diglot.get_program()).args(diglot.get_args());
    shell.current_dir(desk.path("")).stdin(Stdio::null());
    for (name, value) in diglot.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    finish(shell.output().unwrap())
}

mod memory {
    //! Whatever a text holds, it is read within 1.5 GB, or refused with words.

    use super::*;
    use std::io::{Cursor, Write};

    /// Reads a source within its memory; says so if it was refused, and why.
    fn read(name: &str, bytes: impl AsRef<[u8]>) -> Run {
        let desk = Desk::new();
        desk.write(name, bytes);
        let run = limited(&desk, 1500, &["script", name, "-o", "book", "-q"]);
        assert!(
            matches!(run.code, 0 | 1),
            "{name}: {} {}",
            run.code,
            run.stderr
        );
        assert!(
            run.code == 0 || run.stderr.starts_with("error: "),
            "{name}: {}",
            run.stderr
        );
        run
    }

    fn refused(name: &str, bytes: impl AsRef<[u8]>, said: &str) {
        let run = read(name, bytes);
        assert!(
            run.code == 1 && run.stderr.contains(said),
            "{name}: {} {}",
            run.code,
            run.stderr
        );
    }

    fn archive(files: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            zip.start_file(*name, zip::write::SimpleFileOptions::default())
                .unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn docx(document: &str) -> Vec<u8> {
        archive(&[("word/document.xml", document)])
    }

    fn epub(page: &str) -> Vec<u8> {
        archive(&[
            (
                "META-INF/container.xml",
                "<container><rootfiles><rootfile full-path=\"p.opf\"/></rootfiles></container>",
            ),
            (
                "p.opf",
                "<package><manifest><item id=\"a\" href=\"a.xhtml\"/></manifest><spine><itemref idref=\"a\"/></spine></package>",
            ),
            ("a.xhtml", page),
        ])
    }

    /// A page with so many lines of a letter.
    fn pdf(lines: usize) -> Vec<u8> {
        let content = format!(
            "BT /F 8 Tf 10 TL 50 780 Td {}ET",
            "(x) Tj T* ".repeat(lines)
        );
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>".to_string(),
            "<< /Type /Pages /Count 1 /Kids [3 0 R] >>".into(),
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R \
             /Resources << /Font << /F 4 0 R >> >> >>"
                .into(),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".into(),
            format!(
                "<< /Length {} >>\nstream\n{content}\nendstream",
                content.len()
            ),
        ];
        let mut file = String::from("%PDF-1.4\n");
        let mut table = String::from("0000000000 65535 f \n");
        for (i, object) in objects.iter().enumerate() {
            table += &format!("{:010} 00000 n \n", file.len());
            file += &format!("{} 0 obj\n{object}\nendobj\n", i + 1);
        }
        let at = file.len();
        format!(
            "{file}xref\n0 6\n{table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n"
        )
        .into_bytes()
    }

    #[test]
    fn entities_do_not_grow() {
        let define = format!("<!DOCTYPE x [<!ENTITY a \"{}\">]>", "A".repeat(60_000));
        let (uses, grow) = (
            "&a;".repeat(60_000),
            "entities that it defines make it grow",
        );
        refused(
            "talk.docx",
            docx(&format!(
                "{define}<document><body><p><r><t>{uses}</t></r></p></body></document>"
            )),
            grow,
        );
        refused(
            "talk.epub",
            epub(&format!("{define}<html><body><p>{uses}</p></body></html>")),
            grow,
        );
        refused(
            "talk.xhtml",
            format!("{define}<html><body><p>{uses}</p></body></html>"),
            grow,
        );
    }

    #[test]
    fn archives_have_bounds() {
        refused(
            "page.epub",
            epub(&"<p>x</p>".repeat(8_000_000)),
            "page.epub: this is too large",
        );
        refused("deep.epub", epub(&"<div>".repeat(2_000_000)), "deep.epub");
        let paragraphs = "<w:p><w:r><w:t>x</w:t></w:r></w:p>".repeat(700_000);
        let document =
            format!("<w:document xmlns:w=\"w\"><w:body>{paragraphs}</w:body></w:document>");
        refused("talk.docx", docx(&document), "talk.docx: this");
        let deep = "<w:p>".repeat(1_000_000);
        refused(
            "deep.docx",
            docx(&format!("<w:document xmlns:w=\"w\">{deep}")),
            "deep.docx: this file is damaged",
        );
    }

    #[test]
    fn many_lines_and_long_ones_have_bounds() {
        refused("lines.txt", "x\n\n".repeat(700_000), "400000");
        refused("line.txt", "x".repeat(2_000_000), "line 1 is longer");
        let crowded: String = (0..100_000).map(|i| format!(" a{i}=\"1\"")).collect();
        refused(
            "tag.html",
            format!("<html><body><p{crowded}>Hello</p></body></html>"),
            "a tag in it has 100000 attributes",
        );
    }

    #[test]
    fn tiny_lines_of_every_kind_have_bounds() {
        let n = 1_500_000;
        let most = "reads at most 400000";
        refused("cells.tsv", "x\tx\tx\tx\tx\tx\tx\tx\n".repeat(n / 4), most);
        refused("breaks.html", "x<br>".repeat(2 * n), most);
        let cells = format!("{}\n", "|x|y|z|w".repeat(10));
        let rule = "|-".repeat(40);
        refused(
            "table.md",
            format!("{cells}{rule}\n{}", cells.repeat(n / 40)),
            most,
        );
        refused(
            "lines.rtf",
            format!("{{\\rtf1 {}}}", "x\\par ".repeat(n)),
            most,
        );
        refused(
            "lines.fb2",
            format!(
                "<?xml version=\"1.0\"?><FictionBook><body>{}</body></FictionBook>",
                "<p>x</p>".repeat(n)
            ),
            most,
        );
        let cue = "Dialogue: 0,0:00:01.00,0:00:02.00,Default,A,0,0,0,,".to_string()
            + &"x\\N".repeat(300_000)
            + "\n";
        refused(
            "lines.ass",
            format!("[Script Info]\n[Events]\n{cue}{cue}"),
            most,
        );
        refused(
            "values.json",
            format!("[{}{{}}]", "{\"a\":0},".repeat(n)),
            "lists and objects",
        );
        let cue = "00:00:01,000 --> 00:00:02,000\nx\n\n";
        refused("cues.srt", format!("1\n{}", cue.repeat(n / 3)), most);
        refused("rows.srt", format!("1\n{cue}{}", "x\n".repeat(n)), most);
        refused(
            "cues.vtt",
            format!("WEBVTT\n\n{}", cue.replace(',', ".").repeat(n / 3)),
            most,
        );
        refused("lines.lrc", "[00:01.00]x\n".repeat(n), most);
        refused("lines.csv", "x,y\n".repeat(n), most);
        refused("line.csv", "x,".repeat(n), "line 1 is longer");
        refused(
            "units.po",
            "msgid \"x\"\nmsgstr \"y\"\n\n".repeat(n / 3),
            most,
        );
        refused(
            "unit.po",
            format!("msgid \"\"\nmsgstr \"\"\n{}", "\"x\"\n".repeat(n)),
            most,
        );
        let unit = "<tu><tuv xml:lang=\"en\"><seg>x</seg></tuv><tuv xml:lang=\"de\"><seg>y</seg></tuv></tu>";
        refused(
            "units.tmx",
            format!(
                "<tmx version=\"1.4\"><header/><body>{}</body></tmx>",
                unit.repeat(n / 4)
            ),
            most,
        );
        refused(
            "pairs.jsonl",
            "{\"en\":\"x\",\"de\":\"y\"}\n".repeat(n),
            "lists and objects",
        );
        let text = format!(
            "<office:text>{}</office:text>",
            "<text:p>x</text:p>".repeat(n / 2)
        );
        let content = format!(
            "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
             xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body>{text}\
             </office:body></office:document-content>"
        );
        let kind = "application/vnd.oasis.opendocument.text";
        refused(
            "lines.odt",
            archive(&[("mimetype", kind), ("content.xml", &content)]),
            most,
        );
        let page = format!("<html><body>{}</body></html>", "<p>x</p>".repeat(n / 2));
        refused("lines.epub", epub(&page), most);
        // Its lines become paragraphs.
        let run = read("lines.pdf", pdf(300_000));
        assert_eq!(run.code, 0, "{}", run.stderr);
        let wide: Vec<u8> = "x\n"
            .repeat(n)
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        refused("wide.txt", [&b"\xFF\xFE"[..], &wide].concat(), most);
        refused("old.txt", "x\r".repeat(n), most);
        let breaks = "<w:br/><w:t>x</w:t>".repeat(n / 2);
        refused(
            "breaks.docx",
            docx(&format!(
                "<w:document xmlns:w=\"w\"><w:body><w:p><w:r>{breaks}</w:r></w:p></w:body></w:document>"
            )),
            most,
        );
    }

    #[test]
    fn what_is_large_and_fine_is_read() {
        let line = "Ann:\nWe had been out for two hours when the lamp went dark, and nobody spoke.\n\n\
                    Bo:\nThe lamp went dark at nine; I remember the clock in the tower.\n\n";
        assert_eq!(read("talk.txt", line.repeat(20_000)).code, 0);
    }
}
