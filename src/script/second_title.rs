//! The title in the other language, where it stands apart from the first: over the translation of the
//! whole text, or as a paragraph of its own under the first.

use super::draft::{Draft, DraftLine, Part};
use crate::language::Language;

/// The longest title, in characters.
const LONGEST: usize = 80;

/// Marks the titles of the other languages, where the first language's is known.
pub fn mark(draft: &mut Draft, languages: &[Language]) {
    if languages.len() < 2 {
        return;
    }
    let titles: Vec<usize> = (0..draft.lines.len())
        .filter(|&i| matches!(draft.lines[i].part, Part::Title { .. }))
        .collect();
    let Some(&title) = titles.last() else { return };
    let is_titled = |language: &Language| {
        titles
            .iter()
            .any(|&title| draft.lines[title].language == *language)
    };
    let found = over_halves(draft, languages, is_titled).or_else(|| {
        under_title(draft, title)
            .filter(|&i| !is_titled(&draft.lines[i].language))
            .map(|i| vec![i])
    });
    for i in found.unwrap_or_default() {
        let line = &mut draft.lines[i];
        line.part = Part::Title {
            text: line.text.clone(),
            date: None,
        };
        // What stood between the halves to part them.
        if let Some(rule) = i.checked_sub(1).map(|before| &mut draft.lines[before])
            && rule.part == Part::Speech
            && !rule.text.contains(char::is_alphanumeric)
        {
            rule.part = Part::Dropped { reason: "markup" };
        }
    }
}

/// The first line of each further language, if each stands after the one before in the whole text
/// and begins with what may be a title.
fn over_halves(
    draft: &Draft,
    languages: &[Language],
    is_titled: impl Fn(&Language) -> bool,
) -> Option<Vec<usize>> {
    let has_words = |line: &DraftLine| line.text.contains(char::is_alphabetic);
    let mut firsts: Vec<(usize, &Language)> = Vec::new();
    for (i, line) in draft.lines.iter().enumerate() {
        if line.part != Part::Speech || !has_words(line) {
            continue;
        }
        if firsts
            .last()
            .is_some_and(|(_, last)| **last == line.language)
        {
            continue;
        }
        if firsts.iter().any(|(_, seen)| **seen == line.language) {
            return None;
        }
        firsts.push((i, &line.language));
    }
    let further = firsts
        .get(1..)
        .filter(|_| firsts.len() == languages.len())?;
    let found: Vec<usize> = further
        .iter()
        .filter(|(i, language)| !is_titled(language) && may_be_title(draft, *i))
        .map(|(i, _)| *i)
        .collect();
    (!found.is_empty()).then_some(found)
}

/// The line under the title, if it is in another language than the title and the text goes on in
/// the title's, to end in the other.
fn under_title(draft: &Draft, title: usize) -> Option<usize> {
    let mut text = (title + 1..draft.lines.len()).filter(|&i| draft.lines[i].part == Part::Speech);
    let language = |i: usize| &draft.lines[i].language;
    let first = text.next()?;
    let second = text.next()?;
    let last = text.next_back()?;
    let is_translation = language(first) != language(title)
        && language(second) == language(title)
        && language(last) == language(first);
    let is_first = title + 1 == first;
    (is_translation && is_first && may_be_title(draft, first)).then_some(first)
}

/// Whether a line stands alone and reads like a title.
fn may_be_title(draft: &Draft, i: usize) -> bool {
    let line = &draft.lines[i];
    let next = draft.lines[i + 1..]
        .iter()
        .find(|line| !matches!(line.part, Part::Dropped { .. }));
    line.is_text()
        && (line.after_blank || line.marked.heading.is_some())
        && line.marked.speaker.is_none()
        && next.is_some_and(|next| next.after_blank)
        && line.text.chars().count() <= LONGEST
        && !line.text.ends_with([
            '.', '。', ',', '，', ';', '；', ':', '：', '!', '！', '?', '？', '”', '"', '…',
        ])
}

#[cfg(test)]
mod tests {
    use crate::script::{Options, Script, read};

    fn script(text: &str) -> Script {
        read(text.as_bytes(), "t.txt", &Options::default()).unwrap()
    }

    fn title(script: &Script) -> String {
        script
            .title
            .values()
            .cloned()
            .collect::<Vec<_>>()
            .join(" | ")
    }

    const EN: &str = "Ann: Who lit the lamp?\nBo: I did.\nAnn: Was it dark?\nBo: Very dark.\n\n";
    const ZH: &str = "安：谁点的灯？\n波：是我。\n安：天黑吗？\n波：很黑。\n";

    #[test]
    fn over_the_translation() {
        for between in ["", "---\n\n"] {
            let script = script(&format!("The Lamp\n\n{EN}{between}灯\n\n{ZH}"));
            assert_eq!(title(&script), "The Lamp | 灯");
            assert_eq!(script.turns().count(), 4);
            assert!(script.certainty.sure() > 0.9);
        }
    }

    #[test]
    fn under_the_first() {
        let text = "The Lamp\n\n灯\n\nIt was dark.\n\n天黑了。\n\nShe lit it.\n\n她点了灯。\n";
        let script = script(text);
        assert_eq!(title(&script), "The Lamp | 灯");
        assert_eq!(script.turns().count(), 2);
    }

    #[test]
    fn a_short_paragraph_is_no_title() {
        let text = "The Lamp\n\n天黑了\n\nIt was dark\n\n她点了灯\n\nShe lit it\n";
        assert_eq!(title(&script(text)), "The Lamp");
        let text = format!("The Lamp\n\n{EN}他们都走了。\n\n{ZH}");
        assert_eq!(title(&script(&text)), "The Lamp");
    }
}
