//! The small changes.

use diglot::script::{NARRATOR, Script};

/// A text before it is changed.
pub struct Text<'a> {
    /// Its lines.
    pub lines: Vec<&'a str>,
    /// How it is read.
    pub script: &'a Script,
}

/// A text after it was changed.
pub struct Changed {
    pub text: String,
    /// Who has another name now: the name before, and the new one.
    pub renamed: Vec<(String, String)>,
}

/// A change of a text: its name, and what it makes of a text; nothing of one that it does not fit.
pub type Change = (&'static str, fn(&Text) -> Option<Changed>);

pub const CHANGES: &[Change] = &[
    ("a title before", |text| {
        only(format!("A Night at the Weir\n\n{}", text.lines.join("\n")))
    }),
    ("a byline and a date", |text| {
        only(format!(
            "By Oda Falk\n14 March 2024\n\n{}",
            text.lines.join("\n")
        ))
    }),
    ("a preface in one of the languages", preface),
    ("a link after", |text| {
        after(text, "https://weir.example/talks/14")
    }),
    ("a transcriber after", |text| {
        after(text, "Transcribed by Oda Falk")
    }),
    ("a subscription after", |text| {
        after(
            text,
            "Subscribe to our newsletter to get new episodes every week.",
        )
    }),
    ("a line in another language", |text| {
        inside(text, "Dziękujemy wszystkim za przybycie i za cierpliwość.")
    }),
    ("a note inside", |text| {
        inside(text, "Note: the recording stops here for a moment.")
    }),
    ("a correction inside", |text| {
        inside(text, "Correction: the ferry left at nine, not at eight.")
    }),
    ("someone who speaks once", speaks_once),
    ("two people with one surname", one_surname),
    ("initials instead of names", initials),
    ("CRLF", |text| only(text.lines.join("\r\n"))),
    ("the first two thirds", |text| {
        only(text.lines[..two_thirds(&text.lines)].join("\n"))
    }),
    ("the text twice", |text| after(text, &text.lines.join("\n"))),
];

fn only(text: String) -> Option<Changed> {
    Some(Changed {
        text,
        renamed: Vec::new(),
    })
}

/// The text with a paragraph behind it.
fn after(text: &Text, paragraph: &str) -> Option<Changed> {
    only(format!("{}\n\n{paragraph}", text.lines.join("\n")))
}

/// The text with a paragraph of its own at the blank line nearest to the middle.
fn inside(text: &Text, paragraph: &str) -> Option<Changed> {
    let lines = &text.lines;
    let middle = lines.len() / 2;
    let blank = (0..lines.len()).filter(|i| lines[*i].trim().is_empty());
    let at = blank.min_by_key(|i| i.abs_diff(middle));
    let (before, after) = lines.split_at(at.unwrap_or(lines.len()));
    only(format!(
        "{}\n\n{paragraph}\n{}",
        before.join("\n"),
        after.join("\n")
    ))
}

/// Where the first two thirds end: at a blank line, if there is one before.
pub fn two_thirds(lines: &[&str]) -> usize {
    let end = lines.len() * 2 / 3;
    (1..end)
        .rev()
        .find(|i| lines[*i].trim().is_empty())
        .unwrap_or(end)
}

/// What someone might say before a text, in some languages.
const PREFACES: &[(&str, &str)] = &[
    (
        "en",
        "This was recorded in the old harbour house, on a cold evening in March. A few words have been left out.",
    ),
    (
        "zh",
        "这段录音是三月一个寒冷的晚上在旧港务楼里录下的。有几句话略去了。",
    ),
    (
        "de",
        "Das wurde an einem kalten Abend im März im alten Hafenhaus aufgenommen. Ein paar Wörter fehlen.",
    ),
    (
        "fr",
        "Ceci a été enregistré un soir froid de mars dans la vieille maison du port. Quelques mots ont été coupés.",
    ),
    (
        "es",
        "Esto se grabó una fría noche de marzo en la vieja casa del puerto. Se han quitado algunas palabras.",
    ),
    (
        "ja",
        "これは三月の寒い夜に古い港の家で録音されたものです。いくつかの言葉は省きました。",
    ),
];

/// A preface in the language that a text takes up last.
fn preface(text: &Text) -> Option<Changed> {
    let languages = text.script.languages.iter().rev();
    let mut known = languages.filter_map(|language| {
        let mut prefaces = PREFACES.iter();
        prefaces.find(|(code, _)| *code == language.base())
    });
    let (_, preface) = known.next()?;
    only(format!("{preface}\n\n{}", text.lines.join("\n")))
}

/// What stands before the first colon of a line, with the colon, and what behind.
fn labelled(line: &str) -> Option<(&str, &str)> {
    let at = line.find([':', '：'])?;
    let end = at + line[at..].chars().next()?.len_utf8();
    Some((&line[..at], &line[end..]))
}

/// The names that are written before a colon at the head of several lines, by the reading's speakers.
fn names<'a>(text: &Text<'a>) -> Vec<&'a str> {
    let spoken = text.script.speakers.iter();
    let known: Vec<&String> = spoken
        .filter(|speaker| speaker.id != NARRATOR)
        .flat_map(|speaker| speaker.names.values())
        .collect();
    let mut names: Vec<&str> = Vec::new();
    for line in &text.lines {
        let Some((name, _)) = labelled(line) else {
            continue;
        };
        if known.iter().any(|known| *known == name) && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// One who speaks once, before the turn in the middle, where names stand before a colon.
fn speaks_once(text: &Text) -> Option<Changed> {
    let lines = &text.lines;
    let names = names(text);
    let names_someone = |i: usize| {
        let (name, _) = labelled(lines[i])?;
        names.contains(&name).then_some(name)
    };
    let is_new = |i: usize| i > 0 && lines[i - 1].trim().is_empty();
    let turns: Vec<usize> = (0..lines.len())
        .filter(|i| names_someone(*i).is_some())
        .collect();
    let are_apart = turns.iter().any(|i| is_new(*i));
    let own = turns.iter().filter(|i| is_new(**i) || !are_apart);
    let at = *own.min_by_key(|i| i.abs_diff(lines.len() / 2))?;
    let (name, said) = labelled(lines[at])?;
    let colon = if lines[at][name.len()..].starts_with('：') {
        "："
    } else {
        ":"
    };
    let is_unspaced =
        !name.is_ascii() && name.chars().all(|c| !c.is_lowercase() && !c.is_uppercase());
    let (new, words) = match () {
        () if is_unspaced => ("顾舟", "我只是来送钥匙的。"),
        () if name.chars().all(|c| !c.is_lowercase()) => {
            ("TAM OKORO", "I only came to bring the key.")
        }
        () => ("Tam Okoro", "I only came to bring the key."),
    };
    let between = match () {
        () if said.trim().is_empty() => "\n",
        () if said.starts_with(' ') => " ",
        () => "",
    };
    let turn = format!("{new}{colon}{between}{words}");
    let blank = if is_new(at) { "\n" } else { "" };
    only(format!(
        "{}\n{turn}\n{blank}{}",
        lines[..at].join("\n"),
        lines[at..].join("\n")
    ))
}

/// First name and surname of a name of two words in letters that have cases.
fn in_two(name: &str) -> Option<(&str, &str)> {
    let (first, last) = name.split_once(' ')?;
    let is_word = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters.clone().count() > 1
            && letters.all(char::is_lowercase)
    };
    (is_word(first) && is_word(last)).then_some((first, last))
}

/// The text with other names before what is said, or `everywhere`.
fn renamed(text: &Text, renamed: Vec<(String, String)>, everywhere: bool) -> Option<Changed> {
    if renamed.is_empty() {
        return None;
    }
    let line = |line: &&str| {
        let found = renamed.iter().find_map(|(before, now)| {
            let rest = line.strip_prefix(before.as_str())?;
            rest.starts_with([':', '：'])
                .then(|| format!("{now}{rest}"))
        });
        let line = found.unwrap_or_else(|| (*line).to_string());
        if !everywhere {
            return line;
        }
        renamed
            .iter()
            .fold(line, |line, (before, now)| line.replace(before, now))
    };
    let lines: Vec<String> = text.lines.iter().map(line).collect();
    Some(Changed {
        text: lines.join("\n"),
        renamed,
    })
}

/// The second who speaks has the surname of the first.
fn one_surname(text: &Text) -> Option<Changed> {
    let mut full = names(text)
        .into_iter()
        .filter_map(|name| Some((name, in_two(name)?)));
    let (_, (first, surname)) = full.next()?;
    let (other, (own, _)) = full.find(|(_, (own, last))| *own != first && *last != surname)?;
    renamed(text, vec![(other.into(), format!("{own} {surname}"))], true)
}

/// All who are named in full have their initials before what they say.
fn initials(text: &Text) -> Option<Changed> {
    let full = names(text)
        .into_iter()
        .filter_map(|name| Some((name, in_two(name)?)));
    let mut short: Vec<(String, String)> = Vec::new();
    for (name, (first, last)) in full {
        let initials = format!(
            "{}{}",
            &first[..first.chars().next()?.len_utf8()],
            &last[..last.chars().next()?.len_utf8()]
        );
        if !short.iter().any(|(_, other)| *other == initials) {
            short.push((name.into(), initials));
        }
    }
    renamed(text, short, false)
}
