//! Cues that are joined into sentences.

use crate::script::{Line, Options, read};

/// What is spoken of subtitles, a line each: who, and the languages parted by a bar.
fn spoken(cues: &[(&str, &str)]) -> Vec<String> {
    let cue = |(times, text): &(&str, &str)| {
        let (from, to) = times.split_once(' ').unwrap();
        format!("00:00:{from},000 --> 00:00:{to},000\n{text}\n")
    };
    let text: Vec<String> = cues.iter().map(cue).collect();
    let script = read(text.join("\n").as_bytes(), "a.srt", &Options::default()).unwrap();
    let mut out = Vec::new();
    for turn in script.turns() {
        for line in &turn.lines {
            if let Line::Speech { text, .. } = line {
                let said: Vec<&str> = text.values().map(String::as_str).collect();
                out.push(format!("{}: {}", turn.speaker, said.join(" | ")));
            }
        }
    }
    out
}

#[test]
fn one_who_is_named_again_goes_on() {
    assert_eq!(
        spoken(&[
            ("01 03", "Ann: The lamp was lit, and"),
            ("03 05", "Ann: nobody saw it."),
            ("05 07", "Bo: I did."),
            ("07 09", "There it is."),
        ]),
        [
            "ann: The lamp was lit, and nobody saw it.",
            "bo: I did.",
            "bo: There it is."
        ]
    );
}

#[test]
fn a_long_line_ends_where_a_sentence_does() {
    // No cue ends where a sentence does.
    let said = "by the keeper of the lamp who never slept. The wind blew over the house and";
    let texts: Vec<String> = (10..30).map(|n| format!("{n} {}", n + 1)).collect();
    let cues: Vec<(&str, &str)> = texts.iter().map(|times| (times.as_str(), said)).collect();
    let lines = spoken(&cues);
    assert!(lines.len() > 2, "{lines:?}");
    let (last, others) = lines.split_last().unwrap();
    assert!(others.iter().all(|line| line.ends_with('.')), "{lines:?}");
    assert!(last.ends_with("house and"), "{last}");
    let words = |lines: &[String]| lines.join(" ").matches("wind").count();
    assert_eq!(words(&lines), 20);
}

#[test]
fn names_in_brackets() {
    assert_eq!(
        spoken(&[
            ("01 03", "（安娜）灯亮了"),
            ("03 05", "（波）我看见了"),
            ("05 07", "（汽笛声）"),
            ("07 09", "（安娜）好"),
        ]),
        ["安娜: 灯亮了", "波: 我看见了", "安娜: 好"]
    );
    let done = [
        ("01 03", "(GRUNTS) The lamp is lit."),
        ("03 05", "I saw it."),
        ("05 07", "(GRUNTS) And now?"),
        ("07 09", "(PANTING) Run."),
        ("09 11", "Where?"),
    ];
    assert!(
        spoken(&done)
            .iter()
            .all(|line| line.starts_with("narrator"))
    );
}

#[test]
fn what_comes_before_a_colon_once_is_no_name() {
    let said = spoken(&[
        ("01 03", "Remember one thing."),
        ("03 05", "I always do."),
        ("05 07", "What is it?"),
        ("07 09", "A list."),
        ("09 11", "Go on."),
        ("11 13", "Harbours: they are wet."),
        ("13 15", "Lamps: they are lit."),
    ]);
    assert!(
        said.iter().all(|line| line.starts_with("narrator")),
        "{said:?}"
    );
}

#[test]
fn names_in_capitals_between_other_words() {
    let said = spoken(&[
        ("01 03", "Where were you?"),
        ("03 05", "At the pier."),
        ("05 07", "MARA: All night, and"),
        ("07 09", "nobody came."),
        ("09 11", "OLD MAN: Here: take the lamp."),
        ("11 13", "I have one."),
    ]);
    assert_eq!(
        said[2..4],
        [
            "mara: All night, and nobody came.",
            "old-man: Here: take the lamp."
        ]
    );
}

#[test]
fn a_few_names_are_of_those_who_are_not_seen() {
    let said = spoken(&[
        ("01 03", "Where were you?"),
        ("03 05", "At the pier."),
        ("05 07", "MARA:\nAll night?"),
        ("07 09", "Nobody came."),
        ("09 11", "The lamp was lit."),
        ("11 13", "I know."),
        ("13 15", "MARA:\nBy whom?"),
        ("15 17", "By me."),
        ("17 19", "And then?"),
        ("19 21", "Then it went out."),
    ]);
    let mara: Vec<&String> = said
        .iter()
        .filter(|line| line.starts_with("mara"))
        .collect();
    assert_eq!(mara, ["mara: All night?", "mara: By whom?"]);
    assert_eq!(said[3], "narrator: Nobody came.");
}

#[test]
fn lines_without_stops_are_parted_by_spaces_and_silences() {
    assert_eq!(
        spoken(&[
            ("01 03", "灯亮了"),
            ("03 05", "谁点的"),
            ("06 08", "是我"),
            ("08 10", "天黑以前点的"),
        ]),
        ["narrator: 灯亮了 谁点的", "narrator: 是我 天黑以前点的"]
    );
    assert_eq!(
        spoken(&[("01 03", "她把灯"), ("03 05", "点亮了，走了。")]),
        ["narrator: 她把灯点亮了，走了。"]
    );
}

#[test]
fn two_languages_keep_step_where_one_has_stops() {
    assert_eq!(
        spoken(&[
            ("01 03", "灯亮了\\N{\\fs14}The lamp is lit."),
            ("03 05", "谁也没有\nNobody"),
            ("05 07", "看见\nsaw it."),
            ("07 09", "- 你呢 - 我也没有\n- Did you? - No."),
        ]),
        [
            "narrator: 灯亮了 | The lamp is lit.",
            "narrator: 谁也没有 看见 | Nobody saw it.",
            "narrator: 你呢 | Did you?",
            "narrator: 我也没有 | No."
        ]
    );
}

#[test]
fn what_speech_recognition_writes_to_the_screen() {
    let text = "Detected language: English\n\
                [00:00.000 --> 00:02.000]  SPEAKER_00: The lamp was lit, and\n\
                [00:02.000 --> 00:04.000]  SPEAKER_00: nobody saw it.\n\
                [00:04.000 --> 00:06.000]  SPEAKER_01: I did.\n";
    assert_eq!(
        crate::script::tests::spoken(text),
        [
            "speaker-00: The lamp was lit, and nobody saw it.",
            "speaker-01: I did."
        ]
    );
}
