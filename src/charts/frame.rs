//! The frame of every chart: background, title, subtitle, caption and legend.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::prelude::{Circle, Color, PathElement, Polygon, RGBColor, Rectangle};
use plotters_backend::text_anchor::{HPos, Pos, VPos};

use super::arrow::Head;
use super::elements::{Badge, Marker, Shape};
use super::font::Fonts;
use super::size::Size;
use super::style::{Role, Style, Theme};
use super::svg::{SvgBackend, pixels, units};
use super::text::{escape, visible};
use super::{Chart, ChartError, Headings};

/// A part of a chart, in backend units from its upper left corner.
pub(super) type Area<'a> = DrawingArea<SvgBackend<'a>, Shift>;

/// The room around a chart, in design pixels.
const MARGIN: f64 = 28.0;

/// The words around a chart, all decided.
#[derive(Default)]
pub(super) struct Words {
    pub title: String,
    pub subtitle: String,
    pub caption: String,
}

impl Words {
    /// The caller's headings, and the automatic words where there are none.
    pub fn or(headings: &Headings, automatic: Self) -> Self {
        let choose = |given: &Option<String>, own| given.clone().unwrap_or(own);
        Self {
            title: choose(&headings.title, automatic.title),
            subtitle: choose(&headings.subtitle, automatic.subtitle),
            caption: choose(&headings.caption, automatic.caption),
        }
    }
}

/// Draws the frame of a chart and, with `draw`, what is in it.
pub(super) fn chart(
    words: &Words,
    theme: Theme,
    size: Size,
    draw: impl FnOnce(&Style<'_>, &Area<'_>) -> Result<(), ChartError>,
) -> Result<Chart, ChartError> {
    size.check()?;
    let fonts = Fonts::embedded()?;
    let style = Style::new(theme, size, &fonts);
    let mut body = String::new();
    let backend = SvgBackend {
        body: &mut body,
        fonts: &fonts,
        outlines: theme != Theme::Page,
        size: (units(f64::from(size.width)).unsigned_abs(), units(f64::from(size.height)).unsigned_abs()),
    };
    let root = backend.into_drawing_area();
    root.fill(&style.palette.background)?;
    draw(&style, &frame(&style, &root, words)?)?;
    drop(root);
    let svg = document(size, words, &body);
    let svg = if theme == Theme::Page { themed(&svg) } else { svg };
    Ok(Chart::new(svg, visible(&words.title)))
}

/// The chart in colours that a page's style sheet names.
fn themed(svg: &str) -> String {
    let mut themed = String::with_capacity(svg.len() + svg.len() / 8);
    // A quote in a text is escaped, so that this is an attribute's value.
    let mut parts = svg.split("=\"#");
    themed.push_str(parts.next().unwrap_or_default());
    for part in parts {
        match part.split_once('"') {
            Some((colour, rest)) => themed.extend(["=\"var(--c-", colour, ")\"", rest]),
            None => themed.extend(["=\"#", part]),
        }
    }
    themed
}

/// A chart that says why there is nothing on it.
pub(super) fn nothing_to_show(headings: &Headings, why: &str, theme: Theme, size: Size) -> Result<Chart, ChartError> {
    let automatic = Words { title: "Nothing to show".to_owned(), ..Words::default() };
    let words = Words::or(headings, automatic);
    chart(&words, theme, size, |style, area| {
        let (width, height) = area.dim_in_pixel();
        let centre = (width as i32 / 2, height as i32 / 2);
        let text = style.measure(Role::Subtitle).fit(why, width_of(area));
        area.draw_text(&text, &style.text(Role::Subtitle).pos(Pos::new(HPos::Center, VPos::Center)), centre)?;
        Ok(())
    })
}

/// The width of an area in logical pixels.
pub(super) fn width_of(area: &Area<'_>) -> f64 {
    pixels(area.dim_in_pixel().0 as i32)
}

/// The height of an area in logical pixels.
pub(super) fn height_of(area: &Area<'_>) -> f64 {
    pixels(area.dim_in_pixel().1 as i32)
}

/// The area without some logical pixels at its top.
pub(super) fn below<'a>(area: &Area<'a>, taken: f64) -> Area<'a> {
    area.margin(units(taken), 0, 0, 0)
}

/// Draws the words around the chart; returns the area within them.
fn frame<'a>(style: &Style<'_>, root: &Area<'a>, words: &Words) -> Result<Area<'a>, ChartError> {
    let margin = style.units(MARGIN);
    let area = root.margin(style.units(22.0), style.units(16.0), margin, margin);
    let area = lines(style, &area, Role::Title, &words.title)?;
    let area = below(&area, style.pixels(2.0));
    let area = lines(style, &area, Role::Subtitle, &words.subtitle)?;
    let area = below(&area, style.pixels(14.0));
    caption(style, &area, &words.caption)
}

/// Draws text in up to two lines at the top of `area`; returns the rest.
fn lines<'a>(style: &Style<'_>, area: &Area<'a>, role: Role, text: &str) -> Result<Area<'a>, ChartError> {
    let line_height = style.line_height(role);
    let lines = style.measure(role).wrap_evenly(text, width_of(area), 2);
    for (index, line) in lines.iter().enumerate() {
        let top = units(index as f64 * line_height);
        area.draw_text(line, &style.text(role), (0, top))?;
    }
    Ok(below(area, lines.len() as f64 * line_height))
}

/// Draws text in one line at the bottom of `area`; returns the rest.
pub(super) fn caption<'a>(style: &Style<'_>, area: &Area<'a>, text: &str) -> Result<Area<'a>, ChartError> {
    if text.is_empty() {
        return Ok(area.margin(0, style.units(6.0), 0, 0));
    }
    let text = style.measure(Role::Caption).fit(text, width_of(area));
    let bottom = area.dim_in_pixel().1 as i32;
    let anchored = style.text(Role::Caption).pos(Pos::new(HPos::Left, VPos::Bottom));
    area.draw_text(&text, &anchored, (0, bottom))?;
    let taken = style.line_height(Role::Caption) + style.pixels(10.0);
    Ok(area.margin(0, units(taken), 0, 0))
}

/// What a legend shows beside a label.
#[derive(Clone, Copy)]
pub(super) enum Sample {
    Bar(RGBColor),
    Line(RGBColor),
    Arrow(RGBColor),
    Ring(RGBColor),
    Badge(&'static str, RGBColor),
    Marker(Shape, RGBColor),
}

/// Draws a legend in rows at the top of `area`; returns the rest.
pub(super) fn legend<'a>(
    style: &Style<'_>,
    area: &Area<'a>,
    entries: &[(Sample, String)],
) -> Result<Area<'a>, ChartError> {
    if entries.is_empty() {
        return Ok(area.clone());
    }
    let measure = style.measure(Role::Label);
    let (sample, gap, row) = (style.pixels(25.0), style.pixels(22.0), style.pixels(22.0));
    let room = width_of(area);
    let (mut left, mut middle) = (0.0, row / 2.0);
    for (what, label) in entries {
        let label = measure.fit(label, room - sample);
        let width = sample + measure.width(&label);
        if left > 0.0 && left + width > room {
            (left, middle) = (0.0, middle + row);
        }
        draw_sample(style, area, *what, (left, middle))?;
        let anchored = style.text(Role::Label).pos(Pos::new(HPos::Left, VPos::Center));
        area.draw_text(&label, &anchored, (units(left + sample), units(middle)))?;
        left += width + gap;
    }
    Ok(below(area, middle + row / 2.0 + style.pixels(10.0)))
}

/// Draws the sample of a legend's entry whose left middle is at a place in
/// logical pixels.
fn draw_sample(
    style: &Style<'_>,
    area: &Area<'_>,
    sample: Sample,
    (left, middle): (f64, f64),
) -> Result<(), ChartError> {
    let (x, y) = (units(left), units(middle));
    let half = style.units(8.5);
    let centre = (x + half, y);
    match sample {
        Sample::Bar(colour) => {
            let (up, along) = (style.units(5.5), 2 * half);
            area.draw(&Rectangle::new([(x, y - up), (x + along, y + up)], colour.filled()))?;
        }
        Sample::Line(colour) => area.draw(&PathElement::new([(x, y), (x + 2 * half, y)], style.line(colour, 2.5)))?,
        Sample::Arrow(colour) => {
            let (start, tip) = ((left, middle), (left + pixels(2 * half), middle));
            let head = Head::new(start, tip, style.pixels(8.0));
            let on_area = |(x, y)| (units(x), units(y));
            area.draw(&PathElement::new([start, head.base].map(on_area), style.line(colour, 2.0)))?;
            area.draw(&Polygon::new(head.corners.map(on_area), colour.filled()))?;
        }
        Sample::Ring(colour) => area.draw(&Circle::new(centre, style.units(6.5), style.line(colour, 1.8)))?,
        Sample::Badge(letter, colour) => {
            area.draw(&Badge::new(style, centre, (0, 0), letter, colour))?;
        }
        Sample::Marker(shape, colour) => {
            let radius = style.units(6.5);
            area.draw(&Marker::new(style, centre, shape, radius, colour))?;
        }
    }
    Ok(())
}

/// The whole SVG document. Its identifiers are its own, so that several charts
/// can stand in one page.
fn document(size: Size, words: &Words, body: &str) -> String {
    let Size { width, height } = size;
    let title = escape(&visible(&words.title));
    let description = escape(&visible(format!("{} {}", words.subtitle, words.caption).trim()));
    let id = fingerprint([title.as_str(), &description, body]);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-labelledby=\"title-{id:016x} desc-{id:016x}\">\n\
         <title id=\"title-{id:016x}\">{title}</title>\n\
         <desc id=\"desc-{id:016x}\">{description}</desc>\n{body}</svg>\n"
    )
}

/// The FNV-1a hash of some text, which is the same everywhere and always.
fn fingerprint<'t>(parts: impl IntoIterator<Item = &'t str>) -> u64 {
    let bytes = parts.into_iter().flat_map(str::bytes);
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The left, top, right and bottom of an area on the whole chart, in logical
/// pixels.
pub(super) fn bounds(area: &Area<'_>) -> [f64; 4] {
    let (across, down) = area.get_pixel_range();
    [across.start, down.start, across.end, down.end].map(pixels)
}
