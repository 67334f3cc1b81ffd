//! `operation.toml`: the draft of an entry in the operations file.
//!
//! What the data tell stands in comments above it and beside its fields; what
//! only a person can say is left empty. Everything that comes from the data is
//! made visible in comments and written as one-line strings in fields, so that
//! no id can end a comment or a string.

use std::collections::BTreeMap;

use lockstep_base::calendar::Month;
use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::{count, things};
use lockstep_base::safe::{defang, toml_string, visible};
use lockstep_base::time;

use super::describe::{Described, Pushed};
use super::hours::Reading;
use crate::supervision::Whose;

/// How many objects and leaders are named.
const SHOWN: usize = 10;
/// The longest object that is shown whole, in characters.
const LONGEST: usize = 100;

/// The draft.
///
/// # Errors
/// When the profile's last act is no moment of the calendar.
pub(super) fn draft(described: &Described) -> Result<String> {
    let mut text = String::new();
    for line in comments(described) {
        // A comment ends with its line: nothing of the data may break it.
        text.push_str(&format!("# {}", visible(&line)));
        text.push('\n');
    }
    text.push_str("\n[[operation]]\n");
    for line in fields(described)? {
        text.push_str(&line);
        text.push('\n');
    }
    Ok(text)
}

fn comments(described: &Described) -> Vec<String> {
    let profile = &described.profile;
    let mut lines = vec![
        format!("Draft, made of network {} of the run `{}` by lockstep.", profile.network, described.run_name),
        "A person checks it, fills in what is empty and removes the line `draft = true`.".to_owned(),
        "The data tell the following; they do not tell who is behind the accounts.".to_owned(),
        format!(
            "{}, tier {}, {}, from {} to {}",
            things(profile.accounts, "account", "accounts"),
            profile.tier,
            things(profile.posts, "post", "posts"),
            profile.first_act,
            profile.last_act
        ),
    ];
    lines.extend(registered(described));
    lines.extend(described.asked.iter().map(|asked| format!("To be checked: {asked}.")));
    lines.push(format!("Leaders: {}", named(&described.leaders)));
    lines.push(format!("Languages of the texts: {}", languages(described)));
    let countries: Vec<String> = profile
        .countries
        .iter()
        .map(|(country, accounts)| format!("{} {}", country.name(), count(*accounts)))
        .collect();
    lines.push(format!("Accounts by country as the platform states it: {}", or_unknown(countries.join(", "))));
    let hours: Vec<String> = profile.hours.active.iter().map(u64::to_string).collect();
    lines.push(format!("Active half hours by hour of the UTC day, from 0 to 23: {}", hours.join(" ")));
    lines.push(format!("Its quiet hours, read as a night: {}", profile.hours.reading.words()));
    lines.push("Shared hours are no proof of a place.".to_owned());
    let objects = things(profile.objects, "object", "objects");
    lines.push(format!("At least two members acted on {objects}, listed in objects.csv; the most pushed:"));
    lines.extend(described.objects.iter().take(SHOWN).map(object));
    lines
}

/// The members that are accounts of registered media, by their entity.
fn registered(described: &Described) -> Vec<String> {
    if described.registered.is_empty() {
        return Vec::new();
    }
    let accounts = things(described.registered.len() as u64, "further member is", "further members are");
    let mut lines = vec![format!(
        "{accounts} in the registry of state-controlled media: not counted, not to be removed, listed in registered.csv:"
    )];
    for (entity, accounts) in by_entity(described) {
        let whose = accounts[0];
        let status = whose.status.map_or("", |status| status.name());
        let ids: Vec<String> = accounts.iter().map(|whose| whose.account_id.clone()).collect();
        lines.push(format!("  {} ({entity}, {status}): {}", whose.entity, named(&ids)));
    }
    lines
}

/// The registered members of each entity, by its id.
fn by_entity(described: &Described) -> BTreeMap<&str, Vec<&Whose>> {
    let mut entities: BTreeMap<&str, Vec<&Whose>> = BTreeMap::new();
    for whose in &described.registered {
        entities.entry(&whose.entity_id).or_default().push(whose);
    }
    entities
}

/// The field that links the operation to the entities, once a person says why.
fn linked(described: &Described) -> Option<String> {
    let link = |entity: &&str| format!("{{ entity = {}, evidence = [\"...\"] }}", toml_string(entity));
    let links: Vec<String> = by_entity(described).keys().map(link).collect();
    (!links.is_empty())
        .then(|| format!("# linked_outlets = [{}]  # where a person confirms the link", links.join(", ")))
}

/// The first names of a list, and how many more there are.
fn named(names: &[String]) -> String {
    let more = names.len().saturating_sub(SHOWN);
    let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    or_unknown(if more > 0 { format!("{shown} and {} more", count(more as u64)) } else { shown })
}

fn or_unknown(text: String) -> String {
    if text.is_empty() { "not known".to_owned() } else { text }
}

fn languages(described: &Described) -> String {
    let profile = &described.profile;
    let all = profile.languages.values().sum::<u64>() + profile.undetermined;
    let share = |texts: u64| format!("{:.0} %", 100.0 * texts as f64 / all as f64);
    let mut languages: Vec<_> = profile.languages.iter().collect();
    languages.sort_by_key(|(language, texts)| (std::cmp::Reverse(**texts), **language));
    let mut parts: Vec<String> =
        languages.iter().map(|(language, texts)| format!("{} {}", language.name(), share(**texts))).collect();
    if profile.undetermined > 0 {
        parts.push(format!("undetermined {}", share(profile.undetermined)));
    }
    or_unknown(parts.join(", "))
}

fn object(pushed: &Pushed) -> String {
    let shown = defang(&visible(&pushed.object));
    let cut: String = shown.chars().take(LONGEST).collect();
    let more = if cut.len() < shown.len() { "…" } else { "" };
    let members = things(pushed.members, "member", "members");
    format!("  {} {cut}{more} ({members}, {})", pushed.trace, things(pushed.acts, "post", "posts"))
}

fn fields(described: &Described) -> Result<Vec<String>> {
    let profile = &described.profile;
    let platforms: Vec<String> = described.platforms.iter().map(|platform| toml_string(platform)).collect();
    let mut lines = vec![
        "draft = true                    # a person fills in what is empty and removes this line".to_owned(),
        format!("id = {}", toml_string(&profile.id)),
        format!(
            "month = \"{}\"               # of the last act; set it to the month of the removal",
            month(described)?
        ),
        "source = \"\"                     # internal or external".to_owned(),
        "lead = \"\"                       # whose lead, of an external source".to_owned(),
        format!("accounts = {}", profile.accounts),
        "accounts_file = \"accounts.csv\"".to_owned(),
    ];
    lines.extend(followers(described));
    lines.extend([
        format!("operated_from = []              # {}", operated_from(&profile.hours.reading)),
        "target_audience = []".to_owned(),
        "methods = []                    # past tense: created inauthentic accounts".to_owned(),
        "aims = []                       # infinitive without `to`: amplify narratives".to_owned(),
        "# political = ...              # true or false: aimed at political discourse".to_owned(),
        "elections = []".to_owned(),
        format!("platforms = [{}]", platforms.join(", ")),
        "techniques = []                 # of DISARM, such as T0049".to_owned(),
        "confidence = \"\"".to_owned(),
        format!("run = {}", toml_string(&profile.run)),
    ]);
    lines.extend(linked(described));
    Ok(lines)
}

fn operated_from(reading: &Reading) -> String {
    match reading {
        Reading::Zones(_) => format!("active hours allow {}; that is no proof of a place", reading.words()),
        _ => format!("active hours tell {}", reading.words()),
    }
}

/// The month of the last act.
fn month(described: &Described) -> Result<Month> {
    let last = &described.profile.last_act;
    let day = time::parse(last).ok().and_then(time::date);
    day.map(Month::of).ok_or_else(|| Error::output("operation.toml", format!("no day is in {last}")))
}

/// The union of the followers where it was counted, else its bounds.
fn followers(described: &Described) -> Vec<String> {
    if let Some(union) = described.profile.followers {
        return vec![format!("followers = {union}"), "followers_file = \"followers.csv\"".to_owned()];
    }
    let known: Vec<u64> = described.members.iter().filter_map(|member| member.fact.followers).collect();
    let Some(largest) = known.iter().max() else {
        return vec!["# followers = ...              # accounts that follow at least one member: not known".to_owned()];
    };
    let sum = known.iter().fold(0u64, |sum, &followers| sum.saturating_add(followers));
    let of = if known.len() < described.members.len() {
        format!(" by the {} whose followers are known", things(known.len() as u64, "member", "members"))
    } else {
        String::new()
    };
    vec![format!("# followers = ...              # between {largest} (the largest member's) and {sum} (their sum){of}")]
}
