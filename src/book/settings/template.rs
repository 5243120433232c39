//! What diglot itself writes into a book.toml: all of a new one, and later voices.

use super::super::about::date_parts;
use super::super::byline;
use super::super::loudness::Loudness;
use super::{AUTO, CastEntry, Choices, Pauses, SoundSettings, formats};
use crate::cast::Role;
use crate::language::Language;
use crate::voice::{Setting, Settings};
use toml_edit::{DocumentMut, InlineTable, Item, Table, Value};

/// The text of a new `book.toml`, without a cast: what is chosen, else the defaults. What is seldom
/// wanted stands there as a comment, so that it can be found.
pub fn template(languages: &[Language], chosen: &Choices) -> String {
    let tags = list(languages.iter().map(Language::tag));
    let (pauses, sound) = (Pauses::default(), SoundSettings::default());
    let english = languages.iter().find(|language| language.base() == "en");
    let example = english.or(languages.first());
    let loudness = chosen.loudness.unwrap_or(sound.loudness);
    let kinds = formats::ALL.map(|format| format.name()).join(", ");
    let reading = &chosen.reading;
    format!(
        "\
# How this book is said. Edit it and run diglot again; diglot itself only adds to [cast].

# The languages to speak, in the order in which those of a line are spoken.
languages = [{languages}]
# Editors' notes: \"skip\", or \"read\" for the narrator to read them.
notes = \"skip\"
# The engine for speakers without a voice under [cast]; or {{ en = \"home\", zh = \"espeak\" }}. \"auto\" is the
# best that is on this machine when the book is made. If you name another, the voices that diglot has
# chosen are chosen anew; those that you have written stay.
engine = {engine}
# What else to make of the book: {kinds}.
formats = [{formats}]
# How subtitles show several languages: \"spoken\", \"both\" at once, \"each\" in a file of its own.
{subtitles}
# The order of listening, for learners: \"learn\", \"shadow\", \"{example}-only\", or as
# \"en, pause 1.2x, zh@0.8, zh\".
{pattern}

# How the text is read, if it is read again: chapters \"headings\", \"questions:8\", \"minutes:10\" or
# \"none\", pairs of a \"line\" or a \"sentence\", the names of those who speak, and the layout, as
# `diglot script TEXT --explain` calls it.
[reading]
{title}
{tongues}
{chapters}
{pairs}
{speakers}
{layout}

# Silence, in seconds.
[pauses]
pair = {pair:?} # between the languages of a line
line = {line:?} # between the lines of a turn
turn = {turn:?} # between turns
title = {title_pause:?} # after a title that is announced
head = {head:?} # before a chapter's first line
tail = {tail:?} # after a chapter's last line

[sound]
sample_rate = {rate} # Hz
channels = {channels} # or 2, which are the same
bits = {bits} # or 24
# Of every voice over the whole book: \"podcast\" (-19 LUFS, in two channels -16), \"acx\", \"ebu\",
# \"none\", or a number of LUFS.
loudness = {loudness}
single = {single} # or true, for book.wav with a cue point a chapter

# How many kbit/s the formats take, if more or less than is usual for speech.
[bit_rates]
# mp3 = 128 # m4b, opus, epub, html, feed likewise

# What the narrator says: titles (\"headings\" of the text; \"all\", with those that diglot made of a line;
# \"none\"), and who speaks (speakers = \"never\", \"first\" in a chapter, \"always\").
[announce]
titles = \"headings\"
speakers = \"never\"

# How fast, by language or speaker: zh = 0.9 is a tenth slower.
[speed]

# How words are said, by language; what is shown stays as it is. An entry stands for whole words, in
# Chinese and Japanese for the longest run of characters. Case counts, but an entry without capitals
# stands also for the word with a capital at its beginning, unless that has an entry of its own.
[lexicon]
# files = [\"names.pls\"] # lexicons in W3C's format (PLS 1.0)
[lexicon.{example}]
# \"Dr.\" = \"Doctor\"
# nginx = \"engine x\"

# The podcast, for the format \"feed\".
[podcast]
# url = \"https://example.org/ferry/\" # where the folder podcast/ will lie
# link = \"https://example.org/\" # the show's page, if it is another
# email = \"mara@example.org\" # directories ask for it
# category = \"Arts\" # one of Apple's
# explicit = false
# episodes = \"chapter\" # or \"book\": one episode, with chapters
# hosts = [\"mara-ellison\"] # the ids of those who lead through the talk

# Who speaks with which voice: \"engine:voice\", or with settings of the engine
# {{ voice = \"espeak:en-us+m3\", pitch = 40, rate = 160 }}. `diglot voices` lists voices.
[cast]
",
        languages = tags,
        example = example.map_or("en", Language::tag),
        engine = Value::from(chosen.engine.as_deref().unwrap_or(AUTO)),
        formats = list(chosen.formats.iter().map(String::as_str)),
        subtitles = line("subtitles", None, "both"),
        pattern = line("pattern", chosen.pattern.as_deref(), "learn"),
        title = line("title", reading.title.as_deref(), "The Night Ferry"),
        tongues = match reading.languages.is_empty() {
            true => format!("# languages = [{tags}]"),
            false => format!(
                "languages = [{}]",
                list(reading.languages.iter().map(Language::tag))
            ),
        },
        chapters = line("chapters", reading.chapters.as_deref(), "questions:8"),
        pairs = line("pairs", reading.pairs.as_deref(), "sentence"),
        speakers = match reading.speakers.is_empty() {
            true => "# speakers = [\"Ann Reed\", \"Bo Lind\"]".into(),
            false => format!(
                "speakers = [{}]",
                list(reading.speakers.iter().map(String::as_str))
            ),
        },
        layout = line("layout", reading.layout.as_deref(), "Name:"),
        pair = pauses.pair,
        line = pauses.line,
        turn = pauses.turn,
        title_pause = pauses.title,
        head = pauses.head,
        tail = pauses.tail,
        rate = sound.sample_rate,
        channels = sound.channels,
        bits = sound.bits,
        loudness = match loudness {
            Loudness::Lufs(lufs) => format!("{lufs:?}"),
            named => format!("\"{named}\""),
        },
        single = chosen.single || sound.single,
    )
}

/// A line with a key that is chosen, or a comment that shows how it would be.
fn line(key: &str, chosen: Option<&str>, example: &str) -> String {
    match chosen {
        Some(chosen) => format!("{key} = {}", Value::from(chosen)),
        None => format!("# {key} = \"{example}\""),
    }
}

/// Texts as the inside of a list.
fn list<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let quoted = texts.map(|text| Value::from(text).to_string());
    quoted.collect::<Vec<_>>().join(", ")
}

/// Adds to a new `book.toml` what the source tells of itself: authors, date, description, publisher,
/// rights. What is told twice is taken once, of what there can be one the first.
pub fn add_facts(mut text: String, facts: &[(String, String)]) -> String {
    let all = |key: &'static str| {
        let own = facts.iter().filter(move |(own, _)| own == key);
        own.map(|(_, text)| text.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|text| !text.is_empty())
    };
    let first = |key: &'static str| all(key).next().unwrap_or_default();
    let dates = all("date").filter_map(|date| {
        // The time of day that EPUB and web pages have is of no use here.
        let day = date.split(['T', ' ']).next().unwrap_or_default();
        let day = day.replace(['/', '.'], "-");
        date_parts(&day).is_some().then_some(day)
    });
    let date = { dates }.next().unwrap_or_default();
    let mut authors: Vec<String> = Vec::new();
    for name in all("author").flat_map(|text| byline::authors(&text)) {
        if !authors.contains(&name) {
            authors.push(name);
        }
    }
    let mut facts = format!(
        "\
# Facts about the book, for players. Also: publisher, rights, and cover = \"cover.jpg\".
[book]
authors = [{}] # if nobody is named, those who speak
date = {} # as 2024, 2024-05 or 2024-05-31
description = {}
",
        list(authors.iter().map(String::as_str)),
        Value::from(date),
        Value::from(first("description")),
    );
    for key in ["publisher", "rights"] {
        let told = first(key);
        if !told.is_empty() {
            facts += &format!("{key} = {}\n", Value::from(told));
        }
    }
    facts.push('\n');
    match text.find("# Silence, in seconds.") {
        Some(at) => text.insert_str(at, &facts),
        None => text += &facts,
    }
    text
}

/// Adds roles to the `[cast]` of a `book.toml`, keeping all that stands there. Their settings are those of catalogs, and
/// are not written.
///
/// # Errors
/// If the text is no TOML, in toml_edit's words.
pub fn add_roles(text: &str, roles: &[Role]) -> Result<String, toml_edit::TomlError> {
    let entry = |role: &Role| CastEntry {
        speaker: role.speaker.clone(),
        language: role.language.clone(),
        voice: role.voice.id.clone(),
        settings: Settings::new(),
    };
    add_entries(text, &roles.iter().map(entry).collect::<Vec<_>>())
}

/// Adds settled voices to the `[cast]` of a `book.toml`, keeping all that stands there.
///
/// # Errors
/// If the text is no TOML, in toml_edit's words.
pub fn add_entries(text: &str, entries: &[CastEntry]) -> Result<String, toml_edit::TomlError> {
    let mut document: DocumentMut = text.parse()?;
    let cast = document.entry("cast").or_insert(Item::Table(Table::new()));
    for role in entries {
        let Some(cast) = cast.as_table_like_mut() else {
            break;
        };
        let voice = voice_entry(role);
        let language = role.language.tag();
        match cast
            .get_mut(&role.speaker)
            .and_then(Item::as_table_like_mut)
        {
            // A voice that is given anew stands where the old one stood.
            Some(voices) => {
                voices.insert(language, Item::Value(voice));
            }
            None => {
                let mut voices = InlineTable::new();
                voices.insert(language, voice);
                cast.insert(&role.speaker, Item::Value(voices.into()));
            }
        }
        if let Some(voices) = cast
            .get_mut(&role.speaker)
            .and_then(Item::as_inline_table_mut)
        {
            voices.fmt();
        }
    }
    Ok(document.to_string())
}

/// A voice as `book.toml` has it: its name, or a table with settings.
fn voice_entry(entry: &CastEntry) -> Value {
    let name = Value::from(entry.voice.to_string());
    if entry.settings.is_empty() {
        return name;
    }
    let mut table = InlineTable::new();
    table.insert("voice", name);
    for (key, setting) in &entry.settings {
        let value = match setting {
            Setting::Switch(yes) => Value::from(*yes),
            Setting::Whole(number) => Value::from(*number),
            Setting::Number(number) => Value::from(*number),
            Setting::Text(text) => Value::from(text.as_str()),
        };
        table.insert(key, value);
    }
    table.into()
}
