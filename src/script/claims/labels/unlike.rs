//! What has the form of a label and is unlike those of the text: the first sentence of an answer, `Understood. We begin at nine.`, in a
//! talk whose names stand before colons; a heading with a colon, `Trade talks: where they stand`; a legend, `Red: words to learn`;
//! what announces the talk, `The dialogue is as follows:`; and what stands there in two languages, `Erklärung - Explanation:`.

use super::super::ClaimRole::{Heading, NoLabel};
use super::super::Claims;
use super::super::text::{Line, Text, words_in};
use super::super::words::NoNames;
use crate::script::facts::letters::ends_sentence;
use crate::script::facts::{Candidate, Capitals, Close, vocabulary};
use std::collections::HashMap;

/// How surely a sentence right under a name and a colon is said, in nats.
const UNDER: f64 = 14.0;
/// The same of a sentence elsewhere, where names stand before colons; how many times as often they do, and how often at least.
const SENTENCE: f64 = 10.0;
const TIMES: u32 = 4;
const FEWEST: u32 = 4;
/// How surely a key that comes once and what stands behind it are a heading, in nats; and the share of what is said that ends as
/// sentences do, at least, and how many words such a heading has at most.
const HEADING: f64 = 9.0;
const ENDING: f64 = 0.9;
const LONGEST: usize = 16;
/// How deep such a heading stands.
const LEVEL: u8 = 3;
/// The longest name without capitals, in characters.
const LONGEST_HAN: usize = 4;
/// How surely a list of keys that come once is a legend, in nats; and how many there are at least.
const LEGEND: f64 = 12.0;
const KEYS: usize = 2;
/// How surely what says that the talk follows names nobody, in nats.
const ANNOUNCES: f64 = 14.0;

pub(super) fn claims(text: &Text, claims: &mut Claims) {
    let colons = Colons::of(text);
    sentences(text, &colons, claims);
    headings(text, &colons, claims);
    legends(text, &colons, claims);
    in_two_languages(text, claims);
    let known = &NoNames::get().announces.words;
    for (i, line) in text.free() {
        if text.facts[i]
            .before_colon()
            .is_some_and(|one| one.syntax.is_alone)
            && known.ends(line.bare.trim())
        {
            claims.line(i, NoLabel, ANNOUNCES);
        }
    }
}

/// How surely what stands before a colon in two languages is no name where headings stand in both, in nats; how many of them do, and
/// what parts the two.
const BILINGUAL: f64 = 12.0;
const HEADINGS: usize = 2;
const BETWEEN: [&str; 4] = [" - ", " – ", " — ", " / "];

/// `Erklärung - Explanation:` names nobody in a text with headings like `Wörter - Words`.
fn in_two_languages(text: &Text, claims: &mut Claims) {
    let parts = |own: &str, sign: &str| {
        let parts = own.split_once(sign);
        parts.is_some_and(|(a, b)| [a, b].iter().all(|part| part.contains(char::is_alphabetic)))
    };
    let headings = || {
        let lines = text.lines.iter();
        lines.filter(|line| line.markup().heading.is_some())
    };
    let all = headings().count();
    let count = |sign: &str| headings().filter(|line| parts(line.text(), sign)).count();
    let mut signs = BETWEEN.into_iter();
    let Some(sign) = signs.find(|sign| count(sign) >= HEADINGS && 2 * count(sign) >= all) else {
        return;
    };
    for i in 0..text.len() {
        let mut names = text.facts[i].candidates.iter();
        let is_one = |one: &Candidate| {
            let name = one.name_in(text.lines[i].source);
            one.syntax.close == Close::Colon && parts(name, sign)
        };
        if names.any(is_one) {
            claims.line(i, NoLabel, BILINGUAL);
        }
    }
}

/// The names before colons.
struct Colons {
    /// How often each comes.
    times: HashMap<u64, u32>,
    /// How many lines carry one that comes again.
    again: u32,
    /// Of those with speech behind them, the share that ends as a sentence does.
    ending: f64,
}

impl Colons {
    fn of(text: &Text) -> Self {
        let mut times: HashMap<u64, u32> = HashMap::new();
        for one in (0..text.len()).filter_map(|i| text.facts[i].before_colon()) {
            *times.entry(one.key).or_default() += 1;
        }
        let (mut again, mut said, mut ending) = (0, 0_u32, 0_u32);
        for i in 0..text.len() {
            let Some(one) = text.facts[i]
                .before_colon()
                .filter(|one| times[&one.key] > 1)
            else {
                continue;
            };
            again += 1;
            if !one.said.is_empty() {
                said += 1;
                ending += u32::from(ends_sentence(text.lines[i].text()));
            }
        }
        Self {
            times,
            again,
            ending: f64::from(ending) / f64::from(said.max(1)),
        }
    }

    fn is_once(&self, one: &Candidate) -> bool {
        self.times.get(&one.key) == Some(&1)
    }
}

/// Sentences of a word or a few: what somebody says first.
fn sentences(text: &Text, colons: &Colons, claims: &mut Claims) {
    if colons.again < FEWEST {
        return;
    }
    let is_sentence = |i: usize, one: &Candidate| {
        let is_small = matches!(
            one.capitals,
            Capitals::Title | Capitals::Mixed | Capitals::None
        );
        // `Mr Speaker, I object. The bridge …` speaks to somebody.
        let addresses = || {
            let name = one.name.as_ref();
            name.is_some_and(|name| text.lines[i].text()[name.end..].starts_with([',', '，']))
        };
        let is_known = || colons.times.contains_key(&one.key) && !addresses();
        one.syntax.close == Close::Stop && is_small && !is_known()
    };
    let mut times: HashMap<u64, u32> = HashMap::new();
    for (i, facts) in text.facts.iter().enumerate() {
        for one in facts.candidates.iter().filter(|one| is_sentence(i, one)) {
            *times.entry(one.key).or_default() += 1;
        }
    }
    for (i, _) in text.free() {
        // A line that may carry another label may be said by whom that names.
        let candidates = &text.facts[i].candidates;
        let is_other = |one: &Candidate| one.syntax.close != Close::Nothing && !is_sentence(i, one);
        let Some(one) = candidates.iter().find(|one| is_sentence(i, one)) else {
            continue;
        };
        if candidates.iter().any(is_other) {
            continue;
        }
        let above = i
            .checked_sub(1)
            .and_then(|above| text.facts[above].before_colon());
        let is_under =
            above.is_some_and(|above| above.syntax.is_alone && colons.times[&above.key] > 1);
        if is_under {
            claims.line(i, NoLabel, UNDER);
        } else if times[&one.key] * TIMES <= colons.again {
            claims.line(i, NoLabel, SENTENCE);
        }
    }
}

/// Headings with a colon: in a block of their own, where all who speak say sentences.
fn headings(text: &Text, colons: &Colons, claims: &mut Claims) {
    if colons.again < FEWEST || colons.ending < ENDING {
        return;
    }
    let is_apart = |line: &Line| line.opens && line.closes && !line.markup().begins_item;
    for (i, line) in text.free().filter(|(_, line)| is_apart(line)) {
        let Some(one) = text.facts[i]
            .before_colon()
            .filter(|one| colons.is_once(one))
        else {
            continue;
        };
        let name = one.name_in(line.source);
        let said = &line.text()[one.said.clone()];
        let is_short = words_in(said) > 1 && words_in(line.text()) <= LONGEST;
        let is_title = || Capitals::of(said) == Capitals::Title && words_in(said) > 2;
        let is_name = match one.capitals {
            Capitals::None => name.chars().count() <= LONGEST_HAN || name.contains(['·', '・']),
            Capitals::Title => words_in(name) <= 3 && !is_title(),
            Capitals::Mixed | Capitals::Lower => false,
            Capitals::All | Capitals::Letter => true,
        };
        let first = name.split(' ').next().unwrap_or_default();
        let is_name = is_name || vocabulary().titles.has(first) || vocabulary().roles.has(name);
        let may_be_said =
            ends_sentence(said) || said.contains([',', '，']) || said.ends_with(['-', '–', '—']);
        if is_short && !is_name && !may_be_said && one.notes.is_empty() {
            claims.line(i, NoLabel, HEADING);
            // Facts stand before a talk and behind it.
            if text.labels_before(i) >= 1.0 && text.labels_after(i) >= 1.0 {
                claims.line(i, Heading(LEVEL), HEADING);
            }
        }
    }
}

/// Lists of keys and what they mean.
fn legends(text: &Text, colons: &Colons, claims: &mut Claims) {
    let is_key = |i: &usize| {
        let line = &text.lines[*i];
        let one = text.facts[*i]
            .before_colon()
            .filter(|one| colons.is_once(one) && !one.said.is_empty());
        one.is_some_and(|one| {
            let said = &line.text()[one.said.clone()];
            !ends_sentence(said) && words_in(said) <= LONGEST
        })
    };
    let lines: Vec<usize> = text.free().map(|(i, _)| i).collect();
    let begins_item = |i: &usize| text.lines[*i].markup().begins_item;
    for list in lines.chunk_by(|a, b| begins_item(a) && begins_item(b)) {
        if list.len() >= KEYS && list.iter().all(is_key) {
            for line in list {
                claims.line(*line, NoLabel, LEGEND);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    /// Whether a text is read with these lines among what is said.
    fn says(text: &str, lines: &[&str]) {
        let said = spoken(text);
        for line in lines {
            assert!(said.contains(&(*line).to_string()), "{line}: {said:#?}");
        }
    }

    #[test]
    fn the_first_sentence_of_an_answer_is_said() {
        says(
            "Q:\n\nWhen did you first see the lamp?\n\nJoon Park:\n\nUnderstood. I begin with my father, who kept it.\n\n\
             Q:\n\nWas he there every night?\n\nJoon Park:\n\nUnderstood. Nearly every night, yes.\n\n\
             Q:\n\nAnd in winter?\n\nJoon Park:\n\nIn winter nobody came up.\n",
            &[
                "joon-park: Understood. I begin with my father, who kept it.",
                "joon-park: Understood. Nearly every night, yes.",
            ],
        );
    }

    #[test]
    fn headings_with_a_colon_name_nobody() {
        let zh = "林岚：你们每年用多少灯油？\n\n周岸：四十桶左右，冬天用得更多。\n\n关于值夜的规矩：谁也不许睡\n\n\
                  林岚：夜里谁值班？\n\n周岸：我和我哥哥轮流，他常常睡着。\n";
        let en = "Mara Quill: Who built the dam?\n\nTobias Renn: My grandfather did, with two oxen.\n\n\
                  The flour tax: a short history of a bad idea\n\nMara Quill: Who paid for it?\n\nTobias Renn: Nobody, in the end.\n";
        for (text, name) in [(zh, "关于值夜的规矩"), (en, "the-flour-tax")] {
            let said = spoken(text);
            assert!(!said.iter().any(|line| line.starts_with(name)), "{said:#?}");
        }
        // Who speaks once is named so, too.
        let once = en.replace(
            "The flour tax: a short history of a bad idea",
            "Nils Ode: and the cart was mine",
        );
        says(&once, &["nils-ode: and the cart was mine"]);
    }

    #[test]
    fn sentences_that_come_again_name_nobody() {
        let text = "Je me souviens. Le poêle fumait, et ma mère ouvrait la fenêtre.\n\nJe me souviens. Les sabots séchaient près du feu.\n\n\
                    Le soir tombait. On allumait la lampe.\n\nLe soir tombait. Mon père rentrait du bois.\n";
        let said = spoken(text);
        assert!(
            said.iter().all(|line| line.starts_with("narrator: ")),
            "{said:#?}"
        );
    }

    #[test]
    fn what_announces_a_talk_is_told() {
        let text = "對話如下:\n林岚：你们每年用多少灯油？\n周岸：四十桶左右。\n林岚：夜里谁值班？\n周岸：我和我哥哥轮流。\n";
        says(text, &["narrator: 對話如下:", "周岸: 我和我哥哥轮流。"]);
    }

    #[test]
    fn what_stands_in_two_languages_before_a_colon_names_nobody() {
        use crate::script::tests::spoken_in;
        let talk = "**Jan:** Wo ist die Lampe heute? - Where is the lamp today?\n**Mia:** Sie steht noch im Turm. - It is still in the tower.\n\n";
        let text = format!(
            "# Lektion: Der Turm - Lesson: The Tower\n\n## Gespräch - Dialogue\n\n{}\
             ## Regeln - Rules\n\n**Beispiel - Example:** sie brennt noch immer - it still burns\n**Regel - Rule:** erst die Lampe und dann das Boot - first the lamp and then the boat\n\n**Erklärung - Explanation:**\n\n- die Lampe = the lamp\n- der Turm = the tower\n\n",
            talk.repeat(2)
        );
        let said = spoken_in(&text, "lamp.md");
        for line in [
            "narrator: Beispiel sie brennt noch immer | Example: it still burns",
            "narrator: Regel erst die Lampe und dann das Boot | Rule: first the lamp and then the boat",
            "narrator: Erklärung | Explanation:",
            "jan: Wo ist die Lampe heute? | Where is the lamp today?",
        ] {
            assert!(said.contains(&line.to_string()), "{line}: {said:#?}");
        }
    }
}
