//! `evidence.parquet`: the meetings of the validated pairs, one by one.

use lockstep_base::time::SECOND;
use lockstep_detect::Detection;
use lockstep_detect::candidates::Tested;
use lockstep_method::coaction::Meeting;
use lockstep_method::significance::Shared;
use lockstep_table::{ROW_GROUP, Table, table};
use rayon::prelude::*;

use super::parquet::Groups;

/// Rows of a group, and meetings that are looked at at once: fewer than elsewhere, for a row
/// is wide.
const GROUP: usize = ROW_GROUP / 4;

/// The columns that hold moments.
const MOMENTS: [&str; 2] = ["time_a", "time_b"];

/// A meeting of a validated pair, seen from the pair's two sides.
struct Row {
    /// The pair's place among the tested ones.
    place: usize,
    trace: usize,
    object: u32,
    /// When each account acted, in microseconds.
    times: [i64; 2],
    chance_habit: f64,
    chance_crowd: f64,
    begins: bool,
}

/// One row a meeting: a validated pair's closest co-act on an object, within
/// the window of the pair's test in that trace. In the order of pairs, traces
/// and time. `gap_s` is `time_b − time_a`, positive where account a acted
/// first; `chance_habit` and `chance_crowd` are what each model gave the two
/// to meet on this object; `score` and `ruled_out` are the pair's, over all
/// traces.
pub(super) fn evidence(detection: &Detection) -> Groups<'_> {
    let (tested, mut pairs) = (&detection.tested, detection.findings.validated.as_slice());
    let mut rows: Vec<Row> = Vec::new();
    let groups = std::iter::from_fn(move || {
        while rows.len() < GROUP && !pairs.is_empty() {
            let (some, others) = pairs.split_at(pairs_at_once(tested, pairs));
            let more: Vec<Vec<Row>> = some.par_iter().map(|&place| rows_of(tested, place)).collect();
            rows.extend(more.into_iter().flatten());
            pairs = others;
        }
        let group: Vec<Row> = rows.drain(..rows.len().min(GROUP)).collect();
        (!group.is_empty()).then(|| table(detection, &group))
    });
    Groups { empty: table(detection, &[]), groups: Box::new(groups) }
}

/// How many of these pairs, at least one, have no more meetings than a group has rows.
fn pairs_at_once(tested: &Tested, pairs: &[usize]) -> usize {
    let meetings = |place: usize| tested.traces.iter().map(|trace| trace.tests[place].objects as usize).sum::<usize>();
    let mut sum = 0;
    let fitting = pairs.iter().take_while(|&&place| {
        sum += meetings(place);
        sum <= GROUP
    });
    fitting.count().max(1)
}

fn table(detection: &Detection, rows: &[Row]) -> lockstep_table::Result<Table> {
    let (tested, names) = (&detection.tested, &detection.events.accounts);
    let trace = |row: &Row| &tested.traces[row.trace];
    let triggers = |row: &Row| &trace(row).acts.triggers;
    let delay = |row: &Row, side: usize| seconds(row.times[side] - triggers(row).moment[row.object as usize]);
    let ruled_out = |row: &Row| detection.findings.ruled_out_of(row.place).unwrap_or_default().names();
    let table = table!(
        "account_a" => rows.iter().map(|r| names.get(tested.pairs[r.place].a())),
        "account_b" => rows.iter().map(|r| names.get(tested.pairs[r.place].b())),
        "trace" => rows.iter().map(|r| trace(r).kind.name()),
        "object" => rows.iter().map(|r| trace(r).acts.objects.get(r.object)),
        "time_a" => rows.iter().map(|r| r.times[0]),
        "time_b" => rows.iter().map(|r| r.times[1]),
        "gap_s" => rows.iter().map(|r| seconds(r.times[1] - r.times[0])),
        "trigger" => rows.iter().map(|r| triggers(r).source[r.object as usize].name()),
        "delay_a_s" => rows.iter().map(|r| delay(r, 0)),
        "delay_b_s" => rows.iter().map(|r| delay(r, 1)),
        "own_object" => rows.iter().map(|r| trace(r).histories.population().own().made(r.object)),
        "accounts_on_object" => rows.iter().map(|r| trace(r).ladder.accounts_of(r.object)),
        "chance_habit" => rows.iter().map(|r| r.chance_habit),
        "chance_crowd" => rows.iter().map(|r| r.chance_crowd),
        "begins_occasion" => rows.iter().map(|r| r.begins),
        "score" => rows.iter().map(|r| tested.pair_score(r.place)),
        "ruled_out" => rows.iter().map(ruled_out),
    );
    table.and_then(|table| table.with_moments(&MOMENTS))
}

fn seconds(micros: i64) -> f64 {
    micros as f64 / SECOND as f64
}

/// The meetings of the pair at this place.
fn rows_of(tested: &Tested, place: usize) -> Vec<Row> {
    let pair = tested.pairs[place];
    let mut rows = Vec::new();
    for (trace, evidence) in tested.traces.iter().enumerate() {
        let meetings = evidence.meetings(place);
        if meetings.is_empty() {
            continue;
        }
        let rung = evidence.tests[place].rung;
        let (models, accounts) = (evidence.models(), &evidence.acts.account);
        let shared = models.shared(pair);
        let row = |Meeting { co_act, begins }: Meeting| {
            let on: &Shared = shared.get(shared.partition_point(|shared| shared.object < co_act.object))?;
            let a_first = accounts[co_act.acts[0] as usize] == pair.a();
            Some(Row {
                place,
                trace,
                object: co_act.object,
                times: if a_first { [co_act.earlier, co_act.later] } else { [co_act.later, co_act.earlier] },
                chance_habit: models.habit.chance(pair, on, rung),
                chance_crowd: models.crowd.chance(on, rung),
                begins,
            })
        };
        rows.extend(meetings.into_iter().filter_map(row));
    }
    rows
}
