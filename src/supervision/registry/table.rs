//! A registry as a CSV table, for those who keep it in a spreadsheet.
//!
//! Columns: `entity_id, entity, country, languages, status, decided,
//! labelled_since, review_due, platform, account_id`; for each criterion, such
//! as `mission`: `mission` (the assessment), `mission_source`, `mission_date`,
//! `mission_expert`; and `appeal_date, appeal_claim, appeal_outcome,
//! appeal_decided, appeal_suspends`. Rows with one `entity_id` are one entity:
//! each may add an account, evidence and an appeal, and what describes the
//! entity must be the same or empty. Lists are parted by blanks or semicolons.

use std::path::Path;

use super::Criterion;
use super::written::{Account, Appeal, Cell, Entry, Evidence};
use crate::error::Result;
use crate::events::{At, Row, Table};

/// Reads a registry in CSV.
///
/// # Errors
/// When the table cannot be read, has no column of ids, or rows of one entity
/// contradict each other.
pub(super) fn read(path: &Path) -> Result<Vec<Entry>> {
    let table = Table::read(path)?;
    let id = table.column("entity_id", "add a column with one id for each entity")?;
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
    Ok(entries)
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
            ("status", &mut entry.status),
            ("decided", &mut entry.decided),
            ("labelled_since", &mut entry.labelled_since),
            ("review_due", &mut entry.review_due),
        ] {
            self.agree(column, known)?;
        }
        if entry.languages.is_empty() {
            entry.languages = self.list("languages");
        }
        let account = Account { platform: self.cell("platform"), id: self.exact("account_id") };
        let known = |known: &Account| known.platform.text == account.platform.text && known.id.text == account.id.text;
        // A row may repeat an account to add evidence or an appeal.
        if !account.id.is_empty() && !entry.accounts.iter().any(known) {
            entry.accounts.push(account);
        }
        Criterion::ALL.iter().try_for_each(|criterion| self.add_criterion(entry, criterion.name()))?;
        self.add_appeal(entry);
        Ok(())
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

    fn contradiction(&self, at: At, cell: &Cell, known: &Cell) -> crate::Error {
        let problem = format!("`{}`, but line {} says `{}` for the same entity", cell.text, known.line, known.text);
        self.row.error(at, problem, "make them agree")
    }

    fn add_criterion(&self, entry: &mut Entry, name: &str) -> Result<()> {
        let of = |what: &str| self.cell(&format!("{name}_{what}"));
        let piece = Evidence { source: of("source"), date: of("date"), expert: of("expert") };
        let has_evidence = !(piece.source.is_empty() && piece.date.is_empty() && piece.expert.is_empty());
        if self.cell(name).is_empty() && !has_evidence {
            return Ok(());
        }
        let criterion = entry.criteria.entry(name.to_owned()).or_default();
        if has_evidence {
            criterion.evidence.push(piece);
        }
        let line = self.row.line;
        self.agree(name, &mut criterion.assessment)?;
        if criterion.assessment.line == 0 {
            criterion.assessment.line = line;
        }
        Ok(())
    }

    fn add_appeal(&self, entry: &mut Entry) {
        let appeal = Appeal {
            date: self.cell("appeal_date"),
            claim: self.cell("appeal_claim"),
            outcome: self.cell("appeal_outcome"),
            decided: self.cell("appeal_decided"),
            suspends: self.list("appeal_suspends"),
        };
        let empty = [&appeal.date, &appeal.claim, &appeal.outcome].into_iter().all(Cell::is_empty);
        let same = |known: &Appeal| known.date.text == appeal.date.text && known.claim.text == appeal.claim.text;
        if !empty && !entry.appeals.iter().any(same) {
            entry.appeals.push(appeal);
        }
    }
}
