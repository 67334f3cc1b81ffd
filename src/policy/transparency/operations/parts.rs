//! The parts of an operation that are read alike in each: its source, its
//! elections, its decisions, and what is missing.

use toml::Spanned;

use super::entry::{Reader, is_blank};
use super::field::{Field, Source};
use super::file::{DecisionEntry, ElectionEntry, Entry, Text, Texts};
use super::model::{Decision, Election};

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
        reader.missing_if(is_empty(&entry.operated_from), Field::OperatedFrom);
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
            reader.entry_error(format!("{names} {is} missing"), "fill in what is missing");
        }
        (true, "") => reader.entry_error("this is a draft", "review it and remove `draft`"),
        (true, names) => reader.entry_error("this is a draft", format!("fill in {names} and remove `draft`")),
    }
}

/// Elections are political discourse: an entry cannot have one and not be.
pub(super) fn political_elections(reader: &mut Reader<'_>, entry: &Entry) {
    let has_elections = entry.elections.as_ref().is_some_and(|elections| !elections.get_ref().is_empty());
    if let Some(political) = entry.political.as_ref().filter(|political| has_elections && !*political.get_ref()) {
        let line = reader.line_of(political);
        let problem = "an operation that touched an election is aimed at political discourse";
        reader.error(line, "political", problem, "write true, or leave the elections out");
    }
}

/// The elections that can be read.
pub(super) fn elections(reader: &mut Reader<'_>, entry: &Entry) -> Vec<Election> {
    let all = entry.elections.iter().flat_map(Spanned::get_ref);
    all.filter_map(|one| election(reader, one)).collect()
}

fn election(reader: &mut Reader<'_>, one: &Spanned<ElectionEntry>) -> Option<Election> {
    let (line, ElectionEntry { name, country, date }) = (reader.line_of(one), one.get_ref());
    if is_blank(name) || is_blank(country) || date.is_none() {
        let remedy = "write { name = \"...\", country = \"ID\", date = 2024-02-14 }";
        reader.error(line, "elections", "an election needs its name, country and date", remedy);
    }
    let (country, date) = (reader.country("elections", country.as_ref()), reader.day("elections", date));
    Some(Election { name: reader.text(name)?, country: country?, date: date? })
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

/// What is wrong with another form, and what to write.
pub(super) const TECHNIQUE: (&str, &str) =
    ("is no DISARM technique", "write T and four digits, and for a part of one three more, such as T0049.001");

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
        Field::Month => entry.month.is_some(),
        Field::Source => entry.source.is_some(),
        Field::Lead => entry.lead.is_some(),
        Field::Accounts => entry.accounts.is_some() || entry.accounts_file.is_some(),
        Field::AccountsFile => entry.accounts_file.is_some(),
        Field::Followers => entry.followers.is_some() || entry.followers_file.is_some(),
        Field::FollowersFile => entry.followers_file.is_some(),
        Field::OperatedFrom => entry.operated_from.is_some(),
        Field::TargetAudience => entry.target_audience.is_some(),
        Field::Audience => entry.audience.is_some(),
        Field::Methods => entry.methods.is_some(),
        Field::Aims => entry.aims.is_some(),
        Field::Political => entry.political.is_some(),
        Field::Elections => entry.elections.is_some(),
        Field::Platforms => entry.platforms.is_some(),
        Field::Techniques => entry.techniques.is_some(),
        Field::Confidence => entry.confidence.is_some(),
        Field::Run => entry.run.is_some(),
        Field::Decisions => !entry.decisions.is_empty(),
        Field::Of => false,
    }
}
