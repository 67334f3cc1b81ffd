//! What the page calls things, in a few words.

use lockstep_base::pattern::Pattern;
use lockstep_base::safe::{clipped, unlinked};
use lockstep_base::tier::RuledOut;
use lockstep_base::time;
use lockstep_data::traces::TraceKind;
use lockstep_detect::Detection;

use crate::wording::words;

/// Characters of an object that are shown: a text can be long.
const LETTERS_SHOWN: usize = 300;

/// Letters of an account's id that are shown where it is not what is looked for.
const ID_SHOWN: usize = 100;

/// An account as tables name it that are not the list: a long id is cut.
pub(super) fn account_name(detection: &Detection, account: u32) -> String {
    clipped(detection.events.accounts.get(account), ID_SHOWN)
}

/// A share in whole per cent, without its sign.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0}", 100.0 * share)
}

/// The day of a moment: times to the second are in the tables.
pub(super) fn date(micros: i64) -> String {
    time::rfc3339(micros).chars().take(10).collect()
}

/// An object as the page names it: a link cannot be followed.
pub(super) fn object_name(detection: &Detection, trace: usize, object: u32) -> String {
    unlinked(&clipped(detection.tested.traces[trace].acts.objects.get(object), LETTERS_SHOWN))
}

pub(super) fn names(traces: &[TraceKind]) -> String {
    traces.iter().map(|trace| trace.name()).collect::<Vec<_>>().join(", ")
}

/// A pattern as words.
pub(super) fn pattern(pattern: Pattern) -> String {
    words(pattern.name())
}

/// What is ruled out, as words.
pub(super) fn ruled_out(ruled_out: RuledOut) -> String {
    ruled_out.names().replace(';', ", ")
}
