//! How the scores of pairs of accounts are distributed.

use plotters_backend::text_anchor::{HPos, Pos, VPos};
use serde::{Deserialize, Serialize};

use super::axis::{Axis, Layout, Plot, baseline, plot, room_at_end, room_for, ticks_in};
use super::bins::{bars, check, check_expected, marked_line, steps, total};
use super::elements::HaloText;
use super::format::{axis_number, count, things};
use super::frame::{Area, Sample, Words, chart, height_of, legend, nothing_to_show, width_of};
use super::size::Size;
use super::style::{Role, Style, Theme};
use super::{Chart, ChartError, Headings};

/// The data of [`score_distribution`]. A pair's score is −log₁₀ of its
/// p-value: 6 means that chance or habit gives so much lockstep once in a
/// million.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// The edges of the bins of −log₁₀ p, ascending: one more than bins.
    pub edges: Vec<f64>,
    /// How many pairs of accounts score in each bin, its lower edge included.
    pub counts: Vec<u64>,
    /// How many pairs chance alone would give in each bin, if that is known;
    /// drawn as a line. Need not be whole.
    pub expected_by_chance: Option<Vec<f64>>,
    /// The score from which on a pair counts as acting in lockstep.
    pub threshold: Option<f64>,
    /// How many pairs were tested, with those that are in no bin.
    pub pairs_tested: u64,
    /// Words that replace the automatic ones.
    #[serde(default)]
    pub headings: Headings,
}

/// Draws the scores as a histogram on a logarithmic count axis with the
/// threshold as a labelled line. A long thin tail is gathered in one bar at
/// the right end, labelled as such.
///
/// # Errors
///
/// [`ChartError::Data`] if the lists do not fit each other, edges do not
/// ascend, or a value is not a number; [`ChartError::Size`] for a size out of
/// range.
pub fn score_distribution(data: &Scores, theme: Theme, size: Size) -> Result<Chart, ChartError> {
    validate(data)?;
    if total(&data.counts) == 0 {
        return nothing_to_show(&data.headings, "No pair has a score.", theme, size);
    }
    let words = Words::or(&data.headings, automatic(data));
    let bins = Bins::cut(data, size.width as usize / 3);
    chart(&words, theme, size, |style, area| {
        let area = legend(style, area, &entries(style, data))?;
        histogram(style, &area, &bins, data.threshold)
    })
}

fn validate(data: &Scores) -> Result<(), ChartError> {
    check(&data.edges, &[("counts", data.counts.len())])?;
    if let Some(expected) = &data.expected_by_chance {
        check(&data.edges, &[("expected counts", expected.len())])?;
        check_expected(expected)?;
    }
    if data.threshold.is_some_and(|score| !score.is_finite()) {
        return Err(ChartError::Data("the threshold is not a number".to_owned()));
    }
    Ok(())
}

fn automatic(data: &Scores) -> Words {
    let tested = things(data.pairs_tested, "pair tested", "pairs tested");
    let title = match data.threshold {
        Some(threshold) => {
            let (reach, exact) = at_least(data, threshold);
            let least = if exact { "" } else { "At least " };
            format!("{least}{} of {tested} reach the threshold of {}", count(reach), axis_number(threshold))
        }
        None => format!("Scores of {tested}"),
    };
    Words {
        title,
        subtitle: "Score of each pair of accounts: −log₁₀ of the probability that chance or habit \
                   gives so much lockstep. Counts are on a logarithmic axis"
            .to_owned(),
        ..Words::default()
    }
}

/// How many pairs surely score at least `threshold`, and whether no others
/// may: a bin that the threshold divides cannot be counted.
fn at_least(data: &Scores, threshold: f64) -> (u64, bool) {
    let mut reach = 0_u64;
    let mut exact = true;
    for (bin, pairs) in data.edges.windows(2).zip(&data.counts) {
        if bin[0] >= threshold {
            reach = reach.saturating_add(*pairs);
        } else if bin[1] > threshold && *pairs > 0 {
            exact = false;
        }
    }
    (reach, exact)
}

fn entries(style: &Style<'_>, data: &Scores) -> Vec<(Sample, String)> {
    let palette = style.palette;
    let mut entries = Vec::new();
    if data.threshold.is_some() {
        entries.push((Sample::Bar(palette.data), "Pairs that reach the threshold".to_owned()));
        entries.push((Sample::Bar(palette.context), "Pairs below it".to_owned()));
    }
    if data.expected_by_chance.is_some() {
        let label = "Expected by chance alone".to_owned();
        entries.push((Sample::Line(palette.ink), label));
    }
    entries
}

/// The bins as drawn.
struct Bins {
    edges: Vec<f64>,
    counts: Vec<u64>,
    expected: Vec<f64>,
    /// The pairs beyond the last edge.
    beyond: u64,
}

impl Bins {
    /// The data's bins without a long thin tail, and merged, several into one,
    /// to at most `most`.
    fn cut(data: &Scores, most: usize) -> Self {
        let kept = kept_bins(data);
        let each = kept.div_ceil(most.max(1)).max(1);
        let edges = (0..kept).step_by(each).chain([kept]).map(|edge| data.edges[edge]).collect();
        let expected = data.expected_by_chance.as_deref().unwrap_or_default();
        let expected = &expected[..kept.min(expected.len())];
        Self {
            edges,
            counts: data.counts[..kept].chunks(each).map(total).collect(),
            expected: expected.chunks(each).map(|bins| bins.iter().sum()).collect(),
            beyond: total(&data.counts[kept..]),
        }
    }
}

/// How many bins to draw. Those with the highest 2 in 100 of the scores that
/// matter, which are the ones that reach the threshold if any do, are left
/// out if they take more than half the axis.
fn kept_bins(data: &Scores) -> usize {
    let bins = data.counts.len();
    let reaches = |bin: usize| data.threshold.is_none_or(|score| data.edges[bin] >= score);
    let reach: u64 = total((0..bins).filter(|bin| reaches(*bin)).map(|bin| &data.counts[bin]));
    let all = if reach > 0 { reach } else { total(&data.counts) };
    let mut tail = 0_u64;
    let mut kept = bins;
    while kept > 1 && tail.saturating_add(data.counts[kept - 1]) <= all / 50 {
        tail = tail.saturating_add(data.counts[kept - 1]);
        kept -= 1;
    }
    let span = |edge: usize| data.edges[edge] - data.edges[0];
    // The threshold itself is always on the axis.
    let threshold = data.threshold.unwrap_or(data.edges[0]);
    if tail > 0 && span(kept) < 0.5 * span(bins) && data.edges[kept] > threshold { kept } else { bins }
}

fn histogram(style: &Style<'_>, area: &Area<'_>, bins: &Bins, threshold: Option<f64>) -> Result<(), ChartError> {
    let (first, last) = (bins.edges[0], bins.edges[bins.edges.len() - 1]);
    let highest = bins.counts.iter().copied().max().unwrap_or(0) as f64;
    let highest = bins.expected.iter().copied().fold(highest, f64::max);
    let y = Axis::logarithmic(highest.max(bins.beyond as f64), ticks_in(style, height_of(area), 45.0));
    let left = room_for(style, &y);
    let tail = Tail::new(first, last, bins.beyond);
    let x = tail.axis(ticks_in(style, width_of(area) - left, 80.0), threshold);
    let layout = Layout {
        y_title: "Pairs of accounts (logarithmic)".to_owned(),
        x_title: "Score (−log₁₀ p)".to_owned(),
        left,
        right: room_at_end(style, &x),
        ..Layout::default()
    };
    let (floor, ends) = (y.start(), [x.start(), x.end()]);
    let mut plot = plot(style, area, x, y, &layout)?;
    let colour = |from: f64| match threshold {
        Some(threshold) if from < threshold => style.palette.context,
        _ => style.palette.data,
    };
    bars(style, &mut plot, &bins.edges, &bins.counts, |bin| colour(bins.edges[bin]))?;
    tail.draw(style, &mut plot)?;
    baseline(style, &mut plot, ends.map(|end| (end, floor)))?;
    if !bins.expected.is_empty() {
        steps_above(style, &mut plot, bins, floor)?;
    }
    match threshold {
        Some(score) => {
            let label = format!("threshold: {}", axis_number(score));
            marked_line(style, &mut plot, score, &label, style.palette.accent)
        }
        None => Ok(()),
    }
}

/// Draws the expected counts as far as they are above the axis's floor.
fn steps_above(style: &Style<'_>, plot: &mut Plot<'_>, bins: &Bins, floor: f64) -> Result<(), ChartError> {
    let shown = bins.expected.iter().rposition(|pairs| *pairs > floor);
    let shown = shown.map_or(0, |bin| bin + 1);
    let (edges, expected) = (&bins.edges[..=shown], &bins.expected[..shown]);
    steps(style, plot, edges, expected, style.palette.ink)
}

/// The bar of the scores beyond the axis, if there are any.
struct Tail {
    first: f64,
    last: f64,
    pairs: u64,
}

impl Tail {
    fn new(first: f64, last: f64, pairs: u64) -> Self {
        Self { first, last, pairs }
    }

    /// From where to where on the axis the bar is.
    fn bar(&self) -> [f64; 2] {
        let span = self.last - self.first;
        [self.last + 0.03 * span, self.last + 0.07 * span]
    }

    /// The axis with the bar at its end, and with the threshold on it.
    fn axis(&self, wanted: usize, threshold: Option<f64>) -> Axis {
        let threshold = threshold.unwrap_or(self.first);
        let range = self.first.min(threshold)..self.last.max(threshold);
        if self.pairs == 0 {
            return Axis::linear(range, wanted);
        }
        let [from, to] = self.bar();
        let label = format!("over {}", axis_number(self.last));
        Axis::linear(range.clone(), wanted).extended(to + 0.02 * (self.last - self.first), ((from + to) / 2.0, label))
    }

    fn draw(&self, style: &Style<'_>, plot: &mut Plot<'_>) -> Result<(), ChartError> {
        if self.pairs == 0 {
            return Ok(());
        }
        let edges = self.bar();
        bars(style, plot, &edges, &[self.pairs], |_| style.palette.data)?;
        let top = ((edges[0] + edges[1]) / 2.0, self.pairs as f64);
        let above = (0, -style.units(1.0));
        let text = style.text(Role::Label).pos(Pos::new(HPos::Center, VPos::Bottom));
        let label = count(self.pairs);
        plot.draw_series([HaloText::new(style, top, above, label, text)])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(counts: Vec<u64>, threshold: f64) -> Scores {
        Scores {
            edges: (0..=counts.len()).map(|edge| edge as f64).collect(),
            pairs_tested: total(&counts),
            counts,
            threshold: Some(threshold),
            ..Scores::default()
        }
    }

    #[test]
    fn a_threshold_inside_a_bin_makes_the_count_a_bound() {
        let data = scores(vec![100, 10, 5, 1], 2.0);
        assert_eq!(at_least(&data, 2.0), (6, true));
        assert_eq!(at_least(&data, 1.5), (6, false));
    }

    #[test]
    fn a_long_thin_tail_is_gathered() {
        let mut counts = vec![1_000_000, 1000, 100, 100, 100];
        counts.extend([0; 300]);
        counts.push(2);
        let data = scores(counts, 2.0);
        let bins = Bins::cut(&data, 400);
        assert_eq!((bins.edges.len(), bins.beyond), (6, 2));
        let all = total(&bins.counts) + bins.beyond;
        assert_eq!(all, total(&data.counts));
    }

    #[test]
    fn a_tail_with_much_in_it_is_kept() {
        let mut counts = vec![1000; 10];
        counts.extend([10; 300]);
        let bins = Bins::cut(&scores(counts, 5.0), 100);
        assert_eq!(bins.beyond, 0);
        assert!(bins.counts.len() <= 100);
    }
}
