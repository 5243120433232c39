use super::*;

fn cut(text: &str) -> Vec<(&str, Place)> {
    cut_at(text, Sentences::Long)
}

fn cut_at(text: &str, sentences: Sentences) -> Vec<(&str, Place)> {
    let said = Said {
        text,
        said: 0..text.len(),
        file: 1,
        ..Said::default()
    };
    let before = Said {
        text: "a",
        said: 0..1,
        file: 1,
        ..Said::default()
    };
    let all = pieces(&[before, said], 0..2, sentences);
    all[1..]
        .iter()
        .map(|p| (&text[p.bytes.clone()], p.place))
        .collect()
}

#[test]
fn a_line_has_pieces() {
    use Place::*;
    assert_eq!(
        cut("Good evening. (Bonsoir.)"),
        [("Good evening.", Line), ("Bonsoir.", Bracket)]
    );
    assert_eq!(
        cut("Hello\tBonjour\t你好"),
        [("Hello", Line), ("Bonjour", Cell(1)), ("你好", Cell(2))]
    );
    assert_eq!(cut("（晚上好。）"), [("晚上好。", Bracket)]);
    assert_eq!(
        cut("Good evening – bonsoir"),
        [("Good evening", Line), ("bonsoir", Behind)]
    );
    assert_eq!(cut("so - and - so"), [("so - and - so", Line)]);
    assert_eq!(
        cut("Who has lit the lamp? Nobody knows that, he said."),
        [
            ("Who has lit the lamp?", Line),
            ("Nobody knows that, he said.", Sentence)
        ]
    );
    assert_eq!(
        cut("灯塔里有人吗？我弟弟。"),
        [("灯塔里有人吗？我弟弟。", Line)]
    );
    assert_eq!(cut("1999"), [("1999", Line)]);
    assert_eq!(cut("¡Ven! Come here!"), [("¡Ven! Come here!", Line)]);
    for text in ["¡Ven! Come here!", "¡Ven!Come here!"] {
        assert_eq!(
            cut_at(text, Sentences::Short),
            [("¡Ven!", Line), ("Come here!", Sentence)]
        );
    }
    assert_eq!(
        cut_at("It is 2.Then", Sentences::Short),
        [("It is 2.Then", Line)]
    );
    // Nor does a sentence end behind the first letter of a name.
    assert_eq!(
        cut("The keeper of the lower lamp was K. Lindstrom of the harbour."),
        [(
            "The keeper of the lower lamp was K. Lindstrom of the harbour.",
            Line
        )]
    );
    // A number is no piece.
    assert_eq!(
        cut("( 1 ) Who lit it (410 m)? (Personne.)"),
        [("( 1 ) Who lit it (410 m)?", Line), ("Personne.", Bracket)]
    );
    assert_eq!(cut("(1999)"), [("1999", Bracket)]);
    // Nor is what explains a word.
    let glossed = "Everybody in the house knew that the noon meal (обед) was late that day.";
    assert_eq!(cut(glossed), [(glossed, Line)]);
    let translated = "The meal (обед) was late (опоздал).";
    assert_eq!(cut(translated)[1], ("обед", Bracket));
    // Nor is what is to be filled in.
    assert_eq!(
        cut("Benim adım [name] (My name is [name])"),
        [("Benim adım [name]", Line), ("My name is [name]", Bracket)]
    );
    assert_eq!(
        cut("[Ülke]'denim (I'm from [Country])"),
        [("[Ülke]'denim", Line), ("I'm from [Country]", Bracket)]
    );
    assert_eq!(
        cut("灯 [dēng] (lamp)"),
        [("灯", Line), ("dēng", Bracket), ("lamp", Bracket)]
    );
    assert_eq!(cut("***"), []);
    assert_eq!(cut("open (never closed"), [("open (never closed", Line)]);
}
