//! `lockstep` finds accounts that act in lockstep beyond what chance, a crowd
//! or fandom would explain.
//!
//! Data passes through these wings from top to bottom and never back; a wing
//! uses those above it, never those below it. Each is a crate of its own.
//!
//! | wing | takes | gives |
//! |---|---|---|
//! | [`base`] | – | what every wing stands on: errors, stopping, memory, time, text made safe |
//! | [`data`] | files | events, and acts on objects |
//! | [`method`] | acts | pairs that meet, p- and q-values, communities |
//! | [`mod@detect`] | all of the above and a configuration | a [`Detection`]: networks, scores, tiers |
//! | [`charts`] | numbers | SVG and PNG |
//! | [`results`] | a detection | the output directory, its reader, the report |
//! | [`casework`] | a finished run | the case for an account, files for others |
//! | [`policy`] | registry, audiences, advertisements, decisions | lists of state-controlled media, the transparency report |
//! | [`lab`] | parameters; a list and labels | worlds, judgements |
//! | [`cli`] | arguments | an exit code |

pub use lockstep_base as base;
pub use lockstep_casework as casework;
pub use lockstep_charts as charts;
pub use lockstep_cli as cli;
pub use lockstep_data as data;
pub use lockstep_detect as detect;
pub use lockstep_lab as lab;
pub use lockstep_method as method;
pub use lockstep_policy as policy;
pub use lockstep_results as results;

pub use lockstep_base::error::{Error, Result};
pub use lockstep_data::events::Input;
pub use lockstep_detect::config::Config;
pub use lockstep_detect::{Detection, detect};
