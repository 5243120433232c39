//! What may be spent.

use super::SpeechError;
use std::sync::{Mutex, PoisonError};

/// What is left of what may be spent in a run, in US dollars.
#[derive(Debug)]
pub struct Purse {
    most: Option<f64>,
    left: Mutex<f64>,
}

impl Purse {
    /// A purse with so much in it; `None` for as much as it takes.
    pub fn new(most: Option<f64>) -> Self {
        Self {
            most,
            left: Mutex::new(most.unwrap_or(f64::INFINITY)),
        }
    }

    /// Takes out what something costs.
    ///
    /// # Errors
    /// [`SpeechError::Costs`] if there is not so much left.
    pub fn take(&self, cost: f64) -> Result<(), SpeechError> {
        let mut left = self.lock();
        // Sums of small amounts are not exact.
        if cost > *left + 1e-9 {
            return Err(SpeechError::Costs(format!(
                "the next line would cost more than is left of --max-cost {}. What is finished is \
                 kept; run the same command again with a higher one to go on",
                self.most.unwrap_or_default()
            )));
        }
        *left -= cost;
        Ok(())
    }

    /// Puts back what was not spent after all.
    pub fn put_back(&self, cost: f64) {
        *self.lock() += cost;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, f64> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_spent_than_is_there() {
        let purse = Purse::new(Some(0.3));
        for _ in 0..3 {
            purse.take(0.1).unwrap();
        }
        let error = purse.take(0.01).unwrap_err().to_string();
        assert!(error.contains("--max-cost 0.3"), "{error}");
        purse.put_back(0.1);
        purse.take(0.1).unwrap();
        Purse::new(None).take(1e9).unwrap();
    }
}
