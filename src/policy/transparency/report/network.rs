//! A network as it is shown: its sentences, and what else is known of it.

use lockstep_base::calendar::Day;
use lockstep_base::numbers::{count, things};
use lockstep_base::safe::{defang, defang_text};
use serde::Serialize;

use super::by_election::Removal;
use super::model::{Report, Told};
use crate::transparency::operations::{Asset, Election, Field, Operation, Source};

/// What stands where a number is not public.
pub(super) const NOT_PUBLIC: &str = "not public";

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
    /// Its heading, where it has one.
    pub name: Option<Marked>,
    pub source: Marked,
    pub accounts: Marked,
    pub followers: Marked,
    pub description: Vec<Marked>,
    /// What else is known, each with its name.
    pub further: Vec<(&'static str, Marked)>,
    /// Where it can be read; empty where that is not said.
    pub sources: String,
}

/// A network as it is shown.
pub(super) fn network(report: &Report<'_>, told: &Told<'_>) -> Network {
    let operation = told.operation;
    let marked = |text: &str, fields: &[Field]| Marked {
        text: defang_text(text),
        invented: fields.iter().any(|field| operation.is_invented(*field)),
    };
    let number = |number: Option<u64>, fields: &[Field]| marked(&number_of(operation, number, fields[0]), fields);
    let [origin, audience, conduct] = &told.description;
    let mut description = vec![
        marked(origin, &[Field::OperatedFrom, Field::OperatedBy, Field::Origin]),
        marked(audience, &[Field::TargetAudience, Field::Audience]),
        marked(conduct, &[Field::Methods, Field::Aims]),
    ];
    description.extend(operation.about.further.iter().map(|sentence| marked(sentence, &[Field::Further])));
    Network {
        id: marked(&operation.id, &[Field::Id]),
        name: operation.name.as_ref().map(|name| marked(name, &[Field::Name])),
        source: marked(&source(operation), &[Field::Source, Field::Lead]),
        accounts: number(operation.accounts, &[Field::Accounts, Field::AccountsFile]),
        followers: number(operation.followers, &[Field::Followers, Field::FollowersFile]),
        description,
        further: core(told)
            .into_iter()
            .chain(seen(operation))
            .chain(over_time(told))
            .chain(known_elsewhere(report, operation))
            .filter(|(_, text, _)| !text.is_empty())
            .map(|(name, text, field)| (name, marked(&text, &[field])))
            .collect(),
        sources: defang_text(&addresses(&operation.about.sources)),
    }
}

/// A number, or why there is none.
fn number_of(operation: &Operation, number: Option<u64>, field: Field) -> String {
    let unknown = if operation.is_secret(field) { NOT_PUBLIC } else { "not known" };
    number.map_or_else(|| unknown.to_owned(), count)
}

/// `Internal`, or `External: ` and whose lead it was.
fn source(operation: &Operation) -> String {
    match (operation.source, &operation.lead) {
        (Some(Source::Internal), _) => "Internal".to_owned(),
        (Some(Source::External), Some(lead)) => format!("External: {lead}"),
        (Some(Source::External), None) => "External".to_owned(),
        (None, _) => NOT_PUBLIC.to_owned(),
    }
}

/// A name, what is known, and the field that it comes from; the text is empty
/// where nothing is known.
type Known = (&'static str, String, Field);

fn core(told: &Told<'_>) -> [Known; 5] {
    let operation = told.operation;
    let political = match operation.political {
        Some(true) => "yes",
        Some(false) => "no",
        None => NOT_PUBLIC,
    };
    let techniques = operation.techniques.iter().zip(&told.technique_names);
    let techniques: Vec<String> = techniques.map(|(id, name)| format!("{id} {name}")).collect();
    let elections: Vec<String> = operation.elections.iter().map(|election| touched(operation, election)).collect();
    [
        ("Political discourse", political.to_owned(), Field::Political),
        ("Elections", elections.join("; "), Field::Elections),
        ("Platforms", operation.platforms.join(", "), Field::Platforms),
        ("DISARM techniques", techniques.join(", "), Field::Techniques),
        ("Confidence", operation.confidence.map_or("", |one| one.name()).to_owned(), Field::Confidence),
    ]
}

/// An election, with when the network was removed.
fn touched(operation: &Operation, one: &Election) -> String {
    format!("{}, network removed {}", election(one), Removal::new(operation, one.date).words())
}

/// `Presidential election (Indonesia, 14 February 2024)`.
pub(super) fn election(election: &Election) -> String {
    format!("{} ({}, {})", election.name, election.country.name(), election.date.name())
}

fn seen(operation: &Operation) -> [Known; 9] {
    let about = &operation.about;
    let number = |number: Option<u64>, field| match number {
        None if operation.is_secret(field) => NOT_PUBLIC.to_owned(),
        number => number.map(count).unwrap_or_default(),
    };
    let languages: Vec<&str> = about.languages.iter().map(|language| language.name()).collect();
    let assets: Vec<String> = about.assets.iter().map(asset).collect();
    let websites: Vec<String> = about.websites.iter().map(|site| address(site)).collect();
    let spend: Vec<String> =
        about.ad_spend.iter().map(|spend| format!("{} {}", count(spend.amount), spend.currency)).collect();
    [
        ("Assets", assets.join(", "), Field::Assets),
        ("Also on", about.also_on.join(", "), Field::AlsoOn),
        ("Websites", websites.join(", "), Field::Websites),
        ("Spent on advertisements", spend.join(", "), Field::AdSpend),
        ("Languages", languages.join(", "), Field::Languages),
        ("Supportive of", about.supportive_of.join("; "), Field::SupportiveOf),
        ("Critical of", about.critical_of.join("; "), Field::CriticalOf),
        ("Views", number(about.views, Field::Views), Field::Views),
        ("Content removed", number(about.content_removed, Field::ContentRemoved), Field::ContentRemoved),
    ]
}

/// `42 accounts on facebook`, `pages, number not known`.
pub(super) fn asset(asset: &Asset) -> String {
    let on = asset.platform.as_ref().map(|platform| format!(" on {platform}")).unwrap_or_default();
    let kind = asset.kind.name();
    match asset.count {
        Some(1) => format!("1 {}{on}", kind.trim_end_matches('s')),
        Some(number) => format!("{} {kind}{on}", count(number)),
        None => format!("{kind}{on} (number not known)"),
    }
}

/// An address or a host that is no link.
pub(super) fn address(text: &str) -> String {
    if text.contains("://") || text.contains(char::is_whitespace) { text.to_owned() } else { defang(text) }
}

fn addresses(texts: &[String]) -> String {
    texts.iter().map(|text| address(text)).collect::<Vec<_>>().join("; ")
}

fn over_time(told: &Told<'_>) -> [Known; 4] {
    let operation = told.operation;
    let day = |day: Option<Day>| day.map(Day::name).unwrap_or_default();
    let active = operation.about.active.map(|period| period.name()).unwrap_or_default();
    // The month is a heading and stands here only where it must be marked.
    let removed = match operation.removed {
        None if operation.is_invented(Field::Month) => operation.months.name(),
        removed => day(removed),
    };
    let found = match told.days_to_removal {
        None => String::new(),
        Some([least, most]) => {
            let days =
                if least == most { things(days(most), "day", "days") } else { format!("{least} to {most} days") };
            format!("{}, {days} before the removal", day(operation.about.detected))
        }
    };
    [
        ("Active", active, Field::Active),
        ("Found", found, Field::Detected),
        ("Removed", removed, Field::Removed),
        ("Month of removal", unknown_month(operation), Field::Month),
    ]
}

fn days(days: i32) -> u64 {
    u64::from(days.unsigned_abs())
}

/// That the month is not known, where it is not.
fn unknown_month(operation: &Operation) -> String {
    if operation.month().is_some() { String::new() } else { format!("{NOT_PUBLIC}, {}", operation.months.name()) }
}

fn known_elsewhere(report: &Report<'_>, operation: &Operation) -> [Known; 3] {
    let about = &operation.about;
    let names: Vec<String> = about.known_as.iter().map(|known| format!("{} ({})", known.name, known.by)).collect();
    let outlets: Vec<&str> = report
        .linked
        .outlets
        .iter()
        .filter(|linked| linked.operations.iter().any(|shown| shown.id == operation.id))
        .map(|linked| linked.name())
        .collect();
    [
        ("Known as", names.join(", "), Field::KnownAs),
        ("Linked to state-controlled media", outlets.join(", "), Field::LinkedOutlets),
        ("Indicators", addresses(&about.indicators), Field::Indicators),
    ]
}
