//! A finished chart, its words and its errors.

use resvg::{tiny_skia, usvg};
use serde::{Deserialize, Serialize};

use crate::ChartError;

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
