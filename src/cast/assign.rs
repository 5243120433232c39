//! Giving every speaker a voice in each language.

use super::catalog::{Catalog, CatalogVoice};
use super::{CastError, gender};
use crate::language::Language;
use crate::script::{Gender, NARRATOR, Script};
use crate::voice::{Voice, VoiceId};
use std::collections::HashSet;

/// Who speaks in which language with which voice.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// The speaker's id.
    pub speaker: String,
    /// The language.
    pub language: Language,
    /// The voice.
    pub voice: Voice,
}

/// Completes a cast: keeps the roles that are `settled`, and gives a voice of `engine` (the name
/// that voices are written with) from `catalog` to everyone else in each of the script's languages.
///
/// In order of first appearance, a speaker gets the first voice of the catalog that nobody else
/// has, of the speaker's gender if it is stated or can be guessed, else of the gender that fewer
/// speakers have. Where the speaker already has a voice in another language, the same catalog
/// voice in this language goes first, else the one nearest to it in pitch. When the voices of a gender run out, so the speakers share.
///
/// # Errors
/// If the catalog has no voice for a language that someone still needs one for.
pub fn assign(
    script: &Script,
    settled: Vec<Role>,
    engine: &str,
    catalog: &Catalog,
) -> Result<Vec<Role>, CastError> {
    let mut roles = settled;
    for speaker in &script.speakers {
        let missing: Vec<&Language> = script
            .languages
            .iter()
            .filter(|l| {
                !roles
                    .iter()
                    .any(|r| r.speaker == speaker.id && r.language == **l)
            })
            .collect();
        if missing.is_empty() {
            continue;
        }
        let gender = gender::of(speaker)
            .or_else(|| {
                let own = roles.iter().find(|role| role.speaker == speaker.id)?;
                catalog.gender_of(&own.voice.id.name)
            })
            .unwrap_or_else(|| rarer_gender(&roles, catalog));
        for language in missing {
            let voice = choose(catalog, engine, &roles, &speaker.id, gender, language);
            let voice = voice.ok_or_else(|| CastError::NoVoice {
                engine: engine.into(),
                language: language.clone(),
            })?;
            roles.push(Role {
                speaker: speaker.id.clone(),
                language: language.clone(),
                voice,
            });
        }
    }
    let order = |role: &Role| {
        (
            script.speakers.iter().position(|s| s.id == role.speaker),
            script.languages.iter().position(|l| *l == role.language),
        )
    };
    roles.sort_by_key(order);
    Ok(roles)
}

fn choose(
    catalog: &Catalog,
    engine: &str,
    roles: &[Role],
    speaker: &str,
    gender: Gender,
    language: &Language,
) -> Option<Voice> {
    let names: HashSet<String> = roles
        .iter()
        .filter(|role| role.speaker == speaker)
        .map(|role| role.voice.id.name.clone())
        .collect();
    let own = |voice: &CatalogVoice| {
        let all = catalog
            .languages
            .keys()
            .filter_map(|l| voice.name_in(catalog, l));
        all.chain([voice.id.clone()])
            .any(|name| names.contains(&name))
    };
    let used = |name: &str| {
        roles
            .iter()
            .filter(|role| role.voice.id.engine == engine && role.voice.id.name == name)
            .count()
    };
    let own_pitch = names.iter().find_map(|name| catalog.voice(name)?.pitch);
    let semitones_away = |voice: &CatalogVoice| match (own_pitch, voice.pitch) {
        (Some(own), Some(pitch)) => (12.0 * (pitch / own).log2()).abs().round() as u32,
        _ => 0,
    };
    let is_narrator = |voice: &CatalogVoice| Some(&voice.id) == catalog.narrator.as_ref();
    let (best, name) = catalog
        .voices
        .iter()
        .filter_map(|voice| Some((voice, voice.name_in(catalog, language)?)))
        .enumerate()
        .min_by_key(|(place, (voice, name))| {
            (
                // the narrator's voice is the narrator's
                is_narrator(voice) != (speaker == NARRATOR),
                !own(voice),
                voice.gender != Some(gender),
                used(name),
                semitones_away(voice),
                *place,
            )
        })
        .map(|(_, found)| found)?;
    Some(Voice {
        id: VoiceId {
            engine: engine.into(),
            name,
        },
        settings: best.settings.clone(),
    })
}

/// The gender that fewer speakers have so far; female if equal.
fn rarer_gender(roles: &[Role], catalog: &Catalog) -> Gender {
    let speakers = |gender| {
        let of_gender = roles.iter().filter(|role| {
            role.speaker != NARRATOR && catalog.gender_of(&role.voice.id.name) == Some(gender)
        });
        of_gender
            .map(|role| &role.speaker)
            .collect::<HashSet<_>>()
            .len()
    };
    if speakers(Gender::Male) < speakers(Gender::Female) {
        Gender::Male
    } else {
        Gender::Female
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cast::catalog;
    use crate::script::{Options, read};
    use std::path::Path;

    fn script(names: &[(&str, &str)]) -> Script {
        let mut text = String::new();
        for (nth, (en, zh)) in names.iter().chain(names).enumerate() {
            text.push_str(&format!("{en}:\nHello there, this is ferry number {nth} of the night.\n{zh}:\n你们好，这是今晚的第{nth}班渡船。\n\n"));
        }
        read(text.as_bytes(), "t.txt", &Options::default()).unwrap()
    }

    fn cast(script: &Script) -> Vec<Role> {
        let catalog = catalog::load("espeak", Path::new("/nonexistent")).unwrap();
        assign(script, vec![], "espeak", &catalog).unwrap()
    }

    #[test]
    fn a_person_keeps_timbre_and_gender_across_languages() {
        let roles = cast(&script(&[
            ("Mara Ellison", "玛拉·埃利森"),
            ("Thomas Hale", "托马斯"),
        ]));
        let voices: Vec<&str> = roles.iter().map(|r| r.voice.id.name.as_str()).collect();
        assert_eq!(
            voices,
            [
                "en-us+f2",
                "cmn-latn-pinyin+f2",
                "en-us+m3",
                "cmn-latn-pinyin+m3"
            ]
        );
    }

    #[test]
    fn a_person_is_as_high_in_one_language_as_in_another() {
        let catalog = catalog::load("kokoro", Path::new("/nonexistent")).unwrap();
        let script = script(&[
            ("Mara Ellison", "玛拉·埃利森"),
            ("Thomas Hale", "托马斯"),
            ("Nora Wen", "诺拉"),
            ("Otto Brandt", "奥托"),
        ]);
        let roles = assign(&script, vec![], "kokoro", &catalog).unwrap();
        let mut names: Vec<&str> = roles.iter().map(|r| r.voice.id.name.as_str()).collect();
        for pair in roles.chunks(2) {
            let voice = |role: &Role| catalog.voice(&role.voice.id.name).unwrap();
            let (english, chinese) = (voice(&pair[0]), voice(&pair[1]));
            assert_eq!(english.gender, chinese.gender);
            let apart = 12.0 * (chinese.pitch.unwrap() / english.pitch.unwrap()).log2();
            assert!(apart.abs() < 4.0, "{}, {}", english.id, chinese.id);
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 8);
    }

    #[test]
    fn voices_are_distinct_while_there_are_enough() {
        let names: Vec<(String, String)> = ('A'..='P')
            .map(|c| {
                (
                    format!("{c}o"),
                    format!("{}方", char::from_u32(0x4E00 + c as u32).unwrap()),
                )
            })
            .collect();
        let names: Vec<(&str, &str)> = names
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        let roles = cast(&script(&names));
        assert_eq!(roles.len(), 32);
        for language in ["en", "zh"] {
            let of_language = roles.iter().filter(|r| r.language.tag() == language);
            let mut voices: Vec<_> = of_language.map(|r| &r.voice.id.name).collect();
            voices.sort_unstable();
            voices.dedup();
            assert_eq!(voices.len(), 16, "{language}");
        }
    }

    #[test]
    fn settled_roles_stay_and_others_avoid_their_voices() {
        let script = script(&[("Mara Ellison", "玛拉·埃利森"), ("Nora Wen", "诺拉")]);
        let catalog = catalog::load("espeak", Path::new("/nonexistent")).unwrap();
        let settled = Role {
            speaker: "nora-wen".into(),
            language: Language::new("en"),
            voice: Voice {
                id: "espeak:en-us+f2".parse().unwrap(),
                settings: Default::default(),
            },
        };
        let roles = assign(&script, vec![settled.clone()], "espeak", &catalog).unwrap();
        assert!(roles.contains(&settled));
        assert_eq!(roles[0].voice.id.name, "en-us+Annie");
        assert_eq!(roles[3].voice.id.name, "cmn-latn-pinyin+f2");
    }
}
