//! `lockstep` finds accounts that act in lockstep beyond what chance, a crowd
//! or fandom would explain.
//!
//! Data passes through these wings from top to bottom and never back; a wing
//! uses those above it, never those below it. Each is a crate of its own.
//!
//! | wing | takes | gives |
//! |---|---|---|
//! | [`base`] | – | what every wing stands on: errors, stopping, memory, time, text made safe |
//! | [`table`] | values, Parquet files, Arrow arrays | typed tables, and their Parquet files |
//! | [`data`] | files | events, and acts on objects |
//! | [`method`] | acts | pairs that meet, p- and q-values, communities |
//! | [`mod@detect`] | all of the above and a configuration | a [`Detection`]: networks, scores, tiers |
//! | [`charts`] | numbers | SVG and PNG |
//! | [`results`] | a detection | the output directory, its reader, the report |
//! | [`casework`] | a finished run | the case for an account, files for others |
//! | [`policy`] | registry, audiences, advertisements, decisions | lists of state-controlled media, the transparency report |
//! | [`lab`] | parameters; a list and labels | worlds, judgements |
//! | [`cli`] | arguments | an exit code |
//!
//! # Example
//!
//! ```
//! use std::path::PathBuf;
//!
//! use lockstep::base::memory::Resources;
//! use lockstep::detect::Stages;
//! use lockstep::{Config, Input, detect};
//!
//! let posts = Input::from(PathBuf::from("notebooks-data/season/posts.csv.gz"));
//! let begin = |stage| println!("{stage}");
//! let detection = detect(&[posts], &Config::default(), &Resources::default(), &mut Stages::new(&begin))?;
//! for network in &detection.findings.networks {
//!     println!("network {}: {} accounts, tier {:?}", network.network_id, network.members.len(), network.tier);
//! }
//! let first = &detection.findings.candidates[0];
//! println!("{} acts in lockstep with {}", detection.events.accounts.get(first.account), first.partners);
//! # assert!(detection.findings.networks.len() > 1);
//! # Ok::<(), lockstep::Error>(())
//! ```
//!
//! [`results::output`] writes a detection as files. `examples/` has longer programs.

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
pub use lockstep_table as table;

pub use lockstep_base::error::{Error, Result};
pub use lockstep_data::events::Input;
pub use lockstep_detect::config::Config;
pub use lockstep_detect::{Detection, detect};
