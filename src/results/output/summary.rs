//! The result in a few lines.

use std::fmt::Write;

use lockstep_base::numbers::things;
use lockstep_base::pattern::Pattern;
use lockstep_base::time;
use lockstep_detect::Detection;
use lockstep_detect::candidates::Network;
use lockstep_detect::config::Config;

use crate::collective::of_groups;
use crate::wording::{UNSTABLE, pattern as pattern_told};

/// The result in a few lines; nothing in it comes from the data unescaped.
pub fn summary(detection: &Detection, config: &Config) -> String {
    const SHOWN: usize = 10;
    let findings = &detection.findings;
    let mut text = String::new();
    // Writing into a String cannot fail.
    let _ = writeln!(text, "{}", headline(detection, config));
    if !findings.networks.is_empty() {
        let _ = writeln!(
            text,
            "\nnetwork   tier  pattern            accounts   pairs  objects  days  first act             traces"
        );
    }
    let shown =
        || findings.networks.iter().take(SHOWN).chain(findings.networks.iter().skip(SHOWN).filter(is_of_bursts));
    for network in shown() {
        let traces: Vec<&str> = network.together.traces.iter().map(|trace| trace.name()).collect();
        let _ = writeln!(
            text,
            "{:>7}{}  {:>4}  {:<17}  {:>8}  {:>6}  {:>7}  {:>4}  {:<20}  {}",
            network.network_id,
            if network.is_unstable() { "*" } else { " " },
            network.tier.letter(),
            network.pattern.name(),
            network.members.len(),
            network.pairs.len(),
            network.together.objects,
            network.together.days,
            time::rfc3339(network.together.first_act).chars().take(20).collect::<String>(),
            traces.join(";")
        );
    }
    let left = findings.networks.len() - shown().count();
    if left > 0 {
        let _ = writeln!(text, "... and {left} more in networks.csv");
    }
    if shown().any(Network::is_unstable) {
        let _ = writeln!(text, "* {UNSTABLE}");
    }
    for pattern in Pattern::ALL {
        if shown().any(|network| network.pattern == pattern) {
            let _ = writeln!(text, "{}: {}", pattern.name(), pattern_told(pattern));
        }
    }
    if !findings.explained.is_empty() {
        let groups = findings.explained.len() as u64;
        let _ = writeln!(
            text,
            "{} synchronous and not on the list: see explained.csv.",
            things(groups, "group is", "groups are")
        );
    }
    for warning in &detection.warnings {
        let _ = write!(text, "\nNote: {warning}");
    }
    if !detection.warnings.is_empty() {
        let _ = writeln!(text);
    }
    text
}

/// What was found, in a sentence.
pub fn headline(detection: &Detection, config: &Config) -> String {
    let findings = &detection.findings;
    if findings.networks.is_empty() {
        let passed = match findings.validated.len() {
            0 => "no pair of accounts passes".to_owned(),
            1 => "1 pair passes, alone (it is in pairs.parquet),".to_owned(),
            n => format!("{n} pairs pass, none in a group large enough to list (they are in pairs.parquet),"),
        };
        return format!("No network found: {passed} at a false discovery rate of {}.", config.fdr);
    }
    let networks = |count: usize| things(count as u64, "network", "networks");
    let accounts = |count: usize| things(count as u64, "account", "accounts");
    let from = format!(
        "from {} of which about {:.1} are expected to be false.",
        things(findings.validated.len() as u64, "validated pair", "validated pairs"),
        config.fdr * findings.validated.len() as f64
    );
    let all = format!("{} of {}", networks(findings.networks.len()), accounts(findings.candidates.len()));
    let of_pairs = || findings.networks.iter().filter(|network| network.group.is_none());
    let groups = of_groups(findings, config.fdr);
    if groups.is_empty() {
        return format!("{all}, {from}");
    }
    let members = of_pairs().map(|network| network.members.len()).sum();
    let of_pairs = of_pairs().count();
    let by_pairs = (of_pairs > 0).then(|| format!("{} of {} {from}", networks(of_pairs), accounts(members)));
    [format!("{all}.")].into_iter().chain(by_pairs).chain(groups).collect::<Vec<_>>().join(" ")
}

/// Networks that are told of however many others there are: one of them can be most of the list.
fn is_of_bursts(network: &&Network) -> bool {
    network.is_of_bursts()
}
