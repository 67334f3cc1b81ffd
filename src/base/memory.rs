//! How much memory a run may take.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

const KIB: u64 = 1 << 10;

/// An amount of memory, written as `4GiB`, `512MiB`, `2GB` or plain bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Memory(u64);

impl Memory {
    /// No run is asked to do with less.
    pub const LEAST: Self = Self(256 * KIB * KIB);

    /// So many bytes.
    pub(crate) const fn from_bytes(bytes: u64) -> Self {
        Self(bytes)
    }

    /// The amount in bytes.
    pub const fn bytes(self) -> u64 {
        self.0
    }

    /// What acts may take while they are gathered; more wait on the disk. With
    /// the least memory all do.
    pub fn for_acts(self) -> u64 {
        (self.0 - Self::LEAST.0) / 16
    }
}

impl Default for Memory {
    /// 4 GiB.
    fn default() -> Self {
        Self(4 * KIB * KIB * KIB)
    }
}

impl std::str::FromStr for Memory {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is no amount of memory; write 4GiB, 512MiB or 2GB, at least {}", Self::LEAST);
        let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = match text[number.len()..].to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "kb" => 1_000,
            "mb" => 1_000_000,
            "gb" => 1_000_000_000,
            "tb" => 1_000_000_000_000,
            "k" | "kib" => KIB,
            "m" | "mib" => KIB.pow(2),
            "g" | "gib" => KIB.pow(3),
            "t" | "tib" => KIB.pow(4),
            _ => return Err(bad()),
        };
        let bytes = number.trim().parse::<f64>().map_err(|_| bad())? * unit as f64;
        if !(Self::LEAST.0 as f64..=KIB.pow(5) as f64).contains(&bytes) {
            return Err(bad());
        }
        Ok(Self(bytes as u64))
    }
}

impl std::fmt::Display for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let units = [(KIB.pow(3), "GiB"), (KIB.pow(2), "MiB")];
        match units.into_iter().find(|(unit, _)| self.0.is_multiple_of(*unit)) {
            Some((unit, name)) => write!(f, "{}{name}", self.0 / unit),
            None => write!(f, "{}", self.0),
        }
    }
}

impl TryFrom<String> for Memory {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Memory> for String {
    fn from(memory: Memory) -> Self {
        memory.to_string()
    }
}

/// What a run may take of a machine. None of it changes a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resources {
    /// About how much memory; what need not be held waits on the disk.
    pub memory: Memory,
    /// The folder in which it waits, in files without names.
    pub folder: PathBuf,
}

impl Default for Resources {
    /// The usual memory, and the folder for temporary files.
    fn default() -> Self {
        Self { memory: Memory::default(), folder: std::env::temp_dir() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_they_are_written() {
        for (text, bytes) in [
            ("4GiB", 4 << 30),
            ("512MiB", 512 << 20),
            ("2g", 2 << 30),
            ("1.5GiB", 3 << 29),
            ("2GB", 2_000_000_000),
            ("300000000", 300_000_000),
        ] {
            let memory: Memory = text.parse().unwrap();
            assert_eq!(memory.bytes(), bytes, "{text}");
            assert_eq!(memory.to_string().parse::<Memory>().unwrap(), memory);
        }
        for text in ["", "GiB", "-4GiB", "1MiB", "4 apples", "NaN", "inf", "1e30"] {
            assert!(text.parse::<Memory>().is_err(), "{text}");
        }
    }
}
