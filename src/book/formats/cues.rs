//! Cues: what subtitles show when. A long line is split at the ends of sentences and clauses, and
//! its time is shared out by how much there is to say in each part.

use super::{Edition, Part};
use crate::book::about::Subtitles;
use crate::book::timeline::TimelineLine;
use crate::language::Language;
use unicode_segmentation::UnicodeSegmentation;

/// The longest line on a screen, in letters of the Latin script.
const LETTERS: usize = 42;
/// The longest line on a screen, in Han characters.
const HAN: usize = 16;
/// How many lines a text may take on a screen.
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
    /// What is shown, a text a language, each of up to two rows.
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

/// The cues of a part, and for which language if each has its own file.
pub(super) fn tracks(
    edition: &Edition,
    part: Part,
    names: Names,
) -> Vec<(Option<Language>, Vec<Cue>)> {
    let languages = edition.languages();
    match edition.subtitles {
        Subtitles::Each if languages.len() > 1 => languages
            .iter()
            .map(|language| {
                let cues = cues(edition, part, names, &[language]);
                (Some(language.clone()), cues)
            })
            .collect(),
        Subtitles::Both => {
            let all: Vec<&Language> = languages.iter().collect();
            vec![(None, cues(edition, part, names, &all))]
        }
        _ => vec![(None, cues(edition, part, names, &[]))],
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
        for line in &chapter.lines {
            let mut texts: Vec<&TimelineLine> = Vec::new();
            if shown.is_empty() || shown.contains(&&line.language) {
                texts.push(line);
            }
            for language in shown.iter().filter(|language| ***language != line.language) {
                let same = |other: &&TimelineLine| {
                    other.pair == line.pair
                        && other.kind == line.kind
                        && other.language == **language
                };
                texts.extend(chapter.lines.iter().find(same));
            }
            let name = edition.timeline.shown_name(&line.speaker);
            let name = name.map(|(_, name)| name);
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

/// Cuts texts that say the same into as many cues as the longest of them needs. A name stands before
/// the first of them; it takes room but no time.
fn split(
    edition: &Edition,
    lines: &[&TimelineLine],
    (start, end): (u64, u64),
    name: Option<&str>,
) -> Vec<Cue> {
    let mut texts: Vec<String> = lines.iter().map(|line| line.text.clone()).collect();
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

fn is_wide(c: char) -> bool {
    ('\u{2E80}'..='\u{9FFF}').contains(&c)
        || ('\u{AC00}'..='\u{D7AF}').contains(&c)
        || ('\u{F900}'..='\u{FAFF}').contains(&c)
        || ('\u{FF00}'..='\u{FFEF}').contains(&c)
}

/// How much of a row a text takes: 1 is all of it.
fn extent(text: &str) -> f64 {
    let share = |c| {
        if is_wide(c) {
            1.0 / HAN as f64
        } else {
            1.0 / LETTERS as f64
        }
    };
    text.chars().map(share).sum::<f64>() - 1e-9
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
    let text = text.trim();
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
        .map(str::trim)
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
    for sentence in text.split_sentence_bounds() {
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

fn clauses(sentence: &str) -> Vec<&str> {
    let marks = |c: char| {
        matches!(
            c,
            ',' | ';' | ':' | '—' | '–' | '，' | '；' | '：' | '、' | '。' | '…'
        )
    };
    let mut clauses = Vec::new();
    let mut begin = 0;
    let mut letters = sentence.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let end = at + c.len_utf8();
        // "1,000" and "9:15" hold no clause's end.
        let inside = letters
            .peek()
            .is_some_and(|(_, next)| next.is_alphanumeric())
            && c.is_ascii();
        let more = letters
            .peek()
            .is_some_and(|(_, next)| marks(*next) || matches!(next, '”' | '"' | '’' | '」'));
        if marks(c) && !inside && !more {
            clauses.push(&sentence[begin..end]);
            begin = end;
        }
    }
    if begin < sentence.len() {
        clauses.push(&sentence[begin..]);
    }
    clauses
}

/// Words with the space and marks that follow them; what is longer than a row, letter by letter.
fn words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = Vec::new();
    for word in text.split_word_bounds() {
        let opens = |c: char| matches!(c, '“' | '‘' | '(' | '（' | '《' | '「');
        let holds = word.chars().all(|c| !c.is_alphanumeric()) && !word.starts_with(opens);
        match words.last_mut() {
            Some(last) if holds => *last = join(text, last, word),
            Some(last) if last.chars().all(opens) => *last = join(text, last, word),
            _ if extent(word) > 1.0 => {
                words.extend(
                    word.char_indices()
                        .map(|(at, c)| &word[at..at + c.len_utf8()]),
                );
            }
            _ => words.push(word),
        }
    }
    words
}

/// A text in rows, broken where both are about as long, after a mark rather than elsewhere.
fn rows(text: &str) -> Vec<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if extent(&text) <= 1.0 {
        return vec![text];
    }
    let words = words(&text);
    let mut best: Option<(f64, usize)> = None;
    let mut at = 0;
    for word in &words[..words.len().saturating_sub(1)] {
        at += word.len();
        let (first, second) = (text[..at].trim(), text[at..].trim());
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
        return vec![text[..at].trim().into(), text[at..].trim().into()];
    }
    // More than two rows: fill one after another.
    let mut rows: Vec<String> = vec![String::new()];
    for word in words {
        let full = rows
            .last()
            .is_some_and(|row| extent((row.clone() + word).trim()) > 1.0);
        if full {
            rows.push(String::new());
        }
        if let Some(row) = rows.last_mut() {
            row.push_str(word);
        }
    }
    rows.iter()
        .map(|row| row.trim().to_string())
        .filter(|row| !row.is_empty())
        .collect()
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
                "The last lorry is on board,",
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
                    prop_assert!(extent(&row) <= 1.0, "{row}");
                }
            }
        }
    }
}
