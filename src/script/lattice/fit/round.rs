//! What labels and lines cost in a round, by what the last one counted.

use super::{Fit, Unnamed, Voice};
use crate::script::facts::{Apart, Capitals, Class, Close, Kind, TimeAt};
use crate::script::lattice::Role;
use crate::script::lattice::background::{Label, NONE, Row};
use crate::script::lattice::costs::{costs, forms, roles, sizes};
use crate::script::lattice::finish::Finish;
use crate::script::lattice::gamma::{learnt, mentions_of_all, mentions_of_one};
use crate::script::lattice::path::{Costs, NEVER, WIDTH};

/// Up to which number of mentions their costs are kept ready.
const KEPT: usize = 64;
/// What it costs that a heading without any sign of one ends as a sentence does, in nats.
const SENTENCE: f64 = 3.0;
/// Classes whose cost as speech is not learnt.
const FIXED: [Class; 5] = [
    Class::Bracket,
    Class::Italic,
    Class::Heading,
    Class::Address,
    Class::Time,
];

/// What a round costs by form, capitals and so on.
pub(super) struct Round {
    syntaxes: Vec<f64>,
    capitals: [f64; Capitals::COUNT],
    sizes: [f64; 5],
    ends: [f64; 2],
    asks: [[f64; 2]; 3],
    by_mentions: Vec<f64>,
    all_mentions: f64,
    /// What a line outside costs more in the first rounds.
    warm: f64,
    speech: [f64; Class::COUNT],
    /// What it costs more that a block ends so if it is said.
    finishes: [f64; Finish::COUNT],
    /// What a line of speech costs that looks like a label and is none.
    looks: Vec<f64>,
}

impl Fit<'_, '_> {
    pub(super) fn round(&self) -> Round {
        let text = self.text;
        let kappa = costs().kappa_form;
        let rate = |prior: f64, n: f64, of: f64| -((kappa * prior + n) / (kappa + of)).ln();
        let sum = |counts: &[f64]| counts.iter().sum::<f64>();
        let start = &text.syntaxes[usize::from(self.start)];
        let of = sum(&self.syntaxes);
        let syntaxes = text.syntaxes.iter().zip(&text.shares).zip(&self.syntaxes);
        let syntaxes = syntaxes
            .map(|((syntax, share), n)| {
                // What stands between labels is half of such a layout.
                let is_between = syntax.mark.kind == Kind::Between
                    && matches!(self.unnamed, Unnamed::Both | Unnamed::Other);
                let form = if is_between { start } else { syntax };
                rate(forms().prior(form, start, *share), *n, of)
            })
            .collect();
        let of = sum(&self.capitals);
        let capitals = self
            .capitals
            .map(|n| rate(1.0 / Capitals::COUNT as f64, n, of));
        let of = sum(&self.sizes);
        let mut sizes_now = *sizes();
        for (p, n) in sizes_now.iter_mut().zip(self.sizes) {
            *p = p.ln() + rate(*p, n, of);
        }
        let of = sum(&self.ends);
        let prior = forms().prior.ends;
        let ends = [
            rate(1.0 - prior, self.ends[0], of) + (1.0 - text.ends).ln(),
            rate(prior, self.ends[1], of) + text.ends.ln(),
        ];
        let asks = [Voice::Apart, Voice::Between, Voice::Named].map(|voice| {
            // Where both are unnamed, it is not learnt: what is set apart and does not ask is no question.
            let (prior, seen) = match (self.unnamed, voice) {
                (Unnamed::Other, _) => (forms().asks.either, self.asks[voice as usize]),
                (_, Voice::Apart) => (forms().asks.apart, [0.0; 2]),
                _ => (forms().asks.between, [0.0; 2]),
            };
            let of = sum(&seen);
            [
                rate(1.0 - prior, seen[0], of) + (1.0 - text.asks).ln(),
                rate(prior, seen[1], of) + text.asks.ln(),
            ]
        });
        let spoken = self.spoken.max(1.0);
        let out = costs().kappa_out;
        let mut speech = roles().speech;
        for (class, (p, n)) in speech.iter_mut().zip(self.classes).enumerate() {
            // If these were learnt, directions would become speech.
            let is_fixed = FIXED.iter().any(|fixed| *fixed as usize == class);
            *p = p.max(1e-5);
            *p = if is_fixed {
                -p.ln()
            } else {
                learnt(*p, n, spoken, out)
            }
            .min(costs().escape);
        }
        speech[Class::Plain as usize] = speech[Class::Plain as usize].max(0.05);
        let looks = text.looks.iter().map(|look| {
            let seen = self.seen[usize::from(look.syntax)].max(1.0);
            learnt(look.usual, seen, spoken, out)
                .max(2_f64.ln())
                .min(costs().escape)
        });
        let of = sum(&self.finishes).max(1.0);
        let [said, others] = roles().finishes;
        let finishes = [0, 1, 2].map(|nth: usize| {
            let said = learnt(said[nth], self.finishes[nth], of, kappa);
            (said + others[nth].ln()).max(0.0)
        });
        Round {
            warm: costs().warm.max(costs().warm_all / text.rows.len() as f64),
            syntaxes,
            capitals,
            sizes: sizes_now,
            ends,
            asks,
            by_mentions: (0..=KEPT)
                .map(|n| mentions_of_one(costs().theta, n.max(1) as f64))
                .collect(),
            all_mentions: mentions_of_all(costs().theta, self.mentions.max(1.0)),
            finishes,
            speech,
            looks: looks.collect(),
        }
    }

    /// Who says what the label begins, where it counts whether it asks.
    pub(super) fn voice(&self, label: &Label) -> Option<Voice> {
        match self.text.syntaxes[usize::from(label.syntax)].mark.kind {
            Kind::Apart(_) => Some(Voice::Apart),
            Kind::Between => Some(Voice::Between),
            _ if self.unnamed == Unnamed::Other => Some(Voice::Named),
            _ => None,
        }
    }

    /// What a label costs more than its words as words.
    pub(super) fn label(&self, label: &Label, round: &Round) -> f64 {
        let text = self.text;
        let voice = self.voice(label);
        let counts = voice.filter(|_| self.unnamed != Unnamed::Turns);
        let asks = counts.map_or(0.0, |voice| {
            let asks = round.asks[voice as usize][usize::from(label.asks)];
            if self.alternates { asks.min(0.0) } else { asks }
        });
        if matches!(voice, Some(Voice::Apart | Voice::Between)) {
            return round.syntaxes[usize::from(label.syntax)] + asks;
        }
        let form = asks
            + round.syntaxes[usize::from(label.syntax)]
            + round.capitals[label.capitals as usize]
            + round.sizes[usize::from(label.size)]
            + round.ends[usize::from(label.ends)];
        let n = self.names[self.person(label.key)].max(1);
        let times = f64::from(n);
        let key = &text.keys[label.key as usize];
        let mention = round
            .by_mentions
            .get(n as usize)
            .copied()
            .unwrap_or_else(|| mentions_of_one(costs().theta, times));
        let mut words = 0.0;
        if n > 1 {
            words = key.words;
            let syntax = &text.syntaxes[usize::from(label.syntax)];
            let is_sentence = syntax.is_alone || label.capitals == Capitals::Mixed;
            if syntax.close == Close::Stop && is_sentence {
                // a whole sentence that comes again
                words = words.min((text.rows.len() as f64 / times).ln());
            }
            if label.shorter != NONE {
                // as words, they may be what the one of the shorter name often begins with
                let less = self.names[self.person(label.shorter)].max(n);
                words = words
                    .min(text.keys[label.shorter as usize].words + (f64::from(less) / times).ln());
            }
        }
        form + mention
            + round.all_mentions
            + f64::from(label.never)
            + f64::from(label.odd) / times.min(5.0)
            - words * (1.0 - 1.0 / times)
            + key.wished
    }

    pub(super) fn emission(
        &self,
        row: &Row,
        round: &Round,
        warm: bool,
        is_after_start: bool,
    ) -> (Costs, [u32; 2]) {
        let text = self.text;
        let mut picks = [NONE; 2];
        let mut costs_of = [f64::INFINITY; 2];
        let is_between = row.context % 2 == 1 || text.facts[row.line as usize].is_between;
        let has_own = || {
            row.labels
                .clone()
                .any(|i| text.labels[i as usize].syntax == self.start)
        };
        for i in row.labels.clone() {
            let label = &text.labels[i as usize];
            let form = &text.syntaxes[usize::from(label.syntax)];
            let is_open = match self.unnamed {
                _ if form.mark.kind != Kind::Between => {
                    !form.is_unnamed() || label.syntax == self.start || form.is_between_names()
                }
                Unnamed::Nobody | Unnamed::Turns => false,
                Unnamed::Both => is_after_start,
                Unnamed::Other => is_between && !has_own(),
            };
            if !is_open {
                continue;
            }
            let inline = usize::from(!text.syntaxes[usize::from(label.syntax)].is_alone);
            let cost = self.label(label, round);
            if cost < costs_of[inline] {
                (costs_of[inline], picks[inline]) = (cost, i);
            }
        }
        let mut emission = [NEVER; WIDTH];
        let tables = roles();
        let floor = costs().escape;
        let class = row.class as usize;
        let by_class = |p: f64| if p > 0.0 { -p.ln() } else { floor };
        let mut speech = round.speech[class];
        let mut narration = by_class(tables.narration[class]);
        if row.is_timed && text.syntaxes[usize::from(self.start)].time != TimeAt::Nowhere {
            speech += costs().time;
        }
        if self.unnamed == Unnamed::Other && is_between {
            // what stands in a block of its own is the other's
            speech += costs().between;
        }
        let is_by_type = matches!(
            text.syntaxes[usize::from(self.start)].mark.kind,
            Kind::Apart(Apart::Bold | Apart::Italic | Apart::Heading(_))
        );
        let is_other = row.context % 2 == 1 || is_by_type && !has_own();
        if self.unnamed == Unnamed::Both && is_after_start && is_other {
            // and the paragraph behind a question answers it, and the line of other type right below
            speech += costs().between;
        }
        let mut heading = by_class(tables.heading[class]);
        if row.look != NONE && row.class == Class::Plain {
            let look = round.looks[row.look as usize];
            speech = speech.max(look);
            narration = narration.max(look);
            // What ends as a sentence does is seldom a heading.
            if text.facts[row.line as usize].ends_sentence {
                heading += SENTENCE;
            }
        }
        if let Some(finish) = row.finish.filter(|_| self.is_chosen) {
            speech += round.finishes[finish as usize];
        }
        let mut put = |role: Role, cost: f64| {
            let cost = text.with_claims(row, role, cost);
            emission[role as usize] = (cost as f32).min(NEVER);
        };
        let mut outside = text.outside(row) + if warm { round.warm } else { 0.0 };
        if self.unnamed == Unnamed::Other && text.facts[row.line as usize].is_between {
            speech += costs().in_turn;
            narration += costs().in_turn;
            outside += costs().in_turn;
        }
        put(Role::Outside, outside);
        // A talk does not end with a question.
        let is_unanswered = self.unnamed == Unnamed::Both && is_after_start;
        let behind = outside + f64::from(u8::from(is_unanswered)) * costs().unanswered;
        put(Role::Behind, behind);
        put(Role::LabelAlone, costs_of[0]);
        put(Role::LabelInline, costs_of[1]);
        put(Role::Speech, speech);
        put(Role::LongSpeech, speech);
        put(Role::Direction, by_class(tables.direction[class]));
        put(Role::DirectionAfterLabel, by_class(tables.direction[class]));
        put(Role::Heading, heading);
        put(Role::Narration, narration);
        put(Role::Other, by_class(tables.other[class]));
        if let Some(forced) = row.forced {
            let after = if forced == Role::Direction {
                Role::DirectionAfterLabel
            } else {
                forced
            };
            for role in Role::ALL
                .into_iter()
                .filter(|role| *role != forced && *role != after)
            {
                let is_outside = matches!(role, Role::Outside | Role::Behind);
                emission[role as usize] = if is_outside { outside as f32 } else { NEVER };
            }
        }
        (emission, picks)
    }
}
