//! The lists as files: each as CSV for people and as JSON for programs.

use lockstep_base::calendar::Period;
use lockstep_base::country::{Country, Language};
use lockstep_base::directory::OutputDir;
use lockstep_base::directory::OutputFile;
use lockstep_base::error::{Error, Result};
use lockstep_base::safe;
use lockstep_results::report::write_figures;
use lockstep_results::write::table;
use serde::Serialize;

use super::ads::AdDecision;
use super::changes::Change;
use super::config::SupervisionConfig;
use super::input::Input;
use super::lists::{LabelLine, Lists, RecommendationLine, ReviewLine};
use super::page;
use super::posts::Posts;
use super::proportion::Change as ShareChange;
use super::reach::{Claim, Reach};
use super::run::Supervision;
use super::undeclared::Undeclared;
use super::whose::Whose;

/// Writes `labels`, `recommendation_ineligible`, `ad_decisions`, `undeclared`,
/// `needs_review` and `reach`, each as CSV and JSON, `topic_hits.csv`, where
/// there was an earlier run `changes.csv`, `report.html`, the charts and
/// `run.json`.
///
/// # Errors
/// When a chart cannot be drawn or a file cannot be written.
pub fn write(out: &OutputDir, supervision: &Supervision) -> Result<()> {
    let Lists { labels, recommendations, ads, undeclared, reviews } = &supervision.lists;
    put(out, "labels", labels, &label_header(), label_row)?;
    put(out, "recommendation_ineligible", recommendations, &recommendation_header(), recommendation_row)?;
    put(out, "ad_decisions", ads, &ad_header(), ad_row)?;
    put(out, "undeclared", undeclared, &UNDECLARED, undeclared_row)?;
    put(out, "needs_review", reviews, &REVIEW, review_row)?;
    put(out, "reach", &supervision.reaches, &reach_header(), reach_row)?;
    if let Some(posts) = &supervision.posts {
        out.put("topic_hits.csv", &topic_hits(supervision, posts)?)?;
    }
    if let Some(changes) = &supervision.changes {
        let header = ["list", "line", "change", "field", "before", "after"];
        out.put("changes.csv", &table(&header, changes.iter().map(|change| safe_row(change_row(change))))?)?;
    }
    put_page(out, supervision)?;
    put_record(out, supervision)
}

fn put_page(out: &OutputDir, supervision: &Supervision) -> Result<()> {
    let figures = page::figures(supervision)?;
    write_figures(out, &figures)?;
    out.put("report.html", page::render(supervision, &figures)?.as_bytes())
}

/// A list as both.
fn put<T: Serialize>(
    out: &OutputDir,
    name: &str,
    lines: &[T],
    header: &[&str],
    row: impl Fn(&T) -> Vec<String>,
) -> Result<()> {
    out.put(&format!("{name}.csv"), &table(header, lines.iter().map(row))?)?;
    out.put(&format!("{name}.json"), &json(&lines)?)
}

fn json(value: &impl Serialize) -> Result<Vec<u8>> {
    let text = serde_json::to_string_pretty(value).map_err(|e| Error::output("a list", e))?;
    Ok(format!("{}\n", safe::json(&text)).into_bytes())
}

/// Every text may hold what the data or the registry say.
fn safe_row(cells: Vec<String>) -> Vec<String> {
    cells.into_iter().map(|cell| safe::cell(&cell).into_owned()).collect()
}

const WHOSE: [&str; 6] = ["platform", "account_id", "entity_id", "entity", "country", "status"];

fn whose(whose: &Whose) -> Vec<String> {
    vec![
        whose.platform.clone(),
        whose.account_id.clone(),
        whose.entity_id.clone(),
        whose.entity.clone(),
        whose.country.map_or("", Country::code).to_owned(),
        whose.status.map_or("", |status| status.name()).to_owned(),
    ]
}

fn with_whose(more: &[&'static str]) -> Vec<&'static str> {
    WHOSE.iter().chain(more).copied().collect()
}

fn label_header() -> Vec<&'static str> {
    with_whose(&["label", "since", "in_force", "basis", "evidence", "review_due", "appeal"])
}

fn label_row(line: &LabelLine) -> Vec<String> {
    let mut row = whose(&line.whose);
    row.extend([
        line.label.clone(),
        shown(line.since),
        yes_or_no(line.in_force),
        line.basis.join("; "),
        line.evidence.join("; "),
        shown(line.review_due),
        line.appeal.clone(),
    ]);
    safe_row(row)
}

fn recommendation_header() -> Vec<&'static str> {
    let mut header = with_whose(&["decision", "since", "ineligible_since", "basis", "in_force", "reason", "appeal"]);
    header.extend(FIGURES);
    header
}

fn recommendation_row(line: &RecommendationLine) -> Vec<String> {
    let mut row = whose(&line.whose);
    row.extend([
        line.decision.name().to_owned(),
        line.since.to_string(),
        line.ineligible_since.to_string(),
        line.basis.name().to_owned(),
        yes_or_no(line.in_force),
        line.reason.clone(),
        line.appeal.clone(),
    ]);
    // Figures are ours: a negative one is no formula.
    let mut row = safe_row(row);
    row.extend(line.reach.as_ref().map_or_else(|| vec![String::new(); FIGURES.len()], figures));
    row
}

fn ad_header() -> Vec<&'static str> {
    let mut header = vec!["ad_id"];
    header.extend(with_whose(&[
        "decision",
        "allowed_in",
        "refused_in",
        "start",
        "end",
        "refused_from",
        "spend",
        "in_force",
        "reason",
        "appeal",
    ]));
    header
}

fn ad_row(ad: &AdDecision) -> Vec<String> {
    let mut row = vec![ad.ad_id.clone()];
    row.extend(whose(&ad.whose));
    row.extend([
        ad.decision.name().to_owned(),
        ad.allowed_in.join("; "),
        ad.refused_in.join("; "),
        ad.start.to_string(),
        shown(ad.end),
        shown(ad.refused_from),
        ad.spend.clone(),
        yes_or_no(ad.in_force),
        ad.reason.clone(),
        ad.appeal.clone(),
    ]);
    safe_row(row)
}

const UNDECLARED: [&str; 10] = [
    "account_id",
    "entity_id",
    "entity",
    "registered_accounts",
    "traces",
    "objects",
    "days",
    "ruled_out",
    "score",
    "network_id",
];

fn undeclared_row(line: &Undeclared) -> Vec<String> {
    safe_row(vec![
        line.account_id.clone(),
        line.entity_id.clone(),
        line.entity.clone(),
        line.registered_accounts.join("; "),
        line.traces.join("; "),
        line.objects.to_string(),
        line.days.to_string(),
        line.ruled_out.clone(),
        format!("{:.3}", line.score),
        shown(line.network_id),
    ])
}

const REVIEW: [&str; 7] = ["kind", "entity_id", "platform", "account_id", "place", "line", "reason"];

fn review_row(line: &ReviewLine) -> Vec<String> {
    let number = shown(line.line);
    safe_row(
        [&line.kind, &line.entity_id, &line.platform, &line.account_id, &line.place, &number, &line.reason]
            .map(String::clone)
            .to_vec(),
    )
}

/// The columns of figures about an account's reach.
const FIGURES: [&str; 27] = [
    "audience",
    "audience_unknown",
    "days",
    "effective_days",
    "share_abroad",
    "share_abroad_low",
    "share_abroad_high",
    "largest_day",
    "largest_day_part",
    "share_abroad_without_it",
    "trend",
    "trend_low",
    "trend_high",
    "top_countries",
    "posts",
    "post_days",
    "foreign_language_share",
    "foreign_language_low",
    "foreign_language_high",
    "foreign_language_unknown",
    "top_languages",
    "current_affairs_share",
    "current_affairs_low",
    "current_affairs_high",
    "current_affairs_unknown",
    "affairs_in_foreign_languages",
    "verdict_reasons",
];

fn figures(reach: &Reach) -> Vec<String> {
    let (abroad, foreign, affairs) = (&reach.audience_abroad.share, &reach.foreign_languages, &reach.current_affairs);
    let countries = reach.countries.iter().map(|(country, views)| format!("{} {views}", Country::code(*country)));
    let languages = reach.languages.iter().map(|(language, posts)| format!("{} {posts}", Language::code(*language)));
    let trend = |of: fn(&ShareChange) -> f64| number(reach.trend.as_ref().map(of));
    let posts = &affairs.share;
    let mut row = vec![
        (abroad.yes + abroad.no).to_string(),
        abroad.unknown.to_string(),
        abroad.days.to_string(),
        format!("{:.1}", abroad.effective_days),
        number(abroad.share),
        number(Some(abroad.low)),
        number(Some(abroad.high)),
        shown(abroad.largest_day),
        number(Some(abroad.largest_day_part)),
        number(abroad.share_without_it),
        trend(|change| change.change),
        trend(|change| change.low),
        trend(|change| change.high),
        countries.collect::<Vec<_>>().join("; "),
        (posts.yes + posts.no + posts.unknown).to_string(),
        posts.days.to_string(),
    ];
    row.extend(interval(foreign));
    row.push(languages.collect::<Vec<_>>().join("; "));
    row.extend(interval(affairs));
    row.push(number(reach.affairs_in_foreign_languages));
    row.push(verdicts(reach));
    row
}

/// A share, its bounds, and how much is not known.
fn interval(claim: &Claim) -> [String; 4] {
    let share = &claim.share;
    [number(share.share), number(Some(share.low)), number(Some(share.high)), share.unknown.to_string()]
}

/// Claim by claim: `audience_abroad: shown; …`.
fn verdicts(reach: &Reach) -> String {
    let claims = [
        ("audience_abroad", &reach.audience_abroad),
        ("foreign_languages", &reach.foreign_languages),
        ("current_affairs", &reach.current_affairs),
    ];
    let asked = claims.iter().map(|(name, claim)| {
        let thin = if claim.thin.is_empty() { String::new() } else { format!(" ({})", claim.thin) };
        format!("{name}: {}{thin}", claim.verdict.name())
    });
    asked.collect::<Vec<_>>().join("; ")
}

fn reach_header() -> Vec<&'static str> {
    let mut header = with_whose(&["verdict"]);
    header.extend(FIGURES);
    header
}

fn reach_row(reach: &Reach) -> Vec<String> {
    let mut row = safe_row(whose(&reach.whose));
    row.push(reach.verdict.name().to_owned());
    row.extend(figures(reach));
    row
}

/// Which keywords each post was known by, so that a person can dispute them.
fn topic_hits(supervision: &Supervision, posts: &Posts) -> Result<Vec<u8>> {
    let header =
        ["platform", "account_id", "content_id", "day", "language", "topic", "counts_as_current_affairs", "keywords"];
    let period = supervision.period;
    let rows = (0..).zip(&supervision.reaches).flat_map(|(account, reach)| {
        let inside = posts.of(account).iter().filter(move |post| period.contains(post.day));
        inside.flat_map(move |post| {
            post.hits.iter().map(move |hit| {
                safe_row(vec![
                    reach.whose.platform.clone(),
                    reach.whose.account_id.clone(),
                    post.content_id.clone(),
                    post.day.to_string(),
                    post.language.map_or("", Language::code).to_owned(),
                    hit.topic.clone(),
                    yes_or_no(hit.is_current_affairs),
                    hit.keywords.join("; "),
                ])
            })
        })
    });
    table(&header, rows)
}

fn change_row(change: &Change) -> Vec<String> {
    vec![
        change.list.to_owned(),
        change.line.clone(),
        change.change.name().to_owned(),
        change.field.to_owned(),
        change.before.clone(),
        change.after.clone(),
    ]
}

/// `run.json`: what was decided by what. It holds no clock: the same input
/// gives the same bytes.
fn put_record(out: &OutputDir, supervision: &Supervision) -> Result<()> {
    #[derive(Serialize)]
    struct Record<'a> {
        lockstep: &'static str,
        period: Period,
        configuration: &'a SupervisionConfig,
        inputs: &'a [Input],
        entities: usize,
        accounts: usize,
        notes: &'a [String],
        outputs: Vec<OutputFile>,
    }
    let record = Record {
        lockstep: env!("CARGO_PKG_VERSION"),
        period: supervision.period,
        configuration: &supervision.config,
        inputs: &supervision.inputs,
        entities: supervision.registry.entities.len(),
        accounts: supervision.registry.len(),
        notes: &supervision.notes,
        outputs: out.files()?,
    };
    out.put("run.json", &json(&record)?)
}

fn shown(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| format!("{value:.4}"))
}

fn yes_or_no(value: bool) -> String {
    if value { "yes" } else { "no" }.to_owned()
}
