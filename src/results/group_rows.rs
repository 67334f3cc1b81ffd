//! Reads what shows a network that no pair within a window proves.

use std::collections::BTreeMap;

use lockstep_base::error::Result;
use lockstep_base::numbers::probability;

use crate::collective::{Clearest, GroupEvidence};
use crate::read::{NetworkRow, Output, Table};

/// What shows a network that no pair within a window proves.
#[derive(Clone, Debug, Default)]
pub struct GroupRows {
    /// Its rows of `group_acts.parquet`, in their order.
    pub acts: Vec<GroupAct>,
    /// Its rows of `group_links.parquet`, in their order.
    pub links: Vec<GroupLink>,
}

/// A member's act on an item.
#[derive(Clone, Debug)]
pub struct GroupAct {
    /// The number of the burst or object, from 1.
    pub item: u64,
    /// The trace.
    pub trace: String,
    /// The object.
    pub object: String,
    /// The member's exact id.
    pub account: String,
    /// When it acted, in microseconds.
    pub time: i64,
    /// When the item's first act was.
    pub first_act: i64,
    /// When its last act was.
    pub last_act: i64,
    /// Members on it.
    pub members: u64,
    /// All accounts on it, of a burst at the time.
    pub accounts: u64,
    /// Moments at which the member acts in all the data; of bursts.
    pub moments: Option<u64>,
}

/// Two items, or two accounts, with more in common than anything explains.
#[derive(Clone, Debug)]
pub struct GroupLink {
    /// The exact ids of the two accounts; none of bursts.
    pub accounts: Option<[String; 2]>,
    /// Accounts, or objects, in common.
    pub common: u64,
    /// How many there would be by what explains most.
    pub expected: f64,
    /// What explains most.
    pub explained_by: String,
    /// The probability of so many.
    pub p_value: f64,
}

impl Output {
    /// What shows each network that no pair within a window proves, by its number.
    ///
    /// # Errors
    /// When a table cannot be read.
    pub fn groups(&self) -> Result<BTreeMap<u32, GroupRows>> {
        let mut groups: BTreeMap<u32, GroupRows> = BTreeMap::new();
        if !self.dir().join("group_acts.parquet").is_file() {
            return Ok(groups);
        }
        for (network_id, act) in acts(&self.table("group_acts.parquet", &[])?)? {
            groups.entry(network_id).or_default().acts.push(act);
        }
        for (network_id, link) in links(&self.table("group_links.parquet", &[])?)? {
            groups.entry(network_id).or_default().links.push(link);
        }
        Ok(groups)
    }
}

/// The network of each row.
fn networks(table: &Table) -> Result<impl Fn(usize) -> u32> {
    let ids = table.integers("network_id")?;
    Ok(move |row: usize| ids.get(row).and_then(|id| u32::try_from(id).ok()).unwrap_or_default())
}

fn acts(table: &Table) -> Result<Vec<(u32, GroupAct)>> {
    let network = networks(table)?;
    let [trace, object, account] = [table.texts("trace")?, table.texts("object")?, table.texts("account_id")?];
    let [item, members, accounts] = [table.integers("item")?, table.integers("members")?, table.integers("accounts")?];
    let [time, first, last] = [table.integers("time")?, table.integers("first_act")?, table.integers("last_act")?];
    let moments = table.integers("moments")?;
    let row = |row: usize| {
        let whole = |number: Option<i64>| number.unwrap_or_default().unsigned_abs();
        let act = GroupAct {
            item: whole(item.get(row)),
            trace: trace.get(row).unwrap_or_default().to_owned(),
            object: object.get(row).unwrap_or_default().to_owned(),
            account: account.get(row).unwrap_or_default().to_owned(),
            time: time.get(row).unwrap_or_default(),
            first_act: first.get(row).unwrap_or_default(),
            last_act: last.get(row).unwrap_or_default(),
            members: whole(members.get(row)),
            accounts: whole(accounts.get(row)),
            moments: moments.get(row).map(i64::unsigned_abs),
        };
        (network(row), act)
    };
    Ok((0..table.rows.height()).map(row).collect())
}

fn links(table: &Table) -> Result<Vec<(u32, GroupLink)>> {
    let network = networks(table)?;
    let [a, b, explained] = [table.texts("account_a")?, table.texts("account_b")?, table.texts("explained_by")?];
    let (common, expected, p_value) =
        (table.integers("common")?, table.numbers("expected")?, table.numbers("p_value")?);
    let row = |row: usize| {
        let link = GroupLink {
            accounts: a.get(row).zip(b.get(row)).map(|(a, b)| [a.to_owned(), b.to_owned()]),
            common: common.get(row).unwrap_or_default().unsigned_abs(),
            expected: expected.get(row).unwrap_or_default(),
            explained_by: explained.get(row).unwrap_or_default().to_owned(),
            p_value: p_value.get(row).unwrap_or_default(),
        };
        (network(row), link)
    };
    Ok((0..table.rows.height()).map(row).collect())
}

impl GroupLink {
    /// The clearest of these.
    pub fn clearest<'a>(links: impl IntoIterator<Item = &'a Self>) -> Option<&'a Self> {
        links.into_iter().min_by(|x, y| x.p_value.total_cmp(&y.p_value))
    }
}

impl GroupRows {
    /// The numbers of the network.
    pub fn numbers(&self, network: &NetworkRow) -> GroupEvidence {
        let items: Vec<&GroupAct> =
            self.acts.chunk_by(|x, y| x.item == y.item).filter_map(|of_item| of_item.first()).collect();
        let [members, accounts] = [|act: &GroupAct| act.members, |act: &GroupAct| act.accounts]
            .map(|of| items.iter().map(|act| of(act)).sum::<u64>());
        let clearest = GroupLink::clearest(&self.links);
        GroupEvidence {
            accounts: network.accounts,
            items: items.len() as u64,
            share: members as f64 / accounts.max(1) as f64,
            links: self.links.len() as u64,
            clearest: clearest.map(|link| Clearest {
                common: link.common,
                expected: link.expected,
                explained_by: link.explained_by.clone(),
                p_value: probability(link.p_value.ln()),
            }),
            sittings: network.group_sittings,
            expected_strangers: network.expected_strangers,
        }
    }
}
