//! The lists as one page, to read before they are acted on.

use lockstep_base::country::Country;
use lockstep_base::error::Result;
use lockstep_charts::{ChartData, Headings, IntervalRow, Intervals};
use lockstep_results::report::{Figure, fill};
use serde::Serialize;

use super::ads::Decision;
use super::changes::Change;
use super::config::SupervisionConfig;
use super::input::Input;
use super::lists::{Lists, Recommendation, RecommendationLine};
use super::reach::{Claim, Reach, Verdict};
use super::run::Supervision;
use super::sentences;
use super::sentences::percent;

/// Rows that the page shows of a list; the tables have all.
const SHOWN: usize = 500;

/// What the template gets.
#[derive(Serialize)]
struct Page<'a> {
    lockstep: &'static str,
    period: String,
    entities: usize,
    accounts: usize,
    config: &'a SupervisionConfig,
    lists: &'a Lists,
    ineligible: Vec<&'a RecommendationLine>,
    eligible_again: Vec<&'a RecommendationLine>,
    ads: [usize; 3],
    /// The thresholds in words.
    asked: [String; 3],
    reaches: Vec<Row<'a>>,
    changes: Option<&'a Vec<Change>>,
    previous: Option<String>,
    /// How many ineligible accounts are recommended until an appeal is decided.
    suspended: usize,
    shown: usize,
    notes: &'a [String],
    inputs: &'a [Input],
    charts: Vec<String>,
    configuration: Vec<String>,
}

/// An account in the table of reach.
#[derive(Serialize)]
struct Row<'a> {
    platform: &'a str,
    account_id: &'a str,
    entity: &'a str,
    status: &'static str,
    country: &'static str,
    verdict: &'static str,
    /// Of each claim the share and its interval.
    claims: [[String; 2]; 3],
    trend: String,
}

/// The charts: of each claim, every account's share.
///
/// # Errors
/// When a chart cannot be drawn.
pub(super) fn figures(supervision: &Supervision) -> Result<Vec<Figure>> {
    type Of = fn(&Reach) -> &Claim;
    let thresholds = supervision.config.thresholds;
    let claims: [(&str, &str, f64, Of); 3] = [
        ("audience-abroad", "Share of the audience outside the home country", thresholds.audience_abroad, |reach| {
            &reach.audience_abroad
        }),
        (
            "foreign-languages",
            "Share of the posts in languages foreign at home",
            thresholds.foreign_languages,
            |reach| &reach.foreign_languages,
        ),
        ("current-affairs", "Share of the posts on current affairs", thresholds.current_affairs, |reach| {
            &reach.current_affairs
        }),
    ];
    let figure = |(name, what, threshold, of): (&'static str, &str, f64, Of)| {
        let rows = supervision.reaches.iter().filter_map(|reach| row(reach, of(reach))).collect();
        let data = Intervals { rows, threshold, what: what.to_owned(), headings: Headings::default() };
        Figure::draw(name, None, ChartData::Intervals(data))
    };
    claims.into_iter().map(figure).collect()
}

fn row(reach: &Reach, claim: &Claim) -> Option<IntervalRow> {
    let (share, whose) = (&claim.share, &reach.whose);
    Some(IntervalRow {
        name: format!("{} ({})", whose.entity, whose.account_id),
        share: share.share?,
        low: share.low,
        high: share.high,
        is_thin: !claim.thin.is_empty(),
    })
}

/// The page.
///
/// # Errors
/// Never in practice: the template is part of the program.
pub(super) fn render(supervision: &Supervision, figures: &[Figure]) -> Result<String> {
    let (lists, asked) = (&supervision.lists, supervision.config.thresholds);
    let recommended = |decision| lists.recommendations.iter().filter(|line| line.decision == decision).collect();
    let decided = |decision| lists.ads.iter().filter(|ad| ad.decision == decision).count();
    let page = Page {
        lockstep: env!("CARGO_PKG_VERSION"),
        period: supervision.period.to_string(),
        entities: supervision.registry.entities.len(),
        accounts: supervision.registry.len(),
        config: &supervision.config,
        lists,
        ineligible: recommended(Recommendation::Ineligible),
        eligible_again: recommended(Recommendation::EligibleAgain),
        ads: [decided(Decision::Allowed), decided(Decision::Refused), decided(Decision::Split)],
        asked: [asked.audience_abroad, asked.foreign_languages, asked.current_affairs].map(sentences::exact),
        reaches: supervision.reaches.iter().take(SHOWN).map(reach_row).collect(),
        changes: supervision.changes.as_ref(),
        previous: supervision.previous.map(|period| period.to_string()),
        suspended: lists.recommendations.iter().filter(|line| !line.in_force).count(),
        shown: SHOWN,
        notes: &supervision.notes,
        inputs: &supervision.inputs,
        charts: figures.iter().map(|figure| figure.for_page(figure.data.size())).collect::<Result<_>>()?,
        configuration: supervision.config.to_toml()?.lines().map(str::to_owned).collect(),
    };
    fill(&[("supervision.html", include_str!("page.html"))], &page)
}

fn reach_row(reach: &Reach) -> Row<'_> {
    let claims = [&reach.audience_abroad, &reach.foreign_languages, &reach.current_affairs];
    Row {
        account_id: &reach.whose.account_id,
        entity: &reach.whose.entity,
        country: reach.whose.country.map_or("", Country::code),
        platform: &reach.whose.platform,
        status: reach.whose.status.map_or("", |status| status.name()),
        verdict: match reach.verdict {
            _ if !reach.whose.status.is_some_and(|status| status.is_labelled()) => "carries no label",
            Verdict::Shown => "tries to reach abroad",
            Verdict::NotShown => "not shown",
            Verdict::Unclear => "unclear",
            Verdict::InsufficientData | Verdict::NotAskedFor => "insufficient data",
        },
        claims: claims.map(interval),
        trend: reach.trend.map_or_else(String::new, |trend| trend.name().to_owned()),
    }
}

/// A share, and its interval in words.
fn interval(claim: &Claim) -> [String; 2] {
    let share = &claim.share;
    let Some(estimate) = share.share else { return ["no data".to_owned(), String::new()] };
    let thin = if claim.thin.is_empty() { "" } else { ", too few" };
    [percent(estimate), format!("{}{thin}", sentences::interval(share))]
}
