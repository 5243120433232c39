//! Headings in one language whose translation is set as a line of text: among pairs of lines, or in a cell, it would stand alone.

use super::pieces::{Is, Pieces};
use crate::language::Language;
use crate::script::document::Document;
use crate::script::sentences::is_over;
use std::ops::Range;

/// The longest such line, in characters.
const LONGEST: usize = 120;
/// How many of them a text has at least.
const FEWEST: usize = 2;
/// What stands around a translation.
#[rustfmt::skip]
const AROUND: [(char, char); 8] = [
    ('(', ')'), ('（', '）'), ('[', ']'), ('【', '】'), ('「', '」'), ('“', '”'), ('«', '»'), ('"', '"'),
];

impl Pieces {
    /// The same; where the lines between two headings are in both languages by turns and one is left over beside a heading in the other
    /// language, it is a heading, too.
    pub(crate) fn headed_twice(mut self, document: &Document) -> Self {
        let is_said = |is: Is| matches!(is, Is::Said | Is::Told | Is::Heading(_));
        let lines: Vec<usize> = (0..document.lines.len())
            .filter(|&i| self.of(i).iter().any(|piece| is_said(piece.is)))
            .collect();
        let language = |nth: usize| -> Option<&Language> {
            let mut own = self.of(lines[nth]).iter().filter(|piece| is_said(piece.is));
            let first = own.next()?.language.as_ref()?;
            own.all(|piece| piece.language.as_ref() == Some(first))
                .then_some(first)
        };
        let level = |nth: usize| {
            let mut own = self.of(lines[nth]).iter();
            own.find_map(|piece| match piece.is {
                Is::Heading(level) => Some(level),
                _ => None,
            })
        };
        let headings: Vec<usize> = (0..lines.len())
            .filter(|nth| level(*nth).is_some())
            .collect();
        // The lines between two headings, if they begin and end in one language and change it with each.
        let left_over = |between: Range<usize>| -> Option<Language> {
            let own = language(between.start)?;
            let other = between.clone().skip(1).step_by(2).map(language);
            let is_odd = between.len() % 2 == 1;
            let same = between
                .clone()
                .step_by(2)
                .all(|nth| language(nth) == Some(own));
            let mut others = other;
            (is_odd && same && others.all(|other| other.is_some_and(|other| other != own)))
                .then(|| own.clone())
        };
        let is_short = |nth: usize| {
            let line = &document.lines[lines[nth]];
            line.is_text() && line.text.chars().count() <= LONGEST
        };
        let mut found: Vec<(usize, u8)> = Vec::new();
        let mut begin = 0;
        let ends = headings.iter().copied().chain([lines.len()]);
        for end in ends {
            let between = begin..end;
            if let Some(own) = (!between.is_empty())
                .then(|| left_over(between.clone()))
                .flatten()
            {
                let is_over = |nth: usize| language(nth).is_some_and(|other| *other != own);
                let before = begin
                    .checked_sub(1)
                    .filter(|nth| is_over(*nth) && is_short(begin));
                let behind = Some(end)
                    .filter(|nth| *nth < lines.len() && is_over(*nth) && is_short(end - 1));
                match (before, behind) {
                    (None, Some(heading)) => {
                        found.extend(level(heading).map(|level| (lines[end - 1], level)))
                    }
                    (Some(heading), None) => {
                        found.extend(level(heading).map(|level| (lines[begin], level)))
                    }
                    // One of the two headings has its translation beside it.
                    (Some(_), Some(heading)) if !found.is_empty() => {
                        found.extend(level(heading).map(|level| (lines[end - 1], level)));
                    }
                    _ => {}
                }
            }
            begin = end + 1;
        }
        if found.len() < FEWEST {
            found = self.headed_beside(document, &lines);
        }
        if found.len() < FEWEST {
            found = self.headed_in_brackets(document, &lines);
        }
        if found.len() >= FEWEST {
            for (i, level) in found {
                self.make_heading(i, level);
            }
        }
        self
    }

    /// The lines in brackets or quotation marks that stand right under headings in the other language, if half of the headings of that
    /// level have one.
    fn headed_in_brackets(&self, document: &Document, lines: &[usize]) -> Vec<(usize, u8)> {
        let level = |i: usize| {
            let mut own = self.of(i).iter();
            own.find_map(|piece| match piece.is {
                Is::Heading(level) => Some(level),
                _ => None,
            })
        };
        let language = |i: usize| {
            let is_text = |is: Is| matches!(is, Is::Said | Is::Told | Is::Heading(_));
            let mut own = self.of(i).iter().filter(|piece| is_text(piece.is));
            own.find_map(|piece| piece.language.as_ref())
        };
        let is_under = |heading: usize, i: usize| {
            let line = &document.lines[i];
            level(i).is_none()
                && line.at == document.lines[heading].at + 1
                && line.is_text()
                && is_bracketed(&line.text)
                && language(i) != language(heading)
        };
        let mut all = [0; u8::MAX as usize + 1];
        let mut found = Vec::new();
        for pair in lines.windows(2) {
            if let Some(level) = level(pair[0]) {
                all[usize::from(level)] += 1;
                if is_under(pair[0], pair[1]) {
                    found.push((pair[1], level));
                }
            }
        }
        let count = |level: u8| found.iter().filter(|(_, own)| *own == level).count();
        let most = |level: u8| 2 * count(level) >= all[usize::from(level)];
        found
            .iter()
            .copied()
            .filter(|(_, own)| most(*own))
            .collect()
    }

    /// The lines that translate the heading at the head of the cell beside them: short, without a stop, and over more of their cell if
    /// more stands under the heading.
    fn headed_beside(&self, document: &Document, lines: &[usize]) -> Vec<(usize, u8)> {
        let place = |i: usize| (document.lines[i].at, document.lines[i].markup.column);
        let cells: Vec<&[usize]> = lines.chunk_by(|a, b| place(*a) == place(*b)).collect();
        let first = |cell: &[usize]| self.of(cell[0]).first();
        let level = |cell: &[usize]| {
            let mut own = self.of(cell[0]).iter();
            own.find_map(|piece| match piece.is {
                Is::Heading(level) => Some(level),
                _ => None,
            })
        };
        let has_heading = |cell: &[usize]| {
            let mut own = cell.iter().flat_map(|i| self.of(*i));
            own.any(|piece| matches!(piece.is, Is::Heading(_)))
        };
        let translates = |cell: &[usize], heading: &[usize]| {
            let text = &document.lines[cell[0]].text;
            let is_over = |cell: &[usize]| is_over(&document.lines[cell[0]].text);
            first(cell).map(|piece| &piece.language) != first(heading).map(|piece| &piece.language)
                && !has_heading(cell)
                && text.chars().count() <= LONGEST
                && (is_over(heading) || !is_over(cell))
                && (cell.len() > 1) == (heading.len() > 1)
        };
        let mut found = Vec::new();
        for row in cells.chunk_by(|a, b| place(a[0]).0 == place(b[0]).0) {
            let [one, other] = row else { continue };
            if place(one[0]).1.is_none() || place(other[0]).1.is_none() {
                continue;
            }
            for (heading, cell) in [(one, other), (other, one)] {
                if let Some(level) = level(heading).filter(|_| translates(cell, heading)) {
                    found.push((cell[0], level));
                }
            }
        }
        found
    }
}

/// Whether brackets or quotation marks stand around a whole line.
fn is_bracketed(text: &str) -> bool {
    AROUND.iter().any(|(open, close)| {
        let inside = text
            .strip_prefix(*open)
            .and_then(|text| text.strip_suffix(*close));
        inside.is_some_and(|inside| !inside.contains([*open, *close]))
    })
}

#[cfg(test)]
mod tests {
    use crate::script::{Options, read};

    #[test]
    fn a_heading_is_translated_by_the_line_over_it() {
        let text = "The keeper lit the lamp at night.\n\nDer Wärter zündete nachts die Lampe an.\n\n\
                    First I tell of the ship.\n\n### Zuerst erzähle ich vom Schiff\n\n\
                    It came out of the fog one evening.\n\nEs kam eines Abends aus dem Nebel.\n\n\
                    Then I tell of the storm.\n\n### Dann erzähle ich vom Sturm\n\n\
                    Nobody heard the bell in the wind.\n\nNiemand hörte die Glocke im Wind.\n";
        let script = read(text.as_bytes(), "lamp.md", &Options::default()).unwrap();
        let titles: Vec<Vec<&str>> = script
            .chapters
            .iter()
            .filter(|chapter| chapter.is_heading)
            .map(|chapter| chapter.title.values().map(String::as_str).collect())
            .collect();
        assert_eq!(titles.len(), 2);
        assert!(titles.iter().all(|title| title.len() == 2), "{titles:?}");
    }

    #[test]
    fn a_heading_is_translated_in_brackets_under_it() {
        let part = |en: &str, de: &str, more: &str| format!("## {en}\n({de})\n{more}\n\n");
        let text = [
            part(
                "Good evening.",
                "Guten Abend.",
                "So grüßt man nach sechs Uhr, auch wenn es noch hell ist.",
            ),
            part(
                "Where is the lamp?",
                "Wo ist die Lampe?",
                "So fragt, wer den Turm im Nebel nicht findet.",
            ),
            part(
                "It went out.",
                "Sie ist erloschen.",
                "So antwortet der Wärter, wenn er geschlafen hat.",
            ),
        ];
        let script = read(text.concat().as_bytes(), "lamp.md", &Options::default()).unwrap();
        let titles = script.chapters.iter().map(|chapter| chapter.title.len());
        assert_eq!(titles.collect::<Vec<_>>(), [2, 2, 2]);
    }

    #[test]
    fn a_heading_over_pairs_stays_alone() {
        let text = "### The ship\n\nIt came out of the fog one evening.\n\nEs kam eines Abends aus dem Nebel.\n\n\
                    ### The storm\n\nNobody heard the bell in the wind.\n\nNiemand hörte die Glocke im Wind.\n\n\
                    ### The lamp\n\nIt burned until the morning.\n\nSie brannte bis zum Morgen.\n";
        let script = read(text.as_bytes(), "lamp.md", &Options::default()).unwrap();
        assert!(
            script
                .chapters
                .iter()
                .all(|chapter| chapter.title.len() == 1)
        );
    }
}
