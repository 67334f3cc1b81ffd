//! A registry as it is written: texts with the lines that they stand on.

use std::collections::BTreeMap;

use lockstep_base::error::{Error, Result};
use lockstep_base::toml::Lines;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use toml::Spanned;

/// A text with where it stands: a byte of the TOML file, later its line. Two
/// are equal where their texts are.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) line: u64,
}

/// One entity.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Entry {
    #[serde(skip)]
    pub(super) line: u64,
    pub(super) id: Cell,
    pub(super) name: Cell,
    pub(super) country: Cell,
    pub(super) country_since: Cell,
    pub(super) languages: Vec<Cell>,
    pub(super) status: Cell,
    pub(super) decided: Cell,
    pub(super) decided_by: Cell,
    pub(super) labelled_since: Cell,
    pub(super) review_due: Cell,
    pub(super) decisions: Vec<Decision>,
    pub(super) accounts: Vec<Account>,
    pub(super) criteria: BTreeMap<String, Criterion>,
    pub(super) appeals: Vec<Appeal>,
    pub(super) measures: Vec<Measure>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Decision {
    pub(super) status: Cell,
    pub(super) from: Cell,
    pub(super) until: Cell,
    pub(super) decided: Cell,
    pub(super) by: Cell,
    pub(super) note: Cell,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Measure {
    pub(super) measure: Cell,
    pub(super) from: Cell,
    pub(super) until: Cell,
    pub(super) by: Cell,
    pub(super) reason: Cell,
    pub(super) countries: Vec<Cell>,
    pub(super) accounts: Vec<Cell>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Account {
    pub(super) platform: Cell,
    pub(super) id: Cell,
    pub(super) created: Cell,
    pub(super) until: Cell,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Criterion {
    pub(super) assessment: Cell,
    pub(super) evidence: Vec<Evidence>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Evidence {
    pub(super) source: Cell,
    pub(super) date: Cell,
    pub(super) expert: Cell,
    pub(super) verdict: Cell,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Appeal {
    pub(super) date: Cell,
    pub(super) claim: Cell,
    pub(super) outcome: Cell,
    pub(super) decided: Cell,
    pub(super) by: Cell,
    pub(super) suspends: Vec<Cell>,
    pub(super) suspended_from: Cell,
    pub(super) suspended_until: Cell,
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<toml::Value>::deserialize(deserializer)?;
        let line = spanned.span().start as u64;
        let text = match spanned.into_inner() {
            toml::Value::Datetime(day) => day.to_string(),
            toml::Value::String(text) => text,
            // Ids of accounts are often written as numbers.
            toml::Value::Integer(number) => number.to_string(),
            other => return Err(D::Error::custom(format!("`{other}` is no text: put it in quotes"))),
        };
        Ok(Self { text, line })
    }
}

impl PartialEq for Cell {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Cell {
    /// True where nothing is written.
    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

impl Appeal {
    pub(super) fn cells(&mut self) -> impl Iterator<Item = &mut Cell> {
        let Self { date, claim, outcome, decided, by, suspends, suspended_from, suspended_until } = self;
        [date, claim, outcome, decided, by, suspended_from, suspended_until].into_iter().chain(suspends)
    }
}

impl Decision {
    pub(super) fn cells(&mut self) -> [&mut Cell; 6] {
        [&mut self.status, &mut self.from, &mut self.until, &mut self.decided, &mut self.by, &mut self.note]
    }
}

impl Measure {
    fn cells(&mut self) -> impl Iterator<Item = &mut Cell> {
        let own = [&mut self.measure, &mut self.from, &mut self.until, &mut self.by, &mut self.reason];
        own.into_iter().chain(&mut self.countries).chain(&mut self.accounts)
    }
}

impl Evidence {
    pub(super) fn cells(&mut self) -> [&mut Cell; 4] {
        [&mut self.source, &mut self.date, &mut self.expert, &mut self.verdict]
    }
}

impl Entry {
    /// Every cell of it.
    fn cells(&mut self) -> impl Iterator<Item = &mut Cell> {
        let own = [
            &mut self.id,
            &mut self.name,
            &mut self.country,
            &mut self.country_since,
            &mut self.status,
            &mut self.decided,
            &mut self.decided_by,
            &mut self.labelled_since,
            &mut self.review_due,
        ];
        let accounts = self.accounts.iter_mut().flat_map(|account| {
            let Account { platform, id, created, until } = account;
            [platform, id, created, until]
        });
        let criteria = self.criteria.values_mut().flat_map(|criterion| {
            std::iter::once(&mut criterion.assessment).chain(criterion.evidence.iter_mut().flat_map(Evidence::cells))
        });
        let appeals = self.appeals.iter_mut().flat_map(Appeal::cells);
        let decisions = self.decisions.iter_mut().flat_map(Decision::cells);
        let measures = self.measures.iter_mut().flat_map(Measure::cells);
        let lists = self.languages.iter_mut().chain(accounts).chain(criteria);
        own.into_iter().chain(lists).chain(decisions).chain(appeals).chain(measures)
    }

    /// Turns the bytes at which cells stand into lines. A cell that is not
    /// written stands where its block does, else where the entity begins.
    fn turn_into_lines(&mut self, lines: &Lines) {
        let line = self.line;
        self.decisions.iter_mut().for_each(|decision| stand_together(decision.cells()));
        self.measures.iter_mut().for_each(|measure| stand_together(measure.cells()));
        self.appeals.iter_mut().for_each(|appeal| stand_together(appeal.cells()));
        self.cells().for_each(|cell| cell.line = if cell.line == 0 { line } else { lines.of(cell.line as usize) });
    }
}

/// What is not written of a block stands where the first of it does.
fn stand_together<'a>(cells: impl IntoIterator<Item = &'a mut Cell>) {
    let (missing, written): (Vec<&mut Cell>, Vec<&mut Cell>) = cells.into_iter().partition(|cell| cell.line == 0);
    let first = written.iter().map(|cell| cell.line).min().unwrap_or(0);
    missing.into_iter().for_each(|cell| cell.line = first);
}

/// Reads a registry in TOML.
///
/// # Errors
/// When the text is no TOML, or has a field that a registry does not have; the
/// message names the line.
pub(super) fn read(file: &str, text: &str) -> Result<Vec<Entry>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[serde(default)]
        entity: Vec<Spanned<Entry>>,
    }
    let lines = Lines::new(text);
    let File { entity } = toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(1, |span| lines.of(span.start));
        Error::input(
            file,
            format!("line {line}: {}", e.message()),
            "see docs/supervision.md for the form of a registry",
        )
    })?;
    let with_lines = |entry: Spanned<Entry>| {
        let line = lines.of(entry.span().start);
        let mut entry = entry.into_inner();
        entry.line = line;
        entry.turn_into_lines(&lines);
        entry
    };
    Ok(entity.into_iter().map(with_lines).collect())
}
