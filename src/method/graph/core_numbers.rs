//! k-cores.

use super::CoactionGraph;
use super::groups::Groups;

/// Core number of every node: the largest `k` such that the node belongs to a
/// subgraph in which everyone has at least `k` neighbours. Weights play no
/// part.
///
/// The peeling of V. Batagelj and M. Zaveršnik, "An O(m) algorithm for cores
/// decomposition of networks" (2003): nodes stay sorted by the degree they
/// have left, and the one with the least is removed next. O(nodes + edges).
pub fn core_numbers(graph: &CoactionGraph) -> Vec<u32> {
    let mut core: Vec<u32> = graph.nodes().map(|node| graph.degree(node) as u32).collect();
    let mut queue = PeelingQueue::new(&core);
    for turn in 0..core.len() {
        let node = queue.order[turn];
        for &neighbor in graph.neighbors(node).0 {
            let degree = core[neighbor as usize];
            if degree > core[node as usize] {
                queue.lower(neighbor, degree);
                core[neighbor as usize] = degree - 1;
            }
        }
    }
    core
}

/// Nodes sorted by remaining degree.
struct PeelingQueue {
    /// Where the nodes of each degree start in `order`.
    starts: Vec<usize>,
    order: Vec<u32>,
    /// Where each node stands in `order`.
    place: Vec<usize>,
}

impl PeelingQueue {
    fn new(degrees: &[u32]) -> Self {
        let bins = degrees.iter().max().map_or(0, |&most| most as usize + 1);
        let (starts, order) = Groups::by_label(degrees, bins).into_parts();
        let mut place = vec![0; order.len()];
        for (at, &node) in order.iter().enumerate() {
            place[node as usize] = at;
        }
        Self { starts, order, place }
    }

    /// Moves `node` from the nodes of `degree` to those of one less: it trades
    /// places with the first of its bin, whose start then moves past it.
    fn lower(&mut self, node: u32, degree: u32) {
        let start = &mut self.starts[degree as usize];
        let (from, to) = (self.place[node as usize], *start);
        let first = self.order[to];
        self.order.swap(from, to);
        self.place[first as usize] = from;
        self.place[node as usize] = to;
        *start += 1;
    }
}
