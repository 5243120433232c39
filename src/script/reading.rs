//! Reads a text: the way of the data from a document to a script.

use super::document::Document;
use super::draft::speaker_id;
use super::lattice::{self, Layout, Wishes};
use super::resolve::decide;
use super::resolve::pieces::{Is, Piece, Pieces};
use super::resolve::turns::{self, Person, Unit};
use super::turns::Section;
use super::{
    Certainty, Dropped, Line, Metadata, NARRATOR, Options, Script, ScriptError, Source, SourceText,
    Speaker, Turn, chapters, claims, facts, languages, sources,
};
use crate::language::{Language, Localized};
use std::collections::HashSet;

/// Reads the source texts of one book.
pub(crate) fn read_all(texts: &[SourceText], options: &Options) -> Result<Script, ScriptError> {
    let path = texts.first().map_or("", |text| text.path.as_str());
    let sources::Gathered {
        draft,
        sources,
        name,
    } = sources::gather(texts, &options.languages)?;
    let document = Document::from(draft);
    let facts = facts::of(&document);
    let claims = claims::of(&document, &facts);
    let layouts = lattice::layouts(&document, &facts, &claims, &Wishes::default());
    let layout = &layouts[0];
    let pieces = pieces(&document, &facts, &claims, layout);
    script(&document, &pieces, layout, sources, &name, options, path)
}

/// What each part of each line is.
fn pieces(
    document: &Document,
    facts: &[facts::LineFacts],
    claims: &[claims::Claim],
    layout: &Layout,
) -> Pieces {
    let mut decided = Vec::with_capacity(document.lines.len());
    let mut rests = Vec::with_capacity(document.lines.len());
    let mut claims = claims;
    for (i, line) in document.lines.iter().enumerate() {
        let own = claims.iter().take_while(|claim| claim.line == i).count();
        let (of_line, others) = claims.split_at(own);
        claims = others;
        let (pieces, rest) = decide::pieces(
            line,
            &facts[i],
            layout.roles[i],
            layout.labels[i].as_ref(),
            of_line,
        );
        decided.push(pieces);
        rests.push(rest);
    }
    let text: String = document
        .lines
        .iter()
        .map(|line| line.text.as_str())
        .take(200)
        .collect::<Vec<_>>()
        .join("\n");
    let language = languages::of(&text, &[]).unwrap_or_else(|| Language::new("en"));
    for piece in decided.iter_mut().flatten() {
        piece.language = Some(language.clone());
    }
    Pieces::new(document, decided, |i| rests[i]).with_language(&language)
}

fn script(
    document: &Document,
    pieces: &Pieces,
    layout: &Layout,
    sources: Vec<Source>,
    name: &str,
    options: &Options,
    path: &str,
) -> Result<Script, ScriptError> {
    let names: Vec<Option<usize>> = layout
        .labels
        .iter()
        .map(|label| label.as_ref().map(|l| l.who))
        .collect();
    let parts = turns::gather(document, pieces, &names, true);
    let languages = languages_of(&parts);
    let (ids, mut speakers) = speakers(layout, &languages);
    let id = |person: Person| person.map_or(NARRATOR, |person| ids[person].as_str());
    let sections: Vec<Section> = parts
        .into_iter()
        .map(|part| Section {
            title: part.title,
            at: part.at,
            turns: part
                .turns
                .into_iter()
                .map(|turn| Turn {
                    speaker: id(turn.person).to_string(),
                    at: turn.at,
                    lines: turn.units.into_iter().map(line).collect(),
                })
                .collect(),
        })
        .collect();
    let turns = || sections.iter().flat_map(|section| &section.turns);
    if !turns()
        .flat_map(|turn| &turn.lines)
        .any(|line| matches!(line, Line::Speech { .. }))
    {
        return Err(ScriptError::NothingToSay { file: path.into() });
    }
    let spoken: HashSet<String> = turns().map(|turn| turn.speaker.clone()).collect();
    speakers.retain(|speaker| spoken.contains(&speaker.id));
    if spoken.contains(NARRATOR) {
        speakers.push(Speaker {
            id: NARRATOR.into(),
            names: Localized::new(),
            gender: None,
        });
    }
    let (title, title_at) = title(document, pieces, name, &languages);
    let (metadata, dropped) = apart(document, pieces);
    Ok(Script {
        chapters: chapters::cut(sections, options.chapters, &title),
        title,
        title_at,
        languages,
        sources,
        speakers,
        metadata,
        dropped,
        doubts: Vec::new(),
        certainty: Certainty::default(),
    })
}

fn line(unit: Unit) -> Line {
    if unit.is_note {
        return Line::Note {
            text: unit.text,
            language: unit.language,
            at: unit.at,
        };
    }
    Line::speech(Localized::from([(unit.language, unit.text)]), unit.at)
}

/// The languages in which something is said, in the order of their first line.
fn languages_of(parts: &[turns::Part]) -> Vec<Language> {
    let mut languages: Vec<Language> = Vec::new();
    for unit in parts
        .iter()
        .flat_map(|part| &part.turns)
        .flat_map(|turn| &turn.units)
    {
        if !unit.is_note && !languages.contains(&unit.language) {
            languages.push(unit.language.clone());
        }
    }
    languages
}

/// The ids of the people, and who they are.
fn speakers(layout: &Layout, languages: &[Language]) -> (Vec<String>, Vec<Speaker>) {
    let mut ids: Vec<String> = Vec::with_capacity(layout.names.len());
    let mut speakers = Vec::with_capacity(layout.names.len());
    let mut taken: HashSet<String> = HashSet::new();
    for (name, _) in &layout.names {
        let base = speaker_id(name);
        let mut id = base.clone();
        let mut n = 2;
        while !taken.insert(id.clone()) {
            id = format!("{base}-{n}");
            n += 1;
        }
        let names = languages
            .first()
            .map(|language| (language.clone(), name.clone()));
        speakers.push(Speaker {
            id: id.clone(),
            names: names.into_iter().collect(),
            gender: None,
        });
        ids.push(id);
    }
    (ids, speakers)
}

/// The title in each language with its line numbers; without one, the file's name.
fn title(
    document: &Document,
    pieces: &Pieces,
    file: &str,
    languages: &[Language],
) -> (Localized, Vec<usize>) {
    let mut title = Localized::new();
    let mut at = Vec::new();
    for (i, piece) in pieces.all().filter(|(_, piece)| piece.is == Is::Title) {
        let line = &document.lines[i];
        let text = line.text[piece.bytes.clone()].trim();
        let language = piece
            .language
            .clone()
            .unwrap_or_else(|| Language::new("und"));
        title.entry(language).or_insert_with(|| text.to_string());
        at.extend(line.places());
    }
    if title.is_empty() {
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let language = languages
            .first()
            .cloned()
            .unwrap_or_else(|| Language::new("und"));
        title.insert(language, stem.replace(['_', '-'], " "));
    }
    (title, at)
}

/// The facts about the text, and what is not in the book.
fn apart(document: &Document, pieces: &Pieces) -> (Vec<Metadata>, Vec<Dropped>) {
    let (mut metadata, mut dropped) = (Vec::new(), Vec::new());
    for (i, Piece { bytes, is, .. }) in pieces.all() {
        let line = &document.lines[i];
        let text = || line.text[bytes.clone()].trim().to_string();
        match *is {
            Is::Metadata(key) => metadata.push(Metadata {
                at: line.places(),
                key: key.into(),
                text: text(),
            }),
            Is::Dropped(reason) => dropped.push(Dropped {
                at: line.places(),
                text: text(),
                reason: reason.into(),
            }),
            _ => {}
        }
    }
    (metadata, dropped)
}
