//! Subtitles in a text without times: each with its translation below it, between blank lines, and cut wherever they were long enough. What
//! goes on in the middle of a sentence belongs to the one before it.

use super::super::turns::Person;
use super::{PairedLine, PairedPart, PairedTurn};
use crate::language::Localized;
use crate::script::broken;
use crate::script::sentences::is_over;

/// How many of them go on in the next at least, and which share.
const FEWEST: usize = 5;
const SHARE: f64 = 0.2;
/// How many end as sentences do at least, to each that goes on: verse may have no stops at all.
const OVER: f64 = 0.25;
/// The longest that is joined, in bytes of one language.
const LONGEST: usize = 600;

/// Joins what was cut in the middle of sentences, if much was.
pub(super) fn join(parts: &mut [PairedPart]) {
    let (mut all, mut cut, mut over) = (0_usize, 0_usize, 0_usize);
    for part in parts.iter() {
        let lines = part.turns.iter();
        let lines: Vec<(Person, &PairedLine)> = lines
            .flat_map(|turn| turn.lines.iter().map(|line| (turn.person, line)))
            .collect();
        let pairs = lines.windows(2).filter(|two| two[0].0 == two[1].0);
        for two in pairs.filter(|two| are_whole(two[0].1, two[1].1)) {
            all += 1;
            cut += usize::from(goes_on(two[0].1, two[1].1));
            over += usize::from(two[1].1.text.values().any(|own| is_over(own)));
        }
    }
    let is_verse = (over as f64) < OVER * cut as f64;
    if cut < FEWEST || (cut as f64) < SHARE * all as f64 || is_verse {
        return;
    }
    for part in parts {
        let mut turns: Vec<PairedTurn> = Vec::with_capacity(part.turns.len());
        // What the last line said by itself.
        let mut last = None;
        for mut turn in std::mem::take(&mut part.turns) {
            let mut lines = std::mem::take(&mut turn.lines).into_iter().peekable();
            let goes_on_before = |before: &&mut PairedTurn, line: &PairedLine| {
                let same = before.person == turn.person;
                same && { before.lines.last() }.is_some_and(|last| goes_on(last, line))
            };
            while let Some(line) = lines.peek() {
                let own = line.text.clone();
                let place = turns
                    .last_mut()
                    .filter(|before| goes_on_before(before, line));
                let Some(before) = place.and_then(|before| before.lines.last_mut()) else {
                    break;
                };
                if let Some(line) = lines.next() {
                    append(before, line, last.as_ref());
                }
                last = Some(own);
            }
            for line in lines {
                let own = line.text.clone();
                match turn
                    .lines
                    .last_mut()
                    .filter(|before| goes_on(before, &line))
                {
                    Some(before) => append(before, line, last.as_ref()),
                    None => turn.lines.push(line),
                }
                last = Some(own);
            }
            match turns.last_mut().filter(|_| turn.lines.is_empty()) {
                Some(before) => before.at.append(&mut turn.at),
                None => turns.push(turn),
            }
        }
        part.turns = turns;
    }
}

/// Whether two lines are said in the same languages, several of them, and a blank line stands between.
fn are_whole(line: &PairedLine, next: &PairedLine) -> bool {
    let end = line.at.iter().max().copied().unwrap_or(0);
    let begin = next.at.iter().min().copied().unwrap_or(0);
    !line.is_note
        && !next.is_note
        && line.text.len() > 1
        && line.text.keys().eq(next.text.keys())
        && end + 1 < begin
}

/// Whether a sentence goes on in the next line, in a language that shows it by small letters.
fn goes_on(line: &PairedLine, next: &PairedLine) -> bool {
    are_whole(line, next) && line.text.values().all(|own| own.len() < LONGEST) && {
        line.text.iter()
    }
    .any(|(language, own)| !is_over(own) && next.text[language].starts_with(char::is_lowercase))
}

/// Puts what goes on behind a line; what is shown twice is said once.
fn append(before: &mut PairedLine, line: PairedLine, last: Option<&Localized>) {
    for (language, text) in line.text {
        if last.and_then(|last| last.get(&language)) == Some(&text) {
            continue;
        }
        let own = before.text.or_default(&language);
        broken::append(own, &text, language.joins_sentences());
    }
    before.at.extend(line.at);
}
