//! Where a scene of a screenplay is, as most of them say it: `INT. MILL`, `12. EXT. ROAD`.

/// `INT. MILL`, `12. EXT. ROAD`: where a scene of a screenplay is.
pub(crate) fn is_place_of_script(text: &str) -> bool {
    // `S#2. 서점 / 낮`
    let is_numbered = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    if text.strip_prefix("S#").is_some_and(is_numbered) {
        return true;
    }
    let counted = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let text = match counted.trim_start_matches(['.', ')', 'A', 'B', ' ']) {
        _ if counted.len() == text.len() => text,
        rest => rest,
    };
    let begins = |words: &[&str], signs: &[char]| {
        let mut rests = words.iter().filter_map(|word| text.strip_prefix(word));
        rests.any(|rest| rest.is_empty() || rest.starts_with(signs))
    };
    begins(
        &[
            "INT", "EXT", "I/E", "EST", "INNEN", "AUSSEN", "AUẞEN", "AUßEN", "ИНТ", "НАТ", "ЭКСТ",
        ],
        &['.', '/', ' ', '-'],
    ) || begins(
        &[
            "ІНТ",
            "ЕКСТ",
            "ΕΣΩΤ",
            "ΕΞΩΤ",
            "BELSŐ",
            "KÜLSŐ",
            "İÇ",
            "DIŞ",
            "WNĘTRZE",
            "ZEWNĘTRZE",
            "PLENER",
            "BINNEN",
            "BUITEN",
            "SIS",
            "ULK",
            "INTÉRIEUR",
            "EXTÉRIEUR",
            "INTERIOR",
            "EXTERIOR",
            "INTERNO",
            "ESTERNO",
            "INTERIÉR",
            "EXTERIÉR",
            "EKST",
            "INTERIÖR",
            "EXTERIÖR",
            "ИНТЕРЬЕР",
            "ЭКСТЕРЬЕР",
            "НАТУРА",
            "ІНТЕР'ЄР",
            "IÇ",
        ],
        &['.', '/'],
    )
}
