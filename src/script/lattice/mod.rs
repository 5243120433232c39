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
mod costs;
mod fit;
mod gamma;
mod path;

use super::claims::Claim;
use super::document::Document;
use super::facts::{LineFacts, Syntax};
use background::{Background, NONE};
use costs::costs;
use fit::{Fit, Parse, Unnamed};
use rayon::prelude::*;
use std::collections::HashMap;
use std::ops::Range;

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
    pub(crate) name: String,
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

/// A way to read the whole text.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    /// The form of label that it started with; `None` is nobody.
    pub(crate) start: Option<Syntax>,
    /// Whether what stands between the labels is said by someone else, whom nothing names.
    pub(crate) is_answered: bool,
    /// Its length as a code, in nats.
    pub(crate) cost: f64,
    /// The role of each line of the document.
    pub(crate) roles: Vec<Role>,
    /// The label of each line.
    pub(crate) labels: Vec<Option<Label>>,
    /// By how many nats the best reading is dearer in which the line is something else.
    pub(crate) margins: Vec<f32>,
    /// Whom the labels count for: the spelling that is used most, and how many labels there are.
    pub(crate) names: Vec<(String, usize)>,
}

impl Layout {
    /// What a person calls it: `nobody`, `Name:`, `**Name**.`
    pub(crate) fn title(&self) -> String {
        self.start
            .map_or("nobody".into(), |start| start.to_string())
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

/// The layouts of a text, the cheapest first.
pub(crate) fn layouts(
    document: &Document,
    facts: &[LineFacts],
    claims: &[Claim],
    wishes: &Wishes,
) -> Vec<Layout> {
    let text = Background::new(document, facts, claims, wishes, |_| true);
    if text.rows.is_empty() {
        return vec![nobody(&text)];
    }
    let starts = starts(&text);
    let named = |start: &u16| !text.syntaxes[usize::from(*start)].is_unnamed();
    let mut tries: Vec<Try> = Vec::new();
    for start in &starts {
        let unnamed = if named(start) {
            Unnamed::Nobody
        } else {
            Unnamed::Both
        };
        tries.push(Try {
            start: *start,
            wide: false,
            unnamed,
        });
    }
    if starts.len() > 1 {
        let widely = starts
            .iter()
            .filter(|start| named(start))
            .take(costs().wide);
        tries.extend(widely.map(|start| Try {
            start: *start,
            wide: true,
            unnamed: Unnamed::Nobody,
        }));
    }
    let run = |tries: Vec<Try>| -> Vec<(Try, Layout)> {
        tries
            .into_par_iter()
            .filter_map(|one| Some((one, one.layout(&text)?)))
            .collect()
    };
    let mut found = run(tries);
    // Where one alone is named, someone else may say what stands between.
    let mut alone: Vec<Try> = Vec::new();
    for (one, layout) in &found {
        let is_one = layout.names.len() == 1
            && layout.names[0].1 >= FEWEST_BETWEEN
            && one.unnamed == Unnamed::Nobody;
        if is_one && alone.iter().all(|other| other.start != one.start) {
            alone.push(Try {
                unnamed: Unnamed::Other,
                ..*one
            });
        }
    }
    found.extend(run(alone));
    let mut layouts: Vec<Layout> = found.into_iter().map(|(_, layout)| layout).collect();
    if let Some(wish) = &wishes.layout {
        layouts.retain(|layout| layout.title() == *wish);
    }
    if wishes.layout.as_deref().is_none_or(|wish| wish == "nobody") || layouts.is_empty() {
        layouts.push(nobody(&text));
    }
    layouts.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    layouts
}

/// From how many labels on someone else may be who is not named.
const FEWEST_BETWEEN: usize = 3;

/// A layout to try.
#[derive(Clone, Copy)]
struct Try {
    start: u16,
    /// With all forms of the text at once.
    wide: bool,
    unnamed: Unnamed,
}

impl Try {
    fn layout(self, text: &Background) -> Option<Layout> {
        let mut fit = Fit::new(text, self.start, self.wide, self.unnamed);
        let parse = fit.run()?;
        Some(layout(text, self, &fit, &parse))
    }
}

/// The layout in which nobody speaks.
fn nobody(text: &Background) -> Layout {
    let n = text.document.lines.len();
    let cost: f64 = text
        .rows
        .iter()
        .map(|row| text.outside(row) + text.bias(row, Role::Outside))
        .sum();
    Layout {
        start: None,
        is_answered: false,
        cost: 2_f64.ln() + cost + text.alike + 2.0 * costs().outside * text.rows.len() as f64,
        roles: vec![Role::Outside; n],
        labels: vec![None; n],
        margins: vec![f32::INFINITY; n],
        names: Vec::new(),
    }
}

/// A fitted layout, as others see it.
fn layout(text: &Background, one: Try, fit: &Fit, parse: &Parse) -> Layout {
    let document = text.document;
    let n = document.lines.len();
    let regrets = fit.lattice(false).0.regrets();
    let mut roles = vec![Role::Other; n];
    let mut labels = vec![None; n];
    let mut margins = vec![f32::INFINITY; n];
    // By the number that a name is counted under: its place, and how often each spelling is used.
    let mut places: HashMap<usize, usize> = HashMap::new();
    let mut spellings: Vec<HashMap<&str, usize>> = Vec::new();
    let mut names: Vec<(String, usize)> = Vec::new();
    for (((row, role), chosen), regret) in text
        .rows
        .iter()
        .zip(&parse.roles)
        .zip(&parse.chosen)
        .zip(&regrets)
    {
        let line = row.line as usize;
        roles[line] = *role;
        margins[line] = margin(*role, regret);
        if *chosen == NONE {
            continue;
        }
        let label = &text.labels[*chosen as usize];
        let form = text.syntaxes[usize::from(label.syntax)];
        let candidate = text.facts[line]
            .candidates
            .get(usize::from(label.nth))
            .filter(|_| form != text.between());
        let source = &document.lines[line];
        let name = candidate.map_or(fit.between(), |candidate| candidate.name_in(source));
        let who = *places.entry(fit.person(label.key)).or_insert_with(|| {
            spellings.push(HashMap::new());
            names.push((String::new(), 0));
            names.len() - 1
        });
        names[who].1 += 1;
        if !fit.alias.contains_key(&label.key) {
            *spellings[who].entry(name).or_default() += 1;
        }
        labels[line] = Some(Label {
            name: name.to_string(),
            who,
            at: candidate.and_then(|candidate| candidate.name.clone()),
            said: candidate.map_or(0..source.text.len(), |candidate| candidate.said.clone()),
            notes: candidate.map_or(Vec::new(), |candidate| candidate.notes.clone()),
            syntax: form,
        });
    }
    for (name, spellings) in names.iter_mut().zip(&spellings) {
        let best = spellings
            .iter()
            .max_by_key(|(name, n)| (**n, name.len(), std::cmp::Reverse(**name)));
        name.0 = best.map_or(String::new(), |(name, _)| (*name).to_string());
    }
    let costs = costs();
    let (params, more) = match one.unnamed {
        Unnamed::Nobody => (
            costs.params,
            if names.len() == 1 {
                costs.one_name
            } else {
                0.0
            },
        ),
        Unnamed::Both => (costs.params_unnamed, 0.0),
        Unnamed::Other => (costs.params, costs.one_name + costs.between),
    };
    let params = params / 2.0 * (text.rows.len() as f64).ln();
    Layout {
        start: Some(text.syntaxes[usize::from(one.start)]),
        is_answered: one.unnamed == Unnamed::Other,
        cost: parse.cost + fit.alternation(parse) + costs.layout + params + more,
        roles,
        labels,
        margins,
        names,
    }
}

/// By how much the cheapest reading is dearer in which the line is something else: other speech is the same.
fn margin(role: Role, regret: &path::Costs) -> f32 {
    let alike = |other: Role| {
        other.name() == role.name()
            || matches!(
                (role, other),
                (Role::Outside, Role::Behind) | (Role::Behind, Role::Outside)
            )
    };
    let others = Role::ALL.into_iter().filter(|other| !alike(*other));
    others
        .map(|other| regret[other as usize])
        .fold(f32::INFINITY, f32::min)
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

/// The forms that are worth a try: those with names that come again, the most lines first.
fn starts(text: &Background) -> Vec<u16> {
    let mut weight = vec![0.0; text.syntaxes.len()];
    for ((syntax, _), n) in text.mentions() {
        let n = f64::from(n);
        weight[usize::from(syntax)] += if n > 1.0 { 1.1 * n } else { 0.1 };
    }
    // What is set apart and does not ask is no question.
    let mut asking = vec![(0_usize, 0_usize); text.syntaxes.len()];
    for label in &text.labels {
        let (all, asks) = &mut asking[usize::from(label.syntax)];
        *all += 1;
        *asks += usize::from(label.asks);
    }
    for ((weight, form), (all, asks)) in weight.iter_mut().zip(&text.syntaxes).zip(asking) {
        if form.is_unnamed() && (asks < 2 || asks * 4 < all) {
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
mod tests;
