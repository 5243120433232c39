//! Why a text is read as it is: the readings that were weighed, and the role of each line.

use super::document::Document;
use super::lattice::{self, Layout};
use super::resolve::pieces::{Is, Pieces};
use super::tongues::axis::Tongues;
use crate::language::Language;
use serde::Serialize;
use std::fmt;

/// How many readings are told, at most.
const MOST: usize = 8;

/// Why a text is read as it is. All costs are in nats: the length of a code for the text, so that the cheapest reading is
/// taken.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// Who speaks: the ways to read it, the cheapest first. `--layout` takes their names.
    pub layouts: Vec<Weighed>,
    /// The cheapest layout that gives at least one line in fifty to somebody else.
    pub runner_up: Option<String>,
    /// By how many nats it is dearer than the one that was taken.
    pub margin: Option<f64>,
    /// Which languages there are: what was weighed on a sample of the text, the cheapest first.
    pub languages: Vec<Weighed>,
    /// By how many nats the languages that were taken are cheaper than the next, on the sample; none if there was no other.
    pub language_margin: Option<f64>,
    /// The cost of the whole text in these languages, in nats.
    pub language_nats: f64,
    /// How the languages follow each other.
    pub order: &'static str,
    /// Every line of the source.
    pub lines: Vec<Explained>,
}

/// A reading that was weighed.
#[derive(Debug, Clone, Serialize)]
pub struct Weighed {
    /// What it is called.
    pub name: String,
    /// Its cost in nats.
    pub nats: f64,
}

/// What a line of the source is.
#[derive(Debug, Clone, Serialize)]
pub struct Explained {
    /// Its number.
    pub at: usize,
    /// Its role in the layout that was taken.
    pub role: &'static str,
    /// Whose name it carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What its parts are, in order.
    pub parts: Vec<&'static str>,
    /// The languages of its parts.
    pub languages: Vec<Language>,
    /// A language that is none of the text's, which a part of it is in: a quotation, a greeting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guest: Option<Language>,
    /// By how many nats the least certain of its parts is in its language rather than in another of the text's.
    pub language_margin: Option<f64>,
    /// By how many nats the best reading is dearer in which it has another role; none if there is no such reading.
    pub margin: Option<f64>,
    /// The text.
    pub text: String,
}

impl Explanation {
    pub(crate) fn of(
        document: &Document,
        layouts: &[Layout],
        tongues: &Tongues,
        pieces: &Pieces,
    ) -> Self {
        let layout = &layouts[0];
        let runner_up = lattice::runner_up(layouts);
        let mut told: Vec<Weighed> = Vec::new();
        for layout in layouts {
            if told.len() < MOST && told.iter().all(|known| known.name != layout.title()) {
                told.push(Weighed {
                    name: layout.title(),
                    nats: rounded(layout.cost),
                });
            }
        }
        let languages = tongues
            .weighed
            .iter()
            .take(MOST)
            .map(|(languages, nats)| Weighed {
                name: languages
                    .iter()
                    .map(Language::tag)
                    .collect::<Vec<_>>()
                    .join(", "),
                nats: rounded(*nats),
            });
        let lines = document.lines.iter().enumerate().map(|(i, line)| {
            let margin = f64::from(layout.margins.get(i).copied().unwrap_or(f32::INFINITY));
            let own = || pieces.of(i).iter().filter(|piece| piece.is != Is::Sign);
            let mut languages: Vec<Language> =
                own().filter_map(|piece| piece.language.clone()).collect();
            languages.dedup();
            let spans = || {
                tongues.spans[span_at(tongues, i)..]
                    .iter()
                    .take_while(|span| span.line == i)
            };
            let least = spans()
                .map(|span| f64::from(span.margin))
                .fold(f64::INFINITY, f64::min);
            Explained {
                at: line.at,
                guest: spans().find_map(|span| span.guest.clone()),
                language_margin: least.is_finite().then(|| rounded(least)),
                role: if line.preset.is_some() {
                    "known by the reader"
                } else {
                    layout.roles[i].name()
                },
                name: layout.labels[i]
                    .as_ref()
                    .map(|label| label.name.to_string()),
                parts: own().map(|piece| piece.is.name()).collect(),
                languages,
                margin: margin.is_finite().then(|| rounded(margin)),
                text: line.text.clone(),
            }
        });
        Self {
            layouts: told,
            runner_up: runner_up.map(|(layout, _)| layout.title()),
            margin: runner_up.map(|(_, nats)| rounded(nats)),
            languages: languages.collect(),
            language_margin: tongues.margin.is_finite().then(|| rounded(tongues.margin)),
            language_nats: rounded(tongues.cost),
            order: tongues.layout.name(),
            lines: lines.collect(),
        }
    }
}

/// Where the spans of a line begin among all of them.
fn span_at(tongues: &Tongues, line: usize) -> usize {
    tongues.spans.partition_point(|span| span.line < line)
}

/// To a tenth of a nat: more says nothing.
fn rounded(nats: f64) -> f64 {
    (nats * 10.0).round() / 10.0
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Who speaks, the cheapest reading first (nats):")?;
        for layout in &self.layouts {
            writeln!(f, "  {:>10.1}  {}", layout.nats, layout.name)?;
        }
        match (&self.runner_up, self.margin) {
            (Some(name), Some(nats)) => {
                writeln!(
                    f,
                    "The next that reads the text otherwise is `{name}`, {nats:.1} nats dearer."
                )?;
            }
            _ => writeln!(f, "No other reading was found.")?,
        }
        writeln!(f, "Languages ({}):", self.order)?;
        for weighed in &self.languages {
            writeln!(f, "  {:>10.1}  {}", weighed.nats, weighed.name)?;
        }
        writeln!(f, "Lines (number, role, nats to another role, parts):")?;
        for line in &self.lines {
            let margin = line
                .margin
                .map_or_else(|| "-".into(), |margin| format!("{margin:.1}"));
            let languages: Vec<&str> = line.languages.iter().map(Language::tag).collect();
            let text: String = line.text.chars().take(60).collect();
            writeln!(
                f,
                "  {:>6}  {:<20} {margin:>7}  {} [{}]  {text}",
                line.at,
                line.role,
                line.parts.join(" + "),
                languages.join(" "),
            )?;
        }
        Ok(())
    }
}
