//! What the whole crate and the program do, on made and on real input.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a failing unwrap is a failing test")]

mod accuracy;
mod archives;
mod behaviours;
mod browser;
mod calibration;
mod cli;
mod cluster;
mod coaction;
#[cfg(unix)]
mod crash;
mod crowd;
mod detect;
mod edges;
mod encodings;
mod evaluate;
mod explain;
mod exports;
mod graph;
mod graphs;
mod groups;
mod histories;
mod hostile;
#[cfg(target_os = "linux")]
mod limits;
mod links;
mod loss;
mod mistakes;
mod near;
mod network;
mod networks;
mod order;
mod others;
mod page;
mod plot;
mod presets;
mod reactions;
mod readers;
mod reading;
mod report;
mod returning;
mod sample;
mod scale;
mod simulate;
mod slips;
mod supervision;
mod support;
mod transparency;
mod transparency_mistakes;
mod transparency_months;
mod transparency_public;
mod transparency_unknown;
mod triggers;
mod workbooks;
