//! What is prose, though it has the form of a name: a title before one, `M. Jones`, and the end of a sentence that was broken at the
//! margin, `February.`

use super::super::ClaimRole::NoLabel;
use super::super::Claims;
use super::super::text::{Line, Text};
use crate::script::facts::letters::words;
use crate::script::facts::{Candidate, Capitals, Close, Kind, TimeAt, vocabulary};
use std::collections::{HashMap, HashSet};

/// How surely a title that stands before names in the midst of sentences, too, names nobody, in nats.
const TITLE: f64 = 14.0;
/// The same of a word that ends the sentence of the line before.
const ENDS: f64 = 12.0;
/// The same of what comes once before a colon, in the midst of a sentence that was broken at the margin.
const WITHIN: f64 = 5.0;
/// The same of what somebody says of himself before a dash: `I'm Tom - and I'm Tim.`
const SAYS: f64 = 10.0;
/// How many names that come again show that each begins a block.
const FEWEST_APART: usize = 4;
/// How many words the line before has at least.
const BEFORE: usize = 3;

/// From how many lines on a text that names hardly anybody is told, how many lines there are to a name at least, and how surely
/// nobody is named in it by each line, in nats of each line of the text.
const LONG: usize = 300;
const LINES_EACH: usize = 100;
const TOLD: f64 = 0.25;

/// In a long text that hardly names anybody again in the form of a label, what looks like a label is prose: a talk names who speaks
/// at least once in so many lines.
fn hardly_named(text: &Text, claims: &mut Claims) {
    let is_trusted = |i: &usize| {
        let line = &text.lines[*i];
        let facts = &text.facts[*i];
        facts.apart.is_some() || facts.candidates.iter().any(|one| names(line, one))
    };
    let is_read = |line: &&Line| line.source.preset.is_none() && !line.markup().is_subtitle;
    let lines = text.lines.iter().filter(is_read).count();
    let trusted = (0..text.len()).filter(is_trusted).count();
    if lines < LONG || trusted * LINES_EACH >= lines {
        return;
    }
    for i in (0..text.len()).filter(|i| !is_trusted(i)) {
        if !text.facts[i].candidates.is_empty() {
            claims.line(i, NoLabel, TOLD * lines as f64);
        }
    }
}

/// Whether a label has the form of a name and comes again, or a time.
fn names(line: &Line, one: &Candidate) -> bool {
    let is_cased = !matches!(one.capitals, Capitals::Mixed | Capitals::Lower);
    let is_form = one.capitals == Capitals::All
        || one.syntax.is_explicit() && one.notes.is_empty()
        || matches!(one.syntax.mark.kind, Kind::Bold | Kind::Heading(_));
    let is_timed = one.syntax.time != TimeAt::Nowhere;
    one.syntax.mark.kind == Kind::Voice || is_timed || is_form && is_cased && line.label > AGAIN
}

/// How surely a name comes again, from 0 to 1.
const AGAIN: f64 = 0.3;

pub(super) fn claims(text: &Text, claims: &mut Claims) {
    hardly_named(text, claims);
    let titles = titles(text);
    let are_apart = stand_apart(text);
    let is_word = |one: &Candidate| is_word_stopped(one) && (one.syntax.is_alone || are_apart);
    let mut apart: HashMap<u64, bool> = HashMap::new();
    for (i, facts) in text.facts.iter().enumerate() {
        for one in facts.candidates.iter().filter(|one| is_word(one)) {
            *apart.entry(one.key).or_default() |= !goes_on(text, i);
        }
    }
    for (i, facts) in text.facts.iter().enumerate() {
        let line = &text.lines[i];
        let is_title = |one: &Candidate| {
            one.syntax.close == Close::Stop
                && titles.contains(one.name_in(line.source))
                && line.text()[one.said.clone()].starts_with(char::is_uppercase)
        };
        if facts.candidates.iter().any(is_title) {
            claims.line(i, NoLabel, TITLE);
        }
        // Who is named where nothing goes on, too, may be named here.
        let ends = |one: &Candidate| is_word(one) && apart.get(&one.key) == Some(&false);
        if facts.candidates.iter().any(ends) {
            claims.line(i, NoLabel, ENDS);
        }
        let is_within = |one: &Candidate| {
            one.syntax.close == Close::Colon && !one.syntax.is_alone && one.notes.is_empty()
        };
        let needs_more = || {
            let last = text.lines[i - 1].text().split_whitespace().next_back();
            let joins = |word: &str| vocabulary().conjunctions.has(word);
            last.is_some_and(|word| vocabulary().is_particle(word) || joins(word))
        };
        let is_broken = line.label == 0.0 && goes_on(text, i) && needs_more();
        if is_broken && facts.candidates.iter().any(is_within) {
            claims.line(i, NoLabel, WITHIN);
        }
        let is_said = |one: &Candidate| {
            let first = &vocabulary().persons.first;
            let mut words = words(one.name_in(line.source));
            one.syntax.close == Close::Dash && words.any(|word| first.has(word))
        };
        if facts.candidates.iter().any(is_said) {
            claims.line(i, NoLabel, SAYS);
        }
    }
}

/// Whether a label is one word with a full stop: `February.`
fn is_word_stopped(one: &Candidate) -> bool {
    one.syntax.close == Close::Stop && one.words == 1 && one.capitals == Capitals::Title
}

/// Whether the names that come again each begin a block of their own.
fn stand_apart(text: &Text) -> bool {
    let named = (0..text.len()).filter(|i| text.lines[*i].label > AGAIN);
    let (opening, within): (Vec<usize>, Vec<usize>) = named.partition(|i| text.lines[*i].opens);
    opening.len() >= FEWEST_APART && !within.into_iter().any(|i| goes_on(text, i))
}

/// Whether a line goes on with the sentence of the line before.
fn goes_on(text: &Text, i: usize) -> bool {
    let Some(before) = i.checked_sub(1).map(|before| &text.lines[before]) else {
        return false;
    };
    let is_prose =
        |line: &Line| line.words() >= BEFORE && line.text().ends_with(char::is_alphanumeric);
    !text.lines[i].opens && !before.is_over && is_prose(before)
}

/// The titles of one letter that stand before names in the midst of sentences: `avec M. Jones`
fn titles<'a>(text: &Text<'a>) -> HashSet<&'a str> {
    let mut found = HashSet::new();
    for line in text.lines.iter().filter(|line| line.text().contains(". ")) {
        let own = line.text();
        for (at, _) in own.match_indices(". ") {
            let name = own[at + 2..].chars().next();
            let Some((before, title)) = own[..at].rsplit_once(' ') else {
                continue;
            };
            let is_letter = title.chars().nth(1).is_none() && vocabulary().titles.has(title);
            let is_inside = before.ends_with(|c: char| c.is_lowercase() || c == ',');
            if is_letter && is_inside && name.is_some_and(char::is_uppercase) {
                found.insert(title);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    #[test]
    fn what_a_sentence_goes_on_with_is_no_speaker() {
        let text = "Ann Reed: Who speaks next?\n\nBo Lind: Mr. Chief Keeper, and may it please the\nHarbour: the lamp was lit at nine,\n\
                    and nobody put it out.\n\nAnn Reed: Who says so?\n\nBo Lind: Everybody does.\n";
        let lines = spoken(text);
        assert!(
            lines.iter().all(|line| !line.starts_with("harbour: ")),
            "{lines:#?}"
        );
    }

    #[test]
    fn the_end_of_a_sentence_at_the_head_of_a_line_is_no_speaker() {
        let text = "Gaston.  Où est la lampe ?\n\nOdile.  Elle est partie, monsieur, avec le gardien, et le gardien est parti\nmardi pour\n\
                    Calais.  Je ne fais que répéter ce que dit le chat.\n\nGaston.  Et que dit le chat ?\n\nOdile.  Rien, monsieur.\n\n\
                    Gaston.  C'est peu.\n\nOdile.  C'est un chat.\n";
        let lines = spoken(text);
        assert!(
            lines.iter().all(|line| !line.starts_with("calais")),
            "{lines:#?}"
        );
    }

    #[test]
    fn a_title_is_no_speaker() {
        let text = "M. Ferrand ferma la porte du phare et monta l'escalier.\nLa lampe brûlait encore, et il faisait froid.\n\n\
                    Le lendemain, le gardien parla longtemps avec M. Ferrand.\n\nM. Ferrand ne répondit pas. Il avait dormi.\n\n\
                    M. Ferrand sortit. Le vent soufflait.\n\nM. Ferrand avait oublié la clef, et personne ne le savait.\n";
        let lines = spoken(text);
        assert!(
            lines.iter().all(|line| line.starts_with("narrator: ")),
            "{lines:#?}"
        );
    }

    #[test]
    fn a_long_text_that_hardly_names_anybody_is_told() {
        let places = ["stairs", "yard", "boat", "lamp room", "harbour"];
        let line = |i: usize| {
            match i {
            210 => "The rule was still on the wall.\nIt ran: \"No lamp shall burn by day without cause.\"\nNobody had read it for years.".to_string(),
            330 => "The rule was read again.\nIt ran: \"No lamp shall burn.\"\nThe rest of it was gone.".to_string(),
            _ => format!("On day {i} he stood in the {}, and\nnothing was heard of the {}.", places[i % 5], places[i % 3]),
        }
        };
        let text: Vec<String> = (1..400).map(line).collect();
        let lines = spoken(&text.join("\n\n"));
        assert!(
            lines.iter().all(|line| line.starts_with("narrator: ")),
            "{:?}",
            lines.iter().find(|line| !line.starts_with("narrator"))
        );
    }

    #[test]
    fn the_end_of_a_sentence_is_no_speaker() {
        let text = "The frost did not break that winter until the end of\nFebruary.\nThe keeper carried wood up the stairs.\n\n\
                    Nobody came, and he read what he had about the siege of\nCourage.\nThe book had lost its last page.\n\n\
                    It snowed again, as it had at the end of\nFebruary.\nHe burned the book in the stove, page after page.\n\n\
                    What he remembered of it was the name of the ship, the\nCourage.\nShe came in spring.\n";
        let lines = spoken(text);
        assert!(
            lines.iter().all(|line| line.starts_with("narrator: ")),
            "{lines:#?}"
        );
    }
}
