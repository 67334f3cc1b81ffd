//! Assets are counted by kind and platform: what they say of the accounts and the
//! sites of a network is what the entry and its lists say of them.

use std::collections::BTreeMap;

use lockstep_base::numbers::things;

use super::entry::{CORRECT, Reader};
use super::field::AssetKind;
use super::file::Entry;
use super::lists::Accounts;
use super::model::{About, Asset};

/// Holds the assets against the accounts of the network, the list of them, and its
/// sites.
pub(super) fn assets_add_up(
    reader: &mut Reader<'_>,
    entry: &Entry,
    (accounts, list): (Option<u64>, Option<&Accounts>),
    about: &About,
) {
    let line = reader.line_or_entry(entry.assets.as_ref());
    each_once(reader, entry, about);
    let of_kind = |kind: AssetKind| about.assets.iter().filter(move |asset| asset.kind == kind);
    let own: Vec<&Asset> = of_kind(AssetKind::Accounts).collect();
    if let Some(accounts) = accounts {
        are_all(reader, line, &own, accounts);
    }
    // Rows that cannot be used are errors of their own.
    if let Some(list) = list.filter(|list| list.faults.is_empty()) {
        on_their_platforms(reader, line, &own, list);
    }
    let sites: Vec<&Asset> = of_kind(AssetKind::Sites).collect();
    if !sites.is_empty() {
        are_the_websites(reader, line, sum(&sites), about);
    }
}

/// The sum of the counts, and how many assets have none; no sum is too large to be
/// written.
fn sum(assets: &[&Asset]) -> (u64, u64) {
    let sum = assets.iter().fold(0_u64, |sum, asset| sum.saturating_add(asset.count.unwrap_or(0)));
    (sum, assets.iter().filter(|asset| asset.count.is_none()).count() as u64)
}

/// A kind has one number on a platform.
fn each_once(reader: &mut Reader<'_>, entry: &Entry, about: &About) {
    for (at, asset) in about.assets.iter().enumerate() {
        let is_same = |other: &&Asset| other.kind == asset.kind && platform(other) == platform(asset);
        if about.assets[..at].iter().any(|other| is_same(&other)) {
            let line = reader.line_or_entry(entry.assets.as_ref());
            let on = asset.platform.as_ref().map(|platform| format!(" on {platform}")).unwrap_or_default();
            let problem = format!("{}{on} are there twice", asset.kind.name());
            reader.error(line, "assets", problem, "write one number a kind and platform");
        }
    }
}

/// In lower case; empty where none is named.
fn platform(asset: &Asset) -> String {
    asset.platform.as_ref().map(|platform| platform.to_lowercase()).unwrap_or_default()
}

/// The accounts among the assets are those of the network; of those without a count
/// there is at least one.
fn are_all(reader: &mut Reader<'_>, line: u64, own: &[&Asset], accounts: u64) {
    let (sum, uncounted) = sum(own);
    let is_more = sum.saturating_add(uncounted) > accounts;
    let is_less = sum < accounts && uncounted == 0;
    if own.is_empty() || !(is_more || is_less) {
        return;
    }
    let further = if uncounted > 0 { ", and further ones without a count" } else { "" };
    let problem = format!(
        "{} among the assets{further}, but the network has {}",
        things(sum, "account is", "accounts are"),
        things(accounts, "account", "accounts")
    );
    let remedy = if is_less {
        "correct the one that is wrong, or add the others: { kind = \"accounts\", platform = \"...\" }, without a \
         count where it is not known"
    } else {
        CORRECT
    };
    reader.error(line, "assets", problem, remedy);
}

/// The accounts of a platform are as many as the list has of it, where the list tells
/// the platform of each.
fn on_their_platforms(reader: &mut Reader<'_>, line: u64, own: &[&Asset], list: &Accounts) {
    if list.members.iter().any(|member| member.platform.is_empty()) {
        return;
    }
    let mut listed: BTreeMap<&str, u64> = BTreeMap::new();
    list.members.iter().for_each(|member| *listed.entry(&member.platform).or_default() += 1);
    for (name, stated) in own.iter().filter_map(|asset| Some((asset.platform.as_ref()?, asset.count?))) {
        let listed = listed.get(name.to_lowercase().as_str()).copied().unwrap_or(0);
        if listed != stated {
            let are = if stated == 1 { "is" } else { "are" };
            let problem = format!(
                "{} on {name} {are} among the assets, but {} lists {listed} of this platform",
                things(stated, "account", "accounts"),
                list.file
            );
            reader.error(line, "assets", problem, CORRECT);
        }
    }
}

/// Sites that it ran are among its websites; what it pushed besides may be there, too.
fn are_the_websites(reader: &mut Reader<'_>, line: u64, (sites, uncounted): (u64, u64), about: &About) {
    let named = about.websites.len() as u64;
    if named > 0 && named != sites && uncounted == 0 {
        let sites = things(sites, "site is", "sites are");
        let problem = format!("{sites} among the assets, but `websites` names {named}");
        reader.note(line, Some("assets"), problem, "correct the one that is wrong, unless some were only pushed");
    }
}
