//! From what is written to what it means.

use std::collections::BTreeMap;
use std::str::FromStr;

use lockstep_base::calendar::Day;
use lockstep_base::country::{Country, Language};
use lockstep_base::safe::is_hidden;

use super::check::check;
use super::finding::{Finding, Kind};
use super::history::ALWAYS;
use super::model::{
    Account, Appeal, Assessed, Criterion, Decision, Entity, Evidence, Imposed, ImposedMeasure, Registry, Status, key,
};
use super::written;
use super::written::{Cell, Entry};

/// The registry that entries make; what cannot be understood is a finding, and
/// the entity is left out.
pub(super) fn resolve(file: String, sha256: String, entries: &[Entry], today: Day) -> Registry {
    let mut findings = Vec::new();
    let mut entities: Vec<Entity> = Vec::new();
    for entry in entries {
        let mut reader = Reader { id: entry.id.text.trim(), findings: Vec::new() };
        let entity = reader.entity(entry);
        findings.append(&mut reader.findings);
        if let Some(known) = entities.iter().find(|known| known.id == reader.id) {
            let message =
                format!("`{}` is the id of the entity on line {}, too: give another one", known.id, known.line);
            findings.push(Finding::new(Kind::DuplicateEntity, entry.id.line, reader.id, message));
        }
        if let Some(entity) = entity {
            findings.extend(check(&entity, today));
            entities.push(entity);
        }
    }
    let accounts: Vec<(usize, usize)> = (0..)
        .zip(&entities)
        .flat_map(|(at, entity): (usize, &Entity)| (0..entity.accounts.len()).map(move |account| (at, account)))
        .collect();
    let mut registry = Registry { file, sha256, entities, findings, today, accounts, places: BTreeMap::new() };
    registry.index();
    registry.findings.sort_by(|x, y| (x.line, x.kind, &x.message).cmp(&(y.line, y.kind, &y.message)));
    registry
}

impl Registry {
    /// Finds each account's place, and those that stand twice.
    fn index(&mut self) {
        let mut twice = Vec::new();
        for number in 0..self.len() {
            let (entity, account) = self.account(number);
            let key = key(&account.platform, &account.id);
            if let Some(Some(other)) = self.places.get(&key) {
                let (first, stands) = self.account(*other);
                let (under, remedy) = if first.id == entity.id {
                    ("the same entity".to_owned(), "name it once")
                } else {
                    (format!("`{}`", first.id), "leave it under one entity")
                };
                let (name, line) = (account.named(), stands.line);
                let message = format!("the account {name} stands under {under} on line {line}, too: {remedy}");
                twice.push(Finding::new(Kind::AccountTwice, account.line, &entity.id, message));
            }
            let id = account.id.clone();
            self.places.entry(key).or_insert(Some(number));
            // An id without its platform names an account only where it is the
            // only one; a text such as `video:1` may be a key already.
            self.places.entry(id).and_modify(|place| *place = place.filter(|&at| at == number)).or_insert(Some(number));
        }
        self.findings.append(&mut twice);
    }
}

struct Reader<'a> {
    id: &'a str,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn find(&mut self, kind: Kind, line: u64, message: String) {
        self.findings.push(Finding::new(kind, line, self.id, message));
    }

    /// A text that must be there.
    fn needed(&mut self, cell: &Cell, field: &str) -> Option<String> {
        if cell.is_empty() {
            self.find(Kind::MissingField, cell.line, format!("`{field}` is missing: fill it in"));
            return None;
        }
        Some(cell.text.trim().to_owned())
    }

    /// A value that may be left out.
    fn value<T: FromStr<Err = String>>(&mut self, cell: &Cell, field: &str) -> Option<T> {
        if cell.is_empty() {
            return None;
        }
        cell.text.trim().parse().map_err(|why: String| self.unknown(cell, field, &why)).ok()
    }

    fn unknown(&mut self, cell: &Cell, field: &str, why: &str) {
        let kind = if field == "country" { Kind::UnknownCountry } else { Kind::UnknownValue };
        self.find(kind, cell.line, format!("`{field}`: {why}"));
    }

    /// A value that must be there.
    fn needed_value<T: FromStr<Err = String>>(&mut self, cell: &Cell, field: &str) -> Option<T> {
        self.needed(cell, field)?;
        self.value(cell, field)
    }

    fn values<T: FromStr<Err = String>>(&mut self, cells: &[Cell], field: &str) -> Vec<T> {
        cells.iter().filter_map(|cell| self.value(cell, field)).collect()
    }

    fn entity(&mut self, entry: &Entry) -> Option<Entity> {
        let id = self.needed(&entry.id, "id");
        let name = self.needed(&entry.name, "name");
        let country: Option<Country> = self.needed_value(&entry.country, "country");
        let mut languages: Vec<Language> = self.values(&entry.languages, "languages");
        let history = if entry.decisions.is_empty() { self.one_decision(entry) } else { self.history(entry) };
        let review_due = self.value(&entry.review_due, "review_due");
        let accounts: Vec<Account> = entry.accounts.iter().filter_map(|account| self.account(account)).collect();
        let criteria = entry.criteria.iter().filter_map(|(name, written)| self.criterion(name, written)).collect();
        let appeals = entry.appeals.iter().filter_map(|appeal| self.appeal(appeal)).collect();
        let measures = entry.measures.iter().filter_map(|measure| self.measure(measure, &accounts)).collect();
        let country = country?;
        languages.iter_mut().for_each(|language| *language = language.mutual());
        Some(Entity {
            line: entry.line,
            id: id?,
            name: name?,
            country,
            country_since: self.value(&entry.country_since, "country_since"),
            languages,
            history: history?,
            review_due,
            accounts,
            criteria,
            appeals,
            measures,
        })
    }

    /// A status with the day of its decision: a history of one. A label can be
    /// older than the decision that it stands on.
    fn one_decision(&mut self, entry: &Entry) -> Option<Vec<Decision>> {
        let status: Option<Status> = self.needed_value(&entry.status, "status");
        let (decided, since) = (self.day(&entry.decided, "decided"), self.day(&entry.labelled_since, "labelled_since"));
        let (status, decided, since) = (status?, decided.ok()?, since.ok()?);
        if decided.is_none() {
            self.undated(status, entry.status.line);
        }
        if since.is_some() && !status.is_labelled() {
            let message =
                format!("`labelled_since` stands beside the status {}: write both as `decisions`", status.name());
            self.find(Kind::TwoHistories, entry.labelled_since.line, message);
        }
        let from = since.or(decided).unwrap_or(ALWAYS);
        let by = entry.decided_by.text.trim().to_owned();
        Some(vec![Decision { line: entry.status.line, status, from, until: None, decided, by, note: String::new() }])
    }

    /// A status without the day of its decision.
    fn undated(&mut self, status: Status, line: u64) {
        let (kind, what) = match status {
            Status::Controlled | Status::Affiliated => (Kind::UndatedDecision, "is labelled"),
            Status::Independent => (Kind::NoReview, "is independent"),
            Status::UnderReview => return,
        };
        self.find(kind, line, format!("{} {what}, but `decided` is empty: give the day", self.id));
    }

    /// A list of decisions, in the order of days.
    fn history(&mut self, entry: &Entry) -> Option<Vec<Decision>> {
        for (cell, field) in [
            (&entry.status, "status"),
            (&entry.decided, "decided"),
            (&entry.decided_by, "decided_by"),
            (&entry.labelled_since, "labelled_since"),
        ] {
            if !cell.is_empty() {
                let message = format!("`{field}` stands beside `decisions`: move it into one of them");
                self.find(Kind::TwoHistories, cell.line, message);
            }
        }
        let decisions: Option<Vec<Decision>> = entry.decisions.iter().map(|written| self.decision(written)).collect();
        let mut decisions = decisions?;
        decisions.sort_by_key(|decision| decision.from);
        for pair in decisions.windows(2) {
            self.do_not_overlap(&pair[0], &pair[1]);
        }
        Some(decisions)
    }

    fn decision(&mut self, written: &written::Decision) -> Option<Decision> {
        let status = self.needed_value(&written.status, "decisions.status");
        let from = self.needed_value(&written.from, "decisions.from");
        let until: Option<Day> = self.value(&written.until, "decisions.until");
        let decided = self.value(&written.decided, "decisions.decided");
        let (by, note) = (written.by.text.trim().to_owned(), written.note.text.trim().to_owned());
        self.ends_after_it_begins(from, until, &written.until, "decisions");
        Some(Decision { line: written.status.line, status: status?, from: from?, until, decided, by, note })
    }

    /// Two things cannot hold on one day.
    fn do_not_overlap(&mut self, first: &Decision, second: &Decision) {
        let overlaps = first.from == second.from || first.until.is_some_and(|until| until >= second.from);
        if overlaps {
            let message = format!(
                "the decision from {} begins before the one from {} (line {}) has ended: correct their days",
                second.from, first.from, first.line
            );
            self.find(Kind::Overlap, second.line, message);
        }
    }

    fn ends_after_it_begins(&mut self, from: Option<Day>, until: Option<Day>, cell: &Cell, field: &str) {
        if let Some((from, until)) = from.zip(until).filter(|(from, until)| until < from) {
            let message = format!("`{field}.until` is {until}, before `{field}.from`, {from}: correct the days");
            self.find(Kind::UnknownValue, cell.line, message);
        }
    }

    /// A day that may be left out; an error where what is there is none.
    fn day(&mut self, cell: &Cell, field: &str) -> Result<Option<Day>, ()> {
        let day = self.value(cell, field);
        if day.is_none() && !cell.is_empty() { Err(()) } else { Ok(day) }
    }

    fn measure(&mut self, written: &written::Measure, accounts: &[Account]) -> Option<ImposedMeasure> {
        let measure: Option<Imposed> = self.needed_value(&written.measure, "measures.measure");
        let from = self.needed_value(&written.from, "measures.from");
        let until: Option<Day> = self.value(&written.until, "measures.until");
        let reason = self.needed(&written.reason, "measures.reason");
        let countries: Vec<Country> = self.values(&written.countries, "measures.countries");
        let takes_countries = |kind: &Imposed| matches!(kind, Imposed::Restricted | Imposed::Recommendation);
        if let Some(kind) = measure.filter(|kind| !countries.is_empty() && !takes_countries(kind)) {
            let message = format!("`measures.countries`: {} holds everywhere: leave the countries out", kind.name());
            self.find(Kind::UnknownValue, written.measure.line, message);
        }
        self.ends_after_it_begins(from, until, &written.until, "measures");
        let on = written.accounts.iter().map(|cell| self.account_of(cell, accounts)).collect::<Option<_>>();
        Some(ImposedMeasure {
            line: written.measure.line,
            measure: measure?,
            from: from?,
            until,
            by: written.by.text.trim().to_owned(),
            reason: reason?,
            countries,
            accounts: on?,
        })
    }

    /// The place of an account that the entity has.
    fn account_of(&mut self, cell: &Cell, accounts: &[Account]) -> Option<usize> {
        let text = cell.text.trim();
        let is = |account: &Account| account.id == text || key(&account.platform, &account.id) == text;
        let mut found = accounts.iter().enumerate().filter(|(_, account)| is(account)).map(|(at, _)| at);
        match (found.next(), found.next()) {
            (Some(at), None) => return Some(at),
            (Some(_), Some(_)) => {
                let message = format!("`{text}` is an account on several platforms: write platform:id");
                self.find(Kind::UnknownAccount, cell.line, message);
            }
            (None, _) => {
                let message = format!("`{text}` is no account of the entity: name one of `accounts`, or leave it out");
                self.find(Kind::UnknownAccount, cell.line, message);
            }
        }
        None
    }

    fn account(&mut self, written: &written::Account) -> Option<Account> {
        self.needed(&written.id, "accounts.id")?;
        let id = written.id.text.as_str();
        if id.trim() != id || id.chars().any(is_hidden) {
            let message = "`accounts.id` has blanks around it, or characters that cannot be seen: write it again";
            self.find(Kind::UnknownValue, written.id.line, message.to_owned());
        }
        let platform = written.platform.text.trim().to_owned();
        let created = self.value(&written.created, "accounts.created");
        let until: Option<Day> = self.value(&written.until, "accounts.until");
        self.ends_after_it_begins(created, until, &written.until, "accounts");
        Some(Account { line: written.id.line, platform, id: written.id.text.clone(), created, until })
    }

    fn criterion(&mut self, name: &str, written: &written::Criterion) -> Option<(Criterion, Assessed)> {
        let field = format!("criteria.{name}");
        let line = written.assessment.line;
        let criterion =
            name.parse().map_err(|why: String| self.find(Kind::UnknownValue, line, format!("`criteria`: {why}")));
        let assessment = self.needed_value(&written.assessment, &format!("{field}.assessment"));
        if written.evidence.is_empty() {
            let message = format!("`{field}` has no evidence: add source, date and expert");
            self.find(Kind::MissingEvidence, line, message);
        }
        let evidence = written.evidence.iter().map(|piece| self.evidence(&field, piece)).collect();
        Some((criterion.ok()?, Assessed { assessment: assessment?, evidence }))
    }

    fn evidence(&mut self, field: &str, written: &written::Evidence) -> Evidence {
        let parts = [(&written.source, "source"), (&written.date, "date"), (&written.expert, "expert")];
        let line = parts.iter().find(|(cell, _)| !cell.is_empty()).map_or(written.source.line, |(cell, _)| cell.line);
        for (_, part) in parts.iter().filter(|(cell, _)| cell.is_empty()) {
            self.find(Kind::MissingEvidence, line, format!("a piece of evidence of `{field}` has no {part}: add it"));
        }
        Evidence {
            source: written.source.text.trim().to_owned(),
            date: self.value(&written.date, &format!("{field}.evidence.date")),
            expert: written.expert.text.trim().to_owned(),
            verdict: self.value(&written.verdict, &format!("{field}.evidence.verdict")),
        }
    }

    fn appeal(&mut self, written: &written::Appeal) -> Option<Appeal> {
        let date = self.needed_value(&written.date, "appeals.date");
        let claim = self.needed(&written.claim, "appeals.claim");
        let outcome = self.needed_value(&written.outcome, "appeals.outcome");
        let decided = self.value(&written.decided, "appeals.decided");
        let suspends = self.values(&written.suspends, "appeals.suspends");
        Some(Appeal {
            line: written.date.line,
            date: date?,
            claim: claim?,
            outcome: outcome?,
            decided,
            by: written.by.text.trim().to_owned(),
            suspends,
            suspended_from: self.value(&written.suspended_from, "appeals.suspended_from"),
            suspended_until: self.value(&written.suspended_until, "appeals.suspended_until"),
        })
    }
}
