//! Operations linked to state-controlled media.

use std::collections::BTreeMap;

use serde::Serialize;

use super::sum::Sums;
use crate::transparency::operations::{Operation, Operations, Outlet};

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
    /// As the registry has it, where one was read.
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
}

impl LinkedOutlet {
    /// As people know it.
    pub fn name(&self) -> &str {
        self.outlet.as_ref().map_or(&self.entity, |outlet| &outlet.name)
    }
}

/// The networks of a period that are linked to outlets.
pub(super) fn linked(all: &Operations, within: &[&Operation]) -> Linked {
    let mut outlets: BTreeMap<&str, Vec<(&Operation, &[String])>> = BTreeMap::new();
    for operation in within {
        for link in &operation.about.linked_outlets {
            outlets.entry(&link.entity).or_default().push((operation, &link.evidence));
        }
    }
    let outlet = |(entity, links): (&str, Vec<(&Operation, &[String])>)| LinkedOutlet {
        entity: entity.to_owned(),
        outlet: all.outlets.get(entity).cloned(),
        sums: Sums::of(links.iter().map(|(operation, _)| *operation)),
        operations: links
            .into_iter()
            .map(|(operation, evidence)| Shown { id: operation.id.clone(), evidence: evidence.to_vec() })
            .collect(),
    };
    let any = within.iter().copied().filter(|operation| !operation.about.linked_outlets.is_empty());
    Linked { sums: Sums::of(any), outlets: outlets.into_iter().map(outlet).collect() }
}
