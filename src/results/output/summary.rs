//! The result in a few lines.

use std::fmt::Write;

use lockstep_base::numbers::things;
use lockstep_base::pattern::Pattern;
use lockstep_base::time;
use lockstep_detect::Detection;
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
    for network in findings.networks.iter().take(SHOWN) {
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
    if findings.networks.len() > SHOWN {
        let _ = writeln!(text, "... and {} more in networks.csv", findings.networks.len() - SHOWN);
    }
    if findings.networks.iter().take(SHOWN).any(|network| network.is_unstable()) {
        let _ = writeln!(text, "* {UNSTABLE}");
    }
    for pattern in Pattern::ALL {
        if findings.networks.iter().take(SHOWN).any(|network| network.pattern == pattern) {
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
    let of_pairs = format!(
        "{} of {}, from {} of which about {:.1} are expected to be false.",
        things(findings.networks.len() as u64, "network", "networks"),
        things(findings.candidates.len() as u64, "account", "accounts"),
        things(findings.validated.len() as u64, "validated pair", "validated pairs"),
        config.fdr * findings.validated.len() as f64
    );
    [of_pairs].into_iter().chain(of_groups(findings, config.fdr)).collect::<Vec<_>>().join(" Among them ")
}
