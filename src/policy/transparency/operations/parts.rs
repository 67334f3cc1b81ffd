//! The parts of an operation that are read alike in each: its source, its
//! decisions, its techniques, and what is missing.

use lockstep_base::nearest::{did_you_mean, nearest};
use lockstep_casework::export::{technique_name, techniques as all_techniques};
use toml::Spanned;

use super::entry::{Reader, is_blank};
use super::field::{Field, Source};
use super::file::{DecisionEntry, Entry, Text, Texts};
use super::model::Decision;

/// As messages name the entry.
pub(super) fn name_of(entry: &Entry) -> String {
    match entry.id.as_ref().map(|id| id.get_ref().trim()) {
        Some(id) if !id.is_empty() => format!("operation {id}"),
        _ => "operation without id".to_owned(),
    }
}

/// Who found the network, and whose lead it was.
pub(super) fn source(reader: &mut Reader<'_>, entry: &Entry) -> (Option<Source>, Option<String>) {
    reader.missing_if(is_blank(&entry.source), Field::Source);
    let (source, lead) = (reader.word("source", &entry.source), reader.text(&entry.lead));
    reader.missing_if(source == Some(Source::External) && lead.is_none(), Field::Lead);
    if source == Some(Source::Internal) && lead.is_some() {
        let line = reader.line_or_entry(entry.lead.as_ref());
        let remedy = "leave `lead` out, or write `source = \"external\"`";
        reader.error(line, "lead", "an internal source is nobody's lead", remedy);
    }
    (source, lead)
}

/// What a draft, or an entry that lacks something, still needs.
pub(super) fn complain_of_missing(reader: &mut Reader<'_>, entry: &Entry, is_draft: bool) {
    let is_empty = |texts: &Texts| texts.as_ref().is_none_or(|texts| texts.get_ref().is_empty());
    if is_draft {
        let has_origin = !is_blank(&entry.origin) || !is_blank(&entry.operated_by);
        reader.missing_if(is_empty(&entry.operated_from) && !has_origin, Field::OperatedFrom);
        reader.missing_if(is_empty(&entry.target_audience) && is_blank(&entry.audience), Field::TargetAudience);
        reader.missing_if(is_blank(&entry.confidence), Field::Confidence);
    }
    let mut missing = std::mem::take(&mut reader.missing);
    missing.sort_unstable();
    let names: Vec<String> = missing.iter().map(|field| format!("`{}`", field.name())).collect();
    let names = names.join(", ");
    match (is_draft, names.as_str()) {
        (false, "") => {}
        (false, names) => {
            let is = if missing.len() == 1 { "is" } else { "are" };
            let remedy = "fill in what is missing, or name it in `not_public`";
            reader.entry_error(format!("{names} {is} missing"), remedy);
        }
        (true, "") => reader.entry_error("this is a draft", "review it and remove `draft`"),
        (true, names) => reader.entry_error("this is a draft", format!("fill in {names} and remove `draft`")),
    }
}

/// A decision that can be read.
pub(super) fn decision(reader: &mut Reader<'_>, one: &Spanned<DecisionEntry>) -> Option<Decision> {
    let (line, DecisionEntry { reviewer, date, decision, note }) = (reader.line_of(one), one.get_ref());
    if is_blank(reviewer) || date.is_none() || is_blank(decision) {
        let problem = "a decision needs its reviewer, date and decision";
        reader.error(line, "decisions", problem, "fill in what is missing");
    }
    let (date, verdict) = (reader.day("decisions", date), reader.word("decisions", decision));
    Some(Decision { reviewer: reader.text(reviewer)?, date: date?, decision: verdict?, note: reader.text(note) })
}

/// Techniques of DISARM, by its own list.
pub(super) fn techniques(reader: &mut Reader<'_>, values: &Texts) -> Vec<String> {
    let mut ids = Vec::new();
    for value in reader.entries("techniques", values) {
        let text = value.get_ref().trim();
        if technique_name(text).is_none() {
            let near = nearest(text, all_techniques().map(|(id, _)| id));
            let named: Vec<String> =
                near.iter().filter_map(|id| Some(format!("{id} {}", technique_name(id)?))).collect();
            let named: Vec<&str> = named.iter().map(String::as_str).collect();
            let otherwise = "write the id that DISARM has now, such as T0049 or T0049.001; older versions had others";
            let problem = format!("`{text}` is no technique of DISARM");
            reader.error(reader.line_of(value), "techniques", problem, did_you_mean(&named, otherwise));
        } else if ids.iter().any(|id| id == text) {
            reader.error(reader.line_of(value), "techniques", format!("{text} is named twice"), "name it once");
        } else {
            ids.push(text.to_owned());
        }
    }
    ids
}

/// The hash of a `run.json`.
pub(super) fn run(reader: &mut Reader<'_>, value: &Text) -> Option<String> {
    let value = value.as_ref().filter(|value| !value.get_ref().trim().is_empty())?;
    let text = value.get_ref().trim();
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Some(text.to_ascii_lowercase());
    }
    let remedy = "write the SHA-256 of the run.json, 64 hexadecimal digits, or leave it out";
    reader.error(reader.line_of(value), "run", format!("`{text}` is no SHA-256"), remedy);
    None
}

/// Whether the entry has the field at all, be it empty.
pub(super) fn is_set(entry: &Entry, field: Field) -> bool {
    match field {
        Field::Id => entry.id.is_some(),
        Field::Name => entry.name.is_some(),
        Field::Month => entry.month.is_some(),
        Field::Removed => entry.removed.is_some(),
        Field::Detected => entry.detected.is_some(),
        Field::Source => entry.source.is_some(),
        Field::Lead => entry.lead.is_some(),
        Field::Accounts => entry.accounts.is_some() || entry.accounts_file.is_some(),
        Field::AccountsFile => entry.accounts_file.is_some(),
        Field::Followers => entry.followers.is_some() || entry.followers_file.is_some(),
        Field::FollowersFile => entry.followers_file.is_some(),
        Field::OperatedBy => entry.operated_by.is_some(),
        Field::Origin => entry.origin.is_some(),
        Field::OperatedFrom => entry.operated_from.is_some(),
        Field::TargetAudience => entry.target_audience.is_some(),
        Field::Audience => entry.audience.is_some(),
        Field::Methods => entry.methods.is_some(),
        Field::Aims => entry.aims.is_some(),
        Field::Political => entry.political.is_some(),
        Field::Elections => entry.elections.is_some(),
        Field::Confidence => entry.confidence.is_some(),
        Field::Run => entry.run.is_some(),
        Field::Decisions => !entry.decisions.is_empty(),
        Field::Of => false,
        _ => is_told(entry, field),
    }
}

/// The same of what is told besides.
fn is_told(entry: &Entry, field: Field) -> bool {
    match field {
        Field::Further => entry.further.is_some(),
        Field::Platforms => entry.platforms.is_some(),
        Field::AlsoOn => entry.also_on.is_some(),
        Field::Websites => entry.websites.is_some(),
        Field::Assets => entry.assets.is_some(),
        Field::AdSpend => entry.ad_spend.is_some(),
        Field::Languages => entry.languages.is_some(),
        Field::SupportiveOf => entry.supportive_of.is_some(),
        Field::CriticalOf => entry.critical_of.is_some(),
        Field::Active => entry.active.is_some(),
        Field::Views => entry.views.is_some(),
        Field::ContentRemoved => entry.content_removed.is_some(),
        Field::KnownAs => entry.known_as.is_some(),
        Field::Indicators => entry.indicators.is_some(),
        Field::LinkedOutlets => entry.linked_outlets.is_some(),
        Field::Techniques => entry.techniques.is_some(),
        _ => false,
    }
}
