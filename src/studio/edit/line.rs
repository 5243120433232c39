//! One line of a turn as an edit sees it: read from the document, changed, and written back so that only what has
//! changed is touched.

use super::EditError;
use super::document::put;
use crate::language::Language;
use indexmap::IndexMap;
use toml_edit::{InlineTable, Item, Table, Value};

/// A line: its texts by language, and how it is spoken.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    /// The texts.
    pub text: IndexMap<Language, String>,
    /// What is spoken in place of them.
    pub say: IndexMap<Language, String>,
    /// A voice for the line in all its languages.
    pub voice: Option<String>,
    /// Voices for some of them.
    pub voices: IndexMap<Language, String>,
    /// Which take is heard, by language.
    pub takes: IndexMap<Language, u32>,
    /// Seconds of silence before it.
    pub pause: Option<f64>,
    /// Whether it is left unspoken.
    pub skip: bool,
}

/// An editor's note: its text and its language.
pub fn note(table: &InlineTable) -> Option<(String, Language)> {
    let text = table.get("note")?.as_str()?.to_string();
    let language = table.get("language").and_then(Value::as_str);
    Some((text, Language::new(language.unwrap_or_default())))
}

/// The table of a note.
pub fn note_table(text: &str, language: &Language) -> InlineTable {
    let mut table = InlineTable::new();
    table.insert("note", text.into());
    table.insert("language", language.tag().into());
    table
}

impl Line {
    /// Reads a line of speech.
    pub fn read(table: &InlineTable) -> Result<Self, EditError> {
        if table.contains_key("note") {
            return Err(EditError::senseless(
                "an editor's note has one language and no pair; make it a line first",
            ));
        }
        let mut line = Self::default();
        for (key, value) in table {
            match key {
                "say" | "voice" | "take" | "pause" | "skip" => {}
                tag => {
                    let text = value.as_str().ok_or(EditError::Form("a line"))?;
                    line.text.insert(Language::new(tag), text.into());
                }
            }
        }
        let form = EditError::Form("`say` or `voice` of a line");
        let words = |value: &Value| value.as_str().map(String::from);
        let only = || line.text.keys().take(1);
        line.say = by_language(table.get("say"), only(), words).ok_or(form.clone())?;
        match table.get("voice") {
            Some(Value::String(voice)) if line.text.len() != 1 => {
                line.voice = Some(voice.value().clone());
            }
            voice => line.voices = by_language(voice, only(), words).ok_or(form)?,
        }
        let take = |value: &Value| u32::try_from(value.as_integer()?).ok();
        line.takes = by_language(table.get("take"), line.text.keys(), take)
            .ok_or(EditError::Form("`take` of a line"))?;
        let number = |value: &Value| {
            let whole = || value.as_integer().map(|whole| whole as f64);
            value.as_float().or_else(whole)
        };
        line.pause = table.get("pause").and_then(number);
        line.skip = table.get("skip").and_then(Value::as_bool) == Some(true);
        Ok(line)
    }

    /// Writes it over what stands in a table. `order` is that of the book's languages.
    pub fn write(&self, table: &mut InlineTable, order: &[Language]) -> Result<(), EditError> {
        let old = Self::read(table).unwrap_or_default();
        let before: Vec<String> = table.iter().map(|(key, _)| key.into()).collect();
        for language in old.text.keys() {
            if !self.text.contains_key(language) {
                remove(table, language.tag());
            }
        }
        for (language, text) in &self.text {
            if old.text.get(language) != Some(text) {
                let key = key_of(table, language);
                put(table, &key, text.as_str());
            }
        }
        let words = |text: &String| (!text.is_empty()).then(|| text.as_str().into());
        let one = self.text.len() == 1;
        let was_one = old.text.len() == 1;
        if self.say != old.say || one != was_one {
            give(table, "say", self.for_each(&self.say, order, words));
        }
        if (&self.voice, &self.voices) != (&old.voice, &old.voices) || one != was_one {
            let all = self.voice.as_deref().map(Value::from);
            give(
                table,
                "voice",
                all.or_else(|| self.for_each(&self.voices, order, words)),
            );
        }
        if self.takes != old.takes || one != was_one {
            // The first take is not named.
            let later = |take: &u32| (*take > 1).then(|| i64::from(*take).into());
            give(table, "take", self.for_each(&self.takes, order, later));
        }
        if self.pause != old.pause {
            give(table, "pause", self.pause.map(Value::from));
        }
        if self.skip != old.skip {
            give(table, "skip", self.skip.then(|| Value::from(true)));
        }
        let is_new = |(key, _): (&str, &Value)| !before.iter().any(|old| old == key);
        if table.iter().any(is_new) {
            let rank = |key: &str| match ["say", "voice", "take", "pause", "skip"]
                .iter()
                .position(|f| *f == key)
            {
                Some(field) => order.len() + 1 + field,
                None => {
                    let own = Language::new(key);
                    order.iter().position(|l| *l == own).unwrap_or(order.len())
                }
            };
            table.sort_values_by(|a, _, b, _| rank(a).cmp(&rank(b)));
        }
        tidy(table);
        Ok(())
    }

    /// The table of a new line.
    pub fn table(&self, order: &[Language]) -> Result<InlineTable, EditError> {
        let mut table = InlineTable::new();
        self.write(&mut table, order)?;
        Ok(table)
    }

    /// Takes one language out of it: its text, and what is said and who speaks in that language.
    pub fn take(&mut self, language: &Language) -> Self {
        fn one<T>(map: &mut IndexMap<Language, T>, language: &Language) -> IndexMap<Language, T> {
            map.shift_remove_entry(language).into_iter().collect()
        }
        Self {
            text: one(&mut self.text, language),
            say: one(&mut self.say, language),
            voices: one(&mut self.voices, language),
            takes: one(&mut self.takes, language),
            ..Self::default()
        }
    }

    /// Puts in what another has in a language, behind what it has itself.
    pub fn add(&mut self, other: Self) {
        for (language, text) in other.text {
            let said = other.say.get(&language).cloned();
            let own = self.text.get(&language).cloned();
            if said.is_some() || self.say.contains_key(&language) {
                let second = said.unwrap_or_else(|| text.clone());
                let first = self.say.get(&language).or(own.as_ref());
                let both = match first {
                    Some(first) => joined(first, &second, &language),
                    None => second,
                };
                self.say.insert(language.clone(), both);
            }
            let both = match &own {
                Some(own) => joined(own, &text, &language),
                None => text,
            };
            if own.is_some() {
                // What is joined is spoken anew, and has no takes yet.
                self.takes.shift_remove(&language);
            } else {
                if let Some(voice) = other.voices.get(&language) {
                    self.voices.insert(language.clone(), voice.clone());
                }
                if let Some(take) = other.takes.get(&language) {
                    self.takes.insert(language.clone(), *take);
                }
            }
            self.text.insert(language, both);
        }
    }

    /// Whether nothing is said in it.
    pub fn is_empty(&self) -> bool {
        self.text.values().all(|text| text.trim().is_empty())
    }

    /// What is said by language as the file has it: bare where the line has one language.
    fn for_each<T>(
        &self,
        all: &IndexMap<Language, T>,
        order: &[Language],
        value: impl Fn(&T) -> Option<Value>,
    ) -> Option<Value> {
        let own = all.iter().filter(|(l, _)| self.text.contains_key(*l));
        let mut own: Vec<_> = own.filter_map(|(l, own)| Some((l, value(own)?))).collect();
        own.sort_by_key(|(language, _)| order.iter().position(|l| l == *language));
        if self.text.len() == 1 {
            return own.pop().map(|(_, only)| only);
        }
        let mut table = InlineTable::new();
        for (language, value) in own {
            table.insert(language.tag(), value);
        }
        (!table.is_empty()).then(|| table.into())
    }
}

/// Two texts behind one another, with a space where the language has spaces.
pub fn joined(first: &str, second: &str, language: &Language) -> String {
    let space = if language.is_unspaced() { "" } else { " " };
    format!("{}{space}{}", first.trim_end(), second.trim_start())
}

/// A text cut after so many characters; none if one side would say nothing.
pub fn cut(text: &str, keep: usize) -> Option<(&str, &str)> {
    let at = text.char_indices().nth(keep)?.0;
    let (first, second) = (text[..at].trim(), text[at..].trim());
    (!first.is_empty() && !second.is_empty()).then_some((first, second))
}

/// The key that a line has for a language, as it is written there.
fn key_of(table: &InlineTable, language: &Language) -> String {
    let mut keys = table.iter().map(|(key, _)| key);
    let own = keys.find(|key| Language::new(key) == *language);
    own.unwrap_or(language.tag()).into()
}

/// What stands by language in a table; bare, it is for `all`. None if it is in another form.
fn by_language<'a, T: Clone>(
    value: Option<&Value>,
    all: impl IntoIterator<Item = &'a Language>,
    read: impl Fn(&Value) -> Option<T>,
) -> Option<IndexMap<Language, T>> {
    match value {
        None => Some(IndexMap::new()),
        Some(Value::InlineTable(table)) => table
            .iter()
            .map(|(tag, value)| Some((Language::new(tag), read(value)?)))
            .collect(),
        Some(bare) => {
            let bare = read(bare)?;
            let all = all.into_iter();
            Some(all.map(|l| (l.clone(), bare.clone())).collect())
        }
    }
}

fn remove(table: &mut InlineTable, tag: &str) {
    let key = key_of(table, &Language::new(tag));
    table.remove(&key);
}

fn give(table: &mut InlineTable, key: &str, value: Option<Value>) {
    match value {
        Some(value) => put(table, key, value),
        None => drop(table.remove(key)),
    }
}

/// Spaces as diglot writes them, where no comment stands between.
fn tidy(table: &mut InlineTable) {
    let plain = |text: Option<&toml_edit::RawString>| {
        text.and_then(toml_edit::RawString::as_str)
            .is_none_or(|text| !text.contains(['\n', '#']))
    };
    let is_plain = table.iter().all(|(key, value)| {
        let decor = value.decor();
        let key = table.key(key).map(|key| key.leaf_decor());
        plain(decor.prefix()) && plain(decor.suffix()) && key.is_none_or(|d| plain(d.prefix()))
    });
    if is_plain {
        table.fmt();
    }
}

/// A table of texts by language, as `title = { en = "…" }`: those that are empty go, the others come in the order of
/// the book's languages. Nothing is written if none is left and `key` need not be there.
pub fn put_texts(
    table: &mut Table,
    key: &str,
    texts: &IndexMap<Language, String>,
    order: &[Language],
) {
    let old = table.get(key).and_then(Item::as_inline_table).cloned();
    let mut all: IndexMap<Language, String> = IndexMap::new();
    for (tag, text) in old.iter().flatten() {
        all.insert(Language::new(tag), text.as_str().unwrap_or_default().into());
    }
    for (language, text) in texts {
        match text.trim() {
            "" => drop(all.shift_remove(language)),
            text => drop(all.insert(language.clone(), text.into())),
        }
    }
    all.sort_by_key(|language, _| order.iter().position(|l| l == language));
    let mut new = InlineTable::new();
    for (language, text) in &all {
        new.insert(language.tag(), text.as_str().into());
    }
    new.fmt();
    put(table, key, new);
}
