//! Cues, what is said from one moment to another, joined into sentences: what all subtitles and
//! machine transcripts come down to, whatever signs they are written in.

use super::super::broken::columns;
use super::super::claims::is_credit;
use super::super::document::{Document, Preset, SourceLine};
use super::super::{ScriptError, languages, sentences};
use super::bounded;
use super::cue_names;
use super::cue_open::{Open, begins_anew, part_endless};
use super::cue_text::{clean, dashed, is_bracketed, lang, names_speaker, voice};
use super::cue_turns::{Said, are_turns, turn_by_turn};
use crate::language::Language;
use std::borrow::Cow;
use std::collections::HashMap;

/// A silence after which a new paragraph begins, in seconds.
pub(super) const PARAGRAPH: f64 = 2.0;
/// A silence that ends a line where no stops do, in seconds.
const PAUSE: f64 = 0.5;
/// Up to which silence a cue follows another at once, in seconds.
const AT_ONCE: f64 = 0.1;
/// How wide what is repeated is at least that stands beside something new, and a cue that is repeated as a whole, in columns.
const REPEATED: usize = 8;
const REPEATED_WHOLE: usize = 24;
/// The longest line that cues are joined to, in characters, for subtitles without full stops.
pub(super) const LONGEST: usize = 400;
/// The same for languages without spaces, whose subtitles have neither stops nor commas.
const LONGEST_UNSTOPPED: usize = 40;
/// The largest share of lines with a stop or comma in subtitles that are written without them.
const STOPPED: f64 = 0.2;

/// What is said from one moment to another.
pub(crate) struct Cue<'a> {
    /// When it begins, in seconds.
    pub from: f64,
    /// When it ends.
    pub to: f64,
    /// The numbers of the lines with its number and times.
    pub aside: Vec<usize>,
    /// Its lines as the source has them, each with its number.
    pub lines: Vec<(usize, Cow<'a, str>)>,
    /// Who says it, where the source has a place for that.
    pub speaker: Option<String>,
}

/// Which cues show again what the one right before them shows. What is shown more than twice is said so often.
pub(crate) fn repeated<'c, 'a: 'c>(cues: impl Iterator<Item = &'c Cue<'a>>) -> Vec<bool> {
    let seen = |cue: &Cue| -> String {
        let lines = cue.lines.iter();
        lines.map(|(_, line)| letters(&clean(line))).collect()
    };
    let cues: Vec<(&Cue, String)> = cues.map(|cue| (cue, seen(cue))).collect();
    let runs = cues.chunk_by(|(a, own), (b, next)| own == next && b.from - a.to < AT_ONCE);
    let mut again = Vec::with_capacity(cues.len());
    for run in runs {
        again.push(false);
        let is_twice = run.len() == 2 && columns(&run[0].1) >= REPEATED_WHOLE;
        again.extend(run.iter().skip(1).map(|_| is_twice));
    }
    again
}

/// A piece of a source.
pub(crate) enum Piece<'a> {
    /// A cue.
    Cue(Cue<'a>),
    /// What is no cue.
    Other(Vec<SourceLine>),
}

/// A cue whose lines are read.
pub(super) struct Spoken {
    pub(super) from: f64,
    pub(super) to: f64,
    /// How many lines the source has for it.
    height: usize,
    /// What is said before it is not joined to it, if it is in several languages.
    pub(super) parts: bool,
    pub(super) aside: Vec<usize>,
    pub(super) said: Vec<Said>,
}

/// Joins cues into sentences. `language` is theirs, if the source says it.
///
/// # Errors
/// If they have too many lines.
pub(crate) fn document(
    pieces: Vec<Piece>,
    language: Option<Language>,
    file: &str,
) -> Result<Document, ScriptError> {
    let mut said = 0;
    let all = pieces.iter().filter_map(|piece| match piece {
        Piece::Cue(cue) => Some(cue),
        Piece::Other(_) => None,
    });
    let mut again = repeated(all).into_iter();
    let mut others: Vec<(usize, Vec<SourceLine>)> = Vec::new();
    let mut cues: Vec<Spoken> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Cue(cue) => {
                let is_again = again.next() == Some(true);
                if let Some(last) = cues.last_mut().filter(|_| is_again) {
                    last.to = cue.to;
                    last.aside.extend(cue.places());
                    continue;
                }
                let cue = cue.read();
                said += cue.said.len();
                bounded(said, file)?;
                cues.push(cue);
            }
            Piece::Other(lines) => others.push((cues.len(), lines)),
        }
    }
    cue_names::mark(&mut cues);
    part_endless(&mut cues);
    let mut joiner = Joiner {
        unstopped: are_unstopped(&cues),
        language,
        ..Joiner::default()
    };
    let mut others = others.into_iter().peekable();
    for (i, cue) in cues.into_iter().enumerate() {
        while let Some((_, lines)) = others.next_if(|(before, _)| *before == i) {
            joiner.put(lines);
        }
        joiner.cue(cue);
    }
    for (_, lines) in others {
        joiner.put(lines);
    }
    Ok(joiner.finish())
}

/// Whether lines of a language without spaces are written without stops and commas, so that where
/// they meet is all that parts them.
fn are_unstopped(cues: &[Spoken]) -> bool {
    let lines = cues.iter().flat_map(|cue| &cue.said);
    let unspaced = |said: &&Said| {
        languages::of(&said.text, &[]).is_some_and(|language| language.is_unspaced())
    };
    let (mut all, mut stopped) = (0_usize, 0_usize);
    for said in lines.filter(unspaced) {
        all += 1;
        stopped += usize::from(said.text.contains(['。', '，', '、', '．', '.', ',']));
    }
    stopped as f64 <= STOPPED * all as f64
}

impl Cue<'_> {
    /// Whether another is shown at the same time, and nobody else says it.
    pub(crate) fn goes_with(&self, other: &Self) -> bool {
        self.from == other.from && self.to == other.to && self.speaker == other.speaker
    }

    /// Takes in the lines of another.
    pub(crate) fn add(&mut self, other: Self) {
        self.aside.extend(other.aside);
        self.lines.extend(other.lines);
    }

    /// The numbers of all its lines.
    pub(crate) fn places(&self) -> impl Iterator<Item = usize> {
        let lines = self.lines.iter().map(|(at, _)| *at);
        self.aside.iter().copied().chain(lines)
    }

    fn read(self) -> Spoken {
        let mut spoken = Spoken {
            from: self.from,
            to: self.to,
            height: self.lines.len(),
            parts: false,
            aside: self.aside,
            said: Vec::new(),
        };
        let mut speaker = self.speaker;
        for (at, line) in &self.lines {
            let before = spoken.said.len();
            for raw in line.split("\\N").flat_map(|raw| raw.split("\\n")) {
                if let Some(name) = voice(raw) {
                    speaker = Some(name);
                }
                let text = clean(raw);
                if is_stop(&text)
                    && let Some(last) = spoken.said.last_mut()
                {
                    // A narrow line had no room for it.
                    last.text.extend(text.is_ascii().then_some(' '));
                    last.text.push_str(&text);
                    continue;
                }
                let parts = dashed(&text).into_iter();
                let parts = parts.filter(|(text, _)| !text.is_empty());
                spoken.said.extend(parts.map(|(text, turns)| Said {
                    at: *at,
                    text: text.to_string(),
                    speaker: speaker.clone(),
                    language: lang(raw),
                    turns,
                    is_heard: is_bracketed(text),
                }));
            }
            if spoken.said.len() == before {
                spoken.aside.push(*at);
            }
        }
        spoken
    }
}

/// Whether a line is nothing but what ends a sentence.
fn is_stop(text: &str) -> bool {
    let ends = |c: char| {
        matches!(
            c,
            '.' | '?' | '!' | '…' | '»' | '”' | '"' | '。' | '？' | '！'
        )
    };
    !text.is_empty() && text.chars().all(ends)
}

#[derive(Default)]
struct Joiner {
    out: Vec<SourceLine>,
    /// The sentences that are not over yet, one a language.
    open: Vec<Open>,
    language: Option<Language>,
    unstopped: bool,
    /// When the last cue begins and ends, in seconds.
    begin: f64,
    end: f64,
    last: Option<String>,
    /// The letters of what the last cue shows.
    before: Vec<String>,
    speaker: Option<String>,
    /// The last speaker in each language of a source that tells them apart, and when somebody last began, in seconds.
    speakers: HashMap<Language, Option<String>>,
    turned: Option<f64>,
    /// Times and numbers of cues without text.
    silent: Vec<usize>,
    /// The next line begins a paragraph.
    begins: bool,
}

impl Joiner {
    fn cue(&mut self, cue: Spoken) {
        let Spoken { from, to, .. } = cue;
        let gap = from - self.end;
        (self.begin, self.end) = (from, to);
        self.silent.extend(cue.aside);
        if gap >= PARAGRAPH {
            self.flush();
            self.begins = true;
        }
        let mut said = cue.said;
        let last = said.last().map(|said| said.text.clone());
        // Captions that roll repeat the line above.
        let rolls = said.first().is_some_and(|first| {
            (cue.height > 1 || to - from < 0.1)
                && self.last.as_deref() == Some(first.text.as_str())
                && gap < AT_ONCE
        });
        if rolls {
            self.silent.push(said.remove(0).at);
        }
        self.last = last.or_else(|| self.last.take());
        self.hush_repeated(&mut said, gap);
        let languages: Vec<Language> = said.iter().filter_map(Said::language).collect();
        let several = languages.windows(2).any(|pair| pair[0] != pair[1]);
        let ended = if several {
            // The language with stops says where a sentence is over.
            let is_one = self.open.len() == 1;
            cue.parts || { self.open.iter() }
                .all(|open| self.may_end(open) || begins_anew(open, &said))
                && (is_one || self.open.iter().any(|open| is_over(&open.line.text)))
        } else {
            gap >= PAUSE && self.open.iter().all(|line| self.is_unstopped(line))
        };
        if ended {
            self.flush();
        } else if several {
            self.part();
        }
        if several && are_turns(&said) {
            said = turn_by_turn(said);
        }
        let is_heard = several && said.len() == 2 && said.iter().any(|said| said.is_heard);
        if is_heard {
            self.flush();
            said.iter_mut().for_each(|said| said.is_heard = true);
        }
        let all: usize = said.iter().map(|said| said.text.len()).sum();
        let mut before = 0;
        for line in said {
            // What two say, or two sentences, are said one after the other.
            if !several {
                let moment = |bytes: usize| from + (to - from) * bytes as f64 / all.max(1) as f64;
                self.begin = moment(before);
                before += line.text.len();
                self.end = moment(before);
            }
            self.say(line, several);
        }
        self.end = to;
        if is_heard {
            self.flush();
        }
    }

    /// Where a sentence is over in one language, and the other has begun the next one in the same cue, only that stays open.
    fn part(&mut self) {
        let over = |open: &Open| match sentences::is_over(&open.line.text) {
            true => Some(sentences::split(&open.line.text).len()),
            false => open.over_before(),
        };
        let counts: Vec<Option<usize>> = self.open.iter().map(over).collect();
        let is_even = counts.windows(2).all(|two| two[0] == two[1]);
        if self.open.len() < 2 || !is_even || counts[0].is_none() {
            return;
        }
        for mut open in std::mem::take(&mut self.open) {
            if sentences::is_over(&open.line.text) {
                self.out.push(open.line);
            } else if let Some(whole) = open.take() {
                self.out.push(whole);
                self.open.push(open);
            }
        }
    }

    /// Takes out what the cue right before it shows, too, beside something new in another language.
    fn hush_repeated(&mut self, said: &mut Vec<Said>, gap: f64) {
        let own: Vec<String> = said.iter().map(|said| letters(&said.text)).collect();
        let is_again = |own: &String| columns(own) >= REPEATED && self.before.contains(own);
        let again: Vec<bool> = own.iter().map(is_again).collect();
        let is_beside = again.contains(&true)
            && said.iter().zip(&again).any(|(one, is_again)| {
                let mut others = said.iter().zip(&again).filter(|(_, again)| **again);
                !is_again && others.all(|(other, _)| other.language() != one.language())
            });
        if gap < AT_ONCE && is_beside {
            let mut again = again.into_iter();
            let (old, new): (Vec<Said>, Vec<Said>) = std::mem::take(said)
                .into_iter()
                .partition(|_| again.next() == Some(true));
            self.silent.extend(old.into_iter().map(|said| said.at));
            *said = new;
        }
        self.before = own;
    }

    /// Whether a line is of a language that is written without stops and commas.
    fn is_unstopped(&self, open: &Open) -> bool {
        self.unstopped && open.language.is_unspaced()
    }

    fn may_end(&self, open: &Open) -> bool {
        is_over(&open.line.text) || self.is_unstopped(open)
    }

    /// Whether nothing more is joined to a line.
    fn is_whole(&self, open: &Open) -> bool {
        is_over(&open.line.text)
            || is_credit(&open.line.text.to_lowercase())
            || self.is_unstopped(open)
                && self.open.len() == 1
                && open.line.text.chars().count() > LONGEST_UNSTOPPED
    }

    fn say(&mut self, said: Said, several: bool) {
        let language = said.language();
        // Beside another language each may name a speaker in its own way, and who begins in one begins in both.
        let own = said.language.clone().filter(|_| several);
        let is_open = { self.open.iter() }.any(|open| Some(&open.language) == own.as_ref());
        let before = own.as_ref().and_then(|own| self.speakers.get(own));
        let begins = said.turns || said.speaker != *before.unwrap_or(&self.speaker);
        if begins && (own.is_none() || is_open || self.turned != Some(self.begin)) {
            self.flush();
            self.begins = true;
            self.turned = Some(self.begin);
        }
        self.speaker.clone_from(&said.speaker);
        if let Some(own) = own {
            self.speakers.insert(own, said.speaker.clone());
        }
        if !several && self.open.len() > 1 {
            // one language alone again
            let is_open =
                |open: &Open| open.language.tag() == language.as_ref().map_or("", Language::tag);
            if !self.open.iter().any(is_open) {
                self.flush();
            }
        }
        if let [open] = &mut self.open[..]
            && let Some(whole) = open.take_whole()
        {
            self.out.push(whole);
        }
        let tag = language.unwrap_or_else(|| Language::new("und"));
        let known = self.open.iter().position(|open| open.language == tag);
        let silent = std::mem::take(&mut self.silent);
        match known {
            Some(n) if !self.is_whole(&self.open[n]) && !names_speaker(&said.text) => {
                let open = &mut self.open[n];
                let line = &mut open.line;
                let glue = if tag.is_unspaced() && !self.unstopped {
                    ""
                } else {
                    " "
                };
                line.text.push_str(glue);
                let byte = line.text.len();
                line.text.push_str(&said.text);
                line.also_at.push(said.at);
                line.also_at.extend(silent);
                if let Some((_, until)) = &mut line.markup.shown {
                    *until = milliseconds(self.end);
                }
                open.note(byte, said.at, self.begin);
            }
            _ => {
                // What is said next in one language waits for all to have come to an end.
                let all_over = self.open.iter().all(|open| is_over(&open.line.text));
                if known.is_some() || !several || (all_over && self.open.len() > 1) {
                    self.flush();
                }
                let mut line = SourceLine::new(said.at, &said.text, self.begins);
                self.begins = false;
                line.markup.is_subtitle = true;
                line.markup.shown = Some((milliseconds(self.begin), milliseconds(self.end)));
                line.markup.speaker = said.speaker;
                line.markup.language = said.language.or_else(|| self.language.clone());
                line.also_at = silent;
                if said.is_heard {
                    line.preset = Some(Preset::Direction);
                }
                let mut open = Open {
                    language: tag,
                    line,
                    last: None,
                };
                open.note(0, said.at, self.begin);
                self.open.push(open);
            }
        }
    }

    fn put(&mut self, mut lines: Vec<SourceLine>) {
        self.flush();
        self.out.append(&mut lines);
        self.begins = true;
    }

    fn flush(&mut self) {
        self.out.extend(self.open.drain(..).map(|open| open.line));
    }

    fn finish(mut self) -> Document {
        self.flush();
        if !self.silent.is_empty() {
            let reason = "subtitle without text";
            let mut line =
                SourceLine::preset(self.silent[0], "-->", true, Preset::Dropped { reason });
            line.also_at = self.silent.split_off(1);
            self.out.push(line);
        }
        Document { lines: self.out }
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

pub(super) fn milliseconds(seconds: f64) -> u32 {
    (seconds * 1000.0).round() as u32
}

/// Whether a sentence is over, a line is long enough, or it is a sound.
pub(super) fn is_over(text: &str) -> bool {
    sentences::is_over(text) || is_bracketed(text) || text.chars().count() > LONGEST
}

#[cfg(test)]
mod tests;
