//! The command line: one file a subcommand. Flags are turned into one resolved
//! [`Config`](lockstep_detect::config::Config) in one place; no analysis happens here.

mod arguments;
mod check;
mod cluster;
mod detect;
mod evaluate;
mod explain;
mod export;
pub mod flags;
mod hash_media;
mod import;
mod network;
mod objects;
mod output;
mod plot;
mod presets;
mod progress;
mod run;
mod simulate;
mod supervise;
mod transparency;
mod verify;

pub use run::run;
