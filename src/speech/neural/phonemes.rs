//! How words are said, by espeak-ng in a process of its own: espeak-ng is under the GPL, and is neither
//! linked nor loaded here.

use super::super::SpeechError;
use super::super::engine::espeak_worker::Workers;
use super::super::sounds::{self, Alphabet, Part};
use std::sync::OnceLock;
use std::time::Duration;

/// How long a text may take; espeak-ng needs milliseconds.
const PATIENCE: Duration = Duration::from_secs(30);
/// Signs that end a clause.
const ENDS: &[char] = &[
    '.', ',', ';', ':', '!', '?', '…', '—', '–', '。', '，', '、', '；', '：', '！', '？',
];
/// Words after which a full stop ends nothing.
const SHORT: &[&str] = &[
    "mr", "mrs", "ms", "dr", "st", "prof", "rev", "gen", "col", "capt", "lt", "sgt", "jr", "sr",
    "mt", "vs", "no", "vol", "fig", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept",
    "oct", "nov", "dec",
];

/// A clause and how it is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Its sounds in IPA, those that belong together joined by `^`.
    pub sounds: String,
    /// What of the text it is.
    pub written: String,
    /// The sign at its end, if there is one.
    pub end: Option<char>,
}

impl Clause {
    /// Whether a sentence ends with it.
    pub fn ends_sentence(&self) -> bool {
        matches!(self.end, Some('.' | '!' | '?' | '…'))
    }
}

/// espeak-ng, asked how words are said.
#[derive(Debug, Default)]
pub struct Espeak {
    workers: OnceLock<Option<Workers>>,
}

impl Espeak {
    /// As [`Espeak::clauses`], of a text that may hold words with their sounds. Those in IPA are clauses by
    /// themselves; others are said as they are written.
    ///
    /// # Errors
    /// As [`Espeak::clauses`].
    pub async fn clauses_and_sounds(
        &self,
        voice: &str,
        text: &str,
    ) -> Result<Vec<Clause>, SpeechError> {
        let mut clauses: Vec<Clause> = Vec::new();
        for part in sounds::parts(text) {
            match part {
                Part::Said(word, Alphabet::Ipa, sounds) => clauses.push(Clause {
                    sounds: plain_ipa(sounds),
                    written: word.into(),
                    end: None,
                }),
                Part::Text(text) | Part::Said(text, _, _) => {
                    let (sign, text) = first_sign(text);
                    if let (Some(last), Some(sign)) = (clauses.last_mut(), sign) {
                        last.end = last.end.or(Some(sign));
                    }
                    clauses.extend(self.clauses(voice, text).await?);
                }
            }
        }
        Ok(clauses)
    }

    /// The clauses of a text as a voice of espeak-ng says them. What has no sound is left out.
    ///
    /// # Errors
    /// [`SpeechError::Missing`] if espeak-ng is not here or does not know the voice.
    pub async fn clauses(&self, voice: &str, text: &str) -> Result<Vec<Clause>, SpeechError> {
        let text: String = text
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let workers = self.workers.get_or_init(|| Workers::new(PATIENCE));
        let clauses = match workers {
            Some(workers) => workers.pronounce(voice, &text).await,
            None => None,
        };
        let clauses = clauses.ok_or_else(|| SpeechError::Missing {
            program: "espeak-ng's library".into(),
            how: "Neural voices ask it how words are said. Get it with one of:\n  apt install espeak-ng      \
                  (Debian, Ubuntu)\n  dnf install espeak-ng      (Fedora)\n  pacman -S espeak-ng        \
                  (Arch)\n  brew install espeak-ng     (macOS)\nthen run the same command again."
                .into(),
        })?;
        let count = clauses.len();
        let mut said: Vec<Clause> = Vec::new();
        for (i, clause) in clauses.into_iter().enumerate() {
            let end = end_of(&clause.written, i + 1 == count);
            let sounds = without_marks(&clause.sounds);
            match said.last_mut() {
                // Only signs: they belong to what is before them.
                Some(last) if sounds.is_empty() => last.end = last.end.or(end),
                _ if sounds.is_empty() => {}
                _ => said.push(Clause {
                    sounds,
                    written: clause.written,
                    end,
                }),
            }
        }
        Ok(said)
    }
}

/// The sign at the end of a clause. espeak-ng has read on to the first letter of the next one, unless it
/// `is_last`.
fn end_of(written: &str, is_last: bool) -> Option<char> {
    let own = match (is_last, written.char_indices().last()) {
        (false, Some((last, _))) => &written[..last],
        _ => written,
    };
    let at = own.rfind(ENDS)?;
    let (before, end) = own.split_at(at);
    if end[end.chars().next()?.len_utf8()..]
        .chars()
        .any(char::is_alphanumeric)
    {
        // A sign within the clause, as in `9:30`.
        return None;
    }
    let end = end.chars().next()?;
    let word = before
        .rsplit(|c: char| !c.is_alphanumeric())
        .next()?
        .to_lowercase();
    // espeak-ng has cut `Mr. Smith` behind the first letter, which it gave to the clause before.
    let is_short = SHORT.contains(&word.as_str()) || SHORT.iter().any(|s| s[1..] == word);
    if end == '.' && !is_last && is_short {
        return None;
    }
    Some(plain_sign(end))
}

/// The sign that a text begins with, and the rest: it belongs to what stands before the text.
pub fn first_sign(text: &str) -> (Option<char>, &str) {
    let begun = text.trim_start();
    match begun.chars().next().filter(|c| ENDS.contains(c)) {
        Some(sign) => (Some(plain_sign(sign)), &begun[sign.len_utf8()..]),
        None => (None, text),
    }
}

/// A sign as it is in Latin scripts.
fn plain_sign(sign: char) -> char {
    match sign {
        '。' => '.',
        '，' | '、' => ',',
        '；' => ';',
        '：' => ':',
        '！' => '!',
        '？' => '?',
        '–' => '—',
        other => other,
    }
}

/// IPA as people write it, in the letters that espeak-ng has, without dots between syllables.
pub fn plain_ipa(sounds: &str) -> String {
    let sounds = sounds.trim().trim_matches(['/', '[', ']']);
    sounds
        .replace('g', "ɡ")
        .replace(':', "ː")
        .replace('\'', "ˈ")
        .replace('.', "")
}

/// Sounds without the marks of a change of language, as `(en)`.
fn without_marks(sounds: &str) -> String {
    let mut depth = 0;
    let kept = sounds.chars().filter(|c| {
        match c {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                return false;
            }
            _ => {}
        }
        depth <= 0
    });
    kept.collect::<String>().trim().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_clause_is_its_last_sign() {
        assert_eq!(end_of("past nine. T", false), Some('.'));
        assert_eq!(end_of("efore the lights: \"", false), Some(':'));
        assert_eq!(end_of("left at 9:30", true), None);
        assert_eq!(end_of("r. S", false), None);
        assert_eq!(end_of("of the car. S", false), Some('.'));
        assert_eq!(end_of("行长。你", false), Some('.'));
        assert_eq!(end_of("Who?”", true), Some('?'));
    }

    #[test]
    fn marks_of_languages_are_no_sounds() {
        assert_eq!(without_marks("(^e^n)jɪn(^c^m^n) t^sɜ"), "jɪn t^sɜ");
    }
}
