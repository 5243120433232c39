//! Bylines: who wrote a text, out of the line that says so: `By Lena Vogt`, `Von Lena Vogt`,
//! `作者：周小舟`, `By Sam Wood, June 3, 2024 · 8 min read`.

/// What stands before names, with a colon or another sign between.
#[rustfmt::skip]
const LABELS: [&str; 30] = [
    "author", "authors", "by", "written by", "words by", "story by", "text", "text by", "autor", "autorin", "von",
    "auteur", "autrice", "par", "texte", "autora", "por", "texto", "autore", "testo", "di", "автор", "текст",
    "作者", "撰文", "文", "文字", "记者", "글", "著者",
];
/// Those that stand before names without a sign.
const WORDS: [&str; 10] = [
    "written by",
    "words by",
    "story by",
    "text by",
    "by",
    "von",
    "par",
    "por",
    "di",
    "door",
];
/// Of these, those that may begin a name too: two words must follow.
const PARTICLES: [&str; 2] = ["von", "di"];
/// What ends a label.
const SIGNS: [char; 6] = [':', '：', '｜', '丨', '|', '/'];
/// What stands between names.
const JOINS: [&str; 8] = [" and ", " und ", " et ", " & ", ", ", "、", "，", "; "];

/// The names in a byline; the whole of it, if it is not clear where they end.
///
/// ```
/// use diglot::book::byline::authors;
/// assert_eq!(authors("By Lena Vogt and Tom Hale · 12 March 2024"), ["Lena Vogt", "Tom Hale"]);
/// assert_eq!(authors("Vogt, Lena"), ["Vogt, Lena"]);
/// ```
pub fn authors(byline: &str) -> Vec<String> {
    let whole = byline.split_whitespace().collect::<Vec<_>>().join(" ");
    let names = names(without_label(whole.trim_matches(['*', '_', ' '])));
    match (names.is_empty(), whole.is_empty()) {
        (false, _) => split(&names),
        (true, false) => vec![whole],
        (true, true) => Vec::new(),
    }
}

/// A byline without what says that it is one.
fn without_label(text: &str) -> &str {
    if let Some((label, names)) = text.split_once(SIGNS)
        && LABELS.contains(&label.trim().to_lowercase().as_str())
    {
        return names.trim();
    }
    for word in WORDS {
        let Some((label, names)) = text.split_at_checked(word.len()) else {
            continue;
        };
        let least = if PARTICLES.contains(&word) { 2 } else { 1 };
        let is_label = label.to_lowercase() == word && names.starts_with(' ');
        if is_label && names.split_whitespace().count() >= least {
            return names.trim();
        }
    }
    text
}

/// What of a line is names: up to a dot or a bar, a date, an address.
fn names(text: &str) -> String {
    let text = text.split(['·', '•', '|', '｜']).next().unwrap_or_default();
    let text = text.split(" – ").next().unwrap_or_default();
    let text = text.split(" — ").next().unwrap_or_default();
    let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    let before_date = text
        .match_indices([',', '，', '(', '（'])
        .find(|(at, _)| has_digit(&text[*at..]) && !has_digit(&text[..*at]));
    // Of `Sam Wood, June 3, 2024` the month goes with the date.
    let text = before_date.map_or(text, |(at, _)| &text[..at]);
    let words = text.split_whitespace().filter(|word| !word.contains('@'));
    words
        .collect::<Vec<_>>()
        .join(" ")
        .trim_matches(|c: char| c.is_whitespace() || ",;<>()（）".contains(c))
        .to_string()
}

/// Several names one by one, if each of them is a whole name; else the text as it is.
fn split(text: &str) -> Vec<String> {
    let mut names = vec![text];
    for join in JOINS {
        names = names
            .into_iter()
            .flat_map(|name| name.split(join))
            .collect();
    }
    let is_name = |name: &&str| {
        let words = name.split_whitespace().count();
        let is_latin = name.starts_with(|c: char| c.is_ascii_alphabetic());
        let capital = |word: &str| word.starts_with(char::is_uppercase);
        match is_latin {
            true => (2..=4).contains(&words) && capital(name),
            false => !name.is_empty() && name.chars().count() <= 24,
        }
    };
    if names
        .iter()
        .map(|name| name.trim())
        .all(|name| is_name(&name))
    {
        names.iter().map(|name| name.trim().to_string()).collect()
    } else {
        vec![text.to_string()]
    }
}

#[cfg(test)]
mod tests {
    use super::authors;

    #[test]
    fn names_are_taken_out_of_bylines() {
        for (byline, names) in [
            ("By Lena Vogt", &["Lena Vogt"][..]),
            ("by T. Blake", &["T. Blake"]),
            ("BY LENA VOGT", &["LENA VOGT"]),
            ("Von Lena Vogt", &["Lena Vogt"]),
            ("Par Anne Roux et Luc Petit", &["Anne Roux", "Luc Petit"]),
            ("Author: Lena Vogt", &["Lena Vogt"]),
            ("作者：周小舟、何舟", &["周小舟", "何舟"]),
            ("文｜周小舟", &["周小舟"]),
            ("By Sam Wood, June 3, 2024", &["Sam Wood"]),
            (
                "By Sam Wood · Published on June 3, 2024 · 8 min read",
                &["Sam Wood"],
            ),
            ("Sam Wood sam@example.org", &["Sam Wood"]),
            (
                "Ann Reed, Bo Lind and Cleo Stone",
                &["Ann Reed", "Bo Lind", "Cleo Stone"],
            ),
            // What may be a name stays one.
            ("Von Miller", &["Von Miller"]),
            ("Vogt, Lena", &["Vogt, Lena"]),
            ("Lena Vogt, PhD", &["Lena Vogt, PhD"]),
            ("Byron Ott", &["Byron Ott"]),
            ("By", &["By"]),
        ] {
            assert_eq!(authors(byline), names, "{byline}");
        }
        assert!(authors("  ").is_empty());
    }
}
