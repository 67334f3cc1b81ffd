//! The lists as one page, to work through before they are acted on.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_base::calendar::Day;
use lockstep_base::error::Result;
use lockstep_base::numbers::{count, list, things};
use lockstep_charts::{ChartData, Headings, IntervalRow, Intervals};
use lockstep_results::report::{Figure, fill};
use serde::Serialize;

use super::ads::{AdDecision, Decision, Sums};
use super::changes::Change;
use super::decisions::ineligible_at_the_end;
use super::input::Input;
use super::lists::{MeasureKind, Recommendation, ReviewLine, Undeclared, Urgency, accounts_with, urgent};
use super::page_rows::{
    AdRow, ClaimRow, LabelRow, OutletRow, Place, ReachRow, before_figures, claims, outlets, places,
};
use super::reach::{Claim, Reach};
use super::registry::named;
use super::run::Supervision;
use super::sentences;
use super::whose::AccountKey;
use super::words;

/// Rows that the page shows of a list; the tables have all.
const SHOWN: usize = 500;

/// What the template gets.
#[derive(Serialize)]
struct Page<'a> {
    lockstep: &'static str,
    headline: String,
    period: String,
    /// A few numbers, each with its name and what belongs to it.
    facts: Vec<(&'static str, String, String)>,
    notes: &'a [String],
    urgencies: Vec<Questions<'a>>,
    ineligible: Vec<OutletRow<'a>>,
    again: Vec<OutletRow<'a>>,
    entities: Vec<Place>,
    countries: Vec<Place>,
    reaches: Vec<ReachRow<'a>>,
    ads_line: String,
    ads: Vec<AdRow<'a>>,
    undeclared: &'a [Undeclared],
    labels: Vec<LabelRow<'a>>,
    changes: Option<Vec<ChangeRow<'a>>>,
    previous: Option<String>,
    asked: String,
    runs: String,
    thresholds: [f64; 3],
    enough: super::config::Enough,
    shown: usize,
    inputs: &'a [Input],
    charts: Vec<String>,
    configuration: Vec<String>,
}

/// Questions of one urgency.
#[derive(Serialize)]
struct Questions<'a> {
    name: &'static str,
    meaning: &'static str,
    all: usize,
    lines: Vec<Question<'a>>,
}

#[derive(Serialize)]
struct Question<'a> {
    what: String,
    entity_id: &'a str,
    account: String,
    place: &'a str,
    line: Option<u64>,
    reason: Vec<&'a str>,
    claims: Vec<ClaimRow>,
}

/// A line of what changed, in words.
#[derive(Serialize)]
struct ChangeRow<'a> {
    list: String,
    line: &'a str,
    change: &'static str,
    field: String,
    before: &'a str,
    after: &'a str,
}

/// The charts: of each claim, the share of every labelled account.
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
    let labelled = labelled(supervision);
    let figure = |(name, what, threshold, of): (&'static str, &str, f64, Of)| {
        let names = names(&labelled);
        let rows: Vec<IntervalRow> =
            labelled.iter().zip(names).filter_map(|(reach, name)| interval_row(name, of(reach))).collect();
        let headings = headings(&rows, labelled.len(), threshold);
        Figure::draw(name, None, ChartData::Intervals(Intervals { rows, threshold, what: what.to_owned(), headings }))
    };
    claims.into_iter().map(figure).collect()
}

/// The reach of the accounts that carry a label on some day.
fn labelled(supervision: &Supervision) -> Vec<&Reach> {
    let labelled = supervision.lists.labelled();
    supervision.reaches.iter().filter(|reach| labelled.contains(&reach.whose.key())).collect()
}

/// What a chart calls each account: its entity and its id; where two would be called
/// alike, its platform, too.
fn names(reaches: &[&Reach]) -> Vec<String> {
    let short = |reach: &Reach| format!("{} ({})", reach.whose.entity, reach.whose.account_id);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    reaches.iter().for_each(|reach| *counts.entry(short(reach)).or_default() += 1);
    let name = |reach: &&Reach| match short(reach) {
        name if counts[&name] > 1 => format!("{} ({})", reach.whose.entity, reach.whose.account()),
        name => name,
    };
    reaches.iter().map(name).collect()
}

fn interval_row(name: String, claim: &Claim) -> Option<IntervalRow> {
    let share = &claim.share;
    Some(IntervalRow { name, share: share.share?, low: share.low, high: share.high, is_thin: !claim.thin.is_empty() })
}

/// A title that counts labelled accounts only, and a caption that tells of whom
/// nothing is known.
fn headings(rows: &[IntervalRow], labelled: usize, threshold: f64) -> Headings {
    let all = things(labelled as u64, "labelled account", "labelled accounts");
    let reaching = rows.iter().filter(|row| !row.is_thin && row.low >= threshold).count() as u64;
    let title = if threshold > 0.0 {
        format!("{} of {all} clearly above {}", count(reaching), sentences::exact(threshold))
    } else {
        format!("{all}; no threshold")
    };
    let thin = rows.iter().filter(|row| row.is_thin).count() as u64;
    let unknown = (labelled - rows.len()) as u64;
    let mut notes = Vec::new();
    if thin > 0 {
        notes.push(format!("too few data: {}", count(thin)));
    }
    if unknown > 0 {
        notes.push(format!("share not known, and not shown: {}", count(unknown)));
    }
    Headings { title: Some(title), subtitle: None, caption: (!notes.is_empty()).then(|| notes.join("; ")) }
}

/// The page.
///
/// # Errors
/// Never in practice: the template is part of the program.
pub(super) fn render(supervision: &Supervision, figures: &[Figure]) -> Result<String> {
    let (lists, asked) = (&supervision.lists, supervision.config.thresholds);
    let of = |decision| lists.recommendations.iter().filter(move |line| line.decision == decision);
    let reaches = supervision.reaches.iter();
    let page = Page {
        lockstep: env!("CARGO_PKG_VERSION"),
        headline: headline(supervision),
        period: supervision.period.to_string(),
        facts: facts(supervision),
        notes: &supervision.notes,
        urgencies: Urgency::ALL.iter().filter_map(|&urgency| questions(supervision, urgency)).collect(),
        ineligible: of(Recommendation::Ineligible).take(SHOWN).map(OutletRow::new).collect(),
        again: of(Recommendation::EligibleAgain).take(SHOWN).map(OutletRow::new).collect(),
        entities: outlets(lists),
        countries: places(lists),
        reaches: reaches.take(SHOWN).map(|reach| ReachRow::new(reach, asked.audience_abroad)).collect(),
        ads_line: ads_line(&lists.ads),
        ads: lists.ads.iter().filter(|ad| ad.decision != Decision::Allowed).take(SHOWN).map(AdRow::new).collect(),
        undeclared: &lists.undeclared[..lists.undeclared.len().min(SHOWN)],
        labels: lists.labels.iter().take(SHOWN).map(LabelRow::new).collect(),
        changes: supervision.changes.as_ref().map(|changes| changes.iter().take(SHOWN).map(change_row).collect()),
        previous: supervision.previous.map(|period| period.to_string()),
        asked: asked_for(supervision),
        runs: runs(supervision),
        thresholds: [asked.audience_abroad, asked.foreign_languages, asked.current_affairs],
        enough: supervision.config.enough,
        shown: SHOWN,
        inputs: &supervision.inputs,
        charts: figures.iter().map(|figure| figure.for_page(figure.data.size())).collect::<Result<_>>()?,
        configuration: supervision.config.to_toml()?.lines().map(str::to_owned).collect(),
    };
    fill(&[("supervision.html", include_str!("page.html"))], &page)
}

/// How many labelled accounts are not recommended at the end of the period.
fn headline(supervision: &Supervision) -> String {
    let (lists, period) = (&supervision.lists, supervision.period);
    let ineligible: Vec<_> = ineligible_at_the_end(&lists.recommendations, period).collect();
    let suspended = ineligible.iter().filter(|line| !line.in_force).count() as u64;
    let suspended = match suspended {
        0 => String::new(),
        some => format!(", {} of them suspended by an appeal", count(some)),
    };
    let listed: BTreeSet<AccountKey> = ineligible.iter().map(|line| line.whose.key()).collect();
    let open = labelled(supervision).into_iter().filter(|reach| !reach.verdict.is_told());
    let open = match open.filter(|reach| !listed.contains(&reach.whose.key())).count() as u64 {
        0 => String::new(),
        some => format!("; of {} the data do not tell", count(some)),
    };
    format!(
        "{period}: {} of {} not recommended{suspended}{open}",
        count(ineligible.len() as u64),
        things(lists.labelled_at_the_end(period).count() as u64, "labelled account", "labelled accounts"),
    )
}

fn facts(supervision: &Supervision) -> Vec<(&'static str, String, String)> {
    let (lists, period) = (&supervision.lists, supervision.period);
    let last = Day(period.last());
    let in_force = lists.measures.iter().filter(|line| line.until.is_none_or(|until| until >= last));
    let stopped = accounts_with(in_force, &MeasureKind::STOPPING).len();
    let again = lists.eligible_again().count();
    let limited: Vec<&AdDecision> = lists.ads.iter().filter(|ad| ad.is_limited()).collect();
    let refused = limited.iter().filter(|ad| ad.decision == Decision::Refused).count();
    let spend = Sums::of(limited.iter().map(|ad| ad.amount.as_ref())).in_words();
    let now = urgent(&lists.reviews).count() as u64;
    vec![
        ("Questions", count(lists.reviews.len() as u64), format!("{} of them urgent", count(now))),
        ("Accounts labelled", count(lists.labelled_at_the_end(period).count() as u64), labelled_of(supervision)),
        (
            "Not recommended",
            count(ineligible_at_the_end(&lists.recommendations, period).count() as u64),
            "on the last day".to_owned(),
        ),
        ("Recommended again", count(again as u64), "within the period".to_owned()),
        ("Restricted or removed", count(stopped as u64), "on the last day".to_owned()),
        if supervision.inputs.iter().all(|input| input.role != "ads") {
            ("Advertisements limited", "not known".to_owned(), "no table of them was given".to_owned())
        } else {
            let home_only = count((limited.len() - refused) as u64);
            let text =
                format!("{} refused, {home_only} to the home country; planned cost: {spend}", count(refused as u64));
            ("Advertisements limited", count(limited.len() as u64), text)
        },
    ]
}

/// Of how many accounts those labelled are, and how many the registry does not have.
fn labelled_of(supervision: &Supervision) -> String {
    let gone = supervision.lists.labels.iter();
    let gone = gone.filter(|line| supervision.registry.place_of(&line.whose.key()).is_none()).count() as u64;
    match gone {
        0 => format!("on the last day, of {} in the registry", count(supervision.registry.len() as u64)),
        gone => format!("on the last day; {} of them not in the registry", count(gone)),
    }
}

fn questions(supervision: &Supervision, urgency: Urgency) -> Option<Questions<'_>> {
    let reviews = &supervision.lists.reviews;
    let lines: Vec<&ReviewLine> = reviews.iter().filter(|line| line.urgency == urgency).collect();
    let (name, meaning) = words::urgency(urgency);
    (!lines.is_empty()).then(|| Questions {
        name,
        meaning,
        all: lines.len(),
        lines: lines.into_iter().take(SHOWN).map(|line| question(line, &supervision.reaches)).collect(),
    })
}

fn question<'a>(line: &'a ReviewLine, reaches: &[Reach]) -> Question<'a> {
    // Figures stand beside the sentence, not in it.
    let reach =
        reaches.iter().find(|reach| line.place == "reach.csv" && reach.whose.is(&line.platform, &line.account_id));
    let reason = if reach.is_some() { before_figures(&line.reason) } else { &line.reason };
    Question {
        what: words::question(&line.kind),
        entity_id: &line.entity_id,
        account: named(&line.platform, &line.account_id),
        place: &line.place,
        line: line.line,
        reason: reason.split("; ").collect(),
        claims: reach.map(claims).unwrap_or_default(),
    }
}

fn change_row(change: &Change) -> ChangeRow<'_> {
    ChangeRow {
        list: words::plain(change.list),
        line: &change.line,
        change: change.change.name(),
        field: words::plain(change.field),
        before: &change.before,
        after: &change.after,
    }
}

/// How many advertisements of each decision.
fn ads_line(ads: &[AdDecision]) -> String {
    let decided = |decision| ads.iter().filter(|ad| ad.decision == decision).count() as u64;
    let parts = [
        (Decision::Refused, "refused"),
        (Decision::Split, "at home only"),
        (Decision::Allowed, "allowed"),
        (Decision::Undecided, "undecided"),
        (Decision::NotRegistered, "of accounts that are not registered"),
    ];
    let parts = parts.iter().map(|&(decision, words)| (decided(decision), words)).filter(|(number, _)| *number > 0);
    parts.map(|(number, words)| format!("{} {words}", count(number))).collect::<Vec<_>>().join(", ")
}

/// What is asked for, in words.
fn asked_for(supervision: &Supervision) -> String {
    let asked = supervision.config.thresholds;
    let parts = [
        (asked.audience_abroad, "of the audience abroad"),
        (asked.foreign_languages, "of the posts in foreign languages"),
        (asked.current_affairs, "of the posts on current affairs"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(share, _)| *share > 0.0)
        .map(|(share, what)| format!("{} {what}", sentences::exact(*share)))
        .collect();
    list(&parts)
}

/// The longest runs of days that intervals were made with.
fn runs(supervision: &Supervision) -> String {
    let longest = supervision.reaches.iter().flat_map(|reach| {
        [&reach.audience_abroad, &reach.foreign_languages, &reach.current_affairs].map(|claim| claim.share.longest_run)
    });
    match longest.max().unwrap_or(1) {
        0 | 1 => "In this period there were too few days for runs of several.".to_owned(),
        longest => format!("In this period the longest runs were of {longest} days."),
    }
}
