//! Which language a line is written in, by its script (in the sense of Unicode UAX 24).

use super::draft::{Draft, DraftLine, Part, UNKNOWN};
pub(super) use super::tongues::writing::script_of;
use super::tongues::writing::{by_default, languages_in, writing_of};
use super::tongues::{Detector, which};
use crate::language::Language;
use unicode_script::Script as Writing;

/// From how many characters on a line counts when it is found out which languages a text has.
const TELLING: usize = 30;
/// How many lines are looked at to find out.
const SAMPLE: usize = 120;

/// How much of a line the detector is given, in characters.
const GLANCE: usize = 100;

/// The languages of a text, and how they are told from each other.
pub struct Languages {
    all: Vec<Language>,
    by_writing: Vec<(Writing, Candidates)>,
}

/// The languages of a text that share a script.
struct Candidates {
    languages: Vec<Language>,
    /// There if they are several.
    detector: Option<Detector>,
}

impl Languages {

    /// The language of a part of the text; `None` if it has no letters.
    pub fn of(&self, text: &str) -> Option<Language> {
        let writing = writing(text)?;
        let known = self.by_writing.iter().find(|(w, _)| *w == writing);
        match known {
            Some((_, candidates)) => candidates.choose(text),
            None => Some(by_default(writing)),
        }
    }

    /// Whether it takes the detector to tell the language of a text.
    fn is_shared(&self, text: &str) -> bool {
        let writing = writing(text);
        let known = self.by_writing.iter().find(|(w, _)| Some(*w) == writing);
        known.is_some_and(|(_, candidates)| candidates.detector.is_some())
    }
}

impl Candidates {
    fn new(languages: Vec<Language>) -> Self {
        let detector = (languages.len() > 1).then(|| Detector::new(&languages));
        Self {
            languages,
            detector,
        }
    }

    fn choose(&self, text: &str) -> Option<Language> {
        let Some(detector) = &self.detector else {
            return self.languages.first().cloned();
        };
        let (found, _) = detector.likeliest(glance(without_label(text)))?;
        Some(self.languages[found].clone())
    }
}

/// The beginning of a line without the words that are written like names, which are of any language.
fn without_names(text: &str) -> String {
    let words = glance(without_label(text)).split_whitespace().enumerate();
    let own = words.filter(|(i, word)| *i == 0 || !word.starts_with(char::is_uppercase));
    own.map(|(_, word)| word).collect::<Vec<_>>().join(" ")
}

/// What stands behind a name and a colon: the name is of any language.
fn without_label(text: &str) -> &str {
    const LONGEST: usize = 48;
    match text.split_once([':', '：']) {
        Some((label, said)) if label.len() <= LONGEST && said.contains(char::is_alphabetic) => said,
        _ => text,
    }
}

fn glance(text: &str) -> &str {
    let end = text.char_indices().nth(GLANCE).map(|(end, _)| end);
    &text[..end.unwrap_or(text.len())]
}

/// Marks each line of the draft with its language. `given` are the languages that a person named:
/// a script that they are written in stands for them alone. For others, and where several languages
/// share a script, a statistical detector ([`super::tongues`])
/// finds out which the text has, and tells its lines apart.
pub fn mark(draft: &mut Draft, given: &[Language]) -> Languages {
    let writings: Vec<Option<Writing>> = draft.lines.iter().map(|l| writing(&l.text)).collect();
    let mut kinds: Vec<Writing> = Vec::new();
    for writing in writings.iter().flatten() {
        if !kinds.contains(writing) {
            kinds.push(*writing);
        }
    }
    let by_writing = kinds
        .iter()
        .map(|writing| {
            let texts = || {
                let lines = draft.lines.iter().zip(&writings);
                let own = lines.filter(|(line, w)| **w == Some(*writing) && !is_left_out(line));
                own.map(|(line, _)| line.text.as_str())
            };
            let marked = draft
                .lines
                .iter()
                .filter_map(|l| l.marked.language.as_ref());
            let named = given.iter().chain(marked);
            let mut languages: Vec<Language> = Vec::new();
            for language in named.filter(|l| writing_of(l) == *writing) {
                if !languages.contains(language) {
                    languages.push(language.clone());
                }
            }
            if languages.is_empty() {
                languages = found_in(texts, *writing, &kinds);
            }
            (*writing, Candidates::new(languages))
        })
        .collect();
    let mut languages = Languages {
        all: Vec::new(),
        by_writing,
    };
    let (mut unclear, mut names) = (Vec::new(), Vec::new());
    let ends_in_colon = |line: &DraftLine| line.text.ends_with([':', '：']);
    for (i, line) in draft.lines.iter_mut().enumerate() {
        let language = match &line.marked.language {
            Some(language) => Some(language.clone()),
            None if ends_in_colon(line) && languages.is_shared(&line.text) => {
                names.push(i);
                continue;
            }
            None => languages.of(&line.text),
        };
        match language {
            Some(language) => line.language = language,
            None => unclear.push(i),
        }
    }
    // In the order of what is said; a heading may hold a name in each language.
    let clear = |line: &&DraftLine| line.language.tag() != UNKNOWN;
    let said = draft.lines.iter().filter(|line| !ends_in_colon(line));
    for line in said.chain(&draft.lines).filter(clear) {
        if !languages.all.contains(&line.language) {
            languages.all.push(line.language.clone());
        }
    }
    if languages.all.is_empty() {
        let first = given.first().cloned();
        languages
            .all
            .push(first.unwrap_or_else(|| Language::new("en")));
    }
    // A line of digits or signs alone continues the alternation of its block.
    let all = &languages.all;
    for i in unclear {
        let before = (i > 0 && !draft.lines[i].after_blank).then(|| &draft.lines[i - 1].language);
        let other = before.and_then(|before| all.iter().find(|l| *l != before));
        draft.lines[i].language = other.unwrap_or(&all[0]).clone();
    }
    // A name is in the language of what follows it.
    for i in names.into_iter().rev() {
        let next = draft.lines.get(i + 1).filter(|next| !next.after_blank);
        let language = next.map_or(&all[0], |next| &next.language).clone();
        draft.lines[i].language = language;
    }
    languages
}

/// Whether a line is known to be no part of the text.
fn is_left_out(line: &DraftLine) -> bool {
    matches!(line.part, Part::Dropped { .. } | Part::Metadata { .. })
}

/// The languages that the lines of a script are in, by its longer lines.
fn found_in<'a, I: Iterator<Item = &'a str>>(
    texts: impl Fn() -> I,
    writing: Writing,
    kinds: &[Writing],
) -> Vec<Language> {
    if writing == Writing::Han && kinds.contains(&Writing::Hiragana) {
        // Names and short lines in kanji alone are Japanese; whole sentences are not.
        let sentences =
            texts().any(|t| t.chars().filter(|c| script_of(*c) == Writing::Han).count() > 12);
        return vec![Language::new(if sentences { "zh" } else { "ja" })];
    }
    let known = languages_in(writing);
    if known.len() < 2 {
        return known;
    }
    // From all over the text, so that one in two languages, one after the other, shows both.
    let long = || texts().filter(|t| t.chars().nth(TELLING).is_some());
    let step = long().count().div_ceil(SAMPLE).max(1);
    let mut telling: Vec<String> = long()
        .step_by(step)
        .map(without_names)
        .filter(|t| t.chars().nth(TELLING / 2).is_some())
        .collect();
    if telling.is_empty() {
        let short = texts().filter(|t| !t.ends_with([':', '：'])).take(SAMPLE);
        telling = short
            .map(|t| glance(without_label(t)).to_string())
            .collect();
        if telling.iter().map(|t| t.chars().count()).sum::<usize>() < TELLING {
            return vec![by_default(writing)];
        }
    }
    let detector = Detector::new(&known);
    let telling: Vec<&str> = telling.iter().map(String::as_str).collect();
    let found = which(&detector, &telling);
    found
        .iter()
        .map(|l| detector.language(*l).clone())
        .collect()
}

/// The language of a text by its writing, or `None` if it has no letters. A Han character weighs
/// as much as a Latin word, so that a Chinese sentence with English words in it is Chinese.
///
/// ```
/// use diglot::script::languages::of;
/// assert_eq!(of("我们用 large language model 做翻译。", &[]).unwrap().tag(), "zh");
/// assert_eq!(of("The word 茶 means tea.", &[]).unwrap().tag(), "en");
/// ```
pub fn of(text: &str, given: &[Language]) -> Option<Language> {
    let writing = writing(text)?;
    let named = given.iter().find(|l| writing_of(l) == writing);
    Some(named.cloned().unwrap_or_else(|| by_default(writing)))
}

/// The script that a text is mostly written in.
fn writing(text: &str) -> Option<Writing> {
    let mut weights: Vec<(Writing, usize)> = Vec::new();
    let mut before = Writing::Common;
    for c in text.chars() {
        let writing = match script_of(c) {
            Writing::Katakana => Writing::Hiragana,
            Writing::Inherited => before,
            // full-width punctuation is no letter, but nobody else writes it
            Writing::Common if matches!(c, '。' | '，' | '、' | '？' | '！' | '《' | '》') => {
                Writing::Han
            }
            writing => writing,
        };
        let begins = writing != before || writing == Writing::Han || writing == Writing::Hiragana;
        before = writing;
        if writing == Writing::Common || writing == Writing::Unknown || !begins {
            continue;
        }
        match weights.iter_mut().find(|(w, _)| *w == writing) {
            Some((_, weight)) => *weight += 1,
            None => weights.push((writing, 1)),
        }
    }
    let weight = |writing| {
        weights
            .iter()
            .find(|(w, _)| *w == writing)
            .map_or(0, |(_, n)| *n)
    };
    // Japanese mixes kana and Han; Korean may hold Han.
    if weight(Writing::Hiragana) * 10 > weight(Writing::Han) && weight(Writing::Hiragana) > 1 {
        for (writing, n) in &mut weights {
            if *writing == Writing::Han {
                *n = 0;
            }
        }
    }
    // Other scripts borrow Latin words, not the other way round: they win a tie.
    weights
        .into_iter()
        .max_by_key(|(w, n)| (*n, *w != Writing::Latin))
        .map(|(writing, _)| writing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Option<String> {
        of(text, &[]).map(|l| l.tag().to_string())
    }

    #[test]
    fn by_writing() {
        for (text, language) in [
            ("Good evening.", "en"),
            ("晚上好。", "zh"),
            ("こんばんは、田中です。", "ja"),
            ("안녕하세요", "ko"),
            ("Добрый вечер", "ru"),
            ("مساء الخير", "ar"),
            ("ערב טוב", "he"),
            ("“Think out loud” 的意思是边想边说。", "zh"),
            ("GPT 和 CPU。", "zh"),
        ] {
            assert_eq!(tag(text).as_deref(), Some(language), "{text}");
        }
        assert_eq!(tag("12:30 – 4"), None);
    }

    #[test]
    fn a_named_language_takes_its_script() {
        let given = [Language::new("fr"), Language::new("zh")];
        assert_eq!(of("Bonsoir", &given).unwrap().tag(), "fr");
        assert_eq!(of("晚上好", &given).unwrap().tag(), "zh");
        assert_eq!(of("Добрый", &given).unwrap().tag(), "ru");
    }

    fn lines(text: &str) -> String {
        let mut draft = Draft::new(text);
        mark(&mut draft, &[]);
        let tags: Vec<_> = draft.lines.iter().map(|l| l.language.tag()).collect();
        tags.join(" ")
    }

    #[test]
    fn languages_of_one_script_are_told_apart() {
        assert_eq!(
            lines(
                "Marie :\nBonsoir, et merci d'être venue jusqu'au port.\nGood evening, and thank you \
                 for coming down to the harbour.\n\nPaul :\nOui.\nYes.\n\nMarie :\nQui a allumé la \
                 lampe hier soir ?\nWho lit the lamp last night?"
            ),
            "fr fr en fr fr en fr fr en"
        );
        assert_eq!(
            lines(
                "Кто зажёг лампу вчера вечером в порту?\nХто запалив лампу вчора ввечері в порту?"
            ),
            "ru uk"
        );
    }

    #[test]
    fn one_language_of_a_script_is_found_out() {
        assert_eq!(
            lines("Wer hat gestern Abend die Lampe am Hafen angezündet?\nIch."),
            "de de"
        );
        assert_eq!(lines("Ann:\nYes.\n安:\n是。"), "en en zh zh");
    }

    #[test]
    fn kanji_alone_are_japanese_where_there_is_kana() {
        assert_eq!(
            lines("田中:\nこんばんは。\nGood evening.\n\n東京。\nTokyo."),
            "ja ja en ja en"
        );
        assert_eq!(
            lines("안녕하세요.\nGood evening, everyone at the harbour."),
            "ko en"
        );
    }

    #[test]
    fn a_line_without_letters_continues_the_alternation() {
        let mut draft = Draft::new("Hello.\n你好。\n\n1999\n1999");
        let languages = mark(&mut draft, &[]);
        let tags: Vec<_> = draft.lines.iter().map(|l| l.language.tag()).collect();
        assert_eq!(tags, ["en", "zh", "en", "zh"]);
        assert_eq!(languages.all().len(), 2);
    }
}
