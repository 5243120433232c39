//! Telephone numbers, Roman numerals, abbreviations, initials, names in mixed case.

use super::super::number::joined;
use super::super::roman;
use super::super::rule::{Found, Rule};
use super::super::table::pattern;
use super::{TABLE, cardinal, one_by_one, ordinal, plain};

/// What is not to be taken for anything else.
pub fn before_all() -> Vec<Rule> {
    vec![
        // 1-800-GO-2-HAUL
        Rule::new(r"1-8[0-9][0-9]-[A-Z0-9]+(?:-[A-Z0-9]+)*", |found| {
            found
                .all()
                .chars()
                .any(|c| c.is_ascii_uppercase())
                .then(|| {
                    let parts: Vec<String> = found.all().split('-').map(part).collect();
                    parts.join(", ")
                })
        }),
        Rule::new(
            r"(?P<plus>\+)?(?:(?P<land>[0-9]{1,3})[-. ]?)?(?:\((?P<area>[0-9]{3})\) ?|(?P<code>[0-9]{3})[-. ])(?P<a>[0-9]{3})[-. ](?P<b>[0-9]{4})(?:(?:-| ?(?:x|ext\.?) ?)(?P<more>[0-9]{1,5}))?",
            |found| {
                let (is_bare, land) = (
                    found.get("area").is_none() && !found.all().contains(['-', '.']),
                    found.get("land"),
                );
                if (is_bare && found.get("plus").is_none())
                    || (land.is_some()
                        && found.get("plus").is_none()
                        && !matches!(land, Some("1" | "0" | "44")))
                {
                    return None;
                }
                let area = found.get("area").or(found.get("code"))?;
                let mut parts = vec![];
                let plus = if found.get("plus").is_some() {
                    "plus "
                } else {
                    ""
                };
                parts.extend(land.map(|land| format!("{plus}{}", one_by_one(land))));
                parts.push(if area.ends_with("00") {
                    format!("{} hundred", one_by_one(&area[..1]))
                } else {
                    one_by_one(area)
                });
                parts.extend([one_by_one(found.part("a")), one_by_one(found.part("b"))]);
                parts.extend(found.get("more").map(one_by_one));
                Some(parts.join(", "))
            },
        ),
        Rule::new(r"\+[0-9]{1,3}(?:[-. ]?\(?[0-9]{1,5}\)?){2,6}", |found| {
            (super::digits(found.all()).len() >= 8).then(|| {
                let parts = found.all()[1..]
                    .split(|c: char| !c.is_ascii_digit())
                    .filter(|part| !part.is_empty());
                let parts: Vec<String> = parts.map(one_by_one).collect();
                format!("plus {}", parts.join(", "))
            })
        }),
        // Numbers of social security
        Rule::new(r"[0-9]{3}-[0-9]{2}-[0-9]{4}", |found| {
            let parts: Vec<String> = found.all().split('-').map(one_by_one).collect();
            Some(parts.join(", "))
        }),
        Rule::new(r"(?P<a>[2-9][0-9]{2})-(?P<b>[0-9]{4})", |found| {
            let code = found.after().starts_with('-') || found.before().ends_with('-');
            (!code).then(|| {
                format!(
                    "{}, {}",
                    one_by_one(found.part("a")),
                    one_by_one(found.part("b"))
                )
            })
        }),
        Rule::new(
            r"(?P<lead>\b(?i:ending (?:in|with)|pin(?: code)? is|code(?: is)?|zip(?: code)?|extension|ext\.|isbn(?:-1[03])?:?) )(?P<digits>[0-9][0-9 -]*[0-9])\b",
            |found| {
                let lead = found.part("lead");
                Some(format!("{lead}{}", one_by_one(found.part("digits"))))
            },
        ),
    ]
}

fn part(part: &str) -> String {
    match part {
        "1" => "one".into(),
        part if part.len() == 3 && part.ends_with("00") => cardinal(part),
        part if part.bytes().all(|b| b.is_ascii_digit()) => one_by_one(part),
        part => part.into(),
    }
}

pub fn rules() -> Vec<Rule> {
    let numbered = pattern(TABLE.list("numbered").iter());
    vec![
        Rule::new(
            &format!(
                r"\b(?P<lead>(?i:{numbered})\b\.?) (?P<numeral>[IVXLC]+)\b(?:(?P<dash>[-–])(?P<last>[IVXLC]+)\b)?"
            ),
            |found| {
                let lead = found.part("lead");
                let first = roman::value(found.part("numeral"))?;
                if found.part("numeral") == "I" && lead.starts_with(char::is_lowercase) {
                    return None;
                }
                let last = found
                    .get("last")
                    .and_then(roman::value)
                    .map_or(String::new(), |last| {
                        format!(" to {}", cardinal(&last.to_string()))
                    });
                let lead = TABLE
                    .words
                    .get(&lead.to_lowercase())
                    .map_or(lead, |said| said);
                Some(format!(
                    "{} {}{last}",
                    shortened(lead),
                    cardinal(&first.to_string())
                ))
            },
        ),
        // Sam II, Elizabeth I
        Rule::new(
            r"\b(?P<name>[A-Z][a-z]+) (?P<numeral>[IVX]+)\b(?P<dot>\.?)",
            |found| {
                let name = found.part("name");
                let number = roman::value(found.part("numeral"))?;
                // A single letter is one, but after the name of many kings.
                let is_ruler = TABLE.list("rulers").iter().any(|ruler| ruler == name);
                let is_letter = found.part("numeral").len() == 1 && !is_ruler;
                let is_other = TABLE.list("not_rulers").iter().any(|word| word == name);
                if is_letter || is_other || number > 40 {
                    return None;
                }
                Some(format!(
                    "{name} the {}{}",
                    ordinal(&number.to_string()),
                    found.part("dot")
                ))
            },
        ),
        Rule::new(r"\b(?P<numeral>[IVX]{2,})\b", |found| {
            let number = roman::value(found.all())?;
            Some(cardinal(&number.to_string()))
        }),
        Rule::new(
            r"(?:\b(?P<word>No|Nos|Nr)\.|№|#) ?(?P<number>[0-9][0-9,]*)",
            |found| {
                let number = found.part("number").trim_end_matches(',');
                let comma = &found.part("number")[number.len()..];
                let many = if found.get("word") == Some("Nos") {
                    "numbers"
                } else {
                    "number"
                };
                Some(format!("{many} {}{comma}", plain(number)))
            },
        ),
        Rule::new(
            r"\b(?P<word>[Pp]{1,2}|[Vv]ol|[Cc]h|[Ff]igs?|[Ee]q|[Ss]ec|[Cc]hap|[Aa]rt)\. ?(?P<number>[0-9]+(?:\.[0-9]+)*)(?:[-–](?P<last>[0-9]+))?",
            |found| {
                let word = found.part("word");
                let said = shortened(word);
                let many = if found.get("last").is_some() && !said.ends_with('s') {
                    "s"
                } else {
                    ""
                };
                let last = found
                    .get("last")
                    .map_or(String::new(), |last| format!(" to {}", plain(last)));
                let parts: Vec<String> = found.part("number").split('.').map(plain).collect();
                Some(format!("{said}{many} {}{last}", parts.join(" point ")))
            },
        ),
        Rule::new(r"\bSt\.? (?P<name>[A-Z][a-z]+)", |found| {
            Some(format!("Saint {}", found.part("name")))
        }),
        Rule::new(
            &format!(r"(?P<short>{})", TABLE.abbreviation_pattern()),
            |found| {
                let (short, after) = (found.part("short"), found.after());
                let said = TABLE.abbreviation(short)?;
                if found
                    .before()
                    .chars()
                    .next_back()
                    .is_some_and(char::is_alphanumeric)
                    || (short.starts_with(char::is_uppercase)
                        && !found.all().starts_with(char::is_uppercase))
                {
                    return None;
                }
                // A title stands before a name.
                let is_title = TABLE.list("titles").iter().any(|title| title == said);
                let next = after.trim_start().chars().next();
                let before_name = after.starts_with([' ', '\u{A0}'])
                    && next.is_some_and(|c| c.is_uppercase() || c == super::super::KEPT);
                if is_title
                    && !before_name
                    && !(said == "established" && next.is_some_and(|c| c.is_ascii_digit()))
                {
                    return None;
                }
                let ends = short.ends_with('.')
                    && !is_title
                    && (after.trim().is_empty()
                        || (after.starts_with(' ')
                            && next.is_some_and(char::is_uppercase)
                            && ["et cetera", "Junior", "Senior", "Incorporated"].contains(&said)
                            && short != "Jr."));
                let glued =
                    after.starts_with(|c: char| c.is_alphanumeric()) && !said.starts_with("with");
                (!glued).then(|| {
                    if ends && !after.starts_with('.') {
                        format!("{said}.")
                    } else {
                        said.to_string()
                    }
                })
            },
        ),
        // Letters with stops between them: U.S., J. R. R.
        Rule::new(r"\b(?:[A-Z]\.){2,}", |found| {
            let letters = found.all().chars().filter(|c| *c != '.').map(String::from);
            let ends = found.after().trim().is_empty();
            Some(format!(
                "{}{}",
                joined(letters),
                if ends { "." } else { "" }
            ))
        }),
        Rule::new(
            r"[A-Za-z]{0,24}[A-Z][A-Za-z]{0,24}[A-Z][A-Za-z]{0,24}",
            name,
        ),
        Rule::new(r"(?P<a>[A-Za-z]+) ?/ ?(?P<b>[A-Za-z]+)", |found| {
            let (a, b) = (found.part("a"), found.part("b"));
            if found.before().ends_with('/') || found.after().starts_with('/') {
                return None;
            }
            let said = match (a, b) {
                ("and", "or") => "and or",
                _ => "",
            };
            Some(if said.is_empty() {
                format!("{a} slash {b}")
            } else {
                said.into()
            })
        }),
    ]
}

fn shortened(word: &str) -> String {
    let said = match word.trim_end_matches('.').to_ascii_lowercase().as_str() {
        "p" => "page",
        "pp" => "pages",
        "vol" => "volume",
        "ch" | "chap" => "chapter",
        "fig" => "figure",
        "figs" => "figures",
        "eq" => "equation",
        "sec" => "section",
        "art" => "article",
        "no" => "number",
        _ => return word.into(),
    };
    match word.starts_with(char::is_uppercase) && word.len() > 1 {
        true => said[..1].to_uppercase() + &said[1..],
        false => said.into(),
    }
}

/// A word with capitals in it: initials letter by letter, words in capitals as words, and `AlexNet` as two.
fn name(found: &Found) -> Option<String> {
    let word = found.all();
    let adjoins = |c: Option<char>| c.is_some_and(|c| matches!(c, '_' | '@' | '\\'));
    if adjoins(found.before().chars().next_back()) || adjoins(found.after().chars().next()) {
        return None;
    }
    if word.chars().all(char::is_uppercase) {
        return capitals(found, word);
    }
    // Initials of many: GPUs.
    if let Some(one) = word
        .strip_suffix('s')
        .filter(|one| one.len() > 1 && one.chars().all(char::is_uppercase))
    {
        let letters = capitals(found, one)?;
        let apostrophe = if letters.contains(' ') { "'" } else { "" };
        return Some(format!("{letters}{apostrophe}s"));
    }
    let mut parts: Vec<String> = Vec::new();
    let letters: Vec<char> = word.chars().collect();
    for (i, c) in letters.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| letters[i]);
        let after = letters.get(i + 1);
        let begins = c.is_uppercase()
            && before.is_none_or(|b| b.is_lowercase() || after.is_some_and(|a| a.is_lowercase()));
        match parts.last_mut() {
            Some(last) if !begins => last.push(*c),
            _ => parts.push(c.to_string()),
        }
    }
    let is_part = |part: &String| {
        part.len() > 1
            && ![
                "Mc", "Mac", "De", "Di", "La", "Le", "Van", "Von", "Fitz", "Du", "O",
            ]
            .contains(&part.as_str())
    };
    if !parts.iter().all(is_part) {
        return None;
    }
    let parts = parts
        .iter()
        .map(|part| match part.chars().all(char::is_uppercase) {
            true => spaced(part),
            false => part.clone(),
        });
    Some(joined(parts))
}

fn spaced(letters: &str) -> String {
    joined(letters.chars().map(String::from))
}

/// A word of capitals alone.
fn capitals(found: &Found, word: &str) -> Option<String> {
    let is_in = |list: &str| {
        TABLE
            .list(list)
            .iter()
            .any(|own| own.eq_ignore_ascii_case(word))
    };
    let count = word.len();
    // What was said so on purpose, as AM and PM, stays.
    if count < 2
        || matches!(
            word,
            "AM" | "PM"
                | "AD"
                | "BC"
                | "US"
                | "UK"
                | "TV"
                | "OK"
                | "ID"
                | "EST"
                | "GMT"
                | "UTC"
                | "DJ"
                | "PC"
        )
    {
        return None;
    }
    // In a line of capitals all are words.
    let words_of = |text: &str| {
        let words = text
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| word.len() > 1);
        words
            .map(|word| word.chars().all(char::is_uppercase))
            .collect::<Vec<_>>()
    };
    let around: Vec<bool> = words_of(found.before())
        .into_iter()
        .rev()
        .take(2)
        .chain(words_of(found.after()).into_iter().take(2))
        .collect();
    let shouted = around.len() > 1 && around.iter().all(|is| *is);
    if is_in("acronyms") {
        return Some(capitalised(word));
    }
    if is_in("stressed") {
        return Some(word.to_lowercase());
    }
    if is_in("initials") || !may_be_word(word) {
        return if count > 6 {
            Some(capitalised(word))
        } else {
            Some(spaced(word))
        };
    }
    (count > 3 || shouted)
        .then(|| capitalised(word))
        .or_else(|| Some(spaced(word)))
}

fn capitalised(word: &str) -> String {
    word[..1].to_string() + &word[1..].to_lowercase()
}

/// Whether a word could be said: a vowel in it, and not too many consonants together.
fn may_be_word(word: &str) -> bool {
    let is_vowel = |c: char| matches!(c, 'A' | 'E' | 'I' | 'O' | 'U' | 'Y');
    let runs: Vec<&str> = word.split(is_vowel).collect();
    let first = runs.first().copied().unwrap_or_default();
    let last = runs.last().copied().unwrap_or_default();
    let starts = first.len() < 2
        || [
            "BL", "BR", "CH", "CL", "CR", "DR", "FL", "FR", "GL", "GR", "KN", "PH", "PL", "PR",
            "SC", "SCH", "SCR", "SH", "SK", "SL", "SM", "SN", "SP", "SPL", "SPR", "ST", "STR",
            "SW", "TH", "THR", "TR", "TW", "WH", "WR", "QU",
        ]
        .contains(&first);
    let ends = last.len() < 2
        || (last.len() < 4 && !last.ends_with(['B', 'V', 'W', 'J', 'Q', 'G'])
            || last.ends_with("NG"));
    runs.len() > 1 && starts && ends && runs.iter().all(|run| run.len() < 4)
}
