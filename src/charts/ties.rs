//! The ties of a drawing: which are shown, as lines or as arrows.

use plotters::prelude::{Color, PathElement, Polygon};
use serde::{Deserialize, Serialize};

use super::ChartError;
use super::arrow::{Head, Point};
use super::axis::Plot;
use super::style::Style;

/// A drawing shows at most this many ties: those that hold the network
/// together, and then the strongest of each account.
pub const MAX_EDGES: usize = 8_000;

/// With more clear directions than this, no arrow has a head: so many heads
/// hide the lines, and heads on some of them would make the others look open.
pub const MAX_ARROWS: usize = 300;

/// The length of an arrow's head among few ties, in design pixels.
const HEAD: f64 = 10.5;

/// Between the tip of an arrow and the marker, in design pixels.
const GAP: f64 = 2.0;

/// A tie between two accounts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Tie {
    /// One account, by its place among the nodes; the one that acts first
    /// where the tie is `directed`.
    pub from: u32,
    /// The other one.
    pub to: u32,
    /// How strong it is; more than 0.
    pub weight: f64,
    /// Whether it is clear who acts first.
    pub directed: bool,
}

/// A tie in a file, of which there are thousands: both ends, the weight, and
/// whether it is directed.
type Stored = (u32, u32, f64, bool);

impl From<Stored> for Tie {
    fn from((from, to, weight, directed): Stored) -> Self {
        Self { from, to, weight, directed }
    }
}

impl From<Tie> for Stored {
    fn from(tie: Tie) -> Self {
        (tie.from, tie.to, tie.weight, tie.directed)
    }
}

impl Tie {
    /// A tie in which nobody is known to act first.
    pub fn open(one: u32, other: u32, weight: f64) -> Self {
        Self { from: one, to: other, weight, directed: false }
    }

    /// The two accounts, in the order of the nodes.
    fn ends(&self) -> (u32, u32) {
        (self.from.min(self.to), self.from.max(self.to))
    }

    /// The order in which ties matter; equal weights go by their nodes, and two
    /// ties of the same nodes by their direction, so that the order given never
    /// counts.
    pub(super) fn strongest_first(&self, other: &Self) -> std::cmp::Ordering {
        let direction = (self.from, self.directed).cmp(&(other.from, other.directed));
        other.weight.total_cmp(&self.weight).then(self.ends().cmp(&other.ends())).then(direction)
    }
}

/// The most important [`MAX_EDGES`] of ties sorted from the strongest: first those
/// that join parts not yet joined, so that no node comes loose, then the strongest
/// of each node, then the second of each, so that all of the network shows its
/// shape and not only its strongest part.
pub(super) fn most_important(nodes: usize, ties: Vec<Tie>) -> Vec<Tie> {
    if ties.len() <= MAX_EDGES {
        return ties;
    }
    let mut forest = Forest::new(nodes);
    let (mut kept, others): (Vec<_>, Vec<_>) =
        ties.into_iter().partition(|tie| forest.join(tie.from as usize, tie.to as usize));
    let mut seen = vec![0u32; nodes];
    let round = |tie: Tie| {
        let ends = [tie.from, tie.to].map(|node| node as usize);
        let round = seen[ends[0]].min(seen[ends[1]]);
        ends.into_iter().for_each(|node| seen[node] += 1);
        (round, tie)
    };
    let mut others: Vec<(u32, Tie)> = others.into_iter().map(round).collect();
    // Stable: within a round the strongest come first.
    others.sort_by_key(|&(round, _)| round);
    let room = MAX_EDGES.saturating_sub(kept.len());
    kept.extend(others.into_iter().take(room).map(|(_, tie)| tie));
    kept.sort_by(Tie::strongest_first);
    kept
}

/// Which nodes are joined so far.
struct Forest {
    parents: Vec<usize>,
}

impl Forest {
    fn new(nodes: usize) -> Self {
        Self { parents: (0..nodes).collect() }
    }

    fn root(&mut self, mut node: usize) -> usize {
        while self.parents[node] != node {
            // Each search halves the way of the next.
            self.parents[node] = self.parents[self.parents[node]];
            node = self.parents[node];
        }
        node
    }

    /// Joins the parts of two nodes; whether they were apart.
    fn join(&mut self, one: usize, other: usize) -> bool {
        let (one, other) = (self.root(one), self.root(other));
        self.parents[one] = other;
        one != other
    }
}

/// Draws the ties from the weakest to the strongest, the fainter the more
/// there are, and over them the heads of the arrows. `at` gives a node's centre,
/// and `reach` how far from there, towards another point, its marker ends.
pub(super) fn draw_ties(
    style: &Style<'_>,
    plot: &mut Plot<'_>,
    ties: &[Tie],
    at: impl Fn(usize) -> Point,
    reach: impl Fn(usize, Point) -> f64,
) -> Result<(), ChartError> {
    let many = (ties.len().max(1) as f64).ln();
    let faintest = (0.85 - 0.09 * many).clamp(0.08, 0.5);
    let thickness = (1.15 - 0.07 * many).clamp(0.5, 1.0);
    let strongest = ties.last().map_or(1.0, |tie| tie.weight);
    let arrows = ties.iter().filter(|tie| tie.directed).count();
    let length = style.pixels(HEAD) * thickness;
    let mut heads = Vec::new();
    for tie in ties {
        let share = (tie.weight / strongest).sqrt();
        let opacity = faintest + share * (0.85 - faintest) * faintest.sqrt();
        let line = style.shade(style.palette.muted.mix(opacity), thickness * (0.6 + 1.6 * share));
        let [start, mut end] = [tie.from, tie.to].map(|node| at(node as usize));
        if tie.directed && arrows <= MAX_ARROWS {
            let leave = reach(tie.from as usize, end);
            let arrive = reach(tie.to as usize, start) + style.pixels(GAP);
            let head = Head::new(towards(end, start, leave), towards(start, end, arrive), length);
            end = head.base;
            heads.push(Polygon::new(head.corners, style.palette.muted.filled()));
        }
        plot.draw_series([PathElement::new([start, end], line)])?;
    }
    plot.draw_series(heads)?;
    Ok(())
}

/// The point `short` of `to` on the way there from `from`, but no nearer to
/// `from` than the middle.
fn towards(from: Point, to: Point, short: f64) -> Point {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let whole = dx.hypot(dy);
    let share = if whole > 0.0 { (short / whole).min(0.5) } else { 0.0 };
    (to.0 - share * dx, to.1 - share * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_ties_that_hold_the_network_together_stay() {
        let strong = (0..140_u32).flat_map(|one| (0..one).map(move |other| Tie::open(one, other, 9.0)));
        let mut ties: Vec<_> = strong.collect();
        ties.push(Tie::open(139, 140, 0.1));
        let kept = most_important(141, ties);
        assert_eq!(kept.len(), MAX_EDGES);
        assert!(kept.contains(&Tie::open(139, 140, 0.1)));
    }

    /// Of as strong ties every node keeps some, not only the first nodes.
    #[test]
    fn all_of_a_large_network_shows_its_shape() {
        let ties = (0..3_000_u32).flat_map(|one| (1..=5).map(move |far| Tie::open(one, (one + 7 * far) % 3_000, 1.0)));
        let mut ties: Vec<_> = ties.collect();
        ties.sort_by(Tie::strongest_first);
        let kept = most_important(3_000, ties);
        assert_eq!(kept.len(), MAX_EDGES);
        let mut degrees = vec![0; 3_000];
        kept.iter().for_each(|tie| [tie.from, tie.to].iter().for_each(|&node| degrees[node as usize] += 1));
        assert!(degrees.iter().all(|&degree| degree >= 2), "{:?}", degrees.iter().min());
    }

    #[test]
    fn a_head_points_to_where_the_arrow_goes() {
        let head = Head::new((0.0, 0.0), (10.0, 0.0), 5.0);
        assert_eq!((head.corners[0], head.base), ((10.0, 0.0), (5.0, 0.0)));
        assert_eq!(head.corners[1..], [(5.0, 1.75), (5.0, -1.75)]);
        assert_eq!(Head::new((0.0, 0.0), (0.0, 3.0), 5.0).base, (0.0, 0.0), "no longer than the arrow");
        assert_eq!(Head::new((1.0, 1.0), (1.0, 1.0), 5.0).corners, [(1.0, 1.0); 3]);
    }

    #[test]
    fn an_arrow_ends_before_the_marker() {
        assert_eq!(towards((0.0, 0.0), (10.0, 0.0), 3.0), (7.0, 0.0));
        assert_eq!(towards((0.0, 0.0), (10.0, 0.0), 30.0), (5.0, 0.0));
        assert_eq!(towards((1.0, 1.0), (1.0, 1.0), 3.0), (1.0, 1.0));
    }
}
