//! A syllable of Mandarin in the sounds that Kokoro was trained on: those of misaki (MIT), whose table is
//! that of pinyin-to-ipa (MIT, after Duanmu and Lin), with arrows for tones.

/// The initials and their sounds, the longer ones first.
const INITIALS: &[(&str, &str)] = &[
    ("zh", "ꭧ"),
    ("ch", "ꭧʰ"),
    ("sh", "ʂ"),
    ("b", "p"),
    ("p", "pʰ"),
    ("m", "m"),
    ("f", "f"),
    ("d", "t"),
    ("t", "tʰ"),
    ("n", "n"),
    ("l", "l"),
    ("g", "k"),
    ("k", "kʰ"),
    ("h", "x"),
    ("j", "ʨ"),
    ("q", "ʨʰ"),
    ("x", "ɕ"),
    ("z", "ʦ"),
    ("c", "ʦʰ"),
    ("s", "s"),
    ("r", "ɻ"),
];

/// The finals and their sounds; the tone stands at the `0`.
const FINALS: &[(&str, &str)] = &[
    ("a", "a0"),
    ("ai", "ai0"),
    ("an", "a0n"),
    ("ang", "a0ŋ"),
    ("ao", "au0"),
    ("e", "ɤ0"),
    ("ei", "ei0"),
    ("en", "ə0n"),
    ("eng", "ə0ŋ"),
    ("i", "i0"),
    ("ia", "ja0"),
    ("ian", "jɛ0n"),
    ("iang", "ja0ŋ"),
    ("iao", "jau0"),
    ("ie", "je0"),
    ("in", "i0n"),
    ("iou", "jou0"),
    ("ing", "i0ŋ"),
    ("iong", "jʊ0ŋ"),
    ("ong", "ʊ0ŋ"),
    ("ou", "ou0"),
    ("u", "u0"),
    ("uei", "wei0"),
    ("ua", "wa0"),
    ("uai", "wai0"),
    ("uan", "wa0n"),
    ("uen", "wə0n"),
    ("uang", "wa0ŋ"),
    ("ueng", "wə0ŋ"),
    ("uo", "wo0"),
    ("o", "wo0"),
    ("ü", "y0"),
    ("üe", "ɥe0"),
    ("üan", "ɥɛ0n"),
    ("ün", "y0n"),
];

/// Syllables that have no initial and no final.
const WHOLE: &[(&str, &str)] = &[
    ("er", "ɚ0"),
    ("o", "ɔ0"),
    ("io", "jɔ0"),
    ("ê", "ɛ0"),
    ("hm", "hm0"),
    ("hng", "hŋ0"),
    ("m", "m0"),
    ("n", "n0"),
    ("ng", "ŋ0"),
];

fn found<'a>(table: &[(&str, &'a str)], wanted: &str) -> Option<&'a str> {
    table
        .iter()
        .find(|(own, _)| *own == wanted)
        .map(|(_, sounds)| *sounds)
}

/// The sounds of a syllable in pinyin with the number of its tone, as `zhang3`; none if it is no syllable.
pub fn sounds(pinyin: &str) -> Option<String> {
    let (letters, tone) = pinyin.split_at_checked(pinyin.len().checked_sub(1)?)?;
    let tone = match tone {
        "1" => "→",
        "2" => "↗",
        "3" => "↓",
        "4" => "↘",
        "5" => "",
        _ => return None,
    };
    let letters = strict(letters);
    if let Some(whole) = found(WHOLE, &letters) {
        return Some(whole.replace('0', tone));
    }
    let initial = INITIALS.iter().find(|(own, _)| letters.starts_with(own));
    let (own, initial) = initial.unwrap_or(&("", ""));
    let rest = &letters[own.len()..];
    let full = match rest {
        "iu" => "iou",
        "ui" => "uei",
        "un" => "uen",
        "ue" => "üe",
        rest => rest,
    };
    let last = match (full, *own) {
        ("i", "zh" | "ch" | "sh" | "r" | "z" | "c" | "s") => "ɨ0",
        _ => found(FINALS, full)?,
    };
    Some(format!("{initial}{}", last.replace('0', tone)))
}

/// Pinyin without `y` and `w`, which are no sounds, and with `ü` where it is one.
fn strict(letters: &str) -> String {
    let letters = letters.replace('v', "ü");
    let first = |at| letters.split_at_checked(at).unwrap_or((&letters, ""));
    match first(1) {
        ("y", rest) => match rest.chars().next() {
            Some('i') => rest.into(),
            Some('u') => format!("ü{}", &rest[1..]),
            Some('o') if rest == "ou" => "iou".into(),
            _ => format!("i{rest}"),
        },
        ("w", "u") => "u".into(),
        ("w", rest) => format!("u{rest}"),
        (initial @ ("j" | "q" | "x"), rest) if rest.starts_with('u') => {
            format!("{initial}ü{}", &rest[1..])
        }
        _ => letters,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_in_the_sounds_of_the_model() {
        for (pinyin, wanted) in [
            ("zhang3", "ꭧa↓ŋ"),
            ("shi4", "ʂɨ↘"),
            ("yi1", "i→"),
            ("you3", "jou↓"),
            ("yue4", "ɥe↘"),
            ("yuan2", "ɥɛ↗n"),
            ("jun1", "ʨy→n"),
            ("lv4", "ly↘"),
            ("liu2", "ljou↗"),
            ("gui4", "kwei↘"),
            ("dun4", "twə↘n"),
            ("wo3", "wo↓"),
            ("wu3", "u↓"),
            ("weng1", "wə→ŋ"),
            ("yong4", "jʊ↘ŋ"),
            ("er2", "ɚ↗"),
            ("de5", "tɤ"),
            ("qu4", "ʨʰy↘"),
            ("nve4", "nɥe↘"),
            ("o1", "ɔ→"),
            ("yao4", "jau↘"),
            ("yan3", "jɛ↓n"),
            ("bo1", "pwo→"),
        ] {
            assert_eq!(sounds(pinyin).as_deref(), Some(wanted), "{pinyin}");
        }
        for wrong in ["", "3", "zhang", "zhang6", "xyz1", "好3"] {
            assert_eq!(sounds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_sound_has_a_token() {
        let all = INITIALS.iter().chain(FINALS).chain(WHOLE);
        for sound in all
            .flat_map(|(_, sounds)| sounds.chars())
            .chain("ɨ→↗↓↘".chars())
        {
            let token = super::super::super::vocabulary::token(sound);
            assert!(sound == '0' || token.is_some(), "{sound}");
        }
    }
}
