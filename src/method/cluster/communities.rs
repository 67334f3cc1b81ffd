//! The state of a partition while nodes move.

/// Communities of a level's nodes. There are as many labels as nodes, so that
/// one is vacant whenever a node shares its community.
pub(super) struct Communities {
    labels: Vec<u32>,
    mass: Vec<f64>,
    members: Vec<u32>,
    vacant: Vec<u32>,
}

impl Communities {
    /// Takes up a partition; labels are below the number of nodes.
    pub fn new(labels: Vec<u32>, node_mass: &[f64]) -> Self {
        let mut mass = vec![0.0; labels.len()];
        let mut members = vec![0; labels.len()];
        for (&label, node_mass) in labels.iter().zip(node_mass) {
            mass[label as usize] += node_mass;
            members[label as usize] += 1;
        }
        let vacant = (0..labels.len() as u32).filter(|&label| members[label as usize] == 0).collect();
        Self { labels, mass, members, vacant }
    }

    #[inline]
    pub fn of(&self, node: u32) -> u32 {
        self.labels[node as usize]
    }

    #[inline]
    pub fn mass(&self, community: u32) -> f64 {
        self.mass[community as usize]
    }

    pub fn labels(&self) -> &[u32] {
        &self.labels
    }

    pub fn into_labels(self) -> Vec<u32> {
        self.labels
    }

    /// The number of communities that have members.
    pub fn count(&self) -> usize {
        self.labels.len() - self.vacant.len()
    }

    /// Whether a community has no members.
    #[inline]
    pub fn is_vacant(&self, community: u32) -> bool {
        self.members[community as usize] == 0
    }

    /// A community without members for `node` to be alone in, unless it is
    /// alone already.
    pub fn vacancy_for(&self, node: u32) -> Option<u32> {
        let shared = self.members[self.of(node) as usize] > 1;
        shared.then(|| self.vacant.last().copied()).flatten()
    }

    /// Moves a node to a community that has members or is the vacancy for it.
    pub fn relocate(&mut self, node: u32, mass: f64, to: u32) {
        if self.members[to as usize] == 0 {
            self.vacant.pop();
        }
        let from = std::mem::replace(&mut self.labels[node as usize], to) as usize;
        self.mass[to as usize] += mass;
        self.members[to as usize] += 1;
        self.members[from] -= 1;
        if self.members[from] == 0 {
            self.mass[from] = 0.0; // rid of rounding
            self.vacant.push(from as u32);
        } else {
            self.mass[from] -= mass;
        }
    }
}
