//! Drawing by lot without putting back.

use statrs::function::gamma::ln_gamma;

/// `ln P(X ≥ marked_drawn)` when `drawn` of `all` things are drawn by lot and
/// `marked` of them are marked: the hypergeometric tail, which is Fisher's exact
/// test of one side.
pub fn ln_hypergeometric_tail(marked_drawn: usize, drawn: usize, marked: usize, all: usize) -> f64 {
    let least = (drawn + marked).saturating_sub(all);
    let most = drawn.min(marked);
    if marked_drawn <= least {
        return 0.0;
    }
    if marked_drawn > most {
        return f64::NEG_INFINITY;
    }
    let ways = |x: usize| ln_choose(marked, x) + ln_choose(all - marked, drawn - x);
    let first = ways(marked_drawn);
    let sum: f64 = (marked_drawn..=most).map(|x| (ways(x) - first).exp()).sum();
    (first - ln_choose(all, drawn) + sum.ln()).min(0.0)
}

/// `ln` of the number of ways to choose `k` of `n`.
fn ln_choose(n: usize, k: usize) -> f64 {
    let ln_factorial = |n: usize| ln_gamma(n as f64 + 1.0);
    ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All ways to draw from ten things, counted one by one.
    #[test]
    fn it_is_what_counting_says() {
        let all = 10;
        for marked in 0..=all {
            for drawn in 0..=all {
                let draws: Vec<u32> = (0u32..1 << all).filter(|draw| draw.count_ones() as usize == drawn).collect();
                let has = |draw: u32| (draw & ((1 << marked) - 1)).count_ones() as usize;
                for seen in 0..=drawn + 1 {
                    let as_many = draws.iter().filter(|&&draw| has(draw) >= seen).count();
                    let expected = as_many as f64 / draws.len() as f64;
                    let got = ln_hypergeometric_tail(seen, drawn, marked, all).exp();
                    assert!((got - expected).abs() < 1e-9, "{seen} of {drawn}, {marked} of {all}: {got} {expected}");
                }
            }
        }
    }
}
