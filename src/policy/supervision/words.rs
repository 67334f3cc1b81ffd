//! Codes of lists in words, for people.

use super::ads::Decision;
use super::lists::{Basis, Ground, Urgency};
use super::reach::Verdict;

/// A code with blanks for what parts it.
pub(super) fn plain(code: &str) -> String {
    code.replace('_', " ")
}

/// How urgent questions are, and what that means.
pub(super) fn urgency(urgency: Urgency) -> (&'static str, &'static str) {
    match urgency {
        Urgency::Now => ("Urgent", "A measure may be wrong, or may not be carried out."),
        Urgency::Soon => ("Soon", "A decision is waiting for it."),
        Urgency::Routine => ("For the record, or when there is time", "Nothing waits for it."),
    }
}

/// A kind of question; kinds that have no words of their own are plain enough.
pub(super) fn question(kind: &str) -> String {
    let words = match kind {
        "not_in_registry" => "Not in the registry",
        "no_decision" => "No decision for some days",
        "ran_where_refused" => "Ran where it may not",
        "moved" => "Other entity than before",
        "country_changed" => "Other country than before",
        "appeal_reopened" => "Appeal open again",
        "advertisement_changed" => "Limited before, and not what it was",
        "setting_changed" => "Other setting than before",
        "measure_widened" => "Measure everywhere, which was in some countries",
        "ended_before" => "Label ended before",
        "measure_gone" => "Measure missing from the registry",
        "kept_ineligible" => "Stays on the list",
        "under_review" | "label_under_review" => "Under review",
        "unclear_reach" => "Reach not clear",
        "insufficient_data" => "Too few data",
        "undeclared" => "Acts together with an outlet",
        "open_appeal" => "Appeal to be decided",
        "granted_appeal" => "Appeal granted, label unchanged",
        "undated_appeal" => "Outcome of an appeal without a day",
        "overdue_review" => "Review overdue",
        "no_review" => "No day for the next review",
        "future_decision" => "Decision to come",
        "unknown_advertisement" => "Ran, and nobody knows whose it is",
        "gap" => "Days without a decision",
        "no_decider" => "Nobody named",
        "no_accounts" => "No account",
        "no_basis" => "No criterion speaks for the label",
        "missing_evidence" => "Evidence missing",
        "missing_criterion" => "Criterion not assessed",
        "expert_disagrees" => "Expert concludes otherwise",
        "contradiction" => "Contradiction",
        other => return plain(other),
    };
    words.to_owned()
}

/// What a line about recommending stands on.
pub(super) fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Decided => "by decision",
        Basis::Entity => "shown by the outlet's accounts together",
        Basis::Shown => "shown by the data",
        Basis::Kept => "kept until decided",
        Basis::Removed => "kept, account removed",
        Basis::NotShown => "not shown any more",
        Basis::NotLabelled => "no label any more",
        Basis::NotRegistered => "missing from the registry, kept",
    }
}

/// What a label stands on.
pub(super) fn ground(ground: Option<Ground>) -> &'static str {
    match ground {
        Some(Ground::Decision) => "a decision",
        Some(Ground::Review) => "kept while under review",
        Some(Ground::Previous) => "kept from the period before",
        None => "",
    }
}

/// What is decided about an advertisement.
pub(super) fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Allowed => "allowed",
        Decision::Refused => "refused",
        Decision::Split => "at home only",
        Decision::Undecided => "undecided",
        Decision::NotRegistered => "not registered",
    }
}

/// What the data say about an account's reach.
pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Shown => "tries to reach abroad",
        Verdict::NotShown => "not shown",
        Verdict::Unclear => "open",
        Verdict::InsufficientData | Verdict::NotAskedFor => "too few data",
    }
}
