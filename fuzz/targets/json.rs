//! JSON: lines, arrays and documents.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    lockstep_fuzz::read(&[b"{\"account_id\":1,\"timestamp\":1630000000}\n{", bytes].concat());
    lockstep_fuzz::read(&[b"[{", bytes].concat());
});
