//! Who speaks: headings like `Ann Reed:` and `安·里德:`, and which names stand for one person.

use super::draft::{Draft, Part, speaker_id};
use super::{NARRATOR, Speaker};
use crate::language::{Language, Localized};
use std::collections::{HashMap, HashSet};

/// The longest name in a heading, in characters.
const LONGEST_NAME: usize = 48;

/// Words before a colon that announce something else than a speaker.
const NOT_NAMES: &[&str] = &[
    "note", "notes", "re", "ps", "p.s", "source", "date", "warning", "example", "summary",
    "update", "edit", "tags", "first", "second", "third", "finally", "注", "注意", "备注", "来源",
    "例如", "比如", "摘要", "更新", "首先", "其次", "最后", "总之",
];

/// Marks the headings of the draft and returns the speakers in order of first appearance.
///
/// A line that ends in a colon is a heading if what stands before the colon can be a name and the
/// text bears it out: the name comes again, or a heading in the other language answers it in the
/// same block, or (in a text of one language) it has the form of a full name.
pub fn mark(draft: &mut Draft, languages: &[Language]) -> Vec<Speaker> {
    let headings = headings(draft, languages);
    let names = join_names(&headings, draft);
    let mut speakers: Vec<Speaker> = Vec::new();
    let mut place: HashMap<usize, usize> = HashMap::new();
    let mut taken: HashSet<String> = HashSet::from([NARRATOR.to_string()]);
    for heading in &headings {
        let person = names.person[&heading.key()];
        let at = *place.entry(person).or_insert_with(|| {
            let mut all = Localized::new();
            for language in languages {
                if let Some(name) = names.of(person, language) {
                    all.insert(language.clone(), name);
                }
            }
            let spelled = all
                .values()
                .find(|name| name.is_ascii())
                .or_else(|| all.values().next());
            let id = speaker_id(spelled.map_or("", String::as_str));
            speakers.push(Speaker {
                id: unused(id, &mut taken),
                names: all,
                gender: None,
            });
            speakers.len() - 1
        });
        draft.lines[heading.line].part = Part::Heading {
            speaker: speakers[at].id.clone(),
        };
    }
    speakers
}

/// The name in a line that could be a speaker's heading: the line ends in a colon, and before it
/// stands something that can be a name.
pub fn name_in_heading(text: &str) -> Option<String> {
    let name = text.strip_suffix([':', '：'])?.trim_end();
    can_be_name(name).then(|| name.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn can_be_name(name: &str) -> bool {
    let mut letters = name.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else {
        return false;
    };
    if name.chars().count() > LONGEST_NAME
        || name.contains([
            ',', '，', '、', '。', '!', '！', '?', '？', ';', '；', ':', '：', '"', '“', '”', '《',
            '》', '…', '/', '=', '<', '>', '|',
        ])
        || NOT_NAMES.contains(&name.to_lowercase().as_str())
    {
        return false;
    }
    if first.is_uppercase() || first.is_lowercase() {
        // Latin and other scripts with case: few words, each with a capital but for particles.
        let words: Vec<&str> = name.split_whitespace().collect();
        let particle = |word: &str| {
            matches!(
                word,
                "de" | "da"
                    | "di"
                    | "do"
                    | "del"
                    | "della"
                    | "der"
                    | "den"
                    | "van"
                    | "von"
                    | "zu"
                    | "la"
                    | "le"
                    | "el"
                    | "al"
                    | "bin"
                    | "ibn"
                    | "of"
                    | "the"
                    | "and"
                    | "y"
                    | "e"
            )
        };
        words.len() <= 5
            && first.is_uppercase()
            && words.iter().all(|word| {
                particle(word) || !word.chars().next().is_some_and(char::is_lowercase)
            })
            // a full stop ends a sentence, unless it ends an initial or a title: `J.`, `Dr.`
            && words.iter().all(|word| match word.find('.') {
                Some(dot) => dot <= 4,
                None => true,
            })
    } else {
        // Scripts without case: short, and no clause about saying.
        let pronoun = name.starts_with(['他', '她', '它', '我', '你', '这', '那', '您', '咱']);
        let saying = name.ends_with(['说', '道', '问', '答', '写', '是', '题', '下']);
        name.chars().count() <= 16 && !pronoun && !saying
    }
}

/// A full name by its form alone: what a single heading in a text of one language must have.
fn has_form_of_name(name: &str) -> bool {
    if name.chars().any(char::is_lowercase) {
        name.split_whitespace().count() <= 4
    } else {
        name.chars().count() <= 4 || name.contains(['·', '・'])
    }
}

struct Heading {
    line: usize,
    name: String,
    language: Language,
}

impl Heading {
    fn key(&self) -> (Language, String) {
        (self.language.clone(), self.name.clone())
    }
}

/// The lines of the draft that are headings.
fn headings(draft: &Draft, languages: &[Language]) -> Vec<Heading> {
    let candidates: Vec<Heading> = draft
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.part == Part::Speech)
        .filter_map(|(i, line)| {
            Some(Heading {
                line: i,
                name: name_in_heading(&line.text)?,
                language: line.language.clone(),
            })
        })
        .collect();
    let mut count: HashMap<(Language, String), usize> = HashMap::new();
    for heading in &candidates {
        *count.entry(heading.key()).or_default() += 1;
    }
    let answered: Vec<bool> = (0..candidates.len())
        .map(|i| {
            let before = i.checked_sub(1).map(|b| &candidates[b]);
            let after = candidates.get(i + 1);
            let pairs = |a: &Heading, b: &Heading| {
                a.language != b.language && b.line > a.line + 1 && same_block(draft, a.line, b.line)
            };
            before.is_some_and(|b| pairs(b, &candidates[i]))
                || after.is_some_and(|a| pairs(&candidates[i], a))
        })
        .collect();
    candidates
        .into_iter()
        .zip(answered)
        .filter(|(heading, answered)| {
            count[&heading.key()] > 1
                || *answered
                || (languages.len() == 1 && has_form_of_name(&heading.name))
        })
        .map(|(heading, _)| heading)
        .collect()
}

fn same_block(draft: &Draft, from: usize, to: usize) -> bool {
    draft.lines[from + 1..=to].iter().all(|l| !l.after_blank)
}

/// Which names are one person's.
struct Names {
    /// A number for each person, by language and name.
    person: HashMap<(Language, String), usize>,
}

impl Names {
    /// A person's name in a language.
    fn of(&self, person: usize, language: &Language) -> Option<String> {
        self.person
            .iter()
            .filter(|((l, _), p)| **p == person && l == language)
            .map(|((_, name), _)| name.clone())
            .min()
    }
}

/// Joins the names that answer each other: a heading in the first language and the next heading,
/// in another. The pairs seen most often win; inside a block counts more than across a blank line.
fn join_names(headings: &[Heading], draft: &Draft) -> Names {
    let mut person = HashMap::new();
    for heading in headings {
        let next = person.len();
        person.entry(heading.key()).or_insert(next);
    }
    let Some(first) = headings.first().map(|h| h.language.clone()) else {
        return Names { person };
    };
    let mut votes: HashMap<(usize, usize), usize> = HashMap::new();
    let mut spelled: HashMap<usize, (Language, String)> = HashMap::new();
    for pair in headings.windows(2) {
        let [a, b] = pair else { continue };
        if a.language == first && b.language != first {
            let weight = if same_block(draft, a.line, b.line) {
                4
            } else {
                1
            };
            let (p, q) = (person[&a.key()], person[&b.key()]);
            *votes.entry((p, q)).or_default() += weight;
            spelled.insert(q, b.key());
        }
    }
    let mut votes: Vec<((usize, usize), usize)> = votes.into_iter().collect();
    votes.sort_by_key(|&(pair, weight)| (std::cmp::Reverse(weight), pair));
    let mut joined: HashSet<(usize, Language)> = HashSet::new();
    let mut given: HashSet<usize> = HashSet::new();
    for ((p, q), _) in votes {
        let key = spelled[&q].clone();
        if !given.contains(&q) && joined.insert((p, key.0.clone())) {
            given.insert(q);
            person.insert(key, p);
        }
    }
    Names { person }
}

fn unused(id: String, taken: &mut HashSet<String>) -> String {
    let mut tried = id.clone();
    let mut n = 2;
    while !taken.insert(tried.clone()) {
        tried = format!("{id}-{n}");
        n += 1;
    }
    tried
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speakers(text: &str) -> Vec<(String, Vec<String>)> {
        let mut draft = Draft::new(text);
        let languages = super::super::languages::mark(&mut draft, &[]);
        mark(&mut draft, &languages)
            .into_iter()
            .map(|s| (s.id, s.names.into_values().collect()))
            .collect()
    }

    #[test]
    fn names_that_answer_each_other_are_one_speaker() {
        let text = "Ann Reed:\nOne.\n安·里德:\n一。\n\nBo Li:\nTwo.\n李波：\n二。\n\nAnn Reed:\nThree.\n安·里德:\n三。";
        assert_eq!(
            speakers(text),
            [
                ("ann-reed".into(), vec!["Ann Reed".into(), "安·里德".into()]),
                ("bo-li".into(), vec!["Bo Li".into(), "李波".into()]),
            ]
        );
    }

    #[test]
    fn a_sentence_that_ends_in_a_colon_is_no_speaker() {
        let text = "Ann:\nShe asked:\n安:\n她问:\n\nHe put it like this:\n他这样回答问题:\n\nBo:\nYes.\n波:\n是的。";
        let ids: Vec<String> = speakers(text).into_iter().map(|(id, _)| id).collect();
        assert_eq!(ids, ["ann", "bo"]);
        for sentence in [
            "You see, it answers this question:",
            "At 10:30:",
            "Note:",
            "他说:",
            "你看,他试图回答:",
            "the rest of it:",
        ] {
            assert_eq!(name_in_heading(sentence), None, "{sentence}");
        }
    }

    #[test]
    fn forms_of_names() {
        for name in [
            "J. R. Hale",
            "Dr. Ott",
            "Ludwig van Aken",
            "MARA",
            "Operator",
            "李波",
            "玛拉·埃利森",
            "Q",
        ] {
            assert_eq!(name_in_heading(&format!("{name}:")).as_deref(), Some(name));
        }
        assert_eq!(name_in_heading("李波：").as_deref(), Some("李波"));
    }
}
