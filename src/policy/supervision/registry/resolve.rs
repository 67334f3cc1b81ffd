//! From what is written to what it means.

use std::collections::BTreeMap;
use std::str::FromStr;

use lockstep_base::calendar::Day;
use lockstep_base::country::Country;

use super::check::check;
use super::finding::{Finding, Kind};
use super::model::{Account, Appeal, Assessed, Criterion, Entity, Evidence, Registry, key};
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
                let (name, line) = (describe(account), stands.line);
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

/// An account for people: `1001 on video`.
fn describe(account: &Account) -> String {
    if account.platform.is_empty() { account.id.clone() } else { format!("{} on {}", account.id, account.platform) }
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
        let status = self.needed_value(&entry.status, "status");
        let mut languages = self.values(&entry.languages, "languages");
        let (decided, since): (_, Option<Day>) =
            (self.value(&entry.decided, "decided"), self.value(&entry.labelled_since, "labelled_since"));
        let review_due = self.value(&entry.review_due, "review_due");
        let accounts = entry.accounts.iter().filter_map(|account| self.account(account)).collect();
        let criteria = entry.criteria.iter().filter_map(|(name, written)| self.criterion(name, written)).collect();
        let appeals = entry.appeals.iter().filter_map(|appeal| self.appeal(appeal)).collect();
        let country = country?;
        languages.extend_from_slice(country.languages());
        Some(Entity {
            line: entry.line,
            id: id?,
            name: name?,
            country,
            languages,
            status: status?,
            decided,
            labelled_since: since.or(decided),
            review_due,
            accounts,
            criteria,
            appeals,
        })
    }

    fn account(&mut self, written: &written::Account) -> Option<Account> {
        self.needed(&written.id, "accounts.id")?;
        let platform = written.platform.text.trim().to_owned();
        Some(Account { line: written.id.line, platform, id: written.id.text.clone() })
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
        }
    }

    fn appeal(&mut self, written: &written::Appeal) -> Option<Appeal> {
        let date = self.needed_value(&written.date, "appeals.date");
        let claim = self.needed(&written.claim, "appeals.claim");
        let outcome = self.needed_value(&written.outcome, "appeals.outcome");
        let decided = self.value(&written.decided, "appeals.decided");
        let suspends = self.values(&written.suspends, "appeals.suspends");
        Some(Appeal { line: written.date.line, date: date?, claim: claim?, outcome: outcome?, decided, suspends })
    }
}
