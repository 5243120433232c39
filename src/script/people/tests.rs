use super::*;
use crate::script::document::Document;
use crate::script::facts;
use crate::script::lattice::{Wishes, layouts};

/// The ids of those who speak; lines with Han characters are Chinese.
fn ids(text: &str) -> Vec<String> {
    let document: Document = Document::of_text(text);
    let facts = facts::of(&document);
    let layout = &layouts(&document, &facts, &[], &Wishes::default())[0];
    let (en, zh) = (Language::new("en"), Language::new("zh"));
    let is_han = |text: &str| text.contains(|c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    let said: Vec<Option<Language>> = document
        .lines
        .iter()
        .map(|line| {
            Some(if is_han(&line.text) {
                zh.clone()
            } else {
                en.clone()
            })
        })
        .collect();
    let languages = if said.contains(&Some(zh.clone())) {
        vec![en, zh]
    } else {
        vec![en]
    };
    let people = gather(&document, layout, &said, &languages);
    let with_names = |speaker: &Speaker| {
        let names: Vec<&str> = speaker.names.values().map(String::as_str).collect();
        format!("{} ({})", speaker.id, names.join(", "))
    };
    people.speakers.iter().map(with_names).collect()
}

fn talk(names: &[&str], said: &str) -> String {
    let lines: Vec<String> = names.iter().map(|name| format!("{name}: {said}")).collect();
    lines.join("\n\n")
}

#[test]
fn spellings_of_one_person() {
    let said = "The gate was open when I came, and nobody had seen the keeper.";
    for (names, people) in [
        (
            &["Ann Reed", "Bo Lind", "Ann", "Bo", "Ann", "Bo", "Ann"][..],
            &["ann-reed (Ann Reed)", "bo-lind (Bo Lind)"][..],
        ),
        (
            &[
                "Ann Reed", "Bo", "Ann Reed", "Bo", "A. Reed", "Bo", "A. Reed",
            ],
            &["ann-reed (Ann Reed)", "bo (Bo)"],
        ),
        (
            &[
                "Ann Reed", "Mr. Lind", "Bo Lind", "Ann Reed", "Mr. Lind", "Ann Reed", "Bo Lind",
            ],
            &["ann-reed (Ann Reed)", "bo-lind (Bo Lind)"],
        ),
        // who speaks for himself is not the longer one
        (
            &[
                "Will",
                "Oda",
                "Young Will",
                "Oda",
                "Will",
                "Young Will",
                "Oda",
                "Will",
            ],
            &["will (Will)", "oda (Oda)", "young-will (Young Will)"],
        ),
        (
            &["Oda", "Oda Lind", "Oda", "Oda Lind", "Oda", "Oda Lind"],
            &["oda (Oda)", "oda-lind (Oda Lind)"],
        ),
        // an office of several is nobody's alone
        (
            &[
                "Senator Vane-Holt",
                "Bo",
                "Senator",
                "Bo",
                "Senator Black",
                "Bo",
                "Senator",
                "Bo",
                "Senator Black",
                "Bo",
            ],
            &[
                "senator-vane-holt (Senator Vane-Holt)",
                "bo (Bo)",
                "senator (Senator)",
                "senator-black (Senator Black)",
            ],
        ),
        // two can be meant
        (
            &["Ann Reed", "Ann Lind", "Ann", "Ann Reed", "Ann Lind", "Ann"],
            &["ann-reed (Ann Reed)", "ann-lind (Ann Lind)", "ann (Ann)"],
        ),
    ] {
        assert_eq!(ids(&talk(names, said)), people, "{names:?}");
    }
}

#[test]
fn who_speaks_with_another_is_not_the_two() {
    for together in ["Ann + Bo", "Ann & Bo"] {
        let names = ["Ann", "Bo", "Ann", "Bo", together, "Ann", "Bo"];
        let ids = ids(&talk(
            &names,
            "The lamp burns on the tower, as it always has.",
        ));
        assert_eq!(ids.len(), 3, "{ids:?}");
    }
}

#[test]
fn kinds_of_voices_are_nobodys_first_names() {
    let names = [
        "Ann",
        "Recording Ann",
        "Ann",
        "Recording Bo",
        "Bo",
        "Recording Mia",
        "Mia",
        "Ann",
        "Bo",
    ];
    let ids = ids(&talk(
        &names,
        "The lamp burns on the tower, as it always has.",
    ));
    assert_eq!(ids.len(), 6, "{ids:?}");
}

#[test]
fn names_that_answer_each_other_are_one_person() {
    let turn = |en: &str, zh: &str| {
        format!("{en}: The gate was open when I came.\n{zh}：我来的时候门开着。")
    };
    let turns = [
        ("Ann Reed", "安·里德"),
        ("Bo Lind", "林波"),
        ("Ann Reed", "安·里德"),
        ("Bo Lind", "林波"),
    ];
    let text: Vec<String> = turns.iter().map(|(en, zh)| turn(en, zh)).collect();
    assert_eq!(
        ids(&text.join("\n\n")),
        ["ann-reed (Ann Reed, 安·里德)", "bo-lind (Bo Lind, 林波)"]
    );
    // one language after the other
    let half = |zh: bool| -> String {
        let line = |(en, other): &(&str, &str)| {
            if zh {
                format!("{other}：我来的时候门开着。")
            } else {
                format!("{en}: The gate was open.")
            }
        };
        turns.iter().map(line).collect::<Vec<_>>().join("\n\n")
    };
    let text = format!("{}\n\n{}", half(false), half(true));
    assert_eq!(
        ids(&text),
        ["ann-reed (Ann Reed, 安·里德)", "bo-lind (Bo Lind, 林波)"]
    );
}

#[test]
fn a_first_name_is_shortened_to_its_letter_where_all_letters_are_somebodys() {
    let talk = |first: &str, second: &str| {
        let turn = |nth| format!("**N: Who lit lamp {nth}?**\n\nR: I lit lamp {nth} myself.\n\n");
        let rest: String = (1..5).map(turn).collect();
        format!(
            "**{first}: How long have you kept the lamp?**\n\n{second}: Nine years, come spring.\n\n{rest}"
        )
    };
    let speakers = |text: &str| crate::script::tests::speakers_in(text, "t.txt");
    assert_eq!(speakers(&talk("Nils", "Ruth")), ["nils", "ruth"]);
    assert_eq!(speakers(&talk("Nils (N)", "Ruth (R)")), ["nils", "ruth"]);
    // Nobody's letter
    assert!(speakers(&talk("Nils", "Olga")).contains(&"n".to_string()));
}

#[test]
fn a_name_in_full_defines_its_initials() {
    let talk = "Jonas Rook (JR): Is it lit?\n\nAnn Poe (AP): It is.\n\nSol Apt (SA): Since when?\n\nJR: Since nine.\n\n\
                SA: Who lit it?\n\nAP: My sister did, I think.\n\nJR: She did.\n\nSA: Thank you.\n\nJR: Well.\n";
    let people = [
        "jonas-rook (Jonas Rook)",
        "ann-poe (Ann Poe)",
        "sol-apt (Sol Apt)",
    ];
    assert_eq!(ids(talk), people);
    let again = "Sol Apt (SA): Is it lit?\n\nSA: Or out?\n\n".repeat(2) + talk;
    assert_eq!(ids(&again).len(), 3);
}
