//! A registry as a CSV table, for those who keep it in a spreadsheet.
//!
//! Columns: `entity_id, entity, country, country_since, languages, status, decided,
//! decided_by, labelled_since, review_due, platform, account_id, account_created,
//! account_until`; for a history
//! `decision_status, decision_from, decision_until, decision_decided,
//! decision_by, decision_note`; for each criterion, such as `mission`: `mission`
//! (the assessment), `mission_source`, `mission_date`, `mission_expert`,
//! `mission_verdict`; `appeal_date, appeal_claim, appeal_outcome, appeal_decided,
//! appeal_by, appeal_suspends, appeal_suspended_from, appeal_suspended_until`; and
//! `measure, measure_from, measure_until, measure_by, measure_reason,
//! measure_countries, measure_accounts`. Rows with one `entity_id` are one entity:
//! each may add an account, a decision, evidence, an appeal and a measure, and what
//! describes the entity must be the same or empty. Lists are separated by blanks or
//! semicolons.

use std::path::Path;

use lockstep_base::error::{Error, Result};
use lockstep_base::nearest::{did_you_mean, nearest};
use lockstep_data::events::{At, Row, Table};

use super::model::Criterion;
use super::written::{Account, Appeal, Cell, Decision, Entry, Evidence, Measure};

/// Reads a registry in CSV.
///
/// # Errors
/// When the table cannot be read, has no column of ids, rows of one entity contradict
/// each other, or none says what an entity is.
pub(super) fn read(path: &Path) -> Result<Vec<Entry>> {
    let table = Table::read(path)?;
    let id = table.column("entity_id", "add a column with one id for each entity")?;
    table.refuse_unknown(&known_columns().iter().map(String::as_str).collect::<Vec<_>>())?;
    let mut entries: Vec<Entry> = Vec::new();
    for row in table.rows() {
        let name = row.needed(id)?.trim();
        let at = entries.iter().position(|entry| entry.id.text == name).unwrap_or_else(|| {
            let id = Cell { text: name.to_owned(), line: row.line };
            entries.push(Entry { line: id.line, id, ..Entry::default() });
            entries.len() - 1
        });
        Reader { table: &table, row }.add_to(&mut entries[at])?;
    }
    let is_told = |entry: &&Entry| !(entry.name.is_empty() && entry.country.is_empty());
    if let Some(entry) = entries.iter().find(|entry| !is_told(entry)) {
        let near = nearest(&entry.id.text, entries.iter().filter(is_told).map(|entry| entry.id.text.as_str()));
        let problem = format!(
            "line {}, column `entity_id`: no row says what `{}` is: its name and country are missing",
            entry.line, entry.id.text
        );
        return Err(Error::input(&table.file, problem, did_you_mean(&near, "fill them in")));
    }
    Ok(entries)
}

/// The columns that are of no criterion.
const COLUMNS: [&str; 35] = [
    "entity_id",
    "entity",
    "country",
    "country_since",
    "languages",
    "status",
    "decided",
    "decided_by",
    "labelled_since",
    "review_due",
    "platform",
    "account_id",
    "account_created",
    "account_until",
    "decision_status",
    "decision_from",
    "decision_until",
    "decision_decided",
    "decision_by",
    "decision_note",
    "appeal_date",
    "appeal_claim",
    "appeal_outcome",
    "appeal_decided",
    "appeal_by",
    "appeal_suspends",
    "appeal_suspended_from",
    "appeal_suspended_until",
    "measure",
    "measure_from",
    "measure_until",
    "measure_by",
    "measure_reason",
    "measure_countries",
    "measure_accounts",
];

fn known_columns() -> Vec<String> {
    let of_criterion = |criterion: &Criterion| {
        ["", "_source", "_date", "_expert", "_verdict"].map(|what| format!("{}{what}", criterion.name()))
    };
    COLUMNS.iter().map(|&name| name.to_owned()).chain(Criterion::ALL.iter().flat_map(of_criterion)).collect()
}

struct Reader<'a> {
    table: &'a Table,
    row: Row<'a>,
}

impl Reader<'_> {
    fn cell(&self, column: &str) -> Cell {
        let text = self.table.find(column).map_or("", |at| self.row.text(at));
        Cell { text: text.to_owned(), line: self.row.line }
    }

    fn list(&self, column: &str) -> Vec<Cell> {
        let Cell { text, line } = self.cell(column);
        let parts = text.split([';', ' ', ',']).filter(|part| !part.is_empty());
        parts.map(|part| Cell { text: part.to_owned(), line }).collect()
    }

    fn add_to(&self, entry: &mut Entry) -> Result<()> {
        for (column, known) in [
            ("entity", &mut entry.name),
            ("country", &mut entry.country),
            ("country_since", &mut entry.country_since),
            ("status", &mut entry.status),
            ("decided", &mut entry.decided),
            ("decided_by", &mut entry.decided_by),
            ("labelled_since", &mut entry.labelled_since),
            ("review_due", &mut entry.review_due),
        ] {
            self.agree(column, known)?;
        }
        self.agree_on_list("languages", &mut entry.languages)?;
        let account = Account {
            platform: self.cell("platform"),
            id: self.exact("account_id"),
            created: self.cell("account_created"),
            until: self.cell("account_until"),
        };
        let known = |known: &Account| known.platform.text == account.platform.text && known.id.text == account.id.text;
        // A row may repeat an account to add evidence or an appeal.
        if !account.id.is_empty() && !entry.accounts.iter().any(known) {
            entry.accounts.push(account);
        }
        Criterion::ALL.iter().try_for_each(|criterion| self.add_criterion(entry, criterion.name()))?;
        self.add_decision(entry);
        self.add_measure(entry);
        self.add_appeal(entry)
    }

    /// Rows that repeat an entity for each account repeat its history.
    fn add_decision(&self, entry: &mut Entry) {
        let of = |what: &str| self.cell(&format!("decision_{what}"));
        let mut decision = Decision {
            status: of("status"),
            from: of("from"),
            until: of("until"),
            decided: of("decided"),
            by: of("by"),
            note: of("note"),
        };
        let is_written = decision.cells().iter().any(|cell| !cell.is_empty());
        if is_written && !entry.decisions.contains(&decision) {
            entry.decisions.push(decision);
        }
    }

    fn add_measure(&self, entry: &mut Entry) {
        let of = |what: &str| self.cell(&format!("measure_{what}"));
        let measure = Measure {
            measure: self.cell("measure"),
            from: of("from"),
            until: of("until"),
            by: of("by"),
            reason: of("reason"),
            countries: self.list("measure_countries"),
            accounts: self.list("measure_accounts"),
        };
        if measure != Measure::default() && !entry.measures.contains(&measure) {
            entry.measures.push(measure);
        }
    }

    /// An id is taken exactly.
    fn exact(&self, column: &str) -> Cell {
        let text = self.table.find(column).map_or("", |at| self.row.exact(at));
        Cell { text: text.to_owned(), line: self.row.line }
    }

    /// Takes the cell where nothing is known yet; later rows may only repeat it.
    fn agree(&self, column: &str, known: &mut Cell) -> Result<()> {
        let cell = self.cell(column);
        match self.table.find(column) {
            Some(at) if !cell.is_empty() && !known.is_empty() && cell.text != known.text => {
                Err(self.contradiction(at, &cell, known))
            }
            _ => {
                if known.is_empty() {
                    *known = cell;
                }
                Ok(())
            }
        }
    }

    fn contradiction(&self, at: At, cell: &Cell, known: &Cell) -> Error {
        let problem = format!("`{}`, but line {} says `{}` for the same entity", cell.text, known.line, known.text);
        self.row.error(at, problem, "make them agree")
    }

    fn add_criterion(&self, entry: &mut Entry, name: &str) -> Result<()> {
        let of = |what: &str| self.cell(&format!("{name}_{what}"));
        let mut piece =
            Evidence { source: of("source"), date: of("date"), expert: of("expert"), verdict: of("verdict") };
        let has_evidence = piece.cells().iter().any(|cell| !cell.is_empty());
        if self.cell(name).is_empty() && !has_evidence {
            return Ok(());
        }
        let criterion = entry.criteria.entry(name.to_owned()).or_default();
        // Rows that repeat an entity for each account repeat its evidence.
        if has_evidence && !criterion.evidence.contains(&piece) {
            criterion.evidence.push(piece);
        }
        let line = self.row.line;
        self.agree(name, &mut criterion.assessment)?;
        if criterion.assessment.line == 0 {
            criterion.assessment.line = line;
        }
        Ok(())
    }

    /// The same for a list.
    fn agree_on_list(&self, column: &str, known: &mut Vec<Cell>) -> Result<()> {
        let list = self.list(column);
        match self.table.find(column) {
            Some(at) if !list.is_empty() && !known.is_empty() && list != *known => {
                Err(self.row.error(at, "an earlier row of the same entity says something else", "make them agree"))
            }
            _ => {
                if known.is_empty() {
                    *known = list;
                }
                Ok(())
            }
        }
    }

    /// Rows that tell of one appeal again must agree on it.
    fn add_appeal(&self, entry: &mut Entry) -> Result<()> {
        let appeal = Appeal {
            date: self.cell("appeal_date"),
            claim: self.cell("appeal_claim"),
            outcome: self.cell("appeal_outcome"),
            decided: self.cell("appeal_decided"),
            by: self.cell("appeal_by"),
            suspends: self.list("appeal_suspends"),
            suspended_from: self.cell("appeal_suspended_from"),
            suspended_until: self.cell("appeal_suspended_until"),
        };
        let cells = [&appeal.date, &appeal.claim, &appeal.outcome, &appeal.decided];
        if cells.into_iter().all(Cell::is_empty) && appeal.suspends.is_empty() {
            return Ok(());
        }
        let same = |known: &&mut Appeal| known.date == appeal.date && known.claim == appeal.claim;
        let Some(known) = entry.appeals.iter_mut().find(same) else {
            entry.appeals.push(appeal);
            return Ok(());
        };
        self.agree("appeal_outcome", &mut known.outcome)?;
        self.agree("appeal_decided", &mut known.decided)?;
        self.agree("appeal_by", &mut known.by)?;
        self.agree("appeal_suspended_from", &mut known.suspended_from)?;
        self.agree("appeal_suspended_until", &mut known.suspended_until)?;
        self.agree_on_list("appeal_suspends", &mut known.suspends)
    }
}
