//! Nodes gathered by their label.

/// The nodes `0..labels.len()` in groups of equal label: group by group in the
/// order of the labels, ascending within a group.
pub(crate) struct Groups {
    starts: Vec<usize>,
    members: Vec<u32>,
}

impl Groups {
    /// Counting sort by label; every label is `< count`.
    pub fn by_label(labels: &[u32], count: usize) -> Self {
        let mut starts = vec![0; count + 1];
        for &label in labels {
            starts[label as usize + 1] += 1;
        }
        for label in 0..count {
            starts[label + 1] += starts[label];
        }
        let mut next = starts.clone();
        let mut members = vec![0; labels.len()];
        for (node, &label) in (0..).zip(labels) {
            let slot = &mut next[label as usize];
            members[*slot] = node;
            *slot += 1;
        }
        Self { starts, members }
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[u32]> {
        self.starts.windows(2).map(|ends| &self.members[ends[0]..ends[1]])
    }

    /// The nodes of one label.
    pub fn of(&self, label: u32) -> &[u32] {
        &self.members[self.starts[label as usize]..self.starts[label as usize + 1]]
    }

    pub fn into_parts(self) -> (Vec<usize>, Vec<u32>) {
        (self.starts, self.members)
    }
}
