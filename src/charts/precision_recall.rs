//! The precision of a ranking against its recall, and where its list is on it.

use plotters::element::DashedPathElement;
use plotters::prelude::PathElement;
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use serde::{Deserialize, Serialize};

use super::axis::{Axis, Layout, Plot, baseline, plot, plot_bounds, room_at_end, room_for};
use super::bins::check_shares;
use super::elements::{HaloText, Marker, Shape};
use super::frame::{Area, Words, chart, nothing_to_show};
use super::size::Size;
use super::style::{Role, Style, Theme};
use super::svg::pixels;
use super::{Chart, ChartError, Headings};

/// The data of [`precision_recall`]; every number is a share from 0 to 1.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PrecisionRecall {
    /// Recall and precision from the highest score down; recall never falls.
    pub curve: Vec<(f64, f64)>,
    /// The area under the steps of the curve.
    pub average_precision: f64,
    /// The precision of a ranking that knows nothing.
    pub base_rate: f64,
    /// Recall and precision of the list, where there is one.
    pub list: Option<(f64, f64)>,
    /// Words that replace the automatic ones.
    #[serde(default)]
    pub headings: Headings,
}

/// Draws the curve as steps, the area under which is the average precision,
/// the line of a ranking that knows nothing, and the list as a mark.
///
/// # Errors
///
/// [`ChartError::Data`] if a number is no share or recall falls;
/// [`ChartError::Size`] for a size out of range.
pub fn precision_recall(data: &PrecisionRecall, theme: Theme, size: Size) -> Result<Chart, ChartError> {
    let points = data.curve.iter().copied().chain(data.list).chain([(data.average_precision, data.base_rate)]);
    check_shares(points.flat_map(|(x, y)| [x, y]))?;
    if data.curve.windows(2).any(|pair| pair[0].0 > pair[1].0) {
        return Err(ChartError::Data("the recall of a later point is smaller".to_owned()));
    }
    if data.curve.is_empty() {
        return nothing_to_show(&data.headings, "No account is labelled as coordinated.", theme, size);
    }
    let words = Words::or(&data.headings, automatic(data));
    chart(&words, theme, size, |style, area| draw(style, area, data))
}

fn automatic(data: &PrecisionRecall) -> Words {
    Words {
        title: format!(
            "Average precision {:.3}, where a ranking that knows nothing has {:.3}",
            data.average_precision, data.base_rate
        ),
        subtitle:
            "Labelled accounts from the highest score down. Precision: the share of coordinated accounts so far; \
                   recall: the share of all coordinated accounts found so far"
                .to_owned(),
        ..Words::default()
    }
}

fn draw(style: &Style<'_>, area: &Area<'_>, data: &PrecisionRecall) -> Result<(), ChartError> {
    let (x, y) = (Axis::linear(0.0..1.0, 5), Axis::linear(0.0..1.0, 5));
    let layout = Layout {
        y_title: "Precision".to_owned(),
        x_title: "Recall".to_owned(),
        left: room_for(style, &y),
        right: room_at_end(style, &x) + style.pixels(8.0),
        ..Layout::default()
    };
    let mut plot = plot(style, area, x, y, &layout)?;
    baseline(style, &mut plot, [(0.0, 0.0), (1.0, 0.0)])?;
    base_rate(style, &mut plot, data.base_rate)?;
    let mut line = Vec::new();
    let mut from = 0.0;
    // Where recall does not grow there is no area, and only a spike to draw.
    for (recall, precision) in data.curve.iter().copied().filter(|(recall, _)| *recall > 0.0) {
        if recall == from {
            continue;
        }
        line.extend([(from, precision), (recall, precision)]);
        from = recall;
    }
    plot.draw_series([PathElement::new(line, style.line(style.palette.data, 2.5))])?;
    match data.list {
        Some(list) => mark(style, &mut plot, list),
        None => Ok(()),
    }
}

fn base_rate(style: &Style<'_>, plot: &mut Plot<'_>, rate: f64) -> Result<(), ChartError> {
    let dash = style.units(5.0);
    let line = style.line(style.palette.muted, 1.5);
    plot.draw_series([DashedPathElement::new([(0.0, rate), (1.0, rate)], dash, dash * 4 / 5, line)])?;
    // Above the line at its left, where the curve is highest.
    let text = style.coloured_text(Role::Label, style.palette.muted).pos(Pos::new(HPos::Left, VPos::Bottom));
    let offset = (style.units(6.0), -style.units(3.0));
    let label = "a ranking that knows nothing".to_owned();
    plot.draw_series([HaloText::new(style, (0.0, rate), offset, label, text)])?;
    Ok(())
}

/// Marks the list and writes its numbers on the side where there is more room.
fn mark(style: &Style<'_>, plot: &mut Plot<'_>, (recall, precision): (f64, f64)) -> Result<(), ChartError> {
    let colour = style.palette.accent;
    let at = (recall, precision);
    plot.draw_series([Marker::new(style, at, Shape::Diamond, style.units(8.0), colour)])?;
    let [left, top, right, bottom] = plot_bounds(plot);
    let place = plot.backend_coord(&at);
    let (x, y) = (pixels(place.0), pixels(place.1));
    let (side, across) = if x - left < right - x { (HPos::Left, 12.0) } else { (HPos::Right, -12.0) };
    let (edge, down) = if y - top < bottom - y { (VPos::Top, 8.0) } else { (VPos::Bottom, -8.0) };
    let text = style.coloured_text(Role::Heading, colour).pos(Pos::new(side, edge));
    let label = format!("the list: precision {precision:.3}, recall {recall:.3}");
    plot.draw_series([HaloText::new(style, at, (style.units(across), style.units(down)), label, text)])?;
    Ok(())
}
