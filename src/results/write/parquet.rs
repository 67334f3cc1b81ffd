//! Parquet tables, with the ids exactly as they came.

use std::borrow::Cow;
use std::io::{self, Write};

use lockstep_detect::Detection;
use lockstep_detect::candidates::AccountScore;
use lockstep_method::significance::Test;
use lockstep_table::{ROW_GROUP, Table, table, write_parquet};

/// A table that may be large, group by group of [`ROW_GROUP`] rows, the last one
/// aside: as a whole it takes far more memory than its file.
pub(super) struct Groups<'a> {
    /// The columns and no row.
    pub empty: lockstep_table::Result<Table>,
    /// The groups.
    pub groups: Box<dyn Iterator<Item = lockstep_table::Result<Table>> + 'a>,
}

impl<'a> Groups<'a> {
    /// The table that `table` makes of these rows.
    fn new<T: Clone + 'a>(rows: Cow<'a, [T]>, table: impl Fn(&[T]) -> lockstep_table::Result<Table> + 'a) -> Self {
        let empty = table(&[]);
        let firsts = (0..rows.len()).step_by(ROW_GROUP);
        let groups = firsts.map(move |first| table(&rows[first..rows.len().min(first + ROW_GROUP)]));
        Self { empty, groups: Box::new(groups) }
    }

    /// The table as a Parquet file.
    pub fn write(self, to: &mut dyn Write) -> io::Result<()> {
        write_parquet(to, self.groups, self.empty)
    }

    /// The whole table in memory; the groups are its chunks.
    pub fn whole(self) -> lockstep_table::Result<Table> {
        let mut whole = self.empty?;
        for group in self.groups {
            whole.append(group?)?;
        }
        Ok(whole)
    }
}

/// `accounts.parquet`: every account with a tested pair, listed or not, in the
/// order of names; `rank` is that of its line in `candidates.csv`, and platform,
/// handle and display name are exactly as the data tell them. `explained_group` is its
/// group in `explained.csv`.
pub(super) fn accounts(detection: &Detection) -> Groups<'_> {
    let (names, facts) = (&detection.events.accounts, &detection.events.facts);
    let mut ranks = vec![None; names.len()];
    detection.findings.candidates.iter().for_each(|c| ranks[c.account as usize] = Some(c.rank as u64));
    let mut groups = vec![None; names.len()];
    for group in &detection.findings.explained {
        group.members.iter().for_each(|&member| groups[member as usize] = Some(group.group_id));
    }
    let table = move |accounts: &[AccountScore]| {
        table!(
            "account_id" => accounts.iter().map(|a| names.get(a.account)),
            "score" => accounts.iter().map(|a| a.score),
            "q_value" => accounts.iter().map(|a| a.ln_q.exp()),
            "network_id" => accounts.iter().map(|a| a.network.map(|(id, _)| id)),
            "tier" => accounts.iter().map(|a| a.network.map(|(_, tier)| tier.letter())),
            "rank" => accounts.iter().map(|a| ranks[a.account as usize]),
            "platform" => accounts.iter().map(|a| facts.of(a.account).platform),
            "handle" => accounts.iter().map(|a| facts.of(a.account).handle),
            "display_name" => accounts.iter().map(|a| facts.of(a.account).display_name),
            "explained_group" => accounts.iter().map(|a| groups[a.account as usize]),
        )
    };
    Groups::new(Cow::Borrowed(&detection.findings.accounts), table)
}

/// `pairs.parquet`: the evidence, one row a tested pair and trace in which it
/// met, at the window that speaks most clearly. `q_value` and `network_id` are
/// the pair's over all traces; `p_value` is the larger of `p_chance` and
/// `p_habit`, times the number of windows; `p_habit` and `p_crowd` are empty
/// where the case was already explained; `leads_a`, `leads_b` and
/// `p_direction` are the validated pair's over all traces; `minus_log10_p` keeps the order of
/// p-values that a float cannot hold.
pub(super) fn pairs(detection: &Detection) -> Groups<'_> {
    let tested = &detection.tested;
    let rows: Vec<(usize, usize)> = (0..tested.pairs.len())
        .flat_map(|place| (0..tested.traces.len()).map(move |trace| (place, trace)))
        .filter(|&(place, trace)| tested.traces[trace].seen[place].objects > 0)
        .collect();
    Groups::new(Cow::Owned(rows), |rows| of_pairs(detection, rows))
}

/// The rows of these pairs and traces.
fn of_pairs(detection: &Detection, rows: &[(usize, usize)]) -> lockstep_table::Result<Table> {
    let tested = &detection.tested;
    let name = |account: u32| detection.events.accounts.get(account);
    let seen = |&(place, trace): &(usize, usize)| &tested.traces[trace].seen[place];
    let test = |&(place, trace): &(usize, usize)| &tested.traces[trace].tests[place];
    let p = |test: Option<Test>| test.map(|test| test.ln_p.exp());
    let lead = |&(place, _): &(usize, usize)| detection.findings.lead_of(place);
    let expected = |test: Option<Test>| test.map(|test| test.expected);
    table!(
        "account_a" => rows.iter().map(|r| name(tested.pairs[r.0].a())),
        "account_b" => rows.iter().map(|r| name(tested.pairs[r.0].b())),
        "trace" => rows.iter().map(|r| tested.traces[r.1].kind.name()),
        "co_acts" => rows.iter().map(|r| seen(r).co_acts),
        "shared_objects" => rows.iter().map(|r| seen(r).objects),
        "days" => rows.iter().map(|r| seen(r).days),
        "median_gap_s" => rows.iter().map(|r| seen(r).median_gap_s),
        "p_chance" => rows.iter().map(|r| test(r).chance.ln_p.exp()),
        "p_crowd" => rows.iter().map(|r| p(test(r).crowd)),
        "p_habit" => rows.iter().map(|r| p(test(r).habit)),
        "p_value" => rows.iter().map(|r| test(r).ln_p.exp()),
        "q_value" => rows.iter().map(|r| tested.verdict.ln_q[r.0].exp()),
        "network_id" => rows.iter().map(|r| detection.findings.pair_networks[r.0]),
        "minus_log10_p" => rows.iter().map(|r| lockstep_detect::candidates::minus_log10(test(r).ln_p)),
        "window_s" => rows.iter().map(|r| tested.traces[r.1].window_of(r.0).as_seconds()),
        "acted_on_by_both" => rows.iter().map(|r| Some(test(r).shared).filter(|_| test(r).habit.is_some())),
        "occasions" => rows.iter().map(|r| test(r).occasions),
        "expected_chance" => rows.iter().map(|r| test(r).chance.expected),
        "expected_habit" => rows.iter().map(|r| expected(test(r).habit)),
        "expected_crowd" => rows.iter().map(|r| expected(test(r).crowd)),
        "telling_objects" => rows.iter().map(|r| test(r).habit.and_then(|habit| habit.trials)),
        "telling_occasions" => rows.iter().map(|r| test(r).habit.map(|habit| habit.seen)),
        "leads_a" => rows.iter().map(|r| lead(r).map(|lead| lead.a)),
        "leads_b" => rows.iter().map(|r| lead(r).map(|lead| lead.b)),
        "p_direction" => rows.iter().map(|r| lead(r).map(|lead| lead.ln_p.exp())),
    )
}
