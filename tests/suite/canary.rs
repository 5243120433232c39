//! A key that servers and programs repeat in every form appears nowhere: not in what is printed, not in a
//! file, not in a file's name.

use crate::fault_server;
use crate::support::{Desk, finish};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Router, extract::Path, routing::any};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};

pub const KEY: &str = "canary-Zebra/7741+Quartz=0932";

/// The forms in which a key is repeated.
fn forms() -> Vec<String> {
    let bytes = KEY.bytes();
    let each = |form: fn(u8) -> String| bytes.clone().map(form).collect::<String>();
    vec![
        KEY.into(),
        KEY.to_uppercase(),
        KEY.to_lowercase(),
        each(|b| format!("%{b:02X}")),
        KEY.replace('/', "%2f")
            .replace('+', "%2b")
            .replace('=', "%3d"),
        each(|b| format!("\\u{b:04x}")),
        KEY.replace('/', "\\/"),
        each(|b| format!("&#{b};")),
        each(|b| format!("{b:02x}")),
        BASE64_STANDARD.encode(KEY),
        BASE64_URL_SAFE_NO_PAD.encode(format!("user:{KEY}")),
        format!("{}\n  {}", &KEY[..14], &KEY[14..]),
        format!("\"{}\" \"{}\"", &KEY[..14], &KEY[14..]),
        // Cut in the middle of it, should it be cut before it is hidden.
        format!("{} {KEY}", "w".repeat(188)),
        KEY[..20].into(),
    ]
}

/// Answers with the form of that number, in a way of that name.
async fn answer(Path((way, form)): Path<(String, usize)>, headers: HeaderMap) -> Response {
    assert!(!headers.contains_key("x-none"));
    let form = &forms()[form];
    let status = |code: u16| StatusCode::from_u16(code).unwrap();
    match way.as_str() {
        "text" => form.clone().into_response(),
        "page" => format!("<html><body>{form}").into_response(),
        "json" => axum::Json(serde_json::json!({ "error": { "message": form } })).into_response(),
        "away" => {
            let host: String = form
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .take(60)
                .collect();
            let host = if form == KEY {
                KEY.replace(['/', '+', '='], ".").to_lowercase()
            } else {
                host
            };
            let to = format!(
                "http://{host}.example/{}",
                form.replace(char::is_whitespace, "")
            );
            match axum::http::HeaderValue::from_str(&to) {
                Ok(to) => (status(307), [(header::LOCATION, to)]).into_response(),
                Err(_) => status(307).into_response(),
            }
        }
        "later" => (status(429), [(header::RETRY_AFTER, "999999")], form.clone()).into_response(),
        "quota" => {
            let error =
                serde_json::json!({ "error": { "message": form, "code": "insufficient_quota" } });
            (status(429), axum::Json(error)).into_response()
        }
        code => {
            let error = serde_json::json!({ "detail": form });
            (status(code.parse().unwrap()), axum::Json(error)).into_response()
        }
    }
}

/// Nothing that a person, a log or a later reader sees holds the key, nor a long piece of it.
pub fn is_nowhere(desk: &Desk, said: &str, what: &str) {
    let hides = |text: &str| {
        let text = text.to_lowercase();
        let text: String = text.split_whitespace().collect();
        let pieces = forms().into_iter().flat_map(|form| {
            let form: String = form.to_lowercase().split_whitespace().collect();
            // What stands before the key in a form says nothing of it.
            let form: Vec<char> = form.trim_start_matches('w').chars().collect();
            form.windows(form.len().min(12))
                .map(|w| w.iter().collect::<String>())
                .collect::<Vec<_>>()
        });
        pieces
            .into_iter()
            .find(|piece| text.contains(piece.as_str()))
    };
    assert_eq!(hides(said), None, "{what}: {said}");
    let folder = desk.path("");
    let files = crate::support::says(
        "find",
        &[folder.to_str().unwrap(), "-not", "-name", "diglot.toml"],
    );
    assert_eq!(hides(&files), None, "{what}: {files}");
    for file in files
        .lines()
        .filter(|file| std::path::Path::new(file).is_file())
    {
        let bytes = std::fs::read(file).unwrap();
        assert_eq!(
            hides(&String::from_utf8_lossy(&bytes)),
            None,
            "{what}: {file}"
        );
    }
}

pub fn desk(entry: &str) -> Desk {
    let desk = Desk::new();
    desk.write("talk.txt", "Ann:\nGood evening.\n");
    desk.write(
        "diglot.toml",
        format!("[engine.home]\nretries = 0\nvoices = {{ en = [\"a\"] }}\n{entry}"),
    );
    desk
}

fn run(desk: &Desk, args: &[&str], what: &str) {
    let run = finish(desk.command(args).env("HOME_KEY", KEY).output().unwrap());
    is_nowhere(desk, &(run.stdout + &run.stderr), what);
}

/// The address of a server that repeats keys at `/WAY/FORM`.
pub fn echo() -> String {
    let app = Router::new()
        .route(
            "/{way}/{form}/{*rest}",
            any(
                |Path((way, form, _)): Path<(String, usize, String)>, headers: HeaderMap| {
                    answer(Path((way, form)), headers)
                },
            ),
        )
        .route("/{way}/{form}", any(answer));
    fault_server::run(
        async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            (
                format!("http://{}", listener.local_addr().unwrap()),
                listener,
            )
        },
        app,
    )
}

#[test]
fn what_servers_repeat_of_a_key_is_seen_nowhere() {
    let url = echo();
    let ways = [
        "text", "page", "json", "away", "later", "quota", "400", "401", "403", "404", "500", "503",
    ];
    for way in ways {
        for form in 0..forms().len() {
            let at = format!("{url}/{way}/{form}");
            let desk = desk(&format!(
                "kind = \"openai\"\nurl = \"{at}\"\nmodel = \"m\"\nkey_env = \"HOME_KEY\"\n"
            ));
            run(
                &desk,
                &["build", "talk.txt", "-o", "book", "--engine", "home", "-v"],
                &at,
            );
        }
    }
    // Each kind of engine, each command that asks a server, and a key that is written out.
    let kinds = [
        "kind = \"elevenlabs\"\nurl = \"URL\"\nkey_env = \"HOME_KEY\"\n".to_string(),
        "kind = \"azure\"\nurl = \"URL\"\nkey_env = \"HOME_KEY\"\n".to_string(),
        "kind = \"google\"\nurl = \"URL\"\nkey_env = \"HOME_KEY\"\n".to_string(),
        "kind = \"http\"\nurl = \"URL?k={key}\"\nkey_env = \"HOME_KEY\"\n".to_string(),
        format!("kind = \"http\"\nurl = \"URL\"\nheaders = {{ \"X-Api-Key\" = \"{KEY}\" }}\n"),
        format!(
            "kind = \"http\"\nurl = \"URL?token={}\"\n",
            KEY.replace('/', "%2F")
                .replace('+', "%2B")
                .replace('=', "%3D")
        ),
    ];
    for kind in kinds {
        for way in ["json", "401", "500", "away"] {
            let entry = kind.replace("URL", &format!("{url}/{way}/0"));
            let desk = desk(&entry);
            for args in [
                &["build", "talk.txt", "-o", "book", "--engine", "home", "-v"][..],
                &["voices", "--engine", "home"],
                &["doctor", "--engine", "home", "--try"],
                &["cast", "book", "--engine", "home", "--sample"],
                &["speak", "book", "--engine", "home", "--dry-run"],
            ] {
                run(&desk, args, &entry);
            }
        }
    }
}

#[test]
fn a_key_in_the_wrong_place_is_not_shown() {
    let literal = "canary-Zebra-7741-Quartz-0932";
    let file = "canaryZebra7741Quartz0932";
    for entry in [
        format!(
            "kind = \"openai\"\nurl = \"http://127.0.0.1:9/v1\"\nmodel = \"m\"\nkey_env = \"{literal}\"\n"
        ),
        format!(
            "kind = \"openai\"\nurl = \"http://127.0.0.1:9/v1\"\nmodel = \"m\"\nkey_file = \"{file}\"\n"
        ),
        format!(
            "kind = \"openai\"\nurl = \"htp://ann:{literal}@127.0.0.1:9/v1?key={literal}\"\nmodel = \"m\"\n"
        ),
        format!(
            "kind = \"openai\"\nurl = \"http://ann:{literal}@127.0.0.1:9/v1?key={literal}\"\nmodel = \"m\"\n"
        ),
        format!("kind = \"http\"\nurl = \"http://127.0.0.1:9/\"\nheaders = \"Bearer {literal}\"\n"),
    ] {
        let desk = desk(&entry);
        for args in [
            &["build", "talk.txt", "-o", "book", "--engine", "home", "-v"][..],
            &["doctor", "--engine", "home", "--try"],
            &["voices", "--engine", "home"],
        ] {
            let run = desk.run(args);
            let said = (run.stdout + &run.stderr).to_lowercase();
            assert!(
                !said.contains("zebra") && !said.contains("quartz"),
                "{entry}: {said}"
            );
        }
    }
}

#[test]
fn what_a_program_repeats_of_its_environment_is_not_shown() {
    let desk = desk("kind = \"command\"\nprogram = \"./voice.sh\"\nenv = [\"HOME_KEY\"]\n");
    desk.program("voice.sh", "echo \"wrong key: $HOME_KEY\" >&2; exit 1");
    run(
        &desk,
        &["build", "talk.txt", "-o", "book", "--engine", "home", "-v"],
        "once",
    );
    desk.write(
        "diglot.toml",
        "[engine.home]\nkind = \"command\"\nprogram = \"./voice.sh\"\nenv = [\"HOME_KEY\"]\nstays = true\nvoices = { en = [\"a\"] }\n",
    );
    run(
        &desk,
        &["build", "talk.txt", "-o", "book", "--engine", "home", "-v"],
        "stays",
    );
    let with = |args: &str| {
        format!(
            "[engine.home]\nkind = \"command\"\nprogram = \"./all.sh\"\nargs = {args}\nretries = 0\n\
             voices = {{ en = [\"a\"] }}\n"
        )
    };
    desk.program("all.sh", "echo \"wrong: $*\" >&2; exit 1");
    for args in [
        format!("[\"--api-key\", \"{KEY}\"]"),
        format!("[\"--token={KEY}\"]"),
        format!("[\"-H\", \"Authorization: Bearer {KEY}\"]"),
    ] {
        desk.write("diglot.toml", with(&args));
        for command in [
            &["build", "talk.txt", "-o", "book", "--engine", "home", "-v"][..],
            &["doctor", "--engine", "home", "--try", "-v"],
        ] {
            run(&desk, command, &args);
        }
    }
}

/// Addresses that a person gives hold keys too: of a proxy, and of a page.
#[test]
fn what_an_address_holds_is_not_shown() {
    let url = fault_server::run(
        async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            (
                format!("http://{}", listener.local_addr().unwrap()),
                listener,
            )
        },
        Router::new().fallback(any(async || (StatusCode::BAD_GATEWAY, KEY))),
    );
    let at = url.trim_start_matches("http://");
    let word = KEY.replace(['/', '+', '='], "-");
    let key = word.as_str();
    let said = |desk: &Desk, run: crate::support::Run, what: &str| {
        let said = (run.stdout + &run.stderr).to_lowercase();
        assert!(!said.contains(&key[..12].to_lowercase()), "{what}: {said}");
        assert!(!desk.path("book").exists() || what == "proxy", "{what}");
    };
    let desk = desk("kind = \"openai\"\nurl = \"https://speech.example/v1\"\nmodel = \"m\"\n");
    let build = ["build", "talk.txt", "-o", "book", "--engine", "home", "-v"];
    let mut command = desk.command(&build);
    command.env("https_proxy", format!("http://ann:{key}@{at}/"));
    said(&desk, finish(command.output().unwrap()), "proxy");
    std::fs::remove_dir_all(desk.path("book")).unwrap();
    for page in [
        format!("http://ann:{key}@{at}/page"),
        format!("{url}/page?token={key}"),
        format!("{url}/page#{key}"),
    ] {
        let run = desk.run(&["build", &page, "-o", "book", "-v"]);
        said(&desk, run, &page.replace(key, "…"));
    }
}
