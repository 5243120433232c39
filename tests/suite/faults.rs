//! Servers that are slow, limited, broken or not what they seem: what the client makes of it.

use crate::fault_server::{Fault, FaultServer, Plan};
use crate::support::{Desk, LAMP, NIGHT_FERRY, Run, finish, random};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const KEY: &str = "sk-test-9876543210";

/// Sets up the text of the lamp (eight lines) and a server for it.
fn set_up(server: &FaultServer, more: &str) -> Desk {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.write("key", KEY);
    let url = &server.url;
    // Long, where a test is not about it: the machine may be busy.
    let patience = if more.contains("timeout") {
        ""
    } else {
        "timeout_seconds = 20.0\n"
    };
    desk.write(
        "diglot.toml",
        format!(
            "[engine.home]\nkind = \"openai\"\nurl = \"{url}\"\nmodel = \"reader\"\n\
             key_env = \"HOME_KEY\"\nretries = 2\n{patience}{more}"
        ),
    );
    desk
}

fn build(desk: &Desk) -> Run {
    if !desk.path("book").exists() {
        desk.untitled("lamp.txt", "book", &[]);
    }
    let args = ["build", "book", "--engine", "home", "-v"];
    let run = finish(desk.command(&args).env("HOME_KEY", KEY).output().unwrap());
    assert!(!run.stderr.contains(KEY) && !run.stdout.contains(KEY));
    // Neither a file that diglot has written nor its name holds the key.
    let written = ["-path", "*/book/*", "-o", "-path", "*/cache/*"];
    let folder = desk.path("");
    let all = [&[folder.to_str().unwrap()][..], &written].concat();
    let files = crate::support::says("find", &all);
    assert!(files.lines().count() > 3 && !files.contains(KEY));
    for file in files.lines().filter(|file| Path::new(file).is_file()) {
        let bytes = std::fs::read(file).unwrap();
        let mut windows = bytes.windows(KEY.len());
        assert!(
            !windows.any(|w| w == KEY.as_bytes()),
            "{file} holds the key"
        );
    }
    run
}

fn first_time(fault: Fault) -> Plan {
    Arc::new(move |_, before| if before == 0 { fault } else { Fault::None })
}

/// Every line has the fault once; the book is whole all the same, and nothing is served twice.
fn recovers(fault: Fault, each: bool) {
    let plan: Plan = match each {
        true => first_time(fault),
        false => Arc::new(move |text, before| match (text, before) {
            ("Thank you.", 0) => fault,
            _ => Fault::None,
        }),
    };
    let server = FaultServer::start(Duration::ZERO, plan);
    let stands_still = matches!(fault, Fault::Stall | Fault::Silence);
    let more = if stands_still {
        "timeout_seconds = 1.5\n"
    } else {
        ""
    };
    let desk = set_up(&server, more);
    let run = build(&desk);
    assert_eq!(run.code, 0, "{fault:?}: {}", run.stderr);
    let log = server.log.lock().unwrap();
    assert_eq!(log.served.len(), 8, "{fault:?}");
    assert!(
        log.served.values().all(|times| *times == 1),
        "{fault:?}: {log:?}"
    );
}

#[test]
fn a_server_that_is_busy_is_waited_for() {
    for fault in [Fault::BusySeconds, Fault::BusyDate] {
        recovers(fault, false);
    }
}

#[test]
fn what_passes_is_tried_again() {
    for status in [408, 500, 502, 503, 504] {
        recovers(Fault::Status(status), true);
    }
    for fault in [
        Fault::ResetBefore,
        Fault::ResetWithin,
        Fault::Empty,
        Fault::Html,
        Fault::JsonError,
    ] {
        recovers(fault, true);
    }
}

#[test]
fn a_sound_that_cannot_be_right_is_asked_for_again() {
    for fault in [Fault::Truncated, Fault::Mute, Fault::Endless] {
        recovers(fault, true);
    }
    recovers(Fault::Zeros, false);
}

#[test]
fn a_server_that_stands_still_is_left_after_a_while() {
    for fault in [Fault::Stall, Fault::Silence] {
        recovers(fault, false);
    }
}

#[test]
fn what_is_only_unusual_is_taken_as_it_is() {
    for fault in [
        Fault::WrongType,
        Fault::Gzip,
        Fault::WrongLength,
        Fault::Drip,
        Fault::RedirectWithin,
    ] {
        let server = FaultServer::start(
            Duration::ZERO,
            Arc::new(move |_, before| if before == 0 { fault } else { Fault::None }),
        );
        let desk = set_up(&server, "");
        let run = build(&desk);
        assert_eq!(run.code, 0, "{fault:?}: {}", run.stderr);
        let twice = if fault == Fault::RedirectWithin {
            16
        } else {
            8
        };
        assert_eq!(server.asked(), twice, "{fault:?}: {}", run.stderr);
    }
}

#[test]
fn a_line_that_stays_broken_is_listed_and_the_rest_is_finished() {
    for (fault, times, said) in [
        (Fault::Status(400), 1, "400 Bad Request: not now"),
        (
            Fault::Status(403),
            1,
            "403 Forbidden: not now. Check what the key",
        ),
        (
            Fault::Status(404),
            1,
            "404 Not Found: not now. Check the voice",
        ),
        (Fault::Status(503), 3, "503 Service Unavailable: not now"),
        (Fault::ResetWithin, 3, "broke off"),
        (
            Fault::Html,
            3,
            "sent text instead of sound: <!DOCTYPE html>",
        ),
        (
            Fault::JsonError,
            3,
            "sent text instead of sound: out of breath",
        ),
        (Fault::Mute, 2, "the sound is silent"),
        (Fault::Endless, 2, "its text takes about 1 s to say"),
        (Fault::Zeros, 2, "MiB for one line"),
    ] {
        let server = FaultServer::start(
            Duration::ZERO,
            Arc::new(move |text, _| match text {
                "Thank you." => fault,
                _ => Fault::None,
            }),
        );
        let desk = set_up(&server, "");
        let run = build(&desk);
        assert_eq!(run.code, 3, "{fault:?}: {}", run.stderr);
        assert!(run.stderr.contains(said), "{fault:?}: {}", run.stderr);
        assert!(
            run.stderr.contains("(en) Thank you.") && run.stderr.contains("1 line could not"),
            "{}",
            run.stderr
        );
        let log = server.log.lock().unwrap();
        let asked = log.asked["Thank you."];
        // Whether lines have been spoken before decides whether it may pass.
        let is_unknown = fault == Fault::Status(404);
        assert!(
            asked == times || is_unknown && asked == 3,
            "{fault:?}: {asked}"
        );
        assert_eq!(log.served.values().sum::<usize>(), 7, "{fault:?}");
    }
}

#[test]
fn a_redirect_to_another_host_takes_neither_text_nor_key_along() {
    let server = FaultServer::start(Duration::ZERO, first_time(Fault::Redirect));
    let desk = set_up(&server, "");
    let run = build(&desk);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stderr
            .contains("sends us elsewhere to 127.0.0.2, where neither text nor key is sent"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_certificate_that_nobody_knows_is_refused_unless_it_is_named() {
    let (server, pem) = FaultServer::start_tls(first_time(Fault::None));
    let run = build(&set_up(&server, ""));
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("cannot be trusted"), "{}", run.stderr);
    assert!(run.stderr.contains("ca_file"), "{}", run.stderr);
    assert_eq!(server.asked(), 0);

    let desk = set_up(&server, "ca_file = \"home.pem\"\n");
    desk.write("home.pem", pem);
    let run = build(&desk);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(server.served(), 8);
}

#[test]
fn a_server_that_is_not_there_is_not_asked_for_every_line() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", free.local_addr().unwrap());
    drop(free);
    let log = Default::default();
    let desk = set_up(&FaultServer { url, log }, "");
    let run = build(&desk);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("none of the lines could be spoken")
            && run.stderr.contains("cannot be reached (Connection refused"),
        "{}",
        run.stderr
    );
}

#[test]
fn requests_go_through_the_proxy_that_the_environment_names() {
    let proxy = FaultServer::start(Duration::ZERO, first_time(Fault::None));
    let nowhere = FaultServer {
        url: "http://tts.invalid/v1".into(),
        log: Default::default(),
    };
    let desk = set_up(&nowhere, "");
    desk.untitled("lamp.txt", "book", &[]);
    let args = ["build", "book", "--engine", "home"];
    let mut command = desk.command(&args);
    let run = command
        .env("HOME_KEY", KEY)
        .env("http_proxy", proxy.url.trim_end_matches("/v1"))
        .output()
        .unwrap();
    let run = finish(run);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(proxy.served(), 8);
}

/// The demo's text against a server with a fault for every third request, whichever it is.
/// `DIGLOT_BAD_DAY=FILE` has another text spoken.
#[test]
fn a_book_becomes_whole_on_a_bad_day() {
    let faults = [
        Fault::BusySeconds,
        Fault::Status(500),
        Fault::Status(502),
        Fault::ResetBefore,
        Fault::ResetWithin,
        Fault::Truncated,
        Fault::Empty,
        Fault::Html,
        Fault::JsonError,
        Fault::Gzip,
        Fault::WrongType,
    ];
    let server = FaultServer::start(
        Duration::from_millis(5),
        Arc::new(move |text, before| {
            let seed = blake3::hash(format!("7 {text} {before}").as_bytes());
            let seed = usize::from(seed.as_bytes()[0]);
            match (before, seed % 3) {
                (0..2, 0) => faults[seed / 3 % faults.len()],
                _ => Fault::None,
            }
        }),
    );
    let desk = set_up(&server, "concurrency = 6\n");
    let other = std::env::var("DIGLOT_BAD_DAY");
    let text = other.as_deref().unwrap_or(NIGHT_FERRY);
    std::fs::copy(text, desk.path("lamp.txt")).unwrap();
    let run = build(&desk);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let log = server.log.lock().unwrap();
    let book: serde_json::Value = serde_json::from_str(&desk.read("book/book.json")).unwrap();
    let chapters = book["chapters"].as_array().unwrap().iter();
    let lines = chapters.flat_map(|chapter| chapter["lines"].as_array().unwrap());
    let clips: HashSet<&str> = lines.map(|line| line["clip"].as_str().unwrap()).collect();
    // Each clip once, and a text by two speakers twice.
    assert_eq!(log.served.values().sum::<usize>(), clips.len());
    assert!(clips.len() >= 24, "{}", clips.len());
}

/// A talk of two voices with enough lines to know their pace.
fn long_talk() -> String {
    let lines = [
        "We had been out for two hours when the lamp on the pier went dark.",
        "Did nobody see who had put it out, or hear a boat?",
        "I heard the bell of the harbour, and then a door.",
        "And what did you do when you came to the steps?",
        "I waited there until the clock in the tower struck nine.",
        "Then you must have seen the ferry leave without a light.",
    ];
    let all = lines.iter().cycle().take(18).enumerate();
    all.map(|(i, line)| {
        format!(
            "{}:\n{line} {}\n\n",
            ["Ann", "Bo"][i % 2],
            "So it was. ".repeat(i / 6)
        )
    })
    .collect()
}

/// Builds the long talk with a server, and says how many seconds its lines take.
fn spoken(server: &FaultServer, more: &str) -> (Desk, Run, f64) {
    let desk = set_up(
        server,
        &format!("voices = {{ en = [\"ann\", \"bo\"] }}\n{more}"),
    );
    desk.write("lamp.txt", long_talk());
    let run = build(&desk);
    let book = desk.path("book/book.json");
    let book = std::fs::read(book).map_or(serde_json::Value::Null, |json| {
        serde_json::from_slice(&json).unwrap()
    });
    let rate = book["sample_rate"].as_f64().unwrap_or(1.0);
    let chapters = book["chapters"].as_array().cloned().unwrap_or_default();
    let lines = chapters
        .iter()
        .flat_map(|chapter| chapter["lines"].as_array().unwrap());
    let seconds = lines
        .map(|line| (line["end"].as_f64().unwrap() - line["start"].as_f64().unwrap()) / rate)
        .sum();
    (desk, run, seconds)
}

#[test]
fn several_files_in_one_answer_and_chunks_behind_the_sound_are_the_same_sound() {
    let always = |fault: Fault| FaultServer::start(Duration::ZERO, Arc::new(move |_, _| fault));
    let (_, run, right) = spoken(&always(Fault::None), "");
    assert!(run.code == 0 && right > 30.0, "{right} {}", run.stderr);
    for fault in [Fault::Several, Fault::Behind] {
        let (_, run, seconds) = spoken(&always(fault), "");
        assert_eq!(run.code, 0, "{fault:?}: {}", run.stderr);
        assert!(
            (seconds - right).abs() < 0.2,
            "{fault:?}: {seconds} for {right}"
        );
    }
}

#[test]
fn a_line_that_does_not_fit_its_voice_is_asked_for_again_and_then_listed() {
    for fault in [Fault::Fifth, Fault::FourTimes] {
        for first in [true, false] {
            // The first line comes before the pace of its voice is known.
            let odd = if first {
                "We had been out"
            } else {
                "And what did you"
            };
            let server = FaultServer::start(
                Duration::ZERO,
                Arc::new(move |text, _| {
                    match text.starts_with(odd) && !text.contains("So it was") {
                        true => fault,
                        false => Fault::None,
                    }
                }),
            );
            let (desk, run, _) = spoken(&server, "concurrency = 1\n");
            assert_eq!(run.code, 3, "{fault:?}: {}", run.stderr);
            assert!(
                run.stderr.contains("1 line could not be spoken"),
                "{}",
                run.stderr
            );
            assert!(
                run.stderr.contains("does not fit its text by the pace"),
                "{}",
                run.stderr
            );
            let log = server.log.lock().unwrap();
            assert!(log.asked.values().all(|times| *times <= 3), "{log:?}");
            drop(desk);
        }
    }
    // Once only, and nobody notices but the log.
    let server = FaultServer::start(
        Duration::ZERO,
        Arc::new(|text, before| match (text.len(), before) {
            (0..60, 0) => Fault::Fifth,
            _ => Fault::None,
        }),
    );
    let (_, run, _) = spoken(&server, "concurrency = 1\n");
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn a_voice_that_speaks_as_nobody_does_is_named() {
    for (fault, why) in [(Fault::Fifth, "cut off?"), (Fault::FourTimes, "repeated")] {
        let server = FaultServer::start(Duration::ZERO, Arc::new(move |_, _| fault));
        let (desk, run, _) = spoken(&server, "");
        let named = ["home:ann speaks", "home:bo speaks", why];
        assert!(
            named.iter().all(|name| run.stderr.contains(name)),
            "{fault:?}: {}",
            run.stderr
        );
        let check = desk.run(&["check", "book", "--engine", "home"]);
        assert_eq!(check.code, 1);
        assert!(
            check.stdout.contains("Ann (en) speaks") && check.stdout.contains(why),
            "{}",
            check.stdout
        );
    }
    let server = FaultServer::start(Duration::ZERO, Arc::new(|_, _| Fault::None));
    let (desk, run, _) = spoken(&server, "");
    assert!(
        !run.stderr.contains("characters a second"),
        "{}",
        run.stderr
    );
    let check = desk.run(&["check", "book", "--engine", "home"]);
    assert!(
        check.stdout.ends_with("Nothing is wrong.\n"),
        "{}",
        check.stdout
    );
    let (desk, _, _) = spoken(&server, "check_length = false\n");
    let check = desk.run(&["check", "book", "--engine", "home"]);
    assert!(
        check
            .stdout
            .contains("cannot be told for Ann (en), Bo (en)"),
        "{}",
        check.stdout
    );
}

#[test]
fn a_server_without_quota_ends_the_run_at_once() {
    let server = FaultServer::start(Duration::ZERO, Arc::new(|_, _| Fault::NoQuota));
    let desk = set_up(&server, "");
    let run = build(&desk);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("no quota left (insufficient_quota)"),
        "{}",
        run.stderr
    );
    assert!(server.asked() <= 5);
}

#[test]
fn a_server_that_loads_its_model_is_waited_for() {
    let asked = AtomicUsize::new(0);
    let server = FaultServer::start(
        Duration::ZERO,
        Arc::new(move |_, _| match asked.fetch_add(1, Ordering::Relaxed) {
            0..6 => Fault::Loading,
            _ => Fault::None,
        }),
    );
    let desk = set_up(&server, "concurrency = 1\n");
    let run = build(&desk);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let said = "the model is loading, please wait; waiting for it, for 300 s at most";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    let server = FaultServer::start(Duration::ZERO, Arc::new(|_, _| Fault::Loading));
    let run = build(&set_up(&server, "patience = 1.0\n"));
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("It was waited for, for 1 s"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_refusal_after_lines_that_went_well_is_that_lines() {
    for fault in [Fault::Status(401), Fault::Status(404), Fault::Redirect] {
        for always in [false, true] {
            let server = FaultServer::start(
                Duration::ZERO,
                Arc::new(move |text, before| match text {
                    "You are welcome." if always || before == 0 => fault,
                    _ => Fault::None,
                }),
            );
            let desk = set_up(&server, "concurrency = 1\n");
            let run = build(&desk);
            assert_eq!(
                run.code,
                if always { 3 } else { 0 },
                "{fault:?}: {}",
                run.stderr
            );
            assert_eq!(server.served(), if always { 7 } else { 8 });
        }
    }
}

/// Two builds that share a store ask for each line once between them.
#[test]
fn two_builds_at_once_pay_for_nothing_twice() {
    let server = FaultServer::start(Duration::from_millis(20), Arc::new(|_, _| Fault::None));
    let desk = set_up(&server, "concurrency = 3\n");
    std::fs::copy(NIGHT_FERRY, desk.path("ferry.txt")).unwrap();
    let start = |book: &str| {
        let args = ["build", "ferry.txt", "-o", book, "--engine", "home", "-q"];
        let mut command = desk.command(&args);
        let command = command.env("HOME_KEY", KEY);
        command.stdout(std::process::Stdio::null()).spawn().unwrap()
    };
    let both = [start("one"), start("two")];
    for mut build in both {
        assert!(build.wait().unwrap().success());
    }
    let log = server.log.lock().unwrap();
    assert!(log.served.len() > 20);
    assert!(log.served.values().all(|times| *times == 1), "{log:?}");
    let (one, two) = (desk.chapters("one"), desk.chapters("two"));
    assert!(!one.is_empty() && one.len() == two.len());
    for ((a, _), (b, _)) in one.iter().zip(&two) {
        assert!(std::fs::read(a).unwrap() == std::fs::read(b).unwrap());
    }
}

/// SIGKILL at moments that a seed draws: at most what was in flight is lost, and the book that
/// comes in the end is the one that an undisturbed build makes. `DIGLOT_KILLS=200` tries more.
#[test]
fn a_killed_build_pays_for_nothing_twice() {
    const CONCURRENCY: usize = 4;
    let kills: usize = std::env::var("DIGLOT_KILLS").map_or(50, |n| n.parse().unwrap());
    let plan: Plan = Arc::new(|_, _| Fault::None);
    let more = format!("concurrency = {CONCURRENCY}\n");
    let args = [
        "build",
        "ferry.txt",
        "-o",
        "book",
        "--engine",
        "home",
        "--chapters",
        "minutes:1",
        "-q",
    ];
    let start = |desk: &Desk| {
        let mut command = desk.command(&args);
        command
            .env("HOME_KEY", KEY)
            .stderr(std::process::Stdio::null());
        command.stdout(std::process::Stdio::null());
        command.spawn().unwrap()
    };
    let fresh = |server: &FaultServer| {
        let desk = set_up(server, &more);
        std::fs::copy(NIGHT_FERRY, desk.path("ferry.txt")).unwrap();
        desk
    };
    // One server for all, because its address is part of what a clip is known by.
    let server = FaultServer::start(Duration::from_millis(10), plan);
    let desk = fresh(&server);
    let begun = std::time::Instant::now();
    assert!(start(&desk).wait().unwrap().success());
    let whole = begun.elapsed();
    let undisturbed = desk.files("book");
    let all = server.served();
    assert!(undisturbed.len() >= 6, "{}", undisturbed.len());

    let mut seed = 42u64;
    let mut done = 0;
    while done < kills {
        let desk = fresh(&server);
        let before = server.served();
        let mut lost = 0;
        for _ in 0..10.min(kills - done) {
            let mut child = start(&desk);
            std::thread::sleep(whole.mul_f64(random(&mut seed) * 0.6));
            let _ = child.kill();
            child.wait().unwrap();
            done += 1;
            // What the server is just about to send is counted too.
            server.wait_until_idle();
            let kept = crate::support::says(
                "find",
                &[desk.path("").to_str().unwrap(), "-name", "*.clip"],
            );
            let in_flight = server.served() - before - lost - kept.lines().count();
            // One more: an answer that is being kept.
            assert!(in_flight <= CONCURRENCY + 1, "{in_flight} lost at once");
            lost += in_flight;
        }
        assert!(start(&desk).wait().unwrap().success());
        assert_eq!(
            server.served() - before,
            all + lost,
            "a kept clip was asked for"
        );
        let files = desk.files("book");
        let names = |files: &[(String, Vec<u8>)]| -> Vec<String> {
            files.iter().map(|(name, _)| name.clone()).collect()
        };
        assert_eq!(names(&files), names(&undisturbed));
        for (file, other) in files.iter().zip(&undisturbed) {
            assert!(file.1 == other.1, "{} is another", file.0);
        }
    }
}
