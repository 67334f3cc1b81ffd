//! `takedown.csv`: one row an account, in the order of review, for the platform
//! that decides about it. `decision` and `reviewer` are left empty for a person.

use std::collections::BTreeMap;

use lockstep_base::error::Result;
use lockstep_base::pattern::Pattern;
use lockstep_base::safe::cell;
use lockstep_base::time;
use lockstep_results::write::table;

use super::share::{Account, Network, Share};
use super::text;

const HEADER: [&str; 23] = [
    "rank",
    "platform",
    "account_id",
    "handle",
    "network_id",
    "tier",
    "score",
    "q_value",
    "partners",
    "co_acts",
    "objects",
    "days",
    "traces",
    "ruled_out",
    "first_act",
    "last_act",
    "strongest_partner",
    "examples",
    "against",
    "decision",
    "reviewer",
    "platform_id",
    "pattern",
];

/// The table.
pub(super) fn csv(share: &Share) -> Result<Vec<u8>> {
    let networks: BTreeMap<u32, &Network> = share.networks.iter().map(|n| (n.row.network_id, n)).collect();
    let (meetings, group_acts) = (share.meetings_by_account(), share.group_acts_by_account());
    let rows = share.accounts.iter().zip(0..).filter_map(|(account, place)| {
        let network = networks.get(&account.row.network_id)?;
        let meetings = &meetings[place as usize];
        let mut examples = text::of_acts(share, group_acts[place as usize].iter().copied());
        if examples.is_empty() {
            examples = text::examples(share, meetings.iter().copied());
        }
        Some(row(account, network, partner(share, place, meetings), &examples.join(" | ")))
    });
    table(&HEADER, rows)
}

/// The partner of the account's strongest pair among those that are shared.
fn partner<'a>(share: &'a Share, place: u32, meetings: &[u32]) -> Option<&'a Account> {
    let [a, b] = share.meetings[*meetings.first()? as usize].accounts;
    Some(share.account(if a == place { b } else { a }))
}

fn row(account: &Account, network: &Network, partner: Option<&Account>, examples: &str) -> Vec<String> {
    let text = |text: Option<&str>| cell(text.unwrap_or_default()).into_owned();
    let row = &account.row;
    vec![
        row.rank.to_string(),
        text(account.platform.as_deref()),
        text(Some(&account.id)),
        text(account.handle.as_deref()),
        row.network_id.to_string(),
        account.tier.letter().to_owned(),
        format!("{:.3}", account.score),
        row.q_value.clone(),
        row.partners.to_string(),
        row.co_acts.to_string(),
        row.objects.to_string(),
        row.days.to_string(),
        row.traces.clone(),
        row.ruled_out.clone(),
        time::rfc3339(account.first_act),
        time::rfc3339(account.last_act),
        text(partner.map(|partner| partner.id.as_str())),
        cell(examples).into_owned(),
        cell(&text::against_account(account, network)).into_owned(),
        String::new(),
        String::new(),
        text(Some(&account.platform_id)),
        account.pattern.map_or("", Pattern::name).to_owned(),
    ]
}
