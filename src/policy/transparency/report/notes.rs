//! What a reader of one report must know about its numbers.

use lockstep_base::calendar::{Month, Period};
use lockstep_base::numbers::{count, list, things};

use super::filed::Coverage;
use super::linked::LinkedOutlet;
use super::model::Report;
use super::sum::Sum;
use super::words::{capital, few, networks_of};

/// The notes of one report, in an order that does not change.
pub(super) fn notes(report: &Report<'_>) -> Vec<String> {
    let internal = [unchecked(report), unlabelled(report), not_counted(report), undecided(report)];
    let internal = internal.into_iter().filter(|_| !report.public);
    let all = [invented(report), not_reported(report), in_part(report), together(report), across(report)];
    let more = [undescribed(report), unknown(report), quiet(report), returned(report)];
    all.into_iter().chain(more).chain(internal).flatten().collect()
}

fn invented(report: &Report<'_>) -> Option<String> {
    let (all, some) = (report.totals.networks_described, report.totals.networks_with_invented_fields);
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

/// The months of which this is known, those in a row as one.
fn months_that_are(report: &Report<'_>, wanted: Coverage) -> Vec<String> {
    let months = report.months.iter().filter(|month| month.coverage == wanted);
    let mut runs: Vec<Period> = Vec::new();
    for month in months.map(|month| month.month) {
        let follows = runs.last().is_some_and(|run| Month::of(run.last()).next() == month);
        let begin = if follows { runs.pop().map(Period::first) } else { None };
        runs.extend(Period::new(begin.unwrap_or(month.first_day()), month.last_day()));
    }
    runs.into_iter().map(Period::name).collect()
}

fn not_reported(report: &Report<'_>) -> Option<String> {
    let names = months_that_are(report, Coverage::NotReported);
    (!names.is_empty()).then(|| {
        format!("Not reported: {}. That no network stands there does not say that none was removed.", list(&names))
    })
}

fn in_part(report: &Report<'_>) -> Option<String> {
    let names = months_that_are(report, Coverage::InPart);
    (!names.is_empty()).then(|| format!("Reported in part: {}. There may be more networks.", list(&names)))
}

fn together(report: &Report<'_>) -> Option<String> {
    let names = months_that_are(report, Coverage::Together);
    (!names.is_empty() && report.months.len() > 1)
        .then(|| format!("Told together, so that the numbers of single months are lower bounds: {}.", list(&names)))
}

fn across(report: &Report<'_>) -> Option<String> {
    let some = report.across;
    (some > 0).then(|| {
        let networks = things(some, "network is", "networks are");
        format!(
            "{networks} left out, because it is not known whether the removal was {} or before or after.",
            report.period()
        )
    })
}

fn undescribed(report: &Report<'_>) -> Option<String> {
    let (all, told) = (report.totals.all.networks, report.totals.networks_described);
    (told < all.of).then(|| {
        let networks = networks_of(all);
        format!("{} of {networks} are described here; of the others only their number is public.", count(told))
    })
}

fn unknown(report: &Report<'_>) -> Option<String> {
    let all = report.totals.all;
    let lacks =
        |sum: Sum, what: &str| (sum.known < sum.of).then(|| format!("{what} are known for {}", count(sum.known)));
    let parts: Vec<String> =
        [lacks(all.accounts, "accounts"), lacks(all.followers, "followers")].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| {
        let networks = networks_of(all.networks);
        format!("{} of {networks}: the sums are lower bounds.", capital(&list(&parts)))
    })
}

fn quiet(report: &Report<'_>) -> Option<String> {
    let names = months_that_are(report, Coverage::None);
    (!names.is_empty()).then(|| format!("No network was removed in {}.", list(&names)))
}

fn returned(report: &Report<'_>) -> Option<String> {
    let sum = report.totals.returned.0;
    if sum.known == sum.of && !sum.open {
        return None;
    }
    let months = things(sum.of, "month", "months");
    let part = if sum.open { ", some of them in part" } else { "" };
    Some(format!("Re-established accounts are reported for {} of {months}{part}.", count(sum.known)))
}

fn unchecked(report: &Report<'_>) -> Option<String> {
    let outlets = report.linked.outlets.iter().filter(|linked| linked.outlet.is_none());
    let names: Vec<String> = outlets.map(|linked| linked.entity.clone()).collect();
    (!names.is_empty()).then(|| {
        let names = few(&names, "outlets");
        format!("No registry was read that has the linked outlets {names}. A public report leaves them out.")
    })
}

fn unlabelled(report: &Report<'_>) -> Option<String> {
    let is_unlabelled = |one: &&LinkedOutlet| one.outlet.is_some() && one.unpublished().next().is_some();
    let outlets = report.linked.outlets.iter().filter(is_unlabelled);
    let names: Vec<String> = outlets.map(|linked| linked.name().to_owned()).collect();
    (!names.is_empty()).then(|| {
        let names = few(&names, "outlets");
        format!(
            "Not published: links to {names}, without a label when the network was removed. A public report leaves \
             them out."
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
    let all = report.totals.networks_described;
    (open > 0).then(|| {
        let have = if open == 1 { "has" } else { "have" };
        format!("{} of {} {have} no reviewer's decision on file.", count(open), things(all, "network", "networks"))
    })
}
