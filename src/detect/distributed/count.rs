//! Partial counts of pairs: whole objects, and blocks of hot ones.

use std::sync::Arc;

use lockstep_base::error::{Error, Result};
use lockstep_data::events::Dictionary;
use lockstep_data::traces::{Act, Acts};
use lockstep_method::coaction::{GapBins, Ladder, Meetings, Pair, visit_acts};
use lockstep_table::{Column, Table};

use super::columns::{Columns, runs, table};
use super::trace_of;
use crate::config::Config;

/// Meetings that are held before they are added up and handed over.
const MOST_HELD: usize = 1 << 22;

/// What a row of the answer is.
const PAIR: i8 = 0;
const MEETINGS: i8 = 1;
const GAPS: i8 = 2;

/// A meeting of a pair on an object: the narrowest rung that holds it, and at how
/// many rungs the object counts.
type Meeting = (Pair, u8, u8);

/// Counts as they are handed over.
struct Counts {
    what: Vec<i8>,
    trace: Vec<i8>,
    a: Vec<i64>,
    b: Vec<i64>,
    by_rung: Vec<Vec<i64>>,
    where_it_counts: Vec<Vec<i64>>,
}

impl Counts {
    fn new(rungs: usize) -> Self {
        let columns = || vec![Vec::new(); rungs];
        let (what, trace, a, b) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { what, trace, a, b, by_rung: columns(), where_it_counts: columns() }
    }

    /// Adds a row; beyond the ladder of its trace the last count stands.
    fn push(&mut self, what: i8, trace: i64, [a, b]: [i64; 2], counts: [&[i64]; 2]) {
        self.what.push(what);
        self.trace.push(trace as i8);
        self.a.push(a);
        self.b.push(b);
        for (columns, counts) in [&mut self.by_rung, &mut self.where_it_counts].into_iter().zip(counts) {
            for (rung, column) in columns.iter_mut().enumerate() {
                column.push(counts.get(rung).or(counts.last()).copied().unwrap_or_default());
            }
        }
    }

    fn into_table(self) -> Result<Table> {
        let mut columns = vec![
            Column::new("what", self.what),
            Column::new("trace", self.trace),
            Column::new("a", self.a),
            Column::new("b", self.b),
        ];
        for (prefix, by_rung) in [("n", self.by_rung), ("m", self.where_it_counts)] {
            let of_rung = |(rung, counts)| Column::new(format!("{prefix}{rung}"), counts);
            columns.extend(by_rung.into_iter().enumerate().map(of_rung));
        }
        table(columns)
    }
}

/// Accounts of a part of the acts, numbered densely in their order.
struct Accounts {
    ids: Vec<i64>,
}

impl Accounts {
    fn of(mut ids: Vec<i64>) -> Self {
        ids.sort_unstable();
        ids.dedup();
        Self { ids }
    }

    fn number(&self, id: i64) -> Result<u32> {
        let place = self.ids.binary_search(&id).map(|place| place as u32);
        place.map_err(|_| Error::input("a table of the engine", format!("there is no account {id}"), "report it"))
    }

    fn pair(&self, pair: Pair) -> [i64; 2] {
        [pair.a(), pair.b()].map(|account| self.ids[account as usize])
    }
}

/// Counts the pairs on whole objects. The rows are acts in the order of `trace`,
/// `object`, `time`, `account` and post; `enough` tells whether the account acts
/// on enough objects for any pair. Gives rows of three kinds (`what`):
/// 0: the pair `a` < `b` met on so many objects within each rung (`n0`, `n1`,
/// …, cumulative; only accounts that act on enough), and on so many of those that
/// count at the rung (`m0`, …: what chance is tested against); 1: all pairs met so often
/// on objects of the popularity class `a`; 2: so many co-acts (`n0`) have a gap
/// in bin `b` of rung `a`. Rows of the same key add up.
///
/// # Errors
/// When a column is missing.
pub fn count(acts: &Table, config: &Config) -> Result<Table> {
    let columns = Columns::of(acts, "acts");
    let (traces, objects) = (columns.numbers("trace")?, columns.numbers("object")?);
    let (accounts, times, enough) = (columns.numbers("account")?, columns.numbers("time")?, columns.flags("enough")?);
    let mut counts = Counts::new(super::plan(config)?.rungs);
    for of_trace in runs(traces.len(), &[&traces]) {
        let kind = trace_of(traces[of_trace.start])?;
        let numbered = Accounts::of(accounts[of_trace.clone()].to_vec());
        let mut has_enough = vec![false; numbered.ids.len()];
        let (mut list, mut names) = (Vec::with_capacity(of_trace.len()), Dictionary::default());
        for on_object in runs(of_trace.len(), &[&objects[of_trace.clone()]]) {
            let object = names.intern(&on_object.start.to_string());
            for row in on_object.map(|row| of_trace.start + row) {
                let account = numbered.number(accounts[row])?;
                has_enough[account as usize] |= enough[row];
                list.push(Act { object, account, time: times[row], post: 0 });
            }
        }
        let acts = Acts::of_objects(kind, Arc::new(names), &list);
        let ladder = Ladder::new(&acts, &config.trace(kind).window, config.rare);
        let trace = Trace { acts, ladder, has_enough, numbered, code: traces[of_trace.start] };
        trace.count(&mut counts);
    }
    counts.into_table()
}

/// The acts of one trace on some whole objects.
struct Trace {
    acts: Acts,
    ladder: Ladder,
    has_enough: Vec<bool>,
    numbered: Accounts,
    code: i64,
}

impl Trace {
    fn count(&self, counts: &mut Counts) {
        for (class, met) in Meetings::of(&self.acts, &self.ladder).by_class() {
            let met: Vec<i64> = met.into_iter().map(|met| met as i64).collect();
            counts.push(MEETINGS, self.code, [class as i64, 0], [&met, &[]]);
        }
        let mut gaps = Gaps::new(&self.ladder);
        let (mut held, mut on_object): (Vec<Meeting>, Vec<Meeting>) = (Vec::new(), Vec::new());
        for object in 0..self.acts.objects.len() {
            self.meet(object, &mut gaps, &mut on_object);
            once_each(&mut on_object);
            held.append(&mut on_object);
            if held.len() >= MOST_HELD {
                self.hand_over(&mut held, counts);
            }
        }
        self.hand_over(&mut held, counts);
        gaps.hand_over(|key, bins| counts.push(GAPS, self.code, key, [bins, &[]]));
    }

    /// The meetings on an object, of accounts that act on enough.
    fn meet(&self, object: usize, gaps: &mut Gaps, found: &mut Vec<Meeting>) {
        let Some(widest) = self.ladder.widest(object) else { return };
        let Acts { account, time, .. } = &self.acts;
        let rungs = self.ladder.rungs_of(object as u32).len();
        visit_acts(&self.acts, object, self.acts.of(object), widest, |earlier, later| {
            let [one, other] = [account[earlier], account[later]];
            if one != other {
                let rung = gaps.add(time[later] - time[earlier], rungs);
                if self.has_enough[one as usize] && self.has_enough[other as usize] {
                    found.push((Pair::new(one, other), rung as u8, rungs as u8));
                }
            }
        });
    }

    /// Adds up the meetings of each pair.
    fn hand_over(&self, held: &mut Vec<Meeting>, counts: &mut Counts) {
        held.sort_unstable();
        let (mut objects, mut counted) = (vec![0i64; self.ladder.len()], vec![0i64; self.ladder.len()]);
        for of_pair in held.chunk_by(|x, y| x.0 == y.0) {
            objects.fill(0);
            counted.fill(0);
            for &(_, narrowest, rungs) in of_pair {
                let (narrowest, rungs) = (usize::from(narrowest), usize::from(rungs));
                objects[narrowest..].iter_mut().for_each(|objects| *objects += 1);
                counted[narrowest..rungs].iter_mut().for_each(|objects| *objects += 1);
            }
            counts.push(PAIR, self.code, self.numbered.pair(of_pair[0].0), [&objects, &counted]);
        }
        held.clear();
    }
}

/// Keeps of each pair the meeting at the narrowest rung.
fn once_each(meetings: &mut Vec<Meeting>) {
    meetings.sort_unstable();
    meetings.dedup_by_key(|(pair, ..)| *pair);
}

/// The gaps of co-acts, by rung.
struct Gaps {
    windows: Vec<i64>,
    bins: Vec<GapBins>,
    counts: Vec<Vec<i64>>,
}

impl Gaps {
    fn new(ladder: &Ladder) -> Self {
        Self::within(ladder.windows().iter().map(|window| window.micros()).collect())
    }

    fn within(windows: Vec<i64>) -> Self {
        let bins: Vec<GapBins> = windows.iter().map(|&window| GapBins::of(window)).collect();
        Self { counts: bins.iter().map(|bins| vec![0; bins.count]).collect(), windows, bins }
    }

    /// Counts a gap at every rung that holds it, of the `rungs` at which its object
    /// counts; gives the narrowest.
    fn add(&mut self, gap: i64, rungs: usize) -> usize {
        let narrowest = self.windows.iter().filter(|&&window| window < gap).count();
        for rung in narrowest..rungs {
            self.counts[rung][self.bins[rung].bin(gap)] += 1;
        }
        narrowest
    }

    fn hand_over(self, mut row: impl FnMut([i64; 2], &[i64])) {
        for (rung, bins) in self.counts.into_iter().enumerate() {
            for (bin, count) in bins.into_iter().enumerate().filter(|(_, count)| *count > 0) {
                row([rung as i64, bin as i64], &[count]);
            }
        }
    }
}

/// Counts the pairs in blocks of hot objects. The rows are acts in the order of
/// `trace`, `object`, `block`, `time`, `account` and post; a block holds two
/// chunks of the object's acts (`side` 0 and 1), whose acts meet across, or one
/// chunk (`own`), whose acts meet each other; `rungs` windows count for the
/// object. Gives `what` 0: `a` and `b` met on the object at the rung `rung` or
/// wider (`both_enough` tells whether both act on enough objects); one pair can
/// come from several blocks and counts once, at its narrowest rung. `what` 2: `n`
/// co-acts have a gap in bin `b` of rung `a`.
///
/// # Errors
/// When a column is missing.
pub fn count_blocks(acts: &Table, config: &Config) -> Result<Table> {
    let columns = Columns::of(acts, "blocks of acts");
    let number = |name| columns.numbers(name);
    let [traces, objects, blocks, sides] = [number("trace")?, number("object")?, number("block")?, number("side")?];
    let [rungs, accounts, times] = [number("rungs")?, number("account")?, number("time")?];
    let (own, enough) = (columns.flags("own")?, columns.flags("enough")?);
    let mut split = Split::default();
    for rows in runs(traces.len(), &[&traces, &objects, &blocks]) {
        let (trace, object) = (traces[rows.start], objects[rows.start]);
        let settings = config.trace(trace_of(trace)?);
        let windows: Vec<i64> = settings.window.as_slice().iter().map(|window| window.micros()).collect();
        let counted = rungs[rows.start] as usize;
        let Some(&widest) = counted.checked_sub(1).and_then(|rung| windows.get(rung)) else { continue };
        let numbered = Accounts::of(accounts[rows.clone()].to_vec());
        let (mut gaps, mut found) = (Gaps::within(windows), Vec::new());
        let mut first = rows.start;
        for later in rows.clone() {
            while times[later] - times[first] > widest {
                first += 1;
            }
            for earlier in first..later {
                let meets = own[later] || sides[earlier] != sides[later];
                if meets && accounts[earlier] != accounts[later] {
                    let rung = gaps.add(times[later] - times[earlier], counted);
                    let (one, other) = (numbered.number(accounts[earlier])?, numbered.number(accounts[later])?);
                    found.push((Pair::new(one, other), rung as u8, enough[earlier] && enough[later]));
                }
            }
            if found.len() >= MOST_HELD {
                split.hand_over([trace, object], &numbered, &mut found);
            }
        }
        split.hand_over([trace, object], &numbered, &mut found);
        gaps.hand_over(|[rung, bin], count| split.push(GAPS, [trace, object, rung, bin], 0, false, count[0]));
    }
    split.into_table()
}

/// Meetings on hot objects as they are handed over.
#[derive(Default)]
struct Split {
    what: Vec<i8>,
    keys: [Vec<i64>; 4],
    rung: Vec<i8>,
    both_enough: Vec<bool>,
    n: Vec<i64>,
}

impl Split {
    fn push(&mut self, what: i8, keys: [i64; 4], rung: u8, both_enough: bool, n: i64) {
        self.what.push(what);
        self.keys.iter_mut().zip(keys).for_each(|(column, key)| column.push(key));
        self.rung.push(rung as i8);
        self.both_enough.push(both_enough);
        self.n.push(n);
    }

    /// Of each pair the narrowest rung.
    fn hand_over(&mut self, [trace, object]: [i64; 2], numbered: &Accounts, found: &mut Vec<(Pair, u8, bool)>) {
        found.sort_unstable();
        found.dedup_by_key(|(pair, ..)| *pair);
        for (pair, rung, both_enough) in found.drain(..) {
            let [a, b] = numbered.pair(pair);
            self.push(PAIR, [trace, object, a, b], rung, both_enough, 1);
        }
    }

    fn into_table(self) -> Result<Table> {
        let [trace, object, a, b] = self.keys;
        let trace: Vec<i8> = trace.into_iter().map(|trace| trace as i8).collect();
        table(vec![
            Column::new("what", self.what),
            Column::new("trace", trace),
            Column::new("object", object),
            Column::new("a", a),
            Column::new("b", b),
            Column::new("rung", self.rung),
            Column::new("both_enough", self.both_enough),
            Column::new("n", self.n),
        ])
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use lockstep_data::traces::TraceKind;
    use lockstep_method::coaction::Rare;

    /// An object, an account, a second.
    type Deed = (i64, i64, i64);
    /// Distinct objects of each pair by rung: all, and those that count there.
    type Counted = BTreeMap<(i64, i64), [Vec<i64>; 2]>;

    const RUNGS: usize = 4;
    const SHARE: i8 = 0;

    fn deeds() -> impl Strategy<Value = Vec<Deed>> {
        prop::collection::vec((0i64..4, 0i64..9, 0i64..2_500), 1..90).prop_map(|mut deeds| {
            deeds.sort_unstable_by_key(|&(object, account, second)| (object, second, account));
            deeds.dedup();
            deeds
        })
    }

    fn column(name: &str, values: impl Iterator<Item = i64>) -> Column {
        Column::new(name, values)
    }

    fn shares(deeds: &[Deed]) -> Vec<Column> {
        assert_eq!(TraceKind::ALL[SHARE as usize], TraceKind::Share);
        vec![
            column("trace", deeds.iter().map(|_| SHARE.into())),
            column("object", deeds.iter().map(|deed| deed.0)),
            column("account", deeds.iter().map(|deed| deed.1)),
            column("time", deeds.iter().map(|deed| deed.2 * 1_000_000)),
            Column::new("enough", vec![true; deeds.len()]),
        ]
    }

    /// Only objects with so many acts count at windows beyond a minute.
    fn rare(most: u32) -> Config {
        Config { rare: Rare { acts: most, act_seconds: 0 }, ..Config::default() }
    }

    /// At how many windows an object counts.
    fn rungs_of(deeds: &[Deed], object: i64, most: u32) -> usize {
        let acts = deeds.iter().filter(|deed| deed.0 == object).count();
        if acts <= most as usize { RUNGS } else { 2 }
    }

    /// The definition: distinct objects on which the pair acted within each window,
    /// up to the widest at which the object counts.
    fn by_definition(deeds: &[Deed], most: u32) -> Counted {
        let mut narrowest: BTreeMap<[i64; 3], usize> = BTreeMap::new();
        for (one, other) in deeds.iter().flat_map(|one| deeds.iter().map(move |other| (one, other))) {
            let gap = (one.2 - other.2).abs();
            let rung = [10, 60, 300, 1_800].iter().filter(|&&window| window < gap).count();
            if one.0 == other.0 && one.1 < other.1 && rung < rungs_of(deeds, one.0, most) {
                let known = narrowest.entry([one.1, other.1, one.0]).or_insert(rung);
                *known = rung.min(*known);
            }
        }
        counted(narrowest, |object| rungs_of(deeds, object, most))
    }

    /// From the narrowest rung of each pair and object.
    fn counted(narrowest: BTreeMap<[i64; 3], usize>, rungs: impl Fn(i64) -> usize) -> Counted {
        let mut counted = Counted::new();
        for ([a, b, object], rung) in narrowest {
            let [all, where_it_counts] = counted.entry((a, b)).or_insert_with(|| [vec![0; RUNGS], vec![0; RUNGS]]);
            all[rung..].iter_mut().for_each(|count| *count += 1);
            where_it_counts[rung..rungs(object)].iter_mut().for_each(|count| *count += 1);
        }
        counted
    }

    fn add(counted: &mut Counted, told: &Table) {
        let columns = Columns::of(told, "counts");
        let [what, a, b] = ["what", "a", "b"].map(|name| columns.numbers(name).unwrap());
        let told = ["n", "m"].map(|prefix| columns.by_rung(prefix, RUNGS).unwrap());
        for row in (0..columns.rows()).filter(|&row| what[row] == i64::from(PAIR)) {
            let sums = counted.entry((a[row], b[row])).or_insert_with(|| [vec![0; RUNGS], vec![0; RUNGS]]);
            for (sum, more) in sums.iter_mut().zip(&told) {
                sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more[row]);
            }
        }
    }

    fn gaps(told: &Table, n: &str) -> BTreeMap<(i64, i64), i64> {
        let columns = Columns::of(told, "counts");
        let [what, rung, bin, n] = ["what", "a", "b", n].map(|name| columns.numbers(name).unwrap());
        let mut gaps = BTreeMap::new();
        for row in (0..told.height()).filter(|&row| what[row] == i64::from(GAPS)) {
            *gaps.entry((rung[row], bin[row])).or_default() += n[row];
        }
        gaps
    }

    proptest! {
        /// However objects are parted, the counts add up to what the definition
        /// says.
        #[test]
        fn parts_add_up(deeds in deeds(), parts in 1i64..4, most in 2u32..40) {
            let (config, mut counted) = (rare(most), Counted::new());
            for part in 0..parts {
                let own: Vec<Deed> = deeds.iter().copied().filter(|deed| deed.0 % parts == part).collect();
                add(&mut counted, &count(&table(shares(&own)).unwrap(), &config).unwrap());
            }
            prop_assert_eq!(counted, by_definition(&deeds, most));
        }

        /// However the acts on an object are cut into chunks, its blocks tell
        /// whom each account met, and how far apart.
        #[test]
        fn blocks_tell_what_the_whole_tells(
            deeds in deeds(),
            size in 1usize..20,
            salts in 1i64..3,
            most in 2u32..40,
        ) {
            let config = rare(most);
            let place = |at: usize| (at / size) as i64 * salts + deeds[at].1 % salts;
            let mut rows: Vec<(i64, i64, usize)> = Vec::new();
            let chunks = deeds.len() as i64 * salts;
            for (at, other) in (0..deeds.len()).flat_map(|at| (0..deeds.len()).map(move |other| (at, other))) {
                if deeds[at].0 == deeds[other].0 {
                    let (later, earlier) = (place(at).max(place(other)), place(at).min(place(other)));
                    rows.push((later * chunks + earlier, i64::from(place(at) != later), at));
                    rows.push((later * chunks + earlier, i64::from(place(other) != later), other));
                }
            }
            rows.sort_unstable_by_key(|&(block, side, at)| (deeds[at].0, block, deeds[at].2, deeds[at].1, side));
            rows.dedup();
            let mut columns = shares(&rows.iter().map(|row| deeds[row.2]).collect::<Vec<_>>());
            columns.push(column("block", rows.iter().map(|row| row.0)));
            columns.push(column("side", rows.iter().map(|row| row.1)));
            let own = rows.iter().map(|row| row.0 / chunks == row.0 % chunks).collect::<Vec<_>>();
            columns.push(Column::new("own", own));
            let rungs = |row: &(i64, i64, usize)| rungs_of(&deeds, deeds[row.2].0, most) as i64;
            columns.push(column("rungs", rows.iter().map(rungs)));
            let told = count_blocks(&table(columns).unwrap(), &config).unwrap();
            let whole = count(&table(shares(&deeds)).unwrap(), &config).unwrap();
            prop_assert_eq!(gaps(&told, "n"), gaps(&whole, "n0"));

            let told = Columns::of(&told, "blocks");
            let [what, object, a, b, rung] =
                ["what", "object", "a", "b", "rung"].map(|name| told.numbers(name).unwrap());
            let mut narrowest: BTreeMap<[i64; 3], usize> = BTreeMap::new();
            for row in (0..told.rows()).filter(|&row| what[row] == i64::from(PAIR)) {
                let known = narrowest.entry([a[row], b[row], object[row]]).or_insert(rung[row] as usize);
                *known = (*known).min(rung[row] as usize);
            }
            let counted = counted(narrowest, |object| rungs_of(&deeds, object, most));
            prop_assert_eq!(counted, by_definition(&deeds, most));
        }
    }
}
