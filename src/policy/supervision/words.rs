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
    match kind {
        "not_in_registry" => "Not in the registry".to_owned(),
        "no_decision" => "No decision for some days".to_owned(),
        "ran_where_refused" => "Ran where it may not".to_owned(),
        "moved" => "Other entity than before".to_owned(),
        "country_changed" => "Other country than before".to_owned(),
        "appeal_reopened" => "Appeal open again".to_owned(),
        "advertisement_changed" => "Limited before, and not what it was".to_owned(),
        "setting_changed" => "Other setting than before".to_owned(),
        "measure_widened" => "Measure everywhere, which was in some countries".to_owned(),
        "ended_before" => "Label ended before".to_owned(),
        "measure_gone" => "Measure missing from the registry".to_owned(),
        "kept_ineligible" => "Stays on the list".to_owned(),
        "under_review" | "label_under_review" => "Under review".to_owned(),
        "unclear_reach" => "Reach not clear".to_owned(),
        "insufficient_data" => "Too few data".to_owned(),
        "undeclared" => "Acts together with an outlet".to_owned(),
        "open_appeal" => "Appeal to be decided".to_owned(),
        "granted_appeal" => "Appeal granted, label unchanged".to_owned(),
        "undated_appeal" => "Outcome of an appeal without a day".to_owned(),
        "overdue_review" => "Review overdue".to_owned(),
        "no_review" => "No day for the next review".to_owned(),
        "future_decision" => "Decision to come".to_owned(),
        "unknown_advertisement" => "Ran, and nobody knows whose it is".to_owned(),
        "gap" => "Days without a decision".to_owned(),
        "no_decider" => "Nobody named".to_owned(),
        "no_accounts" => "No account".to_owned(),
        "no_basis" => "No criterion speaks for the label".to_owned(),
        "missing_evidence" => "Evidence missing".to_owned(),
        "missing_criterion" => "Criterion not assessed".to_owned(),
        "expert_disagrees" => "Expert concludes otherwise".to_owned(),
        "contradiction" => "Contradiction".to_owned(),
        other => plain(other),
    }
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
