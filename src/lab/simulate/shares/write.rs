//! The files of a world of shares.

use std::fmt::Write as _;
use std::io::Write;

use lockstep_base::stop;

use super::world::SharesWorld;
use crate::simulate::role::Role;
use crate::simulate::world::Campaign;

/// Columns of the shares, in their order: those that CooRTweet takes.
const SHARE_COLUMNS: [&str; 4] = ["account_id", "content_id", "object_id", "timestamp_share"];
/// Columns of the truth, in their order.
const TRUTH_COLUMNS: [&str; 3] = ["account_id", "role", "campaign"];

/// Seconds.
const HOUR: f64 = 3_600.0;
/// Seconds.
const DAY: f64 = 86_400.0;

/// Writes the shares as CSV with a header, in the order of time.
///
/// # Errors
/// When the writer refuses.
pub fn write_shares(world: &SharesWorld, writer: impl Write) -> csv::Result<()> {
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(SHARE_COLUMNS)?;
    let mut cells: [String; SHARE_COLUMNS.len()] = Default::default();
    for (row, share) in (0..).zip(world.shares()) {
        stop::check();
        cells.iter_mut().for_each(String::clear);
        let [account, content, object, time] = &mut cells;
        write!(account, "{}", world.names.account(share.account))
            .and_then(|()| write!(content, "{}", world.names.post(row, share.time)))
            .and_then(|()| write!(time, "{}", share.time))
            .map_err(std::io::Error::other)?;
        world.names.write_short_id(share.object, object);
        csv.write_record(&cells)?;
    }
    csv.flush()?;
    Ok(())
}

/// Writes the truth as CSV with a header: every account once, whichever shares.
///
/// # Errors
/// When the writer refuses.
pub fn write_truth(world: &SharesWorld, writer: impl Write) -> csv::Result<()> {
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(TRUTH_COLUMNS)?;
    for account in 0..world.accounts() {
        let campaign = world.campaign_of(account);
        let role = if campaign.is_some() { Role::Campaign } else { Role::Organic };
        let campaign = campaign.map(Campaign::id).unwrap_or_default();
        csv.write_record([&world.names.account(account).to_string(), role.name(), &campaign])?;
    }
    csv.flush()?;
    Ok(())
}

/// What the files are, in Markdown.
pub fn about(world: &SharesWorld) -> String {
    let config = &world.config;
    let (shortest_wait, longest_wait) = config.waits();
    let members: usize = world.campaigns().iter().map(|members| members.len()).sum();
    format!(
        "# Simulated shares\n\nMade by `lockstep simulate --world shares` from the values in `world.toml`; the same values \
         give the same bytes. Nothing in it is real. It is made to load-test with: the co-acts per share are the same \
         whatever the size, and there is neither day nor night. For judging methods, take the other worlds, in which the \
         innocent try harder to look coordinated.\n\n\
         | what | how many |\n|---|---:|\n\
         | shares | {} |\n| accounts | {} |\n| communities | {} |\n| campaigns | {} |\n| their members | {members} |\n\n\
         ## shares.csv\n\nOne row a share, in the order of time. Comma-separated UTF-8 with a header.\n\n\
         | column | what it is |\n|---|---|\n\
         | `account_id` | Who shared; a number of 8 to 19 digits. Read it as text or as a 64-bit integer: 19 digits do not \
         fit a floating-point number. |\n\
         | `content_id` | The share: its time followed by nine digits. Unique. |\n\
         | `object_id` | What is shared: eleven lower-case letters and digits. |\n\
         | `timestamp_share` | When, in whole seconds since 1970-01-01 UTC. |\n\n\
         ## truth.csv\n\nOne row an account, for `lockstep evaluate`.\n\n\
         | column | what it is |\n|---|---|\n\
         | `account_id` | An account; each stands here once, even one that shares nothing. |\n\
         | `role` | `campaign` for members of planted campaigns, otherwise `organic`. |\n\
         | `campaign` | The campaign; empty for all others. |\n\n\
         ## What is in it\n\n\
         Stories have between 1 and {} shares; their sizes follow a power law with exponent {}. Half of a story's shares \
         come within {} s. {:.0} % of those who share it are of its community of about {} accounts. Members of campaigns \
         are ordinary accounts that besides share {} stories of others together, within {:.1} days: each at an arbitrary \
         moment between {:.1} and {:.1} hours after its publication, all members within {} s; {:.0} % of them are \
         absent each time.\n",
        config.shares,
        world.accounts(),
        config.communities(),
        world.campaigns().len(),
        config.largest_story,
        config.size_exponent,
        config.median_delay,
        100.0 * config.loyalty,
        config.community,
        config.actions,
        config.campaign_length() / DAY,
        shortest_wait / HOUR,
        longest_wait / HOUR,
        config.action_spread,
        100.0 * config.absence,
    )
}
