//! One p-value from several traces, valid however the traces depend on each
//! other.

use std::f64::consts::PI;

/// Combines p-values (as natural logarithms) by the Cauchy method of Liu and
/// Xie (2020, doi 10.1080/01621459.2018.1554485) with equal weights: the mean
/// of `cot(πp)` is again about Cauchy, far out in the tail whatever the
/// dependence. Values above one half count as nothing instead of as negative
/// evidence: a pair need not meet in every trace (the truncation of Fang et
/// al. 2023, doi 10.1002/sta4.598, which keeps the tail).
///
/// Without any value, ln p = 0.
pub fn ln_cauchy(ln_p: impl Iterator<Item = f64> + Clone) -> f64 {
    let count = ln_p.clone().count() as f64;
    let smallest = ln_p.clone().fold(0.0, f64::min);
    if count <= 1.0 || smallest == f64::NEG_INFINITY {
        return smallest;
    }
    // All terms are scaled by the smallest p, so that none overflows:
    // p_min · cot(πp) = (p_min / p) · (p · cot(πp)).
    let scaled: f64 = ln_p
        .filter(|&ln_p| ln_p < -std::f64::consts::LN_2)
        .map(|ln_p| (smallest - ln_p).exp() * p_cot(ln_p.exp()))
        .sum();
    if scaled <= 0.0 {
        return smallest;
    }
    let ln_statistic = (scaled / count).ln() - smallest;
    // P(C ≥ t) = atan(1/t)/π, and atan(x) = x to the last digit for tiny x.
    if ln_statistic > 20.0 { -ln_statistic - PI.ln() } else { ((-ln_statistic).exp().atan() / PI).ln() }
}

/// `p · cot(πp)`, which is `1/π` at 0.
fn p_cot(p: f64) -> f64 {
    if p < 1e-8 { 1.0 / PI } else { p / (PI * p).tan() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn combine(p: &[f64]) -> f64 {
        ln_cauchy(p.iter().map(|p| p.ln())).exp()
    }

    #[test]
    fn one_trace_is_left_as_it_is() {
        assert_eq!(combine(&[0.03]), 0.03f64.ln().exp());
        assert_eq!(ln_cauchy([-2_000.0].into_iter()), -2_000.0);
        assert_eq!(ln_cauchy(std::iter::empty()), 0.0);
    }

    #[test]
    fn the_same_value_twice_is_that_value() {
        for p in [1e-3, 0.01, 0.2, 0.4] {
            assert!((combine(&[p, p]) - p).abs() < 1e-12, "{p}");
        }
    }

    #[test]
    fn a_trace_without_evidence_costs_a_factor_of_the_number_of_traces() {
        assert!((combine(&[1e-9, 1.0]) / 2e-9 - 1.0).abs() < 1e-6);
        assert!((ln_cauchy([-5_000.0, 0.0, 0.0, 0.0].into_iter()) - (-5_000.0 + 4f64.ln())).abs() < 1e-9);
    }

    #[test]
    fn the_formula_where_nothing_is_extreme() {
        let p = [0.01, 0.2, 0.3];
        let statistic = p.iter().map(|p| ((0.5 - p) * PI).tan()).sum::<f64>() / 3.0;
        assert!((combine(&p) - (0.5 - statistic.atan() / PI)).abs() < 1e-12);
    }

    /// A null world: uniform p-values, wholly dependent or independent, are
    /// called significant no more often than they should be.
    #[test]
    fn the_level_is_kept_under_dependence_and_independence() {
        let mut state = 7u64;
        let mut uniform = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 11) as f64 + 0.5) / (1u64 << 53) as f64
        };
        let runs = 400_000;
        let (mut independent, mut dependent) = (0, 0);
        for _ in 0..runs {
            let (a, b, c) = (uniform(), uniform(), uniform());
            independent += usize::from(combine(&[a, b, c]) < 1e-3);
            dependent += usize::from(combine(&[a, a, 1.0 - a]) < 1e-3);
        }
        let limit = 1e-3 * runs as f64 + 4.0 * (1e-3 * runs as f64).sqrt();
        assert!((independent as f64) < limit && (dependent as f64) < limit, "{independent} {dependent} {limit}");
    }
}
