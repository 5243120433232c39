use crate::language::Language;
use crate::models::catalog;
use std::path::PathBuf;
use thiserror::Error;

/// Why a cast could not be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CastError {
    /// There is no catalog of that name.
    #[error(
        "there is no voice catalog `{name}`. Built in: {}. Your own goes to {}",
        built_in.join(", "), folder.display()
    )]
    NoCatalog {
        /// The name asked for.
        name: String,
        /// The catalogs that come with diglot.
        built_in: Vec<&'static str>,
        /// Where a person's own catalogs are.
        folder: PathBuf,
    },
    /// A catalog is no valid TOML.
    #[error("the voice catalog {name} cannot be read: {message}")]
    BadCatalog {
        /// The catalog's name or file.
        name: String,
        /// What the parser says.
        message: String,
    },
    /// The catalog has no voice for a language.
    #[error(
        "the engine {engine} has no voice for the language `{language}`. {}",
        cure(engine, language)
    )]
    NoVoice {
        /// The engine.
        engine: String,
        /// The language.
        language: Language,
    },
}

/// What to do where an engine has no voice for a language.
fn cure(engine: &str, language: &Language) -> String {
    match catalog::reads_for(engine, language) {
        Some(model) => format!("`diglot get {model}` brings what its voices need to read it"),
        None => format!(
            "Give the speakers one in book.toml under [cast], or use another engine (`diglot voices --language \
             {language}` lists what there is)"
        ),
    }
}
