//! What is drawn: the charts of a run and the numbers in them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use lockstep_base::distinct::Distinct;
use lockstep_base::error::Result;
use lockstep_base::numbers::{count, small, things};
use lockstep_base::safe::{clipped, unlinked};
use lockstep_base::stop;
use lockstep_base::time::{self, SECOND};
use lockstep_base::time_bins::TimeBins;
use lockstep_charts::{
    BarRow, Bars, ChartData, Drawing, Explanation, Explanations, Gaps, Headings, NetworkBar, Networks, Node, Scores,
    Sketch, Tie, Timeline,
};
use lockstep_detect::Detection;
use lockstep_detect::candidates::{Found, Group, Item, Lead, Network, Position, Standing, Tested, TraceEvidence};
use lockstep_method::coaction::{CoAct, GapBins};
use lockstep_method::few_acts::Link;
use lockstep_method::selection::Chosen;
use rayon::prelude::*;

use super::Figure;
use super::held::{Held, MetObject, held, met_objects};
use super::names::{title, usual_window};
use super::words::Wording;

/// Every chart of the run: an overview, and several charts for each of these
/// networks, of which there are sketches; those of the networks `in_files` become
/// files.
///
/// # Errors
/// When a chart cannot be drawn.
pub(super) fn figures(
    detection: &Detection,
    words: &Wording,
    networks: &[&Network],
    in_files: &BTreeSet<u32>,
    sketches: &BTreeMap<u32, Sketch>,
) -> Result<Vec<Figure>> {
    let background = Background::new(detection, networks)?;
    let mut plans: Vec<Plan> = vec![Plan::Networks, Plan::Scores];
    for network in networks {
        plans.push(Plan::Timeline(network));
        if network.group.is_none() {
            plans.extend([Plan::Gaps(network), Plan::Explanations(network)]);
        }
        plans.push(Plan::Objects(network));
    }
    let drawings = networks.par_iter().map(|network| {
        stop::check();
        let id = network.network_id;
        Figure::of_sketch(name_of("drawing", network), id, &sketches[&id], in_files.contains(&id))
    });
    let others = plans.par_iter().map(|plan| {
        stop::check();
        let data = plan.data(detection, &background, words);
        let about = plan.network().map(|network| network.network_id);
        if about.is_none_or(|id| in_files.contains(&id)) {
            Figure::draw(plan.name(), about, data)
        } else {
            Ok(Figure::without_files(plan.name(), about, data))
        }
    });
    drawings.chain(others).collect()
}

/// Letters of an object: a text can be long.
const OBJECT_LETTERS: usize = 80;

/// The name of a network's chart.
fn name_of(kind: &str, network: &Network) -> String {
    format!("network-{:03}-{kind}", network.network_id)
}

/// The drawing of a network, with its words.
pub(super) fn drawing(detection: &Detection, words: &Wording, network: &Network) -> Drawing {
    let mut drawing = network_drawing(detection, network);
    words.complete_drawing(&mut drawing, detection, network);
    drawing
}

/// What networks are drawn against: the whole data, counted once for all of
/// them, and not at all where none is drawn.
#[derive(Default)]
struct Background {
    /// Every post once, however many rows it fills.
    posts: PostsInTime,
    /// The gaps of all co-acts, by the place of the trace and the rung.
    gaps: BTreeMap<(usize, usize), Vec<u64>>,
}

impl Background {
    fn new(detection: &Detection, drawn: &[&Network]) -> Result<Self> {
        if drawn.is_empty() {
            return Ok(Self::default());
        }
        let tested = &detection.tested;
        let mut all: Vec<NetworkGaps> = drawn.iter().map(|network| NetworkGaps::new(tested, network)).collect();
        all.sort_by_key(|gaps| gaps.window);
        all.dedup_by_key(|gaps| gaps.window);
        let mut counted = BTreeMap::new();
        for (place, trace) in tested.traces.iter().enumerate() {
            for rung in all.iter().filter_map(|gaps| gaps.rung(trace)) {
                counted.insert((place, rung), trace.gap_histogram(rung));
            }
        }
        Ok(Self { posts: PostsInTime::new(detection, drawn)?, gaps: counted })
    }
}

/// The networks whose charts become files: the first so many in the order of
/// review, and as many of the largest.
pub(super) fn in_files(networks: &[Network], count: usize) -> BTreeSet<u32> {
    let mut by_size: Vec<&Network> = networks.iter().collect();
    by_size.sort_by_key(|network| (Reverse(network.members.len()), network.network_id));
    let chosen = networks.iter().take(count).chain(by_size.into_iter().take(count));
    chosen.map(|network| network.network_id).collect()
}

enum Plan<'a> {
    Networks,
    Scores,
    Timeline(&'a Network),
    Gaps(&'a Network),
    Explanations(&'a Network),
    Objects(&'a Network),
}

impl<'a> Plan<'a> {
    fn network(&self) -> Option<&'a Network> {
        match self {
            Self::Networks | Self::Scores => None,
            Self::Timeline(network) | Self::Gaps(network) | Self::Explanations(network) | Self::Objects(network) => {
                Some(network)
            }
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Networks => "networks-by-size".to_owned(),
            Self::Scores => "scores".to_owned(),
            Self::Timeline(network) => name_of("timeline", network),
            Self::Gaps(network) => name_of("gaps", network),
            Self::Explanations(network) => name_of("explanations", network),
            Self::Objects(network) => name_of("objects", network),
        }
    }

    fn data(&self, detection: &Detection, background: &Background, words: &Wording) -> ChartData {
        let mut data = match self {
            Self::Networks => ChartData::Networks(bars(&detection.findings.networks)),
            Self::Scores => ChartData::Scores(scores(detection)),
            Self::Timeline(network) => ChartData::Timeline(activity(detection, network, &background.posts)),
            Self::Gaps(network) => ChartData::Gaps(gaps(&detection.tested, network, background)),
            Self::Explanations(network) => ChartData::Explanations(explanations(detection, network)),
            Self::Objects(network) => ChartData::Bars(objects(detection, network)),
        };
        words.complete(&mut data, detection, self.network());
        data
    }
}

fn bars(networks: &[Network]) -> Networks {
    let bar = |network: &Network| NetworkBar {
        network_id: title(network),
        accounts: network.members.len() as u64,
        tier: network.tier,
    };
    Networks { networks: networks.iter().map(bar).collect(), headings: Headings::default() }
}

/// At most about 60 bins of whole width, one of which begins at the score of
/// the weakest pair that passed.
fn scores(detection: &Detection) -> Scores {
    const BINS: f64 = 60.0;
    let tested = &detection.tested;
    let all: Vec<f64> =
        (0..tested.pairs.len()).map(|place| tested.pair_score(place)).filter(|score| score.is_finite()).collect();
    let highest = all.iter().copied().fold(0.0, f64::max);
    let weakest =
        detection.findings.validated.iter().map(|&place| tested.pair_score(place)).fold(f64::INFINITY, f64::min);
    let threshold = Some(weakest).filter(|score| score.is_finite());
    let edges = edges(highest, (highest / BINS).ceil().max(1.0), threshold.unwrap_or(0.0));
    let mut counts = vec![0; edges.len() - 1];
    all.iter().for_each(|score| counts[edges.partition_point(|edge| edge <= score) - 1] += 1);
    let empty = all.is_empty();
    Scores {
        edges: if empty { Vec::new() } else { edges },
        counts: if empty { Vec::new() } else { counts },
        expected_by_chance: None,
        threshold,
        pairs_tested: tested.verdict.pairs_in_all as u64,
        headings: Headings::default(),
    }
}

/// Edges from 0 to beyond `highest`, `width` apart but for the first, so that
/// `anchor` is one of them.
fn edges(highest: f64, width: f64, anchor: f64) -> Vec<f64> {
    let below = (anchor / width).floor();
    let mut edges = vec![0.0];
    let mut step = -below;
    while edges.last().is_some_and(|last| *last <= highest) {
        // Counted from the anchor, so that it is met to the last bit.
        let edge = anchor + step * width;
        if edge > 0.0 {
            edges.push(edge);
        }
        step += 1.0;
    }
    edges
}

fn network_drawing(detection: &Detection, network: &Network) -> Drawing {
    match network.group.as_ref() {
        Some(group) => group_drawing(detection, network, group),
        None => drawing_of_pairs(detection, network),
    }
}

/// Where bursts show the network, its objects and the accounts that they have in common;
/// else its accounts and the objects that they have in common.
fn group_drawing(detection: &Detection, network: &Network, group: &Group) -> Drawing {
    let node = |label: String, size_value: f64| Node { label, size_value, tier: network.tier, group: 0, leads: false };
    let (nodes, edges, size_name): (Vec<Node>, Vec<Tie>, _) = match &group.found {
        Found::FewActs { links, .. } => {
            let of_item = |(item, number): (&Item, usize)| {
                let date = time::date(item.start).map(|date| format!(", {date}")).unwrap_or_default();
                node(format!("burst {number}{date}"), item.acts.len() as f64)
            };
            let tie = |link: &Link| {
                let [from, to] = link.bursts.map(|item| item as u32);
                Tie { from, to, weight: link.common.into(), directed: false }
            };
            (group.items.iter().zip(1..).map(of_item).collect(), links.iter().map(tie).collect(), "members")
        }
        Found::Selection { pairs } => {
            let number: BTreeMap<u32, u32> = network.members.iter().copied().zip(0..).collect();
            let tie = |chosen: &Chosen| {
                let [from, to] = [chosen.pair.a(), chosen.pair.b()].map(|account| number[&account]);
                Tie { from, to, weight: chosen.common.into(), directed: false }
            };
            let edges: Vec<Tie> = pairs.iter().map(tie).collect();
            let mut partners = vec![0.0; network.members.len()];
            edges.iter().for_each(|tie| [tie.from, tie.to].iter().for_each(|&n| partners[n as usize] += 1.0));
            let name = |account: u32| detection.events.accounts.get(account).to_owned();
            let nodes = network.members.iter().zip(partners).map(|(&account, n)| node(name(account), n)).collect();
            (nodes, edges, "partners")
        }
    };
    let node_names = network.is_of_bursts().then(|| ["burst", "bursts"].map(str::to_owned));
    let size_name = Some(size_name.to_owned());
    Drawing { network_id: title(network), nodes, edges, size_name, node_names, headings: Headings::default() }
}

fn drawing_of_pairs(detection: &Detection, network: &Network) -> Drawing {
    let tested = &detection.tested;
    let mut number = vec![u32::MAX; detection.events.accounts.len()];
    network.members.iter().zip(0..).for_each(|(&account, n)| number[account as usize] = n);
    let tie = |&place: &usize| {
        let pair = tested.pairs[place];
        let objects: u32 = tested.traces.iter().map(|trace| trace.seen[place].objects).sum();
        let [a, b] = [pair.a(), pair.b()].map(|account| number[account as usize]);
        let lead = detection.findings.lead_of(place).filter(Lead::is_clear);
        let (from, to) = if lead.is_some_and(|lead| lead.b > lead.a) { (b, a) } else { (a, b) };
        Tie { from, to, weight: f64::from(objects), directed: lead.is_some() }
    };
    let edges: Vec<Tie> = network.pairs.iter().map(tie).collect();
    let mut partners = vec![0.0; network.members.len()];
    edges.iter().for_each(|tie| [tie.from, tie.to].iter().for_each(|&n| partners[n as usize] += 1.0));
    let node = |((&account, &size_value), standing): ((&u32, &f64), &Standing)| Node {
        label: detection.events.accounts.get(account).to_owned(),
        size_value,
        tier: network.tier,
        group: 0,
        leads: standing.position == Position::Leader,
    };
    Drawing {
        network_id: title(network),
        nodes: network.members.iter().zip(&partners).zip(&network.standings).map(node).collect(),
        edges,
        size_name: Some("partners".to_owned()),
        node_names: None,
        headings: Headings::default(),
    }
}

/// Each explanation, tested against the network's pairs.
fn explanations(detection: &Detection, network: &Network) -> Explanations {
    let explanation = |held: Held| Explanation {
        name: held.called.to_owned(),
        says: held.says.to_owned(),
        seen: held.seen,
        unit: held.unit.to_owned(),
        expected: held.expected,
        ruled_out: held.ruled_out as u64,
        pairs: held.pairs as u64,
    };
    Explanations {
        network_id: title(network),
        explanations: held(detection, &network.pairs).into_iter().map(explanation).collect(),
        headings: Headings::default(),
    }
}

/// The objects that the network pushed: how many members met on each, and how
/// many accounts acted on it in all.
fn objects(detection: &Detection, network: &Network) -> Bars {
    /// Objects that the chart shows: those on which the most members met.
    const SHOWN: usize = 15;
    let (met, name) = (met_objects(detection, network), title(network));
    let own = met.iter().filter(|object| object.members == object.accounts).count();
    let all = things(met.len() as u64, "object", "objects");
    let title = match own {
        0 => format!("{name} met on {all}; others acted on each of them, too"),
        own if own == met.len() => format!("{name} met on {all}, on which nobody else acted"),
        own => format!("{name} met on {all}; nobody else acted on {} of them", count(own as u64)),
    };
    let subtitle = format!(
        "The {} on which the most of its {} met. Each measure has its own scale",
        things(met.len().min(SHOWN) as u64, "object", "objects"),
        things(network.members.len() as u64, "member", "members")
    );
    Bars {
        measures: vec!["Members that met on it".to_owned(), "All accounts that acted on it".to_owned()],
        rows: met.iter().take(SHOWN).map(|object| object_row(detection, object)).collect(),
        headings: Headings { title: Some(title), subtitle: Some(subtitle), ..Headings::default() },
    }
}

fn object_row(detection: &Detection, met: &MetObject) -> BarRow {
    let acts = &detection.tested.traces[met.trace].acts;
    let shown = unlinked(&clipped(acts.objects.get(met.object), OBJECT_LETTERS));
    BarRow {
        name: format!("{} {shown}", acts.kind.name()),
        values: [met.members, met.accounts].map(|accounts| (accounts as u64).into()).to_vec(),
    }
}

/// All posts of the data over its whole time.
#[derive(Default)]
struct PostsInTime {
    /// The first bin's beginning and the bins' width, in seconds.
    start: i64,
    width: i64,
    /// Posts of all accounts in each bin.
    all: Vec<u64>,
    /// Posts of the members of each network that is drawn, by its number.
    of_network: BTreeMap<u32, Vec<u64>>,
}

impl PostsInTime {
    fn new(detection: &Detection, drawn: &[&Network]) -> Result<Self> {
        let TimeBins { start, width, count: bins } = TimeBins::of(detection.events.span());
        let mut network_of = vec![0u32; detection.events.accounts.len()];
        for network in drawn {
            network.members.iter().for_each(|&account| network_of[account as usize] = network.network_id);
        }
        let none = || Self {
            start,
            width,
            all: vec![0; bins],
            of_network: drawn.iter().map(|network| (network.network_id, vec![0; bins])).collect(),
        };
        let counted = detection.log.each_once(|posts| {
            let mut counted = none();
            for post in posts {
                let bin = counted.bin(post.time);
                counted.all[bin] += 1;
                if let Some(own) = counted.of_network.get_mut(&network_of[post.account as usize]) {
                    own[bin] += 1;
                }
            }
            counted
        })?;
        let mut posts = counted.into_iter().fold(none(), Self::plus);
        for &(time, others) in detection.log.others() {
            let bin = posts.bin(time);
            posts.all[bin] += others;
        }
        Ok(posts)
    }

    fn bin(&self, time: i64) -> usize {
        TimeBins { start: self.start, width: self.width, count: self.all.len() }.bin(time)
    }

    fn plus(mut self, other: Self) -> Self {
        let add = |sum: &mut Vec<u64>, more: &[u64]| sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        add(&mut self.all, &other.all);
        self.of_network.iter_mut().for_each(|(network, sum)| add(sum, &other.of_network[network]));
        self
    }

    /// Posts of all accounts but the network's members.
    fn of_others(&self, network: &Network) -> Vec<u64> {
        let own = &self.of_network[&network.network_id];
        self.all.iter().zip(own).map(|(all, own)| all - own).collect()
    }
}

/// Posts of the network that are part of its co-acts, against all posts of
/// all other accounts.
fn activity(detection: &Detection, network: &Network, posts: &PostsInTime) -> Timeline {
    let items = network.group.iter().flat_map(|group| &group.items);
    let mut joint: Distinct<(u32, i64, u32)> =
        items.flat_map(|item| item.acts.iter().map(|&(account, time)| (account, time, 0))).collect();
    for (trace, co_act) in detection.tested.co_acts_of(&network.pairs) {
        let acts = &detection.tested.traces[trace].acts;
        let post = |act: u32| (acts.account[act as usize], acts.time[act as usize], acts.post[act as usize]);
        joint.extend(co_act.acts.map(post));
    }
    let mut network_acts = vec![0; posts.all.len()];
    joint.into_sorted().iter().for_each(|&(_, time, _)| network_acts[posts.bin(time)] += 1);
    Timeline {
        network_id: title(network),
        start_s: posts.start,
        bin_s: posts.width as u64,
        network_acts,
        background_acts: posts.of_others(network),
        headings: Headings::default(),
    }
}

fn gaps(tested: &Tested, network: &Network, background: &Background) -> Gaps {
    NetworkGaps::new(tested, network).of(tested, network, background)
}

/// The time between the acts of a network's meetings, beside what chance
/// gives.
struct NetworkGaps {
    /// The window in which most of its pairs were tested, in microseconds.
    window: i64,
    bins: GapBins,
}

impl NetworkGaps {
    fn new(tested: &Tested, network: &Network) -> Self {
        let window = usual_window(tested, network).max(SECOND);
        Self { window, bins: GapBins::of(window) }
    }

    /// The rung of its window in a trace, if the trace has it.
    fn rung(&self, trace: &TraceEvidence) -> Option<usize> {
        trace.ladder.windows().iter().position(|window| window.micros() == self.window)
    }

    /// The gaps of a network's meetings (for each pair and object the smallest
    /// one), beside those of as many meetings as chance gives its pairs.
    fn of(&self, tested: &Tested, network: &Network, background: &Background) -> Gaps {
        let mut observed = vec![0; self.bins.count];
        let mut expected = vec![0.0; self.bins.count];
        for (place, trace) in tested.traces.iter().enumerate() {
            let Some(rung) = self.rung(trace) else { continue };
            let Some(counts) = background.gaps.get(&(place, rung)) else { continue };
            for &place in &network.pairs {
                for meeting in trace.co_acts_of(place).chunk_by(|x, y| x.object == y.object) {
                    let smallest = meeting.iter().map(CoAct::gap).min().unwrap_or(0);
                    if smallest <= self.window && trace.ladder.counts(meeting[0].object, rung) {
                        observed[self.bins.bin(smallest)] += 1;
                    }
                }
            }
            let meetings: f64 = network.pairs.iter().map(|&place| trace.expected(tested.pairs[place], rung)).sum();
            let all = counts.iter().sum::<u64>().max(1) as f64;
            expected.iter_mut().zip(counts).for_each(|(sum, count)| *sum += meetings * *count as f64 / all);
        }
        let (seen, by_chance): (u64, f64) = (observed.iter().sum(), expected.iter().sum());
        let subtitle = format!(
            "The smallest time between two accounts' acts on an object, each pair and object counted once: \
             {} seen, {} expected by chance",
            count(seen),
            small(by_chance)
        );
        let mut edges_s: Vec<f64> =
            (0..self.bins.count).map(|bin| bin as f64 * self.bins.width as f64 / SECOND as f64).collect();
        let window_s = self.window as f64 / SECOND as f64;
        edges_s.push(window_s.max(edges_s.last().map_or(1.0, |last| last + 1.0)));
        Gaps {
            network_id: Some(title(network)),
            window_s,
            edges_s,
            observed,
            expected_by_chance: expected,
            headings: Headings { subtitle: Some(subtitle), ..Headings::default() },
        }
    }
}
