//! A detection in a notebook: the first networks and candidates, in the
//! notebook's own colours, without a script.

use lockstep_base::error::Result;
use lockstep_base::numbers::probability;
use lockstep_base::time;
use lockstep_detect::config::Config;
use lockstep_detect::{Detection, Warning};
use serde::Serialize;

use super::headline;
use crate::report::fill;

/// Networks and candidates that are shown.
const SHOWN: usize = 5;

#[derive(Serialize)]
struct Summary<'a> {
    headline: String,
    networks: Vec<NetworkLine>,
    more_networks: usize,
    candidates: Vec<CandidateLine<'a>>,
    more_candidates: usize,
    warnings: &'a [Warning],
}

#[derive(Serialize)]
struct NetworkLine {
    network_id: u32,
    tier: &'static str,
    pattern: &'static str,
    unstable: bool,
    accounts: usize,
    pairs: usize,
    objects: usize,
    days: usize,
    first_act: String,
    traces: String,
}

#[derive(Serialize)]
struct CandidateLine<'a> {
    rank: usize,
    account: &'a str,
    network_id: u32,
    tier: &'static str,
    score: String,
    q_value: String,
    partners: usize,
    co_acts: u64,
}

/// The first networks and candidates as a part of a page; what comes from the
/// data is made visible and escaped.
///
/// # Errors
/// Never in practice: the template is part of the program.
pub fn notebook(detection: &Detection, config: &Config) -> Result<String> {
    let findings = &detection.findings;
    let networks = findings.networks.iter().take(SHOWN).map(|network| NetworkLine {
        network_id: network.network_id,
        tier: network.tier.letter(),
        pattern: network.pattern.name(),
        unstable: network.is_unstable(),
        accounts: network.members.len(),
        pairs: network.pairs.len(),
        objects: network.together.objects,
        days: network.together.days,
        first_act: time::rfc3339(network.together.first_act),
        traces: network.together.traces.iter().map(|trace| trace.name()).collect::<Vec<_>>().join(", "),
    });
    let candidates = findings.candidates.iter().take(SHOWN).map(|candidate| CandidateLine {
        rank: candidate.rank,
        account: detection.events.accounts.get(candidate.account),
        network_id: candidate.network_id,
        tier: candidate.tier.letter(),
        score: format!("{:.3}", candidate.score),
        q_value: probability(candidate.ln_q),
        partners: candidate.partners,
        co_acts: candidate.together.co_acts,
    });
    let summary = Summary {
        headline: headline(detection, config),
        networks: networks.collect(),
        more_networks: findings.networks.len().saturating_sub(SHOWN),
        candidates: candidates.collect(),
        more_candidates: findings.candidates.len().saturating_sub(SHOWN),
        warnings: &detection.warnings,
    };
    fill(&[("notebook.html", include_str!("notebook.html"))], &summary)
}
