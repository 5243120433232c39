//! Cues, what is said from one moment to another, joined into sentences: what all subtitles and
//! machine transcripts come down to, whatever signs they are written in.

use super::super::claims::is_credit;
use super::super::document::{Document, Preset, SourceLine};
use super::super::{ScriptError, languages, sentences};
use super::bounded;
use super::cue_names;
use super::cue_text::{clean, dashed, is_bracketed, lang, names_speaker, voice};
use crate::language::Language;
use std::borrow::Cow;
use std::collections::HashMap;

/// A silence after which a new paragraph begins, in seconds.
const PARAGRAPH: f64 = 2.0;
/// A silence that ends a line where no stops do, in seconds.
const PAUSE: f64 = 0.5;
/// The longest line that cues are joined to, in characters, for subtitles without full stops.
const LONGEST: usize = 400;
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

/// A piece of a source.
pub(crate) enum Piece<'a> {
    /// A cue.
    Cue(Cue<'a>),
    /// What is no cue.
    Other(Vec<SourceLine>),
}

/// A cue whose lines are read.
pub(super) struct Spoken {
    from: f64,
    to: f64,
    /// How many lines the source has for it.
    height: usize,
    pub(super) aside: Vec<usize>,
    pub(super) said: Vec<Said>,
}

/// Something said in a cue.
pub(super) struct Said {
    pub(super) at: usize,
    pub(super) text: String,
    pub(super) speaker: Option<String>,
    language: Option<Language>,
    /// Whether it begins with a dash or arrows, which show another speaker.
    pub(super) turns: bool,
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
    let mut others: Vec<(usize, Vec<SourceLine>)> = Vec::new();
    let mut cues: Vec<Spoken> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Cue(cue) => {
                let cue = cue.read();
                said += cue.said.len();
                bounded(said, file)?;
                cues.push(cue);
            }
            Piece::Other(lines) => others.push((cues.len(), lines)),
        }
    }
    cue_names::mark(&mut cues);
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

    fn read(self) -> Spoken {
        let mut spoken = Spoken {
            from: self.from,
            to: self.to,
            height: self.lines.len(),
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
                let parts = dashed(&text).into_iter();
                let parts = parts.filter(|(text, _)| !text.is_empty());
                spoken.said.extend(parts.map(|(text, turns)| Said {
                    at: *at,
                    text: text.to_string(),
                    speaker: speaker.clone(),
                    language: lang(raw),
                    turns,
                }));
            }
            if spoken.said.len() == before {
                spoken.aside.push(*at);
            }
        }
        spoken
    }
}

/// What two say in a cue in two languages, first the one's and then the other's.
fn turn_by_turn(said: Vec<Said>) -> Vec<Said> {
    let mut count: HashMap<Option<Language>, usize> = HashMap::new();
    let mut turns: Vec<(usize, Said)> = Vec::with_capacity(said.len());
    for line in said {
        let nth = count.entry(languages::of(&line.text, &[])).or_default();
        turns.push((*nth, line));
        *nth += 1;
    }
    turns.sort_by_key(|(nth, _)| *nth);
    let mut begun = 0;
    for (nth, line) in &mut turns {
        line.turns = *nth == begun;
        begun += usize::from(line.turns);
    }
    turns.into_iter().map(|(_, line)| line).collect()
}

/// A sentence that is not over yet.
struct Open {
    line: SourceLine,
    /// What it is written in, by its words where nobody says so.
    language: Language,
    /// Where the last sentence in it begins, if others stand before it.
    last: Option<Begin>,
}

/// Where a sentence begins within a line.
struct Begin {
    /// The byte of the line.
    byte: usize,
    /// The number of the source's line.
    at: usize,
    /// When the cue begins, in milliseconds.
    from: u32,
}

impl Open {
    /// Notes where the last sentence of what was just added at a byte begins.
    fn note(&mut self, byte: usize, at: usize, from: f64) {
        let added = &self.line.text[byte..];
        let sentences = sentences::split(added);
        if let [.., _, last] = sentences[..] {
            self.last = Some(Begin {
                byte: byte + (last.as_ptr() as usize - added.as_ptr() as usize),
                at,
                from: milliseconds(from),
            });
        }
    }

    /// The sentences that are over, of a line that is long and whose last one is not: this one stays open.
    fn take_whole(&mut self) -> Option<SourceLine> {
        let is_cut =
            self.line.text.chars().count() > LONGEST && !sentences::is_over(&self.line.text);
        let begin = self.last.take_if(|_| is_cut)?;
        let line = &mut self.line;
        let mut rest = line.clone();
        rest.text = line.text.split_off(begin.byte);
        line.text.truncate(line.text.trim_end().len());
        rest.at = begin.at;
        rest.blank_before = false;
        rest.also_at.retain(|at| *at > begin.at);
        line.also_at.retain(|at| *at <= begin.at);
        if let (Some((_, until)), Some((from, _))) =
            (&mut line.markup.shown, &mut rest.markup.shown)
        {
            (*until, *from) = (begin.from, begin.from);
        }
        Some(std::mem::replace(line, rest))
    }
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
    speaker: Option<String>,
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
                && gap < 0.1
        });
        if rolls {
            self.silent.push(said.remove(0).at);
        }
        self.last = last.or_else(|| self.last.take());
        let languages: Vec<Language> = said
            .iter()
            .filter_map(|said| languages::of(&said.text, &[]))
            .collect();
        let several = languages.windows(2).any(|pair| pair[0] != pair[1]);
        let ended = if several {
            // The language with stops says where a sentence is over.
            self.open.iter().all(|line| self.may_end(line))
                && self.open.iter().any(|open| is_over(&open.line.text))
        } else {
            gap >= PAUSE && self.open.iter().all(|line| self.is_unstopped(line))
        };
        if ended {
            self.flush();
        }
        if several && said.iter().all(|said| said.turns) {
            said = turn_by_turn(said);
        }
        for line in said {
            self.say(line, several);
        }
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
        let language = said
            .language
            .clone()
            .or_else(|| languages::of(&said.text, &[]));
        if said.speaker != self.speaker || said.turns {
            self.flush();
            self.begins = true;
            self.speaker.clone_from(&said.speaker);
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
                if is_bracketed(&said.text) {
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

fn milliseconds(seconds: f64) -> u32 {
    (seconds * 1000.0).round() as u32
}

/// Whether a sentence is over, a line is long enough, or it is a sound.
fn is_over(text: &str) -> bool {
    sentences::is_over(text) || is_bracketed(text) || text.chars().count() > LONGEST
}

#[cfg(test)]
mod tests;
