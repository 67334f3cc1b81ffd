//! Reads a finished run of `detect`, or the chosen part of it, into plain rows.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use lockstep_base::error::{Error, Result};
use lockstep_base::guard::guarded;
use lockstep_base::tier::Tier;
use lockstep_base::time;
use lockstep_data::events::{Dictionary, id_on_platform};
use lockstep_data::pseudonyms::{Key, Pseudonyms};
use lockstep_data::traces::TraceKind;
use lockstep_detect::candidates::{Position, Standing};
use lockstep_results::identity::identity;
use lockstep_results::read::{CandidateRow, Output, REMEDY, Table};
use lockstep_table::{Column, Numbers, Texts};
use rustc_hash::FxBuildHasher;

use super::select::Selection;
use super::share::{Account, GroupAct, Meeting, Network, Pair, Share, Source};

/// The columns of `accounts.parquet` that tell an account of the list.
const LISTED: [&str; 4] = ["rank", "platform", "handle", "display_name"];

impl Share {
    /// Reads what is chosen of a run; with a key, ids become pseudonyms.
    ///
    /// # Errors
    /// When a table cannot be read, does not fit the others or was made by a
    /// version that did not write what is needed, when the selection does not fit
    /// the run, or when pseudonyms are wanted of a run that has them already.
    pub fn read(output: &Output, selection: &Selection, key: Option<Key>) -> Result<Self> {
        let source = Source::read(output)?;
        if key.is_some() {
            output.needs_ids("leave --pseudonymise out: what is exported has the run's own pseudonyms")?;
        }
        let is_pseudonymised = key.is_some() || output.run.pseudonymised;
        let table = output.table("accounts.parquet", &LISTED)?;
        let everybody = guarded(|| Everybody::read(&table), || table.damaged())?;
        let list_name = output.dir().join("candidates.csv").to_string_lossy().into_owned();
        let list = everybody.list(output.candidates()?, &list_name)?;
        let mut accounts = selection.choose(list, &list_name)?;
        let pairs = output.table("pairs.parquet", &["account_a", "account_b", "network_id"])?;
        let meetings = output.table("evidence.parquet", &["account_a", "account_b", "object"])?;
        let pairs = guarded(|| of_accounts(&pairs, &accounts, true), || pairs.damaged())?;
        let meetings = guarded(|| of_accounts(&meetings, &accounts, false), || meetings.damaged())?;
        let mut networks = networks(output, &accounts)?;
        let names = key.map(|key| everybody.pseudonyms(key));
        let mut objects = Objects::new(names.as_ref());
        let rows = || Ok((pair_rows(&pairs, &accounts)?, meeting_rows(&meetings, &accounts, &mut objects)?));
        let (pair_rows, meeting_rows) = guarded(rows, || meetings.damaged())?;
        let group_acts = group_acts(output, &mut networks, &accounts, &mut objects)?;
        if let Some(names) = &names {
            accounts.iter_mut().for_each(|account| account.hide(names));
        }
        let mut share = Self {
            source,
            accounts,
            networks,
            pairs: pair_rows,
            meetings: meeting_rows,
            group_acts,
            objects: objects.all,
            is_pseudonymised,
            pair_table: pairs.rows,
            meeting_table: meetings.rows,
        };
        share.rename_tables().map_err(|e| Error::output("a table", e))?;
        Ok(share)
    }

    /// Puts the names of accounts and objects into the tables.
    fn rename_tables(&mut self) -> lockstep_table::Result<()> {
        let name = |account: u32| self.accounts[account as usize].id.as_str();
        for (side, column) in ["account_a", "account_b"].into_iter().enumerate() {
            let ids = self.pairs.iter().map(|pair| name(pair.accounts[side]));
            self.pair_table.with_column(Column::new(column, ids))?;
            let ids = self.meetings.iter().map(|meeting| name(meeting.accounts[side]));
            self.meeting_table.with_column(Column::new(column, ids))?;
        }
        let objects = self.meetings.iter().map(|meeting| self.objects.get(meeting.object));
        self.meeting_table.with_column(Column::new("object", objects))?;
        self.pair_table.rechunk()?;
        self.meeting_table.rechunk()
    }
}

impl Source {
    fn read(output: &Output) -> Result<Self> {
        let path = output.dir().join("run.json");
        let bytes = std::fs::read(&path).map_err(Error::io(&path, "read"))?;
        let broken =
            |e: serde_json::Error| Error::input(&path.to_string_lossy(), format!("it cannot be used ({e})"), REMEDY);
        let run = serde_json::from_slice(&bytes).map_err(broken)?;
        let mut last_act = 0;
        for row in output.networks()? {
            last_act = last_act.max(moment(output, "networks.csv", &row.last_act)?);
        }
        Ok(Self { identity: identity(&bytes).map_err(broken)?, run, last_act })
    }
}

impl Account {
    fn hide(&mut self, names: &Pseudonyms) {
        self.id = names.account_of(&self.id);
        self.platform_id.clone_from(&self.id);
        (self.handle, self.display_name) = (None, None);
    }
}

/// Every account of `accounts.parquet`.
struct Everybody {
    ids: Texts,
    ranks: Numbers<f64>,
    texts: [Texts; 3],
    scores: Numbers<f64>,
    q_values: Numbers<f64>,
}

impl Everybody {
    fn read(table: &Table) -> Result<Self> {
        Ok(Self {
            ids: table.texts("account_id")?,
            ranks: table.numbers("rank")?,
            texts: [table.texts("platform")?, table.texts("handle")?, table.texts("display_name")?],
            scores: table.numbers("score")?,
            q_values: table.numbers("q_value")?,
        })
    }

    /// The accounts of the list, with what only the CSV table tells of them.
    fn list(&self, rows: Vec<CandidateRow>, file: &str) -> Result<Vec<Account>> {
        let mut places: HashMap<u64, usize, FxBuildHasher> = HashMap::default();
        let ranked = self.ranks.iter().enumerate().filter_map(|(place, rank)| Some((rank? as u64, place)));
        places.extend(ranked);
        rows.into_iter().map(|row| self.account(row, &places, file)).collect()
    }

    fn account(&self, row: CandidateRow, places: &HashMap<u64, usize, FxBuildHasher>, file: &str) -> Result<Account> {
        let mismatch = || {
            let problem = format!("rank {} does not fit accounts.parquet: the files are not of one run", row.rank);
            Error::input(file, problem, REMEDY)
        };
        let place = *places.get(&row.rank).ok_or_else(mismatch)?;
        let text = |texts: &Texts| texts.get(place).map(str::to_owned);
        let [platform, handle, display_name] = self.texts.each_ref().map(text);
        let position = Position::ALL.into_iter().find(|position| position.name() == row.position);
        let count = |count: u64| u32::try_from(count).map_err(|_| mismatch());
        let act = |text: &str| time::parse(text).map_err(|_| mismatch());
        let id = self.ids.get(place).unwrap_or_default();
        Ok(Account {
            id: id.to_owned(),
            platform_id: id_on_platform(id, platform.as_deref()).unwrap_or(id).to_owned(),
            platform,
            handle,
            display_name,
            score: self.scores.get(place).unwrap_or_default(),
            q_value: self.q_values.get(place).unwrap_or(1.0),
            tier: tier(&row.tier).ok_or_else(mismatch)?,
            pattern: row.pattern.parse().ok(),
            standing: Standing {
                leads: count(row.leads)?,
                follows: count(row.follows)?,
                position: position.ok_or_else(mismatch)?,
            },
            first_act: act(&row.first_act)?,
            last_act: act(&row.last_act)?,
            row,
        })
    }

    /// Pseudonyms of all accounts, listed or not, for objects name any of them.
    fn pseudonyms(&self, key: Key) -> Pseudonyms {
        let ids = || self.ids.iter().map(Option::unwrap_or_default);
        let [platforms, handles, _] = &self.texts;
        let known = handles.iter().zip(0..).filter_map(|(handle, account)| Some((account, handle?)));
        // Elsewhere an id stands without the platform before it.
        let plain = ids()
            .zip(platforms.iter())
            .zip(0..)
            .filter_map(|((id, platform), account)| Some((account, id_on_platform(id, platform)?)));
        Pseudonyms::new(key, ids(), known.chain(plain))
    }
}

fn tier(letter: &str) -> Option<Tier> {
    Tier::ALL.into_iter().find(|tier| tier.letter() == letter)
}

fn moment(output: &Output, name: &str, text: &str) -> Result<i64> {
    let wrong = |problem| {
        let path = output.dir().join(name);
        Error::input(&path.to_string_lossy(), format!("`{text}` cannot be used as a time ({problem})"), REMEDY)
    };
    time::parse(text).map_err(wrong)
}

/// The networks of these accounts.
fn networks(output: &Output, accounts: &[Account]) -> Result<Vec<Network>> {
    let mut shared: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (account, place) in accounts.iter().zip(0..) {
        shared.entry(account.row.network_id).or_default().push(place);
    }
    let mut networks = Vec::with_capacity(shared.len());
    for row in output.networks()? {
        let Some(shared) = shared.remove(&row.network_id) else { continue };
        networks.push(Network {
            tier: accounts[shared[0] as usize].tier,
            traces: row.traces.split(';').filter_map(|name| name.parse().ok()).collect(),
            first_act: moment(output, "networks.csv", &row.first_act)?,
            last_act: moment(output, "networks.csv", &row.last_act)?,
            group: Vec::new(),
            shared,
            row,
        });
    }
    match shared.keys().next() {
        None => Ok(networks),
        Some(id) => {
            let problem = format!("there is no network {id}, though candidates.csv has it");
            Err(Error::input(&output.dir().join("networks.csv").to_string_lossy(), problem, REMEDY))
        }
    }
}

/// The rows of a table of pairs whose two accounts are shared and of one
/// network; where `in_network`, the table tells which pairs are validated.
fn of_accounts(table: &Table, accounts: &[Account], in_network: bool) -> Result<Table> {
    let networks: HashMap<&str, u32, FxBuildHasher> =
        accounts.iter().map(|account| (account.id.as_str(), account.row.network_id)).collect();
    let (a, b) = (table.texts("account_a")?, table.texts("account_b")?);
    let listed = in_network.then(|| table.numbers("network_id")).transpose()?;
    let of = |id: Option<&str>| networks.get(id?).copied();
    let keep = |row: usize| {
        let network = of(a.get(row));
        network.is_some()
            && network == of(b.get(row))
            && listed.as_ref().is_none_or(|listed| listed.get(row) == network.map(f64::from))
    };
    table.filtered((0..table.rows.height()).map(keep))
}

/// The places of the accounts of a table's rows.
fn places(table: &Table, accounts: &[Account]) -> Result<Vec<[u32; 2]>> {
    let places: HashMap<&str, u32, FxBuildHasher> =
        accounts.iter().zip(0..).map(|(account, place)| (account.id.as_str(), place)).collect();
    let sides = [table.texts("account_a")?, table.texts("account_b")?];
    let place = |side: usize, row: usize| {
        let id = sides[side].get(row).unwrap_or_default();
        places.get(id).copied().ok_or_else(|| table.damaged())
    };
    (0..table.rows.height()).map(|row| Ok([place(0, row)?, place(1, row)?])).collect()
}

fn traces(table: &Table) -> Result<Vec<TraceKind>> {
    let names = table.texts("trace")?;
    names.iter().map(|name| name.unwrap_or_default().parse().map_err(|_| table.damaged())).collect()
}

fn pair_rows(table: &Table, accounts: &[Account]) -> Result<Vec<Pair>> {
    let (places, traces) = (places(table, accounts)?, traces(table)?);
    let count = |name: &str| -> Result<_> {
        let numbers = table.numbers(name)?;
        Ok(move |row: usize| numbers.get(row).unwrap_or_default() as u64)
    };
    let (co_acts, shared_objects, days) = (count("co_acts")?, count("shared_objects")?, count("days")?);
    let (gaps, windows) = (table.numbers("median_gap_s")?, table.numbers("window_s")?);
    let p = [table.numbers("p_chance")?, table.numbers("p_habit")?, table.numbers("p_crowd")?];
    let (p_values, q_values) = (table.numbers("p_value")?, table.numbers("q_value")?);
    let row = |row: usize| Pair {
        accounts: places[row],
        network_id: accounts[places[row][0] as usize].row.network_id,
        trace: traces[row],
        co_acts: co_acts(row),
        shared_objects: shared_objects(row),
        days: days(row),
        median_gap_s: gaps.get(row).unwrap_or_default(),
        window_s: windows.get(row).unwrap_or_default(),
        p: p.each_ref().map(|p| p.get(row)),
        p_value: p_values.get(row).unwrap_or(1.0),
        q_value: q_values.get(row).unwrap_or(1.0),
    };
    Ok((0..places.len()).map(row).collect())
}

fn meeting_rows(table: &Table, accounts: &[Account], objects: &mut Objects) -> Result<Vec<Meeting>> {
    let (places, traces) = (places(table, accounts)?, traces(table)?);
    let names = table.texts("object")?;
    let times = [table.integers("time_a")?, table.integers("time_b")?];
    let (on_object, own, scores) =
        (table.numbers("accounts_on_object")?, table.integers("own_object")?, table.numbers("score")?);
    let row = |row: usize| Meeting {
        accounts: places[row],
        trace: traces[row],
        object: objects.number(traces[row], names.get(row).unwrap_or_default()),
        times: times.each_ref().map(|times| times.get(row).unwrap_or_default()),
        accounts_on_object: on_object.get(row).unwrap_or_default() as u64,
        own_object: own.get(row) == Some(1),
        score: scores.get(row).unwrap_or_default(),
    };
    Ok((0..places.len()).map(row).collect())
}

/// What these accounts did in networks that no pair within a window proves.
fn group_acts(
    output: &Output,
    networks: &mut [Network],
    accounts: &[Account],
    objects: &mut Objects,
) -> Result<Vec<GroupAct>> {
    let places: HashMap<&str, u32, FxBuildHasher> =
        accounts.iter().zip(0..).map(|(account, place)| (account.id.as_str(), place)).collect();
    let (mut groups, mut acts) = (output.groups()?, Vec::new());
    for network in networks {
        let Some(pattern) = network.row.pattern().filter(|pattern| pattern.is_of_groups()) else { continue };
        let Some(rows) = groups.remove(&network.row.network_id) else { continue };
        network.group = rows.numbers(&network.row).sentences(pattern, output.run.configuration.fdr);
        for act in rows.acts {
            let (Some(&account), Ok(trace)) = (places.get(act.account.as_str()), act.trace.parse()) else { continue };
            let object = objects.number(trace, &act.object);
            acts.push(GroupAct {
                account,
                trace,
                object,
                time: act.time,
                members: act.members,
                accounts: act.accounts,
            });
        }
    }
    Ok(acts)
}

/// What the accounts acted on, without their names where these are hidden.
struct Objects<'a> {
    names: Option<&'a Pseudonyms>,
    all: Dictionary,
    /// The number of each object of the run.
    known: HashMap<(TraceKind, String), u32, FxBuildHasher>,
}

impl<'a> Objects<'a> {
    fn new(names: Option<&'a Pseudonyms>) -> Self {
        Self { names, all: Dictionary::default(), known: HashMap::default() }
    }

    fn number(&mut self, trace: TraceKind, object: &str) -> u32 {
        let Some(names) = self.names else { return self.all.intern(object) };
        let all = &mut self.all;
        *self.known.entry((trace, object.to_owned())).or_insert_with(|| all.intern(&names.object(trace, object)))
    }
}
