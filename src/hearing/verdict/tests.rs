use super::*;

const EN: [&str; 12] = [
    "We had been out for two hours, and the lamp went dark.",
    "Nobody in the village could remember such a quiet winter.",
    "It was late; the harbour was shut, the pilot asleep, and the tide low.",
    "Who lit the lamp that night on the pier?",
    "She keeps a ledger of every boat that leaves before dawn.",
    "The last train to the coast was late again.",
    "He repaired clocks for forty years and never owned a watch.",
    "If you follow the river, you will come to a white bridge.",
    "The engine made a strange noise, so we stopped.",
    "A dog was sleeping in front of the post office.",
    "Yes.",
    "I do not think so.",
];

/// A book of one voice that says each line twice; what was heard of some of them is otherwise.
struct Told {
    language: Language,
    texts: Vec<String>,
    seconds: Vec<f64>,
    hearings: Vec<Hearing>,
}

impl Told {
    fn new(texts: &[&str], language: &str) -> Self {
        let texts: Vec<String> = texts
            .iter()
            .chain(texts)
            .map(|text| (*text).into())
            .collect();
        Self {
            language: Language::new(language),
            seconds: texts
                .iter()
                .map(|text| 0.15 + crate::tempo::usual_seconds(text))
                .collect(),
            hearings: texts.iter().map(|text| heard(text, 0.8)).collect(),
            texts,
        }
    }

    fn heard(&self) -> Vec<Heard<'_>> {
        let lines = self.texts.iter().zip(&self.seconds).zip(&self.hearings);
        lines
            .map(|((text, seconds), hearing)| Heard {
                line: Line {
                    text,
                    said: text,
                    language: &self.language,
                },
                voice: "espeak:en",
                speed: 1.0,
                is_free: false,
                seconds: *seconds,
                hearing,
            })
            .collect()
    }

    fn judge(&self) -> Vec<Judged> {
        judge(&self.heard(), &Names::new())
    }

    /// The verdict and the first sign of a line that is heard so and takes so many times its length.
    fn of(mut self, i: usize, text: &str, sure: f64, times: f64) -> (Verdict, Option<Sign>) {
        self.hearings[i] = heard(text, sure);
        self.seconds[i] *= times;
        let judged = self.judge();
        for (j, other) in judged.iter().enumerate().filter(|(j, _)| *j != i) {
            assert_eq!(other.verdict, Verdict::Right, "{j}: {other:?}");
        }
        (judged[i].verdict, judged[i].signs.first().copied())
    }
}

fn heard(text: &str, sure: f64) -> Hearing {
    Hearing {
        text: text.into(),
        sure: Some(sure),
        ..Hearing::default()
    }
}

fn en(i: usize, text: &str, sure: f64, times: f64) -> (Verdict, Option<Sign>) {
    Told::new(&EN, "en").of(i, text, sure, times)
}

#[test]
fn what_is_right_is_right() {
    for judged in Told::new(&EN, "en").judge() {
        assert!(judged.verdict == Verdict::Right && judged.signs.is_empty());
        assert!((0.9..1.1).contains(&judged.pace.unwrap()));
    }
}

#[test]
fn each_fault_has_its_sign() {
    use Verdict::Wrong;
    assert_eq!(en(0, "", 0.0, 1.0), (Wrong, Some(Sign::Nothing)));
    assert_eq!(
        en(0, "We had been out for two hours", 0.8, 0.6),
        (Wrong, Some(Sign::EarlyEnd))
    );
    assert_eq!(
        en(0, "out for two hours and the lamp went dark", 0.8, 0.8),
        (Wrong, Some(Sign::LateBegin))
    );
    assert_eq!(
        en(4, "She keeps a ledger that leaves before dawn", 0.8, 0.75),
        (Wrong, Some(Sign::Missing))
    );
    assert_eq!(
        en(
            5,
            "The last train to the coast was late again the coast was late again",
            0.8,
            1.5
        ),
        (Wrong, Some(Sign::Repeated))
    );
    assert_eq!(en(6, EN[7], 0.8, 1.0), (Wrong, Some(Sign::OtherLine)));
    assert_eq!(en(6, EN[6], 0.8, 0.5), (Wrong, Some(Sign::TooShort)));
    assert_eq!(en(6, EN[6], 0.8, 2.0), (Wrong, Some(Sign::TooLong)));
    assert_eq!(
        en(
            6,
            "Thank you for watching and see you soon my friends",
            0.8,
            1.0
        ),
        (Wrong, Some(Sign::OtherWords))
    );
    assert_eq!(
        en(6, "他修了四十年的钟自己却从来没有一块手表", 0.8, 1.0),
        (Wrong, Some(Sign::Language))
    );
}

#[test]
fn words_that_are_made_up_for_noise_are_nothing() {
    let mut told = Told::new(&EN, "en");
    told.hearings[0] = Hearing {
        silent: Some(0.7),
        ..heard("you", 0.3)
    };
    assert_eq!(told.judge()[0].signs, [Sign::Nothing]);
    told.hearings[0] = Hearing {
        silent: Some(0.7),
        ..heard(EN[0], 0.3)
    };
    assert_eq!(told.judge()[0].verdict, Verdict::Right);
}

#[test]
fn what_is_not_heard_surely_accuses_nobody() {
    use Verdict::Unsure;
    assert_eq!(
        en(
            6,
            "Thank you for watching and see you soon my friends",
            0.3,
            1.0
        ),
        (Unsure, Some(Sign::OtherWords))
    );
    assert_eq!(
        en(0, "We had been out for two hours and the lamp", 0.3, 0.98).0,
        Verdict::Right
    );
}

#[test]
fn a_line_alone_is_measured_by_what_is_common() {
    let language = Language::new("en");
    let hearing = heard("Thank you for watching and see you soon my friends", 0.8);
    let line = Heard {
        line: Line {
            text: EN[6],
            said: EN[6],
            language: &language,
        },
        voice: "espeak:en",
        speed: 1.0,
        is_free: false,
        seconds: 4.0,
        hearing: &hearing,
    };
    let judged = &judge(&[line], &Names::new())[0];
    assert_eq!(
        (judged.verdict, judged.signs[0], judged.pace),
        (Verdict::Wrong, Sign::OtherWords, None)
    );
}

#[test]
fn a_word_that_is_misheard_is_nothing() {
    for text in [
        "We had been out for two hours, and the lamb went dark.",
        "We had bean out four to hours and a lamp went dark",
    ] {
        assert_eq!(en(0, text, 0.7, 1.02), (Verdict::Right, None));
    }
}

#[test]
fn short_lines_are_judged_leniently() {
    assert_eq!(en(10, "Yes, yes.", 0.7, 1.0), (Verdict::Right, None));
    assert_eq!(en(10, "Bess", 0.7, 1.2), (Verdict::Right, None));
    assert_ne!(en(10, "Hello there", 0.7, 1.0).0, Verdict::Wrong);
    assert_eq!(en(10, "", 0.7, 1.0), (Verdict::Wrong, Some(Sign::Nothing)));
}

#[test]
fn a_language_of_the_book_is_heard_in_place_of_another() {
    let (en, zh) = (Language::new("en"), Language::new("zh"));
    let other = |language: &str, sure: f64| Hearing {
        language: Some(language.into()),
        language_sure: Some(sure),
        ..heard("Wir waren zwei Stunden auf der See", 0.6)
    };
    let told = Told::new(&EN, "en");
    let signs = |hearing: Hearing| {
        let mut lines: Vec<Heard> = told.heard();
        let chinese = heard("灯灭了，没有人说话", 0.8);
        lines.push(Heard {
            line: Line {
                text: "灯灭了，没有人说话。",
                said: "灯灭了，没有人说话。",
                language: &zh,
            },
            hearing: &chinese,
            ..lines[0].clone()
        });
        lines[2].hearing = &hearing;
        judge(&lines, &Names::new())[2]
            .signs
            .contains(&Sign::Language)
    };
    assert!(told.language == en && signs(other("zh", 0.9)));
    // A machine voice is taken for any language.
    assert!(!signs(other("th", 0.9)) && !signs(other("zh", 0.6)));
    // Of what is understood the language is of no matter.
    assert!(!signs(Hearing {
        text: EN[2].into(),
        ..other("zh", 0.9)
    }));
    // Other letters say something, if the recogniser is sure of them.
    assert!(signs(heard("我们出海两个小时", 0.8)) && !signs(heard("我们出海两个小时", 0.3)));
}

#[test]
fn a_voice_that_is_not_understood_is_judged_by_lengths_alone() {
    let mut told = Told::new(&EN, "en");
    for (i, hearing) in told.hearings.iter_mut().enumerate() {
        hearing.text = "foo bar baz quux".repeat(1 + i % 3);
    }
    told.seconds[3] *= 0.6;
    let judged = told.judge();
    assert_eq!(judged[3].signs.first(), Some(&Sign::TooShort));
    let wrong = judged
        .iter()
        .filter(|judged| judged.verdict == Verdict::Wrong)
        .count();
    assert_eq!(wrong, 1, "{judged:?}");
    assert_eq!(
        (judged[4].verdict, judged[4].signs[0]),
        (Verdict::Unsure, Sign::NotUnderstood)
    );
}
