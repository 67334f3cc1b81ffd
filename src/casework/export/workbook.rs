//! `workbook.xlsx`: candidates, networks, pairs, evidence and methods as sheets
//! of one workbook (Office Open XML, ECMA-376).
//!
//! Ids and all other texts are strings, written as in the CSV tables
//! ([`cell`]): a number of 19 digits would lose its last ones, and there is no
//! formula and no link anywhere. Times are dates of the spreadsheet, in UTC, to
//! the millisecond, and texts where it has no such date. The same rows give the
//! same bytes.

use std::collections::BTreeMap;

use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::{count, small, things};
use lockstep_base::pattern::Pattern;
use lockstep_base::safe::{cell, unlinked};
use lockstep_base::tier::Tier;
use lockstep_base::time;
use lockstep_results::wording;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::share::{Network, Share};
use super::terms::Terms;
use super::text;

/// Rows of a sheet, the header among them.
const ROWS: usize = 1_048_576;
/// UTF-16 units of a cell.
const UNITS: usize = 32_767;
/// Days from the spreadsheet's origin to 1970-01-01.
const EPOCH: f64 = 25_569.0;
/// The first and the last moment that a spreadsheet has a date for: 1900-03-01,
/// before which its calendar has a day that never was, and 9999-12-31.
const DATES: std::ops::Range<i64> = -2_203_891_200 * time::SECOND..253_402_214_400 * time::SECOND;

/// A column: its name, its width in characters, the form of its numbers.
type Column = (&'static str, f64, Form);

/// How a column's values look.
#[derive(Clone, Copy)]
enum Form {
    Text,
    Count,
    /// With three decimals.
    Number,
    /// A probability.
    Scientific,
    Moment,
}

/// A value of a cell.
enum Value<'a> {
    Text(&'a str),
    Number(f64),
    /// In microseconds.
    Moment(i64),
    Nothing,
}

const CANDIDATES: [Column; 20] = [
    ("rank", 8.0, Form::Count),
    ("account_id", 24.0, Form::Text),
    ("network_id", 11.0, Form::Count),
    ("tier", 6.0, Form::Text),
    ("score", 10.0, Form::Number),
    ("q_value", 12.0, Form::Scientific),
    ("partners", 10.0, Form::Count),
    ("co_acts", 10.0, Form::Count),
    ("objects", 10.0, Form::Count),
    ("days", 8.0, Form::Count),
    ("traces", 24.0, Form::Text),
    ("ruled_out", 22.0, Form::Text),
    ("first_act", 20.0, Form::Moment),
    ("last_act", 20.0, Form::Moment),
    ("position", 10.0, Form::Text),
    ("platform", 12.0, Form::Text),
    ("handle", 20.0, Form::Text),
    ("display_name", 24.0, Form::Text),
    ("against", 80.0, Form::Text),
    ("pattern", 18.0, Form::Text),
];

const NETWORKS: [Column; 19] = [
    ("network_id", 11.0, Form::Count),
    ("accounts", 10.0, Form::Count),
    ("accounts_shared", 16.0, Form::Count),
    ("pairs", 10.0, Form::Count),
    ("density", 10.0, Form::Number),
    ("tier", 6.0, Form::Text),
    ("score", 10.0, Form::Number),
    ("q_value", 12.0, Form::Scientific),
    ("co_acts", 10.0, Form::Count),
    ("objects", 10.0, Form::Count),
    ("days", 8.0, Form::Count),
    ("traces", 24.0, Form::Text),
    ("ruled_out", 22.0, Form::Text),
    ("first_act", 20.0, Form::Moment),
    ("last_act", 20.0, Form::Moment),
    ("stability", 10.0, Form::Number),
    ("hangs_on_one_object", 20.0, Form::Text),
    ("pattern", 18.0, Form::Text),
    ("unstable", 10.0, Form::Text),
];

const PAIRS: [Column; 14] = [
    ("account_a", 24.0, Form::Text),
    ("account_b", 24.0, Form::Text),
    ("network_id", 11.0, Form::Count),
    ("trace", 16.0, Form::Text),
    ("co_acts", 10.0, Form::Count),
    ("shared_objects", 15.0, Form::Count),
    ("days", 8.0, Form::Count),
    ("median_gap_s", 13.0, Form::Number),
    ("window_s", 10.0, Form::Count),
    ("p_chance", 12.0, Form::Scientific),
    ("p_habit", 12.0, Form::Scientific),
    ("p_crowd", 12.0, Form::Scientific),
    ("p_value", 12.0, Form::Scientific),
    ("q_value", 12.0, Form::Scientific),
];

const EVIDENCE: [Column; 11] = [
    ("account_a", 24.0, Form::Text),
    ("account_b", 24.0, Form::Text),
    ("network_id", 11.0, Form::Count),
    ("trace", 16.0, Form::Text),
    ("object", 60.0, Form::Text),
    ("time_a", 20.0, Form::Moment),
    ("time_b", 20.0, Form::Moment),
    ("gap_s", 10.0, Form::Number),
    ("accounts_on_object", 19.0, Form::Count),
    ("own_object", 12.0, Form::Text),
    ("score", 10.0, Form::Number),
];

/// The workbook.
pub(super) fn xlsx(share: &Share, terms: &Terms) -> Result<Vec<u8>> {
    book(share, terms, ROWS).map_err(|e| Error::output("workbook.xlsx", e))
}

/// A sheet of rows: its name, its columns, and what fills it.
struct Rows {
    name: &'static str,
    columns: &'static [Column],
    fill: Fill,
}

type Fill = fn(&Share, &mut Sheet) -> Result<(), XlsxError>;

const SHEETS: [Rows; 4] = [
    Rows { name: "Candidates", columns: &CANDIDATES, fill: candidates },
    Rows { name: "Networks", columns: &NETWORKS, fill: networks },
    Rows { name: "Pairs", columns: &PAIRS, fill: pairs },
    Rows { name: "Evidence", columns: &EVIDENCE, fill: evidence },
];

/// A workbook whose sheets have so many rows at most.
fn book(share: &Share, terms: &Terms, rows: usize) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A clock would make other bytes of the same rows.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let maker = format!("lockstep {}", env!("CARGO_PKG_VERSION"));
    book.set_properties(&DocProperties::new().set_creation_datetime(&created).set_author(&maker));
    let mut left_out = Vec::new();
    for Rows { name, columns, fill } in SHEETS {
        let mut sheet = Sheet::new(book.add_worksheet().set_name(name)?, columns, rows)?;
        fill(share, &mut sheet)?;
        if sheet.left_out > 0 {
            let count = things(sheet.left_out as u64, "row", "rows");
            left_out.push(format!("Sheet {name}: {count} did not fit; the weakest pairs are left out."));
        }
        sheet.finish()?;
    }
    methods(share, terms, left_out, book.add_worksheet().set_name("Methods")?)?;
    book.save_to_buffer()
}

/// A sheet with a header, on its way.
struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    columns: &'static [Column],
    formats: Vec<Format>,
    /// Rows that are there, the header among them.
    filled: u32,
    most: usize,
    left_out: usize,
}

impl<'a> Sheet<'a> {
    fn new(sheet: &'a mut Worksheet, columns: &'static [Column], most: usize) -> Result<Self, XlsxError> {
        let bold = Format::new().set_bold();
        let mut formats = Vec::with_capacity(columns.len());
        for (&(name, width, form), column) in columns.iter().zip(0u16..) {
            sheet.write_string_with_format(0, column, name, &bold)?;
            sheet.set_column_width(column, width)?;
            formats.push(Format::new().set_num_format(form.number_format()));
        }
        sheet.set_freeze_panes(1, 0)?;
        Ok(Self { sheet, columns, formats, filled: 1, most, left_out: 0 })
    }

    fn push(&mut self, values: &[Value]) -> Result<(), XlsxError> {
        if self.filled as usize >= self.most {
            self.left_out += 1;
            return Ok(());
        }
        let row = self.filled;
        self.filled += 1;
        for ((value, format), column) in values.iter().zip(&self.formats).zip(0u16..) {
            match *value {
                Value::Text("") | Value::Nothing => {}
                Value::Text(text) => _ = self.sheet.write_string(row, column, fitted(text))?,
                Value::Moment(micros) if !DATES.contains(&micros) => {
                    self.sheet.write_string(row, column, time::rfc3339(micros))?;
                }
                Value::Moment(micros) => {
                    let days = EPOCH + micros as f64 / (86_400 * time::SECOND) as f64;
                    self.sheet.write_number_with_format(row, column, days, format)?;
                }
                // A cell holds no other number.
                Value::Number(number) if !number.is_finite() => {}
                Value::Number(number) => _ = self.sheet.write_number_with_format(row, column, number, format)?,
            }
        }
        Ok(())
    }

    /// Sets the filter over everything that is there.
    fn finish(self) -> Result<(), XlsxError> {
        let last = self.columns.len().saturating_sub(1) as u16;
        self.sheet.autofilter(0, 0, self.filled.saturating_sub(1), last).map(drop)
    }
}

impl Form {
    fn number_format(self) -> &'static str {
        match self {
            // Text, whatever is typed over it.
            Self::Text => "@",
            Self::Count => "0",
            Self::Number => "0.000",
            Self::Scientific => "0.00E+00",
            Self::Moment => "yyyy-mm-dd hh:mm:ss",
        }
    }
}

/// A text as the CSV tables write it, cut where a cell holds no more.
fn fitted(text: &str) -> String {
    let written = cell(text);
    if written.encode_utf16().nth(UNITS).is_none() {
        return written.into_owned();
    }
    let mut units = 1;
    let fits = written.chars().take_while(|c| {
        units += c.len_utf16();
        units <= UNITS
    });
    fits.chain(['…']).collect()
}

fn flag(flag: bool) -> Value<'static> {
    Value::Text(if flag { "true" } else { "false" })
}

fn probability(text: &str) -> Value<'_> {
    // A value that no float holds stays as it is written.
    match text.parse::<f64>() {
        Ok(value) if value > 0.0 || text == "0" => Value::Number(value),
        _ => Value::Text(text),
    }
}

fn candidates(share: &Share, sheet: &mut Sheet) -> Result<(), XlsxError> {
    let against: BTreeMap<u32, &Network> =
        share.networks.iter().map(|network| (network.row.network_id, network)).collect();
    for account in &share.accounts {
        let row = &account.row;
        let against = against.get(&row.network_id).map(|network| text::against_account(account, network));
        sheet.push(&[
            Value::Number(row.rank as f64),
            Value::Text(&account.id),
            Value::Number(row.network_id.into()),
            Value::Text(account.tier.letter()),
            Value::Number(account.score),
            probability(&row.q_value),
            Value::Number(row.partners as f64),
            Value::Number(row.co_acts as f64),
            Value::Number(row.objects as f64),
            Value::Number(row.days as f64),
            Value::Text(&row.traces),
            Value::Text(&row.ruled_out),
            Value::Moment(account.first_act),
            Value::Moment(account.last_act),
            Value::Text(&row.position),
            Value::Text(account.platform.as_deref().unwrap_or_default()),
            Value::Text(account.handle.as_deref().unwrap_or_default()),
            Value::Text(account.display_name.as_deref().unwrap_or_default()),
            Value::Text(against.as_deref().unwrap_or_default()),
            Value::Text(account.pattern.map_or("", Pattern::name)),
        ])?;
    }
    Ok(())
}

fn networks(share: &Share, sheet: &mut Sheet) -> Result<(), XlsxError> {
    for network in &share.networks {
        let row = &network.row;
        sheet.push(&[
            Value::Number(row.network_id.into()),
            Value::Number(row.accounts as f64),
            Value::Number(network.shared.len() as f64),
            Value::Number(row.pairs as f64),
            Value::Number(row.density),
            Value::Text(network.tier.letter()),
            Value::Number(row.score),
            probability(&row.q_value),
            Value::Number(row.co_acts as f64),
            Value::Number(row.objects as f64),
            Value::Number(row.days as f64),
            Value::Text(&row.traces),
            Value::Text(&row.ruled_out),
            Value::Moment(network.first_act),
            Value::Moment(network.last_act),
            row.stability.map_or(Value::Nothing, Value::Number),
            row.hangs_on_one_object.map_or(Value::Nothing, flag),
            Value::Text(row.pattern().map_or("", Pattern::name)),
            flag(row.is_unstable()),
        ])?;
    }
    Ok(())
}

fn pairs(share: &Share, sheet: &mut Sheet) -> Result<(), XlsxError> {
    let mut strongest: Vec<_> = share.pairs.iter().collect();
    strongest.sort_by(|x, y| x.q_value.total_cmp(&y.q_value).then(x.accounts.cmp(&y.accounts)));
    for pair in strongest {
        let p = |p: Option<f64>| p.map_or(Value::Nothing, Value::Number);
        sheet.push(&[
            Value::Text(&share.account(pair.accounts[0]).id),
            Value::Text(&share.account(pair.accounts[1]).id),
            Value::Number(pair.network_id.into()),
            Value::Text(pair.trace.name()),
            Value::Number(pair.co_acts as f64),
            Value::Number(pair.shared_objects as f64),
            Value::Number(pair.days as f64),
            Value::Number(pair.median_gap_s),
            Value::Number(pair.window_s),
            p(pair.p[0]),
            p(pair.p[1]),
            p(pair.p[2]),
            Value::Number(pair.p_value),
            Value::Number(pair.q_value),
        ])?;
    }
    Ok(())
}

fn evidence(share: &Share, sheet: &mut Sheet) -> Result<(), XlsxError> {
    for place in share.strongest_first() {
        let meeting = &share.meetings[place as usize];
        let [a, b] = meeting.accounts.map(|account| share.account(account));
        sheet.push(&[
            Value::Text(&a.id),
            Value::Text(&b.id),
            Value::Number(a.row.network_id.into()),
            Value::Text(meeting.trace.name()),
            Value::Text(&unlinked(share.object(meeting))),
            Value::Moment(meeting.times[0]),
            Value::Moment(meeting.times[1]),
            Value::Number((meeting.times[1] - meeting.times[0]) as f64 / time::SECOND as f64),
            Value::Number(meeting.accounts_on_object as f64),
            flag(meeting.own_object),
            Value::Number(meeting.score),
        ])?;
    }
    Ok(())
}

/// What a reader must know to defend the list.
fn methods(share: &Share, terms: &Terms, left_out: Vec<String>, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_column_width(0, 34)?;
    sheet.set_column_width(1, 110)?;
    let bold = Format::new().set_bold();
    sheet.write_string_with_format(0, 0, "What", &bold)?;
    sheet.write_string_with_format(0, 1, "Value", &bold)?;
    sheet.set_freeze_panes(1, 0)?;
    let lines = method_lines(share, terms, left_out);
    for ((what, value), row) in lines.iter().zip(1u32..) {
        sheet.write_string(row, 0, fitted(what))?;
        sheet.write_string(row, 1, fitted(value))?;
    }
    sheet.autofilter(0, 0, lines.len() as u32, 1).map(drop)
}

fn method_lines(share: &Share, terms: &Terms, left_out: Vec<String>) -> Vec<(String, String)> {
    let run = &share.source.run;
    let line = |what: &str, value: String| (what.to_owned(), value);
    let mut lines = vec![
        line("Made by", format!("lockstep {}", env!("CARGO_PKG_VERSION"))),
        line("May be passed on as", terms.tlp.label()),
        line(
            "Run",
            format!(
                "SHA-256 of run.json without its part machine: {} (lockstep verify prints it); made by lockstep {}",
                share.source.identity, run.lockstep
            ),
        ),
        line("Ids", if share.is_pseudonymised { "keyed pseudonyms" } else { "as in the data" }.to_owned()),
        line(
            "Shared here",
            format!(
                "{} of {} in {}",
                count(share.accounts.len() as u64),
                things(run.candidates, "account", "accounts"),
                things(share.networks.len() as u64, "network", "networks")
            ),
        ),
    ];
    for input in &run.inputs {
        lines.push(line(
            "Input",
            format!("{}, {}, SHA-256 {}", input.file, things(input.rows, "row", "rows"), input.sha256),
        ));
    }
    let fdr = &run.configuration["fdr"];
    lines.extend([
        line("Rows", format!("{} used, {} refused", count(run.rows), count(run.rejected_rows))),
        line("Accounts in the data", count(run.accounts)),
        line("Pairs of accounts", format!(
            "{} in all; {} met on enough objects to be tested; {} passed",
            small(run.pairs_in_all),
            count(run.tested_pairs),
            count(run.validated_pairs)
        )),
        line("False discovery rate", format!(
            "{fdr} over all pairs (Benjamini-Hochberg): of the pairs that passed, about {} are expected to be false",
            small(run.expected_false_pairs)
        )),
        line("List", format!("{} in {}", things(run.candidates, "account", "accounts"), things(run.networks, "network", "networks"))),
    ]);
    lines.extend(Tier::ALL.map(|tier| line(&format!("Tier {}", tier.letter()), tier.meaning().to_owned())));
    lines
        .extend(Pattern::LISTED.map(|pattern| line(&format!("Pattern {}", pattern.name()), wording::pattern(pattern))));
    lines.extend(run.warnings.iter().map(|warning| line("Note", warning.clone())));
    lines.extend(left_out.into_iter().map(|left_out| line("Left out", left_out)));
    lines.push(line("Candidates", "these accounts are candidates: a person decides".to_owned()));
    lines.push(line("Configuration", run.configuration.to_string()));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_a_cell_ends() {
        assert_eq!(fitted("=1"), "'=1");
        let (long, emoji) = ("x".repeat(UNITS), "😀".repeat(UNITS));
        assert_eq!(fitted(&long), long);
        for text in [format!("{long}x"), emoji] {
            let cut = fitted(&text);
            let units = cut.encode_utf16().count();
            assert!(cut.ends_with('…') && (UNITS - 1..=UNITS).contains(&units), "{units}");
        }
    }

    #[test]
    fn rows_that_do_not_fit_are_counted() {
        let mut book = Workbook::new();
        let mut sheet = Sheet::new(book.add_worksheet(), &EVIDENCE, 3).unwrap();
        for id in ["a", "b", "c", "d"] {
            sheet.push(&[Value::Text(id), Value::Number(f64::NAN), Value::Moment(0), Value::Moment(i64::MAX)]).unwrap();
        }
        assert_eq!((sheet.filled, sheet.left_out), (3, 2));
        sheet.finish().unwrap();
        book.save_to_buffer().unwrap();
    }

    #[test]
    fn probabilities_that_no_float_holds_stay_as_they_are_written() {
        assert!(matches!(probability("1.5e-91"), Value::Number(p) if p == 1.5e-91));
        assert!(matches!(probability("2.577e-869"), Value::Text("2.577e-869")));
        assert!(matches!(probability("0"), Value::Number(0.0)));
    }
}
