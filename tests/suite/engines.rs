//! Engines that fail, hang, refuse, or are reached over HTTP.

use crate::fault_server::tone;
use crate::support::{Desk, LAMP, NIGHT_FERRY};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing::post};
use serde_json::Value;
use std::sync::{Arc, Mutex};

const KEY: &str = "sk-test-0123456789";

/// How many lines of a chapter are speech.
fn speeches(chapter: &Value) -> usize {
    let lines = chapter["lines"].as_array().unwrap().iter();
    lines.filter(|line| line["kind"] == "speech").count()
}

#[test]
fn a_line_that_fails_is_listed_and_the_rest_is_finished() {
    let desk = Desk::new();
    desk.program(
        "picky",
        "case \"$1\" in --v*) exec espeak-ng \"$@\";; esac\ntext=$(cat)\n\
         case \"$text\" in *Wet*) echo 'the reed is cracked' >&2; exit 3;; esac\n\
         printf %s \"$text\" | exec espeak-ng \"$@\"",
    );
    desk.write(
        "diglot.toml",
        "[engine.espeak]\nkind = \"espeak\"\nprogram = \"./picky\"\n",
    );
    let run = desk.run(&["build", NIGHT_FERRY, "-o", "book", "-q"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert_eq!(
        run.stderr,
        "1 line could not be spoken:\n  book/script.toml:35: (en) Wet. The wipers had given up, and I \
         steered most of the way…\n    espeak-ng failed (exit status: 3): the reed is cracked\n\
         Everything else is finished and kept. Run the same command again to try these again.\n"
    );
    let lines = speeches(&desk.json("book/book.json")["chapters"][0]);
    assert_eq!(lines, 23);

    std::fs::remove_file(desk.path("diglot.toml")).unwrap();
    let run = desk.ok(&["build", NIGHT_FERRY, "-o", "book", "-v"]);
    assert!(run.stderr.contains("1 clips spoken"), "{}", run.stderr);
    let lines = speeches(&desk.json("book/book.json")["chapters"][0]);
    assert_eq!(lines, 24);
}

#[test]
fn a_process_that_hangs_is_killed() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.program(
        "stuck",
        "case \"$1\" in --v*) exec espeak-ng \"$@\";; esac\nexec sleep 1000",
    );
    desk.write(
        "diglot.toml",
        "[engine.espeak]\nkind = \"espeak\"\nprogram = \"./stuck\"\ntimeout_seconds = 0.2\nconcurrency = 8\n",
    );
    let run = desk.run(&["build", "lamp.txt", "-o", "book", "-q"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stderr
            .contains("gave no answer within 0.2 s and was killed"),
        "{}",
        run.stderr
    );
    let left = std::process::Command::new("pgrep")
        .args(["-f", "^sleep 1000$"])
        .output();
    if let Ok(left) = left {
        assert!(
            left.stdout.is_empty(),
            "still running: {}",
            String::from_utf8_lossy(&left.stdout)
        );
    }
}

/// What a server was asked.
#[derive(Default)]
struct Asked {
    requests: Vec<(Value, Option<String>)>,
}

type Answer = dyn Fn(&Value, usize) -> Response + Send + Sync;

/// A server on 127.0.0.1 that answers each request by `answer`, which is given the request and how
/// many came before it.
fn serve(answer: Arc<Answer>) -> (String, Arc<Mutex<Asked>>) {
    let asked = Arc::new(Mutex::new(Asked::default()));
    let (sender, receiver) = std::sync::mpsc::channel();
    let log = asked.clone();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async move {
            let route = post(move |headers: HeaderMap, Json(request): Json<Value>| {
                let key = headers.get(header::AUTHORIZATION);
                let key = key.map(|key| key.to_str().unwrap().to_string());
                let before = {
                    let mut log = log.lock().unwrap();
                    log.requests.push((request.clone(), key));
                    log.requests.len() - 1
                };
                let response = answer(&request, before);
                async move { response }
            });
            let app = Router::new().route("/v1/audio/speech", route);
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    let address = receiver.recv().unwrap();
    (format!("http://{address}/v1"), asked)
}

fn set_up(desk: &Desk, url: &str) {
    desk.write("lamp.txt", LAMP);
    desk.write(
        "diglot.toml",
        format!(
            "[engine.home]\nkind = \"openai\"\nurl = \"{url}\"\nmodel = \"reader\"\nkey_env = \"HOME_KEY\"\n"
        ),
    );
}

fn build(desk: &Desk) -> crate::support::Run {
    let args = ["build", "lamp.txt", "-o", "book", "--engine", "home", "-v"];
    let output = desk.command(&args).env("HOME_KEY", KEY).output().unwrap();
    let run = crate::support::finish(output);
    assert!(!run.stderr.contains(KEY) && !run.stdout.contains(KEY));
    run
}

#[test]
fn a_server_speaks_a_book_and_is_asked_once_a_line() {
    let (url, asked) = serve(Arc::new(|request, before| match before {
        1 => (StatusCode::SERVICE_UNAVAILABLE, "busy").into_response(),
        2 => (
            StatusCode::TOO_MANY_REQUESTS,
            [(header::RETRY_AFTER, "1")],
            "later",
        )
            .into_response(),
        3 => (
            [(header::CONTENT_TYPE, "audio/wav")],
            "{\"error\":\"out of breath\"}",
        )
            .into_response(),
        _ => tone(request).into_response(),
    }));
    let desk = Desk::new();
    set_up(&desk, &url);
    let run = build(&desk);
    assert_eq!(run.code, 0, "{}", run.stderr);
    {
        let asked = asked.lock().unwrap();
        // Eight lines, the title in two languages, and three that were tried again.
        assert_eq!(asked.requests.len(), 8 + 2 + 3);
        for (request, key) in &asked.requests {
            assert_eq!(key.as_deref(), Some(format!("Bearer {KEY}").as_str()));
            assert_eq!(
                (&request["model"], &request["response_format"]),
                (&"reader".into(), &"wav".into())
            );
        }
        let mut texts: Vec<&str> = asked
            .requests
            .iter()
            .map(|(request, _)| request["input"].as_str().unwrap())
            .collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), 8 + 2);
    }
    let voices = &desk.json("book/book.json")["speakers"];
    assert_ne!(voices[0]["voices"]["en"], voices[1]["voices"]["en"]);

    // Again, without a server to ask.
    let (_, log) = (url, asked);
    let run = build(&desk);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(log.lock().unwrap().requests.len(), 13);
}

#[test]
fn a_wrong_key_ends_the_run_at_once_and_is_never_shown() {
    let (url, asked) = serve(Arc::new(|_, _| {
        let body = format!("{{\"error\":{{\"message\":\"the key {KEY} is not known\"}}}}");
        (StatusCode::UNAUTHORIZED, body).into_response()
    }));
    let desk = Desk::new();
    set_up(&desk, &url);
    let run = build(&desk);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr
            .contains("401 Unauthorized: the key [key] is not known"),
        "{}",
        run.stderr
    );
    assert!(asked.lock().unwrap().requests.len() <= 4);
}

#[test]
fn a_server_that_is_not_there_and_a_key_that_is_not_set() {
    let desk = Desk::new();
    set_up(&desk, "http://127.0.0.1:9/v1");
    let args = ["build", "lamp.txt", "-o", "book", "--engine", "home", "-q"];
    let run = desk.run(&args);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("the environment variable HOME_KEY"),
        "{}",
        run.stderr
    );
}

#[test]
fn mp3_answers_are_decoded() {
    let (url, _) = serve(Arc::new(|request, _| {
        let folder = tempfile::tempdir().unwrap();
        let (wav, mp3) = (folder.path().join("a.wav"), folder.path().join("a.mp3"));
        std::fs::write(&wav, tone(request)).unwrap();
        let status = std::process::Command::new("ffmpeg")
            .args([
                "-v",
                "error",
                "-i",
                wav.to_str().unwrap(),
                mp3.to_str().unwrap(),
            ])
            .status()
            .unwrap();
        assert!(status.success());
        std::fs::read(mp3).unwrap().into_response()
    }));
    let desk = Desk::new();
    set_up(&desk, &url);
    let run = build(&desk);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let line = &desk.json("book/book.json")["chapters"][0]["lines"][0];
    let seconds = (line["end"].as_f64().unwrap() - line["start"].as_f64().unwrap()) / 44100.0;
    let letters = line["text"].as_str().unwrap().chars().count() as f64;
    let sent = (letters * 1600.0 + 4800.0) / 24000.0;
    assert!((seconds - sent).abs() < 0.3, "{seconds} {sent}");
}

/// Many lines are spoken by espeak-ng's library in processes of its own, with the same samples.
#[test]
fn workers_of_espeak_sound_like_the_program() {
    let desk = Desk::new();
    let mut text = String::from("The Lamp\n\n");
    for i in 0..25 {
        text += &format!(
            "Ann Reed:\nWho lit lamp {i} on the quay?\n安·里德:\n谁点了GPT码头上的第{i}盏灯?\n\n"
        );
        text += &format!("Bo Lind:\nI did, at {i} o'clock.\n博·林德:\n是我,{i}点。\n\n");
    }
    let text = desk.write("lamp.txt", text);
    let text = text.to_str().unwrap();
    let starts = desk.path("starts");
    desk.program(
        "bin/espeak-ng",
        &format!(
            "echo x >> {}\nPATH=${{PATH#*:}} exec espeak-ng \"$@\"",
            starts.display()
        ),
    );
    let path = format!(
        "{}:{}",
        desk.path("bin").display(),
        std::env::var("PATH").unwrap()
    );
    let build = |book: &str| {
        let mut command = desk.command(&[
            "build",
            text,
            "-o",
            book,
            "--cache",
            &format!("{book}-clips"),
        ]);
        let run = command.env("PATH", &path).output().unwrap();
        assert!(
            run.status.success(),
            "{}",
            String::from_utf8_lossy(&run.stderr)
        );
        let count = desk.read("starts").lines().count();
        std::fs::remove_file(&starts).unwrap();
        let chapters = std::fs::read_dir(desk.path(book).join("chapters")).unwrap();
        let mut chapters: Vec<_> = chapters.map(|file| file.unwrap().path()).collect();
        chapters.sort();
        let sound: Vec<_> = chapters
            .iter()
            .map(|file| std::fs::read(file).unwrap())
            .collect();
        (count, sound)
    };
    let (few, with_workers) = build("quick");
    desk.write(
        "diglot.toml",
        "[engine.espeak]\nkind = \"espeak\"\nprogram = \"espeak-ng\"\n",
    );
    let (many, without) = build("plain");
    assert_eq!(with_workers, without);
    assert!(many > 100, "{many} starts");
    assert!(few < 20, "{few} starts");
}
