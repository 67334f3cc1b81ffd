//! What the registry of state-controlled media says of the operations: which
//! outlets they are linked to, and which listed accounts are registered.

use std::collections::BTreeSet;

use lockstep_base::calendar::Day;
use lockstep_base::nearest::{did_you_mean, nearest};
use toml::Spanned;

use super::checker::Checker;
use super::entry::Reader;
use super::file::{Entry, LinkEntry};
use super::lists::{Accounts, Member};
use super::model::{Operation, Outlet};
use super::problem::{Problem, Severity};
use crate::supervision::registry::{Entity, Registry, Status};

impl Checker<'_> {
    /// Looks the outlets of an operation up.
    pub(super) fn linked(&self, reader: &mut Reader<'_>, entry: &Entry, operation: &mut Operation) {
        let (_, on) = operation.removed_between();
        let entries: Vec<&Spanned<LinkEntry>> = entry.linked_outlets.iter().flat_map(Spanned::get_ref).collect();
        for link in &mut operation.about.linked_outlets {
            let is_it = |one: &&&Spanned<LinkEntry>| {
                one.get_ref().entity.as_ref().is_some_and(|id| id.get_ref().trim() == link.entity)
            };
            let line = entries.iter().find(is_it).map_or(reader.line, |one| reader.line_of(*one));
            match self.registry {
                Some(registry) => link.outlet = outlet(reader, line, (&link.entity, on), registry),
                None => {
                    let problem = format!("nobody checked that `{}` is in the registry", link.entity);
                    reader.note(
                        line,
                        Some("linked_outlets"),
                        problem,
                        "name the registry with --registry: a public report leaves out what nobody looked up",
                    );
                }
            }
        }
    }

    /// Asks about accounts that are listed for removal and are registered, or are spelled
    /// nearly as one that is.
    pub(super) fn registered(&mut self, reader: &mut Reader<'_>, list: &Accounts) {
        let Some(registry) = self.registry else { return };
        let find = |member: &Member| registry.find(&member.platform, &member.id);
        let known: BTreeSet<_> = list.members.iter().filter_map(|member| find(member).ok().flatten()).collect();
        let is_known = |key: &(String, String)| registry.place_of(key).is_some_and(|number| known.contains(&number));
        let spelling = registry.spelling(is_known);
        for member in &list.members {
            let asked = match find(member) {
                Ok(Some(number)) => {
                    let entity = described(registry.account(number).0, registry.today);
                    let problem = format!("the account {} is registered as one of {entity}", member.name());
                    Some((problem, SUPERVISED.to_owned()))
                }
                Ok(None) => spelling.nearest(&member.platform, &member.id).map(|near| {
                    let problem = format!("the account {} is not in the registry, and {near} is", member.name());
                    (
                        problem,
                        "did you mean the registered one? it is supervised: see which is spelled right".to_owned(),
                    )
                }),
                Err(problem) => Some((problem, SUPERVISED.to_owned())),
            };
            let Some((problem, remedy)) = asked else { continue };
            let problem = Problem {
                file: list.file.clone(),
                line: member.line,
                severity: Severity::Note,
                entry: Some(reader.entry.clone()),
                field: Some("account_id".to_owned()),
                problem,
                remedy,
            };
            self.found.asked.push(problem.clone());
            reader.problems.push(problem);
        }
    }
}

const SUPERVISED: &str = "a registered account is supervised: take it off the list, or see that its removal is meant";

/// An outlet as it was when a network was removed.
fn outlet(reader: &mut Reader<'_>, line: u64, (id, on): (&str, Day), registry: &Registry) -> Option<Outlet> {
    let Some(entity) = registry.entities.iter().find(|entity| entity.id == id) else {
        let near = nearest(id, registry.entities.iter().map(|entity| entity.id.as_str()));
        let remedy = did_you_mean(&near, "write the id of an entity of the registry");
        reader.error(line, "linked_outlets", format!("the registry has no entity `{id}`"), remedy);
        return None;
    };
    let label = entity.standing(on).label().map(|label| label.status);
    if label.is_none() {
        let problem = format!("{} carried no label on {on}", described(entity, on));
        let remedy = match entity.status(on) {
            Some(Status::Independent) => "a public report leaves it out; look at the evidence again",
            _ => "a public report leaves it out; decide on the entity",
        };
        reader.note(line, Some("linked_outlets"), problem, remedy);
    }
    Some(Outlet { name: entity.name.clone(), country: entity.country, status: entity.status(on), label, on })
}

/// `Example Television (example-tv, state_controlled)`.
fn described(entity: &Entity, day: Day) -> String {
    let status = entity.status(day).map_or("no decision", |status| status.name());
    format!("{} ({}, {status})", entity.name, entity.id)
}
