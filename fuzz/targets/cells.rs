//! What programs print into cells: lists, objects, times, ids.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let cell = String::from_utf8_lossy(bytes).replace('"', "\"\"");
    let header = "account_id,timestamp,url,hashtags,mentions,repost_of,text,entities\n";
    let row = format!("a,1630000000,\"{cell}\",\"{cell}\",\"{cell}\",\"{cell}\",\"{cell}\",\"{cell}\"\n");
    lockstep_fuzz::read(format!("{header}{row}\"{cell}\",\"{cell}\",,,,,,\n").as_bytes());
});
