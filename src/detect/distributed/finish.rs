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
use rayon::prelude::*;
use serde::Deserialize;

use super::bounds::Whole;
use super::columns::Columns;
use super::prepare::unsigned;
use super::{chosen, plan, trace_of};
use crate::activity::BIN;
use crate::candidates::{Group, Network, Strongest};
use crate::config::Config;
use crate::traits::profiles;
use crate::{Detection, Given, Part, Stages, Warning, detect_parts};

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
    /// Where all its acts are here: the engine's number of its first object, and how many
    /// objects it has.
    pub objects: Option<(i64, usize)>,
}

/// The engine's numbers of accounts or objects, and the numbers here.
#[derive(Debug)]
enum Numbers {
    /// Of some, ascending, and the number of each, which those of accounts have from their
    /// names alone.
    Of { ids: Vec<i64>, numbers: Vec<u32> },
    /// All from the first one on.
    From { first: i64, len: usize },
}

impl Numbers {
    /// Numbered in this order, which ascends.
    fn in_order(ids: Vec<i64>) -> Self {
        Self::Of { numbers: (0..ids.len() as u32).collect(), ids }
    }

    fn len(&self) -> usize {
        match self {
            Self::Of { ids, .. } => ids.len(),
            Self::From { len, .. } => *len,
        }
    }

    fn of(&self, id: i64) -> Result<u32> {
        let number = match self {
            Self::Of { ids, numbers } => ids.binary_search(&id).ok().map(|place| numbers[place]),
            Self::From { first, len } => usize::try_from(id - first).ok().filter(|n| n < len).map(|n| n as u32),
        };
        number.ok_or_else(|| Error::input("the tables of the engine", format!("{id} has no name"), "report it"))
    }

    /// The engine's numbers of those that have these here, ascending.
    fn ids(&self, wanted: &[bool]) -> Vec<i64> {
        let is_wanted = |number: u32| wanted.get(number as usize).copied().unwrap_or_default();
        match self {
            Self::Of { ids, numbers } => {
                ids.iter().zip(numbers).filter(|&(_, &number)| is_wanted(number)).map(|(&id, _)| id).collect()
            }
            Self::From { first, len } => {
                (0..*len).filter(|&number| is_wanted(number as u32)).map(|number| first + number as i64).collect()
            }
        }
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

    /// A table by its name, which messages shorten.
    fn named(&self, name: &str, short: &'static str) -> Result<Columns<'a>> {
        Ok(Columns::of(self.find(name)?, short))
    }

    fn table(&self, name: &'static str) -> Result<&'a Table> {
        self.find(name)
    }

    fn find(&self, name: &str) -> Result<&'a Table> {
        let missing = || Error::input("the tables of the engine", format!("{name} is missing"), "report it");
        self.all.get(name).ok_or_else(missing)
    }
}

/// What was found. Of groups that only all acts show, the objects have no names yet, and not
/// all that the data tell of their accounts is here.
#[derive(Debug)]
pub struct Found {
    detection: Detection,
    accounts: Numbers,
    /// Of each trace, the engine's numbers of its objects.
    objects: Vec<Numbers>,
    /// The tables that it was found in, without acts.
    tables: BTreeMap<String, Table>,
    span: (i64, i64),
    facts_partial: bool,
}

/// Finds what one machine finds in all acts, from these tables: `accounts`,
/// `objects`, `acts`, `pairs`, `degrees`, `volumes`, `popularity`, `meetings`,
/// `gaps`, `delays`, `explained`, `facts`, `handles`, `posts`, `timeline`,
/// `activity`, `reactions` and `rejects`; their columns are those that the job writes.
/// Of traces in which groups are looked for, `all acts` and the trace's code has all acts:
/// `object` (from 0 in the trace), `account`, `time`.
///
/// # Errors
/// When a table or a column is missing, or the acts do not hold the pairs.
pub fn find(
    mut tables: BTreeMap<String, Table>,
    scalars: Scalars,
    config: &Config,
    stages: &mut Stages,
) -> Result<Found> {
    let (facts_partial, span) = (scalars.facts_partial, scalars.span.unwrap_or_default());
    let carried: Vec<i64> = scalars.traces.iter().map(|trace| trace.code).collect();
    let is_here = |code: &i64| scalars.traces.iter().any(|trace| trace.code == *code && trace.objects.is_some());
    let is_searched = !config.groups.any() || chosen(&carried)?.iter().all(is_here);
    let (mut detection, accounts, objects) = detection(&tables, scalars, config, stages)?;
    tables.retain(|name, _| matches!(name.as_str(), "posts" | "timeline" | "activity"));
    if facts_partial {
        forget_shared(&mut detection);
        detection.warnings.push(Warning::ProfilesNotCompared);
    }
    if !is_searched {
        detection.warnings.push(Warning::GroupsNotSought);
    }
    Ok(Found { detection, accounts, objects, tables, span, facts_partial })
}

fn forget_shared(detection: &mut Detection) {
    detection.profiles.iter_mut().for_each(|profile| profile.shared.clear());
}

impl Found {
    /// The groups that only all acts show.
    fn groups(&self) -> impl Iterator<Item = (&Network, &Group)> {
        self.detection.findings.networks.iter().filter_map(|network| Some((network, network.group.as_ref()?)))
    }

    /// The objects of groups of which nothing was told, by the engine's numbers.
    pub fn objects(&self) -> Vec<i64> {
        let mut wanted: Vec<Vec<bool>> = self.objects.iter().map(|ids| vec![false; ids.len()]).collect();
        for item in self.groups().flat_map(|(_, group)| &group.items) {
            let acts = &self.detection.tested.traces[item.trace].acts;
            wanted[item.trace][item.object as usize] = acts.objects.get(item.object).is_empty();
        }
        self.objects.iter().zip(&wanted).flat_map(|(ids, wanted)| ids.ids(wanted)).collect()
    }

    /// The accounts of groups that are in no pair, by the engine's numbers.
    pub fn accounts(&self) -> Vec<i64> {
        let mut wanted = vec![false; self.accounts.len()];
        let members = self.groups().flat_map(|(network, _)| &network.members);
        members.for_each(|&account| wanted[account as usize] = true);
        let in_pairs = self.detection.tested.pairs.iter().flat_map(|pair| [pair.a(), pair.b()]);
        in_pairs.for_each(|account| wanted[account as usize] = false);
        self.accounts.ids(&wanted)
    }

    /// All that is told.
    pub fn as_it_is(self) -> Detection {
        self.detection
    }

    /// With what is told of these objects and accounts, in the columns of the same tables:
    /// `objects`, `posts`, `facts`, `handles`.
    ///
    /// # Errors
    /// When a table or a column is missing.
    pub fn told(self, more: &BTreeMap<String, Table>, config: &Config) -> Result<Detection> {
        let (more, tables) = (Tables { all: more, rungs: 0 }, Tables { all: &self.tables, rungs: 0 });
        let Self { mut detection, accounts, objects, span, facts_partial, .. } = self;
        let told = ObjectTable::of(&more)?;
        for (trace, ids) in detection.tested.traces.iter_mut().zip(&objects) {
            let code = TraceKind::ALL.iter().position(|kind| *kind == trace.kind).unwrap_or_default();
            tell_of_objects(&mut trace.acts, ids, &told, &told.rows(code as i64))?;
        }
        detection.log = log(&tables, Some(more.get("posts")?), &accounts, span)?;
        tell_facts(&mut detection.events.facts, &more, &accounts)?;
        detection.profiles = profiles(&detection.events, &detection.tested, &detection.findings.networks, config);
        if facts_partial {
            forget_shared(&mut detection);
        }
        Ok(detection)
    }
}

/// Adds what is told of objects that no account of a pair acted on.
fn tell_of_objects(acts: &mut Acts, ids: &Numbers, told: &ObjectTable, rows: &[usize]) -> Result<()> {
    let Some(whole) = acts.whole.as_mut().filter(|_| !rows.is_empty()).map(Arc::make_mut) else { return Ok(()) };
    let mut names: BTreeMap<u32, &str> = BTreeMap::new();
    for &row in rows {
        let number = ids.of(told.ids[row])?;
        names.insert(number, told.names.get(row).unwrap_or_default());
        told.tell(row, number as usize, &mut acts.created, &mut acts.triggers, whole)?;
    }
    let known = |number: u32| (number, names.get(&number).copied().unwrap_or_else(|| acts.objects.get(number)));
    let known = (0..acts.objects.len() as u32).map(known).filter(|(_, name)| !name.is_empty());
    acts.objects = Arc::new(Dictionary::partly(acts.objects.len(), known));
    Ok(())
}

type OfAll = (Detection, Numbers, Vec<Numbers>);

/// What the tables tell, and how accounts and the objects of each trace are numbered.
fn detection(
    tables: &BTreeMap<String, Table>,
    scalars: Scalars,
    config: &Config,
    stages: &mut Stages,
) -> Result<OfAll> {
    let tables = Tables { all: tables, rungs: plan(config)?.rungs };
    let (numbers, names) = accounts(&tables)?;
    let mut facts = Facts::default();
    tell_facts(&mut facts, &tables, &numbers)?;
    let log = log(&tables, None, &numbers, scalars.span.unwrap_or_default())?;
    let codes: Vec<i64> = scalars.traces.iter().map(|trace| trace.code).collect();
    let [volumes, popularity] = [tables.table("volumes")?, tables.table("popularity")?];
    let whole = Whole::new(&codes, volumes, popularity, tables.table("meetings")?, config)?;
    let join = Join { tables: &tables, whole: &whole, numbers: &numbers, config };
    let read = || scalars.traces.iter().enumerate().map(|(place, trace)| join.part(place, trace)).collect();
    let parts: Vec<(Part, Numbers)> = stages.run("joining parts", read)?;
    let (parts, objects): (Vec<Part>, Vec<Numbers>) = parts.into_iter().unzip();
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
    Ok((detect_parts(events, log, parts, given, config, stages)?, numbers, objects))
}

fn accounts(tables: &Tables) -> Result<(Numbers, Dictionary)> {
    let columns = tables.get("accounts")?;
    let (ids, names) = (columns.numbers("id")?, columns.texts("account")?);
    let mut rows: Vec<usize> = (0..ids.len()).collect();
    rows.sort_by_key(|&row| ids[row]);
    let mut dictionary = Dictionary::default();
    for &row in &rows {
        let nameless =
            || Error::input("the tables of the engine", format!("account {} has no name", ids[row]), "report it");
        dictionary.intern(names.get(row).ok_or_else(nameless)?);
    }
    let (dictionary, numbers) = dictionary.canonical();
    Ok((Numbers::Of { ids: rows.into_iter().map(|row| ids[row]).collect(), numbers }, dictionary))
}

fn tell_facts(facts: &mut Facts, tables: &Tables, numbers: &Numbers) -> Result<()> {
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
    Ok(())
}

/// The posts of the accounts in pairs and of `more` accounts, and how many others there are in
/// each stretch of time.
fn log(tables: &Tables, more: Option<Columns>, numbers: &Numbers, span: (i64, i64)) -> Result<PostLog> {
    let mut own: Vec<Logged> = Vec::new();
    for columns in [tables.get("posts")?].into_iter().chain(more) {
        let [accounts, times, posts] =
            [columns.numbers("account")?, columns.numbers("time")?, columns.numbers("post")?];
        let has_id = columns.flags("has_id")?;
        for row in 0..columns.rows() {
            let (account, time) = (numbers.of(accounts[row])?, times[row]);
            own.push(Logged { time, post: unsigned(posts[row]), account, has_id: has_id[row].into() });
        }
    }
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

/// The table `objects`.
struct ObjectTable {
    traces: Vec<i64>,
    ids: Vec<i64>,
    names: Texts,
    acts: Vec<i64>,
    accounts: Vec<i64>,
    moments: Vec<i64>,
    sources: Vec<i64>,
    created: Vec<i64>,
    opening: Vec<i64>,
}

impl ObjectTable {
    fn of(tables: &Tables) -> Result<Self> {
        let columns = tables.get("objects")?;
        let number = |name| columns.numbers(name);
        Ok(Self {
            traces: number("trace")?,
            ids: number("object")?,
            names: columns.texts("name")?,
            acts: number("acts")?,
            accounts: number("accounts")?,
            moments: number("moment")?,
            sources: number("source")?,
            created: columns.numbers_or("created", UNKNOWN)?,
            opening: number("opening")?,
        })
    }

    /// The rows of a trace, in the order of its objects.
    fn rows(&self, code: i64) -> Vec<usize> {
        let mut rows: Vec<usize> = (0..self.ids.len()).filter(|&row| self.traces[row] == code).collect();
        rows.sort_by_key(|&row| self.ids[row]);
        rows
    }

    /// Puts what a row tells to the object's place.
    ///
    /// # Errors
    /// When the source of the trigger is none.
    fn tell(
        &self,
        row: usize,
        place: usize,
        created: &mut [i64],
        triggers: &mut Triggers,
        whole: &mut traces::Whole,
    ) -> Result<()> {
        created[place] = self.created[row];
        triggers.moment[place] = self.moments[row];
        triggers.source[place] = match self.sources[row] {
            0 => Trigger::Created,
            1 => Trigger::Original,
            2 => Trigger::FirstAct,
            other => {
                let problem = format!("table `objects`, column `source`: there is no trigger {other}");
                return Err(Error::input("the tables of the engine", problem, "report it"));
            }
        };
        whole.acts[place] = self.acts[row] as u32;
        whole.accounts[place] = self.accounts[row] as u32;
        whole.opening[place] = self.opening[row] as u32;
        Ok(())
    }
}

/// The objects of a trace: those on which a member of a pair acted, or all, of which nothing
/// is known but of these.
struct Objects {
    ids: Numbers,
    names: Dictionary,
    created: Vec<i64>,
    triggers: Triggers,
    whole: traces::Whole,
}

impl Join<'_> {
    fn part(&self, place: usize, scalars: &TraceScalars) -> Result<(Part, Numbers)> {
        let kind = trace_of(scalars.code)?;
        let rungs = self.whole.rungs(place);
        let Objects { ids, names, created, triggers, mut whole } = self.objects(scalars)?;
        whole.rungs = rungs;
        whole.first_act_objects = scalars.first_act_objects;
        let acts = self.acts(scalars.code, &ids, &mut whole)?;
        let names = Arc::new(names);
        let all_acts = scalars.objects.map(|_| self.all_acts(scalars.code, kind, &names)).transpose()?;
        let mut acts = Acts::part(kind, names, &acts, triggers, whole);
        acts.created = created;
        if kind == TraceKind::FastReaction {
            let posts = self.degrees(scalars.code, 1)?.pop().unwrap_or_default();
            acts.reactions = Some(Reactions { posts, fast: scalars.fast.unwrap_or_default() });
        }
        let part = Part {
            acts,
            all_acts,
            summary: scalars.summary.clone(),
            objects: self.whole.objects(place),
            meetings: self.whole.meetings(place).clone(),
            volumes: self.whole.volumes(place, self.degrees(scalars.code, rungs)?),
            delays: self.delays(scalars.code)?,
            repeated: scalars.repeated.clone(),
            gaps: self.gaps(scalars.code, kind)?,
        };
        Ok((part, ids))
    }

    fn objects(&self, scalars: &TraceScalars) -> Result<Objects> {
        let told = ObjectTable::of(self.tables)?;
        let rows = told.rows(scalars.code);
        let ids = match scalars.objects {
            Some((first, len)) => Numbers::From { first, len },
            None => Numbers::in_order(rows.iter().map(|&row| told.ids[row]).collect()),
        };
        let len = ids.len();
        let mut created = vec![UNKNOWN; len];
        let mut triggers = Triggers { moment: vec![UNKNOWN; len], source: vec![Trigger::FirstAct; len] };
        let none = || vec![0; len];
        let mut whole = traces::Whole { acts: none(), accounts: none(), opening: none(), ..traces::Whole::default() };
        let mut names: Vec<(u32, &str)> = Vec::with_capacity(rows.len());
        for row in rows {
            let number = ids.of(told.ids[row])?;
            names.push((number, told.names.get(row).unwrap_or_default()));
            told.tell(row, number as usize, &mut created, &mut triggers, &mut whole)?;
        }
        let names = Dictionary::partly(len, names);
        Ok(Objects { ids, names, created, triggers, whole })
    }

    /// All acts of the trace, in order; which of several posts of one moment comes first does not
    /// matter to what is looked for in them.
    fn all_acts(&self, code: i64, kind: TraceKind, objects: &Arc<Dictionary>) -> Result<Acts> {
        let columns = self.tables.named(&format!("all acts {code}"), "all acts")?;
        let mut acts: Vec<Act> = Vec::with_capacity(columns.rows());
        let [of_objects, accounts, times] =
            [columns.numbers("object")?, columns.numbers("account")?, columns.numbers("time")?];
        for row in 0..columns.rows() {
            let account = self.numbers.of(accounts[row])?;
            acts.push(Act { object: of_objects[row] as u32, account, time: times[row], post: 0 });
        }
        drop((of_objects, accounts, times));
        acts.par_sort_unstable_by_key(|act| (act.object, act.time, act.account));
        Ok(Acts::of_objects(kind, Arc::clone(objects), &acts))
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
