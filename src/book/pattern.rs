//! Patterns: in which order, how often and how fast the languages of a book are spoken.
//!
//! ```text
//! pattern = [scope ":"] item {"," item}     scope = "line" | "turn" | "chapter"
//! item    = language ["@" speed] ["*" times] | "pause" number ("s" | "x")
//! ```
//! `pause 2s` lasts two seconds, `pause 1.5x` one and a half times what was spoken just before.
//!
//! ```
//! use diglot::book::pattern::Pattern;
//! use diglot::language::Language;
//!
//! let languages = [Language::new("en"), Language::new("zh")];
//! let pattern = Pattern::parse("en, pause 1x, zh@0.8, zh", &languages).unwrap();
//! assert_eq!(pattern.items.len(), 4);
//! assert_eq!(Pattern::parse("zh-only", &languages).unwrap().languages(), [Language::new("zh")]);
//! ```

use crate::language::Language;
use thiserror::Error;

/// The order in which the languages of a book are spoken.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// What the pattern is done with, one after another.
    pub by: Scope,
    /// What is done, in order.
    pub items: Vec<Item>,
}

/// What a pattern is done with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Each line.
    Line,
    /// Each turn: all its lines in one language, then in the next.
    Turn,
    /// Each chapter.
    Chapter,
}

/// What is done once.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// It is spoken.
    Say {
        /// In which language.
        language: Language,
        /// How fast, as a share of the usual speed.
        speed: f64,
    },
    /// Nothing is said for a while.
    Pause(Pause),
}

/// How long nothing is said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pause {
    /// So many seconds.
    Seconds(f64),
    /// So many times as long as what was spoken just before.
    Times(f64),
}

/// What is wrong in a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct PatternError(String);

/// The patterns that have a name, with what they are for. `<tag>-only` is another.
pub const PRESETS: [(&str, &str); 3] = [
    (
        "bilingual",
        "each line in all languages, in the book's order",
    ),
    (
        "learn",
        "the first language, time to say it in the other, then the other slowly and as usual",
    ),
    (
        "shadow",
        "the last language, slowly and then as usual, each with time to repeat it",
    ),
];

impl Pattern {
    /// Reads a pattern, or takes the one of that name. `languages` are those of the book, in its
    /// order.
    ///
    /// # Errors
    /// With what is wrong and how to write it.
    pub fn parse(text: &str, languages: &[Language]) -> Result<Self, PatternError> {
        let text = text.trim();
        let known = |tag: &str| {
            let language = Language::new(tag);
            if Language::is_tag(language.tag()) && languages.contains(&language) {
                return Ok(language);
            }
            let tags: Vec<&str> = languages.iter().map(Language::tag).collect();
            Err(PatternError(format!(
                "`{tag}` is no language of this book; it has {}. A pattern is written as \
                 \"en, pause 1.5x, zh@0.8\", or is one of bilingual, learn, shadow, en-only",
                tags.join(", ")
            )))
        };
        if let Some(preset) = preset(text, languages) {
            return Ok(preset);
        }
        if let Some(tag) = text.strip_suffix("-only") {
            return Ok(Self::of_lines(vec![say(&known(tag)?, 1.0)]));
        }
        let (by, rest) = match text.split_once(':') {
            None => (Scope::Line, text),
            Some((scope, rest)) => match scope.trim() {
                "line" => (Scope::Line, rest),
                "turn" => (Scope::Turn, rest),
                "chapter" => (Scope::Chapter, rest),
                other => {
                    return Err(PatternError(format!(
                        "a pattern is by line, turn or chapter, not by `{other}`"
                    )));
                }
            },
        };
        let mut items = Vec::new();
        for item in rest.split(',').map(str::trim) {
            if let Some(length) = item.strip_prefix("pause") {
                items.push(Item::Pause(pause(length.trim())?));
                continue;
            }
            let (item, times) = match item.split_once('*') {
                Some((item, times)) => (item.trim(), number(times, 1.0, 10.0, "times")?),
                None => (item, 1.0),
            };
            let (tag, speed) = match item.split_once('@') {
                Some((tag, speed)) => (tag.trim(), number(speed, 0.5, 2.0, "speed")?),
                None => (item, 1.0),
            };
            let said = say(&known(tag)?, speed);
            items.extend(std::iter::repeat_n(said, times as usize));
        }
        let pattern = Self { by, items };
        if pattern.languages().is_empty() {
            return Err(PatternError("a pattern names at least one language".into()));
        }
        Ok(pattern)
    }

    fn of_lines(items: Vec<Item>) -> Self {
        let by = Scope::Line;
        Self { by, items }
    }

    /// The languages that are spoken, in the order in which they are spoken first.
    pub fn languages(&self) -> Vec<Language> {
        let mut languages = Vec::new();
        for item in &self.items {
            if let Item::Say { language, .. } = item
                && !languages.contains(language)
            {
                languages.push(language.clone());
            }
        }
        languages
    }
}

fn say(language: &Language, speed: f64) -> Item {
    let language = language.clone();
    Item::Say { language, speed }
}

fn preset(name: &str, languages: &[Language]) -> Option<Pattern> {
    let (first, last) = (languages.first()?, languages.last()?);
    let items = match name {
        "bilingual" => languages
            .iter()
            .map(|language| say(language, 1.0))
            .collect(),
        "learn" => {
            let time = Item::Pause(Pause::Times(1.2));
            vec![say(first, 1.0), time, say(last, 0.8), say(last, 1.0)]
        }
        "shadow" => {
            let time = || Item::Pause(Pause::Times(1.2));
            vec![say(last, 0.8), time(), say(last, 1.0), time()]
        }
        _ => return None,
    };
    Some(Pattern::of_lines(items))
}

fn pause(text: &str) -> Result<Pause, PatternError> {
    if let Some(seconds) = text.strip_suffix('s') {
        number(seconds, 0.0, 60.0, "pause").map(Pause::Seconds)
    } else if let Some(times) = text.strip_suffix('x') {
        number(times, 0.0, 10.0, "pause").map(Pause::Times)
    } else {
        Err(PatternError(format!(
            "a pause is written as \"pause 2s\" or \"pause 1.5x\", not `pause {text}`"
        )))
    }
}

fn number(text: &str, least: f64, most: f64, what: &str) -> Result<f64, PatternError> {
    let text = text.trim();
    let number = text
        .parse::<f64>()
        .ok()
        .filter(|number| (least..=most).contains(number));
    let whole = what != "times" || number.is_none_or(|number| number.fract() == 0.0);
    number.filter(|_| whole).ok_or_else(|| {
        PatternError(format!(
            "in a pattern, `{what}` is from {least} to {most}, not `{text}`"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Pattern, String> {
        let languages = [Language::new("en"), Language::new("zh")];
        Pattern::parse(text, &languages).map_err(|error| error.to_string())
    }

    fn en(speed: f64) -> Item {
        say(&Language::new("en"), speed)
    }

    #[test]
    fn patterns_are_read() {
        assert_eq!(parse("en*3").unwrap().items, [en(1.0), en(1.0), en(1.0)]);
        let pattern = parse("turn: en@0.8, pause 2s, zh, pause 1.5x").unwrap();
        assert_eq!(pattern.by, Scope::Turn);
        assert_eq!(pattern.items[0], en(0.8));
        assert_eq!(pattern.items[1], Item::Pause(Pause::Seconds(2.0)));
        assert_eq!(pattern.items[3], Item::Pause(Pause::Times(1.5)));
        assert_eq!(parse("zh, en").unwrap().languages()[0].tag(), "zh");
    }

    #[test]
    fn presets_have_names() {
        for (name, _) in PRESETS {
            assert!(parse(name).is_ok(), "{name}");
        }
        assert_eq!(parse("bilingual").unwrap(), parse("en, zh").unwrap());
        assert_eq!(parse("en-only").unwrap().items, [en(1.0)]);
        assert_eq!(
            parse("learn").unwrap(),
            parse("en, pause 1.2x, zh@0.8, zh").unwrap()
        );
    }

    #[test]
    fn mistakes_are_explained() {
        for (text, word) in [
            ("fr", "no language of this book; it has en, zh"),
            ("fr-only", "`fr` is no language"),
            ("", "`` is no language"),
            ("pause 2s", "at least one language"),
            ("en, pause 2", "\"pause 2s\""),
            ("en@4", "`speed` is from 0.5 to 2, not `4`"),
            ("en*2.5", "`times` is from 1 to 10"),
            ("en*99", "`times`"),
            ("book: en", "line, turn or chapter"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(word), "{text}: {error}");
        }
    }
}
