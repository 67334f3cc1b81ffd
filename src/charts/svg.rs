//! A plotters backend that writes SVG whose text is glyph outlines, so that a
//! chart looks the same where no fonts are installed.

use std::convert::Infallible;
use std::fmt::Write as _;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
    FontTransform,
};

use super::font::{Fonts, Pen, Weight};
use super::text::{escape, visible};

/// Backend units in one logical pixel. Plotters works in whole units: with
/// hundredths of a pixel it places marks finely, and coordinates have at most
/// two decimals in the file.
pub(super) const UNITS_PER_PIXEL: i32 = 100;

/// Logical pixels as backend units.
pub(super) fn units(pixels: f64) -> i32 {
    (pixels * f64::from(UNITS_PER_PIXEL)).round() as i32
}

/// Backend units as logical pixels.
pub(super) fn pixels(units: i32) -> f64 {
    f64::from(units) / f64::from(UNITS_PER_PIXEL)
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// Appends SVG elements to `body`.
pub(super) struct SvgBackend<'a> {
    pub body: &'a mut String,
    pub fonts: &'a Fonts,
    /// Whether text is written as outlines, which look the same everywhere.
    pub outlines: bool,
    /// In backend units.
    pub size: (u32, u32),
}

impl DrawingBackend for SvgBackend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        let corner = (x + UNITS_PER_PIXEL, y + UNITS_PER_PIXEL);
        self.draw_rect((x, y), corner, &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let mut points: Vec<_> = path.into_iter().collect();
        if points.len() < 2 || is_invisible(style) {
            return Ok(());
        }
        snap_straight_line(&mut points);
        self.body.push_str("<path d=\"");
        polyline(self.body, &points);
        self.body.push_str("\" fill=\"none\" stroke-linejoin=\"round\"");
        stroke(self.body, style);
        self.body.push_str("/>\n");
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        if is_invisible(style) {
            return Ok(());
        }
        let (width, height) = (thickness(upper_left.0, bottom_right.0), thickness(upper_left.1, bottom_right.1));
        self.body.push_str("<rect");
        attribute(self.body, "x", upper_left.0.min(bottom_right.0));
        // What is too thin to be seen grows upwards, off the baseline.
        attribute(self.body, "y", upper_left.1.max(bottom_right.1).saturating_sub(height));
        attribute(self.body, "width", width);
        attribute(self.body, "height", height);
        self.paint(style, fill);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        if is_invisible(style) {
            return Ok(());
        }
        self.body.push_str("<circle");
        attribute(self.body, "cx", center.0);
        attribute(self.body, "cy", center.1);
        attribute(self.body, "r", i32::try_from(radius).unwrap_or(i32::MAX));
        self.paint(style, fill);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, vert: I, style: &S) -> Drawn {
        let points: Vec<_> = vert.into_iter().collect();
        if points.len() < 3 || is_invisible(style) {
            return Ok(());
        }
        self.body.push_str("<path d=\"");
        polyline(self.body, &points);
        self.body.push_str("Z\"");
        self.paint(style, true);
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, pos: BackendCoord) -> Drawn {
        self.write_text(text, style, pos, "");
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let (weight, size) = (weight(style), style.size());
        let width = self.fonts.width(&visible(text), weight, size);
        let height = self.fonts.ascent(weight, size) + self.fonts.descent(weight, size);
        Ok((width.ceil() as u32, height.ceil() as u32))
    }
}

impl SvgBackend<'_> {
    /// Draws text with an outline of another colour behind it, so that it can
    /// be read on top of lines and marks. `width` is in backend units.
    pub fn draw_text_with_halo<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        pos: BackendCoord,
        halo: BackendColor,
        width: i32,
    ) -> Drawn {
        let mut outline = String::from(" paint-order=\"stroke\" stroke-linejoin=\"round\"");
        colour(&mut outline, "stroke", halo);
        attribute(&mut outline, "stroke-width", width);
        self.write_text(text, style, pos, &outline);
        Ok(())
    }

    /// Ends an element that is filled or stroked.
    fn paint<S: BackendStyle>(&mut self, style: &S, fill: bool) {
        if fill {
            colour(self.body, "fill", style.color());
        } else {
            self.body.push_str(" fill=\"none\"");
            stroke(self.body, style);
        }
        self.body.push_str("/>\n");
    }

    fn write_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, pos: BackendCoord, extra: &str) {
        if style.color().alpha == 0.0 {
            return;
        }
        let text = visible(text);
        if !self.outlines {
            return self.write_characters(&text, style, pos, extra);
        }
        let outline = self.outline(&text, style, pos);
        if outline.is_empty() {
            return;
        }
        let label = escape(&text);
        let _ = write!(self.body, "<path aria-label=\"{label}\"");
        colour(self.body, "fill", style.color());
        let _ = writeln!(self.body, "{extra} d=\"{outline}\"/>");
    }

    /// Writes text in whatever font the page has, stretched to the width that it
    /// has in ours.
    fn write_characters<S: BackendTextStyle>(&mut self, text: &str, style: &S, pos: BackendCoord, extra: &str) {
        let (weight, size) = (weight(style), style.size());
        let width = self.fonts.width(text, weight, size);
        if width <= 0.0 {
            return;
        }
        let (left, baseline) = self.beginning(width, style);
        self.body.push_str("<text");
        attribute(self.body, "x", left.round() as i32);
        attribute(self.body, "y", baseline.round() as i32);
        attribute(self.body, "textLength", width.round() as i32);
        attribute(self.body, "font-size", size.round() as i32);
        if weight == Weight::Strong {
            self.body.push_str(" font-weight=\"600\"");
        }
        colour(self.body, "fill", style.color());
        let turn = match style.transform() {
            FontTransform::None => "",
            FontTransform::Rotate90 => " rotate(90)",
            FontTransform::Rotate180 => " rotate(180)",
            FontTransform::Rotate270 => " rotate(270)",
        };
        let (x, y) = (pixels(pos.0), pixels(pos.1));
        let _ = writeln!(
            self.body,
            "{extra} lengthAdjust=\"spacingAndGlyphs\" transform=\"translate({x} {y}){turn}\">{}</text>",
            escape(text)
        );
    }

    /// Where a text of this width begins and where its baseline is, in backend
    /// units from its anchor.
    fn beginning<S: BackendTextStyle>(&self, width: f64, style: &S) -> (f64, f64) {
        let (weight, size, anchor) = (weight(style), style.size(), style.anchor());
        let left = match anchor.h_pos {
            HPos::Left => 0.0,
            HPos::Center => -width / 2.0,
            HPos::Right => -width,
        };
        let baseline = match anchor.v_pos {
            VPos::Top => self.fonts.ascent(weight, size),
            VPos::Center => self.fonts.capital_height(weight, size) / 2.0,
            VPos::Bottom => -self.fonts.descent(weight, size),
        };
        (left, baseline)
    }

    /// The outlines of the glyphs of `text` as SVG path data.
    fn outline<S: BackendTextStyle>(&self, text: &str, style: &S, pos: BackendCoord) -> String {
        let (weight, size) = (weight(style), style.size());
        let run = self.fonts.set(text, weight, size);
        let (left, baseline) = self.beginning(run.width, style);
        let mut pen = PathPen::new(pos, style.transform());
        for (glyph, start) in run.glyphs {
            pen.start = (left + start, baseline);
            self.fonts.outline(glyph, weight, size, &mut pen);
        }
        pen.data
    }
}

fn weight<S: BackendTextStyle>(style: &S) -> Weight {
    match style.style() {
        FontStyle::Bold => Weight::Strong,
        FontStyle::Normal | FontStyle::Oblique | FontStyle::Italic => Weight::Regular,
    }
}

/// Writes outlines as path data with relative coordinates, which are shorter.
/// Each point is rounded before the difference is taken, so that rounding
/// errors do not add up.
struct PathPen {
    data: String,
    /// Where the text is anchored on the chart, in backend units.
    origin: BackendCoord,
    transform: FontTransform,
    /// Where the glyph starts, in backend units from the anchor, y downwards.
    start: (f64, f64),
    at: (i64, i64),
}

impl PathPen {
    fn new(origin: BackendCoord, transform: FontTransform) -> Self {
        Self { data: String::new(), origin, transform, start: (0.0, 0.0), at: (0, 0) }
    }

    /// A point of the glyph on the chart, in backend units.
    fn place(&self, (x, y): (f64, f64)) -> (i64, i64) {
        let (x, y) = (self.start.0 + x, self.start.1 - y);
        let (x, y) = match self.transform {
            FontTransform::None => (x, y),
            FontTransform::Rotate90 => (-y, x),
            FontTransform::Rotate180 => (-x, -y),
            FontTransform::Rotate270 => (y, -x),
        };
        (i64::from(self.origin.0) + x.round() as i64, i64::from(self.origin.1) + y.round() as i64)
    }

    /// Writes a command with its points, the last of which becomes the current
    /// one.
    fn command(&mut self, letter: char, points: &[(f64, f64)]) {
        self.data.push(letter);
        let from = self.at;
        for (index, point) in points.iter().enumerate() {
            let place = self.place(*point);
            if index > 0 {
                self.data.push(' ');
            }
            number(&mut self.data, place.0 - from.0);
            self.data.push(' ');
            number(&mut self.data, place.1 - from.1);
            self.at = place;
        }
    }
}

impl Pen for PathPen {
    /// A contour starts with absolute coordinates, as the last one, once
    /// closed, went back to its own start.
    fn move_to(&mut self, to: (f64, f64)) {
        self.at = (0, 0);
        self.command('M', &[to]);
    }

    fn line_to(&mut self, to: (f64, f64)) {
        self.command('l', &[to]);
    }

    fn quad_to(&mut self, control: (f64, f64), to: (f64, f64)) {
        self.command('q', &[control, to]);
    }

    fn curve_to(&mut self, first: (f64, f64), second: (f64, f64), to: (f64, f64)) {
        self.command('c', &[first, second, to]);
    }

    fn close(&mut self) {
        self.data.push('z');
    }
}

fn is_invisible<S: BackendStyle>(style: &S) -> bool {
    style.color().alpha == 0.0
}

/// The extent of a rectangle along one axis. One thinner than half a pixel
/// would fade away, and with it a count that is not zero.
fn thickness(from: i32, to: i32) -> i32 {
    from.saturating_sub(to).saturating_abs().max(UNITS_PER_PIXEL / 2)
}

/// Moves a horizontal or vertical line to the middle of a pixel, where a thin
/// one is drawn sharply.
fn snap_straight_line(points: &mut [BackendCoord]) {
    let middle = |at: i32| at.div_euclid(UNITS_PER_PIXEL) * UNITS_PER_PIXEL + UNITS_PER_PIXEL / 2;
    if let [from, to] = points {
        if from.0 == to.0 {
            (from.0, to.0) = (middle(from.0), middle(to.0));
        } else if from.1 == to.1 {
            (from.1, to.1) = (middle(from.1), middle(to.1));
        }
    }
}

/// Path data of a line through `points`.
fn polyline(out: &mut String, points: &[BackendCoord]) {
    for (index, (x, y)) in points.iter().enumerate() {
        out.push(if index == 0 { 'M' } else { 'L' });
        number(out, i64::from(*x));
        out.push(' ');
        number(out, i64::from(*y));
    }
}

/// A length in backend units as an attribute in pixels.
fn attribute(out: &mut String, name: &str, units: i32) {
    let _ = write!(out, " {name}=\"");
    number(out, i64::from(units));
    out.push('"');
}

fn colour(out: &mut String, name: &str, colour: BackendColor) {
    let (red, green, blue) = colour.rgb;
    let _ = write!(out, " {name}=\"#{red:02x}{green:02x}{blue:02x}\"");
    if colour.alpha < 1.0 {
        let _ = write!(out, " {name}-opacity=\"");
        number(out, (colour.alpha * 100.0).round() as i64);
        out.push('"');
    }
}

fn stroke<S: BackendStyle>(out: &mut String, style: &S) {
    colour(out, "stroke", style.color());
    let width = i32::try_from(style.stroke_width()).unwrap_or(i32::MAX);
    attribute(out, "stroke-width", width);
}

/// Hundredths as a decimal number without needless digits.
fn number(out: &mut String, hundredths: i64) {
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, part) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
    let _ = match (part, part % 10) {
        (0, _) => write!(out, "{sign}{whole}"),
        (_, 0) => write!(out, "{sign}{whole}.{}", part / 10),
        _ => write!(out, "{sign}{whole}.{part:02}"),
    };
}

#[cfg(test)]
mod tests {
    use plotters::prelude::{IntoFont, TextStyle};

    use super::*;

    fn written(hundredths: i64) -> String {
        let mut out = String::new();
        number(&mut out, hundredths);
        out
    }

    #[test]
    fn numbers_have_no_needless_digits() {
        assert_eq!([0, 5, -50, 100, -1234, 1230].map(written), ["0", "0.05", "-0.5", "1", "-12.34", "12.3"]);
    }

    fn path_of(text: &str) -> String {
        let mut body = String::new();
        let fonts = Fonts::embedded().unwrap();
        let mut backend = SvgBackend { body: &mut body, fonts: &fonts, outlines: true, size: (1000, 1000) };
        let style = TextStyle::from(("Inter", 1000).into_font());
        backend.draw_text(text, &style, (0, 0)).unwrap();
        body
    }

    #[test]
    fn text_is_outlines_with_a_label() {
        let body = path_of("a<b");
        assert!(body.starts_with("<path aria-label=\"a&lt;b\" fill="), "{body}");
        assert!(path_of("漢").contains("d=\"M"));
        assert!(path_of(" ").is_empty());
    }

    #[test]
    fn a_rectangle_too_thin_to_be_seen_is_thickened() {
        let mut body = String::new();
        let fonts = Fonts::embedded().unwrap();
        let mut backend = SvgBackend { body: &mut body, fonts: &fonts, outlines: true, size: (1000, 1000) };
        let black = BackendColor { alpha: 1.0, rgb: (0, 0, 0) };
        backend.draw_rect((100, 500), (200, 500), &black, true).unwrap();
        assert!(body.contains("y=\"4.5\" width=\"1\" height=\"0.5\""), "{body}");
    }
}
