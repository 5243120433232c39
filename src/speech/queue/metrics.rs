//! What a worker counts, as Prometheus reads it.
//!
//! The format is that of Prometheus' documentation, "Exposition formats".

use std::fmt::Write;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What is counted of an engine.
#[derive(Debug, Default)]
pub struct Counts {
    /// Lines spoken.
    pub lines: AtomicU64,
    /// Lines of which the clip was there already.
    pub found: AtomicU64,
    /// Their sound, in milliseconds.
    pub sound: AtomicU64,
    /// Deliveries that failed.
    pub failed: AtomicU64,
    /// Lines that were given up.
    pub given_up: AtomicU64,
    /// Lines in hand.
    pub held: AtomicUsize,
    /// How long the line that was taken last had waited, in milliseconds.
    pub age: AtomicU64,
}

/// What is counted of a worker.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Of each engine, by name.
    engines: Mutex<Vec<(String, Arc<Counts>)>>,
    /// Whether lines are taken.
    pub ready: AtomicBool,
}

impl Metrics {
    /// What is counted of an engine.
    pub fn of(&self, engine: &str) -> Arc<Counts> {
        let mut engines = self.engines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, counts)) = engines.iter().find(|(name, _)| name == engine) {
            return counts.clone();
        }
        let counts = Arc::new(Counts::default());
        engines.push((engine.into(), counts.clone()));
        counts
    }

    /// All of it as text.
    pub fn text(&self) -> String {
        let engines = self.engines.lock().unwrap_or_else(PoisonError::into_inner);
        let mut out = String::new();
        let mut family = |name: &str, kind: &str, help: &str, value: &dyn Fn(&Counts) -> f64| {
            // Writing to a text does not fail.
            let _ = writeln!(out, "# HELP diglot_worker_{name} {help}");
            let _ = writeln!(out, "# TYPE diglot_worker_{name} {kind}");
            for (engine, counts) in engines.iter() {
                let engine = engine.replace('\\', "\\\\").replace('"', "\\\"");
                let value = value(counts);
                let _ = writeln!(out, "diglot_worker_{name}{{engine=\"{engine}\"}} {value}");
            }
        };
        let number = |count: &AtomicU64| count.load(Ordering::Relaxed) as f64;
        family("lines_total", "counter", "Lines spoken.", &|c| {
            number(&c.lines)
        });
        family(
            "found_total",
            "counter",
            "Lines of which the clip was there already.",
            &|c| number(&c.found),
        );
        family(
            "sound_seconds_total",
            "counter",
            "Seconds of sound spoken.",
            &|c| number(&c.sound) / 1000.0,
        );
        family(
            "failures_total",
            "counter",
            "Deliveries of lines that failed.",
            &|c| number(&c.failed),
        );
        family(
            "given_up_total",
            "counter",
            "Lines that were given up.",
            &|c| number(&c.given_up),
        );
        family("held", "gauge", "Lines in hand.", &|c| {
            c.held.load(Ordering::Relaxed) as f64
        });
        family(
            "queue_age_seconds",
            "gauge",
            "How long the line that was taken last had waited.",
            &|c| number(&c.age) / 1000.0,
        );
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_has_its_line_in_each_family() {
        let metrics = Metrics::default();
        metrics.of("home").lines.store(3, Ordering::Relaxed);
        metrics.of("home").sound.store(2500, Ordering::Relaxed);
        metrics.of("a\"b");
        let text = metrics.text();
        assert!(text.contains("# TYPE diglot_worker_lines_total counter\n"));
        assert!(text.contains("diglot_worker_lines_total{engine=\"home\"} 3\n"));
        assert!(text.contains("diglot_worker_sound_seconds_total{engine=\"home\"} 2.5\n"));
        assert!(text.contains("diglot_worker_held{engine=\"a\\\"b\"} 0\n"));
    }
}
