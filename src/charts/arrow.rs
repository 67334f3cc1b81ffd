//! The head of an arrow.

/// A head is as wide as this share of its length.
const WIDTH: f64 = 0.7;

/// Logical pixels from the left and from the top.
pub(super) type Point = (f64, f64);

/// The head of an arrow.
pub(super) struct Head {
    /// The tip and the two corners behind it.
    pub corners: [Point; 3],
    /// The middle between the corners, where the line ends.
    pub base: Point,
}

impl Head {
    /// The head of an arrow from `start` to `tip`, at most as long as the
    /// arrow.
    pub fn new(start: Point, tip: Point, length: f64) -> Self {
        let (dx, dy) = (tip.0 - start.0, tip.1 - start.1);
        let whole = dx.hypot(dy);
        if whole <= 0.0 {
            return Self { corners: [tip; 3], base: tip };
        }
        let length = length.min(whole);
        let (x, y) = (length * dx / whole, length * dy / whole);
        let base = (tip.0 - x, tip.1 - y);
        let half = WIDTH / 2.0;
        let corners = [tip, (base.0 - half * y, base.1 + half * x), (base.0 + half * y, base.1 - half * x)];
        Self { corners, base }
    }
}
