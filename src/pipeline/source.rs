//! From a source text to a book's folder with `script.toml` in it.

use super::{PipelineError, Progress, Workshop, ledger::State, web};
use crate::book::settings::ReadingSettings;
use crate::disk;
use crate::encoder::{self, Shelved};
use crate::language::{Localized, preferred};
use crate::models;
use crate::script::explain::Explanation;
use crate::script::{self, Options, Script, SourceText};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where books are made if nothing else is said.
pub const OUTPUT: &str = "output";
/// The longest name of a book's folder, in characters.
const LONGEST_SLUG: usize = 60;

/// What a person writes for standard input.
pub const STDIN: &str = "-";
/// What standard input is called in a script.
const STDIN_NAME: &str = "standard input";

/// Where a book is made.
#[derive(Debug, Clone)]
pub enum Folder {
    /// In this folder.
    Named(PathBuf),
    /// In one by its title, below this folder.
    ByTitle(PathBuf),
}

impl From<Option<PathBuf>> for Folder {
    fn from(named: Option<PathBuf>) -> Self {
        named.map_or_else(|| Self::ByTitle(OUTPUT.into()), Self::Named)
    }
}

/// Reads the source texts of a book, files, web addresses or `-` for standard input, and says which folder
/// is its own. They are read as is chosen, and where nothing is as `book.toml`
/// says, if the book is there already.
///
/// # Errors
/// If there is no such file, it cannot be fetched, or it cannot be read as a text.
pub fn read_as_chosen(
    inputs: &[PathBuf],
    folder: Folder,
    workshop: &Workshop,
) -> Result<(Script, PathBuf), PipelineError> {
    let texts = inputs.iter().map(|input| load(input, workshop));
    let texts: Vec<SourceText> = texts.collect::<Result<_, _>>()?;
    let encoder = Shelved::find(models::folder().join(encoder::FOLDER)).map(Arc::new);
    let read = |reading: &ReadingSettings| {
        let options = Options {
            encoder: encoder.clone(),
            ..reading.options()
        };
        let mut script = script::read_all(&texts, &options)?;
        if let Some(title) = &reading.title {
            retitle(&mut script, title);
        }
        Ok::<_, PipelineError>(script)
    };
    let chosen = &workshop.chosen.reading;
    let script = read(chosen)?;
    let folder = match folder {
        Folder::Named(folder) => folder,
        Folder::ByTitle(above) => above.join(name_by_title(&script)),
    };
    let reading = chosen.clone().or(&reading_of(&folder));
    let script = if reading == *chosen {
        script
    } else {
        read(&reading)?
    };
    if let Some(error) = encoder.as_ref().and_then(|encoder| encoder.failure()) {
        workshop.progress.say(&error.to_string());
    }
    Ok((script, folder))
}

/// Says why the source texts of a book are read as they are.
///
/// # Errors
/// If there is no such file, it cannot be fetched, or it cannot be read as a text.
pub fn explain(inputs: &[PathBuf], workshop: &Workshop) -> Result<Explanation, PipelineError> {
    let texts = inputs.iter().map(|input| load(input, workshop));
    let texts: Vec<SourceText> = texts.collect::<Result<_, _>>()?;
    Ok(script::explain(&texts, &workshop.chosen.reading.options())?)
}

/// `[reading]` of a book; nothing if there is none. What is wrong in the file is said when it is opened.
fn reading_of(folder: &Path) -> ReadingSettings {
    #[derive(Default, serde::Deserialize)]
    struct File {
        #[serde(default)]
        reading: ReadingSettings,
    }
    let text = std::fs::read_to_string(folder.join("book.toml")).unwrap_or_default();
    toml::from_str::<File>(&text).unwrap_or_default().reading
}

/// Gives a book another title: one a language, with ` / ` between, or one in the first language.
fn retitle(script: &mut Script, title: &str) {
    let parts: Vec<&str> = title.split(" / ").map(str::trim).collect();
    let parts = if parts.len() == script.languages.len() {
        parts
    } else {
        vec![title.trim()]
    };
    let titles = script.languages.iter().cloned();
    let titles: Localized = titles.zip(parts.into_iter().map(String::from)).collect();
    // A book of one chapter has its title there too.
    if let [chapter] = &mut script.chapters[..]
        && chapter.title == script.title
    {
        chapter.title.clone_from(&titles);
    }
    script.title = titles;
    script.is_titled = true;
}

fn load(input: &Path, workshop: &Workshop) -> Result<SourceText, PipelineError> {
    if let Some(address) = input.to_str().and_then(crate::web::address) {
        return workshop.runtime.block_on(async {
            tokio::select! {
                () = workshop.stop.cancelled() => Err(PipelineError::Interrupted),
                text = web::fetch(&address) => text,
            }
        });
    }
    if input.as_os_str() == STDIN {
        let bytes = bytes(std::io::stdin().lock(), input)?;
        return Ok(SourceText {
            bytes,
            file: STDIN_NAME.into(),
            path: STDIN_NAME.into(),
        });
    }
    if input.is_dir() {
        let what =
            "this is a folder. Name a text, or the folder of a book (with script.toml in it)";
        return Err(PipelineError::File {
            path: input.into(),
            what: what.into(),
        });
    }
    let file = std::fs::File::open(input).map_err(|error| PipelineError::file(input, &error))?;
    let name = input.file_name().unwrap_or(input.as_os_str());
    Ok(SourceText {
        bytes: bytes(file, input)?,
        file: name.to_string_lossy().into_owned(),
        path: input.display().to_string(),
    })
}

/// All that there is to read, up to a byte more than a source may have.
fn bytes(from: impl Read, input: &Path) -> Result<Vec<u8>, PipelineError> {
    let mut bytes = Vec::new();
    let most = script::readers::LARGEST as u64 + 1;
    from.take(most)
        .read_to_end(&mut bytes)
        .map_err(|error| PipelineError::file(input, &error))?;
    bytes.shrink_to_fit();
    Ok(bytes)
}

/// The name of a book's folder that has no other.
fn name_by_title(script: &Script) -> String {
    let title = preferred(&script.title, &script.languages).unwrap_or("book");
    let mut slug: String = script::slug(title).chars().take(LONGEST_SLUG).collect();
    if script::slug(title).chars().count() > LONGEST_SLUG {
        // not in the middle of a word
        let whole = slug.rfind('-').filter(|at| *at > 0).unwrap_or(slug.len());
        slug.truncate(whole);
    }
    if slug.is_empty() { "book".into() } else { slug }
}

/// Writes the script into a book's folder. A `script.toml` that a person has edited stays as it
/// is, unless `rescript`: then it is kept beside the new one. Returns whether it was written.
///
/// # Errors
/// If the folder cannot be written to.
pub fn write(
    script: &Script,
    folder: &Path,
    rescript: bool,
    progress: &dyn Progress,
) -> Result<bool, PipelineError> {
    let path = folder.join("script.toml");
    let failed = |error: &std::io::Error| PipelineError::file(&path, error);
    let text = script::file::render(script);
    let hash = blake3::hash(text.as_bytes()).to_hex().to_string();
    let mut state = State::load(folder);
    state.facts = script
        .metadata
        .iter()
        .map(|m| (m.key.clone(), m.text.clone()))
        .collect();
    let old = match std::fs::read_to_string(&path) {
        Ok(old) => Some(old),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(&error)),
    };
    if old.as_ref() == Some(&text) {
        state.script = Some(hash);
        state.save(folder)?;
        return Ok(false);
    }
    if let Some(old) = old {
        let is_edited = state.script != Some(blake3::hash(old.as_bytes()).to_hex().to_string());
        if is_edited && !rescript {
            if source_changed(&old, &path, script) {
                progress.warn(&format!(
                    "{} was edited, so it is kept, though the text has changed since it was made. \
                     --rescript reads the text again and keeps your script beside it",
                    path.display()
                ));
            }
            return Ok(false);
        }
        if is_edited {
            let backup = backup_name(folder);
            std::fs::rename(&path, &backup).map_err(|error| failed(&error))?;
            progress.note(&format!("your script is kept as {}", backup.display()));
        }
    }
    // Remember first: if the run ends in between, the script counts as edited, never the reverse.
    disk::write_whole(&path, text.as_bytes()).map_err(|error| failed(&error))?;
    state.script = Some(hash);
    state.save(folder)?;
    super::doubts::keep(script, folder);
    Ok(true)
}

fn source_changed(old: &str, path: &Path, new: &Script) -> bool {
    script::file::parse(old, path).is_ok_and(|old| {
        let hashes = |script: &Script| -> Vec<String> {
            script.sources.iter().map(|s| s.blake3.clone()).collect()
        };
        hashes(&old) != hashes(new)
    })
}

fn backup_name(folder: &Path) -> PathBuf {
    (1..)
        .map(|n| folder.join(format!("script.backup-{n}.toml")))
        .find(|path| !path.exists())
        .unwrap_or_else(|| folder.join("script.backup.toml"))
}
