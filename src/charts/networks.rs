//! The networks found, as horizontal bars by size.

use lockstep_base::tier::Tier;
use plotters::prelude::{Color, EmptyElement, Rectangle, Text};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use serde::{Deserialize, Serialize};

use super::axis::{Axis, Layout, Plot, baseline, plot, plot_bounds, room_at_end, ticks_in};
use super::elements::{Badge, HaloText};
use super::format::{count, things};
use super::frame::{Area, Sample, Words, caption, chart, height_of, legend, nothing_to_show, width_of};
use super::size::Size;
use super::style::{Role, Style, Theme};
use super::svg::{pixels, units};
use super::{Chart, ChartError, Headings};

/// No chart shows more bars than this; a small one shows fewer.
const MOST_BARS: usize = 25;

/// One network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkBar {
    /// The name the report gives the network.
    pub network_id: String,
    /// How many accounts are in it.
    pub accounts: u64,
    /// How strong the evidence against it is.
    pub tier: Tier,
}

/// The data of [`networks_by_size`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Networks {
    /// All networks found, in any order.
    pub networks: Vec<NetworkBar>,
    /// Words that replace the automatic ones.
    #[serde(default)]
    pub headings: Headings,
}

/// Draws the largest networks, up to 25, as bars, largest first, coloured and
/// lettered by tier. The others are summed in a line below.
///
/// # Errors
///
/// [`ChartError::Size`] for a size out of range.
pub fn networks_by_size(data: &Networks, theme: Theme, size: Size) -> Result<Chart, ChartError> {
    let mut networks: Vec<_> = data.networks.iter().collect();
    // Ties go by name, Network 2 before Network 10, so that the chart does not
    // depend on the order given.
    networks.sort_by(|one, other| {
        other
            .accounts
            .cmp(&one.accounts)
            .then_with(|| one.network_id.len().cmp(&other.network_id.len()))
            .then_with(|| one.network_id.cmp(&other.network_id))
            .then_with(|| one.tier.cmp(&other.tier))
    });
    let Some(largest) = networks.first() else {
        return nothing_to_show(&data.headings, "No network was found.", theme, size);
    };
    let words = Words::or(&data.headings, automatic(&networks, largest));
    chart(&words, theme, size, |style, area| {
        let area = legend(style, area, &tiers(style, &networks))?;
        let row = style.pixels(19.0);
        let room = height_of(&area) - style.pixels(54.0);
        let shown = ((room / row) as usize).clamp(1, MOST_BARS.min(networks.len()));
        let area = rest(style, &area, &networks[shown..])?;
        bars(style, &area, &networks[..shown])
    })
}

fn automatic(networks: &[&NetworkBar], largest: &NetworkBar) -> Words {
    let number = networks.len() as u64;
    let size = things(largest.accounts, "account", "accounts");
    let title = if number == 1 {
        format!("One network was found: {} with {size}", largest.network_id)
    } else {
        let all = networks.iter().fold(0_u64, |sum, one| sum.saturating_add(one.accounts));
        let all = things(all, "account", "accounts");
        format!("{} networks of {all} were found; the largest, {}, has {size}", count(number), largest.network_id)
    };
    Words {
        title,
        subtitle: "Accounts in each network, largest first. The letter is the tier: how strong \
                   the evidence is, from A (strongest) to D"
            .to_owned(),
        ..Words::default()
    }
}

/// The tiers that occur, and how many networks are in each.
fn tiers(style: &Style<'_>, networks: &[&NetworkBar]) -> Vec<(Sample, String)> {
    Tier::ALL
        .into_iter()
        .filter_map(|tier| {
            let number = networks.iter().filter(|one| one.tier == tier).count();
            let sample = Sample::Badge(tier.letter(), style.palette.tier(tier));
            let label = format!("Tier {}: {}", tier.letter(), things(number as u64, "network", "networks"));
            (number > 0).then_some((sample, label))
        })
        .collect()
}

/// States what is not shown as bars.
fn rest<'a>(style: &Style<'_>, area: &Area<'a>, networks: &[&NetworkBar]) -> Result<Area<'a>, ChartError> {
    if networks.is_empty() {
        return Ok(area.clone());
    }
    let accounts = networks.iter().fold(0_u64, |sum, one| sum.saturating_add(one.accounts));
    let text = format!(
        "Not shown: {} with {} in total",
        things(networks.len() as u64, "smaller network", "smaller networks"),
        things(accounts, "account", "accounts"),
    );
    caption(style, area, &text)
}

fn bars(style: &Style<'_>, area: &Area<'_>, networks: &[&NetworkBar]) -> Result<(), ChartError> {
    // Few bars are not blown up to fill the chart.
    let fixed = style.pixels(5.0 + 10.0) + 2.0 * style.line_height(Role::Label);
    let height = (networks.len() as f64 * style.pixels(46.0) + fixed).min(height_of(area));
    let (area, _) = area.split_vertically(units(height));

    let names = networks.iter().map(|one| one.network_id.as_str());
    let name_room = style.widest(Role::Label, names).min(0.28 * width_of(&area));
    let badge_room = style.pixels(34.0);
    let mut layout = Layout {
        x_title: "Accounts".to_owned(),
        left: name_room + badge_room + style.pixels(4.0),
        upright_grid: true,
        ..Layout::default()
    };
    let largest = networks.first().map_or(0, |one| one.accounts) as f64;
    let ticks = ticks_in(style, width_of(&area) - layout.left, 110.0);
    let (x, y) = (Axis::counts(largest, ticks), Axis::bare(0.0..networks.len() as f64));
    layout.right = room_at_end(style, &x);
    let mut plot = plot(style, &area, x, y, &layout)?;
    for (index, network) in networks.iter().enumerate() {
        let middle = (networks.len() - index) as f64 - 0.5;
        bar(style, &mut plot, network, middle, name_room)?;
    }
    baseline(style, &mut plot, [(0.0, 0.0), (0.0, networks.len() as f64)])
}

/// Draws one network: its name, the badge of its tier, its bar and its count.
fn bar(
    style: &Style<'_>,
    plot: &mut Plot<'_>,
    network: &NetworkBar,
    middle: f64,
    name_room: f64,
) -> Result<(), ChartError> {
    let accounts = network.accounts as f64;
    let colour = style.palette.tier(network.tier);
    plot.draw_series([Rectangle::new([(0.0, middle - 0.36), (accounts, middle + 0.36)], colour.filled())])?;

    let label = style.measure(Role::Label);
    let name = label.fit(&network.network_id, name_room);
    let (anchor, axis) = (VPos::Center, (0.0, middle));
    let left_of_badge = (-style.units(34.0), 0);
    let named = style.text(Role::Label).pos(Pos::new(HPos::Right, anchor));
    plot.draw_series([HaloText::new(style, axis, left_of_badge, name, named)])?;

    let badge = Badge::new(style, axis, (-style.units(18.0), 0), network.tier.letter(), colour);
    plot.draw_series([badge])?;
    draw_count(style, plot, network.accounts, middle)
}

/// Writes a bar's count beside its end, or within it if the bar reaches so far
/// that there is no room.
fn draw_count(style: &Style<'_>, plot: &mut Plot<'_>, accounts: u64, middle: f64) -> Result<(), ChartError> {
    let label = count(accounts);
    let width = style.measure(Role::Label).width(&label);
    let tip = (accounts as f64, middle);
    let room = plot_bounds(plot)[2] - pixels(plot.backend_coord(&tip).0);
    let gap = style.pixels(7.0);
    if width + gap <= room {
        let text = style.text(Role::Label).pos(Pos::new(HPos::Left, VPos::Center));
        let beside = HaloText::new(style, tip, (units(gap), 0), label, text);
        plot.draw_series([beside])?;
    } else {
        let text = style.coloured_text(Role::Label, style.palette.on_mark).pos(Pos::new(HPos::Right, VPos::Center));
        let within = EmptyElement::at(tip) + Text::new(label, (-units(gap), 0), text);
        plot.draw_series([within])?;
    }
    Ok(())
}
