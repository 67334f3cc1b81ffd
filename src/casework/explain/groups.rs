//! The sentences about an account whose network no pair within a window proves.

use lockstep_base::numbers::{count, probability, small, things};
use lockstep_base::pattern::Pattern;
use lockstep_base::safe::visible;
use lockstep_method::few_acts::LIGHT;
use lockstep_method::few_acts::cores::sittings;
use lockstep_method::significance::ln_poisson_tail;
use lockstep_results::group_rows::{GroupAct, GroupLink, GroupRows};
use lockstep_results::read::NetworkRow;
use lockstep_results::wording;

use super::case::{Case, GroupCase, Listing};
use super::{doubts, sentences};

/// A line of the list in words: why the account is in its group, and what it would take to
/// leave it.
pub(super) fn listing(l: &Listing, case: &Case, rows: &GroupRows) -> Vec<String> {
    let mut mine: Vec<&GroupAct> = rows.acts.iter().filter(|act| act.account == case.account).collect();
    mine.sort_by_key(|act| act.first_act);
    let of_bursts = mine.first().and_then(|act| act.moments);
    let mut said = match of_bursts {
        Some(moments) => bursts(l, &mine, moments, rows),
        None => selection(l, &case.account, rows),
    };
    said.push(sentences::ruled_out(&l.ruled_out, &l.not_ruled_out));
    said.extend(case.network.as_ref().and_then(sentences::pattern));
    said
}

/// The answer for two accounts of one group.
pub(super) fn pair(case: &Case, network: &NetworkRow, rows: &GroupRows) -> String {
    let other = case.other.as_deref().unwrap_or_default();
    let both = format!("{} and {} are both in network {}", visible(&case.account), visible(other), network.network_id);
    let common = case.group.as_ref().map_or(0, |group| group.acts.len() as u64);
    if network.pattern() == Some(Pattern::ManyWithFewActs) {
        return format!(
            "{both}, which no pair proves: they acted in {} of its bursts together. The evidence is the group's.",
            count(common)
        );
    }
    let ends = [case.account.as_str(), other];
    let is_theirs = |link: &&GroupLink| {
        link.accounts.as_ref().is_some_and(|[a, b]| ends == [a.as_str(), b] || ends == [b.as_str(), a])
    };
    match GroupLink::clearest(rows.links.iter().filter(is_theirs)) {
        Some(link) => format!(
            "{both} and chose the same: {} in common where {} would give {} (p = {}).",
            things(link.common, "choice", "choices"),
            wording::explained_by(&link.explained_by),
            small(link.expected),
            probability(link.p_value.ln()),
        ),
        None => format!(
            "{both}, but this pair is no evidence: the {} that both chose of what shows the network are no more than \
             popularity and taste explain. Each of the two is in it for its pairs with others.",
            things(common, "object", "objects")
        ),
    }
}

/// What speaks against two accounts of one group.
pub(super) fn against_pair(case: &Case, group: &GroupCase) -> Vec<String> {
    still_possible(case, group.acts.len() as u64)
}

/// What speaks against a line of the list.
pub(super) fn against(l: &Listing, case: &Case) -> Vec<String> {
    let mut said = still_possible(case, l.objects);
    said.extend(doubts::one_trace(l.traces.iter().map(String::as_str)));
    said
}

/// What remains to be ruled out, and whether it is little that shows it.
fn still_possible(case: &Case, objects: u64) -> Vec<String> {
    let to_rule_out = case.network.as_ref().and_then(|network| network.to_rule_out);
    to_rule_out.map(str::to_owned).into_iter().chain(doubts::few_objects(objects)).collect()
}

fn bursts(l: &Listing, mine: &[&GroupAct], moments: u64, rows: &GroupRows) -> Vec<String> {
    let own = sittings(mine.iter().map(|act| act.first_act)) as u64;
    let all = rows.acts.chunk_by(|x, y| x.item == y.item).count() as u64;
    vec![
        format!(
            "It acted in {} of the {} of its group, in {}, and at {} in all the data; from {} to {}.",
            count(mine.len() as u64),
            things(all, "burst", "bursts"),
            things(own, "sitting", "sittings"),
            things(moments, "moment", "moments"),
            l.first_act,
            l.last_act
        ),
        format!(
            "Score {:.1}: −log₁₀ of the chance to be in just these bursts, by what explains most. By itself that proves \
             nothing; the evidence is the group's.",
            l.score
        ),
        format!(
            "To leave the group: bursts in one sitting instead of {}, or more than {} in all the data, for an account \
             counts while at least half of its moments can be in sittings of the group. A group \
             has at least four sittings and ten accounts, and makes up at least half of each of its bursts.",
            count(own),
            things((2 * own).min(u64::from(*LIGHT.end())), "moment", "moments"),
        ),
    ]
}

fn selection(l: &Listing, account: &str, rows: &GroupRows) -> Vec<String> {
    let of_account = |link: &&GroupLink| link.accounts.as_ref().is_some_and(|ends| ends.iter().any(|id| id == account));
    let mine: Vec<&GroupLink> = rows.links.iter().filter(of_account).collect();
    let clearest = GroupLink::clearest(mine.iter().copied());
    let mut said = vec![format!(
        "Score {:.1}: −log₁₀ p of its three clearest pairs, added up. With {} it has more choices in common than \
         popularity and taste explain, on {}, from {} to {}.",
        l.score,
        things(mine.len() as u64, "member", "members"),
        things(l.objects, "object", "objects"),
        l.first_act,
        l.last_act
    )];
    // All of them passed: where the largest did, others would have.
    let limit = rows.links.iter().map(|link| link.p_value).fold(0.0, f64::max).ln();
    let leaving = |link: &GroupLink| (0..link.common).rev().find(|&n| ln_poisson_tail(n, link.expected) > limit);
    said.extend(clearest.and_then(|link| Some((link, link.accounts.as_ref()?))).map(|(link, ends)| {
        let other = ends.iter().find(|id| *id != account).map_or("", String::as_str);
        format!(
            "Its clearest pair, with {}: {} in common where {} would give {}. To leave the group, doing as much elsewhere, it \
             would have no more than {} in this pair, and correspondingly few in its others.",
            visible(other),
            things(link.common, "choice", "choices"),
            wording::explained_by(&link.explained_by),
            small(link.expected),
            count(leaving(link).unwrap_or_default()),
        )
    }));
    said
}
