//! Clips by way of S3.

use super::{Server, Worker, command, desk, spoken, text};
use crate::support::finish;
use std::collections::HashMap;
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

/// Objects of S3 by their paths.
type Objects = Arc<Mutex<HashMap<String, Vec<u8>>>>;

/// A bucket of S3, as far as clips need one: objects by path, in memory. Its address.
fn bucket() -> (String, Objects) {
    use axum::body::Bytes;
    use axum::extract::State;
    use axum::http::{HeaderMap, Method, StatusCode, Uri};
    async fn answer(
        State(objects): State<Objects>,
        method: Method,
        uri: Uri,
        headers: HeaderMap,
        body: Bytes,
    ) -> (StatusCode, [(&'static str, String); 2], Vec<u8>) {
        let about = [
            ("etag", "\"1\"".to_string()),
            ("last-modified", "Thu, 01 Jan 2026 00:00:00 GMT".to_string()),
        ];
        let signed = headers
            .get("authorization")
            .and_then(|value| value.to_str().ok());
        if !signed.is_some_and(|value| value.contains("Credential=the-user/")) {
            return (StatusCode::FORBIDDEN, about, Vec::new());
        }
        let path = uri.path().to_string();
        let mut objects = objects.lock().unwrap();
        match method {
            Method::PUT => {
                objects.insert(path, body.to_vec());
                (StatusCode::OK, about, Vec::new())
            }
            _ => match objects.get(&path) {
                Some(object) => (StatusCode::OK, about, object.clone()),
                None => (StatusCode::NOT_FOUND, about, Vec::new()),
            },
        }
    }
    let objects = Objects::default();
    let app = axum::Router::new()
        .fallback(answer)
        .with_state(objects.clone());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    (address, objects)
}

#[test]
fn clips_may_go_through_s3() {
    let Some(server) = Server::start("") else {
        return;
    };
    let (address, objects) = bucket();
    let desk = desk(0.0, "clips = \"s3://shelf/of/clips\"");
    desk.write("a.txt", text("shelved", 5));
    let with_keys = |mut command: Command| {
        command
            .env("AWS_ENDPOINT", &address)
            .env("AWS_ALLOW_HTTP", "true")
            .env("AWS_REGION", "north-1")
            .env("AWS_ACCESS_KEY_ID", "the-user")
            .env("AWS_SECRET_ACCESS_KEY", "a-secret-of-the-bucket");
        command
    };
    let mut worker =
        with_keys(desk.command(&["worker", "--queue", &server.url(), "--engine", "mine"]));
    worker.stdout(Stdio::null()).stderr(Stdio::null());
    let _worker = Worker(worker.spawn().unwrap());
    let make = |book: &str| {
        let command = command(&desk, &server.url(), "a.txt", book, &["--cache", book]);
        let run = finish(with_keys(command).output().unwrap());
        assert_eq!(run.code, 0, "{}", run.stderr);
    };
    make("one");
    let clips: Vec<String> = objects.lock().unwrap().keys().cloned().collect();
    assert_eq!(clips.len(), 6, "{clips:?}");
    assert!(
        clips
            .iter()
            .all(|path| path.starts_with("/shelf/of/clips/") && path.ends_with(".clip")),
        "{clips:?}"
    );
    // Another book finds them; one that is damaged there is spoken again.
    objects.lock().unwrap().get_mut(&clips[0]).unwrap()[50] ^= 1;
    make("two");
    assert_eq!(spoken(&desk).len(), 7);
}
