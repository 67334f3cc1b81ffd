//! gzip, zstd, ZIP and tar, and what is in them.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for magic in [&b"\x1f\x8b\x08"[..], b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b""] {
        lockstep_fuzz::read(&[magic, bytes].concat());
    }
});
