//! A registry of state-controlled media.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lockstep_fuzz::registry(bytes));
