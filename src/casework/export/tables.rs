//! `candidates.parquet`, `networks.parquet`, `pairs.parquet` and
//! `evidence.parquet`: typed, with ids and objects exactly as they are, or with
//! pseudonyms.

use std::io::{self, Write};

use lockstep_base::directory::OutputDir;
use lockstep_base::error::Result;
use lockstep_table::{ROW_GROUP, with_moments, write as write_parquet};
use polars::prelude::*;

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
    out.write("pairs.parquet", |to| whole(to, &share.pair_table))?;
    out.write("evidence.parquet", |to| whole(to, &share.meeting_table))
}

fn whole(to: &mut dyn Write, table: &DataFrame) -> io::Result<()> {
    let groups = (0..table.height()).step_by(ROW_GROUP).map(|start| Ok(table.slice(start as i64, ROW_GROUP)));
    write_parquet(to, groups, Ok(table.clear()))
}

/// As `candidates.csv`, with platform, handle and display name.
fn candidates(accounts: &[Account]) -> PolarsResult<DataFrame> {
    let frame = df!(
        "rank" => accounts.iter().map(|a| a.row.rank).collect::<Vec<_>>(),
        "account_id" => accounts.iter().map(|a| a.id.as_str()).collect::<Vec<_>>(),
        "network_id" => accounts.iter().map(|a| a.row.network_id).collect::<Vec<_>>(),
        "tier" => accounts.iter().map(|a| a.tier.letter()).collect::<Vec<_>>(),
        "score" => accounts.iter().map(|a| a.score).collect::<Vec<_>>(),
        "q_value" => accounts.iter().map(|a| a.q_value).collect::<Vec<_>>(),
        "partners" => accounts.iter().map(|a| a.row.partners).collect::<Vec<_>>(),
        "co_acts" => accounts.iter().map(|a| a.row.co_acts).collect::<Vec<_>>(),
        "objects" => accounts.iter().map(|a| a.row.objects).collect::<Vec<_>>(),
        "days" => accounts.iter().map(|a| a.row.days).collect::<Vec<_>>(),
        "traces" => accounts.iter().map(|a| a.row.traces.as_str()).collect::<Vec<_>>(),
        "ruled_out" => accounts.iter().map(|a| a.row.ruled_out.as_str()).collect::<Vec<_>>(),
        "first_act" => accounts.iter().map(|a| a.first_act).collect::<Vec<_>>(),
        "last_act" => accounts.iter().map(|a| a.last_act).collect::<Vec<_>>(),
        "leads" => accounts.iter().map(|a| a.row.leads).collect::<Vec<_>>(),
        "follows" => accounts.iter().map(|a| a.row.follows).collect::<Vec<_>>(),
        "position" => accounts.iter().map(|a| a.row.position.as_str()).collect::<Vec<_>>(),
        "platform" => accounts.iter().map(|a| a.platform.as_deref()).collect::<Vec<_>>(),
        "handle" => accounts.iter().map(|a| a.handle.as_deref()).collect::<Vec<_>>(),
        "display_name" => accounts.iter().map(|a| a.display_name.as_deref()).collect::<Vec<_>>(),
    );
    frame.and_then(|frame| with_moments(frame, &MOMENTS))
}

/// As `networks.csv`: of whole networks; `accounts_shared` tells how many of the
/// accounts are in `candidates.parquet`.
fn network_rows(networks: &[Network]) -> PolarsResult<DataFrame> {
    let q_value = |network: &Network| network.row.q_value.parse::<f64>().ok();
    let frame = df!(
        "network_id" => networks.iter().map(|n| n.row.network_id).collect::<Vec<_>>(),
        "accounts" => networks.iter().map(|n| n.row.accounts).collect::<Vec<_>>(),
        "accounts_shared" => networks.iter().map(|n| n.shared.len() as u64).collect::<Vec<_>>(),
        "pairs" => networks.iter().map(|n| n.row.pairs).collect::<Vec<_>>(),
        "density" => networks.iter().map(|n| n.row.density).collect::<Vec<_>>(),
        "tier" => networks.iter().map(|n| n.tier.letter()).collect::<Vec<_>>(),
        "score" => networks.iter().map(|n| n.row.score).collect::<Vec<_>>(),
        "q_value" => networks.iter().map(q_value).collect::<Vec<_>>(),
        "co_acts" => networks.iter().map(|n| n.row.co_acts).collect::<Vec<_>>(),
        "objects" => networks.iter().map(|n| n.row.objects).collect::<Vec<_>>(),
        "days" => networks.iter().map(|n| n.row.days).collect::<Vec<_>>(),
        "traces" => networks.iter().map(|n| n.row.traces.as_str()).collect::<Vec<_>>(),
        "ruled_out" => networks.iter().map(|n| n.row.ruled_out.as_str()).collect::<Vec<_>>(),
        "first_act" => networks.iter().map(|n| n.first_act).collect::<Vec<_>>(),
        "last_act" => networks.iter().map(|n| n.last_act).collect::<Vec<_>>(),
        "stability" => networks.iter().map(|n| n.row.stability).collect::<Vec<_>>(),
        "hangs_on_one_object" => networks.iter().map(|n| n.row.hangs_on_one_object).collect::<Vec<_>>(),
    );
    frame.and_then(|frame| with_moments(frame, &MOMENTS))
}
