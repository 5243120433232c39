//! How fast an engine may be asked: limits a minute, and waits that it asks for itself.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How much an engine may be asked for in any minute.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// Requests.
    pub requests: Option<f64>,
    /// Characters of text.
    pub characters: Option<f64>,
}

/// The gate that all requests to one engine pass. It spaces them evenly, so that no minute holds
/// more than the limits, and it closes for all while the engine asks us to wait.
#[derive(Debug)]
pub struct Gate {
    limits: Limits,
    free: Mutex<Free>,
}

/// From when on there is room.
#[derive(Debug)]
struct Free {
    requests: Instant,
    characters: Instant,
    open: Instant,
}

impl Gate {
    /// A gate that is open.
    pub fn new(limits: Limits) -> Self {
        let now = Instant::now();
        let free = Free {
            requests: now,
            characters: now,
            open: now,
        };
        Self {
            limits,
            free: Mutex::new(free),
        }
    }

    /// Waits until a request with a text of so many characters may be sent.
    pub async fn pass(&self, characters: usize) {
        let mut turn = self.reserve(characters);
        loop {
            tokio::time::sleep_until(turn).await;
            let open = self.lock().open;
            if open <= Instant::now() {
                return;
            }
            // After a wait not all at once.
            let spread = (open - Instant::now()).min(Duration::from_secs(20)) / 10;
            turn = open + spread.mul_f64(fastrand::f64());
        }
    }

    /// Takes the next turn there is, and says when it comes.
    fn reserve(&self, characters: usize) -> Instant {
        let Limits {
            requests,
            characters: letters,
        } = self.limits;
        let mut free = self.lock();
        let now = Instant::now();
        let turn = now.max(free.requests).max(free.characters);
        free.requests = turn + share(1.0, requests);
        free.characters = turn + share(characters as f64, letters);
        turn
    }

    /// Closes the gate for a while, for all who come.
    pub fn close_for(&self, wait: Duration) {
        let mut free = self.lock();
        free.open = free.open.max(Instant::now() + wait);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Free> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What part of a minute a number of things takes.
fn share(number: f64, per_minute: Option<f64>) -> Duration {
    let seconds = per_minute.map_or(0.0, |most| 60.0 * number / most.max(1e-3));
    Duration::from_secs_f64(seconds.clamp(0.0, 86_400.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn no_minute_holds_more_than_the_limits() {
        let gate = Gate::new(Limits {
            requests: Some(30.0),
            characters: Some(600.0),
        });
        let start = Instant::now();
        let mut times = Vec::new();
        for characters in [10, 10, 50, 10, 10] {
            gate.pass(characters).await;
            times.push(start.elapsed().as_secs());
        }
        // Two seconds a request, and a tenth of a second a character.
        assert_eq!(times, [0, 2, 4, 9, 11]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_holds_for_all() {
        let gate = std::sync::Arc::new(Gate::new(Limits::default()));
        let start = Instant::now();
        gate.pass(1).await;
        gate.close_for(Duration::from_secs(30));
        gate.close_for(Duration::from_secs(3));
        let others: Vec<_> = (0..3)
            .map(|_| {
                let gate = gate.clone();
                tokio::spawn(async move { gate.pass(1).await })
            })
            .collect();
        for other in others {
            other.await.unwrap();
        }
        assert!((30..=33).contains(&start.elapsed().as_secs()));
    }
}
