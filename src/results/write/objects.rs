//! The objects of one trace: which posts were taken as the same act.

use std::io::{self, Write};

use csv::Writer;
use lockstep_base::safe::cell;
use lockstep_base::time;
use lockstep_data::events::Events;
use lockstep_data::traces::{Listed, Listing};
use lockstep_detect::traits::{Trait, TraitKind};
use lockstep_table::{ROW_GROUP, Table, table, write_parquet};

/// The columns, in their order.
const HEADER: [&str; 6] = ["content_id", "account_id", "time", "object_id", "object", "accounts"];

/// One row an act, object by object, as a Parquet file with ids and texts exactly
/// as they are.
///
/// # Errors
/// Those of `to`.
pub fn objects_parquet(listing: &Listing, events: &Events, to: &mut dyn Write) -> io::Result<()> {
    let mut acts = listing.iter(events);
    let groups = std::iter::from_fn(|| {
        let group: Vec<Listed> = acts.by_ref().take(ROW_GROUP).collect();
        (!group.is_empty()).then(|| acts_table(&group))
    });
    write_parquet(to, groups, acts_table(&[]))
}

fn acts_table(acts: &[Listed]) -> lockstep_table::Result<Table> {
    let table = table!(
        HEADER[0] => acts.iter().map(|act| Some(act.content).filter(|id| !id.is_empty())),
        HEADER[1] => acts.iter().map(|act| act.account),
        HEADER[2] => acts.iter().map(|act| act.time),
        HEADER[3] => acts.iter().map(|act| act.object_id),
        HEADER[4] => acts.iter().map(|act| act.object),
        HEADER[5] => acts.iter().map(|act| act.accounts as u32),
    );
    table.and_then(|table| table.with_moments(&["time"]))
}

/// The same as CSV, for people: what is hidden in a text is shown, and no cell
/// is a formula.
///
/// # Errors
/// Those of `to`.
pub fn acts_csv(listing: &Listing, events: &Events, to: &mut dyn Write) -> io::Result<()> {
    let mut writer = Writer::from_writer(to);
    writer.write_record(HEADER)?;
    for act in listing.iter(events) {
        let numbers = [act.object_id.to_string(), act.accounts.to_string()];
        let moment = time::rfc3339(act.time);
        let [content, account, object] = [act.content, act.account, act.object].map(cell);
        writer.write_record([&content, &account, moment.as_str(), &numbers[0], &object, &numbers[1]])?;
    }
    writer.flush()
}

/// What accounts say of themselves and share: one row an account and trait, the
/// most widespread traits first.
///
/// # Errors
/// Those of `to`.
pub fn traits_csv(traits: &[&Trait], events: &Events, to: &mut dyn Write) -> io::Result<()> {
    let mut writer = Writer::from_writer(to);
    writer.write_record(["account_id", "object_id", "object", "accounts", "kind"])?;
    for (number, one) in traits.iter().enumerate() {
        for &account in &one.accounts {
            let numbers = [(number + 1).to_string(), one.accounts.len().to_string()];
            let [account, value] = [events.accounts.get(account), one.value.as_str()].map(cell);
            writer.write_record([&account, numbers[0].as_str(), &value, &numbers[1], one.kind.name()])?;
        }
    }
    writer.flush()
}

/// The same as a Parquet file.
///
/// # Errors
/// Those of `to`.
pub fn traits_parquet(traits: &[&Trait], events: &Events, to: &mut dyn Write) -> io::Result<()> {
    let all = |(number, one): (usize, &&'_ Trait)| {
        let (value, kind, accounts) = (one.value.clone(), one.kind, one.accounts.len());
        one.accounts
            .iter()
            .map(move |&account| (account, number as u32 + 1, value.clone(), accounts as u32, kind))
            .collect::<Vec<_>>()
    };
    let rows: Vec<(u32, u32, String, u32, TraitKind)> = traits.iter().enumerate().flat_map(all).collect();
    let table = |rows: &[(u32, u32, String, u32, TraitKind)]| {
        table!(
            "account_id" => rows.iter().map(|row| events.accounts.get(row.0)),
            "object_id" => rows.iter().map(|row| row.1),
            "object" => rows.iter().map(|row| row.2.as_str()),
            "accounts" => rows.iter().map(|row| row.3),
            "kind" => rows.iter().map(|row| row.4.name()),
        )
    };
    write_parquet(to, rows.chunks(ROW_GROUP).map(table), table(&[]))
}
