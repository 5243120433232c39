//! What is set above or below the line keeps its meaning: `10⁶`, `m²`, `H₂O`.

#[rustfmt::skip]
const RAISED: &[(char, char)] = &[
    ('0', '⁰'), ('1', '¹'), ('2', '²'), ('3', '³'), ('4', '⁴'), ('5', '⁵'), ('6', '⁶'), ('7', '⁷'), ('8', '⁸'),
    ('9', '⁹'), ('+', '⁺'), ('-', '⁻'), ('−', '⁻'), ('–', '⁻'), ('=', '⁼'), ('(', '⁽'), (')', '⁾'), ('n', 'ⁿ'),
    ('i', 'ⁱ'), ('x', 'ˣ'), ('k', 'ᵏ'), ('m', 'ᵐ'),
];
#[rustfmt::skip]
const LOWERED: &[(char, char)] = &[
    ('0', '₀'), ('1', '₁'), ('2', '₂'), ('3', '₃'), ('4', '₄'), ('5', '₅'), ('6', '₆'), ('7', '₇'), ('8', '₈'),
    ('9', '₉'), ('+', '₊'), ('-', '₋'), ('−', '₋'), ('=', '₌'), ('(', '₍'), (')', '₎'), ('n', 'ₙ'), ('i', 'ᵢ'),
    ('x', 'ₓ'), ('k', 'ₖ'), ('m', 'ₘ'),
];

/// The digit that a raised character is.
pub(crate) fn digit(c: char) -> Option<u32> {
    let (plain, _) = RAISED.iter().find(|(_, raised)| *raised == c)?;
    plain.to_digit(10)
}

/// A number in raised digits.
pub(crate) fn number(number: usize) -> String {
    let plain = number.to_string();
    plain
        .chars()
        .filter_map(|c| RAISED.iter().find(|(own, _)| *own == c))
        .map(|(_, raised)| *raised)
        .collect()
}

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Height {
    /// On the line.
    #[default]
    Line,
    /// Above it.
    Raised,
    /// Below it.
    Lowered,
}

/// A text of that height, right behind what stands `before` it; none if it says the same on the line, as the
/// end of `1st` does.
pub(crate) fn at_height(height: Height, before: &str, text: &str) -> Option<String> {
    let (table, nothing_before) = match height {
        Height::Line => return None,
        Height::Raised => (RAISED, true),
        Height::Lowered => (LOWERED, false),
    };
    let is_number = |c: char| c.is_ascii_digit();
    let last = before.chars().next_back();
    // `1st` and `Mme` have letters above the line; a power is a letter or two behind one letter or a number.
    let is_power = || {
        let letters = before.chars().rev().take_while(|c| c.is_alphabetic());
        text.chars().count() <= 1
            && letters.take(2).count() < 2
            && last.is_some_and(|c| c.is_alphanumeric())
    };
    if !(text.contains(is_number) && (last.is_some() || nothing_before) || is_power()) {
        return None;
    }
    let of = |c: char| {
        table
            .iter()
            .find(|(own, _)| *own == c)
            .map(|(_, other)| *other)
    };
    text.chars().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_and_indices_keep_their_height() {
        let raised = |before, text| at_height(Height::Raised, before, text);
        assert_eq!(raised("10", "6").as_deref(), Some("⁶"));
        assert_eq!(raised("s", "-1").as_deref(), Some("⁻¹"));
        assert_eq!(raised("2", "n").as_deref(), Some("ⁿ"));
        for (before, text) in [("1", "st"), ("M", "me"), ("the XIX", "e"), ("2", "?")] {
            assert_eq!(raised(before, text), None, "{before}{text}");
        }
        assert_eq!(at_height(Height::Lowered, "H", "2").as_deref(), Some("₂"));
        assert_eq!(at_height(Height::Line, "10", "6"), None);
    }
}
