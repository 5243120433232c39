//! Entries of `diglot.toml`, of engines and of recognisers, read so that a slip is shown with its place.

use super::SpeechError;
use indexmap::IndexMap;
use serde::de::value::Error as FieldError;
use serde::de::{Error as _, IntoDeserializer, Visitor};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What is wrong in a text, and at which byte.
pub(crate) struct Wrong {
    /// The byte.
    pub at: usize,
    /// What is wrong.
    pub what: String,
}

impl Wrong {
    /// The same as an error, with the file, line and column.
    pub fn within(self, text: &str, path: &Path) -> SpeechError {
        let (line, column) = crate::disk::place(text, self.at);
        let what = self.what;
        SpeechError::Setup(format!("{}:{line}:{column}: {what}", path.display()))
    }
}

/// Reads `diglot.toml` in some folders; what the first says of a name goes before what the others say.
pub(crate) fn load<T>(
    folders: &[&Path],
    mut parse: impl FnMut(&str, &Path) -> Result<IndexMap<String, T>, SpeechError>,
) -> Result<IndexMap<String, T>, SpeechError> {
    let mut all = IndexMap::new();
    for folder in folders {
        let path = folder.join("diglot.toml");
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        for (name, entry) in parse(&text, &path)? {
            all.entry(name).or_insert(entry);
        }
    }
    Ok(all)
}

impl From<toml::de::Error> for Wrong {
    fn from(error: toml::de::Error) -> Self {
        let what = error.message().trim().replace('\n', "; ");
        // What stands in the wrong place may be a key.
        let what = match what.split_once(": string \"") {
            Some((wrong, rest)) => {
                let expected = rest
                    .rsplit_once(", expected ")
                    .map_or("", |(_, expected)| expected);
                format!("{wrong}: a string, expected {expected}")
            }
            None => what,
        };
        Self {
            at: error.span().map_or(0, |span| span.start),
            what,
        }
    }
}

/// A table of entries.
pub(crate) fn table<'a>(value: Spanned<DeValue<'a>>) -> Result<DeTable<'a>, Wrong> {
    let at = value.span().start;
    match value.into_inner() {
        DeValue::Table(table) => Ok(table),
        _ => Err(Wrong {
            at,
            what: "engines stand under [engine.NAME], and recognisers under [recogniser.NAME]"
                .into(),
        }),
    }
}

/// An entry of which settings are still to be read.
pub(crate) struct Entry<'a> {
    /// At which byte it begins.
    pub at: usize,
    /// The settings.
    pub rest: DeTable<'a>,
}

impl<'a> Entry<'a> {
    /// Takes the kind out of the settings of an entry that begins at a byte: the kind, where it stands, and the entry.
    /// `what` it is of: `an engine`.
    pub fn of_kind(
        at: usize,
        mut rest: DeTable<'a>,
        what: &str,
        kinds: &str,
    ) -> Result<(String, usize, Self), Wrong> {
        let Some(kind) = rest.remove("kind") else {
            let what = format!("{what} needs a kind: kind = \"…\", one of {kinds}");
            return Err(Wrong { at, what });
        };
        let kind_at = kind.span().start;
        let kind = String::deserialize(kind.into_deserializer())?;
        Ok((kind, kind_at, Self { at, rest }))
    }

    /// Refuses a setting that nothing has taken, if there is one. `what` the entry is of, `this kind of engine`, has those that are
    /// `known`.
    pub fn finish(self, what: &str, known: &[&str]) -> Result<(), Wrong> {
        let Some((name, _)) = self.rest.into_iter().next() else {
            return Ok(());
        };
        let hint = match crate::spelling::closest(name.get_ref(), known.iter().copied()) {
            Some(like) => format!("Did you mean `{like}`?"),
            None => format!("It has {}", known.join(", ")),
        };
        Err(Wrong {
            at: name.span().start,
            what: format!("{what} has no setting `{}`. {hint}", name.get_ref()),
        })
    }

    /// Reads a struct from the settings that it has a field for.
    pub fn take<T: Deserialize<'a>>(&mut self) -> Result<T, Wrong> {
        let fields = fields_of::<T>();
        let (own, rest) = std::mem::take(&mut self.rest)
            .into_iter()
            .partition(|(name, _)| fields.contains(&name.get_ref().as_ref()));
        self.rest = rest;
        let own = Spanned::new(self.at..self.at, own);
        T::deserialize(own.into_deserializer()).map_err(|error| {
            let mut wrong = Wrong::from(error);
            wrong.at = wrong.at.max(self.at);
            wrong
        })
    }
}

/// The names of a struct's fields, which serde tells whoever deserialises it.
pub(crate) fn fields_of<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
    struct Ask<'a>(&'a mut &'static [&'static str]);
    impl<'de> Deserializer<'de> for Ask<'_> {
        type Error = FieldError;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, FieldError> {
            Err(FieldError::custom("only names were asked for"))
        }

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            _: V,
        ) -> Result<V::Value, FieldError> {
            *self.0 = fields;
            Err(FieldError::custom("only names were asked for"))
        }

        forward_to_deserialize_any! {
            bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
            unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
        }
    }
    let mut fields: &'static [&'static str] = &[];
    let _ = T::deserialize(Ask(&mut fields));
    fields
}
