//! A finished run of which one file is other bytes.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lockstep_fuzz::run(bytes));
