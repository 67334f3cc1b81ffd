//! CSV and its kin, headers included.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lockstep_fuzz::table(bytes));
