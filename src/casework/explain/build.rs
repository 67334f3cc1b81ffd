//! A case made from the tables of an output: facts first, then the sentences
//! about them.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_base::error::{Error, Result};
use lockstep_base::pattern::Pattern;
use lockstep_base::safe::unlinked;
use lockstep_base::tier::Tier;
use lockstep_base::time;
use lockstep_results::group_rows::{self, GroupRows};
use lockstep_results::read::{AccountRow, CandidateRow, ExplainedGroup, MeetingRow, NetworkRow, Output, PairRow, Run};
use lockstep_results::wording::{self, EventNumbers};

use super::case::{
    Case, ExplainedCase, GroupAct, GroupCase, Listing, Meeting, NetworkCase, PairCase, Standing, TraceTest,
};
use super::{groups, sentences};

/// Every innocent explanation that is tested of any pair.
const OF_PAIRS: [&str; 3] = ["chance", "habit", "crowd"];
/// Those that are tested of what is in a network.
const OF_NETWORKS: [&str; 4] = ["chance", "habit", "crowd", "event"];

impl Case {
    /// The case for an account.
    ///
    /// # Errors
    /// When it has no tested pair, or a table cannot be read.
    pub fn of_account(output: &Output, given: &str) -> Result<Self> {
        let account = output.account(given)?;
        let meetings = output.meetings(&account.id, None)?;
        let network = account.network_id.map(|id| output.network(id)).transpose()?.flatten();
        let asked = asked(network.as_ref());
        let mut pairs = pair_cases(output.pairs(&account.id, None)?, &meetings, &output.run, &account.id, asked);
        let tested = pairs.len();
        if pairs.iter().any(|pair| pair.standing < Standing::Tested) {
            pairs.retain(|pair| pair.standing < Standing::Tested);
        }
        let group = explained(output, [account, account])?;
        if let Some(group) = &group {
            // Those of its group first.
            pairs.sort_by_key(|pair| !group.members.contains(&pair.partner));
        }
        let listing = listing(output, account)?;
        let standing = match (&listing, pairs.first()) {
            (Some(_), _) => Standing::Listed,
            (None, Some(pair)) => pair.standing.max(Standing::Validated),
            (None, None) => Standing::Tested,
        };
        let mut case = Self::new(&account.id, None, standing, pairs, meetings, &output.run);
        case.explained = group;
        case.network = network.as_ref().map(NetworkCase::new);
        let rows = group_rows(output, network.as_ref())?;
        case.group = rows.as_ref().map(|(row, rows)| GroupCase::new(row, rows, &account.id, None, &output.run));
        case.headline = sentences::account(&case, listing.as_ref(), account.q_value, tested, &output.run);
        case.findings = match &listing {
            Some(listing) => match &rows {
                Some((_, rows)) => groups::listing(listing, &case, rows),
                None => sentences::listing(listing, &case, tested),
            },
            None => sentences::dismissed(&case, account.q_value, tested, &output.run),
        };
        case.against = match (&listing, &case.group) {
            (Some(listing), Some(_)) => groups::against(listing, &case),
            _ => sentences::against(&case, network.as_ref(), &output.run),
        };
        case.listing = listing;
        Ok(case)
    }

    /// The case for two accounts.
    ///
    /// # Errors
    /// When one of them has no tested pair at all, when they are the same, or
    /// when a table cannot be read.
    pub fn of_pair(output: &Output, given: &str, other: &str) -> Result<Self> {
        let (account, other) = (output.account(given)?, output.account(other)?);
        if account.id == other.id {
            return Err(Error::config("OTHER", "the two accounts are the same one"));
        }
        let meetings = output.meetings(&account.id, Some(&other.id))?;
        let rows = output.pairs(&account.id, Some(&other.id))?;
        let of_both = account.network_id.filter(|_| account.network_id == other.network_id);
        let network = rows.first().and_then(|pair| pair.network_id).or(of_both);
        let network = network.map(|id| output.network(id)).transpose()?.flatten();
        let pairs = pair_cases(rows, &meetings, &output.run, &account.id, asked(network.as_ref()));
        let group = group_rows(output, network.as_ref())?;
        let standing = match &group {
            Some(_) => Standing::Listed,
            None => pairs.first().map_or(Standing::NeverTested, |pair| pair.standing),
        };
        let mut case = Self::new(&account.id, Some(&other.id), standing, pairs, meetings, &output.run);
        case.group =
            group.as_ref().map(|(row, rows)| GroupCase::new(row, rows, &account.id, Some(&other.id), &output.run));
        case.headline = match &group {
            Some((row, rows)) => groups::pair(&case, row, rows),
            None => sentences::pair(&case, &output.run),
        };
        case.explained = explained(output, [account, other])?;
        case.network = network.as_ref().map(NetworkCase::new);
        for account in [account, other] {
            let group = explained(output, [account, account])?;
            case.findings.push(sentences::line(&account.id, listing(output, account)?.as_ref(), group.as_ref()));
        }
        case.findings.extend(case.network.as_ref().and_then(sentences::pattern));
        case.against = match &case.group {
            Some(group) => groups::against_pair(&case, group),
            None => sentences::against(&case, network.as_ref(), &output.run),
        };
        Ok(case)
    }

    fn new(
        account: &str,
        other: Option<&str>,
        standing: Standing,
        pairs: Vec<PairCase>,
        meetings: Vec<MeetingRow>,
        run: &Run,
    ) -> Self {
        Self {
            lockstep: env!("CARGO_PKG_VERSION"),
            account: account.to_owned(),
            other: other.map(str::to_owned),
            standing,
            headline: String::new(),
            listing: None,
            findings: Vec::new(),
            network: None,
            explained: None,
            group: None,
            against: Vec::new(),
            pairs,
            meetings: meetings.into_iter().map(Meeting::new).collect(),
            notes: run.warnings.iter().cloned().chain(sentences::without_meetings(standing)).collect(),
        }
    }
}

impl Meeting {
    fn new(row: MeetingRow) -> Self {
        let first = match row.time.cmp(&row.partner_time) {
            std::cmp::Ordering::Less => "account",
            std::cmp::Ordering::Greater => "partner",
            std::cmp::Ordering::Equal => "both",
        };
        Self {
            partner: row.partner,
            trace: row.trace,
            object: unlinked(&row.object),
            time: time::rfc3339(row.time),
            partner_time: time::rfc3339(row.partner_time),
            gap_s: (row.partner_time - row.time) as f64 / time::SECOND as f64,
            first,
            trigger: row.trigger,
            delay_s: row.delay_s,
            partner_delay_s: row.partner_delay_s,
            own_object: row.own_object,
            accounts_on_object: row.accounts_on_object,
            chance_habit: row.chance_habit,
            chance_crowd: row.chance_crowd,
            begins_occasion: row.begins_occasion,
            micros: [row.time, row.partner_time],
        }
    }
}

/// What shows this network, where no pair does.
fn group_rows<'a>(output: &Output, network: Option<&'a NetworkRow>) -> Result<Option<(&'a NetworkRow, GroupRows)>> {
    let Some(row) = network.filter(|row| row.is_of_groups()) else { return Ok(None) };
    Ok(output.groups()?.remove(&row.network_id).map(|rows| (row, rows)))
}

/// The innocent explanations that were tested of what is in this network, or in none.
fn asked(network: Option<&NetworkRow>) -> &'static [&'static str] {
    if network.is_some_and(|network| network.event().is_some() || network.is_of_groups()) {
        &OF_NETWORKS
    } else {
        &OF_PAIRS
    }
}

/// The group of both accounts that is not on the list, where they are in one and neither
/// is in a network.
fn explained(output: &Output, accounts: [&AccountRow; 2]) -> Result<Option<ExplainedCase>> {
    let [one, other] = accounts.map(|account| account.explained_group.filter(|_| account.network_id.is_none()));
    let group = one.filter(|_| one == other).map(|id| output.explained(id)).transpose()?.flatten();
    Ok(group.map(ExplainedCase::new))
}

impl ExplainedCase {
    fn new(group: ExplainedGroup) -> Self {
        let ExplainedGroup { numbers, members } = group;
        let pattern = numbers.pattern.as_deref().and_then(|name| name.parse().ok());
        Self {
            meaning: numbers.meaning(),
            pattern_sentence: pattern.map(wording::pattern),
            sentences: numbers.sentences(),
            numbers,
            members,
        }
    }
}

impl GroupCase {
    /// What the account did in its group; of two of them, on what the other one acted, too.
    fn new(network: &NetworkRow, rows: &GroupRows, account: &str, other: Option<&str>, run: &Run) -> Self {
        let numbers = rows.numbers(network);
        let act = |act: &group_rows::GroupAct| GroupAct {
            item: act.item,
            trace: act.trace.clone(),
            object: unlinked(&act.object),
            time: time::rfc3339(act.time),
            members: act.members,
            accounts: act.accounts,
        };
        let others: BTreeSet<u64> =
            rows.acts.iter().filter(|act| other == Some(act.account.as_str())).map(|act| act.item).collect();
        let is_mine =
            |act: &&group_rows::GroupAct| act.account == account && (other.is_none() || others.contains(&act.item));
        let mut mine: Vec<&group_rows::GroupAct> = rows.acts.iter().filter(is_mine).collect();
        mine.sort_by_key(|act| (act.time, act.item));
        let sentences = network.pattern().map(|pattern| numbers.sentences(pattern, run.configuration.fdr));
        Self { sentences: sentences.unwrap_or_default(), acts: mine.into_iter().map(act).collect(), numbers }
    }
}

impl NetworkCase {
    fn new(row: &NetworkRow) -> Self {
        let (pattern, event) = (row.pattern(), row.event());
        Self {
            network_id: row.network_id,
            pattern: pattern.map(Pattern::name),
            seen: pattern.map(Pattern::seen),
            to_rule_out: pattern.map(Pattern::to_rule_out),
            event_sentences: event.as_ref().map(EventNumbers::sentences).unwrap_or_default(),
            event,
            is_unstable: row.is_unstable(),
        }
    }
}

fn listing(output: &Output, account: &AccountRow) -> Result<Option<Listing>> {
    let Some(id) = account.network_id else { return Ok(None) };
    let (Some(row), Some(network)) = (output.candidate(account)?, output.network(id)?) else {
        return Err(Error::input(
            &account.id,
            "this account is in a network, but candidates.csv and networks.csv do not know it",
            "make the output again with lockstep detect",
        ));
    };
    Ok(Some(Listing::new(row, &network, account)))
}

impl Listing {
    fn new(row: CandidateRow, network: &NetworkRow, account: &AccountRow) -> Self {
        let tier = Tier::ALL.into_iter().find(|tier| tier.letter() == row.tier);
        let ruled_out = names(&row.ruled_out);
        Self {
            rank: row.rank,
            network_id: row.network_id,
            network_accounts: network.accounts,
            tier_meaning: tier.map(|tier| wording::tier(tier, network.pattern())).unwrap_or_default(),
            tier: row.tier,
            score: account.score,
            q_value: account.q_value,
            partners: row.partners,
            co_acts: row.co_acts,
            objects: row.objects,
            days: row.days,
            traces: names(&row.traces),
            not_ruled_out: others(&ruled_out, asked(Some(network))),
            ruled_out,
            first_act: row.first_act,
            last_act: row.last_act,
            leads: row.leads,
            follows: row.follows,
            position: row.position,
        }
    }
}

/// Names that are parted by semicolons.
fn names(list: &str) -> Vec<String> {
    list.split(';').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn others(ruled_out: &[String], asked: &[&'static str]) -> Vec<&'static str> {
    asked.iter().copied().filter(|name| ruled_out.iter().all(|ruled_out| ruled_out != name)).collect()
}

/// The pairs, the strongest first; `asked` is what was tested of those in a network.
fn pair_cases(
    rows: Vec<PairRow>,
    meetings: &[MeetingRow],
    run: &Run,
    account: &str,
    asked: &[&'static str],
) -> Vec<PairCase> {
    let mut met: BTreeMap<&str, Vec<&MeetingRow>> = BTreeMap::new();
    meetings.iter().for_each(|meeting| met.entry(&meeting.partner).or_default().push(meeting));
    let of_pair = |rows: &[PairRow]| {
        let meetings = met.get(rows[0].partner.as_str()).map(Vec::as_slice).unwrap_or_default();
        PairCase::new(rows, meetings, run, account, asked)
    };
    let mut pairs: Vec<PairCase> = rows.chunk_by(|x, y| x.partner == y.partner).map(of_pair).collect();
    let strongest = |pair: &PairCase| pair.tests.iter().map(|test| test.row.minus_log10_p).fold(0.0, f64::max);
    pairs.sort_by(|x, y| {
        let passed = |pair: &PairCase| pair.standing >= Standing::Tested;
        let score = |pair: &PairCase| pair.score.unwrap_or_default();
        passed(x)
            .cmp(&passed(y))
            .then(score(y).total_cmp(&score(x)))
            .then(x.q_value.total_cmp(&y.q_value))
            .then(strongest(y).total_cmp(&strongest(x)))
            .then_with(|| x.partner.cmp(&y.partner))
    });
    pairs
}

impl PairCase {
    /// From the rows of one pair and its meetings.
    fn new(rows: &[PairRow], meetings: &[&MeetingRow], run: &Run, account: &str, asked: &[&'static str]) -> Self {
        let first = &rows[0];
        let standing = match (first.network_id, first.lead) {
            (Some(_), _) => Standing::Listed,
            (None, Some(_)) => Standing::Validated,
            (None, None) => Standing::Tested,
        };
        let validated = standing < Standing::Tested;
        let ruled_out = meetings.first().map(|meeting| names(&meeting.ruled_out)).unwrap_or_default();
        let at_once = meetings.iter().filter(|meeting| meeting.time == meeting.partner_time).count() as u32;
        let test = |row: &PairRow| {
            let own = meetings.iter().filter(|meeting| meeting.trace == row.test.trace && meeting.own_object).count();
            let own_objects = validated.then_some(own as u32);
            TraceTest { sentences: sentences::test(&row.test, own_objects, run), own_objects, row: row.test.clone() }
        };
        let mut pair = Self {
            partner: first.partner.clone(),
            standing,
            network_id: first.network_id,
            q_value: first.q_value,
            score: meetings.first().map(|meeting| meeting.score),
            not_ruled_out: match standing {
                Standing::Listed => others(&ruled_out, asked),
                Standing::Validated => others(&ruled_out, &OF_PAIRS),
                _ => Vec::new(),
            },
            ruled_out,
            lead: first.lead,
            at_once: first.lead.map(|_| at_once),
            tests: rows.iter().map(test).collect(),
            sentences: Vec::new(),
        };
        pair.sentences = sentences::over_all(&pair, account, run);
        pair
    }
}
