//! A stray line costs that line: every text under test is read as it is and with one small change, and the lines that were
//! there before keep their speaker, their language and what they are paired with.

mod changes;

use crate::support::texts;
use changes::{CHANGES, Changed, Text, two_thirds};
use diglot::script::{Line, Options, Script, read};
use rayon::prelude::*;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The share of lines that keep what they are, over all texts and changes: what is reached. Most of what is lost is lost by the first two
/// thirds of texts of a few lines, which decide little.
const KEPT: f64 = 0.991;

/// How many of the texts that lose most are shown.
const WORST: usize = 6;

/// What is said: who says it, and its texts with their languages; and where it stands.
fn said(script: &Script, renamed: &[(String, String)]) -> Vec<(String, Vec<usize>)> {
    let name = |id: &str| {
        let speaker = script.speakers.iter().find(|speaker| speaker.id == id);
        let names = speaker.map_or(Vec::new(), |speaker| speaker.names.values().collect());
        let before = |name: &String| {
            let renamed = renamed.iter().find(|(_, now)| now == name);
            renamed.map_or(name.clone(), |(before, _)| before.clone())
        };
        let mut names: Vec<String> = names.into_iter().map(before).collect();
        names.sort();
        if names.is_empty() {
            id.to_string()
        } else {
            names.join(" / ")
        }
    };
    let mut said = Vec::new();
    for turn in script.turns() {
        for line in &turn.lines {
            if let Line::Speech { text, at, .. } = line {
                let mut what = name(&turn.speaker);
                let mut texts: Vec<_> = text.iter().collect();
                texts.sort();
                for (language, text) in texts {
                    let full = renamed
                        .iter()
                        .filter(|(before, now)| before.contains(' ') && now.contains(' '));
                    let text = full.fold(text.to_string(), |text, (before, now)| {
                        text.replace(now, before)
                    });
                    write!(what, "\n{language}: {text}").unwrap();
                }
                said.push((what, at.clone()));
            }
        }
    }
    said
}

/// Of each change that fits a text: its place among the changes, how many lines are as they were, and of how many.
fn kept_of(path: &Path) -> Vec<(usize, f64, f64)> {
    let text = std::fs::read_to_string(path).unwrap();
    let file = path.file_name().unwrap().to_str().unwrap();
    let Ok(script) = read(text.as_bytes(), file, &Options::default()) else {
        return Vec::new();
    };
    let text = Text {
        lines: text.lines().collect(),
        script: &script,
    };
    let changes = CHANGES.iter().enumerate();
    changes
        .filter_map(|(nth, (name, change))| {
            let changed = change(&text)?;
            let (kept, all) = kept(&text, file, name, &changed);
            Some((nth, kept, all))
        })
        .collect()
}

/// How many lines of a text are as they were after a change, and of how many.
fn kept(text: &Text, file: &str, name: &str, changed: &Changed) -> (f64, f64) {
    let base = said(text.script, &[]);
    let now = read(changed.text.as_bytes(), file, &Options::default());
    let now = now.map(|script| said(&script, &changed.renamed));
    let times = if name == "the text twice" { 2 } else { 1 };
    let end = if name == "the first two thirds" {
        two_thirds(&text.lines)
    } else {
        usize::MAX
    };
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (what, _) in now.unwrap_or_default() {
        *counts.entry(what).or_default() += 1;
    }
    let (mut kept, mut all) = (0.0, 0.0);
    for (what, _) in base.iter().filter(|(_, at)| at.iter().all(|at| *at <= end)) {
        for _ in 0..times {
            all += 1.0;
            if let Some(count) = counts.get_mut(what).filter(|count| **count > 0) {
                *count -= 1;
                kept += 1.0;
            }
        }
    }
    (kept, all)
}

#[test]
fn a_stray_line_costs_that_line() {
    let mut texts = texts(&["golden", "data/shapes", "data"], &["txt"]);
    // A list of sentences in six languages, of which two thirds are in four, is no text.
    texts.retain(|path| !path.ends_with("data/sentences.txt"));
    assert!(texts.len() > 50, "{} texts", texts.len());
    let by_text: Vec<Vec<(usize, f64, f64)>> = texts.par_iter().map(|path| kept_of(path)).collect();
    let (mut kept, mut all) = (0.0, 0.0);
    let mut table = String::new();
    for (nth, (name, _)) in CHANGES.iter().enumerate() {
        let of_change = |rows: &Vec<(usize, f64, f64)>| {
            let row = rows.iter().find(|row| row.0 == nth)?;
            Some((row.1, row.2))
        };
        let rows = texts.iter().zip(&by_text);
        let rows: Vec<(&PathBuf, (f64, f64))> = rows
            .filter_map(|(path, rows)| Some((path, of_change(rows)?)))
            .collect();
        let (k, n) = rows
            .iter()
            .fold((0.0, 0.0), |(k, n), (_, row)| (k + row.0, n + row.1));
        writeln!(
            table,
            "{name:34} {:.4} of {n} in {} texts",
            k / n,
            rows.len()
        )
        .unwrap();
        let mut worst: Vec<_> = rows.into_iter().filter(|(_, row)| row.0 < row.1).collect();
        worst.sort_by(|(_, a), (_, b)| (b.1 - b.0).total_cmp(&(a.1 - a.0)));
        for (path, (k, n)) in worst.into_iter().take(WORST) {
            let file = path.file_name().unwrap().display();
            writeln!(table, "    {file}: {k} of {n}").unwrap();
        }
        (kept, all) = (kept + k, all + n);
    }
    println!("{table}kept: {:.4}", kept / all);
    assert!(
        kept / all >= KEPT,
        "{:.4} of the lines are as they were\n{table}",
        kept / all
    );
}
