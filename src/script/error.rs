use std::path::PathBuf;
use thiserror::Error;

/// Why a text or a script could not be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ScriptError {
    /// The bytes are in no encoding that diglot reads.
    #[error(
        "{file}:{line}: byte {offset} is not UTF-8, and the file does not read as UTF-16, GB18030, \
         Big5, Shift-JIS, EUC-KR or Windows-1252 either. Save it as UTF-8 and try again"
    )]
    Encoding {
        /// The file.
        file: String,
        /// The line of the first wrong byte, from 1.
        line: usize,
        /// The place of the first wrong byte, from 0.
        offset: usize,
    },
    /// The file is not text.
    #[error(
        "{file}: this is not a text (it is {kind}). diglot reads plain text, Markdown, HTML, EPUB, FB2, \
         Word (DOCX), OpenDocument, RTF, PDF, subtitles (SRT, WebVTT, ASS) and the JSON of speech \
         recognition"
    )]
    NotText {
        /// The file.
        file: String,
        /// What it looks like.
        kind: &'static str,
    },
    /// XML of a kind that diglot does not know.
    #[error(
        "{file}: this is XML (a document of the kind `{root}`) that diglot does not read. Of XML it reads \
         web pages, FB2 and flat OpenDocument texts; export it as one of these, or as plain text"
    )]
    Xml {
        /// The file.
        file: String,
        /// The name of its root.
        root: String,
    },
    /// A program that reads a kind of file is not here.
    #[error(
        "{file}: diglot reads this kind of file by the program `{program}`, which is not here. Install poppler \
         (`apt install poppler-utils`, `dnf install poppler-utils`, `brew install poppler`) and try again"
    )]
    NoProgram {
        /// The file.
        file: String,
        /// The program.
        program: &'static str,
    },
    /// A book whose text only its owner's program can open.
    #[error(
        "{file}: this book is protected (DRM), so its text cannot be read. Use a copy without \
         protection, as some shops and libraries give"
    )]
    Encrypted {
        /// The file.
        file: String,
    },
    /// An archive, or a file in it, is not as it should be.
    #[error("{file}: this file is damaged, or not what its name says: {what}")]
    Damaged {
        /// The file.
        file: String,
        /// What is wrong.
        what: String,
    },
    /// JSON without a transcript in it.
    #[error(
        "{file}: diglot finds no transcript in this JSON: {what}. Export the transcript as a text, \
         SRT or WebVTT and try again"
    )]
    NoTranscript {
        /// The file.
        file: String,
        /// What is wrong.
        what: String,
    },
    /// More than any text is.
    #[error("{file}: this is too large: {what}")]
    TooLarge {
        /// The file.
        file: String,
        /// What is too large, and what the bound is.
        what: String,
    },
    /// The file holds nothing that can be spoken.
    #[error("{file}: there is nothing to speak in it. Is it the right file?")]
    NothingToSay {
        /// The file.
        file: String,
    },
    /// So many names stand before colons that they cannot be people who speak.
    #[error(
        "{file}: {count} different names stand where speakers' names do, and diglot gives a voice to \
         {most} at most. Is it a table or a word list?",
        most = crate::script::reading::MOST_SPEAKERS
    )]
    TooManySpeakers {
        /// The file.
        file: String,
        /// How many.
        count: usize,
    },
    /// A layout was asked for that the text does not have.
    #[error("{file}: there is no layout `{layout}` in it. Those that can be tried are `{known}`")]
    NoSuchLayout {
        /// The file.
        file: String,
        /// What was asked for.
        layout: String,
        /// The layouts that there are.
        known: String,
    },
    /// Someone was named as a speaker whom no line of the text is marked with.
    #[error("{file}: no line begins with the name `{speaker}`. {}", known_speakers(.known))]
    NoSuchSpeaker {
        /// The file.
        file: String,
        /// Who was named.
        speaker: String,
        /// Who speaks in it, if nobody is named; perhaps nobody.
        known: Vec<String>,
    },
    /// A script file is not as it should be.
    #[error("{}:{line}:{column}: {what}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// What is wrong and how to put it right.
        what: String,
    },
}

/// How many of those who speak an error names.
const NAMED: usize = 20;

/// Who speaks, as an error says it.
fn known_speakers(known: &[String]) -> String {
    let shown = known.len().min(NAMED);
    let names = known[..shown].join("`, `");
    match known.len() {
        0 => "Nobody else is found who speaks, either; leave out --speakers".into(),
        all if all > shown => format!("Those who speak are `{names}` and {} others", all - shown),
        _ => format!("Those who speak are `{names}`"),
    }
}
