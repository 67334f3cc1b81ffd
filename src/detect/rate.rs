//! At which rate pairs are sorted out, over how many of them, and what their bounds say.

/// A pair is tested in full where it could pass at this false discovery rate,
/// or at the list's own times two where that is larger: some room above the
/// list, for those who look at what came close.
const NEARLY: f64 = 0.1;

/// The false discovery rate at which pairs are sorted out early, of a list's.
pub fn early_rate(fdr: f64) -> f64 {
    NEARLY.max(2.0 * fdr)
}

/// What pairs are sorted out by.
#[derive(Clone, Copy)]
pub(crate) struct Sorting {
    /// The list's false discovery rate.
    pub fdr: f64,
    /// Accounts that act in any trace.
    pub acting: usize,
    /// Accounts that have a number.
    pub accounts: usize,
}

impl Sorting {
    /// Pairs of accounts that the false discovery rate is held over.
    pub fn tests(&self) -> f64 {
        self.acting as f64 * (self.acting as f64 - 1.0) / 2.0
    }
}

/// `−log10` of a bound.
pub(crate) fn score(bound: f32) -> f64 {
    -f64::from(bound) / std::f64::consts::LN_10
}
