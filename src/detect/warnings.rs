//! What a reader of the list must know about the data.

use lockstep_base::numbers::{count as grouped, things};
use lockstep_data::events::Events;
use lockstep_data::traces::TraceKind;

use crate::candidates::{Searched, Tested, TraceEvidence};
use crate::config::Config;
use crate::dense::PARTNERS;

pub(crate) fn warnings(events: &Events, tested: &Tested, searched: &Searched, config: &Config) -> Vec<String> {
    let mut warnings = Vec::new();
    let narrowest = |trace: &TraceEvidence| trace.ladder.windows().first().is_some_and(|w| w.as_seconds() < 120.0);
    if events.to_the_minute() && tested.traces.iter().any(narrowest) {
        warnings.push(
            "All times are to the minute: a window of a minute holds two minutes of acts, and gaps mean little."
                .to_owned(),
        );
    }
    if !events.rejects.is_empty() {
        let listed = events.rejects.len() as u64;
        let rows = things(listed + events.unlisted, "row", "rows");
        let first = if events.unlisted > 0 { format!("the first {} ", grouped(listed)) } else { String::new() };
        warnings.push(format!("{rows} could not be used, {first}listed in rejects.csv."));
    }
    warnings.extend(events.warnings());
    for trace in &tested.traces {
        let (name, summary) = (trace.kind.name(), &trace.summary);
        if trace.kind == TraceKind::Rhythm {
            warnings.push(
                "Trace rhythm: fans of one source and sister pages post at the same moments, too; look at what they post."
                    .to_owned(),
            );
        }
        if summary.popular_objects > 0 {
            warnings.push(format!(
                "Trace {name}: left out as too popular to be evidence (more than {} accounts each): {} with {}.",
                grouped(summary.popular_above as u64),
                things(summary.popular_objects as u64, "object", "objects"),
                things(summary.popular_acts as u64, "act", "acts")
            ));
        }
        if summary.common_texts > 0 {
            warnings.push(format!(
                "Trace {name}: left out as too common to be evidence (short, and posted by many): {} with {}.",
                things(summary.common_texts as u64, "text", "texts"),
                things(summary.common_acts as u64, "act", "acts")
            ));
        }
        if summary.repeated_acts > 0 {
            warnings.push(format!(
                "Trace {name}: {} left out: of one account's acts on one object within ten seconds the first 64 count.",
                things(summary.repeated_acts as u64, "act was", "acts were")
            ));
        }
        if summary.acts_before_creation > 0 {
            warnings.push(format!(
                "Trace {name}: {} before the publication of their object; check the clocks and the columns.",
                things(summary.acts_before_creation as u64, "act comes", "acts come")
            ));
        }
    }
    let of_pairs = format!(
        "Of {} that met on enough objects, {} were tested in full",
        things(tested.repeated as u64, "pair", "pairs"),
        grouped(tested.pairs.len() as u64)
    );
    if tested.repeated > tested.pairs.len() + tested.dense {
        warnings.push(format!(
            "{of_pairs}: {} cannot pass, by the early bound, and pairs.parquet does not hold them.",
            if tested.dense == 0 { "the others" } else { "some" }
        ));
    }
    if tested.dense > 0 {
        warnings.push(format!(
            "{of_pairs}: groups are so dense that each account was tested with its {PARTNERS} best connected partners, and \
             {} were left out. The numbers of pairs and partners and the densities count what was tested.",
            things(tested.dense as u64, "other pair", "other pairs")
        ));
    }
    if searched.few_busy {
        warnings.push(
            "Groups of accounts with few acts were not looked for: accounts that act at twelve moments or more do less than a \
             fifth of all, so that tastes cannot be learned, and people of one taste would look like a group."
                .to_owned(),
        );
    }
    for trace in &searched.coarse {
        warnings.push(format!(
            "Trace {}: nearly all times are full hours or days, so that it shows no bursts, and no groups of accounts with \
             few acts.",
            trace.name()
        ));
    }
    if config.popular.share == 0.0 && config.popular.floor == 0 {
        warnings.push("The configuration leaves out every object as too popular.".to_owned());
    }
    warnings
}
