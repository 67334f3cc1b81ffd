//! Which form of the chance model is used.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::bicm::Bicm;
use super::chance::{Chance, Volumes};
use super::explanation::Explanation;
use crate::coaction::Meetings;

/// Which form of the chance model is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChanceModel {
    /// The closed Poisson form, from the accounts' volumes alone.
    #[default]
    Poisson,
    /// The bipartite configuration model, which keeps the popularity of the
    /// objects, too.
    Bicm,
}

/// The chance model of a trace of which only some accounts are here; of fast
/// `reactions`, volume is what an account reacts to at any speed.
pub fn chance_among(
    model: ChanceModel,
    reactions: bool,
    volumes: &[Volumes],
    meetings: &Meetings,
) -> Arc<dyn Explanation> {
    match model {
        ChanceModel::Bicm if !reactions => Arc::new(Bicm::among(volumes, meetings)),
        _ => Arc::new(Chance::among(volumes, |rung| meetings.at(rung))),
    }
}
