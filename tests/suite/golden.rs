//! Texts whose right reading is known: `tests/golden/NAME.txt` and what is right in `NAME.toml`.
//!
//! Each text is a test of its own. `figures` counts what is right over all of them and fails if it falls below
//! `tests/golden/figures.toml`.

use crate::support::source;
use diglot::language::Language;
use diglot::script::{Line, NARRATOR, Options, Script, SourceText, read_all};
use rstest::rstest;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What is right. Lines of the source are written `"1 4-6"`; a name `A|B` is either, `A?` may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Expected {
    /// The files, in their order; by default the one of the same name.
    files: Vec<String>,
    /// The languages that a person names.
    told: Vec<String>,
    /// Who says something: these and nobody else.
    speakers: Option<Vec<String>>,
    /// Who says which lines.
    says: BTreeMap<String, String>,
    /// Lines that no person says.
    nobody_says: String,
    /// Lines that are not spoken.
    silent: String,
    /// How many turns have something spoken.
    turns: Option<usize>,
    /// What stands in a spoken line.
    spoken: Vec<String>,
    /// What is a whole spoken line.
    exactly: Vec<String>,
    /// Lines of the source that are one line of the script.
    together: Vec<String>,
    /// What stands in no spoken line.
    not_spoken: Vec<String>,
    /// What stands in no spoken line, title or name.
    nowhere: Vec<String>,
    /// What stands in a spoken line, a note, a title or a name.
    kept: Vec<String>,
    /// What stands in a note.
    noted: Vec<String>,
    /// What is a note, metadata or dropped.
    left_out: Vec<String>,
    /// What is dropped.
    dropped: Vec<String>,
    /// Lines that are listed as dropped.
    dropped_lines: String,
    /// Lines that are listed as metadata.
    metadata: String,
    /// The languages, in any order.
    languages: Option<Vec<String>>,
    /// Lines of the first of `languages` and of the second that are one line of the script.
    pairs: Vec<(String, String)>,
    /// Lines that are spoken in one language only.
    alone: String,
    /// The title, in any language.
    title: Option<String>,
    /// All titles of chapters.
    chapters: Option<Vec<String>>,
    /// What some chapters' titles begin with, in order.
    chapters_with: Vec<String>,
}

/// How much of what was asked is right.
#[derive(Default)]
struct Score {
    asked: usize,
    wrong: Vec<String>,
}

impl Score {
    fn ask(&mut self, is_right: bool, what: impl FnOnce() -> String) {
        self.asked += 1;
        if !is_right {
            self.wrong.push(what());
        }
    }
}

fn numbers(spec: &str) -> Vec<usize> {
    let mut all = Vec::new();
    for part in spec.split_whitespace() {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        all.extend(from.parse::<usize>().unwrap()..=to.parse().unwrap());
    }
    all
}

/// A text for comparison: single spaces, plain quotes.
fn plain(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace(['’', '‘'], "'").replace(['“', '”', '„'], "\"")
}

/// A spoken line of a script.
struct Spoken<'a> {
    speaker: &'a str,
    texts: Vec<(&'a str, String)>,
    at: &'a [usize],
}

fn judge(script: &Script, expected: &Expected) -> Score {
    let mut score = Score::default();
    let mut spoken: Vec<Spoken> = Vec::new();
    let mut notes: Vec<String> = Vec::new();
    let mut turns = 0;
    for turn in script.turns() {
        let before = spoken.len();
        for line in &turn.lines {
            match line {
                Line::Speech { text, at, .. } => spoken.push(Spoken {
                    speaker: &turn.speaker,
                    texts: text
                        .iter()
                        .map(|(l, text)| (l.tag(), plain(text)))
                        .collect(),
                    at,
                }),
                Line::Note { text, .. } => notes.push(plain(text)),
            }
        }
        turns += usize::from(spoken.len() > before);
    }
    let names = |id: &str| -> Vec<String> {
        let speaker = script.speaker(id).filter(|speaker| speaker.id != NARRATOR);
        speaker.map_or(vec![NARRATOR.into()], |s| {
            s.names.values().map(|name| plain(name)).collect()
        })
    };
    let is_person = |id: &str, spec: &str| {
        let own = names(id);
        let spec = spec.trim_end_matches('?');
        let one = |part: &str| part.split('|').any(|name| own.contains(&plain(name)));
        spec.split(" = ").all(one)
    };
    let at = |n: usize| spoken.iter().filter(move |line| line.at.contains(&n));
    let has = |text: &str| {
        spoken
            .iter()
            .any(|line| line.texts.iter().any(|(_, t)| t.contains(&plain(text))))
    };
    let titles: Vec<String> = script
        .chapters
        .iter()
        .flat_map(|chapter| chapter.title.values())
        .chain(script.title.values())
        .map(|title| plain(title))
        .collect();

    if let Some(speakers) = &expected.speakers {
        for spec in speakers.iter().filter(|spec| !spec.ends_with('?')) {
            score.ask(
                spoken.iter().any(|line| is_person(line.speaker, spec)),
                || format!("{spec} does not speak"),
            );
        }
        let mut others: Vec<&str> = spoken.iter().map(|line| line.speaker).collect();
        others.sort_unstable();
        others.dedup();
        others.retain(|id| !speakers.iter().any(|spec| is_person(id, spec)));
        score.ask(others.is_empty(), || format!("{others:?} speak too"));
    }
    for (spec, lines) in &expected.says {
        for n in numbers(lines) {
            let right = at(n).count() > 0 && at(n).all(|line| is_person(line.speaker, spec));
            let by = || {
                at(n)
                    .map(|line| line.speaker)
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            score.ask(right, || {
                format!("line {n} is {spec}'s, and `{}` says it", by())
            });
        }
    }
    for n in numbers(&expected.nobody_says) {
        score.ask(at(n).all(|line| line.speaker == NARRATOR), || {
            format!("line {n} is said by a person")
        });
    }
    for n in numbers(&expected.silent) {
        score.ask(at(n).count() == 0, || format!("line {n} is spoken"));
    }
    if let Some(wanted) = expected.turns {
        score.ask(turns == wanted, || format!("{turns} turns"));
    }
    for text in &expected.spoken {
        score.ask(has(text), || format!("not spoken: {text}"));
    }
    for text in &expected.exactly {
        let whole = spoken
            .iter()
            .any(|line| line.texts.iter().any(|(_, t)| *t == plain(text)));
        score.ask(whole, || format!("no line: {text}"));
    }
    for lines in &expected.together {
        let lines = numbers(lines);
        let one = spoken
            .iter()
            .any(|line| lines.iter().all(|n| line.at.contains(n)));
        score.ask(one, || format!("lines {lines:?} are not one"));
    }
    for text in &expected.not_spoken {
        score.ask(!has(text), || format!("spoken: {text}"));
    }
    for text in &expected.nowhere {
        let name = script
            .speakers
            .iter()
            .flat_map(|s| s.names.values())
            .any(|n| plain(n).contains(&plain(text)));
        let is_there = has(text) || name || titles.iter().any(|title| title.contains(&plain(text)));
        score.ask(!is_there, || format!("is somewhere: {text}"));
    }
    let noted = |text: &str| notes.iter().any(|note| note.contains(&plain(text)));
    for text in &expected.kept {
        let name = script
            .speakers
            .iter()
            .flat_map(|s| s.names.values())
            .any(|n| plain(n).contains(&plain(text)));
        let kept = has(text)
            || noted(text)
            || name
            || titles.iter().any(|title| title.contains(&plain(text)));
        score.ask(kept, || format!("is lost: {text}"));
    }
    for text in &expected.noted {
        score.ask(noted(text), || format!("no note: {text}"));
    }
    let dropped = |text: &str| {
        script
            .dropped
            .iter()
            .any(|dropped| plain(&dropped.text).contains(&plain(text)))
    };
    for text in &expected.left_out {
        let fact = script
            .metadata
            .iter()
            .any(|fact| plain(&fact.text).contains(&plain(text)));
        score.ask(noted(text) || fact || dropped(text), || {
            format!("not left out: {text}")
        });
    }
    for text in &expected.dropped {
        score.ask(dropped(text), || format!("not dropped: {text}"));
    }
    for n in numbers(&expected.dropped_lines) {
        let listed = script.dropped.iter().any(|dropped| dropped.at.contains(&n));
        score.ask(listed, || format!("line {n} is not dropped"));
    }
    for n in numbers(&expected.metadata) {
        let listed = script.metadata.iter().any(|fact| fact.at.contains(&n));
        score.ask(listed, || format!("line {n} is no metadata"));
    }
    if let Some(languages) = &expected.languages {
        let mut own: Vec<&str> = script.languages.iter().map(Language::base).collect();
        let mut wanted: Vec<&str> = languages.iter().map(String::as_str).collect();
        own.sort_unstable();
        wanted.sort_unstable();
        score.ask(own == wanted, || format!("languages {own:?}"));
    }
    for (a, b) in &expected.pairs {
        let lines = [numbers(a), numbers(b)].concat();
        let one = spoken
            .iter()
            .any(|line| line.texts.len() > 1 && lines.iter().all(|n| line.at.contains(n)));
        score.ask(one, || format!("{a} and {b} are no pair"));
    }
    for n in numbers(&expected.alone) {
        let alone = at(n).count() > 0 && at(n).all(|line| line.texts.len() == 1);
        score.ask(alone, || format!("line {n} does not stand alone"));
    }
    if let Some(title) = &expected.title {
        let own: Vec<&String> = script.title.values().collect();
        score.ask(
            own.iter()
                .any(|own| title.split('|').any(|title| plain(own) == plain(title))),
            || format!("title {own:?}"),
        );
    }
    // Parts are chapters that begin with another.
    let chapters: Vec<String> = script
        .chapters
        .iter()
        .flat_map(|chapter| {
            let parts = chapter.parts.iter().map(|part| &part.title);
            parts.chain([&chapter.title])
        })
        .map(|title| {
            title
                .values()
                .map(|title| plain(title))
                .collect::<Vec<_>>()
                .join(" | ")
        })
        .collect();
    if let Some(wanted) = &expected.chapters {
        let same = chapters.len() == wanted.len()
            && chapters
                .iter()
                .zip(wanted)
                .all(|(own, w)| own.split(" | ").any(|own| own == plain(w)) || *own == plain(w));
        score.ask(same, || format!("chapters {chapters:?}"));
    }
    let mut rest = chapters.iter();
    for title in &expected.chapters_with {
        score.ask(rest.any(|own| own.starts_with(&plain(title))), || {
            format!("no chapter {title}: {chapters:?}")
        });
    }
    score
}

fn read(expected: &Expected, toml: &Path) -> Script {
    let folder = toml.parent().unwrap();
    let stem = toml.file_stem().unwrap().to_str().unwrap();
    let mut files: Vec<PathBuf> = expected
        .files
        .iter()
        .map(|file| folder.join(file))
        .collect();
    if files.is_empty() {
        let own = |path: &PathBuf| {
            path.file_stem().is_some_and(|s| s == stem)
                && path.extension().is_some_and(|e| e != "toml")
        };
        files.extend(
            std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(own),
        );
        assert_eq!(files.len(), 1, "one text for {}", toml.display());
    }
    let texts: Vec<SourceText> = files.iter().map(|file| source(file)).collect();
    let options = Options {
        languages: expected.told.iter().map(|tag| Language::new(tag)).collect(),
        ..Options::default()
    };
    read_all(&texts, &options).unwrap()
}

fn scored(toml: &Path) -> Score {
    let expected: Expected = toml::from_str(&std::fs::read_to_string(toml).unwrap())
        .unwrap_or_else(|error| panic!("{}: {error}", toml.display()));
    judge(&read(&expected, toml), &expected)
}

#[rstest]
fn text(
    #[files("tests/golden/*.toml")]
    #[exclude("figures")]
    toml: PathBuf,
) {
    let score = scored(&toml);
    assert!(score.asked > 0, "nothing is asked");
    assert!(score.wrong.is_empty(), "{}", score.wrong.join("\n"));
}
