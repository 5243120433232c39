//! The title in the second language of a text, wherever it stands.

use super::{Is, Piece, Pieces, is_of_text, language_of};
use crate::language::Language;
use crate::script::document::Document;
use crate::script::sentences::is_over;
use crate::script::tongues::Detector;
use crate::script::tongues::named::translates_below;
use std::ops::Range;

/// The longest title in the second language, in bytes.
const LONGEST_TITLE: usize = 100;
/// The shortest that is known again, in characters.
const LEAST_TITLE: usize = 4;
/// How many lines may stand between the title of a second half and who speaks first in it.
const UNDER_TITLE: usize = 3;
/// How many headings show which language headings are in, and from how many nats on a title is in another all the same.
const HEADINGS: usize = 3;
const TITLE_TELLS: f32 = 6.0;

impl Pieces {
    /// The same with the title in the language of all headings, where a few words of it tell none.
    pub(crate) fn titled_as_headed(mut self, document: &Document, languages: &[Language]) -> Self {
        let headings: Vec<Option<Language>> = self
            .lines
            .iter()
            .flatten()
            .filter(|piece| matches!(piece.is, Is::Heading(_)))
            .map(|piece| piece.language.clone())
            .collect();
        let Some(Some(headed)) = headings.first() else {
            return self;
        };
        let are_alike = headings.iter().all(|own| own.as_ref() == Some(headed));
        if headings.len() < HEADINGS || !are_alike {
            return self;
        }
        let detector = Detector::new(languages);
        for (line, pieces) in document.lines.iter().zip(&mut self.lines) {
            let mut titles = pieces.iter_mut().filter(|piece| piece.is == Is::Title);
            let (Some(title), None) = (titles.next(), titles.next()) else {
                continue;
            };
            let found = detector.likeliest(&line.text[title.bytes.clone()]);
            let tells =
                |(nth, nats): (usize, f32)| detector.language(nth) != headed && nats > TITLE_TELLS;
            if !found.is_some_and(tells) {
                title.language = Some(headed.clone());
            }
            break;
        }
        self
    }

    /// The same with the title in the second language, if the text has it. `in_halves`: all of one language stands before
    /// the other.
    pub(crate) fn titled_twice(mut self, document: &Document, in_halves: bool) -> Self {
        for i in self.titles_again(document) {
            let said = self.lines[i]
                .iter_mut()
                .filter(|piece| is_of_text(piece.is));
            said.for_each(|piece| piece.is = Is::Title);
        }
        let of_half = || in_halves.then(|| self.title_of_half(document)).flatten();
        let second = self.title_again(document).map(|title| title..title + 1);
        let Some(head) = second.or_else(of_half) else {
            if let Some(title) = self.title_over_author(document) {
                self.make_title(title, title + 1);
            }
            return self;
        };
        for i in head.clone() {
            let pieces = self.lines[i].iter_mut();
            for piece in pieces.filter(|piece| is_of_text(piece.is)) {
                match piece.is {
                    _ if i == head.start => piece.is = Is::Title,
                    Is::Heading(_) => {}
                    _ => piece.is = Is::Metadata("subtitle"),
                }
            }
        }
        self
    }

    /// In a text with a title in one language, what stands right under it, or alone over the first text in the other
    /// language.
    fn title_again(&self, document: &Document) -> Option<usize> {
        let lines = &document.lines;
        let is_title = |pieces: &[Piece]| pieces.iter().any(|piece| piece.is == Is::Title);
        let first = self.lines.iter().position(|pieces| is_title(pieces));
        let spoken = match first {
            Some(title) => {
                let mut titles = self.lines[title]
                    .iter()
                    .filter(|piece| piece.is == Is::Title);
                let language = titles.next().and_then(|piece| piece.language.clone());
                if titles.next().is_some()
                    || self.lines[title + 1..]
                        .iter()
                        .any(|pieces| is_title(pieces))
                {
                    return None;
                }
                language
            }
            None => self.lines.iter().find_map(|pieces| language_of(pieces)),
        };
        let from = first.map_or(0, |title| title + 1);
        let other = |i: &usize| language_of(&self.lines[*i]).is_some_and(|own| Some(own) != spoken);
        let i = (from..lines.len()).find(other)?;
        let own = &self.lines[i];
        let next = self.lines.get(i + 1).filter(|_| lines[i + 1].blank_before);
        let is_over_text = next.is_some_and(|next| {
            let is_same = language_of(next) == language_of(own);
            is_same && (is_named(next) || first.is_some())
        });
        let is_under_title = first.is_some_and(|title| title + 1 == i) && !lines[i].blank_before;
        let is_marked = lines[i].markup.heading.is_some() && is_over_text;
        // Where the text ends in the first language, the other has no half of it.
        let is_half = self
            .lines
            .iter()
            .rev()
            .find_map(|pieces| language_of(pieces))
            != spoken;
        let stands =
            is_under_title || lines[i].blank_before && is_over_text && !is_marked && is_half;
        let is_apart = !is_named(own) && !lines[i].markup.begins_item;
        let is_title = stands && may_be_title(&lines[i].text) && is_apart;
        (is_title && !are_both(own)).then_some(i)
    }

    /// What stands before the first name of the second half, in its language, where the text before is in another: a title, and what
    /// may stand under it.
    fn title_of_half(&self, document: &Document) -> Option<Range<usize>> {
        let lines = &document.lines;
        let language = |i: usize| language_of(&self.lines[i]);
        let head = |i: usize| {
            if !lines[i].blank_before || is_named(&self.lines[i]) {
                return None;
            }
            let first = (i + 1..lines.len().min(i + 2 + UNDER_TITLE))
                .find(|j| is_named(&self.lines[*j]))?;
            let mut before = self.lines[..i].iter().rev();
            let own = language(i)?;
            let is_head = (i..first).all(|j| {
                let is_own = language(j).is_none_or(|language| language == own);
                is_own && !is_named(&self.lines[j]) && may_be_title(&lines[j].text)
            });
            let is_second = before.find_map(|pieces| language_of(pieces))? != own;
            (lines[first].blank_before && is_head && is_second && language(first)? == own)
                .then_some(i..first)
        };
        (1..lines.len()).find_map(head)
    }

    /// A line in the other language that stands apart over who wrote the text, as the title does: `The Lamp` over `by Oda Falk`, where
    /// `de Oda Falk` stands under the title.
    fn title_over_author(&self, document: &Document) -> Option<usize> {
        let lines = &document.lines;
        let is_title = |pieces: &[Piece]| pieces.iter().any(|piece| piece.is == Is::Title);
        let title = self.lines.iter().position(|pieces| is_title(pieces))?;
        let is_author = |piece: &Piece| piece.is == Is::Metadata("author");
        let author = self
            .lines
            .get(title + 1)?
            .iter()
            .find(|piece| is_author(piece))?;
        let name = |text: &str| {
            text.split_whitespace()
                .skip(1)
                .map(str::to_lowercase)
                .collect::<Vec<_>>()
        };
        let author = name(&lines[title + 1].text[author.bytes.clone()]);
        let own = self.lines[title]
            .iter()
            .find(|piece| piece.is == Is::Title)?
            .language
            .as_ref();
        let is_over = |i: &usize| {
            let line = &lines[*i];
            let is_other = language_of(&self.lines[*i]).is_some_and(|other| Some(&other) != own);
            let is_head = line.blank_before && !lines[i + 1].blank_before;
            is_other && is_head && may_be_title(&line.text) && name(&lines[i + 1].text) == author
        };
        let mut heads = (title + 2..lines.len().saturating_sub(1)).filter(is_over);
        heads.next().filter(|_| !author.is_empty())
    }

    /// Makes the title of a line, and a fact of the line with who wrote the text.
    fn make_title(&mut self, title: usize, author: usize) {
        for (i, is) in [(title, Is::Title), (author, Is::Metadata("author"))] {
            let said = self.lines[i]
                .iter_mut()
                .filter(|piece| is_of_text(piece.is));
            said.for_each(|piece| piece.is = is);
        }
    }

    /// The lines that stand apart, are in another language than the line before and hold nothing but what the title holds, too.
    fn titles_again(&self, document: &Document) -> Vec<usize> {
        let lines = &document.lines;
        let title =
            (0..lines.len()).find(|i| self.lines[*i].iter().any(|piece| piece.is == Is::Title));
        let Some(title) = title else {
            return Vec::new();
        };
        let is_again = |i: &usize| {
            let text = &lines[*i].text;
            let is_apart = lines[*i].blank_before
                && lines.get(i + 1).is_none_or(|next| next.blank_before)
                && language_of(&self.lines[*i]) != language_of(&self.lines[i - 1]);
            is_apart && text.chars().count() >= LEAST_TITLE && lines[title].text.contains(&**text)
        };
        let again = (title + 1..lines.len()).filter(is_again);
        again.filter(|i| !is_named(&self.lines[*i])).collect()
    }
}

/// Whether a line holds text in two languages.
fn are_both(pieces: &[Piece]) -> bool {
    let mut texts = pieces.iter().filter(|piece| is_of_text(piece.is));
    let first = texts.next();
    texts.any(|other| first.is_some_and(|first| first.language != other.language))
}

/// Whether a line names who speaks.
fn is_named(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| matches!(piece.is, Is::Name(_)))
}

/// Whether a text is no sentence, and short.
fn may_be_title(text: &str) -> bool {
    !is_over(text) && text.len() < LONGEST_TITLE && !translates_below(text)
}

#[cfg(test)]
mod tests {
    use crate::script::{Options, read};

    #[test]
    fn a_title_stands_over_who_wrote_the_text() {
        let text = "Der Steg\nvon Oda Falk\n\nEin Boot liegt in der Bucht, und niemand ruft es heim.\n\n\
                    Die Flut kommt herein und geht fort wie einer ohne Uhr.\n\nThe Jetty\nby Oda Falk\n\n\
                    A boat lies in the bay, and nobody calls it home.\n\nThe tide comes in and goes away like one without a watch.\n";
        let script = read(text.as_bytes(), "jetty.txt", &Options::default()).unwrap();
        let titles: Vec<&str> = script.title.values().map(String::as_str).collect();
        assert_eq!(titles, ["Der Steg", "The Jetty"]);
        let facts: Vec<&[usize]> = script.metadata.iter().map(|fact| &fact.at[..]).collect();
        assert_eq!(facts, [[2], [9]]);
    }
}
