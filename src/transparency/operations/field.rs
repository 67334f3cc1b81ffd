//! The words that an entry can hold: its fields, and values of a few kinds.

use serde::Serialize;

/// A value that is one of a few words.
pub(super) trait Word: Copy + 'static {
    /// All of them.
    const ALL: &'static [Self];

    /// As the file writes it.
    fn name(self) -> &'static str;

    /// Reads a word, in any case.
    ///
    /// # Errors
    /// When it is none of them: what is wrong, and what to write.
    fn read(text: &str) -> Result<Self, (String, String)> {
        let found = Self::ALL.iter().copied().find(|word| word.name().eq_ignore_ascii_case(text.trim()));
        found.ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|word| word.name()).collect();
            (format!("`{text}` is not known"), format!("write one of {}", names.join(", ")))
        })
    }
}

/// Who found the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The platform's own investigation.
    Internal,
    /// Somebody else's lead.
    External,
}

impl Word for Source {
    const ALL: &'static [Self] = &[Self::Internal, Self::External];

    fn name(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::External => "external",
        }
    }
}

/// How sure the investigators are of what the entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Several independent kinds of evidence agree, and no innocent explanation is left.
    High,
    /// The evidence points one way, and a gap or another explanation is left.
    Moderate,
    /// The evidence is thin or of one kind.
    Low,
}

impl Confidence {
    /// As the file writes it.
    pub fn name(self) -> &'static str {
        Word::name(self)
    }
}

impl Word for Confidence {
    const ALL: &'static [Self] = &[Self::High, Self::Moderate, Self::Low];

    fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Moderate => "moderate",
            Self::Low => "low",
        }
    }
}

/// What a reviewer decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The network's accounts are removed.
    Remove,
    /// They stay.
    Keep,
    /// Somebody else decides.
    Escalate,
}

impl Verdict {
    /// As the file writes it.
    pub fn name(self) -> &'static str {
        Word::name(self)
    }
}

impl Word for Verdict {
    const ALL: &'static [Self] = &[Self::Remove, Self::Keep, Self::Escalate];

    fn name(self) -> &'static str {
        match self {
            Self::Remove => "remove",
            Self::Keep => "keep",
            Self::Escalate => "escalate",
        }
    }
}

/// A field of an entry that can be marked as made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// `id`
    Id,
    /// `month`
    Month,
    /// `source`
    Source,
    /// `lead`
    Lead,
    /// `accounts`
    Accounts,
    /// `accounts_file`
    AccountsFile,
    /// `followers`
    Followers,
    /// `followers_file`
    FollowersFile,
    /// `operated_from`
    OperatedFrom,
    /// `target_audience`
    TargetAudience,
    /// `audience`
    Audience,
    /// `methods`
    Methods,
    /// `aims`
    Aims,
    /// `political`
    Political,
    /// `elections`
    Elections,
    /// `platforms`
    Platforms,
    /// `techniques`
    Techniques,
    /// `confidence`
    Confidence,
    /// `run`
    Run,
    /// `decisions`
    Decisions,
    /// `of`, of re-established accounts
    Of,
}

impl Field {
    /// The fields of re-established accounts.
    pub(super) const OF_COMEBACKS: &'static [Self] = &[Self::Month, Self::Accounts, Self::AccountsFile, Self::Of];
    /// The fields of an operation.
    pub(super) const OF_OPERATIONS: &'static [Self] = &[
        Self::Id,
        Self::Month,
        Self::Source,
        Self::Lead,
        Self::Accounts,
        Self::AccountsFile,
        Self::Followers,
        Self::FollowersFile,
        Self::OperatedFrom,
        Self::TargetAudience,
        Self::Audience,
        Self::Methods,
        Self::Aims,
        Self::Political,
        Self::Elections,
        Self::Platforms,
        Self::Techniques,
        Self::Confidence,
        Self::Run,
        Self::Decisions,
    ];

    /// As the file writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Month => "month",
            Self::Source => "source",
            Self::Lead => "lead",
            Self::Accounts => "accounts",
            Self::AccountsFile => "accounts_file",
            Self::Followers => "followers",
            Self::FollowersFile => "followers_file",
            Self::OperatedFrom => "operated_from",
            Self::TargetAudience => "target_audience",
            Self::Audience => "audience",
            Self::Methods => "methods",
            Self::Aims => "aims",
            Self::Political => "political",
            Self::Elections => "elections",
            Self::Platforms => "platforms",
            Self::Techniques => "techniques",
            Self::Confidence => "confidence",
            Self::Run => "run",
            Self::Decisions => "decisions",
            Self::Of => "of",
        }
    }
}
