//! What the reports that can be published look like.

/// The style that their pages include, as a template of
/// [`fill`](lockstep_results::report::fill).
pub(crate) const REPORT: (&str, &str) = ("report.css", include_str!("report.css"));
