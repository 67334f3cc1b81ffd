//! Axes for plotters that know their ticks and the ticks' labels.

use std::ops::Range;

use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use plotters::prelude::{Color, PathElement};
use plotters_backend::text_anchor::{HPos, Pos, VPos};

use super::ChartError;
use super::format::axis_number;
use super::frame::{Area, below, bounds};
use super::style::{Role, Style};
use super::svg::{SvgBackend, units};

/// A chart with two such axes.
pub(super) type Plot<'a> = ChartContext<'a, SvgBackend<'a>, Cartesian2d<Axis, Axis>>;

/// No axis has more ticks, whatever its numbers are.
const MOST_TICKS: usize = 50;

#[derive(Clone, Copy, PartialEq)]
enum Scale {
    Linear,
    Logarithmic,
}

/// An axis: its range, its scale, and where its ticks are.
#[derive(Clone)]
pub(super) struct Axis {
    range: Range<f64>,
    scale: Scale,
    ticks: Vec<(f64, String)>,
}

impl Axis {
    /// A linear axis with no ticks. An empty or backward range is widened, as
    /// nothing can be placed on it.
    pub fn bare(range: Range<f64>) -> Self {
        let end = if range.end > range.start { range.end } else { range.start + 1.0 };
        Self { range: range.start..end, scale: Scale::Linear, ticks: Vec::new() }
    }

    /// A linear axis with ticks of the caller's.
    pub fn with_ticks(range: Range<f64>, ticks: Vec<(f64, String)>) -> Self {
        Self { ticks, ..Self::bare(range) }
    }

    /// A linear axis with about `wanted` round ticks inside its range.
    pub fn linear(range: Range<f64>, wanted: usize) -> Self {
        let step = round_step((range.end - range.start) / wanted.max(1) as f64);
        Self::stepped(range, step)
    }

    /// An axis of counts from 0, which ends on a tick at or above `highest`.
    pub fn counts(highest: f64, wanted: usize) -> Self {
        let highest = highest.max(1.0);
        let step = round_step(highest / wanted.max(1) as f64).max(1.0);
        Self::stepped(0.0..(highest / step).ceil() * step, step)
    }

    /// A linear axis with a tick at each multiple of `step` inside its range.
    fn stepped(range: Range<f64>, step: f64) -> Self {
        let axis = Self::bare(range);
        let Range { start, end } = axis.range;
        let first = (start / step).ceil();
        let ticks = (0..MOST_TICKS)
            .map(|index| (first + index as f64) * step)
            .take_while(|at| *at <= end + 1e-9 * (end - start))
            .map(|at| (at, axis_number(at)))
            .collect();
        Self { ticks, ..axis }
    }

    /// A logarithmic axis of counts with a tick at each power of ten, or at
    /// every second or third if there are many, some room below 1 so that a
    /// count of 1 is seen, and some above the highest.
    pub fn logarithmic(highest: f64, wanted: usize) -> Self {
        let end = (highest.max(10.0) * 1.6).min(f64::MAX);
        Self { range: 0.6..end, scale: Scale::Logarithmic, ticks: powers_of_ten(0, end.log10().floor() as i32, wanted) }
    }

    /// A logarithmic axis from the power of ten at or below `lowest` to the one
    /// at or above `highest`, both of them more than 0.
    pub fn decades(lowest: f64, highest: f64, wanted: usize) -> Self {
        let first = lowest.log10().floor() as i32;
        let last = (highest.log10().ceil() as i32).min(f64::MAX_10_EXP).max(first + 1);
        let range = 10_f64.powi(first)..10_f64.powi(last);
        Self { range, scale: Scale::Logarithmic, ticks: powers_of_ten(first, last, wanted) }
    }

    /// The same axis with no labels on its ticks.
    pub fn without_labels(mut self) -> Self {
        self.ticks.iter_mut().for_each(|(_, label)| label.clear());
        self
    }

    /// The same axis reaching further, with one more tick in that part. Ticks
    /// whose labels would be in its way are dropped.
    pub fn extended(mut self, end: f64, tick: (f64, String)) -> Self {
        let clear = tick.0 - 0.07 * (end - self.range.start);
        self.ticks.retain(|(at, _)| *at < clear);
        self.ticks.push(tick);
        self.range.end = end;
        self
    }

    pub fn start(&self) -> f64 {
        self.range.start
    }

    pub fn end(&self) -> f64 {
        self.range.end
    }

    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.ticks.iter().map(|(_, label)| label.as_str())
    }

    /// Where a value is on the axis, 0 being its start and 1 its end.
    fn share(&self, value: f64) -> f64 {
        let Range { start, end } = self.range;
        let share = match self.scale {
            Scale::Linear => (value - start) / (end - start),
            Scale::Logarithmic => (value.max(start) / start).ln() / (end / start).ln(),
        };
        share.clamp(0.0, 1.0)
    }
}

/// Ticks at the powers of ten from one to another, at every second or third if
/// there are many.
fn powers_of_ten(first: i32, last: i32, wanted: usize) -> Vec<(f64, String)> {
    let step = ((last - first).unsigned_abs() as usize).div_ceil(wanted.max(1)).max(1);
    let powers = (first..=last).step_by(step).map(|power| 10_f64.powi(power));
    powers.map(|at| (at, axis_number(at))).collect()
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        from + (self.share(*value) * f64::from(to - from)).round() as i32
    }

    /// The ticks, when plotters asks for its bold lines: there are no others.
    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() {
            return Vec::new();
        }
        self.ticks.iter().map(|(at, _)| *at).collect()
    }

    fn range(&self) -> Range<f64> {
        self.range.clone()
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, value: &f64) -> String {
        self.ticks.iter().find(|(at, _)| at == value).map_or_else(String::new, |(_, label)| label.clone())
    }
}

/// The smallest of 1, 2 and 5 times a power of ten that is at least `least`.
fn round_step(least: f64) -> f64 {
    let least = if least.is_finite() && least > 0.0 { least } else { 1.0 };
    let power = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|step| *step >= least * (1.0 - 1e-9))
        .unwrap_or(10.0 * power)
}

/// How a plot is laid out in its area.
#[derive(Clone, Default)]
pub(super) struct Layout {
    /// Written above the plot, from its left edge: the vertical axis's title.
    pub y_title: String,
    /// Written below the horizontal axis; empty for a plot without labels
    /// there.
    pub x_title: String,
    /// Room for labels left of the plot, in logical pixels.
    pub left: f64,
    /// Room right of the plot for what its last label needs beyond its tick.
    pub right: f64,
    /// Further room below the tick labels, in logical pixels.
    pub below_ticks: f64,
    /// Whether the gridlines are vertical, for a chart of horizontal bars.
    pub upright_grid: bool,
}

/// Room for the labels of a vertical axis, in logical pixels.
pub(super) fn room_for(style: &Style<'_>, axis: &Axis) -> f64 {
    style.widest(Role::Label, axis.labels()) + style.pixels(14.0)
}

/// Room right of a plot for the half of a horizontal axis's last label, in
/// logical pixels.
pub(super) fn room_at_end(style: &Style<'_>, axis: &Axis) -> f64 {
    style.widest(Role::Label, axis.labels().last()) / 2.0
}

/// Builds a plot with its gridlines, tick labels and axis titles, but not yet
/// its [`baseline`], which belongs on top of what is drawn.
pub(super) fn plot<'a>(
    style: &Style<'_>,
    area: &Area<'a>,
    x: Axis,
    y: Axis,
    layout: &Layout,
) -> Result<Plot<'a>, ChartError> {
    let area = y_title(style, area, &layout.y_title)?;
    let below = if layout.x_title.is_empty() {
        0.0
    } else {
        style.pixels(10.0) + 2.0 * style.line_height(Role::Label) + layout.below_ticks
    };
    let mut plot = ChartBuilder::on(&area)
        // Half the height of the label at the top of the vertical axis.
        .margin_top(style.units(5.0))
        .margin_right(units(layout.right))
        .x_label_area_size(units(below))
        .y_label_area_size(units(layout.left))
        .build_cartesian_2d(x, y)?;
    let label = style.coloured_text(Role::Label, style.palette.muted);
    let mut mesh = plot.configure_mesh();
    mesh.axis_style(style.shade(style.palette.axis.mix(0.0), 1.0))
        .bold_line_style(style.line(style.palette.grid, 1.0))
        .label_style(label.clone())
        .axis_desc_style(label)
        .set_all_tick_mark_size(style.units(4.0))
        .x_desc(layout.x_title.as_str());
    if layout.upright_grid {
        mesh.disable_y_mesh();
    } else {
        mesh.disable_x_mesh();
    }
    mesh.draw()?;
    drop(mesh);
    Ok(plot)
}

/// Draws the title of a vertical axis above its plot; returns the rest.
fn y_title<'a>(style: &Style<'_>, area: &Area<'a>, title: &str) -> Result<Area<'a>, ChartError> {
    if title.is_empty() {
        return Ok(area.clone());
    }
    let title = style.measure(Role::Heading).fit(title, super::frame::width_of(area));
    let anchored = style.text(Role::Heading).pos(Pos::new(HPos::Left, VPos::Top));
    area.draw_text(&title, &anchored, (0, 0))?;
    Ok(below(area, style.line_height(Role::Heading) + style.pixels(4.0)))
}

/// Draws the line that bars stand on.
pub(super) fn baseline(style: &Style<'_>, plot: &mut Plot<'_>, line: [(f64, f64); 2]) -> Result<(), ChartError> {
    let axis = style.line(style.palette.axis, 1.0);
    plot.draw_series([PathElement::new(line, axis)])?;
    Ok(())
}

/// How many ticks have room on a length of logical pixels.
pub(super) fn ticks_in(style: &Style<'_>, length: f64, apart: f64) -> usize {
    (length / style.pixels(apart)).clamp(2.0, 12.0) as usize
}

/// The bounds of a plot on the whole chart, in logical pixels: left, top,
/// right and bottom.
pub(super) fn plot_bounds(plot: &Plot<'_>) -> [f64; 4] {
    bounds(&plot.plotting_area().strip_coord_spec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.labels().collect()
    }

    #[test]
    fn counts_start_at_zero_and_end_on_a_tick() {
        assert_eq!(labels(&Axis::counts(432.0, 5)), ["0", "100", "200", "300", "400", "500"]);
        assert_eq!(labels(&Axis::counts(0.0, 5)), ["0", "1"]);
        assert_eq!(labels(&Axis::counts(3.0, 5)), ["0", "1", "2", "3"]);
    }

    #[test]
    fn logarithmic_ticks_are_powers_of_ten() {
        assert_eq!(labels(&Axis::logarithmic(12_345.0, 6)), ["1", "10", "100", "1,000", "10,000"]);
        assert_eq!(labels(&Axis::logarithmic(70_000.0, 6)).last(), Some(&"100,000"));
        assert_eq!(labels(&Axis::decades(0.02, 900.0, 9)), ["0.01", "0.1", "1", "10", "100", "1,000"]);
        assert_eq!(labels(&Axis::decades(1.0, 1.0, 9)), ["1", "10"]);
        assert!(Axis::decades(1.0, f64::MAX, 9).end().is_finite() && Axis::logarithmic(f64::MAX, 9).end().is_finite());
        assert!(Axis::logarithmic(u64::MAX as f64, 6).ticks.len() <= 7);
    }

    #[test]
    fn values_outside_the_range_are_placed_at_its_ends() {
        let axis = Axis::linear(0.0..10.0, 5);
        assert_eq!(axis.map(&5.0, (0, 100)), 50);
        assert_eq!(axis.map(&-5.0, (0, 100)), 0);
        assert_eq!(axis.map(&50.0, (100, 0)), 0);
        assert_eq!(Axis::logarithmic(1000.0, 5).map(&0.0, (0, 100)), 0);
    }

    #[test]
    fn an_empty_range_is_widened() {
        let axis = Axis::linear(3.0..3.0, 5);
        assert!(axis.end() > axis.start());
    }
}
