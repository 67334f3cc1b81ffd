//! What a reader makes of inputs, to be looked at before anything rests on it.

use lockstep_base::error::Result;
use lockstep_base::time::{HOUR, rfc3339};
use serde::Serialize;

use crate::events::{Events, Input, InputConfig, Role, SourceSummary};
use crate::import::{Kind, moment, posts_columns, values};

/// What a reader makes of inputs.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// What each input held: its form, its columns, and what was noticed.
    pub inputs: Vec<SourceSummary>,
    /// What must be known of them, a sentence each.
    pub warnings: Vec<String>,
    /// The first rows of each input as they are read.
    pub rows: Vec<Shown>,
    /// The first rows that cannot be used.
    pub rejects: Vec<Rejected>,
    /// Rows that can be used.
    pub acts: usize,
    /// Distinct accounts.
    pub accounts: usize,
    /// The first and the last moment.
    pub span: Option<(String, String)>,
    /// Acts by hour of the day in UTC.
    pub hours: [u64; 24],
    /// How many rows have a value in each role.
    pub filled: Vec<(Role, u64)>,
}

/// A row as it is read.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// The number of its input, from 0.
    pub input: usize,
    /// What it tells, role by role: times in UTC, every item of a list by itself.
    pub values: Vec<(Role, Vec<String>)>,
}

/// A row that cannot be used.
#[derive(Clone, Debug, Serialize)]
pub struct Rejected {
    /// The input.
    pub file: String,
    /// Its line, or row.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// Rows that are shown of each input.
const SHOWN: usize = 5;
/// Refused rows that are shown.
const REJECTS_SHOWN: usize = 20;

/// Reads all inputs and tells what they are taken for; rows that cannot be used are
/// no error.
///
/// # Errors
/// When an input cannot be read, or is of no known form.
pub fn check(inputs: &[Input], config: &InputConfig) -> Result<Check> {
    let columns = posts_columns();
    let mut rows = Vec::new();
    let mut hours = [0; 24];
    let mut filled: Vec<(Role, u64)> = columns.iter().map(|(role, _, _)| (*role, 0)).collect();
    let mut take = |events: &mut Events| {
        let input = events.sources.len();
        let shown = rows.iter().filter(|row: &&Shown| row.input == input).count();
        rows.extend((0..events.len()).take(SHOWN - shown).map(|row| Shown { input, values: told(events, row) }));
        for row in 0..events.len() {
            hours[(events.time[row].div_euclid(HOUR) % 24) as usize] += 1;
        }
        for ((role, rows), (_, _, kind)) in filled.iter_mut().zip(&columns) {
            *rows += (0..events.len()).filter(|&row| is_told(events, *role, *kind, row)).count() as u64;
        }
        events.forget_values();
        Ok(())
    };
    let events = Events::read_whatever(inputs, config, &mut take)?;
    filled.retain(|(_, rows)| *rows > 0);
    let rejected = |reject: &crate::events::Reject| Rejected {
        file: reject.file.clone(),
        line: reject.line,
        reason: reject.reason.clone().into_owned(),
    };
    let (first, last) = events.span();
    Ok(Check {
        warnings: events.warnings(),
        rows,
        rejects: events.rejects.iter().take(REJECTS_SHOWN).map(rejected).collect(),
        acts: events.rows(),
        accounts: events.accounts.len(),
        span: (events.rows() > 0).then(|| (rfc3339(first), rfc3339(last))),
        hours,
        filled,
        inputs: events.sources,
    })
}

fn is_told(events: &Events, role: Role, kind: Kind, row: usize) -> bool {
    match kind {
        Kind::Moment => moment(events, role, row).is_some(),
        _ => values(events, role, row).next().is_some(),
    }
}

fn told(events: &Events, row: usize) -> Vec<(Role, Vec<String>)> {
    let of_role = |(role, _, kind): (Role, &str, Kind)| {
        let values: Vec<String> = match kind {
            Kind::Moment => moment(events, role, row).map(rfc3339).into_iter().collect(),
            _ => values(events, role, row).map(str::to_owned).collect(),
        };
        (!values.is_empty()).then_some((role, values))
    };
    posts_columns().into_iter().filter_map(of_role).collect()
}
