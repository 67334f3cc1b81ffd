//! `report.html`: one file without network or anything outside it.
//!
//! The page is whole without its script, which is the only one that its policy
//! lets run: it makes tables sortable, drawings alive, and evidence open on a
//! click.

mod cautions;
mod data;
mod evidence;
mod members;
mod network;
mod overview;
mod triggers;

use std::collections::{BTreeMap, BTreeSet};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::{count, probability};
use lockstep_base::safe::visible;
use lockstep_base::tier::RuledOut;
use lockstep_base::tier::Tier;
use lockstep_charts::{ChartData, Size, Sketch, page_colours};
use lockstep_data::events::SourceSummary;
use lockstep_data::traces::TraceKind;
use lockstep_detect::candidates::Network;
use lockstep_detect::config::Config;
use lockstep_detect::traits::NetworkProfile;
use lockstep_detect::{Detection, Null, NullCheck};
use lockstep_method::coaction::WIDE;
use lockstep_method::significance::ChanceModel;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Output, State};
use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Figure;
use crate::write::RunRecord;
use evidence::{Explained, explained};
use network::{Row, Section, section};
use triggers::{Undecided, undecided};

/// Rows that the page shows of a list where the script does not run.
const ROWS_SHOWN: usize = 200;
/// Networks with a section of their own, besides those that are drawn.
const SECTIONS_SHOWN: usize = 50;

/// How all pages begin: with the policy that lets nothing run or load.
const HEAD: &str = include_str!("head.html");

/// The parts of the template, the page last.
const TEMPLATES: [(&str, &str); 4] = [
    ("macros.html", include_str!("macros.html")),
    ("network.html", include_str!("network.html")),
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
    many_days: usize,
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

#[derive(Serialize)]
struct Account<'a> {
    rank: usize,
    account_id: &'a str,
    network_id: u32,
    tier: &'static str,
    score: String,
    q_value: String,
    partners: usize,
    objects: usize,
    days: usize,
    ruled_out: String,
    leads: u32,
    follows: u32,
    position: &'static str,
    traces: String,
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
pub(super) fn sections<'a>(networks: &'a [Network], in_files: &BTreeSet<u32>) -> Vec<&'a Network> {
    let is_first = |network: &Network| network.network_id as usize <= SECTIONS_SHOWN;
    networks.iter().filter(|network| is_first(network) || in_files.contains(&network.network_id)).collect()
}

/// The page of a run; the networks that have a sketch have a section.
///
/// # Errors
/// Never in practice: the template is part of the program.
pub(super) fn render(
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
    let charts = Charts::of(figures)?;
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
        many_days: Tier::MANY_DAYS,
        explained: explained(detection, &listed),
        null_checks: detection.null_checks.iter().map(null_check).collect(),
        overview: charts.about(None),
        networks: findings.networks.iter().map(|network| Row::new(network, has_section(network))).collect(),
        across: across(detection, has_section),
        sections: networks()
            .map(|(network, profile)| {
                section(detection, network, profile, charts.about(Some(network.network_id)), sketches.len())
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

/// What all pages look like, and the colours of charts in either theme.
fn base_style() -> String {
    include_str!("base.css").to_owned() + &page_colours()
}

/// Fills a page's templates, of which the last is the page itself; each may
/// include `head.html` and `base.css`. Everything they print is made visible
/// and escaped.
///
/// # Errors
/// Never in practice: templates are part of the program.
pub fn fill(templates: &[(&'static str, &'static str)], page: &impl Serialize) -> Result<String> {
    let name = templates.last().map_or("", |(name, _)| name);
    let base = base_style();
    let filled = || -> Result<String, minijinja::Error> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(format);
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        environment.add_filter("grouped", count);
        for (name, template) in [("head.html", HEAD), ("base.css", base.as_str())].iter().chain(templates) {
            environment.add_template(name, template)?;
        }
        environment.get_template(name)?.render(Serde(page))
    };
    filled().map_err(|e| Error::output(name, e))
}

/// Everything the template prints passes here: what is hidden in a text is
/// made visible before it is escaped.
fn format(out: &mut Output, state: &mut State, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str().filter(|_| !value.is_safe()) {
        Some(text) => minijinja::escape_formatter(out, state, &Value::from(visible(text).into_owned())),
        None => minijinja::escape_formatter(out, state, value),
    }
}

/// The charts of the page, each with the network that it is about.
struct Charts(Vec<(Option<u32>, String)>);

impl Charts {
    fn of(figures: &[Figure]) -> Result<Self> {
        let svg = |figure: &Figure| Ok((figure.network_id, figure.for_page(Self::size(&figure.data))?));
        figures.par_iter().filter(|figure| Self::shows(&figure.data)).map(svg).collect::<Result<_>>().map(Self)
    }

    /// The page draws networks itself, and of explanations and objects it has
    /// tables, which can be copied.
    fn shows(data: &ChartData) -> bool {
        !matches!(data, ChartData::Drawing(_) | ChartData::Explanations(_) | ChartData::Bars(_))
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

/// What is ruled out, as words.
fn ruled_out(ruled_out: RuledOut) -> String {
    ruled_out.names().replace(';', ", ")
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
    let destroyed = match check.null {
        Null::Habit => "each account's delays shuffled among its objects",
        Null::Chance => "who acted on what shuffled",
    };
    format!(
        "With {destroyed}, {} of {} runs listed anybody (mean {:.1} accounts).",
        check.runs_with_candidates(),
        check.runs.len(),
        check.mean_candidates()
    )
}

fn names(traces: &[TraceKind]) -> String {
    traces.iter().map(|trace| trace.name()).collect::<Vec<_>>().join(", ")
}

fn account(detection: &Detection, place: usize) -> Account<'_> {
    let candidate = &detection.findings.candidates[place];
    Account {
        rank: candidate.rank,
        account_id: detection.events.accounts.get(candidate.account),
        network_id: candidate.network_id,
        tier: candidate.tier.letter(),
        score: format!("{:.1}", candidate.score),
        q_value: probability(candidate.ln_q),
        partners: candidate.partners,
        objects: candidate.together.objects,
        days: candidate.together.days,
        ruled_out: ruled_out(candidate.ruled_out),
        leads: candidate.standing.leads,
        follows: candidate.standing.follows,
        position: candidate.standing.position.name(),
        traces: names(&candidate.together.traces),
    }
}
