//! The studio's server, over HTTP as a browser speaks it: who is let in, edits, sound, building.

mod canary;
mod network;
mod sounding;

use crate::support::{Desk, LAMP, NIGHT_FERRY};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use reqwest::{Client, ClientBuilder, Method, Response, StatusCode};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A studio that runs, and a browser that was let in.
struct Studio {
    child: Running,
    client: Client,
    base: String,
    cookie: String,
}

impl Studio {
    async fn open(desk: &Desk, args: &[&str]) -> Self {
        Self::of(desk.command(&[&["studio", "--no-open", "-q"], args].concat())).await
    }

    /// The studio that a command starts.
    async fn of(command: Command) -> Self {
        Self::with_log(command, Stdio::null()).await
    }

    /// The studio that a command starts, with what it says beside its address.
    async fn with_log(command: Command, log: Stdio) -> Self {
        let (child, first) = start_with(command, log);
        let client = browser().build().unwrap();
        let response = client.get(&first).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let cookie = response.headers()["set-cookie"]
            .to_str()
            .unwrap()
            .to_string();
        assert!(
            cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"),
            "{cookie}"
        );
        let (base, _) = first.split_once("/?token=").unwrap();
        Self {
            child,
            client,
            base: base.into(),
            cookie: cookie.split(';').next().unwrap().into(),
        }
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.client.request(method, self.base.clone() + path);
        request
            .header("cookie", &self.cookie)
            .header("origin", &self.base)
    }

    async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    async fn bytes(&self, path: &str) -> Vec<u8> {
        self.get(path).await.bytes().await.unwrap().to_vec()
    }

    async fn json(&self, path: &str) -> Value {
        said(self.get(path).await).await.1
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let request = self.request(Method::POST, path).body(body.to_string());
        said(request.send().await.unwrap()).await
    }

    /// Gives it a text.
    async fn give(&self, name: &str, text: &str) -> Value {
        let request = self.request(Method::POST, &format!("/api/texts?name={name}"));
        said(request.body(text.to_string()).send().await.unwrap())
            .await
            .1
    }

    /// The first book's id.
    async fn book(&self) -> String {
        let library = self.json("/api/library").await;
        format!("/api/books/{}", library["books"][0]["id"].as_str().unwrap())
    }

    /// Waits until what is built is done.
    async fn built(&self) -> Value {
        loop {
            let work = self.json("/api/work").await;
            if !work["end"].is_null() {
                return work;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Starts a studio, and reads its first address.
fn start(command: Command) -> (Running, String) {
    start_with(command, Stdio::null())
}

fn start_with(mut command: Command, log: Stdio) -> (Running, String) {
    let command = command.stdout(Stdio::piped()).stderr(log);
    let mut child = Running(command.spawn().unwrap());
    let mut first = String::new();
    let stdout = child.0.stdout.take().unwrap();
    BufReader::new(stdout).read_line(&mut first).unwrap();
    (child, first.trim().into())
}

/// A browser that was not let in.
fn browser() -> ClientBuilder {
    // Another test may have done so.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy()
}

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn said(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    let text = response.text().await.unwrap();
    (
        status,
        serde_json::from_str(&text).unwrap_or(Value::String(text)),
    )
}

/// A desk with the book of a short text.
fn with_lamp() -> Desk {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.ok(&["script", "lamp.txt", "-q"]);
    desk
}

fn at(chapter: usize, turn: usize, line: usize) -> Value {
    json!({ "chapter": chapter, "turn": turn, "line": line })
}

fn line_edit(revision: &Value, at: Value, text: Value) -> Value {
    json!({ "revision": revision, "edit": { "do": "line", "at": at, "text": text } })
}

#[tokio::test]
async fn strangers_are_not_let_in() {
    let desk = with_lamp();
    let studio = Studio::open(&desk, &[]).await;
    let library = format!("{}/api/library", studio.base);
    let ask = |path: &str| studio.client.get(path);
    let own = |request: reqwest::RequestBuilder| request.header("cookie", &studio.cookie);
    let port = studio.base.rsplit(':').next().unwrap();
    let refused = [
        ask(&library),
        ask(&format!("{}/?token=00", studio.base)),
        ask(&library).header("cookie", "diglot=1"),
        ask(&library).header("cookie", format!("diglot-{port}=")),
        own(ask(&library)).header("host", "evil.example"),
        own(ask(&library)).header("host", format!("evil.example:{port}")),
        own(ask(&library)).header("origin", "http://evil.example"),
        own(ask(&library)).header("origin", "null"),
        own(ask(&library)).header("sec-fetch-site", "cross-site"),
        own(ask(&library)).header("sec-fetch-site", "same-site"),
        own(studio.client.post(format!("{}/api/work/stop", studio.base))),
        own(studio.client.post(format!("{}/api/work/stop", studio.base)))
            .header("origin", "http://127.0.0.1:1"),
    ];
    for request in refused {
        let shown = format!("{request:?}");
        let (status, body) = said(request.send().await.unwrap()).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{shown}");
        assert!(!body.to_string().contains("lamp"), "{body}");
    }
    let answer = studio.get("/").await;
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_string();
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    let page = answer.text().await.unwrap();
    assert!(
        !page.contains("<script>") && !page.contains(" on"),
        "a script stands in the page"
    );
    // `localhost` is the same machine.
    let local = own(ask(&library)).header("host", format!("localhost:{port}"));
    assert_eq!(local.send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn no_path_leads_out_and_nothing_is_too_large() {
    let desk = with_lamp();
    desk.write("secret.txt", "secret");
    let studio = Studio::open(&desk, &[]).await;
    let book = studio.book().await;
    for path in [
        "/page/..%2f..%2fsecret.txt".to_string(),
        format!("{book}/files/..%2f..%2fsecret.txt"),
        format!("{book}/files/script.toml"),
        format!("{book}/files/.diglot%2fstate.json"),
        "/api/books/..%2fsecret".into(),
        "/api/nothing".into(),
        "/etc/passwd".into(),
    ] {
        let answer = studio.get(&path).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(!answer.text().await.unwrap().contains("secret"), "{path}");
    }
    let large = studio
        .request(Method::POST, "/api/read")
        .header("connection", "close")
        .body("x".repeat(2 << 20));
    // The rest of it is not even listened to, and nothing goes over that connection any more.
    let answer = large.send().await;
    assert!(answer.is_err() || answer.unwrap().status() == StatusCode::PAYLOAD_TOO_LARGE);
    for nonsense in [
        "",
        "{",
        "[]",
        "{\"texts\": [7]}",
        "{\"texts\": [], \"more\": 1}",
    ] {
        let request = studio.request(Method::POST, "/api/read").body(nonsense);
        assert!(
            request.send().await.unwrap().status().is_client_error(),
            "{nonsense}"
        );
    }
    // The name of a text leads nowhere.
    let text = studio.give("..%2f..%2f..%2fevil.txt", LAMP).await;
    assert_eq!(text["name"], "evil.txt");
    assert!(!desk.path("evil.txt").exists() && !desk.path("../evil.txt").exists());
}

#[tokio::test]
async fn what_is_doubtful_is_shown_where_it_stands() {
    let desk = Desk::new();
    let studio = Studio::open(&desk, &[]).await;
    let turn = |name: &str, words: &str| format!("{name}:\n{words}\n\n");
    let talk = [
        turn("Ann Reed", "Who lit the lamp?"),
        turn("Bo Lind", "I did."),
        turn("Ann Reed", "Was it dark by then?"),
        turn("Bo Lind", "It was."),
        turn("Ann Read", "So you climbed the stairs in the dark?"),
        turn("Bo Lind", "All of them."),
        turn("Ann Reed", "Thank you."),
    ];
    let text = studio.give("slip.txt", &talk.concat()).await;
    let order = json!({ "texts": [text["id"]] });
    let (_, report) = studio.post("/api/read", order.clone()).await;
    let doubt = &report["doubts"][0];
    assert!(
        doubt["text"].as_str().unwrap().contains("`Ann Read`"),
        "{report}"
    );
    let meant = doubt["line"].as_u64().unwrap() as usize;
    let line = &doubt["lines"][meant]["text"];
    assert_eq!(
        line,
        &json!({ "en": "So you climbed the stairs in the dark?" }),
        "{doubt}"
    );
    // In the book it is a stop.
    let (_, made) = studio.post("/api/books", order).await;
    let book = format!("/api/books/{}", made["id"].as_str().unwrap());
    let found = studio.json(&format!("{book}/findings")).await;
    let row = studio.json(&book).await["rows"]
        .as_array()
        .unwrap()
        .iter()
        .position(|row| row["text"] == *line)
        .unwrap();
    assert_eq!(found[row.to_string()], json!([doubt["text"]]), "{found}");
}

#[tokio::test]
async fn a_text_becomes_a_book_to_take_along() {
    let desk = Desk::new();
    let studio = Studio::open(&desk, &[]).await;
    let text = studio
        .give(
            "night-ferry.txt",
            &std::fs::read_to_string(NIGHT_FERRY).unwrap(),
        )
        .await;
    let order = json!({ "texts": [text["id"]], "formats": ["m4b"] });
    let (status, report) = studio.post("/api/read", order.clone()).await;
    assert_eq!(status, StatusCode::OK, "{report}");
    assert_eq!(
        (&report["pairs"], &report["notes"]),
        (&json!(12), &json!(1))
    );
    assert_eq!(report["speakers"].as_array().unwrap().len(), 2);
    assert_eq!(report["dropped_in_all"], json!(7));
    assert!(!desk.path("output").exists(), "to read makes nothing");
    let (_, made) = studio.post("/api/books", order.clone()).await;
    let book = format!("/api/books/{}", made["id"].as_str().unwrap());
    assert!(desk.path("output/the-night-ferry/script.toml").is_file());
    let missing = studio.json(&format!("{book}/missing")).await;
    assert_eq!(missing["missing"], missing["clips"]);
    let (status, _) = studio.post(&format!("{book}/build"), json!({})).await;
    assert_eq!(status, StatusCode::OK);
    let work = studio.built().await;
    assert_eq!(work["end"], "done", "{work}");
    assert_eq!(work["changed"]["spoken"], missing["clips"], "{work}");
    let files = studio.json(&format!("{book}/files")).await;
    let m4b = files["files"]
        .as_array()
        .unwrap()
        .iter()
        .find(|file| file["format"] == "m4b")
        .unwrap();
    let path = format!("{book}/files/{}", m4b["name"].as_str().unwrap());
    let whole = studio.bytes(&path).await;
    assert_eq!(&whole[4..8], b"ftyp");
    let on_disk = desk
        .path("output/the-night-ferry")
        .join(m4b["name"].as_str().unwrap());
    assert_eq!(std::fs::read(on_disk).unwrap(), whole);
    let part = studio
        .request(Method::GET, &path)
        .header("range", "bytes=4-7");
    let part = part.send().await.unwrap();
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(&part.bytes().await.unwrap()[..], b"ftyp");
    // The same text again is another book.
    studio.post("/api/books", order).await;
    assert!(desk.path("output/the-night-ferry-2/script.toml").is_file());
    assert_eq!(
        studio.json("/api/library").await["books"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn an_edit_is_written_at_once_and_undone_after_a_restart() {
    let desk = with_lamp();
    let script = "output/the-lamp/script.toml";
    let noted = desk
        .read(script)
        .replacen("lines = [\n", "lines = [\n  # my own note\n", 1);
    desk.write(script, &noted);
    let studio = Studio::open(&desk, &[]).await;
    let book = studio.book().await;
    let shown = studio.json(&book).await;
    let edit = line_edit(
        &shown["revision"],
        at(0, 1, 0),
        json!({ "en": "I did, \"twice\"." }),
    );
    let (status, done) = studio.post(&format!("{book}/edit"), edit).await;
    assert_eq!(
        (status, &done["undo"]),
        (StatusCode::OK, &json!("edit a line")),
        "{done}"
    );
    let edited = desk.read(script);
    assert!(
        edited.contains("# my own note") && edited.contains("I did, \"twice\"."),
        "{edited}"
    );
    let bad = line_edit(
        &done["revision"],
        at(0, 1, 0),
        json!({ "en": "", "zh": "" }),
    );
    let (status, said) = studio.post(&format!("{book}/edit"), bad).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(said["error"].as_str().unwrap().contains("say nothing"));
    drop(studio);

    let studio = Studio::open(&desk, &[]).await;
    let (status, undone) = studio.post(&format!("{book}/undo"), json!({})).await;
    assert_eq!(
        (status, &undone["redo"]),
        (StatusCode::OK, &json!("edit a line"))
    );
    assert_eq!(desk.read(script), noted);
    studio.post(&format!("{book}/redo"), json!({})).await;
    assert_eq!(desk.read(script), edited);
    let (status, _) = studio.post(&format!("{book}/redo"), json!({})).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    // The command line reads what was written.
    desk.ok(&["cast", "output/the-lamp"]);
}

#[tokio::test]
async fn what_others_change_is_seen_and_never_overwritten() {
    let desk = with_lamp();
    let script = "output/the-lamp/script.toml";
    let studio = Studio::open(&desk, &[]).await;
    let book = studio.book().await;
    let shown = studio.json(&book).await;
    let (rows, seen) = (shown["rows"].clone(), shown["revision"].clone());
    let mut events = studio.get("/api/events").await;
    // Someone puts a line before the one that is edited, by another program.
    let theirs = desk
        .read(script)
        .replace("{ en = \"I did.", "{ en = \"Well.\" },\n  { en = \"I did.");
    desk.write(script, theirs);
    let mut told = String::new();
    while !told.contains("\"rows\"") {
        told += std::str::from_utf8(&events.chunk().await.unwrap().unwrap()).unwrap();
    }
    assert!(told.contains("Well."), "{told}");
    let mut edit = line_edit(&seen, at(0, 1, 0), json!({ "zh": "是我点的。" }));
    let row = rows
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["text"]["en"] == "I did. It was dark.")
        .unwrap();
    edit["was"] = row.clone();
    let (status, done) = studio.post(&format!("{book}/edit"), edit.clone()).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    let merged = desk.read(script);
    assert!(
        merged.contains("Well.")
            && merged.contains("{ en = \"I did. It was dark.\", zh = \"是我点的。\" }"),
        "{merged}"
    );
    // The same line was changed: that is asked about.
    desk.write(script, merged.replace("It was dark.", "It was night."));
    let (status, said) = studio.post(&format!("{book}/edit"), edit).await;
    assert_eq!(status, StatusCode::CONFLICT, "{said}");
    assert!(desk.read(script).contains("It was night."));
    // What is no script any more is said in the words of the command line, and left alone.
    desk.write(script, "schema = 1\nchapter = 3\n");
    let (_, said) = studio.post(&format!("{book}/undo"), json!({})).await;
    let words = said["error"].as_str().unwrap();
    let cli = desk.run(&["cast", "output/the-lamp"]).stderr;
    let first = words.lines().next().unwrap();
    assert!(cli.contains(first), "{words}\n{cli}");
    assert_eq!(desk.read(script), "schema = 1\nchapter = 3\n");
}

#[tokio::test]
async fn words_are_replaced_after_a_look() {
    let desk = with_lamp();
    let studio = Studio::open(&desk, &[]).await;
    let book = studio.book().await;
    let shown = studio.json(&book).await;
    let search = json!({ "find": "dark" });
    let order = json!({ "search": search, "with": "night" });
    let (_, found) = studio.post(&format!("{book}/search"), order).await;
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!(found[0]["after"], "I did. It was night.");
    let edit = json!({ "do": "replace", "search": search, "with": "night" });
    let order = json!({ "revision": shown["revision"], "edit": edit });
    let (status, _) = studio.post(&format!("{book}/edit"), order).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        desk.read("output/the-lamp/script.toml")
            .contains("It was night.")
    );
}

#[tokio::test]
async fn lines_are_marked_as_heard_in_plain_text() {
    let desk = with_lamp();
    let studio = Studio::open(&desk, &[]).await;
    let book = studio.book().await;
    let shown = studio.json(&book).await;
    let rows = shown["rows"].as_array().unwrap();
    let spoken: Vec<usize> = (0..rows.len())
        .filter(|i| rows[*i]["kind"] == "line")
        .collect();
    let mark = |turn: usize, row: usize, mark: Value| json!({ "at": at(0, turn, 0), "was": rows[spoken[row]], "mark": mark });
    let review = format!("{book}/review");
    let (status, said) = studio
        .post(&review, mark(0, 0, json!({ "state": "good" })))
        .await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let remark = json!({ "state": "mend", "remark": "too \"quick\"" });
    studio.post(&review, mark(1, 1, remark)).await;
    let file = desk.read("output/the-lamp/review.toml");
    assert!(
        file.contains("# Good evening. Who lit the lamp?") && file.contains("quick"),
        "{file}"
    );
    // A line that is changed is unheard again; the other keeps its mark.
    let edit = line_edit(
        &shown["revision"],
        at(0, 0, 0),
        json!({ "en": "Good evening." }),
    );
    studio.post(&format!("{book}/edit"), edit).await;
    let marks = studio.json(&review).await["marks"].clone();
    assert_eq!(marks.as_object().unwrap().len(), 1, "{marks}");
    assert_eq!(marks[spoken[1].to_string()]["remark"], "too \"quick\"");
    // A mark for a line that is another by now is refused.
    let (status, _) = studio
        .post(&review, mark(0, 0, json!({ "state": "good" })))
        .await;
    assert_eq!(status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn two_builds_of_a_book_wait_for_each_other() {
    let desk = with_lamp();
    let lock = desk.write("output/the-lamp/.diglot/lock", "");
    let held = std::fs::File::open(lock).unwrap();
    held.lock().unwrap();
    let studio = Studio::open(&desk, &[]).await;
    let book = studio.book().await;
    studio.post(&format!("{book}/build"), json!({})).await;
    loop {
        let work = studio.json("/api/work").await;
        assert!(work["end"].is_null(), "{work}");
        if work["said"]
            .to_string()
            .contains("another run of diglot is building")
        {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // One that waits can be stopped, and a second build is refused.
    let (status, _) = studio.post(&format!("{book}/build"), json!({})).await;
    assert_eq!(status, StatusCode::CONFLICT);
    studio.post("/api/work/stop", json!({})).await;
    assert_eq!(studio.built().await["end"], "stopped");
    held.unlock().unwrap();
    studio.post(&format!("{book}/build"), json!({})).await;
    assert_eq!(studio.built().await["end"], "done");
}

#[tokio::test]
async fn a_build_says_what_it_has_changed() {
    let desk = with_lamp();
    let script = "output/the-lamp/script.toml";
    let second = "\n[[chapter]]\ntitle = { en = \"Later\" }\n\n[[chapter.turn]]\nspeaker = \"ann-reed\"\nlines = [\n  \
                  { en = \"That was all.\" },\n]\n";
    desk.write(script, desk.read(script) + second);
    let studio = Studio::open(&desk, &[]).await;
    let book = studio.book().await;
    let build = async || {
        let (status, said) = studio.post(&format!("{book}/build"), json!({})).await;
        assert_eq!(status, StatusCode::OK, "{said}");
        studio.built().await["changed"].clone()
    };
    let first = build().await;
    assert_eq!(first["lines"].as_array().unwrap().len(), 12, "{first}");
    let nothing = build().await;
    assert_eq!(
        (&nothing["spoken"], &nothing["files"]),
        (&json!(0), &json!([]))
    );
    desk.write(script, desk.read(script).replace("was all", "is all"));
    let changed = build().await;
    assert_eq!(
        changed["lines"],
        json!([{ "row": 6, "language": "en", "text": "That is all." }])
    );
    let anew: Vec<&Value> = changed["chapters"].as_array().unwrap().iter().collect();
    assert_eq!(
        anew.iter().map(|c| c["anew"].as_bool()).collect::<Vec<_>>(),
        [Some(false), Some(true)],
        "{changed}"
    );
}

#[tokio::test]
async fn ctrl_c_ends_it_though_a_page_is_open() {
    let desk = with_lamp();
    let mut studio = Studio::open(&desk, &[]).await;
    let _open = studio.get("/api/events").await;
    let id = Pid::from_raw(i32::try_from(studio.child.0.id()).unwrap());
    kill(id, Signal::SIGINT).unwrap();
    let code = studio.child.0.wait().unwrap();
    assert_eq!(code.code(), Some(0));
}
