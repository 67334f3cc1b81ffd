//! CSV tables. Every cell that comes from the data passes through
//! [`crate::safe::cell`].

use std::collections::BTreeSet;
use std::fmt::{Display, Write as _};
use std::io::{self, Write};

use csv::Writer;
use rayon::prelude::*;

use crate::candidates::{Position, RuledOut, Together};
use crate::cluster::Partition;
use crate::detect::Detection;
use crate::error::{Error, Result};
use crate::events::{Account, Dictionary, Reject, time};
use crate::network::{CoorTweetEdge, CosineEdge, DaysEdge, DisparityEdge, ObjectsEdge};
use crate::profiles::NetworkProfile;
use crate::safe::cell;
use crate::traces::TraceKind;
use crate::wording::probability;

/// `candidates.csv`: one row an account, in the order of review.
pub(super) fn candidates(detection: &Detection) -> Result<Vec<u8>> {
    let header = [
        "rank",
        "account_id",
        "network_id",
        "tier",
        "score",
        "q_value",
        "partners",
        "co_acts",
        "objects",
        "days",
        "traces",
        "ruled_out",
        "first_act",
        "last_act",
        "centrality",
        "core",
        "leads",
        "follows",
        "position",
        "platform",
        "handle",
        "followers",
        "created",
        "language",
        "country",
    ];
    table(
        &header,
        detection.findings.candidates.iter().map(|candidate| {
            let mut row = vec![
                candidate.rank.to_string(),
                cell(detection.events.accounts.get(candidate.account)).into_owned(),
                candidate.network_id.to_string(),
                candidate.tier.letter().to_owned(),
                format!("{:.3}", candidate.score),
                probability(candidate.ln_q),
                candidate.partners.to_string(),
            ];
            row.extend(together(&candidate.together, candidate.ruled_out));
            row.extend([format!("{:.4}", candidate.centrality), candidate.core.to_string()]);
            let standing = candidate.standing;
            row.extend([standing.leads.to_string(), standing.follows.to_string(), standing.position.name().to_owned()]);
            row.extend(facts(detection.events.facts.of(candidate.account)));
            row
        }),
    )
}

/// `networks.csv`: one row a network, in the order of review.
pub(super) fn networks(detection: &Detection) -> Result<Vec<u8>> {
    let header = [
        "network_id",
        "accounts",
        "pairs",
        "density",
        "tier",
        "score",
        "q_value",
        "co_acts",
        "objects",
        "days",
        "traces",
        "ruled_out",
        "first_act",
        "last_act",
        "stability",
        "hangs_on_one_object",
        "leaders",
        "followers",
        "platforms",
        "crossing_pairs",
        "combined_followers",
        "followers_known",
        "shared_traits",
    ];
    table(
        &header,
        detection.findings.networks.iter().zip(&detection.profiles).map(|(network, profile)| {
            let mut row = vec![
                network.network_id.to_string(),
                network.members.len().to_string(),
                network.pairs.len().to_string(),
                format!("{:.4}", network.density),
                network.tier.letter().to_owned(),
                format!("{:.3}", network.score),
                probability(network.ln_q),
            ];
            row.extend(together(&network.together, network.ruled_out));
            row.extend([
                format!("{:.2}", network.stability.days),
                network.stability.hangs_on.is_some().to_string(),
                network.at(Position::Leader).count().to_string(),
                network.at(Position::Follower).count().to_string(),
            ]);
            row.extend(of_profile(profile));
            row
        }),
    )
}

/// What an account says of itself.
fn facts(facts: Account) -> [String; 6] {
    let text = |text: Option<&str>| cell(text.unwrap_or_default()).into_owned();
    [
        text(facts.platform),
        text(facts.handle),
        facts.followers.map_or_else(String::new, |followers| followers.to_string()),
        facts.created.map_or_else(String::new, time::rfc3339),
        text(facts.language),
        text(facts.country),
    ]
}

/// What the members of a network say of themselves; how many followers they
/// have together is empty where it is known of none.
fn of_profile(profile: &NetworkProfile) -> [String; 5] {
    let platforms: Vec<String> = profile.platforms.iter().map(|(name, members)| format!("{name} {members}")).collect();
    let kinds: BTreeSet<&str> = profile.shared.iter().map(|shared| shared.kind.name()).collect();
    let known = profile.followers_known;
    [
        cell(&platforms.join(";")).into_owned(),
        profile.crossing_pairs.to_string(),
        if known > 0 { profile.followers.to_string() } else { String::new() },
        known.to_string(),
        kinds.into_iter().collect::<Vec<_>>().join(";"),
    ]
}

/// `profiles.csv`: what members of a network share more often than chance
/// allows, one row a network and trait.
pub(super) fn profiles(detection: &Detection) -> Result<Vec<u8>> {
    let header =
        ["network_id", "kind", "value", "members", "of_members", "accounts", "of_accounts", "expected", "p_value"];
    let networks = detection.findings.networks.iter().zip(&detection.profiles);
    let rows = networks.flat_map(|(network, profile)| profile.shared.iter().map(|shared| (network.network_id, shared)));
    table(
        &header,
        rows.map(|(network_id, shared)| {
            vec![
                network_id.to_string(),
                shared.kind.name().to_owned(),
                cell(&shared.value).into_owned(),
                shared.members.to_string(),
                shared.of_members.to_string(),
                shared.accounts.to_string(),
                shared.of_accounts.to_string(),
                format!("{:.3}", shared.expected()),
                probability(shared.ln_p),
            ]
        }),
    )
}

fn together(together: &Together, ruled_out: RuledOut) -> [String; 7] {
    [
        together.co_acts.to_string(),
        together.objects.to_string(),
        together.days.to_string(),
        trace_names(&together.traces),
        ruled_out.names(),
        time::rfc3339(together.first_act),
        time::rfc3339(together.last_act),
    ]
}

/// The traces' names, parted by semicolons.
fn trace_names(traces: &[TraceKind]) -> String {
    traces.iter().map(|trace| trace.name()).collect::<Vec<_>>().join(";")
}

/// `rejects.csv`: the rows that could not be used.
///
/// # Errors
/// When the table cannot be made.
pub fn rejects(rejects: &[Reject]) -> Result<Vec<u8>> {
    table(
        &["file", "line", "reason"],
        rejects.iter().map(|reject| {
            vec![cell(&reject.file).into_owned(), reject.line.to_string(), cell(&reject.reason).into_owned()]
        }),
    )
}

/// The network of the method `coortweet`.
///
/// # Errors
/// Those of `out`.
pub fn coortweet_csv(edges: &[CoorTweetEdge], names: &Dictionary, out: &mut dyn Write) -> io::Result<()> {
    let header = ["weight", "avg_time_delta", "contents_a", "contents_b", "symmetry", "weight_threshold"];
    pairs_table(&header, edges, names, out, |edge, row| {
        row.ends([edge.account_a, edge.account_b])?;
        row.put(edge.weight)?;
        row.put(edge.avg_time_delta)?;
        row.put(edge.contents_a)?;
        row.put(edge.contents_b)?;
        row.put(edge.symmetry)?;
        row.put(edge.weight_threshold)
    })
}

/// The network of the method `objects`.
///
/// # Errors
/// Those of `out`.
pub fn objects_csv(edges: &[ObjectsEdge], names: &Dictionary, out: &mut dyn Write) -> io::Result<()> {
    pairs_table(&["co_acts", "objects"], edges, names, out, |edge, row| {
        row.ends([edge.account_a, edge.account_b])?;
        row.put(edge.co_acts)?;
        row.put(edge.objects)
    })
}

/// The network of the method `cosine`.
///
/// # Errors
/// Those of `out`.
pub fn cosine_csv(edges: &[CosineEdge], names: &Dictionary, out: &mut dyn Write) -> io::Result<()> {
    pairs_table(&["similarity", "objects"], edges, names, out, |edge, row| {
        row.ends([edge.account_a, edge.account_b])?;
        row.put(edge.similarity)?;
        row.put(edge.objects)
    })
}

/// The network of the method `days`.
///
/// # Errors
/// Those of `out`.
pub fn days_csv(edges: &[DaysEdge], names: &Dictionary, out: &mut dyn Write) -> io::Result<()> {
    pairs_table(&["days", "objects", "co_acts"], edges, names, out, |edge, row| {
        row.ends([edge.account_a, edge.account_b])?;
        row.put(edge.days)?;
        row.put(edge.objects)?;
        row.put(edge.co_acts)
    })
}

/// The network of the method `disparity`, and which of its edges are in the
/// backbone at the significance `alpha`.
///
/// # Errors
/// Those of `out`.
pub fn disparity_csv(edges: &[DisparityEdge], names: &Dictionary, alpha: f64, out: &mut dyn Write) -> io::Result<()> {
    pairs_table(&["co_acts", "objects", "alpha", "backbone"], edges, names, out, |edge, row| {
        row.ends([edge.account_a, edge.account_b])?;
        row.put(edge.co_acts)?;
        row.put(edge.objects)?;
        row.put(probability(edge.ln_alpha))?;
        row.put(u8::from(edge.in_backbone(alpha)))
    })
}

/// A partition: the accounts of each community under its `network_id`, which
/// counts from 1, the largest community first; by name within a community.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub fn partition_csv(partition: &Partition, names: &Dictionary) -> Result<Vec<u8>> {
    let mut rows: Vec<(u32, &str)> =
        partition.membership().iter().map(|community| community + 1).zip(names.iter()).collect();
    rows.par_sort_unstable();
    table(
        &["account_id", "network_id"],
        rows.into_iter().map(|(network, account)| vec![cell(account).into_owned(), network.to_string()]),
    )
}

/// A CSV file of pairs of accounts and what `cells` says of each, the accounts
/// first; written part by part in parallel.
fn pairs_table<E: Sync>(
    columns: &[&str],
    edges: &[E],
    names: &Dictionary,
    out: &mut dyn Write,
    cells: impl Fn(&E, &mut Cells) -> csv::Result<()> + Sync,
) -> io::Result<()> {
    const EDGES_A_PART: usize = 1 << 14;
    const PARTS_AT_ONCE: usize = 64;
    let part = |edges: &[E]| -> csv::Result<Vec<u8>> {
        let mut row = Cells { names, writer: Writer::from_writer(Vec::new()), text: String::new() };
        for edge in edges {
            cells(edge, &mut row)?;
            row.writer.write_record(None::<&[u8]>)?;
        }
        row.writer.into_inner().map_err(|e| e.into_error().into())
    };
    let mut header = Writer::from_writer(&mut *out);
    header.write_record([&["account_a", "account_b"], columns].concat())?;
    // Dropped, the writer would keep an error to itself.
    header.flush()?;
    drop(header);
    for edges in edges.chunks(PARTS_AT_ONCE * EDGES_A_PART) {
        let parts: Vec<csv::Result<Vec<u8>>> = edges.par_chunks(EDGES_A_PART).map(part).collect();
        parts.into_iter().try_for_each(|part| out.write_all(&part?))?;
    }
    Ok(())
}

/// The cells of a row on their way into a table.
struct Cells<'a> {
    names: &'a Dictionary,
    writer: Writer<Vec<u8>>,
    /// A cell's text, kept for its memory.
    text: String,
}

impl Cells<'_> {
    /// Adds the names of the pair's accounts.
    fn ends(&mut self, accounts: [u32; 2]) -> csv::Result<()> {
        accounts.iter().try_for_each(|&account| self.writer.write_field(cell(self.names.get(account)).as_bytes()))
    }

    /// Adds a number.
    fn put(&mut self, number: impl Display) -> csv::Result<()> {
        self.text.clear();
        // Writing into a String cannot fail.
        _ = write!(self.text, "{number}");
        self.writer.write_field(&self.text)
    }
}

/// A CSV file of these rows; cells from the data must have passed through
/// [`cell`].
///
/// # Errors
/// Never in practice: the table is written to memory.
pub fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write_table(&mut bytes, header, rows).map_err(|e| Error::output("a table", e))?;
    Ok(bytes)
}

/// The same, row by row to where it belongs.
pub(super) fn write_table(
    to: &mut dyn Write,
    header: &[&str],
    mut rows: impl Iterator<Item = Vec<String>>,
) -> io::Result<()> {
    let mut writer = Writer::from_writer(to);
    writer.write_record(header)?;
    rows.try_for_each(|row| writer.write_record(&row))?;
    // Dropped, the writer would keep an error to itself.
    writer.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk that is full after some bytes.
    struct Full(usize);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            if taken == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(taken) }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_disk_is_told_wherever_it_is_met() {
        let mut names = Dictionary::default();
        let [account_a, account_b] = ["a", "b"].map(|name| names.intern(name));
        let edges = [ObjectsEdge { account_a, account_b, co_acts: 2, objects: 2 }];
        let whole = "account_a,account_b,co_acts,objects\na,b,2,2\n".len();
        for room in 0..whole {
            let error = objects_csv(&edges, &names, &mut Full(room)).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{room}");
        }
        objects_csv(&edges, &names, &mut Full(whole)).unwrap();
    }
}
