//! The operations of a file, as they are reported.

use lockstep_base::calendar::{Day, Month};
use lockstep_base::country::Country;
use serde::Serialize;

use super::field::{Confidence, Field, Source, Verdict};

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InputFile {
    /// As the user or the operations file named it.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// The operations of a file, in its order.
#[derive(Clone, Debug, Default)]
pub struct Operations {
    /// The operations file and the lists that it names.
    pub inputs: Vec<InputFile>,
    /// All that are no drafts, counted or not.
    pub operations: Vec<Operation>,
    /// Accounts that came back and were removed again.
    pub reestablished: Vec<Reestablished>,
}

/// One confirmed network.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Operation {
    /// Its name, of letters, digits, dots, dashes and underscores.
    pub id: String,
    /// When its accounts were removed.
    pub month: Month,
    /// Who found it.
    pub source: Source,
    /// Whose lead it was, where the source is external.
    pub lead: Option<String>,
    /// Its accounts, at least one.
    pub accounts: u64,
    /// Accounts that followed at least one of them at removal.
    pub followers: u64,
    /// From where it was operated; empty: not determined.
    pub operated_from: Vec<Country>,
    /// The countries whose audiences it targeted.
    pub target_audience: Vec<Country>,
    /// Words that take the place of the countries in the sentence.
    pub audience: Option<String>,
    /// What the people behind it did, as verb phrases; at least one.
    pub methods: Vec<String>,
    /// In order to do what, as verb phrases; at least one.
    pub aims: Vec<String>,
    /// Whether it was aimed at political discourse.
    pub political: bool,
    /// The elections that it touched.
    pub elections: Vec<Election>,
    /// Where it was found.
    pub platforms: Vec<String>,
    /// DISARM techniques, such as `T0049` or `T0049.001`.
    pub techniques: Vec<String>,
    /// How sure the investigators are, where they say so.
    pub confidence: Option<Confidence>,
    /// SHA-256 of the `run.json` behind it, in lower case.
    pub run: Option<String>,
    /// What reviewers decided, in the order of the file.
    pub decisions: Vec<Decision>,
    /// Fields that are not public but made up, for a worked example.
    pub invented: Vec<Field>,
}

/// An election.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Election {
    /// Its name.
    pub name: String,
    /// Where it was held.
    pub country: Country,
    /// When.
    pub date: Day,
}

/// A reviewer's decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// Who decided.
    pub reviewer: String,
    /// When.
    pub date: Day,
    /// What.
    pub decision: Verdict,
    /// Why, where it is said.
    pub note: Option<String>,
}

/// Accounts removed because they belonged to networks disrupted before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reestablished {
    /// When they were removed.
    pub month: Month,
    /// How many, at least one.
    pub accounts: u64,
    /// Of which operations, where it is known.
    pub of: Vec<String>,
    /// Fields that are made up.
    pub invented: Vec<Field>,
}

impl Operation {
    /// The latest decision; of several on one day, the last in the file.
    pub fn last_decision(&self) -> Option<&Decision> {
        last_of(&self.decisions)
    }

    /// Whether it counts as a removed network: unless a reviewer decided
    /// otherwise last.
    pub fn counts(&self) -> bool {
        self.last_decision().is_none_or(|last| last.decision == Verdict::Remove)
    }

    /// Whether the field is made up.
    pub fn is_invented(&self, field: Field) -> bool {
        self.invented.contains(&field)
    }
}

/// The latest of some decisions; of several on one day, the last in the file.
pub(super) fn last_of(decisions: &[Decision]) -> Option<&Decision> {
    decisions.iter().max_by_key(|decision| decision.date)
}
