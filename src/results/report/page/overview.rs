//! What was analysed, and what was left out, in sentences.

use lockstep_base::numbers::{count, list, things};
use lockstep_base::time;
use lockstep_data::events::LeftOut;
use lockstep_detect::Detection;

/// What was analysed.
pub(super) fn analysed(detection: &Detection) -> String {
    let (events, tested) = (&detection.events, &detection.tested);
    let (first, last) = events.span();
    let traces: Vec<&str> = tested.traces.iter().map(|trace| trace.kind.name()).collect();
    format!(
        "Analysed: {} from {}, with acts of {} from {} to {}, in {} ({}).",
        things(events.rows() as u64, "row", "rows"),
        things(events.sources.len() as u64, "file", "files"),
        things(tested.accounts as u64, "account", "accounts"),
        time::rfc3339(first),
        time::rfc3339(last),
        things(traces.len() as u64, "trace", "traces"),
        list(&traces)
    )
}

/// What was left out; empty where nothing was.
pub(super) fn left_out(detection: &Detection) -> Vec<String> {
    let (events, findings, traces) = (&detection.events, &detection.findings, &detection.tested.traces);
    let refused: u64 = events.sources.iter().map(|source| source.rejected).sum();
    let set_aside: u64 = events.sources.iter().map(|source| source.set_aside).sum();
    let sum = |of: fn(&lockstep_data::traces::TraceSummary) -> usize| {
        traces.iter().map(|trace| of(&trace.summary) as u64).sum()
    };
    let (popular, popular_acts): (u64, u64) = (sum(|s| s.popular_objects), sum(|s| s.popular_acts));
    let (common, common_acts): (u64, u64) = (sum(|s| s.common_texts), sum(|s| s.common_acts));
    let early = (detection.tested.repeated - detection.tested.pairs.len()) as u64;
    let unlisted = findings.unlisted_pairs as u64;
    let asked = |of: fn(&LeftOut) -> u64| events.sources.iter().map(|source| of(&source.left_out)).sum::<u64>();
    let (rows, addresses) = (asked(LeftOut::rows), asked(|left_out| left_out.addresses));
    let said = [
        (rows, format!("{} by --from, --to, --exclude or --only-language.", things(rows, "row", "rows"))),
        (addresses, format!("{} of domains that --exclude-domain names.", things(addresses, "link", "links"))),
        (refused, format!("{} that could not be read; rejects.csv lists them.", things(refused, "row", "rows"))),
        (set_aside, format!("{} that are no posts.", things(set_aside, "row", "rows"))),
        (
            popular,
            format!(
                "{} as too popular to be evidence, with {}.",
                things(popular, "object", "objects"),
                things(popular_acts, "act", "acts")
            ),
        ),
        (
            common,
            format!(
                "{} as too common to be evidence, with {}.",
                things(common, "text", "texts"),
                things(common_acts, "act", "acts")
            ),
        ),
        (
            early,
            format!(
                "{} of {} that met on enough objects, by the early bound: they cannot pass.",
                things(early, "pair", "pairs"),
                count(detection.tested.repeated as u64)
            ),
        ),
        (
            unlisted,
            format!(
                "{} between accounts whose group is too small to list, or between two networks; in pairs.parquet.",
                things(unlisted, "validated pair", "validated pairs")
            ),
        ),
    ];
    said.into_iter().filter(|(number, _)| *number > 0).map(|(_, sentence)| sentence).collect()
}
