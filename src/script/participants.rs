//! Lists of who takes part, as transcripts of calls and panels begin with them: a heading
//! (`Participants`, `公司参与者`), then a line for each: `Ann Reed - Harbour Master, Port of Lund`.

use super::draft::{Draft, Part};
use super::name_shape::names_in;
use super::speaker_line::titled;
use std::collections::{HashMap, HashSet};

/// The longest heading of such a list, in bytes.
const LONGEST: usize = 120;

/// Headings of such lists.
const HEADINGS: &[&str] = &[
    "participants",
    "company participants",
    "corporate participants",
    "conference call participants",
    "call participants",
    "other participants",
    "speakers",
    "panelists",
    "panellists",
    "attendees",
    "analysts",
    "executives",
    "guests",
    "cast",
    "cast of characters",
    "characters",
    "dramatis personae",
    "dramatis personæ",
    "persons of the play",
    "persons represented",
    "persons in the play",
    "characters in the play",
    "characters of the play",
    "the persons",
    "the characters",
    "personaggi",
    "personas",
    "osoby",
    "действующие лица",
    "剧中人物",
    "人物表",
    "in attendance",
    "present",
    "teilnehmer",
    "personen",
    "personnages",
    "participantes",
    "personajes",
    "人物",
    "登场人物",
    "出演者",
    "登場人物",
    "參與者",
    "與會者",
    "與會人員",
    "참석자",
    "公司参与者",
    "电话会议参与者",
    "其他参与者",
    "参与者",
    "与会者",
    "与会人员",
    "参会人员",
    "出席人员",
    "嘉宾",
    "主讲人",
];

/// Marks the lists as facts about the text and returns who stands in them: a person's names
/// together.
pub fn mark(draft: &mut Draft) -> Vec<Vec<String>> {
    let mut people = Vec::new();
    let mut seen: HashSet<Vec<String>> = HashSet::new();
    let mut i = 0;
    while i < draft.lines.len() {
        let line = &draft.lines[i];
        if line.part != Part::Speech || line.marked.is_subtitle || !is_heading(&line.text) {
            i += 1;
            continue;
        }
        let begin = i + 1;
        // In the block right under the heading, a name alone will do.
        let mut in_block = true;
        // And under a name alone, what its bearer is.
        let mut after_name = false;
        let entries: Vec<Vec<String>> = draft.lines[begin..]
            .iter()
            .map_while(|line| {
                in_block &= !line.after_blank;
                let listed = entry(&line.text);
                let name = || names_in(bare(&line.text)).filter(|_| in_block);
                let title = after_name && !line.after_blank && is_title(&line.text);
                let found = listed.or_else(name);
                after_name = found.is_some() && !line.text.contains(',');
                // Who comes again over a block speaks.
                let found = found.or(title.then(Vec::new))?;
                let is_new = found.is_empty() || seen.insert(found.clone());
                (is_new || !line.after_blank).then_some(found)
            })
            .collect();
        i = begin + entries.len();
        if entries.is_empty() {
            continue;
        }
        for line in &mut draft.lines[begin - 1..i] {
            line.part = Part::Metadata { key: "participant" };
        }
        people.extend(entries.into_iter().filter(|names| !names.is_empty()));
    }
    people.append(&mut with_titles(draft));
    people
}

/// Marks as facts the lines right under a name that say again and again what its bearer is, and
/// returns these names: `Ann Reed`, and under it `Harbour Master`, before what she says.
fn with_titles(draft: &mut Draft) -> Vec<Vec<String>> {
    let begins = |i: usize| {
        let (line, next) = (&draft.lines[i], &draft.lines[i + 1]);
        line.is_text()
            && line.after_blank
            && next.is_text()
            && !next.after_blank
            && is_title(&next.text)
    };
    let last = draft.lines.len().saturating_sub(1);
    let places: Vec<(usize, Vec<String>)> = (0..last)
        .filter(|&i| begins(i))
        .filter_map(|i| Some((i, names_in(&draft.lines[i].text)?)))
        .collect();
    // What one says changes; what one is does not.
    let mut under: HashMap<&str, (usize, HashSet<&str>)> = HashMap::new();
    for (i, _) in &places {
        let (times, titles) = under.entry(&draft.lines[*i].text).or_default();
        *times += 1;
        titles.insert(before_gap(&draft.lines[*i + 1].text));
    }
    let again = under
        .values()
        .filter(|(times, titles)| *times > 1 && titles.len() == 1);
    let again = again.count();
    let changes = under
        .values()
        .filter(|(_, titles)| titles.len() > 1)
        .count();
    if again == 0 || again <= changes || under.len() < 2 {
        return Vec::new();
    }
    let titled: Vec<(usize, Vec<String>)> = places
        .iter()
        .filter(|(i, _)| under[draft.lines[*i].text.as_str()].1.len() == 1)
        .cloned()
        .collect();
    for (i, _) in &titled {
        draft.lines[i + 1].part = Part::Metadata { key: "participant" };
    }
    titled.into_iter().map(|(_, names)| names).collect()
}

/// Whether a line can say what someone is: words with capitals, and no sentence.
fn is_title(text: &str) -> bool {
    text.len() <= LONGEST
        && text.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
        && !text.contains([':', '：', '?', '!', '？', '！', '。'])
        && !text.ends_with([',', '…', '"', '”'])
        && !text
            .split_whitespace()
            .any(|word| word.ends_with('.') && !is_shortened(word))
}

/// `Inc.`, `J.`
fn is_shortened(word: &str) -> bool {
    const SHORTENED: &[&str] = &["Inc.", "Ltd.", "Co.", "Corp.", "Jr.", "Sr.", "Dr.", "Prof."];
    word.split('.').all(|part| part.chars().count() < 2) || SHORTENED.contains(&word)
}

/// A line without what stands at the page's other edge.
fn before_gap(text: &str) -> &str {
    text.split("   ").next().unwrap_or(text).trim_end()
}

/// `Company Participants`, `公司参与者`, or both on one line.
pub(super) fn is_heading(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    let text = text.trim_end_matches([':', '：']).to_lowercase();
    let is = |part: &str| HEADINGS.contains(&part.trim());
    let cut = text.find(|c: char| !c.is_ascii()).unwrap_or(text.len());
    let (a, b) = text.split_at(cut);
    is(&text)
        || is(a.trim_end_matches(['/', '(', ' '])) && (b.is_empty() || is(b.trim_end_matches(')')))
}

/// An entry without its bullet.
fn bare(text: &str) -> &str {
    text.trim_start_matches(['-', '–', '•', '·', '*', ' '])
}

/// The names in an entry: what stands before a dash or a comma, with what the person is after it, or
/// after a colon, with the part that the person has before it (`Moderator: Ann Reed`).
fn entry(text: &str) -> Option<Vec<String>> {
    let bare = bare(text);
    if let Some((name, _)) = titled(bare) {
        return names_in(name);
    }
    if let Some((name, title)) = bare.split_once([',', '，', '、']) {
        // In the list of a play's persons, in capitals, a full stop is no sentence's.
        let shouts = !name.contains(char::is_lowercase) && name.is_ascii();
        let is_sentence = title.ends_with(['.', '。', '?', '？']) && !shouts;
        return names_in(name).filter(|_| !title.trim().is_empty() && !is_sentence);
    }
    let (part, name) = bare.split_once([':', '：'])?;
    names_in(part).and(names_in(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::tests::spoken;

    #[test]
    fn a_list_is_metadata_and_gives_names() {
        let mut draft = Draft::new(
            "Company Participants 公司参与者\n\nAnn Reed 安·里德 - Harbour Master, Port of Lund\nBo Lind, Pilot\n\n\
             Ann Reed\nGood evening.",
        );
        let people = mark(&mut draft);
        assert_eq!(
            people,
            [
                vec!["Ann Reed".to_string(), "安·里德".into()],
                vec!["Bo Lind".into()]
            ]
        );
        let facts = draft
            .lines
            .iter()
            .filter(|l| matches!(l.part, Part::Metadata { .. }))
            .count();
        assert_eq!(facts, 3);
    }

    #[test]
    fn what_someone_is_may_stand_under_the_name() {
        let said = spoken(
            "Ann Reed\nHarbour Master\n\nGood evening.\n\nBo Lind\nPilot, Port of Lund\n\nHello.\n\nAnn Reed\n\
             Harbour Master\n\nWho lit it?",
        );
        assert_eq!(
            said,
            [
                "ann-reed: Good evening.",
                "bo-lind: Hello.",
                "ann-reed: Who lit it?"
            ]
        );
        let said = spoken(
            "Ann Reed\nHarbour Master, Port of Lund, Inc.\nGood evening.\n\nBo Lind\nPilot      Q\nHello.\n\nAnn Reed\n\
             Harbour Master, Port of Lund, Inc.      A\nWho lit it?",
        );
        assert_eq!(said[2], "ann-reed: Who lit it?");
        let said = spoken("Ann Reed\nYes.\n\nBo Lind\nNo.\n\nAnn Reed\nYes.\n\nBo Lind\nMaybe.");
        assert_eq!(said[2], "ann-reed: Yes.");
        // What is said is no title, though it begins with a capital.
        let said = spoken("Ann Reed\nYes\n\nBo Lind\nNo\n\nAnn Reed\nWhy\n\nBo Lind\nI forgot");
        assert_eq!(said[0], "ann-reed: Yes");
        let verses = "The night is long.\n\nOh Lamp\nOh Sea\n\nThe day is short.\n\nOh Lamp\nOh Sea\n\nIt is over.";
        let heard = spoken(verses)
            .into_iter()
            .filter(|line| line.ends_with("Oh Sea"));
        assert_eq!(heard.count(), 2);
    }

    #[test]
    fn the_persons_of_a_play() {
        let mut draft = Draft::new(
            "DRAMATIS PERSONAE\n\nNORA, a keeper of lamps.\nMRS. HALE, a neighbour.\n\nACT I",
        );
        assert_eq!(mark(&mut draft).len(), 2);
        assert_eq!(draft.lines[3].part, Part::Speech);
    }

    #[test]
    fn a_word_without_a_list_is_no_heading_of_one() {
        let mut draft = Draft::new("Speakers\n\nThey stood on the pier and said nothing.");
        assert!(mark(&mut draft).is_empty());
        assert!(draft.lines.iter().all(|line| line.part == Part::Speech));
    }
}
