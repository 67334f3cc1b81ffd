//! gzip, zstd, ZIP and tar, and what is in them.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lockstep_fuzz::packed(bytes));
