//! A network as nodes and edges.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use lockstep_base::tier::Tier;
use plotters::chart::ChartBuilder;
use plotters::prelude::{Circle, RGBColor};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use serde::{Deserialize, Serialize};

use super::axis::{Axis, Plot};
use super::elements::{HaloText, Marker, Shape};
use super::format::{count, things};
use super::frame::{Area, Sample, Words, chart, height_of, legend, nothing_to_show, width_of};
use super::labels::{Box4, Labels, fit, separate};
use super::layout::layout;
use super::size::Size;
use super::style::{Role, Style, Theme};
use super::svg::units;
use super::ties::{MAX_ARROWS, Tie, draw_ties, most_important};
use super::{Chart, ChartError, Headings};

/// A drawing shows at most this many accounts: those of the greatest size.
pub const MAX_NODES: usize = 5_000;

/// So many of the most central nodes are named where there is room.
const LABELS: usize = 40;

/// So many leaders are named in the legend.
const LEADERS_NAMED: usize = 3;

/// How thick a leader's ring is, in design pixels.
const RING_WIDTH: f64 = 1.8;

/// The radius of a leader's ring, as a multiple of its marker's: clear of the
/// corners of every shape.
const RING: f64 = 1.35;

/// So many of them are named even where a label must cover other nodes.
const IMPORTANT_LABELS: usize = 8;

/// One account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// The account's name.
    pub label: String,
    /// What the area of its marker shows, such as its number of co-acts; not
    /// negative.
    pub size_value: f64,
    /// How strong the evidence against it is.
    pub tier: Tier,
    /// The group within the network it belongs to. If there are several,
    /// markers show the group, and if there is one, the tier.
    pub group: u32,
    /// Whether it acts before most others of the network: it gets a ring.
    pub leads: bool,
}

/// The data of [`network_drawing`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Drawing {
    /// The name the report gives the network.
    pub network_id: String,
    /// Its accounts.
    pub nodes: Vec<Node>,
    /// Ties between two accounts.
    pub edges: Vec<Tie>,
    /// What `size_value` is, for the legend, such as `co-acts`.
    pub size_name: Option<String>,
    /// What a node is and several are, where they are no accounts.
    #[serde(default)]
    pub node_names: Option<[String; 2]>,
    /// Words that replace the automatic ones. What is left out of the drawing
    /// is said before a subtitle given here.
    #[serde(default)]
    pub headings: Headings,
}

impl Drawing {
    /// So many nodes, in words.
    fn count_nodes(&self, nodes: u64) -> String {
        match &self.node_names {
            Some([one, several]) => things(nodes, one, several),
            None => things(nodes, "account", "accounts"),
        }
    }

    /// What several nodes are.
    fn nodes_name(&self) -> &str {
        self.node_names.as_ref().map_or("accounts", |[_, several]| several)
    }
}

/// Draws accounts as markers, the larger the greater their value, and ties as
/// lines, the stronger the darker; a tie whose direction is clear is an arrow
/// from the account that acts first, unless there are more than [`MAX_ARROWS`].
/// Leaders have a ring. They and the most central accounts are named. Of
/// more than [`MAX_NODES`] accounts or [`super::MAX_EDGES`] ties the drawing shows
/// the most important and says so.
///
/// # Errors
///
/// [`ChartError::Data`] if an edge leads to no node, or a size or weight is
/// negative or not a number; [`ChartError::Size`] for a size out of range.
pub fn network_drawing(data: &Drawing, theme: Theme, size: Size) -> Result<Chart, ChartError> {
    Sketch::of(data)?.chart(theme, size)
}

fn check(data: &Drawing) -> Result<(), ChartError> {
    let is_size = |value: f64| value.is_finite() && value >= 0.0;
    if let Some(node) = data.nodes.iter().position(|node| !is_size(node.size_value)) {
        return Err(ChartError::Data(format!("the size of node {node} is negative or not a number")));
    }
    let unsound =
        data.edges.iter().position(|tie| tie.from.max(tie.to) as usize >= data.nodes.len() || !is_size(tie.weight));
    match unsound {
        None => Ok(()),
        Some(edge) => {
            Err(ChartError::Data(format!("edge {edge} leads to no node, or its weight is negative or not a number")))
        }
    }
}

fn automatic(data: &Drawing) -> Words {
    let (nodes, edges) = (data.nodes.len() as u64, data.edges.len() as u64);
    let accounts = data.count_nodes(nodes);
    let title = if edges == 0 {
        format!("{}: {accounts} without ties", data.network_id)
    } else {
        let ties = things(edges, "tie", "ties");
        format!("{}: {accounts} held together by {ties}", data.network_id)
    };
    let sizes = data.size_name.as_ref();
    let sizes = sizes.map(|name| format!("A marker’s area shows {name}"));
    let lines = || format!("Darker lines are stronger ties, which draw {} together", data.nodes_name());
    let lines = (edges > 0).then(lines);
    Words { title, subtitle: sentences(sizes.into_iter().chain(lines)), ..Words::default() }
}

/// Sentences in a row, those that are empty left out.
fn sentences(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(". ")
}

/// The part of a network that is drawn, laid out: charts of several sizes and
/// the page's drawing are made of one.
pub struct Sketch<'a> {
    data: &'a Drawing,
    /// The place of each node shown among those of the data, ascending.
    chosen: Vec<usize>,
    nodes: Vec<&'a Node>,
    /// From the weakest to the strongest.
    edges: Vec<Tie>,
    /// How many edges there are between the nodes shown.
    edges_between: usize,
    /// Where each node shown is, y downwards, in units of a usual edge's length.
    points: Vec<(f64, f64)>,
}

impl<'a> Sketch<'a> {
    /// Chooses and lays out what is drawn of a network.
    ///
    /// # Errors
    ///
    /// [`ChartError::Data`] if an edge leads to no node, or a size or weight is
    /// negative or not a number.
    pub fn of(data: &'a Drawing) -> Result<Self, ChartError> {
        check(data)?;
        let mut chosen: Vec<_> = (0..data.nodes.len()).collect();
        chosen.sort_by(|one, other| {
            let value = |node: &usize| data.nodes[*node].size_value;
            value(other).total_cmp(&value(one)).then(one.cmp(other))
        });
        chosen.truncate(MAX_NODES);
        chosen.sort_unstable();
        let renumber = |node: u32| chosen.binary_search(&(node as usize)).ok();
        let mut edges: Vec<_> = data
            .edges
            .iter()
            .filter(|tie| tie.from != tie.to && tie.weight > 0.0)
            .filter_map(|tie| Some(Tie { from: renumber(tie.from)? as u32, to: renumber(tie.to)? as u32, ..*tie }))
            .collect();
        edges.sort_by(Tie::strongest_first);
        let edges_between = edges.len();
        let mut edges = most_important(chosen.len(), edges);
        edges.reverse();
        let springs: Vec<_> = edges.iter().map(|tie| (tie.from, tie.to, tie.weight)).collect();
        let points = layout(chosen.len(), &springs);
        let nodes = chosen.iter().map(|node| &data.nodes[*node]).collect();
        Ok(Self { data, chosen, nodes, edges, edges_between, points })
    }

    /// The chart of it, as by [`network_drawing`].
    ///
    /// # Errors
    ///
    /// [`ChartError::Size`] for a size out of range.
    pub fn chart(&self, theme: Theme, size: Size) -> Result<Chart, ChartError> {
        if self.nodes.is_empty() {
            return nothing_to_show(&self.data.headings, "The network has no accounts.", theme, size);
        }
        let mut words = Words::or(&self.data.headings, automatic(self.data));
        // First, as what is too long is cut at its end.
        words.subtitle = sentences([self.omitted(), words.subtitle]);
        chart(&words, theme, size, |style, area| {
            let categories = Categories::of(&self.nodes);
            let mut entries = categories.entries(style, self.data, &self.nodes);
            entries.extend(self.leaders(style));
            entries.extend(self.arrows(style));
            let area = legend(style, area, &entries)?;
            draw(style, &area, self, &categories)
        })
    }

    /// As much of the network as is drawn, with the words that tell of the rest:
    /// drawn again it gives the same chart.
    pub fn as_drawn(&self) -> Drawing {
        let data = self.data;
        if self.nodes.len() == data.nodes.len() && self.edges.len() == data.edges.len() {
            return data.clone();
        }
        let words = Words::or(&data.headings, automatic(data));
        Drawing {
            network_id: data.network_id.clone(),
            headings: Headings {
                title: Some(words.title),
                subtitle: Some(sentences([self.omitted(), words.subtitle])),
                caption: Some(words.caption),
            },
            nodes: self.nodes.iter().copied().cloned().collect(),
            edges: self.edges.clone(),
            size_name: data.size_name.clone(),
            node_names: data.node_names.clone(),
        }
    }

    /// The nodes shown: the place of each among those of the data, and where
    /// it is, y downwards, in units of a usual edge's length.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = (usize, (f64, f64))> {
        self.chosen.iter().copied().zip(self.points.iter().copied())
    }

    /// The ties shown, from the weakest to the strongest; their ends are places
    /// among [`Self::nodes`].
    pub fn edges(&self) -> &[Tie] {
        &self.edges
    }

    /// Says what is left out, if anything is.
    pub fn omitted(&self) -> String {
        let all = self.data.nodes.len() as u64;
        let nodes = (self.nodes.len() < self.data.nodes.len())
            .then(|| format!("the {} largest of {}", count(self.nodes.len() as u64), self.data.count_nodes(all)));
        let edges = (self.edges.len() < self.edges_between).then(|| {
            format!(
                "the {} most important of {} ties",
                count(self.edges.len() as u64),
                count(self.edges_between as u64)
            )
        });
        let parts: Vec<_> = nodes.into_iter().chain(edges).collect();
        if parts.is_empty() {
            return String::new();
        }
        format!("Shown: {}", parts.join(" and "))
    }

    /// The sum of the weights of each node's edges.
    fn strengths(&self) -> Vec<f64> {
        let mut strengths = vec![0.0; self.nodes.len()];
        for tie in &self.edges {
            strengths[tie.from as usize] += tie.weight;
            strengths[tie.to as usize] += tie.weight;
        }
        strengths
    }

    /// The legend of rings, if there are any.
    fn leaders(&self, style: &Style<'_>) -> Option<(Sample, String)> {
        let names: Vec<&str> = self.nodes.iter().filter(|node| node.leads).map(|node| node.label.as_str()).collect();
        if names.is_empty() {
            return None;
        }
        let measure = style.measure(Role::Label);
        let named = names.iter().take(LEADERS_NAMED).map(|name| measure.fit(name, style.pixels(150.0)));
        let mut text = format!("Leads, acting before most others: {}", named.collect::<Vec<_>>().join(", "));
        if names.len() > LEADERS_NAMED {
            text.push_str(&format!(" and {} more", count((names.len() - LEADERS_NAMED) as u64)));
        }
        Some((Sample::Ring(style.palette.ink), text))
    }

    /// The legend of arrows, if a direction is clear anywhere.
    fn arrows(&self, style: &Style<'_>) -> Option<(Sample, String)> {
        let clear = self.edges.iter().filter(|tie| tie.directed).count();
        let ties = things(self.edges.len() as u64, "tie", "ties");
        let of = format!("{} of {ties}", count(clear as u64));
        let colour = style.palette.muted;
        match clear {
            0 => None,
            1..=MAX_ARROWS => Some((Sample::Arrow(colour), format!("From who acts first, where that is clear: {of}"))),
            _ => Some((Sample::Line(colour), format!("Who acts first is clear for {of}: too many to draw arrows"))),
        }
    }
}

/// What the markers' shapes and colours tell apart.
enum Categories {
    Tiers,
    /// The groups from the largest on. Those past the last shape share it.
    Groups(Vec<u32>),
}

impl Categories {
    fn of(nodes: &[&Node]) -> Self {
        let groups: BTreeSet<_> = nodes.iter().map(|node| node.group).collect();
        if groups.len() < 2 {
            return Self::Tiers;
        }
        let size = |group: &u32| nodes.iter().filter(|node| node.group == *group).count();
        let mut groups: Vec<_> = groups.into_iter().map(|group| (size(&group), group)).collect();
        groups.sort_by_key(|(size, group)| (Reverse(*size), *group));
        Self::Groups(groups.into_iter().map(|(_, group)| group).collect())
    }

    fn index(&self, node: &Node) -> usize {
        let index = match self {
            Self::Tiers => node.tier as usize,
            Self::Groups(groups) => groups.iter().position(|group| *group == node.group).unwrap_or(0),
        };
        index.min(Shape::ALL.len() - 1)
    }

    fn mark(&self, style: &Style<'_>, node: &Node) -> (Shape, RGBColor) {
        let index = self.index(node);
        (Shape::ALL[index], self.colour(style, index))
    }

    fn colour(&self, style: &Style<'_>, index: usize) -> RGBColor {
        match self {
            Self::Tiers => style.palette.tiers[index],
            Self::Groups(_) => style.palette.groups[index],
        }
    }

    /// Whether a category holds all groups but the largest.
    fn is_rest(&self, index: usize) -> bool {
        let last = index + 1 == Shape::ALL.len();
        matches!(self, Self::Groups(groups) if last && groups.len() > Shape::ALL.len())
    }

    fn entries(&self, style: &Style<'_>, data: &Drawing, nodes: &[&Node]) -> Vec<(Sample, String)> {
        (0..Shape::ALL.len())
            .filter_map(|index| {
                let of_index = nodes.iter().filter(|node| self.index(node) == index);
                let members = of_index.count() as u64;
                let name = match self {
                    _ if members == 0 => return None,
                    _ if self.is_rest(index) => "Other groups".to_owned(),
                    Self::Tiers => format!("Tier {}", Tier::ALL[index].letter()),
                    Self::Groups(groups) => format!("Group {}", groups[index]),
                };
                let sample = Sample::Marker(Shape::ALL[index], self.colour(style, index));
                Some((sample, format!("{name}: {}", data.count_nodes(members))))
            })
            .collect()
    }
}

/// The drawing's nodes in logical pixels from the plot's upper left corner.
struct Places {
    points: Vec<(f64, f64)>,
    radii: Vec<f64>,
    /// The radii of the markers with the rings around them.
    outer: Vec<f64>,
    room: Box4,
}

fn draw(style: &Style<'_>, area: &Area<'_>, shown: &Sketch<'_>, categories: &Categories) -> Result<(), ChartError> {
    let (width, height) = (width_of(area), height_of(area));
    let places = places(style, shown, [0.0, 0.0, width, height]);
    // One unit of the axes is one logical pixel; y is turned downwards.
    let mut plot = ChartBuilder::on(area).build_cartesian_2d(Axis::bare(0.0..width), Axis::bare(0.0..height))?;
    let at = |node: usize| (places.points[node].0, height - places.points[node].1);
    let reach = |node: usize, to: (f64, f64)| {
        if shown.nodes[node].leads {
            return places.outer[node];
        }
        let from = at(node);
        // The plot's y goes up, that of shapes down.
        places.radii[node] * categories.mark(style, shown.nodes[node]).0.reach((from.1 - to.1).atan2(to.0 - from.0))
    };
    draw_ties(style, &mut plot, &shown.edges, at, reach)?;
    let mut order: Vec<_> = (0..shown.nodes.len()).collect();
    // Small markers are drawn last, so that large ones do not hide them.
    order.sort_by(|one, other| places.radii[*other].total_cmp(&places.radii[*one]));
    for node in order {
        let (shape, colour) = categories.mark(style, shown.nodes[node]);
        let radius = units(places.radii[node]);
        if shown.nodes[node].leads {
            let ring = style.line(style.palette.ink, RING_WIDTH);
            plot.draw_series([Circle::new(
                at(node),
                units(places.outer[node] - style.pixels(RING_WIDTH / 2.0)),
                ring,
            )])?;
        }
        plot.draw_series([Marker::new(style, at(node), shape, radius, colour)])?;
    }
    names(style, &mut plot, shown, &places)
}

/// Lays the nodes out, sizes them to the room there is, and frees them of
/// overlaps.
fn places(style: &Style<'_>, shown: &Sketch<'_>, room: Box4) -> Places {
    // Labels beside the outermost nodes need room across.
    let (across, down) = (style.pixels(90.0), style.pixels(36.0));
    let inner = [room[0] + across, room[1] + down, room[2] - across, room[3] - down];
    // Few nodes are not torn apart to fill the chart.
    let few = (shown.nodes.len() as f64 / 6.0).sqrt().max(1.0);
    let mut points = fit(&shown.points, inner, style.pixels(150.0) * few);
    let radii = radii(style, shown, &points, inner);
    let ringed = |(radius, node): (&f64, &&Node)| {
        if node.leads { RING * radius + style.pixels(RING_WIDTH) } else { *radius }
    };
    let outer: Vec<_> = radii.iter().zip(&shown.nodes).map(ringed).collect();
    let apart: Vec<_> = outer.iter().map(|radius| radius + style.pixels(0.8)).collect();
    separate(&mut points, &apart, room);
    Places { points, radii, outer, room }
}

/// Radii by which areas show values. The markers cover about a seventh of the
/// room at most, and leave the usual edge to be seen.
fn radii(style: &Style<'_>, shown: &Sketch<'_>, points: &[(f64, f64)], room: Box4) -> Vec<f64> {
    let area = (room[2] - room[0]) * (room[3] - room[1]);
    let share = (area / 7.0 / std::f64::consts::PI / shown.nodes.len() as f64).sqrt();
    let largest = (1.5 * share).min(0.3 * usual_length(shown, points)).clamp(style.pixels(3.5), style.pixels(20.0));
    let smallest = (0.32 * largest).max(style.pixels(2.2));
    let values = shown.nodes.iter().map(|node| node.size_value);
    let highest = values.clone().fold(0.0, f64::max);
    values
        .map(|value| {
            if highest > 0.0 { (largest * (value / highest).sqrt()).max(smallest) } else { (smallest + largest) / 2.0 }
        })
        .collect()
}

/// The median length of the edges as drawn, if there are any.
fn usual_length(shown: &Sketch<'_>, points: &[(f64, f64)]) -> f64 {
    let mut lengths: Vec<_> = shown
        .edges
        .iter()
        .map(|tie| (points[tie.from as usize], points[tie.to as usize]))
        .map(|(one, other)| (one.0 - other.0).hypot(one.1 - other.1))
        .collect();
    lengths.sort_by(f64::total_cmp);
    lengths.get(lengths.len() / 2).copied().unwrap_or(f64::INFINITY)
}

/// Names the leaders and the most central nodes: those whose ties are the
/// strongest in all.
fn names(style: &Style<'_>, plot: &mut Plot<'_>, shown: &Sketch<'_>, places: &Places) -> Result<(), ChartError> {
    let strengths = shown.strengths();
    let mut order: Vec<_> = (0..shown.nodes.len()).collect();
    order.sort_by(|one, other| {
        let value = |node: &usize| shown.nodes[*node].size_value;
        let leads = |node: &usize| shown.nodes[*node].leads;
        let strength = |node: &usize| strengths[*node];
        let by_strength = leads(other).cmp(&leads(one)).then(strength(other).total_cmp(&strength(one)));
        by_strength.then(value(other).total_cmp(&value(one))).then(one.cmp(other))
    });
    order.truncate(LABELS);
    let measure = style.measure(Role::Caption);
    let texts: Vec<_> = order.iter().map(|node| measure.fit(&shown.nodes[*node].label, style.pixels(150.0))).collect();
    let sizes = texts.iter().map(|text| (measure.width(text), 1.15 * measure.size));
    let sized: Vec<_> = order.iter().copied().zip(sizes).collect();
    let lines: Vec<_> =
        shown.edges.iter().map(|tie| (places.points[tie.from as usize], places.points[tie.to as usize])).collect();
    let labels = Labels {
        points: &places.points,
        radii: &places.outer,
        lines: &lines,
        gap: style.pixels(3.0),
        room: places.room,
    };
    let centred = style.coloured_text(Role::Caption, style.palette.ink).pos(Pos::new(HPos::Center, VPos::Center));
    for placed in labels.place(&sized, IMPORTANT_LABELS) {
        let (x, y) = placed.centre;
        let at = (x, places.room[3] - y);
        let text = texts[placed.rank].clone();
        plot.draw_series([HaloText::new(style, at, (0, 0), text, centred.clone())])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(size_value: f64, group: u32) -> Node {
        Node { label: format!("account {size_value}"), size_value, tier: Tier::A, group, leads: false }
    }

    #[test]
    fn the_largest_nodes_are_shown_and_the_rest_is_stated() {
        let data = Drawing {
            nodes: (0..MAX_NODES + 10).map(|at| node(at as f64, 0)).collect(),
            edges: vec![Tie::open(0, 1, 1.0), Tie::open(100, 101, 1.0)],
            ..Drawing::default()
        };
        let shown = Sketch::of(&data).unwrap();
        assert_eq!(shown.nodes.len(), MAX_NODES);
        assert_eq!(shown.nodes[0].size_value, 10.0);
        assert_eq!(shown.edges, [Tie::open(90, 91, 1.0)]);
        assert_eq!(shown.omitted(), "Shown: the 5,000 largest of 5,010 accounts");
    }

    #[test]
    fn markers_show_groups_if_there_are_several() {
        let nodes = [node(1.0, 7), node(1.0, 3), node(1.0, 3)];
        let nodes: Vec<_> = nodes.iter().collect();
        assert!(matches!(Categories::of(&nodes), Categories::Groups(groups) if groups == [3, 7]));
        assert!(matches!(Categories::of(&nodes[1..]), Categories::Tiers));
    }

    fn led(arrows: usize) -> Drawing {
        let edges = (1..=400).map(|node| Tie { directed: node <= arrows as u32, ..Tie::open(0, node, 1.0) });
        let mut data = Drawing {
            nodes: (0..401).map(|at| node(at as f64, 0)).collect(),
            edges: edges.collect(),
            ..Drawing::default()
        };
        data.nodes[0] = Node { label: "the leader".to_owned(), leads: true, ..node(9.0, 0) };
        data
    }

    fn drawn(data: &Drawing) -> String {
        network_drawing(data, Theme::Light, Size::default()).unwrap().svg().to_owned()
    }

    #[test]
    fn leaders_have_a_ring_and_a_name_in_the_legend() {
        let svg = drawn(&led(0));
        assert!(svg.contains("Leads, acting before most others: the leader\""));
        let mut data = led(0);
        data.nodes[0].leads = false;
        assert!(!drawn(&data).contains("Leads"));
        data.nodes[..5].iter_mut().for_each(|node| node.leads = true);
        assert!(drawn(&data).contains("account 2 and 2 more\""));
    }

    #[test]
    fn arrows_are_left_out_where_there_are_too_many_and_the_legend_says_so() {
        let heads = |svg: &str| svg.matches("Z\"").count();
        let plain = heads(&drawn(&led(0)));
        assert_eq!(heads(&drawn(&led(120))) - plain, 121, "120 arrows, and one in the legend");
        let many = drawn(&led(MAX_ARROWS + 1));
        assert_eq!(heads(&many), plain);
        assert!(many.contains("Who acts first is clear for 301 of 400 ties: too many to draw arrows"));
        assert!(!drawn(&led(0)).contains("acts first"));
    }
}
