//! What is worth a second look when a book is heard: what was doubtful when its text was read, languages of a line that
//! do not seem to say the same, what `diglot check` finds of the pace of voices, and what `diglot check --listen` heard last.

use super::desk::Desk;
use super::rows::{Row, numbers};
use super::trouble::Trouble;
use crate::language::Language;
use crate::pipeline::findings::Finding;
use crate::pipeline::plan::Plan;
use crate::pipeline::{Workshop, doubts, findings};
use crate::script::chapter::estimate_seconds;
use crate::tempo::Tempo;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// How many times longer or shorter one language of a line may be, against what is usual in the book.
const TIMES: f64 = 2.5;
/// Two lines are not compared if they are shorter than this, in seconds.
const SHORT: f64 = 2.0;
/// How much of what was heard is told, in characters.
const TOLD: usize = 100;

/// What is odd, by the numbers of rows.
///
/// # Errors
/// If the book cannot be opened.
pub fn show(desk: &Desk, workshop: &Workshop) -> Result<Value, Trouble> {
    let rows = desk.rows()?;
    let mut all: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for doubt in doubts::load(&desk.folder) {
        let is_it = |row: &Row| match row {
            Row::Line { text, .. } => *text == doubt.text,
            Row::Note { note, language, .. } => doubt.text.get(language) == Some(note),
            Row::Chapter { .. } => false,
        };
        if let Some(i) = rows.iter().position(is_it) {
            all.entry(i).or_default().push(doubt.what);
        }
    }
    let book = desk.book(workshop)?;
    let plan = Plan::new(&book, workshop)?;
    let numbers = numbers(&book.script);
    let of_sound = misheard(desk, &plan, workshop)
        .into_iter()
        .chain(off_pace(desk, &plan));
    let of_sound = of_sound.filter_map(|(at, what)| Some((*numbers.get(&at)?, what)));
    for (i, what) in unlike(&rows).into_iter().chain(of_sound) {
        all.entry(i).or_default().push(what);
    }
    Ok(json!(all))
}

/// Lines of which one language is much longer than another, by what is usual in the book.
fn unlike(rows: &[Row]) -> Vec<(usize, String)> {
    // By the two languages: the row, and how long each takes to say.
    let mut pairs: HashMap<_, Vec<(usize, f64, f64)>> = HashMap::new();
    for (i, row) in rows.iter().enumerate() {
        let Row::Line { text, .. } = row else {
            continue;
        };
        let Some((first, own)) = text.iter().next() else {
            continue;
        };
        let own = estimate_seconds(own);
        for (other, text) in text.iter().skip(1) {
            let pair = (i, own, estimate_seconds(text));
            pairs.entry((first, other)).or_default().push(pair);
        }
    }
    let mut unlike = Vec::new();
    for ((first, other), lines) in pairs {
        let mut ratios: Vec<f64> = lines.iter().map(|(_, a, b)| b / a.max(0.1)).collect();
        ratios.sort_by(f64::total_cmp);
        let usual = ratios[ratios.len() / 2];
        for (i, a, b) in lines {
            let longer = (b / a.max(0.1)) / usual.max(0.01);
            if a.max(b) >= SHORT && !(1.0 / TIMES..TIMES).contains(&longer) {
                let much = if longer > 1.0 { "longer" } else { "shorter" };
                let what = format!("{other} is much {much} than {first}: is it the same line?");
                unlike.push((i, what));
            }
        }
    }
    unlike
}

/// Lines that a recogniser heard otherwise than they are written, by their lines of `script.toml`. One that was edited or
/// spoken again since is no longer meant.
fn misheard(desk: &Desk, plan: &Plan, workshop: &Workshop) -> Vec<(usize, String)> {
    let found = findings::load(&desk.folder);
    let found: HashMap<&str, &Finding> = found.iter().map(|f| (f.clip.as_str(), f)).collect();
    let told = plan.lines().filter_map(|line| {
        let finding = found.get(line.key.as_str())?;
        let is_meant = finding.is_of(&workshop.store, &line.key);
        is_meant.then(|| (line.at, as_heard(finding)))
    });
    told.collect()
}

fn as_heard(finding: &Finding) -> String {
    let Finding {
        language,
        is_sure,
        what,
        heard,
        ..
    } = finding;
    let sure = if *is_sure { "" } else { ", unsure" };
    let mut told = format!("{language} by ear{sure}: {what}");
    if !heard.trim().is_empty() {
        let begin: String = heard.trim().chars().take(TOLD).collect();
        let more = if begin.len() < heard.trim().len() {
            " …"
        } else {
            ""
        };
        told += &format!("; heard: {begin}{more}");
    }
    told
}

/// Lines that are not as long as their texts let expect, by the pace of their voices, as `diglot check` has it; by their lines of
/// `script.toml`.
fn off_pace(desk: &Desk, plan: &Plan) -> Vec<(usize, String)> {
    let measured = desk.measured();
    let measured = measured.all();
    let mut tempi: HashMap<(&str, &Language), Tempo> = HashMap::new();
    let mut timed = Vec::new();
    for line in plan.lines() {
        let (Some(usual), Some(clip)) = (plan.usual_seconds(line), measured.get(&line.key)) else {
            continue;
        };
        let seconds = clip.seconds() / line.voice.speed;
        let voice = (&*line.speaker, &line.language);
        tempi
            .entry(voice)
            .or_default()
            .learn(&line.text, usual, seconds);
        timed.push((line, usual, seconds));
    }
    let odd = timed.into_iter().filter_map(|(line, usual, seconds)| {
        let tempo = tempi.get(&(&*line.speaker, &line.language))?;
        let expected = tempo.expected_instead(usual, seconds)?;
        let language = &line.language;
        let what = format!(
            "{language} takes {seconds:.1} s, and {expected:.1} s by the pace of its voice"
        );
        Some((line.at, what))
    });
    odd.collect()
}
