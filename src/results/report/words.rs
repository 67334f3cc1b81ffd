//! The words around a run's charts, where only the run knows them: what was
//! found, what is left out, and from which data.

use lockstep_base::distinct::Distinct;
use lockstep_base::numbers::{count, small, things};
use lockstep_base::time::{SECOND, date};
use lockstep_charts::{ChartData, Drawing, Headings};
use lockstep_detect::Detection;
use lockstep_detect::candidates::{Found, Network};
use lockstep_detect::config::Config;

use crate::wording;

use super::names::{title, usual_window};

/// What the captions of all charts of a run share.
pub(super) struct Wording {
    /// From which data the charts are, in sentences.
    source: String,
    /// How many validated pairs are expected to be false.
    expected_false: f64,
}

impl Wording {
    pub(super) fn new(detection: &Detection, config: &Config) -> Self {
        Self {
            source: source(detection, config),
            expected_false: config.fdr * detection.findings.validated.len() as f64,
        }
    }

    /// Adds to a chart of the run, or of one of its networks, the words that
    /// it lacks.
    pub(super) fn complete(&self, data: &mut ChartData, detection: &Detection, network: Option<&Network>) {
        let validated = detection.findings.validated.len() as u64;
        let (title, note) = match (&*data, network) {
            (ChartData::Networks(_), _) => (None, self.pairs(validated)),
            (ChartData::Scores(_), _) if validated > 0 => {
                let drawn = things(detection.tested.pairs.len() as u64, "pair", "pairs");
                (Some(self.scores(validated, detection)), format!("Drawn: {drawn} that met on enough objects. "))
            }
            (ChartData::Gaps(_), _) => {
                (None, "Expected: as many as chance gives, spread like all accounts’ gaps. ".to_owned())
            }
            _ => (None, String::new()),
        };
        self.add(data.headings_mut(), title, note);
    }

    /// Adds to the drawing of a network the words that it lacks.
    pub(super) fn complete_drawing(&self, drawing: &mut Drawing, detection: &Detection, network: &Network) {
        let note = format!("Tier {}: {}. ", network.tier.letter(), wording::tier(network.tier, Some(network.pattern)));
        self.add(&mut drawing.headings, Some(met(detection, network)), note);
    }

    fn add(&self, headings: &mut Headings, title: Option<String>, note: String) {
        headings.title = headings.title.take().or(title);
        headings.caption = Some(note + &self.source);
    }

    fn pairs(&self, validated: u64) -> String {
        if validated == 0 {
            return "No pair of accounts passes. ".to_owned();
        }
        format!("{}, {}. ", things(validated, "pair passes", "pairs pass"), self.false_ones())
    }

    fn scores(&self, validated: u64, detection: &Detection) -> String {
        let all = things(detection.tested.verdict.pairs_in_all as u64, "pair", "pairs");
        format!("{} of {all} of accounts act in lockstep, {}", count(validated), self.false_ones())
    }

    fn false_ones(&self) -> String {
        format!("of which about {} are expected to be false", small(self.expected_false))
    }
}

/// Where the numbers are from: the data, their size and their time, the rate,
/// and what was left out of them.
fn source(detection: &Detection, config: &Config) -> String {
    let events = &detection.events;
    let files = match &events.sources[..] {
        [only] if only.file == "-" => "standard input".to_owned(),
        [only] => only.file.rsplit(['/', '\\']).next().unwrap_or_default().to_owned(),
        several => things(several.len() as u64, "file", "files"),
    };
    let (rows, accounts) =
        (things(events.rows() as u64, "row", "rows"), things(events.accounts_in_all() as u64, "account", "accounts"));
    let (first, last) = events.span();
    let days = date(first).zip(date(last)).map(|(first, last)| format!(", {first} to {last} UTC"));
    let popular: usize = detection.tested.traces.iter().map(|trace| trace.summary.popular_objects).sum();
    let left = match popular {
        0 => String::new(),
        popular => format!(" Left out as too popular: {}.", things(popular as u64, "object", "objects")),
    };
    let days = days.unwrap_or_default();
    format!("Source: {files}, {rows} of {accounts}{days}. False discovery rate {}.{left}", config.fdr)
}

/// On how many objects members acted close to each other, and how close.
fn met(detection: &Detection, network: &Network) -> String {
    let accounts = things(network.members.len() as u64, "account", "accounts");
    match network.group.as_ref().map(|group| (&group.found, things(group.items.len() as u64, "burst", "bursts"))) {
        Some((Found::FewActs { .. }, bursts)) => {
            return format!("{}: {accounts} with few acts came back in {bursts}", title(network));
        }
        Some((Found::Selection { .. }, _)) => {
            let objects = things(network.together.objects as u64, "object", "objects");
            return format!("{}: {accounts} chose among the same {objects}, at any time", title(network));
        }
        None => (),
    }
    let window = usual_window(&detection.tested, network);
    let co_acts = detection.tested.co_acts_of(&network.pairs);
    let within = co_acts.filter(|(_, co_act)| co_act.gap() <= window);
    let objects: Distinct<(usize, u32)> = within.map(|(trace, co_act)| (trace, co_act.object)).collect();
    format!(
        "{}: {} acted within {} s of each other on {}",
        title(network),
        accounts,
        count(window.div_euclid(SECOND).unsigned_abs()),
        things(objects.into_sorted().len() as u64, "object", "objects")
    )
}
