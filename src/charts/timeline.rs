//! The acts of a network over time, above those of all other accounts.

use plotters::prelude::{EmptyElement, RGBColor, Text};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use serde::{Deserialize, Serialize};

use super::axis::{Axis, Layout, Plot, baseline, plot, room_at_end, room_for, ticks_in};
use super::bins::{bars, total};
use super::format::{duration, per_duration, things};
use super::frame::{Area, Words, chart, height_of, nothing_to_show, width_of};
use super::size::Size;
use super::style::{Role, Style, Theme};
use super::svg::{pixels, units};
use super::time::{TimeTicks, time_in_words, time_ticks};
use super::{Chart, ChartError, Headings};

/// The data of [`timeline`]: counts of acts in bins of one length.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// The name the report gives the network.
    pub network_id: String,
    /// When the first bin starts, in seconds since 1970-01-01T00:00:00Z.
    pub start_s: i64,
    /// How long each bin is, in seconds; not 0.
    pub bin_s: u64,
    /// The network's acts in each bin.
    pub network_acts: Vec<u64>,
    /// All acts of all other accounts in the same bins.
    pub background_acts: Vec<u64>,
    /// Words that replace the automatic ones.
    #[serde(default)]
    pub headings: Headings,
}

/// Draws the network's acts per bin above those of all other accounts. The
/// two panels share the time axis and each has its own count axis. Bins too
/// narrow to be told apart are merged into longer ones, and the axis titles
/// say how long.
///
/// # Errors
///
/// [`ChartError::Data`] if the lists differ in length, the bins have no
/// length, or a time is out of the years −9999 to 9999; [`ChartError::Size`]
/// for a size out of range.
pub fn timeline(data: &Timeline, theme: Theme, size: Size) -> Result<Chart, ChartError> {
    check(data)?;
    if total(&data.network_acts) == 0 && total(&data.background_acts) == 0 {
        return nothing_to_show(&data.headings, "No act was counted.", theme, size);
    }
    let bins = Bins::merged(data, size.width as usize / 4)?;
    let words = Words::or(&data.headings, automatic(data, &bins)?);
    chart(&words, theme, size, |style, area| panels(style, area, data, &bins))
}

fn check(data: &Timeline) -> Result<(), ChartError> {
    let (network, background) = (data.network_acts.len(), data.background_acts.len());
    if network != background {
        return Err(ChartError::Data(format!(
            "there are {network} bins of the network and {background} of the background"
        )));
    }
    if data.bin_s == 0 {
        return Err(ChartError::Data("bins are 0 seconds long".to_owned()));
    }
    Ok(())
}

/// The bins as drawn.
struct Bins {
    start: i64,
    length: i64,
    network: Vec<u64>,
    background: Vec<u64>,
    /// Whether the first or the last holds less time than the others.
    ragged: bool,
}

/// Lengths into which bins are merged, in seconds.
const ROUND_LENGTHS: [i64; 23] = [
    2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
    1_209_600, 2_419_200, 4_838_400, 9_676_800,
];

/// 1970 began on a Thursday, the fourth day of its week: lengths are counted
/// from the Monday before.
const MONDAY: i64 = -3 * 86_400;

impl Bins {
    /// The data's bins, or at most about `most` longer ones.
    fn merged(data: &Timeline, most: usize) -> Result<Self, ChartError> {
        let too_long = || ChartError::Data("the timeline is too long".to_owned());
        let length = i64::try_from(data.bin_s).map_err(|_| too_long())?;
        let bins = data.network_acts.len();
        let span = length.checked_mul(i64::try_from(bins).map_err(|_| too_long())?).ok_or_else(too_long)?;
        let end = data.start_s.checked_add(span).ok_or_else(too_long)?;
        let plain = Self {
            start: data.start_s,
            length,
            network: data.network_acts.clone(),
            background: data.background_acts.clone(),
            ragged: false,
        };
        if bins <= most {
            return Ok(plain);
        }
        let least = length * bins.div_ceil(most) as i64;
        let longer = ROUND_LENGTHS.into_iter().find(|round| *round >= least && round % length == 0).unwrap_or(least);
        plain.merge(longer, end).ok_or_else(too_long)
    }

    /// The bins merged into ones of a greater length; `None` if a time does
    /// not fit its type.
    fn merge(&self, length: i64, end: i64) -> Option<Self> {
        let slot = |at: i64| Some(at.checked_sub(MONDAY)?.div_euclid(length));
        let first = slot(self.start)?;
        let start = first.checked_mul(length)?.checked_add(MONDAY)?;
        let mut merged = Self {
            start,
            length,
            network: Vec::new(),
            background: Vec::new(),
            ragged: start != self.start || (end - start) % length != 0,
        };
        let counts = self.network.iter().zip(&self.background);
        for (bin, (network, background)) in counts.enumerate() {
            let slot = (slot(self.start + bin as i64 * self.length)? - first) as usize;
            if slot >= merged.network.len() {
                merged.network.resize(slot + 1, 0);
                merged.background.resize(slot + 1, 0);
            }
            merged.network[slot] = merged.network[slot].saturating_add(*network);
            merged.background[slot] = merged.background[slot].saturating_add(*background);
        }
        Some(merged)
    }

    fn start_of(&self, bin: usize) -> i64 {
        self.start + bin as i64 * self.length
    }

    fn end(&self) -> i64 {
        self.start_of(self.network.len())
    }
}

fn automatic(data: &Timeline, bins: &Bins) -> Result<Words, ChartError> {
    let length = bins.length.unsigned_abs();
    let mut peak = (0, 0);
    for (bin, acts) in bins.network.iter().enumerate() {
        if *acts > peak.1 {
            peak = (bin, *acts);
        }
    }
    let title = if peak.1 == 0 {
        format!("{} did not act in this time", data.network_id)
    } else {
        format!(
            "{} peaked at {} in {} on {}",
            data.network_id,
            things(peak.1, "joint act", "joint acts"),
            duration(length),
            time_in_words(bins.start_of(peak.0), length)?
        )
    };
    let ragged = if bins.ragged { ". The first and the last bar may hold less time than the others" } else { "" };
    // It fits its type, as the bins could be made.
    let data_end = data.start_s + (data.bin_s as i64) * (data.network_acts.len() as i64);
    let subtitle = format!(
        "{} (close in time to another member's on the same object) and {} of all other accounts, {} to {}. \
         Each panel has its own scale{ragged}",
        things(total(&data.network_acts), "joint act", "joint acts"),
        things(total(&data.background_acts), "act", "acts"),
        time_in_words(data.start_s, data.bin_s)?,
        time_in_words(data_end, data.bin_s)?,
    );
    Ok(Words { title, subtitle, ..Words::default() })
}

fn panels(style: &Style<'_>, area: &Area<'_>, data: &Timeline, bins: &Bins) -> Result<(), ChartError> {
    // The lower panel's labels and titles take part of its share.
    let (upper, lower) = area.split_vertically(units(0.49 * height_of(area)));
    let wanted = ticks_in(style, height_of(&upper), 42.0).min(6);
    let axis = |counts: &[u64]| {
        let highest = counts.iter().copied().max().unwrap_or(0);
        Axis::counts(highest as f64, wanted)
    };
    let (network, background) = (axis(&bins.network), axis(&bins.background));
    let left = room_for(style, &network).max(room_for(style, &background));
    let most = ticks_in(style, width_of(area) - left, 92.0);
    let TimeTicks { ticks, context } = time_ticks(bins.start, bins.end(), most)?;
    let time = Axis::with_ticks(bins.start as f64..bins.end() as f64, ticks);
    let right = room_at_end(style, &time);

    let per = per_duration(bins.length.unsigned_abs());
    let above =
        Layout { y_title: format!("Joint acts per {per} by {}", data.network_id), left, right, ..Layout::default() };
    let upper = upper.margin(0, style.units(14.0), 0, 0);
    let palette = style.palette;
    let unlabelled = time.clone().without_labels();
    let acts = &bins.network;
    panel(style, &upper, (unlabelled, network), &above, bins, acts, palette.data)?;
    let beneath = Layout {
        y_title: format!("Acts per {per} by all other accounts"),
        x_title: "Time (UTC)".to_owned(),
        left,
        right,
        below_ticks: if context.is_empty() { 0.0 } else { style.line_height(Role::Label) },
        ..Layout::default()
    };
    let acts = &bins.background;
    let mut plot = panel(style, &lower, (time, background), &beneath, bins, acts, palette.context)?;
    draw_context(style, &mut plot, &context)
}

/// Draws one panel.
fn panel<'a>(
    style: &Style<'_>,
    area: &Area<'a>,
    (time, counts): (Axis, Axis),
    layout: &Layout,
    bins: &Bins,
    acts: &[u64],
    colour: RGBColor,
) -> Result<Plot<'a>, ChartError> {
    let (start, end) = (time.start(), time.end());
    let mut plot = plot(style, area, time, counts, layout)?;
    let edges: Vec<_> = (0..=acts.len()).map(|bin| bins.start_of(bin) as f64).collect();
    bars(style, &mut plot, &edges, acts, |_| colour)?;
    baseline(style, &mut plot, [(start, 0.0), (end, 0.0)])?;
    Ok(plot)
}

/// Draws the second row of a time axis's labels. Where two would touch, the
/// later one is the one with more ticks after it, and stays.
fn draw_context(style: &Style<'_>, plot: &mut Plot<'_>, context: &[(f64, String)]) -> Result<(), ChartError> {
    let measure = style.measure(Role::Label);
    let text = style.coloured_text(Role::Label, style.palette.muted).pos(Pos::new(HPos::Center, VPos::Top));
    let below = style.units(8.0) + units(style.line_height(Role::Label));
    let mut next_left = f64::INFINITY;
    for (at, label) in context.iter().rev() {
        let x = pixels(plot.backend_coord(&(*at, 0.0)).0);
        let half = measure.width(label) / 2.0;
        if x + half + style.pixels(8.0) < next_left {
            let label = Text::new(label.clone(), (0, below), text.clone());
            plot.draw_series([EmptyElement::at((*at, 0.0)) + label])?;
            next_left = x - half;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(bins: usize) -> Timeline {
        Timeline {
            network_id: "N-1".to_owned(),
            // 2024-03-03T00:07:00Z
            start_s: 1_709_424_420,
            bin_s: 60,
            network_acts: vec![1; bins],
            background_acts: vec![10; bins],
            headings: Headings::default(),
        }
    }

    #[test]
    fn many_bins_are_merged_and_no_act_is_lost() {
        let bins = Bins::merged(&minutes(10_000), 300).unwrap();
        assert_eq!(bins.length, 3_600);
        assert_eq!(bins.start % 3_600, 0);
        assert_eq!(total(&bins.network), 10_000);
        assert_eq!(total(&bins.background), 100_000);
        assert_eq!(bins.network[0], 53);
        assert!(bins.ragged);
    }

    #[test]
    fn few_bins_are_left_alone() {
        let bins = Bins::merged(&minutes(300), 300).unwrap();
        assert_eq!((bins.length, bins.network.len()), (60, 300));
    }

    #[test]
    fn times_that_do_not_fit_are_errors() {
        let mut data = minutes(5);
        data.bin_s = u64::MAX;
        assert!(timeline(&data, Theme::Light, Size::default()).is_err());
        data.bin_s = 60;
        data.start_s = i64::MAX;
        assert!(timeline(&data, Theme::Light, Size::default()).is_err());
        data.start_s = i64::MIN;
        assert!(timeline(&data, Theme::Light, Size::default()).is_err());
    }
}
