//! What was seen, beside what each innocent explanation gives.

use lockstep_base::numbers::list;
use plotters::prelude::{PathElement, RGBColor};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use serde::{Deserialize, Serialize};

use super::axis::{Axis, Layout, Plot, baseline, plot, plot_bounds, room_at_end, ticks_in};
use super::bins::check_expected;
use super::elements::{HaloText, Marker, Shape};
use super::format::{count, expected, things};
use super::frame::{Area, Sample, Words, chart, height_of, legend, nothing_to_show, width_of};
use super::size::Size;
use super::style::{Role, Style, Theme};
use super::svg::{pixels, units};
use super::{Chart, ChartError, Headings};

/// No chart shows more explanations.
const MOST_ROWS: usize = 12;
/// The height of a row, and what words and the axis take, in logical pixels.
const ROW: u32 = 120;
const WORDS: u32 = 190;
/// Expectations below this are drawn at the end of the axis.
const LEAST: f64 = 0.01;

/// An explanation, tested against some pairs of accounts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// Its name, as a sentence begins with it: `chance`, `the crowd`.
    pub name: String,
    /// What it says.
    pub says: String,
    /// On how many things the pairs met, added up.
    pub seen: u64,
    /// What these things are: `objects`.
    pub unit: String,
    /// On how many it lets them meet; need not be whole.
    pub expected: f64,
    /// Pairs for which it is ruled out.
    pub ruled_out: u64,
    /// All pairs.
    pub pairs: u64,
}

/// The data of [`explanations`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Explanations {
    /// The name the report gives the network.
    pub network_id: String,
    /// The explanations in the order in which they are shown, the first on top.
    pub explanations: Vec<Explanation>,
    /// Words that replace the automatic ones.
    #[serde(default)]
    pub headings: Headings,
}

impl Explanation {
    /// Whether it is ruled out for at least half of the pairs.
    fn is_ruled_out(&self) -> bool {
        self.pairs > 0 && self.ruled_out.saturating_mul(2) >= self.pairs
    }
}

impl Explanations {
    /// A size in which every row has room.
    pub fn size(&self) -> Size {
        let rows = u32::try_from(self.explanations.len().min(MOST_ROWS)).unwrap_or(0);
        let usual = Size::default();
        Size { height: (WORDS + ROW * rows).max(usual.height), ..usual }
    }
}

/// Draws, for each explanation, on how many things pairs met and on how many
/// it lets them meet, on one logarithmic axis.
///
/// # Errors
///
/// [`ChartError::Data`] if an expected count is negative or not a number, or
/// there are more than 12 explanations; [`ChartError::Size`] for a size out of
/// range.
pub fn explanations(data: &Explanations, theme: Theme, size: Size) -> Result<Chart, ChartError> {
    let rows = &data.explanations;
    let values: Vec<f64> = rows.iter().map(|row| row.expected).collect();
    check_expected(&values)?;
    if rows.len() > MOST_ROWS {
        return Err(ChartError::Data(format!("there are more than {MOST_ROWS} explanations")));
    }
    if rows.iter().all(|row| row.seen == 0) {
        return nothing_to_show(&data.headings, "No pair of accounts met.", theme, size);
    }
    let words = Words::or(&data.headings, automatic(data));
    chart(&words, theme, size, |style, area| {
        let area = legend(style, area, &entries(style))?;
        draw(style, &area, rows)
    })
}

fn automatic(data: &Explanations) -> Words {
    let (out, left): (Vec<&Explanation>, Vec<_>) = data.explanations.iter().partition(|row| row.is_ruled_out());
    let names = |rows: &[&Explanation]| rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>();
    let title = match &names(&out)[..] {
        [] => format!("{}: no innocent explanation is ruled out", data.network_id),
        [only] => format!("{}: {only} does not explain its meetings", data.network_id),
        several => format!("{}: neither {} explains its meetings", data.network_id, several.join(" nor ")),
    };
    let title = match &names(&left)[..] {
        names if names.is_empty() || out.is_empty() => title,
        names => format!("{title}; {} may", list(names)),
    };
    Words {
        title,
        subtitle: "Meetings of all its pairs, and how many each explanation gives them. An explanation is ruled out \
                   pair by pair; the axis is logarithmic"
            .to_owned(),
        ..Words::default()
    }
}

fn entries(style: &Style<'_>) -> [(Sample, String); 2] {
    [
        (Sample::Marker(Shape::Circle, style.palette.data), "Seen".to_owned()),
        (Sample::Marker(Shape::Diamond, style.palette.accent), "Expected under the explanation".to_owned()),
    ]
}

fn draw(style: &Style<'_>, area: &Area<'_>, rows: &[Explanation]) -> Result<(), ChartError> {
    // Few rows are not blown up to fill the chart.
    let fixed = style.pixels(5.0 + 10.0) + 2.0 * style.line_height(Role::Label);
    let height = (rows.len() as f64 * style.pixels(f64::from(ROW)) + fixed).min(height_of(area));
    let (area, _) = area.split_vertically(units(height));
    let left = 0.3 * width_of(&area);
    let values = || rows.iter().flat_map(|row| [row.seen as f64, row.expected]);
    let lowest = values().filter(|value| *value > 0.0).fold(1.0, f64::min).max(LEAST);
    let highest = values().fold(1.0, f64::max);
    let x = Axis::decades(lowest, highest, ticks_in(style, width_of(&area) - left, 110.0));
    let layout = Layout {
        x_title: "Meetings (logarithmic)".to_owned(),
        left: left + style.pixels(14.0),
        right: room_at_end(style, &x).max(style.pixels(10.0)),
        upright_grid: true,
        ..Layout::default()
    };
    let start = x.start();
    let mut plot = plot(style, &area, x, Axis::bare(0.0..rows.len() as f64), &layout)?;
    let row_height = (height - fixed) / rows.len() as f64;
    for (at, row) in rows.iter().enumerate() {
        let middle = (rows.len() - at) as f64 - 0.5;
        marks(style, &mut plot, row, middle)?;
        words(style, &mut plot, row, (start, middle), (left, row_height))?;
    }
    baseline(style, &mut plot, [(start, 0.0), (start, rows.len() as f64)])
}

/// Draws the two marks of a row with their numbers: that of what was seen above
/// the line between them, that of what is expected below it, so that neither
/// covers the other.
fn marks(style: &Style<'_>, plot: &mut Plot<'_>, row: &Explanation, middle: f64) -> Result<(), ChartError> {
    let palette = style.palette;
    let (seen, by_chance) = ((row.seen as f64, middle), (row.expected, middle));
    plot.draw_series([PathElement::new([by_chance, seen], style.line(palette.axis, 1.5))])?;
    plot.draw_series([Marker::new(style, by_chance, Shape::Diamond, style.units(8.0), palette.accent)])?;
    plot.draw_series([Marker::new(style, seen, Shape::Circle, style.units(7.0), palette.data)])?;
    let number = format!("{} {} seen", count(row.seen), row.unit);
    label(style, plot, seen, (-1, palette.data), &number)?;
    label(style, plot, by_chance, (1, palette.accent), &format!("{} expected", expected(row.expected)))
}

/// Writes a number above its mark (`down` is −1) or below it (1), towards the
/// side where there is more room.
fn label(
    style: &Style<'_>,
    plot: &mut Plot<'_>,
    at: (f64, f64),
    (down, colour): (i32, RGBColor),
    text: &str,
) -> Result<(), ChartError> {
    let [left, _, right, _] = plot_bounds(plot);
    let x = pixels(plot.backend_coord(&at).0);
    let (side, along, room) =
        if x - left < right - x { (HPos::Left, -1, right - x) } else { (HPos::Right, 1, x - left) };
    let offset = (along * style.units(7.0), down * style.units(9.0));
    let text = style.measure(Role::Heading).fit(text, room);
    let anchored =
        style.coloured_text(Role::Heading, colour).pos(Pos::new(side, if down > 0 { VPos::Top } else { VPos::Bottom }));
    plot.draw_series([HaloText::new(style, at, offset, text, anchored)])?;
    Ok(())
}

/// Writes left of the axis what the explanation is, what it says as far as
/// there is room, and for how many pairs it is ruled out.
fn words(
    style: &Style<'_>,
    plot: &mut Plot<'_>,
    row: &Explanation,
    at: (f64, f64),
    (width, height): (f64, f64),
) -> Result<(), ChartError> {
    let line = style.line_height(Role::Label);
    let verdict = format!("Ruled out for {} of {}", count(row.ruled_out), things(row.pairs, "pair", "pairs"));
    let room = ((height / line) as usize).clamp(2, 4);
    let mut lines = vec![(Role::Heading, style.palette.ink, capitalised(&row.name))];
    if room > 2 {
        let says = style.measure(Role::Label).wrap_evenly(&row.says, width, room - 2);
        lines.extend(says.into_iter().map(|said| (Role::Label, style.palette.muted, said)));
    }
    let colour = if row.is_ruled_out() { style.palette.ink } else { style.palette.accent };
    lines.push((Role::Label, colour, verdict));
    let top = -(lines.len() as f64 - 1.0) / 2.0 * line;
    let texts = lines.into_iter().enumerate().map(|(number, (role, colour, text))| {
        let text = style.measure(role).fit(&text, width);
        let offset = (-units(width) - style.units(10.0), units(top + number as f64 * line));
        let anchored = style.coloured_text(role, colour).pos(Pos::new(HPos::Left, VPos::Center));
        HaloText::new(style, at, offset, text, anchored)
    });
    plot.draw_series(texts)?;
    Ok(())
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(ruled_out: [u64; 3]) -> Explanations {
        let row = |(name, ruled_out): (&str, u64)| Explanation {
            name: name.to_owned(),
            ruled_out,
            pairs: 10,
            seen: 5,
            ..Explanation::default()
        };
        let explanations = ["chance", "habit", "the crowd"].into_iter().zip(ruled_out).map(row).collect();
        Explanations { network_id: "N-1".to_owned(), explanations, headings: Headings::default() }
    }

    #[test]
    fn the_title_says_what_is_ruled_out_for_most_pairs() {
        for (ruled_out, title) in [
            ([10, 9, 5], "N-1: neither chance nor habit nor the crowd explains its meetings"),
            ([10, 9, 4], "N-1: neither chance nor habit explains its meetings; the crowd may"),
            ([10, 0, 0], "N-1: chance does not explain its meetings; habit and the crowd may"),
            ([0, 0, 0], "N-1: no innocent explanation is ruled out"),
        ] {
            assert_eq!(automatic(&held(ruled_out)).title, title);
        }
    }
}
