//! Compressed sparse rows: the flat arrays behind every graph of the crate.

use std::ops::Range;

use rayon::prelude::*;

/// Rows of arcs, laid end to end: the arcs of row `u` are
/// `targets[offsets[u]..offsets[u + 1]]` and the same range of `weights`.
///
/// Every target is a row (`< node_count`). What else holds (symmetry, order
/// within a row, …) is for the owner to state.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Csr {
    offsets: Box<[usize]>,
    targets: Box<[u32]>,
    weights: Box<[f64]>,
}

impl Csr {
    /// Sorts arcs `(row, target, weight)` by row, by counting: linear, and
    /// stable within a row.
    pub fn from_arcs(nodes: usize, arcs: impl Iterator<Item = (u32, u32, f64)> + Clone) -> Self {
        let mut offsets = vec![0; nodes + 1];
        for (row, ..) in arcs.clone() {
            offsets[row as usize + 1] += 1;
        }
        for row in 0..nodes {
            offsets[row + 1] += offsets[row];
        }
        let mut targets = vec![0; offsets[nodes]];
        let mut weights = vec![0.0; offsets[nodes]];
        let mut next = offsets.clone();
        for (row, target, weight) in arcs {
            let slot = &mut next[row as usize];
            targets[*slot] = target;
            weights[*slot] = weight;
            *slot += 1;
        }
        Self { offsets: offsets.into(), targets: targets.into(), weights: weights.into() }
    }

    /// Lays out rows that are made one after the other by `fill`, which
    /// appends the arcs of the row it is given.
    pub fn from_rows<R>(rows: impl Iterator<Item = R>, mut fill: impl FnMut(R, &mut Vec<u32>, &mut Vec<f64>)) -> Self {
        let (mut offsets, mut targets, mut weights) = (vec![0], Vec::new(), Vec::new());
        for row in rows {
            fill(row, &mut targets, &mut weights);
            offsets.push(targets.len());
        }
        Self { offsets: offsets.into(), targets: targets.into(), weights: weights.into() }
    }

    /// Like [`from_rows`](Self::from_rows) for the rows `0..count`, in parallel;
    /// `begin` makes what `fill` needs to work with.
    pub fn from_rows_in_parallel<S>(
        count: usize,
        begin: impl Fn() -> S + Sync + Send,
        fill: impl Fn(&mut S, u32, &mut Vec<u32>, &mut Vec<f64>) + Sync + Send,
    ) -> Self {
        const ROWS_PER_PART: usize = 256;
        let rows: Vec<u32> = (0..count as u32).collect();
        let parts: Vec<Self> = rows
            .par_chunks(ROWS_PER_PART)
            .map_init(begin, |state, rows| {
                Self::from_rows(rows.iter(), |&row, targets, weights| fill(state, row, targets, weights))
            })
            .collect();
        Self::joined(&parts)
    }

    /// Rows laid below each other.
    fn joined(parts: &[Self]) -> Self {
        let mut offsets = vec![0];
        for part in parts {
            let above = offsets[offsets.len() - 1];
            offsets.extend(part.offsets[1..].iter().map(|end| above + end));
        }
        let (targets, weights) = rayon::join(
            || parts.iter().map(|part| &*part.targets).collect::<Vec<_>>().concat(),
            || parts.iter().map(|part| &*part.weights).collect::<Vec<_>>().concat(),
        );
        Self { offsets: offsets.into(), targets: targets.into(), weights: weights.into() }
    }

    /// The same arcs, each turned round. Rows come out sorted by target.
    pub fn transposed(&self) -> Self {
        let turned = self.arcs().map(|(row, target, weight)| (target, row, weight));
        Self::from_arcs(self.node_count(), turned)
    }

    /// Replaces runs of arcs with one target by one arc of their summed
    /// weight. Rows must be sorted by target.
    pub fn merged(self) -> Self {
        if self.rows().all(|(targets, _)| targets.is_sorted_by(|a, b| a < b)) {
            return self;
        }
        Self::from_rows(self.rows(), |(from, with), targets, weights| {
            let start = targets.len();
            for (&target, &weight) in from.iter().zip(with) {
                match weights.last_mut() {
                    Some(sum) if targets[start..].last() == Some(&target) => *sum += weight,
                    _ => {
                        targets.push(target);
                        weights.push(weight);
                    }
                }
            }
        })
    }

    /// The same arcs with their weights counted in `unit`s. A weight too small
    /// to be told from zero in that unit stays just above it.
    pub fn in_units_of(mut self, unit: f64) -> Self {
        self.weights
            .par_iter_mut()
            .with_min_len(1 << 14)
            .for_each(|weight| *weight = (*weight / unit).max(f64::MIN_POSITIVE));
        self
    }

    pub fn node_count(&self) -> usize {
        self.offsets.len() - 1
    }

    pub fn arc_count(&self) -> usize {
        self.targets.len()
    }

    pub fn nodes(&self) -> Range<u32> {
        0..self.node_count() as u32
    }

    /// Targets and weights of the arcs of row `u`.
    #[inline]
    pub fn row(&self, u: u32) -> (&[u32], &[f64]) {
        let range = self.offsets[u as usize]..self.offsets[u as usize + 1];
        (&self.targets[range.clone()], &self.weights[range])
    }

    /// Pairs of target and weight of the arcs of row `u`.
    #[inline]
    pub fn arcs_of(&self, u: u32) -> impl Iterator<Item = (u32, f64)> + Clone {
        let (targets, weights) = self.row(u);
        targets.iter().copied().zip(weights.iter().copied())
    }

    /// All arcs `(row, target, weight)`, row by row.
    pub fn arcs(&self) -> impl Iterator<Item = (u32, u32, f64)> + Clone {
        self.nodes().flat_map(|u| self.arcs_of(u).map(move |(v, weight)| (u, v, weight)))
    }

    /// Labels every node with what it is connected with by arcs that `joins`
    /// lets pass, numbered from 0 in the order of the smallest nodes. With
    /// every arc, the one that turns it round must pass too.
    pub fn components(&self, joins: impl Fn(u32, u32) -> bool) -> Vec<u32> {
        const UNSEEN: u32 = u32::MAX;
        let mut labels = vec![UNSEEN; self.node_count()];
        let mut count = 0;
        let mut stack = Vec::new();
        for start in self.nodes() {
            if labels[start as usize] != UNSEEN {
                continue;
            }
            labels[start as usize] = count;
            stack.push(start);
            while let Some(node) = stack.pop() {
                for &neighbor in self.row(node).0 {
                    if labels[neighbor as usize] == UNSEEN && joins(node, neighbor) {
                        labels[neighbor as usize] = count;
                        stack.push(neighbor);
                    }
                }
            }
            count += 1;
        }
        labels
    }

    fn rows(&self) -> impl Iterator<Item = (&[u32], &[f64])> {
        self.offsets.windows(2).map(|ends| (&self.targets[ends[0]..ends[1]], &self.weights[ends[0]..ends[1]]))
    }
}
