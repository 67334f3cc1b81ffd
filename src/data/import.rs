//! Posts of any export as one typed table.

use std::io;
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};

use lockstep_base::directory::write_file;
use lockstep_base::error::{Error, Result};
use lockstep_table::{Column, ROW_GROUP, Table, write_parquet};
use rayon::prelude::*;

use crate::events::{Events, Input, InputConfig, Preset, Role, UNKNOWN};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// Several texts; null where there is none.
    Texts,
    /// A moment: microseconds in UTC.
    Moment,
    /// A whole number.
    Count,
}

impl Kind {
    /// The name of its type in Parquet.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "String",
            Self::Texts => "List(String)",
            Self::Moment => "Datetime(us, UTC)",
            Self::Count => "UInt64",
        }
    }

    fn of(role: Role) -> Self {
        match role {
            role if role.is_list() => Self::Texts,
            role if role.is_time() => Self::Moment,
            Role::AccountCreated => Self::Moment,
            Role::Followers | Role::Following => Self::Count,
            _ => Self::Text,
        }
    }
}

/// The columns of the table, as the form `posts` names them: of each role the
/// last of its names there.
pub fn posts_columns() -> Vec<(Role, &'static str, Kind)> {
    let fields = Preset::POSTS.form().fields;
    let name = |role: Role| fields.iter().rev().find(|(r, _)| *r == role).map(|(_, name)| *name);
    Role::ALL.into_iter().filter_map(|role| Some((role, name(role)?, Kind::of(role)))).collect()
}

/// Reads the inputs and writes their posts to one Parquet file, block by block:
/// it is there whole or not at all. Gives what was read, without the rows.
///
/// # Errors
/// When an input cannot be read, or the file cannot be written.
pub fn import_posts(inputs: &[Input], input: &InputConfig, out: &Path) -> Result<Events> {
    let (to_writer, blocks) = sync_channel::<lockstep_table::Result<Table>>(1);
    // Threads of its own: a thread that waits for the writer to take a block must
    // not be one that the writer waits for.
    let readers = rayon::ThreadPoolBuilder::new()
        .num_threads(rayon::current_num_threads())
        .build()
        .map_err(|e| Error::config("threads", e.to_string()))?;
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || {
            let mut take = |events: &mut Events| {
                let sent = to_writer.send(table(events));
                events.forget_values();
                // Nobody takes them any more: the writer tells why.
                sent.map_err(|_| Error::output("a table", "it could not be written"))
            };
            readers.install(|| Events::read_everything(inputs, input, &mut take))
        });
        let mut read = None;
        let written = write_file(out, |to| {
            write_parquet(to, groups(blocks), table(&Events::default()))?;
            match reader.join() {
                Ok(Ok(events)) => {
                    read = Some(Ok(events));
                    Ok(())
                }
                Ok(Err(error)) => {
                    read = Some(Err(error));
                    Err(io::Error::other("the input"))
                }
                Err(panic) => std::panic::resume_unwind(panic),
            }
        });
        match read {
            Some(Err(error)) => Err(error),
            Some(Ok(events)) => written.map(|()| events),
            None => written.and(Err(Error::output("a table", "it was not written"))),
        }
    })
}

/// Blocks of rows, joined and cut into groups.
fn groups(blocks: Receiver<lockstep_table::Result<Table>>) -> impl Iterator<Item = lockstep_table::Result<Table>> {
    let mut waiting = Table::default();
    std::iter::from_fn(move || {
        while waiting.height() < ROW_GROUP {
            let Ok(block) = blocks.recv() else { break };
            if let Err(error) = block.and_then(|block| waiting.append(block)) {
                return Some(Err(error));
            }
        }
        if waiting.height() == 0 {
            return None;
        }
        let (mut group, rest) = waiting.split_at(ROW_GROUP);
        waiting = rest;
        Some(group.rechunk().map(|()| group))
    })
}

/// The rows in memory as a table.
fn table(events: &Events) -> lockstep_table::Result<Table> {
    let columns = posts_columns().into_par_iter().map(|(role, name, kind)| column(events, role, name, kind));
    Table::new(events.len(), columns.collect())
}

fn column(events: &Events, role: Role, name: &str, kind: Kind) -> Column {
    let rows = 0..events.len();
    match kind {
        Kind::Text => Column::new(name, rows.map(|row| values(events, role, row).next())),
        Kind::Texts => {
            let list = |row| {
                let mut texts = values(events, role, row).peekable();
                texts.peek().is_some().then_some(texts)
            };
            Column::lists(name, rows.map(list))
        }
        Kind::Moment => Column::moments(name, rows.map(|row| moment(events, role, row))),
        Kind::Count => {
            let count = |row| values(events, role, row).next().and_then(crate::events::count);
            Column::new(name, rows.map(count))
        }
    }
}

/// What a row has in this role, without the platform's name before it: that has
/// a column of its own.
pub(crate) fn values(events: &Events, role: Role, row: usize) -> impl Iterator<Item = &str> {
    let of = |role: Role| {
        let column = events.column(role);
        column.into_iter().flat_map(move |column| column.row(row).iter().map(|&id| column.strings.get(id)))
    };
    let account = (role == Role::Account).then(|| events.accounts.get(events.account[row]));
    let platform = of(Role::Platform).next().filter(|_| role == Role::Account || role.is_of_platform());
    let plain = move |value: &'_ str| -> Option<usize> {
        let platform = platform?;
        value.strip_prefix(platform)?.strip_prefix(':').map(str::len)
    };
    account.into_iter().chain(of(role)).map(move |value| match plain(value) {
        Some(length) => &value[value.len() - length..],
        None => value,
    })
}

pub(crate) fn moment(events: &Events, role: Role, row: usize) -> Option<i64> {
    if role == Role::Time {
        return Some(events.time[row]);
    }
    events.moments(role).map(|moments| moments[row]).filter(|&moment| moment != UNKNOWN)
}
