//! What the whole crate and the program do, on made and on real input.

mod accuracy;
mod behaviours;
mod calibration;
mod cli;
mod cluster;
mod coaction;
mod detect;
mod edges;
mod evaluate;
mod explain;
mod graph;
mod hostile;
mod near;
mod network;
mod networks;
mod presets;
mod reactions;
mod reading;
mod report;
mod returning;
mod scale;
mod simulate;
mod supervision;
mod support;
mod transparency;
mod triggers;
