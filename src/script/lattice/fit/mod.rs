//! One layout, fitted to the text: roles by the cheapest way, then all rates counted anew, a few times.

mod round;

use super::background::{Background, Label, NONE};
use super::costs::{Before, CONTEXTS, Next, costs, forms, roles};
use super::finish::Finish;
use super::path::{Costs, Lattice, NEVER, Step, Steps, WIDTH};
use super::tries::alternates;
use super::{Role, aliases};
use crate::script::facts::{ANSWERING, ASKING, Apart, Capitals, Class, Kind, is_question};
use std::collections::HashMap;

/// Rounds in which what stands outside costs more.
const WARM: usize = 2;
/// Rounds in which how blocks end counts.
const SETTLING: usize = 2;

/// A layout while it is fitted: the form it starts with, and what was counted in the last round.
pub(super) struct Fit<'b, 'a> {
    text: &'b Background<'a>,
    start: u16,
    unnamed: Unnamed,
    /// Names that are counted as others: `A. Reed` as `Ann Reed`.
    pub(super) alias: HashMap<u32, u32>,
    names: Vec<u32>,
    mentions: f64,
    syntaxes: Vec<f64>,
    capitals: [f64; Capitals::COUNT],
    sizes: [f64; 5],
    ends: [f64; 2],
    /// What asks not, and what asks, by [`Voice`].
    asks: [[f64; 2]; 3],
    classes: [f64; Class::COUNT],
    /// Lines of speech that look like a label and are none, by form.
    seen: Vec<f64>,
    spoken: f64,
    /// Whether it was chosen among others: then it counts how blocks end, which says who says a line, and not whether people talk.
    is_chosen: bool,
    /// How blocks end that are said.
    finishes: [f64; Finish::COUNT],
    follows: [[[f64; Next::COUNT]; CONTEXTS]; Before::ALL.len()],
    /// Lines of one type take turns with others: either may ask.
    alternates: bool,
}

/// Whether what stands between labels is said by someone else, whom nothing names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unnamed {
    /// No: it is said by whom the last label names.
    Nobody,
    /// Yes, and nobody is named: what is set apart asks, and what stands between answers.
    Both,
    /// Yes: one is named, the other is not.
    Other,
    /// Yes, and nobody is named: who speaks takes turns, each behind a dash.
    Turns,
}

/// Who says something, where it counts whether it asks.
#[derive(Debug, Clone, Copy)]
enum Voice {
    Apart,
    Between,
    Named,
}

/// A way through the lattice.
pub(super) struct Parse {
    pub(super) cost: f64,
    pub(super) roles: Vec<Role>,
    /// The label of each row: an index of [`Background::labels`], or [`NONE`].
    pub(super) chosen: Vec<u32>,
}

impl<'b, 'a> Fit<'b, 'a> {
    /// With the labels of one form, or (`wide`) with all forms whose names come again.
    pub(super) fn new(text: &'b Background<'a>, start: u16, wide: bool, unnamed: Unnamed) -> Self {
        let form = text.syntaxes[usize::from(start)];
        let kin: Vec<bool> = text
            .syntaxes
            .iter()
            .map(|syntax| syntax.is_kin(&form))
            .collect();
        let mut fit = Self {
            text,
            start,
            unnamed,
            alias: HashMap::new(),
            names: vec![0; text.keys.len()],
            mentions: 0.0,
            syntaxes: vec![0.0; text.syntaxes.len()],
            capitals: [0.0; Capitals::COUNT],
            sizes: [0.0; 5],
            ends: [0.0; 2],
            asks: [[0.0; 2]; 3],
            classes: [0.0; Class::COUNT],
            seen: vec![0.0; text.syntaxes.len()],
            spoken: 0.0,
            is_chosen: false,
            finishes: [0.0; Finish::COUNT],
            follows: Default::default(),
            alternates: alternates(text, form.mark.kind),
        };
        fit.alias = aliases::of(
            text,
            text.labels
                .iter()
                .filter(|label| kin[usize::from(label.syntax)]),
        );
        let is_own = |label: &&Label| {
            label.syntax == start || wide && text.shares[usize::from(label.syntax)] > 0.05
        };
        for label in text
            .labels
            .iter()
            .filter(is_own)
            .filter(|label| !label.is_copy)
        {
            let person = fit.person(label.key);
            fit.names[person] += 1;
            fit.mentions += 1.0;
        }
        let comes_again = |label: &&Label| fit.names[fit.person(label.key)] > 1;
        let again = || text.labels.iter().filter(is_own).filter(comes_again);
        let any = again().next().is_some();
        let (mut syntaxes, mut capitals) = (fit.syntaxes.clone(), fit.capitals);
        for label in text
            .labels
            .iter()
            .filter(is_own)
            .filter(|label| !any || comes_again(label))
        {
            syntaxes[usize::from(label.syntax)] += 1.0;
            capitals[label.capitals as usize] += 1.0;
        }
        if unnamed == Unnamed::Both {
            // Each question has an answer: if none were counted, the first rounds would give all answers to who asks.
            syntaxes[usize::from(text.between)] = syntaxes[usize::from(start)];
        }
        (fit.syntaxes, fit.capitals) = (syntaxes, capitals);
        fit
    }

    /// Which share of what someone says asks.
    fn asking(&self, voice: Voice) -> f64 {
        let [not, asks] = self.asks[voice as usize];
        asks / (not + asks).max(1.0)
    }

    /// Whether, of one who is named and one who is not, one asks and the other does not.
    pub(super) fn one_asks(&self) -> bool {
        let [one, other] = [self.asking(Voice::Between), self.asking(Voice::Named)];
        one.max(other) >= forms().asks.apart - 0.05 && one.min(other) <= 0.3
    }

    /// Whether a label says that a question follows, `Q:`: who stands between two of them answers, even with a question.
    pub(super) fn names_question(&self) -> bool {
        let mut named = (0..self.names.len()).filter(|key| self.names[*key] > 0);
        named.any(|key| is_question(self.text.name(key as u32)))
    }

    /// What to call who is not named: by whether that one asks more than the other.
    pub(super) fn between(&self) -> &'static str {
        let asks =
            !self.names_question() && self.asking(Voice::Between) > self.asking(Voice::Named);
        if self.unnamed == Unnamed::Other && asks {
            ASKING
        } else {
            ANSWERING
        }
    }

    /// The number that a name is counted under.
    pub(super) fn person(&self, key: u32) -> usize {
        self.alias.get(&key).copied().unwrap_or(key) as usize
    }

    /// Fits the layout; `None` if it ends without a label.
    pub(super) fn run(&mut self) -> Option<Parse> {
        let mut before: Option<Parse> = None;
        for round in 0..costs().rounds {
            let parse = self.parse(round < WARM);
            let is_settled = round >= WARM
                && before
                    .as_ref()
                    .is_some_and(|before| before.roles == parse.roles);
            if parse.chosen.iter().all(|label| *label == NONE) {
                return None;
            }
            if !is_settled {
                self.learn(&parse);
            }
            before = Some(parse);
            if is_settled {
                break;
            }
        }
        before
    }

    /// The roles now that it was chosen among others; `None` if they would have no label.
    pub(super) fn settle(&mut self) -> Option<Parse> {
        self.is_chosen = true;
        let mut settled = None;
        for _ in 0..SETTLING {
            let parse = self.parse(false);
            if parse.chosen.iter().all(|label| *label == NONE) {
                break;
            }
            self.learn(&parse);
            settled = Some(parse);
        }
        settled
    }

    /// The cheapest roles by what was counted last.
    fn parse(&self, warm: bool) -> Parse {
        let (lattice, picks) = self.lattice(warm);
        let (cost, roles) = lattice.cheapest();
        let chosen = roles
            .iter()
            .zip(picks)
            .map(|(role, [alone, inline])| match role {
                Role::LabelAlone => alone,
                Role::LabelInline => inline,
                _ => NONE,
            });
        let chosen = chosen.collect();
        Parse {
            cost,
            roles,
            chosen,
        }
    }

    /// The lattice, and the cheapest label of each row that stands alone and that has speech behind it.
    pub(super) fn lattice(&self, warm: bool) -> (Lattice, Vec<[u32; 2]>) {
        let round = self.round();
        let mut is_after_apart = false;
        let mut picks = Vec::with_capacity(self.text.rows.len());
        let lines = self.text.rows.iter().map(|row| {
            is_after_apart &= !row.begins;
            let (costs, pick) = self.emission(row, &round, warm, is_after_apart);
            is_after_apart = row
                .labels
                .clone()
                .any(|i| self.text.labels[i as usize].syntax == self.start);
            picks.push(pick);
            Step {
                context: row.context,
                begins: row.begins,
                costs,
            }
        });
        let lines = lines.collect();
        (
            Lattice {
                first: first(),
                steps: self.steps(),
                lines,
                last: last(),
            },
            picks,
        )
    }

    /// What it costs that a role follows a role.
    fn steps(&self) -> [Steps; CONTEXTS] {
        let costs = costs();
        let mut steps = [[[NEVER; WIDTH]; WIDTH]; CONTEXTS];
        for (context, steps) in steps.iter_mut().enumerate() {
            let is_blank = context % 2 == 1;
            for before in Role::ALL {
                let row = &mut steps[before as usize];
                let Some(class) = Before::of(before) else {
                    let enter = if before == Role::Outside {
                        // A short text has few places at which a talk may begin.
                        costs.enter.min(((self.text.rows.len() + 1) as f64).ln())
                    } else {
                        costs.again
                    };
                    row[before as usize] = costs.outside as f32;
                    row[Role::LabelAlone as usize] = enter as f32;
                    row[Role::LabelInline as usize] = enter as f32;
                    row[Role::Heading as usize] = (enter + costs.enter_heading) as f32;
                    row[Role::Direction as usize] = (enter + costs.enter_direction) as f32;
                    continue;
                };
                let is_over = class == Before::LabelOver;
                if !is_over {
                    row[Role::Behind as usize] = (if is_blank {
                        self.text.leave
                    } else {
                        2.0 * costs.leave
                    }) as f32;
                }
                let prior = &roles().follows[class as usize][context];
                let have = &self.follows[class as usize][context];
                let total: f64 = have.iter().sum();
                for role in Role::ALL {
                    let Some(next) = Next::of(role) else { continue };
                    let p = prior[next as usize];
                    let fits = match role {
                        Role::Direction => !is_over,
                        Role::DirectionAfterLabel => is_over,
                        _ => true,
                    };
                    if fits && p > 0.0 {
                        let kappa = if context < 4 {
                            costs.kappa_row
                        } else {
                            costs.kappa_mid
                        };
                        row[role as usize] =
                            -(((kappa * p + have[next as usize]) / (kappa + total)).ln()) as f32;
                    }
                }
            }
        }
        steps
    }

    /// Counts all rates anew.
    fn learn(&mut self, parse: &Parse) {
        let text = self.text;
        let chosen = || {
            parse
                .chosen
                .iter()
                .filter(|label| **label != NONE)
                .map(|label| &text.labels[*label as usize])
        };
        self.alias = aliases::of(text, chosen());
        self.names.iter_mut().for_each(|n| *n = 0);
        self.syntaxes.iter_mut().for_each(|n| *n = 0.0);
        self.seen.iter_mut().for_each(|n| *n = 0.0);
        (self.mentions, self.spoken) = (0.0, 0.0);
        (self.capitals, self.sizes, self.ends, self.classes) = Default::default();
        self.follows = Default::default();
        self.asks = Default::default();
        self.finishes = Default::default();
        let mut before = None;
        for ((row, role), label) in text.rows.iter().zip(&parse.roles).zip(&parse.chosen) {
            if let Some(finish) = row.finish
                && (role.is_speech() || *role == Role::LabelInline)
            {
                self.finishes[finish as usize] += 1.0;
            }
            if *label != NONE {
                let label = &text.labels[*label as usize];
                self.syntaxes[usize::from(label.syntax)] += 1.0;
                let voice = self.voice(label);
                if let Some(voice) = voice {
                    self.asks[voice as usize][usize::from(label.asks)] += 1.0;
                }
                if matches!(voice, None | Some(Voice::Named)) {
                    if !label.is_copy {
                        let person = self.person(label.key);
                        self.names[person] += 1;
                        self.mentions += 1.0;
                    }
                    self.capitals[label.capitals as usize] += 1.0;
                    self.ends[usize::from(label.ends)] += 1.0;
                    self.sizes[usize::from(label.size)] += 1.0;
                }
            } else if role.is_speech() || *role == Role::Narration {
                self.spoken += 1.0;
                self.classes[row.class as usize] += 1.0;
                if row.look != NONE {
                    self.seen[usize::from(text.looks[row.look as usize].syntax)] += 1.0;
                }
            }
            if let (Some(before), Some(next)) = (before, Next::of(*role)) {
                self.follows[before as usize][usize::from(row.context)][next as usize] += 1.0;
            }
            before = Before::of(*role);
        }
    }

    /// What the names of a parse cost or save by who speaks twice running, against what their shares alone would give.
    pub(super) fn alternation(&self, parse: &Parse) -> f64 {
        let text = self.text;
        let order: Vec<usize> = parse
            .chosen
            .iter()
            .filter(|label| **label != NONE)
            .map(|label| &text.labels[*label as usize])
            // That two forms take turns shows nothing: headings and paragraphs do.
            .filter(|label| !text.syntaxes[usize::from(label.syntax)].is_unnamed())
            .map(|label| self.person(label.key))
            .collect();
        let mut counts: HashMap<usize, f64> = HashMap::new();
        for name in &order {
            *counts.entry(*name).or_default() += 1.0;
        }
        let turns = order.len() as f64;
        let chance: f64 = counts.values().map(|n| (n / turns).powi(2)).sum();
        let same = costs().same;
        let again = self.questions_again(parse) as f64 * (0.5 / same).ln()
            + self.named_questions(parse) as f64 * costs().escape;
        let names: f64 = order
            .windows(2)
            .map(|pair| {
                let (p, chance) = if pair[0] == pair[1] {
                    (same, chance)
                } else {
                    (1.0 - same, 1.0 - chance)
                };
                chance.max(0.02).ln() - p.ln()
            })
            .sum();
        names + again
    }

    /// How often a question that nobody is named for stands right below a name: then the name asks it, and has nothing else to say.
    fn named_questions(&self, parse: &Parse) -> usize {
        let unnamed = |label: &u32| {
            let label = self.text.labels.get(*label as usize);
            label.is_some_and(|label| self.text.syntaxes[usize::from(label.syntax)].is_unnamed())
        };
        let roles = parse.roles.iter().zip(parse.chosen.iter().skip(1));
        roles
            .filter(|(role, next)| **role == Role::LabelAlone && unnamed(next))
            .count()
    }

    /// How often a question behind a dash follows another, where what stands between answers: then answers stand behind dashes, too.
    fn questions_again(&self, parse: &Parse) -> usize {
        let is_dash = |kind: Kind| kind == Kind::Apart(Apart::Dash);
        let form = |label: &u32| {
            let label = &self.text.labels[*label as usize];
            self.text.syntaxes[usize::from(label.syntax)].mark.kind
        };
        if self.unnamed != Unnamed::Both
            || !is_dash(self.text.syntaxes[usize::from(self.start)].mark.kind)
        {
            return 0;
        }
        let labels: Vec<&u32> = parse
            .chosen
            .iter()
            .filter(|label| **label != NONE)
            .collect();
        let pairs = labels.windows(2);
        pairs
            .filter(|pair| pair.iter().all(|label| is_dash(form(label))))
            .count()
    }
}

/// What a text begins with.
fn first() -> Costs {
    let costs = costs();
    let talk = 2_f64.ln();
    let mut first = [NEVER; WIDTH];
    first[Role::Outside as usize] = talk as f32;
    first[Role::LabelAlone as usize] = (talk + costs.first_label) as f32;
    first[Role::LabelInline as usize] = (talk + costs.first_label) as f32;
    first[Role::Heading as usize] = (talk + costs.first_heading) as f32;
    first[Role::Direction as usize] = (talk + costs.first_direction) as f32;
    first[Role::Other as usize] = (talk + costs.first_other) as f32;
    first
}

/// What it ends with: a name over nothing is an escape.
fn last() -> Costs {
    let mut last = [0.0; WIDTH];
    last[Role::LabelAlone as usize] = costs().escape as f32;
    last[Role::DirectionAfterLabel as usize] = costs().escape as f32;
    last
}
