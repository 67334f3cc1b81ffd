//! `report.html`: one file without scripts, network or anything outside it.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Output, State};
use serde::Serialize;

use super::{Figure, expected_meetings};
use crate::candidates::{Network, Tier};
use crate::config::Config;
use crate::detect::Detection;
use crate::error::{Error, Result};
use crate::events::{SourceSummary, time};
use crate::export::RunRecord;
use crate::safe::{defang, visible};
use crate::traces::TraceKind;
use crate::wording::{count, probability, small, things};

/// Rows that the page shows of a list; the whole list is in the tables.
const ACCOUNTS_SHOWN: usize = 1_000;
const MEMBERS_SHOWN: usize = 40;
const PAIRS_SHOWN: usize = 8;
const OBJECTS_SHOWN: usize = 8;

/// What the template gets.
#[derive(Serialize)]
struct Page<'a> {
    run: &'a RunRecord<'a>,
    inputs: &'a [SourceSummary],
    first_act: String,
    last_act: String,
    tiers: Vec<(&'static str, &'static str)>,
    overview: Vec<&'a str>,
    networks: Vec<Row>,
    sections: Vec<Section<'a>>,
    accounts: Vec<Account<'a>>,
    accounts_shown: usize,
    fdr: f64,
    configuration: Vec<String>,
}

/// A network in a table.
#[derive(Serialize)]
struct Row {
    network_id: u32,
    tier: &'static str,
    accounts: usize,
    pairs: usize,
    density: String,
    score: String,
    q_value: String,
    co_acts: u64,
    objects: usize,
    days: usize,
    traces: String,
    first_act: String,
    last_act: String,
    drawn: bool,
}

/// A network with its charts and evidence.
#[derive(Serialize)]
struct Section<'a> {
    row: Row,
    charts: Vec<&'a str>,
    seen: u64,
    expected: String,
    cautions: Vec<String>,
    members: Vec<Account<'a>>,
    members_left: usize,
    objects: Vec<PushedObject>,
    pairs: Vec<StrongPair<'a>>,
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
    co_acts: u64,
    objects: usize,
    days: usize,
    traces: String,
}

#[derive(Serialize)]
struct PushedObject {
    trace: &'static str,
    object: String,
    accounts: usize,
    of: usize,
}

#[derive(Serialize)]
struct StrongPair<'a> {
    account_a: &'a str,
    account_b: &'a str,
    seen: String,
    median_gap_s: String,
    expected: String,
    q_value: String,
}

/// The page of a run.
///
/// # Errors
/// Never in practice: the template is part of the program.
pub(super) fn render(detection: &Detection, config: &Config, figures: &[Figure]) -> Result<String> {
    let run = RunRecord::new(detection, config);
    let (first, last) = detection.events.span();
    let (networks, candidates) = (&detection.findings.networks, &detection.findings.candidates);
    let drawn = |network: &Network| figures.iter().any(|figure| figure.network_id == Some(network.network_id));
    let page = Page {
        inputs: &detection.events.sources,
        first_act: time::rfc3339(first),
        last_act: time::rfc3339(last),
        tiers: Tier::ALL.map(|tier| (tier.letter(), tier.meaning())).to_vec(),
        overview: charts(figures, None),
        networks: networks.iter().map(|network| row(network, drawn(network))).collect(),
        sections: networks.iter().filter(|n| drawn(n)).map(|network| section(detection, network, figures)).collect(),
        accounts: (0..candidates.len().min(ACCOUNTS_SHOWN)).map(|place| account(detection, place)).collect(),
        accounts_shown: ACCOUNTS_SHOWN,
        fdr: config.fdr,
        configuration: config.to_toml()?.lines().map(str::to_owned).collect(),
        run: &run,
    };
    fill("report.html", include_str!("page.html"), &page)
}

/// Fills the template of a page; everything it prints is made visible and
/// escaped.
///
/// # Errors
/// Never in practice: templates are part of the program.
pub(crate) fn fill(name: &'static str, template: &'static str, page: &impl Serialize) -> Result<String> {
    let broken = |e: minijinja::Error| Error::output(name, e);
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(format);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(broken)?);
    environment.add_filter("grouped", |number: f64| count(number as u64));
    environment.add_template(name, template).map_err(broken)?;
    environment.get_template(name).and_then(|template| template.render(Serde(page))).map_err(broken)
}

/// Everything the template prints passes here: what is hidden in a text is
/// made visible before it is escaped.
fn format(out: &mut Output, state: &mut State, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str().filter(|_| !value.is_safe()) {
        Some(text) => minijinja::escape_formatter(out, state, &Value::from(visible(text).into_owned())),
        None => minijinja::escape_formatter(out, state, value),
    }
}

fn charts(figures: &[Figure], network_id: Option<u32>) -> Vec<&str> {
    figures.iter().filter(|figure| figure.network_id == network_id).map(|figure| figure.chart.svg()).collect()
}

fn row(network: &Network, drawn: bool) -> Row {
    Row {
        network_id: network.network_id,
        tier: network.tier.letter(),
        accounts: network.members.len(),
        pairs: network.pairs.len(),
        density: format!("{:.2}", network.density),
        score: format!("{:.1}", network.score),
        q_value: probability(network.ln_q),
        co_acts: network.together.co_acts,
        objects: network.together.objects,
        days: network.together.days,
        traces: names(&network.together.traces),
        first_act: date(network.together.first_act),
        last_act: date(network.together.last_act),
        drawn,
    }
}

/// The day of a moment: times to the second are in the tables.
fn date(micros: i64) -> String {
    time::rfc3339(micros).chars().take(10).collect()
}

fn names(traces: &[TraceKind]) -> String {
    traces.iter().map(|trace| trace.name()).collect::<Vec<_>>().join(", ")
}

fn section<'a>(detection: &'a Detection, network: &Network, figures: &'a [Figure]) -> Section<'a> {
    let tested = &detection.tested;
    let members: Vec<usize> = (0..detection.findings.candidates.len())
        .filter(|&c| detection.findings.candidates[c].network_id == network.network_id)
        .collect();
    let seen = tested
        .traces
        .iter()
        .flat_map(|trace| network.pairs.iter().map(|&place| u64::from(trace.seen[place].objects)))
        .sum();
    Section {
        row: row(network, true),
        charts: charts(figures, Some(network.network_id)),
        seen,
        expected: small(expected_meetings(tested, network)),
        cautions: cautions(network),
        members_left: members.len().saturating_sub(MEMBERS_SHOWN),
        members: members.iter().take(MEMBERS_SHOWN).map(|&place| account(detection, place)).collect(),
        objects: pushed(detection, network),
        pairs: strongest(detection, network),
    }
}

/// What speaks against reading the network as an operation.
fn cautions(network: &Network) -> Vec<String> {
    let together = &network.together;
    let mut cautions = Vec::new();
    if together.days == 1 {
        cautions.push("Everything happened on one day; a single event can bring strangers together.".to_owned());
    }
    if together.objects <= 3 {
        let objects = things(together.objects as u64, "object", "objects");
        cautions.push(format!("The evidence hangs on {objects}."));
    }
    if together.traces.len() == 1 {
        cautions.push(format!("The evidence is in one trace only ({}).", names(&together.traces)));
    }
    if network.members.len() == 2 {
        cautions.push("Two accounts only: they may be one person's, or a person and a tool.".to_owned());
    }
    cautions
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
        co_acts: candidate.together.co_acts,
        objects: candidate.together.objects,
        days: candidate.together.days,
        traces: names(&candidate.together.traces),
    }
}

/// The objects on which most members met, with how many accounts acted on
/// them in all.
fn pushed(detection: &Detection, network: &Network) -> Vec<PushedObject> {
    let mut members: Vec<(usize, u32, u32)> = Vec::new();
    for (trace, co_acts) in detection.findings.co_acts_of(network) {
        let accounts = &detection.tested.traces[trace].acts.account;
        members.extend(co_acts.iter().flat_map(|c| c.acts.map(|act| (trace, c.object, accounts[act as usize]))));
    }
    members.sort_unstable();
    members.dedup();
    let mut objects: Vec<(usize, usize, u32)> =
        members.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)).map(|run| (run.len(), run[0].0, run[0].1)).collect();
    objects.sort_by_key(|&(accounts, trace, object)| (std::cmp::Reverse(accounts), trace, object));
    let describe = |&(accounts, trace, object): &(usize, usize, u32)| {
        let acts = &detection.tested.traces[trace].acts;
        PushedObject {
            trace: acts.kind.name(),
            object: defang(acts.objects.get(object)),
            accounts,
            of: acts.accounts_of(object as usize),
        }
    };
    objects.iter().take(OBJECTS_SHOWN).map(describe).collect()
}

fn strongest<'a>(detection: &'a Detection, network: &Network) -> Vec<StrongPair<'a>> {
    let (tested, names) = (&detection.tested, &detection.events.accounts);
    let mut places = network.pairs.clone();
    places.sort_by(|&x, &y| tested.verdict.ln_p[x].total_cmp(&tested.verdict.ln_p[y]).then(x.cmp(&y)));
    let describe = |&place: &usize| {
        let met: Vec<_> = tested.traces.iter().filter(|trace| trace.seen[place].objects > 0).collect();
        let list = |show: &dyn Fn(&crate::candidates::TraceEvidence) -> String| {
            met.iter().map(|trace| show(trace)).collect::<Vec<_>>().join(", ")
        };
        StrongPair {
            account_a: names.get(tested.pairs[place].a()),
            account_b: names.get(tested.pairs[place].b()),
            seen: list(&|trace| format!("{} {}", trace.seen[place].objects, trace.kind.name())),
            median_gap_s: list(&|trace| format!("{} s", trace.seen[place].median_gap_s)),
            expected: list(&|trace| small(trace.tests[place].chance.expected)),
            q_value: probability(tested.verdict.ln_q[place]),
        }
    };
    places.iter().take(PAIRS_SHOWN).map(describe).collect()
}
