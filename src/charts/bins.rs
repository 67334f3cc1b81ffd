//! What charts of binned counts share: checks, merging, bars.

use plotters::element::DashedPathElement;
use plotters::prelude::{Color, PathElement, RGBColor, Rectangle};
use plotters_backend::text_anchor::{HPos, Pos, VPos};

use super::ChartError;
use super::axis::{Plot, plot_bounds};
use super::elements::HaloText;
use super::style::{Role, Style};
use super::svg::{pixels, units};

/// An error unless `edges` ascend and enclose as many bins as every list of
/// `lists` has values, of which the names are for the message.
pub(super) fn check(edges: &[f64], lists: &[(&str, usize)]) -> Result<(), ChartError> {
    let bins = edges.len().saturating_sub(1);
    if let Some((name, length)) = lists.iter().find(|(_, length)| *length != bins) {
        return Err(ChartError::Data(format!(
            "{} edges enclose {bins} bins, but {length} {name} are given",
            edges.len()
        )));
    }
    if edges.iter().any(|edge| !edge.is_finite()) {
        return Err(ChartError::Data("a bin's edge is not a number".to_owned()));
    }
    if edges.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(ChartError::Data("the edges of the bins do not ascend".to_owned()));
    }
    // The width of the whole range must be a number, too.
    match (edges.first(), edges.last()) {
        (Some(first), Some(last)) if !(last - first).is_finite() => {
            Err(ChartError::Data("the edges of the bins are too far apart".to_owned()))
        }
        _ => Ok(()),
    }
}

/// An error unless all expected counts are finite and not negative.
pub(super) fn check_expected(expected: &[f64]) -> Result<(), ChartError> {
    if expected.iter().all(|value| value.is_finite() && *value >= 0.0) {
        return Ok(());
    }
    Err(ChartError::Data("an expected count is negative or not a number".to_owned()))
}

/// An error unless all numbers are shares from 0 to 1.
pub(super) fn check_shares(shares: impl IntoIterator<Item = f64>) -> Result<(), ChartError> {
    if shares.into_iter().all(|share| (0.0..=1.0).contains(&share)) {
        return Ok(());
    }
    Err(ChartError::Data("a share is not from 0 to 1".to_owned()))
}

/// The sum of counts, or the largest number there is.
pub(super) fn total<'a>(counts: impl IntoIterator<Item = &'a u64>) -> u64 {
    counts.into_iter().fold(0, |sum: u64, one| sum.saturating_add(*one))
}

/// Draws a bar for each bin that is not empty. `colour` is given the bin.
pub(super) fn bars(
    style: &Style<'_>,
    plot: &mut Plot<'_>,
    edges: &[f64],
    counts: &[u64],
    colour: impl Fn(usize) -> RGBColor,
) -> Result<(), ChartError> {
    let [left, _, right, _] = plot_bounds(plot);
    let floor = plot.y_range().start;
    // A gap between bars is drawn only where it leaves most of them.
    let bar = (right - left) / counts.len().max(1) as f64;
    let gap = if bar < 3.0 { 0.0 } else { (0.12 * bar).min(style.pixels(1.5)) };
    for (bin, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let corners = [(edges[bin], floor), (edges[bin + 1], *count as f64)];
        let mut rectangle = Rectangle::new(corners, colour(bin).filled());
        rectangle.set_margin(0, 0, 0, units(gap).unsigned_abs());
        plot.draw_series([rectangle])?;
    }
    Ok(())
}

/// Draws expected counts as a line of steps.
pub(super) fn steps(
    style: &Style<'_>,
    plot: &mut Plot<'_>,
    edges: &[f64],
    expected: &[f64],
    colour: RGBColor,
) -> Result<(), ChartError> {
    let line: Vec<_> =
        expected.iter().zip(edges.windows(2)).flat_map(|(value, bin)| [(bin[0], *value), (bin[1], *value)]).collect();
    let halo = style.line(style.palette.background, 4.0);
    plot.draw_series([PathElement::new(line.clone(), halo), PathElement::new(line, style.line(colour, 2.5))])?;
    Ok(())
}

/// Draws a dashed upright line at `at`, labelled at its top on the side where
/// there is more room.
pub(super) fn marked_line(
    style: &Style<'_>,
    plot: &mut Plot<'_>,
    at: f64,
    label: &str,
    colour: RGBColor,
) -> Result<(), ChartError> {
    let y = plot.y_range();
    let dash = style.units(5.0);
    plot.draw_series([DashedPathElement::new(
        [(at, y.start), (at, y.end)],
        dash,
        dash * 4 / 5,
        style.line(colour, 1.5),
    )])?;
    let [left, _, right, _] = plot_bounds(plot);
    let x = pixels(plot.backend_coord(&(at, y.end)).0);
    let (side, offset, room) = if x - left < right - x {
        (HPos::Left, style.units(8.0), right - x)
    } else {
        (HPos::Right, -style.units(8.0), x - left)
    };
    let text = style.measure(Role::Heading).fit(label, room - style.pixels(8.0));
    let anchored = style.coloured_text(Role::Heading, colour).pos(Pos::new(side, VPos::Top));
    let top = (at, y.end);
    plot.draw_series([HaloText::new(style, top, (offset, 0), text, anchored)])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsound_bins_are_errors() {
        assert!(check(&[0.0, 1.0, 2.0], &[("counts", 2)]).is_ok());
        assert!(check(&[], &[("counts", 0)]).is_ok());
        assert!(check(&[0.0, 1.0], &[("counts", 2)]).is_err());
        assert!(check(&[0.0, f64::NAN], &[("counts", 1)]).is_err());
        assert!(check(&[1.0, 1.0], &[("counts", 1)]).is_err());
        assert!(check(&[f64::MIN, f64::MAX], &[("counts", 1)]).is_err());
        assert!(check_expected(&[-1.0]).is_err());
    }
}
