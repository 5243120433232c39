//! What the settings of a voice can be, engine by engine: a slip is found before anything is spoken.

use super::config::{EngineConfig, Kind};
use super::engine::espeak::{FASTEST, SLOWEST};
use super::engine::template;
use crate::spelling::closest;
use crate::voice::{Setting, Settings};

/// A setting that cannot be so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongSetting {
    /// The setting.
    pub name: String,
    /// What is wrong with it and what to do.
    pub what: String,
}

/// What a setting can be.
enum Takes {
    /// A whole number.
    Whole(i64, i64),
    /// A number.
    Number(f64, f64),
    /// True or false.
    Switch,
    /// Whatever the engine makes of it.
    Any,
}

use Takes::{Any, Number, Switch, Whole};

/// Settings of espeak-ng: espeak-ng(1).
const ESPEAK: &[(&str, Takes)] = &[
    ("pitch", Whole(0, 99)),
    ("range", Whole(0, 99)),
    ("rate", Whole(SLOWEST, FASTEST)),
    ("gap", Whole(0, 1000)),
    ("volume", Whole(0, 200)),
];
/// What diglot gives Kokoro.
const KOKORO: &[(&str, Takes)] = &[("speed", Number(0.5, 2.0))];
/// What diglot gives Piper's voices.
const PIPER: &[(&str, Takes)] = &[
    ("speed", Number(0.5, 2.0)),
    ("length_scale", Number(0.3, 3.0)),
    ("noise_scale", Number(0.0, 2.0)),
    ("noise_w", Number(0.0, 2.0)),
    ("sentence_silence", Number(0.0, 5.0)),
    ("seed", Whole(0, 1_000_000)),
];
/// OpenAI's API reference, "Create speech"; servers that speak it take more.
const OPENAI: &[(&str, Takes)] = &[("speed", Number(0.25, 4.0))];
/// ElevenLabs' API reference, "Voice settings".
const ELEVENLABS: &[(&str, Takes)] = &[
    ("stability", Number(0.0, 1.0)),
    ("similarity_boost", Number(0.0, 1.0)),
    ("style", Number(0.0, 1.0)),
    ("use_speaker_boost", Switch),
    ("speed", Number(0.7, 1.2)),
];
/// Azure's documentation, "Speech Synthesis Markup Language".
const AZURE: &[(&str, Takes)] = &[("styledegree", Number(0.01, 2.0))];
/// Google's API reference, "AudioConfig".
const GOOGLE: &[(&str, Takes)] = &[
    ("speakingRate", Number(0.25, 2.0)),
    ("pitch", Number(-20.0, 20.0)),
    ("volumeGainDb", Number(-96.0, 16.0)),
];
/// The Wyoming protocol's `synthesize`.
const WYOMING: &[(&str, Takes)] = &[("speaker", Any), ("language", Any)];

/// The first setting of a voice that its engine cannot take.
pub fn wrong(config: &EngineConfig, settings: &Settings) -> Option<WrongSetting> {
    settings.iter().find_map(|(name, value)| {
        let what = match &config.kind {
            Kind::Espeak(_) => of_table(ESPEAK, false, name, value),
            Kind::Kokoro(_) => of_table(KOKORO, false, name, value),
            Kind::Piper(_) => of_table(PIPER, false, name, value),
            Kind::OpenAi(_) => of_table(OPENAI, true, name, value),
            Kind::ElevenLabs(_) => of_table(ELEVENLABS, true, name, value),
            Kind::Azure(_) => of_table(AZURE, true, name, value),
            Kind::Google(_) => of_table(GOOGLE, true, name, value),
            Kind::Wyoming(_) => of_table(WYOMING, false, name, value),
            Kind::Command(own) => {
                let places = own.args.iter().chain(&own.line);
                without_place(places.map(String::as_str), "args", name)
            }
            Kind::Http(own) => {
                let headers = own.headers.values().map(String::as_str);
                let places = headers.chain(own.body.as_deref()).chain([own.url.as_str()]);
                without_place(places, "url, body or headers", name)
            }
        }?;
        let name = name.clone();
        Some(WrongSetting { name, what })
    })
}

/// What is wrong with a setting by a table of those that are known; `others` may be sent along.
fn of_table(table: &[(&str, Takes)], others: bool, name: &str, value: &Setting) -> Option<String> {
    let Some((_, takes)) = table.iter().find(|(known, _)| *known == name) else {
        let known = || table.iter().map(|(known, _)| *known);
        let hint = match closest(name, known()) {
            Some(like) => format!("Did you mean `{like}`?"),
            None => format!("It has {}", known().collect::<Vec<_>>().join(", ")),
        };
        return (!others).then(|| format!("this engine has no setting `{name}`. {hint}"));
    };
    let wanted = match (takes, value) {
        (Whole(least, most), Setting::Whole(value)) if (*least..=*most).contains(value) => None,
        (Whole(least, most), _) => Some(format!("a whole number from {least} to {most}")),
        (Number(least, most), Setting::Number(value)) if (*least..=*most).contains(value) => None,
        (Number(least, most), Setting::Whole(value))
            if (*least..=*most).contains(&(*value as f64)) =>
        {
            None
        }
        (Number(least, most), _) => Some(format!("a number from {least} to {most}")),
        (Switch, Setting::Switch(_)) | (Any, _) => None,
        (Switch, _) => Some("true or false".into()),
    }?;
    let shown = match value {
        Setting::Text(text) => format!("\"{text}\""),
        other => other.to_string(),
    };
    Some(format!("`{name}` is {wanted}, not {shown}"))
}

/// What is wrong with a setting that no template has a place for.
fn without_place<'a>(
    mut templates: impl Iterator<Item = &'a str>,
    where_to: &str,
    name: &str,
) -> Option<String> {
    let has_place = templates.any(|text| template::has(text, name));
    (!has_place).then(|| {
        format!(
            "nothing is done with `{name}`: this engine has no place {{{name}}} in its {where_to} \
             in diglot.toml"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::config::Config;
    use std::path::Path;

    fn said(engine: &str, name: &str, value: Setting) -> String {
        let text = "[engine.mine]\nkind = \"command\"\nprogram = \"x\"\nargs = [\"{voice}\", \"{rate:150}\"]\n\
                    [engine.attic]\nkind = \"http\"\nurl = \"http://127.0.0.1:1/?t={text}&s={speed:1}\"\n";
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("diglot.toml"), text).unwrap();
        let config = Config::load(Path::new(folder.path())).unwrap();
        let config = config.engine(engine).unwrap();
        let settings = [(name.to_string(), value)].into();
        wrong(&config, &settings).map_or_else(String::new, |wrong| wrong.what)
    }

    #[test]
    fn each_engine_knows_what_it_takes() {
        let whole = Setting::Whole;
        for (engine, name, value, word) in [
            ("espeak", "rate", whole(450), ""),
            ("espeak", "rate", whole(900), "from 80 to 450, not 900"),
            (
                "espeak",
                "rate",
                Setting::Text("fast".into()),
                "not \"fast\"",
            ),
            ("espeak", "pitch", whole(500), "from 0 to 99"),
            ("espeak", "pich", whole(50), "Did you mean `pitch`?"),
            ("openai", "speed", whole(1), ""),
            ("openai", "speed", whole(9), "from 0.25 to 4"),
            ("openai", "instructions", Setting::Text("low".into()), ""),
            ("elevenlabs", "use_speaker_boost", whole(1), "true or false"),
            ("google", "pitch", Setting::Number(-2.5), ""),
            ("mine", "rate", whole(120), ""),
            ("mine", "pitch", whole(1), "no place {pitch} in its args"),
            ("attic", "speed", whole(1), ""),
            ("attic", "tone", whole(1), "no place {tone}"),
        ] {
            let what = said(engine, name, value);
            let fits = if word.is_empty() {
                what.is_empty()
            } else {
                what.contains(word)
            };
            assert!(fits, "{engine} {name}: {what}");
        }
    }
}
