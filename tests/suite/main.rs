//! What the whole crate and the program do, on made and on real input.

mod calibration;
mod cli;
mod cluster;
mod coaction;
mod detect;
mod evaluate;
mod graph;
mod hostile;
mod network;
mod reading;
mod report;
mod simulate;
mod support;
