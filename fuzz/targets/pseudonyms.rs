//! Texts without the names of accounts.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lockstep_fuzz::pseudonyms(bytes));
