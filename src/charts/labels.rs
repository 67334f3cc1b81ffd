//! Where the nodes of a drawing and their labels have room.

use std::collections::HashMap;

use super::layout::bounds;

type Point = (f64, f64);

/// A rectangle: left, top, right, bottom.
pub(super) type Box4 = [f64; 4];

/// Scales and moves points into `room`, keeping their aspect, but to no more
/// than `most` times their size, and centres them there.
pub(super) fn fit(points: &[Point], room: Box4, most: f64) -> Vec<Point> {
    let (low, high) = bounds(points);
    let (width, height) = (high.0 - low.0, high.1 - low.1);
    let across = (room[2] - room[0]) / width;
    let down = (room[3] - room[1]) / height;
    let scale = [across, down, most].into_iter().filter(|scale| scale.is_finite()).fold(f64::INFINITY, f64::min);
    let centre = ((room[0] + room[2]) / 2.0, (room[1] + room[3]) / 2.0);
    let middle = ((low.0 + high.0) / 2.0, (low.1 + high.1) / 2.0);
    points.iter().map(|(x, y)| (centre.0 + scale * (x - middle.0), centre.1 + scale * (y - middle.1))).collect()
}

/// Pushes circles that overlap apart, a little at a time, until they do not or
/// it has been tried often enough; all stay within `room`.
pub(super) fn separate(points: &mut [Point], radii: &[f64], room: Box4) {
    const ROUNDS: usize = 60;
    let cell = 2.0 * radii.iter().copied().fold(1.0, f64::max);
    for _ in 0..ROUNDS {
        let grid = Grid::new(points, cell);
        let mut moved = false;
        for node in 0..points.len() {
            for other in grid.near(points[node]) {
                moved |= other > node && push_apart(points, radii, node, other);
            }
        }
        for (point, radius) in points.iter_mut().zip(radii) {
            point.0 = point.0.max(room[0] + radius).min(room[2] - radius);
            point.1 = point.1.max(room[1] + radius).min(room[3] - radius);
        }
        if !moved {
            break;
        }
    }
}

/// Moves two circles that overlap away from each other by half the overlap
/// each; whether they did.
fn push_apart(points: &mut [Point], radii: &[f64], one: usize, other: usize) -> bool {
    let (dx, dy) = (points[other].0 - points[one].0, points[other].1 - points[one].1);
    let apart = dx.hypot(dy);
    let overlap = radii[one] + radii[other] - apart;
    if overlap <= 0.01 {
        return false;
    }
    let (x, y) = if apart > 1e-9 {
        (dx / apart, dy / apart)
    } else {
        let angle = (one + other) as f64;
        (angle.cos(), angle.sin())
    };
    let step = overlap / 2.0;
    points[one] = (points[one].0 - step * x, points[one].1 - step * y);
    points[other] = (points[other].0 + step * x, points[other].1 + step * y);
    true
}

/// Points by the cell of a grid they are in.
struct Grid {
    cell: f64,
    members: HashMap<(i64, i64), Vec<usize>>,
}

impl Grid {
    fn new(points: &[Point], cell: f64) -> Self {
        let mut grid = Self { cell, members: HashMap::new() };
        for (index, point) in points.iter().enumerate() {
            let key = grid.key(*point);
            grid.members.entry(key).or_default().push(index);
        }
        grid
    }

    fn key(&self, (x, y): Point) -> (i64, i64) {
        ((x / self.cell).floor() as i64, (y / self.cell).floor() as i64)
    }

    /// The points in the cell of a point and in those around it, always in
    /// the same order.
    fn near(&self, point: Point) -> Vec<usize> {
        let (column, row) = self.key(point);
        (-1..=1)
            .flat_map(|down| (-1..=1).map(move |across| (column + across, row + down)))
            .filter_map(|key| self.members.get(&key))
            .flatten()
            .copied()
            .collect()
    }
}

/// The directions from a node in which its label may be, y downwards, those
/// that read best first.
const SIDES: [Point; 8] =
    [(1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, -1.0), (-1.0, 1.0)];

/// A label that has room.
pub(super) struct Placed {
    /// Which of the labels it is, in the order they were given.
    pub rank: usize,
    /// The middle of the label.
    pub centre: Point,
}

/// The labels and what they must stay clear of.
pub(super) struct Labels<'a> {
    pub points: &'a [Point],
    pub radii: &'a [f64],
    /// The ends of all lines.
    pub lines: &'a [(Point, Point)],
    /// Between a node and its label.
    pub gap: f64,
    pub room: Box4,
}

impl Labels<'_> {
    /// Chooses a side for each label that has room, asking in the order given:
    /// each is a node with the width and height of its label. No label covers
    /// another, and only the first `important` ones may cover nodes, as few as
    /// can be. Among sides that cover equally many the one is chosen on which
    /// the label crosses the fewest lines.
    pub fn place(&self, labels: &[(usize, Point)], important: usize) -> Vec<Placed> {
        let mut boxes: Vec<Box4> = Vec::new();
        let mut placed = Vec::new();
        for (rank, (node, size)) in labels.iter().enumerate() {
            let best = SIDES
                .iter()
                .map(|side| self.label_box(*node, *size, *side))
                .filter(|place| contains(self.room, *place))
                .filter(|place| !boxes.iter().any(|other| overlap(*other, *place)))
                .map(|place| (self.covered(*node, place), place))
                .min_by_key(|(covered, place)| (*covered, self.crossed(*place)));
            if let Some((covered, place)) = best
                && (covered == 0 || rank < important)
            {
                boxes.push(place);
                let centre = ((place[0] + place[2]) / 2.0, (place[1] + place[3]) / 2.0);
                placed.push(Placed { rank, centre });
            }
        }
        placed
    }

    /// How many nodes other than its own a label would cover.
    fn covered(&self, own: usize, place: Box4) -> usize {
        let nodes = self.points.iter().zip(self.radii).enumerate();
        nodes
            .filter(|(node, _)| *node != own)
            .filter(|(_, ((x, y), radius))| {
                let nearest = (x.clamp(place[0], place[2]), y.clamp(place[1], place[3]));
                (nearest.0 - x).hypot(nearest.1 - y) < **radius
            })
            .count()
    }

    /// How many lines a label would cross.
    fn crossed(&self, place: Box4) -> usize {
        let crosses = |line: &&(Point, Point)| crosses(line.0, line.1, place);
        self.lines.iter().filter(crosses).count()
    }

    fn label_box(&self, node: usize, (width, height): Point, (across, down): Point) -> Box4 {
        let (x, y) = self.points[node];
        // A corner may come as near to the node as an edge does.
        let slant = if across * down == 0.0 { 1.0 } else { 0.75 };
        let away = slant * (self.radii[node] + self.gap);
        let x = x + across * (away + width / 2.0);
        let y = y + down * (away + height / 2.0);
        [x - width / 2.0, y - height / 2.0, x + width / 2.0, y + height / 2.0]
    }
}

fn overlap(one: Box4, other: Box4) -> bool {
    one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
}

/// Whether a line has a part within a box: it is cut to the box's extent in
/// one direction and then in the other.
fn crosses(from: Point, to: Point, place: Box4) -> bool {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let directions = [(from.0, to.0, place[0], place[2]), (from.1, to.1, place[1], place[3])];
    for (start, end, low, high) in directions {
        let length = end - start;
        if length.abs() < 1e-9 {
            if start < low || start > high {
                return false;
            }
            continue;
        }
        let (one, other) = ((low - start) / length, (high - start) / length);
        enter = enter.max(one.min(other));
        leave = leave.min(one.max(other));
    }
    enter < leave
}

fn contains(outer: Box4, inner: Box4) -> bool {
    outer[0] <= inner[0] && outer[1] <= inner[1] && inner[2] <= outer[2] && inner[3] <= outer[3]
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Box4 = [0.0, 0.0, 100.0, 100.0];

    #[test]
    fn overlapping_circles_are_pushed_apart() {
        let mut points = vec![(50.0, 50.0); 20];
        let radii = vec![4.0; 20];
        separate(&mut points, &radii, ROOM);
        for (index, one) in points.iter().enumerate() {
            for other in &points[..index] {
                let apart = (one.0 - other.0).hypot(one.1 - other.1);
                assert!(apart > 7.0, "{apart}");
            }
        }
    }

    #[test]
    fn points_fit_their_room_with_their_aspect() {
        let points = fit(&[(0.0, 0.0), (4.0, 1.0)], ROOM, 1000.0);
        assert_eq!(points, [(0.0, 37.5), (100.0, 62.5)]);
        assert_eq!(fit(&[(7.0, 7.0)], ROOM, 10.0), [(50.0, 50.0)]);
    }

    #[test]
    fn labels_cover_neither_labels_nor_nodes() {
        let labels =
            Labels { points: &[(50.0, 50.0), (60.0, 50.0)], radii: &[3.0, 3.0], lines: &[], gap: 1.0, room: ROOM };
        let size = (30.0, 10.0);
        let placed = labels.place(&[(0, size), (1, size)], 0);
        assert_eq!(placed[0].centre, (31.0, 50.0));
        assert_eq!(placed[1].centre, (79.0, 50.0));
    }

    #[test]
    fn labels_keep_off_lines_if_they_can() {
        let labels = Labels {
            points: &[(50.0, 50.0), (90.0, 50.0)],
            radii: &[3.0, 3.0],
            lines: &[((50.0, 50.0), (90.0, 50.0))],
            gap: 1.0,
            room: ROOM,
        };
        let placed = labels.place(&[(0, (30.0, 10.0))], 0);
        assert_eq!(placed[0].centre, (31.0, 50.0));
        assert!(crosses((0.0, 0.0), (10.0, 10.0), [4.0, 4.0, 6.0, 6.0]));
        assert!(!crosses((0.0, 0.0), (10.0, 10.0), [4.0, 6.0, 5.0, 9.0]));
        assert!(!crosses((0.0, 0.0), (0.0, 10.0), [4.0, 6.0, 5.0, 9.0]));
    }
}
