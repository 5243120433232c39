//! Proof-listening: which lines were heard and are good, and which are to be mended, in `review.toml` beside the script.
//!
//! A line is known by what it says and who says it. So a line that is moved keeps its mark, one that is changed is unheard
//! again, and lines that say the same are one.

use super::rows::Row;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use toml_edit::Value;

/// The file's name.
pub const REVIEW: &str = "review.toml";
/// How much of a line stands beside its mark, in characters.
const BEGINNING: usize = 60;

/// What stands at the beginning of the file.
const HEAD: &str = "\
# Proof-listening: which lines were heard and are good, and which are to be mended. Lines are known by what they say;
# one that is changed is unheard again. `diglot studio` writes this file.
";

/// The mark of a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "state")]
pub enum Mark {
    /// Heard, and good.
    Good,
    /// To be mended.
    Mend {
        /// What is wrong.
        #[serde(default)]
        remark: String,
    },
}

/// The marks of a book, by the names of lines.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Review(IndexMap<String, Mark>);

/// The file as it is read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    good: Vec<String>,
    #[serde(default)]
    mend: Vec<Mend>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mend {
    line: String,
    #[serde(default)]
    remark: String,
    /// For whoever reads the file.
    #[serde(default, rename = "text")]
    _text: String,
}

/// The name of a line: a part of the hash of what it says and how. None for what is not spoken.
pub fn name(row: &Row) -> Option<String> {
    let Row::Line {
        speaker,
        text,
        say,
        voice,
        take,
        ..
    } = row
    else {
        return None;
    };
    let mut all = serde_json::to_vec(&(speaker, text, say, voice)).unwrap_or_default();
    // Another take sounds otherwise, and is to be heard.
    if !take.is_empty() {
        all.extend(serde_json::to_vec(take).unwrap_or_default());
    }
    Some(blake3::hash(&all).to_hex()[..12].to_string())
}

fn beginning(row: &Row) -> String {
    let Row::Line { text, .. } = row else {
        return String::new();
    };
    let text = text.values().next().map_or("", String::as_str);
    let text: String = text
        .chars()
        .filter(|c| !c.is_control())
        .take(BEGINNING)
        .collect();
    text.trim().into()
}

impl Review {
    /// Reads the file.
    ///
    /// # Errors
    /// With what is wrong in it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| {
            let (at, what) = crate::mistake::explain(text, &error);
            let (line, column) = crate::disk::place(text, at);
            format!("{REVIEW}:{line}:{column}: {what}")
        })?;
        let good = file.good.into_iter().map(|line| (line, Mark::Good));
        let mend = file.mend.into_iter();
        let mend = mend.map(|mend| {
            (
                mend.line,
                Mark::Mend {
                    remark: mend.remark,
                },
            )
        });
        Ok(Self(good.chain(mend).collect()))
    }

    /// Writes the file: the marks in the order of the lines, each with its beginning; then those of lines that are in the
    /// book no longer and are to be mended, so that no remark is lost.
    pub fn render(&self, rows: &[Row]) -> String {
        let mut left = self.0.clone();
        let (mut good, mut mend) = (String::new(), String::new());
        let mut add_mend = |name: &str, text: &str, remark: &str| {
            let _ = writeln!(mend, "\n[[mend]]\nline = {}", Value::from(name));
            if !text.is_empty() {
                let _ = writeln!(mend, "text = {}", Value::from(text));
            }
            let _ = writeln!(mend, "remark = {}", Value::from(remark));
        };
        for row in rows {
            let Some(name) = name(row) else { continue };
            match left.shift_remove(&name) {
                None => {}
                Some(Mark::Good) => {
                    let _ = writeln!(good, "  {}, # {}", Value::from(&name), beginning(row));
                }
                Some(Mark::Mend { remark }) => add_mend(&name, &beginning(row), &remark),
            }
        }
        for (name, mark) in &left {
            if let Mark::Mend { remark } = mark
                && !remark.is_empty()
            {
                add_mend(name, "", remark);
            }
        }
        format!("{HEAD}good = [\n{good}]\n{mend}")
    }

    /// The mark of a row.
    pub fn of(&self, row: &Row) -> Option<&Mark> {
        self.0.get(&name(row)?)
    }

    /// Gives a row a mark, or takes it away.
    pub fn set(&mut self, row: &Row, mark: Option<Mark>) {
        let Some(name) = name(row) else { return };
        match mark {
            Some(mark) => drop(self.0.insert(name, mark)),
            None => drop(self.0.shift_remove(&name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn line(text: &str, first: bool) -> Row {
        Row::Line {
            speaker: "ann".into(),
            first,
            text: [(Language::new("en"), text.to_string())]
                .into_iter()
                .collect(),
            say: Default::default(),
            voice: Default::default(),
            take: Default::default(),
            pause: None,
            skip: false,
        }
    }

    #[test]
    fn marks_are_kept_as_plain_text_in_the_order_of_the_lines() {
        let rows = [
            line("Dusk.", true),
            line("It is \"dark\".", false),
            line("Night.", false),
        ];
        let mut review = Review::default();
        let remark = "\"dark\" is too\nshort".to_string();
        review.set(&rows[2], Some(Mark::Good));
        review.set(&rows[1], Some(Mark::Mend { remark }));
        review.set(&rows[0], Some(Mark::Good));
        let text = review.render(&rows);
        assert!(
            text.find("# Dusk.").unwrap() < text.find("# Night.").unwrap(),
            "{text}"
        );
        let again = Review::parse(&text).unwrap();
        assert_eq!(again.render(&rows), text);
        assert_eq!(again.of(&rows[1]), review.of(&rows[1]));
        // One that is moved keeps its mark, one that is changed is unheard.
        assert_eq!(again.of(&line("Dusk.", false)), Some(&Mark::Good));
        assert_eq!(again.of(&line("Dusk!", true)), None);
        // What is to be mended is not forgotten with the line.
        let later = Review::parse(&again.render(&rows[..1])).unwrap();
        assert_eq!(later.of(&rows[1]), review.of(&rows[1]));
        assert_eq!(later.of(&rows[2]), None);
        assert!(
            Review::parse("good = 3\n")
                .unwrap_err()
                .starts_with("review.toml:1:")
        );
    }
}
