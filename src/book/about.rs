//! What `book.toml` says beyond the sound: the facts about a book, and how its subtitles are.

use serde::Deserialize;

/// Facts about a book, `[book]` in `book.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct About {
    /// Who wrote it; if nobody is named, those who speak stand in.
    pub authors: Vec<String>,
    /// When it came out, as `2024`, `2024-05` or `2024-05-31`; empty if that is not known.
    pub date: String,
    /// What it is about, in a few sentences.
    pub description: String,
    /// Who brings it out.
    pub publisher: String,
    /// Whose it is and what others may do with it.
    pub rights: String,
    /// A picture for the cover, PNG or JPEG, from the book's folder on; one is drawn if it is empty.
    pub cover: String,
}

/// How subtitles show a book of several languages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Subtitles {
    /// One file that shows what is spoken.
    #[default]
    Spoken,
    /// One file that shows a line in all its languages, the spoken one first.
    Both,
    /// A file a language; a line stays while its translation is spoken.
    Each,
}

impl About {
    /// The first thing that cannot be so: the key that it stands under, and what is wrong with it.
    pub fn mistake(&self) -> Option<(&'static str, String)> {
        if self.date.is_empty() || date_parts(&self.date).is_some() {
            return None;
        }
        let date = &self.date;
        let what = format!("`{date}` is no date: write it as 2024, 2024-05 or 2024-05-31");
        Some(("date", what))
    }

    /// Year, month and day; the first of what is not said.
    pub fn date(&self) -> Option<(u32, u32, u32)> {
        date_parts(&self.date)
    }
}

/// Year, month and day of `2024-05-31`, `2024-05` or `2024`.
pub fn date_parts(text: &str) -> Option<(u32, u32, u32)> {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |i: usize, length: usize| match parts.get(i) {
        None => Some(1),
        Some(part) if part.len() == length => part.parse::<u32>().ok(),
        Some(_) => None,
    };
    let (year, month, day) = (number(0, 4)?, number(1, 2)?, number(2, 2)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let fits = parts.len() <= 3 && (1..=12).contains(&month) && (1..=days).contains(&day);
    fits.then_some((year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_may_end_at_the_year_or_the_month() {
        assert_eq!(date_parts("2024"), Some((2024, 1, 1)));
        assert_eq!(date_parts("2021-11"), Some((2021, 11, 1)));
        assert_eq!(date_parts("2024-02-29"), Some((2024, 2, 29)));
        for bad in [
            "",
            "24",
            "2023-02-29",
            "2024-13",
            "2024-5",
            "2024-05-31-1",
            "May 2024",
        ] {
            assert_eq!(date_parts(bad), None, "{bad}");
        }
    }
}
