//! The data of charts as a file, so that a chart can be drawn again: larger,
//! darker, under another title.

use std::collections::BTreeSet;
use std::path::Path;

use lockstep_base::error::{Error, Result};
use lockstep_base::guard::guarded;
use lockstep_base::safe;
use serde::{Deserialize, Serialize};

use super::{
    Bars, Calibrations, Chart, ChartError, Drawing, Explanations, Gaps, Headings, Intervals, Lines, MAX_EDGES,
    MAX_NODES, Methods, Networks, PrecisionRecall, Scores, Size, Theme, Timeline, bars, calibration, explanations,
    gap_histogram, intervals, lines, methods, network_drawing, networks_by_size, precision_recall, score_distribution,
    timeline,
};

const REMEDY: &str = "make the output again";
/// No file of charts is larger: what is drawn takes some hundred kilobytes a
/// network.
const MOST_BYTES: u64 = 256 << 20;
/// Values of a list that becomes marks, one by one.
const MOST_MARKS: usize = 20_000;
/// Values of a list of which a chart shows the first, or all in one line.
const MOST_VALUES: usize = 5_000_000;
/// The longest name of a chart.
const LONGEST_NAME: usize = 100;

/// The plain data of any chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartData {
    /// See [`networks_by_size`].
    Networks(Networks),
    /// See [`score_distribution`].
    Scores(Scores),
    /// See [`network_drawing`].
    Drawing(Drawing),
    /// See [`timeline()`].
    Timeline(Timeline),
    /// See [`gap_histogram`].
    Gaps(Gaps),
    /// See [`explanations()`].
    Explanations(Explanations),
    /// See [`bars()`].
    Bars(Bars),
    /// See [`lines()`].
    Lines(Lines),
    /// See [`intervals()`].
    Intervals(Intervals),
    /// See [`precision_recall()`].
    PrecisionRecall(PrecisionRecall),
    /// See [`calibration()`].
    Calibration(Calibrations),
    /// See [`methods()`].
    Methods(Methods),
}

impl ChartData {
    /// Draws the chart.
    ///
    /// # Errors
    /// Those of the chart's kind.
    pub fn draw(&self, theme: Theme, size: Size) -> Result<Chart, ChartError> {
        match self {
            Self::Networks(data) => networks_by_size(data, theme, size),
            Self::Scores(data) => score_distribution(data, theme, size),
            Self::Drawing(data) => network_drawing(data, theme, size),
            Self::Timeline(data) => timeline(data, theme, size),
            Self::Gaps(data) => gap_histogram(data, theme, size),
            Self::Explanations(data) => explanations(data, theme, size),
            Self::Bars(data) => bars(data, theme, size),
            Self::Lines(data) => lines(data, theme, size),
            Self::Intervals(data) => intervals(data, theme, size),
            Self::PrecisionRecall(data) => precision_recall(data, theme, size),
            Self::Calibration(data) => calibration(data, theme, size),
            Self::Methods(data) => methods(data, theme, size),
        }
    }

    /// The size in which it is drawn where none is asked for.
    pub fn size(&self) -> Size {
        match self {
            Self::Explanations(data) => data.size(),
            Self::Bars(data) => data.size(),
            Self::Lines(data) => data.size(),
            Self::Intervals(data) => data.size(),
            _ => Size::default(),
        }
    }

    /// The words that replace the automatic ones.
    pub fn headings_mut(&mut self) -> &mut Headings {
        match self {
            Self::Networks(data) => &mut data.headings,
            Self::Scores(data) => &mut data.headings,
            Self::Drawing(data) => &mut data.headings,
            Self::Timeline(data) => &mut data.headings,
            Self::Gaps(data) => &mut data.headings,
            Self::Explanations(data) => &mut data.headings,
            Self::Bars(data) => &mut data.headings,
            Self::Lines(data) => &mut data.headings,
            Self::Intervals(data) => &mut data.headings,
            Self::PrecisionRecall(data) => &mut data.headings,
            Self::Calibration(data) => &mut data.headings,
            Self::Methods(data) => &mut data.headings,
        }
    }

    /// The lists in it, each with the longest that is drawn in good time.
    fn lists(&self) -> Vec<(usize, usize)> {
        match self {
            Self::Networks(data) => vec![(data.networks.len(), MOST_VALUES)],
            Self::Scores(data) => vec![(data.counts.len(), MOST_VALUES)],
            Self::Drawing(data) => vec![(data.nodes.len(), MAX_NODES), (data.edges.len(), MAX_EDGES)],
            Self::Timeline(data) => vec![(data.network_acts.len(), MOST_VALUES)],
            Self::Gaps(data) => vec![(data.observed.len(), MOST_MARKS)],
            Self::Explanations(data) => vec![(data.explanations.len(), MOST_MARKS)],
            Self::Bars(data) => vec![(data.rows.len(), MOST_VALUES), (data.measures.len(), MOST_MARKS / 100)],
            Self::Lines(data) => vec![(data.points.len(), MOST_MARKS / 10), (data.panels.len(), 6)],
            Self::Intervals(data) => vec![(data.rows.len(), MOST_VALUES)],
            Self::PrecisionRecall(data) => vec![(data.curve.len(), MOST_VALUES)],
            Self::Calibration(data) => vec![(data.points.len(), MOST_MARKS)],
            Self::Methods(data) => vec![(data.methods.len(), MOST_MARKS)],
        }
    }
}

/// A chart's data with the chart's name: that of its files, without an ending.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NamedChart {
    /// Small letters, digits and hyphens.
    pub name: String,
    /// What is drawn.
    pub chart: ChartData,
}

/// The content of `charts/data.json`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct StoredCharts {
    /// The version of the program that made it.
    pub lockstep: String,
    /// The charts in the order in which they were drawn.
    pub charts: Vec<NamedChart>,
}

impl StoredCharts {
    /// Where the charts of an output are stored.
    pub const FILE: &str = "charts/data.json";

    /// These charts as a JSON text, one on each line.
    ///
    /// # Errors
    /// Never in practice.
    pub fn to_json(charts: impl IntoIterator<Item = NamedChart>) -> Result<String> {
        let line = |chart: NamedChart| serde_json::to_string(&chart).map_err(|e| Error::output(Self::FILE, e));
        let lines: Vec<String> = charts.into_iter().map(line).collect::<Result<_>>()?;
        let text =
            format!("{{\"lockstep\":\"{}\",\"charts\":[\n{}\n]}}\n", env!("CARGO_PKG_VERSION"), lines.join(",\n"));
        Ok(safe::json(&text).into_owned())
    }

    /// Reads the charts of an output. Anybody may have made the file: its
    /// names are plain, and no list is longer than is drawn in good time.
    ///
    /// # Errors
    /// When the output has no such file, or one that `lockstep` did not write.
    pub fn read(dir: &Path) -> Result<Self> {
        let path = dir.join(Self::FILE);
        let refused = |problem: &str, remedy: &str| Error::input(&path.to_string_lossy(), problem, remedy);
        if !path.is_file() {
            let problem = "there is no such file, so this is no output of lockstep, or one of an older version";
            return Err(refused(problem, "name an output that has charts"));
        }
        let bytes = path.metadata().map_err(Error::io(&path, "read"))?.len();
        if bytes > MOST_BYTES {
            return Err(refused("it is larger than any that lockstep writes", REMEDY));
        }
        let bytes = std::fs::read(&path).map_err(Error::io(&path, "read"))?;
        let stored: Self =
            serde_json::from_slice(&bytes).map_err(|e| refused(&format!("it cannot be used ({e})"), REMEDY))?;
        match stored.problem() {
            Some(problem) => Err(refused(&problem, REMEDY)),
            None => Ok(stored),
        }
    }

    /// Why this cannot be the work of lockstep.
    fn problem(&self) -> Option<String> {
        let mut names = BTreeSet::new();
        self.charts.iter().find_map(|NamedChart { name, chart }| {
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(is_plain) {
                let name = safe::clipped(name, LONGEST_NAME);
                return Some(format!("`{name}` is no name of a chart: small letters, digits and hyphens"));
            }
            if !names.insert(name) {
                return Some(format!("two charts have the name {name}"));
            }
            let (length, most) = chart.lists().into_iter().find(|(length, most)| length > most)?;
            Some(format!("a list of chart {name} has {length} values, and at most {most} are drawn"))
        })
    }
}

impl NamedChart {
    /// Draws a chart from a file that anybody may have made.
    ///
    /// # Errors
    /// When its data contradict themselves.
    pub fn draw(&self, theme: Theme, size: Size) -> Result<Chart> {
        let refused = |problem: &str| Error::input(&format!("chart {}", self.name), problem, REMEDY);
        let draw = || self.chart.draw(theme, size).map_err(|e| refused(&e.to_string()));
        guarded(draw, || refused("its data cannot be drawn"))
    }
}
