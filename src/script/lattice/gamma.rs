//! The logarithm of the gamma function, and the code lengths that are made of it.

/// ln Γ(x) for x > 0, by Stirling's series (Abramowitz and Stegun 6.1.41) above 7 and the recurrence below; exact to
/// about 1e-9.
pub(super) fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < 7.0 {
        shift += x.ln();
        x += 1.0;
    }
    let inverse = 1.0 / x;
    let square = inverse * inverse;
    let series =
        inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)));
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series - shift
}

/// The cost of each of `n` lines of a kind among `of`, where the kind's share is `p` before anything is seen and is
/// learnt on the way, with `kappa` pseudo-counts (the marginal of a Dirichlet prior, shared out): the first costs nearly
/// `-ln p`, later ones less.
pub(super) fn learnt(p: f64, n: f64, of: f64, kappa: f64) -> f64 {
    let (a, n) = (kappa * p, n.max(1.0));
    (ln_gamma(a) - ln_gamma(a + n)) / n + (ln_gamma(kappa + of) - ln_gamma(kappa)) / of
}

/// The part that depends on the one name.
pub(super) fn mentions_of_one(theta: f64, n: f64) -> f64 {
    -(theta.ln() + ln_gamma(n)) / n
}

/// The part that depends on all names.
pub(super) fn mentions_of_all(theta: f64, m: f64) -> f64 {
    (ln_gamma(theta + m) - ln_gamma(theta)) / m
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factorials() {
        let mut factorial = 0.0_f64;
        for n in 1..50_u32 {
            assert!((ln_gamma(f64::from(n)) - factorial).abs() < 1e-7, "{n}");
            factorial += f64::from(n).ln();
        }
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-7);
    }

    #[test]
    fn what_comes_again_costs_less() {
        let once = learnt(0.01, 1.0, 100.0, 20.0);
        assert!(once > 3.0 && learnt(0.01, 20.0, 100.0, 20.0) < once);
    }
}
