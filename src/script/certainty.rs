//! How sure it is which lines of the languages say the same.

/// How the lines of a text in several languages were joined, in numbers of lines; in a text of one
/// language, none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Certainty {
    /// Joined because of where they stand.
    pub by_layout: usize,
    /// Joined because their lengths and numbers go together.
    pub by_length: usize,
    /// In one of the languages only.
    pub alone: usize,
    /// Of all these, those that a person should look at; each is among the doubts.
    pub unsure: usize,
}

impl Certainty {
    /// The share of the lines that are sure, from 0 to 1.
    pub fn sure(&self) -> f64 {
        let all = self.by_layout + self.by_length + self.alone;
        1.0 - self.unsure as f64 / all.max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use crate::script::{Options, Script, read};

    fn script(text: &str) -> Script {
        read(text.as_bytes(), "t.txt", &Options::default()).unwrap()
    }

    #[test]
    fn a_text_whose_languages_do_not_pair_is_not_sure() {
        let script = script("Ann:\nOne.\n\nBo:\n二。\n\nAnn:\nThree.\n\nBo:\n四。\n\nAnn:\nFive.");
        assert!(script.certainty.sure() < 0.01, "{:?}", script.certainty);
        assert_eq!(script.doubts.len(), 1);
        assert_eq!(script.doubts[0].at.len(), 5);
    }

    #[test]
    fn a_quotation_in_another_language_leaves_no_doubt() {
        let lines = "Ann:\nOne.\n\nBo:\nTwo.\n\n".repeat(6);
        let script = script(&format!("{lines}Ann:\n三。"));
        assert_eq!((script.certainty.sure(), script.doubts.len()), (1.0, 0));
    }
}
