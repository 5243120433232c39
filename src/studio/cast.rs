//! Casting by ear: who speaks with which voice, which other voices there are, and the choice, which goes into `book.toml`.

use super::desk::Desk;
use super::rows::placed;
use super::sound::named;
use super::trouble::Trouble;
use crate::book::settings;
use crate::cast::Role;
use crate::language::Language;
use crate::pipeline::Workshop;
use crate::pipeline::series::voices_as_in;
use crate::script::Line;
use serde::Deserialize;
use serde_json::{Value, json};

/// The length of a line that is good to hear a voice by, in characters.
const GOOD: std::ops::RangeInclusive<usize> = 25..=160;
/// How many lines of each speaker are offered as samples.
const SAMPLES: usize = 3;

/// A choice.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    speaker: String,
    language: Language,
    voice: String,
}

/// Who speaks with which voice, and lines of theirs to hear them by.
///
/// # Errors
/// If the book cannot be opened.
pub fn show(desk: &Desk, workshop: &Workshop) -> Result<Value, Trouble> {
    let book = desk.book(workshop)?;
    let rows = super::rows::rows(&book.script);
    let samples = |role: &Role| {
        let own = placed(&rows).filter_map(|(place, row)| match (place, row) {
            (
                Some(place),
                super::rows::Row::Line {
                    speaker,
                    text,
                    skip: false,
                    voice,
                    ..
                },
            ) if *speaker == role.speaker && voice.is_empty() => {
                Some((place, text.get(&role.language)?.clone()))
            }
            _ => None,
        });
        let own: Vec<_> = own.take(400).collect();
        let good = own
            .iter()
            .filter(|(_, text)| GOOD.contains(&text.chars().count()));
        let mut best: Vec<_> = good.take(SAMPLES).collect();
        if best.is_empty() {
            best = own.iter().take(SAMPLES).collect();
        }
        let line = |(at, text): &&(super::edit::Place, String)| json!({ "chapter": at.chapter, "turn": at.turn, "line": at.line, "text": text });
        best.iter().map(line).collect::<Vec<_>>()
    };
    // What the same voice is called in the other languages of the book, where it speaks them.
    let elsewhere = |role: &Role| -> serde_json::Map<String, Value> {
        let Ok(catalog) = workshop.catalog(&role.voice.id.engine) else {
            return Default::default();
        };
        let own = std::slice::from_ref(&role.language);
        let others = book.settings.languages.iter();
        let others = others.filter(|language| **language != role.language);
        let named = others.filter_map(|to| {
            let name = catalog.name_in_other(&role.voice.id.name, own, to)?;
            Some((
                to.tag().into(),
                json!(format!("{}:{name}", role.voice.id.engine)),
            ))
        });
        named.collect()
    };
    let roles = book.roles.iter().map(|role| {
        json!({
            "speaker": role.speaker, "language": role.language, "voice": role.voice.id.to_string(),
            "settled": book.settings.cast.iter().any(|entry| {
                (&entry.speaker, &entry.language) == (&role.speaker, &role.language)
            }),
            "samples": samples(role), "elsewhere": elsewhere(role),
        })
    });
    let counts = book.script.speakers.iter().map(|speaker| {
        let own = book
            .script
            .turns()
            .filter(|turn| turn.speaker == speaker.id);
        let lines: usize = own
            .map(|turn| {
                turn.lines
                    .iter()
                    .filter(|l| matches!(l, Line::Speech { .. }))
                    .count()
            })
            .sum();
        (speaker.id.clone(), json!(lines))
    });
    let counts: serde_json::Map<String, Value> = counts.collect();
    Ok(json!({ "roles": roles.collect::<Vec<_>>(), "lines": counts }))
}

/// The voices of all engines that speak a language.
///
/// # Errors
/// None: an engine whose voices cannot be had is left out.
pub fn voices(language: &Language, workshop: &Workshop) -> Result<Value, Trouble> {
    let mut all = Vec::new();
    for name in workshop.config.names() {
        let Ok(config) = workshop.config.engine(name) else {
            continue;
        };
        // Those on this machine, and those that a person has set up.
        let is_mine = config.is_program() || workshop.config.engines.contains_key(name);
        let is_empty = matches!(config.kind(), "kokoro" | "piper") && config.installed().is_empty();
        if !is_mine || is_empty {
            continue;
        }
        let Ok(catalog) = workshop.catalog(name) else {
            continue;
        };
        let costs =
            !catalog.prices.is_empty() || config.common.usd_per_million_characters.is_some();
        for voice in &catalog.voices {
            if let Some(own) = voice.name_in(&catalog, language) {
                all.push(json!({
                    "voice": format!("{name}:{own}"), "engine": name, "gender": voice.gender,
                    "about": voice.portrait(), "costs": costs,
                }));
            }
        }
    }
    Ok(json!(all))
}

/// Gives a speaker a voice.
///
/// # Errors
/// If there is no such speaker or voice.
pub fn choose(desk: &Desk, choice: &Choice, workshop: &Workshop) -> Result<(), Trouble> {
    let voice = named(&choice.voice, workshop)?;
    let book = desk.book(workshop)?;
    let is_known = book.role(&choice.speaker, &choice.language).is_some();
    if !is_known {
        let what = format!("nobody has the id `{}` in that language", choice.speaker);
        return Err(Trouble::unfit(what));
    }
    let role = Role {
        speaker: choice.speaker.clone(),
        language: choice.language.clone(),
        voice,
    };
    desk.settle("choose a voice", |text| {
        settings::add_roles(text, &[role]).map_err(|error| Trouble::unfit(error.to_string()))
    })
}

/// Gives people of the same name the voices that they have in another book, or says which they would be given.
///
/// # Errors
/// If one of the books cannot be opened.
pub fn as_in(desk: &Desk, other: &Desk, give: bool, workshop: &Workshop) -> Result<Value, Trouble> {
    let entries = voices_as_in(&*desk.book(workshop)?, &*other.book(workshop)?);
    if give && !entries.is_empty() {
        desk.settle("give the voices of another book", |text| {
            settings::add_entries(text, &entries).map_err(|error| Trouble::unfit(error.to_string()))
        })?;
    }
    let entries = entries.iter().map(|entry| {
        json!({ "speaker": entry.speaker, "language": entry.language, "voice": entry.voice.to_string() })
    });
    Ok(json!(entries.collect::<Vec<_>>()))
}
