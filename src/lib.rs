//! `lockstep` finds accounts that act in lockstep beyond what chance, a crowd
//! or fandom would explain.
//!
//! Data passes through these rooms from top to bottom and never back; a module
//! uses those above it, never those below it.
//!
//! | room | takes | gives |
//! |---|---|---|
//! | [`events`] | files | [`events::Events`], typed columns and interned ids |
//! | [`traces`] | events | [`traces::Acts`]: object, account, time |
//! | [`coaction`] | acts | pairs that meet, and the evidence for each |
//! | [`significance`] | acts, pairs | p- and q-values, explanations ruled out |
//! | [`graph`] | weighted pairs | [`graph::CoactionGraph`], on which petgraph's algorithms run |
//! | [`network`] | acts | raw networks by published methods, for comparison |
//! | [`cluster`] | a graph | a partition, by Leiden |
//! | [`config`] | TOML and flags | [`config::Config`], everything that decides a result |
//! | [`candidates`] | all of the above | networks, accounts, scores, tiers |
//! | [`profiles`] | networks, facts of accounts | what members say of themselves: platforms, following, shared traits |
//! | [`mod@detect`] | files and a configuration | a [`detect::Detection`]: the way through the rooms above |
//! | [`export`] | a detection | CSV, Parquet, GEXF, GraphML, `run.json` |
//! | [`mod@baseline`] | files, a configuration and a method | a raw network, for comparison |
//! | [`report`] | a detection | the page and the charts |
//! | [`distributed`] | tables of an engine that holds the whole | partial counts, and the same detection |
//! | [`output`] | a detection | the whole output directory of detect, and its result in a few lines |
//! | [`explain`] | an output of detect | the case for an account or a pair: text, JSON, a page |
//! | [`share`] | an output of detect, what of it was confirmed | files for platforms, partners and researchers |
//! | [`supervision`] | a registry, audiences, posts, advertisements | lists for state-controlled media, with reasons |
//! | [`transparency`] | outputs of detect, confirmed operations by month | what removed networks were, which come back; the transparency report |
//! | [`simulate`] | parameters | worlds with known truth |
//! | [`evaluate`] | a list and labels, or data and labels | how good the list, and each method, is |
//! | [`cli`] | arguments | an exit code |
//!
//! Beside them stand [`safe`], through which everything that comes from the
//! data must pass before it is shown, [`pseudonyms`] for data that are shared
//! without the names of accounts, [`wording`] for numbers, [`calendar`] and
//! [`country`] for what reports are made by, [`memory`] for how much of it a run
//! may take, [`stop`] for a run that may be told to end early, and [`error`].

pub mod baseline;
pub mod calendar;
pub mod candidates;
pub mod cli;
pub mod cluster;
pub mod coaction;
pub mod config;
pub mod country;
pub mod detect;
pub mod distributed;
pub mod error;
pub mod evaluate;
pub mod events;
pub mod explain;
pub mod export;
pub mod graph;
pub mod memory;
pub mod network;
pub mod output;
pub mod profiles;
pub mod pseudonyms;
pub mod report;
pub mod safe;
pub mod share;
pub mod significance;
pub mod simulate;
pub mod stop;
pub mod supervision;
mod tally;
pub mod traces;
pub mod transparency;
pub mod wording;

pub use error::{Error, Result};
