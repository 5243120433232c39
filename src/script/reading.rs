//! Reads a text: the way of the data from a document to a script.

use super::chapter::{self, Section, titles};
use super::document::Document;
use super::explain::Explanation;
use super::facts::Close;
use super::facts::letters::name_hash;
use super::lattice::{self, Layout};
use super::resolve::marks::{self, Marks};
use super::resolve::pairs::{self, PairedLine, PairedPart, PairedTurn};
use super::resolve::pieces::{Is, Piece, Pieces};
use super::resolve::turns::{self, Person};
use super::resolve::{decide, languages, order};
use super::tongues::Detector;
use super::tongues::axis::Tongues;
use super::tongues::layout::Layout as Tongued;
use super::tongues::writing::writing_of;
use super::{
    Certainty, Doubt, Dropped, Line, Metadata, NARRATOR, Options, Script, ScriptError, Source,
    SourceText, Speaker, Turn, claims, doubts, facts, left_out, people, sources,
};
use crate::language::{Language, Localized};
use rayon::prelude::*;
use std::collections::HashSet;

/// How many people a text may have who speak; more are no people, but a table or a word list.
pub(crate) const MOST_SPEAKERS: usize = 1000;
/// Why a mark of a language is not in the book.
const LANGUAGE: &str = "name of the language";
/// Why a heading over a translation that stands beside its original is not.
const OVER: &str = "heading over the translation";

/// A text that is read line by line, before its lines become turns.
struct Roles {
    document: Document,
    layouts: Vec<Layout>,
    tongues: Tongues,
    pieces: Pieces,
    sources: Vec<Source>,
    name: String,
    odd: Vec<Dropped>,
    doubts: Vec<Doubt>,
}

/// Weighs the readings of the source texts of one book.
fn weigh(texts: &[SourceText], options: &Options) -> Result<Roles, ScriptError> {
    let path = texts.first().map_or("", |text| text.path.as_str());
    let sources::Gathered {
        document,
        sources,
        name,
        are_named,
        odd,
        strays,
    } = sources::gather(texts, &options.languages)?;
    let mut facts = facts::of(&document);
    let marks = marks::find(&document, &mut facts);
    let claims = claims::of(&document, &facts);
    let mut layouts = lattice::layouts(&document, &facts, &claims, &options.wishes());
    if let Some(speaker) = unknown_speaker(&options.speakers, &facts) {
        let known = lattice::layouts(&document, &facts, &claims, &lattice::Wishes::default());
        let names = known.first().map_or(&[][..], |layout| &layout.names);
        return Err(ScriptError::NoSuchSpeaker {
            file: path.into(),
            speaker,
            known: names.iter().map(|(name, _)| name.clone()).collect(),
        });
    }
    let Some(layout) = layouts.first() else {
        let known = lattice::layouts(&document, &facts, &claims, &lattice::Wishes::default());
        return Err(ScriptError::NoSuchLayout {
            file: path.into(),
            layout: options.layout.clone().unwrap_or_default(),
            known: titles(&known),
        });
    };
    let count = layout.names.len().max(listed(&document, &facts));
    if count > MOST_SPEAKERS {
        return Err(ScriptError::TooManySpeakers {
            file: path.into(),
            count,
        });
    }
    let roles = pieces(&document, &facts, &claims, layout, &marks);
    let unnamed = claims::unnamed(claims);
    let file = languages::file_of(sources.iter().map(|source| source.before));
    let tongues = languages::read(
        &document,
        &roles,
        &marks.languages,
        (file, are_named),
        &options.languages,
    );
    drop(marks);
    let mut pieces = languages::assign(&document, roles, &tongues);
    if tongues.languages.len() == 2 {
        // The other half, or file, is far from what it translates.
        if !matches!(tongues.layout, Tongued::Halves | Tongued::Files) {
            pieces = pieces.noted_once(&document).said_once(&document);
        }
        pieces = pieces
            .headed_twice(&document)
            .titled_as_headed(&document, &tongues.languages)
            .named_once(&document, &mut layouts[0])
            .titled_twice(&document, tongues.layout == Tongued::Halves);
    }
    let mut doubts = strays;
    let read = (&tongues, &pieces);
    doubts.extend(doubts::of(&document, &facts, &layouts, read, &unnamed));
    Ok(Roles {
        document,
        layouts,
        tongues,
        pieces,
        sources,
        name,
        odd,
        doubts,
    })
}

/// One of those whom a person names as speakers whose name stands in no label of the text.
fn unknown_speaker(named: &[String], facts: &[facts::LineFacts]) -> Option<String> {
    if named.is_empty() {
        return None;
    }
    let candidates = facts.iter().flat_map(|line| &line.candidates);
    let labels: HashSet<u64> = candidates.map(|candidate| candidate.key).collect();
    let mut unknown = named
        .iter()
        .filter(|name| !labels.contains(&name_hash(name)));
    unknown.next().cloned()
}

/// How many words a list explains, if the text is nothing but `Word: what it means`, each once.
fn listed(document: &Document, facts: &[facts::LineFacts]) -> usize {
    let words: HashSet<u64> = facts
        .iter()
        .filter_map(|facts| {
            let colons = facts
                .candidates
                .iter()
                .filter(|candidate| candidate.syntax.close == Close::Colon);
            colons.map(|candidate| candidate.key).next()
        })
        .collect();
    if 10 * words.len() > 9 * document.lines.len() {
        words.len()
    } else {
        0
    }
}

/// The names of layouts, each once.
fn titles(layouts: &[Layout]) -> String {
    let mut titles: Vec<String> = Vec::new();
    for title in layouts.iter().map(Layout::title) {
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    titles.join("`, `")
}

/// Says why the source texts of a book are read as they are.
pub(crate) fn explain(texts: &[SourceText], options: &Options) -> Result<Explanation, ScriptError> {
    let Roles {
        document,
        layouts,
        tongues,
        pieces,
        ..
    } = weigh(texts, options)?;
    Ok(Explanation::of(&document, &layouts, &tongues, &pieces))
}

/// Reads the source texts of one book.
pub(crate) fn read_all(texts: &[SourceText], options: &Options) -> Result<Script, ScriptError> {
    let path = texts.first().map_or("", |text| text.path.as_str());
    let Roles {
        document,
        layouts,
        tongues,
        pieces,
        sources,
        name,
        odd,
        doubts: unclear,
    } = weigh(texts, options)?;
    // What is done with goes, so that a long text takes no more memory than it must.
    let layout = layouts.into_iter().next().unwrap_or_default();
    let halves = tongues.layout == Tongued::Halves;
    let mut in_order = tongues.languages;
    drop(tongues.spans);
    let said: Vec<Option<Language>> = (0..document.lines.len())
        .map(|i| {
            let said = pieces.of(i).iter().find(|piece| piece.is == Is::Said);
            said.and_then(|piece| piece.language.clone())
        })
        .collect();
    // A title in the second language comes first, and does not make it the first.
    in_order.sort_by_key(|language| {
        let first = said.iter().flatten().position(|own| own == language);
        first.unwrap_or(usize::MAX)
    });
    let people = people::gather(&document, &layout, &said, &in_order);
    let labels = layout.labels.iter();
    let names = labels.map(|label| Some(people.of[label.as_ref()?.who]));
    let names: Vec<Option<usize>> = names.collect();
    drop((layout, said));
    let mut parts = turns::gather(&document, &pieces, &names, !halves);
    let (mut metadata, mut dropped) = left_out::of(&document, &pieces);
    let titles = pieces.into_titles();
    let mut languages = languages_of(&parts);
    let preface = order::cut_preface(&mut parts, &mut languages, halves);
    let mut paired = pairs::pair(
        parts,
        &mut languages,
        options.pairs,
        halves,
        options.encoder.as_deref(),
    );
    paired.put_ahead(preface.unwrap_or_default());
    let over = std::mem::take(&mut paired.over).into_iter();
    dropped.extend(over.map(|(at, text)| Dropped {
        at,
        text,
        reason: OVER.into(),
    }));
    let certainty = certainty(&paired, &languages);
    let mut doubts = people.doubts;
    doubts.extend(paired.unsure.iter().map(|(at, text)| Doubt {
        at: at.clone(),
        text: text.clone(),
    }));
    let id = |person: Person| {
        person
            .map_or(NARRATOR, |person| people.speakers[person].id.as_str())
            .to_string()
    };
    let lines = document.lines.iter();
    let documents: HashSet<usize> = lines
        .filter(|line| line.markup.begins_document)
        .map(|line| line.at)
        .collect();
    let mut sections: Vec<Section> = paired
        .parts
        .into_iter()
        .map(|part| section(part, &documents, &id))
        .collect();
    let turns = || sections.iter().flat_map(|section| &section.turns);
    if !turns()
        .flat_map(|turn| &turn.lines)
        .any(|line| matches!(line, Line::Speech { .. }))
    {
        return Err(ScriptError::NothingToSay { file: path.into() });
    }
    let spoken: HashSet<String> = turns().map(|turn| turn.speaker.clone()).collect();
    let mut speakers = people.speakers;
    speakers.retain(|speaker| spoken.contains(&speaker.id));
    if spoken.contains(NARRATOR) {
        speakers.push(Speaker {
            id: NARRATOR.into(),
            names: Localized::new(),
            gender: None,
        });
    }
    let (mut title, mut title_at, more) = title(&document, &titles, &languages);
    metadata.extend(more);
    if title.is_empty() {
        (title, title_at) = over_all(&mut sections).unwrap_or_default();
    }
    let is_titled = !title.is_empty();
    if !is_titled {
        let language = languages.first().cloned();
        let language = language.unwrap_or_else(|| Language::new("und"));
        title.insert(language, titles::of_file(&name));
    }
    doubts.extend(unclear);
    let cut = chapter::cut(sections, options.chapters, &title, is_titled);
    dropped.extend(cut.empty);
    dropped.extend(odd);
    let mut script = Script {
        chapters: cut.chapters,
        title,
        title_at,
        is_titled,
        languages,
        sources,
        speakers,
        metadata,
        dropped,
        doubts,
        certainty,
    };
    let odd = doubts::spoken(&script);
    script.doubts.extend(odd);
    let lost = left_out::unaccounted(&document, &script);
    script.dropped.extend(lost);
    script.dropped.sort_by(|a, b| a.at.cmp(&b.at));
    Ok(script)
}

/// What each part of each line is.
fn pieces(
    document: &Document,
    facts: &[facts::LineFacts],
    claims: &[claims::Claim],
    layout: &Layout,
    marks: &Marks,
) -> Pieces {
    let mut claims = claims;
    let lines = document.lines.iter().enumerate();
    let decided = lines.map(|(i, line)| {
        let own = claims.iter().take_while(|claim| claim.line == i).count();
        let (of_line, others) = claims.split_at(own);
        claims = others;
        let label = layout.labels[i].as_deref();
        let (mut pieces, rest) = decide::pieces(line, &facts[i], layout.roles[i], label, of_line);
        if let Some(mark) = &marks.bytes[i] {
            pieces.retain(|piece| piece.bytes.start >= mark.end);
            let is_alone = mark.end == line.text.len();
            pieces.push(Piece::new(
                mark.clone(),
                if is_alone {
                    Is::Dropped(LANGUAGE)
                } else {
                    Is::Sign
                },
            ));
        }
        (pieces, rest)
    });
    Pieces::new(document, decided).titled()
}

fn section(
    part: PairedPart,
    documents: &HashSet<usize>,
    id: &(impl Fn(Person) -> String + Sync),
) -> Section {
    let turn = |turn: PairedTurn| {
        let mut lines: Vec<Line> = turn.lines.into_iter().filter_map(line).collect();
        lines.shrink_to_fit();
        Turn {
            speaker: id(turn.person),
            at: turn.at,
            lines,
        }
    };
    Section {
        level: if part.title.is_empty() {
            0
        } else {
            part.level.max(1)
        },
        begins_document: part.at.iter().any(|at| documents.contains(at)),
        title: part.title,
        at: part.at,
        turns: part.turns.into_par_iter().map(turn).collect(),
    }
}

fn line(mut line: PairedLine) -> Option<Line> {
    line.at.sort_unstable();
    if !line.is_note {
        return Some(Line::speech(line.text, line.at));
    }
    let (language, text) = line.text.into_iter().next()?;
    Some(Line::Note {
        text,
        language,
        at: line.at,
    })
}

/// The languages in which something is said, in the order in which the text first uses them.
fn languages_of(parts: &[turns::Part]) -> Vec<Language> {
    let turns = parts.iter().flat_map(|part| &part.turns);
    let mut languages: Vec<Language> = Vec::new();
    for unit in turns
        .flat_map(|turn| &turn.units)
        .filter(|unit| !unit.is_note)
    {
        if !languages.contains(&unit.language) {
            languages.push(unit.language.clone());
        }
    }
    languages
}

/// How sure the pairs are.
fn certainty(paired: &pairs::Paired, languages: &[Language]) -> Certainty {
    if languages.len() < 2 {
        return Certainty::default();
    }
    let pairs::Paired {
        by_layout,
        by_length,
        alone,
        ..
    } = *paired;
    let unsure = match by_layout + by_length {
        0 => alone,
        paired_lines => paired.unsure.len().min(paired_lines + alone),
    };
    Certainty {
        by_layout,
        by_length,
        alone,
        unsure,
    }
}

/// The title in each language with its line numbers, and what stands under it as more of it; nothing if the text has none.
fn title(
    document: &Document,
    pieces: &[(usize, Piece)],
    languages: &[Language],
) -> (Localized, Vec<usize>, Vec<Metadata>) {
    let detector = (languages.len() > 1).then(|| Detector::new(languages));
    let detected = |text: &str| {
        let detector = detector.as_ref()?;
        let (nth, _) = detector.likeliest(text)?;
        Some(detector.language(nth).clone())
    };
    let mut title = Localized::new();
    let mut others: Vec<(Vec<usize>, Language, String)> = Vec::new();
    let mut at = Vec::new();
    for (i, piece) in pieces {
        let line = &document.lines[*i];
        let text = line.text[piece.bytes.clone()].trim_matches(['*', '_', ' ']);
        let language = piece
            .language
            .clone()
            .unwrap_or_else(|| Language::new("und"));
        let parts = match titles::in_two(text, detected).filter(|found| found.is_certain) {
            Some(found) => found.parts.into_iter().collect(),
            None => vec![(language, text.to_string())],
        };
        for (language, text) in parts {
            match title.contains_key(&language) {
                true if title.values().any(|title| *title == text) => at.extend(line.places()),
                true => others.push((line.places(), language, text)),
                false => {
                    at.extend(line.places());
                    title.insert(language, text);
                }
            }
        }
    }
    // Of two titles, one is in each language, though its few words may look like the other.
    let mut missing = languages.iter().filter(|own| !title.contains_key(own));
    if let (Some(missing), None) = (missing.next(), missing.next())
        && let [(places, language, text)] = &others[..]
        && writing_of(missing) == writing_of(language)
    {
        title.insert(missing.clone(), text.clone());
        at.extend(places);
        others.clear();
    }
    at.dedup();
    let more = others.into_iter().map(|(at, _, text)| Metadata {
        at,
        key: "subtitle".into(),
        text,
    });
    (title, at, more.collect())
}

/// The one heading that stands over the whole text: its title, and no chapter's.
fn over_all(sections: &mut [Section]) -> Option<(Localized, Vec<usize>)> {
    let first = sections.iter().position(|section| section.level > 0)?;
    let level = sections[first].level;
    let is_one = sections[first + 1..]
        .iter()
        .all(|section| section.level > level);
    let is_above = sections[..first]
        .iter()
        .all(|section| section.turns.is_empty());
    if !is_one || !is_above {
        return None;
    }
    let section = &mut sections[first];
    section.level = 0;
    Some((
        std::mem::take(&mut section.title),
        std::mem::take(&mut section.at),
    ))
}
