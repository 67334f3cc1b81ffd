//! What shows networks that no pair within a window proves.

use lockstep_detect::Detection;
use lockstep_detect::candidates::{Found, Group, Network};
use lockstep_method::few_acts::Link;
use lockstep_method::selection::Chosen;

use super::sheet::{Kind, Sheet, Value};

/// The networks that groups show.
fn of_groups(detection: &Detection) -> impl Iterator<Item = (&Network, &Group)> {
    detection.findings.networks.iter().filter_map(|network| Some((network, network.group.as_ref()?)))
}

/// `group_acts.parquet`: one row for each member and each item that it acted on.
pub(super) fn acts(detection: &Detection) -> Sheet<'static> {
    let mut rows = Vec::new();
    for (network, group) in of_groups(detection) {
        for (item, number) in group.items.iter().zip(1..) {
            let acts = &detection.tested.traces[item.trace].acts;
            rows.extend(item.acts.iter().map(|&(account, time)| {
                vec![
                    Value::Whole(network.network_id.into()),
                    Value::Whole(number),
                    Value::text(Some(acts.kind.name())),
                    Value::text(Some(acts.objects.get(item.object))),
                    Value::text(Some(detection.events.accounts.get(account))),
                    Value::Moment(time),
                    Value::Moment(item.start),
                    Value::Moment(item.end),
                    Value::count(item.acts.len()),
                    Value::count(item.accounts),
                    moments(group, account).map_or(Value::Missing, |moments| Value::Whole(moments.into())),
                ]
            }));
        }
    }
    Sheet { columns: &ACTS, rows }
}

/// Moments at which a member acts at all, where it matters.
fn moments(group: &Group, account: u32) -> Option<u32> {
    let Found::FewActs { moments, .. } = &group.found else { return None };
    moments.binary_search_by_key(&account, |of| of.0).ok().map(|place| moments[place].1)
}

const ACTS: [(&str, Kind); 11] = [
    ("network_id", Kind::Id),
    ("item", Kind::Count),
    ("trace", Kind::Text),
    ("object", Kind::Text),
    ("account_id", Kind::Text),
    ("time", Kind::Moment),
    ("first_act", Kind::Moment),
    ("last_act", Kind::Moment),
    ("members", Kind::Count),
    ("accounts", Kind::Count),
    ("moments", Kind::Count),
];

/// `group_links.parquet`: one row for each two items with more accounts in common, or each
/// two accounts with more objects in common, than anything explains.
pub(super) fn links(detection: &Detection) -> Sheet<'static> {
    let mut rows = Vec::new();
    for (network, group) in of_groups(detection) {
        let id = || Value::Whole(network.network_id.into());
        match &group.found {
            Found::FewActs { links, .. } => rows.extend(links.iter().map(|link| of_items(id(), link))),
            Found::Selection { pairs } => {
                rows.extend(pairs.iter().map(|chosen| of_accounts(id(), chosen, detection)));
            }
        }
    }
    Sheet { columns: &LINKS, rows }
}

fn of_items(network: Value, link: &Link) -> Vec<Value> {
    let [a, b] = link.bursts.map(|item| Value::count(item + 1));
    vec![
        network,
        a,
        b,
        Value::Missing,
        Value::Missing,
        Value::Whole(link.common.into()),
        Value::Number(link.expected, 3),
        Value::text(Some(link.explained.name())),
        Value::Probability(link.ln_p),
        Value::Missing,
    ]
}

fn of_accounts(network: Value, chosen: &Chosen, detection: &Detection) -> Vec<Value> {
    let [a, b] = [chosen.pair.a(), chosen.pair.b()].map(|a| Value::text(Some(detection.events.accounts.get(a))));
    vec![
        network,
        Value::Missing,
        Value::Missing,
        a,
        b,
        Value::Whole(chosen.common.into()),
        Value::Number(chosen.expected, 3),
        Value::Text(chosen.explained()),
        Value::Probability(chosen.ln_p),
        Value::Probability(chosen.ln_q),
    ]
}

const LINKS: [(&str, Kind); 10] = [
    ("network_id", Kind::Id),
    ("item_a", Kind::Count),
    ("item_b", Kind::Count),
    ("account_a", Kind::Text),
    ("account_b", Kind::Text),
    ("common", Kind::Count),
    ("expected", Kind::Number),
    ("explained_by", Kind::Text),
    ("p_value", Kind::Number),
    ("q_value", Kind::Number),
];
