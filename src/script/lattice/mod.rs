//! Who speaks: competing layouts of the whole text, each measured in nats, the cheapest first.
//!
//! A layout says of every line which [`Role`] it has. Its cost is that of a code for the text (minimum description
//! length), relative to coding the words of the lines with the text's own word model: the words of speech cancel, and what
//! counts is the role of a line after the role before, its form, and its label. A label is a gain where a string comes again in
//! label place more often than its words come in the text.
//!
//! [`background`] holds what all layouts share, [`fit`] fits one of them, [`path`] finds the cheapest roles.

mod aliases;
mod background;
mod biases;
mod costs;
mod finish;
mod fit;
mod gamma;
mod guest;
mod marked;
mod path;
mod talk;
mod tries;
mod within;

use super::claims::Claim;
use super::document::{Document, Emphasis};
use super::facts::{ANSWERING, ASKING, Kind, LineFacts, Syntax};
use super::tongues::which::Sample;
use background::{Background, NONE};
use costs::costs;
use fit::{Parse, Unnamed};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use tries::{Fitted, Try};

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Role {
    /// Before the talk, or where there is none.
    Outside,
    /// A name over what is said.
    LabelAlone,
    /// A name and what is said.
    LabelInline,
    /// Said by whom the last label names.
    Speech,
    /// A stage direction.
    Direction,
    /// A stage direction between a name and what is said.
    DirectionAfterLabel,
    /// A heading.
    Heading,
    /// Told, inside the talk.
    Narration,
    /// An address, a time, a credit, a rule.
    Other,
    /// Speech of many lines.
    LongSpeech,
    /// Behind the talk.
    Behind,
}

impl Role {
    /// All of them, in the order of their numbers.
    pub(crate) const ALL: [Self; 11] = [
        Self::Outside,
        Self::LabelAlone,
        Self::LabelInline,
        Self::Speech,
        Self::Direction,
        Self::DirectionAfterLabel,
        Self::Heading,
        Self::Narration,
        Self::Other,
        Self::LongSpeech,
        Self::Behind,
    ];

    /// Whether someone says it.
    pub(crate) fn is_speech(self) -> bool {
        matches!(self, Self::Speech | Self::LongSpeech)
    }

    /// What a person reads of it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Outside => "outside",
            Self::LabelAlone => "label over",
            Self::LabelInline => "label",
            Self::Speech | Self::LongSpeech => "speech",
            Self::Direction | Self::DirectionAfterLabel => "direction",
            Self::Heading => "heading",
            Self::Narration => "narration",
            Self::Other => "other",
            Self::Behind => "behind",
        }
    }
}

/// A label of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    /// The name as it is written.
    pub(crate) name: Arc<str>,
    /// Whom it counts for: an index of [`Layout::names`].
    pub(crate) who: usize,
    /// Where the name stands in the line, in bytes; `None` where the source's markup has it.
    pub(crate) at: Option<Range<usize>>,
    /// Where what is said stands; empty if the label stands alone.
    pub(crate) said: Range<usize>,
    /// Directions between the two.
    pub(crate) notes: Vec<Range<usize>>,
    /// Its form.
    pub(crate) syntax: Syntax,
}

/// A way to read the whole text; by default, of one without lines.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layout {
    /// The form of label that it started with; `None` is nobody.
    pub(crate) start: Option<Syntax>,
    /// Whether what stands between the labels is said by someone else, whom nothing names.
    pub(crate) is_answered: bool,
    /// Whether two whom nothing names speak in turn.
    pub(crate) takes_turns: bool,
    /// Its length as a code, in nats.
    pub(crate) cost: f64,
    /// The role of each line of the document.
    pub(crate) roles: Vec<Role>,
    /// The label of each line.
    pub(crate) labels: Vec<Option<Box<Label>>>,
    /// By how many nats the best reading is dearer in which the line is something else.
    pub(crate) margins: Vec<f32>,
    /// Whom the labels count for: the spelling that is used most, and how many labels there are.
    pub(crate) names: Vec<(String, usize)>,
}

impl Layout {
    /// What a person calls it: `nobody`, `Name:`, `**Name**.`
    pub(crate) fn title(&self) -> String {
        match self.start {
            Some(start) if self.takes_turns => start.to_string().replace("questions", "turns"),
            Some(start) if self.is_answered => format!("{start} and someone else"),
            Some(start) => start.to_string(),
            None => "nobody".into(),
        }
    }

    /// Who speaks in each line: an index of [`Self::names`]; `None` is nobody, or not said.
    pub(crate) fn speakers(&self) -> Vec<Option<usize>> {
        let mut speaker = None;
        let speakers = self.roles.iter().zip(&self.labels).map(|(role, label)| {
            match role {
                Role::LabelAlone | Role::LabelInline => {
                    speaker = label.as_ref().map(|label| label.who)
                }
                Role::Outside | Role::Behind | Role::Heading | Role::Narration => speaker = None,
                _ => {}
            }
            let is_said = matches!(
                role,
                Role::LabelAlone | Role::LabelInline | Role::Speech | Role::LongSpeech
            );
            speaker.filter(|_| is_said)
        });
        speakers.collect()
    }
}

/// What a person knows of the text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wishes {
    /// The names of those who speak.
    pub(crate) speakers: Vec<String>,
    /// The title of the layout to take.
    pub(crate) layout: Option<String>,
}

impl Wishes {
    /// How much cheaper a name is that a person gives, and how much dearer any other.
    const NATS: f64 = 8.0;
}

/// The layouts of a text, the cheapest first; none if one is wished for that the text does not have.
pub(crate) fn layouts(
    document: &Document,
    facts: &[LineFacts],
    claims: &[Claim],
    wishes: &Wishes,
) -> Vec<Layout> {
    let background =
        |take: &dyn Fn(usize) -> bool| Background::new(document, facts, claims, wishes, take);
    if let Some(layout) = marked::layout(document).filter(|_| wishes.layout.is_none()) {
        return vec![layout];
    }
    let text = background(&|_| true);
    let mut fitted = if text.rows.len() > tries::LONG {
        // What some sections of a long text say of the others saves most of the work.
        let sample = background(&tries::is_sampled(document.lines.len()));
        let best = tries::best(&sample);
        let here = |one: &Try| one.within(&sample, &text);
        tries::fit(&text, best.iter().filter_map(here).collect())
    } else {
        tries::fit_all(&text)
    };
    fitted.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    let mut layouts: Vec<Layout> = fitted.iter().map(|one| layout(&text, one)).collect();
    if let Some(wish) = &wishes.layout {
        layouts.retain(|layout| layout.title() == *wish);
    }
    if wishes
        .layout
        .as_deref()
        .is_some_and(|wish| wish != "nobody")
    {
        if layouts.is_empty() {
            return layouts;
        }
    } else {
        let nobody = nobody(&text);
        let place = layouts.partition_point(|layout| layout.cost <= nobody.cost);
        layouts.insert(place, nobody);
    }
    let cost = layouts[0].cost;
    if let Some(one) = fitted.iter_mut().find(|one| one.cost == cost) {
        if let Some(parse) = one.fit.settle() {
            one.parse = parse;
            layouts[0] = layout(&text, one);
        }
        layouts[0].margins = margins(&text, one);
    }
    for layout in &mut layouts {
        within::name(layout, document);
    }
    layouts
}

/// The layout in which nobody speaks.
fn nobody(text: &Background) -> Layout {
    let n = text.document.lines.len();
    let cost: f64 = text.rows.iter().map(|row| text.outside(row)).sum();
    Layout {
        start: None,
        is_answered: false,
        takes_turns: false,
        cost: 2_f64.ln() + cost + text.alike + 2.0 * costs().outside * text.rows.len() as f64,
        roles: vec![Role::Outside; n],
        labels: vec![None; n],
        margins: vec![f32::INFINITY; n],
        names: Vec::new(),
    }
}

/// A fitted layout, as others see it.
fn layout(text: &Background, fitted: &Fitted) -> Layout {
    let document = text.document;
    let (fit, parse) = (&fitted.fit, &fitted.parse);
    let n = document.lines.len();
    let mut roles = vec![Role::Other; n];
    let mut labels = vec![None; n];
    // By the number that a name is counted under: its place, and how often each spelling is used.
    let mut places: HashMap<usize, usize> = HashMap::new();
    let mut spellings: Vec<HashMap<&str, usize>> = Vec::new();
    // Names come again and again.
    let mut shared: HashMap<&str, Arc<str>> = HashMap::new();
    let mut names: Vec<(String, usize)> = Vec::new();
    let mut last = None;
    for ((row, role), chosen) in text.rows.iter().zip(&parse.roles).zip(&parse.chosen) {
        let line = row.line as usize;
        roles[line] = *role;
        if *chosen == NONE {
            continue;
        }
        let label = &text.labels[*chosen as usize];
        let syntax = text.syntaxes[usize::from(label.syntax)];
        let facts = &text.facts[line];
        let named = facts.candidates.get(usize::from(label.nth));
        let candidate = named.filter(|_| !syntax.is_unnamed());
        let source = &document.lines[line];
        let name = match syntax.mark.kind {
            Kind::Between => fit.between(),
            Kind::Apart(_) => ASKING,
            _ => candidate.map_or("", |candidate| candidate.name_in(source)),
        };
        let said = match (&facts.apart, candidate) {
            (_, Some(candidate)) => candidate.said.clone(),
            (Some((_, said)), None) => said.clone(),
            (None, None) => 0..source.text.len(),
        };
        let who = *places.entry(fit.person(label.key)).or_insert_with(|| {
            spellings.push(HashMap::new());
            names.push((String::new(), 0));
            names.len() - 1
        });
        if source.markup.says_more && last == Some(who) {
            roles[line] = Role::Speech;
            continue;
        }
        last = Some(who);
        names[who].1 += 1;
        if !fit.alias.contains_key(&label.key) {
            *spellings[who].entry(name).or_default() += 1;
        }
        let shared = shared.entry(name).or_insert_with(|| name.into());
        labels[line] = Some(Box::new(Label {
            name: shared.clone(),
            who,
            at: candidate.and_then(|candidate| candidate.name.clone()),
            said,
            notes: candidate.map_or(Vec::new(), |candidate| candidate.notes.clone()),
            syntax,
        }));
    }
    for (name, spellings) in names.iter_mut().zip(&spellings) {
        let best = spellings
            .iter()
            .max_by_key(|(name, n)| (**n, name.len(), std::cmp::Reverse(**name)));
        name.0 = best.map_or(String::new(), |(name, _)| (*name).to_string());
    }
    if fitted.one.unnamed == Unnamed::Turns {
        names = take_turns(text, parse, &mut labels);
    }
    guest::name(document, &mut labels, &mut names);
    Layout {
        start: Some(text.syntaxes[usize::from(fitted.one.start)]),
        is_answered: fitted.one.unnamed == Unnamed::Other,
        takes_turns: fitted.one.unnamed == Unnamed::Turns,
        cost: fitted.cost,
        roles,
        labels,
        margins: vec![f32::INFINITY; n],
        names,
    }
}

/// By how much one of two must ask more often than the other, as a share, to be who asks.
const CLEAR: f64 = 0.4;

/// Who of two says each turn: they take turns, and one of them asks. Where a turn between was not seen, questions and answers
/// show it, so that it costs no more than itself (Viterbi over the two).
fn in_turn(asks: &[bool]) -> Vec<usize> {
    let nats = |p: f64| -p.ln();
    let costs = &costs::forms().asks;
    let says = |who: usize, asks: bool| {
        let p = if who == 0 { costs.apart } else { costs.between };
        nats(if asks { p } else { 1.0 - p })
    };
    let same = costs::costs().same;
    let mut score = [0.0; 2];
    let mut came: Vec<[usize; 2]> = Vec::with_capacity(asks.len());
    for &asks in asks {
        let from = |who: usize| {
            let cost =
                |before: usize| score[before] + nats(if before == who { same } else { 1.0 - same });
            usize::from(cost(1) < cost(0))
        };
        let before = [from(0), from(1)];
        score = [0, 1].map(|who| {
            let step = if before[who] == who { same } else { 1.0 - same };
            score[before[who]] + nats(step) + says(who, asks)
        });
        came.push(before);
    }
    let mut who = usize::from(score[1] < score[0]);
    let mut turns = vec![0; asks.len()];
    for (turn, before) in turns.iter_mut().zip(&came).rev() {
        *turn = who;
        who = before[who];
    }
    turns
}

/// From how many turns on they show that each is there twice.
const FEWEST_DOUBLED: usize = 6;

/// Whether every turn is followed by itself in another language.
fn are_doubled(document: &Document, turns: &[usize]) -> bool {
    let mut texts = [Sample::default(), Sample::default()];
    for (nth, line) in turns.iter().enumerate() {
        texts[nth % 2].add(&document.lines[*line].text);
    }
    turns.len() >= FEWEST_DOUBLED
        && turns.len().is_multiple_of(2)
        && texts[0].is_translated_by(&texts[1])
}

/// Gives the labels to two in turn, and says who they are.
fn take_turns(
    text: &Background,
    parse: &Parse,
    labels: &mut [Option<Box<Label>>],
) -> Vec<(String, usize)> {
    let labelled = text.rows.iter().zip(&parse.chosen);
    let labelled = labelled.filter(|(_, chosen)| **chosen != NONE);
    let labelled: Vec<(usize, bool)> = labelled
        .map(|(row, chosen)| {
            let line = row.line as usize;
            let is_bold = text.document.lines[line].markup.emphasis == Some(Emphasis::Strong);
            (line, text.labels[*chosen as usize].asks || is_bold)
        })
        .collect();
    let asks: Vec<bool> = labelled.iter().map(|(_, asks)| *asks).collect();
    let lines: Vec<usize> = labelled.iter().map(|(line, _)| *line).collect();
    let said_by = match are_doubled(text.document, &lines) {
        true => {
            let asks: Vec<bool> = asks.chunks(2).map(|pair| pair.contains(&true)).collect();
            let said_by = in_turn(&asks);
            said_by.into_iter().flat_map(|who| [who; 2]).collect()
        }
        false => in_turn(&asks),
    };
    let begins = said_by.first().copied().unwrap_or(0);
    let mut turns = [(0_usize, 0_usize); 2];
    for ((line, asks), who) in labelled.into_iter().zip(said_by) {
        turns[who].0 += 1;
        turns[who].1 += usize::from(asks);
        if let Some(label) = &mut labels[line] {
            label.who = who;
        }
    }
    let share = |(all, asks): (usize, usize)| asks as f64 / all.max(1) as f64;
    let [one, other] = turns.map(share);
    let names = match one - other {
        more if more >= CLEAR => [ASKING, ANSWERING],
        more if more <= -CLEAR => [ANSWERING, ASKING],
        _ if begins == 0 => ["Speaker 1", "Speaker 2"],
        _ => ["Speaker 2", "Speaker 1"],
    };
    for label in labels.iter_mut().flatten() {
        label.name = names[label.who].into();
    }
    names
        .into_iter()
        .zip(turns)
        .map(|(name, (all, _))| (name.to_string(), all))
        .collect()
}

/// By how much the cheapest reading is dearer in which each line is something else: other speech is the same.
fn margins(text: &Background, fitted: &Fitted) -> Vec<f32> {
    let mut margins = vec![f32::INFINITY; text.document.lines.len()];
    let regrets = fitted.fit.lattice(false).0.regrets();
    for ((row, role), regret) in text.rows.iter().zip(&fitted.parse.roles).zip(&regrets) {
        let outside = |role: Role| matches!(role, Role::Outside | Role::Behind);
        let is_other =
            |other: &Role| other.name() != role.name() && !(outside(*role) && outside(*other));
        let others = Role::ALL.into_iter().filter(is_other);
        let least = others
            .map(|other| regret[other as usize])
            .fold(f32::INFINITY, f32::min);
        margins[row.line as usize] = least;
    }
    margins
}

/// The share of lines from which on two layouts are different readings.
const DIFFERENT: f64 = 0.02;

/// The cheapest layout that reads the text otherwise than the first, and its distance in nats.
pub(crate) fn runner_up(layouts: &[Layout]) -> Option<(&Layout, f64)> {
    let (first, others) = layouts.split_first()?;
    let own = first.speakers();
    let other = others
        .iter()
        .find(|other| differs(first, &own, other) > DIFFERENT)?;
    Some((other, other.cost - first.cost))
}

/// The share of lines that two layouts give to different speakers.
fn differs(first: &Layout, own: &[Option<usize>], other: &Layout) -> f64 {
    let name = |layout: &'_ Layout, who: Option<usize>| who.map(|who| layout.names[who].0.clone());
    let theirs = other.speakers();
    let count = own
        .iter()
        .zip(&theirs)
        .filter(|(a, b)| a.is_some() != b.is_some() || name(first, **a) != name(other, **b));
    count.count() as f64 / own.len().max(1) as f64
}

#[cfg(test)]
mod tests;
