//! Networks and accounts by country.

use lockstep_base::country::Country;
use lockstep_base::numbers::count;
use lockstep_charts::{BarRow, Bars};

use super::part::{ACCOUNTS, NETWORKS, amount, headings, joined};
use crate::transparency::report::model::Report;
use crate::transparency::report::places::{Place, surely_first};
use crate::transparency::report::words;
use crate::transparency::report::words::{networks_of, reported_of};

/// How a chart of countries is worded.
struct Kind {
    where_: &'static str,
    none: &'static str,
    nothing: &'static str,
}

/// Where networks were operated from.
pub(super) fn origins(report: &Report<'_>) -> Bars {
    let kind = Kind {
        where_: "operated from",
        none: "Not known",
        nothing: "Where the networks were operated from is not known",
    };
    by_place(report, &report.by_origin, &kind)
}

/// Whom they targeted.
pub(super) fn targets(report: &Report<'_>) -> Bars {
    let kind = Kind {
        where_: "that targeted audiences in",
        none: "Not told by country",
        nothing: "Which countries the networks targeted is not known",
    };
    by_place(report, &report.by_target, &kind)
}

fn by_place(report: &Report<'_>, places: &[Place], kind: &Kind) -> Bars {
    let row = |place: &Place| BarRow {
        name: place.country.map_or(kind.none, |country| country.name()).to_owned(),
        values: [place.sums.accounts, place.sums.networks].map(amount).to_vec(),
    };
    Bars {
        measures: [ACCOUNTS, NETWORKS].map(str::to_owned).to_vec(),
        rows: places.iter().map(row).collect(),
        headings: headings(
            title(report, places, kind),
            "A network with several countries counts in each of them, so that rows can add up to more than all",
            caption(report, places),
        ),
    }
}

fn title(report: &Report<'_>, places: &[Place], kind: &Kind) -> String {
    let all = report.totals.all;
    match places.first().and_then(|place| Some((place.country?, place))) {
        _ if all.networks.whole() == Some(0) => format!("No network was removed {}", report.period()),
        _ if all.networks.at_least == 0 => format!("Networks {}: not reported", report.period()),
        None => kind.nothing.to_owned(),
        Some((country, place)) => first(report, (country, place), kind, places),
    }
}

/// The country with the most accounts; that it is the first is said only where
/// nothing unknown can change it.
fn first(report: &Report<'_>, (country, place): (Country, &Place), kind: &Kind, places: &[Place]) -> String {
    let (all, surely, unknown) = (report.totals.all, surely_first(places), without_country(report, places));
    let of = match all.accounts.whole() {
        Some(whole) => format!(" of {} accounts", count(whole)),
        None => " accounts".to_owned(),
    };
    let more = match surely.filter(|_| !all.networks.open) {
        Some(first) if first == country => ", the most of any country".to_owned(),
        _ => unknown.map_or_else(String::new, |unknown| format!("; of {unknown} the country is not known")),
    };
    let country = country.in_a_sentence();
    if place.sums.accounts.whole().is_none() && place.sums.accounts.at_least == 0 {
        return format!("How many accounts were in networks {} {country} is not known{more}", kind.where_);
    }
    let accounts = words::capital(&words::amount(place.sums.accounts));
    format!("{accounts}{of} were in networks {} {country}{more}", kind.where_)
}

/// How many networks have no country: `13 of at least 30 networks`.
fn without_country(report: &Report<'_>, places: &[Place]) -> Option<String> {
    let without = places.last().filter(|place| place.country.is_none())?;
    Some(format!("{} of {}", count(without.sums.networks.of), networks_of(report.totals.all.networks)))
}

fn caption(report: &Report<'_>, places: &[Place]) -> String {
    let all = report.totals.all;
    let sums = format!("All: {} in {} networks.", words::amount(all.accounts), words::amount(all.networks));
    let without = without_country(report, places).map(|some| format!("Of {some} the country is not known."));
    let months = reported_of(&report.totals).map(|months| format!("{}.", words::capital(&months)));
    joined([Some(sums), without, months])
}
