//! Blocks in Latin letters under a label that says that they spell what stands above: `Transliteration`.

use super::named::spells_below;
use super::pieces::Said;
use super::pronunciation::has_other_letters;

/// The blocks in Latin letters under a label that nobody says: `Transliteration`.
pub(super) fn under_labels(lines: &[Said]) -> Vec<usize> {
    let is_label = |i: &usize| lines[*i].said.is_empty() && spells_below(lines[*i].text);
    let labels = (0..lines.len()).filter(is_label);
    let block = |label: usize| {
        let is_on = move |i: &usize| {
            let line = &lines[*i];
            let is_first = *i == label + 1;
            !line.said.is_empty()
                && (is_first || !line.blank_before)
                && !has_other_letters(std::slice::from_ref(line))
        };
        (label + 1..lines.len()).take_while(is_on)
    };
    labels.flat_map(block).collect()
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    #[test]
    fn labels_of_kinds_of_text_are_nobody() {
        let verses = [
            (
                "दीपः समुद्रे ज्वलति",
                "dīpaḥ samudre jvalati",
                "The lamp burns on the sea.",
            ),
            (
                "नौका गृहं गच्छति",
                "naukā gṛhaṃ gacchati",
                "The boat goes home.",
            ),
            (
                "रात्रिः शान्ता भवति",
                "rātriḥ śāntā bhavati",
                "The night is calm.",
            ),
        ];
        for [own, spelt, other] in [
            ["**Sanskrit**", "**Transliteration**", "**Translation**"],
            ["**Original text**", "**IAST**", "**Translation**"],
            ["Original:", "Romanization:", "Translation:"],
        ] {
            let part = |(nth, (sa, latin, en)): (usize, &(&str, &str, &str))| {
                format!(
                    "### Verse {}\n\n{own}\n\n{sa}\n\n{spelt}\n\n{latin}\n\n{other}\n\n{en}\n\n",
                    nth + 1
                )
            };
            let lines = spoken(&verses.iter().enumerate().map(part).collect::<String>());
            assert_eq!(lines.len(), 3, "{lines:#?}");
            for (line, (sa, _, en)) in lines.iter().zip(verses) {
                assert_eq!(*line, format!("narrator: {sa} | {en}"), "{lines:#?}");
            }
        }
    }
}
