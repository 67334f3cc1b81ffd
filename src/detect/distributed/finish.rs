//! From what could pass, and sums over the whole, to the list.

use std::collections::BTreeMap;
use std::sync::Arc;

use lockstep_base::error::{Error, Result};
use lockstep_base::time;
use lockstep_base::time_bins::TimeBins;
use lockstep_data::events::{Dictionary, Events, Facts, Reject, Role, SourceSummary, Told, UNKNOWN};
use lockstep_data::traces;
use lockstep_data::traces::{Act, Acts, Logged, PostLog, Reactions, TraceKind, TraceSummary, Trigger, Triggers};
use lockstep_method::coaction::{GapBins, Pair};
use lockstep_method::significance::Delays;
use lockstep_table::{Table, Texts};
use serde::Deserialize;

use super::bounds::Whole;
use super::columns::Columns;
use super::prepare::unsigned;
use super::{plan, trace_of};
use crate::activity::BIN;
use crate::candidates::Strongest;
use crate::config::Config;
use crate::{Detection, Given, Part, Stages, detect_parts};

/// What is known of the whole, beside the tables.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scalars {
    /// The traces that the data carry, in the order of [`TraceKind::ALL`].
    pub traces: Vec<TraceScalars>,
    /// Accounts that act in any trace.
    pub acting: usize,
    /// Pairs that met on enough objects in any trace.
    pub repeated_pairs: usize,
    /// Accounts in all.
    pub accounts: usize,
    /// Usable rows.
    pub rows: usize,
    /// The first and the last moment.
    pub span: Option<(i64, i64)>,
    /// Whether any time has seconds.
    pub has_seconds: bool,
    /// What was read, file by file.
    pub sources: Vec<SourceSummary>,
    /// Whether only the accounts in pairs have facts: what networks share is then
    /// not compared with all accounts.
    pub facts_partial: bool,
}

/// What is known of a trace.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TraceScalars {
    /// Its code.
    pub code: i64,
    /// What it held, and what of it was left out.
    pub summary: TraceSummary,
    /// Pairs that met on enough objects, by rung.
    pub repeated: Vec<usize>,
    /// Objects of which the first act stands for the trigger.
    pub first_act_objects: usize,
    /// The share of all reactions that were fast; of that trace only.
    pub fast: Option<f64>,
}

/// The engine's numbers of accounts or objects, ascending, and the numbers here,
/// which those of accounts have from their names alone.
struct Numbers {
    ids: Vec<i64>,
    /// The number of each.
    numbers: Vec<u32>,
}

impl Numbers {
    /// Numbered in this order, which ascends.
    fn in_order(ids: Vec<i64>) -> Self {
        Self { numbers: (0..ids.len() as u32).collect(), ids }
    }

    fn len(&self) -> usize {
        self.ids.len()
    }

    fn of(&self, id: i64) -> Result<u32> {
        let missing = || Error::input("the tables of the engine", format!("{id} has no name"), "report it");
        self.ids.binary_search(&id).map(|place| self.numbers[place]).map_err(|_| missing())
    }
}

/// The tables of the engine, by name.
struct Tables<'a> {
    all: &'a BTreeMap<String, Table>,
    rungs: usize,
}

impl<'a> Tables<'a> {
    fn get(&self, name: &'static str) -> Result<Columns<'a>> {
        Ok(Columns::of(self.table(name)?, name))
    }

    fn table(&self, name: &'static str) -> Result<&'a Table> {
        let missing = || Error::input("the tables of the engine", format!("{name} is missing"), "report it");
        self.all.get(name).ok_or_else(missing)
    }
}

/// Finds what one machine finds in all acts, from these tables: `accounts`,
/// `objects`, `acts`, `pairs`, `degrees`, `volumes`, `popularity`, `meetings`,
/// `gaps`, `delays`, `explained`, `facts`, `handles`, `posts`, `timeline`,
/// `activity`, `reactions` and `rejects`; their columns are those that the job writes.
///
/// # Errors
/// When a table or a column is missing, or the acts do not hold the pairs.
pub fn finish(
    tables: &BTreeMap<String, Table>,
    scalars: Scalars,
    config: &Config,
    stages: &mut Stages,
) -> Result<Detection> {
    let tables = Tables { all: tables, rungs: plan(config)?.rungs };
    let (numbers, names) = accounts(&tables)?;
    let facts = facts(&tables, &numbers)?;
    let log = log(&tables, &numbers, scalars.span.unwrap_or_default())?;
    let codes: Vec<i64> = scalars.traces.iter().map(|trace| trace.code).collect();
    let [volumes, popularity] = [tables.table("volumes")?, tables.table("popularity")?];
    let whole = Whole::new(&codes, volumes, popularity, tables.table("meetings")?, config)?;
    let join = Join { tables: &tables, whole: &whole, numbers: &numbers, config };
    let read = || scalars.traces.iter().enumerate().map(|(place, trace)| join.part(place, trace)).collect();
    let parts: Vec<Part> = stages.run("joining parts", read)?;
    let given = Given {
        pairs: pairs(&tables, &numbers)?,
        acting: scalars.acting,
        repeated: scalars.repeated_pairs,
        explained: explained(&tables, &numbers)?,
    };
    let told = Told {
        rows: scalars.rows,
        span: scalars.span,
        has_seconds: scalars.has_seconds,
        accounts: scalars.accounts,
        sources: scalars.sources,
        rejects: rejects(&tables)?,
    };
    let events = Events::told(names, facts, told);
    let mut detection = detect_parts(events, log, parts, given, config, stages)?;
    if scalars.facts_partial {
        detection.profiles.iter_mut().for_each(|profile| profile.shared.clear());
        detection.warnings.push(
            "There are too many accounts to compare what all of them say of themselves: names, descriptions and links \
             that a network's accounts share are not told."
                .to_owned(),
        );
    }
    Ok(detection)
}

fn accounts(tables: &Tables) -> Result<(Numbers, Dictionary)> {
    let columns = tables.get("accounts")?;
    let (ids, names) = (columns.numbers("id")?, columns.texts("account")?);
    let mut rows: Vec<usize> = (0..ids.len()).collect();
    rows.sort_by_key(|&row| ids[row]);
    let mut dictionary = Dictionary::default();
    rows.iter().for_each(|&row| _ = dictionary.intern(names.get(row).unwrap_or_default()));
    let (dictionary, numbers) = dictionary.canonical();
    Ok((Numbers { ids: rows.into_iter().map(|row| ids[row]).collect(), numbers }, dictionary))
}

fn facts(tables: &Tables, numbers: &Numbers) -> Result<Facts> {
    let mut facts = Facts::default();
    let columns = tables.get("facts")?;
    let [accounts, roles, told] = [columns.numbers("account")?, columns.numbers("role")?, columns.numbers("told")?];
    let values = columns.texts("value")?;
    for row in 0..columns.rows() {
        if let (Some(&role), Some(value)) = (Role::ALL.get(roles[row] as usize), values.get(row)) {
            facts.retell(role, numbers.of(accounts[row])?, told[row], value);
        }
    }
    let columns = tables.get("handles")?;
    let [accounts, first, last] = [columns.numbers("account")?, columns.numbers("first")?, columns.numbers("last")?];
    let handles = columns.texts("handle")?;
    for row in 0..columns.rows() {
        if let Some(handle) = handles.get(row) {
            facts.see_again(numbers.of(accounts[row])?, handle, (first[row], last[row]));
        }
    }
    Ok(facts)
}

/// The posts of the accounts in pairs, and how many others there are in each
/// stretch of time.
fn log(tables: &Tables, numbers: &Numbers, span: (i64, i64)) -> Result<PostLog> {
    let columns = tables.get("posts")?;
    let [accounts, times, posts] = [columns.numbers("account")?, columns.numbers("time")?, columns.numbers("post")?];
    let has_id = columns.flags("has_id")?;
    let logged = |row: usize| {
        let (account, time) = (numbers.of(accounts[row])?, times[row]);
        Ok(Logged { time, post: unsigned(posts[row]), account, has_id: has_id[row].into() })
    };
    let own: Vec<Logged> = (0..columns.rows()).map(logged).collect::<Result<_>>()?;
    let bins = TimeBins::of(span);
    let mut others = vec![0i64; bins.count];
    let columns = tables.get("timeline")?;
    let (of_bin, counts) = (columns.numbers("bin")?, columns.numbers("n")?);
    of_bin.iter().zip(counts).for_each(|(&bin, n)| others[bin as usize] += n);
    own.iter().for_each(|post| others[bins.bin(post.time)] -= 1);
    let moment = |bin: usize| (bins.start + bin as i64 * bins.width) * time::SECOND;
    let others = others.into_iter().enumerate().map(|(bin, n)| (moment(bin), n.max(0) as u64)).collect();
    let columns = tables.get("activity")?;
    let (of_bin, counts) = (columns.numbers("bin")?, columns.numbers("n")?);
    let mut active: BTreeMap<i64, i64> = of_bin.into_iter().zip(counts).collect();
    own.iter().for_each(|post| *active.entry(post.time.div_euclid(BIN)).or_default() -= 1);
    let active = active.into_iter().map(|(bin, n)| (bin * BIN, n.max(0) as u64)).collect();
    Ok(PostLog::counted(own.into_iter(), others, active))
}

fn pairs(tables: &Tables, numbers: &Numbers) -> Result<Vec<Pair>> {
    let columns = tables.get("pairs")?;
    let (a, b) = (columns.numbers("a")?, columns.numbers("b")?);
    let pair = |(&a, &b)| Ok(Pair::new(numbers.of(a)?, numbers.of(b)?));
    let mut pairs: Vec<Pair> = a.iter().zip(&b).map(pair).collect::<Result<_>>()?;
    pairs.sort_unstable();
    Ok(pairs)
}

fn explained(tables: &Tables, numbers: &Numbers) -> Result<Vec<Option<Strongest>>> {
    let columns = tables.get("explained")?;
    let accounts = columns.numbers("account")?;
    let scores = [columns.floats("s0")?, columns.floats("s1")?, columns.floats("s2")?];
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let mut explained = vec![None; numbers.len()];
    for (row, &account) in accounts.iter().enumerate() {
        let strongest: &mut Strongest = explained[numbers.of(account)? as usize].get_or_insert_default();
        scores.iter().for_each(|scores| strongest.add(scores[row], 0.0));
    }
    Ok(explained)
}

fn rejects(tables: &Tables) -> Result<Vec<Reject>> {
    let columns = tables.get("rejects")?;
    let (files, lines, reasons) = (columns.texts("file")?, columns.numbers("line")?, columns.texts("reason")?);
    let text = |texts: &Texts, row: usize| texts.get(row).unwrap_or_default().to_owned();
    let reject =
        |row: usize| Reject { file: text(&files, row), line: lines[row] as u64, reason: text(&reasons, row).into() };
    Ok((0..columns.rows()).map(reject).collect())
}

/// Puts the parts of the traces together.
struct Join<'a> {
    tables: &'a Tables<'a>,
    whole: &'a Whole,
    numbers: &'a Numbers,
    config: &'a Config,
}

/// The objects of a trace on which a member of a pair acted.
struct Objects {
    ids: Numbers,
    names: Dictionary,
    created: Vec<i64>,
    triggers: Triggers,
    whole: traces::Whole,
}

impl Join<'_> {
    fn part(&self, place: usize, scalars: &TraceScalars) -> Result<Part> {
        let kind = trace_of(scalars.code)?;
        let rungs = self.whole.rungs(place);
        let Objects { ids, names, created, triggers, mut whole } = self.objects(scalars.code)?;
        whole.rungs = rungs;
        whole.first_act_objects = scalars.first_act_objects;
        let acts = self.acts(scalars.code, &ids, &mut whole)?;
        let mut acts = Acts::part(kind, Arc::new(names), &acts, triggers, whole);
        acts.created = created;
        if kind == TraceKind::FastReaction {
            let posts = self.degrees(scalars.code, 1)?.pop().unwrap_or_default();
            acts.reactions = Some(Reactions { posts, fast: scalars.fast.unwrap_or_default() });
        }
        Ok(Part {
            acts,
            summary: scalars.summary.clone(),
            objects: self.whole.objects(place),
            meetings: self.whole.meetings(place).clone(),
            volumes: self.whole.volumes(place, self.degrees(scalars.code, rungs)?),
            delays: self.delays(scalars.code)?,
            repeated: scalars.repeated.clone(),
            gaps: self.gaps(scalars.code, kind)?,
        })
    }

    fn objects(&self, code: i64) -> Result<Objects> {
        let columns = self.tables.get("objects")?;
        let number = |name| columns.numbers(name);
        let (traces, ids, texts) = (number("trace")?, number("object")?, columns.texts("name")?);
        let [acts, accounts, moments, sources] =
            [number("acts")?, number("accounts")?, number("moment")?, number("source")?];
        let (created, opening) = (columns.numbers_or("created", UNKNOWN)?, number("opening")?);
        let mut rows: Vec<usize> = (0..ids.len()).filter(|&row| traces[row] == code).collect();
        rows.sort_by_key(|&row| ids[row]);
        let source = |row: usize| match sources[row] {
            0 => Trigger::Created,
            1 => Trigger::Original,
            _ => Trigger::FirstAct,
        };
        let mut names = Dictionary::default();
        rows.iter().for_each(|&row| _ = names.intern(texts.get(row).unwrap_or_default()));
        let of = |values: &[i64]| rows.iter().map(|&row| values[row]).collect::<Vec<_>>();
        let small = |values: &[i64]| rows.iter().map(|&row| values[row] as u32).collect::<Vec<_>>();
        Ok(Objects {
            names,
            created: of(&created),
            triggers: Triggers { moment: of(&moments), source: rows.iter().map(|&row| source(row)).collect() },
            whole: traces::Whole {
                acts: small(&acts),
                accounts: small(&accounts),
                opening: small(&opening),
                ..traces::Whole::default()
            },
            ids: Numbers::in_order(of(&ids)),
        })
    }

    /// The acts of the trace in order; the crowd around each goes to `whole`.
    fn acts(&self, code: i64, objects: &Numbers, whole: &mut traces::Whole) -> Result<Vec<Act>> {
        let columns = self.tables.get("acts")?;
        let number = |name| columns.numbers(name);
        let [traces, ids, accounts] = [number("trace")?, number("object")?, number("account")?];
        let [times, posts] = [number("time")?, number("post")?];
        let near = columns.by_rung("n", self.tables.rungs)?;
        let mut rows: Vec<usize> = (0..ids.len()).filter(|&row| traces[row] == code).collect();
        let number = |row: usize| self.numbers.of(accounts[row]).unwrap_or_default();
        rows.sort_by_cached_key(|&row| (ids[row], times[row], number(row), posts[row]));
        let act = |&row: &usize| {
            let (object, account) = (objects.of(ids[row])?, self.numbers.of(accounts[row])?);
            whole.near.extend(near[..whole.rungs].iter().map(|counts| counts[row] as u32));
            Ok(Act { object, account, time: times[row], post: unsigned(posts[row]) as u32 })
        };
        rows.iter().map(act).collect()
    }

    /// The degrees of all accounts that are here, by rung.
    fn degrees(&self, code: i64, rungs: usize) -> Result<Vec<Vec<u32>>> {
        let columns = self.tables.get("degrees")?;
        let [traces, accounts] = [columns.numbers("trace")?, columns.numbers("account")?];
        let degrees = columns.by_rung("k", rungs)?;
        let mut all = vec![vec![0; self.numbers.len()]; rungs];
        for row in (0..columns.rows()).filter(|&row| traces[row] == code) {
            let account = self.numbers.of(accounts[row])? as usize;
            all.iter_mut().zip(&degrees).for_each(|(all, degrees)| all[account] = degrees[row] as u32);
        }
        Ok(all)
    }

    fn delays(&self, code: i64) -> Result<Delays> {
        let columns = self.tables.get("delays")?;
        let [traces, delays, counts] = [columns.numbers("trace")?, columns.numbers("delay")?, columns.numbers("n")?];
        let rows = (0..columns.rows()).filter(|&row| traces[row] == code && counts[row] > 0);
        let mut counted: Vec<(i64, u64)> = rows.map(|row| (delays[row], counts[row] as u64)).collect();
        counted.sort_unstable();
        Ok(Delays::counted(&counted))
    }

    fn gaps(&self, code: i64, kind: TraceKind) -> Result<Vec<Vec<u64>>> {
        let windows = self.config.trace(kind).window;
        let mut gaps: Vec<Vec<u64>> =
            windows.as_slice().iter().map(|window| vec![0; GapBins::of(window.micros()).count]).collect();
        let columns = self.tables.get("gaps")?;
        let [traces, rungs] = [columns.numbers("trace")?, columns.numbers("rung")?];
        let [bins, counts] = [columns.numbers("bin")?, columns.numbers("n")?];
        for row in (0..columns.rows()).filter(|&row| traces[row] == code) {
            if let Some(count) = gaps.get_mut(rungs[row] as usize).and_then(|gaps| gaps.get_mut(bins[row] as usize)) {
                *count += counts[row] as u64;
            }
        }
        Ok(gaps)
    }
}
