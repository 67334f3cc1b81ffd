//! By what a finished run is known.

use lockstep_base::digest::hex;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The SHA-256, in hexadecimal, of what `run.json` says without its part `machine`: the same
/// analysis on another day or another machine has the same. It is taken of the JSON without
/// blanks and with the fields of each object in the order of their names.
///
/// # Errors
/// When it is no JSON.
pub fn identity(run_json: &[u8]) -> serde_json::Result<String> {
    let mut run: Value = serde_json::from_slice(run_json)?;
    if let Some(fields) = run.as_object_mut() {
        fields.remove("machine");
    }
    // Objects are held in the order of names.
    Ok(hex(&Sha256::digest(run.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_analysis_is_the_same_run() {
        let of = |text: &str| identity(text.as_bytes()).unwrap();
        let one = of(r#"{"lockstep": "1", "machine": {"threads": 2}, "rows": [1, 2.5]}"#);
        assert_eq!(one, of(r#"{"rows":[1,2.5],"lockstep":"1","machine":{"threads":8,"seconds":3.25}}"#));
        assert_eq!(one, of(r#"{"rows":[1,2.5],"lockstep":"1"}"#));
        assert_ne!(one, of(r#"{"rows":[1,2],"lockstep":"1"}"#));
        assert_eq!(one, hex(&Sha256::digest(r#"{"lockstep":"1","rows":[1,2.5]}"#)));
    }
}
