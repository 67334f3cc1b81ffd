//! One `[[operation]]`: its values, and what they have to do with each other.

use lockstep_base::calendar::{Day, Period};
use toml::Spanned;

use super::about::{about, in_time};
use super::assets::assets_add_up;
use super::checker::{Checker, Named};
use super::elections::{are_political, elections};
use super::entry::{Reader, is_blank, is_on, without_end};
use super::field::{Field, Verdict};
use super::file::{Entry, Text};
use super::lists::Member;
use super::model::{Decision, Operation, last_of};
use super::parts::{complain_of_missing, decision, is_set, name_of, run, source, techniques};

impl Checker<'_> {
    /// Reads one operation; it is kept unless it is a draft or lacks something.
    pub(super) fn operation(&mut self, entry: &Spanned<Entry>) {
        let (span, entry) = (entry.span(), entry.get_ref());
        let mut reader = Reader::new(self.file, self.lines, name_of(entry), span);
        let reader = &mut reader;
        let not_public = reader.secret(&entry.not_public, |field| is_set(entry, field));
        let id = self.id(reader, &entry.id);
        let months = reader.months(&entry.month);
        let platforms = reader.texts("platforms", &entry.platforms);
        let (accounts, list) = self.accounts(reader, (&entry.accounts, &entry.accounts_file), &platforms);
        let followers = self.followers(reader, entry, accounts, list.as_ref());
        let decisions = decisions(reader, entry, months);
        let (is_removed, is_draft) = (is_a_removal(&decisions), is_on(&entry.draft));
        // What is no whole entry yet will be one.
        self.entries += 1;
        if is_removed {
            self.removed_once(reader, list.as_ref());
        }
        let listed = list.as_ref().map(|list| list.members.iter().map(Member::names).collect()).unwrap_or_default();
        let told = id.clone().zip(months).map(|(id, months)| Operation {
            accounts,
            listed,
            followers,
            platforms,
            decisions,
            not_public,
            ..self.told(reader, entry, (id, months))
        });
        let is_whole = reader.missing.is_empty();
        complain_of_missing(reader, entry, is_draft);
        if let Some(id) = id {
            self.ids.insert(id, Named { months, line: reader.line, is_removed: is_removed && !is_draft });
        }
        if let Some(mut operation) = told {
            in_time(reader, entry, operation.months, operation.removed, &operation.about);
            assets_add_up(reader, entry, (accounts, list.as_ref()), &operation.about);
            self.linked(reader, entry, &mut operation);
            if is_whole && !is_draft {
                self.keep(reader, operation, entry);
            }
        }
        self.problems.append(&mut reader.problems);
    }

    /// What the entry tells apart from what it counts.
    fn told(&mut self, reader: &mut Reader<'_>, entry: &Entry, (id, months): (String, Period)) -> Operation {
        let (source, lead) = source(reader, entry);
        are_political(reader, entry);
        reader.missing_if(entry.political.is_none(), Field::Political);
        let elections = elections(reader, entry, months, &mut self.elections);
        let stated = entry.political.as_ref().map(|political| *political.get_ref());
        Operation {
            id,
            months,
            name: reader.text(&entry.name).map(|name| without_end(&name).to_owned()),
            removed: reader.day("removed", &entry.removed),
            source,
            lead,
            accounts: None,
            listed: Vec::new(),
            followers: None,
            operated_from: reader.countries("operated_from", &entry.operated_from),
            target_audience: reader.countries("target_audience", &entry.target_audience),
            audience: reader.text(&entry.audience).map(|text| without_end(&text).to_owned()),
            methods: reader.phrases(Field::Methods, &entry.methods),
            aims: reader.phrases(Field::Aims, &entry.aims),
            political: stated.or((!elections.is_empty()).then_some(true)),
            elections,
            platforms: Vec::new(),
            techniques: techniques(reader, &entry.techniques),
            confidence: reader.word("confidence", &entry.confidence),
            run: run(reader, &entry.run),
            about: about(reader, entry),
            decisions: Vec::new(),
            not_public: Vec::new(),
            invented: reader.invented(&entry.invented, &Field::of_operations(), |field| is_set(entry, field)),
        }
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
            let (accounts, followers) = (operation.accounts.unwrap_or(0), operation.followers.unwrap_or(0));
            self.sum(reader, &entry.accounts, accounts, followers);
        }
        self.found.operations.push(operation);
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
}

/// The decisions that can be read; one to remove is made by the removal.
fn decisions(reader: &mut Reader<'_>, entry: &Entry, months: Option<Period>) -> Vec<Decision> {
    let decisions: Vec<Decision> = entry.decisions.iter().filter_map(|one| decision(reader, one)).collect();
    let last = months.map(|months| Day(months.last()));
    let first = decisions.iter().filter(|one| one.decision == Verdict::Remove).map(|one| one.date).min();
    if let Some((last, first)) = last.zip(first).filter(|(last, first)| first > last) {
        let line = entry.decisions.first().map_or(reader.line, |one| reader.line_of(one));
        let problem = format!("the first decision to remove is of {first}, after the month of removal ({last})");
        reader.note(line, Some("decisions"), problem, "correct the day or the month");
    }
    decisions
}

fn is_a_removal(decisions: &[Decision]) -> bool {
    last_of(decisions).is_none_or(|last| last.decision == Verdict::Remove)
}
