//! Shares with their intervals, one row each, against a threshold.

use plotters::prelude::{Color, PathElement, Rectangle};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use serde::{Deserialize, Serialize};

use super::axis::{Axis, Layout, Plot, baseline, plot, room_at_end};
use super::bins::check_shares;
use super::elements::{HaloText, Marker, Shape};
use super::format::{count, things};
use super::frame::{Area, Sample, Words, caption, chart, height_of, legend, nothing_to_show, width_of};
use super::size::Size;
use super::style::{Role, Style, Theme};
use super::svg::units;
use super::{Chart, ChartError, Headings};

/// No chart shows more rows than this; a small one shows fewer.
const MOST_ROWS: usize = 30;
/// The height of a row, and what words and headings take, in logical pixels.
const ROW: u32 = 34;
const WORDS: u32 = 160;

/// One share with its interval; all from 0 to 1.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IntervalRow {
    /// Whose it is.
    pub name: String,
    /// The share.
    pub share: f64,
    /// The lower bound of its interval.
    pub low: f64,
    /// The upper bound.
    pub high: f64,
    /// Whether there are too few data to tell; then nothing is concluded.
    pub is_thin: bool,
}

/// The data of [`intervals`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Intervals {
    /// The rows, in any order.
    pub rows: Vec<IntervalRow>,
    /// What a lower bound must reach; 0: nothing is asked.
    pub threshold: f64,
    /// What the share is of: `Share of the audience outside the home country`.
    pub what: String,
    /// Words that replace the automatic ones.
    #[serde(default)]
    pub headings: Headings,
}

/// Draws each share as a mark on the line of its interval, the highest lower
/// bound first, with the threshold as an upright line. Rows whose lower bound
/// reaches it stand out, rows with too few data are pale.
///
/// # Errors
///
/// [`ChartError::Data`] if a number is no share; [`ChartError::Size`] for a
/// size out of range.
pub fn intervals(data: &Intervals, theme: Theme, size: Size) -> Result<Chart, ChartError> {
    check_shares(data.rows.iter().flat_map(|row| [row.share, row.low, row.high]).chain([data.threshold]))?;
    let mut rows: Vec<&IntervalRow> = data.rows.iter().collect();
    rows.sort_by(|x, y| {
        let key = |row: &IntervalRow| (row.is_thin, -row.low, -row.share);
        key(x).partial_cmp(&key(y)).unwrap_or(std::cmp::Ordering::Equal).then_with(|| x.name.cmp(&y.name))
    });
    if rows.is_empty() {
        return nothing_to_show(&data.headings, "There is no account with data.", theme, size);
    }
    let words = Words::or(&data.headings, automatic(data));
    chart(&words, theme, size, |style, area| {
        let area = legend(style, area, &entries(style, data))?;
        let room = height_of(&area) - style.pixels(54.0);
        let shown = ((room / style.pixels(17.0)) as usize).clamp(1, MOST_ROWS.min(rows.len()));
        let area = rest(style, &area, rows.len() - shown)?;
        draw(style, &area, &rows[..shown], data)
    })
}

impl Intervals {
    /// A size in which every row that can be shown has room.
    pub fn size(&self) -> Size {
        let rows = u32::try_from(self.rows.len().min(MOST_ROWS)).unwrap_or(0);
        Size { height: (WORDS + ROW * rows).max(340), ..Size::default() }
    }

    fn reaches(&self, row: &IntervalRow) -> bool {
        self.threshold > 0.0 && !row.is_thin && row.low >= self.threshold
    }
}

fn automatic(data: &Intervals) -> Words {
    let reaching = data.rows.iter().filter(|row| data.reaches(row)).count() as u64;
    let all = things(data.rows.len() as u64, "account", "accounts");
    let title = if data.threshold > 0.0 {
        format!("{} of {all} surely reach {:.0} %", count(reaching), 100.0 * data.threshold)
    } else {
        format!("{all}; no share is asked for")
    };
    Words {
        title,
        subtitle: format!("{}; the line is the interval at 95 %, in which days are what is sampled", data.what),
        ..Words::default()
    }
}

fn entries(style: &Style<'_>, data: &Intervals) -> Vec<(Sample, String)> {
    let palette = &style.palette;
    let thin = (palette.context, "Too few data");
    let asked = [(palette.accent, "Surely reaches it"), (palette.data, "Does not, or it is open"), thin];
    let entries = if data.threshold > 0.0 { asked.to_vec() } else { vec![(palette.data, "Enough data"), thin] };
    entries.into_iter().map(|(colour, what)| (Sample::Marker(Shape::Circle, colour), what.to_owned())).collect()
}

fn rest<'a>(style: &Style<'_>, area: &Area<'a>, left: usize) -> Result<Area<'a>, ChartError> {
    if left == 0 {
        return Ok(area.clone());
    }
    caption(style, area, &format!("Not shown: {} with lower shares", things(left as u64, "account", "accounts")))
}

fn draw(style: &Style<'_>, area: &Area<'_>, rows: &[&IntervalRow], data: &Intervals) -> Result<(), ChartError> {
    // Few rows are not blown up to fill the chart.
    let fixed = style.pixels(5.0 + 10.0) + 2.0 * style.line_height(Role::Label);
    let height = (rows.len() as f64 * style.pixels(f64::from(ROW)) + fixed).min(height_of(area));
    let (area, _) = area.split_vertically(units(height));
    let names = style.widest(Role::Label, rows.iter().map(|row| row.name.as_str())).min(0.34 * width_of(&area));
    let ticks = (0..=4).map(|at| (0.25 * f64::from(at), format!("{} %", 25 * at))).collect();
    let (x, y) = (Axis::with_ticks(0.0..1.0, ticks), Axis::bare(0.0..rows.len() as f64));
    let layout = Layout {
        x_title: data.what.clone(),
        left: names + style.pixels(16.0),
        // Half a mark may stand beyond the end of the axis.
        right: room_at_end(style, &x).max(style.pixels(10.0)),
        upright_grid: true,
        ..Layout::default()
    };
    let mut plot = plot(style, &area, x, y, &layout)?;
    if data.threshold > 0.0 {
        let line = [(data.threshold, 0.0), (data.threshold, rows.len() as f64)];
        plot.draw_series([PathElement::new(line.to_vec(), style.line(style.palette.accent, 1.5))])?;
    }
    for (at, row) in rows.iter().enumerate() {
        let middle = (rows.len() - at) as f64 - 0.5;
        draw_row(style, &mut plot, row, (middle, names), data)?;
    }
    baseline(style, &mut plot, [(0.0, 0.0), (0.0, rows.len() as f64)])
}

fn draw_row(
    style: &Style<'_>,
    plot: &mut Plot<'_>,
    row: &IntervalRow,
    (middle, room): (f64, f64),
    data: &Intervals,
) -> Result<(), ChartError> {
    let palette = &style.palette;
    let colour = match row {
        row if row.is_thin => palette.context,
        row if data.reaches(row) => palette.accent,
        _ => palette.data,
    };
    let bar = [(row.low, middle - 0.09), (row.high, middle + 0.09)];
    plot.draw_series([Rectangle::new(bar, colour.filled())])?;
    plot.draw_series([Marker::new(style, (row.share, middle), Shape::Circle, style.units(6.0), colour)])?;
    let name = style.measure(Role::Label).fit(&row.name, room);
    let right = Pos::new(HPos::Right, VPos::Center);
    let left_of_axis = (-units(style.pixels(12.0)), 0);
    plot.draw_series([HaloText::new(style, (0.0, middle), left_of_axis, name, style.text(Role::Label).pos(right))])?;
    Ok(())
}
