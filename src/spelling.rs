//! Slips of the hand: which known name was probably meant.

/// The name most like `wanted`, if any is near enough to be a slip of the hand.
pub fn closest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names
        .map(|name| (strsim::damerau_levenshtein(wanted, name), name))
        .filter(|(distance, name)| *distance <= 1 + name.chars().count() / 4)
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn a_slip_is_found_and_a_different_word_is_not() {
        let names = ["ann-reed", "bo-li"];
        assert_eq!(closest("ann-red", names.into_iter()), Some("ann-reed"));
        assert_eq!(closest("captain", names.into_iter()), None);
    }
}
