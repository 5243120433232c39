//! A series: people of the same name keep their voices from book to book.

use super::Book;
use crate::book::settings::CastEntry;
use crate::language::{Language, Localized};
use crate::script::NARRATOR;

/// The voices that people of a book have in another one, where someone there has the same name. Nobody is in it whose
/// voice is that already.
pub fn voices_as_in(book: &Book, other: &Book) -> Vec<CastEntry> {
    let mut entries = Vec::new();
    for role in &book.roles {
        let Some(like) = namesake(book, &role.speaker, other) else {
            continue;
        };
        let theirs = other.roles.iter().filter(|theirs| theirs.speaker == like);
        let speaks = |language: &Language| theirs.clone().find(|t| t.language == *language);
        let kin = || {
            let mut theirs = theirs.clone();
            theirs.find(|t| t.language.is_kin_of(&role.language))
        };
        let Some(theirs) = speaks(&role.language).or_else(kin) else {
            continue;
        };
        if theirs.voice == role.voice {
            continue;
        }
        // What its `book.toml` says of the voice; the rest is the catalog's.
        let written =
            other.settings.cast.iter().find(|entry| {
                (&entry.speaker, &entry.language) == (&theirs.speaker, &theirs.language)
            });
        entries.push(CastEntry {
            speaker: role.speaker.clone(),
            language: role.language.clone(),
            voice: theirs.voice.id.clone(),
            settings: written
                .map(|entry| entry.settings.clone())
                .unwrap_or_default(),
        });
    }
    entries
}

/// The id of someone in another book who has a name of a speaker of this one.
fn namesake<'a>(book: &Book, speaker: &str, other: &'a Book) -> Option<&'a str> {
    if speaker == NARRATOR {
        return Some(NARRATOR);
    }
    let own = book.script.speaker(speaker)?;
    let mut others = other.script.speakers.iter();
    let found = others.find(
        |other| match own.names.is_empty() || other.names.is_empty() {
            true => own.id == other.id,
            false => share_a_name(&own.names, &other.names),
        },
    );
    found.map(|other| other.id.as_str())
}

fn share_a_name(own: &Localized, other: &Localized) -> bool {
    let bare = |name: &String| -> String {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let own: Vec<String> = own.values().map(bare).collect();
    let is_own = |name: &String| !name.is_empty() && own.contains(name);
    other.values().map(bare).any(|name| is_own(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_one_language_is_enough() {
        let names = |all: &[(&str, &str)]| -> Localized {
            let names = all.iter();
            names
                .map(|(l, n)| (Language::new(l), (*n).into()))
                .collect()
        };
        let own = names(&[("en", "Ann Reed"), ("zh", "安·里德")]);
        assert!(share_a_name(&own, &names(&[("en", "ANN REED")])));
        assert!(share_a_name(
            &own,
            &names(&[("en", "A. Reed"), ("zh", "安里德")])
        ));
        assert!(!share_a_name(&own, &names(&[("en", "Ann"), ("zh", "?")])));
    }
}
