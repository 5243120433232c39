//! A key is nowhere in what the studio answers, prints or writes.

use super::Studio;
use crate::canary::{KEY, desk, echo, is_nowhere};
use serde_json::json;
use std::fs::File;

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_nowhere_on_the_page() {
    let server = tokio::task::spawn_blocking(echo).await.unwrap();
    let word = KEY.replace(['/', '+', '='], "-");
    let queue = format!("[queue]\nurl = \"nats://ann:{word}@127.0.0.1:9\"\n");
    for (way, queue) in [
        ("401/0", ""),
        ("500/3", ""),
        ("text/9", ""),
        ("json/0", &queue),
    ] {
        let desk = desk(&format!(
            "kind = \"openai\"\nurl = \"{server}/{way}\"\nmodel = \"m\"\nkey_env = \"HOME_KEY\"\n{queue}"
        ));
        desk.ok(&["script", "talk.txt", "-o", "output/talk", "-q"]);
        let mut command = desk.command(&["studio", "--no-open", "-v", "--engine", "home"]);
        command.env("HOME_KEY", KEY);
        let log = desk.path("studio.log");
        let studio = Studio::with_log(command, File::create(&log).unwrap().into()).await;
        let book = studio.book().await;
        let mut said = String::new();
        for path in [
            "",
            "/sound?chapter=0&turn=0&line=0&language=en",
            "/cast",
            "/missing",
            "/findings",
            "/takes?chapter=0&turn=0&line=0&language=en",
            "/files",
        ] {
            said += &studio
                .get(&format!("{book}{path}"))
                .await
                .text()
                .await
                .unwrap();
        }
        said += &studio.get("/api/voices/en").await.text().await.unwrap();
        let (_, begun) = studio.post(&format!("{book}/build"), json!({})).await;
        said += &format!("{begun} {}", studio.built().await);
        drop(studio);
        said += &std::fs::read_to_string(&log).unwrap();
        assert!(said.contains("Good evening."), "{said}");
        assert!(!said.contains(&word[..12]), "{said}");
        is_nowhere(&desk, &said, way);
    }
}
