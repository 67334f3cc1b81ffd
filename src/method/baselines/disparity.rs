//! The backbone of the co-action network, by the disparity filter.
//!
//! M. Á. Serrano, M. Boguñá and A. Vespignani, "Extracting the multiscale
//! backbone of complex weighted networks", PNAS 106, 6483 (2009), doi
//! 10.1073/pnas.0808904106, ask of each edge whether it takes more of an end's
//! strength than if that strength were parted at random among the end's
//! edges: with `k` edges of total weight `s`, an edge of weight `w` has
//! `α = (1 − w/s)^(k − 1)`. An edge is in the backbone when it is significant
//! for at least one of its ends; an end with a single edge says nothing
//! (α = 1). R. S. Lihares et al., "Uncovering Coordinated Communities on
//! Twitter During the 2020 U.S. Election", ASONAM 2022, doi
//! 10.1109/ASONAM55673.2022.10068628, take the backbone of a network of
//! co-retweets for its coordinated part.
//!
//! Left open by the papers and chosen here: the weight is the number of
//! distinct objects within the window (of pairs with enough of them), over
//! the whole time instead of week by
//! week, so that the method sees what the others see; no filter for popular
//! accounts; and no second filter by the overlap of neighbourhoods, whose
//! threshold Lihares et al. choose by eye.

use std::cmp::Reverse;

use lockstep_data::events::Dictionary;
use lockstep_data::traces::Acts;

use super::Pairing;

/// An edge of the network.
#[derive(Clone, Debug, PartialEq)]
pub struct DisparityEdge {
    /// The account whose name comes first.
    pub account_a: u32,
    /// The other one.
    pub account_b: u32,
    /// Pairs of acts on one object within the window.
    pub co_acts: u64,
    /// Distinct objects among them: the weight.
    pub objects: u32,
    /// ln α, the smaller one of the two ends.
    pub ln_alpha: f64,
}

impl DisparityEdge {
    /// Whether the edge is in the backbone at this significance.
    pub fn in_backbone(&self, alpha: f64) -> bool {
        self.ln_alpha < alpha.ln()
    }
}

/// Pairs that co-act on at least `min_objects` distinct objects, the most
/// significant first.
pub fn disparity(acts: &Acts, names: &Dictionary, pairing: &Pairing) -> Vec<DisparityEdge> {
    let pairs = pairing.evidence(acts, names);
    let mut ends = vec![End::default(); names.len()];
    for (a, b, seen) in &pairs {
        ends[*a as usize].add(seen.objects);
        ends[*b as usize].add(seen.objects);
    }
    let mut edges: Vec<DisparityEdge> = pairs
        .into_iter()
        .map(|(account_a, account_b, seen)| DisparityEdge {
            account_a,
            account_b,
            co_acts: seen.co_acts,
            objects: seen.objects,
            ln_alpha: [account_a, account_b]
                .map(|end| ends[end as usize].ln_alpha(seen.objects))
                .into_iter()
                .fold(0.0, f64::min),
        })
        .collect();
    edges.sort_by(|x, y| {
        let ties = |edge: &DisparityEdge| (Reverse(edge.objects), names.get(edge.account_a), names.get(edge.account_b));
        x.ln_alpha.total_cmp(&y.ln_alpha).then_with(|| ties(x).cmp(&ties(y)))
    });
    edges
}

/// What an account's edges add up to.
#[derive(Clone, Copy, Default)]
struct End {
    edges: u32,
    strength: u64,
}

impl End {
    fn add(&mut self, weight: u32) {
        self.edges += 1;
        self.strength += u64::from(weight);
    }

    fn ln_alpha(self, weight: u32) -> f64 {
        if self.edges < 2 {
            return 0.0;
        }
        f64::from(self.edges - 1) * (-f64::from(weight) / self.strength as f64).ln_1p()
    }
}
