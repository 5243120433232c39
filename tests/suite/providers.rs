//! The big providers, templates, programs and Wyoming servers: what they are sent, and that a book
//! comes of it.

use crate::fault_server::tone;
use crate::support::{Desk, LAMP, Run, finish};
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::sync::{Arc, Mutex};

const KEY: &str = "key-0123456789";

/// A request as a server saw it.
#[derive(Debug, Clone)]
struct Asked {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: String,
}

impl Asked {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

type Answer = dyn Fn(&Asked) -> Response + Send + Sync;

fn serve(answer: Arc<Answer>) -> (String, Arc<Mutex<Vec<Asked>>>) {
    let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
    let log = asked.clone();
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async move {
            let all = move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
                let asked = Asked {
                    method,
                    path: uri.to_string(),
                    headers,
                    body: String::from_utf8(body.to_vec()).unwrap(),
                };
                let response = answer(&asked);
                log.lock().unwrap().push(asked);
                async move { response }
            };
            let app = Router::new().fallback(all);
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    (format!("http://{}", receiver.recv().unwrap()), asked)
}

fn sound(text: &str) -> Vec<u8> {
    tone(&json!({ "input": text }))
}

fn desk(config: &str) -> Desk {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.write("diglot.toml", config);
    desk
}

fn run(desk: &Desk, args: &[&str]) -> Run {
    let mut command = desk.command(args);
    for name in ["ELEVENLABS_API_KEY", "AZURE_SPEECH_KEY", "GOOGLE_API_KEY"] {
        command.env(name, KEY);
    }
    let run = finish(command.output().unwrap());
    assert!(!run.stderr.contains(KEY) && !run.stdout.contains(KEY));
    run
}

fn build(desk: &Desk, engine: &str) -> Run {
    desk.untitled("lamp.txt", "book", &[]);
    let run = run(desk, &["build", "book", "--engine", engine]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let lines = &desk.json("book/book.json")["chapters"][0]["lines"];
    assert_eq!(lines.as_array().unwrap().len(), 8);
    run
}

#[test]
fn elevenlabs_is_sent_a_text_with_its_neighbours() {
    let (url, asked) = serve(Arc::new(|asked| match asked.method {
        Method::GET => axum::Json(json!({"voices": [
            {"voice_id": "mine1", "name": "Mine", "labels": {"gender": "female"}}]}))
        .into_response(),
        _ => sound(asked.json()["text"].as_str().unwrap()).into_response(),
    }));
    let desk = desk(&format!(
        "[engine.elevenlabs]\nkind = \"elevenlabs\"\nurl = \"{url}\"\n"
    ));
    let said = build(&desk, "elevenlabs").stderr;
    assert!(
        said.contains("elevenlabs: 8 lines to speak, ") && said.contains("(prices of 20"),
        "{said}"
    );
    {
        let asked = asked.lock().unwrap();
        let lamp = asked
            .iter()
            .find(|a| a.body.contains("Good evening"))
            .unwrap();
        assert!(
            lamp.path.starts_with("/v1/text-to-speech/"),
            "{}",
            lamp.path
        );
        assert!(lamp.path.ends_with("?output_format=mp3_44100_128"));
        assert_eq!(lamp.header("xi-api-key"), KEY);
        let sent = lamp.json();
        assert_eq!(sent["model_id"], "eleven_multilingual_v2");
        assert_eq!(sent["text"], "Good evening. Who lit the lamp?");
    }
    let listed = run(&desk, &["voices", "--engine", "elevenlabs"]).stdout;
    assert!(
        listed.contains("elevenlabs:mine1, Mine, female"),
        "{listed}"
    );
    // Neighbours are of the same turn and voice; the lamp's turns have one paragraph each.
    desk.write(
        "walk.txt",
        "Ann Reed:\nIt was dark.\n\nShe lit the lamp.\n\nNobody came.\n",
    );
    let args = ["build", "walk.txt", "-o", "walk", "--engine", "elevenlabs"];
    assert_eq!(run(&desk, &args).code, 0);
    let asked = asked.lock().unwrap();
    let second = asked
        .iter()
        .find(|a| a.body.contains("\"text\":\"She lit the lamp.\""))
        .unwrap();
    let sent = second.json();
    assert_eq!(
        (&sent["previous_text"], &sent["next_text"]),
        (&json!("It was dark."), &json!("Nobody came."))
    );
}

#[test]
fn azure_is_sent_markup() {
    let (url, asked) = serve(Arc::new(|asked| {
        let text = asked.body.split("Neural\">").nth(1).unwrap();
        sound(text.split("</").next().unwrap()).into_response()
    }));
    let desk = desk(&format!(
        "[engine.azure]\nkind = \"azure\"\nurl = \"{url}\"\n"
    ));
    build(&desk, "azure");
    let asked = asked.lock().unwrap();
    let one = &asked[0];
    assert_eq!(one.path, "/v1");
    assert_eq!(one.header("ocp-apim-subscription-key"), KEY);
    assert_eq!(one.header("content-type"), "application/ssml+xml");
    let format = one.header("x-microsoft-outputformat");
    assert_eq!(format, "riff-24khz-16bit-mono-pcm");
    let chinese = asked.iter().find(|a| a.body.contains("谢谢你")).unwrap();
    assert!(
        chinese
            .body
            .contains("xml:lang=\"zh-CN\"><voice name=\"zh-CN-"),
        "{}",
        chinese.body
    );
}

#[test]
fn google_answers_in_base64() {
    use base64::prelude::{BASE64_STANDARD, Engine};
    let (url, asked) = serve(Arc::new(|asked| {
        let sound = sound(asked.json()["input"]["text"].as_str().unwrap());
        axum::Json(json!({ "audioContent": BASE64_STANDARD.encode(sound) })).into_response()
    }));
    let desk = desk(&format!(
        "[engine.google]\nkind = \"google\"\nurl = \"{url}/v1\"\n"
    ));
    build(&desk, "google");
    let asked = asked.lock().unwrap();
    let chinese = asked.iter().find(|a| a.body.contains("谢谢你")).unwrap();
    assert_eq!(chinese.path, "/v1/text:synthesize");
    assert_eq!(chinese.header("x-goog-api-key"), KEY);
    let sent = chinese.json();
    assert_eq!(sent["voice"]["languageCode"], "cmn-CN");
    let voice = sent["voice"]["name"].as_str().unwrap();
    assert!(voice.starts_with("cmn-CN-Chirp3-HD-"), "{voice}");
    assert_eq!(sent["audioConfig"]["audioEncoding"], "LINEAR16");
}

#[test]
fn a_template_makes_a_request_and_finds_the_sound_in_the_answer() {
    use base64::prelude::{BASE64_STANDARD, Engine};
    let (url, asked) = serve(Arc::new(|asked| {
        let sound = BASE64_STANDARD.encode(sound(asked.json()["say"].as_str().unwrap()));
        axum::Json(json!({ "audio": [sound] })).into_response()
    }));
    let desk = desk(&format!(
        "[engine.attic]\nkind = \"http\"\nurl = \"{url}/say?as={{voice}}\"\n\
         headers = {{ \"X-Key\" = \"{{key}}\" }}\nkey_env = \"GOOGLE_API_KEY\"\n\
         body = '{{\"say\": \"{{text}}\", \"speed\": {{speed:1.5}}}}'\naudio = \"/audio/0\"\n\
         voices = {{ en = [\"ann & co\", \"bo\"], zh = [\"李\"] }}\n"
    ));
    build(&desk, "attic");
    let asked = asked.lock().unwrap();
    assert!(
        asked.iter().any(|a| a.path == "/say?as=ann%20%26%20co"),
        "{asked:?}"
    );
    assert!(asked.iter().any(|a| a.path == "/say?as=%E6%9D%8E"));
    assert_eq!(asked[0].header("x-key"), KEY);
    assert_eq!(asked[0].json()["speed"], 1.5);
}

#[test]
fn a_text_beyond_the_limit_is_spoken_in_parts_and_heard_as_one() {
    let (url, asked) = serve(Arc::new(|asked| {
        // Half a second of silence before and after.
        let text = asked.json()["input"].as_str().unwrap().to_string();
        let mut sound = sound(&text);
        let silence = vec![0; 24000];
        sound.splice(44..44, silence.clone());
        sound.extend(silence);
        let length = u32::try_from(sound.len()).unwrap();
        sound[4..8].copy_from_slice(&(length - 8).to_le_bytes());
        sound[40..44].copy_from_slice(&(length - 44).to_le_bytes());
        sound.into_response()
    }));
    let desk = desk(&format!(
        "[engine.home]\nkind = \"openai\"\nurl = \"{url}/v1\"\nmodel = \"m\"\nlongest_text = 40\n"
    ));
    let text =
        "It was dark on the water that night. Nobody spoke for an hour. Then the lamp came on.";
    desk.write("walk.txt", format!("Ann Reed:\n{text}\n"));
    desk.untitled("walk.txt", "walk", &[]);
    let args = ["build", "walk", "--engine", "home"];
    assert_eq!(run(&desk, &args).code, 0);
    let asked = asked.lock().unwrap();
    let texts: Vec<String> = asked
        .iter()
        .map(|a| a.json()["input"].as_str().unwrap().to_string())
        .collect();
    assert_eq!(
        texts,
        [
            "It was dark on the water that night.",
            "Nobody spoke for an hour.",
            "Then the lamp came on."
        ]
    );
    let line = &desk.json("walk/book.json")["chapters"][0]["lines"][0];
    assert_eq!(line["text"], text);
    let seconds = (line["end"].as_f64().unwrap() - line["start"].as_f64().unwrap()) / 44100.0;
    let spoken: f64 = texts
        .iter()
        .map(|text| (text.chars().count() as f64 * 1600.0 + 4800.0) / 24000.0)
        .sum();
    // Of two seconds of silence within, two short pauses are left.
    assert!(
        (spoken - 0.5..spoken + 0.8).contains(&seconds),
        "{seconds} {spoken}"
    );
    let clips = crate::support::says(
        "find",
        &[desk.path("cache").to_str().unwrap(), "-name", "*.clip"],
    );
    assert_eq!(clips.lines().count(), 1);
}

#[test]
fn a_program_is_given_text_and_gives_sound_in_each_way() {
    for (args, before) in [
        ("\"-v\", \"{voice}\", \"--stdin\", \"--stdout\"", ""),
        ("\"-v\", \"{voice}\", \"--stdout\", \"--\", \"{text}\"", ""),
        (
            "\"-v\", \"{voice}\", \"-f\", \"{input}\", \"-w\", \"{output}\"",
            "",
        ),
        ("\"{voice}\", \"{folder}\"", "names"),
        ("\"{voice}\", \"{folder}\"", "writes"),
    ] {
        let desk = desk("");
        let stays = !before.is_empty();
        let program = if stays { "./reader" } else { "espeak-ng" };
        // A program that reads lines; the second kind does not say which file it wrote.
        let say = if before == "names" {
            "echo $n.wav"
        } else {
            ":"
        };
        desk.program(
            "reader",
            &format!(
                "n=0\necho started >> log\nwhile read -r line; do n=$((n+1)); \
                 espeak-ng -v \"$1\" -w \"$2/$n.wav\" -- \"$line\"; {say}; done"
            ),
        );
        desk.write(
            "diglot.toml",
            format!(
                "[engine.own]\nkind = \"command\"\nprogram = \"{program}\"\nargs = [{args}]\n\
                 stays = {stays}\nvoices = {{ en = [\"en-us+m3\", \"en-us+f2\"], \
                 zh = [\"cmn-latn-pinyin\"] }}\nconcurrency = 2\n"
            ),
        );
        build(&desk, "own");
        if stays {
            let started = desk.read("log").lines().count();
            assert!((3..=6).contains(&started), "{started}");
        }
    }
}

#[test]
fn a_program_that_fails_says_why() {
    let desk = desk("");
    desk.program("reader", "echo 'no reed' >&2; exit 4");
    for (stays, said) in [
        (false, "reader failed (exit status: 4): no reed"),
        (true, "reader ended (exit status: 4): no reed"),
    ] {
        desk.write(
            "diglot.toml",
            format!(
                "[engine.own]\nkind = \"command\"\nprogram = \"./reader\"\nstays = {stays}\n\
                 voices = {{ en = [\"a\"], zh = [\"b\"] }}\n"
            ),
        );
        let args = ["build", "lamp.txt", "-o", "book", "--engine", "own", "-q"];
        let run = run(&desk, &args);
        assert_eq!(run.code, 1);
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
}

/// A Wyoming server: an event is a line of JSON, with more data and a payload after it.
fn wyoming() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("tcp://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut stream = stream;
                let mut line = String::new();
                if reader.read_line(&mut line).unwrap_or(0) == 0 {
                    return;
                }
                let mut event: Value = serde_json::from_str(&line).unwrap();
                let more = event["data_length"].as_u64().unwrap_or(0);
                let mut data = vec![0; more as usize];
                reader.read_exact(&mut data).unwrap();
                if more > 0 {
                    event["data"] = serde_json::from_slice(&data).unwrap();
                }
                let mut send = |kind: &str, data: Value, payload: &[u8]| {
                    let data = data.to_string();
                    let head = json!({"type": kind, "version": "1.8.0",
                        "data_length": data.len(), "payload_length": payload.len()});
                    let head = format!("{head}\n{data}");
                    stream.write_all(head.as_bytes()).unwrap();
                    stream.write_all(payload).unwrap();
                };
                if event["type"] == "describe" {
                    let voice = json!({"name": "en_US-own", "languages": ["en_US"]});
                    return send("info", json!({"tts": [{"voices": [voice]}]}), b"");
                }
                let text = event["data"]["text"].as_str().unwrap();
                if text == "Thank you." {
                    return send("error", json!({"text": "hoarse"}), b"");
                }
                let format = json!({"rate": 24000, "width": 2, "channels": 1});
                send("audio-start", format.clone(), b"");
                for chunk in sound(text)[44..].chunks(2048) {
                    send("audio-chunk", format.clone(), chunk);
                }
                send("audio-stop", json!({}), b"");
            });
        }
    });
    url
}

#[test]
fn a_wyoming_server_speaks_and_says_what_it_has() {
    let url = wyoming();
    let desk = desk(&format!(
        "[engine.attic]\nkind = \"wyoming\"\nurl = \"{url}\"\n"
    ));
    desk.untitled("lamp.txt", "book", &[]);
    let args = ["build", "book", "--engine", "attic", "-q"];
    let built = run(&desk, &args);
    assert_eq!(built.code, 3, "{}", built.stderr);
    assert!(built.stderr.contains("failed: hoarse"), "{}", built.stderr);
    let lines = &desk.json("book/book.json")["chapters"][0]["lines"];
    assert_eq!(lines.as_array().unwrap().len(), 7);
    let listed = run(&desk, &["voices", "--engine", "attic"]).stdout;
    assert!(listed.contains("attic:en_US-own, en_US"), "{listed}");
}

#[test]
fn money_is_said_before_it_is_spent_and_no_more_than_is_allowed() {
    let (url, asked) = serve(Arc::new(|asked| {
        sound(asked.json()["input"].as_str().unwrap()).into_response()
    }));
    let desk = desk(&format!(
        "[engine.home]\nkind = \"openai\"\nurl = \"{url}/v1\"\nmodel = \"m\"\n\
         usd_per_million_characters = 10000.0\n"
    ));
    let with_engine = |args: &[&str]| run(&desk, &[args, &["--engine", "home"]].concat());
    desk.untitled("lamp.txt", "book", &[]);
    let dry = with_engine(&["speak", "book", "--dry-run"]).stdout;
    assert!(
        dry.starts_with(
            "home: 8 lines to speak, 100 characters, about 10 s, about $1.00 (your price)"
        ),
        "{dry}"
    );
    let over = with_engine(&["build", "book", "--max-cost", "0.5"]);
    assert_eq!(over.code, 1);
    assert!(
        over.stderr
            .contains("would cost about $1.00, and --max-cost is 0.5"),
        "{}",
        over.stderr
    );
    assert!(asked.lock().unwrap().is_empty());
    let under = with_engine(&["build", "book", "--max-cost", "2"]);
    assert_eq!(under.code, 0, "{}", under.stderr);
    let dry = with_engine(&["speak", "book", "--dry-run"]).stdout;
    assert!(dry.ends_with("8 of 8 are there already.\n"), "{dry}");
}

#[test]
fn each_language_has_its_engine_and_another_takes_over() {
    let (url, asked) = serve(Arc::new(|asked| {
        match asked.json()["input"].as_str().unwrap() {
            "谢谢你。" => (axum::http::StatusCode::BAD_REQUEST, "no").into_response(),
            text => sound(text).into_response(),
        }
    }));
    let config = format!(
        "[engine.cloud]\nkind = \"openai\"\nurl = \"{url}/v1\"\nmodel = \"m\"\ncatalog = \"kokoro\"\n"
    );
    let desk = desk(&config);
    desk.untitled("lamp.txt", "book", &[]);
    let line = desk.read("book/book.toml");
    let line = line
        .lines()
        .find(|l| l.starts_with("engine = "))
        .unwrap()
        .to_string();
    let cast = desk
        .read("book/book.toml")
        .replace(&line, "engine = { zh = \"cloud\" }");
    let cast = cast.rsplit_once("[cast]\n").unwrap().0.to_string() + "[cast]\n";
    desk.write("book/book.toml", cast);
    let first = desk.run(&["build", "book", "-q"]);
    assert_eq!(first.code, 3, "{}", first.stderr);
    let json = desk.json("book/book.json");
    for speaker in json["speakers"].as_array().unwrap() {
        let voice = |language: &str| speaker["voices"][language].as_str().unwrap().to_string();
        let (en, zh) = (voice("en"), voice("zh"));
        assert!(en.starts_with("espeak:en-us"), "{en}");
        // A person is of one gender in both.
        let female = en.contains("+f") || en.contains("Annie");
        assert!(
            zh.starts_with(if female { "cloud:zf" } else { "cloud:zm" }),
            "{en} {zh}"
        );
    }
    assert_eq!(asked.lock().unwrap().len(), 4);

    desk.write("diglot.toml", config + "fallback = \"espeak\"\n");
    let second = desk.ok(&["build", "book"]);
    assert!(
        second
            .stderr
            .contains("1 line is spoken by espeak, because cloud could not"),
        "{}",
        second.stderr
    );
    let lines = &desk.json("book/book.json")["chapters"][0]["lines"];
    assert_eq!(lines.as_array().unwrap().len(), 8);
    // Only that line was asked for again.
    assert_eq!(asked.lock().unwrap().len(), 5);
    desk.ok(&["mix", "book"]);
}

#[test]
fn the_store_says_its_size_finds_damage_and_is_pruned() {
    let desk = desk("");
    desk.untitled("lamp.txt", "book", &[]);
    desk.ok(&["build", "book", "-q"]);
    let size = desk.ok(&["cache", "size"]).stdout;
    assert!(size.starts_with("8 clips, "), "{size}");
    let good = desk.ok(&["cache", "verify"]).stdout;
    assert_eq!(good, "8 clips, all as they should be\n");
    let clips = crate::support::says(
        "find",
        &[desk.path("cache").to_str().unwrap(), "-name", "*.clip"],
    );
    let first = clips.lines().next().unwrap();
    let mut bytes = std::fs::read(first).unwrap();
    bytes[5000] ^= 1;
    std::fs::write(first, bytes).unwrap();
    let bad = desk.ok(&["cache", "verify"]).stdout;
    assert!(bad.contains("8 clips, 1 of them damaged"), "{bad}");
    for clip in clips.lines().skip(1).take(4) {
        crate::support::says("touch", &["-d", "2020-01-01", clip]);
    }
    let kept = desk.ok(&["cache", "prune", "book"]).stdout;
    assert!(kept.starts_with("0 clips, "), "{kept}");
    let dry = desk.ok(&["cache", "prune", "--dry-run"]).stdout;
    assert!(
        dry.starts_with("4 clips, ") && dry.contains("would go; 3 stay"),
        "{dry}"
    );
    let done = desk.ok(&["cache", "prune"]).stdout;
    assert!(
        done.starts_with("4 clips, ") && done.contains("removed; 3 stay"),
        "{done}"
    );
}

#[test]
fn the_doctor_knows_what_is_here_and_what_is_missing() {
    let (url, _) = serve(Arc::new(|asked| {
        sound(asked.json()["input"].as_str().unwrap()).into_response()
    }));
    let desk = desk(&format!(
        "[engine.home]\nkind = \"openai\"\nurl = \"{url}/v1\"\nmodel = \"m\"\nkey_file = \"key\"\n\
         [engine.gone]\nkind = \"command\"\nprogram = \"./gone\"\n"
    ));
    desk.write("key", KEY);
    crate::support::says("chmod", &["644", desk.path("key").to_str().unwrap()]);
    let all = run(&desk, &["doctor"]);
    assert_eq!(all.code, 1);
    for said in [
        "  espeak: espeak, eSpeak NG text-to-speech",
        "  gone: command\n    ./gone is not installed",
        "its key is in the file key, others on this machine can read the key in key. Close it: chmod 600 key",
        "its key is in the environment variable ELEVENLABS_API_KEY",
        "its key is missing: it is to be in the environment variable OPENAI_API_KEY",
        "ffmpeg: ffmpeg version",
    ] {
        assert!(all.stdout.contains(said), "{said}\n{}", all.stdout);
    }
    let tried = run(&desk, &["doctor", "--try", "--engine", "home"]);
    assert_eq!(tried.code, 0, "{}", tried.stdout);
    assert!(
        tried.stdout.contains("spoke 1 s of sound within"),
        "{}",
        tried.stdout
    );
}
