use super::*;

fn found(language: &str, written: &str, heard: &str) -> Comparison {
    let language = Language::new(language);
    let line = Line {
        text: written,
        said: written,
        language: &language,
    };
    let names = super::super::words::names(["Mara Ellison", "Jensen"]);
    compare(line, heard, &names)
}

#[track_caller]
fn same(language: &str, written: &str, heard: &str) {
    let found = found(language, written, heard);
    assert!(found.error < 0.03, "{written} / {heard}: {found:?}");
}

#[test]
fn case_signs_and_accents_are_not_heard() {
    same("en", "The lamp — it's out!", "the lamp, its out");
    same("fr", "Où est la clé ?", "ou est la cle");
    same("zh", "灯灭了，谁点的？", "灯灭了谁点的");
}

#[test]
fn numbers_are_the_same_in_figures_and_in_words() {
    same("en", "We sold 40 lamps.", "We sold forty lamps.");
    same("en", "It was forty to one.", "It was 40 to 1.");
    same(
        "en",
        "Doors open at 7:30 pm on May 3, 1994.",
        "doors open at seven thirty PM on May third nineteen ninety four",
    );
    same("zh", "我们卖了40盏灯。", "我们卖了四十盏灯");
    same("zh", "一共二十三个人。", "一共23个人");
    same("zh", "九点一刻", "9.1克");
    same("de", "Es waren 21 Boote.", "es waren einundzwanzig boote");
}

#[test]
fn characters_are_the_same_in_both_writings_and_by_their_sounds() {
    same("zh", "谁爱这个发电机？", "誰愛這個發電機");
    same("zh", "他在银行工作", "她在银行工做");
    same("zh", "他的船長是誰", "她得船长似谁");
}

#[test]
fn words_that_sound_alike_are_the_same() {
    same(
        "en",
        "The ferry was late for an hour.",
        "the fairy was late for an our",
    );
    same(
        "en",
        "I cannot see the night boat.",
        "I can not see the knight boat",
    );
    same(
        "en",
        "We are sure it is not there.",
        "we're sure it isn't their",
    );
    same("en", "He had a grey raincoat.", "he had a gray rain coat");
}

#[test]
fn a_word_that_is_not_said_is_no_part_of_the_next() {
    let written = "The cat sat on the paper, so my grandfather could not read it.";
    let found = found(
        "en",
        written,
        "The cat sat on the paper, grandfather could not read it.",
    );
    assert_eq!(found.lost, 2);
    assert_eq!(found.written[1].text, "so my ");
}

#[test]
fn names_may_be_spelt_otherwise() {
    same(
        "en",
        "Good evening, Mara Ellison.",
        "good evening marra elisen",
    );
    same(
        "en",
        "I met Katharina Lindqvist there.",
        "I met Catherina Lindquist there",
    );
    same("zh", "詹森说灯灭了。", "Jensen说灯灭了");
    same("zh", "Jensen说灯灭了。", "詹森说灯灭了");
}

#[test]
fn what_is_said_while_one_thinks_counts_little() {
    same(
        "en",
        "We went out, and the lamp was dark that night.",
        "um we went out and uh the lamp was dark that night",
    );
    same(
        "zh",
        "那天晚上我们出海去看灯塔了。",
        "那天晚上嗯我们出海去看灯塔了",
    );
}

#[test]
fn a_word_that_is_lost_is_marked() {
    let found = found(
        "en",
        "We waited two hours on the pier.",
        "We waited on the pier.",
    );
    assert_eq!((found.words, found.lost, found.added), (7, 2, 0));
    let only: Vec<&str> = found
        .written
        .iter()
        .filter(|p| p.only)
        .map(|p| p.text.trim())
        .collect();
    assert_eq!(only, ["two hours"]);
    let whole: String = found.written.iter().map(|p| p.text.as_str()).collect();
    assert_eq!(whole, "We waited two hours on the pier.");
    assert!(found.heard.iter().all(|piece| !piece.only));
    assert!((0.15..0.45).contains(&found.error), "{}", found.error);
}

#[test]
fn an_end_that_is_cut_off_is_seen() {
    let en = found(
        "en",
        "We had been out for two hours when the lamp went dark.",
        "We had been out for two hours when",
    );
    assert_eq!((en.lost_at_end, en.lost), (4, 4));
    let zh = found("zh", "我们出海两个小时以后灯就灭了。", "我们出海两个小时");
    assert_eq!((zh.lost_at_end, zh.words), (6, 14));
    let begin = found("en", "We had been out for two hours.", "out for two hours");
    assert_eq!((begin.lost_at_begin, begin.lost_at_end), (3, 0));
}

#[test]
fn what_is_said_twice_is_seen() {
    let en = found(
        "en",
        "The lamp went dark and nobody spoke.",
        "The lamp went dark and nobody spoke and nobody spoke.",
    );
    assert_eq!((en.repeated, en.added), (3, 3));
    let zh = found("zh", "灯灭了没有人说话", "灯灭了没有人说话没有人说话");
    assert!(zh.repeated >= 4, "{zh:?}");
    assert_eq!(
        found(
            "en",
            "It was dark. It was cold.",
            "It was dark. It was cold."
        )
        .repeated,
        0
    );
    let other = found(
        "en",
        "The lamp went dark.",
        "The lamp went dark and we all sang.",
    );
    assert_eq!((other.repeated, other.added), (0, 4));
}

#[test]
fn another_text_has_nothing_in_common() {
    for (language, a, b) in [
        (
            "en",
            "We had been out for two hours when the lamp went dark.",
            "Thank you very much for watching this video.",
        ),
        (
            "zh",
            "我们出海两个小时以后灯就灭了。",
            "请不吝点赞订阅转发打赏支持",
        ),
        (
            "zh",
            "我们出海两个小时以后灯就灭了。",
            "We had been out for two hours when the lamp went dark.",
        ),
        ("en", "We had been out for two hours.", "我们出海两个小时。"),
    ] {
        let error = found(language, a, b).error;
        assert!(error > 0.7, "{a} / {b}: {error}");
    }
}

#[test]
fn nothing_is_compared_with_nothing() {
    assert_eq!(found("en", "", "").error, 0.0);
    let silent = found("en", "The lamp.", "");
    assert_eq!((silent.error, silent.lost, silent.heard_words), (1.0, 2, 0));
    assert!(found("en", "", "the lamp").error > 1.0);
}

#[test]
fn what_the_engine_was_sent_is_right_as_well() {
    let language = Language::new("en");
    let line = Line {
        text: "Dr. Xu spoke on p. 4.",
        said: "Doctor Shoe spoke on page four.",
        language: &language,
    };
    let error = compare(line, "Doctor Shoe spoke on page 4.", &Names::new()).error;
    assert!(error < 0.03, "{error}");
}

proptest::proptest! {
    #[test]
    fn any_texts_can_be_compared(written in "\\PC{0,40}", heard in "\\PC{0,40}", zh: bool) {
        let found = found(if zh { "zh" } else { "en" }, &written, &heard);
        proptest::prop_assert!(found.error >= 0.0 && found.error.is_finite());
        let whole = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.len()).sum::<usize>();
        proptest::prop_assert!(whole(&found.heard) <= heard.len() * 40 + 400);
    }

    #[test]
    fn a_text_is_the_same_as_itself(text in "[a-zA-Z0-9 ,.'灯灭了我们出海]{0,60}", zh: bool) {
        let found = found(if zh { "zh" } else { "en" }, &text, &text);
        proptest::prop_assert_eq!(found.error, 0.0);
    }
}
