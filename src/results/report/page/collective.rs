//! The part of a section that only networks have which no pair within a window proves.

use lockstep_base::numbers::{probability, small};
use lockstep_base::time::rfc3339;
use lockstep_detect::Detection;
use lockstep_detect::candidates::{Found, Group, Item, Network};
use lockstep_method::few_acts::Link;
use lockstep_method::selection::Chosen;
use serde::Serialize;

use super::names::{account_name, object_name};
use crate::collective::GroupEvidence;
use crate::wording;

/// Rows that are shown of each list; the whole list is in the tables.
const ITEMS_SHOWN: usize = 30;
const LINKS_SHOWN: usize = 20;

/// What shows a network that no pair within a window proves.
#[derive(Serialize)]
pub(super) struct GroupSection {
    sentences: Vec<String>,
    /// Whether time matters: its items are bursts.
    bursts: bool,
    items: Vec<ItemRow>,
    items_left: usize,
    links: Vec<LinkRow>,
    links_left: usize,
}

#[derive(Serialize)]
struct ItemRow {
    item: usize,
    trace: &'static str,
    object: String,
    first_act: String,
    last_act: String,
    members: usize,
    accounts: usize,
}

#[derive(Serialize)]
struct LinkRow {
    a: String,
    b: String,
    common: u32,
    expected: String,
    explained_by: String,
    p_value: String,
}

pub(super) fn group_section(detection: &Detection, network: &Network, group: &Group, fdr: f64) -> GroupSection {
    let item = |(number, item): (usize, &Item)| ItemRow {
        item: number + 1,
        trace: detection.tested.traces[item.trace].kind.name(),
        object: object_name(detection, item.trace, item.object),
        first_act: rfc3339(item.start),
        last_act: rfc3339(item.end),
        members: item.acts.len(),
        accounts: item.accounts,
    };
    let (links, left) = match &group.found {
        Found::FewActs { links, .. } => clearest(links, |link| link.ln_p, of_items),
        Found::Selection { pairs } => clearest(pairs, |pair| pair.ln_p, |chosen| of_accounts(detection, chosen)),
    };
    GroupSection {
        sentences: GroupEvidence::of(network, group).sentences(network.pattern, fdr),
        bursts: matches!(group.found, Found::FewActs { .. }),
        items: group.items.iter().enumerate().take(ITEMS_SHOWN).map(item).collect(),
        items_left: group.items.len().saturating_sub(ITEMS_SHOWN),
        links,
        links_left: left,
    }
}

/// The rows of the clearest links, and how many others there are.
fn clearest<T>(links: &[T], ln_p: impl Fn(&T) -> f64, row: impl Fn(&T) -> LinkRow) -> (Vec<LinkRow>, usize) {
    let mut sorted: Vec<&T> = links.iter().collect();
    sorted.sort_by(|x, y| ln_p(x).total_cmp(&ln_p(y)));
    (sorted.into_iter().take(LINKS_SHOWN).map(row).collect(), links.len().saturating_sub(LINKS_SHOWN))
}

fn of_items(link: &Link) -> LinkRow {
    let [a, b] = link.bursts.map(|item| (item + 1).to_string());
    LinkRow {
        a,
        b,
        common: link.common,
        expected: small(link.expected),
        explained_by: wording::explained_by(link.explained.name()),
        p_value: probability(link.ln_p),
    }
}

fn of_accounts(detection: &Detection, chosen: &Chosen) -> LinkRow {
    let [a, b] = [chosen.pair.a(), chosen.pair.b()].map(|account| account_name(detection, account));
    LinkRow {
        a,
        b,
        common: chosen.common,
        expected: small(chosen.expected),
        explained_by: wording::explained_by(&chosen.explained()),
        p_value: probability(chosen.ln_p),
    }
}
