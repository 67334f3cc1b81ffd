//! The whole file: each entry is read, and what entries have to do with each
//! other is checked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lockstep_base::calendar::Month;
use lockstep_base::digest::hex;
use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::things;
use lockstep_base::toml::Lines;
use lockstep_casework::export::is_technique;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use toml::Spanned;

use super::entry::{Reader, is_blank, without_end};
use super::field::{Field, Verdict};
use super::file::{Comeback, Entry, File, Number, Text};
use super::lists::{Accounts, Fault, Followers};
use super::model::{Decision, InputFile, Operation, Operations, Reestablished, last_of};
use super::parts::{
    TECHNIQUE, complain_of_missing, decision, elections, is_set, name_of, political_elections, run, source,
};
use super::problem::{Problem, Severity};
use super::sums::{add_up, within_members};

/// Reads an operations file and everything that it names, and gives all
/// problems: those of the operations file first, each file by line.
///
/// # Errors
/// When the operations file itself cannot be read.
pub fn check(path: &Path) -> Result<(Operations, Vec<Problem>)> {
    let text = std::fs::read_to_string(path).map_err(Error::io(path, "read"))?;
    let name = path.to_string_lossy().into_owned();
    let sha256 = hex(&Sha256::digest(text.as_bytes()));
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let lines = Lines::new(text);
    let mut checker = Checker {
        file: &name,
        folder: path.parent().map(Path::to_owned).unwrap_or_default(),
        lines: &lines,
        found: Operations::default(),
        problems: Vec::new(),
        ids: BTreeMap::new(),
        removed: FxHashMap::default(),
        entries: 0,
        accounts: 0,
        followers: 0,
    };
    checker.found.inputs.push(InputFile { file: name.clone(), sha256 });
    match toml::from_str::<File>(text) {
        Ok(file) => checker.whole(&file),
        Err(error) => {
            let line = error.span().map_or(1, |span| lines.of(span.start));
            checker.problems.push(unreadable(&name, line, key_in(text, line), error.message()));
        }
    }
    let Checker { found, mut problems, .. } = checker;
    // Lists come after the operations file, in the order they were read.
    let order: Vec<String> = found.inputs.iter().map(|input| input.file.clone()).collect();
    problems.sort_by_key(|problem| (order.iter().position(|file| *file == problem.file), problem.line));
    Ok((found, problems))
}

/// A file that is no TOML, or holds what no operations file has.
fn unreadable(file: &str, line: u64, field: Option<String>, problem: &str) -> Problem {
    Problem {
        file: file.to_owned(),
        line,
        severity: Severity::Error,
        entry: None,
        field,
        problem: problem.to_owned(),
        remedy: "correct the line; notebooks-data/transparency/operations.toml is an example".to_owned(),
    }
}

/// The key that a line of TOML gives a value, where it gives one.
fn key_in(text: &str, line: u64) -> Option<String> {
    let line = text.lines().nth(usize::try_from(line).ok()?.checked_sub(1)?)?;
    let key = line.split_once('=')?.0.trim();
    let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_key.then(|| key.to_owned())
}

/// Where an account was removed.
struct Removed {
    /// Empty where it is not told: then it may be any.
    platform: String,
    entry: String,
    /// The number of the entry, which no other one has.
    number: usize,
    list: String,
    /// The line in the list.
    line: u64,
}

/// An operation by its id.
struct Named {
    /// Where it could be read.
    month: Option<Month>,
    line: u64,
    /// Whether it is a removed network: no draft, and not kept.
    is_removed: bool,
}

struct Checker<'a> {
    file: &'a str,
    /// Where lists are looked for.
    folder: PathBuf,
    lines: &'a Lines,
    found: Operations,
    problems: Vec<Problem>,
    /// What is known of each id.
    ids: BTreeMap<String, Named>,
    /// Every listed account that counts, by its id.
    removed: FxHashMap<String, Vec<Removed>>,
    /// How many entries were read.
    entries: usize,
    /// Sums over all entries that count, so that no report's sum overflows.
    accounts: u64,
    followers: u64,
}

impl<'a> Checker<'a> {
    fn whole(&mut self, file: &File) {
        for entry in &file.operation {
            self.operation(entry);
        }
        for comeback in &file.reestablished {
            self.reestablished(comeback);
        }
    }

    /// Reads one operation; it is kept unless it is a draft or lacks something.
    fn operation(&mut self, entry: &Spanned<Entry>) {
        let (span, entry) = (entry.span(), entry.get_ref());
        let mut reader = Reader::new(self.file, self.lines, name_of(entry), span);
        let reader = &mut reader;
        let id = self.id(reader, &entry.id);
        let month = reader.month(&entry.month);
        let (source, lead) = source(reader, entry);
        let platforms = reader.texts(&entry.platforms);
        let (accounts, list) = self.accounts(reader, (&entry.accounts, &entry.accounts_file), &platforms);
        let followers = self.followers(reader, entry, accounts, list.as_ref());
        let operated_from = reader.countries("operated_from", &entry.operated_from);
        let target_audience = reader.countries("target_audience", &entry.target_audience);
        let audience = reader.text(&entry.audience).map(|text| without_end(&text).to_owned());
        let audience = audience.filter(|text| !text.is_empty());
        let methods = reader.phrases(Field::Methods, &entry.methods);
        let aims = reader.phrases(Field::Aims, &entry.aims);
        reader.missing_if(entry.political.is_none(), Field::Political);
        let elections = elections(reader, entry);
        let techniques = reader.formed("techniques", &entry.techniques, is_technique, TECHNIQUE);
        let confidence = reader.word("confidence", &entry.confidence);
        let run = run(reader, &entry.run);
        let decisions: Vec<Decision> = entry.decisions.iter().filter_map(|one| decision(reader, one)).collect();
        let is_removed = last_of(&decisions).is_none_or(|last| last.decision == Verdict::Remove);
        let invented = reader.invented(&entry.invented, Field::OF_OPERATIONS, |field| is_set(entry, field));
        let is_draft = entry.draft.as_ref().is_some_and(|draft| *draft.get_ref());
        complain_of_missing(reader, entry, is_draft);
        political_elections(reader, entry);
        if let Some(id) = &id {
            let named = Named { month, line: reader.line, is_removed: is_removed && !is_draft };
            self.ids.insert(id.clone(), named);
        }
        self.entries += 1;
        // What is no whole entry yet will be one.
        if is_removed {
            self.removed_once(reader, list.as_ref());
        }
        let whole = || {
            Some(Operation {
                id: id?,
                month: month?,
                source: source?,
                lead,
                accounts: accounts?,
                followers: followers?,
                operated_from,
                target_audience,
                audience,
                methods: methods?,
                aims: aims?,
                political: *entry.political.as_ref()?.get_ref(),
                elections,
                platforms,
                techniques,
                confidence,
                run,
                decisions,
                invented,
            })
        };
        if let Some(operation) = whole().filter(|_| !is_draft) {
            self.keep(reader, operation, entry);
        }
        self.problems.append(&mut reader.problems);
    }

    /// Keeps an operation that is whole, with notes on how it counts.
    fn keep(&mut self, reader: &mut Reader<'_>, operation: Operation, entry: &Entry) {
        match operation.last_decision() {
            None => reader.note(
                reader.line,
                Some("decisions"),
                "no reviewer's decision is on file",
                "add one under [[operation.decisions]]",
            ),
            Some(last) if !operation.counts() => {
                let problem = format!("the last decision is `{}`, so it is not counted", last.decision.name());
                reader.note(reader.line, Some("decisions"), problem, "add the decision `remove` once it is made");
            }
            Some(_) => {}
        }
        if operation.counts() {
            self.sum(reader, &entry.accounts, operation.accounts, operation.followers);
        }
        self.found.operations.push(operation);
    }

    fn reestablished(&mut self, comeback: &Spanned<Comeback>) {
        let (span, comeback) = (comeback.span(), comeback.get_ref());
        let mut reader = Reader::new(self.file, self.lines, "re-established accounts".to_owned(), span);
        let month = reader.month(&comeback.month);
        let (accounts, list) = self.accounts(&mut reader, (&comeback.accounts, &comeback.accounts_file), &[]);
        let of = reader.texts(&comeback.of);
        let ids: Vec<&Spanned<String>> = comeback.of.iter().flat_map(Spanned::get_ref).collect();
        for (at, id) in ids.iter().enumerate() {
            self.disrupted_before(&mut reader, id, month);
            if ids[..at].iter().any(|other| other.get_ref().trim() == id.get_ref().trim()) {
                let line = reader.line_of(id);
                reader.error(line, "of", format!("`{}` is named twice", id.get_ref().trim()), "name it once");
            }
        }
        if let Some(draft) = comeback.draft.as_ref().filter(|draft| *draft.get_ref()) {
            let line = reader.line_of(draft);
            reader.error(
                line,
                "draft",
                "these accounts are proposed, not confirmed",
                "confirm them and remove `draft`",
            );
        }
        self.entries += 1;
        let is_set = |field| match field {
            Field::Of => comeback.of.is_some(),
            Field::AccountsFile => comeback.accounts_file.is_some(),
            Field::Accounts => comeback.accounts.is_some() || comeback.accounts_file.is_some(),
            _ => true,
        };
        let invented = reader.invented(&comeback.invented, Field::OF_COMEBACKS, is_set);
        complain_of_missing(&mut reader, &Entry::default(), false);
        if let Some((month, accounts)) = month.zip(accounts) {
            self.removed_once(&mut reader, list.as_ref());
            self.sum(&mut reader, &comeback.accounts, accounts, 0);
            self.found.reestablished.push(Reestablished { month, accounts, of, invented });
        }
        self.problems.append(&mut reader.problems);
    }

    /// An id that no other entry has.
    fn id(&self, reader: &mut Reader<'_>, value: &Text) -> Option<String> {
        reader.missing_if(is_blank(value), Field::Id);
        let value = value.as_ref().filter(|value| !value.get_ref().trim().is_empty())?;
        let (id, line) = (value.get_ref().trim(), reader.line_of(value));
        if !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) {
            let remedy = "write it with letters, digits, dots, dashes and underscores, such as 2024-02-a";
            reader.error(line, "id", format!("`{id}` is no id"), remedy);
            return None;
        }
        if let Some(Named { line: first, .. }) = self.ids.get(id) {
            reader.error(line, "id", format!("the entry of line {first} has this id already"), "give it another one");
            return None;
        }
        Some(id.to_owned())
    }

    /// The number of accounts, stated, listed or both, and the list.
    fn accounts(
        &mut self,
        reader: &mut Reader<'_>,
        (number, file): (&Number, &Text),
        platforms: &[String],
    ) -> (Option<u64>, Option<Accounts>) {
        let stated = reader.number("accounts", number, 1);
        reader.missing_if(number.is_none() && is_blank(file), Field::Accounts);
        let list = self.list(reader, "accounts_file", file, |path| Accounts::read(path, platforms));
        let Some(mut list) = list else { return (stated, None) };
        let listed = list.members.len() as u64;
        if listed == 0 && list.faults.is_empty() {
            let remedy = "fill it, or leave `accounts_file` out";
            list.faults.push((1, "account_id", "the list is empty".to_owned(), remedy));
        }
        self.used(reader, (&list.file, &list.sha256), &list.faults);
        // Rows that cannot be used are errors of their own.
        if list.faults.is_empty()
            && let Some((stated, value)) = stated.zip(number.as_ref()).filter(|(stated, _)| *stated != listed)
        {
            let problem = format!(
                "{} are stated, but {} lists {}",
                things(stated, "account", "accounts"),
                list.file,
                things(listed, "account", "accounts")
            );
            reader.error(reader.line_of(value), "accounts", problem, "correct the one that is wrong");
        }
        (stated.or(Some(listed).filter(|listed| *listed > 0)), Some(list))
    }

    /// The number of followers, stated, counted or both.
    fn followers(
        &mut self,
        reader: &mut Reader<'_>,
        entry: &Entry,
        accounts: Option<u64>,
        list: Option<&Accounts>,
    ) -> Option<u64> {
        let stated = reader.number("followers", &entry.followers, 0);
        reader.missing_if(entry.followers.is_none() && is_blank(&entry.followers_file), Field::Followers);
        // What is wrong in the list of accounts is said once, there.
        let list = list.filter(|list| list.faults.is_empty());
        let read = |path: &Path| Followers::read(path, list);
        let counted = self.list(reader, "followers_file", &entry.followers_file, read);
        if let Some(counted) = &counted {
            self.used(reader, (&counted.file, &counted.sha256), &counted.faults);
        }
        let counted = counted.filter(|counted| counted.faults.is_empty());
        let followers = stated.or(counted.as_ref().map(|counted| counted.union))?;
        let line = reader.line_or_entry(entry.followers.as_ref());
        if let Some(counted) = &counted {
            add_up(reader, line, (stated, accounts), counted);
        }
        within_members(reader, line, followers, list, counted.as_ref());
        Some(followers)
    }

    /// Reads a list that the entry names, relative to the operations file.
    fn list<T>(
        &self,
        reader: &mut Reader<'_>,
        field: &str,
        name: &Text,
        read: impl FnOnce(&Path) -> Result<T>,
    ) -> Option<T> {
        let name = name.as_ref().filter(|name| !name.get_ref().trim().is_empty())?;
        match read(&self.folder.join(name.get_ref().trim())) {
            Ok(list) => Some(list),
            Err(error) => {
                let remedy = "name a CSV file that is there, as seen from the operations file";
                reader.error(reader.line_of(name), field, error.to_string(), remedy);
                None
            }
        }
    }

    /// Keeps a list that was read, and what is wrong in it.
    fn used(&mut self, reader: &mut Reader<'_>, (file, sha256): (&str, &str), faults: &[Fault]) {
        let input = InputFile { file: file.to_owned(), sha256: sha256.to_owned() };
        if !self.found.inputs.contains(&input) {
            self.found.inputs.push(input);
        }
        reader.problems.extend(faults.iter().map(|(line, column, problem, remedy)| Problem {
            file: file.to_owned(),
            line: *line,
            severity: Severity::Error,
            entry: Some(reader.entry.clone()),
            field: Some((*column).to_owned()),
            problem: problem.clone(),
            remedy: (*remedy).to_owned(),
        }));
    }

    /// An account is removed once, with one network.
    fn removed_once(&mut self, reader: &mut Reader<'_>, list: Option<&Accounts>) {
        let Some(list) = list else { return };
        for member in &list.members {
            let here = Removed {
                platform: member.platform.clone(),
                entry: reader.entry.clone(),
                number: self.entries,
                list: list.file.clone(),
                line: member.line,
            };
            let known = self.removed.entry(member.id.clone()).or_default();
            let is_one = |x: &str, y: &str| x.is_empty() || y.is_empty() || x == y;
            // A repetition within one list is an error of the list.
            let is_before =
                |before: &&Removed| before.number != here.number && is_one(&before.platform, &here.platform);
            let place = known
                .iter()
                .find(is_before)
                .map(|before| format!("{} too ({}, line {})", before.entry, before.list, before.line));
            known.push(here);
            let Some(place) = place else { continue };
            reader.problems.push(Problem {
                file: list.file.clone(),
                line: member.line,
                severity: Severity::Error,
                entry: Some(reader.entry.clone()),
                field: Some("account_id".to_owned()),
                problem: format!("the account {} is counted in {place}", member.name()),
                remedy: "leave it in one of the two lists".to_owned(),
            });
        }
    }

    fn sum(&mut self, reader: &mut Reader<'_>, stated: &Number, accounts: u64, followers: u64) {
        let sums = self.accounts.checked_add(accounts).zip(self.followers.checked_add(followers));
        match sums {
            Some(sums) => (self.accounts, self.followers) = sums,
            None => {
                let line = reader.line_or_entry(stated.as_ref());
                reader.error(line, "accounts", "the sum over all entries is too large", "correct the numbers");
            }
        }
    }

    /// What came back was disrupted before.
    fn disrupted_before(&self, reader: &mut Reader<'_>, id: &Spanned<String>, month: Option<Month>) {
        let (line, name) = (reader.line_of(id), id.get_ref().trim());
        match (self.ids.get(name), month) {
            (None, _) => {
                reader.error(line, "of", format!("no operation has the id `{name}`"), "correct it, or leave it out");
            }
            (Some(Named { is_removed: false, .. }), _) => {
                let problem = format!("`{name}` is a draft, or its last decision is not to remove");
                reader.error(line, "of", problem, "name a network that was removed, or leave it out");
            }
            (Some(Named { month: Some(first), .. }), Some(month)) if *first > month => {
                let problem = format!("`{name}` was removed later, in {first}");
                reader.error(line, "of", problem, "correct one of the months, or leave it out");
            }
            _ => {}
        }
    }
}
