//! The normal forms of links, hashtags and handles.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lockstep_fuzz::links(bytes));
