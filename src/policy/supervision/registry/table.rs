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

use lockstep_base::error::{Error, Result};
use lockstep_data::events::{At, Row, Table};

use super::model::Criterion;
use super::written::{Account, Appeal, Cell, Entry, Evidence};

/// Reads a registry in CSV.
///
/// # Errors
/// When the table cannot be read, has no column of ids, or rows of one entity
/// contradict each other.
pub(super) fn read(path: &Path) -> Result<Vec<Entry>> {
    let table = Table::read(path)?;
    let id = table.column("entity_id", "add a column with one id for each entity")?;
    if let Some(unknown) = table.header().find(|name| !is_known(name)) {
        let problem = format!("line 1: a registry has no column `{unknown}`");
        return Err(Error::input(&table.file, problem, "correct it, or take the column out; see docs/supervision.md"));
    }
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

/// The columns that are of no criterion.
const COLUMNS: [&str; 15] = [
    "entity_id",
    "entity",
    "country",
    "languages",
    "status",
    "decided",
    "labelled_since",
    "review_due",
    "platform",
    "account_id",
    "appeal_date",
    "appeal_claim",
    "appeal_outcome",
    "appeal_decided",
    "appeal_suspends",
];

fn is_known(column: &str) -> bool {
    let column = column.to_ascii_lowercase();
    let of_criterion = |criterion: &Criterion| {
        let rest = column.strip_prefix(criterion.name());
        rest.is_some_and(|rest| ["", "_source", "_date", "_expert"].contains(&rest))
    };
    COLUMNS.contains(&column.as_str()) || Criterion::ALL.iter().any(of_criterion)
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
        self.agree_on_list("languages", &mut entry.languages)?;
        let account = Account { platform: self.cell("platform"), id: self.exact("account_id") };
        let known = |known: &Account| known.platform.text == account.platform.text && known.id.text == account.id.text;
        // A row may repeat an account to add evidence or an appeal.
        if !account.id.is_empty() && !entry.accounts.iter().any(known) {
            entry.accounts.push(account);
        }
        Criterion::ALL.iter().try_for_each(|criterion| self.add_criterion(entry, criterion.name()))?;
        self.add_appeal(entry)
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
        let piece = Evidence { source: of("source"), date: of("date"), expert: of("expert") };
        let has_evidence = !(piece.source.is_empty() && piece.date.is_empty() && piece.expert.is_empty());
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
            suspends: self.list("appeal_suspends"),
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
        self.agree_on_list("appeal_suspends", &mut known.suspends)
    }
}
