//! Titles and headings that stand in two languages on one line: `The Lamp 灯`, `Part One | 第一部分`, `Steel（钢）`; and
//! what a book is called by its file.


#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_in_two_languages() {
        let of = |text: &str| {
            let han = text.contains(|c: char| ('\u{4E00}'..'\u{9FFF}').contains(&c));
            let german = text.contains("Die ");
            Some(Language::new(if han {
                "zh"
            } else if german {
                "de"
            } else {
                "en"
            }))
        };
        let parted = |text: &str| {
            let found = in_two(text, of)?;
            let [(_, a), (_, b)] = found.parts;
            Some((a, b, found.is_certain))
        };
        let two = |a: &str, b: &str, sure| Some((a.to_string(), b.to_string(), sure));
        assert_eq!(parted("The Old Lamp 灯"), two("The Old Lamp", "灯", true));
        assert_eq!(
            parted("Part One | 第一部分"),
            two("Part One", "第一部分", true)
        );
        assert_eq!(parted("Steel（钢）"), two("Steel", "钢", true));
        assert_eq!(
            parted("The old lamp / Die alte Lampe"),
            two("The old lamp", "Die alte Lampe", true)
        );
        assert_eq!(parted("USB 的历史"), None);
        assert_eq!(parted("The Lamp"), None);
        assert_eq!(of_file("night_ferry-2.txt"), "night ferry 2");
    }
}
