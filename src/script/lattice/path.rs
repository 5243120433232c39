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

/// A line of a lattice.
pub(super) struct Step {
    /// Which of [`Lattice::steps`] lead to it.
    pub(super) context: u8,
    /// Whether the text begins anew with it.
    pub(super) begins: bool,
    /// What each role costs.
    pub(super) costs: Costs,
}

/// What a lattice is made of.
pub(super) struct Lattice {
    /// The cost of the first role.
    pub(super) first: Costs,
    /// The cost of a role after a role, by context.
    pub(super) steps: [Steps; CONTEXTS],
    pub(super) lines: Vec<Step>,
    /// The cost of ending with a role.
    pub(super) last: Costs,
}

impl Lattice {
    /// The cheapest roles, and what they cost.
    pub(super) fn cheapest(&self) -> (f64, Vec<Role>) {
        let mut came: Vec<[u8; WIDTH]> = Vec::with_capacity(self.lines.len());
        let mut score = [NEVER; WIDTH];
        let mut base = 0.0;
        for (i, line) in self.lines.iter().enumerate() {
            let (mut next, mut from) = (self.first, [0; WIDTH]);
            if i > 0 {
                (next, from) = self.step(&score, line);
            }
            base += settle(&mut next, &line.costs);
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
        for (i, line) in self.lines.iter().enumerate() {
            let mut next = if i == 0 {
                self.first
            } else {
                self.step(&score, line).0
            };
            settle(&mut next, &line.costs);
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
            let line = &self.lines[i];
            let mut onward = behind;
            for (cost, own) in onward.iter_mut().zip(line.costs) {
                *cost += own;
            }
            let mut before = [NEVER; WIDTH];
            if line.begins {
                let anew = self.first.iter().zip(onward);
                let anew = anew.map(|(own, next)| own + next).fold(NEVER, f32::min);
                before = self.last.map(|last| last + anew);
            } else {
                let steps = &self.steps[usize::from(line.context)];
                for (cost, row) in before.iter_mut().zip(steps) {
                    for (own, next) in row.iter().zip(onward) {
                        *cost = cost.min(own + next);
                    }
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

    /// The cheapest way to every role of a line, and where it comes from. Where the text begins anew, it ends before.
    fn step(&self, score: &Costs, line: &Step) -> (Costs, [u8; WIDTH]) {
        if !line.begins {
            return step(score, &self.steps[usize::from(line.context)]);
        }
        let mut ended = *score;
        for (score, last) in ended.iter_mut().zip(self.last) {
            *score += last;
        }
        let before = least(&ended);
        let next = self.first.map(|first| (ended[before] + first).min(NEVER));
        (next, [before as u8; WIDTH])
    }
}

/// The cheapest way to every role by some steps, and where it comes from.
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
