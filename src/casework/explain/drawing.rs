//! The shared timeline of a case, as places on a page.

use lockstep_base::error::{Error, Result};
use lockstep_base::safe::{clipped, visible};
use lockstep_base::time::SECOND;
use lockstep_charts::time_ticks;
use serde::Serialize;

use super::case::Case;
use super::sentences;

const WIDTH: f64 = 960.0;
/// Where the plot begins, right of the names.
const LEFT: f64 = 190.0;
const RIGHT: f64 = WIDTH - 16.0;
const TOP: f64 = 24.0;
const LANE: f64 = 28.0;
/// Height of the strip that shows the gaps.
const STRIP: f64 = 110.0;
/// Between the lanes and the strip, and below it for the dates.
const SPACE: f64 = 36.0;
/// Partners that get a lane.
const PARTNERS: usize = 10;
/// Meetings that are drawn; more would be a black surface.
const MEETINGS: usize = 3_000;
const TICKS: usize = 8;
/// Columns of a name: a wide character takes two.
const NAME: usize = 24;

/// Everything that is drawn; numbers are places on a canvas of `width` by
/// `height`.
#[derive(Debug, Serialize)]
pub(super) struct Drawing {
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    lanes: Vec<Lane>,
    ticks: Vec<Tick>,
    links: Vec<Link>,
    /// Partners and meetings that are not drawn.
    partners_left: usize,
    meetings_left: usize,
    strip: Strip,
    /// Where the dates stand.
    dates: f64,
}

#[derive(Debug, Serialize)]
struct Lane {
    y: f64,
    name: String,
}

#[derive(Debug, Serialize)]
struct Tick {
    x: f64,
    label: String,
    /// The day or year, where it changes.
    context: Option<String>,
}

/// A meeting: an act on each lane, and the gap in the strip.
#[derive(Debug, Serialize)]
struct Link {
    x: [String; 2],
    y: [f64; 2],
    gap_y: String,
    title: String,
}

/// The strip of gaps, from the account being first (above) to it being later.
#[derive(Debug, Serialize)]
struct Strip {
    top: f64,
    middle: f64,
    bottom: f64,
    widest: String,
}

/// The drawing of a case that has meetings.
///
/// # Errors
/// When a time is beyond the calendar, which no input can hold.
pub(super) fn drawing(case: &Case) -> Result<Option<Drawing>> {
    let partners: Vec<&str> = case.pairs.iter().take(PARTNERS).map(|pair| pair.partner.as_str()).collect();
    let lane_of = |partner: &str| partners.iter().position(|&known| known == partner).map(|place| place + 1);
    let drawn: Vec<_> = case.meetings.iter().filter_map(|m| Some((m, lane_of(&m.partner)?))).take(MEETINGS).collect();
    let moments = || drawn.iter().flat_map(|(meeting, _)| meeting.micros);
    let (Some(start), Some(end)) = (moments().min(), moments().max()) else { return Ok(None) };
    let widest = drawn.iter().map(|(meeting, _)| meeting.gap_s.abs()).fold(1.0, f64::max);
    let scale = Scale::new(start, end);
    let lanes_end = TOP + LANE * partners.len() as f64;
    let (top, bottom) = (lanes_end + SPACE, lanes_end + SPACE + STRIP);
    let middle = f64::midpoint(top, bottom);
    let y = |lane: usize| TOP + LANE * lane as f64;
    let links = drawn.iter().map(|&(meeting, lane)| Link {
        x: meeting.micros.map(|micros| format!("{:.1}", scale.x(micros))),
        y: [y(0), y(lane)],
        gap_y: format!("{:.1}", middle - meeting.gap_s / widest * (STRIP / 2.0)),
        title: format!("{}, {}, {}", meeting.time, sentences::gap(meeting.gap_s), meeting.object),
    });
    let names = std::iter::once(case.account.as_str()).chain(partners.iter().copied());
    Ok(Some(Drawing {
        width: WIDTH,
        height: bottom + SPACE + 10.0,
        left: LEFT,
        right: RIGHT,
        lanes: names.enumerate().map(|(lane, name)| Lane { y: y(lane), name: short(name) }).collect(),
        ticks: scale.ticks()?,
        partners_left: case.pairs.len().saturating_sub(partners.len()),
        meetings_left: case.meetings.len() - drawn.len(),
        links: links.collect(),
        strip: Strip { top, middle, bottom, widest: sentences::duration(widest) },
        dates: bottom + 16.0,
    }))
}

/// A name that fits beside its lane.
fn short(name: &str) -> String {
    let name = visible(name);
    let wide = name.chars().filter(|c| !c.is_ascii()).count();
    clipped(&name, if wide > NAME / 4 { NAME / 2 } else { NAME })
}

/// From moments to places.
struct Scale {
    start: f64,
    end: f64,
}

impl Scale {
    /// A little wider than the acts, and never without a width.
    fn new(start: i64, end: i64) -> Self {
        let (start, end) = ((start / SECOND) as f64, (end / SECOND) as f64);
        let margin = ((end - start) * 0.02).max(2.0);
        Self { start: start - margin, end: end + margin }
    }

    fn x(&self, micros: i64) -> f64 {
        let seconds = micros as f64 / SECOND as f64;
        LEFT + (seconds - self.start) / (self.end - self.start) * (RIGHT - LEFT)
    }

    fn ticks(&self) -> Result<Vec<Tick>> {
        let broken = |e| Error::output("the timeline", e);
        let found = time_ticks(self.start as i64, self.end as i64, TICKS).map_err(broken)?;
        let context = |at: f64| found.context.iter().find(|(place, _)| *place == at).map(|(_, label)| label.clone());
        let tick = |(at, label): &(f64, String)| Tick {
            x: self.x((*at * SECOND as f64) as i64).round(),
            label: label.clone(),
            context: context(*at),
        };
        Ok(found.ticks.iter().map(tick).collect())
    }
}
