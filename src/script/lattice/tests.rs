use super::*;
use crate::script::document::Document;
use crate::script::facts;

fn read(text: &str) -> (Document, Vec<Layout>) {
    let document: Document = Document::of_text(text);
    let facts = facts::of(&document);
    let layouts = layouts(&document, &facts, &[], &Wishes::default());
    (document, layouts)
}

/// `name: text` of everything said, as the cheapest layout has it.
fn said(text: &str) -> Vec<String> {
    let (document, layouts) = read(text);
    let best = &layouts[0];
    let speakers = best.speakers();
    let mut said = Vec::new();
    for (i, line) in document.lines.iter().enumerate() {
        let words = match &best.labels[i] {
            Some(label) => &line.text[label.said.clone()],
            None => &line.text,
        };
        if let Some(who) = speakers[i].filter(|_| !words.is_empty()) {
            said.push(format!("{}: {words}", best.names[who].0));
        }
    }
    said
}

/// A talk of `turns` turns in which each line is made of a name and something said.
fn talk(turns: usize, line: impl Fn(&str, &str) -> String) -> String {
    let said = [
        "The gate was open when I came, and nobody had seen the keeper since noon.",
        "Nobody told me of it.",
        "Then we should look for the lamp before the tide comes in again.",
        "I have looked in the boat house, and in both of the sheds behind it.",
        "What did you find there?",
    ];
    let names = ["Ann Reed", "Bo Lind", "Ann Reed", "Cora Hale"];
    let lines: Vec<String> = (0..turns)
        .map(|i| line(names[i % 4], said[i % 5]))
        .collect();
    lines.join("\n\n")
}

#[test]
fn names_in_many_forms() {
    type Form = fn(&str, &str) -> String;
    let forms: [Form; 8] = [
        |name, text| format!("{name}: {text}"),
        |name, text| format!("{}. {text}", name.to_uppercase()),
        |name, text| format!("{name}\n{text}"),
        |name, text| format!("**{name}:** {text}"),
        |name, text| format!("[0:12] {name}: {text}"),
        |name, text| format!("{name}  0:12\n{text}"),
        |name, text| format!("### {name}\n\n{text}"),
        |name, text| format!("[{name}] {text}"),
    ];
    for form in forms {
        let text = talk(12, form);
        let found = said(&text);
        assert_eq!(found.len(), 12, "{text}");
        assert!(
            found[1].to_lowercase().starts_with("bo lind: nobody told"),
            "{found:?}"
        );
    }
}

#[test]
fn nobody_speaks_in_prose() {
    let text = "The gate was open when I came.\n\nNobody had seen the keeper since noon, and we had looked.\n\n\
                In London. There we stayed.\n\nNote: the lamp is not lit in summer.\n\nThe tide came in again, as it does.";
    let (_, layouts) = read(text);
    assert_eq!(layouts[0].title(), "nobody");
    assert_eq!(said(text), [""; 0]);
}

#[test]
fn one_strange_line_costs_itself_only() {
    let text = talk(12, |name, text| format!("{name}: {text}"));
    let plain = said(&text);
    for more in [
        "https://example.org/talks/17",
        "Transcribed by Rob Keller",
        "Note: the tape ends here.",
    ] {
        assert_eq!(said(&format!("{text}\n\n{more}"))[..12], plain, "{more}");
        assert_eq!(said(&format!("{more}\n\n{text}"))[..], plain, "{more}");
    }
}

#[test]
fn who_speaks_once_is_named_where_all_are() {
    let text = talk(12, |name, text| format!("{}:\n{text}", name.to_uppercase()));
    let text = format!("{text}\n\nA VOICE IN THE STREET:\nFire!\n\nBO LIND:\nWhere?");
    let found = said(&text);
    assert_eq!(found[12], "A VOICE IN THE STREET: Fire!");
}

#[test]
fn initials_are_the_same_person() {
    let text = talk(12, |name, text| format!("{name}: {text}"));
    let more = talk(8, |name, text| {
        format!(
            "{}. {}: {text}",
            &name[..1],
            name.split(' ').next_back().unwrap()
        )
    });
    let (_, layouts) = read(&format!("{text}\n\n{more}"));
    let names: Vec<&str> = layouts[0]
        .names
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["Ann Reed", "Bo Lind", "Cora Hale"]);
}

#[test]
fn a_person_can_name_who_speaks() {
    let text = "Ann: The gate was open.\n\nNobody had seen the keeper.\n\nBo: Then we should look.";
    let document: Document = Document::of_text(text);
    let facts = facts::of(&document);
    let wishes = Wishes {
        speakers: vec!["Ann".into(), "Bo".into()],
        layout: None,
    };
    let layouts = layouts(&document, &facts, &[], &wishes);
    assert_eq!(layouts[0].names.len(), 2);
}

#[test]
fn margins_are_small_where_a_line_could_be_something_else() {
    let text = talk(12, |name, text| format!("{name}: {text}"));
    let (_, layouts) = read(&format!("{text}\n\nDora: No."));
    let margins = &layouts[0].margins;
    assert!(
        margins[12] < margins[4] && margins.iter().all(|m| *m >= 0.0),
        "{margins:?}"
    );
}

#[test]
fn the_way_is_the_cheapest_and_regrets_are_none_on_it() {
    let text = talk(8, |name, text| format!("{name}: {text}"));
    let document: Document = Document::of_text(&text);
    let facts = facts::of(&document);
    let background = Background::new(&document, &facts, &[], &Wishes::default(), |_| true);
    let fit = fit::Fit::new(
        &background,
        tries::starts(&background)[0],
        false,
        Unnamed::Nobody,
    );
    let lattice = fit.lattice(false).0;
    let (_, roles) = lattice.cheapest();
    for (role, regret) in roles.iter().zip(lattice.regrets()) {
        assert!(regret[*role as usize].abs() < 1e-3, "{role:?} {regret:?}");
    }
}

#[test]
fn who_is_not_named_asks_or_answers() {
    let questions = [
        "How did you come to the mill?",
        "So you always had something to do with it?",
        "What were those years like?",
        "And the flood?",
        "Who else was there?",
    ];
    let answers = [
        "I came from the other side of the river, and counted the sacks.",
        "I left once, because of the dust, and came back.",
        "It is better to count sacks than to carry them.",
        "We do not talk of the flood.",
        "The otter, and two of the Falks.",
    ];
    type Form = fn(&str, &str) -> String;
    let forms: [(Form, &str, &str); 3] = [
        (|q, a| format!("**{q}**\n\n{a}"), "Interviewer", "Guest"),
        (|q, a| format!("{q}\n\nJ: {a}"), "Interviewer", "J"),
        (|q, a| format!("Q: {q}\n\n{a}"), "Q", "Guest"),
    ];
    for (form, asks, answer) in forms {
        let blocks: Vec<String> = questions
            .iter()
            .zip(answers)
            .map(|(q, a)| form(q, a))
            .collect();
        let found = said(&blocks.join("\n\n"));
        let right: Vec<String> = questions
            .iter()
            .zip(answers)
            .flat_map(|(q, a)| [format!("{asks}: {q}"), format!("{answer}: {a}")])
            .collect();
        assert_eq!(found, right);
    }
}

#[test]
fn one_who_tells_has_several_paragraphs() {
    let text = "Ann: It was late when we came to the mill.\n\nThe lamp burnt.\n\nAnn: I went up the stairs.\n\nIt was \
                dark.\n\nAnn: Then I saw it.\n\nA ship.\n\nAnn: It had no lights.\n\nNobody was on it.";
    assert!(said(text).iter().all(|line| line.starts_with("Ann: ")));
}

#[test]
fn the_only_label_of_a_text_names_who_tells_it() {
    let text = "**Nell Brandt:** Hello everyone, and welcome back to the report on the weir!\n\nAs always, I'm the keeper \
                of the gate.\n\nWe have a lot to say today.\n\nLast week the water rose by nine inches.";
    assert_eq!(said(text).len(), 4);
    let text = text.replace("Nell Brandt", "Note");
    assert_eq!(said(&text), [""; 0]);
}

#[test]
fn two_take_turns_behind_dashes() {
    let turns = [
        "— Who lit the lamp last night?",
        "— I did, at dusk, as always.",
        "— And who was with you then?",
        "— Nobody was. The keeper had left.",
    ];
    let text = turns.repeat(3).join("\n\n");
    let found = said(&text);
    assert_eq!(found.len(), 12, "{found:?}");
    assert_eq!(
        found[..2],
        [
            "Interviewer: Who lit the lamp last night?",
            "Guest: I did, at dusk, as always."
        ]
    );
}

#[test]
fn a_turn_that_was_not_seen_costs_itself() {
    let turns = |asks: &str| super::in_turn(&asks.chars().map(|c| c == '?').collect::<Vec<_>>());
    assert_eq!(turns("?.?.?."), [0, 1, 0, 1, 0, 1]);
    // Behind the third question an answer is missing.
    assert_eq!(turns("?.?.??.?."), [0, 1, 0, 1, 0, 0, 1, 0, 1]);
    let nobody = turns("......");
    assert!(nobody.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn headings_over_long_stretches_name_nobody() {
    let told = "The road to the lamp is long, and it was longer then.\nNobody took it in winter but the man with the oil.\n".repeat(15);
    assert!(said(&format!("The Film Studio\n{told}")).is_empty());
    assert!(
        said(&format!(
            "The Film Studio\nThe Film Studio\n{told}\nAnother Day\n{told}"
        ))
        .is_empty()
    );
    let talk = "Ann Reed\nNobody told me.\n\nBo Lind\nThen I tell you now.\n\nAnn Reed\nI will not hear it.\n\nBo Lind\nAs you like.";
    assert_eq!(said(talk).len(), 4);
}

#[test]
fn dashes_of_a_magazine_and_of_a_tale() {
    let magazine = "En diálogo con este diario, la patrona repasó cuarenta años de pesca.\n\nLa cocina huele a café.\n\n\
                    Sobre la mesa hay redes, y un reloj parado.\n\nEl perro duerme.\n\n\
                    —¿Cuándo salió por primera vez?\n\n—A los doce años, con mi padre. Mi madre no lo supo.\n\n\
                    —¿Y no tuvo miedo?\n\n—Claro que sí. Todavía lo tengo.\n\n—¿Volvería?\n\n—Vuelvo mañana, si hay barco.";
    let found = said(magazine);
    assert_eq!(found.len(), 6, "{found:?}");
    assert_eq!(found[4], "Interviewer: ¿Volvería?");
    let tale = "Le soir tombait. Jeanne monta l'escalier et trouva son frère assis près de la lampe.\n\n— Tu n'as pas dormi ?\n\n— Non.\n\n\
                — Pourquoi ?\n\n— Le bateau n'est pas rentré.\n\n— Et le chien ?\n\n— Il est avec eux.\n\n\
                Elle ouvrit la fenêtre. Le vent entra, et la lampe fuma. Ils attendirent ainsi jusqu'à l'aube.\n\n\
                Au matin, une voile parut au loin.";
    assert!(said(tale).is_empty(), "{:?}", said(tale));
}
