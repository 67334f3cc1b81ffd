//! The output of a comparison.

use std::collections::BTreeMap;
use std::path::Path;

use lockstep_base::calendar::Month;
use lockstep_base::directory::OutputDir;
use lockstep_base::directory::OutputFile;
use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::{count, probability, small, things};
use lockstep_base::safe::{cell, defang, defang_text, json, toml_string, visible};
use lockstep_base::time;
use lockstep_detect::candidates::minus_log10;
use lockstep_results::write::table;
use serde::Serialize;

use super::compare::{Comparison, Match, Matches, Returning, Verdict, tells};
use super::handles::{handle, shape};
use super::objects::SharedObject;
use super::survey::{Excess, Survivors};
use crate::transparency::TEXT;

/// So many characters of a text are evidence enough.
const LONGEST_TEXT: usize = 200;

/// A line of `match_evidence.csv`: the signal, what was seen, how many members
/// have it, and what to make of it.
type Line = (&'static str, String, usize, String);

/// Where a file's SHA-256 is told.
#[derive(Serialize)]
struct Hashed<'a> {
    file: &'a str,
    sha256: &'a str,
}

/// `run.json`.
#[derive(Serialize)]
struct Record<'a> {
    lockstep: &'static str,
    arguments: Arguments<'a>,
    run: &'a str,
    inputs: Vec<Hashed<'a>>,
    networks: usize,
    removed_networks: usize,
    comparisons: usize,
    proposed: usize,
    circumstantial: usize,
    returning_networks: usize,
    returning_accounts: usize,
    outputs: Vec<OutputFile>,
}

#[derive(Serialize)]
struct Arguments<'a> {
    removed: &'a Path,
    run: &'a Path,
    facts: Option<&'a Path>,
    fdr: f64,
}

fn object(shared: &SharedObject) -> Line {
    let at_its_time = shared.outsiders.map(|outsiders| format!(" and {} beside it", count(outsiders)));
    let detail = format!(
        "trace {}; {} of the removed network acted on it{}, {} outside the new one; a network of this volume does with \
         the chance {}",
        shared.trace,
        things(shared.removed_members, "account", "accounts"),
        at_its_time.unwrap_or_default(),
        things(shared.others, "account", "accounts"),
        small(shared.chance)
    );
    let item = if shared.trace == TEXT { defang_text(&clipped(&shared.object)) } else { defang(&shared.object) };
    ("objects", item, shared.members.len(), detail)
}

/// The beginning of a text.
fn clipped(text: &str) -> String {
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// How many accounts tried to come back, above the table of their networks.
fn came_back(returning: &[Returning]) -> String {
    let new: usize = returning.iter().map(|returning| returning.new.len()).sum();
    let listed = returning.iter().map(|returning| returning.members.len()).sum::<usize>() - new;
    if new == 0 && listed > 0 {
        return format!(
            "Nothing to add: {} of {} stand on a removed network's list already and still act. See why they do.\n\nnetwork  \
             accounts  score  removed as\n",
            things(listed as u64, "account", "accounts"),
            things(returning.len() as u64, "network", "networks")
        );
    }
    let beside = match listed {
        0 => String::new(),
        1 => "1 account more in them stands on a removed network's list and still acts.\n".to_owned(),
        _ => {
            format!("{} accounts more in them stand on a removed network's list and still act.\n", count(listed as u64))
        }
    };
    format!(
        "{} of {} that tried to come back: proposed, to be confirmed by a person.\n{beside}\nnetwork  accounts  score  \
         removed as\n",
        things(new as u64, "account", "accounts"),
        things(returning.len() as u64, "network", "networks")
    )
}

impl Matches {
    /// The file by which the output is known, for [`OutputDir::create`].
    pub const MARK: &str = "matches.csv";

    /// Writes `matches.csv`, `match_evidence.csv`, `returning_accounts.csv`,
    /// `reestablished.toml` with its lists of accounts, and `run.json`.
    ///
    /// # Errors
    /// When a file cannot be made or written.
    pub fn write(&self, request: &Match, out: &OutputDir) -> Result<()> {
        out.put(Self::MARK, &self.matches()?)?;
        out.put("match_evidence.csv", &self.evidence()?)?;
        out.put("returning_accounts.csv", &self.returning_accounts()?)?;
        self.put_reestablished(out)?;
        let text = serde_json::to_string_pretty(&self.record(request, out.files()?));
        let text = text.map_err(|e| Error::output("run.json", e))?;
        out.put("run.json", format!("{}\n", json(&text)).as_bytes())
    }

    /// The result in a few lines.
    pub fn summary(&self, out: &Path) -> String {
        let returning = self.returning();
        let mut text = format!(
            "{} compared with {} removed before.\n",
            things(self.run.networks.len() as u64, "network", "networks"),
            count(self.removed.len() as u64)
        );
        if returning.is_empty() {
            text.push_str("No match is proposed.\n");
        } else {
            text.push_str(&came_back(&returning));
        }
        for Returning { comparison, new, .. } in &returning {
            let (score, id) = (minus_log10(comparison.ln_p), self.id(comparison));
            text.push_str(&format!("{:>7}  {:>8}  {score:>5.1}  {id}\n", comparison.network, new.len()));
        }
        let circumstantial = self.with(Verdict::Circumstantial).count();
        if circumstantial > 0 {
            let matches = things(circumstantial as u64, "match is", "matches are");
            text.push_str(&format!("\n{matches} circumstantial only (handles, creation), listed and not counted.\n"));
        }
        let old = self.removed.iter().filter(|removed| !removed.knows_own_time()).count();
        if old > 0 {
            let folders = things(old as u64, "folder does", "folders do");
            text.push_str(&format!(
                "\n{folders} not say how popular the objects were (an earlier version's): fewer returns are recognised; \
                 import again.\n"
            ));
        }
        let shown = visible(&out.to_string_lossy()).into_owned();
        text.push_str(&format!("\nRead {shown}/matches.csv first; the evidence is {shown}/match_evidence.csv.\n"));
        text
    }

    fn with(&self, verdict: Verdict) -> impl Iterator<Item = &Comparison> {
        self.comparisons.iter().filter(move |comparison| comparison.verdict == verdict)
    }

    fn id(&self, comparison: &Comparison) -> String {
        visible(&self.removed[comparison.removed].profile.id).into_owned()
    }

    fn name(&self, account: u32) -> &str {
        self.run.events.accounts.get(account)
    }

    fn matches(&self) -> Result<Vec<u8>> {
        let header = [
            "network_id",
            "removed_id",
            "verdict",
            "score",
            "q_value",
            "accounts",
            "p_objects",
            "p_survivors",
            "p_handles",
            "p_creation",
            "shared_objects",
            "expected_objects",
            "same_accounts",
            "survivor_pairs",
            "handle_matches",
            "created_after",
            "missing",
            "clearest_trace",
            "clearest_chance",
            "clearest_shared",
            "clearest_expected",
            "clearest_sittings",
        ];
        table(&header, self.comparisons.iter().map(|comparison| self.row(comparison)))
    }

    fn row(&self, comparison: &Comparison) -> Vec<String> {
        let (objects, survivors) = (comparison.objects.as_ref(), comparison.survivors.as_ref());
        let (handles, creation) = (comparison.handles.as_ref(), comparison.creation.as_ref());
        let p = |ln_p: Option<f64>| ln_p.map(probability).unwrap_or_default();
        let counted = |number: Option<usize>| number.map(|number| number.to_string()).unwrap_or_default();
        vec![
            comparison.network.to_string(),
            cell(&self.removed[comparison.removed].profile.id).into_owned(),
            comparison.verdict.name().to_owned(),
            format!("{:.3}", minus_log10(comparison.ln_p)),
            probability(comparison.ln_q.min(0.0)),
            self.run.networks[&comparison.network].len().to_string(),
            p(objects.map(|signal| signal.ln_p)),
            p(survivors.map(|signal| signal.ln_p)),
            p(handles.map(|signal| signal.ln_p)),
            p(creation.map(|signal| signal.ln_p)),
            counted(objects.map(|signal| signal.objects.len())),
            objects.map(|signal| format!("{:.3}", signal.expected)).unwrap_or_default(),
            counted(survivors.map(|signal| signal.same.len())),
            counted(survivors.map(|signal| signal.pairs.len())),
            counted(handles.map(|signal| signal.members.len())),
            counted(creation.map(|signal| signal.members.len())),
            comparison.missing(),
            objects.map(|signal| signal.clearest.trace.to_owned()).unwrap_or_default(),
            objects.map(|signal| signal.clearest.chance_at_most.to_string()).unwrap_or_default(),
            counted(objects.map(|signal| signal.clearest.shared)),
            objects.map(|signal| format!("{:.3}", signal.clearest.expected)).unwrap_or_default(),
            counted(objects.map(|signal| signal.clearest.sittings)),
        ]
    }

    /// One line a piece of evidence, of the matches that are proposed or
    /// circumstantial.
    fn evidence(&self) -> Result<Vec<u8>> {
        let listed = self.comparisons.iter().filter(|comparison| comparison.verdict != Verdict::No);
        let rows = listed.flat_map(|comparison| {
            let line = |(signal, item, members, detail): Line| {
                vec![
                    comparison.network.to_string(),
                    cell(&self.removed[comparison.removed].profile.id).into_owned(),
                    signal.to_owned(),
                    cell(&item).into_owned(),
                    members.to_string(),
                    cell(&detail).into_owned(),
                ]
            };
            self.lines(comparison).into_iter().map(line)
        });
        table(&["network_id", "removed_id", "signal", "item", "members", "detail"], rows)
    }

    fn lines(&self, comparison: &Comparison) -> Vec<Line> {
        let mut lines = Vec::new();
        // A signal that tells nothing is no evidence.
        let objects = comparison.objects.iter().filter(|signal| tells(signal.ln_p));
        lines.extend(objects.flat_map(|signal| &signal.objects).map(object));
        lines.extend(comparison.survivors.iter().flat_map(|survivors| self.survivors(survivors)));
        lines.extend(self.excess("handles", comparison.handles.as_ref(), |account| {
            let stated = self.facts.of(self.name(account)).map_or("", |fact| fact.handle.as_str());
            let handle = handle(stated, self.name(account)).unwrap_or_default();
            format!("the handle {handle} has the shape {}, common among the removed", shape(handle))
        }));
        lines.extend(self.excess("creation", comparison.creation.as_ref(), |account| {
            let created = self.facts.of(self.name(account)).and_then(|fact| fact.created).map(time::rfc3339);
            format!("created {}, within 30 days after the removed network's end", created.unwrap_or_default())
        }));
        lines
    }

    fn survivors(&self, survivors: &Survivors) -> Vec<Line> {
        let line = |account: u32, detail: String| ("survivors", self.name(account).to_owned(), 1, detail);
        let same = survivors.same.iter().map(|&account| line(account, "stands on the removed list".to_owned()));
        let pairs = survivors.pairs.iter().map(|&(member, survivor, ln_p)| {
            let (survivor, p) = (self.name(survivor), probability(ln_p));
            let detail = format!("a validated pair with {survivor}, which stands on the removed list; p {p}");
            line(member, detail)
        });
        same.chain(pairs).collect()
    }

    fn excess(&self, signal: &'static str, excess: Option<&Excess>, says: impl Fn(u32) -> String) -> Vec<Line> {
        let Some(excess) = excess.filter(|excess| tells(excess.ln_p)) else { return Vec::new() };
        let line = |&account: &u32| {
            let detail = format!("{}, as {} % of the accounts outside", says(account), small(100.0 * excess.share));
            (signal, self.name(account).to_owned(), 1, detail)
        };
        excess.members.iter().map(line).collect()
    }

    fn returning_accounts(&self) -> Result<Vec<u8>> {
        let returning = self.returning();
        let rows = returning.iter().flat_map(|Returning { comparison, members, new }| {
            members.iter().map(|&member| {
                vec![
                    cell(self.name(member)).into_owned(),
                    comparison.network.to_string(),
                    cell(&self.removed[comparison.removed].profile.id).into_owned(),
                    format!("{:.3}", minus_log10(comparison.ln_p)),
                    (!new.contains(&member)).to_string(),
                ]
            })
        });
        table(&["account_id", "network_id", "removed_id", "score", "on_removed_list"], rows)
    }

    /// The draft of the entries, and a list of accounts for each: for programs,
    /// with the ids exactly as they are.
    fn put_reestablished(&self, out: &OutputDir) -> Result<()> {
        let mut months: BTreeMap<Month, Vec<Returning>> = BTreeMap::new();
        for returning in self.returning().into_iter().filter(|returning| !returning.new.is_empty()) {
            months.entry(self.month(&returning)?).or_default().push(returning);
        }
        let mut text = String::from(
            "# Draft, made by lockstep transparency match: accounts of networks that tried to come back.\n# Proposed, to \
             be confirmed by a person, who then moves it to the operations file; see match_evidence.csv.\n# The month \
             is that of the networks' last act; set it to the month of the removal.\n",
        );
        for (month, returning) in months {
            let accounts: Vec<u32> = returning.iter().flat_map(|returning| &returning.new).copied().collect();
            let mut ids: Vec<&str> =
                returning.iter().map(|r| self.removed[r.comparison.removed].profile.id.as_str()).collect();
            ids.sort_unstable();
            ids.dedup();
            let ids: Vec<String> = ids.into_iter().map(toml_string).collect();
            let file = format!("reestablished-{month}.csv");
            let rows = accounts.iter().map(|&account| vec![self.name(account).to_owned()]);
            out.put(&file, &table(&["account_id"], rows)?)?;
            text.push_str(&format!(
                "\n[[reestablished]]\ndraft = true\nmonth = \"{month}\"\naccounts = {}\naccounts_file = \"{file}\"\nof = [{}]\n",
                accounts.len(),
                ids.join(", ")
            ));
        }
        out.put("reestablished.toml", text.as_bytes())
    }

    /// The month of the last post of a network.
    fn month(&self, returning: &Returning) -> Result<Month> {
        let mut members = returning.members.to_vec();
        members.sort_unstable();
        let events = &self.run.events;
        let theirs = (0..events.len()).filter(|&row| members.binary_search(&events.account[row]).is_ok());
        let last = theirs.map(|row| events.time[row]).max().unwrap_or(0);
        let day = time::date(last).ok_or_else(|| Error::output("reestablished.toml", "the last act has no day"))?;
        Ok(Month::of(day))
    }

    fn record<'a>(&'a self, request: &Match<'a>, outputs: Vec<OutputFile>) -> Record<'a> {
        let returning = self.returning();
        let posts = self.run.events.sources.iter().map(|source| (&source.file, &source.sha256));
        let removed = self.removed.iter().flat_map(|removed| &removed.files).map(|(file, hash)| (file, hash));
        let facts = self.facts.source.iter().map(|(file, hash)| (file, hash));
        Record {
            lockstep: env!("CARGO_PKG_VERSION"),
            arguments: Arguments { removed: request.removed, run: request.dir, facts: request.facts, fdr: request.fdr },
            run: &self.run.sha256,
            inputs: posts.chain(removed).chain(facts).map(|(file, sha256)| Hashed { file, sha256 }).collect(),
            networks: self.run.networks.len(),
            removed_networks: self.removed.len(),
            comparisons: self.comparisons.len(),
            proposed: self.with(Verdict::Proposed).count(),
            circumstantial: self.with(Verdict::Circumstantial).count(),
            returning_networks: returning.len(),
            returning_accounts: returning.iter().map(|returning| returning.new.len()).sum(),
            outputs,
        }
    }
}
