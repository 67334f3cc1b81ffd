//! What is told of a network: its members, their objects, languages, countries
//! and hours.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use lockstep_base::calendar::Day;
use lockstep_base::country::{Country, Language};
use lockstep_base::error::{Error, Result};
use lockstep_base::time;
use lockstep_data::events::Role;
use lockstep_results::read::CandidateRow;
use serde::{Deserialize, Serialize};

use super::hours::Hours;
use crate::supervision::Whose;
use crate::supervision::registry::Registry;
use crate::transparency::{Fact, Facts, Followers, Objects, Run, all_objects};

/// The fewest members that make an object the network's.
const FEWEST_MEMBERS: usize = 2;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Import<'a> {
    /// An output of `detect`.
    pub dir: &'a Path,
    /// A network of it.
    pub network: u32,
    /// The operation's id; none: made of the directory's name and the number.
    pub id: Option<&'a str>,
    /// The run's inputs, where they are no longer where the run read them.
    pub inputs: &'a [PathBuf],
    /// A table of facts about accounts, see [`Facts::read`].
    pub facts: Option<&'a Path>,
    /// A table of followers, see [`Followers::read`].
    pub followers: Option<&'a Path>,
    /// The registry of state-controlled media: its accounts are named apart.
    pub registry: Option<&'a Registry>,
}

/// `profile.json`: what a network was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The version that made it.
    pub lockstep: String,
    /// The operation's id.
    pub id: String,
    /// The network's number in its run.
    pub network: u32,
    /// SHA-256 of the run's `run.json`.
    pub run: String,
    /// The day of removal; for a person to set.
    pub removed: Option<Day>,
    /// The network's tier.
    pub tier: String,
    /// Its members, without those that are registered.
    pub accounts: u64,
    /// Members that are accounts of registered media: they are not to be removed
    /// with it.
    #[serde(default)]
    pub registered: u64,
    /// Their posts in the data.
    pub posts: u64,
    /// Objects that at least two of them acted on.
    pub objects: u64,
    /// By trace, the accounts outside the network in the same data; none in
    /// folders of versions that did not count them.
    #[serde(default)]
    pub outside: BTreeMap<String, Outside>,
    /// Their first post, RFC 3339 UTC.
    pub first_act: String,
    /// Their last post.
    pub last_act: String,
    /// Accounts that follow at least one of them, where a table of followers
    /// was given.
    pub followers: Option<u64>,
    /// The languages of their texts, by the number of texts.
    pub languages: BTreeMap<Language, u64>,
    /// Texts whose language cannot be told.
    pub undetermined: u64,
    /// Members by country, as the platform states it.
    pub countries: BTreeMap<Country, u64>,
    /// When they are active.
    pub hours: Hours,
}

/// Everybody but the network, in a trace of the data that hold its own time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outside {
    /// Accounts that acted in the trace.
    pub accounts: u64,
    /// The distinct objects of each, added up.
    pub volume: u64,
}

/// A member.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The exact id.
    pub id: String,
    /// What the platform knows of it.
    pub fact: Fact,
}

/// An object that several members acted on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// The trace.
    pub trace: &'static str,
    /// The object, exactly.
    pub object: String,
    /// The members that acted on it.
    pub members: u64,
    /// Their posts on it.
    pub acts: u64,
    /// Accounts outside the network that acted on it.
    pub outsiders: u64,
}

/// All that is known of a network.
#[derive(Clone, Debug)]
pub struct Described {
    /// The summary.
    pub profile: Profile,
    /// The members in the order of their ids, without those that are registered.
    pub members: Vec<Member>,
    /// The members that are accounts of registered media.
    pub registered: Vec<Whose>,
    /// What a person is asked who compares the members with the registry; empty
    /// without one.
    pub asked: Vec<String>,
    /// Their objects, those of most members first.
    pub objects: Vec<Pushed>,
    /// Who follows them, where a table was given.
    pub followers: Option<Followers>,
    /// Where the data tell a platform.
    pub(super) platforms: BTreeSet<String>,
    /// Members that come first, as `candidates.csv` writes them.
    pub(super) leaders: Vec<String>,
    /// The name of the run's directory.
    pub(super) run_name: String,
}

/// Describes a network.
///
/// # Errors
/// When the run or one of the tables cannot be used, when the run has no such
/// network, or when the id cannot be one.
pub fn describe(import: &Import) -> Result<Described> {
    import.id.map_or(Ok(()), check_id)?;
    let facts = Facts::read_any(import.facts)?;
    let run = Run::open(import.dir, import.inputs)?;
    let (numbers, registered) = parted(&run, import, &facts)?;
    let asked = import.registry.map(|registry| asked(&run, registry, &facts, (&numbers, &registered)));
    let name = |number: u32| run.events.accounts.get(number);
    let fact = |id: &str| facts.of(id).cloned().unwrap_or_default();
    let members: Vec<Member> =
        numbers.iter().map(|&number| Member { id: name(number).to_owned(), fact: fact(name(number)) }).collect();
    let ids: BTreeSet<&str> = members.iter().map(|member| member.id.as_str()).collect();
    let followers = import.followers.map(|path| Followers::read(path, &ids)).transpose()?;
    let traces = all_objects(&run.events, &run.traces);
    let is_member = flags(&run, &numbers);
    let objects = pushed(&traces, &is_member);
    let is_leader = |row: &CandidateRow| {
        row.network_id == import.network && row.position == "leader" && ids.contains(row.account_id.as_str())
    };
    let leaders = run.output.candidates()?.into_iter().filter(is_leader).map(|row| row.account_id).collect();
    let own = profile(&run, import, &numbers, &members)?;
    let profile = Profile {
        followers: followers.as_ref().map(Followers::union),
        outside: traces.iter().map(|trace| (trace.trace.to_owned(), Outside::of(trace, &is_member))).collect(),
        registered: registered.len() as u64,
        objects: objects.len() as u64,
        ..own
    };
    let (platforms, run_name) = (platforms(&run, &members), run.name());
    let asked = asked.unwrap_or_default();
    Ok(Described { profile, members, registered, asked, objects, followers, platforms, leaders, run_name })
}

/// The network's accounts, and apart from them those of registered media.
fn parted(run: &Run, import: &Import, facts: &Facts) -> Result<(Vec<u32>, Vec<Whose>)> {
    let (mut others, mut registered) = (Vec::new(), Vec::new());
    for &number in run.members(import.network)? {
        let id = run.events.accounts.get(number);
        match import.registry.map(|registry| whose(registry, id, facts)).transpose()?.flatten() {
            Some(whose) => registered.push(whose),
            None => others.push(number),
        }
    }
    if others.is_empty() {
        let problem = format!("every account of network {} is one of registered media", import.network);
        let remedy = "nothing is to be removed: see lockstep supervise for what follows from their labels";
        return Err(Error::input(&import.dir.to_string_lossy(), problem, remedy));
    }
    Ok((others, registered))
}

/// Whose account it is, where it is registered; the facts tell its platform
/// where its id does not.
fn whose(registry: &Registry, id: &str, facts: &Facts) -> Result<Option<Whose>> {
    let platform = platform_of(id, facts);
    let is_wrong = |problem: String| {
        let remedy = "give the account's platform in the column `platform` of --facts";
        Error::input(&registry.file, problem, remedy)
    };
    let found = match registry.find(platform, id).map_err(is_wrong)? {
        None if !platform.is_empty() => registry.find("", id).ok().flatten().filter(|_| id.contains(':')),
        found => found,
    };
    Ok(found.map(|number| Whose::of(registry, number, registry.today)))
}

/// The platform of an account by the facts; empty where they do not tell it.
fn platform_of<'a>(id: &str, facts: &'a Facts) -> &'a str {
    facts.of(id).map_or("", |fact| fact.platform.as_str())
}

/// What the registry leaves open of a network: that it has none of its members, and
/// which of the others may be registered with a slip in the name.
fn asked(run: &Run, registry: &Registry, facts: &Facts, (others, registered): (&[u32], &[Whose])) -> Vec<String> {
    let none = registered.is_empty().then(|| "no member is in the registry of state-controlled media".to_owned());
    let known: BTreeSet<_> = run
        .events
        .accounts
        .iter()
        .filter_map(|id| whose(registry, id, facts).ok().flatten())
        .map(|whose| whose.key())
        .collect();
    let spelling = registry.spelling(|key| known.contains(key));
    let near = others.iter().filter_map(|&number| {
        let id = run.events.accounts.get(number);
        let near = spelling.nearest(platform_of(id, facts), id)?;
        Some(format!(
            "the member {id} is not in the registry, and may be {near}, which is: see which of them is spelled right"
        ))
    });
    none.into_iter().chain(near).collect()
}

/// Refuses an id that a file name or another tool could stumble over.
fn check_id(id: &str) -> Result<()> {
    let fine = !id.is_empty() && id.bytes().all(is_plain);
    let problem = format!("`{id}` is no id: letters of ASCII, digits, `.`, `_` and `-` make one");
    if fine { Ok(()) } else { Err(Error::config("id", problem)) }
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
}

/// An id from the name of the run's directory.
fn made_id(run_name: &str, network: u32) -> String {
    let plain = |c: char| if c.is_ascii() && is_plain(c as u8) { c } else { '-' };
    format!("{}-{network}", run_name.chars().map(plain).collect::<String>())
}

fn profile(run: &Run, import: &Import, numbers: &[u32], members: &[Member]) -> Result<Profile> {
    let rows = rows_of(run, numbers);
    let posts: BTreeSet<_> = rows.iter().map(|&row| run.events.post_of(row)).collect();
    let moment = |time: Option<i64>| time::rfc3339(time.unwrap_or(0));
    let times = || posts.iter().map(|&(_, time, _)| time);
    let (languages, undetermined) = languages(run, &rows);
    let mut countries = BTreeMap::new();
    for country in members.iter().filter_map(|member| member.fact.country) {
        *countries.entry(country).or_default() += 1;
    }
    Ok(Profile {
        lockstep: env!("CARGO_PKG_VERSION").to_owned(),
        id: import.id.map_or_else(|| made_id(&run.name(), import.network), str::to_owned),
        network: import.network,
        run: run.sha256.clone(),
        removed: None,
        tier: run.output.network(import.network)?.map(|network| network.tier).unwrap_or_default(),
        accounts: members.len() as u64,
        registered: 0,
        posts: posts.len() as u64,
        objects: 0,
        outside: BTreeMap::new(),
        first_act: moment(times().min()),
        last_act: moment(times().max()),
        followers: None,
        languages,
        undetermined,
        countries,
        hours: Hours::new(posts.iter().map(|&(account, time, _)| (account, time))),
    })
}

/// The rows of the events that these accounts wrote.
fn rows_of(run: &Run, members: &[u32]) -> Vec<usize> {
    let is_member = flags(run, members);
    (0..run.events.len()).filter(|&row| is_member[run.events.account[row] as usize]).collect()
}

/// For every account of the events, whether it is a member.
fn flags(run: &Run, members: &[u32]) -> Vec<bool> {
    let mut flags = vec![false; run.events.accounts.len()];
    members.iter().for_each(|&member| flags[member as usize] = true);
    flags
}

/// How many posts are in which language, and in how many it cannot be told; a
/// post without a text counts for neither.
fn languages(run: &Run, rows: &[usize]) -> (BTreeMap<Language, u64>, u64) {
    let (mut languages, mut undetermined) = (BTreeMap::new(), 0);
    let Some(column) = run.events.column(Role::Text) else { return (languages, undetermined) };
    let texts: BTreeSet<_> =
        rows.iter().flat_map(|&row| column.row(row).iter().map(move |&text| (run.events.post_of(row), text))).collect();
    for (_, text) in texts {
        match Language::of_text(column.strings.get(text)) {
            Some(language) => *languages.entry(language).or_default() += 1,
            None => undetermined += 1,
        }
    }
    (languages, undetermined)
}

impl Outside {
    /// Of a trace; for every account, whether it is a member.
    pub fn of(trace: &Objects, is_member: &[bool]) -> Self {
        let degrees = trace.degrees(is_member.len());
        let outside = || degrees.iter().zip(is_member).filter(|&(&degree, &member)| degree > 0 && !member);
        Self { accounts: outside().count() as u64, volume: outside().map(|(&degree, _)| u64::from(degree)).sum() }
    }
}

/// The objects that at least two members acted on, those of most members first;
/// for every account, whether it is a member.
pub fn pushed(traces: &[Objects], is_member: &[bool]) -> Vec<Pushed> {
    let mut pushed = Vec::new();
    for trace in traces {
        for (object, name) in (0..).zip(trace.names.iter()) {
            let on = trace.on(object);
            let theirs = || on.iter().filter(|doer| is_member[doer.account as usize]);
            let members = theirs().count();
            if members >= FEWEST_MEMBERS {
                pushed.push(Pushed {
                    trace: trace.trace,
                    object: name.to_owned(),
                    members: members as u64,
                    acts: theirs().map(|doer| u64::from(doer.posts)).sum(),
                    outsiders: (on.len() - members) as u64,
                });
            }
        }
    }
    // Stable: traces keep their order.
    pushed.sort_by(|x, y| (y.members, y.acts).cmp(&(x.members, x.acts)).then_with(|| x.object.cmp(&y.object)));
    pushed
}

/// The platforms by the facts, and by the ids where the data have a column of
/// platforms.
fn platforms(run: &Run, members: &[Member]) -> BTreeSet<String> {
    let in_ids =
        |source: &lockstep_data::events::SourceSummary| source.columns.iter().any(|(role, _)| *role == Role::Platform);
    let in_ids = !run.events.sources.is_empty() && run.events.sources.iter().all(in_ids);
    let stated = |member: &Member| {
        let by_fact = Some(member.fact.platform.clone()).filter(|platform| !platform.is_empty());
        by_fact.or_else(|| member.id.split_once(':').filter(|_| in_ids).map(|(platform, _)| platform.to_owned()))
    };
    members.iter().filter_map(stated).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_of_plain_characters() {
        assert_eq!(made_id("out", 3), "out-3");
        assert_eq!(made_id("a \"b\"\n]]", 1), "a--b-----1");
        assert!(check_id("2024.iran_1-b").is_ok());
        for hostile in ["", "a b", "a\"", "a\n", "ä", "../x/"] {
            assert!(check_id(hostile).is_err(), "{hostile:?}");
        }
    }
}
