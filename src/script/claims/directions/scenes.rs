//! What a play says of a scene: who is in it, where it is, what is done in it between the speeches.

use super::is_said;
use crate::script::claims::ClaimRole::{Direction, Narration, NoLabel};
use crate::script::claims::text::{Line, Text, words_in};
use crate::script::claims::words::is_unspaced;
use crate::script::claims::{Claims, headings, notes};
use crate::script::facts::letters::is_upper;
use crate::script::facts::{Candidate, Capitals, Class, Close, Kind};
use std::collections::HashMap;

/// Within how many lines someone who is in a scene speaks.
const SCENE: usize = 60;
/// How many words one of those who are in a scene has at most.
const NAME: usize = 4;

/// Who is in a scene, under its heading or its place: `MADAME BONNEAU, LUCIEN`, `Bonneau. Lucien. Later a clerk.`
pub(super) fn present(text: &Text, claims: &mut Claims) {
    let speaks = |i: usize, name: &str| {
        let scene = text.lines.iter().skip(i + 1).take(SCENE);
        let name = name.to_lowercase();
        let mut rests = scene.filter_map(|other| other.lower.strip_prefix(&name));
        name.len() > 2 && rests.any(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    for i in 1..text.len() {
        let line = &text.lines[i];
        let is_heading = |above: &Line| headings::level(above.text()).is_some();
        if !line.closes || !text.lines[i.saturating_sub(2)..i].iter().any(is_heading) {
            continue;
        }
        let names = line.text().split([',', '.', ';']).map(str::trim);
        let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
        let known = names.iter().filter(|name| speaks(i, name)).count();
        let is_list = names.len() > 1 && names.iter().all(|name| words_in(name) <= NAME);
        if is_list && (known > 1 && 2 * known >= names.len() || known > 0 && is_upper(line.text()))
        {
            claims.line(i, Direction, 12.0);
            claims.line(i, NoLabel, 16.0);
        }
    }
}

/// How surely a paragraph between speeches is what is done, in nats.
const DONE: f64 = 9.0;
/// Of how many speeches one paragraph without a name is that, at most: one in so many.
const SELDOM: usize = 3;
/// How far into it who does it stands, and how long it is at most, in words.
const SUBJECT: usize = 4;
const LONGEST: usize = 30;

/// How many paragraphs without a name, and which share of them, tell of one who speaks where all of them are told.
const TOLD: usize = 3;
const SHARE: f64 = 0.4;

/// What is done between the speeches of a play, in a paragraph of its own: `The clerk comes running.` It tells of one who speaks.
/// Where few paragraphs do, each of them is a direction; where most do, all are told, for the text tells more than it gives to say.
pub(super) fn done(text: &Text, claims: &mut Claims) {
    let is_named = |line: &Line| line.label > 0.3;
    let is_bare = |i: usize, line: &Line| {
        line.opens
            && line.closes
            && line.is_over
            && line.label < 0.2
            && text.labels_before(i) > 0.3
            && text.facts[i].class != Class::Bracket
    };
    let speeches = text.lines.iter().filter(|line| is_named(line)).count();
    let bare = text.free().filter(|(i, line)| is_bare(*i, line));
    let bare: Vec<usize> = bare.map(|(i, _)| i).collect();
    if text.labels() < 3.0 {
        return;
    }
    let names = Names::of(text);
    let tells = |i: &usize| {
        let line = &text.lines[*i];
        let ends = line.text();
        let is_spoken = ends.ends_with(['?', '!', '？', '！', '”', '"', '»', '」']);
        let is_short = line.bare.split(' ').count() <= LONGEST;
        names.tells_of_one(line) && is_short && !is_spoken && !is_said(&line.lower)
    };
    let (telling, others): (Vec<usize>, Vec<usize>) = bare.into_iter().partition(tells);
    if (telling.len() + others.len()) * SELDOM <= speeches {
        for i in telling {
            claims.line(i, Direction, DONE);
        }
        return;
    }
    let says = |i: &&usize| is_said(&text.lines[**i].lower);
    let said = others.iter().filter(says).count();
    let all = (telling.len() + others.len()) as f64;
    if telling.len() < TOLD || telling.len() <= 2 * said || (telling.len() as f64) < SHARE * all {
        return;
    }
    let others = others.into_iter().filter(|i| !says(&i));
    for i in telling.iter().copied().chain(others) {
        claims.line(i, Narration, DONE);
    }
}

/// The names of those who speak, and how often each is a label.
struct Names(HashMap<String, usize>);

impl Names {
    fn of(text: &Text) -> Self {
        let mut names: HashMap<String, usize> = HashMap::new();
        let lines = text.lines.iter().zip(text.facts);
        for (line, facts) in lines.filter(|(line, _)| line.label > 0.3) {
            for name in facts.candidates.iter().filter_map(|one| one.name.clone()) {
                *names.entry(line.text()[name].to_lowercase()).or_default() += 1;
            }
        }
        names.retain(|_, times| *times > 1);
        Self(names)
    }

    /// Whether one of them stands where a line says who does something.
    fn tells_of_one(&self, line: &Line) -> bool {
        let words: Vec<&str> = line.bare.split(' ').collect();
        let begins = words.len().min(SUBJECT);
        let mut heads = (0..begins).flat_map(|from| (from + 1..=begins).map(move |to| from..to));
        // `小武愣住，笑了。`: in letters without spaces, what follows the name is no sign.
        let begins_line = |name: &String| {
            let rest = line.bare.strip_prefix(name.as_str());
            let next = rest.and_then(|rest| rest.chars().next());
            let is_letter = name.len() == 1 && line.text().starts_with(char::is_uppercase);
            let is_name = name.chars().count() > 1 && name.chars().all(is_unspaced);
            (is_name || is_letter) && next.is_some_and(is_unspaced)
        };
        heads.any(|head| self.0.contains_key(&words[head].join(" ")))
            || self.0.keys().any(begins_line)
    }
}

/// How many speeches in corner brackets show that all are so.
const QUOTED: usize = 4;

/// What stands outside of corner brackets where all that is said stands in them: `健太、受話器を取る。`
pub(super) fn unquoted(text: &Text, claims: &mut Claims) {
    let candidates = |i: usize| text.facts[i].candidates.iter();
    let is_quoted = |i: usize| candidates(i).any(|one| one.syntax.close == Close::Quote);
    let said = (0..text.len()).filter(|&i| is_quoted(i) && text.lines[i].label > 0.3);
    if said.count() < QUOTED {
        return;
    }
    for (i, line) in text
        .free()
        .filter(|(_, line)| line.is_over && line.label < 0.2)
    {
        let is_bare = !line.text().contains(['「', '『']) && candidates(i).next().is_none();
        if is_bare && text.facts[i].class == Class::Plain {
            claims.line(i, Narration, DONE);
        }
    }
}

/// How many lines under the heading of a scene say where it is at most, and how many in italics.
const NEAR: usize = 4;
const NEAR_IN_ITALICS: usize = 12;

/// What stands between the heading of a scene and the first who speaks in it is told: `A mill by the river.`
pub(super) fn scenes(text: &Text, claims: &mut Claims) {
    if text.labels() < 2.0 {
        return;
    }
    for (i, line) in text.free() {
        let is_scene = headings::is_of_stage(&line.bare)
            || line.text().len() < 100
                && text.facts[i].class == Class::HeadingWord
                && headings::level(line.text()).is_some_and(|(level, _)| level > 1);
        if !is_scene {
            continue;
        }
        let is_note = |j: &usize| notes::worded(&text.lines[*j].lower).is_some();
        let below = (i + 1..text.len()).filter(|j| !is_note(j));
        // In italics, more of it may stand there.
        let is_near = |(nth, j): &(usize, usize)| {
            *nth < NEAR || *nth < NEAR_IN_ITALICS && text.facts[*j].class == Class::Italic
        };
        let below = below.enumerate().take_while(is_near).map(|(_, j)| j);
        let under = below.take_while(|&j| {
            let next = &text.lines[j];
            let mut candidates = text.facts[j].candidates.iter();
            let names = |c: &Candidate| {
                c.capitals == Capitals::All
                    || !matches!(c.syntax.close, Close::Stop | Close::Nothing | Close::Dash)
                    || c.syntax.mark.kind != Kind::Plain
            };
            next.is_free
                && next.label < 0.2
                && !candidates.any(names)
                && !matches!(text.facts[j].class, Class::HeadingWord | Class::Bracket)
                && next.heading().is_none()
        });
        for j in under.filter(|&j| !headings::is_of_stage(&text.lines[j].bare)) {
            claims.instead(j, Narration, 8.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    /// A play with some speeches before each of these paragraphs.
    fn play(paragraphs: &[&str]) -> String {
        let speeches = [
            [
                "Who locked the door?",
                "Not me. It was open.",
                "Then try it.",
                "It is stuck!",
            ],
            [
                "Push harder.",
                "I am pushing!",
                "There is somebody behind it.",
                "At this hour?",
            ],
            [
                "It was the cat.",
                "Cats have no keys.",
                "This one has.",
                "Then we wait.",
            ],
            [
                "For whom?",
                "For the miller.",
                "He never comes.",
                "He came last year.",
            ],
            [
                "I was not here.",
                "You were asleep.",
                "Was it cold?",
                "It was in March.",
            ],
        ];
        let mut text = "Scene 2: THE MILL\n\n".to_string();
        for (said, paragraph) in speeches.iter().zip(paragraphs) {
            for (who, said) in ["ANN", "BO"].iter().cycle().zip(said) {
                text += &format!("{who}\n{said}\n\n");
            }
            text += &format!("{paragraph}\n\n");
        }
        text + "ANN\nHere it is.\n\nBO\nAt last.\n"
    }

    #[test]
    fn second_paragraphs_of_speech_are_said() {
        let second = [
            "I tried it twice, and the bolt held.",
            "We made that door of oak, my father and I.",
        ];
        let lines = spoken(&play(&[
            "Bo looks at the door, but does not touch it.",
            second[0],
            "Ann pushes, too.",
            second[1],
            "Bo sits down on the stairs.",
        ]));
        for said in second {
            assert!(lines.contains(&format!("bo: {said}")), "{lines:#?}");
        }
    }
}
