//! The columns of each list, and what stands in them.

use lockstep_base::calendar::Period;
use lockstep_base::country::{Country, Language, codes_of};
use lockstep_base::safe;

use super::ads::{AdDecision, DeliveryLine, Part};
use super::appeals::AppealLine;
use super::changes::Change;
use super::lists::{LabelLine, MeasureLine, RecommendationLine, ReviewLine, Undeclared};
use super::posts::{Post, Posts};
use super::proportion::Change as ShareChange;
use super::reach::{Claim, Reach};
use super::topics::{Hit, Subject};
use super::whose::Whose;

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

pub(super) fn label_header() -> Vec<&'static str> {
    with_whose(&[
        "label",
        "since",
        "from",
        "until",
        "in_force",
        "ground",
        "decided_by",
        "basis",
        "evidence",
        "review_due",
        "appeal",
    ])
}

pub(super) fn label_row(line: &LabelLine) -> Vec<String> {
    let mut row = whose(&line.whose);
    row.extend([
        line.label.clone(),
        shown(line.since),
        shown(line.from),
        shown(line.until),
        yes_or_no(line.in_force),
        line.ground.map_or("", |ground| ground.name()).to_owned(),
        line.decided_by.clone(),
        line.basis.join("; "),
        line.evidence.join("; "),
        shown(line.review_due),
        line.appeal.clone(),
    ]);
    safe_row(row)
}

pub(super) fn recommendation_header() -> Vec<&'static str> {
    let mut header = with_whose(&[
        "decision",
        "since",
        "ineligible_since",
        "from",
        "until",
        "basis",
        "in_force",
        "reason",
        "appeal",
    ]);
    header.extend(FIGURES);
    header
}

pub(super) fn recommendation_row(line: &RecommendationLine) -> Vec<String> {
    let mut row = whose(&line.whose);
    row.extend([
        line.decision.name().to_owned(),
        line.since.to_string(),
        line.ineligible_since.to_string(),
        shown(line.from),
        shown(line.until),
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

pub(super) fn ad_header() -> Vec<&'static str> {
    let mut header = vec!["ad_id"];
    header.extend(with_whose(&[
        "decision",
        "allowed_in",
        "refused_in",
        "start",
        "end",
        "refused_from",
        "refused_until",
        "parts",
        "spend",
        "in_force",
        "reason",
        "appeal",
        "ran_where_refused",
        "spent_where_refused",
    ]));
    header
}

pub(super) fn ad_row(ad: &AdDecision) -> Vec<String> {
    let mut row = vec![ad.ad_id.clone()];
    row.extend(whose(&ad.whose));
    row.extend([
        ad.decision.name().to_owned(),
        ad.allowed_in.join("; "),
        ad.refused_in.join("; "),
        ad.start.to_string(),
        shown(ad.end),
        shown(ad.refused_from),
        shown(ad.refused_until),
        ad.parts.iter().map(Part::in_words).collect::<Vec<_>>().join("; "),
        ad.amount.as_ref().map_or_else(|| ad.spend.clone(), ToString::to_string),
        yes_or_no(ad.in_force),
        ad.reason.clone(),
        ad.appeal.clone(),
        ad.breach.as_ref().map_or_else(String::new, |breach| codes(&breach.countries)),
        ad.breach.as_ref().map_or_else(String::new, |breach| breach.spend.in_words()),
    ]);
    safe_row(row)
}

pub(super) fn measure_header() -> Vec<&'static str> {
    with_whose(&["measure", "countries", "from", "until", "suspended_days", "decided_by", "reason", "imposed"])
}

pub(super) fn measure_row(line: &MeasureLine) -> Vec<String> {
    let mut row = whose(&line.whose);
    row.extend([
        line.measure.name().to_owned(),
        codes(&line.countries),
        line.from.to_string(),
        shown(line.until),
        line.suspended_days.to_string(),
        line.decided_by.clone(),
        line.reason.clone(),
        yes_or_no(line.imposed),
    ]);
    safe_row(row)
}

pub(super) const DELIVERY: [&str; 14] = [
    "ad_id",
    "platform",
    "account_id",
    "entity_id",
    "entity",
    "home",
    "status",
    "country",
    "is_home",
    "days",
    "refused_days",
    "impressions",
    "spend",
    "rows_without_spend",
];

pub(super) fn delivery_row(line: &DeliveryLine) -> Vec<String> {
    let mut row = vec![line.ad_id.clone()];
    row.extend(whose(&line.whose));
    row.extend([
        line.country.code().to_owned(),
        yes_or_no(line.is_home),
        line.days.to_string(),
        line.refused_days.to_string(),
        shown(line.impressions),
        line.spend.in_a_cell(),
        line.spend.unknown.to_string(),
    ]);
    safe_row(row)
}

pub(super) const APPEALS: [&str; 9] =
    ["entity_id", "entity", "country", "date", "outcome", "decided", "decided_by", "suspends", "claim"];

pub(super) fn appeal_row(line: &AppealLine) -> Vec<String> {
    safe_row(vec![
        line.entity_id.clone(),
        line.entity.clone(),
        line.country.code().to_owned(),
        line.date.to_string(),
        line.outcome.name().to_owned(),
        shown(line.decided),
        line.decided_by.clone(),
        line.suspends.join("; "),
        line.claim.clone(),
    ])
}

pub(super) const CHANGES: [&str; 6] = ["list", "line", "change", "field", "before", "after"];

pub(super) const UNDECLARED: [&str; 12] = [
    "account_id",
    "entity_id",
    "entity",
    "entity_status",
    "registered_as",
    "registered_accounts",
    "traces",
    "objects",
    "days",
    "ruled_out",
    "score",
    "network_id",
];

pub(super) fn undeclared_row(line: &Undeclared) -> Vec<String> {
    safe_row(vec![
        line.account_id.clone(),
        line.entity_id.clone(),
        line.entity.clone(),
        line.entity_status.map_or("", |status| status.name()).to_owned(),
        line.registered_as.name().to_owned(),
        line.registered_accounts.join("; "),
        line.traces.join("; "),
        line.objects.to_string(),
        line.days.to_string(),
        line.ruled_out.clone(),
        format!("{:.3}", line.score),
        shown(line.network_id),
    ])
}

pub(super) const REVIEW: [&str; 8] =
    ["urgency", "kind", "entity_id", "platform", "account_id", "place", "line", "reason"];

pub(super) fn review_row(line: &ReviewLine) -> Vec<String> {
    let number = shown(line.line);
    let cells = [&line.kind, &line.entity_id, &line.platform, &line.account_id, &line.place, &number, &line.reason];
    safe_row([line.urgency.name().to_owned()].into_iter().chain(cells.map(String::clone)).collect())
}

/// The columns of figures about an account's reach.
const FIGURES: [&str; 30] = [
    "audience",
    "audience_unknown",
    "days",
    "effective_days",
    "longest_run",
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
    "comments",
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
    "domestic",
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
        abroad.longest_run.to_string(),
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
        reach.comments.to_string(),
        posts.days.to_string(),
    ];
    row.extend(interval(foreign));
    row.push(languages.collect::<Vec<_>>().join("; "));
    row.extend(interval(affairs));
    row.push(reach.domestic.to_string());
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

pub(super) fn reach_header() -> Vec<&'static str> {
    let mut header = with_whose(&["verdict"]);
    header.extend(FIGURES);
    header
}

pub(super) fn reach_row(reach: &Reach) -> Vec<String> {
    let mut row = safe_row(whose(&reach.whose));
    row.push(reach.verdict.name().to_owned());
    row.extend(figures(reach));
    row
}

pub(super) const TOPIC_HITS: [&str; 9] = [
    "platform",
    "account_id",
    "content_id",
    "kind",
    "day",
    "language",
    "topic",
    "counts_as_current_affairs",
    "keywords",
];

/// Which keywords each post was known by, so that a person can dispute them.
pub(super) fn topic_hits(reaches: &[Reach], posts: &Posts, period: Period) -> Vec<Vec<String>> {
    let of_account = |(account, reach): (usize, &Reach)| {
        let inside = posts.of(account).iter().filter(|post| period.contains(post.day));
        inside.flat_map(|post| post.hits.iter().map(|hit| hit_row(&reach.whose, post, hit))).collect::<Vec<_>>()
    };
    reaches.iter().enumerate().flat_map(of_account).collect()
}

fn hit_row(whose: &Whose, post: &Post, hit: &Hit) -> Vec<String> {
    safe_row(vec![
        whose.platform.clone(),
        whose.account_id.clone(),
        post.content_id.clone(),
        post.kind.name().to_owned(),
        post.day.to_string(),
        post.language.map_or("", Language::code).to_owned(),
        hit.topic.clone(),
        yes_or_no(hit.subject == Subject::CurrentAffairs),
        hit.keywords.join("; "),
    ])
}

pub(super) fn change_row(change: &Change) -> Vec<String> {
    safe_row(vec![
        change.list.to_owned(),
        change.line.clone(),
        change.change.name().to_owned(),
        change.field.to_owned(),
        change.before.clone(),
        change.after.clone(),
    ])
}

fn codes(countries: &[Country]) -> String {
    codes_of(countries).join("; ")
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
