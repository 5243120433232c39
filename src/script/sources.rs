//! A book from several files: consecutive chapters, or one text in several languages.
//!
//! Places of all files are counted through: those of a file come after those of the files before
//! it, and [`Source::before`] tells them apart again.

mod languages;

use super::document::{Document, Preset, SourceLine};
use super::{Doubt, Dropped, Script, ScriptError, Source, claims, encoding, parts, readers};
use crate::characters;
use crate::language::Language;
use languages::{main_languages, tags};
use std::borrow::Cow;

/// The longest first line that is a file's title, in characters.
const LONGEST_TITLE: usize = 120;

/// The bytes of a source.
#[derive(Debug, Clone)]
pub struct SourceText {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// The file's name, without its folder.
    pub file: String,
    /// What errors call it: the way to it.
    pub path: String,
}

/// The lines of all sources of a book.
#[derive(Debug)]
pub(crate) struct Gathered {
    /// The lines.
    pub document: Document,
    /// The sources, in order.
    pub sources: Vec<Source>,
    /// What the book is called if nothing in it says so.
    pub name: String,
    /// Whether the files are in one language each, whatever single lines look like: their names say so, or what is in another
    /// stands in the other file, too.
    pub are_named: bool,
    /// Characters that are no text, which no line holds.
    pub odd: Vec<Dropped>,
    /// Where bytes were not of their text's encoding.
    pub strays: Vec<Doubt>,
}

/// Reads the sources of a book.
///
/// # Errors
/// If one of them cannot be read.
pub(crate) fn gather(texts: &[SourceText], given: &[Language]) -> Result<Gathered, ScriptError> {
    let mut documents = Vec::with_capacity(texts.len());
    for text in texts {
        documents.push(readers::read(&text.bytes, &text.path)?);
    }
    let names: Vec<&str> = texts.iter().map(|text| text.file.as_str()).collect();
    let mut translated = None;
    let mut are_named = false;
    if texts.len() > 1 {
        let tags = tags(&names);
        let found = tags.map(|tags| (tags, true));
        match found.or_else(|| main_languages(&documents, given)) {
            Some((languages, are_sure)) => {
                are_named = are_sure;
                translate(&mut documents, &languages);
                translated = Some(languages);
            }
            None => documents
                .iter_mut()
                .zip(&names)
                .for_each(|(document, name)| head(document, name)),
        }
    }
    let mut all = Vec::new();
    let mut sources = Vec::new();
    let mut before = 0;
    let (mut all_odd, mut strays) = (Vec::new(), Vec::new());
    for (mut document, text) in documents.into_iter().zip(texts) {
        let mut last = before;
        let (mut odd, mut doubts) = match readers::is_archive(&text.bytes) {
            true => Default::default(),
            false => encoding::oddities(&text.bytes, &text.path),
        };
        odd.extend(clean(&mut document));
        let places = odd.iter_mut().map(|odd| &mut odd.at);
        for at in places.chain(doubts.iter_mut().map(|doubt| &mut doubt.at)) {
            at.iter_mut().for_each(|at| *at += before);
        }
        all_odd.append(&mut odd);
        strays.append(&mut doubts);
        // What shows nothing is no line, whatever its reader made of it.
        let mut blank = false;
        document.lines.retain_mut(|line| {
            line.blank_before |= blank;
            blank = line.text.is_empty();
            !blank
        });
        for line in &mut document.lines {
            line.at += before;
            line.also_at.iter_mut().for_each(|at| *at += before);
            line.markup.tidy();
            last = last
                .max(line.at)
                .max(line.also_at.iter().copied().max().unwrap_or(0));
        }
        match all.is_empty() {
            true => all = document.lines,
            false => all.append(&mut document.lines),
        }
        sources.push(Source {
            file: characters::clean(&text.file).into_owned(),
            blake3: blake3::hash(&text.bytes).to_hex().to_string(),
            before,
        });
        before = last;
    }
    if let (Some([first, second]), [a, b]) = (translated.as_deref(), texts) {
        let both = [
            (&a.bytes[..], a.path.as_str(), first, sources[0].before),
            (&b.bytes[..], b.path.as_str(), second, sources[1].before),
        ];
        if let Some(document) = readers::read_parallel(both) {
            all = document.lines;
        }
    }
    for begin in parts::of(&all) {
        all[begin].markup.begins_part = true;
    }
    Ok(Gathered {
        document: Document { lines: all },
        sources,
        name: characters::clean(&common_name(&names)).into_owned(),
        are_named,
        odd: all_odd,
        strays,
    })
}

/// Takes out of lines what is no text: markup can name characters that no text holds, as `&#7;`.
fn clean(document: &mut Document) -> Option<Dropped> {
    let mut odd = encoding::Odd::default();
    for line in &mut document.lines {
        let at = line.at;
        let mut clean = |text: &mut String| {
            if let Cow::Owned(clean) = characters::clean_but(&[], text, &mut |_, c| odd.add(c, at))
            {
                *text = clean.trim().to_string();
            }
        };
        clean(&mut line.text);
        if let Some(Preset::Title { text }) = &mut line.preset {
            clean(text);
        }
        // To write to it takes memory, even if nothing changes.
        if line.markup.speaker.is_some() {
            line.markup.speaker.as_mut().map(clean);
        }
    }
    odd.dropped()
}

/// The file and the place in it that a place of the book is.
pub(crate) fn place(sources: &[Source], at: usize) -> Option<(&Source, usize)> {
    let source = sources.iter().rev().find(|source| source.before < at)?;
    Some((source, at - source.before))
}

/// Marks each file's lines with its language.
fn translate(documents: &mut [Document], languages: &[Language]) {
    let titled = documents
        .iter()
        .all(|document| own_title(document).is_some());
    for (document, language) in documents.iter_mut().zip(languages) {
        if let Some(title) = own_title(document).filter(|_| titled) {
            let line = &mut document.lines[title];
            line.preset = Some(Preset::Title {
                text: line.text.clone(),
            });
        }
        for line in &mut document.lines {
            line.markup.language = Some(language.clone());
        }
        if let Some(first) = document.lines.first_mut() {
            first.blank_before = true;
        }
    }
}

/// Makes a chapter of a file: its title is the chapter's, else the file's name.
fn head(document: &mut Document, name: &str) {
    let preset = document
        .lines
        .iter()
        .position(|line| matches!(line.preset, Some(Preset::Title { .. })));
    if let Some(title) = preset.or_else(|| title_line(document)) {
        let line = &mut document.lines[title];
        line.preset = Some(Preset::Chapter { level: 1 });
        line.markup.heading = Some(1);
    } else if let Some(at) = document.lines.first().map(|line| line.at) {
        let text = stem(name).replace(['_', '-'], " ");
        let mut line = SourceLine::preset(at, &text, true, Preset::Chapter { level: 1 });
        line.markup.heading = Some(1);
        document.lines.insert(0, line);
    }
}

/// The title of a whole file: neither a chapter's, nor one of several headings of its level.
fn own_title(document: &Document) -> Option<usize> {
    let first = title_line(document)?;
    let title = &document.lines[first];
    let is_like = |line: &&SourceLine| line.markup.heading == title.markup.heading;
    let alike = document.lines.iter().filter(is_like).count();
    let is_one = title.markup.heading.is_none() || alike == 1;
    (is_one && !claims::is_heading(&title.text)).then_some(first)
}

/// The first line of a file's text, if it is a heading or stands alone and reads like a title.
fn title_line(document: &Document) -> Option<usize> {
    let first = document
        .lines
        .iter()
        .position(|line| line.preset.is_none())?;
    let line = &document.lines[first];
    let alone = document
        .lines
        .get(first + 1)
        .is_some_and(|next| next.blank_before);
    let is_title = line.markup.heading.is_some()
        || (alone
            && line.markup.speaker.is_none()
            && !line.markup.is_subtitle
            && line.markup.column.is_none()
            && line.text.chars().count() <= LONGEST_TITLE
            && !line.text.contains([':', '：'])
            && !line
                .text
                .ends_with(['.', '。', ',', '，', ';', '；', '!', '！', '”', '"']));
    is_title.then_some(first)
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// What the names of all files begin with, without numbers: `talk` of `talk-1.txt`, `talk-2.txt`.
fn common_name(names: &[&str]) -> String {
    let Some((first, others)) = names.split_first() else {
        return String::new();
    };
    let mut common = stem(first);
    for other in others {
        let same = common
            .char_indices()
            .zip(other.chars())
            .take_while(|((_, a), b)| a == b);
        common = &common[..same.last().map_or(0, |((i, c), _)| i + c.len_utf8())];
    }
    if others.is_empty() {
        return (*first).to_string();
    }
    let bare = common.trim_end_matches(|c: char| c.is_ascii_digit() || "._- ".contains(c));
    if bare.chars().any(char::is_alphabetic) {
        bare.to_string()
    } else {
        stem(first).to_string()
    }
}

/// How many places are named at most.
const NAMED: usize = 5;

/// Where lines stand: `line 3`, `lines 3-7, 9`, or `talk.zh.txt:3` if there are several sources; without lines, `the whole text`.
/// Of many places, the first are named.
pub fn place_in_words(at: &[usize], script: &Script) -> String {
    if at.is_empty() {
        return "the whole text".into();
    }
    let sources = &script.sources[..];
    let mut name = None;
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &at in at {
        let (source, line) =
            place(sources, at).map_or((None, at), |(source, line)| (Some(&source.file), line));
        name = name.or(source.filter(|_| sources.len() > 1));
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == line => *last = line,
            _ => runs.push((line, line)),
        }
    }
    let more = runs.len().saturating_sub(NAMED);
    let mut places: Vec<String> = runs
        .iter()
        .take(NAMED)
        .map(|(first, last)| match last - first {
            0 => format!("{first}"),
            _ => format!("{first}-{last}"),
        })
        .collect();
    if more > 0 {
        places.push(format!("and {more} more"));
    }
    let has_lines = |source: &Source| {
        let ending = source
            .file
            .rsplit_once('.')
            .map(|(_, e)| e.to_ascii_lowercase());
        !matches!(ending.as_deref(), Some("epub" | "docx"))
    };
    let unit = match sources.first().is_none_or(has_lines) {
        true => "line",
        false => "block",
    };
    match name {
        Some(name) => format!("{name}:{}", places.join(", ")),
        None => {
            let s = if at.len() > 1 { "s" } else { "" };
            format!("{unit}{s} {}", places.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::tests::sources;

    #[test]
    fn places_in_words() {
        let script = crate::script::read(b"Nobody slept.", "a.txt", &Default::default()).unwrap();
        for (at, words) in [
            (&[][..], "the whole text"),
            (&[3], "line 3"),
            (&[3, 4, 5, 9], "lines 3-5, 9"),
            (&[1, 3, 5, 7, 9, 11, 13], "lines 1, 3, 5, 7, 9, and 2 more"),
        ] {
            assert_eq!(place_in_words(at, &script), words);
        }
    }

    fn gathered(files: &[(&str, &str)]) -> Gathered {
        gather(&sources(files), &[]).unwrap()
    }

    #[test]
    fn files_in_two_languages_are_one_text() {
        let all = gathered(&[
            ("a.txt", "The Lamp\n\nAnn:\nGood evening.\n"),
            ("b.txt", "灯\n\n安:\n晚上好。\n"),
        ]);
        let tags: Vec<_> = all
            .document
            .lines
            .iter()
            .map(|l| l.markup.language.clone())
            .collect();
        assert_eq!(tags[..3], vec![Some(Language::new("en")); 3]);
        assert_eq!(tags[3..], vec![Some(Language::new("zh")); 3]);
        let (source, line) = place(&all.sources, all.document.lines[5].at).unwrap();
        assert_eq!((source.file.as_str(), line), ("b.txt", 4));
    }

    #[test]
    fn titles_and_chapters_of_both_files_go_together() {
        let files = sources(&[
            (
                "a.md",
                "# The Lamp\n\n## One\n\nIt was dark.\n\n## Two\n\nShe lit it.\n",
            ),
            ("b.md", "# 灯\n\n## 一\n\n天黑了。\n\n## 二\n\n她点了灯。\n"),
        ]);
        let script = super::super::read_all(&files, &Default::default()).unwrap();
        let titles = |title: &crate::language::Localized| {
            title.values().cloned().collect::<Vec<_>>().join(" | ")
        };
        assert_eq!(titles(&script.title), "The Lamp | 灯");
        let chapters: Vec<String> = script.chapters.iter().map(|c| titles(&c.title)).collect();
        assert_eq!(chapters, ["One | 一", "Two | 二"]);
        // Chapters of one level are no title.
        let files = sources(&[
            (
                "a.txt",
                "Chapter 1\n\nIt was dark.\n\nChapter 2\n\nShe lit it.\n",
            ),
            ("b.txt", "第一章\n\n天黑了。\n\n第二章\n\n她点了灯。\n"),
        ]);
        let script = super::super::read_all(&files, &Default::default()).unwrap();
        let chapters: Vec<String> = script.chapters.iter().map(|c| titles(&c.title)).collect();
        assert_eq!(chapters, ["Chapter 1 | 第一章", "Chapter 2 | 第二章"]);
    }

    #[test]
    fn names_tell_languages_that_share_a_script() {
        let languages = tags(&["talk.en.txt", "talk.fr.txt"]).unwrap();
        assert_eq!(languages, [Language::new("en"), Language::new("fr")]);
        assert_eq!(tags(&["talk.en.txt", "walk.fr.txt"]), None);
        assert_eq!(tags(&["part-one.txt", "part-two.txt"]), None);
    }

    #[test]
    fn files_in_one_language_are_chapters() {
        let all = gathered(&[
            ("ferry-1.txt", "The Storm\n\nAnn:\nIt rained.\n"),
            ("ferry-2.txt", "Ann:\nIt stopped.\n"),
        ]);
        let chapters: Vec<&str> = all
            .document
            .lines
            .iter()
            .filter(|line| matches!(line.preset, Some(Preset::Chapter { .. })))
            .map(|line| line.text.as_str())
            .collect();
        assert_eq!(chapters, ["The Storm", "ferry 2"]);
        assert_eq!(all.name, "ferry");
    }
}
