//! The rate of false discoveries that is stated, against the one that is seen.

use plotters::prelude::{Color, PathElement, Rectangle};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use serde::{Deserialize, Serialize};

use super::axis::{Axis, Layout, Plot, baseline, plot, room_for, ticks_in};
use super::bins::{check_shares, steps};
use super::elements::HaloText;
use super::format::{axis_number, count};
use super::frame::{Area, Sample, Words, chart, height_of, legend, nothing_to_show};
use super::size::Size;
use super::style::{Role, Style, Theme};
use super::{Chart, ChartError, Headings};

/// One stated rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Calibrated {
    /// The rate that is stated, a share from 0 to 1.
    pub stated: f64,
    /// The share of innocent accounts at that rate; `None` without accounts.
    pub observed: Option<f64>,
    /// The confidence interval of the share.
    pub interval: [f64; 2],
    /// Labelled accounts at that rate.
    pub accounts: u64,
}

/// The data of [`calibration`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Calibrations {
    /// The stated rates, in the order in which they are drawn.
    pub points: Vec<Calibrated>,
    /// Words that replace the automatic ones.
    #[serde(default)]
    pub headings: Headings,
}

/// Draws the observed shares as bars with their confidence intervals, side by
/// side, and the stated rates as a line of steps.
///
/// # Errors
///
/// [`ChartError::Data`] if a number is no share or an interval is turned
/// round; [`ChartError::Size`] for a size out of range.
pub fn calibration(data: &Calibrations, theme: Theme, size: Size) -> Result<Chart, ChartError> {
    check_shares(
        data.points.iter().flat_map(|point| point.interval.into_iter().chain([point.stated]).chain(point.observed)),
    )?;
    if data.points.iter().any(|point| point.interval[0] > point.interval[1]) {
        return Err(ChartError::Data("an interval ends before it begins".to_owned()));
    }
    if data.points.iter().all(|point| point.observed.is_none()) {
        return nothing_to_show(&data.headings, "No labelled account passes at any of these rates.", theme, size);
    }
    let words = Words::or(&data.headings, automatic(&data.points));
    chart(&words, theme, size, |style, area| {
        let area = legend(style, area, &entries(style))?;
        columns(style, &area, &data.points)
    })
}

fn entries(style: &Style<'_>) -> [(Sample, String); 2] {
    [
        (Sample::Bar(style.palette.data), "Innocent among the accounts that pass".to_owned()),
        (Sample::Line(style.palette.accent), "Stated rate".to_owned()),
    ]
}

fn automatic(points: &[Calibrated]) -> Words {
    // Where the interval lies above the stated rate, chance is no excuse.
    let above = points.iter().filter(|point| point.observed.is_some() && point.interval[0] > point.stated).count();
    let title = match above {
        0 => "At no rate are more accounts innocent than is stated".to_owned(),
        n if n == points.len() => "At every rate more accounts are innocent than is stated".to_owned(),
        n => format!("At {n} of {} rates more accounts are innocent than is stated", points.len()),
    };
    Words {
        title,
        subtitle: "Labelled accounts whose smallest q-value is at most the rate, and the innocent share of them with \
                   its 95 % interval. The rate is stated over pairs of accounts"
            .to_owned(),
        ..Words::default()
    }
}

fn columns(style: &Style<'_>, area: &Area<'_>, points: &[Calibrated]) -> Result<(), ChartError> {
    let shown = points.iter().filter(|point| point.observed.is_some());
    let highest =
        shown.map(|point| point.interval[1]).chain(points.iter().map(|point| point.stated)).fold(0.0, f64::max);
    // Room for the words above the highest bar.
    let y = Axis::linear(0.0..(1.15 * highest).max(0.01), ticks_in(style, height_of(area), 62.0));
    let ticks = points.iter().zip(0..).map(|(point, place)| (f64::from(place) + 0.5, axis_number(point.stated)));
    let x = Axis::with_ticks(0.0..points.len() as f64, ticks.collect());
    let layout = Layout {
        y_title: "Share of innocent accounts".to_owned(),
        x_title: "Stated false discovery rate".to_owned(),
        left: room_for(style, &y),
        right: style.pixels(8.0),
        ..Layout::default()
    };
    let mut plot = plot(style, area, x, y, &layout)?;
    for (point, place) in points.iter().zip(0..) {
        column(style, &mut plot, point, f64::from(place) + 0.5)?;
    }
    baseline(style, &mut plot, [(0.0, 0.0), (points.len() as f64, 0.0)])?;
    let edges: Vec<f64> = (0..=points.len()).map(|edge| edge as f64).collect();
    let stated: Vec<f64> = points.iter().map(|point| point.stated).collect();
    steps(style, &mut plot, &edges, &stated, style.palette.accent)
}

fn column(style: &Style<'_>, plot: &mut Plot<'_>, point: &Calibrated, middle: f64) -> Result<(), ChartError> {
    let Some(observed) = point.observed else { return Ok(()) };
    let bar = Rectangle::new([(middle - 0.3, 0.0), (middle + 0.3, observed)], style.palette.data.filled());
    plot.draw_series([bar])?;
    let [low, high] = point.interval;
    let line = style.line(style.palette.ink, 1.5);
    let caps = [low, high].map(|end| vec![(middle - 0.04, end), (middle + 0.04, end)]);
    plot.draw_series(
        caps.into_iter().chain([vec![(middle, low), (middle, high)]]).map(|path| PathElement::new(path, line)),
    )?;
    let label = format!("{:.1} % of {}", 100.0 * observed, count(point.accounts));
    let text = style.text(Role::Heading).pos(Pos::new(HPos::Center, VPos::Bottom));
    plot.draw_series([HaloText::new(style, (middle, high), (0, -style.units(4.0)), label, text)])?;
    Ok(())
}
