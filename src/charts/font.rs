//! The embedded font: metrics, kerning and glyph outlines.

use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::{Face, FaceParsingError, GlyphId, OutlineBuilder};

const REGULAR: &[u8] = include_bytes!("fonts/Inter-Regular.subset.otf");
const STRONG: &[u8] = include_bytes!("fonts/Inter-SemiBold.subset.otf");

/// The glyph that fonts have for characters they lack.
const MISSING: GlyphId = GlyphId(0);

/// The two weights the charts use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Strong,
}

/// The embedded font in both weights.
pub(super) struct Fonts {
    regular: Face<'static>,
    strong: Face<'static>,
}

/// A line of text set in the font: one glyph per character.
pub(super) struct Run {
    /// Each glyph and where it starts, in pixels from the start of the line.
    pub glyphs: Vec<(GlyphId, f64)>,
    /// How far the line reaches, in pixels.
    pub width: f64,
}

impl Fonts {
    /// Parses the embedded font files.
    pub fn embedded() -> Result<Self, FaceParsingError> {
        Ok(Self { regular: Face::parse(REGULAR, 0)?, strong: Face::parse(STRONG, 0)? })
    }

    fn face(&self, weight: Weight) -> &Face<'static> {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Strong => &self.strong,
        }
    }

    /// Pixels per design unit at a font size in pixels.
    fn scale(&self, weight: Weight, size: f64) -> f64 {
        size / f64::from(self.face(weight).units_per_em())
    }

    fn advance(&self, glyph: GlyphId, weight: Weight, size: f64) -> f64 {
        let units = self.face(weight).glyph_hor_advance(glyph).unwrap_or(0);
        self.scale(weight, size) * f64::from(units)
    }

    /// Sets `text` at `size` pixels. A character the font lacks becomes an
    /// empty box, so that it is seen to be there.
    pub fn set(&self, text: &str, weight: Weight, size: f64) -> Run {
        let face = self.face(weight);
        let scale = self.scale(weight, size);
        let mut glyphs = Vec::new();
        let mut at = 0.0;
        let mut before = None;
        for character in text.chars() {
            let glyph = face.glyph_index(character).unwrap_or(MISSING);
            if let Some(before) = before {
                at += scale * f64::from(kerning(face, before, glyph));
            }
            glyphs.push((glyph, at));
            at += self.advance(glyph, weight, size);
            before = Some(glyph);
        }
        Run { glyphs, width: at }
    }

    /// The width of `text` in pixels.
    pub fn width(&self, text: &str, weight: Weight, size: f64) -> f64 {
        self.set(text, weight, size).width
    }

    /// From the top of a line to its baseline, in pixels.
    pub fn ascent(&self, weight: Weight, size: f64) -> f64 {
        self.scale(weight, size) * f64::from(self.face(weight).ascender())
    }

    /// From the baseline to the bottom of a line, in pixels.
    pub fn descent(&self, weight: Weight, size: f64) -> f64 {
        -self.scale(weight, size) * f64::from(self.face(weight).descender())
    }

    /// The height of a capital letter or digit, in pixels: what the eye
    /// centres a label on.
    pub fn capital_height(&self, weight: Weight, size: f64) -> f64 {
        let face = self.face(weight);
        let units = face.capital_height().unwrap_or(face.ascender());
        self.scale(weight, size) * f64::from(units)
    }

    /// Hands the outline of a glyph, in pixels and with y upwards, to `pen`.
    pub fn outline(&self, glyph: GlyphId, weight: Weight, size: f64, pen: &mut dyn Pen) {
        if glyph == MISSING {
            let height = self.capital_height(weight, size);
            return missing_box(self.advance(MISSING, weight, size), height, pen);
        }
        let mut scaled = Scaled { pen, scale: self.scale(weight, size) };
        // `None` is a glyph without an outline, such as a space.
        let _ = self.face(weight).outline_glyph(glyph, &mut scaled);
    }
}

/// Draws an empty box, as high as a capital letter, in place of a glyph.
fn missing_box(advance: f64, height: f64, pen: &mut dyn Pen) {
    let line = 0.09 * height;
    let (left, right) = (0.12 * advance, 0.88 * advance);
    // The inner side runs the other way round, which makes it a hole.
    let outer = [(left, 0.0), (left, height), (right, height), (right, 0.0)];
    let (low, high) = (line, height - line);
    let (start, end) = (left + line, right - line);
    let inner = [(start, low), (end, low), (end, high), (start, high)];
    for corners in [outer, inner] {
        pen.move_to(corners[0]);
        for corner in &corners[1..] {
            pen.line_to(*corner);
        }
        pen.close();
    }
}

/// Receives an outline as lines and curves.
pub(super) trait Pen {
    fn move_to(&mut self, to: (f64, f64));
    fn line_to(&mut self, to: (f64, f64));
    fn quad_to(&mut self, control: (f64, f64), to: (f64, f64));
    fn curve_to(&mut self, first: (f64, f64), second: (f64, f64), to: (f64, f64));
    fn close(&mut self);
}

/// Turns an outline in design units into one in pixels.
struct Scaled<'a> {
    pen: &'a mut dyn Pen,
    scale: f64,
}

impl Scaled<'_> {
    fn point(&self, x: f32, y: f32) -> (f64, f64) {
        (f64::from(x) * self.scale, f64::from(y) * self.scale)
    }
}

impl OutlineBuilder for Scaled<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.pen.move_to(self.point(x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.pen.line_to(self.point(x, y));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (control, end) = (self.point(x1, y1), self.point(x, y));
        self.pen.quad_to(control, end);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (first, second) = (self.point(x1, y1), self.point(x2, y2));
        self.pen.curve_to(first, second, self.point(x, y));
    }

    fn close(&mut self) {
        self.pen.close();
    }
}

/// The kerning between two glyphs in design units. The font files carry no
/// positioning but kerning, so that every pair lookup of theirs is meant.
fn kerning(face: &Face<'_>, left: GlyphId, right: GlyphId) -> i16 {
    let Some(positioning) = face.tables().gpos else {
        return 0;
    };
    positioning
        .lookups
        .into_iter()
        .filter_map(|lookup| {
            lookup
                .subtables
                .into_iter::<PositioningSubtable<'_>>()
                .find_map(|subtable| pair_advance(&subtable, left, right))
        })
        .sum()
}

/// What one subtable adds between two glyphs; `None` where it does not apply.
fn pair_advance(subtable: &PositioningSubtable<'_>, left: GlyphId, right: GlyphId) -> Option<i16> {
    let PositioningSubtable::Pair(pairs) = subtable else {
        return None;
    };
    let covered = pairs.coverage().get(left)?;
    let (first, _) = match pairs {
        PairAdjustment::Format1 { sets, .. } => sets.get(covered)?.get(right)?,
        PairAdjustment::Format2 { classes, matrix, .. } => matrix.get((classes.0.get(left), classes.1.get(right)))?,
    };
    Some(first.x_advance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kerning_brings_a_and_v_together() {
        let fonts = Fonts::embedded().unwrap();
        let single = |text| fonts.width(text, Weight::Regular, 20.0);
        assert!(single("AV") < single("A") + single("V"));
    }

    #[test]
    fn a_character_the_font_lacks_has_a_width() {
        let fonts = Fonts::embedded().unwrap();
        let run = fonts.set("漢", Weight::Regular, 20.0);
        assert_eq!(run.glyphs[0].0, MISSING);
        assert!(run.width > 5.0);
    }

    #[test]
    fn the_font_has_every_sign_the_charts_use() {
        let fonts = Fonts::embedded().unwrap();
        for weight in [Weight::Regular, Weight::Strong] {
            for sign in "≥≤×−…–—→·₀₁⁰¹²³⁴⁵⁶⁷⁸⁹⁻ŁßЯΩ".chars() {
                assert!(fonts.face(weight).glyph_index(sign).is_some(), "{sign}");
            }
        }
    }
}
