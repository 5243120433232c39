//! Addresses of the web and of mail, and names of files.

use super::rule::{Found, Rule};
use super::table::Table;

/// Ends of names that are addresses without `http` or `www`.
const TOP: &str = "com|org|net|edu|gov|mil|int|info|biz|io|ai|app|dev|tv|fm|me|co|uk|de|fr|es|it|ru|cn|jp|ch|at|eu|us|ca|au|nl|be|se|no|dk|pl|br|in|kr|tw|hk|sg|nz|ie|mx|ar|cl|sm|xyz|online|site|blog";

/// How a language says a piece of an address between signs.
pub struct Speller {
    /// Its table of words.
    pub table: &'static Table,
    /// A number of one digit.
    pub digit: Box<dyn Fn(char) -> String + Send + Sync>,
    /// Whether letters that make no word are parted by blanks, else they become capitals.
    pub parted: bool,
}

impl Speller {
    /// The rules.
    pub fn rules(self) -> Vec<Rule> {
        let speller: &'static Self = Box::leak(Box::new(self));
        let rest = r"(?:[/?#](?:[A-Za-z0-9_/&=%+~:;,.@?#^-]*[A-Za-z0-9_/^])?)?";
        let host = r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*";
        let patterns = [
            format!(r"[A-Za-z0-9_.+&-]*[A-Za-z0-9_]@{host}\.[A-Za-z]{{2,}}{rest}"),
            r"(?i:https?|ftp|file)://[A-Za-z0-9_/&=%+~:;,.@?#^-]*[A-Za-z0-9_/^]".to_string(),
            format!(r"(?i:www)\.{host}{rest}"),
            format!(
                r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9][A-Za-z0-9_-]*)*\.(?:{TOP})\b{rest}"
            ),
            r"@[A-Za-z_][A-Za-z0-9_]*".to_string(),
            r"#[A-Za-z_][A-Za-z0-9_]*".to_string(),
        ];
        let rule = |pattern: &String| Rule::new(pattern, |found: &Found| speller.say(found));
        patterns.iter().map(rule).collect()
    }

    fn say(&self, found: &Found) -> Option<String> {
        let all = found.all();
        // The end of one sentence and the beginning of the next without a blank between them.
        let (_, last) = all.rsplit_once('.').unwrap_or(("", ""));
        if !all.contains(['@', '/', '#']) && last.starts_with(char::is_uppercase) {
            return None;
        }
        Some(self.spell(all))
    }

    /// An address in words.
    pub fn spell(&self, address: &str) -> String {
        let mut words: Vec<String> = Vec::new();
        let mut rest = address;
        while let Some(c) = rest.chars().next() {
            let letters = rest
                .find(|c: char| !c.is_alphabetic())
                .unwrap_or(rest.len());
            if letters > 0 {
                words.push(self.letters(&rest[..letters]));
                rest = &rest[letters..];
                continue;
            }
            rest = &rest[c.len_utf8()..];
            if c.is_ascii_digit() {
                words.push((self.digit)(c));
            } else if let Some(said) = self.table.web.get(c.to_string().as_str()) {
                words.push(said.clone());
            }
        }
        words.join(" ")
    }

    /// Letters as a word, if they may be one, else one by one.
    fn letters(&self, letters: &str) -> String {
        // Some words and letters are said otherwise in the language.
        let own = |word: &str| self.table.web.get(word.to_lowercase().as_str()).cloned();
        if letters.chars().count() > 1
            && let Some(said) = own(letters)
        {
            return said;
        }
        let known = self
            .table
            .list("domains")
            .iter()
            .any(|word| word.eq_ignore_ascii_case(letters));
        let is_vowel =
            |c: char| "aeiouyàâäéèêëîïôöùûüáíóúаеёиоуыэюя".contains(c.to_ascii_lowercase());
        let count = letters.chars().count();
        let vowels = letters.chars().filter(|c| is_vowel(*c)).count();
        let is_word = known || (count > 3 && vowels * 5 >= count && vowels < count);
        if is_word {
            letters.to_string()
        } else if self.parted || count == 1 {
            let letter = |c: char| own(&c.to_string()).unwrap_or(c.to_string());
            let letters: Vec<String> = letters.chars().map(letter).collect();
            letters.join(" ")
        } else {
            letters.to_uppercase()
        }
    }
}
