//! Followers that add up: with the list of them, and with the members.

use lockstep_base::numbers::{count, things};

use super::entry::Reader;
use super::lists::{Accounts, Followers};

/// What a list of followers must agree with.
pub(super) fn add_up(
    reader: &mut Reader<'_>,
    line: u64,
    (stated, accounts): (Option<u64>, Option<u64>),
    counted: &Followers,
) {
    if let Some(stated) = stated.filter(|stated| *stated != counted.union) {
        let problem = format!(
            "{} are stated, but {} holds {}, each counted once",
            things(stated, "follower", "followers"),
            counted.file,
            things(counted.union, "follower", "followers")
        );
        reader.error(line, "followers", problem, "correct the one that is wrong");
    }
    if let Some(accounts) = accounts.filter(|accounts| counted.followed > *accounts) {
        let problem = format!(
            "{} are followed in {}, but the network has {}",
            things(counted.followed, "account", "accounts"),
            counted.file,
            things(accounts, "account", "accounts")
        );
        reader.error(line, "followers_file", problem, "leave out the followers of other accounts");
    }
}

/// The followers of a network are at least those of each member, and at most
/// those of all members together.
pub(super) fn within_members(
    reader: &mut Reader<'_>,
    line: u64,
    followers: u64,
    list: Option<&Accounts>,
    counted: Option<&Followers>,
) {
    let of_list = list.and_then(|list| list.largest().map(|(member, most)| (member.name(), most, list.file.clone())));
    let of_count = counted.and_then(|counted| {
        let (name, most) = counted.largest.clone()?;
        Some((name, most, counted.file.clone()))
    });
    let largest = of_list.into_iter().chain(of_count).max_by_key(|(_, most, _)| *most);
    if let Some((name, most, file)) = largest.filter(|(_, most, _)| *most > followers) {
        let problem = format!(
            "the network has {}, but its account {name} alone has {} ({file})",
            things(followers, "follower", "followers"),
            count(most)
        );
        reader.error(line, "followers", problem, "state those who follow at least one account, or correct the list");
    }
    let sum = list.and_then(Accounts::sum).zip(list).filter(|(sum, _)| followers > *sum);
    if let Some((sum, list)) = sum {
        let problem = format!(
            "the network has {}, but its accounts have {} together ({})",
            things(followers, "follower", "followers"),
            count(sum),
            list.file
        );
        reader.error(line, "followers", problem, "count nobody who follows none of the accounts, or correct the list");
    }
}
