//! Methods side by side: how well each ranks, and how good its list is.

use plotters::prelude::{Color, Rectangle};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use serde::{Deserialize, Serialize};

use super::axis::{Axis, Layout, Plot, baseline, plot, room_at_end};
use super::bins::check_shares;
use super::elements::{HaloText, Marker, Shape};
use super::frame::{Area, Sample, Words, chart, height_of, legend, nothing_to_show, width_of};
use super::size::Size;
use super::style::{Role, Style, Theme};
use super::svg::units;
use super::{Chart, ChartError, Headings};

/// One method; every number is a share from 0 to 1.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MethodBar {
    /// Its name.
    pub name: String,
    /// Average precision of its ranking.
    pub average_precision: f64,
    /// Precision of its list, where one is there.
    pub precision: Option<f64>,
    /// Recall of its list.
    pub recall: Option<f64>,
}

/// The data of [`methods`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Methods {
    /// The methods, in any order.
    pub methods: Vec<MethodBar>,
    /// Words that replace the automatic ones.
    #[serde(default)]
    pub headings: Headings,
}

/// Draws the average precision of each method as a bar, the best first, with
/// the precision and the recall of its list as marks.
///
/// # Errors
///
/// [`ChartError::Data`] if a number is no share; [`ChartError::Size`] for a
/// size out of range.
pub fn methods(data: &Methods, theme: Theme, size: Size) -> Result<Chart, ChartError> {
    let shares = data.methods.iter().flat_map(|m| [Some(m.average_precision), m.precision, m.recall]);
    check_shares(shares.flatten())?;
    let mut methods: Vec<&MethodBar> = data.methods.iter().collect();
    methods.sort_by(|x, y| y.average_precision.total_cmp(&x.average_precision).then_with(|| x.name.cmp(&y.name)));
    let Some(best) = methods.first() else {
        return nothing_to_show(&data.headings, "No method was run.", theme, size);
    };
    let words = Words::or(&data.headings, automatic(best, methods.get(1).copied()));
    chart(&words, theme, size, |style, area| {
        let area = legend(style, area, &entries(style))?;
        bars(style, &area, &methods)
    })
}

fn automatic(best: &MethodBar, second: Option<&MethodBar>) -> Words {
    let title = match second {
        Some(second) => format!(
            "{} ranks best, with an average precision of {:.3}; {} follows with {:.3}",
            best.name, best.average_precision, second.name, second.average_precision
        ),
        None => format!("{} has an average precision of {:.3}", best.name, best.average_precision),
    };
    Words {
        title,
        subtitle: "Each method on the same data and labels: its ranking of all labelled accounts, and its list at its \
                   own usual threshold"
            .to_owned(),
        ..Words::default()
    }
}

fn entries(style: &Style<'_>) -> [(Sample, String); 3] {
    let [precision, recall] = marks(style);
    [
        (Sample::Bar(style.palette.context), "Average precision of the ranking".to_owned()),
        (Sample::Marker(precision.0, precision.1), "Precision of the list".to_owned()),
        (Sample::Marker(recall.0, recall.1), "Recall of the list".to_owned()),
    ]
}

/// The marks of precision and recall.
fn marks(style: &Style<'_>) -> [(Shape, plotters::prelude::RGBColor); 2] {
    [(Shape::Diamond, style.palette.accent), (Shape::Circle, style.palette.data)]
}

fn bars(style: &Style<'_>, area: &Area<'_>, methods: &[&MethodBar]) -> Result<(), ChartError> {
    // Few bars are not blown up to fill the chart.
    let fixed = style.pixels(5.0 + 10.0) + 2.0 * style.line_height(Role::Label);
    let height = (methods.len() as f64 * style.pixels(62.0) + fixed).min(height_of(area));
    let (area, _) = area.split_vertically(units(height));
    let values: Vec<String> = methods.iter().map(|method| format!("{:.3}", method.average_precision)).collect();
    let value_room = style.widest(Role::Heading, values.iter().map(String::as_str)) + style.pixels(10.0);
    let names = style.widest(Role::Label, methods.iter().map(|method| method.name.as_str()));
    let name_room = names.min(0.28 * width_of(&area));
    let (x, y) = (Axis::linear(0.0..1.0, 5), Axis::bare(0.0..methods.len() as f64));
    let layout = Layout {
        x_title: "Share".to_owned(),
        left: name_room + value_room + style.pixels(19.0),
        // Half a mark may stand beyond the end of the axis.
        right: room_at_end(style, &x).max(style.pixels(10.0)),
        upright_grid: true,
        ..Layout::default()
    };
    let mut plot = plot(style, &area, x, y, &layout)?;
    for (index, (method, value)) in methods.iter().zip(values).enumerate() {
        let middle = (methods.len() - index) as f64 - 0.5;
        bar(style, &mut plot, method, middle, (value, value_room, name_room))?;
    }
    baseline(style, &mut plot, [(0.0, 0.0), (0.0, methods.len() as f64)])
}

/// Draws one method: its name, its average precision in words and as a bar,
/// and the marks of its list.
fn bar(
    style: &Style<'_>,
    plot: &mut Plot<'_>,
    method: &MethodBar,
    middle: f64,
    (value, value_room, name_room): (String, f64, f64),
) -> Result<(), ChartError> {
    let corners = [(0.0, middle - 0.3), (method.average_precision, middle + 0.3)];
    plot.draw_series([Rectangle::new(corners, style.palette.context.filled())])?;
    let at = (0.0, middle);
    let right = Pos::new(HPos::Right, VPos::Center);
    // Past a mark at 0.
    let beside = units(style.pixels(13.0));
    plot.draw_series([HaloText::new(style, at, (-beside, 0), value, style.text(Role::Heading).pos(right))])?;
    let name = style.measure(Role::Label).fit(&method.name, name_room);
    let offset = (-beside - units(value_room), 0);
    plot.draw_series([HaloText::new(style, at, offset, name, style.text(Role::Label).pos(right))])?;
    // The first mark is larger, so that both are seen where they coincide.
    let marks = marks(style).into_iter().zip([(method.precision, 10.0), (method.recall, 6.5)]);
    for ((shape, colour), (share, radius)) in marks {
        let mark = share.map(|share| Marker::new(style, (share, middle), shape, style.units(radius), colour));
        plot.draw_series(mark)?;
    }
    Ok(())
}
