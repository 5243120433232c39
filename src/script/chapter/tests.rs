use super::*;
use crate::language::Language;

fn turn(speaker: &str, en: &str, zh: &str) -> Turn {
    let text = [("en", en), ("zh", zh)]
        .into_iter()
        .filter(|(_, text)| !text.is_empty());
    let text = text.map(|(language, text)| (Language::new(language), text.to_string()));
    Turn {
        speaker: speaker.into(),
        at: vec![],
        lines: vec![Line::speech(text.collect(), vec![])],
    }
}

fn section(level: u8, title: &str, said: &[&str]) -> Section {
    let title = (!title.is_empty()).then(|| (Language::new("en"), title.to_string()));
    Section {
        level,
        title: title.into_iter().collect(),
        turns: said.iter().map(|said| turn("narrator", said, "")).collect(),
        ..Section::default()
    }
}

fn titles(cut: &Cut) -> Vec<String> {
    cut.chapters
        .iter()
        .map(|chapter| chapter.title.values().next().cloned().unwrap_or_default())
        .collect()
}

#[test]
fn the_ways_to_cut_are_read() {
    assert_eq!("questions:8".parse(), Ok(Chapters::Questions(8.0)));
    assert_eq!("minutes:10".parse(), Ok(Chapters::Minutes(10.0)));
    assert_eq!("none".parse(), Ok(Chapters::None));
    for wrong in ["", "questions:x", "minutes:0", "none:3", "chapters"] {
        assert!(wrong.parse::<Chapters>().is_err(), "{wrong}");
    }
}

#[test]
fn parts_stand_over_chapters() {
    let sections = vec![
        section(1, "Part One: Spring", &[]),
        section(2, "The Pier", &["It was built."]),
        section(2, "The Crane", &["It was painted."]),
        section(1, "Part Two", &[]),
        section(2, "The Fog", &["It came."]),
    ];
    let cut = cut(sections, Chapters::Auto, &Localized::new(), false);
    assert_eq!(titles(&cut), ["The Pier", "The Crane", "The Fog"]);
    assert!(
        cut.chapters
            .iter()
            .all(|chapter| chapter.level == 2 && chapter.is_heading)
    );
    let parts = cut.chapters.iter().map(|chapter| {
        chapter
            .parts
            .iter()
            .map(|part| (part.level, part.title.values().next().unwrap().as_str()))
    });
    let parts: Vec<Vec<(u8, &str)>> = parts.map(Iterator::collect).collect();
    assert_eq!(
        parts,
        [vec![(1, "Part One: Spring")], vec![], vec![(1, "Part Two")]]
    );
    assert!(cut.empty.is_empty());
}

#[test]
fn short_sections_under_chapters_are_read_by_the_narrator() {
    let sections = vec![
        section(1, "The Pier", &["It was built."]),
        section(2, "Its lamps", &["They are green."]),
        section(1, "The Crane", &["It was painted."]),
        section(1, "Sources", &[]),
    ];
    let cut = cut(sections, Chapters::Auto, &Localized::new(), false);
    assert_eq!(titles(&cut), ["The Pier", "The Crane"]);
    assert_eq!(cut.chapters[0].turns.len(), 3);
    assert_eq!(cut.empty[0].text, "Sources");
}

#[test]
fn long_headings_stay_whole() {
    let long = "In Which the Harbour Master Counts the Lamps, Finds One Too Many, and Asks the Pilot Whose It Is";
    let sections = vec![
        section(1, long, &["It was dark."]),
        section(1, "The End of It", &["It was light."]),
    ];
    assert_eq!(
        titles(&cut(sections, Chapters::Auto, &Localized::new(), false))[0],
        long
    );
}

#[test]
fn cuts_come_before_questions_near_the_wanted_length() {
    let answer = "word ".repeat(400);
    let mut turns = Vec::new();
    for i in 0..12 {
        turns.push(turn(
            "host",
            &format!("What came after year number {i}?"),
            "之后那一年发生了什么？",
        ));
        turns.push(turn("guest", &answer, "好。"));
    }
    let all = turns.clone();
    let each = turn_seconds(&turns[0]) + turn_seconds(&turns[1]);
    let section = Section {
        turns,
        ..Section::default()
    };
    let chapters = cut(
        vec![section],
        Chapters::Questions(each * 3.0 / 60.0),
        &Localized::new(),
        false,
    )
    .chapters;
    assert_eq!(chapters.len(), 4);
    assert!(chapters.iter().all(|c| c.turns[0].speaker == "host"));
    assert_eq!(
        chapters
            .iter()
            .flat_map(|c| c.turns.clone())
            .collect::<Vec<_>>(),
        all
    );
    let title = &chapters[1].title;
    assert_eq!(
        title[&Language::new("en")],
        "What came after year number 3?"
    );
    assert_eq!(title[&Language::new("zh")], "之后那一年发生了什么？");
}

#[test]
fn one_chapter_has_the_title_of_the_book_if_the_text_has_one_in_all_languages() {
    let own = Localized::from([(Language::new("en"), "The Lamp".to_string())]);
    let zh = Localized::from([(Language::new("zh"), "灯".to_string())]);
    let one = |title, is_titled| {
        let sections = vec![section(0, "", &["Who lit the lamp?", "I did."])];
        titles(&cut(sections, Chapters::Auto, title, is_titled))[0].clone()
    };
    assert_eq!(one(&own, true), "The Lamp");
    assert_ne!(one(&own, false), "The Lamp");
    assert_ne!(one(&zh, true), "灯");
}

#[test]
fn without_questions_the_length_alone_decides() {
    let said: Vec<String> = (0..40)
        .map(|i| format!("It was day {i} then. {}", "Word ".repeat(200)))
        .collect();
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    let cut = cut(
        vec![section(0, "", &said)],
        Chapters::Minutes(5.0),
        &Localized::new(),
        false,
    );
    assert!(cut.chapters.len() > 3, "{}", cut.chapters.len());
    assert_eq!(titles(&cut)[0], "It was day 0 then");
}
