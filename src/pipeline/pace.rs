//! How fast work goes, and how long it will take.

use std::time::Duration;

/// How long a pace must have been seen before anyone is told what it comes to, and over how many steps.
const SEEN_FOR: Duration = Duration::from_secs(2);
const SEEN_STEPS: u64 = 4;

/// How fast work goes. What comes before the first step is done is no part of it: engines start then,
/// and models are loaded.
#[derive(Debug, Default)]
pub struct Pace {
    /// How much there is to do in all.
    work: u64,
    /// How much is done.
    done: u64,
    /// How many steps.
    steps: u64,
    /// When the first step was done, and how much of the work that was.
    first: Option<(Duration, u64)>,
}

impl Pace {
    /// The pace of so much work, of which nothing is done.
    pub fn of(work: u64) -> Self {
        Self {
            work,
            ..Self::default()
        }
    }

    /// Another step is done.
    pub fn step(&mut self, now: Duration, work: u64) {
        self.done += work;
        self.steps += 1;
        self.first.get_or_insert((now, work));
    }

    /// How long it will take to do what is left; none while that cannot be told.
    pub fn left(&self, now: Duration) -> Option<Duration> {
        let (begun, before) = self.first?;
        let (took, done) = (now.checked_sub(begun)?, self.done.checked_sub(before)?);
        if took < SEEN_FOR || self.steps <= SEEN_STEPS || done == 0 {
            return None;
        }
        let left = self.work.saturating_sub(self.done);
        Some(took.mul_f64(left as f64 / done as f64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_told_by_the_pace_of_the_work() {
        let seconds = Duration::from_secs_f64;
        // A model is loaded for twenty seconds; then titles come, which are short, and long lines.
        let lines: Vec<u64> = [8, 6, 9, 7].into_iter().chain([100; 50]).collect();
        let work = lines.iter().sum();
        let mut pace = Pace {
            work,
            ..Pace::default()
        };
        let (mut now, a_character) = (20.0, 0.05);
        let end = now + work as f64 * a_character;
        let mut told = 0;
        for line in lines {
            now += line as f64 * a_character;
            pace.step(seconds(now), line);
            let Some(left) = pace.left(seconds(now)) else {
                continue;
            };
            told += 1;
            let is = end - now;
            assert!(
                (left.as_secs_f64() - is).abs() <= 0.1 * is + 0.1,
                "{left:?} {is}"
            );
        }
        assert!(told > 45, "{told}");
    }

    #[test]
    fn nothing_is_told_before_anything_is_known() {
        let mut pace = Pace {
            work: 3,
            ..Pace::default()
        };
        assert_eq!(pace.left(Duration::from_secs(9)), None);
        pace.step(Duration::from_secs(9), 0);
        assert_eq!(pace.left(Duration::from_secs(12)), None);
    }
}
