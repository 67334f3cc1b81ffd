//! What the page's script works with, as JSON inside the page: the list and
//! the networks by columns, and for each section its members, its drawing and
//! the evidence of its strongest pairs.
//!
//! The page holds no markup made of this: the script shows texts as texts. Every
//! text was made visible before, and in the JSON nothing ends a script.

use std::collections::BTreeMap;

use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::probability;
use lockstep_base::safe;
use lockstep_base::safe::visible;
use lockstep_base::time::SECOND;
use lockstep_charts::Sketch;
use lockstep_detect::Detection;
use lockstep_detect::candidates::{Candidate, Network};
use rayon::prelude::*;
use serde::Serialize;

use super::evidence::{PairRow, first, leads, strongest_places};
use super::limits::pairs_held;
use super::names::{date, names, object_name, pattern, ruled_out};

/// Meetings that the page holds of a pair.
const MEETINGS_HELD: usize = 12;
/// Lines of a drawing are told apart by so many strengths.
const STRENGTHS: u8 = 4;
/// Places of a drawing are whole numbers, this many to a usual edge's length.
const GRAIN: f64 = 200.0;

/// A column of a table.
#[derive(Serialize)]
struct Column {
    key: &'static str,
    name: &'static str,
    /// How the script shows it and sorts by it.
    kind: &'static str,
    values: Values,
    /// The texts that values are places of.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<Vec<String>>,
    /// Whether rows can be chosen by it.
    filter: bool,
    /// Whether it begins with the smallest when sorted by.
    ascending: bool,
    /// Whether it may fill several lines.
    wrap: bool,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Values {
    Counts(Vec<Option<u64>>),
    Decimals(Vec<f64>),
    Texts(Vec<String>),
    Words(Vec<u32>),
}

impl Column {
    fn new(key: &'static str, name: &'static str, kind: &'static str, values: Values) -> Self {
        Self { key, name, kind, values, words: None, filter: false, ascending: false, wrap: false }
    }

    fn counts(key: &'static str, name: &'static str, values: impl Iterator<Item = u64>) -> Self {
        Self::new(key, name, "number", Values::Counts(values.map(Some).collect()))
    }

    fn texts<T: AsRef<str>>(
        key: &'static str,
        name: &'static str,
        kind: &'static str,
        values: impl Iterator<Item = T>,
    ) -> Self {
        Self::new(key, name, kind, Values::Texts(values.map(|text| visible(text.as_ref()).into_owned()).collect()))
    }

    /// A column of few distinct texts, each of which is held once, in order.
    fn words<T: AsRef<str>>(key: &'static str, name: &'static str, values: impl Iterator<Item = T>) -> Self {
        let texts: Vec<String> = values.map(|text| visible(text.as_ref()).into_owned()).collect();
        let distinct: BTreeMap<&str, u32> = texts.iter().map(|text| (text.as_str(), 0)).collect();
        let numbered: BTreeMap<&str, u32> = distinct.into_keys().zip(0..).collect();
        let places = texts.iter().map(|text| numbered[text.as_str()]).collect();
        let words = numbered.into_keys().map(str::to_owned).collect();
        Self { words: Some(words), ..Self::new(key, name, "text", Values::Words(places)) }
    }

    fn filtered(self) -> Self {
        Self { filter: true, ..self }
    }

    fn wrapped(self) -> Self {
        Self { wrap: true, ..self }
    }

    fn ascending(self) -> Self {
        Self { ascending: true, ..self }
    }
}

#[derive(Serialize)]
struct Table {
    columns: Vec<Column>,
}

/// What the script knows of a section.
#[derive(Serialize)]
struct SectionData {
    network: u32,
    /// Its place among the networks.
    place: usize,
    /// Places on the list.
    members: Vec<usize>,
    drawing: DrawingData,
    pairs: Vec<PairData>,
}

/// A drawing: nodes by columns, then ties by columns.
#[derive(Default, Serialize)]
struct DrawingData {
    /// Each node's place on the list.
    account: Vec<usize>,
    x: Vec<i32>,
    y: Vec<i32>,
    /// Each tie's ends, as places among the nodes.
    from: Vec<u32>,
    to: Vec<u32>,
    /// From 0 to [`STRENGTHS`] − 1.
    strength: Vec<u8>,
    /// Objects on which the two met.
    objects: Vec<u32>,
    /// What is not drawn, as a sentence.
    omitted: String,
}

/// A pair: the places of A and B on the list, q-value, who acts first, how
/// often each did, tests by trace, meetings, and how many more there are.
type PairData = (usize, usize, String, &'static str, String, Vec<TestData>, Vec<MeetingData>, usize);

/// A test: the trace's place, window, objects, occasions, objects on which both
/// acted, what chance, habit and crowd expect, and the median gap in seconds.
type TestData = (usize, String, u32, u32, Option<u32>, String, Option<String>, Option<String>, f64);

/// The pairs of a section, and of each of their meetings, in their order, the trace
/// and the object.
struct Gathered {
    pairs: Vec<PairData>,
    met: Vec<(usize, u32)>,
}

/// A meeting: the places of its trace and of its object, when A acted in
/// milliseconds since 1970-01-01 UTC, and by how many seconds B came later.
type MeetingData = (usize, usize, i64, f64);

#[derive(Serialize)]
struct PageData {
    accounts: Table,
    networks: Table,
    sections: Vec<SectionData>,
    /// By place.
    traces: Vec<&'static str>,
    /// Written so that links cannot be followed, by place.
    objects: Vec<String>,
    strengths: u8,
}

/// The JSON for the script, safe to stand in an element of the page.
///
/// # Errors
/// Never in practice.
pub(super) fn json(detection: &Detection, sketches: &BTreeMap<u32, Sketch>) -> Result<String> {
    let findings = &detection.findings;
    let mut places = vec![usize::MAX; detection.events.accounts.len()];
    findings.candidates.iter().zip(0..).for_each(|(candidate, place)| places[candidate.account as usize] = place);
    let shown: Vec<(usize, &Network)> = findings
        .networks
        .iter()
        .enumerate()
        .filter(|(_, network)| sketches.contains_key(&network.network_id))
        .collect();
    let pairs_each = pairs_held(shown.len());
    let mut objects = Objects::default();
    let gathered: Vec<Gathered> =
        shown.par_iter().map(|(_, network)| pairs(detection, network, &places, pairs_each)).collect();
    let section = |(&(place, network), gathered): (&(usize, &Network), Gathered)| SectionData {
        network: network.network_id,
        place,
        members: network.members.iter().map(|&account| places[account as usize]).collect(),
        drawing: drawing(network, &sketches[&network.network_id], &places),
        pairs: objects.number(gathered),
    };
    let sections = shown.iter().zip(gathered).map(section).collect();
    let data = PageData {
        accounts: Table { columns: accounts(detection) },
        networks: Table { columns: networks(&findings.networks) },
        sections,
        traces: detection.tested.traces.iter().map(|trace| trace.kind.name()).collect(),
        objects: objects.names(detection),
        strengths: STRENGTHS,
    };
    let text = serde_json::to_string(&data).map_err(|e| Error::output("report.html", e))?;
    Ok(within_script(&text))
}

/// JSON in which no parser of pages finds markup: these characters stand in
/// JSON only within strings.
fn within_script(json: &str) -> String {
    safe::json(json).replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

fn accounts(detection: &Detection) -> Vec<Column> {
    let (candidates, facts) = (&detection.findings.candidates, &detection.events.facts);
    let each = || candidates.iter();
    let of = |candidate: &Candidate| facts.of(candidate.account);
    let mut columns = vec![
        Column::counts("rank", "Rank", each().map(|c| c.rank as u64)).ascending(),
        Column::texts("account_id", "Account", "id", each().map(|c| detection.events.accounts.get(c.account))),
        Column::counts("network_id", "Network", each().map(|c| u64::from(c.network_id))).filtered().ascending(),
        Column::words("tier", "Tier", each().map(|c| c.tier.letter())).filtered(),
        Column::words("pattern", "Pattern", each().map(|c| pattern(c.pattern))).filtered().wrapped(),
        Column::new("score", "Score", "decimal", Values::Decimals(each().map(|c| tenths(c.score)).collect())),
        Column::texts("q_value", "q-value", "probability", each().map(|c| probability(c.ln_q))),
        Column::counts("partners", "Partners", each().map(|c| c.partners as u64)),
        Column::counts("objects", "Objects", each().map(|c| c.together.objects as u64)),
        Column::counts("days", "Days", each().map(|c| c.together.days as u64)),
        Column::words("ruled_out", "Ruled out", each().map(|c| ruled_out(c.ruled_out))).filtered(),
        Column::counts("leads", "Acts before", each().map(|c| u64::from(c.standing.leads))),
        Column::counts("follows", "Acts after", each().map(|c| u64::from(c.standing.follows))),
        Column::words("position", "Position", each().map(|c| c.standing.position.name())).filtered(),
        Column::words("traces", "Traces", each().map(|c| names(&c.together.traces))).filtered().wrapped(),
    ];
    if each().any(|c| of(c).platform.is_some()) {
        columns
            .push(Column::words("platform", "Platform", each().map(|c| of(c).platform.unwrap_or_default())).filtered());
    }
    if each().any(|c| of(c).handle.is_some()) {
        columns.push(Column::texts("handle", "Handle", "id", each().map(|c| of(c).handle.unwrap_or_default())));
    }
    if each().any(|c| of(c).followers.is_some()) {
        let followers = each().map(|c| of(c).followers).collect();
        columns.push(Column::new("followers", "Followers", "number", Values::Counts(followers)));
    }
    columns
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn networks(networks: &[Network]) -> Vec<Column> {
    let each = || networks.iter();
    let yes = |is: bool| if is { "yes" } else { "no" };
    let hangs = |n: &Network| n.stability.map_or("–", |stability| yes(stability.hangs_on.is_some()));
    let unstable = |n: &Network| n.stability.map_or("–", |stability| yes(stability.is_unstable()));
    vec![
        Column::counts("network_id", "Network", each().map(|n| u64::from(n.network_id))).ascending(),
        Column::words("tier", "Tier", each().map(|n| n.tier.letter())).filtered(),
        Column::words("pattern", "Pattern", each().map(|n| pattern(n.pattern))).filtered().wrapped(),
        Column::counts("accounts", "Accounts", each().map(|n| n.members.len() as u64)),
        Column::counts("pairs", "Pairs", each().map(|n| n.pairs.len() as u64)),
        Column::counts("objects", "Objects", each().map(|n| n.together.objects as u64)),
        Column::counts("days", "Days", each().map(|n| n.together.days as u64)),
        Column::words("ruled_out", "Ruled out", each().map(|n| ruled_out(n.ruled_out))).filtered(),
        Column::new(
            "stability",
            "Stability",
            "number",
            Values::Counts(each().map(|n| n.stability.map(|of| (100.0 * of.days).round() as u64)).collect()),
        ),
        Column::words("hangs", "Hangs on one object", each().map(hangs)).filtered(),
        Column::words("unstable", "Unstable", each().map(unstable)).filtered(),
        Column::new("score", "Score", "decimal", Values::Decimals(each().map(|n| tenths(n.score)).collect())),
        Column::texts("q_value", "q-value", "probability", each().map(|n| probability(n.ln_q))),
        Column::words("traces", "Traces", each().map(|n| names(&n.together.traces))).filtered().wrapped(),
        Column::texts("first_act", "First act", "text", each().map(|n| date(n.together.first_act))),
        Column::texts("last_act", "Last act", "text", each().map(|n| date(n.together.last_act))),
    ]
}

/// The members, as they are drawn; nothing where not they are.
fn drawing(network: &Network, sketch: &Sketch, places: &[usize]) -> DrawingData {
    if network.is_of_bursts() {
        return DrawingData::default();
    }
    let mut data = DrawingData { omitted: sketch.omitted(), ..DrawingData::default() };
    for (member, (x, y)) in sketch.nodes() {
        data.account.push(places[network.members[member] as usize]);
        data.x.push((GRAIN * x).round() as i32);
        data.y.push((GRAIN * y).round() as i32);
    }
    let strongest = sketch.edges().last().map_or(1.0, |tie| tie.weight);
    for tie in sketch.edges() {
        data.from.push(tie.from);
        data.to.push(tie.to);
        let share = (tie.weight / strongest).sqrt() * f64::from(STRENGTHS);
        data.strength.push((share.ceil() as u8).clamp(1, STRENGTHS) - 1);
        data.objects.push(tie.weight as u32);
    }
    data
}

/// The strongest pairs of a network.
fn pairs(detection: &Detection, network: &Network, places: &[usize], most: usize) -> Gathered {
    let tested = &detection.tested;
    let mut met = Vec::new();
    let pair = |place: usize| {
        let (pair, lead) = (tested.pairs[place], detection.findings.lead_of(place).unwrap_or_default());
        let rows = tested.traces.iter().enumerate().filter(|(_, trace)| trace.seen[place].objects > 0);
        let tests = rows.map(|(number, trace)| test_data(number, PairRow::new(trace, place))).collect();
        let (meetings, left) = meetings(detection, place, &mut met);
        let [a, b] = [pair.a(), pair.b()].map(|account| places[account as usize]);
        (a, b, probability(tested.verdict.ln_q[place]), first(lead), leads(lead), tests, meetings, left)
    };
    let pairs = strongest_places(tested, network, most).into_iter().map(pair).collect();
    Gathered { pairs, met }
}

fn test_data(number: usize, row: PairRow) -> TestData {
    let PairRow { window, objects, occasions, shared, chance, habit, crowd, median_gap_s, .. } = row;
    (number, window, objects, occasions, shared, chance, habit, crowd, median_gap_s)
}

/// The meetings of a pair on the objects that the fewest accounts acted on, in
/// the order of time; their objects are added to `met`.
fn meetings(detection: &Detection, place: usize, met: &mut Vec<(usize, u32)>) -> (Vec<MeetingData>, usize) {
    let tested = &detection.tested;
    let a = tested.pairs[place].a();
    let mut all = Vec::new();
    for (number, trace) in tested.traces.iter().enumerate() {
        for meeting in trace.meetings(place) {
            let co_act = meeting.co_act;
            let a_first = trace.acts.account[co_act.acts[0] as usize] == a;
            let (time, gap) = if a_first { (co_act.earlier, co_act.gap()) } else { (co_act.later, -co_act.gap()) };
            all.push((trace.ladder.accounts_of(co_act.object), time, number, co_act.object, gap));
        }
    }
    all.sort_unstable();
    let left = all.len().saturating_sub(MEETINGS_HELD);
    all.truncate(MEETINGS_HELD);
    all.sort_unstable_by_key(|&(_, time, number, object, _)| (time, number, object));
    let meeting = |(_, time, number, object, gap): (u32, i64, usize, u32, i64)| {
        met.push((number, object));
        (number, 0, time.div_euclid(1_000), gap as f64 / SECOND as f64)
    };
    (all.into_iter().map(meeting).collect(), left)
}

/// Objects of several traces, each of which the page holds once.
#[derive(Default)]
struct Objects {
    places: BTreeMap<(usize, u32), usize>,
    order: Vec<(usize, u32)>,
}

impl Objects {
    /// The pairs, with the places of the objects of their meetings.
    fn number(&mut self, Gathered { mut pairs, met }: Gathered) -> Vec<PairData> {
        let meetings = pairs.iter_mut().flat_map(|pair| &mut pair.6);
        for (meeting, object) in meetings.zip(met) {
            meeting.1 = *self.places.entry(object).or_insert_with(|| {
                self.order.push(object);
                self.order.len() - 1
            });
        }
        pairs
    }

    fn names(&self, detection: &Detection) -> Vec<String> {
        let name = |&(trace, object): &(usize, u32)| visible(&object_name(detection, trace, object)).into_owned();
        self.order.iter().map(name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_the_data_ends_the_script() {
        let hostile = ["</script><script>alert(1)</script>", "<!--", "]]>", "\u{2028}", "&lt;", "\"\\"];
        let json = within_script(&serde_json::to_string(&hostile).unwrap());
        assert!(!json.contains(['<', '>', '&', '\u{2028}']), "{json}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), hostile);
    }

    #[test]
    fn words_are_held_once_in_order() {
        let column = Column::words("x", "X", ["b", "a", "b"].into_iter());
        assert_eq!(column.words.as_deref(), Some(&["a".to_owned(), "b".to_owned()][..]));
        assert!(matches!(column.values, Values::Words(places) if places == [1, 0, 1]));
    }
}
