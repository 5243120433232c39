//! Rules between the parts of a text: lines that are drawn, not written. They say nothing, and part what
//! stands around them as a blank line does.

/// Why a rule is not in the book.
pub(crate) const REASON: &str = "rule between parts";

/// The signs that rules are drawn with.
const SIGNS: &str = "-*=_~#+.·•—–─━═※◇◆○●☆★✦❖⁂";
/// How many signs are a rule.
const FEWEST: usize = 3;
/// How many dots are: three may be a silence.
const FEWEST_DOTS: usize = 6;

/// Whether a line is drawn: `-----`, `* * *`, `.........`
pub(super) fn is_rule(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| !c.is_whitespace());
    let Some(first) = signs.next().filter(|first| SIGNS.contains(*first)) else {
        return false;
    };
    let fewest = match first {
        '⁂' => 1,
        '.' | '·' => FEWEST_DOTS,
        _ => FEWEST,
    };
    let mut count = 1;
    let is_one = signs.all(|sign| {
        count += 1;
        sign == first
    });
    is_one && count >= fewest
}

#[cfg(test)]
mod tests {
    use crate::script::document::{Document, Preset, SourceLine};
    use crate::script::tests::spoken;

    #[test]
    fn what_is_drawn_is_no_line_and_parts_as_a_blank_one_does() {
        let document = Document::of_text("One.\n-----\nTwo.\n* * *\nThree.\n...\n- no -\n........");
        let drawn = |line: &&SourceLine| matches!(line.preset, Some(Preset::Dropped { .. }));
        let drawn: Vec<usize> = document
            .lines
            .iter()
            .filter(drawn)
            .map(|line| line.at)
            .collect();
        assert_eq!(drawn, [2, 4, 8]);
        assert!(document.lines[2].blank_before && !document.lines[5].blank_before);
    }

    #[test]
    fn signs_that_are_said_are_not_drawn() {
        let text = "Ann: Hi.\n\n---\n\nTom: Hi.\n* * *\nAnn: So.\n\n=====\n\nTom: …\n\nAnn: ??";
        assert_eq!(
            spoken(text),
            ["ann: Hi.", "tom: Hi.", "ann: So.", "tom: …", "ann: ??"]
        );
    }
}
