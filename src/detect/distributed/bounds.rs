//! Which pairs chance explains, by their sums alone.

use std::sync::Arc;

use lockstep_base::error::Result;
use lockstep_data::traces::TraceKind;
use lockstep_method::coaction::{Meetings, Met, Pair};
use lockstep_method::significance::{Explanation, Volumes, chance_among, combined_bound, ln_chance};
use lockstep_table::{Column, Table};

use super::columns::{Columns, runs, table};
use super::{plan, trace_of};
use crate::config::Config;

/// Sums over the whole of every trace that the data carry.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The traces, in the order of [`TraceKind::ALL`].
    pub traces: Vec<TraceKind>,
    /// By trace and rung.
    volumes: Vec<Vec<Volumes>>,
    meetings: Vec<Meetings>,
}

impl Whole {
    /// Of the traces with these codes: `volumes` (`trace`, `rung`, `degree`,
    /// `n`: how many accounts act on so many objects), `popularity` (`trace`,
    /// `rung`, `accounts`, `n`: on how many objects so many accounts act) and
    /// `meetings` (`trace`, `class`, `n0`, …).
    ///
    /// # Errors
    /// When a column is missing.
    pub fn new(codes: &[i64], volumes: &Table, popularity: &Table, meetings: &Table, config: &Config) -> Result<Self> {
        let traces: Vec<TraceKind> = codes.iter().map(|&code| trace_of(code)).collect::<Result<_>>()?;
        let rungs: Vec<usize> = traces.iter().map(|&kind| config.trace(kind).window.as_slice().len()).collect();
        let accounts = by_rung(volumes, "degree", codes, &rungs)?;
        let objects = by_rung(popularity, "accounts", codes, &rungs)?;
        let met = met(meetings, codes, plan(config)?.rungs)?;
        let counted = |(met, objects): (&ByClass, &ByRung)| {
            let objects: Vec<&[(u32, u64)]> = objects.iter().map(Vec::as_slice).collect();
            Meetings::counted(met.iter().map(|(class, met)| (*class, met.as_slice())), &objects)
        };
        let meetings = met.iter().zip(&objects).map(counted).collect();
        let of_trace = |(accounts, objects): (ByRung, ByRung)| {
            let volumes = |(accounts, objects)| Volumes { degrees: Vec::new(), accounts, objects };
            accounts.into_iter().zip(objects).map(volumes).collect()
        };
        Ok(Self { traces, volumes: accounts.into_iter().zip(objects).map(of_trace).collect(), meetings })
    }

    /// The meetings of the trace at this place.
    pub fn meetings(&self, place: usize) -> &Meetings {
        &self.meetings[place]
    }

    /// Objects of the trace at this place that count at each rung.
    pub fn objects(&self, place: usize) -> Vec<usize> {
        let count = |volumes: &Volumes| volumes.objects.iter().map(|&(_, objects)| objects as usize).sum();
        self.volumes[place].iter().map(count).collect()
    }

    /// The volumes of the trace at this place, with the degrees of some accounts
    /// by rung.
    pub fn volumes(&self, place: usize, degrees: Vec<Vec<u32>>) -> Vec<Volumes> {
        let with = |(volumes, degrees): (&Volumes, Vec<u32>)| Volumes { degrees, ..volumes.clone() };
        self.volumes[place].iter().zip(degrees).map(with).collect()
    }

    /// The rungs of the trace at this place.
    pub fn rungs(&self, place: usize) -> usize {
        self.volumes[place].len()
    }

    /// The chance model of the trace at this place, for accounts with these
    /// degrees.
    fn chance(&self, place: usize, degrees: Vec<Vec<u32>>, config: &Config) -> Arc<dyn Explanation> {
        let (volumes, meetings) = (self.volumes(place, degrees), &self.meetings[place]);
        chance_among(config.chance, self.traces[place] == TraceKind::FastReaction, &volumes, meetings)
    }
}

/// How many there are of each value, ascending.
type Classes = Vec<(u32, u64)>;
/// The same at each rung.
type ByRung = Vec<Classes>;
/// Popularity classes with their meetings by rung.
type ByClass = Vec<(usize, Vec<u64>)>;

/// For each trace and rung, how many (`n`) have each value of `key`, ascending.
fn by_rung(counts: &Table, key: &str, codes: &[i64], rungs: &[usize]) -> Result<Vec<ByRung>> {
    let columns = Columns::of(counts, "volumes");
    let [traces, of_rung] = [columns.numbers("trace")?, columns.numbers("rung")?];
    let [keys, n] = [columns.numbers(key)?, columns.numbers("n")?];
    let mut all: Vec<ByRung> = rungs.iter().map(|&rungs| vec![Vec::new(); rungs]).collect();
    for row in (0..columns.rows()).filter(|&row| keys[row] > 0) {
        let trace = codes.iter().position(|&code| code == traces[row]).and_then(|place| all.get_mut(place));
        let classes = trace.and_then(|trace| trace.get_mut(of_rung[row] as usize));
        classes.into_iter().for_each(|classes| classes.push((keys[row] as u32, n[row] as u64)));
    }
    all.iter_mut().flatten().for_each(|classes| classes.sort_unstable());
    Ok(all)
}

/// For each trace its popularity classes with their meetings by rung.
fn met(counts: &Table, codes: &[i64], rungs: usize) -> Result<Vec<ByClass>> {
    let columns = Columns::of(counts, "meetings");
    let [traces, classes] = [columns.numbers("trace")?, columns.numbers("class")?];
    let met = columns.by_rung("n", rungs)?;
    let of_trace = |code: &i64| {
        let rows = (0..columns.rows()).filter(|&row| traces[row] == *code);
        rows.map(|row| (classes[row] as usize, met.iter().map(|counts| counts[row] as u64).collect())).collect()
    };
    Ok(codes.iter().map(of_trace).collect())
}

/// Lower bounds of ln p of pairs by chance, all traces together, rounded down.
/// The rows are in the order of `a`, `b` and `trace`: on how many objects that
/// count at each rung the pair met (`m0`, …), and on how many each of the two acts
/// (`ka0`, …, `kb0`, …). Gives `a`, `b` and `bound` (a float of 32 bits).
///
/// # Errors
/// When a column is missing.
pub fn bounds(pairs: &Table, whole: &Whole, config: &Config) -> Result<Table> {
    let columns = Columns::of(pairs, "sums of pairs");
    let [a, b, traces] = [columns.numbers("a")?, columns.numbers("b")?, columns.numbers("trace")?];
    let rungs = plan(config)?.rungs;
    let [met, of_a, of_b] =
        [columns.by_rung("m", rungs)?, columns.by_rung("ka", rungs)?, columns.by_rung("kb", rungs)?];
    // Row by row the two accounts are numbers of their own: 2 · row and the next.
    let degrees = |rung: usize| -> Vec<u32> {
        of_a[rung].iter().zip(&of_b[rung]).flat_map(|(&a, &b)| [a as u32, b as u32]).collect()
    };
    let chances: Vec<Arc<dyn Explanation>> = (0..whole.traces.len())
        .map(|place| whole.chance(place, (0..whole.rungs(place)).map(degrees).collect(), config))
        .collect();
    let place_of = |row: usize| {
        let kind = trace_of(traces[row]).ok()?;
        whole.traces.iter().position(|known| *known == kind)
    };
    let bound = |row: usize, place: usize| {
        let met = Met::on_objects((0..whole.rungs(place)).map(|rung| met[rung][row] as u32).collect());
        let pair = Pair::new(2 * row as u32, 2 * row as u32 + 1);
        (ln_chance(chances[place].as_ref(), pair, &met) as f32).next_down()
    };
    let (mut firsts, mut seconds, mut bounds) = (Vec::new(), Vec::new(), Vec::new());
    for rows in runs(a.len(), &[&a, &b]) {
        let mut of_traces = vec![0f32; whole.traces.len()];
        for row in rows.clone() {
            if let Some(place) = place_of(row) {
                of_traces[place] = bound(row, place);
            }
        }
        firsts.push(a[rows.start]);
        seconds.push(b[rows.start]);
        bounds.push(combined_bound(of_traces.into_iter()));
    }
    table(vec![Column::new("a", firsts), Column::new("b", seconds), Column::new("bound", bounds)])
}
