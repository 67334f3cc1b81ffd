//! From tested pairs to the list.

use lockstep_base::error::Result;
use lockstep_data::events::Events;
use lockstep_data::traces::PostLog;

use crate::candidates::{Tested, find};
use crate::config::Config;
use crate::detection::{Detection, Stages};
use crate::traits::profiles;
use crate::warnings::warnings;

/// From tested pairs to the list, and what is said of it.
pub(crate) fn conclude(
    events: Events,
    log: PostLog,
    mut tested: Tested,
    config: &Config,
    stages: &mut Stages,
) -> Result<Detection> {
    let findings = stages.run("clustering", || find(&mut tested, &events.accounts, &log, config))?;
    let of_networks = || Ok(profiles(&events, &tested, &findings.networks, config));
    let profiles = stages.run("comparing profiles", of_networks)?;
    let warnings = warnings(&events, &tested, &findings.searched, config);
    Ok(Detection {
        events,
        log,
        tested,
        findings,
        profiles,
        null_checks: Vec::new(),
        warnings,
        is_pseudonymised: false,
    })
}
