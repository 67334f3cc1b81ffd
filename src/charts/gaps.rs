//! The gaps between co-acts, against what chance would give.

use plotters_backend::text_anchor::{HPos, Pos, VPos};
use serde::{Deserialize, Serialize};

use super::axis::{Axis, Layout, Plot, baseline, plot, plot_bounds, room_at_end, room_for, ticks_in};
use super::bins::{bars, check, check_expected, marked_line, steps, total};
use super::elements::HaloText;
use super::format::{axis_number, expected, ratio, things};
use super::frame::{Area, Sample, Words, chart, height_of, legend, nothing_to_show, width_of};
use super::size::Size;
use super::style::{Role, Style, Theme};
use super::{Chart, ChartError, Headings};

/// The data of [`gap_histogram`]: how many pairs of like acts by two accounts
/// were how far apart in time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Gaps {
    /// The network whose accounts acted; `None` for all accounts.
    pub network_id: Option<String>,
    /// Acts at most this many seconds apart count as co-acts.
    pub window_s: f64,
    /// The edges of the bins in seconds, ascending: one more than bins.
    pub edges_s: Vec<f64>,
    /// How many gaps were seen in each bin.
    pub observed: Vec<u64>,
    /// How many chance would give in each bin; need not be whole.
    pub expected_by_chance: Vec<f64>,
    /// Words that replace the automatic ones.
    #[serde(default)]
    pub headings: Headings,
}

/// Draws the observed gaps as bars and the expected ones as a line of steps,
/// on a linear axis from 0, with the ratio of the two above a bar where it is
/// 2 or more. Bins of different widths are drawn equally wide, with their
/// edges as labels.
///
/// # Errors
///
/// [`ChartError::Data`] if the lists do not fit each other, edges do not
/// ascend, or a value is negative or not a number; [`ChartError::Size`] for a
/// size out of range.
pub fn gap_histogram(data: &Gaps, theme: Theme, size: Size) -> Result<Chart, ChartError> {
    let lists = [("observed counts", data.observed.len()), ("expected counts", data.expected_by_chance.len())];
    check(&data.edges_s, &lists)?;
    check_expected(&data.expected_by_chance)?;
    if !data.window_s.is_finite() {
        return Err(ChartError::Data("the window is not a number".to_owned()));
    }
    let none_expected = data.expected_by_chance.iter().all(|value| *value == 0.0);
    if total(&data.observed) == 0 && none_expected {
        return nothing_to_show(&data.headings, "No gap was counted.", theme, size);
    }
    let words = Words::or(&data.headings, automatic(data));
    chart(&words, theme, size, |style, area| {
        let area = legend(style, area, &entries(style))?;
        histogram(style, &area, data)
    })
}

fn entries(style: &Style<'_>) -> [(Sample, String); 2] {
    [
        (Sample::Bar(style.palette.data), "Observed".to_owned()),
        (Sample::Line(style.palette.accent), "Expected by chance".to_owned()),
    ]
}

/// Observed and expected counts of the bins within the window, or of all bins
/// if the window ends before the first one does.
fn within_window(data: &Gaps) -> (u64, f64) {
    let ends = data.edges_s.iter().skip(1);
    let inside = ends.take_while(|end| **end <= data.window_s).count();
    let bins = if inside == 0 { data.observed.len() } else { inside };
    (total(&data.observed[..bins]), data.expected_by_chance[..bins].iter().sum())
}

fn automatic(data: &Gaps) -> Words {
    let (seen, chance) = within_window(data);
    let whose = match &data.network_id {
        Some(network) => format!("{network}: co-acts"),
        None => "Co-acts".to_owned(),
    };
    let within = format!("{whose} within {} s", axis_number(data.window_s));
    let times = seen as f64 / chance;
    let title = match () {
        () if chance == 0.0 => format!("{within}, where chance would give none"),
        () if times >= 1.05 => {
            let times = ratio(times);
            let times = times.trim_start_matches('×');
            format!("{within} are {times} times as many as chance would give")
        }
        () if times >= 0.95 => format!("{within} are as many as chance would give"),
        () => format!("{within} are fewer than chance would give"),
    };
    Words {
        title,
        subtitle: format!(
            "Time between the same act by two accounts: {} observed in the window, {} expected \
             by chance",
            things(seen, "co-act", "co-acts"),
            expected(chance)
        ),
        ..Words::default()
    }
}

/// Where the bins are on the horizontal axis.
struct Positions {
    edges: Vec<f64>,
    axis: Axis,
}

/// Bins of one width are placed by their edges; others side by side, as areas
/// of unequal bars would be read wrongly.
fn positions(style: &Style<'_>, edges: &[f64], room: f64) -> Positions {
    let (first, last) = (edges[0], edges[edges.len() - 1]);
    let even = (last - first) / (edges.len() - 1) as f64;
    let is_even = edges.windows(2).all(|pair| ((pair[1] - pair[0]) / even - 1.0).abs() < 1e-6);
    if is_even {
        return Positions { edges: edges.to_vec(), axis: Axis::linear(first..last, ticks_in(style, room, 80.0)) };
    }
    let labels: Vec<_> = edges.iter().map(|edge| axis_number(*edge)).collect();
    let widest = style.widest(Role::Label, labels.iter().map(String::as_str));
    let apart = (widest + style.pixels(10.0)) * (edges.len() - 1) as f64 / room;
    let ticks = labels
        .into_iter()
        .enumerate()
        .step_by(apart.ceil().max(1.0) as usize)
        .map(|(edge, label)| (edge as f64, label))
        .collect();
    Positions {
        edges: (0..edges.len()).map(|edge| edge as f64).collect(),
        axis: Axis::with_ticks(0.0..(edges.len() - 1) as f64, ticks),
    }
}

/// Where a gap is on the horizontal axis; `None` beyond its ends.
fn place(edges: &[f64], positions: &Positions, gap: f64) -> Option<f64> {
    let bin = edges
        .windows(2)
        .position(|bin| bin[0] < gap && gap < bin[1])
        .or_else(|| edges.iter().position(|edge| *edge == gap))?;
    let from = positions.edges[bin];
    let Some(to) = positions.edges.get(bin + 1) else {
        return Some(from);
    };
    let share = (gap - edges[bin]) / (edges[bin + 1] - edges[bin]);
    Some(from + share * (to - from))
}

fn histogram(style: &Style<'_>, area: &Area<'_>, data: &Gaps) -> Result<(), ChartError> {
    let highest = data
        .observed
        .iter()
        .map(|seen| *seen as f64)
        .chain(data.expected_by_chance.iter().copied())
        .fold(0.0, f64::max);
    // Room for a ratio above the highest bar.
    let wanted = ticks_in(style, height_of(area), 62.0);
    let y = Axis::counts(highest * 1.1, wanted);
    let left = room_for(style, &y);
    let positions = positions(style, &data.edges_s, width_of(area) - left);
    let layout = Layout {
        y_title: "Pairs of acts in each bin".to_owned(),
        x_title: "Gap between two accounts’ acts (seconds)".to_owned(),
        left,
        right: room_at_end(style, &positions.axis),
        ..Layout::default()
    };
    let ends = [positions.axis.start(), positions.axis.end()];
    let mut plot = plot(style, area, positions.axis.clone(), y, &layout)?;
    let colour = style.palette.data;
    bars(style, &mut plot, &positions.edges, &data.observed, |_| colour)?;
    baseline(style, &mut plot, ends.map(|end| (end, 0.0)))?;
    let line = style.palette.accent;
    steps(style, &mut plot, &positions.edges, &data.expected_by_chance, line)?;
    ratios(style, &mut plot, data, &positions.edges)?;
    match place(&data.edges_s, &positions, data.window_s) {
        Some(at) if ends[0] < at && at < ends[1] => {
            let label = format!("window: {} s", axis_number(data.window_s));
            marked_line(style, &mut plot, at, &label, style.palette.muted)
        }
        _ => Ok(()),
    }
}

/// Writes how many times the expected count each observed one is above its
/// bar, where that is twice or more. Where bars are too narrow for that, only
/// the highest has its ratio, which has room above all others.
fn ratios(style: &Style<'_>, plot: &mut Plot<'_>, data: &Gaps, edges: &[f64]) -> Result<(), ChartError> {
    let ratios: Vec<_> = data
        .observed
        .iter()
        .zip(&data.expected_by_chance)
        .enumerate()
        .map(|(bin, (seen, chance))| (bin, *seen, *seen as f64 / chance))
        .filter(|(.., times)| times.is_finite() && *times >= 2.0)
        .collect();
    let labels = ratios.iter().map(|(.., times)| ratio(*times));
    let labels: Vec<_> = labels.collect();
    let widest = style.widest(Role::Heading, labels.iter().map(String::as_str));
    let [left, _, right, _] = plot_bounds(plot);
    let above = (0, -style.units(1.0));
    let text = style.text(Role::Heading);
    if widest + style.pixels(4.0) <= (right - left) / data.observed.len() as f64 {
        let centred = text.pos(Pos::new(HPos::Center, VPos::Bottom));
        for ((bin, seen, _), label) in ratios.into_iter().zip(labels) {
            let top = ((edges[bin] + edges[bin + 1]) / 2.0, seen as f64);
            plot.draw_series([HaloText::new(style, top, above, label, centred.clone())])?;
        }
    } else if let Some((bin, seen, times)) = ratios.into_iter().max_by_key(|(_, seen, _)| *seen) {
        let label = format!("{} expected", ratio(times));
        // From the bar towards the side where there is more room.
        let (side, edge) =
            if 2 * bin < data.observed.len() { (HPos::Left, edges[bin]) } else { (HPos::Right, edges[bin + 1]) };
        let top = (edge, seen as f64);
        let aligned = text.pos(Pos::new(side, VPos::Bottom));
        plot.draw_series([HaloText::new(style, top, above, label, aligned)])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::font::Fonts;

    #[test]
    fn the_title_compares_what_is_in_the_window() {
        let data = Gaps {
            network_id: Some("N-1".to_owned()),
            window_s: 20.0,
            edges_s: vec![0.0, 10.0, 20.0, 30.0],
            observed: vec![900, 100, 7],
            expected_by_chance: vec![5.0, 5.0, 7.0],
            headings: Headings::default(),
        };
        assert_eq!(automatic(&data).title, "N-1: co-acts within 20 s are 100 times as many as chance would give");
    }

    #[test]
    fn uneven_bins_are_placed_side_by_side() {
        let fonts = Fonts::embedded().unwrap();
        let style = Style::new(Theme::Light, Size::default(), &fonts);
        let edges = [0.0, 1.0, 5.0, 60.0];
        let uneven = positions(&style, &edges, 1000.0);
        assert_eq!(uneven.edges, [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(place(&edges, &uneven, 3.0), Some(1.5));
        assert_eq!(place(&edges, &uneven, 60.0), Some(3.0));
        assert_eq!(place(&edges, &uneven, 61.0), None);
    }
}
