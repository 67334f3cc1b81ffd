//! The false discovery rate.

/// ln q by Benjamini and Hochberg (1995) of p-values given as natural
/// logarithms, out of `tests` tests of which those not given have p = 1.
/// The answer is in the order of the input.
pub fn ln_q_values(ln_p: &[f64], tests: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..ln_p.len()).collect();
    order.sort_by(|&a, &b| ln_p[a].total_cmp(&ln_p[b]).then(a.cmp(&b)));
    let mut ln_q = vec![0.0; ln_p.len()];
    let mut smallest = 0.0f64;
    for (rank, &place) in order.iter().enumerate().rev() {
        smallest = smallest.min(ln_p[place] + tests.ln() - ((rank + 1) as f64).ln());
        ln_q[place] = smallest;
    }
    ln_q
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Benjamini and Hochberg's own example (1995, table 1): 15 p-values, of
    /// which the first four are rejected at 5 %.
    #[test]
    fn the_published_example() {
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.0,
        ];
        let ln_q = ln_q_values(&p.map(f64::ln), 15.0);
        assert_eq!(ln_q.iter().filter(|q| q.exp() <= 0.05).count(), 4);
        assert!((ln_q[3].exp() - 0.0095 * 15.0 / 4.0).abs() < 1e-12);
    }

    #[test]
    fn tests_that_are_not_given_count() {
        let few = ln_q_values(&[1e-6f64.ln()], 1.0);
        let many = ln_q_values(&[1e-6f64.ln()], 1e4);
        assert!((few[0].exp() - 1e-6).abs() < 1e-18 && (many[0].exp() - 1e-2).abs() < 1e-12);
        assert_eq!(ln_q_values(&[0.0, -1.0], 1e9), [0.0, 0.0]);
        assert!(ln_q_values(&[], 10.0).is_empty());
    }

    #[test]
    fn order_is_kept_far_below_the_smallest_float() {
        let ln_q = ln_q_values(&[-9_000.0, -8_000.0, -9_500.0], 1e8);
        assert!(ln_q[2] < ln_q[0] && ln_q[0] < ln_q[1]);
    }
}
