//! Whether lines are as long as their texts let expect, by the pace of who speaks them.

use super::{Problem, Wanted, sheet};
use crate::book::timeline::{Timeline, TimelineLine};
use crate::language::Language;
use crate::tempo::Tempo;
use indexmap::IndexMap;

/// A line of the book of which it is known how long it should be.
struct Timed<'a> {
    chapter: usize,
    line: &'a TimelineLine,
    usual: f64,
    seconds: f64,
}

/// How fast each speaker speaks in each language.
pub struct Paces<'a> {
    lines: Vec<Timed<'a>>,
    voices: IndexMap<(&'a str, &'a Language), Tempo>,
}

impl<'a> Paces<'a> {
    /// Learns it from the lines of a book; `wanted` are those of each chapter by the script. Where the two
    /// differ, that is a problem of its own.
    pub fn of(timeline: &'a Timeline, wanted: &[Vec<Wanted>]) -> Self {
        let (mut lines, mut voices) = (Vec::new(), IndexMap::<_, Tempo>::new());
        for (chapter, (of, wanted)) in timeline.chapters.iter().zip(wanted).enumerate() {
            for (line, want) in of.lines.iter().zip(wanted) {
                let Some(usual) = want.usual.filter(|_| sheet::is(line, want)) else {
                    continue;
                };
                let samples = line.end.saturating_sub(line.start);
                let seconds = samples as f64 / f64::from(timeline.sample_rate);
                let voice = voices.entry((&*line.speaker, &line.language)).or_default();
                voice.learn(&line.text, usual, seconds);
                lines.push(Timed {
                    chapter,
                    line,
                    usual,
                    seconds,
                });
            }
        }
        Self { lines, voices }
    }

    /// How many characters a second a speaker speaks in a language; none if that cannot be judged.
    pub fn of_voice(&self, speaker: &str, language: &Language) -> Option<f64> {
        self.voices.get(&(speaker, language))?.characters_a_second()
    }

    /// Voices that speak as nobody does, and lines that do not fit their voices.
    pub fn problems(&self, timeline: &Timeline) -> Vec<Problem> {
        let of_voices = self
            .voices
            .iter()
            .filter_map(|((speaker, language), tempo)| {
                let wrong = tempo.wrong()?;
                let name = timeline.name_of(speaker);
                Some(Problem::new(
                    "book.json",
                    format!("{name} ({language}) {wrong}"),
                ))
            });
        let of_lines = self.lines.iter().filter_map(|timed| {
            let tempo = self
                .voices
                .get(&(&*timed.line.speaker, &timed.line.language))?;
            let expected = tempo.expected_instead(timed.usual, timed.seconds)?;
            Some(Problem {
                file: timeline.chapters[timed.chapter].file.clone(),
                seconds: Some(timed.line.start as f64 / f64::from(timeline.sample_rate)),
                what: format!(
                    "a line takes {:.1} s, and {expected:.1} s by the pace of its voice: ({}) {}",
                    timed.seconds,
                    timed.line.language,
                    sheet::shortened(&timed.line.text)
                ),
            })
        });
        of_voices.chain(of_lines).collect()
    }
}
