//! What the European Union is told of the measures of a period.

use lockstep_base::calendar::{Day, Period};
use lockstep_base::country::{Country, codes_of};
use lockstep_base::directory::OutputDir;
use lockstep_base::error::Result;

use super::ads::AdDecision;
use super::appeals::AppealLine;
use super::lists::{MeasureKind, MeasureLine};
use super::registry::{Outcome, Registry};
use super::run::Supervision;
use super::whose::Whose;
use crate::eu::{Automated, Complaints, Limit, Measure, Statement, put_complaints, put_statements};

/// Writes the folder `eu`: statements of reasons for the measures and the refused
/// advertisements that began in the period, and the sheets of the periodic report
/// that they tell.
///
/// # Errors
/// When a file cannot be written.
pub(super) fn write(out: &OutputDir, supervision: &Supervision) -> Result<()> {
    let (config, period) = (&supervision.config.eu, supervision.period);
    let statements = statements(supervision);
    put_statements(out, &statements, config, period)?;
    put_complaints(out, &complaints(&supervision.appeals, period), config, period)
}

fn statements(supervision: &Supervision) -> Vec<Statement> {
    let (registry, config, period) = (&supervision.registry, &supervision.config.eu, supervision.period);
    let began = |day: Day| period.contains(day.0);
    let measures = supervision.lists.measures.iter().filter(|line| began(line.from));
    let of_measures = measures.filter_map(|line| {
        let by_data = line.measure == MeasureKind::Recommendation && !line.imposed;
        let from = format!("{} {} {}", line.from, line.imposed, codes_of(&line.countries).join(" "));
        Statement::new(&of_measure(registry, line, by_data, &key(&line.whose, line.measure.name(), &from)), config)
    });
    let limited =
        supervision.lists.ads.iter().filter(|ad| ad.is_limited() && ad.limited().is_some_and(|(from, _)| began(from)));
    let offered = config.countries();
    let of_ads = limited.filter_map(|ad| {
        let from = ad.start.to_string();
        Statement::new(&of_ad(ad, &offered, &key(&ad.whose, &ad.ad_id, &from)), config)
    });
    of_measures.chain(of_ads).collect()
}

/// What a measure or an advertisement is known by.
fn key<'a>(whose: &'a Whose, what: &'a str, from: &'a str) -> [&'a str; 4] {
    [what, &whose.platform, &whose.account_id, from]
}

fn of_measure<'a>(registry: &Registry, line: &MeasureLine, by_data: bool, key: &'a [&'a str]) -> Measure<'a> {
    let account = registry.place_of(&line.whose.key()).map(|number| registry.account(number).1);
    Measure {
        limit: match line.measure {
            MeasureKind::Label => Limit::Labelled,
            MeasureKind::Recommendation => Limit::Demoted,
            MeasureKind::Advertising => Limit::PartlySuspended,
            MeasureKind::Restricted => Limit::Disabled,
            MeasureKind::Suspended => Limit::AccountSuspended,
            MeasureKind::Terminated => Limit::AccountTerminated,
        },
        on: "Account",
        key,
        from: line.from,
        is_day_known: true,
        until: line.until,
        dated: account.and_then(|account| account.created),
        countries: (!line.countries.is_empty()).then(|| line.countries.clone()),
        facts: facts(line),
        found_by_program: by_data,
        automated: if by_data { Automated::Partially } else { Automated::No },
    }
}

/// The facts in whole sentences; no account is named.
fn facts(line: &MeasureLine) -> String {
    let what = match line.measure {
        MeasureKind::Label => "The account carries a label",
        MeasureKind::Recommendation => "The account is not recommended",
        MeasureKind::Advertising => "The account may not advertise outside its home country, or not at all",
        MeasureKind::Restricted => "The account cannot be seen in the countries named",
        MeasureKind::Suspended => "The account is suspended",
        MeasureKind::Terminated => "The account is removed",
    };
    let by = if line.decided_by.is_empty() { String::new() } else { format!(", by decision of {}", line.decided_by) };
    format!(
        "{what}, from {}{by}. The entity that it belongs to: {}. The reason: {}.",
        line.from, line.whose.entity, line.reason
    )
}

/// A refused advertisement: of those offered, the countries in which it may not run.
fn of_ad<'a>(ad: &AdDecision, offered: &[Country], key: &'a [&'a str]) -> Measure<'a> {
    let is_refused = |country: &&Country| {
        let code = country.code();
        ad.refused_in.iter().any(|place| match place.strip_prefix("everywhere") {
            Some(but) => !but.split(' ').any(|part| part == code),
            None => place == code,
        })
    };
    let (from, until) = ad.limited().unwrap_or((ad.start, ad.end));
    Measure {
        limit: Limit::Disabled,
        on: "Advertisement",
        key,
        from,
        is_day_known: true,
        until,
        dated: Some(ad.start),
        countries: Some(offered.iter().filter(is_refused).copied().collect()),
        facts: format!("The advertisement may not run in the countries named. The reason: {}.", ad.reason),
        found_by_program: true,
        automated: Automated::Partially,
    }
}

/// The appeals of the period as complaints.
fn complaints(appeals: &[AppealLine], period: Period) -> Complaints {
    let decided = |outcome: Outcome| {
        let is_decided =
            move |line: &&AppealLine| line.outcome == outcome && line.decided.is_some_and(|day| period.contains(day.0));
        appeals.iter().filter(is_decided)
    };
    let hours = |line: &AppealLine| {
        let days = line.decided.map_or(0, |day| line.date.days_until(day));
        24 * u64::from(days.unsigned_abs())
    };
    let mut all: Vec<u64> = decided(Outcome::Rejected).chain(decided(Outcome::Granted)).map(hours).collect();
    all.sort_unstable();
    Complaints {
        made: appeals.iter().filter(|line| period.contains(line.date.0)).count() as u64,
        upheld: decided(Outcome::Rejected).count() as u64,
        reversed: decided(Outcome::Granted).count() as u64,
        omitted: decided(Outcome::Withdrawn).count() as u64,
        earlier: [Outcome::Rejected, Outcome::Granted, Outcome::Withdrawn]
            .map(|outcome| decided(outcome).filter(|line| line.date.0 < period.first()).count() as u64)
            .iter()
            .sum(),
        hours: all,
    }
}
