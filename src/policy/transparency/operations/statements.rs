//! `[[month]]`: what is stated about a month, or about several together. Without
//! it, a month that has no entry is not reported.

use lockstep_base::calendar::Period;
use lockstep_base::numbers::things;
use toml::Spanned;

use super::checker::Checker;
use super::entry::{CORRECT, Reader, is_on};
use super::file::{Entry, Statement as Written};
use super::model::Statement;
use super::parts::complain_of_missing;

impl Checker<'_> {
    /// Reads one statement. Operations and re-established accounts were read
    /// before.
    pub(super) fn statement(&mut self, written: &Spanned<Written>) {
        let (span, written) = (written.span(), written.get_ref());
        let mut reader = Reader::new(self.file, self.lines, "month".to_owned(), span);
        let reader = &mut reader;
        let months = reader.months(&written.month);
        let read = months.map(|months| read(reader, written, months));
        complain_of_missing(reader, &Entry::default(), false);
        if let Some(statement) = read {
            says_something(reader, written);
            is_somebodys(reader, &statement);
            let day = statement.date.filter(|day| day.0 <= statement.months.last());
            if let (Some(day), Some(value)) = (day, &written.date) {
                let problem = format!("it is stated on {day}, before {} ended", statement.months.name());
                reader.error(reader.line_of(value), "date", problem, "state it once the month is over");
            }
            self.stated_once(reader, &statement);
            self.fits_networks(reader, written, &statement);
            self.fits_comebacks(reader, written, &statement);
            self.found.statements.push(statement);
        }
        self.problems.append(&mut reader.problems);
    }

    fn stated_once(&self, reader: &mut Reader<'_>, statement: &Statement) {
        let mut before = self.found.statements.iter();
        if let Some(other) = before.find(|other| other.months.touches(statement.months)) {
            let problem = format!("{} is stated about already, with {}", statement.months, other.months);
            reader.error(reader.line, "month", problem, "state it once, in one entry");
        }
    }

    /// The networks of these months with their ids, and their known accounts.
    fn fits_networks(&self, reader: &mut Reader<'_>, written: &Written, statement: &Statement) {
        let within = |months: Period| statement.months.holds(months);
        let entries = self.found.operations.iter().filter(|one| one.counts() && within(one.months));
        let ids: Vec<&str> = entries.clone().map(|one| one.id.as_str()).collect();
        if statement.none && !ids.is_empty() {
            let line = reader.line_or_entry(written.none.as_ref());
            let problem = format!("no network is stated for {}, but it has {}", statement.months, ids.join(", "));
            reader.error(line, "none", problem, "leave `none` out, or correct the month of the operation");
        }
        let listed = ids.len() as u64;
        if let Some(stated) = statement.networks.filter(|stated| *stated < listed) {
            let problem = format!("{} are stated, but the file has {listed}", things(stated, "network", "networks"));
            reader.error(reader.line_or_entry(written.networks.as_ref()), "networks", problem, CORRECT);
        }
        let sum = entries.clone().fold(0_u64, |sum, one| sum.saturating_add(one.accounts.unwrap_or(0)));
        let is_whole = statement.networks.is_none_or(|stated| stated == listed) && !statement.in_part;
        let is_whole = is_whole && entries.clone().all(|one| one.accounts.is_some());
        if let Some(stated) = statement.accounts.filter(|stated| *stated < sum || (is_whole && *stated != sum)) {
            let problem = format!(
                "{} are stated, but the entries have {}",
                things(stated, "account", "accounts"),
                things(sum, "account", "accounts")
            );
            reader.error(reader.line_or_entry(written.accounts.as_ref()), "accounts", problem, CORRECT);
        }
    }

    fn fits_comebacks(&self, reader: &mut Reader<'_>, written: &Written, statement: &Statement) {
        let within = |month| statement.months.holds(Period::of_month(month));
        let listed = self.found.reestablished.iter().any(|one| within(one.month));
        if statement.reestablished_none && listed {
            let line = reader.line_or_entry(written.reestablished_none.as_ref());
            let problem = format!("none is stated for {}, but [[reestablished]] has some", statement.months);
            reader.error(line, "reestablished_none", problem, "leave it out, or correct the month of the accounts");
        }
    }
}

fn read(reader: &mut Reader<'_>, written: &Written, months: Period) -> Statement {
    Statement {
        months,
        none: is_on(&written.none),
        in_part: is_on(&written.in_part),
        networks: reader.number("networks", &written.networks, 1),
        accounts: reader.number("accounts", &written.accounts, 1),
        reestablished_none: is_on(&written.reestablished_none),
        reestablished_in_part: is_on(&written.reestablished_in_part),
        by: reader.text(&written.by),
        date: reader.day("date", &written.date),
        sources: reader.texts("sources", &written.sources),
    }
}

/// A statement says something, does not contradict itself, and is someone's.
fn says_something(reader: &mut Reader<'_>, written: &Written) {
    let (none, in_part) = (is_on(&written.none), is_on(&written.in_part));
    let counts = written.networks.is_some() || written.accounts.is_some();
    let comebacks = [is_on(&written.reestablished_none), is_on(&written.reestablished_in_part)];
    if !(none || in_part || counts || comebacks.contains(&true)) {
        let remedy = "write `none = true` where no network was removed, or leave the entry out";
        reader.entry_error("it states nothing", remedy);
    }
    if none && (in_part || counts) {
        let line = reader.line_or_entry(written.none.as_ref());
        reader.error(line, "none", "it states none, and some", "leave one of the two out");
    }
    if in_part && written.networks.is_some() {
        let line = reader.line_or_entry(written.in_part.as_ref());
        let problem = "the number of networks is stated, so that it is not told in part";
        reader.error(line, "in_part", problem, "leave `in_part` or `networks` out");
    }
    if comebacks == [true, true] {
        let line = reader.line_or_entry(written.reestablished_none.as_ref());
        reader.error(line, "reestablished_none", "it states none, and some", "leave one of the two out");
    }
}

/// What a statement says, someone says: a report tells that there was none only where
/// a person or a source does.
fn is_somebodys(reader: &mut Reader<'_>, statement: &Statement) {
    let months = statement.months.name();
    let remedy = "add `by` and `date`, or `sources`";
    if statement.by.is_some() || !statement.sources.is_empty() {
        if statement.sources.is_empty() && statement.date.is_none() {
            let problem = format!("it is not said on which day {months} was stated about");
            reader.note(reader.line, Some("date"), problem, "add `date`, a day after the month");
        }
        return;
    }
    let nones = [(statement.none, "network"), (statement.reestablished_none, "re-established account")];
    for (_, what) in nones.iter().filter(|(is_stated, _)| *is_stated) {
        let problem = format!("nobody is named who states that no {what} was removed in {months}");
        reader.error(reader.line, "by", problem, remedy);
    }
    if statement.networks.is_some() || statement.accounts.is_some() {
        reader.note(reader.line, Some("by"), format!("nobody is named who states the numbers of {months}"), remedy);
    }
}
