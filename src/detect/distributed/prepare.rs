//! From a batch of rows to acts, posts, facts and refused rows: the ordinary
//! reader, on a part of the input.

use lockstep_base::error::Result;
use lockstep_base::time;
use lockstep_data::events::{Column as Values, Events, Frame, Role, UNKNOWN, fingerprint};
use lockstep_data::traces::{Alike, NormalForm, Same, TraceKind, Wanted};
use lockstep_table::{Column, Table};
use serde::Serialize;

use super::columns::{Columns, table};
use crate::config::Config;

/// The columns by which the engine tells where a row comes from.
const FILE: &str = "__file";
const ROW: &str = "__row";
/// Rows of one file have numbers of so many bits.
const ROW_BITS: u32 = 40;

/// What a row of the answer is.
#[derive(Clone, Copy)]
enum Kind {
    Act,
    Post,
    Reject,
    Fact,
    Handle,
    Summary,
}

/// An unsigned number whose order among signed ones is its own.
pub(super) fn signed(number: u64) -> i64 {
    (number ^ 1 << 63) as i64
}

/// See [`signed`].
pub(super) fn unsigned(number: i64) -> u64 {
    number as u64 ^ 1 << 63
}

/// What the rows of one file in a batch were.
#[derive(Debug, Default, Serialize)]
struct Summary {
    file: i64,
    /// Rows, used or refused.
    rows: u64,
    rejected: u64,
    /// Rows that are no posts.
    set_aside: u64,
    usable: u64,
    first: Option<i64>,
    last: Option<i64>,
    has_seconds: bool,
    columns: Vec<(Role, String)>,
    preset: Option<lockstep_data::events::Preset>,
}

/// Rows of the answer.
#[derive(Default)]
struct Rows {
    kind: Vec<i8>,
    trace: Vec<i8>,
    column: Vec<i8>,
    name: Vec<Option<String>>,
    account: Vec<Option<String>>,
    time: Vec<i64>,
    post: Vec<i64>,
    row: Vec<i64>,
    seq: Vec<i32>,
    counts: Vec<bool>,
    has_id: Vec<bool>,
    created: Vec<Option<i64>>,
    answered: Vec<Option<String>>,
    object_fp: Vec<Option<i64>>,
}

/// One row of the answer.
#[derive(Default)]
struct Told {
    trace: usize,
    column: usize,
    name: Option<String>,
    account: Option<String>,
    time: i64,
    post: i64,
    row: i64,
    seq: usize,
    counts: bool,
    has_id: bool,
    created: Option<i64>,
    answered: Option<String>,
    object_fp: Option<i64>,
}

impl Rows {
    fn push(&mut self, kind: Kind, told: Told) {
        self.kind.push(kind as i8);
        self.trace.push(told.trace as i8);
        self.column.push(told.column as i8);
        self.name.push(told.name);
        self.account.push(told.account);
        self.time.push(told.time);
        self.post.push(told.post);
        self.row.push(told.row);
        self.seq.push(told.seq as i32);
        self.counts.push(told.counts);
        self.has_id.push(told.has_id);
        self.created.push(told.created);
        self.answered.push(told.answered);
        self.object_fp.push(told.object_fp);
    }

    fn into_table(self) -> Result<Table> {
        table(vec![
            Column::new("kind", self.kind),
            Column::new("trace", self.trace),
            Column::new("column", self.column),
            Column::new("name", self.name),
            Column::new("account", self.account),
            Column::new("time", self.time),
            Column::new("post", self.post),
            Column::new("row", self.row),
            Column::new("seq", self.seq),
            Column::new("counts", self.counts),
            Column::new("has_id", self.has_id),
            Column::new("created", self.created),
            Column::new("answered", self.answered),
            Column::new("object_fp", self.object_fp),
        ])
    }
}

/// The batch, and where its usable rows stand in the whole input.
struct Batch {
    events: Events,
    /// Of every row of the batch: the file, and the row in it from 0.
    places: Vec<(i64, i64)>,
}

impl Batch {
    /// The place of a usable row in the whole input.
    fn position(&self, row: usize) -> i64 {
        let (file, row) = self.places[self.events.lines()[row] as usize - 1];
        file << ROW_BITS | row
    }

    /// What tells the row's post from others of its account and moment, as the engine
    /// orders it.
    fn post(&self, row: usize) -> i64 {
        signed(self.events.post[row])
    }
}

/// Reads a batch of rows of the inputs with these names, which has the columns
/// `__file` (the input's place) and `__row` (the row in it from 0) beside the
/// data's own.
///
/// # Errors
/// When columns are missing that are needed; the message names them.
pub fn prepare(batch: &Table, names: &[String], config: &Config) -> Result<Table> {
    let columns = Columns::of(batch, "a batch of rows");
    let places: Vec<(i64, i64)> = columns.numbers(FILE)?.into_iter().zip(columns.numbers(ROW)?).collect();
    let mut rows = Rows::default();
    // Without a row the columns are still looked at.
    let file = places.first().map_or(0, |place| place.0);
    let name = usize::try_from(file).ok().and_then(|file| names.get(file));
    let wanted = Wanted { kinds: config.kinds(), same: &config.same, log: true, facts: true };
    let part = Frame { name: name.map_or("input", String::as_str).to_owned(), table: batch.without(&[FILE, ROW]) };
    let events = Events::read_part(part, &config.input, &wanted.roles())?;
    let batch = Batch { events, places };
    for (code, kind) in TraceKind::ALL.into_iter().enumerate() {
        if kind.is_of_acts() && config.kinds().contains(&kind) {
            acts(&batch, code, kind, &config.same, &mut rows);
        }
    }
    posts(&batch, &mut rows);
    facts(&batch, &mut rows);
    refused(&batch, names, &mut rows);
    summaries(&batch, &mut rows)?;
    rows.into_table()
}

fn acts(batch: &Batch, code: usize, kind: TraceKind, same: &Same, rows: &mut Rows) {
    if kind == TraceKind::Rhythm {
        return hours(batch, code, rows);
    }
    let events = &batch.events;
    for (place, &role) in kind.roles().iter().enumerate() {
        let Some(column) = events.column(role).filter(|column| column.values() > 0) else { continue };
        let objects = objects(column, kind.normal_form(role, same));
        let prints: Vec<Option<i64>> =
            objects.iter().map(|name| kind.is_of_posts().then(|| signed(fingerprint(name)))).collect();
        let moments = kind.created_role().and_then(|role| events.moments(role));
        let answered = events.column(Role::ReplyTo).filter(|_| kind.alike() == Some(Alike::Text));
        for row in 0..events.len() {
            let counts = kind.counts(events, row);
            for (seq, &value) in column.row(row).iter().enumerate() {
                let name = &objects[value as usize];
                if name.is_empty() {
                    continue;
                }
                let created = moments.map(|moments| moments[row]).filter(|&moment| counts && moment != UNKNOWN);
                let answers = answered.and_then(|column| Some(column.strings.get(*column.row(row).first()?)));
                rows.push(
                    Kind::Act,
                    Told {
                        trace: code,
                        column: place,
                        name: Some(name.clone()),
                        seq,
                        counts,
                        created,
                        answered: answers.map(str::to_owned),
                        object_fp: prints[value as usize],
                        ..post(batch, row)
                    },
                );
            }
        }
    }
}

/// The object of each value of a column, empty where nothing is left of it.
fn objects(column: &Values, form: Option<NormalForm>) -> Vec<String> {
    let object = |value: &str| form.as_ref().map_or_else(|| value.to_owned(), |form| form.of(value));
    column.strings.iter().map(object).collect()
}

/// Every post that counts is an act on its hour, which came into being when it
/// began.
fn hours(batch: &Batch, code: usize, rows: &mut Rows) {
    for row in (0..batch.events.len()).filter(|&row| TraceKind::Rhythm.counts(&batch.events, row)) {
        let hour = batch.events.time[row].div_euclid(time::HOUR) * time::HOUR;
        let name = Some(time::rfc3339(hour));
        rows.push(Kind::Act, Told { trace: code, name, counts: true, created: Some(hour), ..post(batch, row) });
    }
}

/// What is told of the post of a row.
fn post(batch: &Batch, row: usize) -> Told {
    let events = &batch.events;
    Told {
        account: Some(events.accounts.get(events.account[row]).to_owned()),
        time: events.time[row],
        post: batch.post(row),
        row: batch.position(row),
        has_id: events.post[row] != 0,
        ..Told::default()
    }
}

fn posts(batch: &Batch, rows: &mut Rows) {
    (0..batch.events.len()).for_each(|row| rows.push(Kind::Post, post(batch, row)));
}

/// What the batch tells of accounts; of several batches the one with the later
/// row tells more.
fn facts(batch: &Batch, rows: &mut Rows) {
    let events = &batch.events;
    let Some(last) = events.len().checked_sub(1).map(|row| batch.position(row)) else { return };
    let name = |account: u32| Some(events.accounts.get(account).to_owned());
    for (role, account, time, value) in events.facts.told_of_all() {
        let code = Role::ALL.iter().position(|known| *known == role).unwrap_or_default();
        let name =
            Told { trace: code, name: Some(value.into_owned()), account: name(account), time, ..Told::default() };
        rows.push(Kind::Fact, Told { row: last, ..name });
    }
    for handle in events.facts.handles() {
        let (name, account) = (Some(handle.handle.to_owned()), name(handle.account));
        rows.push(Kind::Handle, Told { name, account, time: handle.first, post: handle.last, ..Told::default() });
    }
}

fn refused(batch: &Batch, names: &[String], rows: &mut Rows) {
    for reject in &batch.events.rejects {
        let (file, row) = batch.places[reject.line as usize - 1];
        let name = usize::try_from(file).ok().and_then(|file| names.get(file)).unwrap_or(&reject.file);
        rows.push(
            Kind::Reject,
            Told {
                name: Some(reject.reason.clone().into_owned()),
                account: Some(name.clone()),
                time: row + 1,
                row: file << ROW_BITS | row,
                ..Told::default()
            },
        );
    }
}

fn summaries(batch: &Batch, rows: &mut Rows) -> Result<()> {
    let events = &batch.events;
    let mut files: Vec<Summary> = Vec::new();
    for of_file in batch.places.chunk_by(|x, y| x.0 == y.0) {
        files.push(Summary { file: of_file[0].0, rows: of_file.len() as u64, ..Summary::default() });
    }
    let file_of = |line: u64| batch.places[line as usize - 1].0;
    // Batches seldom hold rows of more than one file.
    for summary in &mut files {
        let own = |row: &usize| file_of(events.lines()[*row]) == summary.file;
        let times = || (0..events.len()).filter(own).map(|row| events.time[row]);
        let usable = times().count() as u64;
        let rejected = events.rejects.iter().filter(|reject| file_of(reject.line) == summary.file).count() as u64;
        let source = events.sources.first();
        *summary = Summary {
            usable,
            rejected,
            set_aside: summary.rows - usable - rejected,
            rows: usable + rejected,
            first: times().min(),
            last: times().max(),
            has_seconds: times().any(|time| time % (60 * time::SECOND) != 0),
            columns: source.map(|source| source.columns.clone()).unwrap_or_default(),
            preset: source.and_then(|source| source.preset),
            file: summary.file,
        };
    }
    for summary in files {
        let name = serde_json::to_string(&summary).map_err(|e| lockstep_base::error::Error::output("a summary", e))?;
        let first = batch.places.iter().find(|place| place.0 == summary.file).map_or(0, |place| place.1);
        rows.push(Kind::Summary, Told { name: Some(name), row: summary.file << ROW_BITS | first, ..Told::default() });
    }
    Ok(())
}
