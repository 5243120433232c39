//! What the script builder makes of a text, and what it says of it.

use crate::support::{Desk, NIGHT_FERRY};
use snapbox::{assert_data_eq, str};

#[test]
fn the_report_says_what_was_read_and_what_was_not() {
    let desk = Desk::new();
    let run = desk.ok(&[
        "script",
        NIGHT_FERRY,
        "-o",
        "book",
        "--chapters",
        "questions:1",
    ]);
    assert_eq!(
        run.stderr.trim_end(),
        "voices: espeak-ng, as no model is on this machine for en and zh. `diglot get kokoro` brings voices that sound like people"
    );
    assert_data_eq!(
        run.stdout,
        str![[r#"
The Night Ferry: 2 chapters, 8 turns, in en and zh
  Mara Ellison / 玛拉·埃利森: 4 turns
  Thomas Hale / 托马斯·黑尔: 4 turns
  12 lines in all languages, 0 in some only
  pairs are 100 % sure: 12 lines joined by where they stand
  1 note (not spoken unless book.toml says so)
  7 lines are not in the book:
    line 3: 2021-11 The Night Ferry (title repeated)
    line 24: Idea (mark of a note)
    line 58: Related articles (page furniture after the text)
    line 60: • The lighthouse that learned to whisper (page furniture after the text)
    line 62: What happens to a lamp when nobody needs to see it… (page furniture after the text)
    line 63: • 港口的最后一位敲钟人 (page furniture after the text)
    line 65: 热门标签 (page furniture after the text)
book/script.toml is written; book.toml beside it says how it is spoken.

"#]]
    );
}

#[test]
fn json_accounts_for_every_line_and_writes_nothing() {
    let desk = Desk::new();
    let run = desk.ok(&["script", NIGHT_FERRY, "--json"]);
    assert_eq!(std::fs::read_dir(desk.path("")).unwrap().count(), 0);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let mut seen = Vec::new();
    numbers(&json, &mut seen);
    seen.sort_unstable();
    let source = std::fs::read_to_string(NIGHT_FERRY).unwrap();
    let lines = source
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    let mut all: Vec<u64> = lines.map(|(i, _)| i as u64 + 1).collect();
    all.insert(0, 1); // the date is in the title's line
    assert_eq!(seen, all);
    assert_eq!(json["metadata"][0]["text"], "2021-11");
    let note = &json["chapter"][0]["turn"][1]["lines"][3];
    assert_eq!(note["at"], serde_json::json!([25]));
}

/// All numbers under any `at`.
fn numbers(json: &serde_json::Value, out: &mut Vec<u64>) {
    match json {
        serde_json::Value::Object(object) => {
            for (key, value) in object {
                if key == "at" {
                    out.extend(
                        value
                            .as_array()
                            .unwrap()
                            .iter()
                            .map(|n| n.as_u64().unwrap()),
                    );
                } else {
                    numbers(value, out);
                }
            }
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| numbers(value, out)),
        _ => {}
    }
}

#[test]
fn encodings_give_the_same_script() {
    let desk = Desk::new();
    let text = std::fs::read_to_string(NIGHT_FERRY)
        .unwrap()
        .replace('•', "*");
    let utf16: Vec<u8> = std::iter::once(0xFEFF)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let crlf = format!("\u{FEFF}{}", text.replace('\n', "\r\n"));
    let (gb18030, _, _) = encoding_rs::GB18030.encode(&text);
    let script = |name: &str, bytes: &[u8]| {
        desk.write(name, bytes);
        desk.ok(&["script", name, "--json"]).stdout
    };
    let plain = script("utf8.txt", text.as_bytes());
    assert_eq!(script("utf16.txt", &utf16), plain);
    assert_eq!(script("crlf.txt", crlf.as_bytes()), plain);
    assert_eq!(script("gb.txt", &gb18030), plain);
}
