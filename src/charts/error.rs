//! Why there is no chart.

use std::convert::Infallible;

use plotters::drawing::DrawingAreaErrorKind;
use resvg::usvg;

use super::size::Size;

/// Why there is no chart.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// The size is one on which the chart could not be read.
    #[error(
        "a chart of {} × {} pixels cannot be drawn: it must be 480 to 3,840 across and 320 to 3,840 down",
        .0.width, .0.height
    )]
    Size(Size),
    /// The data contradicts itself; the text says how.
    #[error("the chart's data is not sound: {0}")]
    Data(String),
    /// The embedded font cannot be read.
    #[error("the embedded font cannot be read")]
    Font(#[from] ttf_parser::FaceParsingError),
    /// Plotters could not draw the chart.
    #[error("the chart cannot be drawn")]
    Draw(#[from] DrawingAreaErrorKind<Infallible>),
    /// The SVG cannot be read back to make a bitmap of it.
    #[error("the chart's SVG cannot be rendered")]
    Svg(#[from] usvg::Error),
    /// The bitmap cannot be made or encoded.
    #[error("the chart's PNG cannot be made: {0}")]
    Png(String),
}

impl Size {
    /// An error for a size on which text could not be read or that would need
    /// an unreasonable bitmap.
    pub(super) fn check(self) -> Result<(), ChartError> {
        if Self::WIDTHS.contains(&self.width) && Self::HEIGHTS.contains(&self.height) {
            Ok(())
        } else {
            Err(ChartError::Size(self))
        }
    }
}
