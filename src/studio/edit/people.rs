//! Those who speak: renamed, joined, one split off.

use super::document::{Document, comment_table, comments, put, speaker_of};
use super::line::put_texts;
use super::{EditError, Gendered, Place, Texts};
use crate::script::slug;
use toml_edit::{ArrayOfTables, Item, Table};

fn id_of(speaker: &Table) -> &str {
    speaker.get("id").and_then(Item::as_str).unwrap_or_default()
}

fn index_of(speakers: &ArrayOfTables, id: &str) -> Option<usize> {
    speakers.iter().position(|speaker| id_of(speaker) == id)
}

fn nobody(id: &str) -> EditError {
    EditError::senseless(format!("nobody has the id `{id}`"))
}

/// A speaker has other names, or a gender.
pub fn rename(
    d: &mut Document,
    speaker: &str,
    names: &Texts,
    gender: Option<Gendered>,
) -> Result<(), EditError> {
    let languages = d.languages.clone();
    let speakers = d.speakers()?;
    let index = match index_of(speakers, speaker) {
        Some(index) => index,
        // The narrator need not be named in the file.
        None if speaker == crate::script::NARRATOR => {
            let mut table = Table::new();
            table.insert("id", toml_edit::value(speaker));
            speakers.push(table);
            speakers.len() - 1
        }
        None => return Err(nobody(speaker)),
    };
    let table = speakers.get_mut(index).ok_or(EditError::Gone)?;
    if !names.is_empty() {
        put_texts(table, "names", names, &languages);
    }
    match gender {
        Some(Gendered::Female) => put(table, "gender", "female"),
        Some(Gendered::Male) => put(table, "gender", "male"),
        Some(Gendered::Unsaid) => drop(table.remove("gender")),
        None => {}
    }
    Ok(())
}

/// One speaker says all that another has said, who is gone then. A name in a language that the one lacks is taken over.
pub fn join(d: &mut Document, speaker: &str, into: &str) -> Result<(), EditError> {
    if speaker == into {
        return Err(EditError::senseless("that is the same speaker"));
    }
    let languages = d.languages.clone();
    let speakers = d.speakers()?;
    let from = index_of(speakers, speaker).ok_or_else(|| nobody(speaker))?;
    index_of(speakers, into).ok_or_else(|| nobody(into))?;
    let gone = speakers.remove(from);
    let said = comments(&gone);
    let to = index_of(speakers, into).ok_or_else(|| nobody(into))?;
    let table = speakers.get_mut(to).ok_or(EditError::Gone)?;
    comment_table(table, &said);
    let names = |table: &Table| -> Texts {
        let names = table.get("names").and_then(Item::as_table_like);
        let names = names.into_iter().flat_map(|names| names.iter());
        names
            .filter_map(|(tag, name)| {
                let language = crate::language::Language::new(tag);
                Some((language, name.as_str()?.to_string()))
            })
            .collect()
    };
    let own = names(table);
    let more: Texts = names(&gone)
        .into_iter()
        .filter(|(language, _)| !own.contains_key(language))
        .collect();
    if !more.is_empty() {
        put_texts(table, "names", &more, &languages);
    }
    for turn in d.all_turns()? {
        if speaker_of(turn) == speaker {
            put(turn, "speaker", into);
        }
    }
    Ok(())
}

/// A turn gets a speaker of its own, and with `rest` the later turns of the same speaker too.
pub fn split_off(d: &mut Document, at: Place, name: &str, rest: bool) -> Result<(), EditError> {
    let name = name.trim();
    let id = slug(name);
    if id.is_empty() {
        return Err(EditError::senseless("a name has at least a letter"));
    }
    let language = d.languages.first().cloned();
    let language = language.ok_or(EditError::Form("the list of languages"))?;
    let old = speaker_of(d.turn(at)?).to_string();
    let speakers = d.speakers()?;
    if index_of(speakers, &id).is_some() {
        return Err(EditError::senseless(format!(
            "there is a speaker `{id}` already; give the turn to them instead"
        )));
    }
    let mut table = Table::new();
    table.insert("id", toml_edit::value(id.as_str()));
    let names: Texts = [(language.clone(), name.to_string())].into_iter().collect();
    put_texts(&mut table, "names", &names, &[language]);
    let place = index_of(speakers, &old).map_or(speakers.len(), |index| index + 1);
    speakers.insert(place, table);
    put(d.turn(at)?, "speaker", id.as_str());
    if !rest {
        return Ok(());
    }
    for (chapter, table) in d.chapters()?.iter_mut().enumerate() {
        let turns = table.get_mut("turn").and_then(Item::as_array_of_tables_mut);
        for (turn, table) in turns
            .into_iter()
            .flat_map(|turns| turns.iter_mut().enumerate())
        {
            if (chapter, turn) > (at.chapter, at.turn) && speaker_of(table) == old {
                put(table, "speaker", id.as_str());
            }
        }
    }
    Ok(())
}
