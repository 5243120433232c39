//! Cues: what subtitles show when. A long line is split at the ends of sentences and clauses, and
//! its time is shared out by how much there is to say in each part.

use super::breaks::{clauses, extent, is_wide, sentences, words};
use super::{Edition, Part, one_line};
use crate::book::about::Subtitles;
use crate::book::timeline::{Kind, TimelineChapter, TimelineLine};
use crate::language::Language;
use std::collections::HashMap;
use unicode_normalization::char::is_combining_mark;

/// How many rows a text may take on a screen.
const ROWS: usize = 2;

/// What is shown for a while.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cue {
    /// When it appears, in milliseconds.
    pub start: u64,
    /// When it goes.
    pub end: u64,
    /// Who speaks, unless that is a narrator without a name.
    pub speaker: Option<String>,
    /// What is shown, a text a language, each of up to two rows. The rows of a text put together
    /// are the text: a row that is broken at a space ends in it.
    pub texts: Vec<(Language, Vec<String>)>,
}

/// Where the name of who speaks stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// Beside the text, with every cue.
    Apart,
    /// Before the text, when somebody begins to speak.
    Within,
}

/// What a file of subtitles shows.
pub(super) struct Track<'a> {
    /// The language, if each has its own file.
    pub own: Option<&'a Language>,
    /// The languages in which a line is shown; that in which it is spoken if there are none.
    shown: Vec<&'a Language>,
}

/// The files of subtitles that the settings want of each part.
pub(super) fn tracks<'a>(edition: &'a Edition) -> Vec<Track<'a>> {
    let languages = edition.languages();
    let track = |own, shown| Track { own, shown };
    match edition.subtitles {
        Subtitles::Each if languages.len() > 1 => {
            let each = languages.iter().map(|l| track(Some(l), vec![l]));
            each.collect()
        }
        Subtitles::Both => vec![track(None, languages.iter().collect())],
        _ => vec![track(None, Vec::new())],
    }
}

impl Track<'_> {
    /// The cues of a part.
    pub fn cues(&self, edition: &Edition, part: Part, names: Names) -> Vec<Cue> {
        cues(edition, part, names, &self.shown)
    }
}

/// What is spoken in a part, whatever the settings.
pub(super) fn spoken(edition: &Edition, part: Part, names: Names) -> Vec<Cue> {
    cues(edition, part, names, &[])
}

/// The cues that show a line in `shown`; in the language that is spoken if that is empty.
fn cues(edition: &Edition, part: Part, names: Names, shown: &[&Language]) -> Vec<Cue> {
    let mut cues: Vec<Cue> = Vec::new();
    let mut before = None;
    let (mut pair, mut pair_cues) = (None, 0);
    for (start, chapter) in edition.starts(part) {
        let said = if shown.is_empty() {
            HashMap::new()
        } else {
            by_pair(chapter)
        };
        for line in &chapter.lines {
            let mut texts: Vec<&TimelineLine> = Vec::new();
            if shown.is_empty() || shown.contains(&&line.language) {
                texts.push(line);
            }
            for language in shown.iter().filter(|language| ***language != line.language) {
                texts.extend(said.get(&(line.pair, line.kind, *language)));
            }
            let name = edition.name(&line.speaker).map(one_line);
            let begins = before.as_ref() != Some(&(line.speaker.clone(), line.turn));
            let before_text = name.as_deref().filter(|_| begins && names == Names::Within);
            let span = (start + line.start, start + line.end);
            let mut new = split(edition, &texts, span, before_text);
            for cue in &mut new {
                cue.speaker.clone_from(&name);
            }
            if !new.is_empty() {
                before = Some((line.speaker.clone(), line.turn));
            }
            // What is shown with a line stays from one of its languages to the next.
            let is_same = pair == Some(line.pair) && !shown.is_empty();
            if let (true, Some(last), Some(first)) = (is_same, cues.last_mut(), new.first()) {
                last.end = first.start;
                let is_one = new.len() == 1 && pair_cues == 1;
                if is_one && shows_same(&last.texts, &first.texts) {
                    last.end = first.end;
                    continue;
                }
            }
            if !new.is_empty() {
                pair = Some(line.pair);
                pair_cues = new.len();
            }
            cues.extend(new);
        }
        pair = None;
    }
    cues
}

/// Whether cues show the same, but for a name before it.
fn shows_same(last: &[(Language, Vec<String>)], next: &[(Language, Vec<String>)]) -> bool {
    // Where rows are broken, a name may have moved it.
    let bare = |rows: &[String]| rows.concat().split_whitespace().collect::<String>();
    match (last, next) {
        ([(_, last)], [(_, next)]) => bare(last).ends_with(&bare(next)),
        _ => false,
    }
}

/// The first line of each pair in each language.
fn by_pair(chapter: &TimelineChapter) -> HashMap<(usize, Kind, &Language), &TimelineLine> {
    let lines = chapter.lines.iter().rev();
    lines
        .map(|line| ((line.pair, line.kind, &line.language), line))
        .collect()
}

/// Cuts texts that say the same into as many cues as the longest of them needs. A name stands before
/// the first of them; it takes room but no time.
fn split(
    edition: &Edition,
    lines: &[&TimelineLine],
    (start, end): (u64, u64),
    name: Option<&str>,
) -> Vec<Cue> {
    let mut texts: Vec<String> = lines.iter().map(|line| shown_text(&line.text)).collect();
    let name = name.map(|name| format!("{name}: "));
    if let (Some(name), Some(first)) = (&name, texts.first_mut()) {
        first.insert_str(0, name);
    }
    let needed: Vec<Vec<&str>> = texts.iter().map(|text| parts(text, 1)).collect();
    let Some(count) = needed.iter().map(Vec::len).max() else {
        return Vec::new();
    };
    let parts: Vec<Vec<&str>> = texts
        .iter()
        .zip(needed)
        .map(|(text, parts)| {
            if parts.len() == count {
                parts
            } else {
                self::parts(text, count)
            }
        })
        .collect();
    let mut weights: Vec<f64> = parts[0].iter().map(|part| weight(part)).collect();
    if let (Some(name), Some(first)) = (&name, weights.first_mut()) {
        *first = (*first - weight(name)).max(0.1);
    }
    let all: f64 = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let mut said = 0.0;
    let mut cues = Vec::new();
    for (i, weight) in weights.iter().enumerate() {
        let at = |said: f64| start + ((end - start) as f64 * said / all) as u64;
        let (from, to) = (at(said), at(said + weight));
        said += weight;
        let texts = lines.iter().zip(&parts).filter_map(|(line, parts)| {
            // A short translation may have fewer parts than what it goes with: its last one stays.
            let part = parts.get(i).or(parts.last())?;
            Some((line.language.clone(), rows(part)))
        });
        cues.push(Cue {
            start: edition.milliseconds(from),
            end: edition.milliseconds(to),
            speaker: None,
            texts: texts.collect(),
        });
    }
    cues
}

/// A text on one line. A mark that stands on nothing gets a space to stand on.
fn shown_text(text: &str) -> String {
    let mut text = one_line(text);
    if text.starts_with(is_combining_mark) {
        text.insert(0, '\u{A0}');
    }
    text
}

/// How long a text takes to say, in no unit: a Han character is a syllable, a letter a third.
fn weight(text: &str) -> f64 {
    let share = |c: char| match c {
        c if !c.is_alphanumeric() => 0.1,
        c if is_wide(c) => 1.0,
        _ => 0.3,
    };
    text.chars().map(share).sum()
}

/// A text in parts of at most two rows each, and in at least `least` parts if its words allow.
fn parts(text: &str, least: usize) -> Vec<&str> {
    let text = text.trim_matches(' ');
    let mut most = ROWS as f64 * 0.97;
    if extent(text) <= ROWS as f64 && least <= 1 && fits(text) {
        return vec![text];
    }
    if least > 1 {
        most = most.min(extent(text) / least as f64 * 1.15);
    }
    let mut parts: Vec<&str> = Vec::new();
    for piece in pieces(text, most) {
        if let Some(last) = parts.last_mut() {
            let joined = join(text, last, piece);
            if extent(joined.trim()) <= most && fits(joined.trim()) {
                *last = joined;
                continue;
            }
        }
        parts.push(piece);
    }
    parts
        .into_iter()
        .map(|part| part.trim_matches(' '))
        .filter(|part| !part.is_empty())
        .collect()
}

fn fits(text: &str) -> bool {
    rows(text).len() <= ROWS
}

/// Two slices of a text that follow one another, as one.
fn join<'a>(text: &'a str, first: &'a str, second: &'a str) -> &'a str {
    let begin = first.as_ptr() as usize - text.as_ptr() as usize;
    let end = second.as_ptr() as usize - text.as_ptr() as usize + second.len();
    &text[begin..end]
}

/// The smallest pieces that a text must be cut into: sentences; of those that are too long,
/// clauses; of those, words.
fn pieces(text: &str, most: f64) -> Vec<&str> {
    let fit = |piece: &str| extent(piece.trim()) <= most && fits(piece.trim());
    let mut pieces = Vec::new();
    for sentence in sentences(text) {
        if fit(sentence) {
            pieces.push(sentence);
            continue;
        }
        for clause in clauses(sentence) {
            if fit(clause) {
                pieces.push(clause);
            } else {
                pieces.extend(words(clause));
            }
        }
    }
    pieces
}

/// A text in rows, broken where both are about as long, after a mark rather than elsewhere. A row that
/// is broken at a space ends in it.
fn rows(text: &str) -> Vec<String> {
    if extent(text) <= 1.0 {
        return vec![text.into()];
    }
    let words = words(text);
    let mut best: Option<(f64, usize)> = None;
    let mut at = 0;
    for word in &words[..words.len().saturating_sub(1)] {
        at += word.len();
        let (first, second) = (text[..at].trim(), &text[at..]);
        let (above, below) = (extent(first), extent(second));
        if above > 1.0 || below > 1.0 {
            continue;
        }
        let after_mark = first.ends_with(|c: char| !c.is_alphanumeric());
        let cost = (above - below).abs() - if after_mark { 0.35 } else { 0.0 };
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, at));
        }
    }
    if let Some((_, at)) = best {
        return vec![text[..at].into(), text[at..].into()];
    }
    // More than two rows: fill one after another.
    let mut rows: Vec<String> = Vec::new();
    for word in words {
        match rows.last_mut() {
            Some(row) if extent((row.clone() + word).trim()) <= 1.0 => row.push_str(word),
            _ => rows.push(word.into()),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_short_text_is_one_row_and_a_longer_one_is_broken_after_a_mark() {
        assert_eq!(rows("Good evening."), ["Good evening."]);
        assert_eq!(
            rows("The last lorry is on board, and we still have a few minutes."),
            [
                "The last lorry is on board, ",
                "and we still have a few minutes."
            ]
        );
        assert_eq!(
            rows("最后一辆卡车已经上船，离开船还有几分钟。"),
            ["最后一辆卡车已经上船，", "离开船还有几分钟。"]
        );
    }

    #[test]
    fn a_long_text_is_split_at_sentences_then_clauses() {
        let text = "Wet. The wipers had given up, and I steered most of the way by the bell on the \
                    outer buoy. My captain said three words in two hours.";
        assert_eq!(
            parts(text, 1),
            [
                "Wet. The wipers had given up,",
                "and I steered most of the way by the bell on the outer buoy.",
                "My captain said three words in two hours."
            ]
        );
        assert_eq!(clauses("At 9:15, 1,000 men…").len(), 2);
    }

    #[test]
    fn a_text_can_be_split_into_as_many_parts_as_its_translation() {
        assert_eq!(parts("One two three. Four five six.", 2).len(), 2);
        assert_eq!(parts("One", 3), ["One"]);
    }

    proptest! {
        #[test]
        fn parts_hold_all_of_the_text_and_fit_the_screen(
            text in "([A-Za-z]{1,12}[,.]? |[夜航灯船]{1,9}[，。]?|1,000 |\\(x\\) |“[a-z]{1,5}” ){1,80}",
            least in 1usize..5,
        ) {
            let parts = parts(&text, least);
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(bare(&parts.concat()), bare(&text));
            for part in parts {
                let rows = rows(part);
                prop_assert!(rows.len() <= ROWS, "{rows:?}");
                for row in rows {
                    prop_assert!(extent(row.trim()) <= 1.0, "{row}");
                }
            }
        }

        #[test]
        fn no_row_begins_with_a_mark_or_a_closing_sign(
            text in "([a-zé]{1,9}|e\u{301}{1,3}|[夜航灯]{1,5}|[，。！）」»”!?] ?|[(「«“]|[0-9]{1,4}| ){1,60}",
        ) {
            let text = shown_text(&text);
            let parts = parts(&text, 1);
            let rows: Vec<String> = parts.iter().flat_map(|part| rows(part)).collect();
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(bare(&rows.concat()), bare(&text));
            for row in rows.iter().skip(1) {
                let begins_ill = |c: char| is_combining_mark(c) || "，。！）」".contains(c);
                prop_assert!(!row.starts_with(begins_ill), "{rows:?}");
            }
        }
    }
}
