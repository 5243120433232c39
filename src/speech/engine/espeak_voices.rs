//! The voices that espeak-ng lists.

use std::collections::HashMap;

/// What `espeak-ng --voices` or `--voices=variant` lists.
#[derive(Debug, Default)]
pub struct Listing {
    /// The file of each voice, by language tag or by the variant's name, both in lower case.
    pub files: HashMap<String, String>,
}

impl Listing {
    /// Reads a listing: columns `Pty Language Age/Gender VoiceName File …`.
    pub fn parse(text: &str) -> Self {
        let mut files = HashMap::new();
        for line in text.lines().skip(1) {
            let mut columns = line.split_whitespace().skip(1);
            let (Some(language), Some(file)) = (columns.next(), columns.nth(2)) else {
                continue;
            };
            let name = match file.strip_prefix("!v/") {
                Some(variant) => variant,
                None => language,
            };
            let file = file.trim_start_matches("!v/").to_string();
            files.entry(name.to_lowercase()).or_insert(file);
        }
        Self { files }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listings_are_read() {
        let listing = Listing::parse(
            "Pty Language       Age/Gender VoiceName          File                 Other Languages\n \
             5  en-us           --/M      English_(America)  gmw/en-US            (en 3)\n \
             5  variant         --/F      Annie              !v/Annie             \n",
        );
        assert_eq!(listing.files["en-us"], "gmw/en-US");
        assert_eq!(listing.files["annie"], "Annie");
    }
}
