//! The words that an entry can hold: its fields, and values of a few kinds.

use lockstep_base::named;

named! {
    /// Who found the network.
    Source {
        /// The platform's own investigation.
        Internal = "internal",
        /// Somebody else's lead.
        External = "external",
    }
}

named! {
    /// How sure the investigators are of what the entry says.
    Confidence {
        /// Several independent kinds of evidence agree, and no innocent explanation is left.
        High = "high",
        /// The evidence points one way, and a gap or another explanation is left.
        Moderate = "moderate",
        /// The evidence is thin or of one kind.
        Low = "low",
    }
}

named! {
    /// What a reviewer decided.
    Verdict {
        /// The network's accounts are removed.
        Remove = "remove",
        /// They stay.
        Keep = "keep",
        /// Somebody else decides.
        Escalate = "escalate",
    }
}

named! {
    /// A field of an entry that can be marked as made up.
    Field {
        /// `id`
        Id = "id",
        /// `month`
        Month = "month",
        /// `source`
        Source = "source",
        /// `lead`
        Lead = "lead",
        /// `accounts`
        Accounts = "accounts",
        /// `accounts_file`
        AccountsFile = "accounts_file",
        /// `followers`
        Followers = "followers",
        /// `followers_file`
        FollowersFile = "followers_file",
        /// `operated_from`
        OperatedFrom = "operated_from",
        /// `target_audience`
        TargetAudience = "target_audience",
        /// `audience`
        Audience = "audience",
        /// `methods`
        Methods = "methods",
        /// `aims`
        Aims = "aims",
        /// `political`
        Political = "political",
        /// `elections`
        Elections = "elections",
        /// `platforms`
        Platforms = "platforms",
        /// `techniques`
        Techniques = "techniques",
        /// `confidence`
        Confidence = "confidence",
        /// `run`
        Run = "run",
        /// `decisions`
        Decisions = "decisions",
        /// `of`, of re-established accounts
        Of = "of",
    }
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
}
