//! What the charts of a report share.

use lockstep_charts::{Amount, Headings};

use crate::transparency::report::sum::Sum;

/// The measures of charts of networks.
pub(super) const NETWORKS: &str = "Networks";
/// Their accounts.
pub(super) const ACCOUNTS: &str = "Accounts in networks";
/// Accounts that came back.
pub(super) const RETURNED: &str = "Re-established accounts";

/// A sum as a chart shows it.
pub(super) fn amount(sum: Sum) -> Amount {
    match sum.whole() {
        Some(whole) => Amount::Known(whole),
        None if sum.at_least == 0 => Amount::Unknown,
        None => Amount::AtLeast { at_least: sum.at_least },
    }
}

pub(super) fn headings(title: String, subtitle: &str, caption: String) -> Headings {
    Headings { title: Some(title), subtitle: Some(subtitle.to_owned()), caption: Some(caption) }
}

/// Sentences one after the other, without those that say nothing.
pub(super) fn joined(sentences: impl IntoIterator<Item = Option<String>>) -> String {
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
