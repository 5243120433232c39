//! What German, French, Spanish and Russian have in common: where numbers stand, decimal commas, names of units
//! that go by number and gender. What is said of each is the language's [`Grammar`].

mod amounts;
mod letters;

use super::electronic::Speller;
use super::number::{Number, value};
use super::rule::{Found, Rule, Rules};
use super::table::Table;

/// A number as it is written, with stops or blanks between thousands and a decimal comma.
pub const NUMBER: &str = r"(?:[0-9]{1,3}(?:[. ][0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?)";

/// The gender of what is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// Masculine.
    Masculine,
    /// Feminine.
    Feminine,
    /// Neuter.
    Neuter,
}

impl Gender {
    /// That which stands last among the names of a unit; masculine unless it is said.
    pub fn of(names: &[String]) -> Self {
        match names.last().map(String::as_str) {
            Some("f") => Self::Feminine,
            Some("n") => Self::Neuter,
            _ => Self::Masculine,
        }
    }
}

/// A time of day as it is written.
#[derive(Debug, Clone, Copy)]
pub struct Time<'t> {
    /// The hour.
    pub hour: u64,
    /// The minute.
    pub minute: u64,
    /// The second, if it is there.
    pub second: Option<u64>,
    /// `a` or `p` of a.m. and p.m.
    pub half: Option<char>,
    /// What stands behind it: a zone of time.
    pub zone: &'t str,
}

/// How a language says what the rules find.
pub trait Grammar: Sync {
    /// Its words.
    fn table(&self) -> &'static Table;
    /// A number, alone or before a noun of that gender.
    fn number(&self, number: &Number, before: Option<Gender>) -> String;
    /// What stands before a number below nought; nothing before others.
    fn minus(&self, number: &Number) -> &'static str {
        match number.negative {
            true => self.table().word("minus"),
            false => "",
        }
    }
    /// Which of a noun's names goes with a number.
    fn form(&self, number: &Number) -> usize;
    /// An ordinal, as it stands after a name or before a noun of that gender.
    fn ordinal(&self, number: u64, gender: Gender) -> Option<String>;
    /// A date.
    fn date(&self, day: &str, month: usize, year: Option<&str>, found: &Found) -> Option<String>;
    /// A month of a year.
    fn month(&self, month: usize, year: &str) -> Option<String>;
    /// A time of day.
    fn time(&self, time: Time) -> Option<String>;
    /// A fraction; `unit` is what it is of.
    fn fraction(&self, whole: Option<u64>, over: u64, under: u64) -> Option<String>;
    /// A fraction of a unit, with its names.
    fn part_of(
        &self,
        whole: Option<u64>,
        over: u64,
        under: u64,
        names: &[String],
    ) -> Option<String>;
    /// What stands between an amount of millions and what is counted.
    fn of(&self, noun: &str) -> String {
        noun.into()
    }
    /// A year.
    fn year(&self, digits: &str) -> String {
        self.number(&Number::read(digits, ','), None)
    }
    /// A number of things in the case that the word before asks for, if that is not the usual one.
    fn oblique(&self, _number: &Number, _names: &[String], _found: &Found) -> Option<String> {
        None
    }
    /// A ratio, or a score.
    fn ratio(&self, a: &Number, b: &Number) -> String {
        let (a, b) = (self.number(a, None), self.number(b, None));
        format!("{a} {} {b}", self.table().word("versus"))
    }
    /// A number that stands alone.
    fn alone(&self, number: &Number, _found: &Found) -> String {
        self.number(number, None)
    }
}

/// All rules of a language; `own` are its own that go first, `late` those that go after
/// dates and amounts.
pub fn rules(grammar: &'static dyn Grammar, own: Vec<Rule>, late: Vec<Rule>) -> Rules {
    let speller = Speller {
        table: grammar.table(),
        digit: Box::new(|c| grammar.number(&read(&c.to_string()), None)),
        parted: true,
    };
    let mut rules = own;
    rules.extend(amounts::telephones(grammar));
    rules.extend(speller.rules());
    rules.extend(dates(grammar));
    rules.extend(amounts::rules(grammar));
    rules.extend(late);
    rules.extend(letters::rules(grammar));
    rules.extend(amounts::numbers(grammar));
    Rules::new(rules, true)
}

/// A number read with a decimal comma.
pub fn read(text: &str) -> Number {
    Number::read(text, ',')
}

/// A whole number.
pub fn whole(number: u64) -> Number {
    Number {
        negative: false,
        whole: number.to_string(),
        fraction: None,
    }
}

fn dates(grammar: &'static dyn Grammar) -> Vec<Rule> {
    let table = grammar.table();
    let month = format!(r"(?P<month>(?i:{}))\b\.?", table.month_pattern());
    let weekday = format!(
        r"(?:\b(?P<weekday>(?i:{}))\b\.?,? )?",
        table.weekday_pattern()
    );
    let weekday_of = move |found: &Found, said: String| match found
        .get("weekday")
        .and_then(|day| table.weekday(day))
    {
        Some(day) => format!("{day} {said}"),
        None => said,
    };
    let of = table.word("of_month").to_string();
    let year = format!(r"(?:,?(?: | (?:{of}) |-|/)(?P<year>[0-9]{{4}}))?");
    let in_figures = move |found: &Found| {
        let month = usize::try_from(value(found.part("month"))?).ok()?;
        let is_date = found.part("mark") == found.part("again")
            && is_day(found.part("day"))
            && (1..=12).contains(&month);
        is_date.then(|| grammar.date(found.part("day"), month, found.get("year"), found))?
    };
    vec![
        Rule::new(
            &format!(
                r"{weekday}(?P<day>[0-3]?[0-9])(?:\.|er|º|ro)?(?: |-| (?:{of}) ){month}{year}"
            ),
            move |found| {
                let month = table.month(found.part("month"))?;
                is_day(found.part("day"))
                    .then(|| grammar.date(found.part("day"), month, found.get("year"), found))?
                    .map(|said| weekday_of(found, said))
            },
        ),
        Rule::new(
            &format!(r"\b{month} (?P<day>[0-3]?[0-9])(?:,? (?P<year>[0-9]{{4}}))"),
            move |found| {
                let month = table.month(found.part("month"))?;
                is_day(found.part("day"))
                    .then(|| grammar.date(found.part("day"), month, found.get("year"), found))?
            },
        ),
        Rule::new(
            r"(?P<day>[0-3]?[0-9])(?P<mark>[-/.])(?P<month>[01]?[0-9])(?P<again>[-/.])(?P<year>[0-9]{4}|[0-9]{2})",
            in_figures,
        ),
        Rule::new(
            r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[01]?[0-9])(?P<again>[-/.])(?P<day>[0-3]?[0-9])",
            in_figures,
        ),
        Rule::new(
            r"(?P<year>[12][0-9]{3})-(?P<month>0[1-9]|1[0-2])",
            move |found| {
                let goes_on = found.after().starts_with('-') || found.before().ends_with('-');
                (!goes_on).then(|| {
                    grammar.month(value(found.part("month"))? as usize, found.part("year"))
                })?
            },
        ),
        Rule::new(
            r"(?P<hour>[0-2]?[0-9]):(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9]))?(?: ?(?P<half>[aApP])\.? ?[mM]\b\.?)?(?: ?(?P<zone>(?i:est|gmt|utc|cet|mez|msk|мск)(?:[-+][0-9]{1,2}(?::[0-9]{2})?)?)\b)?",
            move |found| time(grammar, found),
        ),
    ]
}

/// Says the time of day that was found.
pub fn time(grammar: &dyn Grammar, found: &Found) -> Option<String> {
    let hour = value(found.part("hour"))?;
    let half = found
        .part("half")
        .chars()
        .next()
        .map(|c| c.to_ascii_lowercase());
    (hour <= 24).then(|| {
        grammar.time(Time {
            hour,
            minute: found.get("minute").and_then(value).unwrap_or(0),
            second: found.get("second").and_then(value),
            half,
            zone: found.part("zone"),
        })
    })?
}

fn is_day(day: &str) -> bool {
    value(day).is_some_and(|day| (1..=31).contains(&day))
}
