//! The graph of a finished run, from its tables: the one that `detect` wrote.

use std::cmp::Ordering;
use std::collections::{HashMap, VecDeque};

use super::read::{AccountRow, CandidateRow, Meetings, Output};
use crate::candidates::{Lead, Position, Standing, Tier};
use crate::error::Result;
use crate::events::time;
use crate::export::{Graph, GraphEdge, GraphNode, Spell};

impl Output {
    /// The accounts on the list and the validated pairs among them; its files
    /// equal those of `detect`, byte for byte.
    ///
    /// # Errors
    /// When a table cannot be read, or names an account or a value that no
    /// output of `detect` has.
    pub fn graph(&self) -> Result<Graph> {
        let nodes = self.nodes()?;
        let places: HashMap<&str, usize> =
            nodes.iter().enumerate().map(|(place, node)| (node.account_id.as_str(), place)).collect();
        let meetings = self.meetings_of_pairs()?;
        let mut edges = Vec::new();
        for pair in meetings.pairs() {
            let ends = pair.accounts.map(|account| places.get(account).copied());
            // A pair of two networks, or of none, is validated but not listed.
            if let [Some(a), Some(b)] = ends
                && nodes[a].network_id == nodes[b].network_id
            {
                let lead = lead(&pair.times);
                edges.push(GraphEdge::new([a as u32, b as u32], pair.score, lead, pair.times));
            }
        }
        Ok(Graph { nodes, edges })
    }

    fn nodes(&self) -> Result<Vec<GraphNode>> {
        let mut accounts: HashMap<_, VecDeque<&AccountRow>> = HashMap::new();
        for account in self.accounts() {
            if let Some(key) = account.key() {
                accounts.entry(key).or_default().push_back(account);
            }
        }
        let node = |row: CandidateRow| {
            let account = accounts.get_mut(&row.key()).and_then(VecDeque::pop_front);
            let account = account.ok_or_else(|| self.foreign(&row, "is not in accounts.parquet"))?;
            self.node(row, account)
        };
        self.candidates()?.into_iter().map(node).collect()
    }

    fn node(&self, row: CandidateRow, account: &AccountRow) -> Result<GraphNode> {
        let moment = |text: &str| time::parse(text).map_err(|problem| self.foreign(&row, problem));
        let count = |count: u64| u32::try_from(count).map_err(|_| self.foreign(&row, "has a count that is too large"));
        let tier = Tier::ALL.into_iter().find(|tier| tier.letter() == row.tier);
        let position = Position::ALL.into_iter().find(|position| position.name() == row.position);
        Ok(GraphNode {
            account_id: account.id.clone(),
            network_id: row.network_id,
            tier: tier.ok_or_else(|| self.foreign(&row, "has a tier that is none"))?,
            rank: row.rank,
            score: account.score,
            partners: row.partners,
            co_acts: row.co_acts,
            standing: Standing {
                leads: count(row.leads)?,
                follows: count(row.follows)?,
                position: position.ok_or_else(|| self.foreign(&row, "has a position that is none"))?,
            },
            acts: Spell { first: moment(&row.first_act)?, last: moment(&row.last_act)? },
        })
    }
}

/// Who comes first in these meetings, given as the moments of both accounts.
fn lead(times: &[[i64; 2]]) -> Lead {
    let count = |order: Ordering| times.iter().filter(|[a, b]| a.cmp(b) == order).count() as u32;
    Lead::new(count(Ordering::Less), count(Ordering::Greater), count(Ordering::Equal))
}

/// A validated pair with all its meetings.
pub(super) struct PairMeetings<'a> {
    /// The exact ids.
    accounts: [&'a str; 2],
    /// −log₁₀ p over all traces.
    score: f64,
    /// When either account acted, in microseconds.
    times: Vec<[i64; 2]>,
}

impl Meetings {
    /// Pair by pair, in the order of the table.
    fn pairs(&self) -> impl Iterator<Item = PairMeetings<'_>> {
        let accounts = |row: usize| [&self.a, &self.b].map(|ids| ids.get(row).unwrap_or_default());
        let mut next = 0;
        std::iter::from_fn(move || {
            let first = next;
            if first == self.a.len() {
                return None;
            }
            let pair = accounts(first);
            next = (first..self.a.len()).find(|&row| accounts(row) != pair).unwrap_or(self.a.len());
            let time = |times: &polars::prelude::Int64Chunked, row| times.get(row).unwrap_or_default();
            let times = (first..next).map(|row| [time(&self.time_a, row), time(&self.time_b, row)]).collect();
            Some(PairMeetings { accounts: pair, score: self.score.get(first).unwrap_or_default(), times })
        })
    }
}
