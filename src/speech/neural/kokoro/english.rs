//! English and other languages that espeak-ng says, in the sounds that Kokoro was trained on. These are
//! those of misaki (MIT), the front end of Kokoro's makers: IPA, with one letter for each diphthong and
//! affricate. The replacements are those of misaki's `espeak.py`, for words that its dictionaries lack.

use super::super::phonemes::Clause;
use std::borrow::Cow;

/// A way of speaking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accent {
    /// American English.
    American,
    /// British English.
    British,
    /// Another language.
    Other,
}

/// Replacements of both Englishes, the longest first.
const ENGLISH: &[(&str, &str)] = &[
    ("ʔˌn\u{329}", "ʔn"),
    ("a^ɪ", "I"),
    ("a^ʊ", "W"),
    ("d^ʒ", "ʤ"),
    ("e^ɪ", "A"),
    ("t^ʃ", "ʧ"),
    ("ɔ^ɪ", "Y"),
    ("ə^l", "ᵊl"),
    ("ʔn\u{329}", "ʔn"),
    ("ʲo", "jo"),
    ("ʲə", "jə"),
    ("e", "A"),
    ("ʲ", ""),
    ("ɚ", "əɹ"),
    ("r", "ɹ"),
    ("x", "k"),
    ("ç", "k"),
    ("ɐ", "ə"),
    ("ɬ", "l"),
    ("\u{303}", ""),
];
const BRITISH: &[(&str, &str)] = &[("e^ə", "ɛː"), ("iə", "ɪə"), ("ə^ʊ", "Q")];
const AMERICAN: &[(&str, &str)] = &[
    ("o^ʊ", "O"),
    ("ɜːɹ", "ɜɹ"),
    ("ɜː", "ɜɹ"),
    ("ɪə", "iə"),
    ("ː", ""),
];
/// Replacements of what is left in both Englishes.
const LAST: &[(&str, &str)] = &[("o", "ɔ"), ("ɾ", "T"), ("ʔ", "t"), ("ɹɹ", "ɹ"), ("ɫ", "l")];
const OTHER: &[(&str, &str)] = &[
    ("a^ɪ", "I"),
    ("a^ʊ", "W"),
    ("d^z", "ʣ"),
    ("d^ʒ", "ʤ"),
    ("e^ɪ", "A"),
    ("o^ʊ", "O"),
    ("ə^ʊ", "Q"),
    ("s^s", "S"),
    ("t^s", "ʦ"),
    ("t^ʃ", "ʧ"),
    ("ɔ^ɪ", "Y"),
];

/// The sounds of a clause, as the model knows them.
pub fn sounds(clause: &Clause, accent: Accent) -> String {
    replaced(&clause.sounds, accent, |from| from.into())
}

/// IPA as people write it, where nothing joins the letters of a diphthong.
pub fn of_ipa(sounds: &str, accent: Accent) -> String {
    replaced(sounds, accent, |from| from.replace('^', "").into())
}

fn replaced<'a>(sounds: &str, accent: Accent, from_as: impl Fn(&'a str) -> Cow<'a, str>) -> String {
    let tables: &[&'a [(&'a str, &'a str)]] = match accent {
        Accent::American => &[ENGLISH, AMERICAN],
        Accent::British => &[BRITISH, ENGLISH],
        Accent::Other => &[OTHER],
    };
    let mut sounds = sounds.to_string();
    if accent == Accent::British {
        // Before the replacement of a lone `e`.
        sounds = sounds.replace(&*from_as("ə^l"), "ᵊl");
    }
    for (from, to) in tables.iter().copied().flatten() {
        sounds = sounds.replace(&*from_as(from), to);
    }
    let sounds = syllabic(&sounds).replace(['^', '-'], "");
    match accent {
        Accent::Other => sounds,
        // An r that is said over to the next word stands there once.
        _ => LAST
            .iter()
            .fold(sounds, |s, (from, to)| s.replace(from, to)),
    }
}

/// The sounds of English for a voice of Mandarin. Where p, t and k have a breath in English, it needs to stand
/// there: without one they are the sounds of b, d and g in pinyin.
pub fn aspirated(sounds: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    let mut rest = sounds.chars().peekable();
    while let Some(sound) = rest.next() {
        out.push(sound);
        let is_begun = rest
            .peek()
            .is_some_and(|next| STRESS_OR_VOWEL.contains(*next));
        if matches!(sound, 'p' | 't' | 'k') && before != 's' && is_begun {
            out.push('ʰ');
        }
        before = sound;
    }
    out
}

/// What begins behind a consonant that has a breath.
const STRESS_OR_VOWEL: &str = "ˈˌAIOWYiuæɑɔəɛɜɪʊʌᵊᵻ";

/// A syllabic consonant has its vowel written out.
fn syllabic(sounds: &str) -> String {
    let mut out = String::new();
    for sound in sounds.chars() {
        match (sound, out.pop()) {
            ('\u{329}', Some(consonant)) => out.extend(['ᵊ', consonant]),
            ('\u{329}', None) => {}
            (sound, before) => out.extend(before.into_iter().chain([sound])),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(sounds_of_espeak: &str, accent: Accent) -> String {
        let clause = Clause {
            sounds: sounds_of_espeak.into(),
            written: String::new(),
            end: None,
        };
        sounds(&clause, accent)
    }

    #[test]
    fn diphthongs_and_affricates_are_one_sound() {
        let american = Accent::American;
        assert_eq!(said("nˈa^ɪt fˈɛɹi", american), "nˈIt fˈɛɹi");
        assert_eq!(said("ˈo^ʊnli pˈæsɪnd^ʒɚz", american), "ˈOnli pˈæsɪnʤəɹz");
        assert_eq!(said("hˈɑː^ɹbɚɹ lˈɜːn", american), "hˈɑɹbəɹ lˈɜɹn");
        assert_eq!(said("bˈʌʔn\u{329}", american), "bˈʌtn");
        assert_eq!(
            said("ɡˈə^ʊ wˈe^ə hˈɑːbə", Accent::British),
            "ɡˈQ wˈɛː hˈɑːbə"
        );
        assert_eq!(said("t^ʃˈa^ʊ", Accent::Other), "ʧˈW");
        assert_eq!(of_ipa("hwɑːŋ", american), "hwɑŋ");
        assert_eq!(aspirated("ʤˌipˌitˈi spˈik θɹˈi"), "ʤˌipʰˌitʰˈi spˈik θɹˈi");
        assert_eq!(of_ipa("dʒoʊ", american), "ʤO");
    }
}
