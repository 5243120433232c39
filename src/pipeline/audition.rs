//! Samples of voices before there is a book.

use super::plan::Plan;
use super::sample::{self, Samples};
use super::{Book, PipelineError, Workshop};
use crate::book::settings::{self, Choices};
use crate::cast::Role;
use crate::language::Language;
use crate::voice::Voice;
use std::fmt::Write;
use std::path::Path;
use toml_edit::Value;

/// What a voice says in its language, where nothing else is wanted.
#[rustfmt::skip]
const TEXTS: [(&str, &str); 18] = [
    ("ar", "مساء الخير. تبحر العبارة في التاسعة والنصف."),
    ("cs", "Dobrý večer. Přívoz odplouvá v půl desáté."),
    ("de", "Guten Abend. Die Fähre geht um halb zehn, wenn das Wetter hält."),
    ("en", "Good evening. The ferry leaves at half past nine, if the weather holds."),
    ("es", "Buenas noches. El barco sale a las nueve y media, si el tiempo lo permite."),
    ("fr", "Bonsoir. Le bateau part à neuf heures et demie, si le temps le permet."),
    ("hi", "नमस्ते। नाव साढ़े नौ बजे चलती है।"),
    ("it", "Buonasera. Il traghetto parte alle nove e mezza, se il tempo lo permette."),
    ("ja", "こんばんは。フェリーは九時半に出ます。"),
    ("ko", "안녕하세요. 배는 아홉 시 반에 떠납니다."),
    ("nl", "Goedenavond. De veerboot vertrekt om half tien, als het weer het toelaat."),
    ("pl", "Dobry wieczór. Prom odpływa o wpół do dziesiątej."),
    ("pt", "Boa noite. A balsa sai às nove e meia, se o tempo permitir."),
    ("ru", "Добрый вечер. Паром уходит в половине десятого."),
    ("sv", "God kväll. Färjan går halv tio, om vädret håller."),
    ("tr", "İyi akşamlar. Vapur dokuz buçukta kalkıyor."),
    ("uk", "Добрий вечір. Пором відходить о пів на десяту."),
    ("zh", "晚上好。如果天气好，渡轮九点半开。"),
];
/// What voices of other languages say: every engine reads numbers in its own.
const NUMBERS: &str = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10.";

/// What a voice says in a language as a sample.
pub fn text(language: &Language) -> &'static str {
    let known = TEXTS.iter().find(|(tag, _)| *tag == language.base());
    known.map_or(NUMBERS, |(_, text)| text)
}

/// Has voices say a text, each into a file of a folder.
///
/// # Errors
/// As [`sample::write`].
pub fn write(
    voices: &[Voice],
    language: &Language,
    text: &str,
    folder: &Path,
    workshop: &Workshop,
) -> Result<Samples, PipelineError> {
    // A book that is gone afterwards, in which each voice has a turn.
    let desk = tempfile::tempdir();
    let desk = desk.map_err(|error| PipelineError::file(std::env::temp_dir(), &error))?;
    let mut script = format!("schema = 1\ntitle = {{}}\nlanguages = [\"{language}\"]\n");
    let mut turns = String::from("[[chapter]]\ntitle = {}\n");
    let mut roles = Vec::new();
    for voice in voices {
        let id = Value::from(voice.id.name.as_str());
        let _ = writeln!(script, "[[speaker]]\nid = {id}");
        let said = Value::from(text);
        let lines = format!("lines = [{{ {language} = {said} }}]");
        let _ = writeln!(turns, "[[chapter.turn]]\nspeaker = {id}\n{lines}");
        roles.push(Role {
            speaker: voice.id.name.clone(),
            language: language.clone(),
            voice: voice.clone(),
        });
    }
    let cast = settings::add_roles("[announce]\ntitles = \"none\"\n", &roles);
    let cast = cast.unwrap_or_default();
    for (name, text) in [("script.toml", script + &turns), ("book.toml", cast)] {
        let path = desk.path().join(name);
        std::fs::write(&path, text).map_err(|error| PipelineError::file(&path, &error))?;
    }
    let book = Book::open_as(desk.path(), &Choices::default(), workshop)?;
    let plan = Plan::new(&book, workshop)?;
    sample::write(&book, &plan, folder, workshop)
}
