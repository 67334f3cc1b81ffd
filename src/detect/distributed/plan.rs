//! What the engine must know of a configuration.

use lockstep_base::error::{Error, Result};
use lockstep_data::events::Role;
use lockstep_data::traces::{Alike, FAST, MOST_LATE, OPENING, Popular, TraceKind};
use serde::Serialize;

use crate::candidates::of_choice;
use crate::config::Config;
use crate::early_rate;

/// The decisions of a configuration, as the engine needs them.
#[derive(Clone, Debug, Serialize)]
pub struct Plan {
    /// Windows of the longest ladder: as many columns have counts by rung.
    pub rungs: usize,
    /// The traces that are looked for.
    pub traces: Vec<TracePlan>,
    /// When an object is too popular to be evidence.
    pub popular: Popular,
    /// Up to so many pairs, all are tested in full.
    pub all_tested: usize,
    /// The false discovery rate at which more of them are sorted out.
    pub nearly: f64,
    /// Microseconds after the first act within which others open an object.
    pub opening: i64,
    /// Microseconds of a bin of activity.
    pub activity_bin: i64,
    /// Roles whose values are numbers, as places in [`Role::ALL`].
    pub number_roles: Vec<usize>,
    /// The largest share of originals that may come after the first act.
    pub most_late: f64,
    /// Microseconds of a fast reaction.
    pub fast: i64,
    /// Whether groups are looked for that only all acts show, see [`chosen`].
    pub groups: bool,
}

/// One trace.
#[derive(Clone, Debug, Serialize)]
pub struct TracePlan {
    /// Its place in [`TraceKind::ALL`].
    pub code: usize,
    /// Its name.
    pub name: &'static str,
    /// Its windows in microseconds, ascending.
    pub windows: Vec<i64>,
    /// The most acts on an object that counts at each of them.
    pub limits: Vec<u32>,
    /// Distinct objects on which two accounts must meet.
    pub min_objects: u32,
    /// Whether objects can be posts of the data.
    pub of_posts: bool,
    /// Whether the object is always somebody else's.
    pub reaction: bool,
    /// Whether popular objects are left out.
    pub popular: bool,
    /// How different values become one object.
    pub alike: Option<&'static str>,
}

/// The plan of this configuration.
///
/// # Errors
/// When the configuration is not valid, or asks for what needs all acts in one
/// place.
pub fn plan(config: &Config) -> Result<Plan> {
    config.validate()?;
    if config.null_runs > 0 {
        let problem = "null runs rearrange all acts, which a distributed run never holds in one place";
        return Err(Error::config("null_runs", format!("{problem}; run lockstep detect on a sample of the accounts")));
    }
    let traces: Vec<TracePlan> = TraceKind::ALL
        .into_iter()
        .enumerate()
        .filter(|(_, kind)| kind.is_of_acts() && config.kinds().contains(kind))
        .map(|(code, kind)| TracePlan::new(code, kind, config))
        .collect();
    Ok(Plan {
        rungs: traces.iter().map(|trace| trace.windows.len()).max().unwrap_or(1),
        traces,
        popular: config.popular,
        all_tested: crate::ALL_TESTED,
        nearly: early_rate(config.fdr),
        opening: OPENING.micros(),
        activity_bin: crate::activity::BIN,
        number_roles: Role::ALL
            .iter()
            .enumerate()
            .filter(|(_, role)| role.is_number() || **role == Role::AccountCreated)
            .map(|(code, _)| code)
            .collect(),
        most_late: MOST_LATE,
        fast: FAST.micros(),
        groups: config.groups.any(),
    })
}

impl TracePlan {
    fn new(code: usize, kind: TraceKind, config: &Config) -> Self {
        let settings = config.trace(kind);
        let windows = settings.window.as_slice();
        Self {
            code,
            name: kind.name(),
            windows: windows.iter().map(|window| window.micros()).collect(),
            limits: windows.iter().map(|&window| config.rare.limit(window)).collect(),
            min_objects: settings.min_objects,
            of_posts: kind.is_of_posts(),
            reaction: kind.is_reaction(),
            popular: kind != TraceKind::Rhythm,
            alike: kind.alike().map(|how| match how {
                Alike::Text => "text",
                Alike::Image => "image",
                Alike::Sequence => "sequence",
            }),
        }
    }
}

/// Of the traces with these codes, which are all that the data carry, those in which groups are
/// looked for.
///
/// # Errors
/// When there is no such trace.
pub fn chosen(codes: &[i64]) -> Result<Vec<i64>> {
    let kinds = codes.iter().map(|&code| trace_of(code)).collect::<Result<Vec<_>>>()?;
    Ok(of_choice(&kinds).into_iter().map(|place| codes[place]).collect())
}

/// The trace with this code.
///
/// # Errors
/// When there is none.
pub fn trace_of(code: i64) -> Result<TraceKind> {
    let kind = usize::try_from(code).ok().and_then(|code| TraceKind::ALL.get(code)).copied();
    kind.ok_or_else(|| Error::input("a table of the engine", format!("there is no trace {code}"), "report it"))
}
