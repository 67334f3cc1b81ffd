//! The window and the minimum of a trace, and which objects are too popular.

use serde::{Deserialize, Serialize};

use crate::events::Windows;

/// The windows and the minimum of one trace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TraceConfig {
    /// Two acts on one object at most this far apart are a co-act: one window,
    /// or a ladder of them, of which the one that speaks most clearly counts.
    pub window: Windows,
    /// Distinct objects on which two accounts must co-act to be tested.
    pub min_objects: u32,
}

impl Default for TraceConfig {
    fn default() -> Self {
        Self { window: Windows::default(), min_objects: 2 }
    }
}

/// When an object is too popular to be evidence: when more accounts acted on
/// it than both `floor` and `share` of the trace's accounts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Popular {
    /// A share of the accounts that act in the trace, from 0 to 1.
    pub share: f64,
    /// A number of accounts; objects with no more are always kept.
    pub floor: usize,
}

impl Default for Popular {
    fn default() -> Self {
        Self { share: 0.05, floor: 1_000 }
    }
}
