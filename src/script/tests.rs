//! Whole texts through all steps.

use super::*;
use proptest::prelude::*;
use std::path::Path;

/// So many cases, unless `PROPTEST_CASES` says how many: by default the tests are quick.
pub(super) fn cases(few: u32) -> ProptestConfig {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default(),
        None => ProptestConfig::with_cases(few),
    }
}

fn read_text(text: &str) -> Script {
    read(text.as_bytes(), "t.txt", &Options::default()).unwrap()
}

/// Source texts from the names of their files and what is in them.
pub(super) fn sources(files: &[(&str, &str)]) -> Vec<SourceText> {
    let source = |(file, text): &(&str, &str)| SourceText {
        bytes: text.as_bytes().to_vec(),
        file: (*file).into(),
        path: (*file).into(),
    };
    files.iter().map(source).collect()
}

/// What is spoken of a text: each line with its speaker, its languages parted by a bar.
pub(super) fn spoken(text: &str) -> Vec<String> {
    spoken_in(text, "t.txt")
}

/// The same of a text in a file of that name.
pub(super) fn spoken_in(text: &str, file: &str) -> Vec<String> {
    let mut out = Vec::new();
    let script = read(text.as_bytes(), file, &Options::default()).unwrap();
    for turn in script.turns() {
        for line in &turn.lines {
            if let Line::Speech { text, .. } = line {
                let said = text.values().cloned().collect::<Vec<_>>().join(" | ");
                out.push(format!("{}: {said}", turn.speaker));
            }
        }
    }
    out
}

/// The ids of those who speak in a text in a file of that name, in the order of the alphabet.
pub(super) fn speakers_in(text: &str, file: &str) -> Vec<String> {
    let said = spoken_in(text, file);
    let ids = said.iter().filter_map(|line| line.split(':').next());
    let ids: std::collections::BTreeSet<&str> = ids.collect();
    ids.into_iter().map(String::from).collect()
}

/// The numbers of all lines that a script accounts for.
fn accounted(script: &Script) -> Vec<usize> {
    let mut at = script.title_at.clone();
    at.extend(script.chapters.iter().flat_map(|c| &c.at));
    at.extend(script.metadata.iter().flat_map(|m| &m.at));
    at.extend(script.dropped.iter().flat_map(|d| &d.at));
    for turn in script.turns() {
        at.extend(&turn.at);
        for line in &turn.lines {
            match line {
                Line::Speech { at: lines, .. } | Line::Note { at: lines, .. } => at.extend(lines),
            }
        }
    }
    // A line with a name and speech on it is in both places.
    at.sort_unstable();
    at.dedup();
    at
}

/// Whether all characters of a text stand in another, in order.
fn stands_in(text: &str, other: &str) -> bool {
    let mut rest = other.chars();
    text.chars().all(|c| rest.any(|d| c == d))
}

fn non_blank(text: &str) -> Vec<usize> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(i, _)| i + 1)
        .collect()
}

fn words(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn what_shows_nothing_is_no_line() {
    let page = "<p>Ann: It was dark.</p><p>\u{2}</p><p>Bo: It was.</p><p>\u{200B}\u{2}</p>";
    let script = read(page.as_bytes(), "lamp.html", &Options::default()).unwrap();
    let lines = script.chapters.iter().flat_map(|chapter| &chapter.turns);
    assert_eq!(
        lines.map(|turn| turn.lines.len()).collect::<Vec<_>>(),
        [1, 1]
    );
    let written = file::render(&script);
    assert!(file::parse(&written, Path::new("script.toml")).is_ok());
}

#[test]
fn a_language_that_only_what_follows_a_name_is_in_is_one_of_the_script() {
    let text = "Mara Ellison: 门开了。\n\nThomas Hale:\nIt did.\n\nMara Ellison: 是吗？\n";
    let languages = ["en", "zh"].map(Language::new).to_vec();
    let options = Options {
        languages,
        ..Options::default()
    };
    let script = read(text.as_bytes(), "wall.txt", &options).unwrap();
    let tags: Vec<&str> = script.languages.iter().map(Language::tag).collect();
    assert_eq!(tags, ["zh", "en"]);
    let written = file::render(&script);
    assert_eq!(
        file::render(&file::parse(&written, Path::new("script.toml")).unwrap()),
        written
    );
}

#[test]
fn a_text_without_title_takes_its_files_name() {
    let script = read(
        "Ann:\nHi.\nBo:\nHo.".as_bytes(),
        "night_ferry.txt",
        &Options::default(),
    );
    assert_eq!(script.unwrap().title[&Language::new("en")], "night ferry");
}

#[test]
fn nothing_to_say_is_an_error() {
    for text in ["", "\n \n", "\u{FEFF}"] {
        let error = read(text.as_bytes(), "t.txt", &Options::default()).unwrap_err();
        assert!(
            matches!(error, ScriptError::NothingToSay { .. }),
            "{text:?}"
        );
    }
}

#[test]
fn who_is_named_and_speaks_nowhere_is_an_error() {
    let text =
        "Ann Reed: Is it lit?\nBo Lind: It is.\nAnn Reed: Since when?\nBo Lind: Since nine.\n";
    let named = |name: &str| Options {
        speakers: vec!["Bo Lind".into(), name.into()],
        ..Options::default()
    };
    assert!(read(text.as_bytes(), "lamp.txt", &named("ann reed")).is_ok());
    let error = read(text.as_bytes(), "lamp.txt", &named("Cleo Stone")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "lamp.txt: no line begins with the name `Cleo Stone`. Those who speak are `Ann Reed`, `Bo Lind`"
    );
}

/// A speech line, a note, a heading or a blank line of a text in the interview's layout.
fn piece() -> impl Strategy<Value = String> {
    let english = "[A-Z][a-z]{1,8}( [a-z]{1,8}){0,9}[.?:]";
    let chinese = "[\u{4E00}-\u{4E40}]{1,20}[。？:：]";
    prop_oneof![
        3 => english.prop_map(|s| s),
        3 => chinese.prop_map(|s| s),
        1 => Just("Ann Reed:".to_string()),
        1 => Just("安·里德:".to_string()),
        1 => Just("Bo:".to_string()),
        1 => Just("李波：".to_string()),
        1 => Just("Ann Reed: It is late.".to_string()),
        1 => Just("[00:01:23] Bo: Yes (laughs)".to_string()),
        1 => Just("安·里德：晚了。（笑）".to_string()),
        1 => Just("[Applause]".to_string()),
        1 => Just("I said (laughs) no.".to_string()),
        1 => Just("00:01:23".to_string()),
        1 => Just("0:12 and then it rained".to_string()),
        1 => Just("12/03/24, 6:02 PM - Bo: Yes.".to_string()),
        1 => Just("Good evening. 晚上好。 It is late. 晚了。".to_string()),
        1 => Just("No hands.[1]".to_string()),
        1 => Just("[1] From the Latin.".to_string()),
        1 => Just("ANN. (aside) Who is it?".to_string()),
        1 => Just("[Ann] Who is it?".to_string()),
        1 => Just("Ann — Who is it?".to_string()),
        1 => Just("Ann Reed".to_string()),
        1 => Just("Ann Reed (00:12)".to_string()),
        1 => Just("English".to_string()),
        1 => Just("中文".to_string()),
        1 => Just("Chapter 3".to_string()),
        1 => Just("第三章".to_string()),
        1 => Just("Participants".to_string()),
        1 => Just("Ann Reed - Harbour Master".to_string()),
        1 => Just("It was dark.\t天黑了。".to_string()),
        1 => Just("Idea".to_string()),
        1 => Just("12/03/24, 6:03 PM - Ann added Bo".to_string()),
        1 => Just("12/03/24, 6:04 PM - Ann: <Media omitted>".to_string()),
        1 => Just("Bo, [12.03.2026 10:15]".to_string()),
        1 => Just("joined #harbour".to_string()),
        1 => Just("A Storm ........ 12".to_string()),
        1 => Just("Nǐ hǎo, jǐ diǎn kāi?".to_string()),
        1 => Just(">> Who is it? >> Ann: It is me.".to_string()),
        1 => Just(">>".to_string()),
        1 => Just("**Who is it?**".to_string()),
        1 => Just("Ann Reed, Head of Pumps".to_string()),
        1 => Just("INT. PIER - NIGHT".to_string()),
        1 => Just("Ann;Who is it?;谁?".to_string()),
        1 => Just("Ann | Who is it? | 谁?".to_string()),
        1 => Just("A Storm".to_string()),
        3 => Just(String::new()),
        1 => Just("  Related Articles".to_string()),
        1 => Just("Page 3 of 12".to_string()),
        1 => Just("\u{C}7".to_string()),
        1 => Just("Q   Did you see it?".to_string()),
        1 => "[ -~]{0,40}",
    ]
}

/// That each line of a text is somewhere in its script, and that what is spoken stands in its lines.
fn is_all_there(text: &str) -> Result<(), TestCaseError> {
    let Ok(script) = read(text.as_bytes(), "t.txt", &Options::default()) else {
        return Ok(());
    };
    prop_assert_eq!(accounted(&script), non_blank(text));
    let lines: Vec<&str> = text.lines().collect();
    for line in script.turns().flat_map(|turn| &turn.lines) {
        if let Line::Speech { text, at, .. } = line {
            let source = words(&at.iter().map(|n| lines[n - 1]).collect::<String>());
            let said: usize = text.values().map(|t| words(t).len()).sum();
            prop_assert!(said <= source.len());
            // What is done and not said goes into brackets.
            let plain = |text: &str| text.replace(['(', ')'], "");
            let source = plain(&source);
            for words in text.values().map(|t| plain(&words(t))) {
                prop_assert!(stands_in(&words, &source), "{:?} in {:?}", words, source);
            }
        }
    }
    Ok(())
}

/// Pages with a header, a footer with the page's number, and perhaps numbers before the lines.
fn printed() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        4 => piece(),
        4 => Just("the lamp was lit when the ferry had gone and the".to_string()),
        1 => Just("other side of it was dark, or so he said.".to_string()),
        1 => Just("      CROSS-EXAMINATION".to_string()),
        1 => Just("BY MR. LIND:".to_string()),
        1 => Just("MR. LIND:  Objection.".to_string()),
        1 => Just("A    I did.".to_string()),
        1 => Just("P R O C E E D I N G S".to_string()),
        1 => Just("CERTIFICATE".to_string()),
    ];
    let page = prop::collection::vec(line, 20..26);
    (prop::collection::vec(page, 2..5), any::<[bool; 3]>()).prop_map(
        |(pages, [numbered, feeds, headed])| {
            let pages = pages.into_iter().enumerate().map(|(n, page)| {
                let lines = page
                    .into_iter()
                    .enumerate()
                    .map(|(i, line)| match numbered {
                        true => format!("{:>2}   {}\n", i + 1, line),
                        false => line + "\n",
                    });
                let head = if headed {
                    "The Harbour Post, 3 March\n"
                } else {
                    ""
                };
                let end = if feeds { "\u{C}" } else { "\n" };
                format!("{head}{}\n{}\n{end}", lines.collect::<String>(), n + 7)
            });
            pages.collect()
        },
    )
}

/// A line of a text that gives times, as machine transcripts and chats do.
fn timed_piece() -> impl Strategy<Value = String> {
    let lines = [
        "Transcript",
        "0:00",
        "1:05",
        "1 minute, 5 seconds",
        "(00:02:10)",
        "Ann Reed",
        "Lind, Bo",
        "perd",
        " — ",
        "Today at 10:09 AM",
        "perd — Today at 10:09 AM",
        "Hablante 1   0:03",
        "Hablante 2   0:09",
        "+44 ***1234   0:12",
        "Ann Reed [00:00:03] It is late.",
        "Ann Reed [00:00:09] Is it?",
        "00:00:24 It was dark.",
        "(00:12): It was.",
        "0:00 – The pump",
        "2:10 – The lamp",
        "4:15 – The pier",
        "The lamp",
        "Chapter 2: The pier",
        "10:15\tAnn\tIs it open?",
        "10:16\tBo\t\"From nine.",
        "Bring shoes.\"",
        "10:17\tAnn\t[Sticker]",
        "10:18\t\tBo left",
        "2026/03/12(木)",
        "[지영] [오전 9:12] 도착했어?",
        "2026년 3월 12일 오전 9:12, 지영 : 도착했어?",
        "[2026/3/12 上午9:12:03] 小雨: 早",
        "2026-03-12 20:11:09 【群主】小雨(12345678)",
        "==========",
        "10:02:11 From Ann Reed to Everyone:",
        "10:02:40 From Bo : Yes.",
        "Reacted to \"Yes.\" with 👍",
        "10:02 < annr> who has it",
        "10:03 -!- bo has joined #pier",
        ":pray:",
        "1",
        "New",
        "It was dark. (edited)",
        "Meeting ended after 00:14:22",
        "This transcript was generated automatically.",
        "",
        "",
    ];
    prop_oneof![
        8 => prop::sample::select(lines.to_vec()).prop_map(String::from),
        1 => piece(),
    ]
}

#[test]
fn a_time_in_brackets_behind_a_name_is_not_spoken() {
    for (at, later) in [("[9:12 am]", "[9:13 am]"), ("(0:04)", "(1:02:03)")] {
        let text = format!("[Ann] {at}\nWe begin on time today.\n\n[Bo] {later}\nSo we do.\n");
        let script = read(text.as_bytes(), "t.txt", &Options::default()).unwrap();
        let turns = script.turns().map(|turn| {
            let lines = turn.lines.iter().map(|line| match line {
                Line::Speech { text, .. } => text.values().next().unwrap().as_str(),
                Line::Note { text, .. } => text,
            });
            (turn.speaker.as_str(), lines.collect::<Vec<_>>())
        });
        let expected = [
            ("ann", vec!["We begin on time today."]),
            ("bo", vec!["So we do."]),
        ];
        assert_eq!(turns.collect::<Vec<_>>(), expected, "{text}");
    }
}

#[test]
fn every_language_that_is_spoken_is_one_of_the_scripts() {
    let text = "MR. LIND: Thank you.\nTHE CLERK: So noted.\nQ. Did you see it?\nA. 。id.\nQ. When?\nA. At night.\n";
    let languages = ["en", "zh"].map(crate::language::Language::new).to_vec();
    for languages in [Vec::new(), languages] {
        let options = Options {
            languages,
            ..Options::default()
        };
        let script = read(text.as_bytes(), "t.txt", &options).unwrap();
        let mut said = script.turns().flat_map(|turn| &turn.lines);
        assert!(said.all(|line| match line {
            Line::Speech { text, .. } => text.keys().all(|l| script.languages.contains(l)),
            Line::Note { .. } => true,
        }));
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn every_line_with_a_time_is_accounted_for(
        pieces in prop::collection::vec(timed_piece(), 1..40)
    ) {
        let text = pieces.join("\n");
        if let Ok(script) = read(text.as_bytes(), "t.txt", &Options::default()) {
            prop_assert_eq!(accounted(&script), non_blank(&text), "{}", text);
        }
    }

    #[test]
    fn every_line_is_accounted_for_and_words_stay_as_they_are(
        pieces in prop::collection::vec(piece(), 1..60)
    ) {
        is_all_there(&pieces.join("\n"))?;
    }

    #[test]
    fn script_toml_round_trips(pieces in prop::collection::vec(piece(), 1..40)) {
        if let Ok(script) = read(pieces.join("\n").as_bytes(), "t.txt", &Options::default()) {
            let text = file::render(&script);
            let again = file::parse(&text, Path::new("script.toml")).unwrap();
            prop_assert_eq!(file::render(&again), text);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes, "t.txt", &Options::default());
    }
}

proptest! {
    #![proptest_config(cases(30))]

    #[test]
    fn every_line_of_printed_pages_is_accounted_for(text in printed()) {
        is_all_there(&text)?;
    }
}

#[test]
fn speakers_stand_in_the_order_in_which_they_speak() {
    let script =
        read_text("Ann:\nOne.\n安:\n一。\n\nBo:\nTwo.\n波:\n二。\n\nAnn:\nThree.\n安:\n三。");
    let ids: Vec<&str> = script.speakers.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids, ["ann", "bo"]);
    assert_eq!(script.turns().count(), 3);
}
