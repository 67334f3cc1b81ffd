//! `candidates.parquet`, `networks.parquet`, `pairs.parquet` and
//! `evidence.parquet`: typed, with ids and objects exactly as they are, or with
//! pseudonyms.

use lockstep_base::directory::OutputDir;
use lockstep_base::error::Result;
use lockstep_base::pattern::Pattern;
use lockstep_table::{ROW_GROUP, Table, table, write_parquet};

use super::share::{Account, Network, Share};

/// The columns that hold moments.
const MOMENTS: [&str; 2] = ["first_act", "last_act"];

/// Writes the four tables.
pub(super) fn write(share: &Share, out: &OutputDir) -> Result<()> {
    let (accounts, networks) = (&share.accounts, &share.networks);
    out.write("candidates.parquet", |to| {
        write_parquet(to, accounts.chunks(ROW_GROUP).map(candidates), candidates(&[]))
    })?;
    out.write("networks.parquet", |to| {
        write_parquet(to, networks.chunks(ROW_GROUP).map(network_rows), network_rows(&[]))
    })?;
    out.write("pairs.parquet", |to| share.pair_table.write_parquet(to))?;
    out.write("evidence.parquet", |to| share.meeting_table.write_parquet(to))
}

/// As `candidates.csv`, with platform, handle and display name.
fn candidates(accounts: &[Account]) -> lockstep_table::Result<Table> {
    let table = table!(
        "rank" => accounts.iter().map(|a| a.row.rank),
        "account_id" => accounts.iter().map(|a| a.id.as_str()),
        "network_id" => accounts.iter().map(|a| a.row.network_id),
        "tier" => accounts.iter().map(|a| a.tier.letter()),
        "score" => accounts.iter().map(|a| a.score),
        "q_value" => accounts.iter().map(|a| a.q_value),
        "partners" => accounts.iter().map(|a| a.row.partners),
        "co_acts" => accounts.iter().map(|a| a.row.co_acts),
        "objects" => accounts.iter().map(|a| a.row.objects),
        "days" => accounts.iter().map(|a| a.row.days),
        "traces" => accounts.iter().map(|a| a.row.traces.as_str()),
        "ruled_out" => accounts.iter().map(|a| a.row.ruled_out.as_str()),
        "first_act" => accounts.iter().map(|a| a.first_act),
        "last_act" => accounts.iter().map(|a| a.last_act),
        "leads" => accounts.iter().map(|a| a.row.leads),
        "follows" => accounts.iter().map(|a| a.row.follows),
        "position" => accounts.iter().map(|a| a.row.position.as_str()),
        "platform" => accounts.iter().map(|a| a.platform.as_deref()),
        "handle" => accounts.iter().map(|a| a.handle.as_deref()),
        "display_name" => accounts.iter().map(|a| a.display_name.as_deref()),
        "pattern" => accounts.iter().map(|a| a.pattern.map(Pattern::name)),
    );
    table.and_then(|table| table.with_moments(&MOMENTS))
}

/// As `networks.csv`: of whole networks; `accounts_shared` tells how many of the
/// accounts are in `candidates.parquet`.
fn network_rows(networks: &[Network]) -> lockstep_table::Result<Table> {
    let q_value = |network: &Network| network.row.q_value.parse::<f64>().ok();
    let table = table!(
        "network_id" => networks.iter().map(|n| n.row.network_id),
        "accounts" => networks.iter().map(|n| n.row.accounts),
        "accounts_shared" => networks.iter().map(|n| n.shared.len() as u64),
        "pairs" => networks.iter().map(|n| n.row.pairs),
        "density" => networks.iter().map(|n| n.row.density),
        "tier" => networks.iter().map(|n| n.tier.letter()),
        "score" => networks.iter().map(|n| n.row.score),
        "q_value" => networks.iter().map(q_value),
        "co_acts" => networks.iter().map(|n| n.row.co_acts),
        "objects" => networks.iter().map(|n| n.row.objects),
        "days" => networks.iter().map(|n| n.row.days),
        "traces" => networks.iter().map(|n| n.row.traces.as_str()),
        "ruled_out" => networks.iter().map(|n| n.row.ruled_out.as_str()),
        "first_act" => networks.iter().map(|n| n.first_act),
        "last_act" => networks.iter().map(|n| n.last_act),
        "stability" => networks.iter().map(|n| n.row.stability),
        "hangs_on_one_object" => networks.iter().map(|n| n.row.hangs_on_one_object),
        "pattern" => networks.iter().map(|n| n.row.pattern().map(Pattern::name)),
        "unstable" => networks.iter().map(|n| n.row.is_unstable()),
    );
    table.and_then(|table| table.with_moments(&MOMENTS))
}
