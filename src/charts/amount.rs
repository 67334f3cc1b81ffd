//! A number of which not everything may be known.

use serde::{Deserialize, Serialize};

use super::format::count;

/// A number, a lower bound of one, or none. In files `5`, `{"at_least": 5}` and
/// `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Amount {
    /// The number.
    Known(u64),
    /// It is this or more.
    AtLeast {
        /// The lower bound.
        at_least: u64,
    },
    /// Nobody knows it.
    Unknown,
}

impl Amount {
    /// What of it is known.
    pub(super) fn value(self) -> Option<u64> {
        match self {
            Self::Known(value) | Self::AtLeast { at_least: value } => Some(value),
            Self::Unknown => None,
        }
    }

    /// As a label says it.
    pub(super) fn label(self) -> String {
        match self {
            Self::Known(value) => count(value),
            Self::AtLeast { at_least } => format!("at least {}", count(at_least)),
            Self::Unknown => "not known".to_owned(),
        }
    }
}

impl From<u64> for Amount {
    fn from(value: u64) -> Self {
        Self::Known(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_tell_the_three_apart() {
        let all = [Amount::Known(5), Amount::AtLeast { at_least: 5 }, Amount::Unknown];
        let text = serde_json::to_string(&all).unwrap();
        assert_eq!(text, r#"[5,{"at_least":5},null]"#);
        assert_eq!(serde_json::from_str::<Vec<Amount>>(&text).unwrap(), all);
    }
}
