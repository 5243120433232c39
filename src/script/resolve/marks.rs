//! Marks that name a language: `EN:` before a line, `[中文]` over a block.

use crate::language::Language;
use crate::script::document::Document;
use crate::script::facts::LineFacts;
use crate::script::tongues::named::named;
use std::collections::HashSet;
use std::ops::Range;

/// How many languages must be named for their names to be marks: one alone may be anybody's name.
const FEWEST: usize = 2;

/// The marks of a text.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// The language that is named for each line.
    pub(crate) languages: Vec<Option<Language>>,
    /// The bytes of each line that are the mark; of a mark that stands alone, the whole line.
    pub(crate) bytes: Vec<Option<Range<usize>>>,
}

/// Finds the marks, and takes the labels that they look like out of the facts.
pub(crate) fn find(document: &Document, facts: &mut [LineFacts]) -> Marks {
    let n = document.lines.len();
    let mut marks = Marks {
        languages: vec![None; n],
        bytes: vec![None; n],
    };
    let found: Vec<Option<(Language, Range<usize>, bool)>> = document
        .lines
        .iter()
        .zip(&*facts)
        .map(|(line, facts)| {
            let candidates = facts.candidates.iter();
            let mut marked = candidates.filter_map(|candidate| {
                let language = named(
                    &line.text[..candidate
                        .said
                        .start
                        .max(candidate.name.as_ref()?.end)
                        .min(line.text.len())],
                )
                .or_else(|| named(candidate.name_in(line)))?;
                let bytes = if candidate.syntax.is_alone {
                    0..line.text.len()
                } else {
                    0..candidate.said.start
                };
                Some((language, bytes, candidate.syntax.is_alone))
            });
            let whole = || {
                let is_short = line.text.chars().count() <= 20 && line.preset.is_none();
                named(&line.text)
                    .filter(|_| is_short)
                    .map(|language| (language, 0..line.text.len(), true))
            };
            marked.next().or_else(whole)
        })
        .collect();
    let languages: HashSet<&Language> = found
        .iter()
        .flatten()
        .map(|(language, ..)| language)
        .collect();
    if languages.len() < FEWEST {
        return marks;
    }
    let mut under: Option<Language> = None;
    for (i, found) in found.into_iter().enumerate() {
        match found {
            Some((language, bytes, is_alone)) => {
                facts[i].candidates.clear();
                under = is_alone.then(|| language.clone());
                marks.languages[i] = Some(language);
                marks.bytes[i] = Some(bytes);
            }
            None => marks.languages[i].clone_from(&under),
        }
    }
    marks
}
