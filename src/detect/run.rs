//! From files to a detection, stage by stage.

use lockstep_base::error::Result;
use lockstep_base::memory::Resources;
use lockstep_data::events::Input;
use lockstep_data::traces::{Acts, Carried, Wanted};

use crate::conclude::conclude;
use crate::config::Config;
use crate::detection::{Detection, Stages};
use crate::null;
use crate::null::{Null, NullCheck, Undestroyed};
use crate::testing::test;

/// Reads the inputs and finds the accounts that act in lockstep.
///
/// # Errors
/// When an input cannot be used, holds none of the wanted traces, or does not
/// fit into the memory while the disk refuses it, too.
pub fn detect(inputs: &[Input], config: &Config, resources: &Resources, stages: &mut Stages) -> Result<Detection> {
    let (mut detection, kept) = analyse(inputs, config, resources, config.null_runs > 0, stages)?;
    if config.null_runs > 0 {
        let check = |null| null::check(&data(&detection, &kept), config, null, config.null_runs);
        detection.null_checks = stages.run("null runs", || Null::ALL.into_iter().map(check).collect())?;
    }
    Ok(detection)
}

/// Destroys the coordination in the data, under each null, and counts what is
/// still found.
///
/// # Errors
/// As [`detect()`].
pub fn null_runs(
    inputs: &[Input],
    config: &Config,
    null: Null,
    runs: usize,
    resources: &Resources,
    stages: &mut Stages,
) -> Result<NullCheck> {
    let (detection, kept) = analyse(inputs, config, resources, true, stages)?;
    stages.run("null runs", || null::check(&data(&detection, &kept), config, null, runs))
}

/// What null runs destroy.
fn data<'a>(detection: &'a Detection, acts: &'a [Acts]) -> Undestroyed<'a> {
    Undestroyed { events: &detection.events, log: &detection.log, acts, findings: &detection.findings }
}

/// Analyses the data as they are; gives the acts, too, where they are to be
/// kept: the analysis takes them apart.
fn analyse(
    inputs: &[Input],
    config: &Config,
    resources: &Resources,
    keep: bool,
    stages: &mut Stages,
) -> Result<(Detection, Vec<Acts>)> {
    config.validate()?;
    let wanted = Wanted { kinds: config.kinds(), same: &config.same, log: true, facts: true };
    let read = || Carried::read(inputs, &config.input, &wanted, resources);
    let mut carried = stages.run("reading", read)?;
    let acts = stages.run("finding traces", || carried.acts(&config.use_traces))?;
    let Carried { events, log, .. } = carried;
    let kept = if keep { acts.clone() } else { Vec::new() };
    let tested = stages.run("testing pairs", || Ok(test(&events, acts, config)))?;
    Ok((conclude(events, log, tested, config, stages)?, kept))
}
