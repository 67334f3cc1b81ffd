//! What all charts share: size, colours, type and measures.

use lockstep_base::tier::Tier;
use plotters::prelude::{Color, FontDesc, FontFamily, FontStyle, RGBAColor, RGBColor, ShapeStyle, TextStyle};

use super::font::{Fonts, Weight};
use super::size::Size;
use super::svg::{UNITS_PER_PIXEL, units};
use super::text::Measure;

/// The background a chart is made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark marks on white: for paper and documents.
    #[default]
    Light,
    /// Light marks on near black: for screens.
    Dark,
    /// For a page whose style sheet names the colours: they are those of the
    /// reader's theme, and text is text in the page's font, as wide as it is
    /// elsewhere.
    Page,
}

/// The colours of a theme. Those of marks are the palette of Okabe and Ito
/// (2008), told apart in every common kind of colour blindness, darkened on
/// white and lightened on black to at least 3 : 1 against the background.
pub(crate) struct Palette {
    pub background: RGBColor,
    pub ink: RGBColor,
    pub muted: RGBColor,
    pub grid: RGBColor,
    pub axis: RGBColor,
    /// What the chart is about.
    pub data: RGBColor,
    /// What it is compared with.
    pub context: RGBColor,
    /// A threshold, or what is beyond it.
    pub accent: RGBColor,
    /// Letters on a mark.
    pub on_mark: RGBColor,
    /// The colours of tiers A to D.
    pub tiers: [RGBColor; 4],
    /// The colours of the largest groups, and of all others.
    pub groups: [RGBColor; 6],
}

const LIGHT: Palette = Palette {
    background: RGBColor(0xff, 0xff, 0xff),
    ink: RGBColor(0x16, 0x1b, 0x22),
    muted: RGBColor(0x57, 0x60, 0x6a),
    grid: RGBColor(0xe4, 0xe7, 0xeb),
    axis: RGBColor(0x8a, 0x93, 0x9d),
    data: RGBColor(0x00, 0x6b, 0xa8),
    context: RGBColor(0x8a, 0x93, 0x9d),
    accent: RGBColor(0xcc, 0x55, 0x00),
    on_mark: RGBColor(0xff, 0xff, 0xff),
    tiers: [
        RGBColor(0xcc, 0x55, 0x00),
        RGBColor(0x00, 0x6b, 0xa8),
        RGBColor(0x00, 0x87, 0x62),
        RGBColor(0x6f, 0x78, 0x82),
    ],
    groups: [
        RGBColor(0xcc, 0x55, 0x00),
        RGBColor(0x00, 0x6b, 0xa8),
        RGBColor(0x00, 0x87, 0x62),
        RGBColor(0xb0, 0x5a, 0x8b),
        RGBColor(0x9a, 0x73, 0x00),
        RGBColor(0x6f, 0x78, 0x82),
    ],
};

const DARK: Palette = Palette {
    background: RGBColor(0x12, 0x16, 0x1c),
    ink: RGBColor(0xed, 0xf0, 0xf4),
    muted: RGBColor(0xa3, 0xad, 0xb8),
    grid: RGBColor(0x29, 0x30, 0x39),
    axis: RGBColor(0x6c, 0x76, 0x82),
    data: RGBColor(0x5c, 0xb8, 0xee),
    context: RGBColor(0x7b, 0x86, 0x92),
    accent: RGBColor(0xff, 0x95, 0x42),
    on_mark: RGBColor(0x12, 0x16, 0x1c),
    tiers: [
        RGBColor(0xff, 0x95, 0x42),
        RGBColor(0x5c, 0xb8, 0xee),
        RGBColor(0x2f, 0xc7, 0x9a),
        RGBColor(0xa3, 0xad, 0xb8),
    ],
    groups: [
        RGBColor(0xff, 0x95, 0x42),
        RGBColor(0x5c, 0xb8, 0xee),
        RGBColor(0x2f, 0xc7, 0x9a),
        RGBColor(0xdd, 0x90, 0xbd),
        RGBColor(0xe8, 0xc5, 0x3c),
        RGBColor(0xa3, 0xad, 0xb8),
    ],
};

/// The colours of charts as variables of a style sheet, each named by its value
/// in the light theme: on a page, charts follow the reader's theme.
pub fn page_colours() -> String {
    let variables = |palette: &Palette| -> String {
        let hex = |colour: RGBColor| format!("{:02x}{:02x}{:02x}", colour.0, colour.1, colour.2);
        let mut named: Vec<_> = LIGHT.colours().map(hex).into_iter().zip(palette.colours().map(hex)).collect();
        named.sort();
        // Two uses of one light colour share the dark colour of marks.
        named.reverse();
        named.dedup_by(|one, other| one.0 == other.0);
        let colours = named.iter().map(|(name, colour)| format!("--c-{name}:#{colour};"));
        let tiers = Tier::ALL.map(|tier| (tier.letter(), hex(palette.tier(tier))));
        colours.chain(tiers.map(|(letter, colour)| format!("--tier-{letter}:#{colour};"))).collect()
    };
    let (light, dark) = (variables(&LIGHT), variables(&DARK));
    format!(":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n")
}

impl Palette {
    /// Every colour; of both palettes in the same order.
    fn colours(&self) -> [RGBColor; 19] {
        let [a, b, c, d] = self.tiers;
        let [g, h, i, j, k, l] = self.groups;
        let Self { background, ink, muted, grid, axis, data, context, accent, on_mark, .. } = *self;
        [background, ink, muted, grid, axis, data, context, accent, on_mark, a, b, c, d, g, h, i, j, k, l]
    }

    pub fn tier(&self, tier: Tier) -> RGBColor {
        self.tiers[tier as usize]
    }
}

/// The parts text plays on a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Title,
    Subtitle,
    /// The name of an axis, panel or mark.
    Heading,
    Label,
    /// A letter in a badge.
    Badge,
    Caption,
}

/// The style of one chart.
pub(super) struct Style<'a> {
    pub palette: &'static Palette,
    pub fonts: &'a Fonts,
    /// Type and marks grow with the chart, but less than it, so that small
    /// charts stay legible.
    scale: f64,
}

impl<'a> Style<'a> {
    pub fn new(theme: Theme, size: Size, fonts: &'a Fonts) -> Self {
        let default = Size::default();
        let across = f64::from(size.width) / f64::from(default.width);
        let down = f64::from(size.height) / f64::from(default.height);
        Self {
            palette: match theme {
                Theme::Light | Theme::Page => &LIGHT,
                Theme::Dark => &DARK,
            },
            fonts,
            scale: across.min(down).sqrt().clamp(0.82, 1.6),
        }
    }

    /// A length of the default size's design, in this chart's logical pixels.
    pub fn pixels(&self, design: f64) -> f64 {
        design * self.scale
    }

    /// The same in backend units.
    pub fn units(&self, design: f64) -> i32 {
        units(self.pixels(design))
    }

    fn design_size(role: Role) -> f64 {
        match role {
            Role::Title => 23.0,
            Role::Subtitle => 14.5,
            Role::Heading | Role::Label => 13.0,
            Role::Badge => 11.0,
            Role::Caption => 11.5,
        }
    }

    /// The distance between lines of text, in logical pixels.
    pub fn line_height(&self, role: Role) -> f64 {
        self.pixels(1.32 * Self::design_size(role))
    }

    /// Measures text in a role, in logical pixels.
    pub fn measure(&self, role: Role) -> Measure<'a> {
        Measure {
            fonts: self.fonts,
            weight: match role {
                Role::Title | Role::Heading | Role::Badge => Weight::Strong,
                Role::Subtitle | Role::Label | Role::Caption => Weight::Regular,
            },
            size: self.pixels(Self::design_size(role)),
        }
    }

    /// The widest of some labels, in logical pixels.
    pub fn widest<'t>(&self, role: Role, texts: impl IntoIterator<Item = &'t str>) -> f64 {
        let measure = self.measure(role);
        texts.into_iter().map(|text| measure.width(text)).fold(0.0, f64::max)
    }

    /// Text in a role for plotters, in the role's usual colour.
    pub fn text(&self, role: Role) -> TextStyle<'static> {
        let colour = match role {
            Role::Title | Role::Heading | Role::Label | Role::Badge => self.palette.ink,
            Role::Subtitle | Role::Caption => self.palette.muted,
        };
        self.coloured_text(role, colour)
    }

    /// Text in a role for plotters, in any colour.
    pub fn coloured_text(&self, role: Role, colour: RGBColor) -> TextStyle<'static> {
        let measure = self.measure(role);
        let weight = match measure.weight {
            Weight::Regular => FontStyle::Normal,
            Weight::Strong => FontStyle::Bold,
        };
        let size = measure.size * f64::from(UNITS_PER_PIXEL);
        FontDesc::new(FontFamily::Name("Inter"), size, weight).color(&colour)
    }

    /// A line of a design width.
    pub fn line(&self, colour: RGBColor, width: f64) -> ShapeStyle {
        self.shade(colour.to_rgba(), width)
    }

    /// A line of a design width and a colour that may be translucent.
    pub fn shade(&self, color: RGBAColor, width: f64) -> ShapeStyle {
        ShapeStyle { color, filled: false, stroke_width: self.units(width).unsigned_abs() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of WCAG 2.
    fn luminance(colour: RGBColor) -> f64 {
        let linear = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
    }

    fn contrast(one: RGBColor, other: RGBColor) -> f64 {
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        (one / other).max(other / one)
    }

    #[test]
    fn marks_and_text_stand_out_from_the_background() {
        for palette in [&LIGHT, &DARK] {
            let on_background = |colour| contrast(colour, palette.background);
            assert!(on_background(palette.ink) >= 7.0);
            assert!(on_background(palette.muted) >= 4.5);
            for mark in palette.tiers.into_iter().chain(palette.groups) {
                assert!(on_background(mark) >= 3.0, "{mark:?}");
                assert!(contrast(mark, palette.on_mark) >= 3.0, "{mark:?}");
            }
            for mark in [palette.data, palette.context, palette.accent] {
                assert!(on_background(mark) >= 3.0, "{mark:?}");
            }
        }
    }

    #[test]
    fn sizes_out_of_range_are_errors() {
        for (width, height) in [(0, 0), (479, 675), (1200, 100), (u32::MAX, 675)] {
            assert!(Size { width, height }.check().is_err());
        }
        assert!(Size::SMALL.check().is_ok() && Size::LARGE.check().is_ok());
    }
}
