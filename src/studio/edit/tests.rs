use super::*;
use crate::script::{Line, Script, file};
use proptest::prelude::*;
use std::path::Path;

/// A script as a person keeps it: with comments everywhere.
const SCRIPT: &str = r#"# my notes
schema = 1
title = { en = "The Lamp", zh = "灯" } # short
languages = ["en", "zh"]

# she leads
[[speaker]]
id = "ann"
names = { en = "Ann", zh = "安" }

[[speaker]]
id = "bo"
names = { en = "Bo" } # no other

[[chapter]]
title = { en = "Dusk" }

# the first turn
[[chapter.turn]]
speaker = "ann" # host
lines = [
  { en = "Good evening. Who lit the lamp?", zh = "晚上好。谁点的灯?" }, # greets
  # he is late
  { en = "It is dark.", zh = "天黑了。", pause = 1.5 },
  { note = "A door creaks.", language = "en" },
  { en = "Hello?" },
]

[[chapter.turn]]
speaker = "bo"
lines = [
  { en = "I did.", zh = "是我。", say = { en = "I did, Doctor." } },
  { zh = "我点的。" }, # alone
]

# night
[[chapter]]
title = { en = "Night" }
heading = false

[[chapter.turn]]
speaker = "ann"
lines = [{ en = "Thank you.", voice = "espeak:en-gb+f5" }, { en = "Good night." }]
"#;

fn at(chapter: usize, turn: usize, line: usize) -> Place {
    Place {
        chapter,
        turn,
        line,
    }
}

fn edited(text: &str, edit: &Edit) -> String {
    let new = apply(text, edit).unwrap_or_else(|error| panic!("{edit:?}: {error}"));
    read(&new);
    new
}

fn read(text: &str) -> Script {
    file::parse(text, Path::new("script.toml")).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn from_json(json: &str) -> Edit {
    serde_json::from_str(json).unwrap()
}

/// All that is said in a language, in order, without spaces; and all notes, likewise.
fn said(text: &str, language: &str) -> (String, String) {
    let own = Language::new(language);
    let script = read(text);
    let (mut speech, mut notes) = (String::new(), String::new());
    for line in script.turns().flat_map(|turn| &turn.lines) {
        match line {
            Line::Speech { text, .. } => speech.extend(text.get(&own).map(String::as_str)),
            Line::Note { text, language, .. } if *language == own => notes += text,
            Line::Note { .. } => {}
        }
    }
    let bare = |text: String| text.split_whitespace().collect();
    (bare(speech), bare(notes))
}

/// All letters of both, sorted.
fn letters((speech, notes): (String, String)) -> Vec<char> {
    let mut all: Vec<char> = speech.chars().chain(notes.chars()).collect();
    all.sort_unstable();
    all
}

/// All comments, sorted.
fn notes(text: &str) -> Vec<&str> {
    let mut all: Vec<&str> = text
        .lines()
        .filter_map(|line| Some(line[line.find('#')?..].trim()))
        .collect();
    all.sort_unstable();
    all
}

#[test]
fn only_the_line_that_is_edited_changes() {
    let edit = from_json(
        r#"{"do": "line", "at": {"chapter": 0, "turn": 0, "line": 1},
            "text": {"en": "Night fell."}, "say": {"zh": "天很黑"}, "pause": -1, "skip": true}"#,
    );
    let new = edited(SCRIPT, &edit);
    let wanted = SCRIPT.replace(
        r#"{ en = "It is dark.", zh = "天黑了。", pause = 1.5 }"#,
        r#"{ en = "Night fell.", zh = "天黑了。", say = { zh = "天很黑" }, skip = true }"#,
    );
    assert_eq!(new, wanted);
}

#[test]
fn a_language_is_added_and_taken_out() {
    let edit = from_json(
        r#"{"do": "line", "at": {"chapter": 0, "turn": 1, "line": 1}, "text": {"en": "It was me."}}"#,
    );
    let new = edited(SCRIPT, &edit);
    assert!(
        new.contains(r#"{ en = "It was me.", zh = "我点的。" }, # alone"#),
        "{new}"
    );
    let edit = from_json(
        r#"{"do": "line", "at": {"chapter": 0, "turn": 1, "line": 0}, "text": {"zh": ""}}"#,
    );
    let new = edited(SCRIPT, &edit);
    assert!(
        new.contains(r#"{ en = "I did.", say = "I did, Doctor." },"#),
        "{new}"
    );
    let nothing = from_json(
        r#"{"do": "line", "at": {"chapter": 0, "turn": 1, "line": 0}, "text": {"en": "", "zh": " "}}"#,
    );
    assert!(apply(SCRIPT, &nothing).is_err());
}

#[test]
fn a_line_is_split_and_joined_again() {
    let keep = [(Language::new("en"), 13), (Language::new("zh"), 4)];
    let keep = keep.into_iter().collect();
    let split = edited(
        SCRIPT,
        &Edit::Split {
            at: at(0, 0, 0),
            keep,
        },
    );
    assert!(
        split.contains(
            "  { en = \"Good evening.\", zh = \"晚上好。\" }, # greets\n  \
             { en = \"Who lit the lamp?\", zh = \"谁点的灯?\" },\n  # he is late\n"
        ),
        "{split}"
    );
    let joined = edited(&split, &Edit::Join { at: at(0, 0, 0) });
    assert_eq!(joined, SCRIPT);
}

#[test]
fn a_pair_that_is_one_off_is_mended() {
    let zh = Language::new("zh");
    let language = zh.clone();
    let down = edited(
        SCRIPT,
        &Edit::Down {
            at: at(0, 0, 0),
            language,
        },
    );
    assert!(
        down.contains(r#"{ en = "Good evening. Who lit the lamp?" }, # greets"#),
        "{down}"
    );
    assert!(down.contains(r#"{ en = "It is dark.", zh = "晚上好。谁点的灯?", pause = 1.5 },"#));
    // What was there went further, over the note, to where there was room.
    assert!(
        down.contains(r#"{ en = "Hello?", zh = "天黑了。" },"#),
        "{down}"
    );
    let language = zh.clone();
    let up = edited(
        &down,
        &Edit::Up {
            at: at(0, 0, 0),
            language,
        },
    );
    assert_eq!(up, SCRIPT);
    // What is said in place of a text moves with it.
    let language = Language::new("en");
    let down = edited(
        SCRIPT,
        &Edit::Down {
            at: at(0, 1, 0),
            language,
        },
    );
    assert!(
        down.contains(r#"{ en = "I did.", zh = "我点的。", say = { en = "I did, Doctor." } }"#),
        "{down}"
    );
    let swapped = edited(
        SCRIPT,
        &Edit::Swap {
            at: at(0, 1, 0),
            language: zh.clone(),
        },
    );
    assert!(
        swapped.contains(r#"zh = "我点的。", say"#) && swapped.contains(r#"{ zh = "是我。" }"#)
    );
    let cut = edited(
        SCRIPT,
        &Edit::Cut {
            at: at(0, 0, 0),
            language: zh,
            keep: 4,
        },
    );
    assert!(cut.contains(r#"zh = "晚上好。" }, # greets"#), "{cut}");
    assert!(
        cut.contains(r#"{ en = "It is dark.", zh = "谁点的灯?", pause = 1.5 }"#),
        "{cut}"
    );
}

#[test]
fn lines_that_say_nothing_are_not_left() {
    // The last Chinese line stands alone: it comes up, and its line is gone.
    let language = Language::new("zh");
    let up = edited(
        SCRIPT,
        &Edit::Up {
            at: at(0, 1, 0),
            language,
        },
    );
    assert!(
        up.contains(r#"{ en = "I did.", zh = "是我。我点的。", say"#),
        "{up}"
    );
    assert_eq!(read(&up).chapters[0].turns[1].lines.len(), 1);
    assert_eq!(notes(&up), notes(SCRIPT));
}

#[test]
fn a_line_is_anothers() {
    let speaker = "bo".to_string();
    let edit = Edit::Speaker {
        at: at(0, 0, 1),
        speaker,
        alone: true,
    };
    let new = edited(SCRIPT, &edit);
    let script = read(&new);
    let turns = &script.chapters[0].turns;
    let who: Vec<_> = turns
        .iter()
        .map(|t| (t.speaker.as_str(), t.lines.len()))
        .collect();
    assert_eq!(who, [("ann", 1), ("bo", 1), ("ann", 2), ("bo", 2)]);
    assert_eq!(notes(&new), notes(SCRIPT));
    let speaker = "nobody".to_string();
    let edit = Edit::Speaker {
        at: at(0, 0, 1),
        speaker,
        alone: false,
    };
    let new = apply(SCRIPT, &edit).unwrap();
    assert!(file::parse(&new, Path::new("script.toml")).is_err());
}

#[test]
fn chapters_begin_and_end_where_they_are_wanted() {
    let edit = Edit::ChapterHere {
        at: at(0, 0, 1),
        title: Texts::new(),
    };
    let new = edited(SCRIPT, &edit);
    let script = read(&new);
    let titles: Vec<_> = script
        .chapters
        .iter()
        .map(|c| c.title.values().next().unwrap())
        .collect();
    assert_eq!(titles, ["Dusk", "It is dark.", "Night"]);
    assert!(!script.chapters[1].is_heading && script.chapters[1].turns.len() == 2);
    let joined = edited(&new, &Edit::JoinChapter { chapter: 1 });
    let joined = edited(&joined, &Edit::JoinTurn { at: at(0, 1, 0) });
    assert_eq!(joined, SCRIPT);
    let all = edited(SCRIPT, &Edit::JoinChapter { chapter: 1 });
    assert_eq!(notes(&all), notes(SCRIPT));
    assert_eq!(read(&all).chapters[0].turns.len(), 3);
}

#[test]
fn people_are_renamed_joined_and_parted() {
    let edit = from_json(
        r#"{"do": "rename", "speaker": "bo", "names": {"zh": "博", "en": "Bo Lind"}, "gender": "male"}"#,
    );
    let new = edited(SCRIPT, &edit);
    assert!(
        new.contains("names = { en = \"Bo Lind\", zh = \"博\" } # no other\ngender = \"male\""),
        "{new}"
    );
    let edit = from_json(r#"{"do": "join-people", "speaker": "ann", "into": "bo"}"#);
    let new = edited(SCRIPT, &edit);
    let script = read(&new);
    assert!(script.turns().all(|turn| turn.speaker == "bo") && script.speakers.len() == 1);
    assert_eq!(script.speakers[0].names.len(), 2);
    assert_eq!(notes(&new), notes(SCRIPT));
    let edit = Edit::SplitOff {
        at: at(0, 0, 0),
        name: "Dr. Ott".into(),
        rest: true,
    };
    let script = read(&edited(SCRIPT, &edit));
    let who: Vec<_> = script.turns().map(|turn| turn.speaker.as_str()).collect();
    assert_eq!(who, ["dr-ott", "bo", "dr-ott"]);
}

#[test]
fn words_are_replaced_where_it_was_seen() {
    let search = Search {
        find: "good".into(),
        ..Search::default()
    };
    let found = preview(SCRIPT, &search, "Fine").unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].after, "Fine evening. Who lit the lamp?");
    let lines = vec![at(1, 0, 1)];
    let edit = Edit::Replace {
        search: search.clone(),
        with: "Fine".into(),
        lines,
    };
    let new = edited(SCRIPT, &edit);
    assert!(new.contains("Fine night.") && new.contains("Good evening."));
    let whole = Search {
        whole: true,
        case: true,
        find: "Good even".into(),
        ..search
    };
    assert!(preview(SCRIPT, &whole, "x").unwrap().is_empty());
}

#[test]
fn notes_and_lines_become_each_other() {
    let new = edited(
        SCRIPT,
        &Edit::Note {
            at: at(0, 0, 2),
            note: false,
        },
    );
    assert!(new.contains(r#"{ en = "A door creaks." }"#));
    let note = edited(
        SCRIPT,
        &Edit::Note {
            at: at(0, 0, 0),
            note: true,
        },
    );
    assert!(note.contains("language = \"zh\" }"), "{note}");
    let back = edited(
        &note,
        &Edit::Note {
            at: at(0, 0, 0),
            note: false,
        },
    );
    assert_eq!(back, SCRIPT);
}

#[test]
fn the_last_line_of_a_turn_takes_the_turn_along() {
    let new = edited(SCRIPT, &Edit::Remove { at: at(0, 1, 0) });
    let new = edited(&new, &Edit::Remove { at: at(0, 1, 0) });
    assert_eq!(read(&new).chapters[0].turns.len(), 1);
    assert_eq!(notes(&new), notes(SCRIPT));
    let only = Edit::JoinTurn { at: at(1, 0, 0) };
    assert!(apply(SCRIPT, &only).is_err());
}

#[test]
fn titles_are_given() {
    let edit =
        from_json(r#"{"do": "title", "chapter": 1, "title": {"zh": "夜"}, "heading": true}"#);
    let new = edited(SCRIPT, &edit);
    assert!(
        new.contains("title = { en = \"Night\", zh = \"夜\" }\n\n[[chapter.turn]]"),
        "{new}"
    );
    let edit = from_json(r#"{"do": "title", "chapter": null, "title": {"en": "A Lamp"}}"#);
    assert!(edited(SCRIPT, &edit).contains("title = { en = \"A Lamp\", zh = \"灯\" } # short"));
}

/// An edit that only moves what is there.
fn moves() -> impl Strategy<Value = Edit> {
    let place = (0..3usize, 0..4usize, 0..5usize).prop_map(|(c, t, l)| at(c, t, l));
    let language = prop_oneof![Just(Language::new("en")), Just(Language::new("zh"))];
    (0..12u8, place, language, 0..20usize, any::<bool>()).prop_map(
        |(kind, at, language, keep, flag)| match kind {
            0 => Edit::Split {
                at,
                keep: [(Language::new("en"), keep), (Language::new("zh"), keep / 3)]
                    .into_iter()
                    .collect(),
            },
            1 => Edit::Join { at },
            2 => Edit::TurnHere { at },
            3 => Edit::JoinTurn { at },
            4 => Edit::Down { at, language },
            5 => Edit::Up { at, language },
            6 => Edit::Cut { at, language, keep },
            7 => Edit::ChapterHere {
                at,
                title: Texts::new(),
            },
            8 => Edit::JoinChapter {
                chapter: at.chapter,
            },
            9 => Edit::Speaker {
                at,
                speaker: "bo".into(),
                alone: flag,
            },
            10 => Edit::Note { at, note: flag },
            _ => Edit::SplitOff {
                at,
                name: "Cleo".into(),
                rest: flag,
            },
        },
    )
}

proptest! {
    #[test]
    fn nothing_is_lost_by_any_moves(edits in proptest::collection::vec(moves(), 1..25)) {
        let mut text = SCRIPT.to_string();
        for edit in edits {
            if let Ok(new) = apply(&text, &edit) {
                for language in ["en", "zh"] {
                    let (before, after) = (said(&text, language), said(&new, language));
                    if !matches!(edit, Edit::Note { .. }) {
                        prop_assert_eq!(&after, &before, "{:?}\n{}\n{}", edit, text, new);
                    }
                    prop_assert_eq!(letters(after), letters(before), "{:?}\n{}\n{}", edit, text, new);
                }
                prop_assert_eq!(notes(&new), notes(SCRIPT), "{:?}\n{}\n{}", edit, text, new);
                text = new;
            }
        }
    }
}

#[test]
fn a_take_is_chosen_and_goes_with_what_it_was_a_take_of() {
    let take = |text: &str, edit: &str| {
        let edit = from_json(&format!(
            r#"{{"do": "line", "at": {{"chapter": 0, "turn": 0, "line": 0}}, {edit}}}"#
        ));
        edited(text, &edit)
    };
    let chosen = take(SCRIPT, r#""take": {"zh": 3}"#);
    assert!(chosen.contains("take = { zh = 3 }"), "{chosen}");
    let other = take(&chosen, r#""take": {"en": 2}"#);
    assert!(other.contains("take = { en = 2, zh = 3 }"), "{other}");
    assert_eq!(take(&chosen, r#""take": {"zh": 1}"#), SCRIPT);
    // What is said otherwise has no takes yet; the other language keeps its own.
    let edited_text = take(&other, r#""text": {"en": "Hello."}"#);
    assert!(edited_text.contains("take = { zh = 3 }"), "{edited_text}");
    let moved = edited(
        &chosen,
        &Edit::Down {
            at: at(0, 0, 0),
            language: Language::new("zh"),
        },
    );
    assert_eq!(moved.matches("take = ").count(), 1, "{moved}");
}
