//! Workbooks: what a ZIP or a compound file holds.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lockstep_fuzz::workbook(bytes));
