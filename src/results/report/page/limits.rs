//! How much of a network the page holds.

/// Of each section so many pairs at least.
const PAIRS_AT_LEAST: usize = 40;
/// Pairs whose evidence the page holds, over all sections.
const PAIRS_HELD: usize = 6_000;
/// Pairs whose evidence the page holds of each of so many sections, at most.
pub(super) fn pairs_held(sections: usize) -> usize {
    (PAIRS_HELD / sections.max(1)).max(PAIRS_AT_LEAST)
}
