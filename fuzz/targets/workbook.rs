//! Workbooks: what a ZIP or a compound file holds.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    lockstep_fuzz::read(&[b"PK\x03\x04", bytes].concat());
    lockstep_fuzz::read(&[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes].concat());
});
