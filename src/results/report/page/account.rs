//! An account as the page names it.

use lockstep_base::numbers::probability;
use lockstep_detect::Detection;
use serde::Serialize;

use super::names::{names, pattern, ruled_out};

#[derive(Serialize)]
pub(super) struct Account<'a> {
    rank: usize,
    account_id: &'a str,
    network_id: u32,
    tier: &'static str,
    pattern: String,
    score: String,
    q_value: String,
    partners: usize,
    objects: usize,
    days: usize,
    ruled_out: String,
    leads: u32,
    follows: u32,
    position: &'static str,
    traces: String,
}

pub(super) fn account(detection: &Detection, place: usize) -> Account<'_> {
    let candidate = &detection.findings.candidates[place];
    Account {
        rank: candidate.rank,
        account_id: detection.events.accounts.get(candidate.account),
        network_id: candidate.network_id,
        tier: candidate.tier.letter(),
        pattern: pattern(candidate.pattern),
        score: format!("{:.1}", candidate.score),
        q_value: probability(candidate.ln_q),
        partners: candidate.partners,
        objects: candidate.together.objects,
        days: candidate.together.days,
        ruled_out: ruled_out(candidate.ruled_out),
        leads: candidate.standing.leads,
        follows: candidate.standing.follows,
        position: candidate.standing.position.name(),
        traces: names(&candidate.together.traces),
    }
}
