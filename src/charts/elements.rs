//! Marks that plotters does not have: badges with a letter, markers of several
//! shapes, and text with a halo.

use std::convert::Infallible;

use plotters::element::{Drawable, PointCollection};
use plotters::prelude::{Color, RGBColor, TextStyle};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendColor, BackendCoord, DrawingBackend, DrawingErrorKind};

use super::style::{Role, Style};
use super::svg::SvgBackend;

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// Lets plotters place an element by its one point `at`.
macro_rules! placed_at_a_point {
    ($element:ident) => {
        impl<'a, C: 'a> PointCollection<'a, C> for &'a $element<C> {
            type Point = &'a C;
            type IntoIter = std::iter::Once<&'a C>;

            fn point_iter(self) -> Self::IntoIter {
                std::iter::once(&self.at)
            }
        }
    };
}

/// The shapes that tell categories apart without their colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Circle,
    Square,
    Triangle,
    Diamond,
    Hexagon,
    Nabla,
}

impl Shape {
    /// As many shapes as a palette has colours for categories.
    pub const ALL: [Self; 6] = [Self::Circle, Self::Square, Self::Triangle, Self::Diamond, Self::Hexagon, Self::Nabla];

    /// How many corners it has, the turn of the first one, and how far out
    /// they are: more than 1, so that all shapes look as large as the circle,
    /// which has none.
    fn corner(self) -> Option<(u32, f64, f64)> {
        match self {
            Self::Circle => None,
            Self::Square => Some((4, 0.125, 1.22)),
            Self::Triangle => Some((3, 0.75, 1.35)),
            Self::Diamond => Some((4, 0.0, 1.25)),
            Self::Hexagon => Some((6, 0.0, 1.08)),
            Self::Nabla => Some((3, 0.25, 1.35)),
        }
    }

    /// The corners of the shape of radius 1, y downwards; none for a circle.
    fn corners(self) -> Vec<(f64, f64)> {
        let Some((count, turn, grown)) = self.corner() else { return Vec::new() };
        (0..count)
            .map(|corner| std::f64::consts::TAU * (f64::from(corner) / f64::from(count) + turn))
            .map(|angle| (grown * angle.cos(), grown * angle.sin()))
            .collect()
    }

    /// How far from its middle the edge of the shape of radius 1 is at this
    /// angle, y downwards.
    pub fn reach(self, angle: f64) -> f64 {
        let Some((count, turn, grown)) = self.corner() else { return 1.0 };
        let half = std::f64::consts::PI / f64::from(count);
        let off_middle = (angle - std::f64::consts::TAU * turn).rem_euclid(2.0 * half) - half;
        grown * half.cos() / off_middle.cos()
    }
}

/// A shape with a rim in the colour of the background, which keeps markers
/// that touch apart.
pub(super) struct Marker<C> {
    at: C,
    shape: Shape,
    /// In backend units, with the rim.
    radius: i32,
    rim: i32,
    colour: BackendColor,
    background: BackendColor,
}

impl<C> Marker<C> {
    pub fn new(style: &Style<'_>, at: C, shape: Shape, radius: i32, colour: RGBColor) -> Self {
        Self {
            at,
            shape,
            radius,
            rim: style.units(1.0).min(radius / 4),
            colour: colour.to_backend_color(),
            background: style.palette.background.to_backend_color(),
        }
    }
}

placed_at_a_point!(Marker);

impl<C, DB: DrawingBackend> Drawable<DB> for Marker<C> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut points: I,
        backend: &mut DB,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<DB::ErrorType>> {
        let Some(centre) = points.next() else {
            return Ok(());
        };
        let layers = [(self.radius, self.background), (self.radius - self.rim, self.colour)];
        let corners = self.shape.corners();
        for (radius, colour) in layers {
            if corners.is_empty() {
                backend.draw_circle(centre, radius.unsigned_abs(), &colour, true)?;
                continue;
            }
            let along = |offset: f64| (offset * f64::from(radius)).round() as i32;
            let polygon = corners.iter().map(|(x, y)| (centre.0 + along(*x), centre.1 + along(*y)));
            backend.fill_polygon(polygon, &colour)?;
        }
        Ok(())
    }
}

/// A coloured square with a letter in it.
pub(super) struct Badge<C> {
    at: C,
    /// Of the badge's centre from the point, in backend units.
    offset: (i32, i32),
    letter: &'static str,
    /// In backend units.
    half_width: i32,
    colour: BackendColor,
    text: TextStyle<'static>,
}

impl<C> Badge<C> {
    pub fn new(style: &Style<'_>, at: C, offset: (i32, i32), letter: &'static str, colour: RGBColor) -> Self {
        Self {
            at,
            offset,
            letter,
            half_width: style.units(8.0),
            colour: colour.to_backend_color(),
            text: style.coloured_text(Role::Badge, style.palette.on_mark).pos(Pos::new(HPos::Center, VPos::Center)),
        }
    }
}

placed_at_a_point!(Badge);

impl<C, DB: DrawingBackend> Drawable<DB> for Badge<C> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut points: I,
        backend: &mut DB,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<DB::ErrorType>> {
        let Some((x, y)) = points.next() else {
            return Ok(());
        };
        let (x, y) = (x + self.offset.0, y + self.offset.1);
        let half = self.half_width;
        let (corner, opposite) = ((x - half, y - half), (x + half, y + half));
        backend.draw_rect(corner, opposite, &self.colour, true)?;
        backend.draw_text(self.letter, &self.text, (x, y))
    }
}

/// Text that stays legible on top of lines and marks.
pub(super) struct HaloText<C> {
    at: C,
    /// From the point, in backend units.
    offset: (i32, i32),
    text: String,
    style: TextStyle<'static>,
    halo: BackendColor,
    halo_width: i32,
}

impl<C> HaloText<C> {
    /// `style` says where the point is on the text.
    pub fn new(look: &Style<'_>, at: C, offset: (i32, i32), text: String, style: TextStyle<'static>) -> Self {
        Self { at, offset, text, style, halo: look.palette.background.to_backend_color(), halo_width: look.units(4.0) }
    }
}

placed_at_a_point!(HaloText);

impl<C> Drawable<SvgBackend<'_>> for HaloText<C> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut points: I,
        backend: &mut SvgBackend<'_>,
        _: (u32, u32),
    ) -> Drawn {
        let Some((x, y)) = points.next() else {
            return Ok(());
        };
        let at = (x + self.offset.0, y + self.offset.1);
        backend.draw_text_with_halo(&self.text, &self.style, at, self.halo, self.halo_width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edge_of_a_shape_is_where_its_corners_say() {
        for shape in Shape::ALL {
            for (x, y) in shape.corners() {
                assert!((shape.reach(y.atan2(x)) - x.hypot(y)).abs() < 1e-9, "{shape:?}");
            }
        }
        // Straight down lies the middle of a triangle's side, half as far as a corner.
        assert!((Shape::Triangle.reach(std::f64::consts::FRAC_PI_2) - 1.35 / 2.0).abs() < 1e-9);
        assert_eq!(Shape::Circle.reach(1.0), 1.0);
    }
}
