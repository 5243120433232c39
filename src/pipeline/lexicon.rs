//! The lexicon of a book: what `book.toml` says of words, and the files that it names.

use super::{PipelineError, Progress};
use crate::book::lexicon::{Said, Sounds};
use crate::book::settings::BookSettings;
use crate::disk::{explain, place};
use crate::language::Language;
use crate::lexicon::Lexicon;
use crate::lexicon::pls::{self, Pls};
use crate::speech::sounds::{Alphabet, mark};
use std::io::Read;
use std::path::Path;

/// How many words a note names, of those that it counts.
const NAMED: usize = 5;

/// How the words of a book are said.
#[derive(Debug, Default)]
pub struct Lexicons {
    /// Words that are said as others.
    pub words: Lexicon,
    /// Words with their sounds, for engines that can speak them.
    pub sounds: Lexicon,
}

/// Puts a book's lexicon together. `text` is that of its `book.toml`.
///
/// # Errors
/// If a file is not there, or is no lexicon.
pub fn load(
    settings: &BookSettings,
    folder: &Path,
    text: &str,
    progress: &dyn Progress,
) -> Result<Lexicons, PipelineError> {
    let mut lexicon = Lexicons::default();
    for (language, words) in &settings.lexicon.words {
        for (word, said) in words {
            let (language, word) = (language.get_ref(), word.get_ref());
            let (alphabet, sounds) = match said {
                Said::As(said) => {
                    lexicon.words.add(language, word, said);
                    continue;
                }
                Said::Sounds(Sounds::Ipa(sounds)) => (Alphabet::Ipa, sounds),
                Said::Sounds(Sounds::Pinyin(sounds)) => (Alphabet::Pinyin, sounds),
            };
            lexicon
                .sounds
                .add(language, word, &mark(word, alphabet, sounds));
        }
    }
    for file in &settings.lexicon.files {
        let path = folder.join(file.get_ref());
        let read = read(&path).map_err(|what| {
            let (line, column) = place(text, file.span().start);
            let path = path.clone();
            PipelineError::At {
                place: format!("{}:{line}:{column}", folder.join("book.toml").display()),
                source: Box::new(PipelineError::File { path, what }),
            }
        })?;
        let pls = pls::parse(&read).map_err(|error| PipelineError::Lexicon {
            path: path.clone(),
            error,
        })?;
        add(&pls, &path, settings, &mut lexicon, progress);
    }
    Ok(lexicon)
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let file = std::fs::File::open(path).map_err(|error| explain(&error))?;
    let mut bytes = Vec::new();
    let read = file.take(pls::LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| explain(&error))?;
    if bytes.len() as u64 > pls::LARGEST {
        return Err(format!("a lexicon has at most {} MiB", pls::LARGEST >> 20));
    }
    Ok(bytes)
}

/// Adds the words of a file, and says which are left out.
fn add(
    pls: &Pls,
    path: &Path,
    settings: &BookSettings,
    lexicon: &mut Lexicons,
    progress: &dyn Progress,
) {
    if !settings
        .languages
        .iter()
        .any(|l| l.is_kin_of(&pls.language))
    {
        let spoken: Vec<&str> = settings.languages.iter().map(Language::tag).collect();
        progress.warn(&format!(
            "{} is for `{}`, and this book is in {}: its words are left out",
            path.display(),
            pls.language,
            spoken.join(" and ")
        ));
        return;
    }
    let (mut sounds, mut roles) = (Vec::new(), Vec::new());
    for entry in &pls.entries {
        match &entry.said {
            pls::Said::Alias(said) => lexicon.words.add(&pls.language, &entry.grapheme, said),
            pls::Said::Phoneme { phonemes, alphabet } => {
                sounds.push(entry.grapheme.as_str());
                if let Some(alphabet) = Alphabet::named(alphabet) {
                    let marked = mark(&entry.grapheme, alphabet, phonemes);
                    lexicon.sounds.add(&pls.language, &entry.grapheme, &marked);
                }
            }
            pls::Said::ByRole => roles.push(entry.grapheme.as_str()),
        }
    }
    for (words, why) in [
        (
            sounds,
            "in phonemes alone, by engines other than kokoro and piper",
        ),
        (roles, "by their role, which diglot does not tell"),
    ] {
        if !words.is_empty() {
            let more = if words.len() > NAMED { " …" } else { "" };
            progress.note(&format!(
                "{}: words given {why}, are spoken as written: {} ({}{more})",
                path.display(),
                words.len(),
                words[..words.len().min(NAMED)].join(", ")
            ));
        }
    }
}
