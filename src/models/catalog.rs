//! Catalogs of models: what each consists of, and where its files are to be had.
//!
//! A catalog is a TOML file in `voices/models/`, built into the program, or a person's own in the configuration
//! folder (`diglot/voices/models/NAME.toml`), which goes before a built-in one:
//!
//! ```
//! let model = diglot::models::catalog::parse("lamp", r#"
//!     title = "The Lamp, a voice"
//!     folder = "piper"
//!     languages = ["en"]
//!     [licence]
//!     code = "MIT"
//!     weights = "CC0-1.0"
//!     [[files]]
//!     sources = [
//!       { address = "https://models.example/lamp/{}" },
//!       { pip = "lamp-voice==1.0", file = "lamp_voice/{}" },
//!     ]
//!     list = [{ path = "lamp.onnx.json", bytes = 2, sha256 = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a" }]
//! "#).unwrap();
//! assert_eq!(model.bytes(), 2);
//! ```

use super::ModelError;
use crate::disk;
use crate::language::Language;
use crate::web;
use reqwest::Url;
use serde::Deserialize;
use std::path::Path;

/// The catalogs that come with diglot.
const BUILT_IN: &[(&str, &str)] = &[
    ("kokoro", include_str!("../../voices/models/kokoro.toml")),
    (
        "en_US-joe-medium",
        include_str!("../../voices/models/en_US-joe-medium.toml"),
    ),
    (
        "whisper-base",
        include_str!("../../voices/models/whisper-base.toml"),
    ),
    ("aligner", include_str!("../../voices/models/aligner.toml")),
    (
        "japanese",
        include_str!("../../voices/models/japanese.toml"),
    ),
];
/// The largest file of a model, in bytes.
const LARGEST: u64 = 16 << 30;

/// A model that can be brought.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// What it is asked for by: the name of its catalog.
    #[serde(skip)]
    pub name: String,
    /// What it is.
    pub title: String,
    /// What it is for.
    #[serde(default)]
    pub does: Task,
    /// The folder of the shelf in which its files lie.
    pub folder: String,
    /// The languages that it knows.
    #[serde(default)]
    pub languages: Vec<Language>,
    /// How it may be used.
    pub licence: Licence,
    /// Its files, together with those that are to be had in the same way.
    pub files: Vec<Files>,
}

/// What a model is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// It speaks.
    #[default]
    Speaks,
    /// It hears what is spoken.
    Hears,
    /// It tells which lines of two languages mean the same.
    Pairs,
    /// It tells how words are read, for voices that need it.
    Reads,
}

/// How a model may be used.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// The licence of the code that made the files, and whose it is.
    pub code: String,
    /// The licence of the weights, and whose they are.
    pub weights: String,
}

/// Files of a model that are to be had in the same way.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Files {
    /// Where they are to be had, in the order of asking.
    pub sources: Vec<Source>,
    /// The files.
    pub list: Vec<Wanted>,
}

/// A file of a model.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Where it lies in the model's folder, with `/` between steps.
    pub path: String,
    /// How long it is.
    pub bytes: u64,
    /// Its SHA-256 sum (FIPS 180-4), in hexadecimal.
    pub sha256: String,
}

/// Where a file is to be had.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "RawSource")]
pub enum Source {
    /// An address; `{}` in it stands for the file's path.
    Address(String),
    /// Parts within packages, one after the other; mostly it is one.
    Parts(Vec<Part>),
}

/// A file in a package.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The package.
    pub package: Package,
    /// The file in it; `{}` stands for the path of what is wanted.
    pub file: String,
}

/// A package, as its client asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Package {
    /// `NAME==VERSION`, which pip knows.
    Pip(String),
    /// `NAME@VERSION`, which npm knows.
    Npm(String),
}

/// A source as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSource {
    address: Option<String>,
    pip: Option<String>,
    npm: Option<String>,
    file: Option<String>,
    parts: Option<Vec<RawSource>>,
}

impl TryFrom<RawSource> for Source {
    type Error = String;

    fn try_from(raw: RawSource) -> Result<Self, String> {
        match raw {
            RawSource {
                address: Some(address),
                pip: None,
                npm: None,
                file: None,
                parts: None,
            } => match web::address(&address) {
                Some(_) => Ok(Self::Address(address)),
                None => Err(format!("`{address}` is no web address")),
            },
            RawSource {
                address: None,
                pip: None,
                npm: None,
                file: None,
                parts: Some(parts),
            } if !parts.is_empty() => {
                let parts = parts.into_iter().map(Part::try_from);
                parts.collect::<Result<_, _>>().map(Self::Parts)
            }
            single => Part::try_from(single).map(|part| Self::Parts(vec![part])),
        }
    }
}

impl TryFrom<RawSource> for Part {
    type Error = String;

    fn try_from(raw: RawSource) -> Result<Self, String> {
        let (package, file) = match raw {
            RawSource {
                address: None,
                pip,
                npm,
                file: Some(file),
                parts: None,
            } => match (pip, npm) {
                (Some(name), None) => (Package::Pip(name), file),
                (None, Some(name)) => (Package::Npm(name), file),
                _ => return Err(FORMS.into()),
            },
            _ => return Err(FORMS.into()),
        };
        if !package.is_pinned() {
            return Err(format!(
                "`{}` is no package of one version, as pip's name==1.0 and npm's name@1.0.0",
                package.spec()
            ));
        }
        Ok(Self { package, file })
    }
}

/// How a source may be written.
const FORMS: &str = "a source is { address = \"…\" }, { pip = \"…\", file = \"…\" }, { npm = \"…\", file = \"…\" } or \
                     { parts = [ … ] }";

impl Package {
    /// What the client is asked for.
    pub fn spec(&self) -> &str {
        match self {
            Self::Pip(spec) | Self::Npm(spec) => spec,
        }
    }

    /// Whether it names one version, and nothing that a client could take for an option, a file or an address.
    fn is_pinned(&self) -> bool {
        let (name, version) = match self {
            Self::Pip(spec) => spec.split_once("==").unwrap_or_default(),
            Self::Npm(spec) => spec.rsplit_once('@').unwrap_or_default(),
        };
        let plain = |text: &str| {
            let mut letters = text.chars();
            letters.next().is_some_and(|c| c.is_ascii_alphanumeric())
                && letters.all(|c| c.is_ascii_alphanumeric() || "._-+".contains(c))
        };
        let named = match (self, name.strip_prefix('@').and_then(|n| n.split_once('/'))) {
            (Self::Npm(_), Some((scope, name))) => plain(scope) && plain(name),
            _ => plain(name),
        };
        named && plain(version)
    }
}

impl std::fmt::Display for Package {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Pip(spec) => write!(f, "pip {spec}"),
            Self::Npm(spec) => write!(f, "npm {spec}"),
        }
    }
}

impl Part {
    /// The file in the package for a file that is wanted.
    pub fn file_for(&self, wanted: &Wanted) -> String {
        self.file.replace("{}", &wanted.path)
    }
}

impl Model {
    /// All files, each with the sources for it.
    pub fn wanted(&self) -> impl Iterator<Item = (&Wanted, &[Source])> {
        self.files.iter().flat_map(|files| {
            let sources = files.sources.as_slice();
            files.list.iter().map(move |wanted| (wanted, sources))
        })
    }

    /// How long all files are together.
    pub fn bytes(&self) -> u64 {
        self.wanted().map(|(wanted, _)| wanted.bytes).sum()
    }

    /// What is wrong with a catalog that the parser does not see.
    fn mistake(&self) -> Option<String> {
        let is_inside = |path: &str| {
            let plain = !path.contains(['\\', ':']) && !path.chars().any(char::is_control);
            plain && disk::inside(Path::new(""), path).is_some()
        };
        if !is_inside(&self.folder) {
            return Some(format!("`{}` is no folder of the models' own", self.folder));
        }
        for (wanted, sources) in self.wanted() {
            let Wanted {
                path,
                bytes,
                sha256,
            } = wanted;
            let is_sum = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit());
            let addresses = sources.iter().filter_map(|source| match source {
                Source::Address(address) => Some(address.replace("{}", path)),
                Source::Parts(_) => None,
            });
            let wrong = if !is_inside(path) {
                "is no path within the model's folder"
            } else if *bytes == 0 || *bytes > LARGEST {
                "is empty or too large"
            } else if !is_sum {
                "has no SHA-256 sum of 64 hexadecimal digits"
            } else if addresses.into_iter().any(|a| Url::parse(&a).is_err()) {
                "makes no address"
            } else {
                continue;
            };
            return Some(format!("`{path}` {wrong}"));
        }
        None
    }
}

/// All models: a person's own in `folder`, and the built-in ones that those do not stand in for.
///
/// # Errors
/// If one of a person's own is no valid catalog.
pub fn load(folder: &Path) -> Result<Vec<Model>, ModelError> {
    let mut models = Vec::new();
    for (name, text) in BUILT_IN {
        models.push(parse(name, text)?);
    }
    let mut own: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    own.sort();
    for path in own {
        let text = std::fs::read_to_string(&path).map_err(ModelError::at(&path))?;
        let mut model = parse(&path.display().to_string(), &text)?;
        model.name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        models.retain(|other| other.name != model.name);
        models.push(model);
    }
    Ok(models)
}

/// The built-in model that voices of an engine need, beside their own, to read a language.
pub fn reads_for(engine: &str, language: &Language) -> Option<&'static str> {
    let needs = |model: &Model| {
        let is_of_engine = Path::new(&model.folder).starts_with(engine);
        let knows = || model.languages.iter().any(|l| l.base() == language.base());
        model.does == Task::Reads && is_of_engine && knows()
    };
    let mut built_in = BUILT_IN.iter();
    let found = built_in.find(|(name, text)| parse(name, text).is_ok_and(|model| needs(&model)));
    found.map(|(name, _)| *name)
}

/// Reads a catalog. `name` is what errors call it, and the model's name.
///
/// # Errors
/// With the parser's words, line and column if it is no valid catalog.
pub fn parse(name: &str, text: &str) -> Result<Model, ModelError> {
    let bad = |message: String| ModelError::BadCatalog {
        name: name.into(),
        message: web::without_logins(&message),
    };
    let mut model: Model =
        toml::from_str(text).map_err(|error| bad(error.to_string().trim_end().into()))?;
    model.name = name.into();
    match model.mistake() {
        Some(mistake) => Err(bad(mistake)),
        None => Ok(model),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_catalogs_are_whole() {
        let models = load(Path::new("/nonexistent")).unwrap();
        assert_eq!(models.len(), BUILT_IN.len());
        for model in models {
            let mut paths: Vec<&str> = model.wanted().map(|(w, _)| w.path.as_str()).collect();
            let number = paths.len();
            paths.sort_unstable();
            paths.dedup();
            assert_eq!(paths.len(), number, "{}: a file is there twice", model.name);
            assert!(number > 0 && model.wanted().all(|(_, sources)| !sources.is_empty()));
        }
    }

    #[test]
    fn what_a_language_is_read_with_is_known_by_the_engine() {
        let needed = |engine, language| reads_for(engine, &Language::new(language));
        assert_eq!(needed("kokoro", "ja"), Some("japanese"));
        assert_eq!(needed("kokoro", "ja-jp"), Some("japanese"));
        assert_eq!(needed("kokoro", "en"), None);
        assert_eq!(needed("espeak", "ja"), None);
    }

    fn with(source: &str, path: &str, folder: &str) -> Result<Model, ModelError> {
        let sum = "0".repeat(64);
        parse(
            "lamp",
            &format!(
                "title = \"t\"\nfolder = \"{folder}\"\nlicence = {{ code = \"MIT\", weights = \"CC0\" }}\n[[files]]\n\
                 sources = [{source}]\nlist = [{{ path = \"{path}\", bytes = 1, sha256 = \"{sum}\" }}]"
            ),
        )
    }

    #[test]
    fn a_source_is_an_address_or_a_package_of_one_version() {
        for good in [
            r#"{ address = "https://models.example/{}" }"#,
            r#"{ pip = "lamp-voice==1.0.2", file = "lamp_voice/a" }"#,
            r#"{ npm = "@lamps/lamp-js@1.0.2", file = "package/{}" }"#,
            r#"{ parts = [{ pip = "lamp==1", file = "a" }, { npm = "lamp@2", file = "b" }] }"#,
        ] {
            assert!(with(good, "a/b.onnx", "piper").is_ok(), "{good}");
        }
        for bad in [
            r#"{ address = "ftp://models.example" }"#,
            r#"{ address = "https://models.example", file = "a" }"#,
            r#"{ pip = "lamp", file = "a" }"#,
            r#"{ pip = "--index-url==1", file = "a" }"#,
            r#"{ pip = "lamp @ https://models.example==1", file = "a" }"#,
            r#"{ pip = "lamp==1 --pre", file = "a" }"#,
            r#"{ npm = "../lamp@1", file = "a" }"#,
            r#"{ npm = "lamp@https://models.example/a.tgz", file = "a" }"#,
            r#"{ npm = "a@1", pip = "a==1", file = "a" }"#,
            r#"{ parts = [] }"#,
            "{}",
        ] {
            assert!(with(bad, "a/b.onnx", "piper").is_err(), "{bad}");
        }
    }

    #[test]
    fn no_path_leaves_the_folder() {
        let source = r#"{ npm = "lamp@1", file = "a" }"#;
        for (path, folder) in [
            ("../a", "piper"),
            ("/etc/a", "piper"),
            ("a/../../b", "piper"),
            ("c:a", "piper"),
            ("", "piper"),
            ("a", ".."),
            ("a", "/tmp"),
            ("a", ""),
        ] {
            let path = path.replace('\\', "\\\\");
            assert!(with(source, &path, folder).is_err(), "{path} {folder}");
        }
    }
}
