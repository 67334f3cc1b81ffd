//! Operations linked to state-controlled media.

use std::collections::BTreeMap;

use serde::Serialize;

use super::sum::Sums;
use crate::transparency::operations::{Link, Operation, Outlet};

/// What is linked to state-controlled media.
#[derive(Clone, Debug, Serialize)]
pub struct Linked {
    /// All networks that are linked to any outlet, each once.
    #[serde(flatten)]
    pub sums: Sums,
    /// Each outlet, in the order of ids.
    pub outlets: Vec<LinkedOutlet>,
}

/// An outlet with the networks that are linked to it.
#[derive(Clone, Debug, Serialize)]
pub struct LinkedOutlet {
    /// The id of the entity.
    pub entity: String,
    /// As the registry had it at the last of these removals, where one was read.
    pub outlet: Option<Outlet>,
    /// The networks, with what shows the link.
    pub operations: Vec<Shown>,
    /// Their sums.
    #[serde(flatten)]
    pub sums: Sums,
}

/// A network that is linked to an outlet.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// The operation.
    pub id: String,
    /// What shows it.
    pub evidence: Vec<String>,
    /// Whether a public report tells it: the outlet carried a label when the network
    /// was removed.
    pub published: bool,
}

impl LinkedOutlet {
    /// As people know it.
    pub fn name(&self) -> &str {
        self.outlet.as_ref().map_or(&self.entity, |outlet| &outlet.name)
    }

    /// The links that a public report leaves out.
    pub fn unpublished(&self) -> impl Iterator<Item = &Shown> {
        self.operations.iter().filter(|shown| !shown.published)
    }
}

/// The networks of a period that are linked to outlets, among `all` networks. One of
/// which the links are not public may be linked to any.
pub(super) fn linked(within: &[&Operation], all: Sums) -> Linked {
    let told = within.iter().filter(|operation| operation.is_linked().is_some()).count() as u64;
    let mut outlets: BTreeMap<&str, Vec<(&Operation, &Link)>> = BTreeMap::new();
    for operation in within {
        for link in &operation.about.linked_outlets {
            outlets.entry(&link.entity).or_default().push((operation, link));
        }
    }
    let outlet = |(entity, links): (&str, Vec<(&Operation, &Link)>)| LinkedOutlet {
        entity: entity.to_owned(),
        outlet: links.iter().filter_map(|(_, link)| link.outlet.as_ref()).max_by_key(|outlet| outlet.on).cloned(),
        sums: Sums::of(links.iter().map(|(operation, _)| *operation)).part_of(all, told),
        operations: links.into_iter().map(shown).collect(),
    };
    let any = within.iter().copied().filter(|operation| operation.is_linked() == Some(true));
    Linked { sums: Sums::of(any).part_of(all, told), outlets: outlets.into_iter().map(outlet).collect() }
}

fn shown((operation, link): (&Operation, &Link)) -> Shown {
    Shown { id: operation.id.clone(), evidence: link.evidence.clone(), published: link.is_published() }
}
