use super::*;
use crate::script::document::{Document, Markup};

fn document(text: &str) -> Document {
    Document::of_text(text)
}

/// Form, name and what is said of every candidate of the first line.
fn candidates_of(text: &str) -> Vec<String> {
    let document = document(text);
    let line = &document.lines[0];
    of(&document)[0]
        .candidates
        .iter()
        .map(|c| {
            format!(
                "{} | {} | {}",
                c.syntax,
                c.name_in(line),
                &line.text[c.said.clone()]
            )
        })
        .collect()
}

#[test]
fn the_forms_of_labels() {
    for (text, candidate) in [
        (
            "Ann Reed: Good evening.",
            "Name: | Ann Reed | Good evening.",
        ),
        ("安·里德：晚上好。", "Name: | 安·里德 | 晚上好。"),
        ("ANN REED:", "Name: over | ANN REED | "),
        ("ANN. Good evening.", "Name. | ANN | Good evening."),
        (
            "ANN [aside] Good evening.",
            "Name (…) | ANN | Good evening.",
        ),
        ("ANN (aside). Good evening.", "Name. | ANN | Good evening."),
        ("Ann: (laughs) Good evening.", "Name: | Ann | Good evening."),
        ("ANN, alone.", "Name. over | ANN | "),
        ("Ann – Good evening.", "Name – | Ann | Good evening."),
        (
            "[0:04] Ann: Good evening.",
            "time Name: | Ann | Good evening.",
        ),
        (
            "Ann [0:04]: Good evening.",
            "Name time: | Ann | Good evening.",
        ),
        ("Ann Reed  0:04", "Name time over | Ann Reed | "),
        ("[Ann] Good evening.", "[Name] | Ann | Good evening."),
        ("<Ann> Good evening.", "<Name> | Ann | Good evening."),
        ("<v Ann>Good evening.", "<v Name> | Ann | Good evening."),
        ("**Ann:** Good evening.", "**Name**: | Ann | Good evening."),
        ("**Ann**: Good evening.", "**Name**: | Ann | Good evening."),
        ("**Ann.** Good evening.", "**Name**. | Ann | Good evening."),
        (
            "**Ann** – Good evening.",
            "**Name** – | Ann | Good evening.",
        ),
        ("_Ann._ Good evening.", "_Name_. | Ann | Good evening."),
        ("### Ann Reed", "### Name over | Ann Reed | "),
        ("> Ann: Good evening.", "> Name: | Ann | Good evening."),
        ("Ann Reed", "Name over | Ann Reed | "),
        (
            "| 1 | Ann | Good evening. |",
            "column 2: Name | Ann | Good evening.",
        ),
        ("PEL:. I think so.", "Name: | PEL | I think so."),
        ("DOÑA ROSA.- Sí.", "Name. | DOÑA ROSA | Sí."),
        ("岡　春の夜です。", "Name  … | 岡 | 春の夜です。"),
        ("【陈平】桥是路。", "[Name] | 陈平 | 桥是路。"),
        ("12. Mr. Reed (North): Why?", "Name: | Mr. Reed | Why?"),
        ("**Ann** (aside): Yes.", "**Name**: | Ann | Yes."),
        ("ANN REED, at the old window.", "Name. over | ANN REED | "),
        ("GUARD #2", "Name over | GUARD #2 | "),
        (
            "ANN REED (ABC). Yes, Bo: it is.",
            "Name. | ANN REED | Yes, Bo: it is.",
        ),
        (
            "### Ann (rises): Good evening.",
            "### Name: | Ann | Good evening.",
        ),
    ] {
        let found = candidates_of(text);
        assert!(found.iter().any(|c| c == candidate), "{text}: {found:?}");
    }
}

#[test]
fn what_names_nobody() {
    for text in [
        "https://example.org/talk",
        "She came in at 10:30 and said nothing to any of us.",
        "(She laughs.)",
        "[00:12:04]",
        "We left; nobody saw it: the lamp was out.",
        "INT. MILL - NIGHT",
        "AUSSEN. MÜHLE - NACHT",
        "**「灯が点いたとき」**",
        "みんなが『どうぞ』",
        "see: https://example.org",
    ] {
        assert_eq!(candidates_of(text), [""; 0], "{text}");
    }
}

#[test]
fn a_shorter_name_is_known() {
    let document = document("A. Yes. I was.");
    let candidates = &of(&document)[0].candidates;
    assert_eq!(candidates[1].name_in(&document.lines[0]), "A. Yes");
    assert_eq!(candidates[1].shorter, Some(0));
}

#[test]
fn markup_and_signs_read_alike() {
    let said = |markup: Markup, text: &str| {
        let mut document = document(text);
        document.lines[0].markup = markup;
        let line = &document.lines[0];
        let facts = of(&document);
        let one = &facts[0].candidates[0];
        format!(
            "{} | {} | {}",
            one.syntax,
            one.name_in(line),
            &line.text[one.said.clone()]
        )
    };
    let mut lead = Markup::default();
    lead.lead = Some("Ann:".into());
    assert_eq!(
        said(lead, "Ann: Yes."),
        said(Markup::default(), "**Ann:** Yes.")
    );
    let mut heading = Markup::default();
    heading.heading = Some(3);
    assert_eq!(
        said(heading, "Ann Reed"),
        said(Markup::default(), "### Ann Reed")
    );
}

#[test]
fn classes_of_lines() {
    for (text, class) in [
        (
            "She was here before any of us came, and stayed.",
            Class::Plain,
        ),
        ("The Old Harbour", Class::Title),
        ("THE OLD HARBOUR", Class::Capitals),
        ("(She laughs.)", Class::Bracket),
        ("_She laughs._", Class::Italic),
        ("## The Harbour", Class::Heading),
        ("Act II", Class::HeadingWord),
        ("INT. MILL - NIGHT", Class::HeadingWord),
        ("https://example.org", Class::Address),
        ("Transcribed by Ann Reed", Class::Credit),
        ("XIV.", Class::Number),
        ("[00:12:04]", Class::Time),
        ("* * *", Class::Rule),
    ] {
        assert_eq!(of(&document(text))[0].class, class, "{text}");
    }
}

#[test]
fn a_bracket_over_lines_is_one_direction() {
    let document = document("Ann: Yes.\n(She turns to the\nwindow and laughs.)\nBo: No.");
    let facts = of(&document);
    assert_eq!(
        (facts[1].class, facts[2].class),
        (Class::Bracket, Class::Bracket)
    );
    assert!(!facts[3].candidates.is_empty());
}

#[test]
fn who_is_addressed_is_no_label() {
    for text in [
        "Mr. Reed, and may it please the court: It was dark.",
        "Mr. Reed, with respect, I don't -- I don't think so. And yet.",
    ] {
        let found = candidates_of(text);
        assert!(
            !found.iter().any(|c| c.contains("| Mr. Reed |")),
            "{found:?}"
        );
    }
}

#[test]
fn the_number_of_a_day_closes_no_name_nor_does_a_stop_behind_a_space() {
    let closed = |text: &str| {
        let found = candidates_of(text);
        found.iter().any(|c| c.starts_with("Name."))
    };
    for text in ["Der 12. Mann war da.", "Lund.", "LUND. It rained."] {
        assert!(closed(text), "{text}");
    }
    for text in ["Der 12. Juli war hell.", "Lund .", "LUND . It rained."] {
        assert!(!closed(text), "{text}");
    }
}

#[test]
fn names_before_quotation_marks() {
    use crate::script::tests::spoken;
    for marks in [["\"", "\""], ["“", "”"], ["„", "“"], ["«", "»"]] {
        let [open, close] = marks;
        let turn = |name: &str, said: &str| format!("{name} {open}{said}{close}\n");
        let talk = [
            turn("A", "Wer ist da?"),
            turn("B", "Nur ich."),
            turn("A", "Komm herein."),
            turn("B", "Danke."),
        ];
        assert_eq!(
            spoken(&talk.concat())[..2],
            ["a: Wer ist da?", "b: Nur ich."],
            "{open}"
        );
    }
    let both = "A「お名前は？」\nA \"What is your name?\"\nB「ぼくはトムです。」\nB \"I am Tom.\"\nA「学生ですか。」\nA \"Are you a student?\"\nB「いいえ。」\nB \"No.\"\n";
    assert_eq!(spoken(both)[0], "a: お名前は？ | What is your name?");
    let told = "Then “yes” was heard.\n\nMarten “the Knife” had come.\n\nOutside “something moved.”\n\nInside “nothing did.”\n\nOutside “it rained.”\n";
    assert!(
        spoken(told)
            .iter()
            .all(|line| line.starts_with("narrator: ")),
        "{:?}",
        spoken(told)
    );
}
