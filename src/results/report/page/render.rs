//! The page, whole.

use std::collections::{BTreeMap, BTreeSet};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use lockstep_base::error::Result;
use lockstep_base::pattern::Pattern;
use lockstep_base::tier::Tier;
use lockstep_charts::{ChartData, Size, Sketch};
use lockstep_data::events::SourceSummary;
use lockstep_detect::candidates::{Network, Stability};
use lockstep_detect::config::Config;
use lockstep_detect::traits::NetworkProfile;
use lockstep_detect::{Detection, NullCheck};
use lockstep_method::coaction::WIDE;
use lockstep_method::significance::ChanceModel;
use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::super::figure::Figure;
use super::account::{Account, account};
use super::evidence::{Explained, explained};
use super::fill::{base_style, fill};
use super::groups::{Groups, groups};
use super::network::{Row, Section, section};
use super::triggers::{Undecided, undecided};
use super::{data, members, names, overview};
use crate::collective::of_groups;
use crate::wording;
use crate::write::RunRecord;

/// Rows that the page shows of a list where the script does not run.
const ROWS_SHOWN: usize = 200;

/// Networks with a section of their own, besides those that are drawn.
const SECTIONS_SHOWN: usize = 50;

/// The parts of the template, the page last.
const TEMPLATES: [(&str, &str); 7] = [
    ("macros.html", include_str!("macros.html")),
    ("pairs.html", include_str!("pairs.html")),
    ("group.html", include_str!("group.html")),
    ("network.html", include_str!("network.html")),
    ("groups.html", include_str!("groups.html")),
    ("method.html", include_str!("method.html")),
    ("report.html", include_str!("page.html")),
];

/// What the page looks like beyond what all pages do, and what it does.
const STYLE: &str = include_str!("page.css");

const SCRIPT: &str = include_str!("page.js");

/// What the template gets.
#[derive(Serialize)]
struct Page<'a> {
    policy: String,
    style: String,
    script: &'static str,
    data: String,
    run: &'a RunRecord<'a>,
    config: &'a Config,
    inputs: &'a [SourceSummary],
    analysed: String,
    left_out: Vec<String>,
    tiers: Vec<(&'static str, &'static str)>,
    /// Patterns that networks can have, with what was seen and what is to be ruled out.
    patterns: Vec<(String, String)>,
    many_days: usize,
    /// The fewest draws of 100 in which a stable network comes back.
    stable: String,
    /// Whether habit is ruled out for every network.
    habit_everywhere: bool,
    /// Networks that pairs show.
    of_pairs: usize,
    events_ruled_out: usize,
    /// How far networks can be trusted that no pair proves.
    of_groups: Vec<String>,
    groups: Groups,
    explained: Vec<Explained>,
    null_checks: Vec<String>,
    overview: Vec<&'a str>,
    networks: Vec<Row>,
    across: Vec<Across>,
    sections: Vec<Section<'a>>,
    accounts: Vec<Account<'a>>,
    rows_shown: usize,
    undecided: Undecided,
    /// Whether the chance model is the closed Poisson form.
    poisson: bool,
    wide: String,
    /// Habit is asked where chance gives no more than this.
    worth_testing: Option<f64>,
    configuration: Vec<String>,
}

/// A network whose members are on several platforms.
#[derive(Serialize)]
struct Across {
    network_id: u32,
    has_section: bool,
    platforms: String,
    pairs: usize,
    crossing_pairs: usize,
}

/// The networks that have a section: the first ones, and those whose charts
/// become files.
pub(crate) fn sections<'a>(networks: &'a [Network], in_files: &BTreeSet<u32>) -> Vec<&'a Network> {
    let is_first = |network: &Network| network.network_id as usize <= SECTIONS_SHOWN;
    networks.iter().filter(|network| is_first(network) || in_files.contains(&network.network_id)).collect()
}

/// The page of a run; the networks that have a sketch have a section.
///
/// # Errors
/// Never in practice: the template is part of the program.
pub(crate) fn render(
    detection: &Detection,
    config: &Config,
    figures: &[Figure],
    sketches: &BTreeMap<u32, Sketch>,
) -> Result<String> {
    let run = RunRecord::new(detection, config);
    let findings = &detection.findings;
    let has_section = |network: &Network| sketches.contains_key(&network.network_id);
    let listed: Vec<usize> = findings.networks.iter().flat_map(|network| network.pairs.iter().copied()).collect();
    let networks = || findings.networks.iter().zip(&detection.profiles).filter(|(network, _)| has_section(network));
    let of_bursts = findings.networks.iter().filter(|network| network.is_of_bursts());
    let charts = Charts::of(figures, &of_bursts.map(|network| network.network_id).collect())?;
    let style = base_style() + STYLE;
    let page = Page {
        policy: policy(&style),
        style,
        script: SCRIPT,
        data: data::json(detection, sketches)?,
        config,
        inputs: &detection.events.sources,
        analysed: overview::analysed(detection),
        left_out: overview::left_out(detection),
        tiers: Tier::ALL.map(|tier| (tier.letter(), tier.meaning())).to_vec(),
        patterns: Pattern::LISTED.map(|pattern| (names::pattern(pattern), wording::pattern(pattern))).to_vec(),
        many_days: Tier::MANY_DAYS,
        stable: names::percent(Stability::LEAST),
        habit_everywhere: findings.networks.iter().all(|network| network.ruled_out.habit),
        of_pairs: findings.networks.iter().filter(|network| network.group.is_none()).count(),
        of_groups: of_groups(findings, config.fdr),
        events_ruled_out: findings.networks.iter().filter(|network| network.ruled_out.event).count(),
        groups: groups(detection),
        explained: explained(detection, &listed),
        null_checks: detection.null_checks.iter().map(null_check).collect(),
        overview: charts.about(None),
        networks: findings.networks.iter().map(|network| Row::new(network, has_section(network))).collect(),
        across: across(detection, has_section),
        sections: networks()
            .map(|(network, profile)| {
                section(detection, network, profile, charts.about(Some(network.network_id)), sketches.len(), config.fdr)
            })
            .collect(),
        accounts: (0..findings.candidates.len().min(ROWS_SHOWN)).map(|place| account(detection, place)).collect(),
        rows_shown: ROWS_SHOWN,
        undecided: undecided(detection, config),
        poisson: config.chance == ChanceModel::Poisson,
        wide: WIDE.to_string(),
        worth_testing: detection.tested.traces.first().map(|trace| trace.worth_testing),
        configuration: config.to_toml()?.lines().map(str::to_owned).collect(),
        run: &run,
    };
    fill(&TEMPLATES, &page)
}

/// The page's policy beyond what all pages have: just this script runs, just this
/// style counts, and no text becomes markup by a script.
fn policy(style: &str) -> String {
    let hash = |text: &str| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
    format!(
        "script-src {}; style-src {}; require-trusted-types-for 'script'; trusted-types 'none'",
        hash(SCRIPT),
        hash(style)
    )
}

/// The charts of the page, each with the network that it is about.
struct Charts(Vec<(Option<u32>, String)>);

impl Charts {
    fn of(figures: &[Figure], of_bursts: &BTreeSet<u32>) -> Result<Self> {
        let svg = |figure: &Figure| Ok((figure.network_id, figure.for_page(Self::size(&figure.data))?));
        let is_of_bursts = |figure: &Figure| figure.network_id.is_some_and(|id| of_bursts.contains(&id));
        let shown = figures.par_iter().filter(|figure| Self::shows(&figure.data, is_of_bursts(figure)));
        shown.map(svg).collect::<Result<_>>().map(Self)
    }

    /// The page draws networks of accounts itself, and of explanations and objects it has
    /// tables, which can be copied.
    fn shows(data: &ChartData, of_bursts: bool) -> bool {
        match data {
            ChartData::Drawing(_) => of_bursts,
            ChartData::Explanations(_) | ChartData::Bars(_) => false,
            _ => true,
        }
    }

    /// Two stand side by side; they are a fifth higher than elsewhere, for their
    /// type is larger.
    fn size(data: &ChartData) -> Size {
        const WIDTH: u32 = 680;
        let Size { width, height } = data.size();
        Size { width: WIDTH, height: (height * WIDTH * 6 / 5 / width).max(Size::LEAST.height) }
    }

    /// Those about a network, or about all of them.
    fn about(&self, network_id: Option<u32>) -> Vec<&str> {
        self.0.iter().filter(|(about, _)| *about == network_id).map(|(_, svg)| svg.as_str()).collect()
    }
}

/// The networks that reach over several platforms.
fn across(detection: &Detection, has_section: impl Fn(&Network) -> bool) -> Vec<Across> {
    let networks = detection.findings.networks.iter().zip(&detection.profiles);
    let several = networks.filter(|(_, profile)| profile.platforms.len() > 1);
    let row = |(network, profile): (&Network, &NetworkProfile)| Across {
        network_id: network.network_id,
        has_section: has_section(network),
        platforms: members::platform_names(profile),
        pairs: network.pairs.len(),
        crossing_pairs: profile.crossing_pairs,
    };
    several.map(row).collect()
}

/// What a null check found, as a sentence.
fn null_check(check: &NullCheck) -> String {
    let patterns: Vec<&str> = check.null.patterns().iter().map(|pattern| pattern.name()).collect();
    let said = format!(
        "With {}, a null for the patterns {}, {} of {} runs listed accounts of these patterns (mean {:.1}; {} in the data as \
         they are).",
        check.null.meaning(),
        patterns.join(", "),
        check.runs_with_candidates(),
        check.runs.len(),
        check.mean_candidates(),
        check.undestroyed.of_patterns,
    );
    let others = check.runs.iter().map(|run| run.candidates - run.of_patterns).max().unwrap_or(0);
    match check.null.leaves() {
        Some(leaves) if others > 0 => {
            format!("{said} Up to {others} others were listed, which says nothing: {leaves}.")
        }
        _ => said,
    }
}
