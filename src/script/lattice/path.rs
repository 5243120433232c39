//! The cheapest way through the lattice, and what every other role of a line would cost.

use super::Role;
use super::background::ROLES;
use super::costs::CONTEXTS;

/// Roles, padded to a number that the compiler can count in fours.
pub(super) const WIDTH: usize = 12;
/// Costs by role.
pub(super) type Costs = [f32; WIDTH];
/// Costs of a role (second) after a role (first).
pub(super) type Steps = [Costs; WIDTH];

/// More than any way costs.
pub(super) const NEVER: f32 = 1e9;

/// What a lattice is made of.
pub(super) struct Lattice {
    /// The cost of the first role.
    pub(super) first: Costs,
    /// The cost of a role after a role, by context.
    pub(super) steps: [Steps; CONTEXTS],
    /// The context and the costs of each line.
    pub(super) lines: Vec<(u8, Costs)>,
    /// The cost of ending with a role.
    pub(super) last: Costs,
}

impl Lattice {
    /// The cheapest roles, and what they cost.
    pub(super) fn cheapest(&self) -> (f64, Vec<Role>) {
        let mut came: Vec<[u8; WIDTH]> = Vec::with_capacity(self.lines.len());
        let mut score = [NEVER; WIDTH];
        let mut base = 0.0;
        for (i, (context, emission)) in self.lines.iter().enumerate() {
            let (mut next, mut from) = (self.first, [0; WIDTH]);
            if i > 0 {
                (next, from) = step(&score, &self.steps[usize::from(*context)]);
            }
            base += settle(&mut next, emission);
            score = next;
            came.push(from);
        }
        for (score, last) in score.iter_mut().zip(self.last) {
            *score += last;
        }
        let mut role = least(&score);
        let cost = base + f64::from(score[role]);
        let mut roles = vec![Role::Outside; self.lines.len()];
        for (i, from) in came.iter().enumerate().rev() {
            roles[i] = Role::ALL[role];
            role = usize::from(from[role]);
        }
        (cost, roles)
    }

    /// For every line, what the cheapest whole reading costs more in which the line has that role (min-marginals).
    pub(super) fn regrets(&self) -> Vec<Costs> {
        let n = self.lines.len();
        let mut regrets: Vec<Costs> = Vec::with_capacity(n);
        let mut score = [NEVER; WIDTH];
        for (i, (context, emission)) in self.lines.iter().enumerate() {
            let mut next = if i == 0 {
                self.first
            } else {
                step(&score, &self.steps[usize::from(*context)]).0
            };
            settle(&mut next, emission);
            score = next;
            regrets.push(next);
        }
        let mut behind = self.last;
        for i in (0..n).rev() {
            let regret = &mut regrets[i];
            for (cost, behind) in regret.iter_mut().zip(behind) {
                *cost += behind;
            }
            let least = regret[least(regret)];
            regret.iter_mut().for_each(|cost| *cost -= least);
            let (context, emission) = &self.lines[i];
            let mut onward = behind;
            for (cost, own) in onward.iter_mut().zip(emission) {
                *cost += own;
            }
            let steps = &self.steps[usize::from(*context)];
            let mut before = [NEVER; WIDTH];
            for (cost, row) in before.iter_mut().zip(steps) {
                for (own, next) in row.iter().zip(onward) {
                    *cost = cost.min(own + next);
                }
            }
            let least = before[self::least(&before)];
            before
                .iter_mut()
                .for_each(|cost| *cost = (*cost - least).min(NEVER));
            behind = before;
        }
        regrets
    }
}

/// The cheapest way to every role, and where it comes from.
fn step(score: &Costs, steps: &Steps) -> (Costs, [u8; WIDTH]) {
    let mut next = [NEVER; WIDTH];
    let mut from = [0_i32; WIDTH];
    for (before, row) in steps.iter().enumerate().take(ROLES) {
        let own = score[before];
        for role in 0..WIDTH {
            let cost = own + row[role];
            let is_less = cost < next[role];
            next[role] = if is_less { cost } else { next[role] };
            from[role] = if is_less { before as i32 } else { from[role] };
        }
    }
    (next, from.map(|from| from as u8))
}

/// Adds what the line costs, and takes off what all ways share, so that small differences are not lost.
fn settle(score: &mut Costs, emission: &Costs) -> f64 {
    for (score, emission) in score.iter_mut().zip(emission) {
        *score += emission;
    }
    let base = score[least(score)];
    score
        .iter_mut()
        .for_each(|cost| *cost = (*cost - base).min(NEVER));
    f64::from(base)
}

fn least(costs: &Costs) -> usize {
    (1..ROLES).fold(0, |least, role| {
        if costs[role] < costs[least] {
            role
        } else {
            least
        }
    })
}
