//! What programs print into cells: lists, objects, times, ids.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lockstep_fuzz::cells(bytes));
