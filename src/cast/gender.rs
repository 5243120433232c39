//! A guess of a speaker's gender from the name, so that the voice fits more often than not.

use crate::script::{Gender, Speaker};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Names {
    female: Vec<String>,
    male: Vec<String>,
    female_titles: Vec<String>,
    male_titles: Vec<String>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    toml::from_str(include_str!("../../voices/names.toml")).expect("the built-in names are TOML")
});

/// The gender that the script states, else a guess from a title or the given name, else `None`.
pub fn of(speaker: &Speaker) -> Option<Gender> {
    speaker
        .gender
        .or_else(|| speaker.names.values().find_map(|name| by_title(name)))
        .or_else(|| speaker.names.values().find_map(|name| by_given_name(name)))
}

fn by_title(name: &str) -> Option<Gender> {
    let first = name.split_whitespace().next()?.trim_end_matches('.');
    let is =
        |title: &String| title == first || (!title.is_ascii() && name.ends_with(title.as_str()));
    if NAMES.female_titles.iter().any(is) {
        Some(Gender::Female)
    } else if NAMES.male_titles.iter().any(is) {
        Some(Gender::Male)
    } else {
        None
    }
}

fn by_given_name(name: &str) -> Option<Gender> {
    let is_first = |word: &&str| !word.ends_with('.');
    let given = name.split_whitespace().find(is_first)?.to_lowercase();
    let among = |names: &[String]| names.iter().any(|n| n.to_lowercase() == given);
    match (among(&NAMES.female), among(&NAMES.male)) {
        (true, false) => Some(Gender::Female),
        (false, true) => Some(Gender::Male),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, Localized};

    fn guess(name: &str) -> Option<Gender> {
        of(&Speaker {
            id: "x".into(),
            names: Localized::from([(Language::new("en"), name.to_string())]),
            gender: None,
        })
    }

    #[test]
    fn titles_and_given_names() {
        assert_eq!(guess("Mara Ellison"), Some(Gender::Female));
        assert_eq!(guess("J. Thomas Hale"), Some(Gender::Male));
        assert_eq!(guess("Mr. Kim"), Some(Gender::Male));
        assert_eq!(guess("王女士"), Some(Gender::Female));
        assert_eq!(guess("Operator"), None);
    }

    #[test]
    fn no_name_stands_in_both_lists() {
        for name in &NAMES.female {
            assert!(!NAMES.male.contains(name), "{name}");
        }
    }
}
