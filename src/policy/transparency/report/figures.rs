//! The report's charts: by month, by origin, by target.

use lockstep_base::error::Result;
use lockstep_base::numbers::{count, things};
use lockstep_charts::{BarRow, Bars, ChartData, Headings};
use lockstep_results::report::Figure;

use super::model::Report;
use super::sums::{MonthSums, Place};

/// All charts.
///
/// # Errors
/// When a chart cannot be drawn.
pub(super) fn figures(report: &Report<'_>) -> Result<Vec<Figure>> {
    let origin = Kind {
        where_: "operated from",
        none: "Not determined",
        nothing: "Where the networks were operated from was not determined",
    };
    let target = Kind {
        where_: "that targeted audiences in",
        none: "Not told by country",
        nothing: "Which countries the networks targeted is not told",
    };
    [
        ("months", by_month(report)),
        ("origins", by_place(report, &report.by_origin, &origin)),
        ("targets", by_place(report, &report.by_target, &target)),
    ]
    .into_iter()
    .map(|(name, mut data)| {
        if let Some(caption) = data.headings.caption.as_mut().filter(|_| report.holds_invented()) {
            caption.push_str(" Some figures are made up for this example.");
        }
        Figure::draw(name, None, ChartData::Bars(data))
    })
    .collect()
}

fn headings(title: String, subtitle: &str, caption: String) -> Headings {
    Headings { title: Some(title), subtitle: Some(subtitle.to_owned()), caption: Some(caption) }
}

fn by_month(report: &Report<'_>) -> Bars {
    let all = report.totals.all;
    let came_back = report.totals.reestablished_accounts;
    let (accounts, networks) =
        (things(all.accounts, "account", "accounts"), things(all.networks, "network", "networks"));
    let most = report.months.iter().filter(|_| report.months.len() > 1 && all.accounts > 0);
    // The first of equal months.
    let most = most.rev().max_by_key(|month| month.sums.accounts);
    let most = most.map(|month| format!("; the most, {}, in {}", count(month.sums.accounts), month.month.name()));
    let title = format!("{accounts} in {networks} removed {}{}", report.period(), most.unwrap_or_default());
    let mut measures = vec!["Accounts in networks".to_owned(), "Networks".to_owned()];
    measures.extend((came_back > 0).then(|| "Re-established accounts".to_owned()));
    let row = |month: &MonthSums| {
        let mut values = vec![month.sums.accounts, month.sums.networks];
        values.extend((came_back > 0).then_some(month.reestablished_accounts));
        BarRow { name: month.month.name(), values }
    };
    let caption = format!(
        "Together: {accounts} in {networks}; {} of networks disrupted before.",
        things(came_back, "re-established account", "re-established accounts")
    );
    Bars {
        measures,
        rows: report.months.iter().map(row).collect(),
        headings: headings(title, "By the month of removal. Each measure has its own scale", caption),
    }
}

/// How a chart of countries is worded.
struct Kind {
    where_: &'static str,
    none: &'static str,
    nothing: &'static str,
}

fn by_place(report: &Report<'_>, places: &[Place], kind: &Kind) -> Bars {
    let all = report.totals.all;
    let first = places.first().and_then(|place| Some((place.country?, place.sums)));
    // Two countries with as many accounts are both the most.
    let is_alone = first.is_some_and(|(_, sums)| {
        places.iter().filter(|p| p.country.is_some()).skip(1).all(|p| p.sums.accounts < sums.accounts)
    });
    let title = match first {
        _ if all.networks == 0 => "No network was removed in this period".to_owned(),
        None => kind.nothing.to_owned(),
        Some((country, sums)) => format!(
            "{} of {} were in networks {} {}{}",
            count(sums.accounts),
            things(all.accounts, "account", "accounts"),
            kind.where_,
            country.in_a_sentence(),
            if is_alone && places.iter().filter(|place| place.country.is_some()).count() > 1 {
                ", the most of any country"
            } else {
                ""
            }
        ),
    };
    let row = |place: &Place| BarRow {
        name: place.country.map_or(kind.none, |country| country.name()).to_owned(),
        values: vec![place.sums.accounts, place.sums.networks],
    };
    let caption = format!(
        "All: {} in {}. {}",
        things(all.accounts, "account", "accounts"),
        things(all.networks, "network", "networks"),
        places.last().filter(|place| place.country.is_none()).map_or(String::new(), |place| {
            format!("{}: {} in {}.", kind.none, count(place.sums.accounts), count(place.sums.networks))
        })
    );
    Bars {
        measures: vec!["Accounts in networks".to_owned(), "Networks".to_owned()],
        rows: places.iter().map(row).collect(),
        headings: headings(
            title,
            "A network with several countries counts in each of them, so that rows can add up to more than all",
            caption.trim_end().to_owned(),
        ),
    }
}
