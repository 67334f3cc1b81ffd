//! The shared accounts as a graph: of a whole run the one that `detect` wrote.

use std::cmp::Ordering;

use lockstep_detect::candidates::Lead;
use lockstep_results::write::{Graph, GraphEdge, GraphNode, Spell};

use super::share::{Account, Meeting, Share};

/// The shared accounts, and the pairs of them that met.
pub(super) fn graph(share: &Share) -> Graph {
    let pairs = share.meetings.chunk_by(|one, next| one.accounts == next.accounts);
    Graph { nodes: share.accounts.iter().map(node).collect(), edges: pairs.map(edge).collect() }
}

fn node(account: &Account) -> GraphNode {
    GraphNode {
        account_id: account.id.clone(),
        network_id: account.row.network_id,
        tier: account.tier,
        rank: account.row.rank,
        score: account.score,
        partners: account.row.partners,
        co_acts: account.row.co_acts,
        standing: account.standing,
        acts: Spell { first: account.first_act, last: account.last_act },
        pattern: account.pattern,
    }
}

/// The edge of a pair with all its meetings.
fn edge(meetings: &[Meeting]) -> GraphEdge {
    let times: Vec<[i64; 2]> = meetings.iter().map(|meeting| meeting.times).collect();
    GraphEdge::new(meetings[0].accounts, meetings[0].score, lead(&times), times)
}

/// Who comes first in these meetings, given as the moments of both accounts.
fn lead(times: &[[i64; 2]]) -> Lead {
    let count = |order: Ordering| times.iter().filter(|[a, b]| a.cmp(b) == order).count() as u32;
    Lead::new(count(Ordering::Less), count(Ordering::Greater), count(Ordering::Equal))
}
