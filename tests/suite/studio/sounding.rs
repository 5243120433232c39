//! Lines as they sound, takes, stretches, voices, and what all of it costs.

use super::{Studio, at, line_edit, said, with_lamp};
use crate::support::{Desk, wave};
use reqwest::StatusCode;
use serde_json::{Value, json};

/// An engine that is a shell script, with a price in dollars for a million characters.
fn engine(desk: &Desk, name: &str, script: &str, price: f64) {
    let program = desk.program(name, script);
    let config = format!(
        "[engine.{name}]\nkind = \"command\"\nprogram = {program:?}\nusd_per_million_characters = {price:?}\n\
         [engine.{name}.voices]\nen = [\"a\"]\nzh = [\"a\"]\n"
    );
    desk.write("diglot.toml", config);
}

/// An engine that speaks higher each time.
fn actor(desk: &Desk, price: f64) {
    let count = desk.path("takes");
    let script = format!(
        "n=$(cat {count:?} 2>/dev/null || echo 0)\necho $((n + 1)) >{count:?}\nexec espeak-ng --stdout -p $((20 + n % 60))"
    );
    engine(desk, "actor", &script, price);
}

/// How often the engine has spoken.
fn spoken(desk: &Desk) -> usize {
    match desk.path("takes").exists() {
        true => desk.read("takes").trim().parse().unwrap(),
        false => 0,
    }
}

fn line(language: &str, more: Value) -> Value {
    let mut line = json!({ "chapter": 0, "turn": 1, "line": 0, "language": language });
    line.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    line
}

#[tokio::test]
async fn lines_are_heard_and_what_costs_is_asked_first() {
    let desk = with_lamp();
    let studio = Studio::open(&desk, &[]).await;
    let book = studio.book().await;
    let sound = |more: &str| format!("{book}/sound?chapter=0&turn=0&line=0&language=en{more}");
    let wav = studio.bytes(&sound("")).await;
    let path = desk.write("line.wav", &wav);
    let (channels, width, rate, frames) = wave(&path);
    assert_eq!((channels, width, rate), (1, 2, 44100));
    assert!(frames > 44100 / 2, "{frames}");
    let other = studio.bytes(&sound("&voice=espeak:en-gb%2Bf4")).await;
    assert!(other != wav && other.starts_with(b"RIFF"));
    let tried = studio.bytes(&sound("&text=Another+text.")).await;
    assert!(tried != wav && tried.starts_with(b"RIFF"));
    for bad in ["&voice=nobody", "&voice=espeak", "&voice=none:x"] {
        assert!(
            studio.get(&sound(bad)).await.status().is_client_error(),
            "{bad}"
        );
    }
    let gone = format!("{book}/sound?chapter=9&turn=0&line=0&language=en");
    assert_eq!(studio.get(&gone).await.status(), StatusCode::NOT_FOUND);
    drop(studio);

    engine(&desk, "dear", "espeak-ng --stdout", 1_000_000.0);
    let studio = Studio::open(&desk, &[]).await;
    let asked = studio.get(&sound("&voice=dear:a")).await;
    assert_eq!(asked.status(), StatusCode::PAYMENT_REQUIRED);
    let (_, body) = said(asked).await;
    assert!(body["usd"].as_f64().unwrap() > 10.0, "{body}");
    let paid = studio.get(&sound("&voice=dear:a&pay=true")).await;
    assert_eq!(paid.status(), StatusCode::OK);
    // What was paid for is heard again for nothing.
    assert_eq!(
        studio.get(&sound("&voice=dear:a")).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_voice_is_chosen_and_that_is_undone() {
    let desk = with_lamp();
    let studio = Studio::open(&desk, &["output"]).await;
    let book = studio.book().await;
    let cast = studio.json(&format!("{book}/cast")).await;
    let role = &cast["roles"][0];
    assert!(!role["samples"].as_array().unwrap().is_empty(), "{cast}");
    let before = desk.read("output/the-lamp/book.toml");
    let order = json!({ "speaker": role["speaker"], "language": role["language"], "voice": "espeak:en-gb+f4" });
    let (status, now) = studio.post(&format!("{book}/cast"), order.clone()).await;
    assert_eq!(
        (status, &now["roles"][0]["voice"]),
        (StatusCode::OK, &json!("espeak:en-gb+f4"))
    );
    assert!(
        desk.read("output/the-lamp/book.toml")
            .contains("espeak:en-gb+f4")
    );
    studio.post(&format!("{book}/undo"), json!({})).await;
    assert_eq!(desk.read("output/the-lamp/book.toml"), before);
    let mut strange = order;
    strange["speaker"] = json!("nobody");
    let (status, _) = studio.post(&format!("{book}/cast"), strange).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let voices = studio.json("/api/voices/zh").await;
    assert!(
        voices
            .as_array()
            .unwrap()
            .iter()
            .any(|voice| voice["engine"] == "espeak")
    );
}

#[tokio::test]
async fn a_take_is_chosen_and_is_part_of_the_build() {
    let desk = with_lamp();
    actor(&desk, 0.0);
    let studio = Studio::open(&desk, &[]).await;
    let book = studio.book().await;
    let shown = studio.json(&book).await;
    let mut own = line_edit(&shown["revision"], at(0, 1, 0), json!({}));
    own["edit"]["voice"] = json!({ "en": "actor:a" });
    let (status, done) = studio.post(&format!("{book}/edit"), own).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    let takes = format!("{book}/takes");
    let of_line = format!("{takes}?chapter=0&turn=1&line=0&language=en");
    assert_eq!(studio.json(&of_line).await["takes"], json!([]));
    for number in 1..=3 {
        let (status, take) = studio.post(&takes, line("en", json!({}))).await;
        assert_eq!((status, &take["take"]), (StatusCode::OK, &json!(number)));
    }
    let all = studio.json(&of_line).await;
    assert_eq!(
        (&all["takes"], &all["chosen"]),
        (&json!([1, 2, 3]), &json!(1))
    );
    let sound = async |take: usize| {
        let path = format!("{book}/sound?chapter=0&turn=1&line=0&language=en&take={take}");
        studio.bytes(&path).await
    };
    assert_ne!(sound(1).await, sound(3).await);
    let mut choice = line_edit(&done["revision"], at(0, 1, 0), json!({}));
    choice["edit"]["take"] = json!({ "en": 3 });
    let (status, done) = studio.post(&format!("{book}/edit"), choice).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    let script = desk.read("output/the-lamp/script.toml");
    assert!(
        script.contains("voice = { en = \"actor:a\" }, take = { en = 3 }"),
        "{script}"
    );
    assert_eq!(studio.json(&of_line).await["chosen"], json!(3));
    // Nothing is spoken anew for the build; the other takes stay in the store.
    desk.ok(&["build", "output/the-lamp", "-q"]);
    assert_eq!(spoken(&desk), 3);
    assert_eq!(studio.json(&of_line).await["takes"], json!([1, 2, 3]));
    // Another text has no takes yet.
    let edit = line_edit(&done["revision"], at(0, 1, 0), json!({ "en": "It was I." }));
    studio.post(&format!("{book}/edit"), edit).await;
    assert!(
        !desk
            .read("output/the-lamp/script.toml")
            .contains(", take =")
    );
    // An engine that says a line the same each time has no other take.
    studio
        .get(&format!("{book}/sound?chapter=0&turn=1&line=0&language=zh"))
        .await;
    let (status, told) = studio.post(&takes, line("zh", json!({}))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        told["error"]
            .as_str()
            .unwrap()
            .contains("the same each time"),
        "{told}"
    );
}

#[tokio::test]
async fn what_a_line_was_is_heard_beside_what_it_is() {
    let desk = with_lamp();
    let studio = Studio::open(&desk, &[]).await;
    let book = studio.book().await;
    let sound = |more: &str| format!("{book}/sound?chapter=0&turn=1&line=0&language=en{more}");
    let hear = async |more: &str| studio.bytes(&sound(more)).await;
    let before = hear("").await;
    let shown = studio.json(&book).await;
    let mut edit = line_edit(
        &shown["revision"],
        at(0, 1, 0),
        json!({ "en": "It was I." }),
    );
    edit["edit"]["voice"] = json!({ "en": "espeak:en-gb+f4" });
    studio.post(&format!("{book}/edit"), edit).await;
    let now = hear("").await;
    assert_ne!(now, before);
    let old = "&text=I+did.+It+was+dark.&say=&voice=&take=1";
    assert_eq!(hear(old).await, before);
    assert_eq!(hear("&text=It+was+I.&voice=espeak:en-gb%2Bf4").await, now);
    // A word is heard before it is in the lexicon, where it stands for itself alone.
    let word = hear("&text=Dark+darkness.&word=dark&said=bright").await;
    assert_eq!(word, hear("&text=bright+darkness.").await);
    let path = format!("{book}/lexicon/preview");
    let trial = json!({ "language": "en", "word": "lamp", "said": "lantern" });
    let (_, touched) = studio.post(&path, trial).await;
    assert_eq!(
        (&touched["rows"], &touched["clips"]),
        (&json!([1]), &json!(1)),
        "{touched}"
    );
    assert!(!desk.read("output/the-lamp/book.toml").contains("lantern"));
}

#[tokio::test]
async fn a_chapter_and_a_part_of_it_are_heard_as_they_will_sound() {
    let desk = with_lamp();
    let studio = Studio::open(&desk, &[]).await;
    let book = studio.book().await;
    let stretch = format!("{book}/stretch");
    let (status, whole) = studio.post(&stretch, json!({ "chapter": 0 })).await;
    assert_eq!(status, StatusCode::OK, "{whole}");
    let name = whole["name"].as_str().unwrap();
    let wav = studio.bytes(&format!("{stretch}/{name}")).await;
    let (.., frames) = wave(&desk.write("whole.wav", &wav));
    let whole_is = frames as f64 / 44100.0;
    assert!((whole_is - whole["seconds"].as_f64().unwrap()).abs() < 0.01);
    let lines = whole["lines"].as_array().unwrap();
    // Its title is announced in both languages.
    assert_eq!(lines.len(), 10, "{whole}");
    // It is what the build makes of it.
    desk.ok(&["build", "output/the-lamp", "-q"]);
    let chapter = std::fs::read_dir(desk.path("output/the-lamp/chapters")).unwrap();
    let chapter = chapter.flatten().next().unwrap().path();
    assert_eq!(std::fs::read(chapter).unwrap(), wav);
    let rows = json!({ "chapter": 0, "rows": [2, 3] });
    let (_, part) = studio.post(&stretch, rows).await;
    let of_part: Vec<&Value> = part["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| &l["row"])
        .collect();
    assert_eq!(of_part, [2, 2, 3, 3], "{part}");
    assert!(part["seconds"].as_f64().unwrap() < whole_is);
    for bad in ["0123456789ab", "..%2f..%2fstate", "x"] {
        let answer = studio.get(&format!("{stretch}/{bad}")).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{bad}");
    }
    let (status, _) = studio.post(&stretch, json!({ "chapter": 7 })).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_spoken_anew_is_said_and_nothing_is_spent_unasked() {
    let desk = with_lamp();
    actor(&desk, 100_000.0);
    let studio = Studio::of(desk.command(&["studio", "--no-open", "-q", "--max-cost", "3"])).await;
    let book = studio.book().await;
    let shown = studio.json(&book).await;
    let mut edit = line_edit(&shown["revision"], at(0, 1, 0), json!({}));
    edit["edit"]["voice"] = json!({ "en": "actor:a" });
    studio.post(&format!("{book}/edit"), edit).await;
    let (_, anew) = studio
        .post(&format!("{book}/anew"), json!({ "rows": [0, 1, 2, 99] }))
        .await;
    assert_eq!(anew["rows"], json!([1, 2]), "{anew}");
    let usd = anew["usd"].as_f64().unwrap();
    assert!((usd - 1.9).abs() < 0.01, "{anew}");
    // Each way to hear it asks first.
    let sound = format!("{book}/sound?chapter=0&turn=1&line=0&language=en");
    assert_eq!(
        studio.get(&sound).await.status(),
        StatusCode::PAYMENT_REQUIRED
    );
    for (path, order) in [
        ("takes", line("en", json!({}))),
        ("stretch", json!({ "chapter": 0 })),
    ] {
        let (status, told) = studio.post(&format!("{book}/{path}"), order).await;
        assert_eq!(status, StatusCode::PAYMENT_REQUIRED, "{path}: {told}");
    }
    assert_eq!(spoken(&desk), 0);
    // `--max-cost` holds for all of it, whatever a page agrees to.
    assert_eq!(
        studio.get(&format!("{sound}&pay=true")).await.status(),
        StatusCode::OK
    );
    let (status, told) = studio
        .post(&format!("{book}/takes"), line("en", json!({ "pay": true })))
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
    assert!(
        told["error"].as_str().unwrap().contains("--max-cost"),
        "{told}"
    );
    let order = json!({ "max_cost": 1000 });
    let mut dear = line_edit(&shown["revision"], at(0, 0, 0), json!({}));
    dear["edit"]["voice"] = json!({ "en": "actor:a" });
    dear["was"] = shown["rows"][1].clone();
    studio.post(&format!("{book}/edit"), dear).await;
    studio.post(&format!("{book}/build"), order).await;
    let work = studio.built().await;
    assert!(work["said"].to_string().contains("--max-cost"), "{work}");
    assert_eq!(spoken(&desk), 1);
}

#[tokio::test]
async fn people_of_a_series_keep_their_voices() {
    let desk = with_lamp();
    desk.ok(&["build", "output/the-lamp", "-q"]);
    desk.write(
        "second.txt",
        crate::support::LAMP.replace("The Lamp", "The Second Lamp"),
    );
    desk.ok(&["script", "second.txt", "-q"]);
    desk.ok(&["cast", "output/the-second-lamp", "-q"]);
    let second = "output/the-second-lamp/book.toml";
    let first = desk.read("output/the-lamp/book.toml");
    let ann = first
        .lines()
        .find(|line| line.starts_with("ann-reed = "))
        .unwrap();
    let other = "ann-reed = { en = { voice = \"espeak:en-gb+f4\", pitch = 70 }, zh = \"espeak:cmn-latn-pinyin+f4\" }";
    desk.write("output/the-lamp/book.toml", first.replace(ann, other));
    let before = desk.read(second);
    let studio = Studio::open(&desk, &[]).await;
    let library = studio.json("/api/library").await;
    let id = |n: usize| library["books"][n]["id"].as_str().unwrap().to_string();
    let series = format!("/api/books/{}/series", id(1));
    let (status, shown) = studio.post(&series, json!({ "other": id(0) })).await;
    assert_eq!(
        (status, shown.as_array().unwrap().len()),
        (StatusCode::OK, 2),
        "{shown}"
    );
    assert_eq!(desk.read(second), before);
    studio
        .post(&series, json!({ "other": id(0), "give": true }))
        .await;
    let given = desk.read(second);
    assert!(given.contains(other), "{given}");
    studio
        .post(&format!("/api/books/{}/undo", id(1)), json!({}))
        .await;
    assert_eq!(desk.read(second), before);
    // The command line does the same.
    desk.ok(&[
        "cast",
        "output/the-second-lamp",
        "--as",
        "output/the-lamp",
        "-q",
    ]);
    assert_eq!(desk.read(second), given);
    let cast = studio.json(&format!("/api/books/{}/cast", id(1))).await;
    let role = &cast["roles"][0];
    assert_eq!(
        role["elsewhere"]["zh"], "espeak:cmn-latn-pinyin+f4",
        "{role}"
    );
}

#[tokio::test]
async fn what_is_odd_is_found() {
    let desk = with_lamp();
    let script = "output/the-lamp/script.toml";
    let long = "谢谢你。".repeat(20);
    desk.write(script, desk.read(script).replace("谢谢你。", &long));
    desk.write(
        "output/the-lamp/.diglot/doubts.json",
        json!([{ "text": { "en": "I did. It was dark.", "zh": "是我。天黑了。" }, "what": "who says this?" }]).to_string(),
    );
    let studio = Studio::open(&desk, &[]).await;
    let book = studio.book().await;
    let found = studio.json(&format!("{book}/findings")).await;
    assert_eq!(found["2"], json!(["who says this?"]), "{found}");
    assert!(
        found["3"][0]
            .as_str()
            .unwrap()
            .contains("zh is much longer than en"),
        "{found}"
    );
    assert_eq!(found.as_object().unwrap().len(), 2);
}

#[tokio::test]
async fn what_was_heard_otherwise_is_found_until_the_line_is_another() {
    let desk = crate::listening::desk();
    let (text, heard) = (
        "The bakery on the corner opens at five because the fishermen eat early.",
        "Thank you all for listening and see you again next week my friends.",
    );
    desk.write("mishears.json", json!({ text: heard }).to_string());
    let run = desk.run(&["check", "book", "--listen"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    let studio = Studio::open(&desk, &["book"]).await;
    let book = studio.book().await;
    let shown = studio.json(&book).await;
    let mut rows = shown["rows"].as_array().unwrap().iter();
    let row = rows.position(|row| row["text"]["en"] == text).unwrap();
    let found = studio.json(&format!("{book}/findings")).await;
    assert_eq!(
        found[row.to_string()],
        json!([format!("en by ear: other words are heard; heard: {heard}")]),
        "{found}"
    );
    let script = desk.read("book/script.toml");
    desk.write("book/script.toml", script.replace("at five", "at six"));
    let found = studio.json(&format!("{book}/findings")).await;
    assert!(found[row.to_string()].is_null(), "{found}");
}
