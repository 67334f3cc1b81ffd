//! What a reader of the report must know: what is counted and how, what the
//! words mean, and where the numbers end.

use lockstep_base::numbers::{count, list, things};

use super::Report;

/// What the words mean, each with its meaning.
pub const DEFINITIONS: [(&str, &str); 9] = [
    (
        "Network",
        "Accounts that work together, mislead about who they are or what they want, and try to influence public \
         discourse. One covert influence operation is one network. What an account says is no part of this.",
    ),
    (
        "Accounts in the network",
        "The accounts that were removed with it. A network counts once, in the month in which they were removed.",
    ),
    (
        "Followers of the network",
        "Accounts that followed at least one member at the time of removal. One that followed several members counts \
         once.",
    ),
    (
        "Detection source",
        "Internal: found by the platform's own investigation. External: found because of somebody else's lead, which \
         the platform then investigated itself.",
    ),
    (
        "Operated from",
        "Where the people behind the network worked, as far as technical and behavioural evidence shows. It says \
         nothing about who paid them, and is no statement about a government.",
    ),
    (
        "Political discourse",
        "The network was aimed at politics: parties, politicians, governments, elections, wars or political causes.",
    ),
    ("Elections", "Elections that the network tried to influence, by name, country and day."),
    (
        "Re-established accounts",
        "Accounts removed in the month because they belonged to networks disrupted before and tried to come back. They \
         are counted apart and are not among the accounts of networks.",
    ),
    (
        "Confidence",
        "High: several independent kinds of evidence agree and no innocent explanation is left. Moderate: the \
         evidence points one way, and a gap or another explanation is left. Low: the evidence is thin or of one kind.",
    ),
];

/// Where the numbers end.
pub const LIMITS: [&str; 5] = [
    "Only networks that were found and confirmed are here. More networks in a month can mean more operations, or \
     better detection.",
    "Followers of different networks may be the same accounts: the sums of followers count them once for each \
     network. Followers need not be people, and say little about how many saw a network's posts.",
    "A network that was operated from, or targeted, several countries counts in each of them: the sums by country \
     can exceed the totals.",
    "Numbers are as of the removal. What was found about a network later is not in them.",
    "The description is of what the accounts did together. Evidence that would help the people behind them to hide \
     is left out.",
];

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
