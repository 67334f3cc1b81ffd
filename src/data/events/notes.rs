//! What a reader noticed in a file without refusing a row for it.

use lockstep_base::numbers::things;
use serde::{Deserialize, Serialize};

/// What was noticed in a column of an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What it is.
    pub finding: Finding,
    /// The column, as the input names it.
    pub column: String,
    /// How many rows, or values, it is of.
    pub rows: u64,
    /// The first line (of tables without lines: row), from 1; 0 where it is of no
    /// row.
    pub line: u64,
    /// What stands there.
    pub example: String,
}

/// What can be noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Columns were taken for what their names say.
    Guessed,
    /// The header does not stand in the first line.
    LinesAbove,
    /// Times are digits: `20240105140733`.
    CompactTimes,
    /// Times are the days that spreadsheets count.
    SerialTimes,
    /// A value of the column shows that the day comes first.
    DayFirst,
    /// A value of the column shows that the month comes first.
    MonthFirst,
    /// Times without a time zone.
    NoZone,
    /// Local times that the clock showed twice.
    ShownTwice,
    /// Local times that the clock never showed.
    NeverShown,
    /// Times before the year 2000.
    EarlyTimes,
    /// Times after the next year.
    LateTimes,
    /// Most times of the column are the same one.
    EqualTimes,
    /// Times that are all at midnight.
    OnlyDays,
    /// Ids whose last digits are lost.
    LostDigits,
    /// Ids that look as if a program had rounded them.
    RoundedIds,
    /// Cells that hold no list of such values.
    NoList,
    /// Cells with a word that stands for no value.
    Placeholder,
}

impl Finding {
    /// Whether a list that rests on it may be wrong, so that the user is told
    /// without asking.
    pub fn is_warning(self) -> bool {
        !matches!(
            self,
            Self::CompactTimes
                | Self::SerialTimes
                | Self::DayFirst
                | Self::MonthFirst
                | Self::NoZone
                | Self::Placeholder
        )
    }
}

impl Note {
    /// A note of a whole column.
    pub(super) fn of_column(
        finding: Finding,
        column: impl Into<String>,
        rows: u64,
        example: impl Into<String>,
    ) -> Self {
        Self { finding, column: column.into(), rows, line: 0, example: example.into() }
    }

    /// What was noticed, what it means, and what to do: one sentence, which may
    /// hold parts of the data.
    pub fn sentence(&self) -> String {
        let Self { column, example, rows, .. } = self;
        match self.finding {
            Finding::Guessed => format!(
                "the form is not known; columns are taken for what their names say: {example}; name others with --column"
            ),
            Finding::LinesAbove => format!(
                "{} above the header {} left out, first `{example}`; --skip-rows sets another number",
                things(*rows, "line", "lines"),
                if *rows == 1 { "is" } else { "are" }
            ),
            Finding::CompactTimes => {
                format!("column {column}: digits such as `{example}` are read as dates and times of day")
            }
            Finding::SerialTimes => format!(
                "column {column}: numbers such as `{example}` are read as the days that spreadsheets count from 1899-12-30"
            ),
            Finding::DayFirst => format!("column {column}: read with the day first, as `{example}` shows"),
            Finding::MonthFirst => format!("column {column}: read with the month first, as `{example}` shows"),
            _ => self.sentence_of_rows(),
        }
    }

    fn sentence_of_rows(&self) -> String {
        let (one, many, advice) = self.finding.words();
        let counted = things(self.rows, one, many);
        let first = if self.line > 0 { format!("first line {}: ", self.line) } else { "for example ".into() };
        format!("column {}: {counted}, {first}`{}`; {advice}", self.column, self.example)
    }
}

impl Finding {
    /// What is said of one row and of several, and what to do.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::NoZone => (
                "time says no time zone",
                "times say no time zone",
                "they are read as UTC unless --timezone names another zone; local times that are taken for UTC make \
                 accounts meet that never did",
            ),
            Self::ShownTwice => (
                "local time lies in an hour that the clock showed twice",
                "local times lie in an hour that the clock showed twice",
                "the first of the two is taken; export the times in UTC",
            ),
            Self::NeverShown => (
                "local time lies in an hour that the clock left out",
                "local times lie in an hour that the clock left out",
                "the zone is probably another one than --timezone says",
            ),
            Self::EarlyTimes => (
                "time lies before the year 2000",
                "times lie before the year 2000",
                "check the column, its unit and its --time-format",
            ),
            Self::LateTimes => (
                "time lies after the next year",
                "times lie after the next year",
                "check the column, its unit and its --time-format",
            ),
            Self::EqualTimes => (
                "of the first times is the same moment",
                "of the first times are the same moment",
                "it may be that of the export: name the column with the times of the posts themselves",
            ),
            Self::OnlyDays => (
                "of the first times is at midnight",
                "of the first times, all of them, are at midnight",
                "days without times of day show no acts that are minutes apart: export the full times",
            ),
            Self::LostDigits => (
                "id has lost its last digits",
                "ids have lost their last digits",
                "they are left out; export the column as text, and never through a spreadsheet or as floating-point numbers",
            ),
            Self::RoundedIds => (
                "id looks rounded",
                "ids look rounded",
                "different accounts or posts may have become one; export the column as text: spreadsheets keep 15 digits, \
                 floating-point numbers 15 to 17",
            ),
            Self::NoList => (
                "cell cannot be read as a list of such values",
                "cells cannot be read as lists of such values",
                "what cannot be read in them is left out",
            ),
            Self::Placeholder => (
                "cell is taken for no value",
                "cells are taken for no value",
                "`missing` in the configuration lists such words",
            ),
            // These have sentences of their own.
            Self::Guessed
            | Self::LinesAbove
            | Self::CompactTimes
            | Self::SerialTimes
            | Self::DayFirst
            | Self::MonthFirst => ("row", "rows", ""),
        }
    }
}

/// Notes while a part of a file is read.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes(Vec<Note>);

impl Notes {
    /// Notes one more row.
    pub fn add(&mut self, finding: Finding, column: &str, line: u64, example: &str) {
        match self.0.iter_mut().find(|note| note.finding == finding && note.column == column) {
            Some(note) => note.rows += 1,
            None => {
                let example = shown(example).to_owned();
                self.0.push(Note { finding, column: column.to_owned(), rows: 1, line, example });
            }
        }
    }

    /// Adds what was noticed below.
    pub fn append(&mut self, below: Self) {
        for note in below.0 {
            match self.0.iter_mut().find(|known| known.finding == note.finding && known.column == note.column) {
                Some(known) => known.rows += note.rows,
                None => self.0.push(note),
            }
        }
    }

    /// All of them, in the order of their findings and columns.
    pub fn into_sorted(mut self, more: impl IntoIterator<Item = Note>) -> Vec<Note> {
        self.0.extend(more);
        self.0.sort_by(|a, b| (a.finding, &a.column, a.line).cmp(&(b.finding, &b.column, b.line)));
        self.0
    }
}

/// What is shown of an example: a cell may be long.
pub(super) fn shown(example: &str) -> &str {
    const LONGEST: usize = 80;
    example.char_indices().nth(LONGEST).map_or(example, |(end, _)| &example[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_of_parts_are_those_of_the_whole() {
        let mut above = Notes::default();
        above.add(Finding::NoList, "urls", 3, "['x'");
        let mut below = Notes::default();
        below.add(Finding::NoList, "urls", 9, "['y'");
        below.add(Finding::LostDigits, "id", 9, "1.2E+18");
        below.add(Finding::LostDigits, "id", 10, "1.3E+18");
        above.append(below);
        let notes = above.into_sorted([]);
        assert_eq!(notes.len(), 2);
        assert_eq!((notes[0].finding, notes[0].rows, notes[0].line), (Finding::LostDigits, 2, 9));
        assert_eq!((notes[1].finding, notes[1].rows, notes[1].line), (Finding::NoList, 2, 3));
        assert_eq!(
            notes[0].sentence(),
            "column id: 2 ids have lost their last digits, first line 9: `1.2E+18`; they are left out; export the column \
             as text, and never through a spreadsheet or as floating-point numbers"
        );
    }
}
