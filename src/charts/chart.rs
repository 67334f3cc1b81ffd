//! A finished chart, its words and its errors.

use std::convert::Infallible;

use plotters::drawing::DrawingAreaErrorKind;
use resvg::{tiny_skia, usvg};
use serde::{Deserialize, Serialize};

use crate::style::Size;

/// PNG pixels per logical pixel.
const PNG_SCALE: f32 = 2.0;

/// The words around a chart. Where one is `None` the chart makes its own from
/// the data. Titles and subtitles are wrapped to two lines, a caption to one;
/// what is longer is cut.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Headings {
    /// States the finding.
    pub title: Option<String>,
    /// Says what is counted, and any limits of what is shown.
    pub subtitle: Option<String>,
    /// Below the chart: the source, or a note on the method.
    pub caption: Option<String>,
}

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

/// A finished chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    svg: String,
    title: String,
}

impl Chart {
    pub(crate) fn new(svg: String, title: String) -> Self {
        Self { svg, title }
    }

    /// The chart as an SVG document with no text, script or link to anything.
    pub fn svg(&self) -> &str {
        &self.svg
    }

    /// Its title: the finding, as it stands above the chart.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The chart as a PNG image with two pixels for each logical one.
    ///
    /// # Errors
    ///
    /// [`ChartError::Svg`] or [`ChartError::Png`] if the SVG cannot be
    /// rendered, which no data should cause.
    pub fn png(&self) -> Result<Vec<u8>, ChartError> {
        let tree = usvg::Tree::from_str(&self.svg, &usvg::Options::default())?;
        let size = tree
            .size()
            .to_int_size()
            .scale_by(PNG_SCALE)
            .ok_or_else(|| ChartError::Png("it has no area".to_owned()))?;
        let mut bitmap = tiny_skia::Pixmap::new(size.width(), size.height())
            .ok_or_else(|| ChartError::Png("it is too large".to_owned()))?;
        let scale = tiny_skia::Transform::from_scale(PNG_SCALE, PNG_SCALE);
        resvg::render(&tree, scale, &mut bitmap.as_mut());
        encode(&bitmap).map_err(|error| ChartError::Png(error.to_string()))
    }
}

/// A PNG without transparency: every chart covers its whole background, and
/// fast compression costs a third of the time of the thorough one.
fn encode(bitmap: &tiny_skia::Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let opaque: Vec<u8> = bitmap.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, bitmap.width(), bitmap.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header()?.write_image_data(&opaque)?;
    Ok(bytes)
}
