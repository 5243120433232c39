//! Tables in HTML with blank lines between their elements. A blank line ends HTML in CommonMark, and what is set in below it would be code;
//! whoever wrote the table meant neither.

use std::borrow::Cow;

/// What stands in such a line: nothing that is read.
const FILLED: &str = "<!-- -->";

/// The text with such blank lines filled, line by line as it was.
pub(super) fn without_blanks(text: &str) -> Cow<'_, str> {
    if !text.contains("<table") {
        return text.into();
    }
    let lines: Vec<&str> = text.split('\n').collect();
    let mut out: Vec<&str> = Vec::with_capacity(lines.len());
    let mut depth = 0_usize;
    let mut before = "";
    let mut next = 0;
    for (i, line) in lines.iter().enumerate() {
        let bare = line.trim();
        if !bare.is_empty() {
            depth = (depth + bare.matches("<table").count())
                .saturating_sub(bare.matches("</table").count());
            before = bare;
            out.push(line);
            continue;
        }
        if next < i {
            next = (i..lines.len())
                .find(|&j| !lines[j].trim().is_empty())
                .unwrap_or(lines.len());
        }
        let is_between = depth > 0
            && before.ends_with('>')
            && lines
                .get(next)
                .is_some_and(|line| line.trim_start().starts_with('<'));
        out.push(if is_between { FILLED } else { line });
    }
    out.join("\n").into()
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken_in;

    #[test]
    fn rows_with_blank_lines_between_their_cells() {
        let row = |en: &str, de: &str| {
            format!(
                "  <tr>\n    <td class=\"en\">\n      {en}\n    </td>\n    \n    <td>\n      {de}\n    </td>\n  </tr>\n  \n"
            )
        };
        let rows = [
            (
                "The lamp burns on the tower,",
                "Die Lampe brennt auf dem Turm,",
            ),
            (
                "and nobody sees it from the sea.",
                "und niemand sieht sie vom Meer aus.",
            ),
            (
                "The keeper sleeps until the morning.",
                "Der Wärter schläft bis zum Morgen.",
            ),
        ];
        let rows: String = rows.iter().map(|(en, de)| row(en, de)).collect();
        let text = format!("# The Lamp\n\n<table border=\"0\">\n{rows}</table>\n");
        assert_eq!(
            spoken_in(&text, "lamp.md"),
            [
                "narrator: The lamp burns on the tower, | Die Lampe brennt auf dem Turm,",
                "narrator: and nobody sees it from the sea. | und niemand sieht sie vom Meer aus.",
                "narrator: The keeper sleeps until the morning. | Der Wärter schläft bis zum Morgen.",
            ]
        );
    }

    #[test]
    fn markdown_within_cells_stays() {
        let text = "<table>\n<tr><td>\n\n**Ann:** Yes.\n\n</td></tr>\n</table>\n";
        assert_eq!(super::without_blanks(text), text);
    }
}
