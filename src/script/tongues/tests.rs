//! Whole texts, and in which languages they are.

use super::axis::{Tongues, read};
use super::layout::Layout;
use super::pieces::Said;
use crate::language::Language;

/// Lines of which all is said.
pub(super) fn lines(text: &str) -> Vec<Said<'_>> {
    let mut blank_before = true;
    let mut lines = Vec::new();
    for text in text.lines() {
        if !text.is_empty() {
            lines.push(Said {
                text,
                said: 0..text.len(),
                blank_before,
                ..Said::default()
            });
        }
        blank_before = text.is_empty();
    }
    lines
}

fn of(text: &str) -> Tongues {
    read(lines(text), &[], false)
}

/// The languages of the pieces, one after the other.
fn tags(tongues: &Tongues) -> String {
    tongues
        .spans
        .iter()
        .map(|span| span.language.tag())
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn languages_in_turn() {
    let text = "No tengo ni idea.\nNão faço a menor ideia.\n\nPase, aquí hace calor.\nEntre, aqui está quente.\n\n\
        El puerto estaba vacío.\nO porto estava vazio.\n\nNos vemos mañana.\nVemo-nos amanhã.";
    let tongues = of(text);
    assert_eq!(tags(&tongues), "es pt es pt es pt es pt");
    assert_eq!(tongues.layout, Layout::Lines);
    assert!(tongues.margin > 5.0 && tongues.spans.iter().all(|span| span.margin > 1.0));
    let three = of(
        "Who is it?\n是谁呢？\nどなたですか。\n\nMy brother.\n我的弟弟，他来了。\n弟です。\n\nCome in, please.\n请进来吧。\nどうぞお入りください。",
    );
    assert_eq!(tags(&three), "en zh ja en zh ja en zh ja");
}

#[test]
fn languages_behind_each_other() {
    let behind = of(
        "Good evening. – Guten Abend.\nWho lit the lamp? – Wer hat die Lampe angezündet?\n\
        I did. – Ich war es.\nThank you. – Danke.",
    );
    assert_eq!(
        (behind.layout, tags(&behind)),
        (Layout::Behind, "en de ".repeat(4).trim().to_string())
    );
    let brackets = of(
        "A hajó ma este indul. (The ship leaves this evening.)\nKi gyújtotta meg a lámpát? (Who lit the lamp?)\n\
        Nem tudom. (I do not know.)",
    );
    assert_eq!(
        (brackets.layout, tags(&brackets)),
        (Layout::Brackets, "hu en hu en hu en".into())
    );
    let sentences = of(
        "Good evening, welcome to the harbour. Guten Abend, willkommen am Hafen.\n\
        Who lit the lamp last night? Wer hat gestern Abend die Lampe angezündet?\n\
        I have no idea, I was asleep. Ich habe keine Ahnung, ich habe geschlafen.",
    );
    assert_eq!(
        (sentences.layout, tags(&sentences)),
        (Layout::Sentences, "en de en de en de".into())
    );
    let columns = of(
        "Hyvää iltaa.\tGood evening.\nKuka sytytti lampun?\tWho lit the lamp?\nEn tiedä.\tI do not know.\nKiitos.\tThank you.",
    );
    assert_eq!(
        (columns.layout, tags(&columns)),
        (Layout::Columns, "fi en ".repeat(4).trim().to_string())
    );
}

#[test]
fn languages_after_each_other() {
    let text = "In this lesson you will learn how to order tea. Listen and repeat.\nRead the dialogue aloud with a friend.\n\n\
        Bonsoir madame, que désirez-vous ?\nUn thé, s'il vous plaît.\nAvec du lait ?\nOui, et un peu de sucre.\nVoilà, trois euros.\n\n\
        Good evening, what would you like?\nA cup of tea, please.\nWith milk?\nYes, and a little sugar.\nThat is three euros.";
    let tongues = of(text);
    assert_eq!(
        tongues.layout,
        Layout::Halves,
        "a preface in one of the languages is no other layout"
    );
    assert_eq!(
        tongues.languages,
        [Language::new("en"), Language::new("fr")]
    );
    let mut files = lines(
        "Wer hat die Lampe angezündet?\nIch weiß es nicht.\nWho lit the lamp?\nI do not know.",
    );
    files[2].file = 1;
    files[3].file = 1;
    assert_eq!(tags(&read(files, &[], false)), "de de en en");
}

#[test]
fn a_quotation_makes_no_language() {
    let text = "Good evening, and welcome to the harbour.\n谢谢！\nYou came by boat, didn't you?\n\
        Yes, the night ferry. It was a rough crossing.\nHow long did it take?\nEleven hours, with the wind against us.\n\
        C'est la vie, as they say.\nIndeed.";
    let tongues = of(text);
    assert_eq!(tongues.languages, [Language::new("en")]);
    assert_eq!(tongues.layout, Layout::One);
    assert_eq!(tongues.spans[1].guest, Some(Language::new("zh")));
    assert!(
        tongues
            .spans
            .iter()
            .filter(|span| span.guest.is_some())
            .count()
            == 1
    );
}

#[test]
fn near_languages_are_one_if_they_are_one() {
    for (language, text) in [
        (
            "hr",
            "Brod večeras napušta luku i nitko ne zna kada će se vratiti.\nMoj brat čuva svjetionik već trideset godina.\n\
            Ona mi to nikada nije rekla.\nTko je sinoć upalio svjetiljku?",
        ),
        (
            "nb",
            "Skipet forlater havnen i kveld, og ingen vet når det kommer tilbake.\nBroren min passer på fyret.\n\
            Hun fortalte meg aldri det.\nHvem tente lampen i går kveld?",
        ),
        (
            "ja",
            "東京駅\n田中さん、こんばんは。\n本当？\nはい、本当ですよ。\n第一章　朝\n午前八時出発。\n駅で会いましょう。\n絶対安全第一。",
        ),
        (
            "zh",
            "我们用 large language model 做翻译。\nGPT 和 CPU。\n“Think out loud” 的意思是边想边说。\n那座塔是谁建的？",
        ),
        (
            "ur",
            "جہاز آج شام بندرگاہ سے روانہ ہوگا۔\nکوئی نہیں جانتا کہ وہ کب واپس آئے گا۔",
        ),
    ] {
        assert_eq!(of(text).languages, [Language::new(language)], "{text}");
    }
}

#[test]
fn kanji_and_digits_follow_the_layout() {
    let tongues = of(
        "灯台に誰がいますか。\n谁在灯塔里？\n私の弟です。\n是我弟弟，他住在那里。\n残念。\n可惜了。",
    );
    assert_eq!(tags(&tongues), "ja zh ja zh ja zh");
    let tongues = of("안녕하세요.\nGood evening, everyone.\n1999\n1999\n감사합니다.\nThank you.");
    assert_eq!(tags(&tongues), "ko en ko en ko en");
}

#[test]
fn a_named_language_is_taken_on_trust() {
    // Aragonese has no n-grams.
    let given = [Language::new("en"), Language::new("an")];
    let text = "The lighthouse keeper has gone to the harbour.\nLo farero s'ha ito t'o puerto.\nNobody knows when he comes back.\n\
        Dengún no sabe quan tornará.";
    let tongues = read(lines(text), &given, false);
    assert_eq!(tags(&tongues), "en an en an");
    // A region of a language, and one that the text does not show.
    let given = [Language::new("pt-br"), Language::new("zh")];
    let tongues = read(
        lines("Quem acendeu a lâmpada ontem à noite?\n谁点了灯？\nNão sei.\n我不知道。"),
        &given,
        false,
    );
    assert_eq!(tags(&tongues), "pt-br zh pt-br zh");
}

#[test]
fn a_label_or_markup_names_the_language_of_a_line() {
    let mut marked =
        lines("Taxi!\nTaxi!\nHotel Central, please.\nHotel Central, bitte.\nOkay.\nOkay.");
    for (i, line) in marked.iter_mut().enumerate() {
        line.language = Some(Language::new(if i % 2 == 0 { "en" } else { "de" }));
    }
    assert_eq!(tags(&read(marked, &[], false)), "en de en de en de");
}

#[test]
fn words_said_over_and_over_tell_no_more_than_said_a_few_times() {
    for text in ["x\n".repeat(400), "hm\nja\n".repeat(3) + &"x\n".repeat(400)] {
        let few: Vec<&str> = text.lines().take(9).collect();
        assert_eq!(of(&text).languages, of(&few.join("\n")).languages, "{text}");
    }
    for text in ["x\n\n", "x "] {
        assert_eq!(
            of(&text.repeat(400)).languages,
            [Language::new("en")],
            "{text}"
        );
    }
}

#[test]
fn nothing_is_read_as_nothing() {
    for text in ["", "***", "12:30\n13:00"] {
        let tongues = of(text);
        assert_eq!(tongues.languages.len(), 1, "{text}");
    }
}

#[test]
fn the_name_of_a_file_is_a_persons_word() {
    let text = "Das Licht brannte die ganze Nacht.\nNiemand hatte es angezündet.\nLe bateau quitte le port ce soir, et personne ne sait quand il reviendra.\nSo stand es im Buch.";
    let french = "La lampe a brûlé toute la nuit.\nPersonne ne l'avait allumée.\nC'était écrit dans le livre.";
    let mut all = lines(text);
    let first = all.len();
    all.extend(lines(french));
    let name = |all: &mut [Said], is_named_by_file: bool| {
        for (i, line) in all.iter_mut().enumerate() {
            line.file = usize::from(i >= first);
            line.language = Some(Language::new(if i < first { "de" } else { "fr" }));
            line.is_named_by_file = is_named_by_file;
        }
    };
    name(&mut all, true);
    assert_eq!(tags(&read(all.clone(), &[], false)), "de de de de fr fr fr");
    // Markup may be wrong of a line.
    name(&mut all, false);
    assert_eq!(tags(&read(all, &[], false)), "de de fr de fr fr fr");
}

#[test]
fn what_two_lines_share_is_said_in_both_languages() {
    let talk = "Niemand hat die Lampe angezündet.\nPersonne n'a allumé la lampe.\n\
                Der Wind kam in der Nacht vom Meer.\nLe vent venait de la mer pendant la nuit.\n";
    let lists =
        "Bern: Hallwag Verlag.\nVerlag Hallwag, Bern.\nDyhrenfurth, 1956.\nDyhrenfurth, 1956.\n";
    let of = of(&format!("{talk}{lists}{talk}"));
    assert_eq!(tags(&of), "de fr de fr de fr de fr de fr de fr");
}

#[test]
fn a_line_that_is_long_beside_its_brackets_is_whole() {
    let text = "A hajó ma este indul. (The ship leaves this evening.)\nKi gyújtotta meg a lámpát? (Who lit the lamp?)\n\
                Nem tudom. (I do not know.)\n\
                A révész minden reggel kenyeret vett a kikötői piacon (market)\n\
                Nagyon szépen köszönöm, hogy mindnyájan eljöttek ma este. (Thanks.)";
    assert_eq!(tags(&of(text)), "hu en hu en hu en hu hu hu en");
}
