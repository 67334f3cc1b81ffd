//! A method's verdicts against labels: the numbers of an evaluation.

use std::collections::BTreeMap;

use serde::Serialize;

use super::agreement::Contingency;
use super::labels::{Label, Labels};
use super::metrics::{Counts, Point, Ranking, share, wilson_interval};
use super::verdicts::{Verdict, Verdicts};

/// The rates at which calibration is looked at.
const RATES: [f64; 5] = [0.001, 0.01, 0.05, 0.1, 0.2];
/// The lengths of the list's head at which precision is looked at, beside the
/// number of coordinated accounts.
const HEADS: [usize; 4] = [10, 50, 100, 500];

/// How good a ranking and a list are, over the accounts that have a label.
/// Where nothing can be said (a precision of an empty list) there is `None`.
#[derive(Clone, Debug, Serialize)]
pub struct Evaluation {
    /// Who was judged.
    pub accounts: Accounts,
    /// Average precision of the ranking by score; an account without a
    /// repeated co-act has the score 0.
    pub average_precision: Option<f64>,
    /// The area under the ROC curve of the same ranking.
    pub roc_auc: Option<f64>,
    /// The expected precision of the ranking's head.
    pub precision_at: Vec<Head>,
    /// The list, counted.
    pub list: Counts,
    /// The share of coordinated accounts on the list.
    pub precision: Option<f64>,
    /// The share of the coordinated accounts that is listed.
    pub recall: Option<f64>,
    /// Their harmonic mean.
    pub f1: Option<f64>,
    /// Networks against campaigns, where the labels name campaigns.
    pub clusters: Option<Clusters>,
    /// The stated rate against the observed one, where a rate is stated.
    pub calibration: Vec<Calibration>,
    /// By style, where the labels name styles.
    pub styles: Vec<Style>,
    /// By role of innocent accounts, where the labels name roles.
    pub roles: Vec<Role>,
    /// The precision-recall curve; drawn, not written.
    #[serde(skip)]
    pub curve: Vec<Point>,
    /// The share of coordinated accounts among all that were judged.
    pub base_rate: f64,
}

/// Who was judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Accounts {
    /// Accounts with a label.
    pub labelled: usize,
    /// Of those, coordinated ones.
    pub coordinated: usize,
    /// Of those, innocent ones.
    pub innocent: usize,
    /// Labelled accounts of which the method says nothing: score 0.
    pub without_score: usize,
    /// Rows of the file of labels whose label is empty.
    pub empty_labels: usize,
    /// Accounts on the list.
    pub listed: usize,
    /// Of those, accounts without a label, which are not judged.
    pub listed_without_label: usize,
}

/// The head of a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Head {
    /// Its length.
    pub k: usize,
    /// The expected share of coordinated accounts in it.
    pub precision: f64,
}

/// Networks on the list against labelled campaigns, over the accounts that
/// have both.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Clusters {
    /// Accounts with both.
    pub accounts: usize,
    /// Networks among them.
    pub networks: usize,
    /// Campaigns among them.
    pub campaigns: usize,
    /// Adjusted Rand index.
    pub adjusted_rand_index: f64,
    /// Normalised mutual information, over the arithmetic mean of entropies.
    pub normalised_mutual_information: f64,
}

/// The list at one stated rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// The stated rate: accounts with a q-value of at most this.
    pub stated: f64,
    /// Labelled accounts at that rate.
    pub accounts: usize,
    /// Innocent ones among them.
    pub innocent: usize,
    /// Their share.
    pub observed: Option<f64>,
    /// The 95 % confidence interval of the share.
    pub interval: [f64; 2],
}

/// The coordinated accounts of one style.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Style {
    /// Its name.
    pub style: String,
    /// Its accounts.
    pub accounts: usize,
    /// Those on the list.
    pub listed: usize,
    /// Their share.
    pub recall: Option<f64>,
    /// Average precision of these accounts against all innocent ones.
    pub average_precision: Option<f64>,
}

/// The innocent accounts of one role.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Role {
    /// Its name.
    pub role: String,
    /// Its accounts.
    pub accounts: usize,
    /// Those on the list.
    pub listed: usize,
    /// Their share.
    pub share: Option<f64>,
}

/// A labelled account and what is said of it.
type Judged<'a> = (&'a Label, Verdict);

/// Holds verdicts against labels.
pub fn judge(labels: &Labels, verdicts: &Verdicts) -> Evaluation {
    let judged: Vec<Judged> = labels.iter().map(|(account, label)| (label, verdicts.of(account))).collect();
    let ranking = ranking(&judged, |_| true);
    let list = Counts::new(judged.iter().map(|(label, verdict)| (verdict.listed, label.coordinated)));
    Evaluation {
        accounts: accounts(labels, verdicts, &list),
        average_precision: ranking.average_precision(),
        roc_auc: ranking.roc_auc(),
        precision_at: heads(&ranking),
        list,
        precision: list.precision(),
        recall: list.recall(),
        f1: list.f1(),
        clusters: clusters(&judged),
        calibration: calibration(&judged),
        styles: styles(&judged),
        roles: roles(&judged),
        curve: ranking.curve(),
        base_rate: ranking.base_rate(),
    }
}

/// All innocent accounts and the coordinated ones that `belongs` holds for, in the order
/// of review: by tier, where the method gives tiers, then by score.
fn ranking(judged: &[Judged], belongs: impl Fn(&Label) -> bool) -> Ranking {
    let of = || judged.iter().filter(|(label, _)| !label.coordinated || belongs(label));
    let mut order: Vec<&Verdict> = of().map(|(_, verdict)| verdict).collect();
    order.sort_by(|x, y| x.review(y));
    let place = |verdict: &Verdict| order.partition_point(|other| other.review(verdict).is_lt()) as f64;
    Ranking::new(of().map(|(label, verdict)| (place(verdict), label.coordinated)))
}

fn accounts(labels: &Labels, verdicts: &Verdicts, list: &Counts) -> Accounts {
    let scored = |account: &str| verdicts.accounts.find(account).is_some();
    Accounts {
        labelled: labels.labels.len(),
        coordinated: list.true_positives + list.false_negatives,
        innocent: list.false_positives + list.true_negatives,
        without_score: labels.accounts.iter().filter(|account| !scored(account)).count(),
        empty_labels: labels.empty,
        listed: verdicts.listed().count(),
        listed_without_label: verdicts.listed().filter(|(account, _)| labels.of(account).is_none()).count(),
    }
}

fn heads(ranking: &Ranking) -> Vec<Head> {
    let mut lengths = HEADS.to_vec();
    lengths.push(ranking.positives());
    lengths.sort_unstable();
    lengths.dedup();
    lengths.into_iter().filter_map(|k| Some(Head { k, precision: ranking.precision_at(k)? })).collect()
}

fn clusters(judged: &[Judged]) -> Option<Clusters> {
    let both: Vec<(u32, &str)> = judged
        .iter()
        .filter(|(label, _)| !label.campaign.is_empty())
        .filter_map(|(label, verdict)| Some((verdict.network?, label.campaign.as_str())))
        .collect();
    let table = Contingency::new(&both);
    let (networks, campaigns) = table.classes();
    Some(Clusters {
        accounts: both.len(),
        networks,
        campaigns,
        adjusted_rand_index: table.adjusted_rand_index()?,
        normalised_mutual_information: table.normalised_mutual_information()?,
    })
}

fn calibration(judged: &[Judged]) -> Vec<Calibration> {
    if judged.iter().all(|(_, verdict)| verdict.q_value.is_none()) {
        return Vec::new();
    }
    let at = |stated: f64| {
        let passing = || judged.iter().filter(move |(_, verdict)| verdict.q_value.is_some_and(|q| q <= stated));
        let (accounts, innocent) = (passing().count(), passing().filter(|(label, _)| !label.coordinated).count());
        let (observed, interval) = (share(innocent, accounts), wilson_interval(innocent, accounts));
        Calibration { stated, accounts, innocent, observed, interval }
    };
    RATES.into_iter().map(at).collect()
}

/// Accounts and listed accounts by name, where one is known.
fn tally<'a>(judged: &[Judged<'a>], name: impl Fn(&'a Label) -> Option<&'a str>) -> BTreeMap<&'a str, (usize, usize)> {
    let mut names = BTreeMap::new();
    for &(label, verdict) in judged {
        if let Some(name) = name(label).filter(|name| !name.is_empty()) {
            let (accounts, listed) = names.entry(name).or_insert((0, 0));
            *accounts += 1;
            *listed += usize::from(verdict.listed);
        }
    }
    names
}

fn styles(judged: &[Judged]) -> Vec<Style> {
    let names = tally(judged, |label| label.coordinated.then_some(label.style.as_str()));
    let of = |(style, (accounts, listed)): (&str, (usize, usize))| Style {
        style: style.to_owned(),
        accounts,
        listed,
        recall: share(listed, accounts),
        average_precision: ranking(judged, |label| label.style == style).average_precision(),
    };
    names.into_iter().map(of).collect()
}

fn roles(judged: &[Judged]) -> Vec<Role> {
    let names = tally(judged, |label| (!label.coordinated).then_some(label.role.as_str()));
    let of = |(role, (accounts, listed)): (&str, (usize, usize))| Role {
        role: role.to_owned(),
        accounts,
        listed,
        share: share(listed, accounts),
    };
    names.into_iter().map(of).collect()
}
