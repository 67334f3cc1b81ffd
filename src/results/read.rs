//! What an output of `detect` holds about an account or a pair.
//!
//! Ids are looked up in the Parquet files, which hold them exactly; what only
//! the CSV tables tell (rank, explanations ruled out, stability) is found by
//! the id as those write it.
//!
//! ```
//! use std::path::Path;
//!
//! use lockstep_results::read::Output;
//!
//! let output = Output::open(Path::new("../../notebooks-data/season/out"))?;
//! let first = &output.candidates()?[0];
//! println!("{}: network {}, tier {}", first.account_id, first.network_id, first.tier);
//! assert_eq!(first.rank, 1);
//! let account = output.account(&first.account_id)?;
//! assert_eq!(account.network_id, Some(first.network_id));
//! # Ok::<(), lockstep_base::error::Error>(())
//! ```

use std::fs::File;
use std::path::{Path, PathBuf};

use lockstep_base::error::{Error, Result};
use lockstep_base::guard::guarded;
use lockstep_base::pattern::Pattern;
use lockstep_base::safe::{cell, visible};
use lockstep_detect::candidates::Stability;
use lockstep_table::{Column, Numbers, Texts, read_parquet};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use crate::wording::{EventNumbers, GroupNumbers};

/// What to do about an output that cannot be read.
pub const REMEDY: &str = "make it again with lockstep detect";
/// Ids that are named where a given one is not found.
const SUGGESTED: usize = 3;

/// What is needed of `run.json`.
#[derive(Clone, Debug, Deserialize)]
pub struct Run {
    /// The effective configuration.
    pub configuration: Configuration,
    /// All pairs of accounts, over which the rate is held.
    pub pairs_in_all: f64,
    /// Pairs that passed.
    pub validated_pairs: u64,
    /// How many of them are expected to be false.
    pub expected_false_pairs: f64,
    /// Accounts on the list.
    pub candidates: u64,
    /// Whether pseudonyms stand in the place of the accounts' ids.
    #[serde(default)]
    pub pseudonymised: bool,
    /// Trace by trace.
    pub traces: Vec<Trace>,
    /// What a reader of the list must know, as sentences.
    #[serde(deserialize_with = "sentences_of_warnings")]
    pub warnings: Vec<String>,
}

/// The sentences of the warnings in a `run.json`; runs of 0.1.0 before warnings had names have
/// sentences only.
///
/// # Errors
/// When a warning is neither a sentence nor has one as `text`.
pub fn sentences_of_warnings<'de, D: Deserializer<'de>>(warnings: D) -> std::result::Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a warning is a sentence, or has one as `text`")]
    enum Warning {
        Sentence(String),
        Named { text: String },
    }
    let sentence = |warning| match warning {
        Warning::Sentence(text) | Warning::Named { text } => text,
    };
    Ok(Vec::<Warning>::deserialize(warnings)?.into_iter().map(sentence).collect())
}

/// What is needed of the configuration.
#[derive(Clone, Debug, Deserialize)]
pub struct Configuration {
    /// The false discovery rate.
    pub fdr: f64,
}

/// A trace of the run.
#[derive(Clone, Debug, Deserialize)]
pub struct Trace {
    /// Its name.
    pub trace: String,
    /// Its windows; what they hold is not needed here.
    pub windows: Vec<serde::de::IgnoredAny>,
    /// Distinct objects on which two accounts must meet to be tested.
    pub min_objects: u32,
}

/// A row of `accounts.parquet`.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountRow {
    /// The exact id.
    pub id: String,
    /// Its score.
    pub score: f64,
    /// The smallest q-value of its pairs.
    pub q_value: f64,
    /// Its network, where it is listed.
    pub network_id: Option<u32>,
    /// Its group in `explained.csv`.
    pub explained_group: Option<u32>,
}

/// A row of `candidates.csv`.
#[derive(Clone, Debug, Deserialize)]
pub struct CandidateRow {
    /// The order of review.
    pub rank: u64,
    /// The id as a spreadsheet may see it.
    pub account_id: String,
    /// Its network.
    pub network_id: u32,
    /// The network's tier.
    pub tier: String,
    score: String,
    /// The smallest q-value of its pairs, which may be too small for a float.
    pub q_value: String,
    /// Validated pairs.
    pub partners: u64,
    /// Two acts on one object within the window, of validated pairs.
    pub co_acts: u64,
    /// Distinct objects among them.
    pub objects: u64,
    /// Distinct UTC days among them.
    pub days: u64,
    /// Parted by semicolons.
    pub traces: String,
    /// Parted by semicolons.
    pub ruled_out: String,
    /// RFC 3339.
    pub first_act: String,
    /// RFC 3339.
    pub last_act: String,
    /// Objects on which it came before the others of its network.
    #[serde(default)]
    pub leads: u64,
    /// Objects on which it came after them.
    #[serde(default)]
    pub follows: u64,
    /// `leader`, `follower` or empty.
    #[serde(default)]
    pub position: String,
    /// Its network's pattern; empty in runs of versions that knew none.
    #[serde(default)]
    pub pattern: String,
}

/// By what a line of `candidates.csv` and a row of `accounts.parquet` are known
/// to belong together: two ids can be written alike in a table for people.
type Key = (String, u32, String);

impl CandidateRow {
    fn key(&self) -> Key {
        (self.account_id.clone(), self.network_id, self.score.clone())
    }
}

impl AccountRow {
    /// Where it is listed.
    fn key(&self) -> Option<Key> {
        Some((cell(&self.id).into_owned(), self.network_id?, format!("{:.3}", self.score)))
    }
}

/// A row of `networks.csv`.
#[derive(Clone, Debug, Deserialize)]
pub struct NetworkRow {
    /// Its number.
    pub network_id: u32,
    /// Its members.
    pub accounts: u64,
    /// Validated pairs inside.
    pub pairs: u64,
    /// The share of all pairs of members that are validated.
    pub density: f64,
    /// Its tier.
    pub tier: String,
    /// The median of the members' scores.
    pub score: f64,
    /// The largest of the members' q-values, which may be too small for a float.
    pub q_value: String,
    /// Two acts on one object within the window, of its pairs.
    pub co_acts: u64,
    /// Distinct objects among them.
    pub objects: u64,
    /// Distinct UTC days among them.
    pub days: u64,
    /// Parted by semicolons.
    pub traces: String,
    /// Parted by semicolons.
    pub ruled_out: String,
    /// RFC 3339.
    pub first_act: String,
    /// RFC 3339.
    pub last_act: String,
    /// The share of random halves of the days from which it comes back.
    #[serde(default)]
    pub stability: Option<f64>,
    /// Whether it falls apart without one object.
    #[serde(default)]
    pub hangs_on_one_object: Option<bool>,
    /// What was seen of it; empty in runs of versions that knew no patterns.
    #[serde(default)]
    pub pattern: String,
    #[serde(default)]
    moments: Option<u64>,
    #[serde(default)]
    sittings: Option<u64>,
    #[serde(default)]
    off_hours: Option<u64>,
    #[serde(default)]
    concentration: Option<f64>,
    #[serde(default)]
    moment_spread_s: Option<f64>,
    #[serde(default)]
    participation: Option<f64>,
    #[serde(default)]
    instants: Option<u64>,
    #[serde(default)]
    tight_instants: Option<u64>,
    #[serde(default)]
    strangers: Option<f64>,
    #[serde(default)]
    p_event: Option<String>,
    /// Of many accounts with few acts: the sittings that their bursts make.
    #[serde(default)]
    pub group_sittings: Option<u64>,
    /// Of many accounts with few acts: strangers to be expected among the members.
    #[serde(default)]
    pub expected_strangers: Option<f64>,
}

impl NetworkRow {
    /// Its pattern, where the run tells one.
    pub fn pattern(&self) -> Option<Pattern> {
        self.pattern.parse().ok()
    }

    /// Whether no pair within a window proves it.
    pub fn is_of_groups(&self) -> bool {
        self.pattern().is_some_and(Pattern::is_of_groups)
    }

    /// Whether it is marked as unstable: by the numbers, so that runs of versions
    /// without the mark have it, too.
    pub fn is_unstable(&self) -> bool {
        self.hangs_on_one_object.unwrap_or_default()
            || self.stability.is_some_and(|stability| stability < Stability::LEAST)
    }

    /// What an event would have left behind, where the run tells it.
    pub fn event(&self) -> Option<EventNumbers> {
        Some(EventNumbers {
            moments: self.moments?,
            sittings: self.sittings?,
            off_hours: self.off_hours?,
            concentration: self.concentration?,
            moment_spread_s: self.moment_spread_s?,
            participation: self.participation?,
            instants: self.instants?,
            tight_instants: self.tight_instants?,
            strangers: self.strangers,
            p_event: self.p_event.clone()?,
            is_ruled_out: self.ruled_out.split(';').any(|name| name == "event"),
        })
    }
}

/// A row of `explained.csv`; its account is looked up in `accounts.parquet`.
#[derive(Clone, Debug, Deserialize)]
struct ExplainedRow {
    group_id: u32,
    accounts: u64,
    pairs: u64,
    explanation: String,
    pattern: Option<String>,
    trace: String,
    objects: u64,
    days: u64,
    met: f64,
    expected: f64,
    p_habit: String,
    period_s: Option<f64>,
    at_ticks: Option<f64>,
    delay_s: f64,
    first_act: String,
    last_act: String,
}

/// A group that chance does not explain and something innocent does.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedGroup {
    /// The explanation and its numbers.
    pub numbers: GroupNumbers,
    /// The exact ids of its accounts, in their order.
    pub members: Vec<String>,
}

impl ExplainedRow {
    fn numbers(self) -> GroupNumbers {
        GroupNumbers {
            group_id: self.group_id,
            accounts: self.accounts,
            pairs: self.pairs,
            explanation: self.explanation,
            pattern: self.pattern,
            trace: self.trace,
            objects: self.objects,
            days: self.days,
            met: self.met,
            expected: self.expected,
            p_habit: self.p_habit,
            period_s: self.period_s,
            at_ticks: self.at_ticks,
            delay_s: self.delay_s,
            first_act: self.first_act,
            last_act: self.last_act,
        }
    }
}

/// What one explanation expected and how well it fits what was seen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Tested {
    /// Objects on which the pair was expected to meet.
    pub expected: f64,
    /// The probability of at least as many as were seen.
    pub p: f64,
}

/// Who came first on how many objects, seen from the account.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Lead {
    /// The account.
    pub account: u32,
    /// The partner.
    pub partner: u32,
    /// The probability of this or a clearer order were neither the leader.
    pub p: f64,
}

/// A row of `pairs.parquet`, seen from the account.
#[derive(Clone, Debug)]
pub struct PairRow {
    /// The other account.
    pub partner: String,
    /// Over all traces.
    pub q_value: f64,
    /// The network in which the pair is, where it is listed.
    pub network_id: Option<u32>,
    /// Where the pair is validated.
    pub lead: Option<Lead>,
    /// The test in one trace.
    pub test: TraceRow,
}

/// A pair's test in one trace, at the window that speaks most clearly.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TraceRow {
    /// The trace.
    pub trace: String,
    /// The window, in seconds.
    pub window_s: f64,
    /// Distinct objects on which the two met.
    pub objects: u32,
    /// Distinct occasions on which they did.
    pub occasions: u32,
    /// Co-acts.
    pub co_acts: u64,
    /// Distinct UTC days.
    pub days: u32,
    /// Median time between the two acts of a co-act.
    pub median_gap_s: f64,
    /// Objects on which both acted at any time; none where habit was not
    /// tested.
    pub acted_on_by_both: Option<u32>,
    /// Those of them on which habit alone does not make a meeting likelier than
    /// not: the only ones by which habit is judged.
    pub telling_objects: Option<u32>,
    /// Distinct occasions on which the two met on these.
    pub telling_occasions: Option<u32>,
    /// Chance.
    pub chance: Tested,
    /// Habit; none where chance explains the case.
    pub habit: Option<Tested>,
    /// The crowd; none where chance or habit explain the case.
    pub crowd: Option<Tested>,
    /// The larger p of chance and habit, times the number of windows.
    pub p_value: f64,
    /// −log₁₀ of it, which never underflows.
    pub minus_log10_p: f64,
}

/// A row of `evidence.parquet`, seen from the account.
#[derive(Clone, Debug)]
pub struct MeetingRow {
    /// The other account.
    pub partner: String,
    /// The trace.
    pub trace: String,
    /// The object, exactly.
    pub object: String,
    /// When the account acted, in microseconds.
    pub time: i64,
    /// When the partner acted.
    pub partner_time: i64,
    /// `created`, `original` or `first_act`.
    pub trigger: String,
    /// How long after the object's trigger the account acted, in seconds.
    pub delay_s: f64,
    /// How long after it the partner acted.
    pub partner_delay_s: f64,
    /// Whether a group made the object itself.
    pub own_object: bool,
    /// Accounts that acted on the object.
    pub accounts_on_object: u32,
    /// The habit model's chance of a meeting here.
    pub chance_habit: f64,
    /// The crowd model's chance of a meeting here.
    pub chance_crowd: f64,
    /// Whether an occasion begins with it.
    pub begins_occasion: bool,
    /// −log₁₀ p of the pair over all traces.
    pub score: f64,
    /// What does not explain the pair, parted by semicolons.
    pub ruled_out: String,
}

/// A meeting of a validated pair, as `evidence.parquet` has it.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidatedMeeting {
    /// One account.
    pub account_a: String,
    /// The other one.
    pub account_b: String,
    /// The trace.
    pub trace: String,
    /// The object, exactly.
    pub object: String,
    /// When the first account acted, in microseconds.
    pub time: i64,
    /// −log₁₀ p of the pair over all traces.
    pub score: f64,
    /// What does not explain the pair, parted by semicolons.
    pub ruled_out: String,
}

/// An output of `detect`.
#[derive(Debug)]
pub struct Output {
    dir: PathBuf,
    /// Its record.
    pub run: Run,
    accounts: Vec<AccountRow>,
}

impl Output {
    /// Opens the directory.
    ///
    /// # Errors
    /// When it is no output of `detect`, or one of a version that did not
    /// write every file that is needed.
    pub fn open(dir: &Path) -> Result<Self> {
        for (name, problem, remedy) in [
            ("run.json", "there is no such file, so this is no output of lockstep detect", "name a directory that is"),
            ("evidence.parquet", "there is no such file, so an older version made this output", REMEDY),
        ] {
            let path = dir.join(name);
            if !path.is_file() {
                return Err(Error::input(&path.to_string_lossy(), problem, remedy));
            }
        }
        let path = dir.join("run.json");
        let bytes = std::fs::read(&path).map_err(Error::io(&path, "read"))?;
        let broken =
            |e: serde_json::Error| Error::input(&path.to_string_lossy(), format!("it cannot be used ({e})"), REMEDY);
        let run = serde_json::from_slice(&bytes).map_err(broken)?;
        let table = Table::read(dir, "accounts.parquet", &[])?;
        let accounts = guarded(|| accounts(&table), || table.damaged())?;
        Ok(Self { dir: dir.to_owned(), run, accounts })
    }

    /// An error where the run holds pseudonyms: for what needs the accounts' ids.
    ///
    /// # Errors
    /// When the run was made with `--pseudonymise`; `remedy` is what to do.
    pub fn needs_ids(&self, remedy: &str) -> Result<()> {
        if !self.run.pseudonymised {
            return Ok(());
        }
        let file = self.dir.join("run.json");
        let problem = "this run was made with --pseudonymise and holds no account ids";
        Err(Error::input(&file.to_string_lossy(), problem, remedy))
    }

    /// The account with this id, or the one that the tables write so: with an
    /// apostrophe before a formula, or with hidden characters written out.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub fn account(&self, given: &str) -> Result<&AccountRow> {
        if let Some(exact) = self.accounts.iter().find(|account| account.id == given) {
            return Ok(exact);
        }
        let plain = given.strip_prefix('\'').unwrap_or(given);
        let written =
            |account: &&AccountRow| account.id == plain || visible(&account.id) == plain || cell(&account.id) == given;
        let found: Vec<&AccountRow> = self.accounts.iter().filter(written).collect();
        let file = self.dir.join("accounts.parquet");
        match found[..] {
            [account] => Ok(account),
            [] => Err(Error::input(
                &file.to_string_lossy(),
                format!(
                    "no account `{given}` here: either it is not in the data, or it never met another account on \
                     enough objects within a window ({}), so that there was nothing to test",
                    self.least_objects()
                ),
                self.suggestion(plain),
            )),
            _ => Err(Error::input(
                &file.to_string_lossy(),
                format!("several accounts are written `{given}` when hidden characters are shown"),
                "give the exact id",
            )),
        }
    }

    fn least_objects(&self) -> String {
        let least = self.run.traces.iter().map(|trace| trace.min_objects).min().unwrap_or_default();
        format!("{least} or more")
    }

    fn suggestion(&self, given: &str) -> String {
        let given = given.to_lowercase();
        let near = |account: &&AccountRow| !given.is_empty() && account.id.to_lowercase().contains(&given);
        let near: Vec<String> =
            self.accounts.iter().filter(near).take(SUGGESTED).map(|account| format!("`{}`", account.id)).collect();
        if near.is_empty() {
            "look for its id, exactly as the data have it, in the input or in candidates.csv".to_owned()
        } else {
            format!("did you mean {}?", near.join(" or "))
        }
    }

    /// Every account that met another one often enough to be tested, listed or
    /// not.
    pub fn accounts(&self) -> &[AccountRow] {
        &self.accounts
    }

    /// The list, in the order of review.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn candidates(&self) -> Result<Vec<CandidateRow>> {
        rows(&self.dir, "candidates.csv")
    }

    /// The account's line on the list.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn candidate(&self, account: &AccountRow) -> Result<Option<CandidateRow>> {
        let key = account.key();
        Ok(self.candidates()?.into_iter().find(|row| Some(row.key()) == key))
    }

    /// A network's line.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn network(&self, id: u32) -> Result<Option<NetworkRow>> {
        Ok(self.networks()?.into_iter().find(|row| row.network_id == id))
    }

    /// All networks, in the order of review.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn networks(&self) -> Result<Vec<NetworkRow>> {
        rows(&self.dir, "networks.csv")
    }

    /// The group of `explained.csv` with this number; none in runs of versions that did
    /// not write that file.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn explained(&self, id: u32) -> Result<Option<ExplainedGroup>> {
        if !self.dir.join("explained.csv").is_file() {
            return Ok(None);
        }
        let row = rows::<ExplainedRow>(&self.dir, "explained.csv")?.into_iter().find(|row| row.group_id == id);
        let members = self.accounts.iter().filter(|account| account.explained_group == Some(id));
        let group = |row: ExplainedRow| ExplainedGroup {
            numbers: row.numbers(),
            members: members.map(|account| account.id.clone()).collect(),
        };
        Ok(row.map(group))
    }

    /// The directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// One of its Parquet tables, which must hold the columns `needed`.
    ///
    /// # Errors
    /// When it cannot be read, or lacks one.
    pub fn table(&self, name: &str, needed: &[&str]) -> Result<Table> {
        Table::read(&self.dir, name, needed)
    }

    /// The tests of the account's pairs, or of the one with `other`; in the
    /// order of the table, in which the traces of a pair stand together.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn pairs(&self, account: &str, other: Option<&str>) -> Result<Vec<PairRow>> {
        let table = Table::read(&self.dir, "pairs.parquet", &["account_a", "account_b"])?;
        guarded(|| pair_rows(&table.of(account, other)?, account), || table.damaged())
    }

    /// Every meeting of every validated pair, listed or not, in the order of the
    /// table, in which those of a pair stand together.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn validated_meetings(&self) -> Result<Vec<ValidatedMeeting>> {
        let table = Table::read(&self.dir, "evidence.parquet", &["account_a", "account_b"])?;
        guarded(|| validated_meetings(&table), || table.damaged())
    }

    /// The account's meetings, or those with `other`, in the order of time.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn meetings(&self, account: &str, other: Option<&str>) -> Result<Vec<MeetingRow>> {
        let table = Table::read(&self.dir, "evidence.parquet", &["account_a", "account_b"])?;
        let mut meetings = guarded(|| meeting_rows(&table.of(account, other)?, account), || table.damaged())?;
        meetings.sort_by(|x, y| {
            let key = |m: &MeetingRow| m.time.min(m.partner_time);
            key(x).cmp(&key(y)).then_with(|| (&x.partner, &x.trace, &x.object).cmp(&(&y.partner, &y.trace, &y.object)))
        });
        Ok(meetings)
    }
}

fn validated_meetings(table: &Table) -> Result<Vec<ValidatedMeeting>> {
    let text = |name: &str| -> Result<_> {
        let texts = table.texts(name)?;
        Ok(move |row: usize| texts.get(row).unwrap_or_default().to_owned())
    };
    let (a, b, trace, object) = (text("account_a")?, text("account_b")?, text("trace")?, text("object")?);
    let (time, score, ruled_out) = (table.integers("time_a")?, table.numbers("score")?, text("ruled_out")?);
    let row = |row: usize| ValidatedMeeting {
        account_a: a(row),
        account_b: b(row),
        trace: trace(row),
        object: object(row),
        time: time.get(row).unwrap_or_default(),
        score: score.get(row).unwrap_or_default(),
        ruled_out: ruled_out(row),
    };
    Ok((0..table.rows.height()).map(row).collect())
}

/// The rows of a CSV table.
fn rows<T: DeserializeOwned>(dir: &Path, name: &str) -> Result<Vec<T>> {
    let path = dir.join(name);
    let broken = |e: csv::Error| Error::input(&path.to_string_lossy(), format!("it cannot be used ({e})"), REMEDY);
    csv::Reader::from_path(&path).map_err(broken)?.deserialize().collect::<Result<_, _>>().map_err(broken)
}

fn accounts(table: &Table) -> Result<Vec<AccountRow>> {
    let (ids, scores, q) = (table.texts("account_id")?, table.numbers("score")?, table.numbers("q_value")?);
    let networks = table.numbers("network_id")?;
    // Runs of older versions have no such column.
    let groups = table.numbers("explained_group").ok();
    let row = |row: usize| AccountRow {
        id: ids.get(row).unwrap_or_default().to_owned(),
        score: scores.get(row).unwrap_or_default(),
        q_value: q.get(row).unwrap_or(1.0),
        network_id: networks.get(row).map(|id| id as u32),
        explained_group: groups.as_ref().and_then(|groups| groups.get(row)).map(|id| id as u32),
    };
    Ok((0..table.rows.height()).map(row).collect())
}

fn pair_rows(table: &Table, account: &str) -> Result<Vec<PairRow>> {
    let sides = Sides::new(table, account)?;
    let (traces, windows) = (table.texts("trace")?, table.numbers("window_s")?);
    let count = |name: &str| -> Result<_> {
        let numbers = table.numbers(name)?;
        Ok(move |row: usize| numbers.get(row).unwrap_or_default() as u32)
    };
    let tested = |name: &str| -> Result<_> {
        let (expected, p) = (table.numbers(&format!("expected_{name}"))?, table.numbers(&format!("p_{name}"))?);
        Ok(move |row: usize| Some(Tested { expected: expected.get(row)?, p: p.get(row)? }))
    };
    let (objects, occasions, days) = (count("shared_objects")?, count("occasions")?, count("days")?);
    let (co_acts, both) = (table.numbers("co_acts")?, table.numbers("acted_on_by_both")?);
    let (telling, told) = (table.numbers("telling_objects")?, table.numbers("telling_occasions")?);
    let (gaps, q) = (table.numbers("median_gap_s")?, table.numbers("q_value")?);
    let (chance, habit, crowd) = (tested("chance")?, tested("habit")?, tested("crowd")?);
    let (p, score, networks) =
        (table.numbers("p_value")?, table.numbers("minus_log10_p")?, table.numbers("network_id")?);
    let (leads_a, leads_b, p_lead) =
        (table.numbers("leads_a")?, table.numbers("leads_b")?, table.numbers("p_direction")?);
    let lead = |row: usize| {
        let (account, partner) = sides.turned(row, leads_a.get(row)? as u32, leads_b.get(row)? as u32);
        Some(Lead { account, partner, p: p_lead.get(row)? })
    };
    let row = |row: usize| PairRow {
        partner: sides.partner(row),
        q_value: q.get(row).unwrap_or(1.0),
        network_id: networks.get(row).map(|id| id as u32),
        lead: lead(row),
        test: TraceRow {
            trace: traces.get(row).unwrap_or_default().to_owned(),
            window_s: windows.get(row).unwrap_or_default(),
            objects: objects(row),
            occasions: occasions(row),
            co_acts: co_acts.get(row).unwrap_or_default() as u64,
            days: days(row),
            median_gap_s: gaps.get(row).unwrap_or_default(),
            acted_on_by_both: both.get(row).map(|count| count as u32),
            telling_objects: telling.get(row).map(|count| count as u32),
            telling_occasions: told.get(row).map(|count| count as u32),
            chance: chance(row).unwrap_or(Tested { expected: 0.0, p: 1.0 }),
            habit: habit(row),
            crowd: crowd(row),
            p_value: p.get(row).unwrap_or(1.0),
            minus_log10_p: score.get(row).unwrap_or_default(),
        },
    };
    Ok((0..table.rows.height()).map(row).collect())
}

fn meeting_rows(table: &Table, account: &str) -> Result<Vec<MeetingRow>> {
    let sides = Sides::new(table, account)?;
    let text = |name: &str| -> Result<_> {
        let texts = table.texts(name)?;
        Ok(move |row: usize| texts.get(row).unwrap_or_default().to_owned())
    };
    let number = |name: &str| -> Result<_> {
        let numbers = table.numbers(name)?;
        Ok(move |row: usize| numbers.get(row).unwrap_or_default())
    };
    let moment = |name: &str| -> Result<_> {
        let moments = table.integers(name)?;
        Ok(move |row: usize| moments.get(row).unwrap_or_default())
    };
    let flag = |name: &str| -> Result<_> {
        let flags = table.integers(name)?;
        Ok(move |row: usize| flags.get(row) == Some(1))
    };
    let (time_a, time_b) = (moment("time_a")?, moment("time_b")?);
    let (delay_a, delay_b) = (number("delay_a_s")?, number("delay_b_s")?);
    let (trace, object, trigger, ruled_out) = (text("trace")?, text("object")?, text("trigger")?, text("ruled_out")?);
    let (accounts, habit, crowd) = (number("accounts_on_object")?, number("chance_habit")?, number("chance_crowd")?);
    let (own, begins, score) = (flag("own_object")?, flag("begins_occasion")?, number("score")?);
    let row = |row: usize| {
        let (time, partner_time) = sides.turned(row, time_a(row), time_b(row));
        let (delay_s, partner_delay_s) = sides.turned(row, delay_a(row), delay_b(row));
        MeetingRow {
            partner: sides.partner(row),
            trace: trace(row),
            object: object(row),
            time,
            partner_time,
            trigger: trigger(row),
            delay_s,
            partner_delay_s,
            own_object: own(row),
            accounts_on_object: accounts(row) as u32,
            chance_habit: habit(row),
            chance_crowd: crowd(row),
            begins_occasion: begins(row),
            score: score(row),
            ruled_out: ruled_out(row),
        }
    };
    Ok((0..table.rows.height()).map(row).collect())
}

/// On which side of each row the account stands.
struct Sides<'a> {
    account: &'a str,
    a: Texts,
    b: Texts,
}

impl<'a> Sides<'a> {
    fn new(table: &Table, account: &'a str) -> Result<Self> {
        Ok(Self { account, a: table.texts("account_a")?, b: table.texts("account_b")? })
    }

    /// What belongs to the account, then what belongs to the partner.
    fn turned<T>(&self, row: usize, of_a: T, of_b: T) -> (T, T) {
        if self.a.get(row) == Some(self.account) { (of_a, of_b) } else { (of_b, of_a) }
    }

    fn partner(&self, row: usize) -> String {
        self.turned(row, self.b.get(row), self.a.get(row)).0.unwrap_or_default().to_owned()
    }
}

fn damaged(path: &Path) -> Error {
    Error::input(&path.to_string_lossy(), "this Parquet file is damaged", REMEDY)
}

/// A Parquet table of the output.
#[derive(Debug)]
pub struct Table {
    path: PathBuf,
    /// Its rows.
    pub rows: lockstep_table::Table,
}

impl Table {
    /// Reads the table, which must hold the columns `needed`.
    fn read(dir: &Path, name: &str, needed: &[&str]) -> Result<Self> {
        let path = dir.join(name);
        let file = File::open(&path).map_err(Error::io(&path, "read"))?;
        let rows = || read_parquet(&file).map_err(|_| damaged(&path));
        let table = Self { rows: guarded(rows, || damaged(&path))?, path: path.clone() };
        needed.iter().try_for_each(|name| table.column(name).map(drop))?;
        Ok(table)
    }

    /// The error for a table whose content cannot be what it says.
    pub fn damaged(&self) -> Error {
        damaged(&self.path)
    }

    fn column(&self, name: &str) -> Result<&Column> {
        let missing = |_| {
            let problem = format!("there is no column {name}, so another version made this output");
            Error::input(&self.path.to_string_lossy(), problem, REMEDY)
        };
        self.rows.column(name).map_err(missing)
    }

    /// A column's values in the form in which `read` gives them.
    fn values<T>(&self, name: &str, read: impl FnOnce(&Column) -> lockstep_table::Result<T>) -> Result<T> {
        read(self.column(name)?).map_err(|_| self.damaged())
    }

    /// Texts.
    pub fn texts(&self, name: &str) -> Result<Texts> {
        self.values(name, Column::texts)
    }

    /// Numbers of any kind.
    pub fn numbers(&self, name: &str) -> Result<Numbers<f64>> {
        self.values(name, Column::floats)
    }

    /// Whole numbers, moments in microseconds, or flags as 0 and 1.
    pub fn integers(&self, name: &str) -> Result<Numbers<i64>> {
        self.values(name, Column::integers)
    }

    /// The rows about the account, or about it and another one.
    fn of(&self, account: &str, other: Option<&str>) -> Result<Self> {
        let (a, b) = (self.texts("account_a")?, self.texts("account_b")?);
        let is = |id: Option<&str>, wanted: Option<&str>| wanted.is_none_or(|wanted| id == Some(wanted));
        let about = |(a, b): (Option<&str>, Option<&str>)| {
            (is(a, Some(account)) && is(b, other)) || (is(b, Some(account)) && is(a, other))
        };
        self.filtered(a.iter().zip(b.iter()).map(about))
    }

    /// The rows for which `keep` holds.
    pub fn filtered(&self, keep: impl Iterator<Item = bool>) -> Result<Self> {
        let rows = self.rows.filter(keep).map_err(|_| self.damaged())?;
        Ok(Self { path: self.path.clone(), rows })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_are_read_with_names_and_without() {
        let read = |json| sentences_of_warnings(&mut serde_json::Deserializer::from_str(json));
        assert_eq!(read(r#"["one", "two"]"#).unwrap(), ["one", "two"]);
        assert_eq!(read(r#"[{"name": "rhythm", "trace": "rhythm", "text": "three"}]"#).unwrap(), ["three"]);
        let problem = read(r#"[{"name": "rhythm"}]"#).unwrap_err().to_string();
        assert!(problem.contains("has one as `text`"), "{problem}");
    }
}
