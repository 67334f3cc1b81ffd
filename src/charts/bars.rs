//! Counts of several kinds side by side: one row a name, one panel a measure.
//!
//! Each panel has its own scale, and every bar has its number beside it: a
//! network of 15 accounts stays readable beside one of 27,217.

use plotters::prelude::{Color, RGBColor, Rectangle};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use serde::{Deserialize, Serialize};

use super::axis::{Axis, Layout, Plot, baseline, plot, plot_bounds};
use super::elements::HaloText;
use super::format::{count, things};
use super::frame::{Area, Words, caption, chart, height_of, nothing_to_show, width_of};
use super::size::Size;
use super::style::{Role, Style, Theme};
use super::svg::units;
use super::{Amount, Chart, ChartError, Headings};

/// No chart shows more rows than this.
const MOST_ROWS: usize = 60;
/// The width of a chart and the height of a row, in logical pixels.
const WIDTH: u32 = 800;
const ROW: u32 = 30;
/// What words and headings take of the height.
const WORDS: u32 = 190;

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BarRow {
    /// What it is about: a month, a country.
    pub name: String,
    /// One number a measure.
    pub values: Vec<Amount>,
}

/// The data of [`bars`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bars {
    /// What is counted: the headings of the panels, at least one.
    pub measures: Vec<String>,
    /// The rows in the order in which they are shown, the first on top.
    pub rows: Vec<BarRow>,
    /// Words that replace the automatic ones.
    #[serde(default)]
    pub headings: Headings,
}

impl Bars {
    /// A size in which every row has room.
    pub fn size(&self) -> Size {
        let rows = u32::try_from(self.rows.len().min(MOST_ROWS)).unwrap_or(0);
        Size { width: WIDTH, height: (WORDS + ROW * rows).max(320) }
    }
}

/// Draws up to 60 rows, as many as have room, as horizontal bars; the others
/// are summed in a line below.
///
/// # Errors
///
/// [`ChartError::Data`] if a row has not one count a measure, or there is no
/// measure; [`ChartError::Size`] for a size out of range.
pub fn bars(data: &Bars, theme: Theme, size: Size) -> Result<Chart, ChartError> {
    let measures = data.measures.len();
    if measures == 0 || data.rows.iter().any(|row| row.values.len() != measures) {
        return Err(ChartError::Data(format!("a row has not {measures} counts, one a measure")));
    }
    let Some(first) = data.rows.first() else {
        return nothing_to_show(&data.headings, "Nothing was counted.", theme, size);
    };
    let words = Words::or(&data.headings, automatic(data, first));
    chart(&words, theme, size, |style, area| {
        let room = height_of(area) - style.pixels(30.0);
        let shown = ((room / style.pixels(17.0)) as usize).clamp(1, MOST_ROWS.min(data.rows.len()));
        let area = rest(style, area, data, shown)?;
        panels(style, &area, data, &data.rows[..shown])
    })
}

fn automatic(data: &Bars, first: &BarRow) -> Words {
    let counts = data.measures.iter().zip(&first.values);
    let counts: Vec<String> = counts.map(|(measure, value)| format!("{} {measure}", value.label())).collect();
    Words { title: format!("{}: {}", first.name, counts.join(", ")), ..Words::default() }
}

/// States what is not shown as bars.
fn rest<'a>(style: &Style<'_>, area: &Area<'a>, data: &Bars, shown: usize) -> Result<Area<'a>, ChartError> {
    let rows = &data.rows[shown..];
    if rows.is_empty() {
        return Ok(area.clone());
    }
    let sum = |at: usize| rows.iter().fold(0_u64, |sum, row| sum.saturating_add(row.values[at].value().unwrap_or(0)));
    let sums: Vec<String> =
        data.measures.iter().enumerate().map(|(at, measure)| format!("{measure}: {}", count(sum(at)))).collect();
    let text = format!("Not shown: {} ({})", things(rows.len() as u64, "more row", "more rows"), sums.join(", "));
    caption(style, area, &text)
}

/// Draws a panel for each measure; the first has the names of the rows.
fn panels(style: &Style<'_>, area: &Area<'_>, data: &Bars, rows: &[BarRow]) -> Result<(), ChartError> {
    // Few bars are not blown up to fill the chart.
    let heading = style.line_height(Role::Heading) + style.pixels(9.0);
    let height = (rows.len() as f64 * style.pixels(48.0) + heading).min(height_of(area));
    let (area, _) = area.split_vertically(units(height));
    let names = style.widest(Role::Label, rows.iter().map(|row| row.name.as_str()));
    // Few measures leave room for names such as addresses.
    let share = if data.measures.len() > 2 { 0.3 } else { 0.42 };
    let name_room = names.min(share * width_of(&area));
    let left = name_room + style.pixels(10.0);
    let (_, mut rest) = area.split_horizontally(units(left));
    let panel = width_of(&rest) / data.measures.len() as f64;
    for (at, measure) in data.measures.iter().enumerate() {
        let (here, further) = rest.split_horizontally(units(panel));
        let mut plot = measure_panel(style, &here, measure, rows, at)?;
        if at == 0 {
            row_names(style, &mut plot, rows, name_room)?;
        }
        rest = further;
    }
    Ok(())
}

/// Draws one measure: its heading, and a bar with its number for each row.
fn measure_panel<'a>(
    style: &Style<'_>,
    area: &Area<'a>,
    measure: &str,
    rows: &[BarRow],
    at: usize,
) -> Result<Plot<'a>, ChartError> {
    let value = |row: &BarRow| row.values[at].value().unwrap_or(0) as f64;
    let most = rows.iter().map(value).fold(1.0, f64::max);
    let numbers: Vec<String> = rows.iter().map(|row| row.values[at].label()).collect();
    let gap = style.pixels(6.0);
    let layout = Layout {
        y_title: measure.to_owned(),
        // Room for the numbers, and between this panel and the next.
        right: style.widest(Role::Label, numbers.iter().map(String::as_str)) + gap + style.pixels(18.0),
        ..Layout::default()
    };
    let (x, y) = (Axis::bare(0.0..most), Axis::bare(0.0..rows.len() as f64));
    let mut plot = plot(style, area, x, y, &layout)?;
    for (index, (row, number)) in rows.iter().zip(numbers).enumerate() {
        let middle = (rows.len() - index) as f64 - 0.5;
        bar(style, &mut plot, (value(row), most), middle, style.palette.groups[1])?;
        let text = style.text(Role::Label).pos(Pos::new(HPos::Left, VPos::Center));
        let tip = (value(row), middle);
        plot.draw_series([HaloText::new(style, tip, (units(gap), 0), number, text)])?;
    }
    baseline(style, &mut plot, [(0.0, 0.0), (0.0, rows.len() as f64)])?;
    Ok(plot)
}

/// Draws a bar; what is not 0 is seen, however small it is.
fn bar(
    style: &Style<'_>,
    plot: &mut Plot<'_>,
    (value, most): (f64, f64),
    middle: f64,
    colour: RGBColor,
) -> Result<(), ChartError> {
    if value <= 0.0 {
        return Ok(());
    }
    let [left, _, right, _] = plot_bounds(plot);
    let hair = most * style.pixels(2.0) / (right - left).max(1.0);
    let corners = [(0.0, middle - 0.34), (value.max(hair), middle + 0.34)];
    plot.draw_series([Rectangle::new(corners, colour.filled())])?;
    Ok(())
}

/// Writes the names of the rows left of the first panel.
fn row_names(style: &Style<'_>, plot: &mut Plot<'_>, rows: &[BarRow], room: f64) -> Result<(), ChartError> {
    let label = style.measure(Role::Label);
    for (index, row) in rows.iter().enumerate() {
        let at = (0.0, (rows.len() - index) as f64 - 0.5);
        let text = style.text(Role::Label).pos(Pos::new(HPos::Right, VPos::Center));
        let name = HaloText::new(style, at, (-style.units(9.0), 0), label.fit(&row.name, room), text);
        plot.draw_series([name])?;
    }
    Ok(())
}
