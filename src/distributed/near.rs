//! The crowd around the acts of members of pairs.

use polars::prelude::*;

use super::columns::{Columns, runs, table};
use super::{plan, trace_of};
use crate::config::Config;
use crate::error::Result;

/// How many acts on the object come within each window of an act. The rows are
/// acts in the order of `trace`, `object`, `block`, `time`, `account` and `post`;
/// a block is a whole object, or the acts of one stretch of it with those on
/// both sides that its widest window reaches. Gives `n0`, `n1`, … (the act
/// itself included) of the acts that are `member`.
///
/// # Errors
/// When a column is missing.
pub fn near(acts: &DataFrame, config: &Config) -> Result<DataFrame> {
    let columns = Columns::of(acts, "acts of members");
    let number = |name| columns.numbers(name);
    let [traces, objects, accounts] = [number("trace")?, number("object")?, number("account")?];
    let [times, posts] = [number("time")?, number("post")?];
    let blocks = if columns.has("block") { number("block")? } else { vec![0; times.len()] };
    let member = columns.flags("member")?;
    let rungs = plan(config)?.rungs;
    let mut kept: Vec<usize> = Vec::new();
    let mut near: Vec<Vec<i64>> = vec![Vec::new(); rungs];
    for rows in runs(times.len(), &[&traces, &objects, &blocks]) {
        let settings = config.trace(trace_of(traces[rows.start])?);
        let of_block = &times[rows.clone()];
        let members: Vec<usize> = (0..of_block.len()).filter(|&row| member[rows.start + row]).collect();
        for (rung, column) in near.iter_mut().enumerate() {
            let windows = settings.window.as_slice();
            let window = windows.get(rung).or(windows.last()).map_or(0, |window| window.micros());
            column.extend(within(of_block, &members, window));
        }
        kept.extend(members.into_iter().map(|row| rows.start + row));
    }
    let of = |values: &[i64]| kept.iter().map(|&row| values[row]).collect::<Vec<_>>();
    let trace: Vec<i8> = of(&traces).into_iter().map(|trace| trace as i8).collect();
    let mut all = vec![
        Column::new("trace".into(), trace),
        Column::new("object".into(), of(&objects)),
        Column::new("account".into(), of(&accounts)),
        Column::new("time".into(), of(&times)),
        Column::new("post".into(), of(&posts)),
    ];
    all.extend(near.into_iter().enumerate().map(|(rung, counts)| Column::new(format!("n{rung}").into(), counts)));
    table(all)
}

/// How many of the ascending times come within the window of each of those at
/// `places`, which ascend.
fn within(times: &[i64], places: &[usize], window: i64) -> Vec<i64> {
    let (mut start, mut end) = (0, 0);
    let count = |&place: &usize| {
        while times[place] - times[start] > window {
            start += 1;
        }
        while end < times.len() && times[end] - times[place] <= window {
            end += 1;
        }
        (end - start) as i64
    };
    places.iter().map(count).collect()
}
