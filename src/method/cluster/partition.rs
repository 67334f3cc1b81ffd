//! A partition of the nodes.

use std::cmp::Reverse;

use crate::graph::Groups;

/// Nodes parted into communities, which are numbered from 0 by descending
/// size, those of one size by their smallest node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    membership: Vec<u32>,
    sizes: Vec<u32>,
}

impl Partition {
    /// The community of each node.
    pub fn membership(&self) -> &[u32] {
        &self.membership
    }

    /// The number of nodes of each community.
    pub fn sizes(&self) -> &[u32] {
        &self.sizes
    }

    /// The number of communities.
    pub fn community_count(&self) -> usize {
        self.sizes.len()
    }

    /// The nodes of each community, ascending.
    pub fn communities(&self) -> Vec<Vec<u32>> {
        let groups = Groups::by_label(&self.membership, self.community_count());
        groups.iter().map(<[u32]>::to_vec).collect()
    }

    /// Numbers communities as promised, from any labels `< count`, all in use.
    pub(super) fn from_labels(labels: &[u32], count: usize) -> Self {
        let groups = Groups::by_label(labels, count);
        let mut groups: Vec<&[u32]> = groups.iter().collect();
        groups.sort_unstable_by_key(|nodes| (Reverse(nodes.len()), nodes[0]));
        let mut membership = vec![0; labels.len()];
        for (community, nodes) in (0..).zip(&groups) {
            for &node in *nodes {
                membership[node as usize] = community;
            }
        }
        let sizes = groups.iter().map(|nodes| nodes.len() as u32).collect();
        Self { membership, sizes }
    }
}
