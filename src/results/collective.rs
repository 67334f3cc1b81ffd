//! What shows networks that no pair within a window proves, in sentences: the same words in
//! the report, in `explain` and in what is shared.

use lockstep_base::numbers::{count, probability, small, things};
use lockstep_base::pattern::Pattern;
use lockstep_detect::candidates::{Findings, Found, Group, Network};
use lockstep_method::few_acts::{FAMILY_WISE, PERMUTATIONS};
use serde::Serialize;

use crate::wording;

/// What shows a network that no pair within a window proves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupEvidence {
    /// Its members.
    pub accounts: u64,
    /// Bursts, or objects that members chose together.
    pub items: u64,
    /// The share of the members among all who acted in the bursts, or on the objects.
    pub share: f64,
    /// Pairs of bursts, or of accounts, that have more in common than anything explains.
    pub links: u64,
    /// The clearest of them.
    pub clearest: Option<Clearest>,
    /// Of bursts: six hours lie between any two sittings.
    pub sittings: Option<u64>,
    /// Of bursts: how many strangers are to be expected among the members.
    pub expected_strangers: Option<f64>,
}

/// How far networks can be trusted that no pair within a window proves, one sentence a pattern.
pub fn of_groups(findings: &Findings, fdr: f64) -> Vec<String> {
    let groups = || findings.networks.iter().filter_map(|network| Some((network, network.group.as_ref()?)));
    let of_bursts = groups().filter(|(network, _)| network.is_of_bursts());
    let (networks, accounts) = of_bursts.fold((0, 0), |(n, a), (network, _)| (n + 1, a + network.members.len() as u64));
    let mut said = Vec::new();
    if networks > 0 {
        said.push(format!(
            "{} of {} with few acts: no pair of them is proof. In data without such groups, the chance that any is listed is \
             at most {:.0} %.",
            things(networks, "network", "networks"),
            things(accounts, "account", "accounts"),
            100.0 * FAMILY_WISE
        ));
    }
    let chosen = |(_, group): (&Network, &Group)| match &group.found {
        Found::Selection { pairs } => Some(pairs.len() as u64),
        Found::FewActs { .. } => None,
    };
    let pairs: Vec<u64> = groups().filter_map(chosen).collect();
    if !pairs.is_empty() {
        let all: u64 = pairs.iter().sum();
        said.push(format!(
            "{} of the same selection: leads. About {} of their {} expected to be false.",
            things(pairs.len() as u64, "network", "networks"),
            small(fdr * all as f64),
            things(all, "pair is", "pairs are"),
        ));
    }
    said
}

/// The clearest pair of bursts, or of accounts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Clearest {
    /// Accounts, or objects, in common.
    pub common: u64,
    /// How many there would be by what explains most.
    pub expected: f64,
    /// What explains most.
    pub explained_by: String,
    /// p of so many, which may be too small for a float.
    pub p_value: String,
}

impl GroupEvidence {
    /// Of a network of a detection.
    pub fn of(network: &Network, group: &Group) -> Self {
        let acts: usize = group.items.iter().map(|item| item.acts.len()).sum();
        let of_all: usize = group.items.iter().map(|item| item.accounts).sum();
        let clearest = |common: u32, expected: f64, explained_by: String, ln_p: f64| Clearest {
            common: common.into(),
            expected,
            explained_by,
            p_value: probability(ln_p),
        };
        let (links, clearest, sittings, strangers) = match &group.found {
            Found::FewActs { links, sittings, strangers, .. } => {
                let least = links.iter().min_by(|x, y| x.ln_p.total_cmp(&y.ln_p));
                let least = least.map(|l| clearest(l.common, l.expected, l.explained.name().to_owned(), l.ln_p));
                (links.len(), least, Some(*sittings as u64), Some(*strangers))
            }
            Found::Selection { pairs } => {
                let least = pairs.iter().min_by(|x, y| x.ln_p.total_cmp(&y.ln_p));
                (pairs.len(), least.map(|c| clearest(c.common, c.expected, c.explained(), c.ln_p)), None, None)
            }
        };
        Self {
            accounts: network.members.len() as u64,
            items: group.items.len() as u64,
            share: acts as f64 / of_all.max(1) as f64,
            links: links as u64,
            clearest,
            sittings,
            expected_strangers: strangers,
        }
    }

    /// What shows it, how sure that is, and what it does not show.
    pub fn sentences(&self, pattern: Pattern, fdr: f64) -> Vec<String> {
        if pattern == Pattern::ManyWithFewActs { self.of_bursts() } else { self.of_selection(fdr) }
    }

    fn of_bursts(&self) -> Vec<String> {
        let mut said = vec![
            format!(
                "{}, each with two to eight moments in all the data, came back in {} (an object, and at most two hours in \
                 which at least ten such accounts acted on it) in {} that begin six hours apart or more. {:.0} % of the \
                 places in these bursts are theirs.",
                things(self.accounts, "account", "accounts"),
                things(self.items, "burst", "bursts"),
                things(self.sittings.unwrap_or_default(), "sitting", "sittings"),
                100.0 * self.share,
            ),
            format!(
                "{} more accounts in common than active days, hours, weekdays and taste explain{}",
                things(self.links, "pair of bursts has", "pairs of bursts have"),
                self.clearest("accounts"),
            ),
            format!(
                "With acts permuted {PERMUTATIONS} times under each explanation, no group had so much evidence: in data without \
                 such groups, the chance that this run lists any is at most {:.0} % (family-wise). No pair of these accounts \
                 is proof by itself.",
                100.0 * FAMILY_WISE
            ),
        ];
        said.extend(self.expected_strangers.map(|strangers| {
            format!(
                "Strangers among the members, whom chance brought back: {} expected, by the places that others took in these \
                 bursts.",
                if strangers < 0.005 { "fewer than 0.01".to_owned() } else { small(strangers) }
            )
        }));
        said
    }

    fn of_selection(&self, fdr: f64) -> Vec<String> {
        vec![
            format!(
                "{} chose among the same {}, at any time. {:.0} % of all that accounts did with these was done by them.",
                things(self.accounts, "account", "accounts"),
                things(self.items, "object", "objects"),
                100.0 * self.share,
            ),
            format!(
                "{} more choices in common than popularity and taste explain, whether topics are taken broad or narrow (what \
                 one account chose in one post is one choice){}",
                things(self.links, "pair of them has", "pairs of them have"),
                self.clearest("choices"),
            ),
            format!(
                "About {} of these {} expected to be false (false discovery rate {fdr}). When they acted was not tested: \
                 the choice alone is the evidence.",
                small(fdr * self.links as f64),
                things(self.links, "pair is", "pairs are"),
            ),
        ]
    }

    fn clearest(&self, things: &str) -> String {
        let Some(Clearest { common, expected, explained_by, p_value }) = &self.clearest else { return ".".to_owned() };
        let by = wording::explained_by(explained_by);
        format!(
            "; the clearest has {} {things} in common where {by} would give {} (p = {p_value}).",
            count(*common),
            small(*expected)
        )
    }
}
