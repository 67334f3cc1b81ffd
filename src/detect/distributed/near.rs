//! The crowd around the acts of members of pairs.

use lockstep_base::error::Result;
use lockstep_table::{Column, Table};

use super::columns::{Columns, runs, table};
use super::{plan, trace_of};
use crate::config::Config;

/// How many acts come within each window of an act. The rows are acts in the
/// order of `trace`, `object`, `block`, `time`, `account` and `post`; a block is a
/// whole object, or a chunk of it. Gives `n0`, `n1`, … of the acts that are
/// `member`: how many of those in the block that `count` come near it, itself
/// included where it counts. What the chunks of an object give adds up.
///
/// # Errors
/// When a column is missing.
pub fn near(acts: &Table, config: &Config) -> Result<Table> {
    let columns = Columns::of(acts, "acts of members");
    let number = |name| columns.numbers(name);
    let [traces, objects, accounts] = [number("trace")?, number("object")?, number("account")?];
    let [times, posts] = [number("time")?, number("post")?];
    let blocks = if columns.has("block") { number("block")? } else { vec![0; times.len()] };
    let (member, counts) = (columns.flags("member")?, columns.flags("count")?);
    let rungs = plan(config)?.rungs;
    let mut kept: Vec<usize> = Vec::new();
    let mut near: Vec<Vec<i64>> = vec![Vec::new(); rungs];
    for rows in runs(times.len(), &[&traces, &objects, &blocks]) {
        let settings = config.trace(trace_of(traces[rows.start])?);
        let members: Vec<usize> = rows.clone().filter(|&row| member[row]).collect();
        let moments: Vec<i64> = members.iter().map(|&row| times[row]).collect();
        let counted: Vec<i64> = rows.filter(|&row| counts[row]).map(|row| times[row]).collect();
        for (rung, column) in near.iter_mut().enumerate() {
            let windows = settings.window.as_slice();
            let window = windows.get(rung).or(windows.last()).map_or(0, |window| window.micros());
            column.extend(within(&counted, &moments, window));
        }
        kept.extend(members);
    }
    let of = |values: &[i64]| kept.iter().map(|&row| values[row]).collect::<Vec<_>>();
    let trace: Vec<i8> = of(&traces).into_iter().map(|trace| trace as i8).collect();
    let mut all = vec![
        Column::new("trace", trace),
        Column::new("object", of(&objects)),
        Column::new("account", of(&accounts)),
        Column::new("time", of(&times)),
        Column::new("post", of(&posts)),
    ];
    all.extend(near.into_iter().enumerate().map(|(rung, counts)| Column::new(format!("n{rung}"), counts)));
    table(all)
}

/// How many of the times come within the window of each moment; both ascend.
fn within(times: &[i64], moments: &[i64], window: i64) -> Vec<i64> {
    let (mut start, mut end) = (0, 0);
    let count = |&moment: &i64| {
        while start < times.len() && moment - times[start] > window {
            start += 1;
        }
        while end < times.len() && times[end] - moment <= window {
            end += 1;
        }
        (end - start) as i64
    };
    moments.iter().map(count).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn as_many_are_near_as_counting_says(
            mut times in prop::collection::vec(0i64..200, 0..60),
            mut moments in prop::collection::vec(0i64..200, 0..20),
            window in 0i64..50,
        ) {
            times.sort_unstable();
            moments.sort_unstable();
            let near = |moment: &i64| times.iter().filter(|&time| (time - moment).abs() <= window).count() as i64;
            let expected: Vec<i64> = moments.iter().map(near).collect();
            prop_assert_eq!(within(&times, &moments, window), expected);
        }
    }
}
