//! Elections: they are political, in the year that their name says, and near the
//! removal.

use std::collections::BTreeMap;

use lockstep_base::calendar::{Day, Period};
use lockstep_base::country::Country;
use lockstep_base::nearest::nearest;
use toml::Spanned;

use super::entry::{Reader, is_blank};
use super::file::{ElectionEntry, Entry};
use super::model::Election;

/// A removal further from the vote is worth a question, in days.
const FAR: i32 = 366;

/// The names that the file gave the elections of a country and a day so far.
pub(super) type Names = BTreeMap<(Country, Day), Vec<String>>;

/// Elections are political discourse: an entry cannot have one and not be.
pub(super) fn are_political(reader: &mut Reader<'_>, entry: &Entry) {
    let has_elections = entry.elections.as_ref().is_some_and(|elections| !elections.get_ref().is_empty());
    if let Some(political) = entry.political.as_ref().filter(|political| has_elections && !*political.get_ref()) {
        let line = reader.line_of(political);
        let problem = "an operation that touched an election is aimed at political discourse";
        reader.error(line, "political", problem, "write true, or leave the elections out");
    }
}

/// The elections that can be read; `months` are those of the removal.
pub(super) fn elections(reader: &mut Reader<'_>, entry: &Entry, months: Period, names: &mut Names) -> Vec<Election> {
    let mut elections: Vec<Election> = Vec::new();
    for one in entry.elections.iter().flat_map(Spanned::get_ref) {
        let Some(election) = election(reader, one) else { continue };
        let line = reader.line_of(one);
        if elections.contains(&election) {
            reader.error(line, "elections", format!("`{}` is named twice", election.name), "name it once");
            continue;
        }
        in_its_year(reader, line, &election);
        near_the_removal(reader, line, &election, months);
        under_one_name(reader, line, &election, names);
        elections.push(election);
    }
    elections
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

/// A year in the name is that of the date.
fn in_its_year(reader: &mut Reader<'_>, line: u64, election: &Election) {
    let years: Vec<i16> = election
        .name
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| digits.len() == 4)
        .filter_map(|digits| digits.parse().ok())
        .filter(|year| (1900..2100).contains(year))
        .collect();
    let year = election.date.0.year();
    if !years.is_empty() && !years.contains(&year) {
        let problem = format!("`{}` is dated {}", election.name, election.date);
        reader.error(line, "elections", problem, "correct the year in the name, or the date");
    }
}

fn near_the_removal(reader: &mut Reader<'_>, line: u64, election: &Election, months: Period) {
    let after = Day(months.last()).days_until(election.date);
    let before = election.date.days_until(Day(months.first()));
    if after > FAR || before > FAR {
        let problem = format!("`{}` ({}) is more than a year from {months}", election.name, election.date);
        reader.note(line, Some("elections"), problem, "see whether day and month are right");
    }
}

/// One election has one name, or the report would tell of two.
fn under_one_name(reader: &mut Reader<'_>, line: u64, election: &Election, names: &mut Names) {
    let known = names.entry((election.country, election.date)).or_default();
    if known.contains(&election.name) {
        return;
    }
    if let Some(other) = nearest(&election.name, known.iter().map(String::as_str)).first() {
        let problem = format!("`{}` is called `{other}` above, and counts apart", election.name);
        reader.note(line, Some("elections"), problem, "give one election one name");
    }
    known.push(election.name.clone());
}
