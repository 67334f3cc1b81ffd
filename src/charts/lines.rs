//! Counts over time as lines: one panel a measure, one line a kind, one point a
//! month, quarter or year.
//!
//! Each panel has its own scale. A line breaks where nothing is known; a lower
//! bound is a ring in the place of a disc.

use plotters::prelude::{PathElement, RGBColor};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use serde::{Deserialize, Serialize};

use super::axis::{Axis, Layout, Plot, baseline, plot, room_for, ticks_in};
use super::elements::{HaloText, Marker, Shape};
use super::frame::{Area, Sample, Words, chart, height_of, legend, nothing_to_show, width_of};
use super::size::Size;
use super::style::{Role, Style, Theme};
use super::svg::units;
use super::{Amount, Chart, ChartError, Headings};

/// The width of a chart and the height of a panel, in logical pixels.
const WIDTH: u32 = 800;
const PANEL: u32 = 165;
/// What words, legend and the lowest axis take of the height.
const WORDS: u32 = 210;
/// More points have smaller marks.
const FEW_POINTS: usize = 40;

/// The data of [`lines()`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lines {
    /// What the points are: `Month`.
    pub unit: String,
    /// The names of the points, in their order.
    pub points: Vec<String>,
    /// What is counted, from top to bottom.
    pub panels: Vec<LinePanel>,
    /// Words that replace the automatic ones.
    #[serde(default)]
    pub headings: Headings,
}

/// A measure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinePanel {
    /// What is counted.
    pub measure: String,
    /// Its lines; those of one place in the list are of one colour in all panels.
    pub lines: Vec<Line>,
}

/// A line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it is about.
    pub name: String,
    /// One number a point.
    pub values: Vec<Amount>,
}

impl Lines {
    /// A size in which every panel has room.
    pub fn size(&self) -> Size {
        let panels = u32::try_from(self.panels.len().clamp(1, 6)).unwrap_or(1);
        Size { width: WIDTH, height: WORDS + PANEL * panels }
    }

    fn values(&self) -> impl Iterator<Item = Amount> {
        self.panels.iter().flat_map(|panel| &panel.lines).flat_map(|line| line.values.iter().copied())
    }
}

/// Draws each measure in a panel of its own, all above one axis of time.
///
/// # Errors
///
/// [`ChartError::Data`] if a line has not one number a point, or a panel more
/// lines than there are colours; [`ChartError::Size`] for a size out of range.
pub fn lines(data: &Lines, theme: Theme, size: Size) -> Result<Chart, ChartError> {
    let points = data.points.len();
    let all = || data.panels.iter().flat_map(|panel| &panel.lines);
    if all().any(|line| line.values.len() != points) {
        return Err(ChartError::Data(format!("a line has not {points} numbers, one a point")));
    }
    if data.panels.iter().any(|panel| panel.lines.len() > Shape::ALL.len()) {
        return Err(ChartError::Data(format!("a panel has more than {} lines", Shape::ALL.len())));
    }
    if data.values().all(|value| value.value().is_none()) {
        return nothing_to_show(&data.headings, "Nothing is known.", theme, size);
    }
    let words = Words::or(&data.headings, automatic(data));
    chart(&words, theme, size, |style, area| {
        let area = legend(style, area, &entries(style, data))?;
        panels(style, &area, data)
    })
}

fn automatic(data: &Lines) -> Words {
    let measures: Vec<&str> = data.panels.iter().map(|panel| panel.measure.as_str()).collect();
    Words { title: format!("{} by {}", measures.join(", "), data.unit.to_lowercase()), ..Words::default() }
}

fn colour(style: &Style<'_>, place: usize) -> RGBColor {
    // The first colour is that of what is beyond a threshold.
    style.palette.groups[(place + 1) % style.palette.groups.len()]
}

fn entries(style: &Style<'_>, data: &Lines) -> Vec<(Sample, String)> {
    let most = data.panels.iter().max_by_key(|panel| panel.lines.len());
    let named = most.iter().flat_map(|panel| &panel.lines).enumerate();
    let mut entries: Vec<(Sample, String)> = named
        .map(|(at, line)| (Sample::Marker(Shape::ALL[at], colour(style, at)), line.name.clone()))
        .filter(|_| most.is_some_and(|panel| panel.lines.len() > 1))
        .collect();
    if data.values().any(|value| matches!(value, Amount::AtLeast { .. })) {
        entries.push((Sample::Ring(style.palette.muted), "at least so many".to_owned()));
    }
    entries
}

fn panels(style: &Style<'_>, area: &Area<'_>, data: &Lines) -> Result<(), ChartError> {
    let axis_room = style.pixels(10.0) + 2.0 * style.line_height(Role::Label);
    let height = (height_of(area) - axis_room) / data.panels.len() as f64;
    let scales: Vec<Axis> = data.panels.iter().map(|panel| scale(style, panel, height)).collect();
    let left = scales.iter().map(|axis| room_for(style, axis)).fold(0.0, f64::max);
    let right = data.panels.iter().filter_map(tail).map(|(_, text)| style.widest(Role::Label, [text.as_str()]));
    let right = right.fold(0.0, f64::max) + style.pixels(16.0);
    let time = time_axis(style, data, width_of(area) - left - right);
    let mut rest = area.clone();
    for (at, (panel, scale)) in data.panels.iter().zip(scales).enumerate() {
        let is_last = at + 1 == data.panels.len();
        let taken = if is_last { height + axis_room } else { height };
        let (here, below) = rest.split_vertically(units(taken));
        let layout = Layout {
            y_title: panel.measure.clone(),
            x_title: if is_last { data.unit.clone() } else { String::new() },
            left,
            right,
            ..Layout::default()
        };
        let time = if is_last { time.clone() } else { time.clone().without_labels() };
        draw_panel(style, &here, (time, scale), &layout, panel)?;
        rest = below;
    }
    Ok(())
}

fn scale(style: &Style<'_>, panel: &LinePanel, height: f64) -> Axis {
    let values = panel.lines.iter().flat_map(|line| &line.values).filter_map(|value| value.value());
    Axis::counts(values.max().unwrap_or(0) as f64, ticks_in(style, height, 48.0).min(4))
}

/// The axis of points, each in the middle of its place, with as many names as
/// have room.
fn time_axis(style: &Style<'_>, data: &Lines, width: f64) -> Axis {
    let widest = style.widest(Role::Label, data.points.iter().map(String::as_str)) + style.pixels(12.0);
    let room = ((width / widest) as usize).max(1);
    let step = data.points.len().div_ceil(room).max(1);
    let ticks = data.points.iter().enumerate().step_by(step).map(|(at, name)| (at as f64, name.clone())).collect();
    Axis::with_ticks(-0.5..data.points.len() as f64 - 0.5, ticks)
}

/// The last number of a panel of one line, which stands at its end, and where that
/// is.
fn tail(panel: &LinePanel) -> Option<((f64, f64), String)> {
    let [only] = panel.lines.as_slice() else { return None };
    let last = |(at, value): (usize, &Amount)| Some(((at as f64, value.value()? as f64), value.label()));
    only.values.iter().enumerate().rev().find_map(last)
}

fn draw_panel(
    style: &Style<'_>,
    area: &Area<'_>,
    (time, scale): (Axis, Axis),
    layout: &Layout,
    panel: &LinePanel,
) -> Result<(), ChartError> {
    let area = area.margin(0, style.units(10.0), 0, 0);
    let (start, end) = (time.start(), time.end());
    let mut plot = plot(style, &area, time, scale, layout)?;
    baseline(style, &mut plot, [(start, 0.0), (end, 0.0)])?;
    for (at, line) in panel.lines.iter().enumerate() {
        draw_line(style, &mut plot, line, (Shape::ALL[at], colour(style, at)))?;
    }
    if let Some((at, text)) = tail(panel) {
        let left = style.text(Role::Label).pos(Pos::new(HPos::Left, VPos::Center));
        plot.draw_series([HaloText::new(style, at, (style.units(9.0), 0), text, left)])?;
    }
    Ok(())
}

/// Draws a line in the pieces of it that are known, with a mark at each point.
fn draw_line(
    style: &Style<'_>,
    plot: &mut Plot<'_>,
    line: &Line,
    (shape, colour): (Shape, RGBColor),
) -> Result<(), ChartError> {
    let point = |(at, value): (usize, &Amount)| Some((at as f64, value.value()? as f64));
    let points: Vec<Option<(f64, f64)>> = line.values.iter().enumerate().map(point).collect();
    for piece in points.split(Option::is_none).filter(|piece| piece.len() > 1) {
        let path: Vec<(f64, f64)> = piece.iter().copied().flatten().collect();
        plot.draw_series([PathElement::new(path, style.line(colour, 2.0))])?;
    }
    let radius = style.units(if points.len() > FEW_POINTS { 3.0 } else { 5.0 });
    for (at, value) in points.iter().zip(&line.values).filter_map(|(at, value)| Some(((*at)?, value))) {
        plot.draw_series([Marker::new(style, at, shape, radius, colour)])?;
        if let Amount::AtLeast { .. } = value {
            let inner = style.palette.background;
            plot.draw_series([Marker::new(style, at, shape, radius / 2, inner)])?;
        }
    }
    Ok(())
}
