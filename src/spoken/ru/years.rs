//! Years of Russian: the case of the ordinal by the form of год, and by what stands before.

use super::super::number::value;
use super::super::rule::Rule;
use super::ordinal;

pub fn rules() -> Vec<Rule> {
    vec![
        // 03-фев-2002 is read with the dates; here is 5 мая 1999 г.
        Rule::new(
            r"(?P<a>[0-9]{3,4})(?: ?[-–—] ?(?P<b>[0-9]{2,4}))? ?(?P<noun>годами|годах|годам|годов|годом|годы|года|году|год|гг\.|г\.)",
            |found| {
                let before = found.word_before().to_lowercase();
                let is_in = matches!(before.as_str(), "в" | "во" | "о" | "об" | "при" | "на");
                let is_of = matches!(
                    before.as_str(),
                    "с" | "со"
                        | "до"
                        | "от"
                        | "после"
                        | "из"
                        | "около"
                        | "для"
                        | "конца"
                        | "начала"
                        | "середины"
                ) || super::TABLE.month(&before).is_some();
                let (end, noun) = match found.part("noun") {
                    "год" => ("ый", "год"),
                    "года" => ("ого", "года"),
                    "году" if matches!(before.as_str(), "к" | "ко" | "по") => {
                        ("ому", "году")
                    }
                    "году" => ("ом", "году"),
                    "годом" => ("ым", "годом"),
                    "годы" => ("ый", "годы"),
                    "годов" => ("ого", "годов"),
                    "годам" => ("ому", "годам"),
                    "годах" => ("ом", "годах"),
                    "годами" => ("ым", "годами"),
                    "гг." if is_in => ("ом", "годах"),
                    "гг." if is_of => ("ого", "годов"),
                    "гг." => ("ый", "годы"),
                    _ if is_in => ("ом", "году"),
                    _ if is_of => ("ого", "года"),
                    _ if before == "к" => ("ому", "году"),
                    _ => ("ый", "год"),
                };
                let first = ordinal(value(found.part("a"))?, end)?;
                let second = match found.get("b") {
                    Some(b) => format!(" — {}", ordinal(value(b)?, end)?),
                    None => String::new(),
                };
                let stop = found.all().ends_with('.') && found.after().is_empty();
                Some(format!(
                    "{first}{second} {noun}{}",
                    if stop { "." } else { "" }
                ))
            },
        ),
        // A year without the word: в 1863; с 1914 по 1918
        Rule::new(r"(?P<year>1[1-9][0-9]{2}|20[0-9]{2})", |found| {
            let before = found.word_before().to_lowercase();
            let goes_on = found.after().starts_with(|c: char| {
                c.is_alphabetic()
                    || matches!(c, '%' | '-' | '–' | ',' | '.' | ':' | '/' | '₽' | '$' | '€')
            }) && !found.after().starts_with(". ")
                && !found.after().starts_with(", ")
                && found.after() != ".";
            let counted = found.word_after();
            let next_is_noun = !counted.is_empty()
                && (counted.ends_with("ов")
                    || counted.ends_with("ей")
                    || counted.ends_with("ек")
                    || counted.ends_with("лет")
                    || counted.ends_with("ысяч"));
            let end = match before.as_str() {
                "в" | "во" if !next_is_noun => "ом",
                "с" | "до" | "от" | "после" if !next_is_noun => "ого",
                "по" if !next_is_noun => "ый",
                "" if found.before().trim().is_empty() && found.after().trim().is_empty() => "",
                _ => return None,
            };
            // Alone it is a number, unless it is of our time.
            let year = value(found.part("year"))?;
            let end = match end {
                "" if year >= 1500 => "ый",
                "" => return None,
                end => end,
            };
            (!goes_on).then(|| ordinal(year, end))?
        }),
    ]
}
