//! Others in a home network come in by a password.

use super::{Running, browser, said, start, with_lamp};
use crate::support::Desk;
use reqwest::StatusCode;

const PASSWORD: &str = "three lamps at sea";

/// A studio that listens at all addresses, and its own one.
fn open(desk: &Desk) -> (Running, String) {
    let mut command = desk.command(&["studio", "--no-open", "-q", "--bind", "0.0.0.0"]);
    command.env("DIGLOT_STUDIO_PASSWORD", PASSWORD);
    let (child, first) = start(command);
    assert!(!first.contains(PASSWORD));
    let (base, _) = first.split_once("/?token=").unwrap();
    assert!(base.starts_with("http://127.0.0.1:"), "{base}");
    let base = base.to_string();
    (child, base)
}

#[tokio::test]
async fn a_password_lets_others_in_and_wrong_ones_are_bounded() {
    let desk = with_lamp();
    let (_studio, base) = open(&desk);
    let client = browser()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let get = |path: &str| client.get(format!("{base}{path}"));
    let (status, page) = said(get("/").send().await.unwrap()).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(page.as_str().unwrap().contains("type=\"password\""));
    for path in ["/api/library", "/page/studio.js", "/api/events"] {
        let (status, body) = said(get(path).send().await.unwrap()).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
        assert!(!body.to_string().contains("lamp"));
    }
    let port = base.rsplit(':').next().unwrap();
    // An address in digits leads here; a name may have been made to.
    for (host, status) in [
        (format!("192.168.1.7:{port}"), StatusCode::UNAUTHORIZED),
        (format!("[fe80::1]:{port}"), StatusCode::UNAUTHORIZED),
        (format!("evil.example:{port}"), StatusCode::FORBIDDEN),
        ("192.168.1.7:1".into(), StatusCode::FORBIDDEN),
    ] {
        let answer = get("/").header("host", &host).send().await.unwrap();
        assert_eq!(answer.status(), status, "{host}");
    }
    let login = |password: &str, origin: &str| {
        client
            .post(format!("{base}/login"))
            .header("origin", origin)
            .body(format!("password={}", password.replace(' ', "+")))
            .send()
    };
    let foreign = login(PASSWORD, "http://evil.example").await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    let right = login(PASSWORD, &base).await.unwrap();
    assert_eq!(right.status(), StatusCode::SEE_OTHER);
    let cookie = right.headers()["set-cookie"].to_str().unwrap().to_string();
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"));
    assert!(!cookie.contains("three"));
    let cookie = cookie.split(';').next().unwrap();
    let library = get("/api/library").header("cookie", cookie).send().await;
    assert_eq!(library.unwrap().status(), StatusCode::OK);
    let mut codes = Vec::new();
    for _ in 0..12 {
        let wrong = login("guess", &base).await.unwrap();
        assert!(wrong.headers().get("set-cookie").is_none());
        codes.push(wrong.status());
    }
    assert_eq!(codes[0], StatusCode::UNAUTHORIZED);
    assert_eq!(codes[11], StatusCode::TOO_MANY_REQUESTS);
    // The right one is not looked at either then; who is in stays in.
    let late = login(PASSWORD, &base).await.unwrap();
    assert_eq!(late.status(), StatusCode::TOO_MANY_REQUESTS);
    let library = get("/api/library").header("cookie", cookie).send().await;
    assert_eq!(library.unwrap().status(), StatusCode::OK);
}

#[test]
fn nobody_else_is_let_in_without_a_password() {
    let desk = with_lamp();
    let refused = desk.run(&["studio", "--no-open", "--bind", "0.0.0.0"]);
    assert_eq!(refused.code, 1);
    assert!(
        refused.stderr.contains("DIGLOT_STUDIO_PASSWORD"),
        "{}",
        refused.stderr
    );
    let mut short = desk.command(&["studio", "--no-open", "--bind", "0.0.0.0"]);
    let short = short
        .env("DIGLOT_STUDIO_PASSWORD", "seven 7")
        .output()
        .unwrap();
    let said = String::from_utf8(short.stderr).unwrap();
    assert!(
        said.contains("8 characters") && !said.contains("seven 7"),
        "{said}"
    );
}
