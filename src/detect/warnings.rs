//! What a reader of the list must know about the data.

use std::fmt;

use lockstep_base::numbers::{count as grouped, things};
use lockstep_data::events::Events;
use lockstep_data::traces::TraceKind;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::candidates::{Searched, Tested, TraceEvidence};
use crate::config::Config;
use crate::dense::PARTNERS;

/// What a reader of the list must know about the data; shown as a sentence. In `run.json` it
/// has its `name`, the `trace` that it is about, if it is about one, and the sentence as `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// All times are to the minute, and a window is about as narrow.
    TimesToTheMinute,
    /// Rows that could not be used.
    RejectedRows {
        /// Those that `rejects.csv` lists.
        listed: u64,
        /// Those beyond.
        unlisted: u64,
    },
    /// What was noticed of an input, as a sentence that names it.
    Input(String),
    /// The trace `rhythm` is among the traces.
    Rhythm,
    /// Objects that were left out as too popular.
    PopularObjects {
        /// The trace.
        trace: TraceKind,
        /// More accounts than this acted on each.
        above: usize,
        /// How many objects.
        objects: usize,
        /// Acts on them.
        acts: usize,
    },
    /// Texts that were left out as too common.
    CommonTexts {
        /// The trace.
        trace: TraceKind,
        /// How many texts.
        texts: usize,
        /// Acts on them.
        acts: usize,
    },
    /// Acts that were left out as repeats.
    RepeatedActs {
        /// The trace.
        trace: TraceKind,
        /// How many acts.
        acts: usize,
    },
    /// Acts before the publication of their object.
    ActsBeforePublication {
        /// The trace.
        trace: TraceKind,
        /// How many acts.
        acts: usize,
    },
    /// Pairs that were not tested in full, since they cannot pass.
    EarlyBound {
        /// Pairs that met on enough objects.
        pairs: usize,
        /// Those that were tested in full.
        tested: usize,
        /// Whether others were left out as those of dense groups.
        others_are_dense: bool,
    },
    /// Pairs of dense groups that were not tested.
    DenseGroups {
        /// Pairs that met on enough objects.
        pairs: usize,
        /// Those that were tested in full.
        tested: usize,
        /// Those of dense groups that were left out.
        left_out: usize,
    },
    /// Too few accounts act often for groups of accounts with few acts to be looked for.
    FewBusyAccounts,
    /// Times that are known to the hour or the day.
    CoarseTimes(TraceKind),
    /// The configuration leaves out every object.
    EverythingPopular,
    /// Too many accounts for what all of them say of themselves to be compared; on Spark.
    ProfilesNotCompared,
    /// Too many acts for groups to be looked for that no pair proves; on Spark.
    GroupsNotSought,
}

impl Warning {
    /// Its name in `run.json`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::TimesToTheMinute => "times_to_the_minute",
            Self::RejectedRows { .. } => "rejected_rows",
            Self::Input(_) => "input",
            Self::Rhythm => "rhythm",
            Self::PopularObjects { .. } => "popular_objects",
            Self::CommonTexts { .. } => "common_texts",
            Self::RepeatedActs { .. } => "repeated_acts",
            Self::ActsBeforePublication { .. } => "acts_before_publication",
            Self::EarlyBound { .. } => "early_bound",
            Self::DenseGroups { .. } => "dense_groups",
            Self::FewBusyAccounts => "few_busy_accounts",
            Self::CoarseTimes(_) => "coarse_times",
            Self::EverythingPopular => "everything_popular",
            Self::ProfilesNotCompared => "profiles_not_compared",
            Self::GroupsNotSought => "groups_not_sought",
        }
    }

    /// The trace that it is about.
    pub fn trace(&self) -> Option<TraceKind> {
        match self {
            Self::Rhythm => Some(TraceKind::Rhythm),
            Self::PopularObjects { trace, .. }
            | Self::CommonTexts { trace, .. }
            | Self::RepeatedActs { trace, .. }
            | Self::ActsBeforePublication { trace, .. }
            | Self::CoarseTimes(trace) => Some(*trace),
            _ => None,
        }
    }
}

fn of_pairs(pairs: usize, tested: usize) -> String {
    let pairs = things(pairs as u64, "pair", "pairs");
    format!("Of {pairs} that met on enough objects, {} were tested in full", grouped(tested as u64))
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if let Some(trace) = self.trace() {
            write!(f, "Trace {}: ", trace.name())?;
        }
        match *self {
            Self::TimesToTheMinute => f.write_str(
                "All times are to the minute: a window of a minute holds two minutes of acts, and gaps mean little.",
            ),
            Self::RejectedRows { listed, unlisted } => {
                let first = if unlisted > 0 { format!("the first {} ", grouped(listed)) } else { String::new() };
                write!(f, "{} could not be used, {first}listed in rejects.csv.", things(listed + unlisted, "row", "rows"))
            }
            Self::Input(ref sentence) => f.write_str(sentence),
            Self::Rhythm => f.write_str(
                "fans of one source and sister pages post at the same moments, too; look at what they post.",
            ),
            Self::PopularObjects { above, objects, acts, .. } => write!(
                f,
                "left out as too popular to be evidence (more than {} accounts each): {} with {}.",
                grouped(above as u64),
                things(objects as u64, "object", "objects"),
                things(acts as u64, "act", "acts")
            ),
            Self::CommonTexts { texts, acts, .. } => write!(
                f,
                "left out as too common to be evidence (short, and posted by many): {} with {}.",
                things(texts as u64, "text", "texts"),
                things(acts as u64, "act", "acts")
            ),
            Self::RepeatedActs { acts, .. } => write!(
                f,
                "{} left out: of one account's acts on one object within ten seconds the first 64 count.",
                things(acts as u64, "act was", "acts were")
            ),
            Self::ActsBeforePublication { acts, .. } => write!(
                f,
                "{} before the publication of their object; check the clocks and the columns.",
                things(acts as u64, "act comes", "acts come")
            ),
            Self::EarlyBound { pairs, tested, others_are_dense } => write!(
                f,
                "{}: {} cannot pass, by the early bound, and pairs.parquet does not hold them.",
                of_pairs(pairs, tested),
                if others_are_dense { "some" } else { "the others" }
            ),
            Self::DenseGroups { pairs, tested, left_out } => write!(
                f,
                "{}: groups are so dense that each account was tested with its {PARTNERS} best connected partners, and {} \
                 were left out. The numbers of pairs and partners and the densities count what was tested.",
                of_pairs(pairs, tested),
                things(left_out as u64, "other pair", "other pairs")
            ),
            Self::FewBusyAccounts => f.write_str(
                "Groups of accounts with few acts were not looked for: accounts that act at twelve moments or more do less \
                 than a fifth of all, so that tastes cannot be learned, and people of one taste would look like a group.",
            ),
            Self::CoarseTimes(_) => f.write_str(
                "nearly all times are full hours or days, so that it shows no bursts, and no groups of accounts with few \
                 acts.",
            ),
            Self::EverythingPopular => f.write_str("The configuration leaves out every object as too popular."),
            Self::ProfilesNotCompared => f.write_str(
                "There are too many accounts to compare what all of them say of themselves: names, descriptions and links \
                 that a network's accounts share are not told.",
            ),
            Self::GroupsNotSought => f.write_str(
                "There are more acts than one machine was to hold (the job's --group-acts): many accounts with few acts, \
                 and accounts with the same selection, were not looked for.",
            ),
        }
    }
}

impl Serialize for Warning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Warning", 3)?;
        fields.serialize_field("name", self.name())?;
        fields.serialize_field("trace", &self.trace())?;
        fields.serialize_field("text", &self.to_string())?;
        fields.end()
    }
}

/// What there is to know, in the order in which it is shown.
pub(crate) fn warnings(events: &Events, tested: &Tested, searched: &Searched, config: &Config) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let narrowest = |trace: &TraceEvidence| trace.ladder.windows().first().is_some_and(|w| w.as_seconds() < 120.0);
    if events.to_the_minute() && tested.traces.iter().any(narrowest) {
        warnings.push(Warning::TimesToTheMinute);
    }
    if !events.rejects.is_empty() {
        warnings.push(Warning::RejectedRows { listed: events.rejects.len() as u64, unlisted: events.unlisted });
    }
    warnings.extend(events.warnings().into_iter().map(Warning::Input));
    tested.traces.iter().for_each(|trace| of_trace(trace, &mut warnings));
    let (pairs, pairs_tested, dense) = (tested.repeated, tested.pairs.len(), tested.dense);
    if pairs > pairs_tested + dense {
        warnings.push(Warning::EarlyBound { pairs, tested: pairs_tested, others_are_dense: dense > 0 });
    }
    if dense > 0 {
        warnings.push(Warning::DenseGroups { pairs, tested: pairs_tested, left_out: dense });
    }
    if searched.few_busy {
        warnings.push(Warning::FewBusyAccounts);
    }
    warnings.extend(searched.coarse.iter().copied().map(Warning::CoarseTimes));
    if config.popular.share == 0.0 && config.popular.floor == 0 {
        warnings.push(Warning::EverythingPopular);
    }
    warnings
}

fn of_trace(evidence: &TraceEvidence, warnings: &mut Vec<Warning>) {
    let (trace, summary) = (evidence.kind, &evidence.summary);
    if trace == TraceKind::Rhythm {
        warnings.push(Warning::Rhythm);
    }
    let popular = Warning::PopularObjects {
        trace,
        above: summary.popular_above,
        objects: summary.popular_objects,
        acts: summary.popular_acts,
    };
    let of_summary = [
        (summary.popular_objects, popular),
        (summary.common_texts, Warning::CommonTexts { trace, texts: summary.common_texts, acts: summary.common_acts }),
        (summary.repeated_acts, Warning::RepeatedActs { trace, acts: summary.repeated_acts }),
        (summary.acts_before_creation, Warning::ActsBeforePublication { trace, acts: summary.acts_before_creation }),
    ];
    warnings.extend(of_summary.into_iter().filter(|(count, _)| *count > 0).map(|(_, warning)| warning));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_has_a_name_a_trace_and_a_sentence_in_files() {
        let trace = TraceKind::Url;
        let popular = Warning::PopularObjects { trace, above: 1_000, objects: 1, acts: 2_000 };
        let sentence = "Trace url: left out as too popular to be evidence (more than 1,000 accounts each): 1 object with 2,000 acts.";
        assert_eq!(popular.to_string(), sentence);
        let expected = serde_json::json!({"name": "popular_objects", "trace": "url", "text": sentence});
        assert_eq!(serde_json::to_value(&popular).unwrap(), expected);
        let input = serde_json::to_value(Warning::Input("posts.csv: read as UTF-16".to_owned())).unwrap();
        assert_eq!(input, serde_json::json!({"name": "input", "trace": null, "text": "posts.csv: read as UTF-16"}));
    }
}
