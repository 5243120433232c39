//! Which layouts are tried: the forms whose names come again, each alone and with all others at once.

use super::background::{Background, Label, NONE, Row};
use super::costs::costs;
use super::fit::{Fit, Parse, Unnamed};
use super::talk;
use crate::script::document::Emphasis;
use crate::script::facts::letters::words;
use crate::script::facts::{Apart, Capitals, Close, Kind};
use crate::script::tongues::which::Sample;
use crate::script::tongues::writing::script_of_first_letter;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use unicode_script::Script as Writing;

/// From how many labels on someone else may be who is not named.
const FEWEST_BETWEEN: usize = 3;
/// What it costs that who asks, by the name `Q`, says the answers, too, in nats.
const UNANSWERED: f64 = 12.0;
/// Within how many lines the only label of a text stands.
const FIRST: usize = 3;
/// How many lines stand under a bare name at most, where nobody is named twice.
const UNDER_HEADING: usize = 20;
/// From how many lines behind a dash on, and which share of all, they are turns.
const FEWEST_TURNS: usize = 4;
const TURNS_SHARE: f64 = 0.6;
/// How many words answers have on average, at least, where more is told than they say.
const LONG_ANSWER: usize = 5;
/// From how many lines on a sample says which layouts are worth it.
pub(super) const LONG: usize = 20_000;
/// How many sections a sample has, and how many lines each has.
const SECTIONS: (usize, usize) = (8, 1000);
/// How many layouts of the sample are fitted to the whole text.
const BEST: usize = 3;

/// A layout to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Try {
    /// The form that its labels have.
    pub(super) start: u16,
    /// With all forms of the text at once.
    is_wide: bool,
    /// With one label only.
    is_single: bool,
    pub(super) unnamed: Unnamed,
}

/// A layout that is fitted.
pub(super) struct Fitted<'b, 'a> {
    pub(super) one: Try,
    pub(super) fit: Fit<'b, 'a>,
    pub(super) parse: Parse,
    /// Its length as a code.
    pub(super) cost: f64,
}

impl Try {
    fn fit<'b, 'a>(self, text: &'b Background<'a>) -> Option<Fitted<'b, 'a>> {
        let mut fit = Fit::new(text, self.start, self.is_wide, self.unnamed);
        let parse = fit.run()?;
        let names_nobody = self.unnamed == Unnamed::Other && !names_anybody(text, &parse);
        if names_nobody || are_headings(text, &fit, &parse) {
            return None;
        }
        let costs = costs();
        let lines = text.rows.len() as f64;
        let form = &text.syntaxes[usize::from(self.start)];
        // Who reads a few lines aloud has them because someone says them; a long text is most often told.
        let short = lines / (lines + costs.short);
        let (share, talk) = match () {
            () if form.is_explicit() => (short, 0.0),
            // What looks like headings, or like a novel's dashes, is a talk as far as it sounds like one.
            () if form.is_bare_name() || self.unnamed == Unnamed::Turns => {
                let nats = talk::nats(text, &parse);
                let sure = 1.0 / (1.0 + costs.told * (-nats).exp());
                let interview = match self.unnamed {
                    Unnamed::Turns => talk::interview(&asks(text, &parse)),
                    _ => 0.0,
                };
                (1.0 - (1.0 - short) * sure, (1.0 - short) * nats + interview)
            }
            () if self.unnamed == Unnamed::Both => (1.0, talk::questions(text, &parse)),
            () => (1.0, 0.0),
        };
        let (params, more) = match self.unnamed {
            // What the source's markup says need not be found out.
            Unnamed::Nobody if text.syntaxes[usize::from(self.start)].mark.kind == Kind::Voice => {
                (0.0, 0.0)
            }
            _ if self.is_single => (0.0, costs.single),
            Unnamed::Nobody if is_one(text, &fit, &parse) => {
                let unanswered = if fit.names_question() {
                    UNANSWERED
                } else {
                    0.0
                };
                (costs.params, costs.layout + costs.one_name + unanswered)
            }
            Unnamed::Nobody => (costs.params * share, costs.layout * share),
            Unnamed::Turns => (costs.params_unnamed * share, costs.layout * share),
            Unnamed::Both => (costs.params_unnamed, costs.layout),
            Unnamed::Other if fit.one_asks() => (costs.params, costs.layout + costs.between),
            Unnamed::Other => (costs.params, costs.layout + costs.one_name + costs.between),
        };
        // Where one asks and the other answers, they take turns.
        let is_answered = self.unnamed == Unnamed::Other && fit.one_asks();
        let change = if self.is_single || is_answered {
            0.0
        } else {
            fit.alternation(&parse)
        };
        let cost = parse.cost + change + more + params / 2.0 * lines.ln() - talk;
        Some(Fitted {
            one: self,
            fit,
            parse,
            cost,
        })
    }

    /// The same layout of another text.
    pub(super) fn within(&self, own: &Background, other: &Background) -> Option<Self> {
        let form = &own.syntaxes[usize::from(self.start)];
        let start = other.syntaxes.iter().position(|syntax| syntax == form)?;
        Some(Self {
            start: start as u16,
            ..*self
        })
    }
}

/// Fits layouts.
pub(super) fn fit<'b, 'a>(text: &'b Background<'a>, tries: Vec<Try>) -> Vec<Fitted<'b, 'a>> {
    tries
        .into_par_iter()
        .filter_map(|one| one.fit(text))
        .collect()
}

/// Fits all layouts that are worth a try.
pub(super) fn fit_all<'b, 'a>(text: &'b Background<'a>) -> Vec<Fitted<'b, 'a>> {
    let mut fitted = fit(text, tries(text));
    // Where one alone is named, someone else may say what stands between.
    let mut others: Vec<Try> = Vec::new();
    for Fitted {
        one, fit, parse, ..
    } in &fitted
    {
        let is_named = one.unnamed == Unnamed::Nobody && !one.is_single;
        let count = parse.chosen.iter().filter(|label| **label != NONE).count();
        if is_named && count >= FEWEST_BETWEEN && is_one(text, fit, parse) {
            let other = Try {
                unnamed: Unnamed::Other,
                is_wide: false,
                ..*one
            };
            if !others.contains(&other) {
                others.push(other);
            }
        }
    }
    fitted.extend(fit(text, others));
    fitted
}

/// The best of them, of which no two read alike.
pub(super) fn best(text: &Background) -> Vec<Try> {
    let mut fitted = fit_all(text);
    fitted.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    fitted.dedup_by(|a, b| a.parse.chosen == b.parse.chosen);
    fitted
        .into_iter()
        .map(|fitted| fitted.one)
        .take(BEST)
        .collect()
}

/// Whether a line of so many is in the sample.
pub(super) fn is_sampled(lines: usize) -> impl Fn(usize) -> bool {
    let (sections, each) = SECTIONS;
    let step = lines / sections;
    move |line| line % step.max(1) < each
}

/// Which turns of a parse ask, by their words or by bold type.
fn asks(text: &Background, parse: &Parse) -> Vec<bool> {
    let labels = text.rows.iter().zip(&parse.chosen);
    let labels = labels.filter(|(_, label)| **label != NONE);
    labels
        .map(|(row, label)| {
            let markup = &text.document.lines[row.line as usize].markup;
            text.labels[*label as usize].asks || markup.emphasis == Some(Emphasis::Strong)
        })
        .collect()
}

/// Whether the labels of a parse name one person: by one name, or by one in each of the scripts that the text is in.
fn is_one(text: &Background, fit: &Fit, parse: &Parse) -> bool {
    let mut names: HashMap<usize, Writing> = HashMap::new();
    let chosen = text.rows.iter().zip(&parse.chosen);
    for (row, label) in chosen.filter(|(_, label)| **label != NONE) {
        let label = &text.labels[*label as usize];
        let line = &text.document.lines[row.line as usize];
        let candidate = text.facts[row.line as usize]
            .candidates
            .get(usize::from(label.nth));
        let said = candidate.and_then(|candidate| writing(line.text.get(candidate.said.clone())?));
        let name = writing(text.name(label.key));
        let person = fit.person(label.key);
        let own = name.unwrap_or(Writing::Unknown);
        // A name in another script than what is said is a guest's.
        if names.insert(person, own).is_none()
            && names.len() > 1
            && (said != name
                || names
                    .iter()
                    .any(|(other, writing)| *other != person && *writing == own))
        {
            return false;
        }
    }
    !names.is_empty()
}

/// Whether a label of a parse has a name.
fn names_anybody(text: &Background, parse: &Parse) -> bool {
    let mut labels = parse.chosen.iter().filter(|label| **label != NONE);
    labels.any(|label| {
        let label = &text.labels[*label as usize];
        !text.syntaxes[usize::from(label.syntax)].is_unnamed()
    })
}

/// The script of a text's first letter; Japanese has several.
fn writing(text: &str) -> Option<Writing> {
    let script = script_of_first_letter(text)?;
    Some(match script {
        Writing::Hiragana | Writing::Katakana => Writing::Han,
        other => other,
    })
}

/// Whether the labels of a parse are lines of their own without a colon, none of them names anybody twice in one language, and long
/// stretches stand under them: those are headings. One right under itself is a heading in two languages.
fn are_headings(text: &Background, fit: &Fit, parse: &Parse) -> bool {
    let mut named = HashSet::new();
    let mut before = "";
    for (row, label) in text.rows.iter().zip(&parse.chosen) {
        let line = &text.document.lines[row.line as usize];
        let is_again = std::mem::replace(&mut before, &line.text) == line.text;
        if *label == NONE {
            continue;
        }
        let label = &text.labels[*label as usize];
        let form = &text.syntaxes[usize::from(label.syntax)];
        let is_bare = form.is_alone
            && matches!(form.close, Close::Nothing | Close::Stop)
            && matches!(form.mark.kind, Kind::Plain | Kind::Heading(_));
        let name = (fit.person(label.key), &line.markup.language);
        if !is_bare || !named.insert(name) && !is_again {
            return false;
        }
    }
    !named.is_empty() && text.rows.len() > UNDER_HEADING * named.len()
}

/// What is tried: the forms with names that come again, the most lines first.
fn tries(text: &Background) -> Vec<Try> {
    let is_named = |start: &u16| !text.syntaxes[usize::from(*start)].is_unnamed();
    let starts = starts(text);
    let of = |start: u16| Try {
        start,
        is_wide: false,
        is_single: false,
        unnamed: if is_named(&start) {
            Unnamed::Nobody
        } else {
            Unnamed::Both
        },
    };
    let mut tries: Vec<Try> = starts.iter().map(|start| of(*start)).collect();
    let turns = starts.iter().filter(|start| takes_turns(text, **start));
    tries.extend(turns.map(|start| Try {
        unnamed: Unnamed::Turns,
        ..of(*start)
    }));
    if starts.len() > 1 {
        let wide = starts
            .iter()
            .filter(|start| is_named(start))
            .take(costs().wide);
        tries.extend(wide.map(|start| Try {
            is_wide: true,
            ..of(*start)
        }));
    }
    let is_explicit = |start: &u16| text.syntaxes[usize::from(*start)].is_explicit();
    if !starts.iter().any(is_explicit)
        && let Some(start) = single(text)
    {
        tries.push(Try {
            is_single: true,
            ..of(start)
        });
    }
    tries
}

/// Whether nearly all lines are behind one sign: in a novel, more is told.
fn takes_turns(text: &Background, start: u16) -> bool {
    let is_sign = matches!(
        text.syntaxes[usize::from(start)].mark.kind,
        Kind::Apart(Apart::Dash | Apart::LongDash | Apart::Sign(_))
    );
    let turns = || {
        text.labels
            .iter()
            .filter(|label| label.syntax == start)
            .count()
    };
    let is_most =
        || turns() as f64 >= TURNS_SHARE * text.rows.len() as f64 || are_translated(text, start);
    let is_talk = || is_most() && (ends_with(text, start) || answers_at_length(text, start));
    is_sign && turns() >= FEWEST_TURNS && is_talk()
}

/// Which share of the turns has one line between it and the next, at least, where that translates it.
const TRANSLATED: f64 = 0.8;

/// Whether one line in another language stands under nearly all of what is set apart.
fn are_translated(text: &Background, start: u16) -> bool {
    let is_turn: Vec<bool> = { text.rows.iter() }
        .map(|row| turn(text, row, start).is_some())
        .collect();
    let (mut said, mut under) = (Sample::default(), Sample::default());
    let (mut turns, mut translated) = (0, 0);
    for (nth, row) in text
        .rows
        .iter()
        .enumerate()
        .filter(|(nth, _)| is_turn[*nth])
    {
        turns += 1;
        let Some(below) = text.rows.get(nth + 1).filter(|_| !is_turn[nth + 1]) else {
            continue;
        };
        if is_turn.get(nth + 2).is_none_or(|is_turn| *is_turn) {
            translated += 1;
            said.add(&text.document.lines[row.line as usize].text);
            under.add(&text.document.lines[below.line as usize].text);
        }
    }
    turns >= FEWEST_TURNS
        && translated as f64 >= TRANSLATED * turns as f64
        && said.is_translated_by(&under)
}

/// The label of a row that a sign sets apart.
fn turn<'t>(text: &'t Background, row: &Row, start: u16) -> Option<&'t Label> {
    let labels = &text.labels[row.labels.start as usize..row.labels.end as usize];
    labels.iter().find(|label| label.syntax == start)
}

/// Whether nothing is told behind the lines behind a sign.
fn ends_with(text: &Background, start: u16) -> bool {
    let mut last = text.rows.iter().rev().take(2);
    last.any(|row| turn(text, row, start).is_some())
}

/// Whether what does not ask, of the lines behind a sign, has many words: in a tale, people say little and much is told.
fn answers_at_length(text: &Background, start: u16) -> bool {
    let answers = text
        .rows
        .iter()
        .filter(|row| turn(text, row, start).is_some_and(|turn| !turn.asks));
    let lengths = answers.map(|row| words(&text.document.lines[row.line as usize].text).count());
    let lengths: Vec<usize> = lengths.collect();
    lengths.iter().sum::<usize>() >= LONG_ANSWER * lengths.len()
}

/// The form of the only label of a text, which stands at its head, in bold type or on a line of its own:
/// `**Ann:** Hello everyone.`
fn single(text: &Background) -> Option<u16> {
    let heads = text.rows.iter().take(FIRST).enumerate();
    let mut labels = heads.flat_map(|(nth, row)| {
        let labels = &text.labels[row.labels.start as usize..row.labels.end as usize];
        labels.iter().map(move |label| (nth, label))
    });
    let is_one = |(nth, label): &(usize, &Label)| {
        let form = &text.syntaxes[usize::from(label.syntax)];
        let is_over =
            form.is_alone && *nth == 0 && label.capitals == Capitals::Title && label.never == 0.0;
        form.close == Close::Colon && (form.mark.kind == Kind::Bold && !form.is_alone || is_over)
    };
    labels.find(is_one).map(|(_, label)| label.syntax)
}

/// How many lines in italics or in bold type take turns with others, and which share of them all.
const FEWEST_ALTERNATE: usize = 8;
const ALTERNATE: f64 = 0.6;

/// Whether lines of one type take turns with those of the other.
pub(super) fn alternates(text: &Background, kind: Kind) -> bool {
    if !matches!(kind, Kind::Apart(Apart::Bold | Apart::Italic)) {
        return false;
    }
    let is_own = |row: &Row| {
        let apart = &text.facts[row.line as usize].apart;
        apart
            .as_ref()
            .is_some_and(|(own, _)| Kind::Apart(*own) == kind)
    };
    let own: Vec<usize> = (0..text.rows.len())
        .filter(|nth| is_own(&text.rows[*nth]))
        .collect();
    let turns = own.windows(2).filter(|two| two[1] == two[0] + 2).count();
    turns >= FEWEST_ALTERNATE && turns as f64 >= ALTERNATE * own.len() as f64
}

/// The forms that are worth a try.
pub(super) fn starts(text: &Background) -> Vec<u16> {
    let mut weight = text.starts.clone();
    // What is set apart and does not ask is no question.
    let mut asking = vec![(0_usize, 0_usize); text.syntaxes.len()];
    for label in &text.labels {
        let (all, asks) = &mut asking[usize::from(label.syntax)];
        *all += 1;
        *asks += usize::from(label.asks);
    }
    for ((weight, form), (all, asks)) in weight.iter_mut().zip(&text.syntaxes).zip(asking) {
        let is_turn = || alternates(text, form.mark.kind);
        if form.is_unnamed() && (asks < 2 || asks * 4 < all && !is_turn()) {
            *weight = 0.0;
        }
    }
    let mut starts: Vec<u16> = (0..weight.len() as u16)
        .filter(|i| weight[usize::from(*i)] >= 0.2)
        .collect();
    starts.sort_by(|a, b| {
        weight[usize::from(*b)]
            .total_cmp(&weight[usize::from(*a)])
            .then(a.cmp(b))
    });
    starts.truncate(costs().starts);
    starts
}

#[cfg(test)]
mod tests {
    use crate::script::{Options, read};

    #[test]
    fn one_of_two_is_named_in_japanese_too() {
        let text = "How long have you lived on the river?\n\nOla: Since the flood. I came with the flood, you might say.\n\n\
                    川にはいつから住んでいますか。\n\nオラ: 洪水のときからです。洪水と一緒に来たようなものです。\n\n\
                    What do you miss most?\n\nOla: A street. Somebody walking past the window.\n\n\
                    一番恋しいものは何ですか。\n\nオラ: 道です。窓の前を歩く人です。\n\n\
                    Would you move back to the town?\n\nOla: Ask me again in winter.\n\n\
                    町に戻りたいですか。\n\nオラ: 冬にもう一度聞いてください。\n";
        let script = read(text.as_bytes(), "ola.txt", &Options::default()).unwrap();
        let speakers: Vec<&str> = script.speakers.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(speakers, ["interviewer", "ola"]);
        assert_eq!(script.turns().count(), 6);
    }
}
