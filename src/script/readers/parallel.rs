//! Subtitles of one film in several files, a language each: what is shown at the same time says the
//! same.
//!
//! The cues of both are put together into one text of subtitles, each cue with the lines of all
//! languages, which is read as such a file is; then its lines get the places of those they were
//! made of.

use super::super::document::{Document, Preset, SourceLine};
use super::super::name_shape::can_be_name;
use super::cue_text::names_speaker;
use super::cues::{Cue, repeated};
use super::subtitles::{cue, document, is_number, times};
use crate::language::Language;
use std::fmt::Write;
use std::ops::Range;

/// The smallest share of the cues that must be shown together with one of the other file.
const SHARE: f64 = 0.6;
/// The largest share of the cues that repeat a line of the one before, as captions that roll do.
const ROLLING: f64 = 0.1;

/// The subtitles of a file.
pub(in crate::script) struct Subtitles<'a> {
    /// Their text, with `\n` at the ends of its lines.
    pub text: &'a str,
    /// Their language.
    pub language: &'a Language,
    /// How many places belong to the files before.
    pub before: usize,
}

/// Puts the subtitles of two files together; `None` if they are not shown at the same times.
pub(in crate::script) fn read(files: [&Subtitles; 2]) -> Option<Document> {
    let mut aside = Vec::new();
    let [ours, theirs] = files.map(|file| cues(file, &mut aside));
    let (ours, theirs) = (ours?, theirs?);
    let scenes = scenes(&ours, &theirs);
    let shown = scenes
        .iter()
        .filter(|(a, b)| !a.is_empty() && !b.is_empty())
        .count();
    if (shown as f64) < SHARE * scenes.len() as f64 {
        return None;
    }
    let mut text = String::new();
    // Of each line of that text, the places and the number of its scene.
    let mut places: Vec<Vec<usize>> = Vec::new();
    let mut numbers: Vec<usize> = Vec::new();
    for (number, scene) in scenes.iter().enumerate() {
        let both = || scene.0.iter().chain(scene.1);
        let from = both().map(|cue| cue.from).fold(f64::INFINITY, f64::min);
        let to = both().map(|cue| cue.to).fold(0.0, f64::max);
        let _ = writeln!(text, "{} --> {}", clock(from), clock(to));
        places.push(both().flat_map(|cue| cue.aside.iter().copied()).collect());
        for (file, cues) in files.iter().zip([scene.0, scene.1]) {
            for (at, line) in joined(cues, file.language) {
                let _ = writeln!(text, "<lang {}>{line}", file.language.tag());
                places.push(at);
            }
        }
        text.push('\n');
        places.push(Vec::new());
        numbers.resize(places.len(), number);
    }
    let mut document = document(&text, "").ok()?;
    let rows = rows(&document.lines, &numbers);
    for line in &mut document.lines {
        let own = line.places().into_iter();
        let mut all: Vec<usize> = own
            .filter_map(|at| places.get(at - 1))
            .flatten()
            .copied()
            .collect();
        if let Some(first) = places.get(line.at - 1).and_then(|at| at.first()) {
            line.at = *first;
        }
        all.retain(|at| *at != line.at);
        line.also_at = all;
        let side = files
            .iter()
            .position(|file| line.markup.language.as_ref() == Some(file.language));
        line.markup.column = side.filter(|_| line.preset.is_none());
    }
    for row in rows {
        // What stands in one row has one place.
        let lines = &mut document.lines[row];
        let first = lines.iter().flat_map(SourceLine::places).min();
        for line in lines {
            line.also_at.push(line.at);
            line.at = first.unwrap_or(line.at);
        }
    }
    document.lines.extend(aside);
    Some(document)
}

/// Lines that are said in the same scenes, and say the same: a row each. `numbers` are those of the scenes of the places.
fn rows(lines: &[SourceLine], numbers: &[usize]) -> Vec<Range<usize>> {
    let scenes = |line: &SourceLine| {
        let own = line.places();
        let number = |at: usize| numbers.get(at - 1).copied().unwrap_or(usize::MAX);
        let (first, last) = (number(line.at), number(own[own.len() - 1]));
        first..=last.max(first)
    };
    let mut rows: Vec<Range<usize>> = Vec::new();
    let mut end: Option<usize> = None;
    for (i, line) in lines.iter().enumerate() {
        let own = scenes(line);
        let is_new_language = |row: &Range<usize>| {
            lines[row.clone()]
                .iter()
                .all(|other| other.markup.language != line.markup.language)
        };
        match rows.last_mut() {
            Some(row) if end.is_some_and(|end| *own.start() <= end) && is_new_language(row) => {
                row.end = i + 1;
                end = end.max(Some(*own.end()));
            }
            _ => {
                rows.push(i..i + 1);
                end = Some(*own.end());
            }
        }
    }
    rows
}

/// A file's cues, if none rolls; what is no cue goes aside.
fn cues<'a>(file: &Subtitles<'a>, aside: &mut Vec<SourceLine>) -> Option<Vec<Cue<'a>>> {
    let lines: Vec<&str> = file.text.split('\n').map(str::trim).collect();
    let mut cues: Vec<Cue> = Vec::new();
    let mut rolling = 0;
    let mut i = 0;
    while i < lines.len() {
        let numbered = is_number(lines[i]) && lines.get(i + 1).is_some_and(|l| times(l).is_some());
        let time = if numbered { i + 1 } else { i };
        if times(lines[time]).is_none() {
            if !lines[i].is_empty() {
                let reason = "no subtitle: it has no times";
                let at = file.before + i + 1;
                aside.push(SourceLine::preset(
                    at,
                    lines[i],
                    true,
                    Preset::Dropped { reason },
                ));
            }
            i += 1;
            continue;
        }
        let (mut cue, end) = cue(&lines, i, time);
        let said = cue.lines.iter_mut().map(|(at, _)| at);
        cue.aside
            .iter_mut()
            .chain(said)
            .for_each(|at| *at += file.before);
        i = end;
        if let (Some(last), Some(first)) =
            (cues.last().and_then(|c| c.lines.last()), cue.lines.first())
        {
            rolling += usize::from(last.1 == first.1);
        }
        cues.push(cue);
    }
    let mut again = repeated(cues.iter()).into_iter();
    let mut once: Vec<Cue> = Vec::with_capacity(cues.len());
    for cue in cues {
        let is_again = again.next() == Some(true);
        match once.last_mut().filter(|_| is_again) {
            Some(last) => {
                last.to = cue.to;
                last.aside.extend(cue.places());
            }
            None => once.push(cue),
        }
    }
    let cues = once;
    let is_sorted = cues.windows(2).all(|pair| pair[0].from <= pair[1].from);
    let is_named = |cue: &Cue| matches!(&cue.lines[..], [(_, name), _, ..] if can_be_name(name));
    if !is_sorted || cues.iter().all(is_named) {
        return None;
    }
    (rolling as f64 <= ROLLING * cues.len() as f64).then_some(cues)
}

/// The cues of both files that are shown together: one more as long as it is shown with those before
/// it for more than half of its time, or of theirs.
fn scenes<'c, 'a>(
    ours: &'c [Cue<'a>],
    theirs: &'c [Cue<'a>],
) -> Vec<(&'c [Cue<'a>], &'c [Cue<'a>])> {
    let (mut i, mut j) = (0, 0);
    let mut scenes = Vec::new();
    while i < ours.len() || j < theirs.len() {
        let (a, b) = (i, j);
        let mut since: Option<(f64, f64)> = None;
        loop {
            let next = [ours.get(i), theirs.get(j)];
            let begins = |cue: Option<&Cue>| cue.map_or(f64::INFINITY, |cue| cue.from);
            let first = usize::from(begins(next[0]) > begins(next[1]));
            let is_in = |cue: &&Cue| {
                since.is_none_or(|(from, to)| {
                    (to - cue.from) * 2.0 > (cue.to - cue.from).min(to - from)
                })
            };
            let taken = [first, 1 - first]
                .into_iter()
                .find_map(|side| next[side].filter(is_in).map(|cue| (side, cue)));
            let Some((side, cue)) = taken else { break };
            let (from, to) = since.unwrap_or((cue.from, cue.to));
            since = Some((from, to.max(cue.to)));
            if side == 0 {
                i += 1;
            } else {
                j += 1;
            }
        }
        scenes.push((&ours[a..i], &theirs[b..j]));
    }
    scenes
}

/// The lines of cues that are shown together, as one, but for those that another speaker begins.
fn joined(cues: &[Cue], language: &Language) -> Vec<(Vec<usize>, String)> {
    let mut joined: Vec<(Vec<usize>, String)> = Vec::new();
    for (at, line) in cues.iter().flat_map(|cue| &cue.lines) {
        let begins = line.starts_with(['-', '–', '—', '>', '<']) || names_speaker(line);
        match joined.last_mut() {
            Some((places, text)) if !begins => {
                places.push(*at);
                if !language.is_unspaced() {
                    text.push(' ');
                }
                text.push_str(line);
            }
            _ => joined.push((vec![*at], (*line).to_string())),
        }
    }
    joined
}

fn clock(seconds: f64) -> String {
    let (minutes, seconds) = ((seconds / 60.0).floor(), seconds % 60.0);
    format!(
        "{:02}:{:02}:{seconds:06.3}",
        (minutes / 60.0).floor(),
        minutes % 60.0
    )
}

#[cfg(test)]
mod tests {
    use crate::script::tests::sources;
    use crate::script::{Line, Options, read_all};

    fn lines(first: &str, second: &str) -> Vec<String> {
        let texts = sources(&[("film.one.srt", first), ("film.two.srt", second)]);
        let script = read_all(&texts, &Options::default()).unwrap();
        let lines = script.turns().flat_map(|turn| &turn.lines);
        lines
            .filter_map(|line| match line {
                Line::Speech { text, .. } => {
                    Some(text.values().cloned().collect::<Vec<_>>().join(" | "))
                }
                Line::Note { .. } => None,
            })
            .collect()
    }

    const EN: &str = "1\n00:00:01,000 --> 00:00:03,000\nThe lamp was lit\n\n\
                      2\n00:00:03,000 --> 00:00:05,000\nby my brother.\n\n\
                      3\n00:00:06,000 --> 00:00:08,000\nHe never slept. Nor did I.\n\n\
                      4\n00:00:09,000 --> 00:00:11,000\nNobody came.\n";

    #[test]
    fn what_is_shown_at_the_same_time_says_the_same() {
        let zh = "1\n00:00:01,100 --> 00:00:05,000\n灯是我弟弟点的\n\n\
                  2\n00:00:06,000 --> 00:00:07,000\n他从来不睡\n\n\
                  3\n00:00:07,000 --> 00:00:08,100\n我也不睡\n\n\
                  4\n00:00:09,000 --> 00:00:11,000\n没有人来\n";
        let pairs = [
            "The lamp was lit by my brother. | 灯是我弟弟点的",
            "He never slept. Nor did I. | 他从来不睡我也不睡",
            "Nobody came. | 没有人来",
        ];
        assert_eq!(lines(EN, zh), pairs);
        let reversed: Vec<String> = pairs
            .iter()
            .map(|pair| {
                pair.split_once(" | ")
                    .map(|(a, b)| format!("{b} | {a}"))
                    .unwrap()
            })
            .collect();
        assert_eq!(lines(zh, EN), reversed);
    }

    #[test]
    fn cues_that_only_one_file_has_shift_no_others() {
        let before = "1\n00:00:00,100 --> 00:00:00,400\n看。\n\n2\n00:00:00,400 --> 00:00:00,900\n从前有一盏灯。\n\n";
        let zh = EN
            .replace("The lamp was lit\n", "灯是\n")
            .replace("by my brother.", "我弟弟点的。")
            .replace("He never slept. Nor did I.", "他从来不睡。我也不睡。")
            .replace("Nobody came.", "没有人来。");
        assert_eq!(
            lines(EN, &(before.to_string() + &zh)),
            [
                "看。",
                "从前有一盏灯。",
                "The lamp was lit by my brother. | 灯是我弟弟点的。",
                "He never slept. Nor did I. | 他从来不睡。我也不睡。",
                "Nobody came. | 没有人来。"
            ]
        );
    }

    #[test]
    fn what_no_stop_ends_is_parted_in_both_at_the_longest_silence() {
        // Cues of two seconds, with a longer silence before the fourth.
        let film = |words: &str, stop: &str| -> String {
            let cue = |(n, word): (usize, &str)| {
                let from = 2.1 * n as f64 + if n > 2 { 0.4 } else { 0.0 };
                let until = from + 2.0;
                format!("00:00:{from:06.3} --> 00:00:{until:06.3}\n{word}{stop}\n\n")
            };
            words.split(", ").enumerate().map(cue).collect()
        };
        let en = "we lit the lamp, every night, and slept, till noon, in the house, by the sea, all alone, for years";
        let de = "wir zündeten die Lampe an, jede Nacht, und schliefen, bis Mittag, im Haus, am Meer, ganz allein, jahrelang";
        let pairs = [
            "we lit the lamp every night and slept | wir zündeten die Lampe an jede Nacht und schliefen",
            "till noon in the house by the sea | bis Mittag im Haus am Meer",
            "all alone for years | ganz allein jahrelang",
        ];
        assert_eq!(lines(&film(en, ""), &film(de, "")), pairs);
        // Only one of them has stops.
        let stopped = lines(&film(en, "."), &film(de, ""));
        assert_eq!(stopped[1], "every night. | jede Nacht");
        assert_eq!(stopped.len(), 8);
    }

    #[test]
    fn what_stands_beside_the_times_is_said() {
        let [en, zh] = [["Who lit it?", "I did."], ["谁点的？", "是我。"]].map(|[asked, said]| {
            format!("[00:01.000 --> 00:02.000] {asked}\n[00:03.000 --> 00:04.000] {said}\n")
        });
        assert_eq!(
            lines(&en, &zh),
            ["Who lit it? | 谁点的？", "I did. | 是我。"]
        );
    }

    #[test]
    fn subtitles_of_other_times_go_by_their_lengths() {
        let zh = EN
            .replace("00:00:", "00:30:")
            .replace("The lamp was lit", "灯是点的");
        let zh = zh
            .replace("by my brother.", "是我弟弟。")
            .replace("He never slept. Nor did I.", "他从来不睡。我也不睡。");
        let zh = zh.replace("Nobody came.", "没有人来。");
        assert_eq!(
            lines(EN, &zh)[0],
            "The lamp was lit by my brother. | 灯是点的是我弟弟。"
        );
    }
}
