//! What the registry of state-controlled media says of the operations: which
//! outlets they are linked to, and which listed accounts are registered.

use lockstep_base::calendar::Day;
use lockstep_base::nearest::{did_you_mean, nearest};
use toml::Spanned;

use super::checker::Checker;
use super::entry::Reader;
use super::file::{Entry, LinkEntry};
use super::lists::Accounts;
use super::model::{Operation, Outlet};
use super::problem::{Problem, Severity};
use crate::supervision::registry::{Entity, Registry, Status};

impl Checker<'_> {
    /// Looks the outlets of an operation up.
    pub(super) fn linked(&mut self, reader: &mut Reader<'_>, entry: &Entry, operation: &Operation) {
        let entries: Vec<&Spanned<LinkEntry>> = entry.linked_outlets.iter().flat_map(Spanned::get_ref).collect();
        for link in &operation.about.linked_outlets {
            let is_it = |one: &&&Spanned<LinkEntry>| {
                one.get_ref().entity.as_ref().is_some_and(|id| id.get_ref().trim() == link.entity)
            };
            let line = entries.iter().find(is_it).map_or(reader.line, |one| reader.line_of(*one));
            match self.registry {
                Some(registry) => {
                    let outlet = outlet(reader, line, (&link.entity, removal(operation)), registry);
                    // Of several networks, what it was at the last removal.
                    let is_later = |outlet: &Outlet| {
                        self.found.outlets.get(&link.entity).is_none_or(|known| known.on <= outlet.on)
                    };
                    let outlet = outlet.filter(is_later);
                    self.found.outlets.extend(outlet.map(|outlet| (link.entity.clone(), outlet)));
                }
                None => {
                    let problem = format!("nobody checked that `{}` is in the registry", link.entity);
                    reader.note(line, Some("linked_outlets"), problem, "name the registry with --registry");
                }
            }
        }
    }

    /// Asks about accounts that are listed for removal and are registered.
    pub(super) fn registered(&self, reader: &mut Reader<'_>, list: &Accounts) {
        let Some(registry) = self.registry else { return };
        for member in &list.members {
            let problem = match registry.find(&member.platform, &member.id) {
                Ok(None) => continue,
                Ok(Some(number)) => {
                    let entity = registry.account(number).0;
                    format!(
                        "the account {} is registered as one of {}",
                        member.name(),
                        described(entity, registry.today)
                    )
                }
                Err(problem) => problem,
            };
            reader.problems.push(Problem {
                file: list.file.clone(),
                line: member.line,
                severity: Severity::Note,
                entry: Some(reader.entry.clone()),
                field: Some("account_id".to_owned()),
                problem,
                remedy: "a registered account is supervised: take it off the list, or see that its removal is meant"
                    .to_owned(),
            });
        }
    }
}

/// The day of a removal, or the last of its months.
fn removal(operation: &Operation) -> Day {
    operation.removed.unwrap_or(Day(operation.months.last()))
}

/// An outlet as it was when a network was removed.
fn outlet(reader: &mut Reader<'_>, line: u64, (id, on): (&str, Day), registry: &Registry) -> Option<Outlet> {
    let Some(entity) = registry.entities.iter().find(|entity| entity.id == id) else {
        let near = nearest(id, registry.entities.iter().map(|entity| entity.id.as_str()));
        let remedy = did_you_mean(&near, "write the id of an entity of the registry");
        reader.error(line, "linked_outlets", format!("the registry has no entity `{id}`"), remedy);
        return None;
    };
    if entity.standing(on).label().is_none() {
        let problem = format!("{} carried no label on {on}", described(entity, on));
        let remedy = match entity.status(on) {
            Some(Status::Independent) => "look at the evidence again, or leave the link out",
            _ => "the report says so; decide on the entity",
        };
        reader.note(line, Some("linked_outlets"), problem, remedy);
    }
    Some(Outlet { name: entity.name.clone(), country: entity.country, status: entity.status(on), on })
}

/// `Example Television (example-tv, state_controlled)`.
fn described(entity: &Entity, day: Day) -> String {
    let status = entity.status(day).map_or("no decision", |status| status.name());
    format!("{} ({}, {status})", entity.name, entity.id)
}
