//! What a reader of one report must know about its numbers.

use lockstep_base::numbers::{count, list, things};

use super::model::Report;

/// The notes of one report, in an order that does not change.
pub(super) fn notes(report: &Report<'_>) -> Vec<String> {
    [invented(report), not_counted(report), undecided(report), quiet(report)].into_iter().flatten().collect()
}

fn invented(report: &Report<'_>) -> Option<String> {
    let (all, some) = (report.totals.all.networks, report.totals.networks_with_invented_fields);
    let come_back = report.reestablished.iter().any(|one| !one.invented.is_empty());
    let networks = (some > 0).then(|| format!("{} of {}", count(some), things(all, "network", "networks")));
    let come_back = come_back.then(|| "re-established accounts".to_owned());
    let about: Vec<String> = networks.into_iter().chain(come_back).collect();
    (!about.is_empty()).then(|| {
        format!(
            "What is marked † is made up for this example and not public: it concerns {}. Sums include it.",
            list(&about)
        )
    })
}

fn not_counted(report: &Report<'_>) -> Option<String> {
    // Which they are is not published: whoever is behind them would learn it.
    let kept = report.not_counted.len() as u64;
    (kept > 0).then(|| {
        let networks = things(kept, "network is", "networks are");
        format!("{networks} not counted, because the last decision was not to remove.")
    })
}

fn undecided(report: &Report<'_>) -> Option<String> {
    let open = report.operations.iter().filter(|told| told.operation.decisions.is_empty()).count() as u64;
    let all = report.totals.all.networks;
    (open > 0).then(|| {
        let have = if open == 1 { "has" } else { "have" };
        format!("{} of {} {have} no reviewer's decision on file.", count(open), things(all, "network", "networks"))
    })
}

fn quiet(report: &Report<'_>) -> Option<String> {
    let quiet = report.months.iter().filter(|month| month.sums.networks == 0);
    let names: Vec<String> = quiet.map(|month| month.month.name()).collect();
    match names.len() {
        0 => None,
        1..=3 => Some(format!("No network was removed in {}.", list(&names))),
        quiet => Some(format!("No network was removed in {quiet} of {} months.", report.months.len())),
    }
}
