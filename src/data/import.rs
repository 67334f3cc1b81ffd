//! Posts of any export as one typed table.

use std::io;
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};

use lockstep_base::directory::write_file;
use lockstep_base::error::{Error, Result};
use lockstep_table::{ROW_GROUP, write};
use polars::prelude::*;
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
    let (to_writer, blocks) = sync_channel::<PolarsResult<DataFrame>>(1);
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || {
            let mut take = |events: &mut Events| {
                let sent = to_writer.send(frame(events));
                events.forget_values();
                // Nobody takes them any more: the writer tells why.
                sent.map_err(|_| Error::output("a table", "it could not be written"))
            };
            Events::read_everything(inputs, input, &mut take)
        });
        let mut read = None;
        let written = write_file(out, |to| {
            write(to, groups(blocks), frame(&Events::default()))?;
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
fn groups(blocks: Receiver<PolarsResult<DataFrame>>) -> impl Iterator<Item = PolarsResult<DataFrame>> {
    let mut waiting: Option<DataFrame> = None;
    std::iter::from_fn(move || {
        while waiting.as_ref().is_none_or(|rows| rows.height() < ROW_GROUP) {
            let Ok(block) = blocks.recv() else { break };
            let joined = block.and_then(|block| match waiting.take() {
                Some(rows) => rows.vstack(&block),
                None => Ok(block),
            });
            match joined {
                Ok(rows) => waiting = Some(rows),
                Err(error) => return Some(Err(error)),
            }
        }
        let rows = waiting.take().filter(|rows| rows.height() > 0)?;
        let (mut group, rest) = rows.split_at(ROW_GROUP.min(rows.height()) as i64);
        waiting = Some(rest);
        group.align_chunks_par();
        group.rechunk_mut_par();
        Some(Ok(group))
    })
}

/// The rows in memory as a table.
fn frame(events: &Events) -> PolarsResult<DataFrame> {
    let columns = posts_columns();
    let made: Vec<Column> = columns
        .into_par_iter()
        .map(|(role, name, kind)| column(events, role, name, kind))
        .collect::<PolarsResult<_>>()?;
    DataFrame::new(events.len(), made)
}

fn column(events: &Events, role: Role, name: &str, kind: Kind) -> PolarsResult<Column> {
    let name = PlSmallStr::from_str(name);
    match kind {
        Kind::Text => {
            let mut texts = StringChunkedBuilder::new(name, events.len());
            (0..events.len()).for_each(|row| texts.append_option(values(events, role, row).next()));
            Ok(texts.finish().into_column())
        }
        Kind::Texts => {
            let mut lists = ListStringChunkedBuilder::new(name, events.len(), events.len());
            for row in 0..events.len() {
                let mut texts = values(events, role, row).peekable();
                if texts.peek().is_some() {
                    lists.append_values_iter(texts);
                } else {
                    lists.append_null();
                }
            }
            Ok(lists.finish().into_column())
        }
        Kind::Moment => {
            let moments = (0..events.len()).map(|row| moment(events, role, row));
            let moments: Int64Chunked = moments.collect_ca(name);
            moments.into_column().cast(&DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)))
        }
        Kind::Count => {
            let counts = (0..events.len()).map(|row| values(events, role, row).next().and_then(crate::events::count));
            let counts: UInt64Chunked = counts.collect_ca(name);
            Ok(counts.into_column())
        }
    }
}

/// What a row has in this role, without the platform's name before it: that has
/// a column of its own.
fn values(events: &Events, role: Role, row: usize) -> impl Iterator<Item = &str> {
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

fn moment(events: &Events, role: Role, row: usize) -> Option<i64> {
    if role == Role::Time {
        return Some(events.time[row]);
    }
    events.moments(role).map(|moments| moments[row]).filter(|&moment| moment != UNKNOWN)
}
