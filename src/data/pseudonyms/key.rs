//! The key of pseudonyms.

use std::fmt;
use std::io::Read;
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use lockstep_base::digest::hex;
use lockstep_base::error::{Error, Result};
use sha2::Sha256;

/// A shorter key can be guessed.
const FEWEST_BYTES: usize = 16;

/// A longer file is no key.
const MOST_BYTES: u64 = 1 << 20;

/// Hexadecimal digits of a pseudonym: 128 bits, with which two of 2³² accounts
/// meet by accident with a probability of 3·10⁻²⁰.
const DIGITS: usize = 32;

/// The key of pseudonyms. It is never written anywhere.
#[derive(Clone)]
pub struct Key(pub(super) Hmac<Sha256>);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// Reads the key: the file's bytes without the line ends after them.
    ///
    /// # Errors
    /// When the file cannot be read, is longer than 1 MiB, or holds less than 16
    /// bytes.
    pub fn read(path: &Path) -> Result<Self> {
        let file = std::fs::File::open(path).map_err(Error::io(path, "read"))?;
        let mut bytes = Vec::new();
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(Error::io(path, "read"))?;
        let wrong = |problem: String| {
            let remedy = "put 16 or more random bytes into it, for example with: openssl rand -hex 32";
            Error::input(&path.to_string_lossy(), problem, remedy)
        };
        if bytes.len() as u64 > MOST_BYTES {
            return Err(wrong("this file is longer than 1 MiB and no key".to_owned()));
        }
        Self::of_bytes(&bytes).map_err(wrong)
    }

    pub(super) fn of_bytes(bytes: &[u8]) -> Result<Self, String> {
        let length = bytes.iter().rposition(|byte| !b"\r\n".contains(byte)).map_or(0, |last| last + 1);
        if length < FEWEST_BYTES {
            return Err(format!("the key has {length} bytes, which can be guessed"));
        }
        Hmac::new_from_slice(&bytes[..length]).map(Self).map_err(|e| e.to_string())
    }

    /// The pseudonym of an account, or of a name that may be one's.
    pub fn pseudonym(&self, name: &str) -> String {
        let mut mac = self.0.clone();
        mac.update(name.as_bytes());
        format!("p_{}", &hex(&mac.finalize().into_bytes())[..DIGITS])
    }
}
