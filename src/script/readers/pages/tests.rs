//! Pages of many kinds, and texts that only look like them.

use super::repeated::longest_chain;
use super::*;
use crate::script::tests::spoken;

/// What is dropped as furniture.
fn dropped(text: &str) -> Vec<String> {
    let mut document = Document::of_text(text);
    mark(&mut document, &bounds(text));
    let lines = document.lines.into_iter();
    let lines = lines.filter(|line| line.preset == Some(Preset::Dropped { reason: REASON }));
    lines.map(|line| line.text).collect()
}

/// So many words of sentences that are all different.
fn sentences(words: usize) -> Vec<String> {
    let mut all = Vec::new();
    for n in 0.. {
        let number = ["red", "old", "wet", "new", "tall", "blue", "lost"][n % 7];
        let thing = ["lorry", "lamp", "ferry", "captain", "key"][n % 5];
        let place = ["pier", "wall", "harbour", "light"][n % 4];
        let sentence = format!(
            "Nobody knew why the {number} {thing} had stood under the {place} since the morning, and no one asked."
        );
        all.extend(sentence.split(' ').map(str::to_string));
        if all.len() > words {
            break;
        }
    }
    all.truncate(words);
    all
}

/// Prose in lines of some 70 columns on pages of 20, each of which ends in what is given.
fn printed(pages: usize, end: impl Fn(usize) -> String) -> String {
    let mut lines = vec![String::new()];
    for word in sentences(pages * 20 * 12) {
        if lines[lines.len() - 1].len() + word.len() > 70 {
            lines.push(String::new());
        }
        let line = lines.last_mut().unwrap();
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    let pages = lines.chunks(20).enumerate();
    let pages = pages.map(|(n, page)| format!("{}\n\n{}\n\n", page.join("\n"), end(n + 1)));
    pages.collect()
}

#[test]
fn lines_that_count_pages() {
    for end in [
        |n| format!("{n}"),
        |n| format!("- {n} -"),
        |n| format!("Page {n} of 6"),
        |n| format!("Seite {n}"),
        |n| format!("{n} / 6"),
        |n| format!("{} | Harbour Corp Q3 call", n + 9),
        |n| format!("Harbour Corp Q3 2026     {n}"),
    ] {
        let text = printed(6, end);
        let pages = text.matches("\n\n").count() / 2;
        assert_eq!(dropped(&text).len(), pages, "{}", end(3));
        let said = spoken(&text);
        let words: Vec<&str> = said.iter().flat_map(|l| l.split(' ').skip(1)).collect();
        assert_eq!(words, sentences(6 * 20 * 12), "{}", end(3));
    }
}

#[test]
fn what_stands_beside_the_number_on_each_page() {
    let end = |n| format!("© 2026 Harbour Corp. All rights reserved.\n{n}\n\nHarbour Corp");
    let text = printed(6, end);
    let pages = text.matches('©').count();
    assert_eq!(dropped(&text).len(), 3 * pages);
}

#[test]
fn pages_of_chinese() {
    let sentence = |n: usize| {
        let of = ["船长", "灯塔", "码头", "钥匙", "卡车"];
        format!(
            "没有人知道{}为什么从早上起就停在{}旁边，也没有人问起过这件事情，",
            of[n % 5],
            of[n % 4]
        )
    };
    let page = |n: usize| {
        let said: String = (0..9).map(|i| sentence(n * 9 + i)).collect();
        format!("{said}而且\n\n第{n}页 共4页\n\n")
    };
    let text: String = (1..5).map(page).collect::<String>() + "都走了。";
    assert_eq!(dropped(&text).len(), 4);
    assert_eq!(spoken(&text).len(), 1);
}

#[test]
fn form_feeds_show_where_pages_end() {
    let page = |n: usize| {
        let said: String = (0..12)
            .map(|i| format!("It was {i} hours past {n}.\n"))
            .collect();
        format!("The Harbour Post\n\n{said}\n{n}\n")
    };
    let text = [page(1), page(2), page(3)].join("\u{C}");
    assert_eq!(dropped(&text).len(), 6);
    let broken =
        "Ann: It was dark when the last of the ferries left\n\u{C}the old harbour.\n\nBo: It was.";
    assert_eq!(
        spoken(broken),
        [
            "ann: It was dark when the last of the ferries left the old harbour.",
            "bo: It was."
        ]
    );
}

#[test]
fn who_speaks_at_the_top_of_a_page_stays() {
    let page = |n: usize| {
        let said: String = (0..6)
            .map(|i| format!("Ann:\nWas it {i} or {n}?\nBo:\nYes.\n"))
            .collect();
        format!("{said}\n{n}\n")
    };
    let text = [page(1), page(2), page(3)].join("\u{C}");
    assert_eq!(dropped(&text), ["1", "2", "3"]);
}

#[test]
fn what_comes_again_and_is_no_furniture() {
    let many = |piece: &dyn Fn(usize) -> String| (1..30).map(piece).collect::<String>();
    let prose = sentences(120).join(" ");
    let unpunctuated = prose.to_lowercase().replace(['.', ','], "");
    for text in [
        // a poem with a refrain, its stanzas numbered
        many(&|n| {
            format!(
                "{n}\nthe lamp was lit and the ferry gone\nand the sea went on\nwhere the water shone\nO lamp, O lamp on the wall\n\n"
            )
        }),
        // a hymn's refrain on the page of each
        many(&|n| {
            format!(
                "O come, number {}\n\nAlleluia!\n\n",
                ["one", "two", "six"][n % 3]
            )
        }),
        // sections of a story, with numbers over them
        many(&|n| format!("{n}\n\n{prose}\n\n")),
        // the same words again and again
        many(&|n| format!("Ann: Is it {n}?\nBo: Yes.\n(laughs)\n")),
        many(&|_| format!("Ann Reed\n{prose}\n\nBo Lind\n{prose}\n\n")),
        many(&|_| format!("Ann Reed\n{unpunctuated}\nBo Lind\n{unpunctuated}\n")),
        many(&|_| format!("{prose}\n\nI have a lamp.\n\n")),
        // cues, years, questions, verses
        many(&|n| format!("{n}. ANN: Who is it?\n{}. BO: Me.\n", n + 1)),
        many(&|n| format!("{}\n\n{prose}\n\n", 1990 + n)),
        many(&|n| format!("{n} What did you see in the year before?\n")),
        many(&|n| format!("Question {n}\n\n{prose}\n\n")),
        many(&|n| format!("Chapter {n}\n\n{prose}\n\n")),
        many(&|n| format!("Speaker {}\n{prose}\n\n", n % 3)),
        many(&|n| format!("00:{:02}:00\n{unpunctuated}\n", n)),
        many(&|_| format!("{prose}\n\n* * *\n\n")),
    ] {
        assert_eq!(dropped(&text), Vec::<String>::new(), "{}", &text[..120]);
    }
}

#[test]
fn the_longest_row_of_numbers() {
    let row = |numbers: &[usize]| {
        let counted: Vec<(usize, usize)> = numbers.iter().copied().enumerate().collect();
        let places = longest_chain(&counted).into_iter();
        places.map(|place| numbers[place]).collect::<Vec<_>>()
    };
    assert_eq!(row(&[1, 2024, 2, 7, 3, 5, 1]), [1, 2, 3, 5]);
    assert_eq!(row(&[usize::MAX, 0, usize::MAX]), [usize::MAX]);
    assert_eq!(row(&[]), [0; 0]);
}

#[test]
fn numbers_between_dashes_that_break_a_sentence() {
    let text = "THE PIER PROJECT\n\nIt was built when I was a child and everybody in the town came to see the\n\n- 1 -\n\nTHE PIER PROJECT      Tape 3\n\nlast post go in.\n\n- 2 -";
    assert_eq!(
        dropped(text),
        ["- 1 -", "THE PIER PROJECT      Tape 3", "- 2 -"]
    );
    let chapters = "THE PIER\n\n- 1 -\n\nIt was built.\n\n- 2 -\n\nIt fell.";
    assert!(dropped(chapters).is_empty());
}
