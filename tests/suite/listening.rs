//! A finished book is heard by recognisers: by programs and servers that know what is in it, and where there is one by
//! faster-whisper.

use crate::support::{Desk, Run, says, skipped};
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::IntoResponse;
use serde_json::{Value, json};
use std::process::Stdio;
use std::sync::{Arc, Mutex};

/// A hundred pairs of sentences in English and Chinese, a tab between them.
const PAIRS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/harbour-pairs.txt");
const EAR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/ear.py");
const PLANT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/plant.py");

/// A request as a server saw it: the path, the headers, the body.
type Request = (String, HeaderMap, Vec<u8>);

/// A talk of two people in two languages, of so many pairs of sentences.
fn talk(pairs: usize) -> String {
    let all = std::fs::read_to_string(PAIRS).unwrap();
    let mut text = String::from("The Harbour\n港口\n\n");
    for (i, pair) in all.lines().take(pairs).enumerate() {
        let (en, zh) = pair.split_once('\t').unwrap();
        let (name, own) = [
            ("Mara Ellison", "玛拉·埃利森"),
            ("Thomas Hale", "托马斯·黑尔"),
        ][i % 2];
        text += &format!("{name}:\n{en}\n{own}:\n{zh}\n\n");
    }
    text
}

/// A desk with a finished book, and a recogniser that knows it.
pub fn desk() -> Desk {
    let desk = Desk::new();
    desk.write(
        "diglot.toml",
        format!(
            "[recogniser.ear]\nkind = \"command\"\nprogram = \"python3\"\nargs = [\"-u\", \"{EAR}\", \"book\"]\n\
             line = '{{\"file\": \"{{file}}\", \"language\": \"{{language}}\"}}'\nstays = true\n"
        ),
    );
    let talk = desk.write("talk.txt", talk(6)).display().to_string();
    desk.untitled(&talk, "book", &[]);
    desk.ok(&["build", "book", "-q"]);
    desk
}

/// How many sounds the recogniser has heard.
fn heard(desk: &Desk) -> usize {
    std::fs::read_to_string(desk.path("heard.log")).map_or(0, |log| log.lines().count())
}

fn listening(run: &Run) -> Value {
    serde_json::from_str::<Value>(&run.stdout).unwrap()["listening"].clone()
}

#[test]
fn a_whole_book_is_heard_once() {
    let desk = desk();
    let run = desk.ok(&["check", "book", "--listen"]);
    assert!(run.stdout.contains("12 lines of "), "{}", run.stdout);
    assert!(
        run.stdout
            .contains("heard by ear, 12 of them just now: 0 wrong, 0 unsure."),
        "{}",
        run.stdout
    );
    assert_eq!(heard(&desk), 12);
    let run = desk.ok(&["check", "book", "--listen", "--json"]);
    let all = listening(&run);
    assert_eq!((all["heard_now"].as_u64(), heard(&desk)), (Some(0), 12));
    assert_eq!(all["lines"].as_array().unwrap().len(), 12);
    assert!(
        all["lines"]
            .as_array()
            .unwrap()
            .iter()
            .all(|line| line["verdict"] == "right")
    );
    assert_eq!(all["voices"].as_array().unwrap().len(), 4);
    // An edit has one line heard again, whatever moves in the chapter.
    let script = desk.read("book/script.toml");
    desk.write(
        "book/script.toml",
        script.replace("before dawn", "before noon"),
    );
    desk.ok(&["build", "book", "-q"]);
    desk.ok(&["check", "book", "--listen"]);
    assert_eq!(heard(&desk), 13);
    desk.ok(&["check", "book", "--listen", "--force"]);
    assert_eq!(heard(&desk), 25);
}

#[test]
fn a_line_that_is_heard_otherwise_is_listed_with_both_texts() {
    let desk = desk();
    let texts = [
        (
            "The bakery on the corner opens at five because the fishermen eat early.",
            "Thank you all for listening and see you again next week my friends.",
        ),
        (
            "村里没有人记得有哪个冬天像那年一样安静。",
            "村里没有人记得有哪个春天像那年一样安静",
        ),
    ];
    desk.write(
        "mishears.json",
        json!(std::collections::BTreeMap::from(texts)).to_string(),
    );
    let run = desk.run(&["check", "book", "--listen", "--report", "pages/heard.html"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("1 wrong, 0 unsure"), "{}", run.stdout);
    assert!(
        run.stdout.contains("other words are heard: 1 line"),
        "{}",
        run.stdout
    );
    let found = run.stdout.split("Wrong: ").nth(1).unwrap();
    assert!(found.starts_with("chapters/01-"), "{found}");
    assert!(
        found.contains("script.toml:")
            && found.contains(", Thomas Hale (en): other words are heard"),
        "{found}"
    );
    assert!(
        found.contains("\n  written: [The bakery ") && found.contains("\n  heard: [Thank you all"),
        "{found}"
    );
    let kept: Value = serde_json::from_str(&desk.read("book/.diglot/findings.json")).unwrap();
    assert_eq!(kept[0]["what"], "other words are heard", "{kept}");
    let page = desk.read("pages/heard.html");
    let player = page.split("<audio ").nth(1).unwrap();
    assert!(
        player.contains("src=\"../book/chapters/01-") && player.contains(".wav#t="),
        "{player}"
    );
    assert!(
        page.contains("<del>[The bakery") && page.contains("<ins>[Thank you"),
        "{page}"
    );
    let run = desk.run(&["check", "book", "--listen", "--json"]);
    let first = &listening(&run)["lines"][0];
    assert_eq!(
        (run.code, &first["verdict"], &first["signs"][0]),
        (1, &json!("wrong"), &json!("other-words"))
    );
    assert_eq!(first["clip"].as_str().unwrap().len(), 40);
}

#[test]
fn a_run_that_is_stopped_keeps_what_it_has_heard() {
    let desk = desk();
    desk.write("slowly", "");
    let mut child = desk
        .command(&["check", "book", "--listen", "-j", "1"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while heard(&desk) < 4 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    says("kill", &["-INT", &child.id().to_string()]);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let before = heard(&desk);
    assert!(before < 12, "{before}");
    std::fs::remove_file(desk.path("slowly")).unwrap();
    desk.ok(&["check", "book", "--listen"]);
    // At most one sound was on its way.
    let twice = before + 12 - heard(&desk);
    assert!(
        heard(&desk) <= 13 && twice + 1 >= before,
        "{before} {}",
        heard(&desk)
    );
}

#[test]
fn a_server_is_asked_as_openai_is_and_keys_are_not_told() {
    let desk = desk();
    let asked: Arc<Mutex<Vec<Request>>> = Arc::default();
    let log = asked.clone();
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async move {
            let answer = move |uri: Uri, headers: HeaderMap, body: Bytes| {
                let verbose = body.windows(12).any(|part| part == b"verbose_json");
                log.lock().unwrap().push((uri.to_string(), headers, body.to_vec()));
                async move {
                    match verbose {
                        true => (StatusCode::BAD_REQUEST, "key-0123456789 has no verbose_json").into_response(),
                        false => "{\"text\": \"Nothing of the kind was ever said by anyone here at all.\"}".into_response(),
                    }
                }
            };
            let app = Router::new().fallback(answer);
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    let address = receiver.recv().unwrap();
    desk.write(
        "diglot.toml",
        format!(
            "[recogniser.away]\nkind = \"openai\"\nurl = \"http://{address}/v1\"\nmodel = \"whisper-9\"\nkey_env = \"EAR_KEY\"\n\
             usd_per_minute = 0.6\n"
        ),
    );
    let run = |more: &[&str]| {
        let mut command = desk.command(&[&["check", "book", "--listen", "--json"], more].concat());
        crate::support::finish(command.env("EAR_KEY", "key-0123456789").output().unwrap())
    };
    // What it would cost is more than it may.
    let poor = run(&["--max-cost", "0.01"]);
    assert!(
        poor.code == 1 && poor.stderr.contains("--max-cost"),
        "{}",
        poor.stderr
    );
    assert!(asked.lock().unwrap().is_empty());
    let rich = run(&[]);
    assert!(!format!("{}{}", rich.stdout, rich.stderr).contains("key-0123456789"));
    assert!(rich.stderr.contains("of sound, about $"), "{}", rich.stderr);
    let all = listening(&rich);
    assert_eq!(all["heard_now"], 12);
    let asked = asked.lock().unwrap();
    let (path, headers, _) = &asked[0];
    assert_eq!(
        (path.as_str(), headers["authorization"].to_str().unwrap()),
        ("/v1/audio/transcriptions", "Bearer key-0123456789")
    );
    let last = String::from_utf8_lossy(&asked.last().unwrap().2).into_owned();
    for part in [
        "name=\"model\"\r\n\r\nwhisper-9\r\n",
        "name=\"language\"\r\n\r\n",
        "name=\"response_format\"\r\n\r\njson\r\n",
        "filename=\"line.wav\"",
        "RIFF",
    ] {
        assert!(
            last.contains(part),
            "{part}: {}",
            &last[..600.min(last.len())]
        );
    }
    for request in asked.iter() {
        let text = String::from_utf8_lossy(&request.2).into_owned();
        assert!(
            !text.contains("harbour") && !text.contains("bakery"),
            "the recogniser was told the words"
        );
    }
}

#[test]
fn a_line_is_spoken_again_and_the_take_that_is_heard_best_is_kept() {
    let desk = Desk::new();
    // An engine that says every line otherwise each time: with more silence in it.
    desk.program(
        "engine.sh",
        "n=$(cat takes 2>/dev/null || echo 0); echo $((n + 1)) > takes\n\
         espeak-ng -v en --stdin -w plain.wav && sox plain.wav \"$1\" pad 0.0$n@0.8",
    );
    // A recogniser that hears the third sound well that it is given, and no other.
    desk.program(
        "ear.sh",
        "n=$(cat ears 2>/dev/null || echo 0); echo $((n + 1)) > ears\n\
         if [ $n = 2 ]; then cat wanted; else echo 'quite another thing was said by them here'; fi",
    );
    let line = "We had been out for two hours when the lamp went dark.";
    desk.write("wanted", line);
    desk.write("talk.txt", format!("Ann Reed:\n{line}\n"));
    desk.write(
        "diglot.toml",
        format!(
            "[engine.odd]\nkind = \"command\"\nprogram = \"{0}/engine.sh\"\nargs = [\"{{output}}\"]\nvoices = {{ en = [\"a\"] }}\n\
             concurrency = 1\n[recogniser.odd]\nkind = \"command\"\nprogram = \"{0}/ear.sh\"\nargs = [\"{{file}}\"]\nconcurrency = 1\n",
            desk.path("").display()
        ),
    );
    desk.untitled(
        &desk.path("talk.txt").display().to_string(),
        "book",
        &["--engine", "odd"],
    );
    desk.ok(&["build", "book", "-q"]);
    let run = desk.run(&["check", "book", "--listen", "--json"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    desk.write("findings.json", &run.stdout);
    let clip = listening(&run)["lines"][0]["clip"]
        .as_str()
        .unwrap()
        .to_string();
    let clip = format!("cache/diglot/clips/{}/{clip}.clip", &clip[..2]);
    let before = std::fs::read(desk.path(&clip)).unwrap();
    // The take that was there was heard before, so the third sound is the second of the new takes.
    let run = desk.ok(&["speak", "book", "--again", "findings.json", "--takes", "3"]);
    assert!(
        run.stdout
            .contains("1 line sounds otherwise now, 0 as before."),
        "{}",
        run.stdout
    );
    assert_eq!(desk.read("takes").trim(), "4");
    let after = std::fs::read(desk.path(&clip)).unwrap();
    assert_ne!(before, after);
    assert_eq!(desk.read("ears").trim(), "4");
    desk.ok(&["build", "book", "-q"]);
    // What lies there now is what was heard well.
    let run = desk.ok(&["check", "book", "--listen"]);
    assert!(
        run.stdout.contains("0 of them just now: 0 wrong"),
        "{}",
        run.stdout
    );
    let run = desk.run(&[
        "speak",
        "book",
        "--again",
        "findings.json",
        "--takes",
        "3",
        "--max-cost",
        "5",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let run = desk.run(&["speak", "book", "--again", "talk.txt"]);
    assert!(
        run.code == 1 && run.stderr.contains("check BOOK --listen --json"),
        "{}",
        run.stderr
    );
}

#[test]
fn an_engine_that_says_a_line_the_same_each_time_is_named() {
    let desk = desk();
    let line = "The bakery on the corner opens at five because the fishermen eat early.";
    desk.write(
        "mishears.json",
        json!({ line: "Thank you all for listening and see you again next week." }).to_string(),
    );
    let run = desk.run(&["check", "book", "--listen", "--json"]);
    desk.write("findings.json", &run.stdout);
    let run = desk.ok(&["speak", "book", "--again", "findings.json"]);
    assert!(
        run.stdout
            .contains("0 lines sound otherwise now, 1 as before."),
        "{}",
        run.stdout
    );
    assert!(
        run.stderr.contains("espeak says a line the same each time"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_is_missing_is_said_with_how_to_get_it() {
    let desk = desk();
    desk.write(
        "diglot.toml",
        "[recogniser.faster-whisper]\nprogram = \"no-such-python\"\n",
    );
    let run = desk.run(&["check", "book", "--listen"]);
    assert!(
        run.code == 1 && run.stderr.contains("no-such-python is not installed"),
        "{}",
        run.stderr
    );
    desk.write(
        "diglot.toml",
        "[recogniser.faster-whisper]\nprogram = \"python3\"\n",
    );
    let run = desk.run(&["check", "book", "--listen"]);
    assert!(
        run.code == 1 && run.stderr.contains("diglot get whisper-base"),
        "{}",
        run.stderr
    );
    let run = desk.run(&["check", "book", "--listen", "--recogniser", "eye"]);
    assert!(
        run.stderr
            .contains("there is no recogniser `eye`. There are: faster-whisper, whisper,"),
        "{}",
        run.stderr
    );
    desk.write("diglot.toml", "");
    let run = desk.run(&["check", "book", "--listen"]);
    assert!(
        run.code == 1
            && run.stderr.contains("Whisper has no model in ")
            && run.stderr.contains("diglot get whisper-base"),
        "{}",
        run.stderr
    );
    let run = desk.run(&["doctor"]);
    assert!(
        run.stdout
            .contains("recognisers, for diglot check --listen:\n  whisper: "),
        "{}",
        run.stdout
    );
}

/// The model of Whisper, if there is one: `DIGLOT_MODELS` names the folder of models.
fn model() -> Option<std::path::PathBuf> {
    let folder = std::env::var_os("DIGLOT_MODELS")?;
    let model = std::path::Path::new(&folder).join("whisper-base");
    model.join("model.bin").is_file().then_some(model)
}

/// A Python that has faster-whisper, if there is one: `DIGLOT_PYTHON` names the program.
fn python() -> Option<String> {
    let python = std::env::var("DIGLOT_PYTHON").unwrap_or("python3".into());
    let find =
        "import importlib.util, sys; sys.exit(importlib.util.find_spec('faster_whisper') is None)";
    let status = std::process::Command::new(&python)
        .args(["-c", find])
        .status();
    status
        .is_ok_and(|status| status.success())
        .then_some(python)
}

#[test]
fn faults_are_heard_by_whisper() {
    match model() {
        Some(model) => {
            let model = model.display();
            faults_are_heard(&format!("[recogniser.whisper]\nmodel = \"{model}\"\n"));
        }
        None => skipped(
            "nobody hears; DIGLOT_MODELS names the folder of models (diglot get whisper-base)",
        ),
    }
}

#[test]
fn faults_are_heard_by_faster_whisper() {
    match model().zip(python()) {
        Some((model, python)) => {
            let model = model.display();
            let entry = "[recogniser.faster-whisper]\nprogram";
            faults_are_heard(&format!("{entry} = \"{python}\"\nmodel = \"{model}\"\n"));
        }
        None => skipped(
            "nobody hears; DIGLOT_MODELS names the folder of models (diglot get whisper-base), DIGLOT_PYTHON a Python \
             with faster-whisper",
        ),
    }
}

/// A recogniser finds planted faults, and accuses next to no right line.
fn faults_are_heard(recogniser: &str) {
    let desk = Desk::new();
    desk.write("diglot.toml", recogniser);
    let pairs: usize = std::env::var("DIGLOT_LISTEN").map_or(16, |n| n.parse().unwrap());
    desk.untitled(
        &desk.write("talk.txt", talk(pairs)).display().to_string(),
        "book",
        &[],
    );
    desk.ok(&["build", "book", "-q"]);
    says(
        "python3",
        &[
            PLANT,
            desk.path("book").to_str().unwrap(),
            desk.path("faults").to_str().unwrap(),
            "0.35",
        ],
    );
    let run = desk.run(&["check", "book", "--listen", "--json"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let all = listening(&run);
    let of = |file: &str, start: f64| {
        let mut lines = all["lines"].as_array().unwrap().iter();
        let line = lines.find(|line| {
            line["file"] == file && (line["start"].as_f64().unwrap() - start).abs() < 1e-3
        });
        let line = line.unwrap();
        (line["verdict"].as_str().unwrap(), line["signs"][0].as_str())
    };
    let (mut faults, mut found, mut right, mut accused) = (0, 0, 0, 0);
    for line in desk.read("faults").lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let (verdict, sign) = of(
            line["file"].as_str().unwrap(),
            line["start"].as_f64().unwrap(),
        );
        match line["fault"].as_str() {
            Some(fault) => {
                faults += 1;
                found += usize::from(verdict != "right" && sign != Some("not-understood"));
                eprintln!("{fault}: {verdict} {sign:?}");
            }
            None => {
                right += 1;
                accused += usize::from(verdict == "wrong");
            }
        }
    }
    eprintln!("{found} of {faults} faults found, {accused} of {right} right lines accused");
    // One of a few may be missed.
    assert!(found + 1 >= faults || found * 100 >= faults * 95);
    assert!(accused * 100 <= right * 2);
}
