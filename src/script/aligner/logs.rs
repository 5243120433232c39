//! Exponentials and logarithms to about seven digits, the same on every machine and many at a time.

/// `e^x` of what is not above 80; nothing for what is below −80.
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    const TO_INTEGER: f32 = 12_582_912.0; // 1.5 · 2^23: what is added to it is rounded to an integer
    let x = x.clamp(-80.0, 80.0);
    let times = x * std::f32::consts::LOG2_E + TO_INTEGER;
    let n = times - TO_INTEGER;
    // ln 2 in two parts, so that the rest is exact.
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let p = 1.0
        + r * (1.0
            + r * (0.5
                + r * (0.166_666_66 + r * (0.041_666_5 + r * (0.008_333_4 + r * 0.001_394)))));
    p * f32::from_bits((times.to_bits() << 23).wrapping_add(1.0f32.to_bits()))
}

/// The natural logarithm of a positive number.
#[inline(always)]
pub(super) fn ln(x: f32) -> f32 {
    // x = m · 2^n with m between √½ and √2; ln m = 2 artanh((m − 1) / (m + 1)).
    let bits = x.to_bits().wrapping_sub(0x3f35_04f3);
    let n = ((bits as i32) >> 23) as f32;
    let m = f32::from_bits((bits & 0x007f_ffff).wrapping_add(0x3f35_04f3));
    let s = (m - 1.0) / (m + 1.0);
    let q = s * s;
    n * std::f32::consts::LN_2
        + 2.0 * s * (1.0 + q * (0.333_333_34 + q * (0.2 + q * (0.142_857_15 + q * 0.111_1))))
}

/// The logarithm of a sum, of logarithms.
#[inline(always)]
pub(super) fn sum(a: f32, b: f32) -> f32 {
    let (most, least) = if a > b { (a, b) } else { (b, a) };
    if least < most - 20.0 {
        most
    } else {
        most + ln(1.0 + exp(least - most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn to_six_digits() {
        for step in -7900..=7900 {
            let x = step as f32 / 100.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 2e-6, "exp {x}");
        }
        for step in 1..5000 {
            let x = 1.01f32.powi(step / 2 - 1250);
            if x.is_normal() {
                assert!(
                    (ln(x) - x.ln()).abs() < 1e-6 * x.ln().abs().max(1.0),
                    "ln {x}"
                );
            }
        }
        assert_eq!(sum(-1e30, 3.0), 3.0);
    }
}
