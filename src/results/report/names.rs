//! What networks are called, and the window that most of their evidence has.

use std::cmp::Reverse;

use lockstep_base::time::SECOND;
use lockstep_detect::candidates::{Network, Tested};

pub(super) fn title(network: &Network) -> String {
    format!("Network {}", network.network_id)
}

/// The window, in microseconds, in which most of the network's evidence was
/// found: of as many the narrowest.
pub(super) fn usual_window(tested: &Tested, network: &Network) -> i64 {
    let mut windows: Vec<i64> = Vec::new();
    for trace in &tested.traces {
        let met = network.pairs.iter().filter(|&&place| trace.seen[place].objects >= trace.min_objects);
        windows.extend(met.map(|&place| trace.window_of(place).micros()));
    }
    windows.sort_unstable();
    let runs = windows.chunk_by(|x, y| x == y).map(|run| (run.len(), Reverse(run[0])));
    runs.max().map_or(SECOND, |(_, window)| window.0)
}
