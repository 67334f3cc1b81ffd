//! The report as it is shown: everything in words, what is made up marked, and
//! no link in it that could be followed. The page and the Markdown show this.

use lockstep_base::calendar::Month;
use lockstep_base::numbers::{count, list, things};
use lockstep_base::safe::defang_text;
use serde::Serialize;

use super::model::{Report, Told};
use super::sums::{MonthSums, Part, Place, Sums};
use crate::transparency::operations::{Election, Field, Operation, Reestablished, Source};

/// A text, and whether what it says is made up.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Marked {
    pub text: String,
    pub invented: bool,
}

/// A network.
#[derive(Debug, Serialize)]
pub(super) struct Network {
    pub id: Marked,
    pub source: Marked,
    pub accounts: Marked,
    pub followers: Marked,
    pub description: [Marked; 3],
    /// What else is known, each with its name.
    pub further: Vec<(&'static str, Marked)>,
}

/// A month.
#[derive(Debug, Serialize)]
pub(super) struct MonthView {
    pub name: String,
    pub networks: Vec<Network>,
    /// Accounts that came back, as sentences.
    pub reestablished: Vec<Marked>,
}

/// A line of the tables of sums: its name and its cells.
pub(super) type Line = (String, Vec<String>);

/// The whole report.
#[derive(Debug, Serialize)]
pub(super) struct View<'a> {
    pub lockstep: &'static str,
    pub period: String,
    pub headline: String,
    /// A few numbers, each with its name and what belongs to it.
    pub facts: Vec<(&'static str, String, String)>,
    pub notes: Vec<String>,
    pub months: Vec<MonthView>,
    pub by_month: Vec<Line>,
    pub by_part: Vec<Line>,
    pub by_origin: Vec<Line>,
    pub by_target: Vec<Line>,
    pub definitions: &'a [(&'static str, &'static str)],
    pub limits: &'a [&'static str],
    /// Whether anything is made up.
    pub invented: bool,
}

impl<'a> View<'a> {
    pub(super) fn new(report: &'a Report<'a>) -> Self {
        let totals = &report.totals;
        let all = totals.all;
        Self {
            lockstep: report.lockstep,
            period: report.period(),
            headline: headline(report),
            facts: facts(report),
            notes: report.notes.iter().map(|note| defang_text(note)).collect(),
            months: report.months.iter().map(|month| month_view(report, month.month)).collect(),
            by_month: by_month(report),
            by_part: vec![
                ("All networks".to_owned(), part_cells(all, "", "")),
                part("Source: internal", &totals.internal),
                part("Source: external", &totals.external),
                part("Aimed at political discourse", &totals.political),
                part("Touched an election", &totals.elections),
            ],
            by_origin: places(&report.by_origin, "Not determined"),
            by_target: places(&report.by_target, "Not told by country"),
            definitions: &report.definitions,
            limits: &report.limits,
            invented: report.holds_invented(),
        }
    }
}

fn headline(report: &Report<'_>) -> String {
    let all = report.totals.all;
    if all.networks == 0 {
        return format!("No covert influence operation was removed {}", report.period());
    }
    format!(
        "{} with {} {} removed {}",
        things(all.networks, "covert influence operation", "covert influence operations"),
        things(all.accounts, "account", "accounts"),
        if all.networks == 1 { "was" } else { "were" },
        report.period()
    )
}

fn facts(report: &Report<'_>) -> Vec<(&'static str, String, String)> {
    let totals = &report.totals;
    let of = |part: &Part| format!("of {}, {} of accounts", totals.all.networks, percent(part.share_of_accounts));
    vec![
        ("Networks", count(totals.all.networks), String::new()),
        ("Accounts in networks", count(totals.all.accounts), String::new()),
        ("Followers, added up", count(totals.all.followers_summed), "of networks, which may share some".to_owned()),
        ("Political discourse", count(totals.political.sums.networks), of(&totals.political)),
        ("Elections", count(totals.elections.sums.networks), of(&totals.elections)),
        ("Re-established accounts", count(totals.reestablished_accounts), "counted apart".to_owned()),
    ]
}

/// A share as a person writes it; a dash where there is none.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", 100.0 * share))
}

fn part_cells(sums: Sums, of_networks: &str, of_accounts: &str) -> Vec<String> {
    let number = |value: u64| count(value);
    vec![
        number(sums.networks),
        of_networks.to_owned(),
        number(sums.accounts),
        of_accounts.to_owned(),
        number(sums.followers_summed),
    ]
}

fn part(name: &str, part: &Part) -> Line {
    (name.to_owned(), part_cells(part.sums, &percent(part.share_of_networks), &percent(part.share_of_accounts)))
}

fn by_month(report: &Report<'_>) -> Vec<Line> {
    let cells = |sums: Sums, back: u64| [sums.networks, sums.accounts, sums.followers_summed, back].map(count).to_vec();
    let line = |month: &MonthSums| (month.month.name(), cells(month.sums, month.reestablished_accounts));
    let total = ("Together".to_owned(), cells(report.totals.all, report.totals.reestablished_accounts));
    report.months.iter().map(line).chain([total]).collect()
}

fn places(places: &[Place], none: &str) -> Vec<Line> {
    let line = |place: &Place| {
        let name = place.country.map_or(none, |country| country.name()).to_owned();
        (name, [place.sums.networks, place.sums.accounts, place.sums.followers_summed].map(count).to_vec())
    };
    places.iter().map(line).collect()
}

fn month_view(report: &Report<'_>, month: Month) -> MonthView {
    MonthView {
        name: month.name(),
        networks: report.operations.iter().filter(|told| told.operation.month == month).map(network).collect(),
        reestablished: report.reestablished.iter().filter(|one| one.month == month).map(|one| came_back(one)).collect(),
    }
}

fn came_back(one: &Reestablished) -> Marked {
    let networks = match &one.of[..] {
        [] => "networks disrupted before".to_owned(),
        [only] => format!("the network {only}, disrupted before"),
        several => format!("the networks {}, disrupted before", list(several)),
    };
    let were = if one.accounts == 1 { "was" } else { "were" };
    let they = if one.accounts == 1 { "it" } else { "they" };
    let text = format!(
        "{} {were} removed because {they} belonged to {networks}.",
        things(one.accounts, "account", "accounts")
    );
    Marked { text: defang_text(&text), invented: !one.invented.is_empty() }
}

fn network(told: &Told<'_>) -> Network {
    let operation = told.operation;
    let marked = |text: &str, fields: &[Field]| Marked {
        text: defang_text(text),
        invented: fields.iter().any(|field| operation.is_invented(*field)),
    };
    let [origin, audience, conduct] = &told.description;
    Network {
        id: marked(&operation.id, &[Field::Id]),
        source: marked(&source(operation), &[Field::Source, Field::Lead]),
        accounts: marked(&count(operation.accounts), &[Field::Accounts, Field::AccountsFile]),
        followers: marked(&count(operation.followers), &[Field::Followers, Field::FollowersFile]),
        description: [
            marked(origin, &[Field::OperatedFrom]),
            marked(audience, &[Field::TargetAudience, Field::Audience]),
            marked(conduct, &[Field::Methods, Field::Aims]),
        ],
        further: further(operation)
            .into_iter()
            .filter(|(_, text, _)| !text.is_empty())
            .map(|(name, text, field)| (name, marked(&text, &[field])))
            .collect(),
    }
}

/// `Internal`, or `External: ` and whose lead it was.
fn source(operation: &Operation) -> String {
    match (operation.source, &operation.lead) {
        (Source::Internal, _) => "Internal".to_owned(),
        (Source::External, Some(lead)) => format!("External: {lead}"),
        (Source::External, None) => "External".to_owned(),
    }
}

/// What stands below the description; empty where nothing is known. The month
/// is a heading and stands here only where it must be marked.
fn further(operation: &Operation) -> [(&'static str, String, Field); 6] {
    let elections: Vec<String> = operation.elections.iter().map(election).collect();
    let political = if operation.political { "yes" } else { "no" };
    let confidence = operation.confidence.map_or("", |confidence| confidence.name());
    let month = if operation.is_invented(Field::Month) { operation.month.name() } else { String::new() };
    [
        ("Political discourse", political.to_owned(), Field::Political),
        ("Elections", elections.join("; "), Field::Elections),
        ("Platforms", operation.platforms.join(", "), Field::Platforms),
        ("DISARM techniques", operation.techniques.join(", "), Field::Techniques),
        ("Confidence", confidence.to_owned(), Field::Confidence),
        ("Month of removal", month, Field::Month),
    ]
}

fn election(election: &Election) -> String {
    let day = election.date.0.strftime("%-d %B %Y");
    format!("{} ({}, {day})", election.name, election.country.name())
}
