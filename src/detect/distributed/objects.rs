//! Which values are one object, where equality does not tell.

use lockstep_base::error::Result;
use lockstep_data::events::{Dictionary, NONE};
use lockstep_data::traces::{Among, Uses, Values};
use lockstep_table::{Column, Table};

use super::columns::{Columns, table};
use super::prepare::{signed, unsigned};
use super::trace_of;
use crate::config::Config;

/// The objects of distinct values of a trace, in the order in which they came up:
/// `name`, `times` (how often it was seen) and `under` (the one post that the
/// posts with it answer; null where they answer several, or none). Gives `name`,
/// `object` (the object's name), `order` (of the objects, from 0) and
/// `information` (bits that the object says; null where it is no text) of the
/// values that are objects.
///
/// # Errors
/// When a column is missing.
pub fn alike(values: &Table, trace: i64, config: &Config) -> Result<Table> {
    let columns = Columns::of(values, "distinct values");
    let (names, under, times) = (columns.texts("name")?, columns.texts("under")?, columns.numbers("times")?);
    let (mut all, mut posts) = (Dictionary::default(), Dictionary::default());
    names.iter().flatten().for_each(|name| _ = all.intern(name));
    let under = under.iter().map(|post| post.map(|post| posts.intern(post))).collect();
    let times = times.into_iter().map(|times| times.try_into().unwrap_or(u32::MAX)).collect();
    let grouping = match trace_of(trace)?.alike() {
        Some(how) => Values { values: all, under, times }.grouping(how, &config.same),
        None => None,
    };
    let Some(grouping) = grouping else { return table(Vec::new()) };
    let objects = grouping.of_value.iter().zip(0u32..).filter(|(object, _)| **object != NONE);
    let rows: Vec<(u32, u32)> = objects.map(|(&object, value)| (value, object)).collect();
    let name = |value: u32| names.get(value as usize);
    table(vec![
        Column::new("name", rows.iter().map(|row| name(row.0))),
        Column::new("object", rows.iter().map(|row| name(grouping.named_by[row.1 as usize]))),
        Column::new("order", rows.iter().map(|row| i64::from(row.1))),
        Column::new("information", rows.iter().map(|row| Some(grouping.information.as_ref()?[row.1 as usize]))),
    ])
}

/// The rows of hashtags of these uses, which are in the order of `account`,
/// `time`, `post` and place in the post, all uses of an account among them;
/// `name` is the hashtag, and in the answer the row.
///
/// # Errors
/// When a column is missing.
pub fn sequences(uses: &Table, config: &Config) -> Result<Table> {
    let columns = Columns::of(uses, "hashtags");
    let [accounts, times, posts] = [columns.numbers("account")?, columns.numbers("time")?, columns.numbers("post")?];
    let names = columns.texts("name")?;
    let mut all = Uses::default();
    for row in 0..columns.rows() {
        let tag = all.tags.intern(names.get(row).unwrap_or_default());
        all.uses.push((accounts[row] as u32, times[row], unsigned(posts[row]), tag));
    }
    let rows = all.rows(config.same.hashtag_sequence);
    table(vec![
        Column::new("account", rows.iter().map(|row| i64::from(row.0))),
        Column::new("time", rows.iter().map(|row| row.1)),
        Column::new("post", rows.iter().map(|row| signed(row.2))),
        Column::new("name", rows.into_iter().map(|row| row.3)),
    ])
}

/// The texts that are so common that sharing them says nothing: `object` of the
/// rows with `acts`, `accounts` and `information` of which that holds, among so
/// many acting accounts and posts.
///
/// # Errors
/// When a column is missing.
pub fn common(objects: &Table, acting: usize, posts: usize, config: &Config) -> Result<Table> {
    let columns = Columns::of(objects, "texts");
    let [ids, acts, accounts] = [columns.numbers("object")?, columns.numbers("acts")?, columns.numbers("accounts")?];
    let information = columns.floats("information")?;
    let among = Among { acting, posts };
    let says_nothing = |row: &usize| {
        let counts = [acts[*row] as usize, accounts[*row] as usize];
        among.is_common(counts, information[*row], config.same.common_text)
    };
    let common: Vec<i64> = (0..columns.rows()).filter(says_nothing).map(|row| ids[row]).collect();
    table(vec![Column::new("object", common)])
}
